//! `ids rebuild`: the id map from the markers in the CRM.

use clap::Args;

use crate::commands::ids::report::finish;
use crate::context::Context;
use crate::context::registry::with_registry;
use crate::error::Exit;
use crate::identity::Writes;

#[derive(Debug, Args)]
pub(super) struct RebuildArgs {
    /// Show what would be taken; write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Restores the id map.
pub(super) fn run(context: &Context, args: &RebuildArgs) -> anyhow::Result<Exit> {
    let report = with_registry(context, Some("ids rebuild"), |registry| {
        registry.rebuild(Writes::unless(args.dry_run))
    })?;
    finish(context, &report)
}
