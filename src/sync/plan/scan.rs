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

use crate::config::mapping::OnMissing;
use crate::domain::payload::Payload;
use crate::domain::{ALL_KEYS, Key, KeyRange, Kind};
use crate::error::Failure;
use crate::mapping::Resolved;
use crate::signals::Stop;
use crate::source::{Row, Source};
use crate::store::{IdRow, RejectRow, Store, Todo, Work};
use crate::sync::plan::decide::{Deleted, Facts, MapState, Need, SeenRow, Step, compare, decide};
use crate::sync::plan::selection::Selection;
use crate::sync::plan::tally::Tally;
use crate::sync::rules::{self, Wish};

/// How many rows pass between two looks at the clock and at signals.
const TICK: u64 = 4096;

/// Opens what a planning thread reads; a connection is never shared.
pub trait Readers: Sync {
    /// The platform and the profile's store, once more.
    fn open(&self) -> anyhow::Result<(Box<dyn Source>, Store)>;
}

/// Plans `selection` into the store's waiting place. Sends nothing; `seen` hears of progress now and then.
///
/// Records do not depend on each other here, so kinds are cut into ranges of keys that two threads share; more threads
/// would cost memory that a small machine may not have. With a limit everything is planned in stage and key order, since
/// what is left of it goes to the next record.
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
    let threads = if limited { 1 } else { THREADS };
    let mut pieces = Vec::new();
    let (source, _) = readers.open()?;
    for kind in selection.stages() {
        if limited {
            pieces.push((kind, ALL_KEYS));
        } else {
            pieces.extend(cut(source.extent(kind)?).map(|keys| (kind, keys)));
        }
    }
    drop(source);
    // They are taken from the end.
    pieces.reverse();
    let shared = Shared {
        pieces: Mutex::new(pieces),
        left: AtomicU64::new(selection.limit.unwrap_or(u64::MAX)),
        coming: Mutex::default(),
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
        let mut tallies: BTreeMap<Kind, Tally> = BTreeMap::new();
        let mut rows: BTreeMap<Kind, u64> = BTreeMap::new();
        for message in &receiver {
            match message {
                Message::Work(work) => store.add_work(&work)?,
                Message::Seen(kind, more) => {
                    let rows = rows.entry(kind).or_default();
                    *rows += more;
                    seen(kind, *rows);
                }
                Message::Tally(kind, tally) => *tallies.entry(kind).or_default() += tally,
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

/// Ranges that are planned at a time.
const THREADS: usize = 2;
/// KeyRange in a range, about: so many that opening one costs nothing beside reading it.
const RANGE: u64 = 50_000;
/// Ranges of one kind: enough that no thread is left with nothing to do while another reads the last one.
const RANGES: u64 = 16;
/// Pieces of work on their way to the store.
const WAITING: usize = 256;

/// What planning threads have in common.
struct Shared<'a> {
    pieces: Mutex<Vec<(Kind, KeyRange)>>,
    left: AtomicU64,
    /// With a limit: the creates that it allowed. Never more than the limit.
    coming: Mutex<BTreeSet<(Kind, Key)>>,
    digest: i64,
    resolved: &'a Resolved,
    selection: &'a Selection,
    stop: &'a Stop,
}

enum Message {
    Work(Work),
    /// So many more rows.
    Seen(Kind, u64),
    Tally(Kind, Tally),
}

impl Shared<'_> {
    /// Plans pieces until none is left.
    fn work(&self, readers: &dyn Readers, to: &SyncSender<Message>) -> anyhow::Result<()> {
        let mut opened = None;
        loop {
            let next = self
                .pieces
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .pop();
            let Some((kind, keys)) = next else {
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
                keys,
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
    keys: KeyRange,
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
        let keys = self.keys.clone();
        let mut ids = store.id_rows(self.kind, &keys)?;
        let mut rejects = store.reject_rows(self.kind, &keys)?;
        let (mut ids, mut rejects) = (ids.rows()?.peekable(), rejects.rows()?.peekable());
        source.scan(self.kind, &keys, &mut |row| {
            self.tally.rows += 1;
            if self.tally.rows.is_multiple_of(TICK) {
                self.tell(Message::Seen(self.kind, TICK))?;
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
            while let Some(reject) = before(&mut rejects, key, |reject| reject.key)? {
                self.forget(reject)?;
            }
            let reject = at(&mut rejects, key, |reject| reject.key)?;
            self.row(row, row.hash(fingerprint), id, reject)?;
            Ok(ControlFlow::Continue(()))
        })?;
        for id in ids {
            self.left_behind(id?)?;
        }
        for reject in rejects {
            self.forget(reject?)?;
        }
        self.tell(Message::Seen(self.kind, self.tally.rows % TICK))
    }

    fn row(
        &mut self,
        row: &dyn Row,
        hash: u64,
        id: Option<IdRow>,
        reject: Option<RejectRow>,
    ) -> anyhow::Result<()> {
        let selection = self.shared.selection;
        self.tally.mapped += u64::from(id.is_some_and(|id| !id.stale));
        let key = row.key();
        if !selection.takes(key) {
            return Ok(());
        }
        let mode = selection.mode;
        let mut facts = Facts {
            mapped: id.map(MapState::from),
            refused: reject.is_some_and(|one| {
                !one.invalid && one.row_hash == hash && one.schema_digest == self.shared.digest
            }),
            relinked: false,
        };
        facts.relinked = facts.is_settled(hash) && self.leads_to_recreated(key)?;
        let seen = SeenRow {
            hash,
            record: &|| row.record(),
            render: &|record| rules::rendered(record, self.shared.resolved),
        };
        let (payload, wishes) = match decide(&seen, &facts, mode) {
            Need::Unchanged => {
                self.tally.unchanged += 1;
                // A reject then means that the row has become what was sent.
                return match reject {
                    Some(_) => self.add(key, hash, Todo::Settle),
                    None => Ok(()),
                };
            }
            Need::NotApplicable => {
                self.tally.not_applicable += 1;
                return reject.map_or(Ok(()), |reject| self.forget(reject));
            }
            Need::Stale => {
                self.tally.stale += 1;
                return self.add(key, hash, Todo::Stale);
            }
            Need::Wait => {
                self.tally.waiting += 1;
                return self.add(key, hash, Todo::Wait);
            }
            Need::Report(reasons) => {
                self.tally.invalid += 1;
                return self.add(key, hash, Todo::Report { reasons });
            }
            Need::Send { payload, wishes } => (payload, wishes),
        };
        let difference = self.difference(&payload, &wishes, id.filter(|id| !id.stale))?;
        match difference {
            Difference::None => {
                self.tally.unchanged += 1;
                return self.add(key, hash, Todo::Settle);
            }
            _ if !self.fits(difference, key, &wishes)? => return Ok(()),
            Difference::All => self.tally.create += 1,
            Difference::Fields => self.tally.modify += 1,
            Difference::Links => self.tally.link += 1,
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

    /// How a record that is to be sent differs from what was sent last.
    fn difference(
        &self,
        payload: &Payload,
        wishes: &[Wish],
        id: Option<IdRow>,
    ) -> anyhow::Result<Difference> {
        let known = match id {
            Some(id) => self.store.known(self.kind, id.key)?,
            None => None,
        };
        let Some(known) = known else {
            return Ok(Difference::All);
        };
        let step = compare(
            self.kind,
            payload,
            Some(&known),
            self.shared.selection.mode.fields,
            self.shared.resolved,
        );
        // Back on the platform: the tag of `on_missing` is, or may be, on its entity.
        let back = id.is_some_and(|id| id.gone) || known.doubt.tag;
        if back || matches!(&step, Step::Modify { changes } if !changes.is_empty()) {
            return Ok(Difference::Fields);
        }
        let is_wished = |kind: &Kind| wishes.iter().any(|wish| wish.kind == *kind);
        if !known.loose.is_empty() || !known.links.keys().all(is_wished) {
            return Ok(Difference::Links);
        }
        for wish in wishes {
            let target = self.store.entity_of(wish.kind, wish.key)?;
            if target.is_none() || known.links.get(&wish.kind) != target.as_ref() {
                return Ok(Difference::Links);
            }
        }
        Ok(Difference::None)
    }

    /// Whether a record is linked to an entity that this run makes anew, and so is to be linked once more.
    fn leads_to_recreated(&self, key: Key) -> crate::store::Result<bool> {
        let selection = self.shared.selection;
        if selection.mode.deleted == Deleted::Keep {
            return Ok(false);
        }
        let stale = self.store.stale_targets(self.kind, key)?;
        Ok(stale
            .into_iter()
            .any(|(kind, key)| selection.plans(kind) && selection.takes(key)))
    }

    /// Whether the limit allows a record. One that will be blocked sends nothing, so it takes nothing of the limit:
    /// otherwise a small limit would never get past it.
    fn fits(&self, difference: Difference, key: Key, wishes: &[Wish]) -> anyhow::Result<bool> {
        if self.shared.selection.limit.is_none() {
            return Ok(true);
        }
        // What the limit has cut off is not planned, so nobody can say what it would block.
        if self.shared.left.load(Relaxed) == 0 {
            return Ok(false);
        }
        let mut coming = self
            .shared
            .coming
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if !matches!(difference, Difference::Fields) {
            for wish in wishes {
                if !coming.contains(&(wish.kind, wish.key))
                    && self.store.entity_of(wish.kind, wish.key)?.is_none()
                {
                    return Ok(true);
                }
            }
        }
        if matches!(difference, Difference::All) {
            coming.insert((self.kind, key));
        }
        Ok(self.take_one())
    }

    /// A record of the rejects that nothing is to be sent of any more.
    fn forget(&self, reject: RejectRow) -> anyhow::Result<()> {
        if self.shared.selection.takes(reject.key) {
            self.add(reject.key, 0, Todo::Forget)?;
        }
        Ok(())
    }

    /// A record of the id map that the platform no longer has.
    fn left_behind(&mut self, id: IdRow) -> anyhow::Result<()> {
        self.tally.mapped += u64::from(!id.stale);
        if !MapState::from(id).has_left() || !self.shared.selection.takes(id.key) {
            return Ok(());
        }
        self.tally.gone += 1;
        let keeps = self.shared.resolved.on_missing(self.kind) == OnMissing::Keep;
        if id.gone || keeps || !self.take_one() {
            return Ok(());
        }
        self.tally.leave += 1;
        self.add(id.key, 0, Todo::Leave)
    }
}

/// How a record differs from what was sent last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    None,
    /// It was never sent, or is to be made anew.
    All,
    Fields,
    /// Only links.
    Links,
}

/// Cuts a kind's keys into ranges, the first and last of which are open, so that nothing falls between or beside them.
fn cut(extent: Option<KeyRange>) -> impl Iterator<Item = KeyRange> {
    let (low, high) = extent.map_or((0, 0), KeyRange::into_inner);
    let width = high.abs_diff(low);
    let count = (width / RANGE).clamp(1, RANGES);
    let end = move |at: u64| match at {
        0 => i64::MIN,
        at if at == count => i64::MAX,
        at => low.saturating_add_unsigned(width / count * at),
    };
    (0..count).map(move |at| {
        let begin = if at == 0 { i64::MIN } else { end(at) + 1 };
        begin..=end(at + 1)
    })
}

/// The next row whose key comes before `key`.
fn before<T>(
    rows: &mut Peekable<impl Iterator<Item = crate::store::Result<T>>>,
    key: Key,
    key_of: impl Fn(&T) -> Key,
) -> crate::store::Result<Option<T>> {
    rows.next_if(|row| {
        row.as_ref()
            .map_or(true, |row| key_of(row).cmp(&key) == Ordering::Less)
    })
    .transpose()
}

/// The next row if its key is `key`.
fn at<T>(
    rows: &mut Peekable<impl Iterator<Item = crate::store::Result<T>>>,
    key: Key,
    key_of: impl Fn(&T) -> Key,
) -> crate::store::Result<Option<T>> {
    rows.next_if(|row| row.as_ref().map_or(true, |row| key_of(row) == key))
        .transpose()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_key_falls_into_one_range(low in any::<i64>(), high in any::<i64>(), key in any::<i64>()) {
            let (low, high) = (low.min(high), low.max(high));
            let ranges: Vec<_> = cut(Some(low..=high)).collect();
            for key in [key, low, high, i64::MIN, i64::MAX] {
                let holders = ranges.iter().filter(|range| range.contains(&key)).count();
                prop_assert_eq!(holders, 1, "{} in {:?}", key, ranges);
            }
        }
    }

    #[test]
    fn few_keys_are_not_cut() {
        assert_eq!(cut(None).collect::<Vec<_>>(), [ALL_KEYS]);
        assert_eq!(cut(Some(1..=99_000)).collect::<Vec<_>>(), [ALL_KEYS]);
        assert_eq!(cut(Some(1..=1_000_000)).count(), 16);
    }
}
