//! `touch show`, `touch edit`, `touch delete`.

use serde_json::json;

use crate::support::{Book, MONDAY, names, text};

/// A book with one log of Ana's; its id.
fn logged() -> (Book, String) {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok().says("Ana");
    let id = text(&book.json("log ana -m '+ Kind\n! Idea' --mood-after 4")["touch"]["id"]).to_string();
    (book, id)
}

#[test]
fn a_touch_can_be_looked_at() {
    let (book, id) = logged();
    let shown = book.json(&format!("touch show {id}"));
    let touch = shown.get("touch").unwrap_or(&shown);
    assert_eq!((&touch["id"], &touch["mood_after"]), (&id.clone().into(), &4.into()));
    book.run(&format!("touch show {id}")).ok().says("Kind").says("Ana");
    book.run("touch show 123").fails(3);
    book.run("touch show nonsense").fails(3);
    book.run("touch edit 123 -m x").fails(3);
    book.run("touch delete 123").fails(3);
}

#[test]
fn a_correction_changes_what_it_names_and_nothing_else() {
    let (book, id) = logged();
    let edited = book.json(&format!("touch edit {id} --minutes 20"));
    let touch = edited["touch"].clone();
    assert_eq!((&touch["minutes"], &touch["mood_after"]), (&20.into(), &4.into()));
    assert_eq!(touch["remarks"].as_array().map(Vec::len), Some(2));
    book.run(&format!("touch edit {id}")).fails(2);
    book.run(&format!("touch edit {id} --at tomorrow")).fails(2);
    book.run(&format!("touch edit {id} --mood-after 7")).fails(2);
}

#[test]
fn a_correction_says_that_it_is_one() {
    let (book, id) = logged();
    book.run(&format!("touch edit {id} --minutes 20")).ok().says("Corrected a call with Ana").never_says("Logged");
    book.run(&format!("touch edit {id} --kind visit")).ok().says("Corrected a visit to Ana");
    book.run(&format!("touch show {id}")).ok().says("Logged a visit to Ana");
}

#[test]
fn a_touch_of_another_kind_has_the_occasion_of_that_kind() {
    let (book, id) = logged();
    let occasion = |flags: &str| book.json(&format!("touch edit {id} {flags}"))["touch"]["occasion"].clone();
    assert_eq!(book.json(&format!("touch show {id}"))["touch"]["occasion"], "rotation");
    assert_eq!(occasion("--minutes 20"), "rotation");
    assert_eq!(occasion("--kind visit"), "rotation");
    assert_eq!(occasion("--kind card"), "other");
    assert_eq!(occasion("--kind visit"), "visit");
    assert_eq!(occasion("--kind call"), "other");
    assert_eq!(occasion("--kind card --occasion keep-in-touch"), "keep-in-touch");
    // The pick that the call had settled is open again.
    assert_eq!(book.json("today")["pick"]["state"], "offered");
}

#[test]
fn after_a_visit_nobody_was_called() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok().says("Ana");
    book.run("log ana --kind visit -m hello").ok();
    book.run("today").ok().says("You visited Ana.").never_says("called");
    book.run("today --short").ok().says("visited Ana");
}

#[test]
fn a_corrected_text_keeps_the_stars_of_what_stayed() {
    let (book, id) = logged();
    let praise = book.id("praise");
    book.run(&format!("praise --star {praise}")).ok();
    book.run("praise --next").ok();
    book.run(&format!("touch edit {id} -m '! Another idea\n+ Kind'")).ok();
    let kept = book.json("praise --starred");
    assert_eq!(names(&kept, "/text"), ["Kind"]);
    assert_eq!(kept[0]["times_shown"], 1);
    assert!(names(&book.json("search idea"), "/text").iter().all(|found| found.contains("Another idea")));
}

/// Ana's log of one line of each kind, its praise starred and shown, its idea done, its need carried to next week; its id.
fn tended(log: &str) -> (Book, String) {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    let id = text(&book.words(&["log", "ana", "--json", "-m", log]).json()["touch"]["id"]).to_string();
    book.run(&format!("praise --star {}", book.id("praise"))).ok();
    book.run("praise --next").ok();
    for (act, kind) in [("done", "idea"), ("carry", "need")] {
        let remarks = book.json(&format!("touch show {id}"))["touch"]["remarks"].clone();
        let of_kind = remarks.as_array().expect("a list").iter().find(|r| r["kind"] == kind).expect("one of the kind");
        book.run(&format!("ideas {act} {}", text(&of_kind["id"]))).ok();
    }
    (book, id)
}

