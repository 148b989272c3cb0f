//! `search`: everything.

use clap::Args;
use serde_json::Value;

use super::output::{Bounds, Card, READ_WIDTH, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::search::HitKind;
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::present::search;
use crate::text::{clean, cut, search_query};

#[derive(Debug, Args)]
pub struct Search {
    /// Words, or beginnings of words
    #[arg(required = true)]
    pub words: Vec<String>,
    /// Show at most N results; without it 50, and with --json all
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
}

/// How many results to print for people without a limit.
const LIMIT: usize = 50;

impl Run for Search {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let words = search_query(&self.words.join(" ")).unwrap_or_default();
        let bounds = Bounds::new(self.limit, LIMIT, context.format());
        let mut hits = app.search(&words, bounds.to_read())?;
        let is_cut = bounds.cut(&mut hits);
        if context.json {
            return Ok(Reply::new("", hits.iter().map(search::json).collect::<Vec<Value>>().into()));
        }
        if hits.is_empty() {
            return Ok(Reply::nothing().note("Nothing in the book has all of these words."));
        }
        let today = app.clock().today();
        let mut card = Card::default();
        for hit in &hits {
            if hit.kind == HitKind::Customer {
                card.line(&context.paint.strong(&hit.text));
            } else {
                let day = hit.date.as_deref().and_then(|d| d.parse().ok()).map(|d| dates::short(d, today));
                let text = without_marks(&hit.text);
                card.line(&cut(&clean(&text.replace('\n', " ")), READ_WIDTH));
                card.line(&context.paint.dim(&format!("  {}, {}", hit.customer_name, day.unwrap_or_default())));
            }
        }
        let reply = Reply::new(card.finish(), Value::Null);
        Ok(if is_cut { reply.note_cut(&format!("first {LIMIT}")) } else { reply })
    }
}
