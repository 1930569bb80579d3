//! A run that is disturbed at each of its requests, and started again: nothing twice, nothing lost, nothing to do the
//! third time.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Template, World, field};

/// Small batches, so that the platform needs more than sixty write requests.
fn prepared() -> Template {
    let world = World::ready();
    world.sql(include_str!("../fixtures/many.sql"));
    world.set_amo("batch_max = 5\nrecheck_seconds = 0.05");
    Template::of(&world)
}

/// Every entity that carries a marker, by marker, with its links as markers. Fails when a marker is there twice.
fn picture(world: &World) -> BTreeMap<String, Value> {
    let state = world.get("state");
    let mut markers: BTreeMap<(String, i64), String> = BTreeMap::new();
    let types = ["contacts", "companies", "leads", "catalog_elements"];
    let entities = || {
        types.into_iter().flat_map(|kind| {
            let all = state[kind].as_object().unwrap();
            all.values().map(move |entity| (kind, entity))
        })
    };
    for (kind, entity) in entities() {
        if let Some(marker) = field(entity, "PLATFORM_ID")[0].as_str() {
            markers.insert(
                (kind.to_owned(), entity["id"].as_i64().unwrap()),
                marker.to_owned(),
            );
        }
    }
    let mut shown = BTreeMap::new();
    for (kind, entity) in entities() {
        let Some(marker) = markers.get(&(kind.to_owned(), entity["id"].as_i64().unwrap())) else {
            continue;
        };
        // Links show from both sides; here from the side that they were made from.
        let ours: &[&str] = match kind {
            "companies" => &["contacts"],
            "leads" => &["contacts", "companies", "catalog_elements"],
            _ => &[],
        };
        let mut links: Vec<_> = entity["links"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|link| ours.contains(&link["to_type"].as_str().unwrap()))
            .map(|link| {
                let to = (
                    link["to_type"].as_str().unwrap().to_owned(),
                    link["to"].as_i64().unwrap(),
                );
                format!(
                    "{:?} {} {}",
                    markers.get(&to),
                    link["is_main"],
                    link["quantity"]
                )
            })
            .collect();
        links.sort();
        let fields: BTreeMap<_, _> = entity["custom_fields_values"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|field| (field["field_id"].to_string(), field["values"].clone()))
            .collect();
        let mut entity_shown = json!({ "links": links, "fields": fields });
        for key in [
            "name",
            "first_name",
            "last_name",
            "price",
            "pipeline_id",
            "status_id",
        ] {
            entity_shown[key] = entity[key].clone();
        }
        let before = shown.insert(marker.clone(), entity_shown);
        assert!(before.is_none(), "{marker} is there twice");
    }
    shown
}

/// How many requests of an undisturbed run write, and what it leaves.
fn undisturbed(template: &Template) -> (usize, BTreeMap<String, Value>) {
    let world = World::copy(template);
    world.forget_requests();
    world.ok(&["sync"]);
    let left = picture(&world);
    for (marker, entity) in &left {
        let links = match marker.split(':').nth(1).unwrap() {
            "contact" | "product" => 0,
            "company" | "deal_student" => 1,
            "deal_supplier" | "deal_srs" | "deal_course" => 2,
            _ => 3,
        };
        assert_eq!(entity["links"].as_array().unwrap().len(), links, "{marker}");
    }
    let writes = world
        .get("requests")
        .as_array()
        .unwrap()
        .iter()
        .filter(|request| request["method"] != "GET")
        .count();
    (writes, left)
}

fn assert_same(found: &BTreeMap<String, Value>, expected: &BTreeMap<String, Value>, what: &str) {
    let markers: std::collections::BTreeSet<_> = found.keys().chain(expected.keys()).collect();
    for marker in markers {
        assert_eq!(
            found.get(marker),
            expected.get(marker),
            "{what}: {marker} differs"
        );
    }
}

fn nothing_left_to_do(world: &World, what: &str) {
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0, "{what}: something was sent again");
}

#[test]
fn killed_at_every_request_and_started_again() {
    let template = prepared();
    let (writes, expected) = undisturbed(&template);
    assert!(writes >= 60, "only {writes} writes");
    assert!(expected.len() > 200, "only {} entities", expected.len());
    let one = |nth: usize, moment: &str| {
        let what = format!("{moment} at write {nth}");
        let world = World::copy(&template);
        world.fault(&format!("{moment},on=WRITE:/api,nth={nth}"));
        let mut child = world.command(&["sync"]).spawn().unwrap();
        let held = world.get("held?timeout_ms=60000");
        assert!(held["seq"].is_u64(), "{what} was never sent");
        child.kill().unwrap();
        child.wait().unwrap();
        world.post("release", &json!({}));
        world.ok(&["sync"]);
        let found = picture(&world);
        assert_same(&found, &expected, &what);
        nothing_left_to_do(&world, &what);
    };
    std::thread::scope(|scope| {
        scope.spawn(|| (1..=writes).for_each(|nth| one(nth, "hang-before")));
        scope.spawn(|| (1..=writes).for_each(|nth| one(nth, "hang-after")));
    });
}

/// So many undisturbed writes lie between two disturbed ones.
const STEP: usize = 6;

#[test]
fn disturbed_at_every_request() {
    let template = prepared();
    let (writes, expected) = undisturbed(&template);
    let faults = [
        "close-before",
        "close-after",
        "500-before",
        "502-after",
        "504-after",
        "truncate",
    ];
    let one = |fault: &str, first: usize| {
        let what = format!("{fault} at every {STEP}th write from {first}");
        let world = World::copy(&template);
        for nth in (first..=writes).step_by(STEP) {
            world.fault(&format!("{fault},on=WRITE:/api,nth={nth}"));
        }
        let ran = world.run(&["sync"]);
        assert_eq!(ran.code, 0, "{what}: {}{}", ran.stdout, ran.stderr);
        let found = picture(&world);
        assert_same(&found, &expected, &what);
        nothing_left_to_do(&world, &what);
    };
    std::thread::scope(|scope| {
        for half in [&faults[..3], &faults[3..]] {
            scope.spawn(move || {
                for fault in half {
                    (1..=STEP).for_each(|first| one(fault, first));
                }
            });
        }
    });
}

#[test]
fn killed_while_lists_show_new_entities_late() {
    let template = prepared();
    let (writes, expected) = undisturbed(&template);
    let one = |nth: usize| {
        let what = format!("killed after write {nth}, lists late");
        let world = World::copy(&template);
        world.set_amo("recheck_seconds = 2.2");
        world.post("options", &json!({ "visibility_ms": 2000 }));
        world.fault(&format!("hang-after,on=WRITE:/api,nth={nth}"));
        let mut child = world.command(&["sync"]).spawn().unwrap();
        assert!(world.get("held?timeout_ms=60000")["seq"].is_u64(), "{what}");
        child.kill().unwrap();
        child.wait().unwrap();
        world.ok(&["sync"]);
        let found = picture(&world);
        assert_same(&found, &expected, &what);
        nothing_left_to_do(&world, &what);
    };
    std::thread::scope(|scope| {
        for first in [1, 6] {
            scope.spawn(move || (first..=writes).step_by(11).for_each(one));
        }
    });
}
