//! `export json`, and that file brought back.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Book, same_bytes};

/// A book with something of everything.
fn full() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("edit ana --company 'Porto, \"Cold\" Chain' --phone +351225550142 --facts 'Two\nlines'").ok();
    book.run("add Paula --past --left-on 2025-01-05 --left-because price --every 6m").ok();
    book.run("lift --after lost-deal --about 'The big one' --mood 2").ok();
    book.run("log ben -m '+ Kind, says @Sally\n! Idea\n  in two lines\n? Need\n> Zoe\nNews' --mood-after 4").ok();
    book.run("skip --because 'on holiday'").ok();
    book.run("snooze cleo 'in 2 weeks'").ok();
    book.run("praise --next").ok();
    let praise = book.id("praise");
    book.run(&format!("praise --star {praise}")).ok();
    book.run("archive paula").ok();
    book
}

/// The export as one value, less what differs from run to run.
fn exported(book: &Book) -> Value {
    let mut all = book.run("export json").json();
    all["goodcall"] = Value::Null;
    all
}

#[test]
fn a_book_comes_back_from_its_export_whole() {
    let book = full();
    book.run("export json -o all.json").ok();
    let other = Book::new();
    let path = book.path("all.json").display().to_string();
    let result = other.words(&["import", &path, "--json"]).json();
    assert_eq!((&result["updated"], &result["rejected"]), (&0.into(), &json!([])));
    assert!(result["added"].as_u64().is_some_and(|n| n > 10), "{result}");
    assert_eq!(exported(&other), exported(&book));
    for line in ["today", "list", "show ben", "praise", "lift", "search kind", "list --archived"] {
        assert_eq!(other.json(line), book.json(line), "{line}");
    }
}

#[test]
fn the_same_file_again_changes_nothing() {
    let book = full();
    book.run("export json -o all.json").ok();
    let before = exported(&book);
    let steps = book.json("undo --list");
    let result = book.json("import all.json");
    assert_eq!((&result["added"], &result["updated"]), (&0.into(), &0.into()));
    assert_eq!(exported(&book), before);
    assert_eq!(book.json("undo --list"), steps);
}

#[test]
fn the_newer_of_two_rows_stays() {
    let book = full();
    book.run("export json -o old.json").ok();
    book.at("2026-11-24T10:00:00Z").run("edit ana --company Newer").ok();
    book.run("import old.json").ok();
    assert_eq!(book.json("show ana")["company"], "Newer");
    book.run("export json -o new.json").ok();
    let other = full();
    let path = |name: &str| book.path(name).display().to_string();
    other.words(&["import", &path("old.json")]).ok();
    other.words(&["import", &path("new.json")]).ok();
    assert!(other.run("list --json").json().to_string().contains("Newer"));
}

#[test]
fn an_import_of_a_book_is_undone_whole() {
    let book = full();
    book.run("export json -o all.json").ok();
    let other = Book::with_favorites(&["Zoe"]);
    let before = exported(&other);
    other.words(&["import", &book.path("all.json").display().to_string()]).ok();
    other.run("undo").ok();
    assert_eq!(exported(&other), before);
}

#[test]
fn an_export_never_overwrites_unless_told_to() {
    let book = full();
    let kept = book.write("kept.json", "mine");
    book.run("export json -o kept.json").fails(1).warns("--force");
    same_bytes(&kept, b"mine");
    book.run("export json -o kept.json --force").ok();
    let all: Value = serde_json::from_str(&book.read("kept.json")).expect("JSON");
    assert!(all.is_object());
    book.run("export json -o no/such/folder/x.json").fails(1);
    book.run("export yaml").fails(2);
}

#[test]
fn ids_in_an_export_are_texts() {
    let all = exported(&full());
    assert!(all["customer"][0]["id"].is_string(), "{}", all["customer"][0]);
}

#[test]
fn a_damaged_file_changes_nothing() {
    let book = full();
    book.run("export json -o all.json").ok();
    let whole = book.read("all.json");
    let other = Book::new();
    for (name, content) in [
        ("cut.json", &whole[..whole.len() / 2]),
        ("other.json", "{\"name\": \"not ours\"}"),
        ("list.json", "[1, 2]"),
        ("empty.json", ""),
        ("noise.json", "{{{"),
    ] {
        other.write(name, content);
        other.run(&format!("import {name}")).fails(1);
        assert_eq!(other.json("list"), json!([]), "{name}");
    }
    assert_eq!(other.json("undo --list"), json!([]));
}

