//! Which backup to go back to where a book is damaged.

use std::path::Path;

use chrono::NaiveDate;

use super::Place;
use crate::config::Settings;
use crate::error::{Error, ErrorKind};

/// The book that a command uses.
#[derive(Debug, Clone, Copy)]
pub struct BookInUse<'a> {
    /// Where it lies.
    pub path: &'a Path,
    /// Whether the command line names it; else it is the user's own.
    pub named: bool,
    /// They say where its backups lie.
    pub settings: &'a Settings,
    /// The day up to which backups count.
    pub today: NaiveDate,
}

/// Adds to the error of a damaged book which backup is the newest good one, and the command that restores it.
pub fn point_to_backup(error: Error, book: &BookInUse<'_>) -> Error {
    if error.kind != ErrorKind::Damaged {
        return error;
    }
    let place = Place::of(book.path, book.settings);
    let help = match place.newest_good(book.today) {
        Some(good) => {
            let which = if book.named { format!(" --db {}", quoted(book.path)) } else { String::new() };
            format!(
                "the file was left as it is; the newest good backup is of {}, and this brings it back:\ngoodcall{which} restore {}",
                good.day,
                quoted(&good.path)
            )
        }
        None => {
            let help = error.help.clone().unwrap_or_else(|| "the file was left as it is".into());
            format!("{help}; no good backup was found in {}", place.folder.display())
        }
    };
    error.help(help)
}

/// Quotes a path for a shell.
fn quoted(path: &Path) -> String {
    let shown = path.display().to_string();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"/._-+,:@".contains(&b);
    if !shown.is_empty() && shown.bytes().all(plain) { shown } else { format!("'{}'", shown.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_quoted_for_the_shell() {
        assert_eq!(quoted(Path::new("/a/b-c.db")), "/a/b-c.db");
        assert_eq!(quoted(Path::new("/a b/it's")), "'/a b/it'\\''s'");
        assert_eq!(quoted(Path::new("/$(x)")), "'/$(x)'");
    }
}
