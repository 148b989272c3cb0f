//! Conflicts as a user meets them: values that lost to another one made at the same time, listed and put back on request.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::{Value, json};

use super::fields::{Fields, id_of, value_of};
use super::leading::OWNER;
use super::logical::{Key, Logical};
use super::settling::Settled;
use super::tables::{self, CUSTOMER, Synced, TOUCH};
use super::{READING, WRITING};
use crate::book::query::Query;
use crate::book::undo::sql_value;
use crate::book::{Book, Change};
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::{Error, ErrorKind, Result};

/// The most conflicts that are looked at to count them.
const LOOKED_AT: usize = 200;

/// The column that names whom a customer was pointed to by.
const REFERRED_BY: &str = "referred_by";

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
    /// The names of the customers that the two values stand for, where they do.
    pub names: (Option<String>, Option<String>),
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

impl Change<'_> {
    /// Gives a row the value that lost.
    fn take_lost(&self, table: &'static Synced, (key, lost): (&Key, &Fields), following: Following<'_>) -> Result<()> {
        match id_of(lost, OWNER).filter(|_| table.groups.contains(&&[OWNER][..])) {
            Some(owner) if self.is_shown_through_merges(table, key, owner)? => {
                if self.lead_to(table, key, owner)? {
                    Ok(())
                } else {
                    Err(row_is_gone())
                }
            }
            _ => self.write_lost(table, (key, lost), following),
        }
    }

    /// Writes a value that lost over the one that the book has.
    fn write_lost(&self, table: &Synced, (key, lost): (&Key, &Fields), following: Following<'_>) -> Result<()> {
        let id = match key {
            Key::Id(id) => Some(*id),
            Key::Values(_) => self.row_of_key(table, key)?.and_then(|row| id_of(&row, "id")),
        };
        let id = id.ok_or_else(row_is_gone)?;
        let touch = if *table == TOUCH { self.find_touch(TouchId(id))? } else { None };
        let before = if *table == CUSTOMER { self.find_customer(CustomerId(id))? } else { None };
        let sets: Vec<String> = lost.keys().map(|column| format!("{column} = ?")).collect();
        let sql = format!("UPDATE {} SET {}, updated_at = ? WHERE id = ?", table.name, sets.join(", "));
        let ends = [SqlValue::Integer(self.now_ms()), SqlValue::Integer(id)];
        let bound = lost.values().map(|value| sql_value(Some(value))).chain(ends);
        if self.db.run(&sql, params_from_iter(bound), WRITING)? == 0 {
            return Err(row_is_gone());
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
                self.refresh_derived(before.customer)?;
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
            let mut lost: Fields = serde_json::from_str(&lost).unwrap_or_default();
            let Some(group) = table.group_of(&field) else { continue };
            let mut kept = known.fields.clone();
            [&mut kept, &mut lost].into_iter().try_for_each(|fields| self.name_who_is_here(fields))?;
            let differs = |c: &&&str| value_of(&lost, c) != value_of(&kept, c);
            let Some(column) = group.iter().find(differs) else { continue };
            clashes.push(Clash {
                id,
                table: table.name,
                row: id_of(&known.fields, "id").unwrap_or_default(),
                customer: self.whose(table, &key, &known)?,
                field: (*column).to_string(),
                kept: value_of(&kept, column).clone(),
                lost: value_of(&lost, column).clone(),
                names: (self.named_by(column, &kept)?, self.named_by(column, &lost)?),
                kept_by: name(known.stamp(&field).writer),
                lost_by: name(lost_by),
                at,
                team: None,
            });
        }
        Ok(clashes)
    }

    /// Has a customer pointed to by whom that is part of by now; by nobody where they are not in the book.
    fn name_who_is_here(&self, fields: &mut Fields) -> Result<()> {
        if let Some(by) = id_of(fields, REFERRED_BY) {
            fields.insert(REFERRED_BY.to_string(), json!(self.whose_record(CustomerId(by))?.map(|id| id.0)));
        }
        Ok(())
    }

    /// The name of the customer that a column's value stands for.
    fn named_by(&self, column: &str, fields: &Fields) -> Result<Option<String>> {
        let id = id_of(fields, column).filter(|_| [OWNER, REFERRED_BY].contains(&column));
        let Some(root) = id.map(|id| self.whose_record(CustomerId(id))).transpose()?.flatten() else { return Ok(None) };
        Ok(self.find_customer(root)?.map(|customer| customer.name))
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
        let mut lost: Fields = serde_json::from_str(&lost).unwrap_or_default();
        self.name_who_is_here(&mut lost)?;
        self.gather(clock)?;
        self.change(clock, label, |change| {
            change.take_lost(table, (&key, &lost), following)?;
            change.settle_clash(id, Settled::Yes)
        })
    }
}

fn row_is_gone() -> Error {
    Error::failed("its row is not in the book any more; nothing was changed")
}
