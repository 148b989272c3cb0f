//! A book of the first version: brought up to date with a copy put aside, or refused as it stands.

use std::fs;
use std::path::Path;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Book, names, same_bytes};

/// "gcal", in the header of each book.
const APPLICATION_ID: i64 = 0x6763_616c;
/// 10 September 2026, 10:00 UTC.
const HEARD: i64 = 1_789_034_400_000;
const COPY: &str = "book.db.version-1";
/// The id of its idea, as the log tells it.
pub(crate) const PRINT_LABELS: &str = "641651880221455658";

/// A book as the first version left it: Ana, who was called and gave an idea and praise; Paula, who left; and the steps
/// that can be undone: the call, and a star.
pub(crate) fn first_version(book: &Book) {
    let db = Connection::open(book.file()).expect("a file");
    let script = include_str!("../../migrations/0001_book.sql");
    db.execute_batch(script).expect("the first version's tables");
    db.execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = 1;")).expect("a header");
    db.execute_batch(&format!(
        "BEGIN;
         INSERT INTO change (id, label, made_at, utc_offset) VALUES (10, 'added Ana', {HEARD}, 0);
         INSERT INTO customer (id, name, sort_name, company, favorite, peak, added_at, added_on, updated_at)
           VALUES (1001, 'Ana Ribeiro', 'ana ribeiro', 'Porto Cold Chain', 1, 'tue', {HEARD}, '2026-09-10', {HEARD});
         INSERT INTO search_text (id, kind, ref, title, body)
           VALUES ((1 << 62) + 7, 'customer', 1001, 'ana ribeiro porto cold chain', '');
         INSERT INTO customer (id, name, sort_name, standing, left_on, left_because, added_at, added_on, updated_at)
           VALUES (1002, 'Paula', 'paula', 'past', '2026-01-05', 'price', {HEARD}, '2026-09-10', {HEARD});
         INSERT INTO search_text (id, kind, ref, title, body) VALUES ((1 << 62) + 8, 'customer', 1002, 'paula', '');
         UPDATE change SET open = 0;
         INSERT INTO change (id, label, made_at, utc_offset) VALUES (11, 'logged a call with Ana Ribeiro', {HEARD}, 0);
         INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, occasion, text, updated_at)
           VALUES (2001, 1001, 'call', 'reached', {HEARD}, 0, '2026-09-10', 'other', '! Print labels
+ Kind @Sally', {HEARD});
         INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, state, due_on, updated_at)
           VALUES (3001, 2001, 1001, {HEARD}, '2026-09-10', 0, 'idea', 'Print labels', 'open', '2026-09-11', {HEARD});
         INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, updated_at)
           VALUES (3002, 2001, 1001, {HEARD}, '2026-09-10', 1, 'praise', 'Kind @Sally', 'Sally', {HEARD});
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (5, 'touch', 2001, '', 'print labels kind sally');
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (6, 'remark', 3001, '', 'print labels');
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (7, 'remark', 3002, '', 'kind sally');
         UPDATE customer SET last_talked = '2026-09-10', last_touch = '2026-09-10', last_touch_kind = 'call' WHERE id = 1001;
         UPDATE change SET open = 0;
         INSERT INTO change (id, label, made_at, utc_offset) VALUES (12, 'starred praise', {HEARD}, 0);
         UPDATE remark SET starred = 1 WHERE id = 3002;
         UPDATE change SET open = 0;
         COMMIT;"
    ))
    .expect("the first version's rows");
}

fn version(path: &Path) -> i64 {
    let db = Connection::open(path).expect("a book");
    db.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a version")
}

/// The version of a book that is begun today.
fn newest() -> i64 {
    version(&Book::with_favorites(&["Ana"]).file())
}

#[test]
fn an_old_book_opens_and_keeps_everything() {
    let book = Book::new();
    first_version(&book);
    let ana = book.json("show ana");
    assert_eq!((&ana["id"], &ana["company"]), (&"1001".into(), &"Porto Cold Chain".into()));
    assert_eq!((&ana["last_talked"], &ana["wait_days"]), (&"2026-09-10".into(), &74.into()));
    assert_eq!(ana["touches"][0]["text"], "! Print labels\n+ Kind @Sally");
    assert_eq!(names(&ana["remarks"], "/text"), ["Print labels", "Kind @Sally"]);
    assert_eq!(book.json("praise --starred")[0]["teammate"], "Sally");
    assert_eq!(names(&book.json("ideas"), "/id"), [PRINT_LABELS]);
    assert_eq!(names(&book.json("search labels"), "/id"), [PRINT_LABELS]);
    let due = book.json("due");
    assert_eq!((&due[0]["customer"]["name"], &due[0]["elapsed_days"]), (&"Paula".into(), &322.into()));
    assert_eq!(book.json("visits")["plan"][0]["date"], "2026-11-24");
    assert_eq!(book.json("teammates")[0]["praise"], 1);
    assert_eq!(book.json("trends")["praised_most"][0]["count"], 1);
    assert_eq!(book.pick(), "Ana Ribeiro offered");
}

