//! The calls of a CRM become touches of their people: of those of the same import, whose files are read first, or of those
//! who are in the book. A call of nobody whom the book knows stays out.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::Importer;
use super::calls_told::{CallKey, ToldCall, ToldCalls, state_of};
use super::files::Counted;
use super::known::{Agreement, Candidate, Mark, Row};
use crate::domain::customer::{Customer, CustomerField};
use crate::domain::dates::localize;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::likeness::is_of_an_office;
use crate::domain::source_uid;
use crate::domain::touch::{Occasion, Touch, TouchKind};
use crate::error::Result;
use crate::exchange::{CallAt, CallRow, Calls, ImportedCall, ImportedPerson, LeftOut};

/// What became of the calls that a CRM exported. Those that came in are touches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedCalls {
    /// How many files held calls.
    pub files: usize,
    /// Calls that are new to the book.
    pub added: usize,
    /// Calls in the book that a file changed.
    pub changed: usize,
    /// Calls that imports brought before, also those that the user edited or deleted since.
    pub unchanged: usize,
    /// Rows that could be read and stay out.
    pub left_out: LeftOutCalls,
}

/// The rows of files of calls that stay out, by the reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeftOutCalls {
    /// Tasks and meetings.
    pub not_calls: usize,
    /// Planned, or called off.
    pub not_done: usize,
    /// Deleted in the CRM.
    pub deleted: usize,
    /// Still to come.
    pub to_come: usize,
    /// With nobody whom the book knows.
    pub of_nobody: usize,
    /// With one of several whom the row may mean.
    pub of_several: usize,
}

impl LeftOutCalls {
    /// Counts all of them.
    pub fn all(&self) -> usize {
        self.not_calls + self.not_done + self.deleted + self.to_come + self.of_nobody + self.of_several
    }
}

/// Whom a call was with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Found {
    Customer(CustomerId),
    Nobody,
    /// Several may be meant.
    Several,
}

/// What an import of calls remembers.
#[derive(Default)]
pub(super) struct CallState {
    /// Read from the book with the first file of calls.
    told: Option<ToldCalls>,
    /// Whom the people of the rows so far are, by the fingerprint of what the rows say of them.
    found: HashMap<u64, Found>,
}

impl Importer<'_, '_> {
    /// Imports the calls of a file.
    pub(super) fn calls(&mut self, mut calls: Calls, source: &Counted) -> Result<()> {
        if self.run.calls.told.is_none() {
            self.run.calls.told = Some(ToldCalls::of(self.change)?);
        }
        self.imported.calls.files += 1;
        let mut told = 0;
        for row in calls.by_ref() {
            self.watch.go_on()?;
            let read = source.read().max(told);
            self.watch.looked_at(read - told);
            told = read;
            match row {
                CallRow::Call(call) => self.call(&call)?,
                CallRow::LeftOut(why) => self.imported.calls.left_out.count(why),
                CallRow::Rejected(rejected) => self.imported.rejected.add_row(&self.file.named, rejected),
            }
        }
        self.add_unused(calls.unused());
        if let Some(told) = &mut self.run.calls.told {
            told.write(self.change)?;
        }
        Ok(())
    }

