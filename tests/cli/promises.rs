//! `promises`: what the user said they would do, the due first, and what became of it.

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, has_keys, names, text};

/// Promises of Monday, 23 November 2026, and before.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-27T10:00:00Z");
    book.run("log ana --at 2026-11-12 -m '= the old list'").ok();
    book.run("log ben --at 2026-11-23 -m '= the sample by thu\n= the invoice on 3 December'").ok();
    book.run("log ana --at 2026-11-26 -m '= the drawing tomorrow'").ok();
    book
}

fn texts(book: &Book, line: &str) -> Vec<String> {
    names(&book.json(line), "/text")
}

/// The id of a promise, by its text.
fn id(book: &Book, said: &str) -> String {
    let all = book.json("promises --all");
    let found = all.as_array().expect("a list").iter().find(|p| p["text"] == said);
    text(&found.unwrap_or_else(|| panic!("no {said:?} in {all}"))["id"]).into()
}

/// The day on which a promise is due that was made on Monday, 23 November 2026.
fn due(said: &str) -> String {
    let book = Book::with_favorites(&["Ana"]);
    book.words(&["log", "ana", "-m", &format!("= {said}")]).ok();
    text(&book.json("promises")[0]["due_on"]).into()
}

#[test]
fn the_due_come_first_the_oldest_at_the_top() {
    let book = book();
    assert_eq!(
        texts(&book, "promises"),
        ["the old list", "the sample by thu", "the drawing tomorrow", "the invoice on 3 December"]
    );
    let all = book.json("promises");
    assert_eq!(names(&all, "/due_on"), ["2026-11-13", "2026-11-26", "2026-11-27", "2026-12-03"]);
    for promise in all.as_array().expect("a list") {
        has_keys(promise, "id kind text customer date due_on state");
        assert_eq!((&promise["kind"], &promise["state"]), (&"promise".into(), &"open".into()));
    }
    assert_eq!((&all[1]["customer"]["name"], &all[1]["date"]), (&"Ben".into(), &"2026-11-23".into()));
    let out = book.run("promises").ok().out;
    let place = |what: &str| out.find(what).unwrap_or_else(|| panic!("no {what} in {out}"));
    assert!(place("Due") < place("the drawing") && place("the drawing") < place("Later"), "{out}");
}

#[test]
fn the_words_name_the_day() {
    for (said, day) in [
        ("send her the price list by thu", "2026-11-26"),
        ("send it by Monday", "2026-11-30"),
        ("send it next week", "2026-12-04"),
        ("send it tomorrow", "2026-11-24"),
        ("on 3 December", "2026-12-03"),
        ("on 3 November", "2027-11-03"),
        ("by fri, at the latest by tue", "2026-11-27"),
        ("send the list", "2026-11-27"),
        ("may need a day, they sat down", "2026-11-27"),
    ] {
        assert_eq!(due(said), day, "{said}");
    }
}

#[test]
fn a_need_is_due_on_its_day_and_an_idea_on_friday() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '? a ramp by 3 December\n? a site\n! Print labels by thu'").ok();
    assert_eq!(names(&book.json("ideas"), "/due_on"), ["2026-11-27", "2026-11-27", "2026-12-03"]);
}

#[test]
fn a_mark_needs_its_blank_and_the_word_does_as_well() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '=3 pallets\nPromise: the list\n\\= as it stands\n= over two\n  lines'").ok();
    let logged = book.json("show ana")["remarks"].clone();
    let said: Vec<(Value, Value)> =
        logged.as_array().expect("remarks").iter().map(|r| (r["kind"].clone(), r["text"].clone())).collect();
    let right =
        [("news", "=3 pallets"), ("promise", "the list"), ("news", "= as it stands"), ("promise", "over two\nlines")];
    assert_eq!(said, right.map(|(kind, text)| (json!(kind), json!(text))));
}

