//! `trends`: the figures of the year.

use super::output::{Card, Paint, Reply};
use super::{Context, Run};
use crate::app::App;
use crate::app::trends::Trends as Figures;
use crate::domain::trends::{Mood, lifts_most};
use crate::error::Result;
use crate::present::trends::{self, month_word, mood_words};
use crate::text::{clean, count, pad};
use clap::Args;

#[derive(Debug, Args)]
pub struct Trends {
    /// Look at the last N weeks
    #[arg(long, value_name = "N", default_value_t = crate::app::trends::WEEKS, value_parser = clap::value_parser!(u16).range(1..=520))]
    pub weeks: u16,
}

/// The widest bar, in columns.
const BAR: usize = 30;

impl Run for Trends {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        let trends = app.trends(self.weeks)?;
        let json = if context.json { trends::json(&trends) } else { serde_json::Value::Null };
        if trends.is_empty() {
            let note = "Nothing to tell yet. Log your calls, with how you felt before and after, to see figures here.";
            return Ok(Reply::new("", json).note(note));
        }
        Ok(Reply::new(describe(&trends, context.paint), json))
    }
}

fn describe(t: &Figures, paint: Paint) -> String {
    let mut card = Card::default();
    let weeks = count(t.weeks.len(), "week", "weeks");
    let calls = count(t.calls(), "call", "calls");
    let streak = format!("{} in a row, {} at best", count(t.streak.now, "call day", "call days"), t.streak.best);
    card.field(paint, "Calls", &[format!("{calls} in {weeks}"), streak]);
    let mut mood = vec![mood_words(&t.mood)];
    mood.extend(t.mood_by_setback.iter().map(|(kind, m)| format!("  {}: {}", kind.describe(), figures(m))));
    match (lifts_most(&t.mood_by_customer, &t.mood), t.mood_by_customer.first()) {
        (Some(most), _) => mood.push(format!("{} lifts you most: {}", clean(&most.name), figures(&most.mood))),
        (None, Some(first)) if first.mood.claim().is_some() => {
            mood.push(format!("{}: {}", clean(&first.name), figures(&first.mood)));
        }
        (None, _) => {}
    }
    card.line("").field(paint, "Mood", &mood);
    let most = t.praise_by_month.iter().map(|m| m.count).max().unwrap_or(0).max(1);
    let months = t.praise_by_month.iter().map(|m| {
        let bar = "■".repeat((m.count * BAR).div_ceil(most));
        format!("{} {:>4} {}", pad(&month_word(m.month), 4), m.count, paint.praise(&bar))
    });
    card.line("").field(paint, "Praise", &months.collect::<Vec<_>>());
    let names = |all: Vec<(String, usize)>| {
        all.into_iter().map(|(name, n)| format!("{n:>4}  {}", clean(&name))).collect::<Vec<_>>()
    };
    card.line("").field(paint, "From", &names(t.praised_most.iter().map(|n| (n.name.clone(), n.count)).collect()));
    card.field(paint, "For", &names(t.teammates.iter().map(|n| (n.name.clone(), n.count)).collect()));
    card.line("").field(
        paint,
        "Rotation",
        &[format!("{} of {} favorites in the last round", t.rotation.talked_in_last_round, t.rotation.favorites)],
    );
    if t.past_buyers.past_buyers > 0 {
        let longest = match t.past_buyers.longest_years {
            0 => String::new(),
            n => format!("; one even {} after leaving", count(n as usize, "year", "years")),
        };
        let kept = format!("{} of {} in touch{longest}", t.past_buyers.in_touch, t.past_buyers.past_buyers);
        card.field(paint, "Past", &[kept]);
    }
    let quarter = t.progress.quarter;
    let visits = format!(
        "{} of {} this year, {} of {} field days this quarter",
        t.visits.visits.done, t.visits.visits.target, quarter.done, quarter.target
    );
    card.field(paint, "Visits", &[visits]);
    card.finish()
}

/// Says the mood before and after, with the number of calls behind it.
fn figures(mood: &Mood) -> String {
    let calls = count(mood.rated, "call", "calls");
    match (mood.claim(), mood.before, mood.after) {
        (Some(lift), Some(before), Some(after)) => format!("{before} before, {after} after, {lift:+} ({calls})"),
        _ => format!("{calls} so far, too few to tell"),
    }
}
