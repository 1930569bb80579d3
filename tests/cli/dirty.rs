//! A platform that nobody has cleaned: what is good arrives, what is bad is listed with its reason, and what was
//! repaired is all that is sent. What is good and what is bad is told by SQL over the platform.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

use crate::support::World;
use crate::support::account::Account;

/// Kind and key.
type Id = (String, String);

/// Every record that the platform asks for.
const ALL: &str = "
  SELECT 'contact', id FROM as_users
  UNION ALL SELECT 'company', userID FROM xx_suppliers
  UNION ALL SELECT 'product', id FROM xx_courses
  UNION ALL SELECT 'deal_supplier', userID FROM xx_suppliers
  UNION ALL SELECT 'deal_srs', userID FROM xx_suppliers WHERE cooperationType = 'CPC'
  UNION ALL SELECT 'deal_product', id FROM xx_courses
  UNION ALL SELECT 'deal_student', userID FROM xx_clients
  UNION ALL SELECT 'deal_course', c.userID || '/' || o.courseID FROM xx_orderCourses o JOIN xx_clients c ON c.id = o.clientID";

/// Records that name a row that is not there.
const DANGLING: &str = "
  SELECT 'deal_student', userID FROM xx_clients WHERE userID NOT IN (SELECT id FROM as_users)
  UNION ALL SELECT 'deal_course', c.userID || '/' || o.courseID FROM xx_orderCourses o JOIN xx_clients c ON c.id = o.clientID
    WHERE c.userID NOT IN (SELECT id FROM as_users) OR o.courseID NOT IN (SELECT id FROM xx_courses)";

/// Records that are bad themselves, and what the reason must say of each.
const BAD: &str = "
  SELECT * FROM (
    SELECT 'contact', id, CASE
        WHEN email = 'not an e-mail' THEN '`email` = `not an e-mail`: is not an e-mail address'
        WHEN length(lastName) = 300 THEN '300 characters long, and the CRM takes 255'
        WHEN birthday = 'yesterday' THEN '`birthday` = `yesterday`: is not a date'
        WHEN phone = 'нет' THEN '`phone` = `нет`: is not a phone number' END AS why
      FROM as_users
    UNION ALL SELECT 'company', userID, CASE
        WHEN cooperationType = 'BARTER' THEN '`cooperationType` = `BARTER`: the mapping does not know this code'
        WHEN email = 'a@b' THEN '`email` = `a@b`: is not an e-mail address'
        WHEN trim(name) = '' THEN 'the name is empty' END
      FROM xx_suppliers
    UNION ALL SELECT 'product', id, CASE
        WHEN formatCode = 'telepathy' THEN '`formatCode` = `telepathy`: the mapping does not know this code'
        WHEN price < 0 THEN 'is negative'
        WHEN startDate = 'soon' THEN '`startDate` = `soon`: is not a date'
        WHEN name = '' THEN 'the name is empty' END
      FROM xx_courses
    UNION ALL SELECT 'deal_supplier', userID, CASE
        WHEN statusCode = 'asleep' THEN '`statusCode` = `asleep`: the mapping does not know this status'
        WHEN trim(name) = '' THEN 'the name is empty' END
      FROM xx_suppliers
    UNION ALL SELECT 'deal_srs', userID, CASE
        WHEN srsStatusCode = 'later' THEN '`srsStatusCode` = `later`: the mapping does not know this status'
        WHEN srsAmount < 0 THEN 'is negative' END
      FROM xx_suppliers WHERE cooperationType = 'CPC'
    UNION ALL SELECT 'deal_product', id, CASE
        WHEN formatCode = 'telepathy' THEN '`formatCode` = `telepathy`: the mapping does not know this code'
        WHEN price < 0 THEN 'is negative'
        WHEN startDate = 'soon' THEN '`startDate` = `soon`: is not a date'
        WHEN statusCode = 'cut' THEN '`statusCode` = `cut`: the mapping does not know this status'
        WHEN name = '' THEN 'the name is empty' END
      FROM xx_courses
    UNION ALL SELECT 'deal_student', c.userID, CASE
        WHEN length(u.lastName) = 300 THEN 'characters long, and the CRM takes 255'
        WHEN c.statusCode = 'what' THEN '`statusCode` = `what`: the mapping does not know this status'
        WHEN c.statusCode IS NULL THEN 'the status is empty'
        WHEN c.sourceCode = 'tv' THEN '`sourceCode` = `tv`: the mapping does not know this code'
        WHEN c.isVip = 'maybe' THEN '`isVip` = `maybe`: is neither yes nor no' END
      FROM xx_clients c JOIN as_users u ON u.id = c.userID
    UNION ALL SELECT 'deal_course', c.userID || '/' || o.courseID, CASE
        WHEN length(u.lastName) = 300 THEN 'characters long, and the CRM takes 255'
        WHEN o.price < 0 THEN 'is negative'
        WHEN o.statusCode = 'lost' THEN '`statusCode` = `lost`: the mapping does not know this status'
        WHEN o.statusCode IS NULL THEN 'the status is empty'
        WHEN o.progress = 'much' THEN '`progress` = `much`: is not a number'
        WHEN o.finished = '31.12.2026' THEN '`finished` = `31.12.2026`: is not a date' END
      FROM xx_orderCourses o JOIN xx_clients c ON c.id = o.clientID JOIN as_users u ON u.id = c.userID
        JOIN xx_courses k ON k.id = o.courseID
  ) WHERE why IS NOT NULL";

