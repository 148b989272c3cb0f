//! `away`: days off on which no slot opens and no streak breaks.

use serde_json::json;

use crate::support::{Book, MONDAY, has_keys};

#[test]
fn days_off_are_kept_listed_and_removed() {
    let book = Book::new();
    assert_eq!(book.json("away --list"), json!([]));
    book.run("away 2026-12-24 2027-01-02").ok().says("24 Dec");
    book.run("away 2026-12-07").ok();
    let all = book.json("away --list");
    has_keys(&all[0], "from to");
    let days: Vec<_> = all.as_array().expect("a list").iter().map(|a| (a["from"].clone(), a["to"].clone())).collect();
    assert_eq!(days, [(json!("2026-12-07"), json!("2026-12-07")), (json!("2026-12-24"), json!("2027-01-02")),]);
    book.run("away --list").ok().says("7 Dec").says("24 Dec");
    assert_eq!(book.json("away"), all);
    book.run("away --remove 2026-12-07").ok();
    assert_eq!(book.json("away --list").as_array().map(Vec::len), Some(1));
}

#[test]
fn each_change_can_be_undone() {
    let book = Book::new();
    book.run("away 2026-12-24 2027-01-02").ok();
    let kept = book.json("away --list");
    book.run("away --remove 2026-12-24").ok();
    book.run("undo").ok();
    assert_eq!(book.json("away --list"), kept);
    book.run("undo").ok();
    assert_eq!(book.json("away --list"), json!([]));
}

#[test]
fn the_same_days_again_change_nothing() {
    let book = Book::new();
    book.run("away 2026-12-24 2027-01-02").ok();
    let before = (book.json("away --list"), book.json("undo --list"));
    book.run("away 2026-12-24 2027-01-02").ok();
    book.run("away 2026-12-28 2026-12-29").ok();
    assert_eq!((book.json("away --list"), book.json("undo --list")), before);
}

#[test]
fn days_may_be_words() {
    let book = Book::new();
    book.run("away tomorrow 'in 2 weeks'").ok();
    book.run("away 24 dec 2 jan").ok();
    let all = book.json("away --list");
    assert_eq!((&all[0]["from"], &all[0]["to"]), (&"2026-11-24".into(), &"2026-12-07".into()));
    assert_eq!((&all[1]["from"], &all[1]["to"]), (&"2026-12-24".into(), &"2027-01-02".into()));
}

#[test]
fn bad_days_are_refused_and_nothing_is_changed() {
    let book = Book::new();
    book.run("away 2026-12-24 2027-01-02").ok();
    let before = (book.json("away --list"), book.json("undo --list"));
    for (line, code, kind) in [
        ("away 2027-01-02 2026-12-24", 2, "usage"),
        ("away someday", 2, "usage"),
        ("away 2026-12-24 someday", 2, "usage"),
        ("away 2026-02-30 2026-03-01", 2, "usage"),
        ("away 2026-12-24 2126-12-24", 2, "usage"),
        ("away 2026-01-01 2036-01-05", 2, "usage"),
        ("away --list 2026-12-24", 2, "usage"),
        ("away --list --remove 2026-12-24", 2, "usage"),
        ("away --remove", 2, "usage"),
        ("away --remove someday", 2, "usage"),
        ("away --remove 2026-12-25", 3, "no-match"),
    ] {
        let error = book.run(&format!("{line} --json")).fails(code).error();
        assert_eq!(error["kind"], kind, "{line}: {error}");
    }
    assert_eq!((book.json("away --list"), book.json("undo --list")), before);
}

