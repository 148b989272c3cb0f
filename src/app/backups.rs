//! Backups: goodcall takes one a day and on request, and checks each before it gets its name.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::NaiveDate;

use super::App;
use crate::book::Book;
use crate::book::check::{Findings, Part};
pub use crate::book::copy::Watch;
use crate::book::written_files::Written;
use crate::config::Settings;
use crate::domain::backups::{Kept, kept_days};
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{self, AtomicFile, IfExists, folder_of, numbered};

pub use pointing::{BookInUse, point_to_backup};

mod pointing;

/// What stands between a book's name and the day of its backup.
const MARK: &str = ".backup-";
/// What stands between a book's name and the moment at which another took its place.
pub(super) const ASIDE: &str = ".before-restore-";
/// What stands between a book's name and the version that it had before an update.
const VERSION: &str = ".version-";
/// What stands between a book's name and the day on which doctor repaired it.
pub(super) const BEFORE_REPAIR: &str = ".before-mending-";
/// What stands between a book's name and the day on which doctor took out what belonged to nothing.
pub(super) const ORPHANS: &str = ".orphans-";
/// What SQLite leaves beside a book that was not closed well.
pub(super) const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];
/// After this long, nobody can still be writing an `AtomicFile` file, so goodcall removes it.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);
/// A backup of a book up to this size takes no noticeable time.
const SMALL: u64 = 16 << 20;

/// A backup that lies beside the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// The copy itself, a book like any other.
    pub path: PathBuf,
    /// The user's local day of the backup, as its name says.
    pub day: NaiveDate,
}

/// A new backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// Where it lies.
    pub path: PathBuf,
    /// How many customers the copy holds, archived ones too.
    pub customers: usize,
    /// How many touches the copy holds.
    pub touches: usize,
    /// What the book's own rules found wrong, where SQLite found nothing.
    pub found: Vec<(Part, Findings)>,
}

/// Where the backups of one book lie, and their names.
#[derive(Debug, Clone)]
pub struct Place {
    folder: PathBuf,
    /// How the names begin.
    stem: String,
    /// Where they lay before a folder was configured, and how their names begin there.
    before: Option<(PathBuf, String)>,
    book: PathBuf,
}

impl Place {
    /// Finds the place for a book's backups: beside it, or in the configured folder.
    pub fn of(book: &Path, settings: &Settings) -> Self {
        let real = book.canonicalize().unwrap_or_else(|_| book.to_path_buf());
        let name = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let beside = folder_of(&real).to_path_buf();
        let configured = settings.config.backups.folder.as_str();
        if configured.is_empty() {
            return Self { folder: beside, stem: name, before: None, book: real };
        }
        // Books of the same name from several folders may share it.
        let stem = format!("{name}.{:08x}", fingerprint(&real.to_string_lossy()));
        let folder = beside.join(crate::system::at_home(configured));
        Self { folder, stem, before: Some((beside, name)), book: real }
    }

    /// Returns the folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lists all backups, the newest first.
    pub fn backups(&self) -> Vec<Backup> {
        let mut found = backups_in(&self.folder, &self.stem);
        found.extend(self.before.iter().flat_map(|(folder, stem)| backups_in(folder, stem)));
        found.sort_by_key(|b| std::cmp::Reverse((b.day, b.path.as_os_str().len(), b.path.clone())));
        found
    }

    /// Lists the copies of the book that goodcall put aside before it restored, updated or repaired it.
    pub fn put_aside(&self) -> Vec<PathBuf> {
        let name = self.book.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = folder_of(&self.book);
        let mut found: Vec<PathBuf> = names_in(folder)
            .filter(|n| {
                let is_copy = |rest: &str| [ASIDE, VERSION, BEFORE_REPAIR].iter().any(|mark| rest.starts_with(mark));
                n.strip_prefix(&name).is_some_and(is_copy)
            })
            .filter(|n| !COMPANIONS.iter().any(|c| n.ends_with(c)))
            .map(|n| folder.join(n))
            .collect();
        found.sort();
        found
    }

    /// Lists the files in which doctor keeps what it took out.
    pub fn taken_out(&self) -> Vec<PathBuf> {
        let name = self.book.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let folder = folder_of(&self.book);
        let ours = |n: &String| n.strip_prefix(&name).is_some_and(|rest| rest.starts_with(ORPHANS));
        names_in(folder).filter(ours).map(|n| folder.join(n)).collect()
    }

    fn of_day(&self, day: NaiveDate) -> PathBuf {
        self.folder.join(format!("{}{MARK}{day}", self.stem))
    }

    /// Finds the newest backup in which SQLite sees no damage. One from the future was taken while the clock was wrong, and
    /// comes after all others.
    pub fn newest_good(&self, today: NaiveDate) -> Option<Backup> {
        let mut backups = self.backups();
        backups.sort_by_key(|b| b.day > today);
        backups.into_iter().find(|b| Book::is_sound(&b.path))
    }
}

