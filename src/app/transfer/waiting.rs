//! Rows of a file that belong to something which comes later in it, or never.

use serde_json::{Map, Value};

use super::{RowNote, Taking, called, id_in};
use crate::book::transfer::{Need, Reference};
use crate::error::Result;

/// The most rows that wait at a time: in a file that goodcall wrote, each comes behind what it belongs to.
const MOST: usize = 50_000;

/// What waits for something that a later row may bring.
#[derive(Default)]
pub(super) struct Waiting {
    /// Rows that did not come in yet, each with its line.
    rows: Vec<(&'static str, Map<String, Value>, u64)>,
    /// What rows that came in refer to.
    references: Vec<OpenReference>,
}

/// A reference of a row that came in to something that was not there.
struct OpenReference {
    table: &'static str,
    row: i64,
    reference: Reference,
    line: u64,
    /// Names the row.
    whose: String,
}

impl Taking<'_, '_> {
    /// Puts a row aside that belongs to something which is not there yet; returns any other row.
    pub(super) fn put_aside(
        &mut self,
        table: &'static str,
        row: Map<String, Value>,
        line: u64,
    ) -> Result<Option<Map<String, Value>>> {
        let open = self.change.open_references(table, &row)?;
        if open.iter().any(|reference| reference.need == Need::Owner) && self.waiting.rows.len() < MOST {
            self.waiting.rows.push((table, row, line));
            return Ok(None);
        }
        if let Some(id) = id_in(&row, "id") {
            let beside = open.into_iter().filter(|reference| reference.need == Need::Beside);
            self.waiting.references.extend(beside.map(|reference| {
                let whose = called(table, &row);
                OpenReference { table, row: id, reference, line, whose }
            }));
        }
        Ok(Some(row))
    }

    /// Takes in what waited, now that all rows were read. What belongs to nothing is left out and named.
    pub(super) fn settle_waiting(&mut self) -> Result<()> {
        loop {
            let rows = std::mem::take(&mut self.waiting.rows);
            let waited = rows.len();
            for (table, row, line) in rows {
                self.take_at(table, row, line)?;
            }
            if self.waiting.rows.is_empty() || self.waiting.rows.len() == waited {
                break;
            }
        }
        for (table, mut row, line) in std::mem::take(&mut self.waiting.rows) {
            let owner = self.change.open_references(table, &row)?;
            let owner = owner.into_iter().find(|reference| reference.need == Need::Owner);
            let why = match (self.without_left_out(&mut row), owner) {
                (Some(owner), _) => format!("the {owner} that it belongs to was left out"),
                (None, owner) => {
                    let owner = owner.map_or("row", |owner| owner.table);
                    format!("the {owner} that it belongs to is neither in the file nor in the book")
                }
            };
            self.left_out.extend(id_in(&row, "id"));
            (self.say)(RowNote::Rejected(line, format!("{}: {why}", called(table, &row))));
        }
        for open in std::mem::take(&mut self.waiting.references) {
            if self.change.close_reference(open.table, open.row, open.reference)? {
                let what = match open.reference.column {
                    "referred_by" => "the customer who pointed to them",
                    "answered_by" => "the touch that answered it",
                    _ => "the setback that it answered",
                };
                let note = format!("{}: {what} is neither in the file nor in the book", open.whose);
                (self.say)(RowNote::Noted(open.line, note));
            }
        }
        Ok(())
    }
}
