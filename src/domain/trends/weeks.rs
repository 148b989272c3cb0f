//! Weeks: how many calls each had, and whether its pick was called.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::slots::Slot;

/// A number of weeks that ends with the week of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The last day of the window.
    pub today: NaiveDate,
    /// The first day of a week.
    pub week_starts: Weekday,
    /// How many, this one included.
    pub weeks: usize,
}

impl Window {
    /// The first day of the week of a day.
    pub fn week_of(&self, day: NaiveDate) -> NaiveDate {
        let into = day.weekday().days_since(self.week_starts);
        day.checked_sub_days(Days::new(u64::from(into))).unwrap_or(NaiveDate::MIN)
    }

    /// Lists the first day of each week, oldest first.
    pub fn starts(&self) -> Vec<NaiveDate> {
        let last = self.week_of(self.today);
        let back = |n: usize| last.checked_sub_days(Days::new(u64::try_from(n).ok()?.checked_mul(7)?));
        let mut starts: Vec<_> = (0..self.weeks).map_while(back).collect();
        starts.reverse();
        starts
    }
}

/// The calls of a week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Week {
    /// Its first day.
    pub week_start: NaiveDate,
    /// Reached calls.
    pub calls: usize,
    /// Whether a pick of one of the week's call days was called. None while that is unknown: the week has had no call day
    /// (away, before the book began, still to come), or its slot is open and the pick may still be called.
    pub pick_called: Option<bool>,
}

/// Counts by week, oldest first, up to the week of today. `calls` has the day of each reached call, in any order and once
/// for each call; `slots` is oldest first.
pub fn weeks(window: &Window, calls: &[NaiveDate], slots: &[Slot]) -> Vec<Week> {
    let empty = |week_start| Week { week_start, calls: 0, pick_called: None };
    let mut list: Vec<_> = window.starts().into_iter().map(empty).collect();
    let Some(first) = list.first().map(|w| w.week_start) else { return list };
    let place = |day: NaiveDate| usize::try_from((day - first).num_days().div_euclid(7)).ok();
    for day in calls {
        if let Some(week) = place(*day).and_then(|at| list.get_mut(at)) {
            week.calls += 1;
        }
    }
    for slot in slots {
        if let Some(week) = place(slot.day).and_then(|at| list.get_mut(at)) {
            week.pick_called = match week.pick_called {
                _ if slot.called => Some(true),
                Some(true) => Some(true),
                _ if slot.open => None,
                _ => Some(false),
            };
        }
    }
    list
}
