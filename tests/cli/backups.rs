//! Backups and the way back from one.

use std::fs;

use crate::support::{Book, same_bytes};

/// What the book holds, apart from when it was written down.
fn contents(book: &Book) -> String {
    let all = book.run("export json").ok().out;
    all.lines().filter(|l| !l.contains("exported_at")).collect::<Vec<_>>().join("\n")
}

/// The files beside the book, without the home.
fn files(book: &Book) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(book.path(""))
        .expect("the folder")
        .map(|e| e.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|n| n != "home")
        .collect();
    names.sort();
    names
}

fn damage(book: &Book) {
    let whole = fs::read(book.file()).expect("the book");
    fs::write(book.file(), &whole[..whole.len() / 2]).expect("half a book");
}

#[test]
fn a_backup_is_a_book_of_its_own() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana -m '+ Always on time'").ok();
    let before = contents(&book);
    let said = book.json("backup copy.db");
    assert_eq!((&said["customers"], &said["touches"]), (&2.into(), &1.into()));
    book.run("add Cleo").ok();
    let copy = book.bare("export json --now 2026-11-23T10:00:00Z --db copy.db").run().ok().out;
    let copy: Vec<&str> = copy.lines().filter(|l| !l.contains("exported_at")).collect();
    assert_eq!(copy.join("\n"), before);
}

#[test]
fn a_backup_never_overwrites_what_it_was_not_told_to() {
    let book = Book::with_favorites(&["Ana"]);
    book.write("taken", "mine");
    book.run("backup taken").fails(1).warns("there already").warns("--force");
    assert_eq!(book.read("taken"), "mine");
    book.run("backup taken --force").ok();
    assert!(fs::read(book.path("taken")).expect("a copy").starts_with(b"SQLite format 3"));
    let whole = contents(&book);
    book.run("backup book.db --force").fails(1).warns("the book itself");
    assert_eq!(contents(&book), whole);
}

#[test]
fn without_a_name_it_lies_beside_the_book_and_takes_no_others_place() {
    let book = Book::with_favorites(&["Ana"]);
    for _ in 0..3 {
        book.run("backup").ok();
    }
    assert_eq!(
        files(&book),
        ["book.db", "book.db.backup-2026-11-23", "book.db.backup-2026-11-23.2", "book.db.backup-2026-11-23.3"]
    );
}

#[test]
fn backups_go_where_the_configuration_says() {
    let book = Book::with_favorites(&["Ana"]);
    book.write("config.toml", "[backups]\nfolder = \"safe/place\"\n");
    let run = |line: &str| book.go(line).arg("--config").arg(book.path("config.toml")).run();
    run("backup").ok();
    let names: Vec<_> = fs::read_dir(book.path("safe/place"))
        .expect("the folder")
        .map(|e| e.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    assert!(names[0].starts_with("book.db.") && names[0].ends_with(".backup-2026-11-23"), "{names:?}");
    damage(&book);
    run("today").fails(4).warns("safe/place").warns("restore");
}

#[test]
fn a_command_takes_the_days_backup_once_the_book_has_seen_another_day() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m hello").ok();
    assert_eq!(files(&book), ["book.db"], "a book of today");
    book.run("backup").ok();
    for day in 24..=28 {
        book.at(&format!("2026-11-{day}T10:00:00Z"));
        book.run("list").ok();
        book.run("log ana -m hello").ok();
        book.run("log ana -m again").ok();
    }
    let days: Vec<String> = (23..=28).map(|d| format!("book.db.backup-2026-11-{d}")).collect();
    assert_eq!(files(&book)[1..], days);
    let last = book.bare("list --json --db book.db.backup-2026-11-24").run().json();
    assert_eq!(last[0]["name"], "Ana");
}

