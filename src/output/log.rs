//! Log lines on stderr: warnings by default, requests with `-v`, decisions with `-vv`.

use std::io::{self, Write};

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

use crate::options::{LogFormat, Options};
use crate::output::Messages;

/// Starts logging for the process. Only our own lines: those of libraries may hold headers and bodies.
pub fn start(options: &Options, messages: Messages) {
    let level = match (options.quiet, options.verbose) {
        (true, _) => LevelFilter::ERROR,
        (false, 0) => LevelFilter::WARN,
        (false, 1) => LevelFilter::INFO,
        (false, 2) => LevelFilter::DEBUG,
        (false, _) => LevelFilter::TRACE,
    };
    let own = Targets::new().with_target("amosync", level);
    let layer = fmt::layer()
        .with_writer(move || Lines(messages.clone()))
        .with_target(false);
    let layer = match options.log_format {
        LogFormat::Text => layer.with_ansi(false).without_time().boxed(),
        LogFormat::Json => layer.json().flatten_event(true).boxed(),
    };
    let _ = tracing_subscriber::registry()
        .with(layer.with_filter(own))
        .try_init();
}

/// Log lines on their way past the bars; each comes in one piece.
struct Lines(Messages);

impl Write for Lines {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.log(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
