//! The configuration: TOML, every key optional. An error names the wrong key or value, its line, and what to write instead.

mod explain;
mod lists;
mod read;
mod sections;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::domain::cadence::Cadence;
use crate::domain::customer::LeftBecause;
use crate::domain::dates::HourCycle;
use crate::domain::hours::CallingHours;
use crate::domain::input::shorten;
use crate::domain::tz::Tz;
use crate::error::{About, Error, Result};
use crate::files;
use crate::system;
use crate::text::without_mark;
use lists::{command, one_or_many};
use read::{Source, settings};
pub use sections::{ALL, ALWAYS, Backups, PastBuyers, Reminder, Team, Visits};

/// The value that lets the system decide.
const AUTO: &str = "auto";
/// The largest configuration, in bytes.
const FILE_LIMIT: u64 = 1024 * 1024;

/// The configuration as the user wrote it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Weekdays by their first three letters, such as "mon"; never empty once read.
    #[serde(deserialize_with = "one_or_many")]
    pub call_days: Vec<String>,
    /// Such as "mon-fri 09:00-17:30", by the clock where the customer is.
    pub calling_hours: String,
    /// An IANA name, or "auto" for the system's.
    pub timezone: String,
    /// Two letters (ISO 3166), or "auto" for the locale's; for telephone numbers without a country.
    pub region: String,
    /// The country in which the user can drive to customers: two letters, or empty for [`Config::region`].
    pub home: String,
    /// The open questions on the call card, in this order; may be empty.
    #[serde(deserialize_with = "one_or_many")]
    pub questions: Vec<String>,
    /// Days off: "2026-12-24..2027-01-02", both days included, or a single day.
    #[serde(deserialize_with = "one_or_many")]
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
    #[serde(deserialize_with = "command")]
    pub dial: Vec<String>,
    /// Addresses of a customer's record, with words such as `{hubspot}` or `{email}` in them; empty if unused.
    #[serde(deserialize_with = "one_or_many")]
    pub open: Vec<String>,
    /// The folder whose newest files are proposed for an import: "auto" for the system's, or empty for none.
    pub downloads: String,
    /// A program and its arguments, run after each log with the log as JSON on its input; empty runs none.
    #[serde(deserialize_with = "command")]
    pub after_log: Vec<String>,
    /// The section `[reminder]`.
    pub reminder: Reminder,
    /// The section `[past_buyers]`.
    pub past_buyers: PastBuyers,
    /// The section `[visits]`.
    pub visits: Visits,
    /// The section `[backups]`.
    pub backups: Backups,
    /// The section `[team]`.
    pub team: Team,
    /// A theme's colors by their meaning ("accent" = "#e8b04b").
    pub themes: BTreeMap<String, BTreeMap<String, String>>,
    /// Keys by the name of the action they are bound to.
    pub keys: BTreeMap<String, String>,
}

impl Default for Config {
    fn default() -> Self {
        let auto = || AUTO.to_string();
        Self {
            call_days: vec!["mon".into()],
            calling_hours: "mon-fri 09:00-17:30".into(),
            timezone: auto(),
            region: auto(),
            home: String::new(),
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
            open: Vec::new(),
            downloads: auto(),
            after_log: Vec::new(),
            reminder: Reminder::default(),
            past_buyers: PastBuyers::default(),
            visits: Visits::default(),
            backups: Backups::default(),
            team: Team::default(),
            themes: BTreeMap::new(),
            keys: BTreeMap::new(),
        }
    }
}

/// The configuration with every value parsed, as the program uses it.
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
    /// What `TZ` says in the environment, where that is not a time zone and would have decided; to tell the user.
    pub unread_zone: Option<String>,
    /// ISO 3166; None if neither the configuration nor the locale names one.
    pub region: Option<String>,
    /// ISO 3166, if configured.
    pub home: Option<String>,
    /// How to write a time of day.
    pub hours: HourCycle,
    /// The first day of the week.
    pub week_starts: Weekday,
    /// When to remind the user on call days, by their own clock.
    pub reminder_at: NaiveTime,
    /// The day the user was hired, if configured.
    pub hired_on: Option<NaiveDate>,
    /// For past buyers without one of their own and without one for their reason.
    pub cadence: Cadence,
    /// The reasons that have a cadence of their own.
    pub cadence_by_reason: BTreeMap<LeftBecause, Cadence>,
    /// The tags that have a cadence, folded.
    pub cadence_by_tag: BTreeMap<String, Cadence>,
    /// The folder that is proposed for pages to hang up, as one would type it.
    pub pages: String,
    /// The file that was read, or would be; None where it is not for writing.
    pub path: Option<PathBuf>,
    /// When the file was last changed, or taken away from its folder; None where nothing tells.
    pub changed_at: Option<DateTime<Utc>>,
    /// The keys whose text serves as it is.
    pub config: Config,
}

