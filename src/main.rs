//! Arguments to the command line or the screens, and their end to an exit code.

use std::process::ExitCode;

use goodcall::cli::{self, Next};
use goodcall::server;
use goodcall::tui::{self, shell::Ended};

fn main() -> ExitCode {
    goodcall::system::outlive_size_limits();
    match cli::run(std::env::args_os(), tui::check, server::dialing()) {
        Next::Exit(code) => ExitCode::from(code),
        Next::Screens(app, start) => match tui::run(*app, start) {
            Ok(Ended::Quit) => ExitCode::SUCCESS,
            // As a shell says it: 128 and the signal's number.
            Ok(Ended::Signal(signal)) => ExitCode::from(u8::try_from(128 + signal).unwrap_or(1)),
            Err(error) => {
                cli::print_error(&error);
                ExitCode::from(error.kind.exit_code())
            }
        },
    }
}
