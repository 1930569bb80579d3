//! How fast `amosync sync` is, and how few requests it needs, against the sandbox with the latency and the limit of a
//! real account: 300 ms and 4 ms for each entity, 7 requests in any second.
//!
//! ```sh
//! cargo bench --bench sync                       # all three, the sizes of the targets; idle needs about 5 GB of disk
//! cargo bench --bench sync -- --users 500 first one-percent
//! ```
//!
//! Requests are counted by the sandbox, not by the program. The work that arrived is compared with the platform, so
//! that a run that did less never looks fast.
#![expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
#![expect(clippy::print_stdout, reason = "the table is the result")]
#![expect(
    clippy::print_stderr,
    reason = "a benchmark of minutes says what it does"
)]

mod filled;
mod measure;
mod platform;
mod setting;

use std::time::Duration;

use anyhow::{Context as _, bail, ensure};

use measure::Measured;
use setting::{Seen, Setting};

const PER_REQUEST: u64 = 250;
const REQUESTS_PER_SECOND: f64 = 7.0;
const SEED: u64 = 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scenario {
    First,
    OnePercent,
    Idle,
}

/// What a run had to do at least.
#[derive(Debug, Default, Clone, Copy)]
struct Work {
    creates: u64,
    changes: u64,
    requests: u64,
}

struct Line {
    scenario: Scenario,
    users: u64,
    work: Work,
    seen: Seen,
    measured: Measured,
}

fn main() -> anyhow::Result<()> {
    let mut users = None;
    let mut wanted = Vec::new();
    let mut by_cargo_bench = false;
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--bench" => by_cargo_bench = true,
            "--users" => {
                let text = args.next().context("`--users` needs a number")?;
                users = Some(text.parse::<u64>().context("`--users` needs a number")?);
            }
            "first" => wanted.push(Scenario::First),
            "one-percent" => wanted.push(Scenario::OnePercent),
            "idle" => wanted.push(Scenario::Idle),
            other => {
                bail!("unknown argument `{other}`; the scenarios are first, one-percent, idle")
            }
        }
    }
    if !by_cargo_bench {
        println!("this is a benchmark of minutes; run it with `cargo bench --bench sync`");
        return Ok(());
    }
    if wanted.is_empty() {
        wanted = vec![Scenario::First, Scenario::OnePercent, Scenario::Idle];
    }
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut lines = Vec::new();
    if wanted.contains(&Scenario::First) || wanted.contains(&Scenario::OnePercent) {
        first_and_one_percent(users.unwrap_or(10_000), &wanted, &mut lines)?;
    }
    let mut notes = Vec::new();
    if wanted.contains(&Scenario::Idle) {
        idle(users.unwrap_or(1_000_000), &mut lines, &mut notes)?;
    }
    print_table(&lines);
    if !measure::SEES_MEMORY {
        notes.push("peak memory is read from `/proc` and so measured on Linux only".to_owned());
    }
    for note in notes {
        println!("{note}");
    }
    Ok(())
}

fn first_and_one_percent(
    users: u64,
    wanted: &[Scenario],
    lines: &mut Vec<Line>,
) -> anyhow::Result<()> {
    let setting = Setting::new(users)?;
    // The change needs a first sync in any case; shown anyway, since it was made.
    let work = setting.first_work()?;
    let line = run(&setting, Scenario::First, work)?;
    lines.push(line);
    if wanted.contains(&Scenario::OnePercent) {
        let touched = platform::touch_one_percent(&setting.platform(), SEED + 1)?;
        let changed = [touched.users, touched.enrolments];
        let work = Work {
            creates: 0,
            changes: changed.iter().sum(),
            requests: changed.iter().map(|n| n.div_ceil(PER_REQUEST)).sum(),
        };
        lines.push(run(&setting, Scenario::OnePercent, work)?);
    }
    Ok(())
}

fn idle(users: u64, lines: &mut Vec<Line>, notes: &mut Vec<String>) -> anyhow::Result<()> {
    let setting = Setting::new(users)?;
    eprintln!("filling the store as a first sync of {users} users leaves it");
    let records = filled::fill(&setting)?;
    notes.push(format!(
        "idle: the store was filled through the library, not by {} requests; that the run sends nothing shows that it \
         is what a sync leaves ({records} records)",
        setting.first_work()?.requests
    ));
    setting.read_once()?;
    let shell = setting.shell_prints_the_tables()?;
    let line = run(&setting, Scenario::Idle, Work::default())?;
    notes.push(match shell {
        Some(shell) => format!(
            "idle: the `sqlite3` shell prints the same tables in {}; the run took {:.2} of that",
            seconds(shell),
            line.measured.wall.as_secs_f64() / shell.as_secs_f64()
        ),
        None => "idle: no `sqlite3` shell here, so nothing to compare with".to_owned(),
    });
    lines.push(line);
    Ok(())
}

/// One measured `amosync sync`, refused when it did not do its work.
fn run(setting: &Setting, scenario: Scenario, work: Work) -> anyhow::Result<Line> {
    eprintln!(
        "{}: `amosync sync` with {} users",
        name(scenario),
        setting.users
    );
    setting.forget_requests()?;
    let measured = measure::run(setting.amosync(&["sync", "--quiet", "--no-progress"]))?;
    ensure!(
        measured.status.success(),
        "`amosync sync` ended with {}: {}",
        measured.status,
        measured.stderr
    );
    let seen = setting.seen()?;
    ensure!(
        seen.created == work.creates && seen.changed == work.changes,
        "{} entities were created and {} changed, and the platform needs {} and {}",
        seen.created,
        seen.changed,
        work.creates,
        work.changes
    );
    Ok(Line {
        scenario,
        users: setting.users,
        work,
        seen,
        measured,
    })
}

fn print_table(lines: &[Line]) {
    println!(
        "{:<12}{:>9}{:>10}{:>8}{:>7}{:>8}{:>8}{:>10}{:>10}{:>8}{:>6}{:>7}{:>11}",
        "scenario",
        "users",
        "entities",
        "writes",
        "reads",
        "fewest",
        "ratio",
        "wall",
        "floor",
        "ratio",
        "429s",
        "max/s",
        "peak MiB"
    );
    for line in lines {
        let all = line.seen.writes + line.seen.reads;
        let floor = Duration::from_secs_f64(all as f64 / REQUESTS_PER_SECOND);
        let ratio = |part: f64, whole: f64| {
            if whole == 0.0 {
                "-".to_owned()
            } else {
                format!("{:.2}", part / whole)
            }
        };
        println!(
            "{:<12}{:>9}{:>10}{:>8}{:>7}{:>8}{:>8}{:>10}{:>10}{:>8}{:>6}{:>7}{:>11}",
            name(line.scenario),
            line.users,
            line.work.creates + line.work.changes,
            line.seen.writes,
            line.seen.reads,
            line.work.requests,
            ratio(all as f64, line.work.requests as f64),
            seconds(line.measured.wall),
            seconds(floor),
            ratio(line.measured.wall.as_secs_f64(), floor.as_secs_f64()),
            line.seen.too_many,
            line.seen.most_in_a_second,
            line.measured.peak_kib.map_or_else(
                || "-".to_owned(),
                |kib| format!("{:.1}", kib as f64 / 1024.0)
            ),
        );
    }
}

fn name(scenario: Scenario) -> &'static str {
    match scenario {
        Scenario::First => "first",
        Scenario::OnePercent => "one-percent",
        Scenario::Idle => "idle",
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
