//! What trends are made of: days, moods and names, read through indexes alone.

use chrono::NaiveDate;
use rusqlite::named_params;

use super::Book;
use super::past_buyers::PastWait;
use super::query::Query;
use super::remarks::{Quoted, select_quoted};
use super::rows::row;
use crate::domain::cadence::Cadence;
use crate::domain::customer::LeftBecause;
use crate::domain::ids::{CustomerId, TouchId};
use crate::domain::setback::SetbackKind;
use crate::domain::spelled::Spelled;
use crate::domain::touch::TouchKind;
use crate::error::Result;

/// A day's conversations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TalkedDay {
    pub day: NaiveDate,
    /// Reached calls.
    pub calls: u32,
    pub visits: u32,
}

/// A conversation whose mood was rated before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedRow {
    pub day: NaiveDate,
    pub customer: CustomerId,
    pub name: String,
    /// The setback that the conversation answered.
    pub setback: Option<SetbackKind>,
    pub before: u8,
    pub after: u8,
}

row! {
    /// The columns of a day's conversations.
    const TALKED_DAY: TalkedDay = "talked_on" { day, calls, visits }
}

row! {
    /// The columns of a rated conversation, joined with its customer and setback.
    const RATED: RatedRow = "touch" {
        day,
        customer,
        name: "customer.name",
        setback: "setback.kind",
        before: "mood_before",
        after: "mood_after",
    }
}

/// A setback, and the conversation that answered it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnsweredSetback {
    /// What went wrong.
    pub kind: SetbackKind,
    /// The conversation that followed; None if none did.
    pub answer: Option<TouchId>,
    /// The mood before that conversation, 1 to 5; None if it was not rated.
    pub before: Option<u8>,
    /// The mood after it.
    pub after: Option<u8>,
}

impl AnsweredSetback {
    /// Whether a conversation followed.
    pub fn is_answered(&self) -> bool {
        self.answer.is_some()
    }

    /// Whether the mood was rated before and after that conversation, and rose.
    pub fn helped(&self) -> bool {
        self.before.zip(self.after).is_some_and(|(before, after)| after > before)
    }
}

row! {
    /// The columns of a setback, joined with the touch that answered it.
    const ANSWERED: AnsweredSetback = "setback" {
        kind,
        answer: "setback.answered_by",
        before: "touch.mood_before",
        after: "touch.mood_after",
    }
}

const LOOKING_AT_DAYS: &str = "look at the days of the calls";

