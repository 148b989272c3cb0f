//! The configuration: TOML, every key optional; a wrong key or value is named with its line and what would be right.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::domain::cadence::Cadence;
use crate::domain::choice::Choice;
use crate::domain::customer::LeftBecause;
use crate::domain::dates::{self, HourCycle};
use crate::domain::hours::CallingHours;
use crate::domain::touch::TouchKind;
use crate::error::{About, Error, Result};
use crate::system;

/// The word that leaves a setting to the system.
const AUTO: &str = "auto";
/// The largest configuration, in bytes.
const FILE_LIMIT: u64 = 1024 * 1024;

/// What the user has configured, as written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Weekdays by their first three letters, such as "mon"; never empty once read.
    pub call_days: Vec<String>,
    /// Such as "mon-fri 09:00-17:30", by the clock where the customer is.
    pub calling_hours: String,
    /// An IANA name, or "auto" for the system's.
    pub timezone: String,
    /// Two letters (ISO 3166), or "auto" for the locale's; for telephone numbers written without a country.
    pub region: String,
    /// The open questions on the call card, in this order; may be empty.
    pub questions: Vec<String>,
    /// Days off: "2026-12-24..2027-01-02", both days included, or a single day.
    pub away: Vec<String>,
    /// "auto", the name of a theme that comes with goodcall, or one of [`Config::themes`].
    pub theme: String,
    /// Whether the call timer leaves out its running seconds.
    pub reduce_motion: bool,
    /// Whether tabs, rows and the wheel answer to the mouse.
    pub mouse: bool,
    /// "auto", "mon", "sun" or "sat".
    pub week_starts: String,
    /// "auto" for the locale's way, "24h" or "12h".
    pub clock: String,
    /// A program and its arguments, `{number}` and `{name}` replaced; empty leaves a tel: address to the system.
    pub dial: Vec<String>,
    /// An address with `{name}`, `{company}`, `{email}` or `{phone}` in it; empty where there is none.
    pub open: String,
    /// A program and its arguments, run after each log with the log as JSON on its input; empty runs none.
    pub after_log: Vec<String>,
    /// The section `[past_buyers]`.
    pub past_buyers: PastBuyers,
    /// The section `[visits]`.
    pub visits: Visits,
    /// The section `[backups]`.
    pub backups: Backups,
    /// A theme's colors by their meaning ("accent" = "#e8b04b").
    pub themes: BTreeMap<String, BTreeMap<String, String>>,
    /// Actions' names and the keys that stand for them.
    pub keys: BTreeMap<String, String>,
}

/// How past buyers are kept in touch with.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct PastBuyers {
    /// Such as "90d", "12w" or "6m"; for those without a cadence of their own.
    pub cadence: String,
    /// Kinds of touch ("card"), in the order in which they are suggested first.
    pub ways: Vec<String>,
    /// How many are brought up in a week; the others are only counted.
    pub a_week: u32,
    /// A cadence by why they left: "price" = "6m".
    pub cadence_by_reason: BTreeMap<String, String>,
}

/// The targets for visits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Visits {
    /// Visits a year for each account without a number of its own, 1 to 12.
    pub touches_a_year: u8,
    /// At least 1.
    pub field_days_a_quarter: u32,
    /// The day, such as "2026-10-05"; empty where no first month is to be planned.
    pub hired_on: String,
    /// Field days in the month that begins on [`Visits::hired_on`].
    pub field_days_first_month: u32,
}

/// How many backups are kept, and where.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Backups {
    /// The last days of which a backup is kept; 0 keeps none.
    pub daily: u32,
    /// The weeks before those.
    pub weekly: u32,
    /// The months before those; all three 0 takes no backups at all.
    pub monthly: u32,
    /// Empty is beside the book; "~/" is the home folder.
    pub folder: String,
}

