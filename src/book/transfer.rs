//! The whole book as rows of JSON, and back: ids as strings, instants as RFC 3339, yes and no as booleans.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat};
use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde_json::{Map, Value};

use super::{Book, Change, Doing};
use crate::domain::customer::FIELD_LIMIT;
use crate::domain::ids::{CustomerId, RemarkId, TouchId};
use crate::domain::touch::TEXT_LIMIT;
use crate::error::{Error, Result};
use crate::text;

/// The tables that an export holds, parents first. Search, journal and drafts are this machine's own.
pub(crate) const TABLES: [&str; 12] = [
    "customer",
    "setback",
    "touch",
    "remark",
    "pick",
    "planned_visit",
    "teammate_alias",
    "away",
    "kept_apart",
    "imported",
    "standing_change",
    "known_as",
];

/// What a column holds, told by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Id,
    Instant,
    YesNo,
    Plain,
}

fn holds(table: &str, column: &str) -> Holds {
    match column {
        "id" | "touch" | "referred_by" | "setback" | "answered_by" | "other" | "gone" => Holds::Id,
        "customer" => Holds::Id,
        "favorite" | "do_not_call" | "starred" => Holds::YesNo,
        "imported" if table == "touch" => Holds::YesNo,
        c if c.ends_with("_at") => Holds::Instant,
        _ => Holds::Plain,
    }
}

/// The longest text that a column takes in, in bytes.
fn most_bytes(table: &str, column: &str) -> usize {
    match (table, column) {
        // Folded, a name may be longer than it is.
        ("customer", column) if column != "sort_name" => FIELD_LIMIT,
        // All fields of a customer at once, as JSON.
        ("imported", _) => 8 * TEXT_LIMIT,
        _ => TEXT_LIMIT,
    }
}

/// What became of a row that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    Added,
    Updated,
    Unchanged,
}

impl Book {
    pub(super) fn columns(&self, table: &str) -> Result<Vec<String>> {
        self.db
            .prepare_cached(&format!("SELECT name FROM pragma_table_info('{table}')"))
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .doing("look at the book's tables")
    }

    /// Goes through a table of [`TABLES`], row by row, in the order of the ids.
    pub fn each_row(&self, table: &str, mut with: impl FnMut(Map<String, Value>) -> Result<()>) -> Result<()> {
        let columns = self.columns(table)?;
        let sql = format!("SELECT {} FROM {table} ORDER BY id", columns.join(", "));
        let mut statement = self.db.prepare(&sql).doing("export the book")?;
        let mut rows = statement.query([]).doing("export the book")?;
        while let Some(row) = rows.next().doing("export the book")? {
            let mut object = Map::new();
            for (at, column) in columns.iter().enumerate() {
                object.insert(column.clone(), json_value(row, at, holds(table, column)).doing("export the book")?);
            }
            with(object)?;
        }
        Ok(())
    }
}

fn json_value(row: &Row<'_>, at: usize, holds: Holds) -> rusqlite::Result<Value> {
    Ok(match (row.get_ref(at)?, holds) {
        (ValueRef::Integer(n), Holds::Id) => n.to_string().into(),
        (ValueRef::Integer(n), Holds::YesNo) => (n != 0).into(),
        (ValueRef::Integer(n), Holds::Instant) => DateTime::from_timestamp_millis(n)
            .map_or_else(|| n.into(), |at| at.to_rfc3339_opts(SecondsFormat::Millis, true).into()),
        (ValueRef::Integer(n), Holds::Plain) => n.into(),
        (ValueRef::Text(text), _) => String::from_utf8_lossy(text).into(),
        _ => Value::Null,
    })
}

