//! Touches in the book. Each customer's row repeats the days of their last conversation and last touch, which change here.
//! A touch is one of everybody who was there.

use chrono::{DateTime, FixedOffset, NaiveDate, Timelike, Utc};
use rusqlite::{Connection, named_params};

use super::query::Query;
use super::rows::TOUCH;
use super::search::HitKind;
use super::team::OF_OTHERS;
use super::values::{Millis, json_ids};
use super::{Book, Change};
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::rotation::PastCall;
use crate::domain::touch::{Outcome, Touch, TouchKind};
use crate::error::{Error, Missing, Result};

/// Touches in which the customer was talked to.
const TALKED: &str = "(outcome = 'reached' OR kind = 'visit')";
/// Touches that arrived.
const ARRIVED: &str = "outcome IS NOT 'no-answer'";

/// Says that a touch is one of a customer (?1), their own or one at which they were too.
pub(super) const THEIRS: &str = "(customer = ?1 OR id IN (SELECT touch FROM touch_with WHERE customer = ?1))";

/// Writes the query for the latest touches of a customer (?1) that meet a condition, newest first. Their own come by the
/// index, the few that they were at besides somebody else are ordered with those.
pub(super) fn latest_of(columns: &str, which: &str, limit: &str) -> String {
    format!(
        "SELECT {columns} FROM touch WHERE id IN (
           SELECT id FROM (SELECT id FROM touch WHERE customer = ?1 AND {which}
                           ORDER BY occurred_at DESC, id DESC LIMIT {limit})
           UNION ALL SELECT touch FROM touch_with WHERE customer = ?1) AND {which}
         ORDER BY occurred_at DESC, id DESC LIMIT {limit}"
    )
}

const LOOKING: &str = "look at the touches";
const WRITING: &str = "write the touch";

/// Returns what a touch says, where one has the id.
pub(super) fn text_of_touch(db: &Connection, id: TouchId, act: &str) -> Result<Option<String>> {
    db.optional("SELECT text FROM touch WHERE id = ?1", [id], act)
}

impl Book {
    /// Returns the touches of some customers, each with the setback that it answered, if it did.
    pub fn touches_of_all(&self, customers: &[CustomerId]) -> Result<Vec<(i64, Option<i64>)>> {
        self.db.all(
            "SELECT id, setback FROM touch WHERE customer IN (SELECT value FROM json_each(?1))",
            [json_ids(customers)],
            "load the touches",
        )
    }

    /// Returns a touch; where none has the id, an error that says so.
    pub fn touch(&self, id: TouchId) -> Result<Touch> {
        self.find_touch(id)?.ok_or_else(|| Error::missing(Missing::Touch, id))
    }

    /// Returns a touch, where one has the id.
    pub fn find_touch(&self, id: TouchId) -> Result<Option<Touch>> {
        self.db.find(id, "load the touch")
    }

    /// Returns the imported calls with a customer at an instant.
    pub fn imported_calls_at(&self, customer: CustomerId, at: DateTime<FixedOffset>) -> Result<Vec<Touch>> {
        let sql = format!(
            "SELECT {TOUCH} FROM touch WHERE customer = ?1 AND occurred_at = ?2 AND kind = 'call' AND imported ORDER BY id"
        );
        self.db.all(&sql, (customer, Millis(at)), "look for the call")
    }

    /// Returns the touches that a customer was at, newest first.
    pub fn touches_of(&self, customer: CustomerId, limit: usize) -> Result<Vec<Touch>> {
        self.db.all(&latest_of(TOUCH, "1", "?2"), (customer, limit), "load the touches")
    }

    /// Counts the touches that a customer was at.
    pub fn count_touches_of(&self, customer: CustomerId) -> Result<usize> {
        let sql = "SELECT (SELECT count(*) FROM touch WHERE customer = ?1)
                     + (SELECT count(*) FROM touch_with WHERE customer = ?1)";
        self.db.one(sql, [customer], "count the touches")
    }

    /// Whether the book holds one touch and no more.
    pub fn has_one_touch(&self) -> Result<bool> {
        let sql = "SELECT count(*) = 1 FROM (SELECT 1 FROM touch LIMIT 2)";
        self.db.one(sql, [], "look for the first touch")
    }

