//! What a large import adds: one entry of the journal for each table, from the first new id to the last; of remarks, from
//! the first new touch to the last. Triggers would write an entry for every row, and SQLite would keep a copy of each page
//! that an insert with a trigger touches.

use rusqlite::Connection;

use super::{Checksum, ELSEWHERE, SET_CHECKSUM, checked_columns, told_by, touch_of_remark};
use crate::book::counting::RECOUNT_CUSTOMERS;
use crate::book::query::Query;
use crate::book::schema::{self, REMARKS, Table};
use crate::book::{Change, Doing};
use crate::domain::ids::{ChangeId, CustomerId, RemarkId, TouchId};
use crate::error::Result;

const ADDING: &str = "add many at once";

/// The table whose rows come and go outside of changes too, so that each has an entry of its own.
const OFFERS: &str = "pick";

/// Indexes that nobody asks while many customers come in. In a book that they fill, it is fastest to make these at the end,
/// from all rows at once: SQLite sorts them then.
const MADE_AT_THE_END: [&str; 7] = [
    "customer_by_company",
    "customer_by_city",
    "customer_by_talk",
    "customer_past",
    "anniversary_by_day",
    "tag_folded",
    IMPORTED_BEFORE,
];
/// It tells what earlier imports said, so it is asked where there were any.
const IMPORTED_BEFORE: &str = "imported_said";

/// How much of a book the rows will be that come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Influx {
    /// The book has more customers already.
    Some,
    /// Most of its customers will be new.
    Most,
}

/// An import of many rows that is going on.
#[derive(Debug)]
pub struct Many {
    /// All rows from this id on are new.
    first: i64,
    influx: Influx,
    /// The triggers and indexes that rest meanwhile, as SQL.
    resting: Vec<String>,
}

impl Change<'_> {
    /// Lets the triggers rest that note new rows one by one, until [`Change::end_many`]. Returns None where the book holds
    /// later ids than those made now, because a clock was ahead: then nothing rests.
    pub fn begin_many(&self, influx: Influx) -> Result<Option<Many>> {
        let first = self.new_id(&self.clock);
        // Those of a merge are in no order, and `new_id` passes over what is near.
        if self.last_id_of(schema::in_order_of_time(), (first, i64::MAX))?.is_some() {
            return Ok(None);
        }
        let noting = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name <> ?1
                        AND (name LIKE 'journal\\_%\\_added' ESCAPE '\\' OR name = 'counter_customer_added')";
        let mut resting = Vec::new();
        for (name, sql) in self.db.all::<(String, String)>(noting, [OFFERS], ADDING)? {
            self.db.execute_batch(&format!("DROP TRIGGER {name}")).doing(ADDING)?;
            resting.push(sql);
        }
        if influx == Influx::Most {
            self.drop_indexes(&mut resting)?;
        }
        self.many_from.set(Some(first));
        self.await_newcomers();
        Ok(Some(Many { first, influx, resting }))
    }

    /// Drops the indexes that are made at the end, and adds what makes them.
    fn drop_indexes(&self, resting: &mut Vec<String>) -> Result<()> {
        let has_imported = self.has_imported()?;
        for name in MADE_AT_THE_END.into_iter().filter(|name| !(has_imported && *name == IMPORTED_BEFORE)) {
            let made = "SELECT sql FROM sqlite_schema WHERE type = 'index' AND name = ?1";
            if let Some(sql) = self.db.optional(made, [name], ADDING)? {
                self.db.execute_batch(&format!("DROP INDEX {name}")).doing(ADDING)?;
                resting.push(sql);
            }
        }
        Ok(())
    }

    /// Notes a customer who was added meanwhile with an id that was not made now.
    pub fn note_customer(&self, id: CustomerId) -> Result<()> {
        let add = "INSERT INTO journal (change, tbl, row) VALUES (?1, 'customer', ?2)";
        self.db.run(add, (self.id, id), ADDING).map(drop)
    }

    /// Notes a remark that was added meanwhile, where its touch was there before.
    pub(in crate::book) fn note_remark(&self, touch: TouchId, id: RemarkId) -> Result<()> {
        if self.many_from.get().is_none_or(|first| touch.0 >= first) {
            return Ok(());
        }
        let add = "INSERT INTO journal (change, tbl, row) VALUES (?1, ?2, ?3)";
        self.db.run(add, (self.id, REMARKS, id), ADDING).map(drop)
    }

    /// Ends it: the journal gets an entry for the new rows of each table, and the triggers are there again.
    pub fn end_many(&self, many: Many) -> Result<()> {
        let Many { first, influx, resting } = many;
        self.write_newcomers()?;
        let last = self.new_id(&self.clock);
        self.many_from.take();
        // What became of new rows meanwhile needs no entry: they go with the others, or went already.
        let single = "DELETE FROM journal WHERE change = ?1 AND tbl NOT IN (?2, ?3) AND row BETWEEN ?4 AND ?5";
        self.db.run(single, (self.id, OFFERS, REMARKS, first, last), ADDING)?;
        drop_single(&self.db, self.id, REMARKS, (first, last))?;
        for table in schema::book_tables().filter(|table| table.name != OFFERS) {
            let name = table.name;
            let add = format!(
                "INSERT INTO journal (change, tbl, row, upto) SELECT ?1, '{name}', ?2, ?3
                 WHERE EXISTS (SELECT 1 FROM {name} WHERE {} BETWEEN ?2 AND ?3)",
                told_by(name)
            );
            self.db.run(&add, (self.id, first, last), ADDING)?;
        }
        self.db.execute_batch(RECOUNT_CUSTOMERS).doing(ADDING)?;
        resting.iter().try_for_each(|sql| self.db.execute_batch(sql).doing(ADDING))?;
        if influx == Influx::Most { self.release_pages() } else { Ok(()) }
    }
}

