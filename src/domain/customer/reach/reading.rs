//! Reads what people write for a list: "work: +351 22 555 0142", a line each.

use super::ReachEntry;
use crate::domain::customer::reach_kind::ReachKind;
use crate::domain::customer::values::Reader;
use crate::domain::input::{one_line, without_mailto};
use crate::domain::phone::{self, Extent};
use crate::domain::problems::Invalid;
use crate::domain::together::Entry;

/// The longest label, in characters.
pub const LABEL_LIMIT: usize = 64;
/// What stands before a colon that ends no label.
const SCHEMES: [&str; 7] = ["tel", "callto", "mailto", "sip", "sips", "http", "https"];
/// Labels that say nothing beyond what the list does.
const PLAIN: [&str; 9] = ["phone", "tel", "telephone", "number", "email", "e-mail", "mail", "mailbox", "address"];

/// What may stand between a value and the label of the next.
const BETWEEN: [char; 4] = [',', ';', '|', '/'];

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
    for line in lines_of(kind, text, known) {
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

/// Divides a text into its entries: each line is one, or several where each has a label.
fn lines_of<'t>(kind: ReachKind, text: &'t str, known: &[ReachEntry]) -> Vec<&'t str> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .flat_map(|line| if known.iter().any(|entry| entry.line() == line) { vec![line] } else { divide(kind, line) })
        .collect()
}

/// Lists what a text says for a list, without the labels.
pub fn values_in(kind: ReachKind, text: &str) -> Vec<&str> {
    let lines = lines_of(kind, text, &[]).into_iter();
    lines.map(|line| split_label(kind, line).map_or(line, |(_, value)| value)).collect()
}

/// Divides a line before each label that follows a value: "work: +351 22 555 0142, mobile: +351 912 345 678".
fn divide(kind: ReachKind, line: &str) -> Vec<&str> {
    let between = |c: char| c.is_whitespace() || BETWEEN.contains(&c);
    let (mut parts, mut rest) = (Vec::new(), line);
    while let Some((left, right)) = next_label(kind, rest).and_then(|at| rest.split_at_checked(at)) {
        parts.push(left.trim_matches(between));
        rest = right.trim_start_matches(between);
    }
    parts.push(rest);
    parts
}

/// Finds where a label begins that follows a value.
fn next_label(kind: ReachKind, text: &str) -> Option<usize> {
    let is_value = |text: &str| match kind {
        ReachKind::Phone => phone::is_number(text),
        ReachKind::Email => text.contains('@'),
    };
    text.match_indices(':').find_map(|(colon, _)| {
        let before = text.get(..colon)?;
        let begin = label_begin(kind, before)?;
        let (left, label) = before.split_at_checked(begin)?;
        let value = split_label(kind, left).map_or(left, |(_, value)| value);
        let (_, next) = split_label(kind, text.get(begin..)?)?;
        (is_value(value) && is_value(next) && !phone::names_extension(label)).then_some(begin)
    })
}

/// Where the label before a colon begins: behind what divides it from a value, else behind the value's last sign.
fn label_begin(kind: ReachKind, before: &str) -> Option<usize> {
    let is_word =
        |at: &usize| before.get(*at..).is_some_and(|label| label.trim_start().starts_with(char::is_alphabetic));
    let divided = before.rfind(BETWEEN).map(|at| at + 1).filter(is_word);
    let ends_value = |c: char| match kind {
        ReachKind::Phone => c.is_ascii_digit() || c == ')',
        ReachKind::Email => c.is_whitespace(),
    };
    divided.or_else(|| before.rfind(ends_value).map(|at| at + 1).filter(is_word))
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

/// Takes the lines of a list as its entries: a number by its digits, a mailbox whatever its case.
pub(in crate::domain::customer) fn entries_of(kind: ReachKind, text: &str) -> Vec<Entry<'_>> {
    let entry = |written| {
        let value = split_label(kind, written).map_or(written, |(_, value)| value);
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        let key = if kind == ReachKind::Phone && !digits.is_empty() { digits } else { value.to_lowercase() };
        Entry { key, written }
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(entry).collect()
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
    let label = one_line(text);
    let length = label.chars().count();
    if label.is_empty() {
        return Err(Invalid::new("a label can't be blank; write it before the colon, or leave the colon out"));
    }
    if length > LABEL_LIMIT {
        return Err(Invalid::new(format!("a label holds at most {LABEL_LIMIT} characters, and this one has {length}")));
    }
    Ok(Some(label).filter(|label| !PLAIN.contains(&label.to_lowercase().as_str())))
}
