//! Books that can't be used: said, ended with 4, left as they were.

use std::fs;

use crate::support::{Book, same_bytes};

/// Every kind of command ends with 4 and leaves the file untouched.
#[track_caller]
fn refuses(book: &Book, kind: &str) -> String {
    let before = fs::read(book.file()).ok();
    let mut said = String::new();
    for line in ["today", "list", "add Ben", "log ana -m x", "undo", "export json"] {
        said = book.run(line).fails(4).err;
        let error = book.run(&format!("{line} --json")).fails(4).error();
        assert_eq!(error["kind"], kind, "{line}: {error}");
    }
    if let Some(before) = before {
        same_bytes(&book.file(), &before);
    }
    said
}

#[test]
fn an_empty_file_is_never_silently_filled() {
    let book = Book::new();
    book.write("book.db", "");
    let said = refuses(&book, "damaged");
    assert!(said.contains("remove it to start a new book"), "{said}");
}

#[test]
fn a_file_that_is_no_database_is_left_alone() {
    let book = Book::new();
    book.write("book.db", "Dear diary,\n".repeat(500));
    refuses(&book, "damaged");
    book.write("book.db", "short");
    refuses(&book, "damaged");
}

#[test]
fn a_folder_is_no_book() {
    let book = Book::new();
    fs::create_dir(book.file()).expect("a folder");
    let ran = book.run("today").fails(4);
    assert!(ran.err.contains("folder"), "{}", ran.err);
    assert!(book.file().is_dir());
}

#[test]
fn a_book_in_a_folder_that_is_not_there_cannot_begin() {
    let book = Book::new();
    book.bare("add Ana --db no/such/folder/book.db").run().fails(4).warns("folder");
}

/// Writes a number into the header of a SQLite file.
fn patch(book: &Book, at: usize, value: u32) {
    let mut bytes = fs::read(book.file()).expect("a book");
    bytes[at..at + 4].copy_from_slice(&value.to_be_bytes());
    fs::write(book.file(), bytes).expect("a patched book");
}

const USER_VERSION: usize = 60;
const APPLICATION_ID: usize = 68;

#[test]
fn a_book_of_a_newer_version_is_left_alone() {
    let book = Book::with_favorites(&["Ana"]);
    patch(&book, USER_VERSION, 9_999);
    let said = refuses(&book, "newer");
    assert!(said.contains("newer") && said.contains("update"), "{said}");
}

#[test]
fn another_programs_database_is_left_alone() {
    let book = Book::with_favorites(&["Ana"]);
    for id in [0, 42] {
        patch(&book, APPLICATION_ID, id);
        refuses(&book, "damaged");
    }
}

#[test]
fn a_book_cut_short_is_refused() {
    let book = Book::with_favorites(&["Ana"]);
    let whole = fs::read(book.file()).expect("a book");
    for length in [50, 100, 4096, whole.len() / 2, whole.len() - 1] {
        fs::write(book.file(), &whole[..length]).expect("a cut book");
        refuses(&book, "damaged");
    }
    fs::write(book.file(), whole).expect("the whole book");
    assert_eq!(book.pick(), "Ana offered");
}

#[test]
fn a_locked_book_can_be_read_but_not_changed() {
    let book = Book::with_favorites(&["Ana"]);
    let other = rusqlite::Connection::open(book.file()).expect("a second program");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    book.run("list").ok().says("Ana");
    book.run("today").ok().says("Ana");
    let error = book.run("add Ben --json").fails(4).error();
    assert_eq!(error["kind"], "busy");
    other.execute_batch("ROLLBACK").expect("no lock");
    book.run("add Ben").ok();
}

#[test]
fn a_book_locked_for_itself_alone_is_busy() {
    let book = Book::with_favorites(&["Ana"]);
    let other = rusqlite::Connection::open(book.file()).expect("a second program");
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let error = book.run("list --json").fails(4).error();
    assert_eq!(error["kind"], "busy");
}

#[test]
fn a_book_is_a_single_file() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m hello").ok();
    let beside: Vec<_> = fs::read_dir(book.path(""))
        .expect("the folder")
        .filter_map(|e| e.ok()?.file_name().into_string().ok())
        .filter(|n| n != "home")
        .collect();
    assert_eq!(beside, ["book.db"]);
}

#[test]
fn two_that_begin_at_once_share_one_book() {
    let book = Book::new();
    std::thread::scope(|scope| {
        for name in ["Ana", "Ben", "Cleo", "Dora"] {
            let book = book.go(&format!("add {name}"));
            scope.spawn(move || book.run().ok());
        }
    });
    assert_eq!(crate::support::names(&book.json("list"), "/name"), ["Ana", "Ben", "Cleo", "Dora"]);
}

#[test]
fn a_book_that_lacks_a_table_is_damaged() {
    let book = Book::with_favorites(&["Ana"]);
    let other = rusqlite::Connection::open(book.file()).expect("another program");
    other.execute_batch("PRAGMA foreign_keys = OFF; DROP TABLE setback").expect("a lost table");
    drop(other);
    let error = book.run("lift --after low-day --json").fails(4).error();
    assert_eq!(error["kind"], "damaged");
}

