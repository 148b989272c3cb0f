//! What was changed here of merged records: pointers, and what differs from what a merge makes by itself.

use std::collections::BTreeSet;

use serde_json::json;

use super::{DERIVED, Group, Rows, closed};
use crate::book::errors::Doing;
use crate::book::journal;
use crate::book::query::Query;
use crate::book::sync::fields::{Fields, id_of, value_of};
use crate::book::sync::gathering::Gathering;
use crate::book::sync::logical::{HERE, Key, Logical, WHOLE, travels};
use crate::book::sync::saying::{entry, take_group};
use crate::book::sync::tables::{self, CUSTOMER, IMPORTED, KNOWN_AS, Synced};
use crate::book::sync::touched::{AllTouched, Touched};
use crate::book::sync::{Pointers, WRITING};
use crate::domain::shared_id::shared_id;
use crate::error::Result;

/// How often a group is compared at most: an edit, what it changes of a merge, and that nothing is left.
const PASSES: usize = 4;

impl<'b> Gathering<'b> {
    /// Gathers what was changed of merged records.
    pub(in crate::book::sync) fn groups(&mut self, touched: &AllTouched, ids: &BTreeSet<i64>) -> Result<()> {
        if touched.is_empty() {
            return Ok(());
        }
        for ((code, _), one) in touched {
            if let (Some(table), Some(before)) = (tables::by_code(*code), &one.before) {
                self.book.keep_whole(&self.machines, table, before)?;
            }
        }
        let before = self.book.pointers(&self.machines)?;
        for (row, one) in self.pointers_before_names(touched)? {
            self.pointer(row, one)?;
        }
        self.pointers = self.book.pointers(&self.machines)?;
        let members = closed(ids, &[&before, &self.pointers]);
        let of_space = self.stand_as_shown(&members)?;
        // What is edited may change what a merge makes of it: then that differs too. What a merge makes of a record that came
        // back was not there to be edited.
        let mut settled = None;
        for _ in 0..PASSES {
            let before = self.entries.len();
            let shown = self.compare_group(touched, &members)?;
            if members.iter().any(|member| self.appeared.contains(member)) {
                break;
            }
            if self.entries.len() == before {
                settled = Some(shown);
                break;
            }
        }
        if let Some(pointers) = of_space {
            // What the records were compared with is not what the space shows of them.
            self.pointers = pointers;
            settled = None;
        }
        let group = self.group(&members);
        for dated in group.dates()? {
            journal::date(&self.book.db, dated.table.name, dated.id, dated.at)?;
        }
        group.keep_what_differs()?;
        let shown = settled.map_or_else(|| self.as_merged(&members), Ok)?;
        if is_unlike(&group.rows()?, &shown) {
            self.unlike.extend(members);
        }
        Ok(())
    }

    /// An undo puts a record back that the space still merges, by a pointer that another machine has set: until the group is
    /// shown anew the record stands alone, and what is not shown of that merge was taken out by nobody. Returns the pointers of
    /// the space where it has others.
    fn stand_as_shown(&mut self, members: &BTreeSet<i64>) -> Result<Option<Pointers>> {
        let mut into = self.pointers.into.clone();
        for id in members {
            if self.pointers.root(*id) != *id && self.book.has_row(CUSTOMER.name, *id)? {
                into.remove(id);
            }
        }
        if into.len() == self.pointers.into.len() {
            return Ok(None);
        }
        let mut shown = Pointers::default();
        shown.set(into);
        Ok(Some(std::mem::replace(&mut self.pointers, shown)))
    }

