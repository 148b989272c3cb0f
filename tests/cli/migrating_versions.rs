//! Books of every earlier version: brought up to date with every row in place, and what was done before can be undone.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Book, names};

/// 10 September 2026, 10:00 UTC.
const HEARD: i64 = 1_789_034_400_000;
const SCRIPTS: [&str; 3] = [
    include_str!("../../migrations/0001_book.sql"),
    include_str!("../../migrations/0002_practices.sql"),
    include_str!("../../migrations/0003_merging.sql"),
];

/// What was done in a book of the first version: its steps, the latest last.
const STEPS: [(&str, &str); 4] = [
    (
        "added Ana",
        "INSERT INTO customer (id, name, sort_name, company, favorite, facts, added_at, added_on, updated_at)
           VALUES (1001, 'Ana Ribeiro', 'ana ribeiro', 'Porto Cold Chain', 1, 'Two \"children\"', HEARD, '2026-09-10', HEARD);
         INSERT INTO customer (id, name, sort_name, standing, left_on, left_because, referred_by, added_at, added_on, updated_at)
           VALUES (1002, 'Paula', 'paula', 'past', '2026-01-05', 'price', 1001, HEARD, '2026-09-10', HEARD);
         INSERT INTO imported (id, customer, fields, updated_at) VALUES (1, 1001, '{\"name\":\"Ana Ribeiro\"}', HEARD);
         INSERT INTO kept_apart (id, customer, other, updated_at) VALUES (2, 1001, 1002, HEARD);
         INSERT INTO away (id, first_day, last_day, updated_at) VALUES (3, '2026-12-24', '2026-12-26', HEARD);
         INSERT INTO planned_visit (id, customer, day, state, updated_at) VALUES (4, 1001, '2026-09-15', 'accepted', HEARD);
         INSERT INTO teammate_alias (id, alias, name, updated_at) VALUES (5, 'sal', 'Sally', HEARD);
         INSERT INTO search_text (id, kind, ref, title, body)
           VALUES ((1 << 62) + 7, 'customer', 1001, 'ana ribeiro porto cold chain', 'two children');
         INSERT INTO search_text (id, kind, ref, title, body) VALUES ((1 << 62) + 8, 'customer', 1002, 'paula', '');",
    ),
    (
        "logged a call with Ana Ribeiro",
        "INSERT INTO setback (id, kind, occurred_at, utc_offset, day, mood, updated_at)
           VALUES (6, 'low-day', HEARD, 0, '2026-09-10', 2, HEARD);
         INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, occasion, setback, text, updated_at)
           VALUES (2001, 1001, 'call', 'reached', HEARD, 0, '2026-09-10', 'lift', 6, '! Print labels
+ Kind @Sally', HEARD);
         UPDATE setback SET answered_by = 2001 WHERE id = 6;
         INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, state, due_on, updated_at)
           VALUES (3001, 2001, 1001, HEARD, '2026-09-10', 0, 'idea', 'Print labels', 'open', '2026-09-11', HEARD);
         INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, teammate, updated_at)
           VALUES (3002, 2001, 1001, HEARD, '2026-09-10', 1, 'praise', 'Kind @Sally', 'Sally', HEARD);
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (5, 'touch', 2001, '', 'print labels kind sally');
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (6, 'remark', 3001, '', 'print labels');
         INSERT INTO search_text (id, kind, ref, title, body) VALUES (7, 'remark', 3002, '', 'kind sally');
         UPDATE customer SET last_talked = '2026-09-10', last_touch = '2026-09-10', last_touch_kind = 'call' WHERE id = 1001;",
    ),
    ("starred praise", "UPDATE remark SET starred = 1 WHERE id = 3002;"),
    (
        "skipped Ana Ribeiro",
        "INSERT INTO pick (id, call_day, customer, position, state, offered_at, offered_on, settled_at, because, wait_days,
           weight, score, reasons, updated_at)
           VALUES (8, '2026-09-10', 1001, 1, 'skipped', HEARD, '2026-09-10', HEARD, 'why', 3, 10, 30, '[]', HEARD);",
    ),
];