    /// Returns a customer's last conversation, where there was one.
    pub fn last_conversation(&self, customer: CustomerId) -> Result<Option<Touch>> {
        self.db.optional(&latest_of(TOUCH, TALKED, "1"), [customer], "load the last conversation")
    }

    /// Returns the instant of a customer's last conversation from one day to another, which no longer counts; None counts to
    /// the end.
    pub(super) fn last_conversation_in(
        &self,
        customer: CustomerId,
        from: NaiveDate,
        until: Option<NaiveDate>,
    ) -> Result<Option<DateTime<Utc>>> {
        let within = format!("{TALKED} AND day >= ?2 AND (?3 IS NULL OR day < ?3)");
        let at: Option<i64> =
            self.db.optional(&latest_of("occurred_at", &within, "1"), (customer, from, until), LOOKING)?;
        Ok(at.and_then(DateTime::from_timestamp_millis))
    }

    /// Returns how a customer's latest calls went, newest first.
    pub fn past_calls(&self, customer: CustomerId, limit: usize) -> Result<Vec<PastCall>> {
        let sql = latest_of(TOUCH, "kind = 'call'", "?2");
        let calls: Vec<Touch> = self.db.all(&sql, (customer, limit), "load the latest calls")?;
        Ok(calls.iter().map(|t| PastCall { hour: t.at.hour(), reached: t.outcome == Some(Outcome::Reached) }).collect())
    }

    /// Returns the day of the last reached call with occasion lift.
    pub fn last_lift_call(&self, customer: CustomerId) -> Result<Option<NaiveDate>> {
        let sql = latest_of("day", "occasion = 'lift' AND outcome = 'reached'", "1");
        self.db.optional(&sql, [customer], LOOKING)
    }

    /// Returns the latest day on which a customer praised.
    pub fn last_praise(&self, customer: CustomerId) -> Result<Option<NaiveDate>> {
        self.db.optional(
            "SELECT said_on FROM remark WHERE customer = ?1 AND kind = 'praise' ORDER BY said_at DESC, touch DESC, position DESC LIMIT 1",
            [customer],
            LOOKING,
        )
    }

    /// Returns the days of a customer's last conversation and last touch that arrived, and the kind of that touch: the
    /// latest by day, whenever it was logged.
    pub(super) fn last_touches(
        &self,
        customer: CustomerId,
    ) -> Result<(Option<NaiveDate>, Option<NaiveDate>, Option<TouchKind>)> {
        // A conversation arrived, too: where nothing did, as with somebody new, nothing more is asked.
        let arrived = self.last_day_where(customer, ARRIVED)?;
        let talked = if arrived.is_some() { self.last_day_where(customer, TALKED)? } else { None };
        Ok((talked.map(|(day, _)| day), arrived.map(|(day, _)| day), arrived.map(|(_, kind)| kind)))
    }

    /// Returns the latest day of a customer's touches that meet a condition, and the kind of that touch. With different
    /// offsets an earlier instant may fall on a later day, so the latest few by instant are compared by day.
    fn last_day_where(&self, customer: CustomerId, which: &str) -> Result<Option<(NaiveDate, TouchKind)>> {
        let latest = latest_of("day, kind, occurred_at", which, "8");
        // What other reps of the team logged counts like one's own.
        let sql = format!(
            "SELECT day, kind FROM (SELECT * FROM ({latest}) UNION ALL
               SELECT * FROM (SELECT day, kind, occurred_at FROM sync_team_touch
                 WHERE customer = ?1 AND {OF_OTHERS} AND {which} ORDER BY day DESC, occurred_at DESC LIMIT 1))
             ORDER BY day DESC, occurred_at DESC LIMIT 1"
        );
        self.db.optional(&sql, [customer], LOOKING)
    }

    /// Returns which slots brought no call, the first at the top: on whose call day no pick was called, and in which nobody
    /// was talked to. A slot is its call day and its last day. One statement looks at all of them.
    pub fn without_call(&self, slots: &[(NaiveDate, NaiveDate)], most: usize) -> Result<Vec<usize>> {
        let days: Vec<_> = slots.iter().map(|(day, last)| [day.to_string(), last.to_string()]).collect();
        let sql = "SELECT slot.key FROM json_each(?1) AS slot
             WHERE NOT EXISTS (SELECT 1 FROM pick WHERE call_day = slot.value ->> 0 AND state = 'called')
               AND NOT EXISTS (SELECT 1 FROM talked_on WHERE day BETWEEN slot.value ->> 0 AND slot.value ->> 1)
             ORDER BY slot.key LIMIT ?2";
        self.db.all(sql, (serde_json::json!(days).to_string(), most), LOOKING)
    }
}

