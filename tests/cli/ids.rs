//! `ids`: pairs are taken when nothing speaks against them, and nothing is created twice because of them.

use serde_json::{Value, json};

use crate::support::{Ran, World, field};

const EVERYTHING: [&[&str]; 3] = [
    &["sync-user", "1", "2", "3"],
    &["sync-course", "77"],
    &["sync-usercourse", "2", "77"],
];

fn sync_everything(world: &World) {
    for args in EVERYTHING {
        world.ok(args);
    }
}

fn lose_the_store(world: &World) {
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = std::fs::remove_file(world.data().join("school").join(name));
    }
}

fn report(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr))
}

/// Verdicts by `kind key`, sorted.
fn verdicts(report: &Value) -> Vec<String> {
    let findings = report["findings"]
        .as_array()
        .or(report["ambiguous"].as_array());
    let mut all: Vec<_> = findings
        .unwrap()
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            format!("{} {} {}", text("kind"), text("key"), text("verdict"))
        })
        .collect();
    all.sort();
    all
}

/// How many entities were created since the requests were forgotten.
fn created(world: &World) -> usize {
    let rows = world.get("requests");
    rows.as_array()
        .unwrap()
        .iter()
        .filter(|row| row["method"] == "POST" && !row["path"].as_str().unwrap().ends_with("/link"))
        .count()
}

/// The contacts, companies, … that the account opened with, by id.
fn people(world: &World, entity: &str) -> Vec<i64> {
    let state = world.get("state");
    let mut ids: Vec<i64> = state[entity]
        .as_object()
        .unwrap()
        .values()
        .filter(|one| field(one, "PLATFORM_ID").is_null())
        .map(|one| one["id"].as_i64().unwrap())
        .collect();
    ids.sort_unstable();
    ids
}

fn field_id(world: &World, entity: &str, code: &str) -> i64 {
    let fields = world.get("state")["fields"][entity].clone();
    let own = fields
        .as_array()
        .unwrap()
        .iter()
        .find(|own| own["code"] == code);
    own.unwrap()["id"].as_i64().unwrap()
}

fn set_field(world: &World, entity: &str, id: i64, code: &str, values: &Value) {
    let place = if entity == "catalog_elements" {
        "catalogs/4521"
    } else {
        entity
    };
    world.post(
        "edit",
        &json!({"op": "set_field", "entity": entity, "id": id,
                "field_id": field_id(world, place, code), "values": values}),
    );
}

fn marker(world: &World, entity: &str, id: i64) -> Value {
    field(&world.get("state")[entity][id.to_string()], "PLATFORM_ID")
}

#[test]
fn a_lost_store_is_rebuilt_from_the_markers_and_nothing_is_made_again() {
    let world = World::ready();
    sync_everything(&world);
    let before = world.ok(&["ids", "export"]);
    assert_eq!(before.lines().count(), 14, "{before}");
    assert!(
        before.starts_with("kind,key,crm_id,entity\ncontact,1,"),
        "{before}"
    );
    lose_the_store(&world);
    let dry = report(&world.run(&["ids", "rebuild", "--dry-run", "--output", "json"]));
    assert_eq!((&dry["taken"], &dry["known"]), (&json!(13), &json!(0)));
    assert_eq!(world.ok(&["ids", "export"]).lines().count(), 1);
    let ran = report(&world.run(&["ids", "rebuild", "--output", "json"]));
    assert_eq!((&ran["taken"], &ran["findings"]), (&json!(13), &json!([])));
    assert_eq!(world.ok(&["ids", "export"]), before);
    world.forget_requests();
    sync_everything(&world);
    // What the CRM shows already is not sent again; only the links are, since no list shows them.
    assert_eq!(created(&world), 0);
    let rows = world.get("requests");
    let methods = rows
        .as_array()
        .unwrap()
        .iter()
        .filter(|row| row["method"] == "PATCH");
    assert_eq!(methods.count(), 0, "{rows}");
    world.forget_requests();
    sync_everything(&world);
    assert_eq!(world.requests(), 0);
    let again = report(&world.run(&["ids", "rebuild", "--output", "json"]));
    assert_eq!((&again["taken"], &again["known"]), (&json!(0), &json!(13)));
    world.forget_requests();
    sync_everything(&world);
    assert_eq!(world.requests(), 0);
}

