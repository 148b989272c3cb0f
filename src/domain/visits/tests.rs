//! Plans counted by hand, and what must always hold.

use super::*;
use proptest::prelude::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn days(texts: &[&str]) -> Vec<NaiveDate> {
    texts.iter().map(|text| day(text)).collect()
}

fn account(id: i64, name: &str, city: &str, peak: &str, target: u8) -> Account {
    Account {
        id: CustomerId(id),
        name: name.into(),
        city: (!city.is_empty()).then(|| city.into()),
        peak: PeakDays::parse(peak).unwrap(),
        target,
        visited: Vec::new(),
        accepted: Vec::new(),
        declined: Vec::new(),
    }
}

fn plan_of(accounts: &[Account], today: &str, until: &str) -> Plan {
    plan(accounts, day(today), day(until), &|_| false)
}

fn rows(plan: &Plan) -> Vec<String> {
    let mark = |visit: &PlannedVisit| if visit.state == Planned::Accepted { " accepted" } else { "" };
    plan.visits.iter().map(|visit| format!("{} {}{}", visit.day, visit.name, mark(visit))).collect()
}

fn lacks(plan: &Plan) -> Vec<(&str, i32, usize, Obstacle)> {
    plan.unmet.iter().map(|unmet| (unmet.name.as_str(), unmet.year, unmet.missing, unmet.why)).collect()
}

/// Thursday 1 October 2026 is 273 of 365 days into the year, so the shortfalls of Ann, Bob and Cleo are
/// 4 x 273/365 - 1 = 1.99, 2 x 273/365 = 1.50 and 12 x 273/365 - 9 = -0.02.
fn worked_example() -> Vec<Account> {
    let mut ann = account(1, "Ann", "lyon", "tue", 4);
    ann.visited = days(&["2026-09-01"]);
    let bob = account(2, "Bob", "nice", "tue,thu", 2);
    let mut cleo = account(3, "Cleo", "lyon", "6,13,20,27", 12);
    cleo.visited = (1..=9).map(|month| NaiveDate::from_ymd_opt(2026, month, 10).unwrap()).collect();
    vec![cleo, bob, ann]
}

#[test]
fn a_worked_example_comes_out() {
    let plan = plan_of(&worked_example(), "2026-10-01", "2026-12-31");
    // Ann: 46 days from 1 September is 17 October, so Tuesday the 20th; then (0.99) Bob's first, Tuesday the 6th; Ann's
    // third would come in December (4 December or later: Tuesday the 8th); Bob's second must wait for 92 days: 6 January.
    // Cleo shares Lyon with Ann, yet the 6th is taken by Nice; 16 days between hers.
    let expected =
        ["2026-10-06 Bob", "2026-10-13 Cleo", "2026-10-20 Ann", "2026-11-06 Cleo", "2026-11-27 Cleo", "2026-12-08 Ann"];
    assert_eq!(rows(&plan), expected);
    assert_eq!(lacks(&plan), [("Ann", 2026, 1, Obstacle::Spacing), ("Bob", 2026, 1, Obstacle::Spacing)]);
    let why = plan.visits[5].why;
    assert_eq!((why.peak, why.before, why.target), (Some(PeakKind::Weekday(Weekday::Tue)), 2, 4));
    assert_eq!(why.last_visit, Some(day("2026-09-01")));
}

#[test]
fn the_greatest_shortfall_goes_first_and_is_looked_at_anew() {
    // 1 July: 181 of 365 days are gone. Ann 6 x 181/365 = 2.98, Bob 4 x 181/365 = 1.98.
    let both = [account(1, "Ann", "a", "1", 6), account(2, "Bob", "b", "1", 4)];
    let plan = plan_of(&both, "2026-07-01", "2026-12-31");
    // After August Ann lacks 721/365 and Bob 724/365, so Bob is next; then Ann again, and so on.
    let expected = ["2026-08-01 Ann", "2026-09-01 Bob", "2026-10-01 Ann", "2026-11-01 Bob", "2026-12-01 Ann"];
    assert_eq!(rows(&plan), expected);
}

