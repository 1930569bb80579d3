//! `ids import`: pairs from the platform's own columns, or from a file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;

use crate::commands::ids::report::finish;
use crate::config::SourceConfig;
use crate::context::Context;
use crate::context::registry::with_registry;
use crate::domain::Kind;
use crate::error::{Exit, Failure};
use crate::identity::{self, Candidate, Writes};
use crate::source::{SqliteSource, former_ids};

/// Take pairs from the platform's own `amo*` columns, or from a file
///
/// Example: amosync ids import --dry-run
#[derive(Debug, Args)]
pub(super) struct ImportArgs {
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
        .map(|kind| (kind, former_ids(kind).to_owned()))
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

/// Takes the pairs.
pub(super) fn run(context: &Context, args: &ImportArgs) -> anyhow::Result<Exit> {
    let candidates = candidates(context, args)?;
    let report = with_registry(context, Some("ids import"), |registry| {
        registry.settle(candidates, Writes::unless(args.dry_run))
    })?;
    finish(context, &report)
}
