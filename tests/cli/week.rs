//! `week`: what the week brought, in words.

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, names, text};

/// A Friday with a week behind it, and something of the week before.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-20T10:00:00Z").run("log ben -m '+ Said last week\n! Old idea'").ok();
    book.run("log ben --kind gift").ok();
    book.run("add Paula --past --left-on 2026-01-05").ok();
    book.at(MONDAY).run("log -m '+ You *saved* us, @Sally' --mood-before 2 --mood-after 4").ok();
    book.at("2026-11-24T10:00:00Z").run("lift --after lost-deal --mood 1").ok();
    book.at("2026-11-24T10:30:00Z").run("log ben -m '! Print labels\n? A second dock' --mood-after 3").ok();
    book.at("2026-11-25T10:00:00Z").run("log paula --kind card").ok();
    book.run("log ben --kind visit -m 'In their hall'").ok();
    let idea = text(&book.json("ideas")[0]["id"]).to_string();
    book.run(&format!("ideas done {idea}")).ok();
    book.at("2026-11-27T16:00:00Z");
    book
}

#[test]
fn the_week_is_counted_from_its_first_day() {
    let week = book().json("week");
    assert_eq!((&week["week_start"], &week["date"]), (&"2026-11-23".into(), &"2026-11-27".into()));
    for (key, n) in [("calls", 2), ("visits", 1), ("cards", 1), ("gifts", 0), ("messages", 0)] {
        assert_eq!(week[key], n, "{key}");
    }
    assert_eq!((&week["kind_words"], &week["ideas_heard"]), (&1.into(), &2.into()));
    assert_eq!(week["picks_called"], json!(["Ana"]));
    assert_eq!(week["past_buyers"], 1);
    assert_eq!(names(&week["ideas_used"], "/text"), ["Old idea"]);
    assert_eq!(week["setbacks"], json!([{"kind": "lost-deal", "answered": true}]));
    // Before 2 + 1, after 4 + 3.
    let mood = &week["mood"];
    assert_eq!((&mood["rated"], mood["before"].as_f64()), (&2.into(), Some(1.5)));
    assert_eq!((mood["after"].as_f64(), mood["lift"].as_f64()), (Some(3.5), Some(2.0)));
    assert_eq!(week["next"]["date"], "2026-11-30");
}

#[test]
fn it_is_told_in_words() {
    let out = book().run("week").ok().says("2 calls, 1 visit and 1 card").says("Ana").says("1 kind word").out;
    for part in ["1 past buyer", "Old idea", "30 Nov", "You *saved* us, Sally", "2 ideas and needs"] {
        assert!(out.contains(part), "no {part:?} in {out}");
    }
    assert!(!out.contains("Said last week") && !out.contains('@'), "{out}");
}

#[test]
fn as_markdown_what_was_said_stands_as_it_was() {
    let out = book().run("week --markdown").ok().says("# Your week").says("> You \\*saved\\* us, Sally").out;
    assert!(out.lines().any(|l| l.starts_with("- ")), "{out}");
}

#[test]
fn a_new_week_is_empty() {
    let book = book();
    let week = book.at("2026-11-30T08:00:00Z").json("week");
    assert_eq!((&week["calls"], &week["cards"], &week["kind_words"]), (&0.into(), &0.into(), &0.into()));
    assert_eq!((&week["ideas_used"], &week["setbacks"]), (&json!([]), &json!([])));
    assert_eq!(week["past_buyers"], 0);
    book.run("week").ok().says("Nothing is logged");
}

#[test]
fn an_empty_book_has_a_week() {
    let book = Book::new();
    assert_eq!(book.json("week")["next"], Value::Null);
    book.run("week").ok().says("Nothing is logged");
    book.run("week --markdown").ok().says("# Your week");
    book.run("week nonsense").fails(2);
}

#[test]
fn who_was_won_back_is_named() {
    let book = book();
    book.run("edit paula --active").ok();
    assert_eq!(book.json("week")["won_back"], json!(["Paula"]));
    book.run("week").ok().says("Back again: Paula");
    book.run("undo").ok();
    assert_eq!(book.json("week")["won_back"], json!([]));
}

// Bug 3.
#[test]
fn who_left_this_week_has_not_heard_from_you() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --past --left-because price").ok();
    assert_eq!(book.json("week")["past_buyers"], 0);
    book.run("week").ok().never_says("heard from you");
    book.run("log ana --kind card").ok();
    assert_eq!(book.json("week")["past_buyers"], 1);
}

