//! Where a plan waits: a temporary database beside the store, which SQLite keeps on disk and removes by itself.
//!
//! Work is read back in key order, a piece at a time, so that memory does not grow with the plan.

use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::Store;
use super::error::Result;
use super::rejects::write_reject;
use crate::domain::outcome::Outcome;
use crate::domain::payload::Payload;
use crate::domain::{Invalid, Key, Kind};

/// What is to be done about a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "todo", rename_all = "snake_case")]
pub enum Todo {
    /// Bring it to this payload and these links: create, or change what differs.
    Send {
        /// What it should look like.
        payload: Payload,
        /// The kinds and keys of the records that it is to be linked to.
        wishes: Vec<(Kind, i64, i64)>,
    },
    /// Report why it cannot be sent.
    Report {
        /// Every mistake.
        reasons: Vec<Invalid>,
    },
    /// Report that the CRM has refused it before.
    Wait,
    /// Report that the CRM no longer has it.
    Stale,
    /// Do what `on_missing` says: the record has left the platform.
    Leave,
    /// Only note the row's new hash: the CRM has this payload already.
    Settle,
    /// Only take it off the rejects: nothing of it is to be sent any more.
    Forget,
}

impl Todo {
    /// What the store does with it before anything is sent, as the waiting place marks it.
    fn mark(&self) -> i64 {
        match self {
            Self::Settle => SETTLE,
            Self::Forget => FORGET,
            Self::Report { .. } => REPORT,
            _ => SEND,
        }
    }
}

const SEND: i64 = 0;
pub(super) const SETTLE: i64 = 1;
pub(super) const FORGET: i64 = 2;
const REPORT: i64 = 3;

/// One waiting piece of work.
#[derive(Debug, Clone, PartialEq)]
pub struct Work {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Hash of its row with the mapping's fingerprint.
    pub row_hash: u64,
    /// What is to be done.
    pub todo: Todo,
}

/// Reads work back, piece by piece: each is many times larger in memory than where it waits.
#[derive(Debug)]
pub struct WorkQueue {
    kind: Kind,
    after: Option<(i64, i64)>,
}

impl WorkQueue {
    /// The work of one kind, from its start.
    pub fn new(kind: Kind) -> Self {
        Self { kind, after: None }
    }

    /// The next piece.
    pub fn next(&mut self, store: &Store) -> Result<Option<Work>> {
        let (k1, k2) = self.after.unwrap_or((i64::MIN, i64::MIN));
        let next = store
            .connection
            .prepare_cached(
                "SELECT kind, k1, k2, row_hash, todo FROM plan.work
                 WHERE kind = ?1 AND (k1, k2) > (?2, ?3) ORDER BY k1, k2 LIMIT 1",
            )?
            .query_row(params![self.kind, k1, k2], work)
            .optional()?;
        if let Some(work) = &next {
            self.after = Some(work.key.parts());
        }
        Ok(next)
    }
}

impl Store {
    /// Empties the place where a plan waits.
    pub fn clear_work(&mut self) -> Result<()> {
        let attached: bool = self.connection.query_row(
            "SELECT count(*) FROM pragma_database_list WHERE name = 'plan'",
            [],
            |row| row.get(0),
        )?;
        if !attached {
            self.connection.execute_batch(
                "ATTACH DATABASE '' AS plan;
                 PRAGMA plan.journal_mode = OFF;
                 PRAGMA plan.synchronous = OFF;
                 CREATE TABLE plan.work (
                   kind INTEGER NOT NULL, k1 INTEGER NOT NULL, k2 INTEGER NOT NULL,
                   row_hash INTEGER NOT NULL, mark INTEGER NOT NULL, todo TEXT NOT NULL,
                   PRIMARY KEY (kind, k1, k2)
                 ) WITHOUT ROWID;",
            )?;
        }
        self.planned = true;
        Ok(self
            .connection
            .execute("DELETE FROM plan.work", [])
            .map(drop)?)
    }

    /// A record has its outcome: its work no longer waits.
    pub fn work_done(&self, kind: Kind, key: Key) -> Result<()> {
        if !self.planned {
            return Ok(());
        }
        let (k1, k2) = key.parts();
        Ok(self
            .connection
            .prepare_cached("DELETE FROM plan.work WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3")?
            .execute(params![kind, k1, k2])
            .map(drop)?)
    }

