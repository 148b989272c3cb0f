//! `due`: past buyers by how long they have waited, with a way to be in touch.

use serde_json::Value;

use super::output::{Card, Paint, Reply};
use super::{Context, args};
use crate::app::keep_in_touch::{PastBuyer, is_due};
use crate::app::{App, json, words};
use crate::domain::cadence::Wait;
use crate::domain::choice::Choice;
use crate::error::Result;
use crate::text::{clean, count, pad};

pub fn due(app: &App, args: &args::Due, context: &Context) -> Result<Reply> {
    let all = app.past_buyers()?;
    if all.is_empty() {
        return Ok(Reply::new("", Value::Array(Vec::new())).note(
            "No past buyers in the book yet. Those who once bought and left are worth a card now and then:\n\
             goodcall edit WHO --past --left-because price, or goodcall import FILE --past",
        ));
    }
    let shown = if args.all { all.clone() } else { all.clone().only(|w| w != Wait::Fresh) };
    let wanted = if context.json || args.all { usize::MAX } else { all.a_week.min(shown.len()) };
    let page = app.past_buyers_page(&shown, 0, wanted)?;
    if context.json {
        return Ok(Reply::new("", page.iter().map(json::past_buyer).collect::<Vec<_>>().into()));
    }
    let mut card = Card::default();
    card.line(&context.paint.dim("Nothing to sell. Just ask how they are.")).line("");
    for buyer in &page {
        card.line(&line(app, buyer, context.paint));
    }
    let more = |n: usize| count(i64::try_from(n).unwrap_or(i64::MAX), "other", "others");
    if page.is_empty() {
        card.line("Everybody has heard from you lately. goodcall due --all shows them.");
    } else if shown.len() > page.len() {
        let left = more(shown.len() - page.len());
        card.line("").line(&context.paint.dim(&format!("{left} can wait; goodcall due --all shows everybody.")));
    }
    Ok(Reply::new(card.finish(), Value::Null))
}

fn line(app: &App, buyer: &PastBuyer, paint: Paint) -> String {
    let c = &buyer.customer;
    let state = pad(buyer.standing.state.word(), 6);
    let state = if is_due(buyer.standing.state) { paint.strong(&state) } else { paint.dim(&state) };
    let name = pad(&clean(&c.name), 22);
    let company = pad(&clean(c.company.as_deref().unwrap_or_default()), 22);
    let heard = pad(&words::heard(c, app.clock().today()), 14);
    let why = pad(c.left_because.map_or("", |b| b.in_words()), 24);
    let way = buyer.suggest().map_or("", words::way);
    format!("{state} {name} {company} {heard} {} {way}", paint.dim(&why))
}
