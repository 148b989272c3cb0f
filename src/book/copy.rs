//! Copies of a book, taken while it is in use.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, InterruptHandle};

use super::file::{as_file_path, check_file, open_flags, read_only};
use super::query::Query;
use super::{Book, Doing, errors};
use crate::error::{About, Error, ErrorKind, Result};

/// How many pages are copied at a time; in between others may write.
const PAGES: std::ffi::c_int = 4096;
/// How often a copy begins again because another program wrote; then it is taken in one go.
const BEGINNINGS: u32 = 4;

/// Lets another thread stop a long job, and see how far it is.
#[derive(Default)]
pub struct Watch {
    stopped: Arc<AtomicBool>,
    /// How much there is to look at, as far as that is known, and how much was looked at: rows, or bytes of files.
    expected: AtomicU64,
    looked_at: AtomicU64,
    running: Mutex<Vec<InterruptHandle>>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("stopped", &self.stopped).finish_non_exhaustive()
    }
}

impl Watch {
    /// Stops the job soon.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Ok(running) = self.running.lock() {
            running.iter().for_each(InterruptHandle::interrupt);
        }
    }

    /// Tells whether the job was stopped, also where the watch doesn't reach.
    pub fn stopped(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stopped)
    }

    /// Returns how far the job is, from 0 to 1; None before that is known.
    pub fn share(&self) -> Option<f64> {
        let expected = self.expected.load(Ordering::Relaxed);
        // Counts of rows and bytes are exact enough as floats.
        let share = self.looked_at.load(Ordering::Relaxed) as f64 / expected as f64;
        (expected > 0).then(|| share.min(1.0))
    }

    /// Says how much there is to look at.
    pub fn expect(&self, all: u64) {
        self.expected.store(all, Ordering::Relaxed);
    }

    /// Says that more of it was looked at.
    pub fn looked_at(&self, more: u64) {
        self.looked_at.fetch_add(more, Ordering::Relaxed);
    }

    /// Returns an error once the job was stopped.
    pub fn go_on(&self) -> Result<()> {
        if self.stopped.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Interrupted, "it was interrupted").help("nothing was changed"));
        }
        Ok(())
    }

    /// Stops a connection's long queries too.
    pub(super) fn over(&self, db: &Connection) {
        if let Ok(mut running) = self.running.lock() {
            running.push(db.get_interrupt_handle());
        }
    }
}

impl Book {
    /// Copies the book into a file, as of one moment, while others may go on writing.
    pub fn copy_into(&self, file: &Path, watch: &Watch) -> Result<()> {
        copy_database(&self.db, file, watch)
    }

    /// Returns the first damage that SQLite sees in a copy at a brief look.
    pub fn damage_in(file: &Path) -> Result<Option<String>> {
        first_damage(file)
    }

    /// Copies a file that may be damaged into another, without changing it.
    pub fn copy_file(from: &Path, into: &Path) -> Result<()> {
        check_file(from, std::fs::metadata(from))?;
        let journal = crate::files::with_suffix(from, "-journal");
        if !journal.exists() {
            return copy_database(&read_only(from)?, into, &Watch::default());
        }
        // A journal that a crash left beside it belongs to it: SQLite rolls the copy back with it.
        let beside = crate::files::with_suffix(into, "-journal");
        std::fs::copy(from, into).about("copy", from)?;
        std::fs::copy(&journal, &beside).about("copy", &journal)?;
        let db = Connection::open_with_flags(as_file_path(into), open_flags()).doing("read the backup")?;
        let settled = db.one::<i64>("SELECT count(*) FROM sqlite_schema", [], "read the backup");
        drop(db);
        if beside.exists() {
            std::fs::remove_file(&beside).about("remove", &beside)?;
        }
        settled.map(drop)
    }
}

impl Book {
    /// Lets a watch stop this book's long queries too.
    pub fn be_watched(&self, watch: &Watch) {
        watch.over(&self.db);
    }
}

pub(super) fn copy_database(db: &Connection, file: &Path, watch: &Watch) -> Result<()> {
    const COPYING: &str = "copy the book";
    let mut copy = Connection::open_with_flags(as_file_path(file), open_flags()).doing(COPYING)?;
    copy.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;").doing(COPYING)?;
    let backup = Backup::new(db, &mut copy).doing(COPYING)?;
    let (mut begun, mut left) = (0, std::ffi::c_int::MAX);
    let mut waited = 0;
    loop {
        watch.go_on()?;
        let pages = if begun < BEGINNINGS { PAGES } else { -1 };
        match backup.step(pages).doing(COPYING)? {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => {
                // SQLite has waited already, as long as for any other read.
                waited += 1;
                if waited > BEGINNINGS {
                    return Err(Error::new(
                        ErrorKind::Busy,
                        "could not copy the book: another program is writing to it",
                    )
                    .help("nothing was changed; close the other program, or try again"));
                }
            }
            _ => {
                let remaining = backup.progress().remaining;
                begun += u32::from(remaining >= left);
                left = remaining;
            }
        }
    }
}

/// Returns the first damage that SQLite sees in a copy; None in a sound one.
pub(super) fn first_damage(file: &Path) -> Result<Option<String>> {
    damage(&read_only(file)?)
}

pub(super) fn damage(db: &Connection) -> Result<Option<String>> {
    let found: String = db.one("PRAGMA quick_check(1)", [], "check the copy of the book")?;
    Ok((found != "ok").then(|| errors::finding(&found)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_copy_ends_as_interrupted() {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::open(&folder.path().join("book.db")).unwrap();
        let file = crate::files::AtomicFile::begin(folder.path()).unwrap();
        let watch = Watch::default();
        watch.stop();
        assert!(book.copy_into(file.path(), &watch).unwrap_err().is_interrupted());
        book.copy_into(file.path(), &Watch::default()).unwrap();
        assert_eq!(first_damage(file.path()).unwrap(), None);
        assert!(Book::is_sound(file.path()));
        Book::open_copy(file.path()).unwrap();
    }
}