#[test]
fn a_year_of_backups_is_seven_days_four_weeks_and_twelve_months() {
    let book = Book::with_favorites(&["Ana"]);
    book.at("2025-09-01T10:00:00Z").run("backup").ok();
    // Old ones are only names to the clearing away.
    let mut day: chrono::NaiveDate = "2025-09-02".parse().expect("a day");
    let last: chrono::NaiveDate = "2026-11-22".parse().expect("a day");
    while day <= last {
        fs::copy(book.path("book.db.backup-2025-09-01"), book.path(&format!("book.db.backup-{day}"))).expect("a copy");
        day = day.succ_opt().expect("a day");
    }
    book.at("2026-11-23T10:00:00Z").run("log ana -m hello").ok();
    let left = files(&book);
    assert_eq!(left.len() - 1, 7 + 4 + 12, "{left:?}");
    for day in ["2026-11-23", "2026-11-17", "2026-11-15", "2026-10-31", "2026-01-31", "2025-11-30"] {
        assert!(left.contains(&format!("book.db.backup-{day}")), "{day} is missing: {left:?}");
    }
}

#[test]
fn none_are_taken_where_none_are_wanted() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("backup").ok();
    book.write("config.toml", "[backups]\ndaily = 0\nweekly = 0\nmonthly = 0\n");
    book.at("2026-11-24T10:00:00Z");
    book.go("log ana -m hello").arg("--config").arg(book.path("config.toml")).run().ok();
    assert_eq!(files(&book), ["book.db", "book.db.backup-2026-11-23", "config.toml"]);
}

#[test]
fn what_comes_back_is_what_was_backed_up() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    for round in 0..6 {
        book.run(&format!("log ana -m '+ Round {round}, @Sally' --mood-before 2 --mood-after 4")).ok();
        let before = contents(&book);
        let file = format!("round{round}.db");
        book.run(&format!("backup {file}")).ok();
        book.run("log ben -m '! something else'").ok();
        book.run("edit cleo --company Other --favorite").ok();
        book.run("archive cleo").ok();
        assert_ne!(contents(&book), before);
        book.run(&format!("restore {file}")).ok();
        assert_eq!(contents(&book), before);
    }
    book.run("doctor").ok();
}

#[test]
fn the_book_that_was_there_is_kept_aside() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("backup copy.db").ok();
    book.run("add Ben").ok();
    let before = contents(&book);
    let said = book.json("restore copy.db");
    let aside = said["kept_aside"].as_str().expect("a path").to_string();
    assert!(aside.ends_with("book.db.before-restore-2026-11-23-100000"), "{aside}");
    book.run(&format!("restore {aside}")).ok();
    assert_eq!(contents(&book), before);
    // What it did before went aside with it once; nothing of that is undone.
    book.run("undo").fails(1).warns("the book came back from a backup");
    assert_eq!(contents(&book), before);
}

#[test]
fn a_damaged_book_names_the_newest_good_backup_and_the_command() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("backup").ok();
    book.at("2026-11-24T10:00:00Z").run("backup").ok();
    book.write("book.db.backup-2026-11-25", "half a backup");
    damage(&book);
    let damaged = fs::read(book.file()).expect("the book");
    let said = book.run("today").fails(4);
    let command = said.err.lines().find(|l| l.starts_with("goodcall --db")).expect("a command").to_string();
    assert!(command.ends_with("book.db.backup-2026-11-24"), "{command}");
    same_bytes(&book.file(), &damaged);
    let help = book.run("list --json").fails(4).error()["help"].as_str().expect("help").to_string();
    assert!(help.contains(&command), "{help}");
    book.bare(command.trim_start_matches("goodcall ")).run().ok();
    assert_eq!(book.run("list --json").json()[0]["name"], "Ana");
    let aside = files(&book).into_iter().find(|n| n.contains("before-restore")).expect("the damaged book");
    same_bytes(&book.path(&aside), &damaged);
}

#[test]
fn where_there_is_no_backup_it_says_so() {
    let book = Book::with_favorites(&["Ana"]);
    damage(&book);
    book.run("today").fails(4).warns("no good backup");
}

#[test]
fn what_is_no_sound_backup_changes_nothing() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("backup copy.db").ok();
    let whole = fs::read(book.file()).expect("the book");
    book.run("restore nowhere.db").fails(1).warns("does not exist");
    book.run("restore book.db").fails(2).warns("the book itself");
    book.write("diary.txt", "Dear diary,\n".repeat(500));
    book.write("empty", "");
    let copy = fs::read(book.path("copy.db")).expect("the copy");
    book.write("cut.db", &copy[..copy.len() - 4096]);
    let mut spoiled = copy.clone();
    for byte in spoiled.iter_mut().skip(4096 * 3).take(4096 * 20) {
        *byte ^= 0x5a;
    }
    book.write("spoiled.db", spoiled);
    let mut newer = copy;
    newer[60..64].copy_from_slice(&9_999_u32.to_be_bytes());
    book.write("newer.db", newer);
    for file in ["diary.txt", "empty", "cut.db", "spoiled.db", "newer.db"] {
        let ran = book.run(&format!("restore {file}")).fails(4);
        assert!(ran.err.contains("nothing was changed"), "{file}: {}", ran.err);
        same_bytes(&book.file(), &whole);
    }
    assert_eq!(files(&book).iter().filter(|n| n.contains("before-restore")).count(), 0);
}

