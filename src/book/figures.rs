//! What trends are told from: days, moods and names, read through indexes alone.

use chrono::NaiveDate;
use rusqlite::{OptionalExtension, Row, named_params};

use super::past_buyers::PastWait;
use super::remarks::{QUOTED_FROM, Quoted, quoted};
use super::rows::{Columns, REMARK};
use super::{Book, Doing};
use crate::domain::choice::Choice;
use crate::domain::ids::CustomerId;
use crate::domain::setback::SetbackKind;
use crate::error::Result;

/// A day's conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkedDay {
    pub day: NaiveDate,
    /// Reached calls.
    pub calls: u32,
    pub visits: u32,
}

/// A conversation with the mood before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedRow {
    pub day: NaiveDate,
    pub customer: CustomerId,
    pub name: String,
    /// What the conversation answered.
    pub setback: Option<SetbackKind>,
    pub before: u8,
    pub after: u8,
}

impl Book {
    /// The days with conversations from one day to another, in their order.
    pub fn talked_days(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<TalkedDay>> {
        let talked = |row: &Row<'_>| {
            let mut c = Columns::new(row);
            Ok(TalkedDay { day: c.day()?, calls: c.take()?, visits: c.take()? })
        };
        self.db
            .prepare_cached(
                "SELECT day, sum(kind = 'call'), sum(kind = 'visit') FROM touch
                 WHERE (outcome = 'reached' OR kind = 'visit') AND day BETWEEN ?1 AND ?2 GROUP BY day",
            )
            .and_then(|mut s| s.query_map((from.to_string(), upto.to_string()), talked)?.collect())
            .doing("look at the days of the calls")
    }

    /// The days with conversations from one day to another, in their order, however many there were on each: a seek a
    /// day, so that it costs no more in a large book than in a small one.
    pub fn days_talked(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<NaiveDate>> {
        self.db
            .prepare_cached(
                "WITH RECURSIVE talked (day) AS (
                   SELECT min(day) FROM touch WHERE (outcome = 'reached' OR kind = 'visit') AND day >= ?1
                   UNION ALL
                   SELECT (SELECT min(day) FROM touch WHERE (outcome = 'reached' OR kind = 'visit') AND day > talked.day)
                   FROM talked WHERE talked.day <= ?2
                 ) SELECT day FROM talked WHERE day <= ?2",
            )
            .and_then(|mut s| {
                s.query_map((from.to_string(), upto.to_string()), |row| Columns::new(row).day())?.collect()
            })
            .doing("look at the days of the calls")
    }

    /// The first day of which the book knows anything: the first conversation or the first offer.
    pub fn began(&self) -> Result<Option<NaiveDate>> {
        let firsts = [
            "SELECT day FROM touch WHERE outcome = 'reached' OR kind = 'visit' ORDER BY day LIMIT 1",
            "SELECT call_day FROM pick ORDER BY call_day LIMIT 1",
        ];
        let mut days: Vec<NaiveDate> = Vec::new();
        for sql in firsts {
            let day: Option<String> = self
                .db
                .prepare_cached(sql)
                .and_then(|mut s| s.query_row([], |row| row.get(0)).optional())
                .doing("look for the first day")?;
            days.extend(day.and_then(|d| d.parse::<NaiveDate>().ok()));
        }
        Ok(days.into_iter().min())
    }

    /// The conversations from one day to another that have the mood before and after.
    pub fn rated_conversations(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<RatedRow>> {
        let rated = |row: &Row<'_>| {
            let mut c = Columns::new(row);
            Ok(RatedRow {
                day: c.day()?,
                customer: CustomerId(c.take()?),
                name: c.take()?,
                setback: c.optional_choice()?,
                before: c.take()?,
                after: c.take()?,
            })
        };
        self.db
            .prepare_cached(
                "SELECT touch.day, touch.customer, customer.name, setback.kind, mood_before, mood_after
                 FROM touch JOIN customer ON customer.id = touch.customer LEFT JOIN setback ON setback.id = touch.setback
                 WHERE mood_before IS NOT NULL AND mood_after IS NOT NULL AND touch.day BETWEEN ?1 AND ?2
                   AND (outcome = 'reached' OR touch.kind = 'visit')
                 ORDER BY touch.day, touch.occurred_at",
            )
            .and_then(|mut s| s.query_map((from.to_string(), upto.to_string()), rated)?.collect())
            .doing("look at the moods")
    }

