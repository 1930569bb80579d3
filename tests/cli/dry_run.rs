//! `sync --dry-run`: it tells what the run then does.

use amosync::sandbox::Options;
use serde_json::{Value, json};

use crate::support::World;

fn dry(world: &World, more: &[&str]) -> Value {
    let out = world.ok(&[&["sync", "--dry-run", "--output", "json"], more].concat());
    serde_json::from_str(&out).unwrap()
}

fn sync(world: &World, code: i32, more: &[&str]) -> Value {
    let ran = world.run(&[&["sync", "--output", "json"], more].concat());
    assert_eq!(ran.code, code, "{}{}", ran.stdout, ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

/// Runs both, and compares what they count.
fn both(world: &World, code: i32, more: &[&str]) -> (Value, Value) {
    let plan = dry(world, &[more, &["--all"]].concat());
    let run = sync(world, code, more);
    for (kind, own) in plan["kinds"].as_object().unwrap() {
        let planned = |name: &str| own[name].as_u64().unwrap();
        let ran = |name: &str| run["kinds"][kind][name].as_u64().unwrap_or(0);
        let changed = planned("modify") + planned("link") + planned("leave");
        for (found, expected, name) in [
            (ran("created"), planned("create"), "created"),
            (ran("modified"), changed, "modified"),
            (ran("unchanged"), planned("unchanged"), "unchanged"),
            (
                ran("not_applicable"),
                planned("not_applicable"),
                "not applicable",
            ),
            (ran("invalid"), planned("invalid"), "invalid"),
            (ran("rejected"), planned("waiting"), "rejected"),
            (ran("blocked"), planned("blocked"), "blocked"),
            (ran("stale"), planned("stale"), "stale"),
            (
                run["gone"][kind].as_u64().unwrap_or(0),
                planned("gone"),
                "gone",
            ),
        ] {
            assert_eq!(found, expected, "{kind} {name}: {plan:#}\n{run:#}");
        }
    }
    (plan, run)
}

/// The lines of one record.
fn line<'a>(plan: &'a Value, kind: &str, key: &str) -> &'a Value {
    let mut lines = plan["records"].as_array().unwrap().iter();
    lines
        .find(|line| line["kind"] == kind && line["key"] == key)
        .unwrap_or_else(|| panic!("no line for {kind} {key} in {plan:#}"))
}

fn store(world: &World, sql: &str) {
    let path = world.data().join("school/store.db");
    let store = rusqlite::Connection::open(path).unwrap();
    store.execute_batch(sql).unwrap();
}

