//! Finds the day that a sentence names: "send her the price list by thu".
//!
//! The sentence is somebody's note, not an answer to a question, so what only may be a day is passed over: "may", "sat
//! down", "24/7". Of several days the first one counts. A day that is gone by is next year's; with its
//! year, it is passed over.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::digits::{YEARS, days_in, read_digits};
use super::{DateOrder, month_named, shift_months, weekday_named};
use words::{Word, words_of};

mod spans;
mod weekdays;
mod words;
mod written;

/// What a text says about a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The first day that it names: the day it was said, or a later one.
    Day(NaiveDate),
    /// It names a date that no calendar has, and no day. Says which and why: "31 November does not exist: November has
    /// 30 days".
    NoSuch(String),
    /// It names none.
    Nothing,
}

/// Finds the first day that a text names, read from a day: that day or a later one. `order` says what comes first in
/// 3/12. None where the text names none.
pub fn named_day(text: &str, from: NaiveDate, order: DateOrder) -> Option<NaiveDate> {
    match read_named(text, from, order) {
        Named::Day(day) => Some(day),
        Named::NoSuch(_) | Named::Nothing => None,
    }
}

/// Reads which day a text names, as [`named_day`] does, and why it names none if it tries to.
pub fn read_named(text: &str, from: NaiveDate, order: DateOrder) -> Named {
    let words = words_of(text);
    let reader = Reader { words: &words, from, order };
    let mut found = Named::Nothing;
    for (_, phrase) in reader.phrases() {
        match phrase.day {
            Meant::Day(day) if reader.is_to_come(day) => return Named::Day(day),
            Meant::NoSuch(why) if found == Named::Nothing => found = Named::NoSuch(why),
            _ => {}
        }
    }
    found
}

/// Returns a text without the day that it names, where that stands at its end: "the price list" of "the price list by
/// thu". None where it doesn't, or where the words tell more than when: "the table for friday".
pub fn without_named_day(text: &str, from: NaiveDate, order: DateOrder) -> Option<&str> {
    let words = words_of(text);
    let reader = Reader { words: &words, from, order };
    let is_named = |(_, phrase): &(usize, Phrase)| matches!(phrase.day, Meant::Day(day) if reader.is_to_come(day));
    let (at, phrase) = reader.phrases().find(is_named)?;
    if at + phrase.length < words.len() {
        return None;
    }
    let mut first = at;
    while let Some(before) =
        first.checked_sub(1).filter(|before| matches!(reader.word(*before), "by" | "on" | "due" | "the"))
    {
        first = before;
    }
    let tells_more = first == at && reader.is_due(at) || DUE.contains(&reader.before(first));
    let rest = text.get(..words.get(first)?.place.start)?.trim_end_matches(|c: char| !c.is_alphanumeric());
    let opens = text.get(rest.len()..)?.contains(['(', '[', '"', '“']);
    (!tells_more && !opens && !rest.is_empty()).then_some(rest)
}

/// Reads the answer to the question by when: as [`read_named`] does, but the answer is about a day, so "3/12" is one.
pub fn read_due(answer: &str, from: NaiveDate, order: DateOrder) -> Named {
    read_named(&format!("by {answer}"), from, order)
}

/// How many phrases may stand in one another: "a week after the day after Monday".
const DEPTH: u8 = 3;

/// Words that stand before a day on which something is due.
const DUE: [&str; 12] =
    ["by", "on", "before", "until", "till", "for", "this", "next", "coming", "due", "early", "late"];
/// Words that may follow the number of a day: "Dec 3 at the latest".
#[rustfmt::skip]
const AFTER: [&str; 40] = [
    "a", "about", "after", "afternoon", "and", "as", "at", "because", "before", "but", "by", "evening", "for", "from",
    "he", "her", "him", "his", "i", "if", "in", "it", "latest", "morning", "my", "or", "our", "please", "she", "so", "the",
    "their", "them", "then", "they", "to", "when", "with", "we", "you",
];
/// Words that make a weekday one that has been, or the name of something: "last Friday", "Black Friday".
const OTHERS: [&str; 7] = ["last", "since", "past", "black", "cyber", "good", "easter"];

/// Which day a phrase means.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Meant {
    Day(NaiveDate),
    /// A day that is over.
    Gone,
    /// A date that no calendar has, and why.
    NoSuch(String),
}

impl From<Option<NaiveDate>> for Meant {
    fn from(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Gone, Self::Day)
    }
}

/// A stretch of words that is about a day.
struct Phrase {
    length: usize,
    day: Meant,
}

impl Phrase {
    fn of(length: usize, day: Option<NaiveDate>) -> Self {
        Self { length, day: day.into() }
    }
}

struct Reader<'a> {
    words: &'a [Word],
    from: NaiveDate,
    order: DateOrder,
}

