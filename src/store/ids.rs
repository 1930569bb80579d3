//! The id map, what was sent last, and the journal of creates.
//!
//! A create is written down before it is sent and leaves the journal in the transaction that records its outcome.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::Store;
use crate::domain::payload::{Doubt, Payload};
use crate::domain::{CrmId, EntityType, Key, Kind};

/// What is known of a record's entity.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// The entity.
    pub id: CrmId,
    /// The row that was sent completely; `None` while something is open.
    pub row_hash: Option<u64>,
    /// The entity no longer answers.
    pub stale: bool,
    /// The record had left the platform, and what `on_missing` asks for was done.
    pub gone: bool,
    /// The payload that the CRM accepted last.
    pub payload: Payload,
    /// What it may hold instead.
    pub doubt: Doubt,
    /// Confirmed links by the kind that they lead to.
    pub links: BTreeMap<Kind, CrmId>,
    /// Links that it may have beside those: sent and not confirmed, or about to be undone.
    pub loose: BTreeSet<(Kind, CrmId)>,
}

impl Known {
    /// The links that the entity has, or may have, and that are not wanted any more.
    pub fn excess(&self, wanted: &BTreeMap<Kind, CrmId>) -> BTreeSet<(Kind, CrmId)> {
        let confirmed = self.links.iter().map(|(kind, id)| (*kind, *id));
        let all = confirmed.chain(self.loose.iter().copied());
        all.filter(|(kind, id)| wanted.get(kind) != Some(id))
            .collect()
    }
}

/// A link from a record's entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linked {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// The kind that it leads to.
    pub to_kind: Kind,
    /// The entity that it leads to.
    pub to: CrmId,
}

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
}

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

#[derive(Serialize, Deserialize)]
struct Links(BTreeMap<Kind, CrmId>);

impl Store {
    /// What is known of a record; `None` when it was never created.
    pub fn known(&self, kind: Kind, key: Key) -> rusqlite::Result<Option<Known>> {
        let (k1, k2) = key.parts();
        let found = self
            .connection
            .prepare_cached(
                "SELECT m.crm_id, m.row_hash, m.stale, m.gone, s.payload, d.doubt FROM id_map m
                 LEFT JOIN sent s USING (kind, k1, k2) LEFT JOIN doubts d USING (kind, k1, k2)
                 WHERE m.kind = ?1 AND m.k1 = ?2 AND m.k2 = ?3",
            )?
            .query_row(params![code(kind), k1, k2], |row| {
                Ok(Known {
                    id: CrmId(row.get(0)?),
                    row_hash: row.get::<_, Option<i64>>(1)?.map(i64::cast_unsigned),
                    stale: row.get(2)?,
                    gone: row.get(3)?,
                    payload: parsed(row, 4)?,
                    doubt: parsed(row, 5)?,
                    links: BTreeMap::new(),
                    loose: BTreeSet::new(),
                })
            })
            .optional()?;
        let Some(mut known) = found else {
            return Ok(None);
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT to_kind, to_id, 0 FROM links WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3
             UNION ALL SELECT to_kind, to_id, 1 FROM loose_links WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
        )?;
        let mut rows = statement.query(params![code(kind), k1, k2])?;
        while let Some(row) = rows.next()? {
            let (to_kind, to) = (kind_of(row.get(0)?), CrmId(row.get(1)?));
            if row.get(2)? {
                known.loose.insert((to_kind, to));
            } else {
                known.links.insert(to_kind, to);
            }
        }
        Ok(Some(known))
    }

