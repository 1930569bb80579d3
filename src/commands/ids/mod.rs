//! `ids`: which CRM entity each record is, and where that knowledge comes from.

mod adopt;
mod export;
mod import;
mod rebuild;
mod report;
mod show;

use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::Exit;

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
    Show(show::ShowArgs),
    /// Print all pairs as CSV, or as JSON with `--output json`
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Adopt(adopt::AdoptArgs),
    /// Restore the id map from the markers in the CRM
    Rebuild(rebuild::RebuildArgs),
}

/// Runs an `ids` command.
pub fn run(context: &Context, args: &IdsArgs) -> anyhow::Result<Exit> {
    match &args.command {
        IdsCommand::Show(args) => show::run(context, args),
        IdsCommand::Export(args) => export::run(context, args),
        IdsCommand::Import(args) => import::run(context, args),
        IdsCommand::Adopt(args) => adopt::run(context, args),
        IdsCommand::Rebuild(args) => rebuild::run(context, args),
    }
}
