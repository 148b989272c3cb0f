//! Ideas and needs in the book: this week's, older and later ones, and customers for whom an idea might be good.

use chrono::NaiveDate;
use rusqlite::params_from_iter;

use super::query::Query;
use super::remarks::{EARLIEST_DUE, Quoted, select_quoted};
use super::rows::row;
use super::search::CUSTOMERS_FROM;
use super::values::json_ids;
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

/// What matching needs to know of a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    pub id: CustomerId,
    pub facts: Option<String>,
    /// As written.
    pub peak: Option<String>,
    /// Neither a past buyer nor archived, nor marked as not to be called.
    pub may_be_called: bool,
}

/// The rows of the index that have a word.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WithWord {
    /// Of customers' records.
    pub records: Vec<i64>,
    /// Of logs and remarks.
    pub said: Vec<i64>,
}

row! {
    const MATCHED: Matched = "customer" {
        id, facts, peak, may_be_called: "(customer.standing = 'active' AND customer.archived_at IS NULL AND NOT customer.do_not_call)"
    }
}

const LOADING: &str = "load the ideas";
const LOOKING_FOR_WORD: &str = "look for a word";
const LOOKING_AT_PEAKS: &str = "look at the peak days";

impl Book {
    /// Returns at most `limit` ideas and needs.
    pub fn ideas(&self, which: Ideas, limit: usize) -> Result<Vec<Quoted>> {
        let (condition, order, values) = match which {
            Ideas::DueFrom(first, last) => {
                ("state = 'open' AND due_on BETWEEN ? AND ?", EARLIEST_DUE, vec![first, last])
            }
            Ideas::DueBefore(day) => {
                ("state = 'open' AND due_on < ?", "due_on DESC, said_at DESC, touch DESC, position DESC", vec![day])
            }
            Ideas::DueAfter(day) => ("state = 'open' AND due_on > ?", EARLIEST_DUE, vec![day]),
            Ideas::Ended => ("state IN ('done', 'dropped')", "said_at DESC, touch DESC, position DESC", Vec::new()),
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
        let sql = select_quoted(
            "remark.state = 'done' AND remark.ended_at BETWEEN ?1 AND ?2
             ORDER BY remark.ended_at, remark.touch, remark.position",
        );
        self.db.all(&sql, (from, upto), LOADING)
    }

    /// Returns people whom customers pointed to since a day, newest first.
    pub fn referrals(&self, since: NaiveDate, limit: usize) -> Result<Vec<Quoted>> {
        let sql = select_quoted(
            "remark.kind = 'referral' AND said_on >= ?1
             ORDER BY remark.said_at DESC, remark.touch DESC, remark.position DESC LIMIT ?2",
        );
        self.db.all(&sql, (since, limit), "load the referrals")
    }

    /// Returns the names of the customers whom a customer has referred.
    pub fn referred_by(&self, customer: CustomerId) -> Result<Vec<String>> {
        self.db.all("SELECT name FROM customer WHERE referred_by = ?1", [customer], "look for whom they brought")
    }

    /// Finds the rows of the index that have a word: at most `limit` of records, by name, and as many of what was said, the
    /// latest. None where `common` rows have it, or more.
    pub fn rows_with_word(&self, word: &str, limit: usize, common: usize) -> Result<Option<WithWord>> {
        let sql = "SELECT rowid FROM search WHERE search MATCH ?1 LIMIT ?2";
        let mut rows: Vec<i64> = self.db.all(sql, (format!("\"{word}\""), common), LOOKING_FOR_WORD)?;
        if rows.len() >= common {
            return Ok(None);
        }
        rows.sort_unstable();
        let (said, records) = rows.split_at(rows.partition_point(|row| *row < CUSTOMERS_FROM));
        Ok(Some(WithWord {
            records: records.iter().take(limit).copied().collect(),
            said: said.iter().rev().take(limit).copied().collect(),
        }))
    }

    /// Returns the customer of each of some rows of the index, as far as there is one, in any order.
    pub fn customers_of_rows(&self, rows: &[i64]) -> Result<Vec<(i64, CustomerId)>> {
        let found: Vec<(i64, Option<CustomerId>)> = self.db.all(
            "SELECT id, CASE kind WHEN 'customer' THEN ref WHEN 'touch' THEN (SELECT customer FROM touch WHERE id = ref)
                              ELSE (SELECT customer FROM remark WHERE id = ref) END
             FROM search_text WHERE id IN (SELECT value FROM json_each(?1))",
            [json_ids(rows)],
            LOOKING_FOR_WORD,
        )?;
        Ok(found.into_iter().filter_map(|(row, customer)| Some((row, customer?))).collect())
    }

    /// Returns what matching needs to know of customers, in any order.
    pub fn matched(&self, ids: &[CustomerId]) -> Result<Vec<Matched>> {
        let sql = format!("SELECT {MATCHED} FROM customer WHERE id IN (SELECT value FROM json_each(?1))");
        self.db.all(&sql, [json_ids(ids)], LOOKING_FOR_WORD)
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
