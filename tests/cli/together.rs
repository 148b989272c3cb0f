//! A touch with several people: it is on the page of each, restarts the clock of each, and settles the pick of any.

use serde_json::{Value, json};

use crate::support::{Book, MONDAY, names, text};

/// Favorites who can be met together.
fn book() -> Book {
    Book::with_favorites(&["'Ana Ribeiro'", "'Paulo Silva'", "'Rui Costa'"])
}

/// Logs with words of its own, and returns the touch.
fn logged(book: &Book, words: &[&str]) -> Value {
    book.words(&[&["log", "--json"], words].concat()).ok().json()["touch"].clone()
}

fn lunch(book: &Book) -> Value {
    let said = "+ You saved our launch\n+ paulo: You saved us, @Sally\n? Paulo: a second site\nHer son starts school";
    logged(book, &["ana", "--with", "paulo", "--kind", "visit", "-m", said])
}

fn id_of(touch: &Value) -> String {
    text(&touch["id"]).to_string()
}

#[test]
fn it_stands_on_the_page_of_each_with_the_others() {
    let book = book();
    let touch = lunch(&book);
    assert_eq!(
        (names(&touch["with"], "/name"), text(&touch["customer"]["name"])),
        (vec!["Paulo Silva".into()], "Ana Ribeiro")
    );
    assert_eq!(touch["with"][0]["id"], book.json("show paulo")["id"]);
    for who in ["ana", "paulo"] {
        let shown = book.json(&format!("show {who}"));
        assert_eq!(shown["touches"].as_array().map(Vec::len), Some(1));
        let one = &shown["touches"][0];
        assert_eq!((&one["id"], &one["customer"], &one["with"]), (&touch["id"], &touch["customer"], &touch["with"]));
    }
    assert_eq!(book.json("show rui")["touches"], json!([]));
    book.run("show ana").ok().says("visit, with Paulo Silva").says("— Paulo Silva").never_says("with Ana");
    book.run("show paulo").ok().says("visit, with Ana Ribeiro").says("— Ana Ribeiro").never_says("with Paulo");
    book.run(&format!("touch show {}", id_of(&touch))).ok().says("a visit to Ana Ribeiro and Paulo Silva");
    let alone = logged(&book, &["rui", "-m", "hello"]);
    assert_eq!(alone["with"], json!([]));
    book.run("show rui").ok().never_says("with");
}

#[test]
fn a_remark_belongs_to_whoever_the_line_names() {
    let book = book();
    let touch = lunch(&book);
    let said: Vec<(&str, &str)> = touch["remarks"]
        .as_array()
        .expect("remarks")
        .iter()
        .map(|r| (text(&r["customer"]["name"]), text(&r["text"])))
        .collect();
    let expected = [
        ("Ana Ribeiro", "You saved our launch"),
        ("Paulo Silva", "You saved us, @Sally"),
        ("Paulo Silva", "a second site"),
        ("Ana Ribeiro", "Her son starts school"),
    ];
    assert_eq!(said, expected);
    assert!(text(&touch["text"]).contains("+ paulo: You saved us, @Sally"), "the log stays as it was written");
    assert_eq!(names(&book.json("praise --customer paulo"), "/text"), ["You saved us, @Sally"]);
    assert_eq!(names(&book.json("ideas"), "/customer/name"), ["Paulo Silva"]);
    assert_eq!(names(&book.json("show paulo")["remarks"], "/text"), ["You saved us, @Sally", "a second site"]);
    assert_eq!(names(&book.json("show ana")["remarks"], "/text"), ["You saved our launch", "Her son starts school"]);
    assert_eq!(names(&book.json("search 'saved us'"), "/customer/name"), ["Paulo Silva"]);
    book.run("doctor").ok();
}

