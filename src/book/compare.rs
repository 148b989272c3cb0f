//! A book against a copy of it: a row that was not changed since must be as it is there, in every column.

use std::path::Path;

use rusqlite::Connection;

use super::check::Findings;
use super::copy::Watch;
use super::file::{as_file_path, read_only};
use super::query::Query;
use super::schema::{self, Column, Holds, Upkeep};
use super::{Book, Doing, sync};
use crate::error::{ErrorKind, Result};

const COMPARING: &str = "compare the book with its backup";

impl Book {
    /// Finds rows that say they were not changed since a copy was taken, and differ from it.
    pub fn compare_with(&self, copy: &Path, watch: &Watch) -> Result<Findings> {
        let mut found = Findings::default();
        let Some(path) = &self.path else { return Ok(found) };
        // A connection of its own, which reads both and ends with them.
        let db = read_only(path)?;
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

/// The columns that a table of the copy has: an older copy lacks what came later.
fn columns_of_copy(db: &Connection, table: &str) -> Result<Vec<String>> {
    db.all("SELECT name FROM pragma_table_info(?1, 'copy')", [table], COMPARING)
}

/// Compares the tables of a book with those of its copy, which is attached.
fn compare(db: &Connection, found: &mut Findings, told: &dyn Fn(&str, i64) -> String) -> Result<()> {
    let common = last_common_change(db)?;
    if has_forgotten(db, common)? {
        return Ok(());
    }
    let moved = space_has_moved(db)?;
    let knows_rows = !columns_of_copy(db, "sync_row")?.is_empty();
    for table in schema::book_tables() {
        let there = columns_of_copy(db, table.name)?;
        // A merge on another machine leads what was logged to somebody else, and no change here tells of it.
        let leads = |c: &&Column| matches!(c.holds, Holds::Customer | Holds::Ref);
        let written =
            table.columns.iter().filter(|c| c.upkeep == Upkeep::Written && !(moved && leads(c))).map(|c| c.name);
        let columns: Vec<&str> = written.filter(|c| there.iter().any(|t| t == c)).collect();
        if columns.is_empty() {
            continue;
        }
        let of = |schema: &str| columns.iter().map(|c| format!("{schema}.{c}")).collect::<Vec<_>>().join(", ");
        let table = table.name;
        // Where the journals tell all changes since, every difference is one of theirs or damage; else a row tells itself
        // whether it was written since, and the space what it said of the row.
        let mut unwritten = String::new();
        if common.is_none() || moved {
            unwritten.push_str("now.updated_at = was.updated_at AND ");
        }
        if let Some(unsaid) = sync::nothing_was_said_since(table, "now").filter(|_| moved && knows_rows) {
            unwritten.push_str(&format!("{unsaid} AND "));
        }
        let sql = format!(
            "SELECT now.id FROM main.{table} AS now JOIN copy.{table} AS was USING (id)
             WHERE {unwritten}({}) IS NOT ({})",
            of("now"),
            of("was")
        );
        db.each(&sql, [], COMPARING, |id: i64| {
            if !was_changed_since(db, table, id, common)? {
                found.add(format!("{} differs, though it was not changed since", told(table, id)));
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// Whether something came from another machine since, which no change here tells of.
fn space_has_moved(db: &Connection) -> Result<bool> {
    let there =
        if columns_of_copy(db, "sync_self")?.is_empty() { "NULL" } else { "(SELECT clock FROM copy.sync_self)" };
    db.one(&format!("SELECT (SELECT clock FROM main.sync_self) IS NOT {there}"), [], COMPARING)
}

/// Finds the last change that both have, told apart by what it did: a clock that stands still tells nothing.
fn last_common_change(db: &Connection) -> Result<Option<i64>> {
    // What a row came to is told by its checksum, where both have one.
    let has_checksums = columns_of_copy(db, "journal")?.iter().any(|c| c == "checksum");
    let checksums = if has_checksums { "OR mine.checksum <> theirs.checksum" } else { "" };
    let same = format!(
        "SELECT NOT EXISTS (SELECT 1 FROM main.journal AS mine LEFT JOIN copy.journal AS theirs USING (id)
           WHERE mine.change = ?1 AND ((mine.tbl, mine.row, mine.old) IS NOT (theirs.tbl, theirs.row, theirs.old) {checksums}))"
    );
    let shared =
        "SELECT change.id FROM main.change JOIN copy.change AS was USING (id, made_at, label) ORDER BY change.id DESC";
    for id in db.all::<i64>(shared, [], COMPARING)? {
        if db.one(&same, [id], COMPARING)? {
            return Ok(Some(id));
        }
    }
    // A copy in which nothing was changed yet has all changes before it.
    let unchanged: bool = db.one("SELECT NOT EXISTS (SELECT 1 FROM copy.change)", [], COMPARING)?;
    Ok(unchanged.then_some(0))
}

/// Whether either journal tells of a change of the row after the last that both have. Where they have none in common,
/// the copy is so old that the journal begins after it.
fn was_changed_since(db: &Connection, table: &str, id: i64, common: Option<i64>) -> Result<bool> {
    // Of remarks, an entry for many has the ids of their touches.
    let row = if table == schema::REMARKS { "(SELECT touch FROM main.remark WHERE id = ?2)" } else { "?2" };
    let among_many = format!("upto IS NOT NULL AND {row} BETWEEN row AND upto");
    let telling = |book: &str, after: &str, many: &str| {
        format!(
            "EXISTS (SELECT 1 FROM {book}.journal WHERE tbl = ?1 AND row = ?2 AND change > {after}
                     UNION ALL SELECT 1 FROM {book}.journal WHERE tbl = ?1 AND change > {after} AND {many})"
        )
    };
    let knows_many = columns_of_copy(db, "journal")?.iter().any(|c| c == "upto");
    let mine = telling("main", "coalesce(?3, (SELECT max(id) FROM copy.change), 0)", &among_many);
    let theirs = telling("copy", "?3", if knows_many { &among_many } else { "false" });
    let sql = format!("SELECT {mine} OR {theirs}");
    db.one(&sql, (table, id, common), COMPARING)
}

/// Whether somebody was forgotten since: what else was changed together with them is told nowhere.
fn has_forgotten(db: &Connection, common: Option<i64>) -> Result<bool> {
    // A restore writes nothing either, and hides nothing.
    let knows_ends = columns_of_copy(db, "change")?.iter().any(|c| c == "ends");
    let no_restore = if knows_ends { "AND ends IS NOT 'restore'" } else { "" };
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM main.change AS c WHERE id > coalesce(?1, (SELECT max(id) FROM copy.change), 0)
                          AND ends IS NOT 'restore' AND NOT EXISTS (SELECT 1 FROM main.journal WHERE change = c.id))
             OR EXISTS (SELECT 1 FROM copy.change AS c WHERE id > ?1
                          {no_restore} AND NOT EXISTS (SELECT 1 FROM copy.journal WHERE change = c.id))"
    );
    db.one(&sql, [common], COMPARING)
}
