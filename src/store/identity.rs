//! The id map as a thing of its own: looked at, taken over from elsewhere, staged while it is rebuilt.

use rusqlite::{OptionalExtension as _, Row, Transaction, params};

use super::Store;
use super::ids::forget_entity;
use crate::domain::payload::{Payload, Slot};
use crate::domain::{CrmId, EntityType, Key, Kind};

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

/// A marker that several entities carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twins {
    /// The kind that the marker names.
    pub kind: Kind,
    /// The key that the marker names.
    pub key: Key,
    /// The entities, at least two.
    pub ids: Vec<CrmId>,
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

/// Whether the id map lacks the staged pair `s`.
const NEW: &str = "NOT EXISTS (SELECT 1 FROM id_map m WHERE (m.kind, m.k1, m.k2, m.crm_id) = (s.kind, s.k1, s.k2, s.crm_id)
                   AND m.stale = 0)";

impl Store {
    /// The pairs of a kind in key order.
    pub fn pairs_of(&self, kind: Kind) -> rusqlite::Result<Vec<Mapped>> {
        self.connection
            .prepare_cached(&format!("{PAIR} WHERE m.kind = ?1 ORDER BY m.k1, m.k2"))?
            .query_map([kind as i64], pair)?
            .collect()
    }

    /// The pair of a record.
    pub fn mapping_of(&self, kind: Kind, key: Key) -> rusqlite::Result<Option<Mapped>> {
        let (k1, k2) = key.parts();
        self.connection
            .prepare_cached(&format!(
                "{PAIR} WHERE m.kind = ?1 AND m.k1 = ?2 AND m.k2 = ?3"
            ))?
            .query_row(params![kind as i64, k1, k2], pair)
            .optional()
    }

    /// The records whose entity has this id. Entity types count separately, so there may be several.
    pub fn mapped_to(&self, id: CrmId) -> rusqlite::Result<Vec<Mapped>> {
        let mut found = Vec::new();
        for kind in Kind::ALL {
            let own = self
                .connection
                .prepare_cached(&format!("{PAIR} WHERE m.kind = ?1 AND m.crm_id = ?2"))?
                .query_row(params![kind as i64, id.0], pair)
                .optional()?;
            found.extend(own);
        }
        Ok(found)
    }

    /// The record that an entity belongs to.
    pub fn holder(&self, entity: EntityType, id: CrmId) -> rusqlite::Result<Option<Mapped>> {
        let all = self.mapped_to(id)?;
        Ok(all.into_iter().find(|own| own.kind.entity() == entity))
    }

    /// How many records of each kind are mapped, in stage order; kinds without any are left out.
    pub fn mapped_counts(&self) -> rusqlite::Result<Vec<Count>> {
        self.connection
            .prepare_cached(
                "SELECT kind, count(*), total(stale), total(row_hash IS NULL) FROM id_map GROUP BY kind ORDER BY kind",
            )?
            .query_map([], |row| {
                // `total` is a float, and far from where floats lose whole numbers.
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
                let whole = |at| row.get::<_, f64>(at).map(|sum| sum as u64);
                Ok(Count {
                    kind: kind_at(row, 0)?,
                    mapped: row.get::<_, i64>(1)?.cast_unsigned(),
                    stale: whole(2)?,
                    open: whole(3)?,
                })
            })?
            .collect()
    }

    /// Whether a create of this record is open.
    pub fn is_pending(&self, kind: Kind, key: Key) -> rusqlite::Result<bool> {
        let (k1, k2) = key.parts();
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM journal WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3)",
            )?
            .query_row(params![kind as i64, k1, k2], |row| row.get(0))
    }

    /// Whether the CRM refused this very row, and the account has not changed since.
    pub fn is_waiting(&self, kind: Kind, key: Key, row_hash: u64) -> rusqlite::Result<bool> {
        let (k1, k2) = key.parts();
        let digest = self.schema_digest()?;
        self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM rejects WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3
                   AND outcome <> 'invalid' AND row_hash = ?4 AND schema_digest = ?5)",
            )?
            .query_row(
                params![kind as i64, k1, k2, row_hash.cast_signed(), digest],
                |row| row.get(0),
            )
    }

    /// Writes pairs that were found out. The next run looks at each of them and sends what differs.
    pub fn take(&mut self, pairs: &[Taken]) -> rusqlite::Result<()> {
        self.transaction(|tx| pairs.iter().try_for_each(|one| write_pair(tx, one)))
    }

    /// Lets the next run send these slots of a record again.
    pub fn forget_sent(&mut self, kind: Kind, key: Key, slots: &[Slot]) -> rusqlite::Result<()> {
        let (k1, k2) = key.parts();
        let place = params![kind as i64, k1, k2];
        self.transaction(|tx| {
            for slot in slots {
                tx.prepare_cached(
                    "UPDATE sent SET payload = json_remove(payload, ?4) WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![kind as i64, k1, k2, format!("$.\"{slot}\"")])?;
            }
            tx.prepare_cached("UPDATE id_map SET row_hash = NULL WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
                .execute(place)
                .map(drop)
        })
    }
}

