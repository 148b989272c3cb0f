//! Ideas and needs in the book: this week's, older and later ones, and customers for whom an idea might be good.

use chrono::NaiveDate;
use rusqlite::params_from_iter;

use super::query::Query;
use super::remarks::{Quoted, select_quoted};
use super::search::{CUSTOMERS_FROM, HitKind};
use super::{Book, Change};
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::RemarkState;
use crate::error::Result;

/// Selects ideas and needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ideas {
    /// Open and due from the first day to the last, the earliest due first.
    DueFrom(NaiveDate, NaiveDate),
    /// Open and due before a day, the latest due first.
    DueBefore(NaiveDate),
    /// Open and due after a day, the earliest due first.
    DueAfter(NaiveDate),
    /// Done or dropped, the newest said first.
    Ended,
}

const LOADING: &str = "load the ideas";
const LOOKING_AT_PEAKS: &str = "look at the peak days";

impl Book {
    /// Returns at most `limit` ideas and needs.
    pub fn ideas(&self, which: Ideas, limit: usize) -> Result<Vec<Quoted>> {
        let (condition, order, values) = match which {
            Ideas::DueFrom(first, last) => {
                ("state = 'open' AND due_on BETWEEN ? AND ?", "due_on, said_at", vec![first, last])
            }
            Ideas::DueBefore(day) => ("state = 'open' AND due_on < ?", "due_on DESC, said_at DESC", vec![day]),
            Ideas::DueAfter(day) => ("state = 'open' AND due_on > ?", "due_on, said_at", vec![day]),
            Ideas::Ended => ("state IN ('done', 'dropped')", "remark.said_at DESC, remark.id DESC", Vec::new()),
        };
        let sql =
            select_quoted(&format!("remark.kind <> 'promise' AND remark.{condition} ORDER BY {order} LIMIT {limit}"));
        let found = self.db.all(&sql, params_from_iter(values), LOADING)?;
        self.with_joined_names(found)
    }

    /// Returns a customer's open ideas and needs, newest first.
    pub fn open_ideas_of(&self, customer: CustomerId, limit: usize) -> Result<Vec<Quoted>> {
        let sql = select_quoted(
            "remark.customer = ?1 AND state = 'open' AND kind <> 'promise'
             ORDER BY remark.said_at DESC, position LIMIT ?2",
        );
        self.db.all(&sql, (customer, limit), LOADING)
    }

    /// Returns the ideas and needs that were done from one instant to another, in milliseconds since 1970.
    pub fn ideas_done(&self, from: i64, upto: i64) -> Result<Vec<Quoted>> {
        let sql = select_quoted("remark.state = 'done' AND remark.ended_at BETWEEN ?1 AND ?2 ORDER BY remark.ended_at");
        self.db.all(&sql, (from, upto), LOADING)
    }

    /// Returns people whom customers pointed to since a day, newest first.
    pub fn referrals(&self, since: NaiveDate, limit: usize) -> Result<Vec<Quoted>> {
        let sql = select_quoted(
            "remark.kind = 'referral' AND said_on >= ?1
             ORDER BY remark.said_at DESC, remark.id DESC LIMIT ?2",
        );
        self.db.all(&sql, (since, limit), "load the referrals")
    }

    /// Returns the names of the customers whom a customer has referred.
    pub fn referred_by(&self, customer: CustomerId) -> Result<Vec<String>> {
        self.db.all("SELECT name FROM customer WHERE referred_by = ?1", [customer], "look for whom they brought")
    }

    /// Counts the rows of the index that have a word, up to `most`.
    pub fn count_with_word(&self, word: &str, most: usize) -> Result<usize> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT ?2)";
        self.db.one(sql, (format!("\"{word}\""), most), "look for a word")
    }

    /// Finds the customers whose record or words have a word: at most `limit` of each, the latest words first.
    pub fn customers_with_word(&self, word: &str, limit: usize) -> Result<Vec<CustomerId>> {
        let mut found = Vec::new();
        for (range, order) in [(">=", "ASC"), ("<", "DESC")] {
            let sql = format!(
                "SELECT kind, ref FROM search JOIN search_text ON search_text.id = search.rowid
                 WHERE search MATCH ?1 AND search.rowid {range} {CUSTOMERS_FROM} ORDER BY search.rowid {order} LIMIT ?2"
            );
            let hits: Vec<(HitKind, i64)> = self.db.all(&sql, (format!("\"{word}\""), limit), "look for a word")?;
            for (kind, of) in hits {
                let customer = match kind {
                    HitKind::Customer => Some(CustomerId(of)),
                    HitKind::Touch => self.customer_of("SELECT customer FROM touch WHERE id = ?1", of)?,
                    HitKind::Remark => self.customer_of("SELECT customer FROM remark WHERE id = ?1", of)?,
                };
                found.extend(customer);
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn customer_of(&self, sql: &str, id: i64) -> Result<Option<CustomerId>> {
        self.db.optional(sql, [id], "look for whose it is")
    }

    /// Returns the peak days of the accounts, each spelling once.
    pub fn peak_spellings(&self) -> Result<Vec<String>> {
        self.db.all(
            "SELECT DISTINCT peak FROM customer WHERE peak IS NOT NULL AND standing = 'active' AND archived_at IS NULL",
            [],
            LOOKING_AT_PEAKS,
        )
    }

    /// Returns the accounts with peak days in one of some spellings, by name; at most `limit` of each.
    pub fn accounts_with_peak(&self, spellings: &[String], limit: usize) -> Result<Vec<CustomerId>> {
        let mut found = Vec::new();
        for peak in spellings {
            let more: Vec<CustomerId> = self.db.all(
                "SELECT id FROM customer WHERE peak = ?1 AND standing = 'active' AND archived_at IS NULL
                 ORDER BY name LIMIT ?2",
                (peak, limit),
                LOOKING_AT_PEAKS,
            )?;
            found.extend(more);
        }
        Ok(found)
    }
}

impl Change<'_> {
    /// Moves an open idea, need or promise to another day; says whether that changed anything.
    pub fn move_due_day(&self, id: RemarkId, due_on: NaiveDate) -> Result<bool> {
        let changed = self.db.run(
            "UPDATE remark SET due_on = ?2, updated_at = ?3 WHERE id = ?1 AND state = 'open' AND due_on IS NOT ?2",
            (id, due_on, self.now_ms()),
            "move it to another day",
        )?;
        Ok(changed > 0)
    }

    /// Opens an idea, a need or a promise again, due on a day; says whether that changed anything.
    pub fn reopen(&self, id: RemarkId, due_on: NaiveDate) -> Result<bool> {
        let reopened = self.set_remark_state(id, RemarkState::Open)?;
        Ok(self.move_due_day(id, due_on)? || reopened)
    }
}
