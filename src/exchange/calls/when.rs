//! Reads when a call was and how long it took.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::CallAt;
use super::field::DurationUnit;
use crate::domain::duration::parse_minutes;
use crate::exchange::dates::DateReader;

/// The longest call that is believed, in seconds.
const LONGEST: u64 = 24 * 60 * 60;

/// Reads `2024-03-12`, `2024-03-12 09:14`, `3/15/2024 2:30 PM`, `2024-03-12T09:14:00.000+0000`, milliseconds since 1970 and
/// a spreadsheet's `45363.385`, with the time from a column of its own where the day has none. None where it is not a date.
pub(crate) fn read(text: &str, time: Option<&str>, dates: DateReader) -> Option<CallAt> {
    let text = text.trim();
    if let Some(at) = counted(text) {
        return Some(at);
    }
    let day = dates.date(text)?;
    match clock(text) {
        Some((time, Some(offset))) => {
            let utc = day.and_time(time).checked_sub_offset(offset)?;
            Some(CallAt::Instant(utc.and_utc()))
        }
        Some((time, None)) => Some(CallAt::Wall(day.and_time(time))),
        None => Some(match time.and_then(time_alone) {
            Some(time) => CallAt::Wall(day.and_time(time)),
            None => CallAt::Day(day),
        }),
    }
}

/// A moment in one number.
fn counted(text: &str) -> Option<CallAt> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(fraction) {
        return None;
    }
    let count: i64 = whole.parse().ok()?;
    match whole.len() {
        12 | 13 => DateTime::<Utc>::from_timestamp_millis(count).map(CallAt::Instant),
        10 => DateTime::<Utc>::from_timestamp(count, 0).map(CallAt::Instant),
        14 => NaiveDateTime::parse_from_str(whole, "%Y%m%d%H%M%S").ok().map(CallAt::Wall),
        5 if !fraction.is_empty() => {
            let day = NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(u64::try_from(count).ok()?))?;
            Some(CallAt::Wall(day.and_time(NaiveTime::MIN).checked_add_signed(part_of_day(fraction)?)?))
        }
        _ => None,
    }
}

/// Reads the digits behind a spreadsheet's day: 5 is noon.
fn part_of_day(fraction: &str) -> Option<TimeDelta> {
    let digits = fraction.get(..fraction.len().min(9))?;
    let part: i64 = digits.parse().ok()?;
    let whole = 10_i64.checked_pow(u32::try_from(digits.len()).ok()?)?;
    TimeDelta::try_seconds((part.checked_mul(86_400)? + whole / 2) / whole)
}

/// Reads the time of a column of its own: `09:14`, or a spreadsheet's part of a day.
fn time_alone(text: &str) -> Option<NaiveTime> {
    if let Some((time, _)) = clock(text) {
        return Some(time);
    }
    let fraction = text.trim().strip_prefix("0.").filter(|f| !f.is_empty() && f.bytes().all(|b| b.is_ascii_digit()))?;
    NaiveTime::MIN.overflowing_add_signed(part_of_day(fraction)?).0.into()
}

/// Finds the time of day in a text, and how far it is from UTC where that is said.
fn clock(text: &str) -> Option<(NaiveTime, Option<FixedOffset>)> {
    let colon = text
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| text.get(..*at).is_some_and(|before| before.ends_with(|c: char| c.is_ascii_digit())))?;
    let (before, after) = (text.get(..colon)?, text.get(colon + 1..)?);
    let hour_at = before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let hour: u32 = before.get(hour_at..)?.parse().ok()?;
    let (minute, rest) = digits(after);
    let minute: u32 = minute.parse().ok().filter(|_| minute.len() == 2)?;
    let (second, rest) = match rest.strip_prefix(':').map(digits) {
        Some((second, rest)) => (second.parse().ok()?, rest),
        None => (0, rest),
    };
    let rest = rest.strip_prefix('.').map_or(rest, |fraction| digits(fraction).1).trim().to_lowercase();
    let plain: String = rest.chars().filter(|c| !matches!(c, '.' | ' ')).collect();
    let hour = match (plain.get(..2), hour) {
        (Some("am"), 12) => 0,
        (Some("pm"), 1..=11) => hour + 12,
        _ => hour,
    };
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, offset(&plain)))
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
}

