//! Walks over tables in key order.

use rusqlite::{Row, Statement};

use super::error::{Result, StoreError};

use crate::domain::{KeyRange, Kind};

/// A prepared walk over a table in key order.
#[derive(Debug)]
pub struct Walk<'s, T> {
    pub(super) statement: Statement<'s>,
    pub(super) kind: Kind,
    pub(super) keys: KeyRange,
    pub(super) read: fn(Kind, &Row<'_>) -> rusqlite::Result<T>,
}

impl<T> Walk<'_, T> {
    /// Steps through the rows from the first one.
    pub fn rows(&mut self) -> Result<impl Iterator<Item = Result<T>> + use<'_, T>> {
        let (kind, read) = (self.kind, self.read);
        let rows = self
            .statement
            .query_map((kind, self.keys.start(), self.keys.end()), move |row| {
                read(kind, row)
            })?;
        Ok(rows.map(|row| row.map_err(StoreError::from)))
    }
}
