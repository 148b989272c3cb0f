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
