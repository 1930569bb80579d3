use amosync::sandbox::Options;
use serde_json::{Value, json};

use crate::support::World;

#[test]
fn apply_completes_the_account_once_and_check_agrees() {
    let world = World::new();
    world.login();
    let ran = world.run(&["schema", "check"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stdout.contains("PLATFORM_ID"), "{}", ran.stdout);
    world.ok(&["schema", "apply", "--dry-run"]);
    assert_eq!(world.get("stats")["writes"], 0);
    // Nobody is there to be asked, so the flag that answers is named.
    let ran = world.run(&["schema", "apply"]);
    assert_eq!(
        (ran.code, world.get("stats")["writes"].clone()),
        (2, json!(0))
    );
    assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
    world.ok(&["schema", "apply", "--yes"]);
    world.ok(&["schema", "check"]);
    world.forget_requests();
    assert!(
        world
            .ok(&["schema", "apply", "--yes"])
            .contains("nothing to create")
    );
    assert_eq!(world.get("stats")["writes"], 0);
}

#[test]
fn funnels_are_made_where_the_account_has_none() {
    let world = World::with(&Options {
        rate_limit: false,
        bare: true,
        ..Options::default()
    });
    world.login();
    world.ok(&["schema", "apply", "--yes"]);
    world.ok(&["schema", "check"]);
    world.ok(&["sync-user", "2"]);
    let shown = world.ok(&["pipelines", "list"]);
    assert!(
        shown.contains("Прохождение курсов") && shown.contains("Записан"),
        "{shown}"
    );
}

#[test]
fn an_option_that_is_added_keeps_the_ids_of_the_others() {
    let world = World::ready();
    let before = world.ok(&["fields", "list", "leads", "--output", "json"]);
    let path = world.dir.path().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap()
        + "[profiles.school.mapping.deal_student]\nfields.SOURCE = { from = \"sourceCode\", values = { tv = \"Телевизор\" } }\n";
    std::fs::write(&path, config).unwrap();
    assert_eq!(world.run(&["sync-user", "2"]).code, 3);
    world.ok(&["schema", "apply", "--yes"]);
    let after = world.ok(&["fields", "list", "leads", "--output", "json"]);
    let options = |text: &str| -> Vec<Value> {
        let fields: Value = serde_json::from_str(text).unwrap();
        let all = fields
            .as_array()
            .unwrap()
            .iter()
            .find(|field| field["code"] == "SOURCE")
            .unwrap()
            .clone();
        all["enums"]
            .as_array()
            .unwrap()
            .iter()
            .map(|o| json!([o["id"], o["value"]]))
            .collect()
    };
    let (before, after) = (options(&before), options(&after));
    assert_eq!(after[..before.len()], before[..]);
    assert_eq!(after[before.len()][1], "Телевизор");
    world.ok(&["sync-user", "2"]);
}

#[test]
fn missing_rights_are_told() {
    let world = World::new();
    world.login();
    world.post("options", &json!({"admin": false}));
    let ran = world.run(&["schema", "apply", "--yes"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("an administrator"), "{}", ran.stderr);
}

/// Adds lines to the configuration.
fn configure(world: &World, more: &str) {
    let path = world.dir.path().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap() + more;
    std::fs::write(path, config).unwrap();
}

fn problems(world: &World) -> Vec<Value> {
    let ran = world.run(&["schema", "check", "--output", "json"]);
    assert_eq!(ran.code, 3, "{}{}", ran.stdout, ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn an_attribute_that_no_query_gives_is_a_mistake() {
    let world = World::ready();
    world.ok(&["schema", "check"]);
    configure(
        &world,
        "[profiles.school.mapping.contact]\nfirst_name = \"{{ firstNam }}\"\nfields.CITY = { from = \"citi\" }\n",
    );
    let all = problems(&world);
    let seen: Vec<_> = all
        .iter()
        .map(|p| {
            json!([
                p["problem"],
                p["kind"],
                p["entity"],
                p["name"],
                p["nearest"]
            ])
        })
        .collect();
    assert_eq!(
        seen,
        [
            json!(["unknown_attribute", "contact", "contacts", "citi", "city"]),
            json!([
                "unknown_attribute",
                "contact",
                "contacts",
                "firstNam",
                "firstName"
            ]),
        ]
    );
    let ran = world.run(&["doctor"]);
    assert_eq!(ran.code, 3);
    assert!(
        ran.stdout.contains("`citi`") && ran.stdout.contains("the nearest is `firstName`"),
        "{}",
        ran.stdout
    );
    // What a query of one's own gives is known.
    configure(
        &world,
        "[profiles.school.source.queries]\ncontact = \"SELECT id AS userID, city AS citi, firstName AS firstNam, *, NULL AS roles FROM as_users\"\n",
    );
    world.ok(&["schema", "check"]);
    world.ok(&["doctor"]);
    // The account can be compared before the platform is there.
    std::fs::remove_file(world.dir.path().join("platform.db")).unwrap();
    let ran = world.run(&["schema", "check"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.stderr.contains("were not compared with the platform's"),
        "{}",
        ran.stderr
    );
}

#[test]
fn problems_have_names_for_programs() {
    let world = World::ready();
    configure(
        &world,
        "[profiles.school.mapping.deal_course]\nstatus = { from = \"statusCode\", values = { paused = \"Оплочен\" } }\n\
         fields.FORMAT = { from = \"formatCode\", values = { online = \"Онлаин\" } }\n\
         fields.\"Прогрес\" = { from = \"orderID\" }\nfields.START = { from = \"started\", enum_code = \"WORK\" }\n\
         [profiles.school.mapping.deal_student]\npipeline = \"Учащийся\"\nfields.VIP = { from = \"isVip\", type = \"text\" }\n",
    );
    let seen: Vec<_> = problems(&world)
        .iter()
        .map(|p| {
            json!([
                p["problem"],
                p["kind"],
                p["name"],
                p["within"],
                p["nearest"]
            ])
        })
        .collect();
    for expected in [
        json!([
            "missing_status",
            "deal_course",
            "Оплочен",
            "Прохождение курсов",
            "Оплачен"
        ]),
        json!([
            "missing_option",
            "deal_course",
            "Онлаин",
            "FORMAT",
            "Онлайн"
        ]),
        json!([
            "missing_field",
            "deal_course",
            "Прогрес",
            null,
            "Прогресс, %"
        ]),
        json!(["unfit_rule", "deal_course", "START", null, null]),
        json!([
            "missing_pipeline",
            "deal_student",
            "Учащийся",
            null,
            "Учащиеся"
        ]),
        json!(["wrong_type", "deal_student", "VIP", null, null]),
    ] {
        assert!(seen.contains(&expected), "{expected}: {seen:?}");
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}

/// Moves the moment at which the account's shape was read.
fn age_cache(world: &World, seconds: i64) {
    let store = rusqlite::Connection::open(world.data().join("school/store.db")).unwrap();
    let changed = store
        .execute(
            "UPDATE settings SET value = value - ?1 WHERE name = 'schema_read_at'",
            [seconds],
        )
        .unwrap();
    assert_eq!(changed, 1);
}

/// How often the account's fields were read since the requests were forgotten.
fn field_reads(world: &World) -> usize {
    let log = world.get("requests");
    let paths = log.as_array().unwrap().iter();
    paths
        .filter(|request| {
            request["path"]
                .as_str()
                .unwrap()
                .starts_with("/api/v4/leads/custom_fields")
        })
        .count()
}

#[test]
fn the_shape_is_read_once_a_day() {
    let world = World::ready();
    world.ok(&["sync-user", "2"]);
    assert_eq!(field_reads(&world), 0);
    // A day less a quarter of an hour, a little more than a day, and a clock that was ahead.
    for (seconds, reads) in [(85_500, 0), (1000, 1), (-1000, 1)] {
        world.forget_requests();
        age_cache(&world, seconds);
        world.ok(&["sync-user", "2"]);
        assert_eq!(field_reads(&world), reads, "{seconds}");
    }
    world.forget_requests();
    world.ok(&["sync-user", "2"]);
    assert_eq!(field_reads(&world), 0);
    world.ok(&["schema", "pull"]);
    assert_eq!(field_reads(&world), 1);
}

/// The id of an option or stage of the sandbox.
fn id_of(list: &Value, key: &str, name: &str) -> i64 {
    let all = list.as_array().unwrap().iter();
    let found = all.clone().find(|own| own[key] == name);
    found.unwrap_or_else(|| panic!("no {name}: {list}"))["id"]
        .as_i64()
        .unwrap()
}

fn named<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    let mut all = list.as_array().unwrap().iter();
    all.find(|own| own[key] == name).unwrap()
}

#[test]
fn an_option_that_people_renamed_is_explained_and_nothing_is_sent() {
    let world = World::ready();
    let state = world.get("state");
    let source = named(&state["fields"]["leads"], "code", "SOURCE");
    let id = id_of(&source["enums"], "value", "Реклама");
    world.post(
        "edit",
        &json!({"op": "rename_option", "id": id, "value": "Реклама в сети"}),
    );
    age_cache(&world, 86_401);
    world.forget_requests();
    let ran = world.run(&["sync-user", "2"]);
    assert_eq!(ran.code, 3);
    for part in ["option `Реклама` of field `SOURCE`", "`schema check`"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    assert_eq!(world.get("stats")["writes"], 0);
    world.post(
        "edit",
        &json!({"op": "rename_option", "id": id, "value": "Рекламы"}),
    );
    let ran = world.run(&["sync-user", "2"]);
    assert!(
        ran.stderr.contains("the nearest is `Рекламы`"),
        "{}",
        ran.stderr
    );
    // The admin follows the manager.
    configure(
        &world,
        "[profiles.school.mapping.deal_student]\nfields.SOURCE = { from = \"sourceCode\", values = { ad = \"Рекламы\" } }\n",
    );
    world.ok(&["sync-user", "2"]);
}

#[test]
fn a_status_that_people_deleted_is_explained_and_nothing_is_sent() {
    let world = World::ready();
    let state = world.get("state");
    let funnel = named(&state["pipelines"], "name", "Учащиеся");
    let id = id_of(&funnel["statuses"], "name", "Обучается");
    world.post("edit", &json!({"op": "delete_status", "id": id}));
    age_cache(&world, 86_401);
    world.forget_requests();
    let ran = world.run(&["sync-user", "2"]);
    assert_eq!(ran.code, 3);
    let told = "status `Обучается` of funnel `Учащиеся`: the account has none";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert_eq!(world.get("stats")["writes"], 0);
}

#[test]
fn among_many_fields_those_of_one_name_are_never_guessed() {
    let world = World::new();
    world.login();
    // 120 in all: what a list of one page would not show.
    let state = world.get("state");
    let present = state["fields"]["contacts"].as_array().unwrap().len();
    let mut new: Vec<Value> = (present..116)
        .map(|number| json!({"name": format!("Ещё поле {number}"), "type": "text"}))
        .collect();
    new.extend((0..4).map(|_| json!({"name": "Город", "type": "text"})));
    let path = world.dir.path().join("fields.json");
    std::fs::write(&path, Value::from(new).to_string()).unwrap();
    let file = path.to_str().unwrap();
    world.ok(&[
        "fields",
        "add",
        "contacts",
        "--file",
        file,
        "--allow-same-name",
    ]);
    let count = |world: &World| {
        world.get("state")["fields"]["contacts"]
            .as_array()
            .unwrap()
            .len()
    };
    assert_eq!(count(&world), 120);

    let ran = world.run(&["schema", "apply", "--yes"]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
    let told = "field `CITY` of contacts: the account has 4 of that name";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    let cities = |world: &World| {
        let state = world.get("state");
        let all = state["fields"]["contacts"].as_array().unwrap().clone();
        all.iter().filter(|field| field["name"] == "Город").count()
    };
    assert_eq!(cities(&world), 4);
    let all = problems(&world);
    assert_eq!(
        (all.len(), &all[0]["problem"], &all[0]["name"]),
        (1, &json!("ambiguous_field"), &json!("CITY"))
    );
    world.forget_requests();
    let ran = world.run(&["sync-user", "2"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert_eq!(world.get("stats")["writes"], 0);
    // Without the field nothing stands in the way.
    configure(
        &world,
        "[profiles.school.mapping.contact]\nfields.CITY = false\n",
    );
    world.ok(&["sync-user", "2"]);
}
