//! What SQLite reports, as errors for people.

use rusqlite::ErrorCode;
use rusqlite::ffi::{SQLITE_CONSTRAINT_FOREIGNKEY, SQLITE_IOERR_DIR_FSYNC, SQLITE_READONLY_DBMOVED};

use crate::error::{Contradiction, Error, ErrorKind, Result};

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
const LOST: [&str; 11] = [
    "invalid fts5 file format",
    "fts5: corrupt",
    "no such ",
    " has no column named ",
    " columns but ",
    "malformed JSON",
    "unrecognized token",
    "\": syntax error",
    "unsupported file format",
    "duplicate column name",
    " already exists",
];

/// Whether a message of SQLite says that a part of the book is lost. Statements never change: one that doesn't fit the
/// book meets a table, an index or a trigger that goodcall did not make.
fn says_lost(message: &str) -> bool {
    LOST.iter().any(|lost| message.contains(lost))
}

/// What to do about a damaged file that goodcall only looked at.
pub(super) const LEFT_UNTOUCHED: &str = "it was left untouched; go back to a backup of it";

/// What a failure means: its kind, what to say of it, and what to do.
type Meaning = (ErrorKind, &'static str, &'static str);

const DAMAGED: Meaning =
    (ErrorKind::Damaged, "the book is damaged", "nothing was changed; keep the file, and go back to a backup of it");

fn explain(error: &rusqlite::Error, act: &str) -> Error {
    let Some(code) = error.sqlite_error_code() else {
        let what = format!("could not {act}: the book is damaged, it holds something that goodcall did not write");
        let told = value_not_written(error).map(|told| format!(" ({told})")).unwrap_or_default();
        return Error::new(ErrorKind::Damaged, what + &told).help(DAMAGED.2);
    };
    let extended = error.sqlite_extended_error_code();
    let meaning = meaning_of_access(code, extended)
        .or_else(|| says_lost(&error.to_string()).then_some(DAMAGED))
        .or_else(|| meaning_of_refusal(code, extended));
    let Some((kind, what, help)) = meaning else {
        let number = extended.unwrap_or_default();
        return Error::failed(format!("could not {act}: goodcall does not know why (number {number})"))
            .help("nothing was changed; goodcall doctor looks the book over");
    };
    let told = Error::new(kind, format!("could not {act}: {what}")).help(help);
    if code == ErrorCode::ConstraintViolation { told.because_of(Contradiction) } else { told }
}

/// What it means that the book could not be reached, read or written; None where SQLite refused something else.
fn meaning_of_access(code: ErrorCode, extended: Option<i32>) -> Option<Meaning> {
    Some(match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => (
            ErrorKind::Busy,
            "the book is busy: another program has been writing to it all the while",
            "nothing was changed; close the other program, or try again",
        ),
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => DAMAGED,
        ErrorCode::ReadOnly if extended == Some(SQLITE_READONLY_DBMOVED) => (
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
        ErrorCode::SystemIoFailure if extended == Some(SQLITE_IOERR_DIR_FSYNC) => (
            ErrorKind::Failed,
            "the disk reported an error at the very end; it may have been saved",
            "look whether it is there before you do it again, and check the disk",
        ),
        ErrorCode::SystemIoFailure => (
            ErrorKind::Failed,
            "the disk reported an error, or a limit on the size of files was reached",
            "nothing was changed; check the disk and its limits, and try again",
        ),
        ErrorCode::OperationInterrupted => (ErrorKind::Interrupted, "it was interrupted", "nothing was changed"),
        _ => return None,
    })
}

/// What it means that SQLite did not take what goodcall asked of it; None where goodcall knows nothing of it.
fn meaning_of_refusal(code: ErrorCode, extended: Option<i32>) -> Option<Meaning> {
    Some(match code {
        ErrorCode::ConstraintViolation if extended == Some(SQLITE_CONSTRAINT_FOREIGNKEY) => (
            ErrorKind::Failed,
            "it refers to something that is not in the book",
            "nothing was changed; a file that was imported may be incomplete: export it again",
        ),
        ErrorCode::ConstraintViolation => (
            ErrorKind::Failed,
            "it contradicts something that the book holds",
            "nothing was changed; goodcall doctor looks the book over",
        ),
        ErrorCode::TooBig => (ErrorKind::Failed, "it is larger than a book can hold", "nothing was changed"),
        ErrorCode::OutOfMemory => (
            ErrorKind::Failed,
            "there is not enough memory",
            "nothing was changed; close other programs, and try again",
        ),
        ErrorCode::FileLockingProtocolFailed | ErrorCode::SchemaChanged => {
            (ErrorKind::Busy, "another program got in the way", "nothing was changed; try again")
        }
        _ => return None,
    })
}

