//! Taking changes back: each journaled row gets its old state again, newest entry first, as a change of its own; then what
//! is worked out from those rows is derived again.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use super::journal::CheckedRow;
use super::query::Query;
use super::rows::{TOUCH, row};
use super::schema::{self, Column, Table, Upkeep};
use super::search::HitKind;
use super::{Book, Change, Doing};
use crate::domain::dates::Clock;
use crate::domain::ids::{ChangeId, CustomerId, RemarkId};
use crate::domain::touch::Touch;
use crate::error::{Error, ErrorKind, Result};

/// A change that can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Grows with every change.
    pub id: ChangeId,
    /// What was done, for people: "logged a call with Ana".
    pub label: String,
    /// When, with the offset there and then.
    pub at: DateTime<FixedOffset>,
}

row! {
    /// The columns of a step.
    const STEP: Step = "change" { id, label; at = made_at + utc_offset }
}

/// Finds a later entry of a row that a change wrote, which neither belongs to an undo nor was undone.
const CHANGED_AGAIN: &str = "SELECT EXISTS (
  SELECT 1 FROM journal AS mine
    JOIN journal AS later ON later.tbl = mine.tbl AND later.row = mine.row AND later.id > mine.id
    JOIN change ON change.id = later.change
  WHERE mine.change = ?1 AND later.change <> ?1 AND change.undoes IS NULL AND change.undone_by IS NULL)";

/// Finds whose touches a change added, altered or removed.
const OWNERS: &str = "
  SELECT json_extract(old, '$.customer') FROM journal WHERE change = ?1 AND tbl = 'touch' AND old IS NOT NULL
  UNION ALL SELECT touch.customer FROM journal JOIN touch ON touch.id = journal.row WHERE change = ?1 AND tbl = 'touch'";

/// An entry of the journal: what a row was before. None: it was not there.
struct Entry {
    table: &'static Table,
    row: i64,
    old: Option<Map<String, Value>>,
}

impl Book {
    /// Returns the changes that undo would take back, newest first.
    pub fn undo_steps(&self, limit: usize) -> Result<Vec<Step>> {
        let sql = format!(
            "SELECT {STEP} FROM change WHERE undoes IS NULL AND undone_by IS NULL AND NOT open ORDER BY id DESC LIMIT ?1"
        );
        self.db.all(&sql, [limit], "look at the latest changes")
    }

    /// Takes the latest change back. `expected` guards against taking back another than the one that was shown.
    pub fn undo(&mut self, clock: &Clock, expected: Option<ChangeId>) -> Result<Step> {
        let Some(step) = self.undo_steps(1)?.into_iter().next() else {
            return Err(Error::failed("there is nothing to undo"));
        };
        if expected.is_some_and(|e| e != step.id) {
            return Err(Error::failed("the book was changed since; nothing was undone")
                .help("look at what undo would take back now: goodcall undo --list"));
        }
        let label = format!("undid: {}", step.label);
        self.change(clock, label, |change| change.take_back(&step))?;
        Ok(step)
    }

    /// Reads an entry of the journal; None where it tells of a table that the book does not have.
    fn entry(&self, id: i64) -> Result<Option<Entry>> {
        const READING: &str = "read the journal";
        let (table, row, old): (String, i64, Option<String>) =
            self.db.one("SELECT tbl, row, old FROM journal WHERE id = ?1", [id], READING)?;
        let Some(table) = schema::book_table(&table) else { return Ok(None) };
        let old = old.map(|old| serde_json::from_str(&old)).transpose().map_err(|e| {
            Error::new(ErrorKind::Damaged, format!("could not {READING}: the book is damaged ({e})"))
                .help("nothing was changed; keep the file, and go back to a backup of it")
        })?;
        Ok(Some(Entry { table, row, old }))
    }
}

