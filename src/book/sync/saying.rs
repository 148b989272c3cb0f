//! What is said of the rows of a space.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::fields::{Fields, id_of, value_of};
use super::logical::{HERE, Key, Logical, Stamp, WHOLE};
use super::store::Upto;
use super::tables::Synced;
use super::twins::{TWINS, Twin};
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// The table under which a settled conflict travels.
pub(super) const SETTLED: &str = "settled";

/// What says something of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// What a machine changed.
    Segment,
    /// A state, whose clocks are of many machines.
    Snapshot,
    /// A state that says nothing of what lost: an earlier version's, or a line that only this version understands.
    Bare,
}

/// What is said, by whom, and what they had read.
pub(super) struct Saying<'a> {
    pub writer: i64,
    pub seq: u64,
    /// Of each machine, the last segment that they had read.
    pub seen: &'a Upto,
    pub source: Source,
    /// What had been read here before.
    pub here: &'a Upto,
    /// The touches that it says anything of.
    pub touches: BTreeSet<i64>,
    pub lines: Lines<'a>,
}

/// The lines of a snapshot, by table and id: one for each clock of a row.
#[derive(Debug, Default)]
pub(super) struct Lines<'a>(BTreeMap<(&'a str, i64), Vec<(Stamp, &'a Fields)>>);

impl<'a> Lines<'a> {
    pub(super) fn of(entries: &'a [Entry]) -> Self {
        let mut lines = Self::default();
        for entry in entries {
            if let Entry::Row { table, row, hlc, writer: Some(writer), fields, .. } = entry {
                let stamp = Stamp { clock: hlc.0, writer: writer.0.cast_signed() };
                lines.0.entry((table, *row)).or_default().push((stamp, fields));
            }
        }
        lines
    }

    fn of_row(&self, table: &Synced, row: i64) -> impl Iterator<Item = (Stamp, &'a Fields)> {
        self.0.get(&(table.name, row)).into_iter().flatten().copied()
    }

    /// Whether a group, which its first column names, has a clock of its own, after the line that says the row whole.
    pub(super) fn say_later(&self, table: &Synced, row: i64, first: &str) -> bool {
        self.of_row(table, row).any(|(_, fields)| !says_whole(fields) && fields.contains_key(first))
    }

    /// What is said of a group, and its clock.
    pub(super) fn said(&self, table: &Synced, row: i64, first: &str) -> Option<(Stamp, &'a Fields)> {
        let said = self.of_row(table, row).filter(|(_, fields)| says_whole(fields) || fields.contains_key(first));
        said.max_by_key(|(stamp, _)| *stamp)
    }

    /// The twins of a row.
    pub(super) fn twins_of(&self, table: &Synced, row: i64) -> Vec<Twin> {
        let said = self.of_row(table, row).filter_map(|(_, fields)| fields.get(TWINS)?.as_array());
        said.flatten().filter_map(Twin::from_wire).collect()
    }

    /// Whether a row has a twin of this clock that is like it in a group.
    pub(super) fn has_twin(&self, table: &Synced, row: i64, (stamp, first): (Stamp, &str)) -> bool {
        self.twins_of(table, row).iter().any(|twin| twin.stamp == stamp && twin.is_like(first))
    }
}

/// Whether a line says a row whole: what is not said of it, it lacks.
fn says_whole(fields: &Fields) -> bool {
    fields.get(HERE) == Some(&json!(WHOLE))
}

impl Saying<'_> {
    /// Whether its machine had read a segment, or written it.
    pub(super) fn saw(&self, writer: i64, seq: u64) -> bool {
        let is_own = self.source == Source::Segment && writer == self.writer;
        is_own || self.seen.get(&writer_of(writer)).is_some_and(|upto| *upto >= seq)
    }

    /// Whether a segment had been read here before.
    pub(super) fn is_here(&self, writer: i64, seq: u64) -> bool {
        self.here.get(&writer_of(writer)).is_some_and(|upto| *upto >= seq)
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
    /// The machine that says it: of a snapshot, the one whose clock it has.
    pub(super) fn by(&self, saying: &Saying<'_>) -> i64 {
        if saying.source == Source::Segment { saying.writer } else { self.stamp.writer }
    }

    /// Whether the row is said whole: what is not said of it, it lacks.
    pub(super) fn is_whole(&self) -> bool {
        says_whole(self.fields)
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
