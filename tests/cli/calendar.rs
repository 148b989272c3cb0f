//! `export ics`: the call days and visits to come, for any calendar.

use std::collections::{BTreeMap, HashSet};

use crate::support::{Book, MONDAY, names, same_bytes, text};

/// The events as maps of their properties, unfolded; the parameters are left out of the names.
fn events(ics: &str) -> Vec<BTreeMap<String, String>> {
    let mut all: Vec<BTreeMap<String, String>> = Vec::new();
    let mut part = "";
    for line in ics.replace("\r\n ", "").lines() {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no property: {line:?}"));
        let name = name.split(';').next().unwrap_or(name);
        match (name, value) {
            ("BEGIN", "VEVENT") => all.push(BTreeMap::new()),
            ("BEGIN", "VALARM") => part = "ALARM-",
            ("END", _) => part = "",
            ("BEGIN", _) => {}
            _ => {
                if let Some(event) = all.last_mut() {
                    event.insert(format!("{part}{name}"), value.into());
                }
            }
        }
    }
    all
}

/// Day and summary of each event.
fn entries(book: &Book) -> Vec<(String, String)> {
    let ics = book.run("export ics").ok().out;
    events(&ics).iter().map(|e| (e["DTSTART"].clone(), e["SUMMARY"].clone())).collect()
}

fn visits(book: &Book) -> Vec<(String, String)> {
    entries(book).into_iter().filter(|(_, summary)| summary.starts_with("Visit")).collect()
}

fn visit(day: &str, name: &str) -> (String, String) {
    (day.into(), format!("Visit {name}"))
}

#[test]
fn a_calendar_is_written_as_calendars_are() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --company 'Porto, Cold; Chain' --city Porto --peak tue").ok();
    book.run("visits accept ana 2026-12-01").ok();
    let ics = book.run("export ics").ok().out;
    assert!(ics.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"), "{ics}");
    assert!(ics.ends_with("END:VCALENDAR\r\n"), "{ics}");
    assert!(ics.contains("\r\nPRODID:"), "{ics}");
    assert!(ics.split("\r\n").all(|l| l.len() <= 75 && !l.contains(['\r', '\n'])), "{ics}");
    let all = events(&ics);
    let uids: HashSet<&str> = all.iter().map(|e| e["UID"].as_str()).collect();
    assert_eq!(uids.len(), all.len());
    for event in &all {
        assert!(event.contains_key("DTSTAMP") && event.contains_key("SEQUENCE"), "{event:?}");
        let is_visit = event["SUMMARY"].starts_with("Visit");
        assert_eq!(event["DTSTART"].len(), if is_visit { 8 } else { 16 }, "{event:?}");
        assert!(is_visit == event.contains_key("DTEND") && is_visit != event.contains_key("DURATION"), "{event:?}");
        assert!(!is_visit || event["DTEND"] > event["DTSTART"], "{event:?}");
    }
    assert!(ics.contains("\r\nMETHOD:PUBLISH\r\n"), "{ics}");
    let visit = all.iter().find(|e| e["SUMMARY"] == "Visit Ana").expect("the visit");
    assert_eq!((visit["DTSTART"].as_str(), visit["DTEND"].as_str()), ("20261201", "20261202"));
    assert_eq!(visit["LOCATION"], "Porto");
    assert!(visit["DESCRIPTION"].contains("Porto\\, Cold\\; Chain"), "{visit:?}");
}

#[test]
fn the_call_days_are_those_that_today_foretells() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    let all = entries(&book);
    assert_eq!(all[0], ("20261123T085500Z".into(), "A good call: Ana".into()));
    let ahead = book.json("today --ahead 5")["ahead"].clone();
    for (at, (day, who)) in names(&ahead, "/date").iter().zip(names(&ahead, "/customer/name")).enumerate() {
        let expected = (format!("{}T085500Z", day.replace('-', "")), format!("A good call: {who}"));
        assert_eq!(all[at + 1], expected);
    }
}

#[test]
fn a_call_that_was_made_and_days_off_are_not_to_come() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log -m fine").ok();
    book.run("away 2026-11-30").ok();
    assert_eq!(entries(&book)[0], ("20261207T085500Z".into(), "A good call: Ben".into()));
}

#[test]
fn accepted_visits_are_in_it_and_proposals_are_not() {
    let book = Book::new();
    book.run("add Ana --peak tue").ok();
    book.run("add Ben --peak tue").ok();
    assert_eq!(visits(&book), []);
    book.run("visits accept ana 2026-12-01").ok();
    assert_eq!(visits(&book), [visit("20261201", "Ana")]);
    book.run("visits move ana 2026-12-01 2026-12-08").ok();
    assert_eq!(visits(&book), [visit("20261208", "Ana")]);
    book.run("undo").ok();
    assert_eq!(visits(&book), [visit("20261201", "Ana")]);
    book.run("visits decline ana 2026-12-01").ok();
    assert_eq!(visits(&book), []);
    book.run("undo").ok();
    assert_eq!(visits(book.at("2026-12-02T10:00:00Z")), [], "it is over");
}

