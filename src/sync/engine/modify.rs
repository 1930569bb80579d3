//! Changes: only what the platform changed, merged where the field holds several values. They may be repeated.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::hand::{Hand, Verb};
use super::{ATTEMPTS, Engine, Job, Observer, Task, Wire, request_id};
use crate::crm::error::{CrmError, CrmErrorKind, Effect};
use crate::domain::{CrmId, EntityType, FieldId, Key, Kind};
use crate::mapping::config::OnMissing;
use crate::mapping::{self, Resolved};
use crate::schema::shape::{LOST, WON};
use crate::store::Known;
use crate::sync::outcome::Outcome;
use crate::sync::payload::{Payload, Slot, WriteRule};
use crate::sync::plan::{Planned, Step};
use crate::sync::remote::{Accepted, Item, Remote, RemoteEntity};

/// A request that changes entities of one kind, not yet merged with what the CRM holds.
pub(super) struct Change {
    kind: Kind,
    parts: Vec<Part>,
}

/// What a request changes of one entity.
pub(super) struct Part {
    key: Key,
    pub(super) id: CrmId,
    slots: BTreeMap<Slot, Option<Value>>,
    merges: Vec<Merge>,
    /// Only when the lead is neither won nor lost.
    closes: bool,
    /// `tags_to_add` or `tags_to_delete`, and the tag.
    tag: Option<(&'static str, String)>,
}

struct Merge {
    field: FieldId,
    new: Option<Value>,
    last: Option<Value>,
}

/// What came of it.
pub(super) struct Sent {
    /// The entities in the request.
    pub(super) ids: Vec<CrmId>,
    /// Records whose entity no longer exists.
    pub(super) gone: HashSet<Key>,
    pub(super) result: Result<Vec<Accepted>, CrmError>,
}

impl Engine<'_> {
    /// What a request for these records would change.
    pub(super) fn changing(&mut self, batch: &[Planned]) -> anyhow::Result<Wire> {
        let Some(kind) = batch.first().map(|one| one.kind) else {
            anyhow::bail!("a request without records");
        };
        let parts = batch
            .iter()
            .filter_map(|one| Self::part(one, self.resolved))
            .filter(Part::is_sent)
            .collect();
        Ok(Wire::Modify(Change { kind, parts }))
    }

    /// What a request changes of `one`; `None` for a record without an entity.
    pub(super) fn part(one: &Planned, resolved: &Resolved) -> Option<Part> {
        let known = one.known.as_ref()?;
        let mut part = Part {
            key: one.key,
            id: known.id,
            slots: BTreeMap::new(),
            merges: Vec::new(),
            closes: false,
            tag: None,
        };
        let tags = resolved.on_missing(one.kind) == OnMissing::Tag;
        let tag = |list| tags.then(|| (list, resolved.missing_tag(one.kind).to_owned()));
        let changes = match &one.step {
            Step::Modify { changes } => changes,
            Step::Leave => {
                part.tag = tag("tags_to_add");
                if !tags && let Some(status) = resolved.closing(one.kind) {
                    let status = if needs_two_steps(known, &status) {
                        without_reason(&status)
                    } else {
                        status
                    };
                    part.slots.insert(Slot::Status, Some(status));
                    part.closes = true;
                }
                return Some(part);
            }
            _ => return Some(part),
        };
        if known.gone {
            part.tag = tag("tags_to_delete");
        }
        for change in changes {
            let value = match (change.slot, &change.new) {
                (Slot::Status, Some(status)) if needs_two_steps(known, status) => {
                    Some(without_reason(status))
                }
                (_, new) => new.clone(),
            };
            part.slots.insert(change.slot, value);
            if let Slot::Field(field) = change.slot
                && resolved.rule(one.kind, change.slot) == WriteRule::Merge
            {
                part.merges.push(Merge {
                    field,
                    new: one.payload.0.get(&change.slot).cloned(),
                    last: known.payload.0.get(&change.slot).cloned(),
                });
            }
        }
        // The list of products wants the name with every change ([doc] catalogs-api).
        if one.kind.entity() == EntityType::CatalogElements
            && !part.slots.is_empty()
            && let Some(name) = one.payload.0.get(&Slot::Name)
        {
            let name = Some(name.clone());
            part.slots.entry(Slot::Name).or_insert(name);
        }
        Some(part)
    }