#[test]
fn ties_go_by_name_then_id() {
    let same = [account(3, "Bob", "a", "1", 1), account(2, "Ann", "b", "1", 1), account(1, "Ann", "c", "1", 1)];
    let plan = plan_of(&same, "2026-01-01", "2026-03-31");
    let ids: Vec<_> = plan.visits.iter().map(|visit| (visit.day.to_string(), visit.account.0)).collect();
    assert_eq!(ids, [("2026-02-01".into(), 1), ("2026-03-01".into(), 2)]);
    assert_eq!(plan.unmet, [], "there is room for Bob in April");
}

#[test]
fn two_cities_never_share_a_date_and_an_unknown_city_is_its_own() {
    let first = |a: &str, b: &str| {
        rows(&plan_of(&[account(1, "Ann", a, "tue", 1), account(2, "Bob", b, "tue", 1)], "2026-06-01", "2026-09-30"))
    };
    assert_eq!(first("lyon", "lyon"), ["2026-06-02 Ann", "2026-06-02 Bob"]);
    assert_eq!(first("lyon", "nice"), ["2026-06-02 Ann", "2026-06-09 Bob"]);
    assert_eq!(first("", ""), ["2026-06-02 Ann", "2026-06-09 Bob"]);
    assert_eq!(first("lyon", ""), ["2026-06-02 Ann", "2026-06-09 Bob"]);
}

#[test]
fn accepted_visits_stay_put_and_take_their_date() {
    let mut ann = account(1, "Ann", "lyon", "tue", 1);
    ann.accepted = days(&["2026-05-05", "2026-06-03", "2026-06-03"]);
    let bob = account(2, "Bob", "nice", "wed", 1);
    let plan = plan_of(&[ann.clone(), bob.clone()], "2026-06-01", "2026-09-30");
    assert_eq!(rows(&plan), ["2026-06-03 Ann accepted", "2026-06-10 Bob"]);
    assert_eq!(plan.visits[0].why.peak, None);
    let mut cleo = account(3, "Cleo", "lille", "tue", 1);
    cleo.accepted = days(&["2026-06-10", "2026-10-01"]);
    ann.accepted = days(&["2026-06-01", "2026-06-10"]);
    let dora = account(4, "Dora", "lille", "wed", 1);
    let expected = [
        "2026-06-01 Ann accepted",
        "2026-06-03 Bob",
        "2026-06-10 Ann accepted",
        "2026-06-10 Cleo accepted",
        "2026-06-17 Dora",
    ];
    assert_eq!(rows(&plan_of(&[ann, bob, cleo, dora], "2026-06-01", "2026-09-30")), expected);
}

#[test]
fn one_accepted_for_a_day_already_visited_counts_once() {
    let mut ann = account(1, "Ann", "lyon", "tue", 2);
    (ann.visited, ann.accepted) = (days(&["2026-06-02"]), days(&["2026-06-02"]));
    assert_eq!(rows(&plan_of(&[ann], "2026-06-02", "2026-09-30")), ["2026-06-02 Ann accepted", "2026-09-08 Ann"]);
}

#[test]
fn accepted_visits_after_the_horizon_count_and_keep_their_distance() {
    let mut ann = account(1, "Ann", "lyon", "1", 2);
    ann.accepted = days(&["2026-10-01"]);
    assert_eq!(rows(&plan_of(&[ann.clone()], "2026-06-15", "2026-09-30")), ["2026-07-01 Ann"]);
    ann.target = 1;
    let plan = plan_of(&[ann], "2026-06-15", "2026-09-30");
    assert_eq!((rows(&plan), lacks(&plan)), (vec![], vec![]));
}

#[test]
fn declined_days_and_days_away_are_not_proposed() {
    let mut ann = account(1, "Ann", "lyon", "tue", 1);
    ann.declined = days(&["2026-06-02", "2026-06-16"]);
    let away = |on: NaiveDate| on == day("2026-06-09");
    let plan = plan(&[ann], day("2026-06-01"), day("2026-09-30"), &away);
    assert_eq!(rows(&plan), ["2026-06-23 Ann"]);
}

#[test]
fn half_the_even_spacing_is_kept_across_the_year_boundary() {
    for (target, gap) in [(1, 183), (2, 92), (3, 61), (4, 46), (5, 37), (6, 31), (10, 19), (12, 16)] {
        let mut ann = account(1, "Ann", "", "mon-sun", target);
        ann.visited = days(&["2025-12-31"]);
        let plan = plan_of(&[ann], "2025-12-31", "2026-09-30");
        assert_eq!(plan.visits[0].day - day("2025-12-31"), chrono::TimeDelta::days(gap), "{target}");
    }
}

