//! `ids`: which CRM entity each record is, and where that knowledge comes from.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::schema::resolved;
use crate::config::SourceConfig;
use crate::context::Context;
use crate::domain::{CrmId, EntityType, Key, Kind};
use crate::error::{Exit, Failure};
use crate::identity::{self, Candidate, Finding, Matches, Registry, Report, Verdict};
use crate::output::{Align, Render, Style, Table};
use crate::source::SqliteSource;
use crate::store::Mapped;

/// Look at the id map, and fill it from other knowledge than our own.
///
/// Whatever is taken over, the next sync looks at each of its records and sends what differs.
#[derive(Debug, Args)]
pub struct IdsArgs {
    #[command(subcommand)]
    command: IdsCommand,
}

#[derive(Debug, Subcommand)]
enum IdsCommand {
    Show(ShowArgs),
    /// Print all pairs as CSV, or as JSON with `--output json`
    Export(ExportArgs),
    Import(ImportArgs),
    Adopt(AdoptArgs),
    /// Restore the id map from the markers in the CRM
    Rebuild(RebuildArgs),
}

/// Show how many records are mapped, or the pairs of a kind, of a record, of an entity
///
/// Example: amosync ids show contact 1135
#[derive(Debug, Args)]
struct ShowArgs {
    /// contact, company, product, `deal_supplier`, `deal_srs`, `deal_product`, `deal_student` or `deal_course`
    kind: Option<Kind>,
    /// A user id, a course id, or both as USER/COURSE
    key: Option<String>,
    /// The entity's id; contacts, companies, leads and products count separately
    #[arg(long, value_name = "N", conflicts_with_all = ["kind", "key"])]
    crm_id: Option<CrmId>,
}

#[derive(Debug, Args)]
struct ExportArgs {
    /// Only this kind
    #[arg(long, value_name = "KIND")]
    only: Option<Kind>,
}

/// Take pairs from the platform's own `amo*` columns, or from a file
///
/// Example: amosync ids import --dry-run
#[derive(Debug, Args)]
struct ImportArgs {
    /// Read the pairs from this CSV file with the columns kind, key, `crm_id`
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// Only these kinds
    #[arg(long, value_name = "KIND")]
    only: Vec<Kind>,
    /// Show what would be taken; write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Pair records with entities that people made: contacts by phone or e-mail, companies by INN, products by SKU
///
/// Example: amosync ids adopt contact --dry-run
#[derive(Debug, Args)]
struct AdoptArgs {
    /// contact, company or product
    kind: Kind,
    /// Show the pairs; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

#[derive(Debug, Args)]
struct RebuildArgs {
    /// Show what would be taken; write nothing
    #[arg(long)]
    dry_run: bool,
}

/// A pair as it is printed.
#[derive(Debug, Serialize)]
struct Pair {
    kind: Kind,
    key: Key,
    crm_id: CrmId,
    entity: EntityType,
    stale: bool,
    /// The next sync looks at the record again.
    open: bool,
    sent_at: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Pairs(Vec<Pair>);

/// The pairs as `ids import --file` takes them.
#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Exported(Vec<ExportedPair>);

#[derive(Debug, Serialize)]
struct ExportedPair {
    kind: Kind,
    key: Key,
    crm_id: CrmId,
    entity: EntityType,
}

#[derive(Debug, Serialize)]
#[serde(transparent)]
struct Counts(Vec<CountLine>);

#[derive(Debug, Serialize)]
struct CountLine {
    kind: Kind,
    mapped: u64,
    stale: u64,
    open: u64,
}

impl From<Mapped> for Pair {
    fn from(own: Mapped) -> Self {
        Self {
            kind: own.kind,
            key: own.key,
            crm_id: own.id,
            entity: own.kind.entity(),
            stale: own.stale,
            open: own.open,
            sent_at: own.sent_at.and_then(time),
        }
    }
}

/// Unix seconds as people and programs read them.
pub(super) fn time(seconds: i64) -> Option<String> {
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some(moment.to_string())
}

impl Render for Pairs {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("key", Align::Left),
            ("CRM id", Align::Right),
            ("entity", Align::Left),
            ("state", Align::Left),
            ("sent", Align::Left),
        ]);
        for pair in &self.0 {
            let state = match (pair.stale, pair.open) {
                (true, _) => "gone",
                (false, true) => "open",
                (false, false) => "settled",
            };
            table.row([
                pair.kind.to_string(),
                pair.key.to_string(),
                pair.crm_id.to_string(),
                pair.entity.to_string(),
                state.to_owned(),
                pair.sent_at.clone().unwrap_or_default(),
            ]);
        }
        table.text(style)
    }
}

