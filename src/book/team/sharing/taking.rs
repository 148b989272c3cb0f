//! What others tell of a team's customers is taken in, and shown.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::Value;

use super::document::{Document, FAVORITE, document_of, take_field};
use super::{READING, State, WRITING};
use crate::book::query::Query;
use crate::book::{Book, Change};
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::sharing::{Shared, Sharing, SharingAct};
use crate::domain::touch::{Outcome, TouchKind};
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::team::TeamSpace;
use crate::sync::team::shared::{SharedEntry, SharedLog};

/// A segment of what a team shares that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedSegment {
    /// Who wrote it.
    pub writer: WriterId,
    /// Its number.
    pub seq: u64,
    /// The rep whose it is, as the server vouches for, and whether that is a manager.
    pub rep: (String, bool),
    /// How many lines it has.
    pub rows: usize,
    /// What of these is understood.
    pub entries: Vec<SharedEntry>,
}

/// What came of taking segments in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakenShared {
    /// Rows that other machines had written.
    pub rows: usize,
    /// Customers who were erased for all, and are to be erased from this book.
    pub forgotten: Vec<CustomerId>,
    /// Values that lost to another rep's, made at the same time.
    pub conflicts: usize,
}

/// What is changed by taking segments in.
#[derive(Default)]
struct Touched {
    /// Of each customer, the fields that others wrote.
    fields: BTreeMap<i64, BTreeSet<String>>,
    /// Of whom anything else was said.
    customers: BTreeSet<i64>,
    /// Who is shared by now, and was not before.
    arrived: BTreeSet<i64>,
}

/// Which of a customer's fields are shown as the team has them.
#[derive(Clone, Copy)]
enum Fields<'f> {
    None,
    These(&'f BTreeSet<String>),
    /// All but those that were changed here since they were shared last.
    AllUnchanged,
}

impl Book {
    /// Takes in segments of what a team shares, in order, and shows what they come to. What was changed here is told first:
    /// it did not know of this.
    pub fn take_in_shared(&mut self, clock: &Clock, team: i64, segments: &[SharedSegment]) -> Result<TakenShared> {
        self.transaction(|book| {
            book.end_what_was_left_open(clock)?;
            book.gather_in(clock)?;
            book.gather_shared_in(clock, team)?;
            let before: BTreeSet<i64> = book.team_clashes()?.into_iter().map(|one| one.clash.id).collect();
            let own = book.author()?.machine;
            let (mut taken, mut touched) = (TakenShared::default(), Touched::default());
            for segment in segments {
                let machine = segment.writer.0.cast_signed();
                for entry in &segment.entries {
                    book.take_in_entry(team, (machine, &segment.rep), entry, &mut touched)?;
                }
                if machine == own {
                    book.came_back(team, &segment.entries)?;
                } else {
                    taken.rows += segment.rows;
                }
                book.segment_was_read((team, TeamSpace::Team), segment.writer, segment.seq)?;
                let whose = "UPDATE sync_shared_read SET rep = ?3 WHERE team = ?1 AND machine = ?2 AND rep IS NOT ?3";
                book.db.run(whose, (team, machine, &segment.rep.0), WRITING)?;
            }
            book.note_what_is_written()?;
            let change = book.unjournaled(clock);
            let Touched { fields, customers, arrived } = touched;
            for customer in fields.keys().chain(&customers).collect::<BTreeSet<_>>() {
                let wanted = match fields.get(customer) {
                    _ if arrived.contains(customer) => Fields::AllUnchanged,
                    Some(names) => Fields::These(names),
                    None => Fields::None,
                };
                change.place_shared(team, *customer, wanted)?;
            }
            book.mark_what_was_written()?;
            taken.forgotten = book.forgotten_for_all(team)?;
            taken.conflicts = book.team_clashes()?.iter().filter(|one| !before.contains(&one.clash.id)).count();
            Ok(taken)
        })
    }

    /// Shows whom the team shares and this book lacks: undo took back that they were added.
    pub(super) fn bring_back_missing(&self, clock: &Clock, team: i64) -> Result<()> {
        let sql = "SELECT customer FROM sync_shared WHERE team = ?1 AND here AND NOT hidden
                     AND customer NOT IN (SELECT id FROM customer)";
        let missing: Vec<i64> = self.db.all(sql, [team], READING)?;
        self.show_now(clock, team, &missing, Fields::None)
    }

