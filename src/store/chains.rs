//! Chains that stopped before their end, kept for `chain resume`.

use rusqlite::params;

use super::Store;
use super::error::Result;

/// A chain that stopped.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Unfinished {
    /// Its number.
    pub id: i64,
    /// What built it, for example `sync-user 1135`.
    pub label: String,
    /// What is left, in the platform's JSON.
    pub actions: String,
    /// Why it stopped.
    pub error: String,
}

impl Store {
    /// Keeps what is left of a chain; a former remainder of the same label gives way.
    pub fn keep_chain(&mut self, label: &str, actions: &str, error: &str, now: i64) -> Result<()> {
        self.transaction(|tx| {
            tx.execute("DELETE FROM chains WHERE label = ?1", [label])?;
            tx.execute(
                "INSERT INTO chains (label, actions, position, error, created) VALUES (?1, ?2, 0, ?3, ?4)",
                params![label, actions, error, now],
            )
            .map(drop)
        })
    }

    /// The chain has reached its end.
    pub fn end_chain(&mut self, label: &str) -> Result<()> {
        Ok(self
            .connection
            .execute("DELETE FROM chains WHERE label = ?1", [label])
            .map(drop)?)
    }

    /// All unfinished chains, oldest first.
    pub fn chains(&self) -> Result<Vec<Unfinished>> {
        self.connection
            .prepare("SELECT id, label, actions, error FROM chains ORDER BY id")?
            .query_map([], |row| {
                Ok(Unfinished {
                    id: row.get(0)?,
                    label: row.get(1)?,
                    actions: row.get(2)?,
                    error: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
                })
            })?
            .collect::<rusqlite::Result<_>>()
            .map_err(Into::into)
    }

    /// One unfinished chain.
    pub fn chain(&self, id: i64) -> Result<Option<Unfinished>> {
        Ok(self.chains()?.into_iter().find(|chain| chain.id == id))
    }
}
