//! Places the field days at home, the one worth most first.
//!
//! What a city's days are worth only falls as days are placed. So a city is looked at again only when its best day went to
//! another city, or when its own accounts got a visit.

use super::board::{Board, Placed, Who};
use super::days::At;

/// What the best day of a city is.
#[derive(Clone, Copy)]
enum Best {
    Unknown,
    None,
    Day { worth: i64, at: At },
}

/// Places field days until no quarter has room for one, or nobody who lacks a visit has a day.
pub(super) fn place(board: &mut Board<'_>) {
    let mut tops = Tops::new(board.horizon.len(), board.a_day);
    let mut best = vec![Best::Unknown; board.cities.len()];
    while !board.open.is_empty() {
        for (city, best) in best.iter_mut().enumerate() {
            let is_stale = match best {
                Best::Unknown => true,
                Best::None => false,
                Best::Day { at, .. } => !board.open.contains(*at),
            };
            if is_stale {
                *best = best_day(board, city, &mut tops);
            }
        }
        let found = best.iter().enumerate().filter_map(|(city, best)| match best {
            Best::Day { worth, at } => Some((-worth, *at, city)),
            _ => None,
        });
        let Some((_, at, city)) = found.min() else { break };
        let Some(day) = board.horizon.get(at) else { break };
        let takers = board.takers(city, at, board.a_day);
        board.place(Placed { date: day.date, at: Some(at), city, visits: Vec::new() });
        let number = board.placed.len() - 1;
        takers.into_iter().for_each(|(_, who)| board.visit(number, who));
        best.iter_mut().skip(city).take(1).for_each(|best| *best = Best::Unknown);
    }
}

/// Finds the day of a city that is worth most, the earliest of equals.
fn best_day(board: &Board<'_>, city: usize, tops: &mut Tops) -> Best {
    let Some(of_city) = board.cities.get(city).filter(|city| !city.is_abroad) else { return Best::None };
    if let [alone] = of_city.members.as_slice() {
        return best_day_alone(board, *alone);
    }
    tops.clear();
    for (year, days) in board.horizon.years.iter().enumerate() {
        let open = board.open.clone().within(days);
        let mut unfilled = open.clone();
        let mut filled = Vec::new();
        let order = if year == 0 { &of_city.now } else { &of_city.members };
        for who in order.iter().copied() {
            if unfilled.is_empty() {
                break;
            }
            let Some(entry) = board.entry(who).filter(|entry| !entry.is_moved(year) && entry.lacks(year)) else {
                continue;
            };
            let is_filled = |at: &At| board.wants(who, *at).is_some_and(|lack| tops.add(*at, lack));
            filled.extend(entry.days.both(&unfilled).filter(is_filled));
            filled.drain(..).for_each(|at| unfilled.remove(at));
        }
        for (_, who) in of_city.moved.iter().filter(|(of, _)| *of == year) {
            if let Some(entry) = board.entry(*who) {
                entry.days.both(&open).for_each(|at| {
                    board.wants(*who, at).map(|lack| tops.add(at, lack));
                });
            }
        }
    }
    tops.best()
}

/// The same for an account that shares its city with nobody: what it lacks is the same on all days of the year, or grows
/// with them in a year that has not begun.
fn best_day_alone(board: &Board<'_>, who: Who) -> Best {
    let Some(entry) = board.entry(who) else { return Best::None };
    let mut best = Best::None;
    for (year, days) in board.horizon.years.iter().enumerate().filter(|(year, _)| entry.lacks(*year)) {
        let Some((first, last)) = entry.days.ends(&board.open.clone().within(days)) else { continue };
        let at = if year == 0 { first } else { last };
        if let Some(worth) = board.wants(who, at)
            && !matches!(best, Best::Day { worth: other, .. } if other >= worth)
        {
            best = Best::Day { worth, at };
        }
    }
    best
}

/// The greatest shortfalls of those who suit each day, as many as a day takes.
struct Tops {
    a_day: usize,
    lacks: Vec<Vec<i64>>,
    touched: Vec<At>,
}

impl Tops {
    fn new(days: usize, a_day: usize) -> Self {
        Self { a_day, lacks: vec![Vec::new(); days], touched: Vec::new() }
    }

    fn clear(&mut self) {
        for at in self.touched.drain(..) {
            self.lacks.iter_mut().skip(at).take(1).for_each(Vec::clear);
        }
    }

    /// Adds a shortfall to a day; says whether the day has as many as it takes.
    fn add(&mut self, at: At, lack: i64) -> bool {
        let Some(lacks) = self.lacks.get_mut(at) else { return true };
        if lacks.is_empty() {
            self.touched.push(at);
        }
        let place = lacks.partition_point(|other| *other >= lack);
        lacks.insert(place, lack);
        lacks.truncate(self.a_day);
        lacks.len() == self.a_day
    }

    fn best(&self) -> Best {
        let worth = |at: At| self.lacks.get(at).map_or(0, |lacks| lacks.iter().sum::<i64>());
        let found = self.touched.iter().map(|at| (-worth(*at), *at)).min();
        found.map_or(Best::None, |(worth, at)| Best::Day { worth: -worth, at })
    }
}
