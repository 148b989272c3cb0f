//! Taking changes back and putting them back, of commands and of screens. What another run of the program did is only
//! taken back once the day has a backup that holds it.

use super::App;
use super::backups::{Depth, Watch};
use crate::book::Book;
use crate::error::{Error, Result};

pub use crate::book::undo::{Step, Undone};

/// What to do where no backup can be taken.
const WITHOUT_BACKUP: &str = "make room, or let [backups] in the configuration name another folder";

/// Whose doing a change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoneBy {
    /// This run of the program.
    ThisRun,
    /// An earlier run, or another program.
    Another,
}

impl App {
    /// Returns the changes that undo can take back, newest first.
    pub fn undo_steps(&self, limit: usize) -> Result<Vec<Step>> {
        self.book.undo_steps(limit)
    }

    /// Returns the change that undo takes back next; None where there is none.
    pub fn next_undo(&mut self) -> Result<Option<Step>> {
        let clock = self.clock();
        self.book.end_open_change(&clock)?;
        Ok(self.book.undo_steps(1)?.into_iter().next())
    }

    /// Says why there is nothing to undo.
    pub fn nothing_to_undo(&self) -> Result<Error> {
        self.book.nothing_to_undo(&self.clock())
    }

    /// Says whose doing a change is.
    pub fn done_by(&self, step: &Step) -> DoneBy {
        if step.session == Some(self.book.session()) { DoneBy::ThisRun } else { DoneBy::Another }
    }

    /// Takes the last change back, this run's or another's.
    pub fn undo(&mut self) -> Result<Undone> {
        let next = self.next_undo()?.ok_or(()).or_else(|()| Err(self.nothing_to_undo()?))?;
        self.undo_step(&next)
    }

    /// Takes a change back, if it is the last one still. Before the day's first undo of what another run did it takes a
    /// backup; without one nothing is undone.
    pub fn undo_step(&mut self, step: &Step) -> Result<Undone> {
        self.back_up_before(step).map_err(|e| {
            let message = format!("could not take a backup before this undo: {}; nothing was undone", e.message);
            let help = e.help.clone().unwrap_or_else(|| WITHOUT_BACKUP.into());
            Error { message, help: Some(help), ..e }
        })?;
        self.gather_first()?;
        let clock = self.clock();
        let undone = self.book.undo(&clock, Some(step.id))?;
        // The next sync makes up for it.
        let _as_far = self.wall_follows();
        Ok(undone)
    }

    /// Puts back what undo took last.
    pub fn redo(&mut self) -> Result<Step> {
        let clock = self.clock();
        self.book.end_open_change(&clock)?;
        self.gather_first()?;
        let redone = self.book.redo(&clock)?;
        let _as_far = self.wall_follows();
        Ok(redone)
    }

    fn back_up_before(&self, step: &Step) -> Result<()> {
        if self.done_by(step) == DoneBy::ThisRun || !self.keeps_backups() {
            return Ok(());
        }
        let today = self.clock().today();
        if self.book.latest_undo_of_others()? == Some(today) || self.todays_backup_holds(step)? {
            return Ok(());
        }
        self.back_up_beside(Depth::Briefly, &Watch::default()).map(drop)
    }

    /// Whether a backup of today tells of a change; one that can't be read does not.
    fn todays_backup_holds(&self, step: &Step) -> Result<bool> {
        let newest = self.backup_of_today();
        Ok(newest.is_some_and(|path| Book::copy_holds(&path, step).unwrap_or(false)))
    }
}
