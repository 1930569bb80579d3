//! The id map: which entity each record has. Nothing else in the store says so.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::Store;
use super::error::Result;
use crate::domain::payload::{Doubt, Payload};
use crate::domain::{CrmId, EntityType, Key, KeyRange, Kind};
use crate::store::Walk;
use crate::store::columns::{json, key_at, parsed};
use crate::store::sent::forget_entity;

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

impl Store {
    /// What is known of a record; `None` when it was never created.
    pub fn known(&self, kind: Kind, key: Key) -> Result<Option<Known>> {
        let (k1, k2) = key.parts();
        let found = self
            .connection
            .prepare_cached(
                "SELECT m.crm_id, m.row_hash, m.stale, m.gone, s.payload, d.doubt FROM id_map m
                 LEFT JOIN sent s USING (kind, k1, k2) LEFT JOIN doubts d USING (kind, k1, k2)
                 WHERE m.kind = ?1 AND m.k1 = ?2 AND m.k2 = ?3",
            )?
            .query_row(params![kind, k1, k2], |row| {
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
        let mut rows = statement.query(params![kind, k1, k2])?;
        while let Some(row) = rows.next()? {
            let (to_kind, to) = (row.get(0)?, CrmId(row.get(1)?));
            if row.get(2)? {
                known.loose.insert((to_kind, to));
            } else {
                known.links.insert(to_kind, to);
            }
        }
        Ok(Some(known))
    }

    /// Whether an entity belongs to a record and, as far as anybody knows, still answers.
    pub fn is_alive(&self, kind: Kind, id: CrmId) -> Result<bool> {
        Ok(self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM id_map WHERE kind = ?1 AND crm_id = ?2 AND NOT stale)",
            )?
            .query_row(params![kind, id.0], |row| row.get(0))?)
    }

    /// Nothing of these rows is open any more.
    pub fn settled(&mut self, done: &[(Kind, Key, u64)]) -> Result<()> {
        self.transaction(|tx| settle(tx, done))
    }

    /// The entity of a record, unless it was never created or no longer answers.
    pub fn entity_of(&self, kind: Kind, key: Key) -> Result<Option<CrmId>> {
        let (k1, k2) = key.parts();
        Ok(self
            .connection
            .prepare_cached(
                "SELECT crm_id FROM id_map WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3 AND NOT stale",
            )?
            .query_row(params![kind, k1, k2], |row| row.get(0).map(CrmId))
            .optional()?)
    }

    /// The records of a kind that have an entity, stale ones left out.
    pub fn mapped(&self, kind: Kind) -> Result<u64> {
        Ok(self
            .connection
            .prepare_cached("SELECT count(*) FROM id_map WHERE kind = ?1 AND NOT stale")?
            .query_row([kind], |row| row.get::<_, i64>(0))
            .map(i64::cast_unsigned)?)
    }

    /// The records whose entities no longer answer and that this one is linked to.
    pub fn stale_targets(&self, kind: Kind, key: Key) -> Result<Vec<(Kind, Key)>> {
        let (k1, k2) = key.parts();
        self.connection
            .prepare_cached(
                "SELECT m.kind, m.k1, m.k2 FROM links l JOIN id_map m ON m.kind = l.to_kind AND m.crm_id = l.to_id
                 WHERE l.kind = ?1 AND l.k1 = ?2 AND l.k2 = ?3 AND m.stale",
            )?
            .query_map(params![kind, k1, k2], |row| {
                let kind = row.get(0)?;
                Ok((kind, Key::from_parts(kind, row.get(1)?, row.get(2)?)))
            })?
            .collect::<rusqlite::Result<_>>()
            .map_err(Into::into)
    }

    /// The entity no longer answers.
    pub fn mark_stale(&mut self, kind: Kind, key: Key) -> Result<()> {
        let (k1, k2) = key.parts();
        Ok(self
            .connection
            .execute(
                "UPDATE id_map SET stale = 1 WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                params![kind, k1, k2],
            )
            .map(drop)?)
    }
}

