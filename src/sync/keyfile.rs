//! The key beside the book, in a file of its own: a book that is shared, exported or backed up does not carry it along.

mod sections;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::WriterId;
use super::key::SpaceKey;
use super::team::{MachineKey, TeamKeys};
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{self, AtomicFile, IfExists};

/// What is added to the book's name.
const SUFFIX: &str = ".sync-key";
/// The largest key file, in bytes.
const LIMIT: u64 = 256 * 1024;
/// What the file tells who opens it.
const HEADING: &str = "\
# The keys of what this book shares with other machines. Anybody who has them can read all of it: keep this file
# to yourself, and out of the shared folder. `goodcall sync key` prints the line for another machine.

";

/// What to do without a key file that can be used.
pub const WRITTEN_ANEW: &str = "nothing was changed; goodcall sync join LINE FOLDER writes it anew, with the LINE that \
                                goodcall sync key prints on another machine";

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
    /// The server of the user's teams.
    Server(ServerKeys),
    /// A team.
    Team(String, TeamKeys),
    /// One of a kind unknown here, kept as it stands.
    Other(Table),
}

/// What this machine needs to be known at a server.
#[derive(Clone, PartialEq)]
pub struct ServerKeys {
    /// Where it is; the password is for nobody else.
    pub url: String,
    /// Whom it knows the user as, its host, and the database.
    pub account: String,
    /// See `account`.
    pub host: String,
    /// See `account`.
    pub database: String,
    /// This machine's id there.
    pub machine: WriterId,
    /// Its secret key.
    pub secret: MachineKey,
    /// The password, where it came with the URL.
    pub password: Option<String>,
}

/// Names the server, never what is secret.
impl std::fmt::Debug for ServerKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ServerKeys({} at {})", self.machine, self.url)
    }
}

impl KeyFile {
    /// The key file of a book that writes as a writer from here on, with what the one before says of that writer.
    pub fn of(writer: WriterId, spaces: Vec<Keyed>, before: Option<&Self>) -> Self {
        let same = before.filter(|before| before.writer == writer);
        Self { writer, sent: same.map_or(Some(0), |before| before.sent), spaces }
    }

    /// The key of the user's own machines.
    pub fn own_key(&self) -> Option<&SpaceKey> {
        self.spaces.iter().find_map(|keyed| match keyed {
            Keyed::Own(key) => Some(key),
            _ => None,
        })
    }

    /// What belongs to the server of the user's teams.
    pub fn server(&self) -> Option<&ServerKeys> {
        self.spaces.iter().find_map(|keyed| match keyed {
            Keyed::Server(server) => Some(server),
            _ => None,
        })
    }

    /// Puts what belongs to the server in place of what was there.
    pub fn set_server(&mut self, server: ServerKeys) {
        self.spaces.retain(|keyed| !matches!(keyed, Keyed::Server(_)));
        self.spaces.push(Keyed::Server(server));
    }

    /// The teams that the file has keys of.
    pub fn teams(&self) -> impl Iterator<Item = (&str, &TeamKeys)> {
        self.spaces.iter().filter_map(|keyed| match keyed {
            Keyed::Team(team, keys) => Some((team.as_str(), keys)),
            _ => None,
        })
    }

    /// The keys of a team.
    pub fn team(&self, name: &str) -> Option<&TeamKeys> {
        self.teams().find_map(|(team, keys)| (team == name).then_some(keys))
    }

    /// Puts a team's keys in place of those that were there; None removes them.
    pub fn set_team(&mut self, name: &str, keys: Option<TeamKeys>) {
        self.spaces.retain(|keyed| !matches!(keyed, Keyed::Team(team, _) if team == name));
        self.spaces.extend(keys.map(|keys| Keyed::Team(name.to_string(), keys)));
    }

    /// What is not about the user's own machines.
    pub fn others(&self) -> impl Iterator<Item = &Keyed> {
        self.spaces.iter().filter(|keyed| !matches!(keyed, Keyed::Own(_)))
    }

    /// The key of a space of the user's own machines, by its id; None where it is not here.
    pub fn key_of(&self, space: &str) -> Option<&SpaceKey> {
        self.spaces.iter().find_map(|keyed| match keyed {
            Keyed::Own(key) if key.space().to_string() == space => Some(key),
            _ => None,
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
        Error::new(ErrorKind::Key, format!("{} is not a key file: {why}", path.display())).help(WRITTEN_ANEW)
    })
}

/// Whether others than its owner may read the key file of a book.
pub fn is_open_to_others(book: &Path) -> bool {
    files::is_open_to_others(&path_of(book))
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
    let spaces = keys.spaces.iter().map(|space| Value::Table(sections::written(space)));
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
    let spaces = spaces.iter().map(sections::read).collect::<std::result::Result<_, _>>()?;
    let sent = table.get("sent").and_then(Value::as_integer).map(i64::unsigned_abs);
    Ok(KeyFile { writer, sent, spaces })
}

#[cfg(test)]
mod tests;
