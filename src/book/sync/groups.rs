//! Merged records: a group is shown by merging its records anew, in the order in which they were merged, from what the space
//! has of each. So an undone merge, a forgotten record or a late edit leave nothing behind.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::params_from_iter;
use serde_json::{Value, json};

use super::gathering::{AllTouched, Gathering, Touched, entry};
use super::placing::{Placing, in_one_order};
use super::stored::{Fields, HERE, Key, Logical, Stamp, id_of, travels, value_of};
use super::tables::{self, CUSTOMER, KNOWN_AS, REMARK, SETBACK, SYNCED, Synced, TOUCH, TOUCH_WITH};
use super::{Machines, Pointers, READING, WRITING};
use crate::book::errors::Doing;
use crate::book::query::Query;
use crate::book::undo::sql_value;
use crate::book::{Book, Change, journal};
use crate::domain::ids::CustomerId;
use crate::domain::merging;
use crate::error::Result;
use crate::sync::clock::Hlc;

/// What shows a group of records that are one.
struct Group<'a, 'b> {
    book: &'b Book,
    change: &'a Change<'b>,
    machines: &'a Machines,
    pointers: &'a Pointers,
    members: &'a BTreeSet<i64>,
    ids: String,
}

/// How often a group is compared at most: an edit, what it changes of a merge, and that nothing is left.
const PASSES: usize = 4;

/// The tables in which a merge makes rows.
const DERIVED: [&str; 4] = ["tag", "reach", "anniversary", "imported"];

/// The rows of a group as its tables have them.
type Rows = BTreeMap<(i64, Key), Fields>;

impl Group<'_, '_> {
    /// Shows the group: first each record by itself, then one after the other merged.
    fn show(&self) -> Result<()> {
        self.keep_all_as_the_space_has_it()?;
        self.take_apart()?;
        self.take_out_what_was_derived()?;
        self.take_out_who_is_not_here()?;
        self.merge()?;
        self.let_later_edits_count()?;
        self.take_out_what_is_nobodys()?;
        self.date()
    }

    /// Takes out members who were removed, and rows that belong to nobody.
    fn take_out_who_is_not_here(&self) -> Result<()> {
        let customers = table_of(CUSTOMER);
        for (key, known) in self.kept(customers)? {
            if let Key::Id(id) = key
                && self.book.shown(&Pointers::default(), customers, &key, &known)?.is_none()
            {
                self.book.remove_row(customers, id)?;
            }
        }
        self.take_out_what_is_nobodys()
    }

    /// Takes out rows of records that are no customers, and of those who were at their own touch.
    fn take_out_what_is_nobodys(&self) -> Result<()> {
        for table in SYNCED.iter().filter(|table| table.code != REMARK) {
            for column in table.owners() {
                let missing: Vec<String> = table
                    .owners()
                    .map(|owner| {
                        format!("NOT EXISTS (SELECT 1 FROM customer WHERE customer.id = {}.{owner})", table.name)
                    })
                    .collect();
                let sql = format!(
                    "DELETE FROM {} WHERE {column} IN (SELECT value FROM json_each(?1)) AND ({})",
                    table.name,
                    missing.join(" OR ")
                );
                self.book.db.run(&sql, [&self.ids], WRITING)?;
            }
        }
        let alone = "DELETE FROM touch_with WHERE customer IN (SELECT value FROM json_each(?1))
                       AND NOT EXISTS (SELECT 1 FROM touch WHERE touch.id = touch_with.touch AND touch.customer <> touch_with.customer)";
        self.book.db.run(alone, [&self.ids], WRITING).map(drop)
    }

    /// What a merge makes is as old as the merge.
    fn date(&self) -> Result<()> {
        for (table, id, at) in self.dates()? {
            let sql = format!("UPDATE {} SET updated_at = ?2 WHERE id = ?1", table.name);
            self.book.db.run(&sql, (id, at), WRITING)?;
        }
        Ok(())
    }

