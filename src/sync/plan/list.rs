//! What a list of records needs. Reads only; a plan can be printed and is nothing but data.

use crate::domain::payload::Payload;
use crate::domain::{Key, Kind, Record};
use crate::mapping::Resolved;
use crate::source::Source;
use crate::store::{Known, Store};
use crate::sync::plan::decide::{Step, compare};
use crate::sync::rules::{Wish, applies, rendered, wishes};

/// One record and what it needs.
#[derive(Debug)]
pub struct Planned {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Hash of its row with the mapping's fingerprint.
    pub row_hash: u64,
    /// What it should look like.
    pub payload: Payload,
    /// What it should be linked to.
    pub wishes: Vec<Wish>,
    /// What the store knows of it.
    pub known: Option<Known>,
    /// What there is to do.
    pub step: Step,
}

/// Plans the records of `keys`, in their order.
pub fn plan(
    kind: Kind,
    keys: &[Key],
    force: bool,
    source: &dyn Source,
    store: &Store,
    resolved: &Resolved,
) -> anyhow::Result<Vec<Planned>> {
    let seed = resolved.fingerprint(kind);
    keys.iter()
        .map(|key| {
            let known = store.known(kind, *key)?;
            let found = source.get(kind, *key, seed)?;
            Ok(plan_one(kind, *key, found, known, force, resolved))
        })
        .collect()
}

fn plan_one(
    kind: Kind,
    key: Key,
    found: Option<(Record, u64)>,
    known: Option<Known>,
    force: bool,
    resolved: &Resolved,
) -> Planned {
    let mut planned = Planned {
        kind,
        key,
        row_hash: 0,
        payload: Payload::default(),
        wishes: Vec::new(),
        known,
        step: Step::Missing,
    };
    let Some((record, row_hash)) = found else {
        return planned;
    };
    planned.row_hash = row_hash;
    planned.wishes = wishes(&record);
    let known = planned.known.as_ref();
    planned.step = if !applies(&record) {
        Step::NotApplicable
    } else if known.is_some_and(|known| known.stale) {
        Step::Stale
    } else if !force && known.is_some_and(|known| known.row_hash == Some(row_hash)) {
        Step::Unchanged
    } else {
        match rendered(&record, resolved) {
            Err(reasons) => Step::Invalid { reasons },
            Ok(payload) => {
                let step = compare(kind, &payload, known, force, resolved);
                planned.payload = payload;
                step
            }
        }
    };
    planned
}
