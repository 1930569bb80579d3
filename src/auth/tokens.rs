//! The stored pair and its renewal.
//!
//! A refresh token works once. Two holders that both notice the expired access token must not both use it: the second
//! would get 401, and if it then wrote its stale pair, access would be lost for good. So a refresh happens under a lock
//! that all processes share, the pair is read again inside, and what another process stored meanwhile is used.

use std::fs::{File, OpenOptions};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::clock::unix_now;
use crate::config::{ActiveProfile, Amo};
use crate::crm::api::{Repeat, Request};
use crate::crm::error::{CrmError, CrmErrorKind, Effect};
use crate::crm::transport::{Auth, Transport};
use crate::error::{Exit, Failure};
use crate::secrets::{self, Name, Secret, Vault};

/// A token with less than this left is renewed before it is used.
const MARGIN_SECONDS: i64 = 60;
const LOCK_WAIT: Duration = Duration::from_secs(60);
const TOKEN_PATH: &str = "/oauth2/access_token";

/// An access token and what is known of it.
#[derive(Debug, Clone)]
pub struct Access {
    /// The token.
    pub token: Secret,
    /// Unix seconds at which it ends; `None` when it does not say.
    pub end: Option<i64>,
    /// Made by hand for up to five years; there is no refresh token.
    pub long_lived: bool,
    /// Unix seconds at which it was stored; the refresh token is as old.
    pub since: i64,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    token: String,
    end: Option<i64>,
    long_lived: bool,
    since: i64,
}

/// The tokens of a profile, shared by threads.
#[derive(Debug)]
pub struct Tokens {
    vault: Box<dyn Vault>,
    amo: Amo,
    lock: PathBuf,
    from_environment: Option<Secret>,
    current: Mutex<Option<Access>>,
    /// The refresh token that the service has refused, and its words. It is not asked again while the store holds no other.
    refused: Mutex<Option<(Secret, String)>>,
}

/// An answer of the token endpoint.
struct Pair {
    access: Secret,
    refresh: Secret,
    seconds: i64,
}

impl Tokens {
    /// The tokens that the profile's store, or the environment, holds.
    pub fn open(profile: &ActiveProfile) -> Result<Self, Failure> {
        Ok(Self {
            vault: secrets::open(profile),
            amo: profile.settings.amo.clone(),
            lock: profile.dir.join("refresh.lock"),
            from_environment: secrets::from_environment(
                "AMOSYNC_ACCESS_TOKEN",
                "amosync_access_token",
            )?,
            current: Mutex::new(None),
            refused: Mutex::new(None),
        })
    }

    /// Where the tokens are kept.
    pub fn vault(&self) -> &dyn Vault {
        self.vault.as_ref()
    }

    /// What is stored, without renewing anything.
    pub fn stored(&self) -> Result<Option<Access>, Failure> {
        if let Some(token) = &self.from_environment {
            return Ok(Some(Access {
                end: claim(token, "exp").and_then(|end| end.as_i64()),
                token: token.clone(),
                long_lived: true,
                since: unix_now(),
            }));
        }
        let Some(text) = self.vault.read(Name::AccessToken)? else {
            return Ok(None);
        };
        let stored: Stored = serde_json::from_str(text.reveal()).map_err(|_| {
            Failure::new(Exit::NotAuthorized, "the stored access token is damaged")
                .hint("run `auth login`")
        })?;
        Ok(Some(Access {
            token: Secret::new(&stored.token),
            end: stored.end,
            long_lived: stored.long_lived,
            since: stored.since,
        }))
    }

