//! A SQLite file with the platform's tables, opened for reading only.
//!
//! The hard part is the row that did not change, of which a run sees millions: it is hashed where SQLite holds it,
//! without a copy and without an allocation. A scan is one statement and so one snapshot, whatever is written meanwhile;
//! scans of parts are one each, and a row belongs to one part only.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::types::ValueRef;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, OptionalExtension as _, Row as SqlRow, params_from_iter,
};
use xxhash_rust::xxh3::xxh3_64;

use crate::config::SourceConfig;
use crate::domain::{ALL_KEYS, Columns, Key, KeyRange, KeyShape, Kind, Record, Value};
use crate::error::{Exit, Failure};
use crate::source::{LeftOutRow, Row, Source};

/// The platform's database in a file.
#[derive(Debug)]
pub struct SqliteSource {
    connection: Connection,
    path: PathBuf,
    config: SourceConfig,
    /// This connection has its copy of the courses' names.
    has_course_names: Cell<bool>,
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
            // KiB. Joins look users and courses up; the default of 2 MiB thrashes on a million of them.
            connection.pragma_update(None, "cache_size", -14_000)?;
            connection.pragma_update(Some("temp"), "cache_size", -6_000)?;
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
            has_course_names: Cell::new(false),
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
                "cannot read `{kind}` from `{}`: {}",
                self.path.display(),
                words(&self.path, error)
            ),
        )
        .hint("check `source.path`, and `source.queries` where the profile replaces a query")
    }

    /// Why a query cannot be prepared: without its key columns first of all, which the order needs.
    fn unusable(&self, kind: Kind, error: &rusqlite::Error) -> anyhow::Error {
        match self.columns(kind) {
            Err(cause) => cause,
            Ok(_) => self.failure(kind, error).into(),
        }
    }

    fn twice(kind: Kind, key: Key) -> anyhow::Error {
        Failure::new(
            Exit::Config,
            format!("the query of `{kind}` gives the key {key} twice"),
        )
        .hint(format!(
            "see `source.queries.{kind}` in the profile: each key may come once"
        ))
        .into()
    }

    /// Copies what enrolments show of their courses into a temporary table of this connection.
    ///
    /// Each enrolment looks its course up, at random, and the rows of courses with their descriptions are too large to be
    /// kept in memory: half of the look-ups would read a page.
    fn copy_course_names(&self) -> rusqlite::Result<()> {
        if self.has_course_names.get() {
            return Ok(());
        }
        self.connection.execute_batch(
            "BEGIN;
             CREATE TEMP TABLE course_names (id INTEGER PRIMARY KEY, name, formatCode);
             INSERT INTO temp.course_names SELECT id, name, formatCode FROM main.xx_courses ORDER BY id;
             COMMIT;",
        )?;
        self.has_course_names.set(true);
        Ok(())
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
        keys: &KeyRange,
        visit: &mut dyn FnMut(&dyn Row) -> anyhow::Result<ControlFlow<()>>,
    ) -> anyhow::Result<()> {
        let (first, order) = (first_key(kind), all_keys(kind));
        // All rows are asked for without a condition, so that a profile's own query runs as it was written.
        let is_part = *keys != ALL_KEYS;
        let part = if is_part {
            format!("WHERE {first} BETWEEN ?1 AND ?2 ")
        } else {
            String::new()
        };
        let mut query = self.select(kind, &format!("{part}ORDER BY {order}"));
        if kind == Kind::DealCourse && !self.config.queries.contains_key(&kind) {
            self.copy_course_names()
                .map_err(|error| self.failure(kind, &error))?;
            query = query.replace(COURSES, COURSE_NAMES);
        }
        let mut statement = self
            .connection
            .prepare(&query)
            .map_err(|error| self.unusable(kind, &error))?;
        let layout = Layout::of(kind, &statement)?;
        let bounds = [*keys.start(), *keys.end()];
        let bounds = if is_part { &bounds[..] } else { &[] };
        let mut rows = statement
            .query(params_from_iter(bounds))
            .map_err(|error| self.failure(kind, &error))?;
        let mut last = None;
        while let Some(row) = rows.next().map_err(|error| self.failure(kind, &error))? {
            let key = layout.key(row)?;
            if last.is_some_and(|last| last >= key) {
                return Err(Self::twice(kind, key));
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

    fn extent(&self, kind: Kind) -> anyhow::Result<Option<KeyRange>> {
        // What a profile's own query costs for a part of its rows nobody knows.
        if self.config.queries.contains_key(&kind) {
            return Ok(None);
        }
        let first = first_key(kind);
        let end = |order: &str| -> anyhow::Result<Option<i64>> {
            let query = self.select(kind, &format!("ORDER BY {first} {order} LIMIT 1"));
            let query = format!("SELECT {first} FROM ({query})");
            self.connection
                .query_row(&query, [], |row| row.get(0))
                .optional()
                .map_err(|error| self.failure(kind, &error).into())
        };
        Ok(end("ASC")?.zip(end("DESC")?).map(|(low, high)| low..=high))
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
            .map_err(|error| self.unusable(kind, &error))?;
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
            return Err(Self::twice(kind, key));
        }
        Ok(Some(found))
    }

    fn left_out(
        &self,
        scanned: Option<&BTreeMap<Kind, u64>>,
        visit: &mut dyn FnMut(LeftOutRow),
    ) -> anyhow::Result<()> {
        for check in LEFT_OUT {
            // Whoever replaces a query knows which rows it leaves out.
            let asked = check.kinds.iter().copied().find(|kind| {
                !self.config.queries.contains_key(kind)
                    && scanned.is_none_or(|scanned| scanned.contains_key(kind))
            });
            let Some(kind) = asked else {
                continue;
            };
            if let Some(seen) = scanned.and_then(|scanned| scanned.get(&kind)) {
                let all: i64 = self
                    .connection
                    .query_row(check.all, [], |row| row.get(0))
                    .map_err(|error| self.failure(kind, &error))?;
                if all.cast_unsigned() == *seen {
                    continue;
                }
            }
            let mut find = || -> rusqlite::Result<()> {
                let mut statement = self.connection.prepare(check.rows)?;
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    visit(LeftOutRow {
                        kind,
                        what: check.what,
                        key: row.get(0)?,
                        reason: check.reason,
                    });
                }
                Ok(())
            };
            find().map_err(|error| self.failure(kind, &error))?;
        }
        Ok(())
    }

    fn columns(&self, kind: Kind) -> anyhow::Result<Vec<String>> {
        let statement = self
            .connection
            .prepare(&self.select(kind, "LIMIT 0"))
            .map_err(|error| self.failure(kind, &error))?;
        Ok(Layout::of(kind, &statement)?.columns.names().to_vec())
    }
}