#[test]
fn what_changed_while_the_store_was_lost_is_sent_after_the_rebuild() {
    let world = World::ready();
    world.ok(&["sync-user", "1", "2"]);
    lose_the_store(&world);
    world.sql("UPDATE as_users SET city = 'Казань' WHERE id = 1");
    world.ok(&["ids", "rebuild"]);
    let preview = world.ok(&["sync-user", "1", "2", "--dry-run", "--only", "contact"]);
    assert!(
        preview.contains("Казань") && !preview.contains("Орлова"),
        "{preview}"
    );
    world.ok(&["sync-user", "1", "2"]);
    let anna = world.the("contacts", "school:contact:1");
    assert_eq!(field(&anna, "CITY"), json!(["Казань"]));
}

#[test]
fn a_rebuild_takes_neither_twins_nor_strangers() {
    let world = World::ready();
    world.ok(&["sync-user", "1", "2"]);
    lose_the_store(&world);
    let theirs = people(&world, "contacts");
    let mark = |id: i64, text: &str| {
        set_field(
            &world,
            "contacts",
            id,
            "PLATFORM_ID",
            &json!([{ "value": text }]),
        );
    };
    mark(theirs[0], "school:contact:1");
    mark(theirs[1], "test-copy:contact:3");
    mark(theirs[2], "school:contact:99");
    mark(theirs[3], "school:lead:7");
    let ran = world.run(&["ids", "rebuild", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let told = report(&ran);
    assert_eq!(
        verdicts(&told),
        ["contact 1 ambiguous", "contact 99 unknown"]
    );
    assert_eq!(told["foreign"], 2);
    assert_eq!(told["findings"][0]["crm_ids"].as_array().unwrap().len(), 2);
    assert_eq!(world.run(&["ids", "show", "contact", "1"]).code, 1);
    assert_eq!(world.run(&["ids", "show", "contact", "3"]).code, 1);
    world.ok(&["ids", "show", "contact", "2"]);
    // The record may come back; until then its entity must not be forgotten.
    let shown = world.ok(&["ids", "show", "--crm-id", &theirs[2].to_string()]);
    assert!(shown.contains("99"), "{shown}");
}

#[test]
fn a_rebuild_contradicts_the_id_map_only_when_its_entity_is_gone() {
    let world = World::ready();
    world.ok(&["sync-user", "2", "--only", "contact"]);
    let own = world.the("contacts", "school:contact:2")["id"]
        .as_i64()
        .unwrap();
    let other = people(&world, "contacts")[0];
    set_field(&world, "contacts", own, "PLATFORM_ID", &json!([]));
    set_field(
        &world,
        "contacts",
        other,
        "PLATFORM_ID",
        &json!([{"value": "school:contact:2"}]),
    );
    let ran = world.run(&["ids", "rebuild", "--output", "json"]);
    assert_eq!(
        (ran.code, verdicts(&report(&ran))),
        (5, vec!["contact 2 conflict".to_owned()])
    );
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "contacts", "id": own}),
    );
    world.ok(&["ids", "rebuild"]);
    let shown: Value =
        serde_json::from_str(&world.ok(&["ids", "show", "contact", "2", "--output", "json"]))
            .unwrap();
    assert_eq!(shown[0]["crm_id"], other);
}

#[test]
fn a_rebuild_that_is_killed_leaves_the_id_map_as_it_was() {
    let world = World::ready();
    sync_everything(&world);
    let before = world.ok(&["ids", "export"]);
    lose_the_store(&world);
    world.fault("hang-before,on=GET:/api/v4/catalogs/4521/elements,nth=1");
    let mut child = world.command(&["ids", "rebuild"]).spawn().unwrap();
    assert!(world.get("held?timeout_ms=20000")["seq"].is_u64());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(world.ok(&["ids", "export"]).lines().count(), 1);
    world.ok(&["ids", "rebuild"]);
    assert_eq!(world.ok(&["ids", "export"]), before);
}

