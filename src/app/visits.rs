//! Visits on the days a customer uses the service most: the plan, the decisions about it, and the progress.

mod accepting;
mod accounts;
mod asking;
mod card;
mod unlogged;

use chrono::{Datelike, NaiveDate};

use super::App;
use crate::domain::customer::{Customer, Standing};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::domain::peak::PeakDays;
use crate::domain::visits::{self, Plan, Planned, PlannedVisit, Progress, Rules, Targets};
use crate::error::{Error, ErrorKind, Result};
use crate::text::{clean, fold};

pub use crate::book::visits::{PlanState, PlannedRow};
pub use asking::{VisitQuestion, WithoutPeakDays};
pub use card::{CardVisit, DayCard};
pub use unlogged::UnloggedVisit;

/// The plan, and the visits made against the targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitPlan {
    /// The day on which goodcall made the plan.
    pub today: NaiveDate,
    /// The last day of the plan.
    pub until: NaiveDate,
    /// The days in the field to come, and who has to wait.
    pub plan: Plan,
    /// Field days against their targets.
    pub progress: Progress,
    /// The first and the last day of the user's first month, while it lasts.
    pub first_month: Option<(NaiveDate, NaiveDate)>,
    /// How many accounts it is made for: active customers with peak days.
    pub accounts: usize,
    /// The days on which visits were made since the month began.
    pub made: Vec<NaiveDate>,
}

/// How far ahead a plan may reach, in days.
const FARTHEST: i64 = 3 * 366;
/// How many days an error names.
const NAMED_DAYS: usize = 4;
/// How many peak days to look through for them.
const LOOKED_AT: usize = 30;

impl App {
    /// Returns the decisions about a customer's visits, by day.
    pub fn planned_visits_of(&self, customer: CustomerId) -> Result<Vec<PlannedRow>> {
        self.book.planned_visits_of(customer)
    }

    /// Plans visits up to a day, else to the end of next quarter.
    pub fn visit_plan(&self, until: Option<NaiveDate>) -> Result<VisitPlan> {
        let today = self.clock().today();
        let until = until.unwrap_or_else(|| visits::horizon(today));
        if until <= today {
            return Err(Error::usage(format!("{until} is not in the future, so there is nothing to plan"))
                .help("name a day to come: goodcall visits --until \"in 3 months\""));
        }
        if (until - today).num_days() > FARTHEST {
            return Err(Error::usage(format!("{until} is too far ahead; a plan reaches up to three years")));
        }
        self.book.read(|_| {
            let from = NaiveDate::from_ymd_opt(today.year() - 1, 1, 1).unwrap_or(today);
            let (accounts, made) = self.accounts(from, today)?;
            let mut away = self.times_away()?;
            away.retain(|(_, to)| today < *to);
            let is_away = |day: NaiveDate| away.iter().any(|(from, to)| *from <= day && day <= *to);
            let targets = self.visit_targets();
            let a_day = usize::from(self.settings.config.visits.visits_a_day);
            let rules = Rules { today, until, a_day, targets, made: &made, is_away: &is_away };
            let plan = visits::plan(&accounts, &rules);
            let progress = visits::progress(&accounts, &made, targets, today);
            let hired_on = progress.first_month.and(self.settings.hired_on);
            let first_month = hired_on.map(|first| (first, visits::first_month_end(first)));
            let accounts = accounts.len();
            let month = today.with_day(1).unwrap_or(today);
            let mut made: Vec<NaiveDate> = made.into_iter().filter(|day| *day >= month).collect();
            made.dedup();
            Ok(VisitPlan { today, until, plan, progress, first_month, accounts, made })
        })
    }