pub(super) fn settle(tx: &Transaction<'_>, rows: &[(Kind, Key, u64)]) -> rusqlite::Result<()> {
    for (kind, key, hash) in rows {
        let (k1, k2) = key.parts();
        tx.prepare_cached(
            "UPDATE id_map SET row_hash = ?4, gone = 0 WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
        )?
        .execute(params![kind, k1, k2, hash.cast_signed()])?;
        tx.prepare_cached("DELETE FROM rejects WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
            .execute(params![kind, k1, k2])?;
    }
    Ok(())
}

/// One pair of the id map.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Its entity.
    pub id: CrmId,
    /// The entity no longer answers.
    pub stale: bool,
    /// The record has left the platform, and what `on_missing` asks for was done.
    pub left: bool,
    /// The next run looks at the record again, whether or not the platform changes it.
    pub open: bool,
    /// Unix time of the last payload; `None` when none was sent, as for a pair that was taken over.
    pub sent_at: Option<i64>,
}

/// A pair that was found out, not made by a create.
#[derive(Debug, Clone, PartialEq)]
pub struct Taken {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Its entity.
    pub id: CrmId,
    /// What of the record the CRM already shows, and so need not be sent.
    pub payload: Payload,
}

/// How many records of a kind the id map has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The kind.
    pub kind: Kind,
    /// All of them.
    pub mapped: u64,
    /// Those whose entity no longer answers.
    pub stale: u64,
    /// Those that the next run looks at again.
    pub open: u64,
}

const PAIR: &str = "SELECT m.kind, m.k1, m.k2, m.crm_id, m.stale, m.row_hash IS NULL, nullif(s.sent_at, 0) AS sent_at, m.gone
                    FROM id_map m LEFT JOIN sent s USING (kind, k1, k2)";

impl Store {
    /// The pairs of a kind in key order.
    pub fn pairs_of(&self, kind: Kind) -> Result<Vec<Mapped>> {
        self.connection
            .prepare_cached(&format!("{PAIR} WHERE m.kind = ?1 ORDER BY m.k1, m.k2"))?
            .query_map([kind], pair)?
            .collect::<rusqlite::Result<_>>()
            .map_err(Into::into)
    }

    /// The pair of a record.
    pub fn mapping_of(&self, kind: Kind, key: Key) -> Result<Option<Mapped>> {
        let (k1, k2) = key.parts();
        Ok(self
            .connection
            .prepare_cached(&format!(
                "{PAIR} WHERE m.kind = ?1 AND m.k1 = ?2 AND m.k2 = ?3"
            ))?
            .query_row(params![kind, k1, k2], pair)
            .optional()?)
    }

    /// The records whose entity has this id. Entity types count separately, so there may be several.
    pub fn mapped_to(&self, id: CrmId) -> Result<Vec<Mapped>> {
        let mut found = Vec::new();
        for kind in Kind::ALL {
            let own = self
                .connection
                .prepare_cached(&format!("{PAIR} WHERE m.kind = ?1 AND m.crm_id = ?2"))?
                .query_row(params![kind, id.0], pair)
                .optional()?;
            found.extend(own);
        }
        Ok(found)
    }

    /// The record that an entity belongs to.
    pub fn holder(&self, entity: EntityType, id: CrmId) -> Result<Option<Mapped>> {
        let all = self.mapped_to(id)?;
        Ok(all.into_iter().find(|own| own.kind.entity() == entity))
    }

    /// How many records of each kind are mapped, in stage order; kinds without any are left out.
    pub fn mapped_counts(&self) -> Result<Vec<Count>> {
        self.connection
            .prepare_cached(
                "SELECT kind, count(*), total(stale), total(row_hash IS NULL) FROM id_map GROUP BY kind ORDER BY kind",
            )?
            .query_map([], |row| {
                // `total` is a float, and far from where floats lose whole numbers.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
                let whole = |at| row.get::<_, f64>(at).map(|sum| sum as u64);
                Ok(Count {
                    kind: row.get(0)?,
                    mapped: row.get::<_, i64>(1)?.cast_unsigned(),
                    stale: whole(2)?,
                    open: whole(3)?,
                })
            })?
            .collect::<rusqlite::Result<_>>()
            .map_err(Into::into)
    }

