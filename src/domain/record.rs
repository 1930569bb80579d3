//! One row set of the platform, with its attributes by column name.

use std::sync::Arc;

use serde::Serialize;

use super::{Key, Kind};

/// The value of an attribute, as the platform's database holds it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Value {
    /// No value.
    Null,
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Real(f64),
    /// Text, dates included.
    Text(String),
}

/// The column names of a query, shared by its rows. Names are compared without regard to case.
#[derive(Debug, PartialEq, Eq)]
pub struct Columns(Vec<String>);

/// A record of the platform.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The kind whose query gave the record.
    pub kind: Kind,
    /// The record's key.
    pub key: Key,
    columns: Arc<Columns>,
    values: Vec<Value>,
}

impl Columns {
    /// The columns of a query, in its order.
    pub fn new(names: Vec<String>) -> Arc<Self> {
        Arc::new(Self(names))
    }

    /// The position of a column.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|own| own.eq_ignore_ascii_case(name))
    }

    /// The names in the query's order.
    pub fn names(&self) -> &[String] {
        &self.0
    }
}

impl Record {
    /// A record of `values` in the order of `columns`.
    pub fn new(kind: Kind, key: Key, columns: Arc<Columns>, values: Vec<Value>) -> Self {
        debug_assert_eq!(columns.0.len(), values.len());
        Self {
            kind,
            key,
            columns,
            values,
        }
    }

    /// The value of an attribute; `None` when the query has no such column.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.columns.position(name).map(|at| &self.values[at])
    }

    /// All attributes in the query's order.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.columns.0.iter().map(String::as_str).zip(&self.values)
    }

    /// A whole number, also where the database holds it as text.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.get(name)? {
            Value::Int(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok(),
            Value::Real(_) | Value::Null => None,
        }
    }

    /// Text that is there and not blank, trimmed.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.get(name)? {
            Value::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }
}
