//! Leading a merged record to another than the one it is part of: the pointer that lost is taken.

use rusqlite::types::Value as SqlValue;
use serde_json::{Value, json};

use super::fields::{Fields, id_of, value_of};
use super::logical::{HERE, Key};
use super::saying::entry;
use super::tables::{CUSTOMER, KNOWN_AS};
use super::{READING, WRITING};
use crate::book::Change;
use crate::book::query::Query;
use crate::domain::ids::ChangeId;
use crate::error::Result;

/// The name of such a step in the journal.
const TABLE: &str = "sync_pointer";

impl Change<'_> {
    /// Leads a record to another one, and shows both anew, as other machines do: what the first had taken over of it goes with
    /// it. Returns false where the book has no such records.
    pub(super) fn lead_to(&self, key: &Key, target: &Value) -> Result<bool> {
        let machines = self.machine_numbers()?;
        let shown = || self.row_of_key(&KNOWN_AS, key);
        let Some(mut known) = self.logical(&machines, &KNOWN_AS, key, shown)? else { return Ok(false) };
        let (Some(gone), Some(into)) = (id_of(&known.fields, "gone"), target.as_i64()) else { return Ok(false) };
        if !self.has_row(CUSTOMER.name, self.pointers(&machines)?.root(into))? {
            return Ok(false);
        }
        let before = value_of(&known.fields, "customer").clone();
        let stamp = self.own_stamp(&self.clock)?;
        let said: Fields = [(HERE.to_string(), json!(1)), ("customer".to_string(), json!(into))].into_iter().collect();
        known.here = true;
        known.set_stamp(HERE, stamp);
        known.write(&["customer"], &said, stamp);
        self.keep_logical(&machines, &KNOWN_AS, (key, &known), None)?;
        self.say(&self.clock, entry(&KNOWN_AS, key, (&known, stamp), said))?;
        self.unjournaled(|| {
            self.write_for_others(&self.clock, |placing| {
                placing.groups.extend([Some(gone), Some(into), before.as_i64()].into_iter().flatten());
                placing.show_groups()
            })
        })?;
        let step = "INSERT INTO journal (change, tbl, row, old) VALUES (?1, ?2, ?3, ?4)";
        self.db.run(step, (self.id, TABLE, gone, json!({"customer": before}).to_string()), WRITING)?;
        Ok(true)
    }

    /// Leads the records back that another change led elsewhere.
    pub(in crate::book) fn take_back_leading(&self, change: ChangeId) -> Result<()> {
        let sql = "SELECT row, old ->> 'customer' FROM journal WHERE change = ?1 AND tbl = ?2 ORDER BY id DESC";
        for (gone, before) in self.db.all::<(i64, Option<i64>)>(sql, (change, TABLE), READING)? {
            self.lead_to(&Key::Values(json!([gone]).to_string()), &json!(before))?;
        }
        Ok(())
    }

    /// Writes what the journal does not tell row by row.
    fn unjournaled<T>(&self, write: impl FnOnce() -> Result<T>) -> Result<T> {
        const OPEN: &str = "UPDATE change SET open = ?2 WHERE id = ?1";
        self.db.run(OPEN, (self.id, SqlValue::Integer(0)), WRITING)?;
        let written = write()?;
        self.db.run(OPEN, (self.id, SqlValue::Integer(1)), WRITING)?;
        Ok(written)
    }
}
