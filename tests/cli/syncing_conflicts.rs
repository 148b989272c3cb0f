//! Values that lost to another made at the same time: in words, by short ids, settled, and listed again by undo.

use serde_json::{Value, json};

use crate::support::shared::{Shared, settle};
use crate::support::{Book, text};

/// Two machines that changed the same fields of Ana at the same time; the laptop's values stand.
fn crossed(edits: &[(&str, &str)]) -> (Shared, Book, Book) {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    for (of_desktop, of_laptop) in edits {
        desktop.run(of_desktop).ok();
        laptop.at("2026-11-23T11:00:00Z").run(of_laptop).ok();
    }
    for book in [&desktop, &laptop, &desktop] {
        book.run("sync now").ok();
    }
    laptop.at("2026-11-23T12:00:00Z");
    desktop.at("2026-11-23T12:00:00Z");
    (shared, laptop, desktop)
}

/// The fields of the conflicts that a book lists.
#[track_caller]
fn fields(book: &Book) -> Vec<String> {
    let all = book.json("sync conflicts");
    let mut fields: Vec<String> =
        all.as_array().expect("conflicts").iter().map(|clash| text(&clash["field"]).to_string()).collect();
    fields.sort();
    assert_eq!(book.json("sync status")["conflicts"], fields.len());
    fields
}

#[test]
fn only_as_many_are_told_as_are_listed() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    // Of what one machine wrote again and again, only its last word is of interest.
    for role in ["CEO", "Owner", "Founder"] {
        desktop.at("2026-11-23T11:00:00Z").run(&format!("edit ana --role {role}")).ok();
        desktop.run("sync now").ok();
    }
    laptop.at("2026-11-23T12:00:00Z").run("edit ana --role Director").ok();
    assert_eq!(laptop.json("sync now")["conflicts"], 1);
    assert_eq!(fields(&laptop), ["role"]);
}

#[test]
fn undo_of_what_settled_a_conflict_lists_it_again_everywhere() {
    let (_shared, laptop, desktop) = crossed(&[("edit ana --facts 'Two sons'", "edit ana --facts 'Plays chess'")]);
    for act in ["take", "keep"] {
        let id = text(&desktop.json("sync conflicts")[0]["id"]).to_string();
        desktop.run(&format!("sync conflicts {act} {id}")).ok().says("goodcall undo");
        settle(&[&desktop, &laptop]);
        assert_eq!((fields(&laptop), fields(&desktop)), (vec![], vec![]), "{act}");
        let stands = if act == "take" { "Two sons" } else { "Plays chess" };
        laptop.run("show ana").ok().says(stands);
        desktop.run("undo").ok().says("facts of Ana");
        assert_eq!(fields(&desktop), ["facts"], "{act}");
        settle(&[&desktop, &laptop]);
        assert_eq!(fields(&laptop), ["facts"], "{act}");
        laptop.run("show ana").ok().says("Plays chess");
        // Redo settles it again, and its undo lists it again.
        desktop.run("redo").ok();
        settle(&[&desktop, &laptop]);
        assert_eq!((fields(&laptop), fields(&desktop)), (vec![], vec![]), "{act}");
        laptop.run("show ana").ok().says(stands);
        desktop.run("undo").ok();
        settle(&[&desktop, &laptop]);
        assert_eq!(fields(&laptop), ["facts"], "{act}");
    }
    assert_eq!(laptop.json("sync conflicts"), desktop.json("sync conflicts"));
}

