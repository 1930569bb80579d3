//! Parses, runs, reports and sets the exit code; nothing else.

use std::io::Write as _;
use std::process::ExitCode;

use amosync::cli::Cli;
use amosync::{commands, error};

fn main() -> ExitCode {
    let cli = Cli::read();
    amosync::logging::start(&cli.global);
    match commands::run(cli) {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) => {
            let _ = writeln!(std::io::stderr().lock(), "{}", error::report(&failure));
            ExitCode::from(error::exit_of(&failure).code())
        }
    }
}
