use std::collections::BTreeMap;

use serde_json::json;

use super::*;
use crate::config::mapping::{self, OnMissing};
use crate::domain::payload::Slot;
use crate::domain::shape::{LossReasonShape, OptionShape, StatusShape};
use crate::domain::{Columns, Country, FieldId, Invalid, Key, Record, UserId, Value};
use crate::mapping::body;

fn mapping(own: &str) -> Mapping {
    let own: BTreeMap<Kind, KindMapping> = toml::from_str(own).expect("a mapping");
    Mapping {
        kinds: mapping::merged(&own).expect("fits"),
        country: Country::default(),
    }
}

/// An account that has exactly what the built-in mapping wants, with ids by position.
fn account() -> Shape {
    let own = mapping("");
    let mut shape = Shape {
        catalog: Some(4521),
        time_zone: "Europe/Moscow".to_owned(),
        loss_reasons: vec![LossReasonShape {
            id: 7,
            name: "Дорого".to_owned(),
        }],
        ..Shape::default()
    };
    for (at, wanted) in (1..).zip(own.wanted_fields()) {
        let predefined = match wanted.code.as_str() {
            "PHONE" | "EMAIL" => "multitext",
            "PRICE" => "numeric",
            _ => "text",
        };
        let options = (1..)
            .zip(wanted.options)
            .map(|(number, value)| option(at * 100 + number, &value))
            .collect();
        shape
            .fields
            .entry(wanted.entity)
            .or_default()
            .push(FieldShape {
                id: FieldId(at),
                name: wanted.name.unwrap_or_else(|| wanted.code.clone()),
                code: Some(wanted.code),
                field_type: wanted.field_type.unwrap_or_else(|| predefined.into()),
                options,
            });
    }
    for (at, wanted) in (1..).zip(own.wanted_pipelines()) {
        // The last two stages were renamed by people, as they often are.
        let mut statuses = vec![status(142, "Победа"), status(143, "Отказ")];
        for (number, name) in (1..).zip(wanted.statuses) {
            if crate::domain::shape::closing_status(&name).is_none() {
                statuses.push(status(at * 1000 + number, &name));
            }
        }
        shape.pipelines.push(PipelineShape {
            id: at,
            name: wanted.name,
            sort: 0,
            is_main: at == 1,
            statuses,
        });
    }
    shape
}

fn option(id: i64, value: &str) -> OptionShape {
    OptionShape {
        id,
        value: value.to_owned(),
        sort: 0,
        code: None,
        parent_id: None,
    }
}

fn status(id: i64, name: &str) -> StatusShape {
    StatusShape {
        id,
        name: name.to_owned(),
        sort: 0,
        status_type: 0,
    }
}

fn problems(own: &str, shape: &Shape) -> Vec<(String, Option<String>)> {
    let problems = mapping(own).resolve(shape).expect_err("does not fit");
    problems
        .into_iter()
        .map(|problem| (problem.what, problem.nearest))
        .collect()
}

