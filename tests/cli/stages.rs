//! Stages overlap in a batch run: what depends on nothing that is still to come goes ahead, and nothing goes too early.

use std::time::Duration;

use serde_json::{Value, json};

use amosync::sandbox::Options;

use crate::support::World;
use crate::support::account::Account;
use crate::support::platform::{mirror, rows};

/// Slow enough for the client to keep many requests in flight, with small batches.
fn busy() -> World {
    let world = World::with(&Options {
        rate_limit: false,
        latency: Duration::from_millis(30),
        ..Options::default()
    });
    world.login();
    world.ok(&["schema", "apply", "--yes"]);
    world.sql(include_str!("../fixtures/many.sql"));
    world.set_amo("batch_max = 5\nin_flight = 16\nrecheck = [0.05]");
    world.forget_requests();
    world
}

/// All that the platform asks for is there, with every field and link.
fn is_complete(world: &World, people: &Account) {
    let mut ours = rows(&world.platform());
    mirror(&mut ours);
    let others = people.others.clone();
    Account::of(world).assert_is(&Account { ours, others }, "the end");
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

/// Ids grow with time over all types: nothing that a lead or company is linked to was made after it.
fn nothing_came_too_early(world: &World) {
    let state = world.get("state");
    let mut links = 0;
    for (kind, of) in [
        (
            "leads",
            ["contacts", "companies", "catalog_elements"].as_slice(),
        ),
        ("companies", &["contacts"]),
    ] {
        for entity in state[kind].as_object().unwrap().values() {
            for link in entity["links"].as_array().unwrap() {
                if of.contains(&link["to_type"].as_str().unwrap()) {
                    let (from, to) = (&entity["id"], &link["to"]);
                    assert!(to.as_i64() < from.as_i64(), "{kind} {from} before {link}");
                    links += 1;
                }
            }
        }
    }
    assert!(links > 200, "only {links} links");
}

/// Waits until the account shows something that the run is about to do by itself.
fn until(world: &World, what: &str, shows: impl Fn(&Account) -> bool) -> Account {
    let mut last = 0;
    for _ in 0..600 {
        let account = Account::of(world);
        if shows(&account) {
            return account;
        }
        // Comes back at the next request that is held, or after a moment.
        let held = world.get(&format!("held?after={last}&timeout_ms=100"));
        last = held["seq"].as_u64().unwrap_or(last);
    }
    panic!("{what} did not come");
}

fn has(account: &Account, kind: &str) -> usize {
    let prefix = format!("school:{kind}:");
    let ours = account.ours.keys();
    ours.filter(|marker| marker.starts_with(&prefix)).count()
}

/// Deals of users whose contact is not there.
fn orphans(account: &Account) -> Vec<&String> {
    let waits = |marker: &&String| {
        let mut parts = marker.splitn(3, ':').skip(1);
        let (kind, key) = (parts.next().unwrap(), parts.next().unwrap());
        let user = key.split('/').next().unwrap();
        !matches!(kind, "contact" | "product" | "deal_product")
            && !account.ours.contains_key(&format!("school:contact:{user}"))
    };
    account.ours.keys().filter(waits).collect()
}

#[test]
fn deals_go_ahead_while_contacts_of_others_are_on_their_way() {
    let world = busy();
    let people = Account::of(&world);
    world.fault("pause-before,on=POST:/api/v4/contacts,nth=9");
    let mut child = world.command(&["sync"]).spawn().unwrap();
    world.held(&mut 0);
    // Forty contacts come before the five that are held, with the deals of some thirty clients; records go in key order.
    let held = until(&world, "what waits for nothing", |account| {
        has(account, "contact") == 49
            && has(account, "product") == 12
            && has(account, "deal_student") >= 25
            && has(account, "deal_course") >= 50
    });
    assert_eq!(orphans(&held), Vec::<&String>::new());
    world.post("release", &json!({}));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    nothing_came_too_early(&world);
    is_complete(&world, &people);
}

#[test]
fn nothing_is_sent_before_what_it_links_to() {
    // Each type in turn answers late, so that whatever could overtake it does.
    for late in ["contacts", "companies", "catalogs", "leads"] {
        let world = busy();
        let people = Account::of(&world);
        world.fault(&format!("slow,on=POST:/api/v4/{late},ms=300,times=6"));
        world.ok(&["sync"]);
        nothing_came_too_early(&world);
        is_complete(&world, &people);
    }
}

#[test]
fn a_contact_that_always_fails_keeps_only_its_own_deals_back() {
    for fault in ["500-before", "close-before"] {
        let world = busy();
        let people = Account::of(&world);
        world.fault(&format!(
            "{fault},on=POST:/api/v4/contacts,has=\"school:contact:117\""
        ));
        let ran = world.run(&["sync", "--output", "json"]);
        assert_eq!(ran.code, 5, "{fault}: {}{}", ran.stdout, ran.stderr);
        let report: Value = serde_json::from_str(&ran.stdout).unwrap();
        let kinds = &report["kinds"];
        let wanted = rows(&world.platform());
        let there = Account::of(&world).ours;
        let is_missing = |user: &i64| {
            let marker = format!("school:contact:{user}");
            wanted.contains_key(&marker) && !there.contains_key(&marker)
        };
        let missing: Vec<_> = (1..=150).filter(is_missing).collect();
        assert_eq!(missing, [117]);
        only_its_own_wait(&world, 117, kinds);
        world.forget_requests();
        world.ok(&["sync"]);
        is_complete(&world, &people);
    }
}

#[test]
fn a_contact_that_is_refused_keeps_only_its_own_deals_back() {
    let world = busy();
    let people = Account::of(&world);
    // People delete a field that only one contact needs, unnoticed by the program.
    world.sql("UPDATE as_users SET middleName = iif(id = 117, 'Петрович', NULL)");
    let state = world.get("state");
    let mut fields = state["fields"]["contacts"].as_array().unwrap().iter();
    let field = fields.find(|field| field["code"] == "MIDDLE_NAME").unwrap();
    world.post("edit", &json!({"op": "delete_field", "id": field["id"]}));
    let ran = world.run(&["sync", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}{}", ran.stdout, ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    only_its_own_wait(&world, 117, &report["kinds"]);
    nothing_came_too_early(&world);
    world.ok(&["schema", "apply", "--yes"]);
    world.ok(&["sync"]);
    is_complete(&world, &people);
}

/// One contact is rejected, what links to it is blocked, and all others are there.
fn only_its_own_wait(world: &World, user: i64, kinds: &Value) {
    let there = Account::of(world).ours;
    let its = format!("school:contact:{user}");
    let mut blocked = 0;
    for (marker, entity) in rows(&world.platform()) {
        let mut links = entity["links"].as_array().unwrap().iter();
        let waits = links.any(|link| link.as_str().unwrap().starts_with(&format!("{its},")));
        blocked += u64::from(waits);
        let is_there = there.contains_key(&marker);
        assert_eq!(is_there, !waits && marker != its, "{marker}");
    }
    let sum = |outcome: &str| -> u64 {
        let kinds = kinds.as_object().unwrap().values();
        kinds.filter_map(|kind| kind[outcome].as_u64()).sum()
    };
    assert_eq!((sum("rejected"), sum("blocked")), (1, blocked), "{kinds}");
    assert!(blocked > 1);
}

#[cfg(unix)]
#[test]
fn links_are_made_after_a_run_that_was_ended_between_deals_and_links() {
    for (on, nth) in [
        ("POST:/api/v4/leads/link", 1),
        ("POST:/api/v4/leads/link", 7),
        ("POST:/api/v4/companies/link", 1),
        ("POST:/api/v4/leads", 9),
        ("POST:/api/v4/catalogs", 2),
    ] {
        let world = busy();
        let people = Account::of(&world);
        world.fault(&format!("pause-before,on={on},nth={nth}"));
        let mut child = world.command(&["sync"]).spawn().unwrap();
        world.held(&mut 0);
        let killed = std::process::Command::new("kill")
            .args(["-TERM", &child.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        world.post("release", &json!({}));
        assert_eq!(child.wait().unwrap().code(), Some(143), "{on} {nth}");
        world.ok(&["sync"]);
        is_complete(&world, &people);
    }
}