    /// Writes pairs that were found out. The next run looks at each of them and sends what differs.
    pub fn take(&mut self, pairs: &[Taken]) -> Result<()> {
        self.transaction(|tx| pairs.iter().try_for_each(|one| write_pair(tx, one)))
    }
}

/// Staging: what a walk through the account has found, not yet taken. It belongs to the connection, so a process that
/// ends in the middle leaves the id map as it was.
impl Store {}

pub(super) fn write_pair(tx: &Transaction<'_>, one: &Taken) -> rusqlite::Result<()> {
    let (k1, k2) = one.key.parts();
    // Records that were linked to a former entity must be looked at again.
    tx.prepare_cached(
        "UPDATE id_map SET row_hash = NULL WHERE (kind, k1, k2) IN (
           SELECT l.kind, l.k1, l.k2 FROM links l JOIN id_map m ON l.to_kind = m.kind AND l.to_id = m.crm_id
           WHERE m.kind = ?1 AND m.k1 = ?2 AND m.k2 = ?3 AND m.crm_id <> ?4)",
    )?
    .execute(params![one.kind, k1, k2, one.id.0])?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO id_map (kind, k1, k2, crm_id, row_hash, stale) VALUES (?1, ?2, ?3, ?4, NULL, 0)",
    )?
    .execute(params![one.kind, k1, k2, one.id.0])?;
    // What a former entity was linked to says nothing about this one. Nothing was sent yet, which the time 0 says.
    forget_entity(tx, one.kind, one.key)?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO sent (kind, k1, k2, payload, sent_at) VALUES (?1, ?2, ?3, ?4, 0)",
    )?
    .execute(params![one.kind, k1, k2, json(&one.payload)?])
    .map(drop)
}

pub(super) fn pair(row: &Row<'_>) -> rusqlite::Result<Mapped> {
    Ok(Mapped {
        kind: row.get(0)?,
        key: key_at(row)?,
        id: CrmId(row.get(3)?),
        stale: row.get(4)?,
        open: row.get(5)?,
        sent_at: row.get(6)?,
        left: row.get(7)?,
    })
}

/// A row of the id map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdRow {
    /// The record's key.
    pub key: Key,
    /// The row that was sent completely.
    pub row_hash: Option<u64>,
    /// The entity no longer answers.
    pub stale: bool,
    /// The record had left the platform, and what is to be done then was done.
    pub gone: bool,
}

impl Store {
    /// The id map of a part of a kind in key order, without payloads: what a run with nothing to do reads.
    pub fn id_rows(&self, kind: Kind, keys: &KeyRange) -> Result<Walk<'_, IdRow>> {
        Ok(Walk {
            statement: self.connection.prepare(
                "SELECT k1, k2, row_hash, stale + 2 * gone FROM id_map
                 WHERE kind = ?1 AND k1 BETWEEN ?2 AND ?3 ORDER BY k1, k2",
            )?,
            kind,
            keys: keys.clone(),
            read: id_row,
        })
    }

    /// How many records of the id map became entities of a type; all of them carry a marker.
    pub fn records_of(&self, entity: EntityType) -> Result<i64> {
        Kind::ALL
            .into_iter()
            .filter(|kind| kind.entity() == entity)
            .map(|kind| {
                self.connection
                    .prepare_cached("SELECT count(*) FROM id_map WHERE kind = ?1")?
                    .query_row([kind], |row| row.get::<_, i64>(0))
            })
            .sum::<rusqlite::Result<_>>()
            .map_err(Into::into)
    }
}

