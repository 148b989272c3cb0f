//! What was changed here of a team's customers since the last time: told field by field.

use std::collections::BTreeSet;

use serde_json::Value;

use super::document::{Document, FAVORITE, document_of};
use super::{READING, State};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::sync::team::shared::SharedEntry;

impl Book {
    /// Gathers what was changed here of a team's customers, and what was logged on them. Returns how much that was.
    pub fn gather_shared(&mut self, clock: &Clock, team: i64) -> Result<usize> {
        self.note(clock, |note| {
            let told = note.gather_shared_in(clock, team)?;
            note.bring_back_missing(clock, team)?;
            Ok(told)
        })
    }

    pub(in crate::book::team) fn gather_shared_in(&self, clock: &Clock, team: i64) -> Result<usize> {
        self.show_whose_all()?;
        let sql = "SELECT customer FROM sync_shared WHERE team = ?1 AND here AND NOT hidden
                     AND customer IN (SELECT id FROM customer)";
        let mut told = 0;
        for customer in self.db.all::<i64>(sql, [team], READING)? {
            told += usize::from(self.gather_customer(clock, team, customer)?);
        }
        Ok(told + self.gather_logs(clock, team)?)
    }

    /// Tells what of a customer differs from what this book showed last; returns whether anything did.
    pub(super) fn gather_customer(&self, clock: &Clock, team: i64, customer: i64) -> Result<bool> {
        let Some(now) = self.find_customer(CustomerId(customer))? else { return Ok(false) };
        let mut state = self.state(team, customer)?;
        let mut document = document_of(&now);
        let fields = changed(&state, &mut document, &now);
        if fields.is_empty() {
            return Ok(false);
        }
        // When it was made, after all that was seen.
        let made = now.updated_at.min(clock.instant).timestamp_millis();
        let (author, hlc) = (self.author()?, self.next_team_clock_at(made)?);
        let seen = fields.keys().map(|name| (name.clone(), state.seen_of(name))).filter(|(_, seen)| !seen.is_empty());
        let seen = Some(seen.collect());
        for (name, value) in &fields {
            state.write(name, value, (hlc.0, author.machine));
        }
        state.shown = document;
        self.keep_state(team, customer, &state)?;
        self.tell_team(team, &SharedEntry::Fields { customer, hlc, fields, seen })?;
        Ok(true)
    }

    /// Has all that is known of a customer told who is shared again: who told it before may have taken it back since.
    pub(super) fn tell_anew(&self, team: i64, customer: CustomerId) -> Result<()> {
        let Some(now) = self.find_customer(customer)? else { return Ok(()) };
        let (mut state, document) = (self.state(team, customer.0)?, document_of(&now));
        state.shown = state.fields.clone();
        state.shown.retain(|name, value| document.get(name) != Some(value));
        self.keep_state(team, customer.0, &state)
    }
}

/// The fields that differ from what was shown, each with its value; null is empty.
fn changed(state: &State, document: &mut Document, now: &Customer) -> Document {
    if !state.clocks.contains_key(FAVORITE) && now.favorite && state.shown.is_empty() {
        document.insert(FAVORITE.into(), true.into());
    }
    if let Some(favorite) = state.shown.get(FAVORITE) {
        // It is said once, by who shares them: from then on it is each rep's own.
        document.insert(FAVORITE.into(), favorite.clone());
    }
    let names: BTreeSet<&String> = document.keys().chain(state.shown.keys()).collect();
    let value = |of: &Document, name: &str| of.get(name).cloned().unwrap_or(Value::Null);
    let differs = |name: &&&String| value(document, name) != value(&state.shown, name);
    names.iter().filter(differs).map(|name| ((*name).clone(), value(document, name))).collect()
}
