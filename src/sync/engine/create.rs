//! Creates: written down first, recorded in one transaction, looked for when nobody answers.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value, json};

use super::request::{Answered, Batch, Job, Prepared, Request, Tries};
use super::{ATTEMPTS, Engine, request_id};
use crate::crm::error::{CrmError, CrmErrorKind, Effect};
use crate::crm::remote::{Accepted, Item, Remote};
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, EntityType, Kind};
use crate::mapping::{self, Resolved};
use crate::store::Pending;
use crate::sync::engine::schedule::Unresolved;
use crate::sync::plan::list::Planned;
use crate::sync::rules::targets;

/// Ids from here on are none: a JSON number cannot hold them exactly.
const UNBELIEVABLE: CrmId = CrmId(1 << 53);

/// Creates that stand in the journal, with their request.
pub(super) struct PreparedCreate {
    batch: Batch<Planned>,
    entity: EntityType,
    items: Vec<Item>,
    pending: Vec<Pending>,
}

/// The same with its answer.
struct AnsweredCreate {
    request: PreparedCreate,
    answer: Result<Vec<Accepted>, CrmError>,
}

impl Prepared for PreparedCreate {
    fn send(self: Box<Self>, remote: &dyn Remote, _: &Resolved) -> Box<dyn Answered> {
        let answer = remote.create(self.entity, &self.items);
        Box::new(AnsweredCreate {
            request: *self,
            answer,
        })
    }
}

impl Answered for AnsweredCreate {
    fn size(&self) -> usize {
        self.request.items.len()
    }

    fn error(&self) -> Option<&CrmError> {
        self.answer.as_ref().err()
    }

    fn settle(self: Box<Self>, tries: Tries, engine: &mut Engine<'_>) -> anyhow::Result<()> {
        engine.settle_create(self.request, self.answer, tries)
    }
}

impl Engine<'_> {
    /// Writes the creates down and builds their request.
    pub(super) fn prepare_create(
        &mut self,
        batch: Batch<Planned>,
    ) -> anyhow::Result<PreparedCreate> {
        let entity = batch.first().kind.entity();
        let watermark = self.watermark(entity)?;
        let sent_at = (self.now)();
        let mut pending = Vec::with_capacity(batch.len());
        let mut items = Vec::with_capacity(batch.len());
        for one in batch.as_slice() {
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
                sent_at,
            };
            pending.push((open, &one.payload));
        }
        self.store.journal(&pending, entity)?;
        let pending = pending.into_iter().map(|(open, _)| open).collect();
        Ok(PreparedCreate {
            batch,
            entity,
            items,
            pending,
        })
    }

    /// Stores what the answer names; what it does not name is looked for before anything else is sent.
    fn settle_create(
        &mut self,
        request: PreparedCreate,
        answer: Result<Vec<Accepted>, CrmError>,
        tries: Tries,
    ) -> anyhow::Result<()> {
        let PreparedCreate {
            batch,
            entity,
            items,
            pending,
        } = request;
        match answer {
            Ok(accepted) => {
                let by_request = self.believable(entity, &pending, &accepted)?;
                let id_of = |kind, key| by_request.get(request_id(kind, key).as_str()).copied();
                let (mut done, mut open) = (Vec::new(), Vec::new());
                for one in pending {
                    match id_of(one.kind, one.key) {
                        Some(id) => done.push((one, id)),
                        None => open.push(one),
                    }
                }
                self.store.created(&done, (self.now)())?;
                let newest = done.iter().map(|(_, id)| *id).max();
                let mark = self.memory.watermarks.entry(entity).or_insert(CrmId(0));
                *mark = newest.map_or(*mark, |id| id.max(*mark));
                let (made, unnamed): (Vec<_>, Vec<_>) = batch
                    .into_vec()
                    .into_iter()
                    .partition(|one| id_of(one.kind, one.key).is_some());
                let made = made.into_iter().map(|one| (one, Outcome::Created));
                self.close(made.collect())?;
                if let Some(batch) = Batch::new(unnamed) {
                    tracing::warn!(
                        count = open.len(),
                        "the answer does not name all that was sent"
                    );
                    self.memory.schedule.unresolved.push(Unresolved {
                        batch,
                        tries,
                        pending: open,
                        error: None,
                    });
                }
                Ok(())
            }
            Err(error) if error.effect() == Effect::Unknown => {
                tracing::warn!(%error, "a create was not answered; looking for it");
                let end = self.give_up_after_failures(&error);
                self.memory.schedule.unresolved.push(Unresolved {
                    batch,
                    tries,
                    pending,
                    error: Some(error),
                });
                end
            }
            Err(error) => {
                let batch = batch.into_vec();
                let keys: Vec<_> = batch.iter().map(|one| (one.kind, one.key)).collect();
                self.store.forget_pending(&keys)?;
                for list in self.refused(batch, &items, error)? {
                    self.memory.schedule.anew(Request::create(list));
                }
                Ok(())
            }
        }
    }

    /// The ids that an answer names and that can be those of new entities: above the watermark, each of them once, and
    /// nobody's yet. Another one would let the next change overwrite somebody else's entity, so its marker is looked for.
    fn believable<'a>(
        &self,
        entity: EntityType,
        pending: &[Pending],
        accepted: &'a [Accepted],
    ) -> anyhow::Result<HashMap<&'a str, CrmId>> {
        let watermark = pending.iter().map(|one| one.watermark).max();
        let watermark = watermark.unwrap_or(CrmId(0)).max(CrmId(0));
        let mut named: HashMap<CrmId, usize> = HashMap::new();
        for one in accepted {
            *named.entry(one.id).or_default() += 1;
        }
        let mut ids = HashMap::new();
        for one in accepted {
            let Some(request_id) = one.request_id.as_deref() else {
                continue;
            };
            let is_new = one.id > watermark
                && one.id < UNBELIEVABLE
                && named.get(&one.id) == Some(&1)
                && self.store.holder(entity, one.id)?.is_none();
            if is_new {
                ids.insert(request_id, one.id);
            } else {
                tracing::warn!(
                    id = one.id.0,
                    "the answer to a create names an entity that is not new; looking for ours"
                );
            }
        }
        Ok(ids)
    }

    /// Lines up again what was looked for often enough and is surely not there.
    pub(super) fn send_again(&mut self, open: Unresolved, none_made: bool) -> anyhow::Result<()> {
        let Unresolved {
            batch,
            mut tries,
            error,
            pending,
        } = open;
        let keys: Vec<_> = pending.iter().map(|one| (one.kind, one.key)).collect();
        self.store.forget_pending(&keys)?;
        let is_alone = none_made && batch.len() == 1;
        let open = batch.into_vec();
        let refusal = error
            .as_ref()
            .filter(|error| matches!(error.kind, CrmErrorKind::Business(_)));
        if let (Some(error), true) = (refusal, is_alone) {
            // It was judged, and it is alone.
            return self.reject_all(open, &error.kind.to_string());
        }
        if tries.attempt >= ATTEMPTS && is_alone {
            let reason = match &error {
                Some(error) => format!("the CRM fails whenever it is sent: {}", error.kind),
                None => "the CRM's answer does not mention it".to_owned(),
            };
            return self.reject_for_now(open, &reason);
        }
        let too_much = error.as_ref().is_some_and(CrmError::is_overload);
        if !none_made {
            // What is left of a batch that went through in part is another batch.
            tries = Tries {
                attempt: 0,
                part: false,
            };
        }
        let halve = none_made && (too_much || refusal.is_some());
        if let Some(request) = Request::create(open) {
            self.memory.schedule.retry(Job { request, tries }, halve);
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
