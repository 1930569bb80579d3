//! Exchanges at the token endpoint.

use serde_json::{Value, json};

use super::Tokens;

use crate::crm::api::{Repeat, Request};
use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::transport::{Auth, Transport};
use crate::secrets::Secret;

const TOKEN_PATH: &str = "/oauth2/access_token";

/// An answer of the token endpoint.
pub(super) struct Pair {
    pub(super) access: Secret,
    pub(super) refresh: Secret,
    pub(super) seconds: i64,
}

impl Tokens {
    pub(super) fn grant(&self, secret: &Secret, grant: &str, key: &str, value: &Secret) -> Value {
        json!({"client_id": self.amo.client_id, "client_secret": secret.reveal(), "grant_type": grant,
               key: value.reveal(), "redirect_uri": self.amo.redirect_uri})
    }
}

/// One exchange at the token endpoint; 429 is waited out.
pub(super) fn ask(transport: &Transport, body: Value) -> Result<Pair, CrmError> {
    let request = Request::post(TOKEN_PATH, body, Repeat::OnlyIfUnseen);
    let answer =
        crate::crm::retry::waiting_out_429(transport, || transport.send(&request, Auth::None))?;
    let body = answer.body.unwrap_or_default();
    let text = |key: &str| {
        body.get(key)
            .and_then(Value::as_str)
            .filter(|text| !text.is_empty())
            .map(Secret::new)
    };
    let unreadable = |key: &str| CrmError {
        request: format!("POST {TOKEN_PATH}"),
        trace: None,
        kind: CrmErrorKind::Unreadable {
            status: answer.status,
            reason: format!("field `{key}` is missing"),
        },
    };
    Ok(Pair {
        access: text("access_token").ok_or_else(|| unreadable("access_token"))?,
        refresh: text("refresh_token").ok_or_else(|| unreadable("refresh_token"))?,
        seconds: body
            .get("expires_in")
            .and_then(Value::as_i64)
            .unwrap_or(86_400),
    })
}
