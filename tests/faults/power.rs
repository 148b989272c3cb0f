//! The power goes: what the disk then holds is built from what was written and synced, again and again, and opened.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::ground::{Background, Chance, finish, report, times};
use super::shim::{Op, shim_or_say};
use crate::terminal::Place;

/// What a disk writes whole or not at all.
const SECTOR: usize = 512;

/// A change of a file that is not synced yet.
#[derive(Debug, Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// A file: what is surely on the disk, and what may be.
#[derive(Debug, Clone, Default)]
struct Kept {
    synced: Vec<u8>,
    since: Vec<Change>,
}

/// A folder's entries that are not synced yet, in order: those that came and those that went.
#[derive(Debug, Clone)]
enum Entry {
    Came(PathBuf, usize),
    Went(PathBuf),
}

impl Entry {
    fn path(&self) -> &Path {
        match self {
            Self::Came(path, _) | Self::Went(path) => path,
        }
    }
}

/// A disk whose power can go at any time.
#[derive(Debug, Clone, Default)]
pub(super) struct Disk {
    files: Vec<Kept>,
    /// The names that are surely there, and what they name.
    synced: BTreeMap<PathBuf, usize>,
    since: Vec<Entry>,
    /// The names as the running system sees them.
    seen: BTreeMap<PathBuf, usize>,
}

fn apply(content: &mut Vec<u8>, change: &Change, keep: &mut impl FnMut() -> bool) {
    match change {
        Change::Truncate(length) => {
            if keep() {
                content.resize(*length, 0);
            }
        }
        Change::Write(at, data) => {
            let mut from = 0;
            while from < data.len() {
                // Up to the end of the sector in which it begins.
                let until = data.len().min(from + SECTOR - (at + from) % SECTOR);
                if keep() {
                    let (start, end) = (at + from, at + until);
                    if content.len() < end {
                        content.resize(end, 0);
                    }
                    content[start..end].copy_from_slice(&data[from..until]);
                }
                from = until;
            }
        }
    }
}

impl Disk {
    pub(super) fn holding<'p>(paths: impl IntoIterator<Item = &'p Path>) -> Self {
        let mut disk = Self::default();
        for (at, path) in paths.into_iter().enumerate() {
            disk.files.push(Kept { synced: fs::read(path).expect("a file"), since: Vec::new() });
            disk.synced.insert(path.to_path_buf(), at);
            disk.seen.insert(path.to_path_buf(), at);
        }
        disk
    }

    fn file(&mut self, path: &Path) -> &mut Kept {
        let at = *self.seen.get(path).unwrap_or_else(|| panic!("what is {}?", path.display()));
        &mut self.files[at]
    }

    pub(super) fn take(&mut self, op: &Op) {
        match op {
            Op::Create(path) => {
                self.files.push(Kept::default());
                let at = self.files.len() - 1;
                self.seen.insert(path.clone(), at);
                self.since.push(Entry::Came(path.clone(), at));
            }
            Op::Write(path, at, data) => self.file(path).since.push(Change::Write(*at, data.clone())),
            Op::Truncate(path, length) => self.file(path).since.push(Change::Truncate(*length)),
            // What is no file is a folder.
            Op::Sync(path) if !self.seen.contains_key(path) => {
                let is_in_it = |entry: &mut Entry| entry.path().parent() == Some(path);
                for entry in self.since.extract_if(.., is_in_it).collect::<Vec<_>>() {
                    self.enter(&entry);
                }
            }
            Op::Sync(path) => {
                let file = self.file(path);
                for change in std::mem::take(&mut file.since) {
                    apply(&mut file.synced, &change, &mut || true);
                }
            }
            Op::Unlink(path) => {
                self.seen.remove(path);
                self.since.push(Entry::Went(path.clone()));
            }
            Op::Rename(from, to) => {
                let at = self.seen.remove(from).expect("a file to rename");
                self.seen.insert(to.clone(), at);
                self.since.extend([Entry::Went(from.clone()), Entry::Came(to.clone(), at)]);
            }
            Op::Print(_) => {}
        }
    }

    fn enter(&mut self, entry: &Entry) {
        match entry {
            Entry::Came(path, at) => drop(self.synced.insert(path.clone(), *at)),
            Entry::Went(path) => drop(self.synced.remove(path)),
        }
    }

    /// What is found when the power comes back: `keep` decides of each sector and entry that was not synced.
    pub(super) fn after_cut(&self, mut keep: impl FnMut() -> bool) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut disk = self.clone();
        for entry in std::mem::take(&mut disk.since) {
            if keep() {
                disk.enter(&entry);
            }
        }
        let names = disk.synced.clone();
        let content = |at: usize, keep: &mut dyn FnMut() -> bool| {
            let Kept { mut synced, since } = self.files[at].clone();
            for change in &since {
                apply(&mut synced, change, &mut || keep());
            }
            synced
        };
        names.into_iter().map(|(path, at)| (path, content(at, &mut keep))).collect()
    }
}

