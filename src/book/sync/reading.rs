//! Taking in what other machines say: field by field, the later clock counts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::fields::id_of;
use super::logical::{HERE, Key, Logical, RIVALS, Stamp};
use super::lost::BESIDE;
use super::lost_in_snapshots::LOST;
use super::machines::{MACHINE, SEGMENTS};
use super::placing::Placing;
use super::remarks::WAS;
use super::saying::{Lines, SETTLED, Said, Saying, Source};
use super::settling::Settled;
use super::store::Upto;
use super::tables::{self, CUSTOMER, KNOWN_AS, REMARK, Synced, TOUCH};
use super::twins::TWINS;
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::{self, Entry, Header, Kind};

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
    /// Records of people who were forgotten on another machine: they are to be erased from this book.
    pub forgotten: Vec<(CustomerId, String)>,
    /// These people, by the record that each was shown as.
    pub people: BTreeSet<CustomerId>,
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

    /// Takes in segments, all of them or none, as a step of its own that undo knows nothing of. What was changed here before
    /// is gathered first: it did not know of this.
    pub fn take_in(&mut self, clock: &Clock, arrived: &[Arrived]) -> Result<Taken> {
        self.transaction_of_many(|book| {
            let mut taken = Taken::default();
            for one in arrived {
                let Taken { rows, conflicts, forgotten, people } = book.take_in_one(clock, one)?;
                taken.rows += rows;
                taken.conflicts += conflicts;
                taken.forgotten.extend(forgotten);
                taken.people.extend(people);
            }
            Ok(taken)
        })
    }

    fn take_in_one(&self, clock: &Clock, arrived: &Arrived) -> Result<Taken> {
        self.gather_in(clock)?;
        let writer = arrived.writer.0.cast_signed();
        let others = arrived.entries.iter().filter_map(Entry::writer).map(|other| other.0.cast_signed());
        let covered = match &arrived.header.kind {
            Kind::Snapshot { covers, .. } => covers.keys().map(|other| other.0.cast_signed()).collect(),
            Kind::Changes => Vec::new(),
        };
        let all: BTreeSet<i64> = others.chain(covered).chain([writer]).collect();
        all.into_iter().try_for_each(|writer| self.know_machine(writer))?;
        // What follows from it here comes after it.
        let newest = arrived.entries.iter().filter_map(Entry::hlc).max().unwrap_or_default();
        self.saw_clock(newest.0)?;
        let (seen, source) = match &arrived.header.kind {
            Kind::Changes => (&arrived.header.seen, Source::Segment),
            Kind::Snapshot { covers, .. } if arrived.entries.iter().any(tells_segments) => (covers, Source::Snapshot),
            Kind::Snapshot { covers, .. } => (covers, Source::Bare),
        };
        let (here, touches) = (self.seen()?, rows_of(&TOUCH, &arrived.entries).collect());
        let lines = if source == Source::Snapshot { Lines::of(&arrived.entries) } else { Lines::default() };
        let saying = Saying { writer, seq: arrived.seq, seen, source, here: &here, touches, lines };
        let last = self.last_number()?;
        let taken = self.write_for_others(clock, |placing| placing.take_in(&saying, &arrived.entries))?;
        self.note_arrived(writer, arrived, newest)?;
        self.followed_from_what_was_read(last)?;
        Ok(taken)
    }

    /// Takes in again what a newer version had said, once this one understands it.
    pub fn take_in_later(&mut self, clock: &Clock) -> Result<usize> {
        let sql = "SELECT sync_later.id, writer, line FROM sync_later
                   JOIN sync_machine ON sync_machine.id = machine ORDER BY sync_later.id";
        let later: Vec<(i64, i64, String)> = self.db.all(sql, [], READING)?;
        let mut taken = 0;
        for (id, writer, line) in later {
            let entries = segment::entries_of(&line).unwrap_or_default();
            if entries.is_empty() || !entries.iter().all(is_understood) {
                continue;
            }
            self.transaction(|book| {
                book.gather_in(clock)?;
                let (here, touches) = (book.seen()?, rows_of(&TOUCH, &entries).collect());
                let (seen, lines) = (Upto::new(), Lines::default());
                let saying = Saying { writer, seq: 0, seen: &seen, source: Source::Bare, here: &here, touches, lines };
                book.write_for_others(clock, |placing| placing.take_in(&saying, &entries))?;
                book.db.run("DELETE FROM sync_later WHERE id = ?1", [id], WRITING).map(drop)
            })?;
            taken += 1;
        }
        Ok(taken)
    }

    /// Writes what comes from other machines: every row that is written so is noted, since nobody here can undo it.
    pub(super) fn write_for_others<T>(
        &self,
        clock: &Clock,
        write: impl FnOnce(&mut Placing<'_>) -> Result<T>,
    ) -> Result<T> {
        self.defer_references(WRITING)?;
        self.note_what_is_written()?;
        let written = write(&mut Placing::begin(self, clock)?)?;
        self.mark_what_was_written()?;
        Ok(written)
    }

    /// Counts what a newer version said.
    pub fn count_later(&self) -> Result<usize> {
        self.db.one("SELECT count(*) FROM sync_later", [], READING)
    }

    /// `newest` is the latest clock that it says.
    fn note_arrived(&self, writer: i64, arrived: &Arrived, newest: Hlc) -> Result<()> {
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
            self.db.run(add, (writer, seq, &arrived.hash, newest.0, &seen), WRITING)?;
            let applied = "UPDATE sync_machine SET seq = max(seq, ?2) WHERE writer = ?1";
            self.db.run(applied, (writer, seq), WRITING)?;
        }
        let header =
            "UPDATE sync_machine SET name = CASE WHEN ?2 <> '' THEN ?2 ELSE name END, last_seen = ?3, seen = ?4
                      WHERE writer = ?1 AND coalesce(last_seen, 0) <= ?3";
        self.db.run(header, (writer, &arrived.header.name, arrived.header.made, &seen), WRITING).map(drop)
    }
}

