//! Wall time and peak memory of a process.

use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// Whether this system shows the peak memory of a process.
pub const SEES_MEMORY: bool = cfg!(target_os = "linux");

/// What a process took.
pub struct Measured {
    pub wall: Duration,
    /// The most memory that was ever resident at once.
    pub peak_kib: Option<u64>,
    pub status: ExitStatus,
    pub stderr: String,
}

/// Runs a command to its end.
///
/// The kernel keeps the peak of each address space (`VmHWM`), so reading it now and then misses only what grew after
/// the last look. `getrusage` would be simpler and wrong: a child starts with the peak of this process, which holds the
/// whole sandbox.
pub fn run(mut command: Command) -> anyhow::Result<Measured> {
    let begin = Instant::now();
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .context("cannot start `amosync`")?;
    let status_file = format!("/proc/{}/status", child.id());
    let ended = AtomicBool::new(false);
    let (output, wall, peak_kib) = std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut peak = None;
            while !ended.load(Ordering::Relaxed) {
                peak = peak_of(&status_file).max(peak);
                std::thread::sleep(Duration::from_millis(2));
            }
            peak
        });
        let output = child.wait_with_output();
        let wall = begin.elapsed();
        ended.store(true, Ordering::Relaxed);
        (output, wall, watcher.join().unwrap_or_default())
    });
    let output = output.context("cannot wait for `amosync`")?;
    Ok(Measured {
        wall,
        peak_kib,
        status: output.status,
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

fn peak_of(status_file: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status_file).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
