//! Forgetting across machines: the ids of who was forgotten are kept for good, so that nothing of them is taken in again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::gathering::{Touched, entry};
use super::placing::Placing;
use super::reading::Taken;
use super::saying::Said;
use super::stored::{Fields, HERE, Key, Logical, Stamp, id_of};
use super::tables::{self, CUSTOMER, KNOWN_AS, REMARK, SYNCED, Synced, TOUCH, TOUCH_WITH};
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::values::json_ids;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::Result;
use crate::sync::clock::Hlc;
use crate::sync::segment::{self, Entry};

/// Whose book somebody is forgotten in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::book) enum ForgetIn {
    /// The book itself: the others are told.
    Book,
    /// A copy of it.
    Copy,
}

impl Book {
    /// Prepares the space for somebody's erasure, in the same transaction: what was changed before is gathered, all that the
    /// space has of them goes, and the others are told.
    ///
    /// Returns the touches of others that they were at too, as they are: once their words are out of these, see
    /// [`Book::gather_what_was_taken_out`].
    pub(in crate::book) fn forget_in_space(
        &self,
        clock: &Clock,
        id: CustomerId,
        place: ForgetIn,
    ) -> Result<Vec<Fields>> {
        let writer: Option<i64> = self.db.optional("SELECT writer FROM sync_self", [], READING)?;
        let Some(writer) = writer else { return Ok(Vec::new()) };
        if place == ForgetIn::Book {
            self.gather_in(clock)?;
        }
        let ids: Vec<TouchId> = self.touches_with(id)?;
        let touches = match tables::by_code(TOUCH).filter(|_| place == ForgetIn::Book) {
            Some(table) => self.rows_where(table, "id", &json_ids(ids))?,
            None => Vec::new(),
        };
        self.purge(id.0)?;
        if self.is_forgotten(id.0)? || place == ForgetIn::Copy {
            return Ok(touches);
        }
        let at = clock.instant.timestamp_millis();
        let stamp = Stamp { clock: self.next_stamp(at)?, writer };
        self.note_forgotten(id.0, stamp)?;
        self.db.run("UPDATE sync_self SET compact = 1", [], WRITING)?;
        self.put_out(vec![Entry::Forget { row: id.0, hlc: Hlc(stamp.clock), writer: None }], at)?;
        Ok(touches)
    }

    /// Tells the others how touches read without the words of somebody who was forgotten.
    pub(in crate::book) fn gather_what_was_taken_out(&self, clock: &Clock, touches: Vec<Fields>) -> Result<()> {
        let Some(writer) =
            self.db.optional("SELECT writer FROM sync_self", [], READING)?.filter(|_| !touches.is_empty())
        else {
            return Ok(());
        };
        let stamp = Stamp { clock: self.next_stamp(clock.instant.timestamp_millis())?, writer };
        let touched = touches.into_iter().filter_map(|before| {
            let one = Touched { stamp, is_one_of_many: false, before: Some(before.clone()) };
            id_of(&before, "id").map(|id| ((TOUCH, id), one))
        });
        self.gather_touched(clock, touched.collect()).map(drop)
    }

