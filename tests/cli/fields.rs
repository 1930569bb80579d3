use serde_json::{Value, json};

use crate::support::{Ran, World};

fn signed_in() -> World {
    let world = World::new();
    world.login();
    world
}

fn listed(world: &World, place: &str) -> Vec<Value> {
    let text = world.ok(&["fields", "list", place, "--output", "json"]);
    serde_json::from_str(&text).unwrap()
}

fn named<'a>(all: &'a [Value], name: &str) -> Vec<&'a Value> {
    all.iter().filter(|field| field["name"] == name).collect()
}

fn file(world: &World, name: &str, body: &Value) -> String {
    let path = world.dir.path().join(name);
    std::fs::write(&path, body.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn json_of(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_list_longer_than_a_page_is_read_to_its_end() {
    let world = signed_in();
    let all = listed(&world, "contacts");
    assert!(all.len() > 55, "{}", all.len());
    assert_eq!(named(&all, "Доп. поле 55").len(), 1);
    let some = world.ok(&["fields", "list", "products", "--type", "category"]);
    assert!(
        some.contains("Группа") && some.contains("Курсы ("),
        "{some}"
    );
    assert!(!some.contains("Артикул"), "{some}");
    assert!(
        world
            .ok(&["fields", "list", "customers"])
            .contains("no fields")
    );
    let ran = world.run(&["fields", "list", "catalogs/99"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("no list 99"), "{}", ran.stderr);
}

#[test]
fn a_field_is_made_once_shown_and_deleted() {
    let world = signed_in();
    let add = [
        "fields",
        "add",
        "leads",
        "--name",
        "Формат занятий",
        "--type",
        "select",
        "--option",
        "Онлайн",
        "--option",
        "Очно",
        "--code",
        "LESSON_FORMAT",
        "--api-only",
        "--sort",
        "77",
    ];
    let plan = world.ok(&[&add[..], &["--dry-run"]].concat());
    assert!(plan.contains("would create"), "{plan}");
    assert_eq!(world.get("stats")["writes"], 0);
    assert!(world.ok(&add).contains("created"));
    assert!(world.ok(&add).contains("exists"));
    let all = listed(&world, "leads");
    let made = named(&all, "Формат занятий");
    assert_eq!(made.len(), 1);
    assert_eq!(
        (
            &made[0]["sort"],
            &made[0]["is_api_only"],
            &made[0]["enums"][1]["value"]
        ),
        (&json!(77), &json!(true), &json!("Очно"))
    );
    let shown = world.ok(&["fields", "show", "leads", "LESSON_FORMAT"]);
    assert!(shown.contains("Очно (id "), "{shown}");
    let wrong = world.run(&["fields", "show", "leads", "LESSON_FORMT"]);
    assert!(wrong.stderr.contains("LESSON_FORMAT"), "{}", wrong.stderr);

    // Nobody is there to be asked.
    let ran = world.run(&["fields", "delete", "leads", "LESSON_FORMAT"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--yes"), "{}", ran.stderr);
    world.ok(&["fields", "delete", "leads", "LESSON_FORMAT", "--yes"]);
    assert!(named(&listed(&world, "leads"), "Формат занятий").is_empty());
    let own = world.run(&["fields", "delete", "contacts", "PHONE", "--yes"]);
    assert_eq!(own.code, 1);
    assert!(own.stderr.contains("the CRM's own"), "{}", own.stderr);
}

#[test]
fn what_a_listing_prints_makes_the_same_fields_in_another_account() {
    let from = World::ready();
    let to = signed_in();
    for place in ["contacts", "companies", "leads", "products"] {
        let before = listed(&from, place);
        let path = file(&to, "fields.json", &Value::from(before.clone()));
        to.ok(&["fields", "add", place, "--file", &path]);
        to.forget_requests();
        to.ok(&["fields", "add", place, "--file", &path]);
        assert_eq!(to.get("stats")["writes"], 0, "{place}");
        let shape = |all: &[Value]| {
            let mut all: Vec<_> = all
                .iter()
                .map(|f| {
                    let options: Vec<_> = f["enums"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .map(|o| o["value"].to_string())
                        .collect();
                    format!("{} {} {} {options:?}", f["name"], f["type"], f["code"])
                })
                .collect();
            all.sort();
            all
        };
        assert_eq!(shape(&listed(&to, place)), shape(&before), "{place}");
    }
}

#[test]
fn mistakes_are_all_told_and_nothing_is_sent() {
    let world = signed_in();
    let path = file(
        &world,
        "fields.json",
        &json!([{"name": "Годное", "type": "text"}, {"name": "Цвет", "type": "selekt"}, {"type": "text", "kode": 1}]),
    );
    let ran = world.run(&["fields", "add", "leads", "--file", &path]);
    assert_eq!(ran.code, 2);
    for part in [
        "did you mean `select`?",
        "`name` is missing",
        "did you mean `code`?",
    ] {
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    }
    assert!(named(&listed(&world, "leads"), "Годное").is_empty());
    world.post("options", &json!({"admin": false}));
    let ran = world.run(&["fields", "add", "leads", "--name", "А", "--type", "text"]);
    assert_eq!(ran.code, 1);
    assert!(ran.stderr.contains("an administrator"), "{}", ran.stderr);
}

#[test]
fn a_create_without_an_answer_makes_one_field() {
    for fault in [
        "close-after",
        "close-before",
        "500-after",
        "502-before",
        "truncate",
    ] {
        let world = signed_in();
        world.fault(&format!(
            "{fault},on=POST:/api/v4/leads/custom_fields,nth=1"
        ));
        world.ok(&[
            "fields",
            "add",
            "leads",
            "--name",
            "Уровень",
            "--type",
            "numeric",
        ]);
        assert_eq!(
            named(&listed(&world, "leads"), "Уровень").len(),
            1,
            "{fault}"
        );
    }
}

#[test]
fn fields_with_one_name_are_never_guessed() {
    let world = signed_in();
    for _ in 0..2 {
        world.ok(&[
            "fields",
            "add",
            "leads",
            "--name",
            "Двойное",
            "--type",
            "text",
            "--allow-same-name",
        ]);
    }
    let all = listed(&world, "leads");
    let twins = named(&all, "Двойное");
    assert_eq!(twins.len(), 2);
    let ran = world.run(&["fields", "delete", "leads", "Двойное", "--yes"]);
    assert_eq!(ran.code, 1);
    for twin in &twins {
        assert!(
            ran.stderr.contains(&twin["id"].to_string()),
            "{}",
            ran.stderr
        );
    }
    world.ok(&[
        "fields",
        "delete",
        "leads",
        &twins[0]["id"].to_string(),
        "--yes",
    ]);
    assert_eq!(named(&listed(&world, "leads"), "Двойное").len(), 1);
}

#[test]
fn a_delete_says_how_many_records_lose_values() {
    let world = World::ready();
    world.ok(&["sync-user", "1", "2", "3"]);
    let ran = world.run(&[
        "fields",
        "delete",
        "contacts",
        "USERNAME",
        "--dry-run",
        "--output",
        "json",
    ]);
    let loss = &json_of(&ran)[0];
    assert_eq!(
        (&loss["records_losing_values"], &loss["deleted"]),
        (&json!(3), &json!(false))
    );
    let ran = world.run(&[
        "fields",
        "delete",
        "contacts",
        "PLATFORM_ID",
        "--dry-run",
        "--output",
        "json",
    ]);
    let loss = &json_of(&ran)[0];
    assert_eq!(
        (&loss["records_losing_values"], &loss["is_marker"]),
        (&json!(3), &json!(true))
    );
}

#[test]
fn the_examples_of_the_legacy_method_run_as_they_stand() {
    let world = signed_in();
    let origin = "528d0285c1f9180911159a9dc6f759b3_zendesk_widget";
    let request = json!({"add": [{"name": "Цвет", "field_type": 5, "element_type": 2, "origin": origin, "is_editable": 0,
        "enums": ["Красный", "Оранжевый", "Жёлтый", "Зелёный", "Синий", "Белый"]}]});
    let path = file(&world, "add.json", &request);
    let ran = world.run(&[
        "fields", "add", "--api", "v2", "--file", &path, "--output", "json",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let made = json_of(&ran)[0].clone();
    assert_eq!(made["options"].as_array().unwrap().len(), 6);
    let all = listed(&world, "leads");
    let field = named(&all, "Цвет")[0];
    assert_eq!(
        (
            &field["id"],
            &field["type"],
            &field["is_api_only"],
            &field["enums"][3]["id"]
        ),
        (
            &made["id"],
            &json!("multiselect"),
            &json!(true),
            &made["options"][3]["id"]
        )
    );

    let delete =
        |origin: &str| json!({"delete": [{"id": made["id"].to_string(), "origin": origin}]});
    let wrong = file(&world, "wrong.json", &delete("somebody"));
    let ran = world.run(&["fields", "delete", "--api", "v2", "--file", &wrong, "--yes"]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("Origin does not match"),
        "{}",
        ran.stdout
    );
    let right = file(&world, "right.json", &delete(origin));
    world.ok(&["fields", "delete", "--api", "v2", "--file", &right, "--yes"]);
    assert!(named(&listed(&world, "leads"), "Цвет").is_empty());
}

#[test]
fn the_legacy_method_takes_names_and_numbers_on_the_command_line() {
    let world = signed_in();
    let add = |entity: &str, kind: &str, name: &str| {
        let args = [
            "fields",
            "add",
            entity,
            "--api",
            "v2",
            "--name",
            name,
            "--type",
            kind,
            "--origin",
            "school",
            "--request-id",
            "9",
            "--output",
            "json",
        ];
        json_of(&world.run(&args))[0]["id"].clone()
    };
    let by_name = add("contacts", "textarea", "Словами");
    let by_number = add("1", "9", "Числами");
    let of_list = add("4522", "1", "Адрес филиала");
    let all = listed(&world, "contacts");
    for (id, name) in [(&by_name, "Словами"), (&by_number, "Числами")] {
        let field = named(&all, name)[0];
        assert_eq!((&field["id"], &field["type"]), (id, &json!("textarea")));
    }
    assert_eq!(
        named(&listed(&world, "catalogs/4522"), "Адрес филиала")[0]["id"],
        of_list
    );
    let ids = [by_name.to_string(), by_number.to_string()];
    world.ok(&[
        "fields", "delete", &ids[0], &ids[1], "--api", "v2", "--origin", "school", "--yes",
    ]);
    assert!(named(&listed(&world, "contacts"), "Числами").is_empty());
}

#[test]
fn the_legacy_method_refuses_before_sending_and_tells_partial_errors() {
    let world = signed_in();
    world.forget_requests();
    for (args, part) in [
        (&["--name", "A", "--type", "1"][..], "--origin"),
        (&["--type", "1", "--origin", "o"], "--name"),
        (
            &["--name", "A", "--type", "colour", "--origin", "o"],
            "no type is called `colour`",
        ),
        (
            &["--name", "A", "--type", "1", "--origin", "my service"],
            "`origin` is one word",
        ),
        (
            &["--name", "A", "--type", "5", "--origin", "o"],
            "needs `enums`",
        ),
    ] {
        let ran = world.run(&[&["fields", "add", "leads", "--api", "v2"], args].concat());
        assert_eq!(ran.code, 2, "{}", ran.stderr);
        assert!(ran.stderr.contains(part), "{}", ran.stderr);
    }
    assert_eq!(world.requests(), 0);
    let path = file(
        &world,
        "two.json",
        &json!({"add": [{"name": "Есть", "type": "1", "element_type": "2", "origin": "o"},
            {"name": "Нет", "type": "1", "element_type": "777", "origin": "o"}]}),
    );
    let ran = world.run(&[
        "fields", "add", "--api", "v2", "--file", &path, "--output", "json",
    ]);
    assert_eq!(ran.code, 5);
    let both = json_of(&ran);
    assert_eq!(
        (&both[0]["error"], &both[1]["error"]),
        (&Value::Null, &json!("Unknown element type (code 400)"))
    );
    assert_eq!(named(&listed(&world, "leads"), "Есть").len(), 1);
}

#[test]
fn funnels_are_listed_with_what_their_stages_mean() {
    let world = signed_in();
    let all: Value =
        serde_json::from_str(&world.ok(&["pipelines", "list", "--output", "json"])).unwrap();
    let course = all
        .as_array()
        .unwrap()
        .iter()
        .find(|own| own["name"] == "Прохождение курсов")
        .unwrap();
    let stages: Vec<_> = course["statuses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["name"].as_str().unwrap(), s["meaning"].as_str().unwrap()))
        .collect();
    assert_eq!(
        stages,
        [
            ("Неразобранное", "unsorted"),
            ("Записан", "stage"),
            ("Оплачен", "stage"),
            ("Обучается", "stage"),
            ("Успешно реализовано", "won"),
            ("Закрыто и не реализовано", "lost")
        ]
    );
    assert!(world.ok(&["pipelines", "list"]).contains("Воронка (main)"));
}

#[test]
fn the_legacy_method_adds_and_deletes_in_one_request() {
    let world = signed_in();
    let old =
        json!({"add": [{"name": "Старое", "field_type": 1, "element_type": 3, "origin": "a"}]});
    let path = file(&world, "old.json", &old);
    let ran = world.run(&[
        "fields", "add", "--api", "v2", "--file", &path, "--output", "json",
    ]);
    let id = json_of(&ran)[0]["id"].clone();
    let both = json!({"add": [{"name": "Новое", "field_type": 1, "element_type": 3, "origin": "a"}],
        "delete": [{"id": id, "origin": "a"}]});
    let path = file(&world, "both.json", &both);
    world.forget_requests();
    world.ok(&["fields", "add", "--api", "v2", "--file", &path, "--yes"]);
    assert_eq!(world.get("stats")["writes"], 1);
    let all = listed(&world, "companies");
    assert_eq!(
        (named(&all, "Старое").len(), named(&all, "Новое").len()),
        (0, 1)
    );
}

#[test]
fn a_wrong_legacy_request_is_refused_with_every_reason_and_never_sent() {
    let world = signed_in();
    world.forget_requests();
    let field = json!({"name": "Цвет", "field_type": 5, "element_type": 2, "origin": "a", "enums": ["Красный"]});
    for (key, value, reason) in [
        ("name", Value::Null, "`name` is missing"),
        ("name", json!("  "), "`name` is missing"),
        ("field_type", json!(12), "no type is called `12`"),
        ("field_type", json!("99"), "no type is called `99`"),
        ("element_type", json!(4), "no element type has number 4"),
        ("origin", Value::Null, "`origin` is missing"),
        (
            "enums",
            json!("Красный,Синий"),
            "`enums` is a list of texts, not one text",
        ),
    ] {
        let mut wrong = field.clone();
        wrong[key] = value;
        let path = file(&world, "wrong.json", &json!({"add": [field, wrong]}));
        let ran = world.run(&["fields", "add", "--api", "v2", "--file", &path]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{key}");
        assert!(ran.stderr.contains(reason), "{reason}: {}", ran.stderr);
        assert!(ran.stderr.contains("add[1]"), "{}", ran.stderr);
    }
    assert_eq!(world.requests(), 0);
}

#[test]
fn a_legacy_answer_that_is_lost_is_looked_up() {
    let options = ["Красный", "Синий"];
    let request = json!({"add": [
        {"name": "Цвет", "field_type": 5, "element_type": 2, "origin": "a", "enums": options, "request_id": 1},
        {"name": "Цвет", "field_type": 5, "element_type": 2, "origin": "a", "enums": options, "request_id": 2},
        {"name": "Цвет", "field_type": 1, "element_type": 1, "origin": "a", "request_id": 3}]});
    for fault in [
        "close-before",
        "close-after",
        "500-before",
        "502-after",
        "truncate",
    ] {
        let world = signed_in();
        // One of the same name is there already and is not ours.
        world.ok(&[
            "fields", "add", "contacts", "--name", "Цвет", "--type", "text",
        ]);
        let path = file(&world, "add.json", &request);
        world.fault(&format!("{fault},on=POST:/api/v2/fields,nth=1"));
        let ran = world.run(&[
            "fields", "add", "--api", "v2", "--file", &path, "--output", "json",
        ]);
        assert_eq!(ran.code, 0, "{fault}: {}", ran.stderr);
        let made = json_of(&ran);
        let ids: std::collections::BTreeSet<_> =
            (0..3).map(|at| made[at]["id"].as_i64().unwrap()).collect();
        assert_eq!(ids.len(), 3, "{fault}");
        assert_eq!(made[1]["options"][1]["value"], "Синий");
        let leads = listed(&world, "leads");
        let contacts = listed(&world, "contacts");
        assert_eq!(
            (named(&leads, "Цвет").len(), named(&contacts, "Цвет").len()),
            (2, 2),
            "{fault}"
        );
        let id = |at: usize| made[at]["id"].to_string();
        world.fault(&format!("{fault},on=POST:/api/v2/fields,nth=1"));
        world.ok(&[
            "fields",
            "delete",
            &id(0),
            &id(2),
            "--api",
            "v2",
            "--origin",
            "a",
            "--yes",
        ]);
        assert_eq!(named(&listed(&world, "leads"), "Цвет").len(), 1, "{fault}");
        assert_eq!(
            named(&listed(&world, "contacts"), "Цвет").len(),
            1,
            "{fault}"
        );
    }
}

#[test]
fn a_legacy_request_that_is_never_answered_is_given_up() {
    let world = signed_in();
    world.fault("close-before,on=POST:/api/v2/fields");
    let ran = world.run(&[
        "fields", "add", "leads", "--api", "v2", "--name", "Цвет", "--type", "1", "--origin", "a",
    ]);
    assert_eq!(ran.code, 7, "{}", ran.stderr);
    assert!(ran.stderr.contains("fields list"), "{}", ran.stderr);
    assert!(named(&listed(&world, "leads"), "Цвет").is_empty());
}

#[test]
fn categories_travel_with_their_levels() {
    let (from, to) = (signed_in(), signed_in());
    let field = json!([{"name": "Раздел", "type": "category", "nested": [
        {"value": "Языки", "sort": 1, "request_id": "a"},
        {"value": "Rust", "sort": 2, "request_id": "b", "parent_request_id": "a"},
        {"value": "Async", "sort": 3, "request_id": "c", "parent_request_id": "b"}]}]);
    let levels = |world: &World| -> Vec<(Value, Value)> {
        let all = listed(world, "products");
        let nested = named(&all, "Раздел")[0]["nested"]
            .as_array()
            .unwrap()
            .clone();
        let name = |id: &Value| {
            let own = nested.iter().find(|own| own["id"] == *id);
            own.map_or(Value::Null, |own| own["value"].clone())
        };
        nested
            .iter()
            .map(|own| (own["value"].clone(), name(&own["parent_id"])))
            .collect()
    };
    from.ok(&[
        "fields",
        "add",
        "products",
        "--file",
        &file(&from, "in.json", &field),
    ]);
    let expected = [
        (json!("Языки"), Value::Null),
        (json!("Rust"), json!("Языки")),
        (json!("Async"), json!("Rust")),
    ];
    assert_eq!(levels(&from), expected);
    let all = listed(&from, "products");
    let path = file(&to, "out.json", &json!([named(&all, "Раздел")[0]]));
    to.ok(&["fields", "add", "products", "--file", &path]);
    assert_eq!(levels(&to), expected);
}
