//! How many requests a run will need, reported without sending any of them.
//!
//! Takes the records in the order in which the engine gets them and fills the same batches, whose sizes grow as if every
//! answer were quick. That is exact for one request in flight and a CRM that refuses nothing. With more in flight, answers
//! come later than the next requests go out, and how much later cannot be known; nor what the CRM refuses, or what people
//! have closed.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use crate::crm::remote::FILTERED;
use crate::domain::payload::Slot;
use crate::domain::{CrmId, EntityType, Kind};
use crate::mapping::Resolved;
use crate::store::{Known, Store};
use crate::sync::engine::Engine;
use crate::sync::engine::batch_size::{Route, Sizes};
use crate::sync::engine::create::is_embedded;
use crate::sync::engine::modify::needs_two_steps;
use crate::sync::plan::decide::Step;
use crate::sync::plan::list::Planned;
use crate::sync::rules::Wish;

/// Tells whether filters work in the account; the ids are some that a run would ask for.
pub type AskFilters<'a> = &'a dyn Fn(EntityType, &[CrmId]) -> bool;

/// Counts requests.
pub struct Estimate<'a> {
    resolved: &'a Resolved,
    sizes: Sizes,
    /// How many requests are on their way at a time.
    depth: usize,
    /// Those whose answer has not come.
    in_flight: VecDeque<(Route, usize)>,
    ask_filters: AskFilters<'a>,
    /// Known since they mattered for the first time.
    filters: Option<bool>,
    /// Types of which entities are made: the newest one of each is read before.
    made: BTreeSet<EntityType>,
    creates: Batch,
    changes: Batch,
    links: BTreeMap<EntityType, Links>,
    reads: u64,
    writes: u64,
}

/// Records on their way into a request.
#[derive(Default)]
struct Batch {
    /// All that take a place in it.
    records: usize,
    /// Those that something is sent for.
    sent: usize,
    /// Entities that are read before.
    read: Vec<CrmId>,
    /// Deals that get their reason in a request of its own, once they are lost.
    second: usize,
    /// Entities that are read before that.
    read_again: Vec<CrmId>,
    /// Links that are made afterwards.
    links: usize,
    /// Links that are undone afterwards.
    undo: Vec<(Kind, CrmId)>,
    /// Links that are made once others are undone.
    then: usize,
}

/// Links from entities of one type.
#[derive(Default)]
struct Links {
    make: usize,
    /// Sure ones: what they lead to is in the CRM.
    undo: usize,
    /// Entities that are read before, because they may be gone and their links with them.
    unsure: BTreeSet<(EntityType, CrmId)>,
    then: usize,
}

impl<'a> Estimate<'a> {
    /// Starts with the sizes that earlier runs have learned. `most` is the most entities in one request, `depth` the
    /// number of requests that will be in flight.
    pub fn new(
        store: &Store,
        most: usize,
        depth: usize,
        resolved: &'a Resolved,
        ask_filters: AskFilters<'a>,
    ) -> crate::store::Result<Self> {
        Ok(Self {
            resolved,
            sizes: Sizes::load(store, most)?,
            depth,
            in_flight: VecDeque::new(),
            ask_filters,
            filters: None,
            made: BTreeSet::new(),
            creates: Batch::default(),
            changes: Batch::default(),
            links: BTreeMap::new(),
            reads: 0,
            writes: 0,
        })
    }

    /// Adds a record; those of one kind come one after the other, kinds in stage order. A `blocked` one links to a record
    /// that will not be in the CRM.
    pub fn add(&mut self, one: &Planned, blocked: bool, store: &Store) -> crate::store::Result<()> {
        let entity = one.kind.entity();
        match &one.step {
            Step::Create => {
                self.made.insert(entity);
                self.creates.records += 1;
                if !blocked {
                    let apart = |to| !is_embedded(one.kind, to);
                    self.creates.sent += 1;
                    self.creates.links += one.wishes.iter().filter(|wish| apart(wish.kind)).count();
                }
            }
            Step::Modify { .. } | Step::Leave => {
                self.changes.records += 1;
                self.change(one);
                if !blocked && one.step != Step::Leave {
                    let open = OpenLinks::of(one, store)?;
                    if open.undo.is_empty() {
                        self.changes.links += open.make.len();
                    } else {
                        self.changes.then += open.make.len();
                    }
                    self.changes.undo.extend(open.undo);
                }
            }
            _ => return Ok(()),
        }
        let size = self.sizes.of(Route::Entities(entity));
        if self.creates.records >= size {
            self.send_creates(entity);
        }
        if self.changes.records >= size {
            self.send_changes(entity, store)?;
        }
        Ok(())
    }

    /// No more records of this kind come.
    pub fn end_of(&mut self, kind: Kind, store: &Store) -> crate::store::Result<()> {
        self.send_creates(kind.entity());
        self.send_changes(kind.entity(), store)
    }

    /// Reads and writes, all in all.
    pub fn end(mut self) -> (u64, u64) {
        for (_, mut links) in std::mem::take(&mut self.links) {
            self.undo(&mut links);
            self.link(&mut links.make);
            self.write(Route::Links, links.make);
        }
        (self.reads + self.made.len() as u64, self.writes)
    }