impl Book {
    /// Returns the days with conversations from one day to another, in their order.
    pub fn talked_days(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<TalkedDay>> {
        let sql = format!("SELECT {TALKED_DAY} FROM talked_on WHERE day BETWEEN ?1 AND ?2 ORDER BY day");
        self.db.all(&sql, (from, upto), LOOKING_AT_DAYS)
    }

    /// Returns the days with conversations from one day to another, in their order.
    pub fn days_talked(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<NaiveDate>> {
        self.db.all("SELECT day FROM talked_on WHERE day BETWEEN ?1 AND ?2 ORDER BY day", (from, upto), LOOKING_AT_DAYS)
    }

    /// Returns the first day of which the book knows anything: the first conversation or the first offer.
    pub fn began(&self) -> Result<Option<NaiveDate>> {
        const LOOKING: &str = "look for the first day";
        let talked = "SELECT day FROM talked_on ORDER BY day LIMIT 1";
        let talked: Option<NaiveDate> = self.db.optional(talked, [], LOOKING)?;
        // A book begun on a Friday knows nothing of the Monday whose call it offers.
        let offered = "SELECT offered_on FROM pick ORDER BY call_day, position LIMIT 1";
        let offered: Option<NaiveDate> = self.db.optional(offered, [], LOOKING)?;
        Ok([talked, offered].into_iter().flatten().min())
    }

    /// Returns the conversations from one day to another whose mood was rated before and after.
    pub fn rated_conversations(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<RatedRow>> {
        let sql = format!(
            "SELECT {RATED}
             FROM touch JOIN customer ON customer.id = touch.customer LEFT JOIN setback ON setback.id = touch.setback
             WHERE mood_before IS NOT NULL AND mood_after IS NOT NULL AND touch.day BETWEEN ?1 AND ?2
               AND (outcome = 'reached' OR touch.kind = 'visit')
             ORDER BY touch.day, touch.occurred_at"
        );
        self.db.all(&sql, (from, upto), "look at the moods")
    }

    /// Returns the setbacks from one instant to another, in milliseconds since 1970: what happened, and whether a
    /// conversation answered it.
    pub fn setbacks_between(&self, from: i64, upto: i64) -> Result<Vec<AnsweredSetback>> {
        let sql = format!(
            "SELECT {ANSWERED} FROM setback LEFT JOIN touch ON touch.id = setback.answered_by
             WHERE setback.occurred_at BETWEEN ?1 AND ?2 ORDER BY setback.occurred_at"
        );
        self.db.all(&sql, (from, upto), "look at the setbacks")
    }

    /// Returns how much praise was said on each day from one to another.
    pub fn praise_days(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<(NaiveDate, u32)>> {
        self.db.all(
            "SELECT day, sum(n) FROM praised_on WHERE day BETWEEN ?1 AND ?2 GROUP BY day",
            (from, upto),
            "count the praise",
        )
    }

    /// Returns who praised from one day to another and how often, the most first; at most `limit`.
    pub fn praised_most(
        &self,
        from: NaiveDate,
        upto: NaiveDate,
        limit: usize,
    ) -> Result<Vec<(CustomerId, String, u32)>> {
        self.db.all(
            "SELECT customer.id, customer.name, n FROM
               (SELECT customer AS who, count(*) AS n FROM remark
                WHERE kind = 'praise' AND said_on BETWEEN :from AND :upto GROUP BY customer)
             JOIN customer ON customer.id = who ORDER BY n DESC, customer.name, customer.id LIMIT :limit",
            named_params! { ":from": from, ":upto": upto, ":limit": limit },
            "count who praised",
        )
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

/// When a past buyer left, and what decides whether they are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastBuyerLeft {
    pub left_on: Option<NaiveDate>,
    pub wait: PastWait,
    /// Folded.
    pub tags: Vec<String>,
}

/// The same as the book holds it.
struct LeftRow {
    left_on: Option<NaiveDate>,
    cadence: Option<Spelled<Cadence>>,
    left_because: Option<LeftBecause>,
    since: Option<NaiveDate>,
    /// Their folded tags, one a line; None where they have none, or nobody asks.
    tags: Option<String>,
}

/// Whether tags decide who is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagsDecide {
    Yes,
    No,
}

row! {
    /// The columns of a past buyer who left.
    const LEFT: LeftRow = "customer" {
        left_on,
        cadence,
        left_because,
        since: "max(coalesce(last_touch, left_on), coalesce(left_on, last_touch))",
        tags: "iif(?1, (SELECT group_concat(folded, char(10)) FROM tag WHERE customer = customer.id), NULL)",
    }
}

impl Book {
    /// Counts what the days from one to another brought; `from_ms` and `upto_ms` are the same in milliseconds since 1970.
    pub fn brought(&self, (from, upto): (NaiveDate, NaiveDate), (from_ms, upto_ms): (i64, i64)) -> Result<Brought> {
        let mut brought = Brought::default();
        for day in self.talked_days(from, upto)? {
            brought.calls += day.calls;
            brought.visits += day.visits;
        }
        let sent: Vec<(TouchKind, u32)> = self.db.all(
            "SELECT kind, count(*) FROM touch
             WHERE kind IN ('card', 'gift', 'message') AND day BETWEEN ?1 AND ?2 GROUP BY kind",
            (from, upto),
            "count what was sent",
        )?;
        for (kind, n) in sent {
            match kind {
                TouchKind::Card => brought.cards = n,
                TouchKind::Gift => brought.gifts = n,
                TouchKind::Message => brought.messages = n,
                TouchKind::Call | TouchKind::Visit => {}
            }
        }
        brought.ideas = self.db.one(
            "SELECT count(*) FROM remark WHERE state IS NOT NULL AND kind <> 'promise' AND said_at BETWEEN ?1 AND ?2",
            (from_ms, upto_ms),
            "count the ideas",
        )?;
        Ok(brought)
    }

    /// Returns praise said from one day to another, starred first, then the newest; at most `limit`.
    pub fn praise_between(&self, from: NaiveDate, upto: NaiveDate, limit: usize) -> Result<Vec<Quoted>> {
        let sql = select_quoted(
            "remark.kind = 'praise' AND said_on BETWEEN ?1 AND ?2
             ORDER BY starred DESC, remark.said_at DESC, remark.touch DESC, remark.position DESC LIMIT ?3",
        );
        let found = self.db.all(&sql, (from, upto, limit), "load the praise")?;
        self.with_joined_names(found)
    }

    /// Returns when each past buyer left, and what decides whether they are due: how they wait, and their folded tags
    /// where those decide.
    pub fn past_buyers_left(&self, tags: TagsDecide) -> Result<Vec<PastBuyerLeft>> {
        // The index has all of it; SQLite would rather read every customer.
        let left: Vec<LeftRow> = self.db.all(
            &format!(
                "SELECT {LEFT} FROM customer INDEXED BY customer_past WHERE standing = 'past' AND archived_at IS NULL"
            ),
            [tags == TagsDecide::Yes],
            "look through the past buyers",
        )?;
        let whole = |l: LeftRow| {
            let wait = PastWait { cadence: l.cadence, left_because: l.left_because, since: l.since, count: 1 };
            let tags = l.tags.unwrap_or_default().lines().map(str::to_string).collect();
            PastBuyerLeft { left_on: l.left_on, wait, tags }
        };
        Ok(left.into_iter().map(whole).collect())
    }
}
