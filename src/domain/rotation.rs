//! The rotation: which favorite a call day offers, and who follows.

use std::cmp::Reverse;

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};

use serde::{Deserialize, Serialize};

use super::choice::choices;
use super::ids::CustomerId;

choices! {
    /// What became of an offer.
    PickState, "state" {
        /// Still open: whom to call in this slot.
        Offered = "offered",
        /// The two talked.
        Called = "called",
        /// The user passed them over.
        Skipped = "skipped",
        /// A voicemail was left, or nobody answered.
        NotReached = "not-reached",
        /// Another call kept the slot, or they can't be offered any more.
        Withdrawn = "withdrawn",
    }
}

/// What an unrated customer counts as, for pleasure and for profit.
pub const UNRATED: u8 = 3;

/// A favorite as the rotation sees them: active, not archived, may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Decides last, between two of one name.
    pub id: CustomerId,
    /// Decides between two who are equal otherwise.
    pub name: String,
    /// 1 to 5; None is unrated.
    pub pleasure: Option<u8>,
    /// 1 to 5; None is unrated.
    pub profit: Option<u8>,
    /// Between equals, the one added first comes first.
    pub added_at: DateTime<Utc>,
    /// The local day on which they were added.
    pub added_on: NaiveDate,
    /// The day of the last conversation.
    pub talked: Option<NaiveDate>,
    /// The day on which they return to the rotation.
    pub snoozed_until: Option<NaiveDate>,
    /// Shared by a team in which they are nobody's own: who claims them first calls them.
    pub anyones: bool,
}

impl Candidate {
    /// 4 + pleasure + profit: 6 to 14.
    pub fn weight(&self) -> i64 {
        4 + i64::from(self.pleasure.unwrap_or(UNRATED)) + i64::from(self.profit.unwrap_or(UNRATED))
    }

    /// Days from the last conversation, or from the day they were added, to `day`; never negative.
    pub fn wait(&self, day: NaiveDate) -> i64 {
        (day - self.talked.unwrap_or(self.added_on)).num_days().max(0)
    }

    fn available(&self, day: NaiveDate) -> bool {
        self.snoozed_until.is_none_or(|until| until <= day)
    }
}

/// A candidate with what decided their place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked<'a> {
    /// Who it is.
    pub candidate: &'a Candidate,
    /// Days since the last conversation, or since they were added; never negative.
    pub wait_days: i64,
    /// [`Candidate::weight`].
    pub weight: i64,
    /// Wait x weight.
    pub score: i64,
    /// Talked to since the previous call day: comes only after everyone else.
    pub left_out: bool,
    /// No other candidate has waited as long.
    pub longest_wait: bool,
}

/// The call day before the one that is offered, and whom its slot called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previous<'a> {
    /// The last call day before the slot's.
    pub day: NaiveDate,
    /// Everybody called in that slot, in the order of the calls.
    pub called: &'a [CustomerId],
}

