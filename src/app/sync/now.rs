//! The order of a sync: what is there is read, what was changed here is gathered, then all of it is sent.

use chrono::{DateTime, TimeDelta};

use super::compacting::Compacted;
use super::forgotten_left::ForgottenLeft;
use super::reading::{Own, Reading};
use super::space::{Keys, Space, write_keys};
use super::{ClocksDiffer, Synced, Told, WhyNewId};
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::clock::Hlc;

/// By how much a clock may be ahead before the user is told.
const AHEAD: TimeDelta = TimeDelta::hours(24);

/// Whether anything is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is done.
    Really,
    /// It is only looked what would be done.
    Rehearsal,
}

impl App {
    /// Reads what others have sent, and sends what was changed here: own machines first, then the teams. Two at once run one
    /// after the other.
    ///
    /// # Errors
    /// Whatever keeps it from beginning; what happens later is in the result.
    pub fn sync_now(&mut self, mode: Mode) -> Result<Synced> {
        self.may_sync()?;
        if mode == Mode::Really {
            self.take_back_teams()?;
        }
        if self.book.teams()?.is_empty() {
            return self.sync_own(mode);
        }
        let own = self.book.membership()?.map(|_| self.sync_own(mode));
        let fault_of = |error| Synced { fault: Some(error), ..Synced::default() };
        let mut done = own.unwrap_or_else(|| Ok(Synced::default())).unwrap_or_else(fault_of);
        self.sync_teams(mode, &mut done)?;
        Ok(done)
    }

    /// Reads and sends what is on the user's own machines.
    fn sync_own(&mut self, mode: Mode) -> Result<Synced> {
        let (_lock, mut space, keys) = self.open_space()?;
        self.has_a_clock()?;
        if mode == Mode::Rehearsal {
            return self.rehearse(&space);
        }
        self.sync_through(&mut space, &keys)
    }

