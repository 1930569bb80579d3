//! Looks for creates that nobody answered, by their markers among the newest entities.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use super::request::Batch;
use super::schedule::{Absent, Unresolved};
use super::{Engine, stopped};
use crate::crm::error::CrmErrorKind;
use crate::crm::remote::{Order, Page};
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, EntityType, Marker};
use crate::error::{Exit, Failure};
use crate::store::Pending;

const PAGE: u32 = 250;

impl Engine<'_> {
    /// Looks once for creates without an answer. Stores and tells of those that are there; returns the others.
    pub(super) fn look_for(
        &mut self,
        pending: Vec<Pending>,
        tell: &mut dyn FnMut(&Pending, CrmId),
    ) -> anyhow::Result<Vec<Pending>> {
        let mut open = pending;
        let entities: BTreeSet<_> = open.iter().map(|one| one.kind.entity()).collect();
        for entity in entities {
            let own = open.iter().filter(|one| one.kind.entity() == entity);
            let oldest = own.map(|one| one.watermark).min().unwrap_or(CrmId(0));
            let seen = self.markers_since(entity, oldest)?;
            let mut done = Vec::new();
            let mut left = Vec::new();
            for one in open {
                match seen.get(&self.marker_of(&one)) {
                    Some(id) => done.push((one, *id)),
                    None => left.push(one),
                }
            }
            self.store.created(&done, (self.now)())?;
            for (one, id) in &done {
                tell(one, *id);
            }
            open = left;
        }
        Ok(open)
    }

    /// Looks for what is due, and decides about what is still absent. Whether anything changed. `idle` when nothing is in
    /// flight and nothing can be sent.
    pub(super) fn look_again(&mut self, idle: bool) -> anyhow::Result<bool> {
        let mut due = self.memory.schedule.due_looks();
        if idle {
            let new = std::mem::take(&mut self.memory.schedule.unresolved);
            due.extend(new.into_iter().map(|open| Absent {
                open,
                looks: 0,
                next_look: Instant::now(),
                in_part: false,
            }));
        }
        if due.is_empty() {
            let is_exhausted = |one: &Absent| one.looks > self.limits.recheck.len();
            let absent = &self.memory.schedule.absent;
            if !idle || absent.is_empty() || !absent.iter().all(is_exhausted) {
                return Ok(false);
            }
            // Nothing else is left to be done meanwhile.
            self.give_up_looking()?;
            return Ok(true);
        }
        let all = due
            .iter()
            .flat_map(|one| one.open.pending.iter().cloned())
            .collect();
        if let Err(error) = self.look_for(all, &mut |_, _| {}) {
            self.memory.schedule.absent.append(&mut due);
            return Err(error);
        }
        for one in due {
            self.decide_about(one)?;
        }
        Ok(true)
    }

    /// A request that was looked for once more: what was found is done, the rest waits, or is sent again.
    fn decide_about(&mut self, one: Absent) -> anyhow::Result<()> {
        let Absent {
            open,
            looks,
            in_part,
            ..
        } = one;
        let (mut made, mut left) = (Vec::new(), Vec::new());
        for record in open.batch.into_vec() {
            if self.store.is_pending(record.kind, record.key)? {
                left.push(record);
            } else {
                made.push((record, Outcome::Created));
            }
        }
        let in_part = in_part || !made.is_empty();
        self.close(made)?;
        let mut pending = open.pending;
        pending.retain(|one| left.iter().any(|l| (l.kind, l.key) == (one.kind, one.key)));
        let sent_at = pending.iter().map(|one| one.sent_at).max();
        let Some((batch, sent_at)) = Batch::new(left).zip(sent_at) else {
            return Ok(());
        };
        let open = Unresolved {
            batch,
            pending,
            ..open
        };
        // What was answered is no longer at work.
        let is_over = match &open.error {
            None => true,
            Some(error) => matches!(error.kind, CrmErrorKind::Business(_)),
        };
        if looks >= self.limits.recheck.len() && (is_over || self.is_long_absent(sent_at)) {
            return self.send_again(open, !in_part);
        }
        let wait = self.limits.wait_before(looks);
        self.memory.schedule.absent.push(Absent {
            open,
            looks: looks + 1,
            next_look: Instant::now() + wait,
            in_part,
        });
        Ok(())
    }

    /// Whether a create that is absent may be sent again: nothing works for so long.
    pub(super) fn is_long_absent(&self, sent_at: i64) -> bool {
        let age = u64::try_from((self.now)() - sent_at).unwrap_or(0);
        age >= self.limits.resend_after.as_secs()
    }

    /// Ends the looking of this run. The journal keeps what was not found.
    pub(super) fn give_up_looking(&mut self) -> anyhow::Result<()> {
        let absent = std::mem::take(&mut self.memory.schedule.absent);
        let new = std::mem::take(&mut self.memory.schedule.unresolved);
        let all = absent.into_iter().map(|one| one.open).chain(new);
        let mut unknown = 0;
        for one in all.flat_map(|open| open.pending) {
            // A search that was interrupted may have found it.
            let id = self.store.entity_of(one.kind, one.key)?;
            let outcome = if id.is_some() {
                Outcome::Created
            } else {
                unknown += 1;
                Outcome::Unknown
            };
            self.report(one.kind, one.key, id, outcome)?;
        }
        if unknown > 0 {
            self.say_unknown(unknown);
        }
        Ok(())
    }

    /// Says what becomes of creates that are still unknown.
    pub(super) fn say_unknown(&self, count: usize) {
        tracing::warn!(
            count,
            minutes = self.limits.resend_after.as_secs().div_ceil(60),
            "creates without an answer are not in the CRM yet; the next run looks for them, and sends them again once they \
             were absent for so long"
        );
    }

    /// The marker that was sent; the prefix may be another one by now. Journals of the first version do not have it.
    fn marker_of(&self, one: &Pending) -> String {
        if one.marker.is_empty() {
            self.marker(one.kind, one.key)
        } else {
            one.marker.clone()
        }
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
        let mut watermark = watermark;
        let mut last = CrmId(i64::MAX);
        // Catalog elements come in no promised order; and an order that is not kept is not believed either. What is made
        // while we read moves a page's end to the next page.
        let mut falls = entity != EntityType::CatalogElements;
        let mut first = CrmId(i64::MAX);
        for number in 1.. {
            let page = self
                .remote
                .page(entity, Order::NewestFirst, number, PAGE)
                .map_err(stopped)?;
            // An answer may have raised the watermark above all that there is. Then it tells nothing.
            if number == 1 && page.entities.iter().all(|one| one.id < watermark) {
                watermark = CrmId(0);
            }
            for (at, one) in page.entities.iter().enumerate() {
                falls &= if at == 0 {
                    one.id <= first
                } else {
                    one.id < last
                };
                last = one.id;
            }
            first = page.entities.first().map_or(first, |one| one.id);
            let past = falls && page.entities.iter().any(|e| e.id <= watermark);
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

    /// Learns the watermarks of all types that will be created, at once, so that the run need not wait for each.
    pub fn look_ahead(&mut self, entities: &BTreeSet<EntityType>) -> anyhow::Result<()> {
        let remote = self.remote;
        let pages: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = entities
                .iter()
                .map(|entity| {
                    let read = || remote.page(*entity, Order::NewestFirst, 1, PAGE);
                    (*entity, scope.spawn(read))
                })
                .collect();
            threads
                .into_iter()
                .filter_map(|(entity, thread)| Some((entity, thread.join().ok()?)))
                .collect()
        });
        for (entity, page) in pages {
            self.remember(entity, &page.map_err(stopped)?)?;
        }
        Ok(())
    }

    /// A lower bound for the ids that are about to be made.
    ///
    /// The page that tells it also shows whether the CRM has entities of ours that the store does not know: then the
    /// store was lost or is an old copy, and going on would make everything twice.
    pub(super) fn watermark(&mut self, entity: EntityType) -> anyhow::Result<CrmId> {
        if let Some(id) = self.memory.watermarks.get(&entity) {
            return Ok(*id);
        }
        let page = self
            .remote
            .page(entity, Order::NewestFirst, 1, PAGE)
            .map_err(stopped)?;
        self.remember(entity, &page)
    }

    fn remember(&mut self, entity: EntityType, page: &Page) -> anyhow::Result<CrmId> {
        self.refuse_unknown(entity, page)?;
        let id = if entity == EntityType::CatalogElements {
            CrmId(0)
        } else {
            // Whatever the order, an entity that exists has a lower id than those that are made later.
            let known = page.entities.iter().map(|entity| entity.id);
            known.max().unwrap_or(CrmId(0))
        };
        self.memory.watermarks.insert(entity, id);
        Ok(id)
    }

    fn refuse_unknown(&self, entity: EntityType, page: &Page) -> anyhow::Result<()> {
        let Some(field) = self.resolved.marker_field(entity) else {
            return Ok(());
        };
        for one in page.entities.iter().filter(|one| !one.is_deleted) {
            let marker = one
                .field_text(field)
                .and_then(|text| text.parse::<Marker>().ok());
            let Some(marker) = marker.filter(|marker| marker.prefix == self.prefix) else {
                continue;
            };
            match self.store.known(marker.kind, marker.key)? {
                Some(known) if known.id == one.id || known.stale => {}
                // Its create was not answered; the next look takes it.
                _ if self.store.is_pending(marker.kind, marker.key)? => {}
                Some(known) => tracing::warn!(
                    marker = %marker, mapped = known.id.0, other = one.id.0,
                    "two entities carry one marker; people may have copied it: merge them in the CRM"
                ),
                None => {
                    return Err(Failure::new(
                        Exit::Guard,
                        format!(
                            "the CRM has {entity} {} with the marker `{marker}`, which the store does not know: \
                             the store was lost or is an old copy, and a sync would make records twice",
                            one.id
                        ),
                    )
                    .hint("run `ids rebuild`; or, if another installation writes to this account, give each its own `amo.marker_prefix`")
                    .into());
                }
            }
        }
        Ok(())
    }
}