#[test]
fn no_slot_opens_while_away() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log -m fine").ok();
    book.run("away 2026-11-30 2026-12-06").ok();
    let today = book.json("today --ahead 2");
    assert_eq!(today["next_call_day"], "2026-12-07");
    let days: Vec<_> = today["ahead"].as_array().expect("days").iter().map(|a| a["date"].clone()).collect();
    assert_eq!(days, ["2026-12-07", "2026-12-14"]);
    let away = book.at("2026-11-30T10:00:00Z").json("today");
    assert_eq!((&away["slot"], &away["call_day"]), (&"2026-11-23".into(), &false.into()));
    assert_eq!(book.pick(), "Ana called");
    assert_eq!(book.at("2026-12-07T10:00:00Z").pick(), "Ben offered");
    assert_eq!(book.json("today")["slot"], "2026-12-07");
}

#[test]
fn without_the_days_off_the_slot_is_open_again() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log -m fine").ok();
    book.run("away 2026-11-30").ok();
    book.at("2026-11-30T10:00:00Z");
    assert_eq!(book.pick(), "Ana called");
    book.run("away --remove 2026-11-30").ok();
    assert_eq!(book.pick(), "Ben offered");
}

#[test]
fn no_streak_breaks_while_away() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    for monday in ["2026-11-02", "2026-11-09"] {
        book.at(&format!("{monday}T10:00:00Z")).run("log -m fine").ok();
    }
    book.at("2026-11-30T10:00:00Z").run("log -m fine").ok();
    let streak = |book: &Book| {
        let trends = book.json("trends");
        assert_eq!(trends["streak"], book.json("week")["streak"]);
        (trends["streak"].as_u64(), trends["best_streak"].as_u64())
    };
    assert_eq!(streak(&book), (Some(1), Some(2)));
    book.run("away 2026-11-16 2026-11-29").ok();
    assert_eq!(streak(&book), (Some(3), Some(3)));
    book.run("undo").ok();
    assert_eq!(streak(&book), (Some(1), Some(2)));
}

#[test]
fn the_configurations_days_off_count_and_stay_there() {
    let book = Book::with_favorites(&["Ana"]);
    let config = book.write("config.toml", "away = [\"2026-11-30..2026-12-06\"]\n");
    let go = |line: &str| book.go(line).arg("--config").arg(&config).run();
    let all = go("away --list --json").json();
    assert_eq!((&all[0]["from"], &all[0]["to"]), (&"2026-11-30".into(), &"2026-12-06".into()));
    assert_eq!(go("today --json").json()["next_call_day"], "2026-12-07");
    go("away --remove 2026-11-30").fails(3).warns("configuration");
}

#[test]
fn days_off_survive_an_export() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("away 2026-11-30 2026-12-06").ok();
    book.run("export json -o all.json").ok();
    let other = Book::new();
    let path = book.path("all.json").display().to_string();
    other.at(MONDAY).words(&["import", &path]).ok();
    assert_eq!(other.json("away --list"), book.json("away --list"));
    assert_eq!(other.json("today")["next_call_day"], "2026-12-07");
    other.words(&["import", &path]).ok();
    assert_eq!(other.json("away --list").as_array().map(Vec::len), Some(1));
}

/// Writes a calendar of events.
fn calendar(book: &Book, events: &str) -> String {
    let text = format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n");
    book.write("holidays.ics", &text).display().to_string()
}

fn holiday(name: &str, lines: &str) -> String {
    format!("BEGIN:VEVENT\r\nUID:{name}\r\nSUMMARY:{name}\r\n{lines}\r\nEND:VEVENT\r\n")
}