/// Ranks the candidates for an offer made on `day`: the first is picked, the next follow after a skip or a miss.
///
/// Customers who were never talked to come first. Those talked to on the previous call day or later come after all
/// others. If that is everyone, those called on that day come last, the one called last at the very end, so nobody is
/// called on two call days in a row.
pub fn rank<'a>(candidates: &'a [Candidate], day: NaiveDate, previous: Option<Previous<'_>>) -> Vec<Ranked<'a>> {
    let mut ranked: Vec<Ranked<'_>> = candidates
        .iter()
        .filter(|c| c.available(day))
        .map(|candidate| {
            let (wait_days, weight) = (candidate.wait(day), candidate.weight());
            let left_out = matches!((candidate.talked, previous), (Some(talked), Some(p)) if talked >= p.day);
            Ranked { candidate, wait_days, weight, score: wait_days * weight, left_out, longest_wait: false }
        })
        .collect();
    let longest = ranked.iter().map(|r| r.wait_days).max().unwrap_or(0);
    let alone = ranked.iter().filter(|r| r.wait_days == longest).count() == 1 && ranked.len() > 1;
    for one in &mut ranked {
        one.longest_wait = alone && one.wait_days == longest;
    }
    // One number settles nearly every place, and comparing numbers is many times as fast as comparing all of it.
    let mut placed: Vec<(u64, Ranked<'_>)> = ranked.into_iter().map(|r| (place(&r, previous), r)).collect();
    placed.sort_unstable_by(|(a, one), (b, other)| a.cmp(b).then_with(|| ties(one).cmp(&ties(other))));
    placed.into_iter().map(|(_, r)| r).collect()
}

/// Bits of a place for pleasure and for profit, 0 to 15 each.
const RATING_BITS: u32 = 4;
/// More than any score.
const SCORES: i64 = 1 << 50;

/// The place as one number, the lowest first: never talked to, then neither just called nor left out, then score,
/// pleasure and profit. Those just called stand in the order of their calls.
fn place(r: &Ranked<'_>, previous: Option<Previous<'_>>) -> u64 {
    let c = r.candidate;
    let just_called = previous.filter(|_| r.left_out).and_then(|p| p.called.iter().rposition(|id| *id == c.id));
    if let Some(order) = just_called {
        return 1 << 63 | u64::try_from(order).unwrap_or(0);
    }
    let score = (SCORES - r.score.clamp(0, SCORES)).unsigned_abs();
    let rating = |rated: Option<u8>| u64::from(15 - rated.unwrap_or(UNRATED).min(15));
    u64::from(r.left_out) << 62
        | u64::from(c.talked.is_some()) << 61
        | score << (2 * RATING_BITS)
        | rating(c.pleasure) << RATING_BITS
        | rating(c.profit)
}

/// What decides between two candidates in the same place.
fn ties<'a>(r: &Ranked<'a>) -> (DateTime<Utc>, &'a str, CustomerId) {
    (r.candidate.added_at, &r.candidate.name, r.candidate.id)
}

/// A call day to come, and who will be offered on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forecast {
    /// The call day.
    pub day: NaiveDate,
    /// Who comes next if every call before it is made.
    pub id: CustomerId,
    /// Their name, for showing the line without another look into the book.
    pub name: String,
    /// The wait as it will be on that day.
    pub wait_days: i64,
    /// [`Candidate::weight`].
    pub weight: i64,
    /// Wait times weight, as of that day.
    pub score: i64,
}

impl Forecast {
    /// Tells of a candidate as they rank on `day`.
    pub fn of(ranked: &Ranked<'_>, day: NaiveDate) -> Self {
        let Ranked { candidate, wait_days, weight, score, .. } = *ranked;
        Self { day, id: candidate.id, name: candidate.name.clone(), wait_days, weight, score }
    }
}

/// Whom the open slot has offered and called so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenSlot<'a> {
    /// The open pick: the forecast assumes that it is reached today.
    pub offered: Option<CustomerId>,
    /// Everybody called so far, in the order of the calls.
    pub called: &'a [CustomerId],
}

/// Where a forecast starts from.
#[derive(Debug, Clone, Copy)]
pub struct Outlook<'a> {
    /// The call days to come.
    pub days: &'a CallDays,
    /// The day from which on they count.
    pub today: NaiveDate,
    /// What has become of the slot that is open today.
    pub open: OpenSlot<'a>,
}

/// Forecasts the next `count` call days after today. It assumes that the open pick is reached today and each later one
/// on its day.
pub fn forecast(candidates: &[Candidate], outlook: Outlook<'_>, count: usize) -> Vec<Forecast> {
    let Outlook { days, today, open } = outlook;
    let mut candidates = candidates.to_vec();
    let talk = |candidates: &mut [Candidate], id, day| {
        if let Some(c) = candidates.iter_mut().find(|c| c.id == id) {
            c.talked = Some(c.talked.map_or(day, |t: NaiveDate| t.max(day)));
        }
    };
    if let Some(id) = open.offered {
        talk(&mut candidates, id, today);
    }
    let mut before = days.last_up_to(today);
    let mut called: Vec<CustomerId> = open.called.iter().copied().chain(open.offered).collect();
    let mut day = today;
    let mut ahead = Vec::new();
    for _ in 0..count {
        let Some(next) = days.next_after(day) else { break };
        day = next;
        let previous = before.map(|day| Previous { day, called: &called });
        let first = rank(&candidates, day, previous).first().map(|first| Forecast::of(first, day));
        called.clear();
        if let Some(first) = first {
            talk(&mut candidates, first.id, day);
            called.push(first.id);
            ahead.push(first);
        }
        before = Some(day);
    }
    ahead
}

/// The days on which a pick is due: weekdays, less the days away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallDays {
    weekdays: Vec<Weekday>,
    /// First and last day of each time away.
    away: Vec<(NaiveDate, NaiveDate)>,
}