impl<'a> Reader<'a> {
    /// Finds every stretch of words that is about a day, with the number of its first word.
    fn phrases(&self) -> impl Iterator<Item = (usize, Phrase)> {
        let mut next = 0;
        std::iter::from_fn(move || {
            while next < self.words.len() {
                let at = next;
                let Some(phrase) = self.phrase(at, DEPTH) else {
                    next += 1;
                    continue;
                };
                next += phrase.length.max(1);
                return Some((at, phrase));
            }
            None
        })
    }

    /// Whether a day is one on which something can be due.
    fn is_to_come(&self, day: NaiveDate) -> bool {
        day >= self.from && YEARS.contains(&day.year())
    }

    fn word(&self, at: usize) -> &'a str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    /// The word before one in the same part of the sentence.
    fn before(&self, at: usize) -> &str {
        at.checked_sub(1)
            .and_then(|at| self.words.get(at))
            .filter(|word| !word.closes())
            .map_or("", |w| w.text.as_str())
    }

    /// Whether the word ends its part of the sentence.
    fn closes(&self, at: usize) -> bool {
        self.words.get(at).is_none_or(Word::closes) || at + 1 >= self.words.len()
    }

    fn is_due(&self, at: usize) -> bool {
        DUE.contains(&self.before(at)) || self.before(at) == "the" && DUE.contains(&self.before(at - 1))
    }

