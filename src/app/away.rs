//! Days off: no slot opens on them, and no streak breaks.

use chrono::NaiveDate;

use super::App;
use crate::domain::dates;
use crate::error::{Error, ErrorKind, Result};

/// A time away, first and last day, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// The first day off.
    pub first: NaiveDate,
    /// The last day off; the same for a single day.
    pub last: NaiveDate,
    /// Whether it comes from the configuration, not from the book.
    pub configured: bool,
}

/// The longest time away, in days.
const LONGEST: i64 = 3660;

impl App {
    /// Returns the times away, of the book and of the configuration, by their first day.
    pub fn away(&self) -> Result<Vec<Away>> {
        let kept = self.book.away()?.into_iter().map(|(first, last)| Away { first, last, configured: false });
        let configured =
            self.settings.away.iter().map(|(first, last)| Away { first: *first, last: *last, configured: true });
        let mut all: Vec<Away> = kept.chain(configured).collect();
        all.sort_by_key(|a| (a.first, a.last));
        Ok(all)
    }

    /// Adds a time away. Returns whether it is new.
    pub fn go_away(&mut self, first: NaiveDate, last: NaiveDate) -> Result<bool> {
        let clock = self.clock();
        if last < first {
            return Err(Error::usage(format!("{last} is before {first}; nothing was changed"))
                .help("write the first day first: goodcall away 2026-12-24 2027-01-02"));
        }
        if (last - first).num_days() > LONGEST {
            return Err(Error::usage("a time away can't be longer than ten years; nothing was changed"));
        }
        let today = clock.today();
        let label = if first == last {
            format!("away on {}", dates::short(first, today))
        } else {
            format!("away from {} to {}", dates::short(first, today), dates::short(last, today))
        };
        self.book.change(&clock, label, |change| change.add_away(first, last))
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
