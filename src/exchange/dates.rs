//! Reads the dates that exports write, in the order and the language of their column.

mod months;

use std::borrow::Cow;

use chrono::{DateTime, Datelike, Days, NaiveDate};
use deunicode::deunicode_char;

use crate::domain::anniversary::YearDay;
pub(crate) use crate::domain::dates::DateOrder;
use months::month_named;

/// What one date shows of the order of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    Order(DateOrder),
    /// It is another date in the other order.
    Either,
    /// It is clear by itself, or not a date.
    Nothing,
}

/// Tells what a date shows of the order of its column: 13/02 that the day comes first.
pub(super) fn order_shown(text: &str) -> Shown {
    match Written::read(text) {
        Some(Written { pair: Pair::Numbers(first, second), .. }) => match (first, second) {
            (13..=31, 1..=12) => Shown::Order(DateOrder::DayFirst),
            (1..=12, 13..=31) => Shown::Order(DateOrder::MonthFirst),
            (1..=12, 1..=12) if first != second => Shown::Either,
            _ => Shown::Nothing,
        },
        _ => Shown::Nothing,
    }
}

/// A birthday as a file writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Birthday {
    /// Nothing, or zeros.
    Unsaid,
    /// A day, with or without its year.
    Day(YearDay),
    /// No day that somebody can have been born on.
    Impossible,
}

/// How to read the dates of a column.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct DateReader {
    pub(super) order: DateOrder,
    /// Tells the century of two-digit years, and that nobody was born later.
    pub(super) today: Option<NaiveDate>,
}

impl DateReader {
    /// Reads `12 Mar 2024`, `7-Feb-22`, `2024-03-12 09:14`, `3/15/2024 2:30 PM`, `20240312`, a spreadsheet's `45363`,
    /// milliseconds since 1970, and the like. A date that can't be in the column's order is read in the other.
    ///
    /// None where it is not a date, such as Outlook's `0/0/00`.
    pub(super) fn date(self, text: &str) -> Option<NaiveDate> {
        let written = Written::read(text)?;
        let year = written.year?;
        self.build(self.year(year), written.pair)
    }

    /// Reads a birthday, with or without its year; Apple writes 1604 where there is none.
    pub(super) fn birthday(self, text: &str) -> Birthday {
        if is_unsaid(text) {
            return Birthday::Unsaid;
        }
        let day = Written::read(text).and_then(|written| match written.year {
            None | Some(Year { value: 0 | 1604, .. }) => {
                // A leap year, so that 29 February is a day.
                self.build(2000, written.pair).map(|day| YearDay::from(day).yearless())
            }
            Some(year) => {
                let day = self.build(self.year(year), written.pair)?;
                match self.today {
                    Some(today) if day > today && year.is_short => {
                        let earlier = NaiveDate::from_ymd_opt(day.year() - 100, day.month(), day.day())?;
                        Some(earlier.into())
                    }
                    Some(today) if day > today => None,
                    _ => Some(day.into()),
                }
            }
        });
        day.map_or(Birthday::Impossible, Birthday::Day)
    }

    fn build(self, year: i32, pair: Pair) -> Option<NaiveDate> {
        let day = |(month, day): (u32, u32)| NaiveDate::from_ymd_opt(year, month, day);
        match pair {
            Pair::MonthDay(month, d) => day((month, d)),
            Pair::Numbers(first, second) => {
                day(self.order.sort(first, second)).or_else(|| day(self.order.sort(second, first)))
            }
        }
    }

    fn year(self, year: Year) -> i32 {
        // Without a today the usual turn of spreadsheets.
        let latest = self.today.map_or(2069, |today| today.year());
        match year {
            Year { value, is_short: false } => value,
            Year { value, .. } if 2000 + value <= latest => 2000 + value,
            Year { value, .. } => 1900 + value,
        }
    }
}

