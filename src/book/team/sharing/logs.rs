//! Logs on a team's customers: one's own are told to the others, and theirs are kept beside the book's own logs, so that
//! nothing which counts one's own work counts them.

use super::{Author, READING, WRITING};
use crate::book::Book;
use crate::book::query::Query;
use crate::book::rows::row;
use crate::domain::dates::Clock;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::Result;
use crate::sync::clock::Hlc;
use crate::sync::team::TeamSpace;
use crate::sync::team::shared::{SharedEntry, SharedLog};

/// What another rep logged on a shared customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamLog {
    /// The log's id.
    pub touch: TouchId,
    /// With whom.
    pub customer: CustomerId,
    /// Who logged it.
    pub rep: String,
    /// The kind of touch.
    pub kind: String,
    /// How a call went; None of what has no outcome.
    pub outcome: Option<String>,
    /// When it was, in milliseconds since 1970.
    pub occurred_at: i64,
    /// The offset from UTC there, in seconds.
    pub utc_offset: i64,
    /// The local day there, YYYY-MM-DD.
    pub day: String,
    /// Its words, where the rep shares them.
    pub text: Option<String>,
}

/// Says that a log is another's, or of another machine that shares the team alone with this one.
pub(in crate::book) const OF_OTHERS: &str =
    "here AND touch NOT IN (SELECT id FROM touch) AND machine IS NOT (SELECT machine FROM sync_server)";

row! {
    /// The columns of such a log.
    const TEAM_LOG: TeamLog = "sync_team_touch" { touch, customer, rep, kind, outcome, occurred_at, utc_offset, day, text }
}

/// A log of this book that the team is to be told of.
struct Own {
    id: i64,
    customer: i64,
    kind: String,
    outcome: Option<String>,
    occurred_at: i64,
    utc_offset: i64,
    day: String,
    said: Option<String>,
    updated_at: i64,
    /// When the team was told last, and by which machine; None where it was not.
    told_at: Option<i64>,
    told_by: Option<i64>,
}

row! {
    /// The columns of a log that was not told, or not so.
    const OWN: Own = "touch" {
        id,
        customer,
        kind,
        outcome,
        occurred_at,
        utc_offset,
        day,
        said: "iif(touch.id IN (SELECT touch FROM sync_told), touch.text, NULL)",
        updated_at,
        told_at: "told.clock",
        told_by: "told.machine",
    }
}

impl Book {
    /// Tells the team what was logged here on its customers, corrected, or removed; returns how many logs that was.
    pub(super) fn gather_logs(&self, clock: &Clock, team: i64) -> Result<usize> {
        let author = self.author()?;
        let Author { machine, rep } = &author;
        let sql = format!(
            "SELECT {OWN} FROM sync_shared AS shared JOIN touch ON touch.customer = shared.customer
             LEFT JOIN sync_team_touch AS told ON told.team = shared.team AND told.touch = touch.id AND told.rep = ?2
             WHERE shared.team = ?1 AND shared.here AND NOT shared.hidden AND (told.touch IS NULL
               OR (told.here, told.customer, told.kind, told.outcome, told.occurred_at, told.day, told.text)
                 IS NOT (1, touch.customer, touch.kind, touch.outcome, touch.occurred_at, touch.day,
                         iif(touch.id IN (SELECT touch FROM sync_told), touch.text, NULL)))
             ORDER BY touch.id"
        );
        let mut count = 0;
        for own in self.db.all::<Own>(&sql, (team, rep), READING)? {
            // What another machine of the user's told later than this one changed it is right.
            let is_behind = own.told_by.is_some_and(|by| by != *machine)
                && own.told_at.is_some_and(|at| Hlc::at(own.updated_at) < Hlc(at));
            if is_behind {
                continue;
            }
            count += 1;
            let hlc = self.next_team_clock(clock)?;
            let log = SharedLog {
                customer: own.customer,
                kind: own.kind,
                outcome: own.outcome,
                at: own.occurred_at,
                offset: own.utc_offset,
                day: own.day,
                text: own.said,
            };
            let told = SharedEntry::Touch { touch: own.id, hlc, log: Some(log) };
            self.tell_of_log(team, &author, &told)?;
        }
        Ok(count + self.gather_removed_logs(clock, team, &author)?)
    }

    /// Tells of logs that this machine had told of, and that are gone, or are another customer's now.
    fn gather_removed_logs(&self, clock: &Clock, team: i64, author: &Author) -> Result<usize> {
        let sql = "SELECT touch FROM sync_team_touch AS told
                   WHERE team = ?1 AND rep = ?2 AND machine = ?3 AND here AND NOT EXISTS (
                     SELECT 1 FROM touch JOIN sync_shared AS shared ON shared.customer = touch.customer
                     WHERE touch.id = told.touch AND shared.team = told.team AND shared.here AND NOT shared.hidden)
                   ORDER BY touch";
        let gone: Vec<i64> = self.db.all(sql, (team, &author.rep, author.machine), READING)?;
        for touch in &gone {
            let hlc = self.next_team_clock(clock)?;
            self.tell_of_log(team, author, &SharedEntry::Touch { touch: *touch, hlc, log: None })?;
        }
        Ok(gone.len())
    }

