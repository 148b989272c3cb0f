//! Visits: plans a day for each, and measures those made against the targets.

mod calendar;
mod progress;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use calendar::{Calendar, City, Holder};
pub use progress::{
    AccountProgress, Count, Progress, Targets, VisitTargets, field_days, horizon, progress, quarter_of,
    visits_against_targets,
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
    pub name: String,
    /// Two accounts share a city where these are equal; None is a city of its own.
    pub city: Option<String>,
    /// The days on which they use the service most.
    pub peak: PeakDays,
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
    /// The latest day before this one on which a visit was made.
    pub last_visit: Option<NaiveDate>,
}

/// A visit to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedVisit {
    /// A peak day of the account, unless the user moved the visit.
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

/// What prevents further visits, judged by the peak day that comes closest to being possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Obstacle {
    /// The year has no peak day left.
    NoPeakDay,
    /// The user is away on the peak days left.
    Away,
    /// The user declined the peak days left.
    Declined,
    /// The peak days left are too close to the account's other visits.
    Spacing,
    /// Accounts in other cities take the peak days left.
    Taken,
}

/// A target that a year cannot meet, neither within the horizon nor in the rest of the year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// Whose target it is.
    pub account: CustomerId,
    /// Their name.
    pub name: String,
    /// The calendar year whose target it is.
    pub year: i32,
    /// Visits a year.
    pub target: u8,
    /// How many of them cannot take place.
    pub missing: usize,
    /// What prevents them.
    pub why: Obstacle,
}

/// The visits of a horizon, and the targets that cannot be met.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// By day, then name and id.
    pub visits: Vec<PlannedVisit>,
    /// By year, then name and id.
    pub unmet: Vec<Unmet>,
}

/// Plans visits from tomorrow to `until`; `accounts` may come in any order. The plan includes accepted visits, today's
/// too.
///
/// Within each year, the account with the greatest shortfall as of today gets its next free peak day, until every account
/// reaches its target or runs out of days. The shortfall is target x share of the year gone - visits of that year,
/// including planned ones; ties go by name and id. On a free day the user is not away, has not declined the visit and
/// sees no account in another city, and the account's other visits are at least half the even spacing (365 days / target)
/// away.
pub fn plan(accounts: &[Account], today: NaiveDate, until: NaiveDate, is_away: &dyn Fn(NaiveDate) -> bool) -> Plan {
    let mut calendar = Calendar::new(today, until, is_away);
    let mut diaries = diaries(accounts, &calendar, today);
    let mut unmet = Vec::new();
    if today < until {
        for diary in &diaries {
            diary.planned.iter().for_each(|day| calendar.take(*day, diary.city));
        }
        for year in calendar.first.year()..=until.year() {
            let year = PlanYear::new(&calendar, year, today, until);
            unmet.extend(plan_year(&mut diaries, &mut calendar, year));
        }
    }
    let mut visits = Vec::new();
    for diary in &diaries {
        let accepted = diary.planned.iter().filter(|day| **day <= until);
        visits.extend(accepted.map(|day| diary.visit(*day, Planned::Accepted)));
        visits.extend(diary.proposed.iter().map(|day| diary.visit(*day, Planned::Proposed)));
    }
    // The diaries go by name and id, and so will the visits of a day.
    visits.sort_by_key(|visit| visit.day);
    Plan { visits, unmet }
}

/// The part of a calendar year that is still ahead, in the calendar's numbers of days.
#[derive(Clone, Copy)]
struct PlanYear {
    year: i32,
    begin: i64,
    /// The first day after the year.
    end: i64,
    /// The first day after the year, or after the horizon if that comes first.
    within: i64,
    days: i64,
    /// Days of the year before today.
    gone: i64,
}

impl PlanYear {
    fn new(calendar: &Calendar, year: i32, today: NaiveDate, until: NaiveDate) -> Self {
        let (begin, end) = calendar.year(year);
        Self {
            year,
            begin,
            end,
            within: end.min(calendar.number(until) + 1),
            days: NaiveDate::from_ymd_opt(year, 12, 31).map_or(365, |last| i64::from(last.ordinal())),
            gone: if today.year() == year { i64::from(today.ordinal0()) } else { 0 },
        }
    }
}

/// Plans one year and returns the targets that it cannot meet.
fn plan_year(diaries: &mut [Diary<'_>], calendar: &mut Calendar, span: PlanYear) -> Vec<Unmet> {
    let PlanYear { year, begin, end, within, days: days_in_year, gone } = span;
    let mut turns = BinaryHeap::with_capacity(diaries.len());
    for (place, diary) in diaries.iter_mut().enumerate() {
        let target = usize::from(diary.account.target);
        let count = diary.count(|day| day.year() == year);
        diary.at = diary.peaks.partition_point(|number| *number < begin);
        diary.lack = target.saturating_sub(count);
        if diary.lack > 0 {
            // The shortfall times the days in the year: a whole number.
            let shortfall = i64::from(diary.account.target) * gone - i64::try_from(count).unwrap_or(0) * days_in_year;
            turns.push((shortfall, Reverse(place)));
        }
    }
    let mut unmet = Vec::new();
    while let Some((shortfall, Reverse(place))) = turns.pop() {
        let Some(diary) = diaries.get_mut(place) else { continue };
        if let Some(day) = diary.next_free(calendar, within) {
            diary.proposed.push(day);
            calendar.take(day, diary.city);
            if diary.lack > 0 {
                turns.push((shortfall - days_in_year, Reverse(place)));
            }
        } else {
            // Visits that fit into the rest of the year are not lost.
            while diary.lack > 0 && diary.next_free(calendar, end).is_some() {}
            unmet.extend((diary.lack > 0).then(|| (place, diary.unmet(year, diary.obstacle(calendar, begin, end)))));
        }
    }
    unmet.sort_unstable_by_key(|(place, _)| *place);
    unmet.into_iter().map(|(_, one)| one).collect()
}

/// An account and its planned visits.
struct Diary<'a> {
    account: &'a Account,
    city: City,
    /// Accepted days from today on, each once.
    planned: Vec<NaiveDate>,
    proposed: Vec<NaiveDate>,
    /// The fewest days between two visits.
    gap: i64,
    /// The numbers of the days with a visit that keeps others at a distance.
    near: Vec<i64>,
    /// The numbers of the peak days.
    peaks: Rc<[i64]>,
    /// How many peak days the planning has passed: one that is not free never becomes free again.
    at: usize,
    /// Visits still to place in the year at hand.
    lack: usize,
}

