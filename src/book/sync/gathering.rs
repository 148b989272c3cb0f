//! Gathering: what was changed here since the last time becomes entries with clocks. The journal tells which rows; what
//! differs is found by comparing each with what the space's state of it would show.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::placing::Placing;
use super::stored::{Fields, HERE, Key, Logical, Stamp, id_of, travels, value_of};
use super::tables::{self, CUSTOMER, KNOWN_AS, REMARK, SYNCED, Synced, TOUCH};
use super::{Machines, Pointers, READING, WRITING};
use crate::book::query::Query;
use crate::book::{Book, journal};
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// A row that was changed here.
#[derive(Debug, Clone)]
pub(super) struct Touched {
    /// What it was before; None where it was not there.
    pub before: Option<Fields>,
    /// The clock of the last change of it.
    pub stamp: Stamp,
    /// Whether it came with many.
    pub is_one_of_many: bool,
}

/// The rows that were changed, by table and id.
pub(super) type AllTouched = BTreeMap<(i64, i64), Touched>;

/// What gathers.
pub(super) struct Gathering<'b> {
    pub book: &'b Book,
    pub clock: Clock,
    pub machines: Machines,
    pub pointers: Pointers,
    pub entries: Vec<Entry>,
    /// How many entries were put out already.
    pub rows: usize,
    /// Merged records that the tables show otherwise than other machines do.
    pub unlike: BTreeSet<i64>,
}

/// How many entries are held at most.
const AT_ONCE: usize = 1_000;

impl Book {
    /// Gathers what was changed here since the last time. Returns how many rows that was.
    pub fn gather(&mut self, clock: &Clock) -> Result<usize> {
        self.transaction(|book| book.gather_in(clock))
    }

    /// Does the same within a transaction; nothing where the book takes part in no space.
    pub(in crate::book) fn gather_in(&self, clock: &Clock) -> Result<usize> {
        let Some((writer, harvested)) =
            self.db.optional::<(i64, i64)>("SELECT writer, harvested FROM sync_self", [], READING)?
        else {
            return Ok(0);
        };
        self.end_what_was_left_open(clock)?;
        let Some((touched, last)) = self.touched_since(harvested, writer, clock.instant.timestamp_millis())? else {
            return Ok(0);
        };
        self.db.run("UPDATE sync_self SET harvested = ?1", [last], WRITING)?;
        self.gather_touched(clock, touched)
    }

    /// Gathers what was changed of some rows.
    pub(super) fn gather_touched(&self, clock: &Clock, touched: AllTouched) -> Result<usize> {
        let machines = self.machine_numbers()?;
        let mut gathering = Gathering {
            book: self,
            clock: *clock,
            machines,
            pointers: Pointers::default(),
            entries: Vec::new(),
            rows: 0,
            unlike: BTreeSet::new(),
        };
        gathering.gather(touched)?;
        gathering.end()
    }

    /// Gathers all that the book holds, once it takes part in a space and has read what is there.
    pub fn gather_everything(&mut self, clock: &Clock) -> Result<usize> {
        self.transaction(|book| {
            let Some(writer) = book.db.optional("SELECT writer FROM sync_self", [], READING)? else { return Ok(0) };
            book.end_what_was_left_open(clock)?;
            let machines = book.machine_numbers()?;
            let pointers = book.pointers(&machines)?;
            let mut gathering = Gathering {
                book,
                clock: *clock,
                machines,
                pointers,
                entries: Vec::new(),
                rows: 0,
                unlike: BTreeSet::new(),
            };
            gathering.everything(writer)?;
            let last = "UPDATE sync_self SET harvested = (SELECT coalesce(max(id), 0) FROM change)";
            book.db.run(last, [], WRITING)?;
            gathering.end()
        })
    }