#[test]
fn each_is_there_once_and_who_is_no_one_is_refused() {
    let book = book();
    book.run("edit paulo --do-not-call").ok();
    let both = logged(
        &book,
        &["ana", "--with", "paulo", "--with", "ana", "--with", "Paulo Silva", "--with", "rui", "-m", "x"],
    );
    assert_eq!(names(&both["with"], "/name"), ["Paulo Silva", "Rui Costa"]);
    for unclear in ["nobody", "i"] {
        book.words(&["log", "ana", "--with", unclear, "-m", "lost?"]).fails(3);
        book.words(&["touch", "edit", &id_of(&both), "--with", unclear]).fails(3);
    }
    assert_eq!(book.json("show ana")["touches"].as_array().map(Vec::len), Some(1));
    book.run("undo --list").ok().says("logged a call with Ana Ribeiro, Paulo Silva and Rui Costa");
}

#[test]
fn to_be_there_with_oneself_is_said_to_add_nobody() {
    let book = book();
    let alone = book.words(&["log", "ana", "--with", "ana", "-m", "x"]).ok();
    alone.warns("The log is with Ana Ribeiro already; --with says who else was there.");
    let id = text(&book.json("show ana")["touches"][0]["id"]).to_string();
    book.words(&["touch", "edit", &id, "--with", "ana", "--with", "paulo"]).ok().warns("with Ana Ribeiro already");
    assert_eq!(names(&book.json("show ana")["touches"][0]["with"], "/name"), ["Paulo Silva"]);
    book.words(&["log", "ana", "--with", "paulo", "-m", "y"]).ok().never_warns("already");
}

#[test]
fn two_given_names_say_whose_line_it_is_and_one_that_fits_two_is_the_firsts() {
    let book = book();
    for name in ["Ana Maria Lopes", "Ana Costa"] {
        book.words(&["add", name]).ok();
    }
    let lines = "+ Ana Maria: you saved us\n! Ana: a pick list\n+ Ana Costa: thanks";
    let logged = logged(&book, &["Ana Ribeiro", "--with", "Ana Maria Lopes", "--with", "Ana Costa", "-m", lines]);
    assert_eq!(names(&logged["remarks"], "/text"), ["you saved us", "a pick list", "thanks"]);
    assert_eq!(
        names(&book.words(&["praise", "--json", "--customer", "Ana Maria Lopes"]).json(), "/text"),
        ["you saved us"]
    );
    assert_eq!(names(&book.words(&["praise", "--json", "--customer", "Ana Costa"]).json(), "/text"), ["thanks"]);
    assert_eq!(book.json("ideas")[0]["customer"]["name"], "Ana Ribeiro");
    book.run("doctor --dry-run").ok();
}

#[test]
fn it_restarts_the_clock_of_each_and_settles_the_pick_of_any() {
    let book = book();
    book.run("edit rui --past --left-on 2026-01-01").ok();
    assert_eq!(book.pick(), "Ana Ribeiro offered");
    let logged = book.words(&["log", "rui", "--with", "ana", "-m", "Lunch", "--json"]).ok().json();
    assert_eq!((&logged["settled_pick"], &logged["touch"]["occasion"]), (&true.into(), &"rotation".into()));
    let today = book.json("today");
    assert_eq!((&today["pick"]["state"], text(&today["pick"]["customer"]["name"])), (&"called".into(), "Ana Ribeiro"));
    for who in ["rui", "ana"] {
        let shown = book.json(&format!("show {who}"));
        assert_eq!((&shown["last_talked"], &shown["wait_days"]), (&"2026-11-23".into(), &0.into()), "{who}");
        assert_eq!(shown["last_touch"], json!({"kind": "call", "date": "2026-11-23"}), "{who}");
    }
    assert_eq!(book.json("due --all")[0]["elapsed_days"], 0);
    // Talked to since the last call day, they are not offered on the next.
    assert_eq!(book.ahead(1), ["Paulo Silva"]);
    let trends = book.json("trends");
    let calls: u64 = trends["weeks"].as_array().expect("weeks").iter().filter_map(|w| w["calls"].as_u64()).sum();
    assert_eq!(calls, 1, "one call, however many were there");
    assert_eq!(trends["rotation"]["talked_in_last_round"], 1);
}

