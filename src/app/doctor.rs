//! What doctor looks at: the book, its surroundings, the configuration, the clock and the terminal; and what it mends.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::Now;
use super::backups::{BEFORE_MENDING, Backup, ORPHANS, Place, Watch, point_to_backup};
use crate::book::Book;
use crate::book::check::{Findings, Part};
use crate::config::Settings;
use crate::domain::dates::Clock;
use crate::error::{About, Error, ErrorKind, Result};
use crate::files::{self, Unfinished, folder_of, is_link, with_suffix};
use crate::system;

/// A clock that is so far behind the book was set back.
const CLOCK_SLACK: chrono::TimeDelta = chrono::TimeDelta::hours(26);
/// Unfinished files younger than this may be somebody's work.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);
/// Files that sync programs keep in the folders they look after.
const SYNC_MARKS: [&str; 5] = [".stfolder", ".dropbox", ".dropbox.cache", ".sync", ".owncloudsync.log"];
/// Folders of sync programs, by how their names begin.
const SYNC_FOLDERS: [&str; 12] = [
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "my drive",
    "icloud",
    "com~apple~clouddocs",
    "nextcloud",
    "owncloud",
    "pcloud",
    "megasync",
    "syncthing",
];

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub name: &'static str,
    pub ok: bool,
    /// What was found, and what was mended.
    pub detail: String,
    /// What to do, where something is not right.
    pub help: Option<String>,
}

/// All that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub checks: Vec<Check>,
    /// Whether the book itself can't be trusted.
    pub damaged: bool,
}

impl Report {
    /// Whether all is well.
    pub fn ok(&self) -> bool {
        self.checks.iter().all(|c| c.ok)
    }

    fn right(&mut self, name: &'static str, detail: impl Into<String>) {
        self.checks.push(Check { name, ok: true, detail: detail.into(), help: None });
    }

    fn wrong(&mut self, name: &'static str, detail: impl Into<String>, help: impl Into<String>) {
        self.checks.push(Check { name, ok: false, detail: detail.into(), help: Some(help.into()) });
    }
}

/// Whether what can be mended is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mend {
    Yes,
    /// Only looks, and says what could be done.
    No,
}

/// What doctor is asked to look at.
#[derive(Debug)]
pub struct Patient<'a> {
    pub book: &'a Path,
    /// Whether the book was named on the command line.
    pub named: bool,
    pub settings: &'a Settings,
    pub now: Now,
    /// What is wrong with the configuration; the defaults are in force then.
    pub configuration: Result<String>,
}

/// Looks at everything; whatever is wrong is said, and never an error by itself.
pub fn examine(patient: &Patient<'_>, mend: Mend) -> Report {
    let mut report = Report { checks: Vec::new(), damaged: false };
    if patient.book == Path::new(super::IN_MEMORY) {
        report.right("book", "in memory");
    } else if fs::symlink_metadata(patient.book).is_err() {
        report.right("book", format!("{} is not begun yet", patient.book.display()));
    } else {
        look_at_permissions(patient, mend, &mut report);
        look_into_book(patient, mend, &mut report);
        look_around(patient, mend, &mut report);
        look_at_backups(patient, &mut report);
    }
    match &patient.configuration {
        Ok(said) => report.right("configuration", said.clone()),
        Err(e) => report.wrong("configuration", e.message.clone(), e.help.clone().unwrap_or_default()),
    }
    look_at_zone(patient.settings, &mut report);
    look_at_terminal(&mut report);
    report
}

fn look_into_book(patient: &Patient<'_>, mend: Mend, report: &mut Report) {
    let mut book = match Book::open_existing(patient.book) {
        Ok(book) => book,
        Err(error) => {
            report.damaged = error.kind == ErrorKind::Damaged;
            let today = patient.now.clock(patient.settings.zone).today();
            let error = point_to_backup(error, patient.book, patient.named, patient.settings, today);
            report.wrong("book", error.message, error.help.unwrap_or_default());
            return;
        }
    };
    let clock = patient.now.clock(patient.settings.zone);
    let can_write = if book.can_write() { "" } else { "; it can only be read" };
    match book.counts() {
        Ok((customers, touches)) => report
            .right("book", format!("{}: {customers} customers, {touches} touches{can_write}", patient.book.display())),
        Err(e) => report.wrong("book", e.message, e.help.unwrap_or_default()),
    }
    let mend = if book.can_write() { mend } else { Mend::No };
    if let Err(error) = look_at_parts(&mut book, mend, &clock, patient, report) {
        report.damaged |= error.kind == ErrorKind::Damaged;
        report.wrong("damage", error.message, error.help.unwrap_or_default());
    }
    look_at_clock(&book, &clock, report);
}

