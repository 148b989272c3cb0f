//! What a row of a file refers to: it comes in once that is in the book.

use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use super::{known_table, sql_value};
use crate::book::Change;
use crate::book::query::Query;
use crate::book::schema::{Column, Holds};
use crate::error::Result;

const LOOKING: &str = "look for what a row refers to";

/// What a row refers to that the book does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reference {
    /// The column that refers to it.
    pub column: &'static str,
    /// The table that it would be in.
    pub table: &'static str,
    /// Whether the row is nothing without it.
    pub need: Need,
}

/// Whether a row can be without what it refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    /// It belongs to it.
    Owner,
    /// It is whole without it.
    Beside,
}

/// Returns the table that a column refers to, and whether its rows are nothing without; None for other columns.
pub(in crate::book) fn referred(column: &Column) -> Option<(&'static str, Need)> {
    match (column.name, column.holds) {
        ("referred_by", _) => Some(("customer", Need::Beside)),
        ("answered_by", _) => Some(("touch", Need::Beside)),
        ("setback", _) => Some(("setback", Need::Beside)),
        ("touch", _) => Some(("touch", Need::Owner)),
        (_, Holds::Customer) => Some(("customer", Need::Owner)),
        _ => None,
    }
}

impl Change<'_> {
    /// Lists what a row of a file refers to that the book does not have, at least not yet.
    pub(crate) fn open_references(&self, table: &str, row: &Map<String, Value>) -> Result<Vec<Reference>> {
        let mut open = Vec::new();
        for column in known_table(table)?.columns {
            let Some((of, need)) = referred(column) else { continue };
            let Some(SqlValue::Integer(id)) = row.get(column.name).and_then(|id| sql_value(id, Holds::Ref)) else {
                continue;
            };
            if !self.is_there(of, id)? {
                open.push(Reference { column: column.name, table: of, need });
            }
        }
        Ok(open)
    }

    /// Takes a reference out of a row of the book where it refers to nothing. Returns whether it did.
    pub(crate) fn close_reference(&self, table: &str, row: i64, reference: Reference) -> Result<bool> {
        let Reference { column, table: of, .. } = reference;
        let sql = format!(
            "UPDATE {table} SET {column} = NULL
             WHERE id = ?1 AND {column} IS NOT NULL AND {column} NOT IN (SELECT id FROM {of})"
        );
        Ok(self.db.run(&sql, [row], "take a reference to nothing out")? > 0)
    }

    /// Whether a row is in the book; a customer may have been merged into another.
    fn is_there(&self, table: &str, id: i64) -> Result<bool> {
        let there: Option<i64> = self.db.optional(&format!("SELECT id FROM {table} WHERE id = ?1"), [id], LOOKING)?;
        Ok(there.is_some() || table == "customer" && self.merged_into(id)?.is_some())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::tables;
    use super::*;
    use crate::book::{Book, schema};

    #[test]
    fn every_reference_of_the_schema_is_known() {
        let book = Book::in_memory().expect("a book");
        for name in tables() {
            let mut statement = book.db.prepare(&format!("PRAGMA foreign_key_list({name})")).expect("a list");
            let of_schema = statement.query_map([], |row| Ok((row.get::<_, String>(3)?, row.get::<_, String>(2)?)));
            let of_schema: BTreeSet<(String, String)> =
                of_schema.expect("a list").map(|row| row.expect("a row")).collect();
            let columns = schema::book_table(name).expect("a table").columns.iter();
            let known: BTreeSet<(String, String)> =
                columns.filter_map(|c| Some((c.name.to_string(), referred(c)?.0.to_string()))).collect();
            assert_eq!(known, of_schema, "{name}");
        }
    }
}
