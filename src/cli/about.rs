//! `completions` and `man`.

use serde_json::Value;

use super::output::Reply;
use crate::error::{Error, Result, io_words};
use clap::Args;

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to complete commands in
    pub shell: clap_complete::Shell,
}

pub(super) fn completions(args: &Completions) -> Reply {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut super::definition(), "goodcall", &mut out);
    Reply::new(String::from_utf8_lossy(&out), Value::Null)
}

pub(super) fn manual() -> Result<Reply> {
    let mut out = Vec::new();
    clap_mangen::Man::new(super::definition())
        .render(&mut out)
        .map_err(|e| Error::failed(format!("could not write the manual page: {}", io_words(&e))))?;
    Ok(Reply::new(String::from_utf8_lossy(&out), Value::Null))
}
