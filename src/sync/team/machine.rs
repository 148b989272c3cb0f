//! A machine's pair of keys: what is sealed to the public one, only the machine opens, and it knows who sealed it.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey as Point, SharedSecret, StaticSecret};
use zeroize::{Zeroize, Zeroizing};

use super::sealed;
use crate::error::{Error, Result};
use crate::sync::key::SpaceKey;
use crate::sync::letters;
use crate::sync::writer::no_random;

/// A machine's public key.
pub type PublicKey = [u8; 32];

/// A machine's secret key.
#[derive(Clone, PartialEq, Eq)]
pub struct MachineKey([u8; 32]);

impl MachineKey {
    /// Makes a new one, at random.
    pub fn new() -> Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|e| no_random(&e))?;
        Ok(Self(key))
    }

    /// The public key, which others seal to.
    pub fn public(&self) -> PublicKey {
        Point::from(&self.secret()).to_bytes()
    }

    /// The key of these bytes.
    pub(super) fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// What is derived from it for another purpose.
    pub(super) fn derived(&self, purpose: &str) -> [u8; 32] {
        SpaceKey::of_bytes(self.0).derived(purpose)
    }

    /// Writes it as letters, for the key file.
    pub(in crate::sync) fn letters(&self) -> String {
        letters::lower(&self.0)
    }

    /// Reads it from letters.
    pub(in crate::sync) fn of_letters(text: &str) -> Option<Self> {
        letters::of_lower(text).map(Self)
    }

    fn secret(&self) -> StaticSecret {
        StaticSecret::from(self.0)
    }
}

/// Seals a message to a machine, so that only who has the sender's secret, or the machine's own, can have done it; `beside` is
/// authenticated along with it.
///
/// # Errors
/// The system has no random numbers, or the public key is none that a machine has.
pub(super) fn seal_from(from: &MachineKey, to: &PublicKey, beside: &[u8], message: &[u8]) -> Result<Vec<u8>> {
    let once = MachineKey::new()?;
    let shared = [&once, from].map(|secret| secret.secret().diffie_hellman(&Point::from(*to)));
    let key = key_of(&shared, [&once.public(), &from.public(), to]);
    let key = key.ok_or_else(|| Error::failed("a machine has published a key that is none; nothing was changed"))?;
    Ok([&once.public()[..], &sealed::seal(&key, beside, message)?].concat())
}

/// Opens what a sender sealed to this machine beside the same; None of anything else.
pub(super) fn open_from(from: &PublicKey, to: &MachineKey, beside: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (once, sealed) = sealed.split_first_chunk::<32>()?;
    let shared = [once, from].map(|public| to.secret().diffie_hellman(&Point::from(*public)));
    sealed::open(&key_of(&shared, [once, from, &to.public()])?, beside, sealed)
}

/// Whether anything can be sealed to a public key: some are made so that everybody knows what they share.
pub(super) fn is_usable(public: &PublicKey) -> bool {
    StaticSecret::from([1; 32]).diffie_hellman(&Point::from(*public)).was_contributory()
}

/// The key that sender and machine share for one message: of a key that is used once, and of the sender's own, which shows
/// who it is. None where a public key was made so that everybody knows it.
fn key_of(shared: &[SharedSecret; 2], publics: [&PublicKey; 3]) -> Option<[u8; 32]> {
    let [once, from] = shared;
    let both = Zeroizing::new([&once.as_bytes()[..], from.as_bytes()].concat());
    let mut key = [0; 32];
    let info = [b"goodcall machine 2".as_slice(), &publics.map(|public| *public).concat()].concat();
    Hkdf::<Sha256>::new(None, &both).expand(&info, &mut key).ok()?;
    shared.iter().all(SharedSecret::was_contributory).then_some(key)
}

impl Drop for MachineKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for MachineKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MachineKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_machine_opens_what_is_sealed_to_it() {
        let (machine, other, from) =
            (MachineKey::new().unwrap(), MachineKey::new().unwrap(), MachineKey::new().unwrap());
        let sealed = seal_from(&from, &machine.public(), b"here", b"a key").unwrap();
        let open =
            |machine: &MachineKey, beside: &[u8], sealed: &[u8]| open_from(&from.public(), machine, beside, sealed);
        assert_eq!(open(&machine, b"here", &sealed).as_deref(), Some(b"a key".as_slice()));
        assert_eq!(open(&machine, b"there", &sealed), None);
        assert_eq!(open(&other, b"here", &sealed), None);
        assert_eq!(open_from(&other.public(), &machine, b"here", &sealed), None, "another sealed it");
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(open(&machine, b"here", &changed), None, "byte {at}");
        }
        assert_eq!(open(&machine, b"here", &sealed[..31]), None);
        assert!(seal_from(&from, &[0; 32], b"", b"a key").is_err(), "a key that everybody could compute");
        assert!(!is_usable(&[0; 32]) && is_usable(&MachineKey::new().unwrap().public()));
        assert_eq!(MachineKey::of_letters(&machine.letters()), Some(machine.clone()));
        assert_eq!(format!("{machine:?}"), "MachineKey(hidden)");
    }

    /// What was published must never change.
    #[test]
    fn the_public_key_is_that_of_the_standard() {
        // RFC 7748, section 6.1.
        let secret: [u8; 32] = [
            0x77, 0x07, 0x6d, 0x0a, 0x73, 0x18, 0xa5, 0x7d, 0x3c, 0x16, 0xc1, 0x72, 0x51, 0xb2, 0x66, 0x45, 0xdf, 0x4c,
            0x2f, 0x87, 0xeb, 0xc0, 0x99, 0x2a, 0xb1, 0x77, 0xfb, 0xa5, 0x1d, 0xb9, 0x2c, 0x2a,
        ];
        assert_eq!(MachineKey(secret).public()[..4], [0x85, 0x20, 0xf0, 0x09]);
    }
}
