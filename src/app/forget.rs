//! Forgetting a person for good: goodcall rewrites the book, its backups and the copies put aside without them.

use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::App;
use super::backups::Watch;
use super::search::{Hit, HitKind};
use crate::book::Book;
pub use crate::book::forget::Erased;
use crate::book::forget::{ForgottenPerson, names};
use crate::book::written_files::Written;
use crate::domain::customer::{Customer, CustomerField, first_name};
use crate::domain::ids::CustomerId;
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{self, AtomicFile, IfExists, folder_of};
use crate::text;

/// How many places to list where others name the person.
const MENTIONS: usize = 200;
/// How much of an unsaved log to look at.
const UNSAVED: u64 = 1 << 20;
/// How the names of unsaved logs begin.
const UNSAVED_NAMED: &str = "goodcall-";

/// A line that names a person in what is kept of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamingLine {
    /// The other customer's name.
    pub whose: String,
    /// The field that the line stands in.
    pub field: CustomerField,
    /// The whole line, as written.
    pub line: String,
}

/// What goodcall did to forget a person, and what is left to do.
#[derive(Debug)]
pub struct Forgotten {
    /// What it erased from the book itself.
    pub erased: Erased,
    /// The backups and copies that it rewrote.
    pub rewritten: Vec<PathBuf>,
    /// Copies in which they were one record with somebody else, who went with them there.
    pub with_them: Vec<(PathBuf, String)>,
    /// Files in which they may still be, and why.
    pub left: Vec<(PathBuf, String)>,
    /// Whether goodcall's own copies are among them.
    pub own_left: bool,
}

/// How long a note of a written file may wait: nothing else depends on it.
const NOTED_WITHIN: Duration = Duration::from_millis(250);

impl App {
    /// Notes that the book was copied or exported into a file, so that forget looks there too.
    pub(super) fn note_written(&mut self, path: &Path, what: Written) {
        if !self.book.can_write() || self.book.path().is_none() {
            return;
        }
        let (clock, path) = (self.clock(), path.canonicalize().unwrap_or_else(|_| path.to_path_buf()));
        let before = self.book.wait_at_most(NOTED_WITHIN);
        // Forget looks only into files that are noted, and says so.
        let _unnoted = self.book.note(&clock, |note| note.wrote_file(&path, what));
        self.book.wait_at_most(before);
    }

    /// Notes that the book was exported into a file.
    pub fn note_export(&mut self, path: &Path) {
        self.note_written(path, Written::Export);
    }

    /// Counts what others said at a person's own touches.
    pub fn remarks_of_others(&self, customer: &Customer) -> Result<usize> {
        self.book.remarks_of_others(customer.id)
    }

    /// Lists what people call a customer: the names that the book knows them by, then their first names.
    fn called(&self, customer: &Customer) -> Result<Vec<String>> {
        let merged = self.book.merged_records(customer.id)?.into_iter().map(|(_, name)| name);
        let mut names: Vec<String> = std::iter::once(customer.name.clone()).chain(merged).collect();
        names.extend(names.clone().iter().map(|name| first_name(name).to_string()));
        let mut known = HashSet::new();
        names.retain(|name| !text::fold(name).is_empty() && known.insert(text::fold(name)));
        Ok(names)
    }

    /// Finds what others said that names a person, by any of their names.
    pub fn mentions_of(&self, customer: &Customer) -> Result<Vec<Hit>> {
        let mut found: Vec<Hit> = Vec::new();
        for name in self.called(customer)? {
            let words = text::search_query(&name).unwrap_or_default();
            let mut hits = self.book.search(&words, MENTIONS)?;
            let is_whole = name.split_whitespace().count() > 1;
            let names_them = |said: &str| names(&text::fold(said), &text::fold(&name));
            // A customer of the same first name is another person, and so is whom their own texts name by it.
            let is_namesake = |h: &Hit| is_first_name_of(&name, &h.customer_name);
            hits.retain(|h| is_whole || h.kind != HitKind::Customer && !is_namesake(h));
            hits.retain(|h| h.customer != customer.id && (is_whole && h.remark_kind.is_some() || names_them(&h.text)));
            hits.retain(|h| !found.iter().any(|known| (known.kind, known.id) == (h.kind, h.id)));
            found.extend(hits);
        }
        Ok(found)
    }

    /// Finds lines in other customers' fields of several lines (facts, address) that name a person.
    pub fn lines_naming(&self, customer: &Customer) -> Result<Vec<NamingLine>> {
        let called = self.called(customer)?;
        let mut lines = Vec::new();
        for field in CustomerField::of_lines() {
            for (_, whose, text) in self.book.texts_in(field)?.into_iter().filter(|(id, ..)| *id != customer.id) {
                let mut called = called.clone();
                called.retain(|name| !is_first_name_of(name, &whose));
                let naming = text.lines().filter(|l| names_in(l, &called));
                lines.extend(naming.map(|l| NamingLine { whose: whose.clone(), field, line: l.to_string() }));
            }
        }
        Ok(lines)
    }

    /// Finds setbacks whose words name a person.
    pub fn setbacks_naming(&self, customer: &Customer) -> Result<Vec<String>> {
        let called = self.called(customer)?;
        let mut abouts = self.book.setback_abouts()?;
        abouts.retain(|about| names_in(about, &called));
        Ok(abouts)
    }

