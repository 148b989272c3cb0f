//! Calling hours: the weekdays and times at which a customer may be called.

use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveTime, TimeDelta, TimeZone, Timelike, Utc, Weekday};

use super::dates::{localize, weekday_named};
use super::problems::Invalid;
use super::tz::Tz;

pub mod strip;

/// Weekly calling hours; the end of each range is exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallingHours {
    ranges: Vec<Range>,
}

/// A time range on some weekdays, in minutes since midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Range {
    days: [bool; 7],
    from: u32,
    to: u32,
}

fn invalid(what: impl std::fmt::Display) -> Invalid {
    Invalid::new(format!("{what}; write calling hours such as \"mon-fri 09:00-17:30\" or \"09:00-12:00\""))
}

const MON_TO_FRI: [bool; 7] = [true, true, true, true, true, false, false];
const DAY_MINUTES: u32 = 24 * 60;

impl Default for CallingHours {
    /// Monday to Friday, 09:00 to 17:30.
    fn default() -> Self {
        Self { ranges: vec![Range { days: MON_TO_FRI, from: 9 * 60, to: 17 * 60 + 30 }] }
    }
}

impl FromStr for CallingHours {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl CallingHours {
    /// Reads "mon-fri 09:00-17:30", "09:00-12:00 13:00-17:00" or "mon-thu 8-16, fri 8-12"; without days: Monday to Friday.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let mut ranges = Vec::new();
        let mut days = MON_TO_FRI;
        let mut naming = false;
        for token in text.split([' ', ',', ';', '\t']).filter(|t| !t.is_empty()) {
            if let Some(named) = read_days(token) {
                if !naming {
                    days = [false; 7];
                    naming = true;
                }
                for (day, on) in days.iter_mut().zip(named) {
                    *day |= on;
                }
            } else {
                naming = false;
                let (from, to) = read_times(token)?;
                ranges.push(Range { days, from, to });
            }
        }
        if ranges.is_empty() || naming {
            return Err(invalid(format!("\"{text}\" names no time of day")));
        }
        Ok(Self { ranges })
    }

    /// Whether `instant` is inside the hours, by the clock of `zone`.
    pub fn contains(&self, instant: DateTime<Utc>, zone: Tz) -> bool {
        let local = localize(instant, zone);
        let minute = local.hour() * 60 + local.minute();
        let day = weekday_index(local.weekday());
        self.ranges.iter().any(|r| r.days.get(day).copied().unwrap_or(false) && r.from <= minute && minute < r.to)
    }

    /// The end of the hours in which `instant` lies, by the clock of `zone`: ranges that touch are one. None outside of the
    /// hours, and where they go on for more than a week.
    pub fn end_of(&self, instant: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let mut at = instant;
        while self.contains(at, zone) {
            let local = localize(at, zone);
            let (day, minute) = (weekday_index(local.weekday()), local.hour() * 60 + local.minute());
            let holds = |r: &&Range| r.days.get(day).copied().unwrap_or(false) && r.from <= minute && minute < r.to;
            let to = self.ranges.iter().filter(holds).map(|r| r.to).max()?;
            let midnight = local.date_naive().and_time(NaiveTime::MIN);
            let end = midnight.checked_add_signed(TimeDelta::minutes(to.into()))?;
            // An end that the clock jumps over comes when the clock has jumped.
            let end = zone
                .from_local_datetime(&end)
                .latest()
                .or_else(|| zone.from_local_datetime(&end.checked_add_signed(TimeDelta::hours(1))?).earliest())?;
            at = end.with_timezone(&Utc);
            if at <= instant || at - instant > TimeDelta::days(8) {
                return None;
            }
        }
        (at > instant).then_some(at)
    }

    /// The next moment after `instant` at which the hours begin, by the clock of `zone`; None within the next ten days
    /// only where no range ever begins.
    pub fn next_begin(&self, instant: DateTime<Utc>, zone: Tz) -> Option<DateTime<Utc>> {
        let today = localize(instant, zone).date_naive();
        (0..10).filter_map(|n| today.checked_add_days(Days::new(n))).find_map(|date| {
            let day = weekday_index(date.weekday());
            let begins = self.ranges.iter().filter(|r| r.days.get(day).copied().unwrap_or(false));
            begins
                .filter_map(|r| {
                    let time = NaiveTime::from_num_seconds_from_midnight_opt(r.from * 60, 0)?;
                    // A begin that the clock jumps over comes when the clock has jumped.
                    let local = date.and_time(time);
                    let begin = zone.from_local_datetime(&local).earliest().or_else(|| {
                        let later = local.checked_add_signed(TimeDelta::hours(1))?;
                        zone.from_local_datetime(&later).earliest()
                    })?;
                    Some(begin.with_timezone(&Utc))
                })
                .filter(|begin| *begin > instant)
                .min()
        })
    }
}

fn weekday_index(day: Weekday) -> usize {
    day.num_days_from_monday() as usize
}

/// Reads "mon", "mon-fri" or "daily"; None for anything else.
fn read_days(token: &str) -> Option<[bool; 7]> {
    let mut days = [false; 7];
    if token.eq_ignore_ascii_case("daily") {
        return Some([true; 7]);
    }
    let (first, last) = token.split_once(['-', '–']).unwrap_or((token, token));
    let (first, last) = (weekday_index(weekday_named(first)?), weekday_index(weekday_named(last)?));
    let mut at = first;
    loop {
        if let Some(day) = days.get_mut(at) {
            *day = true;
        }
        if at == last {
            return Some(days);
        }
        at = (at + 1) % 7;
    }
}