    /// Whether a record that has no entity yet still has its work before it.
    pub fn is_to_come(&self, kind: Kind, key: Key) -> Result<bool> {
        if !self.planned {
            return Ok(false);
        }
        let (k1, k2) = key.parts();
        Ok(self.connection
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM plan.work WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3) AND NOT EXISTS
                   (SELECT 1 FROM main.id_map WHERE kind = ?1 AND k1 = ?2 AND k2 = ?3 AND NOT stale)",
            )?
            .query_row(params![kind, k1, k2], |row| row.get(0))?)
    }

    /// Lets a piece of work wait. Of a record that has left, what `on_missing` asks for is more than to forget it.
    pub fn add_work(&self, work: &Work) -> Result<()> {
        let (k1, k2) = work.key.parts();
        let todo = serde_json::to_string(&work.todo)
            .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        let insert = match work.todo {
            Todo::Forget => "INSERT OR IGNORE INTO plan.work VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            _ => "INSERT OR REPLACE INTO plan.work VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        };
        Ok(self
            .connection
            .prepare_cached(insert)?
            .execute(params![
                work.kind,
                k1,
                k2,
                work.row_hash.cast_signed(),
                work.todo.mark(),
                todo
            ])
            .map(drop)?)
    }

    /// Whether a plan waits here. Its invalid records are among the rejects already.
    pub fn has_plan(&self) -> bool {
        self.planned
    }

    /// Does what needs no request, in one transaction however many records there are: notes the new hashes of rows whose
    /// payload the CRM has already, takes what is no longer to be sent off the rejects, and puts what is invalid on them.
    /// The first two leave the plan; the last still waits to be told.
    pub fn settle_work(&mut self, now: i64) -> Result<()> {
        let (digest, run) = (self.schema_digest()?, self.run);
        self.transaction(|tx| {
            let mut invalid = tx.prepare(
                "SELECT kind, k1, k2, row_hash, todo FROM plan.work WHERE mark = ?1",
            )?;
            let mut rows = invalid.query([REPORT])?;
            while let Some(row) = rows.next()? {
                let one = work(row)?;
                if let Todo::Report { reasons } = one.todo {
                    let outcome = Outcome::Invalid { reasons };
                    let at = (digest, now, run);
                    write_reject(tx, (one.kind, one.key), &outcome, one.row_hash, at)?;
                }
            }
            tx.execute(
                "UPDATE main.id_map SET row_hash = w.row_hash, gone = 0 FROM plan.work w
                 WHERE w.mark = ?1 AND id_map.kind = w.kind AND id_map.k1 = w.k1 AND id_map.k2 = w.k2",
                [SETTLE],
            )?;
            tx.execute(
                "DELETE FROM main.rejects
                 WHERE (kind, k1, k2) IN (SELECT kind, k1, k2 FROM plan.work WHERE mark IN (?1, ?2))",
                [SETTLE, FORGET],
            )?;
            tx.execute("DELETE FROM plan.work WHERE mark IN (?1, ?2)", [SETTLE, FORGET])
                .map(drop)
        })
    }
}

fn work(row: &Row<'_>) -> rusqlite::Result<Work> {
    let kind = row.get(0)?;
    let todo: String = row.get(4)?;
    Ok(Work {
        kind,
        key: Key::from_parts(kind, row.get(1)?, row.get(2)?),
        row_hash: row.get::<_, i64>(3)?.cast_unsigned(),
        todo: serde_json::from_str(&todo).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                4,
                rusqlite::types::Type::Text,
                Box::new(error),
            )
        })?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;

    fn add(store: &Store, user: i64, todo: Todo) {
        let work = Work {
            kind: Kind::Contact,
            key: Key::User(UserId(user)),
            row_hash: 7,
            todo,
        };
        store.add_work(&work).expect("written");
    }

    fn waiting(store: &Store) -> Vec<(i64, i64, i64)> {
        let mut found = Vec::new();
        store
            .each_reject(None, None, |one| {
                found.push((one.key.parts().0, one.first_seen, one.last_seen));
                Ok::<_, rusqlite::Error>(())
            })
            .expect("readable");
        found
    }

    fn left(store: &Store) -> usize {
        let mut left = 0;
        store.each_left(|_| left += 1).expect("readable");
        left
    }

    #[test]
    fn invalid_records_wait_before_anything_is_sent() {
        let mut store = Store::in_memory().expect("a store");
        for (now, users) in [(10, &[1, 2][..]), (20, &[2, 3])] {
            store.clear_work().expect("empty");
            for user in users {
                add(&store, *user, Todo::Report { reasons: vec![] });
            }
            store.settle_work(now).expect("written");
            // They still wait to be told.
            assert_eq!(left(&store), 2);
        }
        assert_eq!(waiting(&store), [(1, 10, 10), (2, 10, 20), (3, 20, 20)]);
        assert_eq!(store.rejects_waiting().expect("readable"), 3);

        store.clear_work().expect("empty");
        add(&store, 1, Todo::Settle);
        add(&store, 2, Todo::Forget);
        store.settle_work(30).expect("written");
        assert_eq!(left(&store), 0);
        assert_eq!(waiting(&store), [(3, 20, 20)]);
    }

    #[test]
    fn what_is_to_be_done_for_a_record_that_left_is_not_forgotten() {
        let mut store = Store::in_memory().expect("a store");
        store.clear_work().expect("empty");
        add(&store, 1, Todo::Leave);
        add(&store, 1, Todo::Forget);
        add(&store, 2, Todo::Forget);
        add(&store, 2, Todo::Leave);
        store.settle_work(10).expect("written");
        assert_eq!(left(&store), 2);
    }
}
