//! Which rows were written for another machine: what changes here had done to them can't be undone any more.

use super::placing::Placing;
use super::tables::{SYNCED, Synced};
use super::{READING, WRITING};
use crate::book::errors::Doing;
use crate::book::query::Query;
use crate::book::search::HitKind;
use crate::book::{Book, journal};
use crate::error::Result;

impl Placing<'_> {
    /// Everything is derived again that depends on a row which was written.
    pub(super) fn derive_what_was_written(&mut self) -> Result<()> {
        let touches = "SELECT DISTINCT touch FROM temp.sync_written WHERE touch IS NOT NULL";
        self.touches.extend(self.book.db.all::<i64>(touches, [], READING)?);
        let who = "SELECT DISTINCT who FROM temp.sync_written WHERE who IS NOT NULL";
        self.customers.extend(self.book.db.all::<i64>(who, [], READING)?);
        Ok(())
    }

    /// Takes out of the index what is gone.
    pub(super) fn unindex_what_is_gone(&self) -> Result<()> {
        for (table, kind) in [("touch", HitKind::Touch), ("remark", HitKind::Remark)] {
            let gone = format!(
                "SELECT DISTINCT row FROM temp.sync_written WHERE tbl = '{table}' AND row NOT IN (SELECT id FROM {table})"
            );
            for row in self.book.db.all::<i64>(&gone, [], READING)? {
                self.change.unindex(row, kind)?;
            }
        }
        Ok(())
    }
}

impl Book {
    /// Begins to note every row that is written, those too that go with others.
    pub(in crate::book) fn note_what_is_written(&self) -> Result<()> {
        let is_there = "SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = 'sync_written')";
        if !self.db.one::<bool>(is_there, [], READING)? {
            self.make_notes()?;
        }
        self.db.execute_batch("DELETE FROM temp.sync_written; INSERT INTO temp.sync_noting VALUES (1)").doing(WRITING)
    }

    /// Makes the triggers that note; they belong to this connection and are not in the file.
    fn make_notes(&self) -> Result<()> {
        let tables = "CREATE TEMP TABLE sync_written (tbl TEXT, row INTEGER, touch INTEGER, who INTEGER);
                      CREATE TEMP TABLE sync_noting (yes INTEGER);";
        self.db.execute_batch(tables).doing(WRITING)?;
        for table in SYNCED {
            let name = table.name;
            for (event, states) in [("INSERT", &["new"][..]), ("UPDATE", &["old", "new"]), ("DELETE", &["old"])] {
                let notes: Vec<String> = states.iter().map(|of| note_of(table, of)).collect();
                let trigger = format!(
                    "CREATE TEMP TRIGGER sync_{name}_{event} AFTER {event} ON main.{name}
                     WHEN EXISTS (SELECT 1 FROM sync_noting) BEGIN {} END",
                    notes.join(" ")
                );
                self.db.execute_batch(&trigger).doing(WRITING)?;
            }
        }
        Ok(())
    }

    /// Ends it: those of the rows that are not as a change here left them are marked.
    pub(in crate::book) fn mark_what_was_written(&self) -> Result<()> {
        self.db.execute_batch("DELETE FROM temp.sync_noting").doing(WRITING)?;
        let written = "SELECT DISTINCT tbl, row, iif(tbl = 'remark', touch, row) AS among FROM temp.sync_written AS written
                       WHERE EXISTS (SELECT 1 FROM journal WHERE journal.tbl = written.tbl AND journal.row = written.row)
                         OR EXISTS (SELECT 1 FROM journal WHERE upto IS NOT NULL AND journal.tbl = written.tbl
                                      AND iif(written.tbl = 'remark', touch, written.row) BETWEEN journal.row AND upto)";
        for (table, row, among) in self.db.all::<(String, i64, i64)>(written, [], READING)? {
            journal::was_changed_elsewhere(&self.db, &table, row, among)?;
        }
        Ok(())
    }
}

/// The statement that notes a row of a trigger.
fn note_of(table: &Synced, of: &str) -> String {
    let touch = match table.name {
        "touch" => format!("{of}.id"),
        "remark" | "touch_with" => format!("{of}.touch"),
        _ => "NULL".to_string(),
    };
    let who = match table.name {
        "customer" => format!("{of}.id"),
        _ if table.owners().is_empty() => "NULL".to_string(),
        _ => format!("{of}.customer"),
    };
    format!("INSERT INTO sync_written VALUES ('{}', {of}.id, {touch}, {who});", table.name)
}
