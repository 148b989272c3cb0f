//! Reads the dates that exports write.

use chrono::{Datelike, NaiveDate};

use crate::domain::dates::month_named;

/// Reads `12 Mar 2024`, `7-Feb-22`, `2024-03-12 09:14`, `3/15/2024 2:30 PM`, `20240312` and the like.
///
/// Slashes are month/day/year, as the vendors write them, unless only day/month/year fits; dots are day.month.year.
/// None where it is not a date, such as Outlook's `0/0/00`.
pub(super) fn parse(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let parts: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()).take(3).collect();
    // The time in 2024-03-12T09:14 follows the day without a blank.
    let day_only = |p: &str| p.split(['T', 't']).next().unwrap_or(p).to_string();
    let [first, second, third] = parts.as_slice() else {
        return compact_date(&day_only(parts.first()?));
    };
    // The first letters are enough: "Janvier" is January as well.
    let month = |word: &str| month_named(word.get(..3)?);
    if let Some(month) = month(second) {
        return build(third, month, number(first)?);
    }
    if let Some(month) = month(first) {
        return build(third, month, number(second)?);
    }
    if first.len() == 4 && first.chars().all(|c| c.is_ascii_digit()) {
        return build(first, number(second)?, number(&day_only(third))?);
    }
    if first.len() == 8 {
        return compact_date(first);
    }
    let (a, b) = (number(first)?, number(second)?);
    let dotted = text.contains('.') && !text.contains('/');
    let year = day_only(third);
    if dotted { build(&year, b, a) } else { build(&year, a, b).or_else(|| build(&year, b, a)) }
}

/// Says a birthday in words, with or without its year; None without one.
pub(super) fn birthday(text: &str) -> Option<String> {
    let text = text.trim();
    if text.is_empty() || text.chars().all(|c| !c.is_alphanumeric() || c == '0') {
        return None;
    }
    if let Some(rest) = text.strip_prefix("--") {
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        let day = digits.get(..4).and_then(|d| {
            let (month, day) = d.split_at_checked(2)?;
            // A leap year, so that 29 February is a day.
            NaiveDate::from_ymd_opt(2000, number(month)?, number(day)?)
        });
        return Some(day.map_or_else(|| text.to_string(), |d| format!("{} {}", d.day(), d.format("%B"))));
    }
    Some(parse(text).map_or_else(|| text.to_string(), |d| d.to_string()))
}

fn compact_date(text: &str) -> Option<NaiveDate> {
    if text.len() != 8 || !text.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    build(year, number(month)?, number(day)?)
}

fn build(year: &str, month: u32, day: u32) -> Option<NaiveDate> {
    let written: i32 = year.parse().ok()?;
    let year = match (year.len(), written) {
        (1 | 2, 0..70) => 2000 + written,
        (1 | 2, _) => 1900 + written,
        (4, 1800..) => written,
        _ => return None,
    };
    NaiveDate::from_ymd_opt(year, month, day)
}

fn number(text: &str) -> Option<u32> {
    if text.len() > 2 {
        return None;
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dates_of_known_exports_are_read() {
        for (written, read) in [
            ("12 Mar 2024", "2024-03-12"),
            ("7-Feb-22", "2022-02-07"),
            ("2024-03-12 09:14", "2024-03-12"),
            ("3/15/2024 2:30 PM", "2024-03-15"),
            ("15/3/2024", "2024-03-15"),
            ("31.12.1999", "1999-12-31"),
            ("2010-10-14T12:00:00.000Z", "2010-10-14"),
            ("07/15/2009 02:14:45+0800", "2009-07-15"),
            ("Mar 12, 2024", "2024-03-12"),
            ("20240312", "2024-03-12"),
            ("20240312T101500Z", "2024-03-12"),
        ] {
            assert_eq!(parse(written).map(|d| d.to_string()).as_deref(), Some(read), "{written}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for written in ["", "0/0/00", "soon", "2024", "99/99/9999", "2024-02-30", "1/2"] {
            assert_eq!(parse(written), None, "{written}");
        }
    }

    #[test]
    fn a_birthday_without_a_year_is_said_in_words() {
        assert_eq!(birthday("--0415").as_deref(), Some("15 April"));
        assert_eq!(birthday("--02-29").as_deref(), Some("29 February"));
        assert_eq!(birthday("19850102").as_deref(), Some("1985-01-02"));
        assert_eq!(birthday("0/0/00"), None);
        assert_eq!(birthday("in spring").as_deref(), Some("in spring"));
    }
}
