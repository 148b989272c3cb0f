//! The app syncs by itself: at the start, after a change, at the end; and says what is wrong once.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::terminal::{PATIENCE, Place};

/// How long a sync may take to begin: after a look each second, two seconds after a change.
const BEGINS_WITHIN: Duration = Duration::from_secs(15);

/// A laptop and a desktop that share a folder.
fn two(folder: &Path) -> (Place, Place) {
    let (laptop, desktop) = (Place::new(), Place::new());
    let shared = folder.to_str().expect("UTF-8");
    let line = laptop.goodcall(&["sync", "setup", shared, "--name", "laptop"]);
    desktop.goodcall(&["sync", "join", line.trim(), shared, "--name", "desktop"]);
    laptop.goodcall(&["sync", "now"]);
    (laptop, desktop)
}

/// Waits until what a command prints names something.
fn until(place: &Place, before: &[&str], arguments: &[&str], what: &str) {
    let end = Instant::now() + BEGINS_WITHIN;
    loop {
        if !before.is_empty() {
            place.goodcall(before);
        }
        let said = place.goodcall(arguments);
        if said.contains(what) {
            return;
        }
        assert!(Instant::now() < end, "no {what:?} in {said}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn the_app_reads_and_sends_by_itself() {
    let shared = tempfile::tempdir().expect("a folder");
    let (laptop, desktop) = two(shared.path());
    desktop.goodcall(&["add", "Zoe Zimmer"]);
    desktop.goodcall(&["sync", "now"]);
    let mut terminal = laptop.open();
    terminal.says("Ana Ribeiro");
    until(&laptop, &[], &["list"], "Zoe Zimmer");
    terminal.send("l").says("for later").send("+ You saved our launch\x13").says("Logged a call");
    until(&desktop, &["sync", "now"], &["praise"], "You saved our launch");
    // What is done last is sent while it ends.
    terminal.send("u").says("Undone").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    desktop.goodcall(&["sync", "now"]);
    assert!(!desktop.goodcall(&["praise"]).contains("You saved our launch"));
}

#[test]
fn what_another_machine_sends_is_there_within_seconds() {
    let shared = tempfile::tempdir().expect("a folder");
    let (laptop, desktop) = two(shared.path());
    let sends = |name: &str| {
        desktop.goodcall(&["add", name]);
        desktop.goodcall(&["sync", "now"]);
    };
    sends("Zoe Zimmer");
    let mut terminal = laptop.open();
    terminal.send("3").says("Ana Ribeiro").says("Zoe Zimmer");
    // The sync at the start is over; the next one is minutes away.
    sends("Rui Costa");
    until(&laptop, &[], &["list"], "Rui Costa");
    terminal.says("Rui Costa");
    // A form keeps its words, and what came meanwhile is there after it.
    terminal.send("l").says("for later").send("Half a sentence");
    sends("Eva Lind");
    terminal.says("Half a sentence").send(" and the rest\x13").says("Logged a");
    until(&laptop, &[], &["list"], "Eva Lind");
    assert!(laptop.goodcall(&["search", "Half"]).contains("Half a sentence and the rest"));
    terminal.send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
}

#[test]
fn a_line_that_is_pasted_into_a_terminal_needs_no_end() {
    let shared = tempfile::tempdir().expect("a folder");
    let (laptop, desktop) = (Place::new(), Place::new());
    let folder = shared.path().to_str().expect("UTF-8");
    let line = laptop.goodcall(&["sync", "setup", folder, "--name", "laptop"]);
    let mut terminal = desktop.run(&["sync", "join", "-", folder, "--name", "desktop"]);
    // Broken as a mail program breaks it.
    let (first, rest) = line.trim().split_at(24);
    terminal.says("Paste the line").send(&format!("{first}\r{rest}\r")).says("Joined as desktop");
    assert_eq!(terminal.end(PATIENCE), 0);
    let mut terminal = desktop.run(&["sync", "join", "-", folder]);
    terminal.says("Paste the line").send("\r").says("nothing came in");
    assert_eq!(terminal.end(PATIENCE), 2);
}

#[test]
fn a_folder_that_is_gone_is_told_once_and_days_without_it_later() {
    let shared = tempfile::tempdir().expect("a folder");
    let (laptop, _desktop) = two(shared.path());
    fs::remove_dir_all(shared.path().join("goodcall-sync")).expect("unplugged");
    let mut terminal = laptop.open_at("2026-11-26T14:42:00Z");
    terminal.says("Ana Ribeiro").says("Sync waits: there is nothing to sync with in");
    terminal.send("3").says("3 days without sync").no_longer_says("Sync waits");
    terminal.send("1").send("l").says("for later").send("Fine\x13").says("Logged a call");
    std::thread::sleep(Duration::from_secs(4));
    terminal.says("Logged a call").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
}

#[test]
fn without_a_sync_nothing_is_said_or_made() {
    let place = Place::new();
    let mut terminal = place.open();
    terminal.says("Ana Ribeiro").send("l").says("for later").send("Fine\x13").says("Logged a call").send("q");
    assert_eq!(terminal.end(PATIENCE), 0);
    for made in ["book.db.sync-key", "book.db.sync-lock"] {
        assert!(!place.path(made).exists(), "{made}");
    }
}
