//! The end of a book's part in a space. It needs no folder; where there is one, the other machines are told.

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

use super::WriterId;
use super::space::{self, Keys, Space};
use crate::app::App;
use crate::book::sync::{Membership, Upto, retirement};
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::carrier::Carrier;
use crate::sync::keyfile::{self, KeyFile};
use crate::sync::segment::Kind;

/// How long the folder may take: a drive that does not answer keeps nobody.
const TOLD_WITHIN: Duration = Duration::from_secs(3);

/// A part in a space that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedPart {
    /// The folder that carried it.
    pub folder: String,
    /// What this machine was called.
    pub name: String,
    /// Its id.
    pub id: WriterId,
    /// Whether the other machines hear of it.
    pub others: Others,
    /// Rows that were changed here and never sent.
    pub unsent: usize,
}

/// What the other machines hear of a machine that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// It lies in the folder that this one is awaited no more.
    Told,
    /// It could not be said.
    Untold,
    /// There are none, or this book wrote under the id of another.
    None,
}

/// What a machine says last.
struct Farewell {
    part: Membership,
    keys: Keys,
    clock: Clock,
    /// Its last number that was sent.
    last: u64,
    /// What it had read.
    seen: Upto,
}

impl App {
    /// Ends the book's part in its space: the key and what the book knows of the space go, the book and the folder stay.
    /// Where the folder can be written, the others hear that this machine is awaited no more.
    ///
    /// # Errors
    /// The book takes part in none.
    pub fn end_sync(&mut self) -> Result<EndedPart> {
        let book = self.may_sync()?;
        let part = self.part()?;
        let unsent = self.book.count_to_send(&self.clock())?;
        let others = self.say_farewell(&book, &part)?;
        self.book.leave_space()?;
        let keys = keyfile::read(&book).ok().flatten();
        if keys.iter().flat_map(KeyFile::others).next().is_some() {
            space::write_keys(&book, part.writer, &[], keys.as_ref())?;
        } else {
            keyfile::remove(&book)?;
        }
        space::remove_lock(&book);
        Ok(EndedPart { folder: part.folder, name: part.name, id: part.writer, others, unsent })
    }

    /// Tells the other machines that this one is awaited no more, and nothing else: what waits is not sent.
    fn say_farewell(&self, book: &Path, part: &Membership) -> Result<Others> {
        let (mine, others): (Vec<_>, Vec<_>) =
            self.book.machines()?.into_iter().filter(|m| m.seq > 0).partition(|machine| machine.writer == part.writer);
        if !others.iter().any(|machine| !machine.retired) {
            return Ok(Others::None);
        }
        let keys = match self.part_and_keys(book) {
            Ok((_, keys)) if keys.file.writer == part.writer => keys,
            Ok(_) => return Ok(Others::None),
            Err(_) => return Ok(Others::Untold),
        };
        if self.has_a_clock().is_err() || mine.iter().any(|machine| machine.retired) {
            return Ok(Others::Untold);
        }
        let waiting = self.book.outgoing(0)?.map(|out| out.seq.saturating_sub(1));
        let last = waiting.unwrap_or(part.seq);
        let seen = others.iter().map(|machine| (machine.writer, machine.seq)).collect();
        let farewell = Farewell { part: part.clone(), keys, clock: self.clock(), last, seen };
        let (done, is_done) = mpsc::channel();
        let thread = std::thread::Builder::new().name("farewell".into()).spawn(move || {
            // Nobody may listen any more.
            let _sent = done.send(farewell.put().is_ok());
        });
        let is_told = thread.is_ok() && is_done.recv_timeout(TOLD_WITHIN).unwrap_or_default();
        Ok(if is_told { Others::Told } else { Others::Untold })
    }
}

impl Farewell {
    /// Puts it into the folder, behind all that the folder has of this machine.
    fn put(self) -> Result<()> {
        let Self { part, keys, clock, last, seen } = self;
        let _lock = space::lock(&keys.book)?;
        let space = Space::open(part, &keys.key)?;
        let own = space.part.writer;
        let listed = space.folder.heads()?.remove(&own).unwrap_or_default();
        let last = listed.iter().map(|listed| listed.seq).max().unwrap_or_default().max(last);
        let made = clock.instant.timestamp_millis();
        let header = space.header(seen, made, Kind::Changes);
        space.put(last.saturating_add(1), header, vec![retirement(own, made)]).map(drop)
    }
}
