//! The journal: which rows each change added, altered or removed, and what they were before. Triggers write it, made from
//! the tables as they are. A checksum of what a row came to shows where something else has changed it since.

use rusqlite::types::{Value as SqlValue, ValueRef};
use rusqlite::{Connection, Row};
use serde_json::{Map, Value};

use super::query::Query;
use super::schema::{self, REMARKS, Table, Upkeep};
use super::{Book, Doing};
use crate::domain::ids::ChangeId;
use crate::error::{Error, ErrorKind, Result};

pub(super) mod many;

/// How many entries get their checksums at a time.
const AT_ONCE: i64 = 512;
/// The checksum of a row that is not there.
pub(super) const GONE: i64 = 0;
/// Stands in an entry's place of a checksum where another machine has changed the row since: no row has it, so that the entry
/// can't be undone.
pub(super) const ELSEWHERE: i64 = -1;
/// Gives an entry its checksum.
pub(super) const SET_CHECKSUM: &str = "UPDATE journal SET checksum = ?2 WHERE id = ?1";

/// The column that an entry for many rows of a table has the first and last value of: of remarks, whose ids are in no order
/// of time, the ids of their touches.
pub(super) fn told_by(table: &str) -> &'static str {
    if table == REMARKS { "touch" } else { "id" }
}

/// Makes the SQL that finds the touch of the remark that an entry of the journal, under this name, tells of.
pub(super) fn touch_of_remark(entry: &str) -> String {
    // What can't be read is told to whom undoes it.
    let old = format!("iif(json_valid({entry}.old), json_extract({entry}.old, '$.touch'), NULL)");
    format!("coalesce({old}, (SELECT touch FROM remark WHERE remark.id = {entry}.row))")
}

/// Drops the journal's triggers: a migration changes tables without them.
pub(super) fn drop_triggers(db: &Connection) -> Result<()> {
    const DROPPING: &str = "drop the journal's triggers";
    let triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'journal\\_%' ESCAPE '\\'";
    for name in db.all::<String>(triggers, [], DROPPING)? {
        db.execute_batch(&format!("DROP TRIGGER {name}")).doing(DROPPING)?;
    }
    Ok(())
}

/// Makes the journal's triggers for every column that the book's tables have.
pub(super) fn make_triggers(db: &Connection) -> Result<()> {
    const MAKING: &str = "make the journal's triggers";
    for table in schema::book_tables() {
        let columns = db.all("SELECT name FROM pragma_table_info(?1)", [table.name], MAKING)?;
        db.execute_batch(&triggers_of(table, &columns)).doing(MAKING)?;
    }
    Ok(())
}

/// Writes the three triggers of a table. They write only while a change is open, so offers, shown-counters and drafts
/// leave no step; and only where a change wrote something itself.
fn triggers_of(table: &Table, columns: &[String]) -> String {
    let upkeep = |name: &str| table.column(name).map_or(Upkeep::Written, |c| c.upkeep);
    let kept = columns.iter().filter(|c| upkeep(c) != Upkeep::Derived);
    let state = schema::json_object(kept.map(String::as_str), "old");
    let written = |of: &str| {
        let written = columns.iter().filter(|c| upkeep(c) == Upkeep::Written);
        written.map(|c| format!("{of}.{c}")).collect::<Vec<_>>().join(", ")
    };
    let (table, was, is) = (table.name, written("old"), written("new"));
    let open = "EXISTS (SELECT 1 FROM change WHERE open)";
    let entry = format!("(SELECT id FROM change WHERE open), '{table}'");
    format!(
        "CREATE TRIGGER journal_{table}_added AFTER INSERT ON {table} WHEN {open} BEGIN
           INSERT INTO journal (change, tbl, row) VALUES ({entry}, new.id);
         END;
         CREATE TRIGGER journal_{table}_changed AFTER UPDATE ON {table} WHEN {open} AND ({was}) IS NOT ({is}) BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ({entry}, old.id, {state});
         END;
         CREATE TRIGGER journal_{table}_removed AFTER DELETE ON {table} WHEN {open} BEGIN
           INSERT INTO journal (change, tbl, row, old) VALUES ({entry}, old.id, {state});
         END;"
    )
}

