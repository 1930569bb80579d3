//! Changes: only what the platform changed, merged where the field holds several values. They may be repeated.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::{Value, json};

use super::request::{Answered, Batch, Job, Prepared, Request, Tries};
use super::{ATTEMPTS, Engine, request_id};
use crate::config::mapping::OnMissing;
use crate::crm::error::{CrmError, CrmErrorKind, Effect};
use crate::crm::remote::{Accepted, Item, Remote};
use crate::domain::outcome::Outcome;
use crate::domain::payload::{Doubt, Payload, Slot, WriteRule};
use crate::domain::shape::{LOST, WON};
use crate::domain::{CrmId, EntityType, FieldId, Key, Kind, RemoteEntity};
use crate::mapping::{self, Resolved};
use crate::store::{Acceptance, Known};
use crate::sync::plan::decide::Step;
use crate::sync::plan::list::Planned;

/// A request that changes entities of one kind, not yet merged with what the CRM holds.
pub(in crate::sync) struct Change {
    kind: Kind,
    parts: Vec<Part>,
}

/// Changes whose doubt is written down, with their request.
pub(super) struct PreparedModify {
    batch: Batch<Planned>,
    change: Change,
}

/// The same with its answer.
struct AnsweredModify {
    batch: Batch<Planned>,
    sent: Sent,
}

impl Prepared for PreparedModify {
    fn send(self: Box<Self>, remote: &dyn Remote, resolved: &Resolved) -> Box<dyn Answered> {
        Box::new(AnsweredModify {
            batch: self.batch,
            sent: self.change.send(remote, resolved),
        })
    }
}

impl Answered for AnsweredModify {
    fn size(&self) -> usize {
        self.sent.items.len()
    }

    fn error(&self) -> Option<&CrmError> {
        self.sent.result.as_ref().err()
    }

    fn settle(self: Box<Self>, tries: Tries, engine: &mut Engine<'_>) -> anyhow::Result<()> {
        engine.settle_modify(self.batch, self.sent, tries)
    }
}

/// What a request changes of one entity.
pub(in crate::sync) struct Part {
    key: Key,
    pub(in crate::sync) id: CrmId,
    slots: BTreeMap<Slot, Option<Value>>,
    merges: Vec<Merge>,
    /// Only when the lead is neither won nor lost.
    closes: bool,
    /// An earlier request, which nobody answered, may have set the stage.
    doubtful: bool,
    /// The reason follows once the deal is lost.
    lacks_reason: bool,
    /// `tags_to_add` or `tags_to_delete`, and the tag.
    tag: Option<(&'static str, String)>,
}

struct Merge {
    field: FieldId,
    new: Option<Value>,
    last: Option<Value>,
}

/// What came of it.
pub(in crate::sync) struct Sent {
    /// The request.
    pub(in crate::sync) items: Vec<Item>,
    /// Records whose entity no longer exists.
    pub(in crate::sync) gone: HashSet<Key>,
    /// Records whose deal is closed already, so that nothing was sent; with whether it stands as it was to be closed.
    pub(in crate::sync) closed: HashMap<Key, bool>,
    pub(in crate::sync) result: Result<Vec<Accepted>, CrmError>,
}

impl Engine<'_> {
    /// Builds what a request for these records changes, and writes down what it may leave in doubt.
    pub(super) fn prepare_modify(
        &mut self,
        batch: Batch<Planned>,
    ) -> anyhow::Result<PreparedModify> {
        let kind = batch.first().kind;
        let (mut parts, mut doubts) = (Vec::new(), Vec::new());
        for one in batch.as_slice() {
            let (Some(part), Some(known)) = (self.part(one), &one.known) else {
                continue;
            };
            if part.is_empty() {
                continue;
            }
            let mut doubt = known.doubt.clone();
            doubt.merge(&part.doubt());
            doubts.push((one.kind, one.key, doubt));
            parts.push(part);
        }
        if !doubts.is_empty() {
            self.store.doubted(&doubts)?;
        }
        let change = Change { kind, parts };
        Ok(PreparedModify { batch, change })
    }

