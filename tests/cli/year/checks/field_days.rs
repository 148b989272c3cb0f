//! The plan of visits: whom, the days in the field, and the progress against the targets.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use serde_json::{Value, json};

use super::super::model::Model;
use super::super::people::{Day, HIRED, Person, date};
use crate::support::{names, text};

/// The last day of the first month at work.
const FIRST_MONTH_ENDS: &str = "2026-02-04";
/// What the configuration has, and two more.
const MOST_A_QUARTER: i64 = 3 + 2;
const MOST_IN_FIRST_MONTH: usize = 5 + 2;
const VISITS_A_DAY: usize = 3;

/// The visits of the plan that are proposed or accepted.
pub(crate) fn planned(model: &Model, visits: &Value, state: &str) -> Vec<(Day, &'static str)> {
    let plan = visits["plan"].as_array().expect("a list").iter().filter(|v| v["state"] == state);
    plan.map(|v| (date(text(&v["date"])), model.person(text(&v["customer"]["name"])).name)).collect()
}

pub(crate) fn visits(model: &Model, visits: &Value) {
    let today = model.today();
    let plan = [planned(model, visits, "proposed"), planned(model, visits, "accepted")].concat();
    let dates = names(&visits["plan"], "/date");
    assert!(dates.is_sorted(), "{today}: {dates:?}");
    for (day, who) in planned(model, visits, "proposed") {
        let account = model.person(who);
        assert!(account.peak.expect("an account").1(day), "{today}: {day} is no peak day of {who}");
        assert!(day > today && !model.is_away(day), "{today}: {day} with {who}");
        assert!(!model.refused.contains(&(day, who)), "{today}: {day} with {who} was refused");
        // At least half the even spacing from the visit before.
        let others = plan.iter().filter(|(_, other)| *other == who).map(|(day, _)| *day).chain(model.visits_to(who));
        if let Some(before) = others.filter(|other| *other < day).max() {
            let days = (day - before).num_days();
            assert!(days * 2 * account.visits_a_year >= 365, "{today}: {who} on {before} and on {day}");
        }
    }
    field_days(model, visits);
    progress(model, visits);
    for account in model.accounts() {
        let in_2026 = |day: &Day| *day <= date("2026-12-31");
        let done = model.visits_to(account.name).len();
        let planned = plan.iter().filter(|(day, who)| *who == account.name && in_2026(day)).count();
        let most = usize::try_from(account.visits_a_year).expect("a number").max(done);
        assert!(done + planned <= most, "{today}: {done} visits and {planned} planned for {}", account.name);
        // Who lacks a visit and has none to come, accepted ones after the plan's end included, has to wait.
        let lacks = done < usize::try_from(account.visits_a_year).expect("a number");
        let accepted = model.accepted.iter().any(|(day, who)| *who == account.name && *day >= today);
        let has_place = accepted || plan.iter().any(|(_, who)| *who == account.name);
        let waits = names(&visits["later"], "/customer/name").iter().any(|name| *name == account.name);
        assert_eq!(waits, lacks && !has_place, "{today}: {}", account.name);
    }
}

/// The visits made against the targets.
pub(crate) fn progress(model: &Model, visits: &Value) {
    let today = model.today();
    let (quarter, accounts) = targets(model);
    let targets = &visits["targets"];
    assert_eq!(targets["quarter"], quarter, "{today}");
    assert_eq!(targets["first_month"], first_month(model), "{today}");
    let rows = targets["accounts"].as_array().expect("a list").iter();
    let got: Vec<Value> = rows.map(|a| json!([a["customer"]["name"], a["done"], a["target"]])).collect();
    assert_eq!(got, accounts, "{today}");
}

/// The quarter's field days, and each account's visits of the year.
pub(crate) fn targets(model: &Model) -> (Value, Vec<Value>) {
    let quarters = ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"];
    let first = quarters.map(date).into_iter().rfind(|first| *first <= model.today()).expect("a quarter");
    let done = model.field_days(first, model.today());
    let row = |p: &&Person| json!([p.name, model.visits_to(p.name).len(), p.visits_a_year]);
    (json!({"done": done, "target": 3}), model.accounts().iter().map(row).collect())
}

pub(crate) fn first_month(model: &Model) -> Value {
    let last = date(FIRST_MONTH_ENDS);
    let done = model.field_days(date("2026-01-05"), last);
    if model.today() <= last { json!({"done": done, "target": 5}) } else { Value::Null }
}

/// The days of the plan: each has a city, at most three accounts, and a distance from the others of its quarter.
fn field_days(model: &Model, visits: &Value) {
    let today = model.today();
    let mut days: BTreeMap<Day, bool> = BTreeMap::new();
    let mut rows = Vec::new();
    for day in visits["days"].as_array().expect("a list") {
        let on = date(text(&day["date"]));
        let of_day = day["visits"].as_array().expect("a list");
        assert!((1..=VISITS_A_DAY).contains(&of_day.len()), "{today}: {day}");
        for visit in of_day {
            let account = model.person(text(&visit["customer"]["name"]));
            assert_eq!(day["city"], account.city, "{today}: {on} with {}", account.name);
            rows.push(json!([day["date"], account.name, visit["state"]]));
        }
        let all_accepted = of_day.iter().all(|visit| visit["state"] == "accepted");
        assert_eq!(day["state"], if all_accepted { "accepted" } else { "proposed" }, "{today}: {on}");
        let is_new = of_day.iter().all(|visit| visit["state"] == "proposed");
        assert!(days.insert(on, is_new).is_none(), "{today}: {on} twice");
    }
    let plan = visits["plan"].as_array().expect("a list").iter();
    let plan: Vec<Value> = plan.map(|v| json!([v["date"], v["customer"]["name"], v["state"]])).collect();
    assert_eq!(plan, rows, "{today}: the plan is all of its days");
    assert_eq!(visits["trips"], json!([]), "{today}: everybody is near");
    let first_month = |day: &Day| (date(HIRED)..=date(FIRST_MONTH_ENDS)).contains(day);
    let quarter = |day: &Day| (day.year(), day.month0() / 3);
    let all: BTreeSet<Day> = model.days_made().into_iter().chain(days.keys().copied()).collect();
    for (on, _) in days.iter().filter(|(_, is_new)| **is_new) {
        let others = || all.iter().filter(|other| *other != on);
        let in_quarter = |other: &&Day| quarter(other) == quarter(on);
        for other in others().filter(in_quarter).filter(|other| !(first_month(on) && first_month(other))) {
            let apart = (*on - *other).num_days().abs();
            assert!(apart * 2 * MOST_A_QUARTER >= 90, "{today}: {on} is too near to {other}");
        }
        let (taken, most) = if first_month(on) {
            (others().filter(|other| first_month(other)).count(), MOST_IN_FIRST_MONTH)
        } else {
            (others().filter(in_quarter).filter(|o| !first_month(o)).count(), MOST_A_QUARTER.unsigned_abs() as usize)
        };
        assert!(taken < most, "{today}: {on} is one too much besides {taken}");
    }
}
