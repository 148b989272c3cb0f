//! What a snapshot says of values that lost, and of twins, for a machine that reads it in place of the segments: it lists what the
//! others list.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as SqlValue;
use serde_json::{Value, json};

use super::READING;
use super::fields::{Fields, id_of, text_of, value_of};
use super::logical::{HERE, Key, Logical, Stamp, WHOLE};
use super::lost::Place;
use super::placing::Placing;
use super::saying::{Said, Saying, Source, writer_of};
use super::tables::{self, Synced};
use super::twins::{TWINS, Twin};
use crate::book::Book;
use crate::book::query::Query;
use crate::error::Result;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// The table under which a value that lost travels.
pub(super) const LOST: &str = "lost";

/// The values that stand beside what counts, by the code and the key of their rows and the first column of their group.
pub(super) type AllBeside = BTreeMap<(i64, Key), BTreeMap<String, Vec<i64>>>;

impl Book {
    /// Finds all values that stand beside what counts.
    pub(super) fn all_beside(&self) -> Result<AllBeside> {
        let mut all = AllBeside::new();
        let sql = "SELECT id, tbl, key, field FROM sync_clash ORDER BY id";
        for (id, code, key, field) in self.db.all::<(i64, i64, SqlValue, String)>(sql, [], READING)? {
            if let Some(key) = Key::from_sql(key) {
                all.entry((code, key)).or_default().entry(field).or_default().push(id);
            }
        }
        Ok(all)
    }

    /// Says every value that lost, for a snapshot.
    pub(super) fn entries_of_lost(&self) -> Result<Vec<Entry>> {
        type Row = (i64, i64, SqlValue, String, String, i64, i64, Option<i64>);
        let sql = "SELECT id, tbl, key, field, lost, lost_by, at, seq FROM sync_clash";
        let machines = self.machine_numbers()?;
        let mut entries = Vec::new();
        for (id, code, key, field, lost, lost_by, at, seq) in self.db.all::<Row>(sql, [], READING)? {
            let (Some(table), Some(key)) = (tables::by_code(code), Key::from_sql(key)) else { continue };
            let shown = || self.row_of_key(table, &key);
            let Some(known) = self.logical(&machines, table, &key, shown)? else { continue };
            let lost: Value = serde_json::from_str(&lost).unwrap_or_default();
            let whose = self.all_named_by(table, &known.fields)?;
            let fields = json!({"table": table.name, "field": field, "seq": seq, "whose": whose, "lost": lost});
            let Value::Object(mut fields) = fields else { continue };
            if let Key::Id(row) = key {
                fields.insert("row".to_string(), json!(row));
            }
            let (table, hlc, writer) = (LOST.to_string(), Hlc::at(at), Some(writer_of(lost_by)));
            entries.push(Entry::Row { table, row: id, hlc, writer, key: key.values(), fields });
        }
        Ok(entries)
    }

    /// The ids of a row, and of all rows that it belongs to: forgotten one of them, it is forgotten.
    fn all_named_by(&self, table: &Synced, fields: &Fields) -> Result<BTreeSet<i64>> {
        let touch = id_of(fields, "touch");
        let sql = "SELECT customer FROM touch WHERE id = ?1";
        let of_touch: Option<i64> = touch.map(|touch| self.db.optional(sql, [touch], READING)).transpose()?.flatten();
        let columns = table.belonging().into_iter().chain(["id"]).filter_map(|column| id_of(fields, column));
        Ok(columns.chain(touch).chain(of_touch).collect())
    }
}

/// Adds to a line which values stand beside those that it says.
pub(super) fn say_beside(entry: &mut Entry, beside: Option<&BTreeMap<String, Vec<i64>>>) {
    let Entry::Row { fields, .. } = entry else { return };
    let is_whole = fields.get(HERE) == Some(&json!(WHOLE));
    let said = beside.into_iter().flatten().filter(|(first, _)| is_whole || fields.contains_key(*first));
    let ids: Vec<i64> = said.flat_map(|(_, ids)| ids).copied().collect();
    if !ids.is_empty() {
        fields.insert(super::lost::BESIDE.to_string(), json!(ids));
    }
}

