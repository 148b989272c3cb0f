//! The days to come as a calendar: call days with their offers, and accepted visits.

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
        let open = today.pick.filter(|p| p.pick.state == PickState::Offered && today.slot == Some(clock.today()));
        let offered = open.map(|p| (clock.today(), p.customer.id));
        for (day, id) in offered.into_iter().chain(today.ahead.iter().map(|f| (f.day, f.id))) {
            let customer = self.book.customer(id)?;
            events.push(DayEvent {
                uid: format!("call-day-{day}@goodcall"),
                day,
                summary: format!("A good call: {}", customer.name),
                description: described(&customer),
                location: None,
            });
        }
        for account in self.visit_plan(None)?.accounts {
            let customer = self.book.customer(account.id)?;
            for day in account.accepted {
                events.push(DayEvent {
                    uid: format!("visit-{}-{day}@goodcall", customer.id),
                    day,
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

fn described(customer: &Customer) -> Option<String> {
    let company = Some(customer.role_and_company()).filter(|c| !c.is_empty());
    let lines: Vec<String> = [company, customer.shown_phone().map(str::to_string)].into_iter().flatten().collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}