fn backups_in(folder: &Path, stem: &str) -> Vec<Backup> {
    let begins = format!("{stem}{MARK}");
    names_in(folder)
        .filter_map(|name| {
            let rest = name.strip_prefix(&begins)?;
            let day = rest.get(..10)?.parse().ok()?;
            let number = rest.get(10..)?;
            let numbered = number.is_empty()
                || number.strip_prefix('.').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
            numbered.then(|| Backup { path: folder.join(&name), day })
        })
        .collect()
}

fn names_in(folder: &Path) -> impl Iterator<Item = String> + use<> {
    std::fs::read_dir(folder).into_iter().flatten().filter_map(|e| e.ok()?.file_name().into_string().ok())
}

/// Computes FNV-1a, which is the same on every machine and in every version.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

fn wanted(settings: &Settings) -> Kept {
    let b = &settings.config.backups;
    let many = |n: u32| usize::try_from(n).unwrap_or(usize::MAX);
    Kept { daily: many(b.daily), weekly: many(b.weekly), monthly: many(b.monthly) }
}

/// How closely to check a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// As SQLite's `quick_check` does, while the user waits.
    Briefly,
    /// By everything that doctor knows of damage.
    Closely,
}

/// When a backup is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// The day has its backup, the user wants none, or the book can't be written.
    No,
    /// Now, and the book is small enough to copy at once.
    Soon,
    /// Now, in the background.
    Aside,
}

impl App {
    /// Returns where this book's backups lie; None for a book in memory.
    pub fn backups(&self) -> Option<Place> {
        self.book.path().map(|path| Place::of(path, &self.settings))
    }

    /// Whether backups are taken of this book: it is in a file that can be written, and the user wants some.
    pub(super) fn keeps_backups(&self) -> bool {
        self.book.path().is_some() && self.book.can_write() && !wanted(&self.settings).is_none()
    }

    /// Finds the newest backup of today.
    pub(super) fn backup_of_today(&self) -> Option<PathBuf> {
        let newest = self.backups()?.backups().into_iter().next()?;
        (newest.day == self.clock().today()).then_some(newest.path)
    }

    /// Whether today's backup is due.
    pub fn backup_due(&self) -> Due {
        let Some(place) = self.backups().filter(|_| self.keeps_backups()) else { return Due::No };
        // The usual name first: a search takes longer the more a folder holds.
        let today = self.clock().today();
        if place.of_day(today).exists() || place.backups().iter().any(|b| b.day == today) {
            return Due::No;
        }
        let size = std::fs::metadata(&place.book).map_or(u64::MAX, |m| m.len());
        if size <= SMALL { Due::Soon } else { Due::Aside }
    }

    /// Whether a command that changed the book takes today's backup: where that takes no time, in a book that
    /// is older than today.
    pub fn command_backs_up(&self) -> bool {
        self.book.was_changed() && self.is_of_another_day() && self.backup_due() == Due::Soon
    }

    fn is_of_another_day(&self) -> bool {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        let Some(place) = self.backups() else { return false };
        let age = std::fs::metadata(&place.book).and_then(|m| m.created()).ok().and_then(|at| at.elapsed().ok());
        age.is_some_and(|age| age >= DAY) || !place.backups().is_empty()
    }

    /// Takes today's backup, and removes those that goodcall no longer keeps.
    pub fn back_up_daily(&self, look: Depth, watch: &Watch) -> Result<BackedUp> {
        let place = self.place()?;
        let today = self.clock().today();
        make_folder(&place)?;
        for left in files::leftovers(&place.folder, ABANDONED_AFTER) {
            // Tomorrow's backup removes what can't be removed now.
            let _left = std::fs::remove_file(left);
        }
        let taken = self.copy_checked(&place.folder, look, watch)?;
        let target = place.of_day(today);
        match taken.file.persist(&target, IfExists::Keep) {
            // Another goodcall was first; one is enough.
            Err(_) if target.is_file() => {}
            placed => placed?,
        }
        clear_away(&place, today, wanted(&self.settings));
        told_of(target, look, watch)
    }

    /// Takes a backup now: into a file, or beside the others.
    pub fn back_up(&mut self, to: Option<&Path>, taken: IfExists) -> Result<BackedUp> {
        let watch = Watch::default();
        let Some(path) = to else {
            let path = self.back_up_beside(Depth::Closely, &watch)?;
            return told_of(path, Depth::Closely, &watch);
        };
        files::refuse_taken(path, taken)?;
        self.refuse_the_book_itself(path)?;
        let copy = self.copy_checked(folder_of(path), Depth::Closely, &watch)?;
        copy.file.persist(path, taken)?;
        self.note_written(path, Written::Backup);
        told_of(path.to_path_buf(), Depth::Closely, &watch)
    }