#[cfg(unix)]
#[test]
fn a_file_name_is_never_anything_else() {
    let book = Book::new();
    for name in ["file:book?mode=memory", "?x", "a b.db", "%41.db"] {
        for add in ["Ana", "Ben"] {
            book.bare("add").arg(add).arg("--db").arg(name).run().ok();
        }
        let list = book.bare("list --json --db").arg(name).run().json();
        assert_eq!(crate::support::names(&list, "/name"), ["Ana", "Ben"], "{name}");
        assert!(book.path(name).is_file(), "{name}");
    }
}

/// Whether a refusal tells what to do: which backup, and the command; or to update, where the version is damaged.
fn tells_what_to_do(err: &str) -> bool {
    err.contains("the newest good backup is of 2026-11-23") && err.contains(" restore ")
        || err.contains("was written by a newer goodcall") && err.contains("update goodcall")
}

/// What only a program says.
const RAW: [&str; 9] = [
    "unsupported",
    "malformed",
    "constraint",
    "duplicate column",
    "already exists",
    "CREATE",
    "SELECT",
    "btree",
    "SQL",
];

#[test]
fn a_header_damaged_in_any_byte_is_understood() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ Kind'").ok();
    book.run("backup").ok();
    let whole = std::fs::read(book.file()).expect("the book");
    let tried = |at: usize, value: u8, line: &str| {
        let mut bytes = whole.clone();
        bytes[at] = value;
        std::fs::write(book.file(), &bytes).expect("a damaged book");
        let ran = book.run(line);
        let context = format!("byte {at} is {value}, {line}: {ran:?}");
        match ran.code {
            Some(0) if line == "doctor --dry-run" => {}
            Some(0) => assert!(["add Ben", "undo --list"].contains(&line) || ran.out.contains("Ana"), "{context}"),
            Some(1 | 4) if line == "doctor --dry-run" => {}
            Some(4) => assert!(tells_what_to_do(&ran.err), "{context}"),
            _ => panic!("{context}"),
        }
        let said = format!("{}{}", ran.out, ran.err);
        assert!(!RAW.iter().any(|raw| said.contains(raw) && !said.contains("SQLite sees no damage")), "{context}");
        ran.code
    };
    for (at, right) in whole.iter().take(100).enumerate() {
        for value in [0x14, right ^ 0xff] {
            tried(at, value, "list");
        }
    }
    // Every way into the book; 47 is the format of the schema, 63 the version, 55 the greatest root page.
    for line in
        ["today", "show ana", "undo --list", "search ana", "praise", "add Ben", "export json", "doctor --dry-run"]
    {
        for (at, value) in [(47, 0x14), (47, 0xff), (63, 4), (63, 0), (60, 0x80), (18, 9), (21, 1), (59, 7), (55, 3)] {
            let code = tried(at, value, line);
            assert!(at != 47 || code != Some(0), "{at} {line}");
        }
    }
}

#[test]
fn a_damaged_header_is_no_backup_to_restore() {
    let book = Book::with_favorites(&["Ana"]);
    let mut bytes = std::fs::read(book.file()).expect("the book");
    for (at, value) in [(47, 0x14), (63, 4), (60, 0x80)] {
        let was = std::mem::replace(&mut bytes[at], value);
        book.write("other.db", bytes.clone());
        let ran = book.words(&["restore", "other.db"]).fails(4);
        assert!(!RAW.iter().any(|raw| ran.err.contains(raw)), "{at}: {}", ran.err);
        book.run("list").ok().says("Ana");
        bytes[at] = was;
    }
}

/// Spoils the page on which a table begins.
fn spoil(book: &Book, table: &str) -> Vec<u8> {
    let db = rusqlite::Connection::open(book.file()).expect("a book");
    let sql = "SELECT rootpage FROM sqlite_schema WHERE name = ?1";
    let page: usize = db.query_row(sql, [table], |row| row.get(0)).expect("a table");
    drop(db);
    let mut bytes = fs::read(book.file()).expect("the book");
    bytes[(page - 1) * 4096..page * 4096].fill(0xa5);
    fs::write(book.file(), &bytes).expect("a damaged book");
    bytes
}

#[test]
fn today_stores_no_offer_in_a_book_that_is_damaged_in_what_it_shows() {
    // What waits, read last; what comes before; what the offer is stored in.
    for table in ["planned_visit", "customer", "remark_open", "pick"] {
        let book = Book::with_favorites(&["Ana"]);
        book.run("log ana --outcome no-answer --at 2026-11-16 -m '! Lists'").ok();
        book.run("backup").ok();
        let bytes = spoil(&book, table);
        let ran = book.run("today");
        if ran.code != Some(0) {
            assert!(tells_what_to_do(&ran.fails(4).err), "{table}");
            assert!(fs::read(book.file()).expect("the book") == bytes, "{table}: the book was changed");
        }
        assert!(["remark_open"].contains(&table) || fs::read(book.file()).expect("the book") == bytes, "{table}");
    }
}
