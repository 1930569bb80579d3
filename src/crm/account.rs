//! The account behind the token.

use serde::Serialize;
use serde_json::Value;

use super::Crm;
use super::api::{Api as _, Request};
use super::error::explained;
use crate::error::{Exit, Failure};

/// The account behind the token.
#[derive(Debug, Clone, Serialize)]
pub struct Account {
    /// Id.
    pub id: i64,
    /// Name.
    pub name: String,
    /// First part of the address.
    pub subdomain: String,
    /// The CRM user behind the token.
    pub current_user_id: i64,
    /// IANA name.
    pub time_zone: String,
}

/// Reads the account (`docs/amocrm.md` 5.1).
pub fn read(crm: &Crm) -> Result<Account, Failure> {
    let request = Request::get("/api/v4/account")
        .query("with", "datetime_settings")
        .object();
    let answer = crm.call(&request).map_err(explained)?;
    let body = answer.body.unwrap_or_default();
    let missing = |field: &str| {
        Failure::new(
            Exit::Failure,
            format!("unexpected answer to `GET /api/v4/account`: field `{field}` is missing"),
        )
    };
    let number = |field: &str| {
        body.get(field)
            .and_then(Value::as_i64)
            .ok_or_else(|| missing(field))
    };
    let text = |path: &str| {
        body.pointer(path)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    Ok(Account {
        id: number("id")?,
        name: text("/name"),
        subdomain: text("/subdomain"),
        current_user_id: number("current_user_id")?,
        time_zone: text("/_embedded/datetime_settings/timezone"),
    })
}
