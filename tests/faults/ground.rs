//! The ground on which faults happen: a folder with a book, the program as a process of its own, chance from a seed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use rusqlite::Connection;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything may take: whoever reaches it hangs.
const HANGS: Duration = Duration::from_secs(60);
/// A Monday morning.
pub(super) const MONDAY: &str = "2026-11-23T10:00:00Z";

/// Whether the full size is asked for.
pub(super) fn full() -> bool {
    std::env::var_os("GOODCALL_FAULTS").is_some_and(|size| size == "full")
}

/// How often: in the bounded run, and at full size.
pub(super) fn times(bounded: usize, at_full_size: usize) -> usize {
    if full() { at_full_size } else { bounded }
}

/// What chance begins with.
pub(super) fn seed() -> u64 {
    std::env::var("GOODCALL_SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(20_261_123)
}

/// The binary that is tried.
pub(super) fn binary() -> PathBuf {
    let built = || assert_cmd::cargo::cargo_bin!("goodcall").to_path_buf();
    std::env::var_os("GOODCALL_BINARY").map_or_else(built, PathBuf::from)
}

/// One line for people: what was tried, how often, and what was lost.
pub(super) fn report(tried: &str, how_often: usize, lost: &str) {
    println!("faults: {tried} | {how_often} | {lost} | seed {}", seed());
}

/// Chance, the same for the same seed (`SplitMix64`).
pub(super) struct Chance(u64);

impl Chance {
    /// Chance of a test's own, so that tests don't disturb each other.
    pub(super) fn of(test: &str) -> Self {
        Self(test.bytes().fold(seed(), |n, byte| n.wrapping_mul(31).wrapping_add(u64::from(byte))))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below this one.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(limit.max(1)).expect("a number")).expect("a number")
    }

    /// Some of this time.
    pub(super) fn part_of(&mut self, time: Duration) -> Duration {
        time.mul_f64(self.below(10_000) as f64 / 10_000.0)
    }
}

/// What a run left.
#[derive(Debug)]
pub(super) struct Ran {
    /// None where a signal ended it.
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub(super) fn ok(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    #[track_caller]
    pub(super) fn json(self) -> Value {
        let ran = self.ok();
        serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran:?}"))
    }

