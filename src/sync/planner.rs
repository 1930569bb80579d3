//! Plans a whole platform, or a part of it: per kind a merge join of the source, the id map and the rejects.
//!
//! All three come in key order, one row at a time. A row whose hash is the one that was sent costs nothing more;
//! only the others are rendered, and what they need waits in the store. Memory does not grow with the data.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{self, SyncSender};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde::Serialize;

use super::payload::Payload;
use super::plan::{self, Step, Wish};
use crate::domain::{CrmId, Key, Kind};
use crate::error::Failure;
use crate::mapping::Resolved;
use crate::mapping::config::OnMissing;
use crate::signals::Stop;
use crate::source::{Row, Source};
use crate::store::{IdRow, RejectRow, Store, Todo, Work};

/// How many rows pass between two looks at the clock and at signals.
const TICK: u64 = 4096;

/// Which records a run is about, and how.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The kinds; empty for all.
    pub kinds: BTreeSet<Kind>,
    /// Records of these users. With `courses`, records of either; without both, all.
    pub users: Option<BTreeSet<i64>>,
    /// Records of these courses.
    pub courses: Option<BTreeSet<i64>>,
    /// At most so many creates and changes, in stage and key order.
    pub limit: Option<u64>,
    /// Send every field, also where the platform changed nothing.
    pub force: bool,
    /// Make anew what people deleted in the CRM.
    pub recreate: bool,
}

impl Selection {
    /// The kinds in stage order.
    pub fn stages(&self) -> Vec<Kind> {
        Kind::ALL
            .into_iter()
            .filter(|kind| self.kinds.is_empty() || self.kinds.contains(kind))
            .collect()
    }

    /// Whether all records of a kind are meant.
    pub fn is_whole(&self) -> bool {
        self.users.is_none() && self.courses.is_none()
    }

    fn takes(&self, key: Key) -> bool {
        let has =
            |set: &Option<BTreeSet<i64>>, id| set.as_ref().is_some_and(|set| set.contains(&id));
        self.is_whole()
            || match key {
                Key::User(user) => has(&self.users, user.0),
                Key::Course(course) => has(&self.courses, course.0),
                Key::Enrolment(user, course) => {
                    has(&self.users, user.0) || has(&self.courses, course.0)
                }
            }
    }
}

/// What a kind needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// Rows that the platform has.
    pub rows: u64,
    /// Records that have an entity in the CRM.
    pub mapped: u64,
    /// To be created.
    pub create: u64,
    /// To be changed.
    pub modify: u64,
    /// Only links to be made.
    pub link: u64,
    /// Nothing to do.
    pub unchanged: u64,
    /// The kind does not apply to them.
    pub not_applicable: u64,
    /// Cannot be sent as they are.
    pub invalid: u64,
    /// Refused by the CRM before, and nothing has changed since.
    pub waiting: u64,
    /// Deleted or merged by people in the CRM.
    pub stale: u64,
    /// Have left the platform.
    pub gone: u64,
    /// Of those, to be tagged or closed.
    pub leave: u64,
}

impl Tally {
    /// Mapped records that the run would change.
    pub fn changes(&self) -> u64 {
        self.modify + self.leave
    }

    /// Records that something is sent for.
    pub fn sends(&self) -> u64 {
        self.create + self.modify + self.link + self.leave
    }
}

/// Opens what a planning thread reads; a connection is never shared.
pub trait Readers: Sync {
    /// The platform and the profile's store, once more.
    fn open(&self) -> anyhow::Result<(Box<dyn Source>, Store)>;
}

/// Plans `selection` into the store's waiting place. Sends nothing; `seen` hears of progress now and then.
///
/// Kinds do not depend on each other here, so two are planned at a time; more would cost memory that a small machine
/// may not have. With a limit they are planned one after the other, since what is left of it goes to the next.
pub fn plan(
    readers: &dyn Readers,
    store: &mut Store,
    resolved: &Resolved,
    selection: &Selection,
    stop: &Stop,
    seen: &mut dyn FnMut(Kind, u64),
) -> anyhow::Result<BTreeMap<Kind, Tally>> {
    store.clear_work()?;
    let limited = selection.limit.is_some();
    let mut stages = selection.stages();
    // Taken from the end: the largest kinds are the last stages, and a thread that starts with one ends with the other.
    if limited {
        stages.reverse();
    }
    let threads = if limited { 1 } else { THREADS };
    let shared = Shared {
        stages: Mutex::new(stages),
        left: AtomicU64::new(selection.limit.unwrap_or(u64::MAX)),
        digest: store.schema_digest()?,
        resolved,
        selection,
        stop,
    };
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::sync_channel(WAITING);
        let planners: Vec<_> = (0..threads)
            .map(|_| {
                let (sender, shared) = (sender.clone(), &shared);
                scope.spawn(move || shared.work(readers, &sender))
            })
            .collect();
        drop(sender);
        let mut tallies = BTreeMap::new();
        for message in &receiver {
            match message {
                Message::Work(work) => store.add_work(&work)?,
                Message::Seen(kind, rows) => seen(kind, rows),
                Message::Tally(kind, tally) => {
                    tallies.insert(kind, tally);
                }
            }
        }
        for planner in planners {
            match planner.join() {
                Ok(result) => result?,
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        Ok(tallies)
    })
}

