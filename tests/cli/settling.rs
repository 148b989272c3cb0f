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

#[test]
fn two_called_in_one_slot_both_count_as_called_on_it() {
    let book = Book::with_favorites(&["Ana", "Bea", "Cleo"]);
    book.run("log --outcome voicemail").ok();
    book.run("log -m 'Bea was in'").ok();
    assert_eq!(book.at("2026-11-24T10:00:00Z").json("log ana -m 'She called back'")["settled_pick"], true);
    assert_eq!((book.pick(), book.offered_before()), ("Ana called".into(), vec![]));
    assert_eq!(book.ahead(2), ["Cleo", "Bea"], "Bea was called on Monday, Ana on Tuesday");
    book.run("snooze cleo 2026-12-20").ok();
    assert_eq!(book.at("2026-11-30T10:00:00Z").pick(), "Bea offered", "whoever called last comes last");
}

#[test]
fn the_order_of_two_calls_is_that_of_the_calls_whenever_they_were_logged() {
    let book = Book::with_favorites(&["Ana", "Bea"]);
    book.run("log --outcome voicemail").ok();
    assert_eq!(book.pick(), "Bea offered");
    book.at("2026-11-24T10:00:00Z").run("log ana -m 'She called back'").ok();
    // Bea's call of Monday is only logged on Wednesday.
    let logged = book.at("2026-11-25T10:00:00Z").json("log bea --at 'mon 10:30' -m 'Forgot to log'");
    assert_eq!(logged["settled_pick"], true);
    assert_eq!(book.pick(), "Ana called");
    assert_eq!(book.at("2026-11-30T10:00:00Z").pick(), "Bea offered");
}

#[test]
fn everybody_called_with_another_counts_too() {
    let book = Book::with_favorites(&["Ana", "Bea", "Cleo"]);
    for _ in 0..3 {
        book.run("today --anyway").ok();
        book.run("log -m fine").ok();
    }
    assert_eq!(book.pick(), "Cleo called");
    assert_eq!(book.ahead(3), ["Ana", "Bea", "Cleo"]);
    assert_eq!(book.at("2026-11-30T10:00:00Z").pick(), "Ana offered");
}

#[test]
fn a_log_before_any_look_settles_the_slot_where_it_is_the_picks() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let logged = book.json("log ana -m 'She was first'");
    assert_eq!((&logged["settled_pick"], &logged["touch"]["occasion"]), (&true.into(), &"rotation".into()));
    assert_eq!(book.pick(), "Ana called");
    assert_eq!(book.json("today")["pick"]["wait_days"], 83, "the offer is made before the log");
}

#[test]
fn a_log_before_any_look_keeps_the_streak_where_it_is_not_the_picks() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let logged = book.json("log ben -m 'He called me'");
    assert_eq!((&logged["settled_pick"], &logged["touch"]["occasion"]), (&false.into(), &"other".into()));
    assert_eq!(book.pick(), "Ana offered");
    assert_eq!(book.json("trends")["streak"], 1);
}

#[test]
fn a_miss_before_any_look_is_a_miss_of_the_pick() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    assert_eq!(book.json("log ana --outcome no-answer")["settled_pick"], true);
    assert_eq!((book.pick(), book.offered_before()), ("Ben offered".into(), vec!["Ana not-reached".to_string()]));
    // The next offer is made when it is logged, too.
    book.run("log ben --outcome voicemail").ok();
    assert_eq!(book.pick(), "nobody: all-offered");
}

#[test]
fn after_a_miss_the_next_offer_is_made_when_it_is_logged() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("log ana --outcome no-answer").ok();
    assert_eq!(book.json("log ben -m 'He was in'")["settled_pick"], true);
    assert_eq!((book.pick(), book.offered_before()), ("Ben called".into(), vec!["Ana not-reached".to_string()]));
}

#[test]
fn somebody_missed_needs_no_other_offer_to_call_back() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana --outcome no-answer").ok();
    assert_eq!(book.json("log ana -m 'She called back'")["settled_pick"], true);
    assert_eq!((book.pick(), book.offered_before()), ("Ana called".into(), vec![]));
    assert_eq!(book.json("today --anyway")["pick"]["customer"]["name"], "Ben");
}

#[test]
fn a_log_of_an_earlier_slot_makes_no_offer_in_todays() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana --at 2026-11-20 -m 'On Friday'").ok();
    assert_eq!(book.pick(), "Ben offered", "Ana was talked to since the last call day");
    assert_eq!(book.json("today")["offered_before"], serde_json::json!([]));
}

#[test]
fn undoing_a_log_that_made_the_offer_takes_the_offer_back() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana -m fine").ok();
    book.run("today --anyway").ok().says("Ben");
    book.run("undo").ok();
    assert_eq!((book.pick(), book.offered_before()), ("Ana offered".into(), vec![]));
    book.run("log ben -m 'By mistake'").ok();
    book.run("undo").ok();
    // Nothing is left of the offer that the second log made, so this one is made anew.
    let other = Book::with_favorites(&["Ana", "Ben"]);
    other.run("log ben -m 'By mistake'").ok();
    other.run("undo").ok();
    let thursday = other.at("2026-11-26T10:00:00Z").json("today");
    assert_eq!((&thursday["pick"]["customer"]["name"], &thursday["pick"]["wait_days"]), (&"Ana".into(), &86.into()));
}

#[test]
fn a_favorite_switched_off_and_on_again_is_offered_all_the_same() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.pick(), "Ana offered");
    book.run("edit ana --no-favorite").ok();
    assert_eq!(book.pick(), "nobody: no-favorites");
    book.run("edit ana --favorite").ok();
    assert_eq!((book.pick(), book.offered_before()), ("Ana offered".into(), vec![]));
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn whoever_is_back_while_another_is_offered_has_their_turn_after_them() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    assert_eq!(book.pick(), "Ana offered");
    book.run("edit ana --no-favorite").ok();
    assert_eq!(book.pick(), "Ben offered");
    book.run("edit ana --favorite").ok();
    assert_eq!(book.pick(), "Ben offered", "an offer stays the answer until it is settled");
    book.run("skip").ok();
    assert_eq!((book.pick(), book.offered_before()), ("Ana offered".into(), vec!["Ben skipped".to_string()]));
    book.run("skip").ok();
    assert_eq!(book.pick(), "nobody: all-offered");
    for _ in 0..4 {
        book.run("undo").ok();
    }
    assert_eq!((book.pick(), book.offered_before()), ("Ana offered".into(), vec![]));
}

#[test]
fn a_snooze_that_is_taken_back_brings_the_offer_back() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.pick(), "Ana offered");
    book.run("archive ana").ok();
    assert_eq!(book.pick(), "nobody: all-offered", "she was offered");
    book.run("unarchive ana").ok();
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn why_somebody_was_skipped_stays_whatever_follows() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("skip --because 'on holiday'").ok();
    let touch = book.id("log ana -m 'After all'");
    assert_eq!(book.pick(), "Ana called");
    book.words(&["touch", "delete", &touch]).ok();
    assert_eq!(book.json("today")["offered_before"][0]["because"], "on holiday");
    assert_eq!(book.json("today")["offered_before"][0]["state"], "skipped");
}

#[test]
fn a_log_that_made_its_offer_is_redone_whatever_was_offered_meanwhile() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana -m fine").ok();
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
    book.run("redo").ok();
    assert_eq!((book.pick(), book.offered_before()), ("Ana called".into(), vec![]));
    book.run("undo").ok();
    book.run("snooze ana 2026-12-01").ok();
    assert_eq!(book.pick(), "Ben offered");
}
