//! The error bodies of the service, all shapes of them, and what a list's body holds.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::error::{CrmErrorKind, FieldError, ItemErrors};

/// What an answer that is no success means.
pub fn failure(
    status: u16,
    json: bool,
    body: Option<&Value>,
    retry_after: Option<Duration>,
) -> CrmErrorKind {
    let detail = body.and_then(detail);
    match status {
        401 => CrmErrorKind::Unauthorized(detail),
        402 => CrmErrorKind::PaymentRequired,
        // A rights problem comes as JSON; a page is the block for overload ([3p] issues 434, 563).
        403 if json => body
            .and_then(|body| legacy(body, detail.clone()))
            .unwrap_or(CrmErrorKind::Forbidden(detail)),
        403 => CrmErrorKind::Blocked(None),
        429 => CrmErrorKind::RateLimited {
            retry_after: body
                .and_then(|body| body.get("retry_after"))
                .and_then(Value::as_f64)
                // What is no span of time (negative, far too large) says as little as no number at all.
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                .or(retry_after),
        },
        // Too slow, locked or too early: none of them judges what was sent.
        408 | 423 | 425 | 500.. => CrmErrorKind::Server { status, detail },
        400 => body
            .and_then(|body| {
                validation(body)
                    .or_else(|| business(body))
                    .or_else(|| legacy(body, detail.clone()))
            })
            .unwrap_or(CrmErrorKind::Refused { status, detail }),
        _ => CrmErrorKind::Refused { status, detail },
    }
}

/// The header `Retry-After`: seconds, or a date, which is measured by the date of the answer where it has one, since the
/// clocks may differ.
pub fn retry_after(text: &str, date: Option<&str>) -> Option<Duration> {
    let text = text.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let read = |text: &str| Some(jiff::fmt::rfc2822::parse(text).ok()?.timestamp());
    let then = read(text)?;
    let now = date.and_then(read).unwrap_or_else(jiff::Timestamp::now);
    // A moment that is over asks for no wait.
    Some(then.duration_since(now).try_into().unwrap_or_default())
}

/// The text of an error body, whichever shape it has.
fn detail(body: &Value) -> Option<String> {
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let old = || body.get("response")?.get("error")?.as_str();
    let said = text("hint")
        .or_else(|| text("detail"))
        .or_else(old)
        .or_else(|| text("title"))?;
    Some(crate::text::printable(said).chars().take(300).collect())
}

fn validation(body: &Value) -> Option<CrmErrorKind> {
    let text = |value: &Value, key: &str| match value.get(key) {
        Some(Value::String(text)) => crate::text::printable(text),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let items = body
        .get("validation-errors")?
        .as_array()?
        .iter()
        .map(|item| ItemErrors {
            request_id: text(item, "request_id"),
            errors: item
                .get("errors")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .map(|error| FieldError {
                    code: text(error, "code"),
                    path: text(error, "path"),
                    detail: text(error, "detail"),
                })
                .collect(),
        })
        .collect();
    Some(CrmErrorKind::Validation(items))
}

fn business(body: &Value) -> Option<CrmErrorKind> {
    let errors: BTreeMap<String, String> = body
        .get("errors")?
        .as_object()?
        .iter()
        .map(|(id, text)| {
            (
                id.clone(),
                crate::text::printable(
                    &text
                        .as_str()
                        .map_or_else(|| text.to_string(), ToOwned::to_owned),
                ),
            )
        })
        .collect();
    (!errors.is_empty()).then_some(CrmErrorKind::Business(errors))
}

/// A 400 whose legacy number says that it is not about what was sent (`docs/amocrm.md` 4.4, \[3p\] issue 33): nobody is signed
/// in, a right is missing, or the account is not paid. The number stands alone in old bodies and in words in new ones.
fn legacy(body: &Value, detail: Option<String>) -> Option<CrmErrorKind> {
    let old = body
        .pointer("/response/error_code")
        .and_then(|code| match code {
            Value::String(text) => text.parse().ok(),
            other => other.as_u64(),
        });
    let number = old.or_else(|| {
        let text = detail.as_deref()?;
        let (_, rest) = ["Код ошибки ", "Error "]
            .iter()
            .find_map(|words| text.split_once(words))?;
        rest.split(|c: char| !c.is_ascii_digit())
            .next()?
            .parse()
            .ok()
    });
    match number? {
        101 | 110..=112 => Some(CrmErrorKind::Unauthorized(detail)),
        113 | 202 | 244 | 288 => Some(CrmErrorKind::NoRight(detail)),
        402 => Some(CrmErrorKind::PaymentRequired),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_shape_is_understood() {
        let is = |status, json, body: Value| failure(status, json, Some(&body), None).to_string();
        assert_eq!(
            is(
                401,
                true,
                json!({"detail": "Invalid user name or password"})
            ),
            "not authorized: Invalid user name or password"
        );
        assert_eq!(
            is(
                400,
                true,
                json!({"validation-errors": [{"request_id": 3, "errors": [{"code": "X", "path": "name", "detail": "too long"}]}]})
            ),
            "refused: too long at `name`"
        );
        assert_eq!(
            is(400, true, json!({"errors": {"7": "Loss reason"}})),
            "refused: Loss reason"
        );
        assert_eq!(
            is(
                400,
                true,
                json!({"response": {"error": "old", "error_code": "240"}})
            ),
            "refused (HTTP 400): old"
        );
        assert_eq!(
            is(400, true, json!({"detail": "Код ошибки 244. Нет прав"})),
            "no rights: Код ошибки 244. Нет прав"
        );
        let old = json!({"response": {"error": "not paid", "error_code": 402}});
        assert!(matches!(
            failure(400, true, Some(&old), None),
            CrmErrorKind::PaymentRequired
        ));
        assert_eq!(
            is(400, true, json!({"detail": "Error 426."})),
            "refused (HTTP 400): Error 426."
        );
        assert!(matches!(
            failure(403, false, None, None),
            CrmErrorKind::Blocked(None)
        ));
        assert!(matches!(
            failure(403, true, None, None),
            CrmErrorKind::Forbidden(None)
        ));
        let wait = |body: &Value, header| match failure(429, true, Some(body), header) {
            CrmErrorKind::RateLimited { retry_after } => retry_after,
            other => panic!("{other}"),
        };
        let two = Some(Duration::from_secs(2));
        assert_eq!(
            wait(&json!({"retry_after": 5}), two),
            Some(Duration::from_secs(5))
        );
        for odd in [
            json!({}),
            json!({"retry_after": 1e300}),
            json!({"retry_after": -1}),
            json!({"retry_after": "soon"}),
        ] {
            assert_eq!(wait(&odd, two), two, "{odd}");
        }
    }

    #[test]
    fn a_retry_after_is_seconds_or_a_date() {
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        let wait = |text| retry_after(text, Some(date));
        for (text, seconds) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sun, 06 Nov 1994 08:49:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
        ] {
            assert_eq!(wait(text), seconds.map(Duration::from_secs), "{text}");
        }
        assert_eq!(retry_after(date, None), Some(Duration::ZERO));
    }
}