impl Render for Exported {
    fn text(&self, _: Style) -> String {
        let lines = self.0.iter().map(|pair| {
            format!(
                "{},{},{},{}\n",
                pair.kind, pair.key, pair.crm_id, pair.entity
            )
        });
        std::iter::once("kind,key,crm_id,entity\n".to_owned())
            .chain(lines)
            .collect()
    }
}

impl Render for Counts {
    fn text(&self, style: Style) -> String {
        let mut table = Table::new(&[
            ("kind", Align::Left),
            ("mapped", Align::Right),
            ("gone", Align::Right),
            ("open", Align::Right),
        ]);
        for line in &self.0 {
            table.row([
                line.kind.to_string(),
                line.mapped.to_string(),
                line.stale.to_string(),
                line.open.to_string(),
            ]);
        }
        table.text(style)
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Ambiguous => "ambiguous",
        Verdict::Conflict => "conflict",
        Verdict::Gone => "gone",
        Verdict::Refused => "refused",
        Verdict::Unknown => "unknown",
    }
}

fn add_findings(table: &mut Table, findings: &[Finding]) {
    for finding in findings {
        let ids: Vec<_> = finding.crm_ids.iter().map(ToString::to_string).collect();
        table.row([
            finding.kind.to_string(),
            finding.key.to_string(),
            ids.join(", "),
            verdict(finding.verdict).to_owned(),
            finding.reason.clone(),
        ]);
    }
}

fn findings_table() -> Table {
    Table::new(&[
        ("kind", Align::Left),
        ("key", Align::Left),
        ("CRM id", Align::Left),
        ("outcome", Align::Left),
        ("reason", Align::Left),
    ])
}

impl Render for Report {
    fn text(&self, style: Style) -> String {
        let would = if self.dry_run { "would be " } else { "" };
        let mut sum = format!(
            "{} pairs {would}taken, {} known before",
            self.taken, self.known
        );
        if self.foreign > 0 {
            let _ = write!(sum, ", {} entities with markers of others", self.foreign);
        }
        if self.findings.is_empty() {
            return sum;
        }
        let mut table = findings_table();
        add_findings(&mut table, &self.findings);
        format!("{}\n\n{sum}", table.text(style))
    }
}

impl Render for Matches {
    fn text(&self, style: Style) -> String {
        let mut table = findings_table();
        for pair in &self.pairs {
            let by: Vec<_> = pair.by.iter().map(String::as_str).collect();
            table.row([
                pair.kind.to_string(),
                pair.key.to_string(),
                pair.crm_id.to_string(),
                "pair".to_owned(),
                format!("by {}", by.join(", ")),
            ]);
        }
        add_findings(&mut table, &self.ambiguous);
        let sum = format!(
            "{} pairs, {} ambiguous, {} records without a counterpart, {} invalid",
            self.pairs.len(),
            self.ambiguous.len(),
            self.unmatched,
            self.invalid
        );
        if self.pairs.is_empty() && self.ambiguous.is_empty() {
            return sum;
        }
        format!("{}\n\n{sum}", table.text(style))
    }
}

/// Runs an `ids` command.
pub fn run(context: &Context, args: &IdsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        IdsCommand::Show(args) => show(context, args),
        IdsCommand::Export(args) => {
            let kinds = args.only.map_or(Kind::ALL.to_vec(), |kind| vec![kind]);
            let mut pairs = Vec::new();
            for kind in kinds {
                for own in context
                    .store()?
                    .pairs_of(kind)?
                    .into_iter()
                    .filter(|own| !own.stale)
                {
                    pairs.push(ExportedPair {
                        kind,
                        key: own.key,
                        crm_id: own.id,
                        entity: kind.entity(),
                    });
                }
            }
            context.out().result(&Exported(pairs))?;
            Ok(Exit::Done)
        }
        IdsCommand::Import(args) => {
            let candidates = candidates(context, args)?;
            let report = with_registry(context, Some("ids import"), |registry| {
                registry.settle(candidates, args.dry_run)
            })?;
            finish(context, &report)
        }
        IdsCommand::Adopt(args) => adopt(context, args),
        IdsCommand::Rebuild(args) => {
            let report = with_registry(context, Some("ids rebuild"), |registry| {
                registry.rebuild(args.dry_run)
            })?;
            finish(context, &report)
        }
    }
}

