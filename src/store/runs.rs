//! Past runs, and the summary of each.

use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::Store;
use super::error::Result;
use super::plan::{FORGET, SETTLE};
use crate::domain::{CrmId, Key, Kind};

/// A run that wrote, or tried to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// The command, for example `sync`.
    pub command: String,
    /// The machine.
    pub host: String,
    /// The process.
    pub pid: u32,
    /// Unix time.
    pub started: i64,
    /// Unix time; `None` while it runs, and for ever when it was killed.
    pub ended: Option<i64>,
    /// How it ended.
    pub exit_code: Option<u8>,
    /// Its summary, as JSON output prints it.
    pub report: Option<Value>,
}

/// A record that a run planned and did not finish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// The record's kind.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    /// Its entity.
    pub id: Option<CrmId>,
    /// How far it came.
    pub how: HowFar,
}

/// How far a record came that was not finished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HowFar {
    /// Nothing of it was sent.
    NotReached,
    /// The run has sent its entity; something else, such as its links, is open.
    InPart,
    /// Its create was sent, and what became of it is not recorded.
    Unknown,
}

impl Store {
    /// Notes that a run starts; what it sends is noted as its own from now on.
    pub fn begin_run(&mut self, command: &str, host: &str, now: i64) -> Result<i64> {
        self.connection.execute(
            "INSERT INTO runs (command, host, pid, started) VALUES (?1, ?2, ?3, ?4)",
            params![command, host, std::process::id(), now],
        )?;
        let id = self.connection.last_insert_rowid();
        self.run = Some(id);
        Ok(id)
    }

    /// Notes how the run ended.
    pub fn end_run(&mut self, id: i64, exit_code: u8, report: &Value, now: i64) -> Result<()> {
        Ok(self
            .connection
            .execute(
                "UPDATE runs SET ended = ?2, exit_code = ?3, report = ?4 WHERE id = ?1",
                params![id, now, exit_code, report.to_string()],
            )
            .map(drop)?)
    }

    /// When a run of the whole platform last ended well: done, or done but for some records.
    ///
    /// A run of a part says nothing of the rest, whose runs may fail all the time.
    pub fn last_success(&self) -> Result<Option<i64>> {
        Ok(self.connection.query_row(
            "SELECT max(ended) FROM runs WHERE command = 'sync' AND exit_code IN (0, 5)
               AND coalesce(json_extract(report, '$.scope.whole'), 1)",
            [],
            |row| row.get(0),
        )?)
    }

    /// How many creates have no known outcome.
    pub fn unknown_outcomes(&self) -> Result<u64> {
        Ok(self.count("SELECT count(*) FROM journal")?)
    }

    fn count(&self, sql: &str) -> rusqlite::Result<u64> {
        self.connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .map(i64::cast_unsigned)
    }

    /// Visits what is left of the plan of the run that goes on, in stage and key order.
    pub fn each_left(&self, mut visit: impl FnMut(Left)) -> Result<()> {
        if !self.planned {
            return Ok(());
        }
        let mut statement = self.connection.prepare(
            "SELECT w.kind, w.k1, w.k2, m.crm_id, j.kind IS NOT NULL, m.crm_id IS NOT NULL AND s.run_id = ?1
             FROM plan.work w
             LEFT JOIN main.journal j ON (j.kind, j.k1, j.k2) = (w.kind, w.k1, w.k2)
             LEFT JOIN main.id_map m ON (m.kind, m.k1, m.k2) = (w.kind, w.k1, w.k2)
             LEFT JOIN main.sent s ON (s.kind, s.k1, s.k2) = (w.kind, w.k1, w.k2)
             WHERE w.mark NOT IN (?2, ?3) ORDER BY w.kind, w.k1, w.k2",
        )?;
        let mut rows = statement.query(params![self.run, SETTLE, FORGET])?;
        while let Some(row) = rows.next()? {
            let kind = row.get(0)?;
            let how = match (row.get(4)?, row.get::<_, Option<bool>>(5)?) {
                (true, _) => HowFar::Unknown,
                (false, Some(true)) => HowFar::InPart,
                (false, _) => HowFar::NotReached,
            };
            visit(Left {
                kind,
                key: Key::from_parts(kind, row.get(1)?, row.get(2)?),
                id: row.get::<_, Option<i64>>(3)?.map(CrmId),
                how,
            });
        }
        Ok(())
    }

