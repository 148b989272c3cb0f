//! What doctor sees, what it repairs, and how it says so.

use std::fs;

use serde_json::Value;

use crate::support::{Book, keys, same_bytes};

fn sound() -> Book {
    let book = Book::with_favorites(&["Ana Ribeiro", "Ben Okafor"]);
    book.run("edit ana --company 'Porto Cold Chain' --email ana@porto.example --facts 'Two children'").ok();
    book.run("log ana -m '+ Always on time, @Sally' -m '! a pick list' -m 'news of the harbor'").ok();
    book.run("log ben -m '+ I can rely on you'").ok();
    book
}

fn spoil(book: &Book, sql: &str) {
    let other = rusqlite::Connection::open(book.file()).expect("another program");
    other.execute_batch(&format!("PRAGMA foreign_keys = OFF; {sql}")).expect("a change behind its back");
}

/// The checks that are not right.
fn wrong(report: &Value) -> Vec<String> {
    let checks = report["checks"].as_array().expect("checks").iter();
    checks.filter(|c| c["ok"] == false).map(|c| c["name"].as_str().expect("a name").to_string()).collect()
}

fn report(book: &Book, code: i32) -> Value {
    let ran = book.run("doctor --json").ends(code);
    serde_json::from_str(&ran.out).expect("JSON")
}

fn check<'a>(report: &'a Value, name: &str) -> &'a Value {
    report["checks"].as_array().expect("checks").iter().find(|c| c["name"] == name).expect("such a check")
}

#[test]
fn a_sound_book_is_said_to_be_sound() {
    let book = sound();
    let before = fs::read(book.file()).expect("the book");
    let report = report(&book, 0);
    assert_eq!(report["ok"], true, "{report}");
    assert_eq!(keys(&report["checks"][0]), ["detail", "help", "name", "ok"]);
    for name in
        ["book", "integrity", "references", "remarks", "journal", "search index", "permissions", "folder", "clock"]
    {
        assert_eq!(check(&report, name)["ok"], true, "{report}");
    }
    same_bytes(&book.file(), &before);
    book.run("doctor").ok().says("2 customers, 2 touches");
}

#[test]
fn where_there_is_no_book_yet_none_is_begun() {
    let book = Book::new();
    assert_eq!(report(&book, 0)["ok"], true);
    assert!(!book.file().exists());
}

#[test]
fn what_sqlite_can_t_know_is_seen() {
    for (sql, name) in [
        ("UPDATE remark SET text = 'Always late' WHERE text LIKE 'Always%'", "remarks"),
        ("UPDATE touch SET text = '+ Never again' WHERE text LIKE '%rely%'", "remarks"),
        ("UPDATE customer SET company = 'Porto Gold Chain' WHERE company IS NOT NULL", "journal"),
        ("UPDATE customer SET phone = '+1'", "journal"),
        ("DELETE FROM remark WHERE kind = 'idea'", "remarks"),
    ] {
        let book = sound();
        spoil(&book, sql);
        let report = report(&book, 4);
        assert!(wrong(&report).contains(&name.to_string()), "{sql}: {report}");
        assert!(check(&report, name)["help"].is_string(), "{report}");
    }
}

#[test]
fn whatever_changed_behind_the_back_of_a_backup_is_seen() {
    for sql in [
        "UPDATE customer SET profit = 2, pleasure = 3",
        "UPDATE touch SET minutes = 99, mood_after = 1",
        "UPDATE customer SET added_at = added_at + 1 WHERE name LIKE 'Ben%'",
        "UPDATE remark SET starred = 1 WHERE kind = 'praise'",
    ] {
        let book = sound();
        book.run("backup").ok();
        // A year later the journal has nothing to compare with.
        spoil(&book, "DELETE FROM journal; DELETE FROM change");
        report(&book, 0);
        book.run("log ana -m 'changed as it should be'").ok();
        report(&book, 0);
        spoil(&book, sql);
        assert!(wrong(&report(&book, 4)).contains(&"since backup".to_string()), "{sql}");
    }
}

#[test]
fn what_can_be_worked_out_again_is_mended_and_told() {
    for (sql, name) in [
        ("UPDATE search_text SET body = 'nothing' WHERE kind = 'customer'", "search index"),
        ("DELETE FROM search WHERE rowid IN (SELECT id FROM search_text WHERE kind = 'remark')", "search index"),
        ("DELETE FROM search_text WHERE kind = 'remark'", "search index"),
        ("INSERT INTO search_part (search_part) VALUES ('delete-all')", "search index"),
        ("INSERT INTO search (search) VALUES ('delete-all')", "search index"),
        ("UPDATE counter SET n = 99", "kept up"),
        ("UPDATE talked_on SET calls = 99", "kept up"),
        ("DELETE FROM praised_on", "kept up"),
        ("UPDATE customer SET last_talked = '2001-01-01' WHERE name LIKE 'Ana%'", "kept up"),
    ] {
        let book = sound();
        spoil(&book, sql);
        let looked = book.run("doctor --dry-run --json");
        assert!(looked.out.contains("\"ok\":false"), "{sql}");
        assert!(looked.out.contains("goodcall doctor would "), "{sql}: {}", looked.out);
        crate::support::has_keys(
            &serde_json::from_str::<serde_json::Value>(&looked.out).expect("JSON")["checks"][0],
            "name ok detail help",
        );
        assert!(!book.path("book.db.before-repair-2026-11-23").exists(), "a dry run leaves nothing behind");
        let first = report(&book, 1);
        assert_eq!(wrong(&first), [name], "{sql}: {first}");
        assert_eq!(report(&book, 0)["ok"], true, "{sql}");
        book.run("search rely").ok().says("rely");
    }
}

