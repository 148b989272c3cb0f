//! `undo`: the last change, back to further ones.

use serde_json::json;

use crate::support::{Book, has_keys, names};

#[test]
fn the_steps_are_listed_newest_first() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m hello").ok();
    book.run("edit ana --company Porto").ok();
    let list = book.json("undo --list");
    assert_eq!(list.as_array().map(Vec::len), Some(3));
    has_keys(&list[0], "id label at");
    let labels = names(&list, "/label");
    assert!(labels[0].contains("edited Ana") && labels[1].contains("logged a call with Ana"), "{labels:?}");
    assert!(book.run("undo --list").ok().out.lines().count() == 3);
}

#[test]
fn undo_says_what_it_took_back() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m hello").ok();
    book.run("undo").ok().says("logged a call with Ana");
    assert_eq!(book.json("show ana")["touches"], json!([]));
    assert_eq!(book.json("search hello"), json!([]));
}

#[test]
fn repeating_goes_further_back_until_there_is_nothing() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --company Porto").ok();
    book.run("undo").ok();
    assert_eq!(book.json("show ben")["company"], serde_json::Value::Null);
    book.run("undo").ok();
    assert_eq!(names(&book.json("list"), "/name"), ["Ana"]);
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
    book.run("undo").fails(1).warns("nothing to undo");
    assert_eq!(book.json("undo --list"), json!([]));
}

#[test]
fn looking_is_no_change() {
    let book = Book::with_favorites(&["Ana"]);
    let before = book.json("undo --list");
    for look in ["today", "lift", "praise --next", "list", "show ana", "search ana", "export json", "undo --list"] {
        book.run(look).ok();
    }
    assert_eq!(book.json("undo --list"), before);
}

#[test]
fn a_refused_command_leaves_no_step() {
    let book = Book::with_favorites(&["Ana"]);
    let before = book.json("undo --list");
    book.run("edit ana --pleasure 9").fails(2);
    book.run("log nobody -m x").fails(3);
    assert_eq!(book.json("undo --list"), before);
}

#[test]
fn an_edit_is_undone_whole() {
    let book = Book::with_favorites(&["Ana"]);
    let before = book.json("show ana");
    book.run("edit ana --name Anna --company Porto --pleasure 2 --past --phone +351225550142").ok();
    book.run("undo").ok();
    assert_eq!(book.json("show ana"), before);
    assert_eq!(book.json("search porto"), json!([]));
}

#[test]
fn an_undone_lift_call_leaves_the_setback_unanswered() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("lift --after lost-deal --mood 2").ok();
    book.run("log ben -m hello").ok();
    book.run("undo").ok();
    let touch = book.json("log ben -m again")["touch"].clone();
    assert_eq!((&touch["occasion"], &touch["mood_before"]), (&"lift".into(), &2.into()));
}

#[test]
fn an_undone_setback_is_answered_by_nobody() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("lift --after lost-deal --mood 2").ok();
    book.run("undo").ok();
    let touch = book.json("log ben -m hello")["touch"].clone();
    assert_eq!((&touch["occasion"], &touch["mood_before"]), (&"other".into(), &serde_json::Value::Null));
}
