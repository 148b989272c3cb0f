//! What the app says of syncs that run by themselves: never in place of what answers a key, and once.

use goodcall::app::sync::{Synced, Told};
use goodcall::error::{Error, ErrorKind};
use goodcall::tui::shell::Event;

use super::harness::Harness;

fn names() -> Harness {
    Harness::with(&["Ana Ribeiro", "Marcus Webb"])
}

fn trouble() -> Event {
    Event::Synced(Box::new(Err(Error::new(ErrorKind::Unreachable, "the folder /stick can't be reached"))))
}

fn well() -> Event {
    Event::Synced(Box::new(Ok(Synced::default())))
}

fn told(told: Told) -> Event {
    Event::Synced(Box::new(Ok(Synced { told: vec![told], ..Synced::default() })))
}

#[test]
fn the_undo_line_stays_until_it_was_read() {
    for (event, said) in [(trouble(), "Sync: the folder /stick"), (told(Told::SentAnew), "What this machine had sent")]
    {
        let mut h = names();
        h.press("3 f").says("Marcus Webb").says("u undo");
        let before = h.screen();
        h.send(event).send(Event::Nothing);
        assert_eq!(h.screen(), before);
        // The next key has an answer of its own, which stays too.
        h.press("f").send(Event::Nothing).says("u undo").never_says(said);
        h.press("j").send(Event::Nothing).says(said);
    }
}

#[test]
fn an_error_stays_until_it_was_read() {
    let mut h = Harness::empty();
    h.press("u").says("There is nothing to undo");
    let before = h.screen();
    h.send(told(Told::SentAnew)).send(Event::Nothing);
    assert_eq!(h.screen(), before);
    h.press("3").send(Event::Nothing).says("What this machine had sent");
    // Each is told, one after the other.
    let mut h = Harness::empty();
    h.press("u").send(trouble()).send(Event::BackedUp(Err(Error::failed("the disk is full"))));
    h.press("3").send(Event::Nothing).says("Sync: the folder").never_says("backup");
    h.press("3").send(Event::Nothing).says("Could not take today's backup: the disk is full");
}

#[test]
fn trouble_is_told_once_and_no_longer_than_it_lasts() {
    let mut h = names();
    h.send(trouble()).says("Sync: the folder /stick can't be reached");
    h.press("3").send(trouble()).send(Event::Nothing).never_says("Sync: ");
    h.send(well()).send(trouble()).says("Sync: the folder");
    h.send(well()).never_says("Sync: ");
    // What is over before anybody read it is not told at all.
    h.press("f").says("u undo").send(well()).send(trouble());
    h.send(well()).press("j").send(Event::Nothing).never_says("Sync: ");
}

#[test]
fn a_renewed_key_is_told_once() {
    let mut h = names();
    let renewed = || told(Told::Renewed("laptop".into()));
    h.send(renewed()).says("laptop renewed the key");
    h.press("3").send(renewed()).send(Event::Nothing).never_says("renewed");
    // What happens again is told again.
    for _ in 0..2 {
        h.send(told(Told::Forgotten(1))).says("1 person forgotten on another machine");
        h.press("j");
    }
}