/// Whether an entry is of no row of the book's: a settled conflict, a value that lost, a machine.
fn is_beside(entry: &Entry) -> bool {
    matches!(entry, Entry::Row { table, .. } if [SETTLED, LOST, MACHINE].contains(&table.as_str()))
}

/// Whether an entry tells of a machine's segments, which an earlier version never did.
fn tells_segments(entry: &Entry) -> bool {
    matches!(entry, Entry::Row { table, fields, .. } if table == MACHINE && fields.contains_key(SEGMENTS))
}

/// The rows of a table that entries say anything of.
pub(super) fn rows_of(table: &Synced, entries: &[Entry]) -> impl Iterator<Item = i64> {
    entries.iter().filter_map(|entry| match entry {
        Entry::Row { table: name, row, .. } if *name == table.name => Some(*row),
        _ => None,
    })
}

/// Whether this version knows all that an entry speaks of.
fn is_understood(entry: &Entry) -> bool {
    match entry {
        Entry::Row { table, fields, .. } => {
            tables::by_name(table).is_some_and(|table| fields.keys().all(|name| knows(table, name)))
        }
        Entry::Forget { .. } => true,
        Entry::Other(_) => false,
    }
}

/// Whether a table has a field of this name.
fn knows(table: &Synced, name: &str) -> bool {
    [HERE, "id", BESIDE, TWINS, RIVALS].contains(&name)
        || name == WAS && *table == REMARK
        || table.columns().any(|column| column == name)
}

