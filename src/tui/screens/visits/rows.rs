//! The rows of the plan: questions, days in the field with whom they take, trips, and who has to wait.

use chrono::NaiveDate;

use crate::app::visits::{VisitQuestion, is_proposed};
use crate::domain::ids::CustomerId;
use crate::domain::visits::{FieldDay, Later, Plan, Planned, PlannedVisit, Trip};

/// What a row is about.
#[derive(Debug, Clone)]
pub(super) enum PlanRow {
    Question(VisitQuestion),
    /// A day in the field; the visit itself where it takes only one account.
    Day(FieldDay),
    /// One of a day's several visits.
    Visit(PlannedVisit),
    /// A trip of several days.
    Trip(Trip),
    /// The heading of the trips.
    Trips,
    /// How many have to wait; the rows below say who, once they are shown.
    Later(usize),
    Waiting(Later),
    /// Parts the trips and those who wait from what is above.
    Gap,
}

/// Tells rows of two plans apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKey {
    Question,
    Day(NaiveDate, Option<CustomerId>),
    Visit(NaiveDate, CustomerId),
    Trip(NaiveDate),
    Later,
    Waiting(CustomerId),
    Gap,
}

/// Whether those who wait are listed or only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Waiting {
    #[default]
    Counted,
    Listed,
}

/// Lists the rows of a plan.
pub(super) fn rows(plan: &Plan, questions: &[VisitQuestion], waiting: Waiting) -> Vec<PlanRow> {
    let mut rows: Vec<PlanRow> = questions.iter().cloned().map(PlanRow::Question).collect();
    if !rows.is_empty() && *plan != Plan::default() {
        rows.push(PlanRow::Gap);
    }
    plan.days.iter().for_each(|day| add_day(&mut rows, day));
    if !plan.trips.is_empty() {
        rows.extend([PlanRow::Gap, PlanRow::Trips]);
    }
    for trip in &plan.trips {
        if trip.days.len() > 1 {
            rows.push(PlanRow::Trip(trip.clone()));
        }
        trip.days.iter().for_each(|day| add_day(&mut rows, day));
    }
    if !plan.later.is_empty() {
        rows.push(PlanRow::Gap);
        rows.push(PlanRow::Later(plan.later.len()));
        if waiting == Waiting::Listed {
            rows.extend(plan.later.iter().cloned().map(PlanRow::Waiting));
        }
    }
    rows
}

fn add_day(rows: &mut Vec<PlanRow>, day: &FieldDay) {
    rows.push(PlanRow::Day(day.clone()));
    if day.visits.len() > 1 {
        rows.extend(day.visits.iter().cloned().map(PlanRow::Visit));
    }
}

impl PlanRow {
    pub(super) fn key(&self) -> RowKey {
        match self {
            Self::Question(_) => RowKey::Question,
            Self::Day(day) => RowKey::Day(day.day, day.visits.first().map(|visit| visit.account)),
            Self::Visit(visit) => RowKey::Visit(visit.day, visit.account),
            Self::Trip(trip) => RowKey::Trip(trip.span().map_or(NaiveDate::MIN, |(first, _)| first)),
            Self::Later(_) => RowKey::Later,
            Self::Waiting(later) => RowKey::Waiting(later.account),
            Self::Gap | Self::Trips => RowKey::Gap,
        }
    }

    /// Returns the one visit that the row is about.
    pub(super) fn visit(&self) -> Option<&PlannedVisit> {
        match self {
            Self::Visit(visit) => Some(visit),
            Self::Day(day) => match day.visits.as_slice() {
                [visit] => Some(visit),
                _ => None,
            },
            _ => None,
        }
    }

    /// Returns the one customer that the row is about.
    pub(super) fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Question(VisitQuestion::PeakDays(customer)) => Some(customer.id),
            Self::Waiting(later) => Some(later.account),
            _ => self.visit().map(|visit| visit.account),
        }
    }

    /// Returns the first and the last day that the row is about.
    pub(super) fn days(&self) -> Option<(NaiveDate, NaiveDate)> {
        match self {
            Self::Day(day) => Some((day.day, day.day)),
            Self::Visit(visit) => Some((visit.day, visit.day)),
            Self::Trip(trip) => trip.span(),
            _ => None,
        }
    }

    /// Whether the row still has something to take.
    pub(super) fn is_proposed(&self) -> bool {
        match self {
            Self::Day(day) => day.state() == Planned::Proposed,
            Self::Visit(visit) => is_proposed(visit),
            Self::Trip(trip) => trip.days.iter().any(|day| day.state() == Planned::Proposed),
            _ => false,
        }
    }

    /// Whether the cursor stops at it.
    pub(super) fn can_be_selected(&self) -> bool {
        !matches!(self, Self::Gap | Self::Trips)
    }
}
