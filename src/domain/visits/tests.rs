//! Plans counted by hand, and what must always hold.

use super::*;
use proptest::prelude::*;

mod held;

use held::{Book, check};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(texts: &[&str]) -> Vec<NaiveDate> {
    texts.iter().map(|text| day(text)).collect()
}

fn account(id: i64, name: &str, city: &str, peak: &str, target: u8) -> Account {
    let city: Option<Arc<str>> = (!city.is_empty()).then(|| city.into());
    Account {
        id: CustomerId(id),
        name: name.into(),
        city: city.clone(),
        city_shown: city,
        abroad: None,
        peak: Arc::new(PeakDays::parse(peak).unwrap()),
        target,
        visited: Vec::new(),
        accepted: Vec::new(),
        declined: Vec::new(),
    }
}

fn abroad(account: Account) -> Account {
    Account { abroad: Some("JP".into()), ..account }
}

/// A book of accounts with the usual rules.
fn book(accounts: &[Account], today: &str, until: &str) -> Book {
    let visited = accounts.iter().flat_map(|account| &account.visited).copied().collect();
    let targets = Targets { quarter: 2, first_month: 5, hired_on: None };
    Book {
        accounts: accounts.to_vec(),
        today: day(today),
        until: day(until),
        a_day: 3,
        targets,
        made: visited,
        off: vec![],
    }
}

/// Plans a book and holds the plan to the rules.
#[track_caller]
fn plan_of(book: &Book) -> Plan {
    let plan = book.plan();
    if let Err(broken) = check(book, &plan) {
        panic!("{broken}");
    }
    plan
}

/// The days as lines: date, city, whom; a star where it was accepted.
fn rows(plan: &Plan) -> Vec<String> {
    let line = |day: &FieldDay| {
        let star = |visit: &PlannedVisit| if visit.state == Planned::Accepted { "*" } else { "" };
        let whom: Vec<_> = day.visits.iter().map(|visit| format!("{}{}", visit.name, star(visit))).collect();
        format!("{} {}: {}", day.day, day.city.as_deref().unwrap_or("-"), whom.join(", "))
    };
    plan.days.iter().map(line).collect()
}

fn trips(plan: &Plan) -> Vec<Vec<String>> {
    plan.trips.iter().map(|trip| rows(&Plan { days: trip.days.clone(), ..Plan::default() })).collect()
}

fn later(plan: &Plan) -> Vec<(&str, Obstacle)> {
    plan.later.iter().map(|later| (&*later.name, later.why)).collect()
}

#[test]
fn the_day_worth_most_is_placed_first_and_the_others_keep_away() {
    // Thursday 1 October 2026 is 273 of 365 days into the year: a target of 4 lacks 2.99, one of 2 lacks 1.50.
    let accounts = [
        account(1, "Ann", "lyon", "tue", 4),
        account(2, "Bob", "nice", "tue,thu", 2),
        account(3, "Cleo", "nice", "thu", 2),
    ];
    let plan = plan_of(&book(&accounts, "2026-10-01", "2026-12-31"));
    // Nice is worth 2.99 on a Thursday, as much as Ann's Tuesday: the earlier date is placed first. 90 / 4 / 2 days are
    // 11.25, so the next one is 12 days on. Ann keeps 46 days apart.
    let expected = ["2026-10-06 lyon: Ann", "2026-10-22 nice: Bob, Cleo", "2026-11-24 lyon: Ann"];
    assert_eq!(rows(&plan), expected);
    assert_eq!(plan.days[2].visits[0].why.before, 1);
    assert_eq!(plan.days[0].visits[0].why.peak, Some(PeakKind::Weekday(Weekday::Tue)));
    assert!(plan.later.is_empty());
}

