//! Rows that came under one id and are two: an import may bring a row for another customer than the space has it for, where
//! only one of two books knows of a merge.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::fields::{Fields, id_of};
use super::logical::{Key, Logical};
use super::placing::Placing;
use super::saying::entry;
use super::tables::{SYNCED, Synced};
use crate::domain::shared_id::shared_id;
use crate::error::Result;

/// Rows that are one by what they say, by the id that each is said to have.
type ById<'c> = BTreeMap<i64, BTreeMap<Cow<'c, Key>, Cow<'c, Logical>>>;

impl Placing<'_> {
    /// Gives rows of one id ids of their own: the first by its key keeps it. The others are told, since a machine where that
    /// one was forgotten can't see it.
    pub(super) fn part_rows_of_one_id(&mut self, changed: &mut BTreeMap<(i64, Key), Logical>) -> Result<()> {
        for table in SYNCED.into_iter().filter(|table| table.has_key()) {
            let by_id = self.by_id(table, changed)?.into_iter();
            let leaving = by_id.flat_map(|(id, rows)| rows.into_iter().skip(1).map(move |(key, row)| (id, key, row)));
            let leaving: Vec<(i64, Key, Logical)> =
                leaving.map(|(id, key, row)| (id, key.into_owned(), row.into_owned())).collect();
            for (id, key, mut row) in leaving {
                row.take_id(table, id_of_its_own(table, &key, id));
                let clock = *self.change.clock();
                let stamp = self.book.own_stamp(&clock)?;
                self.book.say(&clock, entry(table, &key, (&row, stamp), Fields::new()))?;
                changed.insert((table.code, key), row);
            }
        }
        Ok(())
    }

    /// The rows of the space that have the id of one of which something was said.
    fn by_id<'c>(&self, table: &'static Synced, changed: &'c BTreeMap<(i64, Key), Logical>) -> Result<ById<'c>> {
        let mut by_id = ById::new();
        for ((_, key), row) in changed.iter().filter(|((code, _), _)| *code == table.code) {
            let id = id_of(&row.fields, "id").unwrap_or_default();
            by_id.entry(id).or_default().insert(Cow::Borrowed(key), Cow::Borrowed(row));
        }
        if by_id.is_empty() {
            return Ok(by_id);
        }
        let ids = json!(by_id.keys().collect::<Vec<_>>()).to_string();
        let shown = self.book.rows_where(table, "id", &ids)?;
        let shown = shown.iter().filter_map(|row| Key::of(table, row));
        let others: BTreeSet<Key> = shown.chain(self.book.kept_rows(table, &["id"], &ids)?).collect();
        for key in others.into_iter().filter(|key| !changed.contains_key(&(table.code, key.clone()))) {
            let shown = || self.book.row_of_key(table, &key);
            let Some(row) = self.book.logical(&self.machines, table, &key, shown)? else { continue };
            if let Some(rows) = id_of(&row.fields, "id").and_then(|id| by_id.get_mut(&id)) {
                rows.insert(Cow::Owned(key), Cow::Owned(row));
            }
        }
        Ok(by_id)
    }
}

/// The id of a row that has to leave its own to another one. It is smaller: of two ids of a row the smaller one stays.
fn id_of_its_own(table: &Synced, key: &Key, id: i64) -> i64 {
    (shared_id(&["parted", table.name, &format!("{key:?}"), &id.to_string()]) % id.max(2)).max(1)
}
