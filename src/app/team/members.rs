//! Who is in a team: the machines that are published there, as far as their codes are right.

use super::{Link, Team};
use crate::app::App;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::server::Server;
use crate::sync::team::{self, Letters, TeamKeys, TeamSpace, VerifiedMachine};

/// A machine of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamMember {
    /// The member.
    pub name: String,
    /// The machine's name; its id where that can't be read.
    pub machine: String,
    /// Its id.
    pub id: WriterId,
    /// Whether it is this one.
    pub is_this: bool,
    /// Whether the member is a manager.
    pub is_manager: bool,
    /// Whether the machine has the managers' key; None where this one can't tell, which does not have it.
    pub has_managers_key: Option<bool>,
    /// When it joined and when it was seen last, by the server's clock, in milliseconds since 1970.
    pub joined: i64,
    /// See `joined`.
    pub last_seen: i64,
    /// What two compare by voice.
    pub fingerprint: String,
}

impl App {
    /// Lists the machines of a team's members, those too of who only reads the wall.
    pub fn team_members(&mut self, team: Option<&str>) -> Result<Vec<TeamMember>> {
        let mut link = self.open_server()?;
        let mut team = self.open_team(&mut link, team)?;
        self.publish(&mut link, &mut team)?;
        let known = belonging(&link, &team, TeamSpace::Wall)?;
        let (letters, can_tell) = (Letters::of(&team.keys), team.keys.can_manage());
        let mut members: Vec<TeamMember> = known
            .into_iter()
            .map(|VerifiedMachine { member, name, manages }| TeamMember {
                has_managers_key: can_tell.then_some(manages),
                fingerprint: letters.of_rep(&member.owner),
                machine: name.unwrap_or_else(|| member.said.machine.to_string()),
                id: member.said.machine,
                is_this: member.said.machine == link.part.machine,
                is_manager: member.manager,
                joined: member.joined,
                last_seen: member.last_seen,
                name: member.owner,
            })
            .collect();
        members.sort_by(|a, b| (&a.name, a.joined, a.id).cmp(&(&b.name, b.joined, b.id)));
        Ok(members)
    }
}

/// The machines that belong to one of a team's spaces.
pub(super) fn belonging(link: &Link, team: &Team, space: TeamSpace) -> Result<Vec<VerifiedMachine>> {
    belonging_at(&*link.server, (&team.part.name, &team.keys), space)
}

/// The same, at a server, of a team and its keys.
pub(super) fn belonging_at(
    server: &dyn Server,
    (team, keys): (&str, &TeamKeys),
    space: TeamSpace,
) -> Result<Vec<VerifiedMachine>> {
    if keys.of(space).is_none() {
        return Ok(Vec::new());
    }
    let members = server.members(&space.named(team))?;
    let epochs = if keys.epoch() == 0 { Vec::new() } else { server.epochs_after(&TeamSpace::Wall.named(team), 0)? };
    Ok(team::verified(keys, (space, team), members, &epochs))
}
