//! What SQLite reports, as errors for people.

use crate::error::{Error, ErrorKind, Result};

/// Says what was being done when SQLite failed.
pub(crate) trait Doing<T> {
    /// Turns a SQLite error into one for people: "could not {act}: …".
    fn doing(self, act: &str) -> Result<T>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, act: &str) -> Result<T> {
        self.map_err(|error| explain(&error, act))
    }
}

/// What SQLite's messages say where a table, an index or a trigger is not as goodcall made it.
const LOST: [&str; 8] = [
    "invalid fts5 file format",
    "fts5: corrupt",
    "no such ",
    " has no column named ",
    " columns but ",
    "malformed JSON",
    "unrecognized token",
    "\": syntax error",
];

/// Whether a message of SQLite says that a part of the book is lost. Statements never change: one that doesn't fit the
/// book meets a table, an index or a trigger that goodcall did not make.
fn says_lost(message: &str) -> bool {
    LOST.iter().any(|lost| message.contains(lost))
}

fn explain(error: &rusqlite::Error, act: &str) -> Error {
    use rusqlite::ErrorCode;
    let Some(code) = error.sqlite_error_code() else {
        let what = format!("could not {act}: the book is damaged, it holds something that goodcall did not write");
        return Error::new(ErrorKind::Damaged, format!("{what} ({error})"))
            .help("nothing was changed; keep the file, and go back to a backup of it");
    };
    let (kind, what, help) = match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => (
            ErrorKind::Busy,
            "the book is busy: another program has been writing to it all the while",
            "nothing was changed; close the other program, or try again",
        ),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => (
            ErrorKind::Damaged,
            "the book is damaged",
            "nothing was changed; keep the file, and go back to a backup of it",
        ),
        ErrorCode::ReadOnly if error.sqlite_extended_error_code() == Some(rusqlite::ffi::SQLITE_READONLY_DBMOVED) => (
            ErrorKind::Busy,
            "another book was put in its place meanwhile",
            "nothing was changed; try again, with the book that is there now",
        ),
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied => (
            ErrorKind::Permission,
            "the book can't be written",
            "nothing was changed; give yourself permission to write the file and its folder",
        ),
        ErrorCode::DiskFull => (ErrorKind::Failed, "the disk is full", "nothing was changed; make room, and try again"),
        ErrorCode::CannotOpen => {
            (ErrorKind::Permission, "the book can't be opened", "look at the permissions of the file and its folder")
        }
        // The change stands, and only its folder could not be synced.
        ErrorCode::SystemIoFailure
            if error.sqlite_error().is_some_and(|e| e.extended_code == rusqlite::ffi::SQLITE_IOERR_DIR_FSYNC) =>
        {
            let what = "the disk reported an error at the very end; it may have been saved";
            (ErrorKind::Failed, what, "look whether it is there before you do it again, and check the disk")
        }
        ErrorCode::SystemIoFailure => {
            let what = "the disk reported an error, or a limit on the size of files was reached";
            (ErrorKind::Failed, what, "nothing was changed; check the disk and its limits, and try again")
        }
        ErrorCode::OperationInterrupted => (ErrorKind::Interrupted, "it was interrupted", "nothing was changed"),
        _ if says_lost(&error.to_string()) => (
            ErrorKind::Damaged,
            "the book is damaged",
            "nothing was changed; keep the file, and go back to a backup of it",
        ),
        _ => {
            return Error::failed(format!("could not {act}: {error}")).help("nothing was changed");
        }
    };
    Error::new(kind, format!("could not {act}: {what}")).help(help)
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    fn error_of(sql: &str) -> rusqlite::Error {
        let book = Connection::open_in_memory().unwrap();
        book.execute_batch("CREATE TABLE one (a); CREATE VIRTUAL TABLE found USING fts5(a);").unwrap();
        let run = |sql: &str| book.prepare(sql).and_then(|mut s| s.query([])?.next().map(drop));
        sql.split(';').map(run).find_map(std::result::Result::err).unwrap()
    }

    #[test]
    fn what_sqlite_says_of_a_lost_part_is_understood() {
        for sql in [
            "SELECT * FROM gone",
            "SELECT gone FROM one",
            "SELECT gone(1)",
            "INSERT INTO one (gone) VALUES (1)",
            "INSERT INTO one VALUES (1, 2)",
            "SELECT json_extract('{', '$.a')",
            "SELECT @",
            "SELECT 1 FORM one two",
            "INSERT INTO found VALUES ('a');DELETE FROM found_data;SELECT * FROM found('a')",
            "UPDATE found_config SET v = 1;SELECT * FROM found('a')",
        ] {
            let error = error_of(sql);
            assert_eq!(explain(&error, "look").kind, ErrorKind::Damaged, "{sql}: {error}");
        }
        let other = error_of("SELECT abs(-9223372036854775808)");
        assert_eq!(explain(&other, "look").kind, ErrorKind::Failed, "{other}");
    }
}
