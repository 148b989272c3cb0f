//! Lift: after a setback, whom to call right now, beside a kind sentence.

use std::collections::HashMap;

use super::App;
use crate::book::remarks::{PraiseFilter, Quoted};
use crate::domain::customer::Customer;
use crate::domain::ids::{CustomerId, SetbackId};
use crate::domain::lift::{self, Candidate};
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
    /// Whether it is within their calling hours, in their time zone.
    pub reachable_now: bool,
    /// When their calling hours next begin; None during them.
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

    /// Ranks everybody whom the user may call for a lift, the best first.
    pub fn whom_to_call(&self) -> Result<Vec<Callable>> {
        let clock = self.clock();
        let today = clock.today();
        self.book.read(|book| {
            let favorites: Vec<Customer> =
                book.favorites()?.into_iter().filter(|c| c.snoozed_until.is_none_or(|until| until <= today)).collect();
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
            zone: c.timezone.unwrap_or(self.settings.zone),
            added_on: c.added_on,
            talked: c.last_talked,
            lifted: self.book.last_lift_call(c.id)?,
            praised: self.book.last_praise(c.id)?,
        })
    }

    /// Records what happened; undo can take it back.
    pub fn record_setback(&mut self, happened: &Happened) -> Result<Option<(SetbackId, SetbackKind)>> {
        if let Some(mood) = happened.mood.filter(|m| !(1..=5).contains(m)) {
            return Err(Error::usage(format!("mood: {mood} is not from 1 to 5")));
        }
        let Some(kind) = happened.kind else { return Ok(None) };
        let clock = self.clock();
        let about = happened.about.clone().filter(|a| !a.trim().is_empty());
        let id = self.book.change(&clock, format!("noted: {}", kind.describe()), |change| {
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

    /// Records how the user feels about a setback, in a second step.
    pub fn keep_setback_mood(&mut self, id: SetbackId, mood: u8) -> Result<()> {
        let clock = self.clock();
        self.book.change(&clock, "noted how you feel", |change| change.set_setback_mood(id, mood))
    }

    /// Returns the praise that comes next, and notes that it was shown if the book can be written.
    pub fn show_praise(&mut self, filter: &PraiseFilter) -> Result<Option<Quoted>> {
        let next = self.book.next_praise(filter)?;
        let Some(mut quoted) = next else { return Ok(None) };
        if self.book.can_write() {
            self.shown.push(quoted.remark.id);
            self.note_shown()?;
            quoted.remark.times_shown += 1;
        }
        Ok(Some(quoted))
    }

    /// Returns the praise that comes next; [`App::note_shown`] notes that it was shown.
    pub fn show_next_praise(&mut self) -> Result<Option<Quoted>> {
        let mut next = self.praise_not_shown()?;
        if next.is_none() && !self.shown.is_empty() {
            // All of it was shown just now: begin again with the first.
            self.note_shown()?;
            next = self.praise_not_shown()?;
        }
        self.shown.extend(next.iter().map(|q| q.remark.id));
        Ok(next)
    }

    fn praise_not_shown(&self) -> Result<Option<Quoted>> {
        let next = self.book.praise_in_order(&PraiseFilter::default(), self.shown.len() + 1)?;
        Ok(next.into_iter().find(|q| !self.shown.contains(&q.remark.id)))
    }

    /// Whether praise was shown and is not noted yet.
    pub fn has_unnoted(&self) -> bool {
        !self.shown.is_empty()
    }

    /// Notes that praise was shown, in this order; a read-only book notes nothing.
    pub fn note_shown(&mut self) -> Result<()> {
        let shown = std::mem::take(&mut self.shown);
        if shown.is_empty() || !self.book.can_write() {
            return Ok(());
        }
        let clock = self.clock();
        self.book.note(&clock, |note| shown.iter().try_for_each(|id| note.praise_shown(*id)))
    }
}
