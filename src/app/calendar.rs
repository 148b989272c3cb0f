//! The days to come as a calendar: call days with their offers, accepted visits, promises, and birthdays.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::App;
use super::ideas::Ended;
use super::praise::Quoted;
use super::visits::{PlanState, PlannedRow};
use crate::domain::anniversary::{AnniversaryKind, YearDay};
use crate::domain::customer::{Customer, Standing};
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::remark::without_marks;
use crate::domain::rotation::PickState;
use crate::error::Result;
use crate::exchange::ics::{self, DayEvent, Edition};
use crate::text;

/// From when sequences count, in seconds since 1970: the beginning of 2020 leaves room until 2088.
const SEQUENCES_BEGIN: i64 = 1_577_836_800;
/// The most promises of a group to write.
const MOST_PROMISES: usize = 10_000;
/// How many coming call days to write.
const CALL_DAYS: usize = 13;

impl App {
    /// Writes the coming call days and accepted visits as iCalendar: all of them, or those with some customers.
    pub fn export_ics(&self, only: Option<&[CustomerId]>) -> Result<String> {
        let wanted = |id: CustomerId| only.is_none_or(|ids| ids.contains(&id));
        let clock: Clock = self.clock();
        let today = self.today_as_it_stands(super::today::OfferRequest { anyway: false, ahead: CALL_DAYS })?;
        let mut events = Vec::new();
        let own_day = |at: DateTime<Utc>| at.with_timezone(&clock.zone).date_naive();
        if let Some(open) = today.pick.filter(|p| p.pick.state == PickState::Offered && wanted(p.customer.id)) {
            // An offer that was kept for an hour stands there, whichever day that is.
            let at = open.pick.kept_for.filter(|at| own_day(*at) >= clock.today());
            if at.is_some() || open.pick.call_day == clock.today() {
                let usual = self.call_day(open.pick.call_day, &open.customer);
                events.push(match at {
                    Some(at) => DayEvent { day: own_day(at), at: Some(at), ..usual },
                    None => usual,
                });
            }
        }
        for next in today.ahead.iter().filter(|next| wanted(next.id)) {
            events.push(self.call_day(next.day, &self.book.customer(next.id)?));
        }
        for account in self.visit_plan(None)?.accounts.into_iter().filter(|account| wanted(account.id)) {
            let customer = self.book.customer(account.id)?;
            let planned = if account.accepted.is_empty() { Vec::new() } else { self.planned_visits_of(customer.id)? };
            for day in account.accepted {
                events.push(DayEvent {
                    uid: format!("visit-{}-{}@goodcall", customer.id, first_planned(&planned, day)),
                    day,
                    at: None,
                    alarm: None,
                    summary: format!("Visit {}", customer.name),
                    description: described(&customer),
                    location: customer.city.clone(),
                });
            }
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
    fn call_day(&self, day: NaiveDate, customer: &Customer) -> DayEvent {
        let hour = day.and_time(self.settings.reminder_at);
        DayEvent {
            uid: format!("call-day-{day}@goodcall"),
            day,
            at: Some(self.clock().at(hour).to_utc()),
            alarm: Some(TimeDelta::zero()),
            summary: format!("A good call: {}", customer.name),
            description: described(customer),
            location: None,
        }
    }

    /// The event of a promise on its day, with an alarm at the hour of the reminder.
    fn promised(&self, promise: &Quoted) -> Option<DayEvent> {
        let said = without_marks(&promise.remark.text);
        Some(DayEvent {
            uid: format!("promise-{}@goodcall", promise.remark.id),
            day: promise.remark.due_on?,
            at: None,
            alarm: Some(self.settings.reminder_at - NaiveTime::MIN),
            summary: format!(
                "Promised to {}: {}",
                promise.customer_name,
                said.split_whitespace().collect::<Vec<_>>().join(" ")
            ),
            description: None,
            location: None,
        })
    }

    /// A number that grows with each change of the book: the second of the latest one, and its id, which tells two of one
    /// second apart. Where nothing can be undone any more, the time is that of now.
    fn sequence(&self, now: DateTime<Utc>) -> Result<u32> {
        let (made_at, id) = self.book.latest_change_with_id()?.unwrap_or((now, 0));
        let grown = made_at.timestamp().saturating_sub(SEQUENCES_BEGIN).saturating_add(id);
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
    let mut first = day;
    // As many steps as there are rows: a visit may have been moved to and fro.
    for _ in planned {
        match planned.iter().find(|row| row.state == PlanState::Moved && row.moved_to == Some(first)) {
            Some(row) => first = row.day,
            None => break,
        }
    }
    first
}

fn described(customer: &Customer) -> Option<String> {
    let company = Some(customer.role_and_company()).filter(|c| !c.is_empty());
    let lines: Vec<String> = [company, customer.shown_phone().map(str::to_string)].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
