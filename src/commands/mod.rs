//! One file per command; here only who runs what.

pub mod generate;
pub mod sandbox;

use crate::cli::{Cli, Command};
use crate::context::Context;
use crate::error::Exit;

/// Runs the command of a parsed command line.
pub fn run(cli: Cli) -> anyhow::Result<Exit> {
    let context = Context::new(cli.global);
    match &cli.command {
        Command::Sandbox(args) => sandbox::run(&context, args),
        Command::Completions(args) => generate::completions(&context, args),
        Command::Man(args) => generate::man(&context, args),
    }
}
