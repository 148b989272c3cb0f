//! `search`: everything.

use serde_json::Value;

use super::output::{Card, READ_WIDTH, Reply};
use super::{Context, args};
use crate::app::App;
use crate::app::search::HitKind;
use crate::domain::dates;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::present::search;
use crate::text::{clean, cut, search_query};

pub(super) fn search(app: &App, args: &args::Search, context: &Context) -> Result<Reply> {
    let words = search_query(&args.words.join(" ")).unwrap_or_default();
    let mut hits = app.search(&words, args.limit)?;
    hits.truncate(args.limit);
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
