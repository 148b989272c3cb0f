//! Past buyers in the book: who waits since when, how they were kept in touch with, and when they left or came back.

use chrono::NaiveDate;
use rusqlite::{Row, named_params};

use super::rows::{self, Columns, TOUCH};
use super::{Book, Change, Doing};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, LeftBecause, Standing};
use crate::domain::ids::CustomerId;
use crate::domain::touch::{Touch, TouchKind};
use crate::error::Result;

/// Past buyers who share what decides whether they are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastWait {
    /// Their own cadence, as written.
    pub cadence: Option<String>,
    pub left_because: Option<LeftBecause>,
    /// The last touch that arrived or the day they left; None where neither is known.
    pub since: Option<NaiveDate>,
    pub count: usize,
}

/// A time at which a customer left or came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingChange {
    pub customer: CustomerId,
    /// None where they left on a day that nobody knows.
    pub day: Option<NaiveDate>,
    pub standing: Standing,
    pub because: Option<LeftBecause>,
}

fn standing_change(row: &Row<'_>) -> rusqlite::Result<StandingChange> {
    let mut c = Columns::new(row);
    Ok(StandingChange {
        customer: CustomerId(c.take()?),
        day: c.optional_day()?,
        standing: c.choice()?,
        because: c.optional_choice()?,
    })
}

impl Book {
    /// Past buyers by what decides whether they are due: cadence, reason, the day since which they wait, how many.
    pub fn past_waits(&self) -> Result<Vec<PastWait>> {
        let wait = |row: &Row<'_>| {
            let mut c = Columns::new(row);
            let (cadence, because, since): (String, String, String) = (c.take()?, c.take()?, c.take()?);
            Ok(PastWait {
                cadence: Some(cadence).filter(|c| !c.is_empty()),
                left_because: LeftBecause::parse(&because),
                since: since.parse().ok(),
                count: c.take()?,
            })
        };
        self.db
            .prepare_cached("SELECT cadence, because, since, n FROM past_wait")
            .and_then(|mut s| s.query_map([], wait)?.collect())
            .doing("look through the past buyers")
    }

    /// How many past buyers have heard from us since a day.
    pub fn past_buyers_heard(&self, since: NaiveDate) -> Result<usize> {
        self.db
            .prepare_cached(
                "SELECT count(*) FROM customer WHERE standing = 'past' AND archived_at IS NULL AND last_touch >= ?1",
            )
            .and_then(|mut s| s.query_row([since.to_string()], |row| row.get(0)))
            .doing("count who heard from us")
    }

    /// The first `limit` past buyers of those who wait alike, by name: their folded names and ids.
    pub fn past_buyers_of(&self, wait: &PastWait, limit: usize) -> Result<Vec<(String, CustomerId)>> {
        self.db
            .prepare_cached(
                "SELECT sort_name, id FROM customer
                 WHERE standing = 'past' AND archived_at IS NULL AND cadence IS :cadence AND left_because IS :because
                   AND max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)) IS :since
                 ORDER BY sort_name, id LIMIT :limit",
            )
            .and_then(|mut s| {
                let values = named_params! {
                    ":cadence": wait.cadence,
                    ":because": wait.left_because.map(Choice::as_str),
                    ":since": wait.since.map(|d| d.to_string()),
                    ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
                };
                s.query_map(values, |row| Ok((row.get(0)?, CustomerId(row.get(1)?))))?.collect()
            })
            .doing("list the past buyers")
    }

    /// How a customer was last kept in touch with, by each way that arrived: its latest instant, in milliseconds since
    /// 1970.
    pub fn ways_used(&self, customer: CustomerId) -> Result<Vec<(TouchKind, i64)>> {
        let used: Vec<(String, i64)> = self
            .db
            .prepare_cached(
                "SELECT kind, max(occurred_at) FROM touch WHERE customer = ?1 AND outcome IS NOT 'no-answer' GROUP BY kind",
            )
            .and_then(|mut s| s.query_map([customer.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .doing("look at how they were kept in touch with")?;
        Ok(used.into_iter().filter_map(|(kind, at)| Some((TouchKind::parse(&kind)?, at))).collect())
    }

    /// The latest gifts to a customer, newest first.
    pub fn gifts_to(&self, customer: CustomerId, limit: usize) -> Result<Vec<Touch>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {TOUCH} FROM touch WHERE customer = ?1 AND kind = 'gift' ORDER BY occurred_at DESC LIMIT ?2"
            ))
            .and_then(|mut s| s.query_map((customer.0, limit), rows::touch)?.collect())
            .doing("look at the gifts")
    }

    /// The times at which a customer left and came back, oldest first.
    pub fn standing_history(&self, customer: CustomerId) -> Result<Vec<StandingChange>> {
        self.db
            .prepare_cached(
                "SELECT customer, day, standing, because FROM standing_change WHERE customer = ?1 ORDER BY id",
            )
            .and_then(|mut s| s.query_map([customer.0], standing_change)?.collect())
            .doing("look at when they left and came back")
    }

    /// Who was won back from one day to another, in that order.
    pub fn won_back(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<StandingChange>> {
        self.db
            .prepare_cached(
                "SELECT customer, day, standing, because FROM standing_change
                 WHERE standing = 'active' AND day BETWEEN ?1 AND ?2 ORDER BY day, id",
            )
            .and_then(|mut s| s.query_map((from.to_string(), upto.to_string()), standing_change)?.collect())
            .doing("look at who came back")
    }
}

impl Change<'_> {
    /// Corrects when and why a past buyer left, where that is kept.
    pub(super) fn correct_leaving(&self, customer: &Customer) -> Result<()> {
        self.db
            .prepare_cached(
                "UPDATE standing_change SET day = :day, because = :because, updated_at = :now
                 WHERE id = (SELECT id FROM standing_change WHERE customer = :customer ORDER BY id DESC LIMIT 1)
                   AND standing = 'past'",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":customer": customer.id.0,
                    ":day": customer.left_on.map(|d| d.to_string()),
                    ":because": customer.left_because.map(Choice::as_str),
                    ":now": self.now_ms(),
                })
            })
            .doing("correct when they left")?;
        Ok(())
    }

    /// Keeps that a customer left or came back. Where they come back and it was never kept that they left, that is kept
    /// first, as the customer still has it.
    pub(super) fn keep_standing(&self, before: &Customer, after: &Customer) -> Result<()> {
        let mut changes = Vec::new();
        match after.standing {
            Standing::Past => changes.push((after.left_on, Standing::Past, after.left_because)),
            Standing::Active => {
                let left = (before.left_on, before.left_because);
                let kept = self.standing_history(before.id)?.last().map(|c| (c.day, c.because));
                if kept != Some(left) {
                    changes.push((left.0, Standing::Past, left.1));
                }
                changes.push((Some(self.clock.today()), Standing::Active, None));
            }
        }
        for (day, standing, because) in changes {
            self.db
                .prepare_cached(
                    "INSERT INTO standing_change (id, customer, day, standing, because, updated_at)
                     VALUES (:id, :customer, :day, :standing, :because, :now)",
                )
                .and_then(|mut s| {
                    s.execute(named_params! {
                        ":id": self.new_id(&self.clock),
                        ":customer": after.id.0,
                        ":day": day.map(|d| d.to_string()),
                        ":standing": standing.as_str(),
                        ":because": because.map(Choice::as_str),
                        ":now": self.now_ms(),
                    })
                })
                .doing("keep when they left or came back")?;
        }
        Ok(())
    }
}