#[test]
fn the_columns_of_the_former_integration_are_imported_and_marked() {
    let world = World::ready();
    let theirs = people(&world, "contacts");
    set_field(
        &world,
        "contacts",
        theirs[3],
        "PLATFORM_ID",
        &json!([{"value": "other:contact:4"}]),
    );
    world.sql(&format!(
        "ALTER TABLE as_users ADD COLUMN amoContactID INTEGER;
         INSERT INTO as_users (id, username, amoContactID) VALUES (5, 'dina', {}), (6, 'egor', 0), (7, 'fekla', 999);
         UPDATE as_users SET amoContactID = {} WHERE id = 1;
         UPDATE as_users SET amoContactID = {} WHERE id IN (2, 3);
         UPDATE as_users SET amoContactID = {} WHERE id = 4;",
        theirs[4], theirs[0], theirs[1], theirs[3]
    ));
    let ran = world.run(&["ids", "import"]);
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert!(
        ran.stderr.contains("`company`")
            && ran.stderr.contains("amoCompanyID")
            && ran.stderr.contains("--only"),
        "{}",
        ran.stderr
    );
    let dry = world.run(&[
        "ids",
        "import",
        "--only",
        "contact",
        "--dry-run",
        "--output",
        "json",
    ]);
    assert_eq!(report(&dry)["taken"], 2);
    assert_eq!(marker(&world, "contacts", theirs[0]), json!(null));
    let ran = world.run(&["ids", "import", "--only", "contact", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let told = report(&ran);
    assert_eq!(
        verdicts(&told),
        [
            "contact 2 ambiguous",
            "contact 3 ambiguous",
            "contact 4 conflict",
            "contact 7 gone"
        ]
    );
    assert_eq!(told["taken"], 2);
    assert_eq!(
        marker(&world, "contacts", theirs[0]),
        json!(["school:contact:1"])
    );
    assert_eq!(
        marker(&world, "contacts", theirs[3]),
        json!(["other:contact:4"])
    );
    world.forget_requests();
    world.ok(&["sync-user", "1", "--only", "contact"]);
    assert_eq!(created(&world), 0);
    let anna = world.the("contacts", "school:contact:1");
    assert_eq!(
        (&anna["id"], &anna["last_name"]),
        (&json!(theirs[0]), &json!("Орлова"))
    );
    // The manager's own number stays beside ours.
    assert_eq!(
        field(&anna, "PHONE"),
        json!(["+79120000001", "8 (916) 000-00-01"])
    );
    let again = world.run(&["ids", "import", "--only", "contact", "--output", "json"]);
    assert_eq!(
        (&report(&again)["taken"], &report(&again)["known"]),
        (&json!(0), &json!(2))
    );
}

#[test]
fn an_export_of_many_is_imported_page_by_page() {
    let world = World::ready();
    world.sql(
        "WITH RECURSIVE n(i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n WHERE i < 170)
         INSERT INTO as_users (id, username) SELECT i, 'user' || i FROM n",
    );
    let ids: Vec<String> = (101..=170).map(|id| id.to_string()).collect();
    let mut args = vec!["sync-user"];
    args.extend(ids.iter().map(String::as_str));
    world.ok(&args);
    let file = world.dir.path().join("ids.csv");
    std::fs::write(&file, world.ok(&["ids", "export"])).unwrap();
    lose_the_store(&world);
    let gone = world.the("contacts", "school:contact:150")["id"]
        .as_i64()
        .unwrap();
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "contacts", "id": gone}),
    );
    world.ok(&["schema", "check"]);
    world.forget_requests();
    let ran = world.run(&[
        "ids",
        "import",
        "--file",
        file.to_str().unwrap(),
        "--output",
        "json",
    ]);
    let told = report(&ran);
    assert_eq!((ran.code, &told["taken"]), (5, &json!(69)));
    assert_eq!(verdicts(&told), ["contact 150 gone"]);
    // One page for all, two looks at the one that the page does not show, and no marker written twice.
    let rows = world.get("requests");
    let paths: Vec<_> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["path"].as_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "/api/v4/contacts".to_owned(),
            format!("/api/v4/contacts/{gone}"),
            format!("/api/v4/contacts/{gone}")
        ]
    );
}

