//! Who writes: one book on one computer.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::letters;
use crate::error::{Error, Result};

/// Letters of a writer's id.
const LETTERS: usize = 13;
/// Bits of a writer's id, so that SQLite has it as a number.
const BITS: u32 = 63;

/// Names a writer: 63 random bits, shown as 13 letters and digits, always in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WriterId(pub u64);

/// A text that names no writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAWriter;

impl WriterId {
    /// Makes a new one, at random.
    pub fn new() -> Result<Self> {
        let random = getrandom::u64().map_err(|e| no_random(&e))?;
        Ok(Self(random >> (u64::BITS - BITS)))
    }
}

/// The error of a system that has no random numbers to give.
pub(super) fn no_random(error: &getrandom::Error) -> Error {
    Error::failed(format!("the system gave no random numbers: {error}"))
}

impl fmt::Display for WriterId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spelled: String = (0..LETTERS)
            .rev()
            .zip(std::iter::repeat(self.0))
            .map(|(at, id)| (id >> (at * 5) & 31).to_le_bytes()[0])
            .map(|value| letters::letter(value).to_ascii_lowercase())
            .collect();
        f.pad(&spelled)
    }
}

impl FromStr for WriterId {
    type Err = NotAWriter;

    fn from_str(text: &str) -> std::result::Result<Self, NotAWriter> {
        if text.len() != LETTERS || text.bytes().any(|b| b.is_ascii_uppercase()) {
            return Err(NotAWriter);
        }
        let id = text.chars().try_fold(0_u128, |id, c| Some(id << letters::BITS | u128::from(letters::value(c)?)));
        let id = id.and_then(|id| u64::try_from(id).ok()).filter(|id| id >> BITS == 0);
        id.map(Self).ok_or(NotAWriter)
    }
}

impl fmt::Display for NotAWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a machine's id has {LETTERS} letters from a to z and digits from 2 to 7")
    }
}

impl std::error::Error for NotAWriter {}

impl Serialize for WriterId {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for WriterId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_id_has_one_spelling() {
        assert_eq!(WriterId(0).to_string(), "aaaaaaaaaaaaa");
        assert_eq!(WriterId(33).to_string(), "aaaaaaaaaaabb");
        assert_eq!(WriterId(u64::MAX >> 1).to_string(), "h777777777777");
        for other in
            ["", "aaaaaaaaaaaa", "aaaaaaaaaaaaaa", "Aaaaaaaaaaaaa", "iaaaaaaaaaaaa", "aaaaaaaaaaaa1", "aaaaaaaaaaaä"]
        {
            assert_eq!(other.parse::<WriterId>(), Err(NotAWriter), "{other}");
        }
        assert_ne!(WriterId::new().unwrap(), WriterId::new().unwrap());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_id_comes_back_and_ids_sort_as_their_names(one in 0..u64::MAX >> 1, other in 0..u64::MAX >> 1) {
            let (one, other) = (WriterId(one), WriterId(other));
            prop_assert_eq!(one.to_string().parse(), Ok(one));
            prop_assert!(i64::try_from(one.0).is_ok());
            // Digits sort before letters, but mean more.
            let rank = |id: WriterId| id.to_string().bytes().map(|b| if b < b'a' { b + 100 } else { b }).collect::<Vec<_>>();
            prop_assert_eq!(one.cmp(&other), rank(one).cmp(&rank(other)));
        }
    }
}
