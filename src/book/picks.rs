//! The offers of each call day, and how they are settled.

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::named_params;

use super::query::Query;
use super::rows::row;
use super::values::{Millis, Reasons};
use super::{Book, Change, Note};
use crate::domain::claims::{Agreed, Whose};
use crate::domain::dates::Clock;
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
    /// The hour for which the user kept an open offer.
    pub kept_for: Option<DateTime<Utc>>,
    pub wait_days: i64,
    pub weight: i64,
    pub score: i64,
    /// What decided the offer.
    pub reasons: Vec<KeptReason>,
    /// The team that shares the customer, and the rep whose they are there.
    pub team: Option<String>,
    /// See `team`; None is anyone's.
    pub owner: Option<String>,
    /// The rep who claimed them for the slot, as far as it is known.
    pub claimed_by: Option<String>,
}

impl Pick {
    /// Says whether the team agrees that the rep with an account calls them.
    pub fn agreed(&self, account: Option<&str>) -> Agreed {
        let Self { team, owner, claimed_by, .. } = self;
        let whose = Whose { team: team.as_deref(), owner: owner.as_deref(), claimed_by: claimed_by.as_deref() };
        Agreed::for_rep(account, whose)
    }
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
        kept_for as Millis,
        wait_days,
        weight,
        score,
        reasons as Reasons,
        team: "customer.team",
        owner: "customer.owner",
        claimed_by: "(SELECT rep FROM sync_claim AS c WHERE c.customer = pick.customer AND c.call_day = pick.call_day)",
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

    /// Returns everybody called in a slot, in the order of the conversations; `until` is the call day after it, where that has
    /// come. `picks` are the slot's.
    pub fn called_in_order(&self, picks: &[Pick], until: Option<NaiveDate>) -> Result<Vec<CustomerId>> {
        let called: Vec<&Pick> = picks.iter().filter(|p| p.state == PickState::Called).collect();
        let [_, _, ..] = called.as_slice() else { return Ok(called.iter().map(|p| p.customer).collect()) };
        let mut in_order = Vec::with_capacity(called.len());
        for pick in called {
            let talk = self.last_conversation_in(pick.customer, pick.call_day, until)?;
            in_order.push((talk.or(pick.settled_at), pick.settled_at, pick.position, pick.customer));
        }
        in_order.sort_unstable();
        Ok(in_order.into_iter().map(|(.., customer)| customer).collect())
    }

    /// Says whether a slot has offered anybody who is a favorite now.
    pub fn offered_a_favorite(&self, call_day: NaiveDate) -> Result<bool> {
        let sql = "SELECT EXISTS (SELECT 1 FROM pick JOIN customer ON customer.id = pick.customer
                     WHERE call_day = ?1 AND favorite)";
        self.db.one(sql, [call_day], "look for favorites")
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

impl Book {
    /// Writes an offer, unless another one is open in its slot, or its customer was offered in it.
    fn write_offer(&self, offer: &Offer, clock: &Clock) -> Result<()> {
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
                ":id": self.new_id(clock),
                ":day": offer.call_day,
                ":customer": offer.customer,
                ":now": Millis(clock.instant),
                ":today": clock.today(),
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

impl Note<'_> {
    /// Stores an offer, unless another goodcall was first: then that one stands.
    pub fn store_offer(&self, offer: &Offer) -> Result<()> {
        self.write_offer(offer, &self.clock)
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

    /// Stores an offer that belongs to this change: undo takes both back.
    pub fn store_offer(&self, offer: &Offer) -> Result<()> {
        self.write_offer(offer, &self.clock)
    }

    /// Settles an offer. Why it was skipped stays where it was said, whatever follows; the hour it was kept for does not. No
    /// two offers of a slot are settled at one instant, so their order is kept.
    pub fn settle(&self, pick: PickId, state: PickState, because: Option<&str>) -> Result<()> {
        let sql = "UPDATE pick SET state = ?2, because = coalesce(?3, because), kept_for = NULL, updated_at = ?4,
                     settled_at = max(?4, 1 + coalesce((SELECT max(settled_at) FROM pick AS other
                       WHERE other.call_day = pick.call_day AND other.id <> pick.id), 0))
                   WHERE id = ?1";
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

    /// Keeps an open offer for an hour.
    pub fn keep_offer(&self, pick: PickId, at: DateTime<Utc>) -> Result<()> {
        let sql = "UPDATE pick SET kept_for = ?2, updated_at = ?3 WHERE id = ?1 AND state = 'offered'";
        self.db.run(sql, (pick, Millis(at), self.now_ms()), "keep the offer")?;
        Ok(())
    }

    /// Takes the withdrawal of a customer's offer back, once they can be offered again: while nobody else was offered, it is
    /// open again; after that it is as if they had not been offered yet. In a slot that has its call, it stays.
    pub fn offer_again(&self, customer: CustomerId) -> Result<()> {
        const OFFERING: &str = "offer them again";
        let latest: Option<NaiveDate> = self.db.one("SELECT max(call_day) FROM pick", [], OFFERING)?;
        let Some(slot) = latest else { return Ok(()) };
        let picks = self.picks_of_slot(slot)?;
        let has = |state| picks.iter().any(|p| p.state == state);
        let theirs = picks.iter().find(|p| p.customer == customer && p.state == PickState::Withdrawn);
        let Some(theirs) = theirs.filter(|_| !has(PickState::Called)) else { return Ok(()) };
        if has(PickState::Offered) {
            return self.db.run("DELETE FROM pick WHERE id = ?1", [theirs.id], OFFERING).map(drop);
        }
        let sql = "UPDATE pick SET state = 'offered', settled_at = NULL, updated_at = ?2 WHERE id = ?1";
        self.db.run(sql, (theirs.id, self.now_ms()), OFFERING).map(drop)
    }

    /// Withdraws a customer's open offers.
    pub fn withdraw_offers(&self, customer: CustomerId) -> Result<()> {
        // Looked up first: before a change that may fail halfway, SQLite has search write all its words.
        let is_open = "SELECT EXISTS (SELECT 1 FROM pick WHERE customer = ?1 AND state = 'offered')";
        if !self.db.one::<bool>(is_open, [customer], "look for an offer")? {
            return Ok(());
        }
        self.db.run(
            "UPDATE pick SET state = 'withdrawn', kept_for = NULL, settled_at = ?2, updated_at = ?2
             WHERE customer = ?1 AND state = 'offered'",
            (customer, self.now_ms()),
            "withdraw the offer",
        )?;
        Ok(())
    }
}
