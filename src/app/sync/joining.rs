//! Setting up a space, and joining one: nothing is written before key and folder are known to be right.

use std::path::{Path, PathBuf};

use super::now::is_of_store;
use super::space::{self, Space, write_keys};
use super::{Synced, Told};
use crate::app::App;
use crate::book::sync::{Membership, Upto};
use crate::domain::customer::FIELD_LIMIT;
use crate::error::{Error, ErrorKind, Result};
use crate::files::folder_of;
use crate::sync::WriterId;
use crate::sync::carrier::{self, Carrier, CarrierFault, Folder, Unread};
use crate::sync::key::SpaceKey;
use crate::sync::keyfile::{self, KeyFile};
use crate::sync::segment::Kind;
use crate::system;
use crate::text::clean;

pub use crate::sync::key::LineOf;

/// The most characters of a machine's name.
const NAME: usize = 60;

/// A machine that takes part now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The line with the key.
    pub line: String,
    /// The space's id.
    pub space: String,
    /// This machine's id.
    pub id: WriterId,
    /// Its name.
    pub name: String,
    /// The folder, as an absolute path.
    pub folder: PathBuf,
    /// What was read and sent.
    pub synced: Synced,
}

/// Looks whether a book could take part in a space in a folder, before the book is opened or begun.
///
/// # Errors
/// The folder is not there (`Unreachable`), or holds the book.
pub fn may_begin(book: &Path, folder: &Path) -> Result<()> {
    let root = root_of(folder);
    carrier::reach_folder(&root).map_err(|fault| {
        Error::from(fault)
            .help("nothing was changed; name a folder that is there, in which the other machines look too")
    })?;
    let (book, root) = (canonical(book), canonical(&root));
    if folder_of(&book).starts_with(&root) {
        return Err(Error::failed(format!(
            "the book lies in {}, and its key would be carried along with it; nothing was changed",
            root.display()
        ))
        .help("name a folder that does not hold the book"));
    }
    Ok(())
}

/// Whether a line can be read, or has letters enough to tell what is wrong with it.
pub fn is_whole_line(text: &str) -> bool {
    !SpaceKey::of_line(text).is_err_and(|error| error.is_short())
}

/// Reads a line, and looks whether its space is in the folder.
///
/// # Errors
/// A slip in the line (`Line`), no space of this key in the folder (`Key`), or a folder that can't be reached.
pub fn may_join(line: &str, folder: &Path) -> Result<()> {
    let key = SpaceKey::of_line(line)?;
    let root = root_of(folder);
    let heads = Folder::open(&root, key.space()).and_then(|folder| folder.heads());
    match heads {
        Ok(heads) if heads.is_empty() => Err(nothing_there(&root)),
        Ok(_) => Ok(()),
        Err(CarrierFault::NoSpace { folder, others }) => Err(match others {
            0 => nothing_there(&folder),
            _ => Error::new(ErrorKind::Key, format!("{} holds spaces, but none of this key", folder.display())).help(
                "nothing was changed; the key may have been renewed: use the LINE that goodcall sync key prints now on a \
                 machine that syncs through this folder",
            ),
        }),
        Err(fault) => Err(fault.into()),
    }
}

fn nothing_there(root: &Path) -> Error {
    Error::new(ErrorKind::Key, format!("{} holds nothing that this key opens", root.display()))
        .help("nothing was changed; wait until the folder is filled, or name the one in which the other machines look")
}

/// Adds what was read through the space whose place another one took.
fn add_what_came_before(synced: &mut Synced, before: Synced) {
    synced.read += before.read;
    synced.conflicts += before.conflicts;
    for told in before.told {
        match told {
            Told::Forgotten(people) => synced.tell_erased(people),
            Told::CopiesLeft => synced.tell_once(told),
            _ => {}
        }
    }
}

/// The folder as an absolute path.
fn root_of(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf())
}

fn canonical(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    // A book that was not begun yet.
    let folder = folder_of(path).canonicalize().unwrap_or_else(|_| root_of(folder_of(path)));
    folder.join(path.file_name().unwrap_or_default())
}

/// The name of this machine: as given, else the one that it has in the space, else the computer's.
pub(in crate::app) fn name_of(given: Option<&str>, part: Option<&Membership>) -> Result<String> {
    if let Some(given) = given {
        return name_as_given(given);
    }
    if let Some(part) = part {
        return Ok(part.name.clone());
    }
    let name = system::computer_name().unwrap_or_default();
    let name: String = clean(name.trim()).chars().take(NAME).collect();
    Ok(if name.is_empty() { "this machine".into() } else { name })
}