    /// Stores what the CRM has taken.
    pub(super) fn after_modify(
        &mut self,
        job: Job,
        sent: Sent,
        hand: &mut Hand,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let Job {
            task: Task::Modify(mut batch),
            attempt,
        } = job
        else {
            return Ok(());
        };
        for one in batch.extract_if(.., |one| sent.gone.contains(&one.key)) {
            self.store.mark_stale(one.kind, one.key)?;
            let id = one.known.as_ref().map(|known| known.id);
            self.tell(observer, one.kind, one.key, id, &Outcome::Stale)?;
        }
        let accepted = match sent.result {
            Ok(accepted) => accepted,
            Err(error) if unanswered(&error) => {
                tracing::warn!(%error, "a change was not answered; sending it again");
                self.give_up_after_failures(&error)?;
                if attempt >= ATTEMPTS && batch.len() == 1 {
                    let reason = format!("the CRM fails whenever it is sent: {}", error.kind);
                    return self.reject_for_now(batch, &reason, observer);
                }
                let halves = error.is_overload() || attempt >= 2;
                hand.again(batch, Verb::Modify, attempt, halves);
                return Ok(());
            }
            Err(error) => {
                for list in self.refused(batch, error, observer)?.into_iter().rev() {
                    hand.again(list, Verb::Modify, 0, false);
                }
                return Ok(());
            }
        };
        let answered: HashSet<CrmId> = accepted.iter().map(|one| one.id).collect();
        let requested: HashSet<CrmId> = sent.ids.into_iter().collect();
        let id_of = |one: &Planned| one.known.as_ref().map(|known| known.id);
        let is_sent = |one: &Planned| id_of(one).is_some_and(|id| requested.contains(&id));
        let unnamed = batch
            .extract_if(.., |one| {
                is_sent(one) && id_of(one).is_some_and(|id| !answered.contains(&id))
            })
            .collect();
        self.reject_all(unnamed, "the CRM's answer does not mention it", observer)?;

        let stored: Vec<_> = batch
            .iter()
            .map(|one| (one.kind, one.key, self.sent_now(one)))
            .collect();
        self.store.modified(&stored, (self.now)())?;
        let taken: HashMap<Key, Payload> = stored
            .into_iter()
            .map(|(_, key, payload)| (key, payload))
            .collect();
        let (mut closed, mut second) = (Vec::new(), Vec::new());
        for mut one in batch {
            let outcome = if is_sent(&one) {
                Outcome::Modified
            } else {
                Outcome::Unchanged
            };
            let now = taken.get(&one.key);
            if one.step == Step::Leave {
                let closing = self.closing(one.kind);
                let status = now.and_then(|now| now.0.get(&Slot::Status));
                let open = closing.is_some() && is_sent(&one) && status != closing.as_ref();
                if let (Some(known), Some(now), true) = (&mut one.known, now, open) {
                    known.payload = now.clone();
                    second.push(one);
                    continue;
                }
                self.store.left(one.kind, one.key)?;
                self.tell(observer, one.kind, one.key, id_of(&one), &outcome)?;
                continue;
            }
            match (&mut one.known, now) {
                // The reason for a lost deal follows once the deal is lost.
                (Some(known), Some(now))
                    if now.0.get(&Slot::Status) != one.payload.0.get(&Slot::Status) =>
                {
                    known.payload = now.clone();
                    let mut changes = one.payload.changes_since(now);
                    changes.retain(|change| change.slot == Slot::Status);
                    one.step = Step::Modify { changes };
                    second.push(one);
                }
                _ => closed.push((one, outcome)),
            }
        }
        if !second.is_empty() {
            hand.again(second, Verb::Modify, 0, false);
        }
        self.close(closed, hand, observer)
    }

    /// The stage that closes a deal whose record has left, where the mapping asks for it.
    fn closing(&self, kind: Kind) -> Option<Value> {
        let closes = self.resolved.on_missing(kind) == OnMissing::Close;
        self.resolved.closing(kind).filter(|_| closes)
    }

    /// What counts as sent: slots that are written on create only keep what was sent then.
    fn sent_now(&self, one: &Planned) -> Payload {
        let Some(known) = &one.known else {
            return one.payload.clone();
        };
        if one.step == Step::Leave {
            let mut payload = known.payload.clone();
            if let Some(status) = self.closing(one.kind) {
                let status = if needs_two_steps(known, &status) {
                    without_reason(&status)
                } else {
                    status
                };
                payload.0.insert(Slot::Status, status);
            }
            return payload;
        }
        let mut payload = one.payload.clone();
        for (slot, value) in &known.payload.0 {
            if self.resolved.rule(one.kind, *slot) == WriteRule::Create {
                payload.0.insert(*slot, value.clone());
            }
        }
        if let Some(status) = payload.0.get_mut(&Slot::Status)
            && needs_two_steps(known, status)
        {
            *status = without_reason(status);
        }
        payload
    }

