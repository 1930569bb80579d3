//! What counts as evidence: only a proper answer says that there is nothing, and only an id that can be ours is ours.

use serde_json::Value;

use crate::support::account::Account;
use crate::support::{Template, World};

/// Success answers that say nothing.
const EMPTY: [&str; 12] = [
    "body-empty",
    "body-object",
    "body-list",
    "body-null",
    "body-text",
    "embedded-gone",
    "embedded-null",
    "embedded-list",
    "embedded-text",
    "items-gone",
    "items-null",
    "items-text",
];

/// Runs until all is done, which a few runs must do by themselves once nothing disturbs them.
fn heal(world: &World, args: &[&str]) {
    for _ in 0..4 {
        if world.run(args).code == 0 {
            return;
        }
    }
    world.ok(args);
}

#[test]
fn an_answer_that_says_nothing_does_not_say_that_there_is_nothing() {
    for empty in EMPTY {
        let world = World::ready();
        world.fault("500-after,on=POST:/api/v4/contacts,nth=1");
        world.fault(&format!("{empty},on=GET:/api/v4/contacts,nth=2,times=2"));
        world.run(&["sync-user", "2"]);
        heal(&world, &["sync-user", "2"]);
        assert_eq!(
            world.marked("contacts", "school:contact:2").len(),
            1,
            "{empty}"
        );
    }
}

#[test]
fn an_answer_that_says_nothing_makes_no_field_and_no_funnel_twice() {
    for empty in [
        "body-empty",
        "body-null",
        "embedded-gone",
        "items-null",
        "items-gone",
    ] {
        let world = World::ready();
        let shape = || {
            let state = world.get("state");
            (state["fields"].clone(), state["pipelines"].clone())
        };
        let before = shape();
        assert!(before.0["leads"].is_object() || before.0["leads"].is_array());
        for path in ["leads/custom_fields", "leads/pipelines", "catalogs"] {
            world.fault(&format!("{empty},on=GET:/api/v4/{path},nth=1"));
        }
        world.run(&["schema", "apply", "--yes"]);
        assert_eq!(before, shape(), "{empty}");
        world.ok(&["schema", "check"]);
    }
}

#[test]
fn an_answer_that_says_nothing_does_not_bury_a_contact() {
    for empty in ["body-empty", "body-object", "body-null", "body-list"] {
        let world = World::ready();
        world.ok(&["sync-user", "2"]);
        world.sql("UPDATE as_users SET phone = '8 912 000-00-22' WHERE id = 2");
        world.fault(&format!("{empty},on=GET:/api/v4/contacts,nth=1"));
        heal(&world, &["sync-user", "2"]);
        let told = world.ok(&["ids", "show", "contact", "2", "--output", "json"]);
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told[0]["stale"], false, "{empty}: {told}");
        assert_eq!(world.marked("contacts", "school:contact:2").len(), 1);
    }
}

#[test]
fn one_404_does_not_bury_a_contact() {
    let world = World::ready();
    world.ok(&["sync-user", "2"]);
    world.sql("UPDATE as_users SET phone = '8 912 000-00-22' WHERE id = 2");
    world.fault("404-before,on=GET:/api/v4/contacts,nth=1");
    world.ok(&["sync-user", "2"]);
    let told = world.ok(&["ids", "show", "contact", "2", "--output", "json"]);
    assert!(told.contains("\"stale\": false"), "{told}");
}

#[test]
fn an_id_that_cannot_be_ours_is_looked_for() {
    for wrong in [
        "id-foreign",
        "id-negative",
        "id-zero",
        "id-huge",
        "id-gone",
        "none-said",
        "ids-text",
    ] {
        let world = World::ready();
        world.ok(&["sync-user", "1"]);
        let theirs = world.the("contacts", "school:contact:1");
        world.fault(&format!("{wrong},on=POST:/api/v4/contacts,nth=1"));
        world.run(&["sync-user", "2"]);
        heal(&world, &["sync-user", "2"]);
        // A change afterwards reaches our contact and nobody else's.
        world.sql("UPDATE as_users SET firstName = 'Борислав' WHERE id = 2");
        heal(&world, &["sync-user", "2"]);
        let ours = world.the("contacts", "school:contact:2");
        assert_eq!(ours["first_name"], "Борислав", "{wrong}");
        let now = world.the("contacts", "school:contact:1");
        assert_eq!(now["first_name"], theirs["first_name"], "{wrong}");
    }
}

