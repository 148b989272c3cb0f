//! A year of a salesperson's life, with holidays, a lost week and a new hire's first month: all five practices, lived
//! through the program day by day, and the figures of it at three moments.
//!
//! The year is lived once; each test asks the books that were kept of it.

mod checks;
mod in_touch;
mod life;
mod model;
mod owed;
mod people;
mod script;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::Datelike;
use serde_json::{Value, json};

use crate::support::{names, text};
use life::{Checkpoint, Life};
use model::{Model, Touch, monday_of};
use people::*;

static YEAR: LazyLock<Vec<Checkpoint>> = LazyLock::new(life::live);

/// Asks the book at each of the three moments; the window of the trends begins with the first week of work.
fn at_each_checkpoint(ask: impl Fn(&Life, &Value, &str)) {
    assert_eq!(YEAR.len(), 3);
    for checkpoint in YEAR.iter() {
        let life = checkpoint.open();
        let weeks = ((monday_of(life.model.today()) - date(HIRED)).num_days() / 7 + 1).to_string();
        let trends = life.json(&["trends", "--weeks", &weeks]);
        ask(&life, &trends, checkpoint.name);
    }
}

/// The book at the end of the year.
fn at_the_end() -> Life {
    YEAR.last().expect("the end of the year").open()
}

fn months(model: &Model) -> Vec<String> {
    (1..=model.today().month()).map(|month| format!("2026-{month:02}")).collect()
}

fn month_of(day: Day) -> String {
    day.format("%Y-%m").to_string()
}

fn teammate(model: &Model, name: &'static str) -> &'static str {
    if model.joined && name == "Sal" { "Sally" } else { name }
}

/// Who each praise credits, each once.
fn credited(model: &Model) -> Vec<(Day, &'static str)> {
    let of_one = |p: &model::Praise| {
        let names: BTreeSet<&str> = p.teammates.iter().map(|name| teammate(model, name)).collect();
        names.into_iter().map(|name| (p.at.0, name)).collect::<Vec<_>>()
    };
    model.praise.iter().flat_map(of_one).collect()
}

/// Counts by name, the highest first, then by name.
fn ranked<'a>(each: impl Iterator<Item = &'a str>) -> Vec<(usize, &'a str)> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    each.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut ranked: Vec<(usize, &str)> = counts.into_iter().map(|(name, n)| (n, name)).collect();
    ranked.sort_by_key(|(n, name)| (usize::MAX - n, *name));
    ranked
}

#[test]
fn each_week_has_its_calls_and_whether_its_pick_was_called() {
    at_each_checkpoint(|life, trends, when| {
        let m = &life.model;
        let last = m.slot_of(m.today());
        let weeks = date(HIRED).iter_weeks().take_while(|monday| *monday <= m.today());
        let wanted = weeks.map(|monday| {
            let in_week = |t: &&Touch| monday_of(t.at.0) == monday && t.outcome == Some("reached");
            let called = match m.called_in(monday).len() {
                _ if m.is_away(monday) => None,
                0 if monday == last => None,
                n => Some(n > 0),
            };
            let calls = m.touches.iter().filter(in_week).count();
            json!({"week_start": monday.to_string(), "calls": calls, "pick_called": called})
        });
        assert_eq!(trends["weeks"], wanted.collect::<Value>(), "{when}");
    });
}

#[test]
fn the_weeks_before_the_book_began_are_empty() {
    let life = YEAR[1].open();
    let trends = life.ask("trends");
    let weeks = trends["weeks"].as_array().expect("weeks");
    assert_eq!((weeks.len(), &weeks[0]["week_start"]), (52, &"2025-07-07".into()));
    for week in weeks.iter().take_while(|week| text(&week["week_start"]) < HIRED) {
        assert_eq!((&week["calls"], &week["pick_called"]), (&0.into(), &Value::Null), "{week}");
    }
    let months = names(&trends["praise_by_month"], "/month");
    assert_eq!((months.len(), months[0].as_str(), months[11].as_str()), (12, "2025-07", "2026-06"));
}

