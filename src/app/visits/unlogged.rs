//! Visits that were accepted and not logged: asked about for a week, as either the log is missing or the visit.

use chrono::{Days, NaiveDate};

use super::PlanState;
use crate::app::App;
use crate::domain::customer::Customer;
use crate::error::{Error, ErrorKind, Result};
use crate::text::clean;

pub use crate::book::visits::UnloggedVisit;

/// For how many days goodcall asks.
const ASKED: Days = Days::new(7);

impl App {
    /// Returns the accepted visits of the last week that nobody logged, by day and name.
    pub fn unlogged_visits(&self) -> Result<Vec<UnloggedVisit>> {
        let today = self.clock().today();
        let (Some(from), Some(yesterday)) = (today.checked_sub_days(ASKED), today.pred_opt()) else {
            return Ok(Vec::new());
        };
        self.book.unlogged_visits(from, yesterday)
    }

    /// Returns the day of the visit that is declined, of the two that a weekday's name may mean: the one gone by where goodcall
    /// asks whether that visit took place, unless a visit is accepted on the one to come.
    pub fn day_to_decline(&self, customer: &Customer, (gone_by, to_come): (NaiveDate, NaiveDate)) -> Result<NaiveDate> {
        let is_asked = |visit: &UnloggedVisit| visit.customer == customer.id && visit.day == gone_by;
        let on_it = self.book.planned_visit(customer.id, to_come)?;
        let is_accepted = on_it.is_some_and(|row| row.state == PlanState::Accepted);
        Ok(if !is_accepted && self.unlogged_visits()?.iter().any(is_asked) { gone_by } else { to_come })
    }

    /// Keeps that a visit did not take place, and asks no more about it.
    ///
    /// # Errors
    /// Fails where the visit was logged or called off meanwhile.
    pub fn visit_not_made(&mut self, visit: &UnloggedVisit) -> Result<()> {
        if !self.unlogged_visits()?.contains(visit) {
            let name = clean(&visit.name);
            let what = format!("the visit to {name} was logged or called off meanwhile; nothing was changed");
            return Err(Error::new(ErrorKind::NoMatch, what));
        }
        let customer = self.book.customer(visit.customer)?;
        self.decline_visit(&customer, visit.day, None)
    }
}
