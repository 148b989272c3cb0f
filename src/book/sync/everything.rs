//! Gathering everything: what a book brings along that joins a space.

use serde_json::json;

use super::READING;
use super::fields::{Fields, id_of};
use super::gathering::Gathering;
use super::stamp::Stamp;
use super::tables::{CUSTOMER, KNOWN_AS, REMARK, SYNCED, Synced, TOUCH_WITH};
use super::touched::Touched;
use crate::book::query::Query;
use crate::error::Result;
use crate::sync::clock::Hlc;

/// Of how many customers all rows are gathered at once.
const CUSTOMERS_AT_ONCE: usize = 250;

impl Gathering<'_> {
    /// Gathers everything: what a book brings along that joins a space.
    pub(super) fn everything(&mut self, writer: i64) -> Result<()> {
        let book = self.book;
        let (theirs, others): (Vec<_>, Vec<_>) = SYNCED.into_iter().partition(|table| is_gathered_by_customer(table));
        let (before, after): (Vec<_>, Vec<_>) = others.into_iter().partition(|table| table.owners().is_empty());
        for table in before {
            book.each_row_of(table, |row| self.row_as_it_is(table, &row, writer))?;
        }
        let customers: Vec<i64> = book.db.all("SELECT id FROM customer ORDER BY id", [], READING)?;
        for some in customers.chunks(CUSTOMERS_AT_ONCE) {
            let ids = json!(some).to_string();
            for table in &theirs {
                let column = if **table == CUSTOMER { "id" } else { "customer" };
                for row in book.rows_where(table, column, &ids)? {
                    self.row_as_it_is(table, &row, writer)?;
                }
            }
            self.put_out_many()?;
        }
        // What names two records, or a log, comes after all of these.
        for table in after {
            book.each_row_of(table, |row| {
                self.row_as_it_is(table, &row, writer)?;
                self.put_out_many()
            })?;
        }
        Ok(())
    }

    /// Gathers a row of which the space knows nothing.
    fn row_as_it_is(&mut self, table: &'static Synced, row: &Fields, writer: i64) -> Result<()> {
        let at = id_of(row, "updated_at").unwrap_or_default();
        let stamp = Stamp { clock: Hlc::at(at).0, writer };
        self.book.saw_clock(stamp.clock)?;
        let one = Touched::new(None, stamp);
        if *table == REMARK {
            self.remark((id_of(row, "id").unwrap_or_default(), None), &one, row)
        } else {
            self.row(table, &one, Some(row))
        }
    }
}

/// Whether a table's rows belong to one customer each and to nothing else that travels.
fn is_gathered_by_customer(table: &Synced) -> bool {
    *table == CUSTOMER || table.owners() == ["customer"] && ![&TOUCH_WITH, &REMARK, &KNOWN_AS].contains(&table)
}
