//! `search`: everything.

use clap::Args;
use serde_json::Value;

use super::output::{Card, READ_WIDTH, Reply};
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
    /// Show at most N results
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

impl Run for Search {
    fn begins_book(&self) -> bool {
        false
    }

    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let words = search_query(&self.words.join(" ")).unwrap_or_default();
        let mut hits = app.search(&words, self.limit)?;
        hits.truncate(self.limit);
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
        Ok(Reply::new(card.finish(), Value::Null))
    }
}
