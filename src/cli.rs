//! The command line: global flags and the list of commands. No logic.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{
    ArgAction, Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand, ValueEnum,
};

use crate::commands;
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

/// A variable that is set to nothing counts as unset: crontabs and unit files have no other way to take one back.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    command
        .mut_args(|arg| {
            let empty = arg
                .get_env()
                .and_then(std::env::var_os)
                .is_some_and(|value| value.is_empty());
            if empty {
                arg.env(None::<&'static str>)
            } else {
                arg
            }
        })
        .mut_subcommands(without_empty_variables)
}

/// Flags that every command takes.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Use this profile instead of the default one
    #[arg(long, global = true, env = "AMOSYNC_PROFILE", value_name = "NAME")]
    pub profile: Option<String>,
    /// Read the configuration from this file
    #[arg(long, global = true, env = "AMOSYNC_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Keep stores and locks in this folder
    #[arg(long, global = true, env = "AMOSYNC_DATA_DIR", value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Print the result as a table, as one JSON document, or as a JSON document per line
    #[arg(
        long,
        global = true,
        env = "AMOSYNC_OUTPUT",
        default_value = "table",
        value_name = "FORMAT"
    )]
    pub output: Format,
    /// Print errors and the result only
    #[arg(short, long, global = true, env = "AMOSYNC_QUIET", value_parser = clap::builder::FalseyValueParser::new(), action = ArgAction::SetTrue)]
    pub quiet: bool,
    /// Say more on stderr: requests with -v, waits and decisions with -vv
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Colour the output
    #[arg(
        long,
        global = true,
        env = "AMOSYNC_COLOR",
        default_value = "auto",
        value_name = "WHEN"
    )]
    pub color: When,
    /// Show no progress bars
    #[arg(long, global = true, env = "AMOSYNC_NO_PROGRESS", value_parser = clap::builder::FalseyValueParser::new(), action = ArgAction::SetTrue)]
    pub no_progress: bool,
    /// Never ask; fail where an answer would be needed
    #[arg(long, global = true, env = "AMOSYNC_NO_INPUT", value_parser = clap::builder::FalseyValueParser::new(), action = ArgAction::SetTrue)]
    pub no_input: bool,
    /// Wait this many seconds for another run of the profile to end
    #[arg(
        long,
        global = true,
        env = "AMOSYNC_LOCK_TIMEOUT",
        default_value_t = 60,
        value_name = "SECONDS"
    )]
    pub lock_timeout: u64,
    /// Write log lines for people or as JSON for collectors
    #[arg(
        long,
        global = true,
        env = "AMOSYNC_LOG_FORMAT",
        default_value = "text",
        value_name = "FORMAT"
    )]
    pub log_format: LogFormat,
}

/// How the result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people.
    Table,
    /// One document.
    Json,
    /// One document per line.
    Jsonl,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` or `TERM=dumb`.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object per line.
    Json,
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
    SyncUser(commands::sync::UserArgs),
    SyncCourse(commands::sync::CourseArgs),
    SyncUsercourse(commands::sync::UserCourseArgs),
    Sync(commands::batch::SyncArgs),
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
