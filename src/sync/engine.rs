//! Carries plans out, exactly once.
//!
//! One thread owns the store and decides; others only wait for the CRM, so that latency does not eat the request
//! budget. A create is journalled with a watermark before it is sent. When its outcome is unknown, what is in flight is
//! let in, and nothing else is sent until the entities newer than the watermark were looked through for its marker,
//! twice with a pause, since new entities may show late. Hash and payload are stored only after the CRM accepted them.

mod create;
mod link;
mod lookup;
mod modify;
mod refuse;
mod sizes;

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::outcome::Outcome;
use super::plan::{self, Planned, Step, Wish};
use super::planner::targets;
use super::remote::Remote;
use crate::crm::error::CrmError;
use crate::domain::{CrmId, EntityType, Key, Kind, Marker};
use crate::error::{Exit, Failure};
use crate::mapping::Resolved;
use crate::signals::Stop;
use crate::source::Source;
use crate::store::{Pending, Store, Todo, Work, WorkQueue};

use self::sizes::Sizes;

/// After so many failures in a row without a success between them the CRM is down, and the run ends.
const FAILURES: u32 = 5;
/// An item that is alone in its request and still fails so often is to blame itself.
const ATTEMPTS: u32 = 4;
/// Requests in flight while their size still grows: more would be sent at a size that is soon too small.
const WHILE_GROWING: usize = 4;
/// Records that wait for a batch or for what they link to; enough to keep requests coming while others wait.
const LOOK_AHEAD: usize = 5000;
/// How often the observer hears of the time that passes.
const TICK: Duration = Duration::from_millis(200);

/// What the engine works with.
pub struct Engine<'a> {
    /// The CRM.
    pub remote: &'a dyn Remote,
    /// The mapping with ids.
    pub resolved: &'a Resolved,
    /// The profile's store.
    pub store: &'a mut Store,
    /// First part of every marker.
    pub prefix: &'a str,
    /// Limits from the profile.
    pub limits: Limits,
    /// Send every field, also where the platform changed nothing.
    pub force: bool,
    /// Asks to stop.
    pub stop: &'a Stop,
    /// Unix seconds.
    pub now: fn() -> i64,
    /// What this run has learned.
    pub memory: Memory,
}

/// Limits from the profile.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The most entities in one request.
    pub batch: usize,
    /// The most requests in flight.
    pub in_flight: usize,
    /// How long to wait before looking for an entity a second time.
    pub recheck: Duration,
}

/// What a run learns as it goes.
#[derive(Debug, Default)]
pub struct Memory {
    /// A lower bound of the ids that are made next.
    watermarks: HashMap<EntityType, CrmId>,
    sizes: Option<Sizes>,
    /// Records that are in flight or wait to be sent again.
    busy: HashSet<(Kind, Key)>,
    /// Records whose entity is up to date and whose links are not.
    open: HashMap<(Kind, Key), Open>,
    /// Failures since the last success.
    failures: u32,
}

/// A record that only lacks links.
#[derive(Debug)]
struct Open {
    row_hash: u64,
    left: usize,
    outcome: Outcome,
}

/// Hears what becomes of each record.
pub trait Observer {
    /// A record has its outcome.
    fn outcome(&mut self, kind: Kind, key: Key, id: Option<CrmId>, outcome: &Outcome);

    /// Time passes.
    fn tick(&mut self) {}
}

/// Where records to be sent come from, in stage order and within it in key order.
pub trait Feed {
    /// The next record; `None` at the end.
    fn next(&mut self, store: &Store) -> anyhow::Result<Option<Planned>>;
}

/// A link to be made.
#[derive(Debug, Clone)]
struct Tie {
    kind: Kind,
    key: Key,
    from: CrmId,
    to_kind: Kind,
    to: CrmId,
}

/// What one request does.
#[derive(Debug)]
enum Task {
    Create(Vec<Planned>),
    Modify(Vec<Planned>),
    Link(Vec<Tie>),
}

/// A task and how often it was tried.
#[derive(Debug)]
struct Job {
    task: Task,
    attempt: u32,
}

/// What came of a job.
struct Done {
    job: Job,
    size: usize,
    took: Duration,
    answer: Answer,
}

enum Answer {
    Create(Vec<Pending>, Result<Vec<super::remote::Accepted>, CrmError>),
    Modify(modify::Sent),
    Link(Result<Vec<super::remote::Link>, CrmError>),
}

