//! Back from a backup: it takes the place of the book, which stays aside.

use std::path::{Path, PathBuf};

use super::Now;
use super::backups::{ASIDE, COMPANIONS, Place, look_closely};
use crate::book::Book;
use crate::book::check::{Findings, Part};
use crate::book::copy::Watch;
use crate::book::undo::UndoEnd;
use crate::config::Settings;
use crate::error::{About, Error, ErrorKind, Result, io_words};
use crate::files::{self, AtomicFile, IfExists, folder_of, numbered, with_suffix};
use crate::sync::keyfile;

/// A restored book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the book lies now.
    pub book: PathBuf,
    /// Where the previous book lies now; None where there was none.
    pub aside: Option<PathBuf>,
    /// How many came back, archived ones too.
    pub customers: usize,
    /// How many came back.
    pub touches: usize,
    /// What the book's own rules find wrong with it; may be empty.
    pub found: Vec<(Part, Findings)>,
    /// What becomes of its part in a sync.
    pub sync: SyncRestored,
}

/// What a restore makes of a book's part in a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyncRestored {
    /// It has none, and had none.
    None,
    /// The next sync goes on.
    GoesOn,
    /// It ended: the backup is from before the sync was set up.
    Ended,
}

/// Puts a backup in the place of a book, which is kept aside. The backup is copied and checked first, and at no moment
/// is there no book.
pub fn restore(file: &Path, book: &Path, settings: &Settings, now: Now) -> Result<Restored> {
    if book == Path::new(super::IN_MEMORY) {
        return Err(Error::book_in_memory(ErrorKind::Usage, "be restored"));
    }
    let real = book.canonicalize().unwrap_or_else(|_| book.to_path_buf());
    if file.canonicalize().is_ok_and(|f| f == real) {
        return Err(Error::usage(format!("{} is the book itself; nothing was changed", file.display()))
            .help("name a backup of it"));
    }
    if !file.exists() {
        return Err(Error::failed(format!("{} does not exist; nothing was changed", file.display()))
            .help(known(book, settings)));
    }
    if !file.is_file() {
        return Err(
            Error::failed(format!("{} is not a file; nothing was changed", file.display())).help(known(book, settings))
        );
    }
    let folder = folder_of(&real);
    if !folder.is_dir() {
        files::make_private_folder(folder).about("make the folder", folder)?;
    }
    let copy = AtomicFile::begin(folder).map_err(|e| {
        Error::new(ErrorKind::Permission, format!("could not write into {}: {}", folder.display(), io_words(&e)))
            .help("nothing was changed; give yourself permission to write the folder, or make room")
    })?;
    let unusable = |why: &str| {
        Error::new(ErrorKind::Damaged, format!("{} can't be restored: {why}", file.display()))
            .help(format!("nothing was changed; {}", known(book, settings)))
    };
    let ours = |e: Error| match e.kind {
        ErrorKind::Damaged => unusable(&e.message),
        ErrorKind::Newer => Error::new(
            ErrorKind::Newer,
            format!("{} can't be restored: it was written by a newer goodcall", file.display()),
        )
        .help("nothing was changed; update goodcall, then restore it again"),
        _ => e,
    };
    Book::copy_file(file, copy.path()).map_err(ours)?;
    let mut opened = Book::open_copy(copy.path()).map_err(ours)?;
    let watch = Watch::default();
    for part in [Part::File, Part::References] {
        let found = opened.look_for_damage(part, &watch)?;
        if !found.is_empty() {
            return Err(unusable(&found.to_string()));
        }
    }
    let (customers, touches) = opened.counts()?;
    let sync = match (opened.membership()?.is_some(), keyfile::read(&real).ok().flatten()) {
        (true, _) => SyncRestored::GoesOn,
        (false, Some(keys)) if keys.own_key().is_some() => SyncRestored::Ended,
        (false, _) => SyncRestored::None,
    };
    let found = look_closely(&opened, &watch)?;
    let clock = now.clock(settings.zone);
    // What was done before the backup is as old as the backup: undo would take back something else than the restore.
    opened.end_undo(&clock, UndoEnd::Restore)?;
    drop(opened);
    let stamp = clock.local().format("%Y-%m-%d-%H%M%S").to_string();
    let aside = put_in_place(copy, &real, &stamp)?;
    Ok(Restored { book: book.to_path_buf(), aside, customers, touches, found, sync })
}

/// Says which backups there are.
fn known(book: &Path, settings: &Settings) -> String {
    let place = Place::of(book, settings);
    match place.backups().first() {
        Some(newest) => format!("the newest backup is {}", newest.path.display()),
        None => format!("there are no backups in {}", place.folder().display()),
    }
}

fn put_in_place(copy: AtomicFile, book: &Path, stamp: &str) -> Result<Option<PathBuf>> {
    if !book.exists() {
        copy.persist(book, IfExists::Keep)?;
        return Ok(None);
    }
    // No program may be in the middle of a change; none has a book open that can't be opened.
    let held = match Book::hold(book) {
        Err(e) if matches!(e.kind, ErrorKind::Busy | ErrorKind::Permission) => return Err(e),
        held => held.ok(),
    };
    let aside = keep_aside(book, stamp)?;
    for companion in COMPANIONS {
        let left = with_suffix(book, companion);
        if held.is_none() && left.exists() {
            // It belongs to the old book, and would spoil the new one.
            std::fs::rename(&left, with_suffix(&aside, companion)).about("put aside", &left)?;
        }
    }
    copy.persist(book, IfExists::Replace)?;
    Ok(Some(aside))
}

/// Gives the present book a second name, under which it stays.
fn keep_aside(book: &Path, stamp: &str) -> Result<PathBuf> {
    for name in numbered(&with_suffix(book, &format!("{ASIDE}{stamp}"))) {
        match std::fs::hard_link(book, &name) {
            Ok(()) => return Ok(name),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            // The file system has no hard links.
            Err(_) => {
                let mut copy = AtomicFile::begin(folder_of(book)).about("put aside", book)?;
                let mut from = std::fs::File::open(book).about("put aside", book)?;
                std::io::copy(&mut from, copy.file()).about("put aside", book)?;
                copy.persist(&name, IfExists::Keep)?;
                return Ok(name);
            }
        }
    }
    Err(Error::failed(format!("there are too many copies beside {}; nothing was changed", book.display()))
        .help("move some of them elsewhere"))
}
