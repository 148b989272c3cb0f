//! The journal: what was done, with whom, and what they said.

use chrono::NaiveDate;

use super::App;
use super::export::{ExportScope, GroupedBy};
use super::wall::first_of_month;
use crate::book::telling::{Telling, TouchFilter};
use crate::error::Result;

pub use crate::book::telling::ToldTouch;

/// Which journal is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalRequest {
    /// What stands in it.
    pub scope: ExportScope,
    /// Under what touches stand together: customers, else months.
    pub by: GroupedBy,
}

/// A piece of a journal, from the top to the bottom.
#[derive(Debug)]
pub enum JournalPiece<'a> {
    /// The month of the touches to come: its first day.
    Month(NaiveDate),
    /// The customer of the touches to come, and where they work.
    Customer(&'a str, Option<&'a str>),
    /// A touch.
    Touch(&'a ToldTouch),
}

impl App {
    /// Hands on the pieces of a journal one by one, the oldest touch first under each heading; customers come in the order
    /// of their names. Returns how many touches there are.
    pub fn each_of_journal(
        &self,
        asked: &JournalRequest,
        mut with: impl FnMut(JournalPiece<'_>) -> Result<()>,
    ) -> Result<usize> {
        let scope = &asked.scope;
        let filter =
            TouchFilter { customers: scope.customers.clone(), teammate: scope.teammate.clone(), days: scope.days() };
        let mut touches = 0;
        self.book.read(|book| match asked.by {
            GroupedBy::Customer => {
                let mut above = None;
                book.each_touch(&filter, Telling::ByCustomer, |told| {
                    touches += 1;
                    if above.replace(told.touch.customer) != Some(told.touch.customer) {
                        with(JournalPiece::Customer(&told.people.first.name, told.company.as_deref()))?;
                    }
                    with(JournalPiece::Touch(&told))
                })
            }
            GroupedBy::Month | GroupedBy::Year | GroupedBy::Teammate => {
                let mut above = None;
                book.each_touch(&filter, Telling::ByDay, |told| {
                    touches += 1;
                    let month = first_of_month(told.touch.day());
                    if above.replace(month) != Some(month) {
                        with(JournalPiece::Month(month))?;
                    }
                    with(JournalPiece::Touch(&told))
                })
            }
        })?;
        Ok(touches)
    }
}
