//! `auth status`: where the tokens are, and how long they last.

use serde::Serialize;

use crate::clock::unix_now;
use crate::context::Context;
use crate::crm::Access;
use crate::error::Exit;
use crate::output::{Render, Style};

pub(super) const DAY: i64 = 86_400;

/// A refresh token that is not used for three months is revoked.
const WINDOW_DAYS: i64 = 90;

const NEAR_DAYS: i64 = 14;

/// The state of the authorization.
#[derive(Debug, Serialize)]
pub struct AuthStatus {
    store: String,
    /// Whether there are tokens that may still work.
    pub authorized: bool,
    long_lived: bool,
    access_ends: Option<String>,
    /// When somebody has to sign in again; `None` when nothing says so.
    pub window_ends: Option<String>,
    /// Days until then.
    pub days_left: Option<i64>,
}

impl AuthStatus {
    /// Whether it is time to sign in again.
    pub fn is_near_its_end(&self) -> bool {
        self.days_left.is_none_or(|days| days < NEAR_DAYS)
    }
}

impl Render for AuthStatus {
    fn text(&self, _: Style) -> String {
        let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let kind = match (self.authorized, self.long_lived) {
            (false, _) => "not signed in",
            (true, true) => "signed in with a long-lived token",
            (true, false) => "signed in",
        };
        format!(
            "state         {kind}\nstore         {}\naccess token  ends {}\nsign in again by  {}",
            self.store,
            or_dash(&self.access_ends),
            or_dash(&self.window_ends)
        )
    }
}

/// The state of the authorization, without a request.
pub fn state(context: &Context) -> anyhow::Result<AuthStatus> {
    let tokens = context.crm()?.tokens();
    Ok(describe(
        &tokens.vault().describe(),
        tokens.stored()?.as_ref(),
    ))
}

pub(super) fn run(context: &Context) -> anyhow::Result<Exit> {
    let status = state(context)?;
    context.out().result(&status)?;
    Ok(if status.authorized && !status.is_near_its_end() {
        Exit::Done
    } else {
        Exit::NotAuthorized
    })
}

/// Days until the authorization ends; `None` when that is not known.
pub fn days_left(context: &Context) -> Option<i64> {
    state(context).ok()?.days_left
}

pub(super) fn describe(store: &str, access: Option<&Access>) -> AuthStatus {
    let text = |seconds: i64| {
        jiff::Timestamp::from_second(seconds)
            .ok()
            .map(|time| time.to_string())
    };
    let window = access.and_then(|access| {
        if access.long_lived {
            access.end
        } else {
            Some(access.since + WINDOW_DAYS * DAY)
        }
    });
    AuthStatus {
        store: store.to_owned(),
        authorized: access.is_some() && window.is_none_or(|end| end > unix_now()),
        long_lived: access.is_some_and(|access| access.long_lived),
        access_ends: access.and_then(|access| access.end).and_then(text),
        window_ends: window.and_then(text),
        // A token that does not say when it ends is taken for good.
        days_left: access
            .map(|_| window.map_or(i64::from(u16::MAX), |end| (end - unix_now()) / DAY)),
    }
}
