//! Purging: nothing of somebody who is forgotten is left in what a book knows of its space.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::logical::Key;
use super::reading::rows_of;
use super::saying::forgetting;
use super::tables::{self, CUSTOMER, FORGOTTEN_BY_ID, KNOWN_AS, REMARK, SYNCED, Synced, TOUCH_WITH};
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::values::json_ids;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::segment::{self, Entry};

impl Book {
    /// Purges what the space has of somebody, or of one row. Rows that were to be said are said to be forgotten: nobody else
    /// knows whose they were.
    pub(super) fn purge_and_say(&self, clock: &Clock, id: i64) -> Result<()> {
        for row in self.purge(id)? {
            let stamp = self.own_stamp(clock)?;
            self.say(clock, forgetting(row, stamp))?;
        }
        Ok(())
    }

    /// Takes all that the space has of somebody, or of one row, out of this book's memory of it. Their touches and standings are
    /// forgotten as they are: another machine may have one of them for somebody else, from a file. Returns those that were still
    /// to be said.
    pub(super) fn purge(&self, id: i64) -> Result<BTreeSet<i64>> {
        let mut rows = Vec::new();
        for table in FORGOTTEN_BY_ID {
            rows.extend(self.rows_forgotten_with(table, id)?);
        }
        let row_ids = json_ids(&rows);
        let forget = "INSERT OR IGNORE INTO sync_forgot (row, clock, machine)
                      SELECT value, clock, machine FROM json_each(?2), sync_forgot WHERE sync_forgot.row = ?1";
        self.db.run(forget, (id, &row_ids), WRITING)?;
        let remarks = "SELECT id FROM remark WHERE touch IN (SELECT value FROM json_each(?1))
                       UNION SELECT key FROM sync_row WHERE tbl = ?2 AND state ->> 'touch' IN (SELECT value FROM json_each(?1))";
        let remarks: Vec<i64> = self.db.all(remarks, (&row_ids, REMARK.code), READING)?;
        let gone: BTreeSet<i64> = rows.iter().chain(&remarks).copied().chain([id]).collect();
        self.keep_ids_of_pointers_taken_back(id)?;
        // The name of a record that is nowhere goes with whose it is, who is forgotten too.
        let is_name = self.merged_into(id)?.is_some() && !self.knows_row(&CUSTOMER, &Key::Id(id))?;
        for table in SYNCED.into_iter().filter(|table| !is_name || **table != KNOWN_AS) {
            self.purge_table(table, id, &row_ids)?;
        }
        let ids = json!(gone).to_string();
        for table in FORGOTTEN_BY_ID.into_iter().chain([&CUSTOMER, &REMARK]) {
            for kept in ["sync_row", "sync_clash"] {
                let by_id = format!("DELETE FROM {kept} WHERE tbl = ?1 AND key IN (SELECT value FROM json_each(?2))");
                self.db.run(&by_id, (table.code, &ids), WRITING)?;
            }
        }
        self.purge_lines(&gone)
    }

