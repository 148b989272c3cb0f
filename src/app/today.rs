//! Today: the open slot's pick and why, the offers before it, the next ones, and what else waits.

use chrono::{Days, NaiveDate};

use super::App;
use super::occasions::Celebration;
use super::reach::Reach;
use super::trends::slots_back;
use crate::book::Book;
use crate::book::ideas::Ideas;
use crate::book::picks::{Offer, Pick};
use crate::book::remarks::Quoted;
use crate::book::team::TeamLog;
use crate::domain::claims::Agreed;
use crate::domain::customer::Customer;
use crate::domain::dates;
use crate::domain::ids::{CustomerId, PickId};
use crate::domain::remark::{Remark, RemarkKind};
use crate::domain::rotation::{self, Candidate, Forecast, KeptReason, OpenSlot, Outlook, PickState, Reason};
use crate::domain::touch::Touch;
use crate::error::{ErrorKind, Result};
use offers::Slot;

pub mod claiming;
pub(super) mod offers;
mod settling;

/// Stands for the id of an offer that the book does not have yet.
const NOT_STORED: PickId = PickId(0);

/// How many call days ahead to show by default.
pub const AHEAD: usize = 3;
/// How many open ideas and needs a card shows.
pub const OPEN_SHOWN: usize = 3;
/// How many of the promises that are due stand on Today.
pub const PROMISES_SHOWN: usize = 3;

/// How far from the day a year ago "a year ago this week" reaches, as [`dates::anniversary`] has it.
const AROUND: Days = Days::new(3);

/// What the day holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// The user's local day.
    pub date: NaiveDate,
    /// The call day of the open slot; None where none has come within ten years.
    pub slot: Option<NaiveDate>,
    /// Whether that day is itself a call day.
    pub call_day: bool,
    /// The next call day after today; None where none comes within ten years.
    pub next_call_day: Option<NaiveDate>,
    /// Whom to call; stays after the call until the next call day.
    pub pick: Option<TodayPick>,
    /// Why there is nobody to offer; None where there is a pick.
    pub why_none: Option<WhyNone>,
    /// Who could be called now instead of an open pick who can't be reached: the next in order, as of today.
    pub instead: Option<Forecast>,
    /// Earlier offers of the same slot, skipped or not reached, in their order.
    pub offered_before: Vec<Pick>,
    /// The next call days, as many as the request asks for.
    pub ahead: Vec<Forecast>,
    /// The first promises that are due, the oldest at the top.
    pub promises: Vec<Quoted>,
    /// Whose days come today and in the seven days after, the next first.
    pub occasions: Vec<Celebration>,
    /// What else the user could do today.
    pub waiting: Waiting,
}

/// When the slot of an offer opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// Today is its call day.
    Today,
    /// On an earlier day of this week.
    ThisWeek,
    /// In an earlier week: the call days since then were days off.
    Before,
}

/// The customer offered, with what the card needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodayPick {
    /// The offer as the book has it.
    pub pick: Pick,
    /// The customer on offer.
    pub customer: Customer,
    /// Their clock now.
    pub reach: Reach,
    /// When the slot opened.
    pub opened: Opened,
    /// What decided the offer, with the ratings of now.
    pub reasons: Vec<KeptReason>,
    /// The last conversation; None where there was none.
    pub last_talk: Option<Touch>,
    /// What they said in it.
    pub last_said: Vec<Remark>,
    /// What another rep of the team talked with them since.
    pub others_talk: Option<TeamLog>,
    /// Whether the team agrees that the user calls them.
    pub agreed: Agreed,
}

/// The day as the book has it, and what there is to store.
struct Looked {
    today: Today,
    /// A new offer.
    offer: Option<Offer>,
    /// Offers that were made before it was known that another rep calls those customers.
    anothers: Vec<Pick>,
}

