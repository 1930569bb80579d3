//! One pace for all threads and all processes of a profile.
//!
//! The next free moment stands in a small file under an OS lock. Whoever wants to send takes it, writes the one after
//! it, and waits until its own comes; nobody holds the lock while waiting. Requests are spaced, not bursting, because
//! the service counts any second, not ours.

use std::fs::{File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::error::Exit;
use crate::signals::Stop;

/// On top of the interval, because the network squeezes requests together: seven intervals must exceed a second
/// also when the first is late and the last is not.
const MARGIN: f64 = 1.04;
/// A moment further ahead than this comes from a clock that was set back.
const FAR: Duration = Duration::from_secs(120);
/// After a block the profile is quiet for this long.
const PAUSE: Duration = Duration::from_secs(15 * 60);
/// A 429 slows the profile for this long.
const SLOW_FOR: Duration = Duration::from_secs(60);

/// The pace of a profile.
#[derive(Debug)]
pub struct Throttle {
    path: PathBuf,
    interval: Duration,
}

/// What the file holds; milliseconds (with fraction) since 1970.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
struct Shared {
    #[serde(default)]
    next: f64,
    #[serde(default)]
    slow_until: f64,
    #[serde(default)]
    paused_until: f64,
}

/// Why nothing may be sent.
#[derive(Debug)]
pub enum Refusal {
    /// A block is remembered for this long.
    Paused(Duration),
    /// The process was asked to stop, and ends with this code.
    Stopped(Exit),
    /// The file cannot be used.
    Broken(std::io::Error),
}

impl Throttle {
    /// `rate` requests a second, shared through the file `path`.
    pub fn new(path: PathBuf, rate: f64) -> Self {
        Self {
            path,
            interval: Duration::from_secs_f64(MARGIN / rate),
        }
    }

    /// Waits for the next free moment.
    pub fn wait(&self, stop: &Stop) -> Result<(), Refusal> {
        let mut refusal = None;
        let mut at = 0.0;
        self.change(|shared, now| {
            if shared.paused_until > now {
                refusal = Some(Refusal::Paused(span(shared.paused_until - now)));
                return;
            }
            if shared.next - now > ms(FAR) {
                shared.next = now;
            }
            let factor = if shared.slow_until > now { 2.0 } else { 1.0 };
            at = shared.next.max(now);
            shared.next = at + ms(self.interval) * factor;
        })
        .map_err(Refusal::Broken)?;
        if let Some(refusal) = refusal {
            return Err(refusal);
        }
        if let Some(exit) = stop.wait(span(at - now_ms())) {
            return Err(Refusal::Stopped(exit));
        }
        Ok(())
    }

    /// After a 429: nothing for `pause`, then half the pace for a while.
    pub fn back_off(&self, pause: Duration) -> std::io::Result<()> {
        self.change(|shared, now| {
            shared.next = shared.next.max(now + ms(pause));
            shared.slow_until = now + ms(pause) + ms(SLOW_FOR);
        })
    }

    /// After a block: nothing at all until the pause is over, in later runs as well.
    pub fn block(&self) -> std::io::Result<()> {
        self.change(|shared, now| shared.paused_until = now + ms(PAUSE))
    }

    /// Forgets a block, after a person has dealt with it.
    pub fn unblock(&self) -> std::io::Result<()> {
        self.change(|shared, _| shared.paused_until = 0.0)
    }

    fn change(&self, work: impl FnOnce(&mut Shared, f64)) -> std::io::Result<()> {
        let mut file = open(&self.path)?;
        file.lock()?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        // A half-written file, after a power cut, starts afresh.
        let mut shared: Shared = serde_json::from_slice(&text).unwrap_or_default();
        work(&mut shared, now_ms());
        file.seek(SeekFrom::Start(0))?;
        let text = serde_json::to_vec(&shared)?;
        file.write_all(&text)?;
        file.set_len(text.len() as u64)?;
        file.unlock()
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
}

fn now_ms() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn span(ms: f64) -> Duration {
    Duration::from_secs_f64(ms.max(0.0) / 1000.0)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    #[test]
    fn two_holders_of_one_file_share_the_pace() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("rate");
        let start = Instant::now();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let own = Throttle::new(path.clone(), 50.0);
                    for _ in 0..5 {
                        own.wait(&Stop::default()).expect("a turn");
                    }
                });
            }
        });
        // 20 turns are 19 intervals; the first is free.
        assert!(start.elapsed() >= Duration::from_secs_f64(19.0 * MARGIN / 50.0));
    }

    #[test]
    fn a_block_is_remembered_by_the_next_holder() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("rate");
        Throttle::new(path.clone(), 7.0).block().expect("written");
        let later = Throttle::new(path, 7.0);
        assert!(matches!(
            later.wait(&Stop::default()),
            Err(Refusal::Paused(_))
        ));
        later.unblock().expect("written");
        assert!(later.wait(&Stop::default()).is_ok());
    }
}
