//! The power goes while two machines of one user share a book: what the disk then holds of the book, its key file and the
//! folder goes on from there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use super::ground::{Background, Chance, Ran, finish, is_sound, report, strings, times};
use super::power::Disk;
use super::shim::{Op, shim_or_say};

const FROM_LAPTOP: &str = "+ From the laptop\n! an idea of the laptop";
const FROM_DESKTOP: &str = "+ From the desktop\n! an idea of the desktop";

/// A laptop whose power goes, and a desktop, with a folder between them.
struct Machines {
    ground: Background,
    shared: PathBuf,
    desktop: PathBuf,
}

impl Machines {
    /// Both share two customers. Each has logged a call since; the desktop has sent its own.
    fn with_something_to_say() -> Self {
        let ground = Background::new();
        let there = |name: &str| {
            fs::create_dir(ground.path(name)).expect("a folder");
            fs::canonicalize(ground.path(name)).expect("a folder")
        };
        let (shared, desk) = (there("shared"), there("desk"));
        let machines = Self { ground, shared, desktop: desk.join("book.db") };
        let folder = machines.shared.display().to_string();
        let line = machines.laptop(&["sync", "setup", &folder, "--name", "laptop"]).ok().out;
        machines.desktop(&["sync", "join", line.trim(), &folder, "--name", "desktop"]).ok();
        machines.laptop(&["sync", "now"]).ok();
        machines.desktop(&["log", "ana", "-m", FROM_DESKTOP]).ok();
        machines.desktop(&["edit", "ben", "--city", "Porto"]).ok();
        machines.desktop(&["sync", "now"]).ok();
        machines.laptop(&["log", "ana", "-m", FROM_LAPTOP]).ok();
        machines.laptop(&["edit", "ben", "--facts", "Two sons"]).ok();
        machines
    }

    fn book(&self) -> PathBuf {
        fs::canonicalize(self.ground.path("book")).expect("the book's folder").join("book.db")
    }

    fn on(&self, book: &Path, words: &[&str]) -> Command {
        let mut command = self.ground.command(words);
        command.env("GOODCALL_DB", book);
        command
    }

    #[track_caller]
    fn laptop(&self, words: &[&str]) -> Ran {
        finish(&mut self.on(&self.book(), words))
    }

    #[track_caller]
    fn desktop(&self, words: &[&str]) -> Ran {
        finish(&mut self.on(&self.desktop, words))
    }

    /// The files whose power goes: the book's folder, and what is shared.
    fn files(&self) -> Vec<PathBuf> {
        let folders = [self.book().parent().expect("a folder").to_path_buf(), self.shared.clone()];
        folders.iter().flat_map(|folder| files_in(folder)).collect()
    }

    /// Syncs the laptop, and returns what happened to its files meanwhile.
    fn traced(&self, shim: &Path) -> Vec<Op> {
        let root = fs::canonicalize(self.ground.path("")).expect("a folder");
        let mut sync = self.on(&self.book(), &["sync", "now"]);
        for (name, value) in self.ground.shim_environment(shim) {
            sync.env(name, value);
        }
        finish(sync.env("FAULTS_FOLDER", root)).ok();
        let folders = [self.book().parent().expect("a folder").to_path_buf(), self.shared.clone()];
        let kept = |path: &PathBuf| folders.iter().any(|folder| path.starts_with(folder));
        let ops = self.ground.take_trace().into_iter().filter(|op| path_of(op).is_none_or(kept));
        self.with_renames(&ops.collect::<Vec<_>>())
    }

    /// Adds when files got their names: that goes past the C library. What was written under a name for the time being is
    /// found by its content.
    fn with_renames(&self, ops: &[Op]) -> Vec<Op> {
        let mut renamed = ops.to_vec();
        let begun: Vec<&PathBuf> =
            ops.iter().filter_map(|op| if let Op::Create(path) = op { Some(path) } else { None }).collect();
        for begun in begun.into_iter().filter(|path| !path.exists()) {
            if ops.iter().any(|op| matches!(op, Op::Unlink(path) if path == begun)) {
                continue;
            }
            let written = ops.iter().flat_map(|op| match op {
                Op::Write(path, _, data) if path == begun => data.clone(),
                _ => Vec::new(),
            });
            let written: Vec<u8> = written.collect();
            let named = self.files().into_iter().find(|file| fs::read(file).is_ok_and(|content| content == written));
            let named = named.unwrap_or_else(|| panic!("what became of {}?", begun.display()));
            let last = renamed.iter().rposition(|op| path_of(op) == Some(begun)).expect("a file that was written");
            renamed.insert(last + 1, Op::Rename(begun.clone(), named));
        }
        renamed
    }

