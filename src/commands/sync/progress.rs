//! What people see while a run goes on: a bar per stage on a terminal, a line now and then elsewhere.

use std::collections::{BTreeMap, VecDeque};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use crate::domain::Kind;
use crate::output::Output;
use crate::sync::plan::tally::Tally;

/// Time between two lines.
const EVERY: Duration = Duration::from_secs(10);
/// Rates are those of this time: stages overlap, and one that waits for another says nothing of its speed.
const WINDOW: Duration = Duration::from_secs(30);
/// Time between two looks at a stage's count.
const STEP: Duration = Duration::from_secs(1);

/// Progress of a run.
pub struct Progress<'a> {
    out: &'a Output,
    shown: Counter,
    stages: BTreeMap<Kind, Stage>,
    started: Instant,
    last: Instant,
}

enum Counter {
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
            Counter::Nothing
        } else if let Some(all) = out.bars() {
            let reading = all.add(ProgressBar::new_spinner());
            Counter::Bars {
                all: all.clone(),
                reading,
                stages: BTreeMap::new(),
            }
        } else {
            Counter::Lines
        };
        Self {
            out,
            shown,
            stages: BTreeMap::new(),
            started: Instant::now(),
            last: Instant::now(),
        }
    }

    /// So many rows of a kind were compared.
    pub fn planning(&mut self, kind: Kind, rows: u64) {
        match &self.shown {
            Counter::Bars { reading, .. } => {
                reading.set_message(format!("comparing {kind}: {rows} rows"));
                reading.tick();
            }
            Counter::Lines if self.last.elapsed() >= EVERY => {
                self.last = Instant::now();
                self.out.note(format!("comparing {kind}: {rows} rows"));
            }
            _ => {}
        }
    }

    /// The plan is made.
    pub fn planned(&mut self, tallies: &BTreeMap<Kind, Tally>) {
        self.started = Instant::now();
        self.stages = tallies
            .iter()
            .map(|(kind, tally)| {
                let reported = tally.invalid + tally.waiting + tally.stale;
                (*kind, Stage::new(tally.sends() + reported))
            })
            .filter(|(_, stage)| stage.total > 0)
            .collect();
        if let Counter::Bars {
            all,
            reading,
            stages,
        } = &mut self.shown
        {
            reading.finish_and_clear();
            for (kind, stage) in &self.stages {
                // Added before it is touched: it would draw itself, where nobody takes it away again.
                let bar = all.add(ProgressBar::new(stage.total));
                bar.set_style(bar_style());
                bar.set_prefix(kind.to_string());
                bar.set_message(stage.pace());
                stages.insert(*kind, bar);
            }
        }
    }

    /// A record of this kind is finished.
    pub fn done(&mut self, kind: Kind) {
        if let Some(stage) = self.stages.get_mut(&kind) {
            stage.done += 1;
        }
    }

    /// Time passes.
    pub fn tick(&mut self) {
        let now = Instant::now();
        for stage in self.stages.values_mut() {
            stage.look(now);
        }
        match &self.shown {
            Counter::Lines if self.last.elapsed() >= EVERY => {
                self.last = now;
                let passed = self.started.elapsed();
                self.out.note(line(&self.stages, passed));
            }
            Counter::Bars { stages, .. } => {
                for (kind, bar) in stages {
                    if let Some(stage) = self.stages.get(kind) {
                        bar.set_position(stage.done);
                        bar.set_message(stage.pace());
                    }
                }
            }
            _ => {}
        }
    }

    /// The end: what the bars showed last stays, as lines, so that nothing can overwrite it.
    pub fn finish(&mut self) {
        let now = Instant::now();
        let has_begun = self.stages.values().any(|stage| stage.done > 0);
        if matches!(self.shown, Counter::Bars { .. }) && has_begun {
            let mut last = String::new();
            for (kind, stage) in &mut self.stages {
                stage.look(now);
                let (done, total, pace) = (stage.done, stage.total, stage.pace());
                let _ = writeln!(last, "{kind:13} {done:>8}/{total:<8} {pace}");
            }
            self.clear();
            self.out.lines(&last);
        }
        self.clear();
    }

    fn clear(&mut self) {
        if let Counter::Bars {
            reading, stages, ..
        } = &mut self.shown
        {
            reading.finish_and_clear();
            for bar in std::mem::take(stages).values() {
                bar.finish_and_clear();
            }
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        self.clear();
    }
}

