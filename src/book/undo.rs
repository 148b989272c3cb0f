//! Taking changes back: each journaled row gets its old state again, newest change first, as a change of its own.

use std::collections::HashSet;

use chrono::{DateTime, FixedOffset};
use rusqlite::types::Value as SqlValue;
use rusqlite::{OptionalExtension, params_from_iter};
use serde_json::{Map, Value};

use super::rows::Columns;
use super::{Book, Change, Doing};
use crate::domain::dates::Clock;
use crate::domain::ids::ChangeId;
use crate::error::{Error, Result};

/// A change that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Grows with every change.
    pub id: ChangeId,
    /// What was done, for people: "logged a call with Ana".
    pub label: String,
    /// When, with the offset there and then.
    pub at: DateTime<FixedOffset>,
}

impl Entry {
    fn columns(&self) -> Vec<String> {
        let row = self.old.as_ref().or(self.new.as_ref());
        row.map(|r| r.keys().filter(|c| is_name(c)).cloned().collect()).unwrap_or_default()
    }
}

/// Columns that move without a change: they never block an undo, and keep their present value.
const COUNTERS: [&str; 2] = ["last_shown_at", "times_shown"];

/// Columns of customers that are worked out from the rest of the book.
pub(super) const DERIVED: [&str; 4] = ["sort_name", "last_talked", "last_touch", "last_touch_kind"];

struct Entry {
    table: String,
    row: i64,
    old: Option<Map<String, Value>>,
    new: Option<Map<String, Value>>,
}

impl Book {
    /// The changes that undo would take back, newest first.
    pub fn undo_steps(&self, limit: usize) -> Result<Vec<Step>> {
        self.db
            .prepare_cached(
                "SELECT id, label, made_at, utc_offset FROM change WHERE undoes IS NULL AND undone_by IS NULL AND NOT open
                 ORDER BY id DESC LIMIT ?1",
            )
            .and_then(|mut s| {
                s.query_map([limit], |row| {
                    let mut c = Columns::new(row);
                    Ok(Step { id: ChangeId(c.take()?), label: c.take()?, at: c.stamp()? })
                })?
                .collect()
            })
            .doing("look at the latest changes")
    }

    /// Takes the latest change back. `expected` guards against taking back another than the one that was shown.
    pub fn undo(&mut self, clock: &Clock, expected: Option<ChangeId>) -> Result<Step> {
        let Some(step) = self.undo_steps(1)?.into_iter().next() else {
            return Err(Error::failed("there is nothing to undo"));
        };
        if expected.is_some_and(|e| e != step.id) {
            return Err(Error::failed("the book was changed since; nothing was undone")
                .help("look at what undo would take back now: goodcall undo --list"));
        }
        let label = format!("undid: {}", step.label);
        self.change(clock, label, |change| change.take_back(&step))?;
        Ok(step)
    }

    /// The journal's entries of a change, newest first.
    fn entry_ids(&self, of: ChangeId) -> Result<Vec<i64>> {
        self.db
            .prepare_cached("SELECT id FROM journal WHERE change = ?1 ORDER BY id DESC")
            .and_then(|mut s| s.query_map([of.0], |row| row.get(0))?.collect())
            .doing("read the journal")
    }

    fn entry(&self, id: i64) -> Result<Entry> {
        let object = |text: Option<String>| match text.map(|t| serde_json::from_str(&t)) {
            Some(Ok(Value::Object(map))) => Some(map),
            _ => None,
        };
        self.db
            .prepare_cached("SELECT tbl, row, old, new FROM journal WHERE id = ?1")
            .and_then(|mut s| {
                s.query_row([id], |row| {
                    Ok(Entry {
                        table: row.get(0)?,
                        row: row.get(1)?,
                        old: object(row.get(2)?),
                        new: object(row.get(3)?),
                    })
                })
            })
            .doing("read the journal")
    }

    /// The table and row of an entry, where the row is not as the entry left it.
    pub(super) fn differs_from_entry(&self, id: i64) -> Result<Option<(String, i64)>> {
        let entry = self.entry(id)?;
        if !is_name(&entry.table) {
            return Ok(Some(("journal".into(), id)));
        }
        let mut now = self.row_now(&entry.table, &entry.columns(), entry.row)?;
        let mut then = entry.new.clone();
        for row in [&mut now, &mut then].into_iter().flatten() {
            DERIVED.iter().for_each(|column| drop(row.remove(*column)));
        }
        Ok((!same(now.as_ref(), then.as_ref())).then_some((entry.table, entry.row)))
    }

    /// The row as it stands, as the journal would write it.
    pub(super) fn row_now(&self, table: &str, columns: &[String], id: i64) -> Result<Option<Map<String, Value>>> {
        let pairs: Vec<_> = columns.iter().map(|c| format!("'{c}', {c}")).collect();
        let sql = format!("SELECT json_object({}) FROM {table} WHERE id = ?1", pairs.join(", "));
        let text: Option<String> = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
            .doing("compare with the journal")?;
        Ok(text.and_then(|t| serde_json::from_str(&t).ok()))
    }
}

