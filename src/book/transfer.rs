//! The whole book as rows of JSON, and back: ids as strings, instants as RFC 3339, yes and no as booleans.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, SecondsFormat};
use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Row, params_from_iter};
use serde_json::{Map, Value};

use super::errors::why_refused;
use super::query::Query;
use super::schema::{self, Column, Holds, Table, Upkeep};
use super::{Book, Change, Doing};
use crate::domain::ids::{CustomerId, RemarkId, TouchId};
use crate::error::{Error, Result};
use crate::text;

mod checked;
mod lines;
mod references;

pub(crate) use lines::LogLines;
pub(super) use references::referred;
pub(crate) use references::{Need, Reference};

/// What became of a row that came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    Added,
    Updated,
    Unchanged,
}

/// What became of a row of a file, and what is to be said of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowTaken {
    /// It came in, or the book has it already. With what was taken out of it, each as a sentence for people.
    In(Came, Vec<String>),
    /// It was left out, because of this.
    Out(String),
}

/// The tables that an export holds, parents first. Search, journal and drafts are this machine's own.
pub(crate) fn tables() -> impl Iterator<Item = &'static str> {
    schema::book_tables().map(|t| t.name)
}

impl Book {
    /// Hands on the rows of a table one by one, by id; remarks in the order of their logs.
    pub fn each_row(&self, table: &str, mut with: impl FnMut(Map<String, Value>) -> Result<()>) -> Result<()> {
        const EXPORTING: &str = "export the book";
        let columns = known_table(table)?.columns;
        let order = if table == schema::REMARKS { "touch, position, id" } else { "id" };
        let sql = format!("SELECT {} FROM {table} ORDER BY {order}", schema::list(columns.iter()));
        let mut statement = self.db.prepare(&sql).doing(EXPORTING)?;
        let mut rows = statement.query([]).doing(EXPORTING)?;
        while let Some(row) = rows.next().doing(EXPORTING)? {
            let mut object = Map::new();
            for (at, column) in columns.iter().enumerate() {
                object.insert(column.name.to_string(), json_value(row, at, column.holds).doing(EXPORTING)?);
            }
            with(object)?;
        }
        Ok(())
    }
}

fn known_table(name: &str) -> Result<&'static Table> {
    schema::book_table(name).ok_or_else(|| {
        Error::usage(format!("the file has {}, which this goodcall does not know", text::a(name)))
            .help("update goodcall, then import it again")
    })
}

fn json_value(row: &Row<'_>, at: usize, holds: Holds) -> rusqlite::Result<Value> {
    Ok(match (row.get_ref(at)?, holds) {
        (ValueRef::Integer(n), Holds::Id | Holds::Customer | Holds::Ref) => n.to_string().into(),
        (ValueRef::Integer(n), Holds::YesNo) => (n != 0).into(),
        (ValueRef::Integer(n), Holds::Instant) => DateTime::from_timestamp_millis(n)
            .map_or_else(|| n.into(), |at| at.to_rfc3339_opts(SecondsFormat::Millis, true).into()),
        (ValueRef::Integer(n), _) => n.into(),
        (ValueRef::Text(text), _) => String::from_utf8_lossy(text).into(),
        _ => Value::Null,
    })
}

/// A value of a column as exports have it.
pub(crate) fn as_exported(table: &str, column: &str, value: &Value) -> Value {
    let holds = schema::table(table).and_then(|table| table.column(column)).map(|column| column.holds);
    match (value.as_i64(), holds) {
        (Some(n), Some(Holds::Id | Holds::Customer | Holds::Ref)) => n.to_string().into(),
        (Some(n), Some(Holds::YesNo)) => (n != 0).into(),
        (Some(n), Some(Holds::Instant)) => DateTime::from_timestamp_millis(n)
            .map_or_else(|| n.into(), |at| at.to_rfc3339_opts(SecondsFormat::Millis, true).into()),
        _ => value.clone(),
    }
}

/// Converts a value to what its column stores; None where the column can't hold it.
fn sql_value(value: &Value, holds: Holds) -> Option<SqlValue> {
    Some(match (value, holds) {
        (Value::Null, _) => SqlValue::Null,
        (Value::String(text), Holds::Id | Holds::Customer | Holds::Ref) => SqlValue::Integer(text.parse().ok()?),
        (Value::String(text), Holds::Instant) => {
            SqlValue::Integer(DateTime::parse_from_rfc3339(text).ok()?.timestamp_millis())
        }
        (Value::String(text), Holds::Day) => SqlValue::Text(text.parse::<NaiveDate>().ok()?.to_string()),
        (Value::Bool(yes), Holds::YesNo) => SqlValue::Integer(i64::from(*yes)),
        (Value::Number(n), Holds::Number | Holds::Instant | Holds::Id | Holds::Customer | Holds::Ref) => {
            SqlValue::Integer(n.as_i64()?)
        }
        (Value::String(text), Holds::Text(_)) => SqlValue::Text(text.clone()),
        _ => return None,
    })
}

