//! Which calls imports brought, so that the same file adds nothing, a changed call changes its touch, and one that the user
//! deleted stays away. Each customer's are kept with what else imports said of them; an import of calls reads all of them
//! once, a few bytes each.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Write as _;

use crate::book::{Book, Change};
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::told::Told;
use crate::domain::touch::Touch;
use crate::error::Result;
use crate::exchange::ImportedCall;

/// The fingerprint of what tells a call from others. An odd one is that of an id, an even one that of when it was and with
/// whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct CallKey(u64);

impl CallKey {
    pub(super) fn of(call: &ImportedCall) -> Self {
        Self(fingerprint(&call.uid) & !1 | u64::from(call.has_id))
    }

    fn is_of_id(self) -> bool {
        self.0 & 1 == 1
    }
}

/// A call that an import brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ToldCall {
    /// Whose it is.
    pub(super) customer: CustomerId,
    /// Its touch, which may have been deleted since.
    pub(super) touch: TouchId,
    /// The touch as the file had it.
    pub(super) said: u64,
}

/// The calls that imports brought, by the fingerprint of what tells each from others.
#[derive(Debug, Default)]
pub(super) struct ToldCalls {
    known: HashMap<CallKey, ToldCall>,
    /// By which kinds of keys each touch is known.
    touches: HashSet<(TouchId, bool)>,
    /// Those of whom something is to be written.
    changed: BTreeSet<CustomerId>,
}

impl ToldCalls {
    /// Reads what the book keeps.
    pub(super) fn of(book: &Book) -> Result<Self> {
        let mut told = Self::default();
        for (customer, kept) in book.calls_told()? {
            for (key, touch, said) in kept.lines().filter_map(read_line) {
                told.known.insert(key, ToldCall { customer, touch, said });
                told.touches.insert((touch, key.is_of_id()));
            }
        }
        Ok(told)
    }

    pub(super) fn get(&self, key: CallKey) -> Option<ToldCall> {
        self.known.get(&key).copied()
    }

    /// Whether a touch is known by a key of the same kind: then another such key is that of another call.
    pub(super) fn has_touch(&self, touch: TouchId, key: CallKey) -> bool {
        self.touches.contains(&(touch, key.is_of_id()))
    }

    /// Keeps a call.
    pub(super) fn keep(&mut self, key: CallKey, call: ToldCall) {
        let before = self.known.insert(key, call);
        self.changed.extend(before.map(|before| before.customer));
        self.changed.insert(call.customer);
        self.touches.insert((call.touch, key.is_of_id()));
    }

    /// Writes what is new to the book.
    pub(super) fn write(&mut self, change: &Change<'_>) -> Result<()> {
        let mut by_customer: BTreeMap<CustomerId, Vec<(TouchId, u64, u64)>> = BTreeMap::new();
        for (key, call) in self.known.iter().filter(|(_, call)| self.changed.contains(&call.customer)) {
            by_customer.entry(call.customer).or_default().push((call.touch, key.0, call.said));
        }
        for customer in std::mem::take(&mut self.changed) {
            let mut calls = by_customer.remove(&customer).unwrap_or_default();
            calls.sort_unstable();
            let mut lines = String::with_capacity(calls.len() * 52);
            for (touch, key, said) in calls {
                // Writing to a text can't fail.
                let _written = writeln!(lines, "{key:016x} {} {said:016x}", touch.0);
            }
            let mut told = Told::read(change.imported_fields(customer)?.as_deref());
            told.set_note(Told::CALLS, lines);
            change.keep_imported_fields(customer, &told.write())?;
        }
        Ok(())
    }
}

fn read_line(line: &str) -> Option<(CallKey, TouchId, u64)> {
    let mut parts = line.split(' ');
    let key = CallKey(u64::from_str_radix(parts.next()?, 16).ok()?);
    let touch = TouchId(parts.next()?.parse().ok()?);
    Some((key, touch, u64::from_str_radix(parts.next()?, 16).ok()?))
}

/// What a touch says: another fingerprint than that of the import means that the user edited it.
pub(super) fn state_of(touch: &Touch) -> u64 {
    let Touch { kind, outcome, at, minutes, occasion, mood_before, mood_after, text, .. } = touch;
    let at = at.timestamp_millis();
    let said = format!("{kind:?} {outcome:?} {at} {minutes:?} {occasion:?} {mood_before:?} {mood_after:?} {text}");
    fingerprint(&said)
}

/// FNV-1a: the same on every machine and in every version.
fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, b| (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}
