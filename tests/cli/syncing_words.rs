//! What sync says: slips in a line, names, what waits, and what became of a machine that left or renewed the key.

use std::fs;

use serde_json::{Value, json};

use crate::support::shared::{Shared, does, id_of, settle};
use crate::support::{Book, text};

/// The machines of a book's space, without those that are retired.
fn machines(book: &Book) -> Vec<String> {
    let all = book.json("sync machines");
    let all = all.as_array().expect("machines").iter().filter(|machine| machine["retired"] == json!(false));
    let mut names: Vec<String> = all.map(|machine| text(&machine["name"]).to_string()).collect();
    names.sort();
    names
}

/// Joins without a name.
fn joins_unnamed(shared: &Shared, book: &Book, line: &str) -> Value {
    book.go("sync join - --json").arg(shared.word()).stdin(line).run().json()
}

#[test]
fn a_line_that_is_cut_or_missing_is_told_as_it_is() {
    let shared = Shared::new();
    let line = shared.set_up(&Book::with_favorites(&["Ana"]), "laptop");
    let groups: Vec<&str> = line.split('-').collect();
    let desktop = Book::new();
    let empty_group = line.replacen(groups[5], "", 1);
    // Two letters of one word of the code: no group can be blamed for it.
    let wrong = |at: usize| {
        let letter = if line.as_bytes()[at] == b'A' { "B" } else { "A" };
        (at, letter)
    };
    let two = [wrong(4), wrong(6)].iter().fold(line.clone(), |mut line, (at, letter)| {
        line.replace_range(*at..=*at, letter);
        line
    });
    for (line, said) in [
        ("", "nothing came in on standard input"),
        (" \n\n", "nothing came in on standard input"),
        ("gc1-", "it ends after gc1-"),
        (&groups[..14].join("-"), "it has 13 groups of letters instead of 14"),
        (&format!("{}-", groups[..14].join("-")), "it has 13 groups of letters instead of 14"),
        (&empty_group, "group 5, which is empty, does not have 4 letters"),
        (&two, "more than one letter"),
    ] {
        let ran = shared.joins(&desktop, line, "desktop").fails(2);
        let error = ran.error();
        assert_eq!(error["kind"], "line");
        assert!(text(&error["message"]).contains(said), "{error}");
        assert!(!text(&error["message"]).contains("\"\""), "{error}");
    }
    assert!(!desktop.file().exists());
}

#[test]
fn a_machine_needs_a_name_before_anything_is_made() {
    let shared = Shared::new();
    let laptop = Book::new();
    for name in ["", " ", "\t\n"] {
        laptop.words(&["sync", "setup", shared.word(), "--name", name]).fails(2);
    }
    assert!(!laptop.file().exists() && shared.files().is_empty());
    let line = shared.set_up(&laptop, "laptop");
    let desktop = Book::new();
    for name in ["", " ", &"x".repeat(61)] {
        let ran = shared.joins(&desktop, &line, name).fails(2);
        assert!(text(&ran.error()["message"]).contains("1 to 60 characters"), "{ran:?}");
    }
    assert!(!desktop.file().exists(), "no book is begun in vain");
}

#[test]
fn a_machine_keeps_its_name_under_a_new_key_and_elsewhere() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let moved = Shared::new();
    fs::rename(shared.path().join("goodcall-sync"), moved.path().join("goodcall-sync")).expect("moved");
    let line = desktop.run("sync key").ok().out;
    assert_eq!(joins_unnamed(&moved, &desktop, &line)["machine"]["name"], "desktop");
    assert_eq!(joins_unnamed(&moved, &laptop, &line)["machine"]["name"], "laptop");
    settle(&[&laptop, &desktop]);
    let new = laptop.run("sync key --new").ok().out;
    assert_eq!(joins_unnamed(&moved, &desktop, &new)["machine"]["name"], "desktop");
    settle(&[&laptop, &desktop]);
    assert_eq!(machines(&laptop), ["desktop", "laptop"]);
    // With its key lost, the book still knows it.
    fs::remove_file(desktop.path("book.db.sync-key")).expect("lost");
    assert_eq!(joins_unnamed(&moved, &desktop, &new)["machine"]["name"], "desktop");
    // A name that is given counts.
    fs::remove_file(desktop.path("book.db.sync-key")).expect("lost");
    assert_eq!(moved.join(&desktop, &new, "attic")["machine"]["name"], "attic");
}