impl Change<'_> {
    fn take_back(&self, step: &Step) -> Result<()> {
        self.db.execute_batch("PRAGMA defer_foreign_keys = ON").doing("undo")?;
        self.refuse_where_changed_since(step)?;
        let newest_first = "SELECT id FROM journal WHERE change = ?1 ORDER BY id DESC";
        for id in self.db.all(newest_first, [step.id], "read the journal")? {
            if let Some(entry) = self.entry(id)? {
                self.put_back(&entry)?;
            }
        }
        self.derive_again()?;
        self.withdraw_later_offers(step)?;
        self.db.run("UPDATE change SET undoes = ?2 WHERE id = ?1", (self.id, step.id), "undo")?;
        self.db.run("UPDATE change SET undone_by = ?2 WHERE id = ?1", (step.id, self.id), "undo")?;
        Ok(())
    }

    /// Looks at every row before any is put back: each must be as the step's last entry left it. (Putting rows back moves
    /// others with them, where one refers to another.)
    fn refuse_where_changed_since(&self, step: &Step) -> Result<()> {
        let mut changed = self.db.one(CHANGED_AGAIN, [step.id], "undo")?;
        let checksums = "SELECT tbl, row, checksum FROM journal WHERE change = ?1 AND checksum IS NOT NULL";
        self.db.each(checksums, [step.id], "undo", |row: CheckedRow| {
            changed = changed || self.differs_from_checksum(&row)?;
            Ok(())
        })?;
        if !changed {
            return Ok(());
        }
        Err(Error::failed(format!("\"{}\" can't be undone: something of it was changed again since", step.label))
            .help("nothing was undone; change it by hand instead"))
    }

    /// Gives a row its old state: what it counts by itself stays as it is, and what is derived is left to be derived.
    fn put_back(&self, entry: &Entry) -> Result<()> {
        let Entry { table, row, old } = entry;
        let name = table.name;
        let Some(old) = old else {
            return self.db.run(&format!("DELETE FROM {name} WHERE id = ?1"), [row], "undo").map(drop);
        };
        let known = || table.columns.iter().filter(|c| old.contains_key(c.name) && c.upkeep != Upkeep::Derived);
        let value = |c: &Column| sql_value(old.get(c.name));
        let written = || known().filter(|c| c.upkeep == Upkeep::Written);
        let sets: Vec<_> = written().map(|c| format!("{} = ?", c.name)).collect();
        let update = format!("UPDATE {name} SET {} WHERE id = ?", sets.join(", "));
        let values = written().map(value).chain([SqlValue::Integer(*row)]);
        if self.db.run(&update, params_from_iter(values), "undo")? > 0 {
            return Ok(());
        }
        // It was removed. What is derived may not be NULL: it is empty until it is derived.
        let columns: Vec<&Column> = known().chain(table.columns.iter().filter(|c| c.is_required)).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let insert = format!("INSERT INTO {name} ({}) VALUES ({marks})", schema::list(columns.iter().copied()));
        let empty = || SqlValue::Text(String::new());
        let values = columns.iter().map(|c| if c.is_required { empty() } else { value(c) });
        self.db.run(&insert, params_from_iter(values), "undo").map(drop)
    }

    /// Derives again what is worked out from the rows that this change has written so far.
    fn derive_again(&self) -> Result<()> {
        const DERIVING: &str = "derive what was undone";
        let written = "SELECT DISTINCT row FROM journal WHERE change = ?1 AND tbl = ?2";
        let rows = |table: &str| self.db.all::<i64>(written, (self.id, table), DERIVING);
        let touch = format!("SELECT {TOUCH} FROM touch WHERE id = ?1");
        for id in rows("touch")? {
            match self.db.optional::<Touch>(&touch, [id], DERIVING)? {
                Some(touch) => self.index_touch(&touch)?,
                None => self.unindex(id, HitKind::Touch)?,
            }
        }
        for id in rows("remark")? {
            let said = "SELECT text, said_at FROM remark WHERE id = ?1";
            match self.db.optional::<(String, i64)>(said, [id], DERIVING)? {
                Some((text, at)) => self.index_remark(RemarkId(id), &text, at.div_euclid(1000))?,
                None => self.unindex(id, HitKind::Remark)?,
            }
        }
        let mut customers: BTreeSet<i64> = rows("customer")?.into_iter().collect();
        customers.extend(self.db.all::<i64>(OWNERS, [self.id], DERIVING)?);
        for id in customers {
            match self.find_customer(CustomerId(id))? {
                Some(customer) => {
                    self.derive_customer(&customer)?;
                    self.index_customer(&customer)?;
                }
                None => self.unindex(id, HitKind::Customer)?,
            }
        }
        Ok(())
    }

    /// Takes back the offer that followed an offer which an undo has opened again, made a call of again, no longer
    /// counts as called, or taken back.
    fn withdraw_later_offers(&self, step: &Step) -> Result<()> {
        const WITHDRAWING: &str = "take the next offer back";
        let sql = "DELETE FROM pick WHERE id IN (SELECT later.id FROM journal JOIN pick AS earlier ON earlier.id = journal.row
                     JOIN pick AS later ON later.call_day = earlier.call_day AND later.position > earlier.position
                     WHERE change = ?1 AND tbl = 'pick' AND later.state = 'offered'
                       AND (earlier.state = 'offered'
                         OR later.offered_at >= ?2 AND (earlier.state = 'called' OR json_extract(old, '$.state') = 'called')
                           AND later.id NOT IN (SELECT row FROM journal WHERE change = ?1 AND tbl = 'pick')))";
        self.db.run(sql, (self.id, step.at.timestamp_millis()), WITHDRAWING)?;
        let sql = "DELETE FROM pick WHERE id IN (SELECT later.id FROM journal
                     JOIN pick AS later ON later.call_day = json_extract(old, '$.call_day')
                       AND later.position > json_extract(old, '$.position')
                     WHERE change = ?1 AND tbl = 'pick' AND later.state = 'offered'
                       AND NOT EXISTS (SELECT 1 FROM pick AS earlier WHERE earlier.id = journal.row))";
        self.db.run(sql, [self.id], WITHDRAWING).map(drop)
    }
}

