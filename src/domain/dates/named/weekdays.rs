//! Weekdays: "thu", "Friday's visit", "Thursday the 10th", "Monday week", "the Tuesday after next".

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::written::day_number;
use super::{Meant, Phrase, Reader, in_week_of};
use crate::domain::dates::weekday_named;

/// Words before which "sat", "sun" or "wed" is not a day: "the sun", "where we sat".
const NOT_BEFORE: [&str; 11] = ["a", "an", "he", "i", "in", "just", "newly", "she", "the", "they", "we"];
/// Words that may follow a weekday, for its time of day.
const AFTER_DAY: [&str; 6] = ["morning", "afternoon", "evening", "night", "noon", "latest"];

impl Reader<'_> {
    pub(super) fn weekday(&self, at: usize, depth: u8) -> Option<Phrase> {
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
        let own = Phrase::of(1, self.next(weekday));
        Some(self.dated_weekday(at, weekday).or_else(|| self.weekday_apart(at, weekday, depth)).unwrap_or(own))
    }

    /// The next such day; said on that weekday it is a week later.
    fn next(&self, weekday: Weekday) -> Option<NaiveDate> {
        next_after(self.from, weekday)
    }

    /// "Thursday, 3 December", "Thursday the 3rd": the date says which Thursday. Where they disagree, the date counts.
    fn dated_weekday(&self, at: usize, weekday: Weekday) -> Option<Phrase> {
        let the = usize::from(self.word(at + 1) == "the");
        let number = at + 1 + the;
        if let (Some(day), true) = day_number(self.word(number))
            && self.ends_a_date(number)
        {
            let agreeing = self.days_numbered(day).find(|day| day.weekday() == weekday);
            return Some(Phrase::of(2 + the, Some(agreeing.or_else(|| self.nth(day))?)));
        }
        let date = self.date(number)?;
        (date.day != Meant::Gone).then(|| Phrase { length: 1 + the + date.length, ..date })
    }

    /// Counts the words of the weekdays after one that share what follows them: "Thursday or Friday next week". They come
    /// later in the week; "Friday, or Monday next week" are two weeks.
    fn later_weekdays(&self, at: usize, weekday: Weekday) -> usize {
        let (mut last, mut latest) = (at, weekday);
        loop {
            if self.words.get(last).is_none_or(|word| !matches!(word.tail.as_str(), "" | ",")) {
                return last - at;
            }
            let joined = usize::from(matches!(self.word(last + 1), "or" | "and" | "to"));
            match weekday_named(self.word(last + 1 + joined)) {
                Some(day) if day.num_days_from_monday() > latest.num_days_from_monday() => {
                    (last, latest) = (last + 1 + joined, day);
                }
                _ => return last - at,
            }
        }
    }

    /// "the first Monday of January", "second Tuesday in December", "last Friday of the month".
    pub(super) fn nth_weekday(&self, at: usize) -> Option<Phrase> {
        let nth = match self.word(at) {
            "first" | "1st" => Some(1),
            "second" | "2nd" => Some(2),
            "third" | "3rd" => Some(3),
            "fourth" | "4th" => Some(4),
            "last" => None,
            _ => return None,
        };
        let weekday = weekday_named(self.word(at + 1))?;
        if self.closes(at) || !matches!(self.word(at + 2), "of" | "in") {
            return None;
        }
        let in_month = |year: i32, month: u32| match nth {
            Some(nth) => NaiveDate::from_weekday_of_month_opt(year, month, weekday, nth),
            None => NaiveDate::from_weekday_of_month_opt(year, month, weekday, 5)
                .or_else(|| NaiveDate::from_weekday_of_month_opt(year, month, weekday, 4)),
        };
        let month = self.month_at(at + 3)?;
        let year = |away| in_month(self.from.year().checked_add(away)?, month.number);
        let day = match month.year {
            Some(year) => in_month(year, month.number),
            None => year(0).filter(|day| *day >= self.from).or_else(|| year(1)),
        };
        Some(Phrase::of(3 + month.length, day))
    }

    /// "Monday week", "Thursday next week", "the Tuesday after next", "the Monday after 3 December".
    fn weekday_apart(&self, at: usize, weekday: Weekday, depth: u8) -> Option<Phrase> {
        if self.words.get(at).is_none_or(|word| !matches!(word.tail.as_str(), "" | ",")) {
            return None;
        }
        let later = |weeks: u64| self.next(weekday)?.checked_add_days(Days::new(7 * weeks));
        let others = self.later_weekdays(at, weekday);
        let last = at + others;
        let of = usize::from(matches!(self.word(last + 1), "of" | "in"));
        let next = last + 1 + of;
        let the = usize::from(self.word(next) == "the");
        if let Some(span) = self.span(next).filter(|span| self.word(next - 1) == "in" && span.is_weeks()) {
            let day = in_week_of(span.after(self.from)?, weekday);
            return Some(Phrase::of(others + 2 + span.length, day.filter(|day| *day >= self.from)));
        }
        let of = of + others;
        match [self.word(next + the), self.word(next + the + 1), self.word(next + the + 2)] {
            ["next", "week", _] => return Some(Phrase::of(3 + of + the, self.in_week(1, weekday))),
            ["week", "after", "next"] => return Some(Phrase::of(4 + of + the, self.in_week(2, weekday))),
            ["after", "next", _] => return Some(Phrase::of(3 + of + the, later(1))),
            _ if of + the > others => return None,
            // "Monday, week 49" is of another kind.
            ["week", number, _] if !number.starts_with(|c: char| c.is_ascii_digit()) => {
                return Some(Phrase::of(others + 2, later(1)));
            }
            ["fortnight", ..] => return Some(Phrase::of(others + 2, later(2))),
            ["after", ..] if others == 0 => {}
            _ => return None,
        }
        let the = usize::from(self.word(at + 2) == "the");
        let about = self.phrase(at + 2 + the, depth)?;
        let Meant::Day(day) = about.day else { return None };
        Some(Phrase::of(2 + the + about.length, next_after(day, weekday)))
    }
}

/// The first such day after a day.
fn next_after(day: NaiveDate, weekday: Weekday) -> Option<NaiveDate> {
    let apart = weekday.days_since(day.weekday());
    day.checked_add_days(Days::new(u64::from(if apart == 0 { 7 } else { apart })))
}