/// How the query of enrolments names the courses, and what a scan reads in their place.
const COURSES: &str = "xx_courses k";
const COURSE_NAMES: &str = "temp.course_names k";

/// The column that comes first in a kind's key.
fn first_key(kind: Kind) -> &'static str {
    match kind.key_shape() {
        KeyShape::User | KeyShape::Enrolment => "userID",
        KeyShape::Course => "courseID",
    }
}

/// All columns of a kind's key.
fn all_keys(kind: Kind) -> &'static str {
    match kind.key_shape() {
        KeyShape::Enrolment => "userID, courseID",
        KeyShape::User | KeyShape::Course => first_key(kind),
    }
}

/// The columns of a query, and which of them are the key.
struct Layout {
    kind: Kind,
    columns: Arc<Columns>,
    first: usize,
    second: Option<usize>,
    /// Of the column names: a renamed column is another row.
    names: u64,
    buffer: RefCell<Vec<u8>>,
}

impl Layout {
    fn of(kind: Kind, statement: &rusqlite::Statement<'_>) -> Result<Self, Failure> {
        let columns = Columns::new(statement.column_names().map(ToOwned::to_owned).collect());
        let at = |name: &str| {
            columns.position(name).ok_or_else(|| {
                Failure::new(
                    Exit::Config,
                    format!("the query of `{kind}` has no column `{name}`, which is its key"),
                )
                .hint(format!("its columns are {}", columns.names().join(", ")))
            })
        };
        let (first, second) = match kind.key_shape() {
            KeyShape::User => (at("userID")?, None),
            KeyShape::Course => (at("courseID")?, None),
            KeyShape::Enrolment => (at("userID")?, Some(at("courseID")?)),
        };
        let names = xxh3_64(columns.names().join("\n").as_bytes());
        Ok(Self {
            kind,
            columns,
            first,
            second,
            names,
            buffer: RefCell::default(),
        })
    }

    fn key(&self, row: &SqlRow<'_>) -> Result<Key, Failure> {
        let number = |at: usize| match row.get_ref(at) {
            Ok(ValueRef::Integer(number)) => Ok(number),
            Ok(ValueRef::Null) => Err(self.no_key(at, "has rows without")),
            _ => Err(self.no_key(at, "has rows without a whole number in")),
        };
        let second = self.second.map(number).transpose()?.unwrap_or(0);
        Ok(Key::from_parts(self.kind, number(self.first)?, second))
    }