/// A row that comes in, with every value as its column stores it.
struct Incoming {
    table: &'static Table,
    values: Vec<(&'static Column, SqlValue)>,
}

impl Incoming {
    /// Reads a row of a file that was checked; an error names a column that this program does not know.
    fn read(table: &'static Table, row: &Map<String, Value>) -> Result<Self> {
        let name = text::a(table.name);
        let mut values = Vec::with_capacity(row.len());
        for (key, value) in row {
            let column = table.column(key).ok_or_else(|| {
                Error::usage(format!("the file has {name} with \"{key}\", which this goodcall does not know"))
                    .help("update goodcall, then import it again")
            })?;
            if let Some(value) = sql_value(value, column.holds) {
                values.push((column, value));
            }
        }
        // A file need not hold what is derived, but some of it is never NULL: it is empty until it is derived again.
        for column in table.columns.iter().filter(|c| c.upkeep == Upkeep::Derived && c.is_required) {
            if !row.contains_key(column.name) {
                values.push((column, SqlValue::Text(String::new())));
            }
        }
        Ok(Self { table, values })
    }

    /// Folds a tag as this program does, whatever the file says.
    fn fold_tag(&mut self) {
        let text = self.values.iter().find_map(|(c, value)| match value {
            SqlValue::Text(text) if c.name == "tag" => Some(text::fold(text)),
            _ => None,
        });
        if let (Some(folded), Some(column)) = (text, self.table.column("folded")) {
            self.values.retain(|(c, _)| c.name != column.name);
            self.values.push((column, SqlValue::Text(folded)));
        }
    }

    fn number(&self, column: &str) -> Option<i64> {
        self.values.iter().find_map(|(c, value)| match value {
            SqlValue::Integer(n) if c.name == column => Some(*n),
            _ => None,
        })
    }

    /// Inserts the row, or writes it over the one with its id; where it contradicts another row, nothing is written.
    fn upsert(&self) -> String {
        let columns = || self.values.iter().map(|(c, _)| *c);
        let sets: Vec<_> = columns().map(|c| format!("{0} = excluded.{0}", c.name)).collect();
        format!(
            "INSERT INTO {} ({}) VALUES ({}) ON CONFLICT (id) DO UPDATE SET {} ON CONFLICT DO NOTHING",
            self.table.name,
            schema::list(columns()),
            vec!["?"; self.values.len()].join(", "),
            sets.join(", ")
        )
    }
}

impl Change<'_> {
    /// Lets rows come in any order: every reference must hold when the change ends.
    pub fn rows_in_any_order(&self) -> Result<()> {
        self.defer_references("import the book")
    }

    /// Takes a row in by its id. Of two with one id the newer stays; a row that contradicts another stays as it is. What can't
    /// be, as flags and forms see it, is left out and named: a value, or the row.
    pub fn take_row(&self, table: &str, mut row: Map<String, Value>) -> Result<RowTaken> {
        const TAKING: &str = "import the book";
        let known = known_table(table)?;
        let id = row.get("id").and_then(|id| match sql_value(id, Holds::Id)? {
            SqlValue::Integer(id) => Some(id),
            _ => None,
        });
        let Some(id) = id else { return Ok(RowTaken::Out("it has no id that can be read".into())) };
        let updated_at = row.get("updated_at").and_then(|at| match sql_value(at, Holds::Instant)? {
            SqlValue::Integer(at) => Some(at),
            _ => None,
        });
        let present = format!("SELECT updated_at FROM {table} WHERE id = ?1");
        let there: Option<i64> = self.db.optional(&present, [id], TAKING)?;
        let unchanged = |notes| Ok(RowTaken::In(Came::Unchanged, notes));
        let came = match there {
            Some(there) if updated_at.is_none_or(|new| new <= there) => return unchanged(Vec::new()),
            Some(_) => Came::Updated,
            None => Came::Added,
        };
        let notes = match checked::check(known, &mut row, &self.clock) {
            Ok(notes) => notes,
            Err(why) => return Ok(RowTaken::Out(why)),
        };
        let mut incoming = Incoming::read(known, &row)?;
        if self.lead_to_merged(&mut incoming)? {
            return unchanged(Vec::new());
        }
        incoming.fold_tag();
        if self.has_the_same(&incoming)? {
            return unchanged(notes);
        }
        let sql = incoming.upsert();
        let values = params_from_iter(incoming.values.into_iter().map(|(_, value)| value));
        let mut statement = self.db.prepare_cached(&sql).doing(TAKING)?;
        match statement.execute(values) {
            Ok(0) => unchanged(notes),
            Ok(_) => Ok(RowTaken::In(came, notes)),
            Err(e) if e.sqlite_extended_error_code() == Some(rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE) => {
                unchanged(notes)
            }
            Err(e) if is_of_the_row(&e) => Ok(RowTaken::Out(why_refused(&e))),
            Err(e) => Err(e).doing(TAKING),
        }
    }

