//! Visits that were accepted and not logged: asked about for a week, as either the log is missing or the visit.

use chrono::Days;

use crate::app::App;
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
