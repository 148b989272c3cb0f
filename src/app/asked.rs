//! What the user is asked only once: how good a call is with somebody who is unrated, on their next card.

use super::App;
use crate::book::asked::{AskedToRate, NO_RATING};
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;

/// Whether a card asks for ratings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RatingQuestion {
    /// The user is asked for the first time.
    New,
    /// The user was asked today, and did not answer yet.
    Open,
    /// There is nothing to ask.
    Closed,
}

impl App {
    /// Tells whether the card of a customer asks how good a call with them is: once, where they are unrated.
    pub fn rating_question(&self, customer: &Customer) -> Result<RatingQuestion> {
        if customer.pleasure.is_some() || customer.profit.is_some() || !self.book.can_write() {
            return Ok(RatingQuestion::Closed);
        }
        Ok(match self.book.asked_to_rate(customer.id)? {
            AskedToRate::Never => RatingQuestion::New,
            AskedToRate::On(day) if day == self.clock().today() => RatingQuestion::Open,
            AskedToRate::On(_) | AskedToRate::Declined => RatingQuestion::Closed,
        })
    }

    /// Notes that a card asks; [`App::note_shown`] writes it, so that no frame waits for the disk.
    pub fn asks_for_rating(&mut self, customer: CustomerId) {
        self.asking = Some(customer);
    }

    /// Never asks again.
    pub fn decline_rating(&mut self, customer: CustomerId) -> Result<()> {
        let clock = self.clock();
        self.book.note(&clock, |note| note.asked(NO_RATING, Some(customer), clock.today()))
    }
}
