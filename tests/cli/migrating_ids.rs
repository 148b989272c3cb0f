//! Remarks of older books get the ids that their logs tell, also in what can be undone.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::migrating_versions::book_of_eighth;
use crate::support::{Book, names, text};

/// What the first eight bytes of the SHA-256 of touch, kind and words make of it.
const SO_KIND: &str = "1995792818865143831";
const KIND: &str = "2054101808140644422";
const BY_INES: &str = "1922929085843147727";
const BY_INES_AT_FIRST: &str = "3310430747577406801";
const BY_OLGA: &str = "1555072788627787285";
const RAMP: &str = "4546491691847393300";

/// The book of an eighth version that had imported much at once, twice.
const IMPORTS: &str = include_str!("book_version_8_imports.sql");

fn rows(book: &Book, sql: &str) -> Vec<String> {
    let db = Connection::open(book.file()).expect("a book");
    let mut statement = db.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<rusqlite::Result<_>>().expect("text")
}

/// All that is said in the book, with everything that is kept of it but when it was written.
fn remarks(book: &Book) -> Vec<String> {
    let all =
        "SELECT concat_ws(' ', id, touch, customer, position, kind, text, teammate, starred, state, due_on, said_on,
                 last_shown_at, times_shown, ended_at) FROM remark ORDER BY touch, position";
    rows(book, all)
}

/// The ids of the praise that begins with some words.
fn praise(book: &Book, words: &str) -> Vec<String> {
    let all = book.json("praise");
    let theirs = all.as_array().expect("a list").iter().filter(|p| text(&p["text"]).starts_with(words));
    theirs.map(|p| text(&p["id"]).to_string()).collect()
}

/// Undoes everything, and does it again: each time the book is sound, and as it was.
fn there_and_back(book: &Book, steps: usize) {
    let mut states = vec![remarks(book)];
    for _ in 0..steps {
        book.run("undo").ok();
        assert_eq!(book.json("doctor")["ok"], true, "after {} undone", states.len());
        states.push(remarks(book));
    }
    book.run("undo").fails(1).warns("nothing to undo");
    for _ in 0..steps {
        states.pop();
        book.run("redo").ok();
        assert_eq!(Some(&remarks(book)), states.last(), "{} are left", states.len());
        assert_eq!(book.json("doctor")["ok"], true);
    }
}

#[test]
fn remarks_of_an_older_book_get_the_ids_that_their_logs_tell() {
    let book = book_of_eighth();
    assert_eq!(names(&book.json("search kind"), "/id"), [SO_KIND]);
    assert_eq!(praise(&book, "by the eighth"), [BY_INES, BY_OLGA], "the last line of the newest log first");
    assert_eq!(names(&book.json("search ramp"), "/id")[0], RAMP);
    book.run(&format!("praise --star {SO_KIND}")).ok();
    assert_eq!(book.json("praise --starred")[0]["id"], SO_KIND);
    assert_eq!(book.json("doctor")["ok"], true);
}

#[test]
fn what_was_corrected_before_the_ids_were_told_is_undone_and_redone() {
    let book = book_of_eighth();
    book.run("undo").ok().says("corrected a call with Olga Weiss");
    assert_eq!(praise(&book, "by the eighth"), [BY_OLGA, BY_INES_AT_FIRST]);
    for _ in 0..3 {
        book.run("undo").ok();
    }
    assert_eq!(book.json("praise --starred")[0]["id"], KIND);
    assert_eq!(book.json("praise --starred")[0]["text"], "Kind @Sally");
    for _ in 0..4 {
        book.run("redo").ok();
    }
    assert_eq!(book.json("praise --starred"), json!([]), "it said something else then");
    assert_eq!(praise(&book, "by the eighth"), [BY_INES, BY_OLGA]);
    there_and_back(&book, 22);
}