#[test]
fn an_import_never_moves_a_record_or_an_entity() {
    let world = World::ready();
    world.ok(&["sync-user", "1", "2", "--only", "contact"]);
    let id = |key: &str| {
        world.the("contacts", &format!("school:contact:{key}"))["id"]
            .as_i64()
            .unwrap()
    };
    let (anna, boris) = (id("1"), id("2"));
    let theirs = people(&world, "contacts");
    let file = world.dir.path().join("ids.csv");
    std::fs::write(
        &file,
        format!("kind,key,crm_id\ncontact,1,{}\ncontact,3,{boris}\ncontact,2,{boris}\ncontact,4,{}\ncontact,4,{}\n", theirs[0], theirs[1], theirs[2]),
    )
    .unwrap();
    let ran = world.run(&[
        "ids",
        "import",
        "--file",
        file.to_str().unwrap(),
        "--output",
        "json",
    ]);
    let told = report(&ran);
    assert_eq!((ran.code, &told["taken"]), (5, &json!(0)));
    assert_eq!(
        verdicts(&told),
        [
            "contact 1 conflict",
            "contact 2 ambiguous",
            "contact 3 ambiguous",
            "contact 4 ambiguous"
        ]
    );
    assert_eq!((id("1"), id("2")), (anna, boris));
}

