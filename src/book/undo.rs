//! Taking changes back: each journaled row gets its old state again, newest change first, as a change of its own.

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
    pub id: ChangeId,
    pub label: String,
    pub at: DateTime<FixedOffset>,
}

/// Columns that move without a change: they never block an undo, and keep their present value.
const COUNTERS: [&str; 2] = ["last_shown_at", "times_shown"];

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

    fn entries(&self, of: ChangeId) -> Result<Vec<Entry>> {
        let object = |text: Option<String>| match text.map(|t| serde_json::from_str(&t)) {
            Some(Ok(Value::Object(map))) => Some(map),
            _ => None,
        };
        self.db
            .prepare_cached("SELECT tbl, row, old, new FROM journal WHERE change = ?1 ORDER BY id DESC")
            .and_then(|mut s| {
                s.query_map([of.0], |row| {
                    Ok(Entry {
                        table: row.get(0)?,
                        row: row.get(1)?,
                        old: object(row.get(2)?),
                        new: object(row.get(3)?),
                    })
                })?
                .collect()
            })
            .doing("read the journal")
    }

    /// The row as it stands, as the journal would write it.
    fn row_now(&self, table: &str, columns: &[String], id: i64) -> Result<Option<Map<String, Value>>> {
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
        for entry in self.entries(step.id)? {
            self.put_back(&entry, step)?;
        }
        self.withdraw_later_offers()?;
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

    fn put_back(&self, entry: &Entry, step: &Step) -> Result<()> {
        // The table's name comes from the journal's own triggers; its columns from its rows.
        let Some(columns) = entry.old.as_ref().or(entry.new.as_ref()) else { return Ok(()) };
        let columns: Vec<String> = columns.keys().filter(|c| is_name(c)).cloned().collect();
        let table = entry.table.as_str();
        if !is_name(table) {
            return Ok(());
        }
        let now = self.row_now(table, &columns, entry.row)?;
        if !same(now.as_ref(), entry.new.as_ref()) {
            return Err(Error::failed(format!(
                "\"{}\" can't be undone: something of it was changed again since",
                step.label
            ))
            .help("nothing was undone; change it by hand instead"));
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

    /// Where an undo has opened an offer again, the offer that followed it is taken back.
    fn withdraw_later_offers(&self) -> Result<()> {
        self.db
            .execute(
                "DELETE FROM pick WHERE state = 'offered' AND EXISTS (SELECT 1 FROM pick AS earlier
                   WHERE earlier.call_day = pick.call_day AND earlier.position < pick.position
                     AND earlier.state = 'offered')
                 AND call_day IN (SELECT call_day FROM pick JOIN journal ON journal.tbl = 'pick' AND journal.row = pick.id
                   WHERE journal.change = ?1)",
                [self.id.0],
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
