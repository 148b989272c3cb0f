//! `lift`: whom to call right now, beside a kind word.

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, has_keys, names};

fn order(book: &Book) -> Vec<String> {
    names(&book.json("lift")["call"], "/customer/name")
}

#[test]
fn a_lift_has_every_key_that_scripts_rely_on() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --timezone UTC").ok();
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
    assert_eq!(lift["call"][1]["reachable_from"], "2026-11-23T17:00:00+00:00", "by the user's clock");
}

#[test]
fn own_hours_decide_and_their_end_is_exclusive() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --hours 09:00-12:00 --timezone UTC").ok();
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
    book.run("edit ana --timezone UTC").ok();
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

#[test]
fn who_is_somewhere_unknown_comes_after_the_awake_and_before_the_asleep() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("edit ana --timezone America/Los_Angeles --pleasure 5 --profit 5").ok();
    book.run("edit ben --pleasure 4").ok();
    book.run("edit cleo --timezone Europe/Lisbon --pleasure 1").ok();
    let lift = book.json("lift");
    assert_eq!(names(&lift["call"], "/customer/name"), ["Cleo", "Ben", "Ana"]);
    let ben = &lift["call"][1];
    assert_eq!((&ben["reachable_now"], &ben["reachable_from"]), (&Value::Null, &Value::Null));
    let reasons = ben["reasons"].to_string();
    assert!(!["reached", "time", "asleep", "from"].iter().any(|word| reasons.contains(word)), "{reasons}");
}

#[test]
fn among_the_asleep_the_soonest_comes_first() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("edit ana --timezone Pacific/Honolulu --pleasure 5 --profit 5").ok();
    book.run("edit ben --timezone America/Los_Angeles --pleasure 4").ok();
    book.run("edit cleo --timezone America/New_York --pleasure 1").ok();
    assert_eq!(order(&book), ["Cleo", "Ben", "Ana"]);
    let lift = book.run("lift").ok();
    lift.says("05:00 in New York; from 14:00 your time")
        .says("asleep, 02:00 in Los Angeles; from 17:00 your time")
        .says("asleep, 00:00 in Honolulu; from 19:00 your time");
}

#[test]
fn within_one_hour_merit_decides_between_two_who_sleep() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    // In 61 and in 120 minutes: two hours have begun.
    book.run("edit ana --timezone UTC --hours 11:01-12:00 --pleasure 1").ok();
    book.run("edit ben --timezone UTC --hours 12:00-13:00 --pleasure 5").ok();
    assert_eq!(order(&book), ["Ben", "Ana"]);
    book.run("edit ana --hours 11:00-12:00").ok();
    assert_eq!(order(&book), ["Ana", "Ben"]);
}

#[test]
fn words_of_the_person_offered_come_first_where_they_have_rested() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --pleasure 5 --profit 5").ok();
    book.run("log ben --at 2026-09-10 -m '+ Old words of Ben'").ok();
    book.run("log ana --at 2026-11-01 -m '+ New words of Ana'").ok();
    let shown = || book.json("lift")["praise"]["text"].clone();
    assert_eq!(book.json("lift")["call"][0]["customer"]["name"], "Ben");
    // The run above showed Ben's; Ana's was never shown.
    assert_eq!(book.json("praise --next")["text"], "New words of Ana");
    assert_eq!(shown(), "Old words of Ben", "the general order: shown longest ago");
    assert_eq!(shown(), "New words of Ana");
    book.at("2026-12-21T09:59:00Z");
    assert_eq!(shown(), "Old words of Ben", "neither has rested: the general order");
    assert_eq!(shown(), "New words of Ana");
    book.at("2027-01-18T09:59:00Z");
    assert_eq!(shown(), "Old words of Ben", "28 days");
}

#[test]
fn a_setback_of_a_kind_within_two_hours_is_the_same() {
    let book = Book::with_favorites(&["Ana"]);
    let first = book.json("lift --after lost-deal --about 'The big one'")["setback"].clone();
    let steps = || book.json("undo --list").as_array().map(Vec::len);
    let before = steps();
    book.at("2026-11-23T11:59:59Z");
    assert_eq!(book.json("lift --after lost-deal")["setback"], first);
    assert_eq!(steps(), before, "nothing was said that was not known");
    assert_eq!(book.json("lift --after lost-deal --mood 2 --about 'The biggest one'")["setback"], first);
    assert_eq!(steps(), before.map(|n| n + 1));
    assert_ne!(book.json("lift --after rough-call")["setback"]["id"], first["id"], "another kind");
    book.at("2026-11-23T12:00:00Z");
    assert_ne!(book.json("lift --after lost-deal")["setback"]["id"], first["id"], "two hours after the first record");
}

#[test]
fn bringing_a_setback_up_to_date_is_undone_by_itself() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("lift --after lost-deal --mood 1").ok();
    book.at("2026-11-23T11:00:00Z").run("lift --after lost-deal --mood 3").ok();
    let mood = |who: &str| book.json(&format!("log {who} -m hello"))["touch"]["mood_before"].clone();
    assert_eq!(mood("ben"), 3);
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(mood("ben"), 1);
}

#[test]
fn an_answered_setback_is_followed_by_another() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let first = book.json("lift --after low-day --mood 1")["setback"]["id"].clone();
    book.run("log ben -m 'It helped'").ok();
    assert_ne!(book.json("lift --after low-day")["setback"]["id"], first);
    assert_eq!(book.json("week")["setbacks"].as_array().map(Vec::len), Some(2));
}
