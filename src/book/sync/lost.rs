//! Values that lost to another one made at the same time. Of each field a machine knows the values that nobody has written over
//! who knew them: the latest counts, the others are kept and listed as conflicts. Which ones these are depends on who had seen
//! what, never on the order in which segments arrive.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::fields::{Fields, value_of};
use super::logical::{Key, Logical, Stamp};
use super::placing::Placing;
use super::saying::{Said, Saying, Source, writer_of};
use super::tables::{CUSTOMER, IMPORTED, KNOWN_AS, PICK, REMARK, SETBACK, Synced};
use super::{READING, WRITING, settling};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::choice::Choice;
use crate::domain::shared_id::shared_id;
use crate::domain::zones::ZoneFrom;
use crate::error::Result;
use crate::sync::WriterId;

/// The field in which a row that is said tells which values lost before and stand beside what it says: their ids.
pub(super) const BESIDE: &str = "beside";

/// Texts to which a user adds: what is written next does not make up for what lost.
const GROWING: [&str; 2] = ["facts", "text"];

/// A segment that a stamp was said in, and what its machine had read by then.
pub(super) struct SaidIn {
    pub seq: u64,
    seen: BTreeMap<WriterId, u64>,
}

/// A group of a row.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub table: &'a Synced,
    pub key: &'a Key,
    pub group: &'a [&'a str],
    /// The group's first column, which names it.
    pub first: &'a str,
}

impl Place<'_> {
    /// The id of a value that lost here: the same on all machines.
    pub(super) fn id_of_clash(&self, stamp: Stamp) -> i64 {
        let Self { table, key, first, .. } = self;
        shared_id(&["clash", &format!("{} {key:?} {first} {} {}", table.name, stamp.clock, stamp.writer)])
    }

    /// Whether what is said tells that the value of a clock has lost before, and stands beside it.
    pub(super) fn stands_beside(&self, said: &Said<'_>, stamp: Stamp) -> bool {
        beside(said.fields).contains(&self.id_of_clash(stamp))
    }

    /// Whether nobody chose a value. Offers have a rule of their own, and so has what files said. A remark never goes to another
    /// log, and who spoke in which words is read from that; which call answered a setback follows from the calls, a time zone
    /// from the city or the number, unless somebody said it, and the name of a merged record from the record; a merge that is
    /// taken back leads to nobody.
    pub(super) fn is_nobodys_choice(&self, value: &Fields) -> bool {
        let is = |table: &Synced, first: &str| *self.table == *table && self.group.contains(&first);
        [&PICK, &IMPORTED].contains(&self.table)
            || is(&REMARK, "customer")
            || is(&REMARK, "touch")
            || is(&SETBACK, "answered_by")
            || is(&KNOWN_AS, "name")
            || is(&KNOWN_AS, "customer") && value_of(value, "customer").is_null()
            || is(&CUSTOMER, "timezone") && !is_said(value)
    }
}

/// What becomes of a group of a row of which something is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// It gets another value.
    WrittenOver,
    Stays,
}

