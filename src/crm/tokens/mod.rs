//! The stored pair and its renewal.
//!
//! A refresh token works once. Two holders that both notice the expired access token must not both use it: the second
//! would get 401, and if it then wrote its stale pair, access would be lost for good. So a refresh happens under a lock
//! that all processes share, the pair is read again inside, and what another process stored meanwhile is used.

mod jwt;
mod moved;
mod oauth;
mod record;
mod refresh_lock;
mod vault;

use self::jwt::claim;
use self::moved::may_have_moved;
use self::oauth::{Pair, ask};
pub use self::record::Access;
use self::record::{Stored, usable};
pub use self::vault::open as open_vault;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde_json::json;

use crate::clock::unix_now;
use crate::config::{ActiveProfile, Amo};
use crate::crm::error::{CrmError, CrmErrorKind, Effect};
use crate::crm::transport::Transport;
use crate::error::{Exit, Failure};
use crate::secrets::{self, Name, Secret, Vault};

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

impl Tokens {
    /// The tokens that the profile's store, or the environment, holds.
    pub fn open(profile: &ActiveProfile) -> Result<Self, Failure> {
        Ok(Self {
            vault: open_vault(profile),
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
                        let why = words(&error.kind);
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

/// Why the service refused, without what [`CrmErrorKind::Unauthorized`] says itself.
fn words(kind: &CrmErrorKind) -> String {
    match kind {
        CrmErrorKind::Unauthorized(Some(detail)) => detail.clone(),
        CrmErrorKind::Unauthorized(None) => "the service refused the refresh token".to_owned(),
        other => other.to_string(),
    }
}

fn unauthorized(why: &str) -> CrmError {
    error_of(CrmErrorKind::Unauthorized(Some(why.to_owned())))
}

fn local(why: impl std::fmt::Display) -> CrmError {
    error_of(CrmErrorKind::Local(why.to_string()))
}

fn error_of(kind: CrmErrorKind) -> CrmError {
    CrmError {
        request: String::new(),
        trace: None,
        kind,
    }
}