impl Default for Config {
    fn default() -> Self {
        let auto = || AUTO.to_string();
        Self {
            call_days: vec!["mon".into()],
            calling_hours: "mon-fri 09:00-17:30".into(),
            timezone: auto(),
            region: auto(),
            questions: vec![
                "How are you doing?".into(),
                "What's new in your world?".into(),
                "What do you like about working with us?".into(),
            ],
            away: Vec::new(),
            theme: auto(),
            reduce_motion: false,
            mouse: true,
            week_starts: auto(),
            clock: auto(),
            dial: Vec::new(),
            open: String::new(),
            after_log: Vec::new(),
            past_buyers: PastBuyers::default(),
            visits: Visits::default(),
            backups: Backups::default(),
            themes: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }
}

impl Default for PastBuyers {
    fn default() -> Self {
        Self {
            cadence: "90d".into(),
            ways: ["call", "card", "visit", "gift", "message"].map(String::from).to_vec(),
            a_week: 5,
            cadence_by_reason: BTreeMap::new(),
        }
    }
}

impl Default for Visits {
    fn default() -> Self {
        Self { touches_a_year: 2, field_days_a_quarter: 2, hired_on: String::new(), field_days_first_month: 5 }
    }
}

impl Default for Backups {
    fn default() -> Self {
        Self { daily: 7, weekly: 4, monthly: 12, folder: String::new() }
    }
}

/// The configuration as the program uses it: every value read.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The weekdays on which a pick is due; never empty.
    pub weekdays: Vec<Weekday>,
    /// Days off, first and last day of each. The book has more of them.
    pub away: Vec<(NaiveDate, NaiveDate)>,
    /// For customers without hours of their own.
    pub calling_hours: CallingHours,
    /// The user's zone, in which their days begin and end.
    pub zone: Tz,
    /// ISO 3166; None where neither the configuration nor the locale names one.
    pub region: Option<String>,
    /// How a time of day is written.
    pub hours: HourCycle,
    /// The first day of the week.
    pub week_starts: Weekday,
    /// The day the user was hired, where it is configured.
    pub hired_on: Option<NaiveDate>,
    /// For past buyers without one of their own and without one for their reason.
    pub cadence: Cadence,
    /// The reasons that have a cadence of their own.
    pub cadence_by_reason: BTreeMap<LeftBecause, Cadence>,
    /// What was written, for the keys whose text is used as it is.
    pub config: Config,
}

impl Settings {
    /// How often a past buyer who left for a reason should hear from us, where they have no cadence of their own.
    pub fn cadence_for(&self, because: Option<LeftBecause>) -> Cadence {
        because.and_then(|b| self.cadence_by_reason.get(&b)).copied().unwrap_or(self.cadence)
    }
}

/// The example that `config init` writes: every key with its default.
pub const EXAMPLE: &str = include_str!("../config.example.toml");

/// Where the configuration is looked for when no path is given.
pub fn default_path() -> Result<PathBuf> {
    Ok(system::config_folder()?.join("config.toml"))
}

/// Reads the configuration: the file at `named`, which must exist, else the default place, where it may be absent.
pub fn load(named: Option<&Path>) -> Result<Settings> {
    let path = match named {
        Some(path) => path.to_path_buf(),
        None => match default_path() {
            Ok(path) if path.exists() => path,
            _ => return settings(Config::default(), "", Path::new("")),
        },
    };
    let mut text = String::new();
    let file = std::fs::File::open(&path).about("read the configuration", &path)?;
    file.take(FILE_LIMIT + 1).read_to_string(&mut text).about("read the configuration", &path)?;
    if text.len() as u64 > FILE_LIMIT {
        return Err(Error::failed(format!("{} is over 1 MiB, so it is no configuration", path.display()))
            .help("name another file with --config"));
    }
    parse(&text, &path)
}

/// Reads a configuration's text; `path` is for messages.
pub fn parse(text: &str, path: &Path) -> Result<Settings> {
    match toml::from_str::<Config>(text) {
        Ok(config) => settings(config, text, path),
        Err(error) => Err(explain(&error, text, path)),
    }
}

