//! The one place that turns attributes into the value of a custom field, by the field's type, and compares it with what
//! the CRM shows.
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
//! | phone in any spelling | E.164 and its extension, of the profile's country where it names none; invalid where it is no number |
//! | several phones in one attribute | each a value of its own, at `,`, `;`, `/`, line ends and words |
//! | number that is none | invalid |
//! | decimal in any spelling (`0012,50`, `1e3`) | one spelling (`12.5`, `1000`); negative ones as they are |
//! | price of a deal | fractions rounded half up; negative or above 2147483647 invalid; 0 once the platform empties it |
//! | price of a product | a decimal; negative invalid |
//! | date that is none | invalid |
//! | moment in a `date` or `birthday` field | its day in the account's time zone |
//! | unknown option or platform code | invalid, with the line to add |
//! | the same option, phone or e-mail twice | once |
//! | several attributes for one field | lists take all, text joins them, other types take the first that has a value |
//! | empty name | invalid, and the CRM keeps the name that it has; a contact without names gets its login |
//! | first or last name that the platform empties | empty |

mod date;
mod human;
mod multi;
mod number;
mod parts;
mod phone;
mod same;

use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};

use crate::config::mapping::Codes;
use crate::domain::shape::{FieldShape, Found};
use crate::domain::{Country, FieldType, Value};

pub use human::{human, meets};
pub use multi::{identities, merge};
pub use number::price;
pub use parts::parts_of;
pub use same::same;

use date::{day, midnight, moment, rfc3339};
use number::{decimal, flag};

/// The API refuses longer `text` values (\[3p\] issues 224, 400).
const TEXT_MAX: usize = 255;
const TEXTAREA_MAX: usize = 65_535;

/// What a conversion needs besides the values.
#[derive(Debug)]
pub struct Target<'a> {
    /// The field.
    pub field: &'a FieldShape,
    /// Platform value → option's text, or the text to send.
    pub values: Option<&'a Codes>,
    /// Kind of a phone or e-mail.
    pub enum_code: Option<&'a str>,
    /// Between the items of a list within one attribute; of text, what joins several attributes.
    pub separator: Option<&'a str>,
    /// The account's zone.
    pub zone: &'a TimeZone,
    /// The country of phones that name none.
    pub country: Country,
}

/// An attribute on its way into a field.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The part that it fills: of an address, of a legal entity, or the kind of a phone or e-mail.
    pub part: Option<&'a str>,
    /// Its value.
    pub value: &'a Value,
}

/// Why a value does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// In words.
    Reason(String),
    /// A platform code that the mapping does not know.
    UnknownCode(String),
    /// The account has no such option, or several.
    Option(String),
}

