//! Copies of a book, taken while it is in use.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, InterruptHandle, OpenFlags};

use super::open::as_file_path;
use super::{Book, Doing, migrations};
use crate::error::{About, Error, ErrorKind, Result};

/// Pages that are copied at a time; between two times others may write.
const PAGES: std::ffi::c_int = 4096;
/// So often a copy begins again because somebody wrote; then it is taken in one go.
const BEGINNINGS: u32 = 4;

/// Lets another thread stop what takes long.
#[derive(Default)]
pub struct Watch {
    stopped: AtomicBool,
    running: Mutex<Vec<InterruptHandle>>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("stopped", &self.stopped).finish_non_exhaustive()
    }
}

impl Watch {
    /// Stops what is being done, soon.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        if let Ok(running) = self.running.lock() {
            running.iter().for_each(InterruptHandle::interrupt);
        }
    }

    /// Ends with an error where it was stopped.
    pub(super) fn go_on(&self) -> Result<()> {
        if self.stopped.load(Ordering::SeqCst) {
            return Err(Error::new(ErrorKind::Interrupted, "it was interrupted").help("nothing was changed"));
        }
        Ok(())
    }

    /// Lets a connection's long queries be stopped too.
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

    /// Opens a copy that nobody else knows of: an older one is brought up to date where it lies.
    pub fn open_copy(file: &Path) -> Result<Self> {
        super::open::look_at_file(file, std::fs::metadata(file))?;
        let db = Connection::open_with_flags(as_file_path(file), super::open::open_flags()).doing("open the copy")?;
        let book = Self::over(db, Some(file))?;
        // It can be taken again, so its pages need not reach the disk one change after the other.
        book.db.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY;").doing("open the copy")?;
        let version = book.version_of(file)?;
        if version < migrations::newest() {
            migrations::in_one(&book.db)?;
        }
        Ok(book)
    }

    /// Whether a file is a book that opens and in which SQLite sees no damage. It is only read.
    pub fn is_sound(file: &Path) -> bool {
        let look = || -> Result<Option<String>> {
            super::open::look_at_file(file, std::fs::metadata(file))?;
            let book = Self::over(read_only(file)?, Some(file))?;
            book.version_of(file)?;
            damage(&book.db)
        };
        matches!(look(), Ok(None))
    }

    /// The first damage that SQLite sees in a copy at a brief look.
    pub fn damage_in(file: &Path) -> Result<Option<String>> {
        first_damage(file)
    }

    /// Copies a file that may be no sound book into another, without changing it.
    pub fn copy_file(from: &Path, into: &Path) -> Result<()> {
        super::open::look_at_file(from, std::fs::metadata(from))?;
        let journal = crate::files::with_suffix(from, "-journal");
        if !journal.exists() {
            return copy_database(&read_only(from)?, into, &Watch::default());
        }
        // What a crash left beside it belongs to it: SQLite takes back in the copy what was not finished.
        let beside = crate::files::with_suffix(into, "-journal");
        std::fs::copy(from, into).about("copy", from)?;
        std::fs::copy(&journal, &beside).about("copy", &journal)?;
        let db = Connection::open_with_flags(as_file_path(into), super::open::open_flags()).doing("read the backup")?;
        let settled = db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0));
        drop(db);
        if beside.exists() {
            std::fs::remove_file(&beside).about("remove", &beside)?;
        }
        settled.map(drop).doing("read the backup")
    }
}

pub(super) fn copy_database(db: &Connection, file: &Path, watch: &Watch) -> Result<()> {
    const COPYING: &str = "copy the book";
    let mut copy = Connection::open_with_flags(as_file_path(file), super::open::open_flags()).doing(COPYING)?;
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

pub(super) fn read_only(file: &Path) -> Result<Connection> {
    const READING: &str = "read the copy of a book";
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(as_file_path(file), flags).doing(READING)?;
    db.busy_timeout(super::waiting::PATIENCE).doing(READING)?;
    Ok(db)
}

/// The first damage that SQLite itself sees in a copy; None in a sound one.
pub(super) fn first_damage(file: &Path) -> Result<Option<String>> {
    damage(&read_only(file)?)
}

fn damage(db: &Connection) -> Result<Option<String>> {
    let found: String =
        db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).doing("check the copy of the book")?;
    Ok((found != "ok").then_some(found))
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
        Book::open_copy(file.path()).unwrap();
    }
}