impl Placing<'_> {
    /// Takes in what a segment says, then shows what it comes to.
    fn take_in(&mut self, saying: &Saying<'_>, entries: &[Entry]) -> Result<Taken> {
        let mut taken = Taken::default();
        let mut changed: BTreeMap<(i64, Key), Logical> = BTreeMap::new();
        for entry in entries {
            taken.rows += 1;
            if !is_beside(entry) && !is_understood(entry) {
                self.keep_for_later(saying, entry)?;
            }
            let by = entry.writer().map_or(saying.writer, |writer| writer.0.cast_signed());
            let stamp = Stamp { clock: entry.hlc().unwrap_or_default().0, writer: by };
            match entry {
                Entry::Row { table, row, fields, .. } if table == SETTLED => {
                    self.book.hear_of_clash(*row, stamp, Settled::of(fields))?;
                }
                Entry::Row { table, row, key, fields, .. } if table == LOST => {
                    taken.conflicts += self.take_lost(saying, (*row, stamp), (key.as_deref(), fields))?;
                }
                Entry::Row { table, row, fields, .. } if table == MACHINE => {
                    self.book.heard_of_machine(*row, fields)?;
                }
                Entry::Row { table, row, key, fields, .. } => {
                    if let Some(table) = tables::by_name(table) {
                        let said = Said { row: *row, key: key.as_deref(), stamp, fields };
                        self.absorb(saying, table, &said, &mut changed, &mut taken)?;
                    }
                }
                Entry::Forget { row, .. } => self.forget_too(*row, stamp, &mut changed, &mut taken)?,
                Entry::Other(_) => {}
            }
        }
        for id in std::mem::take(&mut self.taken_out_of) {
            self.book.drop_lost(&CUSTOMER, &Key::Id(id), "facts")?;
        }
        self.part_rows_of_one_id(&mut changed)?;
        let pointed: BTreeSet<i64> = changed
            .iter()
            .filter(|((code, _), _)| *code == KNOWN_AS.code)
            .flat_map(|(_, logical)| [id_of(&logical.fields, "gone"), id_of(&logical.fields, "customer")])
            .flatten()
            .collect();
        self.show(&changed, &pointed)?;
        Ok(taken)
    }

    /// Shows what rows come to; `pointed` are the records whose pointers may have changed.
    pub(super) fn show(&mut self, changed: &BTreeMap<(i64, Key), Logical>, pointed: &BTreeSet<i64>) -> Result<()> {
        let new_records = changed.keys().any(|(code, _)| *code == CUSTOMER.code);
        if !pointed.is_empty() || new_records && self.book.has_known_as()? {
            self.show_pointers(changed, pointed)?;
        }
        for ((code, key), logical) in changed {
            if let Some(table) = tables::by_code(*code) {
                self.place(table, key, logical)?;
            }
        }
        self.place_what_waited()?;
        self.show_groups()
    }

    /// Shows the groups of which something was said, and what waited for them; then derives what follows from all of it.
    pub(super) fn show_groups(&mut self) -> Result<()> {
        let mut shown = BTreeSet::new();
        loop {
            self.groups.retain(|id| !shown.contains(id));
            let merged = self.merge_groups()?;
            if merged.is_empty() {
                return self.derive();
            }
            shown.extend(merged);
            // What waited for these may belong to other groups.
            self.place_what_waited()?;
        }
    }

    /// What pointers say now, and before: all of whom are merged or taken apart anew.
    fn show_pointers(&mut self, changed: &BTreeMap<(i64, Key), Logical>, pointed: &BTreeSet<i64>) -> Result<()> {
        let before: BTreeMap<i64, i64> = self.pointers.into.keys().map(|id| (*id, self.pointers.root(*id))).collect();
        for ((code, key), logical) in changed {
            let Some(table) = tables::by_code(*code) else { continue };
            let is_waiting = *table == KNOWN_AS || *table == CUSTOMER && self.book.row_of_key(table, key)?.is_none();
            if is_waiting {
                self.book.keep_logical(&self.machines, table, (key, logical), None)?;
            }
        }
        self.add_merged(pointed);
        self.pointers = self.book.pointers(&self.machines)?;
        self.add_merged(pointed);
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

    /// Has the groups shown of those who are merged.
    fn add_merged(&mut self, ids: &BTreeSet<i64>) {
        let all = ids.iter().flat_map(|id| self.pointers.members_of(*id));
        self.groups.extend(all.filter(|id| self.pointers.is_merged(*id)));
    }

    fn keep_for_later(&self, saying: &Saying<'_>, entry: &Entry) -> Result<()> {
        let line = segment::lines_of(std::slice::from_ref(entry))?;
        let machine = self.machines.number(saying.writer);
        let sql = "INSERT INTO sync_later (machine, line) SELECT ?1, ?2
                   WHERE NOT EXISTS (SELECT 1 FROM sync_later WHERE line = ?2)";
        self.book.db.run(sql, (machine, line), WRITING).map(drop)
    }
}
