//! Flags that every command takes.

use std::path::PathBuf;

use clap::{ArgAction, Args};

use crate::options::{Format, LogFormat, Options, When};

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

impl Global {
    /// The same as plain words.
    pub fn options(self) -> Options {
        Options {
            profile: self.profile,
            config: self.config,
            data_dir: self.data_dir,
            output: self.output,
            quiet: self.quiet,
            verbose: self.verbose,
            color: self.color,
            no_progress: self.no_progress,
            no_input: self.no_input,
            lock_timeout: self.lock_timeout,
            log_format: self.log_format,
        }
    }
}

/// A variable that is set to nothing counts as unset: crontabs and unit files have no other way to take one back.
pub fn without_empty_variables(command: clap::Command) -> clap::Command {
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