impl Settings {
    /// Says that the environment names a time zone that goodcall does not know, and which one it uses; None where all is
    /// well.
    pub fn zone_problem(&self) -> Option<String> {
        let said = shorten(self.unread_zone.as_deref()?, 60);
        Some(format!("TZ is \"{said}\", which is not a time zone that goodcall knows; it uses {}", self.zone.name()))
    }

    /// Returns the shortest cadence of some folded tags, counted from a day; None where none of them has one.
    pub fn cadence_for_tags<'t>(&self, folded: impl Iterator<Item = &'t str>, from: NaiveDate) -> Option<Cadence> {
        folded.filter_map(|tag| self.cadence_by_tag.get(tag)).copied().min_by_key(|cadence| cadence.days_from(from))
    }

    /// Returns the country in which the user can drive to customers; None where nothing says it.
    pub fn home(&self) -> Option<&str> {
        self.home.as_deref().or(self.region.as_deref())
    }

    /// Returns the cadence of past buyers who left for this reason and have none of their own.
    pub fn cadence_for(&self, because: Option<LeftBecause>) -> Cadence {
        because.and_then(|b| self.cadence_by_reason.get(&b)).copied().unwrap_or(self.cadence)
    }
}

/// The example that `config init` writes: every key with its default value.
pub const EXAMPLE: &str = include_str!("../config.example.toml");

/// Returns the configuration's path, unless `--config` names another.
pub fn default_path() -> Result<PathBuf> {
    Ok(system::config_folder()?.join("config.toml"))
}

/// Writes the example into a new file, for the user alone.
pub fn write_example(path: &Path) -> Result<()> {
    if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
        files::make_private_folder(folder).about("make the folder", folder)?;
    }
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    files::keep_private(&mut options);
    let mut file = match options.open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(files::already_there(path).help("goodcall config check says whether it is right"));
        }
        opened => opened.about("write", path)?,
    };
    file.write_all(EXAMPLE.as_bytes()).about("write", path)
}

/// Reads the configuration from `named`, which must exist, or from the default path, where it may be absent.
pub fn load(named: Option<&Path>) -> Result<Settings> {
    let path = named.map(Path::to_path_buf).or_else(|| default_path().ok());
    let read = match &path {
        Some(path) if named.is_some() || path.exists() => parse(text_of(&bytes_of(path)?, path)?, path)?,
        _ => settings(Config::default(), Source { text: "", path: Path::new("") })?,
    };
    let changed_at =
        path.as_deref().and_then(|path| files::changed_at(path).or_else(|| files::changed_at(path.parent()?)));
    Ok(Settings { path, changed_at, ..read })
}

fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| cannot_open(path, &e))?;
    file.take(FILE_LIMIT + 1).read_to_end(&mut bytes).about("read the configuration", path)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(Error::failed(format!("{} is not a configuration: it is larger than 1 MiB", path.display()))
            .help("name another file with --config"));
    }
    Ok(bytes)
}

/// Writes the day on which the user was hired into the configuration, whose comments stay; where there is no file yet,
/// into the example.
pub fn write_hired_on(path: &Path, day: NaiveDate) -> Result<()> {
    // A link stays one: what it leads to is written.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let there = path.exists();
    let bytes = if there { bytes_of(path)? } else { EXAMPLE.into() };
    let text = without_mark(text_of(&bytes, path)?);
    let unreadable = |e: toml_edit::TomlError| Error::failed(format!("could not change {}: {e}", path.display()));
    let mut document: toml_edit::DocumentMut = text.parse().map_err(unreadable)?;
    let visits = document.entry("visits").or_insert(toml_edit::table());
    let Some(visits) = visits.as_table_like_mut() else {
        return Err(Error::failed(format!("could not change {}: visits is not a table", path.display())));
    };
    visits.insert("hired_on", toml_edit::value(day.to_string()));
    let written = document.to_string();
    parse(&written, path)?;
    if !there && let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        files::make_private_folder(folder).about("make the folder", folder)?;
    }
    let help = "write hired_on under [visits] yourself; goodcall config path says where";
    let mut file = files::AtomicFile::begin(files::folder_of(path)).about("write the configuration", path)?;
    file.file().write_all(written.as_bytes()).about("write the configuration", path)?;
    if let Ok(old) = path.metadata() {
        file.file().set_permissions(old.permissions()).about("write the configuration", path)?;
    }
    file.persist(path, files::IfExists::Replace).map_err(|e| e.help(help))
}

