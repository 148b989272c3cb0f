//! One user's book on several machines: what changed here is gathered into entries with clocks, what others changed is taken
//! in field by field, and the book's tables show what all of them come to. What is shown is a function of the rows as the
//! space has them, worked out anew for every row that was touched, never patched step by step.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rusqlite::named_params;

use super::query::Query;
use super::{Book, Change, Doing};
use crate::domain::dates::Clock;
use crate::domain::ids::ChangeId;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use logical::Stamp;

mod absorbing;
mod clashes;
mod comparing;
mod everything;
mod fields;
mod forgetting;
mod gathering;
mod groups;
mod identity;
mod leading;
mod logical;
mod lost;
mod lost_in_snapshots;
mod machines;
mod offers;
mod order;
mod outgoing;
mod parting;
mod passing_on;
mod placing;
mod purging;
mod reading;
mod remarks;
mod rows;
mod said_since;
mod saying;
mod settling;
mod snapshot;
mod stamp;
mod statements;
mod store;
mod tables;
#[cfg(test)]
mod tests;
mod touched;
mod twins;
mod written;

pub use clashes::Clash;
pub(in crate::book) use clashes::Following;
pub(in crate::book) use forgetting::ForgetIn;
pub(crate) use machines::retirement;
pub(crate) use reading::Arrived;
pub(in crate::book) use said_since::nothing_was_said_since;
pub(crate) use store::{KnownPart, Upto, Whole};

const READING: &str = "look at what the space has";
const WRITING: &str = "keep what the space has";

/// A book's part in a space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// The space's id, as its folder is called.
    pub space: String,
    /// The folder that carries it.
    pub folder: String,
    /// This machine.
    pub writer: WriterId,
    /// Its name.
    pub name: String,
    /// The last number given to a segment.
    pub seq: u64,
    /// When everything was read and sent last, in milliseconds since 1970.
    pub last_ok: Option<i64>,
    /// The last day on which a clock that is ahead was told, YYYY-MM-DD.
    pub warned_on: Option<String>,
    /// Whether somebody was forgotten since the last compaction.
    pub compact: bool,
}

impl Membership {
    /// The part of a machine that has neither read nor sent anything.
    pub fn new(space: &str, folder: &str, writer: WriterId, name: &str) -> Self {
        let (space, folder, name) = (space.to_string(), folder.to_string(), name.to_string());
        Self { space, folder, writer, name, seq: 0, last_ok: None, warned_on: None, compact: false }
    }
}

/// A machine of the space.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its id.
    pub writer: WriterId,
    /// As its user calls it.
    pub name: String,
    /// Its last segment that was read.
    pub seq: u64,
    /// When its latest segment was made, in milliseconds since 1970 by its own clock.
    pub last_seen: Option<i64>,
    /// What it had read itself by then.
    pub seen: BTreeMap<WriterId, u64>,
    /// Whether it is awaited no more.
    pub retired: bool,
}

/// The numbers that stand for machines in the clocks.
#[derive(Debug, Default)]
pub(super) struct Machines {
    numbers: HashMap<i64, i64>,
    writers: HashMap<i64, i64>,
}

impl Machines {
    fn number(&self, writer: i64) -> i64 {
        self.numbers.get(&writer).copied().unwrap_or_default()
    }

    fn writer(&self, number: i64) -> i64 {
        self.writers.get(&number).copied().unwrap_or_default()
    }

    fn add(&mut self, number: i64, writer: i64) {
        self.numbers.insert(writer, number);
        self.writers.insert(number, writer);
    }
}

/// Whose records were merged into whose.
#[derive(Debug, Default)]
pub(super) struct Pointers {
    /// By the record that went: the one it was merged into, and when.
    into: BTreeMap<i64, (i64, Stamp)>,
    /// By the record that stays: all that are part of it, itself too.
    members: HashMap<i64, BTreeSet<i64>>,
}

