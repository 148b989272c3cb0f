//! Parses the values of a configuration; an error names the line that sets the key.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime, Timelike, Weekday};

use super::sections::{ALL, ALWAYS, ASK, FACTS};
use super::{AUTO, Config, PastBuyers, Reminder, Settings, Visits};
use crate::domain::away;
use crate::domain::cadence::Cadence;
use crate::domain::choice::Choice;
use crate::domain::customer::LeftBecause;
use crate::domain::dates::{self, HourCycle};
use crate::domain::elsewhere;
use crate::domain::hours::CallingHours;
use crate::domain::places;
use crate::domain::tags::Tag;
use crate::domain::touch::TouchKind;
use crate::domain::zones::read_zone;
use crate::error::{Error, Result};
use crate::system;

/// The text of a configuration and its path, for messages about its values.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) path: &'a Path,
}

impl Source<'_> {
    /// Makes the error of a wrong value, which names the line that sets the key.
    fn wrong(self, key: &str, what: impl Display) -> Error {
        if self.text.is_empty() {
            return Error::usage(format!("{key}: {what}"));
        }
        Error::usage(format!("{}, line {}: {key}: {what}", self.path.display(), self.line_of_key(key)))
    }

    fn line_of_key(self, key: &str) -> usize {
        let sets = |line: &str| {
            let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
            rest.is_some_and(|r| r.trim_start_matches('"').trim_start().starts_with('='))
        };
        self.text.lines().position(sets).map_or(1, |at| at + 1)
    }
}

/// Parses every value, in the order of the keys; the first wrong one is the error.
pub(super) fn settings(config: Config, source: Source<'_>) -> Result<Settings> {
    let weekdays = read_call_days(&config.call_days, source)?;
    let away = read_all_away(&config.away, source)?;
    let calling_hours = CallingHours::parse(&config.calling_hours).map_err(|e| source.wrong("calling_hours", e))?;
    let (zone, unread_zone) = match config.timezone.as_str() {
        AUTO => system::zone(),
        name => (read_zone(name).map_err(|e| source.wrong("timezone", e))?, None),
    };
    let region = match config.region.as_str() {
        AUTO => system::region().filter(|code| places::is_region(code)),
        written => Some(read_region("region", written, source)?),
    };
    let home = Some(&config.home).filter(|home| !home.is_empty());
    let home = home.map(|home| read_region("home", home, source)).transpose()?;
    let own_themes = config.themes.keys().map(String::as_str);
    let themes: Vec<&str> =
        [AUTO, "dusk", "paper", "harbor", "contrast", "mono"].into_iter().chain(own_themes).collect();
    check_word("theme", &config.theme, &themes, source)?;
    check_word("week_starts", &config.week_starts, &[AUTO, "mon", "sun", "sat"], source)?;
    check_word("clock", &config.clock, &[AUTO, "24h", "12h"], source)?;
    check_word("logs", &config.team.logs, &[FACTS, ALL], source)?;
    check_word("wall", &config.team.wall, &[ASK, ALWAYS], source)?;
    for pattern in &config.open {
        elsewhere::check(pattern).map_err(|invalid| source.wrong("open", invalid.to_string()))?;
    }
    let reminder_at = read_reminder(&config.reminder, source)?;
    let (cadence, cadence_by_reason) = read_past_buyers(&config.past_buyers, source)?;
    let cadence_by_tag = read_cadences_by_tag(&config.past_buyers.cadence_by_tag, source)?;
    check_visits(&config.visits, source)?;
    Ok(Settings {
        weekdays,
        away,
        calling_hours,
        zone,
        unread_zone,
        region,
        home,
        hours: match config.clock.as_str() {
            "12h" => HourCycle::Twelve,
            AUTO => system::hour_cycle(),
            _ => HourCycle::TwentyFour,
        },
        week_starts: dates::weekday_named(&config.week_starts).unwrap_or_else(system::first_weekday),
        reminder_at,
        hired_on: config.visits.hired_on.parse().ok(),
        cadence,
        cadence_by_reason,
        cadence_by_tag,
        pages: "~".into(),
        path: None,
        changed_at: None,
        config,
    })
}

fn read_call_days(names: &[String], source: Source<'_>) -> Result<Vec<Weekday>> {
    if names.is_empty() {
        return Err(source.wrong("call_days", "name at least one weekday, such as [\"mon\"]"));
    }
    // As --peak writes it: "mon, thu".
    let names = names.iter().flat_map(|n| n.split(','));
    let read = |name: &str| {
        let name = name.trim();
        dates::weekday_named(name).ok_or_else(|| {
            let what = format!("\"{name}\" is not a weekday; write mon, tue, wed, thu, fri, sat or sun");
            source.wrong("call_days", what)
        })
    };
    names.map(read).collect()
}