/// Reads the bytes of a configuration, which is UTF-8 with or without a mark.
fn text_of<'a>(bytes: &'a [u8], path: &Path) -> Result<&'a str> {
    let wrong = |what: &str| {
        Error::usage(format!("{}: {what}", path.display())).help("save it as UTF-8 in your editor, and try again")
    };
    // Only a mark, or zeros between the letters, tell UTF-16.
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") || bytes.contains(&0) {
        return Err(wrong("the configuration is saved as UTF-16 or is not text"));
    }
    std::str::from_utf8(bytes).map_err(|e| {
        let line = bytes.iter().take(e.valid_up_to()).filter(|b| **b == b'\n').count() + 1;
        wrong(&format!("line {line} is not UTF-8"))
    })
}

/// The error of a configuration that can't be opened; one that is not there can be begun.
fn cannot_open(path: &Path, error: &std::io::Error) -> Error {
    let shown = path.display();
    let failed = Error::failed(format!("could not read the configuration {shown}: {}", crate::error::io_words(error)));
    if error.kind() == std::io::ErrorKind::NotFound {
        return failed
            .help(format!("goodcall config init --config {shown} writes an example there; or name another file"));
    }
    failed
}

/// Parses a configuration; `path` is for messages.
pub fn parse(text: &str, path: &Path) -> Result<Settings> {
    let text = without_mark(text);
    let source = Source { text, path };
    match toml::from_str::<Config>(text) {
        Ok(config) => settings(config, source),
        Err(error) => Err(explain::explain(&error, source)),
    }
}

