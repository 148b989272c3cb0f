//! A team: the keys of its two spaces by epoch, how they come to a machine, and what a machine publishes of itself.
//!
//! On the server a space has the name of the role that reads it: `team_NAME`, `wall_NAME`. Its id, which is sealed into
//! each segment, comes from its first key and stays; after somebody was removed, what is written is sealed with the key of a
//! new epoch.

mod claim;
mod epoch;
mod invitation;
mod machine;
mod member;
pub mod praise;
mod recipient_code;
mod sealed;
pub mod shared;

use std::collections::BTreeMap;

use super::key::{SpaceId, SpaceKey};
use crate::error::Result;

pub use claim::{claim_key, open_claimer, seal_claimer};
pub use epoch::{keys_for, open_key};
pub use invitation::{InvitationContent, InviteLine};
pub use machine::{MachineKey, PublicKey};
pub use member::{VerifiedMachine, fingerprint, name_of, publish, verified};

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
        Ok(Self { team: Some(EpochKeys::new()?), wall: EpochKeys::new()? })
    }

    /// The keys of one of the spaces; None of what is not here.
    pub fn of(&self, space: TeamSpace) -> Option<&EpochKeys> {
        match space {
            TeamSpace::Team => self.team.as_ref(),
            TeamSpace::Wall => Some(&self.wall),
        }
    }

    /// The same, to add a later one.
    pub fn of_mut(&mut self, space: TeamSpace) -> Option<&mut EpochKeys> {
        match space {
            TeamSpace::Team => self.team.as_mut(),
            TeamSpace::Wall => Some(&mut self.wall),
        }
    }

    /// The spaces whose keys are here; the wall's always.
    pub fn spaces(&self) -> impl Iterator<Item = TeamSpace> {
        let team = self.team.as_ref().map(|_| TeamSpace::Team);
        std::iter::once(TeamSpace::Wall).chain(team)
    }

    /// The wall's alone.
    #[must_use]
    pub fn of_wall(&self) -> Self {
        Self { team: None, wall: self.wall.clone() }
    }
}
