use std::collections::BTreeMap;

use super::*;
use crate::config::SourceKind;
use crate::domain::{CourseId, UserId};
use crate::error::{exit_of, report};

const PLATFORM: &str = include_str!("../../../tests/fixtures/tables.sql");

struct Platform {
    dir: tempfile::TempDir,
    queries: BTreeMap<Kind, String>,
}

impl Platform {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let platform = Self {
            dir,
            queries: BTreeMap::new(),
        };
        platform.write(PLATFORM);
        platform
    }

    fn path(&self) -> PathBuf {
        self.dir.path().join("platform.db")
    }

    fn write(&self, sql: &str) {
        let connection = Connection::open(self.path()).expect("a database");
        connection.execute_batch(sql).expect("valid SQL");
    }

    fn query(mut self, kind: Kind, sql: &str) -> Self {
        self.queries.insert(kind, sql.to_owned());
        self
    }

    fn source(&self) -> SqliteSource {
        SqliteSource::open(&SourceConfig {
            kind: SourceKind::Sqlite,
            path: Some(self.path()),
            queries: self.queries.clone(),
        })
        .expect("opens")
    }

    fn keys(&self, kind: Kind) -> anyhow::Result<Vec<String>> {
        let mut keys = Vec::new();
        self.source().scan(kind, &ALL_KEYS, &mut |row| {
            keys.push(row.key().to_string());
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(keys)
    }
}

#[test]
fn each_kind_has_its_records_in_key_order() {
    let platform = Platform::new();
    for (kind, expected) in [
        (Kind::Contact, &["10", "11", "12", "13", "14"][..]),
        // User 14 has a supplier's row and not the role.
        (Kind::Company, &["11", "12"]),
        (Kind::Product, &["77", "78"]),
        (Kind::DealSupplier, &["11", "12"]),
        (Kind::DealSrs, &["11", "12"]),
        (Kind::DealProduct, &["77", "78"]),
        (Kind::DealStudent, &["10", "12"]),
        (Kind::DealCourse, &["10/77", "12/77", "12/78"]),
    ] {
        assert_eq!(platform.keys(kind).expect("reads"), expected, "{kind}");
    }
}

#[test]
fn one_record_is_the_row_that_a_scan_shows() {
    let source = Platform::new();
    let source = source.source();
    for kind in Kind::ALL {
        source
            .scan(kind, &ALL_KEYS, &mut |row| {
                let got = source.get(kind, row.key(), 7)?.expect("is there");
                assert_eq!(got, (row.record(), row.hash(7)));
                assert_ne!(row.hash(7), row.hash(8));
                Ok(ControlFlow::Continue(()))
            })
            .expect("reads");
    }
    let absent = [
        (Kind::Contact, Key::User(UserId(999))),
        (Kind::Company, Key::User(UserId(14))),
        (Kind::DealCourse, Key::Enrolment(UserId(10), CourseId(78))),
    ];
    for (kind, key) in absent {
        assert_eq!(source.get(kind, key, 0).expect("reads"), None);
    }
}

#[test]
fn roles_and_names_are_joined() {
    let source = Platform::new().source();
    let get = |kind, key| {
        source
            .get(kind, key, 0)
            .expect("reads")
            .expect("is there")
            .0
    };
    let both = get(Kind::Contact, Key::User(UserId(12)));
    assert_eq!(both.text("roles"), Some("supplier, client"));
    let course = get(Kind::Product, Key::Course(CourseId(77)));
    assert_eq!(
        (course.int("supplierUserID"), course.text("supplierName")),
        (Some(11), Some("ООО «Школа»"))
    );
    let learned = get(Kind::DealCourse, Key::Enrolment(UserId(10), CourseId(77)));
    assert_eq!(
        (learned.text("courseName"), learned.text("lastName")),
        (Some("Основы"), Some("Орлова"))
    );
}

#[test]
fn nothing_is_sorted_and_one_record_is_found_by_index() {
    let platform = Platform::new();
    let source = platform.source();
    for kind in Kind::ALL {
        let (order, tail) = match kind.key_shape() {
            KeyShape::User => ("ORDER BY userID", "WHERE userID = 1"),
            KeyShape::Course => ("ORDER BY courseID", "WHERE courseID = 1"),
            KeyShape::Enrolment => (
                "ORDER BY userID, courseID",
                "WHERE userID = 1 AND courseID = 2",
            ),
        };
        for (part, forbidden) in [(order, "TEMP B-TREE"), (tail, "SCAN")] {
            let sql = format!("EXPLAIN QUERY PLAN {}", source.select(kind, part));
            let mut statement = source.connection.prepare(&sql).expect("valid SQL");
            let steps: Vec<String> = statement
                .query_map([], |row| row.get(3))
                .expect("a plan")
                .collect::<Result<_, _>>()
                .expect("text");
            // The co-routine that joins the roles of one user is no scan of a table.
            let bad = steps
                .iter()
                .find(|step| step.contains(forbidden) && !step.contains("(subquery"));
            assert_eq!(bad, None, "{kind} {part}: {steps:#?}");
        }
    }
}

#[test]
fn a_row_s_hash_follows_every_column_and_type() {
    let hash = |sql: &str| {
        let platform = Platform::new().query(Kind::Contact, sql);
        let found = platform
            .source()
            .get(Kind::Contact, Key::User(UserId(1)), 0);
        found.expect("reads").expect("is there").1
    };
    let rows = [
        "SELECT 1 AS userID, 'ab' AS a, 'c' AS b",
        "SELECT 1 AS userID, 'a' AS a, 'bc' AS b",
        "SELECT 1 AS userID, 'ab' AS x, 'c' AS b",
        "SELECT 1 AS userID, 1 AS a, 'c' AS b",
        "SELECT 1 AS userID, '1' AS a, 'c' AS b",
        "SELECT 1 AS userID, 1.0 AS a, 'c' AS b",
        "SELECT 1 AS userID, NULL AS a, 'c' AS b",
        "SELECT 1 AS userID, '' AS a, 'c' AS b",
    ];
    let hashes: std::collections::BTreeSet<u64> = rows.iter().map(|sql| hash(sql)).collect();
    assert_eq!(hashes.len(), rows.len());
    assert_eq!(hash(rows[0]), hash(rows[0]));
}

#[test]
fn a_wrong_query_is_explained() {
    for (sql, expected) in [
        (
            "SELECT id, username FROM as_users",
            "error: the query of `contact` has no column `userID`, which is its key\n\nhint: its columns are id, username",
        ),
        (
            "SELECT 1 AS userID UNION ALL SELECT 1",
            "error: the query of `contact` gives the key 1 twice",
        ),
        (
            "SELECT NULL AS userID",
            "error: the query of `contact` has rows without `userID`, which is its key",
        ),
        (
            "SELECT 'x' AS userID",
            "error: the query of `contact` has rows without a whole number in `userID`, which is its key",
        ),
    ] {
        let platform = Platform::new().query(Kind::Contact, sql);
        let error = platform.keys(Kind::Contact).expect_err("is wrong");
        assert!(report(&error).starts_with(expected), "{}", report(&error));
        assert_eq!(exit_of(&error), Exit::Config);
    }
    let platform = Platform::new().query(Kind::Contact, "SELECT id AS userID FROM users;");
    let error = platform.keys(Kind::Contact).expect_err("is wrong");
    assert!(report(&error).contains("no such table: users"));
}

#[test]
fn a_file_that_cannot_be_read_is_explained() {
    let platform = Platform::new();
    let open = || {
        let config = SourceConfig {
            kind: SourceKind::Sqlite,
            path: Some(platform.path()),
            queries: BTreeMap::new(),
        };
        SqliteSource::open(&config)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    assert_eq!(open(), Ok(()));
    std::fs::write(
        platform.path(),
        "not a database, and long enough to be read as a header of one: 0123456789 0123456789 "
            .repeat(20),
    )
    .expect("writes");
    assert!(
        open()
            .expect_err("is wrong")
            .ends_with("the file is no SQLite database")
    );
    std::fs::remove_file(platform.path()).expect("removes");
    assert!(open().expect_err("is wrong").ends_with("no such file"));
    std::fs::create_dir(platform.path()).expect("makes");
    assert!(open().expect_err("is wrong").ends_with("it is a folder"));
}

#[test]
fn the_source_is_never_written() {
    let platform = Platform::new();
    let error = platform
        .source()
        .connection
        .execute("DELETE FROM as_users", [])
        .expect_err("is refused");
    assert_eq!(error.sqlite_error_code(), Some(ErrorCode::ReadOnly));
}

#[test]
fn rows_that_no_query_reaches_are_named() {
    let left_out = |platform: &Platform, scanned: Option<&BTreeMap<Kind, u64>>| {
        let mut found = Vec::new();
        let mut visit = |row: LeftOutRow| found.push((row.kind, row.key, row.reason));
        platform
            .source()
            .left_out(scanned, &mut visit)
            .expect("reads");
        found
    };
    let platform = Platform::new();
    // User 14 has a supplier's row and not the role.
    let supplier = (
        Kind::Company,
        "14".to_owned(),
        "the user lacks the role `supplier`",
    );
    assert_eq!(left_out(&platform, None), vec![supplier.clone()]);
    platform.write(
        "PRAGMA foreign_keys = OFF;
         INSERT INTO xx_orderCourses (id, clientID, courseID) VALUES (910, 999, 77);
         INSERT INTO as_userRoles VALUES (13, 1), (14, 2), (999, 1);
         INSERT INTO xx_clients (id, userID) VALUES (6, 13);",
    );
    let expected = [
        (
            Kind::DealCourse,
            "order 910 of client 999".to_owned(),
            "the client of the enrolment is missing",
        ),
        (
            Kind::DealStudent,
            "13".to_owned(),
            "the user lacks the role `client`",
        ),
        (
            Kind::DealStudent,
            "14".to_owned(),
            "the user has the role `client` and no client row",
        ),
        supplier,
        (
            Kind::Company,
            "13".to_owned(),
            "the user has the role `supplier` and no supplier row",
        ),
    ];
    assert_eq!(left_out(&platform, None), expected);
    let scanned: BTreeMap<_, _> = Kind::ALL
        .into_iter()
        .map(|kind| (kind, platform.keys(kind).expect("reads").len() as u64))
        .collect();
    assert_eq!(left_out(&platform, Some(&scanned)), expected);

    // Only kinds that were scanned, and of several that lack a row one that was.
    let deals = BTreeMap::from([(Kind::DealSupplier, 2)]);
    let kinds: Vec<_> = left_out(&platform, Some(&deals))
        .into_iter()
        .map(|(kind, ..)| kind)
        .collect();
    assert_eq!(kinds, [Kind::DealSupplier, Kind::DealSupplier]);
    // Where the tables have as many rows as the scan saw, nothing is searched.
    let all = BTreeMap::from([(Kind::DealCourse, 4)]);
    assert_eq!(left_out(&platform, Some(&all)), []);
    // Whoever replaces a query knows which rows it leaves out.
    let own = platform.query(Kind::DealCourse, "SELECT 1 AS userID, 2 AS courseID");
    assert_eq!(left_out(&own, Some(&all)), []);
}