    /// Whether the book has a row under another id that says the same, where its table has no index that refuses it.
    fn has_the_same(&self, row: &Incoming) -> Result<bool> {
        let told_by: &[&str] = match row.table.name {
            "reach" => &["customer", "kind", "value"],
            "source_record" => &["customer", "record", "uid"],
            _ => return Ok(false),
        };
        let value = |column: &&str| row.values.iter().find(|(c, _)| c.name == *column).map(|(_, value)| value.clone());
        let same: Vec<String> = told_by.iter().map(|column| format!("{column} = ?")).collect();
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE {} AND id <> ?)", row.table.name, same.join(" AND "));
        let Some(values) = told_by.iter().chain(&["id"]).map(value).collect::<Option<Vec<SqlValue>>>() else {
            return Ok(false);
        };
        self.db.one(&sql, params_from_iter(values), "import the book")
    }

    /// Points a row at the customer into whom the one it names was merged. Returns true where the row is useless then: an
    /// export from before the merge doesn't bring the record back.
    fn lead_to_merged(&self, row: &mut Incoming) -> Result<bool> {
        if !self.has_known_as()? {
            return Ok(false);
        }
        let own = row.number("id");
        let table = row.table.name;
        for (column, value) in &mut row.values {
            let is_customer = column.holds == Holds::Customer || column.holds == Holds::Id && table == "customer";
            if let (true, SqlValue::Integer(id)) = (is_customer, &*value)
                && let Some(into) = self.merged_into(*id)?
            {
                // Only undo brings the record back.
                if column.holds == Holds::Id || matches!(table, "imported" | "kept_apart" | "known_as") {
                    return Ok(true);
                }
                *value = if column.name == "referred_by" && own == Some(into.0) {
                    SqlValue::Null
                } else {
                    SqlValue::Integer(into.0)
                };
            }
        }
        Ok(false)
    }

    /// Derives again what depends on the rows that came in: what a file says of it does not count.
    pub fn settle_rows(&self, rows: &TakenIn) -> Result<()> {
        const SETTLING: &str = "settle what was imported";
        for id in &rows.customers {
            let customer = self.customer(CustomerId(*id))?;
            self.derive_customer(&customer)?;
            self.index_customer(&customer)?;
        }
        for (table, row) in &rows.found_by {
            let owner = format!("SELECT customer FROM {table} WHERE id = ?1");
            if let Some(owner) = self.db.optional(&owner, [row], SETTLING)? {
                self.index_customer(&self.customer(owner)?)?;
            }
        }
        let mut touches: BTreeSet<i64> = rows.touches.iter().copied().collect();
        for id in &rows.remarks {
            touches.insert(self.quoted(RemarkId(*id))?.remark.touch.0);
        }
        for id in touches {
            let touch = self.keep_lines_as_they_came(self.touch(TouchId(id))?)?;
            self.db.run("UPDATE touch SET day = ?2 WHERE id = ?1 AND day <> ?2", (id, touch.day()), SETTLING)?;
            // A file may say of the first that they were there too.
            self.db.run("DELETE FROM touch_with WHERE touch = ?1 AND customer = ?2", (id, touch.customer), SETTLING)?;
            self.derive_remarks(&touch, &touch.text)?;
            for remark in self.remarks_of_touch(touch.id)? {
                self.index_remark(remark.id, touch.at.timestamp())?;
            }
            self.index_touch(&touch)?;
            self.refresh_derived(touch.customer)?;
            for companion in self.companion_ids(touch.id)? {
                self.refresh_derived(companion)?;
            }
        }
        for owner in &rows.owners {
            self.refresh_derived(*owner)?;
        }
        Ok(())
    }

    /// Returns whose a touch is, or whom a link makes part of one, where it is there.
    pub fn owner_of(&self, table: &str, id: i64) -> Result<Option<CustomerId>> {
        if !matches!(table, "touch" | "touch_with") {
            return Ok(None);
        }
        self.db.optional(&format!("SELECT customer FROM {table} WHERE id = ?1"), [id], "import the book")
    }
}

/// Whether a row itself is the reason why it can't be written, and not the file of the book.
fn is_of_the_row(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(rusqlite::ErrorCode::ConstraintViolation | rusqlite::ErrorCode::TypeMismatch))
}

/// The ids of rows that came in or were changed, and of customers whose touches went to somebody else.
#[derive(Debug, Default)]
pub struct TakenIn {
    pub customers: Vec<i64>,
    pub touches: Vec<i64>,
    pub remarks: Vec<i64>,
    /// Rows by which search finds their customer: the table, and the row.
    pub found_by: Vec<(&'static str, i64)>,
    pub owners: BTreeSet<CustomerId>,
}