#[test]
fn what_was_said_last_of_a_conflict_counts_on_all_machines() {
    let (shared, laptop, desktop) = crossed(&[("edit ana --role CEO", "edit ana --role Owner")]);
    let eve = Book::new();
    let line = laptop.run("sync key").ok().out;
    shared.join(&eve, &line, "eve");
    settle(&[&laptop, &desktop, &eve]);
    let id = text(&laptop.json("sync conflicts")[0]["id"]).to_string();
    // One settles it and takes that back, the other settles it in between.
    laptop.run(&format!("sync conflicts keep {id}")).ok();
    desktop.at("2026-11-23T12:30:00Z").run(&format!("sync conflicts keep {id}")).ok();
    laptop.at("2026-11-23T13:00:00Z").run("undo").ok();
    settle(&[&laptop, &desktop]);
    assert_eq!((fields(&laptop), fields(&desktop)), (vec!["role".to_string()], vec!["role".to_string()]));
    // The other way round.
    laptop.run(&format!("sync conflicts keep {id}")).ok();
    laptop.run("undo").ok();
    desktop.at("2026-11-23T14:00:00Z").run(&format!("sync conflicts keep {id}")).ok();
    settle(&[&laptop, &desktop]);
    assert_eq!((fields(&laptop), fields(&desktop)), (vec![], vec![]));
    // A snapshot tells it too.
    laptop.run("sync compact").ok();
    settle(&[&laptop, &desktop, &eve]);
    assert_eq!(fields(&eve), Vec::<String>::new());
    let tom = Book::new();
    shared.join(&tom, &line, "tom");
    settle(&[&laptop, &desktop, &eve, &tom]);
    assert_eq!(fields(&tom), Vec::<String>::new());
}

#[test]
fn a_conflict_is_named_in_words_and_by_its_first_digits() {
    let (_shared, laptop, desktop) = crossed(&[
        ("edit ana --touches-a-year 2 --facts 'Two sons'", "edit ana --touches-a-year 4 --facts 'Plays chess'"),
        ("edit ana --no-favorite", "edit ana --favorite"),
        ("edit ana --hours 9-12", "edit ana --hours 14-16"),
    ]);
    let all = desktop.json("sync conflicts");
    let all: Vec<&Value> = all.as_array().expect("conflicts").iter().collect();
    let names: Vec<&str> = all.iter().map(|clash| text(&clash["field"])).collect();
    assert!(names.contains(&"touches_a_year") && names.contains(&"hours"), "JSON keeps its names: {names:?}");
    let listed = desktop.run("sync conflicts").ok();
    let listed = listed.says("the visits a year of Ana").says("the calling hours of Ana").says("the facts of Ana");
    let listed = listed.says("kept “Plays chess” from laptop").says("lost “Two sons” from desktop, 23 Nov");
    assert!(!listed.out.contains('_'), "{listed:?}");
    let facts = all.iter().find(|clash| clash["field"] == "facts").expect("facts");
    let id = text(&facts["id"]);
    let short = listed.out.lines().find(|line| line.contains("the facts of Ana")).expect("a line");
    let short = short.split(' ').next().expect("an id");
    assert!(id.starts_with(short) && short.len() < id.len(), "{short} of {id}");
    for wrong in ["", "1", &id[..3], "0000", &format!("{id}1"), "x"] {
        desktop.words(&["sync", "conflicts", "take", wrong]).fails(3);
    }
    desktop.run(&format!("sync conflicts take {short}")).ok().says("Took “Two sons” for the facts of Ana");
    settle(&[&laptop, &desktop]);
    laptop.run("show ana").ok().says("Two sons");
    assert_eq!(fields(&laptop).len(), names.len() - 1);
}

#[test]
fn what_lost_of_a_log_is_named_as_what_it_is() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("log ana -m 'Her first words'").ok();
    settle(&[&laptop, &desktop]);
    let touch = text(&laptop.json("show ana")["touches"][0]["id"]).to_string();
    desktop.run(&format!("touch edit {touch} --minutes 5")).ok();
    laptop.at("2026-11-23T11:00:00Z").run(&format!("touch edit {touch} --minutes 14")).ok();
    for book in [&desktop, &laptop, &desktop] {
        book.run("sync now").ok();
    }
    let listed = desktop.run("sync conflicts").ok().says("the length of a log of Ana");
    let listed = listed.says("kept 14 minutes from laptop");
    listed.says("lost 5 minutes from desktop");
    assert_eq!(desktop.json("sync conflicts")[0]["lost"], json!(5));
}

