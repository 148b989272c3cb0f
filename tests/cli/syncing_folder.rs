//! The folder of a sync when it is not as it should be: damaged, late, foreign, lost. Each file is named, nothing of it is
//! used, and everything else goes on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use goodcall::testing::sync::WriterId;
use goodcall::testing::sync::carrier::{Carrier, Folder, Put, What};
use goodcall::testing::sync::clock::Hlc;
use goodcall::testing::sync::key::SpaceKey;
use goodcall::testing::sync::segment::{self, Entry, Header, Kind, Segment};
use serde_json::{Value, json};

use crate::support::shared::{Shared, alike, does, settle};
use crate::support::{Book, MONDAY, text};

/// A laptop that sent three segments, of which the desktop has none: Porto, Faro, and Ben's company.
fn sent() -> (Shared, Book, Book, Vec<PathBuf>) {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let before = shared.of(&laptop).len();
    for edit in ["edit ana --city Porto", "edit ana --city Faro", "edit ben --company Norte"] {
        laptop.run(edit).ok();
        laptop.run("sync now").ok();
    }
    let new = shared.of(&laptop).split_off(before);
    assert_eq!(new.len(), 3);
    (shared, laptop, desktop, new)
}

/// Syncs a book that must refuse exactly one file; returns what it says of it.
#[track_caller]
fn refuses(book: &Book, file: &Path, kind: &str) -> Value {
    let ran = book.run("sync now --json").ends(4);
    assert_eq!(ran.kind(), kind, "{ran:?}");
    assert!(text(&ran.error()["message"]).contains(file.file_name().and_then(|n| n.to_str()).expect("a name")));
    let said: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(said["left"].as_array().expect("files").len(), 1, "{said}");
    assert_eq!((&said["left"][0]["kind"], &said["left"][0]["file"]), (&json!(kind), &json!(file.to_str())));
    assert!(!text(&said["left"][0]["reason"]).is_empty());
    said
}

#[test]
fn a_damaged_file_is_named_and_the_rest_waits_for_the_whole_one() {
    let flip: fn(&mut Vec<u8>) = |bytes| {
        let at = bytes.len() / 2;
        bytes[at] ^= 4;
    };
    let cut: fn(&mut Vec<u8>) = |bytes| bytes.truncate(bytes.len() - 7);
    let empty: fn(&mut Vec<u8>) = Vec::clear;
    for damage in [flip, cut, empty] {
        let (_shared, laptop, desktop, new) = sent();
        let whole = fs::read(&new[1]).expect("a segment");
        let mut damaged = whole.clone();
        damage(&mut damaged);
        fs::write(&new[1], damaged).expect("a damaged segment");
        desktop.run("edit ben --role CEO").ok();
        let said = refuses(&desktop, &new[1], "segment");
        assert_eq!((&said["read"], &said["sent"], &said["waiting"]), (&json!(1), &json!(1), &json!(1)));
        desktop.run("show ana").ok().says("Porto");
        desktop.run("show ben").ok().never_says("Norte");
        laptop.run("sync now").ok();
        laptop.run("show ben").ok().says("CEO");
        let status = desktop.json("sync status");
        assert_eq!(text(&status["last"]), "2026-11-23T10:00:00+00:00");

        fs::write(&new[1], whole).expect("the whole segment");
        settle(&[&laptop, &desktop]);
        desktop.run("show ben").ok().says("Norte");
    }
}

#[test]
fn a_damaged_file_is_made_up_for_by_compacting_where_it_was_written() {
    let (shared, laptop, desktop, new) = sent();
    fs::write(&new[1], "damaged").expect("a damaged segment");
    refuses(&desktop, &new[1], "segment");
    desktop.run("sync now").ends(4).warns("goodcall sync compact on the machine that wrote it");
    laptop.run("sync compact").ok();
    settle(&[&laptop, &desktop]);
    desktop.run("show ben").ok().says("Norte");
    // A snapshot that is damaged lets nobody join.
    laptop.run("sync compact").ok();
    let [snapshot] = &shared.files()[..] else { panic!("a snapshot") };
    fs::write(snapshot, "damaged").expect("a damaged snapshot");
    let (eve, line) = (Book::new(), laptop.run("sync key").ok().out);
    shared
        .joins(&eve, &line, "eve")
        .fails(4)
        .warns("goodcall sync compact on the machine that wrote it, then join again");
    laptop.run("sync compact").ok();
    shared.join(&eve, &line, "eve");
    settle(&[&laptop, &desktop, &eve]);
}

