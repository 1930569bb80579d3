//! What a run did, for people, programs and `history`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::Kind;
use crate::output::{Align, Render, Style, Table, counted};
use crate::source::LeftOut;
use crate::sync::outcome::Outcome;
use crate::sync::planner::Tally;

/// The end of a run.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Its number in `history`.
    pub run: Option<i64>,
    /// By kind and outcome.
    pub kinds: BTreeMap<Kind, BTreeMap<&'static str, u64>>,
    /// Records that left the platform and that the CRM still has, by kind.
    pub gone: BTreeMap<Kind, u64>,
    /// Rows of the platform that no query reaches; `None` when nobody looked, as for a part of the platform.
    pub left_out: Option<Vec<LeftOut>>,
    /// Requests to the CRM.
    pub requests: Requests,
    /// Records that wait in `rejects`.
    pub rejects_waiting: u64,
    /// Creates whose outcome is unknown; the next run looks first.
    pub unknown: u64,
    /// Planned, and not reached.
    pub unprocessed: u64,
    /// How long it took.
    pub seconds: f64,
    /// How it ended.
    pub exit_code: u8,
}

/// Requests to the CRM, repeats included.
#[derive(Debug, Default, Serialize)]
pub struct Requests {
    /// `GET`.
    pub reads: u64,
    /// All others.
    pub writes: u64,
    /// Answered with 429.
    pub rate_limited: u64,
}

impl Summary {
    /// The plan is made: what it leaves alone is counted from it.
    pub fn planned(&mut self, tallies: &BTreeMap<Kind, Tally>) {
        for (kind, tally) in tallies {
            let counts = self.kinds.entry(*kind).or_default();
            *counts.entry(Outcome::Unchanged.name()).or_default() += tally.unchanged;
            *counts.entry(Outcome::NotApplicable.name()).or_default() += tally.not_applicable;
            if tally.gone > 0 {
                self.gone.insert(*kind, tally.gone);
            }
        }
    }

    /// Whether a plan was made.
    pub fn is_planned(&self) -> bool {
        !self.kinds.is_empty()
    }

    /// Counts the outcome of a record.
    pub fn count(&mut self, kind: Kind, outcome: &Outcome) {
        let counts = self.kinds.entry(kind).or_default();
        *counts.entry(outcome.name()).or_default() += 1;
    }

    /// Takes one record back that was counted otherwise before.
    pub fn uncount(&mut self, kind: Kind, outcome: &Outcome) {
        if let Some(count) = self.kinds.entry(kind).or_default().get_mut(outcome.name()) {
            *count = count.saturating_sub(1);
        }
    }

    /// Whether something of the platform is not in the CRM as it should be.
    pub fn is_partial(&self) -> bool {
        ["invalid", "rejected", "blocked", "unknown", "stale"]
            .iter()
            .any(|name| self.of(name) > 0)
            || self.left_out.iter().flatten().count() > 0
    }

    /// Records with an outcome, all kinds together.
    pub fn of(&self, name: &str) -> u64 {
        self.kinds
            .values()
            .filter_map(|counts| counts.get(name))
            .sum()
    }
}

impl Render for Summary {
    fn text(&self, style: Style) -> String {
        let shown: Vec<_> = Outcome::NAMES
            .into_iter()
            .filter(|name| ["created", "modified", "unchanged"].contains(name) || self.of(name) > 0)
            .collect();
        let mut columns = vec![("kind", Align::Left)];
        columns.extend(shown.iter().map(|name| (heading(name), Align::Right)));
        let mut table = Table::new(&columns);
        for (kind, counts) in &self.kinds {
            let cells = shown.iter().map(|name| {
                let count = counts.get(name).copied().unwrap_or(0);
                if count == 0 {
                    String::new()
                } else {
                    count.to_string()
                }
            });
            table.row(std::iter::once(kind.to_string()).chain(cells));
        }
        let mut lines = vec![table.text(style), String::new()];
        let requests = &self.requests;
        let mut last = format!(
            "{}, {} in {:.1} s",
            counted(requests.reads, "read"),
            counted(requests.writes, "write"),
            self.seconds
        );
        if requests.rate_limited > 0 {
            let _ = write!(last, ", {} times too fast (429)", requests.rate_limited);
        }
        lines.push(last);
        let gone: u64 = self.gone.values().sum();
        for (text, count) in [
            ("waiting in `rejects list`", self.rejects_waiting),
            ("left the platform, still in the CRM", gone),
            ("without an answer, the next run looks first", self.unknown),
            ("planned and not reached", self.unprocessed),
        ] {
            if count > 0 {
                lines.push(format!("{text}: {count}"));
            }
        }
        for rows in self.left_out.iter().flatten() {
            lines.push(format!("left out, {rows}"));
        }
        lines.join("\n")
    }
}

fn heading(name: &'static str) -> &'static str {
    match name {
        "not_applicable" => "not applicable",
        other => other,
    }
}