    /// Lists the rows that changes after one have touched, and the last of these changes; None where there was none.
    fn touched_since(&self, harvested: i64, writer: i64, now_ms: i64) -> Result<Option<(AllTouched, i64)>> {
        type Row = (String, i64, Option<i64>, Option<String>);
        let changes = "SELECT id, made_at FROM change WHERE id > ?1 AND NOT open ORDER BY id";
        let changes: Vec<(i64, i64)> = self.db.all(changes, [harvested], READING)?;
        let Some((last, _)) = changes.last().copied() else { return Ok(None) };
        let mut touched = AllTouched::new();
        for (change, made_at) in changes {
            // A clock that was set to no time that anybody lives in counts for nothing.
            let at = if Hlc::at(made_at).is_beyond_2100() { now_ms } else { made_at };
            let stamp = Stamp { clock: self.next_stamp(at)?, writer };
            let entries = "SELECT tbl, row, upto, old FROM journal WHERE change = ?1 ORDER BY id";
            for (table, row, upto, old) in self.db.all::<Row>(entries, [change], READING)? {
                let Some(table) = tables::by_name(&table) else { continue };
                let before = old.and_then(|old| serde_json::from_str(&old).ok());
                let rows = match upto {
                    None => vec![row],
                    // They are gathered with their touches.
                    Some(_) if table.code == REMARK => continue,
                    Some(upto) => {
                        let all = format!("SELECT id FROM {} WHERE id BETWEEN ?1 AND ?2", table.name);
                        self.db.all(&all, (row, upto), READING)?
                    }
                };
                for row in rows {
                    let first = Touched { before: before.clone(), stamp, is_one_of_many: upto.is_some() };
                    touched.entry((table.code, row)).or_insert(first).stamp = stamp;
                }
            }
        }
        Ok(Some((touched, last)))
    }
}

