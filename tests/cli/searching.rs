//! `search`: customers by name first, then what was said, newest first.

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names};

fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --company Doughnuts --facts 'Likes sailing'").ok();
    book.run("log ana --at 2026-10-01 -m '+ The doughnuts were lovely'").ok();
    book.run("log ben --at 2026-11-01 -m '! Doughnuts for the night shift'").ok();
    book
}

#[test]
fn customers_come_first_then_the_newest() {
    let book = book();
    let found = book.json("search doughnut");
    has_keys(&found[0], "kind id customer text date");
    assert_eq!((&found[0]["kind"], &found[0]["customer"]["name"]), (&"customer".into(), &"Ben".into()));
    let rest: Vec<(&Value, &Value)> =
        found.as_array().expect("a list")[1..].iter().map(|f| (&f["date"], &f["customer"]["name"])).collect();
    assert!(rest.contains(&(&"2026-10-01".into(), &"Ana".into())), "{found}");
    assert!(rest.is_sorted_by(|a, b| a.0.as_str() >= b.0.as_str()), "{found}");
    assert!(found.as_array().is_some_and(|all| all.iter().all(|f| f["id"].is_string())));
}

#[test]
fn a_customer_is_found_by_their_address() {
    let book = book();
    book.words(&["edit", "ben", "--address", "Windmill Lane 5\n4000 Porto"]).ok();
    assert_eq!(names(&book.json("search windmill"), "/customer/name"), ["Ben"]);
    book.words(&["edit", "ben", "--address", ""]).ok();
    assert_eq!(book.json("search windmill"), json!([]));
}

#[test]
fn every_word_must_be_there_without_regard_to_case_and_accents() {
    let book = book();
    book.run("log ana -m 'Un café à Orléans'").ok();
    assert!(book.json("search CAFE orleans").to_string().contains("café"));
    assert_eq!(book.json("search cafe doughnuts"), json!([]));
    assert!(book.json("search sailing").to_string().contains("Ben"));
}

#[test]
fn nothing_found_is_no_failure() {
    let book = book();
    book.run("search nothingness").ok();
    assert_eq!(book.json("search nothingness"), json!([]));
    book.run("search").fails(2);
}

#[test]
fn signs_are_words_not_syntax() {
    let book = book();
    for words in ["\"", "*", "a OR", "NEAR(", "text:x", "(", "-", "'"] {
        book.words(&["search", "--json", "--", words]).json();
    }
}

#[test]
fn a_limit_holds() {
    let book = book();
    assert_eq!(names(&book.json("search doughnut --limit 1"), "/kind"), ["customer"]);
}

#[test]
fn part_of_what_is_written_without_blanks_is_found() {
    let book = Book::new();
    for (name, company) in [
        ("박지우", "한빛전자"),
        ("김민준", "서울상사"),
        ("田中ハナコ", "スーパーマーケット三河"),
        ("สมชาย ใจดี", "ร้านอาหารสยาม"),
    ] {
        book.words(&["add", name, "--company", company]).ok();
    }
    book.words(&["log", "김민준", "-m", "+ 지우개가 아주 좋아요"]).ok();
    for (query, name, kind) in [
        ("지우", "박지우", "customer"),
        ("우", "박지우", "customer"),
        ("전자", "박지우", "customer"),
        ("ハナ", "田中ハナコ", "customer"),
        ("はなこ", "田中ハナコ", "customer"),
        ("マーケット", "田中ハナコ", "customer"),
        ("ชาย", "สมชาย ใจดี", "customer"),
        ("อาหาร", "สมชาย ใจดี", "customer"),
        ("우개", "김민준", "remark"),
    ] {
        let found = book.words(&["search", query, "--json"]).json();
        assert_eq!(
            (&found[0]["customer"]["name"], &found[0]["kind"]),
            (&name.into(), &kind.into()),
            "{query}: {found}"
        );
    }
    let both = book.words(&["search", "지우", "--json"]).json();
    assert_eq!(names(&both, "/customer/name"), ["박지우", "김민준"]);
    assert_eq!(book.words(&["show", "지우", "--json"]).json()["name"], "박지우");
    assert_eq!(names(&book.words(&["praise", "개가", "--json"]).json(), "/customer/name"), ["김민준"]);
    assert_eq!(book.words(&["search", "우지", "--json"]).json(), json!([]));
}

#[test]
fn letters_of_one_script_are_not_taken_for_those_of_another() {
    let book = Book::new();
    for name in ["박지우", "Jim Urban", "Natalie", "ハナ"] {
        book.words(&["add", name]).ok();
    }
    assert_eq!(names(&book.words(&["search", "지우", "--json"]).json(), "/customer/name"), ["박지우"]);
    assert_eq!(names(&book.words(&["search", "na", "--json"]).json(), "/customer/name"), ["Natalie"]);
    assert_eq!(names(&book.words(&["search", "hana", "--json"]).json(), "/customer/name"), ["ハナ"]);
}
