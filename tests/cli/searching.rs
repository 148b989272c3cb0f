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
