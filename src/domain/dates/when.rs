//! Reads dates and times as people type them. Years run from 1900 to 2199.
//!
//! The reader tries each form in turn; a date that does not exist ends the search with the reason.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, TimeDelta, Weekday};

use super::digits::{NoDate, Read, YEARS, date_of, missing_day, read_digits, read_instant, read_iso_date, read_time};
use super::{Clock, NUMBERS, capitalize_month, localize, month_named, shift_months, weekday_named};
use crate::domain::input::shorten;

/// How many characters of what was typed an error repeats.
const QUOTED: usize = 60;

/// Where a bare "mon" or "2w" points: to the past or to the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// "mon" is the latest Monday, "2w" two weeks ago.
    Past,
    /// "mon" is the next Monday, "2w" in two weeks.
    Future,
}

impl Toward {
    /// Returns examples of what can be read.
    pub fn examples(self) -> &'static str {
        match self {
            Self::Past => "2026-11-23, yesterday 16:00, mon, 3 days ago or last month",
            Self::Future => "tomorrow, thu, 3 dec, in 2 weeks or next month",
        }
    }
}

/// The day that someone meant, and the instant if they gave one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct When {
    /// The day in the user's zone, or in the offset that they wrote.
    pub date: NaiveDate,
    /// The instant, with the offset there and then; None if they gave only a day.
    pub at: Option<DateTime<FixedOffset>>,
}

impl When {
    /// The instant meant: the time given, else now for today and noon for any other day.
    pub fn instant(&self, clock: &Clock) -> DateTime<FixedOffset> {
        match self.at {
            Some(at) => at,
            None if self.date == clock.today() => clock.stamp(),
            None => clock.noon(self.date),
        }
    }
}

/// Why words do not read as a date. Repeats what was typed: clean it before showing it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WhenError {
    /// Nothing but blanks.
    #[error("no date was given; try {}", .0.examples())]
    Empty(Toward),
    /// No form of a date fits.
    #[error("could not read \"{words}\" as a date; try {}", toward.examples())]
    Unreadable {
        /// What was typed.
        words: String,
        /// Which examples help.
        toward: Toward,
    },
    /// A day or time that no calendar or clock has.
    #[error("{words} does not exist: {why}")]
    Nonexistent {
        /// The part that does not exist, such as "30 February".
        words: String,
        /// For people.
        why: String,
    },
    /// Before the first or after the last year that is taken.
    #[error("{words} is too far away: dates go from {} to {}", YEARS.start(), YEARS.end())]
    OutOfReach {
        /// What was typed.
        words: String,
    },
}

/// Reads a date, a time or both from words or digits.
///
/// A time alone is today's; "midnight" begins its day. A day without a year is the nearest one `toward` the past or the
/// future, and so is a weekday; today counts for both.
pub fn parse_when(words: &str, clock: &Clock, toward: Toward) -> Result<When, WhenError> {
    let said = shorten(words, QUOTED);
    let tokens = tokenize(words);
    let tokens: Vec<&str> = tokens.iter().map(String::as_str).collect();
    if tokens.is_empty() {
        return Err(WhenError::Empty(toward));
    }
    let reader = Reader { clock, toward, today: clock.today() };
    match reader.read(&tokens) {
        Ok(when) if YEARS.contains(&when.date.year()) => Ok(when),
        Ok(_) | Err(NoDate::TooFar) => Err(WhenError::OutOfReach { words: said }),
        Err(NoDate::NoSuch { what, why }) => Err(WhenError::Nonexistent { words: what, why }),
        Err(NoDate::Unknown) => Err(WhenError::Unreadable { words: said, toward }),
    }
}

/// What a phrase without a time of day stands for.
enum Phrase {
    Day(NaiveDate),
    Instant(DateTime<FixedOffset>),
}

struct Reader<'a> {
    clock: &'a Clock,
    toward: Toward,
    today: NaiveDate,
}

