//! What a run still has to send, and which request is due next.
//!
//! Stages depend on each other record by record, not as a whole: a batch waits only as long as one of its own records
//! links to one that is still to come. So requests go out in this order:
//!
//! 1. what has to be repeated;
//! 2. links, when so many wait that memory would grow;
//! 3. one request of each route whose size still grows, so that it is learned while others are busy;
//! 4. entities in stage order, routes of a settled size first;
//! 5. links. They come last because nothing waits for them, and because they fill the time that the last entities need
//!    to be answered.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use super::request::{Batch, Job, Request, Tries};
use super::{Engine, LinkAction, LinkChange};
use crate::crm::error::CrmError;
use crate::domain::outcome::Outcome;
use crate::domain::{EntityType, Kind};
use crate::store::{Pending, Store};
use crate::sync::engine::batch_size::Route;
use crate::sync::engine::queue::Queue;
use crate::sync::plan::decide::Step;
use crate::sync::plan::list::Planned;

/// Links that may wait. Enough to fill the time of two answers, and small beside the batches in flight.
const WAITING_LINKS: usize = 5000;

/// What a run still has to send.
#[derive(Debug, Default)]
pub(super) struct Schedule {
    records: BTreeMap<Kind, KindRecords>,
    pub(super) links: BTreeMap<(EntityType, LinkAction), Vec<LinkChange>>,
    in_flight: BTreeMap<Route, usize>,
    again: VecDeque<Job>,
    /// What was sent last was a repetition.
    repeated: bool,
    /// They are looked for before anything else is sent.
    pub(super) unresolved: Vec<Unresolved>,
    /// They were looked for and not found yet. What does not need them goes on.
    pub(super) absent: Vec<Absent>,
}

/// A request that waits for its next look.
#[derive(Debug)]
pub(super) struct Absent {
    pub(super) open: Unresolved,
    /// Looks so far, after the first one.
    pub(super) looks: usize,
    pub(super) next_look: Instant,
    /// A part of the request was found: what is left of it was not alone.
    pub(super) in_part: bool,
}

/// A request with creates whose outcome is unknown.
#[derive(Debug)]
pub(super) struct Unresolved {
    pub(super) batch: Batch<Planned>,
    pub(super) tries: Tries,
    pub(super) pending: Vec<Pending>,
    /// Why; `None` where the answer did not name all of them.
    pub(super) error: Option<CrmError>,
}

/// Records of one kind that wait for their batch.
#[derive(Debug, Default)]
struct KindRecords {
    creates: Vec<Planned>,
    changes: Vec<Planned>,
    /// The queue has no more of them.
    ended: bool,
}

/// What a batch does with its entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Create,
    Modify,
}

/// What to do with a free place.
pub(super) enum Next {
    Send(Job),
    /// Something in flight has to come back first.
    Wait,
    End,
}

/// How much is known of the size of a route's requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Learning {
    /// It may grow, and nothing in flight will tell.
    Due,
    /// It may grow, and an answer is on its way.
    Going,
    /// As far as this run knows.
    Settled,
}

