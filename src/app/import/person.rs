//! A person in a file: reads them, and makes a new customer of one whom the book does not have.

use super::Importer;
use super::dated;
use super::known::{Known, email_key, is_own, of_files};
use super::own;
use crate::app::phones::read_once;
use crate::app::places::{self, Said};
use crate::domain::customer::{
    Customer, CustomerDraft, CustomerField, Kind, ReachEntry, ReachKind, Reader, Reimport, Standing,
};
use crate::domain::ids::CustomerId;
use crate::domain::input::{capitalized, shorten};
use crate::domain::likeness::{PersonName, phone_key};
use crate::domain::phone::Extent;
use crate::domain::problems::Problems;
use crate::domain::told::Told;
use crate::error::Result;
use crate::exchange::{ImportedPerson, unread_phone};
use crate::text;

/// What a file says of a person, read.
pub(super) struct Checked {
    pub(super) draft: CustomerDraft,
    pub(super) customer: Customer,
    /// The lines among the facts that hold what could not be read as what it should be.
    pub(super) moved: Vec<String>,
    /// What is said of that.
    notes: Vec<String>,
}

impl Importer<'_, '_> {
    /// Imports a person from a file; the inner error says why they were left out.
    pub(super) fn person(&mut self, person: &ImportedPerson) -> Result<std::result::Result<(), String>> {
        let meant = self.as_meant(person)?;
        let person = meant.as_ref().unwrap_or(person);
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
            // As where goodcall's JSON is read.
            None if is_own(&checked.customer) && self.change.is_forgotten(checked.customer.id.0)? => {
                let reason = format!("{}: left out, for they were forgotten", checked.customer.name);
                self.imported.noted.add(&self.file.named, person.line, reason);
                return Ok(Ok(()));
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
        for line in beside_numbers(&draft, &customer) {
            let (_, typed) = line.split_once(": ").unwrap_or(("", &line));
            notes.push(says_more(typed));
            add_line(&mut draft, &line);
            moved.push(line);
        }
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

    pub(super) fn is_read(&self, phone: &ReachEntry, person: &ImportedPerson) -> bool {
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
        self.run.note_marks(&customer);
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

    pub(super) fn keep(&self, known: &Known) -> Result<()> {
        match known.merged {
            Some(merged) => self.change.keep_known_fields(merged, &known.told.write()),
            None => self.change.keep_imported_fields(known.id, &known.told.write()),
        }
    }
}

/// Whether a person comes in although this field of theirs can't be read.
fn may_be_fact(key: &str) -> bool {
    CustomerField::of_key(key).is_some_and(|field| matches!(field.spec().kind, Kind::Parsed | Kind::Day))
}

/// Lists what of the numbers of a draft went to the facts: what stood beside them.
fn beside_numbers(draft: &CustomerDraft, customer: &Customer) -> Vec<String> {
    let there: Vec<&str> = draft.get(CustomerField::Facts).unwrap_or_default().lines().map(str::trim).collect();
    let is_of_number = |line: &&str| line.starts_with("Phone: ") || line.starts_with("Other phone: ");
    let lines = customer.facts.as_deref().unwrap_or_default().lines();
    lines.filter(is_of_number).filter(|line| !there.contains(&line.trim())).map(str::to_string).collect()
}

/// Says that a cell holds more than a number.
fn says_more(typed: &str) -> String {
    format!("the phone \"{}\" says more than its number: all of it is among the facts, too", shorten(typed, 60))
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
pub(super) fn with_lines<T: AsRef<str>>(present: Option<&str>, new: &[T]) -> Option<String> {
    let mut lines: Vec<&str> = present.unwrap_or_default().lines().collect();
    for line in new.iter().map(AsRef::as_ref) {
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// What a file says of where a person is, beside their fields.
pub(super) fn said(person: &ImportedPerson) -> Said<'_> {
    Said { country: person.country.as_deref(), state: person.state.as_deref() }
}