fn read_all_away(times: &[String], source: Source<'_>) -> Result<Vec<(NaiveDate, NaiveDate)>> {
    let read = |time: &String| {
        let (first, last) = read_away(time).ok_or_else(|| {
            source.wrong("away", format!("\"{time}\" is not a time away; write \"2026-12-24..2027-01-02\""))
        })?;
        match away::check(first, last) {
            Ok(()) => Ok((first, last)),
            Err(invalid) => Err(source.wrong("away", format!("{invalid}; write it in parts"))),
        }
    };
    times.iter().map(read).collect()
}

/// The numbers that a key takes; None where it takes any.
pub(super) fn numbers_of(key: &str) -> Option<RangeInclusive<u32>> {
    Some(match key {
        "days_before_birthday" => 0..=30,
        "touches_a_year" => 1..=12,
        "visits_a_day" => 1..=24,
        _ => return None,
    })
}

fn check_number(key: &str, number: u32, source: Source<'_>) -> Result<()> {
    match numbers_of(key).filter(|numbers| !numbers.contains(&number)) {
        Some(n) => Err(source.wrong(key, format!("{number} is not from {} to {}", n.start(), n.end()))),
        None => Ok(()),
    }
}

fn read_reminder(reminder: &Reminder, source: Source<'_>) -> Result<NaiveTime> {
    check_number("days_before_birthday", reminder.days_before_birthday, source)?;
    // A timer of the system goes by the minute.
    dates::time_named(&reminder.at)
        .filter(|at| at.second() == 0)
        .ok_or_else(|| source.wrong("at", format!("\"{}\" is not a time of day; write \"08:55\"", reminder.at)))
}

fn read_region(key: &str, region: &str, source: Source<'_>) -> Result<String> {
    Some(region.to_uppercase()).filter(|code| places::is_region(code)).ok_or_else(|| {
        let offered = places::nearest_regions(region).into_iter().map(|(code, name)| format!("\"{code}\" ({name})"));
        let offered = offered.collect::<Vec<_>>().join(" or ");
        source.wrong(key, format!("\"{region}\" is not a region; write two letters such as {offered}"))
    })
}

/// Parses the usual cadence and those by the reason for leaving; checks the ways to be in touch.
fn read_past_buyers(past_buyers: &PastBuyers, source: Source<'_>) -> Result<(Cadence, BTreeMap<LeftBecause, Cadence>)> {
    for way in &past_buyers.ways {
        if TouchKind::parse(way).is_none() {
            let what = format!("\"{way}\" is not a way to be in touch; write {}", TouchKind::list());
            return Err(source.wrong("ways", what));
        }
    }
    let cadence = Cadence::parse(&past_buyers.cadence).map_err(|e| source.wrong("cadence", e))?;
    let mut by_reason = BTreeMap::new();
    for (reason, cadence) in &past_buyers.cadence_by_reason {
        let because = LeftBecause::parse(reason).ok_or_else(|| {
            source.wrong(reason, format!("\"{reason}\" is not a reason; write {}", LeftBecause::list()))
        })?;
        by_reason.insert(because, Cadence::parse(cadence).map_err(|e| source.wrong(reason, e))?);
    }
    Ok((cadence, by_reason))
}

/// Parses the cadences by tag; two spellings of one tag can't have one each.
fn read_cadences_by_tag(by_tag: &BTreeMap<String, String>, source: Source<'_>) -> Result<BTreeMap<String, Cadence>> {
    let mut read = BTreeMap::new();
    for (tag, cadence) in by_tag {
        let folded = Tag::read(tag).map_err(|e| source.wrong(tag, e))?.folded();
        let cadence = Cadence::parse(cadence).map_err(|e| source.wrong(tag, e))?;
        if read.insert(folded, cadence).is_some() {
            return Err(source.wrong(tag, format!("\"{tag}\" stands here in two spellings; write it once")));
        }
    }
    Ok(read)
}

fn check_word(key: &str, value: &str, valid: &[&str], source: Source<'_>) -> Result<()> {
    if valid.contains(&value) {
        return Ok(());
    }
    Err(source.wrong(key, format!("\"{value}\" is not one of {}", valid.join(", "))))
}

fn check_visits(visits: &Visits, source: Source<'_>) -> Result<()> {
    check_number("touches_a_year", visits.touches_a_year.into(), source)?;
    if visits.field_days_a_quarter == 0 {
        return Err(source.wrong("field_days_a_quarter", "0 is too few; write at least 1"));
    }
    check_number("visits_a_day", visits.visits_a_day.into(), source)?;
    if !visits.hired_on.is_empty() && visits.hired_on.parse::<NaiveDate>().is_err() {
        return Err(source.wrong("hired_on", format!("\"{}\" is not a date; write 2026-11-23", visits.hired_on)));
    }
    Ok(())
}

/// Reads "2026-12-24..2027-01-02" or a single day as the first and the last day.
fn read_away(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to): (NaiveDate, NaiveDate) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to).then_some((from, to))
}
