//! The command line: global flags, the list of commands, and the call of the one that was given.

use std::ffi::OsString;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::commands;
use crate::commands::global::{Global, without_empty_variables};
use crate::context::Context;
use crate::error::Exit;
use crate::options::{LogFormat, Options};
use crate::output::Messages;

/// Carry the users, courses and enrolments of an e-learning platform into amoCRM / Kommo.
#[derive(Debug, Parser)]
#[command(name = "amosync", version, max_term_width = 100)]
#[command(
    propagate_version = true,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// Flags that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    /// Reads the command line and the environment; ends the process where clap does, for help and for mistakes.
    pub fn read() -> Self {
        Self::of(std::env::args_os()).unwrap_or_else(|error| {
            if error.use_stderr() && wants_json() {
                end_with_json(&error);
            }
            error.exit()
        })
    }

    /// Reads a command line, the name of the program first, and the environment.
    pub fn of<W: Into<OsString> + Clone>(
        words: impl IntoIterator<Item = W>,
    ) -> Result<Self, clap::Error> {
        let command = || without_empty_variables(Self::command());
        command()
            .try_get_matches_from(words)
            .and_then(|mut matches| Self::from_arg_matches_mut(&mut matches))
            .map_err(|error| error.format(&mut command()))
    }

    /// The command line without what differs between machines: environment values, terminal width.
    pub fn plain() -> clap::Command {
        Self::command().term_width(100)
    }
}

/// Whether a command line that nobody could read asks for JSON on stderr.
fn wants_json() -> bool {
    let words: Vec<_> = std::env::args_os().collect();
    let said = words.iter().enumerate().rev().find_map(|(at, word)| {
        let word = word.to_str()?.strip_prefix("--log-format")?;
        match word.strip_prefix('=') {
            Some(format) => Some(format.into()),
            None => words.get(at + 1).filter(|_| word.is_empty()).cloned(),
        }
    });
    said.or_else(|| std::env::var_os("AMOSYNC_LOG_FORMAT"))
        .is_some_and(|format| format == "json")
}

#[expect(clippy::exit, reason = "as clap ends the process, in another format")]
fn end_with_json(error: &clap::Error) -> ! {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
    let (message, hint) = text
        .split_once("\n\n")
        .map_or((text, None), |(message, hint)| (message, Some(hint)));
    Messages::new(LogFormat::Json).report(message, hint);
    std::process::exit(error.exit_code())
}

/// The commands. Their help stands with their arguments: a comment here would take its place.
#[expect(missing_docs, reason = "the comments of the arguments are the help")]
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(commands::init::InitArgs),
    Doctor(commands::doctor::DoctorArgs),
    Auth(commands::auth::AuthArgs),
    /// Show the account behind the token
    Account,
    Schema(commands::schema::SchemaArgs),
    Fields(commands::fields::FieldsArgs),
    Mapping(commands::mapping::MappingArgs),
    Pipelines(commands::pipelines::PipelinesArgs),
    SyncUser(commands::sync_record::UserArgs),
    SyncCourse(commands::sync_record::CourseArgs),
    SyncUsercourse(commands::sync_record::UserCourseArgs),
    Sync(commands::sync::SyncArgs),
    History(commands::history::HistoryArgs),
    Rejects(commands::rejects::RejectsArgs),
    Chain(commands::chain::ChainArgs),
    Ids(commands::ids::IdsArgs),
    Explain(commands::explain::ExplainArgs),
    Check(commands::check::CheckArgs),
    Schedule(commands::schedule::ScheduleArgs),
    Sandbox(commands::sandbox::SandboxArgs),
    Demo(commands::demo::DemoArgs),
    Completions(commands::generate::CompletionsArgs),
    Man(commands::generate::ManArgs),
}

impl Command {
    /// Whether it may read or write what only the owner may see. Completions and manual pages are for everybody.
    pub fn is_private(&self) -> bool {
        !matches!(self, Self::Completions(_) | Self::Man(_))
    }
}

/// Runs the command of a parsed command line.
pub fn run(options: Options, command: &Command, messages: Messages) -> anyhow::Result<Exit> {
    let context = Context::new(options, messages);
    match command {
        Command::Init(args) => commands::init::run(&context, args),
        Command::Doctor(args) => commands::doctor::run(&context, args),
        Command::Auth(args) => commands::auth::run(&context, args),
        Command::Account => commands::account::run(&context),
        Command::Schema(args) => commands::schema::run(&context, args),
        Command::Fields(args) => commands::fields::run(&context, args),
        Command::Mapping(args) => commands::mapping::run(&context, args),
        Command::Pipelines(args) => commands::pipelines::run(&context, args),
        Command::SyncUser(args) => commands::sync_record::user(&context, args),
        Command::SyncCourse(args) => commands::sync_record::course(&context, args),
        Command::SyncUsercourse(args) => commands::sync_record::usercourse(&context, args),
        Command::Sync(args) => commands::sync::run(&context, args),
        Command::History(args) => commands::history::run(&context, args),
        Command::Rejects(args) => commands::rejects::run(&context, args),
        Command::Chain(args) => commands::chain::run(&context, args),
        Command::Demo(args) => commands::demo::run(&context, args),
        Command::Sandbox(args) => commands::sandbox::run(&context, args),
        Command::Explain(args) => commands::explain::run(&context, args),
        Command::Check(args) => commands::check::run(&context, args),
        Command::Ids(args) => commands::ids::run(&context, args),
        Command::Schedule(args) => commands::schedule::run(&context, args),
        Command::Completions(args) => commands::generate::completions(&context, args, Cli::plain()),
        Command::Man(args) => commands::generate::man(&context, args, Cli::plain()),
    }
}
