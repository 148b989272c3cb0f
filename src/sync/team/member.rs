//! What a machine publishes of itself in a space: its public key and its name, with a code under the space's key that no
//! server can make up.

use super::machine::{MachineKey, PublicKey, is_usable};
use super::recipient_code::was_given;
use super::{EpochKeys, sealed};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::key::SpaceKey;
use crate::sync::letters;
use crate::sync::server::{MachineProfile, MemberMachine, SealedKey};

/// Bytes of an epoch before a sealed name.
const EPOCH: usize = 4;
/// Letters of half a fingerprint.
const HALF: usize = 4;

/// A machine that is published, as far as it can be told who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedMachine {
    /// What the server has.
    pub member: MemberMachine,
    /// Its name; None where it can't be opened.
    pub name: Option<String>,
}

/// Makes what a machine publishes of itself, under the latest key of the space.
pub fn publish(
    keys: &EpochKeys,
    space: &str,
    (machine, key, name): (WriterId, &MachineKey, &str),
) -> Result<MachineProfile> {
    let (epoch, latest) = keys.latest();
    let sealed = sealed::seal(&naming(latest), &machine.0.to_be_bytes(), name.as_bytes())?;
    let name = [&epoch.to_be_bytes()[..], &sealed].concat();
    let key = key.public();
    let mac = sealed::code(&vouching(latest), &parts(space, machine, &key, &name).each_ref().map(Vec::as_slice));
    Ok(MachineProfile { machine, key, name, mac })
}

/// The machines that belong to the space: whose code is right under the latest key, or under an earlier one where every later
/// key was sealed to their public key. The others were removed, or made up.
pub fn verified(
    keys: &EpochKeys,
    space: &str,
    members: Vec<MemberMachine>,
    epochs: &[SealedKey],
) -> Vec<VerifiedMachine> {
    let (latest, _) = keys.latest();
    let has_got = |said: &MachineProfile, epoch| {
        let given = epochs.iter().find(|key| key.machine == said.machine && key.epoch == epoch);
        let both = given.and_then(|given| Some((given, keys.of_epoch(epoch)?)));
        both.is_some_and(|(given, key)| was_given(key, space, &said.key, given))
    };
    let belongs = |member: &MemberMachine| {
        let said = &member.said;
        if !is_usable(&said.key) {
            return false;
        }
        let parts = parts(space, said.machine, &said.key, &said.name);
        let parts = parts.each_ref().map(Vec::as_slice);
        let mut right = keys.all().filter(|(_, key)| sealed::is_code(&said.mac, &vouching(key), &parts));
        right.next_back().is_some_and(|(epoch, _)| (epoch + 1..=latest).all(|later| has_got(said, later)))
    };
    let belonging = members.into_iter().filter(|member| belongs(member));
    belonging.map(|member| VerifiedMachine { name: name_of(keys, &member), member }).collect()
}

/// The name of a machine; None where it can't be opened.
pub fn name_of(keys: &EpochKeys, member: &MemberMachine) -> Option<String> {
    let (epoch, sealed) = member.said.name.split_first_chunk::<EPOCH>()?;
    let key = keys.of_epoch(u32::from_be_bytes(*epoch))?;
    String::from_utf8(sealed::open(&naming(key), &member.said.machine.0.to_be_bytes(), sealed)?).ok()
}

/// Eight letters that two who have a space's keys can compare by voice; each member has other ones.
pub fn fingerprint(keys: &EpochKeys, rep: &str) -> String {
    let code = sealed::code(&keys.first().derived("goodcall fingerprint 1"), &[rep.as_bytes()]);
    let letters: Vec<char> = letters::cut(&code).into_iter().take(2 * HALF).map(letters::letter).collect();
    let (one, other) = letters.split_at(HALF);
    format!("{}-{}", one.iter().collect::<String>(), other.iter().collect::<String>())
}

fn naming(key: &SpaceKey) -> [u8; 32] {
    key.derived("goodcall name 1")
}

fn vouching(key: &SpaceKey) -> [u8; 32] {
    key.derived("goodcall member 1")
}

