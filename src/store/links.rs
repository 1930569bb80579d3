//! Links between entities: confirmed, and those that may be there beside them.

use rusqlite::{Transaction, params};

use super::Store;
use super::error::Result;

use crate::domain::{CrmId, Key, Kind};
use crate::store::id_map::settle;

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

impl Store {
    /// Writes links down that are about to be made or undone: neither is sure any more. Durable when it returns.
    pub fn loosen(&mut self, links: &[Linked]) -> Result<()> {
        self.transaction(|tx| {
            for one in links {
                let (k1, k2) = one.key.parts();
                let place = params![one.kind, k1, k2, one.to_kind, one.to.0];
                tx.prepare_cached(
                    "UPDATE id_map SET row_hash = NULL WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3",
                )?
                .execute(params![one.kind, k1, k2])?;
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
    ) -> Result<()> {
        self.transaction(|tx| {
            for one in made {
                write_link(tx, one.kind, one.key, one.to_kind, one.to)?;
            }
            for one in made.iter().chain(undone) {
                let (k1, k2) = one.key.parts();
                tx.prepare_cached(
                    "DELETE FROM loose_links WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3 AND to_kind = ?4 AND to_id = ?5",
                )?
                .execute(params![one.kind, k1, k2, one.to_kind, one.to.0])?;
            }
            settle(tx, settled)
        })
    }
}

pub(super) fn write_link(
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
    .execute(params![kind, k1, k2, to_kind, to.0])
    .map(drop)
}
