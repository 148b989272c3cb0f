//! `undo`: the last change, back to further ones; `redo`; and what ends both.

use std::fs;

use rusqlite::Connection;
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

#[test]
fn redo_puts_back_what_undo_took_newest_undone_first() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ Kind'").ok();
    book.run("edit ana --company Porto").ok();
    let before = book.json("show ana");
    for _ in 0..3 {
        book.run("undo").ok();
    }
    assert_eq!(book.json("list"), json!([]));
    assert_eq!(book.run("redo").ok().out, "Redone: added Ana.\n");
    assert_eq!(book.run("redo").ok().out, "Redone: logged a call with Ana.\n");
    let redone = book.json("redo");
    has_keys(&redone["redone"], "id label at");
    assert_eq!(redone["redone"]["label"], "edited Ana");
    assert_eq!(book.json("show ana"), before);
    assert_eq!(book.json("search kind").as_array().map(Vec::len), Some(1));
    book.run("redo").fails(1).warns("there is nothing to redo");
    book.run("doctor").ok();
}

#[test]
fn chains_of_undo_and_redo_go_to_and_fro() {
    let book = Book::with_favorites(&["Ana"]);
    for company in ["Porto", "Lisbon"] {
        book.run(&format!("edit ana --company {company}")).ok();
    }
    let company = || book.json("show ana")["company"].clone();
    for (line, after) in [
        ("undo", json!("Porto")),
        ("undo", json!(null)),
        ("redo", json!("Porto")),
        ("undo", json!(null)),
        ("redo", json!("Porto")),
        ("redo", json!("Lisbon")),
        ("undo", json!("Porto")),
    ] {
        book.run(line).ok();
        assert_eq!(company(), after, "{line}");
    }
    assert_eq!(names(&book.json("undo --list"), "/label"), ["edited Ana", "added Ana"]);
    book.run("snooze ana 2w").ok();
    book.run("redo").fails(1).warns("there is nothing to redo");
    assert_eq!(company(), "Porto");
    book.run("undo").ok().says("snoozed Ana");
}

#[test]
fn an_undone_import_comes_back_whole() {
    let book = Book::new();
    book.write("people.csv", "Name,Company\nAna,Porto\nBen,Lisbon\n");
    book.run("import people.csv").ok();
    let before = book.json("list");
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
    book.run("redo").ok().says("Redone: imported");
    assert_eq!(book.json("list"), before);
    assert_eq!(book.json("search lisbon").as_array().map(Vec::len), Some(1));
}

#[test]
fn an_undone_log_waits_as_a_draft() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana -m '+ You saved us' --minutes 14 --mood-after 4").ok();
    let ana = book.id("show ana");
    let undone = book.run("undo").ok();
    assert_eq!(undone.out, "Undone: logged a call with Ana. The draft waits (r on Today).\n");
    let draft = || {
        let db = Connection::open(book.file()).expect("a book");
        db.query_row("SELECT fields FROM draft", [], |row| row.get::<_, String>(0)).ok()
    };
    let fields: serde_json::Value = serde_json::from_str(&draft().expect("a draft")).expect("JSON");
    assert_eq!((&fields["text"], &fields["minutes"]), (&json!("+ You saved us"), &json!("14")));
    assert_eq!((&fields["outcome"], &fields["mood_after"]), (&json!("reached"), &json!(4)));
    book.run("redo").ok();
    assert_eq!(draft(), None);
    let undone = book.json("undo");
    has_keys(&undone["undone"], "id label at");
    assert_eq!(undone["unfinished_log"]["customer"], json!(ana));
    // What is no log waits nowhere.
    book.run("edit ben --company Porto").ok();
    let undone = book.run("undo").ok();
    assert_eq!(undone.out, "Undone: edited Ben.\n");
}

