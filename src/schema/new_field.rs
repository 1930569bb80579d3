//! A custom field as somebody wants it, checked before it is sent.
//!
//! The input is what `fields list` prints as JSON, or what the API's documentation shows: attributes that only
//! the CRM sets are dropped, unknown ones are refused.

use serde_json::{Map, Value, json};

use crate::crm::fields::FieldPlace;
use crate::domain::FieldType;
use crate::text::nearest;

/// What a new field may say (\[doc\] custom-fields).
const ATTRIBUTES: &[&str] = &[
    "name",
    "type",
    "code",
    "sort",
    "group_id",
    "is_api_only",
    "required_statuses",
    "hidden_statuses",
    "enums",
    "nested",
    "remind",
    "currency",
    "chained_lists",
    "search_in",
    "is_visible",
    "is_required",
    "settings",
    "tracking_callback",
    "request_id",
];

/// What only the CRM sets; ignored, so that its own listings can be given back.
const SET_BY_THE_CRM: &[&str] = &[
    "id",
    "account_id",
    "entity_type",
    "catalog_id",
    "is_deletable",
    "is_predefined",
    "is_computed",
    "triggers",
    "_links",
    "request_id",
];

type Where = fn(FieldPlace) -> bool;

/// Types and where they exist (\[doc\] custom-fields).
const TYPES: &[(&str, Where)] = &[
    ("text", anywhere),
    ("numeric", anywhere),
    ("checkbox", anywhere),
    ("select", anywhere),
    ("multiselect", anywhere),
    ("date", anywhere),
    ("date_time", anywhere),
    ("url", anywhere),
    ("textarea", anywhere),
    ("radiobutton", anywhere),
    ("streetaddress", anywhere),
    ("multitext", |place| place == FieldPlace::Contacts),
    ("smart_address", of_people_and_deals),
    ("birthday", of_people_and_deals),
    ("legal_entity", of_people_and_deals),
    ("price", in_a_list),
    ("category", in_a_list),
    ("items", in_a_list),
    ("linked_entity", in_a_list),
    ("payer", in_a_list),
    ("supplier", in_a_list),
    ("tracking_data", |place| place == FieldPlace::Leads),
    ("chained_list", |place| {
        matches!(place, FieldPlace::Leads | FieldPlace::Customers)
    }),
    ("monetary", |place| {
        of_people_and_deals(place) || place == FieldPlace::Customers
    }),
    ("file", |place| place != FieldPlace::Segments),
];

const REMINDS: &[&str] = &["never", "day", "week", "month"];

fn anywhere(_: FieldPlace) -> bool {
    true
}

fn in_a_list(place: FieldPlace) -> bool {
    matches!(place, FieldPlace::Catalog(_))
}

fn of_people_and_deals(place: FieldPlace) -> bool {
    matches!(
        place,
        FieldPlace::Contacts | FieldPlace::Companies | FieldPlace::Leads
    )
}

/// Whether fields of the type have options that are given when they are made.
pub fn has_options(field_type: &FieldType) -> bool {
    field_type.has_options() && *field_type != FieldType::Category
}

/// The body of a new field, or all that is wrong with it.
pub fn checked(place: FieldPlace, raw: &Value) -> Result<Map<String, Value>, Vec<String>> {
    let Some(raw) = raw.as_object() else {
        return Err(vec!["a field is a JSON object".to_owned()]);
    };
    let mut wrong = Vec::new();
    let mut body = Map::new();
    for (key, value) in raw {
        if SET_BY_THE_CRM.contains(&key.as_str()) || is_nothing(key, value) {
            continue;
        }
        if ATTRIBUTES.contains(&key.as_str()) {
            body.insert(key.clone(), value.clone());
        } else {
            let near = nearest(key, ATTRIBUTES.iter().copied())
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            wrong.push(format!("unknown attribute `{key}`{near}"));
        }
    }
    check_words(place, &body, &mut wrong);
    let field_type = FieldType::from(text(&body, "type").unwrap_or_default());
    options(&field_type, &mut body, &mut wrong);
    nested(&field_type, &mut body, &mut wrong);
    check_rest(place, &field_type, &body, &mut wrong);
    if wrong.is_empty() {
        Ok(body)
    } else {
        Err(wrong)
    }
}

/// A listing says `null`, `[]` or `false` where a field lacks something.
fn is_nothing(key: &str, value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty() && key != "enums",
        Value::Bool(on) => !on && matches!(key, "is_api_only" | "is_required"),
        _ => false,
    }
}