/// How far a stage is, and how fast.
#[derive(Debug)]
struct Stage {
    total: u64,
    done: u64,
    /// When a look first found something done, and how much.
    first: Option<(Instant, u64)>,
    /// The looks of the window, the oldest first.
    looks: VecDeque<(Instant, u64)>,
    /// When a look found all of it done.
    ended: Option<Instant>,
}

impl Stage {
    fn new(total: u64) -> Self {
        Self {
            total,
            done: 0,
            first: None,
            looks: VecDeque::new(),
            ended: None,
        }
    }

    fn look(&mut self, now: Instant) {
        // Before the first step, time says nothing: the stage waits for others.
        if self.done == 0 || self.ended.is_some() {
            return;
        }
        self.first.get_or_insert((now, self.done));
        if self.done >= self.total {
            self.ended = Some(now);
        }
        let due = self.looks.back().is_none_or(|(at, _)| now - *at >= STEP);
        if due {
            self.looks.push_back((now, self.done));
        }
        while self.looks.len() > 2 && self.looks.front().is_some_and(|(at, _)| now - *at > WINDOW) {
            self.looks.pop_front();
        }
    }

    /// Rate and time: what is left while it goes on, what it took once it has ended.
    fn pace(&self) -> String {
        let (rate, time) = if let (Some((start, done)), Some(end)) = (self.first, self.ended) {
            let rate = per_second(self.done - done, end - start);
            (rate, Some(format!("in {}", shown(end - start))))
        } else {
            let ends = self.looks.front().zip(self.looks.back());
            let rate = ends.and_then(|((start, before), (end, after))| {
                per_second(after - before, *end - *start)
            });
            let left = rate.and_then(|rate| {
                let missing = exact(self.total.saturating_sub(self.done));
                Duration::try_from_secs_f64(missing / rate).ok()
            });
            (rate, left.map(|left| format!("{} left", shown(left))))
        };
        let rate = rate.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.0}/s"));
        format!("{rate:>8} {:>11}", time.unwrap_or_else(|| "-".to_owned()))
    }
}

/// One line for all stages. Their time is that of the run: they share its pace.
fn line(stages: &BTreeMap<Kind, Stage>, passed: Duration) -> String {
    let done: u64 = stages.values().map(|stage| stage.done).sum();
    let total: u64 = stages.values().map(|stage| stage.total).sum();
    let mut line = format!("{done} of {total} records");
    if let Some((kind, _)) = stages.iter().find(|(_, stage)| stage.done < stage.total) {
        let _ = write!(line, ", at {kind}");
    }
    let seconds = passed.as_secs();
    let _ = write!(line, ", {seconds} s");
    if let Some(left) = (total.saturating_sub(done) * seconds).checked_div(done) {
        let _ = write!(line, ", about {left} s left");
    }
    line
}

/// Steps a second; `None` where there was no step, or no time to take it in.
fn per_second(steps: u64, time: Duration) -> Option<f64> {
    (steps > 0 && !time.is_zero()).then(|| exact(steps) / time.as_secs_f64())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of records are far below 2^52"
)]
fn exact(count: u64) -> f64 {
    count as f64
}

/// A time in at most six columns.
fn shown(time: Duration) -> String {
    let seconds = time.as_secs();
    match seconds {
        0..60 => format!("{seconds}s"),
        60..3600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        3600..360_000 => format!("{}h{:02}m", seconds / 3600, seconds / 60 % 60),
        _ => format!("{}d", seconds / 86_400),
    }
}