/// The backups beside a book.
fn backups(book: &Book) -> Vec<String> {
    let entries = fs::read_dir(book.path("")).expect("the folder").map(|e| e.expect("an entry").file_name());
    let mut names: Vec<_> = entries.map(|n| n.to_string_lossy().into_owned()).collect();
    names.retain(|n| n.contains(".backup-"));
    names.sort();
    names
}

#[test]
fn the_first_undo_of_a_day_takes_a_backup_that_holds_what_it_takes() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana -m hello").ok();
    assert_eq!(backups(&book), [""; 0]);
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(backups(&book), ["book.db.backup-2026-11-23"]);
    let copy = book.bare("undo --list --json --db book.db.backup-2026-11-23").run().json();
    assert_eq!(names(&copy, "/label"), ["logged a call with Ana", "added Ben", "added Ana"]);
    // The next day begins anew; that day's own backup serves where it holds the change.
    book.at("2026-11-24T10:00:00Z");
    book.run("log ana -m again").ok();
    assert_eq!(backups(&book), ["book.db.backup-2026-11-23", "book.db.backup-2026-11-24"]);
    book.run("undo").ok();
    assert_eq!(backups(&book).len(), 2);
    // A day's backup from before the change does not.
    book.at("2026-11-25T10:00:00Z").run("log ana -m 'on the third day'").ok();
    book.run("log ana -m 'after the backup'").ok();
    book.run("undo").ok();
    assert_eq!(backups(&book)[2..], ["book.db.backup-2026-11-25", "book.db.backup-2026-11-25.2"]);
    let copy = book.bare("search after --json --db book.db.backup-2026-11-25.2").run().json();
    assert_eq!(copy.as_array().map(Vec::len), Some(1));
}

#[test]
fn undo_takes_no_backup_where_none_are_wanted() {
    let book = Book::with_favorites(&["Ana"]);
    book.write("config.toml", "[backups]\ndaily = 0\nweekly = 0\nmonthly = 0\n");
    book.go("undo").arg("--config").arg(book.path("config.toml")).run().ok();
    assert_eq!(backups(&book), [""; 0]);
}

#[test]
fn without_a_backup_nothing_is_undone() {
    let book = Book::with_favorites(&["Ana"]);
    book.write("taken", "a file, no folder");
    book.write("config.toml", "[backups]\nfolder = \"taken/inside\"\n");
    let run = |line: &str| book.go(line).arg("--config").arg(book.path("config.toml")).run();
    let refused = run("undo");
    assert_ne!(refused.code, Some(0));
    refused.warns("could not take a backup before this undo").warns("nothing was undone").warns("[backups]");
    assert_eq!(names(&book.json("list"), "/name"), ["Ana"]);
    book.run("undo").ok();
}

#[test]
fn to_forget_somebody_ends_what_can_be_undone() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ben -m '+ An older log'").ok();
    book.run("edit ben --company Porto").ok();
    book.run("undo").ok();
    book.run("forget ana --yes").ok();
    for _ in 0..2 {
        let refused = book.run("undo").fails(1);
        refused.warns(
            "there is nothing to undo: somebody was forgotten on 23 Nov, and what was done before can't be undone",
        );
    }
    assert_eq!(book.json("undo --list"), json!([]));
    book.run("undo --list").ok().warns("There is nothing to undo: somebody was forgotten on 23 Nov");
    book.run("redo").fails(1).warns("there is nothing to redo");
    assert_eq!(book.json("show ben")["touches"].as_array().map(Vec::len), Some(1));
    book.run("edit ben --company Lisbon").ok();
    book.run("undo").ok().says("edited Ben");
    book.run("undo").fails(1).warns("somebody was forgotten");
    book.run("redo").ok().says("edited Ben");
    book.run("doctor").ok();
    let bytes = fs::read(book.file()).expect("the book");
    assert!(!bytes.windows(3).any(|w| w == b"Ana"), "who it was stands nowhere");
}

