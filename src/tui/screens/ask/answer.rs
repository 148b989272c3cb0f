//! What a question is about, and what its answer does.

use chrono::NaiveDate;

use crate::app::several::ForAll;
use crate::app::team::sharing::NewOwner;
use crate::app::teammates::Unknown;
use crate::domain::customer::Customer;
use crate::domain::dates;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::error::{Error, ErrorKind, Result};
use crate::present::meanwhile;
use crate::text::count;
use crate::tui::screen::Context;
use crate::tui::screens::meanwhile::{Subject, subject};
use crate::tui::screens::shared_acts;

/// What the question is about.
pub(super) enum What {
    Snooze(CustomerId, String),
    SnoozeAll(Vec<CustomerId>),
    Rate(CustomerId, String, Ratings),
    /// Why the user declines a visit.
    Decline {
        customer: Box<Customer>,
        day: NaiveDate,
        today: NaiveDate,
    },
    /// The right name for a teammate's spelling, and the name that was refused as one that nobody has.
    Join(String, Option<String>),
    /// Another day for an idea, a need or a promise, in brief.
    AnotherDay(RemarkId, String),
    /// Whose a shared customer is to be, and the rep who was refused as one of whom nothing was read.
    Give(Box<Customer>, Option<String>),
}

/// Two ratings that are asked for, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ratings {
    /// The new one, once it is given.
    pub pleasure: Option<u8>,
    /// What the customer was rated before.
    pub before: (Option<u8>, Option<u8>),
}

impl Ratings {
    /// Returns what stands now of each: the new rating, else the one from before.
    pub(super) fn shown(self) -> [Option<u8>; 2] {
        [self.pleasure.or(self.before.0), self.before.1]
    }
}

/// What came of an answer.
pub(super) enum Answered {
    /// The book changed: what it did, in words.
    Done(String),
    /// It is said already why nothing is to be done, or what was done.
    Said,
    /// It stays asked, because of this.
    Wrong(String),
}

impl Answered {
    /// Takes what an act said, or what is wrong with the answer; what the book has no longer is an error as everywhere.
    fn of(done: Result<String>) -> Result<Self> {
        match done {
            Ok(done) => Ok(Self::Done(done)),
            Err(error) if error.what_is_missing().is_some() => Err(error),
            Err(error) => Ok(Self::Wrong(error.message)),
        }
    }
}

impl What {
    /// Does what a typed answer says.
    pub(super) fn answer(&mut self, text: &str, context: &mut Context<'_>) -> Result<Answered> {
        match self {
            Self::Rate(..) => Ok(Answered::Said),
            Self::Decline { customer, day, .. } => decline(customer, *day, text, context),
            Self::Snooze(id, name) => match subject(*id, name, context)? {
                Some(now) => Answered::of(snooze(&now, text, context)),
                None => Ok(Answered::Said),
            },
            Self::SnoozeAll(ids) => Answered::of(snooze_all(ids, text, context)),
            Self::Join(name, refused) => join_or_ask(name, refused, text, context),
            Self::AnotherDay(id, briefly) => Answered::of(move_to_day(*id, briefly, text, context)),
            Self::Give(customer, refused) => give_or_ask(customer, refused, text, context),
        }
    }
}

/// Declines a visit; where another program changed the plan, says so and declines nothing.
fn decline(customer: &Customer, day: NaiveDate, why: &str, context: &mut Context<'_>) -> Result<Answered> {
    let Some(Subject { customer, merged }) = subject(customer.id, &customer.name, context)? else {
        return Ok(Answered::Said);
    };
    let declined = if context.app.plans_visits_to(&customer) {
        context.app.decline_visit(&customer, day, Some(why))
    } else {
        Err(Error::new(ErrorKind::NoMatch, meanwhile::PLAN_NOTHING_CHANGED))
    };
    match declined {
        Err(error) if error.kind == ErrorKind::NoMatch => {
            context.outdated(meanwhile::PLAN_NOTHING_CHANGED);
            return Ok(Answered::Said);
        }
        declined => declined?,
    }
    let day = dates::weekday_date(day, context.app.clock().today());
    Ok(Answered::Done(format!("No visit to {} on {day}{merged}", customer.name)))
}

