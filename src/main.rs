//! Parses, runs, reports and sets the exit code; nothing else.

use std::process::ExitCode;

use amosync::cli::{self, Cli};
use amosync::error;
use amosync::output::{Messages, log};
use amosync::private;

fn main() -> ExitCode {
    let Cli { global, command } = Cli::read();
    let options = global.options();
    let messages = Messages::new(options.log_format);
    log::start(&options, messages.clone());
    if command.is_private() {
        private::guard_process();
    }
    match cli::run(options, &command, messages.clone()) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            messages.report(&error::message(&failure), error::hint(&failure));
            ExitCode::from(error::exit_of(&failure).code())
        }
    }
}
