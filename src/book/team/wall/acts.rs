//! The user's own acts on walls, until they are sent.

use super::{Author, READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::rows::row;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::team::TeamSpace;
use crate::sync::team::praise::{Praise, WallEntry};

/// The most acts of one segment.
const AT_ONCE: i64 = 1_000;

/// An act that waits to be sent, as it stands in its row.
pub(super) struct Waiting {
    remark: i64,
    rep: String,
    here: bool,
    text: String,
    teammate: Option<String>,
    day: String,
    customer: Option<String>,
    company: Option<String>,
    clock: i64,
    at: Option<i64>,
}

row! {
    /// The columns of an act.
    pub(super) const WAITING: Waiting = "sync_wall" { remark, rep, here, text, teammate, day, customer, company, clock, at }
}

impl From<Waiting> for WallEntry {
    fn from(row: Waiting) -> Self {
        let Waiting { remark, rep, here, text, teammate, day, customer, company, clock, at } = row;
        let praise = here.then_some(Praise { text, teammate, day, customer, company });
        Self { remark, hlc: Hlc(clock), by: rep, praise, at }
    }
}

/// Takes what hangs on walls off them, under the clock ?2; that waits to be sent.
const TAKE_OFF: &str = "
    UPDATE sync_wall SET here = 0, text = '', teammate = NULL, day = '', customer = NULL, company = NULL, at = NULL, clock = ?2,
      machine = (SELECT machine FROM sync_server), to_send = 1, whose = NULL WHERE here";

impl Book {
    /// Hangs a remark of the user's on a team's wall; it waits to be sent. Where the same hangs there already, nothing is
    /// done, and false returned.
    pub fn share_praise(
        &mut self,
        clock: &Clock,
        team: i64,
        (remark, praise, whose): (RemarkId, &Praise, CustomerId),
    ) -> Result<bool> {
        self.note(clock, |note| {
            let Author { machine, rep } = note.author()?;
            let same = "SELECT EXISTS (SELECT 1 FROM sync_wall WHERE team = ?1 AND remark = ?2 AND rep = ?3 AND here
                          AND (text, teammate, day, customer, company) IS (?4, ?5, ?6, ?7, ?8))";
            let Praise { text, teammate, day, customer, company } = praise;
            let values = (team, remark, &rep, text, teammate, day, customer, company);
            if note.db.one::<bool>(same, values, READING)? {
                return Ok(false);
            }
            let hlc = note.next_team_clock(clock)?;
            let entry = WallEntry { remark: remark.0, hlc, by: rep, praise: Some(praise.clone()), at: None };
            note.hang(team, &entry, (machine, None, true), Some(whose))
        })
    }

    /// Takes a remark of the user's off a team's wall; that waits to be sent.
    pub fn withdraw_praise(&mut self, clock: &Clock, team: i64, remark: RemarkId) -> Result<()> {
        self.note(clock, |note| {
            let Author { machine, rep } = note.author()?;
            let hlc = note.next_team_clock(clock)?;
            let entry = WallEntry { remark: remark.0, hlc, by: rep, praise: None, at: None };
            note.hang(team, &entry, (machine, None, true), None).map(drop)
        })
    }

    /// Takes what a customer said off the walls, before they are forgotten. It waits to be sent. Returns how much that was.
    pub(in crate::book) fn withdraw_all_of(&self, clock: &Clock, customer: CustomerId) -> Result<usize> {
        let theirs = "rep = (SELECT account FROM sync_server)
                      AND (whose = ?1 OR remark IN (SELECT id FROM remark WHERE customer = ?1))";
        let some = format!("SELECT EXISTS (SELECT 1 FROM sync_wall WHERE here AND {theirs})");
        if !self.db.one::<bool>(&some, [customer], READING)? {
            return Ok(0);
        }
        self.words_go_stale(customer, theirs)?;
        let next = self.next_team_clock(clock)?;
        let sql = format!("{TAKE_OFF} AND {theirs}");
        self.db.run(&sql, (customer, next.0), WRITING)
    }

    /// Takes all that the user hung up off a team's wall; it waits to be sent. Returns how much that was.
    pub fn withdraw_own(&mut self, clock: &Clock, team: i64) -> Result<usize> {
        self.note(clock, |note| {
            note.sent_is_stale((team, TeamSpace::Wall))?;
            let next = note.next_team_clock(clock)?;
            let sql = format!("{TAKE_OFF} AND team = ?1 AND rep = (SELECT account FROM sync_server)");
            note.db.run(&sql, (team, next.0), WRITING)
        })
    }

    /// Returns the acts that wait to be sent to a team's wall, as many as one segment takes.
    pub fn wall_outgoing(&self, team: i64) -> Result<Vec<WallEntry>> {
        let sql = format!(
            "SELECT {WAITING} FROM sync_wall WHERE team = ?1 AND to_send ORDER BY clock, remark LIMIT {AT_ONCE}"
        );
        let rows: Vec<Waiting> = self.db.all(&sql, [team], READING)?;
        Ok(rows.into_iter().map(WallEntry::from).collect())
    }

    /// Notes that acts came to the server, in a segment of this number.
    pub fn wall_was_sent(
        &mut self,
        clock: &Clock,
        team: i64,
        (writer, seq, at): (WriterId, u64, Option<i64>),
        sent: &[WallEntry],
    ) -> Result<()> {
        let sql =
            "UPDATE sync_wall SET to_send = 0, at = ?5 WHERE team = ?1 AND remark = ?2 AND rep = ?3 AND clock = ?4";
        self.note(clock, |note| {
            for entry in sent {
                note.db.run(sql, (team, entry.remark, &entry.by, entry.hlc.0, at), WRITING)?;
            }
            note.segment_was_read((team, TeamSpace::Wall), writer, seq)
        })
    }

    /// Takes back an act that was not sent: as if it had not been done.
    pub fn take_back_praise(&mut self, clock: &Clock, team: i64, remark: RemarkId) -> Result<()> {
        let sql = "DELETE FROM sync_wall WHERE team = ?1 AND remark = ?2 AND to_send
                     AND rep = (SELECT account FROM sync_server)";
        self.note(clock, |note| note.db.run(sql, (team, remark), WRITING).map(drop))
    }

    /// Says what waits to be sent to walls as another machine: this one has a new id.
    pub(in crate::book::team) fn send_wall_as(&self, before: i64, now: i64) -> Result<()> {
        let sql = "UPDATE sync_wall SET machine = ?2 WHERE to_send AND machine = ?1";
        self.db.run(sql, (before, now), WRITING).map(drop)
    }
}