// Bug 1.
#[test]
fn what_the_plan_does_not_hold_is_not_in_the_calendar() {
    for (change, what) in
        [("archive ana", "out of sight"), ("edit ana --past", "no customer now"), ("edit ana --peak ''", "no account")]
    {
        let book = Book::new();
        book.run("add Ana --peak tue").ok();
        book.run("visits accept ana 2026-12-01").ok();
        book.run(change).ok();
        assert_eq!(book.json("visits")["plan"].as_array().map(Vec::len), Some(0), "{what}");
        assert_eq!(visits(&book), [], "{what}");
    }
}

// Bug 1.
#[test]
fn a_visit_that_was_made_is_not_to_come() {
    let book = Book::new();
    book.at("2026-11-24T09:00:00Z").run("add Ana --peak tue").ok();
    book.run("visits accept ana 2026-11-24").ok();
    assert_eq!(visits(&book), [visit("20261124", "Ana")]);
    book.run("log ana --kind visit -m 'In their hall'").ok();
    assert_eq!(visits(&book), []);
}

#[test]
fn an_event_keeps_its_uid() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let uid = |book: &Book| {
        let all = events(&book.run("export ics").ok().out);
        all.into_iter().find(|e| e["DTSTART"] == "20261207T085500Z").expect("the call day")["UID"].clone()
    };
    let before = uid(&book);
    book.run("log -m fine").ok();
    assert_eq!(uid(book.at("2026-11-30T10:00:00Z")), before);
}

#[test]
fn a_file_is_not_overwritten_unless_told_to() {
    let book = Book::with_favorites(&["Ana"]);
    let kept = book.write("goodcall.ics", "mine");
    book.run("export ics -o goodcall.ics").fails(1).warns("--force");
    same_bytes(&kept, b"mine");
    book.run("export ics -o goodcall.ics --force").ok();
    assert!(book.read("goodcall.ics").starts_with("BEGIN:VCALENDAR"));
    book.run("export ics -o no/such/folder/x.ics").fails(1);
    book.run("export ics -o book.db --force").fails(1);
    assert_eq!(book.at(MONDAY).pick(), "Ana offered");
}

#[test]
fn long_and_hostile_names_are_folded_and_harmless() {
    let book = Book::new();
    let name = format!("Eve\u{1b}[2J\u{9b}31m\rBEGIN:VEVENT {}", "東京".repeat(30));
    book.words(&["add", &name, "--favorite", "--facts", "x"]).ok();
    let ics = book.run("export ics").ok().out;
    assert!(!ics.replace("\r\n", "").chars().any(char::is_control), "{ics:?}");
    assert!(ics.split("\r\n").all(|l| l.len() <= 75), "{ics}");
    assert_eq!(ics.matches("\r\nBEGIN:VEVENT").count(), ics.matches("\r\nEND:VEVENT").count());
    assert!(text(&events(&ics)[0]["SUMMARY"].clone().into()).contains(&"東京".repeat(30)));
}

#[test]
fn exporting_is_no_change() {
    let book = Book::with_favorites(&["Ana"]);
    let steps = book.json("undo --list");
    book.run("export ics").ok();
    assert_eq!(book.json("undo --list"), steps);
    book.run("export ical").fails(2);
    book.run("export").fails(2);
}

#[test]
fn a_pick_that_is_kept_stands_at_its_hour() {
    let book = Book::in_zone("Europe/Lisbon");
    book.at("2026-09-01T09:00:00Z").run("add Ana --favorite").ok();
    book.run("add Ben --favorite").ok();
    book.at(MONDAY).run("today").ok();
    let first = |book: &Book| events(&book.run("export ics").ok().out)[0].clone();
    let (whole, uid) = (first(&book), "call-day-2026-11-23@goodcall");
    assert_eq!((whole["DTSTART"].as_str(), whole["UID"].as_str()), ("20261123T085500Z", uid));
    book.run("today --at 'wed 15:30'").ok();
    let kept = first(&book);
    assert_eq!((kept["DTSTART"].as_str(), kept["UID"].as_str()), ("20261125T153000Z", uid));
    assert_eq!(kept["ALARM-TRIGGER"], "PT0M");
    assert_eq!((kept["DURATION"].as_str(), kept["SUMMARY"].as_str()), ("PT30M", "A good call: Ana"));
    assert!(!kept.contains_key("DTEND"));
    book.at("2026-11-24T10:00:00Z");
    assert_eq!(first(&book)["DTSTART"], "20261125T153000Z", "also on the days until then");
    book.run("log -m fine").ok();
    assert_ne!(first(&book)["SUMMARY"], "A good call: Ana");
}

