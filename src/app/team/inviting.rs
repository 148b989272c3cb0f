//! Inviting a rep: a line for one of them, under which the team's keys wait at the server.

use super::{Link, Team, no_managers_key, only_managers};
use crate::app::App;
use crate::book::team::TeamPart;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::server::{Invitation, Invited, TeamRoles, WaitingInvitation};
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

/// An invitation of the user's that nobody took yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// The rep.
    pub rep: String,
    /// The team.
    pub team: String,
    /// What it lets them do.
    pub to: InvitedTo,
    /// When it was made, by the server's clock, in milliseconds since 1970.
    pub at: i64,
    /// Whether it still holds: it is not older than a week.
    pub holds: bool,
}

impl App {
    /// Lists the user's invitations into a team that nobody took yet, the oldest first.
    ///
    /// # Errors
    /// The user is not a manager there (`Rights`).
    pub fn open_invitations(&mut self, team: Option<&str>) -> Result<Vec<OpenInvitation>> {
        let mut link = self.open_server()?;
        let team = self.managed(&mut link, team, "list invitations")?;
        let mut all = Vec::new();
        for (space, to) in [(TeamSpace::Team, InvitedTo::Team), (TeamSpace::Wall, InvitedTo::Wall)] {
            for waiting in link.server.invitations(&space.named(&team))? {
                let WaitingInvitation { role, at, holds } = waiting;
                all.push(OpenInvitation { rep: role, team: team.clone(), to, at, holds });
            }
        }
        all.sort_by(|a, b| (a.at, &a.rep).cmp(&(b.at, &b.rep)));
        Ok(all)
    }

    /// Revokes the user's invitations of a rep into a team, and to its wall. Returns the team, and how many there were.
    ///
    /// # Errors
    /// The user is not a manager there (`Rights`), or invited no such rep (`NoMatch`).
    pub fn revoke_invitations(&mut self, rep: &str, team: Option<&str>) -> Result<(String, usize)> {
        let rep = rep.trim();
        let mut link = self.open_server()?;
        let team = self.managed(&mut link, team, "revoke an invitation")?;
        let mut revoked = 0;
        for space in [TeamSpace::Team, TeamSpace::Wall] {
            revoked += link.server.revoke_invitations(&space.named(&team), rep)?;
        }
        if revoked == 0 {
            let none = format!("no invitation of yours into {team} waits for \"{}\"", clean(rep));
            return Err(Error::new(ErrorKind::NoMatch, none).help(
                "nothing was changed; goodcall team invite --list shows those that do, and goodcall team members who is in",
            ));
        }
        Ok((team, revoked))
    }

    /// The name of a team of which the user is a manager.
    fn managed(&mut self, link: &mut Link, team: Option<&str>, act: &str) -> Result<String> {
        let team = self.open_team(link, team)?.part;
        if team.manager { Ok(team.name) } else { Err(only_managers(&team.name, act)) }
    }

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
