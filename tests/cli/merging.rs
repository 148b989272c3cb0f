//! Two records of one person become one and nothing is lost; people who only look alike are kept apart for good.

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, has_keys, names, text};

/// Ana twice, each with what a customer may have, and Tom.
fn twice() -> Book {
    let book = Book::new();
    book.at("2026-09-01T09:00:00Z");
    book.run(
        "add 'Ana Ribeiro' --company 'Porto Cold Chain' --email ana@porto.example --city Porto --facts 'Likes tea'",
    )
    .ok();
    book.at("2026-09-02T09:00:00Z");
    book.run(
        "add 'A. Ribeiro' --company 'Porto Cold Chain Lda' --role Operations --phone +351225550142 --favorite \
         --email ana@home.example --pleasure 5 --profit 4 --peak tue",
    )
    .ok();
    book.run("add 'Tom Ferreira' --company 'Ferreira & Filhos' --favorite --referred-by 'A. Ribeiro'").ok();
    book.at("2026-09-07T10:00:00Z");
    book.run("log 'A. Ribeiro' -m '+ You saved our launch, @Sally' -m '! Print labels' --minutes 14").ok();
    book.at("2026-10-05T10:00:00Z").run("log 'Ana Ribeiro' -m 'Back from Brazil'").ok();
    let praise = book.id("praise");
    book.words(&["praise", "--star", &praise]).ok();
    book.at(MONDAY);
    book
}

fn id(book: &Book, name: &str) -> String {
    let list = book.json("list");
    let all = list.as_array().expect("customers");
    text(&all.iter().find(|c| c["name"] == name).unwrap_or_else(|| panic!("no {name}"))["id"]).to_string()
}

fn export(book: &Book) -> Value {
    let mut all = book.run("export json").json();
    all.as_object_mut().expect("an export").remove("goodcall");
    all
}

#[test]
fn everything_of_both_is_there_after_a_merge() {
    let book = twice();
    let result = book.json("merge 'A. Ribeiro' 'Ana Ribeiro'");
    has_keys(&result, "id name touches remarks wait_days known_as standing_history planned_visits");
    let ana = book.json("show ana");
    assert_eq!(result, ana);
    assert_eq!(ana["name"], "Ana Ribeiro");
    assert_eq!(names(&ana["touches"], "/text"), ["Back from Brazil", "+ You saved our launch, @Sally\n! Print labels"]);
    assert_eq!(ana["last_talked"], "2026-10-05");
    assert_eq!((&ana["email"], &ana["phone"]), (&"ana@porto.example".into(), &"+351225550142".into()));
    assert_eq!((&ana["role"], &ana["city"], &ana["peak"]), (&"Operations".into(), &"Porto".into(), &"tue".into()));
    assert_eq!((&ana["favorite"], &ana["pleasure"], &ana["profit"]), (&true.into(), &5.into(), &4.into()));
    assert_eq!(ana["added_at"], "2026-09-01T09:00:00+00:00");
    assert_eq!(ana["facts"], "Likes tea\nalso: name A. Ribeiro\nalso: company Porto Cold Chain Lda");
    assert_eq!(names(&ana["emails"], "/value"), ["ana@porto.example", "ana@home.example"]);
    assert_eq!(ana["known_as"][0]["email"], "ana@home.example");
    assert_eq!(names(&book.json("praise --starred"), "/customer/name"), ["Ana Ribeiro"]);
    assert_eq!(names(&book.json("ideas"), "/customer/name"), ["Ana Ribeiro"]);
    assert_eq!(book.json("show tom")["referred_by"], ana["id"]);
    assert_eq!(names(&book.json("list"), "/name"), ["Ana Ribeiro", "Tom Ferreira"]);
    assert_eq!(names(&book.json("search labels"), "/customer/name"), ["Ana Ribeiro"]);
    assert_eq!(names(&book.json("search home.example"), "/id"), [text(&ana["id"])], "by any of their mailboxes");
    assert_eq!(book.json("merge"), json!([]));
    assert_eq!(book.json("today --ahead 2")["ahead"].as_array().map(Vec::len), Some(2));
}

#[test]
fn undo_leaves_the_book_as_it_was() {
    let book = twice();
    let before = export(&book);
    book.run("merge 'A. Ribeiro' 'Ana Ribeiro'").ok().says("A. Ribeiro is Ana Ribeiro now: 2 touches");
    assert_ne!(export(&book), before);
    book.run("undo").ok().says("merged A. Ribeiro into Ana Ribeiro");
    assert_eq!(export(&book), before);
    assert_eq!(
        names(&book.json("search ribeiro"), "/text")[..2],
        ["A. Ribeiro, Porto Cold Chain Lda", "Ana Ribeiro, Porto Cold Chain"]
    );
    // And once more, the other way round.
    book.run("merge 'Ana Ribeiro' 'A. Ribeiro'").ok();
    assert_eq!(book.json("show ribeiro")["name"], "A. Ribeiro");
    book.run("undo").ok();
    assert_eq!(export(&book), before);
}

