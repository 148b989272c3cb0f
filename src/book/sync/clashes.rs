//! Values that lost to another one made at the same time: kept, shown, and put back on request.

use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value, json};

use super::placing::Placing;
use super::saying::{SETTLED, Said, Saying};
use super::stored::{Fields, Key, Logical, Stamp, id_of, value_of};
use super::tables::{self, CUSTOMER, PICK, REMARK, Synced, TOUCH};
use super::{READING, WRITING};
use crate::book::query::Query;
use crate::book::undo::sql_value;
use crate::book::{Book, Change};
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::shared_id::shared_id;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// A value that lost.
#[derive(Debug, Clone, PartialEq)]
pub struct Clash {
    /// The same on all machines.
    pub id: i64,
    /// The table of the row.
    pub table: &'static str,
    /// The row's id.
    pub row: i64,
    /// Whose row it is.
    pub customer: Option<(CustomerId, String)>,
    /// The field.
    pub field: String,
    /// The value that the book has.
    pub kept: Value,
    /// The value that lost.
    pub lost: Value,
    /// The machine that wrote the value which is kept.
    pub kept_by: String,
    /// The machine that wrote the one which lost.
    pub lost_by: String,
    /// When the one that lost was written, in milliseconds since 1970.
    pub at: i64,
}

impl Placing<'_> {
    /// Notes the loser of two values that were made without having seen each other. Returns how many that is.
    pub(super) fn note_clash(
        &self,
        saying: &Saying<'_>,
        (table, key): (&Synced, &Key),
        (first, group): (&str, &[&str]),
        (said, known, wins): (&Said<'_>, &Logical, bool),
    ) -> Result<usize> {
        let there = known.stamp(first);
        if saying.is_snapshot || table.code == PICK || !self.are_concurrent(saying, there)? {
            return Ok(0);
        }
        let (lost, stamp) = if wins { (&known.fields, there) } else { (said.fields, said.stamp) };
        self.keep_clash((table, key), (first, group), (lost, stamp))
    }

    pub(super) fn keep_clash(
        &self,
        (table, key): (&Synced, &Key),
        (first, group): (&str, &[&str]),
        (lost, stamp): (&Fields, Stamp),
    ) -> Result<usize> {
        let named = format!("{} {key:?} {first} {} {}", table.name, stamp.clock, stamp.writer);
        let id = shared_id(&["clash", &named]);
        let values: Fields = group.iter().map(|c| ((*c).to_string(), value_of(lost, c).clone())).collect();
        let sql = "INSERT OR IGNORE INTO sync_clash (id, tbl, key, field, lost, lost_by, at)
                   SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM sync_settled WHERE id = ?1)";
        let at = Hlc(stamp.clock).instant_ms();
        let row = (id, table.code, key, first, Value::Object(values).to_string(), stamp.writer, at);
        self.book.db.run(sql, row, WRITING)
    }

    /// Whether neither of two machines had seen the other's value: the one that a segment says, and the one that is here.
    pub(super) fn are_concurrent(&self, saying: &Saying<'_>, there: Stamp) -> Result<bool> {
        if there.writer == saying.writer || there.writer == 0 {
            return Ok(false);
        }
        let sql = "SELECT sync_segment.seq, sync_segment.seen FROM sync_segment
                   JOIN sync_machine ON sync_machine.id = machine
                   WHERE writer = ?1 AND clock >= ?2 ORDER BY sync_segment.seq LIMIT 1";
        let Some((seq, seen)) = self.book.db.optional::<(i64, String)>(sql, (there.writer, there.clock), READING)?
        else {
            return Ok(false);
        };
        let seen: BTreeMap<WriterId, u64> = serde_json::from_str(&seen).unwrap_or_default();
        let writer = |id: i64| WriterId(id.unsigned_abs());
        let saw_it = saying.seen.get(&writer(there.writer)).copied().unwrap_or_default() >= seq.unsigned_abs();
        let was_seen = seen.get(&writer(saying.writer)).copied().unwrap_or_default() >= saying.seq;
        Ok(!saw_it && !was_seen)
    }
}

impl Change<'_> {
    /// Writes a value that lost over the one that the book has.
    fn write_lost(&self, table: &Synced, key: &Key, lost: &Fields) -> Result<()> {
        let gone = || Error::failed("its row is not in the book any more; nothing was changed");
        let row = if table.code == REMARK {
            let Key::Id(id) = key else { return Err(gone()) };
            Some([("id".to_string(), json!(id))].into_iter().collect())
        } else {
            self.row_of_key(table, key)?
        };
        let id = row.as_ref().and_then(|row: &Fields| id_of(row, "id")).ok_or_else(gone)?;
        let touch = (table.code == TOUCH).then(|| self.touch(TouchId(id))).transpose()?;
        // A remark that is said by its touch's own customer names nobody.
        let values: Vec<(&String, &Value)> =
            lost.iter().filter(|(column, value)| !(column.as_str() == "customer" && value.is_null())).collect();
        let sets: Vec<String> = values.iter().map(|(column, _)| format!("{column} = ?")).collect();
        let sql = format!("UPDATE {} SET {}, updated_at = ? WHERE id = ?", table.name, sets.join(", "));
        let ends = [SqlValue::Integer(self.now_ms()), SqlValue::Integer(id)];
        let bound = values.iter().map(|(_, value)| sql_value(Some(value))).chain(ends);
        if self.db.run(&sql, params_from_iter(bound), WRITING)? == 0 {
            return Err(gone());
        }
        if table.code == CUSTOMER {
            let customer = self.customer(CustomerId(id))?;
            self.derive_customer(&customer)?;
            self.index_customer(&customer)?;
        }
        match touch {
            Some(before) => {
                let touch = self.touch(before.id)?;
                self.derive_remarks(&touch, &before.text)?;
                self.index_touch(&touch)?;
                self.refresh_derived(touch.customer)
            }
            None => Ok(()),
        }
    }
}