#[test]
fn large_imports_from_before_the_ids_were_told_are_undone_and_redone() {
    let book = Book::new();
    Connection::open(book.file()).and_then(|db| db.execute_batch(IMPORTS)).expect("the eighth version");
    assert_eq!(names(&book.json("show olga")["remarks"], "/text").len(), 4);
    assert_eq!(book.json("doctor")["ok"], true);
    let at_once =
        "SELECT change || ' ' || count(*) FROM journal WHERE tbl = 'remark' AND change IN (3, 4) GROUP BY change";
    // The first has one for all; the second one for those of new calls, and takes a line of an old one away for two others.
    assert_eq!(rows(&book, at_once), ["3 1", "4 4"]);
    there_and_back(&book, 6);
    for _ in 0..3 {
        book.run("undo").ok();
    }
    assert_eq!(names(&book.json("show olga")["remarks"], "/text"), ["Wants corks of 24 mm", "Her dock is new"]);
    // One of those that came in at once is changed behind the book's back.
    let db = Connection::open(book.file()).expect("a book");
    db.execute_batch("UPDATE remark SET starred = 1 WHERE text = 'Her dock is new'").expect("a change");
    book.run("undo").fails(1).warns("was changed again since");
}

#[test]
fn two_books_with_the_same_logs_have_the_same_remarks() {
    let book = Book::with_favorites(&["Ana", "Rui"]);
    book.words(&["log", "ana", "--with", "rui", "-m", "+ Rui: you saved us\n+ you saved us\n! labels\n+ you saved us"])
        .ok();
    book.words(&["log", "rui", "-m", "+ you saved us"]).ok();
    let mut all = book.run("export json").json();
    let mut told: Vec<String> = names(&all["remark"], "/id");
    assert!(all.as_object_mut().expect("an export").remove("remark").is_some());
    let other = Book::new();
    other.write("logs.json", all.to_string());
    other.run("import logs.json").ok();
    assert_eq!(names(&other.run("export json").json()["remark"], "/id"), told);
    told.sort();
    told.dedup();
    assert_eq!(told.len(), 5);
}

/// An export in which remarks have the ids of an older goodcall.
fn with_older_ids(export: &Value) -> Value {
    let mut older = export.clone();
    for (at, remark) in older["remark"].as_array_mut().expect("remarks").iter_mut().enumerate() {
        remark["id"] = (900_000_000_000_000_000 - at).to_string().into();
    }
    older
}

#[test]
fn an_export_of_an_older_goodcall_brings_what_became_of_remarks() {
    let book = Book::with_favorites(&["Ana", "Rui"]);
    book.words(&["log", "ana", "--with", "rui", "-m", "+ Rui: kind\n+ kind\n! labels by fri\n? a ramp\n+ kind"]).ok();
    let before = book.run("export json").json();
    book.at("2026-11-23T10:05:00Z");
    let kind = names(&book.json("praise"), "/id");
    book.run(&format!("praise --star {}", kind[0])).ok();
    book.run(&format!("ideas done {}", book.id("search labels"))).ok();
    book.run(&format!("ideas move {} 2026-12-24", book.id("search ramp"))).ok();
    let after = book.run("export json").json();
    let older = with_older_ids(&after);
    // Into an empty book; and into one that knows the log, but not what became of it.
    for known in [None, Some(&before)] {
        let other = Book::new();
        if let Some(known) = known {
            other.write("known.json", known.to_string());
            other.run("import known.json").ok();
        }
        other.write("older.json", older.to_string());
        other.run("import older.json").ok();
        assert_eq!(other.run("export json").json()["remark"], after["remark"]);
        assert_eq!(other.json("doctor")["ok"], true);
        let again = other.json("import older.json");
        assert_eq!([&again["added"], &again["updated"]], [&json!(0), &json!(0)]);
        assert_eq!(other.run("export json").json()["remark"], after["remark"]);
    }
    // A log that was corrected since stays as it is.
    book.at("2026-11-23T10:10:00Z");
    book.words(&["touch", "edit", text(&after["touch"][0]["id"]), "-m", "+ quite another thing"]).ok();
    let corrected = book.run("export json").json()["remark"].clone();
    book.write("older.json", older.to_string());
    let again = book.json("import older.json");
    assert_eq!([&again["added"], &again["updated"]], [&json!(0), &json!(0)]);
    assert_eq!(book.run("export json").json()["remark"], corrected);
}