/// Builds the folder as it is found, opens it with the program, and checks it.
#[track_caller]
fn check(ground: &Background, found: &BTreeMap<PathBuf, Vec<u8>>, told: &[String], texts: &[String], what: &str) {
    for entry in fs::read_dir(ground.path("book")).expect("the folder") {
        fs::remove_file(entry.expect("an entry").path()).expect("a file that goes");
    }
    for (path, content) in found {
        fs::write(ground.path("book").join(path.file_name().expect("a name")), content).expect("a file as it was");
    }
    let ran = ground.run(&["show", "ana", "--json"]);
    assert_eq!(ran.code, Some(0), "{what}: {ran:?}");
    ground.is_sound();
    let there = ground.texts();
    for text in told {
        assert_eq!(there.iter().filter(|t| *t == text).count(), 1, "{what}: {text:?} was acknowledged: {there:?}");
    }
    for text in texts {
        assert!(there.iter().filter(|t| *t == text).count() <= 1, "{what}: {text:?} is doubled");
    }
    assert_eq!(there.iter().filter(|t| *t == "before").count(), 1, "{what}: what was there before");
}

#[test]
fn what_was_acknowledged_survives_a_power_cut() {
    let Some(shim) = shim_or_say("power cuts") else { return };
    let (ground, mut chance) = (Background::new(), Chance::of("power"));
    ground.run_at("2026-11-23T09:00:00Z", &["log", "ana", "-m", "before"]).ok();
    let folder = fs::canonicalize(ground.path("book")).expect("the folder");
    let book = folder.join("book.db");
    let mut disk = Disk::holding([book.as_path()]);
    let texts: Vec<String> = (0..times(2, 6)).map(|n| format!("+ log {n}\n! an idea {n}")).collect();
    for (second, text) in texts.iter().enumerate() {
        let mut log = ground.under_shim(shim, &["log", "ana", "-m", text]);
        finish(log.env("GOODCALL_DB", &book).env("GOODCALL_NOW", format!("2026-11-23T10:00:0{second}Z"))).ok();
    }
    finish(ground.under_shim(shim, &["undo"]).env("GOODCALL_DB", &book)).ok();
    finish(
        ground
            .under_shim(shim, &["log", "ana", "-m", &texts[texts.len() - 1]])
            .env("GOODCALL_DB", &book)
            .env("GOODCALL_NOW", "2026-11-23T11:00:00Z"),
    )
    .ok();
    let ops = ground.take_trace();
    assert!(ops.iter().filter(|op| matches!(op, Op::Sync(_))).count() > 3 * texts.len(), "the shim sees the syncs");
    let (found_on, each) = (Background::bare(), times(1, 8));
    let last = texts.len() - 1;
    let (mut told, mut cuts, mut undone): (Vec<String>, usize, bool) = (Vec::new(), 0, false);
    let mut logged = 0;
    for (at, op) in ops.iter().enumerate() {
        disk.take(op);
        if let Op::Print(said) = op
            && said.contains("Logged")
        {
            told.push(texts[logged.min(last)].clone());
            logged += 1;
        } else if let Op::Print(said) = op
            && said.contains("Undone")
        {
            undone = true;
        }
        // The last log is taken back: from its acknowledgment on the undo may be under way.
        let sure: Vec<String> = told
            .iter()
            .enumerate()
            .filter(|(n, _)| *n != last || undone && logged > last + 1)
            .map(|(_, t)| t.clone())
            .collect();
        let mut check = |name: &str, keep: &mut dyn FnMut() -> bool| {
            cuts += 1;
            check(&found_on, &disk.after_cut(keep), &sure, &texts, &format!("cut after {at} ({name})"));
        };
        check("nothing that was not synced is there", &mut || false);
        if times(0, 1) == 1 {
            check("everything is there", &mut || true);
        }
        for _ in 0..each {
            let likely = 1 + chance.below(9);
            check("some of it is there", &mut || chance.below(10) < likely);
        }
    }
    report("power cut while logs are written and undone", cuts, "0 acknowledged logs lost, 0 doubled, 0 files unsound");
}