#[test]
fn who_has_the_old_key_is_told_where_the_new_one_is() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let old = text(&laptop.json("sync status")["space"]).to_string();
    let line = laptop.run("sync key").ok().out;
    for book in [&laptop, &desktop] {
        book.run("sync now").ok().never_warns("renewed");
        book.run("sync status").ok().never_says("renewed");
    }
    let new = laptop.run("sync key --new").ok().out;
    // The old space is there still.
    let advice = "n laptop, goodcall sync key prints the new LINE; then goodcall sync join LINE FOLDER here";
    desktop.run("edit ben --city Faro").ok();
    desktop.run("sync now").ok().says("1 row sent").warns("key was renewed on laptop").warns(advice);
    desktop.run("sync status").ok().says("key was renewed on laptop").says(advice);
    // It is gone.
    fs::remove_dir_all(shared.path().join("goodcall-sync").join(&old)).expect("removed");
    let ran = desktop.run("sync now --json").ends(5);
    let error = ran.error();
    assert_eq!(error["kind"], "unreachable");
    assert!(text(&error["message"]).contains("key was renewed on laptop"), "{error}");
    assert!(text(&error["help"]).contains(advice), "{error}");
    desktop.run("sync status").ok().says("key was renewed on laptop").says("Nothing is lost").says(advice);
    // The old line says so too, and the new one is joined.
    let stranger = Book::new();
    let refused = shared.joins(&stranger, &line, "eve").fails(4);
    assert!(text(&refused.error()["help"]).contains("may have been renewed"), "{refused:?}");
    shared.join(&desktop, &new, "desktop");
    settle(&[&laptop, &desktop]);
    // Whoever followed is told nothing, though the first renewed it twice.
    let third = laptop.run("sync key --new").ok().out;
    shared.join(&desktop, &third, "desktop");
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        book.run("sync now").ok().never_warns("renewed");
        book.run("sync status").ok().never_says("renewed");
        assert_eq!(machines(book), ["desktop", "laptop"]);
    }
}

#[test]
fn a_machine_that_nobody_had_heard_of_follows_a_new_key_too() {
    let shared = Shared::new();
    let laptop = Book::with_favorites(&["Ana"]);
    let line = shared.set_up(&laptop, "laptop");
    let desktop = Book::new();
    shared.join(&desktop, &line, "desktop");
    does(&desktop, &["add Zoe", "sync now"]);
    // What the desktop sent has not come to the laptop's folder yet.
    for file in shared.of(&desktop) {
        fs::remove_file(file).expect("still on its way");
    }
    let new = laptop.run("sync key --new").ok().out;
    desktop.run("sync now").ok().warns("key was renewed on laptop");
    shared.join(&desktop, &new, "desktop");
    settle(&[&laptop, &desktop]);
    laptop.run("show zoe").ok();
}

#[test]
fn a_machine_that_leaves_is_awaited_no_more() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    desktop.run("edit ben --city Faro").ok();
    let (book, there) = (desktop.json("list"), shared.copy());
    let said = desktop.run("sync off").ok();
    let said = said.says("1 row stays here alone that had not been sent").says("no longer wait for this one");
    assert!(!said.out.contains("retire"), "{said:?}");
    assert_eq!(desktop.json("list"), book);
    assert!(there.iter().all(|(path, bytes)| fs::read(path).expect("it stays") == *bytes));
    laptop.run("forget ben --yes").ok();
    laptop.run("sync now").ok().never_warns("until desktop syncs");
    assert_eq!(machines(&laptop), ["laptop"]);
    assert_eq!(laptop.json("sync status")["forgotten_left"], 0);
    // Back again it is another machine, and nothing waits for the one that left.
    shared.join_from(&laptop, &desktop, "desktop");
    settle(&[&laptop, &desktop]);
    assert_eq!(machines(&laptop), ["desktop", "laptop"]);
    laptop.run("show ben").fails(3);
}