    /// Shows somebody as the team has them who was out of it for a while: what others wrote meanwhile was not shown.
    pub(super) fn show_again(&self, clock: &Clock, team: i64, customer: i64) -> Result<()> {
        self.show_now(clock, team, &[customer], Fields::AllUnchanged)
    }

    fn show_now(&self, clock: &Clock, team: i64, customers: &[i64], fields: Fields<'_>) -> Result<()> {
        if customers.is_empty() {
            return Ok(());
        }
        self.note_what_is_written()?;
        let change = self.unjournaled(clock);
        customers.iter().try_for_each(|customer| change.place_shared(team, *customer, fields))?;
        self.mark_what_was_written()
    }

    fn take_in_entry(
        &self,
        team: i64,
        (machine, (rep, is_manager)): (i64, &(String, bool)),
        entry: &SharedEntry,
        touched: &mut Touched,
    ) -> Result<()> {
        self.saw_team_clock(entry.hlc())?;
        match entry {
            SharedEntry::Fields { customer, hlc, fields, seen } => {
                let mut state = self.state(team, *customer)?;
                if state.forgotten || state.hidden {
                    return Ok(());
                }
                let taken = state.take(fields, (hlc.0, machine), seen.as_ref());
                self.keep_state(team, *customer, &state)?;
                touched.fields.entry(*customer).or_default().extend(taken);
            }
            SharedEntry::Sharing { customer, hlc, act, owner } => {
                // What a newer version does with them says nothing of whose they are.
                let Some(act) = SharingAct::parse(act) else { return Ok(()) };
                let sharing = Sharing { act, rep: rep.clone(), is_manager: *is_manager, owner: owner.clone() };
                self.note_sharing(team, *customer, (*hlc, machine), &sharing)?;
                let was_here = self.state(team, *customer)?.here;
                self.refresh_shared(team, *customer)?;
                if !was_here {
                    touched.arrived.insert(*customer);
                }
                touched.customers.insert(*customer);
            }
            SharedEntry::Touch { touch, hlc, log } => {
                if log.as_ref().is_some_and(|log| !is_log(log)) {
                    return Ok(());
                }
                let is_unwanted = |log: &SharedLog| -> Result<bool> {
                    let state = self.state(team, log.customer)?;
                    Ok(state.forgotten || state.hidden)
                };
                if let Some(log) = log
                    && is_unwanted(log)?
                {
                    return Ok(());
                }
                touched.customers.extend(self.keep_log(team, (*touch, rep), (*hlc, machine), log.as_ref())?);
            }
        }
        Ok(())
    }

    /// Lists who was erased for all and is in this book still.
    fn forgotten_for_all(&self, team: i64) -> Result<Vec<CustomerId>> {
        let sql = "SELECT customer FROM sync_shared WHERE team = ?1 AND forgotten
                     AND customer IN (SELECT id FROM customer) ORDER BY customer";
        self.db.all(sql, [team], READING)
    }
}

/// Whether the book could show a log.
fn is_log(log: &SharedLog) -> bool {
    let is_kind = TouchKind::parse(&log.kind).is_some();
    let is_outcome = log.outcome.as_deref().is_none_or(|outcome| Outcome::parse(outcome).is_some());
    let is_time = chrono::DateTime::from_timestamp_millis(log.at).is_some()
        && i32::try_from(log.offset).ok().and_then(chrono::FixedOffset::east_opt).is_some();
    is_kind && is_outcome && is_time && log.day.parse::<NaiveDate>().is_ok()
}

impl State {
    /// The fields that were changed in this book since it showed them last.
    fn changed_in(&self, document: &Document) -> BTreeSet<String> {
        if self.shown.is_empty() {
            return BTreeSet::new();
        }
        let names = document.keys().chain(self.shown.keys()).filter(|name| *name != FAVORITE);
        names.filter(|name| document.get(*name) != self.shown.get(*name)).cloned().collect()
    }

    /// Notes how the book shows them; what was changed here is to be told, and stays as it was shown before.
    fn is_shown_as(&mut self, mut document: Document, changed: &BTreeSet<String>) {
        let favorite = self.shown.get(FAVORITE).or(self.fields.get(FAVORITE)).cloned();
        document.extend(favorite.map(|favorite| (FAVORITE.to_string(), favorite)));
        for name in changed {
            match self.shown.remove(name) {
                Some(before) => document.insert(name.clone(), before),
                None => document.remove(name),
            };
        }
        self.shown = document;
    }

