//! Places trips: days one after another in a city of another country.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::Planned;
use super::board::{Board, Placed, Who};
use super::days::{At, VISIT};
use super::outcome::follows;
use super::progress::quarter_of;

/// The most days of a trip that is proposed.
const LONGEST: usize = 5;

/// A trip that could be placed.
#[derive(Clone)]
struct Candidate {
    worth: i64,
    days: Vec<(At, Vec<Who>)>,
}

/// What the best trip of a city is.
#[derive(Clone)]
enum Best {
    Unknown,
    None,
    Trip(Candidate),
}

/// Goes on with the trips that are accepted in part, then places new ones, the one worth most first.
pub(super) fn place(board: &mut Board<'_>) {
    if board.cities.iter().all(|city| !city.is_abroad) {
        return;
    }
    go_on(board);
    let mut begun = begun(board);
    let mut best = vec![Best::Unknown; board.cities.len()];
    loop {
        for (city, best) in best.iter_mut().enumerate() {
            let is_stale = match best {
                Best::Unknown => true,
                Best::None => false,
                Best::Trip(trip) => trip.days.iter().any(|(at, _)| !may_begin(board, &begun, *at)),
            };
            if is_stale {
                *best = best_trip(board, city, &begun);
            }
        }
        let found = best.iter().enumerate().filter_map(|(city, best)| match best {
            Best::Trip(trip) => Some((-trip.worth, trip.days.first()?.0, city)),
            _ => None,
        });
        let Some((_, _, city)) = found.min() else { break };
        let Some(Best::Trip(trip)) = best.get_mut(city).map(|best| std::mem::replace(best, Best::Unknown)) else {
            break;
        };
        for (nth, (at, whom)) in trip.days.into_iter().enumerate() {
            let Some(day) = board.horizon.get(at) else { continue };
            if nth == 0 {
                *begun.entry(quarter_of(day.date).0).or_default() += 1;
            }
            place_day(board, city, at, whom);
        }
    }
}

fn place_day(board: &mut Board<'_>, city: usize, at: At, whom: Vec<Who>) {
    let Some(day) = board.horizon.get(at) else { return };
    board.place(Placed { date: day.date, at: Some(at), city, visits: Vec::new() });
    let number = board.placed.len() - 1;
    whom.into_iter().for_each(|who| board.visit(number, who));
}

/// Whether a day is free, and its quarter may have another trip.
fn may_begin(board: &Board<'_>, begun: &BTreeMap<NaiveDate, usize>, at: At) -> bool {
    let is_few = |day: NaiveDate| begun.get(&quarter_of(day).0).copied().unwrap_or(0) < board.quarter;
    board.untaken.contains(at) && board.horizon.get(at).is_some_and(|day| is_few(day.date))
}

/// Counts the trips that begin in each quarter.
fn begun(board: &Board<'_>) -> BTreeMap<NaiveDate, usize> {
    let mut begun = BTreeMap::new();
    for day in chains(board).iter().filter_map(|(_, days)| days.first()) {
        *begun.entry(quarter_of(*day).0).or_default() += 1;
    }
    begun
}

/// Finds the days of each city abroad that take somebody and follow one another.
fn chains(board: &Board<'_>) -> Vec<(usize, Vec<NaiveDate>)> {
    let is_of_trip = |day: &&Placed| is_abroad(board, day) && !day.visits.is_empty();
    let mut days: Vec<_> = board.placed.iter().filter(is_of_trip).map(|day| (day.city, day.date)).collect();
    days.sort_unstable();
    let mut chains: Vec<(usize, Vec<NaiveDate>)> = Vec::new();
    for (city, day) in days {
        match chains.last_mut() {
            Some((of, days)) if *of == city && days.last().is_some_and(|last| follows(*last, day)) => days.push(day),
            _ => chains.push((city, vec![day])),
        }
    }
    chains
}

fn is_abroad(board: &Board<'_>, day: &Placed) -> bool {
    board.cities.get(day.city).is_some_and(|city| city.is_abroad)
}

/// Takes back the trips that neither two accounts nor one that lacks a visit call for: their other accounts may have got
/// a better day since. Says whether there were any.
pub(super) fn call_off(board: &mut Board<'_>) -> bool {
    let mut any = false;
    for (city, days) in chains(board) {
        let is_of_it = |day: &Placed| day.city == city && days.contains(&day.date);
        let numbers: Vec<usize> =
            (0..board.placed.len()).filter(|n| board.placed.get(*n).is_some_and(is_of_it)).collect();
        if is_called_for(board, &numbers) {
            continue;
        }
        any = true;
        for number in numbers {
            let whom = board.placed.get(number).map(|day| day.visits.clone()).unwrap_or_default();
            whom.into_iter().for_each(|(who, _)| board.withdraw(number, who));
        }
    }
    // An empty day abroad would have room for somebody who doesn't call for a trip.
    let placed = std::mem::take(&mut board.placed);
    board.placed = placed.into_iter().filter(|day| !is_abroad(board, day) || !day.visits.is_empty()).collect();
    any
}