/// What the second and the third version added.
const LATER: [(&str, &str); 2] = [
    (
        "Paula had left",
        "INSERT INTO standing_change (id, customer, day, standing, because, updated_at)
           VALUES (9, 1002, '2026-01-05', 'past', 'price', HEARD);",
    ),
    (
        "merged Paulina into Paula",
        "INSERT INTO known_as (id, customer, gone, name, email, fields, updated_at)
           VALUES (11, 1002, 1003, 'Paulina', 'p@example.com', '{}', HEARD);
         INSERT INTO written_file (id, path, kind, updated_at) VALUES (12, '/nowhere/copy.db', 'backup', HEARD);",
    ),
];

/// The versions before this one.
const VERSIONS: std::ops::RangeInclusive<usize> = 1..=8;
/// Those whose search index has no parts of words.
const WITHOUT_PARTS: std::ops::RangeInclusive<usize> = 1..=4;
/// From the fourth version on the program makes the journal's triggers, so such a book is as one wrote it.
const FOURTH: &str = include_str!("book_version_4.sql");
/// What was done in it after the steps of the third version.
const OF_FOURTH: [&str; 2] = ["edited Ana Ribeiro", "logged a call with Ana Ribeiro"];
const FIFTH: &str = include_str!("book_version_5.sql");
/// What was done in it after the steps of the fourth version.
const OF_FIFTH: [&str; 2] = ["imported people.csv", "logged a call with Inês Moreira"];
const SIXTH: &str = include_str!("book_version_6.sql");
/// What was done in it after the steps of the fifth version, and after what bringing that up to date did.
const OF_SIXTH: [&str; 2] = ["edited Duarte Pinto", "logged a call with Duarte Pinto and Inês Moreira"];
const SEVENTH: &str = include_str!("book_version_7.sql");
/// What was done in it after the steps of the sixth version.
const OF_SEVENTH: [&str; 2] = ["edited Duarte Pinto", "logged a call with Duarte Pinto"];
const EIGHTH: &str = include_str!("book_version_8.sql");
/// What was done in it after the steps of the seventh version.
const OF_EIGHTH: [&str; 7] = [
    "imported 2 files",
    "imported 2 files",
    "did an idea of Inês Moreira",
    "corrected a call with Ana Ribeiro",
    "corrected a call with Olga Weiss",
    "logged a call with Olga Weiss and Inês Moreira",
    "corrected a call with Olga Weiss",
];
/// The ids that Ana's log tells of the praise in it, as it was logged and as it was corrected.
const KIND: &str = "2054101808140644422";
const SO_KIND: &str = "1995792818865143831";
/// What bringing a book of the fifth version up to date does besides.
const LIFTED: &str = "brought birthdays, phones and emails out of the facts";

/// Makes a book of the eighth version, with every step that can be undone.
pub(crate) fn book_of_eighth() -> Book {
    book_of(8).0
}

