//! One file per command; here only who runs what.

pub mod auth;
pub mod batch;
pub mod chain;
pub mod check;
pub mod demo;
pub mod doctor;
pub mod explain;
pub mod fields;
pub mod generate;
pub mod history;
pub mod ids;
pub mod init;
pub mod mapping;
pub mod pipelines;
mod preview;
pub mod rejects;
mod runner;
pub mod sandbox;
pub mod schedule;
pub mod schema;
pub mod sync;

use crate::cli::{Cli, Command};
use crate::context::Context;
use crate::error::Exit;
use crate::output::Messages;

/// Runs the command of a parsed command line.
pub fn run(cli: Cli, messages: Messages) -> anyhow::Result<Exit> {
    let context = Context::new(cli.global, messages);
    match &cli.command {
        Command::Init(args) => init::run(&context, args),
        Command::Doctor(args) => doctor::run(&context, args),
        Command::Auth(args) => auth::run(&context, args),
        Command::Account => auth::account(&context),
        Command::Schema(args) => schema::run(&context, args),
        Command::Fields(args) => fields::run(&context, args),
        Command::Mapping(args) => mapping::run(&context, args),
        Command::Pipelines(args) => pipelines::run(&context, args),
        Command::SyncUser(args) => sync::user(&context, args),
        Command::SyncCourse(args) => sync::course(&context, args),
        Command::SyncUsercourse(args) => sync::usercourse(&context, args),
        Command::Sync(args) => batch::run(&context, args),
        Command::History(args) => history::run(&context, args),
        Command::Rejects(args) => rejects::run(&context, args),
        Command::Chain(args) => chain::run(&context, args),
        Command::Demo(args) => demo::run(&context, args),
        Command::Sandbox(args) => sandbox::run(&context, args),
        Command::Explain(args) => explain::run(&context, args),
        Command::Check(args) => check::run(&context, args),
        Command::Ids(args) => ids::run(&context, args),
        Command::Schedule(args) => schedule::run(&context, args),
        Command::Completions(args) => generate::completions(&context, args),
        Command::Man(args) => generate::man(&context, args),
    }
}
