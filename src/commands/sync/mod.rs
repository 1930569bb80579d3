//! `sync`: the whole platform, or a part of it.

mod metrics;
mod preview;
mod progress;
mod results;
mod selection;
mod summary;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::Args;

pub(super) use self::summary::{failed_table, outcome_table};
use crate::clock::unix_now;
use crate::commands::sync::metrics::Metrics;
use crate::commands::sync::preview::Preview;
use crate::commands::sync::progress::Progress;
use crate::commands::sync::results::Results;
pub(super) use crate::commands::sync::selection::Ids;
use crate::commands::sync::summary::Summary;
use crate::context::Context;
use crate::context::account::fetch_account;
use crate::context::engine::{self};
use crate::context::host::host;
use crate::context::mapping::resolved;
use crate::crm::remote::Remote as _;
use crate::domain::outcome::Outcome;
use crate::domain::{CrmId, EntityType, Key, Kind};
use crate::error::{Exit, Failure, exit_of};
use crate::mapping::{Mapping, Resolved};
use crate::source::{LeftOut, LeftOutRow};
use crate::store::{HowFar, Setting, Store};
use crate::sync::engine::{Engine, Observer, Waiting};
use crate::sync::plan::decide::{Deleted, Fields, Mode, Refused};
use crate::sync::plan::estimate::Estimate;
use crate::sync::plan::selection::Selection;
use crate::sync::plan::tally::Tally;
use crate::sync::plan::{guard, scan};

/// How long an answer usually takes; no dry run waits for one to learn it.
const ANSWER: Duration = Duration::from_millis(500);

/// Bring the CRM up to date with the platform: all records, or a part of them
///
/// Creates what is missing, changes what the platform changed, and leaves the rest alone. Safe to
/// run again at any time, also after it was killed.
///
/// Examples:
///   amosync sync --dry-run
///   amosync sync --quiet --results out --metrics-file /var/lib/node_exporter/amosync.prom
///   amosync sync --users 1135,1136 --only contact
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent flags of a command"
)]
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub struct SyncArgs {
    /// Only this kind; may be given several times
    #[arg(long, value_name = "KIND", value_parser = |text: &str| text.parse::<Kind>())]
    only: Vec<Kind>,
    /// Only records of these users: ids with commas, or a file with ids (`-` for stdin)
    #[arg(long, value_name = "IDS|FILE")]
    users: Option<Ids>,
    /// Only records of these courses; with `--users`, records of either
    #[arg(long, value_name = "IDS|FILE")]
    courses: Option<Ids>,
    /// Create and change at most this many records
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Send every field, also where the platform changed nothing
    #[arg(long)]
    force: bool,
    /// Make anew what people deleted in the CRM
    #[arg(long)]
    recreate: bool,
    /// Show what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Show this many records of a dry run
    #[arg(long, value_name = "N", default_value_t = 20, requires = "dry_run")]
    sample: u64,
    /// Show every record of a dry run
    #[arg(long, requires = "dry_run", conflicts_with = "sample")]
    all: bool,
    /// End a dry run with exit code 1 when there is something to send
    #[arg(long, requires = "dry_run")]
    exit_code: bool,
    /// Go on although the change guard or the empty-source guard would stop
    #[arg(long)]
    allow_mass_change: bool,
    /// Write succeeded.csv, failed.csv and unprocessed.csv into this folder
    #[arg(long, value_name = "DIR")]
    results: Option<PathBuf>,
    /// Write figures for Prometheus into this file, whole or not at all
    #[arg(long, value_name = "FILE")]
    metrics_file: Option<PathBuf>,
}