/// Gives every change of an older book its checksums, from the new states that its journal kept, and drops those. A later
/// migration that alters values that changes have written has to bring their checksums along.
pub(super) fn replace_new_states(db: &Connection) -> Result<()> {
    const REPLACING: &str = "write the journal's checksums";
    let last = "SELECT id, tbl, new FROM journal AS entry WHERE id > ?1
           AND NOT EXISTS (SELECT 1 FROM journal AS later WHERE later.tbl = entry.tbl AND later.row = entry.row
                           AND later.change = entry.change AND later.id > entry.id)
         ORDER BY id LIMIT ?2";
    let mut after = i64::MIN;
    loop {
        let entries: Vec<(i64, String, Option<String>)> = db.all(last, (after, AT_ONCE), REPLACING)?;
        let Some((newest, ..)) = entries.last() else { break };
        after = *newest;
        for (id, table, new) in entries {
            if let Some(table) = schema::book_table(&table) {
                let checksum = new.map_or(Ok(GONE), |new| checksum_of_state(table, &new))?;
                db.run(SET_CHECKSUM, (id, checksum), REPLACING)?;
            }
        }
    }
    db.execute_batch("ALTER TABLE journal DROP COLUMN new").doing(REPLACING)
}

/// Alters a row in a migration: the checksum of what the journal knows of it goes along.
pub(super) fn alter(db: &Connection, table: &str, row: i64, write: impl FnOnce() -> Result<()>) -> Result<()> {
    let Some(known) = schema::book_table(table) else { return write() };
    let before = checksum_of(db, known, row)?;
    let among = many::telling_of(db, known, row)?;
    write()?;
    let after = checksum_of(db, known, row)?;
    let along = "UPDATE journal SET checksum = ?4 WHERE tbl = ?1 AND row = ?2 AND upto IS NULL AND checksum = ?3";
    db.run(along, (table, row, before, after), "write the journal's checksums")?;
    among.iter().filter(|one| one.left == before).try_for_each(|one| one.count(db, after))
}

/// Writes when a row was changed last, in place of another date. The journal knows the same state by the new one from then
/// on, also as what stood before a change: undone, redone and undone, that one leaves it as the change before it did.
pub(super) fn date(db: &Connection, table: &str, row: i64, at: i64) -> Result<()> {
    const DATING: &str = "date a row";
    let Some(known) = schema::book_table(table) else { return Ok(()) };
    let before = checksum_of(db, known, row)?;
    alter(db, table, row, || {
        db.run(&format!("UPDATE {table} SET updated_at = ?2 WHERE id = ?1"), (row, at), DATING).map(drop)
    })?;
    let states = "SELECT id, old FROM journal WHERE tbl = ?1 AND row = ?2 AND old IS NOT NULL";
    for (entry, old) in db.all::<(i64, String)>(states, (table, row), DATING)? {
        // What can't be read is told to whom undoes it.
        if checksum_of_state(known, &old).is_ok_and(|checksum| checksum == before) {
            let along = "UPDATE journal SET old = json_set(old, '$.updated_at', ?2) WHERE id = ?1";
            db.run(along, (entry, at), DATING)?;
        }
    }
    Ok(())
}

/// Alters the state before an entry in a migration: the checksum with which an earlier entry left it goes along.
pub(super) fn alter_state(db: &Connection, entry: i64, table: &str, (old, new): (&str, &str)) -> Result<()> {
    const WRITING: &str = "write the journal's checksums";
    let Some(known) = schema::book_table(table) else { return Ok(()) };
    db.run("UPDATE journal SET old = ?2 WHERE id = ?1", (entry, new), WRITING)?;
    let along = "UPDATE journal SET checksum = ?3 WHERE checksum = ?2 AND tbl = ?4
           AND row = (SELECT row FROM journal WHERE id = ?1)";
    let checksums = (checksum_of_state(known, old)?, checksum_of_state(known, new)?);
    db.run(along, (entry, checksums.0, checksums.1, table), WRITING).map(drop)
}

