//! `sync --dry-run`: it tells what the run then does.

use serde_json::{Value, json};

use crate::support::World;

fn many() -> World {
    let world = World::ready();
    world.sql(include_str!("../fixtures/many.sql"));
    world
}

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
    let world = many();
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
    let world = many();
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
    let world = many();
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

    world.sql("INSERT INTO as_users SELECT * FROM kept");
    let (plan, _) = both(&world, 0, &[]);
    let back = line(&plan, "contact", "102");
    assert_eq!(back["step"], "modify");
    let tag = json!([{"field": "tags", "old": "ушёл", "new": null}]);
    assert_eq!(back["changes"], tag);
}

#[test]
fn a_forced_run_shows_what_was_sent_last() {
    let world = many();
    sync(&world, 0, &[]);
    let plan = dry(&world, &["--force", "--users", "101", "--only", "contact"]);
    let changes = line(&plan, "contact", "101")["changes"].as_array().unwrap();
    let city = changes.iter().find(|change| change["field"] == "Город");
    assert_eq!(
        city.unwrap(),
        &json!({"field": "Город", "old": "Город 3", "new": "Город 3"})
    );
}
