//! A machine's pair of keys: what is sealed to the public one, only the machine opens.

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use x25519_dalek::{PublicKey as Point, SharedSecret, StaticSecret};
use zeroize::Zeroize;

use super::sealed;
use crate::error::{Error, Result};
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

    /// Opens what was sealed to this machine beside the same; None of anything else.
    pub fn open(&self, beside: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        let (once, sealed) = sealed.split_first_chunk::<32>()?;
        let shared = self.secret().diffie_hellman(&Point::from(*once));
        sealed::open(&key_of(&shared, once, &self.public())?, beside, sealed)
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

/// Seals a message to a machine; `beside` is authenticated along with it.
///
/// # Errors
/// The system has no random numbers, or the public key is none that a machine has.
pub(super) fn seal_to(public: &PublicKey, beside: &[u8], message: &[u8]) -> Result<Vec<u8>> {
    let once = MachineKey::new()?;
    let shared = once.secret().diffie_hellman(&Point::from(*public));
    let key = key_of(&shared, &once.public(), public);
    let key = key.ok_or_else(|| Error::failed("a machine has published a key that is none; nothing was changed"))?;
    Ok([&once.public()[..], &sealed::seal(&key, beside, message)?].concat())
}

/// Whether anything can be sealed to a public key: some are made so that everybody knows what they share.
pub(super) fn is_usable(public: &PublicKey) -> bool {
    StaticSecret::from([1; 32]).diffie_hellman(&Point::from(*public)).was_contributory()
}

/// The key that two machines share for one message; None where a public key was made so that everybody knows it.
fn key_of(shared: &SharedSecret, once: &PublicKey, to: &PublicKey) -> Option<[u8; 32]> {
    let mut key = [0; 32];
    let info = [b"goodcall machine 1".as_slice(), once, to].concat();
    Hkdf::<Sha256>::new(None, shared.as_bytes()).expand(&info, &mut key).ok()?;
    shared.was_contributory().then_some(key)
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
        let (machine, other) = (MachineKey::new().unwrap(), MachineKey::new().unwrap());
        let sealed = seal_to(&machine.public(), b"here", b"a key").unwrap();
        assert_eq!(machine.open(b"here", &sealed).as_deref(), Some(b"a key".as_slice()));
        assert_eq!(machine.open(b"there", &sealed), None);
        assert_eq!(other.open(b"here", &sealed), None);
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(machine.open(b"here", &changed), None, "byte {at}");
        }
        assert_eq!(machine.open(b"here", &sealed[..31]), None);
        assert!(seal_to(&[0; 32], b"", b"a key").is_err(), "a key that everybody could compute");
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
