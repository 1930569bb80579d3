//! Whether what was sent is what the CRM shows, by the type of the field.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::date;
use super::multi::identities;
use super::number::decimal;
use super::parts::ADDRESS;
use crate::domain::Country;
use crate::domain::FieldType;
use crate::domain::shape::FieldShape;

/// Compares a value as sent with a value as read; `None` is an empty field.
///
/// Decimals are compared as decimals, days as days of the account's zone, options by id and without order. Of phones and
/// e-mails ours must be among those that the CRM holds, in any spelling.
pub fn same(
    field: &FieldShape,
    zone: &TimeZone,
    country: Country,
    sent: Option<&Json>,
    read: &[Json],
) -> bool {
    let sent = sent.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let field_type = &field.field_type;
    if *field_type == FieldType::Checkbox {
        // A box that was never set may be missing.
        let checked = |list: &[Json]| first(list).is_some_and(is_true);
        return checked(sent) == checked(read);
    }
    if sent.is_empty() || read.is_empty() {
        // Nothing of ours among the phones that people keep is no difference.
        return sent.is_empty() && (read.is_empty() || *field_type == FieldType::Multitext);
    }
    match field_type {
        FieldType::Numeric | FieldType::Price | FieldType::Monetary => {
            both(sent, read, |value| decimal(&text(value)).ok())
        }
        FieldType::Date | FieldType::Birthday => both(sent, read, |value| {
            date::read(value, zone).map(|moment| moment.date())
        }),
        FieldType::DateTime => both(sent, read, |value| {
            date::read(value, zone).map(|moment| moment.timestamp().as_second())
        }),
        FieldType::Select
        | FieldType::Radiobutton
        | FieldType::Multiselect
        | FieldType::Category => {
            let ids = |list: &[Json]| -> BTreeSet<Option<i64>> {
                list.iter()
                    .map(|item| item.get("enum_id").and_then(Json::as_i64))
                    .collect()
            };
            ids(sent) == ids(read)
        }
        FieldType::Multitext => {
            let code = field.code.as_deref();
            let theirs = identities(code, country, read);
            identities(code, country, sent)
                .iter()
                .all(|own| theirs.contains(own))
        }
        FieldType::SmartAddress => address(sent) == address(read),
        FieldType::LegalEntity => {
            let (Some(sent), Some(read)) = (first(sent), first(read)) else {
                return false;
            };
            let part = |object: &Json, name: &str| object.get(name).map(text).unwrap_or_default();
            sent.as_object()
                .is_some_and(|sent| sent.iter().all(|(name, own)| text(own) == part(read, name)))
        }
        _ => both(sent, read, |value| Some(text(value).trim().to_owned())),
    }
}

fn first(list: &[Json]) -> Option<&Json> {
    list.first()?.get("value")
}

fn both<T: PartialEq>(sent: &[Json], read: &[Json], form: impl Fn(&Json) -> Option<T>) -> bool {
    let of = |list| first(list).and_then(&form);
    matches!((of(sent), of(read)), (Some(sent), Some(read)) if sent == read)
}

fn text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn is_true(value: &Json) -> bool {
    matches!(text(value).as_str(), "true" | "1")
}

/// Part → text; a read may name the part by its number alone.
fn address(list: &[Json]) -> BTreeMap<String, String> {
    let name = |item: &Json| {
        let by_number = || {
            let number = item.get("enum_id").and_then(Json::as_u64)?;
            let at = usize::try_from(number).ok()?.checked_sub(1)?;
            Some((*ADDRESS.get(at)?).to_owned())
        };
        item.get("enum_code")
            .and_then(Json::as_str)
            .map(ToOwned::to_owned)
            .or_else(by_number)
    };
    list.iter()
        .filter_map(|item| Some((name(item)?, text(item.get("value")?))))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}
