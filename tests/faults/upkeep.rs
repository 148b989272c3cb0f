//! Killed while the book is copied, brought back or rid of a person; and drills of bringing it back.

use std::fs;

use super::ground::{Background, Chance, finish, report, times};
use super::kills::{killed, longest};

/// What the book holds, apart from when it was told.
#[track_caller]
fn contents(ground: &Background) -> String {
    let all = ground.run(&["export", "json"]).ok().out;
    all.lines().filter(|l| !l.contains("exported_at")).collect::<Vec<_>>().join("\n")
}

/// The names of the files beside the book.
fn beside(ground: &Background) -> Vec<String> {
    let folder = ground.book().parent().expect("a folder").to_path_buf();
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("the folder")
        .map(|e| e.expect("an entry").file_name().into_string().expect("a name"))
        .filter(|n| n != "book.db")
        .collect();
    names.sort();
    names
}

fn clear(ground: &Background) {
    for name in beside(ground) {
        fs::remove_file(ground.book().with_file_name(name)).expect("a file beside the book");
    }
}

#[test]
fn a_backup_that_is_killed_leaves_none_or_a_whole_one() {
    let (ground, mut chance) = (Background::lively(), Chance::of("backup"));
    let right = contents(&ground);
    let typical = longest(|_| {
        ground.run(&["backup"]).ok();
        clear(&ground);
    });
    let (mut kills, mut whole) = (0, 0);
    let wanted = times(6, 100);
    while kills < wanted {
        let ran = killed(ground.command(&["backup"]), chance.part_of(typical));
        kills += usize::from(ran.code.is_none());
        for name in beside(&ground).into_iter().filter(|n| n.starts_with("book.db.backup-")) {
            whole += 1;
            let copy = ground.book().with_file_name(name);
            let mut look = ground.command(&["export", "json"]);
            look.env("GOODCALL_DB", copy);
            let copied = finish(&mut look).ok().out;
            let copied: Vec<&str> = copied.lines().filter(|l| !l.contains("exported_at")).collect();
            assert_eq!(copied.join("\n"), right);
        }
        assert_eq!(contents(&ground), right);
        clear(&ground);
    }
    report("SIGKILL during backup", kills, &format!("0 half, {whole} whole, the book as it was"));
}

#[test]
fn a_restore_that_is_killed_leaves_one_book_or_the_other() {
    let (ground, mut chance) = (Background::lively(), Chance::of("restore"));
    let copy = ground.path("copy.db");
    let copy = copy.to_str().expect("a path");
    let old = contents(&ground);
    ground.run(&["backup", copy]).ok();
    ground.run(&["add", "Somebody New"]).ok();
    let new = contents(&ground);
    let before = ground.bytes();
    let typical = longest(|_| {
        ground.run(&["restore", copy]).ok();
        fs::write(ground.book(), &before).expect("the book as it was");
        clear(&ground);
    });
    let (mut kills, mut back) = (0, 0);
    let wanted = times(8, 100);
    while kills < wanted {
        let ran = killed(ground.command(&["restore", copy]), chance.part_of(typical));
        kills += usize::from(ran.code.is_none());
        let now = contents(&ground);
        assert!(now == old || now == new, "neither the one book nor the other");
        assert!(!ran.out.contains("Restored") || now == old, "told and not done");
        if now == old {
            back += 1;
            // What was there before is there still.
            let aside = beside(&ground).into_iter().find(|n| n.contains("before-restore")).expect("the other book");
            let mut look = ground.command(&["list"]);
            look.env("GOODCALL_DB", ground.book().with_file_name(aside));
            assert!(finish(&mut look).ok().out.contains("Somebody New"));
        }
        fs::remove_file(ground.book()).expect("the book");
        fs::write(ground.book(), &before).expect("the book as it was");
        clear(&ground);
    }
    report("SIGKILL during restore", kills, &format!("0 books lost, {back} brought back, the others as they were"));
}

#[test]
fn whoever_is_forgotten_in_two_tries_is_forgotten() {
    const TRACE: &[u8] = b"Xiomara";
    let mut chance = Chance::of("forget");
    let make = || {
        let ground = Background::new();
        ground.run(&["add", "Xiomara Q", "--facts", "Xiomara likes tea"]).ok();
        ground.run(&["log", "xiomara", "-m", "+ Xiomara was here"]).ok();
        ground.run(&["backup"]).ok();
        ground
    };
    let typical = longest(|_| drop(make().run(&["forget", "xiomara", "--yes"]).ok()));
    let wanted = times(6, 60);
    for _ in 0..wanted {
        let ground = make();
        let others = ground.run(&["show", "ana", "--json"]).ok().out;
        let ran = killed(ground.command(&["forget", "xiomara", "--yes"]), chance.part_of(typical));
        let again = ground.run(&["forget", "xiomara", "--yes"]);
        assert!(again.code == Some(0) || again.code == Some(3), "{again:?}");
        // What a killed one left unfinished is cleared away once it is old enough.
        let done = ran.out.contains("is forgotten") || again.code == Some(0);
        let folder = fs::read_dir(ground.book().parent().expect("a folder")).expect("the folder");
        for path in folder.map(|e| e.expect("an entry").path()) {
            let unfinished = path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(".goodcall-"));
            let bytes = fs::read(&path).expect("a file");
            let found = bytes.windows(TRACE.len()).any(|w| w == TRACE);
            assert!(!found || unfinished || !done, "{} names them still", path.display());
        }
        assert_eq!(ground.run(&["show", "ana", "--json"]).ok().out, others);
        assert_ne!(ground.run(&["doctor"]).code, Some(4));
    }
    report("SIGKILL during forget, then once more", wanted, "0 traces, 0 others touched");
}

#[test]
fn what_comes_back_is_what_was_backed_up() {
    let (ground, mut chance) = (Background::lively(), Chance::of("drills"));
    let wanted = times(5, 50);
    for drill in 0..wanted {
        let copy = ground.path(&format!("copy{drill}.db"));
        let copy = copy.to_str().expect("a path");
        let text = format!("+ Drill {drill}, @Sally");
        ground.run(&["log", "ana ribeiro", "-m", &text]).ok();
        let before = contents(&ground);
        ground.run(&["backup", copy]).ok();
        for _ in 0..chance.below(5) {
            match chance.below(5) {
                0 => ground.run(&["log", "ana ribeiro", "-m", "! after the backup"]),
                1 => ground.run(&["add", &format!("Person {}", chance.below(1000))]),
                2 => ground.run(&["undo"]),
                3 => ground.run(&["edit", "ana ribeiro", "--city", "Elsewhere"]),
                _ => ground.run(&["lift", "--after", "low-day"]),
            };
        }
        ground.run(&["restore", copy]).ok();
        assert_eq!(contents(&ground), before);
        let undone = ground.run(&["undo"]);
        assert_ne!(undone.code, Some(0), "{}", undone.out);
        assert!(undone.err.contains("came back from a backup"), "{}", undone.err);
        assert_eq!(contents(&ground), before);
    }
    report("backup, changes, restore", wanted, "all identical");
}
