//! Segments of this machine that wait to be sent.

use serde_json::json;

use super::identity::OWN;
use super::{READING, Upto, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::segment::{self, Batches, Entry};

/// The most rows that are gathered to count what travels of them.
const GATHERED_TO_COUNT: usize = 5_000;

/// A segment that waits to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// Its number.
    pub seq: u64,
    /// When it was gathered, in milliseconds since 1970.
    pub made: i64,
    /// What had been read by then.
    pub seen: Upto,
    /// What it says.
    pub entries: Vec<Entry>,
}

impl Book {
    /// Puts entries among what waits to be sent, in segments with numbers of their own.
    pub(super) fn put_out(&self, entries: Vec<Entry>, made: i64) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        self.put_out_batches(Batches::new(entries), made)
    }

    /// Puts out a segment without entries: it tells the others what was read here, and that this machine is there.
    pub fn give_a_sign(&mut self, clock: &Clock) -> Result<()> {
        let made = clock.instant.timestamp_millis();
        self.transaction(|book| book.put_out_batches([Vec::new()], made))
    }

    fn put_out_batches(&self, batches: impl IntoIterator<Item = Vec<Entry>>, made: i64) -> Result<()> {
        let (mut seq, writer, clock): (i64, i64, i64) =
            self.db.one("SELECT seq, writer, clock FROM sync_self", [], READING)?;
        let seen = self.seen_of_others(writer)?;
        for entries in batches {
            seq += 1;
            self.put_segment((seq, made, clock), &seen, &entries)?;
        }
        self.set_number(seq)
    }

    fn seen_of_others(&self, writer: i64) -> Result<Upto> {
        let mut seen = self.seen()?;
        seen.remove(&WriterId(writer.unsigned_abs()));
        Ok(seen)
    }

    /// The last number that was given to a segment of this machine.
    pub(super) fn last_number(&self) -> Result<i64> {
        self.db.one("SELECT seq FROM sync_self", [], READING)
    }

    /// What was put out after a number followed from what has been read by now.
    pub(super) fn followed_from_what_was_read(&self, after: i64) -> Result<()> {
        let (seq, writer): (i64, i64) = self.db.one("SELECT seq, writer FROM sync_self", [], READING)?;
        if seq == after {
            return Ok(());
        }
        let seen = json!(self.seen_of_others(writer)?).to_string();
        self.db.run("UPDATE sync_out SET seen = ?2 WHERE seq > ?1", (after, &seen), WRITING)?;
        let noted = format!("UPDATE sync_segment SET seen = ?2 WHERE machine = {OWN} AND seq > ?1");
        self.db.run(&noted, (after, &seen), WRITING).map(drop)
    }

    /// Puts a segment among what waits to be sent: its number, when it was made, its newest stamp, and what had been read.
    pub(super) fn put_segment(
        &self,
        (seq, made, clock): (i64, i64, i64),
        seen: &Upto,
        entries: &[Entry],
    ) -> Result<()> {
        let seen = json!(seen).to_string();
        let add = "INSERT INTO sync_out (seq, made, seen, lines) VALUES (?1, ?2, ?3, ?4)";
        self.db.run(add, (seq, made, &seen, segment::lines_of(entries)?), WRITING)?;
        let note = format!("INSERT INTO sync_segment (machine, seq, hash, clock, seen) VALUES ({OWN}, ?1, '', ?2, ?3)");
        self.db.run(&note, (seq, clock, &seen), WRITING).map(drop)
    }

    /// Notes the last number that was given to a segment of this machine.
    pub(super) fn set_number(&self, seq: i64) -> Result<()> {
        self.db.run("UPDATE sync_self SET seq = ?1", [seq], WRITING)?;
        self.db.run(&format!("UPDATE sync_machine SET seq = ?1 WHERE id = {OWN}"), [seq], WRITING).map(drop)
    }

    /// Puts one entry out.
    pub(super) fn say(&self, clock: &Clock, entry: Entry) -> Result<()> {
        self.put_out(vec![entry], clock.instant.timestamp_millis())
    }

    /// Returns the next segment that waits to be sent, after a number.
    pub fn outgoing(&self, after: u64) -> Result<Option<Outgoing>> {
        type Row = (i64, i64, String, String);
        let sql = "SELECT seq, made, seen, lines FROM sync_out WHERE seq > ?1 ORDER BY seq LIMIT 1";
        let Some((seq, made, seen, lines)) = self.db.optional::<Row>(sql, [after.cast_signed()], READING)? else {
            return Ok(None);
        };
        let damaged = || {
            Error::new(ErrorKind::Damaged, "what waits to be sent can't be read; nothing was sent")
                .help("goodcall doctor says what to do")
        };
        let seen = serde_json::from_str(&seen).map_err(|_| damaged())?;
        let entries = segment::entries_of(&lines).map_err(|_| damaged())?;
        Ok(Some(Outgoing { seq: seq.unsigned_abs(), made, seen, entries }))
    }

    /// Counts the rows that wait to be sent; those that were changed since the last time count too. They are gathered for it
    /// and put back, because not all that was changed travels. Where that would take long, or the book can't be written now,
    /// all that was changed counts.
    pub fn count_to_send(&self, clock: &Clock) -> Result<usize> {
        let waiting = "SELECT coalesce(sum(length(lines) - length(replace(lines, char(10), ''))), 0) FROM sync_out";
        let changed = "SELECT count(*) FROM (SELECT DISTINCT tbl, row FROM journal JOIN change ON change.id = change
                         WHERE change.id > (SELECT harvested FROM sync_self) AND NOT open)";
        let (waiting, changed): (usize, usize) =
            (self.db.one(waiting, [], READING)?, self.db.one(changed, [], READING)?);
        if changed == 0 || changed > GATHERED_TO_COUNT {
            return Ok(waiting + changed);
        }
        Ok(waiting + self.rehearse(|book| book.gather_in(clock)).unwrap_or(changed))
    }

    /// Notes that a segment lies in the store, under the hash of its bytes.
    pub fn was_sent(&mut self, clock: &Clock, seq: u64, hash: &str) -> Result<()> {
        self.note(clock, |note| {
            note.book.db.run("DELETE FROM sync_out WHERE seq = ?1", [seq.cast_signed()], WRITING)?;
            let sql = format!(
                "UPDATE OR REPLACE sync_segment SET hash = ?2 WHERE seq = ?1 AND hash = '' AND machine = {OWN}"
            );
            note.book.db.run(&sql, (seq.cast_signed(), hash), WRITING).map(drop)
        })
    }

    /// Notes that everything was read and sent.
    pub fn sync_went_well(&mut self, clock: &Clock) -> Result<()> {
        let at = clock.instant.timestamp_millis();
        self.note(clock, |note| note.book.db.run("UPDATE sync_self SET last_ok = ?1", [at], WRITING).map(drop))
    }
}
