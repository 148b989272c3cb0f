//! The rows of the plan: questions, the field days of each quarter, trips, and who has to wait.

use chrono::NaiveDate;

use crate::app::visits::{UnloggedVisit, VisitPlan, VisitQuestion, is_proposed};
use crate::domain::ids::CustomerId;
use crate::domain::visits::{Count, FieldDay, Later, Plan, Planned, PlannedVisit, Trip, quarter_of};
use crate::present::visits::{self, Listed};

/// What a row is about.
#[derive(Debug, Clone)]
pub(super) enum PlanRow {
    Question(VisitQuestion),
    /// What a group of days should have, with a circle for each.
    Heading(String, Circles),
    /// Something about a group.
    Note(&'static str),
    /// A day in the field; the visit itself where it takes only one account.
    Day(FieldDay),
    /// One of the several visits of the day in focus.
    Visit(PlannedVisit),
    /// A trip of several days.
    Trip(Trip),
    /// Those who have to wait, counted; the rows below say who, once they are shown.
    Later,
    Waiting(Later),
    /// Parts what follows from what is above.
    Gap,
}

/// The circles of a group: a target as far as it is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Circles {
    pub made: usize,
    pub taken: usize,
    pub open: usize,
}

/// Tells rows of two plans apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RowKey {
    Question(VisitQuestion),
    Day(NaiveDate, Option<CustomerId>),
    Visit(NaiveDate, CustomerId),
    Trip(NaiveDate),
    Later,
    Waiting(CustomerId),
    Still,
}

/// Whether those who wait are listed or only counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Waiting {
    #[default]
    Counted,
    Listed,
}

/// Which days and trips show what they take, a row each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unfolded {
    All,
    /// The one in focus.
    Only(Option<RowKey>),
}

impl Default for Unfolded {
    fn default() -> Self {
        Self::Only(None)
    }
}

/// A group of days with a target of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    FirstMonth,
    /// Of the quarter that begins on this day.
    Quarter(NaiveDate),
}

/// What the rows are made of.
pub(super) struct Listing<'a> {
    pub whole: &'a VisitPlan,
    /// What the filter leaves of the plan; None without a filter.
    pub narrowed: Option<&'a Plan>,
    pub questions: &'a [VisitQuestion],
    pub waiting: Waiting,
    pub unfolded: &'a Unfolded,
}

impl Listing<'_> {
    fn plan(&self) -> &Plan {
        self.narrowed.unwrap_or(&self.whole.plan)
    }

    /// Lists the rows.
    pub(super) fn rows(&self) -> Vec<PlanRow> {
        let plan = self.plan();
        let mut rows: Vec<PlanRow> = Vec::new();
        if self.narrowed.is_none() {
            rows.extend(self.questions.iter().cloned().map(PlanRow::Question));
        }
        if self.whole.accounts > 0 {
            self.add_groups(&mut rows);
        }
        if !plan.trips.is_empty() {
            add_gap(&mut rows);
            let heading = if plan.trips.len() == 1 { "A trip" } else { "Trips" };
            rows.push(PlanRow::Heading(heading.into(), Circles::default()));
        }
        for trip in &plan.trips {
            let shown = trip.days.len() == 1 || self.shows_days_of(trip);
            if trip.days.len() > 1 {
                rows.push(PlanRow::Trip(trip.clone()));
            }
            trip.days.iter().filter(|_| shown).for_each(|day| self.add_day(&mut rows, day));
        }
        if !plan.later.is_empty() {
            add_gap(&mut rows);
            rows.push(PlanRow::Later);
            if self.waiting == Waiting::Listed || self.narrowed.is_some() {
                rows.extend(plan.later.iter().cloned().map(PlanRow::Waiting));
            }
        }
        rows
    }

    /// Adds the days of this quarter, the first month and the next quarter, each with what it should have.
    fn add_groups(&self, rows: &mut Vec<PlanRow>) {
        let mut groups: Vec<(Group, Vec<&FieldDay>)> = Vec::new();
        if self.narrowed.is_none() {
            let first_month = self.whole.first_month.map(|_| Group::FirstMonth);
            let this_quarter = Group::Quarter(quarter_of(self.whole.today).0);
            groups.extend(first_month.into_iter().chain([this_quarter]).map(|group| (group, Vec::new())));
        }
        for day in &self.plan().days {
            let group = self.group_of(day.day);
            match groups.iter_mut().find(|(other, _)| *other == group) {
                Some((_, days)) => days.push(day),
                None => groups.push((group, vec![day])),
            }
        }
        for (group, days) in groups {
            add_gap(rows);
            let taken = days.iter().filter(|day| day.state() == Planned::Accepted).count();
            let (words, count) = self.heading(group, days.len());
            let open = count.target.saturating_sub(count.done + taken);
            rows.push(PlanRow::Heading(words, Circles { made: count.done, taken, open }));
            days.iter().for_each(|day| self.add_day(rows, day));
            if self.narrowed.is_none() && self.is_planned(group) {
                rows.extend(visits::short_of(count.done, days.len(), count.target).map(PlanRow::Note));
            }
        }
    }

    fn group_of(&self, day: NaiveDate) -> Group {
        match self.whole.first_month {
            Some((first, last)) if first <= day && day <= last => Group::FirstMonth,
            _ => Group::Quarter(quarter_of(day).0),
        }
    }

    fn heading(&self, group: Group, days: usize) -> (String, Count) {
        let progress = &self.whole.progress;
        let listed = |count: Count| match count.done + days > count.target {
            true => Listed::More,
            false => Listed::UpToTarget,
        };
        match group {
            Group::FirstMonth => {
                let count = progress.first_month.unwrap_or_default();
                (visits::first_month_heading(count.target, listed(count)), count)
            }
            Group::Quarter(first) => {
                let is_this = first == quarter_of(self.whole.today).0;
                let target = progress.quarter.target;
                let count = if is_this { progress.quarter } else { Count { done: 0, target } };
                (visits::quarter_heading(target, (first, self.whole.today), listed(count)), count)
            }
        }
    }

    /// Whether the plan reaches to the end of a group.
    fn is_planned(&self, group: Group) -> bool {
        let end = match group {
            Group::FirstMonth => self.whole.first_month.map(|(_, last)| last),
            Group::Quarter(first) => Some(quarter_of(first).1),
        };
        end.is_some_and(|end| self.whole.until >= end)
    }

    fn shows_days_of(&self, trip: &Trip) -> bool {
        match self.unfolded {
            Unfolded::All => true,
            Unfolded::Only(key) => {
                let is_it = |other: &RowKey| key.as_ref() == Some(other);
                is_it(&trip_key(trip)) || trip.days.iter().any(|day| is_it(&day_key(day)))
            }
        }
    }

    fn add_day(&self, rows: &mut Vec<PlanRow>, day: &FieldDay) {
        rows.push(PlanRow::Day(day.clone()));
        let shown = match self.unfolded {
            Unfolded::All => true,
            Unfolded::Only(key) => key.as_ref() == Some(&day_key(day)),
        };
        if day.visits.len() > 1 && shown {
            rows.extend(day.visits.iter().cloned().map(PlanRow::Visit));
        }
    }
}

