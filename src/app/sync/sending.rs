//! Sending: what waits, sealed and put into the folder, each part noted once it lies there.

use super::Synced;
use super::space::{Space, note_given};
use crate::app::App;
use crate::book::sync::Upto;
use crate::error::{Error, Result};
use crate::sync::carrier::{Carrier, Listed, Put, What};
use crate::sync::segment::{self, Entry, Header, Kind, Segment, VERSION};

impl Space {
    /// Seals a segment of this machine and puts it into the folder.
    pub(super) fn put(&self, seq: u64, header: Header, entries: Vec<Entry>) -> Result<Listed> {
        let what = if header.kind == Kind::Changes { What::Changes } else { What::Snapshot };
        let writer = self.part.writer;
        let sealed = segment::seal(&Segment { space: self.id, writer, seq, epoch: 0, header, entries }, &self.sealing)?;
        match self.folder.put(writer, seq, what, &sealed)? {
            Put::Done(listed) | Put::There(listed) => Ok(listed),
            // A folder takes everything.
            Put::Taken => Err(Error::failed("the number of a segment is taken").help("run it again")),
        }
    }

    /// The first line of a segment of this machine.
    pub(super) fn header(&self, seen: Upto, made: i64, kind: Kind) -> Header {
        Header { v: VERSION, seen, made, name: self.part.name.clone(), kind }
    }
}

impl App {
    /// Sends what waits. Where that fails, what was sent before is noted.
    pub(super) fn send_all(&mut self, space: &Space, done: &mut Synced) -> Result<()> {
        let clock = self.clock();
        if self.book.outgoing(0)?.is_some() {
            note_given(&self.book_file()?, &self.part()?)?;
        }
        while let Some(out) = self.book.outgoing(0)? {
            let header = space.header(out.seen, out.made, Kind::Changes);
            let rows = out.entries.len();
            let listed = space.put(out.seq, header, out.entries)?;
            self.book.was_sent(&clock, out.seq, &listed.hash_hex())?;
            done.sent += rows;
        }
        Ok(())
    }
}
