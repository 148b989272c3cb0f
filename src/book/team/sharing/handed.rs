//! Whom other reps handed over to the user.

use super::{Book, CustomerId, READING};
use crate::book::query::Query;
use crate::error::Result;

impl Book {
    /// Returns a team's customers who are the user's own.
    pub fn own_in_team(&self, team: i64) -> Result<Vec<CustomerId>> {
        let sql = "SELECT customer FROM sync_shared
                   WHERE team = ?1 AND here AND owner = (SELECT account FROM sync_server)";
        self.db.all(sql, [team], READING)
    }

    /// Returns the rep who handed one of them over last; None where that was the user, or nobody.
    pub fn handed_over_by(&self, team: i64, customer: CustomerId) -> Result<Option<String>> {
        let sql = "SELECT nullif(rep, (SELECT account FROM sync_server)) FROM sync_sharing
                   WHERE team = ?1 AND customer = ?2 AND act = 'give'
                   ORDER BY clock DESC, machine DESC LIMIT 1";
        Ok(self.db.optional::<Option<String>>(sql, (team, customer), READING)?.flatten())
    }
}
