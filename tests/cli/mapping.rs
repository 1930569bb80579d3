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