    /// Rejects what the CRM has not judged: the next run tries it again.
    pub(super) fn reject_for_now(
        &mut self,
        batch: Vec<Planned>,
        reason: &str,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let keys: Vec<_> = batch.iter().map(|one| (one.kind, one.key)).collect();
        self.reject_all(batch, reason, observer)?;
        for (kind, key) in keys {
            self.store.retry_rejects(Some(kind), Some(key))?;
        }
        Ok(())
    }

    pub(super) fn reject_all(
        &mut self,
        batch: Vec<Planned>,
        reason: &str,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        for one in batch {
            let outcome = Outcome::Rejected {
                reason: reason.to_owned(),
            };
            self.reject(&one, &outcome)?;
            let id = one.known.as_ref().map(|known| known.id);
            self.tell(observer, one.kind, one.key, id, &outcome)?;
        }
        Ok(())
    }
}

impl Part {
    /// Whether there is anything to send.
    pub(super) fn is_sent(&self) -> bool {
        !self.slots.is_empty() || self.tag.is_some()
    }

    /// Whether the entity is read before: its values are merged, or it may be closed already.
    pub(super) fn needs_a_look(&self) -> bool {
        self.closes || !self.merges.is_empty()
    }

    /// Whether a deal that is to be closed and stands in `status` stays there.
    pub(super) fn stays_in(&self, status: Option<i64>) -> bool {
        // A deal that people have closed stays as they closed it; ours only lacks its reason.
        let reason = self.slots.get(&Slot::Status);
        let adds_reason = reason
            .and_then(Option::as_ref)
            .is_some_and(|status| status.get("loss_reason_id").is_some());
        self.closes && (status == Some(WON) || (status == Some(LOST) && !adds_reason))
    }
}

impl Change {
    /// Merges with what the CRM holds now where that is needed, and sends.
    pub(super) fn send(self, remote: &dyn Remote, resolved: &Resolved) -> Sent {
        let mut sent = Sent {
            ids: Vec::new(),
            gone: HashSet::new(),
            result: Ok(Vec::new()),
        };
        let entity = self.kind.entity();
        let needed: Vec<_> = self
            .parts
            .iter()
            .filter(|part| part.needs_a_look())
            .map(|part| part.id)
            .collect();
        let held: HashMap<CrmId, RemoteEntity> = match remote.read(entity, &needed) {
            Ok(found) => found.into_iter().map(|one| (one.id, one)).collect(),
            Err(error) => {
                sent.result = Err(error);
                return sent;
            }
        };
        let needed: HashSet<_> = needed.into_iter().collect();
        let mut items = Vec::with_capacity(self.parts.len());
        for mut part in self.parts {
            if needed.contains(&part.id) {
                let Some(now) = held.get(&part.id).filter(|one| !one.is_deleted) else {
                    sent.gone.insert(part.key);
                    continue;
                };
                let status = now.raw.get("status_id").and_then(Value::as_i64);
                if part.stays_in(status) {
                    continue;
                }
                for merge in &part.merges {
                    let theirs = now.field(merge.field).map_or(&[][..], Vec::as_slice);
                    let (new, last) = (merge.new.as_ref(), merge.last.as_ref());
                    let value = resolved.merge(self.kind, merge.field, new, last, theirs);
                    part.slots.insert(Slot::Field(merge.field), Some(value));
                }
            }
            let mut body = mapping::body(
                part.slots
                    .iter()
                    .map(|(slot, value)| (*slot, value.as_ref())),
            );
            if let Some((list, tag)) = part.tag {
                body.insert(list.to_owned(), json!([{ "name": tag }]));
            }
            sent.ids.push(part.id);
            items.push(Item {
                request_id: request_id(self.kind, part.key),
                id: Some(part.id),
                body,
            });
        }
        if !items.is_empty() {
            sent.result = remote.update(entity, &items);
        }
        sent
    }
}

/// Nobody has judged the request, so it may be sent again.
fn unanswered(error: &CrmError) -> bool {
    error.effect() == Effect::Unknown && !matches!(error.kind, CrmErrorKind::Business(_))
}

/// A reason is refused while the deal stands elsewhere, even in the request that moves it (\[3p\] issue 88).
pub(super) fn needs_two_steps(known: &Known, status: &Value) -> bool {
    let is_lost = |status: &Value| status.get("status_id").and_then(Value::as_i64) == Some(LOST);
    status.get("loss_reason_id").is_some()
        && !known.payload.0.get(&Slot::Status).is_some_and(is_lost)
}

fn without_reason(status: &Value) -> Value {
    let mut status = status.clone();
    if let Some(parts) = status.as_object_mut() {
        parts.remove("loss_reason_id");
    }
    status
}