    /// The rows of a table that go with somebody, whoever else has them by now; or the row of this id.
    fn rows_forgotten_with(&self, table: &Synced, id: i64) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT id FROM {} WHERE customer = ?1
             UNION SELECT key FROM sync_row WHERE tbl = ?2 AND key = ?1
             UNION SELECT key FROM sync_row WHERE tbl = ?2 AND state IS NOT NULL AND state ->> 'customer' = ?1
             UNION SELECT key FROM sync_clash WHERE tbl = ?2 AND lost ->> 'customer' = ?1",
            table.name
        );
        self.db.all(&sql, (id, table.code), READING)
    }

    /// Keeps the ids of pointers at somebody that were taken back: the records that these were of may be merged again, and
    /// other machines know the ids still.
    fn keep_ids_of_pointers_taken_back(&self, id: i64) -> Result<()> {
        let sql = "UPDATE sync_row SET state = json_object('gone', state ->> 'gone', 'id', state ->> 'id', 'here', 0)
                   WHERE tbl = ?1 AND state ->> 'customer' = ?2 AND state ->> 'here' = 0";
        self.db.run(sql, (KNOWN_AS.code, id), WRITING).map(drop)
    }

    /// Takes rows out that belong to somebody, by a column or by their key.
    fn purge_table(&self, table: &Synced, id: i64, touches: &str) -> Result<()> {
        let own = format!("[{id}]");
        let theirs = table.forgotten_with().into_iter().map(|column| (column, own.as_str()));
        let met = (*table == TOUCH_WITH).then_some(("touch", touches));
        let columns: Vec<(&str, &str)> = theirs.chain(met).collect();
        for (column, ids) in columns {
            let in_state = format!("state ->> '{column}' IN (SELECT value FROM json_each(?2))");
            let which = match table.key.iter().position(|key| *key == column) {
                Some(at) => {
                    format!("({in_state} OR json_extract(key, '$[{at}]') IN (SELECT value FROM json_each(?2)))")
                }
                None => in_state,
            };
            for kept in ["sync_row", "sync_clash"] {
                let which = if kept == "sync_clash" { which.replace("state ->>", "lost ->>") } else { which.clone() };
                self.db.run(&format!("DELETE FROM {kept} WHERE tbl = ?1 AND {which}"), (table.code, ids), WRITING)?;
            }
            let shown = format!(
                "DELETE FROM sync_row WHERE tbl = ?1 AND key IN
                   (SELECT id FROM {} WHERE {column} IN (SELECT value FROM json_each(?2)))",
                table.name
            );
            if !table.has_key() {
                self.db.run(&shown, (table.code, ids), WRITING)?;
            }
        }
        Ok(())
    }

    /// Takes them out of what waits to be sent, or to be understood. Returns which of those that go by their own ids were among
    /// what was to be sent.
    fn purge_lines(&self, gone: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
        let mut rows = BTreeSet::new();
        let waiting: Vec<(i64, String)> = self.db.all("SELECT seq, lines FROM sync_out", [], READING)?;
        for (seq, lines) in waiting {
            let entries = segment::entries_of(&lines).unwrap_or_default();
            let (theirs, mut left): (Vec<Entry>, Vec<Entry>) =
                entries.into_iter().partition(|entry| names(entry, gone));
            if !theirs.is_empty() {
                rows.extend(FORGOTTEN_BY_ID.into_iter().flat_map(|table| rows_of(table, &theirs)));
                left.extend(theirs.iter().filter_map(|entry| id_of_pointer(entry, gone)));
                let lines = segment::lines_of(&left)?;
                self.db.run("UPDATE sync_out SET lines = ?2 WHERE seq = ?1", (seq, lines), WRITING)?;
            }
        }
        for id in gone {
            self.db.run("DELETE FROM sync_later WHERE instr(line, ?1)", [id.to_string()], WRITING)?;
        }
        Ok(rows)
    }
}

/// A pointer at somebody, with nothing but its id: the others have to hear of that, since the smallest stays.
fn id_of_pointer(entry: &Entry, gone: &BTreeSet<i64>) -> Option<Entry> {
    let mut entry = entry.clone();
    let Entry::Row { table, key, fields, .. } = &mut entry else { return None };
    let of = key.iter().flatten().find_map(Value::as_i64).filter(|_| *table == KNOWN_AS.name)?;
    *fields = Map::new();
    (!gone.contains(&of)).then_some(entry)
}

/// Whether an entry says anything of these rows.
fn names(entry: &Entry, gone: &BTreeSet<i64>) -> bool {
    let is_gone = |value: &Value| value.as_i64().is_some_and(|id| gone.contains(&id));
    match entry {
        Entry::Row { table, row, key, fields, .. } => {
            let Some(table) = tables::by_name(table) else { return false };
            let mut columns = table.forgotten_with().into_iter().chain(["touch"]);
            !table.has_key() && gone.contains(row)
                || key.iter().flatten().any(is_gone)
                || columns.any(|column| fields.get(column).is_some_and(is_gone))
        }
        Entry::Forget { .. } | Entry::Other(_) => false,
    }
}