    fn change(&mut self, one: &Planned) {
        let (Some(part), Some(known)) = (Engine::part_of(one, self.resolved), &one.known) else {
            return;
        };
        if part.is_empty() {
            return;
        }
        let closing = self.resolved.closing(one.kind);
        let leaves = one.step == Step::Leave;
        let wanted = if leaves {
            closing.as_ref().filter(|_| part.needs_a_look())
        } else {
            one.payload.0.get(&Slot::Status)
        };
        if part.needs_a_look() {
            self.changes.read.push(part.id);
        }
        if is_closed(one, self.resolved) {
            return;
        }
        self.changes.sent += 1;
        if wanted.is_some_and(|status| needs_two_steps(known, status)) {
            self.changes.second += 1;
            if leaves {
                self.changes.read_again.push(part.id);
            }
        }
    }

    fn send_creates(&mut self, entity: EntityType) {
        let batch = std::mem::take(&mut self.creates);
        self.write(Route::Entities(entity), batch.sent);
        self.links(entity, |links| links.make += batch.links);
    }

    fn send_changes(&mut self, entity: EntityType, store: &Store) -> crate::store::Result<()> {
        let batch = std::mem::take(&mut self.changes);
        self.read(entity, &batch.read);
        self.write(Route::Entities(entity), batch.sent);
        self.read(entity, &batch.read_again);
        self.write(Route::Entities(entity), batch.second);
        let (mut undo, mut unsure) = (0, BTreeSet::new());
        for (kind, id) in batch.undo {
            if store.is_alive(kind, id)? {
                undo += 1;
            } else {
                unsure.insert((kind.entity(), id));
            }
        }
        self.links(entity, |links| {
            links.make += batch.links;
            links.then += batch.then;
            links.undo += undo;
            links.unsure.extend(unsure);
        });
        Ok(())
    }

    fn write(&mut self, route: Route, size: usize) {
        if size > 0 {
            self.writes += 1;
            self.in_flight.push_back((route, size));
            if self.in_flight.len() >= self.depth
                && let Some((route, size)) = self.in_flight.pop_front()
            {
                self.sizes.grow(route, size, Duration::ZERO);
            }
        }
    }

    /// One by one, or many at once where filters work; that one does not is seen from its answer.
    fn read(&mut self, entity: EntityType, ids: &[CrmId]) {
        for some in ids.chunks(FILTERED) {
            if some.len() > 1 && self.filters != Some(false) {
                self.reads += 1;
                let works = *self
                    .filters
                    .get_or_insert_with(|| (self.ask_filters)(entity, some));
                if works {
                    continue;
                }
            }
            self.reads += some.len() as u64;
        }
    }

    /// Adds links, and sends what fills a request.
    fn links(&mut self, entity: EntityType, add: impl FnOnce(&mut Links)) {
        let mut links = self.links.remove(&entity).unwrap_or_default();
        add(&mut links);
        if links.undo + links.unsure.len() >= self.sizes.of(Route::Links) {
            self.undo(&mut links);
        }
        self.link(&mut links.make);
        self.links.insert(entity, links);
    }

    fn link(&mut self, waiting: &mut usize) {
        loop {
            let size = self.sizes.of(Route::Links);
            if *waiting < size {
                return;
            }
            *waiting -= size;
            self.write(Route::Links, size);
        }
    }

    /// Those to what is gone are gone as well, so nothing is sent for them.
    fn undo(&mut self, links: &mut Links) {
        for entity in EntityType::ALL {
            let own = links.unsure.iter().filter(|(to, _)| *to == entity);
            let ids: Vec<_> = own.map(|(_, id)| *id).collect();
            self.read(entity, &ids);
        }
        links.unsure.clear();
        let mut left = std::mem::take(&mut links.undo);
        self.link(&mut left);
        self.write(Route::Links, left);
        links.make += std::mem::take(&mut links.then);
    }
}

/// The links of a record that are not as they should be.
#[derive(Debug)]
pub struct OpenLinks {
    /// To be made; also to records whose entity is still to come.
    pub make: Vec<Wish>,
    /// To be undone before.
    pub undo: BTreeSet<(Kind, CrmId)>,
}

impl OpenLinks {
    /// Those of `one`, as they will be at its turn.
    pub fn of(one: &Planned, store: &Store) -> crate::store::Result<Self> {
        let mut targets = BTreeMap::new();
        let mut make = Vec::new();
        for wish in &one.wishes {
            let target = store.entity_of(wish.kind, wish.key)?;
            targets.extend(target.map(|id| (wish.kind, id)));
            let known = one.known.as_ref();
            let linked = known.and_then(|known| known.links.get(&wish.kind).copied());
            if target.is_none() || target != linked {
                make.push(*wish);
            }
        }
        let undo = one.known.as_ref().map(|known| known.excess(&targets));
        Ok(Self {
            make,
            undo: undo.unwrap_or_default(),
        })
    }
}

/// Whether a deal that is to be closed is closed already, as far as the store knows.
pub fn is_closed(one: &Planned, resolved: &Resolved) -> bool {
    let is_sure = |known: &&Known| !known.doubt.slots.contains_key(&Slot::Status);
    let known = one.known.as_ref().filter(is_sure);
    let last = known.and_then(|known| known.payload.0.get(&Slot::Status));
    let status = last.and_then(|status| status.get("status_id")?.as_i64());
    Engine::part_of(one, resolved).is_some_and(|part| part.finds_closed(status))
}
