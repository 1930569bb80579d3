//! Looks for creates that nobody answered, by their markers among the newest entities.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Engine, stopped};
use crate::crm::remote::{Order, Page};
use crate::domain::{CrmId, EntityType, Key, Kind, Marker};
use crate::error::{Exit, Failure};
use crate::store::Pending;

const PAGE: u32 = 250;

impl Engine<'_> {
    /// Looks for creates without an answer, twice; those that are not there leave the journal. Tells of those that are
    /// there as soon as that is stored.
    pub(super) fn find_out(
        &mut self,
        pending: Vec<Pending>,
        tell: &mut dyn FnMut(&Pending, CrmId),
    ) -> anyhow::Result<HashSet<(Kind, Key)>> {
        let mut open = pending;
        let mut found = HashSet::new();
        for look in 0..2 {
            if look > 0 {
                // Lists may show a new entity late; asking at once would miss it and make it twice.
                if let Some(exit) = self.stop.wait(self.limits.recheck) {
                    return Err(Failure::new(
                        exit,
                        "stopped; the open creates are looked up at the next run",
                    )
                    .into());
                }
            }
            let entities: BTreeSet<_> = open.iter().map(|one| one.kind.entity()).collect();
            for entity in entities {
                let own = open.iter().filter(|one| one.kind.entity() == entity);
                let oldest = own.map(|one| one.watermark).min().unwrap_or(CrmId(0));
                let seen = self.markers_since(entity, oldest)?;
                let (done, left): (Vec<_>, Vec<_>) = open
                    .into_iter()
                    .map(|one| (seen.get(&self.marker_of(&one)).copied(), one))
                    .partition(|(id, _)| id.is_some());
                let done: Vec<_> = done
                    .into_iter()
                    .filter_map(|(id, one)| Some((one, id?)))
                    .collect();
                found.extend(done.iter().map(|(one, _)| (one.kind, one.key)));
                self.store.created(&done, (self.now)())?;
                for (one, id) in &done {
                    tell(one, *id);
                }
                open = left.into_iter().map(|(_, one)| one).collect();
            }
            if open.is_empty() {
                break;
            }
        }
        let gone: Vec<_> = open.iter().map(|one| (one.kind, one.key)).collect();
        self.store.forget_pending(&gone)?;
        Ok(found)
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
        // Catalog elements come in no promised order; and an order that is not kept is not believed either.
        let mut falls = entity != EntityType::CatalogElements;
        for number in 1.. {
            let page = self
                .remote
                .page(entity, Order::NewestFirst, number, PAGE)
                .map_err(stopped)?;
            // An answer may have raised the watermark above all that there is. Then it tells nothing.
            if number == 1 && page.entities.iter().all(|one| one.id < watermark) {
                watermark = CrmId(0);
            }
            for one in &page.entities {
                falls &= one.id < last;
                last = one.id;
            }
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
