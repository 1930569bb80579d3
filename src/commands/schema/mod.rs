//! `schema`: what the mapping needs of the account, and making it.

mod apply;
mod check;
mod pull;

use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::Exit;

/// Compare the account with the mapping, and create what is missing
#[derive(Debug, Args)]
pub struct SchemaArgs {
    #[command(subcommand)]
    command: SchemaCommand,
}

#[derive(Debug, Subcommand)]
enum SchemaCommand {
    /// List what is missing or ambiguous; exit code 3 when anything is
    Check,
    /// Create what is missing, after showing it; never deletes
    Apply(apply::ApplyArgs),
    /// Read the account's shape again, and print a mapping to fill in
    ///
    /// Every field, option, funnel and stage stands in it as a comment.
    ///
    /// Example: amosync schema pull > mapping.toml
    Pull,
}

/// Runs a `schema` command.
pub fn run(context: &Context, args: &SchemaArgs) -> anyhow::Result<Exit> {
    match &args.command {
        SchemaCommand::Check => check::run(context),
        SchemaCommand::Apply(args) => apply::run(context, args),
        SchemaCommand::Pull => pull::run(context),
    }
}
