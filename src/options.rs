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

/// How the command line spells what hints advise. Only `commands` reads flags; whoever advises one names it from here.
pub mod flags {
    /// Chooses the profile.
    pub const PROFILE: &str = "--profile";
    /// Names the configuration file.
    pub const CONFIG: &str = "--config";
    /// Names the folder of stores and locks.
    pub const DATA_DIR: &str = "--data-dir";
    /// Gives another run more time.
    pub const LOCK_TIMEOUT: &str = "--lock-timeout";
    /// Shows what a run would send.
    pub const SYNC_DRY_RUN: &str = "sync --dry-run";
    /// Lets a run pass the guards.
    pub const ALLOW_MASS_CHANGE: &str = "--allow-mass-change";
    /// Makes anew what people deleted.
    pub const RECREATE: &str = "--recreate";
    /// Ends the pause after a block.
    pub const END_PAUSE: &str = "doctor --end-pause";
}
