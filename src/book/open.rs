//! Opening a book, or beginning one. Whatever is wrong with the file, it is left untouched and the error says what to do.

use std::cell::RefCell;
use std::path::Path;
use std::{fs, io};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::errors::LEFT_UNTOUCHED;
use super::file::{APPLICATION_ID, as_file_path, check_file, is_wal, open_flags, read_only};
use super::query::Query;
use super::{Book, Doing, copy, migrations, schema, waiting};
use crate::domain::dates::DateOrder;
use crate::domain::ids::IdMaker;
use crate::error::{Error, ErrorKind, Result, io_words};
use crate::files::{AtomicFile, IfExists, can_write_into, file_id, folder_of};

/// How many prepared statements a book keeps: a sync alone asks each of the seventeen tables in a score of ways.
const STATEMENTS: usize = 512;
/// A version that no goodcall will ever have: the header is damaged.
const UNBELIEVABLE: i64 = 1 << 16;

impl Book {
    /// Opens the book at `path`, or begins one where there is none.
    pub fn open(path: &Path) -> Result<Self> {
        match fs::metadata(path) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => begin(path)?,
            found => check_file(path, found)?,
        }
        Self::open_whole(path)
    }

    /// Opens the book at `path`; an error where there is none.
    pub fn open_existing(path: &Path) -> Result<Self> {
        check_file(path, fs::metadata(path))?;
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
            // Another tool turned the log on. One file can be copied and synced; if it is busy, the next opening does it.
            let _busy = book.db.execute_batch("PRAGMA journal_mode = DELETE");
        }
        Ok(book)
    }

    /// Keeps everybody else from reading and writing a book until what is returned is dropped.
    pub fn hold(path: &Path) -> Result<ExclusiveLock> {
        check_file(path, fs::metadata(path))?;
        let db = Connection::open_with_flags(as_file_path(path), open_flags()).doing("hold the book")?;
        db.busy_timeout(waiting::PATIENCE).doing("hold the book")?;
        db.execute_batch("BEGIN EXCLUSIVE").doing("hold the book")?;
        Ok(ExclusiveLock(db))
    }

    /// Opens a copy that nobody else knows of; an older one is brought up to date where it lies.
    pub fn open_copy(file: &Path) -> Result<Self> {
        check_file(file, fs::metadata(file))?;
        let db = Connection::open_with_flags(as_file_path(file), open_flags()).doing("open the copy")?;
        let book = Self::over(db, Some(file))?;
        // A lost copy can be taken again, so no change needs to reach the disk by itself.
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
            check_file(file, fs::metadata(file))?;
            let book = Self::over(read_only(file)?, Some(file))?;
            book.version_of(file)?;
            copy::damage(&book.db)
        };
        matches!(look(), Ok(None))
    }

    /// Counts the customers and the touches.
    pub fn counts(&self) -> Result<(usize, usize)> {
        let sql = "SELECT (SELECT count(*) FROM customer), (SELECT count(*) FROM touch)";
        self.db.one(sql, [], "count what is in the book")
    }

    /// Returns when the latest change was made; None where there was none.
    pub fn latest_change(&self) -> Result<Option<chrono::DateTime<chrono::Utc>>> {
        let made_at: Option<i64> = self.db.one("SELECT max(made_at) FROM change", [], "look at the latest change")?;
        Ok(made_at.and_then(chrono::DateTime::from_timestamp_millis))
    }

    /// Returns when the latest change was made, and the highest id of a change; None where there was none.
    pub fn latest_change_with_id(&self) -> Result<Option<(chrono::DateTime<chrono::Utc>, i64)>> {
        let sql = "SELECT max(made_at), coalesce(max(id), 0) FROM change";
        let (made_at, id): (Option<i64>, i64) = self.db.one(sql, [], "look at the latest change")?;
        Ok(made_at.and_then(chrono::DateTime::from_timestamp_millis).map(|at| (at, id)))
    }

    /// Returns the version of a book of an earlier goodcall, without bringing it up to date; None of any other.
    pub fn earlier_version(path: &Path) -> Result<Option<i64>> {
        check_file(path, fs::metadata(path))?;
        let db = Connection::open_with_flags(as_file_path(path), open_flags()).doing("open the book")?;
        let version = Self::over(db, Some(path))?.version_of(path)?;
        Ok((version < migrations::newest()).then_some(version))
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
        // Without permission for the folder SQLite can't keep its journal there, so the book can only be read.
        let folder_takes = |path: &Path| can_write_into(folder_of(path));
        let can_write = !db.is_readonly("main").doing("open the book")? && path.is_none_or(folder_takes);
        db.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self {
            db,
            path: path.map(Path::to_path_buf),
            file: path.and_then(file_id),
            can_write,
            changed: false,
            session: new_session(),
            ids: IdMaker::default().into(),
            waiting: RefCell::default(),
            many_from: None.into(),
            seed: None.into(),
            patience,
            date_order: DateOrder::default(),
        })
    }

    /// Checks that the book is whole and of a known version; an older one is brought up to date.
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
        migrations::bring_up_to_date(&self.db, path)
    }

    /// Returns the book's version; an error where it is not a known one, or a part of the book is missing.
    pub(super) fn version_of(&self, path: &Path) -> Result<i64> {
        let opening = format!("open {}", path.display());
        let version = migrations::version(&self.db, &opening)?;
        let known = migrations::newest();
        if (known + 1..UNBELIEVABLE).contains(&version) {
            return Err(Error::new(
                ErrorKind::Newer,
                format!(
                    "{} was written by a newer goodcall (schema {version}, this one knows {known})",
                    path.display()
                ),
            )
            .help("nothing was changed; update goodcall, then open it again"));
        }
        let there: Vec<String> = self.db.all("SELECT name FROM sqlite_schema WHERE type = 'table'", [], &opening)?;
        // A book has its version from the beginning.
        if !(1..=known).contains(&version)
            || !schema::tables_of(version).all(|needed| there.iter().any(|t| t == needed))
        {
            return Err(Error::new(
                ErrorKind::Damaged,
                format!("{} is damaged: a part of the book is missing", path.display()),
            )
            .help(LEFT_UNTOUCHED));
        }
        Ok(version)
    }
}

/// Makes a number that no other run of the program has, in practice.
fn new_session() -> i64 {
    let half = |place: u32| i64::from(getrandom::u32().unwrap_or_else(|_| std::process::id())) << place;
    (half(32) | half(0)) & i64::MAX
}

/// Keeps everybody else from reading and writing a book.
#[derive(Debug)]
pub struct ExclusiveLock(#[expect(dead_code, reason = "it holds as long as it lives")] Connection);

fn configure(db: &Connection) -> rusqlite::Result<()> {
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
    // A statement is prepared once, not anew for every value that is bound to it.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true)?;
    db.execute_batch("PRAGMA synchronous = EXTRA; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY;")
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
        // Another program was first, and its book stays.
        Err(_) if path.is_file() => Ok(()),
        placed => placed.map_err(|e| cannot(&e.message)),
    }
}

fn build(db: &Connection) -> Result<()> {
    const BEGINNING: &str = "begin a book";
    db.execute_batch("PRAGMA page_size = 4096; BEGIN;").doing(BEGINNING)?;
    migrations::migrate(db, 0)?;
    db.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; COMMIT;")).doing(BEGINNING)
}
