//! The sync of a book: its key, and what the book keeps of the space.

use std::path::Path;

use super::{Checkup, Repair, Report, WOULD};
use crate::book::Book;
use crate::files;
use crate::sync::keyfile;

/// The name of the check.
const SYNC: &str = "sync";
/// The mode of a file that only the user can read.
const PRIVATE: u32 = 0o600;

/// Checks the key and what is kept of the space; a book without a sync has none.
pub(super) fn check_sync(checkup: &Checkup<'_>, book: &Book, repair: Repair, report: &mut Report) {
    let part = match book.membership() {
        Ok(Some(part)) => part,
        Ok(None) => return,
        Err(e) => return report.wrong(SYNC, e.message, e.help.unwrap_or_default()),
    };
    let real = checkup.book.canonicalize().unwrap_or_else(|_| checkup.book.to_path_buf());
    let anew = "goodcall sync join LINE FOLDER writes it anew, with the LINE that another machine prints";
    match keyfile::read(&real) {
        Ok(Some(keys)) if keys.key_of(&part.space).is_some() => {}
        Ok(Some(_)) => return report.wrong(SYNC, "the key beside the book opens another space", anew),
        Ok(None) => return report.wrong(SYNC, "the key beside the book is missing", anew),
        Err(e) => return report.wrong(SYNC, e.message, anew),
    }
    match book.look_at_space() {
        Ok(found) if found.is_empty() => {}
        Ok(found) => {
            let anew = "nothing is lost: goodcall sync key prints the LINE, then goodcall sync off and goodcall sync join \
                        LINE FOLDER begin anew";
            return report.wrong(SYNC, found.to_string(), anew);
        }
        Err(e) => return report.wrong(SYNC, e.message, e.help.unwrap_or_default()),
    }
    if !is_closed(SYNC, &real, repair, report) {
        return;
    }
    report.right(SYNC, format!("through {}, as {}", part.folder, part.name));
}

/// Whether only the user can read the key file of a book; else it says so, or closes it.
pub(super) fn is_closed(check: &'static str, book: &Path, repair: Repair, report: &mut Report) -> bool {
    if !keyfile::is_open_to_others(book) {
        return true;
    }
    let path = keyfile::path_of(book);
    if repair == Repair::Yes {
        files::set_mode(&path, PRIVATE);
        if !keyfile::is_open_to_others(book) {
            report.right(check, format!("others could read {}; now only you can", path.display()));
            return false;
        }
    }
    let help = format!("{WOULD} close it to others; or run chmod 600 FILE");
    report.wrong(check, format!("others may read the key in {}", path.display()), help);
    false
}
