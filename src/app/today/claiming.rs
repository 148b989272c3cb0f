//! Agreeing with the team on the open slot's offer: who is anyone's is claimed before they are called.
//!
//! A claim that is known is never asked for again, and a server that does not answer leaves the offer as it is, not agreed.

use std::time::Duration;

use super::{Looked, NOT_STORED, OfferRequest, TodayPick, ids_of};
use crate::app::App;
use crate::app::sync::{CallsInstead, Synced, Told};
use crate::app::team::Link;
use crate::app::team::claims::{Asker, ClaimRequest};
use crate::book::picks::Pick;
use crate::book::team::KnownClaim;
use crate::domain::claims::Agreed;
use crate::domain::ids::PickId;
use crate::domain::rotation::PickState;
use crate::error::{ErrorKind, Result};
use crate::sync::carrier::Claim;
use crate::sync::keyfile::{self, KeyFile};

/// How long a command waits for a server, in all.
const WITHIN: Duration = Duration::from_secs(1);

impl App {
    /// Claims whom [`App::today`] is about to offer, where they are anyone's, and waits a second at most for the server. Whom
    /// another rep has is passed over for the next in order. Returns which offers were withdrawn so.
    pub fn agree_on_offer(&mut self, ask: OfferRequest) -> Result<Vec<CallsInstead>> {
        let may_claim = self.book.can_write() && self.servers().is_some();
        let Some(account) = self.book.account()?.filter(|_| may_claim) else { return Ok(Vec::new()) };
        if !self.book.has_anyones()? || self.unagreed(ask)?.is_none() {
            return Ok(Vec::new());
        }
        // What keeps it from asking, `sync now` says.
        let Some((asker, file)) = self.begin_asking().unwrap_or_default() else { return Ok(Vec::new()) };
        let left = self.claim_in_turn((&account, &file), ask, |request| Ok(asker.ask(request)));
        asker.end();
        match left {
            // Reading works even in a busy or full book, which then keeps no claim.
            Err(error) if error.kind != ErrorKind::Damaged => Ok(Vec::new()),
            left => left,
        }
    }

    /// Connects to the server of the teams without waiting for it, nor for another run that syncs.
    fn begin_asking(&self) -> Result<Option<(Asker, KeyFile)>> {
        let (Some(dial), Some(part)) = (self.servers(), self.book.team_server()?) else { return Ok(None) };
        let Some(file) = keyfile::read(&self.book_file()?)? else { return Ok(None) };
        let password = file.server().and_then(|keys| keys.password.clone());
        Ok(Asker::begin(dial, (part.url, password), WITHIN).map(|asker| (asker, file)))
    }

    /// Returns the open offer on which the team has not agreed, for who waits until it has.
    pub fn unclaimed_offer(&self) -> Result<Option<PickId>> {
        self.book.unclaimed_offer()
    }

    /// Claims the open slot's offer, and the next in order where another rep was first; also whom the slot called before the
    /// team had agreed, so that nobody else does. A slot that has offered nobody yet claims nobody.
    pub(in crate::app) fn claim_open_offer(&mut self, link: &Link, done: &mut Synced) -> Result<()> {
        let ask = OfferRequest { anyway: false, ahead: 0 };
        let Looked { today, anothers, .. } = self.book.read(|_| self.look_at_today(ask))?;
        let part = (link.part.account.as_str(), &link.file);
        let called = today.slot.map(|slot| self.book.picks_of_slot(slot)).transpose()?.unwrap_or_default();
        for pick in called.iter().filter(|pick| pick.state == PickState::Called) {
            if self.agreed(pick)? == Agreed::NotYet {
                self.claim_for(part, pick, |request| request.ask(&*link.server).map(Some))?;
            }
        }
        let is_open = today.pick.is_some_and(|open| open.pick.id != NOT_STORED && is_unagreed(&open));
        if !is_open && anothers.is_empty() {
            return Ok(());
        }
        let clock = self.clock();
        self.book.note(&clock, |note| note.leave_to_others(&ids_of(&anothers)))?;
        for pick in anothers {
            let rep = pick.owner.clone().or(pick.claimed_by.clone()).unwrap_or_default();
            let told = self.calls_instead(rep, &pick)?;
            done.told.push(Told::CallsInstead(told));
        }
        let left = self.claim_in_turn(part, ask, |request| request.ask(&*link.server).map(Some))?;
        done.told.extend(left.into_iter().map(Told::CallsInstead));
        Ok(())
    }

