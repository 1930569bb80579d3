//! Pairs that are gathered first and taken over together, while the id map is rebuilt.

use rusqlite::params;

use super::Store;
use super::error::Result;

use crate::domain::payload::Payload;
use crate::domain::{CrmId, Key, Kind};
use crate::store::columns::{json, key_at, parsed_strict};
use crate::store::id_map::{pair, write_pair};
use crate::store::{Mapped, Taken};

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

/// Whether the id map lacks the staged pair `s`.
const NEW: &str = "NOT EXISTS (SELECT 1 FROM id_map m WHERE (m.kind, m.k1, m.k2, m.crm_id) = (s.kind, s.k1, s.k2, s.crm_id)
                   AND m.stale = 0)";

impl Store {
    /// Starts over.
    pub fn stage_nothing(&self) -> Result<()> {
        Ok(self.connection.execute_batch(
            "CREATE TEMP TABLE IF NOT EXISTS staged (kind INTEGER, k1 INTEGER, k2 INTEGER, crm_id INTEGER, payload TEXT,
               PRIMARY KEY (kind, k1, k2, crm_id)) WITHOUT ROWID;
             DELETE FROM temp.staged;",
        )?)
    }

    /// Adds what was found, and says how much of it is new.
    pub fn stage(&mut self, found: &[Taken]) -> Result<usize> {
        self.transaction(|tx| {
            let mut statement =
                tx.prepare_cached("INSERT OR IGNORE INTO temp.staged VALUES (?1, ?2, ?3, ?4, ?5)")?;
            let mut new = 0;
            for one in found {
                let (k1, k2) = one.key.parts();
                new +=
                    statement.execute(params![one.kind, k1, k2, one.id.0, json(&one.payload)?])?;
            }
            Ok(new)
        })
    }

    /// Markers that were found on several entities.
    pub fn staged_twins(&self) -> Result<Vec<Twins>> {
        let rows = self
            .connection
            .prepare(
                "SELECT kind, k1, k2, crm_id FROM temp.staged WHERE (kind, k1, k2) IN
                   (SELECT kind, k1, k2 FROM temp.staged GROUP BY kind, k1, k2 HAVING count(*) > 1)
                 ORDER BY kind, k1, k2, crm_id",
            )?
            .query_map([], |row| {
                Ok((row.get(0)?, key_at(row)?, CrmId(row.get(3)?)))
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
    pub fn staged_moves(&self) -> Result<Vec<(Taken, Mapped)>> {
        Ok(self.contradictions(
            "(m.kind, m.k1, m.k2) = (s.kind, s.k1, s.k2) AND m.crm_id <> s.crm_id",
        )?)
    }

    /// Staged pairs whose entity the id map pairs with another record. All kinds from the third on are leads.
    pub fn staged_thefts(&self) -> Result<Vec<(Taken, Mapped)>> {
        Ok(self.contradictions(
            "m.kind IN (0, 1, 2, 3, 4, 5, 6, 7) AND m.crm_id = s.crm_id AND min(m.kind, 3) = min(s.kind, 3)
             AND (m.kind, m.k1, m.k2) <> (s.kind, s.k1, s.k2)",
        )?)
    }

    fn contradictions(&self, how: &str) -> rusqlite::Result<Vec<(Taken, Mapped)>> {
        self.connection
            .prepare(&format!(
                "SELECT m.kind, m.k1, m.k2, m.crm_id, m.stale, m.row_hash IS NULL, NULL, m.gone,
                        s.kind, s.k1, s.k2, s.crm_id
                 FROM temp.staged s JOIN id_map m ON {how} ORDER BY s.kind, s.k1, s.k2"
            ))?
            .query_map([], |row| {
                let kind = row.get(8)?;
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
    pub fn unstage(&self, kind: Kind, key: Key) -> Result<()> {
        let (k1, k2) = key.parts();
        Ok(self
            .connection
            .execute(
                "DELETE FROM temp.staged WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                params![kind, k1, k2],
            )
            .map(drop)?)
    }

    /// How many staged pairs the id map has, and how many are new to it.
    pub fn staged_counts(&self) -> Result<(usize, usize)> {
        Ok(self.connection.query_row(
            &format!("SELECT count(*), count(CASE WHEN {NEW} THEN 1 END) FROM temp.staged s"),
            [],
            |row| {
                let (all, new): (u32, u32) = (row.get(0)?, row.get(1)?);
                Ok(((all - new) as usize, new as usize))
            },
        )?)
    }

    /// Writes all staged pairs that the id map does not have, in one transaction.
    pub fn take_staged(&mut self) -> Result<()> {
        self.transaction(|tx| {
            let mut statement = tx.prepare(&format!(
                "SELECT kind, k1, k2, crm_id, payload FROM temp.staged s WHERE {NEW}"
            ))?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let one = Taken {
                    kind: row.get(0)?,
                    key: key_at(row)?,
                    id: CrmId(row.get(3)?),
                    payload: parsed_strict(row, 4)?,
                };
                write_pair(tx, &one)?;
            }
            Ok(())
        })
    }
}
