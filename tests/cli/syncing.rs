//! `sync`: two books and a folder between them. Each command's words, JSON, exit codes and kinds.

use std::fs;

use serde_json::json;

use crate::support::shared::{Shared, does, settle};
use crate::support::{Book, has_keys, keys, text};

#[test]
fn a_second_machine_has_the_same_book_by_one_line() {
    let shared = Shared::new();
    let laptop = Book::with_favorites(&["Ana", "Ben"]);
    laptop.run("log ana -m '+ Thank you, @Sally'").ok();
    assert_eq!(laptop.json("sync status"), json!({"on": false, "teams": []}));
    let ran = laptop.words(&["sync", "setup", shared.word()]).ok().warns("goodcall sync join - FOLDER");
    let line = ran.out.strip_suffix('\n').expect("a line");
    let groups: Vec<&str> = line.strip_prefix("gc1-").expect("a line").split('-').collect();
    let is_group = |group: &&str| group.len() == 4 && group.chars().all(|c| matches!(c, 'A'..='Z' | '2'..='7'));
    assert!(groups.len() == 14 && groups.iter().all(is_group), "{line}");
    assert_eq!(laptop.run("sync key").ok().out, ran.out);
    assert_eq!(laptop.json("sync key")["line"], *line);

    let desktop = Book::new();
    let joined = shared.join(&desktop, &format!("  {}\n", line.to_lowercase()), "desk by the window");
    assert_eq!(joined["machine"]["name"], "desk by the window");
    assert_eq!(joined["left"], json!([]));
    assert!(joined["read"].as_u64() > Some(2), "{joined}");
    desktop.run("show ana").ok().says("Thank you, Sally");
    assert_eq!(desktop.json("undo --list"), json!([]));
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        let now = book.json("sync now");
        assert_eq!((&now["read"], &now["sent"], &now["machines"]), (&json!(0), &json!(0), &json!(2)));
    }
}

#[test]
fn what_is_done_on_one_is_done_on_the_other() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    desktop.run("log ana -m '= the offer by Friday'").ok();
    laptop.run("edit ben --city Porto").ok();
    laptop.run("add Zoe --phone +351225550142").ok();
    let sent = laptop.json("sync now");
    assert_eq!(keys(&sent), ["conflicts", "dry_run", "left", "machines", "read", "sent", "told", "waiting"]);
    assert!(sent["sent"].as_u64() >= Some(2), "{sent}");
    desktop.run("sync now").ok().says("read");
    settle(&[&laptop, &desktop]);
    desktop.run("show zoe").ok().says("+351 22 555 0142");
    laptop.run("promises").ok().says("the offer by Friday");
    // Undo travels too, and names only what was done here.
    laptop.run("undo").ok();
    settle(&[&laptop, &desktop]);
    desktop.run("show zoe").fails(3);
    laptop.run("redo").ok();
    settle(&[&laptop, &desktop]);
    desktop.run("show zoe").ok();
    assert!(!laptop.run("undo --list").ok().out.contains("logged"));
}

#[test]
fn what_another_machine_changed_is_passed_over_by_undo_and_redo() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("add Rui").ok();
    laptop.run("edit ana --city Porto").ok();
    settle(&[&laptop, &desktop]);
    desktop.run("edit ana --city Braga").ok();
    settle(&[&laptop, &desktop]);
    let refused = laptop.run("undo").fails(1);
    assert!(refused.err.contains("changed on another machine since"), "{}", refused.err);
    assert!(refused.err.contains("undo goes on with \"added Rui\""), "{}", refused.err);
    laptop.run("show ana").ok().says("Braga");
    // Said once; then it's the turn of what was done before.
    laptop.run("undo").ok();
    laptop.run("show rui").fails(3);
    settle(&[&laptop, &desktop]);
    laptop.run("redo").ok();
    laptop.run("show rui").ok();
    laptop.run("edit ben --city Faro").ok();
    laptop.run("undo").ok();
    settle(&[&laptop, &desktop]);
    desktop.run("edit ben --city Lisbon").ok();
    settle(&[&laptop, &desktop]);
    assert!(laptop.run("redo").fails(1).err.contains("changed on another machine since"));
    laptop.run("show ben").ok().says("Lisbon");
    assert!(laptop.run("redo").fails(1).err.contains("nothing to redo"));
}