#[test]
fn an_order_that_is_not_kept_is_not_believed() {
    for order in ["ignored", "rising-pages"] {
        let world = World::ready();
        // Enough that the newest are not on the first page of a rising list.
        world.sql(
            "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
             INSERT INTO as_users (id, username, firstName, email) SELECT i, 'u' || i, 'Имя', 'u' || i || '@mail.example' FROM n",
        );
        world.ok(&["sync", "--only", "contact"]);
        world.post("options", &serde_json::json!({ "order": order }));
        world.sql("INSERT INTO as_users (id, username, firstName) VALUES (2000, 'new', 'Новая')");
        world.fault("504-after,on=POST:/api/v4/contacts,nth=1");
        world.run(&["sync", "--only", "contact"]);
        heal(&world, &["sync", "--only", "contact"]);
        assert_eq!(
            world.marked("contacts", "school:contact:2000").len(),
            1,
            "{order}"
        );
    }
}

/// A world to be copied, and its account after a sync that nothing disturbed.
fn undisturbed() -> (Template, Account) {
    let world = World::ready();
    let template = Template::of(&world);
    world.ok(&["sync"]);
    (template, Account::of(&world))
}

#[test]
fn an_answer_to_links_that_does_not_name_them_rejects_nobody() {
    let (template, expected) = undisturbed();
    for fault in [
        "none-said",
        "half-said",
        "202",
        "ids-text",
        "301",
        "302",
        "307",
        "308",
        "408-before",
        "408-after",
        "423-before",
        "423-after",
        "body-empty",
        "body-object",
        "embedded-gone",
        "items-null",
    ] {
        let world = World::copy(&template);
        world.fault(&format!("{fault},on=POST:/api/v4/*/link,times=3"));
        heal(&world, &["sync"]);
        Account::of(&world).assert_is(&expected, fault);
        let rejects = world.ok(&["rejects", "list", "--output", "json"]);
        assert!(!rejects.contains("link"), "{fault}: {rejects}");
    }
    // However often: what the entity shows decides.
    let world = World::copy(&template);
    world.fault("none-said,on=POST:/api/v4/*/link,times=1000");
    world.ok(&["sync"]);
    Account::of(&world).assert_is(&expected, "never named");
}

#[test]
fn an_account_without_bulk_links_is_linked_entity_by_entity() {
    let (template, expected) = undisturbed();
    for status in [404, 405] {
        let world = World::copy(&template);
        world.post("options", &serde_json::json!({ "bulk_link": status }));
        world.ok(&["sync"]);
        Account::of(&world).assert_is(&expected, "entity by entity");
        let log = world.get("requests");
        let rows = log.as_array().unwrap().iter();
        let is_bulk = |path: &str| path.ends_with("/link") && path.split('/').count() == 5;
        let bulk = rows.filter(|row| is_bulk(row["path"].as_str().unwrap()));
        assert!((1..=2).contains(&bulk.count()), "{status}");
        // A link is undone in the same way.
        world.sql("UPDATE xx_courses SET supplierID = 13 WHERE id = 77");
        world.ok(&["sync"]);
        world.forget_requests();
        world.ok(&["sync"]);
        assert_eq!(world.requests(), 0);
    }
}

#[test]
fn a_create_whose_answer_is_no_refusal_is_made_once() {
    let (template, expected) = undisturbed();
    for fault in [
        "202",
        "301",
        "302",
        "303",
        "307",
        "308",
        "408-before",
        "408-after",
        "423-before",
        "423-after",
        "ids-text",
    ] {
        let world = World::copy(&template);
        world.fault(&format!("{fault},on=POST:/api/v4/contacts,nth=1"));
        world.ok(&["sync"]);
        Account::of(&world).assert_is(&expected, fault);
    }
}

#[test]
fn the_number_of_a_missing_right_blocks_nothing() {
    for fault in ["code-244", "response-244", "code-113", "response-288"] {
        let world = World::ready();
        world.fault(&format!("{fault},on=POST:/api/v4/contacts,times=1"));
        let ran = world.run(&["sync"]);
        assert_eq!(ran.code, 1, "{fault}: {}", ran.stderr);
        assert!(ran.stderr.contains("rights"), "{fault}: {}", ran.stderr);
        world.ok(&["sync"]);
    }
}

#[test]
fn a_redirect_to_another_host_names_it_and_is_not_followed() {
    let world = World::ready();
    for (on, args) in [
        ("POST:/oauth2/access_token", &["auth", "refresh"][..]),
        ("GET:/api/v4/account", &["account"]),
        ("POST:/api/v4/contacts", &["sync"]),
    ] {
        world.fault(&format!("307,to=moved.example:8443,on={on},times=1"));
        let ran = world.run(args);
        assert_ne!(ran.code, 0, "{on}");
        assert!(
            ran.stderr.contains("moved.example:8443"),
            "{on}: {}",
            ran.stderr
        );
    }
    world.ok(&["sync"]);
}
