//! A request and a reply as plain values, and the error bodies of the real service.

use serde_json::{Value, json};

/// A request as the socket gave it.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The bearer token.
    pub token: Option<String>,
    /// The host that the client named.
    pub host: String,
    /// `X-Refresh-Token`, used by the domain look-up.
    pub refresh_token: Option<String>,
    /// The content type of the body.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What goes back.
#[derive(Debug, Clone)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// `application/hal+json`, `application/problem+json`, `text/html`, …
    pub content_type: &'static str,
    /// Empty for 204.
    pub body: String,
    /// How many entities the request held; latency grows with it.
    pub items: usize,
    /// Whether anything was stored.
    pub saved: bool,
    /// Headers beside the usual ones.
    pub headers: Vec<(&'static str, String)>,
}

impl Request {
    /// The first value of a query parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }
}

impl Reply {
    /// A success with a body.
    pub fn ok(status: u16, body: &Value) -> Self {
        Self {
            status,
            content_type: "application/hal+json",
            body: body.to_string(),
            items: 0,
            saved: false,
            headers: Vec::new(),
        }
    }

    /// 204, which has no body.
    pub fn empty() -> Self {
        Self {
            body: String::new(),
            ..Self::ok(204, &Value::Null)
        }
    }

    /// A problem in shape a (`docs/amocrm.md` 4.1).
    pub fn problem(status: u16, title: &str, detail: &str) -> Self {
        Self {
            content_type: "application/problem+json",
            ..Self::ok(
                status,
                &json!({"title": title, "type": format!("https://httpstatus.es/{status}"),
                        "status": status, "detail": detail}),
            )
        }
    }

    /// A page of the web server in front.
    pub fn html(status: u16, title: &str) -> Self {
        Self {
            content_type: "text/html",
            body: format!(
                "<html><head><title>{status} {title}</title></head><body><center><h1>{status} {title}</h1></center><hr><center>nginx</center></body></html>"
            ),
            ..Self::empty()
        }
        .with_status(status)
    }

    /// The refusal of a whole batch: `(request id, code, path, detail)` for each mistake.
    pub fn validation(mistakes: &[Mistake]) -> Self {
        let mut items: Vec<(String, Vec<Value>)> = Vec::new();
        for mistake in mistakes {
            let error =
                json!({"code": mistake.code, "path": mistake.path, "detail": mistake.detail});
            match items.iter_mut().find(|(id, _)| *id == mistake.request_id) {
                Some((_, errors)) => errors.push(error),
                None => items.push((mistake.request_id.clone(), vec![error])),
            }
        }
        let errors: Vec<_> = items
            .into_iter()
            .map(|(id, errors)| json!({"request_id": id, "errors": errors}))
            .collect();
        Self {
            content_type: "application/problem+json",
            ..Self::ok(
                400,
                &json!({"validation-errors": errors, "title": "Bad Request",
                        "type": "https://httpstatus.es/400", "status": 400,
                        "detail": "Request validation failed"}),
            )
        }
    }

    /// A reply of the token endpoint that refuses.
    pub fn oauth(status: u16, hint: Option<&str>, title: &str, detail: &str) -> Self {
        let mut body = json!({"title": title, "status": status, "detail": detail,
            "type": "https://developers.amocrm.ru/v3/errors/OAuthProblemJson"});
        if let Some(hint) = hint {
            body["hint"] = hint.into();
        }
        Self {
            content_type: "application/json",
            ..Self::ok(status, &body)
        }
    }

    /// Marks the reply as one to a request of `items` entities that were stored.
    #[must_use]
    pub fn stored(mut self, items: usize) -> Self {
        self.items = items;
        self.saved = true;
        self
    }

    fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }
}

/// One mistake in one item of a batch.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// The item's request id, or its position.
    pub request_id: String,
    /// For example `NotSupportedChoice`.
    pub code: &'static str,
    /// Dotted path inside the item.
    pub path: String,
    /// In words.
    pub detail: &'static str,
}

/// Codes and texts as captured from the real service.
pub const NOT_A_CHOICE: (&str, &str) = (
    "NotSupportedChoice",
    "The value you selected is not a valid choice.",
);
/// An unknown key.
pub const NOT_EXPECTED: (&str, &str) = ("FieldNotExpected", "This field was not expected.");
/// A missing key; the spelling is an analogy.
pub const MISSING: (&str, &str) = ("FieldMissing", "This field is missing.");
/// Too long; the spelling is an analogy.
pub const TOO_LONG: (&str, &str) = ("TooLong", "This value is too long.");
/// A wrong JSON type.
pub const NOT_INT: (&str, &str) = ("InvalidType", "This value should be of type int.");
/// A wrong JSON type.
pub const NOT_STRING: (&str, &str) = ("InvalidType", "This value should be of type string.");
/// A wrong JSON type.
pub const NOT_ARRAY: (&str, &str) = ("InvalidType", "This value should be of type array.");
