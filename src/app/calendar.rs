//! The days to come as a calendar: call days with their offers, accepted visits, promises, and birthdays.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::App;
use super::ideas::Ended;
use super::praise::Quoted;
use super::team::logs::TeamLog;
use super::visits::{PlannedRow, way_to};
use crate::domain::anniversary::{AnniversaryKind, YearDay};
use crate::domain::customer::{Customer, Standing};
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::input::one_line;
use crate::domain::remark::{Remark, without_marks};
use crate::domain::rotation::{KeptReason, PickState};
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::exchange::ics::{self, DayEvent, Edition};
use crate::text;

/// From when sequences count, in seconds since 1970: the beginning of 2020.
const SEQUENCES_BEGIN: i64 = 1_577_836_800;
/// From when changes of the configuration count: with the beginning of 2026 both have room until 2057.
const CONFIGURATIONS_BEGIN: i64 = 1_767_225_600;
/// The most promises of a group to write.
const MOST_PROMISES: usize = 10_000;
/// How many coming call days to write.
const CALL_DAYS: usize = 13;
/// The most things of a kind that a card says are open, or owed.
const OPEN: usize = 3;

/// What an entry with a customer is about.
#[derive(Debug, Clone, Copy)]
pub enum Entry<'a> {
    /// The open offer, with its reasons.
    Pick(&'a [KeptReason]),
    /// A call day to come.
    Ahead {
        /// The wait as it will be on that day.
        wait_days: i64,
    },
    /// An accepted visit.
    Visit,
}

/// What there is to say on an entry of the calendar: the card of the call or the visit.
#[derive(Debug)]
pub struct EventCard<'a> {
    /// What it is about.
    pub entry: Entry<'a>,
    /// Whom to call or to visit.
    pub customer: &'a Customer,
    /// The day on which the calendar is written.
    pub today: NaiveDate,
    /// The user's last conversation.
    pub last_talk: Option<Touch>,
    /// Another rep's, where that was later.
    pub others_talk: Option<TeamLog>,
    /// What they said in it.
    pub last_said: Vec<Remark>,
    /// Their ideas and needs that are still open.
    pub open: Vec<Quoted>,
    /// What the user promised them.
    pub owed: Vec<Quoted>,
    /// What to ask, as configured.
    pub questions: &'a [String],
}

