//! Rows of the platform that no query reaches.

use std::fmt;

use serde::Serialize;

use crate::domain::Kind;

/// So many of a sort are named; the others are counted.
const NAMED: usize = 20;
/// So many of them fit a line for people.
const SHOWN: usize = 5;

/// A row that no query reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOutRow {
    /// The kind that lacks it.
    pub kind: Kind,
    /// The sort of row, in the plural.
    pub what: &'static str,
    /// The record's key, or the row's id where it has none.
    pub key: String,
    /// Why it is left out.
    pub reason: &'static str,
}

/// Rows of one sort that no query reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The kind that lacks them.
    pub kind: Kind,
    /// The sort of row, in the plural.
    pub what: &'static str,
    /// How many there are.
    pub count: u64,
    /// The first of them.
    pub first: Vec<String>,
}

impl LeftOut {
    /// Counts a row among those of its sort.
    pub fn count(all: &mut Vec<Self>, row: LeftOutRow) {
        let at = all.iter().position(|own| own.what == row.what);
        let at = at.unwrap_or_else(|| {
            all.push(Self {
                kind: row.kind,
                what: row.what,
                count: 0,
                first: Vec::new(),
            });
            all.len() - 1
        });
        let own = &mut all[at];
        own.count += 1;
        if own.first.len() < NAMED {
            own.first.push(row.key);
        }
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = &self.first[..self.first.len().min(SHOWN)];
        write!(f, "{}: {} ({}", self.what, self.count, shown.join(", "))?;
        f.write_str(if self.count > shown.len() as u64 {
            ", …)"
        } else {
            ")"
        })
    }
}
