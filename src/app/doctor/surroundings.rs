//! What surrounds the book: who may read it, its folder, its backups, the time zone and the terminal.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Checkup, Repair, Report, WOULD};
use crate::app::backups::Place;
use crate::book::Book;
use crate::config::Settings;
use crate::files::{self, AtomicFile, folder_of, is_link};
use crate::system;

/// Another program may still be writing an `AtomicFile` file that is younger than this.
const ABANDONED_AFTER: Duration = Duration::from_secs(60 * 60);
/// Files that sync programs keep in the folders they look after.
const SYNC_MARKS: [&str; 5] = [".stfolder", ".dropbox", ".dropbox.cache", ".sync", ".owncloudsync.log"];
/// How the names of sync programs' folders begin.
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

/// Checks that only the user may read the book, its backups and the copies put aside.
pub(super) fn check_permissions(checkup: &Checkup<'_>, repair: Repair, report: &mut Report) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let place = Place::of(checkup.book, checkup.settings);
        let mut ours: Vec<(PathBuf, u32)> = vec![(checkup.book.to_path_buf(), 0o600)];
        ours.extend(place.backups().into_iter().map(|b| (b.path, 0o600)));
        ours.extend(place.put_aside().into_iter().map(|p| (p, 0o600)));
        // Only goodcall's own folder: others are not ours to close.
        ours.extend(own_folder(checkup.book).map(|f| (f, 0o700)));
        let (mut open, mut closed) = (Vec::new(), Vec::new());
        for (path, mode) in ours {
            let Ok(found) = fs::metadata(&path) else { continue };
            if found.permissions().mode() & 0o077 == 0 {
                continue;
            }
            let shown = format!("{} ({:o})", path.display(), found.permissions().mode() & 0o777);
            let repaired =
                repair == Repair::Yes && fs::set_permissions(&path, fs::Permissions::from_mode(mode)).is_ok();
            if repaired { closed.push(shown) } else { open.push(shown) }
        }
        let said = |what: &[String]| what.join(", ");
        if !open.is_empty() {
            report.wrong(
                "permissions",
                format!("others may read {}", said(&open)),
                match repair {
                    Repair::No => format!("{WOULD} close them to others; or run chmod 600 FILE and chmod 700 FOLDER"),
                    Repair::Yes => {
                        "run chmod 600 FILE and chmod 700 FOLDER; goodcall doctor does it for your own files".into()
                    }
                },
            );
        } else if closed.is_empty() {
            report.right("permissions", "the book is yours alone");
        } else {
            report.right("permissions", format!("others could read {}; now only you can", said(&closed)));
        }
    }
    #[cfg(not(unix))]
    let _ = (checkup, repair, report);
}

/// Returns the book's folder, if it is goodcall's own.
#[cfg(unix)]
fn own_folder(book: &Path) -> Option<PathBuf> {
    let (own, folder) = (system::data_folder().ok()?.canonicalize().ok()?, folder_of(book).canonicalize().ok()?);
    (own == folder).then_some(folder)
}

/// Checks where the book lies, and what lies beside it.
pub(super) fn check_folder(checkup: &Checkup<'_>, repair: Repair, report: &mut Report) {
    let real = checkup.book.canonicalize().unwrap_or_else(|_| checkup.book.to_path_buf());
    match sync_program(&real) {
        Some(program) => report.wrong(
            "folder",
            format!("{} lies in a folder that {program} looks after", real.display()),
            "a copy taken while goodcall writes may hold half a book: keep the book elsewhere, and send backups there ([backups] folder)",
        ),
        None => {
            let link = if is_link(checkup.book) { " (through a symbolic link)" } else { "" };
            report.right("folder", format!("{}{link}", folder_of(&real).display()));
        }
    }
    let place = Place::of(checkup.book, checkup.settings);
    let mut folders = vec![folder_of(&real).to_path_buf()];
    if place.folder() != folder_of(&real) {
        folders.push(place.folder().to_path_buf());
    }
    let left: Vec<PathBuf> = folders.iter().flat_map(|f| files::leftovers(f, ABANDONED_AFTER)).collect();
    let gone = |path: &PathBuf| repair == Repair::Yes && fs::remove_file(path).is_ok();
    let (cleared, stay): (Vec<_>, Vec<_>) = left.into_iter().partition(gone);
    if !stay.is_empty() {
        let names: Vec<String> = stay.iter().map(|p| p.display().to_string()).collect();
        let help = match repair {
            Repair::No => format!("{WOULD} remove them"),
            Repair::Yes => "you can remove them".to_string(),
        };
        report.wrong("leftovers", format!("unfinished files: {}", names.join(", ")), help);
    } else if cleared.is_empty() {
        report.right("leftovers", "none");
    } else {
        report.right("leftovers", format!("removed {} unfinished files", cleared.len()));
    }
}

/// Names the sync program that seems to look after a file's folder.
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

pub(super) fn check_backups(checkup: &Checkup<'_>, report: &mut Report) {
    let place = Place::of(checkup.book, checkup.settings);
    let backups = place.backups();
    let folder = place.folder();
    if !can_hold_backups(folder) {
        let detail = format!("goodcall can't write {}, so it takes no backups", folder.display());
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

/// Whether goodcall can write a folder, or make it where it is missing.
fn can_hold_backups(folder: &Path) -> bool {
    let there = folder.ancestors().find(|f| f.exists());
    there.is_some_and(|there| there.is_dir() && AtomicFile::begin(there).is_ok())
}

pub(super) fn check_zone(settings: &Settings, report: &mut Report) {
    let configured = settings.config.timezone.as_str();
    let from = if configured == "auto" { "the system's" } else { "as configured" };
    match settings.zone_problem() {
        None => report.right("time zone", format!("{} ({from})", settings.zone.name())),
        Some(problem) => report.wrong(
            "time zone",
            problem,
            "set TZ to a zone such as Europe/Lisbon, or timezone in the configuration",
        ),
    }
}

pub(super) fn check_terminal(report: &mut Report) {
    let terminal = system::terminal();
    if !terminal.is_terminal {
        return report.right("terminal", "not a terminal, so only commands work here");
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
