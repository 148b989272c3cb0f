//! Forgetting somebody on several machines: no byte of them stays in a book, a backup, or, after compaction, the folder.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::shared::{Shared, does, settle};
use crate::support::{Book, files_below, names};

/// What only this person would leave.
const TRACES: [&str; 5] = ["Xiomara", "Quetzalpoint", "2255501427", "zarzamora", "jacaranda"];

/// Where a folder's files hold a trace.
fn traces(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for path in files_below(folder) {
        let bytes = fs::read(&path).expect("a file").to_ascii_lowercase();
        let text = String::from_utf8_lossy(&bytes);
        found.extend(in_text(&text).map(|trace| format!("{trace} in {}", path.display())));
    }
    found
}

fn in_text(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase();
    TRACES.iter().map(|trace| trace.to_lowercase()).filter(move |trace| lower.contains(trace))
}

/// What the folder's files hold, opened with the key.
fn opened(shared: &Shared, book: &Book) -> Vec<String> {
    let files: Vec<String> = shared.files().iter().map(|path| path.to_string_lossy().into_owned()).collect();
    let mut words = vec!["sync", "open"];
    words.extend(files.iter().map(String::as_str));
    in_text(&book.words(&words).ok().out).collect()
}

/// Two machines that hold somebody everywhere.
fn two() -> (Shared, Book, Book) {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop
        .run("add 'Xiomara Quetzalpoint' --favorite --phone +12255501427 --peak tue --facts 'Her dog is called Jacaranda'")
        .ok();
    laptop.run("log xiomara -m '+ The jacaranda wishes you well, @Sally' -m '! zarzamora jam'").ok();
    laptop.run("visits accept xiomara 2026-12-01").ok();
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        book.run("backup").ok();
    }
    (shared, laptop, desktop)
}

#[test]
fn a_person_of_several_records_counts_once_on_the_other_machine() {
    let shared = Shared::new();
    let laptop = Book::with_favorites(&["Ana", "Ben", "Zoe", "Eve", "Tom"]);
    let desktop = Book::new();
    laptop.run("merge ben ana").ok();
    let line = shared.set_up(&laptop, "laptop");
    shared.join(&desktop, &line, "desktop");
    laptop.run("merge zoe ana").ok();
    settle(&[&laptop, &desktop]);
    does(&laptop, &["forget ana --yes", "sync now"]);
    desktop.run("sync now").ok().warns("1 person forgotten elsewhere was");
    // These two are two people on the desktop when it hears of it.
    does(&laptop, &["sync now", "merge eve tom", "forget tom --yes", "sync now"]);
    desktop.run("sync now").ok().warns("2 people forgotten elsewhere were");
    desktop.run("list").ok().never_says("Ana").never_says("Tom").never_says("Eve");
}

#[test]
fn who_was_forgotten_on_all_machines_is_awaited_by_none() {
    for machines in [2, 3] {
        let (shared, laptop, desktop) = two();
        let eve = Book::new();
        let mut books = vec![&laptop, &desktop];
        if machines == 3 {
            shared.join_from(&laptop, &eve, "eve");
            settle(&[&laptop, &desktop, &eve]);
            books.push(&eve);
        }
        for book in &books {
            book.run("forget xiomara --yes").ok();
        }
        for _ in 0..3 {
            for book in &books {
                book.run("sync now").ok();
            }
        }
        let compacted = laptop.json("sync compact");
        assert_eq!((&compacted["left"], &compacted["awaits"]), (&json!(0), &json!([])), "{machines}");
        assert_eq!(opened(&shared, &laptop), Vec::<String>::new());
        for book in &books {
            book.run("sync now").ok();
            assert_eq!(book.json("sync status")["awaits"], json!([]));
        }
        // Nobody has anything to add.
        let before = shared.copy();
        books.iter().for_each(|book| drop(book.run("sync now").ok()));
        assert_eq!(shared.copy(), before);
    }
}

#[test]
fn who_joins_under_a_new_key_hears_who_was_forgotten() {
    let (shared, laptop, desktop) = two();
    does(&laptop, &["forget xiomara --yes", "sync now", "sync key --new"]);
    let joined = shared.join_from(&laptop, &desktop, "desktop");
    assert!(joined["told"].to_string().contains("1 person forgotten elsewhere was erased here too"), "{joined}");
    assert_eq!(traces(&desktop.path("")), Vec::<String>::new());
}

