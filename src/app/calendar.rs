//! The days to come as a calendar: call days with their offers, and accepted visits.

use chrono::{DateTime, NaiveDate, Utc};

use super::App;
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::rotation::PickState;
use crate::error::Result;
use crate::exchange::ics::{self, DayEvent};

/// How many coming call days to write.
const CALL_DAYS: usize = 13;

impl App {
    /// Writes the coming call days and accepted visits as iCalendar.
    pub fn export_ics(&self) -> Result<String> {
        let clock: Clock = self.clock();
        let today = self.today_as_it_stands(super::today::OfferRequest { anyway: false, ahead: CALL_DAYS })?;
        let mut events = Vec::new();
        let own_day = |at: DateTime<Utc>| at.with_timezone(&clock.zone).date_naive();
        if let Some(open) = today.pick.filter(|p| p.pick.state == PickState::Offered) {
            // An offer that was kept for an hour stands there, whichever day that is.
            let at = open.pick.kept_for.filter(|at| own_day(*at) >= clock.today());
            if at.is_some() || open.pick.call_day == clock.today() {
                let day = at.map_or(clock.today(), own_day);
                events.push(DayEvent { day, at, ..call_day(open.pick.call_day, &open.customer) });
            }
        }
        for next in &today.ahead {
            events.push(call_day(next.day, &self.book.customer(next.id)?));
        }
        for account in self.visit_plan(None)?.accounts {
            let customer = self.book.customer(account.id)?;
            for day in account.accepted {
                events.push(DayEvent {
                    uid: format!("visit-{}-{day}@goodcall", customer.id),
                    day,
                    at: None,
                    summary: format!("Visit {}", customer.name),
                    description: described(&customer),
                    location: customer.city.clone(),
                });
            }
        }
        events.sort_by(|a, b| (a.day, &a.uid).cmp(&(b.day, &b.uid)));
        Ok(ics::calendar("goodcall", &events, clock.instant))
    }
}

/// The event of a call day's offer.
fn call_day(day: NaiveDate, customer: &Customer) -> DayEvent {
    DayEvent {
        uid: format!("call-day-{day}@goodcall"),
        day,
        at: None,
        summary: format!("A good call: {}", customer.name),
        description: described(customer),
        location: None,
    }
}

fn described(customer: &Customer) -> Option<String> {
    let company = Some(customer.role_and_company()).filter(|c| !c.is_empty());
    let lines: Vec<String> = [company, customer.shown_phone().map(str::to_string)].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
