//! Praise that goes to a wall by itself, as it is logged, and off it again with its log. What the user takes off stays off.

use rusqlite::named_params;

use super::{Author, READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{Remark, RemarkKind};
use crate::error::Result;
use crate::sync::team::praise::{Praise, WallEntry};

/// The rows of the user's own on a team's wall, ?1, that know whose words they are.
const OWN: &str = "team = ?1 AND rep = (SELECT account FROM sync_server) AND whose IS NOT NULL";
/// Whether the book has the remark of a row, as praise.
const IS_PRAISE: &str = "EXISTS (SELECT 1 FROM remark WHERE id = sync_wall.remark AND kind = 'praise')";

impl Book {
    /// Hangs the praise among remarks on a team's wall, without anybody's name, but for what has a row there already; it waits
    /// to be sent.
    pub fn hang_by_itself(&self, clock: &Clock, team: i64, remarks: &[Remark]) -> Result<()> {
        let rep = self.author()?.rep;
        for remark in remarks.iter().filter(|remark| remark.kind == RemarkKind::Praise) {
            let known = "SELECT EXISTS (SELECT 1 FROM sync_wall WHERE team = ?1 AND remark = ?2 AND rep = ?3)";
            if self.db.one::<bool>(known, (team, remark.id, &rep), READING)? {
                continue;
            }
            self.hang_unnamed(clock, team, remark, remark.customer)?;
        }
        Ok(())
    }

    fn hang_unnamed(&self, clock: &Clock, team: i64, remark: &Remark, whose: CustomerId) -> Result<()> {
        let Author { machine, rep: by } = self.author()?;
        let praise = Praise {
            text: remark.text.clone(),
            teammate: remark.teammates.first().cloned(),
            day: remark.said_on.to_string(),
            customer: None,
            company: None,
        };
        let hlc = self.next_team_clock(clock)?;
        let entry = WallEntry { remark: remark.id.0, hlc, by, praise: Some(praise), at: None };
        self.hang(team, &entry, (machine, None, true), Some(whose)).map(drop)
    }

    /// Whether any of some remarks has ever been on a team's wall from here.
    pub fn was_on_wall(&self, team: i64, remarks: &[Remark]) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM sync_wall WHERE team = ?1 AND remark = ?2
                     AND rep = (SELECT account FROM sync_server))";
        for remark in remarks {
            if self.db.one::<bool>(sql, (team, remark.id), READING)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Takes off a team's wall what no log says any more, and hangs up again what a log says again; that waits to be sent.
    pub fn wall_follows_logs(&self, clock: &Clock, team: i64) -> Result<()> {
        let gone = format!("SELECT EXISTS (SELECT 1 FROM sync_wall WHERE here AND {OWN} AND NOT {IS_PRAISE})");
        if self.db.one::<bool>(&gone, [team], READING)? {
            let stale = format!(
                "UPDATE sync_team SET compact = 1 WHERE id = ?1 AND EXISTS (
                   SELECT 1 FROM sync_wall WHERE here AND at IS NOT NULL AND {OWN} AND NOT {IS_PRAISE})"
            );
            self.db.run(&stale, [team], WRITING)?;
            // Whose it is stays: by that it is told from what the user took off.
            let sql = format!(
                "UPDATE sync_wall SET here = 0, text = '', teammate = NULL, day = '', customer = NULL, company = NULL, at = NULL,
                   clock = :clock, machine = (SELECT machine FROM sync_server), to_send = 1
                 WHERE here AND {} AND NOT {IS_PRAISE}",
                OWN.replace("?1", ":team")
            );
            let next = self.next_team_clock(clock)?;
            self.db.run(&sql, named_params! {":team": team, ":clock": next.0}, WRITING)?;
        }
        let back = format!("SELECT remark, whose FROM sync_wall WHERE NOT here AND {OWN} AND {IS_PRAISE}");
        let back: Vec<(RemarkId, CustomerId)> = self.db.all(&back, [team], READING)?;
        for (remark, whose) in back {
            self.hang_unnamed(clock, team, &self.quoted(remark)?.remark, whose)?;
        }
        Ok(())
    }
}
