//! One book on several machines: this book's part in a space, and what passes through the folder that carries it.
//!
//! [`App::sync_now`] reads before it sends. What that means for the book is in `src/book/sync.rs`, what lies in the folder in
//! `src/sync/`; here is the order of it, and what of it a user is told.

pub mod background;
mod compacting;
pub mod conflict_words;
pub mod conflicts;
mod erasing;
mod forgotten_left;
pub mod joining;
pub mod keys;
pub mod leaving;
pub mod machines;
pub mod now;
pub mod opening;
mod reading;
mod renewed;
mod sending;
pub(in crate::app) mod space;
pub mod status;
mod store;

use std::path::PathBuf;

use chrono::DateTime;

use super::App;
use crate::domain::tz::Tz;
use crate::error::{Error, ErrorKind, Result};

pub use crate::sync::WriterId;

/// What came of a sync.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Synced {
    /// Rows that others had written and that were read.
    pub read: usize,
    /// Rows that were sent.
    pub sent: usize,
    /// Segments that wait for others which are still on their way.
    pub waiting: usize,
    /// Values that lost to another one made at the same time.
    pub conflicts: usize,
    /// Files that were refused.
    pub left: Vec<Left>,
    /// The machines of the space that are not retired, this one too.
    pub machines: usize,
    /// Whether it was only looked what would be done.
    pub is_rehearsal: bool,
    /// What else the user is told.
    pub told: Vec<Told>,
    /// Why it went no further, after what was done.
    pub fault: Option<Error>,
}

/// A file that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The file.
    pub file: PathBuf,
    /// `Segment`, `Newer` or `Clock`.
    pub kind: ErrorKind,
    /// Why, in words.
    pub reason: String,
    /// The same as an error with what to do.
    pub error: Error,
}

/// Something that a user is told besides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// This machine has a new id.
    NewId(WhyNewId),
    /// This many segments of this machine were read back: the book is from an older backup.
    ReadBack(usize),
    /// This many people who were forgotten on another machine were erased here.
    Forgotten(usize),
    /// They may still be in copies of the book that could not be rewritten.
    CopiesLeft,
    /// Files that this machine had sent are gone, so that all it holds was sent anew.
    SentAnew,
    /// This many files were replaced by one that holds all there is.
    Compacted(usize),
    /// Somebody who was forgotten may still be in this many sealed files, until these machines have read of it.
    Awaits(usize, Vec<String>),
    /// A machine wrote at a time that is far ahead of this one's.
    ClocksDiffer(ClocksDiffer),
    /// A machine goes on in another space of the folder: it renewed the key.
    Renewed(String),
    /// A newer version said this many things that this one does not know.
    Later(usize),
    /// Another rep calls somebody who was offered here.
    CallsInstead(CallsInstead),
    /// These reps handed over these customers, whose names these are, to the user.
    HandedOver(Vec<(String, String)>),
    /// The user is not a manager of this team any more: what they did as one, and had not sent, was taken back.
    NoManager(String),
}

/// Another rep, and whom they call in the open slot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallsInstead {
    /// The rep.
    pub rep: String,
    /// The customer's name.
    pub customer: String,
    /// Whether slots are weeks: their call days are one weekday.
    pub is_weekly: bool,
}

/// Two clocks of which one is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClocksDiffer {
    /// The other machine.
    pub name: String,
    /// When it wrote last by its clock, in this machine's time zone.
    pub there: DateTime<Tz>,
    /// What this machine's clock says.
    pub here: DateTime<Tz>,
}

/// Why a machine has a new id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNewId {
    /// The book is a copy of another machine's.
    Copied,
    /// Another machine writes under the same id: its book and its key were copied.
    Cloned,
    /// It was retired.
    Retired,
    /// Somebody else has taken its id at a team's server.
    Taken,
}

impl App {
    /// Gathers what was changed here for the other machines, before what comes is told apart from it. Without a sync
    /// nothing is done.
    pub(super) fn gather_first(&mut self) -> Result<()> {
        if self.book.can_write() && self.book.membership()?.is_some() {
            self.book.gather(&self.clock())?;
        }
        Ok(())
    }

    /// Whether the book takes part in a sync, of own machines or of a team.
    pub fn is_synced(&self) -> Result<bool> {
        Ok(self.is_on_machines()? || self.book.path().is_some() && !self.book.teams()?.is_empty())
    }

    /// Whether the user's own machines share the book, whatever teams it is in.
    pub fn is_on_machines(&self) -> Result<bool> {
        Ok(self.book.path().is_some() && self.book.membership()?.is_some())
    }

    /// Returns what is another after every change of this book that a sync sends: a number of what undo knows, and one of what
    /// was done on walls.
    pub fn latest_change(&self) -> Result<(i64, i64)> {
        Ok((self.book.latest_change_with_id()?.map_or(0, |(_, id)| id), self.book.team_clock()?))
    }

    /// Returns how many days ago a sync last went well; None where none did, or none is set up.
    pub fn days_without_sync(&self) -> Result<Option<i64>> {
        const DAY: i64 = 24 * 60 * 60 * 1000;
        let last = self.book.membership()?.and_then(|part| part.last_ok);
        Ok(last.map(|last| (self.clock().instant.timestamp_millis() - last).div_euclid(DAY)))
    }
}

impl Synced {
    /// The error with which it ends: of the first file that was refused, or why it went no further.
    pub fn error(&self) -> Option<Error> {
        self.left.first().map(|left| left.error.clone()).or_else(|| self.fault.clone())
    }

    /// The files that may only be half there: a carrier may still be writing them.
    pub fn half_there(&self) -> impl Iterator<Item = &Left> {
        self.left.iter().filter(|left| left.kind == ErrorKind::Segment)
    }
}