#[test]
fn a_day_takes_who_lacks_most_then_by_name() {
    let mut accounts: Vec<_> = (1..=5).map(|id| account(id, &format!("N{id}"), "lyon", "3 nov", 2)).collect();
    accounts[4].target = 3;
    accounts[0].visited = days(&["2026-02-02"]);
    let plan = plan_of(&book(&accounts, "2026-10-01", "2026-12-31"));
    assert_eq!(rows(&plan), ["2026-11-03 lyon: N2, N3, N5"]);
    assert_eq!(later(&plan), [("N4", Obstacle::NoPlace), ("N1", Obstacle::NoPlace)]);
    assert_eq!(plan.later[0].shortfall, Shortfall { numerator: 2 * 273, days: 365 });
    let few = Book { a_day: 1, ..book(&accounts, "2026-10-01", "2026-12-31") };
    assert_eq!(rows(&plan_of(&few)), ["2026-11-03 lyon: N5"]);
}

#[test]
fn ties_go_by_date_then_city_then_name() {
    let same = [
        account(3, "Ann", "nice", "3 nov", 2),
        account(1, "Bob", "lyon", "3 nov", 2),
        account(2, "Ann", "", "3 nov", 2),
        account(4, "Zoe", "zug", "2 nov", 2),
    ];
    let first = |accounts: &[Account]| rows(&plan_of(&book(accounts, "2026-10-01", "2026-12-31")));
    assert_eq!(first(&same), ["2026-11-02 zug: Zoe"]);
    assert_eq!(first(&same[..3]), ["2026-11-03 lyon: Bob"]);
    let own = [account(2, "Bob", "", "3 nov", 2), account(1, "Ann", "", "3 nov", 2)];
    assert_eq!(first(&own), ["2026-11-03 -: Ann"]);
}

#[test]
fn a_quarter_has_few_days_and_those_made_count() {
    let accounts: Vec<_> =
        (1..=30).map(|id| account(id, &format!("N{id:02}"), &format!("c{id:02}"), "mon-fri", 2)).collect();
    let count = |plan: &Plan, quarter: &str| {
        let (first, last) = quarter_of(day(quarter));
        field_days(plan.days.iter().map(|field_day| field_day.day), first, last)
    };
    let all = book(&accounts, "2026-10-01", "2027-03-31");
    let plan = plan_of(&all);
    assert_eq!((count(&plan, "2026-10-01"), count(&plan, "2027-01-01")), (4, 4));
    // Those who come first come first in the new year again: each year is planned by itself.
    assert_eq!(plan.later.len(), 26);
    assert!(plan.later.iter().all(|later| later.why == Obstacle::Full));
    let made = Book { made: days(&["2026-10-01", "2026-10-01", "2026-09-30"]), ..all.clone() };
    assert_eq!(count(&plan_of(&made), "2026-10-01"), 3);
    let more = Book { targets: Targets { quarter: 4, ..all.targets }, ..all.clone() };
    assert_eq!(count(&plan_of(&more), "2026-10-01"), 6);
    let mut accepted = all.clone();
    accepted.accounts[29].accepted = days(&["2026-12-28", "2027-06-01"]);
    assert_eq!(count(&plan_of(&accepted), "2026-10-01"), 4, "the accepted one included");
}

#[test]
fn the_first_month_counts_by_its_own_limit() {
    let accounts: Vec<_> =
        (1..=30).map(|id| account(id, &format!("N{id:02}"), &format!("c{id:02}"), "mon-fri", 2)).collect();
    let usual = book(&accounts, "2026-10-05", "2026-12-31");
    let hired = Book { targets: Targets { hired_on: Some(day("2026-10-05")), ..usual.targets }, ..usual };
    let plan = plan_of(&hired);
    let in_month = plan.days.iter().filter(|field_day| field_day.day <= day("2026-11-04")).count();
    assert_eq!((in_month, plan.days.len()), (7, 11));
    let made = Book { made: days(&["2026-10-05"]), ..hired };
    assert_eq!(plan_of(&made).days.iter().filter(|field_day| field_day.day <= day("2026-11-04")).count(), 6);
}

