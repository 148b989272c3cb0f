//! Forgetting across machines: the ids of who was forgotten are kept for good, so that nothing of them is taken in again.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::fields::{Fields, id_of, text_of};
use super::logical::{HERE, Key, Logical, Stamp};
use super::placing::Placing;
use super::reading::Taken;
use super::saying::{Said, Saying, entry, forgetting};
use super::tables::{self, CUSTOMER, FORGOTTEN_BY_ID, KNOWN_AS, REMARK, Synced, TOUCH, TOUCH_WITH};
use super::touched::Touched;
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::values::json_ids;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::Result;

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
        if !self.is_in_a_space()? {
            return Ok(Vec::new());
        }
        if place == ForgetIn::Copy {
            return self.purge(id.0).map(|_| Vec::new());
        }
        self.gather_in(clock)?;
        let touches = self.rows_where(&TOUCH, "id", &json_ids(self.touches_with(id)?))?;
        if !self.is_forgotten(id.0)? {
            let stamp = self.own_stamp(clock)?;
            self.note_forgotten(id.0, stamp)?;
            self.db.run("UPDATE sync_self SET compact = 1", [], WRITING)?;
            self.say(clock, forgetting(id.0, stamp))?;
        }
        self.take_rows_others_had(clock, id)?;
        self.purge_and_say(clock, id.0)?;
        Ok(touches)
    }

    /// Moves touches and standings to somebody whom another machine had them for, so that these go with them.
    fn take_rows_others_had(&self, clock: &Clock, id: CustomerId) -> Result<()> {
        // A record that was merged goes with the one that it is part of.
        let Some(whose) = self.whose_record(id)? else { return Ok(()) };
        for table in FORGOTTEN_BY_ID {
            let theirs = format!(
                "SELECT id, customer FROM {} WHERE id IN
                   (SELECT key FROM sync_clash WHERE tbl = ?1 AND lost ->> 'customer' = ?2)",
                table.name
            );
            for (row, customer) in self.db.all::<(i64, CustomerId)>(&theirs, (table.code, id), READING)? {
                let take = format!("UPDATE {} SET customer = ?2 WHERE id = ?1", table.name);
                self.db.run(&take, (row, whose), WRITING)?;
                self.deriving(clock).refresh_derived(customer)?;
            }
        }
        Ok(())
    }

    /// Tells the others how touches read without the words of somebody who was forgotten.
    pub(in crate::book) fn gather_what_was_taken_out(&self, clock: &Clock, touches: Vec<Fields>) -> Result<()> {
        if touches.is_empty() {
            return Ok(());
        }
        let stamp = self.own_stamp(clock)?;
        let touched = touches.into_iter().filter_map(|before| {
            let one = Touched::new(Some(before.clone()), stamp);
            id_of(&before, "id").map(|id| ((TOUCH.code, id), one))
        });
        self.gather_touched(clock, touched.collect()).map(drop)
    }

    /// Shows the merged records anew that somebody who is gone had pointed to: these name them.
    pub(in crate::book) fn show_whom_they_pointed_to(&self, clock: &Clock, gone: CustomerId) -> Result<()> {
        if !self.is_in_a_space()? {
            return Ok(());
        }
        self.write_for_others(clock, |placing| {
            placing.renamed.insert(gone.0);
            placing.show_groups()
        })
    }

    /// Whether a record was forgotten, here or on another machine.
    pub fn is_forgotten(&self, id: i64) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM sync_forgot WHERE row = ?1)", [id], READING)
    }

    /// Whether a row of a table was forgotten, here or on another machine: a customer, or one that goes with somebody by its own
    /// id.
    pub fn is_row_forgotten(&self, table: &str, id: i64) -> Result<bool> {
        let goes_by_id = FORGOTTEN_BY_ID.into_iter().chain([&CUSTOMER]).any(|by_id| by_id.name == table);
        if goes_by_id { self.is_forgotten(id) } else { Ok(false) }
    }

    /// Lists who was forgotten on another machine and is still to be erased from this book.
    pub fn to_be_erased(&self) -> Result<Vec<(CustomerId, String)>> {
        let sql = "SELECT customer.id, customer.name FROM sync_forgot JOIN customer ON customer.id = sync_forgot.row";
        self.db.all(sql, [], READING)
    }

    /// Asks for a compaction.
    pub fn ask_for_compaction(&mut self, clock: &Clock) -> Result<()> {
        self.note(clock, |note| note.book.db.run("UPDATE sync_self SET compact = 1", [], WRITING).map(drop))
    }

    /// Notes that the compaction which was asked for was done.
    pub fn was_compacted(&mut self, clock: &Clock) -> Result<()> {
        self.note(clock, |note| note.book.db.run("UPDATE sync_self SET compact = 0", [], WRITING).map(drop))
    }

    /// Whether the book takes part in a space.
    pub(super) fn is_in_a_space(&self) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM sync_self)", [], READING)
    }

    fn note_forgotten(&self, id: i64, stamp: Stamp) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO sync_forgot (row, clock, machine)
                   VALUES (?1, ?2, coalesce((SELECT id FROM sync_machine WHERE writer = ?3), 0))";
        self.db.run(sql, (id, stamp.clock, stamp.writer), WRITING).map(drop)
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
        for table in FORGOTTEN_BY_ID {
            if self.book.has_row(table.name, row)? {
                return self.forget_row(table, row, changed);
            }
        }
        let shown_as = self.book.whose_record(CustomerId(row))?;
        let theirs: Vec<i64> =
            self.pointers.into.iter().filter(|(_, (into, _))| *into == row).map(|(gone, _)| *gone).collect();
        for gone in theirs {
            self.say_forgotten_too(gone, changed, taken)?;
        }
        if self.pointers.is_merged(row) {
            self.take_out_lines_taken_over(row, changed)?;
        }
        let mut theirs = Vec::new();
        changed.retain(|(code, key), logical| {
            let Some(table) = tables::by_code(*code) else { return false };
            let is_theirs = table.forgotten_with().iter().any(|column| id_of(&logical.fields, column) == Some(row));
            if let Key::Id(id) = key
                && is_theirs
                && FORGOTTEN_BY_ID.contains(&table)
            {
                theirs.push((table, *id));
            }
            !is_theirs
        });
        for (table, id) in theirs {
            self.book.note_forgotten(id, stamp)?;
            self.forget_row(table, id, changed)?;
        }
        if self.pointers.is_merged(row) {
            self.stand_alone(row)?;
        }
        self.part_name(row)?;
        if let Some(customer) = self.book.find_customer(CustomerId(row))? {
            taken.forgotten.push((customer.id, customer.name));
            taken.people.extend(shown_as);
        } else {
            self.book.purge_and_say(self.change.clock(), row)?;
            self.change.forget_source_records(CustomerId(row))?;
        }
        Ok(())
    }

    /// Takes away the name that somebody has from a record which was never here: a file may have brought it. Until it is erased,
    /// it stands with a record of its own.
    fn part_name(&mut self, row: i64) -> Result<()> {
        let is_record = self.pointers.is_merged(row) || self.book.has_row(CUSTOMER.name, row)?;
        let Some(whose) = self.book.merged_into(row)?.filter(|_| !is_record) else { return Ok(()) };
        self.add_stand_in(row)?;
        let known =
            "UPDATE customer SET (name, company, phone, email) = (known_as.name, known_as.company, known_as.phone,
                       known_as.email) FROM known_as WHERE customer.id = ?1 AND gone = ?1";
        self.book.db.run(known, [row], WRITING)?;
        self.book.db.run("DELETE FROM known_as WHERE gone = ?1", [row], WRITING)?;
        self.customers.insert(whose.0);
        Ok(())
    }

    /// Forgets a touch or a standing that somebody who was forgotten is said to have had: two machines may have it for different
    /// people, from a file. Until it is erased as people are, it stands with a record of its own.
    fn forget_row(&mut self, table: &Synced, id: i64, changed: &mut BTreeMap<(i64, Key), Logical>) -> Result<()> {
        changed.retain(|(code, key), logical| {
            let is_row = *code == table.code && *key == Key::Id(id);
            !is_row && id_of(&logical.fields, "touch") != Some(id)
        });
        self.book.purge_and_say(self.change.clock(), id)?;
        let Some(row) = self.book.row_of_id(table, id)? else { return Ok(()) };
        self.customers.extend(id_of(&row, "customer"));
        self.add_stand_in(id)?;
        let part = format!("UPDATE {} SET customer = id WHERE id = ?1", table.name);
        self.book.db.run(&part, [id], WRITING).map(drop)
    }

    /// Adds a record of its own for what is to be erased as people are.
    fn add_stand_in(&self, id: i64) -> Result<()> {
        let sql = "INSERT INTO customer (id, name, sort_name, added_at, added_on, updated_at)
                   VALUES (?1, ?1, ?1, ?2, ?3, ?2)";
        let (now, today) = (self.change.now_ms(), self.change.clock().today());
        self.book.db.run(sql, (id, now, today), WRITING).map(drop)
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
        let clock = *self.change.clock();
        let stamp = self.book.own_stamp(&clock)?;
        self.forget_too(gone, stamp, changed, taken)?;
        self.book.say(&clock, forgetting(gone, stamp))
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

    /// Takes a record out of its group.
    fn stand_alone(&mut self, row: i64) -> Result<()> {
        let members = self.pointers.members_of(row);
        let known_as = "DELETE FROM sync_row WHERE tbl = ?1 AND json_extract(key, '$[0]') = ?2";
        self.book.db.run(known_as, (KNOWN_AS.code, row), WRITING)?;
        self.pointers = self.book.pointers(&self.machines)?;
        self.groups.extend(members);
        self.merge_groups().map(drop)
    }

    /// Takes lines out that a merge had put among the facts of the record that stays, and that a later edit of these kept.
    fn take_out_lines_taken_over(&mut self, row: i64, changed: &mut BTreeMap<(i64, Key), Logical>) -> Result<()> {
        let find = |id: i64| match changed.get(&(CUSTOMER.code, Key::Id(id))) {
            Some(known) => Ok(Some(known.clone())),
            None => {
                let row = || self.book.row_of_id(&CUSTOMER, id);
                self.book.logical(&self.machines, &CUSTOMER, &Key::Id(id), row)
            }
        };
        let root = self.pointers.root(row);
        let (Some(theirs), Some(mut mine)) = (find(row)?, find(root)?) else { return Ok(()) };
        let merged = self.pointers.into.get(&row).map(|(_, stamp)| *stamp).unwrap_or_default();
        let own = text_of(&mine.fields, "facts").filter(|_| mine.stamp("facts") > merged);
        let Some(left) = own.and_then(|own| without_lines_of(&own, &theirs.fields, &mine.fields)) else {
            return Ok(());
        };
        let clock = *self.change.clock();
        let stamp = self.book.own_stamp(&clock)?;
        let said: Fields = [("facts".to_string(), left.map_or(Value::Null, Value::from))].into_iter().collect();
        mine.write(&["facts"], &said, stamp);
        let key = Key::Id(root);
        self.book.keep_logical(&self.machines, &CUSTOMER, (&key, &mine), None)?;
        if let Some(known) = changed.get_mut(&(CUSTOMER.code, key.clone())) {
            known.clone_from(&mine);
        }
        // What lost may have such lines too, also what comes after this in what is read.
        self.book.drop_lost(&CUSTOMER, &key, "facts")?;
        self.taken_out_of.insert(root);
        self.book.say(&clock, entry(&CUSTOMER, &key, (&mine, stamp), said))
    }

    /// Whether something is said of somebody who was forgotten. A touch or a standing that is said to be theirs goes with them.
    pub(super) fn is_of_somebody_forgotten(
        &mut self,
        saying: &Saying<'_>,
        table: &Synced,
        (said, known): (&Said<'_>, &Logical),
        changed: &mut BTreeMap<(i64, Key), Logical>,
    ) -> Result<bool> {
        if self.is_of_no_touch(saying, table, (said, known))? {
            return Ok(true);
        }
        if !self.book.has_forgotten()? {
            return Ok(false);
        }
        let named = |column: &&str| [id_of(said.fields, column), id_of(&known.fields, column)];
        let mut ids: BTreeSet<i64> = table.forgotten_with().iter().flat_map(named).flatten().collect();
        let goes_by_id = FORGOTTEN_BY_ID.contains(&table);
        ids.extend((goes_by_id || *table == CUSTOMER).then_some(said.row));
        ids.extend(id_of(said.fields, "touch").or_else(|| id_of(&known.fields, "touch")));
        for id in ids {
            if self.book.is_forgotten(id)? {
                if goes_by_id && !self.book.is_forgotten(said.row)? {
                    self.book.note_forgotten(said.row, said.stamp)?;
                    self.forget_row(table, said.row, changed)?;
                }
                return Ok(true);
            }
        }
        let is_bare = goes_by_id && known.fields.get("customer").is_none_or(Value::is_null);
        Ok(is_bare && !said.fields.contains_key("customer"))
    }

    /// Whether something is said of a touch that is not in the space any more, and does not come with it: it went with whom
    /// it was logged for.
    fn is_of_no_touch(
        &self,
        saying: &Saying<'_>,
        table: &Synced,
        (said, known): (&Said<'_>, &Logical),
    ) -> Result<bool> {
        let touch = id_of(said.fields, "touch").or_else(|| id_of(&known.fields, "touch"));
        let told = touch.filter(|touch| [&REMARK, &TOUCH_WITH].contains(&table) && !saying.touches.contains(touch));
        let Some(touch) = told else { return Ok(false) };
        Ok(!self.book.knows_row(&TOUCH, &Key::Id(touch))? && !self.book.has_row("touch", touch)?)
    }
}

/// The facts of a record without the lines that a merge took over from another one: its facts, and what was noted of it. None
/// where they have none of these; Some(None) where nothing is left.
fn without_lines_of(facts: &str, theirs: &Fields, mine: &Fields) -> Option<Option<String>> {
    let columns = ["name", "phone", "phone_shown", "email", "company", "role", "address"];
    let told = columns.iter().filter_map(|column| text_of(theirs, column));
    let marks: Vec<String> = told
        .filter(|text| mine.values().all(|own| own.as_str() != Some(text)))
        .map(|text| text.to_lowercase())
        .collect();
    let their_facts = text_of(theirs, "facts").unwrap_or_default();
    let theirs: BTreeSet<&str> = their_facts.lines().map(str::trim).collect();
    let is_theirs = |line: &&str| {
        let is_noted = line.trim_start().starts_with("also: ");
        theirs.contains(line.trim()) || is_noted && marks.iter().any(|mark| line.to_lowercase().contains(mark))
    };
    let left: Vec<&str> = facts.lines().filter(|line| !is_theirs(line)).collect();
    let left = left.join("\n");
    (left != facts).then(|| Some(left).filter(|left| !left.is_empty()))
}
