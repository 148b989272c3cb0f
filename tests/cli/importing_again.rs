//! The same people imported again: what the user edited wins, what the file changed arrives.

use serde_json::{Value, json};

use crate::support::Book;

const HEAD: &str = "Name,Company,Phone,Email,City\n";

/// A book into which Ana was imported.
fn imported() -> Book {
    let book = Book::new();
    book.write("c.csv", format!("{HEAD}Ana Ribeiro,Porto Cold Chain,+351225550142,ana@porto.example,Porto\n"));
    book.run("import c.csv").ok();
    book
}

fn counts(book: &Book) -> Value {
    counts_of(book, "c.csv")
}

fn counts_of(book: &Book, file: &str) -> Value {
    let result = book.json(&format!("import {file}"));
    json!([result["added"], result["updated"], result["unchanged"]])
}

#[test]
fn the_same_file_again_changes_nothing() {
    let book = imported();
    let before = book.json("show ana");
    let steps = book.json("undo --list");
    book.at("2026-11-24T10:00:00Z");
    assert_eq!(counts(&book), json!([0, 0, 1]));
    assert_eq!(book.json("show ana")["updated_at"], before["updated_at"]);
    assert_eq!(book.json("undo --list"), steps);
}

#[test]
fn what_the_file_changed_arrives() {
    let book = imported();
    book.write("c.csv", format!("{HEAD}Ana Ribeiro,Porto Cold Chain,+351225550142,ana@porto.example,Lisboa\n"));
    assert_eq!(counts(&book), json!([0, 1, 0]));
    assert_eq!(book.json("show ana")["city"], "Lisboa");
    assert_eq!(counts(&book), json!([0, 0, 1]));
}

#[test]
fn what_the_user_edited_stays() {
    let book = imported();
    book.run("edit ana --city Braga --favorite --pleasure 5").ok();
    book.write("c.csv", format!("{HEAD}Ana Ribeiro,Porto Freight,+351225550142,ana@porto.example,Lisboa\n"));
    book.run("import c.csv").ok();
    let ana = book.json("show ana");
    assert_eq!((&ana["city"], &ana["company"]), (&"Braga".into(), &"Porto Freight".into()));
    assert_eq!((&ana["favorite"], &ana["pleasure"]), (&true.into(), &5.into()));
}

#[test]
fn a_file_without_a_value_takes_nothing_away() {
    let book = imported();
    book.write("c.csv", format!("{HEAD}Ana Ribeiro,Porto Cold Chain,,ana@porto.example,\n"));
    book.run("import c.csv").ok();
    let ana = book.json("show ana");
    assert_eq!((&ana["city"], &ana["phone"]), (&"Porto".into(), &"+351225550142".into()));
}

#[test]
fn somebody_is_known_by_their_email() {
    let book = imported();
    book.write("c.csv", format!("{HEAD}Ana Ribeiro Costa,Other,+1 415 555 0100,ANA@porto.example,Porto\n"));
    assert_eq!(counts(&book)[0], 0);
}

#[test]
fn somebody_is_known_by_their_phone_where_the_name_is_alike() {
    let book = imported();
    book.write("c.csv", format!("{HEAD}ana ribeiro,Other,+351 225 550 142,new@porto.example,Porto\n"));
    assert_eq!(counts(&book)[0], 0);
    book.write("c.csv", format!("{HEAD}Tomás Figueiredo,Porto Cold Chain,+351 225 550 142,t@porto.example,Porto\n"));
    assert_eq!(counts(&book)[0], 1);
}

#[test]
fn somebody_is_known_by_name_and_company_exactly() {
    let book = Book::new();
    book.run("add Ana --company Porto").ok();
    book.write("c.csv", format!("{HEAD}Ana,Porto,,ana@porto.example,\n"));
    assert_eq!(counts(&book), json!([0, 1, 0]));
    assert_eq!(book.json("show ana")["email"], "ana@porto.example");
    book.write("c.csv", format!("{HEAD}Ana,Lisboa,,,\n"));
    assert_eq!(counts(&book)[0], 1);
}

#[test]
fn a_card_is_known_by_its_uid() {
    let book = Book::new();
    let card = |name: &str| format!("BEGIN:VCARD\nVERSION:4.0\nUID:urn:uuid:1\nFN:{name}\nEND:VCARD\n");
    book.write("c.vcf", card("Ana"));
    book.run("import c.vcf").ok();
    book.write("c.vcf", card("Ana Costa"));
    let result = book.json("import c.vcf");
    assert_eq!((&result["added"], &result["updated"]), (&0.into(), &1.into()));
    assert_eq!(book.json("list")[0]["name"], "Ana Costa");
}