#[test]
fn a_lost_book_comes_back_and_a_spoiled_journal_does_not_follow() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("backup copy.db").ok();
    fs::remove_file(book.file()).expect("the book is lost");
    book.run("restore copy.db").ok();
    assert_eq!(book.run("list --json").json()[0]["name"], "Ana");
    // A book that can't be opened, with what a crash left beside it.
    book.write("book.db", "rubbish");
    book.write("book.db-journal", "rubbish");
    book.run("restore copy.db").ok();
    assert!(!book.path("book.db-journal").exists());
    assert_eq!(book.run("list --json").json()[0]["name"], "Ana");
    book.run("doctor").ok();
}

#[test]
fn nobody_restores_over_somebody_who_writes() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("backup copy.db").ok();
    let other = rusqlite::Connection::open(book.file()).expect("a second program");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let error = book.run("restore copy.db --json").fails(4).error();
    assert_eq!(error["kind"], "busy");
    drop(other);
    book.run("restore copy.db").ok();
}

#[test]
fn an_old_backup_comes_back_as_a_book_of_today() {
    let book = Book::new();
    crate::cli::migrating::first_version(&book);
    fs::copy(book.file(), book.path("old.db")).expect("an old copy");
    let old = fs::read(book.path("old.db")).expect("an old copy");
    book.run("list").ok();
    book.run("restore old.db").ok();
    same_bytes(&book.path("old.db"), &old);
    book.run("doctor").ok();
}

#[test]
fn a_backup_with_what_a_crash_left_beside_it_comes_back_settled() {
    let book = Book::with_favorites(&["Ana"]);
    let before = contents(&book);
    let other = rusqlite::Connection::open(book.file()).expect("a second program");
    // The journal of a change that was never finished, with pages of it in the file already.
    other.execute_batch("PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;").expect("a change");
    for n in 0..400 {
        let sql = format!("INSERT INTO draft (form, fields, updated_at) VALUES ('x{n}', '{}', 0)", "y".repeat(2000));
        other.execute_batch(&sql).expect("a row");
    }
    fs::copy(book.file(), book.path("copy.db")).expect("a copy");
    fs::copy(book.path("book.db-journal"), book.path("copy.db-journal")).expect("its journal");
    drop(other);
    book.run("restore copy.db").ok();
    assert_eq!(contents(&book), before);
    book.run("doctor").ok();
}

#[test]
fn backups_of_days_to_come_take_no_others_places() {
    let book = Book::with_favorites(&["Ana"]);
    for day in ["2099-01-01", "2099-01-02", "2099-01-03", "2099-01-04", "2099-01-05", "2099-01-06", "2099-01-07"] {
        book.at(&format!("{day}T10:00:00Z")).run("backup").ok();
    }
    for day in 23..=27 {
        book.at(&format!("2026-11-{day}T10:00:00Z")).run("log ana -m hello").ok();
    }
    let left = files(&book);
    for day in 23..=27 {
        assert!(left.contains(&format!("book.db.backup-2026-11-{day}")), "{left:?}");
    }
    damage(&book);
    book.run("today").fails(4).warns("backup-2026-11-27");
}

#[cfg(unix)]
#[test]
fn only_ordinary_files_are_replaced() {
    let book = Book::with_favorites(&["Ana"]);
    fs::create_dir(book.path("folder")).expect("a folder");
    for target in ["folder", "/dev/null", "book.db-journal"] {
        book.run(&format!("backup {target} --force")).fails(1).warns("nothing was written");
    }
    assert!(!fs::metadata("/dev/null").expect("the device").is_file());
    book.run("list").ok();
}
