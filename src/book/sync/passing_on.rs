//! What a team changed of a customer is passed on to the user's own machines, which need not be in the team.

use std::collections::BTreeMap;

use super::READING;
use super::fields::{Fields, id_of};
use super::logical::{Key, Stamp};
use super::tables::{ANNIVERSARY, CUSTOMER, REACH, STANDING_CHANGE, Synced, TAG};
use super::touched::{AllTouched, Touched};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::Result;

/// The tables that hold what a team shares of a customer, and the column that names them.
static SHARED: [(&Synced, &str); 5] = [
    (&CUSTOMER, "id"),
    (&REACH, "customer"),
    (&ANNIVERSARY, "customer"),
    (&TAG, "customer"),
    (&STANDING_CHANGE, "customer"),
];

/// The rows of a customer, by table and id.
#[derive(Debug, Default)]
pub(in crate::book) struct RowsOfCustomer(BTreeMap<(i64, i64), Fields>);

impl Book {
    /// Reads a customer's rows before a team changes them; None where the book takes part in no space.
    pub(in crate::book) fn before_team(&self, customer: i64) -> Result<Option<RowsOfCustomer>> {
        if self.is_in_a_space()? { self.rows_of_customer(customer).map(Some) } else { Ok(None) }
    }

    fn rows_of_customer(&self, customer: i64) -> Result<RowsOfCustomer> {
        let mut rows = RowsOfCustomer::default();
        for (table, column) in SHARED {
            for row in self.rows_where(table, column, &format!("[{customer}]"))? {
                if let Some(id) = id_of(&row, "id") {
                    rows.0.insert((table.code, id), row);
                }
            }
        }
        Ok(rows)
    }

    /// Says on the user's own machines what a team changed of a customer, at the team's clock: so it counts as late there as
    /// it does in the team, whichever machine passes it on.
    pub(in crate::book) fn pass_on(
        &self,
        clock: &Clock,
        customer: i64,
        before: &RowsOfCustomer,
        at: i64,
    ) -> Result<()> {
        let after = self.rows_of_customer(customer)?;
        let writer: i64 = self.db.one("SELECT writer FROM sync_self", [], READING)?;
        let machines = self.machine_numbers()?;
        let mut touched = AllTouched::new();
        let keys: Vec<(i64, i64)> = before.0.keys().chain(after.0.keys()).copied().collect();
        for (code, id) in keys {
            let (was, is) = (before.0.get(&(code, id)), after.0.get(&(code, id)));
            let without_date = |row: &Fields| {
                let mut row = row.clone();
                row.remove("updated_at");
                row
            };
            if was.map(without_date) == is.map(without_date) {
                continue;
            }
            let Some((table, _)) = SHARED.iter().find(|(table, _)| table.code == code) else { continue };
            let Some(key) = was.or(is).and_then(|row| Key::of(table, row)) else { continue };
            // After what the own machines have of it by now.
            let known = self.logical(&machines, table, &key, || Ok(was.cloned()))?;
            let newest = known.map_or(0, |known| known.newest().clock.saturating_add(1));
            let stamp = Stamp { clock: at.max(newest), writer };
            self.saw_clock(stamp.clock)?;
            touched.insert((code, id), Touched::new(was.cloned(), stamp));
        }
        if touched.is_empty() { Ok(()) } else { self.gather_touched(clock, touched).map(drop) }
    }
}