    /// When rows that a merge makes or changes were changed last: the customers, their pointers, and what was taken over.
    fn dates(&self) -> Result<Vec<(&'static Synced, i64, i64)>> {
        let mut dates = Vec::new();
        let mut date = |table, row: &Fields, at: i64| {
            if let Some(id) = id_of(row, "id").filter(|_| at > 0 && id_of(row, "updated_at") != Some(at)) {
                dates.push((table, id, at));
            }
        };
        let at = |stamp: Stamp| if stamp.clock > 0 { Hlc(stamp.clock).instant_ms() } else { 0 };
        let customers = table_of(CUSTOMER);
        for row in self.book.rows_where(customers, "id", &self.ids)? {
            let id = id_of(&row, "id").unwrap_or_default();
            let known = self.book.logical(self.machines, customers, &Key::Id(id), || Ok(None))?;
            let newest = known.map(|known| known.newest()).unwrap_or_default();
            date(customers, &row, at(newest.max(self.merged_last(id))));
        }
        let known_as = table_of(KNOWN_AS);
        for row in self.book.rows_where(known_as, "gone", &self.ids)? {
            let Some(key) = Key::of(known_as, &row) else { continue };
            let known = self.book.logical(self.machines, known_as, &key, || Ok(None))?;
            date(known_as, &row, at(known.map(|known| known.newest()).unwrap_or_default()));
        }
        for table in DERIVED.iter().filter_map(|name| tables::by_name(name)) {
            for column in table.owners() {
                for row in self.book.rows_where(table, column, &self.ids)? {
                    let Some(key) = Key::of(table, &row) else { continue };
                    let known = self.book.logical(self.machines, table, &key, || Ok(Some(row.clone())))?;
                    let roots = table.owners().filter_map(|c| id_of(&row, c));
                    let merged = roots.map(|root| self.merged_last(root)).max().unwrap_or_default();
                    let newest = match known {
                        Some(known) if known.is_shown_by(table, Some(&row)) => known.newest(),
                        Some(known) => known.newest().max(merged),
                        None => merged,
                    };
                    date(table, &row, at(newest));
                }
            }
        }
        Ok(dates)
    }

    /// The rows of the space that belong to a member and that the tables show otherwise.
    fn kept(&self, table: &Synced) -> Result<Vec<(Key, Logical)>> {
        let mut columns: Vec<&str> = table.owners().collect();
        if table.code == CUSTOMER {
            columns = vec!["id"];
        }
        if table.code == KNOWN_AS {
            columns.push("gone");
        }
        if columns.is_empty() {
            return Ok(Vec::new());
        }
        let which: Vec<String> =
            columns.iter().map(|c| format!("state ->> '{c}' IN (SELECT value FROM json_each(?2))")).collect();
        let sql = format!("SELECT key FROM sync_row WHERE tbl = ?1 AND state IS NOT NULL AND ({})", which.join(" OR "));
        let keys: Vec<rusqlite::types::Value> = self.book.db.all(&sql, (table.code, &self.ids), READING)?;
        let mut kept = Vec::new();
        for key in keys.into_iter().filter_map(Key::from_sql) {
            if let Some(known) = self.book.logical(self.machines, table, &key, || Ok(None))? {
                kept.push((key, known));
            }
        }
        Ok(kept)
    }

    /// Keeps what a merge will change as the space has it.
    fn keep_all_as_the_space_has_it(&self) -> Result<()> {
        for table in SYNCED.iter().filter(|table| table.code != REMARK) {
            for column in columns_of_members(table) {
                for row in self.book.rows_where(table, column, &self.ids)? {
                    let Some(key) = Key::of(table, &row) else { continue };
                    if let Some(known) = self.book.logical(self.machines, table, &key, || Ok(Some(row)))? {
                        self.book.keep_logical(self.machines, table, (&key, &known), None)?;
                    }
                }
            }
        }
        self.keep_what_refers_to_touches()
    }

    /// What refers to the members' touches.
    fn keep_what_refers_to_touches(&self) -> Result<()> {
        let touches = self.book.rows_where(table_of(TOUCH), "customer", &self.ids)?;
        let ids: Vec<i64> = touches.iter().filter_map(|row| id_of(row, "id")).collect();
        let ids = json!(ids).to_string();
        for (code, column) in [(SETBACK, "answered_by"), (TOUCH_WITH, "touch")] {
            let table = table_of(code);
            for row in self.book.rows_where(table, column, &ids)? {
                let Some(key) = Key::of(table, &row) else { continue };
                if let Some(known) = self.book.logical(self.machines, table, &key, || Ok(Some(row)))? {
                    self.book.keep_logical(self.machines, table, (&key, &known), None)?;
                }
            }
        }
        Ok(())
    }

