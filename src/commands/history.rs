//! `history`: past runs, and one of them in full.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::commands::sync::failed_table;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::lock;
use crate::output::{Align, Render, Style, Table, counted};
use crate::store::Run;

/// Show past runs, or one of them in full
#[derive(Debug, Args)]
pub struct HistoryArgs {
    /// The run's number
    run: Option<i64>,
    /// Show this many runs
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Runs(Vec<Seen>);

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct One(Seen);

/// A run, and whether it still goes on.
#[derive(Debug, Serialize)]
struct Seen {
    #[serde(flatten)]
    run: Run,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// It has said how it went.
    Ended,
    /// It holds the lock.
    Running,
    /// It has gone without a word.
    Killed,
}

/// Runs `history`.
pub fn run(context: &Context, args: &HistoryArgs) -> anyhow::Result<Exit> {
    let store = context.store()?;
    match args.run {
        None => {
            let runs = seen(context, store.runs(args.limit)?)?;
            context.out().result(&Runs(runs))?;
        }
        Some(id) => {
            let run = store.run(id)?.ok_or_else(|| {
                Failure::new(Exit::Failure, format!("there is no run {id}"))
                    .hint("`history` lists them")
            })?;
            for one in seen(context, vec![run])? {
                context.out().result(&One(one))?;
            }
        }
    }
    Ok(Exit::Done)
}

/// A run that has not ended either holds the lock or was killed: the lock goes with the process.
fn seen(context: &Context, runs: Vec<Run>) -> Result<Vec<Seen>, Failure> {
    let holder = if runs.iter().all(|run| run.ended.is_some()) {
        None
    } else {
        context.run_lock_holder()?
    };
    let state = |run: &Run| match &holder {
        _ if run.ended.is_some() => State::Ended,
        Some(holder) if is_held_by(holder, run) => State::Running,
        _ => State::Killed,
    };
    let all = runs.into_iter().map(|run| Seen {
        state: state(&run),
        run,
    });
    Ok(all.collect())
}

/// Whoever holds the lock is named in it; where that cannot be read, it may be any run.
fn is_held_by(holder: &str, run: &Run) -> bool {
    let own = lock::process(run.pid, &run.host);
    !holder.contains("process ") || holder.contains(&format!("{own},"))
}

impl Render for Runs {
    fn text(&self, style: Style) -> String {
        if self.0.is_empty() {
            return "no run yet".to_owned();
        }
        let mut table = Table::new(&[
            ("run", Align::Right),
            ("started", Align::Left),
            ("seconds", Align::Right),
            ("command", Align::Left),
            ("exit", Align::Right),
            ("created", Align::Right),
            ("modified", Align::Right),
            ("failed", Align::Right),
        ]);
        for one in &self.0 {
            let run = &one.run;
            let report = run.report.as_ref();
            let count = |names: &[&str], more: u64| {
                let of_kinds: u64 = names.iter().map(|name| of(report, name)).sum();
                let total = of_kinds + more;
                if total == 0 {
                    String::new()
                } else {
                    total.to_string()
                }
            };
            let seconds = run.ended.map(|end| (end - run.started).to_string());
            table.row([
                run.id.to_string(),
                time(run.started),
                seconds.unwrap_or_default(),
                run.command.clone(),
                end(one),
                count(&["created"], 0),
                count(&["modified"], 0),
                count(
                    &["invalid", "rejected", "blocked", "stale", "unknown"],
                    report.into_iter().flat_map(left_out).map(count_of).sum(),
                ),
            ]);
        }
        table.text(style)
    }
}

impl Render for One {
    fn text(&self, style: Style) -> String {
        let run = &self.0.run;
        let mut lines = vec![
            format!("run       {}", run.id),
            format!("command   {}", run.command),
            format!("on        {}, process {}", run.host, run.pid),
            format!("started   {}", time(run.started)),
            format!(
                "ended     {}",
                run.ended.map_or_else(|| "-".to_owned(), time)
            ),
            format!("exit code {}", end(&self.0)),
        ];
        let Some(report) = &run.report else {
            return lines.join("\n");
        };
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("outcome", Align::Left),
            ("records", Align::Right),
        ]);
        let kinds = report.get("kinds").and_then(Value::as_object);
        for (kind, counts) in kinds.into_iter().flatten() {
            for (outcome, count) in counts.as_object().into_iter().flatten() {
                if count.as_u64() != Some(0) {
                    let outcome = outcome.replace('_', " ");
                    table.row([kind.clone(), outcome, count.to_string()]);
                }
            }
        }
        for rows in left_out(report) {
            let text = |name| rows.get(name).and_then(Value::as_str).unwrap_or_default();
            table.row([
                text("kind").to_owned(),
                format!("left out, {}", text("what")),
                count_of(rows).to_string(),
            ]);
        }
        let number = |path: &str| report.pointer(path).and_then(Value::as_u64).unwrap_or(0);
        if let Some(scope) = scope(report) {
            lines.push(format!("part      {scope}"));
        }
        lines.push(format!(
            "requests  {} reads, {} writes, {} times 429",
            number("/requests/reads"),
            number("/requests/writes"),
            number("/requests/rate_limited")
        ));
        for (name, text) in [
            ("unknown", "without an answer"),
            ("unfinished", "sent, links or the like open"),
            ("unprocessed", "planned and not reached"),
        ] {
            let count = number(&format!("/{name}"));
            if count > 0 {
                lines.push(format!("{text}: {count}"));
            }
        }
        lines.push(String::new());
        lines.push(table.text(style));
        let failed = report.get("failed").and_then(Value::as_array);
        if let Some(failed) = failed.filter(|failed| !failed.is_empty()) {
            let rows = failed.iter().map(|one| {
                ["kind", "key", "crm_id", "outcome", "reason"].map(|name| match one.get(name) {
                    Some(Value::String(text)) => text.clone(),
                    None | Some(Value::Null) => String::new(),
                    Some(other) => other.to_string(),
                })
            });
            lines.push(String::new());
            lines.push(failed_table(rows, number("/failed_more"), style));
        }
        lines.join("\n")
    }
}

