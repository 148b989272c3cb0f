//! Setting up a team, and joining one: nothing is kept before the keys are known to be right.

use super::epochs::take_keys;
use super::{Link, Team};
use crate::app::App;
use crate::app::sync::Synced;
use crate::app::sync::now::is_of_store;
use crate::error::{Error, ErrorKind, Result};
use crate::server::schema::check_name;
use crate::sync::carrier::Claim;
use crate::sync::server::TeamRoles;
use crate::sync::team::{InvitationContent, InviteLine, Letters, Managing, TeamKeys, TeamSpace};
use crate::text::clean;

/// Under what the first manager of a team claims it; the server lets nobody else.
const SETUP: &[u8; 32] = b"goodcall setup of a team, once  ";

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

/// How a team is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetUp {
    /// For the first time.
    First,
    /// Again, by somebody who is in it, since no machine has the managers' key any more.
    Anew,
}

impl App {
    /// Makes the keys of a team and of its wall; this machine is the first that has them.
    ///
    /// # Errors
    /// No team can have the name (usage), the user is not a manager there (`Rights`), or somebody has set it up already
    /// (`SyncOn`).
    pub fn set_up_team(&mut self, name: &str) -> Result<JoinedTeam> {
        let name = name.trim();
        let (mut link, roles) = self.open_as_manager(name)?;
        if is_set_up(&link, name)? {
            return Err(set_up_already(name));
        }
        // A run that was killed had kept them, and perhaps told nobody.
        let before = link.file.team(name).cloned();
        let keys = before.clone().filter(TeamKeys::can_manage).map_or_else(TeamKeys::new, Ok)?;
        link.keep_keys(name, Some(&keys))?;
        if !claim(&link, name, &keys)? {
            link.keep_keys(name, before.as_ref())?;
            return Err(set_up_already(name));
        }
        self.leave_other_team(name, before.as_ref(), &keys)?;
        self.begin_team(&mut link, &roles, &keys, None)
    }

    /// Opens the server for who may set a team up.
    fn open_as_manager(&mut self, team: &str) -> Result<(Link, TeamRoles)> {
        check_name(team)?;
        let link = self.open_server()?;
        let roles = link.roles(team);
        if roles.manager { Ok((link, roles)) } else { Err(super::only_managers(team, "set it up")) }
    }

    /// Makes a new key of the managers, in place of one that nobody has any more. The team's own keys stay. The others go on
    /// as they are, and believe the new one once an invitation brings it.
    ///
    /// # Errors
    /// The user is not a manager there (`Rights`), this book is not in the team (`Key`), or it can manage the team already
    /// (`SyncOn`).
    pub fn set_up_team_anew(&mut self, name: &str) -> Result<JoinedTeam> {
        let (mut link, roles) = self.open_as_manager(name.trim())?;
        let (link, roles) = (&mut link, &roles);
        if link.file.team(&roles.team).is_none() {
            return Err(Error::new(ErrorKind::Key, format!("this book is not in the team {}", roles.team)).help(
                "nothing was changed; who is in it can set it up anew: the server's administrator makes them a manager first",
            ));
        }
        let team = self.open_team(link, Some(&roles.team))?;
        let mut keys = team.keys;
        if keys.can_manage() {
            return Err(Error::new(ErrorKind::SyncOn, format!("this book has the managers' key of {}", roles.team))
                .help("nothing was changed; goodcall team invite REP --manager gives it to another manager"));
        }
        if keys.team.is_none() {
            return Err(Error::new(
                ErrorKind::Key,
                format!("this book has only the key of the wall of {}", roles.team),
            )
            .help("nothing was changed; somebody who is in the team can set it up anew, as a manager"));
        }
        if !keys.is_derived() {
            return Err(Error::new(ErrorKind::Key, format!("the keys of {} are of an older version", roles.team)).help(
                "nothing was changed; once the server's administrator has removed what the team has there, goodcall team \
                 setup begins it again",
            ));
        }
        keys.managing = Managing::new(keys.epoch())?;
        link.keep_keys(&roles.team, Some(&keys))?;
        self.begin_team(link, roles, &keys, None)
    }