#[test]
fn what_a_run_only_reports_is_not_pending() {
    let world = World::many();
    world.sql("UPDATE as_users SET email = 'nonsense' WHERE id = 101");
    let (plan, _) = both(&world, 5, &[]);
    assert_eq!(plan["kinds"]["deal_student"]["blocked"], 1);
    assert_eq!(plan["kinds"]["deal_course"]["blocked"], 2);
    let deal = line(&plan, "deal_student", "101");
    assert_eq!(deal["step"], "blocked");
    assert_eq!(deal["reasons"], json!(["contact 101 is not in the CRM"]));
    assert_eq!(deal["changes"], json!([]));

    let ran = world.run(&["sync", "--dry-run", "--exit-code"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let (plan, _) = both(&world, 5, &[]);
    assert_eq!(plan["kinds"]["deal_student"]["create"], 0);
    // The chain's dry run says the same.
    let text = world.ok(&["sync-user", "101", "--dry-run"]);
    assert!(text.contains("contact 101 is not in the CRM"), "{text}");
}

#[test]
fn counts_what_the_run_then_counts() {
    let world = World::many();
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.contact]\non_missing = \"tag\"\nmissing_tag = \"ушёл\"\n\
         [profiles.school.mapping.deal_student]\non_missing = \"close\"\nclosing = {{ loss_reason = \"Нет бюджета\" }}\n"
    ));
    both(&world, 0, &[]);
    // A contact that people deleted, one that left the platform, and one that the CRM refused.
    let deleted = world.the("contacts", "school:contact:102")["id"].clone();
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "contacts", "id": deleted}),
    );
    world.sql(
        "UPDATE as_users SET city = 'Омск' WHERE id = 102; UPDATE as_users SET email = 'nonsense' WHERE id = 103;
         CREATE TABLE kept AS SELECT * FROM as_users WHERE id = 104; DELETE FROM as_users WHERE id = 104;
         DELETE FROM xx_orderCourses WHERE clientID = 2104; DELETE FROM xx_clients WHERE userID = 104",
    );
    let run = sync(&world, 5, &[]);
    assert_eq!(run["kinds"]["contact"]["stale"], 1);
    store(
        &world,
        "UPDATE rejects SET outcome = 'rejected';
         DELETE FROM links WHERE kind = 7 AND k1 = 106; UPDATE id_map SET row_hash = NULL WHERE kind = 7 AND k1 = 106",
    );
    world.sql(
        "INSERT INTO as_users SELECT * FROM kept;
         UPDATE as_users SET city = 'Казань' WHERE id = 107; UPDATE as_users SET email = 'nonsense' WHERE id = 108;
         UPDATE as_users SET phone = '8 (912) 000-01-09' WHERE id = 109;
         DELETE FROM xx_orderCourses WHERE clientID = 2111; DELETE FROM xx_clients WHERE userID = 111; DELETE FROM as_users WHERE id = 111;
         INSERT INTO as_users VALUES (201, 'u201', NULL, NULL, 'Новый', 'Н', NULL, NULL, NULL, NULL, NULL), (202, 'u202', 'no', NULL, 'Новый', 'Н', NULL, NULL, NULL, NULL, NULL);
         INSERT INTO as_userRoles VALUES (201, 3), (202, 3);
         INSERT INTO xx_clients VALUES (3201, 201, 'lead', 'site', 0, NULL, NULL), (3202, 202, 'lead', 'site', 0, NULL, NULL), (3203, 777, 'lead', 'site', 0, NULL, NULL);
         UPDATE xx_clients SET statusCode = 'lead' WHERE userID = 102;
         INSERT INTO xx_orderCourses VALUES (9000, 3202, 77, 1, 1, 'paid', NULL, NULL, NULL, NULL);",
    );
    let (plan, _) = both(&world, 5, &[]);
    let of = |kind: &str, name: &str| plan["kinds"][kind][name].as_u64().unwrap();
    assert_eq!(of("contact", "create"), 1);
    assert_eq!(of("contact", "modify"), 2);
    assert_eq!(of("contact", "invalid"), 2);
    assert_eq!(of("contact", "waiting"), 1);
    assert_eq!(of("contact", "stale"), 1);
    assert_eq!(of("contact", "leave"), 1);
    assert_eq!(of("deal_student", "create"), 1);
    assert_eq!(of("deal_student", "blocked"), 2);
    assert_eq!(of("deal_course", "link"), 2);
    assert_eq!(of("deal_course", "blocked"), 1);
    let step = |kind: &str, key: &str| line(&plan, kind, key)["step"].clone();
    assert_eq!(step("contact", "103"), "waiting");
    assert_eq!(step("contact", "111"), "leave");
    assert_eq!(step("deal_course", "202/77"), "blocked");

    // The deal of the deleted contact was changed, and lacks only what cannot be had.
    let deal = line(&plan, "deal_student", "102");
    assert_eq!(deal["step"], "blocked");
    assert_eq!(deal["changes"].as_array().unwrap().len(), 1, "{deal:#}");
    let ran = world.run(&["sync", "--dry-run", "--exit-code"]);
    assert_eq!(ran.code, 0, "{}", ran.stdout);
    let (plan, _) = both(&world, 5, &[]);
    assert_eq!(line(&plan, "deal_student", "102")["changes"], json!([]));
}

#[test]
fn shows_what_leaves_comes_back_and_is_linked() {
    let world = World::many();
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.contact]\non_missing = \"tag\"\nmissing_tag = \"ушёл\"\n\
         [profiles.school.mapping.deal_student]\non_missing = \"close\"\n"
    ));
    sync(&world, 0, &[]);
    world.sql(
        "CREATE TABLE kept AS SELECT * FROM as_users WHERE id = 102;
         DELETE FROM xx_orderCourses WHERE clientID = 2102; DELETE FROM xx_clients WHERE userID = 102; DELETE FROM as_users WHERE id = 102",
    );
    store(
        &world,
        "DELETE FROM links WHERE kind = 7 AND k1 = 106; UPDATE id_map SET row_hash = NULL WHERE kind = 7 AND k1 = 106",
    );
    let (plan, _) = both(&world, 0, &[]);
    let tag = json!([{"field": "tags", "old": null, "new": "ушёл"}]);
    assert_eq!(line(&plan, "contact", "102")["changes"], tag);
    let closed = &line(&plan, "deal_student", "102")["changes"][0];
    assert_eq!(closed["field"], "status");
    assert_ne!(closed["old"], Value::Null);
    assert_ne!(closed["old"], closed["new"]);
    let linked = plan["records"].as_array().unwrap().iter();
    let linked: Vec<_> = linked.filter(|line| line["step"] == "link").collect();
    assert_eq!(linked.len(), 2);
    for line in linked {
        let key = line["key"].as_str().unwrap();
        let (user, course) = key.split_once('/').unwrap();
        let to = [format!("contact {user}"), format!("product {course}")];
        let shown: Vec<_> = line["changes"].as_array().unwrap().iter().collect();
        assert_eq!(shown.len(), 2, "{line:#}");
        assert!(
            shown
                .iter()
                .zip(to)
                .all(|(one, to)| one["new"] == to.as_str())
        );
    }
    let text = world.ok(&["sync", "--dry-run"]);
    assert!(!text.contains("leave"), "{text}");

    world.sql(
        "INSERT INTO as_users SELECT * FROM kept;
         INSERT INTO xx_clients VALUES (2102, 102, 'active', 'site', 0, '2026-01-02', NULL)",
    );
    let (plan, _) = both(&world, 0, &[]);
    let back = line(&plan, "contact", "102");
    assert_eq!(back["step"], "modify");
    let tag = json!([{"field": "tags", "old": "ушёл", "new": null}]);
    assert_eq!(back["changes"], tag);
}