#[test]
fn a_lift_call_rests_each() {
    let book = book();
    let first = |book: &Book| text(&book.json("lift")["call"][0]["customer"]["name"]).to_string();
    assert_eq!(first(&book), "Ana Ribeiro");
    book.run("log rui --with ana --occasion lift -m x").ok();
    assert_eq!(first(&book), "Paulo Silva");
    let rested: Vec<Value> =
        book.json("lift")["call"].as_array().expect("people").iter().map(|c| c["rested"].clone()).collect();
    assert_eq!(rested, [json!(true), json!(false), json!(false)]);
}

#[test]
fn a_visit_counts_for_each_account_and_is_one_field_day() {
    let book = book();
    for who in ["ana", "paulo"] {
        book.run(&format!("edit {who} --peak tue")).ok();
    }
    lunch(&book);
    let targets = book.json("visits")["targets"].clone();
    assert_eq!(targets["quarter"]["done"], 1);
    let done: Vec<Value> =
        targets["accounts"].as_array().expect("accounts").iter().map(|a| a["done"].clone()).collect();
    assert_eq!(done, [json!(1), json!(1)]);
}

#[test]
fn who_was_there_can_be_corrected_and_stars_stay() {
    let book = book();
    let touch = logged(&book, &["ana", "-m", "+ Paulo: You saved us\n! Paulo: labels in blue\n+ Kind of you"]);
    let id = id_of(&touch);
    let of = |touch: &Value| names(&touch["remarks"], "/customer/name");
    assert_eq!(of(&touch), ["Ana Ribeiro"; 3]);
    for remark in touch["remarks"].as_array().expect("remarks").iter().filter(|r| r["kind"] == "praise") {
        book.run(&format!("praise --star {}", text(&remark["id"]))).ok();
    }
    book.run(&format!("ideas done {}", text(&touch["remarks"][1]["id"]))).ok();
    let with = book.json(&format!("touch edit {id} --with paulo"))["touch"].clone();
    assert_eq!(of(&with), ["Paulo Silva", "Paulo Silva", "Ana Ribeiro"]);
    assert_eq!(names(&with["remarks"], "/text"), ["You saved us", "labels in blue", "Kind of you"]);
    let kept = |touch: &Value| {
        let of = |r: &Value| (r["id"].clone(), r["starred"].clone(), r["state"].clone());
        touch["remarks"].as_array().expect("remarks").iter().map(of).collect::<Vec<_>>()
    };
    let before = kept(&with);
    assert_eq!(before.iter().map(|r| r.1.clone()).collect::<Vec<_>>(), [json!(true), json!(false), json!(true)]);
    assert_eq!(before[1].2, "done");
    assert_eq!(book.json("show paulo")["last_talked"], "2026-11-23");
    // The flag adds; a text without the name is the same remark, said by the first again.
    let more = book.words(&[
        "touch",
        "edit",
        &id,
        "--with",
        "rui",
        "--json",
        "-m",
        "+ You saved us\n! Rui: labels in blue\n+ Kind of you",
    ]);
    let more = more.json()["touch"].clone();
    assert_eq!(names(&more["with"], "/name"), ["Paulo Silva", "Rui Costa"]);
    assert_eq!(of(&more), ["Ana Ribeiro", "Rui Costa", "Ana Ribeiro"]);
    // The words of its line tell the id of a remark: with the name of who speaks.
    assert_eq!(kept(&touch).iter().map(|r| &r.0).collect::<Vec<_>>(), before.iter().map(|r| &r.0).collect::<Vec<_>>());
    let without_id = |kept: Vec<(Value, Value, Value)>| kept.into_iter().map(|r| (r.1, r.2)).collect::<Vec<_>>();
    let are_same: Vec<bool> = kept(&more).iter().zip(&before).map(|(is, was)| is.0 == was.0).collect();
    assert_eq!(are_same, [false, false, true]);
    assert_eq!(without_id(kept(&more)), without_id(before));
    let before = kept(&more);
    let without = book.json(&format!("touch edit {id} --without paulo"))["touch"].clone();
    assert_eq!(names(&without["with"], "/name"), ["Rui Costa"]);
    assert_eq!(kept(&without), before);
    assert_eq!(book.json("show paulo")["touches"], json!([]));
    assert_eq!(book.json("show paulo")["last_talked"], Value::Null);
    book.run(&format!("touch edit {id} --without paulo")).fails(3).warns("they were not there");
    book.run(&format!("touch edit {id} --without ana")).fails(3).warns("the log is theirs");
    book.run("doctor").ok();
}

