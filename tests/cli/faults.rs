use serde_json::json;

use crate::support::World;

/// Kind of entity, its path, the command that creates it, and its marker.
const CREATES: [(&str, &str, &[&str], &str); 4] = [
    (
        "contacts",
        "/api/v4/contacts",
        &["sync-user", "2"],
        "school:contact:2",
    ),
    (
        "companies",
        "/api/v4/companies",
        &["sync-user", "1"],
        "school:company:1",
    ),
    (
        "catalog_elements",
        "/api/v4/catalogs/4521/elements",
        &["sync-course", "77"],
        "school:product:77",
    ),
    (
        "leads",
        "/api/v4/leads",
        &["sync-user", "2"],
        "school:deal_student:2",
    ),
];

#[test]
fn a_create_without_an_answer_makes_one_entity() {
    let world = World::ready();
    for (entity, path, args, marker) in CREATES {
        for fault in [
            "close-before",
            "close-after",
            "500-before",
            "500-after",
            "502-after",
            "504-after",
            "truncate",
        ] {
            let world = World::ready();
            world.fault(&format!("{fault},on=POST:{path},nth=1"));
            world.ok(args);
            assert_eq!(world.marked(entity, marker).len(), 1, "{fault} of {entity}");
            world.forget_requests();
            world.ok(args);
            assert_eq!(world.requests(), 0, "{fault} of {entity}");
        }
    }
    drop(world);
}

#[test]
fn a_create_that_a_page_answers_is_looked_for_when_the_pause_is_over() {
    for (entity, path, args, marker) in CREATES {
        let world = World::ready();
        world.fault(&format!("html,on=POST:{path},nth=1"));
        let ran = world.run(args);
        assert_eq!(ran.code, 7, "{entity}: {}", ran.stderr);
        assert!(
            ran.stderr.contains("a page came in place of JSON"),
            "{}",
            ran.stderr
        );
        world.forget_requests();
        assert_eq!(world.run(args).code, 7, "{entity}");
        assert_eq!(world.requests(), 0, "{entity}");
        world.ok(&["doctor", "--end-pause"]);
        world.ok(args);
        assert_eq!(world.marked(entity, marker).len(), 1, "{entity}");
    }
}

#[test]
fn a_process_killed_during_a_create_makes_one_entity() {
    for (entity, path, args, marker) in CREATES {
        for moment in ["hang-before", "hang-after"] {
            let world = World::ready();
            world.fault(&format!("{moment},on=POST:{path},nth=1"));
            let mut child = world.command(args).spawn().unwrap();
            assert!(
                world.get("held?timeout_ms=20000")["seq"].is_u64(),
                "{moment} of {entity} was never sent"
            );
            child.kill().unwrap();
            child.wait().unwrap();
            world.ok(args);
            assert_eq!(
                world.marked(entity, marker).len(),
                1,
                "{moment} of {entity}"
            );
            world.forget_requests();
            world.ok(args);
            assert_eq!(world.requests(), 0, "{moment} of {entity}");
        }
    }
}

#[test]
fn an_entity_that_shows_late_is_not_made_twice() {
    let world = World::ready();
    world.post("options", &json!({"visibility_ms": 250}));
    world.fault("close-after,on=POST:/api/v4/contacts,nth=1");
    world.ok(&["sync-user", "2"]);
    world.the("contacts", "school:contact:2");
}

#[test]
fn twenty_processes_that_sync_one_new_user_make_one_contact() {
    let world = World::ready();
    let children: Vec<_> = (0..20)
        .map(|_| world.command(&["sync-user", "2"]).spawn().unwrap())
        .collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    world.the("contacts", "school:contact:2");
    world.the("leads", "school:deal_student:2");
}

#[test]
fn a_token_that_ends_in_the_middle_is_renewed_once() {
    let world = World::ready();
    world.fault("401,on=POST:/api/v4/leads,nth=1");
    world.ok(&["sync-user", "2"]);
    world.the("leads", "school:deal_student:2");
    assert_eq!(world.get("stats")["refreshes"], 1);
}

#[test]
fn a_change_without_an_answer_is_repeated() {
    let world = World::ready();
    world.ok(&["sync-user", "2"]);
    world.sql("UPDATE as_users SET city = 'Тула' WHERE id = 2");
    world.fault("504-after,on=PATCH:/api/v4/contacts,nth=1");
    world.ok(&["sync-user", "2"]);
    assert_eq!(
        crate::support::field(&world.the("contacts", "school:contact:2"), "CITY"),
        json!(["Тула"])
    );
}