    /// Writes every row as its own record has it.
    fn take_apart(&self) -> Result<()> {
        let known_as = "DELETE FROM known_as WHERE gone IN (SELECT value FROM json_each(?1))";
        self.book.db.run(known_as, [&self.ids], WRITING)?;
        for table in SYNCED.iter().filter(|table| !matches!(table.code, REMARK | KNOWN_AS)) {
            let kept = self.kept(table)?;
            // Rows that a merge moved make room first.
            for (_, known) in kept.iter().filter(|_| table.has_key()) {
                self.book.remove_row(table, id_of(&known.fields, "id").unwrap_or_default())?;
            }
            for (key, known) in kept {
                let at = Hlc(known.newest().clock).instant_ms();
                if known.here || self.book.stays_for_a_touch(table, &key)? {
                    let mut fields = known.fields.clone();
                    self.without_what_is_missing(table, &mut fields)?;
                    self.as_others_are(table, &mut fields);
                    if table.has_key() && Key::of(table, &fields).as_ref() == Some(&key) {
                        // What a merge had made of it makes room.
                        let there = self.book.row_of_key(table, &key)?.and_then(|row| id_of(&row, "id"));
                        self.book.remove_row(table, there.unwrap_or_default())?;
                    }
                    if table.name != "kept_apart" || in_one_order(&mut fields) {
                        self.book.write_row(table, &fields, at)?;
                    }
                } else if table.code != CUSTOMER
                    && let Some(row) = self.book.row_of_key(table, &key)?.filter(|row| travels(table, row))
                {
                    self.book.remove_row(table, id_of(&row, "id").unwrap_or_default())?;
                }
            }
        }
        Ok(())
    }

    /// Who is of another group is whom that shows.
    fn as_others_are(&self, table: &Synced, fields: &mut Fields) {
        for column in table.owners() {
            if let Some(id) = id_of(fields, column).filter(|id| !self.members.contains(id)) {
                fields.insert(column.to_string(), json!(self.pointers.root(id)));
            }
        }
    }

    fn without_what_is_missing(&self, table: &Synced, fields: &mut Fields) -> Result<()> {
        for (column, of) in table.soft() {
            let of_group = |id: &i64| *of != "customer" || self.members.contains(id);
            let wanted = id_of(fields, column).map(|id| if of_group(&id) { id } else { self.pointers.root(id) });
            let there = match wanted {
                Some(id) if self.book.has_row(of, id)? => json!(id),
                _ => Value::Null,
            };
            fields.insert((*column).to_string(), there);
        }
        Ok(())
    }