/// What records need beside themselves.
const NEEDS: &str = "
  SELECT 'deal_student', userID, 'contact', userID FROM xx_clients
  UNION ALL SELECT 'deal_course', c.userID || '/' || o.courseID, 'contact', c.userID
    FROM xx_orderCourses o JOIN xx_clients c ON c.id = o.clientID
  UNION ALL SELECT 'deal_supplier', userID, 'company', userID FROM xx_suppliers
  UNION ALL SELECT 'deal_srs', userID, 'company', userID FROM xx_suppliers WHERE cooperationType = 'CPC'
  UNION ALL SELECT 'deal_product', c.id, 'company', s.userID FROM xx_courses c JOIN xx_suppliers s ON s.id = c.supplierID
  UNION ALL SELECT 'deal_product', id, 'product', id FROM xx_courses";

/// Repairs every row of dirty.sql.
const REPAIR: &str = "
  UPDATE as_users SET email = NULL WHERE email = 'not an e-mail';
  UPDATE as_users SET lastName = 'x' WHERE length(lastName) = 300;
  UPDATE as_users SET birthday = NULL WHERE birthday = 'yesterday';
  UPDATE as_users SET phone = '8 912 000 00 00' WHERE phone = 'нет';
  UPDATE xx_suppliers SET cooperationType = 'CPC' WHERE cooperationType = 'BARTER';
  UPDATE xx_suppliers SET email = 'a@b.example' WHERE email = 'a@b';
  UPDATE xx_suppliers SET name = 'Безымянная' WHERE trim(name) = '';
  UPDATE xx_suppliers SET statusCode = 'docs' WHERE statusCode = 'asleep';
  UPDATE xx_suppliers SET srsStatusCode = 'paid' WHERE srsStatusCode = 'later';
  UPDATE xx_suppliers SET srsAmount = 1 WHERE srsAmount < 0;
  UPDATE xx_courses SET formatCode = 'mixed' WHERE formatCode = 'telepathy';
  UPDATE xx_courses SET price = 1 WHERE price < 0;
  UPDATE xx_courses SET startDate = '2026-12-31' WHERE startDate = 'soon';
  UPDATE xx_courses SET statusCode = 'archived' WHERE statusCode = 'cut';
  UPDATE xx_courses SET name = 'Без названия' WHERE name = '';
  UPDATE xx_clients SET statusCode = 'lead' WHERE statusCode = 'what' OR statusCode IS NULL;
  UPDATE xx_clients SET sourceCode = 'ad' WHERE sourceCode = 'tv';
  UPDATE xx_clients SET isVip = 1 WHERE isVip = 'maybe';
  UPDATE xx_orderCourses SET price = 5 WHERE price < 0;
  UPDATE xx_orderCourses SET statusCode = 'refused' WHERE statusCode = 'lost' OR statusCode IS NULL;
  UPDATE xx_orderCourses SET progress = 100 WHERE progress = 'much';
  UPDATE xx_orderCourses SET finished = '2026-12-31' WHERE finished = '31.12.2026';
  UPDATE xx_orderCourses SET courseID = 77 WHERE courseID = 9999;
  INSERT INTO as_users (id, username, lastName) SELECT userID, 'found' || userID, 'Нашёлся' FROM xx_clients
    WHERE userID NOT IN (SELECT id FROM as_users);";

/// Rows of two or more columns as text.
fn query(world: &World, sql: &str) -> Vec<Vec<String>> {
    let platform = rusqlite::Connection::open(world.platform()).unwrap();
    let mut query = platform.prepare(sql).unwrap();
    let width = query.column_count();
    let rows = query.query_map([], |row| {
        (0..width)
            .map(|at| row.get::<_, rusqlite::types::Value>(at))
            .map(|value| match value? {
                rusqlite::types::Value::Text(text) => Ok(text),
                rusqlite::types::Value::Integer(number) => Ok(number.to_string()),
                other => panic!("{other:?} is no key"),
            })
            .collect()
    });
    rows.unwrap().collect::<Result<_, _>>().unwrap()
}

fn ids(world: &World, sql: &str) -> BTreeSet<Id> {
    let rows = query(world, sql).into_iter();
    rows.map(|row| (row[0].clone(), row[1].clone())).collect()
}