#[test]
fn of_two_picks_of_a_day_the_call_stays_called() {
    for (goes, into) in [("Anna", "Ana"), ("Ana", "Anna")] {
        let book = Book::with_favorites(&["Ana", "Anna", "Ben"]);
        assert_eq!(book.pick(), "Ana offered");
        book.run("skip --because 'on holiday'").ok();
        assert_eq!(book.pick(), "Anna offered");
        book.run("log anna -m 'A good talk'").ok();
        let before = export(&book);
        book.run(&format!("merge {goes} {into}")).ok();
        assert_eq!(book.pick(), format!("{into} called"), "{goes} into {into}");
        let all = export(&book);
        let picks = all["pick"].as_array().expect("picks");
        assert_eq!(picks.len(), 1, "{picks:?}");
        assert_eq!((&picks[0]["state"], &picks[0]["because"]), (&"called".into(), &"on holiday".into()));
        book.run("undo").ok();
        assert_eq!(export(&book), before);
        assert_eq!(book.pick(), "Anna called");
    }
}

#[test]
fn an_open_offer_goes_over() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    assert_eq!(book.pick(), "Ana offered");
    book.run("merge ana cleo").ok();
    assert_eq!(book.pick(), "Cleo offered");
    book.run("undo").ok();
    assert_eq!(book.pick(), "Ana offered");
    book.run("edit ben --no-favorite --past").ok();
    book.run("merge ana ben").ok();
    assert_eq!(book.pick(), "Cleo offered", "a past buyer is never offered");
}

#[test]
fn of_two_visits_of_a_day_the_promise_stays() {
    for promise_stays in [true, false] {
        let book = Book::new();
        book.run("add Anna --peak tue").ok();
        book.run("add 'A. Ribeiro' --peak tue").ok();
        let first = text(&book.json("visits")["plan"][0]["customer"]["name"]).to_string();
        let second = if first == "Anna" { "A. Ribeiro" } else { "Anna" };
        book.words(&["visits", "decline", &first, "2026-11-24", "--because", "stock taking"]).ok();
        book.words(&["visits", "accept", second, "2026-11-24"]).ok();
        let before = export(&book);
        let (goes, into) = if promise_stays { (first.as_str(), second) } else { (second, first.as_str()) };
        let merged = book.words(&["merge", goes, into, "--json"]).json();
        let planned = &merged["planned_visits"];
        assert_eq!(
            (names(planned, "/date"), names(planned, "/state")),
            (vec!["2026-11-24".into()], vec!["accepted".into()])
        );
        assert_eq!(planned[0]["because"], "stock taking", "{goes} into {into}");
        book.run("undo").ok();
        assert_eq!(export(&book), before);
    }
}

#[test]
fn two_who_pointed_to_each_other_do_not_point_to_themselves() {
    let book = Book::new();
    book.run("add Ana").ok();
    book.run("add Anna --referred-by Ana").ok();
    book.run("edit Ana --referred-by Anna").ok();
    let before = export(&book);
    assert_eq!(book.json("merge anna ana")["referred_by"], Value::Null);
    book.run("undo").ok();
    assert_eq!(export(&book), before);
}

#[test]
fn one_who_left_and_one_who_buys() {
    let book = Book::new();
    book.run("add Ana").ok();
    book.run("add Anna --past --left-on 2026-03-02 --left-because price").ok();
    let ana = book.json("merge anna ana");
    assert_eq!((&ana["standing"], &ana["left_on"]), (&"active".into(), &Value::Null));
    assert_eq!(
        ana["facts"],
        "also: name Anna\nalso: kept as a past buyer who left on 2026-03-02 (left for a lower price)"
    );
    book.run("undo").ok();
    let anna = book.json("merge ana anna");
    assert_eq!((&anna["standing"], &anna["left_on"]), (&"past".into(), &"2026-03-02".into()));
    assert_eq!(names(&book.json("due --all"), "/customer/name"), ["Anna"]);
}

#[test]
fn nobody_is_merged_with_themself_or_half() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let before = export(&book);
    for (line, code) in [
        ("merge ana ana", 2),
        ("merge ana", 2),
        ("merge ana ben cleo", 2),
        ("merge ana nobody", 3),
        ("keep-apart ana ana", 2),
        ("keep-apart ana", 2),
        ("keep-apart", 2),
        ("keep-apart ana nobody", 3),
    ] {
        book.run(line).fails(code);
        book.run(&format!("{line} --json")).fails(code).error();
    }
    assert_eq!(export(&book), before);
}