/// Joins a teammate's two names; asks once more about one that no praise has.
fn join_or_ask(name: &str, refused: &mut Option<String>, text: &str, context: &mut Context<'_>) -> Result<Answered> {
    let (unknown, is_new) = match refused {
        Some(refused) if refused == text => (Unknown::Taken, true),
        _ => (Unknown::Refused, !text.is_empty() && !context.app.knows_teammate(text)?),
    };
    match join(name, (text, unknown), context) {
        Err(error) if is_new && error.kind == ErrorKind::NoMatch => {
            *refused = Some(text.to_string());
            Ok(Answered::Wrong(format!("no praise names “{text}”; Enter again takes it")))
        }
        joined => Answered::of(joined),
    }
}

/// Hands a shared customer over; asks once more about a rep of whom nothing was read.
fn give_or_ask(
    customer: &Customer,
    refused: &mut Option<String>,
    text: &str,
    context: &mut Context<'_>,
) -> Result<Answered> {
    let Some(now) = subject(customer.id, &customer.name, context)? else { return Ok(Answered::Said) };
    if text.is_empty() {
        return Ok(Answered::Wrong("the role of a rep, as in team members".into()));
    }
    let known = context.app.reps_known(now.customer.team.as_deref().unwrap_or_default())?;
    let is_known = known.iter().any(|rep| rep == text) || context.app.team_role()? == text;
    if !is_known && refused.as_deref() != Some(text) {
        *refused = Some(text.to_string());
        let message = format!("nothing was read of a rep called “{text}”; Enter again hands over all the same");
        return Ok(Answered::Wrong(message));
    }
    shared_acts::give(&now, &NewOwner::Rep(text.to_string()), context)?;
    Ok(Answered::Said)
}

/// Snoozes a customer; says in words what it did.
fn snooze(whom: &Subject, until: &str, context: &mut Context<'_>) -> Result<String> {
    let Subject { customer, merged } = whom;
    let until = context.app.read_snooze(if until.is_empty() { "in 2 weeks" } else { until })?;
    context.app.snooze(customer.id, until)?;
    let day = dates::weekday_date(until, context.app.clock().today());
    Ok(format!("{} is back on {day}{merged}", customer.name))
}

/// Snoozes several customers; says in words what it did.
fn snooze_all(ids: &[CustomerId], until: &str, context: &mut Context<'_>) -> Result<String> {
    let until = context.app.read_snooze(if until.is_empty() { "in 2 weeks" } else { until })?;
    let changed = context.app.do_to_all(ids, &ForAll::Snooze(Some(until)))?;
    let day = dates::weekday_date(until, context.app.clock().today());
    Ok(format!("{} back on {day}", count(changed, "customer is", "customers are")))
}

/// Moves an idea, a need or a promise to another day; says in words what it did.
fn move_to_day(id: RemarkId, briefly: &str, day: &str, context: &mut Context<'_>) -> Result<String> {
    let day = context.app.day_to_move_to(if day.is_empty() { "tomorrow" } else { day })?;
    let (_, changed) = context.app.move_due_day(id, day)?;
    let to = dates::weekday_date(day, context.app.clock().today());
    if !changed {
        return Err(Error::usage(format!("it is due on {to} already")).help("name another day, or go back with Esc"));
    }
    Ok(format!("Moved to {to}: {briefly}"))
}

/// Moves a teammate's praise to another name; says in words what it did.
fn join(name: &str, (other, unknown): (&str, Unknown), context: &mut Context<'_>) -> Result<String> {
    let joined = context.app.join_teammates(name, other, unknown)?;
    Ok(format!("{name} is {} now: {}", joined.name, count(joined.praise, "praise", "praises")))
}
