//! The book: all of a user's data in one SQLite file. Reads are on `&Book`; every write goes through one of two doors,
//! [`Book::change`] (one transaction, journaled, can be undone) or [`Book::note`] (offers, praise shown and drafts,
//! which leave nothing to undo).

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, named_params};

use crate::domain::dates::{Clock, DateOrder};
use crate::domain::ids::{ChangeId, IdMaker};
use crate::error::{Error, Result};

pub(crate) mod anniversaries;
pub(crate) mod asked;
pub(crate) mod away;
#[cfg(test)]
mod chance;
mod change;
pub(crate) mod check;
mod companions;
pub(crate) mod compare;
pub(crate) mod completing;
pub(crate) mod copy;
mod counting;
pub(crate) mod customers;
#[cfg(test)]
mod desks;
pub(crate) mod drafts;
mod errors;
pub(crate) mod figures;
mod file;
pub(crate) mod forget;
pub(crate) mod ideas;
pub(crate) mod identities;
mod journal;
pub(crate) mod known_as;
mod lifting;
pub(crate) mod merge;
mod migrations;
pub(crate) mod narrowed;
pub(crate) mod narrowing;
mod old_logs;
pub(crate) mod open;
pub(crate) mod ordered;
pub(crate) mod past_buyers;
pub(crate) mod picks;
pub(crate) mod praise;
pub(crate) mod promises;
mod query;
mod reach;
mod remark_ids;
pub(crate) mod remarks;
mod removing;
pub(crate) mod repair;
mod rows;
mod schema;
pub(crate) mod search;
mod search_index;
pub(crate) mod setbacks;
pub(crate) mod sync;
mod tags;
pub(crate) mod team;
pub(crate) mod teammates;
pub(crate) mod telling;
pub(crate) mod touches;
pub(crate) mod transfer;
pub(crate) mod undo;
mod values;
pub(crate) mod visits;
mod waiting;
pub(crate) mod who;
pub(crate) mod written_files;

use crate::files::{FileId, file_id};
pub use change::Change;
pub(crate) use change::Note;
pub(crate) use errors::Doing;
pub(crate) use journal::many::{Influx, Many};
use query::Query;
use values::{Millis, Offset};

/// How many changes the journal keeps, however old they are.
const KEPT_CHANGES: i64 = 200;
/// How long the journal keeps changes, however many they are, in milliseconds: 30 days.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// How much memory the pages of the file take, as SQLite counts it: KiB below zero.
const USUAL_ROOM: i64 = -2000;
const ROOM: i64 = -12_000;

/// Removes the oldest changes, but none that other machines were not told of. It takes a few at a time, so that no single log
/// pays for a year, and each with its undos and redos, which do not count, once the last of these is old too.
const TRIM: &str = "
  WITH RECURSIVE
    oldest (id) AS (
      SELECT id FROM change WHERE undoes IS NULL AND ends IS NULL
        AND id <= coalesce((SELECT harvested FROM sync_self), id) AND id < (
        SELECT id FROM change WHERE undoes IS NULL AND undone_by IS NULL ORDER BY id DESC LIMIT 1 OFFSET :kept - 1)
      ORDER BY id LIMIT 4),
    kin (first, id) AS (
      SELECT id, id FROM oldest
      UNION ALL SELECT kin.first, change.id FROM kin JOIN change ON change.undoes = kin.id),
    old (first) AS (
      SELECT kin.first FROM kin JOIN change USING (id) GROUP BY kin.first HAVING max(change.made_at) < :before)
  DELETE FROM change WHERE id IN (SELECT id FROM kin WHERE first IN (SELECT first FROM old))";

/// An open book.
#[derive(Debug)]
pub struct Book {
    db: Connection,
    /// None for a book in memory.
    path: Option<PathBuf>,
    /// The file that was opened under that path.
    file: Option<FileId>,
    can_write: bool,
    /// Whether this book was changed since it was opened.
    changed: bool,
    /// Tells the changes of this run of the program from those of others.
    session: i64,
    ids: RefCell<IdMaker>,
    waiting: RefCell<search_index::Waiting>,
    /// The first id of the rows that are being added without an entry of the journal for each.
    many_from: Cell<Option<i64>>,
    /// Takes the place of chance in ids, for a book that must come out the same each time.
    seed: Cell<Option<u32>>,
    patience: waiting::Patience,
    /// How the user writes 3/12, in the words of a promise.
    date_order: DateOrder,
}

impl Book {
    /// Returns the book's path; None where it is in memory.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Says whether the book can be written; one that can't is open all the same, for reading.
    pub fn can_write(&self) -> bool {
        self.can_write
    }