#[test]
fn call_days_stand_at_the_hour_of_the_reminder_also_when_summer_time_has_come() {
    let book = Book::in_zone("Europe/Lisbon");
    book.write("config.toml", "[reminder]\nat = \"9:30\"\n");
    book.at("2026-03-16T09:00:00Z").run("add Ana --favorite").ok();
    let go = book.at("2026-03-23T08:00:00Z").go("export ics").arg("--config").arg(book.path("config.toml"));
    let all = events(&go.run().ok().out);
    let begins: Vec<&str> = all.iter().take(3).map(|e| e["DTSTART"].as_str()).collect();
    assert_eq!(begins, ["20260323T093000Z", "20260330T083000Z", "20260406T083000Z"], "always 9:30 in Lisbon");
    for event in &all {
        assert_eq!((event["ALARM-ACTION"].as_str(), event["ALARM-TRIGGER"].as_str()), ("DISPLAY", "PT0M"));
        assert_eq!(event["ALARM-DESCRIPTION"], event["SUMMARY"]);
    }
}

#[test]
fn the_sequence_rises_with_a_change_and_only_then() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    let sequence = |book: &Book| {
        let first = events(&book.run("export ics").ok().out)[0].clone();
        (first["UID"].clone(), first["SEQUENCE"].parse::<u32>().expect("a number"))
    };
    let (uid, before) = sequence(&book);
    assert_eq!(sequence(book.at("2026-11-23T10:30:00Z")), (uid.clone(), before));
    book.run("today --at 15:00").ok();
    let (_, kept) = sequence(&book);
    book.run("today --at 16:00").ok();
    let moved = sequence(&book);
    assert!(before < kept && kept < moved.1, "{before} {kept} {moved:?}");
    assert_eq!(moved.0, uid);
    book.run("forget ben --yes").ok();
    assert!(sequence(&book).1 >= moved.1, "also when nothing can be undone any more");
}

#[test]
fn the_sequence_rises_when_the_configuration_moves_the_events() {
    let book = Book::with_favorites(&["Ana"]);
    let config = |content: &str, written: u64| {
        let path = book.write("config.toml", content);
        let at = std::time::UNIX_EPOCH + std::time::Duration::from_secs(written);
        let file = std::fs::File::options().write(true).open(&path).expect("the configuration");
        file.set_modified(at).expect("a time of change");
    };
    let first = || {
        let go = book.go("export ics").arg("--config").arg(book.path("config.toml"));
        let first = events(&go.run().ok().out)[0].clone();
        (first["DTSTART"].clone(), first["SEQUENCE"].parse::<u32>().expect("a number"))
    };
    // Later than the machine's clock, which says when the file was put there.
    config("[reminder]\nat = \"9:30\"\n", 3_000_000_000);
    let (begins, before) = first();
    assert_eq!((begins.as_str(), first().1), ("20261123T093000Z", before));
    config("[reminder]\nat = \"11:00\"\n", 3_000_000_060);
    let (begins, after) = first();
    assert_eq!((begins.as_str(), after), ("20261123T110000Z", before + 60));
}

#[test]
fn a_promise_stands_on_its_day_until_it_is_kept() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '= send her the @Sally list by thu'").ok();
    let promised = |book: &Book| {
        let all = events(&book.run("export ics").ok().out);
        all.into_iter().find(|e| e["UID"].starts_with("promise-"))
    };
    let first = promised(&book).expect("the promise");
    assert_eq!(first["DTSTART"], "20261126");
    assert_eq!(first["SUMMARY"], "Promised to Ana: send her the Sally list by thu");
    assert_eq!((first["ALARM-ACTION"].as_str(), first["ALARM-TRIGGER"].as_str()), ("DISPLAY", "PT535M"), "at 08:55");
    let id = book.id("promises");
    book.run(&format!("promises move {id} 2026-12-01")).ok();
    let moved = promised(&book).expect("the promise");
    assert_eq!((moved["DTSTART"].as_str(), &moved["UID"]), ("20261201", &first["UID"]));
    let sequence = |event: &BTreeMap<String, String>| event["SEQUENCE"].parse::<u32>().expect("a number");
    assert!(sequence(&moved) > sequence(&first), "{moved:?}");
    book.run(&format!("promises kept {id}")).ok();
    assert_eq!(promised(&book), None);
}

