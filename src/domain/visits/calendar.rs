//! The days of a plan, and who has each.

use std::rc::Rc;

use chrono::{Datelike, NaiveDate};

use crate::domain::peak::PeakDays;

/// Where an account is: a known city, or one of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum City {
    Known(usize),
    Own(usize),
}

/// Who has a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holder {
    Nobody,
    One(City),
    /// Accepted visits in several cities.
    Several,
    Away,
}

impl Holder {
    pub(super) fn open_to(self, city: City) -> bool {
        self == Self::Nobody || self == Self::One(city)
    }
}

/// The days from tomorrow to the end of the horizon's last year, numbered from 0.
pub(super) struct Calendar {
    pub(super) first: NaiveDate,
    days: Vec<(NaiveDate, Holder)>,
}

impl Calendar {
    pub(super) fn new(today: NaiveDate, until: NaiveDate, is_away: &dyn Fn(NaiveDate) -> bool) -> Self {
        let first = today.succ_opt().unwrap_or(today);
        let last = NaiveDate::from_ymd_opt(until.year(), 12, 31).unwrap_or(until);
        let holder = |day| if is_away(day) { Holder::Away } else { Holder::Nobody };
        let days = first.iter_days().take_while(|day| *day <= last).map(|day| (day, holder(day))).collect();
        Self { first, days }
    }

    /// The number of a day; negative before tomorrow.
    pub(super) fn number(&self, day: NaiveDate) -> i64 {
        (day - self.first).num_days()
    }

    pub(super) fn day(&self, number: i64) -> Option<(NaiveDate, Holder)> {
        self.days.get(usize::try_from(number).ok()?).copied()
    }

    /// The first day of a year, and the first after it.
    pub(super) fn year(&self, year: i32) -> (i64, i64) {
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).map(|day| self.number(day));
        (new_year(year).unwrap_or(0), new_year(year + 1).unwrap_or(i64::MAX))
    }

    pub(super) fn peaks(&self, peak: &PeakDays) -> Rc<[i64]> {
        (0..).zip(&self.days).filter(|(_, (day, _))| peak.contains(*day)).map(|(number, _)| number).collect()
    }

    pub(super) fn take(&mut self, day: NaiveDate, city: City) {
        let number = usize::try_from(self.number(day)).ok();
        if let Some((_, holder)) = number.and_then(|number| self.days.get_mut(number)) {
            *holder = match *holder {
                Holder::Away => Holder::Away,
                holder if holder.open_to(city) => Holder::One(city),
                _ => Holder::Several,
            };
        }
    }
}
