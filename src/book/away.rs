//! Days off in the book, beside those of the configuration.

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

impl Change<'_> {
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
