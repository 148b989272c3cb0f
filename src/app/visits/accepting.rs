//! Takes visits that the plan proposes: one, or all of a day or a trip.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{PlanState, VisitPlan, decided, is_proposed};
use crate::app::App;
use crate::domain::customer::Customer;
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::visits::PlannedVisit;
use crate::error::{Error, ErrorKind, Result};

impl VisitPlan {
    /// Returns the visits that it proposes from one day to another.
    fn proposed(&self, first: NaiveDate, last: NaiveDate) -> Vec<PlannedVisit> {
        let visits = self.plan.visits().into_iter();
        let is_meant = |visit: &&PlannedVisit| first <= visit.day && visit.day <= last && is_proposed(visit);
        visits.filter(is_meant).cloned().collect()
    }
}

impl App {
    /// Accepts a visit, which then keeps its day.
    pub fn accept_visit(&mut self, customer: &Customer, day: NaiveDate) -> Result<()> {
        self.check_visit(customer, day)?;
        let clock = self.clock();
        let label = format!("accepted a visit to {} on {}", customer.name, dates::weekday_date(day, clock.today()));
        let row = decided(customer.id, day, PlanState::Accepted);
        self.book.change(&clock, label, |change| change.plan_visit(&row))
    }

    /// Accepts every visit that the plan proposes on a day, as one change; returns whom to visit.
    ///
    /// # Errors
    /// Fails where none is proposed on it.
    pub fn accept_visits_on(&mut self, day: NaiveDate) -> Result<Vec<(CustomerId, String)>> {
        let proposed = self.visit_plan_until(day)?.proposed(day, day);
        self.accept_all(proposed, (day, day))
    }

    /// The same for all days from one to another, such as those of a trip, of a plan that somebody looks at. Returns None, and
    /// accepts nothing, where another run of the program changed what is proposed there.
    pub fn accept_visits_shown(
        &mut self,
        shown: &VisitPlan,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Option<Vec<(CustomerId, String)>>> {
        let proposed = self.visit_plan_until(last)?.proposed(first, last);
        let all = |visits: &[PlannedVisit]| visits.iter().map(|v| (v.day, v.account)).collect::<BTreeSet<_>>();
        if all(&proposed) != all(&shown.proposed(first, last)) {
            return Ok(None);
        }
        self.accept_all(proposed, (first, last)).map(Some)
    }

    /// Accepts a visit that the plan proposes to somebody who looks at it. Returns None, and accepts nothing, where another run
    /// of the program declined or moved it.
    pub fn accept_visit_shown(&mut self, visit: &PlannedVisit) -> Result<Option<Customer>> {
        let customer = self.book.customer(visit.account)?;
        let decided = self.book.planned_visit(customer.id, visit.day)?;
        if decided.is_some_and(|row| row.state != PlanState::Accepted) {
            return Ok(None);
        }
        self.accept_visit(&customer, visit.day)?;
        Ok(Some(customer))
    }

    /// Plans as far as usual, or as far as a day beyond.
    fn visit_plan_until(&self, day: NaiveDate) -> Result<VisitPlan> {
        let usual = self.visit_plan(None)?;
        if day > usual.until { self.visit_plan(Some(day)) } else { Ok(usual) }
    }

    fn accept_all(
        &mut self,
        proposed: Vec<PlannedVisit>,
        (first, last): (NaiveDate, NaiveDate),
    ) -> Result<Vec<(CustomerId, String)>> {
        let clock = self.clock();
        let on = dates::weekday_date(first, clock.today());
        let label = match proposed.as_slice() {
            [] => {
                let error =
                    Error::new(ErrorKind::NoMatch, format!("no visit is proposed on {on}; nothing was changed"));
                return Err(error.help("goodcall visits shows the days"));
            }
            [visit] => format!("accepted a visit to {} on {on}", visit.name),
            all if first == last => format!("accepted {} visits on {on}", all.len()),
            all => format!("accepted {} visits from {on} on", all.len()),
        };
        self.book.change(&clock, label, |change| {
            proposed.iter().try_for_each(|v| change.plan_visit(&decided(v.account, v.day, PlanState::Accepted)))
        })?;
        Ok(proposed.into_iter().map(|visit| (visit.account, visit.name)).collect())
    }
}