    fn part(&self, one: &Planned) -> Option<Part> {
        Self::part_of(one, self.resolved)
    }

    /// What a request changes of `one`; `None` for a record without an entity.
    pub(in crate::sync) fn part_of(one: &Planned, resolved: &Resolved) -> Option<Part> {
        let known = one.known.as_ref()?;
        let mut part = Part {
            key: one.key,
            id: known.id,
            slots: BTreeMap::new(),
            merges: Vec::new(),
            closes: false,
            doubtful: known.doubt.slots.contains_key(&Slot::Status),
            lacks_reason: false,
            tag: None,
        };
        let tags = resolved.on_missing(one.kind) == OnMissing::Tag;
        let tag = |list| tags.then(|| (list, resolved.missing_tag(one.kind).to_owned()));
        let changes = match &one.step {
            Step::Modify { changes } => changes,
            Step::Leave => {
                part.tag = tag("tags_to_add");
                if !tags && let Some(status) = resolved.closing(one.kind) {
                    part.lacks_reason = needs_two_steps(known, &status);
                    let status = if part.lacks_reason {
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
        if known.gone || known.doubt.tag {
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
                    last: held(known, change.slot),
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
    fn settle_modify(
        &mut self,
        batch: Batch<Planned>,
        sent: Sent,
        tries: Tries,
    ) -> anyhow::Result<()> {
        let mut batch = batch.into_vec();
        for one in batch.extract_if(.., |one| sent.gone.contains(&one.key)) {
            self.store.mark_stale(one.kind, one.key)?;
            let id = one.known.as_ref().map(|known| known.id);
            self.report(one.kind, one.key, id, Outcome::Stale)?;
        }
        let requested: HashSet<CrmId> = sent.items.iter().filter_map(|item| item.id).collect();
        let accepted = match sent.result {
            Ok(accepted) => accepted,
            Err(error) if error.is_unanswered() => {
                self.still_in_doubt(&mut batch, &requested, &error)?;
                tracing::warn!(%error, "a change was not answered; sending it again");
                self.give_up_after_failures(&error)?;
                if tries.attempt >= ATTEMPTS && batch.len() == 1 {
                    let reason = format!("the CRM fails whenever it is sent: {}", error.kind);
                    return self.reject_for_now(batch, &reason);
                }
                if let Some(request) = Request::modify(batch) {
                    self.memory
                        .schedule
                        .retry(Job { request, tries }, error.is_overload());
                }
                return Ok(());
            }
            Err(error) => {
                self.still_in_doubt(&mut batch, &requested, &error)?;
                for list in self.refused(batch, &sent.items, error)? {
                    self.memory.schedule.anew(Request::modify(list));
                }
                return Ok(());
            }
        };
        let answered: HashSet<CrmId> = accepted.iter().map(|one| one.id).collect();
        let id_of = |one: &Planned| one.known.as_ref().map(|known| known.id);
        let is_sent = |one: &Planned| id_of(one).is_some_and(|id| requested.contains(&id));
        let unnamed = batch
            .extract_if(.., |one| {
                is_sent(one) && id_of(one).is_some_and(|id| !answered.contains(&id))
            })
            .collect();
        self.reject_for_now(unnamed, "the CRM's answer does not mention it")?;

        let (mut stored, mut left, mut reported) = (Vec::new(), Vec::new(), Vec::new());
        let (mut closed, mut second) = (Vec::new(), Vec::new());
        for mut one in batch {
            let outcome = if is_sent(&one) {
                Outcome::Modified
            } else {
                Outcome::Unchanged
            };
            let now = self.sent_now(&one);
            let doubt = self.left_in_doubt(&one, is_sent(&one), &sent.closed);
            stored.extend(doubt.clone().map(|doubt| Acceptance {
                kind: one.kind,
                key: one.key,
                payload: is_sent(&one).then(|| now.clone()),
                doubt,
            }));
            // The reason for a lost deal follows once the deal is lost.
            let wanted = match &one.step {
                Step::Leave => self.closing(one.kind),
                _ => one.payload.0.get(&Slot::Status).cloned(),
            };
            let lacks_reason =
                is_sent(&one) && wanted.is_some() && now.0.get(&Slot::Status) != wanted.as_ref();
            if let (Some(known), true) = (&mut one.known, lacks_reason) {
                if one.step != Step::Leave {
                    let mut changes = one.payload.changes_since(&now);
                    changes.retain(|change| change.slot == Slot::Status);
                    one.step = Step::Modify { changes };
                }
                known.payload = now;
                known.doubt = doubt.unwrap_or_default();
                second.push(one);
            } else if one.step == Step::Leave {
                left.push((one.kind, one.key));
                reported.push((one.kind, one.key, id_of(&one), outcome));
            } else {
                closed.push((one, outcome));
            }
        }
        let finished = self.finished(closed)?;
        self.store
            .modified(&stored, &finished.settled, &left, (self.now)())?;
        self.memory.schedule.anew(Request::modify(second));
        self.report_all(reported)?;
        self.report_all(finished.reported)
    }

    /// What stays in doubt of a record whose request was answered; `None` where it had no part in it.
    fn left_in_doubt(
        &self,
        one: &Planned,
        is_sent: bool,
        closed: &HashMap<Key, bool>,
    ) -> Option<Doubt> {
        let mut doubt = one.known.as_ref()?.doubt.clone();
        if let Some(as_asked) = closed.get(&one.key) {
            // People have closed it, or we in a request that nobody answered.
            if !as_asked {
                doubt.slots.remove(&Slot::Status);
            }
            return Some(doubt);
        }
        if !is_sent {
            return None;
        }
        match &one.step {
            Step::Leave => {
                let part = self.part(one)?;
                doubt.slots.retain(|slot, _| !part.slots.contains_key(slot));
                doubt.tag &= part.tag.is_none();
                Some(doubt)
            }
            // All that was in doubt was in the request.
            _ => Some(Doubt::default()),
        }
    }

    /// What a request that failed leaves in doubt.
    fn still_in_doubt(
        &mut self,
        batch: &mut [Planned],
        requested: &HashSet<CrmId>,
        error: &CrmError,
    ) -> anyhow::Result<()> {
        // A refusal that names nobody may come after some were stored; nobody says that it does not.
        let may_be_done =
            error.effect() == Effect::Unknown || matches!(error.kind, CrmErrorKind::Refused { .. });
        let mut undone = Vec::new();
        for one in batch {
            let part = self.part(one).filter(|part| !part.is_empty());
            let (Some(part), Some(known)) = (part, &mut one.known) else {
                continue;
            };
            if may_be_done && requested.contains(&part.id) {
                known.doubt.merge(&part.doubt());
            } else {
                // That the record had left is no longer written down otherwise.
                known.doubt.tag |= known.gone && part.tag.is_some();
                undone.push((one.kind, one.key, known.doubt.clone()));
            }
        }
        if !undone.is_empty() {
            self.store.doubted(&undone)?;
        }
        Ok(())
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
    pub(in crate::sync) fn reject_for_now(
        &mut self,
        batch: Vec<Planned>,
        reason: &str,
    ) -> anyhow::Result<()> {
        let keys: Vec<_> = batch.iter().map(|one| (one.kind, one.key)).collect();
        self.reject_all(batch, reason)?;
        for (kind, key) in keys {
            self.store.retry_rejects(Some(kind), Some(key))?;
        }
        Ok(())
    }

    pub(in crate::sync) fn reject_all(
        &mut self,
        batch: Vec<Planned>,
        reason: &str,
    ) -> anyhow::Result<()> {
        for one in batch {
            let outcome = Outcome::Rejected {
                reason: reason.to_owned(),
            };
            self.reject(&one, &outcome)?;
            let id = one.known.as_ref().map(|known| known.id);
            self.report(one.kind, one.key, id, outcome)?;
        }
        Ok(())
    }
}

impl Part {
    /// Whether there is nothing to send.
    pub(in crate::sync) fn is_empty(&self) -> bool {
        self.slots.is_empty() && self.tag.is_none()
    }

    /// Whether the entity is read before: its values are merged, or it may be closed already.
    pub(in crate::sync) fn needs_a_look(&self) -> bool {
        self.closes || !self.merges.is_empty()
    }

    /// Whether a deal that is to be closed is closed already when it stands in `status`, which is what was sent last.
    pub(in crate::sync) fn finds_closed(&self, status: Option<i64>) -> bool {
        let wanted = self.slots.get(&Slot::Status).and_then(Option::as_ref);
        let adds_reason = wanted.is_some_and(|status| status.get("loss_reason_id").is_some());
        self.closes && (status == Some(WON) || (status == Some(LOST) && !adds_reason))
    }

    fn doubt(&self) -> Doubt {
        let mut doubt = Doubt {
            tag: self.tag.is_some(),
            ..Doubt::default()
        };
        for (slot, value) in &self.slots {
            doubt.add(*slot, value.as_ref());
        }
        doubt
    }
}

impl Change {
    /// Merges with what the CRM holds now where that is needed, and sends.
    pub(in crate::sync) fn send(self, remote: &dyn Remote, resolved: &Resolved) -> Sent {
        let mut sent = Sent {
            items: Vec::new(),
            gone: HashSet::new(),
            closed: HashMap::new(),
            result: Ok(Vec::new()),
        };
        let entity = self.kind.entity();
        let needed: Vec<_> = self
            .parts
            .iter()
            .filter(|part| part.needs_a_look())
            .map(|part| part.id)
            .collect();
        let held: HashMap<CrmId, RemoteEntity> = match remote.read_twice(entity, &needed) {
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
                // A deal that people have closed stays as they closed it; ours only lacks its reason.
                let wanted = part.slots.get(&Slot::Status).and_then(Option::as_ref);
                let wanted = |key: &str| wanted.and_then(|status| status.get(key)?.as_i64());
                let adds_reason = wanted("loss_reason_id").is_some();
                let as_asked = part.doubtful && status == wanted("status_id");
                let has_reason = now.raw.get("loss_reason_id").is_some_and(Value::is_i64);
                let lacks_reason = adds_reason || (as_asked && part.lacks_reason && !has_reason);
                let as_it_is = status == Some(WON) || (status == Some(LOST) && !lacks_reason);
                if part.closes && as_it_is {
                    sent.closed.insert(part.key, as_asked);
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
            let request_id = request_id(self.kind, part.key);
            items.push(Item::new(request_id, Some(part.id), body));
        }
        if !items.is_empty() {
            sent.result = remote.update(entity, &items);
        }
        sent.items = items;
        sent
    }
}

/// A reason is refused while the deal stands elsewhere, even in the request that moves it (\[3p\] issue 88).
pub(in crate::sync) fn needs_two_steps(known: &Known, status: &Value) -> bool {
    let is_lost = |status: &Value| status.get("status_id").and_then(Value::as_i64) == Some(LOST);
    let is_surely_lost = !known.doubt.slots.contains_key(&Slot::Status)
        && known.payload.0.get(&Slot::Status).is_some_and(is_lost);
    status.get("loss_reason_id").is_some() && !is_surely_lost
}

/// The values of a field that the CRM may hold because we sent them.
fn held(known: &Known, slot: Slot) -> Option<Value> {
    let last = known.payload.0.get(&slot);
    let Some(doubt) = known.doubt.slots.get(&slot) else {
        return last.cloned();
    };
    let last = last.and_then(Value::as_array).into_iter().flatten();
    Some(last.chain(doubt).cloned().collect())
}

fn without_reason(status: &Value) -> Value {
    let mut status = status.clone();
    if let Some(parts) = status.as_object_mut() {
        parts.remove("loss_reason_id");
    }
    status
}
