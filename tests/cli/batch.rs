//! `sync` as a whole: what it sends, what it refuses, and how it ends.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use amosync::sandbox::Options;

use crate::support::account::Account;
use crate::support::platform::{mirror, rows};
use crate::support::{World, field, quiet};

fn report(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap()
}

fn writes(world: &World) -> Vec<Value> {
    let log = world.get("requests");
    let all = log.as_array().unwrap().iter();
    all.filter(|request| request["method"] != "GET")
        .cloned()
        .collect()
}

#[test]
fn sends_all_once_and_then_only_what_changed() {
    let world = World::many();
    let first = report(&world.ok(&["sync", "--output", "json"]));
    assert_eq!(first["kinds"]["contact"]["created"], 54);
    assert_eq!(first["kinds"]["deal_course"]["created"], 81);
    assert_eq!(first["kinds"]["deal_srs"]["not_applicable"], 7);
    assert_eq!(first["exit_code"], 0);

    world.forget_requests();
    let second = report(&world.ok(&["sync", "--output", "json"]));
    assert_eq!(world.requests(), 0);
    assert_eq!(second["kinds"]["contact"]["unchanged"], 54);
    assert_eq!(second["requests"]["writes"], 0);

    world.sql("UPDATE as_users SET city = 'Казань' WHERE id = 101; UPDATE xx_orderCourses SET progress = 99 WHERE id = 900;");
    let third = report(&world.ok(&["sync", "--output", "json"]));
    assert_eq!(third["kinds"]["contact"]["modified"], 1);
    assert_eq!(third["kinds"]["deal_course"]["modified"], 1);
    let sent = writes(&world);
    assert_eq!(sent.len(), 2, "{sent:?}");
    let contact = world.the("contacts", "school:contact:101");
    assert_eq!(field(&contact, "CITY"), json!(["Казань"]));
}