/// Makes a book of a version, and returns the labels of its steps.
fn book_of(version: usize) -> (Book, Vec<&'static str>) {
    let book = Book::new();
    let db = Connection::open(book.file()).expect("a file");
    if version >= 4 {
        let rows = match version {
            4 => FOURTH,
            5 => FIFTH,
            6 => SIXTH,
            7 => SEVENTH,
            _ => EIGHTH,
        };
        db.execute_batch(rows).expect("a later version");
        let mut steps: Vec<_> = STEPS.iter().chain(&LATER).map(|(label, _)| *label).chain(OF_FOURTH).collect();
        if version >= 5 {
            steps.extend(OF_FIFTH.into_iter().chain([LIFTED]));
        }
        if version >= 6 {
            steps.extend(OF_SIXTH);
        }
        if version >= 7 {
            steps.extend(OF_SEVENTH);
        }
        if version >= 8 {
            steps.extend(OF_EIGHTH);
        }
        return (book, steps);
    }
    for script in &SCRIPTS[..version] {
        db.execute_batch(script).expect("the version's tables");
    }
    db.execute_batch(&format!("PRAGMA application_id = {}; PRAGMA user_version = {version};", 0x6763_616c))
        .expect("a header");
    let steps: Vec<_> = STEPS.iter().chain(&LATER[..version - 1]).collect();
    for (at, (label, sql)) in steps.iter().enumerate() {
        db.execute_batch(&format!(
            "BEGIN; INSERT INTO change (id, label, made_at, utc_offset) VALUES ({}, '{label}', {HEARD}, 0);
             {}
             UPDATE change SET open = 0; COMMIT;",
            at + 10,
            sql.replace("HEARD", &HEARD.to_string())
        ))
        .expect("the version's rows");
    }
    db.execute_batch(
        "UPDATE remark SET times_shown = 3, last_shown_at = 7 WHERE id = 3002;
         INSERT INTO draft (id, form, customer, fields, updated_at) VALUES (13, 'log', 1001, '{}', 7);",
    )
    .expect("what is no change");
    (book, steps.into_iter().map(|(label, _)| *label).collect())
}

/// Who is in a book of a version.
fn people(version: usize) -> &'static [&'static str] {
    match version {
        ..5 => &["Ana Ribeiro", "Paula"],
        5..8 => &["Ana Ribeiro", "Duarte Pinto", "Inês Moreira", "Paula"],
        _ => &["Ana Ribeiro", "Duarte Pinto", "Inês Moreira", "Olga Weiss", "Paula"],
    }
}

fn strings(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).expect("a query");
    let rows = statement.query_map([], |row| row.get(0)).expect("rows");
    rows.collect::<rusqlite::Result<_>>().expect("text")
}

/// The tables of a book and their columns, but for what the new version has no place for, and for what search finds, which
/// is made anew.
fn tables(db: &Connection) -> Vec<(String, Vec<String>)> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' ORDER BY name";
    let columns =
        |table: &str| strings(db, &format!("SELECT name FROM pragma_table_info('{table}') WHERE name <> 'new'"));
    strings(db, sql).into_iter().map(|table| (table.clone(), columns(&table))).collect()
}

/// Every row of the tables in those columns, under the tables' names of today. Remarks have other ids today, and the journal
/// other entries of them, in other places.
fn dump(db: &Connection, tables: &[(String, Vec<String>)], is_old: bool) -> Vec<String> {
    let mut rows = Vec::new();
    for (table, columns) in tables {
        let today = if table == "tally" { "counter" } else { table };
        let from = if is_old { table } else { today };
        let is_another = |column: &str| column == "id" && matches!(table.as_str(), "remark" | "journal");
        let values: Vec<_> = columns.iter().filter(|c| !is_another(c)).map(|c| format!("quote({c})")).collect();
        // What search finds is derived, so it is journaled no longer.
        let which = if table == "journal" { "WHERE tbl NOT IN ('search_text', 'remark')" } else { "" };
        let row = values.join(" || ',' || ");
        rows.extend(strings(db, &format!("SELECT '{today} ' || {row} FROM {from} {which} ORDER BY 1")));
    }
    rows
}

#[test]
fn every_row_of_every_version_is_in_place() {
    for version in VERSIONS {
        let (book, _) = book_of(version);
        let old = Connection::open(book.file()).expect("the old book");
        let tables = tables(&old);
        let before = dump(&old, &tables, true);
        drop(old);
        assert_eq!(names(&book.json("list"), "/name"), people(version), "version {version}");
        let new = Connection::open(book.file()).expect("the new book");
        let after = dump(&new, &tables, false);
        if version == 5 {
            // Two birthdays came out of the facts: of their customers, and of what the import told.
            let other: Vec<_> = before.iter().filter(|row| !after.contains(row)).collect();
            assert_eq!(other.len(), 4, "{other:?}");
            assert!(other.iter().all(|row| row.to_lowercase().contains("birthday")), "{other:?}");
        } else {
            assert_eq!(after, before, "version {version}");
        }
        let put_aside = Connection::open(book.path(&format!("book.db.version-{version}"))).expect("the copy");
        assert_eq!(dump(&put_aside, &tables, true), before, "the copy of version {version}");
    }
}