fn add_gap(rows: &mut Vec<PlanRow>) {
    if !rows.is_empty() {
        rows.push(PlanRow::Gap);
    }
}

fn day_key(day: &FieldDay) -> RowKey {
    RowKey::Day(day.day, day.visits.first().map(|visit| visit.account))
}

fn trip_key(trip: &Trip) -> RowKey {
    RowKey::Trip(trip.span().map_or(NaiveDate::MIN, |(first, _)| first))
}

impl PlanRow {
    pub(super) fn key(&self) -> RowKey {
        match self {
            Self::Question(question) => RowKey::Question(question.clone()),
            Self::Day(day) => day_key(day),
            Self::Visit(visit) => RowKey::Visit(visit.day, visit.account),
            Self::Trip(trip) => trip_key(trip),
            Self::Later => RowKey::Later,
            Self::Waiting(later) => RowKey::Waiting(later.account),
            Self::Gap | Self::Heading(..) | Self::Note(_) => RowKey::Still,
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

    /// Returns all visits that the row is about.
    pub(super) fn visits(&self) -> Vec<&PlannedVisit> {
        match self {
            Self::Visit(visit) => vec![visit],
            Self::Day(day) => day.visits.iter().collect(),
            Self::Trip(trip) => trip.days.iter().flat_map(|day| &day.visits).collect(),
            _ => Vec::new(),
        }
    }

    /// Returns the one customer that the row is about.
    pub(super) fn customer(&self) -> Option<CustomerId> {
        match self {
            Self::Question(VisitQuestion::PeakDays(customer)) => Some(customer.id),
            Self::Question(VisitQuestion::Unlogged(visit)) => Some(visit.customer),
            Self::Waiting(later) => Some(later.account),
            _ => self.visit().map(|visit| visit.account),
        }
    }

    /// Returns the visit whose log is asked about.
    pub(super) fn unlogged(&self) -> Option<&UnloggedVisit> {
        match self {
            Self::Question(VisitQuestion::Unlogged(visit)) => Some(visit),
            _ => None,
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
        !matches!(self, Self::Gap | Self::Heading(..) | Self::Note(_))
    }
}

/// Returns the key of the day or trip to unfold while a row is in focus: a visit's day shows its others too.
pub(super) fn unfolded_by(rows: &[PlanRow], at: usize) -> Option<RowKey> {
    match rows.get(at)? {
        row @ (PlanRow::Day(_) | PlanRow::Trip(_)) => Some(row.key()),
        PlanRow::Visit(_) => {
            let day = rows.iter().take(at).rev().find(|row| matches!(row, PlanRow::Day(_)));
            day.map(PlanRow::key)
        }
        _ => None,
    }
}
