//! Peak days: the days on which a customer uses the service most.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate, Weekday};

use super::dates::{add_months, month_named, weekday_named};
use super::problems::Invalid;

/// Weekdays, days of the month, or both (then both must hold), in some months or all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeakDays {
    weekdays: Vec<Weekday>,
    /// 1 to 31, and 0 for the last.
    month_days: Vec<u32>,
    /// 1 to 12; empty is every month.
    months: Vec<u32>,
}

fn invalid(what: impl std::fmt::Display) -> Invalid {
    let such_as = "\"tue,thu\", \"1,15,last\", \"mon and 1,15\" or \"tue nov-jan\"";
    Invalid::new(format!("{what}; write peak days such as {such_as}"))
}

const LONGEST_MONTH: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl FromStr for PeakDays {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl PeakDays {
    /// Reads peak days; days that never occur ("31 feb") are an error.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut peak = Self { weekdays: Vec::new(), month_days: Vec::new(), months: Vec::new() };
        for token in text.to_lowercase().split([',', ' ', '\t']).filter(|t| !t.is_empty() && *t != "and") {
            if let Some(days) = range(token, |t| weekday_named(t).map(|d| d.num_days_from_monday()), 0, 6) {
                peak.months_come_last(token)?;
                peak.weekdays.extend(days.into_iter().filter_map(|d| Weekday::try_from(u8::try_from(d).ok()?).ok()));
            } else if let Some(months) = range(token, month_named, 1, 12) {
                peak.months.extend(months);
            } else if token == "last" {
                peak.months_come_last(token)?;
                peak.month_days.push(0);
            } else {
                peak.months_come_last(token)?;
                match token.parse::<u32>() {
                    Ok(day @ 1..=31) => peak.month_days.push(day),
                    _ => return Err(invalid(format!("could not read \"{token}\""))),
                }
            }
        }
        if peak.weekdays.is_empty() && peak.month_days.is_empty() {
            return Err(invalid(format!("\"{text}\" names no day")));
        }
        if !peak.ever_occurs() {
            return Err(invalid(format!("\"{text}\" never occurs")));
        }
        Ok(peak)
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
        self.month_days.is_empty() || self.month_days.iter().any(|d| *d <= longest)
    }

    /// Whether these are the same days as others, however they are written.
    pub fn same_days(&self, other: &Self) -> bool {
        let sorted = |days: &[u32]| {
            let mut days = days.to_vec();
            days.sort_unstable();
            days.dedup();
            days
        };
        let weekdays = |p: &Self| sorted(&p.weekdays.iter().map(Weekday::num_days_from_monday).collect::<Vec<_>>());
        weekdays(self) == weekdays(other)
            && sorted(&self.month_days) == sorted(&other.month_days)
            && sorted(&self.months) == sorted(&other.months)
    }

    /// Whether a day is a peak day.
    pub fn contains(&self, date: NaiveDate) -> bool {
        let last_of_month = || add_months(date.with_day(1).unwrap_or(date), 1).pred_opt() == Some(date);
        (self.months.is_empty() || self.months.contains(&date.month()))
            && (self.weekdays.is_empty() || self.weekdays.contains(&date.weekday()))
            && (self.month_days.is_empty()
                || self.month_days.contains(&date.day())
                || (self.month_days.contains(&0) && last_of_month()))
    }
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
    fn the_same_days_may_be_written_otherwise() {
        let same = |a: &str, b: &str| PeakDays::parse(a).unwrap().same_days(&PeakDays::parse(b).unwrap());
        assert!(same("tue,thu", "Thursday and tue, tue"));
        assert!(!same("tue,thu", "tue,thu nov"));
        assert!(!same("1", "mon"));
    }

    #[test]
    fn days_that_never_occur_are_refused() {
        for wrong in ["31 feb", "30,31 feb", "", "feb", "funday", "32", "feb tue", "0"] {
            assert!(PeakDays::parse(wrong).is_err(), "{wrong}");
        }
    }
}
