//! Changes a customer of the book to what a file says of them.

use super::Importer;
use super::adding::{self, Brought, RowOf};
use super::dated;
use super::known::{Known, of_files};
use super::own;
use super::people::Met;
use super::person::{Checked, said, with_lines};
use super::run;
use crate::app::places;
use crate::domain::customer::{Customer, CustomerField, ReachKind, Reimport};
use crate::domain::input::shorten;
use crate::domain::likeness::is_poorer;
use crate::domain::tags::Tags;
use crate::domain::zones::ZoneFrom;
use crate::error::Result;
use crate::exchange::ImportedPerson;
use crate::text;

impl Importer<'_, '_> {
    /// Changes what the file says differently from last time, where the user has not edited it since. What an earlier row
    /// of the file said of the same person stays, and what contradicts it is noted: the rows would take turns with every
    /// import.
    pub(super) fn update(&mut self, known: &mut Known, checked: Checked, person: &ImportedPerson) -> Result<bool> {
        let present = self.change.customer(known.id)?;
        let checked = self.without_worse(&present, checked, person.line);
        let Checked { draft, customer: new, moved, .. } = &checked;
        let met = self.run.met(known.record, self.file.number);
        if met.is_none() {
            self.file.stayed.add(draft, &present, new);
        }
        let is_older = dated::is_older(known, person);
        let after = present.clone();
        let mut update = Update { after, present: &present, new, moved, person, is_older, left_out: Vec::new() };
        for field in of_files(draft) {
            match met.filter(|met| met.has_said(field)) {
                None => self.take_first(field, &mut update, known),
                Some(met) => self.take_further(field, &mut update, known, met),
            }
        }
        let Update { mut after, left_out, .. } = update;
        let is_own = known.merged.is_none() && after.source_uid.is_none();
        if is_own {
            after.source_uid.clone_from(&new.source_uid);
        }
        places::find_zone(&mut after, Some(&present), said(person), self.region);
        let mut changed = self.change.update_customer(&after)?;
        self.run.note_marks(&after);
        if let Some(uid) = new.source_uid.as_deref().filter(|_| !is_own && !known.has_uid) {
            self.change.add_source_record(known.id, known.record, uid)?;
            changed = true;
        }
        if known.is_of_uid || !known.has_uid {
            dated::keep_revision(&mut known.told, person);
        }
        self.imported.people.meet(&present, if changed { Met::Changed(&after) } else { Met::Unchanged });
        self.keep(known)?;
        if let Some(met) = met.filter(|_| !left_out.is_empty()) {
            let reason =
                format!("{} stands in line {} already; left out here: {}", new.name, met.line(), left_out.join(", "));
            self.imported.noted.add(&self.file.named, person.line, reason);
        }
        Ok(changed)
    }

    /// Takes a field of which no earlier row of the file said anything.
    fn take_first(&self, field: CustomerField, update: &mut Update<'_>, known: &mut Known) {
        let (present, new, person, source) = (update.present, update.new, update.person, &self.file.source);
        let may_be_called = field == CustomerField::DoNotCall && !new.do_not_call;
        if may_be_called && self.run.not_called.contains(&known.id) {
            // Another file of this import says that they are not to be called: that one counts.
            known.told.hear(source, field, &field.text(new));
        } else if own::is_as_exported(present, person) {
            own::take(field, (&mut update.after, new), (known, source));
        } else if let Reimport::Adds(kind) = field.spec().reimport {
            self.add_entries((kind, RowOf::First), update, known);
            known.told.say(source, field, &field.brief(new));
        } else if update.is_older && !field.of(present).is_unsaid() {
            known.told.hear(source, field, &field.text(new));
        } else {
            update.take(field, known, source);
        }
    }

    /// Takes a field of which an earlier row of the file said something.
    fn take_further(&mut self, field: CustomerField, update: &mut Update<'_>, known: &mut Known, met: run::Met) {
        let (new, person, source) = (update.new, update.person, &self.file.source);
        if let Reimport::Adds(kind) = field.spec().reimport {
            return self.add_entries((kind, RowOf::Further), update, known);
        }
        if field == CustomerField::DoNotCall && update.not_called(known, source) {
            let (name, line) = (&new.name, met.line());
            let reason =
                format!("{name} may be called by line {line}, and may not by this one: taken for not to be called");
            return self.imported.noted.add(&self.file.named, person.line, reason);
        }
        let text = field.text(new);
        if known.told.last(field) != Some(text.as_str()) {
            update.left_out.push(format!("{} \"{}\"", field.spec().label, shorten(&text, 60)));
        }
    }

    /// Adds the numbers, mailboxes or addresses of a row.
    fn add_entries(&self, (kind, row): (ReachKind, RowOf), update: &mut Update<'_>, known: &mut Known) {
        let (source, entries, person) = (&self.file.source, update.new.entries(kind), update.person);
        let brought = Brought { kind, source, row, entries, is_read: &|phone| self.is_read(phone, person) };
        adding::add(&mut update.after, &mut known.told, brought);
    }