#[test]
fn nobody_is_visited_on_days_off_and_feasts() {
    let christmas = |peak: &str| rows(&plan_of(&book(&[account(1, "Ann", "", peak, 2)], "2026-11-30", "2027-01-31")));
    assert_eq!(christmas("24,25,26,31 dec"), [""; 0]);
    assert_eq!(christmas("1 jan"), [""; 0]);
    assert_eq!(christmas("23,24 dec"), ["2026-12-23 -: Ann"]);
    let away =
        Book { off: days(&["2026-12-01"]), ..book(&[account(1, "Ann", "", "tue", 2)], "2026-11-30", "2026-12-31") };
    assert_eq!(rows(&plan_of(&away)), ["2026-12-08 -: Ann"]);
    let all_away =
        Book { off: days(&["2026-12-01"]), ..book(&[account(1, "Ann", "", "1 dec", 2)], "2026-11-30", "2026-12-31") };
    assert_eq!(later(&plan_of(&all_away)), [("Ann", Obstacle::Away)]);
}

#[test]
fn an_accepted_visit_stays_and_its_day_takes_others_of_the_city() {
    let mut ann = account(1, "Ann", "lyon", "tue", 2);
    ann.accepted = days(&["2026-12-08"]);
    let bob = account(2, "Bob", "lyon", "tue", 2);
    let cleo = account(3, "Cleo", "nice", "tue", 2);
    let plan = plan_of(&book(&[ann.clone(), bob, cleo], "2026-11-23", "2026-12-31"));
    assert_eq!(rows(&plan), ["2026-11-24 nice: Cleo", "2026-12-08 lyon: Ann*, Bob"]);
    assert_eq!(plan.days[1].state(), Planned::Proposed);
    // Today's stays, and takes nobody who could not be told any more.
    ann.accepted = days(&["2026-11-23"]);
    let plan = plan_of(&book(&[ann, account(2, "Bob", "lyon", "mon", 2)], "2026-11-23", "2026-12-31"));
    assert_eq!(rows(&plan), ["2026-11-23 lyon: Ann*", "2026-12-07 lyon: Bob"]);
    assert_eq!(plan.days[0].state(), Planned::Accepted);
    assert_eq!(plan.days[0].visits[0].why.peak, None);
}

#[test]
fn one_accepted_beyond_the_horizon_is_a_place() {
    let mut ann = account(1, "Ann", "lyon", "1", 2);
    ann.accepted = days(&["2027-04-01"]);
    let plan = plan_of(&book(&[ann], "2026-12-15", "2027-03-31"));
    assert_eq!((rows(&plan), later(&plan)), (vec![], vec![]), "half a year apart, so none before it");
}

#[test]
fn each_year_is_planned_by_itself_and_a_new_one_by_the_visits_day() {
    let mut ann = account(1, "Ann", "lyon", "1,15", 2);
    ann.visited = days(&["2026-03-01", "2026-06-01"]);
    // What she lacks in 2027 grows with the day, so 15 March is worth most.
    let plan = plan_of(&book(&[ann.clone()], "2026-11-23", "2027-03-31"));
    assert_eq!(rows(&plan), ["2027-03-15 lyon: Ann"]);
    assert_eq!((plan.days[0].visits[0].why.before, plan.later.len()), (0, 0));
    ann.target = 3;
    let plan = plan_of(&book(&[ann], "2026-11-23", "2027-03-31"));
    assert_eq!(rows(&plan), ["2026-12-01 lyon: Ann", "2027-03-15 lyon: Ann"]);
}

#[test]
fn nobody_who_lacks_nothing_yet_is_proposed() {
    let mut ann = account(1, "Ann", "", "tue", 2);
    ann.visited = days(&["2026-01-20"]);
    // 181 of 365 days: 0.99 of 2, and one was made.
    let plan = plan_of(&book(&[ann.clone()], "2026-07-01", "2026-09-30"));
    assert_eq!((rows(&plan), later(&plan)), (vec![], vec![("Ann", Obstacle::NotDue)]));
    assert_eq!(plan.later[0].shortfall, Shortfall { numerator: 2 * 181 - 365, days: 365 });
    let plan = plan_of(&book(&[ann], "2026-07-03", "2026-09-30"));
    assert_eq!(rows(&plan), ["2026-07-07 -: Ann"]);
    assert_eq!(rows(&plan_of(&book(&[account(1, "Ann", "", "tue", 12)], "2027-01-01", "2027-06-30"))), [""; 0]);
}

