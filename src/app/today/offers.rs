//! Offers: whom a slot offers next, and who could be called instead of a pick who can't be reached now.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::app::App;
use crate::book::picks::{Offer, Pick};
use crate::book::{Book, Change};
use crate::domain::dates::Clock;
use crate::domain::ids::CustomerId;
use crate::domain::rotation::{self, CallDays, Candidate, Forecast, PickState, Previous, Ranked, Reason};
use crate::error::Result;

/// How many calls decide whether somebody is hard to reach.
const CALLS_LOOKED_AT: usize = 40;

/// A slot, with all that decides its offers.
pub(in crate::app) struct Slot<'a> {
    pub book: &'a Book,
    pub clock: Clock,
    pub days: &'a CallDays,
    /// The call day that opened it.
    pub day: NaiveDate,
    pub candidates: &'a [Candidate],
    /// What it has offered so far.
    pub picks: &'a [Pick],
}

impl<'a> Slot<'a> {
    /// Ranks the candidates whom the slot has not offered yet, for an offer made today; not those whom other reps claimed.
    fn ranked(&self) -> Result<Vec<Ranked<'a>>> {
        let before = self.days.last_before(self.day);
        let called = match before {
            Some(day) => self.book.called_in_order(&self.book.picks_of_slot(day)?, Some(self.day))?,
            None => Vec::new(),
        };
        let previous = before.map(|day| Previous { day, called: &called });
        let mut ranked = rotation::rank(self.candidates, self.clock.today(), previous);
        let taken =
            if self.candidates.iter().any(|c| c.anyones) { self.book.claimed_by_others(self.day)? } else { Vec::new() };
        ranked.retain(|r| {
            let is_anothers = r.candidate.anyones && taken.contains(&r.candidate.id);
            !is_anothers && !self.picks.iter().any(|p| p.customer == r.candidate.id)
        });
        Ok(ranked)
    }

    /// Makes the next offer; None where there is nobody left to offer.
    pub(super) fn next_offer(&self) -> Result<Option<Offer>> {
        self.ranked()?.first().map(|first| self.offer_of(first)).transpose()
    }

    fn offer_of(&self, ranked: &Ranked<'_>) -> Result<Offer> {
        let c = ranked.candidate;
        let mut reasons = vec![match c.talked {
            Some(_) => Reason::Wait { days: ranked.wait_days, longest: ranked.longest_wait },
            None => Reason::NeverTalked { days: ranked.wait_days },
        }];
        reasons.push(Reason::Ratings { pleasure: c.pleasure, profit: c.profit });
        reasons.extend(rotation::reason_from_calls(&self.book.past_calls(c.id, CALLS_LOOKED_AT)?));
        if self.candidates.len() == 1 {
            reasons.push(Reason::OnlyOne);
        }
        Ok(Offer {
            call_day: self.day,
            customer: c.id,
            wait_days: ranked.wait_days,
            weight: ranked.weight,
            score: ranked.score,
            reasons,
        })
    }
}

impl App {
    /// Finds the next in order who can be reached now, other than the pick; None where nobody is known to.
    pub(super) fn instead_of(&self, pick: CustomerId, slot: &Slot<'_>) -> Result<Option<Forecast>> {
        let ranked = slot.ranked()?;
        let mut others = ranked.iter().filter(|r| r.candidate.id != pick).peekable();
        if others.peek().is_none() {
            return Ok(None);
        }
        let favorites = self.book.favorites()?;
        let awake: HashMap<CustomerId, bool> =
            favorites.iter().map(|c| (c.id, self.reach(c).now == Some(true))).collect();
        let first = others.find(|r| awake.get(&r.candidate.id).copied().unwrap_or(false));
        Ok(first.map(|first| Forecast::of(first, slot.clock.today())))
    }
}

/// Makes the offer of a slot in which a log happened, where none stands. People whom the slot offered before can be called
/// without another one.
pub(in crate::app) fn offer_before_log(
    change: &Change<'_>,
    days: &CallDays,
    slot: NaiveDate,
    people: &[CustomerId],
) -> Result<()> {
    let picks = change.picks_of_slot(slot)?;
    let stands = |p: &Pick| matches!(p.state, PickState::Offered | PickState::Called) || people.contains(&p.customer);
    if picks.iter().any(stands) {
        return Ok(());
    }
    let candidates = change.candidates()?;
    let slot = slot_of(change, days, slot, (&candidates, &picks));
    slot.next_offer()?.map_or(Ok(()), |offer| change.store_offer(&offer))
}

/// Offers a slot to a certain candidate, if the rotation has them.
pub(super) fn offer_to(change: &Change<'_>, days: &CallDays, slot: NaiveDate, customer: CustomerId) -> Result<()> {
    let (candidates, picks) = (change.candidates()?, change.picks_of_slot(slot)?);
    let slot = slot_of(change, days, slot, (&candidates, &picks));
    match slot.ranked()?.iter().find(|r| r.candidate.id == customer) {
        Some(ranked) => change.store_offer(&slot.offer_of(ranked)?),
        None => Ok(()),
    }
}

fn slot_of<'a>(
    change: &'a Change<'_>,
    days: &'a CallDays,
    day: NaiveDate,
    (candidates, picks): (&'a [Candidate], &'a [Pick]),
) -> Slot<'a> {
    Slot { book: change, clock: *change.clock(), days, day, candidates, picks }
}