/// Where in the trace the book's change is done and synced: the journal's end, then its folder.
#[track_caller]
fn synced_before(ops: &[Op], told: usize, book: &Path) {
    let folder = book.parent().expect("a folder");
    let written =
        ops[..told].iter().rposition(|op| matches!(op, Op::Write(path, ..) if path == book)).expect("a write");
    let synced = |path: &Path, from: usize| {
        ops[from..told].iter().position(|op| matches!(op, Op::Sync(p) if p == path)).map(|at| at + from)
    };
    let book_synced = synced(book, written).expect("the book is synced before it is told");
    let ended = ops[book_synced..told]
        .iter()
        .position(|op| matches!(op, Op::Unlink(p) if p.to_string_lossy().ends_with("-journal")))
        .expect("the journal is removed after the book was synced");
    synced(folder, book_synced + ended).expect("the folder is synced before it is told");
}

#[test]
fn a_log_is_synced_before_it_is_told() {
    let Some(shim) = shim_or_say("synced before told") else { return };
    let ground = Background::new();
    let book = fs::canonicalize(ground.book()).expect("the book");
    // The app is open meanwhile.
    let rounds = times(3, 20);
    for round in 0..rounds {
        let mut log = ground.under_shim(shim, &["log", "ana", "-m", "synced"]);
        finish(log.env("GOODCALL_DB", &book).env("GOODCALL_NOW", format!("2026-11-23T10:00:{round:02}Z"))).ok();
        let ops = ground.take_trace();
        let told = ops.iter().position(|op| matches!(op, Op::Print(said) if said.contains("Logged"))).expect("told");
        synced_before(&ops, told, &book);
    }
    report("the log is synced before it is told, on the command line", rounds, "0 told too early");
}

#[test]
fn a_log_in_the_app_is_synced_before_it_is_told() {
    let Some(shim) = shim_or_say("synced before told in the app") else { return };
    let place = Place::new();
    let book = fs::canonicalize(place.book()).expect("the book");
    let folder = book.parent().expect("a folder").display().to_string();
    let trace = tempfile::tempdir().expect("a folder");
    let trace = trace.path().join("trace");
    let environment = [
        ("LD_PRELOAD", shim.display().to_string()),
        ("FAULTS_FOLDER", folder),
        ("FAULTS_TRACE", trace.display().to_string()),
    ];
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut terminal = place.open_with(&environment);
    terminal.says("Ana Ribeiro").send("l").says("for later").send("+ Synced first").says("Synced first");
    // Another log from outside while the app is open.
    place.goodcall(&["log", "marcus", "-m", "from outside"]);
    terminal.send("\x13").says("Logged a call with Ana Ribeiro");
    let bytes = fs::read(&trace).expect("a trace");
    let ops = super::shim::read_ops(&bytes);
    // Whatever comes on the screen after the book was written.
    let (mut written, mut told) = (false, 0);
    for (at, op) in ops.iter().enumerate() {
        match op {
            Op::Write(path, ..) if *path == book => written = true,
            Op::Print(_) if std::mem::take(&mut written) => {
                synced_before(&ops, at, &book);
                told += 1;
            }
            _ => {}
        }
    }
    assert!(told > 0, "something is told after the log was written");
    report("the log is synced before it is told, in the app", told, "0 told too early");
}
