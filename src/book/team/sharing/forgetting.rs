//! A team's customer is forgotten: for all by their owner or a manager, else in this book alone.

use super::{Author, READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::sharing::{Shared, SharingAct};
use crate::error::Result;
use crate::sync::team::TeamSpace;
use crate::sync::team::shared::SharedEntry;

impl Book {
    /// Prepares the teams for a customer's erasure, in the same transaction: the others are told, and no word of theirs
    /// stays here. Who may not have them erased for all takes back what they logged, and sees nothing more of them.
    pub(in crate::book) fn forget_in_teams(&self, clock: &Clock, customer: CustomerId) -> Result<()> {
        let sql = "SELECT team FROM sync_shared WHERE customer = ?1
                   UNION SELECT team FROM sync_team_touch WHERE customer = ?1";
        let teams: Vec<i64> = self.db.all(sql, [customer], READING)?;
        for team in self.teams()?.iter().filter(|team| teams.contains(&team.id)) {
            let shared = Shared::after(&self.sharings(team.id, customer.0)?);
            let author = self.author()?;
            self.forget_what_waits(team.id, customer)?;
            if shared.forgotten {
                // It was told already.
            } else if shared.here && shared.may_be_changed_by(&author.rep, team.manager) {
                let _at = self.add_own_sharing(clock, team, (customer.0, SharingAct::Forget, None))?;
            } else {
                self.take_back_own_logs(clock, team.id, &author, customer)?;
            }
            // Hidden in any case: they may be another's by then, without this book knowing it yet.
            let words = "UPDATE sync_shared SET hidden = 1, fields = '{}', clocks = '{}', shown = '{}',
                           earlier = '{}'
                         WHERE team = ?1 AND customer = ?2";
            self.db.run(words, (team.id, customer), WRITING)?;
            self.sent_is_stale((team.id, TeamSpace::Team))?;
            let logs = "UPDATE sync_team_touch SET here = 0, kind = NULL, outcome = NULL, occurred_at = NULL,
                          utc_offset = NULL, day = NULL, text = NULL WHERE team = ?1 AND customer = ?2";
            self.db.run(logs, (team.id, customer), WRITING)?;
            self.db.run("DELETE FROM sync_claim WHERE customer = ?1", [customer], WRITING)?;
        }
        let told = "DELETE FROM sync_told WHERE touch IN (SELECT id FROM touch WHERE customer = ?1)";
        self.db.run(told, [customer], WRITING).map(drop)
    }

    /// Takes what waits to be told of a customer out again: nobody needs it any more.
    fn forget_what_waits(&self, team: i64, customer: CustomerId) -> Result<()> {
        let sql = "DELETE FROM sync_shared_out WHERE team = ?1 AND (
                     json_extract(line, '$[0]') = 'customer' AND json_extract(line, '$[1]') = ?2
                     OR json_extract(line, '$[0]') = 'touch' AND json_extract(line, '$[3].customer') = ?2)";
        self.db.run(sql, (team, customer), WRITING).map(drop)
    }

    /// Tells the team that the user's logs on a customer are gone; of those that were erased here, too.
    pub(super) fn take_back_own_logs(
        &self,
        clock: &Clock,
        team: i64,
        author: &Author,
        customer: CustomerId,
    ) -> Result<()> {
        let sql = "SELECT touch FROM sync_team_touch WHERE team = ?1 AND customer = ?2 AND rep = ?3";
        for touch in self.db.all::<i64>(sql, (team, customer, &author.rep), READING)? {
            let hlc = self.next_team_clock(clock)?;
            self.tell_of_log(team, author, &SharedEntry::Touch { touch, hlc, log: None })?;
        }
        Ok(())
    }
}
