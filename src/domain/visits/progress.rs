//! Measures the visits made against the targets of the quarter, the year and the first month.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::Account;
use crate::domain::dates::add_months;
use crate::domain::ids::CustomerId;

/// The first and the last day of a day's calendar quarter.
pub fn quarter_of(day: NaiveDate) -> (NaiveDate, NaiveDate) {
    let month = day.month0() / 3 * 3 + 1;
    let first = NaiveDate::from_ymd_opt(day.year(), month, 1).unwrap_or(day);
    (first, add_months(first, 3).pred_opt().unwrap_or(day))
}

/// The usual last day of a plan: the end of the next calendar quarter.
pub fn horizon(today: NaiveDate) -> NaiveDate {
    let (first, _) = quarter_of(today);
    quarter_of(add_months(first, 3)).1
}

/// The last day of the first month of somebody hired on a day.
pub fn first_month_end(hired_on: NaiveDate) -> NaiveDate {
    add_months(hired_on, 1).pred_opt().unwrap_or(hired_on)
}

/// Counts the field days: dates from `first` through `last` with at least one visit.
pub fn field_days(days: impl IntoIterator<Item = NaiveDate>, first: NaiveDate, last: NaiveDate) -> usize {
    days.into_iter().filter(|day| first <= *day && *day <= last).collect::<BTreeSet<_>>().len()
}

/// How many are done, out of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// May exceed the target.
    pub done: usize,
    /// As configured, or the account's own.
    pub target: usize,
}

/// How many field days to reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Targets {
    /// Field days a quarter.
    pub quarter: usize,
    /// Field days in the first month.
    pub first_month: usize,
    /// The day on which the first month begins.
    pub hired_on: Option<NaiveDate>,
}

/// An account's visits of the year against its target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountProgress {
    /// Whose visits they are.
    pub account: CustomerId,
    /// Their name.
    pub name: Arc<str>,
    /// Of this calendar year.
    pub visits: Count,
}

/// The visits made against the targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Field days of today's quarter.
    pub quarter: Count,
    /// Field days of the first month; None after it, or without a day of hiring.
    pub first_month: Option<Count>,
    /// Visits of the calendar year, by name and id.
    pub accounts: Vec<AccountProgress>,
}

/// Measures the progress as of today; `visited` has the day of every visit made, with or without an account.
pub fn progress(accounts: &[Account], visited: &[NaiveDate], targets: Targets, today: NaiveDate) -> Progress {
    let between = |first, last| field_days(visited.iter().copied(), first, last);
    let (first, last) = quarter_of(today);
    let first_month = targets.hired_on.and_then(|hired_on| {
        let last = first_month_end(hired_on);
        (today <= last).then(|| Count { done: between(hired_on, last), target: targets.first_month })
    });
    let of_account = |account: &Account| {
        let done = account.visited.iter().filter(|day| day.year() == today.year()).count();
        let visits = Count { done, target: usize::from(account.target) };
        AccountProgress { account: account.id, name: account.name.clone(), visits }
    };
    let mut accounts: Vec<_> = accounts.iter().map(of_account).collect();
    accounts.sort_by(|a, b| a.name.cmp(&b.name).then(a.account.cmp(&b.account)));
    Progress { quarter: Count { done: between(first, last), target: targets.quarter }, first_month, accounts }
}

/// The visits of all accounts against their targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VisitTargets {
    /// Visits of all accounts; those beyond an account's target count for no other.
    pub visits: Count,
    /// Accounts at or over their target, out of all.
    pub accounts: Count,
}

/// Adds up visits against the targets; `accounts` has both for each account.
pub fn visits_against_targets(accounts: impl IntoIterator<Item = Count>) -> VisitTargets {
    let mut all = VisitTargets::default();
    for account in accounts {
        all.visits.done += account.done.min(account.target);
        all.visits.target += account.target;
        all.accounts.done += usize::from(account.done >= account.target);
        all.accounts.target += 1;
    }
    all
}

impl Progress {
    /// Adds up the visits of the year over all accounts.
    pub fn all_accounts(&self) -> VisitTargets {
        visits_against_targets(self.accounts.iter().map(|account| account.visits))
    }
}