impl Gathering<'_> {
    /// Puts out what is left, and counts all of it.
    fn end(&mut self) -> Result<usize> {
        let entries = std::mem::take(&mut self.entries);
        let rows = self.rows + entries.len();
        self.book.put_out(entries, self.clock.instant.timestamp_millis())?;
        Ok(rows)
    }

    fn gather(&mut self, mut touched: AllTouched) -> Result<()> {
        self.add_remarks_of_new_touches(&mut touched)?;
        self.keep_earlier_pointers(&touched)?;
        self.pointers = self.book.pointers(&self.machines)?;
        let merged = self.merged_now(&touched)?;
        let (mut of_groups, mut groups, mut remarks) = (AllTouched::new(), BTreeSet::new(), Vec::new());
        for ((code, row), one) in touched {
            let Some(table) = tables::by_code(code) else { continue };
            let now = self.book.row_of_id(table, row)?;
            let owners = owners(table, row, [one.before.as_ref(), now.as_ref()]);
            let theirs: Vec<i64> =
                owners.into_iter().filter(|id| merged.contains(id) || self.pointers.is_merged(*id)).collect();
            if code == REMARK {
                remarks.push((row, one));
            } else if theirs.is_empty() {
                self.row(table, row, &one, now.as_ref())?;
            } else {
                groups.extend(theirs);
                of_groups.insert((code, row), one);
            }
        }
        self.groups(&of_groups, &groups)?;
        // After their touches, whatever these belong to.
        for (row, one) in remarks {
            let table = tables::of_remarks();
            let now = self.book.row_of_id(table, row)?;
            self.row(table, row, &one, now.as_ref())?;
        }
        self.show_what_is_unlike()
    }

    /// A merge that was made here on another footing than the space has by now is shown as the others show it.
    fn show_what_is_unlike(&mut self) -> Result<()> {
        if self.unlike.is_empty() {
            return Ok(());
        }
        self.book.note_what_is_written()?;
        let mut placing = Placing {
            book: self.book,
            change: self.book.deriving(&self.clock),
            machines: self.book.machine_numbers()?,
            pointers: self.book.pointers(&self.machines)?,
            customers: BTreeSet::new(),
            touches: BTreeSet::new(),
            groups: std::mem::take(&mut self.unlike),
            appeared: BTreeSet::new(),
        };
        placing.merge_groups()?;
        placing.place_what_waited()?;
        placing.groups.clear();
        placing.derive()?;
        self.book.mark_what_was_written()
    }

    /// The records that were merged, or taken apart, since the last time.
    fn merged_now(&self, touched: &AllTouched) -> Result<BTreeSet<i64>> {
        let mut merged = BTreeSet::new();
        for ((_, row), one) in touched.iter().filter(|((code, _), _)| *code == KNOWN_AS) {
            let Some(table) = tables::by_code(KNOWN_AS) else { continue };
            let now = self.book.row_of_id(table, *row)?;
            for fields in [one.before.as_ref(), now.as_ref()].into_iter().flatten() {
                let Some(gone) = id_of(fields, "gone") else { continue };
                let is_known = "SELECT EXISTS (SELECT 1 FROM sync_row WHERE tbl = ?1 AND key = ?2)";
                if self.book.db.one(is_known, (CUSTOMER, gone), READING)? {
                    merged.insert(gone);
                    merged.extend(id_of(fields, "customer"));
                }
            }
        }
        Ok(merged)
    }

    /// Keeps the state of pointers that were changed here as it was, before anything is read through them.
    fn keep_earlier_pointers(&self, touched: &AllTouched) -> Result<()> {
        for (_, one) in touched.iter().filter(|((code, _), _)| *code == KNOWN_AS) {
            if let (Some(table), Some(before)) = (tables::by_code(KNOWN_AS), &one.before) {
                self.keep_as_before(table, before)?;
            }
        }
        Ok(())
    }

    /// Keeps a row as it was before it was changed here, where the space knows it.
    pub(super) fn keep_as_before(&self, table: &Synced, before: &Fields) -> Result<()> {
        let Some(key) = Key::of(table, before) else { return Ok(()) };
        if let Some(known) = self.book.logical(&self.machines, table, &key, || Ok(Some(before.clone())))? {
            self.book.keep_logical(&self.machines, table, (&key, &known), None)?;
        }
        Ok(())
    }

    /// A new touch brings its remarks, of which some say more than its text does.
    fn add_remarks_of_new_touches(&self, touched: &mut AllTouched) -> Result<()> {
        let Some(remarks) = tables::by_code(REMARK) else { return Ok(()) };
        let mut more = Vec::new();
        for ((_, touch), one) in touched.iter().filter(|((code, _), _)| *code == TOUCH) {
            for remark in self.book.rows_where(remarks, "touch", &format!("[{touch}]"))? {
                if let Some(id) = id_of(&remark, "id") {
                    more.push((id, one.clone()));
                }
            }
        }
        for (id, one) in more {
            touched.entry((REMARK, id)).or_insert(Touched { before: None, ..one });
        }
        Ok(())
    }

    /// Gathers a row of customers who are one record each.
    fn row(&mut self, table: &'static Synced, row: i64, one: &Touched, now: Option<&Fields>) -> Result<()> {
        if table.code == REMARK {
            return now.map_or(Ok(()), |now| self.remark(table, row, one, now));
        }
        let keys: BTreeSet<Key> =
            [one.before.as_ref(), now].into_iter().flatten().filter_map(|fields| Key::of(table, fields)).collect();
        for key in keys {
            let before = one.before.as_ref().filter(|before| Key::of(table, before).as_ref() == Some(&key));
            let known = self.book.logical(&self.machines, table, &key, || Ok(before.cloned()))?;
            let actual = self.book.row_of_key(table, &key)?;
            let shown = match &known {
                Some(known) => self.book.shown(&self.pointers, table, &key, known)?,
                None => None,
            };
            self.compare(table, &key, (known, shown.as_ref()), actual.as_ref(), one)?;
        }
        Ok(())
    }

    /// Compares a row with what the space's state of it shows; what differs was changed here.
    pub(super) fn compare(
        &mut self,
        table: &'static Synced,
        key: &Key,
        (known, shown): (Option<Logical>, Option<&Fields>),
        physical: Option<&Fields>,
        one: &Touched,
    ) -> Result<()> {
        let actual = physical.filter(|row| travels(table, row));
        let is_new = known.is_none();
        let mut logical = known.unwrap_or_else(Logical::unknown);
        let mut said = Map::new();
        match (shown, actual) {
            (None, None) => {}
            (Some(shown), None) => {
                if is_new {
                    take_id(table, &mut logical, shown);
                    take_key(table, &mut logical, shown);
                }
                logical.here = false;
                logical.set_stamp(HERE, one.stamp);
                said.insert(HERE.to_string(), json!(0));
            }
            (_, Some(actual)) => {
                if !logical.here {
                    logical.here = true;
                    said.insert(HERE.to_string(), json!(1));
                }
                if is_new {
                    logical.base = one.stamp;
                } else if said.contains_key(HERE) {
                    logical.set_stamp(HERE, one.stamp);
                }
                take_id(table, &mut logical, actual);
                take_key(table, &mut logical, actual);
                let was = if is_new { None } else { Some(shown.unwrap_or(&logical.fields).clone()) };
                for group in table.groups {
                    let same = |c: &&str| was.as_ref().is_some_and(|was| value_of(was, c) == value_of(actual, c));
                    // Whose row it is never changes: where a merge moved it, the pointer says so.
                    if was.is_some() && (group.iter().all(same) || **group == ["customer"]) {
                        continue;
                    }
                    logical.take(group, actual);
                    if let Some(first) = group.first().filter(|_| !is_new) {
                        logical.set_stamp(first, one.stamp);
                    }
                    said.extend(group.iter().map(|c| ((*c).to_string(), value_of(actual, c).clone())));
                }
                if is_new {
                    said.retain(|_, value| !value.is_null());
                }
            }
        }
        if is_new && said.is_empty() {
            return Ok(());
        }
        let renamed = self.take_known_id(table, &logical, physical)?;
        let physical = renamed.as_ref().or(physical);
        self.keep_updated_at(table, &logical, physical, one)?;
        self.book.keep_logical(&self.machines, table, (key, &logical), physical)?;
        if !said.is_empty() {
            self.entries.push(entry(table, key, (&logical, one.stamp), said));
        }
        Ok(())
    }

    /// Gives a row that was there before, under another id, that one again; and so in the journal.
    fn take_known_id(&self, table: &Synced, logical: &Logical, row: Option<&Fields>) -> Result<Option<Fields>> {
        let Some(row) = row.filter(|row| table.has_key() && travels(table, row)) else { return Ok(None) };
        let (Some(from), Some(to)) = (id_of(row, "id"), id_of(&logical.fields, "id")) else { return Ok(None) };
        if from == to || self.book.has_row(table.name, to)? {
            return Ok(None);
        }
        journal::rename_row(&self.book.db, table.name, (from, to), || {
            let sql = format!("UPDATE {} SET id = ?2 WHERE id = ?1", table.name);
            self.book.db.run(&sql, (from, to), WRITING).map(drop)
        })?;
        let mut row = row.clone();
        row.insert("id".to_string(), json!(to));
        Ok(Some(row))
    }

    /// A row was changed when the latest of its fields was, by the clock that all machines agree on.
    fn keep_updated_at(&self, table: &Synced, logical: &Logical, row: Option<&Fields>, one: &Touched) -> Result<()> {
        let Some(row) = row.filter(|_| !one.is_one_of_many) else { return Ok(()) };
        let at = Hlc(logical.newest().clock).instant_ms();
        let (Some(id), Some(now)) = (id_of(row, "id"), id_of(row, "updated_at")) else { return Ok(()) };
        if now == at {
            return Ok(());
        }
        journal::alter(&self.book.db, table.name, id, || {
            let sql = format!("UPDATE {} SET updated_at = ?2 WHERE id = ?1", table.name);
            self.book.db.run(&sql, (id, at), WRITING).map(drop)
        })
    }

    /// Gathers what was made of a remark: the rest of it every machine reads from the touch.
    fn remark(&mut self, table: &'static Synced, row: i64, one: &Touched, now: &Fields) -> Result<()> {
        let key = Key::Id(row);
        let touch = id_of(now, "touch");
        let of_touch: Option<i64> =
            self.book.db.optional("SELECT customer FROM touch WHERE id = ?1", [touch], READING)?;
        let mut actual = now.clone();
        // Said by the touch's own customer, it says nothing more.
        if of_touch == id_of(now, "customer") {
            actual.insert("customer".to_string(), Value::Null);
        }
        // Nor does a text that stands in the touch just so.
        if self.book.line_of(touch, row)?.as_deref() == now.get("text").and_then(Value::as_str) {
            actual.insert("text".to_string(), Value::Null);
        }
        let known = self.book.logical(&self.machines, table, &key, || Ok(None))?;
        let usual = self.book.usual_remark(row)?;
        let was = known.as_ref().filter(|known| known.here).map_or(&usual, |known| &known.fields);
        let mut said = Map::new();
        for group in table.groups.iter().filter(|group| **group != ["touch"]) {
            if !group.iter().all(|c| self.is_same_remark_value(c, value_of(was, c), value_of(&actual, c))) {
                said.extend(group.iter().map(|c| ((*c).to_string(), value_of(&actual, c).clone())));
            }
        }
        if said.is_empty() {
            return self.date_remark(row, known.as_ref(), now);
        }
        let mut logical = known.unwrap_or_else(|| Logical { base: Stamp::default(), ..Logical::unknown() });
        logical.here = true;
        for (column, value) in [("id", json!(row)), ("touch", json!(touch))] {
            logical.fields.insert(column.to_string(), value);
        }
        for (column, usual) in &usual {
            logical.fields.entry(column.clone()).or_insert_with(|| usual.clone());
        }
        for group in table.groups.iter().filter(|group| group.iter().any(|c| said.contains_key(*c))) {
            logical.take(group, &actual);
            if let Some(first) = group.first() {
                logical.set_stamp(first, one.stamp);
            }
        }
        said.insert("touch".to_string(), json!(touch));
        // Its row in the table is derived, so that it is kept whole here.
        self.book.keep_logical(&self.machines, table, (&key, &logical), None)?;
        self.entries.push(entry(table, &key, (&logical, one.stamp), said));
        self.date_remark(row, Some(&logical), now)
    }

    fn date_remark(&self, row: i64, made: Option<&Logical>, now: &Fields) -> Result<()> {
        let touch = id_of(now, "touch").unwrap_or_default();
        let at = self.book.remark_updated_at(&self.machines, touch, made)?;
        if at == 0 || id_of(now, "updated_at") == Some(at) {
            return Ok(());
        }
        journal::alter(&self.book.db, "remark", row, || {
            let sql = "UPDATE remark SET updated_at = ?2 WHERE id = ?1";
            self.book.db.run(sql, (row, at), WRITING).map(drop)
        })
    }

    fn is_same_remark_value(&self, column: &str, was: &Value, is: &Value) -> bool {
        let root = |value: &Value| value.as_i64().map(|id| self.pointers.root(id));
        if column == "customer" { root(was) == root(is) } else { was == is }
    }

    /// Puts entries out before they become too many to hold.
    fn put_out_many(&mut self) -> Result<()> {
        if self.entries.len() < AT_ONCE {
            return Ok(());
        }
        let entries = std::mem::take(&mut self.entries);
        self.rows += entries.len();
        self.book.put_out(entries, self.clock.instant.timestamp_millis())
    }

    /// Gathers everything: what a book brings along that joins a space.
    pub(super) fn everything(&mut self, writer: i64) -> Result<()> {
        let book = self.book;
        for table in &SYNCED {
            book.each_row_of(table, |row| {
                let Some(id) = id_of(&row, "id") else { return Ok(()) };
                let at = id_of(&row, "updated_at").unwrap_or_default();
                let stamp = Stamp { clock: Hlc::at(at).0, writer };
                book.saw_clock(stamp.clock)?;
                let one = Touched { before: None, stamp, is_one_of_many: true };
                self.row(table, id, &one, Some(&row))?;
                self.put_out_many()
            })?;
        }
        Ok(())
    }
}

