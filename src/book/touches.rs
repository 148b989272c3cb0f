//! Touches in the book, with each customer's last conversation and last touch kept up beside the customer.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, named_params};

use super::rows::{self, TOUCH};
use super::{Book, Change, Doing};
use crate::domain::choice::Choice;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::rotation::PastCall;
use crate::domain::touch::{Outcome, Touch, TouchKind};
use crate::error::{Error, ErrorKind, Result};

/// Touches in which the customer was talked to.
const TALKED: &str = "(outcome = 'reached' OR kind = 'visit')";
/// Touches that arrived.
const ARRIVED: &str = "outcome IS NOT 'no-answer'";

impl Book {
    /// A touch; an error that says so where there is none.
    pub fn touch(&self, id: TouchId) -> Result<Touch> {
        self.db
            .prepare_cached(&format!("SELECT {TOUCH} FROM touch WHERE id = ?1"))
            .and_then(|mut s| s.query_row([id.0], rows::touch).optional())
            .doing("load the touch")?
            .ok_or_else(|| Error::new(ErrorKind::NoMatch, format!("there is no touch with the id {id}")))
    }

    /// A customer's touches, newest first.
    pub fn touches_of(&self, customer: CustomerId, limit: usize) -> Result<Vec<Touch>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {TOUCH} FROM touch WHERE customer = ?1 ORDER BY occurred_at DESC, id DESC LIMIT ?2"
            ))
            .and_then(|mut s| s.query_map((customer.0, limit), rows::touch)?.collect())
            .doing("load the touches")
    }

    /// How many touches a customer has.
    pub fn count_touches_of(&self, customer: CustomerId) -> Result<usize> {
        self.db
            .prepare_cached("SELECT count(*) FROM touch WHERE customer = ?1")
            .and_then(|mut s| s.query_row([customer.0], |row| row.get(0)))
            .doing("count the touches")
    }

    /// A customer's last conversation, where there was one.
    pub fn last_conversation(&self, customer: CustomerId) -> Result<Option<Touch>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {TOUCH} FROM touch WHERE customer = ?1 AND (outcome = 'reached' OR kind = 'visit')
                 ORDER BY occurred_at DESC, id DESC LIMIT 1"
            ))
            .and_then(|mut s| s.query_row([customer.0], rows::touch).optional())
            .doing("load the last conversation")
    }

    /// How a customer's latest calls went, newest first.
    pub fn past_calls(&self, customer: CustomerId, limit: usize) -> Result<Vec<PastCall>> {
        use chrono::Timelike;
        let calls = self
            .db
            .prepare_cached(&format!(
                "SELECT {TOUCH} FROM touch WHERE customer = ?1 AND kind = 'call' ORDER BY occurred_at DESC, id DESC LIMIT ?2"
            ))
            .and_then(|mut s| s.query_map((customer.0, limit), rows::touch)?.collect::<rusqlite::Result<Vec<_>>>())
            .doing("load the latest calls")?;
        Ok(calls.iter().map(|t| PastCall { hour: t.at.hour(), reached: t.outcome == Some(Outcome::Reached) }).collect())
    }

    /// The day of the last reached call with occasion lift.
    pub fn last_lift_call(&self, customer: CustomerId) -> Result<Option<NaiveDate>> {
        self.one_day(
            "SELECT day FROM touch WHERE customer = ?1 AND occasion = 'lift' AND outcome = 'reached'
             ORDER BY occurred_at DESC LIMIT 1",
            customer,
        )
    }

    /// The latest day on which a customer praised.
    pub fn last_praise(&self, customer: CustomerId) -> Result<Option<NaiveDate>> {
        self.one_day(
            "SELECT said_on FROM remark WHERE customer = ?1 AND kind = 'praise' ORDER BY said_at DESC, id DESC LIMIT 1",
            customer,
        )
    }

    fn one_day(&self, sql: &str, customer: CustomerId) -> Result<Option<NaiveDate>> {
        let day: Option<String> = self
            .db
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([customer.0], |row| row.get(0)).optional())
            .doing("look at the touches")?;
        Ok(day.and_then(|d| d.parse().ok()))
    }

    /// A customer's last conversation, last touch that arrived, and its kind: the latest by day, whenever it was logged.
    pub(super) fn last_touches(
        &self,
        customer: CustomerId,
    ) -> Result<(Option<NaiveDate>, Option<NaiveDate>, Option<TouchKind>)> {
        let talked = self.last_day_where(customer, TALKED)?;
        let arrived = self.last_day_where(customer, ARRIVED)?;
        let day = |last: &Option<(String, String)>| last.as_ref().and_then(|(day, _)| day.parse().ok());
        let kind = arrived.as_ref().and_then(|(_, kind)| TouchKind::parse(kind));
        Ok((day(&talked), day(&arrived), kind))
    }

    /// The latest day of a customer's touches of a sort, with its kind. Offsets may put an earlier instant on a later
    /// day, so the latest few by instant are compared by day.
    fn last_day_where(&self, customer: CustomerId, which: &str) -> Result<Option<(String, String)>> {
        let sql = format!(
            "SELECT day, kind FROM (SELECT day, kind, occurred_at FROM touch WHERE customer = ?1 AND {which}
               ORDER BY occurred_at DESC LIMIT 8) ORDER BY day DESC, occurred_at DESC LIMIT 1"
        );
        self.db
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([customer.0], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .doing("look at the touches")
    }

    /// Whether anybody was talked to from one day to another.
    pub fn talked_since(&self, from: NaiveDate, upto: NaiveDate) -> Result<bool> {
        self.db
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM touch
                   WHERE day BETWEEN ?1 AND ?2 AND (outcome = 'reached' OR kind = 'visit'))",
            )
            .and_then(|mut s| s.query_row((from.to_string(), upto.to_string()), |row| row.get(0)))
            .doing("look at the touches")
    }
}

