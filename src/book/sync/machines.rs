//! What machines hear of each other: their names, who is awaited no more, and the segments that a snapshot took the place of.

use serde_json::{Map, Value, json};

use super::fields::value_of;
use super::logical::Stamp;
use super::store::Upto;
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// The table under which it travels what machines there are.
pub(super) const MACHINE: &str = "machine";
/// Their fields.
const RETIRED: &str = "retired";
const NAME: &str = "name";
/// Its last segments, each with the latest clock in it and what had been read by then: in a snapshot, which stands in their place.
pub(super) const SEGMENTS: &str = "segments";
/// The most of these that are told of a machine.
const TOLD: i64 = 1_000;

impl Book {
    /// Awaits a machine no more, and tells the others.
    pub fn retire(&mut self, clock: &Clock, writer: WriterId) -> Result<()> {
        self.transaction(|book| {
            book.gather_in(clock)?;
            let id = writer.0.cast_signed();
            book.db.run("UPDATE sync_machine SET retired = 1 WHERE writer = ?1", [id], WRITING)?;
            let at = clock.instant.timestamp_millis();
            let stamp = book.next_stamp(at)?;
            book.put_out(vec![retired(writer, Hlc(stamp))], at)
        })
    }

    /// Hears of a machine: its name where it has none here, and whether it was retired.
    pub(super) fn heard_of_machine(&self, writer: i64, fields: &Map<String, Value>) -> Result<()> {
        if writer == Stamp::default().writer {
            return Ok(());
        }
        let retired = fields.get(RETIRED).is_some_and(|retired| *retired == json!(1));
        let name = fields.get(NAME).and_then(Value::as_str).unwrap_or_default();
        let sql = "INSERT INTO sync_machine (writer, name, retired) VALUES (?1, ?2, ?3)
                   ON CONFLICT (writer) DO UPDATE SET retired = max(retired, excluded.retired),
                     name = CASE WHEN name = '' THEN excluded.name ELSE name END";
        self.db.run(sql, (writer, name, retired), WRITING)?;
        self.hear_of_segments(writer, value_of(fields, SEGMENTS))
    }

    /// Hears of segments of another machine, which a snapshot took the place of: when their stamps are from, and what had been
    /// read by then.
    fn hear_of_segments(&self, writer: i64, told: &Value) -> Result<()> {
        let add = "INSERT INTO sync_segment (machine, seq, hash, clock, seen)
                   SELECT id, ?2, '', ?3, ?4 FROM sync_machine WHERE writer = ?1 AND writer <> (SELECT writer FROM sync_self)
                     AND NOT EXISTS (SELECT 1 FROM sync_segment WHERE machine = sync_machine.id AND sync_segment.seq = ?2)";
        for told in told.as_array().into_iter().flatten() {
            let at = |place: usize| told.get(place).and_then(Value::as_i64);
            if let (Some(seq), Some(clock)) = (at(0), at(1)) {
                let seen: Upto =
                    told.get(2).and_then(|seen| serde_json::from_value(seen.clone()).ok()).unwrap_or_default();
                self.db.run(add, (writer, seq, clock, json!(seen).to_string()), WRITING)?;
            }
        }
        Ok(())
    }

    /// Says what machines there are, for a snapshot, and their last segments: one that nobody has heard of may have read any.
    pub(super) fn entries_of_machines(&self) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for machine in self.machines()? {
            let mut fields = Map::new();
            if machine.retired {
                fields.insert(RETIRED.to_string(), json!(1));
            }
            if !machine.name.is_empty() {
                fields.insert(NAME.to_string(), json!(machine.name));
            }
            let segments = self.last_segments(machine.writer)?;
            if !segments.is_empty() {
                fields.insert(SEGMENTS.to_string(), json!(segments));
            }
            if !fields.is_empty() {
                entries.push(entry_of_machine(machine.writer, 0, fields));
            }
        }
        Ok(entries)
    }

    /// The last segments of a machine, the latest first.
    fn last_segments(&self, writer: WriterId) -> Result<Vec<Value>> {
        let sql = "SELECT sync_segment.seq, max(clock), sync_segment.seen FROM sync_segment
                   JOIN sync_machine ON sync_machine.id = machine
                   WHERE writer = ?1 GROUP BY 1 ORDER BY 1 DESC LIMIT ?2";
        let all: Vec<(i64, i64, String)> = self.db.all(sql, (writer.0.cast_signed(), TOLD), READING)?;
        let told = |(seq, clock, seen): (i64, i64, String)| {
            let seen: Upto = serde_json::from_str(&seen).unwrap_or_default();
            json!([seq, clock, seen])
        };
        Ok(all.into_iter().map(told).collect())
    }
}

/// The line that says at some time, in milliseconds since 1970, that a machine is awaited no more.
pub(crate) fn retirement(writer: WriterId, at: i64) -> Entry {
    retired(writer, Hlc::at(at))
}

fn retired(writer: WriterId, stamp: Hlc) -> Entry {
    entry_of_machine(writer, stamp.0, Map::from_iter([(RETIRED.to_string(), json!(1))]))
}

/// The line that says something of a machine.
fn entry_of_machine(writer: WriterId, stamp: i64, fields: Map<String, Value>) -> Entry {
    let (table, row) = (MACHINE.to_string(), writer.0.cast_signed());
    Entry::Row { table, row, hlc: Hlc(stamp), writer: None, key: None, fields }
}