    /// Counts the visits of this year that were made to a customer, and how many there should be.
    pub fn visits_this_year(&self, customer: &Customer) -> Result<(usize, u8)> {
        let today = self.clock().today();
        let first = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today);
        let made = self.book.visits_made_to(customer.id, first, today)?;
        Ok((made, customer.touches_a_year.unwrap_or(self.settings.config.visits.touches_a_year)))
    }

    fn visit_targets(&self) -> Targets {
        let configured = &self.settings.config.visits;
        let number = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
        Targets {
            quarter: number(configured.field_days_a_quarter),
            first_month: number(configured.field_days_first_month),
            hired_on: self.settings.hired_on,
        }
    }

    /// Compares the visits made with the targets, without a plan.
    pub fn visit_progress(&self) -> Result<Progress> {
        let today = self.clock().today();
        let (first, _) = visits::quarter_of(today);
        let from = NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(first);
        let (accounts, made) = self.accounts(from, today)?;
        Ok(visits::progress(&accounts, &made, self.visit_targets(), today))
    }

    /// Returns the customers with an accepted visit on a day that was not made yet.
    pub fn visits_on(&self, day: NaiveDate) -> Result<Vec<Customer>> {
        let rows = self.book.planned_on(day)?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let made: Vec<CustomerId> = self.book.visits_made(day, day)?.into_iter().map(|(_, id)| id).collect();
        let open = rows.into_iter().filter(|r| r.state == PlanState::Accepted && !made.contains(&r.customer));
        open.map(|r| self.book.customer(r.customer)).collect()
    }

    /// Returns the accepted visits from one day to another.
    pub fn visits_between(&self, first: NaiveDate, last: NaiveDate) -> Result<Vec<(NaiveDate, Customer)>> {
        let rows = self.book.planned_visits()?.into_iter();
        let accepted = rows.filter(|r| r.state == PlanState::Accepted && (first..=last).contains(&r.day));
        accepted.map(|r| Ok((r.day, self.book.customer(r.customer)?))).collect()
    }

    /// Returns the accepted visits to come that a plan holds, by day: those of accounts that were not made already.
    pub(super) fn accepted_visits(&self) -> Result<Vec<(NaiveDate, Customer)>> {
        let today = self.clock().today();
        let made = self.book.visits_made(today, today)?;
        let mut all = Vec::new();
        for row in self.book.planned_visits()? {
            if row.state != PlanState::Accepted || row.day < today || made.contains(&(row.day, row.customer)) {
                continue;
            }
            let customer = self.book.customer(row.customer)?;
            if peak_of(&customer).is_some() {
                all.push((row.day, customer));
            }
        }
        Ok(all)
    }

    /// Returns the peak days of an account; the error says what a customer lacks to be one.
    fn account(&self, customer: &Customer) -> Result<PeakDays> {
        let who = || self.word_of(customer);
        let why = |why: &str| {
            Error::failed(format!("{} {why}, so no visits are planned; nothing was changed", clean(&customer.name)))
        };
        let logging = || format!("you can still log a visit that you made: goodcall log {} --kind visit", who());
        peak_of(customer).ok_or_else(|| match customer.standing {
            Standing::Past => why("is a past buyer").help(logging()),
            Standing::Active if customer.archived_at.is_some() => why("is archived").help(logging()),
            Standing::Active => why("has no peak days").help(format!("goodcall edit {} --peak \"tue,thu\"", who())),
        })
    }

    /// Tells whether visits to a customer are planned at all.
    pub fn plans_visits_to(&self, customer: &Customer) -> bool {
        peak_of(customer).is_some()
    }

    /// Moves a planned visit to another peak day, which it then keeps.
    pub fn move_visit(&mut self, customer: &Customer, from: NaiveDate, to: NaiveDate) -> Result<()> {
        self.planned_day(customer, from)?;
        if from == to {
            return Err(Error::usage("the visit is on that day already; nothing was changed")
                .help(format!("to keep it there: goodcall visits accept {} {from}", self.word_of(customer))));
        }
        if self.book.planned_visit(customer.id, to)?.is_some_and(|r| r.state == PlanState::Accepted) {
            return Err(Error::usage(format!(
                "you visit {} on {to} already; nothing was changed",
                clean(&customer.name)
            ))
            .help("choose another day, or decline one of the two"));
        }
        self.check_visit(customer, to)?;
        let clock = self.clock();
        let label = format!("moved the visit to {} to {}", customer.name, dates::weekday_date(to, clock.today()));
        let planned = self.book.planned_visits_of(customer.id)?;
        let rows = moved(&planned, customer.id, from, to);
        self.book.change(&clock, label, |change| rows.iter().try_for_each(|row| change.plan_visit(row)))
    }

    /// Declines a planned visit: goodcall does not propose that day again. One of a day gone by did not take place.
    pub fn decline_visit(&mut self, customer: &Customer, day: NaiveDate, because: Option<&str>) -> Result<()> {
        self.planned_day(customer, day)?;
        let clock = self.clock();
        let on = dates::weekday_date(day, clock.today());
        let label = if day < clock.today() {
            format!("noted that the visit to {} on {on} did not take place", customer.name)
        } else {
            format!("declined a visit to {} on {on}", customer.name)
        };
        let because = because.map(str::trim).filter(|b| !b.is_empty()).map(str::to_string);
        let row = PlannedRow { because, ..decided(customer.id, day, PlanState::Declined) };
        self.book.change(&clock, label, |change| change.plan_visit(&row))
    }

    /// Checks that a visit to the customer is planned for the day.
    fn planned_day(&self, customer: &Customer, day: NaiveDate) -> Result<()> {
        let today = self.clock().today();
        let is_accepted = self.book.planned_visit(customer.id, day)?.is_some_and(|r| r.state == PlanState::Accepted);
        // Whatever became of them since, a visit may have been planned.
        if is_accepted && day < today {
            return Ok(());
        }
        if day < today {
            return Err(self.never_planned(customer, day));
        }
        self.account(customer)?;
        if is_accepted {
            return Ok(());
        }
        let until = visits::horizon(today).max(day).min(today + chrono::TimeDelta::days(FARTHEST));
        let plan = self.visit_plan(Some(until))?.plan;
        let is_theirs = |visit: &&PlannedVisit| visit.account == customer.id;
        if plan.visits().into_iter().filter(is_theirs).any(|visit| visit.day == day) {
            return Ok(());
        }
        // The error names the days that the user sees; a plan that reaches further may have others.
        let usual = self.visit_plan(None)?.plan;
        let theirs = usual.visits().into_iter().filter(is_theirs);
        let days: Vec<String> = theirs.take(NAMED_DAYS).map(|visit| visit.day.to_string()).collect();
        let error = Error::new(
            ErrorKind::NoMatch,
            format!("no visit to {} is planned for {day}; nothing was changed", customer.name),
        );
        Err(if days.is_empty() {
            error.help("goodcall visits shows the plan")
        } else {
            error.help(format!("visits to {} are planned for {}", customer.first_name(), days.join(", ")))
        })
    }

    /// Says that a visit of a day gone by was never planned, and of which of theirs goodcall asks whether it took place.
    fn never_planned(&self, customer: &Customer, day: NaiveDate) -> Error {
        let what = format!("no visit to {} was planned for {day}; nothing was changed", clean(&customer.name));
        let error = Error::new(ErrorKind::NoMatch, what);
        let unlogged = self.unlogged_visits().unwrap_or_default();
        match unlogged.iter().rfind(|visit| visit.customer == customer.id) {
            Some(visit) => error.help(format!(
                "if the one on {} did not take place: goodcall visits decline {} {}",
                dates::weekday_date(visit.day, self.clock().today()),
                self.word_of(customer),
                visit.day
            )),
            None => error.help("goodcall visits shows the plan"),
        }
    }

    /// Whether a visit is possible on a day.
    pub fn can_visit(&self, customer: &Customer, day: NaiveDate) -> bool {
        self.check_visit(customer, day).is_ok()
    }

    /// Checks that a visit is possible on a day: to come, a peak day, not away, and no other city on that day.
    fn check_visit(&self, customer: &Customer, day: NaiveDate) -> Result<()> {
        let today = self.clock().today();
        let peak = self.account(customer)?;
        let usage = |what: String| Error::usage(format!("{what}; nothing was changed"));
        if day < today {
            return Err(usage(format!("{day} lies in the past")).help(format!(
                "to log a visit that you made: goodcall log {} --kind visit --at {day}",
                self.word_of(customer)
            )));
        }
        if (day - today).num_days() > FARTHEST {
            return Err(usage(format!("{day} is too far ahead; a plan reaches up to three years")));
        }
        if !peak.contains(day) {
            let next = visits::next_peak_days(&peak, today.max(day), LOOKED_AT).into_iter();
            let next = next.filter(|next| self.can_visit(customer, *next)).take(NAMED_DAYS);
            let next: Vec<String> = next.map(|next| next.to_string()).collect();
            let days = peak.describe();
            let error = usage(format!("{day} is not a peak day of {} ({days})", customer.name));
            return Err(if next.is_empty() {
                error.help("goodcall visits shows the plan")
            } else {
                error.help(format!("the next ones are {}", next.join(", ")))
            });
        }
        if visits::is_feast(day) {
            return Err(usage(format!("nobody works on {}", dates::weekday_date(day, today)))
                .help(format!("choose another of {}'s peak days", customer.first_name())));
        }
        if self.times_away()?.iter().any(|(from, to)| *from <= day && day <= *to) {
            return Err(usage(format!("you are away on {day}")).help("goodcall away --list shows the days off"));
        }
        let city = |c: &Customer| c.city.as_deref().map(fold).filter(|c| !c.is_empty());
        for row in self.book.planned_on(day)?.iter().filter(|r| r.state == PlanState::Accepted) {
            let other = self.book.customer(row.customer)?;
            let elsewhere = city(&other).is_none() || city(&other) != city(customer);
            if other.id != customer.id && elsewhere {
                let place = other.city.as_deref().unwrap_or("an unknown city");
                return Err(usage(format!("you visit {} on {day} already, in {place}", other.name))
                    .help("choose another day, or move that visit first"));
            }
        }
        Ok(())
    }
}