    fn group<'a>(&'a self, members: &'a BTreeSet<i64>) -> Group<'a, 'b> {
        Group {
            book: self.book,
            change: self.book.deriving(&self.clock),
            machines: &self.machines,
            pointers: &self.pointers,
            members,
            ids: json!(members).to_string(),
        }
    }

    /// Compares the rows of a group with what a merge makes by itself, and returns that.
    fn compare_group(&mut self, touched: &AllTouched, members: &BTreeSet<i64>) -> Result<Rows> {
        let latest = touched.values().map(|one| one.stamp).max().unwrap_or_default();
        let merged = self.as_merged(members)?;
        let group = self.group(members);
        let (actual, kept) = (group.rows()?, group.kept_by_id()?);
        let keys: BTreeSet<_> = merged.keys().chain(actual.keys()).filter(|(code, _)| *code != KNOWN_AS.code).collect();
        for place in keys {
            let (code, key) = place;
            let Some(table) = tables::by_code(*code) else { continue };
            // An open offer is nothing that others know of.
            let actual = actual.get(place).filter(|row| travels(table, row));
            let mut shown = merged.get(place);
            let row = actual.or(shown).and_then(|row| id_of(row, "id")).unwrap_or_default();
            // A row that stands under another key by now is compared there.
            if actual.is_none() && table.has_key() && self.book.has_row(table.name, row)? {
                continue;
            }
            let known = self.book.logical(&self.machines, table, key, || Ok(actual.cloned()))?;
            let one = touched.get(&(*code, row)).cloned().unwrap_or_else(|| Touched::new(None, latest));
            // A row that a merge moved is still the one of the record that it came with.
            let moved =
                kept.get(&(*code, row)).filter(|(moved, theirs)| moved != key && (theirs.here || known.is_none()));
            if let Some((moved, theirs)) = moved {
                self.compare(table, moved, (Some(theirs.clone()), shown), actual, &one)?;
                self.take_derived_id(table, shown, actual)?;
                continue;
            }
            if known.is_none() && DERIVED.contains(&table) && is_same(table, shown, actual) {
                self.take_derived_id(table, shown, actual)?;
                continue;
            }
            if known.is_none() && !DERIVED.contains(&table) {
                if let Some(row) = actual.filter(|_| table.has_key())
                    && self.is_told_as_added(table, key, row, &one)?
                {
                    continue;
                }
                shown = None;
            }
            self.compare(table, key, (known, shown), actual, &one)?;
        }
        for (place, row) in actual.iter().filter(|((code, _), _)| *code == KNOWN_AS.code) {
            let one = touched.get(&(place.0, id_of(row, "id").unwrap_or_default())).cloned();
            if let Some(shown) = merged.get(place).filter(|shown| value_of(shown, "fields") != value_of(row, "fields"))
            {
                let gone = id_of(shown, "gone").unwrap_or_default();
                self.told_of_merged(gone, row, &one.unwrap_or_else(|| Touched::new(None, latest)))?;
            }
        }
        Ok(merged)
    }

    /// Gathers a new row under the key that it was added with, where a merge has moved it since. Returns whether it was one, and
    /// nothing was known under that key.
    fn is_told_as_added(&mut self, table: &'static Synced, key: &Key, row: &Fields, one: &Touched) -> Result<bool> {
        let row = self.as_added(table, row, one).into_owned();
        let Some(as_added) = Key::of(table, &row).filter(|as_added| as_added != key) else { return Ok(false) };
        if self.book.knows_row(table, &as_added)? {
            return Ok(false);
        }
        self.compare(table, &as_added, (None, None), Some(&row), one)?;
        self.book.keep_whole(&self.machines, table, &row)?;
        Ok(true)
    }

    /// A row that was taken away and made again is the one that a merge makes on all machines.
    fn take_derived_id(&self, table: &Synced, shown: Option<&Fields>, actual: Option<&Fields>) -> Result<()> {
        if DERIVED.contains(&table) && is_same(table, shown, actual) {
            self.take_id_of(table, shown, actual)?;
        }
        Ok(())
    }

    /// Gathers what a file said of a record that was merged: other machines have it beside that record, and merge it with it.
    fn told_of_merged(&mut self, gone: i64, row: &Fields, one: &Touched) -> Result<()> {
        let key = Key::Values(json!([gone]).to_string());
        let known = self.book.logical(&self.machines, &IMPORTED, &key, || Ok(None))?;
        let (is_new, mut said) = (known.is_none(), Fields::new());
        let mut logical = known.unwrap_or_else(|| Logical { base: one.stamp, ..Logical::unknown() });
        if !logical.here {
            logical.here = true;
            logical.set_stamp(HERE, one.stamp);
            said.insert(HERE.to_string(), json!(if is_new { WHOLE } else { 1 }));
        }
        logical.fields.insert("customer".to_string(), json!(gone));
        if is_new {
            logical.take_id(&IMPORTED, shared_id(&["imported", &gone.to_string()]));
        }
        take_group(&mut logical, &["fields"], row, (one.stamp, &mut said));
        self.book.keep_logical(&self.machines, &IMPORTED, (&key, &logical), None)?;
        self.entries.push(entry(&IMPORTED, &key, (&logical, one.stamp), said));
        Ok(())
    }

    /// What the tables would show of merged records.
    fn as_merged(&self, members: &BTreeSet<i64>) -> Result<Rows> {
        const TRYING: &str = "compare with the merged records";
        let waiting = self.book.waiting.take();
        self.book.db.execute_batch("SAVEPOINT as_merged").doing(TRYING)?;
        self.book.defer_references(TRYING)?;
        let group = self.group(members);
        let rows = group.show().and_then(|()| group.rows());
        self.book.waiting.replace(waiting);
        self.book.db.execute_batch("ROLLBACK TO as_merged; RELEASE as_merged").doing(TRYING)?;
        rows
    }

    /// Lists the pointers that were changed: those of records, then the names of records that are nowhere, which go along
    /// with whose they are.
    fn pointers_before_names<'t>(&self, touched: &'t AllTouched) -> Result<Vec<(i64, &'t Touched)>> {
        let (mut pointers, mut names) = (Vec::new(), Vec::new());
        for ((_, row), one) in touched.iter().filter(|((code, _), _)| *code == KNOWN_AS.code) {
            let Some(gone) = self.pointer_of(*row, one)? else { continue };
            let is_record = self.book.knows_row(&CUSTOMER, &Key::Id(gone))?;
            if is_record { &mut pointers } else { &mut names }.push((*row, one));
        }
        pointers.extend(names);
        Ok(pointers)
    }

    /// The record that a pointer is of, or was.
    fn pointer_of(&self, row: i64, one: &Touched) -> Result<Option<i64>> {
        let physical = self.book.row_of_id(&KNOWN_AS, row)?;
        Ok(physical.iter().chain(&one.before).find_map(|fields| id_of(fields, "gone")))
    }

    /// Gathers a pointer that was set, moved or taken away.
    fn pointer(&mut self, row: i64, one: &Touched) -> Result<()> {
        let Some(gone) = self.pointer_of(row, one)? else { return Ok(()) };
        let physical = self.book.row_of_id(&KNOWN_AS, row)?;
        let key = Key::Values(json!([gone]).to_string());
        let known = self.book.logical(&self.machines, &KNOWN_AS, &key, || Ok(None))?;
        let into = physical.as_ref().and_then(|row| id_of(row, "customer"));
        if self.is_pointed(known.as_ref(), into)? {
            return Ok(());
        }
        let mut logical = known.unwrap_or_else(|| Logical { base: one.stamp, ..Logical::unknown() });
        let (before, mut said) = (self.fields_before(&logical), Fields::new());
        said.insert(HERE.to_string(), json!(i64::from(into.is_some())));
        said.extend(into.map(|into| ("customer".to_string(), json!(into))));
        logical.here = into.is_some();
        logical.set_stamp(HERE, one.stamp);
        logical.fields.insert("gone".to_string(), json!(gone));
        if into.is_some() {
            logical.take(&["customer"], &said);
            logical.set_stamp("customer", one.stamp);
        }
        logical.take_id(&KNOWN_AS, row);
        let id = id_of(&logical.fields, "id").unwrap_or(row);
        if physical.is_some() && id != row {
            self.rename_row(&KNOWN_AS, row, id)?;
        }
        self.book.keep_logical(&self.machines, &KNOWN_AS, (&key, &logical), None)?;
        self.say_what_stands_beside((&KNOWN_AS, &key), &before, &mut said)?;
        self.entries.push(entry(&KNOWN_AS, &key, (&logical, one.stamp), said));
        Ok(())
    }

    /// Whether the space has it that a record, or a name, is part of another record, or of none.
    fn is_pointed(&self, known: Option<&Logical>, into: Option<i64>) -> Result<bool> {
        let pointed = known.filter(|known| known.here).and_then(|known| id_of(&known.fields, "customer"));
        Ok(match (pointed, into) {
            (Some(pointed), Some(into)) => self.book.pointers(&self.machines)?.root(pointed) == into,
            (None, None) => true,
            _ => false,
        })
    }

    /// Gives a row another id, in its table and in the journal.
    pub(in crate::book::sync) fn rename_row(&self, table: &Synced, from: i64, to: i64) -> Result<()> {
        journal::rename_row(&self.book.db, table.name, (from, to), || {
            let sql = format!("UPDATE {} SET id = ?2 WHERE id = ?1", table.name);
            self.book.db.run(&sql, (from, to), WRITING).map(drop)
        })
    }
}

/// Whether tables show something else than merging shows.
fn is_unlike(actual: &Rows, shown: &Rows) -> bool {
    actual.keys().chain(shown.keys()).any(|place| {
        let Some(table) = tables::by_code(place.0) else { return false };
        let travelling = |row: &&Fields| travels(table, row);
        !is_same(table, actual.get(place).filter(travelling), shown.get(place).filter(travelling))
    })
}

fn is_same(table: &Synced, one: Option<&Fields>, other: Option<&Fields>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => table.columns().all(|c| value_of(one, c) == value_of(other, c)),
        (None, None) => true,
        _ => false,
    }
}
