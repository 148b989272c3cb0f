//! How a log is read: marks, continued lines, teammates.

use serde_json::{Value, json};

use crate::support::{Book, text};

/// Each remark of a log as `kind: text`.
fn read(log: &str) -> Vec<String> {
    let book = Book::with_favorites(&["Ana"]);
    let logged = book.words(&["log", "ana", "--json", "-m", log]).json();
    let remarks = logged["touch"]["remarks"].as_array().expect("a list").clone();
    remarks.iter().map(|r| format!("{}: {}", text(&r["kind"]), text(&r["text"]))).collect()
}

fn teammates(log: &str) -> Value {
    let book = Book::with_favorites(&["Ana"]);
    book.words(&["log", "ana", "--json", "-m", log]).json()["touch"]["remarks"][0]["teammates"].clone()
}

#[test]
fn a_mark_says_what_a_line_is() {
    assert_eq!(
        read("+ Kind\n! Idea\n? Need\n> Referral\nNews"),
        ["praise: Kind", "idea: Idea", "need: Need", "referral: Referral", "news: News"]
    );
}

#[test]
fn a_word_may_stand_for_a_mark_in_any_case() {
    assert_eq!(
        read("praise: Kind\nIDEA: Idea\nNeed: Need\nreferral: Zoe\nnews: News"),
        ["praise: Kind", "idea: Idea", "need: Need", "referral: Zoe", "news: News"]
    );
}

#[test]
fn a_mark_without_its_blank_is_news() {
    assert_eq!(read("+351 225 550 142"), ["news: +351 225 550 142"]);
    assert_eq!(read("!important"), ["news: !important"]);
    assert_eq!(read("?why\n>there"), ["news: ?why", "news: >there"]);
}

#[test]
fn an_indented_line_goes_on_with_the_one_before() {
    assert_eq!(read("+ You saved us\n  on a Sunday\n! Idea"), ["praise: You saved us\non a Sunday", "idea: Idea"]);
    assert_eq!(read("+ Kind\n\t! not an idea"), ["praise: Kind\n! not an idea"]);
}

#[test]
fn a_first_line_that_is_indented_is_plain() {
    assert_eq!(read("  plain"), ["news: plain"]);
}

#[test]
fn a_backslash_takes_a_line_as_it_stands() {
    assert_eq!(read("\\+ plus\n\\\\ two\n\\idea: not one"), ["news: + plus", "news: \\ two", "news: idea: not one"]);
}

#[test]
fn blank_lines_are_nothing() {
    assert_eq!(read("\n\n+ Kind\n\n\nNews\n\n"), ["praise: Kind", "news: News"]);
}

#[test]
fn a_word_that_only_looks_like_a_mark_is_news() {
    assert_eq!(read("ideas: many\nmy idea: none"), ["news: ideas: many", "news: my idea: none"]);
}

#[test]
fn teammates_are_named_in_praise() {
    assert_eq!(teammates("+ @Sally saved us"), json!(["Sally"]));
    assert_eq!(teammates("+ @Sally and @Tom saved us"), json!(["Sally", "Tom"]));
    assert_eq!(teammates("+ Thanks, @\"Sally Reyes\"!"), json!(["Sally Reyes"]));
    assert_eq!(teammates("+ (@Sally), @Tom."), json!(["Sally", "Tom"]));
}

#[test]
fn an_address_names_nobody() {
    assert_eq!(teammates("+ Write to ana@porto.example"), json!([]));
}

#[test]
fn teammates_are_for_praise_alone() {
    assert_eq!(teammates("! Ask @Sally"), json!([]));
}

#[test]
fn the_log_is_kept_exactly_as_written() {
    let book = Book::with_favorites(&["Ana"]);
    let log = "+ Kind\n\n   and more \n\\+ plain";
    book.words(&["log", "ana", "-m", log]).ok();
    assert_eq!(book.json("show ana")["touches"][0]["text"], log);
}

#[test]
fn letters_of_every_script_are_kept() {
    assert_eq!(
        read("+ 本当に助かりました 👩‍👩‍👧\n! Zoë’s naïve café"),
        ["praise: 本当に助かりました 👩‍👩‍👧", "idea: Zoë’s naïve café"]
    );
}