    /// It ended in a way that a person can do something with: done, or failed with a reason and without a panic.
    #[track_caller]
    pub(super) fn ended_well(self) -> Self {
        assert!(matches!(self.code, Some(0 | 1 | 4)), "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        assert!(self.code == Some(0) || self.err.trim().len() > 20, "no reason was given: {self:?}");
        self
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// Waits for a process, and says so where it hangs.
#[track_caller]
pub(super) fn wait_for(child: Child) -> Output {
    let id = process_id(&child);
    let (tell, ended) = channel();
    std::thread::spawn(move || tell.send(child.wait_with_output()));
    match ended.recv_timeout(HANGS) {
        Ok(output) => output.expect("an end"),
        Err(_) => {
            let _killed = kill_process(id, Signal::KILL);
            panic!("it hangs");
        }
    }
}

pub(super) fn process_id(child: &Child) -> Pid {
    Pid::from_raw(i32::try_from(child.id()).expect("a process")).expect("a process")
}

/// A folder with a book in it.
pub(super) struct Background {
    folder: TempDir,
}

impl Background {
    /// A folder in which no book was begun yet.
    pub(super) fn bare() -> Self {
        let ground = Self { folder: tempfile::tempdir().expect("a folder") };
        for name in ["home", "tmp", "book"] {
            fs::create_dir(ground.path(name)).expect("a folder");
        }
        ground
    }

    /// A book with two favorites.
    pub(super) fn new() -> Self {
        let ground = Self::bare();
        for name in ["Ana", "Ben"] {
            ground.run(&["add", name, "--favorite"]).ok();
        }
        ground
    }

    /// The made-up book of the demo: hundreds of touches.
    pub(super) fn lively() -> Self {
        let ground = Self::bare();
        let path = ground.book();
        let mut demo = ground.command(&["demo", "--save"]);
        demo.env_remove("GOODCALL_DB").arg(path);
        Ran::from(demo.output().expect("goodcall starts")).ok();
        ground
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The book's file; nothing else lies in its folder.
    pub(super) fn book(&self) -> PathBuf {
        self.path("book/book.db")
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        fs::read(self.book()).expect("the book")
    }

    /// Prepares a run on the book on a Monday morning; nothing of the machine shows through.
    pub(super) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(binary());
        self.dress(&mut command);
        command.args(words);
        command
    }

    /// The surroundings of a run.
    pub(super) fn dress(&self, command: &mut Command) {
        command.env_clear().current_dir(self.path("home")).stdin(Stdio::null());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", self.path("home")).env("TMPDIR", self.path("tmp"));
        command.env("TZ", "UTC").env("LANG", "C.UTF-8");
        command.env("GOODCALL_DB", self.book()).env("GOODCALL_NOW", MONDAY);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }

    #[track_caller]
    pub(super) fn run(&self, words: &[&str]) -> Ran {
        finish(&mut self.command(words))
    }

    /// The same at another time.
    #[track_caller]
    pub(super) fn run_at(&self, now: &str, words: &[&str]) -> Ran {
        finish(self.command(words).env("GOODCALL_NOW", now))
    }

    /// The book as the test itself reads it; what a crash left half done is rolled back.
    pub(super) fn look(&self) -> Connection {
        Connection::open(self.book()).expect("the book")
    }

    /// The text of every touch.
    pub(super) fn texts(&self) -> Vec<String> {
        strings(&self.look(), "SELECT text FROM touch ORDER BY id")
    }

    /// How often a log with this text is in the book.
    pub(super) fn count(&self, text: &str) -> usize {
        self.texts().iter().filter(|t| *t == text).count()
    }

    /// The file is sound: pages, indexes, references, and the search index against what it indexes.
    #[track_caller]
    pub(super) fn is_sound(&self) {
        is_sound(&self.book());
    }

    /// What the export says of the book, but when it was made and what is no change of it.
    #[track_caller]
    pub(super) fn export(&self) -> Value {
        let mut all = self.run(&["export", "json"]).json();
        all["goodcall"] = Value::Null;
        // Open offers and counters of what was shown are no changes: undo leaves them alone.
        all["pick"].as_array_mut().expect("picks").retain(|pick| pick["state"] != "offered");
        for remark in all["remark"].as_array_mut().expect("remarks") {
            for counter in ["times_shown", "last_shown_at"] {
                remark[counter] = Value::Null;
            }
        }
        all
    }
}

/// Runs to the end.
#[track_caller]
pub(super) fn finish(command: &mut Command) -> Ran {
    wait_for(command.spawn().expect("it starts")).into()
}

/// Runs to the end with something on standard input.
#[track_caller]
pub(super) fn finish_with(command: &mut Command, input: &str) -> Ran {
    use std::io::Write;
    let mut child = command.stdin(Stdio::piped()).spawn().expect("it starts");
    // Whoever fails early reads nothing.
    let _unread = child.stdin.take().expect("an input").write_all(input.as_bytes());
    wait_for(child).into()
}

pub(super) fn strings(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).expect("a sound question");
    statement.query_map([], |row| row.get(0)).expect("rows").map(|row| row.expect("a row")).collect()
}

/// The file is sound: pages, indexes, references, and the search index against what it indexes.
#[track_caller]
pub(super) fn is_sound(book: &Path) {
    let db = Connection::open(book).expect("the book");
    assert_eq!(strings(&db, "PRAGMA integrity_check"), ["ok"]);
    let strays = db
        .prepare("PRAGMA foreign_key_check")
        .expect("a check")
        .query([])
        .expect("rows")
        .next()
        .expect("a row")
        .is_some();
    assert!(!strays, "a reference leads nowhere");
    db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)", []).expect("a sound index");
    let parts = "INSERT INTO search_part (search_part, rank) VALUES ('integrity-check', 1)";
    db.execute(parts, []).expect("an index that agrees");
}