impl Change<'_> {
    fn take_back(&self, step: &Step) -> Result<()> {
        self.db.execute_batch("PRAGMA defer_foreign_keys = ON").doing("undo")?;
        let entries = self.entry_ids(step.id)?;
        self.refuse_where_changed_since(&entries, step)?;
        for id in entries {
            self.put_back(&self.entry(id)?)?;
        }
        self.withdraw_later_offers(step)?;
        self.db
            .prepare_cached("UPDATE change SET undoes = ?2 WHERE id = ?1")
            .and_then(|mut s| s.execute((self.id.0, step.id.0)))
            .doing("undo")?;
        self.db
            .prepare_cached("UPDATE change SET undone_by = ?2 WHERE id = ?1")
            .and_then(|mut s| s.execute((step.id.0, self.id.0)))
            .doing("undo")?;
        Ok(())
    }

    /// Looks at every row before any is put back: each must be as its newest entry left it. (Putting rows back moves
    /// others with them, where one refers to another.)
    fn refuse_where_changed_since(&self, entries: &[i64], step: &Step) -> Result<()> {
        let mut looked_at: HashSet<(String, i64)> = HashSet::new();
        for id in entries {
            let entry = self.entry(*id)?;
            if !looked_at.insert((entry.table.clone(), entry.row)) || !is_name(&entry.table) {
                continue;
            }
            let now = self.row_now(&entry.table, &entry.columns(), entry.row)?;
            if !same(now.as_ref(), entry.new.as_ref()) {
                return Err(Error::failed(format!(
                    "\"{}\" can't be undone: something of it was changed again since",
                    step.label
                ))
                .help("nothing was undone; change it by hand instead"));
            }
        }
        Ok(())
    }

    fn put_back(&self, entry: &Entry) -> Result<()> {
        // The table's name comes from the journal's own triggers; its columns from its rows.
        let columns = entry.columns();
        let table = entry.table.as_str();
        if !is_name(table) {
            return Ok(());
        }
        let written: Vec<&String> =
            columns.iter().filter(|c| entry.new.is_none() || !COUNTERS.contains(&c.as_str())).collect();
        let done = match (&entry.old, &entry.new) {
            (None, _) => self
                .db
                .prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1"))
                .and_then(|mut s| s.execute([entry.row])),
            (Some(old), None) => {
                let names: Vec<_> = written.iter().map(|c| c.as_str()).collect();
                let marks = vec!["?"; written.len()].join(", ");
                let sql = format!("INSERT INTO {table} ({}) VALUES ({marks})", names.join(", "));
                let values = written.iter().map(|c| sql_value(old.get(c.as_str())));
                self.db.prepare_cached(&sql).and_then(|mut s| s.execute(params_from_iter(values)))
            }
            (Some(old), Some(_)) => {
                let sets: Vec<_> = written.iter().map(|c| format!("{c} = ?")).collect();
                let sql = format!("UPDATE {table} SET {} WHERE id = ?", sets.join(", "));
                let values = written
                    .iter()
                    .map(|c| sql_value(old.get(c.as_str())))
                    .chain(std::iter::once(SqlValue::Integer(entry.row)));
                self.db.prepare_cached(&sql).and_then(|mut s| s.execute(params_from_iter(values)))
            }
        };
        done.doing("undo")?;
        Ok(())
    }

    /// Where an undo has opened an offer again, or made a call of it again, the offer that followed it is taken back.
    fn withdraw_later_offers(&self, step: &Step) -> Result<()> {
        self.db
            .execute(
                "DELETE FROM pick WHERE id IN (SELECT later.id FROM journal JOIN pick AS earlier ON earlier.id = journal.row
                   JOIN pick AS later ON later.call_day = earlier.call_day AND later.position > earlier.position
                   WHERE change = ?1 AND tbl = 'pick' AND later.state = 'offered'
                     AND (earlier.state = 'offered' OR earlier.state = 'called' AND later.offered_at >= ?2))",
                (self.id.0, step.at.timestamp_millis()),
            )
            .doing("take the next offer back")?;
        Ok(())
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

fn same(now: Option<&Map<String, Value>>, then: Option<&Map<String, Value>>) -> bool {
    match (now, then) {
        (None, None) => true,
        (Some(now), Some(then)) => {
            then.iter().filter(|(c, _)| !COUNTERS.contains(&c.as_str())).all(|(c, value)| now.get(c) == Some(value))
        }
        _ => false,
    }
}

fn sql_value(value: Option<&Value>) -> SqlValue {
    match value {
        Some(Value::String(text)) => SqlValue::Text(text.clone()),
        Some(Value::Number(n)) => n.as_i64().map_or(SqlValue::Null, SqlValue::Integer),
        Some(Value::Bool(b)) => SqlValue::Integer(i64::from(*b)),
        _ => SqlValue::Null,
    }
}
