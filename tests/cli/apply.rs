use amosync::sandbox::Options;
use serde_json::{Value, json};

use crate::support::World;

/// An account without the five funnels, where an admin is signed in.
fn bare() -> World {
    let world = World::with(&Options {
        rate_limit: false,
        bare: true,
        ..Options::default()
    });
    world.login();
    world
}

/// Before and after the account has stored what a request brings.
const WRITES: [&str; 2] = ["hang-before", "hang-after"];

/// Options and stages beside the built-in ones, so that fields and funnels have to be changed.
const MORE: &str = r#"
[profiles.school.mapping.deal_student]
status        = { from = "statusCode", values = { paused = "Пауза", debt = "Долг" } }
fields.SOURCE = { from = "sourceCode", values = { tv = "Телевизор" } }
[profiles.school.mapping.deal_course]
status        = { from = "statusCode", values = { paused = "Пауза" } }
fields.FORMAT = { from = "formatCode", values = { home = "На дому" } }
[profiles.school.mapping.product]
fields.GROUP  = { from = "formatCode", values = { online = "Онлайн-курсы", offline = "Книги" } }
"#;

fn configure_more(world: &World) {
    let path = world.dir.path().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap() + MORE;
    std::fs::write(path, config).unwrap();
}

/// The account without its ids.
fn shape(world: &World) -> Value {
    let state = world.get("state");
    let texts = |list: &Value, key: &str| -> Vec<Value> {
        let list = list.as_array().unwrap();
        list.iter().map(|own| own[key].clone()).collect()
    };
    let fields: Vec<_> = state["fields"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(prefix, all)| {
            let all: Vec<_> = all
                .as_array()
                .unwrap()
                .iter()
                .map(|f| {
                    json!([
                        f["name"],
                        f["code"],
                        f["kind"],
                        f["api_only"],
                        texts(&f["enums"], "value")
                    ])
                })
                .collect();
            json!([prefix, all])
        })
        .collect();
    let funnels: Vec<_> = state["pipelines"]
        .as_array()
        .unwrap()
        .iter()
        .map(|funnel| json!([funnel["name"], texts(&funnel["statuses"], "name")]))
        .collect();
    json!({"fields": fields, "funnels": funnels})
}

