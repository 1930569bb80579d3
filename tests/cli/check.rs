//! `check`: what people changed is seen, and sent again only when that was asked for.

use serde_json::{Value, json};

use crate::support::{World, field};

fn check(world: &World, args: &[&str]) -> (i32, Value) {
    let mut all = vec!["check", "--output", "json"];
    all.extend(args);
    let ran = world.run(&all);
    let told = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}", ran.stderr));
    (ran.code, told)
}

/// The clock counts seconds, and what was sent in the second of the check counts as sent meanwhile.
fn age(world: &World) {
    let store = world.data().join("school").join("store.db");
    rusqlite::Connection::open(store)
        .unwrap()
        .execute_batch("UPDATE sent SET sent_at = sent_at - 60")
        .unwrap();
}

fn synced() -> World {
    let world = World::ready();
    world.ok(&["sync-user", "1", "2", "3"]);
    world.ok(&["sync-course", "77"]);
    world.ok(&["sync-usercourse", "2", "77"]);
    age(&world);
    world.forget_requests();
    world
}

fn field_of(entity: &Value, code: &str) -> Value {
    let fields = entity["custom_fields_values"].as_array().unwrap();
    fields.iter().find(|own| own["field_code"] == code).unwrap()["field_id"].clone()
}

fn set(world: &World, entity: &str, one: &Value, code: &str, values: &Value) {
    world.post(
        "edit",
        &json!({"op": "set_field", "entity": entity, "id": one["id"], "field_id": field_of(one, code), "values": values}),
    );
}

#[test]
fn an_untouched_account_has_no_drift() {
    let world = synced();
    let (code, told) = check(&world, &[]);
    assert_eq!((code, &told["drift"]), (0, &json!([])));
    assert_eq!(told["compared"], 13);
    let rows = world.get("requests");
    assert!(
        rows.as_array()
            .unwrap()
            .iter()
            .all(|row| row["method"] == "GET"),
        "{rows}"
    );
}

#[test]
fn every_field_that_people_changed_is_listed_by_name() {
    let world = synced();
    let anna = world.the("contacts", "school:contact:1");
    world.post(
        "edit",
        &json!({"op": "set_name", "entity": "contacts", "id": anna["id"], "name": "Анна (VIP)"}),
    );
    set(
        &world,
        "contacts",
        &anna,
        "CITY",
        &json!([{"value": "Тверь"}]),
    );
    let deal = world.the("leads", "school:deal_course:2/77");
    set(&world, "leads", &deal, "PROGRESS", &json!([]));
    // Another spelling of the same phone, and a second one beside it, are no difference.
    set(
        &world,
        "contacts",
        &anna,
        "PHONE",
        &json!([{"value": "8 912 000 00 01"}, {"value": "+79990000000"}]),
    );
    let (code, told) = check(&world, &[]);
    assert_eq!(code, 5);
    let lines: Vec<_> = told["drift"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["kind"].clone(),
                one["key"].clone(),
                one["field"].clone(),
                one["sent"].clone(),
                one["found"].clone(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            (
                json!("contact"),
                json!("1"),
                json!("Город"),
                json!("Пермь"),
                json!("Тверь")
            ),
            (
                json!("deal_course"),
                json!("2/77"),
                json!("Прогресс, %"),
                json!("40"),
                json!(null)
            ),
        ]
    );
    assert_eq!(
        check(&world, &["--only", "company", "--only", "product"]).0,
        0
    );
    let table = world.run(&["check", "--only", "contact"]);
    assert!(
        table.stdout.contains("Тверь") && table.stdout.contains("1 differences"),
        "{}",
        table.stdout
    );
    // Looking changes nothing.
    world.forget_requests();
    world.ok(&["sync-user", "1"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_repair_lets_the_next_sync_send_what_differs_and_nothing_else() {
    let world = synced();
    let anna = world.the("contacts", "school:contact:1");
    set(
        &world,
        "contacts",
        &anna,
        "CITY",
        &json!([{"value": "Тверь"}]),
    );
    set(&world, "contacts", &anna, "PLATFORM_ID", &json!([]));
    let (code, told) = check(&world, &["--repair"]);
    assert_eq!((code, &told["repaired"]), (0, &json!(1)));
    let preview = world.ok(&["sync-user", "1", "--dry-run", "--only", "contact"]);
    assert!(
        preview.contains("Город") && !preview.contains("Отчество"),
        "{preview}"
    );
    world.ok(&["sync-user", "1"]);
    let anna = world.the("contacts", "school:contact:1");
    assert_eq!(field(&anna, "CITY"), json!(["Пермь"]));
    age(&world);
    assert_eq!(check(&world, &[]).0, 0);
}

#[test]
fn what_is_gone_is_told_apart_and_remembered_by_a_repair() {
    let world = synced();
    let boris = world.the("contacts", "school:contact:2");
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "contacts", "id": boris["id"]}),
    );
    let (code, told) = check(&world, &["--only", "contact"]);
    assert_eq!((code, &told["drift"][0]["crm_id"]), (5, &boris["id"]));
    assert_eq!(told["drift"][0]["field"], json!(null));
    let stale = |world: &World| {
        let shown = world.ok(&["ids", "show", "contact", "2", "--output", "json"]);
        serde_json::from_str::<Value>(&shown).unwrap()[0]["stale"].clone()
    };
    assert_eq!(stale(&world), json!(false));
    assert_eq!(check(&world, &["--repair"]).0, 5);
    assert_eq!(stale(&world), json!(true));
    let (code, told) = check(&world, &[]);
    assert_eq!((code, &told["skipped"]), (0, &json!(1)));
}