impl Pointers {
    /// The record that a record is part of. In a ring the smallest stays.
    fn root(&self, id: i64) -> i64 {
        let (mut at, mut seen) = (id, BTreeSet::new());
        while let Some((next, _)) = self.into.get(&at) {
            if !seen.insert(at) {
                // From here on the way goes round: the ring is what comes after the first return.
                return self.smallest_of_ring(at);
            }
            at = *next;
        }
        at
    }

    fn smallest_of_ring(&self, on_it: i64) -> i64 {
        let (mut at, mut smallest) = (on_it, on_it);
        while let Some((next, _)) = self.into.get(&at).filter(|(next, _)| *next != on_it) {
            at = *next;
            smallest = smallest.min(at);
        }
        smallest
    }

    /// All records that are part of one with this one.
    fn members_of(&self, id: i64) -> BTreeSet<i64> {
        self.members.get(&self.root(id)).cloned().unwrap_or_else(|| BTreeSet::from([id]))
    }

    fn is_merged(&self, id: i64) -> bool {
        self.into.contains_key(&id) || self.members.contains_key(&id)
    }

    fn set(&mut self, into: BTreeMap<i64, (i64, Stamp)>) {
        self.into = into;
        let mut members: HashMap<i64, BTreeSet<i64>> = HashMap::new();
        for (gone, (target, _)) in &self.into {
            let all = members.entry(self.root(*gone)).or_default();
            all.extend([*gone, *target]);
        }
        for (root, all) in &mut members {
            all.insert(*root);
        }
        self.members = members;
    }
}

impl Book {
    /// Returns the book's part in a space; None where it takes part in none.
    pub fn membership(&self) -> Result<Option<Membership>> {
        type Row = (String, String, i64, String, i64, Option<i64>, Option<String>, bool);
        let sql = "SELECT space, folder, writer, name, seq, last_ok, warned_on, compact FROM sync_self";
        let row: Option<Row> = self.db.optional(sql, [], READING)?;
        Ok(row.map(|(space, folder, writer, name, seq, last_ok, warned_on, compact)| {
            let (writer, seq) = (WriterId(writer.unsigned_abs()), seq.unsigned_abs());
            Membership { space, folder, writer, name, seq, last_ok, warned_on, compact }
        }))
    }

    /// Returns the machines of the space, this one too.
    pub fn machines(&self) -> Result<Vec<Machine>> {
        type Row = (i64, String, i64, Option<i64>, String, bool);
        let sql = "SELECT writer, name, seq, last_seen, seen, retired FROM sync_machine WHERE writer <> 0 ORDER BY id";
        let rows: Vec<Row> = self.db.all(sql, [], READING)?;
        let machine = |(writer, name, seq, last_seen, seen, retired): Row| Machine {
            writer: WriterId(writer.unsigned_abs()),
            name,
            seq: seq.unsigned_abs(),
            last_seen,
            seen: serde_json::from_str(&seen).unwrap_or_default(),
            retired,
        };
        Ok(rows.into_iter().map(machine).collect())
    }

    /// Returns what of each machine was read.
    fn seen(&self) -> Result<BTreeMap<WriterId, u64>> {
        let machines = self.machines()?;
        Ok(machines.into_iter().filter(|m| m.seq > 0).map(|m| (m.writer, m.seq)).collect())
    }

    fn machine_numbers(&self) -> Result<Machines> {
        let mut machines = Machines::default();
        let sql = "SELECT id, writer FROM sync_machine";
        self.db.each(sql, [], READING, |(id, writer): (i64, i64)| {
            machines.add(id, writer);
            Ok(())
        })?;
        Ok(machines)
    }

    /// Gives a machine a number, where nobody heard of it yet. What nobody said anything of has a stamp of nobody's.
    fn know_machine(&self, writer: i64) -> Result<()> {
        if writer == Stamp::default().writer {
            return Ok(());
        }
        self.db.run("INSERT OR IGNORE INTO sync_machine (writer) VALUES (?1)", [writer], WRITING).map(drop)
    }

