//! Counts by month and by name: praise over time, who gave it, and whom it praised.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Month;

/// How many in a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MonthCount {
    /// Months without any are counted too, as 0.
    pub month: Month,
    /// How many fell into it.
    pub count: usize,
}

/// Counts days by month, oldest first, from `first` through `last`, including empty months. It ignores days outside.
pub fn by_month(days: &[NaiveDate], first: Month, last: Month) -> Vec<MonthCount> {
    let mut counts: BTreeMap<Month, usize> = BTreeMap::new();
    for day in days {
        *counts.entry(Month::of(*day)).or_default() += 1;
    }
    first
        .through(last)
        .map(|month| MonthCount { month, count: counts.get(&month).copied().unwrap_or_default() })
        .collect()
}

/// The count of a customer, by id, or of a teammate, whose name is the id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named<I> {
    /// The customer, or the teammate's name.
    pub id: I,
    /// As it is shown.
    pub name: String,
    /// How many are theirs.
    pub count: usize,
}

/// Counts by id, in the order of ids; the first name that comes with an id is its name.
pub fn count_each<'a, I: Ord>(each: impl IntoIterator<Item = (I, &'a str)>) -> Vec<Named<I>> {
    let mut counts: BTreeMap<I, (&str, usize)> = BTreeMap::new();
    for (id, name) in each {
        counts.entry(id).or_insert((name, 0)).1 += 1;
    }
    counts.into_iter().map(|(id, (name, count))| Named { id, name: name.to_owned(), count }).collect()
}

/// Takes the top `n`: by count, highest first, then by name (code points) and id. It leaves out counts of zero.
pub fn top<I: Ord>(mut counts: Vec<Named<I>>, n: usize) -> Vec<Named<I>> {
    counts.retain(|c| c.count > 0);
    counts.sort_by(|a, b| (Reverse(a.count), &a.name, &a.id).cmp(&(Reverse(b.count), &b.name, &b.id)));
    counts.truncate(n);
    counts
}
