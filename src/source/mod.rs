//! Reads the platform's database, never writes it.

mod former_ids;
mod left_out;
mod made_up;
mod sqlite;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::domain::{Key, KeyRange, Kind, Record};

pub use former_ids::former_ids;
pub use left_out::{LeftOut, LeftOutRow};
pub use made_up::MadeUpPlatform;

pub use sqlite::SqliteSource;

use crate::config::SourceConfig;
use crate::error::Failure;

/// Opens the platform's database that a profile names.
pub fn open(config: &SourceConfig) -> Result<Box<dyn Source>, Failure> {
    Ok(Box::new(SqliteSource::open(config)?))
}

/// A row on its way from the database, not yet copied.
pub trait Row {
    /// The record's key.
    fn key(&self) -> Key;

    /// A hash of all attributes, names and types included, seeded with the mapping's fingerprint.
    fn hash(&self, seed: u64) -> u64;

    /// The row as a record.
    fn record(&self) -> Record;
}

/// A platform database.
pub trait Source {
    /// Visits the rows of a kind with these keys in ascending key order, one at a time, until the visitor breaks.
    fn scan(
        &self,
        kind: Kind,
        keys: &KeyRange,
        visit: &mut dyn FnMut(&dyn Row) -> anyhow::Result<ControlFlow<()>>,
    ) -> anyhow::Result<()>;

    /// From the first to the last key of a kind; `None` where it has no rows, or where reading a part of it may cost as
    /// much as reading all.
    fn extent(&self, kind: Kind) -> anyhow::Result<Option<KeyRange>>;

    /// One record with its row hash; `None` when there is none.
    fn get(&self, kind: Kind, key: Key, seed: u64) -> anyhow::Result<Option<(Record, u64)>>;

    /// Visits the rows that no query reaches, so that no plan has them.
    ///
    /// `scanned` says how many rows the scans of a run have seen. Only the kinds in it are looked at then, and where the
    /// platform's tables have as many rows, nothing is searched. `None` searches for all of them.
    fn left_out(
        &self,
        scanned: Option<&BTreeMap<Kind, u64>>,
        visit: &mut dyn FnMut(LeftOutRow),
    ) -> anyhow::Result<()>;

    /// The attributes that a kind's rows have, its key included.
    fn columns(&self, kind: Kind) -> anyhow::Result<Vec<String>>;
}