fn student(changes: &[(&str, Value)]) -> Record {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut row = vec![
        ("userID", Value::Int(10)),
        ("clientID", Value::Int(5)),
        ("lastName", text("Орлова")),
        ("firstName", text("Анна")),
        ("middleName", Value::Null),
        ("username", text("orlova")),
        ("statusCode", text("active")),
        ("sourceCode", text("site")),
        ("isVip", Value::Int(1)),
        ("created", text("2026-01-10")),
        ("updated", Value::Null),
        ("reason", Value::Null),
    ];
    for (name, value) in changes {
        let at = row.iter().position(|(own, _)| own == name);
        row[at.expect("a column")].1 = value.clone();
    }
    let (names, values): (Vec<_>, Vec<_>) = row.into_iter().unzip();
    let columns = Columns::new(names.into_iter().map(ToOwned::to_owned).collect());
    Record::new(Kind::DealStudent, Key::User(UserId(10)), columns, values)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn rendered(own: &str, record: &Record) -> Result<serde_json::Value, Vec<Invalid>> {
    let resolved = mapping(own).resolve(&account()).expect("fits");
    let payload = resolved.render(record)?;
    let slots = payload.0.iter().map(|(slot, value)| (*slot, Some(value)));
    Ok(body(slots).into())
}

#[test]
fn the_built_in_mapping_fits_what_it_asks_for() {
    let body = rendered("", &student(&[])).expect("is valid");
    assert_eq!(body["name"], json!("Орлова Анна"));
    let funnel = account()
        .pipelines
        .into_iter()
        .find(|p| p.name == "Учащиеся");
    let funnel = funnel.expect("is there");
    let stage = funnel.statuses.iter().find(|s| s.name == "Обучается");
    assert_eq!(body["pipeline_id"], json!(funnel.id));
    assert_eq!(body["status_id"], json!(stage.expect("is there").id));
    let values: Vec<&serde_json::Value> = body["custom_fields_values"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|field| &field["values"][0])
        .collect();
    assert!(values.contains(&&json!({"value": true})), "{values:?}");
    assert!(
        values.contains(&&json!({"value": "2026-01-10T00:00:00+03:00"})),
        "{values:?}"
    );
    // `updated` is NULL and was never sent.
    assert_eq!(values.len(), 3);
}

#[test]
fn renamed_last_stages_are_still_won_and_lost() {
    let left = rendered("", &student(&[("statusCode", text("left"))])).expect("is valid");
    assert_eq!(
        (&left["status_id"], left.get("loss_reason_id")),
        (&json!(143), None)
    );
    let won = rendered("", &student(&[("statusCode", text("graduated"))])).expect("is valid");
    assert_eq!(won["status_id"], json!(142));
}

#[test]
fn a_loss_reason_goes_with_a_lost_deal_only() {
    let own =
        "[deal_student]\nloss_reason = { from = \"reason\", values = { price = \"Дорого\" } }";
    let with = |status: &str, reason: Value| {
        rendered(
            own,
            &student(&[("statusCode", text(status)), ("reason", reason)]),
        )
    };
    let lost = with("left", text("price")).expect("is valid");
    assert_eq!(lost["loss_reason_id"], json!(7));
    let active = with("active", text("price")).expect("is valid");
    assert_eq!(active.get("loss_reason_id"), None);
    let unsaid = with("left", Value::Null).expect("is valid");
    assert_eq!(unsaid.get("loss_reason_id"), None);
    assert!(with("left", text("bored")).is_err());
    assert_eq!(
        problems(
            "[deal_student]\nloss_reason = { value = \"Дорога\" }",
            &account()
        ),
        [(
            "loss reason `Дорога`: the account has none".to_owned(),
            Some("Дорого".to_owned())
        )]
    );
}

#[test]
fn every_mistake_of_a_record_is_found_and_its_hint_cures_it() {
    let wrong = student(&[
        ("statusCode", text("on hold")),
        ("sourceCode", text("tv")),
        ("created", text("вчера")),
    ]);
    let mistakes = rendered("", &wrong).expect_err("is wrong");
    let mut of: Vec<_> = mistakes
        .iter()
        .filter_map(|m| m.attribute.as_deref())
        .collect();
    of.sort_unstable();
    assert_eq!(of, ["created", "sourceCode", "statusCode"]);
    let mut own = String::from("[deal_student]\n");
    for hint in mistakes
        .iter()
        .filter_map(|mistake| mistake.hint.as_deref())
    {
        let (_, line) = hint.split_once("]: ").expect("a line to add");
        let name = if line.starts_with("status") {
            "Новый"
        } else {
            "Сайт"
        };
        own.push_str(&line.replace("name in the CRM", name));
        own.push('\n');
    }
    let cured = student(&[("statusCode", text("on hold")), ("sourceCode", text("tv"))]);
    assert!(rendered(&own, &cured).is_ok(), "{own}");
}

#[test]
fn what_the_account_lacks_is_named_with_the_nearest() {
    let mut shape = account();
    let leads = shape.fields.get_mut(&EntityType::Leads).expect("fields");
    let source = leads
        .iter_mut()
        .find(|f| f.code.as_deref() == Some("SOURCE"));
    let source = source.expect("is there");
    let site = source.options.iter_mut().find(|o| o.value == "Сайт");
    site.expect("is there").value = "Сайты".to_owned();
    let funnel = shape.pipelines.iter_mut().find(|p| p.name == "Учащиеся");
    funnel.expect("is there").name = "Учащийся".to_owned();
    let found = problems("", &shape);
    assert!(
        found.contains(&(
            "funnel `Учащиеся`: the account has none".to_owned(),
            Some("Учащийся".to_owned())
        )),
        "{found:?}"
    );
    let expected = "option `Сайт` of field `SOURCE` of leads: the account has none".to_owned();
    assert!(
        found.contains(&(expected, Some("Сайты".to_owned()))),
        "{found:?}"
    );
}

#[test]
fn two_fields_of_one_name_are_never_guessed_between() {
    let mut shape = account();
    let contacts = shape.fields.get_mut(&EntityType::Contacts).expect("fields");
    let city = contacts
        .iter_mut()
        .find(|f| f.code.as_deref() == Some("CITY"));
    let city = city.expect("is there");
    city.code = None;
    let twin = FieldShape {
        id: FieldId(9_999),
        ..city.clone()
    };
    contacts.push(twin);
    assert_eq!(
        problems("", &shape)[0].0,
        "field `CITY` of contacts: the account has 2 of that name"
    );
}

#[test]
fn rules_that_the_field_cannot_take_are_problems() {
    for (own, expected) in [
        (
            "[contact]\nfields.USERNAME = { from = \"username\", write = \"merge\" }",
            "holds one value",
        ),
        (
            "[contact]\nfields.PHONE = { parts = { MOBILE = \"phone\" } }",
            "has no part `MOBILE`",
        ),
        (
            "[contact]\nfields.CITY = { parts = { city = \"city\" } }",
            "which has no parts",
        ),
        (
            "[contact]\nfields.CITY = { from = \"city\", type = \"select\" }",
            "has type `text`, and the mapping wants `select`",
        ),
        (
            "[contact]\nname = \"{{ username\"",
            "the template of `name` is wrong",
        ),
    ] {
        let found = problems(own, &account());
        assert!(
            found.iter().any(|(what, _)| what.contains(expected)),
            "{found:?}"
        );
    }
    let mut shape = account();
    shape.time_zone = "Moon/Crater".to_owned();
    assert!(
        problems("", &shape)[0]
            .0
            .contains("`Moon/Crater` is not known")
    );
}

#[test]
fn one_field_is_mapped_once() {
    let mut shape = account();
    let contacts = shape.fields.get_mut(&EntityType::Contacts).expect("fields");
    let city = contacts
        .iter_mut()
        .find(|f| f.code.as_deref() == Some("CITY"));
    city.expect("is there").name = "Населённый пункт".to_owned();
    let own = "[contact]\nfields.\"Населённый пункт\" = { from = \"city\" }";
    assert!(problems(own, &shape)[0].0.contains("are one field"));
}

#[test]
fn the_fingerprint_follows_mapping_ids_options_and_zone() {
    let print = |own: &str, shape: &Shape| {
        let resolved = mapping(own).resolve(shape).expect("fits");
        resolved.fingerprint(Kind::DealStudent)
    };
    let base = print("", &account());
    assert_eq!(print("", &account()), base);
    assert_ne!(
        print("[deal_student]\nname = \"{{ username }}\"", &account()),
        base
    );
    // What belongs to another kind is of no consequence.
    assert_eq!(
        print("[deal_course]\nname = \"{{ username }}\"", &account()),
        base
    );
    let mut zone = account();
    zone.time_zone = "America/New_York".to_owned();
    assert_ne!(print("", &zone), base);
    let mut options = account();
    let leads = options.fields.get_mut(&EntityType::Leads).expect("fields");
    let source = leads
        .iter_mut()
        .find(|f| f.code.as_deref() == Some("SOURCE"));
    source.expect("is there").options[0].id += 1;
    assert_ne!(print("", &options), base);
}

#[test]
fn attributes_that_no_query_gives_are_named() {
    let own = "[contact]\nname = \"{{ usrname }}\"\nfields.CITY = { from = \"town\" }";
    let columns: Vec<String> = ["userID", "username", "firstName", "lastName", "email"]
        .map(ToOwned::to_owned)
        .into();
    let found = mapping(own).unknown_attributes(Kind::Contact, &columns);
    let names: Vec<_> = found
        .iter()
        .filter_map(|problem| problem.what.split('`').nth(1))
        .collect();
    assert!(
        names.contains(&"usrname") && names.contains(&"town"),
        "{names:?}"
    );
    assert!(
        !names.contains(&"email") && !names.contains(&"username"),
        "{names:?}"
    );
    let misspelt = found
        .iter()
        .find(|problem| problem.what.contains("`usrname`"));
    assert_eq!(
        misspelt.and_then(|problem| problem.nearest.as_deref()),
        Some("username")
    );
}

#[test]
fn templates_do_not_mind_the_case_of_a_column() {
    let own = "[deal_student]\nname = \"{{ LASTNAME }} {{ username }}\"";
    let body = rendered(own, &student(&[])).expect("is valid");
    assert_eq!(body["name"], json!("Орлова orlova"));
    let unknown = "[deal_student]\nname = \"{{ surname }}\"";
    let wrong = rendered(unknown, &student(&[])).expect_err("is wrong");
    assert!(
        wrong[0]
            .hint
            .as_deref()
            .is_some_and(|hint| hint.contains("lastName"))
    );
}

#[test]
fn what_happens_when_a_record_leaves_is_said_by_the_kind() {
    let own = "[deal_student]\non_missing = \"close\"\n[contact]\non_missing = \"tag\"\nmissing_tag = \"ушёл\"";
    let resolved = mapping(own).resolve(&account()).expect("fits");
    assert_eq!(resolved.on_missing(Kind::DealStudent), OnMissing::Close);
    assert_eq!(resolved.on_missing(Kind::Company), OnMissing::Keep);
    assert_eq!(resolved.missing_tag(Kind::Contact), "ушёл");
    let closing = resolved.closing(Kind::DealStudent).expect("a funnel");
    assert_eq!(closing["status_id"], json!(143));
    assert!(
        resolved
            .show(Kind::DealStudent, Slot::Status, &closing)
            .contains("Отказ")
    );
    assert_eq!(resolved.closing(Kind::Contact), None);
}

#[test]
fn a_deal_is_closed_where_and_why_the_mapping_says() {
    let closing = |own: &str| {
        mapping(&format!("[deal_student]\non_missing = \"close\"\n{own}"))
            .resolve(&account())
            .map(|resolved| resolved.closing(Kind::DealStudent).expect("a funnel"))
    };
    let lost = closing("closing = { loss_reason = \"Дорого\" }").expect("fits");
    assert_eq!(
        (&lost["status_id"], &lost["loss_reason_id"]),
        (&json!(143), &json!(7))
    );
    let other = closing("closing = { status = \"Новый\" }").expect("fits");
    assert_ne!(other["status_id"], json!(143));
    assert_eq!(other.get("loss_reason_id"), None);
    let problems = closing("closing = { loss_reason = \"Дорага\" }").expect_err("no reason");
    assert_eq!(
        (problems[0].problem, problems[0].nearest.as_deref()),
        (Trouble::MissingLossReason, Some("Дорого"))
    );
    let problems = closing("closing = { status = \"Новы\" }").expect_err("no stage");
    assert_eq!(
        (problems[0].problem, problems[0].nearest.as_deref()),
        (Trouble::MissingStatus, Some("Новый"))
    );
}
