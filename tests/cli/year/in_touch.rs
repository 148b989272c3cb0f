//! The figures of past buyers and visits, and the calendar.

use chrono::Days;
use serde_json::{Value, json};

use super::people::*;
use super::script::SUMMER;
use super::{YEAR, at_each_checkpoint, at_the_end, checks};
use crate::support::{names, text};

#[test]
fn past_buyers_stand_as_they_were_kept_in_touch_with() {
    at_each_checkpoint(|life, trends, when| {
        let m = &life.model;
        checks::past_buyers(m, &life.ask("due --all"), true);
        checks::past_buyers(m, &life.ask("due"), false);
        let in_touch = m.past.iter().filter(|(who, _)| matches!(m.state(who), "fresh" | "soon"));
        let years: Vec<u32> =
            in_touch.map(|(_, p)| p.left_on.and_then(|left| m.today().years_since(left)).unwrap_or(0)).collect();
        let wanted = json!({
            "count": m.past.len(),
            "in_touch": years.len(),
            "longest_years": years.iter().max().copied().unwrap_or(0),
            "years": years.iter().sum::<u32>(),
        });
        assert_eq!(trends["past_buyers"], wanted, "{when}");
    });
    let past: Vec<&str> = at_the_end().model.past.keys().copied().collect();
    assert_eq!(past, ["Greta Lund", "Nora Quinn", "Otto Weiss", "Rosa Lima"], "one won back, one left");
}

#[test]
fn each_week_tells_how_many_past_buyers_heard_from_us() {
    let life = at_the_end();
    assert!(life.model.heard.values().any(|(_, heard)| *heard > 1));
    for (sunday, (told, heard)) in &life.model.heard {
        assert_eq!(told, heard, "the week up to {sunday}");
    }
}

#[test]
fn everybody_has_the_touches_that_were_logged() {
    let life = at_the_end();
    for p in [GRETA, PAVEL, NORA, OTTO, ROSA, SVEN, MINA, KARL, TOM, LENA] {
        let mut wanted: Vec<_> = life
            .model
            .touches
            .iter()
            .filter(|t| t.has(p.name))
            .map(|t| (t.at.0.to_string(), t.kind, t.outcome))
            .collect();
        wanted.sort_unstable();
        let shown = life.json(&["show", p.name]);
        let touches = shown["touches"].as_array().expect("a list");
        let mut got: Vec<_> = touches
            .iter()
            .map(|t| (text(&t["at"])[..10].to_string(), text(&t["kind"]), t["outcome"].as_str()))
            .collect();
        got.sort_unstable();
        assert_eq!(got, wanted, "{}", p.name);
        assert!(!p.past || touches.len() >= 2, "{}", p.name);
    }
    let never_called = life.model.touches.iter().filter(|t| t.has(NORA.name)).all(|t| t.kind != "call");
    assert!(never_called, "she does not want to be called");
    for outcome in ["reached", "voicemail", "no-answer"] {
        let mut to_past_buyers = life.model.touches.iter().filter(|t| t.occasion == "keep-in-touch");
        assert!(to_past_buyers.any(|t| t.outcome == Some(outcome)), "{outcome}");
    }
}

#[test]
fn the_visits_meet_the_targets_of_month_quarter_and_year() {
    at_each_checkpoint(|life, trends, when| {
        let m = &life.model;
        let visits = life.ask("visits");
        checks::visits(m, &visits);
        let (quarter, accounts) = checks::targets(m);
        let number = |row: &Value, at: usize| row[at].as_i64().expect("a number");
        let wanted = json!({
            // What an account has beyond its target makes up for no other.
            "done": accounts.iter().map(|a| number(a, 1).min(number(a, 2))).sum::<i64>(),
            "target": accounts.iter().map(|a| number(a, 2)).sum::<i64>(),
            "accounts": accounts.len(),
            "accounts_at_target": accounts.iter().filter(|a| number(a, 1) >= number(a, 2)).count(),
            "quarter": quarter,
            "first_month": checks::first_month(m),
        });
        checks::holds(&trends["visits"], &wanted, when);
        let done = visits["targets"]["quarter"]["done"].as_u64().unwrap_or(0);
        assert!(done >= 3, "{when}: {done} field days in the quarter");
    });
    let model = at_the_end().model;
    assert_eq!(model.refused.len(), 2, "one was declined, one moved");
    let lost = model.accepted.iter().filter(|(day, who)| *day < model.today() && !model.visits_to(who).contains(day));
    assert_eq!(
        lost.collect::<Vec<_>>(),
        [&(date("2026-03-12"), ROSA.name), &(date("2026-03-13"), TOM.name)],
        "ill on those days"
    );
    let first_month = &YEAR[0].open().ask("visits")["targets"]["first_month"];
    assert!(first_month["done"].as_u64() >= Some(5), "a new hire's first month: {first_month}");
    let year = at_the_end().ask("trends")["visits"].clone();
    assert_eq!((&year["done"], &year["accounts_at_target"]), (&year["target"], &year["accounts"]));
}

#[test]
fn the_calendar_of_the_summer_leaves_the_holidays_out() {
    let life = YEAR[1].open();
    let calendar = life.book.go("export ics --config config.toml").run().ok().out;
    let on = |day: Day| format!("DTSTART:{}T", day.format("%Y%m%d"));
    let whole = |day: Day| format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d"));
    for day in date(SUMMER.0).iter_days().take_while(|d| *d <= date(SUMMER.1)) {
        assert!(!calendar.contains(&on(day)) && !calendar.contains(&whole(day)), "{day}");
    }
    assert!(calendar.contains(&on(date(SUMMER.1) + Days::new(1))));
    let ahead = life.ask("today --ahead 4")["ahead"].clone();
    for (day, name) in names(&ahead, "/date").iter().zip(names(&ahead, "/customer/name")) {
        let event = calendar.split("BEGIN:VEVENT").find(|e| e.contains(&on(date(day))) && e.contains("call"));
        assert!(event.is_some_and(|e| e.contains(&name)), "{day} with {name}");
    }
}

#[test]
fn the_calendar_has_the_visits_that_were_accepted() {
    let mut life = YEAR[0].open();
    for (day, who) in checks::planned(&life.model, &life.ask("visits"), "proposed") {
        life.json(&["visits", "accept", who, &day.to_string()]);
        life.model.accepted.insert((day, who));
    }
    let calendar = life.book.go("export ics --config config.toml").run().ok().out;
    let visits: Vec<&str> = calendar.split("BEGIN:VEVENT").filter(|event| event.contains("SUMMARY:Visit")).collect();
    let accepted: Vec<_> = life.model.accepted.iter().filter(|(day, _)| *day > life.model.today()).collect();
    assert_eq!(visits.len(), accepted.len());
    assert!(!visits.is_empty());
    for (event, (day, who)) in visits.iter().zip(accepted) {
        let on = format!("DTSTART;VALUE=DATE:{}", day.format("%Y%m%d"));
        assert!(event.contains(&on) && event.contains(who), "{day} with {who}: {event}");
    }
}
