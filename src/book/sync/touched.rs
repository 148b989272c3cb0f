//! The rows that were changed here, as the journal tells.

use std::collections::BTreeMap;

use super::READING;
use super::fields::{Fields, id_of};
use super::logical::Key;
use super::stamp::Stamp;
use super::tables::{self, REMARK};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::clock::Hlc;

/// A row that was changed here.
#[derive(Debug, Clone)]
pub(super) struct Touched {
    /// What it was before; None where it was not there.
    pub before: Option<Fields>,
    /// Whether it was not there, and was added.
    pub is_added: bool,
    /// Whose it was when it was added, where it was changed since: a merge may have moved it.
    pub added_to: Option<i64>,
    /// The clock of the last change of it.
    pub stamp: Stamp,
}

/// The rows that were changed, by table and id.
pub(super) type AllTouched = BTreeMap<(i64, i64), Touched>;

impl Touched {
    /// A row that was there before, or of which nothing is known.
    pub(super) fn new(before: Option<Fields>, stamp: Stamp) -> Self {
        Self { before, is_added: false, added_to: None, stamp }
    }
}

impl Book {
    /// Lists the rows that changes after one have touched, and the last of these changes; None where there was none.
    pub(super) fn touched_since(&self, gathered: i64, writer: i64, clock: &Clock) -> Result<Option<(AllTouched, i64)>> {
        type Row = (String, i64, Option<i64>, Option<String>);
        let changes = "SELECT id, made_at FROM change WHERE id > ?1 AND NOT open ORDER BY id";
        let changes: Vec<(i64, i64)> = self.db.all(changes, [gathered], READING)?;
        let Some((last, _)) = changes.last().copied() else { return Ok(None) };
        let mut touched = AllTouched::new();
        for (change, made_at) in changes {
            // A clock that was set to no time that anybody lives in counts for nothing.
            let at = if Hlc::at(made_at).is_beyond_2100() { clock.instant.timestamp_millis() } else { made_at };
            let stamp = Stamp { clock: self.next_stamp(at)?, writer };
            let entries = "SELECT tbl, row, upto, old FROM journal WHERE change = ?1 ORDER BY id";
            for (table, row, upto, old) in self.db.all::<Row>(entries, [change], READING)? {
                let Some(table) = tables::by_name(&table) else { continue };
                let before: Option<Fields> = old.and_then(|old| serde_json::from_str(&old).ok());
                let rows = match upto {
                    None => vec![row],
                    // They are gathered with their touches.
                    Some(_) if *table == REMARK => continue,
                    Some(upto) => {
                        let all = format!("SELECT id FROM {} WHERE id BETWEEN ?1 AND ?2", table.name);
                        self.db.all(&all, (row, upto), READING)?
                    }
                };
                for row in rows {
                    let one = touched.entry((table.code, row)).or_insert_with(|| Touched {
                        before: before.clone(),
                        is_added: before.is_none(),
                        added_to: None,
                        stamp,
                    });
                    one.stamp = stamp;
                    if one.is_added && one.added_to.is_none() {
                        one.added_to = before.as_ref().and_then(|before| id_of(before, "customer"));
                    }
                }
            }
        }
        Ok(Some((touched, last)))
    }

    /// Lists the keys that a row which was touched has now and another one had before, by the table's code: with the id of the
    /// one, and what the other was.
    pub(super) fn keys_taken_over(&self, touched: &AllTouched) -> Result<BTreeMap<(i64, Key), (i64, Fields)>> {
        let mut all = BTreeMap::new();
        for ((code, row), one) in touched {
            let (Some(table), Some(before)) = (tables::by_code(*code), &one.before) else { continue };
            let Some(key) = Key::of(table, before).filter(|_| table.has_key()) else { continue };
            let now = self.row_of_key(table, &key)?.and_then(|now| id_of(&now, "id"));
            if let Some(by) = now.filter(|by| by != row && touched.contains_key(&(*code, *by))) {
                all.insert((*code, key), (by, before.clone()));
            }
        }
        Ok(all)
    }
}
