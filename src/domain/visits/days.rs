//! The days of a plan, numbered from 0 for tomorrow; sets of them; and what an account lacks on each, in whole numbers.

use chrono::{Datelike, NaiveDate, Weekday};

use super::progress::quarter_of;
use crate::domain::peak::PeakDays;

/// One visit, in the unit in which shortfalls of years with 365 and with 366 days can be added up.
pub(super) const VISIT: i64 = 365 * 366;

/// The number of a day in a plan.
pub(super) type At = usize;

/// A day from tomorrow to the horizon.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    /// Years after today's.
    pub(super) year: usize,
    /// The share of the year gone, in [`VISIT`]s: as of today, for a year that has not begun as of the day itself.
    pub(super) share: i64,
    pub(super) is_first_month: bool,
}

/// The days from tomorrow to the horizon.
pub(super) struct Horizon {
    pub(super) today: NaiveDate,
    first: NaiveDate,
    days: Vec<Day>,
    /// The days of each year.
    pub(super) years: Vec<DaySet>,
}

/// Converts a count.
pub(super) fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX / 4)
}

/// The days of a year.
pub(super) fn days_in(year: i32) -> i64 {
    NaiveDate::from_ymd_opt(year, 12, 31).map_or(365, |last| i64::from(last.ordinal()))
}

/// The share of its year that is gone before a day, in [`VISIT`]s.
pub(super) fn share(day: NaiveDate) -> i64 {
    i64::from(day.ordinal0()) * (VISIT / days_in(day.year()))
}

impl Horizon {
    /// Numbers the days; `first_month` has the first and the last day of it.
    pub(super) fn new(today: NaiveDate, until: NaiveDate, first_month: Option<(NaiveDate, NaiveDate)>) -> Self {
        let first = today.succ_opt().unwrap_or(today);
        let day = |date: NaiveDate| Day {
            date,
            year: usize::try_from(date.year() - today.year()).unwrap_or(0),
            share: share(if date.year() == today.year() { today } else { date }),
            is_first_month: first_month.is_some_and(|(begin, end)| begin <= date && date <= end),
        };
        let ahead = first.iter_days().take_while(|date| today < *date && *date <= until);
        let days: Vec<Day> = ahead.map(day).collect();
        let mut years = vec![DaySet::none(days.len()); days.last().map_or(0, |last| last.year + 1)];
        for (at, day) in days.iter().enumerate() {
            if let Some(year) = years.get_mut(day.year) {
                year.insert(at);
            }
        }
        Self { today, first, days, years }
    }

    pub(super) fn len(&self) -> usize {
        self.days.len()
    }

    pub(super) fn get(&self, at: At) -> Option<Day> {
        self.days.get(at).copied()
    }

    /// Counts the days from tomorrow to a day; negative before it.
    pub(super) fn number(&self, day: NaiveDate) -> i64 {
        (day - self.first).num_days()
    }

    /// Finds a day of the plan.
    pub(super) fn at(&self, day: NaiveDate) -> Option<At> {
        usize::try_from(self.number(day)).ok().filter(|at| *at < self.days.len())
    }

    pub(super) fn those(&self, is_it: impl Fn(NaiveDate) -> bool) -> DaySet {
        let mut found = DaySet::none(self.len());
        for (at, day) in self.days.iter().enumerate() {
            if is_it(day.date) {
                found.insert(at);
            }
        }
        found
    }

    pub(super) fn peaks(&self, peak: &PeakDays) -> DaySet {
        self.those(|day| peak.contains(day))
    }

    /// The days of the plan in a day's quarter, from one number to before another.
    pub(super) fn quarter(&self, day: NaiveDate) -> std::ops::Range<At> {
        let (first, last) = quarter_of(day);
        let within = |number: i64| usize::try_from(number.max(0)).unwrap_or(0).min(self.len());
        within(self.number(first))..within(self.number(last) + 1)
    }

    /// Whether a day is Saturday or Sunday.
    pub(super) fn is_weekend(&self, at: At) -> bool {
        self.get(at).is_some_and(|day| matches!(day.date.weekday(), Weekday::Sat | Weekday::Sun))
    }
}

/// A set of days of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DaySet(Box<[u64]>);

const BITS: usize = u64::BITS as usize;

impl DaySet {
    pub(super) fn none(days: usize) -> Self {
        Self(vec![0; days.div_ceil(BITS)].into())
    }

    pub(super) fn contains(&self, at: At) -> bool {
        self.0.get(at / BITS).is_some_and(|word| word >> (at % BITS) & 1 == 1)
    }

    pub(super) fn insert(&mut self, at: At) {
        if let Some(word) = self.0.get_mut(at / BITS) {
            *word |= 1 << (at % BITS);
        }
    }

    pub(super) fn remove(&mut self, at: At) {
        if let Some(word) = self.0.get_mut(at / BITS) {
            *word &= !(1 << (at % BITS));
        }
    }

    /// Removes the days less than `gap` days from one that may lie outside the plan.
    pub(super) fn keep_away(&mut self, number: i64, gap: i64) {
        let days = i64::try_from(self.0.len() * BITS).unwrap_or(i64::MAX);
        for near in (number - gap + 1).max(0)..(number + gap).min(days) {
            self.remove(usize::try_from(near).unwrap_or(usize::MAX));
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn without(mut self, others: &Self) -> Self {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word &= !other);
        self
    }

    pub(super) fn within(mut self, others: &Self) -> Self {
        self.0.iter_mut().zip(&others.0).for_each(|(word, other)| *word &= other);
        self
    }

    /// Returns the days that both sets have.
    pub(super) fn both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = At> + 'a {
        self.0.iter().zip(&other.0).enumerate().flat_map(|(at, (a, b))| Ones { word: a & b, from: at * BITS })
    }

    /// Returns the first and the last day that both sets have.
    pub(super) fn ends(&self, other: &Self) -> Option<(At, At)> {
        let both = || self.0.iter().zip(&other.0).map(|(a, b)| a & b).enumerate().filter(|(_, word)| *word != 0);
        let place = |at: usize, bit: u32| at * BITS + usize::try_from(bit).unwrap_or(0);
        let (first, low) = both().next()?;
        let (last, high) = both().next_back()?;
        Some((place(first, low.trailing_zeros()), place(last, u64::BITS - 1 - high.leading_zeros())))
    }
}

/// The days of a word.
struct Ones {
    word: u64,
    from: At,
}

impl Iterator for Ones {
    type Item = At;

    fn next(&mut self) -> Option<At> {
        let bit = usize::try_from(self.word.trailing_zeros()).ok().filter(|bit| *bit < BITS)?;
        self.word &= self.word - 1;
        Some(self.from + bit)
    }
}