#[test]
fn what_stands_in_the_way_is_told() {
    let told = |change: &dyn Fn(&mut Account), peak: &str| {
        let mut ann = account(1, "Ann", "a", peak, 2);
        let mut bob = account(2, "Bob", "b", "tue", 2);
        bob.accepted = days(&["2026-12-08"]);
        change(&mut ann);
        let plan = plan_of(&book(&[ann, bob], "2026-11-23", "2026-12-31"));
        plan.later.first().map(|later| later.why)
    };
    assert_eq!(told(&|_| (), "24 nov"), None);
    assert_eq!(told(&|_| (), "tue jan-oct"), Some(Obstacle::NoPeakDay));
    assert_eq!(told(&|ann| ann.visited = days(&["2026-11-10"]), "24 nov"), Some(Obstacle::Spacing));
    assert_eq!(told(&|_| (), "8 dec"), Some(Obstacle::Near));
    assert_eq!(told(&|_| (), "9 dec"), Some(Obstacle::Near));
    assert_eq!(told(&|_| (), "24 dec"), Some(Obstacle::Away));
    assert_eq!(told(&|ann| ann.declined = days(&["2026-12-30"]), "30 dec"), Some(Obstacle::Declined));
}

#[test]
fn a_trip_is_days_one_after_another_in_a_city_abroad() {
    let weekdays = |id, name: &str, target| abroad(account(id, name, "hakodate", "mon-fri", target));
    let all: Vec<_> = (1..=8).map(|id| weekdays(id, &format!("N{id}"), 2)).collect();
    let plan = plan_of(&book(&all, "2026-11-26", "2026-12-31"));
    let expected =
        ["2026-11-27 hakodate: N1, N2, N3", "2026-11-30 hakodate: N4, N5, N6", "2026-12-01 hakodate: N7, N8"];
    assert_eq!(trips(&plan), [expected]);
    assert_eq!(plan.trips[0].span(), Some((day("2026-11-27"), day("2026-12-01"))));
    assert_eq!((rows(&plan), later(&plan)), (vec![], vec![]));
    assert_eq!(plan.visits().len(), 8);
}

#[test]
fn a_trip_takes_two_accounts_or_one_that_lacks_a_visit() {
    let of = |accounts: &[Account]| trips(&plan_of(&book(accounts, "2026-06-01", "2026-09-30"))).len();
    // 151 of 365 days: 0.83 of 2, 1.24 of 3.
    let lacking = |id, target, city| abroad(account(id, &format!("N{id}"), city, "tue", target));
    assert_eq!(of(&[lacking(1, 2, "hakodate")]), 0);
    assert_eq!(of(&[lacking(1, 3, "hakodate")]), 1);
    assert_eq!(of(&[lacking(1, 2, "hakodate"), lacking(2, 2, "hakodate")]), 1);
    assert_eq!(of(&[lacking(1, 2, "hakodate"), lacking(2, 2, "osaka")]), 0);
    assert_eq!(of(&[lacking(1, 2, ""), lacking(2, 2, "")]), 0);
    let plan = plan_of(&book(&[lacking(1, 2, "hakodate")], "2026-06-01", "2026-09-30"));
    assert_eq!(later(&plan), [("N1", Obstacle::Abroad)]);
    let mut accepted = lacking(1, 2, "hakodate");
    accepted.accepted = days(&["2026-06-09"]);
    let plan = plan_of(&book(&[accepted, abroad(account(2, "N2", "hakodate", "wed", 2))], "2026-06-01", "2026-09-30"));
    assert_eq!(trips(&plan), [["2026-06-09 hakodate: N1*", "2026-06-10 hakodate: N2"]]);
}

#[test]
fn a_city_of_one_name_in_two_countries_is_two() {
    let here = account(1, "Ann", "paris", "tue", 4);
    let there = abroad(account(2, "Bob", "paris", "tue", 4));
    let plan = plan_of(&book(&[here, there], "2026-06-01", "2026-06-30"));
    assert_eq!(
        (rows(&plan), trips(&plan)),
        (vec!["2026-06-02 paris: Ann".into()], vec![vec!["2026-06-09 paris: Bob".into()]])
    );
}