    /// The newest runs first.
    pub fn runs(&self, limit: u32) -> Result<Vec<Run>> {
        self.connection
            .prepare_cached(
                "SELECT id, command, host, pid, started, ended, exit_code, report FROM runs ORDER BY id DESC LIMIT ?1",
            )?
            .query_map([limit], run)?
            .collect::<rusqlite::Result<_>>()
            .map_err(Into::into)
    }

    /// One run.
    pub fn run(&self, id: i64) -> Result<Option<Run>> {
        Ok(self.connection
            .prepare_cached(
                "SELECT id, command, host, pid, started, ended, exit_code, report FROM runs WHERE id = ?1",
            )?
            .query_row([id], run)
            .optional()?)
    }
}

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        command: row.get(1)?,
        host: row.get(2)?,
        pid: row.get(3)?,
        started: row.get(4)?,
        ended: row.get(5)?,
        exit_code: row.get(6)?,
        report: row
            .get::<_, Option<String>>(7)?
            .and_then(|text| serde_json::from_str(&text).ok()),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::payload::Payload;
    use crate::domain::{EntityType, UserId};
    use crate::store::{Pending, Todo, Work};

    fn user(id: i64) -> Key {
        Key::User(UserId(id))
    }

    fn pending(id: i64, sent_at: i64) -> Pending {
        Pending {
            kind: Kind::Contact,
            key: user(id),
            marker: String::new(),
            links: std::collections::BTreeMap::new(),
            watermark: CrmId(0),
            sent_at,
        }
    }

    fn create(store: &mut Store, id: i64, now: i64) {
        let payload = Payload::default();
        store
            .journal(&[(pending(id, now), &payload)], EntityType::Contacts)
            .expect("written down");
        store
            .created(&[(pending(id, now), CrmId(500 + id))], now)
            .expect("recorded");
    }

    #[test]
    fn what_is_left_of_a_plan_tells_how_far_it_came() {
        let mut store = Store::in_memory().expect("a store");
        store.begin_run("sync", "here", 1).expect("a run");
        create(&mut store, 3, 1);
        store.begin_run("sync", "here", 2).expect("a run");
        store.clear_work().expect("an empty plan");
        for id in 1..=3 {
            let work = Work {
                kind: Kind::Contact,
                key: user(id),
                row_hash: 1,
                todo: Todo::Stale,
            };
            store.add_work(&work).expect("added");
        }
        let payload = Payload::default();
        store
            .journal(&[(pending(1, 2), &payload)], EntityType::Contacts)
            .expect("written down");
        create(&mut store, 2, 2);
        let mut left = Vec::new();
        store
            .each_left(|one| left.push((one.key, one.id, one.how)))
            .expect("read");
        assert_eq!(
            left,
            [
                (user(1), None, HowFar::Unknown),
                (user(2), Some(CrmId(502)), HowFar::InPart),
                // An earlier run has made it.
                (user(3), Some(CrmId(503)), HowFar::NotReached),
            ]
        );
        assert_eq!(store.unknown_outcomes().expect("counted"), 1);
    }

    #[test]
    fn only_runs_of_all_records_count_as_the_last_success() {
        let mut store = Store::in_memory().expect("a store");
        for (command, code, whole, ended) in [
            ("sync", 0, true, 10),
            ("sync", 5, true, 20),
            ("sync", 0, false, 30),
            ("sync", 1, true, 40),
            ("sync-user 1", 0, true, 50),
        ] {
            let run = store.begin_run(command, "here", 1).expect("a run");
            store
                .end_run(run, code, &json!({"scope": {"whole": whole}}), ended)
                .expect("recorded");
        }
        assert_eq!(store.last_success().expect("read"), Some(20));
    }
}
