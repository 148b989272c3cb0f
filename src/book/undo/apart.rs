//! Taking merges back in a copy of a book, so that one of two people can be erased there.

use super::{STEP, Step};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::{ErrorKind, Result};

const TAKING_APART: &str = "take them apart";

impl Book {
    /// Makes merged records customers of their own again: takes the merges alone back, or where something was built on
    /// them, everything since. Returns false where neither works; then the copy may be as of some earlier moment.
    pub fn take_apart(&mut self, clock: &Clock, gone: &[CustomerId]) -> Result<bool> {
        for id in gone {
            self.take_merge_back(clock, *id)?;
        }
        while !self.are_customers(gone)? {
            match self.undo(clock, None) {
                Ok(_) => {}
                Err(error) if error.kind == ErrorKind::Interrupted => return Err(error),
                Err(_) => return Ok(false),
            }
        }
        Ok(true)
    }

    fn are_customers(&self, ids: &[CustomerId]) -> Result<bool> {
        for id in ids {
            if self.find_customer(*id)?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Takes back the change by which a customer went, if nothing that it wrote was changed since.
    fn take_merge_back(&mut self, clock: &Clock, gone: CustomerId) -> Result<()> {
        if self.find_customer(gone)?.is_some() {
            return Ok(());
        }
        let latest = format!(
            "SELECT {STEP} FROM change WHERE undoes IS NULL AND undone_by IS NULL AND NOT open
               AND id IN (SELECT change FROM journal WHERE tbl = 'customer' AND row = ?1 AND old IS NOT NULL)
             ORDER BY id DESC LIMIT 1"
        );
        let Some(step) = self.db.optional::<Step>(&latest, [gone], TAKING_APART)? else { return Ok(()) };
        match self.change(clock, "undo", |change| change.take_back_step(step)) {
            Err(error) if error.kind == ErrorKind::Interrupted => Err(error),
            // Something was built on it.
            _ => Ok(()),
        }
    }
}
