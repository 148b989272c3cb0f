//! What the screens do with walls: only with what the book has of them. The next sync brings and sends.

use super::Sending;
use std::collections::HashSet;

use super::wall::{Naming, praise_to_hang};
use crate::app::App;
use crate::app::customers::Direction;
use crate::app::praise::Quoted;
use crate::domain::ids::RemarkId;
use crate::error::{ErrorKind, Result};

pub use crate::book::team::{TakenOff, TeamPart, WallFilter, WallPraise};

/// How it stands with the walls that this book knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walls {
    /// The teams, by name.
    pub teams: Vec<TeamPart>,
    /// Whom they know the user as.
    pub account: String,
    /// What kept the last sync of this run from them.
    pub trouble: Option<ErrorKind>,
}

impl Walls {
    /// When all of them were last read, in milliseconds since 1970; None where one never was.
    pub fn last_read(&self) -> Option<i64> {
        self.teams.iter().map(|team| team.last_ok).min().flatten()
    }
}

impl App {
    /// Returns how it stands with the walls.
    pub fn walls(&self) -> Result<Walls> {
        Ok(Walls { teams: self.book.teams()?, account: self.team_role()?, trouble: self.sync_trouble })
    }

    /// Notes what kept a sync from its work; None where it went well. Returns whether that is new.
    pub fn note_sync(&mut self, trouble: Option<ErrorKind>) -> bool {
        std::mem::replace(&mut self.sync_trouble, trouble) != trouble
    }

    /// Returns a page of what hangs on the walls, the newest first: `limit` beyond one of it, or from an end.
    pub fn wall_page(
        &self,
        filter: &WallFilter,
        from: Option<&WallPraise>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<WallPraise>> {
        self.book.wall_page(filter, from, direction, limit)
    }

    /// Finds what hangs on a wall again, as it is now; None where it was taken off.
    pub fn find_on_wall(&self, (team, remark, rep): (&str, RemarkId, &str)) -> Result<Option<WallPraise>> {
        Ok(self.book.hanging(remark)?.into_iter().find(|one| one.team == team && one.rep == rep))
    }

    /// Returns the user's own remarks that hang on a team's wall.
    pub fn own_on_walls(&self) -> Result<HashSet<RemarkId>> {
        Ok(self.book.own_on_walls()?.into_iter().collect())
    }

    /// Hangs praise on a team's wall; the next sync sends it. Returns whether that is new.
    ///
    /// # Errors
    /// The user only reads the wall (`Rights`), or the book is in no such team.
    pub fn hang_here(&mut self, quoted: &Quoted, team: &str, naming: Naming) -> Result<bool> {
        self.may_join_teams()?;
        let team = self.team_to_write_in(Some(team), Sending::Later)?;
        let (praise, whose) = (praise_to_hang(quoted, naming), quoted.remark.customer);
        let clock = self.clock();
        self.book.share_praise(&clock, team.id, (quoted.remark.id, &praise, whose))
    }

    /// Takes the user's own off a wall; the next sync sends that. None where it hangs there no more.
    pub fn take_off_here(&mut self, hanging: &WallPraise) -> Result<Option<TakenOff>> {
        self.may_join_teams()?;
        let team = self.team_named(Some(&hanging.team))?;
        let clock = self.clock();
        self.book.take_off_wall(&clock, (team.id, hanging.remark))
    }

    /// Hangs up again what was taken off.
    pub fn hang_again(&mut self, taken: &TakenOff) -> Result<()> {
        let team = self.team_named(Some(&taken.hanging.team))?;
        let clock = self.clock();
        self.book.hang_again(&clock, team.id, taken)
    }
}