    /// Whether a record was forgotten, here or on another machine.
    pub fn is_forgotten(&self, id: i64) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM sync_forgot WHERE row = ?1)", [id], READING)
    }

    /// Lists who was forgotten on another machine and is still to be erased from this book.
    pub fn to_be_erased(&self) -> Result<Vec<(CustomerId, String)>> {
        let sql = "SELECT customer.id, customer.name FROM sync_forgot JOIN customer ON customer.id = sync_forgot.row";
        self.db.all(sql, [], READING)
    }

    /// Asks for a compaction, or notes that it was done.
    pub fn wants_compaction(&mut self, clock: &Clock, wants: bool) -> Result<()> {
        self.note(clock, |note| note.book.db.run("UPDATE sync_self SET compact = ?1", [wants], WRITING).map(drop))
    }

    fn note_forgotten(&self, id: i64, stamp: Stamp) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO sync_forgot (row, clock, machine)
                   VALUES (?1, ?2, coalesce((SELECT id FROM sync_machine WHERE writer = ?3), 0))";
        self.db.run(sql, (id, stamp.clock, stamp.writer), WRITING).map(drop)
    }

    /// Takes all that the space has of somebody out of this book's memory of it.
    fn purge(&self, id: i64) -> Result<()> {
        let touches = "SELECT id FROM touch WHERE customer = ?1
                       UNION SELECT key FROM sync_row WHERE tbl = ?2 AND state IS NOT NULL AND state ->> 'customer' = ?1";
        let touches: Vec<i64> = self.db.all(touches, (id, TOUCH), READING)?;
        let remarks = "SELECT id FROM remark WHERE touch IN (SELECT value FROM json_each(?1))
                       UNION SELECT key FROM sync_row WHERE tbl = ?2 AND state ->> 'touch' IN (SELECT value FROM json_each(?1))";
        let touch_ids = json_ids(&touches);
        let remarks: Vec<i64> = self.db.all(remarks, (&touch_ids, REMARK), READING)?;
        let gone: BTreeSet<i64> = touches.iter().chain(&remarks).copied().chain([id]).collect();
        for table in &SYNCED {
            self.purge_table(table, id, &touch_ids)?;
        }
        let ids = json!(gone).to_string();
        let by_id = "DELETE FROM sync_row WHERE tbl IN (?1, ?2, ?3) AND key IN (SELECT value FROM json_each(?4))";
        self.db.run(by_id, (CUSTOMER, TOUCH, REMARK, &ids), WRITING)?;
        let clashes = "DELETE FROM sync_clash WHERE tbl IN (?1, ?2, ?3) AND key IN (SELECT value FROM json_each(?4))";
        self.db.run(clashes, (CUSTOMER, TOUCH, REMARK, &ids), WRITING)?;
        self.purge_lines(&gone)
    }

    /// Takes rows out that belong to somebody, by a column or by their key.
    fn purge_table(&self, table: &Synced, id: i64, touches: &str) -> Result<()> {
        let mut columns: Vec<(&str, String)> = table.owners().map(|column| (column, format!("[{id}]"))).collect();
        if table.code == TOUCH_WITH {
            columns.push(("touch", touches.to_string()));
        }
        if table.code == KNOWN_AS {
            columns.push(("gone", format!("[{id}]")));
        }
        for (column, ids) in columns {
            let in_state = format!("state ->> '{column}' IN (SELECT value FROM json_each(?2))");
            let which = match table.key.iter().position(|key| *key == column) {
                Some(at) => {
                    format!("({in_state} OR json_extract(key, '$[{at}]') IN (SELECT value FROM json_each(?2)))")
                }
                None => in_state,
            };
            for kept in ["sync_row", "sync_clash"] {
                let which = if kept == "sync_clash" { which.replace("state ->>", "lost ->>") } else { which.clone() };
                self.db.run(&format!("DELETE FROM {kept} WHERE tbl = ?1 AND {which}"), (table.code, &ids), WRITING)?;
            }
            let shown = format!(
                "DELETE FROM sync_row WHERE tbl = ?1 AND key IN
                   (SELECT id FROM {} WHERE {column} IN (SELECT value FROM json_each(?2)))",
                table.name
            );
            if !table.has_key() {
                self.db.run(&shown, (table.code, &ids), WRITING)?;
            }
        }
        Ok(())
    }

    /// Takes them out of what waits to be sent, or to be understood.
    fn purge_lines(&self, gone: &BTreeSet<i64>) -> Result<()> {
        let waiting: Vec<(i64, String)> = self.db.all("SELECT seq, lines FROM sync_out", [], READING)?;
        for (seq, lines) in waiting {
            let entries = segment::entries_of(&lines).unwrap_or_default();
            let left: Vec<Entry> = entries.iter().filter(|entry| !names(entry, gone)).cloned().collect();
            if left.len() < entries.len() {
                let lines = segment::lines_of(&left)?;
                self.db.run("UPDATE sync_out SET lines = ?2 WHERE seq = ?1", (seq, lines), WRITING)?;
            }
        }
        for id in gone {
            self.db.run("DELETE FROM sync_later WHERE instr(line, ?1)", [id.to_string()], WRITING)?;
        }
        Ok(())
    }
}