#[test]
fn a_file_in_anothers_place_is_refused() {
    let (shared, laptop, desktop, new) = sent();
    desktop.run("sync now").ok();
    let name = new[2].file_name().and_then(|name| name.to_str()).expect("a name");
    let (number, rest) = name.split_once('-').expect("a number");
    let next: u64 = number.parse::<u64>().expect("a number") + 1;
    // The same bytes under the next number: repeated.
    let repeated = new[2].with_file_name(format!("{next:010}-{rest}"));
    fs::copy(&new[2], &repeated).expect("a copy");
    refuses(&desktop, &repeated, "segment");
    fs::remove_file(&repeated).expect("removed");
    // Another machine's.
    let eve = Book::new();
    shared.join_from(&laptop, &eve, "eve");
    let own = shared.of(&eve);
    let moved = own[0].with_file_name(format!("0000000002-{rest}"));
    fs::copy(&new[2], &moved).expect("a copy");
    desktop.run("edit ana --role CEO").ok();
    let said = refuses(&desktop, &moved, "segment");
    assert_eq!(said["sent"], 1);
    fs::remove_file(&moved).expect("removed");
    // Another space's.
    let other = Shared::new();
    let stranger = Book::with_favorites(&["Eve"]);
    other.set_up(&stranger, "stranger");
    let foreign = other.of(&stranger)[0].clone();
    let (_, hash) = foreign.file_name().and_then(|n| n.to_str()).and_then(|n| n.split_once('-')).expect("a hash");
    let placed = new[2].with_file_name(format!("{next:010}-{hash}"));
    fs::copy(&foreign, &placed).expect("a copy");
    refuses(&desktop, &placed, "segment");
    desktop.run("show eve").fails(3);
    fs::remove_file(&placed).expect("removed");
    settle(&[&laptop, &desktop, &eve]);
}

#[test]
fn a_newer_format_waits_for_the_upgrade() {
    let (_shared, laptop, desktop, new) = sent();
    let whole = fs::read(&new[1]).expect("a segment");
    let mut newer = whole.clone();
    newer[3] = b'4';
    fs::write(&new[1], &newer).expect("a newer segment");
    let said = refuses(&desktop, &new[1], "newer");
    assert_eq!(said["waiting"], 1);
    assert_eq!(fs::read(&new[1]).expect("it is left in place"), newer);
    fs::write(&new[1], whole).expect("a segment");
    settle(&[&laptop, &desktop]);
}

#[test]
fn a_time_after_2100_is_refused() {
    let shared = Shared::new();
    let (laptop, _) = shared.two();
    // A machine whose clock is that wrong sends nothing; another program might.
    laptop.at("2101-02-01T10:00:00Z");
    assert_eq!(laptop.run("sync now --json").fails(4).kind(), "clock");
    laptop.at(MONDAY);
    let key = SpaceKey::of_line(&laptop.run("sync key").ok().out).expect("a line");
    let folder = Folder::open(shared.path(), key.space()).expect("the space");
    let row = |hlc| Entry::Row {
        table: "customer".into(),
        row: 7,
        hlc: Hlc::at(hlc),
        writer: None,
        key: None,
        fields: json!({"here": 1, "name": "Eve"}).as_object().expect("fields").clone(),
    };
    let header =
        Header { v: 1, seen: BTreeMap::new(), made: 1_795_428_000_000, name: "eve".into(), kind: Kind::Changes };
    let writer = WriterId(5);
    let sealed = |entries| {
        let segment = Segment { space: key.space(), writer, seq: 1, epoch: 0, header: header.clone(), entries };
        segment::seal(&segment, &key.sealing()).expect("sealed")
    };
    let late = sealed(vec![row(4_150_000_000_000)]);
    let Put::Done(listed) = folder.put(writer, 1, What::Changes, &late).expect("put") else { panic!("it is new") };
    refuses(&laptop, &listed.path, "clock");
    laptop.run("show eve").fails(3);
    // A newer program's tables and fields are kept for later, and are no failure.
    fs::remove_file(&listed.path).expect("removed");
    let newer = Entry::Row {
        table: "of_tomorrow".into(),
        row: 8,
        hlc: Hlc::at(1_795_428_000_000),
        writer: None,
        key: None,
        fields: json!({"x": 1}).as_object().expect("fields").clone(),
    };
    folder.put(writer, 1, What::Changes, &sealed(vec![row(1_795_428_000_000), newer])).expect("put");
    laptop.run("sync now").ok().warns("A newer goodcall said 1 thing");
    assert_eq!(laptop.json("sync status")["later"], 1);
}

