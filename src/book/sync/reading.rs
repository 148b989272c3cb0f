//! Taking in what other machines say: field by field, the later clock counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::identity::MACHINE;
use super::placing::Placing;
use super::saying::{SETTLED, Said, Saying};
use super::stored::{Fields, HERE, Key, Logical, Stamp, id_of, value_of};
use super::tables::{self, CUSTOMER, KNOWN_AS, Synced};
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::errors::Doing;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::segment::{Entry, Header, Kind};

/// A segment that was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrived {
    /// Who wrote it.
    pub writer: WriterId,
    /// Its number.
    pub seq: u64,
    /// The hash in its name.
    pub hash: String,
    /// Its first line.
    pub header: Header,
    /// What it says.
    pub entries: Vec<Entry>,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Rows that it said something of.
    pub rows: usize,
    /// Values that lost to another made at the same time.
    pub conflicts: usize,
    /// People who were forgotten on another machine and were in this book.
    pub forgotten: Vec<(CustomerId, String)>,
}

impl Book {
    /// Which segments were read: numbers and hashes by writer.
    pub fn read_segments(&self) -> Result<BTreeMap<WriterId, BTreeSet<(u64, String)>>> {
        let sql = "SELECT writer, sync_segment.seq, hash FROM sync_segment
                   JOIN sync_machine ON sync_machine.id = machine WHERE hash <> ''";
        let mut read: BTreeMap<WriterId, BTreeSet<(u64, String)>> = BTreeMap::new();
        self.db.each(sql, [], READING, |(writer, seq, hash): (i64, i64, String)| {
            read.entry(WriterId(writer.unsigned_abs())).or_default().insert((seq.unsigned_abs(), hash));
            Ok(())
        })?;
        Ok(read)
    }

    /// Takes in a segment, as one step of its own that undo knows nothing of. What was changed here before is gathered
    /// first: it did not know of this.
    pub fn take_in(&mut self, clock: &Clock, arrived: &Arrived) -> Result<Taken> {
        self.transaction(|book| {
            book.gather_in(clock)?;
            book.db.execute_batch("PRAGMA defer_foreign_keys = ON").doing(WRITING)?;
            book.note_what_is_written()?;
            let mut machines = book.machine_numbers()?;
            let writer = arrived.writer.0.cast_signed();
            book.number_of(&mut machines, writer)?;
            for entry in &arrived.entries {
                if let Entry::Row { writer: Some(other), .. } | Entry::Forget { writer: Some(other), .. } = entry {
                    book.number_of(&mut machines, other.0.cast_signed())?;
                }
            }
            let pointers = book.pointers(&machines)?;
            let mut placing = Placing {
                book,
                change: book.deriving(clock),
                machines,
                pointers,
                customers: BTreeSet::new(),
                touches: BTreeSet::new(),
                groups: BTreeSet::new(),
                appeared: BTreeSet::new(),
            };
            let is_snapshot = matches!(arrived.header.kind, Kind::Snapshot { .. });
            let touches = touches_of(&arrived.entries);
            let saying = Saying { writer, seq: arrived.seq, seen: &arrived.header.seen, is_snapshot, touches };
            let taken = placing.take_in(&saying, &arrived.entries)?;
            book.mark_what_was_written()?;
            book.note_arrived(writer, arrived)?;
            Ok(taken)
        })
    }

