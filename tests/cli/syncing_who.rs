//! Who is who in a sync: books that were restored, copied or cut off, machines that are gone, keys that are lost or renewed.

use std::fs;

use serde_json::json;

use crate::support::shared::{Shared, alike, does, id_of, settle};
use crate::support::{Book, text};

/// Copies a book's file from one machine to another.
fn copy(from: &Book, to: &Book, name: &str) {
    fs::copy(from.path(name), to.path(name)).expect("a copy");
}

#[test]
fn a_restored_backup_gets_back_what_was_sent_since() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    does(
        &laptop,
        &[
            "edit ana --city Porto",
            "sync now",
            "backup old.db",
            "edit ana --city Faro",
            "log ben -m '+ Kind words'",
            "sync now",
        ],
    );
    does(&desktop, &["sync now", "edit ben --role CEO", "sync now"]);
    does(&laptop, &["add Zoe", "sync now"]);
    let who = id_of(&laptop);

    laptop.run("restore old.db").ok().says("goodcall sync off");
    laptop.run("show ana").ok().says("Porto");
    // What is changed in the old state counts, and nothing else of it is sent.
    laptop.at("2026-11-23T15:00:00Z").run("edit ana --role Owner").ok();
    let said = laptop.run("sync now").ok().warns("older backup");
    assert!(said.out.contains("sent"), "{said:?}");
    assert_eq!(id_of(&laptop), who);
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        book.run("show ana").ok().says("Faro").says("Owner");
        book.run("show ben").ok().says("CEO").says("Kind words");
        book.run("show zoe").ok();
        assert_eq!(book.json("sync conflicts"), json!([]));
    }
}

#[test]
fn a_restored_backup_from_before_sync_was_set_up_says_how_to_take_part_again() {
    let (shared, laptop) = (Shared::new(), Book::with_favorites(&["Ana", "Ben"]));
    laptop.run("backup old.db").ok();
    let line = shared.set_up(&laptop, "laptop");
    does(&laptop, &["edit ana --city Faro", "sync now"]);
    laptop.run("restore old.db").ok().says("nothing syncs now").says("goodcall sync join LINE FOLDER");
    laptop.run("sync now").fails(1);
    assert_eq!(laptop.run("sync key").ok().out.trim(), line);
    shared.join(&laptop, &line, "laptop");
    laptop.run("show ana").ok().says("Faro");
}

#[test]
fn who_was_forgotten_since_is_erased_from_a_restored_backup() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    fs::copy(laptop.file(), laptop.path("elsewhere.db")).expect("a copy that nobody knows of");
    does(&laptop, &["forget ben --yes", "sync now", "restore elsewhere.db"]);
    laptop.run("show ben").ok();
    laptop.run("sync now").ok().warns("erased here too");
    laptop.run("show ben").fails(3);
    settle(&[&laptop, &desktop]);
    desktop.run("show ben").fails(3);
}

#[test]
fn a_push_that_was_cut_off_sends_nothing_twice() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    does(&laptop, &["add Zoe", "edit ana --city Porto"]);
    // Undo gathers what was changed before it, so that a segment waits.
    laptop.run("undo").ok();
    let before = fs::read(laptop.file()).expect("the book");
    laptop.run("sync now").ok();
    let there = shared.copy();
    // The book does not remember that its segments lie there.
    fs::write(laptop.file(), before).expect("the book");
    let who = id_of(&laptop);
    laptop.run("sync now").ok();
    let names = |files: Vec<(std::path::PathBuf, Vec<u8>)>| files.into_iter().map(|(path, _)| path).collect::<Vec<_>>();
    assert!(names(there).iter().all(|path| path.exists()));
    assert_eq!(id_of(&laptop), who);
    settle(&[&laptop, &desktop]);
    desktop.run("show zoe").ok();
    desktop.run("show ana").ok().never_says("Porto");
}

#[test]
fn other_words_under_a_number_that_waits_are_both_read() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let before = fs::read(laptop.file()).expect("the book");
    does(&laptop, &["add Zoe", "sync now"]);
    // In an older state of the book, something else waits under the same number.
    fs::write(laptop.file(), before).expect("the book");
    does(&laptop, &["add Rui", "edit ana --city Porto", "undo", "sync now"]);
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        book.run("show zoe").ok();
        book.run("show rui").ok();
        assert_eq!(book.json("sync status")["machines"].as_array().expect("machines").len(), 2);
    }
}