impl Engine<'_> {
    /// The next request, or why there is none. `idle` when nothing is in flight.
    pub(super) fn next(&mut self, queue: &mut dyn Queue, idle: bool) -> anyhow::Result<Next> {
        // Where a look is still to come, so is what waits for it.
        let idle = idle && self.memory.schedule.absent.is_empty();
        // After a failure others get every second turn: what goes through shows that the CRM is up.
        let others_first = self.memory.schedule.repeated && self.memory.failures > 0;
        self.memory.schedule.repeated = false;
        if !others_first && let Some(job) = self.memory.schedule.repetition() {
            self.pause_after_failures()?;
            return Ok(Next::Send(job));
        }
        let first = |request| Ok(Next::Send(Job::first(request)));
        loop {
            let waiting: usize = self.memory.schedule.links.values().map(Vec::len).sum();
            if waiting >= WAITING_LINKS
                && let Some(links) = self.full_links().and_then(Request::link)
            {
                return first(links);
            }
            let Some((kind, verb)) = self.due(queue, idle)? else {
                let undoes = self.memory.open.values().any(|open| open.undo > 0);
                let links = self
                    .full_links()
                    .or_else(|| self.memory.schedule.last_links(undoes));
                if let Some(links) = links.and_then(Request::link) {
                    return first(links);
                }
                if let Some(job) = self.memory.schedule.repetition() {
                    self.pause_after_failures()?;
                    return Ok(Next::Send(job));
                }
                return Ok(if idle && self.memory.schedule.is_empty() {
                    Next::End
                } else {
                    Next::Wait
                });
            };
            if self.learning(Route::Links) == Learning::Due
                && self.learning(Route::Entities(kind.entity())) != Learning::Due
                && let Some(links) = self.full_links().and_then(Request::link)
            {
                return first(links);
            }
            let size = self.size(Route::Entities(kind.entity()));
            let batch = self.memory.schedule.take(kind, verb, size);
            let batch = match verb {
                Verb::Create => self.unblocked(batch)?,
                Verb::Modify => batch,
            };
            if let Some(request) = verb.request(batch) {
                return first(request);
            }
        }
    }

    /// The kind whose batch goes next, if one is ready.
    fn due(&mut self, queue: &mut dyn Queue, idle: bool) -> anyhow::Result<Option<(Kind, Verb)>> {
        let kinds = queue.kinds();
        for learning in [Learning::Due, Learning::Settled, Learning::Going] {
            for kind in &kinds {
                if self.learning(Route::Entities(kind.entity())) != learning {
                    continue;
                }
                if let Some(verb) = self.ready(*kind, queue)? {
                    return Ok(Some((*kind, verb)));
                }
            }
        }
        // Where nothing is in flight, nothing can be waited for; what is missing then is reported.
        let mut all = self
            .memory
            .schedule
            .records
            .iter()
            .flat_map(|(kind, records)| records.due(1).map(|verb| (*kind, verb)));
        Ok(if idle { all.next() } else { None })
    }

    /// Whether a batch of this kind is as full as it gets and waits for nothing; draws records until that is known.
    fn ready(&mut self, kind: Kind, queue: &mut dyn Queue) -> anyhow::Result<Option<Verb>> {
        let size = self.size(Route::Entities(kind.entity()));
        loop {
            let records = self.memory.schedule.records.entry(kind).or_default();
            let due: Vec<_> = records.due(size).collect();
            for verb in &due {
                if !waits(self.store, records.batch(*verb, size))? {
                    return Ok(Some(*verb));
                }
            }
            if records.ended || !due.is_empty() {
                return Ok(None);
            }
            let Some(one) = queue.next(kind, self.store)? else {
                records.ended = true;
                continue;
            };
            match &one.step {
                // An earlier run has sent it, and it may still be at work.
                Step::Create if self.store.is_pending(one.kind, one.key)? => {
                    self.report(one.kind, one.key, None, Outcome::Unknown)?;
                }
                Step::Create => records.creates.push(one),
                Step::Modify { .. } | Step::Leave => records.changes.push(one),
                _ => self.report_unsent(&one)?,
            }
        }
    }

    fn learning(&mut self, route: Route) -> Learning {
        if !self.sizes().is_growing(route) {
            Learning::Settled
        } else if self.memory.schedule.in_flight(route) == 0 {
            Learning::Due
        } else {
            Learning::Going
        }
    }
}

impl Schedule {
    /// Nothing yet of these kinds.
    pub(super) fn of(kinds: Vec<Kind>) -> Self {
        Self {
            records: kinds
                .into_iter()
                .map(|kind| (kind, KindRecords::default()))
                .collect(),
            ..Self::default()
        }
    }

    /// Lines a request up that is sent for the first time in this form; nothing where nothing is left of it.
    pub(super) fn anew(&mut self, request: Option<Request>) {
        self.again.extend(request.map(Job::first));
    }

    /// Lines a job up again that nobody has judged. What fails twice, or as a part, or is too much at once (`halve`), goes
    /// in halves: they start anew, since only who fails alone, and often, is to blame.
    pub(super) fn retry(&mut self, job: Job, halve: bool) {
        let Job { request, tries } = job;
        if request.len() > 1 && (halve || tries.part || tries.attempt >= 2) {
            self.again
                .extend(request.halves().into_iter().map(|request| Job {
                    request,
                    tries: Tries {
                        part: true,
                        ..Tries::FIRST
                    },
                }));
        } else {
            self.again.push_back(Job {
                request,
                tries: Tries {
                    attempt: tries.attempt + 1,
                    ..tries
                },
            });
        }
    }

