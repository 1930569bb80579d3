//! A made-up platform, for the demo. Nothing else in the program writes a platform's database.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{Exit, Failure};

/// The database of a platform that nobody uses.
#[derive(Debug)]
pub struct MadeUpPlatform(Connection);

impl MadeUpPlatform {
    /// Makes the file at `path`, with a few users, a course and an enrolment.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        let connection = Connection::open(path).map_err(refused)?;
        let platform = Self(connection);
        platform.change(include_str!("made_up.sql"))?;
        Ok(platform)
    }

    /// Time passes: Boris moves, and makes progress.
    pub fn go_on(&self) -> Result<(), Failure> {
        self.change(
            "UPDATE as_users SET city = 'Казань', phone = '8 912 000-00-22' WHERE id = 2;
             UPDATE xx_orderCourses SET progress = 100, statusCode = 'finished', finished = '2026-11-20' WHERE id = 900;",
        )
    }

    fn change(&self, sql: &str) -> Result<(), Failure> {
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
