//! `ideas`: what customers gave, this week's first, and what became of it.

use serde_json::{Value, json};

use crate::support::{Book, has_keys, names, text};

/// An idea of this week, one still open from weeks gone by, and one of the week to come.
fn book() -> Book {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.at("2026-11-27T10:00:00Z");
    book.run("log ana --at 2026-11-12 -m '! Old'").ok();
    book.run("log ben --at 2026-11-23 -m '? Newer\n! Newest'").ok();
    book.run("log ana --at 2026-11-20 -m '! Friday idea'").ok();
    book.run("log ana --at 2026-11-27 -m '! Next week'").ok();
    book
}

fn texts(book: &Book, line: &str) -> Vec<String> {
    names(&book.json(line), "/text")
}

/// The id of an idea, by its text.
fn id(book: &Book, said: &str) -> String {
    let all = book.json("ideas --all");
    let found = all.as_array().expect("a list").iter().find(|i| i["text"] == said);
    text(&found.unwrap_or_else(|| panic!("no {said:?} in {all}"))["id"]).into()
}

#[test]
fn this_weeks_come_first_then_what_is_still_open_then_what_is_to_come() {
    let book = book();
    assert_eq!(texts(&book, "ideas"), ["Friday idea", "Newer", "Newest", "Old", "Next week"]);
    let out = book.run("ideas").ok().out;
    let place = |what: &str| out.find(what).unwrap_or_else(|| panic!("no {what} in {out}"));
    assert!(
        place("This week") < place("Newest") && place("Newest") < place("Old") && place("Old") < place("Next week")
    );
}

#[test]
fn each_has_these_keys() {
    let book = book();
    let all = book.json("ideas");
    for idea in all.as_array().expect("a list") {
        has_keys(idea, "id kind text customer date due_on state");
        assert_eq!(idea["state"], "open");
        assert!(idea["id"].is_string() && idea["customer"]["id"].is_string(), "{idea}");
    }
    let kinds = names(&all, "/kind");
    assert_eq!(kinds, ["idea", "need", "idea", "idea", "idea"]);
    assert_eq!(names(&all, "/due_on"), ["2026-11-27", "2026-11-27", "2026-11-27", "2026-11-13", "2026-12-04"]);
    assert_eq!((&all[1]["customer"]["name"], &all[1]["date"]), (&"Ben".into(), &"2026-11-23".into()));
}

#[test]
fn praise_referrals_and_news_are_no_ideas() {
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '+ kind\n> Zoe\nnews'").ok();
    assert_eq!(book.json("ideas --all"), json!([]));
    assert_eq!(book.run("ideas").ok().out, "");
}

#[test]
fn done_and_dropped_leave_the_list_and_all_shows_them() {
    let book = book();
    let done = book.json(&format!("ideas done {}", id(&book, "Newest")));
    assert_eq!((&done["state"], &done["text"]), (&"done".into(), &"Newest".into()));
    let dropped = book.json(&format!("ideas drop {}", id(&book, "Old")));
    assert_eq!(dropped["state"], "dropped");
    assert_eq!(texts(&book, "ideas"), ["Friday idea", "Newer", "Next week"]);
    assert_eq!(texts(&book, "ideas --all").len(), 5);
    assert_eq!(book.json("today")["waiting"]["ideas"], 3);
    book.run("undo").ok();
    assert_eq!(book.json("today")["waiting"]["ideas"], 4);
    book.run("undo").ok();
    assert_eq!(texts(&book, "ideas").len(), 5);
}

#[test]
fn what_is_done_already_stays_done_and_leaves_no_step() {
    let book = book();
    let newest = id(&book, "Newest");
    book.run(&format!("ideas done {newest}")).ok();
    let steps = book.json("undo --list");
    assert_eq!(book.json(&format!("ideas done {newest}"))["state"], "done");
    assert_eq!(book.json("undo --list"), steps);
    book.run("undo").ok();
    assert_eq!(texts(&book, "ideas").len(), 5);
}

#[test]
fn what_is_carried_comes_next_week() {
    let book = book();
    let newest = id(&book, "Newest");
    assert_eq!(book.json(&format!("ideas carry {newest}"))["due_on"], "2026-12-04");
    assert_eq!(texts(&book, "ideas")[..2], ["Friday idea", "Newer"]);
    assert_eq!(book.json(&format!("ideas carry {}", id(&book, "Old")))["due_on"], "2026-12-04");
    book.run("undo").ok();
    book.run("undo").ok();
    assert_eq!(names(&book.json("ideas"), "/due_on")[2..4], ["2026-11-27", "2026-11-13"]);
    book.run(&format!("ideas carry {newest}")).ok();
    let this_week = book.at("2026-11-30T10:00:00Z").json("ideas");
    let firsts: Vec<String> = names(&this_week, "/text")[..2].to_vec();
    assert!(firsts.contains(&"Newest".to_string()) && firsts.contains(&"Next week".to_string()), "{firsts:?}");
    book.run(&format!("ideas done {newest}")).ok();
    book.run(&format!("ideas carry {newest}")).fails(1);
}

