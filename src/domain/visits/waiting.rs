//! Says who has no place in a plan, and why.

use chrono::Datelike;

use super::board::{Board, Who};
use super::days::{DaySet, days_in};
use super::{Later, Obstacle, Shortfall};

/// Lists the accounts whose target lacks something this year and which have no place, the greatest shortfall first.
pub(super) fn later(board: &Board<'_>) -> Vec<Later> {
    let today = board.horizon.today;
    let sets = Sets::new(board);
    let mut waiting: Vec<(i64, Who)> = Vec::new();
    for (who, entry) in board.entries.iter().enumerate() {
        if entry.planned.is_empty() && entry.lacks(0) {
            waiting.push((-board.lack_now(who), who));
        }
    }
    waiting.sort_unstable();
    let days = days_in(today.year());
    let later = waiting.into_iter().filter_map(|(_, who)| {
        let account = board.entry(who)?.account;
        let visits = account.visited.iter().filter(|day| day.year() == today.year()).count();
        let numerator = i64::from(account.target) * i64::from(today.ordinal0()) - i64::try_from(visits).ok()? * days;
        let shortfall = Shortfall { numerator, days };
        Some(Later { account: account.id, name: account.name.clone(), shortfall, why: obstacle(board, who, &sets) })
    });
    later.collect()
}

/// Sets of days that decide what stands in the way.
struct Sets {
    /// The days on which an account that lacks nothing yet will lack something: those of the years to come.
    to_come: DaySet,
    every_day: DaySet,
    working: DaySet,
    /// Days of a quarter, or first month, that has as many field days as it should have.
    full: DaySet,
}

impl Sets {
    fn new(board: &Board<'_>) -> Self {
        let horizon = &board.horizon;
        Self {
            to_come: horizon.those(|day| day.year() != horizon.today.year()),
            every_day: horizon.those(|_| true),
            working: horizon.those(|_| true).without(&board.off),
            full: horizon.those(|day| board.is_full(day)),
        }
    }
}

fn obstacle(board: &Board<'_>, who: Who, sets: &Sets) -> Obstacle {
    let Some(entry) = board.entry(who) else { return Obstacle::NotDue };
    let due = if board.lack_now(who) > 0 { &sets.every_day } else { &sets.to_come };
    let any = |days: &DaySet, of: &DaySet| days.both(of).next().is_some();
    if !any(&entry.peaks, &sets.every_day) {
        return Obstacle::NoPeakDay;
    }
    if !any(&entry.peaks, due) {
        return Obstacle::NotDue;
    }
    let working = due.clone().within(&sets.working);
    if !any(&entry.peaks, &working) {
        return Obstacle::Away;
    }
    let free = working.clone().within(&entry.days);
    if free.is_empty() {
        let is_declined = |at| board.horizon.get(at).is_some_and(|day| entry.account.declined.contains(&day.date));
        let all_declined = entry.peaks.both(&working).all(is_declined);
        return if all_declined { Obstacle::Declined } else { Obstacle::Spacing };
    }
    if board.cities.get(entry.city).is_some_and(|city| city.is_abroad) {
        Obstacle::Abroad
    } else if board.placed.iter().any(|day| day.city == entry.city && day.at.is_some_and(|at| free.contains(at))) {
        Obstacle::NoPlace
    } else if any(&free, &sets.full) {
        Obstacle::Full
    } else {
        Obstacle::Near
    }
}