impl Placing<'_> {
    /// Notes the loser of two values that were made without having seen each other: what is said, and what was there, with the
    /// clock `before`. Returns how many that is.
    pub(super) fn note_clash(
        &self,
        saying: &Saying<'_>,
        place: Place<'_>,
        (said, before): (&Said<'_>, Stamp),
        (lost, stamp): (&Fields, Stamp),
    ) -> Result<usize> {
        if place.is_nobodys_choice(lost) {
            return Ok(0);
        }
        let said_in = match saying.source {
            Source::Bare => None,
            Source::Snapshot => self.segment_of_loser(saying, place, (said, before), stamp)?,
            Source::Segment if before.writer == said.stamp.writer => None,
            Source::Segment => {
                let unseen = self.unseen(saying, (said, before))?;
                unseen.map(|there| if stamp == before { there } else { saying.seq })
            }
        };
        said_in.map_or(Ok(0), |seq| self.keep_lost(place, (lost, stamp), seq))
    }

    /// Keeps a value that lost, which its machine said in a segment of this number.
    pub(super) fn keep_lost(&self, place: Place<'_>, (lost, stamp): (&Fields, Stamp), seq: u64) -> Result<usize> {
        let Place { table, key, group, first } = place;
        let values: Fields = group.iter().map(|c| ((*c).to_string(), value_of(lost, c).clone())).collect();
        let (id, lost) = (place.id_of_clash(stamp), Value::Object(values));
        self.book.add_lost((table, key, first), (id, &lost), (stamp, seq.cast_signed()))
    }

    /// Whether neither of two machines had seen the other's value: the one that a segment says, and the one that is here.
    pub(super) fn are_concurrent(&self, saying: &Saying<'_>, values: (&Said<'_>, Stamp)) -> Result<bool> {
        self.unseen(saying, values).map(|there| there.is_some())
    }

    /// The segment of the value that is here, if neither its machine nor the one that wrote a segment had seen the other's.
    fn unseen(&self, saying: &Saying<'_>, (said, there): (&Said<'_>, Stamp)) -> Result<Option<u64>> {
        let by = said.by(saying);
        if there.writer == by || there.writer == 0 {
            return Ok(None);
        }
        let there_in = self.book.said_in(there)?.filter(|there_in| !saying.saw(there.writer, there_in.seq));
        let saw_it = |seen: &BTreeMap<WriterId, u64>| seen.get(&writer_of(by)).is_some_and(|upto| *upto >= saying.seq);
        Ok(there_in.filter(|there_in| !saw_it(&there_in.seen)).map(|there_in| there_in.seq))
    }

    /// Drops what lost before and has been replaced by what is said: its machine had seen it, and does not say that it stands
    /// beside. What a book said under its former id replaces nothing.
    pub(super) fn drop_replaced(&self, saying: &Saying<'_>, place: Place<'_>, said: &Said<'_>) -> Result<()> {
        if !self.has_clashes || saying.source == Source::Bare || said.stamp.writer != said.by(saying) {
            return Ok(());
        }
        let mut beside = beside(said.fields);
        // What counts in a snapshot, or is like that, was not written over in it.
        let twins = saying.lines.twins_of(place.table, said.row).into_iter().filter(|twin| twin.is_like(place.first));
        let there = twins.map(|twin| twin.stamp).chain([said.stamp]);
        beside.extend(there.map(|stamp| place.id_of_clash(stamp)));
        let sql = "SELECT id, lost_by, seq FROM sync_clash WHERE tbl = ?1 AND key = ?2 AND field = ?3";
        let lost: Vec<(i64, i64, Option<i64>)> =
            self.book.db.all(sql, (place.table.code, place.key, place.first), READING)?;
        for (id, lost_by, seq) in lost {
            let was_seen = seq.map_or(lost_by == said.by(saying), |seq| saying.saw(lost_by, seq.unsigned_abs()));
            if was_seen && !beside.contains(&id) {
                self.book.db.run("DELETE FROM sync_clash WHERE id = ?1", [id], WRITING)?;
            }
        }
        Ok(())
    }

    /// Parts the twins from the value that is here: what is said has replaced some, and others lose to it; those that a snapshot
    /// has as twins, too, are like what it says. Returns how many lost.
    pub(super) fn part_twins(
        &self,
        saying: &Saying<'_>,
        place: Place<'_>,
        (said, known): (&Said<'_>, &mut Logical),
        fate: Fate,
    ) -> Result<usize> {
        let (mut lost, is_written_over) = (0, fate == Fate::WrittenOver);
        if known.twins.is_empty() {
            return Ok(0);
        }
        let is_twin_there =
            |stamp| stamp == said.stamp || saying.lines.has_twin(place.table, said.row, (stamp, place.first));
        for twin in known.twins.iter_mut().filter(|twin| twin.is_like(place.first) && !is_twin_there(twin.stamp)) {
            let stamp = twin.stamp;
            let said_in = self.book.said_in(stamp)?;
            let was_seen = said_in.as_ref().is_some_and(|said_in| saying.saw(stamp.writer, said_in.seq));
            let stands_beside = place.stands_beside(said, stamp);
            let has_lost = was_seen == stands_beside && (was_seen || is_written_over);
            if let Some(said_in) = said_in.filter(|_| has_lost && !place.is_nobodys_choice(&known.fields)) {
                lost += self.keep_lost(place, (&known.fields, stamp), said_in.seq)?;
            }
            if was_seen || is_written_over {
                twin.part_from(place.first);
            }
        }
        Ok(lost)
    }
}

