//! Sets the reminder up, and takes it away: which timer runs it, with which program, book and configuration.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveTime};

use super::PROMPT;
use crate::app::{IN_MEMORY, Now};
use crate::config::Settings;
use crate::domain::dates::Clock;
use crate::domain::tz::Tz;
use crate::error::{About, Error, Result};
use crate::system::{self, timer::Installed, timer::Job, timer::Plan, timer::Timer};

/// The flag that names the book in what a timer runs.
pub const BOOK_FLAG: &str = "--db";
/// The flag that names the configuration.
pub const CONFIG_FLAG: &str = "--config";

/// What a timer is to run, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setup {
    /// The program's absolute path, then its arguments.
    words: Vec<OsString>,
    hour: Hour,
}

/// The configured hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Hour {
    at: NaiveTime,
    /// The zone that the configuration names; None leaves it to the system.
    zone: Option<Tz>,
    /// The day on which the hour is brought into the system's zone.
    today: NaiveDate,
}

impl Hour {
    fn of(settings: &Settings, now: Now) -> Self {
        let zone = (settings.config.timezone != "auto").then_some(settings.zone);
        Self { at: settings.reminder_at, zone, today: now.clock(settings.zone).today() }
    }

    /// The job of running `words` at this hour. Only systemd goes by a zone other than the system's: the other timers get
    /// the hour that it is there, as of today.
    fn job(self, timer: Timer, words: Vec<OsString>, own: Tz) -> Job {
        match self.zone {
            Some(zone) if timer != Timer::Systemd => {
                let clock = Clock { instant: chrono::DateTime::UNIX_EPOCH, zone };
                let there = clock.at(self.today.and_time(self.at)).with_timezone(&own);
                Job { words, at: there.time(), zone: None }
            }
            zone => Job { words, at: self.at, zone },
        }
    }
}

/// What the reminder was before an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// There was none.
    None,
    /// The same.
    Same,
    /// Another: of another hour, program or book, or on another timer.
    Other,
}

impl Setup {
    /// Gathers what to run: this program, by its path, for a book and a configuration.
    pub fn new(settings: &Settings, book: &Path, config: Option<&Path>, now: Now) -> Result<Self> {
        if book == Path::new(IN_MEMORY) {
            return Err(Error::usage("a book in memory is gone before the timer runs; nothing was installed")
                .help("name a book with --db, or leave it out for your own"));
        }
        let mut words = vec![system::own_program()?.into(), BOOK_FLAG.into(), absolute(book)?.into()];
        if let Some(config) = config {
            words.extend([CONFIG_FLAG.into(), absolute(config)?.into()]);
        }
        words.extend(["remind".into(), "now".into()]);
        Ok(Self { words, hour: Hour::of(settings, now) })
    }

    fn job(&self, timer: Timer) -> Job {
        self.hour.job(timer, self.words.clone(), system::own_zone())
    }

    /// Says what an installation would write and run.
    pub fn plan(&self, timer: Timer) -> Result<Plan> {
        timer.plan(&self.job(timer))
    }

    /// The hour at which the timer runs, by the system's clock or the configured zone.
    pub fn hour(&self, timer: Timer) -> (NaiveTime, Option<Tz>) {
        let job = self.job(timer);
        (job.at, job.zone)
    }

    /// The program that the timer runs, then its arguments.
    pub fn words(&self) -> &[OsString] {
        &self.words
    }

    /// Installs the reminder on a timer, and takes it from any other: installed twice, it is installed once.
    pub fn install(&self, timer: Timer) -> Result<Before> {
        let before = Timer::all_installed();
        let new = self.plan(timer)?.text();
        let is_same = |(on, there): &(Timer, Installed)| *on == timer && there.text.as_ref() == Some(&new);
        timer.install(&self.job(timer))?;
        for (other, _) in before.iter().filter(|(other, _)| *other != timer) {
            other.remove()?;
        }
        Ok(match before.as_slice() {
            [] => Before::None,
            [one] if is_same(one) => Before::Same,
            _ => Before::Other,
        })
    }
}

