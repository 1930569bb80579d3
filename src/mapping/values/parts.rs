//! Values of several parts: an address, a legal entity.

use serde_json::{Map, Value as Json, json};

use super::{Misfit, TEXT_MAX, short};

use crate::domain::FieldType;

/// In the order of the API's own numbers (\[doc\] custom-fields).
pub const ADDRESS: &[&str] = &[
    "address_line_1",
    "address_line_2",
    "city",
    "state",
    "zip",
    "country",
];

const LEGAL_ENTITY: &[&str] = &[
    "name",
    "entity_type",
    "address",
    "real_address",
    "bank_account_number",
    "director",
    "vat_id",
    "tax_registration_reason_code",
    "kpp",
    "bank_code",
    "unp",
    "bin",
    "egrpou",
    "mfo",
    "oked",
    "external_uid",
];

/// The parts that a type of field has; `None` where it has none. Those of `multitext` are the account's `enum_code`s.
pub fn parts_of(field_type: &FieldType) -> Option<&'static [&'static str]> {
    match field_type {
        FieldType::SmartAddress => Some(ADDRESS),
        FieldType::LegalEntity => Some(LEGAL_ENTITY),
        FieldType::Multitext => Some(&[
            "WORK", "WORKDD", "MOB", "FAX", "HOME", "OTHER", "PRIV", "SKYPE", "ICQ", "JABBER",
            "GTALK", "MSN",
        ]),
        _ => None,
    }
}

/// An address: text without a part is its first line, a JSON object names the parts itself.
pub fn address(texts: &[(Option<&str>, String)]) -> Result<Json, Misfit> {
    let given = collect(texts, "address_line_1", ADDRESS)?;
    let mut list = Vec::new();
    for part in ADDRESS {
        let Some(text) = given.get(*part).and_then(Json::as_str) else {
            continue;
        };
        let value = if *part == "country" {
            country(text)?
        } else {
            short(text.to_owned(), TEXT_MAX)?
        };
        list.push(json!({ "value": value, "enum_code": part }));
    }
    Ok(list.into())
}

/// A legal entity: text without a part is its name, a JSON object names the parts itself.
pub fn legal_entity(texts: &[(Option<&str>, String)]) -> Result<Json, Misfit> {
    let mut given = collect(texts, "name", LEGAL_ENTITY)?;
    if !given.contains_key("name") {
        return Err(Misfit::Reason(
            "is a legal entity without a `name`, which it must have".to_owned(),
        ));
    }
    for text in given.values_mut() {
        let owned = text.as_str().unwrap_or_default().to_owned();
        *text = short(owned, TEXT_MAX)?.into();
    }
    if let Some(kind) = given.get_mut("entity_type") {
        *kind = match kind.as_str() {
            Some("1") => 1.into(),
            Some("2") => 2.into(),
            _ => {
                return Err(Misfit::Reason(
                    "has an `entity_type` that is neither 1 (private) nor 2 (legal)".to_owned(),
                ));
            }
        };
    }
    Ok(json!([{ "value": given }]))
}

fn collect(
    texts: &[(Option<&str>, String)],
    default: &str,
    known: &[&str],
) -> Result<Map<String, Json>, Misfit> {
    let mut given = Map::new();
    for (part, text) in texts {
        if part.is_none()
            && text.starts_with('{')
            && let Ok(Json::Object(object)) = serde_json::from_str(text)
        {
            for (name, value) in object {
                if !known.contains(&name.as_str()) {
                    return Err(Misfit::Reason(format!(
                        "has the part `{name}`; the parts are {}",
                        known.join(", ")
                    )));
                }
                let value = match value {
                    Json::Null => continue,
                    Json::String(text) => text.trim().to_owned(),
                    other => other.to_string(),
                };
                if !value.is_empty() {
                    given.insert(name, value.into());
                }
            }
            continue;
        }
        let part = part.unwrap_or(default);
        given.insert(part.to_owned(), text.clone().into());
    }
    Ok(given)
}

fn country(text: &str) -> Result<String, Misfit> {
    let code = text.to_ascii_uppercase();
    if code.len() == 2 && code.bytes().all(|c| c.is_ascii_uppercase()) {
        Ok(code)
    } else {
        Err(Misfit::Reason(format!(
            "has the country `{text}`; expected a code of two letters, for example `RU`"
        )))
    }
}
