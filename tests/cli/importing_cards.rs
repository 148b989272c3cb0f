//! `import` of a folder of cards, as vdirsyncer and khard keep them, day after day.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Book, names};

fn card(uid: &str, name: &str, more: &str) -> String {
    format!("BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nFN:{name}\r\n{more}END:VCARD\r\n")
}

/// A book into which a folder with two cards was imported.
fn imported() -> Book {
    let book = Book::new();
    fs::create_dir(book.path("cards")).expect("a folder");
    let phone = "TEL;TYPE=CELL:+351912345678\r\nREV:2026-01-01T09:00:00Z\r\n";
    book.write("cards/a.vcf", card("u-1", "Ana Ribeiro", &format!("ORG:Porto Cold Chain\r\n{phone}")));
    book.write("cards/b.vcf", card("u-2", "Ben Dias", "ROLE:Buyer\r\nREV:20260101T090000Z\r\n"));
    let first = book.json("import cards");
    assert_eq!((&first["added"], &first["rejected"]), (&2.into(), &json!([])));
    book.at("2026-11-24T10:00:00Z");
    book
}

fn counts(result: &Value) -> [Value; 3] {
    ["added", "updated", "unchanged"].map(|key| result[key].clone())
}

fn people(book: &Book) -> Vec<String> {
    names(&book.json("list"), "/name")
}

#[test]
fn a_folder_again_changes_nothing_whatever_its_files_are_called() {
    let book = imported();
    let (before, steps) = (book.json("list"), book.json("undo --list"));
    assert_eq!(counts(&book.json("import cards")), [0, 0, 2]);
    fs::rename(book.path("cards/a.vcf"), book.path("cards/z.vcf")).expect("renamed");
    assert_eq!(counts(&book.json("import cards")), [0, 0, 2]);
    // Only when it was written.
    let later = fs::read_to_string(book.path("cards/z.vcf")).expect("a card").replace("2026-01-01", "2026-02-01");
    book.write("cards/z.vcf", later);
    assert_eq!(counts(&book.json("import cards")), [0, 0, 2]);
    assert_eq!((book.json("list"), book.json("undo --list")), (before, steps));
}

#[test]
fn what_the_user_edited_stays_also_when_the_card_is_renamed() {
    let book = imported();
    book.run("edit ana --name 'Ana R. Ribeiro' --company 'Porto Frio' --no-phone +351912345678").ok();
    fs::rename(book.path("cards/a.vcf"), book.path("cards/z.vcf")).expect("renamed");
    assert_eq!(counts(&book.json("import cards")), [0, 0, 2]);
    let ana = book.json("show ana");
    assert_eq!(
        (&ana["name"], &ana["company"], &ana["phones"]),
        (&"Ana R. Ribeiro".into(), &"Porto Frio".into(), &json!([]))
    );
}

#[test]
fn a_card_that_is_gone_takes_nobody_with_it() {
    let book = imported();
    fs::remove_file(book.path("cards/b.vcf")).expect("removed");
    assert_eq!(counts(&book.json("import cards")), [0, 0, 1]);
    assert_eq!(people(&book), ["Ana Ribeiro", "Ben Dias"]);
}

#[test]
fn an_older_card_fills_what_is_missing_and_changes_nothing_else() {
    let book = imported();
    let new = "ROLE:Head of buying\r\nREV:20260301T090000Z\r\n";
    book.write("cards/b.vcf", card("u-2", "Ben Dias", new));
    assert_eq!(counts(&book.json("import cards")), [0, 1, 1]);
    // A copy from before.
    book.write("old.vcf", card("u-2", "Ben Diaz", "ROLE:Buyer\r\nNOTE:likes tea\r\nREV:20260101T090000Z\r\n"));
    assert_eq!(counts(&book.json("import old.vcf")), [0, 1, 0]);
    let ben = book.json("show ben");
    assert_eq!(
        (&ben["name"], &ben["role"], &ben["facts"]),
        (&"Ben Dias".into(), &"Head of buying".into(), &"likes tea".into())
    );
    assert_eq!(counts(&book.json("import old.vcf cards")), [0, 0, 3]);
}

#[test]
fn broken_cards_and_groups_are_said_and_the_others_come_in() {
    let book = imported();
    book.write("cards/broken.vcf", "BEGIN:VCARD\r\nFN:Cut off\r\n");
    book.write("cards/group.vcf", card("g-1", "All of them", "KIND:group\r\nMEMBER:urn:uuid:u-1\r\n"));
    book.write("cards/empty.vcf", "");
    book.write("cards/c.vcf", card("u-3", "Cleo Sun", ""));
    let ran = book.run("import cards --json").ends(5);
    let result: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(counts(&result), [1, 0, 2]);
    let said = names(&result["rejected"], "/reason").join("\n");
    assert!(said.contains("END:VCARD") && said.contains("empty"), "{said}");
    assert_eq!(names(&result["not_people"], "/reason"), ["this is the card of a group (All of them), not of a person"]);
    assert_eq!(people(&book), ["Ana Ribeiro", "Ben Dias", "Cleo Sun"]);
}

#[test]
fn a_daily_import_says_nothing_until_something_is_left_out() {
    let book = imported();
    book.write("cards/group.vcf", card("g-1", "All of them", "KIND:group\r\nMEMBER:urn:uuid:u-1\r\n"));
    book.run("import cards")
        .ok()
        .says("Passed over:\n  cards/group.vcf, line 1: this is the card of a group (All of them)");
    book.write("cards/c.vcf", card("u-3", "Cleo Sun", ""));
    let ran = book.run("import cards --quiet").ok();
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    assert_eq!(people(&book), ["Ana Ribeiro", "Ben Dias", "Cleo Sun"]);
    book.write("cards/broken.vcf", "BEGIN:VCARD\r\nFN:Cut off\r\n");
    let ran = book.run("import cards --quiet").ends(5).says("broken.vcf, line 1: ");
    assert_eq!(ran.out.lines().count(), 1, "{}", ran.out);
}

#[test]
fn many_files_are_counted_by_their_folder() {
    let book = Book::new();
    fs::create_dir(book.path("cards")).expect("a folder");
    for n in 0..21 {
        book.write(&format!("cards/{n}.vcf"), card(&format!("u-{n}"), &format!("Person {n}"), ""));
    }
    book.write("one.csv", "name\nAna\n");
    let ran = book.run("import cards one.csv").ok();
    ran.says("cards: 21 files, vCard").says("one.csv: CSV").says("22 customers added").never_says("cards/7.vcf");
}

#[cfg(unix)]
#[test]
fn a_folder_whose_name_would_steer_the_terminal_does_not() {
    let book = Book::new();
    fs::create_dir(book.path("a\u{1b}[2Jb")).expect("a folder");
    book.write("a\u{1b}[2Jb/x\u{202e}.vcf", card("u-1", "Ana", ""));
    book.write("a\u{1b}[2Jb/y.vcf", "nothing");
    let ran = book.words(&["import", "a\u{1b}[2Jb"]).ends(5);
    assert!(!ran.out.contains('\u{1b}') && !ran.out.contains('\u{202e}') && !ran.err.contains('\u{1b}'), "{}", ran.out);
    assert_eq!(people(&book), ["Ana"]);
}
