//! The book's versions: a new book gets them all, an older one those it lacks, after a copy of it was put aside.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rusqlite::backup::Backup;

use super::Doing;
use crate::error::{Error, ErrorKind, Result, io_words};

/// The migrations, oldest first: `user_version` counts how many a book has had.
const MIGRATIONS: &[&str] =
    &[include_str!("../../migrations/0001_book.sql"), include_str!("../../migrations/0002_practices.sql")];
/// Pages that are copied at a time.
const PAGES: std::ffi::c_int = 1024;
/// How many copies of one version may lie beside a book.
const COPIES: usize = 100;

/// The version of a book that has had every migration.
pub(super) fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The version of a book.
pub(super) fn version(db: &Connection) -> rusqlite::Result<i64> {
    db.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Makes the migrations that come after `from`, and notes that they were made; the caller holds the transaction.
pub(super) fn migrate(db: &Connection, from: i64) -> rusqlite::Result<()> {
    for migration in MIGRATIONS.iter().skip(usize::try_from(from).unwrap_or(0)) {
        db.execute_batch(migration)?;
    }
    db.execute_batch(&format!("PRAGMA user_version = {}", newest()))
}

/// Brings an older book up to date: a checked copy is put aside first, and all migrations are one transaction, so that
/// a failed one leaves the book as it was.
pub(super) fn bring_up_to_date(db: &Connection, path: &Path, from: i64) -> Result<()> {
    put_aside(db, path, from)?;
    db.execute_batch("BEGIN EXCLUSIVE").doing("bring the book up to date")?;
    // Another goodcall may have been first.
    let migrated = version(db).and_then(|now| if now < newest() { migrate(db, now) } else { Ok(()) });
    let ended = migrated.and_then(|()| db.execute_batch("COMMIT"));
    if ended.is_err() && !db.is_autocommit() {
        // The first error is the one to tell; what is not committed is rolled back at the next opening at the latest.
        let _rolled_back = db.execute_batch("ROLLBACK");
    }
    ended.doing("bring the book up to date")
}

/// Copies the book beside itself, checks the copy, and only then gives it its name.
fn put_aside(db: &Connection, path: &Path, version: i64) -> Result<PathBuf> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let cannot = |why: String| {
        Error::new(ErrorKind::Failed, format!("could not put a copy of {} aside: {why}", path.display()))
            .help("this goodcall keeps books in a newer form; nothing was changed yet: make room in the folder, and try again")
    };
    let file = tempfile::Builder::new().prefix(".goodcall-").suffix(".copy").tempfile_in(folder);
    let file = file.map_err(|e| cannot(io_words(&e)))?;
    {
        let mut copy = Connection::open(file.path()).doing("copy the book")?;
        Backup::new(db, &mut copy)
            .and_then(|backup| backup.run_to_completion(PAGES, std::time::Duration::ZERO, None))
            .doing("copy the book")?;
        let found: String =
            copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).doing("check the copy of the book")?;
        if found != "ok" {
            return Err(Error::new(ErrorKind::Damaged, format!("{} is damaged: {found}", path.display()))
                .help("it was left untouched; go back to a backup of it"));
        }
    }
    file.as_file().sync_all().map_err(|e| cannot(io_words(&e)))?;
    let mut file = file;
    for number in 1..=COPIES {
        let name = copy_name(path, version, number);
        match file.persist_noclobber(&name) {
            Ok(_) => return Ok(name),
            Err(e) if e.error.kind() == std::io::ErrorKind::AlreadyExists => file = e.file,
            Err(e) => return Err(cannot(io_words(&e.error))),
        }
    }
    Err(cannot("there are too many copies already".into()))
}

/// "goodcall.db" of version 1 is put aside as "goodcall.db.version-1", then as "goodcall.db.version-1.2".
fn copy_name(path: &Path, version: i64, number: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".version-{version}"));
    if number > 1 {
        name.push(format!(".{number}"));
    }
    name.into()
}