#[test]
fn kept_and_dropped_leave_the_list_and_undo_brings_them_back() {
    let book = book();
    let kept = book.json(&format!("promises kept {}", id(&book, "the old list")));
    assert_eq!((&kept["state"], &kept["text"]), (&"kept".into(), &"the old list".into()));
    let dropped = book.json(&format!("promises drop {}", id(&book, "the sample by thu")));
    assert_eq!(dropped["state"], "dropped");
    assert_eq!(texts(&book, "promises"), ["the drawing tomorrow", "the invoice on 3 December"]);
    assert_eq!(texts(&book, "promises --all").len(), 4);
    book.run("promises --all").ok().says("Kept or dropped").says("; dropped\n").says("; kept\n");
    // Promises are no ideas, whatever became of them.
    assert_eq!(book.json("ideas --all"), json!([]));
    assert_eq!(book.json("today")["waiting"]["ideas"], 0);
    let steps = names(&book.json("undo --list"), "/label");
    assert_eq!(steps[..2], ["dropped a promise to Ben", "kept a promise to Ana"]);
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(texts(&book, "promises").len(), 4);
    book.run("redo").ok();
    assert_eq!(texts(&book, "promises").len(), 3);
    book.run(&format!("promises reopen {}", id(&book, "the old list"))).ok().says("Open again");
    assert_eq!(texts(&book, "promises").len(), 4);
}

#[test]
fn what_is_kept_already_stays_kept_and_leaves_no_step() {
    let book = book();
    let old = id(&book, "the old list");
    book.run(&format!("promises kept {old}")).ok();
    let steps = book.json("undo --list");
    book.run(&format!("promises kept {old}")).ok().says("that way already");
    assert_eq!(book.json("undo --list"), steps);
}

#[test]
fn a_promise_moves_to_another_day_but_to_none_that_is_gone() {
    let book = book();
    let drawing = id(&book, "the drawing tomorrow");
    for (to, day) in [
        ("'3 dec'", "2026-12-03"),
        ("mon", "2026-11-30"),
        ("in 2 weeks", "2026-12-11"),
        ("2026-11-28", "2026-11-28"),
        // Said on a Friday, it is the next one.
        ("fri", "2026-12-04"),
        ("today", "2026-11-27"),
    ] {
        assert_eq!(book.json(&format!("promises move {drawing} {to}"))["due_on"], day, "{to}");
    }
    book.run(&format!("promises move {drawing} 2026-12-01")).ok().says("Moved to Tue 1 Dec");
    for gone in ["yesterday", "2026-11-26", "'3 days ago'"] {
        book.run(&format!("promises move {drawing} {gone}")).fails(2).warns("gone by").warns("nothing was changed");
    }
    book.run(&format!("promises move {drawing} soonish")).fails(2).warns("soonish");
    book.run(&format!("promises move {drawing}")).fails(2);
    assert_eq!(book.json("promises")[2]["due_on"], "2026-12-01");
    book.run("undo").ok();
    assert_eq!(book.json("promises")[2]["due_on"], "2026-11-27");
    book.run(&format!("promises kept {drawing}")).ok();
    book.run(&format!("promises move {drawing} mon")).fails(1).warns("nothing was changed");
}

#[test]
fn the_day_to_move_to_is_read_as_the_words_of_a_promise_are() {
    let book = book();
    let list = id(&book, "the old list");
    // It is Friday, 27 November 2026.
    for (to, day) in [
        ("by thu", "2026-12-03"),
        ("this friday", "2026-12-04"),
        ("next week", "2026-12-04"),
        ("end of the month", "2026-11-30"),
        ("by the end of next month", "2026-12-31"),
        ("Monday week", "2026-12-07"),
        ("a week from monday", "2026-12-07"),
        ("the Tuesday after next", "2026-12-08"),
        ("Thursday the 10th", "2026-12-10"),
        ("thu 4 december", "2026-12-04"),
        ("by tomorrow's close", "2026-11-28"),
        ("3/12", "2026-12-03"),
        ("2w", "2026-12-11"),
    ] {
        let moved = book.words(&["promises", "move", &list, to, "--json"]).ok().json();
        assert_eq!(moved["due_on"], day, "{to}");
        let new = book.words(&["log", "ben", "--json", "-m", &format!("= it, {to}")]).json()["touch"]["id"].clone();
        if !matches!(to, "3/12" | "2w") {
            let all = book.json("promises --all");
            let logged = all.as_array().expect("a list").iter().find(|p| p["text"] == format!("it, {to}"));
            assert_eq!(logged.expect("the promise")["due_on"], day, "{to}");
        }
        book.run(&format!("touch delete {}", text(&new))).ok();
    }
}