    /// Takes a backup beside the others, whether the day has one or not; returns where it lies.
    pub(super) fn back_up_beside(&self, look: Depth, watch: &Watch) -> Result<PathBuf> {
        let place = self.place()?;
        make_folder(&place)?;
        let copy = self.copy_checked(&place.folder, look, watch)?;
        copy.file.persist_first_free(numbered(&place.of_day(self.clock().today())))
    }

    /// Fails where the target is the book itself.
    pub(super) fn refuse_the_book_itself(&self, path: &Path) -> Result<()> {
        let whole =
            |path: &Path| folder_of(path).canonicalize().ok().map(|f| f.join(path.file_name().unwrap_or_default()));
        let is_companion = |book: &Path| {
            let book = book.canonicalize().unwrap_or_else(|_| book.to_path_buf());
            COMPANIONS.iter().any(|c| whole(path) == Some(files::with_suffix(&book, c)))
        };
        if self.book.path().is_some_and(is_companion) {
            return Err(Error::failed(format!("{} belongs to the book; nothing was written", path.display()))
                .help("name another file"));
        }
        let same = |book: &Path| matches!((book.canonicalize(), path.canonicalize()), (Ok(a), Ok(b)) if a == b);
        if self.book.path().is_some_and(same) {
            return Err(Error::failed(format!("{} is the book itself; nothing was written", path.display()))
                .help("name another file"));
        }
        Ok(())
    }

    fn place(&self) -> Result<Place> {
        self.backups().ok_or_else(|| {
            Error::failed("this book is in memory, so there is nothing to keep").help("name a file to back it up into")
        })
    }

    fn copy_checked(&self, folder: &Path, look: Depth, watch: &Watch) -> Result<Checked> {
        let damaged = |found: String| {
            Err(Error::new(ErrorKind::Damaged, format!("the book is damaged: {found}"))
                .help("goodcall took no backup, so that the good ones stay; goodcall doctor says more"))
        };
        let file = AtomicFile::begin(folder).about("write a backup into", folder)?;
        self.book.copy_into(file.path(), watch)?;
        if look == Depth::Briefly {
            return match Book::damage_in(file.path())? {
                Some(found) => damaged(found),
                None => Ok(Checked { file }),
            };
        }
        let copy = Book::open_copy(file.path())?;
        for part in [Part::File, Part::References] {
            let found = copy.look_for_damage(part, watch)?;
            if !found.is_empty() {
                return damaged(found.to_string());
            }
        }
        Ok(Checked { file })
    }
}

/// Checks a backup more closely, and describes it.
fn told_of(path: PathBuf, depth: Depth, watch: &Watch) -> Result<BackedUp> {
    let copy = Book::open_copy(&path)?;
    let (customers, touches) = copy.counts()?;
    let found = if depth == Depth::Closely { look_closely(&copy, watch)? } else { Vec::new() };
    Ok(BackedUp { found, path, customers, touches })
}

/// Makes a sound copy, which has no name yet.
struct Checked {
    file: AtomicFile,
}

/// Finds what breaks the book's own rules.
pub(super) fn look_closely(book: &Book, watch: &Watch) -> Result<Vec<(Part, Findings)>> {
    let mut found = Vec::new();
    for part in Part::ALL.into_iter().filter(|p| !matches!(p, Part::File | Part::References)) {
        let findings = book.look_for_damage(part, watch)?;
        if !findings.is_empty() {
            found.push((part, findings));
        }
    }
    Ok(found)
}

fn make_folder(place: &Place) -> Result<()> {
    if place.folder.is_dir() {
        return Ok(());
    }
    files::make_private_folder(&place.folder).about("make the folder", &place.folder)
}

/// Removes the backups of days that goodcall does not keep, and all but the newest of each day before today.
fn clear_away(place: &Place, today: NaiveDate, kept: Kept) {
    let backups = place.backups();
    // Backups from the future, taken while the clock was wrong, must not push others out.
    let days: Vec<NaiveDate> = backups.iter().map(|b| b.day).filter(|d| *d <= today).collect();
    let stay = kept_days(&days, kept);
    let mut seen = std::collections::HashSet::new();
    for backup in backups {
        let newest_of_day = seen.insert(backup.day);
        if backup.day < today && !(newest_of_day && stay.contains(&backup.day)) {
            // Another day removes one that can't be removed now.
            let _left = std::fs::remove_file(&backup.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn books_of_one_name_don_t_share_their_backups() {
        let settings = crate::config::parse("[backups]\nfolder = \"/backups\"", Path::new("")).unwrap();
        let (a, b) = (Place::of(Path::new("/a/x.db"), &settings), Place::of(Path::new("/b/x.db"), &settings));
        assert_eq!(a.folder, b.folder);
        assert_ne!(a.stem, b.stem);
        assert_eq!(fingerprint("goodcall"), fingerprint("goodcall"));
    }
}