/// Staging: what a walk through the account has found, not yet taken. It belongs to the connection, so a process that
/// ends in the middle leaves the id map as it was.
impl Store {
    /// Starts over.
    pub fn stage_nothing(&self) -> rusqlite::Result<()> {
        self.connection.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS staged (kind INTEGER, k1 INTEGER, k2 INTEGER, crm_id INTEGER, payload TEXT,
               PRIMARY KEY (kind, k1, k2, crm_id)) WITHOUT ROWID;
             DELETE FROM temp.staged;",
        )
    }

    /// Adds what was found, and says how much of it is new.
    pub fn stage(&mut self, found: &[Taken]) -> rusqlite::Result<usize> {
        self.transaction(|tx| {
            let mut statement =
                tx.prepare_cached("INSERT OR IGNORE INTO temp.staged VALUES (?1, ?2, ?3, ?4, ?5)")?;
            let mut new = 0;
            for one in found {
                let (k1, k2) = one.key.parts();
                new += statement.execute(params![
                    one.kind as i64,
                    k1,
                    k2,
                    one.id.0,
                    text(&one.payload)?
                ])?;
            }
            Ok(new)
        })
    }

    /// Markers that were found on several entities.
    pub fn staged_twins(&self) -> rusqlite::Result<Vec<Twins>> {
        let rows = self
            .connection
            .prepare(
                "SELECT kind, k1, k2, crm_id FROM temp.staged WHERE (kind, k1, k2) IN
                   (SELECT kind, k1, k2 FROM temp.staged GROUP BY kind, k1, k2 HAVING count(*) > 1)
                 ORDER BY kind, k1, k2, crm_id",
            )?
            .query_map([], |row| {
                Ok((kind_at(row, 0)?, key_at(row)?, CrmId(row.get(3)?)))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let mut all: Vec<Twins> = Vec::new();
        for (kind, key, id) in rows {
            match all
                .last_mut()
                .filter(|own| (own.kind, own.key) == (kind, key))
            {
                Some(own) => own.ids.push(id),
                None => all.push(Twins {
                    kind,
                    key,
                    ids: vec![id],
                }),
            }
        }
        Ok(all)
    }

    /// Staged pairs whose record the id map pairs with another entity.
    pub fn staged_moves(&self) -> rusqlite::Result<Vec<(Taken, Mapped)>> {
        self.contradictions("(m.kind, m.k1, m.k2) = (s.kind, s.k1, s.k2) AND m.crm_id <> s.crm_id")
    }

    /// Staged pairs whose entity the id map pairs with another record. All kinds from the third on are leads.
    pub fn staged_thefts(&self) -> rusqlite::Result<Vec<(Taken, Mapped)>> {
        self.contradictions(
            "m.kind IN (0, 1, 2, 3, 4, 5, 6, 7) AND m.crm_id = s.crm_id AND min(m.kind, 3) = min(s.kind, 3)
             AND (m.kind, m.k1, m.k2) <> (s.kind, s.k1, s.k2)",
        )
    }

    fn contradictions(&self, how: &str) -> rusqlite::Result<Vec<(Taken, Mapped)>> {
        self.connection
            .prepare(&format!(
                "SELECT m.kind, m.k1, m.k2, m.crm_id, m.stale, m.row_hash IS NULL, NULL, m.gone,
                        s.kind, s.k1, s.k2, s.crm_id
                 FROM temp.staged s JOIN id_map m ON {how} ORDER BY s.kind, s.k1, s.k2"
            ))?
            .query_map([], |row| {
                let kind = kind_at(row, 8)?;
                let staged = Taken {
                    kind,
                    key: Key::from_parts(kind, row.get(9)?, row.get(10)?),
                    id: CrmId(row.get(11)?),
                    payload: Payload::default(),
                };
                Ok((staged, pair(row)?))
            })?
            .collect()
    }

    /// Takes a record's findings out again.
    pub fn unstage(&self, kind: Kind, key: Key) -> rusqlite::Result<()> {
        let (k1, k2) = key.parts();
        self.connection
            .execute(
                "DELETE FROM temp.staged WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                params![kind as i64, k1, k2],
            )
            .map(drop)
    }

    /// How many staged pairs the id map has, and how many are new to it.
    pub fn staged_counts(&self) -> rusqlite::Result<(usize, usize)> {
        self.connection.query_row(
            &format!("SELECT count(*), count(CASE WHEN {NEW} THEN 1 END) FROM temp.staged s"),
            [],
            |row| {
                let (all, new): (u32, u32) = (row.get(0)?, row.get(1)?);
                Ok(((all - new) as usize, new as usize))
            },
        )
    }

    /// Writes all staged pairs that the id map does not have, in one transaction.
    pub fn take_staged(&mut self) -> rusqlite::Result<()> {
        self.transaction(|tx| {
            let mut statement = tx.prepare(&format!(
                "SELECT kind, k1, k2, crm_id, payload FROM temp.staged s WHERE {NEW}"
            ))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let json: String = row.get(4)?;
                let one = Taken {
                    kind: kind_at(row, 0)?,
                    key: key_at(row)?,
                    id: CrmId(row.get(3)?),
                    payload: serde_json::from_str(&json).unwrap_or_default(),
                };
                write_pair(tx, &one)?;
            }
            Ok(())
        })
    }
}

