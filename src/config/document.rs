//! The configuration as a tree that knows its lines, so that a mistake can be pointed at.

use std::ops::Range;

use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer};

/// The keys that lead to a place.
pub(super) type Path = Vec<String>;

/// A parsed file; places can be taken out or filled in so that reading goes on behind a mistake.
#[derive(Debug)]
pub(super) struct Document<'i> {
    text: &'i str,
    root: Spanned<DeTable<'i>>,
}

/// Where reading stopped, and why.
#[derive(Debug)]
pub(super) struct Stop {
    /// The place, as far as the document has it.
    pub path: Path,
    /// What `serde` says.
    pub message: String,
}

impl<'i> Document<'i> {
    /// Parses the text; the error is a line and what is wrong there.
    pub fn parse(text: &'i str) -> Result<Self, (usize, String)> {
        DeTable::parse(text)
            .map(|root| Self { text, root })
            .map_err(|error| {
                let at = error.span().map_or(0, |span| span.start);
                (line(text, at), error.message().replace('\n', ", "))
            })
    }

    /// Turns the tree into a value.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Stop> {
        serde_path_to_error::deserialize(Deserializer::from(self.root.clone())).map_err(|error| {
            let path = self.place(error.path(), error.inner().span().as_ref());
            Stop {
                path,
                message: error.inner().message().to_owned(),
            }
        })
    }

    /// The keys of a path. Those that are read into an enum are not recorded, but the error's span tells which they were.
    fn place(&self, path: &serde_path_to_error::Path, span: Option<&Range<usize>>) -> Path {
        let mut keys = Path::new();
        let mut table = Some(self.root.get_ref());
        for segment in path {
            let key = match segment {
                Segment::Map { key } => Some(key.clone()),
                Segment::Unknown => table.zip(span).and_then(|(t, s)| holder(t, s)),
                Segment::Enum { .. } | Segment::Seq { .. } => None,
            };
            let Some(key) = key else { break };
            table = table
                .and_then(|table| table.get(key.as_str()))
                .and_then(|value| value.get_ref().as_table());
            keys.push(key);
        }
        keys
    }

    /// The line of a place; of the nearest place above it when it is not there.
    pub fn line(&self, path: &[String]) -> Option<usize> {
        let mut table = Some(self.root.get_ref());
        let mut found = None;
        for key in path {
            let Some((key, value)) = table.and_then(|table| table.get_key_value(key.as_str()))
            else {
                break;
            };
            found = Some(first_of(key.span(), value));
            table = value.get_ref().as_table();
        }
        found.map(|at| line(self.text, at))
    }

    /// Whether there is something at a place.
    pub fn has(&self, path: &[String]) -> bool {
        let Some((last, parents)) = path.split_last() else {
            return true;
        };
        let mut table = self.root.get_ref();
        for key in parents {
            match table.get(key.as_str()).and_then(|v| v.get_ref().as_table()) {
                Some(next) => table = next,
                None => return false,
            }
        }
        table.contains_key(last.as_str())
    }

    /// Takes a place out.
    pub fn remove(&mut self, path: &[String]) -> bool {
        let Some((last, parents)) = path.split_last() else {
            return false;
        };
        self.table(parents)
            .is_some_and(|table| table.remove(last.as_str()).is_some())
    }

    /// Puts something at a place that is not there or unreadable.
    pub fn put(&mut self, path: &[String], value: DeValue<'i>) -> bool {
        let Some((last, parents)) = path.split_last() else {
            return false;
        };
        let last = last.clone();
        self.table(parents).is_some_and(|table| {
            table.insert(Spanned::new(0..0, last.into()), Spanned::new(0..0, value));
            true
        })
    }

    fn table(&mut self, path: &[String]) -> Option<&mut DeTable<'i>> {
        let mut table = self.root.get_mut();
        for key in path {
            table = match table.get_mut(key.as_str())?.get_mut() {
                DeValue::Table(next) => next,
                _ => return None,
            };
        }
        Some(table)
    }
}

/// The key under which a span lies.
fn holder(table: &DeTable<'_>, span: &Range<usize>) -> Option<String> {
    let holds = |value: &Spanned<DeValue<'_>>| {
        value.span() == *span
            || value
                .get_ref()
                .as_table()
                .is_some_and(|table| holder(table, span).is_some())
    };
    table
        .iter()
        .find(|(key, value)| key.span() == *span || holds(value))
        .map(|(key, _)| key.get_ref().to_string())
}

/// A table that stands in several parts is found at its first key; the parser keeps the span of the last one.
fn first_of(key: Range<usize>, value: &Spanned<DeValue<'_>>) -> usize {
    match value.get_ref() {
        DeValue::Table(_) if value.span().start > 0 => key.start.min(value.span().start),
        _ => key.start,
    }
}

fn line(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
