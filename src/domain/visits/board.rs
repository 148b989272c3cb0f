//! What is placed in a plan, who suits which day, and how much each account lacks.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate};

use super::days::{At, DaySet, Horizon, VISIT, share, whole};
use super::entry::Entry;
use super::progress::{first_month_end, quarter_of};
use crate::domain::peak::PeakDays;

use super::{Account, Planned, Rules, is_feast};

/// The place of an account in [`Board::entries`], which is also its rank by name and id.
pub(super) type Who = usize;

/// The accounts of a city.
#[derive(Default)]
pub(super) struct City {
    pub(super) is_abroad: bool,
    /// Who lacks something this year, the greatest shortfall first.
    pub(super) now: Vec<Who>,
    /// All, the highest target first: the order of a year without visits.
    pub(super) members: Vec<Who>,
    /// The year and the account of what left these orders.
    pub(super) moved: Vec<(usize, Who)>,
}

/// A day in the field with whom it takes.
pub(super) struct Placed {
    pub(super) date: NaiveDate,
    /// None today and beyond the horizon.
    pub(super) at: Option<At>,
    pub(super) city: usize,
    pub(super) visits: Vec<(Who, Planned)>,
}

/// A plan in the making.
pub(super) struct Board<'a> {
    pub(super) horizon: Horizon,
    pub(super) a_day: usize,
    pub(super) entries: Vec<Entry<'a>>,
    pub(super) cities: Vec<City>,
    pub(super) placed: Vec<Placed>,
    /// Days on which nobody is visited.
    pub(super) off: DaySet,
    /// Days on which a field day may still be placed.
    pub(super) open: DaySet,
    /// Days that no city has.
    pub(super) untaken: DaySet,
    /// The field days a quarter should have.
    pub(super) quarter: usize,
    /// Field days that may still be placed in each quarter, by its first day; and in the first month.
    left: BTreeMap<NaiveDate, i64>,
    left_in_first_month: i64,
    first_month: Option<(NaiveDate, NaiveDate)>,
    pub(super) until: NaiveDate,
}

impl<'a> Board<'a> {
    pub(super) fn new(accounts: &'a [Account], rules: &Rules<'_>) -> Self {
        let first_month = rules.targets.hired_on.map(|hired_on| (hired_on, first_month_end(hired_on)));
        let horizon = Horizon::new(rules.today, rules.until, first_month);
        let off = horizon.those(|day| is_feast(day) || (rules.is_away)(day));
        let every_day = horizon.those(|_| true).without(&off);
        let mut board = Self {
            a_day: rules.a_day.max(1),
            entries: Vec::with_capacity(accounts.len()),
            cities: Vec::new(),
            placed: Vec::new(),
            open: every_day.clone(),
            untaken: every_day,
            off,
            quarter: rules.targets.quarter,
            left: BTreeMap::new(),
            left_in_first_month: whole(rules.targets.first_month) + 2,
            first_month,
            until: rules.until,
            horizon,
        };
        board.enter(accounts);
        board.order_cities();
        let mut made = rules.made.to_vec();
        made.sort_unstable();
        made.dedup();
        made.iter().for_each(|day| board.take(*day));
        board.place_accepted();
        board
    }

