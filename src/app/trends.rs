//! Trends: every figure of the year, counted from the book by the rules of [`crate::domain::trends`].

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::App;
use super::teammates::count_names;
use crate::book::figures::{RatedRow, TagsDecide};
use crate::domain::ids::CustomerId;
use crate::domain::rotation::CallDays;
use crate::domain::setback::SetbackKind;
use crate::domain::trends::{
    self, Coverage, CustomerMood, Heat, History, KeptInTouch, Month, MonthCount, MonthOfCalls, Mood, Named, PastBuyer,
    RatedCall, Slot, Streak, Week, Window,
};
use crate::domain::visits::{Progress, VisitTargets};
use crate::error::Result;

/// How many weeks to look at by default: a year.
pub const WEEKS: u16 = 52;
/// How many customers and teammates to name.
const NAMED: usize = 5;

/// The figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trends {
    /// The day of the figures.
    pub today: NaiveDate,
    /// Oldest first; the last one holds today.
    pub weeks: Vec<Week>,
    /// How many call days in a row had their call.
    pub streak: Streak,
    /// Over all rated calls.
    pub mood: Mood,
    /// What a call does after each kind of setback; only kinds with a rated call.
    pub mood_by_setback: Vec<(SetbackKind, Mood)>,
    /// The customers who lift the most come first.
    pub mood_by_customer: Vec<CustomerMood>,
    /// Oldest first.
    pub mood_by_month: Vec<(Month, Mood)>,
    /// The map of these weeks.
    pub heat: Heat,
    /// The months of these weeks with their call days, oldest first; they begin with the book.
    pub year: Vec<MonthOfCalls>,
    /// Oldest first, months without praise included.
    pub praise_by_month: Vec<MonthCount>,
    /// The customers who praise the most, the most first.
    pub praised_most: Vec<Named<CustomerId>>,
    /// The teammates with the most praise, the most first.
    pub teammates: Vec<Named<String>>,
    /// How far the last round of favorites got.
    pub rotation: Coverage,
    /// How many past buyers the user keeps in touch with.
    pub past_buyers: KeptInTouch,
    /// Accounts with their visits of the year against the target.
    pub visits: VisitTargets,
    /// Field days against the targets of the quarter and the first month.
    pub progress: Progress,
}

impl Trends {
    /// Counts the reached calls of all weeks.
    pub fn calls(&self) -> usize {
        self.weeks.iter().map(|w| w.calls).sum()
    }

    /// Counts the praise of all months.
    pub fn praise(&self) -> usize {
        self.praise_by_month.iter().map(|m| m.count).sum()
    }

    /// The first day that the figures tell of: the window's, or later that of the book.
    pub fn since(&self) -> NaiveDate {
        let of_window = self.weeks.first().map_or(self.today, |week| week.week_start);
        self.year.first().map_or(of_window, |first| first.month.first_day().max(of_window))
    }

    /// Whether the book holds nothing yet to make a figure of.
    pub fn is_empty(&self) -> bool {
        self.calls() == 0
            && self.praise() == 0
            && self.mood.rated == 0
            && self.streak.best == 0
            && self.visits.visits.done == 0
    }
}

impl App {
    /// Returns the figures of a number of weeks, this one included.
    pub fn trends(&self, count: u16) -> Result<Trends> {
        self.book.read(|_| self.count_trends(usize::from(count)))
    }

    fn count_trends(&self, weeks: usize) -> Result<Trends> {
        let today = self.clock().today();
        let window = Window { today, week_starts: self.settings.week_starts, weeks };
        let first = window.starts().first().copied().unwrap_or(today);
        let (slots, past) = self.slots(first, today)?;
        let rated: Vec<RatedCall> = self.book.rated_conversations(first, today)?.into_iter().map(rated_call).collect();
        let (from, upto) = (Month::of(first), Month::of(today));
        let mut praise: Vec<NaiveDate> = spread(self.book.praise_days(first, today)?);
        praise.sort_unstable();
        let progress = self.visit_progress()?;
        Ok(Trends {
            today,
            weeks: trends::weeks(&window, &past.calls, &slots),
            streak: trends::streak(&slots),
            mood: Mood::of(&rated),
            mood_by_setback: trends::mood_by_setback(&rated),
            mood_by_customer: trends::mood_by_customer(&rated),
            mood_by_month: trends::mood_by_month(&rated, from, upto),
            heat: trends::heat(&window, &past.history(), &slots),
            year: trends::year((first, today), &past.history(), &slots, &praise),
            praise_by_month: trends::by_month(&praise, from, upto),
            praised_most: self.praised_most(first, today)?,
            teammates: self.most_praised_teammates(first, today)?,
            rotation: self.coverage(&past, today)?,
            past_buyers: self.kept_in_touch(today)?,
            visits: progress.all_accounts(),
            progress,
        })
    }

