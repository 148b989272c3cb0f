//! `teammates` and `kudos`: praise that names a colleague, kept under one name and ready to send on.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names};

/// Sally four times under three spellings, Tom once.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --company 'Porto Cold Chain'").ok();
    book.run("log ana --at 2026-10-01 -m '+ @Sally stayed late'").ok();
    book.run("log ben --at 2026-10-08 -m '+ @sally and @Tom were quick'").ok();
    book.run("log ana --at 2026-11-02 -m '+ Thank @\"Sally Reyes\"\n@Sally is news'").ok();
    book.run("log ana --at 2026-11-09 -m '+ @Sally again\n+ Mail ann@sally.example'").ok();
    book
}

/// Each teammate with the number of praises.
fn praised(book: &Book) -> Vec<(String, u64)> {
    let all = book.json("teammates");
    let counts = all.as_array().expect("a list").iter().map(|t| t["praise"].as_u64().expect("a number"));
    names(&all, "/name").into_iter().zip(counts).collect()
}

fn named(all: &[(&str, u64)]) -> Vec<(String, u64)> {
    all.iter().map(|(name, n)| (name.to_string(), *n)).collect()
}

#[test]
fn the_most_praised_comes_first() {
    let book = book();
    assert_eq!(praised(&book), named(&[("Sally", 3), ("Sally Reyes", 1), ("Tom", 1)]));
    assert_eq!(book.json("teammates")[0]["last"], "2026-11-09");
    let out = book.run("teammates").ok().says("Tom").out;
    assert!(out.find("Sally") < out.find("Tom"), "{out}");
}

#[test]
fn without_praise_there_are_none() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.json("teammates"), json!([]));
    assert_eq!(book.run("teammates").ok().out, "");
    book.run("kudos sally").fails(3).warns("@Sally");
}

#[test]
fn one_praise_is_one_however_often_it_names_somebody() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ @Sally and @SALLY and @Sal'").ok();
    assert_eq!(praised(&book), named(&[("Sal", 1), ("Sally", 1)]));
    book.run("teammates join sal sally").ok();
    assert_eq!(praised(&book), named(&[("Sally", 1)]));
    assert_eq!(book.json("kudos sally")["praise"].as_array().map(Vec::len), Some(1));
}

#[test]
fn two_spellings_become_one() {
    let book = book();
    let joined = book.words(&["teammates", "join", "sally reyes", "sally", "--json"]).json();
    has_keys(&joined, "name praise");
    assert_eq!((&joined["name"], &joined["praise"]), (&"Sally".into(), &4.into()));
    assert_eq!(praised(&book), named(&[("Sally", 4), ("Tom", 1)]));
    for name in ["Sally", "SALLY", "'Sally Reyes'", "sal"] {
        let kudos = book.json(&format!("kudos {name}"));
        assert_eq!(kudos["praise"].as_array().map(Vec::len), Some(4), "{name}");
    }
    for name in ["Sally", "'Sally Reyes'"] {
        assert_eq!(book.json(&format!("praise --teammate {name}")).as_array().map(Vec::len), Some(4), "{name}");
    }
    assert_eq!(book.json("praise --teammate 'Sally Reyes'")[1]["teammate"], "Sally");
    // Later praise under the old spelling is kept under the name as well.
    book.run("log ben -m '+ @\"Sally Reyes\" once more'").ok();
    assert_eq!(praised(&book)[0], ("Sally".into(), 5));
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(praised(&book), named(&[("Sally", 3), ("Sally Reyes", 1), ("Tom", 1)]));
}

#[test]
fn names_that_were_joined_move_along() {
    let book = book();
    book.words(&["teammates", "join", "Tom", "Sally Reyes"]).ok();
    book.words(&["teammates", "join", "Sally Reyes", "Sally"]).ok();
    assert_eq!(praised(&book), named(&[("Sally", 4)]));
    book.run("undo").ok();
    assert_eq!(praised(&book), named(&[("Sally", 3), ("Sally Reyes", 2)]));
    book.words(&["teammates", "join", "Sally", "Sally Reyes"]).ok();
    assert_eq!(praised(&book), named(&[("Sally Reyes", 4)]));
    book.words(&["teammates", "join", "Sally Reyes", "Sally"]).ok();
    assert_eq!(praised(&book), named(&[("Sally", 4)]));
}

#[test]
fn joining_what_makes_no_sense_is_refused() {
    let book = book();
    let before = (book.json("teammates"), book.json("undo --list"));
    for (name, into, code) in [("nobody", "Sally", 3), ("Sally", "Sally", 1), ("Sally", "", 2), ("", "Sally", 3)] {
        book.words(&["teammates", "join", name, into]).fails(code);
        book.words(&["teammates", "join", name, into, "--json"]).fails(code).error();
    }
    book.run("teammates join Sally").fails(2);
    book.run("teammates nonsense").fails(2);
    assert_eq!((book.json("teammates"), book.json("undo --list")), before);
}

#[test]
fn a_slip_renames_nobody() {
    let book = book();
    let before = (book.json("teammates"), book.json("undo --list"));
    book.run("teammates join Sally Nobody").fails(3).warns("no praise names \"Nobody\"; Sally keeps that name");
    book.run("teammates join 'Sally Reyes' Tim").fails(3).warns("praised so far: Tom, Sally");
    book.run("teammates join 'Sally Reyes' Saly").fails(3).warns("praised so far: Sally");
    book.run("teammates join Sally Nobody --json").fails(3).error();
    assert_eq!((book.json("teammates"), book.json("undo --list")), before);
    // Another spelling of hers, or a name that the user means.
    book.run("teammates join Tom 'Tom Okafor'")
        .ok()
        .says("Tom is Tom Okafor now: 1 praise.")
        .warns("Nobody was called");
    book.run("teammates join 'Sally Reyes' Sally").ok().says("Sally Reyes is Sally now");
    book.run("teammates join Sally Nobody --yes").ok().says("Sally is Nobody now: 4 praises.").warns("goodcall undo");
}