fn check_words(place: FieldPlace, body: &Map<String, Value>, wrong: &mut Vec<String>) {
    match text(body, "name").map(str::trim) {
        None | Some("") => wrong.push("`name` is missing".to_owned()),
        Some(name) if name.chars().count() > 255 => {
            wrong.push("`name` is longer than 255 characters".to_owned());
        }
        Some(_) => {}
    }
    match text(body, "type") {
        None => wrong.push("`type` is missing".to_owned()),
        Some(own) => match TYPES.iter().find(|(name, _)| *name == own) {
            Some((_, there)) if there(place) => {}
            Some(_) => wrong.push(format!("{place} have no fields of type `{own}`")),
            None => {
                let near = nearest(own, TYPES.iter().map(|(name, _)| *name))
                    .map(|near| format!("; did you mean `{near}`?"))
                    .unwrap_or_default();
                wrong.push(format!("no type is called `{own}`{near}"));
            }
        },
    }
    // A lower-case code was refused ([3p] issue 604).
    let code_fits = |code: &str| {
        !code.is_empty()
            && code
                .chars()
                .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    };
    if body
        .get("code")
        .is_some_and(|code| !code.as_str().is_some_and(code_fits))
    {
        wrong.push("`code` takes capital Latin letters, digits and `_`".to_owned());
    }
    if body.get("sort").is_some_and(|sort| !sort.is_i64()) {
        wrong.push("`sort` is a whole number".to_owned());
    }
}

fn options(field_type: &FieldType, body: &mut Map<String, Value>, wrong: &mut Vec<String>) {
    let given = body.remove("enums");
    // The CRM gives these their options itself.
    if matches!(
        field_type,
        FieldType::Multitext | FieldType::SmartAddress | FieldType::LegalEntity
    ) {
        return;
    }
    let Some(given) = given else {
        if has_options(field_type) {
            wrong.push(format!("a `{field_type}` needs options (`enums`)"));
        }
        return;
    };
    if !has_options(field_type) {
        wrong.push(format!("a `{field_type}` has no options (`enums`)"));
        return;
    }
    let Some(items) = given.as_array().filter(|items| !items.is_empty()) else {
        wrong.push("`enums` is a list of options, at least one".to_owned());
        return;
    };
    let mut made: Vec<Value> = Vec::new();
    for (at, item) in items.iter().enumerate() {
        let value = item.as_str().or_else(|| item.get("value")?.as_str());
        let Some(value) = value.filter(|value| !value.trim().is_empty()) else {
            wrong.push(format!("`enums.{at}` has no text (`value`)"));
            continue;
        };
        if made
            .iter()
            .any(|own| own["value"].as_str().map(str::trim) == Some(value.trim()))
        {
            wrong.push(format!("two options are called `{value}`"));
        }
        let sort = item
            .get("sort")
            .and_then(Value::as_i64)
            .unwrap_or(i64::try_from(at).unwrap_or(0) + 1);
        let mut option = json!({"value": value, "sort": sort});
        if let Some(code) = item.get("code").filter(|code| code.is_string()) {
            option["code"] = code.clone();
        }
        made.push(option);
    }
    body.insert("enums".to_owned(), made.into());
}