/// The ids of the values that stand beside what is said.
fn beside(said: &Fields) -> BTreeSet<i64> {
    value_of(said, BESIDE).as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
}

/// Whether somebody said the time zone of a customer; else it was found.
fn is_said(customer: &Fields) -> bool {
    value_of(customer, "zone_from").as_str() == Some(ZoneFrom::Said.as_str())
}

impl Book {
    /// Whether any value lost.
    pub(super) fn has_clashes(&self) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM sync_clash)", [], READING)
    }

    /// The segment that a stamp was said in.
    pub(super) fn said_in(&self, stamp: Stamp) -> Result<Option<SaidIn>> {
        let sql = "SELECT sync_segment.seq, sync_segment.seen FROM sync_segment
                   JOIN sync_machine ON sync_machine.id = machine
                   WHERE writer = ?1 AND clock >= ?2 ORDER BY sync_segment.seq, hash DESC LIMIT 1";
        let found: Option<(i64, String)> = self.db.optional(sql, (stamp.writer, stamp.clock), READING)?;
        Ok(found.map(|(seq, seen)| SaidIn {
            seq: seq.unsigned_abs(),
            seen: serde_json::from_str(&seen).unwrap_or_default(),
        }))
    }

    /// Adds a value that lost in a group, under its id, with the number of the segment that said it. Returns how many new
    /// conflicts that makes.
    pub(super) fn add_lost(
        &self,
        (table, key, first): (&Synced, &Key, &str),
        (id, lost): (i64, &Value),
        (stamp, seq): (Stamp, i64),
    ) -> Result<usize> {
        let sql = "INSERT OR IGNORE INTO sync_clash (id, tbl, key, field, lost, lost_by, at, seq)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        let row = (id, table.code, key, first, lost.to_string(), stamp.writer, stamp.instant_ms(), seq);
        let added = self.db.run(sql, row, WRITING)?;
        // Another machine may have settled it already.
        let is_settled: bool =
            self.db.one("SELECT EXISTS (SELECT 1 FROM sync_settled WHERE id = ?1)", [id], READING)?;
        Ok(if is_settled { 0 } else { added })
    }

    /// Drops all that lost in a group, which its first column names.
    pub(super) fn drop_lost(&self, table: &Synced, key: &Key, first: &str) -> Result<()> {
        let sql = "DELETE FROM sync_clash WHERE tbl = ?1 AND key = ?2 AND field = ?3";
        self.db.run(sql, (table.code, key, first), WRITING).map(drop)
    }

    /// Says which values that lost before stand beside what was changed here, until somebody settles them. Those like the value
    /// that was changed are replaced with it, and so is what this machine had said itself, except in a text that grows.
    pub(super) fn say_what_stands_beside(
        &self,
        (table, key): (&Synced, &Key),
        before: &Fields,
        said: &mut Fields,
    ) -> Result<()> {
        let sql = "SELECT id, lost, lost_by = (SELECT writer FROM sync_self),
                     EXISTS (SELECT 1 FROM sync_row WHERE tbl = ?4 AND sync_row.key = id)
                   FROM sync_clash WHERE tbl = ?1 AND key = ?2 AND field = ?3 ORDER BY id";
        let mut beside: Vec<i64> = Vec::new();
        for group in table.groups {
            let Some(first) = group.first().filter(|first| said.contains_key(**first)) else { continue };
            let all: Vec<(i64, String, bool, bool)> =
                self.db.all(sql, (table.code, key, first, settling::CODE), READING)?;
            for (id, lost, is_own, was_settled) in all {
                let lost: Fields = serde_json::from_str(&lost).unwrap_or_default();
                let is_same = group.iter().all(|column| value_of(&lost, column) == value_of(before, column));
                // One that was settled once stays: an undo may list it again.
                if !was_settled && (is_same || is_own && !GROWING.contains(first)) {
                    self.db.run("DELETE FROM sync_clash WHERE id = ?1", [id], WRITING)?;
                } else {
                    beside.push(id);
                }
            }
        }
        if !beside.is_empty() {
            said.insert(BESIDE.to_string(), json!(beside));
        }
        Ok(())
    }
}