#[test]
fn joined_names_survive_an_export() {
    let book = book();
    book.words(&["teammates", "join", "Sally Reyes", "Sally"]).ok();
    book.run("export json -o all.json").ok();
    let other = Book::new();
    other.words(&["import", &book.path("all.json").display().to_string()]).ok();
    assert_eq!(other.json("teammates"), book.json("teammates"));
    assert_eq!(other.json("kudos sally"), book.json("kudos sally"));
}

#[test]
fn kudos_are_ready_to_send_on() {
    let book = book();
    let kudos = book.json("kudos sally");
    assert_eq!(names(&kudos["praise"], "/text"), ["@Sally again", "@sally and @Tom were quick", "@Sally stayed late"]);
    let note = book.run("kudos sally").ok().says("Sally again").says("Ana, Porto Cold Chain").says("9 Nov");
    let note = note.never_says("@").never_says("Mail").never_says("is news");
    assert!(note.out.starts_with("Sally"), "{}", note.out);
    let marked = book.run("kudos sally --markdown").ok().says("## Kudos to Sally").says("> Sally again");
    assert!(!marked.out.contains('@'), "{}", marked.out);
}

#[test]
fn kudos_since_a_day() {
    let book = book();
    book.run("kudos sally --since 2026-11-01").ok().says("again").never_says("stayed late");
    assert_eq!(book.json("kudos sally --since 2026-10-08")["praise"].as_array().map(Vec::len), Some(2));
    book.run("kudos tom --since 2026-11-01").ok().never_says("quick");
    assert_eq!(book.json("kudos tom --since 'last week'")["praise"], json!([]));
    book.run("kudos tom --since someday").fails(2);
}

#[test]
fn a_name_means_one_teammate() {
    let book = book();
    book.run("log ben -m '+ @Tomas helped'").ok();
    assert_eq!(book.json("kudos tom")["teammate"], "Tom");
    assert_eq!(book.json("kudos tomas")["teammate"], "Tomas");
    assert_eq!(book.json("kudos reyes")["teammate"], "Sally Reyes");
    let error = book.run("kudos to --json").fails(3).error();
    assert_eq!(error["kind"], "ambiguous");
    assert_eq!(book.run("kudos zed --json").fails(3).kind(), "no-match");
    book.run("kudos").fails(2);
}

// Bug 4.
#[test]
fn kudos_hold_all_praise() {
    let book = Book::with_favorites(&["Ana"]);
    let mut said = String::new();
    for n in 1..=230 {
        writeln!(said, "+ @Sally did well for the {n}th time").expect("text");
    }
    book.words(&["log", "ana", "-m", &said]).ok();
    assert_eq!(praised(&book), named(&[("Sally", 230)]));
    let kudos = book.json("kudos sally");
    assert_eq!(kudos["praise"].as_array().map(Vec::len), Some(230));
    book.run("kudos sally").ok().says(" 1th time").says(" 230th time");
}

// Bug 11.
#[test]
fn markdown_shows_what_was_said_as_it_was() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ @\"<b>Sal_ly\" is *great* [x](y)\n  # not a title'").ok();
    let note = book.run("kudos sal --markdown").ok().says("\\*great\\*").says("\\[x\\]").says("\\# not a title").out;
    let raw = |what: &str| note.match_indices(what).filter(|(at, _)| !note[..*at].ends_with('\\')).count();
    assert_eq!((raw("<"), raw("_")), (0, 0), "{note}");
}

#[test]
fn a_touch_still_shows_what_was_written() {
    let book = book();
    book.words(&["teammates", "join", "Sally Reyes", "Sally"]).ok();
    let remarks = book.json("show ana")["remarks"].clone();
    let written: Vec<&Value> = remarks.as_array().expect("a list").iter().map(|r| &r["text"]).collect();
    assert!(written.contains(&&json!("Thank @\"Sally Reyes\"")), "{written:?}");
}

#[test]
fn sentences_and_customers_are_counted_apart() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana --at 2026-11-02 -m '+ @Sally stayed late\n+ @Sally again'").ok();
    book.run("kudos sally").ok().says("Sally, a customer talks about you. 2 sentences of 1 customer:");
    book.run("log ben --at 2026-11-09 -m '+ @Sally was quick'").ok();
    book.run("kudos sally").ok().says("Sally, our customers talk about you. 3 sentences of 2 customers:");
    book.run("kudos sally --markdown").ok().says("3 sentences of 2 customers");
    book.run("kudos sally --since 2026-11-09").ok().says("1 sentence of 1 customer:");
}

#[test]
fn kudos_are_cut_where_it_is_said() {
    let book = book();
    let all = book.json("kudos sally");
    let newest = book.json("kudos sally --limit 2");
    assert_eq!(names(&all["praise"], "/date"), ["2026-11-09", "2026-10-08", "2026-10-01"]);
    assert_eq!(names(&newest["praise"], "/date"), ["2026-11-09", "2026-10-08"]);
    assert_eq!(names(&book.json("kudos sally --since 2026-10-08")["praise"], "/date"), ["2026-11-09", "2026-10-08"]);
}