/// Writes an instant as vCards have it in digits that sort by time: `2026-03-01T09:00:00Z` is "20260301090000".
pub(super) fn instant_digits(text: &str) -> Option<String> {
    let mut digits: String = text.chars().filter(char::is_ascii_digit).take(14).collect();
    let is_of_our_times = digits.len() >= 8 && (digits.starts_with("19") || digits.starts_with("20"));
    digits.extend(std::iter::repeat_n('0', 14 - digits.len()));
    is_of_our_times.then_some(digits)
}

/// Whether a date is blank, or what programs write instead: `0/0/00`, `00.00.0000`, and Outlook's year 4501.
pub(super) fn is_unsaid(text: &str) -> bool {
    // A spreadsheet writes ##### where a column is too narrow, which says that there was a date.
    text.chars().all(|c| !c.is_alphanumeric() && c != '#' || c == '0')
        || text.split(['/', '-', '.', ' ']).any(|part| part == "4501")
}

/// The year as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Year {
    value: i32,
    /// It has two digits.
    is_short: bool,
}

impl Year {
    fn read(text: &str) -> Option<Self> {
        let value: i32 = text.parse().ok()?;
        match (text.len(), value) {
            (1 | 2, 0..) => Some(Self { value, is_short: true }),
            (4, 0 | 1604 | 1800..) => Some(Self { value, is_short: false }),
            _ => None,
        }
    }

    fn of(day: NaiveDate) -> Self {
        Self { value: day.year(), is_short: false }
    }
}

/// The month and the day as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pair {
    MonthDay(u32, u32),
    /// In an order that the date doesn't show.
    Numbers(u32, u32),
}

/// A date taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written {
    year: Option<Year>,
    pair: Pair,
}

impl Written {
    fn read(text: &str) -> Option<Self> {
        let text = with_ascii_digits(text.trim());
        if is_unsaid(&text) {
            return None;
        }
        if let Some(rest) = text.strip_prefix("--") {
            let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
            let whole = !rest.starts_with('-') && rest.chars().all(|c| c.is_ascii_digit() || c == '-');
            let (month, day) = digits.split_at_checked(2).filter(|_| whole && digits.len() == 4)?;
            return Some(Self { year: None, pair: Pair::MonthDay(number(month)?, number(day)?) });
        }
        if text.contains('月') {
            return Self::japanese(&text);
        }
        let parts = parts(&text);
        match *parts.as_slice() {
            [one] => Self::single(one),
            [first, second] => Self::yearless(&text, first, second),
            [first, second, third, ..] => Self::of_three(&text, [first, second, third]),
            [] => None,
        }
    }

    fn on(day: NaiveDate) -> Self {
        Self { year: Some(Year::of(day)), pair: Pair::MonthDay(day.month(), day.day()) }
    }