#[test]
fn a_book_of_every_version_is_sound_and_damage_to_it_is_seen() {
    for version in VERSIONS {
        let (book, _) = book_of(version);
        book.run("list").ok();
        book.run("doctor").ok();
        let other = Connection::open(book.file()).expect("another program");
        other.execute_batch("UPDATE customer SET profit = 5 WHERE id = 1001").expect("a change behind its back");
        let report = book.run("doctor --json").ends(4);
        assert!(report.out.contains("Ana Ribeiro (customer 1001) is not as it was written last"), "{}", report.out);
    }
}

#[test]
fn a_dry_run_of_doctor_leaves_an_older_book_as_it_is() {
    for version in 1..=SCRIPTS.len() {
        let (book, _) = book_of(version);
        let before = std::fs::read(book.file()).expect("the book");
        book.run("doctor --dry-run").says(&format!("version {version}")).says("goodcall doctor would");
        assert_eq!(std::fs::read(book.file()).expect("the book"), before, "version {version}");
        assert!(!book.path(&format!("book.db.version-{version}")).exists());
        book.run("doctor").ok().says("2 customers");
    }
}

#[test]
fn the_steps_of_every_version_can_be_undone() {
    for version in VERSIONS {
        let (book, steps) = book_of(version);
        for label in steps.iter().rev() {
            book.run("undo").ok().says(label);
            book.run("doctor").ok();
            if *label == "starred praise" {
                assert_eq!(book.json("praise --starred"), json!([]));
                assert_eq!(names(&book.json("search kind"), "/id"), [KIND]);
            }
        }
        book.run("undo").fails(1).warns("nothing to undo");
        let db = Connection::open(book.file()).expect("a book");
        for (table, _) in tables(&db) {
            let is_left = ["change", "journal", "draft", "counter", "written_file"].contains(&table.as_str());
            let rows = strings(&db, &format!("SELECT CAST(count(*) AS TEXT) FROM {table}"));
            assert!(is_left || rows == ["0"], "version {version}: {table} has {rows:?}");
        }
        assert_eq!(strings(&db, "SELECT CAST(sum(n) AS TEXT) FROM counter"), ["0"], "version {version}");
    }
}

#[test]
fn what_another_program_changed_before_or_after_is_not_undone_away() {
    for version in VERSIONS {
        // Ana's row is as several steps left it, one after the other.
        let change = "UPDATE customer SET city = 'Elsewhere' WHERE id = 1001";
        let refused = |book: &Book| {
            let undone = (0..20).take_while(|_| book.run("undo").code == Some(0)).count();
            assert!(undone < 20, "version {version}");
            book.run("undo").fails(1).warns("was changed again since");
            assert_eq!(book.json("show 1001")["city"], "Elsewhere", "version {version}");
        };
        let (book, _) = book_of(version);
        Connection::open(book.file()).and_then(|db| db.execute_batch(change)).expect("a change before");
        let report = book.run("doctor --json").ends(4);
        assert!(report.out.contains("Ana Ribeiro (customer 1001) is not as it was written last"), "{}", report.out);
        refused(&book);

        let (book, _) = book_of(version);
        book.run("undo").ok();
        Connection::open(book.file()).and_then(|db| db.execute_batch(change)).expect("a change after");
        refused(&book);
    }
}

