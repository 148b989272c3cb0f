//! The managers' key: what shows that a manager's machine made an epoch. Each epoch has a pair of its own. All members have the
//! public one, from the invitation that let them in or from the epoch before, never from the server; the secret one is on
//! managers' machines alone.

use std::collections::BTreeMap;

use super::MachineKey;
use super::machine::PublicKey;
use crate::error::Result;

/// What a machine has of the managers' keys.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Managing {
    /// The public key of the latest epoch: only what was sealed with its secret is believed. None where an older version
    /// wrote the keys; then no new epoch is.
    pub public: Option<PublicKey>,
    /// The secret keys by epoch, the earlier ones to know other managers by; none unless this is a manager's machine.
    pub secrets: BTreeMap<u32, MachineKey>,
}

impl Managing {
    /// Makes the pair of an epoch.
    pub fn new(epoch: u32) -> Result<Self> {
        let secret = MachineKey::new()?;
        Ok(Self { public: Some(secret.public()), secrets: [(epoch, secret)].into() })
    }

    /// The public key alone.
    #[must_use]
    pub fn of_member(&self) -> Self {
        Self { public: self.public, secrets: BTreeMap::new() }
    }

    /// The secret key of the latest epoch; None unless this is a manager's machine.
    pub(super) fn latest(&self) -> Option<&MachineKey> {
        let (_, secret) = self.secrets.last_key_value()?;
        (Some(secret.public()) == self.public).then_some(secret)
    }

    /// Goes on to the next epoch, with the secret key where it came too.
    pub(super) fn follow(&mut self, epoch: u32, public: PublicKey, secret: Option<MachineKey>) {
        self.public = Some(public);
        self.secrets.extend(secret.map(|secret| (epoch, secret)));
    }
}