/// Runs `sync`.
pub fn run(context: &Context, args: &SyncArgs) -> anyhow::Result<Exit> {
    let selection = Selection {
        kinds: args.only.iter().copied().collect(),
        users: args.users.as_ref().map(Ids::read).transpose()?,
        courses: args.courses.as_ref().map(Ids::read).transpose()?,
        limit: args.limit,
        mode: Mode {
            fields: Fields::forced(args.force),
            deleted: if args.recreate {
                Deleted::Recreate
            } else {
                Deleted::Keep
            },
            refused: Refused::Wait,
        },
    };
    if args.dry_run {
        return dry_run(context, args, &selection);
    }
    let lock = match context.run_lock("sync") {
        Ok(lock) => lock,
        Err(error) => {
            // What the file tells of the run before stays true: this one did not begin.
            let waits = [Exit::Locked, Exit::Interrupted, Exit::Terminated];
            if args.metrics_file.is_some() && !waits.contains(&exit_of(&error)) {
                context
                    .out()
                    .warn("the metrics file stays as it was, because the run did not begin");
            }
            return Err(error);
        }
    };
    let mut summary = Summary::new(&selection);
    let result = recorded(context, args, &selection, &mut summary);
    let exit = result.as_ref().map_or_else(exit_of, |exit| *exit);
    if let Some(path) = &args.metrics_file
        && let Err(error) =
            Metrics::collect(context, &summary, exit).and_then(|metrics| metrics.write(path))
    {
        context.out().warn(format!("{error:#}"));
    }
    // The next run must not write its metrics before this one.
    drop(lock);
    result
}

/// Runs, and keeps in `history` and in `summary` how it went. The run lock must be held.
fn recorded(
    context: &Context,
    args: &SyncArgs,
    selection: &Selection,
    summary: &mut Summary,
) -> anyhow::Result<Exit> {
    let start = Instant::now();
    let run = context.store()?.begin_run("sync", &host(), unix_now())?;
    summary.run = Some(run);
    let mut results = None;
    let worked = (|| {
        results = args.results.as_deref().map(Results::create).transpose()?;
        work(context, args, selection, summary, results.as_mut())
    })();
    if let Ok(crm) = context.crm() {
        (summary.requests.reads, summary.requests.writes) = crm.sent();
        summary.requests.rate_limited = crm.limited();
    }
    let counted = count_left(context, summary, results.as_mut());
    let files = results.map_or(Ok(()), Results::finish);
    // Why the run ended comes first. What else goes wrong must neither hide it nor leave the run without its end.
    let result = first_of(context, [worked, files, counted]);
    summary.seconds = start.elapsed().as_secs_f64();
    let exit = match &result {
        Ok(()) if summary.is_partial() => Exit::Partial,
        Ok(()) => Exit::Done,
        Err(error) => exit_of(error),
    };
    summary.exit_code = exit.code();
    for rows in summary.left_out.iter().flatten() {
        let out = context.out();
        out.warn(format!("rows of the platform are left out, {rows}"));
    }
    let ended = close_record(context, run, summary);
    let printed = if summary.is_planned() {
        context.out().result(summary)
    } else {
        Ok(())
    };
    first_of(context, [result, ended, printed]).map(|()| exit)
}

/// Adds what the run leaves behind to the summary and the result files.
fn count_left(
    context: &Context,
    summary: &mut Summary,
    mut results: Option<&mut Results>,
) -> anyhow::Result<()> {
    let store = context.store()?;
    summary.rejects_waiting = Some(store.rejects_waiting()?);
    summary.unknown = Some(store.unknown_outcomes()?);
    store.each_left(|left| {
        match left.how {
            HowFar::NotReached => summary.unprocessed += 1,
            HowFar::InPart => summary.unfinished += 1,
            HowFar::Unknown => {
                summary.count(left.kind, left.key, left.id, &Outcome::Unknown);
                if let Some(results) = &mut results {
                    results.add(left.kind, left.key, left.id, &Outcome::Unknown);
                }
            }
        }
        if let Some(results) = &mut results {
            results.add_left(&left);
        }
    })?;
    Ok(())
}

fn close_record(context: &Context, run: i64, summary: &Summary) -> anyhow::Result<()> {
    let report = serde_json::to_value(summary)?;
    let mut store = context.store()?;
    store.end_run(run, summary.exit_code, &report, unix_now())?;
    Ok(())
}

