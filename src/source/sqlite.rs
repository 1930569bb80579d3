//! A SQLite file with the platform's tables, opened for reading only.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row as SqlRow};
use xxhash_rust::xxh3::Xxh3;

use super::{Row, Source};
use crate::config::SourceConfig;
use crate::domain::{Columns, Key, KeyShape, Kind, Record, Value};
use crate::error::{Exit, Failure};

/// The platform's database in a file.
#[derive(Debug)]
pub struct SqliteSource {
    connection: Connection,
    path: PathBuf,
    config: SourceConfig,
}

impl SqliteSource {
    /// Opens the file that the profile names.
    pub fn open(config: &SourceConfig) -> Result<Self, Failure> {
        let Some(path) = &config.path else {
            return Err(Failure::new(
                Exit::Config,
                "the profile does not say where the platform's database is",
            )
            .hint("set `source.path` to its file"));
        };
        let connection = Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .and_then(|connection| {
            connection.busy_timeout(Duration::from_secs(10))?;
            // Opening is lazy; a file that is no database shows itself here.
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
            Ok(connection)
        })
        .map_err(|error| {
            Failure::new(
                Exit::Failure,
                format!(
                    "cannot open the platform's database `{}`: {}",
                    path.display(),
                    words(path, &error)
                ),
            )
            .hint("check `source.path` in the profile")
        })?;
        Ok(Self {
            connection,
            path: path.clone(),
            config: config.clone(),
        })
    }

    fn query(&self, kind: Kind) -> &str {
        self.config
            .queries
            .get(&kind)
            .map_or_else(|| built_in(kind), String::as_str)
    }

    fn failure(&self, kind: Kind, error: &rusqlite::Error) -> Failure {
        Failure::new(
            Exit::Failure,
            format!(
                "cannot read `{kind}` from `{}`: {error}",
                self.path.display()
            ),
        )
        .hint("check `source.path`, and `source.queries` where the profile replaces a query")
    }

    fn select(&self, kind: Kind, tail: &str) -> String {
        format!(
            "SELECT * FROM (\n{}\n) {tail}",
            self.query(kind).trim().trim_end_matches(';')
        )
    }
}

impl Source for SqliteSource {
    fn scan(
        &self,
        kind: Kind,
        visit: &mut dyn FnMut(&dyn Row) -> anyhow::Result<ControlFlow<()>>,
    ) -> anyhow::Result<()> {
        let order = match kind.key_shape() {
            KeyShape::User => "ORDER BY userID",
            KeyShape::Course => "ORDER BY courseID",
            KeyShape::Enrolment => "ORDER BY userID, courseID",
        };
        let mut statement = self
            .connection
            .prepare(&self.select(kind, order))
            .map_err(|error| self.failure(kind, &error))?;
        let layout = Layout::of(kind, &statement)?;
        let mut rows = statement
            .query([])
            .map_err(|error| self.failure(kind, &error))?;
        let mut last = None;
        while let Some(row) = rows.next().map_err(|error| self.failure(kind, &error))? {
            let key = layout.key(row)?;
            if last.is_some_and(|last| last >= key) {
                return Err(Failure::new(
                    Exit::Config,
                    format!("the query of `{kind}` gives the key {key} twice"),
                )
                .into());
            }
            last = Some(key);
            if visit(&Visited {
                row,
                layout: &layout,
                key,
            })?
            .is_break()
            {
                break;
            }
        }
        Ok(())
    }

    fn get(&self, kind: Kind, key: Key, seed: u64) -> anyhow::Result<Option<(Record, u64)>> {
        let tail = match kind.key_shape() {
            KeyShape::User => "WHERE userID = ?1 AND ?2 = 0",
            KeyShape::Course => "WHERE courseID = ?1 AND ?2 = 0",
            KeyShape::Enrolment => "WHERE userID = ?1 AND courseID = ?2",
        };
        let mut statement = self
            .connection
            .prepare_cached(&self.select(kind, tail))
            .map_err(|error| self.failure(kind, &error))?;
        let layout = Layout::of(kind, &statement)?;
        let (first, second) = key.parts();
        let mut rows = statement
            .query([first, second])
            .map_err(|error| self.failure(kind, &error))?;
        let Some(row) = rows.next().map_err(|error| self.failure(kind, &error))? else {
            return Ok(None);
        };
        let visited = Visited {
            row,
            layout: &layout,
            key,
        };
        let found = (visited.record(), visited.hash(seed));
        if rows
            .next()
            .map_err(|error| self.failure(kind, &error))?
            .is_some()
        {
            return Err(Failure::new(
                Exit::Config,
                format!("the query of `{kind}` gives the key {key} twice"),
            )
            .into());
        }
        Ok(Some(found))
    }
}

