//! Days off in the book, beside those of the configuration.

use chrono::NaiveDate;

use super::rows::Columns;
use super::{Book, Change, Doing};
use crate::error::Result;

impl Book {
    /// The times away that the book holds, first and last day of each, by the first.
    pub fn away(&self) -> Result<Vec<(NaiveDate, NaiveDate)>> {
        self.db
            .prepare_cached("SELECT first_day, last_day FROM away ORDER BY first_day, last_day")
            .and_then(|mut s| {
                s.query_map([], |row| {
                    let mut c = Columns::new(row);
                    Ok((c.day()?, c.day()?))
                })?
                .collect()
            })
            .doing("look at the days off")
    }
}

impl Change<'_> {
    /// Keeps a time away; days that lie within one that is kept already change nothing. Says whether it was kept.
    pub fn add_away(&self, first: NaiveDate, last: NaiveDate) -> Result<bool> {
        if self.away()?.iter().any(|(from, to)| *from <= first && last <= *to) {
            return Ok(false);
        }
        self.db
            .prepare_cached("INSERT INTO away (id, first_day, last_day, updated_at) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| s.execute((self.new_id(&self.clock), first.to_string(), last.to_string(), self.now_ms())))
            .doing("keep the days off")?;
        Ok(true)
    }

    /// Removes the times away that begin on a day; says how many there were.
    pub fn remove_away(&self, first: NaiveDate) -> Result<usize> {
        self.db
            .prepare_cached("DELETE FROM away WHERE first_day = ?1")
            .and_then(|mut s| s.execute([first.to_string()]))
            .doing("remove the days off")
    }
}
