//! A line with a key: an argument, or from standard input, so that neither the process list nor the shell's history has it.

use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::Path;

use crate::app::sync::joining::LineOf;
use crate::error::{About, Error, ErrorKind, Result};

/// The longest line to read from standard input, in bytes.
const LIMIT: u64 = 4096;

/// Reads a line from standard input, to its end. In a terminal, where nobody ends it, a whole line or an empty one ends it.
///
/// # Errors
/// Nothing came.
pub(super) fn of_input(of: LineOf, is_whole: fn(&str) -> bool) -> Result<String> {
    let printed_by = of.printed_by();
    let line = read(printed_by, is_whole).about("read", Path::new("standard input"))?;
    if line.trim().is_empty() {
        return Err(Error::new(ErrorKind::Line, "nothing came in on standard input, where the line should be")
            .help(format!("nothing was changed; paste the line that {printed_by}")));
    }
    Ok(line)
}

fn read(printed_by: &str, is_whole: fn(&str) -> bool) -> std::io::Result<String> {
    let stdin = std::io::stdin();
    let (is_typed, mut input, mut all) = (stdin.is_terminal(), stdin.lock().take(LIMIT), String::new());
    if !is_typed {
        return input.read_to_string(&mut all).map(|_| all);
    }
    // Nobody misses a question on a closed stream.
    let _asked = writeln!(std::io::stderr(), "Paste the line that {printed_by}:");
    while input.read_line(&mut all)? > 0 {
        let is_blank = all.ends_with("\n\n") || all.trim().is_empty();
        if is_blank || is_whole(&all) {
            break;
        }
    }
    Ok(all)
}