#[test]
fn the_ill_week_breaks_the_streak_and_holidays_do_not() {
    at_each_checkpoint(|life, trends, when| {
        let (now, best) = checks::streaks(&life.model);
        assert_eq!((&trends["streak"], &trends["best_streak"]), (&now.into(), &best.into()), "{when}");
    });
    // Counted on a calendar: nine Mondays before the ill week, and 41 after it, less the three of the holidays.
    let trends = at_the_end().ask("trends");
    assert_eq!((&trends["streak"], &trends["best_streak"]), (&38.into(), &38.into()));
    let week = |start: &str| {
        let weeks = trends["weeks"].as_array().expect("weeks");
        weeks.iter().find(|w| w["week_start"] == start).expect("a week")["pick_called"].clone()
    };
    assert_eq!(trends["weeks"][0]["week_start"], HIRED);
    assert_eq!(week("2026-03-09"), false, "ill");
    assert_eq!(week("2026-06-15"), false, "only somebody else was called");
    assert_eq!(week("2026-07-27"), Value::Null, "on holiday");
    assert_eq!(week("2026-12-28"), Value::Null, "Christmas");
    assert_eq!(week("2026-12-21"), true);
}

#[test]
fn the_slot_before_the_holidays_answers_until_they_end() {
    let life = at_the_end();
    let today = life.ask("today");
    let wanted = json!({"date": "2026-12-31", "slot": "2026-12-21", "call_day": false, "next_call_day": "2027-01-04"});
    checks::holds(&today, &wanted, "the end of the year");
    assert_eq!(today["pick"]["state"], "called");
    assert_eq!(today["pick"]["customer"]["name"], *life.model.called_in(date("2026-12-21")).last().expect("a call"));
}

#[test]
fn the_last_round_reached_whom_it_reached() {
    at_each_checkpoint(|life, trends, when| {
        let m = &life.model;
        let (days, favorites) = (m.call_days(), m.favorites());
        // As many call days as favorites.
        let first = days[days.len().saturating_sub(favorites.len())];
        let talked = favorites.iter().filter(|p| m.last_talk(p.name).is_some_and(|t| t.at.0 >= first)).count();
        let wanted = json!({"favorites": favorites.len(), "talked_in_last_round": talked});
        assert_eq!(trends["rotation"], wanted, "{when}");
    });
}

#[test]
fn all_favorites_were_called_and_the_better_ones_more_often() {
    let life = at_the_end();
    let calls = |p: &Person| life.model.touches.iter().filter(|t| t.has(p.name) && t.is_talk()).count();
    for p in life.model.favorites() {
        assert!(calls(p) >= 3, "{}: {}", p.name, calls(p));
    }
    assert!(calls(&ANA) > calls(&TOM) && calls(&JI_WOO) > calls(&TOM));
}

#[test]
fn ideas_end_as_they_were_dealt_with() {
    at_each_checkpoint(|life, _, when| {
        checks::ideas(&life.model, &life.ask("ideas"));
        let all = life.model.ideas.iter().map(checks::row_of_idea).collect();
        assert_eq!(checks::by_id(&life.ask("ideas --all")), all, "{when}");
    });
    let life = at_the_end();
    for state in ["open", "done", "dropped"] {
        assert!(life.model.ideas.iter().any(|i| i.state == state), "none is {state}");
    }
}

#[test]
fn the_moods_are_those_of_the_rated_calls() {
    at_each_checkpoint(|life, trends, when| {
        let (m, got) = (&life.model, &trends["mood"]);
        checks::holds(got, &checks::mood(m.touches.iter()), when);
        let by_month = got["by_month"].as_array().expect("a list");
        assert_eq!(names(&got["by_month"], "/month"), months(m), "{when}");
        for month in by_month {
            let of_month = m.touches.iter().filter(|t| month["month"] == month_of(t.at.0));
            checks::holds(month, &checks::mood(of_month), when);
        }
        let by_setback = got["by_setback"].as_array().expect("a list");
        for kind in by_setback {
            let after = m.touches.iter().filter(|t| t.answers.is_some_and(|answers| kind["setback"] == answers));
            checks::holds(kind, &checks::mood(after), when);
        }
        let of_customers = got["by_customer"].as_array().expect("a list");
        let rated: BTreeSet<&str> =
            m.touches.iter().filter(|t| t.is_talk() && t.rated().is_some()).map(|t| t.who).collect();
        assert_eq!(of_customers.len(), rated.len(), "{when}");
        for customer in of_customers {
            let theirs = m.touches.iter().filter(|t| customer["customer"]["name"] == t.who);
            checks::holds(customer, &checks::mood(theirs), when);
        }
    });
    let life = at_the_end();
    let mood = &life.ask("trends")["mood"];
    // Counted in the script: 30 good calls, and 13 after a setback.
    assert_eq!(mood["rated"], 43);
    assert_eq!(names(&mood["by_setback"], "/setback"), ["lost-deal", "stalled-deal", "rough-call", "low-day"]);
    let unanswered = life.model.setbacks.iter().filter(|h| !h.answered).map(|h| h.at.0.to_string());
    assert_eq!(unanswered.collect::<Vec<_>>(), ["2026-05-28", "2026-12-03"], "called too late, and not at all");
}

