//! Parses, runs, reports and sets the exit code; nothing else.

use std::process::ExitCode;

use amosync::cli::Cli;
use amosync::output::Messages;
use amosync::{commands, error, logging};

fn main() -> ExitCode {
    let cli = Cli::read();
    let messages = Messages::new(cli.global.log_format);
    logging::start(&cli.global, messages.clone());
    match commands::run(cli, messages.clone()) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            messages.report(&error::message(&failure), error::hint(&failure));
            ExitCode::from(error::exit_of(&failure).code())
        }
    }
}
