//! Reads dates and times that are written in digits: "2026-11-23", "16:00", "2026-11-23T09:00:00+01:00".

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime};

use super::{NOON, capitalize_month, title};

/// The years in which dates are read.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

/// Why a text does not give a date or a time.
pub(super) enum NoDate {
    /// It is not in this form; another reading may fit.
    Unknown,
    /// It is clearly a date or a time, but one that does not exist.
    NoSuch { what: String, why: String },
    /// It is outside of [`YEARS`].
    TooFar,
}

pub(super) type Read<T> = Result<T, NoDate>;

/// Reads a number whose count of digits is in a range.
pub(super) fn read_digits<T: std::str::FromStr>(word: &str, digits: std::ops::RangeInclusive<usize>) -> Option<T> {
    (digits.contains(&word.len()) && word.bytes().all(|b| b.is_ascii_digit())).then(|| word.parse().ok()).flatten()
}

/// Reads "2026-11-23"; None if the word does not look like one.
pub(super) fn read_iso_date(word: &str) -> Read<Option<NaiveDate>> {
    let mut parts = word.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
        return Ok(None);
    };
    match (read_digits(year, 4..=4), read_digits(month, 1..=2), read_digits(day, 1..=2)) {
        (Some(year), Some(month), Some(day)) => date_of(year, month, day, word).map(Some),
        _ => Ok(None),
    }
}

/// The date, or why there is none; `word` is how it was written.
pub(super) fn date_of(year: i32, month: u32, day: u32, word: &str) -> Read<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| {
        let why = missing_day(Some(year), month);
        let tokens: Vec<&str> = word.split(' ').collect();
        NoDate::NoSuch { what: capitalize_month(&tokens), why }
    })
}

/// Says why a month has no such day; without a year, how many days it has at most.
pub(super) fn missing_day(year: Option<i32>, month: u32) -> String {
    match year {
        _ if !(1..=12).contains(&month) => "months go from 01 to 12".to_owned(),
        Some(year) => format!("{} {year} has {} days", title(month), days_in(year, month)),
        None => format!("{} has {} days", title(month), days_in(2000, month)),
    }
}

/// Reads a time of day in one word; None if the word does not look like one.
pub(super) fn read_time(word: &str) -> Read<Option<NaiveTime>> {
    match word {
        "noon" => return Ok(Some(NOON)),
        "midnight" => return Ok(Some(NaiveTime::MIN)),
        _ => {}
    }
    let bare = word.replace("a.m.", "am").replace("p.m.", "pm");
    let (digits, half) = match (bare.strip_suffix("am"), bare.strip_suffix("pm")) {
        (Some(digits), _) => (digits, Some(0)),
        (_, Some(digits)) => (digits, Some(12)),
        _ => (bare.as_str(), None),
    };
    let (digits, hours_only) = match digits.strip_suffix('h') {
        Some(digits) if half.is_none() => (digits, true),
        _ => (digits, false),
    };
    // "16h30" is 16:30.
    let colons = digits.replacen('h', ":", 1);
    let mut parts = colons.split(':');
    let Some(hour) = parts.next().and_then(|hour| read_digits::<u32>(hour, 1..=2)) else {
        return Ok(None);
    };
    let rest: Option<Vec<u32>> = parts.map(|part| read_digits(part, 2..=2)).collect();
    let (minute, second) = match rest.as_deref() {
        Some([]) if hours_only || half.is_some() => (0, 0),
        Some(&[minute]) => (minute, 0),
        Some(&[minute, second]) => (minute, second),
        _ => return Ok(None),
    };
    let no_such = |why: &str| Err(NoDate::NoSuch { what: word.to_owned(), why: why.to_owned() });
    let hour = match half {
        Some(_) if !(1..=12).contains(&hour) => {
            return no_such("with am or pm, hours go from 1 to 12");
        }
        Some(half) => hour % 12 + half,
        None => hour,
    };
    match NaiveTime::from_hms_opt(hour, minute, second.min(59)) {
        Some(time) if second <= 60 => Ok(Some(time)),
        _ => no_such("hours go from 00 to 23, minutes from 00 to 59"),
    }
}

/// Reads "2026-11-23T09:00:00.5+01:00", also with a blank for the T; None without an offset.
pub(super) fn read_instant(tokens: &[&str]) -> Read<Option<DateTime<FixedOffset>>> {
    let [date, clock @ ..] = tokens else {
        return Ok(None);
    };
    let clock = clock.concat();
    let clock = clock.as_str();
    let (time, offset) = if let Some(time) = clock.strip_suffix('z') {
        (time, Some(0))
    } else if let Some((time, offset)) = clock.rfind(['+', '-']).and_then(|at| clock.split_at_checked(at)) {
        (time, read_offset(offset))
    } else {
        return Ok(None);
    };
    let time = time.split_once('.').map_or(time, |(whole, _)| whole);
    let Some(offset) = offset.and_then(FixedOffset::east_opt) else {
        return Ok(None);
    };
    if !time.contains(':') {
        return Ok(None);
    }
    let (Some(date), Some(time)) = (read_iso_date(date)?, read_time(time)?) else {
        return Ok(None);
    };
    if !YEARS.contains(&date.year()) {
        return Err(NoDate::TooFar);
    }
    Ok(date.and_time(time).and_local_timezone(offset).single())
}

/// Reads "+01:00" or "-0330" as seconds east.
fn read_offset(word: &str) -> Option<i32> {
    let (sign, digits) = word.split_at_checked(1)?;
    let digits = digits.replace(':', "");
    let (hours, minutes) = digits.split_at_checked(2)?;
    let hours: i32 = read_digits(hours, 2..=2)?;
    let minutes: i32 = if minutes.is_empty() { 0 } else { read_digits(minutes, 2..=2)? };
    if hours > 23 || minutes > 59 {
        return None;
    }
    let seconds = (hours * 60 + minutes) * 60;
    Some(if sign == "-" { -seconds } else { seconds })
}

/// How many days a month has.
pub(super) fn days_in(year: i32, month: u32) -> u32 {
    (28..=31).rev().find(|day| NaiveDate::from_ymd_opt(year, month, *day).is_some()).unwrap_or(28)
}