    /// Enters the accounts by name and id, and their cities by name; those without a city come last.
    fn enter(&mut self, accounts: &'a [Account]) {
        let mut sorted: Vec<&Account> = accounts.iter().collect();
        sorted.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        let mut known: BTreeMap<(&str, Option<&str>), usize> = BTreeMap::new();
        for account in &sorted {
            if let Some(city) = account.city.as_deref() {
                known.insert((city, account.abroad.as_deref()), 0);
            }
        }
        for ((_, abroad), number) in &mut known {
            *number = self.cities.len();
            self.cities.push(City { is_abroad: abroad.is_some(), ..City::default() });
        }
        let mut shared: HashMap<*const PeakDays, Rc<DaySet>> = HashMap::new();
        for (who, account) in sorted.into_iter().enumerate() {
            let city = match account.city.as_deref().and_then(|city| known.get(&(city, account.abroad.as_deref()))) {
                Some(city) => *city,
                None => {
                    self.cities.push(City { is_abroad: account.abroad.is_some(), ..City::default() });
                    self.cities.len() - 1
                }
            };
            let peaks = shared.entry(Arc::as_ptr(&account.peak));
            let peaks = peaks.or_insert_with(|| Rc::new(self.horizon.peaks(&account.peak))).clone();
            let mut planned: Vec<_> = account.accepted.iter().copied().filter(|d| *d >= self.horizon.today).collect();
            planned.sort_unstable();
            planned.dedup();
            let (counts, moved) = (Vec::new(), vec![false; self.horizon.years.len().max(1)]);
            let mut entry = Entry { account, city, days: peaks.clone(), peaks, planned, counts, moved };
            entry.counts = (0..entry.moved.len()).map(|year| entry.count(self.horizon.today, year)).collect();
            self.entries.push(entry);
            self.find_days(who);
            if let Some(city) = self.cities.get_mut(city) {
                city.members.push(who);
            }
        }
    }

    fn order_cities(&mut self) {
        for city in 0..self.cities.len() {
            let Some(City { is_abroad, mut members, .. }) = self.cities.get_mut(city).map(std::mem::take) else {
                continue;
            };
            members.sort_by_key(|who| (Reverse(self.target(*who)), *who));
            let mut now: Vec<_> =
                members.iter().copied().filter(|who| self.lacks(*who, 0) && self.lack_now(*who) > 0).collect();
            now.sort_by_cached_key(|who| (Reverse(self.lack_now(*who)), *who));
            let mut moved = Vec::new();
            for year in 1..self.horizon.years.len() {
                for who in &members {
                    if let Some(entry) =
                        self.entries.get_mut(*who).filter(|e| e.counts.get(year).is_some_and(|c| *c > 0))
                    {
                        entry.moved.iter_mut().skip(year).take(1).for_each(|is_moved| *is_moved = true);
                        moved.push((year, *who));
                    }
                }
            }
            if let Some(place) = self.cities.get_mut(city) {
                *place = City { is_abroad, now, members, moved };
            }
        }
    }

    /// Places the visits that the user accepted.
    fn place_accepted(&mut self) {
        let mut days: BTreeMap<(NaiveDate, usize), Vec<(Who, Planned)>> = BTreeMap::new();
        for (who, entry) in self.entries.iter().enumerate() {
            for day in &entry.planned {
                days.entry((*day, entry.city)).or_default().push((who, Planned::Accepted));
            }
        }
        for ((date, city), visits) in days {
            self.place(Placed { date, at: self.horizon.at(date), city, visits });
        }
    }

    /// Fills the days that are accepted and have room, by date.
    pub(super) fn fill_accepted(&mut self) {
        for number in 0..self.placed.len() {
            let Some(Placed { at: Some(at), city, visits, .. }) = self.placed.get(number) else { continue };
            let room = self.a_day.saturating_sub(visits.len());
            if self.is_of_one_city(*at) {
                for (_, who) in self.takers(*city, *at, room) {
                    self.visit(number, who);
                }
            }
        }
    }

    /// Whether no other city has visits on a day.
    pub(super) fn is_of_one_city(&self, at: At) -> bool {
        self.placed.iter().filter(|day| day.at == Some(at)).count() <= 1
    }

    /// Places a day with its visits; those that are proposed are still to be counted.
    pub(super) fn place(&mut self, day: Placed) {
        if self.cities.get(day.city).is_some_and(|city| !city.is_abroad) {
            self.take(day.date);
        }
        if let Some(at) = day.at {
            self.open.remove(at);
            self.untaken.remove(at);
        }
        self.placed.push(day);
    }

