//! Days off in the book, beside those of the configuration.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::query::Query;
use super::{Book, Change};
use crate::error::Result;

impl Book {
    /// Returns the times away that the book holds, the first and last day of each, by the first.
    pub fn away(&self) -> Result<Vec<(NaiveDate, NaiveDate)>> {
        self.db.all("SELECT first_day, last_day FROM away ORDER BY first_day, last_day", [], "look at the days off")
    }
}

/// Days off, and what they are called where a calendar brought them.
pub(crate) type NamedDays = (NaiveDate, NaiveDate, Option<String>);

impl Book {
    /// The same with what they are called.
    pub fn named_days_off(&self) -> Result<Vec<NamedDays>> {
        let sql = "SELECT first_day, last_day, name FROM away ORDER BY first_day, last_day, name";
        self.db.all(sql, [], "look at the days off")
    }
}

impl Change<'_> {
    /// Adds days off with their names, those that the book has not; returns how many.
    pub fn add_days_off(&self, days: &[NamedDays]) -> Result<usize> {
        let mut known: BTreeSet<NamedDays> = self.named_days_off()?.into_iter().collect();
        let mut added = 0;
        for days in days {
            if known.insert(days.clone()) {
                let (first, last, name) = days;
                self.db.run(
                    "INSERT INTO away (id, first_day, last_day, updated_at, name) VALUES (?1, ?2, ?3, ?4, ?5)",
                    (self.new_id(&self.clock), first, last, self.now_ms(), name),
                    "keep the days off",
                )?;
                added += 1;
            }
        }
        Ok(added)
    }

    /// Adds a time away, unless its days lie within one that the book holds already; says whether it was added.
    pub fn add_away(&self, first: NaiveDate, last: NaiveDate) -> Result<bool> {
        if self.away()?.iter().any(|(from, to)| *from <= first && last <= *to) {
            return Ok(false);
        }
        self.db.run(
            "INSERT INTO away (id, first_day, last_day, updated_at) VALUES (?1, ?2, ?3, ?4)",
            (self.new_id(&self.clock), first, last, self.now_ms()),
            "keep the days off",
        )?;
        Ok(true)
    }

    /// Removes the times away that begin on a day, and returns how many there were.
    pub fn remove_away(&self, first: NaiveDate) -> Result<usize> {
        self.db.run("DELETE FROM away WHERE first_day = ?1", [first], "remove the days off")
    }
}
