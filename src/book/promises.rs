//! Promises in the book: those that are due, later ones, those made to a customer, and what became of them.

use chrono::NaiveDate;
use rusqlite::params_from_iter;

use super::Book;
use super::query::Query;
use super::remarks::{EARLIEST_DUE, Quoted, select_quoted};
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// Selects promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promises {
    /// Open and due on a day or before it, the oldest first.
    DueUpTo(NaiveDate),
    /// Open and due after a day, the earliest first.
    DueAfter(NaiveDate),
    /// Kept or dropped, the latest first.
    Ended,
}

const LOADING: &str = "load the promises";

impl Book {
    /// Returns at most `limit` promises.
    pub fn promises(&self, which: Promises, limit: usize) -> Result<Vec<Quoted>> {
        let (condition, order, day) = match which {
            Promises::DueUpTo(day) => ("state = 'open' AND due_on <= ?", EARLIEST_DUE, Some(day)),
            Promises::DueAfter(day) => ("state = 'open' AND due_on > ?", EARLIEST_DUE, Some(day)),
            Promises::Ended => ("ended_at IS NOT NULL", "ended_at DESC, touch DESC, position DESC", None),
        };
        let sql =
            select_quoted(&format!("remark.kind = 'promise' AND remark.{condition} ORDER BY {order} LIMIT {limit}"));
        self.db.all(&sql, params_from_iter(day), LOADING)
    }

    /// Returns what is still owed to a customer, the earliest due first, also what is not due yet.
    pub fn promises_to(&self, customer: CustomerId, limit: usize) -> Result<Vec<Quoted>> {
        let sql = select_quoted(&format!(
            "remark.customer = ?1 AND remark.kind = 'promise' AND state = 'open' ORDER BY {EARLIEST_DUE} LIMIT ?2"
        ));
        self.db.all(&sql, (customer, limit), LOADING)
    }

    /// Counts the promises that are due on a day or before it.
    pub fn count_promises_due(&self, day: NaiveDate) -> Result<usize> {
        let sql = "SELECT count(*) FROM remark WHERE kind = 'promise' AND state = 'open' AND due_on <= ?1";
        self.db.one(sql, [day], "count the promises")
    }

    /// Counts the promises made from one instant to another, in milliseconds since 1970.
    pub fn count_promises_made(&self, from: i64, upto: i64) -> Result<usize> {
        let sql = "SELECT count(*) FROM remark WHERE kind = 'promise' AND said_at BETWEEN ?1 AND ?2";
        self.db.one(sql, (from, upto), "count the promises")
    }

    /// Returns the promises that were kept from one instant to another, in milliseconds since 1970.
    pub fn promises_kept(&self, from: i64, upto: i64) -> Result<Vec<Quoted>> {
        let sql = select_quoted(
            "remark.kind = 'promise' AND remark.state = 'kept' AND remark.ended_at BETWEEN ?1 AND ?2
             ORDER BY remark.ended_at, remark.touch, remark.position",
        );
        self.db.all(&sql, (from, upto), LOADING)
    }
}