fn write_pair(tx: &Transaction<'_>, one: &Taken) -> rusqlite::Result<()> {
    let (k1, k2) = one.key.parts();
    // Records that were linked to a former entity must be looked at again.
    tx.prepare_cached(
        "UPDATE id_map SET row_hash = NULL WHERE (kind, k1, k2) IN (
           SELECT l.kind, l.k1, l.k2 FROM links l JOIN id_map m ON l.to_kind = m.kind AND l.to_id = m.crm_id
           WHERE m.kind = ?1 AND m.k1 = ?2 AND m.k2 = ?3 AND m.crm_id <> ?4)",
    )?
    .execute(params![one.kind as i64, k1, k2, one.id.0])?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO id_map (kind, k1, k2, crm_id, row_hash, stale) VALUES (?1, ?2, ?3, ?4, NULL, 0)",
    )?
    .execute(params![one.kind as i64, k1, k2, one.id.0])?;
    // What a former entity was linked to says nothing about this one. Nothing was sent yet, which the time 0 says.
    forget_entity(tx, one.kind, one.key)?;
    tx.prepare_cached(
        "INSERT OR REPLACE INTO sent (kind, k1, k2, payload, sent_at) VALUES (?1, ?2, ?3, ?4, 0)",
    )?
    .execute(params![one.kind as i64, k1, k2, text(&one.payload)?])
    .map(drop)
}

fn pair(row: &Row<'_>) -> rusqlite::Result<Mapped> {
    Ok(Mapped {
        kind: kind_at(row, 0)?,
        key: key_at(row)?,
        id: CrmId(row.get(3)?),
        stale: row.get(4)?,
        open: row.get(5)?,
        sent_at: row.get(6)?,
        left: row.get(7)?,
    })
}

fn kind_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Kind> {
    let code: i64 = row.get(at)?;
    usize::try_from(code)
        .ok()
        .and_then(|at| Kind::ALL.get(at).copied())
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(at, code))
}

/// The key in columns 1 and 2, of the kind in column 0.
fn key_at(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key::from_parts(kind_at(row, 0)?, row.get(1)?, row.get(2)?))
}

fn text(payload: &Payload) -> rusqlite::Result<String> {
    serde_json::to_string(payload)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;
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
