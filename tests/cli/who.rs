//! WHO: which customer is meant.

use crate::support::{Book, text};

fn book() -> Book {
    let book = Book::new();
    book.run("add 'Ana Ribeiro' --company 'Porto Cold Chain' --email ana@porto.example").ok();
    book.run("add 'Dana Ito' --company Ribeiro").ok();
    book.run("add 'Zoë Müller' --company 'Nordlicht GmbH'").ok();
    book.run("add 'Anatol Ribas' --company 'Bright Dental'").ok();
    book
}

fn found(who: &str) -> String {
    text(&book().words(&["show", who, "--json"]).json()["name"]).into()
}

#[test]
fn an_id_is_one_customer() {
    let book = book();
    let id = book.id("show dana");
    assert_eq!(book.json(&format!("show {id}"))["name"], "Dana Ito");
}

#[test]
fn a_whole_name_company_or_email_comes_first() {
    assert_eq!(found("Ana Ribeiro"), "Ana Ribeiro");
    assert_eq!(found("ribeiro"), "Dana Ito");
    assert_eq!(found("ana@porto.example"), "Ana Ribeiro");
    assert_eq!(found("bright dental"), "Anatol Ribas");
}

#[test]
fn beginnings_of_words_come_before_parts() {
    assert_eq!(found("ito"), "Dana Ito");
    assert_eq!(found("ana rib porto"), "Ana Ribeiro");
    assert_eq!(found("ana ribe"), "Ana Ribeiro");
    assert_eq!(found("anat"), "Anatol Ribas");
}

#[test]
fn any_part_is_the_last_step() {
    assert_eq!(found("üll"), "Zoë Müller");
    assert_eq!(found("ental"), "Anatol Ribas");
}

#[test]
fn case_and_accents_do_not_matter() {
    assert_eq!(found("zoe muller"), "Zoë Müller");
    assert_eq!(found("ZOË"), "Zoë Müller");
    assert_eq!(found("nordlicht"), "Zoë Müller");
}

#[test]
fn several_words_need_no_quotation_marks() {
    assert_eq!(book().json("show dana ito")["name"], "Dana Ito");
}

#[test]
fn several_matches_are_listed_and_nothing_is_done() {
    let book = book();
    let ran = book.run("edit ana --favorite").fails(3).warns("Ana Ribeiro").warns("Anatol Ribas");
    assert!(!ran.err.contains("Dana"), "{}", ran.err);
    book.run("archive ana --no-input").fails(3);
    assert_eq!(book.json("list --favorites").as_array().map(Vec::len), Some(0));
    let error = book.run("edit ana --favorite --json").fails(3).error();
    assert_eq!(error["kind"], "ambiguous");
}

#[test]
fn the_nearest_names_are_offered_where_nobody_matches() {
    let book = book();
    book.run("show 'Anna Ribero'").fails(3).warns("Ana Ribeiro");
    let error = book.run("show qqqqq --json").fails(3).error();
    assert_eq!(error["kind"], "no-match");
    book.run("show 123").fails(3);
}

#[test]
fn signs_are_no_search_syntax() {
    let book = book();
    for who in ["\"", "*", "a OR b", "NEAR(", "name:ana", "%", "_", "' OR 1=1 --", "(", "-"] {
        let ran = book.words(&["show", "--", who]);
        assert_eq!(ran.code, Some(3), "{who:?}: {}", ran.err);
    }
}

#[test]
fn an_empty_who_is_nobody() {
    let book = book();
    let code = book.words(&["show", ""]).code;
    assert!(code == Some(3) || code == Some(2), "{code:?}");
    assert_ne!(book.words(&["archive", "  "]).code, Some(0));
}

#[test]
fn somebody_archived_is_found_where_nobody_present_is_meant() {
    let book = book();
    book.run("archive dana").ok();
    assert_eq!(book.json("show dana")["name"], "Dana Ito");
    book.run("add 'Dana Present'").ok();
    assert_eq!(book.json("show dana")["name"], "Dana Present");
}

/// A book too large to compare every name.
fn large_book() -> Book {
    let book = book();
    let mut people = String::from("Name,Company,Email\n");
    for n in 0..1200 {
        people.push_str(&format!("Person{n} Of-Many,Company{n},p{n}@many.example\n"));
    }
    people.push_str("Jean-François O’Hara,Élan & Fils,jf@elan.example\n");
    book.write("people.csv", people);
    book.run("import people.csv").ok();
    book
}

#[test]
fn a_large_book_finds_wholes_and_parts_by_its_index() {
    let book = large_book();
    for (who, name) in [
        ("P7@MANY.EXAMPLE", "Person7 Of-Many"),
        ("company7", "Person7 Of-Many"),
        ("person12 of-many", "Person12 Of-Many"),
        ("ançoi", "Jean-François O’Hara"),
        ("ANCOIS O'HA", "Jean-François O’Hara"),
        ("lan & fi", "Jean-François O’Hara"),
        ("f@elan", "Jean-François O’Hara"),
        ("üll", "Zoë Müller"),
    ] {
        assert_eq!(book.words(&["show", who, "--json"]).json()["name"], name, "{who}");
    }
    let help = book.words(&["show", "jean-francis", "--json"]).fails(3).error()["help"].to_string();
    assert!(help.contains("Jean-François O’Hara"), "{help}");
    let help = book.words(&["show", "muellr", "--json"]).fails(3).error()["help"].to_string();
    assert!(help.contains("Zoë Müller"), "{help}");
    let several = book.words(&["show", "ompany119", "--json"]).fails(3).error()["message"].to_string();
    assert!(several.contains("any of 11"), "{several}");
    // The index follows what is changed, archived, merged and undone.
    book.run("edit 'person7 of-many' --company Überlingen").ok();
    assert_eq!(book.words(&["show", "berling", "--json"]).json()["name"], "Person7 Of-Many");
    book.run("undo").ok();
    book.words(&["show", "berling", "--json"]).fails(3);
    book.run("archive zoe").ok();
    assert_eq!(book.words(&["show", "üll", "--json"]).json()["name"], "Zoë Müller");
    book.run("merge zoe 'Dana Ito'").ok();
    assert_eq!(book.words(&["show", "ordlich", "--json"]).fails(3).code, Some(3));
    book.run("forget 'Jean-François O’Hara' --yes").ok();
    book.words(&["show", "ançoi", "--json"]).fails(3);
    book.run("doctor").ok();
}

#[test]
fn a_long_list_is_cut_for_people_and_whole_for_programs() {
    let book = large_book();
    let listed =
        book.run("list").ok().warns("These are the first 1,000 of 1,205. --limit N shows more of them, --json all.");
    assert_eq!(listed.out.lines().count(), 1000);
    assert!(listed.out.contains("Ana Ribeiro"));
    assert_eq!(book.run("list --limit 1100").ok().out.lines().count(), 1100);
    assert_eq!(book.run("list of-many --limit 3").ok().out.lines().count(), 3);
    assert_eq!(book.json("list").as_array().map(Vec::len), Some(1205));
    let first = book.json("list --limit 2 --sort company");
    assert_eq!(crate::support::names(&first, "/company"), ["Bright Dental", "Company0"]);
    // What is cut is the beginning of the whole, however it is asked for.
    for asked in ["list --sort city", "list is:active --sort wait", "list many --sort company", "list"] {
        let (all, first) = (book.json(asked), book.json(&format!("{asked} --limit 700")));
        assert_eq!(first.as_array().expect("a list")[..], all.as_array().expect("a list")[..700], "{asked}");
    }
}
