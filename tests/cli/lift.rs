//! `lift`: whom to call right now, beside a kind word.

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, has_keys, names};

fn order(book: &Book) -> Vec<String> {
    names(&book.json("lift")["call"], "/customer/name")
}

#[test]
fn a_lift_has_every_key_that_scripts_rely_on() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana --at 2026-10-01 -m '+ You saved us'").ok();
    let lift = book.json("lift --after lost-deal --about 'The big one' --mood 2");
    has_keys(&lift, "setback call praise");
    has_keys(&lift["setback"], "id kind");
    assert!(lift["setback"]["id"].is_string());
    assert_eq!(lift["setback"]["kind"], "lost-deal");
    let call = &lift["call"][0];
    has_keys(call, "customer reachable_now reachable_from rested merit wait_days reasons");
    assert_eq!((&call["customer"]["name"], &call["reachable_now"]), (&"Ana".into(), &true.into()));
    assert_eq!((&call["reachable_from"], &call["rested"]), (&Value::Null, &true.into()));
    // Unrated counts 3 and 3, and praise of this year 2.
    assert_eq!((&call["merit"], &call["wait_days"]), (&11.into(), &53.into()));
    assert_eq!(lift["praise"]["text"], "You saved us");
}

#[test]
fn without_a_setback_nothing_is_recorded() {
    let book = Book::with_favorites(&["Ana"]);
    let lift = book.json("lift");
    assert_eq!((&lift["setback"], &lift["praise"]), (&Value::Null, &Value::Null));
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(1));
    book.json("lift --after low-day");
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(2));
    book.run("undo").ok();
}

#[test]
fn three_are_shown() {
    let book = Book::with_favorites(&["A", "B", "C", "D"]);
    assert_eq!(order(&book), ["A", "B", "C"]);
    book.run("lift").ok().says("A").says("B").says("C");
}

#[test]
fn only_favorites_who_may_be_called_are_named() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo", "Dora", "Eve"]);
    book.run("edit ana --past").ok();
    book.run("edit ben --do-not-call").ok();
    book.run("archive cleo").ok();
    book.run("snooze dora 2026-12-01").ok();
    assert_eq!(order(&book), ["Eve"]);
}

#[test]
fn without_favorites_it_says_how_to_mark_one() {
    let book = Book::new();
    book.run("add Ana").ok();
    let ran = book.run("lift").ok();
    assert!(format!("{}{}", ran.out, ran.err).contains("--favorite"), "{}{}", ran.out, ran.err);
    assert_eq!(book.json("lift")["call"], json!([]));
}

#[test]
fn who_can_be_reached_now_comes_first() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --pleasure 5 --profit 5 --timezone America/Los_Angeles").ok();
    let lift = book.json("lift");
    assert_eq!(names(&lift["call"], "/customer/name"), ["Ben", "Ana"]);
    assert_eq!(lift["call"][1]["reachable_from"], "2026-11-23T09:00:00-08:00");
}

#[test]
fn own_hours_decide_and_their_end_is_exclusive() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --hours 09:00-12:00").ok();
    let reachable = |now: &str| book.at(now).json("lift")["call"][0]["reachable_now"] == true;
    assert!(!reachable("2026-11-23T08:59:59Z"));
    assert!(reachable("2026-11-23T09:00:00Z"));
    assert!(reachable("2026-11-23T11:59:59Z"));
    assert!(!reachable("2026-11-23T12:00:00Z"));
    assert!(!reachable("2026-11-28T10:00:00Z"), "hours without days are mon-fri");
    assert_eq!(book.json("lift")["call"][0]["reachable_from"], "2026-11-30T09:00:00+00:00");
}

#[test]
fn the_usual_hours_are_those_of_an_office() {
    let book = Book::with_favorites(&["Ana"]);
    let reachable = |now: &str| book.at(now).json("lift")["call"][0]["reachable_now"] == true;
    assert!(reachable("2026-11-23T09:00:00Z"));
    assert!(reachable("2026-11-27T17:29:59Z"));
    assert!(!reachable("2026-11-27T17:30:00Z"));
    assert!(!reachable("2026-11-22T12:00:00Z"));
}

#[test]
fn the_rested_come_before_the_worn_out() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --pleasure 5 --profit 5").ok();
    book.at("2026-11-20T10:00:00Z").run("log ana --occasion other -m hello").ok();
    book.at(MONDAY);
    assert_eq!(order(&book), ["Ben", "Ana"]);
    book.at("2026-11-24T10:00:00Z");
    assert_eq!(order(&book), ["Ana", "Ben"]);
}

#[test]
fn a_lift_call_is_rested_from_for_four_weeks() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --pleasure 5 --profit 5").ok();
    book.at("2026-10-26T10:00:00Z").run("log ana --occasion lift -m hello").ok();
    book.at(MONDAY);
    assert_eq!(order(&book), ["Ben", "Ana"]);
    book.at("2026-11-24T10:00:00Z");
    assert_eq!(order(&book), ["Ana", "Ben"]);
}

#[test]
fn pleasure_counts_twice_and_fresh_praise_two() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("edit ana --pleasure 3 --profit 5").ok();
    book.run("edit ben --pleasure 5 --profit 2").ok();
    book.run("edit cleo --pleasure 4 --profit 3").ok();
    assert_eq!(order(&book), ["Ben", "Ana", "Cleo"]);
    book.run("log cleo --at 2026-11-01 --kind card -m '+ Kind'").ok();
    assert_eq!(order(&book), ["Cleo", "Ben", "Ana"]);
}

#[test]
fn the_longer_wait_then_the_name_decides() {
    let book = Book::with_favorites(&["Cleo", "Ben", "Ana"]);
    book.run("log ben --at 2026-10-01 -m hello").ok();
    assert_eq!(order(&book), ["Ana", "Cleo", "Ben"]);
}

#[test]
fn a_mood_out_of_range_is_refused() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("lift --after lost-deal --mood 6").fails(2);
    book.run("lift --after lost-deal --mood 0").fails(2);
    book.run("lift --after rain").fails(2);
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(1));
}

#[test]
fn the_praise_of_a_lift_counts_as_shown() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana --at 2026-10-01 -m '+ One\n+ Two'").ok();
    let first = book.json("lift")["praise"]["text"].clone();
    let second = book.json("lift")["praise"]["text"].clone();
    assert_ne!(first, second);
    assert_eq!(book.json("praise --next")["text"], first);
}
