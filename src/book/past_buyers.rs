//! Past buyers in the book: who waits since when, how they were kept in touch with, and when they left or came back.

use chrono::NaiveDate;
use rusqlite::named_params;

use super::query::Query;
use super::rows::{FromRow, NamedRow, TOUCH, row};
use super::touches::{THEIRS, latest_of};
use super::values::json_texts;
use super::{Book, Change};
use crate::domain::cadence::Cadence;
use crate::domain::customer::{Customer, LeftBecause, Standing};
use crate::domain::ids::CustomerId;
use crate::domain::spelled::Spelled;
use crate::domain::touch::{Touch, TouchKind};
use crate::error::Result;

/// Past buyers who share what decides whether they are due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastWait {
    /// Their own cadence.
    pub cadence: Option<Spelled<Cadence>>,
    pub left_because: Option<LeftBecause>,
    /// The last touch that arrived or the day they left; None where neither is known.
    pub since: Option<NaiveDate>,
    pub count: usize,
}

/// A past buyer of whom it matters who they are, not only how they wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastBuyerApart {
    pub id: CustomerId,
    /// The name folded to lower case without accents.
    pub sort_name: String,
    /// Their own cadence.
    pub cadence: Option<Spelled<Cadence>>,
    pub left_because: Option<LeftBecause>,
    /// As in [`PastWait`].
    pub since: Option<NaiveDate>,
}

/// A past buyer with one of their tags.
struct Tagged {
    buyer: PastBuyerApart,
    folded: String,
}

impl FromRow for Tagged {
    fn from_row(row: &mut NamedRow<'_, '_>) -> rusqlite::Result<Self> {
        Ok(Self { buyer: PastBuyerApart::from_row(row)?, folded: row.get("folded")? })
    }
}

/// A time at which a customer left or came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingChange {
    /// Who left or came back.
    pub customer: CustomerId,
    /// None where nobody knows the day they left.
    pub day: Option<NaiveDate>,
    /// Past where they left, active where they came back.
    pub standing: Standing,
    /// Why they left, where it was said.
    pub because: Option<LeftBecause>,
}

row! {
    /// The columns of a time at which a customer left or came back.
    const STANDING_CHANGE: StandingChange = "standing_change" { customer, day, standing, because }
}

row! {
    /// The columns of a past buyer apart.
    const APART: PastBuyerApart = "customer" {
        id,
        sort_name,
        cadence,
        left_because,
        since: "max(coalesce(last_touch, left_on), coalesce(left_on, last_touch))",
    }
}

row! {
    /// The columns of past buyers who wait alike; the table has empty texts for what is unknown.
    const PAST_WAIT: PastWait = "past_wait" {
        cadence: "nullif(cadence, '')",
        left_because: "nullif(because, '')",
        since: "nullif(since, '')",
        count: "n",
    }
}

impl Book {
    /// Returns how many past buyers share what decides whether they are due: cadence, reason, the day since which they
    /// wait.
    pub fn past_waits(&self) -> Result<Vec<PastWait>> {
        self.db.all(&format!("SELECT {PAST_WAIT} FROM past_wait"), [], "look through the past buyers")
    }

    /// Counts the past buyers who have heard from us since a day.
    pub fn past_buyers_heard(&self, since: NaiveDate) -> Result<usize> {
        self.db.one(
            "SELECT count(*) FROM customer WHERE standing = 'past' AND archived_at IS NULL AND last_touch >= ?1",
            [since],
            "count who heard from us",
        )
    }

    /// Returns the past buyers who have one of these folded tags, each with those of the tags that they have.
    pub fn past_buyers_tagged(&self, folded: &[&str]) -> Result<Vec<(PastBuyerApart, Vec<String>)>> {
        let sql = format!(
            "SELECT {APART}, tag.folded FROM tag JOIN customer ON customer.id = tag.customer
             WHERE tag.folded IN (SELECT value FROM json_each(?1))
               AND customer.standing = 'past' AND customer.archived_at IS NULL ORDER BY customer.id"
        );
        let mut all: Vec<(PastBuyerApart, Vec<String>)> = Vec::new();
        self.db.each(&sql, [json_texts(folded)], "look at the tags of the past buyers", |tagged: Tagged| {
            match all.last_mut().filter(|(last, _)| last.id == tagged.buyer.id) {
                Some((_, tags)) => tags.push(tagged.folded),
                None => all.push((tagged.buyer, vec![tagged.folded])),
            }
            Ok(())
        })?;
        Ok(all)
    }

