//! What this machine says of a team's customers now, to be written anew in place of all that it sent before: so no word of
//! somebody who was erased stays on the server.

use std::collections::BTreeMap;

use serde_json::Value;

use super::READING;
use super::document::Document;
use super::earlier::SeenOf;
use super::sending::SharedOutgoing;
use crate::book::Book;
use crate::book::query::Query;
use crate::book::rows::row;
use crate::error::Result;
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
    /// Returns all that this machine says of a team's customers, the earliest first: what it did as a manager's, and the rest.
    pub fn own_of_shared(&self, team: i64) -> Result<[SharedOutgoing; 2]> {
        let (as_manager, mut rest) = self.own_sharings(team)?;
        rest.extend(self.own_fields(team)?);
        rest.extend(self.own_told(team)?);
        Ok([(as_manager, true), (rest, false)].map(|(mut said, by_manager)| {
            said.sort_by_key(SharedEntry::hlc);
            SharedOutgoing { entries: said.iter().map(SharedEntry::entry).collect(), by_manager }
        }))
    }

    fn own_fields(&self, team: i64) -> Result<Vec<SharedEntry>> {
        let machine = self.author()?.machine;
        let customers: Vec<i64> =
            self.db.all("SELECT customer FROM sync_shared WHERE team = ?1 ORDER BY customer", [team], READING)?;
        let mut said = Vec::new();
        for customer in customers {
            let state = self.state(team, customer)?;
            let mut by_clock: BTreeMap<i64, (Document, BTreeMap<String, SeenOf>)> = BTreeMap::new();
            for (name, (clock, by)) in &state.clocks {
                if *by == machine {
                    let value = state.fields.get(name).cloned().unwrap_or(Value::Null);
                    let (fields, seen) = by_clock.entry(*clock).or_default();
                    fields.insert(name.clone(), value);
                    seen.insert(name.clone(), state.settled_of(name));
                }
            }
            // What lost is said again, too: who reads nothing else lists it all the same.
            for (name, (clock, by), lost) in state.lost() {
                if by == machine {
                    by_clock.entry(clock).or_default().0.insert(name.clone(), lost.value().clone());
                }
            }
            let fields = |(clock, (fields, mut seen)): (i64, (Document, BTreeMap<String, SeenOf>))| {
                seen.retain(|_, of| !of.is_empty());
                SharedEntry::Fields { customer, hlc: Hlc(clock), fields, seen: Some(seen) }
            };
            said.extend(by_clock.into_iter().map(fields));
        }
        Ok(said)
    }

    /// What was done as a manager, and what was not.
    fn own_sharings(&self, team: i64) -> Result<(Vec<SharedEntry>, Vec<SharedEntry>)> {
        let sql = "SELECT customer, clock, act, owner, manager FROM sync_sharing
                   WHERE team = ?1 AND machine = (SELECT machine FROM sync_server)";
        let rows: Vec<(i64, i64, String, Option<String>, bool)> = self.db.all(sql, [team], READING)?;
        let (mut as_manager, mut others) = (Vec::new(), Vec::new());
        for (customer, clock, act, owner, is_manager) in rows {
            let sharing = SharedEntry::Sharing { customer, hlc: Hlc(clock), act, owner };
            if is_manager { as_manager.push(sharing) } else { others.push(sharing) }
        }
        Ok((as_manager, others))
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
