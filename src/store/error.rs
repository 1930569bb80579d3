//! What can go wrong with the store, by its cause.

use std::fmt;

use rusqlite::ffi;

/// The store could not be read or written: the cause in plain words where there are some, and SQLite's own.
#[derive(Debug)]
pub struct StoreError(rusqlite::Error);

/// What a store's function returns.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self(error)
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match cause(&self.0) {
            Some(why) => write!(f, "{why} ({})", self.0),
            None => self.0.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {}

/// The cause in plain words, told by SQLite's extended code; `None` where its own words say it.
fn cause(error: &rusqlite::Error) -> Option<&'static str> {
    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        return None;
    };
    Some(
        match (failure.extended_code, failure.extended_code & 0xff) {
            (_, ffi::SQLITE_FULL) => "the disk is full",
            (ffi::SQLITE_READONLY_DIRECTORY, _) => "nothing can be written beside the database",
            (_, ffi::SQLITE_READONLY) => "it is read-only",
            (_, ffi::SQLITE_BUSY | ffi::SQLITE_LOCKED) => "another program holds it",
            (_, ffi::SQLITE_CANTOPEN) => {
                "it, or a file that SQLite keeps beside it, cannot be opened"
            }
            (_, ffi::SQLITE_CORRUPT | ffi::SQLITE_NOTADB) => "it is damaged, or no database",
            _ => return None,
        },
    )
}