/// The list for `values`; `None` where there is nothing to send.
pub fn convert(inputs: &[Input<'_>], target: &Target<'_>) -> Result<Option<Json>, Misfit> {
    let field_type = &target.field.field_type;
    let code = target.field.code.as_deref();
    // The lines of a cell of phones keep its numbers apart.
    let phones = *field_type == FieldType::Multitext && code == Some("PHONE");
    let long = *field_type == FieldType::Textarea;
    let texts: Vec<(Option<&str>, String)> = inputs
        .iter()
        .map(|input| {
            (
                input.part,
                if phones {
                    raw(input.value)
                } else {
                    plain(input.value, long)
                },
            )
        })
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let Some((_, first)) = texts.first() else {
        return Ok(None);
    };
    let one = |value: Json| Ok(Some(json!([{ "value": value }])));
    match field_type {
        FieldType::Text | FieldType::Streetaddress | FieldType::Url => {
            one(joined(&texts, TEXT_MAX, target)?.into())
        }
        FieldType::Textarea => one(joined(&texts, TEXTAREA_MAX, target)?.into()),
        FieldType::Numeric | FieldType::Price if is_price(target.field) => {
            one(number::amount(&known(first, target)?)?.into())
        }
        FieldType::Numeric | FieldType::Price | FieldType::Monetary => {
            one(decimal(&known(first, target)?)?.into())
        }
        FieldType::Checkbox => one(flag(&known(first, target)?)?.into()),
        FieldType::Date | FieldType::Birthday => {
            one(midnight(day(first, target.zone)?, target.zone)?.into())
        }
        FieldType::DateTime => one(rfc3339(&moment(first, target.zone)?).into()),
        FieldType::Select | FieldType::Radiobutton | FieldType::Category => {
            Ok(Some(json!([{ "enum_id": option(first, target)? }])))
        }
        FieldType::Multiselect => {
            let mut ids = Vec::new();
            for (_, text) in &texts {
                // An option may hold a comma itself.
                if let Ok(id) = option(text, target) {
                    ids.push(id);
                    continue;
                }
                for item in items(text, target.separator, &[',', ';', '|']) {
                    ids.push(option(&item, target)?);
                }
            }
            ids.sort_unstable();
            ids.dedup();
            let list: Vec<Json> = ids.into_iter().map(|id| json!({ "enum_id": id })).collect();
            Ok((!list.is_empty()).then(|| list.into()))
        }
        FieldType::Multitext => multitext(&texts, target),
        FieldType::SmartAddress => parts::address(&texts).map(Some),
        FieldType::LegalEntity => parts::legal_entity(&texts).map(Some),
        other => Err(Misfit::Reason(format!(
            "fields of type `{other}` cannot be written"
        ))),
    }
}

fn multitext(
    texts: &[(Option<&str>, String)],
    target: &Target<'_>,
) -> Result<Option<Json>, Misfit> {
    let code = target.field.code.as_deref();
    let (mut list, mut seen) = (Vec::<Json>::new(), Vec::new());
    for (part, text) in texts {
        for item in items(text, target.separator, &[]) {
            let values = match code {
                Some("PHONE") => phone::phones(target.country, &item)?,
                Some("EMAIL") => vec![multi::email(&item)?],
                _ => vec![short(item, TEXT_MAX)?],
            };
            for value in values {
                let own = multi::identity(code, target.country, &value);
                if !seen.contains(&own) {
                    seen.push(own);
                    let kind = part.or(target.enum_code).unwrap_or("WORK");
                    list.push(json!({ "value": value, "enum_code": kind }));
                }
            }
        }
    }
    Ok((!list.is_empty()).then(|| list.into()))
}

/// The price of a product: in some accounts a field of its own type, in others a number with this code (`docs/amocrm.md` 9.3).
fn is_price(field: &FieldShape) -> bool {
    field.field_type == FieldType::Price || field.code.as_deref() == Some("PRICE")
}

/// The items of a list: a JSON array, or parts between separators.
fn items(text: &str, separator: Option<&str>, usual: &[char]) -> Vec<String> {
    if text.starts_with('[')
        && let Ok(Json::Array(list)) = serde_json::from_str(text)
    {
        let plain_item = |item: &Json| match item {
            Json::String(text) => plain(&Value::Text(text.clone()), false),
            Json::Null => String::new(),
            other => other.to_string(),
        };
        let list = list.iter().map(plain_item);
        return list.filter(|item| !item.is_empty()).collect();
    }
    let parts: Vec<&str> = match separator {
        Some(separator) => text.split(separator).collect(),
        None if usual.is_empty() => vec![text],
        None => text.split(usual).collect(),
    };
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(ToOwned::to_owned)
        .collect()
}

fn joined(
    texts: &[(Option<&str>, String)],
    max: usize,
    target: &Target<'_>,
) -> Result<String, Misfit> {
    let known: Vec<String> = texts
        .iter()
        .map(|(_, text)| known(text, target))
        .collect::<Result<_, _>>()?;
    short(known.join(target.separator.unwrap_or(", ")), max)
}

/// What the mapping says for a platform code; the code itself where the field has no table.
fn known(text: &str, target: &Target<'_>) -> Result<String, Misfit> {
    match target.values {
        Some(values) => values
            .get(text)
            .cloned()
            .ok_or_else(|| Misfit::UnknownCode(text.to_owned())),
        None => Ok(text.to_owned()),
    }
}

fn option(text: &str, target: &Target<'_>) -> Result<i64, Misfit> {
    let wanted = known(text, target)?;
    match target.field.option(&wanted) {
        Found::One(option) => Ok(option.id),
        Found::None => Err(Misfit::Option(format!(
            "the field has no option `{wanted}`"
        ))),
        Found::Several(count) => Err(Misfit::Option(format!(
            "the field has {count} options `{wanted}`"
        ))),
    }
}

/// Text as the platform has it, empty where it is blank.
fn raw(value: &Value) -> String {
    match value {
        Value::Text(text) if !plain(value, false).is_empty() => text.clone(),
        _ => plain(value, false),
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

#[cfg(test)]
mod tests;
