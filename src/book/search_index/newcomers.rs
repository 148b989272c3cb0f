//! Customers who come in many at once. They wait for their rows, which are written in the order of the index: that is how both
//! the table and FTS5 are fastest.

use std::collections::BTreeMap;

use rusqlite::Connection;

use super::{Indexed, NAME_TIE_BITS, add_row, free_place, name_rank, words_of_customer, write_words_of_customer};
use crate::book::search::{CUSTOMERS_FROM, HitKind};
use crate::domain::customer::Customer;
use crate::error::Result;
use crate::text;

/// How many bytes of text wait at most.
const MOST_BYTES: usize = 1 << 22;

/// A customer's row in the index, which has no place yet.
#[derive(Debug)]
pub(super) struct Newcomer {
    pub(super) id: i64,
    /// The first row of their rank.
    pub(super) base: i64,
    pub(super) title: String,
    pub(super) body: String,
}

impl Newcomer {
    pub(super) fn of(c: &Customer) -> Self {
        let (title, body) = words_of_customer(c);
        let base = CUSTOMERS_FROM | name_rank(&text::fold(&c.name)) << NAME_TIE_BITS;
        Self { id: c.id.0, base, title, body }
    }

    pub(super) fn indexed(&self) -> Indexed<'_> {
        let texts = Some((self.title.as_str(), self.body.as_str()));
        Indexed { kind: HitKind::Customer, of: self.id, base: self.base, tie_bits: NAME_TIE_BITS, texts }
    }

    fn bytes(&self) -> usize {
        self.title.len() + self.body.len()
    }
}

/// The customers who wait, by their ids.
#[derive(Debug, Default)]
pub(super) struct Newcomers {
    all: BTreeMap<i64, Newcomer>,
    bytes: usize,
}

impl Newcomers {
    /// Adds a customer, in the place of what was known of them before.
    pub(super) fn add(&mut self, newcomer: Newcomer) -> &Self {
        self.bytes += newcomer.bytes();
        let before = self.all.insert(newcomer.id, newcomer);
        self.bytes -= before.map_or(0, |before| before.bytes());
        self
    }

    pub(super) fn holds(&self, id: i64) -> bool {
        self.all.contains_key(&id)
    }

    /// Takes a customer out; says whether they were there.
    pub(super) fn remove(&mut self, id: i64) -> bool {
        let gone = self.all.remove(&id);
        self.bytes -= gone.as_ref().map_or(0, Newcomer::bytes);
        gone.is_some()
    }

    /// Whether enough of them wait.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= MOST_BYTES
    }

    /// Writes the rows of all who wait, and their words.
    pub(super) fn write(&mut self, db: &Connection) -> Result<()> {
        let mut all: Vec<Newcomer> = std::mem::take(&mut self.all).into_values().collect();
        self.bytes = 0;
        all.sort_by_key(|newcomer| (newcomer.base, newcomer.id));
        let mut last = 0;
        for newcomer in &all {
            let (thing, rank, next) = (newcomer.indexed(), newcomer.base >> NAME_TIE_BITS, last + 1);
            // Behind the one before them, where both have one rank and it has room.
            let is_of_rank = last >> NAME_TIE_BITS == rank && next >> NAME_TIE_BITS == rank;
            last = if is_of_rank { next } else { free_place(db, &thing)? };
            add_row(db, last, &thing)?;
            write_words_of_customer(db, last, (&newcomer.title, &newcomer.body))?;
        }
        Ok(())
    }
}
