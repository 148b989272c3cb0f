//! The key of the space: shown for another machine, and made anew after one was stolen.

use std::path::Path;

use super::Synced;
use super::space::{Space, write_keys};
use crate::app::App;
use crate::error::{ErrorKind, Result};
use crate::sync::carrier::Folder;
use crate::sync::key::SpaceKey;
use crate::sync::keyfile::{self, KeyFile};

/// A new key, and what came of the last sync with the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// The line with the key.
    pub line: String,
    /// The space's id.
    pub space: String,
    /// The space before.
    pub before: String,
    /// What was read and sent through the old space.
    pub synced: Synced,
}

impl App {
    /// Returns the line with the key, for another machine.
    ///
    /// # Errors
    /// The book takes part in no space, or its key is missing.
    pub fn sync_line(&self) -> Result<String> {
        let book = self.book_file()?;
        match self.part_and_keys(&book) {
            Ok((_, keys)) => Ok(keys.key.line()),
            // A backup from before the sync was set up was restored: the key is there still.
            Err(error) if error.kind == ErrorKind::SyncOff => {
                let file = keyfile::read(&book)?;
                file.as_ref().and_then(KeyFile::own_key).map(SpaceKey::line).ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// Makes a new key and a new space with all that this book holds; the other machines join it with the new line.
    ///
    /// # Errors
    /// The folder can't be reached or written: then the old key stays.
    pub fn renew_sync_key(&mut self) -> Result<NewKey> {
        let (_lock, mut space, keys) = self.open_space()?;
        // What the others sent up to now comes along.
        let synced = self.sync_through(&mut space, &keys)?;
        if let Some(fault) = &synced.fault {
            return Err(fault.clone());
        }
        let (key, before, writer) = (SpaceKey::new()?, space.part.space.clone(), space.part.writer);
        let write = |own: &[&SpaceKey]| write_keys(&keys.book, writer, own, Some(&keys.file));
        // With both keys at hand no moment leaves the book without its own.
        write(&[&keys.key, &key])?;
        if let Err(error) = self.begin_anew(&space, &key) {
            write(&[&keys.key])?;
            return Err(error);
        }
        write(&[&key])?;
        Ok(NewKey { line: key.line(), space: key.space().to_string(), before, synced })
    }

    /// Fills a new space with all that the old one has; its machines are awaited there no more.
    fn begin_anew(&mut self, old: &Space, key: &SpaceKey) -> Result<()> {
        let clock = self.clock();
        Folder::create(Path::new(&old.part.folder), key.space())?;
        let new = Space::open(old.part.clone(), key)?;
        let mut done = Synced::default();
        self.put_snapshot(&new, &mut done)?;
        self.book.move_to_space(&clock, &key.space().to_string())?;
        for machine in self.book.machines()? {
            if machine.writer != new.part.writer && !machine.retired {
                self.book.retire(&clock, machine.writer)?;
            }
        }
        if self.book.outgoing(0)?.is_none() {
            // By a number that the old space does not have, the other machines know where this one went on.
            self.book.give_a_sign(&clock)?;
        }
        // What can't be sent now is sent with the next sync.
        let _later = self.send_all(&new, &mut done);
        Ok(())
    }
}