/// The columns of a query, and which of them are the key.
struct Layout {
    kind: Kind,
    columns: Arc<Columns>,
    first: usize,
    second: Option<usize>,
}

impl Layout {
    fn of(kind: Kind, statement: &rusqlite::Statement<'_>) -> anyhow::Result<Self> {
        let columns = Columns::new(statement.column_names().map(ToOwned::to_owned).collect());
        let at = |name: &str| {
            columns.position(name).with_context(|| {
                format!("the query of `{kind}` has no column `{name}`, which is its key")
            })
        };
        let (first, second) = match kind.key_shape() {
            KeyShape::User => (at("userID")?, None),
            KeyShape::Course => (at("courseID")?, None),
            KeyShape::Enrolment => (at("userID")?, Some(at("courseID")?)),
        };
        Ok(Self {
            kind,
            columns,
            first,
            second,
        })
    }

    fn key(&self, row: &SqlRow<'_>) -> anyhow::Result<Key> {
        let number = |at: usize| {
            row.get::<_, i64>(at).with_context(|| {
                format!(
                    "the query of `{}` gives a key `{}` that is no whole number",
                    self.kind,
                    self.columns.names()[at]
                )
            })
        };
        let second = self.second.map(number).transpose()?.unwrap_or(0);
        Ok(Key::from_parts(self.kind, number(self.first)?, second))
    }
}

struct Visited<'a, 'r> {
    row: &'a SqlRow<'r>,
    layout: &'a Layout,
    key: Key,
}

impl Row for Visited<'_, '_> {
    fn key(&self) -> Key {
        self.key
    }

    fn hash(&self, seed: u64) -> u64 {
        let mut hash = Xxh3::with_seed(seed);
        for (at, name) in self.layout.columns.names().iter().enumerate() {
            hash.update(name.as_bytes());
            // A type byte and a length keep ("ab", "c") apart from ("a", "bc"), and 1 from '1'.
            match self.row.get_ref(at) {
                Ok(ValueRef::Integer(number)) => {
                    hash.update(b"i");
                    hash.update(&number.to_le_bytes());
                }
                Ok(ValueRef::Real(number)) => {
                    hash.update(b"r");
                    hash.update(&number.to_bits().to_le_bytes());
                }
                Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => {
                    hash.update(b"t");
                    hash.update(&bytes.len().to_le_bytes());
                    hash.update(bytes);
                }
                Ok(ValueRef::Null) | Err(_) => hash.update(b"n"),
            }
        }
        hash.digest()
    }

    fn record(&self) -> Record {
        let values = (0..self.layout.columns.names().len())
            .map(|at| match self.row.get_ref(at) {
                Ok(ValueRef::Integer(number)) => Value::Int(number),
                Ok(ValueRef::Real(number)) => Value::Real(number),
                Ok(ValueRef::Text(bytes) | ValueRef::Blob(bytes)) => {
                    Value::Text(String::from_utf8_lossy(bytes).into_owned())
                }
                Ok(ValueRef::Null) | Err(_) => Value::Null,
            })
            .collect();
        Record::new(
            self.layout.kind,
            self.key,
            Arc::clone(&self.layout.columns),
            values,
        )
    }
}

fn built_in(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => include_str!("queries/contact.sql"),
        Kind::Company => include_str!("queries/company.sql"),
        // A course becomes both; the mapping chooses what each takes.
        Kind::Product | Kind::DealProduct => include_str!("queries/product.sql"),
        Kind::DealSupplier => include_str!("queries/deal_supplier.sql"),
        Kind::DealSrs => include_str!("queries/deal_srs.sql"),
        Kind::DealStudent => include_str!("queries/deal_student.sql"),
        Kind::DealCourse => include_str!("queries/deal_course.sql"),
    }
}

fn words(path: &Path, error: &rusqlite::Error) -> String {
    if path.exists() {
        error.to_string()
    } else {
        "no such file".to_owned()
    }
}
