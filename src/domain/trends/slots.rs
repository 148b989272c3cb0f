//! Past call days: which of them were kept, and how many in a row.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use crate::domain::rotation::CallDays;

/// How far back to count call days: a hundred years, so that a mistyped year costs no time.
const LOOK_BACK_DAYS: u64 = 36_525;

/// What the book knows of its call days.
#[derive(Debug, Clone, Copy)]
pub struct History<'a> {
    /// The first day that the book knows anything of.
    pub began: NaiveDate,
    /// The call days as configured now, also for the past.
    pub days: &'a CallDays,
    /// The first and last day of each time away: those that the call days leave out.
    pub away: &'a [(NaiveDate, NaiveDate)],
    /// The call days whose pick was called.
    pub called: &'a BTreeSet<NaiveDate>,
    /// The day of each conversation, sorted; a day with several comes several times.
    pub talked: &'a [NaiveDate],
}

impl History<'_> {
    /// Counts the conversations from a day up to, but not including, `before`; with None, all of them.
    pub(super) fn talks(&self, from: NaiveDate, before: Option<NaiveDate>) -> usize {
        let upto = |day: NaiveDate| self.talked.partition_point(|talk| *talk < day);
        before.map_or(self.talked.len(), upto).saturating_sub(upto(from))
    }
}

/// A call day that has come: its slot lasts until the day before the next call day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// The call day with which it begins.
    pub day: NaiveDate,
    /// A pick of this slot was called.
    pub called: bool,
    /// This slot has a conversation, with any customer.
    pub talked: bool,
    /// The slot is open today: it is the last one, kept or not.
    pub open: bool,
}

impl Slot {
    /// Whether the call day was kept: its slot has the call of its pick, or any conversation.
    pub fn kept(&self) -> bool {
        self.called || self.talked
    }

    /// Whether the slot is over and was not kept.
    pub fn missed(&self) -> bool {
        !self.kept() && !self.open
    }
}

/// Lists the call days from the beginning of the book to today, oldest first.
///
/// They include the slot that was open when the book began, if it was kept or is still open: a book started on a
/// Wednesday missed nothing on Monday.
pub fn slots(history: &History<'_>, today: NaiveDate) -> Vec<Slot> {
    let History { days, .. } = history;
    let earliest = today.checked_sub_days(Days::new(LOOK_BACK_DAYS)).unwrap_or(NaiveDate::MIN);
    let began = history.began.max(earliest).min(today);
    let mut list = Vec::new();
    let mut at = days.last_up_to(began).or_else(|| days.next_after(began));
    while let Some(day) = at.filter(|day| *day <= today) {
        let next = days.next_after(day);
        let slot = Slot {
            day,
            called: history.called.contains(&day),
            talked: history.talks(day, next) > 0,
            open: next.is_none_or(|next| next > today),
        };
        if day >= began || !slot.missed() {
            list.push(slot);
        }
        at = next;
    }
    list
}

/// Call days kept in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Streak {
    /// Up to today; an open slot not kept yet neither breaks nor lengthens it.
    pub now: usize,
    /// The longest there has been, the present one included.
    pub best: usize,
}

/// Counts the call days kept in a row; `slots` is oldest first. Times away have no call days, so they break nothing.
pub fn streak(slots: &[Slot]) -> Streak {
    let (mut run, mut best) = (0, 0);
    for slot in slots.iter().filter(|slot| slot.kept() || !slot.open) {
        run = if slot.kept() { run + 1 } else { 0 };
        best = best.max(run);
    }
    Streak { now: run, best }
}
