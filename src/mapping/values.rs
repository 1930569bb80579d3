//! The one place that turns an attribute into the value of a custom field, by the field's type.
//!
//! The result is canonical JSON: equal wishes are equal, so that a second run sees no change. What becomes of odd input:
//!
//! | input | outcome |
//! |---|---|
//! | `NULL`, empty, blank | not sent; cleared where something was sent before |
//! | control characters | taken out; runs of white space become one space, except in `textarea` |
//! | emoji | sent as they are |
//! | longer than 255 characters (`textarea`: 65,535) | invalid |
//! | e-mail that is none | invalid |
//! | phone in any spelling | E.164, Russian where no country is given; invalid where it is no number |
//! | number that is none | invalid |
//! | negative or huge price of a deal | invalid; fractions are rounded half up |
//! | date that is none | invalid |
//! | unknown option or platform code | invalid, with the line to add |
//! | empty name | invalid; a contact without names gets its login |

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::{Value as Json, json};

use crate::domain::Value;
use crate::schema::shape::{FieldShape, Found};

/// The API refuses longer `text` values (\[3p\] issues 224, 400).
const TEXT_MAX: usize = 255;
const TEXTAREA_MAX: usize = 65_535;

/// What a conversion needs besides the value.
#[derive(Debug)]
pub struct Target<'a> {
    /// The field.
    pub field: &'a FieldShape,
    /// Platform value → option's text.
    pub values: Option<&'a BTreeMap<String, String>>,
    /// Kind of a phone or e-mail.
    pub enum_code: Option<&'a str>,
    /// The account's zone.
    pub zone: &'a TimeZone,
}

/// Why a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// In words.
    Reason(String),
    /// A platform code without an option.
    UnknownCode(String),
    /// The account has no such option, or several.
    Option(String),
}

/// Types that can be written.
pub const SUPPORTED: &[&str] = &[
    "text",
    "textarea",
    "streetaddress",
    "url",
    "numeric",
    "price",
    "monetary",
    "checkbox",
    "select",
    "radiobutton",
    "multiselect",
    "category",
    "date",
    "birthday",
    "date_time",
    "multitext",
];

/// The list for `values`; `None` where there is nothing to send.
pub fn convert(value: &Value, target: &Target<'_>) -> Result<Option<Json>, Misfit> {
    let long = target.field.field_type == "textarea";
    let text = plain(value, long);
    if text.is_empty() {
        return Ok(None);
    }
    let one = |value: Json| Ok(Some(json!([{ "value": value }])));
    match target.field.field_type.as_str() {
        "text" | "streetaddress" | "url" => one(short(text, TEXT_MAX)?.into()),
        "textarea" => one(short(text, TEXTAREA_MAX)?.into()),
        "numeric" | "price" | "monetary" => one(decimal(&text)?.into()),
        "checkbox" => one(flag(&text)?.into()),
        "date" | "birthday" => one(midnight(day(&text, target.zone)?, target.zone)?.into()),
        "date_time" => one(rfc3339(&moment(&text, target.zone)?).into()),
        "select" | "radiobutton" | "category" => {
            Ok(Some(json!([{ "enum_id": option(&text, target)? }])))
        }
        "multiselect" => {
            let mut ids = text
                .split([',', ';', '|'])
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .map(|part| option(part, target))
                .collect::<Result<Vec<_>, _>>()?;
            ids.sort_unstable();
            ids.dedup();
            Ok(Some(
                ids.into_iter().map(|id| json!({ "enum_id": id })).collect(),
            ))
        }
        "multitext" => {
            let value = match target.field.code.as_deref() {
                Some("PHONE") => phone(&text)?,
                Some("EMAIL") => email(&text)?,
                _ => short(text, TEXT_MAX)?,
            };
            Ok(Some(
                json!([{ "value": value, "enum_code": target.enum_code.unwrap_or("WORK") }]),
            ))
        }
        other => Err(Misfit::Reason(format!(
            "fields of type `{other}` cannot be written"
        ))),
    }
}

/// Text without control characters and stray white space.
pub fn plain(value: &Value, keep_lines: bool) -> String {
    let text = match value {
        Value::Null => return String::new(),
        Value::Int(number) => return number.to_string(),
        Value::Real(number) => return number.to_string(),
        Value::Text(text) => text,
    };
    if keep_lines {
        let lines: Vec<String> = text
            .lines()
            .map(|line| {
                line.chars()
                    .filter(|c| !c.is_control())
                    .collect::<String>()
                    .trim_end()
                    .to_owned()
            })
            .collect();
        return lines.join("\n").trim().to_owned();
    }
    let spaced: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control())
        .collect();
    spaced
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Text of at most `max` characters.
pub fn short(text: String, max: usize) -> Result<String, Misfit> {
    let length = text.chars().count();
    if length > max {
        return Err(Misfit::Reason(format!(
            "is {length} characters long, and the CRM takes {max}"
        )));
    }
    Ok(text)
}

