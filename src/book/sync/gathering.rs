//! Gathering: what was changed here since the last time becomes entries with clocks. The journal tells which rows; what
//! differs is found by comparing each with what the space's state of it would show.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::fields::{Fields, id_of, is_renamed, value_of};
use super::logical::{Key, Logical, Stamp};
use super::order::by_customer;
use super::remarks::{WAS, take_ids_before};
use super::saying::{entry, take_group};
use super::tables::{self, CUSTOMER, KNOWN_AS, REMARK, Synced, TOUCH};
use super::touched::{AllTouched, Touched};
use super::{Machines, Pointers, READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::segment::Entry;

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
    /// Rows that are there again, for which others may have waited.
    pub appeared: BTreeSet<i64>,
    /// All rows that are there again, by the table's code and their key.
    pub came_back: BTreeSet<(i64, Key)>,
    /// Those of them that other machines changed while they were gone.
    pub changed_meanwhile: BTreeSet<(i64, Key)>,
    /// Whether any value had lost before.
    pub has_clashes: bool,
    /// Keys that a row took over here from another, by the table's code: its id, and what the other one was.
    pub taken_over: BTreeMap<(i64, Key), (i64, Fields)>,
    /// The ids of new rows that are one by what they say, by the table's code.
    pub new_ids: BTreeMap<i64, BTreeSet<i64>>,
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
        let Some((writer, gathered)) =
            self.db.optional::<(i64, i64)>("SELECT writer, harvested FROM sync_self", [], READING)?
        else {
            return Ok(0);
        };
        self.end_what_was_left_open(clock)?;
        let Some((touched, last)) = self.touched_since(gathered, writer, clock)? else {
            return Ok(0);
        };
        self.db.run("UPDATE sync_self SET harvested = ?1", [last], WRITING)?;
        self.gather_touched(clock, touched)
    }

    /// Gathers what was changed of some rows.
    pub(super) fn gather_touched(&self, clock: &Clock, touched: AllTouched) -> Result<usize> {
        let mut gathering = self.gathering(clock)?;
        gathering.gather(touched)?;
        gathering.end()
    }

    /// Gathers all that the book holds, each row with the clock of its last change, before anything of the space is read.
    pub fn gather_everything(&mut self, clock: &Clock) -> Result<usize> {
        self.transaction_of_many(|book| {
            let Some(writer) = book.db.optional("SELECT writer FROM sync_self", [], READING)? else { return Ok(0) };
            book.end_what_was_left_open(clock)?;
            let mut gathering = book.gathering(clock)?;
            gathering.everything(writer)?;
            let last = "UPDATE sync_self SET harvested = (SELECT coalesce(max(id), 0) FROM change)";
            book.db.run(last, [], WRITING)?;
            gathering.end()
        })
    }

    fn gathering(&self, clock: &Clock) -> Result<Gathering<'_>> {
        let machines = self.machine_numbers()?;
        let pointers = self.pointers(&machines)?;
        let (entries, unlike, appeared, came_back, changed_meanwhile) = Default::default();
        let (taken_over, new_ids) = Default::default();
        let (book, clock, has_clashes) = (self, *clock, self.has_clashes()?);
        Ok(Gathering {
            book,
            clock,
            machines,
            pointers,
            entries,
            rows: 0,
            unlike,
            appeared,
            came_back,
            changed_meanwhile,
            has_clashes,
            taken_over,
            new_ids,
        })
    }
}

