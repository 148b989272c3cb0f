//! WHEN: the words for a time.

use crate::support::Book;

/// What `--at` comes to, on Wednesday 25 November 2026, 10:00 UTC.
fn at(when: &str) -> String {
    let book = Book::with_favorites(&["Ana"]);
    let logged = book.at("2026-11-25T10:00:00Z").words(&["log", "ana", "-m", "x", "--json", "--at", when]).json();
    let at = logged["touch"]["at"].as_str().expect("an instant").to_string();
    at.strip_suffix(":00+00:00").expect("an instant in UTC").replace('T', " ")
}

#[test]
fn instants_and_dates_are_read() {
    assert_eq!(at("2026-11-23T14:30:00+00:00"), "2026-11-23 14:30");
    assert_eq!(at("2026-11-23T14:30:00Z"), "2026-11-23 14:30");
    assert_eq!(at("2026-11-23"), "2026-11-23 12:00");
    assert_eq!(at("2026-11-23 09:00"), "2026-11-23 09:00");
}

#[test]
fn words_are_read() {
    assert_eq!(at("today"), "2026-11-25 10:00");
    assert_eq!(at("yesterday"), "2026-11-24 12:00");
    assert_eq!(at("yesterday 16:00"), "2026-11-24 16:00");
    assert_eq!(at("3 days ago"), "2026-11-22 12:00");
    assert_eq!(at("Yesterday 16:00"), "2026-11-24 16:00");
}

#[test]
fn a_weekday_is_the_last_one_for_what_has_happened() {
    assert_eq!(at("mon"), "2026-11-23 12:00");
    assert_eq!(at("thu"), "2026-11-19 12:00");
    assert_eq!(at("wed"), "2026-11-25 10:00");
}

#[test]
fn an_instant_of_elsewhere_keeps_its_offset() {
    let book = Book::with_favorites(&["Ana"]);
    let touch = book.json("log ana -m x --at 2026-11-20T09:00:00-05:00")["touch"].clone();
    assert_eq!(touch["at"], "2026-11-20T09:00:00-05:00");
}

/// Until when a snooze of Wednesday 25 November lasts.
fn until(when: &str) -> String {
    let book = Book::with_favorites(&["Ana"]);
    let snoozed = book.at("2026-11-25T10:00:00Z").words(&["snooze", "ana", when, "--json"]).json();
    snoozed["snoozed_until"].as_str().expect("a date").into()
}

#[test]
fn a_weekday_is_the_next_one_for_what_will_happen() {
    assert_eq!(until("mon"), "2026-11-30");
    assert_eq!(until("thu"), "2026-11-26");
}

#[test]
fn times_to_come_are_read() {
    assert_eq!(until("tomorrow"), "2026-11-26");
    assert_eq!(until("in 2 weeks"), "2026-12-09");
    assert_eq!(until("in 10 days"), "2026-12-05");
    assert_eq!(until("next month"), "2026-12-25");
    assert_eq!(until("2027-01-07"), "2027-01-07");
}

#[test]
fn what_cannot_be_read_is_said_with_examples() {
    let book = Book::with_favorites(&["Ana"]);
    for when in ["soon", "whenever", "32 days before", "mondy", "2026/11/23/4", ""] {
        let ran = book.words(&["log", "ana", "-m", "x", "--at", when]).fails(2);
        assert!(ran.err.contains("2026-") && ran.err.contains("yesterday"), "no example for {when:?}: {}", ran.err);
    }
}

#[test]
fn a_day_or_hour_that_does_not_exist_is_said_to() {
    let book = Book::with_favorites(&["Ana"]);
    for when in ["2026-02-31", "2026-13-01", "25:00", "2026-11-23 25:00", "2026-11-23 09:60"] {
        book.words(&["log", "ana", "-m", "x", "--at", when]).fails(2);
    }
}

#[test]
fn a_snooze_is_until_a_day_to_come() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("snooze ana yesterday").fails(2);
    book.run("snooze ana today").fails(2);
    book.run("snooze ana whenever").fails(2);
    book.run("snooze nobody tomorrow").fails(3);
}

#[test]
fn a_snooze_needs_no_quotation_marks() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --name 'Ana Ribeiro'").ok();
    assert_eq!(book.json("snooze ana ribeiro in 2 weeks")["snoozed_until"], "2026-12-07");
}

#[test]
fn an_hour_that_the_clock_change_skips_is_still_kept() {
    let book = Book::in_zone("America/New_York");
    book.at("2026-11-23T15:00:00Z").run("add Ana").ok();
    book.run("log ana -m x --at '2026-03-08 02:30'").ok();
    assert_eq!(book.json("show ana")["touches"].as_array().map(Vec::len), Some(1));
}

#[test]
fn now_is_read_like_an_instant_and_a_wrong_one_is_refused() {
    let book = Book::new();
    book.bare("today --db book.db --now never").run().fails(2).warns("never");
    let today = book.bare("today --json --db book.db").env("GOODCALL_NOW", "2026-11-25T10:00:00Z").run().json();
    assert_eq!(today["date"], "2026-11-25");
}

#[test]
fn a_snooze_can_be_ended() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("snooze ana 'in 2 weeks'").ok();
    assert_eq!(book.json("today")["why_none"], "nobody-available");
    book.run("snooze ana --end").ok();
    assert_eq!(book.json("today")["pick"]["customer"]["name"], "Ana");
}

#[test]
fn a_weekday_said_on_that_day_is_the_next_one_for_a_snooze() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.json("snooze ana mon")["snoozed_until"], "2026-11-30");
}
