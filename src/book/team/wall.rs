//! What hangs on the walls: the user's own acts, and what was read of others.

mod acts;
mod anew;
mod by_itself;
mod pages;
mod taking;
#[cfg(test)]
mod tests;

use rusqlite::named_params;

use super::acting::Author;
use super::{READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::rows::row;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::error::Result;
use crate::sync::team::praise::WallEntry;

pub use pages::{TakenOff, WallFilter};
pub(crate) use taking::ReadSegment;

/// A remark on a wall.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WallPraise {
    /// The remark's id.
    pub remark: RemarkId,
    /// The team's name.
    pub team: String,
    /// The rep who shared it.
    pub rep: String,
    /// What was said.
    pub text: String,
    /// The first teammate whom it names.
    pub teammate: Option<String>,
    /// The day on which it was said, YYYY-MM-DD.
    pub day: String,
    /// Who said it, where the rep chose to name them.
    pub customer: Option<String>,
    /// Where they work, likewise.
    pub company: Option<String>,
    /// When it came to the server, in milliseconds since 1970; None before.
    pub at: Option<i64>,
    /// The clock of the act.
    pub clock: i64,
}

row! {
    /// The columns of a remark on a wall, beside its team.
    const WALL_PRAISE: WallPraise = "sync_wall" {
        remark, team: "sync_team.name", rep, text, teammate, day, customer, company, at, clock,
    }
}

/// The rows of the walls, with their teams.
const FROM_WALLS: &str = "FROM sync_wall JOIN sync_team ON sync_team.id = sync_wall.team";

/// Which of what hangs there is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Of one team alone.
    pub team: Option<i64>,
    /// Said on this day or later, YYYY-MM-DD.
    pub since: Option<String>,
}

impl Book {
    /// Puts a row on a wall, unless it or a later one is there; returns whether it was new. What comes back as it was sent waits
    /// no longer.
    fn hang(
        &self,
        team: i64,
        entry: &WallEntry,
        (machine, at, to_send): (i64, Option<i64>, bool),
        whose: Option<CustomerId>,
    ) -> Result<bool> {
        self.sent_goes_stale(team, entry, machine)?;
        let sql = "INSERT INTO sync_wall (team, remark, rep, here, text, teammate, day, customer, company, clock, machine,
                     at, to_send, whose)
                   VALUES (:team, :remark, :rep, :here, :text, :teammate, :day, :customer, :company, :clock, :machine, :at,
                     :to_send, :whose)
                   ON CONFLICT (team, remark, rep) DO UPDATE SET here = excluded.here, text = excluded.text,
                     teammate = excluded.teammate, day = excluded.day, customer = excluded.customer,
                     company = excluded.company, clock = excluded.clock, machine = excluded.machine, at = excluded.at,
                     to_send = excluded.to_send, whose = iif(excluded.here, coalesce(excluded.whose, whose), NULL)
                   WHERE (sync_wall.clock, sync_wall.machine) < (excluded.clock, excluded.machine)
                     OR sync_wall.to_send AND (sync_wall.clock, sync_wall.machine) = (excluded.clock, excluded.machine)";
        let praise = entry.praise.as_ref();
        let values = named_params! {
            ":team": team,
            ":remark": entry.remark,
            ":rep": entry.by,
            ":here": praise.is_some(),
            ":text": praise.map_or("", |praise| &praise.text),
            ":teammate": praise.and_then(|praise| praise.teammate.as_deref()),
            ":day": praise.map_or("", |praise| &praise.day),
            ":customer": praise.and_then(|praise| praise.customer.as_deref()),
            ":company": praise.and_then(|praise| praise.company.as_deref()),
            ":clock": entry.hlc.0,
            ":machine": machine,
            ":at": at,
            ":to_send": to_send,
            ":whose": whose,
        };
        Ok(self.db.run(sql, values, WRITING)? > 0)
    }

    /// Returns what hangs on the walls, the newest first.
    pub fn wall(&self, seen: &Seen) -> Result<Vec<WallPraise>> {
        let sql = format!(
            "SELECT {WALL_PRAISE} {FROM_WALLS}
             WHERE here AND sync_wall.team = coalesce(?1, sync_wall.team) AND day >= coalesce(?2, day)
             ORDER BY day DESC, coalesce(at, {NEVER}) DESC, clock DESC, remark DESC, rep DESC"
        );
        self.db.all(&sql, (seen.team, &seen.since), READING)
    }

    /// Returns everything that hangs under a remark's id, in any team.
    pub fn hanging(&self, remark: RemarkId) -> Result<Vec<WallPraise>> {
        let sql = format!(
            "SELECT {WALL_PRAISE} {FROM_WALLS}
             WHERE here AND remark = ?1 ORDER BY sync_team.name, rep"
        );
        self.db.all(&sql, [remark], READING)
    }
}

/// Sorts what did not come to the server yet before everything else.
const NEVER: i64 = i64::MAX;
