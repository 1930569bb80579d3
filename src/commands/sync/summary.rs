//! What a run did, for people, programs and `history`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, Key, Kind};
use crate::output::{Align, Render, Style, Table, counted};
use crate::source::LeftOut;
use crate::sync::plan::selection::Selection;
use crate::sync::plan::tally::Tally;

/// So many records of a kind are listed with their reasons; all of them are in the result files.
const LISTED: u64 = 20;

/// The end of a run.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Its number in `history`.
    pub run: Option<i64>,
    /// When it began.
    pub started: jiff::Timestamp,
    /// What it was to take.
    pub scope: Scope,
    /// By kind and outcome.
    pub kinds: BTreeMap<Kind, BTreeMap<&'static str, u64>>,
    /// Records that are not in the CRM as they should be, the first of each kind.
    pub failed: Vec<Failed>,
    /// How many more of them there are.
    pub failed_more: u64,
    /// How many of each kind are listed.
    #[serde(skip)]
    listed: BTreeMap<Kind, u64>,
    /// Records that left the platform and that the CRM still has, by kind.
    pub gone: BTreeMap<Kind, u64>,
    /// Rows of the platform that no query reaches; `None` when nobody looked, as for a part of the platform.
    pub left_out: Option<Vec<LeftOut>>,
    /// Requests to the CRM.
    pub requests: Requests,
    /// Records that wait in `rejects`; `None` when that is not known.
    pub rejects_waiting: Option<u64>,
    /// Creates whose outcome is unknown; the next run looks first. `None` when that is not known.
    pub unknown: Option<u64>,
    /// Planned, sent, and not finished.
    pub unfinished: u64,
    /// Planned, and not reached.
    pub unprocessed: u64,
    /// How long it took.
    pub seconds: f64,
    /// How it ended.
    pub exit_code: u8,
}

/// What a run was to take.
#[derive(Debug, Default, Serialize)]
pub struct Scope {
    /// The whole platform.
    pub whole: bool,
    /// Only these kinds.
    pub only: Vec<Kind>,
    /// Only records of so many users.
    pub users: Option<usize>,
    /// Only records of so many courses.
    pub courses: Option<usize>,
    /// At most so many records.
    pub limit: Option<u64>,
}

/// A record that is not in the CRM as it should be.
#[derive(Debug, Serialize)]
pub struct Failed {
    /// Its kind.
    pub kind: Kind,
    /// Its key.
    pub key: Key,
    /// Its entity.
    pub crm_id: Option<i64>,
    /// What became of it.
    pub outcome: &'static str,
    /// Why.
    pub reason: String,
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
    /// Nothing yet of what `selection` takes.
    pub fn new(selection: &Selection) -> Self {
        Self {
            started: jiff::Timestamp::now(),
            scope: Scope {
                whole: selection.is_whole()
                    && selection.kinds.is_empty()
                    && selection.limit.is_none(),
                only: selection.kinds.iter().copied().collect(),
                users: selection.users.as_ref().map(BTreeSet::len),
                courses: selection.courses.as_ref().map(BTreeSet::len),
                limit: selection.limit,
            },
            ..Self::default()
        }
    }

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

    /// Counts the outcome of a record, and lists a bad one.
    pub fn count(&mut self, kind: Kind, key: Key, id: Option<CrmId>, outcome: &Outcome) {
        let counts = self.kinds.entry(kind).or_default();
        *counts.entry(outcome.name()).or_default() += 1;
        if outcome.is_good() {
            return;
        }
        let listed = self.listed.entry(kind).or_default();
        if *listed == LISTED {
            self.failed_more += 1;
            return;
        }
        *listed += 1;
        self.failed.push(Failed {
            kind,
            key,
            crm_id: id.map(|id| id.0),
            outcome: outcome.name(),
            reason: outcome.reason(),
        });
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
        if !self.failed.is_empty() {
            let rows = self.failed.iter().map(|one| {
                let id = one.crm_id.map(|id| id.to_string()).unwrap_or_default();
                let outcome = one.outcome.to_owned();
                let reason = one.reason.clone();
                [
                    one.kind.to_string(),
                    one.key.to_string(),
                    id,
                    outcome,
                    reason,
                ]
            });
            lines.push(failed_table(rows, self.failed_more, style));
            lines.push(String::new());
        }
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
            (
                "waiting in `rejects list`",
                self.rejects_waiting.unwrap_or(0),
            ),
            ("left the platform, still in the CRM", gone),
            (
                "without an answer, the next run looks first",
                self.unknown.unwrap_or(0),
            ),
            (
                "sent, and links or the like are still open",
                self.unfinished,
            ),
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

/// What became of records: kind, key, CRM id, outcome and reason of each.
pub fn outcome_table(rows: impl Iterator<Item = [String; 5]>, style: Style) -> String {
    let mut table = Table::new(&[
        ("kind", Align::Left),
        ("key", Align::Left),
        ("CRM id", Align::Right),
        ("outcome", Align::Left),
        ("reason", Align::Left),
    ]);
    for row in rows {
        table.row(row);
    }
    table.text(style)
}

/// Records that are not in the CRM as they should be, and where the rest of them is.
pub fn failed_table(rows: impl Iterator<Item = [String; 5]>, more: u64, style: Style) -> String {
    let mut text = outcome_table(rows, style);
    if more > 0 {
        let _ = write!(
            text,
            "\nand {more} more: `sync --results DIR` lists all, `rejects list` those that wait"
        );
    }
    text
}

fn heading(name: &'static str) -> &'static str {
    match name {
        "not_applicable" => "not applicable",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::UserId;

    #[test]
    fn bad_records_are_listed_up_to_a_limit_and_counted_beyond() {
        let mut summary = Summary::default();
        for id in 0..1000 {
            let outcome = if id % 2 == 0 {
                Outcome::Stale
            } else {
                Outcome::Created
            };
            summary.count(Kind::Contact, Key::User(UserId(id)), None, &outcome);
            summary.count(
                Kind::DealStudent,
                Key::User(UserId(id)),
                None,
                &Outcome::Unknown,
            );
        }
        assert_eq!(summary.of("stale"), 500);
        assert_eq!(summary.failed.len(), 40);
        assert_eq!(summary.failed_more, 480 + 980);
        let text = summary.text(Style {
            color: false,
            width: None,
        });
        assert!(
            text.contains("and 1460 more: `sync --results DIR` lists all"),
            "{text}"
        );
    }
}
