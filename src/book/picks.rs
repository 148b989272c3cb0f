//! The offers of each call day, and how they are settled.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::named_params;

use super::query::Query;
use super::rows::row;
use super::values::{Millis, Reasons};
use super::{Book, Change, Note};
use crate::domain::ids::{CustomerId, PickId};
use crate::domain::rotation::{KeptReason, PickState, Reason};
use crate::error::Result;

/// An offer as it stands in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pick {
    pub id: PickId,
    pub call_day: NaiveDate,
    pub customer: CustomerId,
    pub customer_name: String,
    pub position: u32,
    pub state: PickState,
    pub offered_on: NaiveDate,
    pub settled_at: Option<DateTime<Utc>>,
    pub because: Option<String>,
    pub wait_days: i64,
    pub weight: i64,
    pub score: i64,
    /// What decided the offer.
    pub reasons: Vec<KeptReason>,
}

/// An offer to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub call_day: NaiveDate,
    pub customer: CustomerId,
    pub wait_days: i64,
    pub weight: i64,
    pub score: i64,
    pub reasons: Vec<Reason>,
}

/// A settled offer of a past call day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastPick {
    pub call_day: NaiveDate,
    pub customer: CustomerId,
    pub position: usize,
    pub state: PickState,
    pub wait_days: i64,
    pub weight: i64,
}

row! {
    /// The columns of an offer, joined with its customer.
    const PICK: Pick = "pick" {
        id,
        call_day,
        customer,
        customer_name: "customer.name",
        position,
        state,
        offered_on,
        settled_at as Millis,
        because,
        wait_days,
        weight,
        score,
        reasons as Reasons,
    }
}

impl Book {
    /// Returns a slot's offers, in the order in which they were made.
    pub fn picks_of_slot(&self, call_day: NaiveDate) -> Result<Vec<Pick>> {
        let sql = format!(
            "SELECT {PICK} FROM pick JOIN customer ON customer.id = pick.customer WHERE call_day = ?1 ORDER BY position"
        );
        self.db.all(&sql, [call_day], "load the pick")
    }

    /// Returns the call days from one day to another on which a pick was called.
    pub fn called_days(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<NaiveDate>> {
        self.db.all(
            "SELECT DISTINCT call_day FROM pick WHERE call_day BETWEEN ?1 AND ?2 AND state = 'called' ORDER BY call_day",
            (from, upto),
            "load the picks",
        )
    }
}

impl Note<'_> {
    /// Stores an offer, unless another goodcall was first: then that one stands.
    pub fn store_offer(&self, offer: &Offer) -> Result<()> {
        const STORING: &str = "store the offer";
        let open = "SELECT EXISTS (SELECT 1 FROM pick WHERE call_day = ?1 AND state = 'offered')";
        if self.db.one(open, [offer.call_day], STORING)? {
            return Ok(());
        }
        self.db.run(
            "INSERT INTO pick (id, call_day, customer, position, state, offered_at, offered_on, wait_days, weight,
               score, reasons, updated_at)
             SELECT :id, :day, :customer, coalesce(max(position), 0) + 1, 'offered', :now, :today, :wait, :weight,
               :score, :reasons, :now FROM pick WHERE call_day = :day
             ON CONFLICT (call_day, customer) DO NOTHING",
            named_params! {
                ":id": self.new_id(&self.clock),
                ":day": offer.call_day,
                ":customer": offer.customer,
                ":now": self.now_ms(),
                ":today": self.clock.today(),
                ":wait": offer.wait_days,
                ":weight": offer.weight,
                ":score": offer.score,
                ":reasons": Reasons(offer.reasons.as_slice()),
            },
            STORING,
        )?;
        Ok(())
    }
}

impl Change<'_> {
    /// Adds a settled offer of a past call day; for demo books.
    pub fn add_past_pick(&self, pick: &PastPick) -> Result<()> {
        self.db.run(
            "INSERT INTO pick (id, call_day, customer, position, state, offered_at, offered_on, settled_at, wait_days,
               weight, score, reasons, updated_at)
             VALUES (:id, :day, :customer, :position, :state, :at, :day, :at, :wait, :weight, :wait * :weight, '[]', :at)",
            named_params! {
                ":id": self.new_id(&self.clock),
                ":day": pick.call_day,
                ":customer": pick.customer,
                ":position": pick.position,
                ":state": pick.state,
                ":at": self.clock.noon(pick.call_day).timestamp_millis(),
                ":wait": pick.wait_days,
                ":weight": pick.weight,
            },
            "add the pick",
        )?;
        Ok(())
    }

    /// Settles an offer.
    pub fn settle(&self, pick: PickId, state: PickState, because: Option<&str>) -> Result<()> {
        let sql = "UPDATE pick SET state = ?2, because = ?3, settled_at = ?4, updated_at = ?4 WHERE id = ?1";
        self.db.run(sql, (pick, state, because, self.now_ms()), "settle the pick")?;
        Ok(())
    }

    /// Settles a slot after a conversation with a customer who was offered in it: theirs counts as called, and an offer
    /// that is still open is withdrawn. Says whether it settled anything.
    pub fn settle_as_called(&self, slot: NaiveDate, customer: CustomerId) -> Result<bool> {
        let picks = self.picks_of_slot(slot)?;
        let Some(theirs) = picks.iter().find(|p| p.customer == customer) else { return Ok(false) };
        if theirs.state == PickState::Called {
            return Ok(false);
        }
        self.settle(theirs.id, PickState::Called, None)?;
        for other in picks.iter().filter(|p| p.id != theirs.id && p.state == PickState::Offered) {
            self.settle(other.id, PickState::Withdrawn, None)?;
        }
        Ok(true)
    }

    /// Withdraws a customer's open offers.
    pub fn withdraw_offers(&self, customer: CustomerId) -> Result<()> {
        self.db.run(
            "UPDATE pick SET state = 'withdrawn', settled_at = ?2, updated_at = ?2
             WHERE customer = ?1 AND state = 'offered'",
            (customer, self.now_ms()),
            "withdraw the offer",
        )?;
        Ok(())
    }
}