impl Change<'_> {
    /// Makes an id for a new touch.
    pub fn new_touch_id(&self) -> TouchId {
        TouchId(self.new_id(&self.clock))
    }

    /// Adds a touch with one customer, derives its remarks, and brings the customer up to date.
    pub fn add_touch(&self, touch: &Touch) -> Result<()> {
        self.add_touch_with(touch, &[])
    }

    /// Adds a touch, also one of several people: derives its remarks, and brings everybody up to date.
    pub fn add_touch_with(&self, touch: &Touch, with: &[CustomerId]) -> Result<()> {
        self.db.insert(touch, self.now_ms(), WRITING)?;
        self.write_companions(touch, with)?;
        // The log before its remarks, whose ids are greater: in the order of the index.
        self.index_touch(touch)?;
        self.derive_remarks(touch, &touch.text)?;
        self.refresh_all(touch, with)
    }

    /// Writes a touch over the one with the same id, and derives its remarks again; says whether anything differed.
    pub fn update_touch(&self, touch: &Touch) -> Result<bool> {
        self.update_touch_with(touch, None)
    }

    /// Writes a touch over the one with the same id, and who was there; None leaves that as it is. Derives its remarks
    /// again; says whether anything differed.
    pub fn update_touch_with(&self, touch: &Touch, with: Option<&[CustomerId]>) -> Result<bool> {
        let before = self.touch(touch.id)?;
        let were_there = self.companion_ids(touch.id)?;
        let others = match with {
            Some(with) => self.write_companions(touch, with)?,
            None => false,
        };
        if before == *touch && !others {
            return Ok(false);
        }
        if before != *touch {
            self.db.update(touch, self.now_ms(), WRITING)?;
        }
        self.derive_remarks(touch, &before.text)?;
        self.index_touch(touch)?;
        self.refresh_all(touch, &were_there)?;
        Ok(true)
    }

    /// Removes a touch with its remarks.
    pub fn delete_touch(&self, touch: &Touch) -> Result<()> {
        let were_there = self.companion_ids(touch.id)?;
        self.forget_remarks_of(touch.id)?;
        self.unindex(touch.id.0, HitKind::Touch)?;
        self.unanswer_setbacks(touch.id)?;
        self.write_companions(touch, &[])?;
        self.db.run("DELETE FROM touch WHERE id = ?1", [touch.id], "remove the touch")?;
        self.refresh_all(touch, &were_there)
    }

    /// Brings everybody up to date who is at a touch, or was.
    fn refresh_all(&self, touch: &Touch, were_there: &[CustomerId]) -> Result<()> {
        let mut all = self.companion_ids(touch.id)?;
        all.push(touch.customer);
        all.extend(were_there);
        all.sort_unstable();
        all.dedup();
        all.into_iter().try_for_each(|customer| self.refresh_derived(customer))
    }

    /// Writes a customer's last conversation and last touch that arrived: the latest by day, whenever it was logged.
    pub fn refresh_derived(&self, customer: CustomerId) -> Result<()> {
        let (talked, arrived, kind) = self.last_touches(customer)?;
        self.db.run(
            "UPDATE customer SET last_talked = :talked, last_touch = :day, last_touch_kind = :kind
             WHERE id = :id AND (last_talked IS NOT :talked OR last_touch IS NOT :day OR last_touch_kind IS NOT :kind)",
            named_params! {
                ":talked": talked,
                ":day": arrived,
                ":kind": kind,
                ":id": customer,
            },
            "bring the customer up to date",
        )?;
        Ok(())
    }
}
