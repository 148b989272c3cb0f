//! `week`: what the week brought, in words.

use clap::Args;
use serde_json::Value;

use super::output::Reply;
use super::{Context, Run};
use crate::app::App;
use crate::error::Result;
use crate::present::praise::Note;
use crate::present::week;
use crate::text::clean_lines;

#[derive(Debug, Args)]
pub struct Week {
    /// Print Markdown
    #[arg(long)]
    pub markdown: bool,
}

impl Run for Week {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let week = app.week()?;
        let note = if self.markdown { Note::Markdown } else { Note::Plain };
        let json = if context.json { week::json(&week) } else { Value::Null };
        Ok(Reply::new(clean_lines(&week::text(&week, note)), json))
    }
}
