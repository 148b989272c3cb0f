//! The calendar heat map: a column for each week, a cell for each day, with its conversations and its call day.

use std::array;

use chrono::{Days, NaiveDate};

use super::slots::{History, Slot};
use super::weeks::Window;

/// What a day was for calling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DayKind {
    /// Before the book began.
    OutOfRange,
    /// A day off; no call is due on it.
    Away,
    /// Not a call day; conversations may have taken place all the same.
    NoCallDay,
    /// A call day that was kept, on the day itself or later in its slot.
    Kept,
    /// A call day whose slot passed without a call.
    Missed,
    /// The call day whose slot is open today and not kept yet.
    Open,
    /// After today.
    Future,
}

/// A day of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The day, in the user's zone.
    pub day: NaiveDate,
    /// What it was.
    pub kind: DayKind,
    /// Conversations on the day.
    pub talks: u32,
}

/// The map: columns of seven days, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heat {
    /// Each column begins on the first day of the week.
    pub columns: Vec<[Cell; 7]>,
}

/// Builds the map of the window; `slots` is oldest first, from the same history.
pub fn heat(window: &Window, history: &History<'_>, slots: &[Slot]) -> Heat {
    let columns = window
        .starts()
        .into_iter()
        .map(|start| array::from_fn(|at| cell(nth(start, at), window.today, history, slots)))
        .collect();
    Heat { columns }
}

fn nth(start: NaiveDate, at: usize) -> NaiveDate {
    u64::try_from(at).ok().and_then(|at| start.checked_add_days(Days::new(at))).unwrap_or(NaiveDate::MAX)
}

fn cell(day: NaiveDate, today: NaiveDate, history: &History<'_>, slots: &[Slot]) -> Cell {
    let slot = slots.binary_search_by_key(&day, |slot| slot.day).ok().and_then(|at| slots.get(at));
    let away = || history.away.iter().any(|(from, to)| *from <= day && day <= *to);
    let kind = match slot {
        _ if day > today => DayKind::Future,
        Some(slot) if slot.kept() => DayKind::Kept,
        Some(slot) if slot.open => DayKind::Open,
        Some(_) => DayKind::Missed,
        None if day < history.began => DayKind::OutOfRange,
        None if away() => DayKind::Away,
        None => DayKind::NoCallDay,
    };
    let talks = history.talks(day, day.succ_opt());
    Cell { day, kind, talks: u32::try_from(talks).unwrap_or(u32::MAX) }
}
