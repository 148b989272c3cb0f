//! A person in a file: a new customer, or changes to one whom the book has.

use super::Importer;
use super::adding::{self, Brought, RowOf};
use super::dated;
use super::known::{Known, email_key, of_files};
use super::own;
use super::people::Met;
use super::run;
use crate::app::phones::read_once;
use crate::app::places::{self, Said};
use crate::domain::customer::{
    Customer, CustomerDraft, CustomerField, Kind, ReachEntry, ReachKind, Reader, Reimport, Standing,
};
use crate::domain::ids::CustomerId;
use crate::domain::input::{capitalized, shorten};
use crate::domain::likeness::{PersonName, is_poorer, phone_key};
use crate::domain::phone::Extent;
use crate::domain::problems::Problems;
use crate::domain::tags::Tags;
use crate::domain::told::Told;

use crate::domain::zones::ZoneFrom;
use crate::error::Result;
use crate::exchange::{ImportedPerson, unread_phone};
use crate::text;

/// What a file says of a person, read.
pub(super) struct Checked {
    pub(super) draft: CustomerDraft,
    pub(super) customer: Customer,
    /// The lines among the facts that hold what could not be read as what it should be.
    moved: Vec<String>,
    /// What is said of that.
    notes: Vec<String>,
}

impl Importer<'_, '_> {
    /// Imports a person from a file; the inner error says why they were left out.
    pub(super) fn person(&mut self, person: &ImportedPerson) -> Result<std::result::Result<(), String>> {
        let checked = match self.check(person) {
            Ok(checked) => checked,
            Err(problems) => return Ok(Err(problems.to_string())),
        };
        for note in person.notes.iter().chain(&checked.notes) {
            self.imported.noted.add(&self.file.named, person.line, note.clone());
        }
        let fields: Vec<CustomerField> = checked.draft.iter().map(|(field, _)| field).collect();
        let is_not_called = checked.customer.do_not_call;
        let mut known = match self.same_person(&checked.customer, &checked.draft)? {
            Some(mut known) => {
                if self.update(&mut known, checked, person)? {
                    self.imported.updated += 1;
                    self.imported.concerned.push(known.id);
                } else {
                    self.imported.unchanged += 1;
                }
                known
            }
            None => {
                self.imported.added += 1;
                let Checked { mut customer, draft, .. } = checked;
                self.imported.people.add(&customer);
                match person.own.as_deref().filter(|_| own::is_exact(person)) {
                    Some(own) => own::complete(&mut customer, own, &self.clock),
                    None => places::find_zone(&mut customer, None, said(person), self.region),
                }
                let mut known = self.add(customer, &draft)?;
                dated::keep_revision(&mut known.told, person);
                self.keep(&known)?;
                known
            }
        };
        self.note_own(person, known.id);
        self.run.meet(known.record, self.file.number, person.line, fields.into_iter());
        if is_not_called {
            self.run.not_called.insert(known.id);
        }
        if let Some(date) = person.last_contacted {
            self.last_contacted(&mut known, date)?;
        }
        Ok(Ok(()))
    }

