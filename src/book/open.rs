//! Opening a book, or beginning one. Whatever is wrong with the file, it is left untouched and the error says what to do.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::{Book, Doing, migrations, schema, waiting};
use crate::domain::ids::IdMaker;
use crate::error::{Error, ErrorKind, Result, io_words};
use crate::files::{AtomicFile, IfExists, folder_of};

/// Says in the file's header that it is a goodcall book ("gcal").
const APPLICATION_ID: i64 = 0x6763_616c;
/// The start of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The part of the header that is looked at.
const HEADER_BYTES: usize = 100;

impl Book {
    /// Opens the book at `path`, or begins one where there is none.
    pub fn open(path: &Path) -> Result<Self> {
        match fs::metadata(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => begin(path)?,
            found => look_at_file(path, found)?,
        }
        Self::open_whole(path)
    }

    /// Opens the book at `path`; an error where there is none.
    pub fn open_existing(path: &Path) -> Result<Self> {
        look_at_file(path, fs::metadata(path))?;
        Self::open_whole(path)
    }

    /// Opens a book once more that this process has open already. Nothing but SQLite touches the file here: to close
    /// any other handle of it would let go of the locks by which this process keeps others out while it writes.
    pub fn open_again(path: &Path) -> Result<Self> {
        let db = Connection::open_with_flags(as_file_path(path), open_flags()).doing("open the book")?;
        let book = Self::over(db, Some(path))?;
        book.check_schema(path)?;
        Ok(book)
    }

    fn open_whole(path: &Path) -> Result<Self> {
        let keeps_log = is_wal(path);
        let book = Self::open_again(path)?;
        if keeps_log && book.can_write {
            // Another tool's doing: one file is what can be copied and synced. Where it is busy, the next opening does it.
            let _busy = book.db.execute_batch("PRAGMA journal_mode = DELETE");
        }
        Ok(book)
    }

    /// Holds a book so that nobody reads or writes it, until what is returned is dropped.
    pub fn hold(path: &Path) -> Result<ExclusiveLock> {
        look_at_file(path, fs::metadata(path))?;
        let db = Connection::open_with_flags(as_file_path(path), open_flags()).doing("hold the book")?;
        db.busy_timeout(waiting::PATIENCE).doing("hold the book")?;
        db.execute_batch("BEGIN EXCLUSIVE").doing("hold the book")?;
        Ok(ExclusiveLock(db))
    }

    /// How many customers and touches there are.
    pub fn counts(&self) -> Result<(usize, usize)> {
        self.db
            .query_row("SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM touch)", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .doing("count what is in the book")
    }

    /// When the latest change was made, where there is one.
    pub fn latest_change(&self) -> Result<Option<chrono::DateTime<chrono::Utc>>> {
        let made_at: Option<i64> = self
            .db
            .query_row("SELECT max(made_at) FROM change", [], |row| row.get(0))
            .doing("look at the latest change")?;
        Ok(made_at.and_then(chrono::DateTime::from_timestamp_millis))
    }

    /// Begins a book in memory, for the demo and for tests.
    pub fn in_memory() -> Result<Self> {
        let db = Connection::open_in_memory().doing("begin a book in memory")?;
        build(&db)?;
        Self::over(db, None)
    }

    pub(super) fn over(mut db: Connection, path: Option<&Path>) -> Result<Self> {
        let patience = waiting::wait_for_others(&mut db).doing("open the book")?;
        configure(&db).doing("open the book")?;
        let can_write = !db.is_readonly("main").doing("open the book")? && path.is_none_or(folder_can_be_written);
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            db,
            path: path.map(Path::to_path_buf),
            file: path.and_then(super::file_id),
            can_write,
            changed: false,
            ids: IdMaker::default().into(),
            seed: None.into(),
            patience,
        })
    }

    /// Checks that the book is whole and of a version that is known; an older one is brought up to date.
    fn check_schema(&self, path: &Path) -> Result<()> {
        let version = self.version_of(path)?;
        if version == migrations::newest() {
            return Ok(());
        }
        if !self.can_write {
            return Err(Error::new(
                ErrorKind::Permission,
                format!("{} was written by an older goodcall and can't be brought up to date", path.display()),
            )
            .help("give yourself permission to write the file and its folder, then open it again"));
        }
        migrations::bring_up_to_date(&self.db, path, version)
    }

    /// The book's version; an error where it is none that is known, or a part of the book is missing.
    pub(super) fn version_of(&self, path: &Path) -> Result<i64> {
        let opening = format!("open {}", path.display());
        let version = migrations::version(&self.db).doing(&opening)?;
        let known = migrations::newest();
        if version > known {
            return Err(Error::new(
                ErrorKind::Newer,
                format!(
                    "{} was written by a newer goodcall (schema {version}, this one knows {known})",
                    path.display()
                ),
            )
            .help("nothing was changed; update goodcall, then open it again"));
        }
        let there: Vec<String> = self
            .db
            .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .doing(&opening)?;
        if !schema::tables_of(version).all(|needed| there.iter().any(|t| t == needed)) {
            return Err(Error::new(
                ErrorKind::Damaged,
                format!("{} is damaged: a part of the book is missing", path.display()),
            )
            .help("it was left untouched; go back to a backup of it"));
        }
        Ok(version)
    }
}