#[test]
fn a_copied_book_takes_an_id_of_its_own_before_it_sends() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    // The laptop's book on the desktop, which has a key file of its own.
    copy(&laptop, &desktop, "book.db");
    desktop.run("add Zoe").ok();
    let (laptops, files) = (id_of(&laptop), shared.of(&laptop).len());
    desktop.run("sync now").ok().warns("under an id of its own");
    assert_eq!(shared.of(&laptop).len(), files);
    assert_ne!(id_of(&desktop), laptops);
    desktop.run("sync now").ok().never_warns("id of its own");
    settle(&[&laptop, &desktop]);
    laptop.run("show zoe").ok();
}

#[test]
fn a_cloned_disk_is_noticed_and_nothing_is_lost() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let clone = Book::new();
    for name in ["book.db", "book.db.sync-key"] {
        copy(&laptop, &clone, name);
    }
    laptop.run("add Zoe").ok();
    clone.run("add Rui").ok();
    let hidden = shared.path().join("goodcall-sync");
    let before = shared.copy();
    laptop.run("sync now").ok();
    let of_laptop: Vec<_> = shared.copy().into_iter().filter(|file| !before.contains(file)).collect();
    // The clone's folder has not seen it when it sends.
    for (path, _) in &of_laptop {
        fs::remove_file(path).expect("still on its way");
    }
    clone.run("sync now").ok();
    for (path, bytes) in &of_laptop {
        fs::write(path, bytes).expect("it arrived");
    }
    assert!(hidden.is_dir());
    desktop.run("sync now").ok();
    desktop.run("show zoe").ok();
    desktop.run("show rui").ok();
    let mut told = String::new();
    for _ in 0..2 {
        for book in [&laptop, &clone] {
            told.push_str(&book.run("sync now").ok().err);
        }
    }
    assert!(told.contains("a copy of this book and its key"), "{told}");
    assert_ne!(id_of(&laptop), id_of(&clone));
    settle(&[&laptop, &clone, &desktop]);
    laptop.run("add Eva").ok();
    clone.run("add Tom").ok();
    settle(&[&laptop, &clone, &desktop]);
    assert_eq!(desktop.json("list").as_array().expect("a list").len(), 6);
}

#[test]
fn a_clone_that_hears_of_itself_is_another_machine_and_what_lost_is_a_conflict() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let clone = Book::new();
    for name in ["book.db", "book.db.sync-key"] {
        copy(&laptop, &clone, name);
    }
    // At one moment, under one id: nothing but the words tells them apart.
    laptop.run("edit ana --city Porto").ok();
    clone.run("edit ana --city Braga").ok();
    laptop.run("sync now").ok().never_warns("backup");
    clone.run("sync now").ok().warns("a copy of this book and its key").never_warns("backup");
    settle(&[&laptop, &clone, &desktop]);
    let mut ids = [&laptop, &clone, &desktop].map(id_of);
    ids.sort_unstable();
    assert!(ids.windows(2).all(|two| two[0] != two[1]), "{ids:?}");
    let conflicts = desktop.json("sync conflicts");
    let conflict = conflicts.as_array().expect("conflicts").first().expect("a conflict").clone();
    let mut values = [text(&conflict["kept"]), text(&conflict["lost"])];
    values.sort_unstable();
    assert_eq!(values, ["Braga", "Porto"]);
}

#[test]
fn a_lost_key_is_joined_again() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let line = laptop.run("sync key").ok().out;
    laptop.run("edit ana --city Porto").ok();
    fs::remove_file(laptop.path("book.db.sync-key")).expect("lost");
    let (book, there) = (fs::read(laptop.file()).expect("the book"), shared.copy());
    for act in ["now", "key", "compact", "key --new"] {
        let ran = laptop.run(&format!("sync {act} --json")).fails(4);
        assert_eq!(ran.kind(), "key", "{act}");
        assert!(text(&ran.error()["help"]).contains("goodcall sync join LINE FOLDER"));
    }
    assert_eq!((fs::read(laptop.file()).expect("the book"), shared.copy()), (book, there));
    laptop.run("sync status").ok().says("The key file ").says("is missing.").says("goodcall sync join LINE FOLDER");
    laptop.run("doctor").ends(1).says("the key beside the book is missing");
    let who = id_of(&laptop);
    shared.join(&laptop, &line, "laptop");
    assert_ne!(id_of(&laptop), who);
    settle(&[&laptop, &desktop]);
    desktop.run("show ana").ok().says("Porto");
    // Another space's key is as good as none.
    let other = Book::with_favorites(&["Eve"]);
    Shared::new().set_up(&other, "eve");
    copy(&other, &laptop, "book.db.sync-key");
    let ran = laptop.run("sync now --json").fails(4);
    assert_eq!(ran.kind(), "key");
}