    /// Reads what a file says of a person. What can't be read goes among the facts.
    pub(super) fn check(&self, person: &ImportedPerson) -> std::result::Result<Checked, Problems> {
        let region = self.region_of(person);
        let read = |text: &str| read_once(text, region);
        let blank = || Customer::new(CustomerId(0), "", &self.clock);
        let mut draft = person.draft.clone();
        let (mut moved, mut notes) = (person.unread.clone(), Vec::new());
        let mut customer = match draft.check(blank(), &self.clock, &read) {
            Err(problems) if problems.0.iter().all(|problem| may_be_fact(problem.field)) => {
                for field in problems.0.iter().filter_map(|problem| CustomerField::of_key(problem.field)) {
                    let typed = draft.leave(field).unwrap_or_default();
                    let (label, shown) = (field.spec().label, shorten(&typed, 60));
                    notes.push(format!("the {label} \"{shown}\" can't be read; it is kept among the facts"));
                    let line = format!("{}: {typed}", capitalized(label));
                    add_line(&mut draft, &line);
                    moved.push(line);
                }
                draft.check(blank(), &self.clock, &read)?
            }
            checked => checked?,
        };
        let is_told = |phone: &ReachEntry| match phone.shown {
            Some(_) => true,
            None => match read_once(&phone.value, region).extent {
                Extent::Whole => true,
                // Without its area it means something only where the user is.
                Extent::AtHand => read_once(&phone.value, self.region).extent == Extent::AtHand,
                Extent::Unread => false,
            },
        };
        // What stood in a book stands there again.
        let (told, unread): (Vec<_>, Vec<_>) =
            customer.phones().into_iter().partition(|phone| own::is_exact(person) || is_told(phone));
        if !unread.is_empty() {
            let lines: Vec<String> = unread.iter().map(|phone| format!("Phone: {}", phone.value)).collect();
            notes.extend(unread.iter().map(|phone| unread_phone(&phone.value)));
            for line in lines {
                add_line(&mut draft, &line);
                moved.push(line);
            }
            if told.is_empty() {
                draft.leave(CustomerField::Phone);
            } else {
                let told: Vec<String> = told.iter().map(ReachEntry::line).collect();
                draft.set(CustomerField::Phone, told.join("\n"));
            }
            customer = draft.check(blank(), &self.clock, &read)?;
        }
        let mut customer = Customer { source_uid: person.source_uid.clone(), ..customer };
        own::identify(&mut customer, person);
        Ok(Checked { draft, customer, moved, notes })
    }

    fn region_of(&self, person: &ImportedPerson) -> Option<&str> {
        person.country.as_deref().and_then(places::country).or(self.region)
    }

    fn is_read(&self, phone: &ReachEntry, person: &ImportedPerson) -> bool {
        let read = || read_once(&phone.value, self.region_of(person)).extent != Extent::Unread;
        phone.shown.is_some() || read()
    }

    /// A person's name, mailboxes and numbers, in the form in which they are compared.
    pub(super) fn marks_of(&self, person: &ImportedPerson) -> (PersonName, Vec<String>) {
        let region = self.region_of(person);
        let reader = Reader { clock: &self.clock, phone: &|text| read_once(text, region) };
        let mut customer = Customer::new(CustomerId(0), "", &self.clock);
        for field in [CustomerField::Phone, CustomerField::Email] {
            // A row whose list can't be read is left out, and so stands for nobody.
            let _read = field.set(&mut customer, person.said(field).unwrap_or_default(), &reader);
        }
        let emails = customer.emails().into_iter().filter_map(|email| email_key(Some(&email.value)));
        let marks = emails.chain(customer.phones().into_iter().filter_map(|phone| phone_key(&phone.value))).collect();
        (PersonName::of(person.said(CustomerField::Name).unwrap_or_default(), &text::fold), marks)
    }

    fn add(&mut self, checked: Customer, draft: &CustomerDraft) -> Result<Known> {
        let checked_id = checked.id;
        let customer = Customer {
            id: if checked.id.0 > 0 { checked.id } else { self.change.new_customer_id() },
            favorite: checked.favorite || self.plan.favorite,
            standing: if self.plan.past { Standing::Past } else { checked.standing },
            ..checked
        };
        self.change.add_customer(&customer)?;
        if checked_id.0 > 0 {
            self.run.note_own_id(self.change, checked_id)?;
        }
        let (id, mut told) = (customer.id, Told::default());
        for field in of_files(draft) {
            told.say(&self.file.source, field, &field.brief(&customer));
        }
        for (kind, entries) in lists_of(draft, &customer) {
            let brought: Vec<String> = entries.iter().map(|entry| entry.key(kind)).collect();
            told.bring(&self.file.source, kind, &brought);
        }
        if !customer.tags.is_empty() {
            told.set_tags(&self.file.source, &customer.tags);
        }
        let known = Known { id, merged: None, record: id, told, has_uid: true, is_of_uid: false };
        self.imported.new_customers.push(id);
        Ok(known)
    }