impl Gathering<'_> {
    /// Puts out what is left, and counts all of it.
    fn end(&mut self) -> Result<usize> {
        self.put_out()?;
        Ok(self.rows)
    }

    fn gather(&mut self, mut touched: AllTouched) -> Result<()> {
        self.add_remarks_of_new_touches(&mut touched)?;
        let corrected = self.corrected_lines(&touched)?;
        self.taken_over = self.book.keys_taken_over(&touched)?;
        // Pointers as they were, before anything is read through them.
        for (_, one) in touched.iter().filter(|((code, _), _)| *code == KNOWN_AS.code) {
            if let Some(before) = &one.before {
                self.book.keep_whole(&self.machines, &KNOWN_AS, before)?;
            }
        }
        self.pointers = self.book.pointers(&self.machines)?;
        let merged = self.merged_now(&touched)?;
        let (mut of_groups, mut groups, mut remarks) = (AllTouched::new(), BTreeSet::new(), Vec::new());
        let (mut lost_a_touch, mut renamed) = (BTreeMap::new(), BTreeSet::new());
        for ((code, row), one) in touched {
            let Some(table) = tables::by_code(code) else { continue };
            let now = self.book.row_of_id(table, row)?;
            if *table == KNOWN_AS
                || *table == CUSTOMER && one.before.as_ref().is_some_and(|b| is_renamed(b, now.as_ref()))
            {
                renamed.extend(one.before.iter().chain(&now).flat_map(|row| table.records_of(row)));
            }
            let states = [one.before.as_ref(), now.as_ref()];
            let owners = states.into_iter().flatten().flat_map(|row| table.records_of(row));
            let theirs: Vec<i64> = owners.filter(|id| merged.contains(id) || self.pointers.is_merged(*id)).collect();
            if *table == REMARK {
                remarks.push((row, one));
            } else if theirs.is_empty() {
                self.row(table, &one, now.as_ref())?;
                if *table == TOUCH && now.is_none() {
                    let owner = one.before.as_ref().and_then(|touch| id_of(touch, "customer"));
                    lost_a_touch.extend(owner.map(|owner| (owner, one.stamp)));
                }
            } else {
                groups.extend(theirs);
                of_groups.insert((code, row), one);
            }
        }
        self.groups(&of_groups, &groups)?;
        self.unlike.extend(self.book.merged_and_pointed_to_by(&self.pointers, &renamed)?);
        lost_a_touch.into_iter().try_for_each(|(customer, stamp)| self.stays_without_a_touch(customer, stamp))?;
        // After their touches, whatever these belong to.
        for (row, one) in remarks {
            if let Some(now) = self.book.row_of_id(&REMARK, row)? {
                self.remark((row, corrected.get(&row).copied()), &one, &now)?;
            }
        }
        // Before a group is shown anew, which writes its rows by their ids.
        self.part_new_rows()?;
        self.show_what_follows()
    }

    /// A new row may have the id of one that waits for somebody: it leaves it to that one, or takes it over.
    fn part_new_rows(&mut self) -> Result<()> {
        let mut waiting = BTreeMap::new();
        for (code, ids) in std::mem::take(&mut self.new_ids) {
            let Some(table) = tables::by_code(code) else { continue };
            for key in self.book.kept_rows(table, &["id"], &json!(ids).to_string())? {
                if let Some(row) = self.book.logical(&self.machines, table, &key, || Ok(None))? {
                    waiting.insert((code, key), row);
                }
            }
        }
        if waiting.is_empty() {
            return Ok(());
        }
        // The others hear of the new rows first.
        self.put_out()?;
        self.book.write_for_others(&self.clock, |placing| {
            placing.part_rows_of_one_id(&mut waiting)?;
            placing.show(&waiting, &BTreeSet::new())
        })
    }

    /// A merge that was made here on another footing than the space has by now is shown as the others show it, and so is
    /// what waited for rows that came back, and what others changed of these.
    fn show_what_follows(&mut self) -> Result<()> {
        if self.unlike.is_empty() && self.appeared.is_empty() && self.changed_meanwhile.is_empty() {
            return Ok(());
        }
        let (groups, appeared) = (std::mem::take(&mut self.unlike), std::mem::take(&mut self.appeared));
        let changed = std::mem::take(&mut self.changed_meanwhile);
        self.book.write_for_others(&self.clock, |placing| {
            (placing.groups, placing.appeared) = (groups, appeared);
            for (code, key) in &changed {
                tables::by_code(*code).map_or(Ok(()), |table| placing.place_again(table, key))?;
            }
            placing.place_what_waited()?;
            placing.show_groups()
        })
    }

    /// The records that were merged, or taken apart, since the last time.
    fn merged_now(&self, touched: &AllTouched) -> Result<BTreeSet<i64>> {
        let mut merged = BTreeSet::new();
        for ((_, row), one) in touched.iter().filter(|((code, _), _)| *code == KNOWN_AS.code) {
            let now = self.book.row_of_id(&KNOWN_AS, *row)?;
            for fields in [one.before.as_ref(), now.as_ref()].into_iter().flatten() {
                let Some(gone) = id_of(fields, "gone") else { continue };
                if self.book.knows_row(&CUSTOMER, &Key::Id(gone))? {
                    merged.insert(gone);
                    merged.extend(id_of(fields, "customer"));
                }
            }
        }
        Ok(merged)
    }

    /// A new touch brings its remarks, of which some say more than its text does.
    fn add_remarks_of_new_touches(&self, touched: &mut AllTouched) -> Result<()> {
        let mut more = Vec::new();
        for ((_, touch), one) in touched.iter().filter(|((code, _), _)| *code == TOUCH.code) {
            let remarks: Vec<i64> = self.book.db.all("SELECT id FROM remark WHERE touch = ?1", [touch], READING)?;
            more.extend(remarks.into_iter().map(|id| (id, Touched { before: None, ..*one })));
        }
        for (id, one) in more {
            touched.entry((REMARK.code, id)).or_insert(one);
        }
        Ok(())
    }

    /// Somebody who was removed on another machine stays here for a touch. Once that goes and they do not, this machine
    /// has them for good: the others would take them out with their last touch.
    fn stays_without_a_touch(&mut self, customer: i64, stamp: Stamp) -> Result<()> {
        let before = self.book.row_of_id(&CUSTOMER, customer)?;
        let known = self.book.logical(&self.machines, &CUSTOMER, &Key::Id(customer), || Ok(before.clone()))?;
        if before.is_none() || known.is_none_or(|known| known.here) {
            return Ok(());
        }
        self.row(&CUSTOMER, &Touched::new(before.clone(), stamp), before.as_ref())
    }

    /// Gathers a row of customers who are one record each.
    pub(super) fn row(&mut self, table: &'static Synced, one: &Touched, now: Option<&Fields>) -> Result<()> {
        let keys: BTreeSet<Key> =
            [one.before.as_ref(), now].into_iter().flatten().filter_map(|fields| Key::of(table, fields)).collect();
        for key in keys {
            let mut before =
                one.before.as_ref().filter(|before| Key::of(table, before).as_ref() == Some(&key)).cloned();
            let mut one = Cow::Borrowed(one);
            if let Some((by, was)) = self.taken_over.get(&(table.code, key.clone())) {
                if now.and_then(|now| id_of(now, "id")) != Some(*by) {
                    continue;
                }
                before = Some(was.clone());
                one = Cow::Owned(Touched::new(before.clone(), one.stamp));
            }
            let known = self.book.logical(&self.machines, table, &key, || Ok(before.clone()))?;
            let actual = self.book.row_of_key(table, &key)?;
            let mut shown = match &known {
                Some(known) => self.book.shown(&self.pointers, table, &key, known)?,
                None => None,
            };
            // A touch that went with its customer is said to be gone: elsewhere they would stay for it.
            if shown.is_none() && *table == TOUCH && known.as_ref().is_some_and(|known| known.here) {
                shown = before;
            }
            self.compare(table, &key, (known, shown.as_ref()), actual.as_ref(), &one)?;
        }
        Ok(())
    }

    /// Finds the remarks that carry on others because their logs were corrected.
    fn corrected_lines(&self, touched: &AllTouched) -> Result<BTreeMap<i64, i64>> {
        let mut all = BTreeMap::new();
        for ((_, touch), one) in touched.iter().filter(|((code, _), _)| *code == TOUCH.code) {
            if let Some(before) = &one.before {
                all.extend(self.book.corrected_lines(*touch, before)?);
            }
        }
        Ok(all)
    }

    /// Gathers what was made of a remark, and which one it carries on: the rest of it every machine reads from the touch.
    pub(super) fn remark(&mut self, (row, carried_on): (i64, Option<i64>), one: &Touched, now: &Fields) -> Result<()> {
        let key = Key::Id(row);
        let actual = self.book.made_of_remark(row, now)?;
        let known = self.book.logical(&self.machines, &REMARK, &key, || Ok(None))?;
        let is_new = known.is_none();
        let mut logical = known.unwrap_or_else(Logical::unknown);
        let is_corrected = take_ids_before(&mut logical, carried_on);
        let usual = self.book.usual_remark(row)?;
        let made = self.book.with_what_was_made_before(&self.machines, row, logical.clone())?;
        let was = |c: &str| made.fields.get(c).or_else(|| usual.get(c)).unwrap_or(&Value::Null);
        let differs = |c: &&str| !self.is_same_remark_value(c, was(c), value_of(&actual, c));
        let groups = REMARK.groups.iter().filter(|group| **group != ["touch"] && group.iter().any(differs));
        let mut groups: Vec<&[&str]> = groups.copied().collect();
        let touch = id_of(now, "touch");
        if !is_new
            && !groups.is_empty()
            && let Some(removed) = self.removed_here(&REMARK, now, one)?
        {
            let removed = self.book.made_of_remark(row, &removed)?;
            groups.retain(|group| group.iter().any(|c| value_of(&removed, c) != value_of(&actual, c)));
            self.changed_meanwhile.extend(touch.map(|touch| (TOUCH.code, Key::Id(touch))));
        }
        if is_corrected || !groups.is_empty() {
            logical.here = true;
            logical.fields.insert("id".to_string(), json!(row));
            logical.fields.insert("touch".to_string(), json!(touch));
            for (column, usual) in &usual {
                logical.fields.entry(column.clone()).or_insert_with(|| usual.clone());
            }
            let (before, mut said) = (self.fields_before(&logical), Fields::new());
            for group in groups {
                take_group(&mut logical, group, &actual, (one.stamp, &mut said));
            }
            said.insert("touch".to_string(), json!(touch));
            if is_corrected {
                said.insert(WAS.to_string(), value_of(&logical.fields, WAS).clone());
            }
            // Its row in the table is derived, so that it is kept whole here.
            self.book.keep_logical(&self.machines, &REMARK, (&key, &logical), None)?;
            self.say_what_stands_beside((&REMARK, &key), &before, &mut said)?;
            self.entries.push(entry(&REMARK, &key, (&logical, one.stamp), said));
        }
        let made = self.book.with_what_was_made_before(&self.machines, row, logical)?;
        let at = self.book.remark_updated_at(&self.machines, touch.unwrap_or_default(), Some(&made))?;
        if at > 0 { self.date(&REMARK, now, at) } else { Ok(()) }
    }

    fn is_same_remark_value(&self, column: &str, was: &Value, is: &Value) -> bool {
        let root = |value: &Value| value.as_i64().map(|id| self.pointers.root(id));
        if column == "customer" { root(was) == root(is) } else { was == is }
    }

    /// Puts entries out before they become too many to hold.
    pub(super) fn put_out_many(&mut self) -> Result<()> {
        if self.entries.len() < AT_ONCE {
            return Ok(());
        }
        self.put_out()
    }

    fn put_out(&mut self) -> Result<()> {
        let mut entries = std::mem::take(&mut self.entries);
        self.rows += entries.len();
        if entries.len() > AT_ONCE {
            by_customer(&mut entries);
        }
        self.book.put_out(entries, self.clock.instant.timestamp_millis())
    }
}