fn show(context: &Context, args: &ShowArgs) -> anyhow::Result<Exit> {
    let store = context.store()?;
    let found = match (args.kind, &args.key, args.crm_id) {
        (_, _, Some(id)) => store.mapped_to(id)?,
        (Some(kind), Some(key), None) => {
            let key = Key::parse(kind, key)
                .map_err(|error| Failure::new(Exit::Usage, error.to_string()))?;
            store.mapping_of(kind, key)?.into_iter().collect()
        }
        (Some(kind), None, None) => store.pairs_of(kind)?,
        (None, ..) => {
            let counts = store.mapped_counts()?;
            let lines = counts.iter().map(|count| CountLine {
                kind: count.kind,
                mapped: count.mapped,
                stale: count.stale,
                open: count.open,
            });
            context.out().result(&Counts(lines.collect()))?;
            return Ok(Exit::Done);
        }
    };
    let asked_for_one = args.key.is_some() || args.crm_id.is_some();
    if found.is_empty() && asked_for_one {
        let what = match (args.kind, &args.key, args.crm_id) {
            (Some(kind), Some(key), _) => format!("{kind} {key}"),
            (.., id) => format!("the entity {}", id.unwrap_or(CrmId(0))),
        };
        return Err(
            Failure::new(Exit::Failure, format!("the id map does not have {what}"))
                .hint("`explain KIND KEY` says why a record is not in the CRM")
                .into(),
        );
    }
    context
        .out()
        .result(&Pairs(found.into_iter().map(Pair::from).collect()))?;
    Ok(Exit::Done)
}

/// The pairs that are to be imported.
fn candidates(context: &Context, args: &ImportArgs) -> anyhow::Result<Vec<Candidate>> {
    let wanted = |kind: Kind| args.only.is_empty() || args.only.contains(&kind);
    if let Some(path) = &args.file {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| {
            Failure::new(Exit::Failure, format!("cannot read `{name}`: {error}"))
        })?;
        let mut all = identity::read_file(&name, &text)?;
        all.retain(|one| wanted(one.kind));
        return Ok(all);
    }
    let kinds = Kind::ALL.into_iter().filter(|kind| wanted(*kind));
    let queries: BTreeMap<_, _> = kinds
        .map(|kind| (kind, identity::columns(kind).to_owned()))
        .collect();
    let source = SqliteSource::open(&SourceConfig {
        queries: queries.clone(),
        ..context.profile()?.settings.source.clone()
    })?;
    let mut all = Vec::new();
    for kind in queries.into_keys() {
        let own = identity::read_columns(&source, kind).map_err(|error| {
            Failure::new(
                Exit::Failure,
                format!("cannot read the ids of `{kind}` from the platform"),
            )
            .hint(
                "the `amo*` columns exist where the platform's own integration was used; \
                     leave kinds out with `--only`, or bring the pairs with `--file`",
            )
            .source(error)
        })?;
        all.extend(own);
    }
    Ok(all)
}

fn adopt(context: &Context, args: &AdoptArgs) -> anyhow::Result<Exit> {
    with_registry(context, Some("ids adopt"), |registry| {
        let matches = registry.matches(args.kind)?;
        context.out().result(&matches)?;
        let clean = matches.ambiguous.is_empty();
        let exit = if clean { Exit::Done } else { Exit::Partial };
        if args.dry_run || matches.pairs.is_empty() {
            return Ok(exit);
        }
        let question = format!(
            "Adopt {} entities and write markers into them?",
            matches.pairs.len()
        );
        if !args.yes && !context.confirm(&question, "--yes")? {
            context.out().note("nothing was adopted");
            return Ok(Exit::Done);
        }
        let report =
            registry.settle(matches.pairs.iter().map(identity::Match::candidate), false)?;
        context
            .out()
            .note(format!("adopted {} entities", report.taken));
        for finding in &report.findings {
            let (kind, key) = (finding.kind, finding.key);
            context
                .out()
                .warn(format!("{kind} {key} was not adopted: {}", finding.reason));
        }
        Ok(if report.is_clean() {
            exit
        } else {
            Exit::Partial
        })
    })
}

fn finish(context: &Context, report: &Report) -> anyhow::Result<Exit> {
    context.out().result(report)?;
    Ok(if report.is_clean() {
        Exit::Done
    } else {
        Exit::Partial
    })
}

/// Works on identities: as the one writer of the profile while `command` runs, or only reading when it has no name.
pub(super) fn with_registry<T>(
    context: &Context,
    command: Option<&str>,
    work: impl FnOnce(&mut Registry<'_>) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let _lock = command.map(|name| context.run_lock(name)).transpose()?;
    let resolved = resolved(context)?;
    let profile = context.profile()?;
    let (name, amo) = (&profile.name, &profile.settings.amo);
    let source = context.source()?;
    let crm = context.crm()?;
    let mut store = context.store()?;
    let progress = |entity: EntityType, read: usize| {
        // A line for every forty pages: some six seconds at the most that the CRM allows.
        if context.out().shows_progress() && read.is_multiple_of(10_000) {
            context.out().note(format!("{entity}: {read} read"));
        }
    };
    let mut registry = Registry {
        remote: crm,
        source: source.as_ref(),
        resolved: &resolved,
        store: &mut store,
        prefix: amo.marker_prefix.as_ref().unwrap_or(name),
        batch: amo.batch_max.min(50),
        stop: context.stop()?,
        progress: &progress,
    };
    work(&mut registry)
}