fn sql_value(value: &Value, holds: Holds) -> Option<SqlValue> {
    Some(match (value, holds) {
        (Value::Null, _) => SqlValue::Null,
        (Value::String(text), Holds::Id) => SqlValue::Integer(text.parse().ok()?),
        (Value::String(text), Holds::Instant) => {
            SqlValue::Integer(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
        }
        (Value::Bool(yes), Holds::YesNo) => SqlValue::Integer(i64::from(*yes)),
        (Value::Number(n), Holds::Plain | Holds::Instant | Holds::Id) => SqlValue::Integer(n.as_i64()?),
        (Value::String(text), Holds::Plain) => SqlValue::Text(text.clone()),
        _ => return None,
    })
}

impl Change<'_> {
    /// Lets rows refer to rows that come later; all must be there when the change ends.
    pub fn rows_in_any_order(&self) -> Result<()> {
        self.db.execute_batch("PRAGMA defer_foreign_keys = ON").doing("import the book")
    }

    /// Takes a row in, by id: the newer of two stays. A row that contradicts one in the book stays out.
    pub fn take_row(&self, table: &str, row: &Map<String, Value>) -> Result<Came> {
        let known = self.columns(table)?;
        let mut names = Vec::with_capacity(row.len());
        let mut values = Vec::with_capacity(row.len());
        for (column, value) in row {
            if !known.contains(column) {
                return Err(Error::usage(format!(
                    "the file has a {table} with \"{column}\", which this goodcall does not know"
                ))
                .help("update goodcall, then import it again"));
            }
            let value = sql_value(value, holds(table, column)).ok_or_else(|| {
                Error::usage(format!("the file has a {table} whose \"{column}\" can't be read: {value}"))
            })?;
            if let SqlValue::Text(text) = &value
                && text.len() > most_bytes(table, column)
            {
                return Err(Error::usage(format!(
                    "the file has a {table} whose \"{column}\" has {} bytes, and {} are the most that it may hold",
                    text.len(),
                    most_bytes(table, column)
                )));
            }
            names.push(column.as_str());
            values.push(value);
        }
        // Derived anyway, so a file need not say it.
        if table == "customer" && !names.contains(&"sort_name") {
            names.push("sort_name");
            values.push(SqlValue::Text(String::new()));
        }
        if self.lead_to_merged(table, &names, &mut values)? {
            return Ok(Came::Unchanged);
        }
        let number = |column: &str| {
            names.iter().position(|n| *n == column).and_then(|at| match values.get(at) {
                Some(SqlValue::Integer(n)) => Some(*n),
                _ => None,
            })
        };
        let id = number("id").ok_or_else(|| Error::usage(format!("the file has a {table} without an id")))?;
        let there: Option<i64> = self
            .db
            .prepare_cached(&format!("SELECT updated_at FROM {table} WHERE id = ?1"))
            .and_then(|mut s| s.query_row([id], |r| r.get(0)).optional())
            .doing("import the book")?;
        let came = match there {
            Some(there) if number("updated_at").is_none_or(|new| new <= there) => return Ok(Came::Unchanged),
            Some(_) => Came::Updated,
            None => Came::Added,
        };
        let sets: Vec<_> = names.iter().map(|n| format!("{n} = excluded.{n}")).collect();
        let sql = format!(
            "INSERT INTO {table} ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {} ON CONFLICT DO NOTHING",
            names.join(", "),
            vec!["?"; names.len()].join(", "),
            sets.join(", ")
        );
        let written = self.db.prepare_cached(&sql).and_then(|mut s| s.execute(params_from_iter(values)));
        match written {
            Ok(0) => Ok(Came::Unchanged),
            Ok(_) => Ok(came),
            Err(e) if e.sqlite_extended_error_code() == Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE) => {
                Ok(Came::Unchanged)
            }
            Err(e) => Err(Error::usage(format!("the file has a {table} ({id}) that the book can't hold: {e}"))
                .help("nothing was changed; export it again, or put that row right")),
        }
    }

    /// Lets a row that speaks of a record that was merged into another speak of the one that stayed; whether it is of no
    /// use then: an export from before the merge doesn't bring the record back.
    fn lead_to_merged(&self, table: &str, names: &[&str], values: &mut [SqlValue]) -> Result<bool> {
        if !self.has_known_as()? {
            return Ok(false);
        }
        let own = names.iter().position(|n| *n == "id").and_then(|at| match values.get(at) {
            Some(SqlValue::Integer(id)) => Some(*id),
            _ => None,
        });
        for (name, value) in names.iter().zip(values) {
            let points = matches!(*name, "customer" | "other" | "referred_by") || *name == "id" && table == "customer";
            if let (true, SqlValue::Integer(id)) = (points, &*value)
                && let Some(into) = self.merged_into(*id)?
            {
                // Undo alone makes a record of it again.
                if *name == "id" || matches!(table, "imported" | "kept_apart" | "known_as") {
                    return Ok(true);
                }
                *value = if *name == "referred_by" && own == Some(into.0) {
                    SqlValue::Null
                } else {
                    SqlValue::Integer(into.0)
                };
            }
        }
        Ok(false)
    }

    /// Brings everything that is derived in line with rows that were taken in: what a file says of it does not count.
    pub fn settle_rows(&self, rows: &TakenIn) -> Result<()> {
        const SETTLING: &str = "settle what was imported";
        for id in &rows.customers {
            let customer = self.customer(CustomerId(*id))?;
            self.db
                .prepare_cached("UPDATE customer SET sort_name = ?2 WHERE id = ?1 AND sort_name <> ?2")
                .and_then(|mut s| s.execute((id, text::fold(&customer.name))))
                .doing(SETTLING)?;
            self.refresh_derived(customer.id)?;
            self.index_customer(&customer)?;
        }
        let mut touches: BTreeSet<i64> = rows.touches.iter().copied().collect();
        for id in &rows.remarks {
            touches.insert(self.quoted(RemarkId(*id))?.remark.touch.0);
        }
        for id in touches {
            let touch = self.touch(TouchId(id))?;
            self.db
                .prepare_cached("UPDATE touch SET day = ?2 WHERE id = ?1 AND day <> ?2")
                .and_then(|mut s| s.execute((id, touch.day().to_string())))
                .doing(SETTLING)?;
            self.derive_remarks(&touch)?;
            for remark in self.remarks_of_touch(touch.id)? {
                self.index_remark(remark.id, &remark.text, touch.at.timestamp())?;
            }
            self.index_touch(&touch)?;
            self.refresh_derived(touch.customer)?;
        }
        for owner in &rows.owners {
            self.refresh_derived(*owner)?;
        }
        Ok(())
    }

    /// Whose a touch is, where it is there.
    pub fn owner_of_touch(&self, id: i64) -> Result<Option<CustomerId>> {
        self.db
            .prepare_cached("SELECT customer FROM touch WHERE id = ?1")
            .and_then(|mut s| s.query_row([id], |row| row.get(0).map(CustomerId)).optional())
            .doing("import the book")
    }
}

/// The ids of rows that came in or were changed, and of customers whose touches went to somebody else.
#[derive(Debug, Default)]
pub struct TakenIn {
    pub customers: Vec<i64>,
    pub touches: Vec<i64>,
    pub remarks: Vec<i64>,
    pub owners: BTreeSet<CustomerId>,
}
