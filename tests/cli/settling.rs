//! What settles a pick: a call from anywhere, a miss, a withdrawal.

use crate::support::{Book, MONDAY};

#[test]
fn logging_the_picks_call_settles_the_slot() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok().says("Ana");
    let logged = book.json("log ana -m '+ You saved us'");
    assert_eq!(logged["settled_pick"], true);
    assert_eq!(logged["touch"]["occasion"], "rotation");
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn a_call_settles_a_slot_that_nobody_looked_at() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log -m fine").ok().says("Ana");
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn a_visit_settles_it_too() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    assert_eq!(book.json("log --kind visit -m 'In their hall'")["settled_pick"], true);
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn a_card_settles_nothing() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    assert_eq!(book.json("log --kind card")["settled_pick"], false);
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn a_conversation_with_anyone_else_leaves_the_offer_open() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    assert_eq!(book.json("log ben -m 'He called me'")["settled_pick"], false);
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn a_voicemail_brings_the_next_offer() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let logged = book.json("log --outcome voicemail");
    assert_eq!((&logged["settled_pick"], &logged["touch"]["occasion"]), (&true.into(), &"rotation".into()));
    assert_eq!(book.pick(), "Ben offered");
    assert_eq!(book.offered_before(), ["Ana not-reached"]);
}

#[test]
fn a_missed_customer_comes_up_again_on_the_next_call_day() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log --outcome no-answer").ok();
    book.run("log -m 'Ben was in'").ok();
    assert_eq!(book.at("2026-11-30T10:00:00Z").pick(), "Ana offered");
}

#[test]
fn somebody_missed_who_calls_back_settles_the_slot() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("log --outcome voicemail").ok();
    assert_eq!(book.pick(), "Ben offered");
    let logged = book.at("2026-11-24T15:00:00Z").json("log ana -m 'She called back'");
    assert_eq!(logged["settled_pick"], true);
    assert_eq!(book.pick(), "Ana called");
    assert_eq!(book.offered_before(), ["Ben withdrawn"]);
}

#[test]
fn somebody_skipped_who_is_called_after_all_settles_the_slot() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("skip").ok();
    assert_eq!(book.json("log ana -m 'After all'")["settled_pick"], true);
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn a_call_on_tuesday_that_is_logged_on_friday_settles_the_slot() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    book.at("2026-11-27T18:00:00Z").run("log ana --at tue -m 'Forgot to log'").ok();
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn a_call_in_an_earlier_slot_leaves_this_one_open() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    assert_eq!(book.at("2026-11-17T10:00:00Z").pick(), "Ana offered");
    assert_eq!(book.at(MONDAY).pick(), "Ana offered");
    assert_eq!(book.json("log ana --at 2026-11-18 -m 'Last week'")["settled_pick"], true);
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn a_call_before_the_slot_opened_does_not_settle_it() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    let logged = book.json("log ana --at 2026-11-20 -m 'On Friday'");
    assert_eq!((&logged["settled_pick"], &logged["touch"]["occasion"]), (&false.into(), &"other".into()));
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn a_back_dated_log_never_moves_the_last_talk_backwards() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana --at 2026-11-20 -m later").ok();
    book.run("log ana --at 2026-10-01 -m earlier").ok();
    assert_eq!(book.json("show ana")["wait_days"], 3);
}

#[test]
fn whoever_leaves_the_rotation_is_withdrawn() {
    for leaving in [
        "archive ana",
        "snooze ana 'in 2 weeks'",
        "edit ana --no-favorite",
        "edit ana --do-not-call",
        "edit ana --past",
    ] {
        let book = Book::with_favorites(&["Ana", "Ben"]);
        assert_eq!(book.pick(), "Ana offered");
        book.run(leaving).ok();
        assert_eq!(book.pick(), "Ben offered", "{leaving}");
        assert_eq!(book.offered_before(), ["Ana withdrawn"], "{leaving}");
        book.run("undo").ok();
        assert_eq!(book.pick(), "Ana offered", "{leaving}, undone");
        assert_eq!(book.offered_before(), Vec::<String>::new(), "{leaving}, undone");
    }
}

#[test]
fn with_everybody_away_there_is_nobody_available() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("snooze ana 2026-12-24").ok();
    book.run("edit ben --do-not-call").ok();
    assert_eq!(book.pick(), "nobody: nobody-available");
    book.run("today").ok();
}

#[test]
fn undoing_a_skip_brings_the_offer_back() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("skip").ok();
    assert_eq!(book.pick(), "Ben offered");
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
    assert_eq!(book.offered_before(), Vec::<String>::new());
    book.run("log -m fine").ok().says("Ana");
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn undoing_a_miss_brings_the_offer_back() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log --outcome no-answer").ok();
    book.run("today").ok();
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
    assert_eq!(book.json("show ana")["touches"], serde_json::json!([]));
}

#[test]
fn undoing_a_call_opens_the_slot_again() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log -m fine").ok();
    book.run("today --anyway").ok().says("Ben");
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
    assert_eq!(book.offered_before(), Vec::<String>::new());
}

#[test]
fn undoing_two_skips_goes_back_two_steps() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("skip").ok();
    book.run("skip").ok();
    assert_eq!(book.pick(), "Cleo offered");
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ben offered");
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn undoing_the_call_back_restores_miss_and_offer() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("log --outcome voicemail").ok();
    assert_eq!(book.pick(), "Ben offered");
    book.run("log ana -m 'She called back'").ok();
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ben offered");
    assert_eq!(book.offered_before(), ["Ana not-reached"]);
}

#[test]
fn the_first_offer_is_computed_for_the_day_on_which_it_is_made() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let today = book.at("2026-11-26T10:00:00Z").json("today");
    // From 1 September to Thursday 26 November.
    assert_eq!(today["pick"]["wait_days"], 86);
    assert_eq!(today["pick"]["score"], 860);
}