/// Writes each time of day in calling hours anew; the days, and what can't be read, stay as they were typed.
pub fn with_times(typed: &str, write: impl Fn(NaiveTime) -> String) -> String {
    let rewritten = |word: &str| {
        let (from, to) = read_times(word).ok()?;
        let time = |minute: u32| NaiveTime::from_num_seconds_from_midnight_opt(minute % DAY_MINUTES * 60, 0);
        Some(format!("{}-{}", write(time(from)?), write(time(to)?)))
    };
    let mut written = String::new();
    for part in typed.split_inclusive([' ', ',', ';', '\t']) {
        let word = part.trim_end_matches([' ', ',', ';', '\t']);
        written.push_str(&rewritten(word).unwrap_or_else(|| word.to_string()));
        written.push_str(part.get(word.len()..).unwrap_or_default());
    }
    written
}

fn read_times(token: &str) -> Result<(u32, u32), Invalid> {
    let unreadable = || invalid(format!("could not read \"{token}\""));
    let (from, to) = token.split_once(['-', '–']).ok_or_else(unreadable)?;
    let (from, to) = (read_minute(from).ok_or_else(unreadable)?, read_minute(to).ok_or_else(unreadable)?);
    if from >= to {
        return Err(invalid(format!("\"{token}\" ends before it begins")));
    }
    Ok((from, to))
}

fn read_minute(text: &str) -> Option<u32> {
    let (hour, minute) = text.split_once([':', '.']).unwrap_or((text, "0"));
    let digits = |t: &str| t.len() <= 2 && !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour * 60 + minute;
    (minute < 60 && total <= DAY_MINUTES).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(text).unwrap().with_timezone(&Utc)
    }

    #[test]
    fn the_end_is_exclusive_and_the_zone_decides() {
        let hours = CallingHours::default();
        assert!(hours.contains(at("2026-11-23T09:00:00Z"), Tz::UTC));
        assert!(!hours.contains(at("2026-11-23T17:30:00Z"), Tz::UTC));
        assert!(hours.contains(at("2026-11-23T17:29:59Z"), Tz::UTC));
        assert!(!hours.contains(at("2026-11-23T09:00:00Z"), Tz::Asia__Tokyo));
        assert!(!hours.contains(at("2026-11-22T12:00:00Z"), Tz::UTC)); // Sunday
    }

    #[test]
    fn hours_end_where_no_other_range_goes_on() {
        let end = |hours: &str, text: &str| CallingHours::parse(hours).unwrap().end_of(at(text), Tz::Europe__Lisbon);
        assert_eq!(end("09:00-17:30", "2026-11-23T10:00:00Z"), Some(at("2026-11-23T17:30:00Z")));
        assert_eq!(end("09:00-17:30", "2026-07-20T10:00:00Z"), Some(at("2026-07-20T16:30:00Z")), "summer time");
        assert_eq!(end("9-12 12-17", "2026-11-23T10:00:00Z"), Some(at("2026-11-23T17:00:00Z")));
        assert_eq!(end("9-12 13-17", "2026-11-23T10:00:00Z"), Some(at("2026-11-23T12:00:00Z")));
        assert_eq!(end("mon 18-24 tue 0-2", "2026-11-23T20:00:00Z"), Some(at("2026-11-24T02:00:00Z")));
        assert_eq!(end("daily 0-24", "2026-11-23T10:00:00Z"), None, "they never end");
        assert_eq!(end("09:00-17:30", "2026-11-23T18:00:00Z"), None);
    }

    #[test]
    fn hours_without_days_are_monday_to_friday() {
        let hours = CallingHours::parse("09:00-12:00").unwrap();
        assert!(hours.contains(at("2026-11-27T11:00:00Z"), Tz::UTC));
        assert!(!hours.contains(at("2026-11-28T11:00:00Z"), Tz::UTC));
    }

    #[test]
    fn several_ranges_and_days_can_be_written() {
        let hours = CallingHours::parse("mon-thu 8-16, fri,sun 08:30-12:00").unwrap();
        assert!(hours.contains(at("2026-11-26T15:59:00Z"), Tz::UTC));
        assert!(!hours.contains(at("2026-11-27T12:30:00Z"), Tz::UTC));
        assert!(hours.contains(at("2026-11-29T09:00:00Z"), Tz::UTC));
        assert!(CallingHours::parse("fri-mon 09:00-10:00").unwrap().contains(at("2026-11-29T09:00:00Z"), Tz::UTC));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_an_example() {
        for text in ["", "mon", "9 to 5", "25:00-26:00", "12:00-09:00", "mon 09:00-17:00 tue"] {
            let error = CallingHours::parse(text).unwrap_err().to_string();
            assert!(error.contains("mon-fri 09:00-17:30"), "{text}: {error}");
        }
    }

    #[test]
    fn the_first_and_the_last_instant_are_inside_or_outside() {
        let hours = CallingHours::parse("daily 00:00-24:00").unwrap();
        for instant in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            for zone in [Tz::Asia__Tokyo, Tz::America__Los_Angeles, Tz::UTC] {
                assert!(hours.contains(instant, zone));
                hours.next_begin(instant, zone);
            }
        }
    }

    #[test]
    fn the_next_begin_is_after_the_weekend() {
        let begin = CallingHours::default().next_begin(at("2026-11-27T18:00:00Z"), Tz::Europe__Lisbon);
        assert_eq!(begin, Some(at("2026-11-30T09:00:00Z")));
        let early = CallingHours::default().next_begin(at("2026-11-23T01:00:00Z"), Tz::America__New_York);
        assert_eq!(early, Some(at("2026-11-23T14:00:00Z")));
    }
}
