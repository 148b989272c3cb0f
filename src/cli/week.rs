//! `week`: what the week brought, in words.

use serde_json::Value;

use super::output::Reply;
use super::{Context, args};
use crate::app::App;
use crate::app::teammates::Note;
use crate::error::Result;
use crate::text::clean_lines;

pub(super) fn week(app: &App, args: &args::Week, context: &Context) -> Result<Reply> {
    let week = app.week()?;
    let note = if args.markdown { Note::Markdown } else { Note::Plain };
    let json = if context.json { week.json() } else { Value::Null };
    Ok(Reply::new(clean_lines(&week.text(note)), json))
}
