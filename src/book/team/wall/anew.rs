//! A machine's own part of a wall, as it is now: what compaction puts in place of all that it sent before.

use super::{READING, WAITING, WRITING, Waiting};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::team::praise::WallEntry;

/// Takes what hangs on walls off them, under the clock ?2; that waits to be sent.
pub(super) const TAKE_OFF: &str = "
    UPDATE sync_wall SET here = 0, text = '', teammate = NULL, day = '', customer = NULL, company = NULL, at = NULL, clock = ?2,
      machine = (SELECT machine FROM sync_server), to_send = 1, whose = NULL WHERE here";

impl Book {
    /// Whether segments of this machine on a team's wall may hold words that hang there no more, and the number up to which
    /// none of its segments is there.
    pub fn wall_compaction(&self, team: i64) -> Result<(bool, u64)> {
        let sql = "SELECT compact, compacted_to FROM sync_team WHERE id = ?1";
        let (is_stale, upto): (bool, i64) = self.db.one(sql, [team], READING)?;
        Ok((is_stale, upto.unsigned_abs()))
    }

    /// Returns what this machine says on a team's wall, each with when it first came to the server.
    pub fn own_on_wall(&self, team: i64) -> Result<Vec<WallEntry>> {
        let sql = format!(
            "SELECT {WAITING} FROM sync_wall WHERE team = ?1 AND machine = (SELECT machine FROM sync_server)
               AND rep = (SELECT account FROM sync_server) ORDER BY clock, remark"
        );
        let rows: Vec<Waiting> = self.db.all(&sql, [team], READING)?;
        Ok(rows.into_iter().map(WallEntry::from).collect())
    }

    /// Takes all that the user hung up off a team's wall; it waits to be sent. Returns how much that was.
    pub fn withdraw_own(&mut self, clock: &Clock, team: i64) -> Result<usize> {
        self.note(clock, |note| {
            let stale = "UPDATE sync_team SET compact = 1 WHERE id = ?1";
            note.db.run(stale, [team], WRITING)?;
            let next = note.next_wall_clock(clock)?;
            let sql = format!("{TAKE_OFF} AND team = ?1 AND rep = (SELECT account FROM sync_server)");
            note.db.run(&sql, (team, next.0), WRITING)
        })
    }

    /// Notes that the segments of this machine up to a number are gone from a team's wall, for those up to another.
    pub fn wall_was_compacted(
        &mut self,
        clock: &Clock,
        team: i64,
        (machine, upto, last): (WriterId, u64, u64),
    ) -> Result<()> {
        // What was done meanwhile has taken back something that was just written anew.
        let sql = "UPDATE sync_team SET compacted_to = ?2,
                     compact = EXISTS (SELECT 1 FROM sync_wall WHERE team = ?1 AND to_send) WHERE id = ?1";
        self.note(clock, |note| {
            note.db.run(sql, (team, upto.cast_signed()), WRITING)?;
            note.wall_was_read(team, machine, last)
        })
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
