//! `praise`: what customers said, the next one, and stars.

use std::iter::repeat;

use clap::Args;
use serde_json::Value;

use super::lift::byline;
use super::list::read_filter;
use super::output::{Bounds, Card, Reply, quoted};
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::listing::Listing;
use crate::app::praise::{PraiseFilter, Quoted};
use crate::domain::dates;
use crate::domain::ids::RemarkId;
use crate::error::Result;
use crate::present::praise;
use crate::text::thousands;

#[derive(Debug, Args)]
pub struct Praise {
    /// Words to find in the praise; also city:, company:, phone:, tag: and is: of the customer, as in list
    pub words: Vec<String>,
    /// Show the next one in turn, and count it as shown
    #[arg(long)]
    pub next: bool,
    /// Only praise from this customer
    #[arg(long, value_name = "WHO")]
    pub customer: Option<String>,
    /// Only praise that names this teammate
    #[arg(long, value_name = "NAME")]
    pub teammate: Option<String>,
    /// Only starred praise
    #[arg(long)]
    pub starred: bool,
    /// Show at most N
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Star this praise, by its id or its number in the last listing
    #[arg(long, value_name = "ID", conflicts_with_all = ["unstar", "next", "words"])]
    pub star: Option<String>,
    /// Take the star from this praise
    #[arg(long, value_name = "ID", conflicts_with_all = ["next", "words"])]
    pub unstar: Option<String>,
}

/// How many to print for people without a limit.
const LIMIT: usize = 1000;

/// What the user asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    /// One praise: JSON has it alone, or null.
    One,
    /// A list.
    List,
}

impl Run for Praise {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        if let Some(id) = &self.star {
            let quote = app.star(read_id(app, id)?)?;
            return Ok(reply(app, &[quote], context, Asked::One));
        }
        if let Some(id) = &self.unstar {
            let quote = app.unstar(read_id(app, id)?)?;
            return Ok(reply(app, &[quote], context, Asked::One));
        }
        let customer = match &self.customer {
            Some(who) => Some(ask::who(app, std::slice::from_ref(who), context)?.id),
            None => None,
        };
        let asked = if self.next { Asked::One } else { Asked::List };
        let asked_for = read_filter(&self.words)?;
        let Some(narrowed) = app.praise_narrowed(&asked_for)? else {
            return Ok(reply(app, &[], context, asked));
        };
        let teammate = self.teammate.clone();
        let filter = PraiseFilter { customer, teammate, starred: self.starred, ..narrowed };
        if self.next {
            let found: Vec<_> = app.show_praise(&filter)?.into_iter().collect();
            return Ok(reply(app, &found, context, asked));
        }
        let bounds = Bounds::new(self.limit, LIMIT, context.format());
        let mut found = app.praise(&filter, bounds.to_read())?;
        let is_cut = bounds.cut(&mut found);
        let reply = reply(app, &found, context, asked);
        Ok(if is_cut { reply.note_cut(&format!("newest {}", thousands(LIMIT))) } else { reply })
    }
}

fn reply(app: &App, found: &[Quoted], context: &Context, asked: Asked) -> Reply {
    let one = asked == Asked::One;
    let today = app.clock().today();
    if context.json {
        let mut values: Vec<Value> = found.iter().map(|q| praise::json(q, today)).collect();
        let value = if one { values.pop().unwrap_or(Value::Null) } else { values.into() };
        return Reply::new("", value);
    }
    if found.is_empty() {
        let nothing = Reply::nothing();
        return if one { nothing } else { nothing.numbers(Listing::Praise, Vec::new()) }
            .note("No such praise in the book yet. goodcall log WHO -m \"+ what they said\" adds some.");
    }
    let mut card = Card::default();
    // Numbers stand before a list alone.
    let indent = if one { 1 } else { 3 };
    for (at, quote) in found.iter().enumerate() {
        if at > 0 {
            card.line("");
        }
        for (line, number) in
            quoted(context.paint, &quote.remark.text).iter().zip(std::iter::once(at + 1).chain(repeat(0)))
        {
            let number = if one || number == 0 { String::new() } else { number.to_string() };
            card.line(&format!("{number:>indent$} {line}"));
        }
        let star = if quote.remark.starred { " ★" } else { "" };
        let date = if one { String::new() } else { format!(" ({})", dates::short(quote.remark.said_on, today)) };
        card.line(&format!("{:>indent$} {}", "", context.paint.dim(&format!("{}{date}{star}", byline(quote, today)))));
    }
    let reply = Reply::new(card.finish(), Value::Null);
    if one { reply } else { reply.numbers(Listing::Praise, found.iter().map(|q| q.remark.id.0).collect()) }
}

/// Reads an id, or a number of the last listing.
pub(super) fn read_id(app: &App, text: &str) -> Result<RemarkId> {
    app.listed_id(Listing::Praise, text, |id| app.quoted(RemarkId(id)).is_ok()).map(RemarkId)
}
