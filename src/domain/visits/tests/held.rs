//! Holds a plan to the rules, one after the other, from outside: by what it says, never by how it was made.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

/// Accounts and what their plan goes by.
#[derive(Debug, Clone)]
pub(super) struct Book {
    pub(super) accounts: Vec<Account>,
    pub(super) today: NaiveDate,
    pub(super) until: NaiveDate,
    pub(super) a_day: usize,
    pub(super) targets: Targets,
    pub(super) made: Vec<NaiveDate>,
    pub(super) off: Vec<NaiveDate>,
}

impl Book {
    pub(super) fn plan(&self) -> Plan {
        let is_away = |day: NaiveDate| self.off.contains(&day);
        let Self { today, until, a_day, targets, ref made, .. } = *self;
        plan(&self.accounts, &Rules { today, until, a_day, targets, made, is_away: &is_away })
    }

    fn is_first_month(&self, day: NaiveDate) -> bool {
        let end = |hired_on| crate::domain::dates::add_months(hired_on, 1);
        self.targets.hired_on.is_some_and(|hired_on| hired_on <= day && day < end(hired_on))
    }

    fn is_off(&self, day: NaiveDate) -> bool {
        let feasts = ["12-24", "12-25", "12-26", "12-31", "01-01"];
        self.off.contains(&day) || feasts.contains(&day.format("%m-%d").to_string().as_str())
    }
}

/// A fraction.
#[derive(Clone, Copy)]
struct Part(i128, i128);

impl Part {
    fn is_over(self, other: Self) -> bool {
        self.0 * other.1 > other.0 * self.1
    }
}

/// What a plan says, sorted for looking things up.
struct Said<'a> {
    book: &'a Book,
    accounts: BTreeMap<CustomerId, &'a Account>,
    /// The days on which each account has a visit: made, accepted (also beyond the horizon) and proposed.
    own: BTreeMap<CustomerId, BTreeSet<NaiveDate>>,
}

impl<'a> Said<'a> {
    fn new(book: &'a Book, plan: &Plan) -> Self {
        let accounts: BTreeMap<_, _> = book.accounts.iter().map(|account| (account.id, account)).collect();
        let mut own: BTreeMap<CustomerId, BTreeSet<NaiveDate>> = BTreeMap::new();
        for account in &book.accounts {
            own.entry(account.id).or_default().extend(account.visited.iter().chain(&account.accepted));
        }
        for visit in plan.visits() {
            own.entry(visit.account).or_default().insert(visit.day);
        }
        Self { book, accounts, own }
    }

    /// Visits of a year besides one on a day: those made, however many on a day, and the planned ones.
    fn others(&self, account: &Account, year: i32, but: Option<NaiveDate>) -> i128 {
        let made = account.visited.iter().filter(|day| day.year() == year).count();
        let planned = self.own[&account.id].iter().filter(|day| day.year() == year && !account.visited.contains(day));
        i128::try_from(made + planned.filter(|day| Some(**day) != but).count()).unwrap()
    }

    /// What an account lacks on a day, with all other visits counted.
    fn lack(&self, account: &Account, day: NaiveDate) -> Part {
        let days: i128 = if NaiveDate::from_ymd_opt(day.year(), 2, 29).is_some() { 366 } else { 365 };
        let as_of = if day.year() == self.book.today.year() { self.book.today } else { day };
        let gone = i128::from(as_of.ordinal() - 1);
        Part(i128::from(account.target) * gone - self.others(account, day.year(), Some(day)) * days, days)
    }

    /// Whether a visit to an account would suit a day, whatever becomes of others.
    fn suits(&self, account: &Account, day: NaiveDate) -> bool {
        let far =
            |other: &NaiveDate| *other == day || (day - *other).num_days().abs() * 2 * i64::from(account.target) >= 365;
        day > self.book.today
            && day <= self.book.until
            && account.peak.contains(day)
            && !self.book.is_off(day)
            && !account.declined.contains(&day)
            && !account.visited.contains(&day)
            && self.own[&account.id].iter().all(far)
            && self.others(account, day.year(), Some(day)) < i128::from(account.target)
            && self.lack(account, day).is_over(Part(0, 1))
    }
}

fn place_of(account: &Account) -> (Option<&str>, Option<&str>, Option<CustomerId>) {
    let own = account.city.is_none().then_some(account.id);
    (account.city.as_deref(), account.abroad.as_deref(), own)
}

macro_rules! hold {
    ($holds:expr, $($said:tt)+) => {
        if !$holds {
            return Err(format!($($said)+));
        }
    };
}