/// Records that stand in one of the result files: id, then outcome and reason.
fn listed(file: &Path) -> BTreeMap<Id, (String, String)> {
    let mut all = BTreeMap::new();
    let mut file = csv::Reader::from_path(file).unwrap();
    assert_eq!(
        file.headers().unwrap().iter().take(4).collect::<Vec<_>>(),
        ["kind", "key", "crm_id", "outcome"]
    );
    for row in file.records() {
        let row = row.unwrap();
        let id = (row[0].to_owned(), row[1].to_owned());
        let before = all.insert(id, (row[3].to_owned(), row[4].to_owned()));
        assert!(before.is_none(), "{row:?} stands there twice");
    }
    all
}

/// What `rejects list` shows.
fn rejects(world: &World) -> BTreeMap<Id, (String, String)> {
    let list = world.ok(&["rejects", "list", "--output", "json"]);
    let list: Vec<Value> = serde_json::from_str(&list).unwrap();
    let one = |one: &Value| {
        let part = |name: &str| one[name].as_str().unwrap().to_owned();
        (
            (part("kind"), part("key")),
            (part("outcome"), part("reasons")),
        )
    };
    list.iter().map(one).collect()
}

fn markers(account: &Account) -> BTreeSet<Id> {
    let parts = |marker: &String| {
        let (kind, key) = marker.split_once(':').unwrap().1.split_once(':').unwrap();
        (kind.to_owned(), key.to_owned())
    };
    account.ours.keys().map(parts).collect()
}

/// The lists are the same, and each reason says what it must.
fn assert_listed(
    found: &BTreeMap<Id, (String, String)>,
    outcome: &str,
    wanted: &BTreeMap<Id, String>,
) {
    let (have, want): (BTreeSet<_>, BTreeSet<_>) =
        (found.keys().collect(), wanted.keys().collect());
    let differs: Vec<_> = have.symmetric_difference(&want).take(10).collect();
    assert!(differs.is_empty(), "only one side has {differs:?}");
    for (id, why) in wanted {
        let (is, reason) = &found[id];
        assert_eq!(is, outcome, "{id:?}");
        assert!(reason.contains(why), "{id:?}: {reason}");
    }
}

