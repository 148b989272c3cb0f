//! A draft that the book can't take: said once, kept in the form, and at the end in a private file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use rustix::process::Signal;

use super::ground::report;
use super::shim::shim_or_say;
use crate::terminal::{Place, Terminal};

const TYPED: &str = "+ Not one line is lost";

/// The app on a disk that is full, with a half-typed log, and the folder for temporary files.
fn on_a_full_disk(place: &Place) -> Option<Terminal> {
    let shim = shim_or_say("drafts on a full disk")?.display().to_string();
    let folder = fs::canonicalize(place.book()).expect("the book").parent().expect("a folder").display().to_string();
    let tmp = place.path("cache").display().to_string();
    // The book's folder holds the others too; only what is named after the book fails.
    let book = format!("{folder}/book.db");
    let environment =
        [("LD_PRELOAD", &*shim), ("FAULTS_FOLDER", &*book), ("FAULTS_FAIL", "w 0 1000000 28"), ("TMPDIR", &*tmp)];
    let mut terminal = place.open_with(&environment);
    terminal.says("Ana Ribeiro").send("l").says("for later").send(TYPED).says("line is lost");
    terminal.says("stays here");
    Some(terminal)
}

/// The files that were put aside: private, and whole.
#[track_caller]
fn put_aside(place: &Place) {
    let files: Vec<_> =
        fs::read_dir(place.path("cache")).expect("the folder").map(|e| e.expect("an entry").path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    assert!(fs::read_to_string(&files[0]).expect("the file").contains(TYPED));
    assert_eq!(fs::metadata(&files[0]).expect("the file").permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_draft_that_can_not_be_kept_is_in_a_file_at_the_end() {
    for signal in [Signal::TERM, Signal::HUP] {
        let place = Place::new();
        let Some(mut terminal) = on_a_full_disk(&place) else { return };
        // Said once; the text stays.
        terminal.send("!").no_longer_says("stays here").says("line is lost!");
        terminal.signal(signal).end(Duration::from_secs(3));
        terminal.is_restored().says("it is kept in");
        put_aside(&place);
    }
    report("a draft on a full disk, ended by a signal", 2, "0 lines lost");
}

#[test]
fn a_form_that_is_left_on_a_full_disk_leaves_a_file() {
    let place = Place::new();
    let Some(mut terminal) = on_a_full_disk(&place) else { return };
    terminal.send("\x1b").says("it is in").no_longer_says("for later");
    put_aside(&place);
    terminal.send("q");
    assert_eq!(terminal.end(Duration::from_secs(3)), 0);
    terminal.is_restored();
    report("a form left on a full disk", 1, "0 lines lost");
}

#[test]
fn a_log_that_can_not_be_saved_stays_in_the_form() {
    let place = Place::new();
    let Some(mut terminal) = on_a_full_disk(&place) else { return };
    terminal.send("\x13").says("the disk is full").says("line is lost");
    terminal.send("\x03").end(Duration::from_secs(3));
    terminal.is_restored().says("it is kept in");
    put_aside(&place);
    report("a log saved on a full disk", 1, "0 lines lost");
}