/// Holds a plan to the rules; the error says which it breaks.
pub(super) fn check(book: &Book, plan: &Plan) -> Result<(), String> {
    let said = Said::new(book, plan);
    visits_suit(&said, plan)?;
    days_are_few(&said, plan)?;
    days_take_who_lacks_most(&said, plan)?;
    trips_are_trips(&said, plan)?;
    accepted_stay(&said, plan)?;
    later_is_whole(&said, plan)
}

fn all_days(plan: &Plan) -> impl Iterator<Item = &FieldDay> {
    plan.days.iter().chain(plan.trips.iter().flat_map(|trip| &trip.days))
}

/// Peak days to come, one city a day, at a distance, no more than the target, and nobody who lacks nothing.
fn visits_suit(said: &Said<'_>, plan: &Plan) -> Result<(), String> {
    let mut cities: BTreeMap<NaiveDate, BTreeSet<_>> = BTreeMap::new();
    let mut with_proposals = BTreeSet::new();
    for day in all_days(plan) {
        hold!(!day.visits.is_empty(), "{} has nobody", day.day);
        let is_proposed = |visit: &PlannedVisit| visit.state == Planned::Proposed;
        hold!(!day.visits.iter().any(is_proposed) || day.visits.len() <= said.book.a_day, "{} is too full", day.day);
        let state = if day.visits.iter().any(is_proposed) { Planned::Proposed } else { Planned::Accepted };
        hold!(day.state() == state, "{} is {:?}", day.day, day.state());
        for visit in &day.visits {
            let account = said.accounts[&visit.account];
            hold!(visit.day == day.day, "{} stands on {}", visit.day, day.day);
            cities.entry(day.day).or_default().insert(place_of(account));
            if visit.state == Planned::Proposed {
                with_proposals.insert(day.day);
                hold!(said.suits(account, day.day), "{} does not suit {}", day.day, account.name);
            }
        }
    }
    let two = cities.iter().find(|(day, cities)| cities.len() > 1 && with_proposals.contains(day));
    hold!(two.is_none(), "two cities: {two:?}");
    let mut sorted: Vec<_> = plan.days.iter().map(|day| day.day).collect();
    sorted.sort_unstable();
    hold!(plan.days.iter().map(|day| day.day).eq(sorted), "the days are out of order");
    Ok(())
}

/// Few days in a quarter and in the first month, at a distance from each other.
fn days_are_few(said: &Said<'_>, plan: &Plan) -> Result<(), String> {
    let book = said.book;
    let at_home = |account: &&Account| account.abroad.is_none();
    let accepted: BTreeSet<NaiveDate> = book.accounts.iter().filter(at_home).flat_map(|a| a.accepted.clone()).collect();
    let is_new = |day: &FieldDay| day.visits.iter().all(|visit| visit.state == Planned::Proposed);
    let new: BTreeSet<NaiveDate> = plan.days.iter().filter(|day| is_new(day)).map(|day| day.day).collect();
    let made: BTreeSet<NaiveDate> = book.made.iter().copied().collect();
    let limit = book.targets.quarter + 2;
    for one in &new {
        let is_first = book.is_first_month(*one);
        let alike = |day: &&NaiveDate| {
            book.is_first_month(**day) == is_first && (is_first || quarter_of(**day) == quarter_of(*one))
        };
        let count = |days: &BTreeSet<NaiveDate>| days.iter().filter(alike).count();
        let limit = if is_first { book.targets.first_month + 2 } else { limit };
        hold!(count(&new) + count(&accepted) + count(&made) <= limit, "too many days beside {one}");
        for other in new.iter().chain(&accepted).chain(&made).filter(|other| *other != one) {
            let apart = (*one - *other).num_days().abs() * 2 * i64::try_from(limit_of(book)).unwrap() >= 90;
            let both_first = is_first && book.is_first_month(*other);
            let far = apart || both_first || quarter_of(*other) != quarter_of(*one);
            hold!(far, "{one} is too near to {other}");
        }
    }
    Ok(())
}

fn limit_of(book: &Book) -> usize {
    book.targets.quarter + 2
}