/// Gives the entries of many rows their checksums at the end of their change, and drops what it wrote of them afterwards.
pub(super) fn write_sums(db: &Connection, change: ChangeId) -> Result<()> {
    const SUMMING: &str = "write the journal's checksums";
    let many = "SELECT id, tbl, row, upto FROM journal WHERE change = ?1 AND upto IS NOT NULL";
    for (id, name, row, upto) in db.all::<(i64, String, i64, i64)>(many, [change], SUMMING)? {
        let Some(table) = schema::book_table(&name) else { continue };
        drop_single(db, change, table.name, (row, upto))?;
        let sum = sum_of(db, table, (row, upto))?;
        db.run(SET_CHECKSUM, (id, sum), SUMMING)?;
    }
    Ok(())
}

/// Drops the entries of single rows that an entry for many tells of.
fn drop_single(db: &Connection, change: ChangeId, table: &str, (first, last): (i64, i64)) -> Result<()> {
    let of = if table == REMARKS { touch_of_remark("journal") } else { "row".to_string() };
    // By the change: it has fewer entries than the journal has of the table.
    let single =
        format!("DELETE FROM journal WHERE change = ?1 AND +tbl = ?2 AND upto IS NULL AND {of} BETWEEN ?3 AND ?4");
    db.run(&single, (change, table, first, last), ADDING).map(drop)
}

/// An entry for many rows that tells of a certain one.
pub(super) struct TellingOf {
    entry: i64,
    change: ChangeId,
    ends: (i64, i64),
    /// The row's own checksum as the entry's change left it.
    pub(super) left: i64,
}

/// Finds the entries for many rows that tell of a row as it is now, or was.
pub(super) fn telling_of(db: &Connection, table: &Table, row: i64) -> Result<Vec<TellingOf>> {
    const FINDING: &str = "look at the journal";
    let now = super::checksum_of(db, table, row)?;
    let named = format!("SELECT {} FROM {} WHERE id = ?1", told_by(table.name), table.name);
    let Some(told) = db.optional::<i64>(&named, [row], FINDING)? else { return Ok(Vec::new()) };
    let all = "SELECT id, change, row, upto FROM journal
               WHERE upto IS NOT NULL AND tbl = ?1 AND ?2 BETWEEN row AND upto AND checksum <> ?3";
    let mut telling = Vec::new();
    for (entry, change, first, last) in
        db.all::<(i64, ChangeId, i64, i64)>(all, (table.name, told, ELSEWHERE), FINDING)?
    {
        let left = changed_later(db, table, (entry, row))?.unwrap_or(now);
        telling.push(TellingOf { entry, change, ends: (first, last), left });
    }
    Ok(telling)
}

/// Computes the checksum of a row as an entry for many had left it; None where nothing was written of it since, or that can't
/// be read, which is told to whom undoes it.
fn changed_later(db: &Connection, table: &Table, (entry, row): (i64, i64)) -> Result<Option<i64>> {
    let later = "SELECT old FROM journal WHERE tbl = ?1 AND row = ?2 AND upto IS NULL AND id > ?3 ORDER BY id LIMIT 1";
    let old: Option<Option<String>> = db.optional(later, (table.name, row, entry), "look at the journal")?;
    Ok(old.flatten().and_then(|old| super::checksum_of_state(table, &old).ok()))
}

impl TellingOf {
    /// Counts the row with another checksum from now on.
    pub(super) fn count(&self, db: &Connection, sum: i64) -> Result<()> {
        let all: i64 = db.one("SELECT checksum FROM journal WHERE id = ?1", [self.entry], ADDING)?;
        db.run(SET_CHECKSUM, (self.entry, all.wrapping_sub(self.left).wrapping_add(sum)), ADDING).map(drop)
    }

    /// Knows the row by another id, which it has now: among the others, or by an entry of its own.
    pub(super) fn rename(&self, db: &Connection, table: &Table, to: i64) -> Result<()> {
        let sum = match changed_later(db, table, (self.entry, to))? {
            Some(left) => left,
            None => super::checksum_of(db, table, to)?,
        };
        if (self.ends.0..=self.ends.1).contains(&to) {
            return self.count(db, sum);
        }
        self.count(db, 0)?;
        let own = "INSERT INTO journal (change, tbl, row, checksum) VALUES (?1, ?2, ?3, ?4)";
        db.run(own, (self.change, table.name, to, sum), ADDING).map(drop)
    }
}

/// Adds up the checksums of all rows from one to another: whatever is changed, added or removed among them shows.
pub(super) fn sum_of(db: &Connection, table: &Table, ends: (i64, i64)) -> Result<i64> {
    const SUMMING: &str = "compare with the journal";
    let columns = checked_columns(table);
    let (name, told) = (table.name, told_by(table.name));
    let sql = format!("SELECT {} FROM {name} WHERE {told} BETWEEN ?1 AND ?2", columns.join(", "));
    let mut statement = db.prepare_cached(&sql).doing(SUMMING)?;
    let mut rows = statement.query(ends).doing(SUMMING)?;
    let mut sum: i64 = 0;
    while let Some(row) = rows.next().doing(SUMMING)? {
        let mut checksum = Checksum::default();
        for (at, column) in columns.iter().enumerate() {
            checksum.add(column, row.get_ref(at).doing(SUMMING)?);
        }
        sum = sum.wrapping_add(checksum.finish());
    }
    Ok(sum)
}
