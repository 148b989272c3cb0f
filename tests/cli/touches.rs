//! `touch show`, `touch edit`, `touch delete`.

use serde_json::json;

use crate::support::{Book, MONDAY, names, text};

/// A book with one log of Ana's; its id.
fn logged() -> (Book, String) {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok().says("Ana");
    let id = text(&book.json("log ana -m '+ Kind\n! Idea' --mood-after 4")["touch"]["id"]).to_string();
    (book, id)
}

#[test]
fn a_touch_can_be_looked_at() {
    let (book, id) = logged();
    let shown = book.json(&format!("touch show {id}"));
    let touch = shown.get("touch").unwrap_or(&shown);
    assert_eq!((&touch["id"], &touch["mood_after"]), (&id.clone().into(), &4.into()));
    book.run(&format!("touch show {id}")).ok().says("Kind").says("Ana");
    book.run("touch show 123").fails(3);
    book.run("touch show nonsense").fails(3);
    book.run("touch edit 123 -m x").fails(3);
    book.run("touch delete 123").fails(3);
}

#[test]
fn a_correction_changes_what_it_names_and_nothing_else() {
    let (book, id) = logged();
    let edited = book.json(&format!("touch edit {id} --minutes 20"));
    let touch = edited["touch"].clone();
    assert_eq!((&touch["minutes"], &touch["mood_after"]), (&20.into(), &4.into()));
    assert_eq!(touch["remarks"].as_array().map(Vec::len), Some(2));
    book.run(&format!("touch edit {id}")).fails(2);
    book.run(&format!("touch edit {id} --at tomorrow")).fails(2);
    book.run(&format!("touch edit {id} --mood-after 7")).fails(2);
}

#[test]
fn a_corrected_text_keeps_the_stars_of_what_stayed() {
    let (book, id) = logged();
    let praise = book.id("praise");
    book.run(&format!("praise --star {praise}")).ok();
    book.run("praise --next").ok();
    book.run(&format!("touch edit {id} -m '! Another idea\n+ Kind'")).ok();
    let kept = book.json("praise --starred");
    assert_eq!(names(&kept, "/text"), ["Kind"]);
    assert_eq!(kept[0]["times_shown"], 1);
    assert!(names(&book.json("search idea"), "/text").iter().all(|found| found.contains("Another idea")));
}

#[test]
fn a_call_that_was_none_opens_the_slot_again() {
    let (book, id) = logged();
    assert_eq!(book.pick(), "Ana called");
    book.run(&format!("touch edit {id} --outcome no-answer")).ok();
    assert_eq!(book.pick(), "Ben offered");
    assert_eq!(book.offered_before(), ["Ana not-reached"]);
}

#[test]
fn a_miss_that_was_a_call_settles_the_slot() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    let id = text(&book.json("log ana --outcome no-answer")["touch"]["id"]).to_string();
    book.at("2026-11-24T10:00:00Z");
    book.run("today").ok();
    book.run(&format!("touch edit {id} --outcome reached -m 'We did talk'")).ok();
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn a_call_moved_to_last_week_opens_this_weeks_slot() {
    let (book, id) = logged();
    book.run(&format!("touch edit {id} --at 2026-11-18")).ok();
    assert_eq!(book.json("show ana")["wait_days"], 5);
    assert_eq!(book.pick().split(' ').nth(1), Some("offered"));
}

#[test]
fn a_deleted_touch_is_gone_and_can_come_back() {
    let (book, id) = logged();
    book.run(&format!("touch delete {id}")).ok();
    assert_eq!(book.json("show ana")["touches"], json!([]));
    assert_eq!(book.json("show ana")["wait_days"], 83);
    assert_eq!(book.json("search kind"), json!([]));
    assert_eq!(book.pick(), "Ana offered");
    book.run("undo").ok();
    assert_eq!(book.json("show ana")["wait_days"], 0);
    assert_eq!(book.json("search kind").as_array().map(|a| !a.is_empty()), Some(true));
    assert_eq!(book.at(MONDAY).pick(), "Ana called");
}

#[test]
fn undoing_a_correction_takes_the_next_offer_back() {
    let (book, id) = logged();
    for correction in [
        format!("touch edit {id} --outcome voicemail"),
        format!("touch edit {id} --kind card"),
        format!("touch edit {id} --at 2026-11-18"),
        format!("touch delete {id}"),
    ] {
        book.run(&correction).ok();
        book.run("today").ok();
        book.run("undo").ok();
        assert_eq!(book.pick(), "Ana called", "{correction}");
        assert_eq!(book.offered_before(), Vec::<String>::new(), "{correction}");
    }
}

#[test]
fn a_call_that_was_none_leaves_the_setback_unanswered() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("lift --after lost-deal --mood 2").ok();
    let id = text(&book.json("log ben -m hello")["touch"]["id"]).to_string();
    book.run(&format!("touch edit {id} --outcome no-answer")).ok();
    let touch = book.json("log cleo -m hello")["touch"].clone();
    assert_eq!((&touch["occasion"], &touch["mood_before"]), (&"lift".into(), &2.into()));
}

#[test]
fn a_deleted_call_leaves_the_setback_unanswered_until_it_comes_back() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("lift --after lost-deal --mood 2").ok();
    let id = text(&book.json("log ben -m hello")["touch"]["id"]).to_string();
    book.run(&format!("touch delete {id}")).ok();
    assert_eq!(book.json("log cleo -m hello")["touch"]["occasion"], "lift");
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(book.json("log cleo -m hello")["touch"]["occasion"], "other");
}
