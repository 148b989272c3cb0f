//! How long something took, in minutes: read as people write it, and said the same way.

use super::problems::Invalid;

fn invalid(text: &str) -> Invalid {
    Invalid::new(format!("\"{text}\" is not a number of minutes; write 20, 1:20 or 1h 20"))
}

/// Reads "20", "90 min", "1h", "1h 20", "1h20m", "1 h 20 min", "1:20" and "1.5h" as minutes.
pub fn parse_minutes(text: &str) -> Result<u32, Invalid> {
    let lower = text.trim().to_lowercase();
    read(&lower).ok_or_else(|| invalid(text.trim()))
}

fn read(text: &str) -> Option<u32> {
    if let Some((hours, minutes)) = text.split_once(':') {
        return (minutes.len() == 2).then(|| together(hours, minutes)).flatten();
    }
    // What stands before a unit is its number; what follows the hours may lack one.
    let (number, rest) = number(text)?;
    let (unit, rest) = unit(rest);
    match unit {
        "" | "m" | "min" | "mins" | "minute" | "minutes" if rest.is_empty() => whole(number),
        "h" | "hr" | "hrs" | "hour" | "hours" if rest.is_empty() => hours(number),
        "h" | "hr" | "hrs" | "hour" | "hours" => {
            let (minutes, end) = self::number(rest.strip_prefix("and ").unwrap_or(rest))?;
            match self::unit(end) {
                ("" | "m" | "min" | "mins" | "minute" | "minutes", "") => together(number, minutes),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Splits a number off: "20 min" is "20" and "min".
fn number(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ',')).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end)?;
    (!number.is_empty()).then_some((number, rest.trim_start()))
}

/// Splits a unit off: "h 20" is "h" and "20".
fn unit(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (unit, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    (unit, rest.strip_prefix('.').unwrap_or(rest).trim_start())
}

fn whole(number: &str) -> Option<u32> {
    number.bytes().all(|b| b.is_ascii_digit()).then(|| number.parse().ok()).flatten()
}

/// Reads hours, whole or with a part: "1.5" is 90 minutes.
fn hours(number: &str) -> Option<u32> {
    let Some((whole_hours, part)) = number.split_once(['.', ',']) else {
        return whole(number)?.checked_mul(60);
    };
    let tenth = whole(part).filter(|_| (1..=2).contains(&part.len()))?;
    let hundredths = if part.len() == 1 { tenth * 10 } else { tenth };
    whole(whole_hours)?.checked_mul(60)?.checked_add((hundredths * 60 + 50) / 100)
}

fn together(hours: &str, minutes: &str) -> Option<u32> {
    let minutes = whole(minutes).filter(|m| *m < 60)?;
    whole(hours)?.checked_mul(60)?.checked_add(minutes)
}

/// Says minutes briefly: "45 min", "1h", "1h 20".
pub fn brief(minutes: u32) -> String {
    in_hours(minutes).unwrap_or_else(|| format!("{minutes} min"))
}

/// Says minutes in words where they are less than an hour: "1 minute", "45 minutes", "1h 20".
pub fn describe(minutes: u32) -> String {
    let unit = if minutes == 1 { "minute" } else { "minutes" };
    in_hours(minutes).unwrap_or_else(|| format!("{minutes} {unit}"))
}

fn in_hours(minutes: u32) -> Option<String> {
    match (minutes / 60, minutes % 60) {
        (0, _) => None,
        (hours, 0) => Some(format!("{hours}h")),
        (hours, minutes) => Some(format!("{hours}h {minutes:02}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("20", 20),
            ("0", 0),
            ("1h", 60),
            ("1h 20", 80),
            ("1h20m", 80),
            ("1:20", 80),
            ("90 min", 90),
            ("1 h 20 min", 80),
            ("1H05", 65),
            ("0:45", 45),
            ("2 hours", 120),
            ("1 hour and 5 minutes", 65),
            ("1.5h", 90),
            ("1,25 h", 75),
            ("15m", 15),
            (" 15 min. ", 15),
        ] {
            assert_eq!(parse_minutes(text), Ok(minutes), "{text}");
        }
    }

    #[test]
    fn what_says_no_duration_is_refused() {
        for text in [
            "",
            "h",
            "soon",
            "-5",
            "1:5",
            "1:75",
            "1h 75",
            "1.5",
            "20 s",
            "1h 20 30",
            "99999999999",
            "1:20:30",
            "20 1h",
        ] {
            assert!(parse_minutes(text).is_err(), "{text}");
        }
    }

    #[test]
    fn durations_are_said_briefly_and_read_back() {
        for (minutes, short, long) in [
            (0, "0 min", "0 minutes"),
            (1, "1 min", "1 minute"),
            (60, "1h", "1h"),
            (65, "1h 05", "1h 05"),
            (80, "1h 20", "1h 20"),
        ] {
            assert_eq!((brief(minutes).as_str(), describe(minutes).as_str()), (short, long));
            assert_eq!(parse_minutes(short), Ok(minutes));
        }
    }
}