/// Looks at all of the book before anything is mended: what is mended from damaged rows would be damaged for good.
fn look_at_parts(book: &mut Book, mend: Mend, clock: &Clock, patient: &Patient<'_>, report: &mut Report) -> Result<()> {
    let watch = Watch::default();
    let mut found = Vec::new();
    for part in Part::ALL {
        found.push((part, book.look_for_damage(part, &watch)?));
    }
    let today = clock.today();
    let good = Place::of(patient.book, patient.settings).newest_good(today);
    let compared = match &good {
        Some(good) => Some(book.compare_with(&good.path, &watch)?),
        None => None,
    };
    let is_wrong = |part: Part, found: &[(Part, Findings)]| found.iter().any(|(p, f)| *p == part && !f.is_empty());
    let differs = compared.as_ref().is_some_and(|c| !c.is_empty());
    let changed = is_wrong(Part::Remarks, &found) || is_wrong(Part::Journal, &found) || differs;
    // Where a backup says that the rows are right, it is the indexes that are wrong.
    let mended_indexes = mend == Mend::Yes
        && is_wrong(Part::File, &found)
        && !changed
        && compared.is_some()
        && book.mend_indexes(&watch)?;
    report.damaged = changed || (is_wrong(Part::File, &found) && !mended_indexes);
    let mut aside = None;
    for (part, findings) in found {
        let name = name_of(part);
        if findings.is_empty() {
            report.right(name, fine(part));
        } else if part == Part::File && mended_indexes {
            report.wrong(
                name,
                format!("{findings}; the indexes were made anew"),
                "the backup says that the rows are right",
            );
        } else if matches!(part, Part::File | Part::Remarks | Part::Journal) {
            report.wrong(name, findings.to_string(), changed_outside(good.as_ref(), patient));
        } else if mend == Mend::No {
            report.wrong(name, findings.to_string(), "goodcall doctor mends it, where the book can be written");
        } else if report.damaged {
            let help = "it was not mended, because what it would be mended from may be damaged as well";
            report.wrong(name, findings.to_string(), help);
        } else {
            mend_part(book, (part, &findings), &mut aside, clock, patient, report)?;
        }
    }
    match (compared, &good) {
        (Some(compared), Some(good)) if compared.is_empty() => {
            report.right(BACKUP, format!("what was not changed since is as in the backup of {}", good.day));
        }
        (Some(compared), Some(good)) => {
            let detail = format!("{compared} (backup of {})", good.day);
            report.wrong(BACKUP, detail, changed_outside(Some(good), patient));
        }
        _ => {}
    }
    Ok(())
}

/// The name of the comparison with the newest backup.
const BACKUP: &str = "since backup";

/// Mends what is worked out from the rest of the book, after the book as it is was put aside.
fn mend_part(
    book: &mut Book,
    (part, findings): (Part, &Findings),
    aside: &mut Option<PathBuf>,
    clock: &Clock,
    patient: &Patient<'_>,
    report: &mut Report,
) -> Result<()> {
    let kept = match aside {
        Some(kept) => kept.clone(),
        None => {
            let file = Unfinished::begin(folder_of(patient.book)).about("put aside", patient.book)?;
            book.copy_into(file.path(), &Watch::default())?;
            let name = with_suffix(patient.book, &format!("{BEFORE_MENDING}{}", clock.today()));
            aside.insert(file.place_first_free(files::numbered(&name))?).clone()
        }
    };
    let done = match part {
        Part::References => mend_references(book, clock, patient)?,
        Part::KeptUp => {
            book.mend_what_is_kept_up(clock)?;
            "it was worked out again from the logs".into()
        }
        _ => {
            book.mend_search(clock)?;
            "it was made anew from what is in the book".into()
        }
    };
    let left = book.look_for_damage(part, &Watch::default())?;
    let detail =
        if left.is_empty() { format!("{findings}; {done}") } else { format!("{left}; it could not be mended") };
    let help = format!(
        "the book as it was is kept in {}; where the book's side of it is the wrong one, put that right by hand",
        kept.display()
    );
    report.wrong(name_of(part), detail, help);
    Ok(())
}

fn name_of(part: Part) -> &'static str {
    match part {
        Part::File => "integrity",
        Part::References => "references",
        Part::Remarks => "remarks",
        Part::KeptUp => "kept up",
        Part::Journal => "journal",
        Part::Search => "search index",
    }
}

fn fine(part: Part) -> &'static str {
    match part {
        Part::File => "SQLite sees no damage",
        Part::References => "every row belongs to something",
        Part::Remarks => "every remark is what its log says",
        Part::KeptUp => "last conversations and counts are what the logs say",
        Part::Journal => "what was written last stands as it was written",
        Part::Search => "search finds what is in the book",
    }
}

