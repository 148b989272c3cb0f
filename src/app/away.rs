//! Days off: no slot opens on them, and no streak breaks.

use std::io::Read;
use std::path::Path;

use chrono::{Datelike, NaiveDate};

use super::App;
use crate::domain::{away, dates};
use crate::error::{About, Error, ErrorKind, Result};
use crate::exchange::holidays;

/// A time away, first and last day, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    /// The first day off.
    pub first: NaiveDate,
    /// The last day off; the same for a single day.
    pub last: NaiveDate,
    /// Whether it comes from the configuration, not from the book.
    pub configured: bool,
    /// What a calendar calls it.
    pub name: Option<String>,
}

/// What a calendar of holidays brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HolidaysRead {
    /// New days off.
    pub added: usize,
    /// Those that the book had already.
    pub unchanged: usize,
    /// Events with an hour, or that could not be read.
    pub left_out: usize,
    /// The days up to which those that come again were read.
    pub until: NaiveDate,
}

/// The largest calendar, in bytes.
const CALENDAR_LIMIT: u64 = 16 * 1024 * 1024;
/// How many years ahead holidays are read; a plan of visits reaches as far.
const YEARS_AHEAD: i32 = 3;

impl App {
    /// Returns the times away, of the book and of the configuration, by their first day.
    pub fn away(&self) -> Result<Vec<Away>> {
        let kept = self.book.named_days_off()?.into_iter();
        let kept = kept.map(|(first, last, name)| Away { first, last, configured: false, name });
        let configured = self.settings.away.iter().map(|(first, last)| {
            let (first, last) = (*first, *last);
            Away { first, last, configured: true, name: None }
        });
        let mut all: Vec<Away> = kept.chain(configured).collect();
        all.sort_by_key(|a| (a.first, a.last));
        Ok(all)
    }

    /// Adds a time away. Returns whether it is new.
    pub fn go_away(&mut self, first: NaiveDate, last: NaiveDate) -> Result<bool> {
        let clock = self.clock();
        if let Err(invalid) = away::check(first, last) {
            let help = if last < first {
                "write the first day first: goodcall away 2026-12-24 2027-01-02"
            } else {
                "look at the years; if you do mean it, add it a year at a time"
            };
            return Err(Error::usage(format!("{invalid}; nothing was changed")).help(help));
        }
        let today = clock.today();
        let label = if first == last {
            format!("away on {}", dates::short(first, today))
        } else {
            format!("away from {} to {}", dates::short(first, today), dates::short(last, today))
        };
        self.book.change(&clock, label, |change| change.add_away(first, last))
    }

    /// Takes the all-day events of a calendar of holidays for days off, as one change; what the book has already stays.
    pub fn holidays_from(&mut self, file: &Path) -> Result<HolidaysRead> {
        let clock = self.clock();
        let today = clock.today();
        let shown = file.display();
        let mut bytes = Vec::new();
        let opened = std::fs::File::open(file).about("read", file)?;
        opened.take(CALENDAR_LIMIT + 1).read_to_end(&mut bytes).about("read", file)?;
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > CALENDAR_LIMIT {
            return Err(Error::failed(format!("{shown} is larger than 16 MiB; nothing was changed")));
        }
        let new_year = |year| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(today);
        let (from, until) = (new_year(today.year() - 1), new_year(today.year() + YEARS_AHEAD + 1).pred_opt());
        let until = until.unwrap_or(today);
        let calendar = holidays::read(&bytes, from, until).map_err(|what| {
            let what = what.unwrap_or("something else");
            Error::failed(format!("{shown} is not a calendar but {what}; nothing was changed"))
                .help("save the holidays as an iCalendar file (.ics): goodcall away --from holidays.ics")
        })?;
        if calendar.all_day == 0 {
            return Err(Error::failed(format!("{shown} has no events of whole days; nothing was changed"))
                .help("a calendar of holidays has one for each; those with an hour are left out"));
        }
        let days: Vec<_> = calendar
            .days
            .into_iter()
            .map(|day| (day.first, day.last, Some(day.name).filter(|name| !name.is_empty())))
            .collect();
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let added = self.book.change(&clock, format!("holidays from {name}"), |change| change.add_days_off(&days))?;
        Ok(HolidaysRead { added, unchanged: days.len() - added, left_out: calendar.left_out, until })
    }

    /// Removes the time away that begins on a day.
    pub fn come_back(&mut self, first: NaiveDate) -> Result<usize> {
        let clock = self.clock();
        let label = format!("not away from {}", dates::short(first, clock.today()));
        let removed = self.book.change(&clock, label, |change| change.remove_away(first))?;
        if removed > 0 {
            return Ok(removed);
        }
        let error = Error::new(ErrorKind::NoMatch, format!("no time away begins on {first}; nothing was changed"));
        if self.settings.away.iter().any(|(from, _)| *from == first) {
            return Err(
                error.help("that one is in the configuration (goodcall config path): remove it from \"away\" there")
            );
        }
        Err(error.help("goodcall away --list shows them"))
    }
}
