//! What a run would do.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::commands::preview::{PreviewLine, PreviewStep};
use crate::domain::Kind;
use crate::error::Failure;
use crate::mapping::Resolved;
use crate::output::{Align, Render, Style, Table, counted};
use crate::signals::Stop;
use crate::source::LeftOut;
use crate::store::Store;
use crate::sync::engine::{Queue as _, Waiting};
use crate::sync::plan::decide::Step;
use crate::sync::plan::estimate::Estimate;
use crate::sync::plan::selection::Selection;
use crate::sync::plan::tally::Tally;

/// A plan for people and programs. Its records are printed before.
#[derive(Debug, Serialize)]
pub struct Preview {
    /// What each kind needs.
    pub kinds: BTreeMap<Kind, Counts>,
    /// Requests that the run will need if nothing is refused, reads and writes together.
    pub requests: u64,
    /// `GET`.
    pub reads: u64,
    /// All others.
    pub writes: u64,
    /// Seconds that all of them will take at the profile's rate.
    pub seconds: f64,
    /// Creates of an earlier run without an answer: they are looked up first, and may not have to be made.
    pub unknown: u64,
    /// Rows of the platform that no query reaches; `None` when nobody looked, as for a part of the platform.
    pub left_out: Option<Vec<LeftOut>>,
    /// Why the guard would stop the run.
    pub guard: Option<String>,
    /// Records that are not shown.
    pub more: u64,
    #[serde(skip)]
    pending: bool,
    #[serde(skip)]
    rate: f64,
}

impl Preview {
    /// The counts, and what they cost.
    pub fn new(tallies: &BTreeMap<Kind, Tally>, rate: f64) -> Self {
        Self {
            kinds: tallies
                .iter()
                .map(|(kind, tally)| (*kind, Counts::of(tally)))
                .collect(),
            requests: 0,
            reads: 0,
            writes: 0,
            seconds: 0.0,
            unknown: 0,
            left_out: None,
            guard: None,
            more: 0,
            pending: false,
            rate,
        }
    }

    /// Whether a run would send anything.
    pub fn is_pending(&self) -> bool {
        self.pending
    }

    /// Walks through the waiting work as the run would, and counts what would be done. `show` says whether it has shown a
    /// record.
    ///
    /// Uses the work up: what will not bring its record into the CRM is taken off the plan, so that the records that link
    /// to it are found to be blocked.
    pub fn collect(
        &mut self,
        store: &Store,
        selection: &Selection,
        resolved: &Resolved,
        mut estimate: Estimate<'_>,
        stop: &Stop,
        show: &mut dyn FnMut(PreviewLine) -> anyhow::Result<bool>,
    ) -> anyhow::Result<()> {
        let stages = selection.stages();
        let mut queue = Waiting::new(&stages, selection.mode.fields, resolved);
        let is_to_come = |kind, key| store.is_to_come(kind, key);
        for kind in stages {
            while let Some(one) = queue.next(kind, store)? {
                let line = PreviewLine::of(&one, store, resolved, &is_to_come)?;
                let has_entity = one.known.as_ref().is_some_and(|known| !known.stale);
                if line.step != PreviewStep::Create && !has_entity {
                    store.work_done(kind, line.key)?;
                }
                // Only the store has something to note.
                if one.step == Step::Unchanged {
                    continue;
                }
                estimate.add(&one, line.step == PreviewStep::Blocked, store)?;
                self.kinds.entry(kind).or_default().add(&line);
                self.pending |= line.sends();
                self.more += u64::from(!show(line)?);
                if let Some(exit) = stop.asked() {
                    return Err(Failure::new(exit, "stopped; nothing was sent").into());
                }
            }
            estimate.end_of(kind, store)?;
        }
        (self.reads, self.writes) = estimate.end();
        self.requests = self.reads + self.writes;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let requests = self.requests as f64;
        self.seconds = requests / self.rate;
        Ok(())
    }
}

/// What a kind needs, as a run would find it.
#[derive(Debug, Default, Serialize)]
pub struct Counts {
    #[serde(flatten)]
    tally: Tally,
    /// Linking to a record that will not be in the CRM.
    blocked: u64,
}

impl Counts {
    /// What the plan says. What is to be sent is counted anew: the plan looks at each record alone.
    fn of(tally: &Tally) -> Self {
        let tally = Tally {
            create: 0,
            modify: 0,
            link: 0,
            leave: 0,
            ..*tally
        };
        Self { tally, blocked: 0 }
    }

    fn add(&mut self, line: &PreviewLine) {
        match line.step {
            PreviewStep::Create => self.tally.create += 1,
            PreviewStep::Modify => self.tally.modify += 1,
            PreviewStep::Link => self.tally.link += 1,
            PreviewStep::Leave => self.tally.leave += 1,
            PreviewStep::Unchanged => self.tally.unchanged += 1,
            PreviewStep::Blocked => self.blocked += 1,
            // The plan has counted them.
            PreviewStep::NotApplicable
            | PreviewStep::Invalid
            | PreviewStep::Waiting
            | PreviewStep::Missing
            | PreviewStep::Stale => {}
        }
    }
}

impl Render for Preview {
    fn text(&self, style: Style) -> String {
        let mut parts = Vec::new();
        if self.more > 0 {
            parts.push(format!("and {} more; `--all` shows them", self.more));
        }
        parts.push(self.counts(style));
        parts.push(format!(
            "about {} and {}, {:.0} s at {} a second; nothing was sent",
            counted(self.reads, "read"),
            counted(self.writes, "write"),
            self.seconds.ceil(),
            self.rate
        ));
        if self.unknown > 0 {
            parts.push(format!(
                "{} creates of an earlier run have no answer; they are looked up first",
                self.unknown
            ));
        }
        for rows in self.left_out.iter().flatten() {
            parts.push(format!("left out, {rows}"));
        }
        if let Some(guard) = &self.guard {
            parts.push(format!("the guard would stop this run: {guard}"));
        }
        parts.join("\n\n")
    }
}

type Count = fn(&Counts) -> u64;

/// Column, and the count in it.
const COUNTS: [(&str, Count); 12] = [
    ("rows", |c| c.tally.rows),
    ("create", |c| c.tally.create),
    ("modify", |c| c.tally.modify),
    ("link", |c| c.tally.link),
    ("leave", |c| c.tally.leave),
    ("unchanged", |c| c.tally.unchanged),
    ("not applicable", |c| c.tally.not_applicable),
    ("invalid", |c| c.tally.invalid),
    ("waiting", |c| c.tally.waiting),
    ("blocked", |c| c.blocked),
    ("stale", |c| c.tally.stale),
    ("gone", |c| c.tally.gone),
];

impl Preview {
    fn counts(&self, style: Style) -> String {
        let always = ["rows", "create", "modify", "unchanged"];
        let shown: Vec<_> = COUNTS
            .into_iter()
            .filter(|(name, of)| {
                always.contains(name) || self.kinds.values().any(|counts| of(counts) > 0)
            })
            .collect();
        let mut columns = vec![("kind", Align::Left)];
        columns.extend(shown.iter().map(|(name, _)| (*name, Align::Right)));
        let mut table = Table::new(&columns);
        for (kind, counts) in &self.kinds {
            let cells = shown.iter().map(|(_, of)| match of(counts) {
                0 => String::new(),
                count => count.to_string(),
            });
            table.row(std::iter::once(kind.to_string()).chain(cells));
        }
        table.text(style)
    }
}
