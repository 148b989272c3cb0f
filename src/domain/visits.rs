//! Visits: plans days in the field, and measures the visits made against the targets.
//!
//! A field day is a date and a city with a few accounts; a trip is field days one after another in another country. Days
//! are numbered in `days`, `board` holds what is placed and who suits which day, `home` and `trips` place what is worth
//! most, `settled` sees to it that nobody is left out who lacks more, `waiting` says why the others have no day.

mod board;
mod days;
mod entry;
mod home;
mod outcome;
mod progress;
mod settled;
mod trips;
mod waiting;

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use board::Board;
pub use progress::{
    AccountProgress, Count, Progress, Targets, VisitTargets, field_days, first_month_end, horizon, progress,
    quarter_of, visits_against_targets,
};

use super::choice::choices;
use super::ids::CustomerId;
use super::peak::{Nth, PeakDays};

choices! {
    /// The state of a planned visit.
    Planned, "state" { Proposed = "proposed", Accepted = "accepted" }
}

/// An account: an active customer with peak days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The customer's.
    pub id: CustomerId,
    /// Decides between accounts that are equal otherwise.
    pub name: Arc<str>,
    /// Two accounts share a city where these and their countries are equal; None is a city of its own.
    pub city: Option<Arc<str>>,
    /// The city as the user wrote it.
    pub city_shown: Option<Arc<str>>,
    /// The region of another country than the user's own, which takes a trip; None at home.
    pub abroad: Option<Arc<str>>,
    /// The days on which they use the service most; accounts with the same days share them.
    pub peak: Arc<PeakDays>,
    /// Visits a year, 1 to 12.
    pub target: u8,
    /// The day of each visit made.
    pub visited: Vec<NaiveDate>,
    /// Planned visits that stay put: the user accepted them or moved them there. A past one that was not made is left
    /// out, or it would keep others at a distance.
    pub accepted: Vec<NaiveDate>,
    /// Days not to propose again: the user declined them or moved the visit away.
    pub declined: Vec<NaiveDate>,
}

/// What makes a day one of an account's peak days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeakKind {
    /// So is the same weekday a week before and after, within the month.
    Weekday(Weekday),
    /// A weekday of the month, such as the first Monday.
    NthWeekday(Nth, Weekday),
    /// The last day of a month, whichever it is.
    LastOfMonth,
    /// A day of the month, 1 to 31; months that lack it have none.
    DayOfMonth(u32),
}

/// Why a visit is planned, as data: the surfaces put it into words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// None if an accepted day is not a peak day.
    pub peak: Option<PeakKind>,
    /// Visits of that year, made or planned, on days before this one.
    pub before: usize,
    /// Visits a year.
    pub target: u8,
    /// The latest day before this one with a visit, made or planned.
    pub last_visit: Option<NaiveDate>,
}

/// A visit to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedVisit {
    /// A peak day of the account, unless the user changed the peak days since.
    pub day: NaiveDate,
    /// Whom to visit.
    pub account: CustomerId,
    /// Their name, for showing the line without another look into the book.
    pub name: String,
    /// Proposed visits move with the plan, accepted ones stay.
    pub state: Planned,
    /// What to tell the user.
    pub why: Why,
}

/// A day in the field: a date and a city.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDay {
    /// The date.
    pub day: NaiveDate,
    /// As the user wrote it; None if the account has none.
    pub city: Option<Arc<str>>,
    /// By name and id; never empty.
    pub visits: Vec<PlannedVisit>,
}

impl FieldDay {
    /// Accepted if every visit of it is.
    pub fn state(&self) -> Planned {
        let all = self.visits.iter().all(|visit| visit.state == Planned::Accepted);
        if all { Planned::Accepted } else { Planned::Proposed }
    }
}

/// Days one after another in a city of another country; a weekend may lie between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trip {
    /// By date; never empty.
    pub days: Vec<FieldDay>,
}

impl Trip {
    /// The first and the last day.
    pub fn span(&self) -> Option<(NaiveDate, NaiveDate)> {
        Some((self.days.first()?.day, self.days.last()?.day))
    }

    /// As the user wrote it.
    pub fn city(&self) -> Option<&str> {
        self.days.first()?.city.as_deref()
    }
}

/// What prevents a visit, judged by the peak day that comes closest to being possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The plan ends before a peak day comes.
    NoPeakDay,
    /// So far the year has had its share of visits.
    NotDue,
    /// The user is away on the peak days, or everybody celebrates.
    Away,
    /// The user declined the peak days.
    Declined,
    /// The peak days are too close to the account's other visits.
    Spacing,
    /// Other cities take the peak days, or other field days are too near to them.
    Near,
    /// The quarter has as many field days as it should have.
    Full,
    /// Others of their city lack more, and take all places of the days that suit.
    NoPlace,
    /// No trip to their country is called for.
    Abroad,
}