    /// Changes what the file says differently from last time, where the user has not edited it since. What an earlier row
    /// of the file said of the same person stays, and what contradicts it is noted: the rows would take turns with every
    /// import.
    fn update(&mut self, known: &mut Known, checked: Checked, person: &ImportedPerson) -> Result<bool> {
        let present = self.change.customer(known.id)?;
        let Checked { draft, customer: new, moved, .. } = self.without_worse(&present, checked, person.line);
        let met = self.run.met(known.record, self.file.number);
        let is_older = dated::is_older(known, person);
        let mut update = Update { after: present.clone(), present: &present, new: &new, moved: &moved };
        let mut left_out = Vec::new();
        for field in of_files(&draft) {
            let is_first = met.is_none_or(|met| !met.has_said(field));
            let may_be_called = field == CustomerField::DoNotCall && !new.do_not_call;
            if is_first && may_be_called && self.run.not_called.contains(&known.id) {
                // Another file of this import says that they are not to be called: that one counts.
                known.told.hear(&self.file.source, field, &field.text(&new));
                continue;
            }
            if is_first && own::is_as_exported(&present, person) {
                own::take(field, (&mut update.after, &new), (known, &self.file.source));
                continue;
            }
            if let Reimport::Adds(kind) = field.spec().reimport {
                let row = if is_first { RowOf::First } else { RowOf::Further };
                let (source, entries) = (&self.file.source, new.entries(kind));
                let brought = Brought { kind, source, row, entries, is_read: &|phone| self.is_read(phone, person) };
                adding::add(&mut update.after, &mut known.told, brought);
                if is_first {
                    known.told.say(source, field, &field.brief(&new));
                }
                continue;
            }
            if is_first && is_older && !field.of(&present).is_unsaid() {
                known.told.hear(&self.file.source, field, &field.text(&new));
                continue;
            }
            if is_first {
                update.take(field, known, &self.file.source);
                continue;
            }
            if field == CustomerField::DoNotCall && update.not_called(known, &self.file.source) {
                let line = met.map_or(1, run::Met::line);
                let reason = format!(
                    "{} may be called by line {line}, and may not by this one: taken for not to be called",
                    new.name
                );
                self.imported.noted.add(&self.file.named, person.line, reason);
                continue;
            }
            let text = field.text(&new);
            if known.told.last(field) != Some(text.as_str()) {
                left_out.push(format!("{} \"{}\"", field.spec().label, shorten(&text, 60)));
            }
        }
        let mut after = update.after;
        let is_own = known.merged.is_none() && after.source_uid.is_none();
        if is_own {
            after.source_uid.clone_from(&new.source_uid);
        }
        places::find_zone(&mut after, Some(&present), said(person), self.region);
        let mut changed = self.change.update_customer(&after)?;
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

    pub(super) fn keep(&self, known: &Known) -> Result<()> {
        match known.merged {
            Some(merged) => self.change.keep_known_fields(merged, &known.told.write()),
            None => self.change.keep_imported_fields(known.id, &known.told.write()),
        }
    }
}

/// A customer whom a file changes.
struct Update<'a> {
    after: Customer,
    present: &'a Customer,
    new: &'a Customer,
    /// The lines among the facts that hold what could not be read.
    moved: &'a [String],
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

/// Whether a person comes in although this field of theirs can't be read.
fn may_be_fact(key: &str) -> bool {
    CustomerField::of_key(key).is_some_and(|field| matches!(field.spec().kind, Kind::Parsed | Kind::Day))
}

/// Adds a line to the facts of a draft.
fn add_line(draft: &mut CustomerDraft, line: &str) {
    let facts = with_lines(draft.get(CustomerField::Facts), &[line]);
    draft.set(CustomerField::Facts, facts.unwrap_or_default());
}

/// The lists that a draft writes, as the customer has them.
fn lists_of(draft: &CustomerDraft, customer: &Customer) -> Vec<(ReachKind, Vec<ReachEntry>)> {
    let kind = |field: CustomerField| match field.spec().reimport {
        Reimport::Adds(kind) => Some(kind),
        Reimport::Changes | Reimport::Leaves => None,
    };
    of_files(draft).filter_map(kind).map(|kind| (kind, customer.entries(kind))).collect()
}

/// Adds lines to facts: those that are there already stay one.
fn with_lines<T: AsRef<str>>(present: Option<&str>, new: &[T]) -> Option<String> {
    let mut lines: Vec<&str> = present.unwrap_or_default().lines().collect();
    for line in new.iter().map(AsRef::as_ref) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
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

/// What a file says of where a person is, beside their fields.
fn said(person: &ImportedPerson) -> Said<'_> {
    Said { country: person.country.as_deref(), state: person.state.as_deref() }
}