/// What a run has in hand.
#[derive(Default)]
struct Hand {
    /// The kind that records come from at present.
    stage: Option<Kind>,
    ended: bool,
    /// Records that wait for their batch, in stage order; of each kind creates before changes.
    lists: BTreeMap<(Kind, Verb), Vec<Planned>>,
    ties: BTreeMap<EntityType, Vec<Tie>>,
    /// Requests in flight that may still bring links of an entity type.
    out: BTreeMap<EntityType, usize>,
    again: VecDeque<Job>,
    /// Creates whose outcome is unknown.
    unresolved: Vec<(Job, Vec<Pending>)>,
}

/// What a batch does with its entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verb {
    Create,
    Modify,
}

/// What to do with a free place.
enum Next {
    Send(Job),
    /// Something in flight has to come back first.
    Wait,
    End,
}

impl Engine<'_> {
    /// Finds out what became of creates that an earlier run left open. Nothing else is sent before.
    pub fn recover(&mut self) -> anyhow::Result<()> {
        let pending = self.store.pending()?;
        if !pending.is_empty() {
            tracing::warn!(
                count = pending.len(),
                "an earlier run left creates without an answer; looking for them"
            );
            self.find_out(pending)?;
        }
        Ok(())
    }

    /// Brings the records of `keys` up to date; each gets an outcome. An error stops the run; what was done is stored.
    pub fn run(
        &mut self,
        source: &dyn Source,
        kind: Kind,
        keys: &[Key],
    ) -> anyhow::Result<BTreeMap<Key, Outcome>> {
        let planned = plan::plan(kind, keys, self.force, source, self.store, self.resolved)?;
        let mut outcomes = Collected::default();
        self.execute(&mut Listed(planned.into()), &mut outcomes)?;
        Ok(outcomes.0)
    }

    /// Sends all that `feed` holds. An error stops the run after what is in flight has come back; what was done is
    /// stored.
    pub fn execute(
        &mut self,
        feed: &mut dyn Feed,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let sizes = Sizes::load(self.store, self.limits.batch)?;
        self.memory.sizes = Some(sizes);
        self.memory.busy.clear();
        self.memory.open.clear();
        let mut hand = Hand::default();
        let result = self.drive(feed, observer, &mut hand);
        let saved = match &self.memory.sizes {
            Some(sizes) => sizes.save(self.store),
            None => Ok(()),
        };
        for (job, pending) in hand.unresolved {
            drop(job);
            for one in pending {
                self.tell(observer, one.kind, one.key, None, &Outcome::Unknown)?;
            }
        }
        // Why the run ended comes first: a broken store shows itself in both.
        result?;
        Ok(saved?)
    }

    fn drive(
        &mut self,
        feed: &mut dyn Feed,
        observer: &mut dyn Observer,
        hand: &mut Hand,
    ) -> anyhow::Result<()> {
        let (remote, resolved) = (self.remote, self.resolved);
        let (sender, receiver) = mpsc::channel::<Done>();
        thread::scope(|scope| {
            let mut in_flight = 0;
            let mut end: anyhow::Result<()> = Ok(());
            loop {
                if end.is_ok()
                    && let Some(exit) = self.stop.asked()
                {
                    end = Err(Failure::new(exit, "stopped")
                        .hint("run it again; what was done is not done twice")
                        .into());
                }
                let mut finished = false;
                while end.is_ok() && hand.unresolved.is_empty() && in_flight < self.places(hand) {
                    match self.next(feed, observer, hand, in_flight == 0) {
                        Ok(Next::Send(job)) => match self.prepare(job) {
                            Ok(prepared) => {
                                in_flight += 1;
                                let sender = sender.clone();
                                scope.spawn(move || {
                                    let _ = sender.send(prepared.send(remote, resolved));
                                });
                            }
                            Err(error) => end = Err(error),
                        },
                        Ok(Next::Wait) => break,
                        Ok(Next::End) => {
                            finished = true;
                            break;
                        }
                        Err(error) => end = Err(error),
                    }
                }
                if in_flight == 0 {
                    if end.is_err() || finished {
                        return end;
                    }
                    if !hand.unresolved.is_empty() {
                        if let Err(error) = self.resolve(hand, observer) {
                            end = Err(error);
                        }
                        continue;
                    }
                }
                match receiver.recv_timeout(TICK) {
                    Ok(done) => {
                        in_flight -= 1;
                        // What is in flight is let in and recorded, whatever happened before.
                        if let Err(error) = self.take_in(done, hand, observer) {
                            tracing::warn!(%error, "stopping after what is in flight");
                            end = end.and(Err(error));
                        }
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => {}
                    Err(mpsc::RecvTimeoutError::Disconnected) => return end,
                }
                observer.tick();
            }
        })
    }

    /// How many requests may be in flight now.
    fn places(&mut self, hand: &Hand) -> usize {
        let growing = hand.stage.is_some_and(|kind| {
            let route = sizes::Route::Entities(kind.entity());
            self.sizes().is_growing(route)
        });
        let most = if growing { WHILE_GROWING } else { usize::MAX };
        let most = most.min(self.limits.in_flight);
        self.remote.depth().clamp(1, most.max(1))
    }

    /// The next request, or why there is none. `idle` when nothing is in flight.
    fn next(
        &mut self,
        feed: &mut dyn Feed,
        observer: &mut dyn Observer,
        hand: &mut Hand,
        idle: bool,
    ) -> anyhow::Result<Next> {
        if let Some(job) = hand.again.pop_front() {
            self.pause_after_failures()?;
            if let sizes::Route::Entities(entity) = job.task.route() {
                *hand.out.entry(entity).or_default() += 1;
            }
            return Ok(Next::Send(job));
        }
        let first = |task| Next::Send(Job { task, attempt: 1 });
        loop {
            if let Some(ties) = self.full_ties(hand).or_else(|| hand.last_ties()) {
                return Ok(first(Task::Link(ties)));
            }
            while let Some((kind, verb, batch)) = self.ready(hand, idle) {
                let batch = match verb {
                    Verb::Create => self.unblocked(batch, observer)?,
                    Verb::Modify => batch,
                };
                if !batch.is_empty() {
                    *hand.out.entry(kind.entity()).or_default() += 1;
                    return Ok(first(verb.task(batch)));
                }
            }
            let waiting: usize = hand.lists.values().map(Vec::len).sum();
            if hand.ended || waiting >= LOOK_AHEAD {
                if idle && hand.is_empty() {
                    return Ok(Next::End);
                }
                if !idle {
                    return Ok(Next::Wait);
                }
                continue;
            }
            let Some(one) = feed.next(self.store)? else {
                hand.ended = true;
                continue;
            };
            hand.stage = Some(one.kind);
            let verb = match &one.step {
                Step::Create => {
                    self.memory.busy.insert((one.kind, one.key));
                    Verb::Create
                }
                Step::Modify { .. } | Step::Leave => Verb::Modify,
                _ => {
                    self.report(&one, observer)?;
                    continue;
                }
            };
            hand.lists.entry((one.kind, verb)).or_default().push(one);
        }
    }

    /// The first batch, in stage order, that is full or as full as it gets, and that waits for nothing.
    fn ready(&mut self, hand: &mut Hand, idle: bool) -> Option<(Kind, Verb, Vec<Planned>)> {
        let at = hand.lists.iter().find_map(|((kind, verb), list)| {
            let size = self.sizes_of(*kind);
            let whole = hand.ended || hand.stage != Some(*kind);
            let batch = &list[..list.len().min(size)];
            let is_due = list.len() >= size || (whole && !list.is_empty());
            // Where nothing is in flight, nothing can be waited for.
            (is_due && (idle || !self.waits(batch))).then_some((*kind, *verb, size))
        });
        let (kind, verb, size) = at?;
        let list = hand.lists.get_mut(&(kind, verb))?;
        let rest = list.split_off(list.len().min(size));
        let batch = std::mem::replace(list, rest);
        hand.lists.retain(|_, list| !list.is_empty());
        Some((kind, verb, batch))
    }

    /// The outcome of a record that nothing is sent for.
    fn report(&mut self, one: &Planned, observer: &mut dyn Observer) -> anyhow::Result<()> {
        let outcome = match &one.step {
            Step::Unchanged => Outcome::Unchanged,
            Step::NotApplicable => Outcome::NotApplicable,
            Step::Missing => Outcome::Missing,
            Step::Stale => Outcome::Stale,
            Step::Waiting { reason } => Outcome::Rejected {
                reason: reason.clone(),
            },
            Step::Invalid { reasons } => Outcome::Invalid {
                reasons: reasons.clone(),
            },
            Step::Create | Step::Modify { .. } | Step::Leave => return Ok(()),
        };
        if let Outcome::Invalid { .. } = outcome {
            self.reject(one, &outcome)?;
        }
        let id = one.known.as_ref().map(|known| known.id);
        self.tell(observer, one.kind, one.key, id, &outcome)?;
        Ok(())
    }

    /// Whether one of the records links to a record that is on its way.
    fn waits(&self, batch: &[Planned]) -> bool {
        let busy = |wish: &Wish| self.memory.busy.contains(&(wish.kind, wish.key));
        batch.iter().any(|one| one.wishes.iter().any(busy))
    }

    /// Takes out what links to a record that is not in the CRM.
    fn unblocked(
        &mut self,
        batch: Vec<Planned>,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<Vec<Planned>> {
        let mut free = Vec::with_capacity(batch.len());
        for one in batch {
            match targets(self.store, &one.wishes)? {
                Ok(_) => free.push(one),
                Err(wish) => {
                    self.memory.busy.remove(&(one.kind, one.key));
                    self.tell(observer, one.kind, one.key, None, &blocked(wish))?;
                }
            }
        }
        Ok(free)
    }

    /// Whatever must be done and durable before a request goes out.
    fn prepare(&mut self, job: Job) -> anyhow::Result<Prepared> {
        let wire = match &job.task {
            Task::Create(batch) => {
                for one in batch {
                    self.memory.busy.insert((one.kind, one.key));
                }
                self.journalled(batch)?
            }
            Task::Modify(batch) => self.changing(batch)?,
            Task::Link(ties) => link::wire(ties),
        };
        Ok(Prepared { job, wire })
    }

    /// Records what came of a request, and decides what follows.
    fn take_in(
        &mut self,
        done: Done,
        hand: &mut Hand,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let route = done.job.task.route();
        if let sizes::Route::Entities(entity) = route
            && let Some(out) = hand.out.get_mut(&entity)
        {
            *out = out.saturating_sub(1);
        }
        let (size, took) = (done.size, done.took);
        let error = match &done.answer {
            Answer::Create(_, Err(error)) | Answer::Link(Err(error)) => Some(error),
            Answer::Modify(sent) => sent.result.as_ref().err(),
            _ => None,
        };
        match error {
            None => {
                self.memory.failures = 0;
                self.sizes().grow(route, size, took);
            }
            Some(error) if error.is_overload() => {
                self.memory.failures += 1;
                self.sizes().halve(route, size);
            }
            Some(error) if error.effect() == crate::crm::error::Effect::Unknown => {
                self.memory.failures += 1;
            }
            // An answer, if not the one that we want: the CRM is up.
            Some(_) => self.memory.failures = 0,
        }
        match done.answer {
            Answer::Create(pending, answer) => {
                self.after_create(done.job, pending, answer, hand, observer)
            }
            Answer::Modify(sent) => self.after_modify(done.job, sent, hand, observer),
            Answer::Link(answer) => self.after_link(done.job, answer, hand, observer),
        }
    }

    /// Too many failures without a success between them: the CRM is down. Otherwise a pause that grows with them.
    fn pause_after_failures(&mut self) -> anyhow::Result<()> {
        let failures = self.memory.failures;
        if failures == 0 {
            return Ok(());
        }
        let pause = Duration::from_millis(250) * 2u32.pow(failures.min(6));
        if let Some(exit) = self.stop.wait(pause.min(self.limits.recheck)) {
            return Err(Failure::new(exit, "stopped")
                .hint("run it again; what was done is not done twice")
                .into());
        }
        Ok(())
    }

    /// Ends the run when the CRM has failed too often in a row.
    fn give_up_after_failures(&self, error: &CrmError) -> anyhow::Result<()> {
        if self.memory.failures < FAILURES {
            return Ok(());
        }
        Err(Failure::new(
            Exit::Unreachable,
            format!("the CRM failed {FAILURES} times in a row; the last time: {error}"),
        )
        .hint("run it again later; creates without an answer are looked up first")
        .into())
    }

    /// The entity is as it should be. Finishes the record, or lines its missing links up.
    fn close(
        &mut self,
        batch: Vec<(Planned, Outcome)>,
        hand: &mut Hand,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let mut settled = Vec::new();
        for (one, outcome) in batch {
            self.memory.busy.remove(&(one.kind, one.key));
            let Some(own) = self.store.known(one.kind, one.key)? else {
                continue;
            };
            let targets = match targets(self.store, &one.wishes)? {
                Ok(targets) => targets,
                Err(wish) => {
                    self.tell(observer, one.kind, one.key, Some(own.id), &blocked(wish))?;
                    continue;
                }
            };
            let ties: Vec<_> = targets
                .into_iter()
                .filter(|(to_kind, to)| own.links.get(to_kind) != Some(to))
                .map(|(to_kind, to)| Tie {
                    kind: one.kind,
                    key: one.key,
                    from: own.id,
                    to_kind,
                    to,
                })
                .collect();
            if ties.is_empty() {
                settled.push((one.kind, one.key, one.row_hash));
                self.tell(observer, one.kind, one.key, Some(own.id), &outcome)?;
                continue;
            }
            let open = Open {
                row_hash: one.row_hash,
                left: ties.len(),
                outcome,
            };
            self.memory.open.insert((one.kind, one.key), open);
            hand.ties.entry(one.kind.entity()).or_default().extend(ties);
        }
        self.store.settled(&settled)?;
        Ok(())
    }

    fn reject(&mut self, one: &Planned, outcome: &Outcome) -> anyhow::Result<()> {
        let key = (one.kind, one.key);
        let now = (self.now)();
        self.store
            .reject(key, outcome.name(), &outcome.reason(), one.row_hash, now)?;
        Ok(())
    }

    /// A record has its outcome.
    fn tell(
        &self,
        observer: &mut dyn Observer,
        kind: Kind,
        key: Key,
        id: Option<CrmId>,
        outcome: &Outcome,
    ) -> anyhow::Result<()> {
        self.store.work_done(kind, key)?;
        observer.outcome(kind, key, id, outcome);
        Ok(())
    }

    fn sizes(&mut self) -> &mut Sizes {
        let batch = self.limits.batch;
        self.memory.sizes.get_or_insert_with(|| Sizes::new(batch))
    }

    fn size(&mut self, route: sizes::Route) -> usize {
        self.sizes().of(route)
    }

    fn sizes_of(&self, kind: Kind) -> usize {
        let route = sizes::Route::Entities(kind.entity());
        let sizes = self.memory.sizes.as_ref();
        sizes.map_or(1, |sizes| sizes.of(route))
    }

    fn marker(&self, kind: Kind, key: Key) -> String {
        Marker {
            prefix: self.prefix.to_owned(),
            kind,
            key,
        }
        .to_string()
    }
}

impl Hand {
    /// Lines a batch up to be sent again after its attempt number `attempt`, in halves when there is something to
    /// halve and `halves` asks for it. Halves start anew: only who fails alone, and often, is to blame.
    fn again(&mut self, batch: Vec<Planned>, creates: bool, attempt: u32, halves: bool) {
        let task = |list| {
            if creates {
                Task::Create(list)
            } else {
                Task::Modify(list)
            }
        };
        let mut first = batch;
        let (second, attempt) = if halves && first.len() > 1 {
            (first.split_off(first.len().div_ceil(2)), 1)
        } else {
            (Vec::new(), attempt + 1)
        };
        for list in [second, first] {
            if !list.is_empty() {
                self.again.push_front(Job {
                    task: task(list),
                    attempt,
                });
            }
        }
    }

    /// The links of an entity type to which nothing can be added any more.
    fn last_ties(&mut self) -> Option<Vec<Tie>> {
        let (ended, stage, lists) = (self.ended, self.stage, &self.lists);
        let (again, unresolved, out) = (&self.again, &self.unresolved, &self.out);
        let is_over = |entity: EntityType| {
            let route = sizes::Route::Entities(entity);
            let coming = Kind::ALL.into_iter().any(|kind| {
                kind.entity() == entity && !ended && stage.is_none_or(|now| now <= kind)
            });
            !coming
                && out.get(&entity).is_none_or(|out| *out == 0)
                && !lists.keys().any(|(kind, _)| kind.entity() == entity)
                && !again.iter().any(|job| job.task.route() == route)
                && unresolved.is_empty()
        };
        let (_, ties) = self
            .ties
            .iter_mut()
            .find(|(entity, ties)| !ties.is_empty() && is_over(**entity))?;
        Some(std::mem::take(ties))
    }

    /// Whether nothing is left to be sent.
    fn is_empty(&self) -> bool {
        self.lists.is_empty() && self.again.is_empty() && self.ties.values().all(Vec::is_empty)
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

impl Task {
    fn route(&self) -> sizes::Route {
        match self {
            Self::Create(batch) | Self::Modify(batch) => sizes::Route::Entities(
                batch
                    .first()
                    .map_or(EntityType::Contacts, |one| one.kind.entity()),
            ),
            Self::Link(_) => sizes::Route::Links,
        }
    }
}

/// A request with all that a thread needs to send it.
struct Prepared {
    job: Job,
    wire: Wire,
}

enum Wire {
    Create(EntityType, Vec<super::remote::Item>, Vec<Pending>),
    Modify(modify::Change),
    Link(EntityType, Vec<super::remote::Link>),
}

impl Prepared {
    fn send(self, remote: &dyn Remote, resolved: &Resolved) -> Done {
        let start = Instant::now();
        let (size, answer) = match self.wire {
            Wire::Create(entity, items, pending) => {
                let answer = remote.create(entity, &items);
                (items.len(), Answer::Create(pending, answer))
            }
            Wire::Modify(change) => {
                let sent = change.send(remote, resolved);
                (sent.ids.len(), Answer::Modify(sent))
            }
            Wire::Link(from, links) => (links.len(), Answer::Link(remote.link(from, &links))),
        };
        Done {
            job: self.job,
            size,
            took: start.elapsed(),
            answer,
        }
    }
}

/// A plan that is a list.
struct Listed(VecDeque<Planned>);

impl Feed for Listed {
    fn next(&mut self, _: &Store) -> anyhow::Result<Option<Planned>> {
        Ok(self.0.pop_front())
    }
}

/// A plan that waits in the store.
pub struct Waiting<'a> {
    kinds: VecDeque<Kind>,
    queue: Option<WorkQueue>,
    force: bool,
    resolved: &'a Resolved,
}

impl<'a> Waiting<'a> {
    /// The work of these kinds, in their order.
    pub fn new(kinds: Vec<Kind>, force: bool, resolved: &'a Resolved) -> Self {
        Self {
            kinds: kinds.into(),
            queue: None,
            force,
            resolved,
        }
    }
}

impl Feed for Waiting<'_> {
    fn next(&mut self, store: &Store) -> anyhow::Result<Option<Planned>> {
        loop {
            if self.queue.is_none() {
                let Some(kind) = self.kinds.pop_front() else {
                    return Ok(None);
                };
                self.queue = Some(WorkQueue::new(kind));
            }
            let next = match &mut self.queue {
                Some(queue) => queue.next(store)?,
                None => None,
            };
            match next {
                Some(work) => return Ok(Some(planned(work, store, self.force, self.resolved)?)),
                None => self.queue = None,
            }
        }
    }
}

fn planned(work: Work, store: &Store, force: bool, resolved: &Resolved) -> anyhow::Result<Planned> {
    let Work {
        kind,
        key,
        row_hash,
        todo,
    } = work;
    let known = store.known(kind, key)?;
    let mut one = Planned {
        kind,
        key,
        row_hash,
        payload: super::payload::Payload::default(),
        wishes: Vec::new(),
        known,
        step: Step::Unchanged,
    };
    one.step = match todo {
        Todo::Send { payload, wishes } => {
            one.known = one.known.take().filter(|known| !known.stale);
            one.wishes = wishes
                .into_iter()
                .map(|(kind, first, second)| Wish {
                    kind,
                    key: Key::from_parts(kind, first, second),
                })
                .collect();
            let step = plan::compare(kind, &payload, one.known.as_ref(), force, resolved);
            one.payload = payload;
            step
        }
        Todo::Report { reasons } => Step::Invalid { reasons },
        Todo::Wait => Step::Waiting {
            reason: store
                .rejected(kind, key)?
                .map(|reject| reject.reasons)
                .unwrap_or_default(),
        },
        Todo::Stale => Step::Stale,
        Todo::Leave => Step::Leave,
        Todo::Settle => Step::Unchanged,
    };
    Ok(one)
}

#[derive(Default)]
struct Collected(BTreeMap<Key, Outcome>);

impl Observer for Collected {
    fn outcome(&mut self, _: Kind, key: Key, _: Option<CrmId>, outcome: &Outcome) {
        self.0.insert(key, outcome.clone());
    }
}

fn blocked(wish: Wish) -> Outcome {
    Outcome::Blocked {
        on: format!("{} {} is not in the CRM", wish.kind, wish.key),
    }
}

fn request_id(kind: Kind, key: Key) -> String {
    format!("{kind}:{key}")
}

fn stopped(error: CrmError) -> anyhow::Error {
    crate::crm::error::explained(error).into()
}

#[cfg(test)]
mod tests;
