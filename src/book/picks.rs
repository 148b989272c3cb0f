//! The offers of each call day, and how they are settled.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{OptionalExtension, Row, named_params};

use super::rows::Columns;
use super::{Book, Change, Doing, Note};
use crate::domain::choice::Choice;
use crate::domain::ids::{CustomerId, PickId};
use crate::domain::rotation::PickState;
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
    /// What decided the offer, in words.
    pub reasons: Vec<String>,
}

/// An offer to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub call_day: NaiveDate,
    pub customer: CustomerId,
    pub wait_days: i64,
    pub weight: i64,
    pub score: i64,
    pub reasons: Vec<String>,
}

fn pick(row: &Row<'_>) -> rusqlite::Result<Pick> {
    let mut c = Columns::new(row);
    Ok(Pick {
        id: PickId(c.take()?),
        call_day: c.day()?,
        customer: CustomerId(c.take()?),
        customer_name: c.take()?,
        position: c.take()?,
        state: c.choice()?,
        offered_on: c.day()?,
        settled_at: c.optional_instant()?,
        because: c.take()?,
        wait_days: c.take()?,
        weight: c.take()?,
        score: c.take()?,
        reasons: serde_json::from_str(&c.take::<String>()?).unwrap_or_default(),
    })
}

const PICK: &str = "pick.id, call_day, pick.customer, customer.name, position, state, offered_on, settled_at, because, \
     wait_days, weight, score, reasons FROM pick JOIN customer ON customer.id = pick.customer";

impl Book {
    /// A slot's offers, in the order in which they were made.
    pub fn picks_of_slot(&self, call_day: NaiveDate) -> Result<Vec<Pick>> {
        self.db
            .prepare_cached(&format!("SELECT {PICK} WHERE call_day = ?1 ORDER BY position"))
            .and_then(|mut s| s.query_map([call_day.to_string()], pick)?.collect())
            .doing("load the pick")
    }

    /// The call days from one day to another on which a pick was called.
    pub fn called_days(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<NaiveDate>> {
        let days: Vec<String> = self
            .db
            .prepare_cached(
                "SELECT DISTINCT call_day FROM pick WHERE call_day BETWEEN ?1 AND ?2 AND state = 'called' ORDER BY call_day",
            )
            .and_then(|mut s| s.query_map((from.to_string(), upto.to_string()), |row| row.get(0))?.collect())
            .doing("load the picks")?;
        Ok(days.iter().filter_map(|d| d.parse().ok()).collect())
    }
}

impl Note<'_> {
    /// Stores an offer, unless somebody else's goodcall was first: then that stands.
    pub fn store_offer(&self, offer: &Offer) -> Result<()> {
        let open: Option<i64> = self
            .db
            .prepare_cached("SELECT id FROM pick WHERE call_day = ?1 AND state = 'offered' LIMIT 1")
            .and_then(|mut s| s.query_row([offer.call_day.to_string()], |row| row.get(0)).optional())
            .doing("store the offer")?;
        if open.is_some() {
            return Ok(());
        }
        let reasons = serde_json::Value::from(offer.reasons.clone()).to_string();
        self.db
            .prepare_cached(
                "INSERT INTO pick (id, call_day, customer, position, state, offered_at, offered_on, wait_days, weight,
                   score, reasons, updated_at)
                 SELECT :id, :day, :customer, coalesce(max(position), 0) + 1, 'offered', :now, :today, :wait, :weight,
                   :score, :reasons, :now FROM pick WHERE call_day = :day
                 ON CONFLICT (call_day, customer) DO NOTHING",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":id": self.new_id(&self.clock),
                    ":day": offer.call_day.to_string(),
                    ":customer": offer.customer.0,
                    ":now": self.clock.instant.timestamp_millis(),
                    ":today": self.clock.today().to_string(),
                    ":wait": offer.wait_days,
                    ":weight": offer.weight,
                    ":score": offer.score,
                    ":reasons": reasons,
                })
            })
            .doing("store the offer")?;
        Ok(())
    }
}

impl Change<'_> {
    /// Adds an offer of days gone by, settled; for books that are made up.
    pub fn add_past_pick(
        &self,
        slot: NaiveDate,
        customer: CustomerId,
        position: usize,
        state: PickState,
        (wait_days, weight): (i64, i64),
    ) -> Result<()> {
        let at = self.clock.noon(slot).timestamp_millis();
        self.db
            .prepare_cached(
                "INSERT INTO pick (id, call_day, customer, position, state, offered_at, offered_on, settled_at, wait_days,
                   weight, score, reasons, updated_at)
                 VALUES (:id, :day, :customer, :position, :state, :at, :day, :at, :wait, :weight, :wait * :weight, '[]', :at)",
            )
            .and_then(|mut s| {
                s.execute(named_params! {
                    ":id": self.new_id(&self.clock),
                    ":day": slot.to_string(),
                    ":customer": customer.0,
                    ":position": position,
                    ":state": state.as_str(),
                    ":at": at,
                    ":wait": wait_days,
                    ":weight": weight,
                })
            })
            .doing("add the pick")?;
        Ok(())
    }

    /// Settles an offer.
    pub fn settle(&self, pick: PickId, state: PickState, because: Option<&str>) -> Result<()> {
        self.db
            .prepare_cached("UPDATE pick SET state = ?2, because = ?3, settled_at = ?4, updated_at = ?4 WHERE id = ?1")
            .and_then(|mut s| s.execute((pick.0, state.as_str(), because, self.now_ms())))
            .doing("settle the pick")?;
        Ok(())
    }

    /// Settles a slot after a conversation with a customer who was offered in it: called; an offer that is still open
    /// is withdrawn. Says whether it settled anything.
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
        self.db
            .prepare_cached(
                "UPDATE pick SET state = 'withdrawn', settled_at = ?2, updated_at = ?2
                 WHERE customer = ?1 AND state = 'offered'",
            )
            .and_then(|mut s| s.execute((customer.0, self.now_ms())))
            .doing("withdraw the offer")?;
        Ok(())
    }
}
