//! A book of the second version: brought up to date, and what the third does works on it.

use std::fs;

use rusqlite::Connection;
use serde_json::json;

use crate::support::{Book, names, text};

/// 10 September 2026, 10:00 UTC.
const HEARD: i64 = 1_789_034_400_000;

/// A book as the second version left it: Ana twice, once imported, kept apart from Paula, who left.
fn second_version(book: &Book) {
    let db = Connection::open(book.file()).expect("a file");
    for script in [include_str!("../../migrations/0001_book.sql"), include_str!("../../migrations/0002_practices.sql")]
    {
        db.execute_batch(script).expect("the second version's tables");
    }
    db.execute_batch(&format!(
        "PRAGMA application_id = {}; PRAGMA user_version = 2;
         BEGIN;
         INSERT INTO change (id, label, made_at, utc_offset) VALUES (10, 'added them', {HEARD}, 0);
         INSERT INTO customer (id, name, sort_name, company, favorite, added_at, added_on, updated_at)
           VALUES (1001, 'Ana Ribeiro', 'ana ribeiro', 'Porto Cold Chain', 1, {HEARD}, '2026-09-10', {HEARD});
         INSERT INTO customer (id, name, sort_name, company, email, added_at, added_on, updated_at)
           VALUES (1002, 'A. Ribeiro', 'a. ribeiro', 'Porto Cold Chain', 'ana@porto.example', {HEARD}, '2026-09-10', {HEARD});
         INSERT INTO customer (id, name, sort_name, standing, left_on, left_because, added_at, added_on, updated_at)
           VALUES (1003, 'Paula', 'paula', 'past', '2026-01-05', 'price', {HEARD}, '2026-09-10', {HEARD});
         INSERT INTO search_text (id, kind, ref, title, body) VALUES ((1 << 62) + 7, 'customer', 1001, 'ana ribeiro', '');
         INSERT INTO search_text (id, kind, ref, title, body) VALUES ((1 << 62) + 6, 'customer', 1002, 'a ribeiro', '');
         INSERT INTO search_text (id, kind, ref, title, body) VALUES ((1 << 62) + 8, 'customer', 1003, 'paula', '');
         INSERT INTO imported (id, customer, fields, updated_at)
           VALUES (1, 1002, '{{\"email\":\"ana@porto.example\",\"name\":\"A. Ribeiro\"}}', {HEARD});
         INSERT INTO kept_apart (id, customer, other, updated_at) VALUES (1, 1002, 1003, {HEARD});
         INSERT INTO standing_change (id, customer, day, standing, because, updated_at)
           VALUES (1, 1003, '2026-01-05', 'past', 'price', {HEARD});
         INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, occasion, text, updated_at)
           VALUES (2001, 1002, 'call', 'reached', {HEARD}, 0, '2026-09-10', 'other', '+ Kind @Sally', {HEARD});
         INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, starred, updated_at)
           VALUES (3001, 2001, 1002, {HEARD}, '2026-09-10', 0, 'praise', 'Kind @Sally', 'Sally', 1, {HEARD});
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (7, 'remark', 3001, '', 'kind sally');
         UPDATE customer SET last_talked = '2026-09-10', last_touch = '2026-09-10', last_touch_kind = 'call' WHERE id = 1002;
         UPDATE change SET open = 0;
         COMMIT;",
        0x6763_616c
    ))
    .expect("the second version's rows");
}

#[test]
fn it_opens_with_everything_and_a_copy_lies_beside_it() {
    let book = Book::new();
    second_version(&book);
    assert_eq!(names(&book.json("list"), "/name"), ["A. Ribeiro", "Ana Ribeiro", "Paula"]);
    assert_eq!(book.json("show 1002")["last_talked"], "2026-09-10");
    assert_eq!(book.json("praise --starred")[0]["teammate"], "Sally");
    assert_eq!(book.json("show paula")["standing_history"][0]["left_because"], "price");
    assert!(book.path("book.db.version-2").exists());
    assert_eq!(book.json("show 1001")["known_as"], json!([]));
}

#[test]
fn its_people_can_be_merged_and_that_undone() {
    let book = Book::new();
    second_version(&book);
    let before = book.run("export json").json();
    let found = book.json("merge");
    assert_eq!((text(&found[0]["customer"]["id"]), text(&found[0]["other"]["id"])), ("1001", "1002"));
    let ana = book.json("merge 1002 1001");
    assert_eq!((&ana["email"], &ana["last_talked"]), (&"ana@porto.example".into(), &"2026-09-10".into()));
    assert_eq!(names(&book.json("keep-apart --list"), "/customer/name"), ["Ana Ribeiro"]);
    book.write("c.csv", "Name,Email\nA. Ribeiro,ana@porto.example\n");
    assert_eq!(book.json("import c.csv")["unchanged"], 1);
    book.run("undo").ok().says("merged A. Ribeiro into Ana Ribeiro");
    let after = book.run("export json").json();
    for table in ["customer", "touch", "remark", "kept_apart", "imported", "known_as"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    book.run("undo").ok();
    assert_eq!(book.json("list"), json!([]));
}

#[test]
fn without_one_of_its_tables_it_is_damaged() {
    let book = Book::new();
    second_version(&book);
    let db = Connection::open(book.file()).expect("a book");
    db.execute_batch("DROP TABLE standing_change").expect("a lost table");
    drop(db);
    let before = fs::read(book.file()).expect("a book");
    assert_eq!(book.run("list --json").fails(4).kind(), "damaged");
    crate::support::same_bytes(&book.file(), &before);
}
