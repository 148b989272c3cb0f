//! A book against a copy of it: a row that was not changed since must be as it is there, in every column.

use std::path::Path;

use super::check::Findings;
use super::copy::Watch;
use super::open::plain;
use super::transfer::TABLES;
use super::{Book, Doing};
use crate::error::Result;

/// Columns that change without the row being written: counters, and references to what is there no longer.
const LOOSE: [&str; 6] = ["last_shown_at", "times_shown", "referred_by", "setback", "answered_by", "updated_at"];

impl Book {
    /// Rows that say they were not changed since a copy was taken, and differ from it.
    pub fn compare_with(&self, copy: &Path, watch: &Watch) -> Result<Findings> {
        const COMPARING: &str = "compare the book with its backup";
        watch.over(&self.db);
        self.db.execute("ATTACH ?1 AS copy", [plain(copy).to_string_lossy().as_ref()]).doing(COMPARING)?;
        let compared = self.compare_with_attached();
        self.db.execute_batch("DETACH copy").doing(COMPARING)?;
        compared
    }

    fn compare_with_attached(&self) -> Result<Findings> {
        const COMPARING: &str = "compare the book with its backup";
        let mut found = Findings::default();
        for table in TABLES {
            // An older copy lacks what came later.
            let columns: Vec<String> = self
                .db
                .prepare(&format!("SELECT name FROM pragma_table_info('{table}', 'copy')"))
                .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
                .doing(COMPARING)?;
            let columns: Vec<&String> = columns.iter().filter(|c| !LOOSE.contains(&c.as_str())).collect();
            if columns.is_empty() {
                continue;
            }
            let of = |schema: &str| columns.iter().map(|c| format!("{schema}.{c}")).collect::<Vec<_>>().join(", ");
            let sql = format!(
                "SELECT now.id FROM main.{table} AS now JOIN copy.{table} AS was USING (id)
                 WHERE now.updated_at = was.updated_at AND ({}) IS NOT ({})",
                of("now"),
                of("was")
            );
            let mut statement = self.db.prepare(&sql).doing(COMPARING)?;
            let mut rows = statement.query([]).doing(COMPARING)?;
            while let Some(row) = rows.next().doing(COMPARING)? {
                let id: i64 = row.get(0).doing(COMPARING)?;
                found.add(format!("{table} {id} differs, though it was not changed since"));
            }
        }
        Ok(found)
    }
}
