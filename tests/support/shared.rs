//! A folder that two machines share, as something else would carry it, and books that sync through it.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use tempfile::TempDir;

use super::{Book, Ran, files_below, text};

/// The folder.
pub(crate) struct Shared(TempDir);

impl Shared {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Its path, as an argument.
    pub(crate) fn word(&self) -> &str {
        self.0.path().to_str().expect("UTF-8")
    }

    /// Sets a book up, under a name; returns the line.
    pub(crate) fn set_up(&self, book: &Book, name: &str) -> String {
        let ran = book.words(&["sync", "setup", self.word(), "--name", name]).ok();
        ran.out.trim().to_string()
    }

    /// Lets a book join, under a name.
    #[track_caller]
    pub(crate) fn join(&self, book: &Book, line: &str, name: &str) -> Value {
        self.joins(book, line, name).json()
    }

    /// Lets a book join with the line that another prints, under a name.
    #[track_caller]
    pub(crate) fn join_from(&self, other: &Book, book: &Book, name: &str) -> Value {
        let line = other.run("sync key").ok().out;
        self.join(book, &line, name)
    }

    /// The same as `join`, whatever comes of it.
    pub(crate) fn joins(&self, book: &Book, line: &str, name: &str) -> Ran {
        book.go("sync join - --json").arg(self.word()).arg("--name").arg(name).stdin(line).run()
    }

    /// Two books that share it: a laptop and a desktop.
    pub(crate) fn two(&self) -> (Book, Book) {
        let (laptop, desktop) = (Book::with_favorites(&["Ana", "Ben"]), Book::new());
        let line = self.set_up(&laptop, "laptop");
        self.join(&desktop, &line, "desktop");
        laptop.run("sync now").ok();
        (laptop, desktop)
    }

    /// All files below it, sorted by name.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let mut found = files_below(self.path());
        found.sort_by_key(|path| (path.file_name().map(ToOwned::to_owned), path.clone()));
        found
    }

    /// The segments of one machine, by number.
    pub(crate) fn of(&self, book: &Book) -> Vec<PathBuf> {
        let id = id_of(book);
        self.files().into_iter().filter(|path| path.parent().is_some_and(|folder| folder.ends_with(&id))).collect()
    }

    /// Takes a copy of all that is there.
    pub(crate) fn copy(&self) -> Vec<(PathBuf, Vec<u8>)> {
        self.files().into_iter().map(|path| (path.clone(), fs::read(path).expect("a file"))).collect()
    }
}

/// A machine's id.
pub(crate) fn id_of(book: &Book) -> String {
    text(&book.json("sync status")["machine"]["id"]).to_string()
}

/// Does one thing after the other on a machine.
#[track_caller]
pub(crate) fn does(book: &Book, acts: &[&str]) {
    for act in acts {
        book.run(act).ok();
    }
}

/// What of a book is alike on all machines: rows by table, without what each has of its own.
pub(crate) fn alike(book: &Book) -> Map<String, Value> {
    let own = ["times_shown", "last_shown_at", "kept_for", "exported_at"];
    let mut all = book.json("export json").as_object().expect("tables").clone();
    all.remove("goodcall");
    for (table, rows) in &mut all {
        let rows = rows.as_array_mut().expect("rows");
        if table == "pick" {
            rows.retain(|row| !["offered", "withdrawn"].contains(&text(&row["state"])));
        }
        for row in rows {
            row.as_object_mut().expect("a row").retain(|column, _| !own.contains(&column.as_str()));
        }
    }
    all
}

/// Syncs books in turn until nobody has anything to say, and makes sure that they hold the same.
#[track_caller]
pub(crate) fn settle(books: &[&Book]) {
    for _ in 0..3 {
        for book in books {
            book.run("sync now").ok();
        }
    }
    for book in &books[1..] {
        for (table, rows) in alike(books[0]) {
            assert_eq!(rows, alike(book)[&table], "{table}");
        }
    }
    for book in books {
        book.run("doctor").ok();
    }
}
