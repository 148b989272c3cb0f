//! Whether a mailbox or number stands on several differently named rows of a file. Only a row that may be somebody under
//! another name asks, which few do: at the first such row the file is read through once more, and a fingerprint of each
//! mailbox and number is kept, 16 bytes each.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::domain::likeness::PersonName;
use crate::exchange::Reading;

/// Mailboxes and numbers by their fingerprints: the fingerprint of the name beside them; None where there are several.
#[derive(Debug, Default)]
pub(super) struct SharedMarks(HashMap<u64, Option<u64>>);

impl SharedMarks {
    /// Reads a file through. `marks` gives each person's name, and their mailboxes and numbers as the import compares them.
    pub(super) fn of(
        reading: Reading,
        marks: impl Fn(&crate::exchange::ImportedPerson) -> (PersonName, Vec<String>),
    ) -> Self {
        let mut seen: HashMap<u64, Option<u64>> = HashMap::new();
        for person in reading.records.flatten() {
            let (name, marks) = marks(&person);
            let name = fingerprint(&name.key());
            for mark in marks {
                let first = seen.entry(fingerprint(&mark)).or_insert(Some(name));
                if *first != Some(name) {
                    *first = None;
                }
            }
        }
        Self(seen)
    }

    /// Whether several differently named rows have the mailbox or number.
    pub(super) fn holds(&self, mark: &str) -> bool {
        self.0.get(&fingerprint(mark)) == Some(&None)
    }
}

fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