#[test]
fn rows_that_name_a_row_that_is_not_there_are_listed() {
    let world = World::ready();
    let good = ids(&world, ALL);
    world.sql(
        "INSERT INTO xx_orderCourses VALUES (901, 9998, 77, 1, 1, 'paid', NULL, NULL, NULL, NULL);
         INSERT INTO xx_orderCourses VALUES (902, 22, 9999, 1, 1, 'paid', NULL, NULL, NULL, NULL);
         INSERT INTO xx_courses (id, supplierID, name, statusCode) VALUES (79, 9997, 'Чей-то', 'draft');
         INSERT INTO as_userRoles VALUES (999, 3), (4, 2), (4, 3);
         INSERT INTO xx_clients VALUES (24, 999, 'active', 'site', 1, NULL, NULL);",
    );
    let results = world.dir.path().join("results");
    let ran = world.run(&["sync", "--results", &results.display().to_string()]);
    assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);
    let mut all = listed(&results.join("failed.csv"));
    all.extend(listed(&results.join("unprocessed.csv")));
    let is_listed = |kind: &str, key: &str, names: &str| {
        all.iter().any(|((of, is), (_, reason))| {
            of == kind && is.contains(key) && format!("{is} {reason}").contains(names)
        })
    };
    let whole = |kind: &str, key: &str| all[&(kind.to_owned(), key.to_owned())].1.clone();
    assert_eq!(
        whole("deal_course", "2/9999"),
        "`courseID`: course 9999 of the platform is missing"
    );
    assert!(
        is_listed("deal_course", "order 901", "client 9998"),
        "{all:?}"
    );
    assert!(is_listed("deal_product", "79", "supplier"), "{all:?}");
    assert_eq!(
        whole("deal_student", "999"),
        "`userID`: user 999 of the platform is missing"
    );
    assert!(is_listed("company", "4", "supplier"), "{all:?}");
    assert!(is_listed("deal_student", "4", "client"), "{all:?}");
    let arrived = markers(&Account::of(&world));
    assert!(good.is_subset(&arrived), "{arrived:?}");

    world.sql(
        "DELETE FROM xx_orderCourses WHERE id IN (901, 902); UPDATE xx_courses SET supplierID = 11 WHERE id = 79;
         DELETE FROM xx_clients WHERE userID = 999; DELETE FROM as_userRoles WHERE userID IN (4, 999);",
    );
    world.ok(&["sync"]);
    assert_eq!(rejects(&world), BTreeMap::new());
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_dirty_platform_of_five_thousand_users() {
    let world = World::ready();
    world.sql(include_str!("../fixtures/dirty.sql"));
    let seed = Account::of(&world).others;
    let results = world.dir.path().join("results");
    let folder = results.display().to_string();
    let ran = world.run(&["sync", "--results", &folder]);
    assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);

    let all = ids(&world, ALL);
    let dangling = ids(&world, DANGLING);
    let reasons = query(&world, BAD).into_iter();
    let bad: BTreeMap<Id, String> = reasons
        .map(|row| ((row[0].clone(), row[1].clone()), row[2].clone()))
        .collect();
    let is_bad = |id: &Id| bad.contains_key(id) || dangling.contains(id);
    let mut blocked: BTreeMap<Id, String> = BTreeMap::new();
    for row in query(&world, NEEDS) {
        let [kind, key, to_kind, to_key] = row.try_into().unwrap();
        let (id, to) = ((kind, key), (to_kind, to_key));
        if !is_bad(&id) && is_bad(&to) {
            let why = format!("{} {} is not in the CRM", to.0, to.1);
            assert!(blocked.insert(id, why).is_none(), "two reasons to wait");
        }
    }
    // The platform holds what the test is about.
    assert_eq!((bad.len(), blocked.len(), dangling.len()), (1516, 607, 300));

    // Every good record arrives, and nothing else is made.
    let good: BTreeSet<Id> = all
        .iter()
        .filter(|id| !is_bad(id) && !blocked.contains_key(*id))
        .cloned()
        .collect();
    let first = Account::of(&world);
    let arrived = markers(&first);
    let differs: Vec<_> = arrived.symmetric_difference(&good).take(10).collect();
    assert!(differs.is_empty(), "only one side has {differs:?}");
    assert!(first.others == seed, "something was made without a marker");
    assert_eq!(first.ours["school:contact:1004"]["name"], "И аб");
    assert_eq!(first.ours["school:deal_student:1004"]["name"], "аб И");
    assert_eq!(first.ours["school:contact:1003"]["name"], "user1003");

    // Every bad one is listed with its reason; so is what waits for it.
    let mut failed = listed(&results.join("failed.csv"));
    let mut unprocessed = listed(&results.join("unprocessed.csv"));
    for id in &dangling {
        let times = [failed.remove(id), unprocessed.remove(id)];
        assert_eq!(times.iter().flatten().count(), 1, "{id:?}");
    }
    assert_listed(&failed, "invalid", &bad);
    assert_listed(&unprocessed, "blocked", &blocked);
    let succeeded = listed(&results.join("succeeded.csv"));
    assert!(succeeded.keys().eq(good.iter()));
    let mut waiting = rejects(&world);
    waiting.retain(|id, _| !dangling.contains(id));
    assert_listed(&waiting, "invalid", &bad);

    // After the repair only what was bad, or waited for it, is sent.
    // A product that went through shows its supplier's name, which is repaired.
    let changed = ids(
        &world,
        "SELECT 'product', c.id FROM xx_courses c JOIN xx_suppliers s ON s.id = c.supplierID WHERE trim(s.name) = ''",
    );
    world.sql(REPAIR);
    world.forget_requests();
    world.ok(&["sync", "--results", &folder]);
    let second = Account::of(&world);
    let missing: BTreeSet<Id> = ids(&world, ALL).difference(&good).cloned().collect();
    let succeeded = listed(&results.join("succeeded.csv"));
    assert!(succeeded.keys().eq(missing.union(&changed)));
    assert!(markers(&second) == ids(&world, ALL));
    for (marker, before) in &first.ours {
        let (mut before, mut now) = (before.clone(), second.ours[marker].clone());
        // A contact shows the company that it has got.
        (before["links"], now["links"]) = (json!(null), json!(null));
        if changed
            .iter()
            .any(|(kind, key)| *marker == format!("school:{kind}:{key}"))
        {
            before["fields"]["SUPPLIER"] = json!(["Безымянная"]);
        }
        assert_eq!(before, now, "{marker}");
    }
    let log = world.get("requests");
    let sum = |method: &str, is_link: bool| -> u64 {
        let rows = log.as_array().unwrap().iter();
        rows.filter(|row| {
            row["method"] == method && row["path"].as_str().unwrap().ends_with("/link") == is_link
        })
        .map(|row| row["items"].as_u64().unwrap())
        .sum()
    };
    assert_eq!(sum("PATCH", false), changed.len() as u64);
    assert_eq!(sum("POST", false), missing.len() as u64);
    // Those that have a link of their own beside what is embedded in a lead.
    let linked = |id: &&Id| ["company", "deal_product", "deal_course"].contains(&id.0.as_str());
    assert_eq!(
        sum("POST", true),
        missing.iter().filter(linked).count() as u64
    );
    assert_eq!(rejects(&world), BTreeMap::new());
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}