/// The price of a deal: a whole number that the CRM can hold (\[3p\] issue 265).
pub fn price(text: &str) -> Result<i64, Misfit> {
    let canonical = decimal(text)?;
    if canonical.starts_with('-') {
        return Err(Misfit::Reason(
            "is negative, and a deal's price cannot be".to_owned(),
        ));
    }
    let (whole, fraction) = canonical.split_once('.').unwrap_or((&canonical, ""));
    let up = i64::from(
        fraction
            .as_bytes()
            .first()
            .is_some_and(|digit| *digit >= b'5'),
    );
    whole
        .parse::<i64>()
        .ok()
        .map(|whole| whole + up)
        .filter(|price| i32::try_from(*price).is_ok())
        .ok_or_else(|| Misfit::Reason("is more than a deal's price can be (2147483647)".to_owned()))
}

/// A decimal without leading and trailing zeros: `1.50` and `1.5` are one wish.
fn decimal(text: &str) -> Result<String, Misfit> {
    let wrong = || Misfit::Reason("is not a number".to_owned());
    let text = text.replace([' ', '\u{a0}'], "").replace(',', ".");
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|c| c.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() == 0 {
        // Exponents come from floating point columns.
        let number: f64 = digits.parse().map_err(|_| wrong())?;
        if !number.is_finite() || !digits.contains(['e', 'E']) {
            return Err(wrong());
        }
        return decimal(&format!("{}{number:.10}", if negative { "-" } else { "" }));
    }
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    let mut canonical = if whole.is_empty() {
        "0".to_owned()
    } else {
        whole.to_owned()
    };
    if !fraction.is_empty() {
        canonical = format!("{canonical}.{fraction}");
    }
    if negative && canonical != "0" {
        canonical.insert(0, '-');
    }
    Ok(canonical)
}

fn flag(text: &str) -> Result<bool, Misfit> {
    match text.to_lowercase().as_str() {
        "1" | "true" | "yes" | "да" => Ok(true),
        "0" | "false" | "no" | "нет" => Ok(false),
        _ => Err(Misfit::Reason("is neither yes nor no".to_owned())),
    }
}

/// The calendar day, in the account's zone where the text names a moment.
fn day(text: &str, zone: &TimeZone) -> Result<Date, Misfit> {
    Ok(moment(text, zone)?.date())
}

/// A moment, or the start of a day, in the account's zone.
fn moment(text: &str, zone: &TimeZone) -> Result<Zoned, Misfit> {
    let wrong = || {
        Misfit::Reason(
            "is not a date; expected for example `2026-11-22` or `2026-11-22T09:30:00Z`".to_owned(),
        )
    };
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment.to_zoned(zone.clone()));
    }
    // Ten characters are a day; a day parser would silently drop a time that follows.
    if text.len() == 10 {
        let day: Date = text.parse().map_err(|_| wrong())?;
        return day.to_zoned(zone.clone()).map_err(|_| wrong());
    }
    let local: DateTime = text.parse().map_err(|_| wrong())?;
    local.to_zoned(zone.clone()).map_err(|_| wrong())
}

/// Midnight in the account's zone, or every read would show another day (\[3p\] issue 402).
fn midnight(day: Date, zone: &TimeZone) -> Result<String, Misfit> {
    day.to_zoned(zone.clone())
        .map(|start| rfc3339(&start))
        .map_err(|_| Misfit::Reason("is not a date that the account's time zone has".to_owned()))
}

fn rfc3339(moment: &Zoned) -> String {
    moment
        .timestamp()
        .display_with_offset(moment.offset())
        .to_string()
}

fn option(text: &str, target: &Target<'_>) -> Result<i64, Misfit> {
    let wanted = match target.values {
        Some(values) => values
            .get(text)
            .ok_or_else(|| Misfit::UnknownCode(text.to_owned()))?,
        None => text,
    };
    match target.field.option(wanted) {
        Found::One(option) => Ok(option.id),
        Found::None => Err(Misfit::Option(format!(
            "the field has no option `{wanted}`"
        ))),
        Found::Several(count) => Err(Misfit::Option(format!(
            "the field has {count} options `{wanted}`"
        ))),
    }
}

