//! Unfinished forms, kept as they are typed.

use super::App;
use crate::book::drafts::Draft;
use crate::domain::ids::CustomerId;
use crate::error::Result;

impl App {
    /// The unfinished form for a customer, where there is one.
    pub fn draft(&self, form: &str, customer: Option<CustomerId>) -> Result<Option<Draft>> {
        self.book.draft(form, customer)
    }

    /// The latest unfinished form.
    pub fn latest_draft(&self) -> Result<Option<Draft>> {
        self.book.latest_draft()
    }

    /// Keeps an unfinished form; where the book can't be written, there is nowhere to keep it.
    pub fn keep_draft(&mut self, form: &str, customer: Option<CustomerId>, fields: &str) -> Result<()> {
        let clock = self.clock();
        self.book.note(&clock, |note| note.keep_draft(form, customer, fields))
    }

    /// Throws an unfinished form away.
    pub fn drop_draft(&mut self, form: &str, customer: Option<CustomerId>) -> Result<()> {
        let clock = self.clock();
        self.book.note(&clock, |note| note.drop_draft(form, customer))
    }
}
