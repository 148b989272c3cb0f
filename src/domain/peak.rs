//! Peak days: the days on which a customer uses the service most.

use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::dates::{add_months, month_named, weekday_named};
use super::problems::Invalid;

mod words;

/// Which of a month's weekdays of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nth {
    /// The first to the fifth, counted from 1.
    Number(u8),
    /// The last.
    Last,
}

impl Nth {
    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Number(1) => "first",
            Self::Number(2) => "second",
            Self::Number(3) => "third",
            Self::Number(4) => "fourth",
            Self::Number(_) => "fifth",
            Self::Last => "last",
        }
    }
}

/// Weekdays, days of the month, or both joined by "and" (then both must hold); weekdays of the month, which are always peak days. All of
/// them in some months or in every one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeakDays {
    weekdays: Vec<Weekday>,
    /// 1 to 31, and 0 for the last.
    month_days: Vec<u32>,
    /// "first mon", "last fri".
    nth: Vec<(Nth, Weekday)>,
    /// 1 to 12; empty is every month.
    months: Vec<u32>,
}

fn invalid(what: impl std::fmt::Display) -> Invalid {
    let such_as = "\"tue,thu\", \"1,15,last\", \"mon and 1,15\", \"first mon,last fri\" or \"tue nov-jan\"";
    Invalid::new(format!("{what}; write peak days such as {such_as}"))
}

const LONGEST_MONTH: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl FromStr for PeakDays {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

/// What stands between a word and the one before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Between {
    /// Nothing but blanks.
    Blanks,
    Comma,
    And,
}

/// A word of a text.
struct Token<'t> {
    word: &'t str,
    after: Between,
}

/// Plain days of one sort.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Group {
    Weekdays,
    MonthDays,
}

/// Words without a meaning of their own: "the first monday of each month".
const FILLERS: [&str; 5] = ["the", "of", "every", "each", "month"];

/// Splits a text into its words; "and" has to join two of them.
fn tokens(text: &str) -> Result<Vec<Token<'_>>, Invalid> {
    let mut tokens = Vec::new();
    let mut after = Between::Blanks;
    for part in text.split_inclusive([',', ' ', '\t']) {
        let word = part.trim_end_matches([',', ' ', '\t']);
        match word {
            "and" if tokens.is_empty() || after == Between::And => return Err(joins_nothing()),
            "and" => after = Between::And,
            _ if word.is_empty() || FILLERS.contains(&word) => {}
            word => {
                tokens.push(Token { word, after });
                after = Between::Blanks;
            }
        }
        if part.ends_with(',') {
            after = after.max(Between::Comma);
        }
    }
    if after == Between::And { Err(joins_nothing()) } else { Ok(tokens) }
}

fn joins_nothing() -> Invalid {
    invalid("\"and\" has to stand between two days")
}

/// Reads a place in an order: "first", "2nd", "15th", "last".
fn ordinal(word: &str) -> Option<u32> {
    Some(match word {
        "first" => 1,
        "second" => 2,
        "third" => 3,
        "fourth" => 4,
        "fifth" => 5,
        "last" => 0,
        _ => ["st", "nd", "rd", "th"].iter().find_map(|end| word.strip_suffix(end))?.parse().ok().filter(|n| *n > 0)?,
    })
}

