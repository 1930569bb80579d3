//! Past runs, and the summary of each.

use rusqlite::{OptionalExtension as _, Row, params};
use serde::Serialize;
use serde_json::Value;

use super::Store;

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
    /// Its summary, as `--output json` prints it.
    pub report: Option<Value>,
}

impl Store {
    /// Notes that a run starts; what it sends is noted as its own from now on.
    pub fn begin_run(&mut self, command: &str, host: &str, now: i64) -> rusqlite::Result<i64> {
        self.connection.execute(
            "INSERT INTO runs (command, host, pid, started) VALUES (?1, ?2, ?3, ?4)",
            params![command, host, std::process::id(), now],
        )?;
        let id = self.connection.last_insert_rowid();
        self.run = Some(id);
        Ok(id)
    }

    /// Notes how the run ended.
    pub fn end_run(
        &mut self,
        id: i64,
        exit_code: u8,
        report: &Value,
        now: i64,
    ) -> rusqlite::Result<()> {
        self.connection
            .execute(
                "UPDATE runs SET ended = ?2, exit_code = ?3, report = ?4 WHERE id = ?1",
                params![id, now, exit_code, report.to_string()],
            )
            .map(drop)
    }

    /// When a run last ended well: done, or done but for some records.
    pub fn last_success(&self) -> rusqlite::Result<Option<i64>> {
        self.connection.query_row(
            "SELECT max(ended) FROM runs WHERE command = 'sync' AND exit_code IN (0, 5)",
            [],
            |row| row.get(0),
        )
    }

    /// The newest runs first.
    pub fn runs(&self, limit: u32) -> rusqlite::Result<Vec<Run>> {
        self.connection
            .prepare_cached(
                "SELECT id, command, host, pid, started, ended, exit_code, report FROM runs ORDER BY id DESC LIMIT ?1",
            )?
            .query_map([limit], run)?
            .collect()
    }

    /// One run.
    pub fn run(&self, id: i64) -> rusqlite::Result<Option<Run>> {
        self.connection
            .prepare_cached(
                "SELECT id, command, host, pid, started, ended, exit_code, report FROM runs WHERE id = ?1",
            )?
            .query_row([id], run)
            .optional()
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
