//! File locks, which a killed process releases: one writer, and one renewal, per profile.

use std::fs::{File, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::error::{Exit, Failure};
use crate::options::flags::LOCK_TIMEOUT;
use crate::private;
use crate::signals::Stop;

/// The right to write; given back when dropped.
#[derive(Debug)]
pub struct RunLock {
    _file: File,
}

/// Takes the lock, waiting at most `patience` for another run to end.
pub fn take(
    path: &Path,
    command: &str,
    patience: Duration,
    stop: &Stop,
) -> Result<RunLock, Failure> {
    let broken = |error: &dyn std::fmt::Display| {
        Failure::new(
            Exit::Failure,
            format!("cannot lock `{}`: {error}", path.display()),
        )
    };
    // A link would have the holder's name written into another file, and a pipe would wait for a reader.
    let mut file = private::open(path).map_err(|error| {
        let failure = broken(&error);
        if error.kind() == std::io::ErrorKind::InvalidInput {
            failure.hint("remove it, and run it again")
        } else {
            failure
        }
    })?;
    let end = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if Instant::now() >= end => {
                return Err(Failure::new(
                    Exit::Locked,
                    format!("another run holds the lock: {}", holder(path)),
                )
                .hint(format!(
                    "wait for it to end, or give it more time with `{LOCK_TIMEOUT}`"
                )));
            }
            Err(TryLockError::WouldBlock) => {
                if let Some(exit) = stop.wait(Duration::from_millis(50)) {
                    return Err(Failure::new(exit, "stopped while waiting for the lock"));
                }
            }
            Err(TryLockError::Error(error)) => return Err(broken(&error)),
        }
    }
    // Who holds it, for the one who waits. Best effort: the lock itself is what counts.
    let note = format!(
        "`{command}`, {}, since {}",
        process(
            std::process::id(),
            &gethostname::gethostname().to_string_lossy()
        ),
        jiff::Timestamp::now().strftime("%F %T UTC")
    );
    let _ = file
        .set_len(0)
        .and_then(|()| file.rewind())
        .and_then(|()| file.write_all(note.as_bytes()));
    Ok(RunLock { _file: file })
}

/// A process as the holder of a lock is called.
pub fn process(pid: u32, host: &str) -> String {
    format!("process {pid} on {host}")
}

/// Who holds the lock, in the words of the error above; `None` when nobody does.
///
/// Looking takes a shared lock for a moment, so look only where the answer matters.
pub fn holder_of(path: &Path) -> Option<String> {
    let file = File::open(path).ok()?;
    match file.try_lock_shared() {
        Ok(()) => None,
        Err(_) => Some(holder(path)),
    }
}

fn holder(path: &Path) -> String {
    let mut text = String::new();
    // Windows refuses to read a locked file.
    let _ = File::open(path).and_then(|mut file| file.read_to_string(&mut text));
    if text.is_empty() {
        "unknown".to_owned()
    } else {
        text
    }
}
