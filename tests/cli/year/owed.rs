//! What is owed, whose days come, and who was met together, at the three moments.

use serde_json::json;

use super::people::*;
use super::{YEAR, at_each_checkpoint, at_the_end, checks};
use crate::support::{names, text};

#[test]
fn promises_end_as_they_were_dealt_with() {
    at_each_checkpoint(|life, _, when| {
        checks::promises(&life.model, &life.ask("promises"));
        checks::all_promises(&life.model, &life.ask("promises --all"));
        checks::due_today(&life.model, &life.ask("today"));
        // The oldest that is due, else a birthday, stands in the line for a prompt.
        let line = life.book.go("today --short --config config.toml").run().ok().out;
        let (owed, birthdays) = (life.model.owed_now(), life.model.birthdays());
        let first = owed.first().map(|p| checks::without_day(&p.text));
        assert!(first.is_none_or(|owed| line.contains(owed)), "{when}: {line}");
        let name = birthdays.first().map(|o| o.who.split_once(' ').expect("two names").0);
        assert!(first.is_some() || name.is_none_or(|name| line.contains(name)), "{when}: {line}");
        assert_eq!(line.lines().count(), 1, "{when}: {line}");
    });
    let model = at_the_end().model;
    for state in ["open", "kept", "dropped"] {
        assert!(model.promises.iter().any(|p| p.state == state), "none is {state}");
    }
    assert!(model.promises.iter().any(|p| p.due > date("2027-01-31")), "a day gone by is next year's");
}

#[test]
fn the_calendar_has_what_is_owed_and_no_more() {
    at_each_checkpoint(|life, _, when| {
        let calendar = life.book.go("export ics --config config.toml").run().ok().out.replace("\r\n ", "");
        let events: Vec<&str> = calendar.split("BEGIN:VEVENT").filter(|event| event.contains("UID:promise-")).collect();
        let owed = life.model.owed();
        assert_eq!(events.len(), owed.len(), "{when}: {events:#?}");
        for promise in owed {
            let words = promise.text.replace(',', "\\,");
            let event = events.iter().find(|event| event.contains(&words)).unwrap_or_else(|| panic!("{when}: {words}"));
            let on = format!("DTSTART;VALUE=DATE:{}", promise.due.format("%Y%m%d"));
            assert!(event.contains(&on), "{when}: {event}");
        }
    });
}

#[test]
fn the_reminder_speaks_where_there_is_something_to_say() {
    let life = at_the_end();
    let told = |what: &str| {
        let days = life.model.reminders.iter().filter(|(_, told)| told.contains(&what));
        days.map(|(day, _)| day.to_string()).collect::<Vec<_>>()
    };
    // Mondays: the ill week, one that begins on Wednesday, three without goodcall, and one with it later.
    assert_eq!(told("call"), ["2026-03-09", "2026-04-06", "2026-05-25", "2026-08-24", "2026-10-12", "2026-11-09"]);
    // The last of them on a day off.
    assert_eq!(
        told("birthdays"),
        [
            "2026-02-08",
            "2026-02-25",
            "2026-05-17",
            "2026-06-27",
            "2026-09-05",
            "2026-10-15",
            "2026-11-17",
            "2026-12-30"
        ]
    );
    // "Tomorrow" of a Thursday, "on 12 June", "by thu" of a Monday, "next week" of a Thursday.
    assert_eq!(
        told("promises"),
        ["2026-02-20", "2026-05-22", "2026-06-12", "2026-08-20", "2026-11-06", "2026-11-13", "2026-12-03"]
    );
    let silent = life.model.reminders.iter().filter(|(_, told)| told.is_empty());
    let silent: Vec<_> = silent.map(|(day, _)| day.to_string()).collect();
    for day in ["2026-07-20", "2026-07-24", "2026-07-27", "2026-08-03", "2026-12-28"] {
        assert!(silent.iter().any(|other| other == day), "{day} is a day off with nothing due: {silent:?}");
    }
    for day in ["2026-04-06", "2026-08-24", "2026-11-09"] {
        assert!(silent.iter().any(|other| other == day), "{day}: once the call is made: {silent:?}");
    }
}

#[test]
fn birthdays_are_told_on_the_day_and_the_week_before() {
    let born = |at: usize| names(&YEAR[at].open().ask("today")["birthdays"], "/customer/name");
    assert_eq!(born(0), [ELIF.name], "in seven days");
    assert_eq!(born(1), [LENA.name], "today");
    assert_eq!(born(2), [KARL.name], "in the new year");
    let model = at_the_end().model;
    let cards_and_calls = |who: &str, from: &str, upto: &str| {
        let days = date(from)..=date(upto);
        let theirs = model.touches.iter().filter(|t| t.has(who) && days.contains(&t.at.0));
        theirs.filter(|t| matches!(t.kind, "card" | "call")).count()
    };
    assert!(cards_and_calls(GRETA.name, "2026-05-13", "2026-05-20") > 0, "a birthday");
    assert!(model.called_in(date("2026-11-16")).contains(&ANA.name), "the pick of the week of her birthday");
    assert!(cards_and_calls(PAVEL.name, "2026-03-16", "2026-03-18") > 0, "the day of the first yes");
}

#[test]
fn who_was_met_together_has_one_touch_that_counts_once() {
    let life = at_the_end();
    let m = &life.model;
    let meetings: Vec<_> = m.touches.iter().filter(|t| !t.with.is_empty()).collect();
    for who in [MARCUS.name, GRETA.name, DANA.name, OTTO.name, ELIF.name, NORA.name] {
        let shown = life.json(&["show", who]);
        let theirs = shown["touches"].as_array().expect("a list").iter().filter(|t| t["with"] != json!([]));
        let got: Vec<_> = theirs.map(|t| (text(&t["customer"]["name"]), names(&t["with"], "/name"))).collect();
        let mut wanted: Vec<_> = meetings.iter().filter(|t| t.has(who)).collect();
        wanted.sort_by_key(|t| std::cmp::Reverse(t.at));
        let wanted: Vec<_> = wanted.iter().map(|t| (t.who, super::life::named(&t.with))).collect();
        assert_eq!(got, wanted, "{who}");
        assert_eq!(shown["wait_days"].as_i64(), m.last_talk(who).map(|t| (m.today() - t.at.0).num_days()), "{who}");
    }
    // The only call of its week, however many were on the line.
    let trends = life.ask("trends");
    let weeks = trends["weeks"].as_array().expect("weeks");
    let week = weeks.iter().find(|week| week["week_start"] == "2026-10-05").expect("a week");
    assert_eq!((&week["calls"], &week["pick_called"]), (&1.into(), &true.into()));
}

#[test]
fn a_day_in_the_field_with_two_accounts_counts_for_both_and_once() {
    let first_month = YEAR[0].open();
    let together = first_month.model.touches.iter().find(|t| t.who == ROSA.name).expect("a visit");
    assert_eq!((together.at.0, together.with.as_slice()), (date("2026-01-06"), &[SVEN.name][..]));
    let targets = first_month.ask("visits")["targets"].clone();
    let accounts = targets["accounts"].as_array().expect("a list").iter();
    let done: Vec<_> = accounts.map(|a| (text(&a["customer"]["name"]), a["done"].as_u64())).collect();
    let one = [KARL.name, MINA.name, ROSA.name, SVEN.name].map(|name| (name, Some(1)));
    assert_eq!(done, [&one[..], &[(TOM.name, Some(0)), (VERA.name, Some(1))]].concat());
    // Three days with accounts, three with somebody else.
    assert_eq!(targets["first_month"], json!({"done": 6, "target": 5}));
}
