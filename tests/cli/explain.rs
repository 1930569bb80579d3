//! `explain`: one verdict for each reason why a record is sent or not.

use serde_json::{Value, json};

use crate::support::World;

fn explain(world: &World, kind: &str, key: &str) -> Value {
    let text = world.ok(&["explain", kind, key, "--output", "json"]);
    serde_json::from_str(&text).unwrap()
}

fn verdict(world: &World, kind: &str, key: &str) -> String {
    explain(world, kind, key)["verdict"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn store(world: &World, sql: &str) {
    rusqlite::Connection::open(world.data().join("school").join("store.db"))
        .unwrap()
        .execute_batch(sql)
        .unwrap();
}

#[test]
fn a_record_is_explained_before_and_after_it_is_sent() {
    let world = World::ready();
    let told = explain(&world, "contact", "1");
    assert_eq!(
        (&told["verdict"], &told["crm"]),
        (&json!("create"), &json!(null))
    );
    assert_eq!(verdict(&world, "company", "1"), "blocked");
    assert_eq!(verdict(&world, "contact", "99"), "missing");
    assert_eq!(verdict(&world, "deal_srs", "1"), "not_applicable");
    assert_eq!(world.requests(), 0);
    world.ok(&["sync-user", "1"]);
    let told = explain(&world, "company", "1");
    assert_eq!(told["verdict"], "unchanged");
    assert_eq!(told["links"][0]["linked"], true);
    let inn = told["fields"]
        .as_array()
        .unwrap()
        .iter()
        .find(|own| own["name"] == "ИНН")
        .unwrap();
    assert_eq!(
        (&inn["sent"], &inn["changes"]),
        (&json!("7700000001"), &json!(false))
    );
    assert!(told["crm"]["sent_at"].as_str().unwrap().ends_with('Z'));
}

#[test]
fn what_would_change_is_shown_with_what_was_sent() {
    let world = World::ready();
    world.ok(&["sync-user", "1"]);
    world.sql("UPDATE as_users SET city = 'Казань', middleName = NULL WHERE id = 1");
    world.forget_requests();
    let told = explain(&world, "contact", "1");
    assert_eq!(told["verdict"], "modify");
    let changed: Vec<_> = told["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|own| own["changes"] == true)
        .map(|own| (own["name"].clone(), own["sent"].clone(), own["new"].clone()))
        .collect();
    assert_eq!(
        changed,
        [
            (json!("Город"), json!("Пермь"), json!("Казань")),
            (json!("Отчество"), json!("Ивановна"), json!(null)),
        ]
    );
    let table = world.ok(&["explain", "contact", "1"]);
    assert!(
        table.contains("2 fields differ") && table.contains("(cleared)"),
        "{table}"
    );
    assert_eq!(world.requests(), 0);
    world.sql("UPDATE as_users SET email = 'nobody' WHERE id = 1");
    let told = explain(&world, "contact", "1");
    assert_eq!(
        (&told["verdict"], &told["invalid"][0]["attribute"]),
        (&json!("invalid"), &json!("email"))
    );
}

#[test]
fn what_people_and_the_platform_took_away_is_told_apart() {
    let world = World::ready();
    world.ok(&["sync-user", "2", "3", "--only", "contact"]);
    world.sql("DELETE FROM as_users WHERE id = 3");
    let told = explain(&world, "contact", "3");
    assert_eq!(
        (&told["verdict"], &told["on_platform"]),
        (&json!("left"), &json!(false))
    );
    assert!(told["why"].as_str().unwrap().contains("keep"), "{told}");
    let boris = world.the("contacts", "school:contact:2");
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "contacts", "id": boris["id"]}),
    );
    assert_eq!(world.run(&["check", "--repair"]).code, 5);
    assert_eq!(verdict(&world, "contact", "2"), "stale");
}

#[test]
fn a_create_without_an_answer_is_not_called_missing() {
    let world = World::ready();
    world.fault("hang-after,on=POST:/api/v4/contacts,nth=1");
    let mut child = world.command(&["sync-user", "2"]).spawn().unwrap();
    assert!(world.get("held?timeout_ms=20000")["seq"].is_u64());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(verdict(&world, "contact", "2"), "unknown");
}

