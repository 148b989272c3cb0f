//! Leading a merged record, or a row of one, to another record than it belongs to: the owner that lost is taken.

use rusqlite::types::Value as SqlValue;
use serde_json::json;

use super::fields::{Fields, id_of};
use super::logical::Key;
use super::saying::entry;
use super::tables::{self, CUSTOMER, KNOWN_AS, Synced};
use super::{READING, WRITING};
use crate::book::Change;
use crate::book::query::Query;
use crate::domain::ids::ChangeId;
use crate::error::Result;

/// The column that names whose a row is; of a merged record, whom it is part of.
pub(super) const OWNER: &str = "customer";
/// Stands in the journal for a row that was led to another record.
const TABLE: &str = "sync_pointer";

impl Change<'_> {
    /// Whether merges decide whose a row is in the tables: it is a merged record's pointer, or belongs to one of merged records,
    /// or would belong to one.
    pub(super) fn is_shown_through_merges(&self, table: &Synced, key: &Key, target: i64) -> Result<bool> {
        if *table == KNOWN_AS {
            return Ok(true);
        }
        let machines = self.machine_numbers()?;
        let pointers = self.pointers(&machines)?;
        let known = self.logical(&machines, table, key, || self.row_of_key(table, key))?;
        let before = known.and_then(|known| id_of(&known.fields, OWNER));
        Ok(before.into_iter().chain([target]).any(|id| pointers.is_merged(id)))
    }

    /// Leads a merged record, or a row of one, to another record, and shows both anew, as other machines do: what the first had
    /// taken over goes with it. Returns false where the row or the record is not there.
    pub(super) fn lead_to(&self, table: &'static Synced, key: &Key, target: i64) -> Result<bool> {
        let machines = self.machine_numbers()?;
        let shown = || self.row_of_key(table, key);
        let Some(mut known) = self.logical(&machines, table, key, shown)?.filter(|known| known.here) else {
            return Ok(false);
        };
        let Some(before) = id_of(&known.fields, OWNER) else { return Ok(false) };
        if !self.has_row(CUSTOMER.name, self.pointers(&machines)?.root(target))? {
            return Ok(false);
        }
        let stamp = self.own_stamp(&self.clock)?;
        let said: Fields = [(OWNER.to_string(), json!(target))].into_iter().collect();
        known.write(&[OWNER], &said, stamp);
        self.keep_logical(&machines, table, (key, &known), None)?;
        self.say(&self.clock, entry(table, key, (&known, stamp), said))?;
        self.unjournaled(|| {
            self.write_for_others(&self.clock, |placing| {
                let records = table.records_of(&known.fields).into_iter().chain([before]);
                // Nothing else shows a record anew which no other is part of any more.
                let is_shown = |id: &i64| *table == KNOWN_AS || placing.pointers.is_merged(*id);
                placing.groups = records.filter(is_shown).collect();
                if *table != KNOWN_AS {
                    placing.place(table, key, &known)?;
                }
                placing.show_groups()
            })
        })?;
        let row = id_of(&known.fields, "id").unwrap_or_default();
        let step = "INSERT INTO journal (change, tbl, row, old) VALUES (?1, ?2, ?3, ?4)";
        let key = match key {
            Key::Id(id) => json!(id),
            Key::Values(values) => json!(values),
        };
        let old = json!({"code": table.code, "key": key, "customer": before}).to_string();
        self.db.run(step, (self.id, TABLE, row, old), WRITING).map(|_| true)
    }

    /// Leads the rows back that another change led elsewhere.
    pub(in crate::book) fn take_back_leading(&self, change: ChangeId) -> Result<()> {
        let sql = "SELECT old ->> 'code', old ->> 'key', old ->> 'customer' FROM journal WHERE change = ?1 AND tbl = ?2
                   ORDER BY id DESC";
        for (code, key, before) in self.db.all::<(i64, SqlValue, i64)>(sql, (change, TABLE), READING)? {
            if let (Some(table), Some(key)) = (tables::by_code(code), Key::from_sql(key)) {
                self.lead_to(table, &key, before)?;
            }
        }
        Ok(())
    }

    /// Writes what the journal does not tell row by row.
    fn unjournaled<T>(&self, write: impl FnOnce() -> Result<T>) -> Result<T> {
        const OPEN: &str = "UPDATE change SET open = ?2 WHERE id = ?1";
        self.db.run(OPEN, (self.id, false), WRITING)?;
        let written = write()?;
        self.db.run(OPEN, (self.id, true), WRITING)?;
        Ok(written)
    }
}