/// Reads the name that a user gives a machine.
///
/// # Errors
/// It is empty or too long.
pub fn name_as_given(given: &str) -> Result<String> {
    let name = clean(given.trim()).into_owned();
    if name.is_empty() || name.chars().count() > NAME || name.len() > FIELD_LIMIT {
        return Err(Error::usage(format!("a machine's name has 1 to {NAME} characters; nothing was changed")));
    }
    Ok(name)
}

fn already(part: &Membership) -> Error {
    Error::new(ErrorKind::SyncOn, format!("this book syncs through {} already; nothing was changed", part.folder))
        .help("goodcall sync key prints the LINE for another machine, goodcall sync off ends it")
}

/// What is known when a machine begins to take part.
struct Beginning {
    book: PathBuf,
    root: PathBuf,
    name: String,
    key: SpaceKey,
}

impl App {
    /// Makes a space in a folder, and sends the book.
    ///
    /// # Errors
    /// It takes part in one already, the folder is not there or can't be written, or it holds the book. Then nothing is
    /// made. What is not sent in the end is in the result.
    pub fn set_up_sync(&mut self, folder: &Path, name: Option<&str>) -> Result<Joined> {
        let book = self.may_sync()?;
        may_begin(&book, folder)?;
        let name = name_of(name, None)?;
        if let Some(part) = self.book.membership()? {
            return Err(already(&part));
        }
        let begun = Beginning { book, root: root_of(folder), name, key: SpaceKey::new()? };
        let _lock = space::lock(&begun.book)?;
        self.begin(&begun, |begun| Ok(Folder::create(&begun.root, begun.key.space()).map(drop)?))
    }

    /// Joins the space of a line: reads all, then sends this book's own.
    ///
    /// # Errors
    /// A slip in the line, no space of it in the folder, or a folder that can't be reached: then nothing is written. What
    /// could not be read or sent in the end is in the result.
    pub fn join_sync(&mut self, line: &str, folder: &Path, name: Option<&str>) -> Result<Joined> {
        let book = self.may_sync()?;
        may_begin(&book, folder)?;
        let key = SpaceKey::of_line(line)?;
        let root = root_of(folder);
        let part = self.book.membership()?;
        let name = name_of(name, part.as_ref())?;
        let is_same = |part: &Membership| part.space == key.space().to_string();
        let whole = part.clone().filter(|_| self.part_and_keys(&book).is_ok());
        let is_there = |part: &&Membership| is_same(part) && canonical(Path::new(&part.folder)) == canonical(&root);
        if let Some(part) = whole.as_ref().filter(is_there) {
            return Err(already(part));
        }
        may_join(line, folder)?;
        let _lock = space::lock(&book)?;
        let (is_again, begun) = (part.as_ref().is_some_and(is_same), Beginning { book, root, name, key: key.clone() });
        let known = begun.try_all()?;
        if let Some(part) = whole.filter(|_| !is_again) {
            return if self.has_met(&known)? { self.join_renewed(&begun, &known) } else { Err(already(&part)) };
        }
        if is_again { self.join_again(&begun) } else { self.begin(&begun, |_| Ok(())) }
    }

    /// Whether a space has what a machine wrote that is in this book's space too: then it took the place of that.
    fn has_met(&self, known: &Upto) -> Result<bool> {
        Ok(self.book.machines()?.iter().any(|machine| known.contains_key(&machine.writer)))
    }

    /// Takes part for the first time, once `make` made the space where it is new. What fails takes all of it back.
    fn begin(&mut self, begun: &Beginning, make: impl FnOnce(&Beginning) -> Result<()>) -> Result<Joined> {
        let before = keyfile::read(&begun.book).ok().flatten();
        let writer = WriterId::new()?;
        write_keys(&begun.book, writer, &[&begun.key], before.as_ref())?;
        let joined =
            make(begun).and_then(|()| self.begin_part(begun, writer)).and_then(|()| self.sync_begun(begun, writer));
        if joined.is_err() {
            self.end_part(begun, before.as_ref())?;
        }
        joined
    }

