//! `week`: what the week brought, in words.

use serde_json::Value;

use super::output::Reply;
use super::{Context, args};
use crate::app::App;
use crate::error::Result;
use crate::present::praise::Note;
use crate::present::week;
use crate::text::clean_lines;

pub(super) fn week(app: &App, args: &args::Week, context: &Context) -> Result<Reply> {
    let week = app.week()?;
    let note = if args.markdown { Note::Markdown } else { Note::Plain };
    let json = if context.json { week::json(&week) } else { Value::Null };
    Ok(Reply::new(clean_lines(&week::text(&week, note)), json))
}
