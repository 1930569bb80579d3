//! What people see while a run goes on: a bar per stage on a terminal, a line now and then elsewhere.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressState, ProgressStyle};

use crate::domain::Kind;
use crate::output::Output;
use crate::sync::planner::Tally;

const EVERY: Duration = Duration::from_secs(10);

/// Progress of a run.
pub struct Progress<'a> {
    out: &'a Output,
    shown: Shown,
    totals: BTreeMap<Kind, u64>,
    done: BTreeMap<Kind, u64>,
    started: Instant,
    last: Instant,
}

enum Shown {
    Nothing,
    Lines,
    Bars {
        all: MultiProgress,
        reading: ProgressBar,
        stages: BTreeMap<Kind, ProgressBar>,
    },
}

impl<'a> Progress<'a> {
    /// Bars where stderr is a terminal, lines elsewhere, nothing with `--quiet` or `--no-progress`.
    pub fn new(out: &'a Output) -> Self {
        let shown = if !out.shows_progress() {
            Shown::Nothing
        } else if out.bars_fit() {
            let all = MultiProgress::new();
            let reading = all.add(ProgressBar::new_spinner());
            Shown::Bars {
                all,
                reading,
                stages: BTreeMap::new(),
            }
        } else {
            Shown::Lines
        };
        Self {
            out,
            shown,
            totals: BTreeMap::new(),
            done: BTreeMap::new(),
            started: Instant::now(),
            last: Instant::now(),
        }
    }

    /// So many rows of a kind were compared.
    pub fn planning(&mut self, kind: Kind, rows: u64) {
        match &self.shown {
            Shown::Bars { reading, .. } => {
                reading.set_message(format!("comparing {kind}: {rows} rows"));
                reading.tick();
            }
            Shown::Lines if self.last.elapsed() >= EVERY => {
                self.last = Instant::now();
                self.out.note(format!("comparing {kind}: {rows} rows"));
            }
            _ => {}
        }
    }

    /// The plan is made.
    pub fn planned(&mut self, tallies: &BTreeMap<Kind, Tally>) {
        self.started = Instant::now();
        let found = &self.done;
        self.totals = tallies
            .iter()
            .map(|(kind, tally)| {
                let reported = tally.invalid + tally.waiting + tally.stale;
                // What an earlier run turned out to have created.
                let found = found.get(kind).copied().unwrap_or(0);
                (*kind, tally.sends() + reported + found)
            })
            .filter(|(_, total)| *total > 0)
            .collect();
        if let Shown::Bars {
            all,
            reading,
            stages,
        } = &mut self.shown
        {
            reading.finish_and_clear();
            for (kind, total) in &self.totals {
                let bar = all.add(ProgressBar::new(*total).with_prefix(kind.to_string()));
                bar.set_style(stage_style());
                bar.set_position(self.done.get(kind).copied().unwrap_or(0));
                stages.insert(*kind, bar);
            }
        }
    }

    /// A record of this kind is finished.
    pub fn done(&mut self, kind: Kind) {
        *self.done.entry(kind).or_default() += 1;
        if let Shown::Bars { stages, .. } = &self.shown
            && let Some(bar) = stages.get(&kind)
        {
            bar.inc(1);
        }
    }

    /// Time passes.
    pub fn tick(&mut self) {
        match &self.shown {
            Shown::Lines if self.last.elapsed() >= EVERY => {
                self.last = Instant::now();
                self.out.note(self.line());
            }
            // Bars leave steps out that come fast; the last one must not be among them.
            Shown::Bars { stages, .. } => stages.values().for_each(ProgressBar::tick),
            _ => {}
        }
    }

    fn line(&self) -> String {
        let done: u64 = self.done.values().sum();
        let total: u64 = self.totals.values().sum();
        let stage = self
            .totals
            .iter()
            .find(|(kind, total)| self.done.get(kind).copied().unwrap_or(0) < **total)
            .map_or_else(String::new, |(kind, _)| format!(", at {kind}"));
        let passed = self.started.elapsed().as_secs();
        let left = (total.saturating_sub(done) * passed)
            .checked_div(done)
            .map_or_else(String::new, |left| format!(", about {left} s left"));
        format!("{done} of {total} records{stage}, {passed} s{left}")
    }

    /// The end: bars stay as they are.
    pub fn finish(&mut self) {
        if let Shown::Bars {
            reading, stages, ..
        } = &self.shown
        {
            reading.finish_and_clear();
            for bar in stages.values() {
                bar.abandon();
            }
        }
    }
}

fn stage_style() -> ProgressStyle {
    let rate = |state: &ProgressState, to: &mut dyn std::fmt::Write| {
        let _ = write!(to, "{:>7.0}/s", state.per_sec());
    };
    ProgressStyle::with_template("{prefix:13} {bar:30} {pos:>8}/{len:8} {rate}  {eta:>4} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .with_key("rate", rate)
}