#[test]
fn a_forced_run_shows_what_was_sent_last() {
    let world = World::many();
    sync(&world, 0, &[]);
    let plan = dry(&world, &["--force", "--users", "101", "--only", "contact"]);
    let changes = line(&plan, "contact", "101")["changes"].as_array().unwrap();
    let city = changes.iter().find(|change| change["field"] == "Город");
    assert_eq!(
        city.unwrap(),
        &json!({"field": "Город", "old": "Город 3", "new": "Город 3"})
    );
}

/// What the dry run expects and what the run needs: reads and writes of both.
fn requests(plan: &Value, run: &Value) -> [(u64, u64); 2] {
    assert_eq!(
        plan["requests"].as_u64(),
        Some(plan["reads"].as_u64().unwrap() + plan["writes"].as_u64().unwrap())
    );
    [plan, &run["requests"]].map(|own| {
        (
            own["reads"].as_u64().unwrap(),
            own["writes"].as_u64().unwrap(),
        )
    })
}

const THOUSAND: &str = "WITH RECURSIVE n(i) AS (SELECT 1001 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
     INSERT INTO as_users SELECT i, 'user' || i, 'user' || i || '@mail.example', '+7912100' || i, 'Ф' || i, 'И', NULL, NULL, NULL, NULL, NULL FROM n;
     INSERT INTO as_userRoles SELECT id, 3 FROM as_users WHERE id > 1000;
     INSERT INTO xx_clients SELECT id + 10000, id, 'active', 'site', 0, NULL, NULL FROM as_users WHERE id > 1000;
     INSERT INTO xx_orderCourses SELECT id, id + 10000, 77, 100, 10, 'paid', NULL, NULL, NULL, NULL FROM as_users WHERE id > 1000;";

#[test]
fn the_requests_of_a_first_sync_are_foreseen() {
    let world = World::many();
    world.set_amo("in_flight = 1");
    world.sql(THOUSAND);
    world.sql("UPDATE as_users SET email = 'nonsense' WHERE id % 100 = 1");
    let (plan, run) = both(&world, 5, &[]);
    let [expected, needed] = requests(&plan, &run);
    assert_eq!(expected, needed);
    assert_eq!(expected.0, 4);
    let seconds = plan["seconds"].as_f64().unwrap() * 1000.0;
    assert!((seconds - plan["requests"].as_f64().unwrap()).abs() < 0.001);
    // What was learned is known the next time.
    world.sql("UPDATE as_users SET city = 'Казань' WHERE id > 1000");
    let (plan, run) = both(&world, 5, &["--allow-mass-change"]);
    let [expected, needed] = requests(&plan, &run);
    assert_eq!(expected, needed);
    // The newest company and deal are looked at even if all that would be made are blocked.
    assert_eq!(expected, (2, 4));
}

#[test]
fn the_requests_of_a_first_sync_with_several_in_flight_are_about_right() {
    let world = World::with(&Options {
        rate_limit: false,
        latency: std::time::Duration::from_millis(100),
        ..Options::default()
    });
    world.set_amo("rate = 20");
    world.login();
    world.ok(&["schema", "apply", "--yes"]);
    world.sql(include_str!("../fixtures/many.sql"));
    world.sql(THOUSAND);
    let (plan, run) = both(&world, 0, &[]);
    let [expected, needed] = requests(&plan, &run);
    assert_eq!(expected.0, needed.0);
    // How many are sent before the first answer shows that more is good depends on the CRM's answers alone.
    assert!(
        expected.1 * 2 <= needed.1 * 3 && needed.1 * 2 <= expected.1 * 3,
        "{expected:?} {needed:?}"
    );
}

