//! What the global flags and their environment variables decide, as plain words.

use std::path::PathBuf;

use clap::ValueEnum;

/// What a person or a unit file chose for the whole process.
#[derive(Debug, Clone)]
pub struct Options {
    /// The profile, where one is named.
    pub profile: Option<String>,
    /// The configuration file, where one is named.
    pub config: Option<PathBuf>,
    /// The folder of stores and locks, where one is named.
    pub data_dir: Option<PathBuf>,
    /// How the result is printed.
    pub output: Format,
    /// Errors and the result only.
    pub quiet: bool,
    /// 0 for warnings, 1 for requests, 2 for waits and decisions.
    pub verbose: u8,
    /// When to colour.
    pub color: When,
    /// No progress bars.
    pub no_progress: bool,
    /// Nobody is there to answer a question.
    pub no_input: bool,
    /// Seconds to wait for another run.
    pub lock_timeout: u64,
    /// How log lines look.
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
