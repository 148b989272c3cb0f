//! What is in the store: what its snapshots cover, and which of its files may still hold somebody who was forgotten.

use std::collections::BTreeMap;

use serde_json::json;

use super::{READING, WRITING};
use crate::book::Book;
use crate::book::check::Findings;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::segment::{Entry, entries_of};

/// Of each machine, the number of a segment: all up to it.
pub(crate) type Upto = BTreeMap<WriterId, u64>;

/// What is known of a part of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPart {
    /// What the whole covers.
    pub covers: Upto,
    /// Which snapshot it is part of, the number of the part, and how many there are.
    pub part: (u64, u32, u32),
}

/// All there is, to be put in place of the segments that brought it.
#[derive(Debug)]
pub struct Whole {
    /// Of each machine, the last segment that is in it.
    pub covers: Upto,
    /// What it says.
    pub entries: Vec<Entry>,
}

impl Book {
    /// Gathers all that the space has, at one moment, with what was changed here up to now.
    pub fn whole_space(&mut self, clock: &Clock) -> Result<Whole> {
        self.transaction(|book| {
            book.gather_in(clock)?;
            let mut entries = book.entries_of_machines()?;
            entries.extend(book.entries_of_space()?);
            Ok(Whole { covers: book.seen()?, entries })
        })
    }

    /// Looks for damage in what the book keeps of its space.
    pub fn look_at_space(&self) -> Result<Findings> {
        let mut found = Findings::default();
        let unread = [
            (
                "the clocks of a row",
                "SELECT count(*) FROM sync_row WHERE clocks IS NOT NULL AND NOT json_valid(clocks)",
            ),
            ("a row of the space", "SELECT count(*) FROM sync_row WHERE state IS NOT NULL AND NOT json_valid(state)"),
            ("a value that lost", "SELECT count(*) FROM sync_clash WHERE NOT json_valid(lost)"),
            (
                "a clock of a machine that is not known",
                "SELECT count(*) FROM sync_row
               WHERE machine <> 0 AND machine NOT IN (SELECT id FROM sync_machine)",
            ),
            (
                "this machine among the others",
                "SELECT NOT EXISTS (SELECT 1 FROM sync_machine
               WHERE writer = (SELECT writer FROM sync_self))",
            ),
        ];
        for (what, sql) in unread {
            let many: usize = self.db.one(sql, [], READING)?;
            if many > 0 {
                found.add(format!("{what} can't be read"));
            }
        }
        let waiting: Vec<String> = self.db.all("SELECT lines FROM sync_out", [], READING)?;
        if waiting.iter().any(|lines| entries_of(lines).is_err()) {
            found.add("what waits to be sent can't be read");
        }
        Ok(found)
    }

    /// Whether anybody was forgotten since the book takes part in a space.
    pub fn has_forgotten(&self) -> Result<bool> {
        self.db.one("SELECT EXISTS (SELECT 1 FROM sync_forgot)", [], READING)
    }

    /// Returns what is known of snapshots, by the hash in the name of the file.
    pub fn known_parts(&self) -> Result<BTreeMap<String, KnownPart>> {
        let rows: Vec<(String, String)> = self.db.all("SELECT hash, covers FROM sync_snapshot", [], READING)?;
        let known = |(hash, covers): (String, String)| {
            let (covers, part) = serde_json::from_str(&covers).ok()?;
            Some((hash, KnownPart { covers, part }))
        };
        Ok(rows.into_iter().filter_map(known).collect())
    }

    /// Notes what a part of a snapshot covers.
    pub fn know_part(&mut self, clock: &Clock, hash: &str, known: &KnownPart) -> Result<()> {
        let covers = json!((&known.covers, known.part)).to_string();
        let sql = "INSERT OR REPLACE INTO sync_snapshot (hash, covers) VALUES (?1, ?2)";
        self.note(clock, |note| note.book.db.run(sql, (hash, covers), WRITING).map(drop))
    }

    /// Forgets what is known of snapshots that are in the store no more.
    pub fn keep_parts(&mut self, clock: &Clock, there: &[String]) -> Result<()> {
        let sql = "DELETE FROM sync_snapshot WHERE hash NOT IN (SELECT value FROM json_each(?1))";
        let there = json!(there).to_string();
        self.note(clock, |note| note.book.db.run(sql, [there], WRITING).map(drop))
    }

    /// Returns, of each machine that forgot somebody, the last segment that says so: who has read up to there, and all that
    /// was written after, holds nothing of them.
    pub fn forgets(&self) -> Result<Upto> {
        let sql = "SELECT writer, max(said.seq) FROM (
                     SELECT sync_forgot.machine, (SELECT min(sync_segment.seq) FROM sync_segment
                       WHERE sync_segment.machine = sync_forgot.machine AND sync_segment.clock >= sync_forgot.clock) AS seq
                     FROM sync_forgot) AS said
                   JOIN sync_machine ON sync_machine.id = said.machine
                   -- What a snapshot told is in no segment that is known here.
                   WHERE said.seq = 1 OR EXISTS (SELECT 1 FROM sync_segment
                     WHERE sync_segment.machine = said.machine AND sync_segment.seq < said.seq)
                   GROUP BY writer";
        let rows: Vec<(i64, i64)> = self.db.all(sql, [], READING)?;
        Ok(rows.into_iter().map(|(writer, seq)| (WriterId(writer.unsigned_abs()), seq.unsigned_abs())).collect())
    }

    /// Returns what the machine of each segment had read when it was written, by machine, number and hash.
    pub fn seen_by_segments(&self) -> Result<BTreeMap<(WriterId, u64, String), Upto>> {
        let sql = "SELECT writer, sync_segment.seq, hash, sync_segment.seen FROM sync_segment
                   JOIN sync_machine ON sync_machine.id = machine WHERE hash <> ''";
        let mut all = BTreeMap::new();
        self.db.each(sql, [], READING, |(writer, seq, hash, seen): (i64, i64, String, String)| {
            let seen = serde_json::from_str(&seen).unwrap_or_default();
            all.insert((WriterId(writer.unsigned_abs()), seq.unsigned_abs(), hash), seen);
            Ok(())
        })?;
        Ok(all)
    }
}
