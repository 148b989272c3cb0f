//! A rehearsal of a sync: what would be read and sent is counted, and nothing is written.

use super::Reading;
use crate::app::App;
use crate::app::sync::Synced;
use crate::app::sync::space::Space;
use crate::book::sync::Arrived;
use crate::error::Result;
use crate::sync::segment::Kind;

impl App {
    /// Looks what would be read and sent.
    pub(in crate::app::sync) fn rehearse(&self, space: &Space) -> Result<Synced> {
        let mut done =
            Synced { is_rehearsal: true, sent: self.book.count_to_send(&self.clock())?, ..Synced::default() };
        let mut reading = self.begin_reading(space)?;
        self.look_what_is_here(&mut reading)?;
        while reading.count_what_is_ready(space, &mut done)? || reading.count_snapshot(space, &mut done)? {}
        done.waiting = reading.waiting();
        done.machines = self.count_machines()?;
        Ok(done)
    }
}

impl Reading {
    /// Counts what every segment says that waits for nothing. Returns whether there was one.
    fn count_what_is_ready(&mut self, space: &Space, done: &mut Synced) -> Result<bool> {
        let mut was_any = false;
        let unread = self.store.unread().filter(|listed| !self.refused.contains(&listed.path));
        for listed in unread.cloned().collect::<Vec<_>>() {
            if let Some(segment) = self.ready(space, &listed, done)? {
                done.read += segment.entries.len();
                self.note_read(&listed);
                was_any = true;
            }
        }
        Ok(was_any)
    }

    /// Counts what a snapshot says that would be read. Returns whether there was one.
    fn count_snapshot(&mut self, space: &Space, done: &mut Synced) -> Result<bool> {
        if !self.needs_snapshot() {
            return Ok(false);
        }
        let looked = self.store.look_into_parts(space)?;
        self.refuse_all(looked.refused, done);
        let Some(parts) = self.best_snapshot() else { return Ok(false) };
        match self.whole(space, &parts, done)? {
            Some(Arrived { header, entries, .. }) => {
                done.read += entries.len();
                if let Kind::Snapshot { covers, .. } = header.kind {
                    for (writer, upto) in covers {
                        let here = self.applied.entry(writer).or_default();
                        *here = (*here).max(upto);
                    }
                }
            }
            None => self.unusable.push(parts),
        }
        Ok(true)
    }
}
