//! Weekdays: "thu", "Friday's visit", "Thursday the 10th", "Monday week", "the Tuesday after next".

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::written::day_number;
use super::{Meant, Phrase, Reader};
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

    /// "Monday week", "Thursday next week", "the Tuesday after next", "the Monday after 3 December".
    fn weekday_apart(&self, at: usize, weekday: Weekday, depth: u8) -> Option<Phrase> {
        if self.words.get(at).is_none_or(|word| !matches!(word.tail.as_str(), "" | ",")) {
            return None;
        }
        let later = |weeks: u64| self.next(weekday)?.checked_add_days(Days::new(7 * weeks));
        let of = usize::from(matches!(self.word(at + 1), "of" | "in"));
        let next = at + 1 + of;
        let the = usize::from(self.word(next) == "the");
        match [self.word(next + the), self.word(next + the + 1), self.word(next + the + 2)] {
            ["next", "week", _] => return Some(Phrase::of(3 + of + the, self.in_week(1, weekday))),
            ["week", "after", "next"] => return Some(Phrase::of(4 + of + the, self.in_week(2, weekday))),
            ["after", "next", _] => return Some(Phrase::of(3 + of + the, later(1))),
            _ if of + the > 0 => return None,
            // "Monday, week 49" is of another kind.
            ["week", number, _] if !number.starts_with(|c: char| c.is_ascii_digit()) => {
                return Some(Phrase::of(2, later(1)));
            }
            ["fortnight", ..] => return Some(Phrase::of(2, later(2))),
            ["after", ..] => {}
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
