//! Which reps a team has, as far as this book has read anything of them, and which of the user's words they get.

use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::ids::TouchId;
use crate::error::Result;

impl Book {
    /// Returns the reps of a team of whom anything was read, by name, without the user.
    pub fn reps_known(&self, team: &str) -> Result<Vec<String>> {
        let sql = "WITH of (id) AS (SELECT id FROM sync_team WHERE name = ?1)
                   SELECT rep FROM (
                     SELECT rep FROM sync_sharing WHERE team IN of
                     UNION SELECT owner FROM sync_sharing WHERE team IN of
                     UNION SELECT rep FROM sync_team_touch WHERE team IN of
                     UNION SELECT rep FROM sync_wall WHERE team IN of)
                   WHERE rep <> '' AND rep NOT IN (SELECT account FROM sync_server) ORDER BY rep";
        self.db.all(sql, [team], READING)
    }

    /// Returns the names of the customers who are a rep's in a team, as far as this book has read of it, by name.
    pub fn customers_of_rep(&self, team: &str, rep: &str) -> Result<Vec<String>> {
        let sql = "SELECT name FROM customer WHERE team = ?1 AND owner = ?2 ORDER BY sort_name, id";
        self.db.all(sql, (team, rep), READING)
    }

    /// Whether the words of a log go to the team.
    pub fn tells_words_of(&self, touch: TouchId) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM sync_told WHERE touch = ?1)", [touch], READING)
    }

    /// Has the words of a log go to the team no longer.
    pub fn keep_words_of(&self, touch: TouchId) -> Result<()> {
        self.db.run("DELETE FROM sync_told WHERE touch = ?1", [touch], WRITING).map(drop)
    }
}
