//! What a machine publishes of itself in a space: its public key and its name, with a code under the space's key that no
//! server can make up. A manager's machine adds a code under the managers' secret key, which no member can make up either.

use super::machine::{MachineKey, PublicKey, is_usable};
use super::recipient_code::{was_given, was_given_secret};
use super::{EpochKeys, TeamKeys, TeamSpace, sealed};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::key::SpaceKey;
use crate::sync::letters;
use crate::sync::server::{MachineProfile, MemberMachine, SealedKey};

/// Bytes of an epoch before a sealed name.
const EPOCH: usize = 4;
/// Bytes of a code.
const CODE: usize = 32;
/// What stands behind the epoch: whether the managers' code follows.
const PLAIN: u8 = 0;
const MANAGER: u8 = 1;
/// Letters of half a fingerprint.
const HALF: usize = 4;
/// How often what letters come from is worked over, so that nobody tries out keys until the letters are right.
const STRETCHED: usize = 4096;

/// A machine that is published, as far as it can be told who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedMachine {
    /// What the server has.
    pub member: MemberMachine,
    /// Its name; None where it can't be opened.
    pub name: Option<String>,
    /// Whether it has the managers' secret key; only a manager's machine can tell.
    pub manages: bool,
}

/// This machine, as it is known in a team.
#[derive(Debug, Clone, Copy)]
pub struct OwnMachine<'a> {
    /// The team.
    pub team: &'a str,
    /// The role that publishes it.
    pub owner: &'a str,
    /// Its id.
    pub machine: WriterId,
    /// Its secret key.
    pub key: &'a MachineKey,
    /// Its name.
    pub name: &'a str,
}

/// Makes what a machine publishes of itself in a space, under the latest keys; None where the space's are not here.
pub fn publish(keys: &TeamKeys, space: TeamSpace, own: OwnMachine<'_>) -> Result<Option<MachineProfile>> {
    let Some((epoch, latest)) = keys.of(space).map(EpochKeys::latest) else { return Ok(None) };
    let (machine, key) = (own.machine, own.key.public());
    let (space, owner) = (space.named(own.team), own.owner);
    let sealed = sealed::seal(&naming(latest), &machine.0.to_be_bytes(), own.name.as_bytes())?;
    let manager = keys.managing.latest().filter(|_| keys.team.is_some());
    let code = manager.map(|secret| sealed::code(&managing(secret), &parts(&space, owner, (machine, &key), &[])));
    let mark = if code.is_some() { MANAGER } else { PLAIN };
    let name = [&epoch.to_be_bytes()[..], &[mark], code.as_ref().map_or(&[], |code| &code[..]), &sealed].concat();
    let mac = sealed::code(&vouching(latest), &parts(&space, owner, (machine, &key), &name));
    Ok(Some(MachineProfile { machine, key, name, mac }))
}

/// The machines that belong to the space: whose code is right under the latest key, or under an earlier one where every later
/// key was given to their public key. The others were removed, or made up, or are passed off as another's.
pub fn verified(
    keys: &TeamKeys,
    (space, team): (TeamSpace, &str),
    members: Vec<MemberMachine>,
    epochs: &[SealedKey],
) -> Vec<VerifiedMachine> {
    let Some(own) = keys.of(space) else { return Vec::new() };
    let (name, wall) = (space.named(team), TeamSpace::Wall.named(team));
    let given =
        |said: &MachineProfile, epoch| epochs.iter().find(move |key| key.machine == said.machine && key.epoch == epoch);
    let belongs = |member: &MemberMachine| {
        let said = &member.said;
        let parts = parts(&name, &member.owner, (said.machine, &said.key), &said.name);
        let mut right = own.all().filter(|(_, key)| sealed::is_code(&said.mac, &vouching(key), &parts));
        let has_got =
            |epoch| given(said, epoch).is_some_and(|sealed| was_given(keys, (space, &wall), &said.key, sealed));
        is_usable(&said.key) && right.next_back().is_some_and(|(epoch, _)| (epoch + 1..=own.latest().0).all(has_got))
    };
    let manages = |member: &MemberMachine| {
        let said = &member.said;
        let Some(code) = Name::of(said).and_then(|name| name.code) else { return false };
        let parts = parts(&name, &member.owner, (said.machine, &said.key), &[]);
        let mut right = keys.managing.secrets.iter().rev();
        let right = right.find(|(_, secret)| sealed::is_code(code, &managing(secret), &parts));
        let has_got = |epoch| given(said, epoch).is_some_and(|sealed| was_given_secret(keys, &wall, &said.key, sealed));
        right.is_some_and(|(epoch, _)| (epoch + 1..=keys.epoch()).all(has_got))
    };
    let belonging = members.into_iter().filter(|member| belongs(member));
    let known = |member| VerifiedMachine { name: name_of(own, &member), manages: manages(&member), member };
    belonging.map(known).collect()
}

