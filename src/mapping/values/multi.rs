//! Phones, e-mails, and merging ours into those that people keep in the same field.

use serde_json::{Value as Json, json};

use super::Misfit;
use super::phone::phones;
use crate::domain::Country;
use crate::domain::shape::FieldShape;

/// An e-mail address that the CRM takes.
pub fn email(text: &str) -> Result<String, Misfit> {
    let fits = text.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty()
            && local.len() <= 64
            && local.split('.').all(|part| !part.is_empty())
            && !domain.contains('@')
            && domain.contains('.')
            && domain
                .split('.')
                .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'))
            && domain
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || c == '.')
            && !text.contains(|c: char| c.is_whitespace() || ",;:<>()[]\\\"".contains(c))
    });
    if !fits {
        return Err(Misfit::Reason("is not an e-mail address".to_owned()));
    }
    super::short(text.to_owned(), 254)
}

/// What two spellings of one phone or e-mail have in common; several phones in one text have several.
pub fn identity(code: Option<&str>, country: Country, text: &str) -> Vec<String> {
    match code {
        Some("PHONE") => phones(country, text)
            .unwrap_or_else(|_| vec![text.chars().filter(char::is_ascii_digit).collect()]),
        _ => vec![text.trim().to_lowercase()],
    }
}

/// The identities of a list of values, sent or read.
pub fn identities<'a>(
    code: Option<&str>,
    country: Country,
    list: impl IntoIterator<Item = &'a Json>,
) -> Vec<String> {
    list.into_iter()
        .filter_map(|item| item.get("value")?.as_str())
        .flat_map(|text| identity(code, country, text))
        .collect()
}

/// Our values merged into those that the CRM holds, because a PATCH replaces the whole field (\[3p\] issue 50).
///
/// What people added stays; what we sent last gives way to what we want now. Of two spellings of one value ours is kept.
pub fn merge(
    field: &FieldShape,
    country: Country,
    new: Option<&Json>,
    last: Option<&Json>,
    theirs: &[Json],
) -> Json {
    let code = field.code.as_deref();
    let items = |list: Option<&Json>| list.and_then(Json::as_array).cloned().unwrap_or_default();
    let mut merged = items(new);
    let mut taken = identities(code, country, &merged);
    taken.extend(identities(code, country, &items(last)));
    for item in theirs {
        let Some(text) = item.get("value").and_then(Json::as_str) else {
            continue;
        };
        let own = identity(code, country, text);
        if own.iter().all(|own| taken.contains(own)) {
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
    use super::*;
    use crate::domain::{FieldId, FieldType};

    fn field(code: &str) -> FieldShape {
        FieldShape {
            id: FieldId(1),
            name: "F".to_owned(),
            code: Some(code.to_owned()),
            field_type: FieldType::Multitext,
            options: Vec::new(),
        }
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        for text in [
            "ann@",
            "@mail.example",
            "a@b@c.d",
            "ann smith@mail.example",
            "ann@mail",
            "ann@-a.example",
            "ann@a..b",
            "a..b@c.de",
            "ann@mail.example,",
            "<ann@mail.example>",
        ] {
            assert!(email(text).is_err(), "{text}");
        }
        for text in ["a.b+c@mail.example", "анна@почта.рф"] {
            assert_eq!(email(text).as_deref(), Ok(text));
        }
    }

    #[test]
    fn what_people_added_survives_a_merge() {
        let phone = field("PHONE");
        let ours = json!([{"value": "+79120000002", "enum_code": "WORK"}]);
        let last = json!([{"value": "+79120000001", "enum_code": "WORK"}]);
        let theirs = [
            json!({"value": "8 912 000-00-01", "enum_id": 5, "enum_code": "WORK"}),
            json!({"value": "+79990000000", "enum_id": 6, "enum_code": "MOB"}),
            json!({"value": "8 (912) 000-00-02", "enum_id": 5}),
        ];
        assert_eq!(
            merge(
                &phone,
                Country::default(),
                Some(&ours),
                Some(&last),
                &theirs
            ),
            json!([{"value": "+79120000002", "enum_code": "WORK"}, {"value": "+79990000000", "enum_id": 6}])
        );
        assert_eq!(
            merge(&phone, Country::default(), None, Some(&last), &theirs[..1]),
            Json::Null
        );
        let mail = json!([{"value": "ann@mail.example", "enum_code": "WORK"}]);
        assert_eq!(
            merge(
                &field("EMAIL"),
                Country::default(),
                Some(&mail),
                None,
                &[json!({"value": "Ann@Mail.example", "enum_code": "PRIV"})]
            ),
            mail
        );
    }
}
