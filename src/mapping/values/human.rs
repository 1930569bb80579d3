//! A value as people write it: options by their text, days as days, parts by name.

use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json, json};

use super::date;
use super::multi::identity;
use super::number::{decimal, flag};
use super::parts::ADDRESS;
use crate::domain::Country;
use crate::domain::FieldType;
use crate::domain::shape::FieldShape;

/// What the list for `values` says, in the spelling in which [`meets`] takes it.
pub fn human(field: &FieldShape, zone: &TimeZone, sent: &Json) -> Json {
    let list = sent.as_array().map_or(&[][..], Vec::as_slice);
    let Some(first) = list.first() else {
        return "".into();
    };
    let value = first.get("value").unwrap_or(&Json::Null);
    match &field.field_type {
        FieldType::Select | FieldType::Radiobutton | FieldType::Category => option(field, first),
        FieldType::Multiselect => list.iter().map(|item| option(field, item)).collect(),
        FieldType::Date | FieldType::Birthday => date::read(value, zone)
            .map_or_else(|| value.clone(), |moment| moment.date().to_string().into()),
        FieldType::Multitext => list.iter().map(contact).collect(),
        FieldType::SmartAddress => Json::Object(address(list)),
        _ => value.clone(),
    }
}

/// Whether the list for `values` is what somebody expects; empty text expects that nothing is sent.
///
/// Numbers, phones, days and moments may be spelled in any way, and lists have no order. A phone or e-mail is its value,
/// or a table of `value` and `enum_code`; addresses and legal entities are tables of their parts.
pub fn meets(
    field: &FieldShape,
    zone: &TimeZone,
    country: Country,
    wanted: &Json,
    sent: Option<&Json>,
) -> bool {
    let list = sent.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let Some(first) = list.first() else {
        return *wanted == json!("");
    };
    let value = first.get("value").unwrap_or(&Json::Null);
    match &field.field_type {
        FieldType::Numeric | FieldType::Price | FieldType::Monetary => {
            let of = |value: &Json| decimal(&text(value)).ok();
            of(wanted).is_some_and(|wanted| of(value) == Some(wanted))
        }
        FieldType::Checkbox => {
            let of = |value: &Json| flag(&text(value)).ok();
            of(wanted).is_some_and(|wanted| of(value) == Some(wanted))
        }
        FieldType::Date | FieldType::Birthday => {
            let of = |value: &Json| Some(date::read(value, zone)?.date());
            of(wanted).is_some_and(|wanted| of(value) == Some(wanted))
        }
        FieldType::DateTime => {
            let of = |value: &Json| Some(date::read(value, zone)?.timestamp().as_second());
            of(wanted).is_some_and(|wanted| of(value) == Some(wanted))
        }
        FieldType::Select | FieldType::Radiobutton | FieldType::Category => {
            is_option(field, wanted, first)
        }
        FieldType::Multiselect => {
            pairs(wanted, list, |wanted, item| is_option(field, wanted, item))
        }
        FieldType::Multitext => {
            let code = field.code.as_deref();
            pairs(wanted, list, |wanted, item| {
                let (value, kind) = match wanted {
                    Json::Object(parts) => (parts.get("value"), parts.get("enum_code")),
                    plain => (Some(plain), None),
                };
                let of =
                    |value: Option<&Json>| value.map(|value| identity(code, country, &text(value)));
                of(value) == of(item.get("value"))
                    && kind.is_none_or(|kind| item.get("enum_code") == Some(kind))
            })
        }
        FieldType::SmartAddress => parts(wanted, ADDRESS[0], &address(list)),
        FieldType::LegalEntity => value
            .as_object()
            .is_some_and(|own| parts(wanted, "name", own)),
        _ => text(wanted).trim() == text(value).trim(),
    }
}

fn text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn option(field: &FieldShape, item: &Json) -> Json {
    let id = item.get("enum_id").and_then(Json::as_i64);
    field
        .options
        .iter()
        .find(|own| Some(own.id) == id)
        .map_or_else(|| item.clone(), |own| own.value.clone().into())
}

fn is_option(field: &FieldShape, wanted: &Json, item: &Json) -> bool {
    text(wanted).trim() == text(&option(field, item)).trim()
}

/// One phone or e-mail; the usual kind needs no mention.
fn contact(item: &Json) -> Json {
    let value = item.get("value").cloned().unwrap_or_default();
    match item.get("enum_code").and_then(Json::as_str) {
        None | Some("WORK") => value,
        Some(kind) => json!({"value": value, "enum_code": kind}),
    }
}

fn address(list: &[Json]) -> Map<String, Json> {
    list.iter()
        .filter_map(|item| {
            let part = item.get("enum_code")?.as_str()?;
            Some((part.to_owned(), item.get("value")?.clone()))
        })
        .collect()
}