/// Kinds that are planned at a time.
const THREADS: usize = 2;
/// Pieces of work on their way to the store.
const WAITING: usize = 256;

/// What planning threads have in common.
struct Shared<'a> {
    stages: Mutex<Vec<Kind>>,
    left: AtomicU64,
    digest: i64,
    resolved: &'a Resolved,
    selection: &'a Selection,
    stop: &'a Stop,
}

enum Message {
    Work(Work),
    Seen(Kind, u64),
    Tally(Kind, Tally),
}

impl Shared<'_> {
    /// Plans kinds until none is left.
    fn work(&self, readers: &dyn Readers, to: &SyncSender<Message>) -> anyhow::Result<()> {
        let mut opened = None;
        loop {
            let next = self
                .stages
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let Some(kind) = next else {
                return Ok(());
            };
            if opened.is_none() {
                opened = Some(readers.open()?);
            }
            let Some((source, store)) = &opened else {
                return Ok(());
            };
            let mut planner = Planner {
                kind,
                store,
                shared: self,
                to,
                tally: Tally::default(),
            };
            planner.run(source.as_ref())?;
            planner.tell(Message::Tally(kind, planner.tally))?;
        }
    }
}

struct Planner<'a> {
    kind: Kind,
    store: &'a Store,
    shared: &'a Shared<'a>,
    to: &'a SyncSender<Message>,
    tally: Tally,
}

