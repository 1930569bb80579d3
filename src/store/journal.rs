//! The journal of creates.
//!
//! A create is written down before it is sent and leaves the journal in the transaction that records its outcome.

use std::collections::BTreeMap;

use rusqlite::{Transaction, params};
use serde::{Deserialize, Serialize};

use super::Store;
use super::error::Result;

use crate::domain::payload::Payload;
use crate::domain::{CrmId, EntityType, Key, Kind};
use crate::store::columns::{json, parsed_strict};
use crate::store::links::write_link;
use crate::store::sent::forget_entity;

/// A create whose outcome is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// The marker that the entity carries.
    pub marker: String,
    /// Links that were embedded in the request.
    pub links: BTreeMap<Kind, CrmId>,
    /// No entity with this id or a lower one is the one that was created.
    pub watermark: CrmId,
    /// When it was sent, in Unix seconds.
    pub sent_at: i64,
}

#[derive(Serialize, Deserialize)]
struct Links(BTreeMap<Kind, CrmId>);

impl Store {
    /// Writes creates down that are about to be sent, with what is in the request. Durable when it returns.
    pub fn journal(&mut self, pending: &[(Pending, &Payload)], entity: EntityType) -> Result<()> {
        self.transaction(|tx| {
            for (one, payload) in pending {
                let (k1, k2) = one.key.parts();
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO journal (kind, k1, k2, batch, entity, watermark, marker, payload, links, row_hash, sent_at)
                     VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, 0, ?9)",
                )?
                .execute(params![
                    one.kind, k1, k2, entity.as_str(), one.watermark.0, one.marker,
                    json(payload)?, json(&Links(one.links.clone()))?, one.sent_at
                ])?;
            }
            Ok(())
        })
    }

    /// The creates whose outcome is open, in stage order.
    pub fn pending(&self) -> Result<Vec<Pending>> {
        self.connection
            .prepare_cached(
                "SELECT kind, k1, k2, links, watermark, marker, sent_at FROM journal ORDER BY kind, k1, k2",
            )?
            .query_map([], |row| {
                let kind = row.get(0)?;
                let links: Links = parsed_strict(row, 3)?;
                Ok(Pending {
                    kind,
                    key: Key::from_parts(kind, row.get(1)?, row.get(2)?),
                    links: links.0,
                    watermark: CrmId(row.get(4)?),
                    marker: row.get(5)?,
                    sent_at: row.get(6)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()
            .map_err(Into::into)
    }

    /// Creates that seem to have been sent in the future, since the clock was wrong, count from `now` on.
    pub fn correct_journal_times(&mut self, now: i64) -> Result<()> {
        self.transaction(|tx| {
            tx.execute("UPDATE journal SET sent_at = ?1 WHERE sent_at > ?1", [now])
                .map(drop)
        })
    }

    /// Creates that surely did nothing leave the journal.
    pub fn forget_pending(&mut self, keys: &[(Kind, Key)]) -> Result<()> {
        self.transaction(|tx| {
            keys.iter()
                .try_for_each(|(kind, key)| close(tx, *kind, *key))
        })
    }

    /// The CRM has created these, which stand in the journal: ids, payloads, links and the journal's end go in together.
    pub fn created(&mut self, done: &[(Pending, CrmId)], now: i64) -> Result<()> {
        let run = self.run;
        self.transaction(|tx| {
            for (one, id) in done {
                let (k1, k2) = one.key.parts();
                // Records that were linked to a former entity must be looked at again.
                tx.prepare_cached(
                    "UPDATE id_map SET row_hash = NULL WHERE (kind, k1, k2) IN (
                       SELECT l.kind, l.k1, l.k2 FROM links l JOIN id_map m ON l.to_kind = m.kind AND l.to_id = m.crm_id
                       WHERE m.kind = ?1 AND m.k1 = ?2 AND m.k2 = ?3 AND m.crm_id <> ?4)",
                )?
                .execute(params![one.kind, k1, k2, id.0])?;
                tx.prepare_cached("INSERT OR REPLACE INTO id_map (kind, k1, k2, crm_id, row_hash, stale) VALUES (?1, ?2, ?3, ?4, NULL, 0)")?
                    .execute(params![one.kind, k1, k2, id.0])?;
                // What was in the request stands in the journal.
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO sent (kind, k1, k2, payload, sent_at, run_id)
                     SELECT kind, k1, k2, payload, ?4, ?5 FROM journal WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![one.kind, k1, k2, now, run])?;
                // What was sent to a former entity, and its links, say nothing about this one.
                forget_entity(tx, one.kind, one.key)?;
                for (to_kind, to) in &one.links {
                    write_link(tx, one.kind, one.key, *to_kind, *to)?;
                }
                close(tx, one.kind, one.key)?;
            }
            Ok(())
        })
    }

    /// Whether a create of this record is open.
    pub fn is_pending(&self, kind: Kind, key: Key) -> Result<bool> {
        let (k1, k2) = key.parts();
        Ok(self
            .connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM journal WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3)",
            )?
            .query_row(params![kind, k1, k2], |row| row.get(0))?)
    }
}

fn close(tx: &Transaction<'_>, kind: Kind, key: Key) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    tx.prepare_cached("DELETE FROM journal WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
        .execute(params![kind, k1, k2])
        .map(drop)
}