#[test]
fn what_is_made_of_a_line_holds_though_another_machine_corrects_it() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("log ana -m '= send her the price lst' -m '= call back by friday' -m '+ Kind wrds'").ok();
    settle(&[&laptop, &desktop]);
    let touch = text(&laptop.json("show ana")["touches"][0]["id"]).to_string();
    let id_of = |listing: &str, words: &str| {
        let all = desktop.json(listing);
        let found = all.as_array().expect("remarks").iter().find(|one| text(&one["text"]).contains(words));
        text(&found.unwrap_or_else(|| panic!("no {words} in {all}"))["id"]).to_string()
    };
    // One machine corrects the log, while the other, that has not heard of it, keeps a promise, moves one and stars praise.
    desktop.words(&["promises", "kept", &id_of("promises", "price")]).ok();
    desktop.words(&["promises", "move", &id_of("promises", "call"), "2026-12-04"]).ok();
    desktop.words(&["praise", "--star", &id_of("praise", "Kind")]).ok();
    let corrected = "= send her the price list\n= call back by fridays\n+ Kind words";
    laptop.at("2026-11-23T15:00:00Z").words(&["touch", "edit", &touch, "-m", corrected]).ok();
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        let open = book.json("promises");
        assert_eq!(open.as_array().map(Vec::len), Some(1), "{open}");
        assert_eq!((&open[0]["text"], &open[0]["due_on"]), (&json!("call back by fridays"), &json!("2026-12-04")));
        assert_eq!(book.json("praise --starred")[0]["text"], "Kind words");
    }
    // Open again under its new words, it stays so; and a third machine that reads a snapshot has the same.
    let all = laptop.json("promises --all");
    let price = all.as_array().expect("promises").iter().find(|one| one["state"] == "kept").expect("a kept one");
    laptop.at("2026-11-23T16:00:00Z").words(&["promises", "reopen", text(&price["id"])]).ok();
    settle(&[&laptop, &desktop]);
    assert_eq!(desktop.json("promises").as_array().map(Vec::len), Some(2));
    laptop.run("sync compact").ok();
    let third = Book::new();
    shared.join_from(&laptop, &third, "third");
    third.at("2026-11-23T17:00:00Z");
    settle(&[&laptop, &desktop, &third]);
    assert_eq!(third.json("promises"), laptop.json("promises"));
}

#[test]
fn a_city_that_lost_is_one_conflict_and_is_taken_with_its_time_zone() {
    let (_shared, laptop, desktop) = crossed(&[("edit ana --city Lisbon", "edit ana --city Chicago")]);
    for book in [&laptop, &desktop] {
        assert_eq!(fields(book), ["city"]);
        assert_eq!(book.json("show ana")["timezone"], "America/Chicago");
    }
    let id = text(&desktop.json("sync conflicts")[0]["id"]).to_string();
    desktop.run(&format!("sync conflicts take {id}")).ok();
    settle(&[&desktop, &laptop]);
    for book in [&laptop, &desktop] {
        assert_eq!((fields(book), &book.json("show ana")["timezone"]), (vec![], &json!("Europe/Lisbon")));
    }
    desktop.run("undo").ok();
    settle(&[&desktop, &laptop]);
    assert_eq!(laptop.json("show ana")["timezone"], "America/Chicago");
}

#[test]
fn a_time_zone_that_somebody_said_is_a_conflict_of_its_own() {
    let acts = ("edit ana --timezone Europe/Lisbon", "edit ana --timezone America/Chicago");
    let (_shared, laptop, desktop) = crossed(&[acts]);
    assert_eq!((fields(&laptop), fields(&desktop)), (vec!["timezone".to_string()], vec!["timezone".to_string()]));
}

#[test]
fn a_visit_that_both_took_and_one_then_moved_is_a_conflict_on_both() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("edit ana --city Porto --peak tue").ok();
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        book.run("visits accept ana 2026-12-01").ok();
        book.run("sync now --dry-run").ok();
    }
    // Each sends what it took before it hears of the other's.
    let of_laptop = shared.copy();
    laptop.run("sync now").ok();
    let sent: Vec<_> = shared.copy().into_iter().filter(|file| !of_laptop.contains(file)).collect();
    for (path, _) in &sent {
        std::fs::remove_file(path).expect("it was there");
    }
    desktop.run("sync now").ok();
    desktop.at("2026-11-23T15:00:00Z").run("visits move ana 2026-12-01 2026-12-08").ok();
    desktop.run("sync now").ok();
    for (path, bytes) in &sent {
        std::fs::write(path, bytes).expect("room");
    }
    settle(&[&laptop, &desktop]);
    assert_eq!((fields(&laptop), fields(&desktop)), (vec!["state".to_string()], vec!["state".to_string()]));
    assert_eq!(laptop.json("sync conflicts"), desktop.json("sync conflicts"));
}
