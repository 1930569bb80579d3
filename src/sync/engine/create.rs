//! Creates: written down first, recorded in one transaction, looked for when nobody answers.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::{ATTEMPTS, Engine, Job, Observer, Task, Wire, request_id};
use crate::crm::error::{CrmError, CrmErrorKind, Effect};
use crate::crm::remote::{Accepted, Item};
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, Kind};
use crate::mapping;
use crate::store::Pending;
use crate::sync::engine::schedule::{Schedule, Unresolved};
use crate::sync::plan::list::Planned;
use crate::sync::rules::targets;

impl Engine<'_> {
    /// Writes the creates down and builds their request.
    pub(super) fn journalled(&mut self, batch: &[Planned]) -> anyhow::Result<Wire> {
        let Some(entity) = batch.first().map(|one| one.kind.entity()) else {
            anyhow::bail!("a request without records");
        };
        let watermark = self.watermark(entity)?;
        let mut pending = Vec::with_capacity(batch.len());
        let mut items = Vec::with_capacity(batch.len());
        for one in batch {
            let targets = targets(self.store, &one.wishes)?.unwrap_or_default();
            let embedded = embedded(one.kind, &targets);
            let mut body = mapping::body(
                one.payload
                    .0
                    .iter()
                    .map(|(slot, value)| (*slot, Some(value))),
            );
            let marker = self.marker(one.kind, one.key);
            self.add_marker(one.kind, &marker, &mut body);
            if !embedded.is_empty() {
                body.insert("_embedded".to_owned(), embedded_body(&embedded));
            }
            items.push(Item::new(request_id(one.kind, one.key), None, body));
            let open = Pending {
                kind: one.kind,
                key: one.key,
                marker,
                links: embedded,
                watermark,
            };
            pending.push((open, &one.payload));
        }
        self.store.journal(&pending, entity, (self.now)())?;
        let pending = pending.into_iter().map(|(open, _)| open).collect();
        Ok(Wire::Create(entity, items, pending))
    }

    /// Stores what the answer names; what it does not name is looked for before anything else is sent.
    pub(super) fn after_create(
        &mut self,
        job: Job,
        pending: Vec<Pending>,
        items: &[Item],
        answer: Result<Vec<Accepted>, CrmError>,
        schedule: &mut Schedule,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let Job {
            task: Task::Create(batch),
            attempt,
            part,
        } = job
        else {
            return Ok(());
        };
        match answer {
            Ok(accepted) => {
                let by_request: HashMap<&str, CrmId> = accepted
                    .iter()
                    .filter_map(|one| Some((one.request_id.as_deref()?, one.id)))
                    .collect();
                let id_of = |kind, key| by_request.get(request_id(kind, key).as_str()).copied();
                let (mut done, mut open) = (Vec::new(), Vec::new());
                for one in pending {
                    match id_of(one.kind, one.key) {
                        Some(id) => done.push((one, id)),
                        None => open.push(one),
                    }
                }
                self.store.created(&done, (self.now)())?;
                if let Some(entity) = batch.first().map(|one| one.kind.entity()) {
                    let newest = done.iter().map(|(_, id)| *id).max();
                    let mark = self.memory.watermarks.entry(entity).or_insert(CrmId(0));
                    *mark = newest.map_or(*mark, |id| id.max(*mark));
                }
                let (made, unnamed): (Vec<_>, Vec<_>) = batch
                    .into_iter()
                    .partition(|one| id_of(one.kind, one.key).is_some());
                let made = made.into_iter().map(|one| (one, Outcome::Created));
                self.close(made.collect(), schedule, observer)?;
                if !open.is_empty() {
                    tracing::warn!(
                        count = open.len(),
                        "the answer does not name all that was sent"
                    );
                    let task = Task::Create(unnamed);
                    schedule.unresolved.push(Unresolved {
                        job: Job {
                            task,
                            attempt,
                            part,
                        },
                        pending: open,
                        error: None,
                    });
                }
                Ok(())
            }
            Err(error) if error.effect() == Effect::Unknown => {
                tracing::warn!(%error, "a create was not answered; looking for it");
                let task = Task::Create(batch);
                let end = self.give_up_after_failures(&error);
                schedule.unresolved.push(Unresolved {
                    job: Job {
                        task,
                        attempt,
                        part,
                    },
                    pending,
                    error: Some(error),
                });
                end
            }
            Err(error) => {
                let keys: Vec<_> = batch.iter().map(|one| (one.kind, one.key)).collect();
                self.store.forget_pending(&keys)?;
                for list in self.refused(batch, items, error, observer)? {
                    schedule.anew(Task::Create(list));
                }
                Ok(())
            }
        }
    }

    /// Finds out about all creates without an answer, and sends again what is surely not there.
    pub(super) fn resolve(
        &mut self,
        schedule: &mut Schedule,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let all = schedule
            .unresolved
            .iter()
            .flat_map(|open| open.pending.iter().cloned())
            .collect();
        let found = self.find_out(all, &mut |_, _| {})?;
        for Unresolved { mut job, error, .. } in std::mem::take(&mut schedule.unresolved) {
            let Task::Create(batch) = job.task else {
                continue;
            };
            let sent = batch.len();
            let (made, open): (Vec<_>, Vec<_>) = batch
                .into_iter()
                .partition(|one| found.contains(&(one.kind, one.key)));
            let none_made = made.is_empty();
            let made = made.into_iter().map(|one| (one, Outcome::Created));
            self.close(made.collect(), schedule, observer)?;
            let refusal = error
                .as_ref()
                .filter(|error| matches!(error.kind, CrmErrorKind::Business(_)));
            if let (Some(error), 1) = (refusal, sent) {
                // It was judged, and it is alone.
                self.reject_all(open, &error.kind.to_string(), observer)?;
                continue;
            }
            if job.attempt >= ATTEMPTS && sent == 1 {
                let reason = match &error {
                    Some(error) => format!("the CRM fails whenever it is sent: {}", error.kind),
                    None => "the CRM's answer does not mention it".to_owned(),
                };
                self.reject_for_now(open, &reason, observer)?;
                continue;
            }
            let too_much = error.as_ref().is_some_and(CrmError::is_overload);
            if !none_made {
                // What is left of a batch that went through in part is another batch.
                (job.attempt, job.part) = (0, false);
            }
            job.task = Task::Create(open);
            schedule.retry(job, none_made && (too_much || refusal.is_some()));
        }
        Ok(())
    }

    fn add_marker(&self, kind: Kind, marker: &str, body: &mut Map<String, Value>) {
        if let Some(field) = self.resolved.marker_field(kind.entity()) {
            let value = json!({"field_id": field.0, "values": [{ "value": marker }]});
            match body
                .get_mut("custom_fields_values")
                .and_then(Value::as_array_mut)
            {
                Some(fields) => fields.push(value),
                None => {
                    body.insert("custom_fields_values".to_owned(), json!([value]));
                }
            }
        }
    }
}

/// A lead is created with its contact and company; products are linked afterwards.
fn embedded(kind: Kind, targets: &BTreeMap<Kind, CrmId>) -> BTreeMap<Kind, CrmId> {
    targets
        .iter()
        .filter(|(to, _)| is_embedded(kind, **to))
        .map(|(to, id)| (*to, *id))
        .collect()
}

/// Whether an entity of this kind is linked to one of kind `to` as it is created.
pub(in crate::sync) fn is_embedded(kind: Kind, to: Kind) -> bool {
    kind.is_deal() && matches!(to, Kind::Contact | Kind::Company)
}

fn embedded_body(targets: &BTreeMap<Kind, CrmId>) -> Value {
    let mut body = Map::new();
    if let Some(contact) = targets.get(&Kind::Contact) {
        body.insert(
            "contacts".to_owned(),
            json!([{"id": contact.0, "is_main": true}]),
        );
    }
    if let Some(company) = targets.get(&Kind::Company) {
        body.insert("companies".to_owned(), json!([{"id": company.0}]));
    }
    body.into()
}