/// The customers whose row it is, before and now.
fn owners(table: &Synced, row: i64, states: [Option<&Fields>; 2]) -> BTreeSet<i64> {
    let mut owners = BTreeSet::new();
    if table.code == CUSTOMER {
        owners.insert(row);
    }
    for fields in states.into_iter().flatten() {
        owners.extend(table.owners().filter_map(|column| id_of(fields, column)));
        if table.code == KNOWN_AS {
            owners.extend(id_of(fields, "gone"));
        }
    }
    owners
}

/// Of rows that are one by what they say, the smallest id stays.
fn take_id(table: &Synced, logical: &mut Logical, actual: &Fields) {
    let (known, is) = (id_of(&logical.fields, "id"), id_of(actual, "id"));
    let id = if table.has_key() { [known, is].into_iter().flatten().min() } else { is };
    logical.fields.insert("id".to_string(), json!(id));
}

fn take_key(table: &Synced, logical: &mut Logical, actual: &Fields) {
    for column in table.key {
        if !logical.fields.contains_key(*column) {
            logical.fields.insert((*column).to_string(), value_of(actual, column).clone());
        }
    }
}

/// The line that says it.
pub(super) fn entry(table: &Synced, key: &Key, (logical, stamp): (&Logical, Stamp), fields: Fields) -> Entry {
    let row = id_of(&logical.fields, "id").unwrap_or_default();
    Entry::Row { table: table.name.to_string(), row, hlc: Hlc(stamp.clock), writer: None, key: key.values(), fields }
}
