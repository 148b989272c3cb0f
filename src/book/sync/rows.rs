//! Rows of the book's tables as they are, column by column.

use rusqlite::types::Value as SqlValue;
use rusqlite::{ErrorCode, params_from_iter};
use serde_json::Value;

use super::fields::{Fields, id_of, value_of};
use super::logical::{Key, travels};
use super::tables::Synced;
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::errors::Doing;
use crate::book::query::Query;
use crate::book::undo::sql_value;
use crate::error::Result;
use crate::text;

/// What became of a row that was to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wrote {
    /// It is in its table.
    Row,
    /// Its table does not take it: a newer version said it, or two changes do not go together.
    Refused,
}

fn fields_of(json: Option<String>) -> Option<Fields> {
    json.and_then(|json| serde_json::from_str(&json).ok())
}

/// What a column holds of another one that it folds. Only names have to be something.
fn folded(column: &str, of: &Value) -> SqlValue {
    let folded = text::fold_known(of.as_str());
    if column == "sort_name" { folded.unwrap_or_default().into() } else { folded.into() }
}

impl Book {
    /// Returns the row with an id.
    pub(super) fn row_of_id(&self, table: &Synced, id: i64) -> Result<Option<Fields>> {
        Ok(fields_of(self.db.optional(&table.statements().of_id, [id], READING)?))
    }

    /// Returns the row with a key.
    pub(super) fn row_of_key(&self, table: &Synced, key: &Key) -> Result<Option<Fields>> {
        match (key, key.values()) {
            (Key::Id(id), _) => self.row_of_id(table, *id),
            (Key::Values(_), Some(values)) => {
                let values = params_from_iter(values.iter().map(|value| sql_value(Some(value))));
                Ok(fields_of(self.db.optional(&table.statements().of_key, values, READING)?))
            }
            (Key::Values(_), None) => Ok(None),
        }
    }

    /// Returns the rows whose column holds one of some ids.
    pub(super) fn rows_where(&self, table: &Synced, column: &str, ids: &str) -> Result<Vec<Fields>> {
        let sql = format!(
            "SELECT {} FROM {} WHERE {column} IN (SELECT value FROM json_each(?1)) ORDER BY id",
            table.statements().as_json,
            table.name
        );
        let rows: Vec<String> = self.db.all(&sql, [ids], READING)?;
        Ok(rows.into_iter().filter_map(|json| fields_of(Some(json))).collect())
    }

    /// Hands on every row of a table, by id.
    pub(super) fn each_row_of(&self, table: &Synced, mut with: impl FnMut(Fields) -> Result<()>) -> Result<()> {
        let sql = format!("SELECT {} FROM {} ORDER BY id", table.statements().as_json, table.name);
        self.db.each(&sql, [], READING, |json: String| fields_of(Some(json)).map_or(Ok(()), &mut with))
    }

    /// Whether a table has a row with an id.
    pub(super) fn has_row(&self, table: &str, id: i64) -> Result<bool> {
        self.db.one(&format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)"), [id], READING)
    }

    /// Writes a row, in place of the one with its id or key.
    pub(super) fn write_row(&self, table: &Synced, fields: &Fields, updated_at: i64) -> Result<Wrote> {
        let Some(id) = id_of(fields, "id") else { return Ok(Wrote::Refused) };
        if table.has_key() {
            let key = table.key.iter().map(|c| sql_value(fields.get(*c)));
            let same = params_from_iter(key.chain([SqlValue::Integer(id)]));
            let there: Option<i64> = self.db.optional(&table.statements().of_same_key, same, READING)?;
            if let Some(there) = there {
                let row = self.row_of_id(table, there)?;
                // Of two rows that are one by now, that of the smaller id is shown.
                if there < id && row.is_some_and(|row| travels(table, &row)) {
                    return Ok(Wrote::Refused);
                }
                self.remove_row(table, there)?;
            }
        }
        let values = table.columns().map(|c| sql_value(Some(value_of(fields, c))));
        let folded = table.folded().iter().map(|(column, of)| folded(column, value_of(fields, of)));
        let values = [SqlValue::Integer(id), SqlValue::Integer(updated_at)].into_iter().chain(values).chain(folded);
        let mut statement = self.db.prepare_cached(&table.statements().write).doing(WRITING)?;
        match statement.execute(params_from_iter(values)) {
            Ok(_) => Ok(Wrote::Row),
            Err(rusqlite::Error::SqliteFailure(e, _)) if e.code == ErrorCode::ConstraintViolation => Ok(Wrote::Refused),
            Err(e) => Err(e).doing(WRITING),
        }
    }

    /// Takes the row with an id out of its table, and what belongs to it.
    pub(super) fn remove_row(&self, table: &Synced, id: i64) -> Result<()> {
        self.db.run(&format!("DELETE FROM {} WHERE id = ?1", table.name), [id], WRITING).map(drop)
    }
}
