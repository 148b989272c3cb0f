//! Values that lost to another one made at the same time: kept, shown, and put back on request.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::Value;

use super::fields::{Fields, id_of, value_of};
use super::logical::{Key, Logical, Stamp};
use super::placing::Placing;
use super::saying::Saying;
use super::settling::Settled;
use super::tables::{self, CUSTOMER, IMPORTED, PICK, REMARK, SETBACK, Synced, TOUCH};
use super::{READING, WRITING, settling};
use crate::book::query::Query;
use crate::book::undo::sql_value;
use crate::book::{Book, Change};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::shared_id::shared_id;
use crate::domain::zones::ZoneFrom;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;

/// The most conflicts that are looked at to count them.
const LOOKED_AT: usize = 200;

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
    /// The team whose reps wrote both; None of the user's own machines.
    pub team: Option<String>,
}

/// Makes what follows from a value that is taken for a customer, who is given as they were too.
pub(crate) type Following<'f> = &'f dyn Fn(&mut Customer, &Customer);

impl Placing<'_> {
    /// Notes the loser of two values of a group that were made without having seen each other: what is said, and what was
    /// there, with the clock `before`. Returns how many that is.
    pub(super) fn note_clash(
        &self,
        saying: &Saying<'_>,
        (table, key): (&Synced, &Key),
        (group, before): (&[&str], Stamp),
        (lost, stamp): (&Fields, Stamp),
    ) -> Result<usize> {
        // Offers have a rule of their own, so has what files said, who spoke in which words is read from the log, which call
        // answered a setback follows from the calls, and a time zone from the city or the number, unless somebody said it.
        let is_nobodys_choice = [&PICK, &IMPORTED].contains(&table)
            || *table == REMARK && group.contains(&"customer")
            || *table == CUSTOMER && group.contains(&"timezone") && !is_said(lost)
            || *table == SETBACK && group.contains(&"answered_by");
        let Some(first) = group.first().filter(|_| !saying.is_snapshot && !is_nobodys_choice) else { return Ok(0) };
        if !self.are_concurrent(saying, before)? {
            return Ok(0);
        }
        let named = format!("{} {key:?} {first} {} {}", table.name, stamp.clock, stamp.writer);
        let id = shared_id(&["clash", &named]);
        let values: Fields = group.iter().map(|c| ((*c).to_string(), value_of(lost, c).clone())).collect();
        let sql = "INSERT OR IGNORE INTO sync_clash (id, tbl, key, field, lost, lost_by, at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let lost = Value::Object(values).to_string();
        let row = (id, table.code, key, first, lost, stamp.writer, stamp.instant_ms());
        let noted = self.book.db.run(sql, row, WRITING)?;
        // Another machine may have settled it already.
        let is_settled: bool =
            self.book.db.one("SELECT EXISTS (SELECT 1 FROM sync_settled WHERE id = ?1)", [id], READING)?;
        Ok(if is_settled { 0 } else { noted })
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

/// Whether somebody said the time zone of a customer; else it was found.
fn is_said(customer: &Fields) -> bool {
    value_of(customer, "zone_from").as_str() == Some(ZoneFrom::Said.as_str())
}

impl Book {
    /// Whether any value lost.
    pub(super) fn has_clashes(&self) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM sync_clash)", [], READING)
    }

    /// Lists no more what a machine had written into a group before, now that it has written something else. A conflict that
    /// was settled once stays: an undo may list it again.
    pub(super) fn outdate_clashes(&self, table: &Synced, key: &Key, first: &str, writer: i64) -> Result<()> {
        let sql = "DELETE FROM sync_clash WHERE tbl = ?1 AND key = ?2 AND field = ?3 AND lost_by = ?4
                     AND id NOT IN (SELECT key FROM sync_row WHERE tbl = ?5)";
        self.db.run(sql, (table.code, key, first, writer, settling::CODE), WRITING).map(drop)
    }
}