#[test]
fn what_the_new_version_does_works_on_it() {
    let book = Book::new();
    first_version(&book);
    book.run(&format!("ideas done {PRINT_LABELS}")).ok();
    assert_eq!(names(&book.json("week")["ideas_used"], "/id"), [PRINT_LABELS]);
    book.run("edit paula --active").ok();
    let history = book.run("export json").json()["standing_change"].clone();
    assert_eq!(names(&history, "/standing"), ["past", "active"]);
    assert_eq!((&history[0]["day"], &history[0]["because"]), (&"2026-01-05".into(), &"price".into()));
    book.run("visits accept ana 2026-11-24").ok();
    for _ in 0..3 {
        book.run("undo").ok();
    }
    assert_eq!(book.json("undo --list").as_array().map(Vec::len), Some(3));
}

#[test]
fn steps_of_the_first_version_can_be_undone() {
    let book = Book::new();
    first_version(&book);
    book.run("undo").ok().says("starred praise");
    assert_eq!(book.json("praise --starred"), json!([]));
    book.run("undo").ok().says("logged a call");
    assert_eq!(book.json("show ana")["touches"], json!([]));
    assert_eq!(book.json("ideas --all"), json!([]));
    assert_eq!(book.json("show ana")["last_talked"], Value::Null);
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
    assert_eq!(book.json("due --all"), json!([]));
}

#[test]
fn an_old_book_comes_through_an_export() {
    let book = Book::new();
    first_version(&book);
    book.run("export json -o all.json").ok();
    let other = Book::new();
    other.words(&["import", &book.path("all.json").display().to_string()]).ok();
    for line in ["list", "show ana", "praise", "ideas", "due", "search labels"] {
        assert_eq!(other.json(line), book.json(line), "{line}");
    }
}

#[test]
fn a_copy_of_the_old_book_lies_beside_it() {
    let book = Book::new();
    first_version(&book);
    book.run("list").ok();
    let copy = book.path(COPY);
    assert_eq!((version(&copy), version(&book.file())), (1, newest()));
    let db = Connection::open(&copy).expect("the copy");
    let said: String = db.query_row("SELECT text FROM remark WHERE id = 3001", [], |row| row.get(0)).expect("a remark");
    assert_eq!(said, "Print labels");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&copy).expect("the copy").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    drop(db);
    let before = fs::read(&copy).expect("the copy");
    book.run("add Ben").ok();
    same_bytes(&copy, &before);
    let beside = fs::read_dir(book.path("")).expect("the folder").count();
    assert_eq!(beside, 3, "book, copy and home");
}

#[test]
fn a_copy_that_is_there_already_is_kept() {
    let book = Book::new();
    first_version(&book);
    book.write(COPY, "mine");
    book.run("list").ok();
    assert_eq!(book.read(COPY), "mine");
    assert_eq!(version(&book.path("book.db.version-1.2")), 1);
}

#[test]
fn five_that_open_it_at_once_leave_one_copy() {
    let book = Book::new();
    first_version(&book);
    let together = std::sync::Barrier::new(5);
    std::thread::scope(|scope| {
        for _ in 0..5 {
            let go = book.go("list");
            scope.spawn(|| {
                together.wait();
                go.run().ok().says("Ana Ribeiro");
            });
        }
    });
    let copies = fs::read_dir(book.path(""))
        .expect("the folder")
        .filter(|entry| entry.as_ref().expect("an entry").file_name().to_string_lossy().starts_with(COPY));
    assert_eq!(copies.count(), 1);
    assert_eq!(version(&book.path(COPY)), 1);
    book.run("doctor").ok();
}

#[test]
fn a_new_book_needs_no_copy() {
    let book = Book::with_favorites(&["Ana"]);
    assert!(version(&book.file()) > 1);
    assert!(!book.path(COPY).exists());
}

#[test]
fn two_that_open_an_old_book_at_once_bring_it_up_to_date_once() {
    let book = Book::new();
    first_version(&book);
    std::thread::scope(|scope| {
        for name in ["Ben", "Cleo", "Dora"] {
            let go = book.go(&format!("add {name}"));
            scope.spawn(move || go.run().ok());
        }
    });
    assert_eq!(version(&book.file()), newest());
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Ribeiro", "Ben", "Cleo", "Dora", "Paula"]);
}

