//! What this machine says of a team's customers now, to be written anew in place of all that it sent before: so no word of
//! somebody who was erased stays on the server.

use std::collections::BTreeMap;

use serde_json::Value;

use super::document::Document;
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::rows::row;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::team::shared::{SharedEntry, SharedLog};

/// A log as this machine told it.
struct Told {
    touch: i64,
    customer: i64,
    here: bool,
    kind: Option<String>,
    outcome: Option<String>,
    occurred_at: Option<i64>,
    utc_offset: Option<i64>,
    day: Option<String>,
    text: Option<String>,
    clock: i64,
}

row! {
    /// The columns of such a log.
    const TOLD: Told = "sync_team_touch" {
        touch, customer, here, kind, outcome, occurred_at, utc_offset, day, text, clock,
    }
}

impl From<Told> for SharedEntry {
    fn from(told: Told) -> Self {
        let Told { touch, customer, here, kind, outcome, occurred_at, utc_offset, day, text, clock } = told;
        let log = match (here, kind, occurred_at, utc_offset, day) {
            (true, Some(kind), Some(at), Some(offset), Some(day)) => {
                Some(SharedLog { customer, kind, outcome, at, offset, day, text })
            }
            _ => None,
        };
        Self::Touch { touch, hlc: Hlc(clock), log }
    }
}

impl Book {
    /// Whether segments of this machine may hold words that were erased, and the number up to which none of its segments is
    /// there.
    pub fn shared_compaction(&self, team: i64) -> Result<(bool, u64)> {
        let sql = "SELECT shared_compact, shared_compacted_to FROM sync_team WHERE id = ?1";
        let (is_stale, upto): (bool, i64) = self.db.one(sql, [team], READING)?;
        Ok((is_stale, upto.unsigned_abs()))
    }

    /// Notes that segments of this machine may hold words that were erased.
    pub(super) fn sent_shared_is_stale(&self, team: i64) -> Result<()> {
        self.db.run("UPDATE sync_team SET shared_compact = 1 WHERE id = ?1", [team], WRITING).map(drop)
    }

    /// Notes that the segments of this machine up to a number are gone, for those up to another.
    pub fn shared_was_compacted(
        &mut self,
        clock: &Clock,
        team: i64,
        (machine, upto, last): (WriterId, u64, u64),
    ) -> Result<()> {
        // What was done meanwhile has taken back something that was just written anew.
        let sql = "UPDATE sync_team SET shared_compacted_to = ?2,
                     shared_compact = EXISTS (SELECT 1 FROM sync_shared_out WHERE team = ?1) WHERE id = ?1";
        self.note(clock, |note| {
            note.db.run(sql, (team, upto.cast_signed()), WRITING)?;
            note.shared_was_read(team, machine, last)
        })
    }

    /// Returns all that this machine says of a team's customers, the earliest first.
    pub fn own_of_shared(&self, team: i64) -> Result<Vec<SharedEntry>> {
        let mut all = self.own_fields(team)?;
        all.extend(self.own_sharings(team)?);
        all.extend(self.own_told(team)?);
        all.sort_by_key(SharedEntry::hlc);
        Ok(all)
    }

    fn own_fields(&self, team: i64) -> Result<Vec<SharedEntry>> {
        let machine = self.author()?.machine;
        let customers: Vec<i64> =
            self.db.all("SELECT customer FROM sync_shared WHERE team = ?1 ORDER BY customer", [team], READING)?;
        let mut said = Vec::new();
        for customer in customers {
            let state = self.state(team, customer)?;
            let mut by_clock: BTreeMap<i64, Document> = BTreeMap::new();
            for (name, (clock, by)) in &state.clocks {
                if *by == machine {
                    let value = state.fields.get(name).cloned().unwrap_or(Value::Null);
                    by_clock.entry(*clock).or_default().insert(name.clone(), value);
                }
            }
            let fields = |(clock, fields)| SharedEntry::Fields { customer, hlc: Hlc(clock), fields };
            said.extend(by_clock.into_iter().map(fields));
        }
        Ok(said)
    }

    fn own_sharings(&self, team: i64) -> Result<Vec<SharedEntry>> {
        let sql = "SELECT customer, clock, act, owner FROM sync_sharing
                   WHERE team = ?1 AND machine = (SELECT machine FROM sync_server)";
        let rows: Vec<(i64, i64, String, Option<String>)> = self.db.all(sql, [team], READING)?;
        let sharing = |(customer, clock, act, owner)| SharedEntry::Sharing { customer, hlc: Hlc(clock), act, owner };
        Ok(rows.into_iter().map(sharing).collect())
    }

    fn own_told(&self, team: i64) -> Result<Vec<SharedEntry>> {
        let sql = format!(
            "SELECT {TOLD} FROM sync_team_touch
             WHERE team = ?1 AND machine = (SELECT machine FROM sync_server) AND rep = (SELECT account FROM sync_server)"
        );
        let rows: Vec<Told> = self.db.all(&sql, [team], READING)?;
        Ok(rows.into_iter().map(SharedEntry::from).collect())
    }
}
