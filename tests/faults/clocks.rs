//! Clocks that go back, zones that change, nights with a changed hour: no touch is lost, doubled or out of order.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::ground::{Background, Chance, finish, report, times};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn log(ground: &Background, now: DateTime<Utc>, zone: &str, text: &str) {
    let mut command = ground.command(&["log", "ana", "-m", text]);
    finish(command.env("GOODCALL_NOW", now.to_rfc3339()).env("TZ", zone)).ok();
}

/// Ana's touches, newest first, as a user in this zone sees them: text and instant.
fn touches(ground: &Background, zone: &str) -> Vec<(String, DateTime<Utc>)> {
    let shown = finish(ground.command(&["export", "json"]).env("TZ", zone)).json();
    let mut ids = HashSet::new();
    let all = shown["touch"].as_array().expect("touches").iter().map(|touch| {
        assert!(ids.insert(touch["id"].to_string()), "an id is there twice");
        let text = touch["text"].as_str().expect("a text").to_string();
        let when = touch["occurred_at"].as_str().expect("an instant");
        (text, DateTime::parse_from_rfc3339(when).expect("an instant").to_utc())
    });
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(_, when)| std::cmp::Reverse(*when));
    all
}

/// The texts of Ana's touches in the order in which the program shows them.
fn shown(ground: &Background, now: DateTime<Utc>, zone: &str) -> Vec<String> {
    let mut command = ground.command(&["show", "ana", "--json"]);
    let all: Value = finish(command.env("GOODCALL_NOW", now.to_rfc3339()).env("TZ", zone)).json();
    all["touches"]
        .as_array()
        .expect("touches")
        .iter()
        .map(|t| t["text"].as_str().expect("a text").to_string())
        .collect()
}

#[test]
fn nights_with_a_changed_hour_keep_every_touch_in_order() {
    let nights = [
        ("Europe/Lisbon", "2026-03-28T23:00:00Z"),
        ("Europe/Lisbon", "2026-10-24T23:00:00Z"),
        ("America/Chicago", "2026-03-08T06:00:00Z"),
        ("America/Chicago", "2026-11-01T05:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T13:30:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T14:00:00Z"),
    ];
    let step = if times(0, 1) == 1 { 10 } else { 30 };
    let mut logged = 0;
    for (zone, begin) in nights {
        let ground = Background::bare();
        finish(ground.command(&["add", "Ana", "--favorite"]).env("GOODCALL_NOW", "2026-01-05T10:00:00Z")).ok();
        let instants: Vec<_> = (0..180 / step).map(|n| at(begin) + TimeDelta::minutes(n * step)).collect();
        for (number, now) in instants.iter().enumerate() {
            log(&ground, *now, zone, &format!("log {number}"));
            finish(ground.command(&["today"]).env("GOODCALL_NOW", now.to_rfc3339()).env("TZ", zone)).ok();
        }
        let wanted: Vec<_> = instants.iter().enumerate().rev().map(|(n, now)| (format!("log {n}"), *now)).collect();
        let end = *instants.last().expect("a night") + TimeDelta::minutes(1);
        assert_eq!(touches(&ground, zone), wanted, "{zone}");
        let order: Vec<_> = wanted.iter().map(|(text, _)| text.clone()).collect();
        assert_eq!(shown(&ground, end, zone), order, "{zone}");
        // A local time that comes twice, or never, is read or refused, and nothing else.
        let local =
            ["2026-03-29 01:30", "2026-10-25 01:30", "2026-03-08 02:30", "2026-11-01 01:30", "2026-04-05 01:45"];
        for words in local {
            let mut command = ground.command(&["log", "ana", "-m", "when", "--at", words]);
            let ran = finish(command.env("GOODCALL_NOW", "2026-12-01T10:00:00Z").env("TZ", zone));
            assert!(matches!(ran.code, Some(0 | 2)), "{zone}, {words}: {ran:?}");
        }
        ground.is_sound();
        logged += instants.len();
    }
    report("logs through 6 nights in which the clock is changed", logged, "0 lost, 0 doubled, 0 out of order");
}

#[test]
fn a_clock_set_back_and_a_zone_that_changes_keep_every_touch() {
    const ZONES: [&str; 5] = ["UTC", "Europe/Lisbon", "America/Chicago", "Australia/Lord_Howe", "Pacific/Kiritimati"];
    let (ground, mut chance) = (Background::bare(), Chance::of("clocks"));
    finish(ground.command(&["add", "Ana", "--favorite"]).env("GOODCALL_NOW", "2024-01-01T10:00:00Z")).ok();
    let mut now = at("2026-11-23T10:00:00Z");
    let mut wanted = Vec::new();
    let count = times(25, 200);
    for number in 0..count {
        now = match chance.below(6) {
            0 => now - TimeDelta::days(365),
            1 => now + TimeDelta::days(365),
            2 => now,
            _ => now + TimeDelta::minutes(i64::try_from(chance.below(3000)).expect("minutes")),
        };
        now = now.clamp(at("2025-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z"));
        let (zone, text) = (ZONES[chance.below(5)], format!("log {number}"));
        log(&ground, now, zone, &text);
        wanted.push((text, now));
        let mut today = ground.command(&["today"]);
        finish(today.env("GOODCALL_NOW", now.to_rfc3339()).env("TZ", ZONES[chance.below(5)])).ok();
        if chance.below(5) == 0 {
            // The newest change is taken back, whatever the clock says.
            finish(ground.command(&["undo"]).env("GOODCALL_NOW", (now - TimeDelta::days(400)).to_rfc3339())).ok();
            wanted.pop();
        }
    }
    for zone in ZONES {
        let mut there = touches(&ground, zone);
        let (mut texts, mut all) = (wanted.clone(), Vec::new());
        texts.sort();
        all.append(&mut there);
        all.sort();
        assert_eq!(all, texts, "{zone}");
    }
    let order = shown(&ground, at("2031-01-01T00:00:00Z"), "UTC");
    let when = |text: &String| wanted.iter().find(|(t, _)| t == text).expect("a log").1;
    assert!(order.windows(2).all(|pair| when(&pair[0]) >= when(&pair[1])), "{order:?}");
    ground.is_sound();
    report("logs while the clock goes back a year and the zone changes", count, "0 lost, 0 doubled, 0 out of order");
}
