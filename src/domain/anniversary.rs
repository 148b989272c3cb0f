//! Days that come back every year: birthdays, and the day on which a past buyer first said yes.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Days, NaiveDate};

use super::choice::choices;
use super::dates;
use super::problems::Invalid;

choices! {
    /// Which day of a customer comes back.
    AnniversaryKind, "kind of day" { Birthday = "birthday", FirstYes = "first-yes" }
}

/// How many days ahead such a day is an occasion to be in touch.
pub const DAYS_AHEAD: u64 = 7;

/// Nobody whom a user calls was born earlier; Apple writes 1604 where there is no year.
const EARLIEST: i32 = 1800;

/// Any leap year: in it every day of a year is a day.
const LEAP: i32 = 2000;

/// A day of a year, with the year of the first of them where it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearDay {
    year: Option<i32>,
    month: u32,
    day: u32,
}

impl YearDay {
    /// Makes one of its parts; None where there is no such day.
    pub fn new(year: Option<i32>, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year.unwrap_or(LEAP), month, day)?;
        (1..=9999).contains(&year.unwrap_or(LEAP)).then_some(Self { year, month, day })
    }

    /// The year of the first of them; None where it is not known.
    pub fn year(self) -> Option<i32> {
        self.year
    }

    /// Its month, from 1.
    pub fn month(self) -> u32 {
        self.month
    }

    /// Its day of the month, from 1.
    pub fn day(self) -> u32 {
        self.day
    }

    /// Reads a birthday as it is typed: `1980-04-12`, `04-12`, "12 April", "12 Apr 1980".
    ///
    /// # Errors
    /// Refuses what is not a day of a year, a day to come, and years in which nobody was born who is alive.
    pub fn read_birthday(text: &str, today: NaiveDate) -> Result<Self, Invalid> {
        let day = Self::read(text).ok_or_else(|| {
            Invalid::new(format!("\"{text}\" is not a day of a year; write 1980-04-12, or 04-12 without the year"))
        })?;
        match day.year {
            Some(year) if year < EARLIEST => Err(Invalid::new(format!(
                "nobody alive was born in {year}; without the year, write {}",
                day.yearless()
            ))),
            Some(_) if day.first().is_some_and(|first| first > today) => {
                Err(Invalid::new(format!("{day} lies in the future")))
            }
            _ => Ok(day),
        }
    }

    fn read(text: &str) -> Option<Self> {
        if let Ok(day) = text.parse() {
            return Some(day);
        }
        let words: Vec<&str> = text.split([' ', ',']).filter(|word| !word.is_empty()).collect();
        let (first, second, year) = match *words.as_slice() {
            [first, second] => (first, second, None),
            [first, second, year] if year.len() == 4 => (first, second, Some(year.parse().ok()?)),
            _ => return None,
        };
        let number = |word: &str| word.trim_end_matches(['.', 's', 't', 'n', 'd', 'r', 'h']).parse().ok();
        let (month, day) = match (dates::month_named(first), dates::month_named(second)) {
            (Some(month), None) => (month, number(second)?),
            (None, Some(month)) => (month, number(first)?),
            _ => return None,
        };
        Self::new(year, month, day)
    }

    /// The same day, of which nobody knows the first year.
    #[must_use]
    pub fn yearless(self) -> Self {
        Self { year: None, ..self }
    }

    /// Whether it is the other day with its year, which the other lacks.
    pub fn is_fuller_than(self, other: Self) -> bool {
        self.year.is_some() && self.yearless() == other
    }

    /// The first of them; None where its year is not known.
    pub fn first(self) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(self.year?, self.month, self.day)
    }

    /// When it comes in a year: 29 February on the 28th, where the year has no other.
    fn in_year(self, year: i32) -> Option<NaiveDate> {
        let day = NaiveDate::from_ymd_opt(year, self.month, self.day);
        day.or_else(|| NaiveDate::from_ymd_opt(year, self.month, self.day.checked_sub(1)?))
    }

    /// When it comes next, from a day on; that day counts.
    pub fn next_from(self, from: NaiveDate) -> NaiveDate {
        let this_year = self.in_year(from.year()).filter(|day| *day >= from);
        this_year.or_else(|| self.in_year(from.year().checked_add(1)?)).unwrap_or(from)
    }

    /// How many years it is on a day on which it comes; None where nobody knows, and on the first of them.
    pub fn years_on(self, day: NaiveDate) -> Option<u32> {
        u32::try_from(day.year().checked_sub(self.year?)?).ok().filter(|years| *years > 0)
    }

    /// The day in words: "12 April 1980", "12 April".
    pub fn words(self) -> String {
        let in_leap = NaiveDate::from_ymd_opt(LEAP, self.month, self.day).unwrap_or_default();
        let year = self.year.map(|year| format!(" {year}")).unwrap_or_default();
        format!("{}{year}", in_leap.format("%-d %B"))
    }
}

impl From<NaiveDate> for YearDay {
    fn from(day: NaiveDate) -> Self {
        Self { year: Some(day.year()), month: day.month(), day: day.day() }
    }
}

/// `1980-04-12`, or `04-12` without the year.
impl fmt::Display for YearDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year {
            write!(f, "{year:04}-")?;
        }
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