    /// Claims offers in order until one is the user's, or no answer comes.
    fn claim_in_turn(
        &mut self,
        part: (&str, &KeyFile),
        ask: OfferRequest,
        mut claim: impl FnMut(&ClaimRequest) -> Result<Option<Claim>>,
    ) -> Result<Vec<CallsInstead>> {
        let mut left = Vec::new();
        while let Some(pick) = self.unagreed(ask)? {
            let Some(rep) = self.claim_for(part, &pick, &mut claim)? else { break };
            if rep != part.0 && pick.id != NOT_STORED {
                left.push(self.calls_instead(rep, &pick)?);
            }
        }
        Ok(left)
    }

    /// Claims the customer of a pick, and keeps who has them; where that is another rep, the pick is left to them. None where
    /// no answer came.
    fn claim_for(
        &mut self,
        (account, file): (&str, &KeyFile),
        pick: &Pick,
        claim: impl FnOnce(&ClaimRequest) -> Result<Option<Claim>>,
    ) -> Result<Option<String>> {
        let team = pick.team.as_deref().unwrap_or_default();
        let Some(keys) = file.team(team).and_then(|keys| keys.team.as_ref()) else { return Ok(None) };
        let request = ClaimRequest::new((team, keys), account, (pick.customer, pick.call_day))?;
        let Some(answer) = claim(&request)? else { return Ok(None) };
        let (clock, rep) = (self.clock(), request.holder(keys, account, answer));
        self.book.note(&clock, |note| {
            note.keep_claim(KnownClaim { customer: pick.customer, call_day: pick.call_day, rep: &rep })?;
            if rep == account { Ok(()) } else { note.leave_to_others(&[pick.id]) }
        })?;
        Ok(Some(rep))
    }

    /// Finds the open offer among those of a slot, and those that are left to other reps.
    pub(super) fn open_offers<'a>(&self, picks: &'a [Pick]) -> Result<(Option<&'a Pick>, Vec<Pick>)> {
        let (mut open, mut anothers) = (None, Vec::new());
        for pick in picks.iter().filter(|p| p.state == PickState::Offered) {
            match self.agreed(pick)? {
                Agreed::Anothers => anothers.push(pick.clone()),
                Agreed::Yes | Agreed::NotYet => open = open.or(Some(pick)),
            }
        }
        Ok((open, anothers))
    }

    /// Says whether the team agrees that the user calls somebody.
    pub(super) fn agreed(&self, pick: &Pick) -> Result<Agreed> {
        let account = if pick.team.is_some() { self.book.account()? } else { None };
        Ok(pick.agreed(account.as_deref()))
    }

    /// The offer that stands or comes next, where the team has not agreed on it.
    fn unagreed(&self, ask: OfferRequest) -> Result<Option<Pick>> {
        let Looked { today, .. } = self.book.read(|_| self.look_at_today(OfferRequest { ahead: 0, ..ask }))?;
        Ok(today.pick.filter(is_unagreed).map(|open| open.pick))
    }

    fn calls_instead(&self, rep: String, pick: &Pick) -> Result<CallsInstead> {
        let is_weekly = self.call_days()?.only().is_some();
        Ok(CallsInstead { rep, customer: pick.customer_name.clone(), is_weekly })
    }
}

fn is_unagreed(pick: &TodayPick) -> bool {
    pick.pick.state == PickState::Offered && pick.agreed == Agreed::NotYet
}
