//! Trends: counts every figure about the weeks, the moods, the praise and the rotation, from plain values.
//!
//! No figure is counted anywhere else.

mod counts;
mod heat;
mod mood;
mod reach;
mod slots;
mod weeks;
mod year;

use std::fmt;

use chrono::{Datelike, NaiveDate};

pub use counts::{MonthCount, Named, by_month, count_each, top};
pub use heat::{Cell, DayKind, Heat, heat};
pub use mood::{CustomerMood, ENOUGH, Mood, RatedCall, lifts_most, mood_by_customer, mood_by_month, mood_by_setback};
pub use reach::{Coverage, KeptInTouch, PastBuyer, coverage, kept_in_touch};
pub use slots::{History, Slot, Streak, slots, streak};
pub use weeks::{Week, Window, weeks};
pub use year::{CallDay, MonthOfCalls, year};

/// A figure in tenths, for moods: 16 is 1.6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Tenths(i64);

impl Tenths {
    /// Makes a figure of a number of tenths.
    pub fn new(tenths: i64) -> Self {
        Self(tenths)
    }

    /// The mean of `count` integers with this sum, rounded to one decimal, halves away from zero; None for no integers.
    pub fn mean(sum: i64, count: usize) -> Option<Self> {
        let count = i128::try_from(count).ok().filter(|c| *c > 0)?;
        // floor(10s/c + 1/2) in whole numbers, of the absolute value, so both signs round alike.
        let twice = i128::from(sum) * 20;
        let tenths = (twice.abs() + count) / (2 * count) * twice.signum();
        i64::try_from(tenths).ok().map(Self)
    }

    /// The number of tenths: 16 for 1.6.
    pub fn tenths(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Tenths {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let size = self.0.unsigned_abs();
        // `pad_integral` honors a width, a fill and a plus sign.
        f.pad_integral(self.0 >= 0, "", &format!("{}.{}", size / 10, size % 10))
    }
}

/// A calendar month; written "2026-11".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i32,
    /// 1 to 12.
    month: u32,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The year.
    pub fn year(self) -> i32 {
        self.year
    }

    /// The month of the year, 1 to 12.
    pub fn month(self) -> u32 {
        self.month
    }

    /// The next month.
    pub fn next(self) -> Self {
        if self.month < 12 {
            Self { month: self.month + 1, ..self }
        } else {
            Self { year: self.year.saturating_add(1), month: 1 }
        }
    }

    /// The month this many months earlier.
    pub fn back(self, months: u32) -> Self {
        let at = i64::from(self.year) * 12 + i64::from(self.month) - 1 - i64::from(months);
        Self {
            year: i32::try_from(at.div_euclid(12)).unwrap_or(i32::MIN),
            month: u32::try_from(at.rem_euclid(12)).unwrap_or(0) + 1,
        }
    }

    /// Lists the months through `last`, both included; none if `last` is earlier.
    pub fn through(self, last: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |month| Some(month.next())).take_while(move |month| *month <= last)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests;
