//! What is said of the rows of a space.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::fields::{Fields, id_of, value_of};
use super::logical::{HERE, Key, Logical, Stamp, WHOLE};
use super::tables::Synced;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// The table under which a settled conflict travels.
pub(super) const SETTLED: &str = "settled";

/// What is said, by whom, and what they had read.
pub(super) struct Saying<'a> {
    pub writer: i64,
    pub seq: u64,
    pub seen: &'a BTreeMap<WriterId, u64>,
    /// Whether it is a state, whose clocks are of many machines.
    pub is_snapshot: bool,
    /// The touches that it says anything of.
    pub touches: BTreeSet<i64>,
}

impl Saying<'_> {
    /// Whether its machine had read a segment of another's.
    pub(super) fn saw(&self, writer: i64, seq: u64) -> bool {
        self.seen.get(&writer_of(writer)).is_some_and(|upto| *upto >= seq)
    }
}

/// The id of a machine, as clocks have it.
pub(super) fn writer_of(id: i64) -> WriterId {
    WriterId(id.unsigned_abs())
}

/// What is said of a row.
pub(super) struct Said<'a> {
    pub row: i64,
    pub key: Option<&'a [Value]>,
    pub stamp: Stamp,
    pub fields: &'a Fields,
}

impl Said<'_> {
    /// Whether the row is said whole: what is not said of it, it lacks.
    pub(super) fn is_whole(&self) -> bool {
        self.fields.get(HERE) == Some(&json!(WHOLE))
    }

    /// The key of the row in its table; None where it lacks one.
    pub(super) fn key_in(&self, table: &Synced) -> Option<Key> {
        if !table.has_key() {
            return Some(Key::Id(self.row));
        }
        self.key.map(|values| Key::Values(Value::Array(values.to_vec()).to_string()))
    }
}

/// Takes a group's values from a row, which is said.
pub(super) fn take_group(logical: &mut Logical, group: &[&str], row: &Fields, (stamp, said): (Stamp, &mut Fields)) {
    logical.write(group, row, stamp);
    said.extend(group.iter().map(|c| ((*c).to_string(), value_of(row, c).clone())));
}

/// The line that says it.
pub(super) fn entry(table: &Synced, key: &Key, (logical, stamp): (&Logical, Stamp), fields: Fields) -> Entry {
    let row = id_of(&logical.fields, "id").unwrap_or_default();
    Entry::Row { table: table.name.to_string(), row, hlc: Hlc(stamp.clock), writer: None, key: key.values(), fields }
}

/// The line that says that somebody was forgotten.
pub(super) fn forgetting(row: i64, stamp: Stamp) -> Entry {
    Entry::Forget { row, hlc: Hlc(stamp.clock), writer: None }
}
