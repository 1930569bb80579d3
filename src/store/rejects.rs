//! Records that are not in the CRM as the platform has them: invalid before sending, or refused by it.
//!
//! A row leaves when its record goes through. Until then it is not sent again, unless its row, the mapping (both in
//! the row hash) or the account's shape changed, or somebody asks for it.

use rusqlite::{Connection, Row, params};
use serde::Serialize;

use super::error::Result;
use super::{Setting, Store};
use crate::domain::outcome::Outcome;
use crate::domain::{Key, KeyRange, Kind};
use crate::store::Walk;

/// A record that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reject {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// `invalid` or `rejected`.
    pub outcome: String,
    /// What is wrong, with names and values.
    pub reasons: String,
    /// Unix time of the first run that met it.
    pub first_seen: i64,
    /// Unix time of the last run that tried it.
    pub last_seen: i64,
    /// Whether it is tried again at the next run whatever happens.
    pub retry: bool,
}

impl Store {
    /// Notes that a record could not be brought up to date.
    pub fn reject(
        &mut self,
        record: (Kind, Key),
        outcome: &Outcome,
        row_hash: u64,
        now: i64,
    ) -> Result<()> {
        let at = (self.schema_digest()?, now, self.run);
        Ok(write_reject(
            &self.connection,
            record,
            outcome,
            row_hash,
            at,
        )?)
    }

    /// How many records wait.
    pub fn rejects_waiting(&self) -> Result<u64> {
        Ok(self
            .connection
            .query_row("SELECT count(*) FROM rejects", [], |row| {
                row.get::<_, i64>(0)
            })
            .map(i64::cast_unsigned)?)
    }

    /// Visits the records that wait, in stage and key order: all of them, those of a kind, or one.
    pub fn each_reject<E: From<rusqlite::Error>>(
        &self,
        kind: Option<Kind>,
        key: Option<Key>,
        mut visit: impl FnMut(Reject) -> Result<(), E>,
    ) -> Result<(), E> {
        let (k1, k2) = key.map(Key::parts).unzip();
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, k1, k2, outcome, reasons, first_seen, last_seen, schema_digest = 0 FROM rejects
             WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR k1 = ?2) AND (?3 IS NULL OR k2 = ?3)
             ORDER BY kind, k1, k2",
        )?;
        let mut rows = statement.query(params![kind, k1, k2])?;
        while let Some(row) = rows.next()? {
            visit(reject(row)?)?;
        }
        Ok(())
    }

    /// One record that waits.
    pub fn rejected(&self, kind: Kind, key: Key) -> Result<Option<Reject>> {
        let (k1, k2) = key.parts();
        Ok(self.connection
            .prepare_cached(
                "SELECT kind, k1, k2, outcome, reasons, first_seen, last_seen, schema_digest = 0 FROM rejects
                 WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
            )?
            .query_map(params![kind, k1, k2], reject)?
            .next()
            .transpose()?)
    }

    /// Lets records be tried again at the next run: all of them, those of a kind, or one. Says how many.
    pub fn retry_rejects(&mut self, kind: Option<Kind>, key: Option<Key>) -> Result<usize> {
        let (k1, k2) = key.map(Key::parts).unzip();
        Ok(self.connection.execute(
            "UPDATE rejects SET schema_digest = 0
             WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR k1 = ?2) AND (?3 IS NULL OR k2 = ?3)",
            params![kind, k1, k2],
        )?)
    }

    /// Takes records off the list; they are met again when they still cannot go through. Says how many.
    pub fn drop_rejects(&mut self, kind: Option<Kind>, key: Option<Key>) -> Result<usize> {
        let (k1, k2) = key.map(Key::parts).unzip();
        Ok(self.connection.execute(
            "DELETE FROM rejects
             WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR k1 = ?2) AND (?3 IS NULL OR k2 = ?3)",
            params![kind, k1, k2],
        )?)
    }

    /// What the account's shape was when it was last read; 0 when it never was.
    pub fn schema_digest(&self) -> Result<i64> {
        Ok(self
            .setting(&Setting::SchemaDigest)?
            .and_then(|text| text.parse().ok())
            .unwrap_or(0))
    }
}

/// A record that waited before keeps the time when it was first seen.
pub(super) fn write_reject(
    connection: &Connection,
    (kind, key): (Kind, Key),
    outcome: &Outcome,
    row_hash: u64,
    (digest, now, run): (i64, i64, Option<i64>),
) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    connection
        .prepare_cached(
            "INSERT INTO main.rejects (kind, k1, k2, outcome, reasons, row_hash, schema_digest, first_seen, last_seen, run_id)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9)
             ON CONFLICT DO UPDATE SET outcome = excluded.outcome, reasons = excluded.reasons, row_hash = excluded.row_hash,
               schema_digest = excluded.schema_digest, last_seen = excluded.last_seen, run_id = excluded.run_id",
        )?
        .execute(params![
            kind, k1, k2, outcome.name(), outcome.reason(), row_hash.cast_signed(), digest, now, run
        ])
        .map(drop)
}

fn reject(row: &Row<'_>) -> rusqlite::Result<Reject> {
    let kind = row.get(0)?;
    Ok(Reject {
        kind,
        key: Key::from_parts(kind, row.get(1)?, row.get(2)?),
        outcome: row.get(3)?,
        reasons: row.get(4)?,
        first_seen: row.get(5)?,
        last_seen: row.get(6)?,
        retry: row.get(7)?,
    })
}

/// A row of the rejects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RejectRow {
    /// The record's key.
    pub key: Key,
    /// The row that could not go through.
    pub row_hash: u64,
    /// The account's shape at that time; 0 asks for another try.
    pub schema_digest: i64,
    /// It was invalid before sending.
    pub invalid: bool,
}

impl Store {
    /// Whether the CRM refused this very row, and the account has not changed since.
    pub fn is_waiting(&self, kind: Kind, key: Key, row_hash: u64) -> Result<bool> {
        let (k1, k2) = key.parts();
        let digest = self.schema_digest()?;
        Ok(self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM rejects WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3
                   AND outcome <> 'invalid' AND row_hash = ?4 AND schema_digest = ?5)",
            )?
            .query_row(
                params![kind, k1, k2, row_hash.cast_signed(), digest],
                |row| row.get(0),
            )?)
    }

    /// The rejects of a part of a kind in key order.
    pub fn reject_rows(&self, kind: Kind, keys: &KeyRange) -> Result<Walk<'_, RejectRow>> {
        Ok(Walk {
            statement: self.connection.prepare(
                "SELECT k1, k2, row_hash, schema_digest, outcome = 'invalid' FROM rejects
                 WHERE kind = ?1 AND k1 BETWEEN ?2 AND ?3 ORDER BY k1, k2",
            )?,
            kind,
            keys: keys.clone(),
            read: reject_row,
        })
    }
}

fn reject_row(kind: Kind, row: &Row<'_>) -> rusqlite::Result<RejectRow> {
    Ok(RejectRow {
        key: Key::from_parts(kind, row.get(0)?, row.get(1)?),
        row_hash: row.get::<_, i64>(2)?.cast_unsigned(),
        schema_digest: row.get(3)?,
        invalid: row.get(4)?,
    })
}
