//! What is said on stderr: text for people, or a JSON object per line for collectors, and always past the bars.

use std::io::{self, IsTerminal as _, Write as _};

use indicatif::MultiProgress;
use serde::Serialize;

use crate::error;
use crate::options::LogFormat;
use crate::text::{masked, printable};

/// Stderr. Clones share it, with the bars that are drawn there.
#[derive(Debug, Clone)]
pub struct Messages {
    format: LogFormat,
    bars: MultiProgress,
    /// Lines that overwrite each other can be shown.
    moves: bool,
}

/// How much a message matters. The names are those of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Level {
    /// The command could not do its work.
    Error,
    /// Something to look after.
    Warn,
    /// Good to know.
    Info,
}

/// A message in the shape of a log line.
#[derive(Serialize)]
struct MessageLine<'a> {
    timestamp: String,
    level: Level,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

impl Messages {
    /// Decides what stderr can show.
    pub fn new(format: LogFormat) -> Self {
        Self {
            format,
            bars: MultiProgress::new(),
            moves: io::stderr().is_terminal()
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb"),
        }
    }

    /// Says one thing.
    pub fn say(&self, level: Level, message: &str) {
        match self.format {
            LogFormat::Json => self.line(level, message, None),
            LogFormat::Text => {
                let start = match level {
                    Level::Error => "error: ",
                    Level::Warn => "warning: ",
                    Level::Info => "",
                };
                self.write(format!("{start}{}\n", printable(message)).as_bytes());
            }
        }
    }

    /// The final report of a failure: why, and what to do next.
    pub fn report(&self, message: &str, hint: Option<&str>) {
        match self.format {
            LogFormat::Json => self.line(Level::Error, message, hint),
            LogFormat::Text => {
                self.write(format!("{}\n", printable(&error::text(message, hint))).as_bytes());
            }
        }
    }

    /// Writes whole lines as they are, but for secrets. Bars make room and come back below them.
    pub fn write(&self, lines: &[u8]) {
        let text = String::from_utf8_lossy(lines);
        self.bars.suspend(|| {
            let _ = io::stderr().lock().write_all(masked(&text).as_bytes());
        });
    }

    /// Writes a log line.
    pub fn log(&self, line: &[u8]) {
        match self.format {
            // Control characters are escaped in it.
            LogFormat::Json => self.write(line),
            LogFormat::Text => {
                self.write(printable(&String::from_utf8_lossy(line)).as_bytes());
            }
        }
    }

    /// The bars, where there can be any: on a terminal, and where no program reads the lines.
    pub fn bars(&self) -> Option<&MultiProgress> {
        (self.moves && self.format == LogFormat::Text).then_some(&self.bars)
    }

    fn line(&self, level: Level, message: &str, hint: Option<&str>) {
        let line = MessageLine {
            // As log lines write it.
            timestamp: jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
                .to_string(),
            level,
            message,
            hint,
        };
        if let Ok(text) = serde_json::to_string(&line) {
            self.write(format!("{text}\n").as_bytes());
        }
    }
}