    /// Writes creates down that are about to be sent, with what is in the request. Durable when it returns.
    pub fn journal(
        &mut self,
        pending: &[(Pending, &Payload)],
        entity: EntityType,
        now: i64,
    ) -> rusqlite::Result<()> {
        self.transaction(|tx| {
            for (one, payload) in pending {
                let (k1, k2) = one.key.parts();
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO journal (kind, k1, k2, batch, entity, watermark, marker, payload, links, row_hash, sent_at)
                     VALUES (?1, ?2, ?3, 0, ?4, ?5, ?6, ?7, ?8, 0, ?9)",
                )?
                .execute(params![
                    code(one.kind), k1, k2, entity.as_str(), one.watermark.0, one.marker,
                    json(payload)?, json(&Links(one.links.clone()))?, now
                ])?;
            }
            Ok(())
        })
    }

    /// The creates whose outcome is open, in stage order.
    pub fn pending(&self) -> rusqlite::Result<Vec<Pending>> {
        self.connection
            .prepare_cached(
                "SELECT kind, k1, k2, links, watermark, marker FROM journal ORDER BY kind, k1, k2",
            )?
            .query_map([], |row| {
                let kind = kind_of(row.get(0)?);
                let links: Links = parsed_strict(row, 3)?;
                Ok(Pending {
                    kind,
                    key: Key::from_parts(kind, row.get(1)?, row.get(2)?),
                    links: links.0,
                    watermark: CrmId(row.get(4)?),
                    marker: row.get(5)?,
                })
            })?
            .collect()
    }

    /// Creates that surely did nothing leave the journal.
    pub fn forget_pending(&mut self, keys: &[(Kind, Key)]) -> rusqlite::Result<()> {
        self.transaction(|tx| {
            keys.iter()
                .try_for_each(|(kind, key)| close(tx, *kind, *key))
        })
    }

    /// The CRM has created these, which stand in the journal: ids, payloads, links and the journal's end go in together.
    pub fn created(&mut self, done: &[(Pending, CrmId)], now: i64) -> rusqlite::Result<()> {
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
                .execute(params![code(one.kind), k1, k2, id.0])?;
                tx.prepare_cached("INSERT OR REPLACE INTO id_map (kind, k1, k2, crm_id, row_hash, stale) VALUES (?1, ?2, ?3, ?4, NULL, 0)")?
                    .execute(params![code(one.kind), k1, k2, id.0])?;
                // What was in the request stands in the journal.
                tx.prepare_cached(
                    "INSERT OR REPLACE INTO sent (kind, k1, k2, payload, sent_at, run_id)
                     SELECT kind, k1, k2, payload, ?4, ?5 FROM journal WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![code(one.kind), k1, k2, now, run])?;
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

    /// Writes down what changes may do that are about to be sent. Durable when it returns. Until their outcome is
    /// recorded the records count neither as sent nor as done with after they left the platform.
    pub fn doubted(&mut self, doubts: &[(Kind, Key, Doubt)]) -> rusqlite::Result<()> {
        self.transaction(|tx| {
            for (kind, key, doubt) in doubts {
                let (k1, k2) = key.parts();
                tx.prepare_cached(
                    "UPDATE id_map SET row_hash = NULL, gone = 0 WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![code(*kind), k1, k2])?;
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
    ) -> rusqlite::Result<()> {
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
                .execute(params![code(*kind), k1, k2])?;
                tx.prepare_cached("DELETE FROM rejects WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
                    .execute(params![code(*kind), k1, k2])?;
            }
            Ok(())
        })
    }

    /// Writes links down that are about to be made or undone: neither is sure any more. Durable when it returns.
    pub fn loosen(&mut self, links: &[Linked]) -> rusqlite::Result<()> {
        self.transaction(|tx| {
            for one in links {
                let (k1, k2) = one.key.parts();
                let place = params![code(one.kind), k1, k2, code(one.to_kind), one.to.0];
                tx.prepare_cached(
                    "UPDATE id_map SET row_hash = NULL WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![code(one.kind), k1, k2])?;
                tx.prepare_cached(
                    "DELETE FROM links WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3 AND to_kind = ?4 AND to_id = ?5",
                )?
                .execute(place)?;
                tx.prepare_cached("INSERT OR IGNORE INTO loose_links VALUES (?1, ?2, ?3, ?4, ?5)")?
                    .execute(place)?;
            }
            Ok(())
        })
    }

    /// The CRM has made and undone these links. Of the `settled` rows nothing is open any more.
    pub fn linked(
        &mut self,
        made: &[Linked],
        undone: &[Linked],
        settled: &[(Kind, Key, u64)],
    ) -> rusqlite::Result<()> {
        self.transaction(|tx| {
            for one in made {
                write_link(tx, one.kind, one.key, one.to_kind, one.to)?;
            }
            for one in made.iter().chain(undone) {
                let (k1, k2) = one.key.parts();
                tx.prepare_cached(
                    "DELETE FROM loose_links WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3 AND to_kind = ?4 AND to_id = ?5",
                )?
                .execute(params![code(one.kind), k1, k2, code(one.to_kind), one.to.0])?;
            }
            settle(tx, settled)
        })
    }

    /// Whether an entity belongs to a record and, as far as anybody knows, still answers.
    pub fn is_alive(&self, kind: Kind, id: CrmId) -> rusqlite::Result<bool> {
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM id_map WHERE kind = ?1 AND crm_id = ?2 AND NOT stale)",
            )?
            .query_row(params![code(kind), id.0], |row| row.get(0))
    }

    /// Nothing of these rows is open any more.
    pub fn settled(&mut self, done: &[(Kind, Key, u64)]) -> rusqlite::Result<()> {
        self.transaction(|tx| settle(tx, done))
    }

    /// The entity of a record, unless it was never created or no longer answers.
    pub fn entity_of(&self, kind: Kind, key: Key) -> rusqlite::Result<Option<CrmId>> {
        let (k1, k2) = key.parts();
        self.connection
            .prepare_cached(
                "SELECT crm_id FROM id_map WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3 AND NOT stale",
            )?
            .query_row(params![code(kind), k1, k2], |row| row.get(0).map(CrmId))
            .optional()
    }

    /// The records of a kind that have an entity, stale ones left out.
    pub fn mapped(&self, kind: Kind) -> rusqlite::Result<u64> {
        self.connection
            .prepare_cached("SELECT count(*) FROM id_map WHERE kind = ?1 AND NOT stale")?
            .query_row([code(kind)], |row| row.get::<_, i64>(0))
            .map(i64::cast_unsigned)
    }

    /// The records whose entities no longer answer and that this one is linked to.
    pub fn stale_targets(&self, kind: Kind, key: Key) -> rusqlite::Result<Vec<(Kind, Key)>> {
        let (k1, k2) = key.parts();
        self.connection
            .prepare_cached(
                "SELECT m.kind, m.k1, m.k2 FROM links l JOIN id_map m ON m.kind = l.to_kind AND m.crm_id = l.to_id
                 WHERE l.kind = ?1 AND l.k1 = ?2 AND l.k2 = ?3 AND m.stale",
            )?
            .query_map(params![code(kind), k1, k2], |row| {
                let kind = kind_of(row.get(0)?);
                Ok((kind, Key::from_parts(kind, row.get(1)?, row.get(2)?)))
            })?
            .collect()
    }

    /// The entity no longer answers.
    pub fn mark_stale(&mut self, kind: Kind, key: Key) -> rusqlite::Result<()> {
        let (k1, k2) = key.parts();
        self.connection
            .execute(
                "UPDATE id_map SET stale = 1 WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                params![code(kind), k1, k2],
            )
            .map(drop)
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
    .execute(params![code(kind), k1, k2, json(payload)?, now, run])
    .map(drop)
}

/// What was sent to a record's former entity, and its links.
pub(super) fn forget_entity(tx: &Transaction<'_>, kind: Kind, key: Key) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    for table in ["doubts", "links", "loose_links"] {
        tx.prepare_cached(&format!(
            "DELETE FROM {table} WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3"
        ))?
        .execute(params![code(kind), k1, k2])?;
    }
    Ok(())
}

/// Says what is in doubt of a record; nothing takes the former doubt away.
fn write_doubt(tx: &Transaction<'_>, kind: Kind, key: Key, doubt: &Doubt) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    if doubt.is_empty() {
        return tx
            .prepare_cached("DELETE FROM doubts WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
            .execute(params![code(kind), k1, k2])
            .map(drop);
    }
    tx.prepare_cached(
        "INSERT OR REPLACE INTO doubts (kind, k1, k2, doubt) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![code(kind), k1, k2, json(doubt)?])
    .map(drop)
}

fn settle(tx: &Transaction<'_>, rows: &[(Kind, Key, u64)]) -> rusqlite::Result<()> {
    for (kind, key, hash) in rows {
        let (k1, k2) = key.parts();
        tx.prepare_cached(
            "UPDATE id_map SET row_hash = ?4, gone = 0 WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
        )?
        .execute(params![code(*kind), k1, k2, hash.cast_signed()])?;
        tx.prepare_cached("DELETE FROM rejects WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
            .execute(params![code(*kind), k1, k2])?;
    }
    Ok(())
}

fn write_link(
    tx: &Transaction<'_>,
    kind: Kind,
    key: Key,
    to_kind: Kind,
    to: CrmId,
) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    tx.prepare_cached(
        "INSERT OR REPLACE INTO links (kind, k1, k2, to_kind, to_id) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![code(kind), k1, k2, code(to_kind), to.0])
    .map(drop)
}

fn close(tx: &Transaction<'_>, kind: Kind, key: Key) -> rusqlite::Result<()> {
    let (k1, k2) = key.parts();
    tx.prepare_cached("DELETE FROM journal WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
        .execute(params![code(kind), k1, k2])
        .map(drop)
}

/// Kinds are stored by their place in stage order.
pub(super) fn code(kind: Kind) -> i64 {
    kind as i64
}

pub(super) fn kind_of(code: i64) -> Kind {
    usize::try_from(code)
        .ok()
        .and_then(|at| Kind::ALL.get(at).copied())
        .unwrap_or(Kind::Contact)
}

fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

fn parsed<T: Default + for<'de> Deserialize<'de>>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    match row.get_ref(at)? {
        rusqlite::types::ValueRef::Null => Ok(T::default()),
        _ => parsed_strict(row, at),
    }
}

fn parsed_strict<T: for<'de> Deserialize<'de>>(row: &Row<'_>, at: usize) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}