#[test]
fn nothing_of_them_stays_anywhere_once_everybody_heard_of_it() {
    let (shared, laptop, desktop) = two();
    desktop.run("edit xiomara --city Zarzamora").ok();
    desktop.run("log xiomara -m 'more jacaranda'").ok();
    desktop.run("undo").ok();
    let said = laptop.json("forget xiomara --yes");
    let sync = &said["sync"];
    assert_eq!((&sync["told"], &sync["awaits"]), (&json!(false), &json!(["desktop"])));
    assert!(sync["left"].as_u64() > Some(0), "{said}");
    assert_eq!(traces(&laptop.path("")), Vec::<String>::new());
    laptop.run("sync now").ok().warns("until desktop syncs");
    assert!(!opened(&shared, &laptop).is_empty());

    desktop.run("sync now").ok().warns("1 person forgotten elsewhere was erased here too");
    assert_eq!(traces(&desktop.path("")), Vec::<String>::new());
    desktop.run("undo").fails(1);
    laptop.run("sync now").ok();
    assert_eq!(opened(&shared, &laptop), Vec::<String>::new());
    for book in [&laptop, &desktop] {
        let status = book.json("sync status");
        assert_eq!((&status["forgotten_left"], &status["awaits"]), (&json!(0), &json!([])));
        book.run("show xiomara").fails(3);
    }
    let eve = Book::new();
    shared.join(&eve, &laptop.run("sync key").ok().out, "eve");
    settle(&[&laptop, &desktop, &eve]);
    assert_eq!(traces(&eve.path("")), Vec::<String>::new());
    assert_eq!(opened(&shared, &eve), Vec::<String>::new());
}

#[test]
fn three_machines_hear_of_it_one_after_the_other() {
    let (shared, laptop, desktop) = two();
    let eve = Book::new();
    shared.join(&eve, &laptop.run("sync key").ok().out, "eve");
    settle(&[&laptop, &desktop, &eve]);
    laptop.run("forget xiomara --yes").ok();
    laptop.run("sync now").ok().warns("until desktop and eve sync.");
    desktop.run("sync now").ok();
    laptop.run("sync compact").ok().says("until eve syncs.");
    assert_eq!(laptop.json("sync compact")["awaits"], json!(["eve"]));
    // What eve does meanwhile is not lost, but for what is of the person.
    eve.run("log xiomara -m 'zarzamora again'").ok();
    eve.run("edit ana --city Porto").ok();
    eve.run("sync now").ok();
    settle(&[&laptop, &desktop, &eve]);
    for book in [&laptop, &desktop, &eve] {
        assert_eq!(traces(&book.path("")), Vec::<String>::new());
        book.run("show ana").ok().says("Porto");
        assert_eq!(book.json("sync status")["forgotten_left"], 0);
    }
    assert_eq!(opened(&shared, &laptop), Vec::<String>::new());
}

#[test]
fn somebody_forgotten_here_and_merged_there_is_gone_from_both() {
    let (shared, laptop, desktop) = two();
    desktop.run("merge xiomara ana").ok().says("Ana");
    laptop.run("forget xiomara --yes").ok();
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        assert_eq!(traces(&book.path("")), Vec::<String>::new());
        book.run("show ana").ok();
    }
    assert_eq!(opened(&shared, &laptop), Vec::<String>::new());
}

#[test]
fn it_works_with_the_store_out_of_reach() {
    let (shared, laptop, desktop) = two();
    let (there, away) = (shared.path().join("goodcall-sync"), shared.path().join("unplugged"));
    fs::rename(&there, &away).expect("unplugged");
    let said = laptop.json("forget xiomara --yes");
    assert_eq!(said["sync"]["told"], false);
    assert!(said["sync"]["left"].as_u64() > Some(0), "{said}");
    assert_eq!(said["sync"]["awaits"], json!(["desktop"]));
    assert_eq!(traces(&laptop.path("")), Vec::<String>::new());
    fs::rename(&away, &there).expect("plugged in");
    settle(&[&laptop, &desktop]);
    assert_eq!(traces(&desktop.path("")), Vec::<String>::new());
    assert_eq!(opened(&shared, &desktop), Vec::<String>::new());
}

#[test]
fn without_a_sync_forget_says_nothing_of_one() {
    let book = Book::with_favorites(&["Ana"]);
    assert_eq!(book.json("forget ana --yes")["sync"], Value::Null);
}

#[test]
fn an_older_export_does_not_bring_them_back() {
    let (_shared, laptop, _desktop) = two();
    laptop.run("export json -o old.json").ok();
    laptop.run("forget xiomara --yes").ok();
    let said = laptop.json("import old.json");
    let noted = said["noted"].as_array().expect("what is noted");
    assert!(noted.iter().any(|note| note.to_string().contains("forgotten")), "{said}");
    laptop.run("show xiomara").fails(3);
    laptop.run("search zarzamora").ok().never_says("jam");
    assert_eq!(names(&laptop.json("list"), "/name"), ["Ana", "Ben"]);
    // Under another id they may come back.
    laptop.run("add 'Xiomara Quetzalpoint'").ok();
    laptop.run("show xiomara").ok();
}
