//! Creates that end late: they are looked for, further and further apart, and never sent again too soon.

use serde_json::{Value, json};

use crate::support::{World, field};

const LATE: u64 = 3_600_000;

/// A world that looks often and sends nothing again before ten minutes have passed.
fn patient() -> World {
    let world = World::ready();
    world.set_amo("recheck = [0.05, 0.1, 0.2]\nresend_after_seconds = 600");
    world
}

/// How many contacts there are; each of them once.
fn contacts(world: &World) -> usize {
    let state = world.get("state");
    let all = state["contacts"].as_object().unwrap();
    let markers: Vec<_> = all
        .values()
        .map(|one| field(one, "PLATFORM_ID"))
        .filter(|marker| !marker.is_null())
        .collect();
    for (at, marker) in markers.iter().enumerate() {
        assert!(!markers[..at].contains(marker), "{marker} is there twice");
    }
    markers.len()
}

fn creates(world: &World, path: &str) -> usize {
    let log = world.get("requests");
    let rows = log.as_array().unwrap().iter();
    rows.filter(|row| row["method"] == "POST" && row["path"] == path)
        .count()
}

fn sync(world: &World) -> (i32, Value) {
    let ran = world.run(&["sync", "--output", "json"]);
    let report = serde_json::from_str(&ran.stdout).unwrap_or_default();
    (ran.code, report)
}

fn set_sent_at(world: &World, expression: &str) {
    let store = rusqlite::Connection::open(world.data().join("school/store.db")).unwrap();
    let sql = format!("UPDATE journal SET sent_at = {expression}");
    assert!(store.execute(&sql, []).unwrap() > 0);
}

#[test]
fn a_create_that_ends_after_the_looks_is_unknown_and_taken_by_a_later_run() {
    let all = {
        let world = World::ready();
        world.ok(&["sync"]);
        contacts(&world)
    };
    for fault in ["504-late", "close-late", "500-late", "503-late", "408-late"] {
        let world = patient();
        world.fault(&format!("{fault},on=POST:/api/v4/contacts,nth=1,ms={LATE}"));
        let (code, report) = sync(&world);
        assert_eq!(code, 5, "{fault}: {report}");
        let unknown = report["kinds"]["contact"]["unknown"].as_u64();
        assert!(unknown > Some(0), "{fault}: {report}");
        // What needs none of them has gone on.
        let kinds = report["kinds"].as_object().unwrap();
        let made = kinds.values().filter(|kind| kind["created"] != 0);
        assert!(made.count() > 0, "{fault}: {report}");
        let sent = creates(&world, "/api/v4/contacts");
        let (code, report) = sync(&world);
        assert_eq!(code, 5, "{fault}: {report}");
        let still = report["kinds"]["contact"]["unknown"].as_u64();
        assert_eq!(still, unknown, "{fault}: {report}");
        world.post("release", &json!({}));
        world.ok(&["sync"]);
        assert_eq!(creates(&world, "/api/v4/contacts"), sent, "{fault}");
        assert_eq!(contacts(&world), all, "{fault}");
    }
}

/// A run whose first contacts were never made, and how many requests for contacts there were.
fn refused_once() -> (World, usize) {
    let world = patient();
    world.fault("504-before,on=POST:/api/v4/contacts,nth=1");
    assert_eq!(sync(&world).0, 5);
    let sent = creates(&world, "/api/v4/contacts");
    (world, sent)
}

#[test]
fn what_was_absent_for_ten_minutes_is_sent_again() {
    let (world, sent) = refused_once();
    set_sent_at(&world, "sent_at - 590");
    assert_eq!(sync(&world).0, 5);
    assert_eq!(creates(&world, "/api/v4/contacts"), sent);
    set_sent_at(&world, "sent_at - 20");
    world.ok(&["sync"]);
    assert!(creates(&world, "/api/v4/contacts") > sent);
    assert!(contacts(&world) > 0);
}

#[test]
fn a_clock_that_was_wrong_holds_nothing_back_for_ever() {
    let (world, sent) = refused_once();
    set_sent_at(&world, "sent_at + 400000000");
    assert_eq!(sync(&world).0, 5);
    set_sent_at(&world, "sent_at - 601");
    world.ok(&["sync"]);
    assert!(creates(&world, "/api/v4/contacts") > sent);
}

#[test]
fn others_go_on_between_the_looks_and_what_appears_is_taken() {
    let world = patient();
    world.set_amo("batch_max = 1\nin_flight = 1\nrecheck = [1, 1, 1]");
    world.fault(&format!(
        "504-late,on=POST:/api/v4/contacts,nth=1,ms={LATE}"
    ));
    let mut child = world.command(&["sync"]).spawn().unwrap();
    while creates(&world, "/api/v4/contacts") < 2 {
        assert!(child.try_wait().unwrap().is_none(), "it did not go on");
    }
    world.post("release", &json!({}));
    assert_eq!(child.wait().unwrap().code(), Some(0));
    contacts(&world);
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn one_record_now_says_that_its_create_is_unknown() {
    let world = patient();
    world.fault(&format!(
        "504-late,on=POST:/api/v4/contacts,nth=1,ms={LATE}"
    ));
    for _ in 0..2 {
        let ran = world.run(&["sync-user", "1"]);
        assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
        assert!(ran.stdout.contains("unknown"), "{}", ran.stdout);
        assert_eq!(creates(&world, "/api/v4/contacts"), 1);
    }
    world.post("release", &json!({}));
    world.ok(&["sync-user", "1"]);
    assert_eq!(creates(&world, "/api/v4/contacts"), 1);
    assert_eq!(contacts(&world), 1);
}