#[test]
fn facts_too_long_together_are_refused() {
    let book = Book::new();
    for (name, letter) in [("Ana", "a"), ("Anna", "b")] {
        book.words(&["add", name, "--facts", &letter.repeat(40_000)]).ok();
    }
    let before = export(&book);
    book.run("merge anna ana").fails(2).warns("65536");
    assert_eq!(export(&book), before);
}

#[test]
fn whoever_is_kept_apart_is_never_asked_about_again() {
    let book = twice();
    book.run("add 'Ribeiro, Ana' --company 'porto cold chain'").ok();
    assert_eq!(book.json("merge").as_array().map(Vec::len), Some(3));
    let (a, b) = (id(&book, "A. Ribeiro"), id(&book, "Ana Ribeiro"));
    book.words(&["keep-apart", &b, &a]).ok().says("two people");
    assert_eq!(book.json("merge").as_array().map(Vec::len), Some(2));
    book.words(&["keep-apart", &a, &b]).ok().says("already");
    assert_eq!(book.json("keep-apart --list").as_array().map(Vec::len), Some(1));
    // Also where a third record is merged into one of them.
    book.run("merge 'Ribeiro, Ana' 'Ana Ribeiro'").ok();
    assert_eq!(book.json("merge"), json!([]));
    book.run("undo").ok();
    book.run("undo").ok().says("kept");
    assert_eq!(book.json("merge").as_array().map(Vec::len), Some(3));
    book.words(&["keep-apart", &a, &b]).ok();
    book.words(&["keep-apart", "--remove", &b, &a]).ok().says("goodcall may ask about");
    assert_eq!(book.json("keep-apart --list"), json!([]));
    assert_eq!(book.json("merge").as_array().map(Vec::len), Some(3));
    book.words(&["keep-apart", "--remove", &b, &a]).ok().says("not kept apart");
}

#[test]
fn what_was_kept_apart_from_the_one_is_kept_apart_from_the_other() {
    let book = Book::with_favorites(&["Ana", "Anna", "Ann"]);
    book.run("keep-apart anna ann").ok();
    book.run("keep-apart ana anna").ok();
    let before = export(&book);
    book.run("merge anna ana").ok();
    let apart = book.json("keep-apart --list");
    assert_eq!(
        (names(&apart, "/customer/name"), names(&apart, "/other/name")),
        (vec!["Ana".to_string()], vec!["Ann".to_string()])
    );
    book.run("undo").ok();
    assert_eq!(export(&book), before);
}

#[test]
fn a_person_merged_twice_is_known_by_every_name() {
    let book = Book::new();
    for (name, email) in [("Ana One", "one@a.example"), ("Ana Two", "two@a.example"), ("Ana Three", "three@a.example")]
    {
        book.run(&format!("add '{name}' --email {email}")).ok();
    }
    book.run("merge 'ana one' 'ana two'").ok();
    book.run("merge 'ana two' 'ana three'").ok();
    let three = book.json("show ana");
    let mut known = names(&three["known_as"], "/name");
    known.sort();
    assert_eq!(known, ["Ana One", "Ana Two"]);
    book.write("c.csv", "Name,Email,City\nAna One,one@a.example,Porto\nAna Two,two@a.example,\n");
    let result = book.json("import c.csv");
    assert_eq!((&result["added"], &result["updated"]), (&0.into(), &1.into()));
    assert_eq!(book.json("show ana")["city"], "Porto");
}

#[test]
fn any_number_or_mailbox_in_common_makes_a_likely_duplicate() {
    let book = Book::new();
    book.run("add 'Ana Ribeiro' --company Porto --phone 'mobile:+351 912 345 678' --phone 'work:+351 22 555 0177'")
        .ok();
    book.run("add Anita --company Casa --phone '+351 22 555 0178' --phone +351225550177 --email a@casa.example").ok();
    book.run("add Rita --company Rio --email rita@rio.example --email home:A@CASA.example").ok();
    let found = book.json("merge");
    assert_eq!(names(&found, "/customer/name"), ["Anita", "Ana Ribeiro"]);
    assert_eq!(names(&found, "/other/name"), ["Rita", "Anita"]);
    assert_eq!((&found[0]["why"], &found[1]["why"]), (&json!(["same-email"]), &json!(["same-phone"])));
    book.run("merge").ok().says("Ana Ribeiro, Porto, +351 912 345 678 (mobile), +351 22 555 0177 (work)");
    book.run("merge").says("rita@rio.example, A@CASA.example (home)");
    // After one is merged into the other, nothing is left to ask of the two.
    book.run("merge Rita Anita").ok();
    assert_eq!(names(&book.json("merge"), "/other/name"), ["Anita"]);
}