#[test]
fn a_calendar_of_holidays_brings_days_off_with_their_names() {
    let book = Book::with_favorites(&["Ana"]);
    let all = [
        holiday("Restoration", "DTSTART;VALUE=DATE:20201130\r\nRRULE:FREQ=YEARLY"),
        holiday("Carnival", "DTSTART;VALUE=DATE:20270208\r\nDTEND;VALUE=DATE:20270210"),
        holiday("Dentist", "DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z"),
    ];
    let file = calendar(&book, &all.concat());
    // 2025 to 2029, and Carnival.
    let read = book.words(&["away", "--from", &file, "--json"]).json();
    assert_eq!(read, json!({"added": 6, "unchanged": 0, "left_out": 1, "until": "2029-12-31"}));
    let listed = book.json("away --list");
    let monday = listed.as_array().expect("a list").iter().find(|a| a["from"] == "2026-11-30").expect("a holiday");
    assert_eq!((&monday["to"], &monday["name"]), (&"2026-11-30".into(), &"Restoration".into()));
    book.run("away --list").ok().says("8 Feb 2027 to 9 Feb 2027  Carnival");
    // No slot opens on it, and nobody is visited.
    book.run("log -m fine").ok();
    assert_eq!(book.json("today")["next_call_day"], "2026-12-07");
    book.run("edit ana --peak 'mon'").ok();
    assert_eq!(book.json("visits")["plan"][0]["date"], "2026-12-07");
    book.run("visits accept ana 2026-11-30").fails(2).warns("away");
    // Read again, it changes nothing; undone, all of it goes.
    let steps = book.json("undo --list");
    let again = book.words(&["away", "--from", &file, "--json"]).json();
    assert_eq!((&again["added"], &again["unchanged"]), (&0.into(), &6.into()));
    assert_eq!(book.json("undo --list"), steps);
    book.words(&["away", "--from", &file]).ok().says("in the book already");
    book.run("undo").ok();
    book.run("undo").ok();
    book.run("undo").ok().says("holidays from holidays.ics");
    assert_eq!(book.json("away --list"), json!([]));
    book.run("redo").ok();
    assert_eq!(book.json("away --list"), listed);
}

#[test]
fn what_is_no_calendar_of_holidays_is_told() {
    let book = Book::new();
    let with_hours = calendar(&book, &holiday("Dentist", "DTSTART:20261201T090000Z\r\nDTEND:20261201T100000Z"));
    book.words(&["away", "--from", &with_hours]).fails(1).warns("no events of whole days").warns("nothing was changed");
    let cards = book.write("people.vcf", "BEGIN:VCARD\r\nFN:Ana\r\nEND:VCARD\r\n").display().to_string();
    book.words(&["away", "--from", &cards]).fails(1).warns("not a calendar but a vCard");
    book.words(&["away", "--from", "missing.ics"]).fails(1).warns("missing.ics");
    book.words(&["away", "--from", &cards, "--list"]).fails(2);
    assert_eq!(book.json("away --list"), json!([]));
}

#[test]
fn five_thousand_events_are_read() {
    let book = Book::new();
    let event =
        |n: i32| holiday(&format!("Day {n}"), &format!("DTSTART;VALUE=DATE:2027{:02}{:02}", n % 12 + 1, n % 28 + 1));
    let file = calendar(&book, &(0..5000).map(event).collect::<String>());
    assert_eq!(book.words(&["away", "--from", &file, "--json"]).json()["added"], 5000);
    assert_eq!(book.json("away --list").as_array().map(Vec::len), Some(5000));
}

#[test]
fn an_offer_that_outlives_its_week_is_called_by_its_day() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-16T14:42:00Z").run("today").ok().says("Today's good call");
    book.at("2026-11-16T14:42:00Z").run("away 2026-11-23").ok();
    book.at("2026-11-20T14:42:00Z").run("today").ok().says("Fri 20 Nov: This week's good call");
    book.at("2026-11-23T14:42:00Z").run("today").ok().says("Mon 23 Nov: The good call of Mon 16 Nov");
    assert_eq!(book.at("2026-11-23T14:42:00Z").json("today")["pick"]["carried_over"], true);
}

#[test]
fn years_away_are_a_slip_in_a_year() {
    let book = Book::new();
    let ran = book.run("away 2026-01-01 2036-01-05").fails(2);
    ran.warns("2026-01-01 to 2036-01-05 is 3657 days, and a time away is at most a year; nothing was changed");
    book.run("away 2027-01-01 2027-12-31").ok();
    book.write("config.toml", "away = [\"2026-01-01..2036-01-05\"]\n");
    book.run("config check --config config.toml").fails(2).warns("at most a year");
}
