//! The key beside the book, in a file of its own: a book that is shared, exported or backed up does not carry it along.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::WriterId;
use super::key::SpaceKey;
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{self, AtomicFile, IfExists};

/// What is added to the book's name.
const SUFFIX: &str = ".sync-key";
/// The largest key file, in bytes.
const LIMIT: u64 = 256 * 1024;
/// The kind of the space of one user's own machines.
const OWN: &str = "own";
/// What the file tells who opens it.
const HEADING: &str = "\
# The keys of what this book shares with other machines. Anybody who has them can read all of it: keep this file
# to yourself, and out of the shared folder. `goodcall sync key` prints the line for another machine.

";

/// What a key file holds.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyFile {
    /// Whom the book writes as.
    pub writer: WriterId,
    /// The last number that was given to what the book sends as this writer, before it was sent: a number beyond it in the
    /// store is another's, who has a copy of book and key. None where an older version wrote the file.
    pub sent: Option<u64>,
    /// The spaces that the book takes part in.
    pub spaces: Vec<Keyed>,
}

/// A space in a key file.
#[derive(Debug, Clone, PartialEq)]
pub enum Keyed {
    /// That of the user's own machines.
    Own(SpaceKey),
    /// One of a kind unknown here, kept as it stands.
    Other(Table),
}

impl KeyFile {
    /// The key file of a book that writes as a writer from here on, with what the one before says of that writer.
    pub fn of(writer: WriterId, spaces: Vec<Keyed>, before: Option<&Self>) -> Self {
        let same = before.filter(|before| before.writer == writer);
        Self { writer, sent: same.map_or(Some(0), |before| before.sent), spaces }
    }

    /// The key of a space of the user's own machines, by its id; None where it is not here.
    pub fn key_of(&self, space: &str) -> Option<&SpaceKey> {
        self.spaces.iter().find_map(|keyed| match keyed {
            Keyed::Own(key) if key.space().to_string() == space => Some(key),
            Keyed::Own(_) | Keyed::Other(_) => None,
        })
    }
}

/// The path of a book's key file.
pub fn path_of(book: &Path) -> PathBuf {
    files::with_suffix(book, SUFFIX)
}

/// Reads the key file of a book; None where there is none.
///
/// # Errors
/// It can't be read, or is not a key file: then `key`, and nothing changes.
pub fn read(book: &Path) -> Result<Option<KeyFile>> {
    let path = path_of(book);
    let mut text = Vec::new();
    let read = std::fs::File::open(&path).and_then(|file| file.take(LIMIT).read_to_end(&mut text));
    match read {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(e) => {
            let error = Error::new(
                ErrorKind::Key,
                format!("could not read {}: {}", path.display(), crate::error::io_words(&e)),
            );
            return Err(error.because_of(e).help("nothing was changed; give yourself permission to read it"));
        }
        Ok(_) => {}
    }
    of_text(&text).map(Some).map_err(|why| {
        Error::new(ErrorKind::Key, format!("{} is not a key file: {why}", path.display())).help(
            "nothing was changed; goodcall sync join LINE FOLDER writes it anew, with the LINE that goodcall sync key prints \
             on another machine",
        )
    })
}

/// Whether others than its owner may read the key file of a book.
pub fn is_open_to_others(book: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::metadata(path_of(book)).is_ok_and(|there| there.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = book;
        false
    }
}

/// Writes the key file of a book, for the user alone, in place of the one that is there.
///
/// # Errors
/// It can't be written; the one before stays.
pub fn write(book: &Path, keys: &KeyFile) -> Result<()> {
    let path = path_of(book);
    let text = format!("{HEADING}{}", text_of(keys));
    let mut file = AtomicFile::begin(files::folder_of(&path)).about("write", &path)?;
    files::set_mode(file.path(), 0o600);
    file.file().write_all(text.as_bytes()).about("write", &path)?;
    file.persist(&path, IfExists::Replace)
}

/// Removes the key file of a book; without one nothing happens.
///
/// # Errors
/// It can't be removed.
pub fn remove(book: &Path) -> Result<()> {
    let path = path_of(book);
    match std::fs::remove_file(&path) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e).about("remove", &path),
        Err(_) => Ok(()),
        Ok(()) => files::sync_folder(files::folder_of(&path)).about("remove", &path),
    }
}

fn text_of(keys: &KeyFile) -> String {
    let spaces = keys.spaces.iter().map(|space| {
        Value::Table(match space {
            Keyed::Own(key) => Table::from_iter([("kind".into(), OWN.into()), ("key".into(), key.line().into())]),
            Keyed::Other(space) => space.clone(),
        })
    });
    let writer = ("writer".to_string(), Value::from(keys.writer.to_string()));
    let sent = keys.sent.and_then(|sent| i64::try_from(sent).ok()).map(|sent| ("sent".to_string(), sent.into()));
    let spaces = ("space".to_string(), spaces.collect::<Vec<_>>().into());
    [writer].into_iter().chain(sent).chain([spaces]).collect::<Table>().to_string()
}

fn of_text(text: &[u8]) -> std::result::Result<KeyFile, String> {
    let text = std::str::from_utf8(text).map_err(|_| "it is not text".to_string())?;
    let table: Table = text.parse().map_err(|e: toml::de::Error| e.message().to_string())?;
    let writer = table.get("writer").and_then(Value::as_str).ok_or("it names no writer")?;
    let writer = writer.parse().map_err(|_| "its writer is not one".to_string())?;
    let spaces = match table.get("space") {
        None => &[],
        Some(spaces) => spaces.as_array().ok_or("its spaces are not a list")?.as_slice(),
    };
    let spaces = spaces.iter().map(keyed).collect::<std::result::Result<_, _>>()?;
    let sent = table.get("sent").and_then(Value::as_integer).map(i64::unsigned_abs);
    Ok(KeyFile { writer, sent, spaces })
}

fn keyed(space: &Value) -> std::result::Result<Keyed, String> {
    let space = space.as_table().ok_or("one of its spaces is not a section")?;
    match space.get("kind").and_then(Value::as_str) {
        Some(OWN) => {
            let line = space.get("key").and_then(Value::as_str).ok_or("a space has no key")?;
            SpaceKey::of_line(line).map(Keyed::Own).map_err(|e| e.to_string())
        }
        Some(_) => Ok(Keyed::Other(space.clone())),
        None => Err("a space has no kind".into()),
    }
}

#[cfg(test)]
mod tests;
