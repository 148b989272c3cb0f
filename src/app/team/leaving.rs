//! Leaving a team: this book knows nothing more of it, and the server nothing more of this machine.

use super::Link;
use crate::app::App;
use crate::app::sync::Synced;
use crate::app::sync::space::lock;
use crate::book::team::TeamPart;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::keyfile;
use crate::sync::team::TeamSpace;
use crate::text::clean;

/// What becomes of what the user hung up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnPraise {
    /// It stays on the wall.
    Stays,
    /// It is taken off first.
    Withdrawn,
}

/// A team that this book has left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftTeam {
    /// Its name.
    pub team: String,
    /// Whom it knew the user as.
    pub rep: String,
    /// What was taken off the wall.
    pub withdrawn: usize,
    /// What had not been sent yet, and will not be.
    pub unsent: usize,
    /// Why the server still lists this machine.
    pub fault: Option<Error>,
}

impl App {
    /// Takes this book out of a team: its keys and what was read of it go, and this machine from the server's list.
    ///
    /// # Errors
    /// The book is in no such team (`SyncOff`, `NoMatch`). Own praise that is to be withdrawn can't be: then nothing is left.
    pub fn leave_team(&mut self, name: Option<&str>, own: OwnPraise) -> Result<LeftTeam> {
        let book = self.may_join_teams()?;
        let part = self.team_named(name)?;
        let rep = self.server_part()?.account;
        let mut left = LeftTeam { team: part.name.clone(), rep, withdrawn: 0, unsent: 0, fault: None };
        // With a connection the lock is held, until the end.
        let mut link = match self.open_server() {
            Ok(link) => Some(link),
            Err(error) if own == OwnPraise::Stays && error.kind != ErrorKind::Busy => {
                left.fault = Some(error);
                None
            }
            Err(error) => return Err(nothing_left(&part.name, error)),
        };
        let _lock = if link.is_none() { Some(lock(&book)?) } else { None };
        if let Some(link) = link.as_mut() {
            if own == OwnPraise::Withdrawn {
                left.withdrawn = self.withdraw_own(link, &part).map_err(|error| nothing_left(&part.name, error))?;
            }
            left.fault = unpublish(link, &part.name).err();
        }
        left.unsent = self.book.count_waiting((part.id, TeamSpace::Wall))?;
        // The keys first: of a team that only the key file has, the book would think that it is from an older backup.
        if let Some(mut file) = keyfile::read(&book)? {
            file.set_team(&part.name, None);
            keyfile::write(&book, &file)?;
        }
        let clock = self.clock();
        self.book.leave_team(&clock, &part.name)?;
        Ok(left)
    }

    /// Takes all that the user hung up off a wall, and sends that.
    fn withdraw_own(&mut self, link: &mut Link, part: &TeamPart) -> Result<usize> {
        let mut team = self.open_team(link, Some(&part.name))?;
        let mut synced = Synced::default();
        // Another machine of the user's may have hung something up.
        self.read_wall(link, &team, &mut synced)?;
        let clock = self.clock();
        let many = self.book.withdraw_own(&clock, part.id)?;
        self.exchange_team(link, &mut team, &mut synced)?;
        Ok(many)
    }
}

/// Takes this machine from a team's list of machines.
fn unpublish(link: &Link, team: &str) -> Result<()> {
    for space in [TeamSpace::Team, TeamSpace::Wall] {
        link.server.unpublish(&space.named(team), link.part.machine)?;
    }
    Ok(())
}

/// The error of who could not withdraw what they hung up.
fn nothing_left(team: &str, error: Error) -> Error {
    let help = format!(
        "you are in {0} as before; goodcall team leave {0} without --withdraw leaves it, and what you hung up stays on the wall",
        clean(team)
    );
    error.help(help)
}
