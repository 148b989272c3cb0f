//! `praise`: what customers said, and which sentence comes next.

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names, text};

fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-25T10:00:00Z");
    book.run("log ana --at 2026-10-01 -m '+ Oldest, says @Sally'").ok();
    book.run("log ben --at 2026-10-15 -m '+ Middle\nNews'").ok();
    book.run("log ana --at 2026-11-01 -m '+ Newest'").ok();
    book
}

fn next(book: &Book) -> String {
    text(&book.json("praise --next")["text"]).into()
}

#[test]
fn the_list_is_newest_first_and_counts_nothing() {
    let book = book();
    for _ in 0..2 {
        let list = book.json("praise");
        assert_eq!(names(&list, "/text"), ["Newest", "Middle", "Oldest, says @Sally"]);
        assert_eq!(list[0]["times_shown"], 0);
    }
    let one = &book.json("praise")[2];
    has_keys(one, "id text customer teammate date starred times_shown anniversary_years");
    assert_eq!((&one["teammate"], &one["date"]), (&"Sally".into(), &"2026-10-01".into()));
    assert_eq!((&one["starred"], &one["customer"]["name"]), (&false.into(), &"Ana".into()));
    assert_eq!(one["anniversary_years"], Value::Null);
}

#[test]
fn no_praise_returns_until_every_other_was_shown() {
    let book = book();
    let shown: Vec<String> = (0..7).map(|_| next(&book)).collect();
    let round = ["Newest", "Middle", "Oldest, says @Sally"];
    assert_eq!(shown[..3], round);
    assert_eq!(shown[3..6], round);
    assert_eq!(shown[6], "Newest");
}

#[test]
fn new_praise_comes_before_what_was_shown() {
    let book = book();
    next(&book);
    book.run("log ben -m '+ Fresh'").ok();
    assert_eq!(next(&book), "Fresh");
    assert_eq!(next(&book), "Middle");
}

#[test]
fn starred_praise_is_the_first_to_be_shown() {
    let book = book();
    let id = book.id("praise --teammate Sally");
    let starred = book.json(&format!("praise --star {id}"));
    assert!(starred.to_string().contains(&id), "{starred}");
    assert_eq!(names(&book.json("praise --starred"), "/id"), [id.as_str()]);
    assert_eq!(next(&book), "Oldest, says @Sally");
    assert_eq!(next(&book), "Newest");
    book.run(&format!("praise --unstar {id}")).ok();
    assert_eq!(book.json("praise --starred"), json!([]));
}

#[test]
fn filters_keep_the_order() {
    let book = book();
    assert_eq!(names(&book.json("praise --customer ana"), "/text"), ["Newest", "Oldest, says @Sally"]);
    assert_eq!(names(&book.json("praise --teammate sally"), "/text"), ["Oldest, says @Sally"]);
    assert_eq!(names(&book.json("praise --limit 1"), "/text"), ["Newest"]);
    assert_eq!(names(&book.json("praise midd"), "/text"), ["Middle"]);
    assert_eq!(book.json("praise --next --customer ben")["text"], "Middle");
    assert_eq!(book.json("praise --next --customer ben")["times_shown"], 2);
    assert_eq!(next(&book), "Newest");
}

#[test]
fn without_praise_there_is_nothing_next() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.json("praise"), json!([]));
    assert_eq!(book.json("praise --next"), Value::Null);
    book.run("praise").ok();
    book.run("praise --next").ok();
}

#[test]
fn an_unknown_reference_ends_with_3() {
    let book = book();
    book.run("praise --star 123").fails(3);
    book.run("praise --unstar nonsense").fails(3);
    book.run("praise --customer nobody").fails(3);
    let news = book.json("show ben")["remarks"][1]["id"].clone();
    book.run(&format!("praise --star {}", text(&news))).fails(3);
}

#[test]
fn an_anniversary_has_its_caption() {
    let book = Book::with_favorites(&["Ana"]);
    book.at("2026-11-25T10:00:00Z").run("log ana --at 2024-11-24 -m '+ Kind'").ok();
    assert_eq!(book.json("praise")[0]["anniversary_years"], 2);
    book.run("praise --next").ok().says("Kind").says("ago this week");
}

