//! `completions`: the script that completes goodcall in a shell.

use serde_json::json;

use super::completing;
use super::output::Reply;
use super::remind::shell::ShellName;
use crate::domain::choice::Choice;
use crate::error::Result;
use clap::Args;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete commands in
    pub shell: clap_complete::Shell,
}

pub(super) fn completions(args: &Completions) -> Result<Reply> {
    // Of these, the script asks goodcall, which knows the book.
    if let Some(shell) = ShellName::parse(&args.shell.to_string()) {
        return Ok(printed(completing::script(shell)?.as_bytes()));
    }
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut super::definition(), "goodcall", &mut out);
    Ok(printed(&out))
}

/// Makes a reply of a text that is a file; for programs it is one value, as all that is printed for them.
pub(super) fn printed(out: &[u8]) -> Reply {
    let text = String::from_utf8_lossy(out);
    Reply::new(text.as_ref(), json!({ "text": text }))
}