/// Why there is nobody to offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNone {
    /// There are no favorites.
    NoFavorites,
    /// This slot has offered everybody already.
    AllOffered,
    /// Each favorite is snoozed, archived, a past buyer or not to be called.
    NobodyAvailable,
    /// The same, but for those whom other reps of the team call.
    OthersCall,
}

impl WhyNone {
    /// Returns the word for it in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoFavorites => "no-favorites",
            Self::AllOffered => "all-offered",
            Self::NobodyAvailable | Self::OthersCall => "nobody-available",
        }
    }
}

/// What else waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Open ideas and needs.
    pub ideas: usize,
    /// Past buyers who are due.
    pub past_buyers_due: usize,
    /// Promises that are due, those that are shown included.
    pub promises_due: usize,
}

/// What to return of today beside the pick.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferRequest {
    /// Offers one more, once this slot's call is made.
    pub anyway: bool,
    /// How many call days ahead to return.
    pub ahead: usize,
}

impl Default for OfferRequest {
    fn default() -> Self {
        Self { anyway: false, ahead: AHEAD }
    }
}

/// A call day that has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastCallDay {
    /// Which day.
    pub day: NaiveDate,
    /// Whether the user called the pick, or talked to anybody.
    pub called: bool,
}

impl App {
    /// Answers for the open slot, on any day. The book keeps the first answer until the offer is settled.
    pub fn today(&mut self, ask: OfferRequest) -> Result<Today> {
        self.today_as(ask, |_, today| Ok(today.clone()))
    }

    /// Answers as [`App::today`] does, in the form in which `show` gives it. The offer is stored once everything that is
    /// shown was read, so a book that is damaged anywhere in it stores none.
    pub fn today_as<T>(&mut self, ask: OfferRequest, show: impl Fn(&Self, &Today) -> Result<T>) -> Result<T> {
        let (shown, offer, anothers) = self.book.read(|_| {
            let Looked { today, offer, anothers } = self.look_at_today(ask)?;
            Ok((show(self, &today)?, offer, ids_of(&anothers)))
        })?;
        if offer.is_none() && anothers.is_empty() || !self.book.can_write() {
            return Ok(shown);
        }
        let clock = self.clock();
        let stored = self.book.note(&clock, |note| {
            note.leave_to_others(&anothers)?;
            offer.as_ref().map_or(Ok(()), |offer| note.store_offer(offer))
        });
        match stored {
            // Another goodcall may have been first: the book has the answer.
            Ok(()) => self.book.read(|_| {
                let looked = self.look_at_today(OfferRequest { anyway: false, ..ask })?;
                show(self, &looked.today)
            }),
            Err(error) if error.kind == ErrorKind::Damaged => Err(error),
            // Reading works even in a busy or full book, which then does not store the offer.
            Err(_) => Ok(shown),
        }
    }

    /// Returns the same without storing anything, for what only tells of the day.
    pub fn today_as_it_stands(&self, ask: OfferRequest) -> Result<Today> {
        Ok(self.book.read(|_| self.look_at_today(ask))?.today)
    }