/// Names a wrong key or value with its line, and the valid key nearest to a mistyped one.
/// Finds the valid word nearest to a mistyped one, if any is near.
pub fn nearest<'a>(word: &str, valid: &[&'a str]) -> Option<&'a str> {
    let likeness = |v: &str| strsim::jaro_winkler(word, v);
    valid.iter().copied().max_by(|a, b| likeness(a).total_cmp(&likeness(b))).filter(|v| likeness(v) > 0.7)
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
    fn the_day_of_hiring_is_written_and_all_else_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new").join("config.toml");
        let day: NaiveDate = "2026-11-02".parse().unwrap();
        write_hired_on(&path, day).unwrap();
        let made = load(Some(&path)).unwrap();
        assert_eq!((made.hired_on, made.path.as_deref()), (Some(day), Some(path.as_path())));
        assert!(std::fs::read_to_string(&path).unwrap().contains("# The days on which a favorite"), "the example");
        let text = "\u{feff}# a\n[visits] # b\r\ntouches_a_year = 3 # c\nhired_on = \"2020-01-01\"\n[keys]\n# d\n";
        std::fs::write(&path, text).unwrap();
        write_hired_on(&path, day).unwrap();
        let written = std::fs::read_to_string(&path).unwrap();
        assert!(
            ["# a", "# b", "touches_a_year = 3 # c", "[keys]\n# d"].iter().all(|part| written.contains(part)),
            "{written}"
        );
        assert_eq!(load(Some(&path)).unwrap().hired_on, Some(day));
        std::fs::write(&path, "visits = 3").unwrap();
        assert!(write_hired_on(&path, day).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "visits = 3");
    }

    #[test]
    fn one_value_needs_no_list() {
        let read = |text: &str| parse(text, Path::new("config.toml")).unwrap();
        assert_eq!(read("call_days = \"fri\"").weekdays, [Weekday::Fri]);
        assert_eq!(read("call_days = \"mon, thu\"").weekdays, [Weekday::Mon, Weekday::Thu]);
        assert_eq!(read("questions = \"What is new, and what is old?\"").config.questions.len(), 1);
        assert_eq!(read("away = \"2026-12-24..2027-01-02\"").away.len(), 1);
        assert_eq!(read("[past_buyers]\nways = \"card\"").config.past_buyers.ways, ["card"]);
        assert_eq!(read("dial = \"softphone\"").config.dial, ["softphone"]);
    }

    #[test]
    fn a_typo_is_named_with_its_line_and_the_nearest_key() {
        let wrong = error("theme = \"dusk\"\ncal_days = [\"mon\"]\n");
        assert_eq!(wrong.message, "config.toml, line 2: unknown key \"cal_days\"");
        assert_eq!(wrong.help.as_deref(), Some("did you mean \"call_days\"?"));
        let nested = error("[past_buyers]\ncadense = \"3d\"\n");
        assert_eq!(nested.help.as_deref(), Some("did you mean \"cadence\"?"));
    }

    #[test]
    fn a_mark_is_no_part_of_a_configuration_and_curly_quotes_are_named() {
        assert!(parse("\u{feff}timezone = \"Europe/Lisbon\"\r\n", Path::new("config.toml")).is_ok());
        let curly = error("theme = \"dusk\"\ntimezone = \u{201c}Europe/Lisbon\u{201d}\n");
        assert_eq!(curly.message, "config.toml, line 2: \u{201c} does not quote a value in a configuration");
        assert!(curly.help.is_some_and(|help| help.contains("straight quotes")));
        let listed = error("call_days = [\u{2018}mon\u{2019}]\n");
        assert!(listed.message.contains("line 1: \u{2018}"), "{}", listed.message);
    }

    #[test]
    fn bytes_that_are_no_configuration_say_what_they_are() {
        let wide: Vec<u8> = "\u{feff}theme = \"dusk\"\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, part) in [(wide.as_slice(), "UTF-16"), (b"\n# caf\xe9\n", "line 2 is not UTF-8")] {
            let error = text_of(bytes, Path::new("config.toml")).unwrap_err();
            assert!(error.message.contains("config.toml") && error.message.contains(part), "{}", error.message);
            assert!(error.help.is_some_and(|help| help.contains("UTF-8")));
        }
    }

    #[test]
    fn a_wrong_value_is_named_with_its_line() {
        for (text, part) in [
            ("\n\ncall_days = [\"someday\"]", "line 3: call_days: \"someday\" is not a weekday"),
            ("call_days = []", "at least one weekday"),
            ("timezone = \"Mars\"", "\"Mars\" is not a time zone"),
            ("calling_hours = \"late\"", "calling_hours"),
            ("away = [\"2026-02-31\"]", "is not a time away"),
            ("clock = \"13h\"", "not one of auto, 24h, 12h"),
            (
                "region = \"USA\"",
                "line 1: region: \"USA\" is not a region; write two letters such as \"US\" (United States)",
            ),
            ("region = \"UK\"", "\"UK\" is not a region; write two letters such as \"GB\" (United Kingdom)"),
            ("region = \"en\"", "write two letters such as \"GB\" (United Kingdom) or \"US\" (United States)"),
            ("region = \"Portugal\"", "write two letters such as \"PT\" (Portugal)"),
            ("region = \"ZZ\"", "\"ZZ\" is not a region; write two letters such as \""),
            ("region = \"EU\"", "\"EU\" is not a region"),
            ("region = \"\"", "\"\" is not a region"),
            ("[past_buyers]\nways = [\"fax\"]", "line 2: ways: \"fax\" is not a way to be in touch"),
            ("[past_buyers.cadence_by_reason]\nbored = \"6m\"", "line 2: bored: \"bored\" is not a reason"),
            ("[visits]\nhired_on = \"soon\"", "line 2: hired_on: \"soon\" is not a date"),
            ("mouse = 3", "line 1: mouse: 3 is not true or false"),
            ("[reminder]\ndays_before_birthday = -1", "line 2: days_before_birthday: -1 is not from 0 to 30"),
            ("[reminder]\ndays_before_birthday = 1.5", "line 2: days_before_birthday: 1.5 is not from 0 to 30"),
            ("reminder = { days_before_birthday = \"3\" }", "line 1: days_before_birthday: \"3\" is not from 0 to 30"),
            ("[visits]\nvisits_a_day = 300", "line 2: visits_a_day: 300 is not from 1 to 24"),
            ("[visits]\nfield_days_a_quarter = 0", "line 2: field_days_a_quarter: 0 is too few; write at least 1"),
            ("[visits]\nfield_days_a_quarter = -2", "field_days_a_quarter: -2 is not a whole number of 0 or more"),
            ("[backups]\nweekly = -1", "line 2: weekly: -1 is not a whole number of 0 or more"),
            ("[reminder]\nat = 8", "line 2: at: 8 is not a text; write it in straight quotes"),
            ("visits = 3", "line 1: visits: 3 is not a section; write [visits] on a line of its own"),
            ("themes = 3", "line 1: themes: 3 is not a section; write [themes] on a line of its own"),
            ("call_days = \"weekdays\"", "line 1: call_days: \"weekdays\" is not a weekday"),
            ("\ncall_days = 1", "line 2: call_days: 1 is not a text or a list of texts"),
            ("\ndial = \"softphone {number}\"", "line 2: a command is a list, a text for each argument"),
            ("[visits]\ntouches_a_year = 0", "not from 1 to 12"),
        ] {
            let wrong = error(text);
            assert!(wrong.message.contains(part), "{text}: {}", wrong.message);
        }
    }
}
