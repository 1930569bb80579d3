//! Carries plans out, exactly once.
//!
//! One thread owns the store and decides; others only wait for the CRM, so that latency does not eat the request
//! budget. A create is journalled with a watermark before it is sent. When its outcome is unknown, what is in flight is
//! let in, and the entities newer than the watermark are looked through for its marker. Where it is absent, further
//! looks follow, growing apart, since it may still be at work; what does not need it goes on meanwhile. A create that
//! stays absent is sent again only after some minutes: until then its outcome is unknown, and the journal keeps it. Hash
//! and payload are stored only after the CRM accepted them.
//! A change may be repeated, but not forgotten: what it sends is in doubt from before it is sent until its outcome is
//! recorded, and goes out again even when the platform has taken it back since.

pub(super) mod batch_size;
pub(super) mod create;
mod link;
pub(super) mod modify;
mod pool;
mod queue;
mod recover;
mod refusal;
mod request;
mod schedule;

use std::collections::{BTreeMap, HashMap};
use std::thread;
use std::time::Duration;

use crate::crm::error::CrmError;
use crate::crm::remote::Remote;
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, EntityType, Key, Kind, Marker};
use crate::error::{Exit, Failure};
use crate::mapping::Resolved;
use crate::signals::Stop;
use crate::source::Source;
use crate::store::{Pending, Store};
use crate::sync::engine::request::Done;
use crate::sync::plan::decide::{Fields, Mode, Step};
use crate::sync::plan::list::{self, Planned};
use crate::sync::rules::{Wish, targets};

use crate::sync::engine::batch_size::{Route, Sizes};
use crate::sync::engine::pool::Pool;
use crate::sync::engine::queue::Listed;
use crate::sync::engine::refusal::Nameless;
use crate::sync::engine::schedule::{Next, Schedule};

pub use crate::sync::engine::queue::{Queue, Waiting};

/// After so many failures in a row without a success between them the CRM is down, and the run finished.
const FAILURES: u32 = 5;
/// The same where parts of failed batches are counted as well: a batch that holds several bad records fails again and
/// again until each of them stands alone.
const FAILURES_OF_PARTS: u32 = 20;
/// An item that is alone in its request and still fails so often is to blame itself. More than a few, since a network that
/// loses one request in some may well lose the same one several times.
const ATTEMPTS: u32 = 6;
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
    pub fields: Fields,
    /// Asks to stop.
    pub stop: &'a Stop,
    /// Unix seconds.
    pub now: fn() -> i64,
    /// What this run has learned.
    pub memory: Memory,
}

/// Limits from the profile.
#[derive(Debug, Clone)]
pub struct Limits {
    /// The most entities in one request.
    pub batch: usize,
    /// The most requests in flight.
    pub in_flight: usize,
    /// How long to wait before each further look for an entity whose create was not answered.
    pub recheck: Vec<Duration>,
    /// How long a create that was not answered must have been absent before it is sent again.
    pub resend_after: Duration,
}

impl Limits {
    /// How long to wait before look `number` after the first one. Beyond the list the waits grow on.
    fn wait_before(&self, number: usize) -> Duration {
        let Some(last) = self.recheck.last() else {
            return Duration::ZERO;
        };
        if let Some(wait) = self.recheck.get(number) {
            return *wait;
        }
        let beyond = number - self.recheck.len() + 1;
        *last * 3u32.pow(u32::try_from(beyond.min(6)).unwrap_or(6))
    }
}

/// What a run learns as it goes.
#[derive(Debug, Default)]
pub struct Memory {
    /// A lower bound of the ids that are made next.
    watermarks: HashMap<EntityType, CrmId>,
    sizes: Option<Sizes>,
    /// Records whose entity is up to date and whose links are not.
    open: HashMap<(Kind, Key), Open>,
    /// Failures since the last success.
    failures: u32,
    /// Those of them that say something of the CRM and not of the records.
    whole_failures: u32,
    nameless: BTreeMap<Route, Nameless>,
    schedule: Schedule,
    /// Outcomes that are stored and that the observer has not heard yet.
    outcomes: Vec<Reported>,
}

/// A record whose entity is up to date and whose links are not.
#[derive(Debug)]
struct Open {
    row_hash: u64,
    /// Links to be undone.
    undo: usize,
    /// Links to be made.
    left: usize,
    /// Those of them that wait for the end of the others.
    then: Vec<LinkChange>,
    outcome: Outcome,
}

/// A record's outcome, for the observer.
type Reported = (Kind, Key, Option<CrmId>, Outcome);

