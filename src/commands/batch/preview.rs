//! What a run would do.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::commands::preview::{self, Line, Shown};
use crate::config::Amo;
use crate::domain::Kind;
use crate::mapping::Resolved;
use crate::output::{Align, Render, Style, Table};
use crate::source::LeftOut;
use crate::store::{Store, Todo, Work, WorkQueue};
use crate::sync::planner::{self, Selection, Tally};

/// A plan for people and programs.
#[derive(Debug, Serialize)]
pub struct Preview {
    /// What each kind needs.
    pub kinds: BTreeMap<Kind, Tally>,
    /// Write requests that the run will need, if nothing is refused.
    pub requests: u64,
    /// Seconds that they will take at the profile's rate.
    pub seconds: f64,
    /// Creates of an earlier run without an answer: they are looked up first, and may not have to be made.
    pub unknown: u64,
    /// Rows of the platform that no query reaches; `None` when nobody looked, as for a part of the platform.
    pub left_out: Option<Vec<LeftOut>>,
    /// Why the guard would stop the run.
    pub guard: Option<String>,
    /// Records, as many as were asked for.
    pub records: Vec<Line>,
    /// Records that are not shown.
    pub more: u64,
    #[serde(skip)]
    batch: u64,
    #[serde(skip)]
    rate: f64,
}

impl Preview {
    /// The counts, and what they cost.
    pub fn new(tallies: &BTreeMap<Kind, Tally>, amo: &Amo) -> Self {
        Self {
            kinds: tallies.clone(),
            requests: 0,
            seconds: 0.0,
            unknown: 0,
            left_out: None,
            guard: None,
            records: Vec::new(),
            more: 0,
            batch: amo.batch_max.max(1) as u64,
            rate: amo.rate,
        }
    }

    /// Whether a run would send anything.
    pub fn is_pending(&self) -> bool {
        self.kinds.values().any(|tally| tally.sends() > 0)
    }

    /// Reads the waiting work: shows the first records, counts the rest.
    pub fn collect(
        &mut self,
        store: &Store,
        selection: &Selection,
        resolved: &Resolved,
        limit: u64,
    ) -> anyhow::Result<()> {
        let mut links: BTreeMap<&str, u64> = BTreeMap::new();
        for kind in selection.stages() {
            let mut queue = WorkQueue::new(kind);
            while let Some(work) = queue.next(store)? {
                if let Todo::Send { wishes, .. } = &work.todo {
                    // A deal brings its contact and company along; other links are made afterwards.
                    let apart = wishes
                        .iter()
                        .filter(|(to, ..)| !kind.is_deal() || *to == Kind::Product)
                        .count() as u64;
                    if store.entity_of(kind, work.key)?.is_none() {
                        *links.entry(kind.entity().as_str()).or_default() += apart;
                    }
                }
                if matches!(work.todo, Todo::Settle | Todo::Forget) {
                    continue;
                }
                if (self.records.len() as u64) < limit {
                    let line = line(&work, store, selection.force, resolved)?;
                    self.records.push(line);
                } else {
                    self.more += 1;
                }
            }
        }
        let of_links: u64 = links.values().map(|n| n.div_ceil(self.batch)).sum();
        let of_entities: u64 = self
            .kinds
            .values()
            .map(|tally| {
                let changes = tally.modify + tally.leave;
                tally.create.div_ceil(self.batch)
                    + changes.div_ceil(self.batch)
                    + tally.link.div_ceil(self.batch)
            })
            .sum();
        self.requests = of_entities + of_links;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let requests = self.requests as f64;
        self.seconds = requests / self.rate;
        Ok(())
    }
}

fn line(work: &Work, store: &Store, force: bool, resolved: &Resolved) -> anyhow::Result<Line> {
    let Work { kind, key, .. } = *work;
    let changes: Vec<_> = planner::changes(work, store, force, resolved)?
        .iter()
        .map(|change| Shown::of(change, kind, resolved))
        .collect();
    let (step, reasons) = match &work.todo {
        Todo::Send { .. } if store.entity_of(kind, key)?.is_none() => ("create", Vec::new()),
        Todo::Send { .. } if changes.is_empty() => ("link", Vec::new()),
        Todo::Send { .. } => ("modify", Vec::new()),
        Todo::Report { reasons } => (
            "invalid",
            reasons
                .iter()
                .map(|reason| match &reason.hint {
                    Some(hint) => format!("{reason}; {hint}"),
                    None => reason.to_string(),
                })
                .collect(),
        ),
        Todo::Wait => {
            let known = store.rejected(kind, key)?.map(|reject| reject.reasons);
            ("waiting", known.into_iter().collect())
        }
        Todo::Stale => ("stale", Vec::new()),
        Todo::Leave => ("leave", Vec::new()),
        Todo::Settle | Todo::Forget => ("unchanged", Vec::new()),
    };
    Ok(Line {
        kind,
        key,
        step,
        changes,
        reasons,
    })
}

impl Render for Preview {
    fn text(&self, style: Style) -> String {
        let mut parts = vec![self.counts(style)];
        if !self.records.is_empty() {
            parts.push(preview::table(&self.records, style));
        }
        if self.more > 0 {
            parts.push(format!("and {} more; `--all` shows them", self.more));
        }
        parts.push(format!(
            "{} write requests, about {:.0} s at {} a second; nothing was sent",
            self.requests,
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

type Count = fn(&Tally) -> u64;

/// Column, and the count in it.
const COUNTS: [(&str, Count); 10] = [
    ("rows", |t| t.rows),
    ("create", |t| t.create),
    ("modify", |t| t.modify),
    ("link", |t| t.link),
    ("unchanged", |t| t.unchanged),
    ("not applicable", |t| t.not_applicable),
    ("invalid", |t| t.invalid),
    ("waiting", |t| t.waiting),
    ("stale", |t| t.stale),
    ("gone", |t| t.gone),
];

impl Preview {
    fn counts(&self, style: Style) -> String {
        let always = ["rows", "create", "modify", "unchanged"];
        let shown: Vec<_> = COUNTS
            .into_iter()
            .filter(|(name, of)| {
                always.contains(name) || self.kinds.values().any(|tally| of(tally) > 0)
            })
            .collect();
        let mut columns = vec![("kind", Align::Left)];
        columns.extend(shown.iter().map(|(name, _)| (*name, Align::Right)));
        let mut table = Table::new(&columns);
        for (kind, tally) in &self.kinds {
            let cells = shown.iter().map(|(_, of)| match of(tally) {
                0 => String::new(),
                count => count.to_string(),
            });
            table.row(std::iter::once(kind.to_string()).chain(cells));
        }
        table.text(style)
    }
}
