//! What the CRM accepted last of each record, and what it may hold instead.

use rusqlite::{Transaction, params};

use super::Store;
use super::error::Result;

use crate::domain::payload::{Doubt, Payload, Slot};
use crate::domain::{FieldId, Key, Kind};
use crate::store::columns::json;
use crate::store::id_map::settle;

/// What the CRM made of a change.
#[derive(Debug, Clone, PartialEq)]
pub struct Acceptance {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// What it took; `None` when nothing was sent after all.
    pub payload: Option<Payload>,
    /// What is still in doubt.
    pub doubt: Doubt,
}

impl Store {
    /// Writes down what changes may do that are about to be sent. Durable when it returns. Until their outcome is
    /// recorded the records count neither as sent nor as done with after they left the platform.
    pub fn doubted(&mut self, doubts: &[(Kind, Key, Doubt)]) -> Result<()> {
        self.transaction(|tx| {
            for (kind, key, doubt) in doubts {
                let (k1, k2) = key.parts();
                tx.prepare_cached(
                    "UPDATE id_map SET row_hash = NULL, gone = 0 WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![kind, k1, k2])?;
                write_doubt(tx, *kind, *key, doubt)?;
            }
            Ok(())
        })
    }

    /// What the CRM has made of changes. Of the `settled` rows nothing is open any more; of those that `left` the platform
    /// all is done that `on_missing` asks for.
    pub fn modified(
        &mut self,
        done: &[Acceptance],
        settled: &[(Kind, Key, u64)],
        left: &[(Kind, Key)],
        now: i64,
    ) -> Result<()> {
        let at = (now, self.run);
        self.transaction(|tx| {
            for one in done {
                if let Some(payload) = &one.payload {
                    write_sent(tx, one.kind, one.key, payload, at)?;
                }
                write_doubt(tx, one.kind, one.key, &one.doubt)?;
            }
            settle(tx, settled)?;
            for (kind, key) in left {
                let (k1, k2) = key.parts();
                tx.prepare_cached(
                    "UPDATE id_map SET gone = 1, row_hash = NULL WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![kind, k1, k2])?;
                tx.prepare_cached("DELETE FROM rejects WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
                    .execute(params![kind, k1, k2])?;
            }
            Ok(())
        })
    }

    /// Lets the next run send these slots of a record again.
    pub fn forget_sent(&mut self, kind: Kind, key: Key, slots: &[Slot]) -> Result<()> {
        let (k1, k2) = key.parts();
        let place = params![kind, k1, k2];
        self.transaction(|tx| {
            for slot in slots {
                tx.prepare_cached(
                    "UPDATE sent SET payload = json_remove(payload, ?4) WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![kind, k1, k2, format!("$.\"{slot}\"")])?;
            }
            tx.prepare_cached("UPDATE id_map SET row_hash = NULL WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
                .execute(place)
                .map(drop)
        })
    }

    /// How many records of the id map were sent with a value in this field.
    pub fn records_with_field(&self, field: FieldId) -> Result<i64> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM sent WHERE json_type(payload, ?1) IS NOT NULL")?
            .query_row([format!("$.\"field:{field}\"")], |row| row.get(0))?)
    }
}

fn write_sent(
    tx: &Transaction<'_>,
    kind: Kind,
    key: Key,
    payload: &Payload,
    (now, run): (i64, Option<i64>),
) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    tx.prepare_cached(
        "INSERT OR REPLACE INTO sent (kind, k1, k2, payload, sent_at, run_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![kind, k1, k2, json(payload)?, now, run])
    .map(drop)
}

/// What was sent to a record's former entity, and its links.
pub(super) fn forget_entity(tx: &Transaction<'_>, kind: Kind, key: Key) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    for table in ["doubts", "links", "loose_links"] {
        tx.prepare_cached(&format!(
            "DELETE FROM {table} WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3"
        ))?
        .execute(params![kind, k1, k2])?;
    }
    Ok(())
}

/// Says what is in doubt of a record; nothing takes the former doubt away.
fn write_doubt(tx: &Transaction<'_>, kind: Kind, key: Key, doubt: &Doubt) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    if doubt.is_empty() {
        return tx
            .prepare_cached("DELETE FROM doubts WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
            .execute(params![kind, k1, k2])
            .map(drop);
    }
    tx.prepare_cached(
        "INSERT OR REPLACE INTO doubts (kind, k1, k2, doubt) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![kind, k1, k2, json(doubt)?])
    .map(drop)
}
