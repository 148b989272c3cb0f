//! A book in a folder of its own, the real program run on it at a fixed instant, and what that printed.
//!
//! Nothing of the machine shows through: no environment, home, locale, zone, clock or terminal.

pub(crate) mod attacks;
#[cfg(feature = "team")]
pub(crate) mod postgres;
#[cfg(feature = "team")]
pub(crate) mod server;
pub(crate) mod shared;
#[cfg(feature = "team")]
pub(crate) mod teams;
#[cfg(feature = "team")]
pub(crate) mod wire;

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A Monday morning.
pub(crate) const MONDAY: &str = "2026-11-23T10:00:00Z";
/// Before every call day that the tests speak of: when the customers were added.
const BEGINNING: &str = "2026-09-01T09:00:00Z";

/// All files below a folder.
pub(crate) fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found
}

/// A folder with a book in it.
pub(crate) struct Book {
    folder: TempDir,
    zone: &'static str,
    now: RefCell<String>,
}

impl Book {
    /// A folder in which no book was begun yet.
    pub(crate) fn new() -> Self {
        Self::in_zone("UTC")
    }

    /// The same for a user who lives elsewhere.
    pub(crate) fn in_zone(zone: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        fs::create_dir_all(folder.path().join("home/tmp")).expect("a home");
        Self { folder, zone, now: RefCell::new(MONDAY.into()) }
    }

    /// A book with favorites, added one second after the other and never talked to.
    pub(crate) fn with_favorites(names: &[&str]) -> Self {
        let book = Self::new();
        for (second, name) in names.iter().enumerate() {
            let added = BEGINNING.replace(":00Z", &format!(":{second:02}Z"));
            book.at(&added).run(&format!("add {name} --favorite")).ok();
        }
        book.at(MONDAY);
        book
    }

    /// Sets the clock of the runs that follow.
    pub(crate) fn at(&self, now: &str) -> &Self {
        *self.now.borrow_mut() = now.into();
        self
    }

    /// A path in the book's folder.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The book's file.
    pub(crate) fn file(&self) -> PathBuf {
        self.path("book.db")
    }

    /// Writes a file into the book's folder.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).expect("a file of the test");
        path
    }

    /// Reads a file of the book's folder.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a file that the program wrote")
    }

    /// Runs goodcall on the book, with words as a shell would split them.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.go(line).run()
    }

    /// Runs goodcall on the book, with words that stand as they are.
    pub(crate) fn words(&self, words: &[&str]) -> Ran {
        let mut go = self.go("");
        go.command.args(words);
        go.run()
    }

    /// Prepares a run.
    pub(crate) fn go(&self, line: &str) -> Go {
        let mut go = self.bare(line);
        go.command.arg("--db").arg(self.file()).arg("--now").arg(&*self.now.borrow());
        go
    }

    /// Prepares a run that is told neither book nor time.
    pub(crate) fn bare(&self, line: &str) -> Go {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("goodcall"));
        let home = self.path("home");
        command.env_clear().current_dir(self.folder.path()).timeout(std::time::Duration::from_secs(60));
        for kept in ["PATH", "SystemRoot"] {
            command.envs(std::env::var_os(kept).map(|value| (kept, value)));
        }
        // What is put aside is put into the test's own folder.
        for temporary in ["TMPDIR", "TEMP", "TMP"] {
            command.env(temporary, home.join("tmp"));
        }
        command.env("TZ", self.zone).env("LANG", "C.UTF-8");
        for (name, folder) in [("HOME", ""), ("USERPROFILE", ""), ("APPDATA", "AppData"), ("LOCALAPPDATA", "Local")] {
            command.env(name, home.join(folder));
        }
        command.args(split(line));
        Go { command }
    }

    /// The value of a run's JSON.
    pub(crate) fn json(&self, line: &str) -> Value {
        self.run(&format!("{line} --json")).json()
    }

    /// The id of a customer, remark or touch: the first `id` of what a command prints as JSON.
    pub(crate) fn id(&self, line: &str) -> String {
        fn first(value: &Value) -> Option<&str> {
            match value {
                Value::Array(all) => all.iter().find_map(first),
                Value::Object(all) => all.get("id").and_then(Value::as_str).or_else(|| all.values().find_map(first)),
                _ => None,
            }
        }
        first(&self.json(line)).expect("something with an id").into()
    }

    /// Whom `today` answers with, and the state: `"Ana offered"`; `"nobody: all-offered"` where there is no pick.
    pub(crate) fn pick(&self) -> String {
        let today = self.json("today");
        match &today["pick"] {
            Value::Null => format!("nobody: {}", today["why_none"].as_str().expect("a reason")),
            pick => format!("{} {}", text(&pick["customer"]["name"]), text(&pick["state"])),
        }
    }

    /// Who was offered in the open slot and what became of it: `"Ana skipped"`.
    pub(crate) fn offered_before(&self) -> Vec<String> {
        let today = self.json("today");
        let all = today["offered_before"].as_array().expect("a list");
        all.iter().map(|o| format!("{} {}", text(&o["name"]), text(&o["state"]))).collect()
    }

    /// Whom the next call days will offer.
    pub(crate) fn ahead(&self, days: usize) -> Vec<String> {
        names(&self.json(&format!("today --ahead {days}"))["ahead"], "/customer/name")
    }
}