    /// Returns one past buyer; None where the customer is none, or archived.
    pub fn past_buyer_apart(&self, customer: CustomerId) -> Result<Option<PastBuyerApart>> {
        let sql = format!("SELECT {APART} FROM customer WHERE id = ?1 AND standing = 'past' AND archived_at IS NULL");
        self.db.optional(&sql, [customer], "look at the past buyer")
    }

    /// Returns the first `limit` past buyers of those who wait alike, by name: their folded names and ids. Those in
    /// `apart`, ids as a list in JSON, are left out.
    pub fn past_buyers_of(&self, wait: &PastWait, limit: usize, apart: &str) -> Result<Vec<(String, CustomerId)>> {
        self.db.all(
            "SELECT sort_name, id FROM customer
             WHERE standing = 'past' AND archived_at IS NULL AND cadence IS :cadence AND left_because IS :because
               AND max(coalesce(last_touch, left_on), coalesce(left_on, last_touch)) IS :since
               AND id NOT IN (SELECT value FROM json_each(:apart))
             ORDER BY sort_name, id LIMIT :limit",
            named_params! {
                ":cadence": wait.cadence,
                ":because": wait.left_because,
                ":since": wait.since,
                ":apart": apart,
                ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
            },
            "list the past buyers",
        )
    }

    /// Returns the kinds of touches that reached a customer, each with its latest instant in milliseconds since 1970.
    pub fn ways_used(&self, customer: CustomerId) -> Result<Vec<(TouchKind, i64)>> {
        let sql = format!(
            "SELECT kind, max(occurred_at) FROM touch WHERE {THEIRS} AND outcome IS NOT 'no-answer' GROUP BY kind"
        );
        self.db.all(&sql, [customer], "look at how they were kept in touch with")
    }

    /// Returns the latest gifts to a customer, newest first.
    pub fn gifts_to(&self, customer: CustomerId, limit: usize) -> Result<Vec<Touch>> {
        self.db.all(&latest_of(TOUCH, "kind = 'gift'", "?2"), (customer, limit), "look at the gifts")
    }

    /// Returns the times at which a customer left and came back, oldest first.
    pub fn standing_history(&self, customer: CustomerId) -> Result<Vec<StandingChange>> {
        let sql = format!("SELECT {STANDING_CHANGE} FROM standing_change WHERE customer = ?1 ORDER BY id");
        self.db.all(&sql, [customer], "look at when they left and came back")
    }

    /// Returns who was won back from one day to another, in that order.
    pub fn won_back(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<StandingChange>> {
        let sql = format!(
            "SELECT {STANDING_CHANGE} FROM standing_change
             WHERE standing = 'active' AND day BETWEEN ?1 AND ?2 ORDER BY day, id"
        );
        self.db.all(&sql, (from, upto), "look at who came back")
    }
}

impl Change<'_> {
    /// Corrects when and why a past buyer left, where the book has that.
    pub(super) fn correct_leaving(&self, customer: &Customer) -> Result<()> {
        self.db.run(
            "UPDATE standing_change SET day = :day, because = :because, updated_at = :now
             WHERE id = (SELECT id FROM standing_change WHERE customer = :customer ORDER BY id DESC LIMIT 1)
               AND standing = 'past'",
            named_params! {
                ":customer": customer.id,
                ":day": customer.left_on,
                ":because": customer.left_because,
                ":now": self.now_ms(),
            },
            "correct when they left",
        )?;
        Ok(())
    }

    /// Records that a customer left or came back. Where they come back and the book has not recorded that they left, it
    /// first records that, as the customer still has it.
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
            self.db.run(
                "INSERT INTO standing_change (id, customer, day, standing, because, updated_at)
                 VALUES (:id, :customer, :day, :standing, :because, :now)",
                named_params! {
                    ":id": self.new_id(&self.clock),
                    ":customer": after.id,
                    ":day": day,
                    ":standing": standing,
                    ":because": because,
                    ":now": self.now_ms(),
                },
                "keep when they left or came back",
            )?;
        }
        Ok(())
    }
}
