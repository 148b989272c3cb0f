//! `visits`: the plan, the decisions about it, and the progress against the targets.

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use super::output::{Card, Paint, Reply};
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::visits::{VisitPlan, is_proposed};
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Toward};
use crate::domain::visits::Count;
use crate::error::{Error, Result};
use crate::present::{customers, visits};
use crate::text::{clean, pad};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Visits {
    #[command(subcommand)]
    pub act: Option<VisitAct>,
    /// Plan up to this day instead of to the end of next quarter
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
pub enum VisitAct {
    /// Accept a visit, or all of a day; they keep their day
    Accept {
        /// A customer and a day: goodcall visits accept ana 2026-12-01; a day alone accepts all of that day
        #[arg(required = true, num_args = 1.., value_names = ["WHO", "DATE"])]
        who_date: Vec<String>,
    },
    /// Move a visit to another peak day
    Move {
        /// A customer, the day it is planned for, and its new day
        #[arg(required = true, num_args = 1.., value_names = ["WHO", "DATE", "DATE"])]
        who_dates: Vec<String>,
    },
    /// Decline a visit; goodcall does not propose that day again
    Decline {
        /// A customer and a day
        #[arg(required = true, num_args = 1.., value_names = ["WHO", "DATE"])]
        who_date: Vec<String>,
        /// Say why
        #[arg(long, value_name = "TEXT")]
        because: Option<String>,
    },
}

impl Run for Visits {
    fn run(&self, app: &mut App, context: &Context) -> Result<Reply> {
        match &self.act {
            None => plan(app, self.until.as_deref(), context),
            Some(VisitAct::Accept { who_date }) if read_day(app, &who_date.join(" ")).is_ok() => {
                accept_day(app, read_day(app, &who_date.join(" "))?, context)
            }
            Some(VisitAct::Accept { who_date }) => {
                let (customer, day) = who_and_day(app, who_date, context)?;
                app.accept_visit(&customer, day)?;
                let on = dates::weekday_date(day, context.today);
                Ok(decided(&customer, day, "accepted", &format!("You visit {} on {on}.", customer.name)))
            }
            Some(VisitAct::Decline { who_date, because }) => {
                let (customer, day) = who_and_day(app, who_date, context)?;
                app.decline_visit(&customer, day, because.as_deref())?;
                let on = dates::weekday_date(day, context.today);
                Ok(decided(&customer, day, "declined", &format!("No visit to {} on {on}.", customer.name)))
            }
            Some(VisitAct::Move { who_dates }) => {
                let (customer, from, to) = who_and_days(app, who_dates, context)?;
                app.move_visit(&customer, from, to)?;
                let on = dates::weekday_date(to, context.today);
                let text = format!("The visit to {} is on {on}.", customer.name);
                let mut reply = decided(&customer, to, "accepted", &text);
                if let Value::Object(all) = &mut reply.json {
                    all.insert("moved_from".into(), from.to_string().into());
                }
                Ok(reply)
            }
        }
    }
}

/// Accepts whatever is proposed on a day.
fn accept_day(app: &mut App, day: NaiveDate, context: &Context) -> Result<Reply> {
    let whom = app.accept_visits_on(day)?;
    let names: Vec<&str> = whom.iter().map(|(_, name)| name.as_str()).collect();
    let names = match names.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        names => names.concat(),
    };
    let visits: Vec<Value> = whom
        .iter()
        .map(|(id, name)| json!({"customer": customers::who(*id, name), "date": day.to_string(), "state": "accepted"}))
        .collect();
    let text = format!("You visit {names} on {}.", dates::weekday_date(day, context.today));
    Ok(Reply::new(clean(&text), json!({"date": day.to_string(), "state": "accepted", "visits": visits})))
}

fn decided(customer: &Customer, day: NaiveDate, state: &str, text: &str) -> Reply {
    let json =
        json!({"customer": customers::who(customer.id, &customer.name), "date": day.to_string(), "state": state});
    Reply::new(clean(text), json)
}

fn plan(app: &App, until: Option<&str>, context: &Context) -> Result<Reply> {
    let until = until.map(|words| read_day(app, words)).transpose()?;
    let plan = app.visit_plan(until)?;
    if context.json {
        return Ok(Reply::new("", visits::json(&plan)));
    }
    if plan.accounts.is_empty() {
        let note = "No customer has peak days yet, the days on which they use your service the most:\n\
                    goodcall edit WHO --peak \"tue,thu\" puts them into the visit plan.";
        return Ok(Reply::nothing().note(note));
    }
    let paint = context.paint;
    let mut card = Card::default();
    card.line(&paint.dim(&format!("Visits up to {}", dates::weekday_date(plan.until, plan.today)))).line("");
    for visit in &plan.plan.visits {
        let mark = if is_proposed(visit) { paint.dim("□") } else { paint.good("■") };
        let day = pad(&dates::weekday_date(visit.day, plan.today), 16);
        card.line(&format!("  {mark} {day} {} {}", pad(&clean(&visit.name), 24), paint.dim(&visits::visit_why(visit))));
    }
    if plan.plan.visits.is_empty() {
        card.line("  No visit is left to plan: every account has had its share, or no peak day is free.");
    }
    progress(&mut card, &plan, paint);
    let reply = Reply::new(card.finish(), Value::Null);
    Ok(visits::unmet(&plan).into_iter().fold(reply, |reply, line| reply.note(clean(&line))))
}

fn progress(card: &mut Card, plan: &VisitPlan, paint: Paint) {
    let of = |c: Count| format!("{} of {}", c.done, c.target);
    card.line("").field(paint, "Quarter", &[format!("{} field days", of(plan.progress.quarter))]);
    if let Some(first_month) = plan.progress.first_month {
        card.field(paint, "1st month", &[format!("{} field days", of(first_month))]);
    }
    let accounts = plan.progress.all_accounts().accounts;
    card.field(paint, "Accounts", &[format!("{} have had their visits this year", of(accounts))]);
}

fn read_day(app: &App, words: &str) -> Result<NaiveDate> {
    dates::parse_when(words, &app.clock(), Toward::Future)
        .map(|when| when.date)
        .map_err(|e| Error::usage(format!("{e}; nothing was changed")))
}

/// Tells WHO and DATE apart where both are several words: DATE is the longest readable date at the end.
fn who_and_day(app: &App, all: &[String], context: &Context) -> Result<(Customer, NaiveDate)> {
    let mut failed = None;
    for at in 1..all.len() {
        let (who, day) = all.split_at(at);
        match read_day(app, &day.join(" ")) {
            Ok(day) => return Ok((ask::who(app, who, context)?, day)),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| Error::usage("name the customer and the day: goodcall visits accept ana 2026-12-01")))
}

/// The same with two days at the end.
fn who_and_days(app: &App, all: &[String], context: &Context) -> Result<(Customer, NaiveDate, NaiveDate)> {
    let mut failed = None;
    for first in 1..all.len() {
        for second in first + 1..all.len() {
            let (Some(who), Some(from), Some(to)) = (all.get(..first), all.get(first..second), all.get(second..))
            else {
                continue;
            };
            match (read_day(app, &from.join(" ")), read_day(app, &to.join(" "))) {
                (Ok(from), Ok(to)) => return Ok((ask::who(app, who, context)?, from, to)),
                (Err(error), _) | (_, Err(error)) => failed = Some(error),
            }
        }
    }
    Err(failed.unwrap_or_else(|| {
        Error::usage("name the customer, the day the visit is planned for, and its new day")
            .help("goodcall visits move ana 2026-12-01 2026-12-03")
    }))
}
