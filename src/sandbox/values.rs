//! Custom-field values: what each type takes and how it reads back.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde_json::{Map, Value, json};

use super::http::{MISSING, Mistake, NOT_A_CHOICE, NOT_ARRAY, NOT_EXPECTED, NOT_STRING, TOO_LONG};
use super::world::{Choice, Field};

/// The mistakes of one item.
#[derive(Debug)]
pub struct Mistakes {
    request_id: String,
    /// What was found so far.
    pub list: Vec<Mistake>,
}

impl Mistakes {
    /// None yet.
    pub fn new(request_id: String) -> Self {
        Self {
            request_id,
            list: Vec::new(),
        }
    }

    /// None yet, for a part of the same item.
    pub fn fresh(&self) -> Self {
        Self::new(self.request_id.clone())
    }

    /// Takes over the mistakes of the part at `path`.
    pub fn take_under(&mut self, path: &str, part: Self) {
        self.list
            .extend(part.list.into_iter().map(|mistake| Mistake {
                path: format!("{path}.{}", mistake.path),
                ..mistake
            }));
    }

    /// Adds one.
    pub fn add(&mut self, kind: (&'static str, &'static str), path: impl Into<String>) {
        self.list.push(Mistake {
            request_id: self.request_id.clone(),
            code: kind.0,
            path: path.into(),
            detail: kind.1,
        });
    }
}

/// Checks `custom_fields_values` and returns what it sets; `None` clears a field.
pub fn check(
    raw: &Value,
    fields: &[Field],
    zone: &str,
    wrong: &mut Mistakes,
) -> Vec<(i64, Option<Vec<Value>>)> {
    let mut set = Vec::new();
    if raw.is_null() {
        return set;
    }
    let Some(list) = raw.as_array() else {
        wrong.add(NOT_ARRAY, "custom_fields_values");
        return set;
    };
    for (at, item) in list.iter().enumerate() {
        let path = format!("custom_fields_values.{at}");
        let Some(item) = item.as_object() else {
            wrong.add(NOT_ARRAY, path);
            continue;
        };
        for key in item.keys() {
            if ![
                "field_id",
                "field_code",
                "field_name",
                "field_type",
                "values",
            ]
            .contains(&key.as_str())
            {
                wrong.add(NOT_EXPECTED, format!("{path}.{key}"));
            }
        }
        let id = item.get("field_id").filter(|id| !id.is_null());
        let code = item.get("field_code").and_then(Value::as_str);
        let field = match (id, code) {
            (Some(id), _) => fields.iter().find(|field| Some(field.id) == id.as_i64()),
            (None, Some(code)) => fields
                .iter()
                .find(|field| field.code.as_deref() == Some(code)),
            (None, None) => {
                wrong.add(
                    (
                        "36b4f074-7403-11ea-af30-00163e2085ae",
                        "You should use \"field_id\" or \"field_code\" to identify custom field.",
                    ),
                    path,
                );
                continue;
            }
        };
        let Some(field) = field else {
            let key = if id.is_some() {
                "field_id"
            } else {
                "field_code"
            };
            wrong.add(NOT_A_CHOICE, format!("{path}.{key}"));
            continue;
        };
        match item.get("values") {
            None => wrong.add(MISSING, format!("{path}.values")),
            Some(Value::Null) => set.push((field.id, None)),
            Some(Value::Array(values)) if !values.is_empty() => {
                let multiple = matches!(
                    field.kind.as_str(),
                    "multitext" | "multiselect" | "smart_address"
                );
                if values.len() > 1 && !multiple {
                    wrong.add(
                        (
                            "TooMany",
                            "This collection should contain 1 element or less.",
                        ),
                        format!("{path}.values"),
                    );
                }
                let stored = values
                    .iter()
                    .enumerate()
                    .filter_map(|(n, value)| {
                        store(field, value, zone, &format!("{path}.values.{n}"), wrong)
                    })
                    .collect();
                set.push((field.id, Some(stored)));
            }
            Some(_) => wrong.add(NOT_ARRAY, format!("{path}.values")),
        }
    }
    set
}

/// The field's entry as a read shows it.
pub fn read(field: &Field, values: &[Value]) -> Value {
    json!({"field_id": field.id, "field_name": field.name, "field_code": field.code,
           "field_type": field.kind, "values": values})
}