impl Change<'_> {
    /// A new id for a touch.
    pub fn new_touch_id(&self) -> TouchId {
        TouchId(self.new_id(&self.clock))
    }

    /// Adds a touch, derives its remarks, and keeps up the customer.
    pub fn add_touch(&self, touch: &Touch) -> Result<()> {
        self.write_touch(
            touch,
            "INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, minutes, occasion, setback,
               mood_before, mood_after, imported, text, updated_at)
             VALUES (:id, :customer, :kind, :outcome, :at, :offset, :day, :minutes, :occasion, :setback,
               :before, :after, :imported, :text, :now)",
        )?;
        // The log before its remarks, whose ids are greater: in the order of the index.
        self.index_touch(touch)?;
        self.derive_remarks(touch)?;
        self.refresh_derived(touch.customer)
    }

    /// Writes a touch over the one with the same id, and derives its remarks again.
    pub fn update_touch(&self, touch: &Touch) -> Result<bool> {
        if self.touch(touch.id)? == *touch {
            return Ok(false);
        }
        self.write_touch(
            touch,
            "UPDATE touch SET customer = :customer, kind = :kind, outcome = :outcome, occurred_at = :at,
               utc_offset = :offset, day = :day, minutes = :minutes, occasion = :occasion, setback = :setback,
               mood_before = :before, mood_after = :after, imported = :imported, text = :text, updated_at = :now
             WHERE id = :id",
        )?;
        self.derive_remarks(touch)?;
        self.index_touch(touch)?;
        self.refresh_derived(touch.customer)?;
        Ok(true)
    }

    /// Removes a touch with its remarks.
    pub fn delete_touch(&self, touch: &Touch) -> Result<()> {
        self.forget_remarks_of(touch.id)?;
        self.unindex(touch.id.0, super::search::HitKind::Touch)?;
        self.unanswer_setbacks(touch.id)?;
        self.db
            .prepare_cached("DELETE FROM touch WHERE id = ?1")
            .and_then(|mut s| s.execute([touch.id.0]))
            .doing("remove the touch")?;
        self.refresh_derived(touch.customer)
    }

    fn write_touch(&self, touch: &Touch, sql: &str) -> Result<()> {
        self.db
            .prepare_cached(sql)
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":id": touch.id.0,
                    ":customer": touch.customer.0,
                    ":kind": touch.kind.as_str(),
                    ":outcome": touch.outcome.map(Choice::as_str),
                    ":at": touch.at.timestamp_millis(),
                    ":offset": touch.at.offset().local_minus_utc(),
                    ":day": touch.day().to_string(),
                    ":minutes": touch.minutes,
                    ":occasion": touch.occasion.as_str(),
                    ":setback": touch.setback.map(|s| s.0),
                    ":before": touch.mood_before,
                    ":after": touch.mood_after,
                    ":imported": touch.imported,
                    ":text": touch.text,
                    ":now": self.now_ms(),
                })
            })
            .doing("write the touch")?;
        Ok(())
    }

    /// Keeps up a customer's last conversation and last touch that arrived: the latest by day, whenever it was logged.
    pub fn refresh_derived(&self, customer: CustomerId) -> Result<()> {
        let (talked, day, kind) = self.last_touches(customer)?;
        self.db
            .prepare_cached(
                "UPDATE customer SET last_talked = :talked, last_touch = :day, last_touch_kind = :kind, updated_at = :now
                 WHERE id = :id AND (last_talked IS NOT :talked OR last_touch IS NOT :day OR last_touch_kind IS NOT :kind)",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":talked": talked.map(|d| d.to_string()), ":day": day.map(|d| d.to_string()),
                    ":kind": kind.map(Choice::as_str), ":now": self.now_ms(), ":id": customer.0,
                })
            })
            .doing("keep up the customer")?;
        Ok(())
    }
}
