//! What a run has in hand, and which request is due next.
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

use super::feed::Feed;
use super::sizes::Route;
use super::{Engine, Job, Observer, Task, Tie, Way};
use crate::crm::error::CrmError;
use crate::domain::{EntityType, Kind};
use crate::store::Pending;
use crate::sync::plan::{Planned, Step};

/// Links that may wait. Enough to fill the time of two answers, and small beside the batches in flight.
const TIES_MOST: usize = 5000;

/// What a run has in hand.
#[derive(Default)]
pub(super) struct Hand {
    lanes: BTreeMap<Kind, Lane>,
    pub(super) ties: BTreeMap<(EntityType, Way), Vec<Tie>>,
    in_flight: BTreeMap<Route, usize>,
    again: VecDeque<Job>,
    /// What was sent last was a repetition.
    repeated: bool,
    pub(super) unresolved: Vec<Unresolved>,
}

/// A request with creates whose outcome is unknown.
pub(super) struct Unresolved {
    pub(super) job: Job,
    pub(super) pending: Vec<Pending>,
    /// Why; `None` where the answer did not name all of them.
    pub(super) error: Option<CrmError>,
}

/// Records of one kind that wait for their batch.
#[derive(Default)]
struct Lane {
    creates: Vec<Planned>,
    changes: Vec<Planned>,
    /// The feed has no more of them.
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
    pub(super) fn next(
        &mut self,
        feed: &mut dyn Feed,
        observer: &mut dyn Observer,
        hand: &mut Hand,
        idle: bool,
    ) -> anyhow::Result<Next> {
        // After a failure others get every second turn: what goes through shows that the CRM is up.
        let others_first = hand.repeated && self.memory.failures > 0;
        hand.repeated = false;
        if !others_first && let Some(job) = hand.repetition() {
            self.pause_after_failures()?;
            return Ok(Next::Send(job));
        }
        let first = |task| Ok(Next::Send(Job::new(task)));
        loop {
            let waiting: usize = hand.ties.values().map(Vec::len).sum();
            if waiting >= TIES_MOST
                && let Some(ties) = self.full_ties(hand)
            {
                return first(Task::Link(ties));
            }
            let Some((kind, verb)) = self.due(feed, observer, hand, idle)? else {
                let undoes = self.memory.open.values().any(|open| open.undo > 0);
                let ties = self.full_ties(hand).or_else(|| hand.last_ties(undoes));
                if let Some(ties) = ties {
                    return first(Task::Link(ties));
                }
                if let Some(job) = hand.repetition() {
                    self.pause_after_failures()?;
                    return Ok(Next::Send(job));
                }
                return Ok(if idle && hand.is_empty() {
                    Next::End
                } else {
                    Next::Wait
                });
            };
            if self.learning(hand, Route::Links) == Learning::Due
                && self.learning(hand, Route::Entities(kind.entity())) != Learning::Due
                && let Some(ties) = self.full_ties(hand)
            {
                return first(Task::Link(ties));
            }
            let batch = hand.take(kind, verb, self.size(Route::Entities(kind.entity())));
            let batch = match verb {
                Verb::Create => self.unblocked(batch, observer)?,
                Verb::Modify => batch,
            };
            if !batch.is_empty() {
                return first(verb.task(batch));
            }
        }
    }

    /// The kind whose batch goes next, if one is ready.
    fn due(
        &mut self,
        feed: &mut dyn Feed,
        observer: &mut dyn Observer,
        hand: &mut Hand,
        idle: bool,
    ) -> anyhow::Result<Option<(Kind, Verb)>> {
        let kinds = feed.kinds();
        for learning in [Learning::Due, Learning::Settled, Learning::Going] {
            for kind in &kinds {
                if self.learning(hand, Route::Entities(kind.entity())) != learning {
                    continue;
                }
                if let Some(verb) = self.ready(*kind, feed, observer, hand)? {
                    return Ok(Some((*kind, verb)));
                }
            }
        }
        // Where nothing is in flight, nothing can be waited for; what is missing then is reported.
        let mut all = hand
            .lanes
            .iter()
            .flat_map(|(kind, lane)| lane.due(1).map(|verb| (*kind, verb)));
        Ok(if idle { all.next() } else { None })
    }

