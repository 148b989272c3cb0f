//! Removing a rep: the others get new keys, and the administrator takes the roles away.

use super::members::belonging;
use super::{Link, Team, only_managers};
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::server::Added;
use crate::sync::team::{TeamSpace, VerifiedMachine, keys_for};
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
}

impl App {
    /// Removes a rep from a team: new keys for all others.
    ///
    /// # Errors
    /// The user is not a manager there (`Rights`), or the rep is no member (`NoMatch`).
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
        // This machine has to be among those that stay.
        self.publish(&link, &mut team)?;
        let (mut machines, mut stays) = (0, 0);
        let spaces: Vec<TeamSpace> = team.keys.spaces().collect();
        for space in spaces {
            if let Some((gone, stay)) = self.renew_key(&mut link, &mut team, space, rep)? {
                (machines, stays) = (machines.max(gone), stays.max(stay));
            }
        }
        let role = rep.replace('"', "\"\"");
        let revoke = format!("REVOKE team_{name}, wall_{name}, manager_{name} FROM \"{role}\";");
        if machines == 0 {
            let error = Error::new(ErrorKind::NoMatch, format!("\"{}\" is not in the team {name}", clean(rep)));
            return Err(error.help(format!(
                "nothing was changed; goodcall team members lists who is; a role without a machine is taken away by the \
                 server's administrator: {}",
                clean(&revoke)
            )));
        }
        Ok(RemovedRep { rep: rep.to_string(), team: name, machines, stays, revoke })
    }

    /// Gives a space a new key that a rep does not get. Returns how many machines of theirs belonged to it, and how many
    /// stay; None where they have none there.
    fn renew_key(
        &mut self,
        link: &mut Link,
        team: &mut Team,
        space: TeamSpace,
        rep: &str,
    ) -> Result<Option<(usize, usize)>> {
        let name = space.named(&team.part.name);
        for _ in 0..TRIED {
            let (theirs, stays): (Vec<VerifiedMachine>, Vec<VerifiedMachine>) =
                belonging(link, team, space)?.into_iter().partition(|known| known.member.owner == rep);
            let Some(keys) = team.keys.of_mut(space).filter(|_| !theirs.is_empty()) else { return Ok(None) };
            let (key, sealed) = keys_for(keys, &name, &stays)?;
            let epoch = keys.latest().0.saturating_add(1);
            match link.server.add_epoch(&name, &sealed)? {
                Added::Done => {
                    keys.add(epoch, key);
                    link.keep_keys(&team.part.name, Some(&team.keys))?;
                    self.publish_anew(team)?;
                    return Ok(Some((theirs.len(), stays.len())));
                }
                // Another manager was faster; what they made comes first.
                Added::Taken => self.read_epochs(link, team)?,
            }
        }
        Err(Error::failed(format!("other managers change the keys of {} at the same time", team.part.name))
            .help("run it again"))
    }
}
