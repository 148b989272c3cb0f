//! Brings books up to date in which the clock made the ids of remarks: each remark gets the id that its log tells, in the
//! book, in the search index and in what undo puts back.

use std::collections::HashSet;

use rusqlite::Connection;

use super::Doing;
use super::query::Query;
use super::rows::row;
use crate::domain::ids::{RemarkId, TouchId};
use crate::domain::remark::{self, RemarkKind};
use crate::error::Result;

mod history;

const GIVING: &str = "give the remarks their ids";

/// A remark as it was, and its log.
struct Old {
    touch: TouchId,
    log: String,
    id: i64,
    kind: RemarkKind,
    text: String,
}

row! {
    const OLD: Old = "remark" { touch, log: "touch.text", id, kind, text }
}

/// Gives all remarks of an older book their ids. No trigger of the journal is there meanwhile.
pub(super) fn give(db: &Connection) -> Result<()> {
    db.execute_batch("CREATE TEMP TABLE told (was INTEGER PRIMARY KEY, id INTEGER NOT NULL)").doing(GIVING)?;
    tell(db)?;
    history::give(db)?;
    move_remarks(db)?;
    db.execute_batch("DROP TABLE temp.told").doing(GIVING)
}

/// Works out the id of each remark that has a log.
fn tell(db: &Connection) -> Result<()> {
    let all = format!(
        "SELECT {OLD} FROM touch JOIN remark ON remark.touch = touch.id ORDER BY touch.id, remark.position, remark.id"
    );
    let mut of_touch: Vec<Old> = Vec::new();
    db.each(&all, [], GIVING, |remark: Old| {
        if of_touch.last().is_some_and(|last| last.touch != remark.touch) {
            tell_those_of_touch(db, &of_touch)?;
            of_touch.clear();
        }
        of_touch.push(remark);
        Ok(())
    })?;
    tell_those_of_touch(db, &of_touch)
}

fn tell_those_of_touch(db: &Connection, remarks: &[Old]) -> Result<()> {
    let said = remarks.first().map(|first| remark::parse(&first.log)).unwrap_or_default();
    let mut given: HashSet<RemarkId> = HashSet::with_capacity(remarks.len());
    for (place, Old { touch, id: was, kind, text, .. }) in remarks.iter().enumerate() {
        let told = remark::id_told_by(*touch, &said, (*kind, text), place).filter(|id| !given.contains(id));
        // A remark that its log does not tell is damaged; it has an id of its own all the same.
        let free = || (0..).map(|nth| remark::id_of(*touch, *kind, text, nth)).find(|id| !given.contains(id));
        if let Some(id) = told.or_else(free) {
            db.run("INSERT INTO temp.told (was, id) VALUES (?1, ?2)", (was, id), GIVING)?;
            given.insert(id);
        }
    }
    Ok(())
}

/// Writes the remarks under their ids, in the order of these: that is how a table and its indexes are written fastest.
fn move_remarks(db: &Connection) -> Result<()> {
    let beside = "SELECT type, name, sql FROM sqlite_schema WHERE tbl_name = 'remark' AND type IN ('index', 'trigger')
                    AND sql IS NOT NULL ORDER BY rowid";
    let beside: Vec<(String, String, String)> = db.all(beside, [], GIVING)?;
    for (kind, name, _) in &beside {
        db.execute_batch(&format!("DROP {kind} {name}")).doing(GIVING)?;
    }
    let columns = "SELECT group_concat(name, ', ') FROM pragma_table_info('remark') WHERE name <> 'id'";
    let columns: String = db.one(columns, [], GIVING)?;
    // One that belongs to nobody can't be written anew.
    db.execute_batch(&format!(
        "UPDATE remark SET id = (SELECT id FROM temp.told WHERE was = remark.id)
           WHERE id IN (SELECT was FROM temp.told) AND customer NOT IN (SELECT id FROM customer);
         CREATE TEMP TABLE moved AS SELECT told.id, {columns} FROM remark JOIN temp.told AS told ON was = remark.id
           ORDER BY told.id;
         DELETE FROM remark WHERE id IN (SELECT was FROM temp.told);
         INSERT INTO remark (id, {columns}) SELECT id, {columns} FROM temp.moved ORDER BY rowid;
         DROP TABLE temp.moved;
         UPDATE search_text SET ref = (SELECT id FROM temp.told WHERE was = ref)
           WHERE kind = 'remark' AND ref IN (SELECT was FROM temp.told);"
    ))
    .doing(GIVING)?;
    beside.iter().try_for_each(|(.., sql)| db.execute_batch(sql).doing(GIVING))
}
