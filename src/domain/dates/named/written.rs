//! Dates with their month, in digits, or the number of a day alone: "3 December", "3.12.", "by the 15th".

use chrono::{Datelike, NaiveDate};

use super::{AFTER, Meant, Phrase, Reader};
use crate::domain::dates::digits::{NoDate, missing_day, read_digits, read_iso_date};
use crate::domain::dates::{DateOrder, capitalize_month, month_named, shift_months};

/// Words that make a date one that has been, if there was one lately: "the list of 24 November".
const OF: [&str; 4] = ["of", "from", "dated", "since"];

/// A day of a month as it is written, where the year may follow.
#[derive(Clone, Copy)]
struct Written {
    at: usize,
    /// In words, without the year.
    length: usize,
    month: u32,
    day: u32,
}

/// A month of a year, if its year is known.
pub(super) struct Month {
    /// In words.
    pub(super) length: usize,
    pub(super) number: u32,
    pub(super) year: Option<i32>,
}

impl Reader<'_> {
    /// A date with its month or in digits, or the number of a day alone: "by the 15th".
    pub(super) fn date(&self, at: usize) -> Option<Phrase> {
        self.in_digits(at).or_else(|| self.with_month(at)).or_else(|| self.of_this_month(at))
    }

    /// "2026-12-03", "3.12.", "3.12.2026", "12/3", "12/3/2026". One without its year may be any numbers, so a word such
    /// as "by" has to stand before it.
    fn in_digits(&self, at: usize) -> Option<Phrase> {
        let word = self.words.get(at)?;
        let text = word.text.split('t').next().unwrap_or_default();
        match read_iso_date(text) {
            Ok(Some(day)) => return Some(Phrase::of(1, Some(day))),
            Err(NoDate::NoSuch { what, why }) => return Some(no_such(1, &what, &why)),
            Ok(None) | Err(NoDate::Unknown | NoDate::TooFar) => {}
        }
        let dotted = word.text.contains('.');
        let parts: Vec<&str> = word.text.split(if dotted { '.' } else { '/' }).collect();
        let (first, second, year) = match *parts.as_slice() {
            [first, second] if self.is_due(at) && (!dotted || word.tail.starts_with('.')) => (first, second, None),
            [first, second, year] => {
                // 1.2.34 may as well be a version.
                let year = match read_digits::<i32>(year, 2..=2).filter(|_| self.is_due(at)) {
                    Some(short) => 2000 + short,
                    None => read_digits(year, 4..=4)?,
                };
                (first, second, Some(year))
            }
            _ => return None,
        };
        let (first, second) = (read_digits(first, 1..=2)?, read_digits(second, 1..=2)?);
        // The day and night of a service.
        if (first, second, year) == (24, 7, None) {
            return None;
        }
        let order = if dotted { DateOrder::DayFirst } else { self.order };
        let (month, day) = order.sort(first, second);
        let in_order = self.month_day(month, day, year);
        let found = if dotted { in_order } else { in_order.or_else(|| self.month_day(day, month, year)) };
        let is_date = |month, day| (1..=12).contains(&month) && (1..=31).contains(&day);
        match found {
            Some(day) => Some(Phrase::of(1, Some(day))),
            None if is_date(month, day) => Some(no_such(1, word.text.trim_end_matches('.'), &missing_day(year, month))),
            None => None,
        }
    }

    /// "3 December", "the 3rd of December 2026", "Dec 3".
    fn with_month(&self, at: usize) -> Option<Phrase> {
        if let (Some(day), ordinal) = day_number(self.word(at)) {
            let others = self.later_numbers(at, day);
            let of = others + usize::from(self.word(at + others + 1) == "of");
            let month = month_named(self.word(at + 1 + of))?;
            // "3 may be enough".
            let verb = ["be", "not", "have", "need", "want", "come", "take", "well"].contains(&self.word(at + 2 + of));
            if self.closes(at) || month == 5 && !ordinal && verb {
                return None;
            }
            return Some(self.dated(Written { at, length: 2 + of, month, day }));
        }
        let month = month_named(self.word(at))?;
        let the = usize::from(self.word(at + 1) == "the");
        let (day, ordinal) = day_number(self.word(at + 1 + the));
        let last = at + 1 + the;
        let is_sure = ordinal || self.is_due(at) || self.closes(last) || AFTER.contains(&self.word(last + 1));
        // A full stop may end an abbreviated month, but nothing else may stand between it and its day.
        let apart = self.words.get(at).is_some_and(|w| !matches!(w.tail.as_str(), "" | "."));
        if apart || !(is_sure || self.year_at(last + 1).is_some()) {
            return None;
        }
        Some(self.dated(Written { at, length: 2 + the, month, day: day? }))
    }

    /// Counts the words of a later day that shares the month: "3 or 4 December", "the 3rd to the 5th of December".
    fn later_numbers(&self, at: usize, first: u32) -> usize {
        if self.closes(at) || !matches!(self.word(at + 1), "or" | "and" | "to") {
            return 0;
        }
        let the = usize::from(self.word(at + 2) == "the");
        match day_number(self.word(at + 2 + the)) {
            (Some(day), _) if day > first => 2 + the,
            _ => 0,
        }
    }

    /// A day of a month, with the year if one follows.
    fn dated(&self, written: Written) -> Phrase {
        let Written { at, length, month, day } = written;
        let year = self.year_at(at + length);
        let whole = length + usize::from(year.is_some());
        let Some(found) = self.month_day(month, day, year) else {
            let words: Vec<&str> = (at..at + whole).map(|at| self.word(at)).collect();
            return no_such(whole, &capitalize_month(&words), &missing_day(year, month));
        };
        let is_next_years = year.is_none() && found.year() > self.from.year();
        Phrase::of(whole, Some(found).filter(|found| !is_next_years || !self.names_the_last(written, *found)))
    }

    /// Whether a date gone by says which thing, not by when: "the 24 Nov price list" on the day after. The next such day
    /// has to be further away than the last one.
    fn names_the_last(&self, Written { at, length, month, day }: Written, next: NaiveDate) -> bool {
        let last = at + length - 1;
        let names = !(self.is_due(at) || self.closes(last) || AFTER.contains(&self.word(last + 1)));
        let the = usize::from(self.before(at) == "the");
        let of = OF.contains(&self.before(at.saturating_sub(the)));
        let gone = NaiveDate::from_ymd_opt(self.from.year(), month, day);
        (names || of) && gone.is_some_and(|gone| self.from - gone < next - self.from)
    }

    /// "by the 15th", "the 30th": of this month, or of the next one that has it. "the 3rd of next month".
    fn of_this_month(&self, at: usize) -> Option<Phrase> {
        let (Some(day), true) = day_number(self.word(at)) else { return None };
        // "the minutes of the 3rd" is one that has been.
        let is_bare = self.before(at) == "the" && !OF.contains(&self.before(at - 1));
        if !(self.is_due(at) || is_bare) {
            return None;
        }
        if let Some(month) = self.named_month(at) {
            let year = month.year.unwrap_or(self.from.year());
            return Some(Phrase::of(2 + month.length, NaiveDate::from_ymd_opt(year, month.number, day)));
        }
        // "on the 3rd floor".
        if !self.ends_a_date(at) {
            return None;
        }
        Some(Phrase::of(1, Some(self.nth(day)?)))
    }

    /// The month after the number of a day that is not called by its name: "of next month".
    fn named_month(&self, at: usize) -> Option<Month> {
        (self.word(at + 1) == "of").then(|| self.month_at(at + 2))?.filter(|month| month.year.is_some())
    }

    /// "January", "January 2028", "the month", "next month"; with the year where the words name it.
    pub(super) fn month_at(&self, at: usize) -> Option<Month> {
        let of = |day: NaiveDate| Month { length: 2, number: day.month(), year: Some(day.year()) };
        match [self.word(at), self.word(at + 1)] {
            ["the" | "this", "month"] => Some(of(self.from)),
            ["next", "month"] => shift_months(self.from, 1).map(of),
            [name, _] => {
                let year = self.year_at(at + 1);
                Some(Month { length: 1 + usize::from(year.is_some()), number: month_named(name)?, year })
            }
        }
    }

    /// Whether nothing follows the number of a day that it could count: not in "the 3rd floor".
    pub(super) fn ends_a_date(&self, at: usize) -> bool {
        self.closes(at) || AFTER.contains(&self.word(at + 1))
    }

    /// The next day with this number.
    pub(super) fn nth(&self, day: u32) -> Option<NaiveDate> {
        self.days_numbered(day).next()
    }

    /// The days with this number in this month and the two after it, none gone by.
    pub(super) fn days_numbered(&self, day: u32) -> impl Iterator<Item = NaiveDate> {
        let from = self.from;
        let months = (0..3).filter_map(move |away| shift_months(from.with_day(1)?, away));
        months.filter_map(move |month| month.with_day(day)).filter(move |day| *day >= from)
    }

    /// A day of a year; without one, of the first year in which it is not over. Eight years hold a 29 February.
    fn month_day(&self, month: u32, day: u32, year: Option<i32>) -> Option<NaiveDate> {
        if year.is_some() {
            return NaiveDate::from_ymd_opt(year?, month, day);
        }
        let years = (0..=8).filter_map(|away| self.from.year().checked_add(away));
        years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|day| *day >= self.from)
    }
}

fn no_such(length: usize, what: &str, why: &str) -> Phrase {
    Phrase { length, day: Meant::NoSuch(format!("{what} does not exist: {why}")) }
}

/// Reads the number of a day, and whether it is an ordinal: "3", "3rd".
pub(super) fn day_number(word: &str) -> (Option<u32>, bool) {
    let suffix = ["st", "nd", "rd", "th"].into_iter().find_map(|suffix| word.strip_suffix(suffix));
    let number = read_digits(suffix.unwrap_or(word), 1..=2).filter(|day| (1..=31).contains(day));
    (number, suffix.is_some() && number.is_some())
}
