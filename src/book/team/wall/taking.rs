//! What others hung on a wall is taken in.

use super::Author;
use crate::book::Book;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::WriterId;
use crate::sync::team::TeamSpace;
use crate::sync::team::praise::WallEntry;

/// A segment of a wall that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadSegment {
    /// Who wrote it.
    pub writer: WriterId,
    /// Its number.
    pub seq: u64,
    /// When it came to the server, in milliseconds since 1970.
    pub at: Option<i64>,
    /// What it says; of each, the rep whom the server vouches for.
    pub entries: Vec<WallEntry>,
}

impl Book {
    /// Takes in segments of a team's wall, in order. Of each rep's word on a remark the latest counts. Returns how many rows
    /// came from other machines.
    pub fn take_in_wall(&mut self, clock: &Clock, team: i64, segments: &[ReadSegment]) -> Result<usize> {
        self.note(clock, |note| {
            let Author { machine: own, rep: account } = note.author()?;
            let mut read = 0;
            for segment in segments {
                let writer = segment.writer.0.cast_signed();
                for entry in &segment.entries {
                    // What was written anew came to the server before.
                    let at = entry.at.filter(|at| segment.at.is_none_or(|came| *at <= came)).or(segment.at);
                    let is_new = note.hang(team, entry, (writer, at, false), None)?;
                    read += usize::from(is_new && writer != own);
                    // Only what the user did meets what the user does: a clock of somebody else's moves none of it.
                    if entry.by == account {
                        note.saw_team_clock(entry.hlc)?;
                    }
                }
                note.segment_was_read((team, TeamSpace::Wall), segment.writer, segment.seq)?;
            }
            Ok(read)
        })
    }
}