pub(super) fn decided(customer: CustomerId, day: NaiveDate, state: PlanState) -> PlannedRow {
    PlannedRow { customer, day, state, moved_to: None, because: None }
}

/// Lists the days on which a visit stood before it was moved to a day, the latest first.
pub(super) fn way_to(planned: &[PlannedRow], day: NaiveDate) -> Vec<NaiveDate> {
    let mut way: Vec<NaiveDate> = Vec::new();
    while let Some(before) = planned.iter().find(|row| row.moved_to == Some(way.last().copied().unwrap_or(day))) {
        if way.contains(&before.day) {
            break;
        }
        way.push(before.day);
    }
    way
}

/// Returns the rows that change when a visit moves. From its first day a chain of moves leads to where it stands, by which a
/// calendar knows it: a visit that goes back to an earlier day leaves no trace of its detour, and one that goes where another
/// was before leaves the other's chain whole.
fn moved(planned: &[PlannedRow], customer: CustomerId, from: NaiveDate, to: NaiveDate) -> Vec<PlannedRow> {
    let way = way_to(planned, from);
    let back = way.iter().position(|day| *day == to);
    let onward = |day: NaiveDate, moved_to| PlannedRow { moved_to, ..decided(customer, day, PlanState::Moved) };
    let mut rows = Vec::new();
    match back {
        Some(steps) => {
            rows.push(onward(from, None));
            rows.extend(way.iter().take(steps).map(|day| onward(*day, None)));
        }
        None => {
            let next = planned.iter().find(|row| row.day == to).and_then(|row| row.moved_to);
            let led_there = planned.iter().filter(|row| row.moved_to == Some(to) && row.day != from);
            rows.extend(led_there.map(|row| onward(row.day, next)));
            rows.push(onward(from, Some(to)));
        }
    }
    rows.push(decided(customer, to, PlanState::Accepted));
    rows
}

/// Returns the peak days of an account; None for a customer who is not one.
fn peak_of(customer: &Customer) -> Option<PeakDays> {
    let is_account = customer.standing != Standing::Past && customer.archived_at.is_none();
    customer.peak.as_ref().filter(|_| is_account).and_then(|peak| peak.value().cloned())
}

/// Whether the user has not decided on a visit of the plan.
pub fn is_proposed(visit: &PlannedVisit) -> bool {
    visit.state == Planned::Proposed
}