#[test]
fn status_says_how_it_stands_and_changes_nothing() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("edit ben --city Porto").ok();
    let (before, there) = (fs::read(laptop.file()).expect("the book"), shared.copy());
    let status = laptop.json("sync status");
    has_keys(
        &status,
        "on space carrier where reachable machine last to_send waiting conflicts clock_off_s machines forgotten_left \
         awaits later teams",
    );
    assert_eq!(status["carrier"], "folder");
    assert_eq!(status["where"], shared.word());
    assert_eq!(status["machine"]["name"], "laptop");
    assert_eq!((&status["on"], &status["reachable"]), (&json!(true), &json!(true)));
    assert_eq!((&status["to_send"], &status["waiting"], &status["clock_off_s"]), (&json!(1), &json!(0), &json!(null)));
    assert!(text(&status["last"]).starts_with("2026-11-23T10:00:00"), "{status}");
    let machines = status["machines"].as_array().expect("machines");
    assert_eq!(machines.len(), 2);
    for machine in machines {
        assert_eq!(keys(machine), ["id", "known", "last_seen", "missing", "name", "retired", "this"]);
        assert_eq!(machine["missing"], 0);
    }
    assert_eq!(laptop.json("sync machines"), status["machines"]);
    assert_eq!((fs::read(laptop.file()).expect("the book"), shared.copy()), (before, there));

    laptop.run("sync now").ok();
    let status = desktop.json("sync status");
    assert_eq!(status["waiting"], 1);
    assert_eq!(status["machines"].as_array().expect("machines").iter().filter(|m| m["missing"] == 1).count(), 1);
    desktop.run("sync status").ok().says("1 file is not read yet").says("this machine");
}

#[test]
fn a_rehearsal_counts_and_does_nothing() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    desktop.run("edit ben --city Porto").ok();
    desktop.run("sync now").ok();
    laptop.run("edit ana --city Faro").ok();
    let (book, there) = (fs::read(laptop.file()).expect("the book"), shared.copy());
    let would = laptop.json("sync now --dry-run");
    assert_eq!((&would["dry_run"], &would["read"], &would["sent"]), (&json!(true), &json!(1), &json!(1)));
    assert_eq!((fs::read(laptop.file()).expect("the book"), shared.copy()), (book, there));
    let done = laptop.json("sync now");
    assert_eq!((&done["read"], &done["sent"]), (&json!(1), &json!(1)));
}

#[test]
fn one_field_changed_on_both_at_once_is_a_conflict_that_is_settled_once() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    desktop.run("edit ana --role CEO --facts 'Two sons'").ok();
    laptop.at("2026-11-23T11:00:00Z").run("edit ana --facts 'Plays chess' --company Norte").ok();
    desktop.run("sync now").ok();
    let now = laptop.json("sync now");
    assert_eq!(now["conflicts"], 1);
    desktop.run("sync now").ok();
    assert_eq!(laptop.json("sync conflicts"), desktop.json("sync conflicts"));
    let all = desktop.json("sync conflicts");
    let clash = &all[0];
    assert_eq!(keys(clash), ["at", "customer", "field", "id", "kept", "kept_by", "lost", "lost_by", "row", "table"]);
    assert_eq!((&clash["table"], &clash["field"]), (&json!("customer"), &json!("facts")));
    assert_eq!((&clash["kept"], &clash["lost"]), (&json!("Plays chess"), &json!("Two sons")));
    assert_eq!((&clash["kept_by"], &clash["lost_by"]), (&json!("laptop"), &json!("desktop")));
    assert_eq!(clash["customer"]["name"], "Ana");
    assert_eq!(desktop.json("sync status")["conflicts"], 1);
    desktop.run("show ana").ok().says("CEO").says("Norte").says("Plays chess");
    desktop.run("sync conflicts").ok().says("the facts of Ana").says("Two sons");
    desktop.run("sync conflicts keep 1").fails(3);

    let id = text(&clash["id"]);
    desktop.at("2026-11-23T12:00:00Z").run(&format!("sync conflicts take {id}")).ok().says("Two sons");
    settle(&[&laptop, &desktop]);
    for book in [&laptop, &desktop] {
        book.run("show ana").ok().says("Two sons");
        assert_eq!(book.json("sync conflicts"), json!([]));
        book.run(&format!("sync conflicts keep {id}")).fails(3);
    }
    desktop.run("undo").ok().says("took the other facts of Ana");
    settle(&[&laptop, &desktop]);
    laptop.run("show ana").ok().says("Plays chess");
    // What undo took back is open again.
    assert_eq!(laptop.json("sync conflicts")[0]["id"], *id);
}