    /// Takes out the rows that a merge had made, or moved under an id that they have no more.
    fn take_out_what_was_derived(&self) -> Result<()> {
        let kept = self.kept_by_id()?;
        for table in SYNCED.iter().filter(|table| table.has_key() && table.code != KNOWN_AS) {
            for column in table.owners() {
                for row in self.book.rows_where(table, column, &self.ids)? {
                    let (Some(key), Some(id)) = (Key::of(table, &row), id_of(&row, "id")) else { continue };
                    let is_known = "SELECT EXISTS (SELECT 1 FROM sync_row WHERE tbl = ?1 AND key = ?2)";
                    let is_moved = kept.get(&(table.code, id)).is_some_and(|(_, known)| known.here);
                    if travels(table, &row)
                        && !is_moved
                        && !self.book.db.one::<bool>(is_known, (table.code, &key), READING)?
                    {
                        self.book.remove_row(table, id)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The pointers among the members, in the order in which they were set; of a ring that of its smallest is left out.
    fn in_order(&self) -> Vec<(i64, i64, Stamp)> {
        let is_root = |id: i64| self.pointers.root(id) == id;
        let mut all: Vec<_> = self
            .pointers
            .into
            .iter()
            .filter(|(gone, _)| self.members.contains(gone) && !is_root(**gone))
            .map(|(gone, (into, stamp))| (*gone, *into, *stamp))
            .collect();
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
            let (Some(goes), Some(stays)) =
                (self.book.find_customer(CustomerId(gone))?, self.book.find_customer(CustomerId(into))?)
            else {
                continue;
            };
            let pointer = goes.referred_by.map(|by| self.book.find_customer(by)).transpose()?.flatten();
            let merged = merging::merged(&stays, &goes, pointer.as_ref().map(|c| c.name.as_str()));
            self.change.merge(&goes, &merged)?;
            part_of.insert(gone, into);
        }
        Ok(())
    }

    /// The latest merge into a record.
    fn merged_last(&self, root: i64) -> Stamp {
        let theirs = self.in_order().into_iter().filter(|(gone, ..)| self.pointers.root(*gone) == root);
        theirs.map(|(.., stamp)| stamp).max().unwrap_or_default()
    }

    /// What was changed of the record that stays after a merge counts before what the merge took over.
    fn let_later_edits_count(&self) -> Result<()> {
        let Some(customers) = tables::by_code(CUSTOMER) else { return Ok(()) };
        let roots: BTreeSet<i64> = self.members.iter().map(|id| self.pointers.root(*id)).collect();
        for root in roots {
            let merged = self.merged_last(root);
            let Some(known) = self.book.logical(self.machines, customers, &Key::Id(root), || Ok(None))? else {
                continue;
            };
            if merged > Stamp::default() {
                self.write_later_fields(customers, (root, &known), merged)?;
                self.write_later_rows(root, merged)?;
            }
        }
        self.keep_pointers_ids()
    }

    fn write_later_fields(&self, table: &Synced, (root, known): (i64, &Logical), merged: Stamp) -> Result<()> {
        let mut fields = known.fields.clone();
        // By now the members are one, and nobody was pointed to by themself.
        if let Some(by) = id_of(&fields, "referred_by").map(|by| self.pointers.root(by)) {
            fields.insert("referred_by".to_string(), if by == root { Value::Null } else { json!(by) });
        }
        self.without_what_is_missing(table, &mut fields)?;
        for group in table.groups {
            let Some(first) = group.first().filter(|first| known.stamp(first) > merged) else { continue };
            let _first: &str = first;
            let sets: Vec<String> = group.iter().map(|c| format!("{c} = ?")).collect();
            let sql = format!("UPDATE customer SET {} WHERE id = ?", sets.join(", "));
            let values = group.iter().map(|c| sql_value(Some(value_of(&fields, c))));
            let values = values.chain([rusqlite::types::Value::Integer(root)]);
            self.book.db.run(&sql, params_from_iter(values), WRITING)?;
        }
        Ok(())
    }

    fn write_later_rows(&self, root: i64, merged: Stamp) -> Result<()> {
        for name in ["tag", "reach", "anniversary", "kept_apart", "imported", "pick", "planned_visit"] {
            let Some(table) = tables::by_name(name) else { continue };
            for (key, known) in self.kept(table)? {
                if id_of(&known.fields, "customer") != Some(root) || known.newest() <= merged {
                    continue;
                }
                if known.here {
                    let at = Hlc(known.newest().clock).instant_ms();
                    if let Some(shown) = self.book.shown(self.pointers, table, &key, &known)? {
                        self.book.write_row(table, &shown, at)?;
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
        let Some(table) = tables::by_code(KNOWN_AS) else { return Ok(()) };
        for (_, known) in self.kept(table)? {
            let sql = "UPDATE known_as SET id = ?2 WHERE gone = ?1";
            self.book.db.run(sql, (id_of(&known.fields, "gone"), id_of(&known.fields, "id")), WRITING)?;
        }
        Ok(())
    }

    /// The rows of the group as the tables have them.
    fn rows(&self) -> Result<Rows> {
        let mut rows = Rows::new();
        for table in SYNCED.iter().filter(|table| table.code != REMARK) {
            let mut columns: Vec<&str> = table.owners().collect();
            if table.code == CUSTOMER {
                columns = vec!["id"];
            }
            if table.code == KNOWN_AS {
                columns.push("gone");
            }
            for column in columns {
                for row in self.book.rows_where(table, column, &self.ids)? {
                    if let Some(key) = Key::of(table, &row) {
                        rows.insert((table.code, key), row);
                    }
                }
            }
        }
        Ok(rows)
    }

    /// The rows of the group that the tables show otherwise, by table and id.
    fn kept_by_id(&self) -> Result<BTreeMap<(i64, i64), (Key, Logical)>> {
        let mut kept = BTreeMap::new();
        for table in SYNCED.iter().filter(|table| table.has_key()) {
            for (key, known) in self.kept(table)? {
                kept.insert((table.code, id_of(&known.fields, "id").unwrap_or_default()), (key, known));
            }
        }
        Ok(kept)
    }

    /// Keeps each row as the space has it only where the tables show it otherwise.
    fn keep_what_differs(&self) -> Result<()> {
        for table in SYNCED.iter().filter(|table| table.code != REMARK) {
            for (key, known) in self.kept(table)? {
                let physical = self.book.row_of_key(table, &key)?;
                self.book.keep_logical(self.machines, table, (&key, &known), physical.as_ref())?;
            }
        }
        Ok(())
    }
}

/// All records that are one with some, by pointers before and after.
fn closed(ids: &BTreeSet<i64>, pointers: [&Pointers; 2]) -> BTreeSet<i64> {
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

impl Placing<'_> {
    /// Shows the groups of which something was said.
    pub(super) fn merge_groups(&mut self) -> Result<()> {
        let groups = std::mem::take(&mut self.groups);
        if groups.is_empty() {
            return Ok(());
        }
        let members = self.with_referring_groups(closed(&groups, [&self.pointers, &self.pointers]))?;
        let group = Group {
            book: self.book,
            change: &self.change,
            machines: &self.machines,
            pointers: &self.pointers,
            members: &members,
            ids: json!(members).to_string(),
        };
        group.show()?;
        group.keep_what_differs()?;
        for touch in self.book.rows_where(table_of(TOUCH), "customer", &group.ids)? {
            self.touches.extend(id_of(&touch, "id"));
            self.appeared.extend(id_of(&touch, "id"));
        }
        for with in self.book.rows_where(table_of(TOUCH_WITH), "customer", &group.ids)? {
            self.touches.extend(id_of(&with, "touch"));
        }
        let referring = self.book.rows_where(table_of(CUSTOMER), "referred_by", &group.ids)?;
        self.customers.extend(referring.iter().filter_map(|row| id_of(row, "id")));
        self.customers.extend(&members);
        self.appeared.extend(&members);
        self.show_who_was_pointed_to(&members)
    }

    /// Adds the groups of those who were pointed to by a member: they name whom that member is part of.
    fn with_referring_groups(&self, mut members: BTreeSet<i64>) -> Result<BTreeSet<i64>> {
        let sql = "SELECT key FROM sync_row WHERE tbl = ?1 AND state IS NOT NULL
                     AND state ->> 'referred_by' IN (SELECT value FROM json_each(?2))";
        loop {
            let ids = json!(members).to_string();
            let rows = self.book.rows_where(table_of(CUSTOMER), "referred_by", &ids)?;
            let mut referring: BTreeSet<i64> = rows.iter().filter_map(|row| id_of(row, "id")).collect();
            let kept = self.keys(sql, (CUSTOMER, &ids))?;
            referring.extend(kept.into_iter().filter_map(|key| if let Key::Id(id) = key { Some(id) } else { None }));
            referring.retain(|id| self.pointers.is_merged(*id) && !members.contains(id));
            if referring.is_empty() {
                return Ok(members);
            }
            referring.extend(&members);
            members = closed(&referring, [&self.pointers, &self.pointers]);
        }
    }

    /// Those who were pointed to by somebody of a group name whom that is now.
    fn show_who_was_pointed_to(&mut self, members: &BTreeSet<i64>) -> Result<()> {
        let table = table_of(CUSTOMER);
        let sql = "SELECT key FROM sync_row WHERE tbl = ?1 AND state IS NOT NULL
                     AND state ->> 'referred_by' IN (SELECT value FROM json_each(?2))";
        for key in self.keys(sql, (CUSTOMER, json!(members).to_string()))? {
            let Key::Id(id) = key else { continue };
            if self.pointers.is_merged(id) {
                continue;
            }
            if let Some(known) = self.book.logical(&self.machines, table, &key, || Ok(None))? {
                self.place(table, &key, &known)?;
            }
        }
        Ok(())
    }
}

fn table_of(code: i64) -> &'static Synced {
    tables::by_code(code).unwrap_or(&SYNCED[0])
}

impl Gathering<'_> {
    /// Gathers what was changed of merged records: pointers first, then what differs from what a merge makes by itself.
    pub(super) fn groups(&mut self, touched: &AllTouched, ids: &BTreeSet<i64>) -> Result<()> {
        if touched.is_empty() {
            return Ok(());
        }
        for ((code, _), one) in touched {
            if let (Some(table), Some(before)) = (tables::by_code(*code), &one.before) {
                self.keep_as_before(table, before)?;
            }
        }
        let before = self.book.pointers(&self.machines)?;
        for ((_, row), one) in touched.iter().filter(|((code, _), _)| *code == KNOWN_AS) {
            self.pointer(*row, one)?;
        }
        self.pointers = self.book.pointers(&self.machines)?;
        let members = closed(ids, [&before, &self.pointers]);
        let latest = touched.values().map(|one| one.stamp).max().unwrap_or_default();
        // What is edited may change what a merge makes of it: then that differs too.
        for _ in 0..PASSES {
            let before = self.entries.len();
            self.compare_group(touched, &members, latest)?;
            if self.entries.len() == before {
                break;
            }
        }
        let change = self.book.deriving(&self.clock);
        let group = Group {
            book: self.book,
            change: &change,
            machines: &self.machines,
            pointers: &self.pointers,
            members: &members,
            ids: json!(members).to_string(),
        };
        for (table, id, at) in group.dates()? {
            journal::alter(&self.book.db, table.name, id, || {
                let sql = format!("UPDATE {} SET updated_at = ?2 WHERE id = ?1", table.name);
                self.book.db.run(&sql, (id, at), WRITING).map(drop)
            })?;
        }
        group.keep_what_differs()?;
        let (actual, shown) = (group.rows()?, self.as_merged(&members)?);
        let own =
            |(code, _): &(i64, Key), row: Option<&Fields>| row.filter(|row| travels(table_of(*code), row)).cloned();
        let unlike = actual.keys().chain(shown.keys()).any(|key| {
            let (actual, shown) = (own(key, actual.get(key)), own(key, shown.get(key)));
            !same(table_of(key.0), actual.as_ref(), shown.as_ref())
        });
        if unlike {
            self.unlike.extend(members);
        }
        Ok(())
    }

    /// Compares the rows of a group with what a merge makes by itself.
    fn compare_group(&mut self, touched: &AllTouched, members: &BTreeSet<i64>, latest: Stamp) -> Result<()> {
        let shown = self.as_merged(members)?;
        let change = self.book.deriving(&self.clock);
        let group = Group {
            book: self.book,
            change: &change,
            machines: &self.machines,
            pointers: &self.pointers,
            members,
            ids: json!(members).to_string(),
        };
        let actual = group.rows()?;
        let keys: BTreeSet<_> = shown.keys().chain(actual.keys()).cloned().collect();
        let kept = group.kept_by_id()?;
        for (code, key) in keys {
            if code == KNOWN_AS {
                continue;
            }
            let table = table_of(code);
            let (shown, actual) = (shown.get(&(code, key.clone())), actual.get(&(code, key.clone())));
            let row = actual.or(shown).and_then(|row| id_of(row, "id")).unwrap_or_default();
            // A row that stands under another key by now is compared there.
            if actual.is_none() && table.has_key() && self.book.has_row(table.name, row)? {
                continue;
            }
            let usual = Touched { before: None, stamp: latest, is_one_of_many: false };
            let one = touched.get(&(code, row)).unwrap_or(&usual).clone();
            let mut key = key;
            let mut known = self.book.logical(&self.machines, table, &key, || Ok(actual.cloned()))?;
            let mut shown = shown;
            // A row that a merge moved is still the one of the record that it came with.
            let moved =
                kept.get(&(code, row)).filter(|(moved, theirs)| *moved != key && (theirs.here || known.is_none()));
            if let Some((moved, theirs)) = moved {
                (key, known) = (moved.clone(), Some(theirs.clone()));
            } else if known.is_none() && DERIVED.contains(&table.name) {
                if same(table, shown, actual) {
                    continue;
                }
            } else if known.is_none() {
                shown = None;
            }
            self.compare(table, &key, (known, shown), actual, &one)?;
        }
        Ok(())
    }

    /// What the tables would show of merged records.
    fn as_merged(&self, members: &BTreeSet<i64>) -> Result<Rows> {
        const TRYING: &str = "compare with the merged records";
        let waiting = self.book.waiting.take();
        self.book.db.execute_batch("SAVEPOINT as_merged; PRAGMA defer_foreign_keys = ON").doing(TRYING)?;
        let change = self.book.deriving(&self.clock);
        let group = Group {
            book: self.book,
            change: &change,
            machines: &self.machines,
            pointers: &self.pointers,
            members,
            ids: json!(members).to_string(),
        };
        let rows = group.show().and_then(|()| group.rows());
        self.book.waiting.take();
        self.book.waiting.replace(waiting);
        self.book.db.execute_batch("ROLLBACK TO as_merged; RELEASE as_merged").doing(TRYING)?;
        rows
    }

    /// Gathers a pointer that was set, moved or taken away.
    fn pointer(&mut self, row: i64, one: &Touched) -> Result<()> {
        let table = table_of(KNOWN_AS);
        let physical = self.book.row_of_id(table, row)?;
        let Some(gone) = [physical.as_ref(), one.before.as_ref()].into_iter().flatten().find_map(|f| id_of(f, "gone"))
        else {
            return Ok(());
        };
        let key = Key::Values(json!([gone]).to_string());
        let known = self.book.logical(&self.machines, table, &key, || Ok(None))?;
        let into = physical.as_ref().and_then(|row| id_of(row, "customer"));
        let is_new = known.is_none();
        let mut logical = known.unwrap_or_else(Logical::unknown);
        let pointed = id_of(&logical.fields, "customer").filter(|_| logical.here);
        let stays = match (pointed, into) {
            (Some(_), Some(into)) => self.book.pointers(&self.machines)?.root(gone) == into,
            (None, None) => true,
            _ => false,
        };
        if stays {
            return Ok(());
        }
        let mut said = Fields::new();
        said.insert(HERE.to_string(), json!(i64::from(into.is_some())));
        logical.here = into.is_some();
        if is_new {
            logical.base = one.stamp;
        }
        logical.set_stamp(HERE, one.stamp);
        logical.fields.insert("gone".to_string(), json!(gone));
        if let Some(into) = into {
            logical.fields.insert("customer".to_string(), json!(into));
            logical.set_stamp("customer", one.stamp);
            said.insert("customer".to_string(), json!(into));
        }
        let id = id_of(&logical.fields, "id").map_or(row, |known| known.min(row));
        logical.fields.insert("id".to_string(), json!(id));
        if physical.is_some() && id != row {
            journal::rename_row(&self.book.db, table.name, (row, id), || {
                self.book.db.run("UPDATE known_as SET id = ?2 WHERE id = ?1", (row, id), WRITING).map(drop)
            })?;
        }
        self.book.keep_logical(&self.machines, table, (&key, &logical), None)?;
        self.entries.push(entry(table, &key, (&logical, one.stamp), said));
        Ok(())
    }
}

fn same(table: &Synced, one: Option<&Fields>, other: Option<&Fields>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => table.columns().all(|c| value_of(one, c) == value_of(other, c)),
        (None, None) => true,
        _ => false,
    }
}

/// The columns that name a member.
fn columns_of_members(table: &Synced) -> Vec<&'static str> {
    let mut columns: Vec<&str> = table.owners().collect();
    if table.code == CUSTOMER {
        columns.extend(["id", "referred_by"]);
    }
    columns
}