/// A phone as E.164.
pub fn phone(text: &str) -> Result<String, Misfit> {
    let wrong = || Misfit::Reason("is not a phone number".to_owned());
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !(5..=15).contains(&digits) {
        return Err(wrong());
    }
    let number = phonenumber::parse(Some(phonenumber::country::RU), text).map_err(|_| wrong())?;
    Ok(number.format().mode(phonenumber::Mode::E164).to_string())
}

fn email(text: &str) -> Result<String, Misfit> {
    let fits = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && !domain.contains('@')
            && domain.contains('.')
            && domain.split('.').all(|label| !label.is_empty())
            && !text.contains(|c: char| c.is_whitespace() || ",;<>\"".contains(c))
    });
    if !fits {
        return Err(Misfit::Reason("is not an e-mail address".to_owned()));
    }
    short(text.to_owned(), 254)
}

/// What two spellings of one phone or e-mail have in common.
fn identity(code: Option<&str>, text: &str) -> String {
    match code {
        Some("PHONE") => {
            phone(text).unwrap_or_else(|_| text.chars().filter(char::is_ascii_digit).collect())
        }
        _ => text.trim().to_lowercase(),
    }
}

/// Our values merged into those that the CRM holds, because a PATCH replaces the whole field (\[3p\] issue 50).
///
/// What people added stays; what we sent last gives way to what we want now.
pub fn merge(field: &FieldShape, new: Option<&Json>, last: Option<&Json>, theirs: &[Json]) -> Json {
    let code = field.code.as_deref();
    let identities = |list: Option<&Json>| -> Vec<String> {
        list.and_then(Json::as_array)
            .into_iter()
            .flatten()
            .filter_map(|item| item.get("value")?.as_str())
            .map(|text| identity(code, text))
            .collect()
    };
    let (old, wanted) = (identities(last), identities(new));
    let mut merged: Vec<Json> = new.and_then(Json::as_array).cloned().unwrap_or_default();
    for item in theirs {
        let Some(text) = item.get("value").and_then(Json::as_str) else {
            continue;
        };
        let own = identity(code, text);
        if old.contains(&own) || wanted.contains(&own) {
            continue;
        }
        // Only the keys that a write takes: reads may show more ([3p] issue 4).
        let mut kept = json!({ "value": text });
        if let Some(id) = item.get("enum_id").filter(|id| id.is_i64()) {
            kept["enum_id"] = id.clone();
        } else if let Some(code) = item.get("enum_code").filter(|code| code.is_string()) {
            kept["enum_code"] = code.clone();
        }
        merged.push(kept);
    }
    if merged.is_empty() {
        Json::Null
    } else {
        merged.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::FieldId;
    use crate::schema::shape::OptionShape;

    fn field(field_type: &str, code: Option<&str>) -> FieldShape {
        let option = |id, value: &str| OptionShape {
            id,
            value: value.to_owned(),
            sort: 0,
            code: None,
        };
        FieldShape {
            id: FieldId(1),
            name: "F".to_owned(),
            code: code.map(ToOwned::to_owned),
            field_type: field_type.to_owned(),
            options: vec![
                option(11, "Онлайн"),
                option(12, "Очно "),
                option(13, "Дважды"),
                option(14, "Дважды"),
            ],
        }
    }

    fn sent(field_type: &str, code: Option<&str>, zone: &str, text: &str) -> Result<Json, Misfit> {
        let field = field(field_type, code);
        let zone = TimeZone::get(zone).expect("a zone");
        let target = Target {
            field: &field,
            values: None,
            enum_code: None,
            zone: &zone,
        };
        convert(&Value::Text(text.to_owned()), &target).map(|value| value.unwrap_or(Json::Null))
    }

    #[test]
    fn each_type_has_its_form() {
        let moscow = "Europe/Moscow";
        for (kind, code, zone, text, expected) in [
            (
                "text",
                None,
                moscow,
                " a\u{7}b \t c ",
                json!([{"value": "ab c"}]),
            ),
            (
                "text",
                None,
                moscow,
                "🎓 курс",
                json!([{"value": "🎓 курс"}]),
            ),
            ("text", None, moscow, " \n ", Json::Null),
            (
                "textarea",
                None,
                moscow,
                "a \r\nb\u{1b}[0m",
                json!([{"value": "a\nb[0m"}]),
            ),
            (
                "numeric",
                None,
                moscow,
                "0012,50",
                json!([{"value": "12.5"}]),
            ),
            ("numeric", None, moscow, "-0.0", json!([{"value": "0"}])),
            ("price", None, moscow, "1e3", json!([{"value": "1000"}])),
            ("checkbox", None, moscow, "1", json!([{"value": true}])),
            (
                "date",
                None,
                moscow,
                "2026-11-22",
                json!([{"value": "2026-11-22T00:00:00+03:00"}]),
            ),
            (
                "date",
                None,
                "America/New_York",
                "2026-11-22",
                json!([{"value": "2026-11-22T00:00:00-05:00"}]),
            ),
            (
                "birthday",
                None,
                moscow,
                "2026-11-22T22:30:00Z",
                json!([{"value": "2026-11-23T00:00:00+03:00"}]),
            ),
            (
                "date_time",
                None,
                moscow,
                "2026-11-22T09:30:00Z",
                json!([{"value": "2026-11-22T12:30:00+03:00"}]),
            ),
            (
                "date_time",
                None,
                moscow,
                "2026-11-22 09:30:00",
                json!([{"value": "2026-11-22T09:30:00+03:00"}]),
            ),
            ("select", None, moscow, "Очно", json!([{"enum_id": 12}])),
            (
                "multiselect",
                None,
                moscow,
                "Очно, Онлайн;Очно",
                json!([{"enum_id": 11}, {"enum_id": 12}]),
            ),
            (
                "multitext",
                Some("PHONE"),
                moscow,
                "8 (912) 000-00-01",
                json!([{"value": "+79120000001", "enum_code": "WORK"}]),
            ),
            (
                "multitext",
                Some("PHONE"),
                moscow,
                "+49 30 901820",
                json!([{"value": "+4930901820", "enum_code": "WORK"}]),
            ),
            (
                "multitext",
                Some("EMAIL"),
                moscow,
                " a.b@mail.example ",
                json!([{"value": "a.b@mail.example", "enum_code": "WORK"}]),
            ),
        ] {
            assert_eq!(
                sent(kind, code, zone, text),
                Ok(expected),
                "{kind} {text:?}"
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let long = "x".repeat(256);
        for (kind, code, text) in [
            ("text", None, long.as_str()),
            ("numeric", None, "12 штук"),
            ("numeric", None, "nan"),
            ("checkbox", None, "maybe"),
            ("date", None, "2026-02-30"),
            ("date", None, "скоро"),
            ("select", None, "Дважды"),
            ("select", None, "Заочно"),
            ("multitext", Some("PHONE"), "позвоните"),
            ("multitext", Some("PHONE"), "12"),
            ("multitext", Some("EMAIL"), "ann@"),
            ("multitext", Some("EMAIL"), "a@b@c.d"),
            ("multitext", Some("EMAIL"), "ann smith@mail.example"),
            ("file", None, "x"),
        ] {
            assert!(sent(kind, code, "UTC", text).is_err(), "{kind} {text:?}");
        }
    }

    #[test]
    fn prices_are_whole_and_bounded() {
        assert_eq!(price("12000.50"), Ok(12001));
        assert_eq!(price("0.49"), Ok(0));
        assert_eq!(price("2147483647"), Ok(2_147_483_647));
        for text in ["-1", "2147483647.5", "99999999999999999999", "free"] {
            assert!(price(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_people_added_survives_a_merge() {
        let phone = field("multitext", Some("PHONE"));
        let ours = json!([{"value": "+79120000002", "enum_code": "WORK"}]);
        let last = json!([{"value": "+79120000001", "enum_code": "WORK"}]);
        let theirs = [
            json!({"value": "8 912 000-00-01", "enum_id": 5, "enum_code": "WORK"}),
            json!({"value": "+79990000000", "enum_id": 6, "enum_code": "MOB"}),
        ];
        assert_eq!(
            merge(&phone, Some(&ours), Some(&last), &theirs),
            json!([{"value": "+79120000002", "enum_code": "WORK"}, {"value": "+79990000000", "enum_id": 6}])
        );
        assert_eq!(merge(&phone, None, Some(&last), &theirs[..1]), Json::Null);
    }

    proptest! {
        #[test]
        fn decimals_are_canonical(whole in 0u32.., fraction in 0u32..1000, zeros in 0usize..4) {
            let text = format!("{}{whole}.{fraction:03}{}", "0".repeat(zeros), "0".repeat(zeros));
            let once = decimal(&text).expect("a number");
            prop_assert_eq!(decimal(&once), Ok(once.clone()));
            prop_assert_eq!(once, decimal(&format!("{whole}.{fraction:03}")).expect("a number"));
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            for kind in SUPPORTED {
                let _ = sent(kind, Some("PHONE"), "Europe/Moscow", &text);
                let _ = sent(kind, Some("EMAIL"), "Europe/Moscow", &text);
            }
        }
    }
}
