//! Which conflicts are settled. It is told by the clock, as a field is, so that an undo travels too.

use rusqlite::types::Value as SqlValue;
use serde_json::json;

use super::fields::Fields;
use super::logical::{HERE, Stamp};
use super::saying::SETTLED;
use super::{READING, WRITING};
use crate::book::query::Query;
use crate::book::{Book, Change};
use crate::domain::ids::ChangeId;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::clock::Hlc;
use crate::sync::segment::Entry;

/// Stands in the clocks for what was said of conflicts; no table of the book's has it.
pub(super) const CODE: i64 = 18;
/// The table of those that are settled, in the journal.
const TABLE: &str = "sync_settled";

/// What becomes of a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    Yes,
    /// It is listed again.
    No,
}

impl Settled {
    /// What an entry says.
    pub(super) fn of(fields: &Fields) -> Self {
        if fields.get(HERE) == Some(&json!(0)) { Self::No } else { Self::Yes }
    }

    fn fields(self) -> Fields {
        match self {
            Self::Yes => Fields::new(),
            Self::No => Fields::from_iter([(HERE.to_string(), json!(0))]),
        }
    }
}

impl Book {
    /// Hears that a conflict is settled, or is not any more; what was said of it later stays.
    pub(super) fn hear_of_clash(&self, id: i64, stamp: Stamp, settled: Settled) -> Result<()> {
        self.know_machine(stamp.writer)?;
        let machines = self.machine_numbers()?;
        let sql = "SELECT clock, machine FROM sync_row WHERE tbl = ?1 AND key = ?2";
        let known: Option<(i64, i64)> = self.db.optional(sql, (CODE, id), READING)?;
        let known = known.map(|(clock, machine)| Stamp { clock, writer: machines.writer(machine) });
        if known.is_some_and(|known| known >= stamp) {
            return Ok(());
        }
        let state = (settled == Settled::No).then(|| SqlValue::Text(json!(settled.fields()).to_string()));
        let sql = "INSERT OR REPLACE INTO sync_row (tbl, key, clock, machine, state) VALUES (?1, ?2, ?3, ?4, ?5)";
        self.db.run(sql, (CODE, id, stamp.clock, machines.number(stamp.writer), state), WRITING)?;
        let sql = match settled {
            Settled::Yes => "INSERT OR IGNORE INTO sync_settled (id) VALUES (?1)",
            Settled::No => "DELETE FROM sync_settled WHERE id = ?1",
        };
        self.db.run(sql, [id], WRITING).map(drop)
    }

    /// Says of every conflict whether it is settled, for a snapshot.
    pub(super) fn entries_of_clashes(&self) -> Result<Vec<Entry>> {
        let machines = self.machine_numbers()?;
        let sql = "SELECT key, clock, machine, state IS NULL FROM sync_row WHERE tbl = ?1";
        let all: Vec<(i64, i64, i64, bool)> = self.db.all(sql, [CODE], READING)?;
        let entry = |(id, clock, machine, is_settled)| {
            let settled = if is_settled { Settled::Yes } else { Settled::No };
            saying(id, (clock, Some(WriterId(machines.writer(machine).unsigned_abs()))), settled)
        };
        Ok(all.into_iter().map(entry).collect())
    }
}

impl Change<'_> {
    /// Settles a conflict, or lists it again, here and on the other machines; the journal knows of it.
    pub(super) fn settle_clash(&self, id: i64, settled: Settled) -> Result<()> {
        let old = (settled == Settled::No).then(|| json!({"id": id}).to_string());
        let sql = "INSERT INTO journal (change, tbl, row, old) VALUES (?1, ?2, ?3, ?4)";
        self.db.run(sql, (self.id, TABLE, id, old), WRITING)?;
        let stamp = self.own_stamp(&self.clock)?;
        self.hear_of_clash(id, stamp, settled)?;
        self.say(&self.clock, saying(id, (stamp.clock, None), settled))
    }

    /// Lists the conflicts again that another change settled, and settles those that its undo listed again.
    pub(in crate::book) fn take_back_settling(&self, change: ChangeId) -> Result<()> {
        let sql = "SELECT row, old IS NULL FROM journal WHERE change = ?1 AND tbl = ?2";
        let all: Vec<(i64, bool)> = self.db.all(sql, (change, TABLE), READING)?;
        if all.is_empty() || self.membership()?.is_none() {
            return Ok(());
        }
        for (id, was_settled) in all {
            self.settle_clash(id, if was_settled { Settled::No } else { Settled::Yes })?;
        }
        Ok(())
    }
}

/// The line that says what becomes of a conflict; without a writer, its segment's says it.
fn saying(id: i64, (clock, writer): (i64, Option<WriterId>), settled: Settled) -> Entry {
    let (table, hlc) = (SETTLED.to_string(), Hlc(clock));
    Entry::Row { table, row: id, hlc, writer, key: None, fields: settled.fields() }
}
