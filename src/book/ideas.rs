//! Ideas and needs in the book: this week's, older and later ones, and customers for whom an idea might be good.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use super::remarks::{QUOTED_FROM, Quoted, quoted};
use super::rows::REMARK;
use super::search::{CUSTOMERS_FROM, HitKind};
use super::{Book, Change, Doing};
use crate::domain::choice::Choice;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::RemarkState;
use crate::error::Result;

/// Which ideas and needs are asked for.
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

impl Book {
    /// At most `limit` ideas and needs.
    pub fn ideas(&self, which: Ideas, limit: usize) -> Result<Vec<Quoted>> {
        let (condition, order, values) = match which {
            Ideas::DueFrom(first, last) => {
                ("state = 'open' AND due_on BETWEEN ? AND ?", "due_on, said_at", vec![first, last])
            }
            Ideas::DueBefore(day) => ("state = 'open' AND due_on < ?", "due_on DESC, said_at DESC", vec![day]),
            Ideas::DueAfter(day) => ("state = 'open' AND due_on > ?", "due_on, said_at", vec![day]),
            Ideas::Ended => ("state IN ('done', 'dropped')", "remark.said_at DESC, remark.id DESC", Vec::new()),
        };
        let sql = format!("SELECT {REMARK}, {QUOTED_FROM} WHERE remark.{condition} ORDER BY {order} LIMIT {limit}");
        let found = self
            .db
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_map(params_from_iter(values.iter().map(NaiveDate::to_string)), quoted)?.collect())
            .doing("load the ideas")?;
        self.with_joined_names(found)
    }

    /// A customer's open ideas and needs, newest first.
    pub fn open_ideas_of(&self, customer: CustomerId, limit: usize) -> Result<Vec<Quoted>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {REMARK}, {QUOTED_FROM} WHERE remark.customer = ?1 AND state = 'open'
                 ORDER BY remark.said_at DESC, position LIMIT ?2"
            ))
            .and_then(|mut s| s.query_map((customer.0, limit), quoted)?.collect())
            .doing("load the ideas")
    }

    /// The ideas and needs that were done from one instant to another, in milliseconds since 1970.
    pub fn ideas_done(&self, from: i64, upto: i64) -> Result<Vec<Quoted>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {REMARK}, {QUOTED_FROM} WHERE remark.state = 'done' AND remark.ended_at BETWEEN ?1 AND ?2
                 ORDER BY remark.ended_at"
            ))
            .and_then(|mut s| s.query_map((from, upto), quoted)?.collect())
            .doing("load the ideas")
    }

    /// People whom customers pointed to since a day, newest first.
    pub fn referrals(&self, since: NaiveDate, limit: usize) -> Result<Vec<Quoted>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {REMARK}, {QUOTED_FROM} WHERE remark.kind = 'referral' AND said_on >= ?1
                 ORDER BY remark.said_at DESC, remark.id DESC LIMIT ?2"
            ))
            .and_then(|mut s| s.query_map((since.to_string(), limit), quoted)?.collect())
            .doing("load the referrals")
    }

    /// The names of the customers whom a customer has brought.
    pub fn referred_by(&self, customer: CustomerId) -> Result<Vec<String>> {
        self.db
            .prepare_cached("SELECT name FROM customer WHERE referred_by = ?1")
            .and_then(|mut s| s.query_map([customer.0], |row| row.get(0))?.collect())
            .doing("look for whom they brought")
    }

    /// How many rows of the index hold a word.
    pub fn count_with_word(&self, word: &str, most: usize) -> Result<usize> {
        self.db
            .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ?1 LIMIT ?2)")
            .and_then(|mut s| s.query_row((format!("\"{word}\""), most), |row| row.get(0)))
            .doing("look for a word")
    }

    /// The customers of whom a word is known or who said it, at most `limit` of each, newest said first.
    pub fn customers_with_word(&self, word: &str, limit: usize) -> Result<Vec<CustomerId>> {
        let mut found = Vec::new();
        for (range, order) in [(">=", "ASC"), ("<", "DESC")] {
            let sql = format!(
                "SELECT kind, ref FROM search JOIN search_text ON search_text.id = search.rowid
                 WHERE search MATCH ?1 AND search.rowid {range} {CUSTOMERS_FROM} ORDER BY search.rowid {order} LIMIT ?2"
            );
            let rows: Vec<(String, i64)> = self
                .db
                .prepare_cached(&sql)
                .and_then(|mut s| {
                    s.query_map((format!("\"{word}\""), limit), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
                })
                .doing("look for a word")?;
            for (kind, of) in rows {
                let customer = match HitKind::parse(&kind).unwrap_or(HitKind::Remark) {
                    HitKind::Customer => Some(of),
                    HitKind::Touch => self.customer_of("SELECT customer FROM touch WHERE id = ?1", of)?,
                    HitKind::Remark => self.customer_of("SELECT customer FROM remark WHERE id = ?1", of)?,
                };
                found.extend(customer.map(CustomerId));
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn customer_of(&self, sql: &str, id: i64) -> Result<Option<i64>> {
        self.db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([id], |row| row.get(0)).optional())
            .doing("look for the customer")
    }

    /// The peak days of the accounts, each spelling once.
    pub fn peak_spellings(&self) -> Result<Vec<String>> {
        self.db
            .prepare_cached(
                "SELECT DISTINCT peak FROM customer WHERE peak IS NOT NULL AND standing = 'active' AND archived_at IS NULL",
            )
            .and_then(|mut s| s.query_map([], |row| row.get(0))?.collect())
            .doing("look at the peak days")
    }

    /// Accounts with peak days in one of some spellings, by name.
    pub fn accounts_with_peak(&self, spellings: &[String], limit: usize) -> Result<Vec<CustomerId>> {
        let mut found = Vec::new();
        for peak in spellings {
            let more: Vec<CustomerId> = self
                .db
                .prepare_cached(
                    "SELECT id FROM customer WHERE peak = ?1 AND standing = 'active' AND archived_at IS NULL
                     ORDER BY name LIMIT ?2",
                )
                .and_then(|mut s| s.query_map((peak, limit), |row: &Row<'_>| row.get(0).map(CustomerId))?.collect())
                .doing("look at the peak days")?;
            found.extend(more);
        }
        Ok(found)
    }
}

impl Change<'_> {
    /// Carries an open idea or need to another day. Says whether that changed anything.
    pub fn carry_idea(&self, id: RemarkId, due_on: NaiveDate) -> Result<bool> {
        let changed = self
            .db
            .prepare_cached(
                "UPDATE remark SET due_on = ?2, updated_at = ?3 WHERE id = ?1 AND state = 'open' AND due_on IS NOT ?2",
            )
            .and_then(|mut s| s.execute((id.0, due_on.to_string(), self.now_ms())))
            .doing("carry the idea on")?;
        Ok(changed > 0)
    }

    /// Opens an idea or need again, due on a day.
    pub fn reopen_idea(&self, id: RemarkId, due_on: NaiveDate) -> Result<bool> {
        let reopened = self.set_remark_state(id, RemarkState::Open)?;
        Ok(self.carry_idea(id, due_on)? || reopened)
    }
}