/// Gives a row another id: the journal knows it by that one from then on.
pub(super) fn rename_row(
    db: &Connection,
    table: &str,
    (from, to): (i64, i64),
    write: impl FnOnce() -> Result<()>,
) -> Result<()> {
    const RENAMING: &str = "give a row the id that it had before";
    let Some(known) = schema::book_table(table) else { return write() };
    let before = checksum_of(db, known, from)?;
    let among = many::telling_of(db, known, from)?;
    write()?;
    let sql = "UPDATE journal SET row = ?3, old = iif(json_valid(old), json_set(old, '$.id', ?3), old),
                 checksum = iif(checksum = ?4, ?5, checksum)
               WHERE tbl = ?1 AND row = ?2 AND upto IS NULL";
    let renamed = db.run(sql, (table, from, to, before, checksum_of(db, known, to)?), RENAMING)?;
    if renamed == 0 && among.is_empty() {
        // Another machine made the row. Changes here of one that had its new id can't be undone any more.
        return was_changed_elsewhere(db, table, to, to);
    }
    among.iter().try_for_each(|one| one.rename(db, known, to))
}

/// Notes that another machine has changed a row: what changes here have done to it can't be undone any more. Entries
/// that stand for many know it by `among`, its id, or that of a remark's touch.
pub(super) fn was_changed_elsewhere(db: &Connection, table: &str, row: i64, among: i64) -> Result<()> {
    const NOTING: &str = "note what another machine changed";
    let Some(known) = schema::book_table(table) else { return Ok(()) };
    let one = "UPDATE journal SET checksum = ?3
               WHERE tbl = ?1 AND row = ?2 AND checksum IS NOT NULL AND upto IS NULL AND checksum <> ?4";
    db.run(one, (table, row, ELSEWHERE, checksum_of(db, known, row)?), NOTING)?;
    let many = "UPDATE journal SET checksum = ?3 WHERE upto IS NOT NULL AND tbl = ?1 AND ?2 BETWEEN row AND upto";
    db.run(many, (table, among, ELSEWHERE), NOTING).map(drop)
}

/// Says that an entry of the journal can't be read.
pub(super) fn unreadable_journal() -> Error {
    let message = "what undo needs is damaged: an entry of the book's journal can't be read; nothing was changed";
    Error::new(ErrorKind::Damaged, message).help(
        "your customers and logs are kept, and goodcall doctor looks at all of them; change by hand what you meant to \
         undo, or go back to a backup: goodcall restore FILE",
    )
}

/// Computes the checksum of a row as the journal of an older book kept it, as JSON.
pub(super) fn checksum_of_state(table: &Table, state: &str) -> Result<i64> {
    let state: Map<String, Value> = serde_json::from_str(state).map_err(|_| unreadable_journal())?;
    let mut checksum = Checksum::default();
    for column in checked_columns(table) {
        let value = match state.get(column) {
            Some(Value::String(text)) => SqlValue::Text(text.clone()),
            Some(Value::Number(n)) => n.as_i64().map_or(SqlValue::Null, SqlValue::Integer),
            _ => SqlValue::Null,
        };
        checksum.add(column, (&value).into());
    }
    Ok(checksum.finish())
}

/// Gives the last entry of each row of the latest change the checksum of its row.
pub(super) fn write_checksums(db: &Connection, change: ChangeId) -> Result<()> {
    many::write_sums(db, change)?;
    let written = "SELECT DISTINCT tbl FROM journal WHERE change = ?1 AND upto IS NULL";
    for name in db.all::<String>(written, [change], CHECKING)? {
        if let Some(table) = schema::book_table(&name) {
            write_checksums_of(db, change, table)?;
        }
    }
    Ok(())
}

const CHECKING: &str = "write the journal's checksums";