#[test]
fn what_is_late_waits_and_is_no_failure() {
    let (shared, laptop, desktop, new) = sent();
    let late = fs::read(&new[0]).expect("a segment");
    fs::remove_file(&new[0]).expect("late");
    let said = desktop.json("sync now");
    assert_eq!((&said["read"], &said["waiting"], &said["left"]), (&json!(0), &json!(2), &json!([])));
    assert_eq!(desktop.json("sync status")["waiting"], 2);
    // A third machine's words that knew of it wait, too.
    fs::write(&new[0], &late).expect("a segment");
    let eve = Book::new();
    shared.join_from(&laptop, &eve, "eve");
    does(&eve, &["edit ana --role CEO", "sync now"]);
    for file in &new {
        fs::rename(file, file.with_extension("late")).expect("late");
    }
    let said = desktop.json("sync now");
    assert_eq!(said["read"], 0);
    desktop.run("show ana").ok().never_says("CEO");
    for file in &new {
        fs::rename(file.with_extension("late"), file).expect("a segment");
    }
    settle(&[&laptop, &desktop, &eve]);
    desktop.run("show ana").ok().says("CEO").says("Faro");
}

#[test]
fn other_files_are_passed_over_and_stay() {
    let (shared, laptop, desktop, new) = sent();
    let folder = new[0].parent().expect("a folder");
    let stem = new[0].file_stem().and_then(|name| name.to_str()).expect("a name");
    let strange = [
        folder.join(format!("{stem}.sync-conflict-20261123-100000-ABCDEFG.gcs")),
        folder.join(format!("{stem} (conflicted copy).gcs")),
        folder.join("desktop.ini"),
        folder.join(".syncthing.x.tmp"),
        shared.path().join("goodcall-sync/notes.txt"),
        shared.path().join(".stversions/old.gcs"),
    ];
    for path in &strange {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, "not ours").expect("a file");
    }
    fs::create_dir(folder.join("0000000099-0123456789abcdef.gcs")).expect("a folder");
    let own = shared.of(&desktop)[0].with_file_name(".tmpabcdef");
    fs::write(&own, "half").expect("what a crash left");
    settle(&[&laptop, &desktop]);
    assert!(strange.iter().all(|path| path.exists()));
    assert!(!own.exists());
}

#[test]
fn a_folder_that_is_gone_or_empty_loses_nothing() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let (there, away) = (shared.path().join("goodcall-sync"), shared.path().join("unplugged"));
    fs::rename(&there, &away).expect("unplugged");
    laptop.run("edit ana --city Porto").ok();
    let ran = laptop.run("sync now --json").fails(5);
    assert_eq!(ran.kind(), "unreachable");
    assert!(!there.exists(), "nothing is made");
    let status = laptop.json("sync status");
    assert_eq!((&status["reachable"], &status["to_send"], &status["on"]), (&json!(false), &json!(1), &json!(true)));
    laptop.run("sync conflicts").ok();
    laptop.run("forget ben --yes").ok();
    fs::create_dir(&there).expect("a mount point");
    assert_eq!(laptop.run("sync now --json").fails(5).kind(), "unreachable");
    fs::remove_dir(&there).expect("gone");
    fs::rename(&away, &there).expect("plugged in");
    settle(&[&laptop, &desktop]);
    desktop.run("show ana").ok().says("Porto");
    desktop.run("show ben").fails(3);
    laptop.run("sync off").ok();
}

