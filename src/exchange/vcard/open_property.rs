//! A property of a card while its lines come in.

use crate::exchange::lines::LINE_LIMIT;
use crate::exchange::own::key_of_property;
use crate::exchange::property::Head;

/// The properties that describe a person.
const WANTED: [&str; 17] = [
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
    "CATEGORIES",
    "UID",
    "REV",
    "KIND",
    "X-ABLABEL",
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
        let is_known = WANTED.contains(&head.name.as_str()) || key_of_property(&head.name).is_some();
        let wanted = is_known && !head.is_base64();
        let mut property = Self { head, wanted, value: Vec::new(), length: 0, soft: false };
        property.add(value, length);
        property
    }

    /// Takes a line that belongs to the property; false where it begins the next one.
    ///
    /// Outlook ends a text of several lines with a soft break, and goes on with a blank line or the next property.
    pub(super) fn continues(&mut self, line: &[u8], length: u64) -> bool {
        match line {
            [] if self.soft => self.end_soft(),
            [b' ' | b'\t', ..] if self.soft => self.add(line, length),
            _ if self.soft && !begins_property(line) => self.add(line, length),
            [b' ' | b'\t', rest @ ..] => self.add(rest, length - 1),
            _ => return false,
        }
        true
    }

    /// Ends the value where a soft break promised more.
    pub(super) fn end_soft(&mut self) {
        if std::mem::take(&mut self.soft) {
            self.value.pop();
        }
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

/// All properties of the versions, apart from names that begin with `X-`.
const PROPERTIES: [&str; 46] = [
    "ADR",
    "AGENT",
    "ANNIVERSARY",
    "BDAY",
    "BEGIN",
    "CALADRURI",
    "CALURI",
    "CATEGORIES",
    "CLASS",
    "CLIENTPIDMAP",
    "CREATED",
    "EMAIL",
    "END",
    "FBURL",
    "FN",
    "GENDER",
    "GEO",
    "IMPP",
    "KEY",
    "KIND",
    "LABEL",
    "LANG",
    "LOGO",
    "MAILER",
    "MEMBER",
    "N",
    "NAME",
    "NICKNAME",
    "NOTE",
    "ORG",
    "PHOTO",
    "PRODID",
    "RELATED",
    "REV",
    "ROLE",
    "SOUND",
    "SOURCE",
    "TEL",
    "TITLE",
    "TZ",
    "PROFILE",
    "SORT-STRING",
    "UID",
    "URL",
    "VERSION",
    "XML",
];

/// Whether a line behind a soft break is the next property rather than more of the text: "TEL: 1" may be text.
fn begins_property(line: &[u8]) -> bool {
    let Some((head, value)) = Head::parse(line) else { return false };
    let written = line.split(|b| matches!(b, b':' | b';')).next().unwrap_or_default();
    let is_shouted = !written.iter().any(u8::is_ascii_lowercase) || line.get(written.len()) == Some(&b';');
    let goes_on = value.last() == Some(&b'=') && !head.is_quoted_printable() && !head.is_base64();
    let is_known = head.name.starts_with("X-") || PROPERTIES.contains(&head.name.as_str());
    is_known && is_shouted && !goes_on && !value.starts_with(b" ")
}
