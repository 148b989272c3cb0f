//! New keys for who stays, after somebody was removed: sealed to each machine with the managers' secret key of the epoch before,
//! so that only a manager's machine can have made them. Codes under the new keys stand beside, over the machine's public key:
//! who was removed can't pass off another one later, not even with the server's help.

use super::machine::{MachineKey, PublicKey, open_from, seal_from};
use super::recipient_code::{Given, Part, beside, given_codes};
use super::{TeamKeys, TeamSpace, wall_key};
use crate::error::{Error, Result};
use crate::sync::WriterId;
use crate::sync::key::{KEY, SpaceKey};
use crate::sync::server::SealedKey;

/// A machine that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stays {
    /// The machine.
    pub machine: WriterId,
    /// Its public key.
    pub public: PublicKey,
    /// What it gets.
    pub part: Part,
}

/// A new epoch.
#[derive(Debug)]
pub struct NewEpoch {
    /// The keys with those of the new epoch.
    pub keys: TeamKeys,
    /// What the server gets.
    pub sealed: Vec<SealedKey>,
}

/// Makes the next epoch of a team, for the machines that stay.
///
/// # Errors
/// This is not a manager's machine, or the system has no random numbers.
pub fn new_epoch(keys: &TeamKeys, team: &str, stays: &[Stays]) -> Result<NewEpoch> {
    let maker = keys.managing.latest().filter(|_| keys.team.is_some());
    let maker = maker.ok_or_else(|| Error::failed("only a manager's machine makes new keys"))?;
    let (epoch, key) = (keys.epoch().saturating_add(1), SpaceKey::new()?);
    let (wall, secret) = (wall_key(&key), MachineKey::new()?);
    let space = TeamSpace::Wall.named(team);
    let sealed = stays.iter().map(|stays| {
        let mut sealed = SealedKey { epoch, machine: stays.machine, sealed: vec![stays.part.byte()] };
        let beside = beside(keys, &space, &sealed, stays.part);
        let given = if stays.part == Part::Wall { &wall } else { &key };
        let mut message = [&given.bytes()[..], &secret.public()].concat();
        if stays.part == Part::Manager {
            message.extend(secret.bytes());
        }
        sealed.sealed.extend(given_codes((&wall, &key, &secret), stays.part, &beside, &stays.public));
        sealed.sealed.extend(seal_from(maker, &stays.public, &beside, &message)?);
        Ok(sealed)
    });
    let sealed = sealed.collect::<Result<_>>()?;
    let mut keys = keys.clone();
    add(&mut keys, epoch, (Some(key), wall));
    keys.managing.follow(epoch, secret.public(), Some(secret));
    Ok(NewEpoch { keys, sealed })
}

/// The keys with those of the epoch after the latest one; None where that is not sealed to this machine by a manager's.
pub fn open_epoch(keys: &TeamKeys, team: &str, own: &MachineKey, sealed: &SealedKey) -> Option<TeamKeys> {
    if keys.epoch().checked_add(1) != Some(sealed.epoch) {
        return None;
    }
    let given = Given::of(sealed)?;
    let beside = beside(keys, &TeamSpace::Wall.named(team), sealed, given.part);
    let opened = open_from(keys.managing.public.as_ref()?, own, &beside, given.sealed)?;
    let (key, rest) = opened.split_first_chunk::<KEY>()?;
    let (public, rest) = rest.split_first_chunk::<32>()?;
    let secret = match given.part {
        Part::Manager => Some(MachineKey::of_bytes(*rest.first_chunk()?)),
        Part::Wall | Part::Team => None,
    };
    if secret.as_ref().is_some_and(|secret| secret.public() != *public) {
        return None;
    }
    let (mut keys, key) = (keys.clone(), SpaceKey::of_bytes(*key));
    match given.part {
        Part::Wall => add(&mut keys, sealed.epoch, (None, key)),
        Part::Team | Part::Manager => {
            let wall = wall_key(&key);
            add(&mut keys, sealed.epoch, (Some(key), wall));
        }
    }
    keys.managing.follow(sealed.epoch, *public, secret);
    Some(keys)
}