    /// Returns the day as the book has it, and what there is to store.
    fn look_at_today(&self, ask: OfferRequest) -> Result<Looked> {
        let clock = self.clock();
        let (date, days) = (clock.today(), self.call_days()?);
        let slot_day = days.last_up_to(date);
        let candidates = self.book.candidates()?;
        let picks = slot_day.map(|s| self.book.picks_of_slot(s)).transpose()?.unwrap_or_default();
        let slot = slot_day.map(|day| Slot {
            book: &self.book,
            clock,
            days: &days,
            day,
            candidates: &candidates,
            picks: &picks,
        });
        let called = self.book.called_in_order(&picks, None)?;
        let (open, anothers) = self.open_offers(&picks)?;
        let standing = open.or_else(|| {
            let last = called.last().filter(|_| !ask.anyway)?;
            picks.iter().find(|p| p.customer == *last)
        });
        let offer = match (standing, &slot) {
            (None, Some(slot)) => slot.next_offer()?,
            _ => None,
        };
        let next = picks.last().map_or(1, |p| p.position + 1);
        let new = offer.as_ref().map(|offer| self.as_if_stored(offer, next, date)).transpose()?;
        let pick = standing.cloned().or(new);
        let why_none = if pick.is_none() { Some(self.why_none(slot_day)?) } else { None };
        let offered = pick.as_ref().filter(|p| p.state == PickState::Offered).map(|p| p.customer);
        let open = OpenSlot { offered, called: &called };
        let pick = pick.map(|p| self.card(p, date, &candidates)).transpose()?;
        let asleep = pick.as_ref().filter(|p| p.pick.state == PickState::Offered && p.reach.is_asleep());
        let instead = match (asleep, &slot) {
            (Some(asleep), Some(slot)) => self.instead_of(asleep.customer.id, slot)?,
            _ => None,
        };
        let promises = self.promises_due(PROMISES_SHOWN)?;
        let today = Today {
            date,
            slot: slot_day,
            call_day: days.contains(date),
            next_call_day: days.next_after(date),
            instead,
            offered_before: picks
                .iter()
                .filter(|p| p.state != PickState::Offered && p.state != PickState::Called)
                .cloned()
                .collect(),
            ahead: rotation::forecast(&candidates, Outlook { days: &days, today: date, open }, ask.ahead),
            pick,
            why_none,
            occasions: self.occasions(date)?,
            waiting: self.waiting(date, promises.len())?,
            promises,
        };
        Ok(Looked { today, offer, anothers })
    }

    /// Counts what waits, given how many promises that are due were read.
    fn waiting(&self, date: NaiveDate, promises: usize) -> Result<Waiting> {
        Ok(Waiting {
            ideas: self.book.count_open_ideas()?,
            past_buyers_due: self.past_buyers_due(date)?,
            // Few are due on most days: then those that were read are all.
            promises_due: if promises < PROMISES_SHOWN { promises } else { self.book.count_promises_due(date)? },
        })
    }

    /// Says why a slot has nobody to offer.
    fn why_none(&self, slot: Option<NaiveDate>) -> Result<WhyNone> {
        if !self.book.has_favorites()? {
            return Ok(WhyNone::NoFavorites);
        }
        let asked = |ask: fn(&Book, NaiveDate) -> Result<bool>| slot.map_or(Ok(false), |slot| ask(&self.book, slot));
        Ok(if asked(Book::offered_a_favorite)? {
            WhyNone::AllOffered
        } else if asked(Book::others_call_a_favorite)? {
            WhyNone::OthersCall
        } else {
            WhyNone::NobodyAvailable
        })
    }

    fn as_if_stored(&self, offer: &Offer, position: u32, today: NaiveDate) -> Result<Pick> {
        let Customer { name: customer_name, team, owner, .. } = self.book.customer(offer.customer)?;
        let claimed_by = if team.is_some() { self.book.claimed_by(offer.customer, offer.call_day)? } else { None };
        Ok(Pick {
            id: NOT_STORED,
            call_day: offer.call_day,
            customer: offer.customer,
            customer_name,
            position,
            state: PickState::Offered,
            offered_on: today,
            settled_at: None,
            because: None,
            kept_for: None,
            wait_days: offer.wait_days,
            weight: offer.weight,
            score: offer.score,
            reasons: offer.reasons.iter().copied().map(KeptReason::Data).collect(),
            team,
            owner,
            claimed_by,
        })
    }