#[test]
fn a_dry_run_shows_the_plan_and_sends_nothing() {
    let world = World::many();
    let ran = world.run(&["sync", "--dry-run", "--exit-code"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(ran.stdout.contains("nothing was sent"), "{}", ran.stdout);
    let plan = report(&world.ok(&["sync", "--dry-run", "--all", "--output", "json"]));
    assert_eq!(plan["kinds"]["contact"]["create"], 54);
    assert_eq!(plan["more"], 0);
    // Where each of four types stands; all kinds, three of them twice; links of companies and of leads, twice.
    assert_eq!((&plan["reads"], &plan["writes"]), (&json!(4), &json!(13)));
    assert_eq!(plan["requests"], 17);
    assert!(writes(&world).is_empty());

    world.ok(&["sync"]);
    world.sql("UPDATE as_users SET city = 'Казань' WHERE id = 101");
    let plan = report(&world.ok(&["sync", "--dry-run", "--output", "json"]));
    let change = &plan["records"][0]["changes"][0];
    assert_eq!(
        (&change["old"], &change["new"]),
        (&json!("Город 3"), &json!("Казань"))
    );
    world.ok(&["sync"]);
    assert_eq!(world.run(&["sync", "--dry-run", "--exit-code"]).code, 0);
}

#[test]
fn keys_that_lie_far_apart_are_planned_in_ranges_and_none_is_missed() {
    let world = World::many();
    // Ranges hold 50,000 keys: these users fall into many of them, one lies alone at the far end, and one below zero.
    world.sql(
        "PRAGMA foreign_keys = OFF;
         CREATE TEMP TABLE moved AS SELECT id AS old, CASE id WHEN 101 THEN -7 WHEN 102 THEN 9000000000000 ELSE id * 30011 END AS new
           FROM as_users WHERE id >= 101;
         UPDATE as_users SET id = new FROM moved WHERE id = old;
         UPDATE as_userRoles SET userID = new FROM moved WHERE userID = old;
         UPDATE xx_suppliers SET userID = new FROM moved WHERE userID = old;
         UPDATE xx_clients SET userID = new FROM moved WHERE userID = old;",
    );
    let first = report(&world.ok(&["sync", "--output", "json"]));
    assert_eq!(first["kinds"]["contact"]["created"], 54);
    assert_eq!(first["kinds"]["deal_student"]["created"], 42);
    assert_eq!(first["kinds"]["deal_course"]["created"], 81);
    world.the("contacts", "school:contact:-7");
    world.the("contacts", "school:contact:9000000000000");

    world.forget_requests();
    world.sql("PRAGMA foreign_keys = OFF; DELETE FROM as_users WHERE id = 103 * 30011");
    let plan = report(&world.ok(&["sync", "--dry-run", "--output", "json"]));
    assert_eq!(plan["kinds"]["contact"]["rows"], 53);
    assert_eq!(plan["kinds"]["contact"]["unchanged"], 53);
    assert_eq!(plan["kinds"]["contact"]["gone"], 1);
    // The name in the other two deals is gone with the user.
    assert_eq!(plan["kinds"]["deal_course"]["unchanged"], 79);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_part_of_the_platform() {
    let world = World::many();
    world.ok(&["sync", "--users", "101,102", "--only", "contact"]);
    world.the("contacts", "school:contact:101");
    world.the("contacts", "school:contact:102");
    assert!(world.marked("contacts", "school:contact:103").is_empty());

    std::fs::write(world.dir.path().join("ids"), "103 # one\n104\n").unwrap();
    let file = world.dir.path().join("ids").display().to_string();
    world.ok(&[
        "sync", "--users", &file, "--only", "contact", "--limit", "1",
    ]);
    world.the("contacts", "school:contact:103");
    assert!(world.marked("contacts", "school:contact:104").is_empty());

    std::fs::write(world.dir.path().join("ids"), "103\nzwei\n").unwrap();
    let ran = world.run(&["sync", "--users", &file]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("line 2: `zwei` is no id"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_limit_is_not_spent_on_blocked_records() {
    let world = World::many();
    world.sql("UPDATE as_users SET email = 'nonsense' WHERE id = 2");
    let contacts = report(
        &world
            .run(&["sync", "--only", "contact", "--output", "json"])
            .stdout,
    );
    assert_eq!(contacts["kinds"]["contact"]["created"], 53);
    let some = [
        "sync",
        "--only",
        "deal_student",
        "--limit",
        "1",
        "--output",
        "json",
    ];
    let ran = world.run(&some);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    // The deal of user 2 comes first and cannot be made; that of user 3 is the one that the limit allows.
    let deals = &report(&ran.stdout)["kinds"]["deal_student"];
    assert_eq!(
        (&deals["blocked"], &deals["created"]),
        (&json!(1), &json!(1))
    );
    world.the("leads", "school:deal_student:3");

    // What the limit cuts off is not blocked, and what it allows blocks nothing.
    world.sql("UPDATE as_users SET email = NULL WHERE id = 2");
    let rest = ["sync", "--limit", "2", "--users", "2", "--output", "json"];
    let found = report(&world.ok(&rest));
    assert_eq!(found["kinds"]["contact"]["created"], 1, "{found}");
    assert_eq!(found["kinds"]["deal_student"]["created"], 1, "{found}");
    assert_eq!(
        found["kinds"]["deal_course"],
        json!({"unchanged": 0, "not_applicable": 0})
    );
}

#[test]
fn what_depends_on_a_bad_record_is_blocked_and_the_rest_arrives() {
    let world = World::many();
    world.sql("UPDATE as_users SET email = 'nonsense' WHERE id = 101");
    let results = world.dir.path().join("results");
    let dir = results.display().to_string();
    let ran = world.run(&["sync", "--results", &dir, "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let report = report(&ran.stdout);
    assert_eq!(report["kinds"]["contact"]["invalid"], 1);
    assert_eq!(report["kinds"]["contact"]["created"], 53);
    assert_eq!(report["kinds"]["deal_student"]["blocked"], 1);
    assert_eq!(report["kinds"]["deal_course"]["blocked"], 2);
    let read = |name: &str| std::fs::read_to_string(results.join(name)).unwrap();
    assert!(
        read("failed.csv").contains("contact,101,,invalid,"),
        "{}",
        read("failed.csv")
    );
    assert_eq!(read("unprocessed.csv").matches("blocked").count(), 3);
    assert!(read("succeeded.csv").contains("contact,102,"));
    let waiting = world.ok(&["rejects", "list"]);
    assert!(waiting.contains("nonsense"), "{waiting}");

    world.sql("UPDATE as_users SET email = 'mended@mail.example' WHERE id = 101");
    world.forget_requests();
    world.ok(&["sync"]);
    let sent: u64 = writes(&world)
        .iter()
        .filter(|request| !request["path"].as_str().unwrap().ends_with("/link"))
        .map(|request| request["items"].as_u64().unwrap())
        .sum();
    assert_eq!(sent, 4, "{:?}", writes(&world));
    assert!(world.ok(&["rejects", "list"]).contains("nothing waits"));
}

#[test]
fn a_refused_record_is_named_and_waits_until_something_changes() {
    let world = World::many();
    world.ok(&["sync"]);
    // A manager deletes a stage that the mapping knows.
    let state = world.get("state");
    let lost = state["pipelines"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|pipeline| pipeline["statuses"].as_array().unwrap().clone())
        .find(|status| status["name"] == "Оплачен")
        .unwrap();
    world.post("edit", &json!({"op": "delete_status", "id": lost["id"]}));
    world.sql("UPDATE xx_orderCourses SET statusCode = 'paid' WHERE id = 900; UPDATE as_users SET city = 'Омск' WHERE id = 103");
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);
    let contact = world.the("contacts", "school:contact:103");
    assert_eq!(field(&contact, "CITY"), json!(["Омск"]));
    let waiting = world.ok(&["rejects", "list"]);
    assert!(waiting.contains("NotSupportedChoice"), "{waiting}");

    // The account's shape was read again because the CRM refused an id: now the mistake is known before sending.
    world.forget_requests();
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("Оплачен"), "{}", ran.stderr);
    assert!(writes(&world).is_empty());
    world.ok(&["schema", "apply", "--yes"]);
    world.ok(&["sync"]);
    assert!(world.ok(&["rejects", "list"]).contains("nothing waits"));
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn the_guard_stops_before_anything_is_sent() {
    let world = World::many();
    world.sql(
        "WITH RECURSIVE n(i) AS (SELECT 201 UNION ALL SELECT i + 1 FROM n WHERE i < 300)
         INSERT INTO as_users SELECT i, 'more' || i, NULL, NULL, 'Ф', 'И', NULL, NULL, 'А', NULL, NULL FROM n",
    );
    world.ok(&["sync"]);
    world.sql("UPDATE as_users SET city = 'Б' WHERE id > 200");
    world.forget_requests();
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 8, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("100 of 154 records of `contact`"),
        "{}",
        ran.stderr
    );
    assert_eq!(world.requests(), 0);
    world.sql(
        "DELETE FROM as_users WHERE id > 200; UPDATE as_users SET city = 'Б'; DELETE FROM as_users",
    );
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 8, "{}", ran.stderr);
    assert!(
        ran.stderr.contains("no rows for `contact`"),
        "{}",
        ran.stderr
    );
    assert_eq!(world.requests(), 0);
    // What is left of the platform is still reported: clients without a user cannot be sent.
    let ran = world.run(&["sync", "--allow-mass-change", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let last = report(&ran.stdout);
    assert_eq!(last["gone"]["contact"], 154);
    assert_eq!(last["kinds"]["deal_course"]["invalid"], 81);
}

#[test]
fn a_lost_store_is_noticed_before_anything_is_made_twice() {
    let world = World::many();
    world.ok(&["sync"]);
    let before = world.get("state")["contacts"].as_object().unwrap().len();
    for name in ["store.db", "store.db-wal", "store.db-shm"] {
        let _ = std::fs::remove_file(world.data().join("school").join(name));
    }
    let ran = world.run(&["sync"]);
    assert_eq!(ran.code, 8, "{}{}", ran.stdout, ran.stderr);
    assert!(ran.stderr.contains("ids rebuild"), "{}", ran.stderr);
    assert_eq!(world.run(&["sync-user", "101"]).code, 8);
    assert_eq!(
        world.get("state")["contacts"].as_object().unwrap().len(),
        before
    );
}

#[test]
fn what_people_deleted_is_reported_and_made_anew_on_request() {
    let world = World::many();
    world.ok(&["sync"]);
    let old = world.the("contacts", "school:contact:101")["id"].clone();
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "contacts", "id": old}),
    );
    world.sql("UPDATE as_users SET city = 'Казань' WHERE id IN (101, 102)");
    let ran = world.run(&["sync", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let first = report(&ran.stdout);
    assert_eq!(first["kinds"]["contact"]["stale"], 1);
    assert_eq!(first["kinds"]["contact"]["modified"], 1);
    world.ok(&["sync", "--recreate"]);
    let alive: Vec<_> = world
        .marked("contacts", "school:contact:101")
        .into_iter()
        .filter(|contact| contact["is_deleted"] != true)
        .collect();
    assert_eq!(alive.len(), 1);
    // The deals lead to the new contact.
    let deal = world.the("leads", "school:deal_student:101");
    let links = deal["links"].as_array().unwrap();
    assert!(
        links.iter().any(|link| link["to"] == alive[0]["id"]),
        "{links:?}"
    );
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);

    // What is made anew has the links of what was deleted, also those that are made afterwards.
    let gone = [
        ("companies", "school:company:105"),
        ("leads", "school:deal_course:2/77"),
    ];
    for (entity, marker) in gone {
        let id = world.the(entity, marker)["id"].clone();
        world.post("edit", &json!({"op": "delete", "entity": entity, "id": id}));
    }
    world.sql("UPDATE xx_suppliers SET site = 'https://new.example' WHERE userID = 105; UPDATE xx_orderCourses SET progress = 99 WHERE id = 900");
    assert_eq!(world.run(&["sync"]).code, 5);
    world.ok(&["sync", "--recreate"]);
    let links_of = |entity: &str, marker: &str| -> Vec<Value> {
        let all = world.marked(entity, marker).into_iter();
        let mut alive = all.filter(|one| one["is_deleted"] != true);
        let links = alive.next().unwrap()["links"].clone();
        assert!(alive.next().is_none(), "{marker} is there twice");
        let links = links.as_array().unwrap().iter();
        links.map(|link| link["to"].clone()).collect()
    };
    let id_of = |entity: &str, marker: &str| world.the(entity, marker)["id"].clone();
    let company = links_of("companies", "school:company:105");
    assert!(
        company.contains(&id_of("contacts", "school:contact:105")),
        "{company:?}"
    );
    let deal = links_of("leads", "school:deal_course:2/77");
    assert!(
        deal.contains(&id_of("catalog_elements", "school:product:77")),
        "{deal:?}"
    );
    assert!(
        deal.contains(&id_of("contacts", "school:contact:2")),
        "{deal:?}"
    );
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_contact_that_people_deleted_holds_up_a_new_deal_until_it_is_made_anew() {
    let world = World::many();
    world.ok(&["sync"]);
    let id = world.the("contacts", "school:contact:102")["id"].clone();
    let delete = json!({"op": "delete", "entity": "contacts", "id": id});
    world.post("edit", &delete);
    world.sql(
        "INSERT INTO xx_orderCourses VALUES (999999, 2102, 4105, 500, 1, 'learning', '2026-11-01', NULL, '2026-10-01', NULL)",
    );
    let ran = world.run(&["sync", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    // The deal was refused for its contact's sake: it waits for it and is no reject of its own.
    let first = report(&ran.stdout);
    assert_eq!(first["kinds"]["deal_course"]["blocked"], 1, "{first}");
    assert_eq!(first["rejects_waiting"], 0);

    world.ok(&["sync", "--recreate"]);
    let deal = world.the("leads", "school:deal_course:102/4105");
    let alive: Vec<_> = world
        .marked("contacts", "school:contact:102")
        .into_iter()
        .filter(|contact| contact["is_deleted"] != true)
        .collect();
    let links = deal["links"].as_array().unwrap();
    assert!(
        links.iter().any(|link| link["to"] == alive[0]["id"]),
        "{links:?}"
    );
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_stage_that_is_refused_is_named_with_those_that_the_funnel_has() {
    let world = World::many();
    world.ok(&["schema", "check"]);
    let funnels = world.get("state")["pipelines"].clone();
    let funnel = funnels
        .as_array()
        .unwrap()
        .iter()
        .find(|funnel| funnel["name"] == "Прохождение курсов")
        .unwrap();
    let stage = funnel["statuses"]
        .as_array()
        .unwrap()
        .iter()
        .find(|stage| stage["name"] == "Обучается")
        .unwrap_or_else(|| panic!("{funnel}"));
    world.post("edit", &json!({"op": "delete_status", "id": stage["id"]}));
    world.run(&["sync"]);
    let rejects = world.ok(&["rejects", "list", "--output", "json"]);
    assert!(
        rejects.contains("field «status» = `Обучается`: ") && rejects.contains("Записан"),
        "{rejects}"
    );
}

#[test]
fn only_what_was_asked_for_is_made_anew() {
    let world = World::many();
    world.ok(&["sync"]);
    for user in [101, 102] {
        let id = world.the("contacts", &format!("school:contact:{user}"))["id"].clone();
        world.post(
            "edit",
            &json!({"op": "delete", "entity": "contacts", "id": id}),
        );
    }
    world.sql("UPDATE as_users SET city = 'Казань' WHERE id IN (101, 102)");
    let of = |report: &Value, kind: &str, outcome: &str| {
        report["kinds"][kind][outcome].as_u64().unwrap_or(0)
    };
    let stale = report(&world.run(&["sync", "--output", "json"]).stdout);
    assert_eq!(of(&stale, "contact", "stale"), 2, "{stale}");

    // What a dry run shows is what the run does.
    let args = ["sync", "--recreate", "--users", "102", "--output", "json"];
    let plan = report(&world.ok(&[&args[..], &["--dry-run"]].concat()));
    assert_eq!(of(&plan, "contact", "create"), 1, "{plan}");
    assert_eq!(of(&plan, "deal_student", "link"), 1, "{plan}");
    assert_eq!(of(&plan, "deal_course", "link"), 2, "{plan}");
    let done = report(&world.ok(&args));
    assert_eq!(of(&done, "contact", "created"), 1, "{done}");
    assert_eq!(of(&done, "deal_student", "modified"), 1, "{done}");
    assert_eq!(of(&done, "deal_course", "modified"), 2, "{done}");

    // The deals of the other one are as they were, and the next runs find nothing open but the contact.
    world.forget_requests();
    let ran = world.run(&["sync", "--recreate", "--only", "deal_student"]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let next = report(&world.run(&["sync", "--output", "json"]).stdout);
    assert_eq!(of(&next, "contact", "stale"), 1, "{next}");
    assert_eq!(of(&next, "deal_student", "blocked"), 0, "{next}");
    assert_eq!(of(&next, "deal_student", "unchanged"), 42, "{next}");
    assert!(writes(&world).is_empty());
}

#[test]
fn records_that_left_the_platform() {
    let world = World::many();
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.contact]\non_missing = \"tag\"\nmissing_tag = \"ушёл\"\n\
         [profiles.school.mapping.deal_student]\non_missing = \"close\"\nclosing = {{ loss_reason = \"Нет бюджета\" }}\n"
    ));
    world.ok(&["sync"]);
    world.sql(
        "DELETE FROM xx_orderCourses WHERE clientID = 2101; DELETE FROM xx_clients WHERE userID = 101; DELETE FROM as_users WHERE id = 101",
    );
    let left = report(&world.ok(&["sync", "--output", "json"]));
    assert_eq!(left["gone"]["contact"], 1);
    assert_eq!(left["gone"]["deal_course"], 2);
    let contact = world.the("contacts", "school:contact:101");
    assert!(
        contact["_embedded"]["tags"].to_string().contains("ушёл"),
        "{contact}"
    );
    let deal = world.the("leads", "school:deal_student:101");
    assert_eq!(deal["status_id"], 143);
    assert!(deal["loss_reason_id"].is_i64(), "{deal}");
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);

    // The user comes back.
    world.sql(
        "INSERT INTO as_users VALUES (101, 'user101', 'user101@mail.example', '+79120000101', 'Фамилия101', 'Имя101', NULL, date('1980-01-01', '101 days'), 'Город 3', '2026-01-01', '2026-02-01');
         INSERT INTO xx_clients VALUES (2101, 101, 'lead', 'site', 1, '2026-01-02', NULL)",
    );
    world.ok(&["sync"]);
    let contact = world.the("contacts", "school:contact:101");
    assert!(
        !contact["_embedded"]["tags"].to_string().contains("ушёл"),
        "{contact}"
    );
    assert_ne!(
        world.the("leads", "school:deal_student:101")["status_id"],
        143
    );
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_lost_deal_gets_its_reason_after_it_is_lost() {
    let world = World::many();
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.deal_course]\nloss_reason = {{ value = \"Нет бюджета\" }}\n"
    ));
    world.ok(&["sync"]);
    world.sql("UPDATE xx_orderCourses SET statusCode = 'refused' WHERE id = 900");
    world.ok(&["sync"]);
    let deal = world.the("leads", "school:deal_course:2/77");
    assert_eq!(deal["status_id"], 143);
    assert!(deal["loss_reason_id"].is_i64(), "{deal}");
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

/// A platform to be sent at the pace of a real account, whose limit is enforced.
fn limited() -> World {
    let world = World::with(&Options::default());
    world.set_amo("rate = 7\nbatch_max = 20");
    world.login();
    world.ok(&["schema", "apply", "--yes"]);
    world.sql(include_str!("../fixtures/many.sql"));
    world.forget_requests();
    world
}

/// Never more than seven requests in any second, as the sandbox saw them arrive.
fn the_limit_was_kept(world: &World) {
    let log = world.get("requests");
    let times: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["at_ms"].as_i64().unwrap())
        .collect();
    for eight in times.windows(8) {
        assert!(eight[7] - eight[0] >= 1000, "{eight:?}");
    }
    let stats = world.get("stats");
    assert_eq!(stats["too_many"], 0, "{stats}");
    assert!(stats["max_per_second"].as_u64().unwrap() <= 7, "{stats}");
}

#[test]
fn two_at_once_and_never_more_than_seven_a_second() {
    let world = limited();
    let _quiet = quiet();
    let mut children = [
        world.command(&["sync"]).spawn().unwrap(),
        world.command(&["sync"]).spawn().unwrap(),
        world.command(&["sync-user", "110", "111"]).spawn().unwrap(),
    ];
    for child in &mut children {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    the_limit_was_kept(&world);
    for id in 101..=150 {
        world.the("contacts", &format!("school:contact:{id}"));
    }
}

#[test]
fn readers_beside_a_running_sync_share_its_pace() {
    let world = limited();
    let _quiet = quiet();
    let ended = AtomicBool::new(false);
    let readers: [&[&str]; 4] = [
        &["account"],
        &["pipelines", "list"],
        &["fields", "list", "leads"],
        &["check"],
    ];
    std::thread::scope(|scope| {
        for args in readers {
            let (world, ended) = (&world, &ended);
            scope.spawn(move || {
                while !ended.load(Ordering::SeqCst) {
                    world.ok(args);
                }
            });
        }
        let ran = world.run(&["sync"]);
        ended.store(true, Ordering::SeqCst);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
    });
    the_limit_was_kept(&world);
    // They were at it together: each reader got through between the first write and the last.
    let log = world.get("requests");
    let log = log.as_array().unwrap();
    let is_write = |row: &Value| row["method"] != "GET";
    let first = log.iter().position(is_write).unwrap();
    let last = log.iter().rposition(is_write).unwrap();
    for path in [
        "/api/v4/account",
        "/api/v4/leads/pipelines",
        "/api/v4/leads/custom_fields",
        // `check` reads what the sync has made so far, in a list or one by one.
        "/api/v4/contacts",
    ] {
        let read = |row: &&Value| {
            row["method"] == "GET" && row["path"].as_str().unwrap().starts_with(path)
        };
        let between = &log[first..last];
        assert!(between.iter().any(|row| read(&row)), "{path}: {between:#?}");
    }
}

#[test]
fn who_holds_the_lock_is_named() {
    let world = World::many();
    // While its one request is held, the holder sends nothing else.
    world.set_amo("in_flight = 1");
    let people = Account::of(&world).others;
    for holder in [["sync", "--no-progress"], ["sync-user", "101"]] {
        // Something to send, which is held before it arrives: the lock is surely held as well.
        world.sql("UPDATE as_users SET city = city || '!' WHERE id = 101");
        world.fault("pause-before,on=WRITE:/api/v4/contacts,nth=1");
        let mut last = world.get("held?timeout_ms=0")["seq"].as_u64().unwrap_or(0);
        let mut running = world.command(&holder).spawn().unwrap();
        world.held(&mut last);
        let named = format!("`{}`, process {}", holder[0], running.id());
        for args in [
            ["sync", "--lock-timeout", "0"].as_slice(),
            &["sync-user", "110", "--lock-timeout", "0"],
            &["sync-course", "77", "--lock-timeout", "0"],
        ] {
            let before = world.requests();
            let ran = world.run(args);
            assert_eq!(ran.code, 6, "{args:?}: {}", ran.stderr);
            assert!(ran.stderr.contains(&named), "{named}: {}", ran.stderr);
            assert_eq!(world.requests(), before, "{args:?} sent something");
        }
        // Who may wait does, and finds it done.
        let mut waiting = world.command(&["sync"]).spawn().unwrap();
        world.post("release", &json!({}));
        assert_eq!(running.wait().unwrap().code(), Some(0));
        assert_eq!(waiting.wait().unwrap().code(), Some(0));
    }
    let mut ours = rows(&world.platform());
    mirror(&mut ours);
    let end = Account {
        ours,
        others: people,
    };
    Account::of(&world).assert_is(&end, "after all of them");
}

#[test]
fn a_token_that_ends_with_sixteen_in_flight_is_refreshed_once() {
    let world = World::with(&Options {
        rate_limit: false,
        // Slow enough for the client to keep all sixteen in flight.
        latency: std::time::Duration::from_millis(50),
        ..Options::default()
    });
    world.login();
    world.ok(&["schema", "apply", "--yes"]);
    world.sql(include_str!("../fixtures/many.sql"));
    world.set_amo("batch_max = 1\nin_flight = 16");
    world.forget_requests();
    world.fault("pause-before,on=POST:/api/v4/contacts,times=16");
    let refreshes = world.get("state")["refreshes"].as_u64().unwrap();
    let mut child = world.command(&["sync"]).spawn().unwrap();
    let mut last = 0;
    while writes(&world).len() < 16 {
        let held = world.get(&format!("held?after={last}&timeout_ms=20000"));
        last = held["seq"].as_u64().expect("another request");
    }
    world.post("tokens", &json!({"expire_access": true}));
    world.post("release", &json!({}));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(
        world.get("state")["refreshes"].as_u64().unwrap(),
        refreshes + 1
    );
    let log = world.get("requests");
    let refused = log.as_array().unwrap().iter();
    assert_eq!(
        refused.filter(|request| request["status"] == 401).count(),
        16
    );
    for id in 101..=150 {
        world.the("contacts", &format!("school:contact:{id}"));
    }
}

#[test]
fn a_revoked_token_stops_the_run_which_goes_on_after_a_new_login() {
    let world = World::many();
    world.set_amo("batch_max = 5");
    world.fault("revoke,on=POST:/api/v4/leads,nth=3");
    let results = world.dir.path().join("results").display().to_string();
    let ran = world.run(&["sync", "--results", &results]);
    assert_eq!(ran.code, 4, "{}", ran.stderr);
    let left = std::fs::read_to_string(world.dir.path().join("results/unprocessed.csv")).unwrap();
    assert!(left.contains("the run ended before its turn"), "{left}");
    world.forget_requests();
    world.login();
    world.ok(&["sync"]);
    world.the("leads", "school:deal_course:101/4115");
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_block_or_an_unpaid_account_stops_the_run_and_keeps_the_next_ones_quiet() {
    for (fault, said) in [("403-html", "blocks"), ("402", "not paid")] {
        let world = World::many();
        world.set_amo("batch_max = 5");
        world.fault(&format!("{fault},on=POST:/api/v4/companies,nth=1"));
        let ran = world.run(&["sync"]);
        assert_eq!(ran.code, 7, "{}", ran.stderr);
        assert!(ran.stderr.contains(said), "{}", ran.stderr);
        world.forget_requests();
        let ran = world.run(&["sync"]);
        assert_eq!(ran.code, 7, "{}", ran.stderr);
        assert_eq!(world.requests(), 0);
    }
}

#[cfg(unix)]
#[test]
fn a_signal_lets_in_what_is_in_flight() {
    for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
        let world = World::many();
        world.set_amo("batch_max = 5");
        world.fault("pause-after,on=POST:/api/v4/contacts,nth=3");
        let mut child = world
            .command(&["sync", "--output", "json"])
            .spawn()
            .unwrap();
        assert!(world.get("held?timeout_ms=20000")["seq"].is_u64());
        let killed = std::process::Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status()
            .unwrap();
        assert!(killed.success());
        world.post("release", &json!({}));
        assert_eq!(child.wait().unwrap().code(), Some(code), "{signal}");
        let known = rusqlite::Connection::open(world.data().join("school/store.db")).unwrap();
        let journal: i64 = known
            .query_row("SELECT count(*) FROM journal", [], |row| row.get(0))
            .unwrap();
        assert_eq!(journal, 0, "{signal}: a create was left open");
        world.ok(&["sync"]);
        for id in 101..=150 {
            world.the("contacts", &format!("school:contact:{id}"));
        }
    }
}

#[test]
fn a_slow_crm_gets_smaller_batches() {
    let world = World::many();
    world.set_amo("in_flight = 1");
    world.fault("504-after,on=POST:/api/v4/contacts,nth=1");
    world.ok(&["sync"]);
    let sizes: Vec<_> = writes(&world)
        .iter()
        .filter(|request| request["path"] == "/api/v4/contacts")
        .map(|request| request["items"].as_u64().unwrap())
        .collect();
    assert_eq!(sizes[0], 50, "{sizes:?}");
    let store = rusqlite::Connection::open(world.data().join("school/store.db")).unwrap();
    let learned: String = store
        .query_row(
            "SELECT value FROM settings WHERE name = 'batch_sizes'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let learned: Value = serde_json::from_str(&learned).unwrap();
    assert!(learned["contacts"].as_u64().unwrap() <= 37, "{learned}");
}

#[test]
fn metrics_and_history_tell_how_it_went() {
    let world = World::many();
    let file = world.dir.path().join("amosync.prom").display().to_string();
    world.ok(&["sync", "--metrics-file", &file]);
    let text = std::fs::read_to_string(&file).unwrap();
    for line in [
        "amosync_run_exit_code{profile=\"school\"} 0",
        "amosync_records{profile=\"school\",kind=\"contact\",outcome=\"created\"} 54",
        "amosync_rejects_waiting{profile=\"school\"} 0",
        "amosync_token_days_left{profile=\"school\"}",
        "amosync_last_success_timestamp_seconds{profile=\"school\"}",
    ] {
        assert!(text.contains(line), "{line} is missing in {text}");
    }
    let runs = report(&world.ok(&["history", "--output", "json"]));
    assert_eq!(runs[0]["exit_code"], 0);
    let one = world.ok(&["history", &runs[0]["id"].to_string()]);
    let counts = one
        .lines()
        .find(|line| line.starts_with("contact "))
        .unwrap();
    assert_eq!(
        counts.split_whitespace().collect::<Vec<_>>(),
        ["contact", "created", "54"]
    );
    assert_eq!(world.run(&["history", "99"]).code, 1);
}

#[test]
fn force_sends_all_and_clears_what_the_platform_emptied() {
    let world = World::ready();
    world.ok(&["sync"]);
    world.sql("UPDATE as_users SET city = NULL WHERE id = 1");
    world.forget_requests();
    world.ok(&["sync", "--force", "--only", "contact"]);
    assert_eq!(
        field(&world.the("contacts", "school:contact:1"), "CITY"),
        Value::Null
    );
    assert_eq!(writes(&world)[0]["items"], 4);
}

#[test]
fn the_doctor_counts_rows_that_no_run_reaches() {
    let world = World::ready();
    let text = world.ok(&["doctor"]);
    assert!(
        text.contains("every row of the platform is reached"),
        "{text}"
    );
    world.sql("INSERT INTO xx_orderCourses VALUES (9, 999, 77, 1, 1, 'paid', NULL, NULL, NULL, NULL); INSERT INTO as_userRoles VALUES (4, 2)");
    let text = world.ok(&["doctor"]);
    assert!(
        text.contains("enrolments whose client is missing: 1"),
        "{text}"
    );
    assert!(text.contains("no supplier row: 1"), "{text}");
}

#[test]
fn rows_that_no_query_reaches_are_listed_by_a_run() {
    let world = World::ready();
    world.sql(
        "INSERT INTO xx_orderCourses VALUES (9, 999, 77, 1, 1, 'paid', NULL, NULL, NULL, NULL);
         INSERT INTO as_userRoles VALUES (4, 2);
         INSERT INTO xx_clients (id, userID, statusCode) VALUES (24, 4, 'lead');",
    );
    let plan = report(&world.ok(&["sync", "--dry-run", "--output", "json"]));
    assert_eq!(plan["left_out"].as_array().unwrap().len(), 3, "{plan}");
    let results = world.dir.path().join("results");
    let metrics = world.dir.path().join("amosync.prom").display().to_string();
    let ran = world.run(&[
        "sync",
        "--output",
        "json",
        "--results",
        &results.display().to_string(),
        "--metrics-file",
        &metrics,
    ]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let said = "warning: rows of the platform are left out, enrolments whose client is missing: 1 (order 9 of client 999)";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert_eq!(
        report(&ran.stdout)["left_out"],
        json!([
            {"kind": "deal_course", "what": "enrolments whose client is missing", "count": 1, "first": ["order 9 of client 999"]},
            {"kind": "deal_student", "what": "users with a client row and without the role `client`", "count": 1, "first": ["4"]},
            {"kind": "company", "what": "users with the role `supplier` and no supplier row", "count": 1, "first": ["4"]}
        ])
    );
    let failed = std::fs::read_to_string(results.join("failed.csv")).unwrap();
    assert!(
        failed.contains("deal_student,4,,left_out,the user lacks the role `client`"),
        "{failed}"
    );
    let metrics = std::fs::read_to_string(&metrics).unwrap();
    assert!(metrics.contains("amosync_left_out{profile=\"school\"} 3"));
    assert!(
        world
            .ok(&["history", "1"])
            .contains("left out, enrolments whose client is missing")
    );

    // Of the kinds that are planned, and of the whole platform alone.
    let ran = world.run(&["sync", "--only", "deal_course"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    assert!(
        ran.stdout.contains("order 9 of client 999") && !ran.stdout.contains("role"),
        "{}",
        ran.stdout
    );
    world.ok(&["sync", "--only", "contact"]);
    world.ok(&["sync", "--users", "1,2"]);
    world.sql("DELETE FROM xx_orderCourses WHERE id = 9; DELETE FROM as_userRoles WHERE userID = 4; INSERT INTO as_userRoles VALUES (4, 3)");
    world.ok(&["sync"]);
}

#[test]
fn a_course_without_its_supplier_gets_no_deal() {
    let world = World::ready();
    world.sql(
        "INSERT INTO xx_courses (id, supplierID, name, statusCode) VALUES (79, 4242, 'Чужой', 'draft'), (80, NULL, 'Ничей', 'draft')",
    );
    let ran = world.run(&["sync", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let kinds = &report(&ran.stdout)["kinds"];
    assert_eq!(kinds["deal_product"]["invalid"], 2);
    assert_eq!(kinds["deal_product"]["created"], 2);
    assert_eq!(kinds["product"]["created"], 4);
    let waiting = world.ok(&["rejects", "list"]);
    assert!(
        waiting.contains("supplier 4242 of the platform is missing")
            && waiting.contains("the course has no supplier"),
        "{waiting}"
    );
    world.sql("INSERT INTO xx_suppliers (id, userID, name, statusCode) VALUES (4242, 2, 'ИП', 'new'); INSERT INTO as_userRoles VALUES (2, 2); UPDATE xx_courses SET supplierID = 4242 WHERE id = 80");
    world.ok(&["sync"]);
    let deal = world.the("leads", "school:deal_product:79");
    assert_eq!(deal["links"].as_array().unwrap().len(), 3, "{deal}");
    assert!(world.ok(&["rejects", "list"]).contains("nothing waits"));
}

#[test]
fn rejects_leave_when_nothing_is_to_be_sent_any_more() {
    let world = World::many();
    world.ok(&["sync"]);
    world.sql(
        "UPDATE as_users SET email = 'nonsense' WHERE id IN (101, 102);
         INSERT INTO as_users (id, username, email) VALUES (900, 'nine', 'nonsense');
         UPDATE xx_suppliers SET cooperationType = 'CPC', srsStatusCode = 'what' WHERE userID = 1",
    );
    let broken = report(&world.run(&["sync", "--output", "json"]).stdout);
    assert_eq!(broken["rejects_waiting"], 4, "{broken}");

    // Back to what was sent, gone, no longer paid per click.
    world.sql(
        "UPDATE as_users SET email = 'user' || id || '@mail.example' WHERE id IN (101, 102);
         DELETE FROM as_users WHERE id = 900;
         UPDATE xx_suppliers SET cooperationType = 'FIXED', srsStatusCode = NULL WHERE userID = 1",
    );
    world.forget_requests();
    world.ok(&["sync", "--dry-run"]);
    let part = report(&world.ok(&["sync", "--users", "102", "--output", "json"]));
    assert_eq!(part["rejects_waiting"], 3, "{part}");
    let all = report(&world.ok(&["sync", "--output", "json"]));
    assert_eq!(all["rejects_waiting"], 0, "{all}");
    assert_eq!(all["kinds"]["contact"]["unchanged"], 54);
    assert!(
        !writes(&world)
            .iter()
            .any(|one| one["path"] == "/api/v4/contacts")
    );
    assert!(world.ok(&["rejects", "list"]).contains("nothing waits"));
}

#[test]
fn a_reject_leaves_with_a_record_that_is_closed() {
    let world = World::many();
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.deal_student]\non_missing = \"close\"\n"
    ));
    world.ok(&["sync"]);
    world.sql("UPDATE xx_clients SET statusCode = 'what' WHERE userID = 101");
    assert_eq!(world.run(&["sync"]).code, 5);
    world.sql("DELETE FROM xx_orderCourses WHERE clientID = 2101; DELETE FROM xx_clients WHERE userID = 101; DELETE FROM as_userRoles WHERE userID = 101");
    let left = report(&world.ok(&["sync", "--output", "json"]));
    assert_eq!(left["rejects_waiting"], 0, "{left}");
    assert_eq!(
        world.the("leads", "school:deal_student:101")["status_id"],
        143
    );
}

#[test]
fn an_empty_table_stops_a_part_of_the_platform_as_well() {
    let world = World::many();
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.deal_student]\non_missing = \"close\"\n"
    ));
    world.ok(&["sync"]);
    world.sql("DELETE FROM xx_clients");
    world.forget_requests();
    let part = [
        "sync",
        "--only",
        "deal_student",
        "--users",
        "101,102,103",
        "--output",
        "json",
    ];
    let ran = world.run(&part);
    assert_eq!(ran.code, 8, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("no rows for `deal_student`, and the CRM has 42 of them"),
        "{}",
        ran.stderr
    );
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_platform_without_suppliers_is_not_empty() {
    let world = World::ready();
    world.sql(
        "DELETE FROM xx_suppliers; DELETE FROM as_userRoles WHERE roleID = 2; DELETE FROM xx_courses",
    );
    let ran = report(&world.ok(&["sync", "--only", "company", "--output", "json"]));
    assert_eq!(ran["requests"]["writes"], 0);
}

#[test]
fn a_part_of_the_platform_counts_only_what_was_asked_for() {
    let world = World::many();
    world.ok(&["sync"]);
    let part = [
        "sync", "--users", "101", "--only", "contact", "--output", "json",
    ];
    let found = report(&world.ok(&part));
    assert_eq!(found["kinds"]["contact"]["unchanged"], 1, "{found}");
}

#[test]
fn the_dry_run_of_a_chain_shows_the_links() {
    let world = World::ready();
    let text = world.ok(&[
        "sync-usercourse",
        "2",
        "77",
        "--dry-run",
        "--output",
        "json",
    ]);
    let lines = report(&text);
    let deal = lines
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["kind"] == "deal_course")
        .unwrap();
    let shown: Vec<_> = deal["changes"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|change| change["field"] == "link")
        .map(|change| change["new"].as_str().unwrap())
        .collect();
    assert_eq!(shown, ["contact 2", "product 77"]);
    world.ok(&["sync-usercourse", "2", "77"]);
    let text = world.ok(&["sync-usercourse", "2", "77", "--dry-run"]);
    assert!(!text.contains("link"), "{text}");
}

#[test]
fn what_leaves_the_mapping_is_not_sent_any_more() {
    let world = World::many();
    world.ok(&["sync"]);
    let state = world.get("state");
    let id_of = |code: &str| {
        let fields = state["fields"]["contacts"].as_array().unwrap();
        let found = fields.iter().find(|field| field["code"] == code);
        found.unwrap()["id"].clone()
    };
    let both = json!(["+79120000101", "+70000000099"]);
    let contact = world.the("contacts", "school:contact:101");
    world.post(
        "edit",
        &json!({"op": "set_field", "entity": "contacts", "id": contact["id"], "field_id": id_of("PHONE"),
                "values": [{"value": both[0]}, {"value": both[1]}]}),
    );
    world.post(
        "edit",
        &json!({"op": "delete_field", "id": id_of("BIRTHDAY")}),
    );
    let config = world.config();
    world.configure(&format!(
        "{config}\n[profiles.school.mapping.contact]\nfields.PHONE = false\nfields.BIRTHDAY = false\n"
    ));
    world.ok(&["schema", "pull"]);
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
    world.sql("UPDATE as_users SET phone = '+79998887766', city = 'Казань' WHERE id = 101");
    world.ok(&["sync"]);
    let contact = world.the("contacts", "school:contact:101");
    assert_eq!(field(&contact, "PHONE"), both);
    assert_eq!(field(&contact, "CITY"), json!(["Казань"]));
}