#[test]
fn each_year_is_planned_by_itself() {
    // Nothing is left of 2026 for Ann, who has had both, and 2027 begins with a shortfall of 0 for all.
    let mut ann = account(1, "Ann", "lyon", "1", 2);
    ann.visited = days(&["2026-03-01", "2026-09-01"]);
    let bob = account(2, "Bob", "nice", "1", 2);
    let plan = plan_of(&[bob, ann], "2026-11-23", "2027-03-31");
    // Bob's next after December is 92 days on: 3 March, so April.
    assert_eq!(rows(&plan), ["2026-12-01 Bob", "2027-01-01 Ann"]);
    assert_eq!(lacks(&plan), [("Bob", 2026, 1, Obstacle::NoPeakDay)]);
    assert_eq!(plan.visits[1].why.before, 0);
}

#[test]
fn on_new_years_day_nothing_of_the_year_is_gone_and_leap_years_have_366_days() {
    let order = |today: &str, ann: u8, bob: u8, visited: &[&str]| {
        let mut accounts = [account(1, "Ann", "a", "last", ann), account(2, "Bob", "b", "last", bob)];
        accounts[1].visited = days(visited);
        rows(&plan_of(&accounts, today, "2028-12-31"))[0].clone()
    };
    assert_eq!(order("2028-01-01", 1, 12, &[]), "2028-01-31 Ann");
    assert_eq!(order("2028-01-02", 1, 12, &[]), "2028-01-31 Bob");
    // On 2 July 183 of 366 days are gone: 0.5 against 1.5 - 1; in 365 days it would be Bob.
    assert_eq!(order("2028-07-02", 1, 3, &["2028-01-10"]), "2028-07-31 Ann");
    assert_eq!(order("2028-07-03", 1, 3, &["2028-01-10"]), "2028-07-31 Bob");
    let leap = account(1, "Ann", "", "29 feb", 1);
    assert_eq!(rows(&plan_of(&[leap], "2028-01-15", "2028-06-30")), ["2028-02-29 Ann"]);
}

#[test]
fn targets_that_cannot_be_met_are_told_with_what_stands_in_the_way() {
    let told = |change: &dyn Fn(&mut Account), peak: &str, target: u8| {
        let mut accounts = [account(1, "Ann", "a", peak, target), account(2, "Bob", "b", "tue", 0)];
        accounts[1].accepted = days(&["2026-12-08"]);
        change(&mut accounts[0]);
        let away = |on: NaiveDate| on == day("2026-12-24");
        let plan = plan(&accounts, day("2026-11-23"), day("2026-12-31"), &away);
        plan.unmet.first().map(|unmet| (unmet.missing, unmet.why))
    };
    assert_eq!(told(&|_| (), "tue", 1), None);
    assert_eq!(told(&|_| (), "tue jan-nov", 1), None);
    assert_eq!(told(&|_| (), "tue jan-oct", 2), Some((2, Obstacle::NoPeakDay)));
    assert_eq!(told(&|_| (), "31", 2), Some((1, Obstacle::NoPeakDay)));
    assert_eq!(told(&|_| (), "tue", 2), Some((1, Obstacle::Spacing)));
    assert_eq!(told(&|_| (), "8", 1), Some((1, Obstacle::Taken)));
    assert_eq!(told(&|_| (), "24 dec", 1), Some((1, Obstacle::Away)));
    assert_eq!(told(&|ann| ann.declined = days(&["2026-12-31"]), "31", 1), Some((1, Obstacle::Declined)));
}

#[test]
fn a_target_is_unmet_only_if_the_rest_of_the_year_has_no_room_either() {
    let lacking = |target| plan_of(&[account(1, "Ann", "", "1", target)], "2026-05-10", "2026-09-30");
    // June to September in the horizon, October to December after it.
    assert_eq!((rows(&lacking(7)).len(), lacks(&lacking(7))), (4, vec![]));
    assert_eq!(lacks(&lacking(9)), [("Ann", 2026, 2, Obstacle::NoPeakDay)]);
}

