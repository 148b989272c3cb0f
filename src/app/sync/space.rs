//! The space that a book takes part in, opened: its key, its folder, and the lock that lets one run after another.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};

use crate::app::App;
use crate::book::sync::Membership;
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{keep_private, with_suffix};
use crate::sync::WriterId;
use crate::sync::carrier::{self, CarrierFault, Folder, Listed, Unread};
use crate::sync::key::{SealingKey, SpaceId, SpaceKey};
use crate::sync::keyfile::{self, KeyFile, Keyed};
use crate::sync::segment::{Header, Segment};

/// What is added to the book's name for the file that is locked.
const LOCK: &str = ".sync-lock";

/// An open space.
#[derive(Debug)]
pub(super) struct Space {
    /// The book's part in it.
    pub part: Membership,
    pub id: SpaceId,
    pub sealing: SealingKey,
    pub folder: Folder,
}

impl Space {
    /// Opens a space of a key in its folder.
    pub(super) fn open(part: Membership, key: &SpaceKey) -> std::result::Result<Self, CarrierFault> {
        let folder = Folder::open(Path::new(&part.folder), key.space())?;
        Ok(Self { part, id: key.space(), sealing: key.sealing(), folder })
    }

    /// Reads and opens a file of it.
    pub(super) fn read(&self, listed: &Listed) -> std::result::Result<Segment, Unread> {
        carrier::read(&self.folder, listed, self.id, &self.sealing)
    }

    /// Reads the header of a segment alone.
    pub(super) fn read_header(&self, listed: &Listed) -> std::result::Result<Header, Unread> {
        carrier::read_header(&self.folder, listed, self.id, &self.sealing)
    }
}

/// The id of the space that a book takes part in; None where the book's has been damaged.
pub(super) fn id_of(part: &Membership) -> Option<SpaceId> {
    part.space.parse().ok()
}

/// The keys that a book has beside it.
#[derive(Debug, Clone)]
pub(super) struct Keys {
    /// The book.
    pub book: PathBuf,
    /// The key of its space.
    pub key: SpaceKey,
    /// The key file as it was found.
    pub file: KeyFile,
}

/// Notes beside a book the last number that it gave, before what has it is sent.
pub(super) fn note_given(book: &Path, part: &Membership) -> Result<()> {
    match keyfile::read(book)? {
        Some(file) if file.writer == part.writer && file.sent != Some(part.seq) => {
            keyfile::write(book, &KeyFile { sent: Some(part.seq), ..file })
        }
        _ => Ok(()),
    }
}

/// Keeps other runs of the program from the space of a book.
#[derive(Debug)]
pub(in crate::app) struct Lock(#[expect(dead_code, reason = "it holds as long as it lives")] File);

impl App {
    /// Where the book really lies.
    ///
    /// # Errors
    /// It is in memory.
    pub(in crate::app) fn book_file(&self) -> Result<PathBuf> {
        let in_memory = || Error::book_in_memory(ErrorKind::Failed, "be on two machines");
        let path = self.book.path().ok_or_else(in_memory)?;
        Ok(path.canonicalize().unwrap_or_else(|_| path.to_path_buf()))
    }

    /// Makes sure that this book can be synced.
    pub(in crate::app) fn may_sync(&self) -> Result<PathBuf> {
        let book = self.book_file()?;
        if !self.book.can_write() {
            return Err(Error::unwritable_book("this book can only be read, so it can't be synced"));
        }
        Ok(book)
    }

    /// Returns the book's part in a space.
    pub(super) fn part(&self) -> Result<Membership> {
        self.book.membership()?.ok_or_else(|| {
            Error::new(ErrorKind::SyncOff, "this book is on one machine only: no sync is set up")
                .help("goodcall sync setup FOLDER on the first machine, goodcall sync join LINE FOLDER on the others")
        })
    }

    /// Waits until no other run of the program syncs this book, and opens its space.
    pub(super) fn open_space(&self) -> Result<(Lock, Space, Keys)> {
        let book = self.may_sync()?;
        // A book that takes part in none gets no lock beside it.
        self.part()?;
        let lock = lock(&book)?;
        let (part, keys) = self.part_and_keys(&book)?;
        let space = Space::open(part.clone(), &keys.key).map_err(|fault| self.explained(&part, fault))?;
        Ok((lock, space, keys))
    }

    /// Returns the part, and the keys.
    pub(super) fn part_and_keys(&self, book: &Path) -> Result<(Membership, Keys)> {
        let part = self.part()?;
        let unusable = |message: String| Error::new(ErrorKind::Key, message).help(keyfile::WRITTEN_ANEW);
        let path = keyfile::path_of(book);
        let Some(file) = keyfile::read(book)? else {
            return Err(unusable(format!("the key file {} is missing", path.display())));
        };
        let Some(key) = file.key_of(&part.space).cloned() else {
            return Err(unusable(format!("the key in {} opens another space than this book's", path.display())));
        };
        Ok((part, Keys { book: book.to_path_buf(), key, file }))
    }
}

/// Waits until no other run of the program syncs this book.
pub(in crate::app) fn lock(book: &Path) -> Result<Lock> {
    let path = with_suffix(book, LOCK);
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true);
    keep_private(&mut options);
    let file = options.open(&path).about("write", &path)?;
    // Without locks two runs at once only do some of it twice.
    let _unlockable = file.lock();
    Ok(Lock(file))
}

/// Removes what a lock leaves.
pub(super) fn remove_lock(book: &Path) {
    // It is empty, and harms nobody.
    let _left = std::fs::remove_file(with_suffix(book, LOCK));
}

/// Writes the key file for a writer, with the keys of other spaces that it has.
pub(super) fn write_keys(book: &Path, writer: WriterId, own: &[&SpaceKey], before: Option<&KeyFile>) -> Result<()> {
    let others = before.into_iter().flat_map(KeyFile::others);
    let spaces = own.iter().map(|key| Keyed::Own((*key).clone())).chain(others.cloned()).collect();
    keyfile::write(book, &KeyFile::of(writer, spaces, before))
}
