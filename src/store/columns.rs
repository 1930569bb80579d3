//! How the product's words stand in columns.

use rusqlite::Row;
use serde::{Deserialize, Serialize};

use crate::domain::{Key, Kind};

/// Kinds are stored by their place in stage order.
pub(super) fn code(kind: Kind) -> i64 {
    kind as i64
}

pub(super) fn kind_of(code: i64) -> Kind {
    usize::try_from(code)
        .ok()
        .and_then(|at| Kind::ALL.get(at).copied())
        .unwrap_or(Kind::Contact)
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

pub(super) fn kind_at(row: &Row<'_>, at: usize) -> rusqlite::Result<Kind> {
    let code: i64 = row.get(at)?;
    usize::try_from(code)
        .ok()
        .and_then(|at| Kind::ALL.get(at).copied())
        .ok_or(rusqlite::Error::IntegralValueOutOfRange(at, code))
}

/// The key in columns 1 and 2, of the kind in column 0.
pub(super) fn key_at(row: &Row<'_>) -> rusqlite::Result<Key> {
    Ok(Key::from_parts(kind_at(row, 0)?, row.get(1)?, row.get(2)?))
}