#[test]
fn nothing_is_proposed_once_the_horizon_is_past() {
    for until in ["2026-10-01", "2025-10-01"] {
        assert_eq!(plan_of(&worked_example(), "2026-10-01", until), Plan::default());
    }
    assert_eq!(plan(&worked_example(), NaiveDate::MAX, NaiveDate::MAX, &|_| false), Plan::default());
    plan(&worked_example(), NaiveDate::MIN, NaiveDate::MIN, &|_| true);
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
    let mut accounts = worked_example();
    accounts[2].visited.push(day("2025-12-31"));
    let targets = Targets { quarter: 2, first_month: 5, hired_on: None };
    let visited = days(&["2026-09-30", "2026-10-01", "2026-10-01"]);
    let progress = progress(&accounts, &visited, targets, day("2026-10-01"));
    assert_eq!(progress.quarter, Count { done: 1, target: 2 });
    let rows: Vec<_> = progress.accounts.iter().map(|a| (a.name.as_str(), a.visits.done, a.visits.target)).collect();
    assert_eq!(rows, [("Ann", 1, 4), ("Bob", 0, 2), ("Cleo", 9, 12)]);
}

/// Why a day may be planned for an account or not, straight from the rules; `planned` are all other visits to come.
fn allows(a: &Account, on: NaiveDate, all: &[Account], planned: &[(NaiveDate, CustomerId)], today: NaiveDate) -> bool {
    let own = planned.iter().filter(|(_, id)| *id == a.id).map(|(day, _)| day);
    let far = |other: &NaiveDate| (on - *other).num_days().abs() * 2 * i64::from(a.target) >= 365;
    let shares = |id: CustomerId| id == a.id || all.iter().any(|b| b.id == id && b.city.is_some() && b.city == a.city);
    on > today
        && a.peak.contains(on)
        && !is_away(on)
        && !a.declined.contains(&on)
        && a.visited.iter().chain(&a.accepted).chain(own).all(far)
        && planned.iter().filter(|(day, _)| *day == on).all(|(_, id)| shares(*id))
}

fn is_away(day: NaiveDate) -> bool {
    day.ordinal() % 50 < 4
}

fn accepted(accounts: &[Account], today: NaiveDate) -> Vec<(NaiveDate, CustomerId)> {
    let mut all: Vec<_> = accounts.iter().flat_map(|a| a.accepted.iter().map(|day| (*day, a.id))).collect();
    all.retain(|(day, _)| *day >= today);
    all.sort_unstable();
    all.dedup();
    all
}

/// Visits of a year, made and planned.
fn count(a: &Account, planned: &[(NaiveDate, CustomerId)], year: i32) -> i64 {
    let own = planned.iter().filter(|(day, id)| *id == a.id && !a.visited.contains(day)).map(|(day, _)| day);
    i64::try_from(a.visited.iter().chain(own).filter(|day| day.year() == year).count()).unwrap()
}

/// The plan once more, slowly: all visits to come, accepted ones included.
fn by_the_rules(accounts: &[Account], today: NaiveDate, until: NaiveDate) -> Vec<(NaiveDate, CustomerId)> {
    let mut planned = accepted(accounts, today);
    for year in today.year()..=until.year() {
        let of_year: Vec<_> = today.iter_days().take_while(|d| *d <= until).filter(|d| d.year() == year).collect();
        let year_days: i64 = if NaiveDate::from_ymd_opt(year, 2, 29).is_some() { 366 } else { 365 };
        let gone = if year == today.year() { i64::from(today.ordinal()) - 1 } else { 0 };
        let mut left: Vec<&Account> = accounts.iter().collect();
        loop {
            left.retain(|a| count(a, &planned, year) < i64::from(a.target));
            left.sort_by_key(|a| {
                let shortfall = i64::from(a.target) * gone - count(a, &planned, year) * year_days;
                (Reverse(shortfall), a.name.clone(), a.id)
            });
            let Some(first) = left.first().copied() else { break };
            match of_year.iter().find(|day| allows(first, **day, accounts, &planned, today)) {
                Some(day) => planned.push((*day, first.id)),
                None => drop(left.remove(0)),
            }
        }
    }
    planned.retain(|(day, _)| *day <= until);
    planned
}

