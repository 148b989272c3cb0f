//! Nothing that was typed is lost, however the program ends.

use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::terminal::{MONDAY, Place};

/// What the draft in the book holds, as another process sees it.
fn draft(place: &Place) -> String {
    place.app().latest_draft().expect("the book").map(|d| d.fields).unwrap_or_default()
}

#[test]
fn a_call_is_logged_and_another_process_sees_it() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later");
    terminal.send("+ You saved our launch\r! Print the list the night before").says("the night before");
    terminal.send("\x13").says("Logged a call with Ana Ribeiro");
    let shown = place.goodcall(&["show", "Ana"]);
    assert!(shown.contains("You saved our launch") && shown.contains("Print the list the night before"), "{shown}");
    assert_eq!(draft(&place), "", "the draft went with the log");
    assert!(shown.contains("23 Nov") || shown.contains(&MONDAY[..10]), "{shown}");
}

#[test]
fn killed_a_second_after_the_last_key_the_next_start_offers_the_draft() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later").send("+ You saved our launch").says("our launch");
    // This second is what is promised.
    std::thread::sleep(Duration::from_secs(1));
    terminal.signal(Signal::KILL).end(Duration::from_secs(3));
    let mut again = place.open();
    again.says("+ You saved our launch").says("You began this log").says("for later");
}

#[test]
fn killed_while_typing_goes_on_at_most_the_last_second_is_missing() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later");
    let (begun, mut typed) = (Instant::now(), Vec::new());
    // Someone who never pauses.
    while begun.elapsed() < Duration::from_millis(1500) {
        terminal.send("x").says(&"x".repeat((typed.len() + 1).min(40)));
        typed.push(Instant::now());
        std::thread::sleep(Duration::from_millis(20));
    }
    let second_before = Instant::now() - Duration::from_secs(1);
    terminal.signal(Signal::KILL).end(Duration::from_secs(3));
    let promised = typed.iter().filter(|at| **at < second_before).count();
    let kept = draft(&place).matches('x').count();
    assert!(kept >= promised, "{kept} of {} letters, though {promised} were older than a second", typed.len());
}

#[test]
fn a_signal_ends_it_with_the_terminal_restored_and_the_draft_whole() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let place = Place::new();
        let mut terminal = place.open();
        terminal.says("Ana Ribeiro").send("l").says("for later").send("not one line is lost").says("is lost");
        terminal.signal(signal);
        assert_eq!(terminal.end(Duration::from_secs(3)), code, "{signal:?}");
        terminal.is_restored();
        assert!(draft(&place).contains("not one line is lost"), "{signal:?}: {:?}", draft(&place));
    }
}

#[test]
fn ctrl_c_in_a_log_ends_with_a_line_on_the_terminal_and_the_next_start_opens_it() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later").send("+ You saved our launch").says("our launch");
    terminal.send("\x03");
    assert_eq!(terminal.end(Duration::from_secs(3)), 0);
    terminal.is_restored();
    terminal.says("Your log of Ana is kept; the next start takes it up.");
    assert!(draft(&place).contains("You saved our launch"), "{:?}", draft(&place));
    let mut again = place.open();
    again.says("+ You saved our launch").send("\x1b").says("Kept the log of Ana Ribeiro for later");
    again.says("resume the log of Ana Ribeiro").send("q");
    assert_eq!(again.end(Duration::from_secs(3)), 0);
    // Left for later: it waits on Today.
    place.open().says("resume the log of Ana Ribeiro");
}

#[test]
fn in_a_log_ctrl_y_brings_back_what_was_cut_and_ctrl_z_takes_typing_back() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later").send("! the pick list at night").says("at night");
    terminal.send("\x17\x17").no_longer_says("at night").send("\x19").says("at night");
    terminal.send("\x15").no_longer_says("the pick").send("\x19\x19").says("at night! the pick");
    terminal
        .send("\x1a")
        .no_longer_says("at night! the pick")
        .says("idea")
        .send("\x13")
        .says("Logged a call with Ana Ribeiro");
    terminal.says("How do you feel now?  1 awful").send("5").says("Good. That is what they are for");
    let shown = place.goodcall(&["ideas"]);
    assert!(shown.contains("the pick list at night"), "{shown}");
}

#[test]
fn a_signal_right_behind_the_last_key_loses_no_key() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later").send("right behind").says("right behind");
    terminal.signal(Signal::HUP);
    assert_eq!(terminal.end(Duration::from_secs(3)), 129);
    assert!(draft(&place).contains("right behind"), "{:?}", draft(&place));
}

#[test]
fn a_terminal_that_goes_away_ends_it_with_the_draft_whole() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later").send("the window was closed").says("was closed");
    terminal.close().end(Duration::from_secs(3));
    assert!(draft(&place).contains("the window was closed"), "{:?}", draft(&place));
}

#[test]
fn ctrl_c_in_a_log_of_the_plain_mode_ends_with_the_same_line() {
    let place = Place::new();
    let mut terminal = place.open_with(&[("TERM", "dumb")]);
    terminal.says("What now?").send("log\n").says("What did Ana say?").send("+ You saved our launch\n");
    // The line is in the book before the next is read.
    let waits = Instant::now();
    while !draft(&place).contains("You saved our launch") && waits.elapsed() < Duration::from_secs(10) {
        std::thread::yield_now();
    }
    terminal.send("\x03").says("Your log of Ana is kept; the next start takes it up.");
    assert_ne!(terminal.end(Duration::from_secs(3)), 0);
    let mut again = place.open_with(&[("TERM", "dumb")]);
    again.says("You began a log of Ana Ribeiro");
    // Where nothing is kept it says nothing.
    let mut idle = place.open_with(&[("TERM", "dumb")]);
    idle.says("Go on with it?").send("no\n").says("What now?").send("\x03");
    assert_ne!(idle.end(Duration::from_secs(3)), 0);
    assert!(!idle.contents().contains("is kept"), "{}", idle.contents());
}
