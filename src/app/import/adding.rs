//! What a file adds to the numbers and mailboxes of a customer. What a file brought before and is there no longer was taken
//! out by the user, and stays out.

use crate::domain::customer::{Customer, ReachEntry, ReachKind};
use crate::domain::told::Told;

/// Whether an earlier row of the file was about the same person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowOf {
    /// It is the file's first row about them.
    First,
    /// It adds to what the earlier row said.
    Further,
}

/// One of the lists of a row.
pub(super) struct Brought<'a> {
    pub(super) kind: ReachKind,
    pub(super) source: &'a str,
    pub(super) row: RowOf,
    pub(super) entries: Vec<ReachEntry>,
    /// Whether a number can be read.
    pub(super) is_read: &'a dyn Fn(&ReachEntry) -> bool,
}

/// Adds the entries of a row that no file has brought before. One that stands in the place of an entry which only this file
/// had brought takes its place.
pub(super) fn add(customer: &mut Customer, told: &mut Told, brought: Brought<'_>) {
    let Brought { kind, source, row, entries, is_read } = brought;
    let key = |entry: &ReachEntry| entry.key(kind);
    let mut list = customer.entries(kind);
    let here: Vec<String> = entries.iter().map(key).collect();
    let others = told.brought_by_others(source, kind);
    let before = told.brought_by(source, kind);
    let mut own = before.clone().unwrap_or_default();
    let is_gone = |brought: &&String| row == RowOf::First && !here.contains(brought) && !others.contains(brought);
    let mut gone: Vec<String> = own.iter().filter(is_gone).cloned().collect();
    gone.retain(|brought| list.iter().any(|entry| key(entry) == *brought));
    let mut more = Vec::new();
    for entry in entries {
        let is_told = own.contains(&key(&entry));
        if !is_told {
            own.push(key(&entry));
        }
        if is_told || others.contains(&key(&entry)) || list.iter().any(|there| key(there) == key(&entry)) {
            continue;
        }
        let place = if gone.is_empty() { None } else { Some(gone.remove(0)) };
        match list.iter_mut().find(|there| place.as_ref() == Some(&key(there))) {
            Some(there) => {
                own.retain(|brought| Some(brought) != place.as_ref());
                let label = entry.label.or(there.label.take());
                *there = ReachEntry { label, ..entry };
            }
            None => more.push(entry),
        }
    }
    customer.set_entries(kind, list);
    for typed in customer.add_entries(kind, more, is_read) {
        customer.add_fact(&format!("Phone: {}", typed.line()));
    }
    // Where other files have told all of it, there is nothing to remember.
    let is_news = before.is_some() || here.iter().any(|brought| !others.contains(brought));
    if is_news && before.as_ref() != Some(&own) {
        told.bring(source, kind, &own);
    }
}