    pub(super) fn tell_of_log(&self, team: i64, author: &Author, told: &SharedEntry) -> Result<()> {
        if let SharedEntry::Touch { touch, hlc, log } = told {
            let words = "SELECT EXISTS (SELECT 1 FROM sync_team_touch
                           WHERE team = ?1 AND touch = ?2 AND rep = ?3 AND text IS NOT NULL)";
            if self.db.one::<bool>(words, (team, touch, &author.rep), READING)? {
                self.sent_is_stale((team, TeamSpace::Team))?;
            }
            self.keep_log(team, (*touch, &author.rep), (*hlc, author.machine), log.as_ref())?;
        }
        self.tell_team(team, told)
    }

    /// Keeps what a rep said of a log, unless a later word is here. Returns the customers of whom anything changed.
    pub(super) fn keep_log(
        &self,
        team: i64,
        (touch, rep): (i64, &str),
        (hlc, machine): (Hlc, i64),
        log: Option<&SharedLog>,
    ) -> Result<Vec<i64>> {
        let before = "SELECT customer FROM sync_team_touch WHERE team = ?1 AND touch = ?2 AND rep = ?3";
        let before: Option<i64> = self.db.optional(before, (team, touch, rep), READING)?;
        let Some(customer) = log.map(|log| log.customer).or(before) else {
            // Its removal counts though nothing of it was ever read.
            let gone = "INSERT INTO sync_team_touch (team, touch, rep, customer, here, clock, machine)
                        VALUES (?1, ?2, ?3, 0, 0, ?4, ?5)";
            self.db.run(gone, (team, touch, rep, hlc.0, machine), WRITING)?;
            return Ok(Vec::new());
        };
        let sql =
            "INSERT INTO sync_team_touch (team, touch, rep, customer, here, kind, outcome, occurred_at, utc_offset,
                     day, text, clock, machine)
                   VALUES (:team, :touch, :rep, :customer, :here, :kind, :outcome, :at, :offset, :day, :text, :clock,
                     :machine)
                   ON CONFLICT (team, touch, rep) DO UPDATE SET customer = excluded.customer, here = excluded.here,
                     kind = excluded.kind, outcome = excluded.outcome, occurred_at = excluded.occurred_at,
                     utc_offset = excluded.utc_offset, day = excluded.day, text = excluded.text, clock = excluded.clock,
                     machine = excluded.machine
                   WHERE (sync_team_touch.clock, sync_team_touch.machine) <= (excluded.clock, excluded.machine)";
        self.db.run(
            sql,
            rusqlite::named_params! {
                ":team": team,
                ":touch": touch,
                ":rep": rep,
                ":customer": customer,
                ":here": log.is_some(),
                ":kind": log.map(|log| &log.kind),
                ":outcome": log.and_then(|log| log.outcome.as_ref()),
                ":at": log.map(|log| log.at),
                ":offset": log.map(|log| log.offset),
                ":day": log.map(|log| &log.day),
                ":text": log.and_then(|log| log.text.as_ref()),
                ":clock": hlc.0,
                ":machine": machine,
            },
            WRITING,
        )?;
        Ok([Some(customer), before].into_iter().flatten().collect())
    }

    /// Returns what other reps logged on a customer, the newest first.
    pub fn team_logs_of(&self, customer: CustomerId, limit: usize) -> Result<Vec<TeamLog>> {
        let sql = format!(
            "SELECT {TEAM_LOG} FROM sync_team_touch WHERE customer = ?1 AND {OF_OTHERS}
             ORDER BY day DESC, occurred_at DESC, touch DESC LIMIT ?2"
        );
        self.db.all(&sql, (customer, limit), READING)
    }

    /// Counts what other reps logged on a customer.
    pub fn count_team_logs_of(&self, customer: CustomerId) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM sync_team_touch WHERE customer = ?1 AND {OF_OTHERS}");
        self.db.one(&sql, [customer], READING)
    }

    /// Returns the log of another rep with an id, where the team has one.
    pub fn team_log(&self, touch: TouchId) -> Result<Option<TeamLog>> {
        let sql = format!("SELECT {TEAM_LOG} FROM sync_team_touch WHERE touch = ?1 AND {OF_OTHERS}");
        self.db.optional(&sql, [touch], READING)
    }

    /// Has the words of a log go to the team, or no longer.
    pub fn tell_words_of(&self, touch: TouchId) -> Result<()> {
        self.db.run("INSERT OR IGNORE INTO sync_told (touch) VALUES (?1)", [touch], WRITING).map(drop)
    }
}
