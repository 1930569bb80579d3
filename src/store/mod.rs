//! The local SQLite store of a profile: id map, journal, schema cache, runs.
//!
//! What belongs together is written in one transaction; what is acknowledged survives a power cut
//! (`synchronous = FULL`), because the journal is what keeps a contact from being created twice.

mod chains;
mod columns;
mod error;
mod id_map;
mod journal;
mod links;
mod migrations;
mod plan;
mod rejects;
mod runs;
mod schema_cache;
mod sent;
mod settings;
mod staging;
mod walk;

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::{Exit, Failure};

pub use chains::Unfinished;
pub use error::{Result, StoreError};
pub use id_map::{Count, IdRow, Known, Mapped, Taken};
pub use journal::Pending;
pub use links::Linked;
pub use plan::{Todo, Work, WorkQueue};
pub use rejects::{Reject, RejectRow};
pub use runs::{HowFar, Left, Run};
pub use sent::Acceptance;
pub use settings::Setting;
pub use staging::Twins;
pub use walk::Walk;

/// The open store of one profile.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// The run that writes, for what it sends.
    run: Option<i64>,
    /// Whether a plan waits in this store.
    planned: bool,
}

impl Store {
    /// Opens or creates the store at `path`.
    ///
    /// A file that is corrupt, read-only, locked for long, or written by a newer version is refused unchanged.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let refused = |error: rusqlite::Error| {
            Failure::new(
                Exit::Failure,
                format!("cannot open the store `{}`: {error}", path.display()),
            )
        };
        let connection = Connection::open(path).map_err(refused)?;
        Self::prepare(connection, &path.display().to_string())
    }

    /// A store that lives as long as the value.
    pub fn in_memory() -> Result<Self, Failure> {
        let connection = Connection::open_in_memory()
            .map_err(|e| Failure::new(Exit::Failure, "cannot open a store in memory").source(e))?;
        Self::prepare(connection, ":memory:")
    }

    /// From now on nothing more fits, as on a full disk.
    #[cfg(test)]
    pub fn fill_up(&self) {
        self.connection
            .pragma_update(None, "max_page_count", 1)
            .expect("a pragma");
    }

    /// Runs `work` in one transaction that is rolled back when it fails.
    pub fn transaction<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let tx = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let result = work(&tx)?;
        tx.commit()?;
        Ok(result)
    }

    fn prepare(mut connection: Connection, name: &str) -> Result<Self, Failure> {
        let refused = |error: rusqlite::Error| {
            Failure::new(
                Exit::Failure,
                format!("cannot use the store `{name}`: {error}"),
            )
        };
        connection
            .busy_timeout(Duration::from_secs(10))
            .map_err(refused)?;
        migrations::check_version(&connection, name)?;
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .and_then(|()| connection.pragma_update(None, "synchronous", "FULL"))
            .map_err(refused)?;
        migrations::migrate(&mut connection).map_err(refused)?;
        Ok(Self {
            connection,
            run: None,
            planned: false,
        })
    }
}