/// Makes a path absolute, without what leads back and forth in it.
fn absolute(path: &Path) -> Result<PathBuf> {
    let whole = std::path::absolute(path).about("find", path)?;
    let leads_back = whole.components().any(|part| part == std::path::Component::ParentDir);
    Ok(if leads_back { whole.canonicalize().unwrap_or(whole) } else { whole })
}

/// Chooses the timer: the one that is named, else the system's own.
pub fn timer(named: Option<Timer>) -> Result<Timer> {
    named.or_else(Timer::of_this_system).ok_or_else(|| {
        Error::failed("no timer was found here: neither systemd of your own nor cron answers; nothing was installed")
            .help("goodcall remind shell needs none: it shows the pick at the first prompt of a call day")
    })
}

/// Takes the reminder away from every timer, or from the one that is named, and what shells keep of it. Returns the timers
/// that had it.
pub fn remove(named: Option<Timer>) -> Result<Vec<Timer>> {
    let mut removed = Vec::new();
    for timer in <Timer as crate::domain::choice::Choice>::ALL {
        if named.is_none_or(|named| named == *timer) && timer.remove()? {
            removed.push(*timer);
        }
    }
    forget_prompts();
    Ok(removed)
}

/// Deletes what says when a prompt last showed the pick. Without it a prompt shows it once more, so what can't be deleted
/// is passed over.
fn forget_prompts() {
    let Ok(folder) = system::state_folder() else { return };
    let Ok(entries) = std::fs::read_dir(&folder) else { return };
    for entry in entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(PROMPT)) {
        let _passed_over = std::fs::remove_file(entry.path());
    }
    // Only an empty folder goes.
    let _passed_over = std::fs::remove_dir(&folder);
}

/// What is wrong with a reminder that is installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The program that it runs is not there.
    NoProgram(PathBuf),
    /// Its book is not there.
    NoBook(PathBuf),
    /// Its configuration is not there.
    NoConfig(PathBuf),
    /// It comes at another hour than the configuration says, or was changed by hand.
    OutOfDate,
}

/// Looks at a reminder that is installed.
pub fn problem(timer: Timer, installed: &Installed, settings: &Settings, now: Now) -> Option<Problem> {
    let words = installed.words.as_ref()?;
    let named = |flag: &str| {
        let at = words.iter().position(|word| word == flag)?;
        words.get(at + 1).map(PathBuf::from)
    };
    let missing = |path: Option<PathBuf>| path.filter(|path| !path.exists());
    if let Some(program) = missing(words.first().map(PathBuf::from)) {
        return Some(Problem::NoProgram(program));
    }
    if let Some(book) = missing(named(BOOK_FLAG)) {
        return Some(Problem::NoBook(book));
    }
    if let Some(config) = missing(named(CONFIG_FLAG)) {
        return Some(Problem::NoConfig(config));
    }
    let job = Hour::of(settings, now).job(timer, words.clone(), system::own_zone());
    let planned = timer.plan(&job).ok().map(|plan| plan.text());
    (planned != installed.text).then_some(Problem::OutOfDate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_systemd_goes_by_another_zone_than_the_system() {
        let at = NaiveTime::from_hms_opt(8, 55, 0).unwrap();
        let hour = Hour { at, zone: Some(Tz::Europe__Lisbon), today: "2026-11-23".parse().unwrap() };
        let on = |hour: Hour, timer| {
            let job = hour.job(timer, Vec::new(), Tz::Asia__Tokyo);
            (job.at.format("%H:%M").to_string(), job.zone)
        };
        assert_eq!(on(hour, Timer::Systemd), ("08:55".into(), Some(Tz::Europe__Lisbon)));
        assert_eq!(on(hour, Timer::Cron), ("17:55".into(), None));
        assert_eq!(on(Hour { zone: None, ..hour }, Timer::Cron), ("08:55".into(), None));
    }
}
