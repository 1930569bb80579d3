//! `history`: past runs, and one of them in full.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::output::{Align, Render, Style, Table};
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
struct Runs(Vec<Run>);

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct One(Run);

/// Runs `history`.
pub fn run(context: &Context, args: &HistoryArgs) -> anyhow::Result<Exit> {
    let store = context.store()?;
    match args.run {
        None => context.out().result(&Runs(store.runs(args.limit)?))?,
        Some(id) => {
            let run = store.run(id)?.ok_or_else(|| {
                Failure::new(Exit::Failure, format!("there is no run {id}"))
                    .hint("`history` lists them")
            })?;
            context.out().result(&One(run))?;
        }
    }
    Ok(Exit::Done)
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
        for run in &self.0 {
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
                end(run),
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
        let run = &self.0;
        let mut lines = vec![
            format!("run       {}", run.id),
            format!("command   {}", run.command),
            format!("on        {}, process {}", run.host, run.pid),
            format!("started   {}", time(run.started)),
            format!(
                "ended     {}",
                run.ended.map_or_else(|| "-".to_owned(), time)
            ),
            format!("exit code {}", end(run)),
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
        lines.push(format!(
            "requests  {} reads, {} writes, {} times 429",
            number("/requests/reads"),
            number("/requests/writes"),
            number("/requests/rate_limited")
        ));
        lines.push(String::new());
        lines.push(table.text(style));
        lines.join("\n")
    }
}

fn time(at: i64) -> String {
    jiff::Timestamp::from_second(at)
        .map(|time| time.strftime("%F %T UTC").to_string())
        .unwrap_or_default()
}

fn end(run: &Run) -> String {
    run.exit_code
        .map_or_else(|| "not ended".to_owned(), |code| code.to_string())
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