/// Nobody is left out of a day that suits while one who lacks less is in, or while it has room.
fn days_take_who_lacks_most(said: &Said<'_>, plan: &Plan) -> Result<(), String> {
    let mut in_city: BTreeMap<_, Vec<&Account>> = BTreeMap::new();
    for account in &said.book.accounts {
        in_city.entry(place_of(account)).or_default().push(account);
    }
    for day in all_days(plan).filter(|day| day.day > said.book.today) {
        let place = place_of(said.accounts[&day.visits[0].account]);
        let alone = all_days(plan).filter(|other| other.day == day.day).count() == 1;
        let is_in = |account: &&&Account| day.visits.iter().any(|visit| visit.account == account.id);
        for out in in_city[&place].iter().filter(|account| alone && !is_in(account) && said.suits(account, day.day)) {
            hold!(day.visits.len() >= said.book.a_day, "{} has room for {}", day.day, out.name);
            for visit in day.visits.iter().filter(|visit| visit.state == Planned::Proposed) {
                let lack = said.lack(said.accounts[&visit.account], day.day);
                let more = said.lack(out, day.day).is_over(lack);
                hold!(!more, "{} takes {} and leaves {} out", day.day, visit.name, out.name);
            }
        }
    }
    Ok(())
}

/// Trips go abroad, on days one after another, where they are called for; and nobody else's days are in them.
fn trips_are_trips(said: &Said<'_>, plan: &Plan) -> Result<(), String> {
    let is_abroad = |visit: &PlannedVisit| said.accounts[&visit.account].abroad.is_some();
    hold!(!plan.days.iter().flat_map(|day| &day.visits).any(is_abroad), "a field day abroad");
    for trip in &plan.trips {
        let visits: Vec<_> = trip.days.iter().flat_map(|day| &day.visits).collect();
        hold!(visits.iter().all(|visit| is_abroad(visit)), "a trip at home");
        let cities: BTreeSet<_> = visits.iter().map(|visit| place_of(said.accounts[&visit.account])).collect();
        hold!(cities.len() == 1, "a trip to {cities:?}");
        for days in trip.days.windows(2) {
            let between: Vec<_> = days[0].day.iter_days().skip(1).take_while(|day| *day < days[1].day).collect();
            let is_weekend = |day: &NaiveDate| matches!(day.weekday(), Weekday::Sat | Weekday::Sun);
            hold!(days[0].day < days[1].day && between.iter().all(is_weekend), "a trip pauses at {between:?}");
        }
        let lacks_one = |visit: &&&PlannedVisit| {
            visit.state == Planned::Proposed && !Part(1, 1).is_over(said.lack(said.accounts[&visit.account], visit.day))
        };
        let is_accepted = visits.iter().any(|visit| visit.state == Planned::Accepted);
        let whom: BTreeSet<_> = visits.iter().map(|visit| visit.account).collect();
        let called = whom.len() >= 2 || is_accepted || visits.iter().any(|visit| lacks_one(&visit));
        hold!(called, "nobody calls for the trip on {}", trip.days[0].day);
    }
    Ok(())
}

fn accepted_stay(said: &Said<'_>, plan: &Plan) -> Result<(), String> {
    let book = said.book;
    let mut expected = BTreeSet::new();
    for account in &book.accounts {
        let ahead = |day: &&NaiveDate| book.today <= **day && **day <= book.until;
        expected.extend(account.accepted.iter().filter(ahead).map(|day| (*day, account.id)));
    }
    let accepted = plan.visits().into_iter().filter(|visit| visit.state == Planned::Accepted);
    let kept: Vec<_> = accepted.map(|visit| (visit.day, visit.account)).collect();
    hold!(
        kept.len() == expected.len() && kept.iter().all(|one| expected.contains(one)),
        "accepted: {expected:?}, {kept:?}"
    );
    Ok(())
}

/// Those who lack a visit and have no place are named, the greatest shortfall first.
fn later_is_whole(said: &Said<'_>, plan: &Plan) -> Result<(), String> {
    let year = said.book.today.year();
    let lacks = |account: &&Account| said.others(account, year, None) < i128::from(account.target);
    let has_place = |account: &&Account| {
        said.own[&account.id]
            .iter()
            .any(|day| *day >= said.book.today && (account.accepted.contains(day) || !account.visited.contains(day)))
    };
    let waiting = said.book.accounts.iter().filter(lacks).filter(|account| !has_place(account));
    let mut expected: Vec<CustomerId> = waiting.map(|account| account.id).collect();
    let mut told: Vec<CustomerId> = plan.later.iter().map(|later| later.account).collect();
    let parts: Vec<_> = plan.later.iter().map(|later| (later.shortfall.numerator, later.shortfall.days)).collect();
    hold!(parts.windows(2).all(|two| two[0].0 * two[1].1 >= two[1].0 * two[0].1), "later is out of order");
    for later in &plan.later {
        let lack = said.lack(said.accounts[&later.account], said.book.today);
        let same = i128::from(later.shortfall.numerator) * lack.1 == lack.0 * i128::from(later.shortfall.days);
        // Unless a visit was made today, which `lack` leaves out.
        let today = said.accounts[&later.account].visited.contains(&said.book.today);
        hold!(same || today, "{} lacks {:?}", later.name, later.shortfall);
    }
    expected.sort_unstable();
    told.sort_unstable();
    hold!(expected == told, "later has {told:?}, not {expected:?}");
    Ok(())
}