fn parts(space: &str, machine: WriterId, key: &PublicKey, name: &[u8]) -> [Vec<u8>; 4] {
    [space.as_bytes().to_vec(), machine.0.to_be_bytes().to_vec(), key.to_vec(), name.to_vec()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::team::keys_for;

    const SPACE: &str = "team_north";

    fn member(owner: &str, said: MachineProfile) -> MemberMachine {
        MemberMachine { owner: owner.into(), manager: false, joined: 0, last_seen: 0, said }
    }

    #[test]
    fn a_machine_is_known_by_the_code_that_no_server_can_make() {
        let keys = EpochKeys::new().unwrap();
        let (machine, id) = (MachineKey::new().unwrap(), WriterId(5));
        let said = publish(&keys, SPACE, (id, &machine, "Ana's laptop")).unwrap();
        let known = |member: MemberMachine| verified(&keys, SPACE, vec![member], &[]);
        let there = known(member("ana", said.clone()));
        assert_eq!(there.iter().map(|known| known.name.as_deref()).collect::<Vec<_>>(), [Some("Ana's laptop")]);
        let other = MachineKey::new().unwrap();
        for forged in [
            MachineProfile { key: other.public(), ..said.clone() },
            MachineProfile { machine: WriterId(6), ..said.clone() },
            MachineProfile { name: b"Ben".to_vec(), ..said.clone() },
            MachineProfile { mac: [0; 32], ..said.clone() },
            publish(&EpochKeys::new().unwrap(), SPACE, (id, &machine, "Ana's laptop")).unwrap(),
        ] {
            assert_eq!(known(member("ana", forged)), []);
        }
        assert_eq!(verified(&keys, "team_south", vec![member("ana", said)], &[]), []);
    }

    #[test]
    fn who_got_no_later_key_belongs_no_more() {
        let mut keys = EpochKeys::new().unwrap();
        let secrets: Vec<MachineKey> = (0..3).map(|_| MachineKey::new().unwrap()).collect();
        let said = |keys: &EpochKeys, at: usize| {
            publish(keys, SPACE, (WriterId(at as u64), &secrets[at], "a machine")).unwrap()
        };
        let members: Vec<MemberMachine> = (0..3).map(|at| member("someone", said(&keys, at))).collect();
        let stays: Vec<VerifiedMachine> = verified(&keys, SPACE, members.clone(), &[]).into_iter().take(2).collect();
        let (key, sealed) = keys_for(&keys, SPACE, &stays).unwrap();
        keys.add(1, key);
        let ids = |keys: &EpochKeys, members: Vec<MemberMachine>| -> Vec<u64> {
            verified(keys, SPACE, members, &sealed).iter().map(|known| known.member.said.machine.0).collect()
        };
        assert_eq!(ids(&keys, members.clone()), [0, 1]);
        // One who has the first key alone can't pass off another public key for one who stays.
        let first = EpochKeys::of([(0, keys.first().clone())].into()).unwrap();
        let forged = publish(&first, SPACE, (WriterId(1), &secrets[2], "a machine")).unwrap();
        assert_eq!(ids(&keys, vec![member("someone", forged)]), [0_u64; 0]);
        // One who is invited again has the new key.
        assert_eq!(ids(&keys, vec![member("someone", said(&keys, 2))]), [2]);
    }

    #[test]
    fn a_fingerprint_is_of_one_team_and_one_member() {
        let (keys, other) = (EpochKeys::new().unwrap(), EpochKeys::new().unwrap());
        let ana = fingerprint(&keys, "ana");
        assert_eq!((ana.len(), ana.chars().nth(4)), (9, Some('-')));
        assert_eq!(fingerprint(&keys, "ana"), ana);
        assert_ne!(fingerprint(&keys, "ben"), ana);
        assert_ne!(fingerprint(&other, "ana"), ana);
        let fixed = EpochKeys::of([(0, SpaceKey::of_bytes([5; 32]))].into()).unwrap();
        assert_eq!(fingerprint(&fixed, "ana"), "O7IP-C6M2", "it must never change: people have it on paper");
    }
}