impl Placing<'_> {
    /// Takes in a value that lost, which a snapshot says, where this machine has not heard of it otherwise. Returns how many
    /// new conflicts that makes.
    pub(super) fn take_lost(
        &mut self,
        saying: &Saying<'_>,
        (id, stamp): (i64, Stamp),
        (key, fields): (Option<&[Value]>, &Fields),
    ) -> Result<usize> {
        let table = text_of(fields, "table").and_then(|name| tables::by_name(&name));
        let key = match key {
            Some(values) => Some(Key::Values(Value::Array(values.to_vec()).to_string())),
            None => id_of(fields, "row").map(Key::Id),
        };
        let field = text_of(fields, "field");
        let (Some(table), Some(key), Some(field), Some(seq)) = (table, key, field, id_of(fields, "seq")) else {
            return Ok(0);
        };
        // It is listed here already, or was replaced.
        if saying.is_here(stamp.writer, seq.unsigned_abs()) {
            return Ok(0);
        }
        let lost = value_of(fields, "lost");
        let whose = value_of(fields, "whose").as_array().into_iter().flatten().filter_map(Value::as_i64);
        let named = table.forgotten_with().into_iter().filter_map(|column| lost.get(column)?.as_i64());
        for id in whose.chain(named) {
            if self.book.is_forgotten(id)? {
                return Ok(0);
            }
        }
        self.has_clashes = true;
        self.book.add_lost((table, &key, &field), (id, lost), (stamp, seq))
    }

    /// The segment of the loser of two values, one that a snapshot says and the one that is here, with the clock `before`; None
    /// where it was replaced.
    pub(super) fn segment_of_loser(
        &self,
        saying: &Saying<'_>,
        place: Place<'_>,
        (said, before): (&Said<'_>, Stamp),
        loser: Stamp,
    ) -> Result<Option<u64>> {
        if loser != before {
            return self.unread_here(saying, loser);
        }
        let is_twin_there = || saying.lines.has_twin(place.table, said.row, (loser, place.first));
        // The snapshot may know already that it has lost.
        if place.stands_beside(said, loser) || is_twin_there() {
            return Ok(self.book.said_in(loser)?.map(|said_in| said_in.seq));
        }
        self.unread_there(saying, loser)
    }

    /// The segment of a value that is here, and that the machine of a snapshot had not read; what it had read, and does not
    /// tell, it knows to be replaced.
    pub(super) fn unread_there(&self, saying: &Saying<'_>, stamp: Stamp) -> Result<Option<u64>> {
        let said_in = self.book.said_in(stamp)?;
        Ok(said_in.map(|said_in| said_in.seq).filter(|seq| !saying.saw(stamp.writer, *seq)))
    }

    /// The segment of a value that a snapshot tells, and that was not read here; what was read and is here no more has been
    /// replaced.
    pub(super) fn unread_here(&self, saying: &Saying<'_>, stamp: Stamp) -> Result<Option<u64>> {
        let said_in = self.book.said_in(stamp)?;
        Ok(said_in.map(|said_in| said_in.seq).filter(|seq| !saying.is_here(stamp.writer, *seq)))
    }

    /// In which of the groups that a snapshot and this book have alike the one that does not count is a twin: neither side
    /// has replaced it.
    pub(super) fn stay_alike<'a>(
        &self,
        saying: &Saying<'_>,
        (table, said): (&Synced, &Said<'_>),
        (loser, mut groups): (Stamp, BTreeSet<&'a str>),
    ) -> Result<BTreeSet<&'a str>> {
        if loser == said.stamp {
            return Ok(if self.unread_here(saying, loser)?.is_some() { groups } else { BTreeSet::new() });
        }
        if self.unread_there(saying, loser)?.is_none() {
            groups.retain(|first| saying.lines.has_twin(table, said.row, (loser, first)));
        }
        Ok(groups)
    }

    /// Takes in the twins of a row that a snapshot tells, once all of the row was said: those that were not read here. Where
    /// this book has another value they have lost to it. Returns how many values lost.
    pub(super) fn take_twins(
        &self,
        saying: &Saying<'_>,
        (table, key, said): (&Synced, &Key, &Said<'_>),
        (logical, is_new): (&mut Logical, bool),
    ) -> Result<usize> {
        let mut lost = 0;
        if saying.source != Source::Snapshot {
            return Ok(lost);
        }
        for mut twin in value_of(said.fields, TWINS).as_array().into_iter().flatten().filter_map(Twin::from_wire) {
            let stamp = twin.stamp;
            let unread = self.unread_here(saying, stamp)?;
            for group in table.groups {
                let Some(first) = group.first().filter(|first| twin.is_like(first)) else { continue };
                let Some((_, there)) = saying.lines.said(table, said.row, first) else { continue };
                let is_same = group.iter().all(|c| value_of(&logical.fields, c) == value_of(there, c));
                if is_same {
                    continue;
                }
                let place = Place { table, key, group, first };
                if let Some(seq) = unread.filter(|_| !place.is_nobodys_choice(there)) {
                    lost += self.keep_lost(place, (there, stamp), seq)?;
                }
                twin.part_from(first);
            }
            if is_new || unread.is_some() {
                logical.add_twin(twin);
            }
        }
        Ok(lost)
    }
}