/// The records of a batch that are finished.
#[derive(Default)]
struct Finished {
    settled: Vec<(Kind, Key, u64)>,
    reported: Vec<Reported>,
}

/// Hears what becomes of each record.
pub trait Observer {
    /// A record has its outcome.
    fn outcome(&mut self, kind: Kind, key: Key, id: Option<CrmId>, outcome: &Outcome);

    /// Time passes.
    fn tick(&mut self) {}
}

/// What becomes of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LinkAction {
    /// First: an entity has one company, and whether another one takes its place is not documented (`docs/amocrm.md` 8).
    Undo,
    Make,
}

/// A link to be made or undone.
#[derive(Debug, Clone)]
pub(super) struct LinkChange {
    action: LinkAction,
    kind: Kind,
    key: Key,
    from: CrmId,
    to_kind: Kind,
    to: CrmId,
    /// The other end may be gone: the id map does not know it, or a request with it was refused.
    unsure: bool,
}

impl Engine<'_> {
    /// Finds out what became of creates that an earlier run left open. Nothing else is sent before. `observer` hears of
    /// those that the CRM has made; their links may still be open.
    pub fn recover(&mut self, observer: &mut dyn Observer) -> anyhow::Result<()> {
        self.store.correct_journal_times((self.now)())?;
        let mut open = self.store.pending()?;
        if open.is_empty() {
            return Ok(());
        }
        tracing::warn!(
            count = open.len(),
            "an earlier run left creates without an answer; looking for them"
        );
        let mut tell = |one: &Pending, id| {
            observer.outcome(one.kind, one.key, Some(id), &Outcome::Created);
        };
        open = self.look_for(open, &mut tell)?;
        let (mut absent, young): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|one| self.is_long_absent(one.sent_at));
        if !absent.is_empty() {
            // Lists may show a new entity late; one look alone would make it twice.
            if let Some(exit) = self.stop.wait(self.limits.wait_before(0)) {
                return Err(stopped_while_looking(exit));
            }
            absent = self.look_for(absent, &mut tell)?;
            let keys: Vec<_> = absent.iter().map(|one| (one.kind, one.key)).collect();
            self.store.forget_pending(&keys)?;
        }
        if !young.is_empty() {
            self.say_unknown(young.len());
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
        let planned = list::plan(
            kind,
            keys,
            Mode::of_single_records(self.fields),
            source,
            self.store,
            self.resolved,
        )?;
        let mut outcomes = Collected::default();
        self.execute(&mut Listed::new(planned), &mut outcomes)?;
        Ok(outcomes.0)
    }

    /// Sends all that `queue` holds. An error stops the run after what is in flight has come back; what was done is
    /// stored.
    pub fn execute(
        &mut self,
        queue: &mut dyn Queue,
        observer: &mut dyn Observer,
    ) -> anyhow::Result<()> {
        let sizes = Sizes::load(self.store, self.limits.batch)?;
        self.memory.sizes = Some(sizes);
        self.memory.open.clear();
        self.memory.schedule = Schedule::of(queue.kinds());
        let result = self.drive(queue, observer);
        let saved = match &self.memory.sizes {
            Some(sizes) => sizes.save(self.store),
            None => Ok(()),
        };
        self.give_up_looking()?;
        self.tell(observer);
        // Why the run ended comes first: a broken store shows itself in both.
        result?;
        Ok(saved?)
    }

    fn drive(&mut self, queue: &mut dyn Queue, observer: &mut dyn Observer) -> anyhow::Result<()> {
        let (remote, resolved) = (self.remote, self.resolved);
        thread::scope(|scope| {
            let mut pool = Pool::new(scope, remote, resolved);
            let mut end: anyhow::Result<()> = Ok(());
            loop {
                if end.is_ok()
                    && let Some(exit) = self.stop.asked()
                {
                    end = Err(asked_to_stop(exit));
                }
                let mut finished = false;
                if end.is_ok() {
                    match self.fill(queue, &mut pool) {
                        Ok(is_over) => finished = is_over,
                        Err(error) => end = Err(error),
                    }
                }
                if pool.count() == 0 && (end.is_err() || finished) {
                    self.tell(observer);
                    return end;
                }
                if end.is_ok() {
                    match self.look_again(pool.count() == 0) {
                        Ok(true) => {
                            self.tell(observer);
                            continue;
                        }
                        Ok(false) => {}
                        Err(error) => end = Err(error),
                    }
                }
                if let Some(done) = pool.next(self.memory.schedule.patience(TICK)) {
                    // What is in flight is let in and recorded, whatever happened before.
                    if let Err(error) = self.take_in(done) {
                        tracing::warn!(%error, "stopping after what is in flight");
                        end = end.and(Err(error));
                    }
                }
                self.tell(observer);
                observer.tick();
            }
        })
    }

    /// Sends while there is room and something is due; whether nothing is left.
    fn fill(&mut self, queue: &mut dyn Queue, pool: &mut Pool<'_, '_>) -> anyhow::Result<bool> {
        while self.memory.schedule.unresolved.is_empty() && self.has_room(pool) {
            match self.next(queue, pool.count() == 0)? {
                Next::Send(job) => {
                    let outgoing = self.prepare(job)?;
                    self.memory.schedule.sent(outgoing.route);
                    pool.send(outgoing);
                }
                Next::Wait => break,
                Next::End => return Ok(true),
            }
        }
        Ok(false)
    }

    /// Whether another request in flight would help to keep the pace.
    fn has_room(&self, pool: &Pool<'_, '_>) -> bool {
        let most = self.limits.in_flight.max(1);
        pool.count() < self.remote.depth(pool.oldest()).clamp(1, most)
    }

    /// The outcome of a record that nothing is sent for.
    fn report_unsent(&mut self, one: &Planned) -> anyhow::Result<()> {
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
        if matches!(outcome, Outcome::Invalid { .. }) && !self.store.has_plan() {
            self.reject(one, &outcome)?;
        }
        let id = one.known.as_ref().map(|known| known.id);
        self.report(one.kind, one.key, id, outcome)?;
        Ok(())
    }

    /// Takes out what links to a record that is not in the CRM.
    fn unblocked(&mut self, batch: Vec<Planned>) -> anyhow::Result<Vec<Planned>> {
        let mut free = Vec::with_capacity(batch.len());
        for one in batch {
            match targets(self.store, &one.wishes)? {
                Ok(_) => free.push(one),
                Err(wish) => {
                    self.report(one.kind, one.key, None, blocked(wish))?;
                }
            }
        }
        Ok(free)
    }

    /// Learns from what came of a request, and lets it settle.
    fn take_in(&mut self, done: Done) -> anyhow::Result<()> {
        let Done {
            route,
            tries,
            took,
            answered,
        } = done;
        self.memory.schedule.came_back(route);
        let size = answered.size();
        match answered.error() {
            // Nothing was left to be sent.
            None if size == 0 => {}
            None => {
                self.memory.failures = 0;
                self.memory.whole_failures = 0;
                self.memory.nameless.remove(&route);
                self.sizes().grow(route, size, took);
            }
            Some(error) if error.is_unanswered() => {
                // That a part fails once more says nothing new of the CRM.
                self.memory.failures += u32::from(!tries.part || tries.attempt == 1);
                self.memory.whole_failures += u32::from(!tries.part);
                if error.is_overload() && size > 0 {
                    self.sizes().halve(route, size);
                }
            }
            // An answer, if not the one that we want: the CRM is up.
            Some(error) => {
                self.memory.failures = 0;
                self.memory.whole_failures = 0;
                if error.is_too_large() && size > 1 {
                    self.sizes().halve(route, size);
                }
            }
        }
        answered.settle(tries, self)
    }

    /// Too many failures without a success between them: the CRM is down. Otherwise a pause that grows with them.
    fn pause_after_failures(&mut self) -> anyhow::Result<()> {
        let failures = self.memory.failures;
        if failures == 0 {
            return Ok(());
        }
        let pause = Duration::from_millis(250) * 2u32.pow(failures.min(6));
        if let Some(exit) = self.stop.wait(pause.min(self.limits.wait_before(0))) {
            return Err(asked_to_stop(exit));
        }
        Ok(())
    }

    /// Finished the run when the CRM has failed too often in a row.
    fn give_up_after_failures(&self, error: &CrmError) -> anyhow::Result<()> {
        let Memory {
            failures,
            whole_failures,
            ..
        } = self.memory;
        if whole_failures < FAILURES && failures < FAILURES_OF_PARTS {
            return Ok(());
        }
        Err(Failure::new(
            Exit::Unreachable,
            format!("the CRM failed {failures} times in a row; the last time: {error}"),
        )
        .hint("run it again later; creates without an answer are looked up first")
        .into())
    }

    /// The entity is as it should be. Finishes the record, or lines its missing links up.
    fn close(&mut self, batch: Vec<(Planned, Outcome)>) -> anyhow::Result<()> {
        let finished = self.finished(batch)?;
        self.store.settled(&finished.settled)?;
        self.report_all(finished.reported)
    }

    /// Which records of a batch are finished; the missing links of the others are lined up.
    fn finished(&mut self, batch: Vec<(Planned, Outcome)>) -> anyhow::Result<Finished> {
        let mut finished = Finished::default();
        for (one, outcome) in batch {
            let Some(own) = self.store.known(one.kind, one.key)? else {
                continue;
            };
            let targets = match targets(self.store, &one.wishes)? {
                Ok(targets) => targets,
                Err(wish) => {
                    finished
                        .reported
                        .push((one.kind, one.key, Some(own.id), blocked(wish)));
                    continue;
                }
            };
            let change = |action, (to_kind, to)| LinkChange {
                action,
                kind: one.kind,
                key: one.key,
                from: own.id,
                to_kind,
                to,
                unsure: false,
            };
            let mut undo = Vec::new();
            for link in own.excess(&targets) {
                undo.push(LinkChange {
                    unsure: !self.store.is_alive(link.0, link.1)?,
                    ..change(LinkAction::Undo, link)
                });
            }
            let links: Vec<_> = targets
                .into_iter()
                .filter(|(to_kind, to)| own.links.get(to_kind) != Some(to))
                .map(|link| change(LinkAction::Make, link))
                .collect();
            if undo.is_empty() && links.is_empty() {
                finished.settled.push((one.kind, one.key, one.row_hash));
                finished
                    .reported
                    .push((one.kind, one.key, Some(own.id), outcome));
                continue;
            }
            let entity = one.kind.entity();
            let (undoes, left) = (undo.len(), links.len());
            let then = if undo.is_empty() {
                self.memory
                    .schedule
                    .links
                    .entry((entity, LinkAction::Make))
                    .or_default()
                    .extend(links);
                Vec::new()
            } else {
                self.memory
                    .schedule
                    .links
                    .entry((entity, LinkAction::Undo))
                    .or_default()
                    .extend(undo);
                links
            };
            let open = Open {
                row_hash: one.row_hash,
                undo: undoes,
                left,
                then,
                outcome,
            };
            self.memory.open.insert((one.kind, one.key), open);
        }
        Ok(finished)
    }

    fn reject(&mut self, one: &Planned, outcome: &Outcome) -> anyhow::Result<()> {
        let key = (one.kind, one.key);
        let now = (self.now)();
        self.store.reject(key, outcome, one.row_hash, now)?;
        Ok(())
    }

    /// A record has its outcome, and what belongs to it is stored.
    fn report(
        &mut self,
        kind: Kind,
        key: Key,
        id: Option<CrmId>,
        outcome: Outcome,
    ) -> anyhow::Result<()> {
        self.store.work_done(kind, key)?;
        self.memory.outcomes.push((kind, key, id, outcome));
        Ok(())
    }

    fn report_all(&mut self, reported: Vec<Reported>) -> anyhow::Result<()> {
        reported
            .into_iter()
            .try_for_each(|(kind, key, id, outcome)| self.report(kind, key, id, outcome))
    }

    /// Tells the observer what it has not heard yet.
    fn tell(&mut self, observer: &mut dyn Observer) {
        for (kind, key, id, outcome) in self.memory.outcomes.drain(..) {
            observer.outcome(kind, key, id, &outcome);
        }
    }

    fn sizes(&mut self) -> &mut Sizes {
        let batch = self.limits.batch;
        self.memory.sizes.get_or_insert_with(|| Sizes::new(batch))
    }

    fn size(&mut self, route: Route) -> usize {
        self.sizes().of(route)
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

#[derive(Default)]
struct Collected(BTreeMap<Key, Outcome>);

impl Observer for Collected {
    fn outcome(&mut self, _: Kind, key: Key, _: Option<CrmId>, outcome: &Outcome) {
        self.0.insert(key, outcome.clone());
    }
}

/// The outcome of a record that links to one that is not in the CRM.
pub(crate) fn blocked(wish: Wish) -> Outcome {
    Outcome::Blocked {
        on: format!("{} {} is not in the CRM", wish.kind, wish.key),
    }
}

fn request_id(kind: Kind, key: Key) -> String {
    format!("{kind}:{key}")
}

fn asked_to_stop(exit: Exit) -> anyhow::Error {
    Failure::new(exit, "stopped")
        .hint("run it again; what was done is not done twice")
        .into()
}

fn stopped_while_looking(exit: Exit) -> anyhow::Error {
    Failure::new(
        exit,
        "stopped; the open creates are looked up at the next run",
    )
    .into()
}

fn stopped(error: CrmError) -> anyhow::Error {
    crate::crm::error::explained(error).into()
}

#[cfg(test)]
mod tests;
