//! Carries plans out, exactly once.
//!
//! A create is journalled with a watermark before it is sent. When its outcome is unknown, nothing else is sent until
//! the entities newer than the watermark were looked through for its marker, twice with a pause, since new entities may
//! show late. Hash and payload are stored only after the CRM accepted them.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::payload::{Payload, Slot, WriteRule};
use super::plan::{self, Planned, Step};
use super::remote::{Accepted, Item, Link, Order, Remote};
use crate::crm::error::{CrmError, CrmErrorKind, Effect, ItemErrors};
use crate::domain::{CrmId, EntityType, Key, Kind, Marker};
use crate::mapping::{self, Invalid, Resolved};
use crate::signals::Stop;
use crate::source::Source;
use crate::store::{Pending, Store};

const PAGE: u32 = 250;

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// Made in the CRM.
    Created,
    /// Changed in the CRM.
    Modified,
    /// Nothing to do.
    Unchanged,
    /// The kind does not apply.
    NotApplicable,
    /// Found before sending.
    Invalid {
        /// Every mistake.
        reasons: Vec<Invalid>,
    },
    /// Refused by the CRM.
    Rejected {
        /// Field name, sent value, and the CRM's words.
        reason: String,
    },
    /// It depends on a record that is not in the CRM.
    Blocked {
        /// On which.
        on: String,
    },
    /// The platform has no such record.
    Missing,
    /// Deleted or merged by people in the CRM.
    Stale,
}

impl Outcome {
    /// Whether a chain may go on after it.
    pub fn is_good(&self) -> bool {
        matches!(
            self,
            Self::Created | Self::Modified | Self::Unchanged | Self::NotApplicable
        )
    }
}

/// What the engine works with.
pub struct Engine<'a> {
    /// The CRM.
    pub remote: &'a dyn Remote,
    /// The platform.
    pub source: &'a dyn Source,
    /// The mapping with ids.
    pub resolved: &'a Resolved,
    /// The profile's store.
    pub store: &'a mut Store,
    /// First part of every marker.
    pub prefix: &'a str,
    /// The most entities in one request.
    pub batch: usize,
    /// How long to wait before looking for an entity a second time.
    pub recheck: Duration,
    /// Asks to stop.
    pub stop: &'a Stop,
    /// Unix seconds.
    pub now: fn() -> i64,
    /// The newest id seen of each entity type in this run.
    pub watermarks: HashMap<EntityType, CrmId>,
}

