//! A customer's telephone numbers and mailboxes: of each kind one list, the preferred entry first. People and files write
//! an entry as "label: value", a line each.

mod reading;

use super::Customer;
use super::reach_kind::ReachKind;
use super::spec::ListEdit;
use super::values::Reader;
use crate::domain::input::without_mailto;
use crate::domain::phone::{self, Extent};
use crate::domain::problems::Invalid;
pub(super) use reading::entries_of;
use reading::{ReadLines, read_lines, split_label};

pub use reading::{LABEL_LIMIT, values_in};

/// A telephone number or a mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReachEntry {
    /// Work, mobile, or whatever the user or a file calls it; None where nobody said.
    pub label: Option<String>,
    /// E.164 of a number where it could be read; else as typed.
    pub value: String,
    /// The number as its country writes it; None where it could not be read, and for a mailbox.
    pub shown: Option<String>,
    /// The number's ISO 3166 region.
    pub region: Option<String>,
}

/// The entries behind the preferred ones, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherEntries {
    /// Telephone numbers.
    pub phones: Vec<ReachEntry>,
    /// Mailboxes.
    pub emails: Vec<ReachEntry>,
}

/// Why an edit can't be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The text can't be read.
    Invalid(Invalid),
    /// It names no entry, or several.
    Unmatched(Invalid),
}

impl From<Invalid> for Refused {
    fn from(invalid: Invalid) -> Self {
        Self::Invalid(invalid)
    }
}

impl ReachEntry {
    /// The entry to show: a number as its country writes it, else as typed.
    pub fn text(&self) -> &str {
        self.shown.as_deref().unwrap_or(&self.value)
    }

    /// Writes the entry as it is typed: "work: +351 22 555 0142".
    pub fn line(&self) -> String {
        match &self.label {
            // Only a file can hold such a label.
            Some(label) if label.contains([':', '\n']) => {
                format!("{}: {}", label.replace([':', '\n'], " "), self.text())
            }
            Some(label) => format!("{label}: {}", self.text()),
            None => self.text().to_string(),
        }
    }

    /// Names the entry in a sentence: "+351 22 555 0142 (work)".
    pub fn described(&self) -> String {
        match &self.label {
            Some(label) => format!("{} ({label})", self.text()),
            None => self.text().to_string(),
        }
    }

    /// What a dialer is given; None where no number can be read.
    pub fn dialable(&self) -> Option<String> {
        phone::dialable(&self.value, self.shown.as_deref())
    }

    /// What two equal entries have in common.
    pub fn key(&self, kind: ReachKind) -> String {
        match kind {
            ReachKind::Phone if self.shown.is_some() => self.value.clone(),
            ReachKind::Phone => phone::dialable(&self.value, None).unwrap_or_else(|| self.value.trim().to_lowercase()),
            ReachKind::Email => self.value.trim().to_lowercase(),
        }
    }

    /// Whether a number was read, or stands as one that a telephone at hand may know.
    pub fn is_number(&self) -> bool {
        self.shown.is_some() || phone::is_number(&self.value)
    }

    fn is_read(&self, kind: ReachKind, reader: &Reader<'_>) -> bool {
        let is_unread = || (reader.phone)(&self.value).extent == Extent::Unread;
        kind == ReachKind::Email || self.shown.is_some() || !is_unread()
    }
}

impl Customer {
    /// The telephone numbers, the preferred one first.
    pub fn phones(&self) -> Vec<ReachEntry> {
        self.entries(ReachKind::Phone)
    }

    /// The mailboxes, the preferred one first.
    pub fn emails(&self) -> Vec<ReachEntry> {
        self.entries(ReachKind::Email)
    }

    /// One of the two lists.
    pub fn entries(&self, kind: ReachKind) -> Vec<ReachEntry> {
        let (preferred, others) = match kind {
            ReachKind::Phone => {
                let entry = |value: &String| ReachEntry {
                    label: self.phone_label.clone(),
                    value: value.clone(),
                    shown: self.phone_shown.clone(),
                    region: self.phone_region.clone(),
                };
                (self.phone.as_ref().map(entry), &self.others.phones)
            }
            ReachKind::Email => {
                let label = self.email_label.clone();
                let entry = |value: &String| ReachEntry { label, value: value.clone(), ..ReachEntry::default() };
                (self.email.as_ref().map(entry), &self.others.emails)
            }
        };
        // Two books that were changed apart may hold one entry twice, once they are brought together.
        let first = preferred.as_ref().map(|preferred| preferred.key(kind));
        let others = others.iter().filter(|entry| first.as_ref() != Some(&entry.key(kind))).cloned();
        preferred.into_iter().chain(others).collect()
    }