/// Reads `z`, `utc`, `+0000` and `+02:00`.
fn offset(text: &str) -> Option<FixedOffset> {
    if matches!(text, "z" | "utc" | "gmt") {
        return FixedOffset::east_opt(0);
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

/// How long a call took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Took {
    /// The file doesn't say it.
    Unsaid,
    /// Nobody talked.
    NoTime,
    /// It would have taken less than no time, or more than a day.
    NotBelieved,
    Minutes(u32),
}

/// Reads how long a call took, to the minute; a short one took one.
pub(crate) fn took(text: &str, unit: DurationUnit) -> Took {
    let text = text.trim();
    if text.strip_prefix(['-', '\u{2212}']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        return Took::NotBelieved;
    }
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let number = || {
        let whole = text.split_once('.').map_or(text, |(whole, _)| whole);
        whole.parse::<u64>().ok()
    };
    let seconds = match unit {
        _ if text.contains(':') => by_clock(text, unit),
        DurationUnit::Milliseconds => number().map(|ms| ms.div_ceil(1000)),
        DurationUnit::Seconds => number(),
        DurationUnit::Minutes => parse_minutes(text).ok().map(|minutes| u64::from(minutes) * 60),
    };
    match seconds {
        Some(0) => Took::NoTime,
        Some(seconds @ 1..=LONGEST) => Took::Minutes(u32::try_from((seconds + 30) / 60).unwrap_or(1).max(1)),
        Some(_) => Took::NotBelieved,
        None if is_number => Took::NotBelieved,
        None => Took::Unsaid,
    }
}

/// Reads `1:02:03`, and `1:20` as hours and minutes where a column counts those, else as minutes and seconds.
fn by_clock(text: &str, unit: DurationUnit) -> Option<u64> {
    let parts: Vec<u64> = text.split(':').map(|part| part.trim().parse().ok()).collect::<Option<_>>()?;
    if parts.iter().any(|part| *part > LONGEST) {
        return None;
    }
    match (parts.as_slice(), unit) {
        ([hours, minutes, seconds], _) => Some(hours * 3600 + minutes * 60 + seconds),
        ([hours, minutes], DurationUnit::Minutes) => Some(hours * 3600 + minutes * 60),
        ([minutes, seconds], _) => Some(minutes * 60 + seconds),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::DateOrder;

    fn at(text: &str, time: Option<&str>) -> String {
        let dates = DateReader { order: DateOrder::MonthFirst, today: NaiveDate::from_ymd_opt(2026, 11, 23) };
        match read(text, time, dates) {
            Some(CallAt::Instant(at)) => at.to_rfc3339(),
            Some(CallAt::Wall(at)) => at.to_string(),
            Some(CallAt::Day(day)) => day.to_string(),
            None => "none".into(),
        }
    }

    #[test]
    fn moments_are_read_with_and_without_their_zone() {
        for (text, time, read) in [
            ("2024-03-12", None, "2024-03-12"),
            ("2024-03-12", Some("09:14"), "2024-03-12 09:14:00"),
            ("2024-03-12", Some("0.5"), "2024-03-12 12:00:00"),
            ("2024-03-12", Some(""), "2024-03-12"),
            ("2024-03-12 09:14", None, "2024-03-12 09:14:00"),
            ("3/15/2024 2:30 PM", None, "2024-03-15 14:30:00"),
            ("3/15/2024 12:05 a.m.", None, "2024-03-15 00:05:00"),
            ("2024-03-12T09:14:00Z", None, "2024-03-12T09:14:00+00:00"),
            ("2024-03-12T09:14:00.000+0000", None, "2024-03-12T09:14:00+00:00"),
            ("2024-03-12 09:14:00 +02:00", None, "2024-03-12T07:14:00+00:00"),
            ("2024-03-12 09:14 UTC", None, "2024-03-12T09:14:00+00:00"),
            ("1710234840000", None, "2024-03-12T09:14:00+00:00"),
            ("1710234840", None, "2024-03-12T09:14:00+00:00"),
            ("20240312091400", None, "2024-03-12 09:14:00"),
            ("45363.385", None, "2024-03-12 09:14:24"),
            ("45363", None, "2024-03-12"),
            ("2024-03-12 25:14", None, "2024-03-12"),
            ("soon", None, "none"),
            ("", None, "none"),
        ] {
            assert_eq!(at(text, time), read, "{text} {time:?}");
        }
    }

    #[test]
    fn durations_are_read_to_the_minute() {
        use DurationUnit::{Milliseconds, Minutes, Seconds};
        for (text, unit, read) in [
            ("754000", Milliseconds, Took::Minutes(13)),
            ("20000", Milliseconds, Took::Minutes(1)),
            ("00:12:34", Milliseconds, Took::Minutes(13)),
            ("2:30", Seconds, Took::Minutes(3)),
            ("600", Seconds, Took::Minutes(10)),
            ("600.0", Seconds, Took::Minutes(10)),
            ("0", Seconds, Took::NoTime),
            ("00:30", Minutes, Took::Minutes(30)),
            ("1h 20", Minutes, Took::Minutes(80)),
            ("-5", Seconds, Took::NotBelieved),
            ("99999999999999999999", Milliseconds, Took::NotBelieved),
            ("9999999", Seconds, Took::NotBelieved),
            ("long", Seconds, Took::Unsaid),
            ("", Seconds, Took::Unsaid),
        ] {
            assert_eq!(took(text, unit), read, "{text}");
        }
    }
}