/// Adds an epoch's keys. Who gets the wall's alone is in the team no more: nothing of it is sealed with a key of before.
fn add(keys: &mut TeamKeys, epoch: u32, (team, wall): (Option<SpaceKey>, SpaceKey)) {
    keys.wall.add(epoch, wall);
    keys.team = keys.team.take().zip(team).map(|(mut keys, key)| {
        keys.add(epoch, key);
        keys
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::team::Managing;

    const NORTH: &str = "north";

    fn key() -> MachineKey {
        MachineKey::new().unwrap()
    }

    fn stays(id: u64, key: &MachineKey, part: Part) -> Stays {
        Stays { machine: WriterId(id), public: key.public(), part }
    }

    #[test]
    fn each_who_stays_gets_what_is_theirs() {
        let first = TeamKeys::new().unwrap();
        let (mia, ana, tom) = (key(), key(), key());
        let stay = [stays(1, &mia, Part::Manager), stays(2, &ana, Part::Team), stays(3, &tom, Part::Wall)];
        let NewEpoch { keys, sealed } = new_epoch(&first, NORTH, &stay).unwrap();
        let [of_mia, of_ana, of_tom] = sealed.as_slice() else { panic!("one for each") };
        assert_eq!((of_mia.epoch, of_ana.machine), (1, WriterId(2)));
        assert_eq!(open_epoch(&first, NORTH, &mia, of_mia), Some(keys.clone()));
        assert_eq!(open_epoch(&first.of_member(), NORTH, &ana, of_ana), Some(keys.of_member()));
        assert_eq!(open_epoch(&first.of_wall(), NORTH, &tom, of_tom), Some(keys.of_wall()));
        assert!(keys.can_manage() && !keys.of_member().can_manage() && keys.epoch() == 1);
        // Another's, another team's, a later one, one that was changed.
        assert_eq!(open_epoch(&first, NORTH, &ana, of_mia), None);
        assert_eq!(open_epoch(&first, "south", &mia, of_mia), None);
        assert_eq!(open_epoch(&keys, NORTH, &mia, of_mia), None, "each follows the latest");
        for at in 0..of_ana.sealed.len() {
            // The codes are for managers; what is sealed is for the machine.
            let mut changed = of_ana.clone();
            changed.sealed[at] ^= 1;
            if at == 0 || at > 64 {
                assert_eq!(open_epoch(&first.of_member(), NORTH, &ana, &changed), None, "byte {at}");
            }
        }
    }

    #[test]
    fn nobody_but_a_manager_makes_an_epoch() {
        let first = TeamKeys::new().unwrap();
        let (ana, ben, eva) = (key(), key(), key());
        let stay = [stays(2, &ana, Part::Team)];
        assert!(new_epoch(&first.of_member(), NORTH, &stay).is_err());
        // Ben has all that a member has, and a managers' key of his own.
        let forging = TeamKeys { managing: Managing::new(0).unwrap(), ..first.of_member() };
        let forged = new_epoch(&forging, NORTH, &stay).unwrap();
        assert_eq!(open_epoch(&first.of_member(), NORTH, &ana, &forged.sealed[0]), None);
        // Not with a real one before it, whose own secret he never had, either.
        let real = new_epoch(&first, NORTH, &[stays(2, &ana, Part::Team), stays(3, &ben, Part::Team)]).unwrap();
        let his = open_epoch(&first.of_member(), NORTH, &ben, &real.sealed[1]).unwrap();
        let forging = TeamKeys { managing: Managing::new(1).unwrap(), ..his };
        let forged = new_epoch(&forging, NORTH, &stay).unwrap();
        let hers = open_epoch(&first.of_member(), NORTH, &ana, &real.sealed[0]).unwrap();
        assert_eq!(open_epoch(&hers, NORTH, &ana, &forged.sealed[0]), None);
        // A manager who was removed: who has read that believes them no more.
        let theirs = new_epoch(&first, NORTH, &[stays(4, &eva, Part::Manager)]).unwrap();
        assert!(theirs.keys.can_manage());
        assert_eq!(open_epoch(&hers, NORTH, &ana, &theirs.sealed[0]), None);
        let late = new_epoch(&first, NORTH, &stay).unwrap();
        assert_eq!(open_epoch(&hers, NORTH, &ana, &late.sealed[0]), None);
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { failure_persistence: None, ..Default::default() })]

        #[test]
        fn whatever_a_server_makes_up_is_none(
            part in 0_u8..4,
            bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
            epoch in 0_u32..3,
        ) {
            let keys = TeamKeys::of_team(
                crate::sync::team::EpochKeys::of([(0, SpaceKey::of_bytes([5; 32]))].into()).unwrap(),
                Managing::new(0).unwrap(),
            );
            let made_up = SealedKey { epoch, machine: WriterId(2), sealed: [&[part][..], &bytes].concat() };
            proptest::prop_assert_eq!(open_epoch(&keys, NORTH, &key(), &made_up), None);
        }
    }

    #[test]
    fn keys_of_an_older_version_believe_no_epoch() {
        let first = TeamKeys::new().unwrap();
        let ana = key();
        let epoch = new_epoch(&first, NORTH, &[stays(2, &ana, Part::Team)]).unwrap();
        let old = TeamKeys { managing: Managing::default(), ..first };
        assert!(!old.can_manage());
        assert_eq!(open_epoch(&old, NORTH, &ana, &epoch.sealed[0]), None);
    }
}