    /// Says whether another file has taken the place of this book.
    pub fn was_replaced(&self) -> bool {
        let now = self.path.as_deref().and_then(file_id);
        now.is_some() && now != self.file
    }

    /// Makes the changes from here on those of another connection's run of the program.
    pub fn go_on_with_session(&mut self, session: i64) {
        self.session = session;
    }

    /// Says whether this book was changed since it was opened.
    pub fn was_changed(&self) -> bool {
        self.changed
    }

    /// Returns a number that moves when another connection has changed the book.
    pub fn data_version(&self) -> Result<i64> {
        self.db.one("PRAGMA data_version", [], "look for changes in the book")
    }

    /// Sets the longest wait for another writer, and returns the one before it.
    pub fn wait_at_most(&self, at_most: Duration) -> Duration {
        self.patience.set(at_most)
    }

    /// Sets how the days of promises and needs are read where they are written in digits.
    pub fn read_dates_in(&mut self, order: DateOrder) {
        self.date_order = order;
    }

    /// Returns a handle with which another thread interrupts a running query.
    pub fn interrupt_handle(&self) -> rusqlite::InterruptHandle {
        self.db.get_interrupt_handle()
    }

    /// Makes the ids of what is written from here on the same each time; for demo books.
    pub fn repeatable(&mut self, seed: u32) {
        self.seed.set(Some(seed));
    }

    /// Empties the journal, so that nothing made up can be undone, and ends [`Book::repeatable`].
    pub fn forget_changes(&mut self) -> Result<()> {
        self.seed.set(None);
        self.transaction(|book| {
            book.db.execute_batch("DELETE FROM journal; DELETE FROM change;").doing("empty the journal")
        })
    }

    /// Shrinks the file to what it needs.
    pub fn compact(&mut self) -> Result<()> {
        if self.path.is_some() { self.db.execute_batch("VACUUM").doing("make the book small") } else { Ok(()) }
    }

    /// Reads several things at one moment: no other writer comes between them.
    pub fn read<T>(&self, read: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        if !self.db.is_autocommit() {
            return read(self);
        }
        self.db.execute_batch("BEGIN").doing("read the book")?;
        let read = read(self);
        // A transaction that only read has nothing to lose: how it ends does not matter.
        let _ended = self.db.execute_batch("COMMIT");
        read
    }