// Bug 7.
#[test]
fn a_week_in_which_somebody_heard_from_you_is_not_empty() {
    let book = Book::new();
    book.run("add Paula --past --left-on 2026-01-05").ok();
    book.run("log paula --outcome voicemail").ok();
    book.run("week").ok().says("1 past buyer heard from you").never_says("Nothing is logged");
}

#[test]
fn the_streak_is_that_of_the_trends() {
    let book = book();
    assert_eq!(book.json("week")["streak"], book.json("trends")["streak"]);
    assert_eq!(book.json("week")["streak"], 2);
}

#[test]
fn the_week_begins_where_the_configuration_says() {
    let book = book();
    let config = book.write("config.toml", "week_starts = \"sat\"\n");
    let week = book.go("week --json").arg("--config").arg(config).run().json();
    assert_eq!(week["week_start"], "2026-11-21");
}

/// A Friday, after lost deals on three days and what else is said, each `lift` on a day of its own.
fn after(lifts: &[&str], calls: &[&str]) -> String {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    for (day, lift) in (23..).zip(lifts) {
        book.at(&format!("2026-11-{day}T10:00:00Z")).run(&format!("lift --after {lift}")).ok();
    }
    for (day, call) in (23..).zip(calls).filter(|(_, call)| !call.is_empty()) {
        book.at(&format!("2026-11-{day}T11:00:00Z")).run(&format!("log ben -m 'Fine' {call}")).ok();
    }
    book.at("2026-11-27T16:00:00Z").run("week").ok().out
}

#[test]
fn setbacks_are_counted_in_words_with_the_calls_after_them() {
    let deals = ["lost-deal", "lost-deal", "lost-deal"];
    for (lifts, calls, said) in [
        (
            &deals[..],
            &["--mood-before 2 --mood-after 4"][..],
            "Three lost deals this week. You called after one of them, and it helped.",
        ),
        (&deals[..], &[][..], "Three lost deals this week. No call has answered them yet."),
        (&deals[..1], &[][..], "A lost deal this week. No call has answered it yet."),
        (&deals[..1], &[""][..], "A lost deal this week. No call has answered it yet."),
        // Nothing is claimed of a mood that nobody rated, or that fell.
        (&deals[..1], &["--mood-after 3"][..], "A lost deal this week. You called after it."),
        (&deals[..1], &["--mood-before 3 --mood-after 2"][..], "A lost deal this week. You called after it."),
        (
            &["lost-deal", "rough-call", "lost-deal", "low-day"][..],
            &["--mood-before 1 --mood-after 2", "--mood-before 2 --mood-after 2", "--mood-before 2 --mood-after 5"][..],
            "Two lost deals, a rough call and a low day this week. You called after three of them, and twice it helped.",
        ),
    ] {
        let out = after(lifts, calls);
        assert!(out.contains(said), "no {said:?} in\n{out}");
        assert!(!out.contains("What went wrong") && !out.contains("lifted you"), "{out}");
    }
}

#[test]
fn the_next_good_call_names_whom_and_when_with_the_year_where_it_is_another() {
    let book = book();
    book.run("week").ok().says("Next good call: ").says(", Mon 30 Nov.");
    book.at("2026-12-30T16:00:00Z").run("log -m hello").ok();
    book.run("week").ok().says("Mon 4 Jan 2027");
}

#[test]
fn the_next_good_call_is_todays_until_it_is_made() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-23T08:42:00Z");
    let pick = book.json("today")["pick"]["customer"].clone();
    let name = pick["name"].as_str().expect("a name");
    book.run("week").ok().says(&format!("Next good call: {name}, today."));
    let next = book.json("week")["next"].clone();
    assert_eq!((&next["date"], &next["customer"]["id"]), (&"2026-11-23".into(), &pick["id"]));
    // It stays open on the days after.
    book.at("2026-11-25T08:42:00Z").run("week").ok().says(&format!("Next good call: {name}, today."));
    book.run("log -m hello").ok();
    book.run("week").ok().says("Mon 30 Nov.");
    assert_eq!(book.json("week")["next"]["date"], "2026-11-30");
}

#[test]
fn the_week_tells_what_was_promised_and_kept() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '= the price list by thu\n= the sample by fri'").ok();
    let week = book.json("week");
    assert_eq!((&week["promises_made"], &week["ideas_heard"]), (&2.into(), &0.into()));
    book.run("week").ok().says("2 promises made.");
    let id = book.id("promises");
    book.run(&format!("promises kept {id}")).ok();
    assert_eq!(book.json("week")["promises_kept"][0]["text"], "the price list by thu");
    book.run("week").ok().says("2 promises made, 1 kept.").says("Kept: the price list by thu, to Ana.");
}
