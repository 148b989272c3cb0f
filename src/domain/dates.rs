//! Dates as people say and read them: "yesterday 16:00", "in 2 weeks", "9 weeks ago".
//!
//! Time is a value, the [`Clock`]; nothing here asks what time it is.

mod digits;
mod named;
mod when;

use chrono::{DateTime, Datelike, FixedOffset, MappedLocalTime, Months, NaiveDate, NaiveDateTime, NaiveTime};
use chrono::{Offset, TimeDelta, TimeZone, Timelike, Utc, Weekday};

use crate::domain::tz::Tz;

pub use named::{Named, named_day, read_due, read_named, without_named_day};
pub use when::{Toward, When, WhenError, parse_when};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const NUMBERS: [&str; 13] =
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// "Now", and the zone in which the user's days begin and end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Now.
    pub instant: DateTime<Utc>,
    /// The user's zone.
    pub zone: Tz,
}

impl Clock {
    /// Now in the user's zone.
    pub fn local(&self) -> DateTime<Tz> {
        localize(self.instant, self.zone)
    }

    /// The user's calendar day.
    pub fn today(&self) -> NaiveDate {
        self.local().date_naive()
    }

    /// Now with the user's offset, as a touch stores it.
    pub fn stamp(&self) -> DateTime<FixedOffset> {
        self.local().fixed_offset()
    }

    /// Finds the instant of a wall time in the user's zone.
    ///
    /// A time that clocks skip as they go forward moves forward by as much; of a time that comes twice, it is the first.
    pub fn at(&self, wall: NaiveDateTime) -> DateTime<FixedOffset> {
        match self.zone.offset_from_local_datetime(&wall) {
            MappedLocalTime::Single(offset) | MappedLocalTime::Ambiguous(offset, _) => {
                self.with_offset(wall, offset.fix())
            }
            MappedLocalTime::None => {
                // Inside a gap: count on with the offset that applied before it. The longest gap yet was a day (Samoa, 2011).
                let before = [1, 3, 6, 12, 25, 49].into_iter().find_map(|hours| {
                    let earlier = wall.checked_sub_signed(TimeDelta::hours(hours))?;
                    self.zone.offset_from_local_datetime(&earlier).latest()
                });
                self.with_offset(
                    wall,
                    before.map_or(FixedOffset::east_opt(0), |offset| Some(offset.fix())).unwrap_or(Utc.fix()),
                )
            }
        }
    }

    /// Noon of a day: the time of anything that has only a date.
    pub fn noon(&self, date: NaiveDate) -> DateTime<FixedOffset> {
        self.at(date.and_time(NOON))
    }

    fn with_offset(&self, wall: NaiveDateTime, offset: FixedOffset) -> DateTime<FixedOffset> {
        let utc = wall.checked_sub_offset(offset).unwrap_or(wall);
        localize(utc.and_utc(), self.zone).fixed_offset()
    }
}

/// How a time of day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HourCycle {
    /// "2:42 pm".
    Twelve,
    /// "14:42".
    TwentyFour,
}

impl HourCycle {
    /// Writes a time of day: "14:42" or "2:42 pm".
    pub fn write(self, at: &impl Timelike) -> String {
        let (hour, minute) = (at.hour(), at.minute());
        match self {
            Self::Twelve => {
                let (pm, twelve) = at.hour12();
                format!("{twelve}:{minute:02} {}", if pm { "pm" } else { "am" })
            }
            Self::TwentyFour => format!("{hour:02}:{minute:02}"),
        }
    }
}

/// What comes first in a date such as 3/2/2026, where the date doesn't show it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// 3 February.
    #[default]
    DayFirst,
    /// 2 March.
    MonthFirst,
}

impl DateOrder {
    /// Which order people write in a region, an ISO code; it takes the day first where none is known.
    pub fn of_region(region: Option<&str>) -> Self {
        if region == Some("US") { Self::MonthFirst } else { Self::DayFirst }
    }

