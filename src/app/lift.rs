//! Lift: after a setback, whom to call right now, beside a kind sentence.

use std::collections::HashMap;

use super::App;
use crate::book::asked::RATING;
use crate::book::praise::PraiseFilter;
use crate::book::remarks::Quoted;
use crate::domain::claims::{Agreed, Whose};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, RemarkId, SetbackId};
use crate::domain::lift::{self, Candidate};
use crate::domain::praise;
use crate::domain::setback::{Setback, SetbackKind};
use crate::error::{Error, Result};

/// What happened, as far as the user said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Happened {
    /// What went wrong; None where the user did not say, and nothing is recorded.
    pub kind: Option<SetbackKind>,
    /// In the user's words.
    pub about: Option<String>,
    /// 1 to 5.
    pub mood: Option<u8>,
}

/// Somebody to call now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callable {
    /// A favorite in the rotation, not snoozed.
    pub customer: Customer,
    /// Whether it is within their calling hours, in their time zone; None where that is unknown.
    pub reachable_now: Option<bool>,
    /// When their calling hours next begin; None during them, and where their zone is unknown.
    pub reachable_from: Option<chrono::DateTime<chrono::Utc>>,
    /// Whether nobody called them in the last days, nor for a lift in the last weeks.
    pub rested: bool,
    /// 2 x pleasure + profit, plus 2 for praise within a year.
    pub merit: i64,
    /// Days since the last conversation, or since they were added.
    pub wait_days: i64,
    /// Whether they said something kind within the year.
    pub praised_lately: bool,
}

impl App {
    /// Returns a setback; fails where no setback has the id.
    pub fn setback(&self, id: SetbackId) -> Result<Setback> {
        self.book.setback(id)
    }

    /// Ranks everybody whom the user may call for a lift, the best first. Those whom another rep calls are named only where
    /// there is nobody else.
    pub fn whom_to_call(&self) -> Result<Vec<Callable>> {
        let clock = self.clock();
        let today = clock.today();
        self.book.read(|book| {
            let mut favorites = book.favorites()?;
            favorites.retain(|c| c.snoozed_until.is_none_or(|until| until <= today));
            let favorites = own_or_all(favorites, book.account()?.as_deref());
            let candidates = favorites.iter().map(|c| self.lift_candidate(c)).collect::<Result<Vec<_>>>()?;
            let by_id: HashMap<CustomerId, &Customer> = favorites.iter().map(|c| (c.id, c)).collect();
            Ok(lift::rank(&candidates, &clock)
                .iter()
                .filter_map(|r| {
                    let customer = (*by_id.get(&r.candidate.id)?).clone();
                    Some(Callable {
                        customer,
                        reachable_now: r.reachable_now,
                        reachable_from: r.reachable_from,
                        rested: r.rested,
                        merit: r.merit,
                        wait_days: r.wait_days,
                        praised_lately: r.praised_lately,
                    })
                })
                .collect())
        })
    }

    fn lift_candidate(&self, c: &Customer) -> Result<Candidate> {
        Ok(Candidate {
            id: c.id,
            name: c.name.clone(),
            pleasure: c.pleasure,
            profit: c.profit,
            hours: self.hours_of(c),
            zone: c.timezone,
            added_on: c.added_on,
            talked: c.last_talked,
            lifted: self.book.last_lift_call(c.id)?,
            praised: self.book.last_praise(c.id)?,
        })
    }

    /// Records what happened; undo can take it back. What happened less than two hours ago and is still unanswered is brought
    /// up to date instead.
    pub fn record_setback(&mut self, happened: &Happened) -> Result<Option<(SetbackId, SetbackKind)>> {
        if let Some(mood) = happened.mood.filter(|m| !(1..=5).contains(m)) {
            return Err(Error::usage(format!("mood: {mood} is not from 1 to 5")));
        }
        let Some(kind) = happened.kind else { return Ok(None) };
        let clock = self.clock();
        let about = happened.about.clone().filter(|a| !a.trim().is_empty());
        let id = self.book.change(&clock, format!("noted: {}", kind.describe()), |change| {
            if let Some(before) = change.same_setback(kind, clock.stamp())? {
                let (about, mood) = (about.or(before.about.clone()), happened.mood.or(before.mood));
                let now = Setback { about, mood, ..before.clone() };
                return if now == before { Ok(now.id) } else { change.update_setback(&now).map(|()| now.id) };
            }
            let id = change.new_setback_id();
            change.add_setback(&Setback {
                id,
                kind,
                about,
                at: clock.stamp(),
                mood: happened.mood,
                answered_by: None,
            })?;
            Ok(id)
        })?;
        Ok(Some((id, kind)))
    }