fn changed_outside(good: Option<&Backup>, patient: &Patient<'_>) -> String {
    let today = patient.now.clock(patient.settings.zone).today();
    let error = Error::new(ErrorKind::Damaged, "").help("the file was left as it is");
    let pointed = point_to_backup(error, patient.book, patient.named, patient.settings, today);
    let what = "something else than goodcall changed the file, or it is damaged";
    match (good, pointed.help) {
        (Some(_), Some(help)) => format!("{what}; {help}"),
        _ => format!("{what}; there is no good backup to compare it with"),
    }
}

fn mend_references(book: &mut Book, clock: &Clock, patient: &Patient<'_>) -> Result<String> {
    let mut kept = None;
    let mended = book.mend_references(clock, |orphans| {
        let mut text = String::new();
        for orphan in orphans {
            text.push_str(&crate::text::json(&serde_json::json!({"table": orphan.table, "row": orphan.fields})));
            text.push('\n');
        }
        let folder = folder_of(patient.book);
        let mut file = Unfinished::begin(folder).about("keep what is taken out in", folder)?;
        std::io::Write::write_all(file.file(), text.as_bytes()).about("keep what is taken out in", folder)?;
        let target = with_suffix(patient.book, &format!("{ORPHANS}{}", clock.today()));
        kept = Some(file.place_first_free(files::numbered(&target))?);
        Ok(())
    })?;
    let mut said = vec!["references to nothing were cleared".to_string()];
    if mended.given_back > 0 {
        let people = crate::text::count(i64::try_from(mended.given_back).unwrap_or(i64::MAX), "customer", "customers");
        said = vec![format!("{people} who was lost got a record again, with everything that was logged")];
    }
    if let Some(kept) = kept {
        let rows = mended.taken_out.len();
        said.push(format!("{rows} rows that belonged to nothing were taken out, and are kept in {}", kept.display()));
    }
    Ok(said.join("; "))
}

fn look_at_clock(book: &Book, clock: &Clock, report: &mut Report) {
    match book.latest_change() {
        Ok(Some(latest)) if latest - clock.instant > CLOCK_SLACK => report.wrong(
            "clock",
            format!(
                "it is {}, but the book was last changed on {}",
                clock.local().format("%Y-%m-%d %H:%M"),
                latest.with_timezone(&clock.zone).format("%Y-%m-%d %H:%M")
            ),
            "set the clock right; logs are kept under the time they were made at",
        ),
        Ok(_) => report.right("clock", clock.local().format("%Y-%m-%d %H:%M").to_string()),
        Err(e) => report.wrong("clock", e.message, e.help.unwrap_or_default()),
    }
}

/// The book, its backups and the copies put aside are for the user alone.
fn look_at_permissions(patient: &Patient<'_>, mend: Mend, report: &mut Report) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let place = Place::of(patient.book, patient.settings);
        let mut ours: Vec<(PathBuf, u32)> = vec![(patient.book.to_path_buf(), 0o600)];
        ours.extend(place.backups().into_iter().map(|b| (b.path, 0o600)));
        ours.extend(place.put_aside().into_iter().map(|p| (p, 0o600)));
        // Only a folder of the program's own: others are not ours to close.
        ours.extend(own_folder(patient.book).map(|f| (f, 0o700)));
        let (mut open, mut closed) = (Vec::new(), Vec::new());
        for (path, mode) in ours {
            let Ok(found) = fs::metadata(&path) else { continue };
            if found.permissions().mode() & 0o077 == 0 {
                continue;
            }
            let shown = format!("{} ({:o})", path.display(), found.permissions().mode() & 0o777);
            let mended = mend == Mend::Yes && fs::set_permissions(&path, fs::Permissions::from_mode(mode)).is_ok();
            if mended { closed.push(shown) } else { open.push(shown) }
        }
        let said = |what: &[String]| what.join(", ");
        if !open.is_empty() {
            report.wrong(
                "permissions",
                format!("others may read {}", said(&open)),
                "chmod 600 FILE, chmod 700 FOLDER; goodcall doctor does it for files of yours",
            );
        } else if closed.is_empty() {
            report.right("permissions", "the book is yours alone");
        } else {
            report.right("permissions", format!("others could read {}; closed to them now", said(&closed)));
        }
    }
    #[cfg(not(unix))]
    let _ = (patient, mend, report);
}

/// The book's folder, where it is the program's own.
#[cfg(unix)]
fn own_folder(book: &Path) -> Option<PathBuf> {
    let (own, folder) = (system::data_folder().ok()?.canonicalize().ok()?, folder_of(book).canonicalize().ok()?);
    (own == folder).then_some(folder)
}

