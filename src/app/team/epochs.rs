//! The keys of later epochs, and who this machine says that it is.

use super::{Link, Team, not_member};
use crate::app::App;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::server::SealedKey;
use crate::sync::team::{self, TeamSpace};

/// How often a machine says at the most that it is still there, in milliseconds.
const PUBLISHED_EVERY: i64 = 60 * 60 * 1000;

impl App {
    /// Takes the keys of later epochs, in order, and keeps them.
    ///
    /// # Errors
    /// There is an epoch without a key for this machine: the user was removed.
    pub(super) fn read_epochs(&mut self, link: &mut Link, team: &mut Team) -> Result<()> {
        let mut has_new = false;
        let spaces: Vec<TeamSpace> = team.keys.spaces().collect();
        for space in spaces {
            has_new |= take_keys(link, team, space)?;
        }
        if has_new {
            link.keep_keys(&team.part.name, Some(&team.keys))?;
            self.publish_anew(team)?;
        }
        Ok(())
    }

    /// Has this machine publish itself with the next exchange, whenever it last did: its keys are others.
    pub(super) fn publish_anew(&mut self, team: &mut Team) -> Result<()> {
        team.part.published = None;
        let clock = self.clock();
        self.book.team_published(&clock, team.part.id, None)
    }

    /// Publishes this machine in the team's spaces, if it has not done so for a while.
    pub(super) fn publish(&mut self, link: &Link, team: &mut Team) -> Result<()> {
        let clock = self.clock();
        let now = clock.instant.timestamp_millis();
        if team.part.published.is_some_and(|at| (0..PUBLISHED_EVERY).contains(&(now - at))) {
            return Ok(());
        }
        // Who only reads the wall by now has no place in the other space.
        let is_mine = |space: &TeamSpace| *space == TeamSpace::Wall || team.part.member;
        for space in team.keys.spaces().filter(is_mine) {
            let Some(keys) = team.keys.of(space) else { continue };
            let name = space.named(&team.part.name);
            let machine = (link.part.machine, &link.keys.secret, link.part.name.as_str());
            link.server.publish(&name, &team::publish(keys, &name, machine)?)?;
        }
        self.book.team_published(&clock, team.part.id, Some(now))?;
        team.part.published = Some(now);
        Ok(())
    }
}

/// Takes the later keys of one of a team's spaces; returns whether there were any.
fn take_keys(link: &Link, team: &mut Team, space: TeamSpace) -> Result<bool> {
    let name = space.named(&team.part.name);
    let Some(keys) = team.keys.of_mut(space) else { return Ok(false) };
    let sealed = link.server.epochs_after(&name, keys.latest().0)?;
    let mut epochs: Vec<u32> = sealed.iter().map(|key| key.epoch).collect();
    epochs.sort_unstable();
    epochs.dedup();
    for epoch in &epochs {
        let is_mine = |key: &&SealedKey| key.epoch == *epoch && key.machine == link.part.machine;
        let mine = sealed.iter().find(is_mine).ok_or_else(|| not_member(&team.part.name))?;
        let key = team::open_key(keys, &name, &link.keys.secret, mine).ok_or_else(|| {
            Error::new(
                ErrorKind::Key,
                format!("the server {} has a new key for {name} that nobody of the team made", link.place()),
            )
            .help("nothing was read or sent; ask a manager, and compare the letters of goodcall team members by voice")
        })?;
        keys.add(*epoch, key);
    }
    Ok(!epochs.is_empty())
}