#[test]
fn keeping_settles_a_conflict_everywhere() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    desktop.run("edit ana --pleasure 2").ok();
    laptop.at("2026-11-23T11:00:00Z").run("edit ana --pleasure 5").ok();
    desktop.run("sync now").ok();
    laptop.run("sync now").ok();
    let all = laptop.json("sync conflicts");
    laptop.run(&format!("sync conflicts keep {}", text(&all[0]["id"]))).ok().says("Kept 5 for the pleasure of Ana");
    settle(&[&laptop, &desktop]);
    assert_eq!((laptop.json("sync conflicts"), desktop.json("sync conflicts")), (json!([]), json!([])));
}

#[test]
fn what_is_not_set_up_or_set_up_already_says_so() {
    let shared = Shared::new();
    let book = Book::with_favorites(&["Ana"]);
    for act in ["now", "conflicts", "machines", "key", "compact", "off", "machines retire x", "conflicts keep 1"] {
        let ran = book.run(&format!("sync {act} --json")).fails(1);
        assert_eq!(ran.kind(), "sync-off", "{act}");
    }
    let line = shared.set_up(&book, "one");
    let again = book.words(&["sync", "setup", shared.word(), "--json"]).fails(1);
    assert_eq!(again.kind(), "sync-on");
    let again = shared.joins(&book, &line, "two").fails(1);
    assert_eq!(again.kind(), "sync-on");
    for act in ["setup .", "now", "status", "off", "key"] {
        book.bare(&format!("--db :memory: sync {act}")).run().fails(1);
    }
    book.run("sync off").ok().says("stays as it is");
    assert!(!book.path("book.db.sync-key").exists());
    assert_eq!(book.json("sync status")["on"], false);
    assert!(!shared.files().is_empty());
    book.run("show ana").ok();
}

#[test]
fn nothing_is_begun_where_the_folder_or_the_line_is_wrong() {
    let (shared, other) = (Shared::new(), Shared::new());
    let laptop = Book::with_favorites(&["Ana"]);
    let missing = laptop.run("sync setup nowhere --json").fails(5);
    assert_eq!(missing.kind(), "unreachable");
    assert!(!laptop.path("nowhere").exists() && !laptop.path("book.db.sync-key").exists());
    let inside = laptop.run("sync setup . --json").fails(1);
    assert!(text(&inside.error()["message"]).contains("key would be carried along"), "{inside:?}");
    laptop.words(&["sync", "setup", shared.word(), "--name", " "]).fails(2);
    assert!(shared.files().is_empty() && !laptop.path("book.db.sync-key").exists());

    let line = shared.set_up(&laptop, "laptop");
    let (slip, there) = (line.replacen("gc1-", "gc1-A", 1), shared.copy());
    let wrong = line.chars().rev().skip(1).collect::<String>().chars().rev().collect::<String>();
    let foreign = other.set_up(&Book::with_favorites(&["Eve"]), "eve");
    let desktop = Book::new();
    for (line, folder, code, kind) in [
        (&slip, &shared, 2, "line"),
        (&wrong, &shared, 2, "line"),
        (&foreign, &shared, 4, "key"),
        (&line, &other, 4, "key"),
        (&line, &Shared::new(), 4, "key"),
    ] {
        let ran = folder.joins(&desktop, line, "desktop").fails(code);
        assert_eq!(ran.kind(), kind, "{ran:?}");
        assert!(!desktop.file().exists() && !desktop.path("book.db.sync-key").exists());
    }
    let gone = desktop.go("sync join - nowhere --json").stdin(line.clone()).run().fails(5);
    assert_eq!(gone.kind(), "unreachable");
    let inside = desktop.go("sync join - . --json").stdin(line.clone()).run().fails(1);
    assert_eq!(inside.kind(), "failed");
    assert!(!desktop.file().exists());
    assert_eq!(shared.copy(), there);
    // A book that is there stays as it was, too.
    desktop.run("add Eve").ok();
    let before = fs::read(desktop.file()).expect("the book");
    shared.joins(&desktop, &foreign, "desktop").fails(4);
    assert_eq!((fs::read(desktop.file()).expect("the book"), shared.copy()), (before, there));
    // A space whose files are not there yet.
    for file in shared.files() {
        fs::remove_file(file).expect("removed");
    }
    let empty = shared.joins(&desktop, &line, "desktop").fails(4);
    assert_eq!(empty.kind(), "key");
    assert!(!desktop.path("book.db.sync-key").exists());
}