    fn call(&mut self, call: &ImportedCall) -> Result<()> {
        let at = match call.at {
            CallAt::Instant(at) => localize(at, self.clock.zone).fixed_offset(),
            CallAt::Wall(at) => self.clock.at(at),
            CallAt::Day(day) if day > self.clock.today() => self.clock.noon(day),
            CallAt::Day(day) => self.clock.noon(day).min(self.clock.stamp()),
        };
        if at > self.clock.stamp() {
            self.imported.calls.left_out.to_come += 1;
            return Ok(());
        }
        let mut people = Vec::new();
        let mut missing = Found::Nobody;
        for person in &call.with {
            match self.whom(person)? {
                Found::Customer(customer) if people.contains(&customer) => {}
                Found::Customer(customer) => people.push(customer),
                Found::Several => missing = Found::Several,
                Found::Nobody => {}
            }
        }
        let Some((customer, others)) = people.split_first() else {
            let left_out = &mut self.imported.calls.left_out;
            let count = if missing == Found::Several { &mut left_out.of_several } else { &mut left_out.of_nobody };
            *count += 1;
            return Ok(());
        };
        for note in &call.notes {
            self.imported.noted.add(&self.file.named, call.line, note.clone());
        }
        let touch = Touch {
            id: TouchId(0),
            customer: *customer,
            kind: TouchKind::Call,
            outcome: Some(call.outcome),
            at,
            minutes: call.minutes,
            occasion: Occasion::Other,
            setback: None,
            mood_before: None,
            mood_after: None,
            imported: true,
            text: call.text.clone(),
        };
        let told = self.run.calls.told.as_ref().and_then(|told| told.get(CallKey::of(call)));
        match told {
            Some(told) => self.call_again(call, told, touch, others),
            None => self.new_call(CallKey::of(call), touch, others),
        }
    }

    /// Brings the touch of a call up to date that an import brought before; not what the user changed or deleted.
    fn call_again(
        &mut self,
        call: &ImportedCall,
        told: ToldCall,
        mut touch: Touch,
        others: &[CustomerId],
    ) -> Result<()> {
        let key = CallKey::of(call);
        let is_theirs = told.customer == touch.customer;
        let is_as_told = |touch: &Touch| is_theirs && state_of(touch) == told.said;
        let present = if is_as_told(&touch) { None } else { self.change.find_touch(told.touch)? };
        let present = present.filter(|present| state_of(present) == told.said);
        // Of a day without its hour any hour will do: today's is not yet noon in the morning.
        if let Some(present) = present.as_ref().filter(|p| matches!(call.at, CallAt::Day(day) if day == p.day())) {
            touch.at = present.at;
        }
        let Some(present) = present.filter(|_| !is_as_told(&touch)) else {
            self.imported.calls.unchanged += 1;
            return Ok(());
        };
        let said = state_of(&touch);
        self.imported.calls.changed += 1;
        if is_theirs {
            let Touch { outcome, at, minutes, text, .. } = touch;
            self.change.update_touch(&Touch { outcome, at, minutes, text, ..present })?;
            self.keep_call(key, ToldCall { said, ..told });
            return Ok(());
        }
        // It turned out to be another's.
        self.change.delete_touch(&present)?;
        self.add_call(key, touch, others)
    }

    fn new_call(&mut self, key: CallKey, touch: Touch, others: &[CustomerId]) -> Result<()> {
        let (customer, said) = (touch.customer, state_of(&touch));
        let is_known = |touch| self.run.calls.told.as_ref().is_some_and(|told| told.has_touch(touch, key));
        let alike = self.change.imported_calls_at(customer, touch.at)?;
        // Another export of the same calls has other ids, or none.
        if let Some(same) = alike.iter().find(|there| state_of(there) == said && !is_known(there.id)) {
            self.imported.calls.unchanged += 1;
            self.keep_call(key, ToldCall { customer, touch: same.id, said });
            return Ok(());
        }
        self.imported.calls.added += 1;
        self.imported.touches += 1;
        self.add_call(key, touch, others)
    }

    fn add_call(&mut self, key: CallKey, touch: Touch, others: &[CustomerId]) -> Result<()> {
        let touch = Touch { id: self.change.new_touch_id(), ..touch };
        self.change.add_touch_with(&touch, others)?;
        // Who was talked to since the call day need not be called.
        if let Some(slot) = self.slot.filter(|slot| touch.is_conversation() && touch.day() >= *slot) {
            for who in std::iter::once(&touch.customer).chain(others) {
                self.change.settle_as_called(slot, *who)?;
            }
        }
        self.keep_call(key, ToldCall { customer: touch.customer, touch: touch.id, said: state_of(&touch) });
        Ok(())
    }

