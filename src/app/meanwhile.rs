//! What became of a record that a screen has open, while another program changed the book.

use super::App;
use crate::book::undo::UndoEnd;
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::touch::Touch;
use crate::error::{Error, ErrorKind, Result};
use crate::text::clean;

/// What became of a customer.
#[derive(Debug, Clone)]
pub enum Became {
    /// They are in the book, as they are now.
    Here(Customer),
    /// Their record was merged into this one.
    PartOf(Customer),
    /// The book has them no longer.
    Gone,
}

impl App {
    /// Says what became of a customer whom a screen has open.
    pub fn what_became_of(&self, id: CustomerId) -> Result<Became> {
        if let Some(customer) = self.book.find_customer(id)? {
            return Ok(Became::Here(customer));
        }
        let into = self.book.merged_into(id.0)?.map(|into| self.book.find_customer(into)).transpose()?;
        Ok(into.flatten().map_or(Became::Gone, Became::PartOf))
    }

    /// Returns the latest customer of a name, case and accents aside, who came into the book after another one.
    pub fn added_after(&self, other: CustomerId, name: &str) -> Result<Option<Customer>> {
        self.book.added_after(other, name)
    }

    /// Returns the touch with an id, if there is one.
    pub fn find_touch(&self, id: TouchId) -> Result<Option<Touch>> {
        self.book.find_touch(id)
    }

    /// Says that a customer went while a form about them was open.
    pub fn gone_meanwhile(&self, name: &str) -> Result<Error> {
        let what = match self.book.latest_undo_end()? {
            Some(UndoEnd::Forget) => "was forgotten meanwhile",
            Some(UndoEnd::Restore) | None => "is in the book no longer",
        };
        Ok(Error::new(ErrorKind::NoMatch, format!("{} {what}", clean(name))))
    }
}
