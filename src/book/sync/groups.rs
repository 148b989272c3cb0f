//! Merged records: a group is shown by merging its records anew, in the order in which they were merged, from what the space
//! has of each. So an undone merge, a forgotten record or a late edit leave nothing behind.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params_from_iter;
use rusqlite::types::Value as SqlValue;
use serde_json::{Value, json};

use super::fields::{Fields, id_of, value_of};
use super::logical::{HERE, Key, Logical, Stamp, travels};
use super::tables::{
    ANNIVERSARY, CUSTOMER, IMPORTED, KEPT_APART, KNOWN_AS, PICK, PLANNED_VISIT, REACH, REMARK, SYNCED,
};
use super::tables::{Synced, TAG};
use super::{Machines, Pointers, READING, WRITING};
use crate::book::query::Query;
use crate::book::undo::sql_value;
use crate::book::{Book, Change};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::merging;
use crate::error::Result;

mod apart;
mod dates;
mod gathered;
mod placed;

/// The tables in which a merge makes rows.
static DERIVED: [&Synced; 4] = [&TAG, &REACH, &ANNIVERSARY, &IMPORTED];

/// The tables whose rows a user may change once a merge has moved or made them.
static CHANGED_LATER: [&Synced; 7] = [&TAG, &REACH, &ANNIVERSARY, &IMPORTED, &KEPT_APART, &PICK, &PLANNED_VISIT];

/// The rows of a group as its tables have them, by the table's code and their key.
type Rows = BTreeMap<(i64, Key), Fields>;

/// Records that are one, and all that belongs to them.
struct Group<'a, 'b> {
    book: &'b Book,
    change: Change<'b>,
    machines: &'a Machines,
    pointers: &'a Pointers,
    members: &'a BTreeSet<i64>,
    /// The members as SQL reads them.
    ids: String,
}

/// The tables whose rows are shown as they are: remarks are read from their touches.
fn shown_as_they_are() -> impl Iterator<Item = &'static Synced> {
    SYNCED.iter().copied().filter(|table| **table != REMARK)
}

impl Group<'_, '_> {
    /// Shows the group: first each record by itself, then one after the other merged.
    fn show(&self) -> Result<()> {
        self.keep_whole()?;
        self.take_apart()?;
        self.take_out_what_was_derived()?;
        self.take_out_who_is_not_here()?;
        self.merge()?;
        self.let_later_edits_count()?;
        self.take_out_what_is_nobodys()?;
        self.date()
    }

    /// The rows of the space that belong to a member and that the tables show otherwise.
    fn kept(&self, table: &Synced) -> Result<Vec<(Key, Logical)>> {
        let mut kept = Vec::new();
        for key in self.book.kept_rows(table, &table.belonging(), &self.ids)? {
            if let Some(known) = self.book.logical(self.machines, table, &key, || Ok(None))? {
                kept.push((key, known));
            }
        }
        Ok(kept)
    }

    /// Those of them that are one by what they say, by the table's code and their id.
    fn kept_by_id(&self) -> Result<BTreeMap<(i64, i64), (Key, Logical)>> {
        let mut kept = BTreeMap::new();
        for table in SYNCED.iter().filter(|table| table.has_key()) {
            for (key, known) in self.kept(table)? {
                kept.insert((table.code, id_of(&known.fields, "id").unwrap_or_default()), (key, known));
            }
        }
        Ok(kept)
    }

    /// The rows of the group as the tables have them.
    fn rows(&self) -> Result<Rows> {
        let mut rows = Rows::new();
        for table in shown_as_they_are() {
            for column in table.belonging() {
                for row in self.book.rows_where(table, column, &self.ids)? {
                    if let Some(key) = Key::of(table, &row) {
                        rows.insert((table.code, key), row);
                    }
                }
            }
        }
        Ok(rows)
    }

    /// The pointers among the members, in the order in which they were set; of a ring that of its smallest is left out.
    fn in_order(&self) -> Vec<(i64, i64, Stamp)> {
        let is_root = |id: i64| self.pointers.root(id) == id;
        let theirs = self.pointers.into.iter().filter(|(gone, _)| self.members.contains(gone) && !is_root(**gone));
        let mut all: Vec<_> = theirs.map(|(gone, (into, stamp))| (*gone, *into, *stamp)).collect();
        all.sort_by_key(|(gone, _, stamp)| (*stamp, *gone));
        all
    }

    fn merge(&self) -> Result<()> {
        let mut part_of: BTreeMap<i64, i64> = BTreeMap::new();
        let now = |part_of: &BTreeMap<i64, i64>, mut id: i64| {
            while let Some(next) = part_of.get(&id) {
                id = *next;
            }
            id
        };
        for (gone, into, _) in self.in_order() {
            let (gone, into) = (now(&part_of, gone), now(&part_of, into));
            if gone == into {
                continue;
            }
            let (Some(goes), Some(stays)) = (self.to_merge(gone)?, self.to_merge(into)?) else { continue };
            let pointer = goes.referred_by.map(|by| self.book.find_customer(by)).transpose()?.flatten();
            let merged = merging::merged(&stays, &goes, pointer.as_ref().map(|c| c.name.as_str()));
            self.change.merge(&goes, &merged)?;
            part_of.insert(gone, into);
        }
        Ok(())
    }

    /// A record as it is merged. Who pointed to them is whom that is part of by now, whichever groups are shown with this one.
    fn to_merge(&self, id: i64) -> Result<Option<Customer>> {
        let Some(mut customer) = self.book.find_customer(CustomerId(id))? else { return Ok(None) };
        let by = customer.referred_by.map(|by| self.pointers.root(by.0));
        if let Some(by) = by.filter(|by| *by != self.pointers.root(id)) {
            customer.referred_by = self.book.has_row(CUSTOMER.name, by)?.then_some(CustomerId(by));
        }
        Ok(Some(customer))
    }