/// The one visit of the calendar: its day, its UID and its sequence.
fn the_visit(book: &Book) -> (String, String, u32) {
    let all = events(&book.run("export ics").ok().out);
    let visit = all.into_iter().find(|e| e["SUMMARY"].starts_with("Visit")).expect("the visit");
    let sequence = visit["SEQUENCE"].parse().expect("a number");
    (visit["DTSTART"].clone(), visit["UID"].clone(), sequence)
}

#[test]
fn a_visit_that_goes_to_and_fro_keeps_its_uid_and_its_sequence_rises() {
    let book = Book::new();
    book.run("add Ana --peak tue").ok();
    book.run("visits accept ana 2026-12-01").ok();
    let (_, uid, mut sequence) = the_visit(&book);
    for (from, to) in [
        ("2026-12-01", "2026-12-08"),
        ("2026-12-08", "2026-12-01"),
        ("2026-12-01", "2026-12-15"),
        ("2026-12-15", "2026-12-08"),
        ("2026-12-08", "2026-12-15"),
        ("2026-12-15", "2026-12-01"),
        ("2026-12-01", "2026-12-22"),
    ] {
        book.run(&format!("visits move ana {from} {to}")).ok();
        let (day, of_event, after) = the_visit(&book);
        assert_eq!((day, &of_event), (to.replace('-', ""), &uid), "moved from {from}");
        assert!(after > sequence, "{after} after {sequence}");
        sequence = after;
    }
}

#[test]
fn a_visit_that_goes_where_another_was_takes_nobodys_uid() {
    let book = Book::new();
    book.run("add Ana --peak tue --touches-a-year 12").ok();
    let uids = |book: &Book| -> BTreeMap<String, String> {
        let all = events(&book.run("export ics").ok().out);
        let visits = all.into_iter().filter(|e| e["SUMMARY"].starts_with("Visit"));
        visits.map(|e| (e["DTSTART"].clone(), e["UID"].clone())).collect()
    };
    book.run("visits accept ana 2026-12-01").ok();
    book.run("visits accept ana 2027-01-12").ok();
    let before = uids(&book);
    book.run("visits move ana 2026-12-01 2026-12-08").ok();
    book.run("visits move ana 2026-12-08 2026-12-15").ok();
    // The other goes where the first has been.
    book.run("visits move ana 2027-01-12 2026-12-08").ok();
    let after = uids(&book);
    assert_eq!(after["20261215"], before["20261201"]);
    assert_eq!(after["20261208"], before["20270112"]);
}

#[test]
fn the_card_stands_on_the_entry() {
    let book = Book::in_zone("Europe/Lisbon");
    book.at("2026-09-01T09:00:00Z");
    book.words(&["add", "Ana", "--favorite", "--company", "Porto Cold Chain", "--phone", "+351225550142"]).ok();
    book.run("edit ana --pleasure 5 --profit 4 --peak tue").ok();
    book.at("2026-09-21T09:00:00Z");
    let said = "+ You saved our launch\n? A second site in March\n= the price list by 3 dec\nHer son starts school";
    book.words(&["log", "ana", "-m", said]).ok();
    book.at(MONDAY).run("today").ok();
    book.run("visits accept ana 2026-12-01").ok();
    let ics = book.run("export ics").ok().out;
    assert!(ics.split("\r\n").all(|l| l.len() <= 75), "{ics}");
    let card = |summary: &str| -> String {
        let all = events(&ics);
        let event = all.iter().find(|e| e["SUMMARY"] == summary).unwrap_or_else(|| panic!("no {summary} in {ics}"));
        event["DESCRIPTION"].replace("\\n", "\n").replace("\\,", ",")
    };
    let call = card("A good call: Ana");
    for line in [
        "Porto Cold Chain",
        "+351 22 555 0142",
        "9 weeks since you last talked",
        "a pleasure 5 of 5, profitable 4 of 5",
        "Last time, 21 Sep",
        "“You saved our launch”",
        "= the price list, by 3 Dec",
        "How are you doing?",
        "Nothing to sell today.",
    ] {
        assert!(call.lines().any(|l| l.contains(line)), "no {line:?} in\n{call}");
    }
    // Each thing they said stands there once.
    assert_eq!(call.matches("A second site").count(), 1, "{call}");
    let visit = card("Visit Ana");
    for line in ["Porto Cold Chain", "their busy days are Tue", "how they use it on their busiest day"] {
        assert!(visit.lines().any(|l| l.contains(line)), "no {line:?} in\n{visit}");
    }
    assert!(!visit.contains("Nothing to sell"), "{visit}");
}
