//! What a person waits for before anything is sent: `--help`, and `sync-user` of one user that has not changed.
//!
//! Run it by hand on a quiet machine: `cargo bench --bench startup`. Each figure is the wall time of a whole process of
//! the release build, from start to exit. The user is unchanged, so the second command sends nothing, and all of its time
//! is its own; the benchmark makes sure of that. The sandbox has neither latency nor rate limit.
#![expect(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on has failed"
)]

use std::io::Write as _;
use std::time::{Duration, Instant};

#[path = "../tests/cli/support/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest of it")]
mod support;

use support::World;

const RUNS: usize = 50;

/// The design's targets.
const HELP: Duration = Duration::from_millis(10);
const SYNC_USER: Duration = Duration::from_millis(50);

fn main() {
    let world = World::ready();
    world.ok(&["sync-user", "1"]);
    world.forget_requests();
    let table = [
        row("amosync --help", HELP, &measure(&world, &["--help"])),
        row(
            "amosync sync-user 1, unchanged",
            SYNC_USER,
            &measure(&world, &["sync-user", "1"]),
        ),
    ];
    assert_eq!(world.requests(), 0, "something was sent");
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<32} {:>9} {:>9} {:>9} {:>9}",
        "command", "median", "p95", "worst", "target"
    )
    .unwrap();
    for row in table {
        writeln!(out, "{row}").unwrap();
    }
}

/// The sorted times of the runs, after one that warms the caches of the system.
fn measure(world: &World, args: &[&str]) -> Vec<Duration> {
    world.ok(args);
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let mut command = world.command(args);
            let start = Instant::now();
            let output = command.output().unwrap();
            let time = start.elapsed();
            assert!(output.status.success(), "{args:?}");
            time
        })
        .collect();
    times.sort_unstable();
    times
}

fn row(name: &str, target: Duration, times: &[Duration]) -> String {
    let ms = |time: Duration| format!("{:.1} ms", time.as_secs_f64() * 1000.0);
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    format!(
        "{name:<32} {:>9} {:>9} {:>9} {:>9}",
        ms(at(50)),
        ms(at(95)),
        ms(at(100)),
        ms(target)
    )
}