    fn no_key(&self, at: usize, what: &str) -> Failure {
        let (kind, column) = (self.kind, &self.columns.names()[at]);
        Failure::new(
            Exit::Config,
            format!("the query of `{kind}` {what} `{column}`, which is its key"),
        )
        .hint(format!(
            "let `source.queries.{kind}` leave out such rows, or convert the column with CAST"
        ))
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
        let mut bytes = self.layout.buffer.borrow_mut();
        bytes.clear();
        bytes.extend_from_slice(&seed.to_le_bytes());
        bytes.extend_from_slice(&self.layout.names.to_le_bytes());
        for at in 0..self.layout.columns.names().len() {
            // A type byte and a length keep ("ab", "c") apart from ("a", "bc"), and 1 from '1'.
            match self.row.get_ref(at) {
                Ok(ValueRef::Integer(number)) => {
                    bytes.push(b'i');
                    bytes.extend_from_slice(&number.to_le_bytes());
                }
                Ok(ValueRef::Real(number)) => {
                    bytes.push(b'r');
                    bytes.extend_from_slice(&number.to_bits().to_le_bytes());
                }
                Ok(ValueRef::Text(text) | ValueRef::Blob(text)) => {
                    bytes.push(b't');
                    bytes.extend_from_slice(&(text.len() as u64).to_le_bytes());
                    bytes.extend_from_slice(text);
                }
                Ok(ValueRef::Null) | Err(_) => bytes.push(b'n'),
            }
        }
        xxh3_64(&bytes)
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

/// Rows that the built-in queries cannot give a key, or leave out by the roles.
struct Check {
    /// The kinds that lack them, the one that names them first.
    kinds: &'static [Kind],
    what: &'static str,
    reason: &'static str,
    /// How many rows a kind would have if it lacked none. Must stay cheap: every run asks.
    all: &'static str,
    /// What names the rows. Must give text.
    rows: &'static str,
}

const OF_SUPPLIERS: &[Kind] = &[Kind::Company, Kind::DealSupplier, Kind::DealSrs];

const LEFT_OUT: [Check; 5] = [
    Check {
        kinds: &[Kind::DealCourse],
        what: "enrolments whose client is missing",
        reason: "the client of the enrolment is missing",
        all: "SELECT count(*) FROM xx_orderCourses",
        rows: "SELECT 'order ' || o.id || ' of client ' || ifnull(o.clientID, 'NULL') FROM xx_orderCourses o
               WHERE NOT EXISTS (SELECT 1 FROM xx_clients c WHERE c.id = o.clientID)",
    },
    Check {
        kinds: &[Kind::DealStudent],
        what: "users with a client row and without the role `client`",
        reason: "the user lacks the role `client`",
        all: "SELECT count(*) FROM xx_clients",
        rows: "SELECT CAST(ifnull(c.userID, 'NULL') AS TEXT) FROM xx_clients c
               WHERE NOT EXISTS (SELECT 1 FROM as_userRoles ur JOIN as_roles r ON r.id = ur.roleID
                                 WHERE ur.userID = c.userID AND r.code = 'client')",
    },
    Check {
        kinds: &[Kind::DealStudent],
        what: "users with the role `client` and no client row",
        reason: "the user has the role `client` and no client row",
        all: "SELECT count(*) FROM as_userRoles WHERE roleID IN (SELECT id FROM as_roles WHERE code = 'client')",
        // A role that nobody has any more is no loss.
        rows: "SELECT CAST(ur.userID AS TEXT) FROM as_userRoles ur JOIN as_roles r ON r.id = ur.roleID
               WHERE r.code = 'client' AND NOT EXISTS (SELECT 1 FROM xx_clients c WHERE c.userID = ur.userID)
               AND EXISTS (SELECT 1 FROM as_users u WHERE u.id = ur.userID)",
    },
    Check {
        kinds: OF_SUPPLIERS,
        what: "users with a supplier row and without the role `supplier`",
        reason: "the user lacks the role `supplier`",
        all: "SELECT count(*) FROM xx_suppliers",
        rows: "SELECT CAST(ifnull(s.userID, 'NULL') AS TEXT) FROM xx_suppliers s
               WHERE NOT EXISTS (SELECT 1 FROM as_userRoles ur JOIN as_roles r ON r.id = ur.roleID
                                 WHERE ur.userID = s.userID AND r.code = 'supplier')",
    },
    Check {
        kinds: OF_SUPPLIERS,
        what: "users with the role `supplier` and no supplier row",
        reason: "the user has the role `supplier` and no supplier row",
        all: "SELECT count(*) FROM as_userRoles WHERE roleID IN (SELECT id FROM as_roles WHERE code = 'supplier')",
        // A role that nobody has any more is no loss.
        rows: "SELECT CAST(ur.userID AS TEXT) FROM as_userRoles ur JOIN as_roles r ON r.id = ur.roleID
               WHERE r.code = 'supplier' AND NOT EXISTS (SELECT 1 FROM xx_suppliers s WHERE s.userID = ur.userID)
               AND EXISTS (SELECT 1 FROM as_users u WHERE u.id = ur.userID)",
    },
];

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

/// What a person can do something about; SQLite's own words for the rest.
fn words(path: &Path, error: &rusqlite::Error) -> String {
    if let rusqlite::Error::SqlInputError { msg, .. } = error {
        return msg.clone();
    }
    match error.sqlite_error_code() {
        _ if !path.exists() => "no such file".to_owned(),
        _ if path.is_dir() => "it is a folder".to_owned(),
        Some(ErrorCode::NotADatabase) => "the file is no SQLite database".to_owned(),
        Some(ErrorCode::DatabaseCorrupt) => {
            format!("the file is damaged ({error})")
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another program keeps it locked".to_owned()
        }
        Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            format!("this user may not read it or the folder that it is in ({error})")
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests;