#[test]
fn what_was_ended_by_mistake_is_opened_again() {
    let book = book();
    let newest = id(&book, "Newest");
    book.run(&format!("ideas drop {newest}")).ok();
    let again = book.json(&format!("ideas reopen {newest}"));
    assert_eq!((&again["state"], &again["due_on"]), (&"open".into(), &"2026-11-27".into()));
    assert_eq!(texts(&book, "ideas").len(), 5);
    book.run("undo").ok();
    assert_eq!(texts(&book, "ideas").len(), 4);
}

#[test]
fn an_id_that_is_none_ends_with_3() {
    let book = book();
    book.run("log ana -m '+ kind'").ok();
    let praise = book.id("praise");
    let before = book.json("ideas --all");
    for verb in ["done", "drop", "carry", "reopen"] {
        for wrong in ["123", "nonsense", "''", "99999999999999999999", &praise] {
            let error = book.run(&format!("ideas {verb} {wrong} --json")).fails(3).error();
            assert_eq!(error["kind"], "no-match", "{verb} {wrong}");
        }
        book.run(&format!("ideas {verb}")).fails(2);
    }
    book.run("ideas nonsense").fails(2);
    assert_eq!(book.json("ideas --all"), before);
}

/// Who an idea might be good for, with the reasons as one text.
fn good_for(idea: &Value) -> Vec<(String, String)> {
    let good = idea["good_for"].as_array().unwrap_or_else(|| panic!("no good_for in {idea}"));
    good.iter().map(|g| (text(&g["name"]).to_string(), g["reasons"].to_string())).collect()
}

#[test]
fn an_idea_names_whom_else_it_might_be_good_for_and_why() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo", "Dora", "Eli", "Finn"]);
    book.run("edit ana --peak tue,thu --facts 'Bakery in Porto'").ok();
    book.run("edit ben --peak thu,tue --facts 'sells labels'").ok();
    book.run("edit cleo --facts 'a BAKERY, in Porto too'").ok();
    book.run("edit finn --past --facts 'bakery in Porto'").ok();
    book.run("edit eli --facts 'bakery; wife Porcia, birthday in May'").ok();
    book.run("log dora -m 'her pallets are late, without labels'").ok();
    book.run("log ana -m '! Print labels for pallets at night'").ok();
    let good = good_for(&book.json("ideas")[0]);
    let who: Vec<&str> = good.iter().map(|g| g.0.as_str()).collect();
    assert_eq!(who, ["Cleo", "Ben", "Dora"]);
    assert!(good[0].1.contains("company") && good[0].1.contains("bakery"), "{good:?}");
    assert!(good[1].1.contains("days"), "{good:?}");
    assert!(good[2].1.contains("pallets"), "{good:?}");
    book.run("ideas").ok().says("for Cleo").says("for Ben").says("for Dora").never_says("for Ana").never_says("Eli");
    book.run("edit cleo --do-not-call").ok();
    let good = good_for(&book.json("ideas")[0]);
    assert!(good.iter().all(|g| g.0 != "Cleo"), "{good:?}");
}

#[test]
fn a_word_in_common_is_no_reason_and_neither_is_a_label_or_the_family() {
    let book = Book::with_favorites(&["Ana", "Ben", "Cleo"]);
    book.run("edit ana --facts 'Birthday: 3 May. Wife Anneke. Muller GmbH'").ok();
    book.run("edit ben --facts 'Birthday: 9 June. Wife Anneke. Meier GmbH'").ok();
    book.run("edit cleo --peak tue").ok();
    book.run("edit ana --peak tue").ok();
    book.run("log ana -m '! Print the list by weight'").ok();
    assert_eq!(good_for(&book.json("ideas")[0]), []);
    book.run("ideas").ok().says("whom might this help?").never_says("in common").never_says("for Ben");
}

#[test]
fn nobody_fits_where_nothing_is_in_common() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --facts 'likes the same good time'").ok();
    book.run("log ana -m '! They make the same good time every week'").ok();
    assert_eq!(good_for(&book.json("ideas")[0]), []);
}

// Bug 8.
#[test]
fn also_an_idea_of_a_friday_names_whom_it_might_be_good_for() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("edit ben --facts 'ships pallets of labels'").ok();
    book.at("2026-11-27T15:00:00Z").run("log ana -m '! Fewer pallets and labels'").ok();
    let idea = &book.json("ideas")[0];
    assert_eq!(idea["due_on"], "2026-12-04");
    assert_eq!(good_for(idea).iter().map(|g| g.0.as_str()).collect::<Vec<_>>(), ["Ben"]);
}

