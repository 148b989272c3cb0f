//! What shows to which public key the keys of a later epoch were given, and which of them.

use super::machine::{MachineKey, PublicKey};
use super::{TeamKeys, TeamSpace, sealed};
use crate::sync::key::SpaceKey;
use crate::sync::server::SealedKey;

/// Bytes of a code.
const CODE: usize = 32;

/// What a machine has of a team's keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The wall's.
    Wall,
    /// The team's, from which comes the wall's.
    Team,
    /// The team's, and the managers' secret one.
    Manager,
}

impl Part {
    /// Its byte before what is sealed.
    pub(super) fn byte(self) -> u8 {
        match self {
            Self::Wall => 0,
            Self::Team => 1,
            Self::Manager => 2,
        }
    }

    fn of_byte(byte: u8) -> Option<Self> {
        [Self::Wall, Self::Team, Self::Manager].into_iter().find(|part| part.byte() == byte)
    }

    /// How many codes there are for it.
    fn codes(self) -> usize {
        usize::from(self.byte()) + 1
    }
}

/// The sealed keys of an epoch, in parts.
pub(super) struct Given<'a> {
    pub part: Part,
    codes: &'a [u8],
    /// What only the machine opens.
    pub sealed: &'a [u8],
}

impl<'a> Given<'a> {
    /// Takes apart what the server has; None where it is not that.
    pub(super) fn of(key: &'a SealedKey) -> Option<Self> {
        let (byte, rest) = key.sealed.split_first()?;
        let part = Part::of_byte(*byte)?;
        let (codes, sealed) = rest.split_at_checked(part.codes() * CODE)?;
        Some(Self { part, codes, sealed })
    }

    fn has_code(&self, part: Part, key: &[u8; 32], about: &[&[u8]]) -> bool {
        let code = self.codes.chunks(CODE).nth(usize::from(part.byte()));
        code.is_some_and(|code| sealed::is_code(code, key, about))
    }
}

/// What is authenticated along with the sealed keys of an epoch.
pub(super) fn beside(keys: &TeamKeys, space: &str, key: &SealedKey, part: Part) -> Vec<u8> {
    let numbers = [&key.epoch.to_be_bytes()[..], &key.machine.0.to_be_bytes(), &[part.byte()]].concat();
    [b"goodcall epoch 2 ".as_slice(), &numbers, &keys.wall.space().0, space.as_bytes()].concat()
}

/// The codes of what a machine is given, each under the key itself: who does not have it can't make one.
pub(super) fn given_codes(
    (wall, team, managing): (&SpaceKey, &SpaceKey, &MachineKey),
    part: Part,
    beside: &[u8],
    public: &PublicKey,
) -> Vec<u8> {
    let about: [&[u8]; 2] = [beside, public];
    let keys = [giving(wall), giving(team), managing.derived("goodcall given 2")];
    keys.iter().take(part.codes()).flat_map(|key| sealed::code(key, &about)).collect()
}

/// Whether an epoch gave the keys of a space to the machine that has a public key.
pub(super) fn was_given(
    keys: &TeamKeys,
    (space, wall): (TeamSpace, &str),
    public: &PublicKey,
    sealed: &SealedKey,
) -> bool {
    let Some(given) = Given::of(sealed) else { return false };
    let Some(key) = keys.of(space).and_then(|keys| keys.of_epoch(sealed.epoch)) else { return false };
    let part = if space == TeamSpace::Wall { Part::Wall } else { Part::Team };
    given.has_code(part, &giving(key), &[&beside(keys, wall, sealed, given.part), public])
}

/// Whether an epoch gave the managers' secret key to the machine that has a public key.
pub(super) fn was_given_secret(keys: &TeamKeys, wall: &str, public: &PublicKey, sealed: &SealedKey) -> bool {
    let Some(given) = Given::of(sealed) else { return false };
    let Some(secret) = keys.managing.secrets.get(&sealed.epoch) else { return false };
    let key = secret.derived("goodcall given 2");
    given.has_code(Part::Manager, &key, &[&beside(keys, wall, sealed, given.part), public])
}

fn giving(key: &SpaceKey) -> [u8; 32] {
    key.derived("goodcall given 2")
}