#[test]
fn a_day_that_is_none_is_an_error_with_days_to_come_as_examples() {
    let book = book();
    let list = id(&book, "the old list");
    book.run(&format!("promises move {list} soonish")).fails(2).warns("try tomorrow, thu, 3 dec");
    book.run(&format!("promises move {list} by 31 November"))
        .fails(2)
        .warns("31 November does not exist: November has 30 days; nothing was changed")
        .warns("a day from today on");
    assert_eq!(book.json("promises")[0]["due_on"], "2026-11-13");
}

#[test]
fn to_move_to_the_day_on_which_it_is_due_changes_nothing() {
    let book = book();
    let drawing = id(&book, "the drawing tomorrow");
    let steps = book.json("undo --list");
    let same = book.run(&format!("promises move {drawing} today")).ok();
    same.says("Nothing changed; it is due already on Fri 27 Nov: the drawing tomorrow");
    assert_eq!(book.json("undo --list"), steps);
    book.run("log ana -m '! Print labels'").ok();
    let idea = book.id("ideas");
    let due = text(&book.json("ideas")[0]["due_on"]).to_string();
    book.run(&format!("ideas move {idea} {due}")).ok().says("Nothing changed");
}

#[test]
fn a_promise_whose_day_is_impossible_says_so_and_is_due_on_friday() {
    let book = Book::with_favorites(&["Ana"]);
    let said = book.words(&["log", "ana", "-m", "= the list by 31 November\n? a site in 3 weeks\nborn on 31 November"]);
    said.ok().warns("31 November does not exist: November has 30 days; due Fri 27 Nov.");
    assert_eq!(book.json("promises")[0]["due_on"], "2026-11-27");
    let touch = text(&book.json("show ana")["touches"][0]["id"]).to_string();
    book.words(&["touch", "edit", &touch, "-m", "= the list by 30 February"]).ok().warns("30 February does not exist");
    book.words(&["touch", "edit", &touch, "-m", "= the list by 30 November"]).ok().never_warns("does not exist");
}

#[test]
fn an_idea_moves_too() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '! Print labels'").ok();
    let idea = book.id("ideas");
    assert_eq!(book.json(&format!("ideas move {idea} 3 dec"))["due_on"], "2026-12-03");
    book.run(&format!("ideas move {idea} yesterday")).fails(2).warns("gone by");
}

#[test]
fn each_names_the_other_where_an_id_is_of_something_else() {
    let book = book();
    book.run("log ana -m '! Print labels\n+ kind'").ok();
    let (promise, idea, praise) = (id(&book, "the old list"), book.id("ideas"), book.id("praise"));
    for verb in ["kept", "drop", "reopen", "move"] {
        let day = if verb == "move" { "mon" } else { "" };
        book.run(&format!("promises {verb} {idea} {day}")).fails(3).warns(&format!("goodcall ideas done {idea}"));
        book.run(&format!("promises {verb} {praise} {day}")).fails(3).warns("goodcall promises");
        for wrong in ["123", "nonsense", "''", "99999999999999999999"] {
            let error = book.run(&format!("promises {verb} {wrong} {day} --json")).fails(3).error();
            assert_eq!(error["kind"], "no-match", "{verb} {wrong}");
        }
    }
    for verb in ["done", "drop", "reopen"] {
        book.run(&format!("ideas {verb} {promise}")).fails(3).warns(&format!("goodcall promises kept {promise}"));
    }
    assert_eq!(texts(&book, "promises").len(), 4);
}

#[test]
fn a_number_of_the_last_listing_stands_for_a_promise() {
    let book = book();
    book.run("log ana -m '! Print labels'").ok();
    book.run("promises kept 1").fails(3).warns("goodcall promises");
    book.run("ideas").ok();
    book.run("promises kept 1").fails(3);
    book.run("promises").ok();
    book.run("promises kept 2").ok().says("Kept: the sample by thu");
    book.run("promises move 1 mon").ok().says("Moved to Mon 30 Nov: the old list");
    book.run("promises drop 5").fails(3).warns("it goes to 4");
    book.run("ideas done 1").ok().says("Print labels");
}