/// Where the book lies, and what lies beside it.
fn look_around(patient: &Patient<'_>, mend: Mend, report: &mut Report) {
    let real = patient.book.canonicalize().unwrap_or_else(|_| patient.book.to_path_buf());
    match sync_program(&real) {
        Some(program) => report.wrong(
            "folder",
            format!("{} lies in a folder that {program} looks after", real.display()),
            "a copy made while goodcall writes may be half of a book: keep the book elsewhere, and let backups go there ([backups] folder)",
        ),
        None => {
            let link = if is_link(patient.book) { " (through a symbolic link)" } else { "" };
            report.right("folder", format!("{}{link}", folder_of(&real).display()));
        }
    }
    let place = Place::of(patient.book, patient.settings);
    let mut folders = vec![folder_of(&real).to_path_buf()];
    if place.folder() != folder_of(&real) {
        folders.push(place.folder().to_path_buf());
    }
    let left: Vec<PathBuf> = folders.iter().flat_map(|f| files::leftovers(f, ABANDONED_AFTER)).collect();
    let gone = |path: &PathBuf| mend == Mend::Yes && fs::remove_file(path).is_ok();
    let (cleared, stay): (Vec<_>, Vec<_>) = left.into_iter().partition(gone);
    if !stay.is_empty() {
        let names: Vec<String> = stay.iter().map(|p| p.display().to_string()).collect();
        report.wrong("leftovers", format!("unfinished files: {}", names.join(", ")), "they can be removed");
    } else if cleared.is_empty() {
        report.right("leftovers", "none");
    } else {
        report.right("leftovers", format!("{} unfinished files were removed", cleared.len()));
    }
}

/// The sync program that looks after a file's folder, where one seems to.
fn sync_program(file: &Path) -> Option<String> {
    for folder in file.ancestors().skip(1) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if SYNC_FOLDERS.iter().any(|s| name.starts_with(s)) {
            return Some(folder.file_name().unwrap_or_default().to_string_lossy().into_owned());
        }
        if let Some(mark) = SYNC_MARKS.iter().find(|m| folder.join(m).exists()) {
            return Some(format!("a sync program ({mark})"));
        }
    }
    None
}

fn look_at_backups(patient: &Patient<'_>, report: &mut Report) {
    let place = Place::of(patient.book, patient.settings);
    let backups = place.backups();
    let folder = place.folder();
    if !can_hold_backups(folder) {
        let detail = format!("{} can't be written, so no backups are taken", folder.display());
        return report.wrong("backups", detail, "name another folder in the configuration: [backups] folder");
    }
    let Some(newest) = backups.first() else {
        return report.right("backups", format!("none in {} yet", folder.display()));
    };
    let bad: Vec<String> =
        backups.iter().filter(|b| !Book::is_sound(&b.path)).map(|b| b.path.display().to_string()).collect();
    if bad.is_empty() {
        let detail = format!("{}, the newest of {}, in {}", backups.len(), newest.day, place.folder().display());
        report.right("backups", detail);
    } else {
        report.wrong("backups", format!("damaged: {}", bad.join(", ")), "goodcall backup takes a new one");
    }
}

/// Whether a folder can be written, or be made where it is missing.
fn can_hold_backups(folder: &Path) -> bool {
    let there = folder.ancestors().find(|f| f.exists());
    there.is_some_and(|there| there.is_dir() && Unfinished::begin(there).is_ok())
}

fn look_at_zone(settings: &Settings, report: &mut Report) {
    let configured = settings.config.timezone.as_str();
    let from = if configured == "auto" { "the system's" } else { "as configured" };
    report.right("time zone", format!("{} ({from})", settings.zone.name()));
}

fn look_at_terminal(report: &mut Report) {
    let terminal = system::terminal();
    if !terminal.is_terminal {
        return report.right("terminal", "not a terminal, so only commands can be used here");
    }
    let mut lacks = Vec::new();
    if terminal.dumb {
        lacks.push("TERM says that it can't draw".to_string());
    }
    if !terminal.utf8 {
        lacks.push("the locale is not UTF-8".to_string());
    }
    if let Some((columns, rows)) = terminal.size.filter(|(c, r)| *c < 60 || *r < 18) {
        lacks.push(format!("it is smaller than 60x18 ({columns}x{rows})"));
    }
    let size = terminal.size.map(|(c, r)| format!(", {c}x{r}")).unwrap_or_default();
    if lacks.is_empty() {
        report.right("terminal", format!("{}{size}, {}", terminal.name, terminal.colors));
    } else {
        report.wrong("terminal", lacks.join("; "), "use another terminal, or the commands, which need none");
    }
}