/// Categories refer to each other by request ids, for they have no ids yet (\[doc\] custom-fields).
fn nested(field_type: &FieldType, body: &mut Map<String, Value>, wrong: &mut Vec<String>) {
    let Some(given) = body.remove("nested") else {
        return;
    };
    if *field_type != FieldType::Category {
        wrong.push(format!("a `{field_type}` has no categories (`nested`)"));
        return;
    }
    let mut made = Vec::new();
    for (at, item) in given.as_array().into_iter().flatten().enumerate() {
        let Some(value) = item.get("value").and_then(Value::as_str) else {
            wrong.push(format!("`nested.{at}` has no text (`value`)"));
            continue;
        };
        let word = |key: &str| match item.get(key)? {
            Value::String(word) => Some(word.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        };
        let own = word("request_id")
            .or_else(|| word("id"))
            .unwrap_or_else(|| at.to_string());
        let mut category = json!({"value": value, "request_id": own,
            "sort": item.get("sort").and_then(Value::as_i64).unwrap_or(i64::try_from(at).unwrap_or(0) + 1)});
        if let Some(parent) = word("parent_request_id").or_else(|| word("parent_id")) {
            category["parent_request_id"] = parent.into();
        }
        made.push(category);
    }
    body.insert("nested".to_owned(), made.into());
}

fn check_rest(
    place: FieldPlace,
    field_type: &FieldType,
    body: &Map<String, Value>,
    wrong: &mut Vec<String>,
) {
    let only = |key: &str, fits: bool, where_it_is: &str, wrong: &mut Vec<String>| {
        if body.contains_key(key) && !fits {
            wrong.push(format!("`{key}` is for {where_it_is}"));
        }
    };
    only(
        "is_api_only",
        of_people_and_deals(place),
        "contacts, companies and leads",
        wrong,
    );
    for key in ["is_visible", "is_required", "settings"] {
        only(key, in_a_list(place), "lists", wrong);
    }
    only(
        "hidden_statuses",
        place == FieldPlace::Leads,
        "leads",
        wrong,
    );
    only(
        "remind",
        *field_type == FieldType::Birthday,
        "birthdays",
        wrong,
    );
    only(
        "currency",
        *field_type == FieldType::Monetary,
        "type `monetary`",
        wrong,
    );
    only(
        "chained_lists",
        field_type.as_str() == "chained_list",
        "type `chained_list`",
        wrong,
    );
    only(
        "tracking_callback",
        *field_type == FieldType::TrackingData,
        "type `tracking_data`",
        wrong,
    );
    if let Some(remind) = body.get("remind")
        && !remind.as_str().is_some_and(|own| REMINDS.contains(&own))
    {
        wrong.push(format!("`remind` is one of {}", REMINDS.join(", ")));
    }
    if field_type.as_str() == "linked_entity" && !body.contains_key("search_in") {
        wrong.push(
            "a `linked_entity` needs `search_in`: a list's id, `contacts`, `companies` or `contacts_and_companies`"
                .to_owned(),
        );
    }
}

fn text<'a>(body: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    body.get(key)?.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_listing_prints_can_be_given_back() {
        let listed = json!({"id": 7, "name": "Формат", "code": null, "sort": 510, "type": "select",
            "entity_type": "leads", "is_predefined": false, "is_deletable": true, "is_api_only": false,
            "group_id": null, "required_statuses": [], "remind": null,
            "enums": [{"id": 1, "value": "Онлайн", "sort": 3, "code": "ON"}, {"id": 2, "value": "Очно", "sort": 4, "code": null}]});
        let body = checked(FieldPlace::Leads, &listed).expect("fits");
        assert_eq!(
            Value::from(body),
            json!({"name": "Формат", "sort": 510, "type": "select",
                "enums": [{"value": "Онлайн", "sort": 3, "code": "ON"}, {"value": "Очно", "sort": 4}]})
        );
    }

    #[test]
    fn categories_keep_their_levels() {
        let listed = json!({"name": "Группа", "type": "category",
            "nested": [{"id": 5, "value": "Курсы", "sort": 1}, {"id": 6, "parent_id": 5, "value": "Вечерние", "sort": 2}]});
        let body = checked(FieldPlace::Catalog(1), &listed).expect("fits");
        assert_eq!(
            body["nested"],
            json!([{"value": "Курсы", "sort": 1, "request_id": "5"},
                {"value": "Вечерние", "sort": 2, "request_id": "6", "parent_request_id": "5"}])
        );
    }

    #[test]
    fn every_mistake_is_named() {
        let cases = [
            (json!({"type": "text"}), "`name` is missing"),
            (json!({"name": "A"}), "`type` is missing"),
            (
                json!({"name": "A", "type": "selekt"}),
                "no type is called `selekt`; did you mean `select`?",
            ),
            (
                json!({"name": "A", "type": "price"}),
                "leads have no fields of type `price`",
            ),
            (
                json!({"name": "A", "type": "select"}),
                "a `select` needs options (`enums`)",
            ),
            (
                json!({"name": "A", "type": "text", "enums": ["x"]}),
                "a `text` has no options (`enums`)",
            ),
            (
                json!({"name": "A", "type": "select", "enums": ["x", "x "]}),
                "two options are called `x `",
            ),
            (
                json!({"name": "A", "type": "text", "code": "lower"}),
                "`code` takes capital Latin letters, digits and `_`",
            ),
            (
                json!({"name": "A", "type": "text", "is_visible": true}),
                "`is_visible` is for lists",
            ),
            (
                json!({"name": "A", "type": "text", "is_api_onli": true}),
                "unknown attribute `is_api_onli`; did you mean `is_api_only`?",
            ),
            (
                json!({"name": "A", "type": "birthday", "remind": "year"}),
                "`remind` is one of never, day, week, month",
            ),
        ];
        for (raw, expected) in cases {
            assert_eq!(
                checked(FieldPlace::Leads, &raw).expect_err("is wrong"),
                [expected],
                "{raw}"
            );
        }
    }
}