    /// Takes in again what a newer version had said, once this one understands it.
    pub fn take_in_later(&mut self, clock: &Clock) -> Result<usize> {
        let sql = "SELECT sync_later.id, writer, line FROM sync_later
                   JOIN sync_machine ON sync_machine.id = machine ORDER BY sync_later.id";
        let later: Vec<(i64, i64, String)> = self.db.all(sql, [], READING)?;
        let mut taken = 0;
        for (id, writer, line) in later {
            let entries = crate::sync::segment::entries_of(&line).unwrap_or_default();
            let is_known = |entry: &Entry| match entry {
                Entry::Row { table, fields, .. } => {
                    tables::by_name(table).is_some_and(|table| fields.keys().all(|name| knows(table, name)))
                }
                Entry::Forget { .. } => true,
                Entry::Other(_) => false,
            };
            if entries.is_empty() || !entries.iter().all(is_known) {
                continue;
            }
            self.transaction(|book| {
                book.gather_in(clock)?;
                book.db.execute_batch("PRAGMA defer_foreign_keys = ON").doing(WRITING)?;
                book.note_what_is_written()?;
                let machines = book.machine_numbers()?;
                let pointers = book.pointers(&machines)?;
                let mut placing = Placing {
                    book,
                    change: book.deriving(clock),
                    machines,
                    pointers,
                    customers: BTreeSet::new(),
                    touches: BTreeSet::new(),
                    groups: BTreeSet::new(),
                    appeared: BTreeSet::new(),
                };
                let seen = BTreeMap::new();
                let saying = Saying { writer, seq: 0, seen: &seen, is_snapshot: true, touches: touches_of(&entries) };
                placing.take_in(&saying, &entries)?;
                book.mark_what_was_written()?;
                book.db.run("DELETE FROM sync_later WHERE id = ?1", [id], WRITING).map(drop)
            })?;
            taken += 1;
        }
        Ok(taken)
    }

    /// Counts what a newer version said.
    pub fn count_later(&self) -> Result<usize> {
        self.db.one("SELECT count(*) FROM sync_later", [], READING)
    }

    fn note_arrived(&self, writer: i64, arrived: &Arrived) -> Result<()> {
        let newest = arrived.entries.iter().filter_map(Entry::hlc).map(|hlc| hlc.0).max().unwrap_or_default();
        self.saw_clock(newest)?;
        let seen = json!(arrived.header.seen).to_string();
        let seq = arrived.seq.cast_signed();
        if let Kind::Snapshot { covers, .. } = &arrived.header.kind {
            for (covered, upto) in covers {
                let sql = "UPDATE sync_machine SET seq = max(seq, ?2) WHERE writer = ?1";
                let covered = covered.0.cast_signed();
                if self.db.run(sql, (covered, upto.cast_signed()), WRITING)? == 0 {
                    let add = "INSERT INTO sync_machine (writer, seq) VALUES (?1, ?2)";
                    self.db.run(add, (covered, upto.cast_signed()), WRITING)?;
                }
            }
        } else {
            // What counts for the order of clocks is the latest one up to here.
            let add = "INSERT OR IGNORE INTO sync_segment (machine, seq, hash, clock, seen)
                       SELECT id, ?2, ?3, max(?4, coalesce((SELECT max(clock) FROM sync_segment
                         WHERE machine = sync_machine.id AND sync_segment.seq < ?2), 0)), ?5
                       FROM sync_machine WHERE writer = ?1";
            self.db.run(add, (writer, seq, &arrived.hash, newest, &seen), WRITING)?;
            let applied = "UPDATE sync_machine SET seq = max(seq, ?2) WHERE writer = ?1";
            self.db.run(applied, (writer, seq), WRITING)?;
        }
        let header =
            "UPDATE sync_machine SET name = CASE WHEN ?2 <> '' THEN ?2 ELSE name END, last_seen = ?3, seen = ?4
                      WHERE writer = ?1 AND coalesce(last_seen, 0) <= ?3";
        self.db.run(header, (writer, &arrived.header.name, arrived.header.made, &seen), WRITING).map(drop)
    }
}

/// The touches that entries say anything of.
fn touches_of(entries: &[Entry]) -> BTreeSet<i64> {
    let touch = |entry: &Entry| match entry {
        Entry::Row { table, row, .. } if table == "touch" => Some(*row),
        _ => None,
    };
    entries.iter().filter_map(touch).collect()
}

/// Whether a table has a field of this name.
fn knows(table: &Synced, name: &str) -> bool {
    name == HERE || name == "id" || table.columns().any(|column| column == name)
}