impl Planner<'_> {
    fn tell(&self, message: Message) -> anyhow::Result<()> {
        // Nobody listens any more: whoever collects has failed, and says why.
        self.to
            .send(message)
            .map_err(|_| anyhow::anyhow!("planning was given up"))
    }

    fn add(&self, key: Key, row_hash: u64, todo: Todo) -> anyhow::Result<()> {
        self.tell(Message::Work(Work {
            kind: self.kind,
            key,
            row_hash,
            todo,
        }))
    }

    /// Takes one of what the limit allows.
    fn take_one(&self) -> bool {
        let left = &self.shared.left;
        left.fetch_update(Relaxed, Relaxed, |left| left.checked_sub(1))
            .is_ok()
    }

    fn run(&mut self, source: &dyn Source) -> anyhow::Result<()> {
        let fingerprint = self.shared.resolved.fingerprint(self.kind);
        let store = self.store;
        let (mut ids, mut rejects) = (store.id_rows(self.kind)?, store.reject_rows(self.kind)?);
        let (mut ids, mut rejects) = (ids.rows()?.peekable(), rejects.rows()?.peekable());
        source.scan(self.kind, &mut |row| {
            self.tally.rows += 1;
            if self.tally.rows.is_multiple_of(TICK) {
                self.tell(Message::Seen(self.kind, self.tally.rows))?;
                if let Some(exit) = self.shared.stop.asked() {
                    return Err(
                        Failure::new(exit, "stopped while planning; nothing was sent").into(),
                    );
                }
            }
            let key = row.key();
            while let Some(id) = before(&mut ids, key, |id| id.key)? {
                self.left_behind(id)?;
            }
            let id = at(&mut ids, key, |id| id.key)?;
            while before(&mut rejects, key, |reject| reject.key)?.is_some() {}
            let reject = at(&mut rejects, key, |reject| reject.key)?;
            self.row(row, row.hash(fingerprint), id, reject)?;
            Ok(ControlFlow::Continue(()))
        })?;
        for id in ids {
            self.left_behind(id?)?;
        }
        self.tell(Message::Seen(self.kind, self.tally.rows))
    }

    fn row(
        &mut self,
        row: &dyn Row,
        hash: u64,
        id: Option<IdRow>,
        reject: Option<RejectRow>,
    ) -> anyhow::Result<()> {
        let selection = self.shared.selection;
        if let Some(id) = id {
            self.tally.mapped += u64::from(!id.stale);
            if !selection.force && id.row_hash == Some(hash) && !id.stale && !id.gone {
                self.tally.unchanged += 1;
                return Ok(());
            }
        }
        let key = row.key();
        if !selection.takes(key) {
            return Ok(());
        }
        if id.is_some_and(|id| id.stale) && !selection.recreate {
            self.tally.stale += 1;
            return self.add(key, hash, Todo::Stale);
        }
        let record = row.record();
        if !plan::applies(&record) {
            self.tally.not_applicable += 1;
            return Ok(());
        }
        let refused = reject.filter(|reject| !reject.invalid);
        if !selection.force
            && refused
                .is_some_and(|one| one.row_hash == hash && one.schema_digest == self.shared.digest)
        {
            self.tally.waiting += 1;
            return self.add(key, hash, Todo::Wait);
        }
        let payload = match self.shared.resolved.render(&record) {
            Ok(payload) => payload,
            Err(reasons) => {
                self.tally.invalid += 1;
                return self.add(key, hash, Todo::Report { reasons });
            }
        };
        let wishes = plan::wishes(&record);
        match self.need(&payload, &wishes, id.filter(|id| !id.stale))? {
            Need::Nothing => {
                self.tally.unchanged += 1;
                return self.add(key, hash, Todo::Settle);
            }
            _ if !self.take_one() => return Ok(()),
            Need::Create => self.tally.create += 1,
            Need::Change => self.tally.modify += 1,
            Need::Link => self.tally.link += 1,
        }
        let wishes = wishes
            .iter()
            .map(|wish| {
                let (first, second) = wish.key.parts();
                (wish.kind, first, second)
            })
            .collect();
        self.add(key, hash, Todo::Send { payload, wishes })
    }

    fn need(&self, payload: &Payload, wishes: &[Wish], id: Option<IdRow>) -> anyhow::Result<Need> {
        let known = match id {
            Some(id) => self.store.known(self.kind, id.key)?,
            None => None,
        };
        let Some(known) = known else {
            return Ok(Need::Create);
        };
        let step = plan::compare(
            self.kind,
            payload,
            Some(&known),
            self.shared.selection.force,
            self.shared.resolved,
        );
        let back = id.is_some_and(|id| id.gone);
        if back || matches!(&step, Step::Modify { changes } if !changes.is_empty()) {
            return Ok(Need::Change);
        }
        for wish in wishes {
            let target = self.store.entity_of(wish.kind, wish.key)?;
            if target.is_none() || known.links.get(&wish.kind) != target.as_ref() {
                return Ok(Need::Link);
            }
        }
        Ok(Need::Nothing)
    }

    /// A record of the id map that the platform no longer has.
    fn left_behind(&mut self, id: IdRow) -> anyhow::Result<()> {
        if id.stale || !self.shared.selection.takes(id.key) {
            return Ok(());
        }
        self.tally.mapped += 1;
        self.tally.gone += 1;
        let keeps = self.shared.resolved.on_missing(self.kind) == OnMissing::Keep;
        if id.gone || keeps || !self.take_one() {
            return Ok(());
        }
        self.tally.leave += 1;
        self.add(id.key, 0, Todo::Leave)
    }
}

enum Need {
    Nothing,
    Create,
    Change,
    Link,
}

/// The next row whose key comes before `key`.
fn before<T>(
    rows: &mut Peekable<impl Iterator<Item = rusqlite::Result<T>>>,
    key: Key,
    key_of: impl Fn(&T) -> Key,
) -> rusqlite::Result<Option<T>> {
    rows.next_if(|row| {
        row.as_ref()
            .map_or(true, |row| key_of(row).cmp(&key) == Ordering::Less)
    })
    .transpose()
}

/// The next row if its key is `key`.
fn at<T>(
    rows: &mut Peekable<impl Iterator<Item = rusqlite::Result<T>>>,
    key: Key,
    key_of: impl Fn(&T) -> Key,
) -> rusqlite::Result<Option<T>> {
    rows.next_if(|row| row.as_ref().map_or(true, |row| key_of(row) == key))
        .transpose()
}

/// The ids that a record's links lead to, or the record that is not there.
pub fn targets(
    store: &Store,
    wishes: &[Wish],
) -> rusqlite::Result<Result<BTreeMap<Kind, CrmId>, Wish>> {
    let mut ids = BTreeMap::new();
    for wish in wishes {
        match store.entity_of(wish.kind, wish.key)? {
            Some(id) => {
                ids.insert(wish.kind, id);
            }
            None => return Ok(Err(*wish)),
        }
    }
    Ok(Ok(ids))
}
