//! The scripts by which shells ask goodcall what may stand on the line.

use super::CALL;
use crate::cli::remind::shell::ShellName;
use crate::error::Result;
use crate::system;

/// Stands in the scripts for the program.
const PROGRAM: &str = "PROGRAM";

/// Returns the script for a shell. It calls goodcall as it was called for the script: by its name, or by its path.
pub(in crate::cli) fn script(shell: ShellName) -> Result<String> {
    let script = match shell {
        ShellName::Bash => include_str!("goodcall.bash"),
        ShellName::Zsh => include_str!("goodcall.zsh"),
        ShellName::Fish => include_str!("goodcall.fish"),
    };
    let called = std::env::args_os().next().map(std::path::PathBuf::from).unwrap_or_default();
    let program = if called.components().count() > 1 {
        shell.quoted(&system::own_program()?.to_string_lossy())
    } else {
        "goodcall".to_string()
    };
    Ok(script.replace("CALL", CALL).replace(PROGRAM, &program))
}