    /// Proposes a visit on a placed day.
    pub(super) fn visit(&mut self, number: usize, who: Who) {
        let Some(day) = self.placed.get_mut(number) else { return };
        day.visits.push((who, Planned::Proposed));
        let date = day.date;
        if let Some(entry) = self.entries.get_mut(who) {
            entry.planned.push(date);
        }
        self.count_anew(who, date);
    }

    /// Takes a proposed visit back.
    pub(super) fn withdraw(&mut self, number: usize, who: Who) {
        let Some(day) = self.placed.get_mut(number) else { return };
        day.visits.retain(|visit| *visit != (who, Planned::Proposed));
        let date = day.date;
        if let Some(entry) = self.entries.get_mut(who) {
            entry.planned.retain(|planned| *planned != date);
        }
        self.count_anew(who, date);
    }

    /// Counts the visits of a day's year again, and finds the days that are left.
    fn count_anew(&mut self, who: Who, date: NaiveDate) {
        let today = self.horizon.today;
        let year = usize::try_from(date.year() - today.year()).unwrap_or(0);
        let Some(entry) = self.entries.get_mut(who) else { return };
        let count = entry.count(today, year);
        entry.counts.iter_mut().skip(year).take(1).for_each(|counted| *counted = count);
        let was_moved = entry.moved.get_mut(year).is_none_or(|moved| std::mem::replace(moved, true));
        let city = entry.city;
        if let Some(city) = self.cities.get_mut(city).filter(|_| !was_moved) {
            city.moved.push((year, who));
        }
        self.find_days(who);
    }

    /// Finds the days on which an account can be visited.
    fn find_days(&mut self, who: Who) {
        let Some(entry) = self.entries.get_mut(who) else { return };
        let gap = entry.gap();
        let mut days = entry.peaks.clone();
        for day in entry.account.declined.iter().filter_map(|day| self.horizon.at(*day)) {
            Rc::make_mut(&mut days).remove(day);
        }
        for day in entry.account.visited.iter().chain(&entry.planned) {
            let number = self.horizon.number(*day);
            if number > -gap {
                Rc::make_mut(&mut days).keep_away(number, gap);
            }
        }
        entry.days = days;
    }

    /// Counts a field day against its limit, and keeps others of its quarter at a distance.
    fn take(&mut self, date: NaiveDate) {
        let (first, _) = quarter_of(date);
        let in_first_month = self.is_first_month(date);
        let left = self.left.entry(first).or_insert(whole(self.quarter) + 2);
        let left = if in_first_month { &mut self.left_in_first_month } else { left };
        *left -= 1;
        let is_full = *left <= 0;
        let number = self.horizon.number(date);
        for at in self.horizon.quarter(date) {
            let Some(day) = self.horizon.get(at) else { continue };
            let both_first = in_first_month && day.is_first_month;
            let apart = (whole(at) - number).abs();
            let is_near = !both_first && apart * 2 * (whole(self.quarter) + 2) < 90;
            if is_near || is_full && !in_first_month && !day.is_first_month {
                self.open.remove(at);
            }
        }
        if is_full && in_first_month {
            let days = self.horizon.those(|day| self.is_first_month(day));
            self.open = self.open.clone().without(&days);
        }
    }

    fn is_first_month(&self, day: NaiveDate) -> bool {
        self.first_month.is_some_and(|(begin, end)| begin <= day && day <= end)
    }

    /// Whether a day's quarter, or the first month, has as many field days as it should have.
    pub(super) fn is_full(&self, date: NaiveDate) -> bool {
        if self.is_first_month(date) {
            return self.left_in_first_month <= 0;
        }
        self.left.get(&quarter_of(date).0).map_or(whole(self.quarter) + 2, |left| *left) <= 0
    }