/// The same for the rows of a table, some of them at a time.
fn write_checksums_of(db: &Connection, change: ChangeId, table: &Table) -> Result<()> {
    let (name, columns) = (table.name, checked_columns(table));
    let own = columns.iter().map(|c| format!(", own.{c}")).collect::<String>();
    // Nothing follows the entries of the latest change but its own.
    let last = format!(
        "SELECT entry.id, own.id{own} FROM journal AS entry LEFT JOIN {name} AS own ON own.id = entry.row
         WHERE entry.change = ?1 AND entry.id > ?2 AND entry.tbl = '{name}' AND entry.upto IS NULL
           AND NOT EXISTS (SELECT 1 FROM journal AS later
                           WHERE later.tbl = '{name}' AND later.row = entry.row AND later.id > entry.id)
         ORDER BY entry.id LIMIT ?3"
    );
    let mut after = i64::MIN;
    loop {
        let mut found: Vec<(i64, i64)> = Vec::new();
        let mut statement = db.prepare_cached(&last).doing(CHECKING)?;
        let mut rows = statement.query((change, after, AT_ONCE)).doing(CHECKING)?;
        while let Some(row) = rows.next().doing(CHECKING)? {
            found.push(checked_row(row, &columns).doing(CHECKING)?);
        }
        let Some((newest, _)) = found.last() else { return Ok(()) };
        after = *newest;
        for entry in found {
            db.run(SET_CHECKSUM, entry, CHECKING)?;
        }
    }
}

/// Reads an entry's id, and the checksum of the row that stands behind it: by position, because each table has other
/// columns behind the two ids.
fn checked_row(row: &Row<'_>, columns: &[&str]) -> rusqlite::Result<(i64, i64)> {
    let entry = row.get(0)?;
    if row.get_ref(1)? == ValueRef::Null {
        return Ok((entry, GONE));
    }
    let mut checksum = Checksum::default();
    for (at, column) in columns.iter().enumerate() {
        checksum.add(column, row.get_ref(at + 2)?);
    }
    Ok((entry, checksum.finish()))
}

/// Returns the columns that count in a table's checksums, in their order.
fn checked_columns(table: &Table) -> Vec<&'static str> {
    let mut columns: Vec<_> = table.columns.iter().filter(|c| c.upkeep == Upkeep::Written).map(|c| c.name).collect();
    columns.sort_unstable();
    columns
}

/// Computes the checksum of a row as it is now. Columns count by name, and NULL does not count, so that it outlives a new
/// column; so does a counter, and what is derived.
fn checksum_of(db: &Connection, table: &Table, row: i64) -> Result<i64> {
    let columns = checked_columns(table);
    let sql = format!("SELECT {} FROM {} WHERE id = ?1", columns.join(", "), table.name);
    let values: Option<Vec<SqlValue>> = db.optional(&sql, [row], "compare with the journal")?;
    let Some(values) = values else { return Ok(GONE) };
    let mut checksum = Checksum::default();
    for (column, value) in columns.iter().zip(&values) {
        checksum.add(column, value.into());
    }
    Ok(checksum.finish())
}

/// A number that differs where rows differ (FNV-1a of 64 bits: it meets accidents, not enemies).
struct Checksum(u64);

impl Default for Checksum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Checksum {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn add(&mut self, column: &str, value: ValueRef<'_>) {
        let (kind, bytes): (u8, &[u8]) = match value {
            ValueRef::Null => return,
            ValueRef::Integer(n) => (1, &n.to_le_bytes()),
            ValueRef::Real(x) => (2, &x.to_le_bytes()),
            ValueRef::Text(text) => (3, text),
            ValueRef::Blob(bytes) => (4, bytes),
        };
        self.bytes(column.as_bytes());
        self.bytes(&[0, kind]);
        self.bytes(bytes);
        self.bytes(&[0]);
    }

    fn finish(self) -> i64 {
        match self.0.cast_signed() {
            GONE | ELSEWHERE => 1,
            checksum => checksum,
        }
    }
}

/// An entry with the checksum of what its row came to: the table, the row, the last row where it tells of many, and the
/// checksum, which is the sum of theirs then.
pub(super) type CheckedRow = (String, i64, Option<i64>, i64);

impl Book {
    /// Writes the checksums of what a change has written, at its end.
    pub(super) fn write_checksums(&self, change: ChangeId) -> Result<()> {
        write_checksums(&self.db, change)
    }

    /// Whether a row, or one of many, differs from the checksum of their entry.
    pub(super) fn differs_from_checksum(&self, (table, row, upto, checksum): &CheckedRow) -> Result<bool> {
        let Some(table) = schema::book_table(table).filter(|_| *checksum != ELSEWHERE) else { return Ok(true) };
        let now = match upto {
            Some(upto) => many::sum_of(&self.db, table, (*row, *upto))?,
            None => checksum_of(&self.db, table, *row)?,
        };
        Ok(now != *checksum)
    }
}