    /// Whether a batch of this kind is as full as it gets and waits for nothing; draws records until that is known.
    fn ready(
        &mut self,
        kind: Kind,
        feed: &mut dyn Feed,
        observer: &mut dyn Observer,
        hand: &mut Hand,
    ) -> anyhow::Result<Option<Verb>> {
        let size = self.size(Route::Entities(kind.entity()));
        loop {
            let lane = hand.lanes.entry(kind).or_default();
            let due: Vec<_> = lane.due(size).collect();
            for verb in &due {
                if !self.waits(lane.batch(*verb, size))? {
                    return Ok(Some(*verb));
                }
            }
            if lane.ended || !due.is_empty() {
                return Ok(None);
            }
            let Some(one) = feed.next(kind, self.store)? else {
                lane.ended = true;
                continue;
            };
            match &one.step {
                Step::Create => lane.creates.push(one),
                Step::Modify { .. } | Step::Leave => lane.changes.push(one),
                _ => self.report(&one, observer)?,
            }
        }
    }

    /// Whether one of the records links to a record that is still to be made.
    fn waits(&self, batch: &[Planned]) -> rusqlite::Result<bool> {
        // The last of them is the likeliest to wait: records come in key order everywhere.
        for wish in batch.iter().rev().flat_map(|one| &one.wishes) {
            if self.store.is_to_come(wish.kind, wish.key)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn learning(&mut self, hand: &Hand, route: Route) -> Learning {
        if !self.sizes().is_growing(route) {
            Learning::Settled
        } else if hand.in_flight(route) == 0 {
            Learning::Due
        } else {
            Learning::Going
        }
    }
}

impl Hand {
    /// Nothing yet of these kinds.
    pub(super) fn of(kinds: Vec<Kind>) -> Self {
        Self {
            lanes: kinds
                .into_iter()
                .map(|kind| (kind, Lane::default()))
                .collect(),
            ..Self::default()
        }
    }

    /// Lines a task up that is sent for the first time in this form.
    pub(super) fn anew(&mut self, task: Task) {
        self.again.push_back(Job::new(task));
    }

    /// Lines a job up again that nobody has judged. What fails twice, or as a part, or is too much at once (`halve`), goes
    /// in halves: they start anew, since only who fails alone, and often, is to blame.
    pub(super) fn retry(&mut self, job: Job, halve: bool) {
        if job.task.len() > 1 && (halve || job.part || job.attempt >= 2) {
            for task in job.task.halves() {
                self.again.push_back(Job {
                    part: true,
                    ..Job::new(task)
                });
            }
        } else if job.task.len() > 0 {
            self.again.push_back(Job {
                attempt: job.attempt + 1,
                ..job
            });
        }
    }

    fn repetition(&mut self) -> Option<Job> {
        let job = self.again.pop_front()?;
        self.repeated = true;
        Some(job)
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
        let Some(lane) = self.lanes.get_mut(&kind) else {
            return Vec::new();
        };
        let list = match verb {
            Verb::Create => &mut lane.creates,
            Verb::Modify => &mut lane.changes,
        };
        let rest = list.split_off(list.len().min(size));
        std::mem::replace(list, rest)
    }

    /// The links of an entity type to which nothing can be added any more; `undoes` says that others are still undone,
    /// after which more are made.
    fn last_ties(&mut self, undoes: bool) -> Option<Vec<Tie>> {
        if !self.unresolved.is_empty() {
            return None;
        }
        let (lanes, again, in_flight) = (&self.lanes, &self.again, &self.in_flight);
        let is_over = |entity: EntityType| {
            let route = Route::Entities(entity);
            in_flight.get(&route).is_none_or(|count| *count == 0)
                && !again.iter().any(|job| job.task.route() == route)
                && lanes
                    .iter()
                    .all(|(kind, lane)| kind.entity() != entity || lane.is_over())
        };
        let (_, ties) = self.ties.iter_mut().find(|((entity, way), ties)| {
            !ties.is_empty() && is_over(*entity) && (*way == Way::Undo || !undoes)
        })?;
        Some(std::mem::take(ties))
    }

    /// Whether nothing is left to be sent.
    fn is_empty(&self) -> bool {
        self.lanes.values().all(Lane::is_over)
            && self.again.is_empty()
            && self.ties.values().all(Vec::is_empty)
    }
}

impl Lane {
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

impl Job {
    fn new(task: Task) -> Self {
        Self {
            task,
            attempt: 1,
            part: false,
        }
    }
}

impl Verb {
    fn task(self, batch: Vec<Planned>) -> Task {
        match self {
            Self::Create => Task::Create(batch),
            Self::Modify => Task::Modify(batch),
        }
    }
}