/// Kills `schema apply` at its first request, then in a world of its own at its second one, and so on to the last;
/// starts it again each time, and compares the account with that of an apply that was left alone.
fn killed_at_every_request(
    prepared: impl Fn() -> World,
    method: &str,
    moments: &[&str],
    least: usize,
) {
    let calm = prepared();
    calm.ok(&["schema", "apply", "--yes"]);
    let expected = shape(&calm);
    for moment in moments {
        let mut killed = 0;
        for number in 1.. {
            let world = prepared();
            world.forget_requests();
            world.fault(&format!("{moment},on={method}:/api/v4,nth={number}"));
            let mut child = world
                .command(&["schema", "apply", "--yes"])
                .spawn()
                .unwrap();
            let held = loop {
                if world.get("held?timeout_ms=50")["seq"].is_u64() {
                    break true;
                }
                if child.try_wait().unwrap().is_some() {
                    break false;
                }
            };
            if !held {
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
            world.ok(&["schema", "apply", "--yes"]);
            assert_eq!(shape(&world), expected, "{moment} {method} {number}");
        }
        assert!(killed >= least, "{moment}: killed {killed} times");
    }
}

#[test]
fn an_apply_killed_at_any_create_is_completed_by_the_next() {
    // Fields of four entities, and the funnels.
    killed_at_every_request(bare, "POST", &WRITES, 5);
}

#[test]
fn an_apply_killed_at_any_change_is_completed_by_the_next() {
    let changed = || {
        let world = World::ready();
        configure_more(&world);
        world
    };
    // Options of leads and products; stages of two funnels.
    killed_at_every_request(changed, "PATCH", &WRITES, 2);
    killed_at_every_request(changed, "POST", &WRITES, 2);
}

#[test]
fn an_apply_killed_while_it_reads_is_completed_by_the_next() {
    // For a read there is no before and after.
    killed_at_every_request(bare, "GET", &["hang-before"], 10);
}

#[test]
fn an_apply_goes_on_by_itself_after_answers_that_are_lost() {
    let calm = bare();
    configure_more(&calm);
    calm.ok(&["schema", "apply", "--yes"]);
    let expected = shape(&calm);
    for fault in [
        "close-before",
        "close-after",
        "500-before",
        "502-after",
        "truncate",
    ] {
        let world = bare();
        configure_more(&world);
        for path in [
            "POST:/api/v4/leads/custom_fields",
            "POST:/api/v4/leads/pipelines",
            "PATCH:/api/v4/catalogs",
        ] {
            world.fault(&format!("{fault},on={path},nth=1"));
        }
        world.ok(&["schema", "apply", "--yes"]);
        assert_eq!(shape(&world), expected, "{fault}");
    }
}

#[test]
fn an_apply_that_a_page_stops_is_completed_by_the_next() {
    let calm = bare();
    calm.ok(&["schema", "apply", "--yes"]);
    let expected = shape(&calm);
    let world = bare();
    for path in [
        "POST:/api/v4/leads/custom_fields",
        "POST:/api/v4/leads/pipelines",
    ] {
        world.fault(&format!("html,on={path},nth=1"));
        let ran = world.run(&["schema", "apply", "--yes"]);
        assert_eq!(ran.code, 7, "{}", ran.stderr);
        world.run(&["doctor", "--offline", "--end-pause"]);
    }
    world.ok(&["schema", "apply", "--yes"]);
    assert_eq!(shape(&world), expected);
}

#[test]
fn an_apply_gives_up_when_no_answer_ever_comes() {
    let world = bare();
    world.fault("close-before,on=POST:/api/v4/leads/custom_fields");
    let ran = world.run(&["schema", "apply", "--yes"]);
    assert_eq!(ran.code, 7, "{}", ran.stderr);
    assert!(ran.stderr.contains("were made"), "{}", ran.stderr);
    world.forget_requests();
    world.ok(&["schema", "apply", "--yes"]);
    world.ok(&["schema", "check"]);
}

#[test]
fn fields_of_one_entity_go_in_one_request() {
    let world = bare();
    world.forget_requests();
    let text = world.ok(&["schema", "apply", "--yes", "--output", "json"]);
    assert_eq!(world.get("stats")["writes"], 5);
    let applied: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(applied["made"], applied["steps"]);
    assert_eq!(
        (&applied["refused"], &applied["problems"]),
        (&json!([]), &json!([]))
    );
}

#[test]
fn what_is_refused_or_ambiguous_is_told_and_the_rest_is_made() {
    let world = bare();
    for _ in 0..2 {
        world.ok(&[
            "fields",
            "add",
            "leads",
            "--name",
            "VIP",
            "--type",
            "checkbox",
            "--allow-same-name",
        ]);
    }
    let path = world.dir.path().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap()
        + "[profiles.school.mapping.contact]\nfields.CITY = { from = \"city\", type = \"price\" }\n";
    std::fs::write(path, config).unwrap();
    let ran = world.run(&["schema", "apply", "--yes"]);
    assert_eq!(ran.code, 1);
    for part in ["cannot create field `CITY`", "`type`", "2 of that name"] {
        assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
    }
    let text = world.run(&["schema", "check", "--output", "json"]).stdout;
    let all: Value = serde_json::from_str(&text).unwrap();
    let left: Vec<_> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|p| json!([p["problem"], p["name"]]))
        .collect();
    assert_eq!(
        left,
        [
            json!(["missing_field", "CITY"]),
            json!(["ambiguous_field", "VIP"])
        ]
    );
}

#[test]
fn stages_and_options_stand_in_the_order_of_the_mapping() {
    let world = bare();
    configure_more(&world);
    world.ok(&["schema", "apply", "--yes"]);
    let state = world.get("state");
    let names = |list: &Value, key: &str| -> Vec<String> {
        let list = list.as_array().unwrap();
        list.iter()
            .map(|own| own[key].as_str().unwrap().to_owned())
            .collect()
    };
    let of = |list: &Value, key: &str, name: &str| {
        let mut all = list.as_array().unwrap().iter();
        all.find(|own| own[key] == name).unwrap().clone()
    };
    let funnel = of(&state["pipelines"], "name", "Поставщики");
    assert_eq!(
        names(&funnel["statuses"], "name")[1..4],
        ["Новый поставщик", "Сбор документов", "Договор"]
    );
    // What the profile adds comes after the built-in ones.
    let funnel = of(&state["pipelines"], "name", "Учащиеся");
    assert_eq!(
        names(&funnel["statuses"], "name")[1..5],
        ["Новый", "Обучается", "Пауза", "Долг"]
    );
    let field = of(&state["fields"]["leads"], "code", "SOURCE");
    assert_eq!(
        names(&field["enums"], "value"),
        ["Сайт", "Реклама", "Рекомендация", "Телевизор"]
    );
    // New categories lie at the top, and the others stay where they were.
    let group = of(&state["fields"]["catalogs/4521"], "code", "GROUP");
    assert_eq!(
        names(&group["enums"], "value"),
        ["Курсы", "Книги", "Программирование", "Онлайн-курсы"]
    );
    let parents: Vec<_> = group["enums"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| &own["parent"])
        .collect();
    assert_eq!(
        parents,
        [
            &Value::Null,
            &Value::Null,
            &group["enums"][0]["id"],
            &Value::Null
        ]
    );
}