impl Reader<'_> {
    fn read(&self, tokens: &[&str]) -> Read<When> {
        if let Some(at) = read_instant(tokens)? {
            return Ok(When { date: at.date_naive(), at: Some(at) });
        }
        match self.read_phrase(tokens) {
            Err(NoDate::Unknown) => {}
            Ok(Phrase::Day(date)) => return Ok(When { date, at: None }),
            Ok(Phrase::Instant(at)) => {
                return Ok(When { date: at.with_timezone(&self.clock.zone).date_naive(), at: Some(at) });
            }
            Err(error) => return Err(error),
        }
        // A time may follow or precede its day, in one word ("4pm") or two ("4 pm").
        for length in [2, 1] {
            let Some(middle) = tokens.len().checked_sub(length) else {
                continue;
            };
            for (time, day) in
                [tokens.split_at_checked(middle).map(|(day, time)| (time, day)), tokens.split_at_checked(length)]
                    .into_iter()
                    .flatten()
            {
                let Some(time) = read_time(&time.concat())? else {
                    continue;
                };
                let date = match day {
                    [] => self.today,
                    ["now"] => continue,
                    _ => match self.read_phrase(day) {
                        Ok(Phrase::Day(date)) => date,
                        Ok(Phrase::Instant(_)) | Err(NoDate::Unknown) => continue,
                        Err(error) => return Err(error),
                    },
                };
                let at = YEARS.contains(&date.year()).then(|| self.clock.at(date.and_time(time)));
                return Ok(When { date, at });
            }
        }
        Err(NoDate::Unknown)
    }

    fn read_phrase(&self, tokens: &[&str]) -> Read<Phrase> {
        let day = match *tokens {
            ["now"] => return Ok(Phrase::Instant(self.clock.stamp())),
            ["today"] => self.today,
            ["yesterday"] => self.days(-1)?,
            ["tomorrow"] => self.days(1)?,
            ["day", "before", "yesterday"] => self.days(-2)?,
            ["day", "after", "tomorrow"] => self.days(2)?,
            ["last", word] => self.beside(word, -1)?,
            ["next", word] => self.beside(word, 1)?,
            ["this", word] => weekday_named(word).map(|day| self.weekday(day)).ok_or(NoDate::Unknown)??,
            ["in", ref span @ ..] => return self.span(span, 1, Units::Long),
            [ref span @ .., "ago"] => return self.span(span, -1, Units::Long),
            [ref span @ .., "from", "now"] => return self.span(span, 1, Units::Long),
            _ => {
                if let [word] = *tokens {
                    if let Some(day) = weekday_named(word) {
                        return self.weekday(day).map(Phrase::Day);
                    }
                    if let Some(date) = read_iso_date(word)? {
                        return Ok(Phrase::Day(date));
                    }
                }
                if let Some(date) = self.read_month_day(tokens)? {
                    return Ok(Phrase::Day(date));
                }
                let sign = if self.toward == Toward::Past { -1 } else { 1 };
                return self.span(tokens, sign, Units::Days);
            }
        };
        Ok(Phrase::Day(day))
    }

    fn days(&self, days: i64) -> Read<NaiveDate> {
        TimeDelta::try_days(days).and_then(|span| self.today.checked_add_signed(span)).ok_or(NoDate::TooFar)
    }

    /// The nearest such weekday toward the past or the future; today counts.
    fn weekday(&self, day: Weekday) -> Read<NaiveDate> {
        match self.toward {
            Toward::Past => self.days(-i64::from(self.today.weekday().days_since(day))),
            Toward::Future => self.days(i64::from(day.days_since(self.today.weekday()))),
        }
    }

    /// "last X" and "next X": one week, month or year away, or the nearest such weekday other than today.
    fn beside(&self, word: &str, sign: i64) -> Read<NaiveDate> {
        if let Some(day) = weekday_named(word) {
            let today = self.today.weekday();
            let apart = if sign < 0 { today.days_since(day) } else { day.days_since(today) };
            return self.days(sign * i64::from(if apart == 0 { 7 } else { apart }));
        }
        match self.span(&["1", word], sign, Units::Days)? {
            Phrase::Day(date) => Ok(date),
            Phrase::Instant(_) => Err(NoDate::Unknown),
        }
    }

    /// "3 days", "a month", "2w": counted from today, or from now for hours and minutes.
    fn span(&self, tokens: &[&str], sign: i64, units: Units) -> Read<Phrase> {
        let (number, unit) = match *tokens {
            [both] => both
                .find(|c: char| !c.is_ascii_digit())
                .and_then(|at| both.split_at_checked(at))
                .ok_or(NoDate::Unknown)?,
            [number, unit] => (number, unit),
            _ => return Err(NoDate::Unknown),
        };
        let unit = read_unit(unit).ok_or(NoDate::Unknown)?;
        let n = read_number(number)?;
        let n = n.checked_mul(sign).ok_or(NoDate::TooFar)?;
        let days = match unit {
            Unit::Minutes | Unit::Hours => {
                if units == Units::Days {
                    return Err(NoDate::Unknown);
                }
                let minutes = n.checked_mul(if unit == Unit::Hours { 60 } else { 1 });
                let at = minutes
                    .and_then(TimeDelta::try_minutes)
                    .and_then(|span| self.clock.instant.checked_add_signed(span));
                let at =
                    at.filter(|at| (YEARS.start() - 1..=YEARS.end() + 1).contains(&at.year())).ok_or(NoDate::TooFar)?;
                return Ok(Phrase::Instant(localize(at, self.clock.zone).fixed_offset()));
            }
            Unit::Days => Some(n),
            Unit::Weeks => n.checked_mul(7),
            Unit::Months | Unit::Years => {
                let months = n.checked_mul(if unit == Unit::Years { 12 } else { 1 });
                let months = months.and_then(|months| i32::try_from(months).ok()).ok_or(NoDate::TooFar)?;
                return shift_months(self.today, months).map(Phrase::Day).ok_or(NoDate::TooFar);
            }
        };
        days.ok_or(NoDate::TooFar).and_then(|days| self.days(days)).map(Phrase::Day)
    }

    /// "23 nov", "nov 23", "23rd of November 2026".
    fn read_month_day(&self, tokens: &[&str]) -> Read<Option<NaiveDate>> {
        let (day, month, year) = match *tokens {
            [day, "of", month] => (day, month, None),
            [day, "of", month, year] => (day, month, Some(year)),
            [a, b] => (a, b, None),
            [a, b, year] => (a, b, Some(year)),
            _ => return Ok(None),
        };
        let (day, month) = match (month_named(month), month_named(day)) {
            (Some(month), _) => (day, month),
            (None, Some(found)) => (month, found),
            (None, None) => return Ok(None),
        };
        let digits = ["st", "nd", "rd", "th"].into_iter().find_map(|suffix| day.strip_suffix(suffix)).unwrap_or(day);
        let (Some(day), Some(year)) =
            (read_digits(digits, 1..=2), year.map_or(Some(None), |year| read_digits(year, 4..=4).map(Some)))
        else {
            return Ok(None);
        };
        if let Some(year) = year {
            return date_of(year, month, day, &tokens.join(" ")).map(Some);
        }
        // Eight years hold a 29 February, even around 1900 and 2100.
        let year = self.today.year();
        let found = (0..=8).find_map(|away| {
            let year = if self.toward == Toward::Past { year.checked_sub(away) } else { year.checked_add(away) };
            let date = NaiveDate::from_ymd_opt(year?, month, day)?;
            let fits = if self.toward == Toward::Past { date <= self.today } else { date >= self.today };
            fits.then_some(date)
        });
        let why = || missing_day(None, month);
        found.map(Some).ok_or_else(|| NoDate::NoSuch { what: capitalize_month(tokens), why: why() })
    }
}

