//! The days in the field of the demo: one is agreed, and none is proposed that nobody would take.

use chrono::NaiveDate;

use crate::app::App;
use crate::app::visits::{decided, is_proposed};
use crate::book::visits::PlanState;
use crate::domain::visits::{FieldDay, Plan, Trip};
use crate::error::Result;

/// The fewest days before anything is proposed, and between a trip and other days in the field.
const APART: i64 = 4;
/// The most days and trips to take out of the plan.
const TAKEN_OUT: usize = 12;

/// Agrees on the first field day, with all whom it takes; the others wait for the user.
pub(super) fn agree(app: &mut App) -> Result<()> {
    leave_time(app)?;
    if let Some(day) = app.visit_plan(None)?.plan.days.first() {
        app.accept_visits_on(day.day)?;
    }
    leave_time(app)
}

/// Declines what would begin at once, and trips on the heels of another day in the field.
pub(super) fn leave_time(app: &mut App) -> Result<()> {
    let clock = app.clock();
    for _ in 0..TAKEN_OUT {
        let plan = app.visit_plan(None)?.plan;
        let hasty = hasty(&plan, clock.today());
        let visits = hasty.iter().flat_map(|day| &day.visits).filter(|visit| is_proposed(visit));
        let rows: Vec<_> = visits.map(|visit| decided(visit.account, visit.day, PlanState::Declined)).collect();
        if rows.is_empty() {
            break;
        }
        app.book.change(&clock, "declined a day", |change| rows.iter().try_for_each(|row| change.plan_visit(row)))?;
    }
    Ok(())
}

/// Finds the first days that leave no time: a field day or a trip.
fn hasty(plan: &Plan, today: NaiveDate) -> &[FieldDay] {
    let is_soon = |day: NaiveDate| (day - today).num_days() < APART;
    let day = plan.days.iter().position(|day| is_soon(day.day)).and_then(|at| plan.days.get(at..=at));
    let trip = || plan.trips.iter().find(|trip| is_hasty(trip, plan, today)).map(|trip| trip.days.as_slice());
    day.or_else(trip).unwrap_or_default()
}

/// Whether a trip begins right away, or lies beside a field day or an earlier trip.
fn is_hasty(trip: &Trip, plan: &Plan, today: NaiveDate) -> bool {
    let Some((first, last)) = trip.span() else { return false };
    let is_close = |day: NaiveDate| (first - day).num_days() < APART && (day - last).num_days() < APART;
    let earlier = plan.trips.iter().filter_map(Trip::span).map(|(_, end)| end).filter(|end| *end < first);
    is_close(today) || plan.days.iter().map(|day| day.day).chain(earlier).any(is_close)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::app::{Now, demo};
    use crate::config::{self, Settings};

    fn settings(region: Option<&str>) -> Settings {
        let region = region.map(|region| format!("region = \"{region}\"")).unwrap_or_default();
        let text = format!("timezone = \"America/Chicago\"\n{region}");
        config::parse(&text, Path::new("config.toml")).unwrap()
    }

    fn now(day: u32) -> Now {
        Now::Fixed(format!("2026-11-{day:02}T14:42:00Z").parse().unwrap())
    }

    #[test]
    fn nothing_is_proposed_that_leaves_no_time_on_any_day() {
        for (day, region) in (1..=30).zip([None, Some("US"), Some("PT")].into_iter().cycle()) {
            let app = demo::open(settings(region), now(day)).unwrap();
            let (today, plan) = (app.clock().today(), app.visit_plan(None).unwrap().plan);
            assert!(hasty(&plan, today).iter().all(|day| !day.visits.iter().any(is_proposed)), "{today} {region:?}");
        }
    }

    #[test]
    fn the_saved_book_has_the_same_plan() {
        let folder = tempfile::tempdir().unwrap();
        for region in [None, Some("US")] {
            let path = folder.path().join(format!("{region:?}.db"));
            demo::save(&path, settings(region), now(23)).unwrap();
            let saved = App::open(Some(&path), settings(region), now(23)).unwrap();
            let shown = demo::open(settings(region), now(23)).unwrap();
            let days = |app: &App| app.visit_plan(None).unwrap().plan.visits().into_iter().cloned().collect::<Vec<_>>();
            assert_eq!(days(&saved), days(&shown), "{region:?}");
        }
    }
}
