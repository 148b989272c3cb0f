//! What a person or a file says of a customer, as text, and the one check it goes through.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Customer;
use super::fields::{CustomerField, NEEDS_NAME};
use super::reach::{Refused, set_list};
use super::spec::{Flag, Kind, ListEdit};
use super::values::{ReadPhone, Reader};
use crate::domain::dates::Clock;
use crate::domain::problems::Problems;

/// The longest field that is taken, in bytes.
pub const FIELD_LIMIT: usize = 64 * 1024;

/// What was written into some of a customer's fields: text as typed, "" clears. And what was added to fields that hold
/// several things, or taken away from them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerDraft {
    written: BTreeMap<CustomerField, String>,
    /// What fields held when somebody began to write over them.
    seen: BTreeMap<CustomerField, String>,
    edits: Vec<(CustomerField, ListEdit)>,
}

impl CustomerDraft {
    /// Writes a field.
    pub fn set(&mut self, field: CustomerField, text: impl Into<String>) -> &mut Self {
        self.written.insert(field, text.into());
        self
    }

    /// Writes a field that held `seen` when somebody began to write. Where it holds several things, what was done to it since
    /// stays: numbers, mailboxes, tags and facts that others added or took away.
    pub fn set_over(&mut self, field: CustomerField, seen: impl Into<String>, text: impl Into<String>) -> &mut Self {
        self.seen.insert(field, seen.into());
        self.set(field, text)
    }

    /// Writes a field that is not written yet; None writes nothing.
    pub fn set_first(&mut self, field: CustomerField, text: Option<String>) {
        if let Some(text) = text {
            self.written.entry(field).or_insert(text);
        }
    }

    /// Takes a field out: it is left as it is.
    pub fn leave(&mut self, field: CustomerField) -> Option<String> {
        self.written.remove(&field)
    }

    /// What was written into a field; None where it is left as it is.
    pub fn get(&self, field: CustomerField) -> Option<&str> {
        self.written.get(&field).map(String::as_str)
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.written.is_empty() && self.edits.is_empty()
    }

    /// Adds something to a field that holds several things, or takes it away: after what is written into the field.
    pub fn edit(&mut self, field: CustomerField, edit: ListEdit) -> &mut Self {
        self.edits.push((field, edit));
        self
    }

    /// Lists what was written for the numbers, as typed.
    pub fn phones(&self) -> impl Iterator<Item = &str> {
        let added = self.edits.iter().filter_map(|(field, edit)| match edit {
            ListEdit::Add(text) if *field == CustomerField::Phone => Some(text.as_str()),
            _ => None,
        });
        self.get(CustomerField::Phone).into_iter().chain(added)
    }

    /// What was added and taken away, in order.
    pub fn edits(&self) -> &[(CustomerField, ListEdit)] {
        &self.edits
    }

    /// The fields that were written, with their text.
    pub fn iter(&self) -> impl Iterator<Item = (CustomerField, &str)> {
        self.written.iter().map(|(f, t)| (*f, t.as_str()))
    }

    /// Writes every field of a customer as text to be edited.
    pub fn of(customer: &Customer) -> Self {
        let written = CustomerField::ALL.iter().map(|field| (*field, field.text(customer))).collect();
        Self { written, ..Self::default() }
    }

    /// Lays the written fields over `base`; every problem at once, by field.
    ///
    /// # Errors
    /// Names each field that cannot be read, and what would be right.
    pub fn check(&self, base: Customer, clock: &Clock, read_phone: ReadPhone<'_>) -> Result<Customer, Problems> {
        let reader = Reader { clock, phone: read_phone };
        let mut problems = Problems::default();
        let mut customer = base;
        let mut besides = Vec::new();
        for (field, text) in &self.written {
            let text: &str = &match self.seen.get(field) {
                Some(seen) => Cow::from(field.together(seen, &field.text(&customer), text)),
                None => text.into(),
            };
            if text.len() > FIELD_LIMIT {
                problems.add(field.key(), too_long(text));
                continue;
            }
            if let Kind::Reach(kind) = field.spec().kind {
                match set_list(&mut customer, kind, &with_plain_line_ends(text), &reader) {
                    Ok(lines) => besides.extend(lines),
                    Err(invalid) => problems.add(field.key(), invalid.to_string()),
                }
                continue;
            }
            let text = if matches!(field.spec().kind, Kind::Lines) { with_plain_line_ends(text) } else { text.into() };
            if let Err(invalid) = field.set(&mut customer, text.trim(), &reader) {
                problems.add(field.key(), invalid.to_string());
            }
        }
        for (field, edit) in &self.edits {
            if edit.text().len() > FIELD_LIMIT {
                problems.add(field.key(), too_long(edit.text()));
                continue;
            }
            match field.edit(&mut customer, edit, &reader) {
                Ok(lines) => besides.extend(lines),
                Err(Refused::Invalid(invalid)) => problems.add(field.key(), invalid.to_string()),
                Err(Refused::Unmatched(invalid)) => problems.add_unmatched(flag_of(*field, edit), invalid.to_string()),
            }
        }
        for line in besides {
            customer.add_fact(&line);
        }
        if customer.name.is_empty() && !problems.0.iter().any(|p| p.field == CustomerField::Name.key()) {
            problems.add(CustomerField::Name.key(), NEEDS_NAME);
        }
        problems.or(customer)
    }
}

fn too_long(text: &str) -> String {
    format!("{} bytes are more than the {FIELD_LIMIT} a field holds", text.len())
}

/// Names the flag that makes an edit.
fn flag_of(field: CustomerField, edit: &ListEdit) -> &'static str {
    match (&field.spec().flag, edit) {
        (_, ListEdit::Prefer(_)) => "prefer",
        (Flag::Lists(flags), ListEdit::Remove(_)) => flags.remove.0,
        _ => field.key(),
    }
}

/// Ends each line as the book does, however the file or program it came from ends its lines.
fn with_plain_line_ends(text: &str) -> Cow<'_, str> {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::phone::Phone;
    use chrono::{TimeZone, Utc};

    #[test]
    fn lines_end_in_one_way_whatever_they_ended_in() {
        let clock =
            Clock { instant: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap(), zone: crate::domain::tz::Tz::UTC };
        for typed in ["Rua 1\r\nPorto", "Rua 1\rPorto", "Rua 1\nPorto", "\r\nRua 1\r\nPorto\r\n"] {
            let mut draft = CustomerDraft::default();
            draft.set(CustomerField::Name, "Ana").set(CustomerField::Address, typed).set(CustomerField::Facts, typed);
            let ana = Customer::new(crate::domain::ids::CustomerId(1), "", &clock);
            let ana = draft.check(ana, &clock, &|typed| Phone { number: typed.into(), ..Phone::default() }).unwrap();
            assert_eq!(ana.address.as_deref(), Some("Rua 1\nPorto"), "{typed:?}");
            assert_eq!(ana.facts.as_deref(), Some("Rua 1\nPorto"), "{typed:?}");
        }
    }
}