/// The first error; those after it are said as warnings.
fn first_of<const N: usize>(
    context: &Context,
    results: [anyhow::Result<()>; N],
) -> anyhow::Result<()> {
    let mut errors = results.into_iter().filter_map(Result::err);
    let first = errors.next();
    for error in errors {
        context.out().warn(format!("{error:#}"));
    }
    first.map_or(Ok(()), Err)
}

fn work(
    context: &Context,
    args: &SyncArgs,
    selection: &Selection,
    summary: &mut Summary,
    results: Option<&mut Results>,
) -> anyhow::Result<()> {
    let resolved = ready(context)?;
    let mut observer = Watching {
        summary,
        progress: Progress::new(context.out()),
        results,
        recovered: BTreeSet::new(),
    };
    let mut store = context.store()?;
    // Creates of a run that was killed: the plan depends on what became of them.
    observer.recover(&mut engine::engine(
        context,
        &mut store,
        &resolved,
        selection.mode.fields,
    )?)?;
    let tallies = planned(
        context,
        &mut store,
        &resolved,
        selection,
        &mut observer.progress,
    )?;
    observer.summary.planned(&tallies);
    if !args.allow_mass_change {
        let percent = context.profile()?.settings.guard.max_changes_percent;
        guard::check(&tallies, percent)?;
    }
    observer.summary.left_out = left_out(context, selection, &tallies, &mut |row| {
        if let Some(results) = &mut observer.results {
            results.add_left_out(row);
        }
    })?;
    store.settle_work(unix_now())?;
    observer.settled(&store)?;
    let mut queue = Waiting::new(&selection.stages(), selection.mode.fields, &resolved);
    let created = tallies
        .iter()
        .filter(|(_, tally)| tally.create > 0)
        .map(|(kind, _)| kind.entity())
        .collect();
    let mut engine = engine::engine(context, &mut store, &resolved, selection.mode.fields)?;
    let result = engine
        .look_ahead(&created)
        .and_then(|()| engine.execute(&mut queue, &mut observer));
    observer.progress.finish();
    result
}

/// The rows that no plan has because no query reaches them. Who takes a part does not ask for them.
fn left_out(
    context: &Context,
    selection: &Selection,
    tallies: &BTreeMap<Kind, Tally>,
    visit: &mut dyn FnMut(&LeftOutRow),
) -> anyhow::Result<Option<Vec<LeftOut>>> {
    if !selection.is_whole() {
        return Ok(None);
    }
    let scanned = tallies.iter().map(|(kind, tally)| (*kind, tally.rows));
    let mut found = Vec::new();
    context
        .source()?
        .left_out(Some(&scanned.collect()), &mut |row| {
            visit(&row);
            LeftOut::count(&mut found, row);
        })?;
    Ok(Some(found))
}

/// Everything that has to be right before a plan makes sense.
fn ready(context: &Context) -> anyhow::Result<Resolved> {
    let source = context.source()?;
    let mapping = Mapping::load(&context.profile()?.settings)?;
    for kind in Kind::ALL {
        let unknown = mapping.unknown_attributes(kind, &source.columns(kind)?);
        if let Some(problem) = unknown.first() {
            return Err(Failure::new(
                Exit::Config,
                format!("cannot plan `{kind}`: {}", problem.what),
            )
            .hint("`schema check` lists all mistakes of the mapping")
            .into());
        }
    }
    let resolved = resolved(context)?;
    let unknown = context.store()?.setting(&Setting::AmoUserId)?.is_none();
    if unknown {
        fetch_account(context)?;
    }
    Ok(resolved)
}

/// Plans, and shows how far it is.
fn planned(
    context: &Context,
    store: &mut Store,
    resolved: &Resolved,
    selection: &Selection,
    progress: &mut Progress<'_>,
) -> anyhow::Result<BTreeMap<Kind, Tally>> {
    let tallies = scan::plan(
        &context.readers()?,
        store,
        resolved,
        selection,
        context.stop()?,
        &mut |kind, rows| progress.planning(kind, rows),
    )?;
    progress.planned(&tallies);
    Ok(tallies)
}

