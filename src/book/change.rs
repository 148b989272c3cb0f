//! What the two doors hand out, and the ids of what is written through them.

use std::cell::Cell;
use std::ops::Deref;

use super::Book;
use super::errors::Doing;
use super::query::Query;
use super::schema::{self, Table};
use crate::domain::dates::Clock;
use crate::domain::ids::ChangeId;
use crate::domain::shared_id::shared_id;
use crate::error::Result;

/// A change in progress; reads see what it has written so far.
#[derive(Debug)]
pub struct Change<'a> {
    pub(super) book: &'a Book,
    pub(super) clock: Clock,
    pub(super) id: ChangeId,
    pub(super) ids: Cell<Ids>,
}

/// Where the ids of what belongs to a customer come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ids {
    /// They are made, none twice.
    #[default]
    Made,
    /// Two books that merge the same records give them the same ids.
    Shared,
}

impl Deref for Change<'_> {
    type Target = Book;

    fn deref(&self) -> &Book {
        self.book
    }
}

impl Change<'_> {
    /// Returns the "now" of this change.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Returns the instant of this change, in milliseconds since 1970.
    pub(super) fn now_ms(&self) -> i64 {
        self.clock.instant.timestamp_millis()
    }

    /// Makes the id of a new row that these words tell from every other of a table. Where the shared id is taken, since a
    /// file brought another record's row under it, the next one is made.
    pub(super) fn id_of_row(&self, table: &str, words: &[&str]) -> Result<i64> {
        if self.ids.get() == Ids::Made {
            return Ok(self.new_id(&self.clock));
        }
        let mut id = shared_id(&[&[table], words].concat());
        while self.db.one(&format!("SELECT EXISTS (SELECT 1 FROM {table} WHERE id = ?1)"), [id], "find a free id")? {
            id = shared_id(&[&[table, &id.to_string()], words].concat());
        }
        Ok(id)
    }
}

/// A write in progress that leaves nothing to undo.
#[derive(Debug)]
pub struct Note<'a> {
    pub(super) book: &'a Book,
    pub(super) clock: Clock,
}

impl Note<'_> {
    /// Returns the instant of this write, in milliseconds since 1970.
    pub(super) fn now_ms(&self) -> i64 {
        self.clock.instant.timestamp_millis()
    }
}

impl Deref for Note<'_> {
    type Target = Book;

    fn deref(&self) -> &Book {
        self.book
    }
}

impl Book {
    /// Lets rows refer to rows that come later; every reference must hold when the transaction ends.
    pub(super) fn defer_references(&self, act: &str) -> Result<()> {
        // Setting it makes SQLite prepare every statement anew, even where it is set already.
        if self.db.one("PRAGMA defer_foreign_keys", [], act)? {
            return Ok(());
        }
        self.db.execute_batch("PRAGMA defer_foreign_keys = ON").doing(act)
    }

    /// Begins to write what no journal tells of: repairs, and erasing a person.
    pub(super) fn unjournaled(&self, clock: &Clock) -> Change<'_> {
        // No change is open under this id.
        Change { book: self, clock: *clock, id: ChangeId(0), ids: Cell::default() }
    }

    /// Makes a new id for an instant.
    pub(super) fn new_id(&self, clock: &Clock) -> i64 {
        let random = match self.seed.get() {
            Some(seed) => {
                let next = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                self.seed.set(Some(next));
                next >> 8
            }
            // Chance only spreads the ids of two machines; without it ids still grow.
            None => getrandom::u32().unwrap_or(0),
        };
        // Where looking fails, so does the row's writing, which says why.
        let last_taken = |from, upto| self.last_id_of(schema::with_made_ids(), (from, upto)).unwrap_or_default();
        self.ids.borrow_mut().next(clock.instant.timestamp_millis(), random, last_taken)
    }

    /// Returns the greatest id from one to another that these tables have.
    pub(super) fn last_id_of(
        &self,
        tables: impl Iterator<Item = &'static Table>,
        ends: (i64, i64),
    ) -> Result<Option<i64>> {
        let each: Vec<_> =
            tables.map(|t| format!("SELECT max(id) AS id FROM {} WHERE id BETWEEN ?1 AND ?2", t.name)).collect();
        let sql = format!("SELECT max(id) FROM ({})", each.join(" UNION ALL "));
        self.db.one(&sql, ends, "look for ids")
    }
}
