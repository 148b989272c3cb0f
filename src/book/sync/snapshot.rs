//! A snapshot: all that the space has, with its clocks, in place of the segments that brought it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::READING;
use super::fields::{id_of, value_of};
use super::logical::{HERE, Key, Logical, RIVALS, Stamp, WHOLE};
use super::lost_in_snapshots::say_beside;
use super::remarks::WAS;
use super::tables::{REMARK, SYNCED, Synced};
use super::twins::{TWINS, Twin};
use crate::book::Book;
use crate::book::query::Query;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

impl Book {
    /// Says every row of the space, each field with the clock and the machine it has; and who was forgotten.
    pub(super) fn entries_of_space(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        let machines = self.machine_numbers()?;
        let beside = self.all_beside()?;
        for table in SYNCED {
            let sql = "SELECT key FROM sync_row WHERE tbl = ?1";
            let keys: Vec<rusqlite::types::Value> = self.db.all(sql, [table.code], READING)?;
            for key in keys.into_iter().filter_map(Key::from_sql) {
                let shown = || self.row_of_key(table, &key);
                if let Some(known) = self.logical(&machines, table, &key, shown)? {
                    let mut said = entries_of(table, &key, &known);
                    let beside = beside.get(&(table.code, key));
                    said.iter_mut().for_each(|entry| say_beside(entry, beside));
                    entries.extend(said);
                }
            }
        }
        // After all that may hold something of them.
        let forgot = "SELECT row, clock, machine FROM sync_forgot";
        for (row, clock, machine) in self.db.all::<(i64, i64, i64)>(forgot, [], READING)? {
            let writer = Some(WriterId(machines.writer(machine).unsigned_abs()));
            entries.push(Entry::Forget { row, hlc: Hlc(clock), writer });
        }
        entries.extend(self.entries_of_clashes()?);
        entries.extend(self.entries_of_lost()?);
        Ok(entries)
    }
}

/// Whether the first line of a row says all that has its clock: what is later comes after it.
fn is_said_whole(table: &Synced, known: &Logical) -> bool {
    let is_first = known.stamps.values().all(|stamp| *stamp > known.base);
    *table != REMARK && known.here && known.stamp(HERE) == known.base && is_first
}

/// The lines of a row: one for each clock.
fn entries_of(table: &Synced, key: &Key, known: &Logical) -> Vec<Entry> {
    let mut by_stamp: BTreeMap<_, Map<String, Value>> = std::collections::BTreeMap::new();
    // The first line makes the row, so that it has the clock of all that was never said otherwise.
    let first = by_stamp.entry(known.base).or_default();
    if let Some(before) = known.fields.get(WAS) {
        first.insert(WAS.to_string(), before.clone());
    }
    let here = by_stamp.entry(known.stamp(HERE)).or_default();
    let is_whole = is_said_whole(table, known);
    here.insert(HERE.to_string(), json!(if is_whole { WHOLE } else { i64::from(known.here) }));
    for group in table.groups {
        let Some(first) = group.first() else { continue };
        let fields = by_stamp.entry(known.stamp(first)).or_default();
        if let Some(rivals) = known.fields.get(RIVALS) {
            fields.insert(RIVALS.to_string(), rivals.clone());
        }
        // Of a remark nothing is known but what was said.
        let is_understood = known.stamp(first) == known.base && (is_whole || *table == REMARK);
        for column in *group {
            let value = value_of(&known.fields, column);
            if !value.is_null() || !is_understood {
                fields.insert((*column).to_string(), value.clone());
            }
        }
    }
    let row = id_of(&known.fields, "id").unwrap_or_default();
    let entry = |(stamp, fields): (Stamp, Map<String, Value>)| Entry::Row {
        table: table.name.to_string(),
        row,
        hlc: Hlc(stamp.clock),
        writer: Some(WriterId(stamp.writer.unsigned_abs())),
        key: key.values(),
        fields,
    };
    // Once all of the row was said.
    if let Some(mut last) = by_stamp.last_entry().filter(|_| !known.twins.is_empty()) {
        last.get_mut().insert(TWINS.to_string(), known.twins.iter().map(Twin::to_wire).collect());
    }
    by_stamp.into_iter().map(entry).collect()
}
