//! Putting old states back: those of everything that a change wrote, newest first; then what is worked out from those rows
//! is derived again.

use std::collections::BTreeSet;

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::{Map, Value};

use crate::book::journal::{CheckedRow, told_by, touch_of_remark, unreadable_journal};
use crate::book::query::Query;
use crate::book::schema::{self, Column, Table, Upkeep};
use crate::book::search::HitKind;
use crate::book::{Book, Change};
use crate::domain::ids::{ChangeId, CustomerId, RemarkId, TouchId};
use crate::error::{Error, Result};

/// A change to take back.
pub(super) struct Taken<'a> {
    pub change: ChangeId,
    /// What it did, for an error.
    pub label: &'a str,
    /// "undone" or "redone".
    pub done: &'static str,
    pub offers: Offers,
}

/// Which open offers of a slot go once an earlier one is as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Offers {
    /// For an undo: those that followed a call which was made at this instant, in milliseconds since 1970.
    AfterCall(i64),
    /// For a redo: those that were made since the undo, at this instant. Before it there were none of them.
    SinceUndo(i64),
}

/// Writes the query for a later entry of a row that a change (?1) wrote, which neither belongs to an undo nor was undone.
fn changed_again() -> String {
    let later = |joined: &str| {
        format!(
            "EXISTS (SELECT 1 FROM journal AS mine JOIN journal AS later ON later.tbl = mine.tbl AND {joined}
                       AND later.id > mine.id
                     JOIN change ON change.id = later.change
                     WHERE mine.change = ?1 AND later.change <> ?1 AND change.undoes IS NULL AND change.undone_by IS NULL)"
        )
    };
    let row = "later.row BETWEEN mine.row AND coalesce(mine.upto, mine.row)
                 AND (mine.upto IS NULL OR mine.tbl <> 'remark')";
    let said = format!(
        "mine.tbl = 'remark' AND mine.upto IS NOT NULL AND later.upto IS NULL
           AND {} BETWEEN mine.row AND mine.upto",
        touch_of_remark("later")
    );
    format!("SELECT {} OR {}", later(row), later(&said))
}

/// Finds whose touches, numbers and tags a change added, altered or removed, and who else was at those touches.
const OWNERS: &str = "
  SELECT json_extract(old, '$.customer') FROM journal
    WHERE change = ?1 AND tbl IN ('touch', 'touch_with', 'reach', 'tag') AND old IS NOT NULL
  UNION ALL SELECT touch.customer FROM journal JOIN touch ON touch.id = journal.row WHERE change = ?1 AND tbl = 'touch'
  UNION ALL SELECT touch_with.customer FROM journal JOIN touch_with ON touch_with.touch = journal.row
    WHERE change = ?1 AND tbl = 'touch'
  UNION ALL SELECT touch_with.customer FROM journal JOIN touch_with ON touch_with.id = journal.row
    WHERE change = ?1 AND tbl = 'touch_with'
  UNION ALL SELECT reach.customer FROM journal JOIN reach ON reach.id = journal.row WHERE change = ?1 AND tbl = 'reach'
  UNION ALL SELECT tag.customer FROM journal JOIN tag ON tag.id = journal.row WHERE change = ?1 AND tbl = 'tag'";

/// A remark's touch and place in it, its id, and when it was said; of one that is gone, its id alone.
type Line = (Option<i64>, Option<i64>, i64, Option<i64>);

/// How many records of a change to name: more than a screen holds.
const ABOUT: usize = 100;

/// An entry of the journal: what a row was before. None: it was not there.
struct Entry {
    table: &'static Table,
    row: i64,
    /// The last of many rows that were not there; for one row, itself.
    upto: i64,
    old: Option<Map<String, Value>>,
}

impl Book {
    /// Reads an entry of the journal; None where it tells of a table that the book does not have.
    fn entry(&self, id: i64) -> Result<Option<Entry>> {
        const READING: &str = "read the journal";
        let (table, row, upto, old): (String, i64, i64, Option<String>) =
            self.db.one("SELECT tbl, row, coalesce(upto, row), old FROM journal WHERE id = ?1", [id], READING)?;
        let Some(table) = schema::book_table(&table) else { return Ok(None) };
        let old = old.map(|old| serde_json::from_str(&old)).transpose().map_err(|_| unreadable_journal())?;
        Ok(Some(Entry { table, row, upto, old }))
    }

    /// Whether a row is an open offer, or one that is gone: offers are made and withdrawn outside of the journal.
    pub(super) fn is_passing_offer(&self, table: &str, row: i64) -> Result<bool> {
        let settled = "SELECT EXISTS (SELECT 1 FROM pick WHERE id = ?1 AND state <> 'offered')";
        Ok(table == "pick" && !self.db.one::<bool>(settled, [row], "look at the offer")?)
    }