    /// The setbacks from one day to another: what happened, and whether a conversation answered it.
    pub fn setbacks_between(&self, from: i64, upto: i64) -> Result<Vec<(SetbackKind, bool)>> {
        let found: Vec<(String, bool)> = self
            .db
            .prepare_cached(
                "SELECT kind, answered_by IS NOT NULL FROM setback WHERE occurred_at BETWEEN ?1 AND ?2 ORDER BY occurred_at",
            )
            .and_then(|mut s| s.query_map((from, upto), |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .doing("look at the setbacks")?;
        Ok(found.into_iter().filter_map(|(kind, answered)| Some((SetbackKind::parse(&kind)?, answered))).collect())
    }

    /// How much praise was said on each day from one to another.
    pub fn praise_days(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<(NaiveDate, u32)>> {
        self.db
            .prepare_cached(
                "SELECT said_on, count(*) FROM remark WHERE kind = 'praise' AND said_on BETWEEN ?1 AND ?2 GROUP BY said_on",
            )
            .and_then(|mut s| {
                s.query_map((from.to_string(), upto.to_string()), |row| {
                    let mut c = Columns::new(row);
                    Ok((c.day()?, c.take()?))
                })?
                .collect()
            })
            .doing("count the praise")
    }

    /// Who praised from one day to another, the most first; at most `limit`.
    pub fn praised_most(
        &self,
        from: NaiveDate,
        upto: NaiveDate,
        limit: usize,
    ) -> Result<Vec<(CustomerId, String, u32)>> {
        self.db
            .prepare_cached(
                "SELECT customer.id, customer.name, n FROM
                   (SELECT customer AS who, count(*) AS n FROM remark
                    WHERE kind = 'praise' AND said_on BETWEEN :from AND :upto GROUP BY customer)
                 JOIN customer ON customer.id = who ORDER BY n DESC, customer.name, customer.id LIMIT :limit",
            )
            .and_then(|mut s| {
                let values = named_params! { ":from": from.to_string(), ":upto": upto.to_string(), ":limit": limit };
                s.query_map(values, |row| Ok((CustomerId(row.get(0)?), row.get(1)?, row.get(2)?)))?.collect()
            })
            .doing("count who praised")
    }
}

/// What a stretch of days brought, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Brought {
    /// Reached calls.
    pub calls: u32,
    pub visits: u32,
    pub cards: u32,
    pub gifts: u32,
    pub messages: u32,
    /// Ideas and needs that were heard.
    pub ideas: u32,
}

impl Book {
    /// Counts what the days from one to another brought; `from_ms` and `upto_ms` are the same in milliseconds since 1970.
    pub fn brought(&self, (from, upto): (NaiveDate, NaiveDate), (from_ms, upto_ms): (i64, i64)) -> Result<Brought> {
        let mut brought = Brought::default();
        for day in self.talked_days(from, upto)? {
            brought.calls += day.calls;
            brought.visits += day.visits;
        }
        let sent: Vec<(String, u32)> = self
            .db
            .prepare_cached(
                "SELECT kind, count(*) FROM touch
                 WHERE kind IN ('card', 'gift', 'message') AND day BETWEEN ?1 AND ?2 GROUP BY kind",
            )
            .and_then(|mut s| {
                s.query_map((from.to_string(), upto.to_string()), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
            })
            .doing("count what was sent")?;
        for (kind, n) in sent {
            match kind.as_str() {
                "card" => brought.cards = n,
                "gift" => brought.gifts = n,
                _ => brought.messages = n,
            }
        }
        brought.ideas = self
            .db
            .prepare_cached("SELECT count(*) FROM remark WHERE state IS NOT NULL AND said_at BETWEEN ?1 AND ?2")
            .and_then(|mut s| s.query_row((from_ms, upto_ms), |row| row.get(0)))
            .doing("count the ideas")?;
        Ok(brought)
    }

    /// Praise said from one day to another, starred first, then the newest; at most `limit`.
    pub fn praise_between(&self, from: NaiveDate, upto: NaiveDate, limit: usize) -> Result<Vec<Quoted>> {
        self.db
            .prepare_cached(&format!(
                "SELECT {REMARK}, {QUOTED_FROM} WHERE remark.kind = 'praise' AND said_on BETWEEN ?1 AND ?2
                 ORDER BY starred DESC, remark.said_at DESC, remark.id DESC LIMIT ?3"
            ))
            .and_then(|mut s| s.query_map((from.to_string(), upto.to_string(), limit), quoted)?.collect())
            .doing("load the praise")
            .and_then(|found| self.with_joined_names(found))
    }

    /// Each praise that names teammates, from one day to another: the names, one a line.
    pub fn praised_between(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<String>> {
        self.db
            .prepare_cached(
                "SELECT teammate FROM remark
                 WHERE kind = 'praise' AND teammate IS NOT NULL AND said_on BETWEEN ?1 AND ?2",
            )
            .and_then(|mut s| s.query_map((from.to_string(), upto.to_string()), |row| row.get(0))?.collect())
            .doing("count who was praised")
    }

    /// When each past buyer left, and what decides whether they are due.
    pub fn past_buyers_left(&self) -> Result<Vec<(Option<NaiveDate>, PastWait)>> {
        let left = |row: &Row<'_>| {
            let mut c = Columns::new(row);
            let left_on = c.optional_day()?;
            let (cadence, left_because) = (c.take()?, c.optional_choice()?);
            Ok((left_on, PastWait { cadence, left_because, since: c.optional_day()?, count: 1 }))
        };
        self.db
            .prepare_cached(
                "SELECT left_on, cadence, left_because, max(coalesce(last_touch, left_on), coalesce(left_on, last_touch))
                 FROM customer WHERE standing = 'past' AND archived_at IS NULL",
            )
            .and_then(|mut s| s.query_map([], left)?.collect())
            .doing("look through the past buyers")
    }
}
