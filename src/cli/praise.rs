//! `praise`: what customers said, the next one, and stars.

use serde_json::Value;

use super::lift::byline;
use super::output::{Card, Reply, quoted};
use super::{Context, args, ask};
use crate::app::App;
use crate::app::praise::{PraiseFilter, Quoted};
use crate::domain::dates;
use crate::domain::ids::RemarkId;
use crate::error::{Error, ErrorKind, Result};
use crate::present::praise;
use crate::text;

/// How many are printed where no limit is given.
const LIMIT: usize = 1000;

pub(super) fn praise(app: &mut App, args: &args::Praise, context: &Context) -> Result<Reply> {
    if let Some((id, starred)) = args.star.as_ref().map(|id| (id, true)).or(args.unstar.as_ref().map(|id| (id, false)))
    {
        let quote = app.star(read_id(id)?, starred)?;
        return Ok(reply(app, &[quote], context, true));
    }
    let customer = match &args.customer {
        Some(who) => Some(ask::who(app, std::slice::from_ref(who), context)?.id),
        None => None,
    };
    let words = text::search_query(&args.words.join(" ")).unwrap_or_default();
    if words.is_empty() && args.words.iter().any(|w| !w.trim().is_empty()) {
        return Ok(reply(app, &[], context, args.next));
    }
    let filter = PraiseFilter { customer, teammate: args.teammate.clone(), starred: args.starred, words };
    let found = if args.next {
        app.show_praise(&filter)?.into_iter().collect()
    } else {
        app.praise(&filter, args.limit.unwrap_or(LIMIT))?
    };
    Ok(reply(app, &found, context, args.next))
}

fn reply(app: &App, found: &[Quoted], context: &Context, one: bool) -> Reply {
    let today = app.clock().today();
    if context.json {
        let mut values: Vec<Value> = found.iter().map(|q| praise::json(q, today)).collect();
        let value = if one { values.pop().unwrap_or(Value::Null) } else { values.into() };
        return Reply::new("", value);
    }
    if found.is_empty() {
        return Reply::nothing()
            .note("No such praise in the book yet. goodcall log WHO -m \"+ what they said\" keeps some.");
    }
    let mut card = Card::default();
    for (at, quote) in found.iter().enumerate() {
        if at > 0 {
            card.line("");
        }
        for line in quoted(context.paint, &quote.remark.text) {
            card.line(&format!("  {line}"));
        }
        let star = if quote.remark.starred { " ★" } else { "" };
        let date = if one { String::new() } else { format!(" ({})", dates::short(quote.remark.said_on, today)) };
        card.line(&format!("  {}", context.paint.dim(&format!("{}{date}{star}", byline(quote, today)))));
    }
    Reply::new(card.finish(), Value::Null)
}

fn read_id(text: &str) -> Result<RemarkId> {
    text.trim().parse().map(RemarkId).map_err(|_| {
        Error::new(ErrorKind::NoMatch, format!("\"{text}\" is no remark's id"))
            .help("goodcall praise --json shows the ids")
    })
}