    /// A token that works for at least another minute.
    pub fn access(&self, transport: &Transport) -> Result<Secret, CrmError> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(access) = current.as_ref().filter(|access| usable(access)) {
            return Ok(access.token.clone());
        }
        let access = match self.stored().map_err(local)? {
            Some(access) if usable(&access) => access,
            _ => self.renew_locked(transport, None)?,
        };
        let token = access.token.clone();
        *current = Some(access);
        Ok(token)
    }

    /// Another token than `refused`, which the CRM answered with 401.
    pub fn replace(&self, transport: &Transport, refused: &Secret) -> Result<Secret, CrmError> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(access) = current
            .as_ref()
            .filter(|access| usable(access) && access.token != *refused)
        {
            return Ok(access.token.clone());
        }
        let access = self.renew_locked(transport, Some(refused))?;
        let token = access.token.clone();
        *current = Some(access);
        Ok(token)
    }

    /// Renews the pair even though it still works, unless somebody else did since `known`.
    pub fn renew(&self, transport: &Transport, known: &Access) -> Result<Access, CrmError> {
        let access = self.renew_locked(transport, Some(&known.token))?;
        *self.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(access.clone());
        Ok(access)
    }

    /// Exchanges a code and stores the pair. The old pair stays until the new one is there.
    pub fn exchange(
        &self,
        transport: &Transport,
        code: &Secret,
        secret: &Secret,
    ) -> Result<Access, CrmError> {
        let body = self.grant(secret, "authorization_code", "code", code);
        let pair = ask(transport, body)?;
        self.vault
            .write(Name::ClientSecret, secret)
            .map_err(local)?;
        self.keep(pair).map_err(local)
    }

    /// Stores a long-lived token.
    pub fn keep_long_lived(&self, token: &Secret) -> Result<Access, Failure> {
        let access = Access {
            token: token.clone(),
            end: claim(token, "exp").and_then(|end| end.as_i64()),
            long_lived: true,
            since: unix_now(),
        };
        self.vault.remove(Name::RefreshToken)?;
        self.write_access(&access)?;
        Ok(access)
    }

    /// Removes everything that was stored.
    pub fn forget(&self) -> Result<(), Failure> {
        Name::KEPT
            .into_iter()
            .try_for_each(|name| self.vault.remove(name))
    }

    /// The client secret: environment, else store.
    pub fn client_secret(&self) -> Result<Option<Secret>, Failure> {
        match secrets::from_environment("AMOSYNC_CLIENT_SECRET", "amosync_client_secret")? {
            Some(secret) => Ok(Some(secret)),
            None => self.vault.read(Name::ClientSecret),
        }
    }

    fn renew_locked(
        &self,
        transport: &Transport,
        refused: Option<&Secret>,
    ) -> Result<Access, CrmError> {
        let _lock = self.take_lock(transport)?;
        let stored = self.stored().map_err(local)?;
        if let Some(access) = stored {
            if usable(&access) && refused != Some(&access.token) {
                return Ok(access);
            }
            if access.long_lived {
                return Err(unauthorized("the long-lived token is expired or revoked"));
            }
        }
        let Some(refresh) = self.vault.read(Name::RefreshToken).map_err(local)? else {
            return Err(unauthorized("nobody is signed in"));
        };
        let known = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, why)) = known.as_ref().filter(|(token, _)| *token == refresh) {
            return Err(unauthorized(why));
        }
        drop(known);
        let Some(secret) = self.client_secret().map_err(local)? else {
            return Err(unauthorized("the client secret is not stored"));
        };
        let body = self.grant(&secret, "refresh_token", "refresh_token", &refresh);
        let mut answer = ask(transport, body.clone());
        // No answer at all: the same token once more. Kommo allows it; elsewhere it does no harm.
        if answer
            .as_ref()
            .is_err_and(|error| error.effect() == Effect::Unknown && !error.asks_for_quiet())
        {
            answer = ask(transport, body.clone());
        }
        if answer.as_ref().is_err_and(may_have_moved) && self.follow_move(transport, &refresh)? {
            answer = ask(transport, body);
        }
        match answer {
            Ok(pair) => self.keep(pair).map_err(local),
            Err(error) if error.effect() == Effect::None && !error.stops_before_answer() => {
                // Somebody without our lock, on another machine perhaps, may have stored a newer pair.
                match self.stored().map_err(local)? {
                    Some(access) if usable(&access) && refused != Some(&access.token) => Ok(access),
                    _ => {
                        let why = error.kind.to_string();
                        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) =
                            Some((refresh, why.clone()));
                        Err(CrmError {
                            kind: CrmErrorKind::Unauthorized(Some(why)),
                            ..error
                        })
                    }
                }
            }
            Err(error) => Err(error),
        }
    }

    /// Asks the service where the account is now. Only hosts of the service are asked.
    fn follow_move(&self, transport: &Transport, refresh: &Secret) -> Result<bool, CrmError> {
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

    fn take_lock(&self, transport: &Transport) -> Result<File, CrmError> {
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .open(&self.lock)
            .map_err(|error| local(format!("cannot open `{}`: {error}", self.lock.display())))?;
        let end = Instant::now() + LOCK_WAIT;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(std::fs::TryLockError::WouldBlock) if Instant::now() < end => {
                    if let Some(exit) = transport.stop().wait(Duration::from_millis(20)) {
                        return Err(error_of(CrmErrorKind::Stopped(exit)));
                    }
                }
                Err(error) => {
                    return Err(local(format!(
                        "cannot lock `{}`: {error}",
                        self.lock.display()
                    )));
                }
            }
        }
    }

    fn grant(&self, secret: &Secret, grant: &str, key: &str, value: &Secret) -> Value {
        json!({"client_id": self.amo.client_id, "client_secret": secret.reveal(), "grant_type": grant,
               key: value.reveal(), "redirect_uri": self.amo.redirect_uri})
    }

    /// Stores the refresh token first: a crash before the access token leaves a pair that can be renewed.
    fn keep(&self, pair: Pair) -> Result<Access, Failure> {
        self.vault.write(Name::RefreshToken, &pair.refresh)?;
        let access = Access {
            token: pair.access,
            end: Some(unix_now() + pair.seconds),
            long_lived: false,
            since: unix_now(),
        };
        self.write_access(&access)?;
        Ok(access)
    }

    fn write_access(&self, access: &Access) -> Result<(), Failure> {
        let stored = json!({"token": access.token.reveal(), "end": access.end, "long_lived": access.long_lived, "since": access.since});
        self.vault
            .write(Name::AccessToken, &Secret::new(&stored.to_string()))
    }
}