/// How many visits an account lacks as of today, as an exact fraction: target x share of the year gone - visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shortfall {
    /// In visits times days; may be negative.
    pub numerator: i64,
    /// The days of the year.
    pub days: i64,
}

/// An account whose target lacks something and which has no place in the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// Whose target it is.
    pub account: CustomerId,
    /// Their name.
    pub name: Arc<str>,
    /// As of today.
    pub shortfall: Shortfall,
    /// What prevents a visit.
    pub why: Obstacle,
}

/// What a plan goes by.
pub struct Rules<'a> {
    /// The plan begins tomorrow.
    pub today: NaiveDate,
    /// The last day on which a visit is proposed.
    pub until: NaiveDate,
    /// The most accounts on a day, at least 1.
    pub a_day: usize,
    /// How many field days the quarter and the first month should have.
    pub targets: Targets,
    /// The day of every visit made, with or without an account.
    pub made: &'a [NaiveDate],
    /// Whether the user is away on a day.
    pub is_away: &'a dyn Fn(NaiveDate) -> bool,
}

/// The days in the field up to a horizon, and who has to wait.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// By date, then city.
    pub days: Vec<FieldDay>,
    /// By their first day, then city.
    pub trips: Vec<Trip>,
    /// The greatest shortfall first, then by name and id.
    pub later: Vec<Later>,
}

impl Plan {
    /// Returns the accounts of all days and trips, and those who wait.
    pub fn accounts(&self) -> Vec<CustomerId> {
        let of_trips = self.trips.iter().flat_map(|trip| &trip.days);
        let planned = self.days.iter().chain(of_trips).flat_map(|day| &day.visits).map(|visit| visit.account);
        planned.chain(self.later.iter().map(|later| later.account)).collect()
    }

    /// Returns the visits of all days and trips, by date.
    pub fn visits(&self) -> Vec<&PlannedVisit> {
        let of_trips = self.trips.iter().flat_map(|trip| &trip.days);
        let mut all: Vec<_> = self.days.iter().chain(of_trips).flat_map(|day| &day.visits).collect();
        all.sort_by(|a, b| (a.day, &a.name, a.account).cmp(&(b.day, &b.name, b.account)));
        all
    }
}

/// Plans the days in the field from tomorrow on; `accounts` may come in any order. The plan includes accepted visits,
/// today's too, which stay where they are.
///
/// An account lacks its target times the share of the year gone, less its visits of the year, made or planned. A day is
/// worth the sum of what those lack whom it takes; the day worth most is placed first, and what everybody lacks is looked
/// at anew. Ties go by date, city and name.
pub fn plan(accounts: &[Account], rules: &Rules<'_>) -> Plan {
    let mut board = Board::new(accounts, rules);
    board.fill_accepted();
    // What is exchanged at the end may make room for another day; a few rounds come to rest.
    for _ in 0..8 {
        home::place(&mut board);
        trips::place(&mut board);
        if !settled::settle(&mut board) {
            break;
        }
    }
    let later = waiting::later(&board);
    board.into_plan(later)
}

/// Whether a day is one on which nobody works: 24 to 26 and 31 December, 1 January.
pub fn is_feast(day: NaiveDate) -> bool {
    matches!((day.month(), day.day()), (12, 24..=26 | 31) | (1, 1))
}

/// Tells what makes a day a peak day, judged by the days a week before and after; None if it is not one.
fn kind_of(peak: &PeakDays, day: NaiveDate) -> Option<PeakKind> {
    let is_same = |other: Option<NaiveDate>| other.is_none_or(|d| d.month() != day.month() || peak.contains(d));
    if !peak.contains(day) {
        None
    } else if is_same(day.checked_add_days(Days::new(7))) && is_same(day.checked_sub_days(Days::new(7))) {
        Some(PeakKind::Weekday(day.weekday()))
    } else if let Some((nth, weekday)) = peak.nth_on(day) {
        Some(PeakKind::NthWeekday(nth, weekday))
    } else if day.succ_opt().is_some_and(|next| next.month() != day.month()) {
        Some(PeakKind::LastOfMonth)
    } else {
        Some(PeakKind::DayOfMonth(day.day()))
    }
}

/// How far the search for a peak day goes: ten years, as a 29 February on a given weekday may be far away.
const SEARCH_DAYS: usize = 3660;

/// Finds the next `count` peak days after a day, or all of the next ten years if there are fewer.
pub fn next_peak_days(peak: &PeakDays, after: NaiveDate, count: usize) -> Vec<NaiveDate> {
    after.iter_days().skip(1).take(SEARCH_DAYS).filter(|day| peak.contains(*day)).take(count).collect()
}

#[cfg(test)]
mod tests;
