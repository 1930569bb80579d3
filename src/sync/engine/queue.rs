//! Plans on their way to the engine.

use std::collections::{BTreeMap, VecDeque};

use crate::domain::payload::Payload;
use crate::domain::{Key, Kind};
use crate::mapping::Resolved;
use crate::store::{Store, Todo, Work, WorkQueue};
use crate::sync::plan::decide::{Fields, Step, compare};
use crate::sync::plan::list::Planned;
use crate::sync::rules::Wish;

/// Where records to be sent come from: each kind in key order, whenever the engine has room for more of it.
pub trait Queue {
    /// The kinds that may have records.
    fn kinds(&self) -> Vec<Kind>;

    /// The next record of a kind; `None` at its end.
    fn next(&mut self, kind: Kind, store: &Store) -> anyhow::Result<Option<Planned>>;
}

/// A plan that is a list.
pub(super) struct Listed(BTreeMap<Kind, VecDeque<Planned>>);

impl Listed {
    /// The records in their order.
    pub(super) fn new(records: Vec<Planned>) -> Self {
        let mut by_kind: BTreeMap<Kind, VecDeque<Planned>> = BTreeMap::new();
        for one in records {
            by_kind.entry(one.kind).or_default().push_back(one);
        }
        Self(by_kind)
    }
}

impl Queue for Listed {
    fn kinds(&self) -> Vec<Kind> {
        self.0.keys().copied().collect()
    }

    fn next(&mut self, kind: Kind, _: &Store) -> anyhow::Result<Option<Planned>> {
        Ok(self.0.get_mut(&kind).and_then(VecDeque::pop_front))
    }
}

/// A plan that waits in the store.
pub struct Waiting<'a> {
    queues: BTreeMap<Kind, WorkQueue>,
    fields: Fields,
    resolved: &'a Resolved,
}

impl<'a> Waiting<'a> {
    /// The work of these kinds.
    pub fn new(kinds: &[Kind], fields: Fields, resolved: &'a Resolved) -> Self {
        Self {
            queues: kinds
                .iter()
                .map(|kind| (*kind, WorkQueue::new(*kind)))
                .collect(),
            fields,
            resolved,
        }
    }
}

impl Queue for Waiting<'_> {
    fn kinds(&self) -> Vec<Kind> {
        self.queues.keys().copied().collect()
    }

    fn next(&mut self, kind: Kind, store: &Store) -> anyhow::Result<Option<Planned>> {
        let Some(queue) = self.queues.get_mut(&kind) else {
            return Ok(None);
        };
        queue
            .next(store)?
            .map(|work| planned(work, store, self.fields, self.resolved))
            .transpose()
    }
}

fn planned(
    work: Work,
    store: &Store,
    fields: Fields,
    resolved: &Resolved,
) -> anyhow::Result<Planned> {
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
        payload: Payload::default(),
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
            let step = compare(kind, &payload, one.known.as_ref(), fields, resolved);
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
        Todo::Settle | Todo::Forget => Step::Unchanged,
    };
    Ok(one)
}
