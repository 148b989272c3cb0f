//! When the rows of merged records were changed last: what a merge makes is as old as the merge.

use super::{DERIVED, Group, Stamp};
use crate::book::query::Query;
use crate::book::sync::WRITING;
use crate::book::sync::fields::{Fields, id_of};
use crate::book::sync::logical::Key;
use crate::book::sync::tables::{CUSTOMER, KNOWN_AS, Synced};
use crate::error::Result;

/// A row, and the instant that it should have.
pub(super) struct Dated {
    pub table: &'static Synced,
    pub id: i64,
    pub at: i64,
}

impl Group<'_, '_> {
    /// Writes when each row was changed last.
    pub(super) fn date(&self) -> Result<()> {
        self.dates()?.into_iter().try_for_each(|Dated { table, id, at }| {
            let sql = format!("UPDATE {} SET updated_at = ?2 WHERE id = ?1", table.name);
            self.book.db.run(&sql, (id, at), WRITING).map(drop)
        })
    }

    /// Lists the rows that have another instant than they should: the customers, their pointers, and what was taken over.
    pub(super) fn dates(&self) -> Result<Vec<Dated>> {
        let mut dates = Vec::new();
        for row in self.book.rows_where(&CUSTOMER, "id", &self.ids)? {
            let root = id_of(&row, "id").unwrap_or_default();
            let newest = self.newest(&CUSTOMER, &row)?.max(self.merged_last(root)?);
            dates.extend(differing(&CUSTOMER, &row, newest));
        }
        for row in self.book.rows_where(&KNOWN_AS, "gone", &self.ids)? {
            dates.extend(differing(&KNOWN_AS, &row, self.newest(&KNOWN_AS, &row)?));
        }
        for table in DERIVED {
            for column in table.owners() {
                for row in self.book.rows_where(table, column, &self.ids)? {
                    dates.extend(differing(table, &row, self.newest_of_derived(table, &row)?));
                }
            }
        }
        Ok(dates)
    }

    /// The latest clock of a row as the space has it.
    fn newest(&self, table: &Synced, row: &Fields) -> Result<Stamp> {
        let Some(key) = Key::of(table, row) else { return Ok(Stamp::default()) };
        let known = self.book.logical(self.machines, table, &key, || Ok(None))?;
        Ok(known.map(|known| known.newest()).unwrap_or_default())
    }

    /// The same of a row that a merge may have made, or changed.
    fn newest_of_derived(&self, table: &Synced, row: &Fields) -> Result<Stamp> {
        let Some(key) = Key::of(table, row) else { return Ok(Stamp::default()) };
        let roots = table.owners().iter().filter_map(|column| id_of(row, column));
        let merged: Vec<Stamp> = roots.map(|root| self.merged_last(root)).collect::<Result<_>>()?;
        let merged = merged.into_iter().max().unwrap_or_default();
        Ok(match self.book.logical(self.machines, table, &key, || Ok(Some(row.clone())))? {
            Some(known) if known.is_shown_by(table, Some(row)) => known.newest(),
            Some(known) => known.newest().max(merged),
            None => merged,
        })
    }
}

fn differing(table: &'static Synced, row: &Fields, newest: Stamp) -> Option<Dated> {
    let at = newest.instant_ms();
    let is_told = newest.clock > 0 && id_of(row, "updated_at") != Some(at);
    id_of(row, "id").filter(|_| is_told).map(|id| Dated { table, id, at })
}