    fn keep_call(&mut self, key: CallKey, call: ToldCall) {
        if let Some(told) = &mut self.run.calls.told {
            told.keep(key, call);
        }
    }

    /// Finds the customer that a row means.
    fn whom(&mut self, person: &ImportedPerson) -> Result<Found> {
        let mut hasher = DefaultHasher::new();
        person.source_uid.hash(&mut hasher);
        for (_, said) in person.draft.iter() {
            said.hash(&mut hasher);
        }
        let key = hasher.finish();
        if let Some(found) = self.run.calls.found.get(&key) {
            return Ok(*found);
        }
        let found = self.look_for(person)?;
        self.run.calls.found.insert(key, found);
        Ok(found)
    }

    fn look_for(&self, person: &ImportedPerson) -> Result<Found> {
        if let Some(uid) = &person.source_uid {
            let found = self.change.identities_by_uid(&source_uid::spellings(uid), self.run.among)?;
            let in_sight = found.iter().find(|identity| !identity.is_archived);
            if let Some(identity) = in_sight.or(found.first()) {
                return Ok(Found::Customer(identity.customer));
            }
        }
        let mut person = person.clone();
        let by = if person.said(CustomerField::Name).is_some() { NamedBy::Name } else { NamedBy::Marks };
        person.draft.set_first(CustomerField::Name, Some("-".into()));
        let Ok(checked) = self.check(&person) else { return Ok(Found::Nobody) };
        let customer = Customer { source_uid: person.source_uid.clone(), ..checked.customer };
        let row = Row::of(&customer, &checked.draft);
        let candidates = self.gather(&row, Vec::new())?;
        let mut fitting: Vec<(Fit, &Candidate)> =
            candidates.iter().filter_map(|candidate| Some((fit(candidate, by)?, candidate))).collect();
        let rank = |(fit, candidate): &(Fit, &Candidate)| (!candidate.identity.is_archived, *fit);
        let best = fitting.iter().map(rank).max();
        fitting.retain(|found| Some(rank(found)) == best);
        let mut customers: Vec<CustomerId> = fitting.iter().map(|(_, c)| c.identity.customer).collect();
        customers.sort_unstable();
        customers.dedup();
        Ok(match *customers.as_slice() {
            [] => Found::Nobody,
            [only] => Found::Customer(only),
            _ => Found::Several,
        })
    }
}

/// How well somebody fits who is named beside a call; the later the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Name,
    NameAndCompany,
    Mark,
    MarkAndName,
}

/// What a call names somebody by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NamedBy {
    /// Their name, and perhaps a mailbox or a number.
    Name,
    /// Only a mailbox or a number.
    Marks,
}

/// Tells whether a record may be whom a call was with, by the rules of the same person. A name alone is enough here where
/// nothing speaks against it: whoever is meant was in the CRM before.
fn fit(c: &Candidate, by: NamedBy) -> Option<Fit> {
    if c.is_another {
        return None;
    }
    let has_mark = !c.shared.is_empty();
    let is_of_one = c.shared.iter().any(|(kind, value)| !(*kind == Mark::Email && is_of_an_office(value)));
    if by == NamedBy::Marks {
        return is_of_one.then_some(Fit::Mark);
    }
    if has_mark && c.is_equal {
        return Some(Fit::MarkAndName);
    }
    if is_of_one && c.called.is_some() {
        return Some(Fit::Mark);
    }
    let contradicts = [c.email, c.phone, c.company].contains(&Agreement::Contrary);
    let fit = if c.company == Agreement::Same { Fit::NameAndCompany } else { Fit::Name };
    (c.is_equal && !contradicts).then_some(fit)
}

impl LeftOutCalls {
    fn count(&mut self, why: LeftOut) {
        let count = match why {
            LeftOut::NotACall => &mut self.not_calls,
            LeftOut::NotDone => &mut self.not_done,
            LeftOut::Deleted => &mut self.deleted,
        };
        *count += 1;
    }
}