    fn card(&self, pick: Pick, today: NaiveDate, candidates: &[Candidate]) -> Result<TodayPick> {
        let customer = self.book.customer(pick.customer)?;
        let last_talk = self.book.last_conversation(customer.id)?;
        let last_said = self.last_said_in(last_talk.as_ref(), customer.id)?;
        let reasons = pick.reasons.iter().filter_map(|kept| as_of_now(kept, &customer, candidates)).collect();
        let reach = self.reach(&customer);
        let opened = match pick.call_day {
            day if day >= today => Opened::Today,
            day if day >= self.week_start(today) => Opened::ThisWeek,
            _ => Opened::Before,
        };
        let agreed = self.agreed(&pick)?;
        let others_talk = self.others_talk(&customer, last_talk.as_ref())?;
        Ok(TodayPick { agreed, opened, reach, reasons, customer, last_talk, last_said, others_talk, pick })
    }

    /// Returns what a customer said in a conversation, praise first.
    pub fn last_said_in(&self, talk: Option<&Touch>, customer: CustomerId) -> Result<Vec<Remark>> {
        let Some(talk) = talk else { return Ok(Vec::new()) };
        let mut said = self.book.remarks_of_touch(talk.id)?;
        // What the user promised is owed to them, not said by them.
        said.retain(|r| r.customer == customer && r.kind != RemarkKind::Promise);
        said.sort_by_key(|r| r.kind != RemarkKind::Praise);
        Ok(said)
    }

    /// Returns what a customer said in praise a year ago this week; None where that was nothing.
    pub fn praise_a_year_ago(&self, customer: CustomerId) -> Result<Option<Remark>> {
        let day = dates::add_months(self.clock().today(), -12);
        let (from, to) = (day.checked_sub_days(AROUND), day.checked_add_days(AROUND));
        self.book.praise_of_days(customer, from.unwrap_or(day), to.unwrap_or(day))
    }

    /// Returns the latest call days, oldest first, and whether each brought a call. Today's open slot comes last; the
    /// first is the one in whose slot the book began, unless that slot is over and brought none.
    pub fn past_call_days(&self, count: usize) -> Result<Vec<PastCallDay>> {
        let (today, days) = (self.clock().today(), self.call_days()?);
        let Some(newest) = days.last_up_to(today) else { return Ok(Vec::new()) };
        let mut slots = slots_back(&days, newest, count);
        slots.reverse();
        let Some(began) = self.book.began()? else { return Ok(Vec::new()) };
        slots.retain(|(_, last)| began <= *last);
        let without = self.book.without_call(&slots, slots.len())?;
        let past = slots.iter().enumerate().map(|(at, (day, last))| {
            let called = !without.contains(&at);
            (*day >= began || called || *last >= today).then_some(PastCallDay { day: *day, called })
        });
        Ok(past.flatten().collect())
    }

    /// Orders open ideas and needs: this week's, then those still open from before, then later ones.
    pub fn ideas_of_the_week(&self, limit: usize) -> Result<Vec<Quoted>> {
        let (first, last) = crate::domain::ideas::week_of(self.clock().today());
        self.book.read(|book| {
            let mut found = Vec::new();
            for which in [Ideas::DueFrom(first, last), Ideas::DueBefore(first), Ideas::DueAfter(last)] {
                if found.len() < limit {
                    found.extend(book.ideas(which, limit - found.len())?);
                }
            }
            Ok(found)
        })
    }
}

fn ids_of(picks: &[Pick]) -> Vec<PickId> {
    picks.iter().map(|pick| pick.id).collect()
}

/// Gives a reason as it is told now. How long the wait was and how calls went stay what they were when the offer was
/// made; ratings, and who else is a favorite, may have changed since.
fn as_of_now(kept: &KeptReason, customer: &Customer, candidates: &[Candidate]) -> Option<KeptReason> {
    match kept {
        KeptReason::Data(Reason::Ratings { .. }) => {
            Some(KeptReason::Data(Reason::Ratings { pleasure: customer.pleasure, profit: customer.profit }))
        }
        KeptReason::Data(Reason::OnlyOne) if candidates.len() > 1 => None,
        kept => Some(kept.clone()),
    }
}

#[cfg(test)]
mod tests;
