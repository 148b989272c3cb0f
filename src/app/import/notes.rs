//! What an import says of rows: why they were left out, and what was kept, but not as it stands.

use std::path::{Path, PathBuf};

use super::Imported;
use crate::domain::customer::CustomerDraft;
use crate::error::{Error, ErrorKind};
use crate::exchange::Rejected;
use crate::text;

/// How many of the rejected rows, and of the notes, to name; the others are only counted.
const NAMED_ROWS: usize = 100_000;

/// How many rejected rows to keep whole, so that a person can add them one by one.
const KEPT_ROWS: usize = 200;

/// What an import says of a row: why it was rejected, or what of it was kept, but not as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportNote {
    /// The file that it is in.
    pub file: PathBuf,
    /// Counted from 1: the row's first line, or where the card begins; 0 where the note is about the whole file.
    pub line: u64,
    /// For people: what is wrong with it, and what became of it.
    pub reason: String,
    /// What a rejected row does say, of the first rows: enough to add it by hand.
    pub draft: Option<Box<CustomerDraft>>,
}

/// The first notes of an import, and the count of the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportNotes {
    /// The first of them, in the order of the files.
    pub named: Vec<ImportNote>,
    /// How many more there are.
    pub more: usize,
}

impl ImportNotes {
    pub(super) fn add(&mut self, file: &Path, line: u64, reason: String) {
        self.add_row(file, Rejected { line, reason, draft: None });
    }

    pub(super) fn add_row(&mut self, file: &Path, row: Rejected) {
        let Rejected { line, reason, draft } = row;
        if self.named.len() < NAMED_ROWS {
            let draft = draft.filter(|_| self.named.len() < KEPT_ROWS);
            self.named.push(ImportNote { file: file.to_path_buf(), line, reason, draft });
        } else {
            self.more += 1;
        }
    }

    /// Counts all of them.
    pub fn count(&self) -> usize {
        self.named.len() + self.more
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.named.is_empty()
    }
}

/// Returns the error for rejected rows, if there are any.
pub fn left_out_error(imported: &Imported) -> Option<Error> {
    if imported.rejected.is_empty() {
        return None;
    }
    let rejected = |participle: &str| {
        let files = text::count(imported.not_understood, "file was not understood", "files were not understood");
        let rows = imported.rejected.count() - imported.not_understood;
        let rows = (rows > 0).then(|| format!("{} {participle}", text::count(rows, "row was", "rows were")));
        let files = (imported.not_understood > 0).then_some(files);
        files.into_iter().chain(rows).collect::<Vec<_>>().join(", ")
    };
    let them = if imported.rejected.count() == 1 { "it" } else { "them" };
    let (what, help) = if imported.refused {
        let help = format!("correct {them}, or import without --strict");
        (format!("{}, so nothing was added (--strict)", rejected("wrong")), help)
    } else if imported.dry_run {
        (rejected("wrong and would be left out"), format!("correct {them} and look again"))
    } else {
        let help = format!("correct {them} and import the file again: nobody comes in twice");
        let others = if brought_in(imported) { "the others are in the book" } else { "nothing was imported" };
        (format!("{}; {others}", rejected("left out")), help)
    };
    Some(Error::new(ErrorKind::Partial, what).help(help))
}

/// Whether some rows stand in the book, new or as before.
fn brought_in(imported: &Imported) -> bool {
    imported.added + imported.updated + imported.unchanged + imported.touches > 0 || !imported.kinds.is_empty()
}
