//! A property of a card while its lines come in.

use crate::exchange::lines::LINE_LIMIT;
use crate::exchange::property::Head;

/// The properties that describe a person.
const WANTED: [&str; 15] = [
    "FN",
    "N",
    "ORG",
    "TITLE",
    "ROLE",
    "TEL",
    "EMAIL",
    "ADR",
    "TZ",
    "NOTE",
    "BDAY",
    "UID",
    "KIND",
    "X-ABSHOWAS",
    "X-ADDRESSBOOKSERVER-KIND",
];

/// A property whose lines are still coming.
pub(super) struct OpenProperty {
    pub(super) head: Head,
    pub(super) wanted: bool,
    pub(super) value: Vec<u8>,
    /// How long the whole value is.
    pub(super) length: u64,
    /// The line ended with `=`: the next belongs to it.
    pub(super) soft: bool,
}

impl OpenProperty {
    /// Begins a property on its first line; only counts one that describes no person.
    pub(super) fn begin(head: Head, value: &[u8], length: u64) -> Self {
        let wanted = WANTED.contains(&head.name.as_str()) && !head.is_base64();
        let mut property = Self { head, wanted, value: Vec::new(), length: 0, soft: false };
        property.add(value, length);
        property
    }

    /// Takes a line that belongs to the property; false where it begins the next one.
    pub(super) fn continues(&mut self, line: &[u8], length: u64) -> bool {
        match line {
            [] if self.soft => {}
            _ if self.soft => self.add(line, length),
            [b' ' | b'\t', rest @ ..] => self.add(rest, length - 1),
            _ => return false,
        }
        true
    }

    fn add(&mut self, line: &[u8], length: u64) {
        let quoted = self.head.is_quoted_printable();
        if self.soft {
            self.value.pop();
        }
        self.length += length;
        if self.wanted && self.value.len() < LINE_LIMIT {
            self.value.extend_from_slice(line);
        } else {
            // Only the soft break matters.
            self.value.clear();
            self.value.extend(line.last());
        }
        self.soft = quoted && line.last() == Some(&b'=');
    }
}