    /// Puts all files in place as they are found.
    fn find<'f>(&self, found: impl IntoIterator<Item = (&'f PathBuf, &'f Vec<u8>)>) {
        for file in self.files() {
            fs::remove_file(file).expect("a file that goes");
        }
        for (path, content) in found {
            fs::write(path, content).expect("a file as it was");
        }
    }

    /// Both go on, and end with the same, said once.
    #[track_caller]
    fn go_on(&self, what: &str) {
        let now = |ran: Ran, of: &str| {
            assert_eq!(ran.code, Some(0), "{what}: {of}: {ran:?}");
            let said: Value = serde_json::from_str(&ran.out).expect("JSON");
            assert_eq!(said["left"], json!([]), "{what}: {of}");
            said
        };
        // What lies in the folder is whole.
        now(self.desktop(&["sync", "now", "--json"]), "the desktop first");
        assert_eq!(self.laptop(&["show", "ana", "--json"]).code, Some(0), "{what}");
        for of in ["laptop", "desktop", "laptop again"] {
            let run = if of == "desktop" { Self::desktop } else { Self::laptop };
            now(run(self, &["sync", "now", "--json"]), of);
        }
        for run in [Self::laptop, Self::desktop] {
            let said = now(run(self, &["sync", "now", "--json"]), "once more");
            assert_eq!((&said["read"], &said["sent"], &said["machines"]), (&json!(0), &json!(0), &json!(2)), "{what}");
            assert_eq!(run(self, &["sync", "conflicts", "--json"]).json(), json!([]), "{what}");
        }
        let all = [self.book(), self.desktop.clone()].map(|book| {
            is_sound(&book);
            let db = rusqlite::Connection::open(&book).expect("the book");
            let texts = strings(&db, "SELECT text FROM touch ORDER BY text");
            assert_eq!(texts, [FROM_DESKTOP, FROM_LAPTOP], "{what}: {}", book.display());
            let of_ben = "SELECT city || ', ' || facts FROM customer WHERE name = 'Ben'";
            assert_eq!(strings(&db, of_ben), ["Porto, Two sons"], "{what}: {}", book.display());
            strings(&db, "SELECT id || text FROM touch UNION ALL SELECT id || text FROM remark ORDER BY 1")
        });
        assert_eq!(all[0], all[1], "{what}");
        let mut sent: Vec<PathBuf> = files_in(&self.shared);
        let many = sent.len();
        sent.sort();
        sent.dedup_by_key(|file| (file.parent().map(Path::to_path_buf), number_of(file)));
        assert_eq!(sent.len(), many, "{what}: something was sent twice: {sent:?}");
    }
}

/// All files in a folder, and in the folders within.
fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_in(&path) } else { vec![path] }).collect()
}

/// The number of a segment, as its name begins.
fn number_of(file: &Path) -> String {
    let name = file.file_name().expect("a name").to_string_lossy().into_owned();
    name.split('-').next().unwrap_or_default().to_string()
}

fn path_of(op: &Op) -> Option<&PathBuf> {
    match op {
        Op::Create(path) | Op::Write(path, ..) | Op::Truncate(path, _) | Op::Sync(path) | Op::Unlink(path) => {
            Some(path)
        }
        Op::Rename(_, path) => Some(path),
        Op::Print(_) => None,
    }
}

#[test]
fn a_sync_goes_on_after_a_power_cut() {
    let Some(shim) = shim_or_say("power cuts under a sync") else { return };
    let (machines, mut chance) = (Machines::with_something_to_say(), Chance::of("power of a sync"));
    let files = machines.files();
    let mut disk = Disk::holding(files.iter().map(PathBuf::as_path));
    let desktop: Vec<(PathBuf, Vec<u8>)> = files_in(machines.desktop.parent().expect("a folder"))
        .into_iter()
        .map(|file| (file.clone(), fs::read(file).expect("a file")))
        .collect();
    let ops = machines.traced(shim);
    let is_key = |path: &Path| path.extension().is_some_and(|ending| ending == "sync-key");
    let is_segment = |path: &Path| path.extension().is_some_and(|ending| ending == "gcs");
    for named in [is_key, is_segment] {
        assert!(ops.iter().any(|op| matches!(op, Op::Rename(_, to) if named(to))), "the shim sees what gets a name");
    }
    let (mut cuts, each) = (0, times(1, 4));
    // In the small run some of the calls, and each time others.
    let step = times((ops.len() / 12).max(1), 1);
    let first = chance.below(step);
    for (at, op) in ops.iter().enumerate() {
        disk.take(op);
        let is_named = matches!(op, Op::Rename(..));
        if at % step != first && !is_named {
            continue;
        }
        for round in 0..=each {
            let likely = 1 + chance.below(9);
            let found = disk.after_cut(|| round > 0 && chance.below(10) < likely);
            machines.find(&found);
            for (file, content) in &desktop {
                fs::write(file, content).expect("the desktop as it was");
            }
            cuts += 1;
            machines.go_on(&format!("cut after {at} of {} calls, round {round}", ops.len()));
        }
    }
    report(
        "power cut while two machines sync",
        cuts,
        "0 logs lost, 0 said twice, 0 half files read, the next sync goes on",
    );
}