#[test]
fn a_row_that_points_to_nobody_is_refused_whole() {
    let book = full();
    book.run("export json -o all.json").ok();
    let mut all: Value = serde_json::from_str(&book.read("all.json")).expect("JSON");
    all["customer"] = json!([]);
    let other = Book::new();
    other.write("orphans.json", all.to_string());
    other.run("import orphans.json").fails(1).warns("orphans.json");
    assert_eq!(other.json("praise"), json!([]));
    assert_eq!(other.json("list"), json!([]));
}

#[test]
fn a_dry_run_of_a_book_writes_nothing() {
    let book = full();
    book.run("export json -o all.json").ok();
    let other = Book::with_favorites(&["Zoe"]);
    let before = fs::read(other.file()).expect("a book");
    let path = book.path("all.json").display().to_string();
    let result = other.words(&["import", &path, "--dry-run", "--json"]).json();
    assert_eq!(result["dry_run"], true);
    assert!(result["added"].as_u64().is_some_and(|n| n > 10), "{result}");
    same_bytes(&other.file(), &before);
}

#[test]
fn an_export_never_replaces_the_book_itself() {
    let book = full();
    let before = fs::read(book.file()).expect("a book");
    book.run("export json -o book.db --force").fails(1).warns("book.db");
    book.run("export json -o ./book.db --force").fails(1);
    same_bytes(&book.file(), &before);
}

#[test]
fn a_row_that_the_book_can_not_hold_is_told_in_plain_words() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ Kind'").ok();
    let whole = book.run("export json").json();
    for (table, key, value, code, told) in [
        ("customer", "standing", serde_json::json!("sleeping"), 2, "one of its values is not one that goodcall knows"),
        ("customer", "name", serde_json::Value::Null, 2, "its \"name\" is missing"),
        ("customer", "pleasure", serde_json::json!(9), 2, "one of its values is not one that goodcall knows"),
        ("touch", "kind", serde_json::json!("letter"), 2, "one of its values is not one that goodcall knows"),
        ("touch", "customer", serde_json::json!("77"), 1, "it refers to something that is not in the book"),
    ] {
        let mut file = whole.clone();
        (file[table][0]["id"], file[table][0][key]) = ("5".into(), value);
        book.write("bad.json", file.to_string());
        let ran = book.run("import bad.json").fails(code).warns(told);
        let raw = ["constraint", "CHECK", "NULL", "FOREIGN", "SQL"];
        assert!(!raw.iter().any(|word| ran.err.contains(word)), "{}", ran.err);
        assert_eq!(book.run("export json").json(), whole, "{key}: nothing was changed");
    }
}

#[test]
fn an_export_with_words_holds_only_those_customers_and_what_belongs_to_them() {
    let book = full();
    book.run("edit ana --city Porto").ok();
    book.run("edit ben --city Porto --referred-by paula").ok();
    book.run("away 2026-12-24 2026-12-31").ok();
    let part = book.run("export json city:porto").json();
    assert_eq!(crate::support::names(&part["customer"], "/name"), ["Ana", "Ben"]);
    assert_eq!(part["customer"][1]["referred_by"], Value::Null, "Paula is not in it");
    let ben = part["customer"][1]["id"].clone();
    let of_ben = |table: &str| {
        let rows = part[table].as_array().expect("rows");
        assert!(!rows.is_empty() && rows.iter().all(|row| row["customer"] == ben), "{table}: {rows:?}");
    };
    of_ben("touch");
    of_ben("remark");
    assert_eq!(part["setback"].as_array().map(Vec::len), Some(1), "the one that his call answered");
    assert_eq!((&part["away"], &part["standing_change"]), (&json!([]), &json!([])));
    book.run("export json -o part.json city:porto").ok().says("2 customers");
    let other = Book::new();
    let path = book.path("part.json").display().to_string();
    let result = other.words(&["import", &path, "--json"]).json();
    assert_eq!(result["rejected"], json!([]));
    assert_eq!(other.json("show ben")["remarks"], book.json("show ben")["remarks"]);
    // Back in the whole book it changes nothing.
    let before = exported(&book);
    book.run("import part.json").ok();
    assert_eq!(exported(&book), before);
    book.run("export json is:rich").fails(2).warns("did you mean is:");
    assert_eq!(book.run("export json nobody-at-all").json()["customer"], json!([]));
}

#[test]
fn a_calendar_with_words_holds_only_their_days() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --city Lisbon").ok();
    let all = book.run("export ics").ok().out;
    assert!(all.contains("A good call: Ana") && all.contains("A good call: Ben"), "{all}");
    let part = book.run("export ics city:lisbon").ok().out;
    assert!(!part.contains("A good call: Ana") && part.contains("A good call: Ben"), "{part}");
}
