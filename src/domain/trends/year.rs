//! The months of the window, each with its call days and what else was talked; they begin with the book.

use chrono::{Datelike, NaiveDate};

use super::Month;
use super::slots::{History, Slot};

/// A call day, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallDay {
    /// The day.
    pub day: NaiveDate,
    /// Whether a call was made, on the day itself or later in its slot.
    pub kept: bool,
    /// Whether its slot is open today and not kept yet.
    pub open: bool,
    /// Whether a customer praised from this day until the next call day.
    pub praised: bool,
}

/// A month with its call days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthOfCalls {
    /// Which month.
    pub month: Month,
    /// Its call days up to today, oldest first.
    pub call_days: Vec<CallDay>,
    /// Conversations beside the one that kept each call day.
    pub other_talks: usize,
}

/// Lists the months from the first day that there is to show through today. `slots` and `praised` (the days of praise) are
/// oldest first.
pub fn year(
    (first, today): (NaiveDate, NaiveDate),
    history: &History<'_>,
    slots: &[Slot],
    praised: &[NaiveDate],
) -> Vec<MonthOfCalls> {
    let known = [Some(history.began), praised.first().copied(), slots.first().map(|slot| slot.day)];
    let first = known.into_iter().flatten().min().unwrap_or(today).clamp(first.min(today), today);
    Month::of(first)
        .through(Month::of(today))
        .map(|month| {
            let days = slots.iter().enumerate().filter(|(_, slot)| Month::of(slot.day) == month && slot.day >= first);
            let call_days: Vec<CallDay> = days
                .map(|(at, slot)| {
                    let next = slots.get(at + 1).map(|next| next.day);
                    let from = praised.partition_point(|day| *day < slot.day);
                    let praised = praised.get(from).is_some_and(|day| next.is_none_or(|next| *day < next));
                    CallDay { day: slot.day, kept: slot.kept(), open: slot.open && !slot.kept(), praised }
                })
                .collect();
            let kept = call_days.iter().filter(|day| day.kept).count();
            let begins = month.first_day().max(first);
            let talks = history.talks(begins, Some(month.next().first_day()));
            MonthOfCalls { month, call_days, other_talks: talks.saturating_sub(kept) }
        })
        .collect()
}

impl Month {
    /// The first day of the month.
    pub fn first_day(self) -> NaiveDate {
        let day = NaiveDate::MIN.with_day(1).unwrap_or(NaiveDate::MIN);
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or(day)
    }
}