fn id_row(kind: Kind, row: &Row<'_>) -> rusqlite::Result<IdRow> {
    let flags: u8 = row.get(3)?;
    Ok(IdRow {
        key: Key::from_parts(kind, row.get(0)?, row.get(1)?),
        row_hash: row.get::<_, Option<i64>>(2)?.map(i64::cast_unsigned),
        stale: flags & 1 != 0,
        gone: flags & 2 != 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;
    use crate::domain::payload::Slot;
    use serde_json::json;

    fn user(id: i64) -> Key {
        Key::User(UserId(id))
    }

    fn found(key: i64, id: i64) -> Taken {
        Taken {
            kind: Kind::Contact,
            key: user(key),
            id: CrmId(id),
            payload: Payload::default(),
        }
    }

    #[test]
    fn a_pair_that_was_taken_is_open_and_known_by_both_sides() {
        let mut store = Store::in_memory().expect("a store");
        store.take(&[found(1, 501)]).expect("taken");
        let own = store
            .mapping_of(Kind::Contact, user(1))
            .expect("read")
            .expect("there");
        assert!(own.open && !own.stale);
        assert_eq!((own.id, own.sent_at), (CrmId(501), None));
        assert_eq!(
            store
                .holder(EntityType::Contacts, CrmId(501))
                .expect("read"),
            Some(own)
        );
        assert_eq!(
            store.holder(EntityType::Leads, CrmId(501)).expect("read"),
            None
        );
    }

    #[test]
    fn a_slot_that_is_forgotten_is_a_change_again() {
        let mut store = Store::in_memory().expect("a store");
        let payload = Payload([(Slot::Name, json!("Анна")), (Slot::Price, json!(5))].into());
        let one = Taken {
            payload: payload.clone(),
            ..found(1, 501)
        };
        store.take(&[one]).expect("taken");
        store
            .settled(&[(Kind::Contact, user(1), 9)])
            .expect("settled");
        store
            .forget_sent(Kind::Contact, user(1), &[Slot::Price])
            .expect("forgotten");
        let known = store
            .known(Kind::Contact, user(1))
            .expect("read")
            .expect("there");
        assert_eq!(known.row_hash, None);
        let changes = payload.changes_since(&known.payload);
        assert_eq!(
            changes.iter().map(|one| one.slot).collect::<Vec<_>>(),
            [Slot::Price]
        );
    }

    #[test]
    fn staging_sees_twins_and_contradictions_and_counts_what_is_new() {
        let mut store = Store::in_memory().expect("a store");
        store.take(&[found(3, 503)]).expect("taken");
        store.stage_nothing().expect("a stage");
        let all = [found(1, 501), found(1, 511), found(2, 502), found(3, 513)];
        assert_eq!(store.stage(&all).expect("staged"), 4);
        assert_eq!(store.stage(&all).expect("staged"), 0);
        let twins = store.staged_twins().expect("read");
        assert_eq!(twins.len(), 1);
        assert_eq!(
            (twins[0].key, twins[0].ids.as_slice()),
            (user(1), &[CrmId(501), CrmId(511)][..])
        );
        let moves = store.staged_moves().expect("read");
        assert_eq!(moves.len(), 1);
        assert_eq!((moves[0].0.id, moves[0].1.id), (CrmId(513), CrmId(503)));
        assert_eq!(store.staged_thefts().expect("read"), []);
        store.stage(&[found(4, 503)]).expect("staged");
        let thefts = store.staged_thefts().expect("read");
        assert_eq!(thefts.len(), 1);
        assert_eq!((thefts[0].0.key, thefts[0].1.key), (user(4), user(3)));
        store.unstage(Kind::Contact, user(4)).expect("out");
        store.unstage(Kind::Contact, user(1)).expect("out");
        store.unstage(Kind::Contact, user(3)).expect("out");
        assert_eq!(store.staged_counts().expect("read"), (0, 1));
        store.take_staged().expect("taken");
        let ids: Vec<_> = store
            .pairs_of(Kind::Contact)
            .expect("read")
            .iter()
            .map(|own| own.id.0)
            .collect();
        assert_eq!(ids, [502, 503]);
    }
}