#[test]
fn what_is_written_without_blanks_is_found_in_a_book_of_every_version() {
    for version in WITHOUT_PARTS {
        let (book, _) = book_of(version);
        let old = Connection::open(book.file()).expect("the old book");
        old.execute_batch(&format!(
            "INSERT INTO customer (id, name, sort_name, added_at, added_on, updated_at)
               VALUES (1003, '박지우', 'bagjiu', {HEARD}, '2026-09-10', {HEARD});
             INSERT INTO touch (id, customer, kind, outcome, occurred_at, utc_offset, day, occasion, text, updated_at)
               VALUES (2003, 1003, 'call', 'reached', {HEARD}, 0, '2026-09-10', 'other', '+ 라벨이 좋다
! สติกเกอร์ใหม่', {HEARD});
             INSERT INTO remark (id, touch, customer, said_at, said_on, position, kind, text, updated_at)
               VALUES (3003, 2003, 1003, {HEARD}, '2026-09-10', 0, 'praise', '라벨이 좋다', {HEARD}),
                      (3004, 2003, 1003, {HEARD}, '2026-09-10', 1, 'idea', 'สติกเกอร์ใหม่', {HEARD});
             INSERT INTO search_text (id, kind, ref, title, body) VALUES
               (4967754518685287402, 'customer', 1003, 'bagjiu', ''), (9, 'remark', 3003, '', 'rabeli johda'),
               (8, 'touch', 2003, '', 'rabeli johda stikekkrihm');"
        ))
        .expect("what an older goodcall wrote");
        drop(old);
        for (query, kinds) in
            [("지우", vec!["customer"]), ("벨이", vec!["remark"]), ("ใหม่", vec!["remark"]), ("rabeli", vec!["remark"])]
        {
            let found = book.words(&["search", query, "--json"]).json();
            assert_eq!(names(&found, "/kind"), kinds, "version {version}, {query}: {found}");
        }
        assert_eq!(book.words(&["show", "지우", "--json"]).json()["name"], "박지우");
        assert_eq!(names(&book.words(&["search", "벨이 기", "--json"]).json(), "/kind"), [] as [&str; 0]);
    }
}

#[test]
fn everything_is_found_in_the_new_index_of_a_book_of_every_version() {
    for version in VERSIONS {
        let (book, _) = book_of(version);
        let kind = if version >= 8 { SO_KIND } else { KIND };
        assert_eq!(names(&book.json("search kind"), "/id"), [kind], "version {version}");
        assert_eq!(names(&book.json("search 'print kind'"), "/kind"), ["touch"], "version {version}");
        // By a whole name, the beginnings of words, and a part of one, in the accents and the case of whoever asks.
        for who in ["ana ribeiro", "rib", "IBÊIR", "old ch"] {
            assert_eq!(book.words(&["show", who, "--json"]).json()["name"], "Ana Ribeiro", "version {version}, {who}");
        }
        let db = Connection::open(book.file()).expect("the new book");
        assert_eq!(
            strings(&db, "SELECT count(*) || '' FROM search_text WHERE kind <> 'customer' AND body IS NOT NULL"),
            ["0"]
        );
    }
}

#[test]
fn who_was_praised_and_talked_to_is_counted_in_a_book_of_every_version() {
    for version in VERSIONS {
        let (book, _) = book_of(version);
        let praise = match version {
            8 => 7,
            7 => 5,
            6 => 4,
            5 => 3,
            4 => 2,
            _ => 1,
        };
        assert_eq!(book.json("teammates")[0]["praise"], praise, "version {version}");
        let db = Connection::open(book.file()).expect("the new book");
        assert_eq!(strings(&db, "SELECT sum(n) || '' FROM praised_on"), [praise.to_string()], "version {version}");
        let talks = strings(&db, "SELECT count(*) || '' FROM touch WHERE outcome = 'reached' OR kind = 'visit'");
        assert_eq!(strings(&db, "SELECT sum(calls + visits) || '' FROM talked_on"), talks, "version {version}");
    }
}

/// What a book holds for its user.
fn contents(book: &Book) -> String {
    let all = book.run("export json").ok().out;
    all.lines().filter(|l| !l.contains("exported_at")).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_was_undone_of_every_version_can_be_redone() {
    for version in VERSIONS {
        let (book, steps) = book_of(version);
        if version == 4 {
            book.run("redo").ok().says("Redone: edited Paula");
            assert_eq!(book.json("show 1002")["company"], "Paula & Sons");
            book.run("undo").ok().says("Undone: edited Paula");
            assert_eq!(book.json("show 1002")["company"], serde_json::Value::Null);
        }
        let before = contents(&book);
        for _ in &steps {
            book.run("undo").ok();
        }
        assert_eq!(book.json("list"), json!([]), "version {version}");
        for label in &steps {
            book.run("redo").ok().says(label);
        }
        assert_eq!(contents(&book), before, "version {version}");
        book.run("doctor").ok();
    }
}

#[test]
fn a_log_of_every_version_that_is_undone_waits_as_a_draft() {
    for version in VERSIONS {
        let (book, steps) = book_of(version);
        let after = steps.iter().rev().position(|label| label.starts_with("logged")).expect("a log");
        for _ in 0..after {
            book.run("undo").ok();
        }
        let (with, said) = match version {
            8 => ("Olga Weiss", "+ Inês: by the eighth version @Sally\n+ by the eighth version @Sally\n? Olga: a ramp"),
            7 => ("Duarte Pinto", "+ By the seventh version @Sally\n? A smaller box"),
            6 => ("Duarte Pinto", "+ By the sixth version @Sally\n= The samples by Friday"),
            5 => ("Inês Moreira", "+ By the fifth version @Sally\n! Cut the panes at night"),
            4 => ("Ana Ribeiro", "+ By the fourth version, @Sally\n? A ramp"),
            _ => ("Ana Ribeiro", "! Print labels\n+ Kind @Sally"),
        };
        let all = if matches!(version, 6 | 8) { &format!("{with} and Inês Moreira") } else { with };
        let undone = format!("Undone: logged a call with {all}. The draft waits (r on Today).");
        book.run("undo").ok().says(&undone);
        let db = Connection::open(book.file()).expect("a book");
        let text = "SELECT json_extract(fields, '$.text') FROM draft JOIN customer c ON c.id = customer
            WHERE form = 'log' AND json_extract(fields, '$.text') <> '' AND name = ";
        let text = strings(&db, &format!("{text}'{with}'")).remove(0);
        assert_eq!(text, said, "version {version}");
    }
}

#[test]
fn a_phone_is_found_in_every_spacing_in_a_book_of_every_version() {
    for version in 1..=SCRIPTS.len() {
        let (book, _) = book_of(version);
        let old = Connection::open(book.file()).expect("the old book");
        old.execute_batch(&format!(
            "INSERT INTO customer (id, name, sort_name, phone, phone_shown, phone_region, added_at, added_on, updated_at)
               VALUES (1003, 'Zoe', 'zoe', '+351225550199', '+351 22 555 0199', 'PT', {HEARD}, '2026-09-10', {HEARD});
             INSERT INTO search_text (id, kind, ref, title, body) VALUES
               (9200000000000000000, 'customer', 1003, 'zoe', '351225550199 351 22 555 0199');"
        ))
        .expect("what an older goodcall wrote");
        drop(old);
        for asked in ["022 555 0199", "225550199", "+351 22 555 01 99", "0199"] {
            assert_eq!(
                book.words(&["show", "--json", "--", asked]).json()["name"],
                "Zoe",
                "version {version}, {asked}"
            );
        }
        assert_eq!(book.json("show zoe")["timezone_from"], Value::Null, "an older book does not tell");
    }
}

#[test]
fn a_birthday_that_an_import_wrote_among_the_facts_becomes_one() {
    let (book, _) = book_of(5);
    let of = |who: &str| {
        let shown = book.json(&format!("show {who}"));
        ["birthday", "facts"].map(|key| shown[key].clone())
    };
    assert_eq!(of("duarte"), [json!("05-03"), Value::Null]);
    let [birthday, facts] = of("moreira");
    assert_eq!(birthday, "1980-04-12");
    assert!(
        facts.as_str().is_some_and(|facts| facts.starts_with("Likes tea") && !facts.contains("Birthday")),
        "{facts}"
    );
    assert_eq!(names(&book.json("search birthday"), "/id"), [] as [&str; 0]);
    assert_eq!(book.json("doctor")["ok"], true);
    // A file that says the same again says nothing new.
    let header = "First Name,Last Name,Phonetic First Name,Organization Name,Birthday,E-mail 1 - Value,Phone 1 - Value";
    let row = "Duarte,Pinto,,Pinto Cortiças,--05-03,duarte@corticas.example,+351 22 555 0190";
    book.write("people.csv", format!("{header}\n{row}\n"));
    assert_eq!(book.json("import people.csv")["unchanged"], 1);
    book.run("undo").ok().says(LIFTED);
    assert_eq!(of("duarte"), [Value::Null, json!("Birthday: 3 May")]);
    assert_eq!(of("moreira")[0], Value::Null);
    assert_eq!(names(&book.json("search birthday"), "/id").len(), 2);
    book.run("redo").ok();
    assert_eq!(of("duarte"), [json!("05-03"), Value::Null]);
    assert_eq!(book.json("doctor")["ok"], true);
}

#[test]
fn a_birthday_that_the_user_wrote_among_the_facts_stays_there() {
    let (book, _) = book_of(5);
    let old = Connection::open(book.file()).expect("the old book");
    old.execute_batch(
        "UPDATE customer SET facts = 'Birthday: 4 May' WHERE name = 'Duarte Pinto';
         UPDATE customer SET facts = 'Birthday: 1 June' WHERE name = 'Paula';",
    )
    .expect("what the user wrote");
    drop(old);
    for (who, facts) in [("duarte", "Birthday: 4 May"), ("paula", "Birthday: 1 June")] {
        let shown = book.json(&format!("show {who}"));
        assert_eq!((&shown["birthday"], &shown["facts"]), (&Value::Null, &facts.into()), "{who}");
    }
}

/// The file of the fifth version's import, in which Inês has another number.
fn people_csv(work: &str) -> String {
    format!(
        "First Name,Last Name,Phonetic First Name,Organization Name,Birthday,Notes,E-mail 1 - Label,E-mail 1 - Value,\
         E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n\
         Inês,Moreira,,Moreira Vidros,1980-04-12,Likes tea,Work,ines@vidros.example,Home,ines.m@casa.example,\
         Mobile,+351 912 345 678,Work,{work}\n\
         Duarte,Pinto,,Pinto Cortiças,--05-03,,,duarte@corticas.example,,,,+351 22 555 0190,,\n"
    )
}

/// Numbers and mailboxes of Inês with their labels, and the facts.
fn reach_of_ines(book: &Book) -> (Vec<String>, Value) {
    let shown = book.json("show moreira");
    let all =
        ["/phones", "/emails"].map(|list| shown.pointer(list).and_then(Value::as_array).cloned().expect("a list"));
    let line = |entry: &Value| {
        format!("{} {}", entry["label"].as_str().unwrap_or("-"), entry["value"].as_str().unwrap_or("-"))
    };
    (all.iter().flatten().map(line).collect(), shown["facts"].clone())
}

#[test]
fn numbers_and_mailboxes_that_an_import_wrote_among_the_facts_become_entries() {
    let (book, _) = book_of(5);
    let lifted = ["- +351 912 345 678", "work +351 22 555 0177", "- ines@vidros.example", "home ines.m@casa.example"];
    let (reach, facts) = reach_of_ines(&book);
    assert_eq!((reach, facts), (lifted.map(str::to_string).to_vec(), json!("Likes tea")));
    assert_eq!(book.json("show ines.m@casa.example")["name"], "Inês Moreira");
    assert_eq!(book.words(&["show", "--json", "--", "225550177"]).json()["name"], "Inês Moreira");
    assert_eq!(book.json("doctor")["ok"], true);
    // The same file says nothing new, from wherever it comes, and leaves no step.
    for name in ["people.csv", "elsewhere.csv"] {
        book.write(name, people_csv("+351 22 555 0177"));
        let again = book.json(&format!("import {name}"));
        assert_eq!([&again["added"], &again["updated"], &again["unchanged"]], [&json!(0), &json!(0), &json!(2)]);
    }
    assert_eq!(reach_of_ines(&book).0, lifted);
    book.run("undo").ok().says(LIFTED);
    let facts = "Likes tea\nWork phone: +351 22 555 0177\nHome email: ines.m@casa.example\nBirthday: 1980-04-12";
    let before = ["- +351 912 345 678", "- ines@vidros.example"].map(str::to_string).to_vec();
    assert_eq!(reach_of_ines(&book), (before, json!(facts)));
    assert_eq!(book.json("doctor")["ok"], true);
    book.run("redo").ok();
    assert_eq!(
        (reach_of_ines(&book).0, book.json("doctor")["ok"].clone()),
        (lifted.map(str::to_string).to_vec(), json!(true))
    );
    // What the user took out stays out.
    book.run("edit moreira --no-phone work").ok();
    assert_eq!(book.json("import people.csv")["updated"], 0);
    assert_eq!(reach_of_ines(&book).0.len(), 3);
}

#[test]
fn a_number_that_no_import_wrote_or_nobody_can_read_stays_a_fact() {
    let (book, _) = book_of(5);
    let old = Connection::open(book.file()).expect("the old book");
    old.execute_batch(
        "UPDATE customer SET facts = 'Work phone: 912 345 67
Home phone: 22 555 0179
Other email: see card' WHERE name = 'Duarte Pinto';
         UPDATE imported SET fields = json_set(fields, '$.facts', 'Work phone: 912 345 67
Home phone: 22 555 0179
Other email: see card') WHERE customer IN (SELECT id FROM customer WHERE name = 'Duarte Pinto');
         UPDATE customer SET facts = 'Work phone: +351 22 555 0188' WHERE name = 'Paula';
         UPDATE known_as SET fields = '{\"facts\":\"Home phone: +351 22 555 0189\"}' WHERE name = 'Paulina';",
    )
    .expect("what stands in the facts");
    drop(old);
    let duarte = book.json("show duarte");
    assert_eq!(duarte["facts"], "Work phone: 912 345 67\nOther email: see card");
    assert_eq!(
        names(&duarte["phones"], "/e164"),
        ["+351225550190", "+351225550179"],
        "the second is one of their country"
    );
    assert_eq!(book.json("show paula")["facts"], "Work phone: +351 22 555 0188", "no import wrote it");
}

#[test]
fn what_a_merged_record_brought_comes_out_of_the_facts_too() {
    let (book, _) = book_of(5);
    let old = Connection::open(book.file()).expect("the old book");
    old.execute_batch(
        "UPDATE customer SET facts = 'Mobile phone: +351 912 000 704' WHERE name = 'Paula';
         UPDATE known_as SET fields = '{\"name\":\"Paulina\",\"facts\":\"Mobile phone: +351 912 000 704\"}';",
    )
    .expect("what an import told of her");
    drop(old);
    let paula = book.json("show paula");
    assert_eq!((&paula["facts"], &paula["phone"]), (&Value::Null, &json!("+351912000704")), "her first number");
    assert_eq!(paula["phones"][0]["label"], "mobile");
    let db = Connection::open(book.file()).expect("the book");
    let told = strings(&db, "SELECT fields FROM known_as");
    assert_eq!(told, [r#"{"name":"Paulina","phones":"+351912000704"}"#]);
}