#[test]
fn a_full_book_joins_with_all_it_has() {
    let shared = Shared::new();
    let (laptop, desktop) = (Book::with_favorites(&["Ana", "Ben"]), Book::with_favorites(&["Zoe", "Ana"]));
    laptop.run("log ana -m 'hello'").ok();
    desktop.run("log zoe -m '+ Kind words'").ok();
    desktop.run("away 2026-12-24 2026-12-26").ok();
    let line = shared.set_up(&laptop, "laptop");
    let joined = shared.join(&desktop, &line, "desktop");
    assert!(joined["sent"].as_u64() > Some(3), "{joined}");
    settle(&[&laptop, &desktop]);
    // Two of one name stay two; merging them is one act for both machines.
    assert_eq!(laptop.json("list").as_array().expect("a list").len(), 4);
    let pairs = laptop.json("merge");
    let (one, other) = (text(&pairs[0]["customer"]["id"]), text(&pairs[0]["other"]["id"]));
    laptop.run(&format!("merge {other} {one}")).ok();
    settle(&[&laptop, &desktop]);
    assert_eq!(desktop.json("list").as_array().expect("a list").len(), 3);
    laptop.run("undo").ok();
    settle(&[&laptop, &desktop]);
    assert_eq!(desktop.json("list").as_array().expect("a list").len(), 4);
}

#[test]
fn a_book_that_can_only_be_read_is_looked_at() {
    let shared = Shared::new();
    let (laptop, _) = shared.two();
    let mut permissions = fs::metadata(laptop.file()).expect("the book").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(laptop.file(), permissions).expect("a book that can only be read");
    if fs::OpenOptions::new().write(true).open(laptop.file()).is_ok() {
        println!("not run: this user may write everything");
        return;
    }
    laptop.run("sync status").ok();
    laptop.run("sync conflicts").ok();
    for act in ["now", "compact", "off", "key --new"] {
        laptop.run(&format!("sync {act}")).fails(4);
    }
}

#[test]
fn two_at_once_end_well_and_send_once() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    for n in 0..20 {
        laptop.run(&format!("add Customer{n}")).ok();
    }
    let runs: Vec<_> = (0..3).map(|_| laptop.go("sync now --json")).collect();
    let ran: Vec<_> = std::thread::scope(|scope| {
        let runs: Vec<_> = runs.into_iter().map(|go| scope.spawn(|| go.run())).collect();
        runs.into_iter().map(|run| run.join().expect("it ran").json()).collect()
    });
    let sent: u64 = ran.iter().map(|ran| ran["sent"].as_u64().expect("a count")).sum();
    assert_eq!(sent, 20);
    settle(&[&laptop, &desktop]);
}