    /// Fields in the order in which they are shown: numbers and mailboxes by their place.
    fn in_order<'s>(&'s self, names: &'s BTreeSet<String>) -> Vec<(&'s String, &'s Value)> {
        let value = |name: &'s String| (name, self.fields.get(name).unwrap_or(&Value::Null));
        let mut fields: Vec<_> = names.iter().map(value).collect();
        fields.sort_by_key(|(_, value)| value.get(0).and_then(Value::as_i64));
        fields
    }
}

impl Change<'_> {
    /// Shows a team's customer as the team has them; of their fields, those that others wrote.
    fn place_shared(&self, team: i64, customer: i64, fields: Fields<'_>) -> Result<()> {
        let before = self.before_team(customer)?;
        self.show_shared(team, customer, fields)?;
        match before {
            Some(before) => {
                let latest = self.state(team, customer)?.clocks.into_values().map(|(clock, _)| clock).max();
                self.pass_on(self.clock(), customer, &before, latest.unwrap_or_default())
            }
            None => Ok(()),
        }
    }

    fn show_shared(&self, team: i64, customer: i64, fields: Fields<'_>) -> Result<()> {
        let mut state = self.state(team, customer)?;
        let there = self.find_customer(CustomerId(customer))?;
        if state.here && !state.hidden {
            let changed = match (&there, fields) {
                (Some(there), Fields::AllUnchanged) => state.changed_in(&document_of(there)),
                _ => BTreeSet::new(),
            };
            match (there, fields) {
                (None, _) => self.add_shared(customer, &state)?,
                (Some(_), Fields::None) => {}
                (Some(there), Fields::These(names)) => self.show_fields(there, &state, names)?,
                (Some(there), Fields::AllUnchanged) => {
                    let names = state.fields.keys().filter(|name| !changed.contains(*name)).cloned().collect();
                    self.show_fields(there, &state, &names)?;
                }
            }
            if let Some(now) = self.find_customer(CustomerId(customer))? {
                state.is_shown_as(document_of(&now), &changed);
                self.keep_state(team, customer, &state)?;
            }
        } else if !state.here && !state.forgotten && there.is_some() {
            self.take_back_shared(team, customer)?;
        }
        self.show_whose(customer)?;
        self.refresh_derived(CustomerId(customer))
    }

    fn show_fields(&self, there: Customer, state: &State, fields: &BTreeSet<String>) -> Result<()> {
        let mut now = there;
        for (name, value) in state.in_order(fields) {
            take_field(&mut now, name, value);
        }
        self.update_customer(&now).map(drop)
    }

    /// Adds a customer whom the team shares; a favorite where the sharer has them so.
    fn add_shared(&self, customer: i64, state: &State) -> Result<()> {
        let mut new = Customer::new(CustomerId(customer), "", self.clock());
        let names: BTreeSet<String> = state.fields.keys().cloned().collect();
        for (name, value) in state.in_order(&names) {
            take_field(&mut new, name, value);
        }
        new.favorite = state.fields.get(FAVORITE) == Some(&Value::Bool(true));
        // Nothing is known of them yet but that they are shared.
        if new.name.is_empty() { Ok(()) } else { self.add_customer(&new) }
    }

    /// Takes a customer out whom the team does not share any more; not from who shared them, took them back, or logged
    /// anything on them.
    fn take_back_shared(&self, team: i64, customer: i64) -> Result<()> {
        let rep = self.author()?.rep;
        let acts = self.sharings(team, customer)?;
        let sharer = Shared::after(&acts).sharer;
        let taken_back_by = acts.iter().rev().find(|act| act.act == SharingAct::Unshare).map(|act| &act.rep);
        let logged = "SELECT EXISTS (SELECT 1 FROM touch WHERE customer = ?1)
                        OR EXISTS (SELECT 1 FROM touch_with WHERE customer = ?1)";
        let is_own = sharer.as_ref() == Some(&rep) || taken_back_by == Some(&rep);
        if is_own || self.db.one::<bool>(logged, [customer], READING)? {
            return Ok(());
        }
        self.remove_customer(CustomerId(customer))
    }
}
