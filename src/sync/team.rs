//! A team: the keys of its two spaces by epoch, how they come to a machine, and what a machine publishes of itself.
//!
//! On the server a space has the name of the role that reads it: `team_NAME`, `wall_NAME`. Its id, which is sealed into
//! each segment, comes from its first key and stays; after somebody was removed, what is written is sealed with the key of a
//! new epoch. An epoch has one key, the team's; the wall's is derived from it, so that who only reads the wall has that alone,
//! and who knows the wall's key to be right knows the team's to be.
//!
//! What a member believes begins with the invitation, whose line comes from a manager by hand: it brings the keys and the
//! managers' public key ([`Managing`]). An epoch is taken only if it was sealed with the managers' secret key of the epoch
//! before, follows that epoch, and is for this machine; it brings the managers' next public key. So neither the server, nor
//! who was removed, nor both together make an epoch, whatever rows the server shows again and whomever it calls a manager: no
//! word of the server's counts. A new manager, and a manager's new machine, have the secret from a line too; each epoch gives
//! its own secret to the machines that showed by a code under the one before that they had it. What remains: a manager who was
//! removed had the secret, so that a machine which has not read that epoch yet still believes them; and the server can
//! withhold an epoch.

mod claim;
mod epoch;
mod invitation;
mod machine;
mod managing;
mod member;
pub mod praise;
mod recipient_code;
mod sealed;
pub mod shared;

use std::collections::BTreeMap;

use super::key::{SpaceId, SpaceKey};
use crate::error::Result;

pub use claim::{claim_key, open_claimer, seal_claimer};
pub use epoch::{NewEpoch, Stays, new_epoch, open_epoch};
pub use invitation::{InvitationContent, InviteLine};
pub use machine::{MachineKey, PublicKey};
pub use managing::Managing;
pub use member::{Letters, OwnMachine, VerifiedMachine, publish, verified};
pub use recipient_code::Part;

/// The keys of a space, by epoch.
#[derive(Debug, Clone, PartialEq)]
pub struct EpochKeys {
    first: SpaceKey,
    later: BTreeMap<u32, SpaceKey>,
}

impl EpochKeys {
    /// Makes the first key of a new space.
    pub fn new() -> Result<Self> {
        Ok(Self { first: SpaceKey::new()?, later: BTreeMap::new() })
    }

    /// The keys of these epochs; None without the first, epoch 0.
    pub fn of(mut keys: BTreeMap<u32, SpaceKey>) -> Option<Self> {
        let first = keys.remove(&0)?;
        Some(Self { first, later: keys })
    }

    /// The key of epoch 0.
    pub fn first(&self) -> &SpaceKey {
        &self.first
    }

    /// The space's id, which stays.
    pub fn space(&self) -> SpaceId {
        self.first.space()
    }

    /// The latest epoch and its key.
    pub fn latest(&self) -> (u32, &SpaceKey) {
        self.later.last_key_value().map_or((0, &self.first), |(epoch, key)| (*epoch, key))
    }

    /// The key of an epoch.
    pub fn of_epoch(&self, epoch: u32) -> Option<&SpaceKey> {
        if epoch == 0 { Some(&self.first) } else { self.later.get(&epoch) }
    }

    /// All epochs and their keys, the first one first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = (u32, &SpaceKey)> {
        std::iter::once((0, &self.first)).chain(self.later.iter().map(|(epoch, key)| (*epoch, key)))
    }

    /// Adds the key of a later epoch.
    pub fn add(&mut self, epoch: u32, key: SpaceKey) {
        if epoch > 0 {
            self.later.insert(epoch, key);
        }
    }
}

/// The keys of a team.
#[derive(Debug, Clone, PartialEq)]
pub struct TeamKeys {
    /// Of what it shares; None for who reads the wall alone.
    pub team: Option<EpochKeys>,
    /// Of its wall.
    pub wall: EpochKeys,
    /// The managers'.
    pub managing: Managing,
}

/// The wall's key of an epoch.
fn wall_key(team: &SpaceKey) -> SpaceKey {
    SpaceKey::of_bytes(team.derived("goodcall wall 1"))
}

/// One of a team's two spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamSpace {
    /// What it shares.
    Team,
    /// Its wall of praise.
    Wall,
}

impl TeamSpace {
    /// What the server calls the space, and the role that reads it.
    pub fn named(self, team: &str) -> String {
        match self {
            Self::Team => format!("team_{team}"),
            Self::Wall => format!("wall_{team}"),
        }
    }
}

impl TeamKeys {
    /// Makes the keys of a new team.
    pub fn new() -> Result<Self> {
        Ok(Self::of_team(EpochKeys::new()?, Managing::new(0)?))
    }

    /// The keys of a team and, derived from them, of its wall.
    fn of_team(team: EpochKeys, managing: Managing) -> Self {
        let later = team.later.iter().map(|(epoch, key)| (*epoch, wall_key(key))).collect();
        let wall = EpochKeys { first: wall_key(&team.first), later };
        Self { team: Some(team), wall, managing }
    }

    /// The keys of one of the spaces; None of what is not here.
    pub fn of(&self, space: TeamSpace) -> Option<&EpochKeys> {
        match space {
            TeamSpace::Team => self.team.as_ref(),
            TeamSpace::Wall => Some(&self.wall),
        }
    }

    /// The spaces whose keys are here; the wall's always.
    pub fn spaces(&self) -> impl Iterator<Item = TeamSpace> {
        let team = self.team.as_ref().map(|_| TeamSpace::Team);
        std::iter::once(TeamSpace::Wall).chain(team)
    }

    /// Whether the wall's keys come from the team's; those of an older version did not.
    pub fn is_derived(&self) -> bool {
        self.team.as_ref().is_none_or(|team| Self::of_team(team.clone(), Managing::default()).wall == self.wall)
    }

    /// What shows that a machine which sets a team up has these keys.
    pub fn proof_of_setup(&self) -> [u8; 32] {
        self.wall.first().derived("goodcall setup 1")
    }

    /// The latest epoch.
    pub fn epoch(&self) -> u32 {
        self.wall.latest().0
    }

    /// Whether this machine has the managers' secret key, and the team's.
    pub fn can_manage(&self) -> bool {
        self.team.is_some() && self.managing.latest().is_some()
    }

    /// Those of a member who is no manager.
    #[must_use]
    pub fn of_member(&self) -> Self {
        Self { managing: self.managing.of_member(), ..self.clone() }
    }

    /// The wall's alone.
    #[must_use]
    pub fn of_wall(&self) -> Self {
        Self { team: None, ..self.of_member() }
    }

    /// These keys, with what those of an invitation to the same team bring: neither takes from the other.
    #[must_use]
    pub fn joined(&self, invited: Self) -> Self {
        let mut keys = invited;
        if self.wall.space() != keys.wall.space() {
            return keys;
        }
        let same_team = |team: &EpochKeys| keys.team.as_ref().is_none_or(|other| other.space() == team.space());
        if keys.team.is_none() && self.epoch() == keys.epoch() {
            keys.team = self.team.clone().filter(same_team);
        }
        if keys.managing.secrets.is_empty() && self.managing.public == keys.managing.public {
            keys.managing.secrets.clone_from(&self.managing.secrets);
        }
        keys
    }
}
