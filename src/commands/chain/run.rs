//! `chain run`: a chain from a file.

use std::io::Read as _;

use clap::Args;

use crate::commands::runner;
use crate::context::Context;
use crate::error::{Exit, Failure};
use crate::sync::chain::format::parse;
use crate::sync::chain::run::Chain;
use crate::sync::plan::decide::Fields;

/// The chain and how it is run.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// The file
    #[arg(value_name = "FILE")]
    file: String,
    /// Show what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Send every field
    #[arg(long)]
    force: bool,
}

/// Runs the chain, or shows what it would send.
pub(super) fn run(context: &Context, args: &RunArgs) -> anyhow::Result<Exit> {
    let source = context.source()?;
    let text = read(&args.file)?;
    let chain = Chain {
        label: format!("chain run {}", args.file),
        actions: parse(&text, source.as_ref())?,
    };
    if args.dry_run {
        return runner::dry_run(context, &[chain], Fields::forced(args.force));
    }
    runner::run(context, "chain run", &[chain], Fields::forced(args.force))
}

fn read(file: &str) -> anyhow::Result<String> {
    if file == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(|error| {
        Failure::new(
            Exit::Failure,
            format!("cannot read the chain `{file}`: {error}"),
        )
        .into()
    })
}