fn store(
    field: &Field,
    item: &Value,
    zone: &str,
    path: &str,
    wrong: &mut Mistakes,
) -> Option<Value> {
    let Some(item) = item.as_object() else {
        wrong.add(NOT_ARRAY, path);
        return None;
    };
    let has_options = matches!(
        field.kind.as_str(),
        "select" | "multiselect" | "radiobutton" | "multitext" | "smart_address" | "category"
    );
    for key in item.keys() {
        let known =
            key == "value" || (has_options && matches!(key.as_str(), "enum_id" | "enum_code"));
        if !known {
            wrong.add(NOT_EXPECTED, format!("{path}.{key}"));
        }
    }
    let before = wrong.list.len();
    let value = item.get("value");
    let at = format!("{path}.value");
    let stored = match field.kind.as_str() {
        "select" | "multiselect" | "radiobutton" | "category" => {
            let choice = choose(field, item, true);
            if choice.is_none() {
                let key = ["enum_id", "enum_code", "value"]
                    .into_iter()
                    .find(|key| item.contains_key(*key));
                wrong.add(NOT_A_CHOICE, format!("{path}.{}", key.unwrap_or("value")));
            }
            choice.map(|c| json!({"value": c.value, "enum_id": c.id, "enum_code": c.code}))
        }
        "multitext" | "smart_address" => {
            let text = text_of(value, 255, &at, wrong);
            let choice = choose(field, item, false);
            if choice.is_none() {
                wrong.add(NOT_A_CHOICE, format!("{path}.enum_code"));
            }
            text.zip(choice)
                .map(|(text, c)| json!({"value": text, "enum_id": c.id, "enum_code": c.code}))
        }
        "numeric" | "price" | "monetary" => {
            let number = match value {
                Some(Value::String(text)) => text.parse::<f64>().ok(),
                // Strings are documented; whether a JSON number passes is not, so it does not.
                _ => None,
            };
            if number.is_none() {
                wrong.add(("InvalidType", "This value should be of type numeric."), at);
            }
            number.map(|number| json!({"value": number.to_string()}))
        }
        "checkbox" => {
            let flag = value.and_then(Value::as_bool);
            if flag.is_none() {
                wrong.add(("InvalidType", "This value should be of type bool."), at);
            }
            flag.map(|flag| json!({"value": flag}))
        }
        "date" | "birthday" | "date_time" => {
            let moment = match value {
                Some(Value::Number(number)) => {
                    number.as_i64().and_then(|s| Timestamp::from_second(s).ok())
                }
                Some(Value::String(text)) => text.parse::<Timestamp>().ok(),
                _ => None,
            };
            if moment.is_none() {
                wrong.add(("InvalidType", "This value is not a valid date."), at);
            }
            moment.map(|moment| {
                let seconds = if field.kind == "date_time" {
                    moment.as_second()
                } else {
                    midnight(moment, zone)
                };
                json!({"value": seconds})
            })
        }
        "textarea" => text_of(value, 65_535, &at, wrong).map(|text| json!({"value": text})),
        "legal_entity" => {
            let ok = value
                .and_then(|v| v.get("name"))
                .is_some_and(Value::is_string);
            if !ok {
                wrong.add(MISSING, format!("{at}.name"));
            }
            ok.then(|| json!({"value": value}))
        }
        "url" | "text" | "streetaddress" => {
            text_of(value, 255, &at, wrong).map(|text| json!({"value": text}))
        }
        _ => {
            wrong.add(NOT_A_CHOICE, path);
            None
        }
    };
    (wrong.list.len() == before).then_some(stored).flatten()
}

fn text_of(value: Option<&Value>, max: usize, path: &str, wrong: &mut Mistakes) -> Option<String> {
    match value {
        Some(Value::String(text)) if text.is_empty() => {
            wrong.add(("NotBlank", "This value should not be blank."), path);
            None
        }
        Some(Value::String(text)) if text.chars().count() > max => {
            wrong.add(TOO_LONG, path);
            None
        }
        Some(Value::String(text)) => Some(text.clone()),
        Some(_) => {
            wrong.add(NOT_STRING, path);
            None
        }
        None => {
            wrong.add(MISSING, path);
            None
        }
    }
}

/// The option that an item names; by text too where `by_value`.
fn choose<'a>(field: &'a Field, item: &Map<String, Value>, by_value: bool) -> Option<&'a Choice> {
    // The official SDK sends each key, `null` where it has nothing to say.
    let given = |key: &str| item.get(key).filter(|value| !value.is_null());
    if let Some(id) = given("enum_id") {
        return field
            .enums
            .iter()
            .find(|choice| Some(choice.id) == id.as_i64());
    }
    if let Some(code) = given("enum_code") {
        return field
            .enums
            .iter()
            .find(|choice| choice.code.is_some() && choice.code.as_deref() == code.as_str());
    }
    if by_value {
        let text = item.get("value").and_then(Value::as_str)?;
        return field.enums.iter().find(|choice| choice.value == text);
    }
    // A phone without a code gets the first one, as in the interface.
    field.enums.first()
}

/// A date field keeps the calendar day of UTC or of the account, as midnight in the account's zone (\[3p\] issue 402).
fn midnight(moment: Timestamp, zone: &str) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day: civil::Date = moment.to_zoned(zone.clone()).date();
    day.to_zoned(zone)
        .map_or(moment.as_second(), |start| start.timestamp().as_second())
}

/// The account's offset, `+03:00`.
pub fn offset_text(zone: &str, now: i64) -> String {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let seconds = Timestamp::from_second(now).map_or(0, |now| zone.to_offset(now).seconds());
    let sign = if seconds < 0 { '-' } else { '+' };
    format!(
        "{sign}{:02}:{:02}",
        seconds.abs() / 3600,
        seconds.abs() / 60 % 60
    )
}
