//! `due`: past buyers by how long they have waited, with a way to be in touch.

use clap::Args;
use serde_json::Value;

use super::output::{Card, Paint, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::keep_in_touch::{PastBuyer, is_due};
use crate::domain::cadence::Wait;
use crate::domain::choice::Choice;
use crate::error::Result;
use crate::present::{customers, occasions, touches};
use crate::text::{clean, count, pad};

#[derive(Debug, Args)]
pub struct Due {
    /// Include past buyers who heard from you lately
    #[arg(long)]
    pub all: bool,
}

impl Run for Due {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let all = app.past_buyers()?;
        if all.is_empty() {
            return Ok(Reply::new("", Value::Array(Vec::new())).note(
                "No past buyers in the book yet. Those who once bought and left are worth a card now and then:\n\
                 goodcall edit WHO --past --left-because price, or goodcall import FILE --past",
            ));
        }
        let shown = if self.all { all.clone() } else { all.clone().only(|w| w != Wait::Fresh) };
        if context.json {
            let page = app.past_buyers_page(&shown, 0, usize::MAX)?;
            return Ok(Reply::new("", page.iter().map(customers::past_buyer).collect::<Vec<_>>().into()));
        }
        let (due, handful) = (all.due(), all.handful());
        let page = if self.all {
            app.past_buyers_page(&shown, 0, usize::MAX)?
        } else if due > handful {
            app.past_buyers_page(&all.clone().only(is_due), 0, handful)?
        } else {
            app.past_buyers_page(&shown, 0, all.a_week.saturating_add(all.occasions()))?
        };
        let mut card = Card::default();
        card.line(&context.paint.dim("Nothing to sell. Just ask how they are.")).line("");
        let mut goes_before = false;
        for buyer in &page {
            let is_apart = buyer.standing.state == Wait::Years || !buyer.anniversaries.is_empty();
            if goes_before && !is_apart {
                card.line("");
            }
            goes_before = is_apart;
            card.line(&line(app, buyer, context.paint));
        }
        let left = if self.all { 0 } else { due.saturating_sub(page.len()) };
        if left > 0 {
            let heard = count(all.heard_this_week, "past buyer has", "past buyers have");
            let heard =
                if all.heard_this_week > 0 { format!("{heard} heard from you this week; ") } else { String::new() };
            let others = if page.is_empty() { left.to_string() } else { count(left, "other", "others") };
            let rest = format!("{heard}{others} can wait. goodcall due --all shows everybody.");
            if !page.is_empty() {
                card.line("");
            }
            card.line(&context.paint.dim(&rest));
        } else if page.is_empty() {
            card.line("Everybody has heard from you lately. goodcall due --all shows them.");
        }
        Ok(Reply::new(card.finish(), Value::Null))
    }
}

fn line(app: &App, buyer: &PastBuyer, paint: Paint) -> String {
    let c = &buyer.customer;
    let state = pad(buyer.standing.state.as_str(), 6);
    let state = if is_due(buyer.standing.state) { paint.strong(&state) } else { paint.dim(&state) };
    let name = pad(&clean(&c.name), 22);
    let company = pad(&clean(c.company.as_deref().unwrap_or_default()), 22);
    let heard = pad(&customers::last_contact(c, app.clock().today()), 14);
    let why = pad(c.left_because.map_or("", |b| b.describe()), 24);
    let way = buyer.suggest().map_or("", touches::way);
    let occasion = buyer.anniversaries.first().map(|a| occasions::reason(a, app.clock().today()));
    let occasion = occasion.map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{state} {name} {company} {heard} {} {way}{occasion}", paint.dim(&why))
}
