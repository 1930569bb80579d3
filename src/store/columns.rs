//! How the product's words stand in columns.

use rusqlite::Row;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

use crate::domain::{EntityType, FieldType, Key, Kind};

/// Kinds are stored by their place in stage order; a code that is none is an error.
impl ToSql for Kind {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(*self as i64))
    }
}

impl FromSql for Kind {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let code = value.as_i64()?;
        usize::try_from(code)
            .ok()
            .and_then(|at| Self::ALL.get(at).copied())
            .ok_or(FromSqlError::OutOfRange(code))
    }
}

impl ToSql for EntityType {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.as_str()))
    }
}

impl ToSql for FieldType {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(self.as_str()))
    }
}

impl FromSql for FieldType {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_str().map(Self::from)
    }
}

pub(super) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))
}

pub(super) fn parsed<T: Default + for<'de> Deserialize<'de>>(
    row: &Row<'_>,
    at: usize,
) -> rusqlite::Result<T> {
    match row.get_ref(at)? {
        rusqlite::types::ValueRef::Null => Ok(T::default()),
        _ => parsed_strict(row, at),
    }
}

pub(super) fn parsed_strict<T: for<'de> Deserialize<'de>>(
    row: &Row<'_>,
    at: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(at)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(at, rusqlite::types::Type::Text, Box::new(error))
    })
}

/// The key in columns 1 and 2, of the kind in column 0.
pub(super) fn key_at(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key::from_parts(row.get(0)?, row.get(1)?, row.get(2)?))
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    fn read(sql: &str) -> rusqlite::Result<Kind> {
        let connection = Connection::open_in_memory().expect("a database in memory");
        connection.query_row(&format!("SELECT {sql}"), [], |row| row.get(0))
    }

    #[test]
    fn each_kind_comes_back() {
        for kind in Kind::ALL {
            assert_eq!(read(&(kind as i64).to_string()), Ok(kind));
        }
    }

    #[test]
    fn a_code_that_is_no_kind_is_an_error() {
        for sql in ["8", "-1", "9223372036854775807", "'contact'", "NULL", "1.0"] {
            assert!(read(sql).is_err(), "{sql}");
        }
    }
}
