//! The stored pair and its renewal.
//!
//! A refresh token works once. Two holders that both notice the expired access token must not both use it: the second
//! would get 401, and if it then wrote its stale pair, access would be lost for good. So a refresh happens under a lock
//! that all processes share, the pair is read again inside, and what another process stored meanwhile is used.

mod cut_off;
mod jwt;
mod moved;
mod oauth;
mod record;
mod refresh_lock;
mod vault;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::clock::unix_now;
use crate::config::{ActiveProfile, Amo};
use crate::crm::error::{CrmError, CrmErrorKind, Effect, explained};
use crate::crm::transport::Transport;
use crate::error::{Exit, Failure, exit_of};
use crate::secrets::{self, Name, Reserve, Secret, Vault};
use crate::signals::Stop;

use self::jwt::claim;
use self::moved::may_have_moved;
use self::oauth::{Pair, ask};
pub use self::record::Access;
use self::record::{Stored, usable};
pub use self::vault::open as open_vault;

/// The tokens of a profile, shared by threads.
#[derive(Debug)]
pub struct Tokens {
    vault: Box<dyn Vault>,
    amo: Amo,
    lock: PathBuf,
    /// How long another process may hold the lock.
    patience: Mutex<Duration>,
    /// A token from outside that is tried before it is stored; nothing stored takes its place.
    tried: Mutex<Option<Secret>>,
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
            patience: Mutex::new(refresh_lock::LEAST),
            tried: Mutex::new(None),
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
        let stored = match self.vault.read(Name::AccessToken)? {
            Some(text) => serde_json::from_str::<Stored>(text.reveal())
                .map(Some)
                .map_err(|_| ()),
            None => Ok(None),
        };
        if let Ok(Some(stored)) = stored {
            return Ok(Some(Access {
                token: Secret::new(&stored.token),
                end: stored.end,
                long_lived: stored.long_lived,
                since: stored.since,
            }));
        }
        // A refresh token is enough: its first use brings the other one.
        if self.vault.read(Name::RefreshToken)?.is_some() {
            return Ok(Some(Access {
                token: Secret::new(""),
                end: Some(0),
                long_lived: false,
                since: unix_now(),
            }));
        }
        match stored {
            Ok(_) => Ok(None),
            Err(()) => Err(
                Failure::new(Exit::NotAuthorized, "the stored access token is damaged")
                    .hint("run `auth login`"),
            ),
        }
    }

    /// A token that works for at least another minute.
    pub fn access(&self, transport: &Transport) -> Result<Secret, CrmError> {
        if let Some(token) = self.tried() {
            return Ok(token);
        }
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
        if self.tried().is_some() {
            return Err(unauthorized("the CRM refuses the new token"));
        }
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

    /// Exchanges a code, has `verify` look at the account with the new token, and stores the pair in place of the old one.
    ///
    /// Only a token that is refused, or that belongs to another account, is not stored: a code cannot be used again.
    pub fn exchange(
        &self,
        transport: &Transport,
        code: &Secret,
        secret: &Secret,
        verify: impl FnOnce() -> anyhow::Result<()>,
    ) -> Result<anyhow::Result<Access>, CrmError> {
        let _lock = self.take_lock(transport.stop())?;
        let reserve = self.vault.reserve().map_err(kept_back)?;
        let body = self.grant(secret, "authorization_code", "code", code);
        let pair = ask(transport, body)?;
        match self.tried_out(&pair.access, verify) {
            Err(error) if matches!(exit_of(&error), Exit::NotAuthorized | Exit::Config) => {
                Ok(Err(error))
            }
            verified => {
                let access = self.keep(pair, Some(secret), reserve).map_err(local)?;
                Ok(verified.map(|()| access))
            }
        }
    }

    /// Stores a long-lived token once `verify` has seen the account with it; then the pair is removed.
    pub fn keep_long_lived(
        &self,
        stop: &Stop,
        token: &Secret,
        verify: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<Access> {
        let access = Access {
            token: token.clone(),
            end: claim(token, "exp").and_then(|end| end.as_i64()),
            long_lived: true,
            since: unix_now(),
        };
        let _lock = self.take_lock(stop).map_err(explained)?;
        let reserve = self.vault.reserve()?;
        self.tried_out(token, verify)?;
        let stored = as_stored(&access);
        reserve.commit(&[
            (Name::AccessToken, Some(&stored)),
            (Name::RefreshToken, None),
        ])?;
        self.renewal_ended();
        Ok(access)
    }

    fn tried(&self) -> Option<Secret> {
        self.tried
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// What `verify` says while this token is used, and no other one in its place.
    fn tried_out(
        &self,
        token: &Secret,
        verify: impl FnOnce() -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let set = |token| *self.tried.lock().unwrap_or_else(PoisonError::into_inner) = token;
        set(Some(token.clone()));
        let verified = verify();
        set(None);
        verified
    }

    /// Removes everything that was stored.
    pub fn forget(&self, stop: &Stop) -> Result<(), Failure> {
        let _lock = self.take_lock(stop).map_err(explained)?;
        self.vault.clear()?;
        self.renewal_ended();
        Ok(())
    }

    /// Whether a pair could be kept, tried without touching what is stored.
    pub fn probe(&self, stop: &Stop) -> Result<(), Failure> {
        let _lock = self.take_lock(stop).map_err(explained)?;
        self.vault.reserve().map(drop)
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
        let _lock = self.take_lock(transport.stop())?;
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
        // The old token works once. It is spent only where its successor can be kept.
        let reserve = self.vault.reserve().map_err(kept_back)?;
        let cut_off = self.cut_off();
        self.renewal_begins().map_err(local)?;
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
            Ok(pair) => self.keep(pair, None, reserve).map_err(local),
            Err(error) if error.effect() == Effect::None && !error.stops_before_answer() => {
                // Somebody without our lock, on another machine perhaps, may have stored a newer pair.
                match self.stored().map_err(local)? {
                    Some(access) if usable(&access) && refused != Some(&access.token) => Ok(access),
                    _ => {
                        let mut why = words(&error.kind);
                        if let Some(time) = cut_off {
                            why = format!(
                                "{why}; a renewal was cut off at {time}, so the pair may be spent"
                            );
                        } else {
                            self.renewal_ended();
                        }
                        *self.refused.lock().unwrap_or_else(PoisonError::into_inner) =
                            Some((refresh, why.clone()));
                        Err(CrmError {
                            kind: CrmErrorKind::Unauthorized(Some(why)),
                            ..error
                        })
                    }
                }
            }
            Err(error) => {
                // What was never sent has spent nothing.
                if cut_off.is_none() && error.effect() == Effect::None {
                    self.renewal_ended();
                }
                Err(error)
            }
        }
    }

    /// Stores the refresh token first: a crash before the access token leaves a pair that can be renewed.
    fn keep(
        &self,
        pair: Pair,
        secret: Option<&Secret>,
        reserve: Box<dyn Reserve + '_>,
    ) -> Result<Access, Failure> {
        let access = Access {
            token: pair.access,
            end: Some(unix_now() + pair.seconds),
            long_lived: false,
            since: unix_now(),
        };
        let stored = as_stored(&access);
        let mut changes = vec![
            (Name::RefreshToken, Some(&pair.refresh)),
            (Name::AccessToken, Some(&stored)),
        ];
        if let Some(secret) = secret {
            changes.insert(0, (Name::ClientSecret, Some(secret)));
        }
        reserve.commit(&changes)?;
        self.renewal_ended();
        Ok(access)
    }
}

fn as_stored(access: &Access) -> Secret {
    let stored = json!({"token": access.token.reveal(), "end": access.end, "long_lived": access.long_lived, "since": access.since});
    Secret::new(&stored.to_string())
}

/// The secrets store is not ready, so nothing was spent.
fn kept_back(why: impl std::fmt::Display) -> CrmError {
    local(format!("{why}; nothing was sent, and what is stored stays"))
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
