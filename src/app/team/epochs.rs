//! The keys of later epochs, and who this machine says that it is.

use super::{Link, Team, not_member};
use crate::app::App;
use crate::app::sync::{Told, WhyNewId};
use crate::error::{Error, ErrorKind, Result};
use crate::sync::server::SealedKey;
use crate::sync::team::{self, OwnMachine, TeamSpace};

/// How often a machine says at the most that it is still there, in milliseconds.
const PUBLISHED_EVERY: i64 = 60 * 60 * 1000;
/// How often in a row another may have taken a machine's new id, before something else must be wrong.
const TAKEN: usize = 5;

impl App {
    /// Takes the keys of later epochs, in order, and keeps them.
    ///
    /// # Errors
    /// There is an epoch without a key for this machine: the user was removed. Or one that no manager made.
    pub(super) fn read_epochs(&mut self, link: &mut Link, team: &mut Team) -> Result<()> {
        if take_keys(link, team)? {
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

    /// Publishes this machine in the team's spaces, if it has not done so for a while. Where another account has taken its id
    /// there, it takes a new one.
    pub(super) fn publish(&mut self, link: &mut Link, team: &mut Team) -> Result<()> {
        let clock = self.clock();
        let now = clock.instant.timestamp_millis();
        if team.part.published.is_some_and(|at| (0..PUBLISHED_EVERY).contains(&(now - at))) {
            return Ok(());
        }
        // Who only reads the wall by now has no place in the other space.
        let is_mine = |space: &TeamSpace| *space == TeamSpace::Wall || team.part.member;
        let spaces: Vec<TeamSpace> = team.keys.spaces().filter(is_mine).collect();
        let names: Vec<String> = spaces.iter().map(|space| space.named(&team.part.name)).collect();
        let writes: &[String] = if team.part.member { &names } else { &[] };
        let mut taken = 0;
        while !link.server.reserve(link.part.machine, writes, &names)? {
            if taken == TAKEN {
                return Err(Error::failed("others take each id of this machine at the server; nothing was sent")
                    .help("tell a manager; goodcall sync now tries again"));
            }
            self.take_machine_id(link)?;
            link.told.push(Told::NewId(WhyNewId::Taken));
            taken += 1;
        }
        // The team's first: who is on the wall's list alone would get the wall's keys alone.
        for space in spaces.into_iter().rev() {
            let own = OwnMachine {
                team: &team.part.name,
                owner: &link.server.account().user,
                machine: link.part.machine,
                key: &link.keys.secret,
                name: &link.part.name,
            };
            if let Some(profile) = team::publish(&team.keys, space, own)? {
                link.server.publish(&space.named(&team.part.name), &profile)?;
            }
        }
        self.book.team_published(&clock, team.part.id, Some(now))?;
        team.part.published = Some(now);
        Ok(())
    }
}

/// Takes the later keys of a team; returns whether there were any.
pub(super) fn take_keys(link: &Link, team: &mut Team) -> Result<bool> {
    let name = &team.part.name;
    let sealed = link.server.epochs_after(&TeamSpace::Wall.named(name), team.keys.epoch())?;
    let mut epochs: Vec<u32> = sealed.iter().map(|key| key.epoch).collect();
    epochs.sort_unstable();
    epochs.dedup();
    for epoch in &epochs {
        let is_mine = |key: &&SealedKey| key.epoch == *epoch && key.machine == link.part.machine;
        let mine = sealed.iter().find(is_mine).ok_or_else(|| not_member(name))?;
        let opened = team::open_epoch(&team.keys, name, &link.keys.secret, mine);
        let opened = opened.ok_or_else(|| by_no_manager(name, &link.place()))?;
        if team.keys.team.is_some() && opened.team.is_none() {
            // The manager saw this machine on the wall's list alone: perhaps the server hid the other.
            return Err(not_member(name));
        }
        team.keys = opened;
    }
    Ok(!epochs.is_empty())
}

/// The error of new keys that nobody made whom this machine believes.
fn by_no_manager(team: &str, place: &str) -> Error {
    Error::new(
        ErrorKind::Key,
        format!("{place} has new keys of {team} that were made by no manager whom this book knows"),
    )
    .help(
        "nothing was read or sent; ask a manager, by voice: if they are right, a new invitation lets this book follow: \
             goodcall team join LINE",
    )
}
