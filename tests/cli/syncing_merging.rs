//! Merged records on two machines that did not know of each other: whose is what, once a merge is undone, led elsewhere, or its
//! record forgotten.

use serde_json::{Value, json};

use crate::support::shared::{Shared, does, settle};
use crate::support::{Book, names, text};

/// Zebulon with all that a merge takes over, and two others, on a laptop and a desktop.
fn two() -> (Shared, Book, Book) {
    let shared = Shared::new();
    let (laptop, desktop) = (Book::with_favorites(&["Ana", "Ben"]), Book::new());
    laptop
        .run("add Zebulon --phone +351225550199 --tag gorgonzola --birthday 04-12 --facts 'Likes quixote' --company Norte")
        .ok();
    let line = shared.set_up(&laptop, "laptop");
    shared.join(&desktop, &line, "desktop");
    settle(&[&laptop, &desktop]);
    (shared, laptop, desktop)
}

/// Who of a book has Zebulon's tag, phone, birthday, facts and company.
#[track_caller]
fn with_all_of_zebulon(book: &Book) -> Vec<String> {
    let all = book.json("list");
    let all = all.as_array().expect("customers");
    let marks = ["gorgonzola", "+351225550199", "Likes quixote", "Norte"];
    let having = all.iter().filter(|one| marks.iter().any(|mark| one.to_string().contains(mark)));
    having
        .map(|one| {
            let name = text(&one["name"]).to_string();
            let missing: Vec<&str> = marks.into_iter().filter(|mark| !one.to_string().contains(mark)).collect();
            let page = book.run(&format!("show {name}")).ok().out;
            assert!(missing.is_empty() && page.contains("12 Apr"), "{name} has only a part: {one} {page}");
            name
        })
        .collect()
}

#[test]
fn an_undone_merge_leaves_what_another_machine_merged_whole() {
    let (_shared, laptop, desktop) = two();
    laptop.run("merge ana zebulon").ok();
    desktop.at("2026-11-23T12:00:00Z").run("merge zebulon ana").ok();
    settle(&[&laptop, &desktop]);
    desktop.at("2026-11-23T13:00:00Z").run("undo").ok();
    // What is edited while they stand apart counts.
    desktop.run("edit ana --role CEO --phone +351225550142").ok();
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        assert_eq!(with_all_of_zebulon(book), ["Zebulon"]);
        book.run("show zebulon").ok().says("CEO").says("+351 22 555 0142");
        book.run("doctor").ok();
    }
}

#[test]
fn a_merged_record_that_is_led_elsewhere_goes_with_all_that_came_of_it() {
    let (shared, laptop, desktop) = two();
    laptop.run("merge zebulon ana").ok();
    desktop.at("2026-11-23T12:00:00Z").run("merge zebulon ben").ok();
    settle(&[&laptop, &desktop]);
    assert_eq!(with_all_of_zebulon(&laptop), ["Ben"]);
    laptop.run("sync conflicts").ok().says("kept Ben from desktop").says("lost Ana from laptop");
    let id = text(&laptop.json("sync conflicts")[0]["id"]).to_string();
    laptop.at("2026-11-23T13:00:00Z").run(&format!("sync conflicts take {id}")).ok();
    assert_eq!(with_all_of_zebulon(&laptop), ["Ana"], "at once");
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        assert_eq!((with_all_of_zebulon(book), book.json("sync conflicts")), (vec!["Ana".into()], json!([])));
    }
    laptop.run("undo").ok();
    assert_eq!(with_all_of_zebulon(&laptop), ["Ben"]);
    settle(&[&laptop, &desktop]);
    assert_eq!(with_all_of_zebulon(&desktop), ["Ben"]);
    laptop.run("redo").ok();
    settle(&[&laptop, &desktop]);
    assert_eq!((with_all_of_zebulon(&laptop), with_all_of_zebulon(&desktop)), (vec!["Ana".into()], vec!["Ana".into()]));

    // Whoever is forgotten then takes all of it along.
    does(&laptop, &["forget ana --yes", "sync now"]);
    does(&desktop, &["sync now"]);
    does(&laptop, &["sync now", "sync compact"]);
    desktop.run("sync now").ok();
    for book in [&laptop, &desktop] {
        assert_eq!(names(&book.json("list"), "/name"), ["Ben"]);
        let all = book.json("export json").to_string();
        assert!(!all.contains("gorgonzola") && !all.contains("quixote"), "{all}");
    }
    let files: Vec<String> = shared.files().iter().map(|path| path.display().to_string()).collect();
    let words: Vec<&str> = ["sync", "open"].into_iter().chain(files.iter().map(String::as_str)).collect();
    laptop.words(&words).ok().says("Ben").never_says("gorgonzola").never_says("Zebulon");
}

#[test]
fn a_log_that_is_taken_for_somebody_else_goes_to_whom_they_are_part_of() {
    for is_merged in [false, true] {
        let (shared, laptop, desktop) = (Shared::new(), Book::with_favorites(&["Ana", "Ben"]), Book::new());
        laptop.run("log ana --at '2026-11-20 10:00' -m '+ Thank you'").ok();
        // A file that the desktop reads has the log for Ben.
        let mut file = laptop.json("export json");
        let id_of = |name: &str, file: &Value| {
            let all = file["customer"].as_array().expect("customers").clone();
            all.into_iter().find(|one| one["name"] == name).expect("a customer")["id"].clone()
        };
        let ben = id_of("Ben", &file);
        file["touch"][0]["customer"] = ben.clone();
        file["remark"][0]["customer"] = ben;
        desktop.write("book.json", file.to_string());
        desktop.run("import book.json").ok();
        let line = shared.set_up(&laptop, "laptop");
        shared.join(&desktop, &line, "desktop");
        settle(&[&laptop, &desktop]);
        let clashes = laptop.json("sync conflicts");
        let clash = &clashes[0];
        let id = text(&clash["id"]).to_string();
        let (kept, lost) = if clash["customer"]["name"] == "Ana" { ("Ana", "Ben") } else { ("Ben", "Ana") };
        let mut now = lost;
        if is_merged {
            does(&laptop, &["add Cy", &format!("merge {lost} Cy")]);
            now = "Cy";
        }
        laptop.run(&format!("sync conflicts take {id}")).ok();
        settle(&[&laptop, &desktop]);
        for book in [&laptop, &desktop] {
            assert_eq!(book.json(&format!("show {now}"))["touches"].as_array().map(Vec::len), Some(1));
            assert_eq!(book.json(&format!("show {kept}"))["last_talked"], json!(null));
            book.run("doctor").ok();
        }
    }
}

#[test]
fn undo_of_who_was_added_keeps_them_for_a_log_of_another_machine() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.write("eve.csv", "name,phone\nEve,+351225550142\n");
    for add in ["add Eve", "import eve.csv"] {
        does(&laptop, &[add, "sync now"]);
        does(&desktop, &["sync now", "log eve -m 'what she said'", "sync now"]);
        laptop.run("sync now").ok();
        let refused = laptop.run("undo").fails(1);
        assert!(refused.err.contains("was changed on another machine since"), "{refused:?}");
        settle(&[&laptop, &desktop]);
        for book in [&laptop, &desktop] {
            book.run("search 'what she said'").ok().says("Eve");
        }
        does(&laptop, &["forget eve --yes", "sync now"]);
        settle(&[&desktop, &laptop]);
    }
}