impl PeakDays {
    /// Reads peak days; days that never occur ("31 feb") are an error.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut peak = Self::default();
        let lower = text.to_lowercase();
        let tokens = tokens(&lower)?;
        let mut rest = tokens.as_slice();
        let mut groups: Vec<Group> = Vec::new();
        while let [first, after @ ..] = rest {
            let ordinals = rest.iter().map_while(|t| ordinal(t.word)).count();
            let before = (peak.weekdays.len(), peak.month_days.len());
            rest = if ordinals > 0 {
                peak.months_come_last(first.word)?;
                peak.read_ordinals(rest.split_at(ordinals))?
            } else {
                peak.read_word(first.word)?;
                after
            };
            let added = match (peak.weekdays.len() > before.0, peak.month_days.len() > before.1) {
                (true, _) => Group::Weekdays,
                (_, true) => Group::MonthDays,
                _ => continue,
            };
            if groups.last() != Some(&added) {
                if !groups.is_empty() && (groups.len() > 1 || first.after != Between::And) {
                    return Err(invalid("weekdays and days of the month are joined by one \"and\": both must hold"));
                }
                groups.push(added);
            }
        }
        if peak.weekdays.is_empty() && peak.month_days.is_empty() && peak.nth.is_empty() {
            return Err(invalid(format!("\"{text}\" names no day")));
        }
        if !peak.ever_occurs() {
            return Err(invalid(format!("\"{text}\" never occurs")));
        }
        Ok(peak)
    }

    /// Reads ordinals, and the weekday of which they say which; without one they are days of the month. Returns what
    /// follows.
    fn read_ordinals<'t>(
        &mut self,
        (ordinals, rest): (&[Token<'t>], &'t [Token<'t>]),
    ) -> Result<&'t [Token<'t>], Invalid> {
        let weekdays = rest.first().filter(|next| next.after == Between::Blanks).and_then(|next| weekdays(next.word));
        for token in ordinals {
            let number = ordinal(token.word).unwrap_or(0);
            let word = token.word;
            match (&weekdays, number) {
                (Some(days), 0) => self.nth.extend(days.iter().map(|day| (Nth::Last, *day))),
                (Some(days), 1..=5) => {
                    let nth = Nth::Number(u8::try_from(number).unwrap_or(1));
                    self.nth.extend(days.iter().map(|day| (nth, *day)));
                }
                (Some(_), _) => return Err(invalid(format!("a month has no \"{word}\" weekday"))),
                (None, 0) => self.month_days.push(0),
                (None, 1..=31) if word.starts_with(|c: char| c.is_ascii_digit()) => self.month_days.push(number),
                (None, _) => return Err(invalid(format!("\"{word}\" says no day; write \"{word} mon\""))),
            }
        }
        Ok(if weekdays.is_some() { rest.get(1..).unwrap_or_default() } else { rest })
    }

    fn read_word(&mut self, word: &str) -> Result<(), Invalid> {
        if let Some(days) = weekdays(word) {
            self.months_come_last(word)?;
            self.weekdays.extend(days);
        } else if let Some(months) = range(word, month_named, 1, 12) {
            self.months.extend(months);
        } else {
            self.months_come_last(word)?;
            match word.parse::<u32>() {
                Ok(day @ 1..=31) => self.month_days.push(day),
                _ => return Err(invalid(format!("could not read \"{word}\""))),
            }
        }
        Ok(())
    }

    fn months_come_last(&self, token: &str) -> Result<(), Invalid> {
        if self.months.is_empty() { Ok(()) } else { Err(invalid(format!("the months come last, after \"{token}\""))) }
    }

    fn ever_occurs(&self) -> bool {
        let longest = if self.months.is_empty() {
            31
        } else {
            self.months.iter().filter_map(|m| LONGEST_MONTH.get(*m as usize - 1)).copied().max().unwrap_or(0)
        };
        !self.nth.is_empty() || self.month_days.is_empty() || self.month_days.iter().any(|d| *d <= longest)
    }

    /// Whether these are the same days as others, however they are written.
    pub fn same_days(&self, other: &Self) -> bool {
        let sorted = |days: &[u32]| {
            let mut days = days.to_vec();
            days.sort_unstable();
            days.dedup();
            days
        };
        let nth = |p: &Self| {
            let mut nth: Vec<_> = p.nth.iter().map(|(nth, day)| (*nth, day.num_days_from_monday())).collect();
            nth.sort_unstable();
            nth.dedup();
            nth
        };
        let weekdays = |p: &Self| sorted(&p.weekdays.iter().map(Weekday::num_days_from_monday).collect::<Vec<_>>());
        weekdays(self) == weekdays(other)
            && sorted(&self.month_days) == sorted(&other.month_days)
            && sorted(&self.months) == sorted(&other.months)
            && nth(self) == nth(other)
    }

    /// Whether a day is a peak day.
    pub fn contains(&self, date: NaiveDate) -> bool {
        let is_plain = !self.weekdays.is_empty() || !self.month_days.is_empty();
        (self.months.is_empty() || self.months.contains(&date.month()))
            && ((is_plain && self.is_on_plain_day(date)) || self.nth_on(date).is_some())
    }

    /// Whether the weekdays and the days of the month hold for a day.
    fn is_on_plain_day(&self, date: NaiveDate) -> bool {
        let last_of_month = || add_months(date.with_day(1).unwrap_or(date), 1).pred_opt() == Some(date);
        (self.weekdays.is_empty() || self.weekdays.contains(&date.weekday()))
            && (self.month_days.is_empty()
                || self.month_days.contains(&date.day())
                || (self.month_days.contains(&0) && last_of_month()))
    }

    /// Tells which weekday of the month makes a day a peak day, whatever the month; None if none does.
    pub fn nth_on(&self, date: NaiveDate) -> Option<(Nth, Weekday)> {
        let is_last = || date.checked_add_days(Days::new(7)).is_none_or(|next| next.month() != date.month());
        let is_it = |nth: Nth| match nth {
            Nth::Number(n) => date.day0() / 7 + 1 == u32::from(n),
            Nth::Last => is_last(),
        };
        self.nth.iter().copied().find(|(nth, weekday)| *weekday == date.weekday() && is_it(*nth))
    }
}

/// Reads a weekday, or a range of them.
fn weekdays(word: &str) -> Option<Vec<Weekday>> {
    let days = range(word, |t| weekday_named(t).map(|d| d.num_days_from_monday()), 0, 6)?;
    Some(days.into_iter().filter_map(|d| Weekday::try_from(u8::try_from(d).ok()?).ok()).collect())
}