    /// Whether a row to put back is an open offer of a slot that has another one by now; those that the same change takes
    /// back as well do not count.
    fn is_offered_anew(&self, old: &Map<String, Value>, taken: ChangeId) -> Result<bool> {
        let open = "SELECT EXISTS (SELECT 1 FROM pick WHERE call_day = ?1 AND state = 'offered'
                      AND id NOT IN (SELECT row FROM journal WHERE change = ?2 AND tbl = 'pick'))";
        let is_open = old.get("state").and_then(Value::as_str) == Some("offered");
        Ok(is_open && self.db.one::<bool>(open, (sql_value(old.get("call_day")), taken), "look at the offers")?)
    }
}

impl Change<'_> {
    /// Puts back what was before a change; an error where something of it was changed again since.
    pub(super) fn take_back(&self, taken: &Taken<'_>) -> Result<()> {
        self.defer_references("undo")?;
        self.refuse_where_changed_since(taken)?;
        if let Offers::SinceUndo(at) = taken.offers {
            self.withdraw_offers_since(taken.change, at)?;
        }
        let shown = self.shown_of(taken.change)?;
        // Those that stand for many rows first: what they added makes room for what stood in its place.
        for which in ["upto IS NOT NULL", "upto IS NULL"] {
            let newest_first = format!("SELECT id FROM journal WHERE change = ?1 AND {which} ORDER BY id DESC");
            for id in self.db.all(&newest_first, [taken.change], "read the journal")? {
                if let Some(entry) = self.entry(id)? {
                    self.put_back(&entry, taken.change)?;
                }
            }
        }
        self.take_back_leading(taken.change)?;
        self.take_back_settling(taken.change)?;
        self.derive_again()?;
        self.carry_shown(shown)?;
        self.follow_records()?;
        self.withdraw_later_offers(taken.offers)?;
        self.withdraw_offers_to_nobody()
    }

    /// Lists the first customers whom a change was about, as far as the book has them.
    pub(super) fn customers_of(&self, change: ChangeId) -> Result<Vec<CustomerId>> {
        let sql = format!(
            "SELECT DISTINCT id FROM customer WHERE id IN (
               SELECT row FROM journal WHERE change = ?1 AND tbl = 'customer' UNION ALL {OWNERS}
               UNION ALL SELECT json_extract(old, '$.customer') FROM journal
                 WHERE change = ?1 AND tbl = 'planned_visit' AND old IS NOT NULL
               UNION ALL SELECT planned_visit.customer FROM journal
                 JOIN planned_visit ON planned_visit.id = journal.row WHERE change = ?1 AND tbl = 'planned_visit')
             LIMIT {ABOUT}"
        );
        self.db.all(&sql, [change], "look whom the change was about")
    }

    /// Lists the first remarks that a change was about, as far as the book has them.
    pub(super) fn remarks_of(&self, change: ChangeId) -> Result<Vec<RemarkId>> {
        let sql = format!(
            "SELECT id FROM remark WHERE id IN (SELECT row FROM journal WHERE change = ?1 AND tbl = 'remark')
             LIMIT {ABOUT}"
        );
        self.db.all(&sql, [change], "look what the change was about")
    }

    /// Lets unfinished forms follow the records that this change took apart or merged again.
    fn follow_records(&self) -> Result<()> {
        const FOLLOWING: &str = "look whose unfinished forms these are";
        let apart = "SELECT json_extract(old, '$.gone'), json_extract(old, '$.customer') FROM journal
                     WHERE change = ?1 AND tbl = 'known_as' AND old IS NOT NULL
                       AND row NOT IN (SELECT id FROM known_as)";
        for (gone, into) in self.db.all::<(CustomerId, CustomerId)>(apart, [self.id], FOLLOWING)? {
            self.part_drafts(gone, into)?;
        }
        let merged = "SELECT gone, known_as.customer FROM journal JOIN known_as ON known_as.id = journal.row
                      WHERE change = ?1 AND tbl = 'known_as' AND old IS NULL";
        for (gone, into) in self.db.all::<(CustomerId, CustomerId)>(merged, [self.id], FOLLOWING)? {
            self.move_drafts(gone, into)?;
        }
        Ok(())
    }

    /// Looks at every row before any is put back: each must be as the change's last entry left it. (Putting rows back moves
    /// others with them, where one refers to another.)
    fn refuse_where_changed_since(&self, taken: &Taken<'_>) -> Result<()> {
        let mut changed = self.db.one(&changed_again(), [taken.change], "undo")?;
        let checksums = "SELECT tbl, row, upto, checksum FROM journal WHERE change = ?1 AND checksum IS NOT NULL";
        self.db.each(checksums, [taken.change], "undo", |row: CheckedRow| {
            changed = changed || (self.differs_from_checksum(&row)? && !self.is_passing_offer(&row.0, row.1)?);
            Ok(())
        })?;
        if !changed {
            return Ok(());
        }
        let Taken { label, done, .. } = taken;
        Err(Error::failed(format!("\"{label}\" can't be {done}: something of it was changed again since"))
            .help(format!("nothing was {done}; change it by hand instead")))
    }

    /// Gives a row its old state: what it counts by itself stays as it is, and what is derived is left to be derived.
    fn put_back(&self, entry: &Entry, taken: ChangeId) -> Result<()> {
        let Entry { table, row, upto, old } = entry;
        let name = table.name;
        let Some(old) = old else {
            let told = if upto == row { "id" } else { told_by(name) };
            let added = format!("DELETE FROM {name} WHERE {told} BETWEEN ?1 AND ?2");
            return self.db.run(&added, (row, upto), "undo").map(drop);
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
        if name == "pick" {
            if self.is_offered_anew(old, taken)? {
                return Ok(());
            }
            // Nobody is offered twice in one slot.
            let twin = "DELETE FROM pick WHERE call_day = ?1 AND customer = ?2 AND state = 'offered'";
            self.db.run(twin, (sql_value(old.get("call_day")), sql_value(old.get("customer"))), "undo")?;
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
        for id in rows("touch")? {
            match self.find_touch(TouchId(id))? {
                Some(touch) => self.index_touch(&touch)?,
                None => self.unindex(id, HitKind::Touch)?,
            }
        }
        self.index_remarks_again()?;
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

    /// Writes again what search finds of the remarks: in the order of their lines, which the index keeps within a minute.
    fn index_remarks_again(&self) -> Result<()> {
        let written = "SELECT DISTINCT touch, position, row, said_at FROM journal LEFT JOIN remark ON remark.id = row
                       WHERE change = ?1 AND tbl = 'remark'";
        let mut written: Vec<Line> = self.db.all(written, [self.id], "derive what was undone")?;
        written.sort_unstable();
        for (.., id, said_at) in written {
            match said_at {
                Some(at) => self.index_remark(RemarkId(id), at.div_euclid(1000))?,
                None => self.unindex(id, HitKind::Remark)?,
            }
        }
        Ok(())
    }

    /// Takes back the offers that were made since an undo, in the slots of the offers that it wrote.
    fn withdraw_offers_since(&self, undo: ChangeId, at: i64) -> Result<()> {
        let sql = "WITH theirs (row, old) AS (SELECT row, old FROM journal WHERE change = ?1 AND tbl = 'pick')
                   DELETE FROM pick WHERE state = 'offered' AND offered_at >= ?2 AND id NOT IN (SELECT row FROM theirs)
                     AND call_day IN (SELECT json_extract(old, '$.call_day') FROM theirs WHERE old IS NOT NULL
                                      UNION ALL SELECT call_day FROM pick WHERE id IN (SELECT row FROM theirs))";
        self.db.run(sql, (undo, at), "take the offers back").map(drop)
    }

    /// Takes back open offers of customers who are not in the rotation any more, or not on this day.
    fn withdraw_offers_to_nobody(&self) -> Result<()> {
        let sql = "DELETE FROM pick WHERE call_day = (SELECT max(call_day) FROM pick) AND state = 'offered'
                     AND EXISTS (SELECT 1 FROM customer WHERE id = pick.customer AND (NOT favorite OR standing <> 'active'
                       OR archived_at IS NOT NULL OR do_not_call OR snoozed_until > ?1))";
        self.db.run(sql, [self.clock.today()], "take the offers back").map(drop)
    }

    /// Takes back the offer that followed an offer which is open again, or which an undo has made a call of again, no
    /// longer counts as called, or took back.
    fn withdraw_later_offers(&self, offers: Offers) -> Result<()> {
        const WITHDRAWING: &str = "take the next offer back";
        let sql = "DELETE FROM pick WHERE id IN (SELECT later.id FROM journal JOIN pick AS earlier ON earlier.id = journal.row
                     JOIN pick AS later ON later.call_day = earlier.call_day AND later.position > earlier.position
                     WHERE change = ?1 AND tbl = 'pick' AND later.state = 'offered'
                       AND (earlier.state = 'offered'
                         OR later.offered_at >= ?2 AND (earlier.state = 'called' OR json_extract(old, '$.state') = 'called')
                           AND later.id NOT IN (SELECT row FROM journal WHERE change = ?1 AND tbl = 'pick')))";
        let made_at = match offers {
            Offers::AfterCall(at) => Some(at),
            Offers::SinceUndo(_) => None,
        };
        self.db.run(sql, (self.id, made_at), WITHDRAWING)?;
        if made_at.is_none() {
            return Ok(());
        }
        let sql = "DELETE FROM pick WHERE id IN (SELECT later.id FROM journal
                     JOIN pick AS later ON later.call_day = json_extract(old, '$.call_day')
                       AND later.position > json_extract(old, '$.position')
                     WHERE change = ?1 AND tbl = 'pick' AND later.state = 'offered'
                       AND NOT EXISTS (SELECT 1 FROM pick AS earlier WHERE earlier.id = journal.row))";
        self.db.run(sql, [self.id], WITHDRAWING).map(drop)
    }
}

pub(in crate::book) fn sql_value(value: Option<&Value>) -> SqlValue {
    match value {
        Some(Value::String(text)) => SqlValue::Text(text.clone()),
        Some(Value::Number(n)) => n.as_i64().map_or(SqlValue::Null, SqlValue::Integer),
        Some(Value::Bool(b)) => SqlValue::Integer(i64::from(*b)),
        _ => SqlValue::Null,
    }
}
