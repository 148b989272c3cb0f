//! Sees to it that a day takes those who lack most: who got other visits since a day was placed may lack less now than
//! somebody whom it left out.

use super::board::{Board, Who};
use super::days::{At, VISIT};
use super::{Planned, trips};

/// How often the days are gone through; they come to rest long before.
const ROUNDS: usize = 50;

/// Exchanges visits until no day leaves out anybody who lacks more than one whom it takes, or for whom it has room, and
/// calls off the trips that nobody calls for then; says whether anything changed.
pub(super) fn settle(board: &mut Board<'_>) -> bool {
    // Only who is visited twice in a year lacks less than when a day was placed.
    let is_twice = board
        .entries
        .iter()
        .any(|entry| entry.planned.len() > 1 && (0..board.horizon.years.len()).any(|year| entry.is_moved(year)));
    let mut changed = is_twice && exchange(board);
    // Whose trip is called off lacks more on other days. The days of such a trip stay empty, so this comes to an end.
    while trips::call_off(board) {
        exchange(board);
        changed = true;
    }
    changed
}

fn exchange(board: &mut Board<'_>) -> bool {
    let mut changed = false;
    for _ in 0..ROUNDS {
        let mut again = false;
        for number in 0..board.placed.len() {
            again |= settle_day(board, number);
        }
        changed |= again;
        if !again {
            break;
        }
    }
    changed
}

fn settle_day(board: &mut Board<'_>, number: usize) -> bool {
    let Some(day) = board.placed.get(number) else { return false };
    let (Some(at), city) = (day.at, day.city) else { return false };
    if !board.is_of_one_city(at) {
        return false;
    }
    let has_room = day.visits.len() < board.a_day;
    let Some((lack, who)) = board.greatest(city, 1, |who| board.suits(who, at)).pop() else { return false };
    let least = if has_room { None } else { least(board, number, at) };
    match least {
        _ if has_room => {}
        Some((other, out)) if other < lack => board.withdraw(number, out),
        _ => return false,
    }
    board.visit(number, who);
    if let Some(day) = board.horizon.get(at) {
        board.withdraw_early(who, day.year);
    }
    true
}

/// Finds whom of a day's proposed visits lacks least without it.
fn least(board: &Board<'_>, number: usize, at: At) -> Option<(i64, Who)> {
    let day = board.horizon.get(at)?;
    let visits = board.placed.get(number)?.visits.iter();
    let proposed = visits.filter(|(_, state)| *state == Planned::Proposed);
    let lacks = proposed.filter_map(|(who, _)| Some((board.entry(*who)?.shortfall(day.year, day.share) + VISIT, *who)));
    lacks.min_by_key(|(lack, who)| (*lack, std::cmp::Reverse(*who)))
}