/// A book that nobody else reads or writes.
#[derive(Debug)]
pub struct ExclusiveLock(#[expect(dead_code, reason = "it holds as long as it lives")] Connection);

/// A file name that SQLite can't take for anything else: the bundled one reads "file:…" as an address.
pub(super) fn as_file_path(path: &Path) -> std::path::PathBuf {
    if path.is_relative() { Path::new(".").join(path) } else { path.to_path_buf() }
}

pub(super) fn open_flags() -> OpenFlags {
    // No CREATE: a book is begun whole, or not at all.
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    db.execute_batch("PRAGMA synchronous = EXTRA; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")
}

/// Looks at a file before SQLite does.
pub(super) fn look_at_file(path: &Path, found: io::Result<fs::Metadata>) -> Result<()> {
    match found {
        Ok(found) if found.is_dir() => {
            Err(Error::new(ErrorKind::Permission, format!("{} is a folder, not a book", path.display()))
                .help("name a file inside it, as in --db FOLDER/goodcall.db"))
        }
        Ok(found) if !found.is_file() => {
            Err(Error::new(ErrorKind::Permission, format!("{} is no file that can hold a book", path.display()))
                .help("it was left untouched; name another file with --db"))
        }
        Ok(found) => check_header(path, found.len()),
        Err(e) => Err(cannot_open(path, &e)),
    }
}

/// Looks at the file's head and length, at nothing that grows with the book.
fn check_header(path: &Path, length: u64) -> Result<()> {
    let damaged = |what: &str, help: &str| {
        Err(Error::new(ErrorKind::Damaged, format!("{} {what}", path.display())).help(help.to_string()))
    };
    if length == 0 {
        return damaged("is empty, so it is no book", "remove it to start a new book, or put a backup in its place");
    }
    let mut header = [0_u8; HEADER_BYTES];
    let mut file = File::open(path).map_err(|e| cannot_open(path, &e))?;
    let read = read_up_to(&mut file, &mut header).map_err(|e| cannot_open(path, &e))?;
    if read < HEADER_BYTES || !header.starts_with(MAGIC) {
        return damaged("is not a goodcall book", "it was left untouched; name another file with --db");
    }
    let word =
        |at: usize| header.get(at..at + 4).map_or(0, |b| b.iter().fold(0_u64, |n, byte| n << 8 | u64::from(*byte)));
    if word(68) != APPLICATION_ID.unsigned_abs() {
        return damaged("belongs to another program", "it was left untouched; name another file with --db");
    }
    let page_size = match word(16) >> 16 {
        1 => 65_536,
        n => n,
    };
    let pages = word(28);
    // With a hot journal beside it the length is not settled yet: SQLite rolls that back first.
    let mut journal = path.as_os_str().to_owned();
    journal.push("-journal");
    if pages * page_size > length && !Path::new(&journal).exists() {
        return damaged(
            "is cut short: part of the book is missing",
            "it was left untouched; go back to a backup of it",
        );
    }
    Ok(())
}

/// Whether the file's head says that it keeps a write-ahead log.
fn is_wal(path: &Path) -> bool {
    let mut header = [0_u8; HEADER_BYTES];
    let read = File::open(path).and_then(|mut file| read_up_to(&mut file, &mut header));
    read.is_ok() && header.get(18..20) == Some(&[2, 2])
}

fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|r| !r.is_empty()) {
        match file.read(rest)? {
            0 => break,
            n => filled += n,
        }
    }
    Ok(filled)
}

fn cannot_open(path: &Path, error: &io::Error) -> Error {
    Error::new(ErrorKind::Permission, format!("could not open the book {}: {}", path.display(), io_words(error)))
        .help("look at the permissions of the file and its folder, or name another with --db")
}

/// Without permission for the folder SQLite can't keep its journal there, so the book can only be read.
fn folder_can_be_written(path: &Path) -> bool {
    #[cfg(unix)]
    {
        rustix::fs::access(folder_of(path), rustix::fs::Access::WRITE_OK).is_ok()
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        true
    }
}

/// Begins a book: built whole under another name, synced, then put in place without overwriting, so that a crash
/// leaves no half of one and two that begin at once end with one book.
fn begin(path: &Path) -> Result<()> {
    let cannot = |why: &str| {
        Error::new(ErrorKind::Permission, format!("could not begin a book at {}: {why}", path.display()))
            .help("make its folder, or name another place with --db")
    };
    let file = AtomicFile::begin(folder_of(path)).map_err(|e| cannot(&io_words(&e)))?;
    {
        let db = Connection::open_with_flags(as_file_path(file.path()), open_flags()).doing("begin a book")?;
        db.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;").doing("begin a book")?;
        build(&db)?;
    }
    match file.persist(path, IfExists::Keep) {
        // Somebody else was first, and theirs is the book.
        Err(_) if path.is_file() => Ok(()),
        placed => placed.map_err(|e| cannot(&e.message)),
    }
}

fn build(db: &Connection) -> Result<()> {
    db.execute_batch("PRAGMA page_size = 4096; BEGIN;")
        .and_then(|()| migrations::migrate(db, 0))
        .and_then(|()| db.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; COMMIT;")))
        .doing("begin a book")
}
