//! What can be done with a field, whatever it holds.

use super::Customer;
use super::fields::CustomerField;
use super::spec::{Kind, ListEdit};
use super::values::{Datum, Reader};
use crate::domain::problems::Invalid;
use crate::domain::tags::Tag;

impl CustomerField {
    /// The field's name in the book, in JSON and in messages.
    pub fn key(self) -> &'static str {
        self.spec().key
    }

    /// The fields that hold text of several lines.
    pub fn of_lines() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|field| matches!(field.spec().kind, Kind::Lines))
    }

    /// Finds the field with a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.key() == key)
    }

    /// The name under which older books keep what was typed or imported.
    pub fn former_key(self) -> Option<&'static str> {
        (self == Self::Cadence).then_some("every")
    }

    /// Gives a customer's value out.
    pub fn of(self, customer: &Customer) -> Datum<'_> {
        (self.spec().access.get)(customer)
    }

    /// Writes a customer's value as the text that sets it, a number as its country writes it.
    pub fn text(self, customer: &Customer) -> String {
        match self {
            Self::Phone => customer.shown_phone().unwrap_or_default().to_string(),
            _ => self.of(customer).to_text(),
        }
    }

    /// Reads trimmed text into a customer's field; "" clears it.
    ///
    /// # Errors
    /// Says what is wrong with the text, and what would be right.
    pub fn set(self, customer: &mut Customer, text: &str, reader: &Reader<'_>) -> Result<(), Invalid> {
        (self.spec().access.set)(customer, text, reader)
    }

    /// Adds something to a field that holds several things, or takes it away; what is not there is not taken.
    ///
    /// # Errors
    /// Says what is wrong with the text, and what would be right.
    pub fn edit(self, customer: &mut Customer, edit: &ListEdit) -> Result<(), Invalid> {
        if self == Self::Tags {
            match edit {
                ListEdit::Add(text) => {
                    customer.tags.add(Tag::read(text)?);
                }
                ListEdit::Remove(text) => {
                    customer.tags.remove(&Tag::read(text)?);
                }
            }
        }
        Ok(())
    }

    /// Copies a value from one customer to another.
    pub fn copy(self, to: &mut Customer, from: &Customer) {
        (self.spec().access.copy)(to, from);
    }
}