#[test]
fn the_key_stays_beside_the_book_for_the_user_alone() {
    let shared = Shared::new();
    let (laptop, _) = shared.two();
    let line = laptop.run("sync key").ok().out.trim().to_string();
    laptop.run("backup copy.db").ok();
    laptop.run("export json -o book.json").ok();
    let inner = line.replace("gc1-", "");
    for name in ["book.db", "copy.db", "book.json"] {
        let bytes = fs::read(laptop.path(name)).expect("a file");
        assert!(!bytes.windows(inner.len()).any(|w| w == inner.as_bytes()), "{name} holds the key");
    }
    assert!(laptop.read("book.db.sync-key").contains(&line));
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, PermissionsExt};
        let mode = |path: &std::path::Path| path.metadata().expect("a file").mode() & 0o777;
        let key = laptop.path("book.db.sync-key");
        assert_eq!(mode(&key), 0o600);
        for file in shared.files() {
            assert_eq!((mode(&file), mode(file.parent().expect("a folder"))), (0o600, 0o700), "{}", file.display());
        }
        fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("an open key");
        laptop.run("doctor --dry-run").ends(1).says("others may read the key");
        laptop.run("doctor").ok();
        assert_eq!(mode(&key), 0o600);
    }
}

#[test]
fn a_clock_that_is_far_ahead_hinders_nothing_and_is_told_once_a_day() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    desktop.at("2027-11-23T10:00:00Z").run("edit ana --city Porto").ok();
    desktop.run("sync now").ok();
    // It may be this machine's that is behind, so both are told.
    laptop
        .run("sync now")
        .ok()
        .warns("The clocks of desktop and of this machine are 365 days apart")
        .warns("there it was 2027-11-23 10:00, here it is 2026-11-23 10:00");
    laptop.run("sync now").ok().never_warns("clock");
    // What was seen comes before what is edited then, whatever the clocks say.
    laptop.run("edit ana --city Faro").ok();
    settle(&[&laptop, &desktop]);
    desktop.run("show ana").ok().says("Faro");
    assert_eq!(desktop.json("sync conflicts"), json!([]));
    laptop.at("2026-11-24T10:00:00Z").run("sync now").ok().warns("The clocks of desktop");
    // Who syncs by a program hears it too.
    let said = laptop.at("2026-11-25T10:00:00Z").run("sync now --json").ok().warns("The clocks of desktop");
    assert!(said.value()["told"].to_string().contains("The clocks of desktop"), "{said:?}");
}

#[test]
fn an_older_edit_that_arrives_late_is_no_damage() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.at("2026-11-23T11:00:00Z").run("edit ana --role CEO").ok();
    does(desktop.at("2026-11-23T12:00:00Z"), &["edit ana --company Norte", "backup"]);
    settle(&[&laptop, &desktop]);
    desktop.run("show ana").ok().says("CEO").says("Norte");
    desktop.run("doctor").ok();
    // What another program changes is told from it.
    let db = rusqlite::Connection::open(desktop.file()).expect("the book");
    db.execute("UPDATE customer SET role = 'Buyer' WHERE name = 'Ben'", []).expect("a change");
    drop(db);
    desktop.run("doctor").ends(4).says("differs, though it was not changed since");
}

#[test]
fn sealed_files_open_for_who_has_the_key() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("edit ana --city Porto").ok();
    laptop.run("sync now").ok();
    let files = shared.of(&laptop);
    let last = files.last().and_then(|path| path.to_str()).expect("a file");
    for book in [&laptop, &desktop] {
        let ran = book.words(&["sync", "open", last]).ok().says("Porto").says("\"customer\"").says("\"laptop\"");
        let lines: Vec<serde_json::Value> =
            ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        assert!(lines.len() >= 2, "{lines:?}");
        assert_eq!(book.words(&["sync", "open", last, "--json"]).ok().out, ran.out);
    }
    let stranger = Book::with_favorites(&["Eve"]);
    Shared::new().set_up(&stranger, "stranger");
    let refused = stranger.words(&["sync", "open", last, "--json"]).ends(4);
    assert_eq!(refused.kind(), "key");
    for file in &files {
        let bytes = fs::read(file).expect("a file");
        assert!(!bytes.windows(5).any(|w| w == b"Porto"), "{}", file.display());
        assert!(!file.to_string_lossy().contains("laptop"));
    }
}
