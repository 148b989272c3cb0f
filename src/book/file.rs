//! The file that a book lies in: how it is opened, and what its head says before SQLite reads it.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::errors::LEFT_UNTOUCHED;
use super::{Doing, waiting};
use crate::error::{Error, ErrorKind, Result, io_words};

/// Marks a file as a goodcall book in its header ("gcal").
pub(super) const APPLICATION_ID: i64 = 0x6763_616c;
/// The start of every SQLite file.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// The part of the header that is looked at.
const HEADER_BYTES: usize = 100;

/// Spells a file name so that SQLite takes it for nothing else: the bundled one reads "file:…" as an address.
pub(super) fn as_file_path(path: &Path) -> PathBuf {
    if path.is_relative() { Path::new(".").join(path) } else { path.to_path_buf() }
}

pub(super) fn open_flags() -> OpenFlags {
    // No CREATE: a book is begun whole, or not at all.
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Checks a file before SQLite opens it.
pub(super) fn check_file(path: &Path, found: io::Result<fs::Metadata>) -> Result<()> {
    match found {
        Ok(found) if found.is_dir() => {
            Err(Error::new(ErrorKind::Permission, format!("{} is a folder, not a book", path.display()))
                .help("name a file inside it, as in --db FOLDER/goodcall.db"))
        }
        Ok(found) if !found.is_file() => {
            Err(Error::new(ErrorKind::Permission, format!("{} is not a file that can hold a book", path.display()))
                .help("it was left untouched; name another file with --db"))
        }
        Ok(found) => check_header(path, found.len()),
        Err(e) => Err(cannot_open(path, &e)),
    }
}

/// Checks the file's header and length, and nothing that grows with the book.
fn check_header(path: &Path, length: u64) -> Result<()> {
    let damaged = |what: &str, help: &str| {
        Err(Error::new(ErrorKind::Damaged, format!("{} {what}", path.display())).help(help.to_string()))
    };
    if length == 0 {
        return damaged("is empty, so it is not a book", "remove it to start a new book, or put a backup in its place");
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
    // SQLite would take a book with another number here for one that can only be read.
    if !header.get(18..20).is_some_and(|versions| versions.iter().all(|v| matches!(v, 1 | 2))) {
        return damaged("is damaged in its header", LEFT_UNTOUCHED);
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
        return damaged("is cut short: part of the book is missing", LEFT_UNTOUCHED);
    }
    Ok(())
}

/// Whether the file's header says that it keeps a write-ahead log.
pub(super) fn is_wal(path: &Path) -> bool {
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

/// Opens a file only to read it.
pub(super) fn read_only(file: &Path) -> Result<Connection> {
    const READING: &str = "read the copy of a book";
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(as_file_path(file), flags).doing(READING)?;
    db.busy_timeout(waiting::PATIENCE).doing(READING)?;
    Ok(db)
}
