use serde_json::{Value, json};

use crate::support::World;

#[test]
fn a_record_is_shown_as_it_would_be_sent_and_nothing_is_sent() {
    let world = World::ready();
    let text = world.ok(&["mapping", "show", "deal_course", "2/77", "--output", "json"]);
    let shown: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(shown["body"]["name"], "Основы Rust — Соколов Борис");
    assert!(shown["body"]["pipeline_id"].is_i64());
    let progress = shown["parts"]
        .as_array()
        .unwrap()
        .iter()
        .find(|part| part["name"] == "Прогресс, %")
        .unwrap();
    assert_eq!(progress["shown"], "40");
    let table = world.ok(&["mapping", "show", "contact", "1"]);
    assert!(table.contains("+79120000001"), "{table}");
    assert_eq!(world.get("stats")["writes"], 0);
}

#[test]
fn an_invalid_record_is_shown_with_the_line_to_add() {
    let world = World::ready();
    world.sql("UPDATE xx_orderCourses SET statusCode = 'frozen'");
    let ran = world.run(&["mapping", "show", "deal_course", "2/77"]);
    assert_eq!(ran.code, 5);
    for part in ["frozen", "mapping.deal_course", "statusCode"] {
        assert!(ran.stdout.contains(part), "{}", ran.stdout);
    }
    let missing = world.run(&["mapping", "show", "contact", "99999", "--output", "json"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (1, ""));
    assert!(
        missing.stderr.contains("no contact 99999"),
        "{}",
        missing.stderr
    );
    assert_eq!(world.run(&["mapping", "show", "contact", "1/2"]).code, 2);
    assert_eq!(world.get("stats")["writes"], json!(0));
}

#[test]
fn pull_prints_a_mapping_that_the_configuration_takes() {
    let world = World::ready();
    let text = world.ok(&["schema", "pull"]);
    for part in [
        "[profiles.school.mapping.deal_course]",
        "# fields.\"Канал\" = { from = \"…\", values = { code1 = \"Звонок\", code2 = \"Письмо\" } }",
        "# pipeline = \"Прохождение курсов\"",
        "mapped already",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("PLATFORM_ID") && !text.contains("Неразобранное"));
    let path = world.dir.path().join("config.toml");
    let own = "# fields.\"Комментарий менеджера\" = { from = \"…\" }";
    let filled = text.replace(
        own,
        "fields.\"Комментарий менеджера\" = { from = \"name\" }",
    );
    assert_ne!(filled, text);
    std::fs::write(&path, std::fs::read_to_string(&path).unwrap() + &filled).unwrap();
    world.ok(&["schema", "check"]);
    world.ok(&["sync-user", "1"]);
    let deal = world.the("leads", "school:deal_supplier:1");
    let values = deal["custom_fields_values"].to_string();
    assert!(values.contains("Комментарий менеджера"), "{values}");
}

const GOOD: &str = r#"
time_zone = "Europe/Moscow"

[[case]]
title  = "an enrolment that was paid"
kind   = "deal_course"
row    = { userID = 2, courseID = 77, courseName = "Основы Rust", lastName = "Соколов", firstName = "Борис", price = 9000.5, progress = "040", statusCode = "paid", formatCode = "online", started = 2026-11-01 }
expect = { name = "Основы Rust — Соколов Борис", price = 9001, pipeline = "Прохождение курсов", status = "Оплачен", fields.PROGRESS = 40, fields."Формат" = "Онлайн", fields.START = "2026-11-01", fields.FINISH = "" }
complete = true

[[case]]
kind = "contact"
row  = { userID = 1, username = "anna", email = "Anna@mail.example", phone = "8 (912) 000-00-01", created = "2026-01-01T00:00:00Z" }
[case.expect]
first_name     = "anna"
fields.PHONE   = "+79120000001"
fields.CREATED = 2026-01-01T03:00:00+03:00

[[case]]
kind           = "deal_course"
row            = { courseName = "Rust", username = "ann", statusCode = "frozen", price = -1 }
expect_invalid = ["statusCode", "price"]
"#;

fn cases(world: &World, text: &str) -> String {
    let path = world.dir.path().join("cases.toml");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn cases_that_hold_pass_without_network_token_store_or_source() {
    let world = World::new();
    std::fs::remove_file(world.dir.path().join("platform.db")).unwrap();
    let ran = world.run(&["mapping", "test", &cases(&world, GOOD)]);
    assert_eq!(ran.code, 0, "{}{}", ran.stdout, ran.stderr);
    let lines: Vec<_> = ran.stdout.lines().collect();
    assert_eq!(
        lines,
        [
            "ok      1  deal_course  an enrolment that was paid",
            "ok      2  contact  (line 11)",
            "ok      3  deal_course  (line 19)"
        ]
    );
    assert_eq!(world.requests(), 0);
    assert!(!world.data().exists());
}

#[test]
fn a_case_that_does_not_hold_shows_wanted_and_got() {
    let world = World::new();
    let file = cases(
        &world,
        r#"
complete = true
[[case]]
kind   = "deal_course"
row    = { courseName = "Rust", username = "ann", price = 9000, statusCode = "paid", progress = 40 }
expect = { name = "Rust — bob", price = 9000, status = "Записан" }
[[case]]
kind           = "deal_course"
row            = { courseName = "Rust", username = "ann", statusCode = "paid" }
expect_invalid = ["statusCode"]
[[case]]
kind   = "deal_course"
row    = { courseName = "Rust", username = "ann", statusCode = "frozen" }
expect = { name = "Rust — ann" }
[[case]]
kind     = "deal_course"
complete = false
row      = { courseName = "Rust", username = "ann", statusCode = "paid", progress = 40 }
expect   = { status = "Оплачен" }
"#,
    );
    let ran = world.run(&["mapping", "test", &file]);
    assert_eq!(ran.code, 1);
    for part in [
        "name: wanted Rust — bob, got Rust — ann",
        "status: wanted Записан, got Оплачен",
        "fields.PROGRESS: wanted nothing, got 40",
        "statusCode: wanted invalid, got valid",
        "statusCode: wanted valid, got invalid",
        "status.values.frozen",
        "ok      4",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    let ran = world.run(&["mapping", "test", &file, "--output", "json"]);
    let all: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 4);
    assert_eq!(
        (
            &all[0]["passed"],
            &all[0]["differences"][2]["name"],
            &all[3]["passed"]
        ),
        (&json!(false), &json!("fields.PROGRESS"), &json!(true)),
        "{all}"
    );
}

#[test]
fn a_wrong_file_of_cases_is_explained_with_its_lines() {
    let world = World::new();
    for (text, parts) in [
        ("[[case]\n", &["line 1"][..]),
        ("", &["there is no case"]),
        (
            "time_zone = \"Moscow/Europe\"\n[[case]]\nkind = \"contact\"\nrow = {}\nexpect = {}\n",
            &["`Moscow/Europe`"],
        ),
        (
            "[[case]]\nkind = \"kontact\"\nrow = {}\nexpect = {}\n",
            &["line 2", "kontact"],
        ),
        (
            "[[case]]\nkind = \"contact\"\nrow = {}\nexpekt = {}\n",
            &["line 4", "expekt"],
        ),
        (
            "[[case]]\nkind = \"contact\"\nrow = {}\n",
            &["line 1", "either `expect` or `expect_invalid`"],
        ),
        (
            "[[case]]\nkind = \"contact\"\nrow = { phon = \"1\" }\nexpect = { nam = \"A\", fields.EMIAL = \"a@b.example\" }\n\
             [[case]]\nkind = \"deal_course\"\nrow = { progress = [1] }\nexpect_invalid = [\"statusKode\"]\n",
            &[
                "5 mistakes",
                "did you mean `phone`?",
                "did you mean `name`?",
                "did you mean `EMAIL`?",
            ],
        ),
        (
            "[[case]]\nkind = \"deal_course\"\nrow = { progress = [1] }\nexpect_invalid = [\"statusKode\"]\n",
            &["`row.progress`", "did you mean `statusCode`?"],
        ),
    ] {
        let ran = world.run(&["mapping", "test", &cases(&world, text)]);
        assert_eq!(
            (ran.code, ran.stdout.as_str()),
            (2, ""),
            "{text}: {}",
            ran.stderr
        );
        for part in parts {
            assert!(ran.stderr.contains(part), "{part}: {}", ran.stderr);
        }
    }
    let ran = world.run(&["mapping", "test", "none.toml"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("`none.toml`"), "{}", ran.stderr);
}

#[test]
fn cases_see_the_profiles_own_mapping() {
    let world = World::new();
    let path = world.dir.path().join("config.toml");
    let config = std::fs::read_to_string(&path).unwrap()
        + r#"
[profiles.school.mapping.deal_student]
fields."Форматы" = { from = "formats", type = "multiselect" }
fields.ADDRESS  = { parts = { city = "city", zip = "zip" } }
loss_reason     = { from = "reason" }
"#;
    std::fs::write(&path, config).unwrap();
    let file = cases(
        &world,
        r#"
[[case]]
kind   = "deal_student"
row    = { username = "ann", statusCode = "left", reason = "Дорого", formats = "Очно; Онлайн", city = "Пермь", isVip = true }
expect = { status = "lost", loss_reason = "Дорого", fields."Форматы" = ["Онлайн", "Очно"], fields.ADDRESS = { city = "Пермь" }, fields.VIP = true }
[[case]]
kind           = "deal_student"
row            = { username = "ann", statusCode = "left", formats = "Заочно" }
expect_invalid = ["formats"]
"#,
    );
    world.ok(&["mapping", "test", &file]);
}

#[test]
fn the_examples_of_readme_and_help_hold() {
    let world = World::new();
    let readme = include_str!("../../README.md");
    let start = readme.find("time_zone = \"Europe/Moscow\"").unwrap();
    let end = start + readme[start..].find("```").unwrap();
    world.ok(&["mapping", "test", &cases(&world, &readme[start..end])]);
    let help = world.ok(&["mapping", "test", "--help"]);
    let example = &help[help.find("[[case]]").unwrap()..];
    world.ok(&["mapping", "test", &cases(&world, example)]);
}
