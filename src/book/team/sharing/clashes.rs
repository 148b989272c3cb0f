//! Conflicts in teams: a field's value that lost to another rep's, made at the same time. Whoever writes the field again, and has
//! seen both, settles it for all.

use serde_json::Value;

use super::document::{document_of, take_field};
use super::earlier::Lost;
use super::{READING, State};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::sync::{Clash, Following};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::shared_id::shared_id;
use crate::domain::zones::ZoneFrom;
use crate::error::Result;
use crate::sync::clock::Hlc;
use crate::sync::team::shared::SharedEntry;

/// A conflict, and where it stands.
#[derive(Debug)]
pub(in crate::book) struct TeamClash {
    /// As it is shown.
    pub clash: Clash,
    team: i64,
    customer: i64,
    name: String,
    lost: Lost,
}

impl Book {
    /// Lists the values that lost to another rep's, the latest first. One that the book has by now is none.
    pub(in crate::book) fn team_clashes(&self) -> Result<Vec<TeamClash>> {
        let sql = "SELECT team, customer FROM sync_shared WHERE earlier <> '{}' AND here AND NOT hidden";
        let mut all = Vec::new();
        for (team, customer) in self.db.all::<(i64, i64)>(sql, [], READING)? {
            let state = self.state(team, customer)?;
            let Some(now) = self.find_customer(CustomerId(customer))?.filter(|_| state.lost().next().is_some()) else {
                continue;
            };
            self.add_clashes_of(team, (&now, &state), &mut all)?;
        }
        all.sort_by_key(|one| (std::cmp::Reverse(one.clash.at), one.clash.id));
        Ok(all)
    }

    fn add_clashes_of(&self, team: i64, (now, state): (&Customer, &State), all: &mut Vec<TeamClash>) -> Result<()> {
        let document = document_of(now);
        let team_name: String = self.db.one("SELECT name FROM sync_team WHERE id = ?1", [team], READING)?;
        for (name, (clock, machine), lost) in state.lost().filter(|(name, _, lost)| is_choice(name, lost.value())) {
            let kept = document.get(name).unwrap_or(&Value::Null);
            let Some((field, kept, was)) = differing(name, kept, lost.value()) else { continue };
            let kept_by = state.clocks.get(name).map(|(_, by)| self.rep_of(team, *by)).transpose()?;
            let named = format!("{team_name} {} {name} {clock} {machine}", now.id);
            let clash = Clash {
                id: shared_id(&["team clash", &named]),
                table: "customer",
                row: now.id.0,
                customer: Some((now.id, now.name.clone())),
                field,
                kept,
                lost: was,
                names: (None, None),
                kept_by: kept_by.unwrap_or_default(),
                lost_by: self.rep_of(team, machine)?,
                at: Hlc(clock).instant_ms(),
                team: Some(team_name.clone()),
            };
            let (name, lost) = (name.clone(), lost.clone());
            all.push(TeamClash { clash, team, customer: now.id.0, name, lost });
        }
        Ok(())
    }

    /// The rep whose machine it is; empty where that is not known.
    fn rep_of(&self, team: i64, machine: i64) -> Result<String> {
        let sql = "SELECT account FROM sync_server WHERE machine = ?2
                   UNION ALL SELECT rep FROM sync_shared_read WHERE team = ?1 AND machine = ?2 AND rep IS NOT NULL";
        Ok(self.db.optional(sql, (team, machine), READING)?.unwrap_or_default())
    }

    pub(in crate::book) fn team_clash(&self, id: i64) -> Result<Option<TeamClash>> {
        Ok(self.team_clashes()?.into_iter().find(|one| one.clash.id == id))
    }

    /// Settles a conflict: what the book has is said again, by who has seen both.
    pub(in crate::book) fn keep_in_team(&mut self, clock: &Clock, of: &TeamClash) -> Result<()> {
        self.note(clock, |note| {
            note.gather_customer(clock, of.team, of.customer)?;
            let mut state = note.state(of.team, of.customer)?;
            let value = state.fields.get(&of.name).cloned().unwrap_or(Value::Null);
            let (author, hlc) = (note.author()?, note.next_team_clock(clock)?);
            let seen = [(of.name.clone(), state.seen_of(&of.name))].into_iter().collect();
            state.write(&of.name, &value, (hlc.0, author.machine));
            note.keep_state(of.team, of.customer, &state)?;
            let fields = [(of.name.clone(), value)].into_iter().collect();
            note.tell_team(of.team, &SharedEntry::Fields { customer: of.customer, hlc, fields, seen: Some(seen) })
        })
    }

    /// Settles a conflict with the value that lost: a new change.
    pub(in crate::book) fn take_in_team(
        &mut self,
        clock: &Clock,
        (of, label): (&TeamClash, &str),
        following: Following<'_>,
    ) -> Result<()> {
        self.change(clock, label, |change| {
            let before = change.customer(CustomerId(of.customer))?;
            let mut customer = before.clone();
            take_field(&mut customer, &of.name, of.lost.value());
            following(&mut customer, &before);
            change.update_customer(&customer)?;
            change.gather_customer(clock, of.team, of.customer).map(drop)
        })
    }
}

/// Whether somebody chose a field's value: a time zone may follow from the city or the number.
fn is_choice(name: &str, value: &Value) -> bool {
    name != "timezone" || value.get(1).and_then(Value::as_str) == Some(ZoneFrom::Said.as_str())
}

/// The first column in which two values of a field differ, with both; None where they are alike.
fn differing(name: &str, kept: &Value, lost: &Value) -> Option<(String, Value, Value)> {
    let columns: &[&str] = match name {
        "phone" => &["phone", "phone_label", "phone_shown", "phone_region"],
        "email" => &["email", "email_label"],
        "timezone" => &["timezone", "zone_from"],
        "standing" => &["standing", "left_on", "left_because"],
        "do_not_call" => {
            // Unmarked is nothing in a document.
            let is_marked = |value: &Value| value.as_bool().unwrap_or_default();
            let (kept, lost) = (is_marked(kept), is_marked(lost));
            return (kept != lost).then(|| (name.to_string(), kept.into(), lost.into()));
        }
        _ => return (kept != lost).then(|| (name.to_string(), kept.clone(), lost.clone())),
    };
    let part = |value: &Value, at: usize| value.get(at).cloned().unwrap_or(Value::Null);
    let both = |(at, column): (usize, &&str)| ((*column).to_string(), part(kept, at), part(lost, at));
    columns.iter().enumerate().map(both).find(|(_, kept, lost)| kept != lost)
}
