//! Finds the day that a sentence names: "send her the price list by thu".
//!
//! The sentence is somebody's note, not an answer to a question, so what only may be a day is passed over: "may", "sat
//! down", "24/7". Of several days the first one counts. A day that is gone by is next year's; one whose year is written
//! and over is no day to come.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

use super::digits::{YEARS, days_in, read_digits, read_iso_date};
use super::{DateOrder, NUMBERS, month_named, shift_months, weekday_named};

/// Finds the first day that a text names, read from a day: that day or a later one. `order` says what comes first in
/// 3/12. None where the text names none.
pub fn named_day(text: &str, from: NaiveDate, order: DateOrder) -> Option<NaiveDate> {
    let words = words_of(text);
    let reader = Reader { words: &words, from, order };
    let mut at = 0;
    while at < words.len() {
        match reader.phrase(at) {
            Some(Phrase { day: Some(day), .. }) if day >= from && YEARS.contains(&day.year()) => return Some(day),
            Some(phrase) => at += phrase.length.max(1),
            None => at += 1,
        }
    }
    None
}

/// A word of a sentence, in lower case and without what surrounds it.
struct Word {
    text: String,
    /// What followed it: "," or ")." or nothing.
    tail: String,
}

impl Word {
    /// Whether a comma, a full stop or the like ends what the word belongs to.
    fn closes(&self) -> bool {
        !self.tail.is_empty()
    }
}

fn words_of(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    for chunk in text.split(|c: char| c.is_whitespace() || c == '—') {
        let chunk = chunk.trim_start_matches(|c: char| !c.is_alphanumeric());
        let bare = chunk.trim_end_matches(|c: char| !c.is_alphanumeric());
        let tail = chunk.get(bare.len()..).unwrap_or_default();
        if bare.is_empty() {
            continue;
        }
        let bare = bare.to_lowercase();
        // Of "thu/fri" and "mon-wed", the first.
        let (bare, tail) = match bare.split_once(['/', '-', '–']) {
            Some((first, second)) if weekday_named(first).is_some() && weekday_named(second).is_some() => (first, ","),
            _ => (bare.as_str(), tail),
        };
        words.push(Word { text: bare.to_owned(), tail: tail.to_owned() });
    }
    words
}

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
/// Words before which "sat", "sun" or "wed" is not a day: "the sun", "where we sat".
const NOT_BEFORE: [&str; 11] = ["a", "an", "he", "i", "in", "just", "newly", "she", "the", "they", "we"];
/// Words that make a weekday one that has been, or the name of something: "last Friday", "Black Friday".
const OTHERS: [&str; 7] = ["last", "since", "past", "black", "cyber", "good", "easter"];

/// A stretch of words that is about a day; `day` is None where that day is over.
struct Phrase {
    length: usize,
    day: Option<NaiveDate>,
}

struct Reader<'a> {
    words: &'a [Word],
    from: NaiveDate,
    order: DateOrder,
}