#[test]
fn praise_is_counted_by_month_and_by_who_said_it() {
    at_each_checkpoint(|life, trends, when| {
        let m = &life.model;
        let in_month = |month: &String| m.praise.iter().filter(|p| month_of(p.at.0) == *month).count();
        let wanted: Value = months(m).iter().map(|month| json!({"month": month, "count": in_month(month)})).collect();
        assert_eq!(trends["praise_by_month"], wanted, "{when}");
        let most = trends["praised_most"].as_array().expect("a list");
        let got: Vec<_> =
            most.iter().map(|p| (p["count"].as_u64().unwrap_or(0) as usize, text(&p["customer"]["name"]))).collect();
        let wanted = ranked(m.praise.iter().map(|p| p.who));
        assert_eq!(got, wanted[..wanted.len().min(5)], "{when}");
    });
}

#[test]
fn kind_words_come_round_in_turn() {
    at_each_checkpoint(|life, _, when| {
        let praise = life.ask("praise");
        let said: BTreeMap<&str, bool> =
            life.model.praise.iter().map(|p| (p.text.as_str(), p.shown.is_some())).collect();
        let rows = praise.as_array().expect("a list");
        assert_eq!(rows.len(), said.len(), "{when}");
        for row in rows {
            assert_eq!(row["times_shown"] != 0, said[text(&row["text"])], "{when}: {row}");
        }
        let times: u64 = rows.iter().filter_map(|row| row["times_shown"].as_u64()).sum();
        assert_eq!(times as usize, life.model.shown, "{when}");
    });
    let life = at_the_end();
    assert!(life.model.shown > life.model.praise.len(), "some were shown again");
    assert_eq!(names(&life.ask("praise --starred"), "/text").len(), 1);
}

#[test]
fn two_spellings_of_a_teammate_are_one_from_spring_on() {
    at_each_checkpoint(|life, trends, when| {
        let m = &life.model;
        let credited = credited(m);
        let wanted = ranked(credited.iter().map(|(_, name)| *name));
        let most = trends["teammates"].as_array().expect("a list");
        let got: Vec<_> = most.iter().map(|t| (t["count"].as_u64().unwrap_or(0) as usize, text(&t["name"]))).collect();
        assert_eq!(got, wanted, "{when}");
        let teammates = life.ask("teammates");
        let rows = teammates.as_array().expect("a list");
        assert_eq!(rows.len(), wanted.len(), "{when}");
        for (row, (times, name)) in rows.iter().zip(wanted) {
            let last = credited.iter().filter(|(_, n)| *n == name).map(|(day, _)| *day).max().expect("praise");
            checks::holds(row, &json!({"name": name, "praise": times, "last": last.to_string()}), when);
            let spellings: BTreeSet<&str> = row["spellings"].as_array().expect("a list").iter().map(text).collect();
            let both = m.joined && name == "Sally";
            assert_eq!(
                spellings,
                if both { BTreeSet::from(["Sal", "Sally"]) } else { BTreeSet::from([name]) },
                "{when}"
            );
        }
    });
}

#[test]
fn kudos_pass_all_praise_on_that_names_the_teammate() {
    let life = at_the_end();
    let of_sally = |since: Day| {
        let named = |p: &&model::Praise| p.teammates.iter().any(|name| matches!(*name, "Sal" | "Sally"));
        let mut praise: Vec<_> = life.model.praise.iter().filter(named).filter(|p| p.at.0 >= since).collect();
        praise.sort_by_key(|p| std::cmp::Reverse(p.at));
        praise.into_iter().map(|p| p.text.clone()).collect::<Vec<_>>()
    };
    let kudos = life.ask("kudos sally");
    assert_eq!(kudos["teammate"], "Sally");
    assert_eq!(names(&kudos["praise"], "/text"), of_sally(date(HIRED)));
    let autumn = life.ask("kudos sal --since 2026-09-01");
    assert_eq!(names(&autumn["praise"], "/text"), of_sally(date("2026-09-01")));
    let never = life.ask("praise 'Not said by Lena'");
    assert_eq!(never, json!([]), "what was logged by mistake and undone");
}
