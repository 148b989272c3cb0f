//! A machine's own part of a wall, as it is now: what compaction puts in place of all that it sent before.

use super::acts::{WAITING, Waiting};
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::sync::team::praise::WallEntry;

impl Book {
    /// Returns what this machine says on a team's wall, each with when it first came to the server.
    pub fn own_on_wall(&self, team: i64) -> Result<Vec<WallEntry>> {
        let sql = format!(
            "SELECT {WAITING} FROM sync_wall WHERE team = ?1 AND machine = (SELECT machine FROM sync_server)
               AND rep = (SELECT account FROM sync_server) ORDER BY clock, remark"
        );
        let rows: Vec<Waiting> = self.db.all(&sql, [team], READING)?;
        Ok(rows.into_iter().map(WallEntry::from).collect())
    }

    /// Notes, before an act takes the place of one that this machine had sent, that its words stay on the server as yet.
    pub(super) fn sent_goes_stale(&self, team: i64, entry: &WallEntry, machine: i64) -> Result<()> {
        let sql = "UPDATE sync_team SET compact = 1 WHERE id = ?1 AND EXISTS (
                     SELECT 1 FROM sync_wall WHERE team = ?1 AND remark = ?2 AND rep = ?3 AND here AND at IS NOT NULL
                       AND machine = (SELECT machine FROM sync_server) AND (clock, machine) < (?4, ?5))";
        self.db.run(sql, (team, entry.remark, &entry.by, entry.hlc.0, machine), WRITING).map(drop)
    }

    /// The same before all that a customer said is taken off.
    pub(super) fn words_go_stale(&self, customer: CustomerId, theirs: &str) -> Result<()> {
        let sql = format!(
            "UPDATE sync_team SET compact = 1
             WHERE id IN (SELECT team FROM sync_wall WHERE here AND at IS NOT NULL AND {theirs})"
        );
        self.db.run(&sql, [customer], WRITING).map(drop)
    }
}