    /// Makes sure that the clock shows no time that others refuse.
    pub(in crate::app) fn has_a_clock(&self) -> Result<()> {
        let clock = self.clock();
        if !Hlc::at(clock.instant.timestamp_millis()).is_beyond_2100() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Clock,
            format!("this machine's clock says that it is {}", clock.today().format("%Y")),
        )
        .help("nothing was read or sent; set the clock right, then run goodcall sync now"))
    }

    /// Compacts the space, after a sync.
    ///
    /// # Errors
    /// As [`App::sync_now`].
    pub fn compact_sync(&mut self) -> Result<(Compacted, Synced)> {
        let (_lock, mut space, keys) = self.open_space()?;
        let mut done = self.sync_through(&mut space, &keys)?;
        let removed: usize = done.told.iter().map(|told| if let Told::Compacted(n) = told { *n } else { 0 }).sum();
        let mut compacted = Compacted { removed, ..Compacted::default() };
        if done.fault.is_some() {
            return Ok((compacted, done));
        }
        let store = self.list_store(&space)?;
        let ForgottenLeft { files, awaits } = self.forgotten_left(Some(&store))?;
        if awaits.is_empty() {
            match self.compact_space(&space, &mut done) {
                Ok(removed) => compacted.removed += removed,
                Err(error) if is_of_store(&error) => done.fault = Some(error),
                Err(error) => return Err(error),
            }
            compacted.left = self.forgotten_left(Some(&self.list_store(&space)?))?.files;
        } else {
            (compacted.left, compacted.awaits) = (files, awaits);
        }
        done.told.retain(|told| !matches!(told, Told::Awaits(..) | Told::Compacted(_)));
        Ok((compacted, done))
    }

    /// Reads, then sends, through an open space. Where the folder fails on the way, what was done before stays.
    pub(super) fn sync_through(&mut self, space: &mut Space, keys: &Keys) -> Result<Synced> {
        self.has_a_clock()?;
        let mut done = Synced::default();
        match self.exchange(space, keys, &mut done) {
            Ok(()) => {}
            Err(error) if is_of_store(&error) => done.fault = Some(error),
            Err(error) => return Err(error),
        }
        done.machines = self.count_machines()?;
        if done.conflicts > 0 {
            // Of those that this run found, a later value that came with it may have outdated some.
            done.conflicts = done.conflicts.min(self.count_conflicts()?);
        }
        self.look_at_clocks(&mut done)?;
        let later = self.book.count_later()?;
        if later > 0 {
            done.told.push(Told::Later(later));
        }
        if done.error().is_none() {
            self.book.sync_went_well(&self.clock())?;
        }
        Ok(done)
    }

    fn exchange(&mut self, space: &mut Space, keys: &Keys, done: &mut Synced) -> Result<()> {
        let clock = self.clock();
        if keys.file.writer != space.part.writer {
            let gone = Some(keys.file.writer);
            self.take_new_id(space, keys, (WhyNewId::Copied, gone), done)?;
        }
        space.folder.clean(space.part.writer);
        let mut reading = self.begin_reading(space)?;
        if self.sort_out_own(space, keys, &mut reading)? == Own::Anothers {
            // Before anything of it is read: what was changed here is not what the other had said by then.
            self.take_new_id(space, keys, (WhyNewId::Cloned, Some(space.part.writer)), done)?;
            reading.own = space.part.writer;
        }
        self.read_all(space, &mut reading, done)?;
        self.book.take_in_later(&clock)?;
        let own = space.part.writer;
        if self.book.machines()?.iter().any(|machine| machine.writer == own && machine.retired) {
            self.take_new_id(space, keys, (WhyNewId::Retired, None), done)?;
        }
        self.book.gather(&clock)?;
        let Reading { mut store, heard_of_forgetting, .. } = reading;
        if heard_of_forgetting
            && self.book.outgoing(0)?.is_none()
            && !self.forgotten_left(Some(&store))?.awaits.is_empty()
        {
            self.book.give_a_sign(&clock)?;
        }
        self.send_all(space, done)?;
        self.keep_small(space, &mut store, done)?;
        done.told.extend(self.renewed_by(&space.part, Some(&store))?.map(Told::Renewed));
        Ok(())
    }

    /// Takes a new id, before anything is sent. The one that nobody writes as any more is retired.
    fn take_new_id(
        &mut self,
        space: &mut Space,
        keys: &Keys,
        (why, gone): (WhyNewId, Option<WriterId>),
        done: &mut Synced,
    ) -> Result<()> {
        let clock = self.clock();
        let new = WriterId::new()?;
        self.book.write_as(new)?;
        write_keys(&keys.book, new, &[&keys.key], Some(&keys.file))?;
        space.part = self.part()?;
        match gone.filter(|gone| *gone != new) {
            Some(gone) if self.book.machines()?.iter().any(|m| m.writer == gone && !m.retired) => {
                self.book.retire(&clock, gone)?;
            }
            _ => self.book.give_a_sign(&clock)?,
        }
        done.told.push(Told::NewId(why));
        Ok(())
    }

    /// Tells once a day that another clock is far ahead of this one: edits under it win over later ones.
    fn look_at_clocks(&mut self, done: &mut Synced) -> Result<()> {
        let clock = self.clock();
        let Some((name, newest)) = self.book.newest_of_others()? else { return Ok(()) };
        let Some(newest) = DateTime::from_timestamp_millis(newest) else { return Ok(()) };
        let is_ahead = newest - clock.instant > AHEAD;
        if is_ahead && self.part()?.warned_on.as_deref() != Some(clock.today().to_string().as_str()) {
            let (there, here) = (newest.with_timezone(&clock.zone), clock.instant.with_timezone(&clock.zone));
            done.told.push(Told::ClocksDiffer(ClocksDiffer { name, there, here }));
            self.book.told_of_clock(&clock)?;
        }
        Ok(())
    }
}

/// Whether the folder is what failed: then what was done before stays, and the same goes on later.
pub(in crate::app) fn is_of_store(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Unreachable | ErrorKind::ReadOnly | ErrorKind::Full)
}
