//! The lock under which secrets are written, shared by all processes of a profile.

use std::sync::PoisonError;
use std::time::Duration;

use super::{Tokens, error_of, local};

use crate::crm::error::{CrmError, CrmErrorKind};
use crate::error::Exit;
use crate::lock::{self, RunLock};
use crate::signals::Stop;

/// Where nobody says how long, so long as a renewal may take.
pub(super) const LEAST: Duration = Duration::from_secs(60);

impl Tokens {
    /// How long another process may hold the lock.
    pub fn wait_at_most(&self, patience: Duration) {
        *self.patience.lock().unwrap_or_else(PoisonError::into_inner) = patience;
    }

    pub(super) fn take_lock(&self, stop: &Stop) -> Result<RunLock, CrmError> {
        let patience = *self.patience.lock().unwrap_or_else(PoisonError::into_inner);
        lock::take(&self.lock, "renewal", patience, stop).map_err(|error| match error.exit {
            Exit::Locked => error_of(CrmErrorKind::Locked(error.to_string())),
            exit if stop.asked() == Some(exit) => error_of(CrmErrorKind::Stopped(exit)),
            _ => local(error),
        })
    }
}
