//! A claim of a customer who is anyone's, for one call day: under a key that tells the server neither who nor when, with the
//! rep's name sealed beside it.

use super::{EpochKeys, sealed};
use crate::error::Result;
use crate::sync::key::SpaceKey;

/// Bytes of an epoch before a sealed name.
const EPOCH: usize = 4;

/// The key of a claim, alike on all machines of the team whatever key is the latest; `day` is YYYY-MM-DD.
pub fn claim_key(keys: &EpochKeys, customer: i64, day: &str) -> [u8; 32] {
    sealed::code(&keys.first().derived("goodcall claim 1"), &[&customer.to_be_bytes(), day.as_bytes()])
}

/// Seals who claims, for the others of the team.
pub fn seal_claimer(keys: &EpochKeys, claim: &[u8; 32], rep: &str) -> Result<Vec<u8>> {
    let (epoch, latest) = keys.latest();
    Ok([&epoch.to_be_bytes()[..], &sealed::seal(&claiming(latest), claim, rep.as_bytes())?].concat())
}

/// Opens who claimed; None where that is sealed with a key that is not here, or was made up.
pub fn open_claimer(keys: &EpochKeys, claim: &[u8; 32], sealed: &[u8]) -> Option<String> {
    let (epoch, sealed) = sealed.split_first_chunk::<EPOCH>()?;
    let key = keys.of_epoch(u32::from_be_bytes(*epoch))?;
    String::from_utf8(sealed::open(&claiming(key), claim, sealed)?).ok()
}

fn claiming(key: &SpaceKey) -> [u8; 32] {
    key.derived("goodcall claimer 1")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_has_one_key_for_a_team_a_customer_and_a_day() {
        let (mut keys, other) = (EpochKeys::new().unwrap(), EpochKeys::new().unwrap());
        let claim = claim_key(&keys, 7, "2026-11-23");
        for unlike in
            [claim_key(&other, 7, "2026-11-23"), claim_key(&keys, 8, "2026-11-23"), claim_key(&keys, 7, "2026-11-30")]
        {
            assert_ne!(unlike, claim);
        }
        keys.add(1, SpaceKey::new().unwrap());
        assert_eq!(claim_key(&keys, 7, "2026-11-23"), claim, "after somebody has left, too");
    }

    #[test]
    fn who_claimed_opens_for_the_team_and_beside_that_claim_alone() {
        let (mut keys, other) = (EpochKeys::new().unwrap(), EpochKeys::new().unwrap());
        let before = keys.clone();
        keys.add(1, SpaceKey::new().unwrap());
        let claim = claim_key(&keys, 7, "2026-11-23");
        let sealed = seal_claimer(&keys, &claim, "ana").unwrap();
        assert_eq!(open_claimer(&keys, &claim, &sealed).as_deref(), Some("ana"));
        assert_eq!(open_claimer(&other, &claim, &sealed), None);
        assert_eq!(open_claimer(&before, &claim, &sealed), None, "a key that is not here");
        assert_eq!(open_claimer(&keys, &claim_key(&keys, 8, "2026-11-23"), &sealed), None);
        assert_eq!(open_claimer(&keys, &claim, b""), None);
        assert!(!sealed.windows(3).any(|bytes| bytes == b"ana"));
    }
}