fn dry_run(context: &Context, args: &SyncArgs, selection: &Selection) -> anyhow::Result<Exit> {
    let resolved = ready(context)?;
    let mut progress = Progress::new(context.out());
    let mut store = context.store()?;
    let tallies = planned(context, &mut store, &resolved, selection, &mut progress)?;
    progress.finish();
    let amo = &context.profile()?.settings.amo;
    let mut preview = Preview::new(&tallies, amo.rate);
    preview.left_out = left_out(context, selection, &tallies, &mut |_| ())?;
    preview.unknown = store.pending()?.len() as u64;
    let filters_work = |entity, ids: &[CrmId]| filters_work(context, entity, ids);
    let depth = context.crm()?.depth(ANSWER).min(amo.in_flight);
    let estimate = Estimate::new(&store, amo.batch_max, depth, &resolved, &filters_work)?;
    let mut listing = context.out().listing(super::preview::table);
    let mut left = if args.all { u64::MAX } else { args.sample };
    let mut show = |line| {
        let fits = left > 0;
        if fits {
            left -= 1;
            listing.add(line)?;
        }
        Ok(fits)
    };
    preview.collect(
        &store,
        selection,
        &resolved,
        estimate,
        context.stop()?,
        &mut show,
    )?;
    let percent = context.profile()?.settings.guard.max_changes_percent;
    preview.guard = guard::check(&tallies, percent)
        .err()
        .map(|failure| failure.to_string());
    listing.end(&preview)?;
    Ok(if args.exit_code && preview.is_pending() {
        Exit::Failure
    } else {
        Exit::Done
    })
}

/// Asks the account, since only an answer tells; one that gives none is taken for one without filters.
fn filters_work(context: &Context, entity: EntityType, ids: &[CrmId]) -> bool {
    let answer = context
        .crm()
        .and_then(|crm| Ok(crm.filters_work(entity, ids)?));
    answer.unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot find out how many entities can be read at once");
        false
    })
}

/// Everybody who wants to hear of outcomes.
struct Watching<'a> {
    summary: &'a mut Summary,
    progress: Progress<'a>,
    results: Option<&'a mut Results>,
    /// Creates of an earlier run that the CRM turned out to have made: they are counted as such, and only once.
    recovered: BTreeSet<(Kind, Key)>,
}

impl Watching<'_> {
    fn recover(&mut self, engine: &mut Engine<'_>) -> anyhow::Result<()> {
        let mut found = Recovered::default();
        let result = engine.recover(&mut found);
        for (kind, key, id) in found.0 {
            self.outcome(kind, key, id, &Outcome::Created);
            self.recovered.insert((kind, key));
        }
        result
    }

    /// Those of them that need nothing more were counted by the plan as unchanged.
    fn settled(&mut self, store: &Store) -> anyhow::Result<()> {
        for (kind, key) in &self.recovered {
            let found = store.known(*kind, *key)?;
            if found.is_some_and(|known| known.row_hash.is_some()) {
                self.summary.uncount(*kind, &Outcome::Unchanged);
            }
        }
        Ok(())
    }
}

/// What `recover` has found.
#[derive(Default)]
struct Recovered(Vec<(Kind, Key, Option<CrmId>)>);

impl Observer for Recovered {
    fn outcome(&mut self, kind: Kind, key: Key, id: Option<CrmId>, _: &Outcome) {
        self.0.push((kind, key, id));
    }
}

impl Observer for Watching<'_> {
    fn outcome(&mut self, kind: Kind, key: Key, id: Option<CrmId>, outcome: &Outcome) {
        let is_finished = matches!(outcome, Outcome::Modified | Outcome::Unchanged);
        if is_finished && self.recovered.contains(&(kind, key)) {
            self.progress.done(kind);
            return;
        }
        self.summary.count(kind, key, id, outcome);
        self.progress.done(kind);
        if let Some(results) = &mut self.results {
            results.add(kind, key, id, outcome);
        }
    }

    fn tick(&mut self) {
        self.progress.tick();
        if let Some(results) = &mut self.results {
            results.flush();
        }
    }
}