/// Puts a card into words.
pub type Describe = fn(&EventCard<'_>) -> String;

impl App {
    /// Writes the coming call days and accepted visits as iCalendar: all of them, or those with some customers. The card
    /// of a call or a visit stands on its entry, in the words of `describe`.
    pub fn export_ics(&self, only: Option<&[CustomerId]>, describe: Describe) -> Result<String> {
        let wanted = |id: CustomerId| only.is_none_or(|ids| ids.contains(&id));
        let clock: Clock = self.clock();
        let today = self.today_as_it_stands(super::today::OfferRequest { anyway: false, ahead: CALL_DAYS })?;
        let mut events = Vec::new();
        let own_day = |at: DateTime<Utc>| at.with_timezone(&clock.zone).date_naive();
        if let Some(open) = today.pick.filter(|p| p.pick.state == PickState::Offered && wanted(p.customer.id)) {
            // An offer that was kept for an hour stands there, whichever day that is.
            let at = open.pick.kept_for.filter(|at| own_day(*at) >= clock.today());
            if at.is_some() || open.pick.call_day == clock.today() {
                let card = describe(&self.event_card(Entry::Pick(&open.reasons), &open.customer)?);
                let usual = self.call_day(open.pick.call_day, &open.customer, card);
                events.push(match at {
                    Some(at) => DayEvent { day: own_day(at), at: Some(at), ..usual },
                    None => usual,
                });
            }
        }
        for next in today.ahead.iter().filter(|next| wanted(next.id)) {
            let customer = self.book.customer(next.id)?;
            let entry = Entry::Ahead { wait_days: next.wait_days };
            let card = describe(&self.event_card(entry, &customer)?);
            events.push(self.call_day(next.day, &customer, card));
        }
        for (day, customer) in self.accepted_visits()?.into_iter().filter(|(_, customer)| wanted(customer.id)) {
            let planned = self.planned_visits_of(customer.id)?;
            let card = describe(&self.event_card(Entry::Visit, &customer)?);
            events.push(DayEvent {
                uid: format!("visit-{}-{}@goodcall", customer.id, first_planned(&planned, day)),
                day,
                at: None,
                alarm: None,
                summary: format!("Visit {}", customer.name),
                description: Some(card).filter(|card| !card.is_empty()),
                location: customer.city.clone(),
            });
        }
        for day in self.book.all_days()?.into_iter().filter(|day| wanted(day.customer)) {
            events.extend(anniversary(&self.book.customer(day.customer)?, (day.kind, day.day), clock.today()));
        }
        for promise in self.promises(MOST_PROMISES, Ended::Hidden)?.iter().filter(|p| wanted(p.remark.customer)) {
            events.extend(self.promised(promise));
        }
        events.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
        let edition = Edition { made_at: clock.instant, sequence: self.sequence(clock.instant)? };
        Ok(ics::calendar("goodcall", &events, edition))
    }

    /// The event of a call day's offer: at the hour of the reminder, with an alarm.
    fn call_day(&self, day: NaiveDate, customer: &Customer, card: String) -> DayEvent {
        let hour = day.and_time(self.settings.reminder_at);
        DayEvent {
            uid: format!("call-day-{day}@goodcall"),
            day,
            at: Some(self.clock().at(hour).to_utc()),
            alarm: Some(TimeDelta::zero()),
            summary: format!("A good call: {}", customer.name),
            description: Some(card).filter(|card| !card.is_empty()),
            location: None,
        }
    }

    /// Gathers what a card says of a customer, each remark once.
    fn event_card<'a>(&'a self, entry: Entry<'a>, customer: &'a Customer) -> Result<EventCard<'a>> {
        let last_talk = self.book.last_conversation(customer.id)?;
        let mut last_said = self.last_said_in(last_talk.as_ref(), customer.id)?;
        last_said.truncate(OPEN);
        let is_new = |quoted: &Quoted| last_said.iter().all(|said| said.id != quoted.remark.id);
        Ok(EventCard {
            entry,
            customer,
            today: self.clock().today(),
            open: self.open_with(customer.id, OPEN)?.into_iter().filter(is_new).collect(),
            owed: self.promises_to(customer.id, OPEN)?.into_iter().filter(is_new).collect(),
            others_talk: self.others_talk(customer, last_talk.as_ref())?,
            last_talk,
            last_said,
            questions: &self.settings.config.questions,
        })
    }

    /// The event of a promise on its day, with an alarm at the hour of the reminder.
    fn promised(&self, promise: &Quoted) -> Option<DayEvent> {
        let said = without_marks(&promise.remark.text);
        Some(DayEvent {
            uid: format!("promise-{}@goodcall", promise.remark.id),
            day: promise.remark.due_on?,
            at: None,
            alarm: Some(self.settings.reminder_at - NaiveTime::MIN),
            summary: format!("Promised to {}: {}", promise.customer_name, one_line(&said)),
            description: None,
            location: None,
        })
    }

    /// A number that grows with each change of the book: the second of the latest one, and its id, which tells two of one
    /// second apart. Where nothing can be undone any more, the time is that of now. A change of the configuration adds to it:
    /// the hour of the reminder and the time zone move events.
    fn sequence(&self, now: DateTime<Utc>) -> Result<u32> {
        let (made_at, id) = self.book.latest_change_with_id()?.unwrap_or((now, 0));
        let seconds = |at: DateTime<Utc>, begin: i64| at.timestamp().saturating_sub(begin).max(0);
        let configured = self.settings.changed_at.map_or(0, |at| seconds(at, CONFIGURATIONS_BEGIN));
        let grown = seconds(made_at, SEQUENCES_BEGIN).saturating_add(id).saturating_add(configured);
        Ok(u32::try_from(grown.clamp(0, i32::MAX.into())).unwrap_or(0))
    }
}

/// The event of a birthday, or the day of a past buyer's first yes, when it comes next.
fn anniversary(customer: &Customer, (kind, day): (AnniversaryKind, YearDay), today: NaiveDate) -> Option<DayEvent> {
    let on = day.next_from(today);
    let name = &customer.name;
    let (uid, summary) = match (kind, day.years_on(on)) {
        (AnniversaryKind::Birthday, Some(years)) => ("birthday", format!("{name} turns {years}")),
        (AnniversaryKind::Birthday, None) => ("birthday", format!("{name}'s birthday")),
        (AnniversaryKind::FirstYes, Some(years)) if customer.standing == Standing::Past => {
            let years = text::count(years as usize, "year", "years");
            ("first-yes", format!("{name} first said yes {years} ago"))
        }
        (AnniversaryKind::FirstYes, _) => return None,
    };
    Some(DayEvent {
        uid: format!("{uid}-{}@goodcall", customer.id),
        day: on,
        at: None,
        alarm: None,
        summary,
        description: described(customer),
        location: None,
    })
}

/// Finds the day for which a visit was planned before it was moved, so that a calendar moves its event along.
fn first_planned(planned: &[PlannedRow], day: NaiveDate) -> NaiveDate {
    way_to(planned, day).last().copied().unwrap_or(day)
}

fn described(customer: &Customer) -> Option<String> {
    let company = Some(customer.role_and_company()).filter(|c| !c.is_empty());
    let lines: Vec<String> = [company, customer.shown_phone().map(str::to_string)].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