#[test]
fn an_old_book_that_lacks_a_table_is_damaged_and_left_alone() {
    let book = Book::new();
    first_version(&book);
    let db = Connection::open(book.file()).expect("a book");
    db.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE away").expect("a lost table");
    drop(db);
    let before = fs::read(book.file()).expect("a book");
    let error = book.run("list --json").fails(4).error();
    assert_eq!(error["kind"], "damaged");
    same_bytes(&book.file(), &before);
}

#[test]
fn an_old_book_that_is_locked_is_busy_and_left_alone() {
    let book = Book::new();
    first_version(&book);
    let other = Connection::open(book.file()).expect("a second program");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let error = book.run("list --json").fails(4).error();
    assert_eq!(error["kind"], "busy");
    other.execute_batch("ROLLBACK").expect("no lock");
    assert_eq!(version(&book.file()), 1);
    book.run("list").ok().says("Ana Ribeiro");
}

/// Whoever may write anything (root) can't be kept from it, so for them there is nothing to see.
#[cfg(unix)]
#[test]
fn an_old_book_that_can_only_be_read_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let book = Book::new();
    first_version(&book);
    let mode = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("permissions");
    };
    mode(&book.file(), 0o444);
    if fs::OpenOptions::new().append(true).open(book.file()).is_ok() {
        return;
    }
    let before = fs::read(book.file()).expect("a book");
    for line in ["list", "today", "add Ben"] {
        let error = book.run(&format!("{line} --json")).fails(4).error();
        assert_eq!(error["kind"], "permission", "{line}");
    }
    same_bytes(&book.file(), &before);
    assert!(!book.path(COPY).exists());
    mode(&book.file(), 0o644);
    book.run("list").ok().says("Ana Ribeiro");
}

/// A call whose log has lines that are marks of promises today, logged and then corrected by the first version.
fn with_lines_like_promises(book: &Book) {
    first_version(book);
    let db = Connection::open(book.file()).expect("a book");
    db.execute_batch(&format!(
        "BEGIN;
         INSERT INTO change (id, label, made_at, utc_offset) VALUES (13, 'logged a call with Paula', {HEARD}, 0);
         INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, occasion, text, updated_at)
           VALUES (2002, 1002, 'call', 'reached', {HEARD}, 0, '2026-09-10', 'other', '= 2 pallets', {HEARD});
         INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, updated_at)
           VALUES (3003, 2002, 1002, {HEARD}, '2026-09-10', 0, 'news', '= 2 pallets', {HEARD});
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (8, 'remark', 3003, '', '2 pallets');
         UPDATE customer SET last_talked = '2026-09-10', last_touch = '2026-09-10', last_touch_kind = 'call' WHERE id = 1002;
         UPDATE change SET open = 0;
         INSERT INTO change (id, label, made_at, utc_offset) VALUES (14, 'corrected a call with Paula', {HEARD}, 0);
         UPDATE touch SET text = '= 3 pallets' WHERE id = 2002;
         UPDATE remark SET text = '= 3 pallets' WHERE id = 3003;
         UPDATE search_text SET body = '3 pallets' WHERE id = 8;
         UPDATE change SET open = 0;
         COMMIT;"
    ))
    .expect("a log of the first version");
}

#[test]
fn a_line_that_was_news_before_promises_had_a_mark_stays_news() {
    let book = Book::new();
    with_lines_like_promises(&book);
    let paula = book.json("show paula");
    assert_eq!((&paula["remarks"][0]["kind"], &paula["remarks"][0]["text"]), (&"news".into(), &"= 3 pallets".into()));
    assert_eq!(book.json("promises --all"), json!([]));
    book.run("doctor").ok();
    // What was written before can still be undone, and stays news.
    book.run("undo").ok().says("corrected a call with Paula");
    assert_eq!(book.json("show paula")["remarks"][0]["text"], "= 2 pallets");
    book.run("doctor").ok();
    book.run("redo").ok();
    book.run("touch edit 2002 --minutes 5").ok();
    assert_eq!(book.json("show paula")["remarks"][0]["kind"], "news");
    for label in ["corrected", "corrected", "logged"] {
        book.run("undo").ok().says(label);
    }
    assert_eq!(book.json("show paula")["touches"], json!([]));
    assert_eq!(book.json("promises --all"), json!([]));
}

#[test]
fn an_export_from_before_promises_had_a_mark_brings_none() {
    let book = Book::with_favorites(&["Ana"]);
    book.words(&["log", "ana", "-m", "\\= 3 pallets a week\n+ kind"]).ok();
    let mut all = book.run("export json").json();
    all["touch"][0]["text"] = "= 3 pallets a week\n+ kind".into();
    let other = Book::new();
    other.write("old.json", all.to_string());
    other.run("import old.json").ok();
    assert_eq!(names(&other.json("show ana")["remarks"], "/kind"), ["news", "praise"]);
    assert_eq!(other.json("promises --all"), json!([]));
    other.run("doctor").ok();
}
