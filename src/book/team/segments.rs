//! The segments of a team's two spaces: which were read, and whether this machine's own are to be written anew.

use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::sync::Upto;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::team::TeamSpace;

/// Where the book keeps what it knows of a space's segments.
struct Kept {
    /// The table of those that were read.
    read: &'static str,
    /// The columns of `sync_team` that say whether segments of this machine may hold words that were taken back, and the
    /// number up to which they are gone.
    compact: (&'static str, &'static str),
    /// What of a team, ?1, waits to be sent.
    waiting: &'static str,
}

fn kept(space: TeamSpace) -> Kept {
    match space {
        TeamSpace::Wall => Kept {
            read: "sync_wall_read",
            compact: ("compact", "compacted_to"),
            waiting: "sync_wall WHERE team = ?1 AND to_send",
        },
        TeamSpace::Team => Kept {
            read: "sync_shared_read",
            compact: ("shared_compact", "shared_compacted_to"),
            waiting: "sync_shared_out WHERE team = ?1",
        },
    }
}

impl Book {
    /// Returns which segments of one of a team's spaces were read: of each machine, all up to a number.
    pub fn read_of_team(&self, (team, space): (i64, TeamSpace)) -> Result<Upto> {
        let sql = format!("SELECT machine, seq FROM {} WHERE team = ?1", kept(space).read);
        let rows: Vec<(i64, i64)> = self.db.all(&sql, [team], READING)?;
        Ok(rows.into_iter().map(|(writer, seq)| (WriterId(writer.unsigned_abs()), seq.unsigned_abs())).collect())
    }

    pub(super) fn segment_was_read(&self, (team, space): (i64, TeamSpace), writer: WriterId, seq: u64) -> Result<()> {
        let sql = format!(
            "INSERT INTO {} (team, machine, seq) VALUES (?1, ?2, ?3)
             ON CONFLICT (team, machine) DO UPDATE SET seq = max(seq, excluded.seq)",
            kept(space).read
        );
        self.db.run(&sql, (team, writer.0.cast_signed(), seq.cast_signed()), WRITING).map(drop)
    }

    /// Counts what was gathered for one of a team's spaces and waits to be sent.
    pub fn count_waiting(&self, (team, space): (i64, TeamSpace)) -> Result<usize> {
        self.db.one(&format!("SELECT count(*) FROM {}", kept(space).waiting), [team], READING)
    }

    /// Counts what there is to send to a team; what was changed since the last exchange counts too.
    pub fn count_to_send_to(&self, clock: &Clock, team: i64) -> Result<usize> {
        let changed = if self.can_write() {
            self.rehearse(|book| book.gather_shared_in(clock, team)).unwrap_or_default()
        } else {
            0
        };
        Ok(self.count_waiting((team, TeamSpace::Wall))? + self.count_waiting((team, TeamSpace::Team))? + changed)
    }

    /// Whether segments of this machine in one of a team's spaces may hold words that were taken back, and the number up to
    /// which none of its segments is there.
    pub fn compaction_of_team(&self, (team, space): (i64, TeamSpace)) -> Result<(bool, u64)> {
        let (is_due, upto) = kept(space).compact;
        let (is_due, upto): (bool, i64) =
            self.db.one(&format!("SELECT {is_due}, {upto} FROM sync_team WHERE id = ?1"), [team], READING)?;
        Ok((is_due, upto.unsigned_abs()))
    }

    /// Notes that segments of this machine may hold words that were taken back.
    pub(super) fn sent_is_stale(&self, (team, space): (i64, TeamSpace)) -> Result<()> {
        let sql = format!("UPDATE sync_team SET {} = 1 WHERE id = ?1", kept(space).compact.0);
        self.db.run(&sql, [team], WRITING).map(drop)
    }

    /// Notes that the segments of this machine up to a number are gone, for those up to another.
    pub fn team_was_compacted(
        &mut self,
        clock: &Clock,
        (team, space): (i64, TeamSpace),
        (machine, upto, last): (WriterId, u64, u64),
    ) -> Result<()> {
        let Kept { compact: (is_due, gone), waiting, .. } = kept(space);
        // What was done meanwhile has taken back something that was just written anew.
        let sql =
            format!("UPDATE sync_team SET {gone} = ?2, {is_due} = EXISTS (SELECT 1 FROM {waiting}) WHERE id = ?1");
        self.note(clock, |note| {
            note.db.run(&sql, (team, upto.cast_signed()), WRITING)?;
            note.segment_was_read((team, space), machine, last)
        })
    }
}