/// Up to seven accounts in two cities and some nowhere, with visits around a day, and that day.
fn books() -> impl Strategy<Value = (Vec<Account>, NaiveDate)> {
    let peaks = ["tue,thu", "mon-fri", "1,15,last", "mon and last", "tue nov-jan", "31", "fri and 1,2,3,4,5,6,7"];
    let near = || prop::collection::vec(-200..250_i64, 0..4);
    let cities = prop::sample::select(vec!["", "lyon", "nice"]);
    let one = (0..3_i64, cities, prop::sample::select(peaks.to_vec()), 0..=12_u8, near(), near(), near());
    (prop::collection::vec(one, 1..8), 0..1500_u64).prop_map(|(rows, later)| {
        let today = day("2026-01-01") + Days::new(later);
        let make = |(id, (name, city, peak, target, visited, accepted, declined))| {
            let at = |days: Vec<i64>| days.into_iter().map(|n| today + chrono::TimeDelta::days(n)).collect::<Vec<_>>();
            let mut made = account(id, &format!("n{name}"), city, peak, target);
            (made.visited, made.accepted, made.declined) = (at(visited), at(accepted), at(declined));
            made.visited.retain(|day| *day <= today);
            made
        };
        ((0..).zip(rows).map(make).collect(), today)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_is_what_the_rules_say((accounts, today) in books(), ahead in 0..500_u64) {
        let until = today + Days::new(ahead);
        let plan = plan(&accounts, today, until, &is_away);
        let mut expected = by_the_rules(&accounts, today, until);
        let name = |id: CustomerId| accounts[usize::try_from(id.0).unwrap()].name.clone();
        expected.sort_by_key(|(day, id)| (*day, name(*id), *id));
        prop_assert_eq!(plan.visits.iter().map(|v| (v.day, v.account)).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_must_always_hold((accounts, today) in books()) {
        let until = horizon(today);
        let plan = plan(&accounts, today, until, &is_away);
        let far = accepted(&accounts, until + Days::new(1));
        let planned: Vec<_> = plan.visits.iter().map(|v| (v.day, v.account)).chain(far).collect();
        for visit in plan.visits.iter().filter(|v| v.state == Planned::Proposed) {
            let a = &accounts[usize::try_from(visit.account.0).unwrap()];
            let others: Vec<_> = planned.iter().copied().filter(|one| *one != (visit.day, a.id)).collect();
            prop_assert!(visit.day <= until && allows(a, visit.day, &accounts, &others, today));
            prop_assert!(count(a, &planned, visit.day.year()) <= i64::from(a.target), "more than the target");
            prop_assert!(visit.why.before < usize::from(a.target) && visit.why.peak.is_some());
        }
        let kept: Vec<_> = plan.visits.iter().filter(|v| v.state == Planned::Accepted).map(|v| (v.day, v.account)).collect();
        let all: Vec<_> = accepted(&accounts, today).into_iter().filter(|(day, _)| *day <= until).collect();
        prop_assert!(kept.len() == all.len() && all.iter().all(|one| kept.contains(one)), "accepted visits stay put");
        for a in &accounts {
            for on in today.iter_days().skip(1).take_while(|on| *on <= until) {
                let lacks = count(a, &planned, on.year()) < i64::from(a.target);
                prop_assert!(!lacks || !allows(a, on, &accounts, &planned, today), "{} has room on {}", a.name, on);
            }
        }
        for one in &plan.unmet {
            let a = &accounts[usize::try_from(one.account.0).unwrap()];
            let lack = i64::from(a.target) - count(a, &planned, one.year);
            prop_assert!(one.missing > 0 && i64::try_from(one.missing).unwrap() <= lack);
            prop_assert!(until.ordinal() < 365 && one.year == until.year() || usize::try_from(lack) == Ok(one.missing));
        }
    }

    #[test]
    fn the_order_of_the_accounts_never_matters((accounts, today) in books(), turn in 0..7_usize) {
        let mut turned = accounts.clone();
        turned.rotate_left(turn % accounts.len());
        turned.reverse();
        let until = horizon(today);
        prop_assert_eq!(plan(&accounts, today, until, &is_away), plan(&turned, today, until, &is_away));
    }
}

#[test]
fn visits_beyond_a_target_make_up_for_no_other_account() {
    let account = |done, target| Count { done, target };
    let all = visits_against_targets([account(0, 2), account(5, 2), account(2, 2), account(1, 4)]);
    assert_eq!(all, VisitTargets { visits: account(5, 10), accounts: account(2, 4) });
    assert_eq!(visits_against_targets([]), VisitTargets::default());
}