#[test]
fn a_folder_may_be_elsewhere_on_each_machine_and_move() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let who = id_of(&laptop);
    let moved = Shared::new();
    fs::rename(shared.path().join("goodcall-sync"), moved.path().join("goodcall-sync")).expect("moved");
    laptop.run("edit ana --city Porto").ok();
    laptop.run("sync now").fails(5);
    for (book, name) in [(&laptop, "laptop"), (&desktop, "desktop")] {
        moved.join(book, &book.run("sync key").ok().out, name);
    }
    assert_eq!(id_of(&laptop), who);
    settle(&[&laptop, &desktop]);
    desktop.run("show ana").ok().says("Porto");
}

#[test]
fn a_retired_machine_is_awaited_no_more_and_comes_back_under_a_new_id() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let old = id_of(&desktop);
    laptop.run("forget ben --yes").ok();
    let said = laptop.json("sync compact");
    assert_eq!((&said["removed"], &said["awaits"]), (&json!(0), &json!(["desktop"])));
    assert!(said["left"].as_u64() > Some(0), "{said}");
    let status = laptop.json("sync status");
    assert_eq!((&status["awaits"], &status["forgotten_left"]), (&json!(["desktop"]), &said["left"]));

    laptop.run("sync machines retire nobody").fails(3);
    laptop.run("sync machines retire laptop").fails(1);
    let machines = laptop.json(&format!("sync machines retire {old}"));
    let retired = |machines: &serde_json::Value| {
        machines.as_array().expect("machines").iter().find(|m| m["id"] == json!(old)).map(|m| m["retired"].clone())
    };
    assert_eq!(retired(&machines), Some(json!(true)));
    laptop.run("sync now").ok().warns("made way");
    assert_eq!(laptop.json("sync status")["forgotten_left"], 0);

    does(&desktop, &["edit ana --city Porto", "edit ben --city Faro"]);
    desktop.run("sync now").ok().warns("back under a new id").warns("erased here too");
    assert_ne!(id_of(&desktop), old);
    settle(&[&laptop, &desktop]);
    laptop.run("show ana").ok().says("Porto");
    laptop.run("show ben").fails(3);
    assert_eq!(retired(&desktop.json("sync machines")), Some(json!(true)));
}

#[test]
fn a_new_key_begins_a_new_space_with_all_there_is() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("log ana -m '+ Thank you, @Sally'").ok();
    let praise = text(&laptop.json("praise")[0]["id"]).to_string();
    laptop.run(&format!("praise --star {praise}")).ok();
    let (line, old) = (laptop.run("sync key").ok().out, shared.copy());
    laptop.run("edit ana --city Porto").ok();
    let new = laptop.run("sync key --new").ok().warns("goodcall sync join").out;
    assert_ne!(new, line);
    assert_eq!(laptop.run("sync key").ok().out, new);
    assert!(old.iter().all(|(path, _)| path.exists()), "the old space is left");
    laptop.run("sync now").ok().says("Nothing new").never_warns("sent again");
    // What is done in the old space stays there until its machine joins.
    does(&desktop, &["edit ben --city Faro", "sync now"]);
    laptop.run("sync now").ok().says("Nothing new");
    desktop.run("edit ana --role CEO").ok();
    laptop.run("edit ana --company Norte").ok();
    let renewed = shared.join(&desktop, &new, "desktop");
    assert_eq!(renewed["left"], json!([]));
    settle(&[&laptop, &desktop]);
    laptop.run("show ben").ok().says("Faro");
    desktop.run("show ana").ok().says("Porto").says("CEO").says("Norte");
    assert_eq!((laptop.json("sync conflicts"), desktop.json("sync conflicts")), (json!([]), json!([])));
    assert_eq!(desktop.run("sync key").ok().out, new);
    // The machines of both spaces, and nobody else: the desktop has a new id and an old one.
    for book in [&laptop, &desktop] {
        let machines = book.json("sync machines");
        let names: Vec<&str> = machines.as_array().expect("machines").iter().map(|m| text(&m["name"])).collect();
        assert!(names.iter().all(|name| ["laptop", "desktop"].contains(name)), "{machines}");
        assert_eq!(book.json("praise --starred")[0]["id"], praise);
    }
    // A space that knows nothing of this book is another matter.
    let other = Shared::new();
    let foreign = other.set_up(&Book::with_favorites(&["Eve"]), "eve");
    assert_eq!(other.joins(&desktop, &foreign, "desktop").fails(1).kind(), "sync-on");
    assert_eq!(alike(&laptop), alike(&desktop));
}