    /// Joins the team of an invitation. Its keys are kept before it is taken, so that it is not lost with a run that is killed.
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
        let sealed = link.server.read_invitation(&line.id)?.ok_or_else(useless)?;
        let InvitationContent { team, keys, .. } =
            line.open(&sealed).filter(|invited| invited.rep == user).ok_or_else(useless)?;
        let (roles, space) = (link.roles(&team), self::space_of(&keys));
        let is_granted = if space == TeamSpace::Team { roles.member } else { roles.wall };
        if !is_granted {
            return Err(not_granted(&space.named(&team)));
        }
        if !link.server.epochs_after(&TeamSpace::Wall.named(&team), keys.epoch())?.is_empty() {
            return Err(Error::new(ErrorKind::Key, format!("somebody has left {team} since this invitation was made"))
                .help("nothing was changed; ask a manager for a new one: goodcall team invite"));
        }
        let before = self.keys_before(&mut link, &team)?;
        let keys = before.as_ref().map_or_else(|| keys.clone(), |before| before.joined(keys.clone()));
        link.keep_keys(&team, Some(&keys))?;
        let fault = match link.server.take_invitation(&line.id) {
            Ok(Some(_)) => None,
            Ok(None) => {
                link.keep_keys(&team, before.as_ref())?;
                return Err(useless());
            }
            // Whether it was taken nobody can tell: it is good for this one join either way.
            Err(fault) if is_of_store(&fault.clone().into()) => Some(fault.into()),
            Err(fault) => {
                link.keep_keys(&team, before.as_ref())?;
                return Err(fault.into());
            }
        };
        self.leave_other_team(&team, before.as_ref(), &keys)?;
        self.begin_team(&mut link, &roles, &keys, fault)
    }

    /// Leaves a team whose keys were others, before this book takes part in one of the same name: what was read of that one is not
    /// this one's.
    fn leave_other_team(&mut self, team: &str, before: Option<&TeamKeys>, keys: &TeamKeys) -> Result<()> {
        if before.is_some_and(|before| before.wall.space() != keys.wall.space()) {
            let clock = self.clock();
            self.book.leave_team(&clock, team)?;
        }
        Ok(())
    }

    /// The keys that this book has of a team already, with those of later epochs where it gets them.
    fn keys_before(&mut self, link: &mut Link, team: &str) -> Result<Option<TeamKeys>> {
        let Some(keys) = link.file.team(team).cloned() else { return Ok(None) };
        let Some(part) = self.book.teams()?.into_iter().find(|part| part.name == team) else { return Ok(Some(keys)) };
        let mut here = Team { part, keys: keys.clone() };
        // Who was removed has none, and comes back by the invitation.
        let has_later = take_keys(link, &mut here).is_ok();
        Ok(Some(if has_later { here.keys } else { keys }))
    }

    /// Takes part in a team whose keys are kept; what fails at the server is said in the end.
    fn begin_team(
        &mut self,
        link: &mut Link,
        roles: &TeamRoles,
        keys: &TeamKeys,
        fault: Option<Error>,
    ) -> Result<JoinedTeam> {
        let clock = self.clock();
        let part = self.book.keep_team(&clock, (&roles.team, roles.member, roles.manager))?;
        let mut team = Team { part, keys: keys.clone() };
        self.publish_anew(&mut team)?;
        let mut synced = Synced { fault, ..Synced::default() };
        if synced.fault.is_none()
            && let Err(error) = self.exchange_team(link, &mut team, &mut synced)
        {
            synced.fault.get_or_insert(error);
        }
        let member = link.server.account().user.clone();
        Ok(JoinedTeam {
            fingerprint: Letters::of(keys).of_rep(&member),
            team: roles.team.clone(),
            member,
            is_wall_only: keys.team.is_none(),
            synced,
        })
    }
}

fn set_up_already(team: &str) -> Error {
    Error::new(ErrorKind::SyncOn, format!("the team {team} is set up already")).help(
        "nothing was changed; goodcall team invite REP lets somebody in, and another manager invites you; docs/team.md says \
         what to do where no manager has their machine any more",
    )
}

/// Claims to be who sets up a team: of two managers at once one does. Returns whether it is this machine, now or in a run
/// before.
fn claim(link: &Link, team: &str, keys: &TeamKeys) -> Result<bool> {
    let proof = keys.proof_of_setup();
    let carrier = link.server.carrier(&TeamSpace::Wall.named(team));
    Ok(match carrier.claim(SETUP, &proof)? {
        Claim::Won => true,
        Claim::Lost(there) => there.sealed == proof,
    })
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