/// A wrong key or value, with its line, and for a key the nearest valid one.
fn explain(error: &toml::de::Error, text: &str, path: &Path) -> Error {
    let line = error.span().map_or(1, |s| line_of(text, s.start));
    let place = format!("{}, line {line}", path.display());
    let message = error.message();
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (key, rest) = rest.split_once('`').unwrap_or((rest, ""));
        let valid: Vec<&str> = rest.split('`').skip(1).step_by(2).collect();
        let said = Error::usage(format!("{place}: there is no key \"{key}\""));
        return match nearest(key, &valid) {
            Some(near) => said.help(format!("did you mean \"{near}\"?")),
            None => said.help(format!("the keys here are {}", valid.join(", "))),
        };
    }
    Error::usage(format!("{place}: {}", message.trim()))
        .help("goodcall config init prints an example with every key and its default")
}

/// The valid word most like a mistyped one, where one is near.
pub fn nearest<'a>(word: &str, valid: &[&'a str]) -> Option<&'a str> {
    let likeness = |v: &str| strsim::jaro_winkler(word, v);
    valid.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|v| likeness(v) > 0.7)
}

fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// The line on which a key stands, for values that are found wrong after parsing.
fn line_of_key(text: &str, key: &str) -> usize {
    let stands = |line: &str| line.trim_start().strip_prefix(key).is_some_and(|r| r.trim_start().starts_with('='));
    text.lines().position(stands).map_or(1, |at| at + 1)
}

fn settings(config: Config, text: &str, path: &Path) -> Result<Settings> {
    let wrong = |key: &str, what: String| {
        let place = if text.is_empty() {
            String::new()
        } else {
            format!("{}, line {}: ", path.display(), line_of_key(text, key))
        };
        Error::usage(format!("{place}{key}: {what}"))
    };
    let weekdays = config
        .call_days
        .iter()
        .map(|d| {
            dates::weekday_named(d).ok_or_else(|| {
                wrong("call_days", format!("\"{d}\" is no weekday; write mon, tue, wed, thu, fri, sat or sun"))
            })
        })
        .collect::<Result<Vec<_>>>()?;
    if weekdays.is_empty() {
        return Err(wrong("call_days", "name at least one weekday, such as [\"mon\"]".into()));
    }
    let away = config
        .away
        .iter()
        .map(|a| {
            read_away(a)
                .ok_or_else(|| wrong("away", format!("\"{a}\" is no time away; write \"2026-12-24..2027-01-02\"")))
        })
        .collect::<Result<Vec<_>>>()?;
    let calling_hours =
        CallingHours::parse(&config.calling_hours).map_err(|e| wrong("calling_hours", e.to_string()))?;
    let zone = if config.timezone == AUTO {
        system::zone()
    } else {
        crate::domain::zones::read_zone(&config.timezone).map_err(|e| wrong("timezone", e.to_string()))?
    };
    let region = if config.region == AUTO {
        system::region()
    } else if config.region.len() == 2 && config.region.bytes().all(|b| b.is_ascii_alphabetic()) {
        Some(config.region.to_uppercase())
    } else {
        return Err(wrong("region", format!("\"{}\" is no region; write two letters such as \"US\"", config.region)));
    };
    check_words("theme", &config.theme, &config, &wrong)?;
    check_words("week_starts", &config.week_starts, &config, &wrong)?;
    check_words("clock", &config.clock, &config, &wrong)?;
    for way in &config.past_buyers.ways {
        if TouchKind::parse(way).is_none() {
            return Err(wrong("ways", format!("\"{way}\" is no way to be in touch; write {}", TouchKind::list())));
        }
    }
    let cadence = Cadence::parse(&config.past_buyers.cadence).map_err(|e| wrong("cadence", e.to_string()))?;
    let mut cadence_by_reason = BTreeMap::new();
    for (reason, cadence) in &config.past_buyers.cadence_by_reason {
        let because = LeftBecause::parse(reason)
            .ok_or_else(|| wrong(reason, format!("\"{reason}\" is no reason; write {}", LeftBecause::list())))?;
        let cadence = Cadence::parse(cadence).map_err(|e| wrong(reason, e.to_string()))?;
        cadence_by_reason.insert(because, cadence);
    }
    check_visits(&config.visits, &wrong)?;
    let hours = match config.clock.as_str() {
        "12h" => HourCycle::Twelve,
        AUTO => system::hour_cycle(),
        _ => HourCycle::TwentyFour,
    };
    let week_starts = match config.week_starts.as_str() {
        "sun" => Weekday::Sun,
        "sat" => Weekday::Sat,
        _ => Weekday::Mon,
    };
    let hired_on = config.visits.hired_on.parse().ok();
    Ok(Settings {
        weekdays,
        away,
        calling_hours,
        zone,
        region,
        hours,
        week_starts,
        hired_on,
        cadence,
        cadence_by_reason,
        config,
    })
}