    /// Looks up whose records were merged into whose, as the space has it.
    fn pointers(&self, machines: &Machines) -> Result<Pointers> {
        type Row = (i64, Option<i64>, i64, i64, Option<String>);
        let mut into = BTreeMap::new();
        // A record that was merged before the book took part in a space is a name and no more.
        let sql =
            "SELECT json_extract(own.key, '$[0]'), coalesce(state ->> 'customer', known_as.customer), clock, machine,
                     clocks FROM sync_row AS own
                   LEFT JOIN known_as ON known_as.gone = json_extract(own.key, '$[0]')
                   WHERE tbl = ?1 AND coalesce(state ->> 'here', 1) = 1
                     AND EXISTS (SELECT 1 FROM sync_row AS record
                                 WHERE record.tbl = ?2 AND record.key = json_extract(own.key, '$[0]'))";
        for (gone, target, clock, machine, clocks) in
            self.db.all::<Row>(sql, (tables::KNOWN_AS.code, tables::CUSTOMER.code), READING)?
        {
            let base = Stamp { clock, writer: machines.writer(machine) };
            let own = clocks.map(|clocks| logical::read_clocks(&clocks, machines)).transpose()?.unwrap_or_default();
            let stamp = own.get("customer").copied().unwrap_or(base);
            if let Some(target) = target.filter(|target| *target != gone) {
                into.insert(gone, (target, stamp));
            }
        }
        let mut pointers = Pointers::default();
        pointers.set(into);
        Ok(pointers)
    }

    /// Moves the clock on to now, past all that it has seen.
    fn next_stamp(&self, now_ms: i64) -> Result<i64> {
        let last: i64 = self.db.one("SELECT clock FROM sync_self", [], READING)?;
        let next = Hlc(last).next(Hlc::at(now_ms)).0;
        self.db.run("UPDATE sync_self SET clock = ?1", [next], WRITING)?;
        Ok(next)
    }

    /// Makes the stamp of something that is said at once.
    fn own_stamp(&self, clock: &Clock) -> Result<Stamp> {
        let writer = self.db.one("SELECT writer FROM sync_self", [], READING)?;
        Ok(Stamp { clock: self.next_stamp(clock.instant.timestamp_millis())?, writer })
    }

    /// Notes a clock that was seen, so that whatever is changed here from now on comes after it.
    fn saw_clock(&self, clock: i64) -> Result<()> {
        self.db.run("UPDATE sync_self SET clock = max(clock, ?1)", [clock], WRITING).map(drop)
    }

    /// A writer of what is derived, outside of any change that could be undone.
    fn deriving(&self, clock: &Clock) -> Change<'_> {
        Change { book: self, clock: *clock, id: ChangeId(0), ids: std::cell::Cell::default() }
    }

    /// Makes the book part of a space. The caller sends all of it afterwards.
    pub fn join_space(&mut self, clock: &Clock, part: &Membership) -> Result<()> {
        let part = part.clone();
        self.transaction(|book| {
            book.end_what_was_left_open(clock)?;
            book.leave_space_in()?;
            book.db.run(
                "INSERT INTO sync_self (id, space, folder, writer, name, harvested, clock, seq)
                 VALUES (1, :space, :folder, :writer, :name, (SELECT coalesce(max(id), 0) FROM change), 0, 0)",
                named_params! {
                    ":space": part.space,
                    ":folder": part.folder,
                    ":writer": part.writer.0.cast_signed(),
                    ":name": part.name,
                },
                WRITING,
            )?;
            let me = "INSERT INTO sync_machine (writer, name) VALUES (?1, ?2)";
            book.db.run(me, (part.writer.0.cast_signed(), &part.name), WRITING).map(drop)
        })
    }

    /// Takes the book out of its space: what it holds stays as it is.
    pub fn leave_space(&mut self) -> Result<()> {
        self.transaction(Self::leave_space_in)
    }

    fn leave_space_in(&self) -> Result<()> {
        let all = "DELETE FROM sync_self; DELETE FROM sync_segment; DELETE FROM sync_machine; DELETE FROM sync_row;
                   DELETE FROM sync_out; DELETE FROM sync_forgot; DELETE FROM sync_clash; DELETE FROM sync_settled;
                   DELETE FROM sync_later; DELETE FROM sync_snapshot;";
        self.db.execute_batch(all).doing(WRITING)
    }
}
