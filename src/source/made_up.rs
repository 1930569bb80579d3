//! A made-up platform, for the demo. Nothing else in the program writes a platform's database.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{Exit, Failure};

/// The database of a platform that nobody uses.
#[derive(Debug)]
pub struct MadeUpPlatform(Connection);

impl MadeUpPlatform {
    /// Makes the file at `path` and fills it with `sql`.
    pub fn create(path: &Path, sql: &str) -> Result<Self, Failure> {
        let connection = Connection::open(path).map_err(refused)?;
        let platform = Self(connection);
        platform.change(sql)?;
        Ok(platform)
    }

    /// Changes it, as its users would.
    pub fn change(&self, sql: &str) -> Result<(), Failure> {
        self.0.execute_batch(sql).map_err(refused)
    }
}

fn refused(error: rusqlite::Error) -> Failure {
    Failure::new(
        Exit::Failure,
        "cannot write the made-up platform's database",
    )
    .source(error)
}