#[test]
fn what_belongs_to_nothing_is_taken_out_and_kept() {
    let book = sound();
    spoil(&book, "DELETE FROM journal; DELETE FROM change; DELETE FROM touch WHERE text LIKE '%rely%'");
    let first = report(&book, 1);
    assert!(wrong(&first).contains(&"references".to_string()), "{first}");
    let kept = book.read("book.db.orphans-2026-11-23");
    assert!(kept.contains("I can rely on you"), "{kept}");
    assert_eq!(report(&book, 0)["ok"], true);
}

#[cfg(unix)]
#[test]
fn files_that_others_could_read_are_closed() {
    use std::os::unix::fs::PermissionsExt;
    let book = sound();
    book.run("backup").ok();
    let files = [book.file(), book.path("book.db.backup-2026-11-23")];
    for file in &files {
        fs::set_permissions(file, fs::Permissions::from_mode(0o644)).expect("an open file");
    }
    book.run("doctor --dry-run").ends(1).says("644").says("goodcall doctor would close them");
    assert_eq!(fs::metadata(&files[0]).expect("a file").permissions().mode() & 0o777, 0o644);
    book.run("doctor").ok().says("now only you can");
    for file in &files {
        assert_eq!(fs::metadata(file).expect("a file").permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn a_folder_that_is_synced_is_named() {
    for folder in ["Dropbox", "OneDrive - Porto Ltd", "Nextcloud"] {
        let book = Book::new();
        fs::create_dir_all(book.path(&format!("{folder}/sales"))).expect("a folder");
        let db = format!("--db '{folder}/sales/book.db'");
        book.bare(&format!("add Ana {db}")).run().ok();
        let ran = book.bare(&format!("doctor {db}")).run().ends(1);
        assert!(ran.out.contains(folder) && ran.out.contains("half a book"), "{}", ran.out);
    }
    let book = sound();
    fs::create_dir(book.path(".stfolder")).expect("what Syncthing leaves");
    assert_eq!(wrong(&report(&book, 1)), ["folder"]);
}

#[test]
fn a_clock_that_was_set_back_is_noticed() {
    let book = sound();
    book.at("2025-11-23T10:00:00Z");
    let report = report(&book, 1);
    assert_eq!(wrong(&report), ["clock"], "{report}");
}

#[test]
fn a_wrong_configuration_and_a_damaged_book_are_said_together() {
    let book = sound();
    book.write("config.toml", "theme = \"dsuk\"\n");
    book.run("backup").ok();
    let whole = fs::read(book.file()).expect("the book");
    fs::write(book.file(), &whole[..whole.len() - 8192]).expect("a cut book");
    let ran = book.go("doctor --json").arg("--config").arg(book.path("config.toml")).run().ends(4);
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(wrong(&report), ["book", "configuration"], "{report}");
    let help = check(&report, "book")["help"].as_str().expect("help");
    assert!(help.contains("restore") && help.contains("backup-2026-11-23"), "{help}");
    same_bytes(&book.file(), &whole[..whole.len() - 8192]);
}

#[test]
fn damaged_pages_are_seen_and_left_alone() {
    let book = sound();
    book.run("backup").ok();
    let whole = fs::read(book.file()).expect("the book");
    let mut seen = 0;
    for page in (2..whole.len() / 4096).step_by(3) {
        let mut spoiled = whole.clone();
        for byte in &mut spoiled[page * 4096..page * 4096 + 64] {
            *byte ^= 0xa5;
        }
        fs::write(book.file(), &spoiled).expect("a spoiled book");
        let ran = book.run("doctor --json");
        let report: Value = serde_json::from_str(&ran.out).expect("JSON");
        if report["ok"] == false {
            seen += 1;
            assert_eq!(ran.code, Some(4), "{report}");
            same_bytes(&book.file(), &spoiled);
        }
    }
    assert!(seen > 20, "only {seen} were seen");
}

#[test]
fn damaged_backups_are_named() {
    let book = sound();
    book.run("backup").ok();
    book.write("book.db.backup-2026-11-20", "half");
    let report = report(&book, 1);
    assert_eq!(wrong(&report), ["backups"]);
    assert!(check(&report, "backups")["detail"].as_str().expect("detail").contains("2026-11-20"));
}

#[test]
fn what_was_changed_within_one_instant_is_no_damage() {
    let book = sound();
    book.run("backup").ok();
    book.run("edit ana --city Porto --profit 5").ok();
    book.run("log ben -m '+ Again'").ok();
    assert_eq!(report(&book, 0)["ok"], true);
    book.run("backup").ok();
    book.run("restore book.db.backup-2026-11-23").ok();
    assert_eq!(report(&book, 0)["ok"], true);
    book.run("edit ana --city Lisbon").ok();
    assert_eq!(report(&book, 0)["ok"], true);
}

#[test]
fn what_was_changed_together_with_somebody_forgotten_is_no_damage() {
    let book = sound();
    book.run("add 'Xiomara Quetzalpoint'").ok();
    book.run("backup").ok();
    book.run("edit ben --referred-by xiomara --city Porto").ok();
    book.run("forget xiomara --yes").ok();
    assert_eq!(report(&book, 0)["ok"], true);
    book.run("edit ben --city Lisbon").ok();
    book.run("undo").ok();
    book.run("log ana -m '+ Still here'").ok();
    assert_eq!(report(&book, 0)["ok"], true);
}