    /// Returns the call days since the beginning of the book, and the conversations that decide about them.
    fn slots(&self, first: NaiveDate, today: NaiveDate) -> Result<(Vec<Slot>, Past)> {
        let began = self.book.began()?.unwrap_or(today).min(today);
        let from = began.min(first);
        // Only the window needs how many there were on each day.
        let talked = self.book.talked_days(first, today)?;
        let mut days: Vec<NaiveDate> = match first.pred_opt() {
            Some(before) if from <= before => self.book.days_talked(from, before)?,
            _ => Vec::new(),
        };
        days.extend(spread(talked.iter().map(|t| (t.day, t.calls + t.visits))));
        let past = Past {
            began,
            days: self.call_days()?,
            away: self.times_away()?,
            called: self.book.called_days(from, today)?.into_iter().collect(),
            calls: spread(talked.iter().map(|t| (t.day, t.calls))),
            talked: days,
        };
        Ok((trends::slots(&past.history(), today), past))
    }

    /// Counts the call days in a row up to today, at most `most`. Goes back a year at a time, so that a long book costs no
    /// more than its streak.
    pub fn streak_now(&self, most: usize) -> Result<usize> {
        let (today, days) = (self.clock().today(), self.call_days()?);
        let mut at = days.last_up_to(today);
        let mut kept = 0;
        while let Some(newest) = at.filter(|_| kept < most) {
            // One more than can count: the open slot need not.
            let slots = slots_back(&days, newest, (most - kept).min(usize::from(WEEKS)) + 1);
            let without = self.book.without_call(&slots, 2)?;
            // The open slot does not break the streak yet.
            let is_open = kept == 0 && slots.first().is_some_and(|(_, last)| *last >= today);
            let (skipped, broken) = match without.as_slice() {
                [0, then @ ..] if is_open => (1, then.first()),
                without => (0, without.first()),
            };
            kept += broken.unwrap_or(&slots.len()) - skipped;
            if broken.is_some() {
                break;
            }
            at = slots.last().and_then(|(oldest, _)| days.last_before(*oldest));
        }
        Ok(kept.min(most))
    }

    fn praised_most(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<Named<CustomerId>>> {
        let most = self.book.praised_most(from, upto, NAMED)?;
        let named = |(id, name, count): (CustomerId, String, u32)| Named { id, name, count: count as usize };
        Ok(most.into_iter().map(named).collect())
    }

    fn most_praised_teammates(&self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<Named<String>>> {
        let joined = self.book.joined_names()?;
        let counted = count_names(&self.book.praised_between(from, upto)?, &joined);
        let counts = counted.into_iter().map(|(key, (name, p))| Named { id: key, name, count: p.times }).collect();
        Ok(trends::top(counts, NAMED))
    }

    fn coverage(&self, past: &Past, today: NaiveDate) -> Result<Coverage> {
        let favorites: Vec<Option<NaiveDate>> = self.book.candidates()?.into_iter().map(|c| c.talked).collect();
        Ok(trends::coverage(&favorites, &past.days, today))
    }

    fn kept_in_touch(&self, today: NaiveDate) -> Result<KeptInTouch> {
        let tags = if self.settings.cadence_by_tag.is_empty() { TagsDecide::No } else { TagsDecide::Yes };
        let all: Vec<PastBuyer> = self
            .book
            .past_buyers_left(tags)?
            .into_iter()
            .map(|left| PastBuyer {
                left_on: left.left_on,
                standing: self.standing_of_tagged(&left.wait, &left.tags, today),
            })
            .collect();
        Ok(trends::kept_in_touch(&all, today))
    }
}

/// Lists call days from one on back, each with the last day of its slot.
pub(super) fn slots_back(days: &CallDays, from: NaiveDate, count: usize) -> Vec<(NaiveDate, NaiveDate)> {
    let last = |day: NaiveDate| days.next_after(day).and_then(|d| d.pred_opt()).unwrap_or(day);
    let back = std::iter::successors(Some(from), |day| days.last_before(*day));
    back.take(count).map(|day| (day, last(day))).collect()
}

/// The conversations that decide about call days.
struct Past {
    began: NaiveDate,
    days: CallDays,
    away: Vec<(NaiveDate, NaiveDate)>,
    called: BTreeSet<NaiveDate>,
    /// The day of each reached call, in order.
    calls: Vec<NaiveDate>,
    /// The day of each conversation, in order; before the window each day once.
    talked: Vec<NaiveDate>,
}

impl Past {
    fn history(&self) -> History<'_> {
        History { began: self.began, days: &self.days, away: &self.away, called: &self.called, talked: &self.talked }
    }
}

/// Repeats each day as often as it counts.
fn spread(counted: impl IntoIterator<Item = (NaiveDate, u32)>) -> Vec<NaiveDate> {
    counted.into_iter().flat_map(|(day, n)| std::iter::repeat_n(day, n as usize)).collect()
}

pub(super) fn rated_call(row: RatedRow) -> RatedCall {
    let RatedRow { day, customer, name, setback, before, after } = row;
    RatedCall { day, customer, name, setback, before, after }
}