    fn repetition(&mut self) -> Option<Job> {
        let job = self.again.pop_front()?;
        self.repeated = true;
        Some(job)
    }

    /// How long to wait for an answer, at most `patience`: until the next look is due.
    pub(super) fn patience(&self, patience: Duration) -> Duration {
        let next = self.absent.iter().map(|one| one.next_look).min();
        let until = next.map(|next| next.saturating_duration_since(Instant::now()));
        until.map_or(patience, |until| until.min(patience))
    }

    /// Takes out what has to be looked for now.
    pub(super) fn due_looks(&mut self) -> Vec<Absent> {
        let now = Instant::now();
        self.absent
            .extract_if(.., |one| one.next_look <= now)
            .collect()
    }

    /// A request has gone out.
    pub(super) fn sent(&mut self, route: Route) {
        *self.in_flight.entry(route).or_default() += 1;
    }

    /// A request has come back.
    pub(super) fn came_back(&mut self, route: Route) {
        let count = self.in_flight.entry(route).or_default();
        *count = count.saturating_sub(1);
    }

    fn in_flight(&self, route: Route) -> usize {
        self.in_flight.get(&route).copied().unwrap_or(0)
    }

    fn take(&mut self, kind: Kind, verb: Verb, size: usize) -> Vec<Planned> {
        let Some(records) = self.records.get_mut(&kind) else {
            return Vec::new();
        };
        let list = match verb {
            Verb::Create => &mut records.creates,
            Verb::Modify => &mut records.changes,
        };
        let rest = list.split_off(list.len().min(size));
        std::mem::replace(list, rest)
    }

    /// The links of an entity type to which nothing can be added any more; `undoes` says that others are still undone,
    /// after which more are made.
    fn last_links(&mut self, undoes: bool) -> Option<Vec<LinkChange>> {
        if !self.unresolved.is_empty() {
            return None;
        }
        let (records, again, in_flight) = (&self.records, &self.again, &self.in_flight);
        let is_over = |entity: EntityType| {
            let route = Route::Entities(entity);
            in_flight.get(&route).is_none_or(|count| *count == 0)
                && !again.iter().any(|job| job.request.route() == route)
                && records
                    .iter()
                    .all(|(kind, records)| kind.entity() != entity || records.is_over())
        };
        let (_, links) = self.links.iter_mut().find(|((entity, action), links)| {
            !links.is_empty() && is_over(*entity) && (*action == LinkAction::Undo || !undoes)
        })?;
        Some(std::mem::take(links))
    }

    /// Whether nothing is left to be sent.
    fn is_empty(&self) -> bool {
        self.records.values().all(KindRecords::is_over)
            && self.again.is_empty()
            && self.links.values().all(Vec::is_empty)
    }
}

impl KindRecords {
    /// What a batch of `size`, or a last one, can be made of.
    fn due(&self, size: usize) -> impl Iterator<Item = Verb> {
        let is_due = move |verb: &Verb| {
            let waiting = self.list(*verb).len();
            waiting >= size || (self.ended && waiting > 0)
        };
        [Verb::Create, Verb::Modify].into_iter().filter(is_due)
    }

    fn batch(&self, verb: Verb, size: usize) -> &[Planned] {
        let list = self.list(verb);
        &list[..list.len().min(size)]
    }

    fn list(&self, verb: Verb) -> &Vec<Planned> {
        match verb {
            Verb::Create => &self.creates,
            Verb::Modify => &self.changes,
        }
    }

    fn is_over(&self) -> bool {
        self.ended && self.creates.is_empty() && self.changes.is_empty()
    }
}

impl Verb {
    fn request(self, batch: Vec<Planned>) -> Option<Request> {
        match self {
            Self::Create => Request::create(batch),
            Self::Modify => Request::modify(batch),
        }
    }
}

/// Whether one of the records links to a record that is still to be made.
fn waits(store: &Store, batch: &[Planned]) -> crate::store::Result<bool> {
    // The last of them is the likeliest to wait: records come in key order everywhere.
    for wish in batch.iter().rev().flat_map(|one| &one.wishes) {
        if store.is_to_come(wish.kind, wish.key)? {
            return Ok(true);
        }
    }
    Ok(false)
}