    /// Joins the space of which the book has rows: it was in another folder, or the key was lost. With the key, this machine
    /// stays who it was.
    fn join_again(&mut self, begun: &Beginning) -> Result<Joined> {
        let before = keyfile::read(&begun.book).ok().flatten();
        let clock = self.clock();
        let part = self.part()?;
        let writer = match self.part_and_keys(&begun.book) {
            Ok((_, keys)) if keys.file.writer == part.writer => part.writer,
            _ => WriterId::new()?,
        };
        if writer != part.writer {
            self.book.write_as(writer)?;
            self.book.give_a_sign(&clock)?;
        }
        write_keys(&begun.book, writer, &[&begun.key], before.as_ref())?;
        self.book.carry_through(&clock, &begun.root.display().to_string(), &begun.name)?;
        self.sync_begun(begun, writer)
    }

    /// Joins the space that took the place of this book's, under a new key: with all that the book has of the old one.
    fn join_renewed(&mut self, begun: &Beginning, covers: &Upto) -> Result<Joined> {
        let clock = self.clock();
        let (part, keys) = self.part_and_keys(&begun.book)?;
        // What the others had sent through it comes along, as far as it can be read.
        let before = Space::open(part, &keys.key).ok().and_then(|mut old| self.sync_through(&mut old, &keys).ok());
        let new = begun.part(WriterId::new()?);
        // With both keys at hand no moment leaves the book without its own.
        write_keys(&begun.book, new.writer, &[&keys.key, &begun.key], Some(&keys.file))?;
        self.book.move_along(&clock, &new, covers)?;
        write_keys(&begun.book, new.writer, &[&begun.key], Some(&keys.file))?;
        let mut joined = self.sync_begun(begun, new.writer)?;
        if let Some(before) = before {
            add_what_came_before(&mut joined.synced, before);
        }
        Ok(joined)
    }

    /// Makes the book part of the space.
    fn begin_part(&mut self, begun: &Beginning, writer: WriterId) -> Result<()> {
        let clock = self.clock();
        self.book.join_space(&clock, &begun.part(writer))?;
        self.book.gather_everything(&clock)?;
        // Who has nothing to say says that they are there.
        if self.book.outgoing(0)?.is_none() { self.book.give_a_sign(&clock) } else { Ok(()) }
    }

    /// Takes back what was begun.
    fn end_part(&mut self, begun: &Beginning, before: Option<&KeyFile>) -> Result<()> {
        self.book.leave_space()?;
        match before {
            Some(before) => keyfile::write(&begun.book, before)?,
            None => keyfile::remove(&begun.book)?,
        }
        space::remove_lock(&begun.book);
        Ok(())
    }

    /// Reads and sends for the first time.
    fn sync_begun(&mut self, begun: &Beginning, writer: WriterId) -> Result<Joined> {
        let (part, keys) = self.part_and_keys(&begun.book)?;
        let (id, line) = (part.space.clone(), keys.key.line());
        let opened = Space::open(part, &keys.key).map_err(Error::from);
        let synced = match opened.and_then(|mut space| self.sync_through(&mut space, &keys)) {
            Ok(synced) => synced,
            Err(error) if is_of_store(&error) => Synced { fault: Some(error), ..Synced::default() },
            Err(error) => return Err(error),
        };
        let (name, folder) = (begun.name.clone(), begun.root.clone());
        Ok(Joined { line, space: id, id: writer, name, folder, synced })
    }
}

impl Beginning {
    /// The part of a machine.
    fn part(&self, writer: WriterId) -> Membership {
        Membership::new(&self.key.space().to_string(), &self.root.display().to_string(), writer, &self.name)
    }

    /// Opens all there is once, so that what fails does so before anything is written. Returns what snapshots cover.
    fn try_all(&self) -> Result<Upto> {
        let space = Space::open(self.part(WriterId(0)), &self.key)?;
        let (mut opened, mut refused, mut known) = (false, None, Upto::new());
        for listed in space.folder.heads()?.values().flatten() {
            // Once one could be read whole, of the others nothing counts but what they cover.
            let header = if opened { space.read_header(listed) } else { space.read(listed).map(|whole| whole.header) };
            match header {
                Ok(header) => {
                    opened = true;
                    if let Kind::Snapshot { covers, .. } = header.kind {
                        for (writer, upto) in covers {
                            let last = known.entry(writer).or_default();
                            *last = upto.max(*last);
                        }
                    }
                }
                Err(Unread::Gone) => {}
                Err(Unread::Carrier(fault)) => return Err(fault.into()),
                Err(Unread::Segment(fault)) => {
                    refused.get_or_insert_with(|| fault.about(&listed.path, "join again"));
                }
            }
        }
        match refused {
            Some(error) if !opened => Err(error),
            _ if !opened => Err(nothing_there(&self.root)),
            _ => Ok(known),
        }
    }
}
