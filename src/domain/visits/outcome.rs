//! Makes the plan of what was placed.

use chrono::{Datelike, NaiveDate, Weekday};

use super::board::{Board, Placed, Who};
use super::{FieldDay, Later, Plan, Planned, Trip};

impl Board<'_> {
    /// Makes the plan of what was placed.
    pub(super) fn into_plan(mut self, later: Vec<Later>) -> Plan {
        self.placed.retain(|day| day.date <= self.until && !day.visits.is_empty());
        self.placed.sort_by_key(|day| (day.date, day.city));
        let mut plan = Plan { later, ..Plan::default() };
        let mut trips: Vec<(usize, Trip)> = Vec::new();
        for day in &self.placed {
            let field_day = self.field_day(day);
            if self.cities.get(day.city).is_none_or(|city| !city.is_abroad) {
                plan.days.push(field_day);
                continue;
            }
            let goes_on = |(city, trip): &&mut (usize, Trip)| {
                *city == day.city && trip.days.last().is_some_and(|last| follows(last.day, day.date))
            };
            match trips.iter_mut().rev().find(goes_on) {
                Some((_, trip)) => trip.days.push(field_day),
                None => trips.push((day.city, Trip { days: vec![field_day] })),
            }
        }
        plan.trips = trips.into_iter().map(|(_, trip)| trip).collect();
        plan
    }

    fn field_day(&self, day: &Placed) -> FieldDay {
        let mut visits = day.visits.clone();
        visits.sort_unstable();
        let city = visits.first().and_then(|(who, _)| self.entries.get(*who)?.account.city_shown.clone());
        let of = |(who, state): &(Who, Planned)| Some(self.entries.get(*who)?.visit(day.date, *state));
        FieldDay { day: day.date, city, visits: visits.iter().filter_map(of).collect() }
    }
}

/// Whether a day of a trip comes next after another: no day lies between them, or only a weekend.
pub(super) fn follows(before: NaiveDate, day: NaiveDate) -> bool {
    let between = before.iter_days().skip(1).take_while(|between| *between < day);
    before < day && (day - before).num_days() <= 3 && between.into_iter().all(is_weekend)
}

fn is_weekend(day: NaiveDate) -> bool {
    matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}
