//! Inviting a rep: a line for one of them, under which the team's keys wait at the server.

use super::{Team, no_managers_key, only_managers};
use crate::app::App;
use crate::book::team::TeamPart;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::server::{Invitation, Invited, TeamRoles};
use crate::sync::team::{self, InviteLine, Letters, TeamSpace};
use crate::text::clean;

/// What an invitation lets a rep do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitedTo {
    /// To take part in the team; where the user invites themselves, as the manager that they are.
    Team,
    /// To manage it: the managers' key goes along.
    Manager,
    /// To read its wall.
    Wall,
}

/// An invitation that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitedRep {
    /// The line for the rep.
    pub line: String,
    /// The rep.
    pub rep: String,
    /// The team.
    pub team: String,
    /// What the rep compares by voice.
    pub fingerprint: String,
    /// What it lets them do.
    pub to: InvitedTo,
    /// What the server grants them now.
    pub roles: TeamRoles,
}

impl App {
    /// Invites a rep into a team, or to its wall.
    ///
    /// # Errors
    /// The user is not a manager there (`Rights`), or the server knows no such role (`NoMatch`).
    pub fn invite_rep(&mut self, rep: &str, team: Option<&str>, to: InvitedTo) -> Result<InvitedRep> {
        let rep = rep.trim();
        if rep.is_empty() {
            return Err(Error::usage("a rep's name is empty")
                .help("nothing was changed; name them as the server's administrator does"));
        }
        let mut link = self.open_server()?;
        let team = self.open_team(&mut link, team)?;
        let Team { part: TeamPart { name, manager, .. }, keys } = team;
        if !manager {
            return Err(only_managers(&name, "invite"));
        }
        if keys.managing.public.is_none() {
            return Err(no_managers_key(&name));
        }
        let is_oneself = rep == link.server.account().user && keys.can_manage();
        let to = if to == InvitedTo::Team && is_oneself { InvitedTo::Manager } else { to };
        if to == InvitedTo::Manager && !keys.can_manage() {
            return Err(no_managers_key(&name));
        }
        if to == InvitedTo::Team && keys.team.is_none() {
            return Err(Error::new(ErrorKind::Key, format!("this book has only the key of the wall of {name}"))
                .help("nothing was changed; another manager invites into the team, and you with --wall to the wall"));
        }
        let nobody = || {
            Error::new(ErrorKind::NoMatch, format!("the server knows nobody called \"{}\"", clean(rep)))
                .help("nothing was changed; name them as the server's administrator does")
        };
        let roles = link.server.roles_of(&name, rep)?.ok_or_else(nobody)?;
        let (keys, space) = match to {
            InvitedTo::Wall => (keys.of_wall(), TeamSpace::Wall),
            InvitedTo::Team => (keys.of_member(), TeamSpace::Team),
            InvitedTo::Manager => (keys, TeamSpace::Team),
        };
        let fingerprint = Letters::of(&keys).of_rep(rep);
        let line = InviteLine::new()?;
        let sealed = line.seal(&team::InvitationContent { team: name.clone(), rep: rep.to_string(), keys })?;
        let invitation = Invitation { id: line.id, role: rep.to_string(), sealed };
        match link.server.invite(&space.named(&name), &invitation)? {
            Invited::Done => {
                Ok(InvitedRep { line: line.line(), rep: rep.to_string(), team: name, fingerprint, to, roles })
            }
            Invited::NoSuchRole => Err(nobody()),
        }
    }
}
