//! Praise that goes to the team's wall by itself, where the configuration says so (`wall = "always"`): without anybody's name, as
//! it is logged, and off again when its log is corrected, deleted or undone. The next sync sends it.

use crate::app::App;
use crate::book::Change;
use crate::config::ALWAYS;
use crate::domain::dates::Clock;
use crate::domain::remark::{Remark, RemarkKind};
use crate::error::Result;

/// The wall to which praise goes by itself, if there is one: its team.
#[derive(Debug, Clone, Copy)]
pub(in crate::app) struct WallByItself(Option<i64>);

impl App {
    /// The wall to which praise goes by itself: none, too, where the book is in several teams.
    pub(in crate::app) fn wall_by_itself(&self) -> Result<WallByItself> {
        if self.settings.config.team.wall != ALWAYS || self.book.path().is_none() {
            return Ok(WallByItself(None));
        }
        let teams = self.book.teams()?;
        let only = teams.first().filter(|team| teams.len() == 1 && team.member);
        Ok(WallByItself(only.map(|team| team.id)))
    }

    /// Whether praise would go to a wall by itself, if there were not several.
    pub fn has_several_walls(&self) -> Result<bool> {
        Ok(self.settings.config.team.wall == ALWAYS && self.book.teams()?.len() > 1)
    }

    /// Has the wall follow what became of the logs since.
    pub(in crate::app) fn wall_follows(&mut self) -> Result<()> {
        let WallByItself(Some(team)) = self.wall_by_itself()? else { return Ok(()) };
        let clock = self.clock();
        self.book.note(&clock, |note| note.wall_follows_logs(&clock, team))
    }
}

impl WallByItself {
    /// Hangs up the praise of a new log.
    pub(in crate::app) fn logged(self, change: &Change<'_>, clock: &Clock, said: &[Remark]) -> Result<()> {
        self.0.map_or(Ok(()), |team| change.hang_by_itself(clock, team, said))
    }

    /// Follows a correction: what is new in the log hangs there, unless its praise is from before and never did.
    pub(in crate::app) fn corrected(
        self,
        change: &Change<'_>,
        clock: &Clock,
        (before, now): (&[Remark], &[Remark]),
    ) -> Result<()> {
        let Some(team) = self.0 else { return Ok(()) };
        let had_praise = before.iter().any(|remark| remark.kind == RemarkKind::Praise);
        if !had_praise || change.was_on_wall(team, before)? {
            let is_new = |remark: &&Remark| before.iter().all(|known| known.id != remark.id);
            let new: Vec<Remark> = now.iter().filter(is_new).cloned().collect();
            change.hang_by_itself(clock, team, &new)?;
        }
        change.wall_follows_logs(clock, team)
    }

    /// Takes off what a deleted log said.
    pub(in crate::app) fn deleted(self, change: &Change<'_>, clock: &Clock) -> Result<()> {
        self.0.map_or(Ok(()), |team| change.wall_follows_logs(clock, team))
    }
}
