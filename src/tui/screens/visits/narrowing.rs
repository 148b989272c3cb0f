//! Narrows the plan by the words and keys of a filter.

use std::collections::HashSet;

use crate::domain::filter::Filter;
use crate::domain::ids::CustomerId;
use crate::domain::visits::{FieldDay, Plan};
use crate::text::{fold, search_query};

/// What a filter asks for.
pub(super) struct Wanted {
    /// Folded; a day has them all in its city and its names.
    words: Vec<String>,
    /// Whom the keys mean; None where there are no keys.
    meant: Option<HashSet<CustomerId>>,
}

impl Wanted {
    /// Asks for the words of a filter, and for those whom its keys mean.
    pub(super) fn of(asked: &Filter, meant: Option<Vec<CustomerId>>) -> Self {
        let words = asked.words.iter().filter_map(|word| search_query(word)).flatten();
        let phrases = asked.phrases.iter().map(|phrase| fold(phrase));
        Self { words: words.chain(phrases).collect(), meant: meant.map(|ids| ids.into_iter().collect()) }
    }

    fn has_words(&self, text: &str) -> bool {
        let text = fold(text);
        self.words.iter().all(|word| text.contains(word.as_str()))
    }

    fn means(&self, account: CustomerId) -> bool {
        self.meant.as_ref().is_none_or(|meant| meant.contains(&account))
    }

    fn wants(&self, day: &FieldDay) -> bool {
        let names = day.visits.iter().map(|visit| visit.name.as_str());
        let text = day.city.as_deref().into_iter().chain(names).collect::<Vec<_>>().join(" ");
        self.has_words(&text) && day.visits.iter().any(|visit| self.means(visit.account))
    }
}

/// Narrows a plan to the days, trips and accounts that are wanted; a day stays whole.
pub(super) fn narrowed(plan: &Plan, wanted: &Wanted) -> Plan {
    let days = plan.days.iter().filter(|day| wanted.wants(day)).cloned();
    let trips = plan.trips.iter().filter(|trip| trip.days.iter().any(|day| wanted.wants(day))).cloned();
    let later = plan.later.iter().filter(|later| wanted.has_words(&later.name) && wanted.means(later.account)).cloned();
    Plan { days: days.collect(), trips: trips.collect(), later: later.collect() }
}