/// Whether each wanted item meets one of its own, and none is left over.
fn pairs(wanted: &Json, items: &[Json], fits: impl Fn(&Json, &Json) -> bool) -> bool {
    let wanted = match wanted {
        Json::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut left: Vec<&Json> = items.iter().collect();
    wanted.len() == items.len()
        && wanted.iter().all(|wanted| {
            let at = left.iter().position(|item| fits(wanted, item));
            at.map(|at| left.remove(at)).is_some()
        })
}

/// Whether the parts are the same; text alone is the part that text alone fills.
fn parts(wanted: &Json, usual: &str, own: &Map<String, Json>) -> bool {
    let all = match wanted {
        Json::Object(parts) => parts.clone(),
        plain => [(usual.to_owned(), plain.clone())].into_iter().collect(),
    };
    all.len() == own.len()
        && all
            .iter()
            .all(|(part, wanted)| own.get(part).is_some_and(|own| text(own) == text(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::FieldId;
    use crate::domain::shape::OptionShape;

    fn field(field_type: &str) -> FieldShape {
        let option = |id, value: &str| OptionShape {
            id,
            value: value.to_owned(),
            sort: id,
            code: None,
            parent_id: None,
        };
        FieldShape {
            id: FieldId(1),
            name: "Поле".to_owned(),
            code: (field_type == "multitext").then(|| "PHONE".to_owned()),
            field_type: field_type.into(),
            options: vec![option(1, "Онлайн"), option(2, "Очно")],
        }
    }

    #[test]
    fn what_is_shown_meets_itself_and_nothing_else() {
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        let day = "2026-03-01T00:00:00+03:00";
        for (field_type, sent, shown, other) in [
            ("text", json!([{"value": "а"}]), json!("а"), json!("б")),
            ("numeric", json!([{"value": "40"}]), json!("40"), json!(41)),
            (
                "checkbox",
                json!([{"value": true}]),
                json!(true),
                json!(false),
            ),
            (
                "date",
                json!([{"value": day}]),
                json!("2026-03-01"),
                json!("2026-02-28"),
            ),
            (
                "date_time",
                json!([{"value": day}]),
                json!(day),
                json!("2026-03-01T00:00:00Z"),
            ),
            (
                "select",
                json!([{"enum_id": 2}]),
                json!("Очно"),
                json!("Онлайн"),
            ),
            (
                "multiselect",
                json!([{"enum_id": 1}, {"enum_id": 2}]),
                json!(["Онлайн", "Очно"]),
                json!(["Онлайн", "Онлайн"]),
            ),
            (
                "multitext",
                json!([{"value": "+79120000001", "enum_code": "WORK"}, {"value": "+79120000002", "enum_code": "MOB"}]),
                json!(["+79120000001", {"value": "+79120000002", "enum_code": "MOB"}]),
                json!(["+79120000001", {"value": "+79120000002", "enum_code": "HOME"}]),
            ),
            (
                "smart_address",
                json!([{"value": "Пермь", "enum_code": "city"}]),
                json!({"city": "Пермь"}),
                json!({"city": "Пермь", "zip": "614000"}),
            ),
            (
                "legal_entity",
                json!([{"value": {"name": "Школа", "entity_type": 2}}]),
                json!({"name": "Школа", "entity_type": 2}),
                json!("Школа"),
            ),
        ] {
            let field = field(field_type);
            assert_eq!(human(&field, &zone, &sent), shown, "{field_type}");
            assert!(
                meets(&field, &zone, Country::default(), &shown, Some(&sent)),
                "{field_type}"
            );
            assert!(
                !meets(&field, &zone, Country::default(), &other, Some(&sent)),
                "{field_type}"
            );
            assert!(
                !meets(&field, &zone, Country::default(), &json!(""), Some(&sent)),
                "{field_type}"
            );
            assert!(
                !meets(&field, &zone, Country::default(), &shown, None),
                "{field_type}"
            );
            assert!(
                meets(&field, &zone, Country::default(), &json!(""), None),
                "{field_type}"
            );
        }
    }

    #[test]
    fn other_spellings_of_the_same_meet() {
        let zone = TimeZone::fixed(jiff::tz::offset(3));
        for (field_type, sent, wanted) in [
            ("numeric", json!([{"value": "12.5"}]), json!("0012,50")),
            ("numeric", json!([{"value": "12"}]), json!(12)),
            ("checkbox", json!([{"value": true}]), json!("да")),
            (
                "multiselect",
                json!([{"enum_id": 1}, {"enum_id": 2}]),
                json!(["Очно", "Онлайн"]),
            ),
            (
                "multitext",
                json!([{"value": "+79120000001", "enum_code": "WORK"}]),
                json!("8 (912) 000-00-01"),
            ),
            (
                "date_time",
                json!([{"value": "2026-03-01T00:00:00+03:00"}]),
                json!("2026-02-28T21:00:00Z"),
            ),
        ] {
            assert!(
                meets(
                    &field(field_type),
                    &zone,
                    Country::default(),
                    &wanted,
                    Some(&sent)
                ),
                "{field_type}"
            );
        }
    }
}