/// Reads "a" or "a-b" of names that go round from `high` to `low`.
fn range(token: &str, named: impl Fn(&str) -> Option<u32>, low: u32, high: u32) -> Option<Vec<u32>> {
    let (first, last) = token.split_once(['-', '–']).unwrap_or((token, token));
    let (first, last) = (named(first)?, named(last)?);
    let mut found = vec![first];
    let mut at = first;
    while at != last {
        at = if at == high { low } else { at + 1 };
        found.push(at);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peaks(text: &str, from: &str, days: u64) -> Vec<String> {
        let peak = PeakDays::parse(text).unwrap();
        let from: NaiveDate = from.parse().unwrap();
        let all = (0..days).map(|n| from + chrono::Days::new(n));
        all.filter(|d| peak.contains(*d)).map(|d| d.to_string()).collect()
    }

    #[test]
    fn weekdays_month_days_and_months_are_read() {
        assert_eq!(peaks("tue,thu", "2026-11-23", 7), ["2026-11-24", "2026-11-26"]);
        assert_eq!(peaks("1,15,last", "2026-11-23", 10), ["2026-11-30", "2026-12-01"]);
        assert_eq!(peaks("mon and last", "2026-11-01", 60), ["2026-11-30"]);
        assert_eq!(peaks("tue nov-jan", "2026-10-27", 10), ["2026-11-03"]);
    }

    #[test]
    fn weekdays_of_the_month_are_read() {
        for (text, from, days, on) in [
            ("last fri", "2026-11-01", 61, vec!["2026-11-27", "2026-12-25"]),
            ("first mon", "2026-11-01", 61, vec!["2026-11-02", "2026-12-07"]),
            ("Last Friday of the month", "2026-05-01", 31, vec!["2026-05-29"]),
            ("first mon nov-jan", "2026-10-01", 150, vec!["2026-11-02", "2026-12-07", "2027-01-04"]),
            ("second tue,4th thu", "2026-11-01", 30, vec!["2026-11-10", "2026-11-26"]),
            ("1st and 3rd wed", "2026-11-01", 30, vec!["2026-11-04", "2026-11-18"]),
            ("first mon and last fri", "2026-11-01", 30, vec!["2026-11-02", "2026-11-27"]),
            ("first mon, 15", "2026-11-01", 30, vec!["2026-11-02", "2026-11-15"]),
            ("tue and first mon", "2026-11-01", 10, vec!["2026-11-02", "2026-11-03", "2026-11-10"]),
            ("fifth mon", "2026-11-01", 61, vec!["2026-11-30"]),
            ("1st,15th", "2026-11-01", 30, vec!["2026-11-01", "2026-11-15"]),
            ("first mon-tue", "2026-12-01", 31, vec!["2026-12-01", "2026-12-07"]),
        ] {
            assert_eq!(peaks(text, from, days), on, "{text}");
        }
        // Divided from the weekday, "last" is the last day of the month, as it was.
        assert_eq!(peaks("mon and last", "2026-11-01", 60), ["2026-11-30"]);
        assert_eq!(peaks("last and mon", "2026-11-01", 60), ["2026-11-30"]);
        assert_eq!(peaks("1,15,last", "2026-11-15", 16), ["2026-11-15", "2026-11-30"]);
    }

    #[test]
    fn weekdays_and_days_of_the_month_are_joined_by_and() {
        assert_eq!(peaks("mon,tue and 1", "2026-11-01", 61), ["2026-12-01"]);
        assert_eq!(peaks("1,15 and mon and tue", "2026-11-01", 61), ["2026-12-01", "2026-12-15"]);
        assert_eq!(peaks("tue and thu", "2026-11-23", 7), ["2026-11-24", "2026-11-26"]);
        for wrong in
            ["mon,tue,1", "last,mon", "fri last", "mon 1", "1 mon", "15th, tue", "mon and 1,tue", "mon and 1 and tue"]
        {
            let why = PeakDays::parse(wrong).unwrap_err().to_string();
            assert!(why.contains("joined by one \"and\"") && why.contains("\"mon and 1,15\""), "{wrong}: {why}");
        }
        for wrong in ["tue and", "and tue", "tue and and thu", "and", "tue,and", "last fri and", "tue and of"] {
            let why = PeakDays::parse(wrong).unwrap_err().to_string();
            assert!(why.contains("between two days"), "{wrong}: {why}");
        }
    }

    #[test]
    fn the_same_days_may_be_written_otherwise() {
        let same = |a: &str, b: &str| PeakDays::parse(a).unwrap().same_days(&PeakDays::parse(b).unwrap());
        assert!(same("tue,thu", "Thursday and tue, tue"));
        assert!(!same("tue,thu", "tue,thu nov"));
        assert!(!same("1", "mon"));
        assert!(same("first mon,last fri", "last friday and 1st Monday"));
        assert!(!same("first mon", "mon"));
    }

    #[test]
    fn days_that_never_occur_are_refused() {
        for wrong in [
            "31 feb",
            "30,31 feb",
            "",
            "feb",
            "funday",
            "32",
            "feb tue",
            "0",
            "first",
            "6th mon",
            "0th",
            "nov first mon",
        ] {
            assert!(PeakDays::parse(wrong).is_err(), "{wrong}");
        }
    }
}
