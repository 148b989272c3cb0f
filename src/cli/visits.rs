//! `visits`: the plan, the decisions about it, and the progress against the targets.

use std::borrow::Cow;

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use super::output::{Card, Paint, Reply};
use super::{Context, Run, ask};
use crate::app::App;
use crate::app::visits::{DayCard, UnloggedVisit, VisitPlan, is_proposed};
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Toward};
use crate::domain::visits::{Count, FieldDay, Planned};
use crate::error::{Error, Result};
use crate::present::{customers, visit_card, visits};
use crate::text::{clean, pad, width, wrap};

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
        #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
        because: Option<String>,
    },
    /// Print the card of a day: whom, where, what to look for, whom to thank
    Card {
        /// A day of the plan
        #[arg(required = true, num_args = 1.., value_name = "DATE")]
        date: Vec<String>,
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
                let (customer, day, _) = who_and_day(app, who_date, "accept", context)?;
                app.accept_visit(&customer, day)?;
                let on = dates::weekday_date(day, context.today);
                Ok(decided(&customer, day, "accepted", &format!("You visit {} on {on}.", customer.name)))
            }
            Some(VisitAct::Decline { who_date, because }) => {
                let (customer, day, words) = who_and_day(app, who_date, "decline", context)?;
                let gone_by = dates::parse_when(&words, &app.clock(), Toward::Past).map_or(day, |when| when.date);
                let day = app.day_to_decline(&customer, (gone_by, day))?;
                app.decline_visit(&customer, day, because.as_deref())?;
                let said = visits::no_visit(&customer.name, day, context.today);
                Ok(decided(&customer, day, "declined", &format!("{said}.")))
            }
            Some(VisitAct::Card { date }) => {
                let card = app.visit_card(read_day(app, &date.join(" "))?)?;
                Ok(Reply::new(day_card(&card, context), visits::card_json(&card)))
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

/// The most columns of a line on the card, so that it can be printed.
const WIDEST: usize = 66;

/// Writes the card of a day.
fn day_card(day: &DayCard, context: &Context) -> String {
    let paint = context.paint;
    let mut card = Card::default();
    card.line(&paint.strong(&clean(&visit_card::heading(day, context.today))));
    for one in &day.visits {
        let customer = &one.customer;
        let work = Some(customer.role_and_company()).filter(|work| !work.is_empty());
        let work = work.map(|work| format!(", {}", clean(&work))).unwrap_or_default();
        card.line("").line(&format!("{}{work}", paint.strong(&clean(&customer.name))));
        for (label, lines) in visit_card::fields(one) {
            let lines = lines.iter().flat_map(|line| wrap(&clean(line), WIDEST));
            card.field(paint, label, &lines.collect::<Vec<_>>());
        }
    }
    card.finish()
}

/// Accepts whatever is proposed on a day.
fn accept_day(app: &mut App, day: NaiveDate, context: &Context) -> Result<Reply> {
    let whom = app.accept_visits_on(day)?;
    let names: Vec<&str> = whom.iter().map(|(_, name)| name.as_str()).collect();
    let accepted: Vec<Value> = whom
        .iter()
        .map(|(id, name)| json!({"customer": customers::who(*id, name), "date": day.to_string(), "state": "accepted"}))
        .collect();
    let text = format!("{}.", visits::you_visit(&names, day, context.today));
    Ok(Reply::new(clean(&text), json!({"date": day.to_string(), "state": "accepted", "visits": accepted})))
}

fn decided(customer: &Customer, day: NaiveDate, state: &str, text: &str) -> Reply {
    let json = json!({"customer": customers::who_of(customer), "date": day.to_string(), "state": state});
    Reply::new(clean(text), json)
}

fn plan(app: &App, until: Option<&str>, context: &Context) -> Result<Reply> {
    let until = until.map(|words| read_day(app, words)).transpose()?;
    let plan = app.visit_plan(until)?;
    let unlogged = app.unlogged_visits()?;
    if context.json {
        return Ok(Reply::new("", visits::json(&plan, &unlogged)));
    }
    if plan.accounts == 0 && unlogged.is_empty() {
        let note = "No customer has peak days yet, the days on which they use your service the most:\n\
                    goodcall edit WHO --peak \"tue,thu\" puts them into the visit plan.";
        return Ok(Reply::nothing().note(note));
    }
    let paint = context.paint;
    let names = names_column(&plan);
    let mut card = Card::default();
    for visit in &unlogged {
        for line in unlogged_lines(app, visit, plan.today) {
            card.line(&line);
        }
    }
    if !unlogged.is_empty() {
        card.line("");
    }
    card.line(&paint.dim(&format!("Visits up to {}", dates::weekday_date(plan.until, plan.today)))).line("");
    for day in &plan.plan.days {
        field_day(&mut card, day, &plan, (names, paint));
    }
    for trip in &plan.plan.trips {
        let city = trip.city().map_or_else(|| "an unknown city".into(), |city| clean(city).into_owned());
        card.line("").line(&paint.dim(&format!("A trip to {city}, {}", visits::trip_span(trip, plan.today))));
        trip.days.iter().for_each(|day| field_day(&mut card, day, &plan, (names, paint)));
    }
    if plan.plan.days.is_empty() && plan.plan.trips.is_empty() {
        card.line("  No visit is left to plan: every account has had its share, or no peak day is free.");
    }
    later(&mut card, &plan, (names, paint));
    progress(&mut card, &plan, paint);
    let reply = Reply::new(card.finish(), Value::Null);
    Ok(visits::notes(&plan).into_iter().fold(reply, |reply, line| reply.note(clean(&line))))
}

/// Asks whether a visit took place, with the commands that answer, a line each.
pub(super) fn unlogged_lines(app: &App, visit: &UnloggedVisit, today: NaiveDate) -> [String; 3] {
    let UnloggedVisit { customer, name, day } = visit;
    let who = app.who_word(*customer, name);
    [
        visits::did_you_visit(&clean(name), *day, today),
        format!("  yes: goodcall log {who} --kind visit --at {day}"),
        format!("  no:  goodcall visits decline {who} {day}"),
    ]
}

/// Returns the columns of the longest name, so that none is cut.
fn names_column(plan: &VisitPlan) -> usize {
    let later = plan.plan.later.iter().take(LATER_NAMED).map(|one| &*one.name);
    let names = plan.plan.visits().into_iter().map(|visit| visit.name.as_str()).chain(later);
    names.map(|name| width(&clean(name))).max().unwrap_or(0).max(NAME)
}

/// Adds a day with its city and whom to visit, a line each.
fn field_day(card: &mut Card, day: &FieldDay, plan: &VisitPlan, (names, paint): (usize, Paint)) {
    let mark = if day.state() == Planned::Proposed { paint.dim("□") } else { paint.good("■") };
    let city = day.city.as_deref().map_or(Cow::Borrowed("(no city)"), clean);
    card.line(&format!("  {mark} {} {city}", pad(&dates::weekday_date(day.day, plan.today), 16)));
    for visit in &day.visits {
        let state = if is_proposed(visit) { "" } else { ", accepted" };
        let why = paint.dim(&format!("{}{state}", visits::visit_why(visit)));
        card.line(&format!("      {} {why}", pad(&clean(&visit.name), names)));
    }
}

/// The fewest columns of a name.
const NAME: usize = 24;
/// How many of those who have to wait are named.
const LATER_NAMED: usize = 5;

fn later(card: &mut Card, plan: &VisitPlan, (names, paint): (usize, Paint)) {
    let Some(counted) = visits::later_counted(plan) else { return };
    card.line("").line(&paint.dim(&counted));
    for one in plan.plan.later.iter().take(LATER_NAMED) {
        card.line(&format!("      {} {}", pad(&clean(&one.name), names), paint.dim(visits::later_why(one.why))));
    }
    let more = plan.plan.later.len().saturating_sub(LATER_NAMED);
    if more > 0 {
        card.line(&paint.dim(&format!("      and {more} more: goodcall visits --json has them all")));
    }
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

/// Tells WHO and DATE apart where both are several words: DATE is the longest readable date at the end, returned with its words.
fn who_and_day(app: &App, all: &[String], verb: &str, context: &Context) -> Result<(Customer, NaiveDate, String)> {
    let mut failed = None;
    for at in 1..all.len() {
        let (who, day) = all.split_at(at);
        let words = day.join(" ");
        match read_day(app, &words) {
            Ok(day) => return Ok((ask::who(app, who, context)?, day, words)),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| {
        Error::usage("name the customer and the day; nothing was changed")
            .help(format!("goodcall visits {verb} ana \"1 dec\""))
    }))
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