#[test]
fn a_correction_of_who_was_there_settles_the_pick_again() {
    let book = book();
    assert_eq!(book.pick(), "Ana Ribeiro offered");
    let id = id_of(&logged(&book, &["rui", "--with", "ana", "-m", "x"]));
    assert_eq!(book.json("today")["pick"]["state"], "called");
    book.run(&format!("touch edit {id} --without ana")).ok();
    assert_eq!(book.json("today")["pick"]["state"], "offered");
    book.run(&format!("touch edit {id} --with ana")).ok();
    assert_eq!(book.json("today")["pick"]["state"], "called");
    book.run(&format!("touch delete {id}")).ok().says("Rui Costa and Ana Ribeiro");
    assert_eq!(book.json("today")["pick"]["state"], "offered");
    assert_eq!(book.json("show ana")["last_talked"], Value::Null);
}

#[test]
fn undo_and_redo_take_everybody_along() {
    let book = book();
    let before = book.json("show paulo");
    let touch = lunch(&book);
    let with = book.json("show paulo");
    book.run("undo").ok().says("logged a visit to Ana Ribeiro and Paulo Silva");
    assert_eq!(book.json("show paulo"), before);
    book.run("redo").ok();
    assert_eq!(book.json("show paulo"), with);
    let id = id_of(&touch);
    book.run(&format!("touch edit {id} --without paulo --at yesterday")).ok();
    assert_eq!(book.json("show paulo")["last_talked"], Value::Null);
    book.run("undo").ok();
    assert_eq!(book.json("show paulo"), with);
    book.run("redo").ok();
    assert_eq!(book.json("show paulo")["touches"], json!([]));
    book.run("doctor").ok();
}

#[test]
fn they_are_known_by_a_later_name_too() {
    let book = book();
    let id = id_of(&lunch(&book));
    book.run("edit paulo --name 'Pablo Silva'").ok();
    book.run("doctor").ok();
    // What is corrected elsewhere leaves the lines theirs which named them so.
    let edited = book.json(&format!("touch edit {id} --minutes 20"))["touch"].clone();
    assert_eq!(
        names(&edited["remarks"], "/customer/name"),
        ["Ana Ribeiro", "Pablo Silva", "Pablo Silva", "Ana Ribeiro"]
    );
    book.run("doctor").ok();
}

#[test]
fn a_merge_leaves_one_link_and_none_to_the_first() {
    let book = book();
    book.run("add 'Paul Silva'").ok();
    let twice = logged(
        &book,
        &["ana", "--with", "paul silva", "--with", "paulo", "-m", "+ Paulo: Thanks\n+ Paul: You saved us"],
    );
    let own = logged(&book, &["paulo", "--with", "paul silva", "-m", "+ Paul: Good work\nlunch"]);
    let before = (book.json("show paulo"), book.json("show 'paul silva'"));
    book.run("merge 'paul silva' paulo").ok();
    let shown = |touch: &Value| book.json(&format!("touch show {}", id_of(touch)))["touch"].clone();
    assert_eq!(names(&shown(&twice)["with"], "/name"), ["Paulo Silva"]);
    assert_eq!(names(&shown(&twice)["remarks"], "/customer/name"), ["Paulo Silva"; 2]);
    assert_eq!(shown(&own)["with"], json!([]));
    assert_eq!(names(&shown(&own)["remarks"], "/customer/name"), ["Paulo Silva"; 2]);
    assert_eq!(book.json("show paulo")["touches"].as_array().map(Vec::len), Some(2));
    book.run("doctor").ok();
    book.run("undo").ok();
    assert_eq!((book.json("show paulo"), book.json("show 'paul silva'")), before);
    book.run("merge paulo ana").ok();
    assert_eq!(names(&shown(&twice)["with"], "/name"), ["Paul Silva"]);
    assert_eq!(text(&shown(&own)["customer"]["name"]), "Ana Ribeiro");
    book.run("doctor").ok();
}

