//! Who acts in teams from this book, and when: all acts have one clock, which comes after whatever was seen.

use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::clock::Hlc;

/// Who acts in teams from this book.
#[derive(Debug, Clone)]
pub(super) struct Author {
    /// This machine.
    pub machine: i64,
    /// The role that the server knows the user by.
    pub rep: String,
}

impl Book {
    /// Returns the role that the server of the book's teams knows this user by; None where no server is known.
    pub fn account(&self) -> Result<Option<String>> {
        self.db.optional("SELECT account FROM sync_server", [], READING)
    }

    pub(super) fn author(&self) -> Result<Author> {
        let (machine, rep) = self.db.one("SELECT machine, account FROM sync_server", [], READING)?;
        Ok(Author { machine, rep })
    }

    /// Returns a number that grows with each of the user's acts in teams.
    pub fn team_clock(&self) -> Result<i64> {
        Ok(self.db.optional("SELECT clock FROM sync_server", [], READING)?.unwrap_or_default())
    }

    /// Notes a clock that was seen, so that whatever is done from here comes after it.
    pub(super) fn saw_team_clock(&self, clock: Hlc) -> Result<()> {
        self.db.run("UPDATE sync_server SET clock = max(clock, ?1)", [clock.0], WRITING).map(drop)
    }

    /// Moves the clock on to now, past all that was seen.
    pub(super) fn next_team_clock(&self, clock: &Clock) -> Result<Hlc> {
        self.next_team_clock_at(clock.instant.timestamp_millis())
    }

    /// The same for what was done at a time, in milliseconds since 1970.
    pub(super) fn next_team_clock_at(&self, ms: i64) -> Result<Hlc> {
        let next = Hlc(self.team_clock()?).next(Hlc::at(ms));
        self.saw_team_clock(next)?;
        Ok(next)
    }
}