/// What stands where a machine's name does.
struct Name<'a> {
    epoch: u32,
    code: Option<&'a [u8]>,
    sealed: &'a [u8],
}

impl<'a> Name<'a> {
    fn of(said: &'a MachineProfile) -> Option<Self> {
        let (epoch, rest) = said.name.split_first_chunk::<EPOCH>()?;
        let epoch = u32::from_be_bytes(*epoch);
        match rest.split_first()? {
            (&PLAIN, sealed) => Some(Self { epoch, code: None, sealed }),
            (&MANAGER, rest) => {
                let (code, sealed) = rest.split_at_checked(CODE)?;
                Some(Self { epoch, code: Some(code), sealed })
            }
            _ => None,
        }
    }
}

/// The name of a machine; None where it can't be opened.
fn name_of(keys: &EpochKeys, member: &MemberMachine) -> Option<String> {
    let name = Name::of(&member.said)?;
    let key = keys.of_epoch(name.epoch)?;
    String::from_utf8(sealed::open(&naming(key), &member.said.machine.0.to_be_bytes(), name.sealed)?).ok()
}

/// Eight letters that two who have a team's keys can compare by voice; each member has other ones. They come from the latest
/// keys, the managers' too: alike, they say that both have the same, and that both will believe the same managers.
#[derive(Clone)]
pub struct Letters([u8; CODE]);

impl Letters {
    /// Those of a team as of its latest epoch.
    pub fn of(keys: &TeamKeys) -> Self {
        let (_, key) = keys.wall.latest();
        let public = keys.managing.public.unwrap_or_default();
        let base = sealed::code(&key.derived("goodcall fingerprint 2"), &[&public]);
        Self((0..STRETCHED).fold(base, |code, _| sealed::code(&code, &[b""])))
    }

    /// A member's.
    pub fn of_rep(&self, rep: &str) -> String {
        let code = sealed::code(&self.0, &[rep.as_bytes()]);
        let letters: Vec<char> = letters::cut(&code).into_iter().take(2 * HALF).map(letters::letter).collect();
        let (one, other) = letters.split_at(HALF);
        format!("{}-{}", one.iter().collect::<String>(), other.iter().collect::<String>())
    }
}

/// Without what they come from.
impl std::fmt::Debug for Letters {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Letters(hidden)")
    }
}

fn naming(key: &SpaceKey) -> [u8; 32] {
    key.derived("goodcall name 1")
}

fn vouching(key: &SpaceKey) -> [u8; 32] {
    key.derived("goodcall member 2")
}

fn managing(secret: &MachineKey) -> [u8; 32] {
    secret.derived("goodcall manager 1")
}

fn parts(space: &str, owner: &str, (machine, key): (WriterId, &PublicKey), name: &[u8]) -> Vec<Vec<u8>> {
    vec![
        space.as_bytes().to_vec(),
        owner.as_bytes().to_vec(),
        machine.0.to_be_bytes().to_vec(),
        key.to_vec(),
        name.to_vec(),
    ]
}

#[cfg(test)]
mod tests;