#[test]
fn a_marker_of_somebody_else_is_left_to_people() {
    let world = synced();
    let anna = world.the("contacts", "school:contact:1");
    set(
        &world,
        "contacts",
        &anna,
        "PLATFORM_ID",
        &json!([{"value": "copy:contact:1"}]),
    );
    let (code, told) = check(&world, &["--repair"]);
    assert_eq!(
        (code, &told["left_to_people"], &told["repaired"]),
        (5, &json!(1), &json!(0))
    );
    assert_eq!(told["drift"][0]["found"], "copy:contact:1");
    assert_eq!(world.marked("contacts", "copy:contact:1").len(), 1);
}

#[test]
fn what_a_run_sends_meanwhile_is_not_compared() {
    let world = synced();
    let anna = world.the("contacts", "school:contact:1");
    set(
        &world,
        "contacts",
        &anna,
        "CITY",
        &json!([{"value": "Тверь"}]),
    );
    // Sent later than the check begins, as a run at the same time would.
    let store = world.data().join("school").join("store.db");
    rusqlite::Connection::open(store)
        .unwrap()
        .execute_batch("UPDATE sent SET sent_at = sent_at + 6000")
        .unwrap();
    world.forget_requests();
    let (code, told) = check(&world, &["--only", "contact"]);
    assert_eq!((code, &told["compared"]), (0, &json!(0)));
    assert_eq!(
        check(&world, &["--only", "contact", "--repair"]).1["compared"],
        3
    );
}

#[test]
fn what_on_missing_closed_is_no_drift() {
    let world = World::ready();
    let config = world.dir.path().join("config.toml");
    let mut text = std::fs::read_to_string(&config).unwrap();
    text += "[profiles.school.mapping.deal_student]\non_missing = \"close\"\n";
    std::fs::write(&config, text).unwrap();
    world.ok(&["sync-user", "2"]);
    world.sql("DELETE FROM xx_clients WHERE userID = 2; DELETE FROM as_userRoles WHERE userID = 2");
    world.run(&["sync", "--only", "deal_student"]);
    assert_eq!(
        world.the("leads", "school:deal_student:2")["status_id"],
        143
    );
    age(&world);
    let (code, told) = check(&world, &["--only", "deal_student"]);
    assert_eq!(
        (code, &told["skipped"], &told["drift"]),
        (0, &json!(1), &json!([]))
    );
}