#[test]
fn forgetting_one_who_was_there_takes_out_their_lines_alone() {
    let book = book();
    let said = "+ You saved us\n! Paulo: the zarzamora trick\n  with jacaranda\n? Paulo: xanadu\nHer son";
    let touch = logged(&book, &["ana", "--with", "paulo", "--with", "rui", "-m", said]);
    let id = id_of(&touch);
    book.run("backup").ok();
    book.run(&format!("touch edit {id} --minutes 20")).ok();
    book.run(&format!("touch edit {id} --with paulo")).ok();
    let praise = book.id("praise");
    book.run(&format!("praise --star {praise}")).ok();
    book.run("forget paulo --yes").ok();
    let left = book.json(&format!("touch show {id}"))["touch"].clone();
    assert_eq!(left["text"], "+ You saved us\nHer son");
    assert_eq!(names(&left["with"], "/name"), ["Rui Costa"]);
    assert_eq!(names(&left["remarks"], "/text"), ["You saved us", "Her son"]);
    assert_eq!((&left["remarks"][0]["starred"], &left["minutes"]), (&true.into(), &20.into()));
    for entry in
        std::fs::read_dir(book.path("")).expect("the folder").filter_map(Result::ok).filter(|e| e.path().is_file())
    {
        let bytes = std::fs::read(entry.path()).expect("a file");
        for trace in ["zarzamora", "jacaranda", "xanadu", "Paulo", "paulo"] {
            let found = bytes.windows(trace.len()).any(|w| w == trace.as_bytes());
            assert!(!found, "{trace} in {}", entry.path().display());
        }
    }
    book.run("search zarzamora").ok().never_says("zarzamora");
    book.run("doctor").ok();
}

#[test]
fn forgetting_one_takes_them_out_of_the_logs_that_nobody_saved_yet() {
    let book = book();
    logged(
        &book,
        &["ana", "--with", "paulo", "--with", "rui", "-m", "+ Kind\n! Paulo: the zarzamora trick\n? Rui: labels"],
    );
    book.run("undo").ok().says("The draft waits");
    book.run("forget paulo --yes").ok();
    let drafts = rusqlite::Connection::open(book.file()).expect("the book");
    let fields: String = drafts.query_row("SELECT fields FROM draft", [], |row| row.get(0)).expect("a draft");
    let fields: Value = serde_json::from_str(&fields).expect("JSON");
    assert_eq!((&fields["text"], &fields["with"]), (&"+ Kind\n? Rui: labels".into(), &"Rui Costa".into()));
    let bytes = std::fs::read(book.file()).expect("the book");
    for trace in ["zarzamora", "Paulo"] {
        assert!(!bytes.windows(trace.len()).any(|w| w == trace.as_bytes()), "{trace}");
    }
}

#[test]
fn forgetting_the_first_says_how_many_remarks_of_others_go() {
    let book = Book::with_favorites(&["Ana", "Rui"]);
    book.words(&["log", "ana", "--with", "rui", "-m", "+ Ana said\nRui: one\nRui：two"]).ok();
    let said = book.json("forget ana --yes");
    assert_eq!((&said["touches"], &said["remarks"], &said["remarks_of_others"]), (&json!(1), &json!(3), &json!(2)));
}

#[test]
fn forget_lists_lines_that_name_a_merged_record() {
    let book = Book::with_favorites(&["Ji-woo", "Zoë", "Rui"]);
    book.words(&["log", "rui", "-m", "Zoë: plain"]).ok();
    book.run("merge zoë ji-woo").ok();
    let said = book.json("forget ji-woo --yes");
    assert_eq!(said["mentions"][0]["text"], "Zoë: plain", "{said}");
}

