//! The book is kept while the app is open: the day's backup, and a restore beside it.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use super::terminal::{PATIENCE, Place};

/// The files beside the book that are backups of it.
fn backups(place: &Place) -> Vec<PathBuf> {
    let all = fs::read_dir(place.path("")).expect("the folder").map(|e| e.expect("an entry").path());
    all.filter(|p| p.display().to_string().contains("book.db.backup-")).collect()
}

/// `AtomicFile` files beside the book.
fn unfinished(place: &Place) -> Vec<PathBuf> {
    let all = fs::read_dir(place.path("")).expect("the folder").map(|e| e.expect("an entry").path());
    all.filter(|p| p.display().to_string().contains(".goodcall-")).collect()
}

#[test]
fn the_days_backup_is_taken_once_while_nobody_types() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro");
    let until = Instant::now() + PATIENCE;
    while backups(&place).is_empty() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(backups(&place), [place.path("book.db.backup-2026-11-23")]);
    terminal.send("l").says("for later").send("+ You saved our launch\x13").says("Logged a call");
    terminal.send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    assert_eq!(backups(&place).len(), 1);
    assert!(unfinished(&place).is_empty());
    let first = fs::read(&backups(&place)[0]).expect("the backup");
    let mut again = place.open();
    again.says("Ana Ribeiro").send("q");
    assert_eq!(again.end(PATIENCE), 0);
    assert!(fs::read(&backups(&place)[0]).expect("the backup") == first, "one a day");
}

#[test]
fn whoever_only_looks_in_has_a_backup_too() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    terminal.is_restored();
    assert_eq!(backups(&place).len(), 1);
}

#[test]
fn a_signal_leaves_nothing_unfinished() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").signal(Signal::TERM);
    assert_eq!(terminal.end(Duration::from_secs(3)), 143);
    assert!(unfinished(&place).is_empty());
}

#[test]
fn a_backup_that_can_t_be_taken_is_said_and_the_app_goes_on() {
    let place = Place::new();
    fs::write(place.path("no-folder"), "a file").expect("a file");
    let folder = place.path("no-folder").display().to_string();
    place.configure(&format!("[backups]\nfolder = \"{folder}\"\n"));
    let mut terminal = place.open();
    terminal.says("not take today's backup").send("l").says("for later").send("+ Still here\x13");
    terminal.says("Logged a call").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
}

#[test]
fn a_book_that_is_restored_beside_it_is_opened() {
    let place = Place::new();
    let copy = place.path("copy.db").display().to_string();
    place.goodcall(&["backup", &copy]);
    place.goodcall(&["edit", "Ana", "--name", "Beatriz Ribeiro"]);
    let mut terminal = place.open();
    terminal.says("Beatriz Ribeiro");
    place.goodcall(&["restore", &copy]);
    terminal.says("Ana Ribeiro").no_longer_says("Beatriz");
    terminal.send("l").says("for later").send("+ Into the right book\x13").says("Logged a call");
    assert!(place.goodcall(&["show", "Ana"]).contains("Into the right book"));
}