fn time(at: i64) -> String {
    jiff::Timestamp::from_second(at)
        .map(|time| time.strftime("%F %T UTC").to_string())
        .unwrap_or_default()
}

fn end(one: &Seen) -> String {
    match (one.state, one.run.exit_code) {
        (State::Running, _) => "at work".to_owned(),
        (State::Ended, Some(code)) => code.to_string(),
        (State::Killed | State::Ended, _) => "killed".to_owned(),
    }
}

/// What of the platform the run was to take, where it was not all.
fn scope(report: &Value) -> Option<String> {
    let scope = report.get("scope")?;
    if scope.get("whole")?.as_bool()? {
        return None;
    }
    let only = scope.get("only").and_then(Value::as_array);
    let kinds = only.into_iter().flatten().filter_map(Value::as_str);
    let mut parts: Vec<_> = kinds.map(ToOwned::to_owned).collect();
    for word in ["user", "course"] {
        let count = scope.get(format!("{word}s")).and_then(Value::as_u64);
        parts.extend(count.map(|count| counted(count, word)));
    }
    let limit = scope.get("limit").and_then(Value::as_u64);
    parts.extend(limit.map(|limit| format!("at most {}", counted(limit, "record"))));
    Some(parts.join(", "))
}

fn of(report: Option<&Value>, outcome: &str) -> u64 {
    let kinds = report
        .and_then(|report| report.get("kinds"))
        .and_then(Value::as_object);
    kinds
        .into_iter()
        .flatten()
        .filter_map(|(_, counts)| counts.get(outcome)?.as_u64())
        .sum()
}

/// Rows of the platform that no query reached.
fn left_out(report: &Value) -> impl Iterator<Item = &Value> {
    let found = report.get("left_out").and_then(Value::as_array);
    found.into_iter().flatten()
}

fn count_of(rows: &Value) -> u64 {
    rows.get("count").and_then(Value::as_u64).unwrap_or(0)
}
