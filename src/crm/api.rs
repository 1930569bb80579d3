//! One request and its answer, before anybody knows what they mean.

use serde_json::Value;

use super::error::CrmError;
use super::expect::Expect;

/// The methods that the API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates, links.
    Post,
    /// Changes.
    Patch,
    /// Deletes a field, a status, a funnel.
    Delete,
}

/// Whether a request whose outcome is unknown may simply be sent again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Sending it twice has the effect of sending it once: reads, changes, links.
    Safe,
    /// A create: sent again only when the CRM surely did nothing (429, no connection, a refreshed token).
    OnlyIfUnseen,
}

/// A request relative to the account's address.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// For example `/api/v4/leads`; ids are numbers, so nothing needs escaping.
    pub path: String,
    /// Keys and values, not yet escaped.
    pub query: Vec<(String, String)>,
    /// The body, as JSON text: a list of entities is many times larger in memory as a value.
    pub body: Option<String>,
    /// What may be done when no answer comes.
    pub repeat: Repeat,
    /// What a success answer must look like.
    pub expect: Expect,
}

/// A success: 200 to 204.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body; `None` for 204 and for an empty one.
    pub body: Option<Value>,
}

/// The CRM as something that answers requests; authorized, paced and retried underneath.
pub trait Api: Sync {
    /// Sends a request until it is answered, refused, or its outcome is unknown.
    fn call(&self, request: &Request) -> Result<Answer, CrmError>;
}

impl Request {
    /// A read.
    pub fn get(path: impl Into<String>) -> Self {
        Self::new(Method::Get, path, Repeat::Safe)
    }

    /// A create, or a link with `repeat` set to [`Repeat::Safe`].
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a body is built for its request"
    )]
    pub fn post(path: impl Into<String>, body: Value, repeat: Repeat) -> Self {
        Self::written(Method::Post, path, body.to_string(), repeat)
    }

    /// A request whose body is JSON text already.
    pub fn written(method: Method, path: impl Into<String>, body: String, repeat: Repeat) -> Self {
        Self {
            body: Some(body),
            ..Self::new(method, path, repeat)
        }
    }

    /// A change.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a body is built for its request"
    )]
    pub fn patch(path: impl Into<String>, body: Value) -> Self {
        Self::written(Method::Patch, path, body.to_string(), Repeat::Safe)
    }

    /// A delete.
    pub fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::Delete, path, Repeat::Safe)
    }

    /// Its answer is a list under this key, or 204.
    #[must_use]
    pub fn list(self, key: &'static str) -> Self {
        Self {
            expect: Expect::List(key),
            ..self
        }
    }

    /// Its answer is an object with an id, or 204.
    #[must_use]
    pub fn object(self) -> Self {
        Self {
            expect: Expect::Object,
            ..self
        }
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, key: impl Into<String>, value: impl std::fmt::Display) -> Self {
        self.query.push((key.into(), format!("{value}")));
        self
    }

    /// Whether 403 may be about a right, or a part of the account, that not everybody has (`docs/amocrm.md` 4.4, 5.2, 9.1, 10, 11.1).
    /// Elsewhere it is about access at all.
    pub fn may_be_denied(&self) -> bool {
        let path = self.path.as_str();
        let under = |prefix: &str| path.starts_with(prefix);
        let is_shape = path.contains("/custom_fields")
            || path == "/api/v4/catalogs"
            || under("/api/v4/leads/pipelines");
        under("/api/v4/users")
            || under("/api/v2/")
            || under("/api/v4/leads/loss_reasons")
            || self.is_about_customers()
            || (self.method != Method::Get && is_shape)
    }

    /// Whether it is about customers, a part that is paid for and switched on by itself (`docs/amocrm.md` 4.4).
    pub fn is_about_customers(&self) -> bool {
        self.path.starts_with("/api/v4/customers")
    }

    fn new(method: Method, path: impl Into<String>, repeat: Repeat) -> Self {
        Self {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            repeat,
            expect: Expect::Anything,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrators_change_the_shape_and_everybody_works_with_records() {
        for request in [
            Request::get("/api/v4/users"),
            Request::get("/api/v4/customers/segments/custom_fields"),
            Request::post("/api/v2/fields", Value::Null, Repeat::OnlyIfUnseen),
            Request::delete("/api/v4/leads/custom_fields/7"),
            Request::patch("/api/v4/leads/pipelines/7/statuses/8", Value::Null),
            Request::patch("/api/v4/catalogs/7/custom_fields", Value::Null),
        ] {
            assert!(request.may_be_denied(), "{request:?}");
        }
        for request in [
            Request::get("/api/v4/account"),
            Request::get("/api/v4/leads/custom_fields"),
            Request::get("/api/v4/leads/pipelines"),
            Request::patch("/api/v4/contacts", Value::Null),
            Request::post("/api/v4/leads/link", Value::Null, Repeat::OnlyIfUnseen),
            Request::patch("/api/v4/catalogs/7/elements", Value::Null),
        ] {
            assert!(!request.may_be_denied(), "{request:?}");
        }
    }
}