/// The remarks of a touch, in order, without when they were said.
fn remarks_of(book: &Book, id: &str) -> Vec<serde_json::Value> {
    book.json(&format!("touch show {id}"))["touch"]["remarks"].as_array().expect("a list").clone()
}

const TYPED: &str = "+ @Saly savde us on a Sunday\n! Pick lists the nihgt before\n? A seccond site in Braga";
const MENDED: &str = "+ @Sally saved us on a Sunday\n! Pick lists the night before\n? A second site in Braga";

#[test]
fn a_typo_mended_keeps_star_shows_state_and_due_day() {
    let (book, id) = tended(TYPED);
    let before = remarks_of(&book, &id);
    assert_eq!(before[2]["due_on"], "2026-12-04");
    book.words(&["touch", "edit", &id, "-m", MENDED]).ok();
    let after = remarks_of(&book, &id);
    for (was, is) in before.iter().zip(&after) {
        for kept in ["kind", "starred", "times_shown", "state", "due_on"] {
            assert_eq!(was[kept], is[kept], "{kept} of {is}");
        }
        // Its words tell its id.
        assert_eq!(was["id"] == is["id"], was["text"] == is["text"], "{is}");
    }
    let texts: Vec<_> = after.iter().map(|r| text(&r["text"])).collect();
    assert_eq!(texts, ["@Sally saved us on a Sunday", "Pick lists the night before", "A second site in Braga"]);
    // A teammate's name that was put right is theirs everywhere, and search finds the new words alone.
    assert_eq!(after[0]["teammates"], json!(["Sally"]));
    assert_eq!(names(&book.json("praise --teammate Sally"), "/text").len(), 1);
    assert_eq!(book.json("praise --teammate Saly"), json!([]));
    assert_eq!(book.json("search nihgt"), json!([]));
    assert!(!names(&book.json("search night"), "/text").is_empty());
    book.run("doctor").ok();
    book.run("undo").ok();
    assert_eq!(remarks_of(&book, &id), before);
    book.run("doctor").ok();
}

#[test]
fn a_correction_is_taken_back_though_its_praise_was_shown_and_starred_since() {
    let (book, id) = tended(TYPED);
    book.words(&["touch", "edit", &id, "-m", MENDED]).ok();
    book.run("praise --next").ok();
    book.run("undo").ok();
    let praise = book.json("praise")[0].clone();
    assert_eq!((&praise["text"], &praise["times_shown"]), (&"@Saly savde us on a Sunday".into(), &2.into()));
    assert_eq!(praise["starred"], true);
    book.run("doctor").ok();
}

#[test]
fn lines_that_moved_keep_what_is_theirs() {
    let (book, id) = tended("+ Good work, team A\n+ Good work, team B\n! One\n? Two");
    let starred = |book: &Book| names(&book.json("praise --starred"), "/text");
    let own = starred(&book);
    assert_eq!(own.len(), 1);
    for log in [
        "+ Good work, team B\n+ Good work, team A\n! One\n? Two",
        "+ Good work, team C\n+ Good work, team A\n+ Good work, team B",
        "News first\n+ Good work, team B\n\n+ Good work, team A",
    ] {
        book.words(&["touch", "edit", &id, "-m", log]).ok();
        assert_eq!(starred(&book), own, "{log}");
    }
    book.run("doctor").ok();
}

#[test]
fn another_kind_or_another_text_is_a_new_remark() {
    for log in ["! You saved us all", "You saved us all", "+ You never came back", "+ You saved us all of Sunday"] {
        let (book, id) = tended("+ You saved us all\n! Idea\n? Need");
        book.words(&["touch", "edit", &id, "-m", log]).ok();
        assert_eq!(book.json("praise --starred"), json!([]), "{log}");
        assert!(remarks_of(&book, &id).iter().all(|r| r["times_shown"] != 1), "{log}");
        book.run("undo").ok();
        assert_eq!(names(&book.json("praise --starred"), "/text"), ["You saved us all"]);
    }
}

#[test]
fn a_fifth_of_the_characters_may_differ_and_two_always() {
    for (before, after, kept) in [
        ("abcdefghijklmno", "abcdefghijklXYZ", 1),
        ("abcdefghijklmn", "abcdefghijkXYZ", 0),
        ("ééééé éééé", "ééééé ééXY", 1),
        ("yes", "yours", 0),
        ("yes", "yep!", 1),
        ("a", "b", 1),
    ] {
        let (book, id) = tended(&format!("+ {before}\n! Idea\n? Need"));
        book.words(&["touch", "edit", &id, "-m", &format!("+ {after}\n! Idea\n? Need")]).ok();
        assert_eq!(names(&book.json("praise --starred"), "/text").len(), kept, "{before} -> {after}");
    }
}