#[test]
fn who_has_other_visits_makes_room_for_who_lacks_more() {
    // Bob, who lacks most, gets the day that is Ann's only one; once he has others, it goes to her.
    let ann = account(1, "Ann", "lyon", "3 nov", 3);
    let bob = account(2, "Bob", "lyon", "tue", 4);
    let few = Book { a_day: 1, ..book(&[ann, bob], "2026-10-01", "2026-12-31") };
    let plan = plan_of(&few);
    assert!(plan.visits().iter().any(|visit| visit.name == "Ann"), "{:?}", rows(&plan));
}

#[test]
fn nothing_is_proposed_once_the_horizon_is_past() {
    let ann = account(1, "Ann", "lyon", "tue", 4);
    for until in ["2026-10-01", "2025-10-01"] {
        let plan = plan_of(&book(std::slice::from_ref(&ann), "2026-10-01", until));
        assert_eq!((rows(&plan), later(&plan)), (vec![], vec![("Ann", Obstacle::NoPeakDay)]));
    }
    for edge in [NaiveDate::MAX, NaiveDate::MIN] {
        Book { today: edge, until: edge, ..book(std::slice::from_ref(&ann), "2026-10-01", "2026-10-01") }.plan();
    }
}

#[test]
fn the_reason_names_what_makes_the_day_a_peak_day() {
    let kind = |peak: &str, on: &str| kind_of(&PeakDays::parse(peak).unwrap(), day(on));
    assert_eq!(kind("tue,thu", "2026-12-01"), Some(PeakKind::Weekday(Weekday::Tue)));
    assert_eq!(kind("tue nov", "2026-11-24"), Some(PeakKind::Weekday(Weekday::Tue)));
    assert_eq!(kind("1,15,last", "2026-11-30"), Some(PeakKind::LastOfMonth));
    assert_eq!(kind("1,15,last", "2026-11-15"), Some(PeakKind::DayOfMonth(15)));
    assert_eq!(kind("mon and 1,15", "2027-02-15"), Some(PeakKind::DayOfMonth(15)));
    assert_eq!(kind("tue", "2026-11-25"), None);
    assert_eq!(kind("first mon", "2026-12-07"), Some(PeakKind::NthWeekday(Nth::Number(1), Weekday::Mon)));
    assert_eq!(kind("last fri", "2026-11-27"), Some(PeakKind::NthWeekday(Nth::Last, Weekday::Fri)));
    assert_eq!(kind("mon,first mon", "2026-12-07"), Some(PeakKind::Weekday(Weekday::Mon)));
}

#[test]
fn quarters_and_the_horizon_end_on_their_last_days() {
    let ends = |on: &str| [quarter_of(day(on)).0, quarter_of(day(on)).1, horizon(day(on))].map(|end| end.to_string());
    assert_eq!(ends("2026-11-23"), ["2026-10-01", "2026-12-31", "2027-03-31"]);
    assert_eq!(ends("2026-12-31"), ["2026-10-01", "2026-12-31", "2027-03-31"]);
    assert_eq!(ends("2027-01-01"), ["2027-01-01", "2027-03-31", "2027-06-30"]);
    assert_eq!(ends("2027-05-31"), ["2027-04-01", "2027-06-30", "2027-09-30"]);
}

#[test]
fn the_next_peak_days_are_found_within_ten_years() {
    let next = |peak: &str, count| next_peak_days(&PeakDays::parse(peak).unwrap(), day("2026-11-24"), count);
    assert_eq!(next("tue", 2), days(&["2026-12-01", "2026-12-08"]));
    assert_eq!(next("29 feb", 5), days(&["2028-02-29", "2032-02-29", "2036-02-29"]));
    assert_eq!(next_peak_days(&PeakDays::parse("tue").unwrap(), NaiveDate::MAX, 3), []);
}