fn sql_value(value: Option<&Value>) -> SqlValue {
    match value {
        Some(Value::String(text)) => SqlValue::Text(text.clone()),
        Some(Value::Number(n)) => n.as_i64().map_or(SqlValue::Null, SqlValue::Integer),
        Some(Value::Bool(b)) => SqlValue::Integer(i64::from(*b)),
        _ => SqlValue::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::book::remarks::PraiseFilter;
    use crate::book::tests::{book, clock};

    fn set_city(book: &mut Book, id: CustomerId, city: &str) {
        let change = |change: &Change<'_>| {
            let customer = change.customer(id)?;
            change.update_customer(&crate::domain::customer::Customer { city: Some(city.into()), ..customer })
        };
        assert!(book.change(&clock(), format!("moved to {city}"), change).unwrap());
    }

    #[test]
    fn an_undone_insert_keeps_what_it_took_away() {
        let (mut book, ids) = book();
        let inserted = "SELECT old FROM journal WHERE tbl = 'customer' AND row = ?1 ORDER BY id";
        let old: Vec<Option<String>> = book.db.all(inserted, [ids[0]], "look").unwrap();
        assert!(old.iter().all(|old| old.as_ref().is_none_or(|old| old.contains("Ana Ribeiro"))) && old[0].is_none());
        book.undo(&clock(), None).unwrap();
        assert!(book.find_customer(ids[0]).unwrap().is_none());
        let old: Vec<Option<String>> = book.db.all(inserted, [ids[0]], "look").unwrap();
        let gone: Value = serde_json::from_str(old.last().unwrap().as_ref().unwrap()).unwrap();
        assert_eq!((&gone["name"], &gone["favorite"]), (&"Ana Ribeiro".into(), &1.into()));
        assert!(gone.get("last_talked").is_none(), "what is derived is not kept");
    }

    #[test]
    fn a_later_change_of_a_row_blocks_an_undo_until_it_is_undone_itself() {
        let (mut book, ids) = book();
        set_city(&mut book, ids[0], "Porto");
        let porto = book.undo_steps(1).unwrap().remove(0);
        set_city(&mut book, ids[0], "Lisbon");
        let error = book.change(&clock(), "undid", |change| change.take_back(&porto)).unwrap_err();
        assert!(error.message.contains("changed again since"), "{error}");
        assert_eq!(book.customer(ids[0]).unwrap().city.as_deref(), Some("Lisbon"));
        book.undo(&clock(), None).unwrap();
        assert_eq!(book.undo(&clock(), None).unwrap(), porto);
        assert_eq!(book.customer(ids[0]).unwrap().city, None);
    }

    #[test]
    fn what_was_shown_never_blocks_an_undo() {
        let (mut book, ids) = book();
        for _ in 0..2 {
            let praise = book.next_praise(&PraiseFilter::default()).unwrap().unwrap().remark.id;
            book.note(&clock(), |note| note.praise_shown(praise)).unwrap();
        }
        book.undo(&clock(), None).unwrap();
        assert!(book.find_customer(ids[0]).unwrap().is_none());
    }
}
