//! Arguments to the command line or the screens, and their end to an exit code.

use std::process::ExitCode;

use goodcall::cli::{self, Next};

fn main() -> ExitCode {
    match cli::run(std::env::args_os(), |_| Ok(())) {
        Next::Exit(code) => ExitCode::from(code),
        Next::Screens(..) => ExitCode::SUCCESS,
    }
}
