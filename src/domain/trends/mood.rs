//! Mood: whether the calls help, if enough of them have ratings.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Month, Tenths};
use crate::domain::choice::Choice;
use crate::domain::ids::CustomerId;
use crate::domain::setback::SetbackKind;

/// The fewest rated calls that show a lift: fewer say more about the days than about the calls.
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
    /// The setback that it answered.
    pub setback: Option<SetbackKind>,
    /// 1 to 5.
    pub before: u8,
    /// 1 to 5.
    pub after: u8,
}

/// The mean moods of rated calls; all None without a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mood {
    /// How many calls the means are taken over.
    pub rated: usize,
    /// Mean mood before, 1 to 5.
    pub before: Option<Tenths>,
    /// Mean mood after, 1 to 5.
    pub after: Option<Tenths>,
    /// The mean of after less before, rounded once: it may be a tenth off the difference of the two rounded means.
    pub lift: Option<Tenths>,
}

impl Mood {
    /// The means of these calls.
    pub fn of<'a>(calls: impl IntoIterator<Item = &'a RatedCall>) -> Self {
        let mut sums = Sums::default();
        for call in calls {
            sums.add(call);
        }
        sums.mood()
    }

    /// The lift, if at least [`ENOUGH`] calls show it.
    pub fn claim(&self) -> Option<Tenths> {
        self.lift.filter(|_| self.rated >= ENOUGH)
    }
}

/// The sums behind the means.
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

/// The mood by kind of setback, in the order of the choice; only kinds with a rated call.
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

/// The mood by customer: those with [`ENOUGH`] rated calls first, then by rounded lift, best first, then by more calls,
/// name and id.
pub fn mood_by_customer(calls: &[RatedCall]) -> Vec<CustomerMood> {
    let mut by_customer: BTreeMap<CustomerId, (&str, Sums)> = BTreeMap::new();
    for call in calls {
        by_customer.entry(call.customer).or_insert((&call.name, Sums::default())).1.add(call);
    }
    let mut list: Vec<_> = by_customer
        .into_iter()
        .map(|(customer, (name, sums))| CustomerMood { customer, name: name.to_owned(), mood: sums.mood() })
        .collect();
    // The list is in the order of ids, and a stable sort keeps it.
    list.sort_by(|a, b| {
        let key = |c: &CustomerMood| Reverse((c.mood.rated >= ENOUGH, c.mood.lift, c.mood.rated));
        key(a).cmp(&key(b)).then_with(|| a.name.cmp(&b.name))
    });
    list
}

/// Finds who lifts the user most, in a list from [`mood_by_customer`]: enough calls, a lift above zero and above that of all
/// rated calls, and another customer with enough calls and a lower figure to compare with.
pub fn lifts_most<'a>(list: &'a [CustomerMood], all: &Mood) -> Option<&'a CustomerMood> {
    let [first, second, ..] = list else { return None };
    let claim = first.mood.claim().filter(|lift| *lift > Tenths::default() && Some(*lift) > all.lift)?;
    let is_most = second.mood.claim().is_some_and(|second| second < claim);
    is_most.then_some(first)
}

/// The mood by month, oldest first, from `first` through `last`; a month without a rated call has an empty mood. It
/// ignores calls outside.
pub fn mood_by_month(calls: &[RatedCall], first: Month, last: Month) -> Vec<(Month, Mood)> {
    let mut by_month: BTreeMap<Month, Sums> = BTreeMap::new();
    for call in calls {
        by_month.entry(Month::of(call.day)).or_default().add(call);
    }
    first.through(last).map(|month| (month, by_month.get(&month).copied().unwrap_or_default().mood())).collect()
}