impl Book {
    /// Lists the values that lost and were not settled, the latest first. One that the book has by now is none.
    pub fn clashes(&self) -> Result<Vec<Clash>> {
        type Row = (i64, i64, SqlValue, String, String, i64, i64);
        let sql = "SELECT id, tbl, key, field, lost, lost_by, at FROM sync_clash ORDER BY at DESC, id";
        let rows = self.db.all::<Row>(sql, [], READING)?;
        let machines = self.machine_numbers()?;
        let names: BTreeMap<i64, String> =
            self.machines()?.into_iter().map(|m| (m.writer.0.cast_signed(), m.name)).collect();
        let name = |writer: i64| names.get(&writer).cloned().unwrap_or_default();
        let mut clashes = Vec::new();
        for (id, code, key, field, lost, lost_by, at) in rows {
            let (Some(table), Some(key)) = (tables::by_code(code), Key::from_sql(key)) else { continue };
            let shown = || self.row_of_key(table, &key);
            let Some(known) = self.logical(&machines, table, &key, shown)?.filter(|known| known.here) else { continue };
            let lost: Fields = serde_json::from_str(&lost).unwrap_or_default();
            let Some(group) = table.group_of(&field) else { continue };
            let differs = |c: &&&str| value_of(&lost, c) != value_of(&known.fields, c);
            let Some(column) = group.iter().find(differs) else { continue };
            clashes.push(Clash {
                id,
                table: table.name,
                row: id_of(&known.fields, "id").unwrap_or_default(),
                customer: self.whose(table, &key, &known)?,
                field: (*column).to_string(),
                kept: value_of(&known.fields, column).clone(),
                lost: value_of(&lost, column).clone(),
                kept_by: name(known.stamp(&field).writer),
                lost_by: name(lost_by),
                at,
            });
        }
        Ok(clashes)
    }

    fn whose(&self, table: &Synced, key: &Key, known: &Logical) -> Result<Option<(CustomerId, String)>> {
        let of_touch = |touch: Option<i64>| -> Result<Option<i64>> {
            self.db.optional("SELECT customer FROM touch WHERE id = ?1", [touch], READING)
        };
        let id = match (table.code, key) {
            (CUSTOMER, Key::Id(id)) => Some(*id),
            (REMARK, _) => of_touch(id_of(&known.fields, "touch"))?,
            (TOUCH, Key::Id(id)) => of_touch(Some(*id))?,
            _ => id_of(&known.fields, "customer"),
        };
        let Some(id) = id else { return Ok(None) };
        let Some(root) = self.whose_record(CustomerId(id))? else { return Ok(None) };
        Ok(self.find_customer(root)?.map(|customer| (root, customer.name)))
    }

    /// Settles a conflict: what the book has stays, here and elsewhere.
    pub fn keep_of_clash(&mut self, clock: &Clock, id: i64) -> Result<()> {
        self.transaction(|book| {
            book.gather_in(clock)?;
            book.settle_clash(clock, id)
        })
    }

    /// Settles a conflict with the value that lost: a new change, which undo takes back.
    pub fn take_of_clash(&mut self, clock: &Clock, id: i64, label: &str) -> Result<()> {
        type Row = (i64, SqlValue, String);
        let sql = "SELECT tbl, key, lost FROM sync_clash WHERE id = ?1";
        let found: Option<Row> = self.db.optional(sql, [id], READING)?;
        let unknown = || Error::new(ErrorKind::NoMatch, format!("no conflict has the id {id}"));
        let (code, key, lost) = found.ok_or_else(unknown)?;
        let (Some(table), Some(key)) = (tables::by_code(code), Key::from_sql(key)) else { return Err(unknown()) };
        let lost: Fields = serde_json::from_str(&lost).unwrap_or_default();
        self.change(clock, label, |change| change.write_lost(table, &key, &lost))?;
        self.transaction(|book| {
            book.gather_in(clock)?;
            book.settle_clash(clock, id)
        })
    }

    fn settle_clash(&self, clock: &Clock, id: i64) -> Result<()> {
        self.settled(id)?;
        let at = clock.instant.timestamp_millis();
        let stamp = self.next_stamp(at)?;
        let entry = Entry::Row {
            table: SETTLED.to_string(),
            row: id,
            hlc: Hlc(stamp),
            writer: None,
            key: None,
            fields: Map::new(),
        };
        self.put_out(vec![entry], at)
    }

    /// Notes that a conflict is settled.
    pub(super) fn settled(&self, id: i64) -> Result<()> {
        self.db.run("INSERT OR IGNORE INTO sync_settled (id) VALUES (?1)", [id], WRITING)?;
        self.db.run("DELETE FROM sync_clash WHERE id = ?1", [id], WRITING).map(drop)
    }
}
