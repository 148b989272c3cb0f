//! The days on which an event comes again.

use chrono::{Datelike, NaiveDate, Weekday};

/// How often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Every {
    Year,
    Month,
    Week,
    Day,
}

/// A rule of iCalendar for coming again.
#[derive(Debug)]
pub(super) struct Repeats {
    start: NaiveDate,
    every: Every,
    interval: i64,
    count: Option<usize>,
    until: Option<NaiveDate>,
    months: Vec<u32>,
    /// 1 to 31, or counted back from -1 for the last.
    month_days: Vec<i64>,
    /// Which weekday of the month or year; 0 is every one.
    weekdays: Vec<(i64, Weekday)>,
}

impl Repeats {
    /// Reads a rule; None where it has a part that is not known.
    pub(super) fn read(rule: &str, start: NaiveDate) -> Option<Self> {
        let mut read = Self {
            start,
            every: Every::Year,
            interval: 1,
            count: None,
            until: None,
            months: Vec::new(),
            month_days: Vec::new(),
            weekdays: Vec::new(),
        };
        let mut has_every = false;
        for part in rule.split(';').filter(|part| !part.trim().is_empty()) {
            let (key, value) = part.split_once('=')?;
            let value = value.trim().to_ascii_uppercase();
            match key.trim().to_ascii_uppercase().as_str() {
                "FREQ" => {
                    has_every = true;
                    read.every = match value.as_str() {
                        "YEARLY" => Every::Year,
                        "MONTHLY" => Every::Month,
                        "WEEKLY" => Every::Week,
                        "DAILY" => Every::Day,
                        _ => return None,
                    };
                }
                "INTERVAL" => read.interval = value.parse().ok().filter(|n| *n > 0)?,
                "COUNT" => read.count = Some(value.parse().ok()?),
                "UNTIL" => read.until = Some(NaiveDate::parse_from_str(value.get(..8)?, "%Y%m%d").ok()?),
                "BYMONTH" => read.months = value.split(',').map(|n| n.parse().ok()).collect::<Option<_>>()?,
                "BYMONTHDAY" => read.month_days = value.split(',').map(|n| n.parse().ok()).collect::<Option<_>>()?,
                "BYDAY" => read.weekdays = value.split(',').map(weekday).collect::<Option<_>>()?,
                "WKST" => {}
                _ => return None,
            }
        }
        has_every.then_some(read)
    }

    /// Returns the days from one to another.
    pub(super) fn between(&self, from: NaiveDate, to: NaiveDate) -> Vec<NaiveDate> {
        let to = self.until.map_or(to, |until| until.min(to));
        // A number of times is counted from the start, everything else from where it matters.
        let begin = if self.count.is_some() { self.start } else { self.start.max(from) };
        let days = begin.iter_days().take_while(|day| *day <= to).filter(|day| self.is_on(*day));
        days.take(self.count.unwrap_or(usize::MAX)).filter(|day| *day >= from).collect()
    }

    fn is_on(&self, day: NaiveDate) -> bool {
        let start = self.start;
        let months = i64::from(day.year() - start.year()) * 12 + i64::from(day.month()) - i64::from(start.month());
        let week = |day: NaiveDate| i64::from(day.num_days_from_ce() - 1).div_euclid(7);
        let periods = match self.every {
            Every::Year => i64::from(day.year() - start.year()),
            Every::Month => months,
            Every::Week => week(day) - week(start),
            Every::Day => (day - start).num_days(),
        };
        let by_days = !self.month_days.is_empty() || !self.weekdays.is_empty();
        let same_day = match self.every {
            Every::Year => {
                by_days || day.day() == start.day() && (!self.months.is_empty() || day.month() == start.month())
            }
            Every::Month => by_days || day.day() == start.day(),
            Every::Week => !self.weekdays.is_empty() || day.weekday() == start.weekday(),
            Every::Day => true,
        };
        periods % self.interval == 0
            && same_day
            && (self.months.is_empty() || self.months.contains(&day.month()))
            && (self.month_days.is_empty() || self.month_days.iter().any(|n| is_nth(day.day(), days_in_month(day), *n)))
            && (self.weekdays.is_empty() || self.weekdays.iter().any(|one| self.is_weekday(day, *one)))
    }

    fn is_weekday(&self, day: NaiveDate, (nth, weekday): (i64, Weekday)) -> bool {
        if day.weekday() != weekday || nth == 0 {
            return day.weekday() == weekday;
        }
        let of_year = self.every == Every::Year && self.months.is_empty();
        let (at, days) = if of_year { (day.ordinal(), days_in_year(day)) } else { (day.day(), days_in_month(day)) };
        // The nth of its weekday from the beginning, or from the end.
        let from_begin = (at - 1) / 7 + 1;
        let from_end = (days - at) / 7 + 1;
        if nth > 0 { i64::from(from_begin) == nth } else { -i64::from(from_end) == nth }
    }
}

fn is_nth(at: u32, of: u32, nth: i64) -> bool {
    if nth > 0 { i64::from(at) == nth } else { i64::from(at) - i64::from(of) - 1 == nth }
}

fn days_in_month(day: NaiveDate) -> u32 {
    u32::from(day.num_days_in_month())
}

fn days_in_year(day: NaiveDate) -> u32 {
    if day.leap_year() { 366 } else { 365 }
}

/// Reads "MO", "4TH" or "-1FR".
fn weekday(text: &str) -> Option<(i64, Weekday)> {
    let (nth, name) = text.trim().split_at_checked(text.trim().len().checked_sub(2)?)?;
    let weekday = match name {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok()? };
    Some((nth, weekday))
}