    /// Moves a number or a mailbox that can't be read among the facts, where the book has one that can.
    fn without_worse(&mut self, present: &Customer, mut checked: Checked, line: u64) -> Checked {
        for field in [CustomerField::Phone, CustomerField::Email] {
            if checked.draft.get(field).is_none() || !is_worse(field, present, &checked.customer) {
                continue;
            }
            let (label, text) = (field.key(), field.brief(&checked.customer));
            let shown = shorten(&text, 60);
            let reason =
                format!("the {label} \"{shown}\" can't be read; the one in the book stays, and this is a fact");
            self.imported.noted.add(&self.file.named, line, reason);
            checked.moved.push(format!("{}: {text}", field.spec().shown.unwrap_or(label)));
            checked.customer.facts = with_lines(checked.customer.facts.as_deref(), &checked.moved);
            checked.draft.leave(field);
            checked.draft.set(CustomerField::Facts, checked.customer.facts.as_deref().unwrap_or_default());
        }
        checked
    }
}

/// A customer whom a file changes.
struct Update<'a> {
    after: Customer,
    present: &'a Customer,
    new: &'a Customer,
    /// The lines among the facts that hold what could not be read.
    moved: &'a [String],
    /// The row.
    person: &'a ImportedPerson,
    /// Whether a newer card of theirs came in before.
    is_older: bool,
    /// What an earlier row of the file said otherwise.
    left_out: Vec<String>,
}

impl Update<'_> {
    /// Takes a row that says "not to be called" before an earlier row of its file that did not, unless the user has edited
    /// that since; returns whether it did.
    fn not_called(&mut self, known: &mut Known, source: &str) -> bool {
        let field = CustomerField::DoNotCall;
        let text = field.text(self.new);
        let before = known.told.last(field).map(str::to_string);
        let Some(before) = before.filter(|before| *before != text && *before == field.text(self.present)) else {
            return false;
        };
        field.copy(&mut self.after, self.new);
        known.told.say(source, field, &text);
        // So the first row says nothing new the next time.
        known.told.hear(source, field, &before);
        true
    }

    /// Takes what the file says of a field, where it says it anew and the user has not edited it since.
    fn take(&mut self, field: CustomerField, known: &mut Known, source: &str) {
        let (present, new) = (self.present, self.new);
        let (text, last) = (field.text(new), known.told.last(field));
        let untouched = match last {
            Some(last) => field.text(present) == last,
            None => field.of(present).is_unsaid(),
        };
        // A zone that goodcall found gives way to one that is said.
        let is_found = field == CustomerField::Timezone && present.zone_from.is_some_and(|f| f != ZoneFrom::Said);
        let says_more = known.told.said(source, field) != Some(text.as_str());
        match field {
            CustomerField::Tags => {
                self.after.tags = with_tags(&present.tags, &known.told.tags(source), &new.tags);
                known.told.set_tags(source, &new.tags);
            }
            CustomerField::Name if only_spells_worse(known, source, (&new.name, &present.name)) => {
                return known.told.hear(source, field, &text);
            }
            // The same day with its year says more.
            CustomerField::Birthday if is_fuller(present, new) => return known.told.hear(source, field, &text),
            CustomerField::Facts if !known.told.is_only_from(source, field) && (untouched || self.moved.is_empty()) => {
                // What other files told of them stays; the book knows what all of them came to.
                if untouched && says_more {
                    let lines: Vec<&str> = new.facts.iter().flat_map(|facts| facts.lines()).collect();
                    self.after.facts = with_lines(present.facts.as_deref(), &lines);
                    known.told.say(source, field, &field.text(&self.after));
                }
                return;
            }
            _ if (untouched || is_found) && says_more => field.copy(&mut self.after, new),
            // The user's own facts stay; only what nothing else holds is added.
            CustomerField::Facts if says_more => {
                self.after.facts = with_lines(present.facts.as_deref(), self.moved);
            }
            _ => {}
        }
        known.told.say(source, field, &text);
    }
}

/// Whether the book has the year of a birthday that a file has without it.
fn is_fuller(present: &Customer, new: &Customer) -> bool {
    present.birthday.zip(new.birthday).is_some_and(|(present, new)| present.is_fuller_than(new))
}

/// Whether a name is a poorer spelling of the one in the book, from another file than that: one that corrects itself may
/// also shorten.
fn only_spells_worse(known: &Known, source: &str, (name, present): (&str, &str)) -> bool {
    let told = &known.told;
    let of_program = known.is_of_uid && told.is_from_program_of(source, CustomerField::Name);
    let corrects_itself = of_program || told.is_from(source, CustomerField::Name);
    !corrects_itself && is_poorer(name, present, &text::fold)
}

/// Whether the book has a number or a mailbox, and the file something in its place that can't be read as one.
fn is_worse(field: CustomerField, present: &Customer, new: &Customer) -> bool {
    let is_mailbox = |email: &Option<String>| email.as_ref().map(|email| email.contains('@'));
    match field {
        CustomerField::Phone => present.phone_shown.is_some() && new.phone.is_some() && new.phone_shown.is_none(),
        CustomerField::Email => is_mailbox(&present.email) == Some(true) && is_mailbox(&new.email) == Some(false),
        _ => false,
    }
}

/// Brings tags to what a file says now: it adds those that it has not had before, and takes away those that it had.
fn with_tags(present: &Tags, before: &Tags, now: &Tags) -> Tags {
    let mut tags = present.clone();
    for gone in before.without(now) {
        tags.remove(gone);
    }
    for new in now.without(before) {
        tags.add(new.clone());
    }
    tags
}
