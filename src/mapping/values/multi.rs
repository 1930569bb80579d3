//! Phones, e-mails, and merging ours into those that people keep in the same field.

use serde_json::{Value as Json, json};

use super::Misfit;
use crate::domain::shape::FieldShape;

/// A phone as E.164, Russian where no country is given.
pub fn phone(text: &str) -> Result<String, Misfit> {
    let wrong = || Misfit::Reason("is not a phone number".to_owned());
    if let Some(number) = russian(text) {
        return Ok(number);
    }
    let digits = text.chars().filter(char::is_ascii_digit).count();
    if !(5..=18).contains(&digits) {
        return Err(wrong());
    }
    let once = by_tables(text).ok_or_else(wrong)?;
    // Parsing guesses at prefixes; what it would read in another way the next time is no number.
    if by_tables(&once).as_ref() != Some(&once) {
        return Err(wrong());
    }
    Ok(once)
}

fn by_tables(text: &str) -> Option<String> {
    let number = phonenumber::parse(Some(phonenumber::country::RU), text).ok()?;
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
    // The plus sign, and as many digits as the world's shortest and longest numbers have; Russian ones always 11.
    let fits = match number.country().code() {
        7 => e164.len() == 12,
        _ => (8..=16).contains(&e164.len()),
    };
    fits.then_some(e164)
}

/// The everyday case without the tables of all countries, which take longer to load than a record to send.
fn russian(text: &str) -> Option<String> {
    let mut digits = String::with_capacity(12);
    for (at, c) in text.chars().enumerate() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if at == 0 => digits.push(c),
            ' ' | '\u{a0}' | '-' | '(' | ')' | '.' => {}
            _ => return None,
        }
    }
    let national = match (digits.len(), digits.get(..1)?) {
        (12, "+") => digits.strip_prefix("+7")?,
        (11, "7" | "8") => &digits[1..],
        (10, "9") => &digits,
        _ => return None,
    };
    // Russian numbers begin with 3, 4, 8 or 9, those of Kazakhstan with 6 or 7.
    national
        .starts_with(['3', '4', '6', '7', '8', '9'])
        .then(|| format!("+7{national}"))
}

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

/// What two spellings of one phone or e-mail have in common.
pub fn identity(code: Option<&str>, text: &str) -> String {
    match code {
        Some("PHONE") => {
            phone(text).unwrap_or_else(|_| text.chars().filter(char::is_ascii_digit).collect())
        }
        _ => text.trim().to_lowercase(),
    }
}

/// The identities of a list of values, sent or read.
pub fn identities<'a>(code: Option<&str>, list: impl IntoIterator<Item = &'a Json>) -> Vec<String> {
    list.into_iter()
        .filter_map(|item| item.get("value")?.as_str())
        .map(|text| identity(code, text))
        .collect()
}

/// Our values merged into those that the CRM holds, because a PATCH replaces the whole field (\[3p\] issue 50).
///
/// What people added stays; what we sent last gives way to what we want now. Of two spellings of one value ours is kept.
pub fn merge(field: &FieldShape, new: Option<&Json>, last: Option<&Json>, theirs: &[Json]) -> Json {
    let code = field.code.as_deref();
    let items = |list: Option<&Json>| list.and_then(Json::as_array).cloned().unwrap_or_default();
    let mut merged = items(new);
    let mut taken = identities(code, &merged);
    taken.extend(identities(code, &items(last)));
    for item in theirs {
        let Some(text) = item.get("value").and_then(Json::as_str) else {
            continue;
        };
        let own = identity(code, text);
        if taken.contains(&own) {
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
    fn phones_in_any_spelling_are_one() {
        for text in [
            "8 (912) 000-00-01",
            "+7 912 000 00 01",
            "+7-912-000-00-01",
            "79120000001",
            "9120000001",
            "8.912.000.00.01",
            "тел. 8 912 000-00-01",
        ] {
            assert_eq!(phone(text).as_deref(), Ok("+79120000001"), "{text}");
        }
        assert_eq!(phone("+49 30 901820").as_deref(), Ok("+4930901820"));
        for text in [
            "позвоните",
            "12",
            "8 912 000",
            "912000000",
            "+51801",
            "+7 912 000 00 0",
            "1/2",
        ] {
            assert!(phone(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_quick_way_agrees_with_the_tables() {
        for text in [
            "8 (912) 000-00-01",
            "+73422000000",
            "84950000000",
            "9991112233",
            "+77010000000",
        ] {
            let slow = phonenumber::parse(Some(phonenumber::country::RU), text)
                .expect("a number")
                .format()
                .mode(phonenumber::Mode::E164)
                .to_string();
            assert_eq!(russian(text), Some(slow), "{text}");
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
            merge(&phone, Some(&ours), Some(&last), &theirs),
            json!([{"value": "+79120000002", "enum_code": "WORK"}, {"value": "+79990000000", "enum_id": 6}])
        );
        assert_eq!(merge(&phone, None, Some(&last), &theirs[..1]), Json::Null);
        let mail = json!([{"value": "ann@mail.example", "enum_code": "WORK"}]);
        assert_eq!(
            merge(
                &field("EMAIL"),
                Some(&mail),
                None,
                &[json!({"value": "Ann@Mail.example", "enum_code": "PRIV"})]
            ),
            mail
        );
    }
}