impl Reader<'_> {
    fn word(&self, at: usize) -> &str {
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

    fn phrase(&self, at: usize) -> Option<Phrase> {
        if OTHERS.contains(&self.word(at)) && !self.closes(at) {
            let about = self.phrase(at + 1)?;
            return Some(Phrase { length: about.length + 1, day: None });
        }
        self.near(at).or_else(|| self.end_of(at)).or_else(|| self.date(at)).or_else(|| self.weekday(at))
    }

    /// "today", "tomorrow", "next week", "in 3 days".
    fn near(&self, at: usize) -> Option<Phrase> {
        let read = |length, days| Some(Phrase { length, day: self.in_days(days) });
        match [self.word(at), self.word(at + 1), self.word(at + 2)] {
            ["today" | "tonight", ..] => read(1, 0),
            ["this", "morning" | "afternoon" | "evening", _] => read(2, 0),
            ["day", "after", "tomorrow"] => read(3, 2),
            ["tomorrow", ..] => read(1, 1),
            ["this", "week", _] => Some(Phrase { length: 2, day: Some(self.friday(0).max(self.from)) }),
            ["next", "week", _] => {
                let (skipped, weekday) = match self.word(at + 2) {
                    "on" => (1, weekday_named(self.word(at + 3))),
                    word => (0, weekday_named(word)),
                };
                match weekday {
                    Some(day) => Some(Phrase { length: 3 + skipped, day: self.in_week(1, day) }),
                    None => Some(Phrase { length: 2, day: Some(self.friday(1)) }),
                }
            }
            ["week", "after", "next"] => Some(Phrase { length: 3, day: Some(self.friday(2)) }),
            ["next", "month", _] => Some(Phrase { length: 2, day: shift_months(self.from, 1) }),
            ["next", "year", _] => Some(Phrase { length: 2, day: shift_months(self.from, 12) }),
            ["in" | "within", ..] => self.span(at + 1).map(|span| Phrase { length: span.length + 1, ..span }),
            _ => {
                let span = self.span(at)?;
                let end = [self.word(at + span.length), self.word(at + span.length + 1)];
                matches!(end, ["from", "now" | "today"]).then(|| Phrase { length: span.length + 2, ..span })
            }
        }
    }

    /// "3 days", "a couple of weeks", "2w": counted from the day.
    fn span(&self, at: usize) -> Option<Phrase> {
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
        let months = |each: u32| self.from.checked_add_months(Months::new(number.saturating_mul(each)));
        let day = match unit {
            "min" | "mins" | "minute" | "minutes" => Some(self.from),
            "h" | "hour" | "hours" => self.in_days(number / 24),
            "d" | "day" | "days" => self.in_days(number),
            "w" | "week" | "weeks" => self.in_days(number.saturating_mul(7)),
            "month" | "months" => months(1),
            "year" | "years" => months(12),
            _ => return None,
        };
        Some(Phrase { length, day })
    }

    /// "the end of the week" (its Friday), "end of next month", "end of November", "eod Friday".
    fn end_of(&self, at: usize) -> Option<Phrase> {
        let (length, whole) = match [self.word(at), self.word(at + 1)] {
            ["eod", _] => (1, "day"),
            ["eow", _] => (1, "week"),
            ["eom", _] => (1, "month"),
            ["eoq", _] => (1, "quarter"),
            ["eoy", _] => (1, "year"),
            ["end", "of"] => match self.word(at + 2) {
                "the" | "this" => (4, self.word(at + 3)),
                "next" => return self.end_of_next(at),
                word => (3, word),
            },
            _ => return None,
        };
        let from = self.from;
        let day = match whole {
            "day" | "business" => return Some(self.end_of_day(at, length)),
            "week" => Some(if self.friday(0) < from { self.friday(1) } else { self.friday(0) }),
            "month" => last_of(from.year(), from.month()),
            "quarter" => last_of(from.year(), from.month().div_ceil(3) * 3),
            "year" => last_of(from.year(), 12),
            name => {
                let month = month_named(name)?;
                let year = self.year_at(at + length);
                let in_year = year.unwrap_or(if month < from.month() { from.year() + 1 } else { from.year() });
                let length = length + usize::from(year.is_some());
                return Some(Phrase { length, day: last_of(in_year, month) });
            }
        };
        Some(Phrase { length, day })
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
        Some(Phrase { length: 4, day })
    }

    /// "end of day" is today's, unless the day follows: "end of day on Friday".
    fn end_of_day(&self, at: usize, length: usize) -> Phrase {
        let next = at + length + usize::from(matches!(self.word(at + length), "on" | "of"));
        match self.phrase(next).filter(|_| !self.closes(at + length - 1)) {
            Some(phrase) => Phrase { length: next - at + phrase.length, day: phrase.day },
            None => Phrase { length, day: Some(self.from) },
        }
    }

    /// A date with its month or in digits, or the number of a day alone: "by the 15th".
    fn date(&self, at: usize) -> Option<Phrase> {
        self.in_digits(at).or_else(|| self.with_month(at)).or_else(|| self.of_this_month(at))
    }

    /// "2026-12-03", "3.12.", "3.12.2026", "12/3", "12/3/2026". One without its year may be any numbers, so a word such
    /// as "by" has to stand before it.
    fn in_digits(&self, at: usize) -> Option<Phrase> {
        let word = self.words.get(at)?;
        let text = word.text.split('t').next().unwrap_or_default();
        if let Ok(Some(day)) = read_iso_date(text) {
            return Some(Phrase { length: 1, day: Some(day) });
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
        found.map(|day| Phrase { length: 1, day: Some(day) })
    }

    /// "3 December", "the 3rd of December 2026", "Dec 3".
    fn with_month(&self, at: usize) -> Option<Phrase> {
        if let (Some(day), ordinal) = day_number(self.word(at)) {
            let of = usize::from(self.word(at + 1) == "of");
            let month = month_named(self.word(at + 1 + of))?;
            // "3 may be enough".
            let verb = ["be", "not", "have", "need", "want", "come", "take", "well"].contains(&self.word(at + 2 + of));
            if self.closes(at) || month == 5 && !ordinal && verb {
                return None;
            }
            return self.dated(month, day, at, 2 + of);
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
        self.dated(month, day?, at, 2 + the)
    }

    /// A day of a month, with the year if one follows.
    fn dated(&self, month: u32, day: u32, at: usize, length: usize) -> Option<Phrase> {
        let year = self.year_at(at + length);
        let day = self.month_day(month, day, year)?;
        Some(Phrase { length: length + usize::from(year.is_some()), day: Some(day) })
    }

    /// "by the 15th": of this month, or of the next one that has it.
    fn of_this_month(&self, at: usize) -> Option<Phrase> {
        let (Some(day), true) = day_number(self.word(at)) else { return None };
        // "on the 3rd floor".
        if !self.is_due(at) || !(self.closes(at) || AFTER.contains(&self.word(at + 1))) {
            return None;
        }
        Some(Phrase { length: 1, day: Some(self.nth(day)?) })
    }

    /// The next day with this number.
    fn nth(&self, day: u32) -> Option<NaiveDate> {
        let months = (0..3).filter_map(|away| shift_months(self.from.with_day(1)?, away));
        months.filter_map(|month| month.with_day(day)).find(|day| *day >= self.from)
    }

    fn weekday(&self, at: usize) -> Option<Phrase> {
        let word = self.word(at);
        let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
        let weekday = weekday_named(bare)?;
        if bare != word && !self.is_due(at) {
            return None;
        }
        if matches!(bare, "sat" | "sun" | "wed") && !self.is_due(at) {
            let time = self.word(at + 1);
            let timed = time.starts_with(|c: char| c.is_ascii_digit()) || time == "at" || AFTER_DAY.contains(&time);
            if NOT_BEFORE.contains(&self.before(at)) || !(self.closes(at) || timed) {
                return None;
            }
        }
        // "Thursday, 3 December", "Thursday the 3rd": the date says which Thursday.
        let the = usize::from(self.word(at + 1) == "the");
        let number = || match day_number(self.word(at + 1 + the)) {
            (Some(day), true) => Some(Phrase { length: 1, day: self.nth(day) }),
            _ => None,
        };
        if let Some(date) = self.date(at + 1 + the).or_else(number)
            && date.day.is_some_and(|day| day.weekday() == weekday)
        {
            return Some(Phrase { length: 1 + the + date.length, ..date });
        }
        if [self.word(at + 1), self.word(at + 2)] == ["next", "week"] {
            return Some(Phrase { length: 3, day: self.in_week(1, weekday) });
        }
        let apart = weekday.days_since(self.from.weekday());
        Some(Phrase { length: 1, day: self.in_days(if apart == 0 { 7 } else { apart }) })
    }

    /// A day of a year; without one, of the first year in which it is not over. Eight years hold a 29 February.
    fn month_day(&self, month: u32, day: u32, year: Option<i32>) -> Option<NaiveDate> {
        if year.is_some() {
            return NaiveDate::from_ymd_opt(year?, month, day);
        }
        let years = (0..=8).filter_map(|away| self.from.year().checked_add(away));
        years.filter_map(|year| NaiveDate::from_ymd_opt(year, month, day)).find(|day| *day >= self.from)
    }

    fn year_at(&self, at: usize) -> Option<i32> {
        read_digits(self.word(at), 4..=4).filter(|year| YEARS.contains(year))
    }

    fn in_days(&self, days: u32) -> Option<NaiveDate> {
        self.from.checked_add_days(Days::new(u64::from(days)))
    }

    /// A day of the week that begins so many weeks after this one's Monday.
    fn in_week(&self, weeks: u32, day: Weekday) -> Option<NaiveDate> {
        let monday = self.from.checked_sub_days(Days::new(self.from.weekday().num_days_from_monday().into()))?;
        monday.checked_add_days(Days::new(u64::from(weeks * 7 + day.num_days_from_monday())))
    }

    fn friday(&self, weeks: u32) -> NaiveDate {
        self.in_week(weeks, Weekday::Fri).unwrap_or(self.from)
    }
}

/// Words that may follow a weekday, for its time of day.
const AFTER_DAY: [&str; 6] = ["morning", "afternoon", "evening", "night", "noon", "latest"];

/// Reads the number of a day, and whether it is an ordinal: "3", "3rd".
fn day_number(word: &str) -> (Option<u32>, bool) {
    let suffix = ["st", "nd", "rd", "th"].into_iter().find_map(|suffix| word.strip_suffix(suffix));
    let number = read_digits(suffix.unwrap_or(word), 1..=2).filter(|day| (1..=31).contains(day));
    (number, suffix.is_some() && number.is_some())
}

fn last_of(year: i32, month: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, days_in(year, month))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Monday, 23 November 2026.
    const MONDAY: &str = "2026-11-23";

    fn named(text: &str, from: &str) -> Option<String> {
        named_in(text, from, DateOrder::DayFirst)
    }

    fn named_in(text: &str, from: &str, order: DateOrder) -> Option<String> {
        named_day(text, from.parse().unwrap(), order).map(|day| day.to_string())
    }

    #[test]
    fn a_sentence_names_its_day_in_many_ways() {
        for (text, day) in [
            ("send her the price list by thu", "2026-11-26"),
            ("Thursday: the price list", "2026-11-26"),
            ("call him back on Friday afternoon", "2026-11-27"),
            ("have it ready for Friday's visit", "2026-11-27"),
            ("the list, by Monday", "2026-11-30"),
            ("by mon.", "2026-11-30"),
            ("next Monday", "2026-11-30"),
            ("ring her sat", "2026-11-28"),
            ("ring her Sat at 10", "2026-11-28"),
            ("ring her sat 10:00, not before", "2026-11-28"),
            ("by wed the draft", "2026-11-25"),
            ("bring it Sun morning", "2026-11-29"),
            ("today: the offer", "2026-11-23"),
            ("call her back tonight", "2026-11-23"),
            ("call back this afternoon", "2026-11-23"),
            ("send it tomorrow", "2026-11-24"),
            ("the day after tomorrow at the latest", "2026-11-25"),
            ("look into it next week", "2026-12-04"),
            ("visit next week, on Tuesday", "2026-12-01"),
            ("Thursday next week", "2026-12-03"),
            ("the week after next", "2026-12-11"),
            ("some time this week", "2026-11-27"),
            ("in 3 days", "2026-11-26"),
            ("within two weeks", "2026-12-07"),
            ("in a couple of weeks", "2026-12-07"),
            ("in a month", "2026-12-23"),
            ("in 2w", "2026-12-07"),
            ("call back in an hour", "2026-11-23"),
            ("within 48 hours", "2026-11-25"),
            ("a week from now", "2026-11-30"),
            ("next month", "2026-12-23"),
            ("talk about it next year", "2027-11-23"),
            ("on 3 December", "2026-12-03"),
            ("on the 3rd of December", "2026-12-03"),
            ("Dec 3", "2026-12-03"),
            ("by Dec. 3, please", "2026-12-03"),
            ("December the 3rd", "2026-12-03"),
            ("send her Dec 3 the list", "2026-12-03"),
            ("December 3rd samples", "2026-12-03"),
            ("3 Dec 2027", "2027-12-03"),
            ("Mar 12, 2027", "2027-03-12"),
            ("on 3 may", "2027-05-03"),
            ("by May 3", "2027-05-03"),
            ("29 feb", "2028-02-29"),
            ("Thursday, 3 December", "2026-12-03"),
            ("Thu the 3rd of December", "2026-12-03"),
            ("by the 30th", "2026-11-30"),
            ("by the 31st at noon", "2026-12-31"),
            ("on the 3rd", "2026-12-03"),
            ("2026-12-03", "2026-12-03"),
            ("(2026-12-03)", "2026-12-03"),
            ("by 2026-12-03T10:00", "2026-12-03"),
            ("by 3.12.", "2026-12-03"),
            ("3.12.2026", "2026-12-03"),
            ("by 3.12.26", "2026-12-03"),
            ("by Thu the 3rd", "2026-12-03"),
            ("3 Dec 9999 pallets", "2026-12-03"),
            ("12/3/2027", "2027-03-12"),
            ("by 3/12", "2026-12-03"),
            ("by 12/31", "2026-12-31"),
            ("by the end of the month", "2026-11-30"),
            ("end of month", "2026-11-30"),
            ("by end of next month", "2026-12-31"),
            ("end of the week", "2026-11-27"),
            ("by end of next week", "2026-12-04"),
            ("end of the quarter", "2026-12-31"),
            ("end of the year", "2026-12-31"),
            ("end of January", "2027-01-31"),
            ("end of Jan 2028", "2028-01-31"),
            ("by EOD", "2026-11-23"),
            ("EOD Friday", "2026-11-27"),
            ("by the end of the day on Friday", "2026-11-27"),
            ("price list—by thu", "2026-11-26"),
            ("price list\nby thu", "2026-11-26"),
            ("Do by thu/fri", "2026-11-26"),
            ("BY THURSDAY!", "2026-11-26"),
        ] {
            assert_eq!(named(text, MONDAY).as_deref(), Some(day), "{text}");
        }
    }

    #[test]
    fn what_is_not_a_day_names_none() {
        for text in [
            "",
            "send her the price list",
            "may need a second site",
            "we may be late; 3 may be enough",
            "they march on Lisbon",
            "march 3 people through the hall",
            "he sat down with us",
            "ask where she sat",
            "a chair in the sun",
            "the newly wed",
            "a second offer, the second one",
            "meet on the 3rd floor",
            "the 2nd batch",
            "send 24/7 hotline, on 24/7",
            "send 1/2 a pallet",
            "version 3.12",
            "version 3.12.",
            "version 1.2.34",
            "raise it by 3.5",
            "a 10.30 slot",
            "5 in a row, 3 days ago",
            "2 pallets in 4 boxes",
            "in 99999 years",
            "12345",
            "31 feb, 30 feb 2027",
            "2026-02-31",
            "the list of last Friday",
            "what she said last week and since Monday",
            "since 3 November",
            "the Black Friday flyer",
            "today's prices",
            "in December",
            "for June",
            "April called",
            "thursdays",
            "a friday's child",
            "the list of 3 November 2025",
            "2026-11-22",
            "\u{202e}\u{0}",
        ] {
            assert_eq!(named(text, MONDAY), None, "{text}");
        }
    }

    #[test]
    fn a_weekday_said_on_that_weekday_is_a_week_later() {
        let from: NaiveDate = MONDAY.parse().unwrap();
        for away in 0..7 {
            let day = from + Days::new(away);
            let (name, short) = (day.format("%A"), day.format("%a").to_string());
            for text in [format!("by {name}"), format!("next {name}"), format!("this {name}"), short] {
                assert_eq!(named_day(&text, day, DateOrder::DayFirst), Some(day + Days::new(7)), "{text}");
            }
        }
    }

    #[test]
    fn next_week_is_its_friday_on_every_day_of_this_one() {
        for (from, friday) in [
            ("2026-11-23", "2026-12-04"),
            ("2026-11-27", "2026-12-04"),
            ("2026-11-28", "2026-12-04"),
            ("2026-11-29", "2026-12-04"),
            ("2026-11-30", "2026-12-11"),
        ] {
            assert_eq!(named("next week", from).as_deref(), Some(friday), "{from}");
        }
        // Its end is never gone by.
        assert_eq!(named("by the end of the week", "2026-11-28").as_deref(), Some("2026-12-04"));
        assert_eq!(named("this week", "2026-11-28").as_deref(), Some("2026-11-28"));
    }

    #[test]
    fn a_date_gone_by_is_next_years_and_today_is_not_gone_by() {
        assert_eq!(named("on 3 November", MONDAY).as_deref(), Some("2027-11-03"));
        assert_eq!(named("on 22.11.", MONDAY).as_deref(), Some("2027-11-22"));
        assert_eq!(named("on 23 November", MONDAY).as_deref(), Some(MONDAY));
        assert_eq!(named(MONDAY, MONDAY).as_deref(), Some(MONDAY));
        // A year that is written and over is not meant for what comes.
        assert_eq!(named("the offer of 3 November 2025, by thu", MONDAY).as_deref(), Some("2026-11-26"));
    }

    #[test]
    fn of_two_days_the_first_counts_wherever_they_fall() {
        assert_eq!(named("by fri, or by thu", MONDAY).as_deref(), Some("2026-11-27"));
        assert_eq!(named("by thu, 10 dec for the rest? no, 11 Dec", MONDAY).as_deref(), Some("2026-12-10"));
        assert_eq!(named("thu, then 11 dec for the rest", MONDAY).as_deref(), Some("2026-11-26"));
        assert_eq!(named("next week, not tomorrow", MONDAY).as_deref(), Some("2026-12-04"));
    }

    #[test]
    fn the_region_says_which_number_is_the_month() {
        assert_eq!(named_in("by 12/3", MONDAY, DateOrder::MonthFirst).as_deref(), Some("2026-12-03"));
        assert_eq!(named_in("by 12/3", MONDAY, DateOrder::DayFirst).as_deref(), Some("2027-03-12"));
        // Where only one order makes a date, it is that one.
        assert_eq!(named_in("by 13/12", MONDAY, DateOrder::MonthFirst).as_deref(), Some("2026-12-13"));
        // With dots the day comes first everywhere.
        assert_eq!(named_in("by 3.12.", MONDAY, DateOrder::MonthFirst).as_deref(), Some("2026-12-03"));
    }

    #[test]
    fn a_long_text_is_read_to_its_end() {
        let text = format!("{} by thu", "word ".repeat(100_000));
        assert_eq!(named(&text, MONDAY).as_deref(), Some("2026-11-26"));
    }

    fn any_sentence() -> impl Strategy<Value = String> {
        #[rustfmt::skip]
        let words = [
            "by", "on", "the", "of", "next", "last", "this", "end", "week", "month", "in", "a", "couple", "3", "31st",
            "2nd", "dec", "may", "february", "29", "thu", "sat", "Monday", "Friday's", "tomorrow", "today", "eod",
            "2026-12-03", "2026-02-31", "9999-12-31", "0001-01-01", "3.12.", "12/3", "1.1.26", "days", "99", "9999",
            "years", "weeks", "from", "now", "2199", "é", "\u{202E}", "—", ",", "24/7", "2w", "quarter", "since",
        ];
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..8).prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn a_named_day_is_the_day_it_was_said_or_later(
            text in prop_oneof![any_sentence(), any::<String>()],
            days in 0_u64..109_000,
            month_first in any::<bool>(),
        ) {
            let from = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + Days::new(days);
            let order = if month_first { DateOrder::MonthFirst } else { DateOrder::DayFirst };
            if let Some(day) = named_day(&text, from, order) {
                prop_assert!(day >= from && YEARS.contains(&day.year()), "{} of {}", day, from);
            }
        }

        #[test]
        fn a_date_written_out_is_found_in_any_sentence(days in 0_u64..400, before in "[a-z]{9} ", after in " [a-z]{9}") {
            let from: NaiveDate = MONDAY.parse().unwrap();
            let day = from + Days::new(days);
            for date in [day.to_string(), day.format("%-d %B %Y").to_string(), day.format("%B %-d, %Y").to_string()] {
                let text = format!("{before}{date}{after}");
                prop_assert_eq!(named_day(&text, from, DateOrder::DayFirst), Some(day), "{}", text);
            }
        }
    }
}