    /// A date in one number: `20240312`, a day as spreadsheets count them, seconds or milliseconds since 1970.
    fn single(digits: &str) -> Option<Self> {
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let count = || digits.parse::<i64>().ok();
        match digits.len() {
            8 | 14 => {
                let (year, rest) = digits.split_at_checked(4)?;
                let (month, rest) = rest.split_at_checked(2)?;
                let pair = Pair::MonthDay(number(month)?, number(rest.get(..2)?)?);
                Some(Self { year: Some(Year::read(year)?), pair })
            }
            // From 1927 to 2118.
            5 if digits.as_bytes().first().is_some_and(|b| (b'1'..b'8').contains(b)) => {
                let days = u64::try_from(count()?).ok()?;
                NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(days)).map(Self::on)
            }
            10 => DateTime::from_timestamp(count()?, 0).map(|at| Self::on(at.date_naive())),
            12 | 13 => DateTime::from_timestamp_millis(count()?).map(|at| Self::on(at.date_naive())),
            _ => None,
        }
    }

    /// `12 April`, `April 12`, `12.04.`, `04-12` as goodcall and ISO write it, `4/12`.
    fn yearless(text: &str, first: &str, second: &str) -> Option<Self> {
        let pair = match (month_named(first), month_named(second)) {
            (Some(month), None) => Pair::MonthDay(month, number(second)?),
            (None, Some(month)) => Pair::MonthDay(month, number(first)?),
            _ if text.contains('.') => Pair::MonthDay(number(second)?, number(first)?),
            _ if text.contains('-') && first.len() == 2 && second.len() == 2 => {
                Pair::MonthDay(number(first)?, number(second)?)
            }
            _ if text.contains('/') => Pair::Numbers(number(first)?, number(second)?),
            _ => return None,
        };
        Some(Self { year: None, pair })
    }

    fn of_three(text: &str, [first, second, third]: [&str; 3]) -> Option<Self> {
        let with = |year: &str, pair| Some(Self { year: Some(Year::read(year)?), pair });
        // The time in 2024-03-12T09:14 follows the day without a blank.
        let day_only = |part: &str| number(part.split(['T', 't']).next().unwrap_or(part));
        let is_year = |part: &str| part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit());
        if is_year(first) {
            let month = month_named(second).or_else(|| number(second))?;
            return with(first, Pair::MonthDay(month, day_only(third)?));
        }
        if let Some(month) = month_named(second) {
            return with(third, Pair::MonthDay(month, number(first)?));
        }
        if let Some(month) = month_named(first) {
            return with(third, Pair::MonthDay(month, number(second)?));
        }
        if first.len() == 8 {
            return Self::single(first);
        }
        let (a, b) = (number(first)?, number(second)?);
        if a > 31 {
            return with(first, Pair::MonthDay(b, day_only(third)?));
        }
        let year = third.split(['T', 't']).next().unwrap_or(third);
        let dotted = text.contains('.') && !text.contains('/');
        with(year, if dotted { Pair::MonthDay(b, a) } else { Pair::Numbers(a, b) })
    }

    /// `2026年3月12日`, `3月12日`.
    fn japanese(text: &str) -> Option<Self> {
        let numbers: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).take(3).collect();
        let (year, month, day) = match *numbers.as_slice() {
            [year, month, day] if text.contains('年') => (Some(Year::read(year)?), month, day),
            [month, day, ..] if !text.contains('年') => (None, month, day),
            _ => return None,
        };
        Some(Self { year, pair: Pair::MonthDay(number(month)?, number(day)?) })
    }
}

/// Returns the numbers and months of a date, without weekdays, "de" and the like.
fn parts(text: &str) -> Vec<&str> {
    const FILLERS: [&str; 6] = ["de", "del", "of", "den", "le", "the"];
    let all = || text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty());
    let has_month = all().any(|p| month_named(p).is_some());
    let is_word = |p: &str| p.chars().all(char::is_alphabetic) && month_named(p).is_none();
    let behind_weekday = all().skip_while(|p| has_month && is_word(p));
    let mut parts: Vec<&str> =
        behind_weekday.filter(|p| !FILLERS.contains(&p.to_lowercase().as_str())).map(cardinal).take(4).collect();
    // The fraction of a spreadsheet's day is the time.
    if let [whole, fraction] = *parts.as_slice()
        && matches!(whole.len(), 5 | 10 | 13)
        && text.split_once('.') == Some((whole, fraction))
    {
        parts.truncate(1);
    }
    if let [whole, ..] = parts.as_slice()
        && let Some((day, _)) = whole.split_once(['T', 't']).filter(|(day, _)| day.len() == 8)
    {
        parts = vec![day];
    }
    parts
}

/// Cuts the ending off an ordinal: `12th`, `1er`.
fn cardinal(part: &str) -> &str {
    let digits = part.trim_end_matches(|c: char| !c.is_ascii_digit());
    let ending = part.strip_prefix(digits).unwrap_or_default().to_lowercase();
    let is_ordinal = matches!(ending.as_str(), "st" | "nd" | "rd" | "th" | "er" | "e" | "º" | "ª" | "日");
    if is_ordinal && (1..=2).contains(&digits.len()) { digits } else { part }
}

/// Writes the digits of any script as those of ASCII.
fn with_ascii_digits(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match deunicode_char(c) {
            Some(digit) if !c.is_ascii() && c.is_numeric() && digit.len() == 1 => out.push_str(digit),
            _ => out.push(c),
        }
    }
    Cow::Owned(out)
}

fn number(text: &str) -> Option<u32> {
    if text.len() > 2 {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests;