    /// Says what comes first.
    pub fn words(self) -> &'static str {
        match self {
            Self::DayFirst => "day first",
            Self::MonthFirst => "month first",
        }
    }

    /// Returns month and day.
    pub fn sort(self, first: u32, second: u32) -> (u32, u32) {
        match self {
            Self::DayFirst => (second, first),
            Self::MonthFirst => (first, second),
        }
    }
}

const NOON: NaiveTime = match NaiveTime::from_hms_opt(12, 0, 0) {
    Some(noon) => noon,
    None => NaiveTime::MIN,
};

/// Converts to a zone. It stays two days short of the dates that chrono can count, where the conversion could overflow.
pub fn localize(instant: DateTime<Utc>, zone: Tz) -> DateTime<Tz> {
    let edge = TimeDelta::days(2);
    let first = DateTime::<Utc>::MIN_UTC.checked_add_signed(edge).unwrap_or_default();
    let last = DateTime::<Utc>::MAX_UTC.checked_sub_signed(edge).unwrap_or_default();
    instant.clamp(first, last).with_timezone(&zone)
}

/// Joins the words of a typed date, with a capital for its month: "31 Feb".
fn capitalize_month(tokens: &[&str]) -> String {
    let words = tokens.iter().map(|token| {
        let mut chars = token.chars();
        match (month_named(token), chars.next()) {
            (Some(_), Some(first)) => format!("{}{}", first.to_ascii_uppercase(), chars.as_str()),
            _ => (*token).to_owned(),
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Finds the month, 1 to 12, of an English name, whole or shortened to three letters or more.
pub fn month_named(name: &str) -> Option<u32> {
    let name = name.trim().to_ascii_lowercase();
    let name = name.trim_end_matches('.');
    let found = MONTHS.iter().position(|month| name.len() >= 3 && month.starts_with(name))?;
    u32::try_from(found + 1).ok()
}

fn month_name(month: u32) -> &'static str {
    usize::try_from(month).ok().and_then(|month| MONTHS.get(month.checked_sub(1)?)).copied().unwrap_or_default()
}

fn title(month: u32) -> String {
    capitalize_month(&[month_name(month)])
}

fn shift_months(date: NaiveDate, months: i32) -> Option<NaiveDate> {
    let span = Months::new(months.unsigned_abs());
    if months < 0 { date.checked_sub_months(span) } else { date.checked_add_months(span) }
}

/// Adds months, or subtracts them; the day is at most the month's last ("31 Jan" and a month is 28 Feb).
pub fn add_months(date: NaiveDate, months: i32) -> NaiveDate {
    shift_months(date, months).unwrap_or(if months < 0 { NaiveDate::MIN } else { NaiveDate::MAX })
}

/// Says how far away a day is: "yesterday", "9 weeks ago", "in 3 days".
pub fn ago(date: NaiveDate, today: NaiveDate) -> String {
    match today.signed_duration_since(date).num_days() {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        -1 => "tomorrow".to_owned(),
        days if days > 0 => format!("{} ago", span(days)),
        days => format!("in {}", span(days)),
    }
}

/// Says how long a number of days is: "3 days", "9 weeks" from 14 days on, "4 months" from 16 weeks, "2 years".
pub fn span(days: i64) -> String {
    match measure(days) {
        (1, Unit::Day) => "a day".to_owned(),
        (1, Unit::Year) => "a year".to_owned(),
        (days, Unit::Day) => format!("{days} days"),
        (weeks, Unit::Week) => format!("{weeks} weeks"),
        (months, Unit::Month) => format!("{months} months"),
        (years, Unit::Year) => format!("{years} years"),
    }
}

/// Says how long ago a day is, in five columns and with the figure that [`ago`] says: "today", "3 d", "9 wk", "4 mo".
pub fn short_ago(date: NaiveDate, today: NaiveDate) -> String {
    match measure(today.signed_duration_since(date).num_days().max(0)) {
        (0, _) => "today".to_owned(),
        (days, Unit::Day) => format!("{days} d"),
        (weeks, Unit::Week) => format!("{weeks} wk"),
        (months, Unit::Month) => format!("{months} mo"),
        (years, Unit::Year) => format!("{years} y"),
    }
}

/// In what a span of time is told.
enum Unit {
    Day,
    Week,
    Month,
    Year,
}

/// Measures a number of days in the unit in which it is told.
fn measure(days: i64) -> (u64, Unit) {
    let days = days.unsigned_abs();
    match days {
        0..14 => (days, Unit::Day),
        14..112 => (days / 7, Unit::Week),
        // A month has 30.44 days; the second half of the second year is still told in months.
        112..365 => ((days * 100 / 3044 + u64::from(days * 100 % 3044 >= 1522)).min(11), Unit::Month),
        548..730 => (days * 100 / 3044, Unit::Month),
        _ => (days / 365, Unit::Year),
    }
}

/// Writes a day briefly: "23 Nov", with the year unless it is today's.
pub fn short(date: NaiveDate, today: NaiveDate) -> String {
    let month: String = title(date.month()).chars().take(3).collect();
    if date.year() == today.year() {
        format!("{} {month}", date.day())
    } else {
        format!("{} {month} {}", date.day(), date.year())
    }
}

/// Writes a day that has been: "today", "yesterday", and before that as [`short`] does.
pub fn past(date: NaiveDate, today: NaiveDate) -> String {
    match today.signed_duration_since(date).num_days() {
        0 | 1 => ago(date, today),
        _ => short(date, today),
    }
}

/// Writes a coming day as [`short`] does, without the year until half a year ahead: nobody takes the next 4 Jan for another.
pub fn coming(date: NaiveDate, today: NaiveDate) -> String {
    let is_soon = date >= today && date < add_months(today, 6);
    short(date, if is_soon { date } else { today })
}

/// Writes the month of a day with its year: "November 2026".
pub fn month_and_year(date: NaiveDate) -> String {
    format!("{} {}", title(date.month()), date.year())
}

/// Writes the month of a day: "November", or "November 2025" where that is another year than today's.
pub fn month_in_full(date: NaiveDate, today: NaiveDate) -> String {
    let month = title(date.month());
    if date.year() == today.year() { month } else { format!("{month} {}", date.year()) }
}

/// Writes a day with its month and year in full: "23 November 2026".
pub fn in_full(date: NaiveDate) -> String {
    format!("{} {} {}", date.day(), title(date.month()), date.year())
}

/// Writes a day with its weekday: "Mon 23 Nov".
pub fn weekday_day(date: NaiveDate) -> String {
    format!("{} {}", date.weekday(), short(date, date))
}

/// Writes a day with its weekday, and with its year unless it is today's: "Fri 1 Jan 2027".
pub fn weekday_date(date: NaiveDate, today: NaiveDate) -> String {
    format!("{} {}", date.weekday(), short(date, today))
}

/// The years since the date, if today is within three days of an anniversary of it.
pub fn anniversary(date: NaiveDate, today: NaiveDate) -> Option<u32> {
    let years = today.year().checked_sub(date.year())?;
    [years, years.checked_add(1)?, years.checked_sub(1)?].into_iter().filter(|years| *years >= 1).find_map(|years| {
        let day = shift_months(date, years.checked_mul(12)?)?;
        let away = today.signed_duration_since(day).num_days().abs();
        (away <= 3).then(|| u32::try_from(years).ok()).flatten()
    })
}

/// Says which anniversary it is: "a year ago this week", "two years ago this week".
pub fn anniversary_words(years: u32) -> String {
    let number = usize::try_from(years).ok().and_then(number_word);
    match (years, number) {
        (1, _) => "a year ago this week".to_owned(),
        (_, Some(number)) => format!("{number} years ago this week"),
        (_, None) => format!("{years} years ago this week"),
    }
}

/// Writes a number up to twelve as a word.
pub fn number_word(number: usize) -> Option<&'static str> {
    NUMBERS.get(number).copied()
}

/// Reads a time of day: "08:55", "8:55 am" or "noon".
pub fn time_named(text: &str) -> Option<NaiveTime> {
    let word: String = text.to_ascii_lowercase().split_whitespace().collect();
    digits::read_time(&word).ok().flatten()
}

/// Finds the weekday of an English name, short or long.
pub fn weekday_named(name: &str) -> Option<Weekday> {
    Some(match name.trim().to_ascii_lowercase().trim_end_matches('.') {
        "mon" | "monday" => Weekday::Mon,
        "tue" | "tues" | "tuesday" => Weekday::Tue,
        "wed" | "weds" | "wednesday" => Weekday::Wed,
        "thu" | "thur" | "thurs" | "thursday" => Weekday::Thu,
        "fri" | "friday" => Weekday::Fri,
        "sat" | "saturday" => Weekday::Sat,
        "sun" | "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// Names a weekday as it is typed: "mon".
pub fn weekday_short(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}
#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Monday 23 November 2026, 08:42 in Berlin.
    pub(crate) fn clock() -> Clock {
        clock_at("2026-11-23T08:42:00+01:00", Tz::Europe__Berlin)
    }

    pub(crate) fn clock_at(instant: &str, zone: Tz) -> Clock {
        Clock { instant: DateTime::parse_from_rfc3339(instant).unwrap().to_utc(), zone }
    }

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn today_depends_on_the_zone() {
        let late = "2026-11-23T23:30:00Z";
        assert_eq!(clock_at(late, Tz::Asia__Tokyo).today(), day("2026-11-24"));
        assert_eq!(clock_at(late, Tz::America__Los_Angeles).today(), day("2026-11-23"));
    }

    #[test]
    fn a_wall_time_that_is_skipped_moves_forward() {
        let at = |wall: &str, zone| clock_at("2026-01-01T00:00:00Z", zone).at(wall.parse().unwrap()).to_rfc3339();
        assert_eq!(at("2026-03-29T02:30:00", Tz::Europe__Berlin), "2026-03-29T03:30:00+02:00");
        assert_eq!(at("2026-03-29T03:00:00", Tz::Europe__Berlin), "2026-03-29T03:00:00+02:00");
        assert_eq!(at("2026-10-25T02:30:00", Tz::Europe__Berlin), "2026-10-25T02:30:00+02:00");
        assert_eq!(at("2011-12-30T12:00:00", Tz::Pacific__Apia), "2011-12-31T12:00:00+14:00");
        assert_eq!(at("2026-10-04T02:15:00", Tz::Australia__Lord_Howe), "2026-10-04T02:45:00+11:00");
    }

    #[test]
    fn how_long_ago_is_said_in_words() {
        for (days, words) in [
            (0, "today"),
            (1, "yesterday"),
            (3, "3 days ago"),
            (13, "13 days ago"),
            (14, "2 weeks ago"),
            (63, "9 weeks ago"),
            (111, "15 weeks ago"),
            (112, "4 months ago"),
            (364, "11 months ago"),
            (365, "a year ago"),
            (600, "19 months ago"),
            (730, "2 years ago"),
            (3653, "10 years ago"),
            (-1, "tomorrow"),
            (-3, "in 3 days"),
            (-14, "in 2 weeks"),
            (-400, "in a year"),
        ] {
            let today = day("2026-11-23");
            assert_eq!(ago(today - TimeDelta::days(days), today), words, "{days}");
        }
        assert_eq!(span(63), "9 weeks");
    }

    #[test]
    fn what_is_said_briefly_has_the_figure_of_what_is_said_in_words() {
        let today = day("2026-11-23");
        for days in 2..4000 {
            let date = today - TimeDelta::days(days);
            let (long, short) = (ago(date, today).replace("a year", "1 year"), short_ago(date, today));
            let figure = |text: &str| text.split(' ').next().map(str::to_owned);
            assert_eq!(figure(&long), figure(&short), "{days}");
            assert!(short.len() <= 5, "{short}");
        }
        for (days, brief) in [(-1, "today"), (0, "today"), (1, "1 d"), (242, "8 mo"), (400, "1 y"), (600, "19 mo")] {
            assert_eq!(short_ago(today - TimeDelta::days(days), today), brief, "{days}");
        }
        assert_eq!(span(1), "a day");
    }

    #[test]
    fn days_are_written_briefly_and_in_english() {
        let today = day("2026-11-23");
        assert_eq!(short(today, today), "23 Nov");
        assert_eq!(short(day("2025-09-21"), today), "21 Sep 2025");
        for (days, brief) in [(0, "today"), (1, "yesterday"), (2, "21 Nov"), (-1, "24 Nov")] {
            assert_eq!(past(today - TimeDelta::days(days), today), brief, "{days}");
        }
        assert_eq!(weekday_day(today), "Mon 23 Nov");
        assert_eq!(weekday_day(day("2025-09-07")), "Sun 7 Sep");
    }

    #[test]
    fn an_anniversary_lasts_a_week() {
        let today = day("2026-11-23");
        for (date, years) in [
            ("2025-11-23", Some(1)),
            ("2025-11-20", Some(1)),
            ("2025-11-26", Some(1)),
            ("2025-11-27", None),
            ("2025-11-19", None),
            ("2024-11-22", Some(2)),
            ("2026-11-23", None),
            ("2026-11-21", None),
            ("2027-11-23", None),
        ] {
            assert_eq!(anniversary(day(date), today), years, "{date}");
        }
        assert_eq!(anniversary(day("2024-12-31"), day("2026-01-02")), Some(1));
        assert_eq!(anniversary(day("2024-01-02"), day("2025-12-31")), Some(2));
        assert_eq!(anniversary(day("2024-02-29"), day("2025-02-28")), Some(1));
        assert_eq!(anniversary_words(1), "a year ago this week");
        assert_eq!(anniversary_words(2), "two years ago this week");
        assert_eq!(anniversary_words(13), "13 years ago this week");
    }

    #[test]
    fn months_end_on_their_last_day() {
        assert_eq!(add_months(day("2026-01-31"), 1), day("2026-02-28"));
        assert_eq!(add_months(day("2028-01-31"), 1), day("2028-02-29"));
        assert_eq!(add_months(day("2026-03-31"), -1), day("2026-02-28"));
        assert_eq!(add_months(day("2026-11-30"), 14), day("2028-01-30"));
    }

    #[test]
    fn weekdays_are_known_by_both_names() {
        for name in ["mon", "Monday", " TUE", "thurs", "sun."] {
            assert!(weekday_named(name).is_some(), "{name}");
        }
        assert_eq!(weekday_named("month"), None);
        for place in 0..7 {
            let day = Weekday::try_from(place).unwrap();
            assert_eq!(weekday_named(weekday_short(day)), Some(day));
        }
    }

    pub(crate) fn any_clock() -> impl Strategy<Value = Clock> {
        let zones = prop::sample::select(Tz::all().collect::<Vec<_>>());
        (any::<i64>(), -6_000_000_000_i64..9_000_000_000, any::<bool>(), zones).prop_map(
            |(wild, tame, choice, zone)| {
                let instant = DateTime::from_timestamp(if choice { wild } else { tame }, 0);
                Clock { instant: instant.unwrap_or(DateTime::<Utc>::MAX_UTC), zone }
            },
        )
    }

    proptest! {
        #[test]
        fn every_wall_time_has_an_instant(clock in any_clock(), days in -30_000_i64..80_000, minute in 0_u32..1440) {
            let date = NaiveDate::default() + TimeDelta::days(days);
            let wall = date.and_hms_opt(minute / 60, minute % 60, 0).unwrap();
            let at = clock.at(wall);
            let moved = at.naive_local() - wall;
            prop_assert!(moved >= TimeDelta::zero() && moved <= TimeDelta::days(1), "{} became {}", wall, at);
            prop_assert_eq!(clock.noon(date).hour() >= 12 || clock.noon(date).date_naive() > date, true);
        }

        #[test]
        fn every_span_has_words(days in any::<i64>()) {
            prop_assert!(!span(days).is_empty());
        }
    }
}