/// A text within JSON.
pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// The texts at a place in each row of a list.
pub(crate) fn names(rows: &Value, place: &str) -> Vec<String> {
    let rows = rows.as_array().unwrap_or_else(|| panic!("not a list: {rows}"));
    rows.iter().map(|row| text(row.pointer(place).unwrap_or(&Value::Null)).to_string()).collect()
}

/// A run that is being prepared.
pub(crate) struct Go {
    command: Command,
}

impl Go {
    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn arg(mut self, word: impl AsRef<std::ffi::OsStr>) -> Self {
        self.command.arg(word);
        self
    }

    pub(crate) fn stdin(mut self, input: impl Into<Vec<u8>>) -> Self {
        self.command.write_stdin(input);
        self
    }

    /// Kills it (SIGKILL) if it has not ended by then.
    #[cfg(feature = "team")]
    pub(crate) fn killed_after(mut self, time: std::time::Duration) -> Self {
        self.command.timeout(time);
        self
    }

    pub(crate) fn run(mut self) -> Ran {
        let said = format!("{:?}", self.command);
        let output = self.command.output().expect("goodcall starts");
        let utf8 = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Ran { said, code: output.status.code(), out: utf8(output.stdout), err: utf8(output.stderr) }
    }
}

/// What a run left: standard output, standard error and exit code.
#[derive(Debug)]
pub(crate) struct Ran {
    said: String,
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// It ended with this code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n--- out\n{}--- err\n{}", self.said, self.out, self.err);
        self
    }

    /// It did what it was told.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.ends(0)
    }

    /// It failed with this code, said why on standard error, and printed no result.
    #[track_caller]
    pub(crate) fn fails(self, code: i32) -> Self {
        let ran = self.ends(code);
        assert!(!ran.err.trim().is_empty(), "{}: no reason was given", ran.said);
        assert_eq!(ran.out, "", "{}: a failure prints no result", ran.said);
        ran
    }

    /// Standard output names this.
    #[track_caller]
    pub(crate) fn says(self, what: &str) -> Self {
        assert!(self.out.contains(what), "{}: no {what:?} in\n{}", self.said, self.out);
        self
    }

    /// Standard output does not name this.
    #[track_caller]
    pub(crate) fn never_says(self, what: &str) -> Self {
        assert!(!self.out.contains(what), "{}: {what:?} in\n{}", self.said, self.out);
        self
    }

    /// Standard error names this.
    #[track_caller]
    pub(crate) fn warns(self, what: &str) -> Self {
        assert!(self.err.contains(what), "{}: no {what:?} in\n{}", self.said, self.err);
        self
    }

    /// Standard error does not name this.
    #[track_caller]
    pub(crate) fn never_warns(self, what: &str) -> Self {
        assert!(!self.err.contains(what), "{}: {what:?} in\n{}", self.said, self.err);
        self
    }

    /// The one JSON value on standard output.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        self.ok().value()
    }

    /// The same, however it ended.
    #[track_caller]
    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{}: {e}\n{}", self.said, self.out))
    }

    /// The `error` of the one JSON value on standard error.
    #[track_caller]
    pub(crate) fn error(&self) -> Value {
        let all: Value = serde_json::from_str(&self.err).unwrap_or_else(|e| panic!("{}: {e}\n{}", self.said, self.err));
        all["error"].clone()
    }

    /// The `kind` of that error.
    #[track_caller]
    pub(crate) fn kind(&self) -> String {
        text(&self.error()["kind"]).to_string()
    }
}

/// What an import noted, as `line: reason`.
pub(crate) fn noted(result: &Value) -> Vec<String> {
    let notes = result["noted"].as_array().expect("notes");
    notes.iter().map(|n| format!("{}: {}", n["line"], n["reason"].as_str().unwrap_or_default())).collect()
}

/// Splits a line as a shell does: blanks, and quotes of both kinds that keep what is between them.
fn split(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            None if c == '\'' || c == '"' => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            None if c == ' ' => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Whether everything is to be tried, however long it takes: `GOODCALL_FAULTS=full`.
pub(crate) fn is_everything() -> bool {
    std::env::var_os("GOODCALL_FAULTS").is_some_and(|v| v == "full")
}

/// Numbers that look thrown, and are the same in every run (xorshift).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.roll() >> 11).expect("53 bits") % end.max(1)
    }

    /// One of several.
    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// The keys of an object, sorted.
pub(crate) fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Asserts that an object has every one of these keys.
#[track_caller]
pub(crate) fn has_keys(value: &Value, wanted: &str) {
    let there = keys(value);
    for key in wanted.split_whitespace() {
        assert!(there.contains(&key), "no {key:?} among {there:?}");
    }
}

/// Whether two files hold the same bytes.
#[track_caller]
pub(crate) fn same_bytes(one: &Path, other: &[u8]) {
    assert!(fs::read(one).expect("a file") == other, "{} has changed", one.display());
}

/// Finds a program of one of these names; None says that the test is not run without it.
pub(crate) fn program(test: &str, names: &[&str]) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .flat_map(|folder| names.iter().map(move |name| folder.join(name)))
        .find(|path| path.is_file());
    if found.is_none() {
        println!("{test} | not run: there is no {}", names[0]);
    }
    found
}

/// Finds a Python that has a module; None says that the test is not run without it.
pub(crate) fn python_with(module: &str, test: &str) -> Option<PathBuf> {
    let python = program(test, &["python3", "python"])?;
    let has = Command::new(&python).args(["-c", &format!("import {module}")]).output();
    if has.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    println!("{test} | not run: python has no {module}");
    None
}