impl Change<'_> {
    /// Writes a value that lost over the one that the book has.
    fn write_lost(&self, table: &Synced, (key, lost): (&Key, &Fields), following: Following<'_>) -> Result<()> {
        let gone = || Error::failed("its row is not in the book any more; nothing was changed");
        let id = match key {
            Key::Id(id) => Some(*id),
            Key::Values(_) => self.row_of_key(table, key)?.and_then(|row| id_of(&row, "id")),
        };
        let id = id.ok_or_else(gone)?;
        let touch = if *table == TOUCH { self.find_touch(TouchId(id))? } else { None };
        let before = if *table == CUSTOMER { self.find_customer(CustomerId(id))? } else { None };
        let sets: Vec<String> = lost.keys().map(|column| format!("{column} = ?")).collect();
        let sql = format!("UPDATE {} SET {}, updated_at = ? WHERE id = ?", table.name, sets.join(", "));
        let ends = [SqlValue::Integer(self.now_ms()), SqlValue::Integer(id)];
        let bound = lost.values().map(|value| sql_value(Some(value))).chain(ends);
        if self.db.run(&sql, params_from_iter(bound), WRITING)? == 0 {
            return Err(gone());
        }
        if let Some(before) = before {
            let taken = self.customer(before.id)?;
            self.derive_customer(&taken)?;
            self.index_customer(&taken)?;
            let mut after = taken.clone();
            following(&mut after, &before);
            if after != taken {
                self.update_customer(&after)?;
            }
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
    /// Lists the values that lost and were not settled, the latest first, on the user's machines and in teams. One that the
    /// book has by now is none.
    pub fn clashes(&self) -> Result<Vec<Clash>> {
        let mut all = self.clashes_of_space()?;
        all.extend(self.team_clashes()?.into_iter().map(|one| one.clash));
        all.sort_by_key(|clash| (Reverse(clash.at), clash.id));
        Ok(all)
    }

    fn clashes_of_space(&self) -> Result<Vec<Clash>> {
        type Row = (i64, i64, SqlValue, String, String, i64, i64);
        let sql = "SELECT id, tbl, key, field, lost, lost_by, at FROM sync_clash
                   WHERE id NOT IN (SELECT id FROM sync_settled) ORDER BY at DESC, id";
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
                team: None,
            });
        }
        Ok(clashes)
    }

    fn whose(&self, table: &Synced, key: &Key, known: &Logical) -> Result<Option<(CustomerId, String)>> {
        let of_touch = |touch: Option<i64>| -> Result<Option<i64>> {
            self.db.optional("SELECT customer FROM touch WHERE id = ?1", [touch], READING)
        };
        let id = match (table.name, key) {
            ("customer", Key::Id(id)) => Some(*id),
            ("remark", _) => of_touch(id_of(&known.fields, "touch"))?,
            ("touch", Key::Id(id)) => of_touch(Some(*id))?,
            _ => id_of(&known.fields, "customer"),
        };
        let Some(id) = id else { return Ok(None) };
        let Some(root) = self.whose_record(CustomerId(id))? else { return Ok(None) };
        Ok(self.find_customer(root)?.map(|customer| (root, customer.name)))
    }

    /// Counts the values that lost and were not settled, or those that may be: of many, each is not looked at.
    pub fn count_clashes(&self) -> Result<usize> {
        let sql = "SELECT count(*) FROM sync_clash WHERE id NOT IN (SELECT id FROM sync_settled)";
        let of_space = match self.db.one(sql, [], READING)? {
            many @ 1..=LOOKED_AT => self.clashes_of_space()?.len().min(many),
            none_or_many => none_or_many,
        };
        Ok(of_space + self.team_clashes()?.len())
    }

    /// Settles a conflict: what the book has stays, here and elsewhere. Undo lists it again, but not a team's.
    pub fn keep_of_clash(&mut self, clock: &Clock, id: i64, label: &str) -> Result<()> {
        if let Some(of_team) = self.team_clash(id)? {
            return self.keep_in_team(clock, &of_team);
        }
        self.gather(clock)?;
        self.change(clock, label, |change| change.settle_clash(id, Settled::Yes))
    }

    /// Settles a conflict with the value that lost: a new change. Undo takes it back, and lists the conflict again.
    pub fn take_of_clash(&mut self, clock: &Clock, (id, label): (i64, &str), following: Following<'_>) -> Result<()> {
        type Row = (i64, SqlValue, String);
        if let Some(of_team) = self.team_clash(id)? {
            return self.take_in_team(clock, (&of_team, label), following);
        }
        let sql = "SELECT tbl, key, lost FROM sync_clash WHERE id = ?1";
        let found: Option<Row> = self.db.optional(sql, [id], READING)?;
        let unknown = || Error::new(ErrorKind::NoMatch, format!("no conflict has the id {id}"));
        let (code, key, lost) = found.ok_or_else(unknown)?;
        let (Some(table), Some(key)) = (tables::by_code(code), Key::from_sql(key)) else { return Err(unknown()) };
        let lost: Fields = serde_json::from_str(&lost).unwrap_or_default();
        self.gather(clock)?;
        self.change(clock, label, |change| {
            change.write_lost(table, (&key, &lost), following)?;
            change.settle_clash(id, Settled::Yes)
        })
    }
}
