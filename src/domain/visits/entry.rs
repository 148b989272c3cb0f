//! An account in a plan: the days on which it can be visited, and how much it lacks.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate};

use super::days::{DaySet, VISIT, whole};
use super::{Account, Planned, PlannedVisit, Why, kind_of};

/// An account and its visits.
pub(super) struct Entry<'a> {
    pub(super) account: &'a Account,
    pub(super) city: usize,
    /// Its peak days.
    pub(super) peaks: Rc<DaySet>,
    /// The days on which it can be visited, whatever others do.
    pub(super) days: Rc<DaySet>,
    /// Accepted days from today on, then the proposed ones.
    pub(super) planned: Vec<NaiveDate>,
    /// Visits of each year, made or planned.
    pub(super) counts: Vec<i64>,
    /// Whether what it lacks in a year may have left the order of its city.
    pub(super) moved: Vec<bool>,
}

impl Entry<'_> {
    /// The fewest days between two visits: half the even spacing.
    pub(super) fn gap(&self) -> i64 {
        i64::from(365_u32.div_ceil(2 * u32::from(self.account.target.max(1))))
    }

    /// Counts the visits of a year, made or planned; a day both planned and visited counts as visited.
    pub(super) fn count(&self, today: NaiveDate, year: usize) -> i64 {
        let of_year = |day: &&NaiveDate| usize::try_from(day.year() - today.year()) == Ok(year);
        let visited = &self.account.visited;
        let planned = self.planned.iter().filter(of_year).filter(|day| !visited.contains(day)).count();
        whole(visited.iter().filter(of_year).count() + planned)
    }

    /// Whether the target of a year asks for more visits than are made or planned.
    pub(super) fn lacks(&self, year: usize) -> bool {
        self.counts.get(year).is_some_and(|count| *count < i64::from(self.account.target))
    }

    /// The shortfall of a year of which a share is gone, in [`VISIT`]s.
    pub(super) fn shortfall(&self, year: usize, share: i64) -> i64 {
        i64::from(self.account.target) * share - self.counted(year) * VISIT
    }

    pub(super) fn counted(&self, year: usize) -> i64 {
        self.counts.get(year).copied().unwrap_or(0)
    }

    /// Whether what it lacks in a year may have left the order of its city.
    pub(super) fn is_moved(&self, year: usize) -> bool {
        self.moved.get(year).copied().unwrap_or(true)
    }

    pub(super) fn visit(&self, day: NaiveDate, state: Planned) -> PlannedVisit {
        let Account { id, name, target, peak, visited, .. } = self.account;
        let is_before = |other: &&NaiveDate| other.year() == day.year() && **other < day;
        let planned = self.planned.iter().filter(is_before).filter(|day| !visited.contains(day)).count();
        let why = Why {
            peak: kind_of(peak, day),
            before: visited.iter().filter(is_before).count() + planned,
            target: *target,
            last_visit: visited.iter().chain(&self.planned).copied().filter(|other| *other < day).max(),
        };
        PlannedVisit { day, account: *id, name: name.to_string(), state, why }
    }
}
