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
        403 if json => CrmErrorKind::Forbidden(detail),
        403 => CrmErrorKind::Blocked,
        429 => CrmErrorKind::RateLimited {
            retry_after: body
                .and_then(|body| body.get("retry_after"))
                .and_then(Value::as_f64)
                // What is no span of time (negative, far too large) says as little as no number at all.
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
                .or(retry_after),
        },
        500.. => CrmErrorKind::Server { status, detail },
        400 => body
            .and_then(|body| validation(body).or_else(|| business(body)))
            .unwrap_or(CrmErrorKind::Refused { status, detail }),
        _ => CrmErrorKind::Refused { status, detail },
    }
}

/// The text of an error body, whichever shape it has.
fn detail(body: &Value) -> Option<String> {
    let text = |key: &str| body.get(key).and_then(Value::as_str);
    let old = || body.get("response")?.get("error")?.as_str();
    let said = text("hint")
        .or_else(|| text("detail"))
        .or_else(old)
        .or_else(|| text("title"))?;
    Some(crate::output::printable(said).chars().take(300).collect())
}

fn validation(body: &Value) -> Option<CrmErrorKind> {
    let text = |value: &Value, key: &str| match value.get(key) {
        Some(Value::String(text)) => text.clone(),
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
                text.as_str()
                    .map_or_else(|| text.to_string(), ToOwned::to_owned),
            )
        })
        .collect();
    (!errors.is_empty()).then_some(CrmErrorKind::Business(errors))
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
        assert!(matches!(
            failure(403, false, None, None),
            CrmErrorKind::Blocked
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
}