#[test]
fn an_edited_log_reads_its_day_again_unless_it_was_moved() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana --at 2026-11-20 -m '= the list by thu'").ok();
    let touch = text(&book.json("show ana")["touches"][0]["id"]).to_string();
    let day = || text(&book.json("promises")[0]["due_on"]).to_string();
    assert_eq!(day(), "2026-11-26");
    book.words(&["touch", "edit", &touch, "-m", "= the list by wed"]).ok();
    assert_eq!(day(), "2026-11-25");
    book.words(&["touch", "edit", &touch, "--at", "2026-11-12"]).ok();
    assert_eq!(day(), "2026-11-18");
    book.run(&format!("promises move {} 2026-12-01", book.id("promises"))).ok();
    book.words(&["touch", "edit", &touch, "-m", "= the list by tue"]).ok();
    assert_eq!(day(), "2026-12-01");
    let promise = book.id("promises");
    book.words(&["touch", "edit", &touch, "--at", "2026-11-19"]).ok();
    assert_eq!((day(), book.id("promises")), ("2026-12-01".into(), promise));
    for _ in 0..5 {
        book.run("undo").ok();
    }
    assert_eq!(day(), "2026-11-26");
}

#[test]
fn a_promise_may_be_long_and_have_two_days_in_it() {
    let book = Book::with_favorites(&["Ana"]);
    let long = format!("= {} by wed, or by thu", "the whole list ".repeat(200));
    book.words(&["log", "ana", "-m", &long]).ok();
    let promise = &book.json("promises")[0];
    assert!(text(&promise["text"]).len() > 3000);
    assert_eq!(promise["due_on"], "2026-11-25");
}

#[test]
fn promises_go_through_an_export_a_merge_search_and_forget() {
    let book = book();
    book.run(&format!("promises kept {}", id(&book, "the old list"))).ok();
    book.run(&format!("promises move {} 2026-12-09", id(&book, "the drawing tomorrow"))).ok();
    book.run("export json -o all.json").ok();
    let other = Book::new();
    let file = book.path("all.json").display().to_string();
    other.at("2026-11-27T10:00:00Z").words(&["import", &file]).ok();
    assert_eq!(other.json("promises --all"), book.json("promises --all"));
    other.words(&["import", &file, "--json"]).ok();
    assert_eq!(other.json("promises --all"), book.json("promises --all"));
    other.run("doctor").ok();
    let found = book.json("search sample");
    assert_eq!((&found[0]["kind"], &found[0]["text"]), (&"remark".into(), &"the sample by thu".into()));
    book.run("merge ben ana").ok();
    assert_eq!(names(&book.json("promises"), "/customer/name"), ["Ana", "Ana", "Ana"]);
    book.run("undo").ok();
    assert_eq!(names(&book.json("promises"), "/customer/name"), ["Ben", "Ben", "Ana"]);
    other.run("forget ben --yes").ok();
    assert_eq!(texts(&other, "promises"), ["the drawing tomorrow"]);
    for book in [book, other] {
        book.run("doctor").ok();
    }
}

#[test]
fn the_region_says_what_comes_first_in_digits() {
    let book = Book::with_favorites(&["Ana"]);
    book.write("us.toml", "region = \"US\"");
    book.write("pt.toml", "region = \"PT\"");
    book.run("log ana -m '= the list by 12/3' --config us.toml").ok();
    assert_eq!(book.json("promises")[0]["due_on"], "2026-12-03");
    book.run("undo").ok();
    book.run("log ana -m '= the list by 12/3' --config pt.toml").ok();
    assert_eq!(book.json("promises")[0]["due_on"], "2027-03-12");
}

#[test]
fn the_day_is_read_where_the_touch_was() {
    // Monday evening in Honolulu is Tuesday in London.
    let book = Book::in_zone("Pacific/Honolulu");
    book.at("2026-11-24T06:00:00Z").run("add Ana --favorite").ok();
    book.run("log ana -m '= the list by mon\n= the other tomorrow'").ok();
    assert_eq!(names(&book.json("promises"), "/due_on"), ["2026-11-24", "2026-11-30"]);
}

#[test]
fn without_promises_the_list_says_how_to_make_one() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.json("promises"), json!([]));
    let ran = book.run("promises").ok();
    assert_eq!(ran.out, "");
    ran.warns("goodcall log WHO");
    assert_eq!(book.at(MONDAY).json("today")["promises"], json!([]));
}
