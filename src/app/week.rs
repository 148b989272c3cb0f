//! The week in words: what it brought, for the salesperson and nobody else.

use chrono::{DateTime, NaiveDate, Utc};

use super::today::OfferRequest;
use super::{App, trends};
use crate::book::figures::Brought;
use crate::book::past_buyers::StandingChange;
use crate::book::remarks::Quoted;
use crate::domain::ids::CustomerId;
use crate::domain::rotation::PickState;
use crate::domain::trends::{Mood, RatedCall};
use crate::error::Result;

pub use crate::book::figures::AnsweredSetback;

/// How many kind words and ideas to tell in full.
pub const TOLD: usize = 3;

/// What a week brought, from its first day to today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// The first day of the week, as configured.
    pub first: NaiveDate,
    /// The last day that it covers.
    pub today: NaiveDate,
    /// How many calls, visits and other touches there were.
    pub brought: Brought,
    /// Whom the pick's calls of the week reached.
    pub picks: Vec<String>,
    /// How many call days in a row had their call.
    pub streak: usize,
    /// How much praise customers gave.
    pub praise: usize,
    /// Some of it, starred and new first.
    pub kind_words: Vec<Quoted>,
    /// Ideas and needs that the user marked as done.
    pub used: Vec<Quoted>,
    /// How many promises the user made.
    pub promised: usize,
    /// The promises that were kept.
    pub kept: Vec<Quoted>,
    /// What went wrong, and the calls that answered it.
    pub setbacks: Vec<AnsweredSetback>,
    /// Of the rated calls of the week.
    pub mood: Mood,
    /// Past buyers who heard from us.
    pub past_buyers: usize,
    /// Who bought again.
    pub won_back: Vec<String>,
    /// Whom to call next; None where there is nobody to offer.
    pub next: Option<NextCall>,
}

/// The next good call: today's pick until it is called, else that of the next call day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextCall {
    /// Today, or the next call day.
    pub day: NaiveDate,
    /// Whom to call.
    pub id: CustomerId,
    /// Their name.
    pub name: String,
}

impl App {
    /// Tells what this week brought so far.
    pub fn week(&self) -> Result<Week> {
        let today = self.today_as_it_stands(OfferRequest { anyway: false, ahead: 1 })?;
        let open = today.pick.filter(|pick| pick.pick.state == PickState::Offered);
        let open = open.map(|p| NextCall { day: today.date, id: p.customer.id, name: p.customer.name });
        let ahead = || today.ahead.into_iter().next().map(|f| NextCall { day: f.day, id: f.id, name: f.name });
        let next = open.or_else(ahead);
        self.book.read(|_| self.count_week(next))
    }

    fn count_week(&self, next: Option<NextCall>) -> Result<Week> {
        let clock = self.clock();
        let today = clock.today();
        let first = self.week_start(today);
        let since: DateTime<Utc> = clock.at(first.and_time(chrono::NaiveTime::MIN)).to_utc();
        let (from, upto) = (since.timestamp_millis(), clock.instant.timestamp_millis());
        let mut picks = Vec::new();
        for slot in self.book.called_days(first, today)? {
            let called = self.book.picks_of_slot(slot)?.into_iter().filter(|p| p.state == PickState::Called);
            picks.extend(called.map(|p| p.customer_name));
        }
        let rated: Vec<RatedCall> =
            self.book.rated_conversations(first, today)?.into_iter().map(trends::rated_call).collect();
        let won_back = self.book.won_back(first, today)?;
        Ok(Week {
            first,
            today,
            brought: self.book.brought((first, today), (from, upto))?,
            picks,
            streak: self.streak_now(usize::MAX)?,
            praise: self.book.praise_days(first, today)?.iter().map(|(_, n)| *n as usize).sum(),
            kind_words: self.book.praise_between(first, today, TOLD)?,
            used: self.book.ideas_done(from, upto)?,
            promised: self.book.count_promises_made(from, upto)?,
            kept: self.book.promises_kept(from, upto)?,
            setbacks: self.book.setbacks_between(from, upto)?,
            mood: Mood::of(&rated),
            past_buyers: self.past_buyers()?.heard_this_week,
            won_back: won_back.iter().map(|w| self.name_of(w)).collect::<Result<_>>()?,
            next,
        })
    }

    fn name_of(&self, change: &StandingChange) -> Result<String> {
        Ok(self.book.customer(change.customer)?.name)
    }
}

impl Week {
    /// Whether nothing happened yet.
    pub fn is_empty(&self) -> bool {
        self.brought == Brought::default()
            && self.praise == 0
            && self.used.is_empty()
            && self.promised == 0
            && self.kept.is_empty()
            && self.setbacks.is_empty()
            && self.past_buyers == 0
            && self.won_back.is_empty()
    }
}