#[test]
fn states_and_days_survive_an_export() {
    let book = book();
    book.run(&format!("ideas done {}", id(&book, "Newest"))).ok();
    book.run(&format!("ideas drop {}", id(&book, "Old"))).ok();
    book.run(&format!("ideas carry {}", id(&book, "Newer"))).ok();
    book.run("export json -o all.json").ok();
    let other = Book::new();
    other.at("2026-11-27T10:00:00Z").words(&["import", &book.path("all.json").display().to_string()]).ok();
    assert_eq!(other.json("ideas --all"), book.json("ideas --all"));
    assert_eq!(other.json("week")["ideas_used"], book.json("week")["ideas_used"]);
}

#[test]
fn an_export_from_before_the_second_version_comes_in() {
    let book = book();
    let mut all = book.run("export json").json();
    for row in all["remark"].as_array_mut().expect("remarks") {
        row.as_object_mut().expect("a row").remove("ended_at");
    }
    all.as_object_mut().expect("an export").remove("standing_change");
    let other = Book::new();
    other.at("2026-11-27T10:00:00Z").write("old.json", all.to_string());
    other.run("import old.json").ok();
    assert_eq!(texts(&other, "ideas").len(), 5);
}

#[test]
fn a_number_of_the_last_listing_stands_for_an_id_for_an_hour() {
    let book = Book::with_favorites(&["Ana", "Ben"]);
    book.run("log ana -m '! Print labels' --at 2026-11-23T08:00:00Z").ok();
    book.run("log ben -m '? A ramp' --at 2026-11-23T08:30:00Z").ok();
    book.run("ideas done 1").fails(3).warns("goodcall ideas");
    let out = book.run("ideas").ok().out;
    let numbered = |number: &str| {
        let line = out.lines().find(|l| l.trim_start().starts_with(&format!("{number} "))).expect("a numbered idea");
        if line.contains("labels") { "Print labels" } else { "A ramp" }
    };
    let (first, second) = (numbered("1"), numbered("2"));
    assert_ne!(first, second);
    book.run("ideas done 1").ok().says(first);
    // The numbers stay those of the listing, whatever was done since.
    book.run("ideas drop 2").ok().says(second);
    book.run("ideas reopen 1").ok().says(first);
    book.run("ideas done 3").fails(3).warns("it goes to 2").warns("nothing was changed");
    book.run("ideas done 0").fails(3);
    book.at("2026-11-23T11:00:01Z").run("ideas carry 1").fails(3).warns("in the last hour");
    book.at("2026-11-23T10:59:00Z").run("ideas carry 1").ok().says(first);
    // JSON lists ids, and numbers nothing.
    book.run("log ana -m '! Another' --at 2026-11-23T08:45:00Z").ok();
    book.run("ideas --json").ok();
    book.run("ideas done 3").fails(3);
}

#[cfg(target_os = "linux")]
#[test]
fn the_numbers_are_private_and_hold_ids_alone() {
    use std::os::unix::fs::PermissionsExt;
    let book = Book::with_favorites(&["Ana"]);
    book.run("log ana -m '! Print labels'").ok();
    book.run("ideas").ok();
    let folder = book.path("home/.local/state/goodcall");
    let files: Vec<_> =
        std::fs::read_dir(&folder).expect("the state folder").map(|f| f.expect("a file").path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let mode = |path: &std::path::Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(file)), (0o700, 0o600));
    let kept = std::fs::read_to_string(file).expect("text");
    assert!(!kept.contains("label") && !kept.contains("Ana"), "{kept}");
    // What can't be read is passed over, and written anew.
    std::fs::write(file, "{ not json").expect("damage");
    book.run("ideas done 1").fails(3).warns("goodcall ideas");
    book.run("ideas").ok();
    book.run("ideas done 1").ok().says("Print labels");
    // Another book has numbers of its own; one in memory has none.
    book.go("ideas --db other.db").run();
    book.bare("add Zoe --db other.db --now 2026-11-23T10:00:00Z").run().ok();
    book.bare("ideas done 1 --db other.db --now 2026-11-23T10:00:00Z").run().fails(3);
    let before = std::fs::read_dir(&folder).expect("the state folder").count();
    book.bare("ideas --db :memory: --now 2026-11-23T10:00:00Z").run().ok();
    assert_eq!(std::fs::read_dir(&folder).expect("the state folder").count(), before);
}

#[test]
fn json_says_of_every_open_idea_whom_it_might_suit() {
    let book = Book::with_favorites(&["Ana"]);
    book.words(&["add", "Ben", "--facts", "Labels for the warehouse"]).ok();
    let log: String = (0..250).map(|n| format!("! Print labels {n}\n")).collect();
    book.go("log ana --stdin").stdin(log).run().ok();
    let all = book.json("ideas");
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), 250);
    assert!(all.iter().all(|idea| idea["good_for"].is_array()));
    let listed = |args: &str| book.run(args).ok().out.matches("Print labels").count();
    book.run("ideas").ok().warns("These are the first 200. --limit N shows more of them, --json all.");
    assert_eq!((listed("ideas"), listed("ideas --limit 7"), listed("ideas --limit 1000")), (200, 7, 250));
    assert_eq!(book.json("ideas --limit 3").as_array().map(Vec::len), Some(3));
}