fn near(today: NaiveDate, days: Vec<i64>) -> Vec<NaiveDate> {
    days.into_iter().map(|n| today + chrono::TimeDelta::days(n)).collect()
}

const PEAKS: [&str; 10] = [
    "tue,thu",
    "mon-fri",
    "1,15,last",
    "mon and last",
    "tue nov-jan",
    "31",
    "wed",
    "first mon,last fri",
    "fri and 1,2,3,4,5,6,7",
    "sat,sun,mon",
];

fn one_account(cities: usize) -> impl Strategy<Value = Account> {
    let own = || prop_oneof![3 => Just(vec![]), 1 => prop::collection::vec(-200..250_i64, 1..4)];
    let place = (0..=cities, 0..8_u8, prop::sample::select(PEAKS.to_vec()));
    let target = prop_oneof![6 => 1..=4_u8, 1 => 5..=12_u8];
    (place, target, own(), own(), own()).prop_map(|((city, far, peak), target, visited, accepted, declined)| {
        let city = if city == 0 { String::new() } else { format!("c{city:02}") };
        let mut made = account(0, "", &city, peak, target);
        // Every fourth city lies abroad, and now and then somebody without one does.
        let is_abroad = if city.is_empty() { far == 0 } else { city.ends_with(['3', '7']) };
        made.abroad = is_abroad.then(|| "JP".into());
        let begin = NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
        (made.visited, made.accepted, made.declined) =
            (near(begin, visited), near(begin, accepted), near(begin, declined));
        made
    })
}

/// Books of so many accounts in up to so many cities, on any day of some years.
pub(super) fn books(accounts: std::ops::Range<usize>, cities: usize) -> impl Strategy<Value = Book> {
    let ahead = prop_oneof![4 => Just(None), 1 => (0..500_u64).prop_map(Some)];
    let hired = prop_oneof![3 => Just(None), 1 => (-40..40_i64).prop_map(Some)];
    let rules = (1..=4_usize, 1..=4_usize, 0..=8_usize, hired);
    let days = (0..1500_u64, ahead, prop::collection::vec(0..250_i64, 0..30));
    (prop::collection::vec(one_account(cities), accounts), days, rules).prop_map(
        |(accounts, (later, ahead, off), rules)| {
            let today = day("2026-01-01") + Days::new(later);
            let shift = today - NaiveDate::from_ymd_opt(2000, 1, 1).unwrap();
            let moved = |days: &[NaiveDate]| days.iter().map(|day| *day + shift).collect::<Vec<_>>();
            let number = |(id, account): (i64, Account)| {
                let accepted =
                    moved(&account.accepted).into_iter().filter(|day| *day >= today).collect::<BTreeSet<_>>();
                let visited: Vec<_> = moved(&account.visited).into_iter().filter(|day| *day <= today).collect();
                Account {
                    id: CustomerId(id),
                    name: format!("n{}", id % 7).into(),
                    accepted: accepted.into_iter().filter(|day| !visited.contains(day)).collect(),
                    declined: moved(&account.declined),
                    visited,
                    ..account
                }
            };
            let accounts: Vec<_> = (0..).zip(accounts).map(number).collect();
            let (a_day, quarter, first_month, hired) = rules;
            let hired_on = hired.map(|days| today + chrono::TimeDelta::days(days));
            Book {
                made: accounts.iter().flat_map(|account| account.visited.clone()).collect(),
                accounts,
                today,
                until: ahead.map_or_else(|| horizon(today), |ahead| today + Days::new(ahead)),
                a_day,
                targets: Targets { quarter, first_month, hired_on },
                off: near(today, off),
            }
        },
    )
}

/// Small books whose cities lie abroad, with a plan that reaches up to three years ahead.
pub(super) fn books_abroad(accounts: std::ops::Range<usize>, cities: usize) -> impl Strategy<Value = Book> {
    (books(accounts, cities), 300..1098_u64).prop_map(|(mut book, ahead)| {
        book.until = book.today + Days::new(ahead);
        book.accounts.iter_mut().filter(|account| account.city.is_some()).for_each(|account| {
            account.abroad = Some("JP".into());
        });
        book
    })
}