    pub(super) fn entry(&self, who: Who) -> Option<&Entry<'a>> {
        self.entries.get(who)
    }

    fn target(&self, who: Who) -> i64 {
        self.entries.get(who).map_or(0, |entry| i64::from(entry.account.target))
    }

    /// What an account lacks as of today.
    pub(super) fn lack_now(&self, who: Who) -> i64 {
        let share = share(self.horizon.today);
        self.entries.get(who).map_or(0, |entry| entry.shortfall(0, share))
    }

    fn lacks(&self, who: Who, year: usize) -> bool {
        self.entries.get(who).is_some_and(|entry| entry.lacks(year))
    }

    /// How much an account lacks on a day that suits it; above 0.
    pub(super) fn suits(&self, who: Who, at: At) -> Option<i64> {
        let (entry, day) = (self.entries.get(who)?, self.horizon.get(at)?);
        let suits = entry.days.contains(at) && !self.off.contains(at) && entry.lacks(day.year);
        Some(entry.shortfall(day.year, day.share)).filter(|lack| suits && *lack > 0)
    }

    /// The same, unless a visit that is proposed for an earlier day of a year to come would be one too many then.
    pub(super) fn wants(&self, who: Who, at: At) -> Option<i64> {
        let (lack, entry, year) = (self.suits(who, at)?, self.entries.get(who)?, self.horizon.get(at)?.year);
        let is_early = year > 0 && entry.is_moved(year) && {
            let early = |day: &NaiveDate| share(*day) * i64::from(entry.account.target) <= entry.counted(year) * VISIT;
            self.proposed(entry, year).any(|day| early(&day))
        };
        (!is_early).then_some(lack)
    }

    /// Returns the days of a year that are proposed for an account.
    fn proposed<'e>(&self, entry: &'e Entry<'_>, year: usize) -> impl Iterator<Item = NaiveDate> + use<'e> {
        let this_year = self.horizon.today.year();
        let is_of = move |day: &NaiveDate| usize::try_from(day.year() - this_year) == Ok(year);
        let accepted = &entry.account.accepted;
        entry.planned.iter().copied().filter(is_of).filter(move |day| !accepted.contains(day))
    }

    /// Takes back the visits of a year to come which, with the later ones, are too many for their day.
    pub(super) fn withdraw_early(&mut self, who: Who, year: usize) {
        while let Some(entry) = self.entries.get(who).filter(|_| year > 0) {
            let others = (entry.counted(year) - 1) * VISIT;
            let is_early = |day: &NaiveDate| share(*day) * i64::from(entry.account.target) <= others;
            let Some(day) = self.proposed(entry, year).find(is_early) else { break };
            let Some(number) = self.placed.iter().position(|placed| placed.date == day && placed.city == entry.city)
            else {
                break;
            };
            self.withdraw(number, who);
        }
    }

    /// Returns whom a day in a city takes, at most `most`: who lacks most comes first, then by name.
    pub(super) fn takers(&self, city: usize, at: At, most: usize) -> Vec<(i64, Who)> {
        self.greatest(city, most, |who| self.wants(who, at))
    }

    /// Returns the accounts of a city with the greatest shortfalls, at most `most`, then by name.
    pub(super) fn greatest(&self, city: usize, most: usize, lack: impl Fn(Who) -> Option<i64>) -> Vec<(i64, Who)> {
        let mut takers: Vec<(Reverse<i64>, Who)> = Vec::with_capacity(most + 1);
        let members = self.cities.get(city).map_or(&[][..], |city| &city.members);
        for who in members.iter().copied().filter(|_| most > 0) {
            let Some(lack) = lack(who).map(Reverse) else { continue };
            if takers.len() < most || takers.last().is_some_and(|last| (lack, who) < *last) {
                takers.insert(takers.partition_point(|other| *other < (lack, who)), (lack, who));
                takers.truncate(most);
            }
        }
        takers.into_iter().map(|(Reverse(lack), who)| (lack, who)).collect()
    }
}
