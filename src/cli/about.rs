//! `completions`, `man` and `demo --save`.

use std::path::Path;

use serde_json::{Value, json};

use super::args::Completions;
use super::output::Reply;
use crate::app::Now;
use crate::config::Settings;
use crate::error::{Error, Result, io_words};
use crate::text::clean;

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

pub(super) fn save_demo(path: &Path, settings: Settings, now: Now) -> Result<Reply> {
    if path.symlink_metadata().is_ok() {
        return Err(crate::files::already_there(path).help("name a file that is not there yet"));
    }
    crate::app::demo::save(path, settings, now)?;
    let shown = path.display().to_string();
    Ok(Reply::new(
        format!("Wrote the demo book to {}. goodcall --db FILE opens it.", clean(&shown)),
        json!({"file": shown}),
    ))
}
