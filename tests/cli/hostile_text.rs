//! Text that would like to be more than text.

use crate::support::attacks::{HOSTILE, harm_in};
use crate::support::{Book, Ran};

#[track_caller]
fn harmless(ran: &Ran) {
    for printed in [&ran.out, &ran.err] {
        let harm = harm_in(printed);
        assert!(harm.is_empty(), "{harm:?} in {printed:?}");
    }
}

fn book() -> Book {
    let book = Book::new();
    book.at("2026-11-01T10:00:00Z");
    book.words(&["add", HOSTILE, "--favorite", "--company", HOSTILE, "--role", HOSTILE, "--phone", HOSTILE]).ok();
    book.words(&["edit", "eve", "--city", HOSTILE, "--facts", HOSTILE, "--email", HOSTILE]).ok();
    book.words(&["log", "eve", "-m", &format!("+ Kind {HOSTILE} @\"{HOSTILE}\"\n! {HOSTILE}\n{HOSTILE}")]).ok();
    book.at(crate::support::MONDAY);
    book
}

#[test]
fn names_with_breaks_stay_on_the_lines_of_errors() {
    let book = Book::new();
    for name in ["Zed\tTab\nNew", "Zed\tTab\nOld"] {
        book.words(&["add", name]).ok();
    }
    let shown = book.words(&["list"]).ok().out;
    let name = shown.lines().find(|line| line.contains("New")).expect("Zed").to_string();
    let name = name.trim_start_matches(|c: char| !c.is_alphabetic()).split("  ").next().unwrap_or_default().to_string();
    for who in ["Zed Tap", "zed"] {
        let ran = book.words(&["show", who]).fails(3).warns(&name);
        assert!(!ran.err.contains('\t') && !ran.err.contains("\nNew"), "{}", ran.err);
    }
    for line in [vec!["dial", "zed new"], vec!["merge", "zed new", "zed new"]] {
        let ran = book.words(&line).warns(&name);
        assert!(!ran.err.contains('\t') && !ran.err.contains("\nNew"), "{line:?}: {}", ran.err);
    }
}

#[test]
fn nothing_hostile_reaches_the_terminal() {
    let book = book();
    for line in [
        "today",
        "today --short",
        "today --ahead 5",
        "list",
        "show eve",
        "search eve",
        "praise",
        "praise --next",
        "lift",
        "undo --list",
        "snooze eve tomorrow",
        "undo",
        "skip",
        "undo",
        "archive eve",
        "unarchive eve",
        "edit eve --pleasure 4",
        "log eve -m again",
        "dial eve",
    ] {
        harmless(&book.run(line));
    }
}

#[test]
fn nothing_hostile_reaches_it_through_an_error() {
    let book = book();
    book.run("add Eve Two").ok();
    harmless(&book.run("show eve").fails(3));
    harmless(&book.words(&["show", HOSTILE, "nobody"]).fails(3));
    harmless(&book.words(&["log", "two", "-m", "x", "--at", HOSTILE]).fails(2));
    harmless(&book.words(&["edit", "two", "--timezone", HOSTILE]).fails(2));
    harmless(&book.words(&["edit", "two", "--pleasure", HOSTILE]).fails(2));
    harmless(&book.words(&["edit", "two", "--left-because", HOSTILE]).fails(2));
    harmless(&book.words(&["import", HOSTILE]).fails(1));
    harmless(&book.words(&["touch", "show", HOSTILE]).fails(3));
    harmless(&book.words(&[HOSTILE]).fails(2));
    harmless(&book.words(&["today", "--config", HOSTILE]).fails(1));
    harmless(&book.bare("today --now").arg(HOSTILE).run().fails(2));
    harmless(&book.bare("today --db").arg(format!("/no/{HOSTILE}/x")).run().fails(4));
}

#[test]
fn nothing_hostile_reaches_it_through_a_file() {
    let book = Book::new();
    let quoted = HOSTILE.replace('\r', "");
    let row = format!("\"{quoted}\",x@{quoted},9\n");
    let file = book.write("evil.csv", format!("Name,{quoted},Pleasure\n{row},x,1\n"));
    let file = file.display().to_string();
    harmless(&book.words(&["import", &file, "--dry-run"]));
    harmless(&book.words(&["import", &file]));
    let config = book
        .write("evil.toml", format!("\"{}\" = 1\n", HOSTILE.escape_default().to_string().replace("\\u{", "\\\\u{")));
    harmless(&book.bare("config check --config").arg(config).run());
}

#[test]
fn what_is_kept_is_what_came() {
    let book = book();
    assert_eq!(book.json("list")[0]["name"], HOSTILE);
}

#[test]
fn json_on_standard_output_is_whole_and_escaped() {
    let book = book();
    let out = book.run("show eve --json").ok().out;
    assert!(!out.contains('\u{1b}') && !out.contains('\u{7}'), "{out:?}");
}
