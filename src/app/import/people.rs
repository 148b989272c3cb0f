//! Whom an import is about, by name: for a rehearsal that a person reads. The lists are cut where nobody would read on.

use crate::domain::customer::{Customer, CustomerField};

/// The most people in each list.
const NAMED_PEOPLE: usize = 5_000;

/// Whether an import names the people that it is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tell {
    /// It only counts them.
    #[default]
    Sums,
    /// It names the first thousands of them, too.
    Names,
}

/// The people whom an import is about. The sums say how many there are beyond those named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct People {
    tell: Tell,
    /// Who is new.
    pub added: Vec<PersonNamed>,
    /// Who changes, and what.
    pub changed: Vec<PersonChanged>,
    /// About whom the file says nothing new.
    pub unchanged: Vec<PersonNamed>,
}

/// A person by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonNamed {
    /// As the file or the book has it.
    pub name: String,
    /// Where they work, if that is known.
    pub company: Option<String>,
}

/// A person whom a file changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonChanged {
    /// The name in the book before.
    pub name: String,
    /// What changes; empty where only the id that another program gave them is new.
    pub fields: Vec<FieldChange>,
}

/// A field before and after an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldChange {
    /// Which it is.
    pub field: CustomerField,
    /// What the book has; empty where it has nothing.
    pub before: String,
    /// What the file makes of it.
    pub after: String,
}

/// What a file does to somebody whom the book has.
#[derive(Clone, Copy)]
pub(super) enum Met<'a> {
    /// It makes this of them; nothing but their id there may be new.
    Changed(&'a Customer),
    Unchanged,
}

impl People {
    pub(super) fn to_tell(tell: Tell) -> Self {
        Self { tell, ..Self::default() }
    }

    pub(super) fn add(&mut self, customer: &Customer) {
        if self.tell == Tell::Names && self.added.len() < NAMED_PEOPLE {
            self.added.push(named(customer));
        }
    }

    pub(super) fn meet(&mut self, before: &Customer, met: Met<'_>) {
        match met {
            _ if self.tell == Tell::Sums => {}
            Met::Changed(after) if self.changed.len() < NAMED_PEOPLE => {
                self.changed.push(PersonChanged { name: before.name.clone(), fields: changes(before, after) });
            }
            Met::Unchanged if self.unchanged.len() < NAMED_PEOPLE => self.unchanged.push(named(before)),
            Met::Changed(_) | Met::Unchanged => {}
        }
    }
}

fn named(customer: &Customer) -> PersonNamed {
    PersonNamed { name: customer.name.clone(), company: customer.company.clone() }
}

/// Lists the fields in which two states of a customer differ, in the order of the form.
fn changes(before: &Customer, after: &Customer) -> Vec<FieldChange> {
    let changed = |field: &CustomerField| field.text(before) != field.text(after);
    let fields = CustomerField::in_form().into_iter().filter(changed);
    fields.map(|field| FieldChange { field, before: field.text(before), after: field.text(after) }).collect()
}