#[test]
fn an_empty_message_never_empties_a_log() {
    let book = book();
    let id = id_of(&lunch(&book));
    let before = book.json(&format!("touch show {id}"));
    book.words(&["touch", "edit", &id, "-m", ""]).fails(2).warns("that would empty the log, so nothing was changed");
    assert_eq!(book.json(&format!("touch show {id}")), before);
}

#[test]
fn forgetting_the_first_erases_the_touch_for_all() {
    let book = book();
    book.run("log rui --at '3 weeks ago' -m 'The talk before'").ok();
    let before = book.json("show rui");
    let touch = logged(&book, &["ana", "--with", "rui", "-m", "+ Rui: You saved us\nlunch"]);
    assert_eq!(book.json("show rui")["last_talked"], "2026-11-23");
    book.run("forget ana --yes").ok();
    book.run(&format!("touch show {}", id_of(&touch))).fails(3);
    let after = book.json("show rui");
    for part in ["touches", "remarks", "last_talked", "last_touch"] {
        assert_eq!(after[part], before[part], "{part}");
    }
    book.run("doctor").ok();
}

#[test]
fn an_export_brings_everybody_into_another_book() {
    let book = book();
    let touch = lunch(&book);
    book.run("export json -o all.json").ok();
    let other = Book::new();
    other.go("import").arg(book.path("all.json")).run().ok();
    for who in ["ana", "paulo", "rui"] {
        assert_eq!(
            other.json(&format!("show {who}"))["touches"],
            book.json(&format!("show {who}"))["touches"],
            "{who}"
        );
        assert_eq!(other.json(&format!("show {who}"))["last_talked"], book.json(&format!("show {who}"))["last_talked"]);
    }
    other.run("doctor").ok();
    let again = other.go("import --json").arg(book.path("all.json")).run().ok().json();
    assert_eq!((&again["added"], &again["updated"]), (&0.into(), &0.into()));
    // Somebody who is found to have been there arrives with the link alone.
    book.at("2026-11-23T15:00:00Z").run(&format!("touch edit {} --with rui", id_of(&touch))).ok();
    book.run("export json -o more.json").ok();
    other.at("2026-11-23T16:00:00Z").go("import").arg(book.path("more.json")).run().ok();
    assert_eq!(other.json("show rui")["last_talked"], "2026-11-23");
    other.run("undo").ok();
    assert_eq!(other.json("show rui")["last_talked"], Value::Null);
    other.run("doctor").ok();
}

#[test]
fn an_import_reads_the_companions_lines_again() {
    let book = book();
    lunch(&book);
    book.run("export json -o all.json").ok();
    let mut all: Value = serde_json::from_str(&book.read("all.json")).expect("JSON");
    // Whatever a file says of whose each remark is, and that the first was there besides.
    let first = all["touch"][0]["customer"].clone();
    for remark in all["remark"].as_array_mut().expect("remarks") {
        remark["customer"] = first.clone();
    }
    let link = json!({"id": "7", "touch": all["touch"][0]["id"], "customer": all["touch"][0]["customer"], "updated_at": "2026-11-23T09:00:00.000Z"});
    all["touch_with"].as_array_mut().expect("links").push(link);
    let other = Book::new();
    let file = other.write("other.json", all.to_string());
    other.go("import").arg(file).run().ok();
    assert_eq!(names(&other.json("show paulo")["remarks"], "/text"), ["You saved us, @Sally", "a second site"]);
    assert_eq!(names(&other.json("show ana")["touches"][0]["with"], "/name"), ["Paulo Silva"]);
    other.run("doctor").ok();
}

#[test]
fn the_latest_of_ones_own_touches_and_of_others_counts() {
    let book = book();
    book.at(MONDAY).run("log ana --at '2 months ago' --with paulo -m x").ok();
    book.run("log paulo --at '3 months ago' -m x").ok();
    assert_eq!(book.json("show paulo")["last_talked"], "2026-09-23", "the latest of both");
}
