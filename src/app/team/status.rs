//! How it stands with the book's teams: asked, and nothing written.

use super::connecting::place_of;
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::keyfile::{self, KeyFile};
use crate::sync::server::Server;
use crate::sync::team::{TeamKeys, TeamSpace};

/// How it stands with a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamStatus {
    /// Its name.
    pub name: String,
    /// Its server: host and database.
    pub place: String,
    /// Whether the server answers.
    pub is_reachable: bool,
    /// Why it does not, or that the user was removed.
    pub why_not: Option<Error>,
    /// By how many seconds the server's clock is ahead of this machine's.
    pub clock_ahead: Option<i64>,
    /// Whether the user is a member; as of when the server last answered.
    pub is_member: bool,
    /// Whether the user is a manager; likewise.
    pub is_manager: bool,
    /// When all was last read and sent, in milliseconds since 1970.
    pub last: Option<i64>,
    /// Acts that wait to be sent.
    pub to_send: usize,
    /// Segments at the server that were not read.
    pub waiting: usize,
}

impl App {
    /// Says how it stands with each team of the book.
    pub fn team_status(&self) -> Result<Vec<TeamStatus>> {
        let (teams, server) = (self.book.teams()?, self.book.team_server()?);
        let Some(server) = server.filter(|_| !teams.is_empty()) else { return Ok(Vec::new()) };
        let file = keyfile::read(&self.book_file()?).ok().flatten();
        let dialed = self.dial_to_look(&server.url, file.as_ref());
        let mut all = Vec::new();
        for team in teams {
            let mut status = TeamStatus {
                place: place_of(&server),
                is_reachable: false,
                why_not: None,
                clock_ahead: None,
                is_member: team.member,
                is_manager: team.manager,
                last: team.last_ok,
                to_send: self.book.count_to_send_to(&self.clock(), team.id)?,
                waiting: 0,
                name: team.name,
            };
            let keys = file.as_ref().and_then(|file| file.team(&status.name)).map(|keys| (keys, server.machine));
            let answered = dialed.as_deref().map_err(Error::clone);
            match answered.and_then(|server| self.look_at(server, (team.id, keys), &mut status)) {
                Ok(()) => status.is_reachable = true,
                Err(error) => {
                    status.is_reachable = error.kind == ErrorKind::NotMember;
                    status.why_not = Some(error);
                }
            }
            all.push(status);
        }
        Ok(all)
    }

    fn dial_to_look(&self, url: &str, file: Option<&KeyFile>) -> Result<Box<dyn Server>> {
        let password = file.and_then(KeyFile::server).and_then(|server| server.password.as_deref());
        self.reach_servers()?.dial(url, password)
    }

    /// Looks what the server has of a team that was not read, and what it grants.
    fn look_at(
        &self,
        server: &dyn Server,
        (team, keys): (i64, Option<(&TeamKeys, WriterId)>),
        status: &mut TeamStatus,
    ) -> Result<()> {
        status.clock_ahead = Some((server.account().now - self.clock().instant.timestamp_millis()).div_euclid(1000));
        let Some(roles) = server.account().teams.iter().find(|roles| roles.team == status.name) else {
            (status.is_member, status.is_manager) = (false, false);
            return Err(super::not_member(&status.name));
        };
        (status.is_member, status.is_manager) = (roles.member, roles.manager);
        if let Some((keys, machine)) = keys
            && has_no_later_key(server, &status.name, keys, machine)?
        {
            (status.is_member, status.is_manager) = (false, false);
            return Err(super::not_member(&status.name));
        }
        let mut spaces = vec![TeamSpace::Wall];
        if status.is_member && keys.is_some_and(|(keys, _)| keys.team.is_some()) {
            spaces.push(TeamSpace::Team);
        }
        for space in spaces {
            let unread = server.carrier(&space.named(&status.name)).after(&self.book.read_of_team((team, space))?)?;
            status.waiting += unread.values().map(Vec::len).sum::<usize>();
        }
        Ok(())
    }
}

/// Whether there are later keys of a team, and none for a machine.
fn has_no_later_key(server: &dyn Server, team: &str, keys: &TeamKeys, machine: WriterId) -> Result<bool> {
    let next = keys.epoch().saturating_add(1);
    let later = server.epochs_after(&TeamSpace::Wall.named(team), keys.epoch())?;
    Ok(!later.is_empty() && !later.iter().any(|key| key.machine == machine && key.epoch == next))
}