/// Whether a span may be hours and minutes; a bare "16h" is a time of day.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Units {
    Days,
    Long,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minutes,
    Hours,
    Days,
    Weeks,
    Months,
    Years,
}

fn read_unit(word: &str) -> Option<Unit> {
    Some(match word {
        "min" | "mins" | "minute" | "minutes" => Unit::Minutes,
        "h" | "hr" | "hrs" | "hour" | "hours" => Unit::Hours,
        "d" | "day" | "days" => Unit::Days,
        "w" | "wk" | "wks" | "week" | "weeks" => Unit::Weeks,
        "m" | "mo" | "mos" | "month" | "months" => Unit::Months,
        "y" | "yr" | "yrs" | "year" | "years" => Unit::Years,
        _ => return None,
    })
}

fn read_number(word: &str) -> Read<i64> {
    if matches!(word, "a" | "an") {
        return Ok(1);
    }
    if let Some(n) = NUMBERS.iter().position(|name| *name == word) {
        return i64::try_from(n).map_err(|_| NoDate::Unknown);
    }
    if word.is_empty() || !word.bytes().all(|b| b.is_ascii_digit()) {
        return Err(NoDate::Unknown);
    }
    word.parse().map_err(|_| NoDate::TooFar)
}

/// Splits what was typed into lower-case words; "2026-11-23T09:00" becomes two, fillers ("at", "on") go.
fn tokenize(words: &str) -> Vec<String> {
    // Nothing readable is longer, so a longer text is not copied.
    let bounded: String = words.chars().take(80).collect::<String>().to_lowercase();
    let mut tokens = Vec::new();
    for token in bounded.split(|c: char| c.is_whitespace() || c == ',').filter(|token| !token.is_empty()) {
        match token.split_once('t') {
            Some((date, time))
                if date.len() == 10 && date.starts_with(|c: char| c.is_ascii_digit()) && date.contains('-') =>
            {
                tokens.extend([date.to_owned(), time.to_owned()]);
            }
            _ if matches!(token, "at" | "on" | "the") => {}
            _ => tokens.push(token.to_owned()),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::{any_clock, clock, day};
    use super::super::{short, weekday_short};
    use super::*;

    /// The day, and the time where one was given.
    fn said(words: &str, toward: Toward) -> String {
        match parse_when(words, &clock(), toward) {
            Ok(When { date, at: None }) => date.to_string(),
            Ok(When { date, at: Some(at) }) => {
                assert_eq!(date, at.date_naive(), "{words}");
                at.format("%Y-%m-%d %H:%M %:z").to_string()
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn dates_and_times_in_digits_are_read() {
        for (words, meant) in [
            ("2026-11-23", "2026-11-23"),
            ("2026-11-03", "2026-11-03"),
            ("2026-11-23 09:00", "2026-11-23 09:00 +01:00"),
            ("2026-11-23T09:00", "2026-11-23 09:00 +01:00"),
            ("2026-07-01t09:00:30", "2026-07-01 09:00 +02:00"),
            ("2026-11-23T09:00:00Z", "2026-11-23 09:00 +00:00"),
            ("2026-11-23 09:00Z", "2026-11-23 09:00 +00:00"),
            ("2026-11-23T23:30:00.125-08:00", "2026-11-23 23:30 -08:00"),
            ("2026-11-23 09:00 +0530", "2026-11-23 09:00 +05:30"),
            ("16:00", "2026-11-23 16:00 +01:00"),
            ("9am", "2026-11-23 09:00 +01:00"),
            ("4:30 pm", "2026-11-23 16:30 +01:00"),
            ("4 p.m.", "2026-11-23 16:00 +01:00"),
            ("12am", "2026-11-23 00:00 +01:00"),
            ("12 PM", "2026-11-23 12:00 +01:00"),
            ("16h", "2026-11-23 16:00 +01:00"),
            ("16h30", "2026-11-23 16:30 +01:00"),
            ("noon", "2026-11-23 12:00 +01:00"),
            ("midnight", "2026-11-23 00:00 +01:00"),
        ] {
            assert_eq!(said(words, Toward::Past), meant, "{words}");
            assert_eq!(said(words, Toward::Future), meant, "{words}");
        }
    }

    #[test]
    fn days_in_words_are_read() {
        for (words, meant) in [
            ("now", "2026-11-23 08:42 +01:00"),
            ("Today", "2026-11-23"),
            ("  YESTERDAY  ", "2026-11-22"),
            ("yesterday 16:00", "2026-11-22 16:00 +01:00"),
            ("yesterday at 4 pm", "2026-11-22 16:00 +01:00"),
            ("16:00 yesterday", "2026-11-22 16:00 +01:00"),
            ("tomorrow noon", "2026-11-24 12:00 +01:00"),
            ("last fri", "2026-11-20"),
            ("last mon", "2026-11-16"),
            ("next mon", "2026-11-30"),
            ("next Tue 9am", "2026-11-24 09:00 +01:00"),
            ("3 days ago", "2026-11-20"),
            ("3 days ago 16h", "2026-11-20 16:00 +01:00"),
            ("two weeks ago", "2026-11-09"),
            ("an hour ago", "2026-11-23 07:42 +01:00"),
            ("20 minutes ago", "2026-11-23 08:22 +01:00"),
            ("10 hours ago", "2026-11-22 22:42 +01:00"),
            ("in 2 weeks", "2026-12-07"),
            ("in a month", "2026-12-23"),
            ("in 2h", "2026-11-23 10:42 +01:00"),
            ("3 weeks from now", "2026-12-14"),
            ("next week", "2026-11-30"),
            ("next month", "2026-12-23"),
            ("next year", "2027-11-23"),
            ("last week", "2026-11-16"),
            ("last month", "2026-10-23"),
            ("last year", "2025-11-23"),
            ("23 November 2026", "2026-11-23"),
            ("12 Mar 2024", "2024-03-12"),
            ("Mar 12, 2024 at 9:15", "2024-03-12 09:15 +01:00"),
            ("the 3rd of June 2026", "2026-06-03"),
        ] {
            assert_eq!(said(words, Toward::Past), meant, "{words}");
            assert_eq!(said(words, Toward::Future), meant, "{words}");
        }
    }

    #[test]
    fn bare_words_point_toward_the_past_or_the_future() {
        for (words, past, future) in [
            ("mon", "2026-11-23", "2026-11-23"),
            ("Tuesday", "2026-11-17", "2026-11-24"),
            ("sun 10:00", "2026-11-22 10:00 +01:00", "2026-11-29 10:00 +01:00"),
            ("2w", "2026-11-09", "2026-12-07"),
            ("3d", "2026-11-20", "2026-11-26"),
            ("6m", "2026-05-23", "2027-05-23"),
            ("1y", "2025-11-23", "2027-11-23"),
            ("2 weeks", "2026-11-09", "2026-12-07"),
            ("23 nov", "2026-11-23", "2026-11-23"),
            ("nov 24", "2025-11-24", "2026-11-24"),
            ("22 Nov", "2026-11-22", "2027-11-22"),
            ("29 feb", "2024-02-29", "2028-02-29"),
        ] {
            assert_eq!(said(words, Toward::Past), past, "{words}");
            assert_eq!(said(words, Toward::Future), future, "{words}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_why_and_what_could() {
        for (words, why) in [
            ("2026-02-31", "2026-02-31 does not exist: February 2026 has 28 days"),
            ("2026-13-01", "2026-13-01 does not exist: months go from 01 to 12"),
            ("31 feb", "31 Feb does not exist: February has 29 days"),
            ("31 feb 2026", "31 Feb 2026 does not exist: February 2026 has 28 days"),
            ("25:00", "25:00 does not exist: hours go from 00 to 23, minutes from 00 to 59"),
            ("yesterday 13pm", "13pm does not exist: with am or pm, hours go from 1 to 12"),
            ("2500-01-01", "2500-01-01 is too far away: dates go from 1900 to 2199"),
            (
                "in 99999999999999999999 years",
                "in 99999999999999999999 years is too far away: dates go from 1900 to 2199",
            ),
        ] {
            assert_eq!(said(words, Toward::Past), why);
            assert_eq!(said(words, Toward::Future), why);
        }
        // The examples lie where the words point.
        for (toward, examples) in [
            (Toward::Past, "try 2026-11-23, yesterday 16:00, mon, 3 days ago or last month"),
            (Toward::Future, "try tomorrow, thu, 3 dec, in 2 weeks or next month"),
        ] {
            assert_eq!(said(" ", toward), format!("no date was given; {examples}"));
            assert_eq!(said("soonish", toward), format!("could not read \"soonish\" as a date; {examples}"));
        }
        for words in [
            "16",
            "2026",
            "in",
            "ago",
            "ago 3 days",
            "next",
            "last 3",
            "11/23/2026",
            "march",
            "a",
            "16:0",
            ":",
            "2026-11-23 soon",
        ] {
            assert!(said(words, Toward::Past).starts_with("could not read"), "{words}: {}", said(words, Toward::Past));
        }
    }

    #[test]
    fn a_long_text_is_not_repeated_in_full() {
        assert!(said(&"x".repeat(10_000), Toward::Past).len() < 200);
    }

    #[test]
    fn a_date_without_a_time_is_noon_but_today_is_now() {
        let clock = clock();
        let instant = |words| parse_when(words, &clock, Toward::Past).unwrap().instant(&clock).to_rfc3339();
        assert_eq!(instant("today"), "2026-11-23T08:42:00+01:00");
        assert_eq!(instant("2026-07-01"), "2026-07-01T12:00:00+02:00");
        assert_eq!(instant("yesterday 16:00"), "2026-11-22T16:00:00+01:00");
    }

    fn any_phrase() -> impl Strategy<Value = String> {
        let words = [
            "now",
            "today",
            "yesterday",
            "last",
            "next",
            "this",
            "in",
            "ago",
            "from",
            "a",
            "two",
            "mon",
            "friday",
            "nov",
            "february",
            "16:00",
            "25:61",
            "9am",
            "pm",
            "16h",
            "noon",
            "3",
            "31",
            "2w",
            "6m",
            "99999999999",
            "days",
            "weeks",
            "months",
            "years",
            "hours",
            "2026-11-23",
            "2026-02-30",
            "1899-12-31T23:00:00Z",
            "9999-12-31",
            "t",
            "z",
            "+01:00",
            "-",
            ":",
            "é",
            "\u{202E}",
        ];
        prop::collection::vec(prop::sample::select(words.to_vec()), 0..6).prop_map(|words| words.join(" "))
    }

    proptest! {
        #[test]
        fn no_words_and_no_year_are_too_strange(words in prop_oneof![any_phrase(), any::<String>()], clock in any_clock()) {
            for toward in [Toward::Past, Toward::Future] {
                match parse_when(&words, &clock, toward) {
                    Ok(when) => {
                        prop_assert!(YEARS.contains(&when.date.year()));
                        when.instant(&clock);
                    }
                    Err(error) => prop_assert!(!error.to_string().is_empty()),
                }
            }
        }

        #[test]
        fn a_bare_weekday_is_within_a_week(clock in any_clock(), place in 0_u8..7) {
            let name = weekday_short(Weekday::try_from(place).unwrap());
            if let Ok(when) = parse_when(name, &clock, Toward::Past) {
                prop_assert!((0..7).contains(&(clock.today() - when.date).num_days()));
            }
            if let Ok(when) = parse_when(&format!("next {name}"), &clock, Toward::Past) {
                prop_assert!((1..=7).contains(&(when.date - clock.today()).num_days()));
            }
        }

        #[test]
        fn a_written_date_is_read_back(days in 0_i64..40_000, toward in prop::sample::select(vec![Toward::Past, Toward::Future])) {
            let date = day("1990-01-01") + TimeDelta::days(days);
            let today = clock().today();
            let when = parse_when(&short(date, today + TimeDelta::days(366)), &clock(), toward);
            if date.year() != 2027 {
                prop_assert_eq!(when.unwrap().date, date);
            }
        }
    }
}
