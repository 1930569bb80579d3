use serde_json::json;

use crate::support::{World, field};

#[test]
fn a_supplier_a_client_a_course_and_an_enrolment_arrive_with_their_links() {
    let world = World::ready();
    world.ok(&["sync-user", "1"]);
    world.ok(&["sync-course", "77"]);
    world.ok(&["sync-usercourse", "2", "77"]);
    let anna = world.the("contacts", "school:contact:1");
    assert_eq!(
        (&anna["first_name"], &anna["last_name"]),
        (&json!("Анна"), &json!("Орлова"))
    );
    assert_eq!(field(&anna, "PHONE"), json!(["+79120000001"]));
    // Midnight in Moscow on the first of March 1980.
    assert_eq!(field(&anna, "BIRTHDAY"), json!([320_706_000]));
    let company = world.the("companies", "school:company:1");
    assert_eq!(company["links"][0]["to"], anna["id"]);
    let product = world.the("catalog_elements", "school:product:77");
    assert_eq!(field(&product, "PRICE"), json!(["12000.5"]));
    assert_eq!(field(&product, "FORMAT"), json!(["Онлайн"]));
    let deal = world.the("leads", "school:deal_product:77");
    assert_eq!(deal["price"], 12001);
    let targets: std::collections::BTreeMap<_, _> = deal["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| (link["to_type"].as_str().unwrap(), &link["to"]))
        .collect();
    let expected = [
        ("catalog_elements", &product["id"]),
        ("companies", &company["id"]),
        ("contacts", &anna["id"]),
    ];
    assert_eq!(targets.into_iter().collect::<Vec<_>>(), expected);
    let boris = world.the("contacts", "school:contact:2");
    let course = world.the("leads", "school:deal_course:2/77");
    assert_eq!(course["name"], "Основы Rust — Соколов Борис");
    assert_eq!(field(&course, "PROGRESS"), json!(["40"]));
    assert_eq!(
        (&course["links"][0]["to"], &course["links"][0]["is_main"]),
        (&boris["id"], &json!(true))
    );
    assert_eq!(
        (&course["links"][1]["to"], &course["links"][1]["quantity"]),
        (&product["id"], &json!(1.0))
    );
    assert_eq!(
        field(&world.the("leads", "school:deal_student:2"), "VIP"),
        json!([true])
    );
}

#[test]
fn a_second_run_sends_nothing() {
    let world = World::ready();
    let commands: [&[&str]; 3] = [
        &["sync-user", "1", "2", "3"],
        &["sync-course", "77"],
        &["sync-usercourse", "2", "77"],
    ];
    for args in commands {
        world.ok(args);
    }
    world.forget_requests();
    for args in commands {
        world.ok(args);
    }
    assert_eq!(world.requests(), 0);
}

#[test]
fn only_what_the_platform_changed_is_sent_and_peoples_edits_stay() {
    let world = World::ready();
    world.ok(&["sync-user", "1"]);
    let anna = world.the("contacts", "school:contact:1");
    let phone = anna["custom_fields_values"]
        .as_array()
        .unwrap()
        .iter()
        .find(|f| f["field_code"] == "PHONE")
        .unwrap()
        .clone();
    let mut values = phone["values"].as_array().unwrap().clone();
    values.push(
        json!({"value": "+7 999 111-22-33", "enum_id": values[0]["enum_id"], "enum_code": "WORK"}),
    );
    world.post("edit", &json!({"op": "set_field", "entity": "contacts", "id": anna["id"], "field_id": phone["field_id"], "values": values}));
    world.post(
        "edit",
        &json!({"op": "set_name", "entity": "contacts", "id": anna["id"], "name": "Анна (VIP)"}),
    );
    world.sql("UPDATE as_users SET phone = '89120000009', city = NULL WHERE id = 1");
    let preview = world.ok(&["sync-user", "1", "--dry-run"]);
    assert!(
        preview.contains("+79120000001") && preview.contains("+79120000009"),
        "{preview}"
    );
    world.ok(&["sync-user", "1"]);
    let anna = world.the("contacts", "school:contact:1");
    assert_eq!(
        field(&anna, "PHONE"),
        json!(["+79120000009", "+7 999 111-22-33"])
    );
    assert_eq!(field(&anna, "CITY"), json!(null));
    assert_eq!(anna["name"], "Анна (VIP)");
}

#[test]
fn every_action_code_of_a_chain_file_has_its_effect() {
    let world = World::ready();
    let user = |code: &str, id: &str| json!({"code": code, "p1_name": "userID", "p1_value": id});
    let course = |code: &str| json!({"code": code, "p1_name": "courseID", "p1_value": 77});
    let chain = json!([
        {"code": "amo_access_token"}, {"code": "amo_refresh_token"}, {"code": "amo_account"}, {"code": "amo_next_action"},
        {"code": "amo_contact_next"},
        user("amo_create_contact", "3"), user("amo_create_company", "3"), user("amo_create_deal_supplier", "3"),
        user("amo_create_deal_srs", "3"), user("amo_modify_client", "3"), user("amo_modify_user", "1"),
        user("amo_modify_contact", "2"), user("amo_create_deal_student", "2"),
        course("amo_create_product"), course("amo_create_deal_product"), course("amo_modify_course"),
        {"code": "amo_create_deal_course", "p1_name": "courseID", "p1_value": 77, "p2_name": "userID", "p2_value": "2"},
        {"code": "amo_modify_usercourse", "p1_name": "userID", "p1_value": 2, "p2_name": "courseID", "p2_value": 77},
        user("amo_modify_company", "1"), user("amo_modify_deal_supplier", "1"), user("amo_modify_deal_srs", "1"),
        user("amo_modify_deal_student", "2"), course("amo_modify_product"), course("amo_modify_deal_product"),
        {"code": "amo_modify_deal_course", "p1_name": "userID", "p1_value": 2, "p2_name": "courseID", "p2_value": 77},
    ]);
    let file = world.dir.path().join("chain.json");
    std::fs::write(&file, chain.to_string()).unwrap();
    world.ok(&["chain", "run", file.to_str().unwrap()]);
    for (entity, marker) in [
        ("contacts", "contact:1"),
        ("contacts", "contact:2"),
        ("contacts", "contact:3"),
        ("companies", "company:1"),
        ("companies", "company:3"),
        ("leads", "deal_supplier:1"),
        ("leads", "deal_supplier:3"),
        ("leads", "deal_srs:3"),
        ("leads", "deal_student:2"),
        ("leads", "deal_student:3"),
        ("catalog_elements", "product:77"),
        ("leads", "deal_product:77"),
        ("leads", "deal_course:2/77"),
    ] {
        world.the(entity, &format!("school:{marker}"));
    }
    assert_eq!(world.get("stats")["refreshes"], 1);
    assert_eq!(world.the("leads", "school:deal_srs:3")["price"], 1501);
    assert_eq!(world.the("contacts", "school:contact:3")["name"], "vera");
}

#[test]
fn wrong_chains_stop_before_anything_is_sent() {
    let world = World::ready();
    for chain in [
        "[]",
        "{}",
        r#"[{"code": "amo_modify_contact", "p1_name": "userID", "p1_value": 1}, {"code": "amo_fly"}]"#,
        r#"[{"code": "amo_modify_contact"}]"#,
        r#"[{"code": "amo_modify_contact", "p1_name": "userID", "p1_value": "x"}]"#,
    ] {
        let file = world.dir.path().join("chain.json");
        std::fs::write(&file, chain).unwrap();
        let ran = world.run(&["chain", "run", file.to_str().unwrap()]);
        assert_eq!(ran.code, 2, "{chain}: {}", ran.stderr);
    }
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_record_that_is_not_there_is_named() {
    let world = World::ready();
    world.sql("UPDATE xx_courses SET supplierID = NULL WHERE id = 78; INSERT INTO xx_courses (id, supplierID, name) VALUES (79, 4242, 'К')");
    for (args, text) in [
        (&["sync-user", "99"][..], "the platform has no user 99"),
        (&["sync-course", "99"], "the platform has no course 99"),
        (
            &["sync-course", "78"],
            "cannot sync course 78: it has no supplier",
        ),
        (
            &["sync-course", "79"],
            "cannot sync course 79: supplier 4242 of the platform is missing",
        ),
        (&["sync-usercourse", "1", "77"], "user 1 is no client"),
        (
            &["sync-usercourse", "3", "77"],
            "client 3 is not enrolled in course 77",
        ),
    ] {
        let ran = world.run(args);
        assert_eq!(ran.code, 1, "{args:?}");
        assert!(ran.stderr.contains(text), "{}", ran.stderr);
    }
    assert_eq!(world.requests(), 0);
}

#[test]
fn an_invalid_record_stops_its_chain_and_resumes_when_it_is_repaired() {
    let world = World::ready();
    world.sql("UPDATE xx_suppliers SET statusCode = 'paused' WHERE userID = 1");
    let ran = world.run(&["sync-user", "1", "2"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("`statusCode` = `paused`")
            && ran.stdout.contains("mapping.deal_supplier"),
        "{}",
        ran.stdout
    );
    // The other chain went through.
    world.the("leads", "school:deal_student:2");
    world.sql("UPDATE xx_suppliers SET statusCode = 'new' WHERE userID = 1");
    world.ok(&["chain", "resume"]);
    world.the("leads", "school:deal_supplier:1");
    assert!(world.ok(&["chain", "show"]).contains("no chain is waiting"));
}

#[test]
fn the_chain_of_the_readme_runs_as_it_stands() {
    let readme = include_str!("../../README.md");
    let (_, chain) = readme.split_once("```json\n").unwrap();
    let (chain, _) = chain.split_once("```").unwrap();
    let world = World::ready();
    world.sql(
        "INSERT INTO as_users (id, username, firstName) VALUES (1135, 'dual', 'Дина');
         INSERT INTO as_userRoles VALUES (1135, 2), (1135, 3);
         INSERT INTO xx_suppliers (id, userID, name, statusCode) VALUES (1135, 1135, 'ИП Дина', 'new');
         INSERT INTO xx_clients (id, userID, statusCode) VALUES (1135, 1135, 'lead');",
    );
    let file = world.dir.path().join("chain.json");
    std::fs::write(&file, chain).unwrap();
    let file = file.to_str().unwrap();
    world.ok(&["chain", "run", file]);
    let contact = world.the("contacts", "school:contact:1135");
    let company = world.the("companies", "school:company:1135");
    world.the("leads", "school:deal_student:1135");
    assert_eq!(company["links"][0]["to"], contact["id"]);
    world.forget_requests();
    world.ok(&["chain", "run", file]);
    assert_eq!(world.requests(), 0);
}
