//! What an export says that it wrote.

use crate::app::export::CsvWritten;
use crate::text::count;

/// What an export wrote, in words.
#[derive(Default)]
pub(super) struct Written {
    pub what: String,
    /// What to say beside it.
    pub notes: Vec<String>,
}

impl Written {
    /// Says how many customers a file of CSV holds, and which of its cells are not as they were.
    pub(super) fn of_csv(CsvWritten { customers, defused }: CsvWritten) -> Self {
        let cells = count(defused, "cell begins like a formula and has", "cells begin like formulas and have");
        let note = format!("{cells} an apostrophe in front; goodcall import takes it off again.");
        Self {
            what: count(customers, "customer", "customers"),
            notes: (defused > 0).then_some(note).into_iter().collect(),
        }
    }
}
