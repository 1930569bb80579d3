//! SIGINT, SIGTERM and, of a closed terminal, SIGHUP as a flag that work looks at between steps, so that what is in flight is finished and recorded.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use signal_hook::consts::{SIGINT, SIGTERM};

use crate::error::Exit;

/// Whether and how the process was asked to stop. Clones share one flag.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    signal: AtomicUsize,
    gate: Mutex<()>,
    rung: Condvar,
}

impl Stop {
    /// The exit code that the signal asks for; `None` while there was none.
    pub fn asked(&self) -> Option<Exit> {
        match self.0.signal.load(Ordering::SeqCst) {
            0 => None,
            signal if signal == SIGINT as usize => Some(Exit::Interrupted),
            _ => Some(Exit::Terminated),
        }
    }

    /// Waits for a signal, at most for `time`.
    pub fn wait(&self, time: Duration) -> Option<Exit> {
        let end = Instant::now() + time;
        let mut guard = self.0.gate.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(exit) = self.asked() {
                return Some(exit);
            }
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            // Windows has no signal thread; a short tick notices the flag there.
            let tick = left.min(Duration::from_millis(200));
            guard = self
                .0
                .rung
                .wait_timeout(guard, tick)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

/// Starts to watch for the signals. A second one ends the process at once, except SIGHUP, which a closed terminal sends
/// more than once.
pub fn watch() -> anyhow::Result<Stop> {
    let stop = Stop::default();
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGHUP, SIGQUIT};
        let watched = [SIGINT, SIGTERM, SIGHUP, SIGQUIT];
        // Under `nohup` a closed terminal stops nothing.
        let watched = watched
            .into_iter()
            .filter(|signal| *signal != SIGHUP || !is_ignored(SIGHUP));
        let mut signals =
            signal_hook::iterator::Signals::new(watched).context("cannot watch for signals")?;
        let inner = Arc::clone(&stop.0);
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let number = usize::try_from(signal).unwrap_or(1);
                let first = inner.signal.swap(number, Ordering::SeqCst) == 0;
                if !first && signal != SIGHUP {
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
                inner.rung.notify_all();
            }
        });
    }
    #[cfg(not(unix))]
    for signal in [SIGINT, SIGTERM] {
        let inner = Arc::clone(&stop.0);
        let flag = Arc::new(AtomicUsize::new(0));
        signal_hook::flag::register_usize(signal, Arc::clone(&flag), signal as usize)
            .context("cannot watch for signals")?;
        std::thread::spawn(move || {
            while flag.load(Ordering::SeqCst) == 0 {
                std::thread::sleep(Duration::from_millis(100));
            }
            inner
                .signal
                .store(flag.load(Ordering::SeqCst), Ordering::SeqCst);
            inner.rung.notify_all();
        });
    }
    Ok(stop)
}

/// Whether the process was started with this signal ignored; known on Linux only.
#[cfg(unix)]
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("SigIgn:"))
        .and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok())
        .is_some_and(|mask| mask >> (signal - 1) & 1 == 1)
}