    /// The word without its 's, where it belongs to what is due: "by tomorrow's close".
    fn owner(&self, at: usize, due: Due) -> &'a str {
        let word = self.word(at);
        if due == Due::No {
            return word;
        }
        word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
    }

    fn due(&self, at: usize) -> Due {
        if self.is_due(at) { Due::Yes } else { Due::No }
    }

    /// Reads what begins at a word; `depth` phrases may stand in it.
    fn phrase(&self, at: usize, depth: u8) -> Option<Phrase> {
        let depth = depth.checked_sub(1)?;
        if let Some(phrase) = self.nth_weekday(at) {
            return Some(phrase);
        }
        if OTHERS.contains(&self.word(at)) && !self.closes(at) {
            let about = self.phrase(at + 1, depth)?;
            return Some(Phrase { length: about.length + 1, day: Meant::Gone });
        }
        self.apart(at, depth)
            .or_else(|| self.near(at))
            .or_else(|| self.end_of(at, depth))
            .or_else(|| self.date(at))
            .or_else(|| self.weekday(at, depth))
    }

    /// "today", "tomorrow", "next week", "in 3 days".
    fn near(&self, at: usize) -> Option<Phrase> {
        let due = self.due(at);
        let word = |away| self.owner(at + away, due);
        let read = |length, days| Some(Phrase::of(length, self.in_days(days)));
        match [word(0), word(1), word(2)] {
            ["this", "morning" | "afternoon" | "evening", _] => read(2, 0),
            ["day", "after", "tomorrow"] => read(3, 2),
            ["today" | "tomorrow", "week" | "fortnight", number] if self.counts_on(at, number) => self.counted_on(at),
            ["today" | "tonight", ..] => read(1, 0),
            ["tomorrow", ..] => read(1, 1),
            ["this", "week", _] => Some(Phrase::of(2, Some(self.friday(0).max(self.from)))),
            ["next", "week", _] => Some(self.week(at, (2, 1))),
            ["week", "after", "next"] => Some(self.week(at, (3, 2))),
            ["next", "month", _] => Some(Phrase::of(2, shift_months(self.from, 1))),
            ["next", "year", _] => Some(Phrase::of(2, shift_months(self.from, 12))),
            ["in" | "within", ..] => self.in_span(at),
            _ => {
                let span = self.span(at)?;
                let end = [self.word(at + span.length), self.word(at + span.length + 1)];
                matches!(end, ["from", "now" | "today"]).then(|| Phrase::of(span.length + 2, span.after(self.from)))
            }
        }
    }

    /// A week to come, its Friday unless another of its days follows: "next week, on Tuesday".
    fn week(&self, at: usize, (length, weeks): (usize, u32)) -> Phrase {
        match self.weekday_after(at + length) {
            Some((words, day)) => Phrase::of(length + words, self.in_week(weeks, day)),
            None => Phrase::of(length, Some(self.friday(weeks))),
        }
    }

    /// A weekday that says which day of a week is meant, with its length: "on Tuesday".
    fn weekday_after(&self, at: usize) -> Option<(usize, Weekday)> {
        let on = usize::from(self.word(at) == "on");
        Some((on + 1, weekday_named(self.word(at + on))?))
    }

    /// "in 3 days", "within two weeks", "in two weeks on Thursday".
    fn in_span(&self, at: usize) -> Option<Phrase> {
        let span = self.span(at + 1)?;
        let length = span.length + 1;
        let in_week = || {
            let (words, day) = self.weekday_after(at + length).filter(|_| span.is_weeks() && self.word(at) == "in")?;
            Some(Phrase::of(length + words, in_week_of(span.after(self.from)?, day)))
        };
        Some(in_week().unwrap_or_else(|| Phrase::of(length, span.after(self.from))))
    }

    /// Whether "week" counts on from the day before it: not in "tomorrow, week 49 is busy".
    fn counts_on(&self, at: usize, number: &str) -> bool {
        self.words.get(at).is_some_and(|word| !word.closes()) && !number.starts_with(|c: char| c.is_ascii_digit())
    }

    /// "tomorrow week", "today fortnight".
    fn counted_on(&self, at: usize) -> Option<Phrase> {
        let days = if self.word(at + 1) == "week" { 7 } else { 14 };
        Some(Phrase::of(2, self.in_days(days + u32::from(self.word(at) == "tomorrow"))))
    }

    /// "the end of the week" (its Friday), "end of next month", "end of November", "eod Friday".
    fn end_of(&self, at: usize, depth: u8) -> Option<Phrase> {
        let (length, whole) = match [self.word(at), self.word(at + 1)] {
            ["eod" | "cob", _] => (1, "day"),
            ["eow", _] => (1, "week"),
            ["eom", _] => (1, "month"),
            ["eoq", _] => (1, "quarter"),
            ["eoy", _] => (1, "year"),
            ["end", "of"] => match self.word(at + 2) {
                "the" | "this" => (4, self.word(at + 3)),
                "next" => return self.end_of_next(at),
                word => (3, word),
            },
            ["close", "of"] => match self.word(at + 2) {
                "the" => (4, self.word(at + 3)),
                word => (3, word),
            },
            _ => return None,
        };
        let from = self.from;
        let day = match whole {
            "day" | "business" => return Some(self.end_of_day(at, length, depth)),
            "week" => Some(if self.friday(0) < from { self.friday(1) } else { self.friday(0) }),
            "month" => last_of(from.year(), from.month()),
            "quarter" => last_of(from.year(), from.month().div_ceil(3) * 3),
            "year" => last_of(from.year(), 12),
            name => {
                let month = month_named(name)?;
                let year = self.year_at(at + length);
                let in_year = year.unwrap_or(if month < from.month() { from.year() + 1 } else { from.year() });
                let length = length + usize::from(year.is_some());
                return Some(Phrase::of(length, last_of(in_year, month)));
            }
        };
        Some(Phrase::of(length, day))
    }

    fn end_of_next(&self, at: usize) -> Option<Phrase> {
        let later = |months| shift_months(self.from, months);
        let day = match self.word(at + 3) {
            "week" => Some(self.friday(1)),
            "month" => later(1).and_then(|day| last_of(day.year(), day.month())),
            "quarter" => later(3).and_then(|day| last_of(day.year(), day.month().div_ceil(3) * 3)),
            "year" => last_of(self.from.year() + 1, 12),
            _ => return None,
        };
        Some(Phrase::of(4, day))
    }

    /// "end of day" is today's, unless the day follows: "end of day on Friday".
    fn end_of_day(&self, at: usize, length: usize, depth: u8) -> Phrase {
        let next = at + length + usize::from(matches!(self.word(at + length), "on" | "of"));
        let own = || Phrase::of(length, Some(self.from));
        if self.closes(at + length - 1) {
            return own();
        }
        let with_its_day = |phrase: Phrase| Phrase { length: next - at + phrase.length, day: phrase.day };
        self.phrase(next, depth).map_or_else(own, with_its_day)
    }

    fn year_at(&self, at: usize) -> Option<i32> {
        read_digits(self.word(at), 4..=4).filter(|year| YEARS.contains(year))
    }

    fn in_days(&self, days: u32) -> Option<NaiveDate> {
        self.from.checked_add_days(Days::new(u64::from(days)))
    }

    /// A day of the week that begins a number of weeks after this one's Monday.
    fn in_week(&self, weeks: u32, day: Weekday) -> Option<NaiveDate> {
        in_week_of(self.from.checked_add_days(Days::new(u64::from(weeks) * 7))?, day)
    }

    fn friday(&self, weeks: u32) -> NaiveDate {
        self.in_week(weeks, Weekday::Fri).unwrap_or(self.from)
    }
}

/// Whether a word such as "by" stands before a phrase.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Due {
    Yes,
    No,
}

/// A day of the week, from Monday on, in which another day is.
fn in_week_of(other: NaiveDate, day: Weekday) -> Option<NaiveDate> {
    let monday = other.checked_sub_days(Days::new(other.weekday().num_days_from_monday().into()))?;
    monday.checked_add_days(Days::new(day.num_days_from_monday().into()))
}

fn last_of(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, days_in(year, month))
}

#[cfg(test)]
mod tests;
