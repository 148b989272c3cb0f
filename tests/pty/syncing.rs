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
fn a_folder_that_is_gone_is_told_once_and_days_without_it_later() {
    let shared = tempfile::tempdir().expect("a folder");
    let (laptop, _desktop) = two(shared.path());
    fs::remove_dir_all(shared.path().join("goodcall-sync")).expect("unplugged");
    let mut terminal = laptop.open_at("2026-11-26T14:42:00Z");
    terminal.says("Ana Ribeiro").says("Sync: there is nothing to sync with in");
    terminal.send("3").says("3 days without sync").no_longer_says("Sync: ");
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