#[test]
fn a_refused_record_waits_until_something_changes() {
    let world = World::ready();
    world.ok(&["sync-user", "2", "--only", "contact"]);
    // As a run leaves it that was refused: the row as it is, the account's shape as it is.
    store(
        &world,
        "INSERT INTO rejects (kind, k1, k2, outcome, reasons, row_hash, schema_digest, first_seen, last_seen)
           SELECT kind, k1, k2, 'rejected', 'field «Город»: too hot', row_hash,
                  (SELECT value FROM settings WHERE name = 'schema_digest'), 1767225600, 1767225600 FROM id_map;
         UPDATE id_map SET row_hash = NULL;
         UPDATE sent SET payload = json_remove(payload, '$.last_name');",
    );
    let told = explain(&world, "contact", "2");
    assert_eq!(
        (&told["verdict"], &told["reject"]["outcome"]),
        (&json!("waiting"), &json!("rejected"))
    );
    let table = world.ok(&["explain", "contact", "2"]);
    assert!(
        table.contains("rejected since 2026-01-01T00:00:00Z: field «Город»: too hot"),
        "{table}"
    );
    world.sql("UPDATE as_users SET city = 'Тверь' WHERE id = 2");
    assert_eq!(verdict(&world, "contact", "2"), "modify");
}

#[test]
fn a_key_of_the_wrong_form_is_a_usage_error() {
    let world = World::ready();
    let ran = world.run(&["explain", "deal_course", "2"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`1135/77`"), "{}", ran.stderr);
}

/// What `explain`, a dry run of the batch, and a dry run of the one user say of the settlement of user 1.
fn settlement(world: &World) -> [String; 3] {
    let steps = |text: &str| {
        let line = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .flat_map(|value| match value {
                Value::Array(all) => all,
                other => vec![other],
            })
            .find(|line| line["kind"] == "deal_srs" && line["key"] == json!("1"));
        line.map_or("none".to_owned(), |line| {
            line["step"].as_str().unwrap().to_owned()
        })
    };
    let batch = world.ok(&["sync", "--dry-run", "--all", "--output", "jsonl"]);
    let one = world.ok(&["sync-user", "1", "--dry-run", "--output", "jsonl"]);
    [verdict(world, "deal_srs", "1"), steps(&batch), steps(&one)]
}

#[test]
fn who_is_paid_per_click_is_one_answer_everywhere() {
    let world = World::ready();
    world.ok(&["sync-user", "1"]);
    for paid in ["'CPC       '", "' cpc'", "'Cpc'"] {
        world.sql(&format!(
            "UPDATE xx_suppliers SET cooperationType = {paid}, srsStatusCode = 'calc' WHERE userID = 1"
        ));
        assert_eq!(settlement(&world), ["create"; 3], "{paid}");
    }
    for paid in ["'CPA'", "''", "NULL", "5"] {
        world.sql(&format!(
            "UPDATE xx_suppliers SET cooperationType = {paid}, srsStatusCode = 'calc' WHERE userID = 1"
        ));
        assert_eq!(verdict(&world, "deal_srs", "1"), "not_applicable", "{paid}");
        let one = world.ok(&["sync-user", "1", "--dry-run"]);
        assert!(!one.contains("deal_srs"), "{paid}: {one}");
    }
}

#[test]
fn a_query_without_the_way_of_payment_wants_settlements_for_all() {
    let world = World::ready();
    world.ok(&["sync-user", "1"]);
    world.configure(&format!(
        "{}\n[profiles.school.source.queries]\ndeal_srs = \"SELECT userID, id AS supplierID, name, 'calc' AS srsStatusCode, srsAmount, created, updated FROM xx_suppliers\"\n",
        world.config()
    ));
    assert_eq!(settlement(&world), ["create"; 3]);
}

#[test]
fn what_does_not_apply_is_not_called_deleted() {
    let world = World::ready();
    world.sql(
        "UPDATE xx_suppliers SET cooperationType = 'CPC', srsStatusCode = 'calc' WHERE userID = 1",
    );
    world.ok(&["sync-user", "1"]);
    store(&world, "UPDATE id_map SET stale = 1 WHERE kind = 4");
    assert_eq!(verdict(&world, "deal_srs", "1"), "stale");
    world.sql("UPDATE xx_suppliers SET cooperationType = 'FIXED' WHERE userID = 1");
    assert_eq!(verdict(&world, "deal_srs", "1"), "not_applicable");
    let batch = world.ok(&["sync", "--dry-run", "--output", "json"]);
    let batch: Value = serde_json::from_str(&batch).unwrap();
    assert_eq!(batch["kinds"]["deal_srs"]["stale"], 0, "{batch}");
}