    /// Records what a setback was about, in a second step.
    pub fn keep_setback_about(&mut self, id: SetbackId, about: &str) -> Result<()> {
        let (clock, setback) = (self.clock(), self.book.setback(id)?);
        let about = Some(about.to_string());
        self.book
            .change(&clock, "noted what it was about", |change| change.update_setback(&Setback { about, ..setback }))
    }

    /// Records how the user feels about a setback, in a second step.
    pub fn keep_setback_mood(&mut self, id: SetbackId, mood: u8) -> Result<()> {
        let clock = self.clock();
        self.book.change(&clock, "noted how you feel", |change| change.set_setback_mood(id, mood))
    }

    /// Returns the praise that comes next, and notes that it was shown if the book can be written.
    pub fn show_praise(&mut self, filter: &PraiseFilter) -> Result<Option<Quoted>> {
        let next = self.book.next_praise(filter)?;
        self.shown_now(next)
    }

    /// Returns the praise that a lift shows beside the person offered, and notes that it was shown if the book can be written.
    pub fn show_lift_praise(&mut self, offered: Option<CustomerId>) -> Result<Option<Quoted>> {
        let own = self.own_words(offered)?;
        let next = if own.is_some() { own } else { self.book.next_praise(&PraiseFilter::default())? };
        self.shown_now(next)
    }

    fn shown_now(&mut self, next: Option<Quoted>) -> Result<Option<Quoted>> {
        let Some(mut quoted) = next else { return Ok(None) };
        if self.book.can_write() {
            self.shown.push(quoted.remark.id);
            self.note_shown()?;
            quoted.remark.times_shown += 1;
        }
        Ok(Some(quoted))
    }

    /// Returns the praise that comes next beside the person offered; [`App::note_shown`] notes that it was shown.
    pub fn show_next_praise(&mut self, offered: Option<CustomerId>) -> Result<Option<Quoted>> {
        let mut next = self.own_words(offered)?;
        if next.is_none() {
            next = self.praise_not_shown()?;
        }
        if next.is_none() && !self.shown.is_empty() {
            // All of it was shown just now: begin again with the first.
            self.note_shown()?;
            next = self.praise_not_shown()?;
        }
        self.shown.extend(next.iter().map(|q| q.remark.id));
        Ok(next)
    }

    /// Returns words of the person offered that have rested long enough.
    fn own_words(&self, offered: Option<CustomerId>) -> Result<Option<Quoted>> {
        let Some(customer) = offered else { return Ok(None) };
        let before = (self.clock().instant - praise::OWN_WORDS_REST).timestamp_millis();
        self.book.own_praise(customer, before, &self.shown)
    }

    /// Returns words of a customer that have rested long enough, and counts them as shown; None where there are none.
    pub fn show_own_words(&mut self, customer: CustomerId) -> Result<Option<Quoted>> {
        let own = self.own_words(Some(customer))?;
        self.shown.extend(own.iter().map(|q| q.remark.id));
        Ok(own)
    }

    /// Counts praise as shown that stood on the screen by itself; [`App::note_shown`] notes it.
    pub fn shown_beside(&mut self, praise: RemarkId) {
        self.shown.push(praise);
    }

    fn praise_not_shown(&self) -> Result<Option<Quoted>> {
        let next = self.book.praise_in_order(&PraiseFilter::default(), self.shown.len() + 1)?;
        Ok(next.into_iter().find(|q| !self.shown.contains(&q.remark.id)))
    }

    /// Whether praise was shown, or a question asked, and it is not noted yet.
    pub fn has_unnoted(&self) -> bool {
        !self.shown.is_empty() || self.asking.is_some()
    }

    /// Notes that praise was shown, in this order, and what was asked; a read-only book notes nothing.
    pub fn note_shown(&mut self) -> Result<()> {
        let (shown, asked) = (std::mem::take(&mut self.shown), self.asking.take());
        if shown.is_empty() && asked.is_none() || !self.book.can_write() {
            return Ok(());
        }
        let clock = self.clock();
        self.book.note(&clock, |note| {
            shown.iter().try_for_each(|id| note.praise_shown(*id))?;
            asked.map_or(Ok(()), |customer| note.asked(RATING, Some(customer), clock.today()))
        })
    }
}

/// Leaves out those who are another rep's, unless everybody is.
fn own_or_all(favorites: Vec<Customer>, account: Option<&str>) -> Vec<Customer> {
    let is_anothers = |c: &Customer| {
        let whose = Whose { team: c.team.as_deref(), owner: c.owner.as_deref(), claimed_by: None };
        Agreed::for_rep(account, whose) == Agreed::Anothers
    };
    let (others, own): (Vec<_>, Vec<_>) = favorites.into_iter().partition(is_anothers);
    if own.is_empty() { others } else { own }
}
