//! A team's customers: what the team has of each is kept beside the customer's own row, field by field with the clock of its
//! last change. What differs from what this book showed last was changed here, and is told; what others tell is taken field
//! by field, the later clock counts, and written over the customer's row. Nothing of it is undone.

mod anew;
mod clashes;
mod document;
mod earlier;
mod forgetting;
mod gathering;
mod handed;
mod logs;
mod sending;
mod taking;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde_json::Value;

use super::acting::Author;
use super::{READING, TeamPart, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::choice::Choice;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::sharing::{Shared, Sharing, SharingAct};
use crate::error::Result;
use crate::sync::clock::Hlc;
use crate::sync::team::shared::SharedEntry;
use document::Document;
use earlier::Earlier;

pub(in crate::book) use logs::OF_OTHERS;
pub use logs::TeamLog;
pub(crate) use sending::SharedOutgoing;
pub(crate) use taking::SharedSegment;

/// What a team has of a customer.
#[derive(Debug, Clone, Default)]
struct State {
    fields: Document,
    /// The clock of each field, and the machine that wrote it.
    clocks: BTreeMap<String, (i64, i64)>,
    /// The fields as this book showed them last.
    shown: Document,
    here: bool,
    forgotten: bool,
    hidden: bool,
    /// What else is known of each field.
    earlier: Earlier,
}

impl Book {
    /// How things stand with a customer in a team.
    pub fn shared(&self, team: i64, customer: CustomerId) -> Result<Shared> {
        let acts = self.sharings(team, customer.0)?;
        Ok(Shared::after(&acts))
    }

    /// The acts that were done with a customer, the earliest first.
    fn sharings(&self, team: i64, customer: i64) -> Result<Vec<Sharing>> {
        type Row = (String, String, bool, Option<String>);
        let sql = "SELECT act, rep, manager, owner FROM sync_sharing WHERE team = ?1 AND customer = ?2
                   ORDER BY clock, machine";
        let rows: Vec<Row> = self.db.all(sql, (team, customer), READING)?;
        let sharing = |(act, rep, is_manager, owner): Row| {
            SharingAct::parse(&act).map(|act| Sharing { act, rep, is_manager, owner })
        };
        Ok(rows.into_iter().filter_map(sharing).collect())
    }

    /// Does something with a team's customer: shares them, hands them over, takes them back. It waits to be sent. Returns
    /// the clock of the act.
    pub fn act_on_shared(
        &mut self,
        clock: &Clock,
        team: &TeamPart,
        (customer, act, owner): (CustomerId, SharingAct, Option<&str>),
    ) -> Result<Hlc> {
        self.note(clock, |note| {
            let at = note.add_own_sharing(clock, team, (customer.0, act, owner))?;
            if act == SharingAct::Share {
                note.unhide(team.id, customer.0)?;
                note.tell_anew(team.id, customer)?;
                note.gather_customer(clock, team.id, customer.0)?;
                note.gather_logs(clock, team.id)?;
            }
            Ok(at)
        })
    }

    fn add_own_sharing(
        &self,
        clock: &Clock,
        team: &TeamPart,
        (customer, act, owner): (i64, SharingAct, Option<&str>),
    ) -> Result<Hlc> {
        let author = self.author()?;
        let hlc = self.next_team_clock(clock)?;
        // Anybody on the team shares.
        let is_manager = team.manager && act != SharingAct::Share;
        let sharing = Sharing { act, rep: author.rep, is_manager, owner: owner.map(str::to_string) };
        self.note_sharing(team.id, customer, (hlc, author.machine), &sharing)?;
        let told = SharedEntry::Sharing { customer, hlc, act: act.as_str().into(), owner: sharing.owner };
        self.tell_team(team.id, &told)?;
        self.refresh_shared(team.id, customer)?;
        Ok(hlc)
    }

    fn note_sharing(&self, team: i64, customer: i64, (hlc, machine): (Hlc, i64), sharing: &Sharing) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO sync_sharing (team, customer, clock, machine, act, rep, manager, owner)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let Sharing { act, rep, is_manager, owner } = sharing;
        self.db.run(sql, (team, customer, hlc.0, machine, act.as_str(), rep, is_manager, owner), WRITING).map(drop)
    }

    /// Works out anew whose a customer is.
    fn refresh_shared(&self, team: i64, customer: i64) -> Result<()> {
        let shared = Shared::after(&self.sharings(team, customer)?);
        let sql = "INSERT INTO sync_shared (team, customer, here, owner, forgotten) VALUES (?1, ?2, ?3, ?4, ?5)
                   ON CONFLICT (team, customer) DO UPDATE SET here = excluded.here, owner = excluded.owner,
                     forgotten = excluded.forgotten";
        self.db.run(sql, (team, customer, shared.here, &shared.owner, shared.forgotten), WRITING)?;
        self.show_whose(customer)
    }

    /// Writes on a customer's row which team has them and whose they are.
    fn show_whose(&self, customer: i64) -> Result<()> {
        let sql = format!("{SHOW_WHOSE} AND id = ?1");
        self.db.run(&sql, [customer], WRITING).map(drop)
    }

    /// Writes the same on the rows of all: one may have been removed and put back.
    fn show_whose_all(&self) -> Result<()> {
        let sql = format!(
            "{SHOW_WHOSE} AND (team IS NOT NULL OR id IN (SELECT customer FROM sync_shared WHERE here AND NOT hidden))"
        );
        self.db.run(&sql, [], WRITING).map(drop)
    }

    fn state(&self, team: i64, customer: i64) -> Result<State> {
        type Row = (String, String, String, bool, bool, bool, String);
        let sql = "SELECT fields, clocks, shown, here, forgotten, hidden, earlier FROM sync_shared
                   WHERE team = ?1 AND customer = ?2";
        let row: Option<Row> = self.db.optional(sql, (team, customer), READING)?;
        let Some((fields, clocks, shown, here, forgotten, hidden, earlier)) = row else { return Ok(State::default()) };
        let document = |json: &str| serde_json::from_str(json).unwrap_or_default();
        let clocks = serde_json::from_str(&clocks).unwrap_or_default();
        let earlier = serde_json::from_str(&earlier).unwrap_or_default();
        Ok(State { fields: document(&fields), clocks, shown: document(&shown), here, forgotten, hidden, earlier })
    }

    fn keep_state(&self, team: i64, customer: i64, state: &State) -> Result<()> {
        let sql =
            "INSERT INTO sync_shared (team, customer, fields, clocks, shown, earlier) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                   ON CONFLICT (team, customer) DO UPDATE SET fields = excluded.fields, clocks = excluded.clocks,
                     shown = excluded.shown, earlier = excluded.earlier";
        let json = |document: &Document| Value::Object(document.clone()).to_string();
        let clocks = serde_json::json!(state.clocks).to_string();
        let known = state.earlier.iter().filter(|(_, of)| !of.is_empty()).collect::<BTreeMap<_, _>>();
        let earlier = serde_json::json!(known).to_string();
        let row = (team, customer, json(&state.fields), clocks, json(&state.shown), earlier);
        self.db.run(sql, row, WRITING).map(drop)
    }

    fn unhide(&self, team: i64, customer: i64) -> Result<()> {
        let sql = "UPDATE sync_shared SET hidden = 0 WHERE team = ?1 AND customer = ?2";
        self.db.run(sql, (team, customer), WRITING)?;
        self.show_whose(customer)
    }

    /// Whether a book shares anybody with a team, or has anything to tell one.
    pub fn shares_with(&self, team: i64) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sync_shared WHERE team = ?1)
                     OR EXISTS (SELECT 1 FROM sync_shared_out WHERE team = ?1)";
        self.db.one(sql, [team], READING)
    }

    /// The team that shares a customer.
    pub fn team_of(&self, customer: CustomerId) -> Result<Option<TeamPart>> {
        let sql = "SELECT team FROM customer WHERE id = ?1";
        let name: Option<Option<String>> = self.db.optional(sql, [customer], READING)?;
        let Some(name) = name.flatten() else { return Ok(None) };
        Ok(self.teams()?.into_iter().find(|team| team.name == name))
    }
}

/// Brings the columns up to date that say which team has a customer and whose they are.
const SHOW_WHOSE: &str = "WITH now (customer, team, owner) AS (
    SELECT customer, sync_team.name, owner FROM sync_shared JOIN sync_team ON sync_team.id = sync_shared.team
    WHERE here AND NOT hidden)
  UPDATE customer SET team = (SELECT team FROM now WHERE now.customer = customer.id),
    owner = (SELECT owner FROM now WHERE now.customer = customer.id)
  WHERE (team, owner) IS NOT (SELECT max(team), max(owner) FROM now WHERE now.customer = customer.id)";
