//! Setting up a team, and joining one: nothing is kept before the keys are known to be right.

use super::{Link, Team};
use crate::app::App;
use crate::app::sync::Synced;
use crate::app::sync::now::is_of_store;
use crate::error::{Error, ErrorKind, Result};
use crate::server::schema::check_name;
use crate::sync::server::TeamRoles;
use crate::sync::team::{InviteLine, TeamKeys, TeamSpace, fingerprint};
use crate::text::clean;

/// A team that this book takes part in now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinedTeam {
    /// Its name.
    pub team: String,
    /// Whom the team knows the user as.
    pub member: String,
    /// Whether the user only reads the wall.
    pub is_wall_only: bool,
    /// What the manager compares by voice.
    pub fingerprint: String,
    /// What was read and sent.
    pub synced: Synced,
}

/// Whether a line can be read, or has letters enough to tell what is wrong with it.
pub fn is_whole_line(text: &str) -> bool {
    !InviteLine::of_line(text).is_err_and(|error| error.is_short())
}

impl App {
    /// Makes the keys of a team and of its wall; this machine is the first that has them.
    ///
    /// # Errors
    /// No team can have the name (usage), the user is not a manager there (`Rights`), or somebody has set it up already
    /// (`SyncOn`).
    pub fn set_up_team(&mut self, name: &str) -> Result<JoinedTeam> {
        let name = name.trim();
        check_name(name)?;
        let mut link = self.open_server()?;
        let roles = link.roles(name);
        if !roles.manager {
            return Err(super::only_managers(name, "set it up"));
        }
        if link.file.team(name).is_some() || is_set_up(&link, name)? {
            return Err(Error::new(ErrorKind::SyncOn, format!("the team {name} is set up already"))
                .help("nothing was changed; goodcall team invite REP lets somebody in; another manager invites you"));
        }
        self.begin_team(&mut link, &roles, &TeamKeys::new()?)
    }

    /// Joins the team of an invitation.
    ///
    /// # Errors
    /// A slip in the line (`Line`), an invitation that was used, is too old or another's (`Key`), or a role that was not
    /// granted (`Rights`).
    pub fn join_team(&mut self, line: &str) -> Result<JoinedTeam> {
        let line = InviteLine::of_line(line)?;
        let mut link = self.open_server()?;
        let user = link.server.account().user.clone();
        let not_granted = |role: &str| {
            Error::new(ErrorKind::Rights, format!("the server has not granted {} the role {role}", clean(&user))).help(
                "nothing was changed; ask its administrator for it, then a manager for a new invitation if this one is used",
            )
        };
        if link.server.account().teams.is_empty() {
            return Err(not_granted("of a team"));
        }
        let useless = || {
            Error::new(ErrorKind::Key, "this invitation was used, is older than 7 days, or is for somebody else")
                .help("nothing was changed; ask a manager for a new one: goodcall team invite")
        };
        let sealed = link.server.take_invitation(&line.id)?.ok_or_else(useless)?;
        let invited = line.open(&sealed).filter(|invited| invited.rep == user).ok_or_else(useless)?;
        let (roles, space) = (link.roles(&invited.team), self::space_of(&invited.keys));
        let is_granted = if space == TeamSpace::Team { roles.member } else { roles.wall };
        if !is_granted {
            return Err(not_granted(&space.named(&invited.team)));
        }
        for space in invited.keys.spaces() {
            let latest = invited.keys.of(space).map_or(0, |keys| keys.latest().0);
            if !link.server.epochs_after(&space.named(&invited.team), latest)?.is_empty() {
                return Err(Error::new(
                    ErrorKind::Key,
                    format!("somebody has left {} since this invitation was made", invited.team),
                )
                .help("nothing was changed; ask a manager for a new one: goodcall team invite"));
            }
        }
        self.begin_team(&mut link, &roles, &invited.keys)
    }

    /// Takes part in a team: keys first, so that no invitation is lost; what fails at the server is said in the end.
    fn begin_team(&mut self, link: &mut Link, roles: &TeamRoles, keys: &TeamKeys) -> Result<JoinedTeam> {
        let clock = self.clock();
        let before = link.file.team(&roles.team).cloned();
        link.keep_keys(&roles.team, Some(keys))?;
        let part = self.book.keep_team(&clock, (&roles.team, roles.member, roles.manager))?;
        let mut team = Team { part, keys: keys.clone() };
        self.publish_anew(&mut team)?;
        let mut synced = Synced::default();
        match self.exchange_team(link, &mut team, &mut synced) {
            Ok(()) => {}
            Err(error) if is_of_store(&error) => synced.fault = Some(error),
            Err(error) => {
                link.keep_keys(&roles.team, before.as_ref())?;
                if before.is_none() {
                    self.book.leave_team(&clock, &roles.team)?;
                }
                return Err(error);
            }
        }
        let member = link.server.account().user.clone();
        Ok(JoinedTeam {
            fingerprint: fingerprint(&keys.wall, &member),
            team: roles.team.clone(),
            member,
            is_wall_only: keys.team.is_none(),
            synced,
        })
    }
}

/// Which of a team's spaces keys are for: both, which who is in the team has, or the wall alone.
fn space_of(keys: &TeamKeys) -> TeamSpace {
    if keys.team.is_some() { TeamSpace::Team } else { TeamSpace::Wall }
}

/// Whether the server has anything of a team.
fn is_set_up(link: &Link, team: &str) -> Result<bool> {
    for space in [TeamSpace::Team, TeamSpace::Wall] {
        let name = space.named(team);
        if !link.server.members(&name)?.is_empty() || !link.server.carrier(&name).heads()?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