#[test]
fn the_reads_of_changed_phones_are_foreseen() {
    // Where filters are not paid for, one read tells, and then each of the fifty is read.
    for (switch, reads) in [("filters=false", 51), ("filters=true", 1)] {
        let world = World::with(&Options {
            rate_limit: false,
            switches: vec![switch.parse().unwrap()],
            ..Options::default()
        });
        world.set_amo("in_flight = 1");
        world.login();
        world.ok(&["schema", "apply", "--yes"]);
        world.sql(include_str!("../fixtures/many.sql"));
        sync(&world, 0, &[]);
        world.sql("UPDATE as_users SET phone = '+7912001' || printf('%04d', id) WHERE id > 100");
        let (plan, run) = both(&world, 0, &[]);
        let [expected, needed] = requests(&plan, &run);
        assert_eq!(expected, needed);
        assert_eq!(expected, (reads, 1));
    }
}

#[test]
fn the_second_steps_of_lost_deals_are_foreseen() {
    let world = World::many();
    world.set_amo("in_flight = 1");
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.deal_course]\nloss_reason = {{ value = \"Нет бюджета\" }}\n\
         [profiles.school.mapping.deal_student]\non_missing = \"close\"\nclosing = {{ loss_reason = \"Нет бюджета\" }}\n\
         [profiles.school.mapping.contact]\non_missing = \"tag\"\n"
    ));
    sync(&world, 0, &[]);
    world.sql(
        "UPDATE xx_orderCourses SET statusCode = 'refused' WHERE clientID BETWEEN 2111 AND 2119;
         DELETE FROM xx_orderCourses WHERE clientID BETWEEN 2101 AND 2104; DELETE FROM xx_clients WHERE userID BETWEEN 101 AND 104;
         DELETE FROM as_users WHERE id BETWEEN 101 AND 104",
    );
    let (plan, run) = both(&world, 0, &[]);
    let [expected, needed] = requests(&plan, &run);
    assert_eq!(expected, needed);
    // Four deals are read before each of two steps, and it takes a read to learn that filters do not work.
    assert_eq!(expected, (9, 5));
}

#[test]
fn records_are_printed_as_they_come() {
    let world = World::many();
    let all = |format: &str| world.ok(&["sync", "--dry-run", "--all", "--output", format]);
    let plan: Value = serde_json::from_str(&all("json")).unwrap();
    let records = plan["records"].as_array().unwrap();
    assert!(records.len() > 200, "{}", records.len());

    let lines: Vec<Value> = all("jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (last, lines) = lines.split_last().unwrap();
    assert_eq!(lines, records);
    assert_eq!(last["kinds"], plan["kinds"]);
    assert_eq!(last["requests"], plan["requests"]);

    // Fifty records in each table, and the counts at the end, where the prompt is.
    let text = all("table");
    let heads = text.lines().filter(|line| line.starts_with("kind "));
    assert_eq!(heads.count(), records.len().div_ceil(50) + 1);
    assert!(text.ends_with("nothing was sent\n"), "{text}");

    sync(&world, 0, &[]);
    let plan: Value = serde_json::from_str(&all("json")).unwrap();
    assert_eq!(plan["records"], json!([]));
    assert_eq!(all("jsonl").lines().count(), 1);
}

#[test]
fn links_that_are_undone_are_shown_and_foreseen() {
    let world = World::many();
    world.set_amo("in_flight = 1");
    sync(&world, 0, &[]);
    world.sql("UPDATE xx_courses SET supplierID = 1110 WHERE id BETWEEN 4120 AND 4140");
    let (plan, run) = both(&world, 0, &[]);
    let [expected, needed] = requests(&plan, &run);
    assert_eq!(expected, needed);
    let deal = line(&plan, "deal_product", "4120");
    let links = deal["changes"].as_array().unwrap().iter();
    let links: Vec<_> = links
        .filter(|change| change["field"] == "link")
        .map(|change| (&change["old"], &change["new"]))
        .collect();
    let [old, new] = [120, 110].map(|id| {
        [
            json!(format!("contact {id}")),
            json!(format!("company {id}")),
        ]
    });
    let none = Value::Null;
    assert_eq!(
        links,
        [
            (&old[0], &none),
            (&old[1], &none),
            (&none, &new[0]),
            (&none, &new[1]),
        ]
    );
}

#[test]
fn what_is_made_anew_is_counted_with_its_links() {
    let world = World::many();
    world.set_amo("in_flight = 1");
    sync(&world, 0, &[]);
    for marker in ["school:contact:102", "school:contact:105"] {
        let id = world.the("contacts", marker)["id"].clone();
        world.post(
            "edit",
            &json!({"op": "delete", "entity": "contacts", "id": id}),
        );
    }
    world.sql("UPDATE as_users SET city = 'Омск' WHERE id IN (102, 105)");
    sync(&world, 5, &[]);
    let (plan, run) = both(&world, 0, &["--recreate"]);
    assert_eq!(plan["kinds"]["contact"]["create"], 2);
    assert_eq!(plan["kinds"]["deal_student"]["link"], 1);
    let [expected, needed] = requests(&plan, &run);
    assert_eq!(expected, needed);
}
