//! The access token as it is stored.

use serde::{Deserialize, Serialize};

use crate::clock::unix_now;
use crate::secrets::Secret;

/// A token with less than this left is renewed before it is used.
const MARGIN_SECONDS: i64 = 60;

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
pub(super) struct Stored {
    pub(super) token: String,
    pub(super) end: Option<i64>,
    pub(super) long_lived: bool,
    pub(super) since: i64,
}

pub(super) fn usable(access: &Access) -> bool {
    access
        .end
        .is_none_or(|end| end - unix_now() >= MARGIN_SECONDS)
}
