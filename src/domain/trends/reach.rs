//! Whom the user reaches: favorites in the last round, past buyers in touch.

use chrono::NaiveDate;

use crate::domain::cadence::{Standing, Wait};
use crate::domain::rotation::CallDays;

/// How many favorites the last round reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// All of them.
    pub favorites: usize,
    /// How many of them were talked to within one round of call days.
    pub talked_in_last_round: usize,
}

/// Counts the favorites talked to in the last round; `favorites` has the day of each one's last conversation.
///
/// A round has as many call days as there are favorites and ends with the one whose slot is open today. With fewer call
/// days it begins with the earliest; with none it counts nobody.
pub fn coverage(favorites: &[Option<NaiveDate>], days: &CallDays, today: NaiveDate) -> Coverage {
    let empty = Coverage { favorites: favorites.len(), talked_in_last_round: 0 };
    let Some(earliest) = favorites.iter().flatten().min() else { return empty };
    let Some(last) = days.last_up_to(today) else { return empty };
    let mut first = last;
    for _ in 1..favorites.len() {
        // Nothing comes before the earliest conversation.
        match days.last_before(first).filter(|_| first > *earliest) {
            Some(day) => first = day,
            None => break,
        }
    }
    let talked_in_last_round = favorites.iter().flatten().filter(|talked| **talked >= first).count();
    Coverage { talked_in_last_round, ..empty }
}

/// What the trends need of a past buyer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastBuyer {
    /// The local day; None if unknown.
    pub left_on: Option<NaiveDate>,
    /// How their wait stands today.
    pub standing: Standing,
}

impl PastBuyer {
    /// Whether they have heard from us within their cadence.
    pub fn in_touch(&self) -> bool {
        matches!(self.standing.state, Wait::Fresh | Wait::Soon)
    }
}

/// How well past buyers are kept in touch with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeptInTouch {
    /// All of them.
    pub past_buyers: usize,
    /// Neither due nor waiting for years.
    pub in_touch: usize,
    /// The most whole years since one of those in touch now left.
    pub longest_years: u32,
    /// The whole years of all of them.
    pub total_years: u32,
}

/// Counts the past buyers who are in touch, and for how many years after they left.
pub fn kept_in_touch(past_buyers: &[PastBuyer], today: NaiveDate) -> KeptInTouch {
    let mut kept = KeptInTouch { past_buyers: past_buyers.len(), ..KeptInTouch::default() };
    for buyer in past_buyers.iter().filter(|b| b.in_touch()) {
        let years = buyer.left_on.and_then(|left| today.years_since(left)).unwrap_or(0);
        kept.in_touch += 1;
        kept.longest_years = kept.longest_years.max(years);
        kept.total_years = kept.total_years.saturating_add(years);
    }
    kept
}
