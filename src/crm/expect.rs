//! What a success answer must look like.
//!
//! Only 204, or 404 for one id, says that there is nothing. A 200 that lacks what was asked for (an empty body, `{}`,
//! `[]`, `null`, another type) says nothing at all: it is unreadable, and whoever may ask again asks again.

use serde_json::Value;

use super::api::{Answer, Request};
use super::error::{CrmError, CrmErrorKind};

/// The shape of a success answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// Nothing in particular.
    Anything,
    /// Nothing (204), or objects with ids under this key of `_embedded`.
    List(&'static str),
    /// Nothing (204), or an object with an id.
    Object,
}

/// The answer as it was asked for, or why it cannot be read. Ids that came as text are numbers afterwards.
pub(super) fn checked(request: &Request, mut answer: Answer) -> Result<Answer, CrmError> {
    let problem = match (request.expect, &mut answer.body) {
        (Expect::Anything, _) => None,
        (_, None) if answer.status == 204 => None,
        (_, None) => Some("it has no body".to_owned()),
        (Expect::Object, Some(body)) => {
            (!has_id(body)).then(|| "field `id` is missing, or no id".to_owned())
        }
        (Expect::List(key), Some(body)) => list_problem(body, key),
    };
    match problem {
        None => Ok(answer),
        Some(reason) => Err(unreadable(request, answer.status, reason)),
    }
}

/// An answer that says nothing, and why.
pub(super) fn unreadable(request: &Request, status: u16, reason: impl Into<String>) -> CrmError {
    CrmError {
        request: format!(
            "{} {}",
            super::transport::name(request.method),
            request.path
        ),
        trace: None,
        kind: CrmErrorKind::Unreadable {
            status,
            reason: reason.into(),
        },
    }
}

fn list_problem(body: &mut Value, key: &str) -> Option<String> {
    let items = body
        .pointer_mut(&format!("/_embedded/{key}"))
        .and_then(Value::as_array_mut);
    let Some(items) = items else {
        return Some(format!("field `_embedded.{key}` is missing, or no list"));
    };
    let wrong = items.iter_mut().position(|item| !has_id(item))?;
    Some(format!("field `_embedded.{key}.{wrong}` has no id"))
}

/// Whether an object has an id that an entity can have; one that is text becomes a number.
fn has_id(object: &mut Value) -> bool {
    let Some(id) = object.get_mut("id") else {
        return false;
    };
    let Some(number) = whole(id) else {
        return false;
    };
    *id = number.into();
    number > 0
}

/// A whole number, also where it came as text.
pub(super) fn whole(value: &Value) -> Option<i64> {
    let text = || value.as_str()?.trim().parse().ok();
    value.as_i64().or_else(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(expect: Expect, status: u16, body: Option<Value>) -> Result<Option<Value>, String> {
        let request = Request {
            expect,
            ..Request::get("/api/v4/contacts")
        };
        checked(&request, Answer { status, body })
            .map(|answer| answer.body)
            .map_err(|error| error.kind.to_string())
    }

    #[test]
    fn only_204_says_that_there_is_nothing() {
        for expect in [Expect::List("contacts"), Expect::Object] {
            assert_eq!(read(expect, 204, None), Ok(None));
            for body in [
                None,
                Some(json!(null)),
                Some(json!({})),
                Some(json!([])),
                Some(json!("")),
                Some(json!(0)),
                Some(json!({"_embedded": null})),
                Some(json!({"_embedded": {"contacts": {}}})),
                Some(json!({"_embedded": {"leads": []}})),
                Some(json!({"_embedded": {"contacts": [null]}})),
                Some(json!({"_embedded": {"contacts": [{"id": 5}, {"name": "a"}]}})),
                Some(json!({"id": null})),
                Some(json!({"id": 0})),
                Some(json!({"id": -5})),
                Some(json!({"id": 1.5})),
                Some(json!({"id": "five"})),
                Some(json!({"id": [1]})),
            ] {
                assert!(read(expect, 200, body.clone()).is_err(), "{body:?}");
            }
        }
    }

    #[test]
    fn what_was_asked_for_is_read_and_text_ids_become_numbers() {
        let list = |id: Value| json!({"_embedded": {"contacts": [{"id": id}]}});
        let expect = Expect::List("contacts");
        assert_eq!(
            read(expect, 200, Some(list(json!(7)))),
            Ok(Some(list(json!(7))))
        );
        assert_eq!(
            read(expect, 200, Some(list(json!("7")))),
            Ok(Some(list(json!(7))))
        );
        let empty = json!({"_embedded": {"contacts": []}});
        assert_eq!(read(expect, 200, Some(empty.clone())), Ok(Some(empty)));
        let one = json!({"id": "12", "name": "a"});
        assert_eq!(
            read(Expect::Object, 200, Some(one)),
            Ok(Some(json!({"id": 12, "name": "a"})))
        );
    }
}