/// How far the search for a call day goes: it ends at a time away of more than ten years.
const SEARCH_DAYS: u64 = 3660;

impl CallDays {
    /// Call days on these weekdays, less the times away (both ends included).
    pub fn new(weekdays: Vec<Weekday>, away: Vec<(NaiveDate, NaiveDate)>) -> Self {
        Self { weekdays, away }
    }

    /// Whether a pick is due on the day.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.weekdays.contains(&day.weekday()) && !self.away.iter().any(|(from, to)| *from <= day && day <= *to)
    }

    /// The last call day on or before `day`: its slot is open on `day`.
    pub fn last_up_to(&self, day: NaiveDate) -> Option<NaiveDate> {
        (0..SEARCH_DAYS).filter_map(|n| day.checked_sub_days(Days::new(n))).find(|d| self.contains(*d))
    }

    /// The last call day before `day`.
    pub fn last_before(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.pred_opt().and_then(|d| self.last_up_to(d))
    }

    /// The first call day after `day`.
    pub fn next_after(&self, day: NaiveDate) -> Option<NaiveDate> {
        (1..SEARCH_DAYS).filter_map(|n| day.checked_add_days(Days::new(n))).find(|d| self.contains(*d))
    }

    /// The weekday of all call days, if they share one: for "This Monday's good call".
    pub fn only(&self) -> Option<Weekday> {
        match self.weekdays.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// Why a customer is offered, as data: the surfaces put it into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum Reason {
    /// They have waited.
    Wait {
        /// Since the last conversation.
        days: i64,
        /// Nobody else has waited as long.
        longest: bool,
    },
    /// They were never talked to.
    NeverTalked {
        /// Since they were added.
        days: i64,
    },
    /// How good they are to work with and for the business.
    Ratings {
        /// 1 to 5; None is unrated.
        pleasure: Option<u8>,
        /// 1 to 5; None is unrated.
        profit: Option<u8>,
    },
    /// They usually answer.
    PicksUp {
        /// How many of the latest calls were answered, at least one.
        reached: u32,
        /// How many calls those were, three to seven.
        of: u32,
    },
    /// They missed the latest calls.
    HardToReach {
        /// In a row; at least [`HARD_TO_REACH`].
        misses: u32,
        /// 0 to 23 by the user's clock: the hour at which they answered most often; None if they never did.
        hour: Option<u32>,
    },
    /// Nobody else could be offered.
    OnlyOne,
}

/// A reason as the book keeps it with an offer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptReason {
    /// What decided the offer.
    Data(Reason),
    /// A sentence, as earlier versions kept it.
    Sentence(String),
}

/// How a customer's latest calls went, newest first: the hour, and whether it was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastCall {
    /// 0 to 23, by the user's clock there and then.
    pub hour: u32,
    /// Whether they answered.
    pub reached: bool,
}

/// From this many misses in a row, a customer is hard to reach.
pub const HARD_TO_REACH: usize = 3;
/// How many of the latest calls "picks up 6 times in 7" looks at.
const PICKS_UP_OF: usize = 7;

/// The reason that past calls give, if any; `calls` is newest first.
pub fn reason_from_calls(calls: &[PastCall]) -> Option<Reason> {
    let misses = calls.iter().take_while(|c| !c.reached).count();
    if misses >= HARD_TO_REACH {
        let mut by_hour = [0_u32; 24];
        for call in calls.iter().filter(|c| c.reached) {
            if let Some(n) = by_hour.get_mut(call.hour as usize) {
                *n += 1;
            }
        }
        let best = (0..24_u32).zip(by_hour).filter(|(_, n)| *n > 0).max_by_key(|(hour, n)| (*n, Reverse(*hour)));
        let misses = u32::try_from(misses).unwrap_or(u32::MAX);
        return Some(Reason::HardToReach { misses, hour: best.map(|(hour, _)| hour) });
    }
    let latest: Vec<_> = calls.iter().take(PICKS_UP_OF).collect();
    let reached = u32::try_from(latest.iter().filter(|c| c.reached).count()).unwrap_or(0);
    let of = u32::try_from(latest.len()).unwrap_or(0);
    (of >= 3 && reached > 0).then_some(Reason::PicksUp { reached, of })
}

#[cfg(test)]
mod tests;