fn check_words(key: &str, value: &str, config: &Config, wrong: &dyn Fn(&str, String) -> Error) -> Result<()> {
    let mut valid: Vec<&str> = match key {
        "theme" => vec![AUTO, "dusk", "paper", "mono"],
        "week_starts" => vec![AUTO, "mon", "sun", "sat"],
        _ => vec![AUTO, "24h", "12h"],
    };
    if key == "theme" {
        valid.extend(config.themes.keys().map(String::as_str));
    }
    if valid.contains(&value) {
        return Ok(());
    }
    Err(wrong(key, format!("\"{value}\" is not one of {}", valid.join(", "))))
}

fn check_visits(visits: &Visits, wrong: &dyn Fn(&str, String) -> Error) -> Result<()> {
    if !(1..=12).contains(&visits.touches_a_year) {
        return Err(wrong("touches_a_year", format!("{} is not from 1 to 12", visits.touches_a_year)));
    }
    if visits.field_days_a_quarter == 0 {
        return Err(wrong("field_days_a_quarter", "0 is not at least 1".into()));
    }
    if !visits.hired_on.is_empty() && visits.hired_on.parse::<NaiveDate>().is_err() {
        return Err(wrong("hired_on", format!("\"{}\" is no date; write 2026-11-23", visits.hired_on)));
    }
    Ok(())
}

fn read_away(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to): (NaiveDate, NaiveDate) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> Error {
        parse(text, Path::new("config.toml")).unwrap_err()
    }

    #[test]
    fn the_example_holds_every_key_with_its_default() {
        // The example's lines are commented; without the marks they are the defaults.
        let on: String = EXAMPLE.lines().map(|l| l.strip_prefix("#: ").unwrap_or(l)).collect::<Vec<_>>().join("\n");
        let read: Config = toml::from_str(&on).unwrap();
        assert_eq!(read, Config::default());
        let written = toml::to_string(&Config::default()).unwrap_or_default();
        for key in written.lines().filter_map(|l| l.split(" = ").next()) {
            assert!(EXAMPLE.contains(key.trim_matches(['[', ']'])), "{key} is missing from the example");
        }
    }

    #[test]
    fn a_typo_is_named_with_its_line_and_the_nearest_key() {
        let wrong = error("theme = \"dusk\"\ncal_days = [\"mon\"]\n");
        assert_eq!(wrong.message, "config.toml, line 2: there is no key \"cal_days\"");
        assert_eq!(wrong.help.as_deref(), Some("did you mean \"call_days\"?"));
        let nested = error("[past_buyers]\ncadense = \"3d\"\n");
        assert_eq!(nested.help.as_deref(), Some("did you mean \"cadence\"?"));
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        for (text, part) in [
            ("\n\ncall_days = [\"someday\"]", "line 3: call_days: \"someday\" is no weekday"),
            ("call_days = []", "at least one weekday"),
            ("timezone = \"Mars\"", "there is no time zone \"Mars\""),
            ("calling_hours = \"late\"", "calling_hours"),
            ("away = [\"2026-02-31\"]", "is no time away"),
            ("clock = \"13h\"", "not one of auto, 24h, 12h"),
            ("mouse = 3", "line 1"),
            ("[visits]\ntouches_a_year = 0", "not from 1 to 12"),
        ] {
            let wrong = error(text);
            assert!(wrong.message.contains(part), "{text}: {}", wrong.message);
        }
    }
}
