//! Mood: whether the calls help, told only where enough of them were rated.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Month, Tenths};
use crate::domain::choice::Choice;
use crate::domain::ids::CustomerId;
use crate::domain::setback::SetbackKind;

/// Rated calls from which a lift may be claimed: fewer say more about the days than about the calls.
pub const ENOUGH: usize = 5;

/// A conversation with the mood before and after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RatedCall {
    /// The local day of the conversation.
    pub day: NaiveDate,
    /// With whom.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// What the conversation answered.
    pub setback: Option<SetbackKind>,
    /// 1 to 5.
    pub before: u8,
    /// 1 to 5.
    pub after: u8,
}

/// The mean moods of rated calls; all None where there is no call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mood {
    /// How many calls the means are taken over.
    pub rated: usize,
    /// Mean mood before, 1 to 5.
    pub before: Option<Tenths>,
    /// Mean mood after, 1 to 5.
    pub after: Option<Tenths>,
    /// Mean of after less before, rounded once: it may differ by a tenth from what the two rounded means leave.
    pub lift: Option<Tenths>,
}

impl Mood {
    /// Takes the means over these calls.
    pub fn of<'a>(calls: impl IntoIterator<Item = &'a RatedCall>) -> Self {
        let mut sums = Sums::default();
        for call in calls {
            sums.add(call);
        }
        sums.mood()
    }

    /// Gives the lift where at least [`ENOUGH`] calls are behind it.
    pub fn claim(&self) -> Option<Tenths> {
        self.lift.filter(|_| self.rated >= ENOUGH)
    }
}

/// What the means are taken of.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    rated: usize,
    before: i64,
    after: i64,
}

impl Sums {
    fn add(&mut self, call: &RatedCall) {
        self.rated += 1;
        self.before += i64::from(call.before);
        self.after += i64::from(call.after);
    }

    fn mood(self) -> Mood {
        Mood {
            rated: self.rated,
            before: Tenths::mean(self.before, self.rated),
            after: Tenths::mean(self.after, self.rated),
            lift: Tenths::mean(self.after - self.before, self.rated),
        }
    }
}

/// Takes the mood by what went wrong before: in the order of the choice, only kinds with a rated call.
pub fn mood_by_setback(calls: &[RatedCall]) -> Vec<(SetbackKind, Mood)> {
    SetbackKind::ALL
        .iter()
        .map(|kind| (*kind, Mood::of(calls.iter().filter(|c| c.setback == Some(*kind)))))
        .filter(|(_, mood)| mood.rated > 0)
        .collect()
}

/// How calls with one customer go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerMood {
    /// With whom.
    pub customer: CustomerId,
    /// Their name.
    pub name: String,
    /// Over the rated calls with them.
    pub mood: Mood,
}

/// Takes the mood by customer: those with [`ENOUGH`] rated calls first, then by lift as it is shown, best first, then
/// more calls, name, id.
pub fn mood_by_customer(calls: &[RatedCall]) -> Vec<CustomerMood> {
    let mut by_customer: BTreeMap<CustomerId, (&str, Sums)> = BTreeMap::new();
    for call in calls {
        by_customer.entry(call.customer).or_insert((&call.name, Sums::default())).1.add(call);
    }
    let mut list: Vec<_> = by_customer
        .into_iter()
        .map(|(customer, (name, sums))| CustomerMood { customer, name: name.to_owned(), mood: sums.mood() })
        .collect();
    // The list is in the order of ids, which a stable sort keeps.
    list.sort_by(|a, b| {
        let key = |c: &CustomerMood| Reverse((c.mood.rated >= ENOUGH, c.mood.lift, c.mood.rated));
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    list
}

/// Finds who lifts the user most, in a list from [`mood_by_customer`]: with enough calls, a lift above zero, and nobody
/// else with enough calls at the same figure.
pub fn lifts_most(list: &[CustomerMood]) -> Option<&CustomerMood> {
    let first = list.first()?;
    let claim = first.mood.claim().filter(|lift| *lift > Tenths::default())?;
    let shared = list.get(1).is_some_and(|second| second.mood.claim() == Some(claim));
    (!shared).then_some(first)
}

/// Takes the mood by month, oldest first, from `first` to `last` (both included); a month without a rated call has an
/// empty mood. Calls outside are left out.
pub fn mood_by_month(calls: &[RatedCall], first: Month, last: Month) -> Vec<(Month, Mood)> {
    let mut by_month: BTreeMap<Month, Sums> = BTreeMap::new();
    for call in calls {
        by_month.entry(Month::of(call.day)).or_default().add(call);
    }
    first.through(last).map(|month| (month, by_month.get(&month).copied().unwrap_or_default().mood())).collect()
}