#[test]
fn a_machine_that_leaves_out_of_reach_says_how_to_retire_it() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let id = id_of(&desktop);
    let (there, away) = (shared.path().join("goodcall-sync"), shared.path().join("unplugged"));
    fs::rename(&there, &away).expect("unplugged");
    let said = desktop.json("sync off");
    assert_eq!((&said["off"], &said["told"]), (&json!(true), &json!(false)));
    fs::rename(&away, &there).expect("plugged in");
    shared.join_from(&laptop, &desktop, "desktop");
    fs::rename(&there, &away).expect("unplugged");
    let again = id_of(&desktop);
    desktop.run("sync off").ok().says(&format!("goodcall sync machines retire {again} on one of them"));
    fs::rename(&away, &there).expect("plugged in");
    laptop.run("sync now").ok();
    for id in [id, again] {
        laptop.run(&format!("sync machines retire {id}")).ok();
    }
    assert_eq!(machines(&laptop), ["laptop"]);
    // The last machine has nobody to tell.
    let ran = laptop.run("sync off").ok();
    assert!(!ran.out.contains("retire") && !ran.out.contains("wait"), "{ran:?}");
}

#[test]
fn an_old_state_says_farewell_and_nothing_else() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    does(&laptop, &["backup old.db", "edit ana --city Faro", "sync now", "restore old.db", "edit ana --city Porto"]);
    laptop.run("sync off").ok().says("no longer wait");
    desktop.run("sync now").ok();
    desktop.run("show ana").ok().says("Faro").never_says("Porto");
    assert_eq!(desktop.json("sync status")["waiting"], 0);
    assert_eq!(machines(&desktop), ["desktop"]);
}

#[test]
fn what_waits_is_counted_as_it_is_sent() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    // Offers, praise that was shown, what was taken back: much is written that no other machine needs.
    does(
        &laptop,
        &[
            "today",
            "log ana -m '+ Kind words, @Sally' -m '! one idea'",
            "log ben -m 'news'",
            "undo",
            "add Zoe --phone +351225550142",
            "edit zoe --city Porto",
            "edit zoe --city Faro",
        ],
    );
    let status = laptop.json("sync status");
    let would = laptop.json("sync now --dry-run");
    let sent = laptop.json("sync now");
    assert!(sent["sent"].as_u64() > Some(2), "{sent}");
    assert_eq!((&status["to_send"], &would["sent"]), (&sent["sent"], &sent["sent"]));
    does(&laptop, &["add Tom", "undo"]);
    assert_eq!(laptop.json("sync status")["to_send"], laptop.json("sync now")["sent"]);
    assert_eq!(laptop.json("sync status")["to_send"], 0);
    settle(&[&laptop, &desktop]);
}

#[test]
fn what_went_wrong_is_all_that_is_said() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("sync now").ok().says("Nothing new.");
    let last = shared.of(&desktop).pop().expect("a segment");
    let later = last.with_file_name("0000000099-0123456789abcdef.gcs");
    fs::write(&later, "damaged").expect("a damaged segment");
    laptop.run("sync now").ok().says("1 file waits").never_says("Nothing new");
    fs::remove_file(later).expect("removed");
    // A segment that comes next and can't be read.
    let stem = last.file_name().and_then(|name| name.to_str()).expect("a name");
    let next: u64 = stem.split('-').next().and_then(|number| number.parse().ok()).expect("a number");
    let next = last.with_file_name(format!("{:010}-0123456789abcdef.gcs", next + 1));
    fs::write(&next, "damaged").expect("a damaged segment");
    laptop.run("sync now").ends(4).never_says("Nothing new").warns("0123456789abcdef");
    fs::remove_file(next).expect("removed");
    laptop.run("edit ana --city Porto").ok();
    laptop.run("sync now").ok().says("1 row sent.").never_says("0 rows");
}