    /// Writes a list: the first entry is the preferred one, and of equal ones the first stays.
    pub fn set_entries(&mut self, kind: ReachKind, entries: Vec<ReachEntry>) {
        let mut kept: Vec<ReachEntry> = Vec::with_capacity(entries.len());
        for entry in entries {
            match kept.iter_mut().find(|known| known.key(kind) == entry.key(kind)) {
                Some(known) => known.label = known.label.take().or(entry.label),
                None => kept.push(entry),
            }
        }
        let mut kept = kept.into_iter();
        let first = kept.next();
        let (value, label) = (first.as_ref().map(|f| f.value.clone()), first.as_ref().and_then(|f| f.label.clone()));
        match kind {
            ReachKind::Phone => {
                (self.phone, self.phone_label, self.others.phones) = (value, label, kept.collect());
                (self.phone_shown, self.phone_region) = first.map(|f| (f.shown, f.region)).unwrap_or_default();
            }
            ReachKind::Email => (self.email, self.email_label, self.others.emails) = (value, label, kept.collect()),
        }
    }

    /// Adds the entries of another list behind those that are there. Returns those that are not `read` where one is.
    pub fn add_entries(
        &mut self,
        kind: ReachKind,
        more: Vec<ReachEntry>,
        read: &dyn Fn(&ReachEntry) -> bool,
    ) -> Vec<ReachEntry> {
        let all = self.entries(kind).into_iter().chain(more);
        let (readable, unreadable): (Vec<_>, Vec<_>) = all.partition(|entry| kind == ReachKind::Email || read(entry));
        if readable.is_empty() {
            let mut unreadable = unreadable.into_iter();
            self.set_entries(kind, unreadable.next().into_iter().collect());
            return unreadable.collect();
        }
        self.set_entries(kind, readable);
        unreadable
    }
}

/// Finds the one entry that is named by its value in any spelling, or by its label.
///
/// # Errors
/// Names the entries that are there where none fits, and those that fit where several do.
pub fn find_entry(
    entries: &[ReachEntry],
    kind: ReachKind,
    named: &str,
    reader: &Reader<'_>,
) -> Result<ReachEntry, Invalid> {
    let named = named.trim();
    let value = split_label(kind, named).map_or(named, |(_, value)| value);
    let wanted = match kind {
        ReachKind::Phone => key_of_number(value, reader),
        ReachKind::Email => without_mailto(value).to_lowercase(),
    };
    let is_named = |entry: &&ReachEntry| {
        let spelled = || {
            let digits: String = value.chars().filter(char::is_ascii_digit).collect();
            phone::spellings(&entry.value, entry.shown.as_deref()).contains(&digits)
        };
        entry.key(kind) == wanted || kind == ReachKind::Phone && phone::is_number(value) && spelled()
    };
    let is_labelled =
        |entry: &&ReachEntry| entry.label.as_ref().is_some_and(|label| label.to_lowercase() == named.to_lowercase());
    let mut fitting: Vec<&ReachEntry> = entries.iter().filter(is_named).collect();
    if fitting.is_empty() {
        fitting = entries.iter().filter(is_labelled).collect();
    }
    let list = |entries: &[&ReachEntry]| entries.iter().map(|e| e.described()).collect::<Vec<_>>().join(", ");
    match fitting.as_slice() {
        [one] => Ok((*one).clone()),
        [] if entries.is_empty() => Err(Invalid::new(format!("there is no {} yet", kind.noun()))),
        [] => {
            let there = list(&entries.iter().collect::<Vec<_>>());
            Err(Invalid::new(format!("no {} \"{named}\" is there; there is {there}", kind.noun())))
        }
        several => Err(Invalid::new(format!("\"{named}\" fits several: {}; name the one you mean", list(several)))),
    }
}

fn key_of_number(text: &str, reader: &Reader<'_>) -> String {
    let read = (reader.phone)(text);
    ReachEntry { value: read.number, shown: read.shown, ..ReachEntry::default() }.key(ReachKind::Phone)
}

/// Changes a list. Returns what the list does not hold of the text, as lines for the facts.
pub(super) fn edit_list(
    customer: &mut Customer,
    kind: ReachKind,
    edit: &ListEdit,
    reader: &Reader<'_>,
) -> Result<Vec<String>, Refused> {
    match edit {
        ListEdit::Add(text) if text.trim().is_empty() => clear(customer, kind)?,
        ListEdit::Add(text) => return Ok(add(customer, kind, text, reader)?),
        ListEdit::Remove(named) => {
            let mut entries = customer.entries(kind);
            let gone = find_entry(&entries, kind, named, reader).map_err(Refused::Unmatched)?;
            entries.retain(|entry| *entry != gone);
            customer.set_entries(kind, entries);
        }
        ListEdit::Prefer(named) => prefer(customer, named, reader)?,
    }
    Ok(Vec::new())
}

