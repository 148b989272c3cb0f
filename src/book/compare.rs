//! A book against a copy of it: a row that was not changed since must be as it is there, in every column.

use std::path::Path;

use rusqlite::Connection;

use super::check::Findings;
use super::copy::Watch;
use super::open::as_file_path;
use super::schema::{self, Upkeep};
use super::{Book, Doing};
use crate::error::{ErrorKind, Result};

impl Book {
    /// Rows that say they were not changed since a copy was taken, and differ from it.
    pub fn compare_with(&self, copy: &Path, watch: &Watch) -> Result<Findings> {
        const COMPARING: &str = "compare the book with its backup";
        let mut found = Findings::default();
        let Some(path) = &self.path else { return Ok(found) };
        // A connection of its own, which reads both and ends with them.
        let db = super::copy::read_only(path)?;
        watch.over(&db);
        db.execute("ATTACH ?1 AS copy", [as_file_path(copy).to_string_lossy().as_ref()]).doing(COMPARING)?;
        let compared = compare(&db, &mut found, &|table, id| self.told(table, id));
        match compared {
            Err(error) if matches!(error.kind, ErrorKind::Interrupted | ErrorKind::Busy) => return Err(error),
            Err(error) => found.add(error.message),
            Ok(()) => {}
        }
        Ok(found)
    }
}

/// Compares the tables of a book with those of its copy, which is attached.
fn compare(db: &Connection, found: &mut Findings, told: &dyn Fn(&str, i64) -> String) -> Result<()> {
    const COMPARING: &str = "compare the book with its backup";
    let common = last_common_change(db).doing(COMPARING)?;
    if has_forgotten(db, common).doing(COMPARING)? {
        return Ok(());
    }
    for table in schema::book_tables() {
        // An older copy lacks what came later.
        let there: Vec<String> = db
            .prepare(&format!("SELECT name FROM pragma_table_info('{}', 'copy')", table.name))
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .doing(COMPARING)?;
        let written = table.columns.iter().filter(|c| c.upkeep == Upkeep::Written).map(|c| c.name);
        let columns: Vec<&str> = written.filter(|c| there.iter().any(|t| t == c)).collect();
        let table = table.name;
        if columns.is_empty() {
            continue;
        }
        let of = |schema: &str| columns.iter().map(|c| format!("{schema}.{c}")).collect::<Vec<_>>().join(", ");
        // Where the journals tell all changes since, every difference is one of theirs or none at all; else a row tells
        // itself whether it was written since.
        let unwritten = if common.is_some() { "" } else { "now.updated_at = was.updated_at AND" };
        let sql = format!(
            "SELECT now.id FROM main.{table} AS now JOIN copy.{table} AS was USING (id)
             WHERE {unwritten} ({}) IS NOT ({})",
            of("now"),
            of("was")
        );
        let mut statement = db.prepare(&sql).doing(COMPARING)?;
        let mut rows = statement.query([]).doing(COMPARING)?;
        while let Some(row) = rows.next().doing(COMPARING)? {
            let id: i64 = row.get(0).doing(COMPARING)?;
            if was_changed_since(db, table, id, common).doing(COMPARING)? {
                continue;
            }
            found.add(format!("{} differs, though it was not changed since", told(table, id)));
        }
    }
    Ok(())
}

/// The last change that both have, told apart by what it did: a clock that stands still tells nothing.
fn last_common_change(db: &Connection) -> rusqlite::Result<Option<i64>> {
    let mut shared = db.prepare(
        "SELECT change.id FROM main.change JOIN copy.change AS was USING (id, made_at, label) ORDER BY change.id DESC",
    )?;
    let mut same = db.prepare(
        "SELECT NOT EXISTS (SELECT tbl, row, old, new FROM main.journal WHERE change = ?1
           EXCEPT SELECT tbl, row, old, new FROM copy.journal WHERE change = ?1)",
    )?;
    let mut ids = shared.query([])?;
    while let Some(row) = ids.next()? {
        let id: i64 = row.get(0)?;
        if same.query_row([id], |row| row.get(0))? {
            return Ok(Some(id));
        }
    }
    // A copy in which nothing was changed yet has all changes before it.
    let unchanged: bool = db.query_row("SELECT NOT EXISTS (SELECT 1 FROM copy.change)", [], |row| row.get(0))?;
    Ok(unchanged.then_some(0))
}

/// Whether either journal tells of a change of the row after the last that both have. Where they have none in common,
/// the copy is so old that the journal begins after it.
fn was_changed_since(db: &Connection, table: &str, id: i64, common: Option<i64>) -> rusqlite::Result<bool> {
    db.query_row(
        "SELECT EXISTS (SELECT 1 FROM main.journal WHERE tbl = ?1 AND row = ?2
                          AND change > coalesce(?3, (SELECT max(id) FROM copy.change), 0))
             OR EXISTS (SELECT 1 FROM copy.journal WHERE tbl = ?1 AND row = ?2 AND change > ?3)",
        (table, id, common),
        |row| row.get(0),
    )
}

/// Whether somebody was forgotten since: what else was changed together with them is told nowhere.
fn has_forgotten(db: &Connection, common: Option<i64>) -> rusqlite::Result<bool> {
    db.query_row(
        "SELECT EXISTS (SELECT 1 FROM main.change AS c WHERE id > coalesce(?1, (SELECT max(id) FROM copy.change), 0)
                          AND NOT EXISTS (SELECT 1 FROM main.journal WHERE change = c.id))
             OR EXISTS (SELECT 1 FROM copy.change AS c WHERE id > ?1
                          AND NOT EXISTS (SELECT 1 FROM copy.journal WHERE change = c.id))",
        [common],
        |row| row.get(0),
    )
}
