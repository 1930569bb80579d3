//! The lock under which a pair is renewed, shared by all processes of a profile.

use std::fs::{File, OpenOptions};
use std::time::{Duration, Instant};

use super::{Tokens, error_of, local};

use crate::crm::error::{CrmError, CrmErrorKind};
use crate::crm::transport::Transport;

const LOCK_WAIT: Duration = Duration::from_secs(60);

impl Tokens {
    pub(super) fn take_lock(&self, transport: &Transport) -> Result<File, CrmError> {
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
}