fn bar_style() -> ProgressStyle {
    ProgressStyle::with_template("{prefix:13} {wide_bar} {pos:>8}/{len:8} {msg}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use indicatif::{ProgressDrawTarget, TermLike};

    use super::*;

    fn at(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn a_stage_has_no_pace_before_its_second_look() {
        let start = Instant::now();
        let mut stage = Stage::new(100);
        stage.look(at(start, 500));
        assert_eq!(stage.pace(), "       -           -");
        stage.done = 10;
        stage.look(at(start, 501));
        assert_eq!(stage.pace(), "       -           -");
        stage.done = 30;
        stage.look(at(start, 503));
        // 20 in two seconds; the 500 seconds in which it had not begun do not count.
        assert_eq!(stage.pace(), "    10/s     7s left");
    }

    #[test]
    fn a_stage_that_has_waited_shows_how_fast_it_is_now() {
        let start = Instant::now();
        let mut stage = Stage::new(10_000);
        for second in 0..100 {
            stage.done = if second < 60 { 1 } else { (second - 59) * 50 };
            stage.look(at(start, second));
        }
        assert_eq!(stage.pace(), "    50/s  2m40s left");
        assert!(stage.looks.len() <= 32);
        for second in 100..200 {
            stage.look(at(start, second));
        }
        assert_eq!(stage.pace(), "       -           -");
    }

    #[test]
    fn a_stage_that_has_ended_keeps_its_speed() {
        let start = Instant::now();
        let mut stage = Stage::new(310);
        for (second, done) in [(0, 10), (1, 110), (3, 310), (60, 310)] {
            stage.done = done;
            stage.look(at(start, second));
        }
        assert_eq!(stage.pace(), "   100/s       in 3s");
        let mut quick = Stage::new(5);
        quick.done = 5;
        quick.look(start);
        assert_eq!(quick.pace(), "       -       in 0s");
    }

    #[test]
    fn a_line_tells_how_far_the_run_is() {
        let mut stages = BTreeMap::from([
            (Kind::Contact, Stage::new(100)),
            (Kind::Company, Stage::new(20)),
        ]);
        let passed = Duration::from_secs(10);
        assert_eq!(line(&stages, passed), "0 of 120 records, at contact, 10 s");
        for (kind, done) in [(Kind::Contact, 100), (Kind::Company, 10)] {
            if let Some(stage) = stages.get_mut(&kind) {
                stage.done = done;
            }
        }
        assert_eq!(
            line(&stages, passed),
            "110 of 120 records, at company, 10 s, about 0 s left"
        );
    }

    #[test]
    fn times_are_short() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m00s"),
            (3599, "59m59s"),
            (3600, "1h00m"),
            (356_400, "99h00m"),
            (360_000, "4d"),
        ] {
            assert_eq!(shown(Duration::from_secs(seconds)), text);
        }
    }

    /// A terminal that only notes what is drawn.
    #[derive(Debug, Clone)]
    struct Paper {
        width: u16,
        text: Arc<Mutex<String>>,
    }

    impl TermLike for Paper {
        fn width(&self) -> u16 {
            self.width
        }
        fn move_cursor_up(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> std::io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> std::io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> std::io::Result<()> {
            self.text.lock().expect("not poisoned").push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> std::io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_bar_is_as_wide_as_the_terminal() {
        for width in [60, 80, 120] {
            let paper = Paper {
                width,
                text: Arc::default(),
            };
            let target = ProgressDrawTarget::term_like(Box::new(paper.clone()));
            let bar = ProgressBar::with_draw_target(Some(10_000), target).with_style(bar_style());
            bar.set_prefix(Kind::DealSupplier.to_string());
            let mut stage = Stage::new(10_000);
            stage.done = 1;
            let start = Instant::now();
            stage.look(start);
            stage.done = 4_000;
            stage.look(at(start, 20));
            bar.set_message(stage.pace());
            bar.set_position(4_000);
            paper.text.lock().expect("not poisoned").clear();
            bar.force_draw();
            let text = paper.text.lock().expect("not poisoned").clone();
            assert_eq!(text.chars().count(), usize::from(width), "{text:?}");
            assert!(
                text.contains("4000/10000       200/s    30s left"),
                "{text:?}"
            );
        }
    }
}