/// Says which value goodcall did not write, as far as the error knows.
fn value_not_written(error: &rusqlite::Error) -> Option<String> {
    use rusqlite::types::FromSqlError;
    match error {
        rusqlite::Error::InvalidColumnType(_, column, _) => Some(format!("in \"{column}\"")),
        rusqlite::Error::FromSqlConversionFailure(_, _, why) => match why.downcast_ref() {
            Some(FromSqlError::Other(why)) => Some(why.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// Says why a row that came from outside is refused.
pub(super) fn why_refused(error: &rusqlite::Error) -> String {
    let said = error.to_string();
    let column = |after: &str| said.split_once(after)?.1.split_once('.').map(|(_, column)| column.trim().to_string());
    if let Some(column) = column("NOT NULL constraint failed: ") {
        format!("its \"{column}\" is missing")
    } else if let Some(column) = column(" value in INTEGER column ").or_else(|| column(" value in TEXT column ")) {
        format!("its \"{column}\" can't be read")
    } else {
        "one of its values is not one that goodcall knows".into()
    }
}

/// Puts what SQLite's own checks find into plain words.
pub(super) fn finding(said: &str) -> String {
    let of = |after: &str| said.rsplit_once(after).map(|(_, name)| name.trim_end_matches('.'));
    if said.contains("FTS5") || said.contains("fts5") {
        "the search index is damaged".into()
    } else if let Some(index) = of(" index ") {
        format!("the index {index} does not agree with its table")
    } else if let Some((table, column)) = of(" value in ").and_then(|place| place.split_once('.')) {
        format!("{} holds a \"{column}\" that it can't have", crate::text::a(&table.replace('_', " ")))
    } else if let Some(table) = of("CHECK constraint failed in ") {
        format!("{} holds something that it can't have", crate::text::a(&table.replace('_', " ")))
    } else {
        "pages of the file are damaged".into()
    }
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

    #[test]
    fn nothing_that_sqlite_says_reaches_a_user() {
        for sql in [
            "SELECT abs(-9223372036854775808)",
            "CREATE TABLE a (b UNIQUE, c CHECK (c > 0), d NOT NULL);INSERT INTO a VALUES (1, 1, 1);INSERT INTO a VALUES (1, 1, 1)",
            "CREATE TABLE a (c CHECK (c > 0));INSERT INTO a VALUES (0)",
            "CREATE TABLE a (d NOT NULL);INSERT INTO a VALUES (NULL)",
            "CREATE TABLE one (a)",
            "ALTER TABLE one ADD COLUMN a",
            "SELECT zeroblob(2000000000)",
            "SELECT gone FROM one",
            "COMMIT",
        ] {
            let error = error_of(sql);
            let told = explain(&error, "look").message;
            let theirs = ["constraint", "column", "SELECT", "table", "overflow", "blob", "transaction", "SQL", "rror"];
            assert!(!theirs.iter().any(|word| told.contains(word)), "{sql}: {told}");
        }
    }

    #[test]
    fn what_sqlites_checks_find_is_said_in_plain_words() {
        for (said, told) in [
            ("row 3 missing from index customer_by_name", "the index customer_by_name does not agree with its table"),
            (
                "wrong # of entries in index touch_by_customer",
                "the index touch_by_customer does not agree with its table",
            ),
            (
                "*** in database main *** Tree 7 page 22: btreeInitPage() returns error code 11",
                "pages of the file are damaged",
            ),
            ("NULL value in planned_visit.day", "a planned visit holds a \"day\" that it can't have"),
            ("CHECK constraint failed in touch", "a touch holds something that it can't have"),
            ("malformed inverted index for FTS5 table main.search", "the search index is damaged"),
        ] {
            assert_eq!(finding(said), told);
        }
    }
}