#[test]
fn a_star_can_be_undone_and_a_showing_is_no_change() {
    let book = book();
    let before = book.json("undo --list");
    next(&book);
    assert_eq!(book.json("undo --list"), before);
    let id = book.id("praise");
    book.run(&format!("praise --star {id}")).ok();
    book.run("praise --next --starred").ok();
    book.run("undo").ok();
    assert_eq!(book.json("praise --starred"), json!([]));
    assert_eq!(book.json("praise")[0]["times_shown"], 2, "the showing stays");
}

#[test]
fn praise_of_the_deleted_is_gone() {
    let book = book();
    let touch = book.id("show ana").clone();
    assert_eq!(book.json(&format!("show {touch}"))["remarks"].as_array().map(Vec::len), Some(2));
    let newest = text(&book.json("show ana")["touches"][0]["id"]).to_string();
    book.run(&format!("touch delete {newest}")).ok();
    assert_eq!(names(&book.json("praise"), "/text"), ["Middle", "Oldest, says @Sally"]);
}

#[test]
fn json_is_whole_and_people_are_told_of_a_cut() {
    let book = Book::with_favorites(&["Ana"]);
    let log: String = (0..1100).map(|n| format!("+ Kind word {n}\n")).collect();
    book.go("log ana --stdin").stdin(log).run().ok();
    let rows = |line: &str| book.json(line).as_array().map(Vec::len);
    assert_eq!(rows("praise"), Some(1100));
    assert_eq!(rows("praise --limit 7"), Some(7));
    assert_eq!(rows("praise kind --customer ana"), Some(1100));
    assert_eq!(rows("praise --limit 18446744073709551615"), Some(1100));
    let told = book.run("praise").ok().warns("These are the newest 1,000. --limit N shows more of them, --json all.");
    assert_eq!(told.out.matches("Kind word").count(), 1000);
    let limited = book.run("praise --limit 1100").ok();
    assert_eq!((limited.out.matches("Kind word").count(), limited.err.as_str()), (1100, ""));
    assert_eq!(rows("search kind"), Some(1100));
    assert_eq!(rows("search kind --limit 7"), Some(7));
    let told = book.run("search kind").ok().warns("These are the first 50.");
    assert_eq!(told.out.matches("Kind word").count(), 50);
    assert_eq!(book.run("search kind --limit 60").ok().err, "");
}

#[test]
fn as_many_as_the_limit_are_not_a_cut() {
    let book = Book::with_favorites(&["Ana"]);
    let log: String = (0..1000).map(|n| format!("+ Kind word {n}\n")).collect();
    book.go("log ana --stdin").stdin(log).run().ok();
    assert_eq!(book.run("praise").ok().err, "");
}

#[test]
fn praise_is_narrowed_by_who_said_it() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ana --city Porto --company 'Cold Chain'").ok();
    book.run("edit ben --city Lisbon --past").ok();
    book.run("log ana -m '+ The boxes hold' --at 2026-10-01").ok();
    book.run("log ben -m '+ The boxes shine' --at 2026-10-02").ok();
    for (words, who) in [
        ("city:porto", vec!["Ana"]),
        ("is:past", vec!["Ben"]),
        ("boxes", vec!["Ben", "Ana"]),
        ("boxes 'company:cold chain'", vec!["Ana"]),
        ("shine city:porto", vec![]),
    ] {
        assert_eq!(names(&book.json(&format!("praise {words}")), "/customer/name"), who, "{words}");
    }
    assert_eq!(book.json("praise --next is:past")["customer"]["name"], "Ben");
    book.run("archive ana").ok();
    assert_eq!(names(&book.json("praise city:porto"), "/customer/name"), ["Ana"]);
}

#[test]
fn praise_is_starred_by_its_number_in_the_last_listing() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ Older' --at 2026-10-01").ok();
    book.run("log ana -m '+ Newer' --at 2026-10-02").ok();
    book.run("praise").ok().says("1 “Newer”").says("2 “Older”");
    book.run("praise --star 2").ok().says("Older").says("★");
    book.run("praise --unstar 2").ok().says("Older").never_says("★");
    book.run("praise --star 3").fails(3).warns("goodcall praise");
    // A listing of ideas numbers no praise.
    book.run("log ana -m '! An idea'").ok();
    book.run("ideas").ok();
    book.run("praise --star 1").ok().says("Newer");
    book.run("ideas done 2").fails(3);
}