/// How many lists of peak days are kept for accounts that share them.
const SHARED_PEAKS: usize = 200;

/// Opens the diaries, by name and id.
fn diaries<'a>(accounts: &'a [Account], calendar: &Calendar, today: NaiveDate) -> Vec<Diary<'a>> {
    let mut sorted: Vec<&Account> = accounts.iter().collect();
    sorted.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    let mut cities: BTreeMap<&str, usize> = BTreeMap::new();
    let mut shared: Vec<(&PeakDays, Rc<[i64]>)> = Vec::new();
    let mut diaries = Vec::with_capacity(sorted.len());
    for (place, account) in sorted.into_iter().enumerate() {
        let next = cities.len();
        let city = account.city.as_deref().map(|city| City::Known(*cities.entry(city).or_insert(next)));
        let peaks = shared.iter().find(|(peak, _)| **peak == account.peak).map(|(_, peaks)| peaks.clone());
        let peaks = peaks.unwrap_or_else(|| {
            let peaks = calendar.peaks(&account.peak);
            if shared.len() < SHARED_PEAKS {
                shared.push((&account.peak, peaks.clone()));
            }
            peaks
        });
        let mut planned: Vec<_> = account.accepted.iter().copied().filter(|day| *day >= today).collect();
        planned.sort_unstable();
        planned.dedup();
        let gap = i64::from(365_u32.div_ceil(2 * u32::from(account.target.max(1))));
        let visits = account.visited.iter().chain(&account.accepted);
        let near = visits.map(|day| calendar.number(*day)).filter(|number| *number > -gap).collect();
        let city = city.unwrap_or(City::Own(place));
        diaries.push(Diary { account, city, planned, proposed: Vec::new(), gap, near, peaks, at: 0, lack: 0 });
    }
    diaries
}

impl Diary<'_> {
    /// Counts visits, made or planned, on days of a kind; a day both accepted and visited counts as visited.
    fn count(&self, of_kind: impl Fn(NaiveDate) -> bool) -> usize {
        let of_kind = |day: &&NaiveDate| of_kind(**day);
        let visited = &self.account.visited;
        let accepted = self.planned.iter().filter(of_kind).filter(|day| !visited.contains(day)).count();
        visited.iter().filter(of_kind).count() + accepted + self.proposed.iter().filter(of_kind).count()
    }

    /// Whether a day keeps its distance from the account's visits.
    fn is_spaced(&self, number: i64) -> bool {
        // The latest proposal is the likeliest to be too near.
        self.near.iter().rev().all(|day| (number - day).abs() >= self.gap)
    }

    /// Takes the next free peak day before `end` for a visit still to place.
    fn next_free(&mut self, calendar: &Calendar, end: i64) -> Option<NaiveDate> {
        while let Some(number) = self.peaks.get(self.at).copied().filter(|number| *number < end) {
            self.at += 1;
            let (day, holder) = calendar.day(number)?;
            if holder.open_to(self.city) && self.is_spaced(number) && !self.account.declined.contains(&day) {
                self.near.push(number);
                self.lack = self.lack.saturating_sub(1);
                return Some(day);
            }
        }
        None
    }

    /// Tells what prevents a further visit from `begin` to before `end`.
    fn obstacle(&self, calendar: &Calendar, begin: i64, end: i64) -> Obstacle {
        let on = |number: i64| {
            let (day, holder) = calendar.day(number)?;
            Some(if holder == Holder::Away {
                Obstacle::Away
            } else if self.account.declined.contains(&day) {
                Obstacle::Declined
            } else if self.is_spaced(number) {
                Obstacle::Taken
            } else {
                Obstacle::Spacing
            })
        };
        let left = self.peaks.iter().filter(|number| (begin..end).contains(*number) && !self.near.contains(number));
        left.filter_map(|number| on(*number)).max().unwrap_or(Obstacle::NoPeakDay)
    }

    fn unmet(&self, year: i32, why: Obstacle) -> Unmet {
        let Account { id, name, target, .. } = self.account;
        Unmet { account: *id, name: name.clone(), year, target: *target, missing: self.lack, why }
    }

    fn visit(&self, day: NaiveDate, state: Planned) -> PlannedVisit {
        let Account { id, name, target, peak, visited, .. } = self.account;
        let why = Why {
            peak: kind_of(peak, day),
            before: self.count(|other| other.year() == day.year() && other < day),
            target: *target,
            last_visit: visited.iter().copied().filter(|visited| *visited < day).max(),
        };
        PlannedVisit { day, account: *id, name: name.clone(), state, why }
    }
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
