//! The store's schema as an append-only list; `user_version` says how much of it a file has.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::{Exit, Failure};

/// Each entry is applied once, in order. Never change one that was released: append.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/001.sql"),
    include_str!("migrations/002.sql"),
    include_str!("migrations/003.sql"),
    include_str!("migrations/004.sql"),
];

/// Refuses a file that a newer version of the program wrote.
pub(super) fn check_version(connection: &Connection, name: &str) -> Result<(), Failure> {
    let version = version(connection).map_err(|error| {
        Failure::new(
            Exit::Failure,
            format!("cannot read the store `{name}`: {error}"),
        )
        .hint("if the file is damaged, restore a backup, or move it away and run `ids rebuild`")
    })?;
    if version > MIGRATIONS.len() {
        return Err(Failure::new(
            Exit::Failure,
            format!(
                "cannot use the store `{name}`: it has version {version}, and this program knows {}",
                MIGRATIONS.len()
            ),
        )
        .hint("install the newer amosync that wrote it"));
    }
    Ok(())
}

/// Brings the file up to date in one exclusive transaction, so that two processes never both migrate.
pub(super) fn migrate(connection: &mut Connection) -> rusqlite::Result<()> {
    if version(connection)? == MIGRATIONS.len() {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    let done = version(&tx)?;
    for migration in MIGRATIONS.iter().skip(done) {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(
        None,
        "user_version",
        u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX),
    )?;
    tx.commit()
}

fn version(connection: &Connection) -> rusqlite::Result<usize> {
    connection
        .pragma_query_value(None, "user_version", |row| row.get::<_, u32>(0))
        .map(|version| version as usize)
}