    /// Makes one change, wholly or not at all, under a label for people ("logged a call with Ana"). Where nothing
    /// differs after it, it leaves no step to undo.
    pub fn change<T>(
        &mut self,
        clock: &Clock,
        label: impl Into<String>,
        make: impl FnOnce(&Change<'_>) -> Result<T>,
    ) -> Result<T> {
        let label = label.into();
        let made = self.transaction(|book| {
            let id = book.begin_change(clock, &label)?;
            let change = Change { book, clock: *clock, id, ids: Cell::default() };
            let made = make(&change)?;
            book.end_change(id, clock)?;
            Ok(made)
        });
        self.changed |= made.is_ok();
        made
    }

    /// Makes a change, and takes it back where `make` returns false: a rehearsal.
    pub fn change_if(
        &mut self,
        clock: &Clock,
        label: impl Into<String>,
        make: impl FnOnce(&Change<'_>) -> Result<bool>,
    ) -> Result<bool> {
        // A rehearsal ends as an error would, so that the one way back is the tested one.
        let mut rehearsed = false;
        let made = self.change(clock, label, |change| {
            if make(change)? {
                return Ok(());
            }
            rehearsed = true;
            Err(Error::failed("only a rehearsal"))
        });
        if rehearsed { Ok(false) } else { made.map(|()| true) }
    }

    /// Gives a large change more memory for pages of the file: what does not fit is written, and synced, before its end.
    pub fn with_room<T>(&mut self, act: impl FnOnce(&mut Self) -> T) -> T {
        // Without the room it only takes longer.
        let before = self.db.one::<i64>("PRAGMA cache_size", [], "look at the memory").unwrap_or(USUAL_ROOM);
        // SQLite may sort more than fits into memory: its temporary files have no names, and go by themselves.
        let _roomy = self.db.execute_batch(&format!("PRAGMA temp_store = FILE; PRAGMA cache_size = {ROOM}"));
        let done = act(self);
        let usual = format!("PRAGMA temp_store = MEMORY; PRAGMA cache_size = {before}; PRAGMA shrink_memory");
        let _usual = self.db.execute_batch(&usual);
        done
    }

    /// Writes what a large change has done so far to the file, and gives the memory back that its pages took.
    fn release_pages(&self) -> Result<()> {
        const RELEASING: &str = "write what came in";
        self.db.cache_flush().doing(RELEASING)?;
        self.db.execute_batch("PRAGMA shrink_memory").doing(RELEASING)
    }

    /// Writes what leaves nothing to undo: offers, praise shown, drafts.
    pub fn note<T>(&mut self, clock: &Clock, write: impl FnOnce(&Note<'_>) -> Result<T>) -> Result<T> {
        self.transaction(|book| {
            book.end_what_was_left_open(clock)?;
            write(&Note { book, clock: *clock })
        })
    }

    fn transaction<T>(&mut self, write: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        if !self.can_write {
            return Err(Error::unwritable_book("this book can only be read; nothing was changed"));
        }
        self.db.execute_batch("BEGIN IMMEDIATE").doing("begin to write")?;
        self.ids.borrow_mut().look_again();
        let written = write(self).and_then(|value| {
            self.write_waiting_words()?;
            self.db.execute_batch("COMMIT").doing("save the change")?;
            Ok(value)
        });
        self.waiting.take();
        self.many_from.take();
        if written.is_err() && !self.db.is_autocommit() {
            // The first error is the one to tell; an open transaction is rolled back at the next opening at the latest.
            let _rolled_back = self.db.execute_batch("ROLLBACK");
        }
        written
    }

    /// A transaction that may write many rows: SQLite holds up to 16 MiB of pages until the end. It would hold 2 MB, and write
    /// and read the others again and again.
    fn transaction_of_many<T>(&mut self, write: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        self.db.execute_batch("PRAGMA cache_size = -16384").doing("begin to write")?;
        let written = self.transaction(write);
        // What was written is in the book, however many pages are held from now on.
        let _fewer = self.db.execute_batch("PRAGMA cache_size = -2000");
        written
    }

    /// Does something in a transaction, and takes all of it back: what it returns is all that stays.
    fn rehearse<T>(&self, act: impl FnOnce(&Self) -> Result<T>) -> Result<T> {
        if !self.can_write {
            return Err(Error::unwritable_book("this book can only be read; nothing was changed"));
        }
        self.db.execute_batch("BEGIN IMMEDIATE").doing("begin to write")?;
        self.ids.borrow_mut().look_again();
        let done = act(self);
        self.waiting.take();
        self.many_from.take();
        self.db.execute_batch("ROLLBACK").doing("take back what was only tried")?;
        done
    }

    /// Ends a change that is open before another begins. No crash leaves one, but a copy made in the middle of a change
    /// does, where SQLite's journal was not copied with it: what it wrote is a step like any other.
    fn end_what_was_left_open(&self, clock: &Clock) -> Result<()> {
        let open = "SELECT id FROM change WHERE open";
        match self.db.optional(open, [], "look for a change that was left open")? {
            Some(id) => self.end_change(id, clock),
            None => Ok(()),
        }
    }

    fn begin_change(&self, clock: &Clock, label: &str) -> Result<ChangeId> {
        self.end_what_was_left_open(clock)?;
        self.db.run(
            "INSERT INTO change (label, made_at, utc_offset, session) VALUES (:label, :at, :offset, :session)",
            named_params! {
                ":label": label,
                ":at": Millis(clock.instant),
                ":offset": Offset(*clock.stamp().offset()),
                ":session": self.session,
            },
            "begin a change",
        )?;
        Ok(ChangeId(self.db.last_insert_rowid()))
    }

    fn end_change(&self, id: ChangeId, clock: &Clock) -> Result<()> {
        const ENDING: &str = "end a change";
        let written = "SELECT EXISTS (SELECT 1 FROM journal WHERE change = ?1),
                         EXISTS (SELECT 1 FROM change WHERE id = ?1 AND undoes IS NOT NULL)";
        let (is_journaled, is_undo): (bool, bool) = self.db.one(written, [id], ENDING)?;
        // An undo stays even where it found everything as it was before, so that its step is not taken back again.
        let end = if is_journaled || is_undo {
            self.write_checksums(id)?;
            "UPDATE change SET open = 0 WHERE id = ?1"
        } else {
            "DELETE FROM change WHERE id = ?1"
        };
        self.db.run(end, [id], ENDING)?;
        if is_undo {
            return Ok(());
        }
        let kept = named_params! {":before": clock.instant.timestamp_millis() - KEPT_MS, ":kept": KEPT_CHANGES};
        self.db.run(TRIM, kept, "trim the journal").map(drop)
    }
}

#[cfg(test)]
mod tests;