/// Whether an entry says anything of these rows.
fn names(entry: &Entry, gone: &BTreeSet<i64>) -> bool {
    let is_gone = |value: &Value| value.as_i64().is_some_and(|id| gone.contains(&id));
    match entry {
        Entry::Row { table, row, key, fields, .. } => {
            let Some(table) = tables::by_name(table) else { return false };
            !table.has_key() && gone.contains(row)
                || key.iter().flatten().any(is_gone)
                || table.owners().chain(["touch", "gone"]).any(|column| fields.get(column).is_some_and(is_gone))
        }
        Entry::Forget { .. } | Entry::Other(_) => false,
    }
}

impl Placing<'_> {
    /// Takes in that somebody was forgotten: their record stands alone, so that it can be erased, and so do those which were
    /// merged into it.
    pub(super) fn forget_too(
        &mut self,
        row: i64,
        stamp: Stamp,
        changed: &mut BTreeMap<(i64, Key), Logical>,
        taken: &mut Taken,
    ) -> Result<()> {
        if self.book.is_forgotten(row)? {
            return Ok(());
        }
        self.book.note_forgotten(row, stamp)?;
        let theirs: Vec<i64> =
            self.pointers.into.iter().filter(|(_, (into, _))| *into == row).map(|(gone, _)| *gone).collect();
        for gone in theirs {
            self.say_forgotten_too(gone, changed, taken)?;
        }
        changed.retain(|(code, key), logical| {
            let own = *code == CUSTOMER && *key == Key::Id(row);
            let table = tables::by_code(*code);
            !own && !table.is_some_and(|t| t.owners().any(|column| id_of(&logical.fields, column) == Some(row)))
        });
        if self.pointers.is_merged(row) {
            self.stand_alone(row)?;
        }
        if let Some(customer) = self.book.find_customer(CustomerId(row))? {
            taken.forgotten.push((customer.id, customer.name));
        } else {
            self.book.purge(row)?;
        }
        Ok(())
    }

    /// A record that was merged into a forgotten one is forgotten too, also by those who forgot before they heard of the
    /// merge.
    fn say_forgotten_too(
        &mut self,
        gone: i64,
        changed: &mut BTreeMap<(i64, Key), Logical>,
        taken: &mut Taken,
    ) -> Result<()> {
        if self.book.is_forgotten(gone)? {
            return Ok(());
        }
        let at = self.change.clock().instant.timestamp_millis();
        let writer = self.book.db.one("SELECT writer FROM sync_self", [], READING)?;
        let stamp = Stamp { clock: self.book.next_stamp(at)?, writer };
        self.forget_too(gone, stamp, changed, taken)?;
        self.book.put_out(vec![Entry::Forget { row: gone, hlc: Hlc(stamp.clock), writer: None }], at)
    }

    /// Takes in a pointer of or at a record that was forgotten: neither is shown, and who was merged into somebody forgotten
    /// is forgotten too. Returns whether it is such a pointer.
    pub(super) fn points_at_somebody_forgotten(
        &mut self,
        (said, known): (&Said<'_>, &Logical),
        changed: &mut BTreeMap<(i64, Key), Logical>,
        taken: &mut Taken,
    ) -> Result<bool> {
        let gone = id_of(&known.fields, "gone").unwrap_or_default();
        if self.book.is_forgotten(gone)? {
            return Ok(true);
        }
        let here = said.fields.get(HERE).and_then(Value::as_i64).map_or(known.here, |here| here != 0);
        let Some(into) = id_of(said.fields, "customer").filter(|_| here) else { return Ok(false) };
        if !self.book.is_forgotten(into)? {
            return Ok(false);
        }
        self.say_forgotten_too(gone, changed, taken)?;
        Ok(true)
    }

    /// Takes a record out of its group: what a merge took over from it goes with it.
    fn stand_alone(&mut self, row: i64) -> Result<()> {
        self.take_over_lines_out(row)?;
        let members = self.pointers.members_of(row);
        let known_as = "DELETE FROM sync_row WHERE tbl = ?1 AND json_extract(key, '$[0]') = ?2";
        self.book.db.run(known_as, (KNOWN_AS, row), WRITING)?;
        self.pointers = self.book.pointers(&self.machines)?;
        self.groups.extend(members);
        self.merge_groups()
    }

    /// Lines that a merge put among the facts of another record, and that were kept in a later edit of those.
    fn take_over_lines_out(&mut self, row: i64) -> Result<()> {
        let root = self.pointers.root(row);
        let Some(table) = tables::by_code(CUSTOMER) else { return Ok(()) };
        let (gone, stays) = (Key::Id(row), Key::Id(root));
        let theirs = self.book.logical(&self.machines, table, &gone, || self.book.row_of_key(table, &gone))?;
        let mine = self.book.logical(&self.machines, table, &stays, || self.book.row_of_key(table, &stays))?;
        let (Some(theirs), Some(mut mine)) = (theirs, mine) else { return Ok(()) };
        let marks: Vec<String> = ["name", "phone", "phone_shown", "email", "company", "role", "address"]
            .iter()
            .filter_map(|column| theirs.fields.get(*column).and_then(Value::as_str))
            .filter(|text| mine.fields.values().all(|own| own.as_str() != Some(*text)))
            .map(str::to_lowercase)
            .collect();
        let facts: BTreeSet<String> = theirs
            .fields
            .get("facts")
            .and_then(Value::as_str)
            .into_iter()
            .flat_map(str::lines)
            .map(|line| line.trim().to_string())
            .collect();
        let merged = self.pointers.into.get(&row).map(|(_, stamp)| *stamp).unwrap_or_default();
        let Some(own) = mine.fields.get("facts").and_then(Value::as_str).filter(|_| mine.stamp("facts") > merged)
        else {
            return Ok(());
        };
        let is_theirs = |line: &&str| {
            let is_told = line.trim_start().starts_with("also: ");
            facts.contains(line.trim()) || is_told && marks.iter().any(|mark| line.to_lowercase().contains(mark))
        };
        let left: Vec<&str> = own.lines().filter(|line| !is_theirs(line)).collect();
        let left = left.join("\n");
        if left != own {
            let value = if left.is_empty() { Value::Null } else { json!(left) };
            let at = self.change.clock().instant.timestamp_millis();
            let writer = self.book.db.one("SELECT writer FROM sync_self", [], READING)?;
            let stamp = Stamp { clock: self.book.next_stamp(at)?, writer };
            let said = [("facts".to_string(), value.clone())].into_iter().collect();
            mine.fields.insert("facts".to_string(), value);
            mine.set_stamp("facts", stamp);
            self.book.keep_logical(&self.machines, table, (&stays, &mine), None)?;
            self.book.put_out(vec![entry(table, &stays, (&mine, stamp), said)], at)?;
        }
        Ok(())
    }

    /// Whether something is said of somebody who was forgotten.
    pub(super) fn is_of_somebody_forgotten(&self, table: &Synced, said: &Said<'_>, known: &Logical) -> Result<bool> {
        let any = "SELECT EXISTS (SELECT 1 FROM sync_forgot)";
        if !self.book.db.one::<bool>(any, [], READING)? {
            return Ok(false);
        }
        let mut ids: BTreeSet<i64> = table
            .owners()
            .flat_map(|column| [id_of(said.fields, column), id_of(&known.fields, column)])
            .flatten()
            .collect();
        if table.code == CUSTOMER {
            ids.insert(said.row);
        }
        for id in ids {
            if self.book.is_forgotten(id)? {
                return Ok(true);
            }
        }
        let is_bare = table.code == TOUCH && known.fields.get("customer").is_none_or(Value::is_null);
        Ok(is_bare && !said.fields.contains_key("customer"))
    }

    /// Whether something is said of a touch that is not in the space any more: it went with whom it was logged for.
    pub(super) fn is_of_no_touch(&self, table: &Synced, touch: Option<i64>) -> Result<bool> {
        let Some(touch) = touch.filter(|_| matches!(table.code, REMARK | TOUCH_WITH)) else { return Ok(false) };
        let known = "SELECT NOT EXISTS (SELECT 1 FROM sync_row WHERE tbl = ?1 AND key = ?2)";
        Ok(self.book.db.one::<bool>(known, (TOUCH, touch), READING)? && !self.book.has_row("touch", touch)?)
    }
}
