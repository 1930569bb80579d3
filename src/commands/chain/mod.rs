//! `chain`: build, run, show and resume chains in the platform's own JSON format.

mod build;
mod resume;
mod run;
mod show;

use clap::{Args, Subcommand};

use crate::context::Context;
use crate::error::Exit;

/// Work with chains of actions.
#[derive(Debug, Args)]
pub struct ChainArgs {
    #[command(subcommand)]
    command: ChainCommand,
}

#[derive(Debug, Subcommand)]
enum ChainCommand {
    /// Print the chain of a user, a course or an enrolment
    Build {
        #[command(subcommand)]
        what: build::What,
    },
    /// Run a chain from a file, or from stdin with `-`
    Run(run::RunArgs),
    /// Show the chains that stopped before their end
    Show,
    /// Go on with the chains that stopped, or with one of them
    Resume {
        /// Its number in `chain show`
        #[arg(value_name = "N")]
        id: Option<i64>,
    },
}

/// Runs a `chain` command.
pub fn run(context: &Context, args: &ChainArgs) -> anyhow::Result<Exit> {
    match &args.command {
        ChainCommand::Build { what } => build::run(context, what),
        ChainCommand::Run(args) => run::run(context, args),
        ChainCommand::Show => show::run(context),
        ChainCommand::Resume { id } => resume::run(context, *id),
    }
}