#[test]
fn a_call_that_was_none_opens_the_slot_again() {
    let (book, id) = logged();
    assert_eq!(book.pick(), "Ana called");
    book.run(&format!("touch edit {id} --outcome no-answer")).ok();
    assert_eq!(book.pick(), "Ben offered");
    assert_eq!(book.offered_before(), ["Ana not-reached"]);
}

#[test]
fn a_miss_that_was_a_call_settles_the_slot() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("today").ok();
    let id = text(&book.json("log ana --outcome no-answer")["touch"]["id"]).to_string();
    book.at("2026-11-24T10:00:00Z");
    book.run("today").ok();
    book.run(&format!("touch edit {id} --outcome reached -m 'We did talk'")).ok();
    assert_eq!(book.pick(), "Ana called");
}

#[test]
fn a_call_moved_to_last_week_opens_this_weeks_slot() {
    let (book, id) = logged();
    book.run(&format!("touch edit {id} --at 2026-11-18")).ok();
    assert_eq!(book.json("show ana")["wait_days"], 5);
    assert_eq!(book.pick().split(' ').nth(1), Some("offered"));
}

#[test]
fn a_deleted_touch_is_gone_and_can_come_back() {
    let (book, id) = logged();
    book.run(&format!("touch delete {id}")).ok();
    assert_eq!(book.json("show ana")["touches"], json!([]));
    assert_eq!(book.json("show ana")["wait_days"], 83);
    assert_eq!(book.json("search kind"), json!([]));
    assert_eq!(book.pick(), "Ana offered");
    book.run("undo").ok();
    assert_eq!(book.json("show ana")["wait_days"], 0);
    assert_eq!(book.json("search kind").as_array().map(|a| !a.is_empty()), Some(true));
    assert_eq!(book.at(MONDAY).pick(), "Ana called");
}

#[test]
fn undoing_a_correction_takes_the_next_offer_back() {
    let (book, id) = logged();
    for correction in [
        format!("touch edit {id} --outcome voicemail"),
        format!("touch edit {id} --kind card"),
        format!("touch edit {id} --at 2026-11-18"),
        format!("touch delete {id}"),
    ] {
        book.run(&correction).ok();
        book.run("today").ok();
        book.run("undo").ok();
        assert_eq!(book.pick(), "Ana called", "{correction}");
        assert_eq!(book.offered_before(), Vec::<String>::new(), "{correction}");
    }
}

#[test]
fn a_call_that_was_none_leaves_the_setback_unanswered() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("lift --after lost-deal --mood 2").ok();
    let id = text(&book.json("log ben -m hello")["touch"]["id"]).to_string();
    book.run(&format!("touch edit {id} --outcome no-answer")).ok();
    let touch = book.json("log cleo -m hello")["touch"].clone();
    assert_eq!((&touch["occasion"], &touch["mood_before"]), (&"lift".into(), &2.into()));
}

#[test]
fn a_deleted_call_leaves_the_setback_unanswered_until_it_comes_back() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("lift --after lost-deal --mood 2").ok();
    let id = text(&book.json("log ben -m hello")["touch"]["id"]).to_string();
    book.run(&format!("touch delete {id}")).ok();
    assert_eq!(book.json("log cleo -m hello")["touch"]["occasion"], "lift");
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(book.json("log cleo -m hello")["touch"]["occasion"], "other");
}

#[test]
fn a_log_is_corrected_by_its_number_but_deleted_by_its_id_alone() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana -m '+ Older' --at 2026-10-01").ok();
    book.run("log ana -m '+ Newer' --at 2026-10-02").ok();
    book.run("show ana").ok().says(" 1  2 Oct").says(" 2  1 Oct");
    book.run("touch show 2").ok().says("Older");
    book.run("touch edit 2 --minutes '1h 20'").ok().says("Older");
    assert_eq!(book.json("show ana")["touches"][1]["minutes"], 80);
    book.run("touch delete 2").fails(3).warns("its id alone");
    assert_eq!(book.json("show ana")["touches"].as_array().map(Vec::len), Some(2));
    // Neither WHO nor forget takes a number.
    book.run("log 1 -m Hi").fails(3);
    book.run("forget 1 --yes").fails(3);
    let id = crate::support::text(&book.json("show ana")["touches"][1]["id"]).to_string();
    book.run(&format!("touch delete {id}")).ok();
}