    /// The record that the tables show another as part of.
    fn shown_root(&self, id: i64) -> Result<i64> {
        self.book.shown_root(self.pointers, id)
    }

    /// The latest merge into a record.
    fn merged_last(&self, root: i64) -> Result<Stamp> {
        let mut latest = Stamp::default();
        for (gone, _, stamp) in self.in_order() {
            if gone != root && self.shown_root(gone)? == root {
                latest = latest.max(stamp);
            }
        }
        Ok(latest)
    }

    /// What was changed of the record that stays after a merge counts before what the merge took over.
    fn let_later_edits_count(&self) -> Result<()> {
        let roots: Result<BTreeSet<i64>> = self.members.iter().map(|id| self.shown_root(*id)).collect();
        for root in roots? {
            let merged = self.merged_last(root)?;
            let known = self.book.logical(self.machines, &CUSTOMER, &Key::Id(root), || Ok(None))?;
            if let Some(known) = known.filter(|_| merged > Stamp::default()) {
                self.write_later_fields((root, &known), merged)?;
                self.write_later_rows(root, merged)?;
            }
        }
        self.keep_pointers_ids()
    }

    fn write_later_fields(&self, (root, known): (i64, &Logical), merged: Stamp) -> Result<()> {
        let mut fields = known.fields.clone();
        // By now the members are one, and nobody was pointed to by themself.
        if let Some(by) = id_of(&fields, "referred_by").map(|by| self.shown_root(by)).transpose()? {
            fields.insert("referred_by".to_string(), if by == root { Value::Null } else { json!(by) });
        }
        self.without_what_is_missing(&CUSTOMER, &mut fields)?;
        let is_later = |group: &&&[&str]| group.first().is_some_and(|first| known.stamp(first) > merged);
        for group in CUSTOMER.groups.iter().filter(is_later) {
            let sets: Vec<String> = group.iter().map(|c| format!("{c} = ?")).collect();
            let sql = format!("UPDATE customer SET {} WHERE id = ?", sets.join(", "));
            let values = group.iter().map(|c| sql_value(Some(value_of(&fields, c))));
            self.book.db.run(&sql, params_from_iter(values.chain([SqlValue::Integer(root)])), WRITING)?;
        }
        Ok(())
    }

    fn write_later_rows(&self, root: i64, merged: Stamp) -> Result<()> {
        for table in CHANGED_LATER {
            for (key, known) in self.kept(table)? {
                if id_of(&known.fields, "customer") != Some(root) || known.newest() <= merged {
                    continue;
                }
                if known.here {
                    if let Some(shown) = self.book.shown(self.pointers, table, &key, &known)? {
                        self.book.write_row(table, &shown, known.newest().instant_ms())?;
                    }
                } else if known.stamp(HERE) > merged
                    && let Some(row) = self.book.row_of_key(table, &key)?.filter(|row| travels(table, row))
                {
                    self.book.remove_row(table, id_of(&row, "id").unwrap_or_default())?;
                }
            }
        }
        Ok(())
    }

    /// Pointers have the same ids on all machines.
    fn keep_pointers_ids(&self) -> Result<()> {
        for (_, known) in self.kept(&KNOWN_AS)? {
            let sql = "UPDATE known_as SET id = ?2 WHERE gone = ?1";
            self.book.db.run(sql, (id_of(&known.fields, "gone"), id_of(&known.fields, "id")), WRITING)?;
        }
        Ok(())
    }

    /// Keeps each row as the space has it only where the tables show it otherwise.
    fn keep_what_differs(&self) -> Result<()> {
        for table in shown_as_they_are() {
            for (key, known) in self.kept(table)? {
                let physical = self.book.row_of_key(table, &key)?;
                self.book.keep_logical(self.machines, table, (&key, &known), physical.as_ref())?;
            }
        }
        Ok(())
    }

    /// The touches of the members.
    fn touches(&self) -> Result<Vec<i64>> {
        self.book.db.all(
            "SELECT id FROM touch WHERE customer IN (SELECT value FROM json_each(?1))",
            [&self.ids],
            READING,
        )
    }
}

impl Book {
    /// The records that were pointed to by one of some, in the tables or as the space has it.
    fn pointed_to_by(&self, some: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
        let ids = json!(some).to_string();
        let shown = self.rows_where(&CUSTOMER, "referred_by", &ids)?;
        let mut all: BTreeSet<i64> = shown.iter().filter_map(|row| id_of(row, "id")).collect();
        for key in self.kept_rows(&CUSTOMER, &["referred_by"], &ids)? {
            if let Key::Id(id) = key {
                all.insert(id);
            }
        }
        Ok(all)
    }

    /// Those of them who are merged: their group may name whom they were pointed to by.
    pub(super) fn merged_and_pointed_to_by(&self, pointers: &Pointers, some: &BTreeSet<i64>) -> Result<BTreeSet<i64>> {
        if some.is_empty() || pointers.into.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut all = self.pointed_to_by(&closed(some, &[pointers]))?;
        all.retain(|id| pointers.is_merged(*id));
        Ok(all)
    }
}

/// All records that are one with some, by pointers before and after.
fn closed(ids: &BTreeSet<i64>, pointers: &[&Pointers]) -> BTreeSet<i64> {
    let mut all = ids.clone();
    loop {
        let more: BTreeSet<i64> = all.iter().flat_map(|id| pointers.iter().flat_map(|p| p.members_of(*id))).collect();
        let before = all.len();
        all.extend(more);
        if all.len() == before {
            return all;
        }
    }
}
