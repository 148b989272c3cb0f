//! A new key for who stays, after somebody was removed: sealed to each machine, with a code under the key before it. A code
//! under the new key stands beside, over the machine's public key: who was removed can't pass off another one later, not even
//! with the server's help.

use super::machine::seal_to;
use super::member::VerifiedMachine;
use super::recipient_code::{CODE, beside, given_code};
use super::{EpochKeys, MachineKey, sealed};
use crate::error::Result;
use crate::sync::key::{KEY, SpaceKey};
use crate::sync::server::SealedKey;

/// Makes the key of the next epoch, and seals it to each machine that stays.
pub fn keys_for(keys: &EpochKeys, space: &str, stays: &[VerifiedMachine]) -> Result<(SpaceKey, Vec<SealedKey>)> {
    let (latest, before) = keys.latest();
    let (epoch, key) = (latest.saturating_add(1), SpaceKey::new()?);
    let sealed = stays.iter().map(|known| {
        let (machine, beside) = (known.member.said.machine, beside(space, epoch, known.member.said.machine));
        let code = sealed::code(&following(before), &[&beside, key.bytes()]);
        let public = &known.member.said.key;
        let sealed = seal_to(public, &beside, &[&key.bytes()[..], &code].concat())?;
        let given = given_code(&key, &beside, public);
        Ok(SealedKey { epoch, machine, sealed: [&sealed[..], &given].concat() })
    });
    let sealed = sealed.collect::<Result<_>>()?;
    Ok((key, sealed))
}

/// Opens the key of the epoch after the latest one; None where it is not sealed to this machine by somebody who has the key
/// before it.
pub fn open_key(keys: &EpochKeys, space: &str, own: &MachineKey, sealed: &SealedKey) -> Option<SpaceKey> {
    let (latest, before) = keys.latest();
    let beside = beside(space, sealed.epoch, sealed.machine);
    let (sealed_key, _) = sealed.sealed.split_last_chunk::<CODE>()?;
    let opened = own.open(&beside, sealed_key)?;
    let (key, code) = opened.split_first_chunk::<KEY>()?;
    let is_next = latest.checked_add(1) == Some(sealed.epoch);
    (is_next && sealed::is_code(code, &following(before), &[&beside, key])).then(|| SpaceKey::of_bytes(*key))
}

fn following(before: &SpaceKey) -> [u8; 32] {
    before.derived("goodcall epoch 1")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sync::WriterId;
    use crate::sync::server::MemberMachine;
    use crate::sync::team::{publish, verified};

    #[test]
    fn the_next_key_opens_for_who_stays_and_follows_the_one_before() {
        let space = "wall_north";
        let keys = EpochKeys::new().unwrap();
        let (own, other) = (MachineKey::new().unwrap(), MachineKey::new().unwrap());
        let said = publish(&keys, space, (WriterId(7), &own, "a machine")).unwrap();
        let member = MemberMachine { owner: "ana".into(), manager: false, joined: 0, last_seen: 0, said };
        let (key, sealed) = keys_for(&keys, space, &verified(&keys, space, vec![member], &[])).unwrap();
        let [sealed] = sealed.as_slice() else { panic!("one key for one machine") };
        assert_eq!((sealed.epoch, sealed.machine), (1, WriterId(7)));
        assert_eq!(open_key(&keys, space, &own, sealed), Some(key.clone()));
        assert_eq!(open_key(&keys, space, &other, sealed), None);
        assert_eq!(open_key(&keys, "team_north", &own, sealed), None);
        // A server that makes up a key does not know the one before.
        let made_up = EpochKeys::new().unwrap();
        assert_eq!(open_key(&made_up, space, &own, sealed), None);
        let mut later = keys.clone();
        later.add(1, key);
        assert_eq!(open_key(&later, space, &own, sealed), None, "each key follows the latest");
    }
}
