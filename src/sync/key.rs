//! The key of a space, and what is derived from it: its name and what it is sealed with.

pub(super) mod line;

use std::fmt;
use std::str::FromStr;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroize;

use super::letters;
use super::writer::no_random;
use crate::error::Result;
pub use line::{Group, LineError, LineFault, LineOf};

/// Bytes of a key.
pub(super) const KEY: usize = 32;

/// The key of a space: 256 random bits, of which everything else is derived.
#[derive(Clone, PartialEq, Eq)]
pub struct SpaceKey([u8; KEY]);

/// What the segments of a space are sealed with.
#[derive(Clone, PartialEq, Eq)]
pub struct SealingKey([u8; KEY]);

/// Names a space, and tells nothing of its key; shown as 26 letters and digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SpaceId(pub [u8; 16]);

/// A text that names no space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotASpace;

impl SpaceKey {
    /// Makes a new one, at random.
    pub fn new() -> Result<Self> {
        let mut key = [0; KEY];
        getrandom::fill(&mut key).map_err(|e| no_random(&e))?;
        Ok(Self(key))
    }

    /// The key of these bytes.
    pub fn of_bytes(bytes: [u8; KEY]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub(super) fn bytes(&self) -> &[u8; KEY] {
        &self.0
    }

    /// Writes it as one word of letters to copy, with letters that reveal a slip: `gc1-` and 14 groups of four.
    pub fn line(&self) -> String {
        line::written(LineOf::Book, &self.0)
    }

    /// Reads a line, in capitals or not, with blanks and line breaks around it.
    ///
    /// # Errors
    /// Any slip, with the group where it is; nothing is corrected.
    pub fn of_line(text: &str) -> std::result::Result<Self, LineError> {
        line::read(LineOf::Book, text).map(Self)
    }

    /// The space that it opens.
    pub fn space(&self) -> SpaceId {
        SpaceId(self.derived("goodcall space 1"))
    }

    /// What the space's segments are sealed with.
    pub fn sealing(&self) -> SealingKey {
        SealingKey(self.derived("goodcall seal 1"))
    }

    /// What is derived from it for another purpose.
    pub(super) fn derived<const N: usize>(&self, purpose: &str) -> [u8; N] {
        const { assert!(N <= KEY, "HKDF gives 255 times as much") };
        let mut out = [0; N];
        let derived = Hkdf::<Sha256>::new(None, &self.0).expand(purpose.as_bytes(), &mut out);
        debug_assert!(derived.is_ok(), "it fails for more than HKDF gives alone");
        out
    }
}

impl SealingKey {
    /// The bytes for the cipher.
    pub(super) fn bytes(&self) -> &[u8; KEY] {
        &self.0
    }
}

impl Drop for SpaceKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl Drop for SealingKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Names the space, never the key.
impl fmt::Debug for SpaceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SpaceKey(of {})", self.space())
    }
}

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(hidden)")
    }
}

impl fmt::Display for SpaceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&letters::lower(&self.0))
    }
}

impl FromStr for SpaceId {
    type Err = NotASpace;

    fn from_str(text: &str) -> std::result::Result<Self, NotASpace> {
        letters::of_lower(text).map(Self).ok_or(NotASpace)
    }
}

impl fmt::Display for NotASpace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a space's id has 26 letters from a to z and digits from 2 to 7")
    }
}

impl std::error::Error for NotASpace {}

#[cfg(test)]
mod tests {
    use super::*;

    /// What other versions derive must never change: it is where their segments lie.
    #[test]
    fn a_key_gives_the_same_space_and_seal_for_ever() {
        let key = SpaceKey::of_bytes(std::array::from_fn(|at| u8::try_from(at).unwrap()));
        assert_eq!(key.space().to_string(), "dfrefs4ycy3pe7nuz6s7wkqlcm");
        assert_eq!(letters::lower(key.sealing().bytes()), "aw7o7q6uukce6jfgx7reyiqolimuesfog2nqk5nkdepowu3xuzha");
    }

    #[test]
    fn a_space_comes_back_from_its_letters_and_the_key_does_not_show() {
        let key = SpaceKey::new().unwrap();
        assert_eq!(key.space().to_string().parse(), Ok(key.space()));
        assert_eq!("A".repeat(26).parse::<SpaceId>(), Err(NotASpace));
        assert_eq!(format!("{key:?} {:?}", key.sealing()), format!("SpaceKey(of {}) SealingKey(hidden)", key.space()));
        assert_ne!(SpaceKey::new().unwrap(), key);
    }
}
