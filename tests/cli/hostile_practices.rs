//! Text that would like to be more than text, in what past buyers, visits, ideas, teammates and the week print.

use crate::support::attacks::{HOSTILE, harm_in};
use crate::support::{Book, Ran, text};

#[track_caller]
fn harmless(ran: &Ran) {
    for printed in [&ran.out, &ran.err] {
        let harm = harm_in(printed);
        assert!(harm.is_empty(), "{harm:?} in {printed:?}");
    }
}

fn book() -> Book {
    let book = Book::new();
    book.at("2026-11-02T10:00:00Z");
    book.words(&["add", HOSTILE, "--favorite", "--company", HOSTILE, "--city", HOSTILE, "--peak", "tue,\tthu"]).ok();
    book.words(&["edit", "eve", "--facts", &format!("storage {HOSTILE}")]).ok();
    book.words(&["add", "Ana", "--favorite", "--peak", "thu,tue", "--facts", "storage", "--city", HOSTILE]).ok();
    book.words(&[
        "add",
        &HOSTILE.replace("Eve", "Past"),
        "--past",
        "--left-on",
        "2026-01-05",
        "--company",
        &HOSTILE.replace("Eve", "Firm"),
    ])
    .ok();
    let said = format!("+ Kind {HOSTILE} @\"{HOSTILE}\" @Sally\n! Storage {HOSTILE}\n? {HOSTILE}\n> {HOSTILE}");
    book.words(&["log", "eve", "-m", &said, "--mood-before", "2", "--mood-after", "4"]).ok();
    book.words(&["log", "ana", "-m", "! Storage at night"]).ok();
    book
}

#[test]
fn nothing_hostile_is_listed() {
    let book = book();
    for line in [
        "due",
        "due --all",
        "ideas",
        "ideas --all",
        "visits",
        "teammates",
        "kudos sally",
        "kudos eve",
        "kudos eve --markdown",
        "week",
        "week --markdown",
        "trends",
        "away --list",
        "today",
        "show past",
    ] {
        harmless(&book.run(line).ok());
    }
}

#[test]
fn nothing_hostile_is_said_of_a_change() {
    let book = book();
    let idea = text(&book.json("ideas")[0]["id"]).to_string();
    for line in [
        "visits accept eve 2026-11-03",
        "visits accept ana 2026-11-05",
        "visits move eve 2026-11-03 2026-11-12",
        "visits decline eve 2026-11-12",
        "undo",
        "edit eve --past --left-because price",
        "edit eve --active",
        "edit ana --referred-by eve",
        "show ana",
        &format!("ideas done {idea}"),
        &format!("ideas reopen {idea}"),
        &format!("ideas carry {idea}"),
        &format!("ideas drop {idea}"),
        "week",
        "undo --list",
        "undo",
    ] {
        harmless(&book.run(line).ok());
    }
    harmless(&book.words(&["teammates", "join", HOSTILE, &format!("Zed {HOSTILE}")]).ok());
    harmless(&book.run("teammates").ok());
    harmless(&book.words(&["visits", "decline", "eve", "2026-11-03", "--because", HOSTILE]));
    harmless(&book.run("undo --list").ok());
}

#[test]
fn nothing_hostile_is_said_in_an_error() {
    let book = book();
    book.run("add Eve Two").ok();
    let nobody = format!("nobody {HOSTILE}");
    for (words, code) in [
        (vec!["visits", "accept", "ana", HOSTILE], 2),
        (vec!["visits", "accept", HOSTILE, "2026-11-04"], 2),
        (vec!["visits", "accept", "Eve", "2026-11-03"], 3),
        (vec!["visits", "accept", &nobody, "2026-11-03"], 3),
        (vec!["visits", "--until", HOSTILE], 2),
        (vec!["away", HOSTILE], 2),
        (vec!["away", "--remove", HOSTILE], 2),
        (vec!["ideas", "done", HOSTILE], 3),
        (vec!["kudos", &nobody], 3),
        (vec!["kudos", "sally", "--since", HOSTILE], 2),
        (vec!["teammates", "join", &nobody, HOSTILE], 3),
        (vec!["add", "New", "--referred-by", &nobody], 3),
        (vec!["edit", "ana", "--every", HOSTILE], 2),
        (vec!["edit", "ana", "--peak", HOSTILE], 2),
        (vec!["trends", "--weeks", HOSTILE], 2),
    ] {
        let ran = book.words(&words);
        harmless(&ran);
        assert_eq!(ran.code, Some(code), "{words:?}: {}", ran.err);
    }
}

#[test]
fn what_is_kept_is_what_came() {
    let book = book();
    let names: Vec<String> = crate::support::names(&book.json("teammates"), "/name");
    assert!(names.contains(&HOSTILE.trim().to_string()), "{names:?}");
}
