//! Links that change: what the platform no longer wants is undone, whatever happens in between.

use serde_json::{Value, json};

use crate::support::{Template, World};

/// A synced world, to be copied: course 77 is of supplier 1.
fn synced() -> Template {
    let world = World::ready();
    world.set_amo("recheck = [0.05]");
    world.ok(&["sync"]);
    Template::of(&world)
}

fn moved(world: &World, supplier: &str) {
    world.sql(&format!(
        "UPDATE xx_courses SET supplierID = {supplier} WHERE id = 77"
    ));
}

/// The markers of what the course's deal is linked to, and how.
fn links(world: &World) -> Vec<String> {
    let deal = world.the("leads", "school:deal_product:77");
    let mut shown: Vec<_> = deal["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| {
            let main = if link["is_main"] == true { " main" } else { "" };
            let known = [
                ("contacts", "contact:1"),
                ("contacts", "contact:3"),
                ("companies", "company:1"),
                ("companies", "company:3"),
                ("catalog_elements", "product:77"),
            ];
            let (_, name) = known
                .into_iter()
                .find(|(entity, name)| {
                    let all = world.marked(entity, &format!("school:{name}"));
                    link["to_type"] == *entity && all.iter().any(|one| one["id"] == link["to"])
                })
                .unwrap();
            format!("{name}{main}")
        })
        .collect();
    shown.sort();
    shown
}

fn of_supplier(id: u8) -> Vec<String> {
    vec![
        format!("company:{id}"),
        format!("contact:{id} main"),
        "product:77".to_owned(),
    ]
}

fn writes(world: &World) -> Vec<String> {
    let log = world.get("requests");
    let all = log.as_array().unwrap().iter();
    all.filter(|request| request["method"] != "GET")
        .map(|request| request["path"].as_str().unwrap().to_owned())
        .filter(|path| path.starts_with("/api/v4/leads"))
        .collect()
}

fn nothing_left_to_do(world: &World) {
    world.forget_requests();
    world.ok(&["sync"]);
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_course_that_changes_its_supplier_leaves_the_old_one() {
    let template = synced();
    for habit in ["replaces", "refused"] {
        let world = World::copy(&template);
        world.post("options", &json!({ "second_company": habit }));
        assert_eq!(links(&world), of_supplier(1));
        moved(&world, "13");
        world.forget_requests();
        world.ok(&["sync"]);
        assert_eq!(links(&world), of_supplier(3), "{habit}");
        assert_eq!(
            writes(&world),
            ["/api/v4/leads/unlink", "/api/v4/leads/link"]
        );
        nothing_left_to_do(&world);

        // Without a supplier it is named, and nothing of it is sent.
        moved(&world, "NULL");
        assert_eq!(world.run(&["sync"]).code, 5);
        assert_eq!(links(&world), of_supplier(3), "{habit}");
        // The command for one course does the same.
        moved(&world, "11");
        world.ok(&["sync-course", "77"]);
        assert_eq!(links(&world), of_supplier(1), "{habit}");
        moved(&world, "13");
        let plan = world.ok(&["sync-course", "77", "--dry-run", "--output", "json"]);
        let plan: Value = serde_json::from_str(&plan).unwrap();
        let deal = plan.as_array().unwrap().last().unwrap();
        let changes = deal["changes"].as_array().unwrap().iter();
        let undone: Vec<_> = changes
            .filter(|change| change["new"].is_null())
            .map(|change| change["old"].as_str().unwrap())
            .collect();
        assert_eq!(undone, ["contact 1", "company 1"]);
        moved(&world, "11");
        assert_eq!(links(&world), of_supplier(1), "{habit}");
    }
}

#[test]
fn killed_while_a_course_changes_its_supplier() {
    let template = synced();
    for habit in ["replaces", "refused"] {
        for moment in ["hang-before", "hang-after"] {
            for call in ["unlink", "link"] {
                for goes_back in [false, true] {
                    let what = format!("{habit}, {moment} {call}, goes back: {goes_back}");
                    let world = World::copy(&template);
                    world.post("options", &json!({ "second_company": habit }));
                    moved(&world, "13");
                    world.fault(&format!("{moment},on=POST:/api/v4/leads/{call},nth=1"));
                    let mut child = world.command(&["sync"]).spawn().unwrap();
                    assert!(world.get("held?timeout_ms=60000")["seq"].is_u64(), "{what}");
                    child.kill().unwrap();
                    child.wait().unwrap();
                    world.post("release", &json!({}));
                    if goes_back {
                        moved(&world, "11");
                    }
                    world.ok(&["sync"]);
                    let supplier = if goes_back { 1 } else { 3 };
                    assert_eq!(links(&world), of_supplier(supplier), "{what}");
                    nothing_left_to_do(&world);
                }
            }
        }
    }
}

#[test]
fn a_course_leaves_a_supplier_whom_people_deleted() {
    let template = synced();
    let world = World::copy(&template);
    let contact = world.the("contacts", "school:contact:1");
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "contacts", "id": contact["id"]}),
    );
    moved(&world, "13");
    world.ok(&["sync"]);
    let now: Vec<_> = links(&world)
        .into_iter()
        .filter(|link| !link.starts_with("contact:1"))
        .collect();
    assert_eq!(now, of_supplier(3));
    nothing_left_to_do(&world);
}

#[test]
fn a_deal_that_people_deleted_is_stale_when_only_its_links_change() {
    let template = synced();
    let world = World::copy(&template);
    let deal = world.the("leads", "school:deal_product:77");
    world.post(
        "edit",
        &json!({"op": "delete", "entity": "leads", "id": deal["id"]}),
    );
    moved(&world, "13");
    let ran = world.run(&["sync", "--output", "json"]);
    assert_eq!(ran.code, 5, "{}", ran.stderr);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["kinds"]["deal_product"]["stale"], 1);
    assert_eq!(report["rejects_waiting"], 0);
}