/// Reads what is written in digits; `--04-12` and `--0412` are days without a year as well.
impl FromStr for YearDay {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let wrong = || Invalid::new(format!("\"{text}\" is not a day of a year"));
        let is_yearless = text.starts_with("--");
        let parts: Vec<&str> = text.trim_start_matches("--").split('-').collect();
        let number = |part: &str, digits: std::ops::RangeInclusive<usize>| {
            (digits.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
                .then(|| part.parse::<u32>().ok())?
        };
        let read = || match *parts.as_slice() {
            [both] if is_yearless && both.len() == 4 => {
                let (month, day) = both.split_at_checked(2)?;
                Self::new(None, number(month, 2..=2)?, number(day, 2..=2)?)
            }
            [month, day] => Self::new(None, number(month, 1..=2)?, number(day, 1..=2)?),
            [year, month, day] if !is_yearless => {
                let year = i32::try_from(number(year, 4..=4)?).ok()?;
                Self::new(Some(year), number(month, 1..=2)?, number(day, 1..=2)?)
            }
            _ => None,
        };
        read().ok_or_else(wrong)
    }
}

/// A day of a customer that comes back, when it comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anniversary {
    /// Whether it is their birthday, or the day of their first yes.
    pub kind: AnniversaryKind,
    /// When it comes.
    pub on: NaiveDate,
    /// How old somebody turns, or how many years it is then; None where the year is not known.
    pub years: Option<u32>,
}

impl Anniversary {
    /// Whether a day is an occasion: it comes today, or within the seven days after. A first yes of the year itself is
    /// not one yet.
    pub fn of(kind: AnniversaryKind, day: YearDay, today: NaiveDate) -> Option<Self> {
        let on = day.next_from(today);
        let years = day.years_on(on);
        let is_near = on <= last_day(today);
        (is_near && (kind == AnniversaryKind::Birthday || years.is_some())).then_some(Self { kind, on, years })
    }
}

/// The last day that counts as near.
pub fn last_day(today: NaiveDate) -> NaiveDate {
    today.checked_add_days(Days::new(DAYS_AHEAD)).unwrap_or(today)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::AnniversaryKind::{Birthday, FirstYes};
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn day(text: &str) -> YearDay {
        text.parse().unwrap()
    }

    #[test]
    fn a_birthday_is_read_with_and_without_its_year() {
        let today = date("2026-11-23");
        for (typed, read) in [
            ("1980-04-12", "1980-04-12"),
            ("04-12", "04-12"),
            ("4-12", "04-12"),
            ("--04-12", "04-12"),
            ("--0412", "04-12"),
            ("12 April", "04-12"),
            ("12th Apr 1980", "1980-04-12"),
            ("April 12, 1980", "1980-04-12"),
            ("02-29", "02-29"),
            ("2026-11-23", "2026-11-23"),
        ] {
            assert_eq!(YearDay::read_birthday(typed, today).unwrap().to_string(), read, "{typed}");
        }
        assert_eq!((day("1980-04-12").words(), day("02-29").words()), ("12 April 1980".into(), "29 February".into()));
    }

    #[test]
    fn a_birthday_that_can_not_be_is_refused() {
        let today = date("2026-11-23");
        for (typed, why) in [
            ("1980-02-30", "is not a day of a year"),
            ("02-30", "is not a day of a year"),
            ("1981-02-29", "is not a day of a year"),
            ("13-01", "is not a day of a year"),
            ("0412", "is not a day of a year"),
            ("12/04/1980", "is not a day of a year"),
            ("may", "is not a day of a year"),
            ("2026-11-24", "lies in the future"),
            ("1604-04-12", "nobody alive was born in 1604; without the year, write 04-12"),
            ("0001-01-01", "nobody alive was born in 1"),
        ] {
            let error = YearDay::read_birthday(typed, today).unwrap_err().to_string();
            assert!(error.contains(why), "{typed}: {error}");
        }
    }

    #[test]
    fn a_day_comes_next_this_year_or_in_the_following_one() {
        for (of, from, next) in [
            ("1980-04-12", "2026-04-11", "2026-04-12"),
            ("1980-04-12", "2026-04-12", "2026-04-12"),
            ("1980-04-12", "2026-04-13", "2027-04-12"),
            ("01-02", "2026-12-30", "2027-01-02"),
            ("02-29", "2027-02-20", "2027-02-28"),
            ("02-29", "2027-03-01", "2028-02-29"),
            ("02-29", "2028-02-28", "2028-02-29"),
        ] {
            assert_eq!(day(of).next_from(date(from)), date(next), "{of} from {from}");
        }
    }

    #[test]
    fn it_is_an_occasion_on_the_day_and_the_seven_days_before() {
        let years = |kind, of: &str, today: &str| Anniversary::of(kind, day(of), date(today)).map(|a| a.years);
        assert_eq!(years(Birthday, "1980-12-30", "2026-12-23"), Some(Some(46)));
        assert_eq!(years(Birthday, "1980-12-30", "2026-12-30"), Some(Some(46)));
        assert_eq!(years(Birthday, "1980-12-30", "2026-12-22"), None);
        assert_eq!(years(Birthday, "1980-12-30", "2026-12-31"), None);
        assert_eq!(years(Birthday, "01-02", "2026-12-30"), Some(None));
        assert_eq!(years(FirstYes, "2020-01-02", "2026-12-30"), Some(Some(7)));
        assert_eq!(years(FirstYes, "2026-12-30", "2026-12-30"), None, "the first of them is no anniversary");
        assert_eq!(years(Birthday, "1980-02-29", "2027-02-28"), Some(Some(47)));
    }

    proptest! {
        #[test]
        fn a_day_comes_once_a_year(month in 1_u32..13, d in 1_u32..32, year in proptest::option::of(1900_i32..2026), from in 0_u64..80_000) {
            let from = date("1930-01-01") + Days::new(from);
            if let Some(day) = YearDay::new(year, month, d) {
                let next = day.next_from(from);
                prop_assert!(next >= from && next < from + Days::new(367));
                prop_assert_eq!(day.next_from(next), next);
                prop_assert_eq!(day.to_string().parse::<YearDay>().unwrap(), day);
                prop_assert_eq!(next.month(), month);
            }
        }
    }
}