#[test]
fn to_restore_a_backup_ends_what_can_be_undone() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ In the backup'").ok();
    book.run("backup copy.db").ok();
    book.run("log ana -m '+ After it'").ok();
    book.run("restore copy.db").ok();
    book.at("2026-11-25T10:00:00Z");
    book.run("undo").fails(1).warns(
        "there is nothing to undo: the book came back from a backup on 23 Nov, and what was done before can't be undone",
    );
    assert_eq!(book.json("undo --list"), json!([]));
    assert_eq!(book.json("show ana")["touches"].as_array().map(Vec::len), Some(1));
    book.run("log ana -m 'since then'").ok();
    book.run("undo").ok().says("logged a call with Ana");
    book.run("undo").fails(1).warns("the book came back from a backup");
    book.run("doctor").ok();
}

#[test]
fn damage_is_seen_after_a_restore_as_before() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("backup").ok();
    book.run("restore book.db.backup-2026-11-23").ok();
    book.run("doctor").ok();
    let other = Connection::open(book.file()).expect("another program");
    other.execute_batch("UPDATE customer SET profit = 5").expect("a change behind its back");
    book.run("doctor").ends(4).says("differs, though it was not changed since (backup of");
}

#[test]
fn a_change_that_a_copy_caught_open_keeps_no_other_from_being_made() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let left_open = "UPDATE change SET open = 1 WHERE id = (SELECT max(id) FROM change)";
    for line in ["log ana -m hello", "today", "edit ben --company Porto", "undo"] {
        Connection::open(book.file()).and_then(|db| db.execute_batch(left_open)).expect("an open change");
        book.run(line).ok();
    }
    assert_eq!(names(&book.json("undo --list"), "/label"), ["logged a call with Ana", "added Ben", "added Ana"]);
}

#[test]
fn a_book_in_memory_has_nothing_to_take_back() {
    let book = Book::new();
    book.bare("undo --db :memory:").run().fails(1).warns("there is nothing to undo");
    book.bare("redo --db :memory:").run().fails(1).warns("there is nothing to redo");
}

#[test]
fn another_log_leaves_an_unfinished_one_alone() {
    let book = Book::new();
    book.run("add Ana").ok();
    book.run("log ana -m '+ You saved our launch'").ok();
    book.run("undo").ok().says("The draft waits");
    let waiting = || {
        let db = rusqlite::Connection::open(book.file()).expect("a book");
        db.query_row("SELECT fields FROM draft WHERE form = 'log'", [], |row| row.get::<_, String>(0)).expect("a draft")
    };
    for another in ["--outcome voicemail", "-m 'Her son starts school'", "--kind card -m ''"] {
        book.run(&format!("log ana {another}")).ok();
        assert!(waiting().contains("You saved our launch"), "{another}: {}", waiting());
        book.run("undo").ok();
        assert!(waiting().contains("You saved our launch"), "{another} undone: {}", waiting());
    }
}

#[test]
fn a_long_list_says_how_many_more_there_are_and_json_is_whole() {
    let book = Book::with_favorites(&["Ana"]);
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 206)
                INSERT INTO change (label, made_at, utc_offset, open) SELECT 'edited Ana ' || i, 1764000000000, 0, 0 FROM n";
    Connection::open(book.file()).expect("the book").execute_batch(many).expect("changes");
    let out = book.run("undo --list").ok().says("edited Ana 206").says("… and 7 earlier; --json lists them all").out;
    assert_eq!(out.lines().count(), 201);
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(207));
}

#[test]
fn a_journal_that_can_t_be_read_is_said_in_plain_words() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("edit ana --city Porto").ok();
    let damage = "UPDATE journal SET old = '{\"id\": ' WHERE old IS NOT NULL";
    Connection::open(book.file()).expect("the book").execute_batch(damage).expect("damage");
    let ran = book.run("undo").fails(4).warns("an entry of the book's journal can't be read; nothing was changed");
    ran.warns("the newest good backup").warns("restore");
    for words in ["EOF", "column", "line 1"] {
        assert!(!book.run("undo").err.contains(words), "{words}");
    }
    assert_eq!(book.json("show ana")["city"], "Porto");
}
