//! Reads what people write for a list: "work: +351 22 555 0142", a line each.

use super::ReachEntry;
use crate::domain::customer::reach_kind::ReachKind;
use crate::domain::customer::values::Reader;
use crate::domain::input::without_mailto;
use crate::domain::phone::{self, Extent};
use crate::domain::problems::Invalid;

/// The longest label, in characters.
pub const LABEL_LIMIT: usize = 64;
/// What stands before a colon that ends no label.
const SCHEMES: [&str; 7] = ["tel", "callto", "mailto", "sip", "sips", "http", "https"];
/// Labels that say nothing beyond what the list does.
const PLAIN: [&str; 9] = ["phone", "tel", "telephone", "number", "email", "e-mail", "mail", "mailbox", "address"];

/// What a text says for a list.
#[derive(Default)]
pub(super) struct ReadLines {
    pub(super) entries: Vec<ReachEntry>,
    /// As typed: no number can be read.
    pub(super) unread: Vec<ReachEntry>,
    /// What else the text says, as lines for the facts.
    pub(super) facts: Vec<String>,
}

/// Reads entries, a line each. Of what is there already a line keeps all that is known.
pub(super) fn read_lines(
    kind: ReachKind,
    text: &str,
    known: &[ReachEntry],
    reader: &Reader<'_>,
) -> Result<ReadLines, Invalid> {
    let mut read = ReadLines::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if let Some(same) = known.iter().find(|entry| entry.line() == line) {
            let list = if same.is_read(kind, reader) { &mut read.entries } else { &mut read.unread };
            list.push(same.clone());
            continue;
        }
        let (label, value) = match split_label(kind, line) {
            Some((label, value)) => (read_label(label)?, value),
            None => (None, line),
        };
        match kind {
            ReachKind::Phone => read.numbers(label.as_deref(), value, known, reader),
            ReachKind::Email => {
                let entry = |value: &str| ReachEntry {
                    label: label.clone(),
                    value: without_mailto(value).to_string(),
                    ..ReachEntry::default()
                };
                read.entries.extend(mailboxes(value).into_iter().map(entry));
            }
        }
    }
    Ok(read)
}

impl ReadLines {
    /// Takes the numbers of a line.
    fn numbers(&mut self, label: Option<&str>, text: &str, known: &[ReachEntry], reader: &Reader<'_>) {
        let label = || label.map(str::to_string);
        if let Some(same) = known.iter().find(|entry| entry.shown.as_deref() == Some(text) || entry.value == text) {
            // Reading it again could only lose the region it was written in.
            let list = if same.is_read(ReachKind::Phone, reader) { &mut self.entries } else { &mut self.unread };
            return list.push(ReachEntry { label: label(), ..same.clone() });
        }
        let (mut found, mut unread) = (Vec::new(), Vec::new());
        for piece in phone::pieces(text) {
            let read = (reader.phone)(&piece.text);
            if piece.number.is_none() || read.extent == Extent::Unread {
                unread.push(format!("Other phone: {}", piece.text));
                continue;
            }
            self.facts.extend(read.besides);
            found.push(ReachEntry { label: label(), value: read.number, shown: read.shown, region: read.region });
        }
        if found.is_empty() {
            let typed = ReachEntry { label: label(), value: text.to_string(), ..ReachEntry::default() };
            return self.unread.push(typed);
        }
        self.entries.extend(found);
        self.facts.extend(unread);
    }
}

/// Divides a text into mailboxes, where it holds several.
fn mailboxes(text: &str) -> Vec<&str> {
    let several: Vec<&str> = text.split([';', ',', ' ']).filter(|part| !part.is_empty()).collect();
    if several.len() > 1 && several.iter().all(|part| part.contains('@')) { several } else { vec![text] }
}

/// Splits "label: value"; None where no label stands before the value.
pub(super) fn split_label(kind: ReachKind, text: &str) -> Option<(&str, &str)> {
    let (label, value) = text.split_once(':')?;
    let scheme = SCHEMES.iter().any(|scheme| scheme.eq_ignore_ascii_case(label.trim()));
    let is_value = match kind {
        ReachKind::Phone => phone::is_number(label),
        ReachKind::Email => label.contains('@'),
    };
    let is_bare = value.trim().is_empty() || value.starts_with(':');
    let is_address = scheme && !value.starts_with(char::is_whitespace);
    (!is_value && !is_bare && !is_address).then(|| (label, value.trim()))
}

/// Reads a label; None for one that says nothing.
fn read_label(text: &str) -> Result<Option<String>, Invalid> {
    let label = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let length = label.chars().count();
    if label.is_empty() {
        return Err(Invalid::new("a label can't be blank; write it before the colon, or leave the colon out"));
    }
    if length > LABEL_LIMIT {
        return Err(Invalid::new(format!("a label holds at most {LABEL_LIMIT} characters, and this one has {length}")));
    }
    Ok(Some(label).filter(|label| !PLAIN.contains(&label.to_lowercase().as_str())))
}