impl Engine<'_> {
    /// Finds out what became of creates that an earlier run left open. Nothing else is sent before.
    pub fn recover(&mut self) -> anyhow::Result<()> {
        let pending = self.store.pending()?;
        if pending.is_empty() {
            return Ok(());
        }
        tracing::warn!(
            count = pending.len(),
            "an earlier run left creates without an answer; looking for them"
        );
        for entity in EntityType::ALL {
            let own: Vec<_> = pending
                .iter()
                .filter(|one| one.kind.entity() == entity)
                .cloned()
                .collect();
            if !own.is_empty() {
                self.find_out(entity, own)?;
            }
        }
        Ok(())
    }

    /// Brings the records of `keys` up to date; each gets an outcome. An error stops the run; what was done is stored.
    pub fn run(
        &mut self,
        kind: Kind,
        keys: &[Key],
        force: bool,
    ) -> anyhow::Result<BTreeMap<Key, Outcome>> {
        let planned = plan::plan(kind, keys, force, self.source, self.store, self.resolved)?;
        let mut outcomes = BTreeMap::new();
        let mut creates = Vec::new();
        let mut changes = Vec::new();
        for one in planned {
            let outcome = match &one.step {
                Step::Create => match self.targets(&one)? {
                    Ok(_) => {
                        creates.push(one);
                        continue;
                    }
                    Err(on) => Outcome::Blocked { on },
                },
                Step::Modify { .. } => {
                    changes.push(one);
                    continue;
                }
                Step::Unchanged => Outcome::Unchanged,
                Step::NotApplicable => Outcome::NotApplicable,
                Step::Invalid { reasons } => Outcome::Invalid {
                    reasons: reasons.clone(),
                },
                Step::Missing => Outcome::Missing,
                Step::Stale => Outcome::Stale,
            };
            outcomes.insert(one.key, outcome);
        }
        let mut done = Vec::new();
        for batch in batches(creates, self.batch) {
            done.extend(self.create(kind, batch, &mut outcomes)?);
        }
        for batch in batches(changes, self.batch) {
            done.extend(self.modify(kind, batch, &mut outcomes)?);
        }
        self.link(kind, done, &mut outcomes)?;
        Ok(outcomes)
    }

    /// The CRM ids of what a record is to be linked to, or the record that is not there yet.
    fn targets(&self, one: &Planned) -> anyhow::Result<Result<BTreeMap<Kind, CrmId>, String>> {
        let mut ids = BTreeMap::new();
        for wish in &one.wishes {
            match self
                .store
                .known(wish.kind, wish.key)?
                .filter(|known| !known.stale)
            {
                Some(known) => {
                    ids.insert(wish.kind, known.id);
                }
                None => return Ok(Err(format!("{} {} is not in the CRM", wish.kind, wish.key))),
            }
        }
        Ok(Ok(ids))
    }

    fn create(
        &mut self,
        kind: Kind,
        batch: Vec<Planned>,
        outcomes: &mut BTreeMap<Key, Outcome>,
    ) -> anyhow::Result<Vec<Planned>> {
        let entity = kind.entity();
        let mut done = Vec::new();
        let mut queue = vec![batch];
        while let Some(batch) = queue.pop() {
            let watermark = self.watermark(entity)?;
            let mut pending = Vec::with_capacity(batch.len());
            let mut items = Vec::with_capacity(batch.len());
            for one in &batch {
                let targets = self.targets(one)?.unwrap_or_default();
                let embedded = embedded(kind, &targets);
                let mut body = mapping::body(
                    one.payload
                        .0
                        .iter()
                        .map(|(slot, value)| (*slot, Some(value))),
                );
                self.add_marker(kind, one.key, &mut body);
                if !embedded.is_empty() {
                    body.insert("_embedded".to_owned(), embedded_body(&embedded));
                }
                items.push(Item {
                    request_id: request_id(kind, one.key),
                    id: None,
                    body,
                });
                pending.push(Pending {
                    kind,
                    key: one.key,
                    payload: one.payload.clone(),
                    links: embedded,
                    watermark,
                });
            }
            self.store.journal(&pending, entity, (self.now)())?;
            let answer = self.remote.create(entity, &items);
            let keys: Vec<_> = batch.iter().map(|one| (kind, one.key)).collect();
            let found = match answer {
                Ok(accepted) => self.adopt(entity, pending, &accepted)?,
                Err(error) if error.effect() == Effect::Unknown => {
                    tracing::warn!(%error, "a create was not answered; looking for it");
                    self.find_out(entity, pending)?
                }
                Err(error) => {
                    self.store.forget_pending(&keys)?;
                    queue.extend(self.refused(kind, batch, error, outcomes)?);
                    continue;
                }
            };
            let (made, open): (Vec<_>, Vec<_>) =
                batch.into_iter().partition(|one| found.contains(&one.key));
            for one in made {
                outcomes.insert(one.key, Outcome::Created);
                done.push(one);
            }
            // Surely not there: send it again, after everything that was open is known.
            if !open.is_empty() {
                queue.push(open);
            }
        }
        Ok(done)
    }

    /// Stores what an answer names, and finds out about what it does not.
    fn adopt(
        &mut self,
        entity: EntityType,
        pending: Vec<Pending>,
        accepted: &[Accepted],
    ) -> anyhow::Result<HashSet<Key>> {
        let by_request: HashMap<&str, CrmId> = accepted
            .iter()
            .filter_map(|one| Some((one.request_id.as_deref()?, one.id)))
            .collect();
        let (mut done, mut open) = (Vec::new(), Vec::new());
        for one in pending {
            match by_request.get(request_id(one.kind, one.key).as_str()) {
                Some(id) => done.push((one, *id)),
                None => open.push(one),
            }
        }
        self.store.created(&done, (self.now)())?;
        let newest = done.iter().map(|(_, id)| *id).max();
        let mark = self.watermarks.entry(entity).or_insert(CrmId(0));
        *mark = newest.map_or(*mark, |id| id.max(*mark));
        let mut keys: HashSet<Key> = done.iter().map(|(one, _)| one.key).collect();
        if !open.is_empty() {
            keys.extend(self.find_out(entity, open)?);
        }
        Ok(keys)
    }

    /// Looks for creates without an answer, twice; those that are not there leave the journal.
    fn find_out(
        &mut self,
        entity: EntityType,
        pending: Vec<Pending>,
    ) -> anyhow::Result<HashSet<Key>> {
        let mut open = pending;
        let mut found = HashSet::new();
        for look in 0..2 {
            if look > 0 {
                // Lists may show a new entity late; asking at once would miss it and make it twice.
                if let Some(exit) = self.stop.wait(self.recheck) {
                    return Err(crate::error::Failure::new(
                        exit,
                        "stopped; the open creates are looked up at the next run",
                    )
                    .into());
                }
            }
            let seen = self.markers_since(
                entity,
                open.iter()
                    .map(|one| one.watermark)
                    .min()
                    .unwrap_or(CrmId(0)),
            )?;
            let (done, left): (Vec<_>, Vec<_>) = open
                .into_iter()
                .map(|one| (seen.get(&self.marker(one.kind, one.key)).copied(), one))
                .partition(|(id, _)| id.is_some());
            let done: Vec<_> = done
                .into_iter()
                .filter_map(|(id, one)| Some((one, id?)))
                .collect();
            found.extend(done.iter().map(|(one, _)| one.key));
            self.store.created(&done, (self.now)())?;
            open = left.into_iter().map(|(_, one)| one).collect();
            if open.is_empty() {
                break;
            }
        }
        let gone: Vec<_> = open.iter().map(|one| (one.kind, one.key)).collect();
        self.store.forget_pending(&gone)?;
        Ok(found)
    }

    /// Markers of the entities newer than `watermark`.
    fn markers_since(
        &self,
        entity: EntityType,
        watermark: CrmId,
    ) -> anyhow::Result<HashMap<String, CrmId>> {
        let Some(field) = self.resolved.marker_field(entity) else {
            return Ok(HashMap::new());
        };
        let mut seen = HashMap::new();
        for page in 1.. {
            let page = self
                .remote
                .page(entity, Order::NewestFirst, page, PAGE)
                .map_err(stopped)?;
            // Catalog elements come in no promised order, so all of them are read.
            let past = entity != EntityType::CatalogElements
                && page.entities.iter().any(|e| e.id <= watermark);
            for one in page
                .entities
                .iter()
                .filter(|e| e.id > watermark && !e.is_deleted)
            {
                if let Some(text) = one.field_text(field) {
                    seen.insert(text.to_owned(), one.id);
                }
            }
            if past || !page.more {
                break;
            }
        }
        Ok(seen)
    }

    /// A lower bound for the ids that are about to be made.
    fn watermark(&mut self, entity: EntityType) -> anyhow::Result<CrmId> {
        if entity == EntityType::CatalogElements {
            return Ok(CrmId(0));
        }
        if let Some(id) = self.watermarks.get(&entity) {
            return Ok(*id);
        }
        let page = self
            .remote
            .page(entity, Order::NewestFirst, 1, 1)
            .map_err(stopped)?;
        let id = page.entities.first().map_or(CrmId(0), |entity| entity.id);
        self.watermarks.insert(entity, id);
        Ok(id)
    }

    fn modify(
        &mut self,
        kind: Kind,
        batch: Vec<Planned>,
        outcomes: &mut BTreeMap<Key, Outcome>,
    ) -> anyhow::Result<Vec<Planned>> {
        let mut done = Vec::new();
        let mut queue = vec![batch];
        while let Some(batch) = queue.pop() {
            let mut items = Vec::new();
            for one in &batch {
                if let (Step::Modify { changes }, Some(known)) = (&one.step, &one.known) {
                    if changes.is_empty() {
                        continue;
                    }
                    let Some(body) = self.change_body(kind, one)? else {
                        self.store.mark_stale(kind, one.key)?;
                        outcomes.insert(one.key, Outcome::Stale);
                        continue;
                    };
                    items.push(Item {
                        request_id: request_id(kind, one.key),
                        id: Some(known.id),
                        body,
                    });
                }
            }
            let mut batch: Vec<Planned> = batch
                .into_iter()
                .filter(|one| !outcomes.contains_key(&one.key))
                .collect();
            let sent: HashSet<CrmId> = items.iter().filter_map(|item| item.id).collect();
            if !items.is_empty() {
                let accepted = match self.remote.update(kind.entity(), &items) {
                    Ok(accepted) => accepted,
                    Err(error) => {
                        queue.extend(self.refused(kind, batch, error, outcomes)?);
                        continue;
                    }
                };
                let ids: HashSet<CrmId> = accepted.iter().map(|one| one.id).collect();
                batch.retain(|one| {
                    let id = one.known.as_ref().map(|known| known.id);
                    let answered = id.is_none_or(|id| !sent.contains(&id) || ids.contains(&id));
                    if !answered {
                        let reason = "the answer does not mention it".to_owned();
                        outcomes.insert(one.key, Outcome::Rejected { reason });
                    }
                    answered
                });
            }
            let stored: Vec<_> = batch
                .iter()
                .map(|one| (kind, one.key, self.sent_now(kind, one)))
                .collect();
            self.store.modified(&stored, (self.now)())?;
            for one in batch {
                let changed = one
                    .known
                    .as_ref()
                    .is_some_and(|known| sent.contains(&known.id));
                outcomes.insert(
                    one.key,
                    if changed {
                        Outcome::Modified
                    } else {
                        Outcome::Unchanged
                    },
                );
                done.push(one);
            }
        }
        Ok(done)
    }

    /// What counts as sent: slots that are written on create only keep what was sent then.
    fn sent_now(&self, kind: Kind, one: &Planned) -> Payload {
        let mut payload = one.payload.clone();
        if let Some(known) = &one.known {
            for (slot, value) in &known.payload.0 {
                if self.resolved.rule(kind, *slot) == WriteRule::Create {
                    payload.0.insert(*slot, value.clone());
                }
            }
        }
        payload
    }

    /// The changed slots as a request's item; `None` when the entity is gone.
    fn change_body(&self, kind: Kind, one: &Planned) -> anyhow::Result<Option<Map<String, Value>>> {
        let (Step::Modify { changes }, Some(known)) = (&one.step, &one.known) else {
            return Ok(Some(Map::new()));
        };
        let mut slots: BTreeMap<Slot, Option<Value>> = changes
            .iter()
            .map(|change| (change.slot, change.new.clone()))
            .collect();
        // The list of products wants the name with every change ([doc] catalogs-api).
        if kind.entity() == EntityType::CatalogElements
            && let Some(name) = one.payload.0.get(&Slot::Name)
        {
            slots
                .entry(Slot::Name)
                .or_insert_with(|| Some(name.clone()));
        }
        let merged: Vec<_> = changes
            .iter()
            .filter_map(|change| match change.slot {
                Slot::Field(id) if self.resolved.rule(kind, change.slot) == WriteRule::Merge => {
                    Some(id)
                }
                _ => None,
            })
            .collect();
        if !merged.is_empty() {
            let Some(now) = self
                .remote
                .get(kind.entity(), known.id)
                .map_err(stopped)?
                .filter(|e| !e.is_deleted)
            else {
                return Ok(None);
            };
            for id in merged {
                let slot = Slot::Field(id);
                let theirs = now.field(id).map_or(&[][..], Vec::as_slice);
                let value = self.resolved.merge(
                    kind,
                    id,
                    one.payload.0.get(&slot),
                    known.payload.0.get(&slot),
                    theirs,
                );
                slots.insert(slot, Some(value));
            }
        }
        Ok(Some(mapping::body(
            slots.iter().map(|(slot, value)| (*slot, value.as_ref())),
        )))
    }

    /// Takes the refused records out of a batch and returns what is to be sent again.
    fn refused(
        &mut self,
        kind: Kind,
        batch: Vec<Planned>,
        error: CrmError,
        outcomes: &mut BTreeMap<Key, Outcome>,
    ) -> anyhow::Result<Vec<Vec<Planned>>> {
        let mut named: HashMap<Key, String> = HashMap::new();
        match &error.kind {
            CrmErrorKind::Validation(items) => {
                for (at, one) in batch.iter().enumerate() {
                    let own = request_id(kind, one.key);
                    let item = items
                        .iter()
                        .find(|item| item.request_id == own || item.request_id == at.to_string());
                    if let Some(item) = item {
                        named.insert(one.key, self.explain(kind, one, item));
                    }
                }
            }
            CrmErrorKind::Business(errors) => {
                for one in &batch {
                    let id = one
                        .known
                        .as_ref()
                        .map(|known| known.id.to_string())
                        .unwrap_or_default();
                    if let Some(text) = errors.get(&id) {
                        named.insert(one.key, text.clone());
                    }
                }
            }
            CrmErrorKind::Refused { .. } => {}
            _ => return Err(stopped(error)),
        }
        if named.is_empty() {
            if batch.len() == 1 {
                outcomes.insert(
                    batch[0].key,
                    Outcome::Rejected {
                        reason: error.kind.to_string(),
                    },
                );
                return Ok(Vec::new());
            }
            // Nobody is named: halve until the one who is to blame stands alone.
            let mut first = batch;
            let second = first.split_off(first.len() / 2);
            return Ok(vec![second, first]);
        }
        let mut rest = Vec::new();
        for one in batch {
            match named.remove(&one.key) {
                None => rest.push(one),
                Some(reason) => {
                    let gone = match &one.known {
                        Some(known) => self
                            .remote
                            .get(kind.entity(), known.id)
                            .map_err(stopped)?
                            .is_none_or(|e| e.is_deleted),
                        None => false,
                    };
                    if gone {
                        self.store.mark_stale(kind, one.key)?;
                    }
                    outcomes.insert(
                        one.key,
                        if gone {
                            Outcome::Stale
                        } else {
                            Outcome::Rejected { reason }
                        },
                    );
                }
            }
        }
        Ok(if rest.is_empty() {
            Vec::new()
        } else {
            vec![rest]
        })
    }

    /// The CRM's refusal with the field's name and the value that was sent.
    fn explain(&self, kind: Kind, one: &Planned, item: &ItemErrors) -> String {
        let fields: Vec<_> = one
            .payload
            .0
            .iter()
            .filter(|(slot, _)| matches!(slot, Slot::Field(_)))
            .collect();
        let lines: Vec<_> = item
            .errors
            .iter()
            .map(|error| {
                let at = error
                    .path
                    .strip_prefix("custom_fields_values.")
                    .and_then(|rest| rest.split('.').next()?.parse::<usize>().ok());
                match at
                    .and_then(|at| fields.get(at))
                    .filter(|_| one.known.is_none())
                {
                    Some((slot, value)) => format!(
                        "field «{}» = `{}`: {} ({})",
                        self.resolved.slot_name(kind, **slot),
                        self.resolved.show(kind, **slot, value),
                        error.detail,
                        error.code
                    ),
                    None => format!("`{}`: {} ({})", error.path, error.detail, error.code),
                }
            })
            .collect();
        lines.join("; ")
    }

    /// Makes the links that are not confirmed, checks them in the answer, and closes the records.
    fn link(
        &mut self,
        kind: Kind,
        done: Vec<Planned>,
        outcomes: &mut BTreeMap<Key, Outcome>,
    ) -> anyhow::Result<()> {
        let mut settled = Vec::new();
        for batch in batches(done, 50) {
            let mut wanted: Vec<(Key, CrmId, Kind, CrmId)> = Vec::new();
            for one in &batch {
                let Some(own) = self.store.known(kind, one.key)? else {
                    continue;
                };
                match self.targets(one)? {
                    Err(on) => {
                        outcomes.insert(one.key, Outcome::Blocked { on });
                    }
                    Ok(targets) => wanted.extend(
                        targets
                            .into_iter()
                            .filter(|(to_kind, to)| own.links.get(to_kind) != Some(to))
                            .map(|(to_kind, to)| (one.key, own.id, to_kind, to)),
                    ),
                }
            }
            let mut open = wanted;
            // What the answer does not show is sent once more, then reported.
            for _ in 0..2 {
                if open.is_empty() {
                    break;
                }
                let links: Vec<Link> = open
                    .iter()
                    .map(|(_, from, to_kind, to)| Link {
                        from: *from,
                        to: *to,
                        to_type: to_kind.entity(),
                        is_main: *to_kind == Kind::Contact && kind.is_deal(),
                        quantity: (*to_kind == Kind::Product).then_some(1.0),
                    })
                    .collect();
                let shown = match self.remote.link(kind.entity(), &links) {
                    Ok(shown) => shown,
                    Err(error) if error.stops_the_run() || error.effect() == Effect::Unknown => {
                        return Err(stopped(error));
                    }
                    Err(error) => {
                        for (key, ..) in &open {
                            outcomes.insert(
                                *key,
                                Outcome::Rejected {
                                    reason: format!("link: {}", error.kind),
                                },
                            );
                        }
                        break;
                    }
                };
                let is_shown = |from: CrmId, to_kind: Kind, to: CrmId| {
                    shown
                        .iter()
                        .any(|l| l.from == from && l.to == to && l.to_type == to_kind.entity())
                };
                let (made, left): (Vec<_>, Vec<_>) = open
                    .into_iter()
                    .partition(|(_, from, to_kind, to)| is_shown(*from, *to_kind, *to));
                let made: Vec<_> = made
                    .into_iter()
                    .map(|(key, _, to_kind, to)| (kind, key, to_kind, to))
                    .collect();
                self.store.linked(&made)?;
                for (_, key, ..) in &made {
                    if outcomes.get(key) == Some(&Outcome::Unchanged) {
                        outcomes.insert(*key, Outcome::Modified);
                    }
                }
                open = left;
            }
            for (key, _, to_kind, _) in &open {
                if outcomes.get(key).is_some_and(Outcome::is_good) {
                    let reason = format!("the CRM did not make the link to its {to_kind}");
                    outcomes.insert(*key, Outcome::Rejected { reason });
                }
            }
            let good = |one: &&Planned| outcomes.get(&one.key).is_some_and(Outcome::is_good);
            settled.extend(
                batch
                    .iter()
                    .filter(good)
                    .map(|one| (kind, one.key, one.row_hash)),
            );
        }
        self.store.settled(&settled)?;
        Ok(())
    }

    fn marker(&self, kind: Kind, key: Key) -> String {
        Marker {
            prefix: self.prefix.to_owned(),
            kind,
            key,
        }
        .to_string()
    }

    fn add_marker(&self, kind: Kind, key: Key, body: &mut Map<String, Value>) {
        if let Some(field) = self.resolved.marker_field(kind.entity()) {
            let value = json!({"field_id": field.0, "values": [{"value": self.marker(kind, key)}]});
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
    let takes = |to: &Kind| kind.is_deal() && matches!(to, Kind::Contact | Kind::Company);
    targets
        .iter()
        .filter(|(to, _)| takes(to))
        .map(|(to, id)| (*to, *id))
        .collect()
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

fn request_id(kind: Kind, key: Key) -> String {
    format!("{kind}:{key}")
}

fn batches(mut all: Vec<Planned>, size: usize) -> Vec<Vec<Planned>> {
    let mut batches = Vec::new();
    while !all.is_empty() {
        let rest = all.split_off(all.len().min(size.max(1)));
        batches.push(std::mem::replace(&mut all, rest));
    }
    batches
}

fn stopped(error: CrmError) -> anyhow::Error {
    crate::crm::error::explained(error).into()
}