#[test]
fn a_folder_that_somebody_cleared_is_filled_again() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    laptop.run("edit ana --city Porto").ok();
    settle(&[&laptop, &desktop]);
    for file in shared.files() {
        fs::remove_file(file).expect("cleared");
    }
    laptop.run("sync now").ok().warns("sent again");
    laptop.run("sync now").ok().never_warns("sent again");
    desktop.run("edit ben --city Faro").ok();
    settle(&[&laptop, &desktop]);
    let eve = Book::new();
    shared.join(&eve, &laptop.run("sync key").ok().out, "eve");
    settle(&[&laptop, &desktop, &eve]);
    assert_eq!(alike(&eve), alike(&laptop));
}

#[test]
fn a_folder_that_can_only_be_read_is_read() {
    let (shared, laptop, desktop, _) = sent();
    desktop.run("edit ben --role CEO").ok();
    let own = shared.of(&desktop)[0].parent().expect("a folder").to_path_buf();
    let mut permissions = own.metadata().expect("a folder").permissions();
    let open = permissions.clone();
    permissions.set_readonly(true);
    fs::set_permissions(&own, permissions).expect("closed");
    if fs::write(own.join("probe"), "x").is_ok() {
        println!("not run: this user may write everything");
        return;
    }
    let ran = desktop.run("sync now --json").ends(5);
    assert_eq!(ran.kind(), "read-only");
    desktop.run("show ben").ok().says("Norte");
    fs::set_permissions(&own, open).expect("open");
    settle(&[&laptop, &desktop]);
}

#[test]
fn compaction_leaves_one_file_that_holds_all() {
    let (shared, laptop, desktop, _) = sent();
    desktop.run("sync now").ok();
    laptop.run("sync now").ok();
    let (before, many) = (alike(&laptop), shared.files().len());
    let done = laptop.json("sync compact");
    assert_eq!((&done["removed"], &done["left"], &done["awaits"]), (&json!(many), &json!(0), &json!([])));
    assert_eq!(shared.files().len(), 1);
    assert_eq!(alike(&laptop), before);
    for book in [&laptop, &desktop] {
        book.run("sync now").ok().never_warns("sent again");
    }
    assert_eq!(shared.files().len(), 1);
    let eve = Book::new();
    let joined = shared.join(&eve, &laptop.run("sync key").ok().out, "eve");
    assert_eq!(joined["machines"], 3);
    desktop.run("edit ana --role CEO").ok();
    settle(&[&laptop, &desktop, &eve]);
}

#[test]
fn a_machine_that_was_away_reads_the_snapshot_and_sends_its_own() {
    let (_shared, laptop, desktop, _) = sent();
    desktop.run("edit ana --role CEO").ok();
    does(&laptop, &["sync compact", "edit ana --company Sul", "sync now"]);
    let said = desktop.json("sync now");
    assert_eq!((&said["sent"], &said["waiting"], &said["left"]), (&json!(1), &json!(0), &json!([])));
    settle(&[&laptop, &desktop]);
    laptop.run("show ana").ok().says("CEO").says("Sul").says("Faro");
}

#[test]
fn a_snapshot_is_read_though_its_machine_had_written_nothing_since() {
    let shared = Shared::new();
    let (laptop, desktop) = shared.two();
    let eve = Book::new();
    shared.join(&eve, &laptop.run("sync key").ok().out, "eve");
    settle(&[&laptop, &desktop, &eve]);
    does(&laptop, &["edit ana --city Faro", "sync now"]);
    // It takes the place of what the laptop wrote, before that came to eve.
    does(&desktop, &["sync now", "sync compact"]);
    assert_eq!(eve.json("sync status")["waiting"], json!(1));
    assert!(eve.json("sync now --dry-run")["read"] != json!(0));
    assert!(eve.json("sync now")["read"] != json!(0));
    eve.run("show ana").ok().says("Faro");
    assert_eq!(eve.json("sync status")["waiting"], json!(0));
    assert_eq!(eve.json("sync now")["read"], json!(0));
    settle(&[&laptop, &desktop, &eve]);
}
