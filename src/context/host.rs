//! The machine.

/// The machine's name, for `history` and for whoever waits for the lock.
pub fn host() -> String {
    gethostname::gethostname().to_string_lossy().into_owned()
}
