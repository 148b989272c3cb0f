//! `lift`: whom to call right now, and a kind word.

use clap::Args;
use serde_json::{Value, json};

use super::args::choice;
use super::output::{Card, Reply, quoted};
use super::{Context, Run};
use crate::app::App;
use crate::app::lift::Happened;
use crate::app::praise::Quoted;
use crate::domain::customer::first_name;
use crate::domain::dates;
use crate::domain::setback::SetbackKind;
use crate::error::Result;
use crate::present::{lift, praise, today};
use crate::text::clean;

#[derive(Debug, Args)]
pub struct Lift {
    /// Record what happened
    #[arg(long, value_parser = choice::<SetbackKind>())]
    pub after: Option<SetbackKind>,
    /// Say what it was about
    #[arg(long, value_name = "TEXT", requires = "after", allow_hyphen_values = true)]
    pub about: Option<String>,
    /// Record how you feel
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5), requires = "after")]
    pub mood: Option<u8>,
}

/// How many customers to name for a call.
const NAMED: usize = 3;

impl Run for Lift {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let happened = Happened { kind: self.after, about: self.about.clone(), mood: self.mood };
        let setback = app.record_setback(&happened)?;
        let call = app.whom_to_call()?;
        let praise = app.show_lift_praise(call.first().map(|c| c.customer.id))?;
        if context.json {
            let call: Vec<Value> = call.iter().take(NAMED).map(|c| lift::json(app, c)).collect();
            return Ok(Reply::new(
                "",
                json!({
                    "setback": setback.map(|(id, kind)| json!({"id": id.to_string(), "kind": kind})),
                    "call": call,
                    "praise": praise.map(|q| praise::json(&q, app.clock().today())),
                }),
            ));
        }
        let paint = context.paint;
        let mut card = Card::default();
        if let Some(quote) = &praise {
            card.line("");
            for line in quoted(paint, &quote.remark.text) {
                card.line(&format!("    {line}"));
            }
            card.line(&format!("    {}", paint.dim(&byline(quote, app.clock().today())))).line("");
        }
        if call.is_empty() {
            card.line(today::NONE_CALLABLE);
            card.line("Mark one whom you like calling: goodcall edit WHO --favorite");
        }
        for (at, one) in call.iter().take(NAMED).enumerate() {
            let c = &one.customer;
            let phone = c.shown_phone().map(|n| format!("  {}", clean(n))).unwrap_or_default();
            if at == 0 {
                let first = first_name(&c.name);
                card.line(&format!("Don't call your mother. Call {}.", paint.strong(first)));
            }
            card.line(&format!("  {}{phone}", paint.strong(&c.name)));
            for reason in &lift::reasons(app, one) {
                card.line(&format!("    {}", paint.dim(reason)));
            }
        }
        Ok(Reply::new(card.finish(), Value::Null))
    }
}

/// Says who said it and when.
pub(super) fn byline(quote: &Quoted, today: chrono::NaiveDate) -> String {
    let company = quote.company.as_deref().map(|c| format!(", {c}")).unwrap_or_default();
    let when = crate::domain::praise::anniversary(quote.remark.said_on, today)
        .unwrap_or_else(|| dates::ago(quote.remark.said_on, today));
    format!("{}{company}, {when}", quote.customer_name)
}