/// One exchange at the token endpoint; 429 is waited out.
fn ask(transport: &Transport, body: Value) -> Result<Pair, CrmError> {
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

/// A claim of a token, read without verifying: no key is published. Only a hint.
pub fn claim(token: &Secret, name: &str) -> Option<Value> {
    let payload = token.reveal().split('.').nth(1)?;
    let claims: Value = serde_json::from_slice(&base64url(payload)?).ok()?;
    claims.get(name).cloned()
}

fn usable(access: &Access) -> bool {
    access
        .end
        .is_none_or(|end| end - unix_now() >= MARGIN_SECONDS)
}

/// 401 and 404 at the token endpoint are also what an account that moved away answers.
fn may_have_moved(error: &CrmError) -> bool {
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

fn unauthorized(why: &str) -> CrmError {
    error_of(CrmErrorKind::Unauthorized(Some(why.to_owned())))
}

fn local(why: impl std::fmt::Display) -> CrmError {
    error_of(CrmErrorKind::Local(why.to_string()))
}

fn error_of(kind: CrmErrorKind) -> CrmError {
    CrmError {
        request: "authorization".to_owned(),
        trace: None,
        kind,
    }
}

fn base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut word, mut bits) = (0u32, 0u32);
    for c in text.trim_end_matches('=').bytes() {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        word = word << 6 | u32::from(six);
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(word >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claims_are_read_from_the_middle_part() {
        let token = Secret::new(
            "e30.eyJleHAiOjE4NjE5MjAwMDAsImFwaV9kb21haW4iOiJhcGktYS5hbW9jcm0ucnUifQ.sig",
        );
        assert_eq!(claim(&token, "exp"), Some(json!(1_861_920_000)));
        assert_eq!(claim(&token, "api_domain"), Some(json!("api-a.amocrm.ru")));
        assert_eq!(claim(&Secret::new("opaque"), "exp"), None);
    }

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