/// Takes the only entry away. Of several, an empty text names none: a script's variable may have been empty.
fn clear(customer: &mut Customer, kind: ReachKind) -> Result<(), Invalid> {
    let entries = customer.entries(kind);
    if entries.len() > 1 {
        let all = entries.iter().map(ReachEntry::described).collect::<Vec<_>>().join(", ");
        let noun = kind.noun();
        return Err(Invalid::new(format!("\"\" is not a {noun}, and there are several: {all}; take one away by name")));
    }
    customer.set_entries(kind, Vec::new());
    Ok(())
}

fn add(customer: &mut Customer, kind: ReachKind, text: &str, reader: &Reader<'_>) -> Result<Vec<String>, Invalid> {
    let before = customer.entries(kind);
    let read = read_lines(kind, text, &before, reader)?;
    let (known, typed): (Vec<_>, Vec<_>) = before.into_iter().partition(|entry| entry.is_read(kind, reader));
    let mut facts = read.facts;
    let (mut entries, mut unread) = (Vec::new(), read.unread.into_iter());
    if read.entries.is_empty() && known.is_empty() {
        entries.extend(unread.next());
    }
    // A label that is typed is the one to keep.
    let relabelled = known.into_iter().map(|entry| {
        let same = read.entries.iter().find(|new| new.key(kind) == entry.key(kind));
        ReachEntry { label: same.and_then(|new| new.label.clone()).or(entry.label), ..entry }
    });
    entries.splice(0..0, relabelled);
    entries.extend(read.entries.iter().cloned());
    facts.extend(unread.chain(typed).filter(|entry| !entries.contains(entry)).map(|entry| fact_of(&entry)));
    customer.set_entries(kind, entries);
    Ok(facts)
}

/// Writes an entry that can't be read as a line for the facts.
fn fact_of(entry: &ReachEntry) -> String {
    format!("Phone: {}", entry.line())
}

/// Makes an entry of either list the preferred one of its list: it changes places with the one that was.
fn prefer(customer: &mut Customer, named: &str, reader: &Reader<'_>) -> Result<(), Refused> {
    let (phones, emails) = (customer.phones(), customer.emails());
    let found = [(ReachKind::Phone, phones), (ReachKind::Email, emails)]
        .map(|(kind, entries)| (kind, find_entry(&entries, kind, named, reader), entries));
    let [(_, phone, phones), (_, email, emails)] = &found;
    let (kind, chosen) = match (phone, email) {
        (Ok(_), Ok(_)) => {
            let both = [phone, email].into_iter().flatten().map(ReachEntry::described).collect::<Vec<_>>().join(", ");
            let message = format!("\"{named}\" fits several: {both}; name the one you mean");
            return Err(Refused::Unmatched(Invalid::new(message)));
        }
        (Ok(phone), Err(_)) => (ReachKind::Phone, phone),
        (Err(_), Ok(email)) => (ReachKind::Email, email),
        (Err(of_phones), Err(of_emails)) => {
            let is_email = named.contains('@') || phones.is_empty() && !emails.is_empty();
            return Err(Refused::Unmatched(if is_email { of_emails.clone() } else { of_phones.clone() }));
        }
    };
    let mut entries = customer.entries(kind);
    if let Some(at) = entries.iter().position(|entry| entry == chosen) {
        entries.swap(0, at);
    }
    customer.set_entries(kind, entries);
    Ok(())
}

/// Reads a list as a form holds it, over the one that is there; "" clears it. Where nothing can be read as a number, one
/// that can stays. Returns what the list does not hold of the text, as lines for the facts.
pub(super) fn set_list(
    customer: &mut Customer,
    kind: ReachKind,
    text: &str,
    reader: &Reader<'_>,
) -> Result<Vec<String>, Invalid> {
    let known = customer.entries(kind);
    let ReadLines { mut entries, unread, mut facts } = read_lines(kind, text, &known, reader)?;
    let mut unread = unread.into_iter();
    if entries.is_empty() {
        if unread.len() > 0 && known.iter().any(|entry| kind == ReachKind::Phone && entry.is_number()) {
            entries = known;
        } else {
            entries.extend(unread.next());
        }
    }
    facts.extend(unread.filter(|entry| !entries.contains(entry)).map(|entry| fact_of(&entry)));
    customer.set_entries(kind, entries);
    Ok(facts)
}

/// Copies a list from one customer to another.
pub(super) fn copy_list(to: &mut Customer, from: &Customer, kind: ReachKind) {
    to.set_entries(kind, from.entries(kind));
}
