//! Twins: rows that two machines said whole and alike, before either had seen the other's. Books that join have many, and so have
//! two machines that import one file. One of the two counts, and of the other only the clock is kept: once a machine that had not
//! seen it writes over the one that counts, it has lost.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Machines;
use super::stamp::Stamp;
use super::tables::Synced;

/// The field in which a snapshot tells the twins of a row.
pub(super) const TWINS: &str = "twins";

/// The clock of a row that is like the one that counts.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Twin {
    pub stamp: Stamp,
    /// The groups, by their first columns, that were written since: it is like these no more.
    written: BTreeSet<String>,
}

impl Twin {
    /// A twin of a row in some of its groups.
    pub(super) fn of(table: &Synced, stamp: Stamp, alike: &BTreeSet<&str>) -> Self {
        let firsts = table.groups.iter().filter_map(|group| group.first());
        Self { stamp, written: firsts.filter(|first| !alike.contains(**first)).map(|f| (*f).to_string()).collect() }
    }

    /// What a snapshot says of it.
    pub(super) fn to_wire(&self) -> Value {
        json!([self.stamp.clock, self.stamp.writer, self.written])
    }

    /// Reads what a snapshot says; None where that is nothing.
    pub(super) fn from_wire(said: &Value) -> Option<Self> {
        let (clock, writer, written) = serde_json::from_value(said.clone()).ok()?;
        Some(Self { stamp: Stamp { clock, writer }, written })
    }

    /// Whether it is like a group still, which its first column names.
    pub(super) fn is_like(&self, first: &str) -> bool {
        !self.written.contains(first)
    }

    /// Takes in the groups in which a twin of the same clock is like the row.
    pub(super) fn join(&mut self, more: &Self) {
        self.written.retain(|first| more.written.contains(first));
    }

    /// A group was written, so that it is like that no more.
    pub(super) fn part_from(&mut self, first: &str) {
        self.written.insert(first.to_string());
    }
}

/// Reads the twins of a row.
pub(super) fn read(json: &str, machines: &Machines) -> Option<Vec<Twin>> {
    let twins: Vec<(i64, i64, BTreeSet<String>)> = serde_json::from_str(json).ok()?;
    let twin = |(clock, machine, written)| Twin { stamp: Stamp { clock, writer: machines.writer(machine) }, written };
    Some(twins.into_iter().map(twin).collect())
}

/// Writes them.
pub(super) fn written(twins: &[Twin], machines: &Machines) -> String {
    let twin = |twin: &Twin| json!([twin.stamp.clock, machines.number(twin.stamp.writer), twin.written]);
    Value::Array(twins.iter().map(twin).collect()).to_string()
}
