//! Where text goes: the result to stdout, everything else to stderr.

mod listing;
pub mod log;
mod messages;
mod table;

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::MultiProgress;
use serde::Serialize;

pub use listing::Listing;
pub use messages::{Level, Messages};
pub use table::{Align, Table};

use crate::options::{Format, Options, When};
use crate::text::{masked, printable_with_colors};

/// A result that people read as a table and programs as JSON.
pub trait Render: Serialize {
    /// The result for people.
    fn text(&self, style: Style) -> String;
}

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Colours may be used.
    pub color: bool,
    /// Columns of the terminal; `None` when the output is no terminal.
    pub width: Option<u16>,
}

/// Both streams, and what was decided about them once.
#[derive(Debug)]
pub struct Output {
    format: Format,
    quiet: bool,
    progress: bool,
    messages: Messages,
    style: Style,
}

impl Output {
    /// Decides format, colour and progress from flags and terminal.
    pub fn new(options: &Options, messages: Messages) -> Self {
        let terminal = io::stdout().is_terminal();
        let color = match options.color {
            When::Always => true,
            When::Never => false,
            When::Auto => {
                terminal
                    && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        };
        Self {
            format: options.output,
            quiet: options.quiet,
            progress: !options.quiet && !options.no_progress,
            messages,
            style: Style {
                color,
                width: terminal.then(table::terminal_width).flatten(),
            },
        }
    }

    /// Prints the command's result.
    pub fn result<R: Render>(&self, value: &R) -> anyhow::Result<()> {
        let text = match self.format {
            Format::Table => printable_with_colors(&value.text(self.style)),
            Format::Json => serde_json::to_string_pretty(value)?,
            Format::Jsonl => match serde_json::to_value(value)? {
                serde_json::Value::Array(items) => items
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>()
                    .join("\n"),
                other => other.to_string(),
            },
        };
        let end = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            "\n"
        };
        self.bytes(masked(&format!("{text}{end}")).as_bytes())
    }

    /// Prints bytes that are a result as they are.
    pub fn bytes(&self, bytes: &[u8]) -> anyhow::Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            // Whoever reads has seen enough, for example `head`.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => Ok(other?),
        }
    }

    /// Says something on stderr, unless quiet.
    pub fn note(&self, text: impl AsRef<str>) {
        if !self.quiet {
            self.messages.say(Level::Info, text.as_ref());
        }
    }

    /// Warns on stderr, also when quiet.
    pub fn warn(&self, text: impl AsRef<str>) {
        self.messages.say(Level::Warn, text.as_ref());
    }

    /// Whether the result is for people.
    pub fn is_table(&self) -> bool {
        self.format == Format::Table
    }

    /// Leaves whole lines on stderr as they are, unless quiet.
    pub fn lines(&self, text: &str) {
        if !self.quiet {
            self.messages.write(text.as_bytes());
        }
    }

    /// Where bars are drawn, if progress may be shown as bars.
    pub fn bars(&self) -> Option<&MultiProgress> {
        self.messages.bars()
    }

    /// Whether progress may be shown at all.
    pub fn shows_progress(&self) -> bool {
        self.progress
    }
}

/// A count with its word: `1 read`, `2 reads`.
pub fn counted(count: u64, word: &str) -> String {
    let end = if count == 1 { "" } else { "s" };
    format!("{count} {word}{end}")
}