/// Whether two accounts call for a trip, one that lacks a visit, or one that the user accepted.
fn is_called_for(board: &Board<'_>, numbers: &[usize]) -> bool {
    let days = || numbers.iter().filter_map(|number| board.placed.get(*number));
    let whom: BTreeSet<Who> = days().flat_map(|day| &day.visits).map(|(who, _)| *who).collect();
    let calls_alone = |day: &Placed, (who, state): &(Who, Planned)| {
        // What it lacks without this visit is one more than with it.
        let lacks_one = |year, share| board.entry(*who).is_some_and(|entry| entry.shortfall(year, share) >= 0);
        let ahead = day.at.and_then(|at| board.horizon.get(at));
        *state == Planned::Accepted || ahead.is_some_and(|day| lacks_one(day.year, day.share))
    };
    whom.len() >= 2 || days().any(|day| day.visits.iter().any(|visit| calls_alone(day, visit)))
}

/// Adds days to the trips that are placed, after them and before them, while somebody there lacks a visit.
fn go_on(board: &mut Board<'_>) {
    for (city, days) in chains(board) {
        let (Some(first), Some(last)) = (days.first(), days.last()) else { continue };
        let (mut first, mut last) = (board.horizon.at(*first), board.horizon.at(*last));
        let mut length = days.len();
        while length < LONGEST {
            let after = last.and_then(|last| next(board, city, last, Toward::After));
            if let Some((at, whom)) = after {
                place_day(board, city, at, whom);
                last = Some(at);
            } else if let Some((at, whom)) = first.and_then(|first| next(board, city, first, Toward::Before)) {
                place_day(board, city, at, whom);
                first = Some(at);
            } else {
                break;
            }
            length += 1;
        }
    }
}

#[derive(Clone, Copy)]
enum Toward {
    After,
    Before,
}

/// Finds the day beside a trip on which somebody lacks a visit.
fn next(board: &Board<'_>, city: usize, from: At, toward: Toward) -> Option<(At, Vec<Who>)> {
    beside(board, from, toward, |at| {
        let takers = if board.untaken.contains(at) { board.takers(city, at, board.a_day) } else { Vec::new() };
        Some(takers.into_iter().map(|(_, who)| who).collect::<Vec<_>>()).filter(|takers| !takers.is_empty())
    })
}

/// Finds the day beside another that has something, past a weekend that has nothing.
fn beside<T>(board: &Board<'_>, from: At, toward: Toward, has: impl Fn(At) -> Option<T>) -> Option<(At, T)> {
    for step in 1..=3 {
        let at = match toward {
            Toward::After => from + step,
            Toward::Before => from.checked_sub(step)?,
        };
        if let Some(found) = has(at) {
            return Some((at, found));
        }
        if !board.horizon.is_weekend(at) {
            return None;
        }
    }
    None
}

/// Finds the trip to a city that is worth most, the earliest of equals.
fn best_trip(board: &Board<'_>, city: usize, begun: &BTreeMap<NaiveDate, usize>) -> Best {
    let Some(of_city) = board.cities.get(city).filter(|city| city.is_abroad) else { return Best::None };
    if let [alone] = of_city.members.as_slice()
        && !could_call_alone(board, *alone)
    {
        return Best::None;
    }
    // Nobody is visited twice on a trip, so as many as it takes are enough of each day.
    let mut days: BTreeMap<At, Vec<(i64, Who)>> = BTreeMap::new();
    for at in (0..board.horizon.len()).filter(|at| may_begin(board, begun, *at)) {
        let takers = board.takers(city, at, board.a_day * LONGEST);
        if !takers.is_empty() {
            days.insert(at, takers);
        }
    }
    let trips = days.keys().filter_map(|first| trip_from(board, &days, *first));
    trips.min_by_key(|trip| (-trip.worth, trip.days.first().map(|(at, _)| *at))).map_or(Best::None, Best::Trip)
}

/// Whether one account can call for a trip: it lacks a visit or more on some day.
fn could_call_alone(board: &Board<'_>, who: Who) -> bool {
    let ends = board.horizon.years.iter().filter_map(|year| board.entry(who)?.days.ends(year));
    ends.into_iter().any(|(_, last)| board.wants(who, last).is_some_and(|lack| lack >= VISIT))
}

/// Makes the trip that begins on a day; None unless two accounts call for it, or one that lacks a visit.
fn trip_from(board: &Board<'_>, days: &BTreeMap<At, Vec<(i64, Who)>>, first: At) -> Option<Candidate> {
    let mut trip = Candidate { worth: 0, days: Vec::new() };
    let mut whom: Vec<(i64, Who)> = Vec::new();
    let mut at = Some(first);
    while let Some(day) = at.filter(|_| trip.days.len() < LONGEST) {
        let is_new = |(_, who): &&(i64, Who)| whom.iter().all(|(_, other)| other != who);
        let taken: Vec<_> = days.get(&day)?.iter().filter(is_new).take(board.a_day).copied().collect();
        trip.days.push((day, taken.iter().map(|(_, who)| *who).collect()));
        whom.extend(taken);
        let has_new =
            |at: At| days.get(&at)?.iter().any(|(_, who)| whom.iter().all(|(_, other)| other != who)).then_some(());
        at = beside(board, day, Toward::After, has_new).map(|(at, ())| at);
    }
    trip.worth = whom.iter().map(|(lack, _)| lack).sum();
    let is_called_for = whom.len() >= 2 || whom.iter().any(|(lack, _)| *lack >= VISIT);
    is_called_for.then_some(trip)
}