    /// Erases a person for good. The copies come first, so that the user can repeat an interrupted run.
    pub fn forget(&mut self, customer: &Customer) -> Result<Forgotten> {
        let clock = self.clock();
        let (mut rewritten, mut left, mut with_them) = (Vec::new(), Vec::new(), Vec::new());
        let person = self.book.person(customer)?;
        let mut records = self.book.merged_records(customer.id)?;
        records.push((customer.id, customer.name.clone()));
        let called: Vec<String> = records.iter().map(|(_, name)| name.clone()).collect();
        let written = self.book.written_files()?;
        let mut own_left = false;
        if let Some(place) = self.backups() {
            let asked_for = written.iter().filter(|(_, w)| *w == Written::Backup).map(|(p, _)| p.clone());
            let mut copies: Vec<PathBuf> =
                place.backups().into_iter().map(|b| b.path).chain(place.put_aside()).chain(asked_for).collect();
            let mut known = HashSet::new();
            copies.retain(|path| known.insert(path.clone()));
            for path in &copies {
                match self.rewrite(path, &person) {
                    Ok(others) => {
                        with_them.extend(others.into_iter().map(|name| (path.clone(), name)));
                        rewritten.push(path.clone());
                    }
                    Err(e) if e.kind == ErrorKind::Interrupted => return Err(e),
                    Err(e) => {
                        own_left = true;
                        left.push((path.clone(), e.message));
                    }
                }
            }
            let mut folders: HashSet<PathBuf> = copies.iter().map(|p| folder_of(p).to_path_buf()).collect();
            folders.insert(place.folder().to_path_buf());
            folders.extend(self.book.path().map(|p| folder_of(p).to_path_buf()));
            for path in folders.iter().flat_map(|f| files::leftovers(f, Duration::ZERO)) {
                if let Err(e) = fs::remove_file(&path) {
                    left.push((path, crate::error::io_words(&e)));
                }
            }
            let taken_out = place.taken_out().into_iter().filter(|path| holds(path, customer));
            left.extend(taken_out.map(|path| (path, "doctor keeps lost rows there".to_string())));
        }
        let mut erased = Erased::default();
        for (id, name) in &records {
            let more = self.book.erase(&clock, *id, name)?;
            erased.touches += more.touches;
            erased.remarks += more.remarks;
            erased.of_others += more.of_others;
            erased.changes += more.changes;
            erased.hanging += more.hanging;
        }
        let exports = written.into_iter().filter(|(path, what)| *what == Written::Export && path.exists());
        left.extend(exports.map(|(path, _)| (path, "it is an export of the book".to_string())));
        left.extend(unsaved_logs_naming(&called).into_iter().map(|p| (p, "it was never saved".to_string())));
        Ok(Forgotten { erased, rewritten, with_them, left, own_left })
    }

    /// Rewrites a copy of the book without a person, in the place of the old one. Returns who went with them, because the
    /// two are one record there and can't be taken apart.
    fn rewrite(&self, path: &Path, person: &ForgottenPerson) -> Result<Vec<String>> {
        if files::is_link(path) {
            return Err(Error::failed("it is a symbolic link"));
        }
        if !path.exists() {
            return Err(Error::failed("it is missing now"));
        }
        let file = AtomicFile::begin(folder_of(path)).about("write beside", path)?;
        let open = || Book::copy_file(path, file.path()).and_then(|()| Book::open_copy(file.path()));
        let mut copy = open()?;
        let clock = self.clock();
        let today = |id| self.book.whose_record(id);
        let mut there = copy.records_of(person, &today)?;
        if !there.joined.is_empty() {
            let gone: Vec<CustomerId> = there.joined.iter().map(|joined| joined.gone).collect();
            if !copy.take_apart(&clock, &gone)? {
                drop(copy);
                copy = open()?;
            }
            there = copy.records_of(person, &today)?;
        }
        let others = there.joined.iter().filter(|joined| joined.other == joined.into);
        there.records.extend(others.map(|joined| (joined.into, joined.other_name.clone())));
        for (id, name) in &there.records {
            copy.erase_from_copy(&clock, *id, name)?;
        }
        // Where they are not a customer, the journal may still tell of them.
        for id in person.ids.iter().filter(|id| !there.records.iter().any(|(found, _)| found == *id)) {
            copy.erase_from_copy(&clock, *id, &person.name)?;
        }
        let found = copy.look_for_damage(crate::book::check::Part::File, &Watch::default())?;
        if !found.is_empty() {
            return Err(Error::new(ErrorKind::Damaged, format!("it is damaged: {found}")));
        }
        drop(copy);
        file.persist(path, IfExists::Replace)?;
        Ok(there.joined.into_iter().map(|joined| joined.other_name).collect())
    }
}

/// Whether a name is what others call somebody by.
fn is_first_name_of(name: &str, whole: &str) -> bool {
    text::fold(name) == text::fold(first_name(whole))
}

/// Whether a text names one of some names.
fn names_in(text: &str, called: &[String]) -> bool {
    let folded = text::fold(text);
    called.iter().any(|name| names(&folded, &text::fold(name)))
}

/// Whether a file holds what only a person has: their name, email or number.
fn holds(path: &Path, customer: &Customer) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    let marks = [Some(&customer.name), customer.email.as_ref(), customer.phone.as_ref()];
    marks.into_iter().flatten().any(|mark| bytes.windows(mark.len().max(1)).any(|w| w == mark.as_bytes()))
}

/// Finds unsaved logs that name a person: they lie in the temporary folder until their writer takes them.
fn unsaved_logs_naming(called: &[String]) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(std::env::temp_dir()) else { return Vec::new() };
    let names_them = |path: &PathBuf| {
        let mut said = String::new();
        let read = fs::File::open(path).and_then(|f| f.take(UNSAVED).read_to_string(&mut said));
        read.is_ok() && names_in(&said, called)
    };
    entries
        .filter_map(std::result::Result::ok)
        .filter(|e| e.file_name().to_string_lossy().starts_with(UNSAVED_NAMED))
        .filter(|e| e.file_type().is_ok_and(|t| t.is_file()))
        .map(|e| e.path())
        .filter(names_them)
        .collect()
}
