//! An account that lives at another address than the profile says.

use serde_json::Value;
use url::Url;

use super::{Tokens, local};

use crate::crm::api::Request;
use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::tokens::jwt::claim;
use crate::crm::transport::{Auth, Transport};
use crate::secrets::Secret;

impl Tokens {
    /// Asks the service where the account is now. Only hosts of the service are asked.
    pub(super) fn follow_move(
        &self,
        transport: &Transport,
        refresh: &Secret,
    ) -> Result<bool, CrmError> {
        let domain = self
            .stored()
            .map_err(local)?
            .and_then(|access| claim(&access.token, "api_domain"))
            .and_then(|domain| domain.as_str().map(ToOwned::to_owned));
        let base = transport.base();
        let Some(asked) = domain.and_then(|domain| service_url(&domain, &base)) else {
            return Ok(false);
        };
        let request = Request::get("/oauth2/account/current/subdomain");
        let answer = crate::crm::retry::waiting_out_429(transport, || {
            transport.send_to(&asked, &request, Auth::Refresh(refresh))
        });
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) if error.asks_for_quiet() => return Err(error),
            Err(_) => return Ok(false),
        };
        let found = answer
            .body
            .as_ref()
            .and_then(|body| body.get("domain"))
            .and_then(Value::as_str)
            .and_then(|domain| service_url(domain, &base));
        match found {
            Some(new) if new != base => {
                tracing::warn!(
                    url = new.as_str(),
                    "the account has moved; set `amo.url` in the profile to this address"
                );
                transport.move_to(new);
                Ok(true)
            }
            _ => Ok(false),
        }
    }
}

/// 401 and 404 at the token endpoint are also what an account that moved away answers.
pub(super) fn may_have_moved(error: &CrmError) -> bool {
    matches!(
        error.kind,
        CrmErrorKind::Unauthorized(_) | CrmErrorKind::Refused { status: 404, .. }
    )
}

/// The address of a host of the service; `None` for any other. A sandbox on loopback may move on loopback only, and no
/// real account goes there.
fn service_url(domain: &str, now: &Url) -> Option<Url> {
    let https = Url::parse(&format!("https://{domain}")).ok()?;
    let host = https.host_str()?;
    if now.scheme() == "http" {
        let loopback = host == "127.0.0.1" || host == "localhost";
        return loopback
            .then(|| Url::parse(&format!("http://{domain}")).ok())
            .flatten();
    }
    [".amocrm.ru", ".amocrm.com", ".kommo.com"]
        .iter()
        .any(|service| host.ends_with(service))
        .then_some(https)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hosts_of_the_service_are_asked() {
        let real = Url::parse("https://school.amocrm.ru").expect("is an address");
        for domain in ["api-a.amocrm.ru", "api-c.kommo.com", "new.amocrm.com"] {
            let found = service_url(domain, &real).expect("is of the service");
            assert_eq!(found.as_str(), format!("https://{domain}/"));
        }
        for domain in [
            "amocrm.ru.evil.example",
            "evil.example",
            "evilkommo.com",
            "x@evil.example",
            "127.0.0.1:80",
            "localhost",
        ] {
            assert!(service_url(domain, &real).is_none(), "{domain}");
        }
    }

    #[test]
    fn a_sandbox_moves_on_loopback_only() {
        let sandbox = Url::parse("http://127.0.0.1:8080").expect("is an address");
        let found = service_url("localhost:8080", &sandbox).expect("is loopback");
        assert_eq!(found.as_str(), "http://localhost:8080/");
        for domain in ["api-a.amocrm.ru", "localhost.evil.example", "127.0.0.2"] {
            assert!(service_url(domain, &sandbox).is_none(), "{domain}");
        }
    }
}
