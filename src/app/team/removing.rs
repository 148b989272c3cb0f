//! Removing a rep: the others get new keys, and the administrator takes the roles away.

use std::collections::BTreeSet;

use super::members::belonging;
use super::{Link, Team, no_managers_key, only_managers};
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::server::Added;
use crate::sync::team::{Part, Stays, TeamSpace, VerifiedMachine, new_epoch};
use crate::text::clean;

/// How often another manager may add an epoch at the same moment.
const TRIED: usize = 5;

/// A rep who was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedRep {
    /// The rep.
    pub rep: String,
    /// The team.
    pub team: String,
    /// Their machines, which read no more.
    pub machines: usize,
    /// The machines that have the new key.
    pub stays: usize,
    /// What the administrator runs.
    pub revoke: String,
    /// The names of the team's customers who are still the rep's.
    pub customers: Vec<String>,
}

impl App {
    /// Removes a rep from a team: new keys for all others, whatever the rep's machines say of themselves. It can be done again.
    ///
    /// # Errors
    /// The user is not a manager there (`Rights`), or not on a manager's machine (`Key`), or the server has neither a role
    /// nor a machine of the rep in the team (`NoMatch`).
    pub fn remove_rep(&mut self, rep: &str, team: Option<&str>) -> Result<RemovedRep> {
        let rep = rep.trim();
        let mut link = self.open_server()?;
        let mut team = self.open_team(&mut link, team)?;
        let name = team.part.name.clone();
        if !team.part.manager {
            return Err(only_managers(&name, "remove somebody"));
        }
        if rep == link.server.account().user {
            return Err(Error::failed(format!("you can't remove yourself from {name}"))
                .help("nothing was changed; another manager removes you"));
        }
        let machines = machines_of(&link, &name, rep)?;
        let role = rep.replace('"', "\"\"");
        let revoke = format!("REVOKE team_{name}, wall_{name}, manager_{name} FROM \"{role}\";");
        let granted = link.server.roles_of(&name, rep)?;
        if machines == 0 && !granted.is_some_and(|roles| roles.member || roles.wall || roles.manager) {
            let error = Error::new(ErrorKind::NoMatch, format!("\"{}\" is not in the team {name}", clean(rep)));
            return Err(error.help("nothing was changed; goodcall team members lists who is"));
        }
        if !team.keys.can_manage() {
            return Err(no_managers_key(&name));
        }
        let stays = self.renew_keys(&mut link, &mut team, rep)?;
        let customers = self.book.customers_of_rep(&name, rep)?;
        Ok(RemovedRep { rep: rep.to_string(), team: name, machines, stays, revoke, customers })
    }

    /// Gives a team new keys that a rep does not get. Returns how many machines do.
    fn renew_keys(&mut self, link: &mut Link, team: &mut Team, rep: &str) -> Result<usize> {
        let name = team.part.name.clone();
        for _ in 0..TRIED {
            let stays = staying(link, team, rep)?;
            let epoch = new_epoch(&team.keys, &name, &stays)?;
            match link.server.add_epoch(&TeamSpace::Wall.named(&name), &epoch.sealed)? {
                Added::Done => {
                    team.keys = epoch.keys;
                    link.keep_keys(&name, Some(&team.keys))?;
                    self.publish_anew(team)?;
                    return Ok(stays.len());
                }
                // Another manager was faster; what they made comes first.
                Added::Taken => self.read_epochs(link, team)?,
            }
        }
        Err(Error::failed(format!("other managers change the keys of {name} at the same time")).help("run it again"))
    }
}

/// How many machines the server has of a rep, right or not.
fn machines_of(link: &Link, team: &str, rep: &str) -> Result<usize> {
    let mut machines: BTreeSet<WriterId> = BTreeSet::new();
    for space in [TeamSpace::Team, TeamSpace::Wall] {
        let members = link.server.members(&space.named(team))?;
        machines.extend(members.iter().filter(|member| member.owner == rep).map(|member| member.said.machine));
    }
    Ok(machines.len())
}

/// The machines that stay, each with what it gets: all that belong to the team or its wall and are not the rep's. This one
/// always does, whatever the server shows of it.
fn staying(link: &Link, team: &Team, rep: &str) -> Result<Vec<Stays>> {
    let of_team = belonging(link, team, TeamSpace::Team)?;
    let mut stays = vec![Stays { machine: link.part.machine, public: link.keys.secret.public(), part: Part::Manager }];
    for known in belonging(link, team, TeamSpace::Wall)? {
        let said = &known.member.said;
        if known.member.owner == rep || said.machine == link.part.machine {
            continue;
        }
        let is_same = |other: &&VerifiedMachine| {
            (&other.member.owner, other.member.said.machine, other.member.said.key)
                == (&known.member.owner, said.machine, said.key)
        };
        let part = match of_team.iter().find(is_same) {
            // Whom the server calls a manager no more does not stay one; that it calls them one makes nobody one.
            Some(there) if there.manages && known.manages && known.member.manager => Part::Manager,
            Some(_) => Part::Team,
            None => Part::Wall,
        };
        stays.push(Stays { machine: said.machine, public: said.key, part });
    }
    Ok(stays)
}