#[test]
fn the_last_contact_becomes_one_touch() {
    let book = Book::new();
    book.write(
        "c.csv",
        "Record ID,First Name,Last Name,Email,Last Contacted\n17,Ana,Ribeiro,ana@porto.example,2026-03-12 09:14\n",
    );
    assert_eq!(book.json("import c.csv")["touches"], 1);
    assert_eq!(book.json("import c.csv")["touches"], 0);
    let touches = book.json("show ana")["touches"].clone();
    assert_eq!(touches.as_array().map(Vec::len), Some(1), "{touches}");
    assert_eq!(touches[0]["imported"], true);
    assert!(touches[0]["at"].as_str().is_some_and(|at| at.starts_with("2026-03-12")), "{touches}");
}

#[test]
fn two_people_of_one_name_without_more_are_one_row_each_time() {
    let book = Book::new();
    book.write("c.csv", "Name\nAna\nBen\n");
    book.run("import c.csv").ok();
    assert_eq!(counts(&book), json!([0, 0, 2]));
}

#[test]
fn a_large_import_is_undone_and_redone_whole_and_leaves_a_small_journal() {
    let book = Book::new();
    book.write("before.csv", format!("{HEAD}Ana Ribeiro,Porto Cold Chain,+351225550142,ana@porto.example,Porto\n"));
    book.run("import before.csv").ok();
    let rows: String = (0..1200)
        .map(|n| format!("Person {n},Company {n} of many,+35122555{n:04},person{n}@company{n}.example,Braga\n"))
        .collect();
    // Ana moved, and the last row says more of the first.
    let ana = "Ana Ribeiro,Porto Cold Chain,+351225550142,ana@porto.example,Lisboa\n";
    book.write("many.csv", format!("{HEAD}{rows}{ana}Person 0,Company 0 of many,,person0@company0.example,\n"));
    let imported = book.json("import many.csv");
    assert_eq!((&imported["added"], &imported["updated"]), (&1200.into(), &1.into()));
    let db = rusqlite::Connection::open(book.file()).expect("the book");
    let entries: i64 = db
        .query_row("SELECT count(*) FROM journal WHERE change = (SELECT max(id) FROM change)", [], |row| row.get(0))
        .expect("a count");
    assert!(entries < 20, "{entries}");
    drop(db);
    book.run("doctor").ok();
    assert_eq!(book.json("show ana")["city"], "Lisboa");
    assert_eq!(book.words(&["show", "22 555 1199", "--json"]).json()["name"], "Person 1199");
    book.run("undo").ok().says("Undone: imported many.csv");
    assert_eq!(
        (book.json("list").as_array().map(Vec::len), &book.json("show ana")["city"]),
        (Some(1), &"Porto".into())
    );
    book.run("redo").ok();
    assert_eq!(book.json("show ana")["city"], "Lisboa");
    assert_eq!(book.words(&["show", "22 555 1199", "--json"]).json()["name"], "Person 1199");
    book.run("doctor").ok();
    // A later edit of one of them is taken back first.
    book.words(&["edit", "Person 7", "--city", "Faro"]).ok();
    book.run("undo").ok();
    book.run("undo").ok().says("Undone: imported many.csv");
    assert_eq!(book.json("list").as_array().map(Vec::len), Some(1));
    assert_eq!(counts_of(&book, "many.csv"), json!([1200, 1, 1]));
    assert_eq!(counts_of(&book, "many.csv"), json!([0, 0, 1202]));
}

#[test]
fn a_large_file_with_ids_of_its_own_is_undone_whole() {
    let (from, into) = (Book::new(), Book::new());
    let rows: String =
        (0..900).map(|n| format!("Person {n},Company {n} of many,,person{n}@company{n}.example,Braga\n")).collect();
    from.write("many.csv", format!("{HEAD}{rows}"));
    from.run("import many.csv").ok();
    into.run("add 'Zoe Past'").ok();
    for format in ["csv", "json"] {
        let out = from.run(&format!("export {format}")).ok().out;
        assert!(out.len() > 50_000);
        into.write(&format!("own.{format}"), out);
        // Beside rows without ids, which come first.
        into.write("a.csv", "Name,Email\nZulu Webb,zulu@example.com\n");
        into.run(&format!("import a.csv own.{format}")).ok();
        assert_eq!(into.json("list --limit 2000").as_array().map(Vec::len), Some(902), "{format}");
        into.run("undo").ok().says("Undone: imported 2 files");
        assert_eq!(into.json("list").as_array().map(Vec::len), Some(1), "{format}");
        into.run("redo").ok();
        assert_eq!(into.json("list --limit 2000").as_array().map(Vec::len), Some(902), "{format}");
        into.run("doctor").ok();
        into.run("undo").ok();
    }
}
