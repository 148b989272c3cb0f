//! Spans of time, and days counted by them: "3 days", "a week from Monday", "two days before the 10th".

use chrono::{Days, Months, NaiveDate};

use super::words::Word;
use super::{Meant, Phrase, Reader};
use crate::domain::dates::NUMBERS;
use crate::domain::dates::digits::read_digits;

impl Reader<'_> {
    /// A day counted from another: "a week from Monday", "two days before the 10th", "a week on Thursday", "the day after
    /// thu".
    pub(super) fn apart(&self, at: usize, depth: u8) -> Option<Phrase> {
        let begun = usize::from(matches!(self.word(at), "in" | "within"));
        let span = match self.word(at) {
            "day" => Span { length: 1, number: 1, unit: Unit::Days },
            "week" => Span { length: 1, number: 1, unit: Unit::Weeks },
            _ => self.span(at + begun)?,
        };
        let next = at + begun + span.length;
        let (preposition, direction) = match self.word(next) {
            "from" | "after" => (1, Direction::Later),
            "before" => (1, Direction::Earlier),
            "on" if begun == 0 && matches!(span.unit, Unit::Weeks | Unit::Fortnights) => (1, Direction::Later),
            "today" | "tomorrow" if begun == 0 => (0, Direction::Later),
            _ => return None,
        };
        if self.words.get(next.checked_sub(1)?).is_none_or(Word::closes) {
            return None;
        }
        let about = next + preposition;
        let skipped = (0..2).take_while(|away| ["the", "next", "this"].contains(&self.word(about + away))).count();
        let phrase = self.phrase(about, depth).map(|phrase| (0, phrase));
        let (skipped, phrase) = phrase.or_else(|| Some((skipped, self.phrase(about + skipped, depth)?)))?;
        let length = about + skipped + phrase.length - at;
        Some(match (phrase.day, direction) {
            (Meant::Day(day), Direction::Earlier) => Phrase::of(length, span.before(day)),
            (Meant::Day(day), Direction::Later) => Phrase::of(length, span.after(day)),
            (other, _) => Phrase { length, day: other },
        })
    }

    /// "3 days", "a couple of weeks", "2w".
    pub(super) fn span(&self, at: usize) -> Option<Span> {
        let (number, unit, length) = match [self.word(at), self.word(at + 1), self.word(at + 2)] {
            ["a", "couple", "of"] => (2, self.word(at + 3), 4),
            ["a", "couple", unit] => (2, unit, 3),
            ["a" | "an", unit, _] => (1, unit, 2),
            [both, ..] if both.ends_with(char::is_alphabetic) && both.starts_with(|c: char| c.is_ascii_digit()) => {
                let unit = both.trim_start_matches(|c: char| c.is_ascii_digit());
                (read_digits(both.strip_suffix(unit)?, 1..=4)?, unit, 1)
            }
            [number, unit, _] => {
                let word = NUMBERS.iter().position(|name| *name == number).and_then(|n| u32::try_from(n).ok());
                (word.or_else(|| read_digits(number, 1..=4))?, unit, 2)
            }
        };
        Some(Span { length, number, unit: Unit::named(unit)? })
    }
}

/// On which side of another day.
#[derive(Clone, Copy)]
enum Direction {
    Earlier,
    Later,
}

/// A number of days, weeks or months in words.
pub(super) struct Span {
    /// In words.
    pub(super) length: usize,
    number: u32,
    unit: Unit,
}

#[derive(Clone, Copy)]
enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Fortnights,
    Months,
    Years,
}

impl Unit {
    fn named(word: &str) -> Option<Self> {
        Some(match word {
            "min" | "mins" | "minute" | "minutes" => Self::Minutes,
            "h" | "hour" | "hours" => Self::Hours,
            "d" | "day" | "days" => Self::Days,
            "w" | "week" | "weeks" => Self::Weeks,
            "fortnight" | "fortnights" => Self::Fortnights,
            "month" | "months" => Self::Months,
            "year" | "years" => Self::Years,
            _ => return None,
        })
    }
}

impl Span {
    /// Whether it is so long that a weekday may say which of its last week's days is meant.
    pub(super) fn is_weeks(&self) -> bool {
        matches!(self.unit, Unit::Weeks | Unit::Fortnights | Unit::Months)
    }

    fn days(&self) -> Option<Days> {
        let days = match self.unit {
            Unit::Minutes => 0,
            Unit::Hours => self.number / 24,
            Unit::Days => self.number,
            Unit::Weeks => self.number.saturating_mul(7),
            Unit::Fortnights => self.number.saturating_mul(14),
            Unit::Months | Unit::Years => return None,
        };
        Some(Days::new(u64::from(days)))
    }

    fn months(&self) -> Months {
        Months::new(self.number.saturating_mul(if matches!(self.unit, Unit::Years) { 12 } else { 1 }))
    }

    /// The day that is later by it.
    pub(super) fn after(&self, day: NaiveDate) -> Option<NaiveDate> {
        match self.days() {
            Some(days) => day.checked_add_days(days),
            None => day.checked_add_months(self.months()),
        }
    }

    /// The day that is earlier by it.
    pub(super) fn before(&self, day: NaiveDate) -> Option<NaiveDate> {
        match self.days() {
            Some(days) => day.checked_sub_days(days),
            None => day.checked_sub_months(self.months()),
        }
    }
}