#[test]
fn people_are_adopted_by_phone_or_email_and_nobody_by_guess() {
    let world = World::ready();
    let theirs = people(&world, "contacts");
    let mail = |id: i64, text: &str| {
        let values = json!([{"value": text, "enum_code": "WORK"}]);
        set_field(&world, "contacts", id, "EMAIL", &values);
    };
    // Anna by two traits; Boris fits two contacts; Vera and Gleb share an address; Dina's contact is another copy's.
    world.sql(
        "UPDATE as_users SET phone = '+7 916 000 00 01' WHERE id = 1;
         UPDATE as_users SET phone = '89160000002', email = 'boris@mail.example' WHERE id = 2;
         UPDATE as_users SET email = 'vera@mail.example' WHERE id = 4;
         INSERT INTO as_users (id, username, phone) VALUES (5, 'dina', '+79160000005'), (6, 'egor', '+79991112233');",
    );
    mail(theirs[0], "Anna@Mail.example");
    mail(theirs[2], "BORIS@mail.example");
    mail(theirs[3], "vera@mail.example");
    set_field(
        &world,
        "contacts",
        theirs[4],
        "PLATFORM_ID",
        &json!([{"value": "copy:contact:5"}]),
    );
    let dry = world.run(&["ids", "adopt", "contact", "--dry-run", "--output", "json"]);
    assert_eq!(dry.code, 5, "{}", dry.stderr);
    let told = report(&dry);
    assert_eq!(
        told["pairs"],
        json!([{"kind": "contact", "key": "1", "crm_id": theirs[0], "by": ["EMAIL", "PHONE"]}])
    );
    assert_eq!(
        verdicts(&told),
        [
            "contact 2 ambiguous",
            "contact 3 ambiguous",
            "contact 4 ambiguous"
        ]
    );
    assert_eq!(told["unmatched"], 2);
    assert_eq!(marker(&world, "contacts", theirs[0]), json!(null));
    // Without a terminal nobody can be asked.
    assert_eq!(world.run(&["ids", "adopt", "contact"]).code, 2);
    assert_eq!(marker(&world, "contacts", theirs[0]), json!(null));
    assert_eq!(world.run(&["ids", "adopt", "contact", "--yes"]).code, 5);
    assert_eq!(
        marker(&world, "contacts", theirs[0]),
        json!(["school:contact:1"])
    );
    assert_eq!(marker(&world, "contacts", theirs[2]), json!(null));
    world.forget_requests();
    world.ok(&["sync-user", "1", "--only", "contact"]);
    assert_eq!(created(&world), 0);
    world.forget_requests();
    world.ok(&["sync-user", "1", "--only", "contact"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn companies_are_adopted_by_inn_and_products_by_sku() {
    let world = World::ready();
    sync_everything(&world);
    let company = world.the("companies", "school:company:1")["id"]
        .as_i64()
        .unwrap();
    let product = world.the("catalog_elements", "school:product:77")["id"]
        .as_i64()
        .unwrap();
    lose_the_store(&world);
    set_field(&world, "companies", company, "PLATFORM_ID", &json!([]));
    set_field(
        &world,
        "catalog_elements",
        product,
        "PLATFORM_ID",
        &json!([]),
    );
    world.ok(&["ids", "rebuild"]);
    for (kind, key, id, by) in [
        ("company", "1", company, "INN"),
        ("product", "77", product, "SKU"),
    ] {
        let ran = world.run(&["ids", "adopt", kind, "--yes", "--output", "json"]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        assert_eq!(
            report(&ran)["pairs"],
            json!([{"kind": kind, "key": key, "crm_id": id, "by": [by]}])
        );
    }
    world.the("companies", "school:company:1");
    world.the("catalog_elements", "school:product:77");
    world.forget_requests();
    sync_everything(&world);
    assert_eq!(created(&world), 0);
    let ran = world.run(&["ids", "adopt", "deal_course"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
}

#[test]
fn an_adoption_that_was_killed_is_taken_up_by_its_marker() {
    let world = World::ready();
    world.sql("UPDATE as_users SET phone = '+7 916 000 00 01' WHERE id = 1");
    let theirs = people(&world, "contacts")[0];
    world.fault("hang-after,on=PATCH:/api/v4/contacts,nth=1");
    let mut child = world
        .command(&["ids", "adopt", "contact", "--yes"])
        .spawn()
        .unwrap();
    assert!(world.get("held?timeout_ms=20000")["seq"].is_u64());
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(world.run(&["ids", "show", "contact", "1"]).code, 1);
    let ran = world.run(&["ids", "adopt", "contact", "--yes", "--output", "json"]);
    let pairs = &report(&ran)["pairs"];
    assert_eq!(
        (&pairs[0]["crm_id"], &pairs[0]["by"]),
        (&json!(theirs), &json!(["marker"]))
    );
    let shown = world.ok(&["ids", "show", "contact", "1"]);
    assert!(
        shown.contains(&theirs.to_string()) && shown.contains("open"),
        "{shown}"
    );
}

#[test]
fn show_counts_and_looks_up_from_both_sides() {
    let world = World::ready();
    world.ok(&["sync-user", "1", "2"]);
    let counts: Value =
        serde_json::from_str(&world.ok(&["ids", "show", "--output", "json"])).unwrap();
    assert_eq!(
        counts[0],
        json!({"kind": "contact", "mapped": 2, "stale": 0, "open": 0})
    );
    let all = world.ok(&["ids", "show", "contact"]);
    assert_eq!(all.lines().count(), 3, "{all}");
    let one: Value =
        serde_json::from_str(&world.ok(&["ids", "show", "contact", "2", "--output", "json"]))
            .unwrap();
    let id = one[0]["crm_id"].to_string();
    let back: Value =
        serde_json::from_str(&world.ok(&["ids", "show", "--crm-id", &id, "--output", "json"]))
            .unwrap();
    assert_eq!(back, one);
    let ran = world.run(&["ids", "show", "contact", "99"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("contact 99"), "{}", ran.stderr);
    assert_eq!(world.run(&["ids", "show", "contact", "1/2"]).code, 2);
}

#[test]
fn a_batch_sync_after_a_rebuild_makes_nothing_again_and_then_rests() {
    let world = World::ready();
    world.run(&["sync"]);
    let before = world.ok(&["ids", "export"]);
    assert!(before.lines().count() > 13, "{before}");
    lose_the_store(&world);
    world.ok(&["ids", "rebuild"]);
    assert_eq!(world.ok(&["ids", "export"]), before);
    world.forget_requests();
    world.run(&["sync"]);
    assert_eq!(created(&world), 0);
    world.forget_requests();
    world.run(&["sync"]);
    assert_eq!(world.requests(), 0);
}