#[test]
fn field_days_are_dates_with_at_least_one_visit() {
    let visits = days(&["2026-09-30", "2026-10-01", "2026-12-31", "2026-10-01", "2027-01-01"]);
    assert_eq!(field_days(visits, day("2026-10-01"), day("2026-12-31")), 2);
}

#[test]
fn the_first_month_is_a_calendar_month_from_the_day_of_hire() {
    let visited = days(&["2026-01-30", "2026-01-31", "2026-02-27", "2026-02-28", "2026-03-30"]);
    let first_month = |hired_on: Option<&str>, today: &str| {
        let targets = Targets { quarter: 2, first_month: 5, hired_on: hired_on.map(day) };
        progress(&[], &visited, targets, day(today)).first_month.map(|count| count.done)
    };
    assert_eq!(first_month(Some("2026-01-31"), "2026-01-01"), Some(2));
    assert_eq!(first_month(Some("2026-01-31"), "2026-02-27"), Some(2));
    assert_eq!(first_month(Some("2026-01-31"), "2026-02-28"), None);
    assert_eq!(first_month(Some("2026-02-28"), "2026-03-27"), Some(1));
    assert_eq!(first_month(Some("2026-02-28"), "2026-03-28"), None);
    assert_eq!(first_month(None, "2026-02-01"), None);
}

#[test]
fn progress_counts_the_quarter_and_each_accounts_year() {
    let mut accounts =
        [account(3, "Cleo", "lyon", "6", 12), account(2, "Bob", "nice", "tue", 2), account(1, "Ann", "lyon", "tue", 4)];
    accounts[0].visited = (1..=9).map(|month| NaiveDate::from_ymd_opt(2026, month, 10).unwrap()).collect();
    accounts[2].visited = days(&["2026-09-01", "2025-12-31"]);
    let targets = Targets { quarter: 2, first_month: 5, hired_on: None };
    let visited = days(&["2026-09-30", "2026-10-01", "2026-10-01"]);
    let progress = progress(&accounts, &visited, targets, day("2026-10-01"));
    assert_eq!(progress.quarter, Count { done: 1, target: 2 });
    let rows: Vec<_> = progress.accounts.iter().map(|a| (&*a.name, a.visits.done, a.visits.target)).collect();
    assert_eq!(rows, [("Ann", 1, 4), ("Bob", 0, 2), ("Cleo", 9, 12)]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_must_always_hold_of_a_small_book(book in held::books(3..12, 4)) {
        let plan = book.plan();
        if let Err(broken) = check(&book, &plan) {
            return Err(TestCaseError::fail(broken));
        }
    }

    #[test]
    fn what_must_always_hold_of_trips_years_ahead(book in held::books_abroad(3..9, 2)) {
        let plan = book.plan();
        if let Err(broken) = check(&book, &plan) {
            return Err(TestCaseError::fail(broken));
        }
    }

    #[test]
    fn the_order_of_the_accounts_never_matters(book in held::books(3..30, 6), turn in 0..30_usize) {
        let mut turned = book.clone();
        let count = turned.accounts.len();
        turned.accounts.rotate_left(turn % count);
        turned.accounts.reverse();
        turned.made.reverse();
        prop_assert_eq!(book.plan(), turned.plan());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_must_always_hold_of_a_book_of_hundreds(book in held::books(50..300, 40)) {
        let plan = book.plan();
        if let Err(broken) = check(&book, &plan) {
            return Err(TestCaseError::fail(broken));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 3, ..ProptestConfig::default() })]

    #[test]
    fn what_must_always_hold_of_a_book_of_thousands(book in held::books(1000..3001, 40)) {
        let plan = book.plan();
        if let Err(broken) = check(&book, &plan) {
            return Err(TestCaseError::fail(broken));
        }
    }
}

#[test]
fn visits_beyond_a_target_make_up_for_no_other_account() {
    let account = |done, target| Count { done, target };
    let all = visits_against_targets([account(0, 2), account(5, 2), account(2, 2), account(1, 4)]);
    assert_eq!(all, VisitTargets { visits: account(5, 10), accounts: account(2, 4) });
    assert_eq!(visits_against_targets([]), VisitTargets::default());
}