impl Placing<'_> {
    /// Takes in what a segment says, then shows what it comes to.
    fn take_in(&mut self, saying: &Saying<'_>, entries: &[Entry]) -> Result<Taken> {
        let mut taken = Taken::default();
        let mut changed: BTreeMap<(i64, Key), Logical> = BTreeMap::new();
        for entry in entries {
            taken.rows += 1;
            match entry {
                Entry::Row { table, row, .. } if table == SETTLED => self.book.settled(*row)?,
                Entry::Row { table, row, fields, .. } if table == MACHINE => {
                    self.book.heard_of_machine(*row, fields)?;
                }
                Entry::Row { table, row, hlc, writer, key, fields } => {
                    let Some(table) = tables::by_name(table) else {
                        self.keep_for_later(saying, entry)?;
                        continue;
                    };
                    if fields.keys().any(|name| !knows(table, name)) {
                        self.keep_for_later(saying, entry)?;
                    }
                    let stamp = Stamp { clock: hlc.0, writer: writer.map_or(saying.writer, |w| w.0.cast_signed()) };
                    let said = Said { row: *row, key: key.as_deref(), stamp, fields };
                    self.absorb(saying, table, &said, &mut changed, &mut taken)?;
                }
                Entry::Forget { row, hlc, writer } => {
                    let stamp = Stamp { clock: hlc.0, writer: writer.map_or(saying.writer, |w| w.0.cast_signed()) };
                    self.forget_too(*row, stamp, &mut changed, &mut taken)?;
                }
                Entry::Other(_) => self.keep_for_later(saying, entry)?,
            }
        }
        let pointed: BTreeSet<i64> = changed
            .iter()
            .filter(|((code, _), _)| *code == KNOWN_AS)
            .flat_map(|(_, logical)| [id_of(&logical.fields, "gone"), id_of(&logical.fields, "customer")])
            .flatten()
            .collect();
        let new_records = changed.keys().any(|(code, _)| *code == CUSTOMER);
        self.show(&changed, pointed, new_records)?;
        Ok(taken)
    }

    /// Shows what rows come to; `pointed` are the records whose pointers may have changed.
    pub(super) fn show(
        &mut self,
        changed: &BTreeMap<(i64, Key), Logical>,
        pointed: BTreeSet<i64>,
        new_records: bool,
    ) -> Result<()> {
        if !pointed.is_empty() || new_records && self.book.has_known_as()? {
            self.show_pointers(changed, pointed)?;
        }
        for ((code, key), logical) in changed {
            if let Some(table) = tables::by_code(*code) {
                self.place(table, key, logical)?;
            }
        }
        self.place_what_waited()?;
        self.merge_groups()?;
        // Some waited for what a merge brought.
        self.place_what_waited()?;
        self.groups.clear();
        self.derive()
    }

    /// What pointers say now, and before: all of whom are merged or taken apart anew.
    fn show_pointers(&mut self, changed: &BTreeMap<(i64, Key), Logical>, pointed: BTreeSet<i64>) -> Result<()> {
        let before: BTreeMap<i64, i64> = self.pointers.into.keys().map(|id| (*id, self.pointers.root(*id))).collect();
        for ((code, key), logical) in changed {
            if *code != KNOWN_AS && *code != CUSTOMER {
                continue;
            }
            let Some(table) = tables::by_code(*code) else { continue };
            if *code == KNOWN_AS || self.book.row_of_key(table, key)?.is_none() {
                self.book.keep_logical(&self.machines, table, (key, logical), None)?;
            }
        }
        for id in &pointed {
            self.groups.extend(self.pointers.members_of(*id).into_iter().filter(|id| self.pointers.is_merged(*id)));
        }
        self.pointers = self.book.pointers(&self.machines)?;
        for id in pointed {
            self.groups.extend(self.pointers.members_of(id).into_iter().filter(|id| self.pointers.is_merged(*id)));
        }
        let moved: Vec<i64> = self
            .pointers
            .into
            .keys()
            .copied()
            .filter(|id| before.get(id).copied() != Some(self.pointers.root(*id)))
            .collect();
        for id in moved {
            self.groups.extend(self.pointers.members_of(id));
        }
        Ok(())
    }

    fn keep_for_later(&self, saying: &Saying<'_>, entry: &Entry) -> Result<()> {
        let line = crate::sync::segment::lines_of(std::slice::from_ref(entry))?;
        let machine = self.machines.number(saying.writer);
        let sql = "INSERT INTO sync_later (machine, line) SELECT ?1, ?2
                   WHERE NOT EXISTS (SELECT 1 FROM sync_later WHERE line = ?2)";
        self.book.db.run(sql, (machine, line), WRITING).map(drop)
    }

    /// Whether what is said counts before what is there: by the clock; but of an offer, a call counts before a miss and a
    /// miss before a skip, where neither machine had seen the other's.
    fn counts_before(
        &self,
        saying: &Saying<'_>,
        table: &Synced,
        (said, group): (&Said<'_>, &[&str]),
        (known, there): (&Logical, Stamp),
    ) -> Result<bool> {
        if table.code == tables::PICK && known.here && group.contains(&"state") && !saying.is_snapshot {
            let ranks = (rank(said.fields), rank(&known.fields));
            if ranks.0 != ranks.1 && self.are_concurrent(saying, there)? {
                return Ok(ranks.0 > ranks.1);
            }
        }
        Ok(said.stamp > there)
    }

    /// Takes in what is said of a row.
    fn absorb(
        &mut self,
        saying: &Saying<'_>,
        table: &'static Synced,
        said: &Said<'_>,
        changed: &mut BTreeMap<(i64, Key), Logical>,
        taken: &mut Taken,
    ) -> Result<()> {
        let key = match said.key {
            Some(values) if table.has_key() => Key::Values(Value::Array(values.to_vec()).to_string()),
            _ if table.has_key() => return Ok(()),
            _ => Key::Id(said.row),
        };
        let place = (table.code, key);
        let known = match changed.get(&place) {
            Some(known) => Some(known.clone()),
            None => {
                let (_, key) = &place;
                self.book.logical(&self.machines, table, key, || self.book.row_of_key(table, key))?
            }
        };
        let is_new = known.is_none();
        let mut logical = known.unwrap_or_else(Logical::unknown);
        if let Some(values) = said.key {
            for (column, value) in table.key.iter().zip(values) {
                logical.fields.entry((*column).to_string()).or_insert_with(|| value.clone());
            }
        }
        if table.code == KNOWN_AS && self.points_at_somebody_forgotten((said, &logical), changed, taken)? {
            return Ok(());
        }
        let touch = id_of(said.fields, "touch").or_else(|| id_of(&logical.fields, "touch"));
        let comes_too = touch.is_some_and(|touch| saying.touches.contains(&touch));
        if self.is_of_somebody_forgotten(table, said, &logical)? || !comes_too && self.is_of_no_touch(table, touch)? {
            return Ok(());
        }
        take_id(table, said.row, &mut logical);
        // Of a remark nothing is known but what was said.
        if is_new && table.code != tables::REMARK {
            logical.base = said.stamp;
        }
        if let Some(here) = said.fields.get(HERE).and_then(Value::as_i64) {
            if said.stamp >= logical.stamp(HERE) || is_new {
                logical.here = here != 0;
                logical.set_stamp(HERE, said.stamp);
            }
        } else if is_new && table.code == tables::REMARK {
            logical.here = true;
        }
        if table.code == tables::REMARK {
            logical.here = true;
            logical.take(&["touch"], said.fields);
        }
        for group in table.groups.iter().filter(|group| group.iter().any(|c| said.fields.contains_key(*c))) {
            let Some(first) = group.first() else { continue };
            let before = logical.stamp(first);
            let same = group.iter().all(|c| value_of(&logical.fields, c) == value_of(said.fields, c));
            let wins = is_new || self.counts_before(saying, table, (said, group), (&logical, before))?;
            if !same && !is_new {
                taken.conflicts +=
                    self.note_clash(saying, (table, &place.1), (first, group), (said, &logical, wins))?;
            }
            if wins {
                logical.take(group, said.fields);
                logical.set_stamp(first, said.stamp);
            }
        }
        changed.insert(place, logical);
        Ok(())
    }
}

/// Of rows that are one by what they say, the smallest id stays.
fn take_id(table: &Synced, row: i64, logical: &mut Logical) {
    let known = id_of(&logical.fields, "id").filter(|_| table.has_key());
    logical.fields.insert("id".to_string(), json!(known.map_or(row, |known| known.min(row))));
}

/// How an offer was settled, by what counts most.
fn rank(pick: &Fields) -> u8 {
    match value_of(pick, "state").as_str() {
        Some("called") => 3,
        Some("not-reached") => 2,
        Some("skipped") => 1,
        _ => 0,
    }
}
