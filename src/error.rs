//! What can go wrong, in words: what happened, and what to do now.

use std::fmt;
use std::sync::Arc;

use crate::domain::problems::Problems;

/// The kind of a failure; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The act failed: a missing file, nothing to skip.
    Failed,
    /// Wrong usage, or a value out of range.
    Usage,
    /// A reference that matches nothing.
    NoMatch,
    /// A reference that matches several.
    Ambiguous,
    /// Another program locks the book.
    Busy,
    /// The book is not, or no longer, a sound book.
    Damaged,
    /// A newer version wrote the book, or what another machine sent.
    Newer,
    /// The user may not read or write the book or its folder.
    Permission,
    /// Some rows of an import were rejected.
    Partial,
    /// The act was interrupted on purpose.
    Interrupted,
    /// The book takes part in no sync, or not in this one.
    SyncOff,
    /// The book takes part in a sync already.
    SyncOn,
    /// The key of a space is missing, or another one's.
    Key,
    /// A key that was typed has a slip.
    Line,
    /// A segment is not what its writer sealed.
    Segment,
    /// A segment has a stamp that no clock shows.
    Clock,
    /// The folder or server through which books sync can't be reached.
    Unreachable,
    /// The folder through which books sync can only be read.
    ReadOnly,
    /// The folder through which books sync has no room.
    Full,
    /// A server shows a certificate that can't be trusted.
    Certificate,
    /// A server does not let the user do this.
    Rights,
    /// The user was removed from the team.
    NotMember,
}

impl ErrorKind {
    /// Returns the word for it in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::NoMatch => "no-match",
            Self::Ambiguous => "ambiguous",
            Self::Busy => "busy",
            Self::Damaged => "damaged",
            Self::Newer => "newer",
            Self::Permission => "permission",
            Self::Partial => "partial",
            Self::Interrupted => "interrupted",
            Self::SyncOff => "sync-off",
            Self::SyncOn => "sync-on",
            Self::Key => "key",
            Self::Line => "line",
            Self::Segment => "segment",
            Self::Clock => "clock",
            Self::Unreachable => "unreachable",
            Self::ReadOnly => "read-only",
            Self::Full => "full",
            Self::Certificate => "certificate",
            Self::Rights => "rights",
            Self::NotMember => "not-member",
        }
    }

    /// Returns the process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Failed | Self::Interrupted | Self::SyncOff | Self::SyncOn => 1,
            Self::Usage | Self::Line => 2,
            Self::NoMatch | Self::Ambiguous => 3,
            Self::Busy | Self::Damaged | Self::Newer | Self::Permission => 4,
            Self::Key | Self::Segment | Self::Clock | Self::Certificate | Self::Rights | Self::NotMember => 4,
            Self::Partial | Self::Unreachable | Self::ReadOnly | Self::Full => 5,
        }
    }
}

/// A failure, for people: one message and, if possible, what to do now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    /// Decides the exit code, and what a caller does about it.
    pub kind: ErrorKind,
    /// What failed and why; begins in lower case, without a full stop.
    pub message: String,
    /// What to do now, if anything.
    pub help: Option<String>,
    pub(crate) cause: Option<Box<Cause>>,
}

/// A record that the book has not, or no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// A customer.
    Customer,
    /// A touch.
    Touch,
    /// A remark.
    Remark,
    /// A setback.
    Setback,
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Customer => "customer",
            Self::Touch => "touch",
            Self::Remark => "remark",
            Self::Setback => "setback",
        })
    }
}

impl std::error::Error for Missing {}

/// What was to be written contradicts what the book holds, or refers to what it does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Contradiction;

impl fmt::Display for Contradiction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a contradiction")
    }
}

impl std::error::Error for Contradiction {}

/// The error beneath another one.
#[derive(Debug, Clone)]
pub(crate) struct Cause(Arc<dyn std::error::Error + Send + Sync>);

/// Causes with the same message are equal: the errors themselves can't be compared.
impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Eq for Cause {}

impl Error {
    /// Makes a failure of a kind.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), help: None, cause: None }
    }

    /// Whether a newer request interrupted it, which is not a failure to report.
    pub fn is_interrupted(&self) -> bool {
        self.kind == ErrorKind::Interrupted
    }

    /// Makes a failure of something that could not be done.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Failed, message)
    }

    /// Makes a failure of wrong usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// Makes the failure of an export that could not be written.
    pub fn unwritten(error: &std::io::Error) -> Self {
        Self::failed(format!("could not write the export: {}", io_words(error)))
    }

    /// Makes the failure of a book that can only be read; `message` says what did not happen.
    pub fn unwritable_book(message: &str) -> Self {
        Self::new(ErrorKind::Permission, message).help("give yourself permission to write the file and its folder")
    }

    /// Makes the failure of an act that needs a file; `act` goes on from "a book in memory can't".
    pub fn book_in_memory(kind: ErrorKind, act: &str) -> Self {
        Self::new(kind, format!("a book in memory can't {act}")).help("name a file with --db")
    }

    /// Makes the failure of an id that nothing in the book has.
    pub fn missing(what: Missing, id: impl fmt::Display) -> Self {
        Self::new(ErrorKind::NoMatch, format!("no {what} has the id {id}")).because_of(what)
    }

    /// Returns what the book has no longer, where that is what failed.
    pub fn what_is_missing(&self) -> Option<Missing> {
        self.cause.as_ref()?.0.downcast_ref::<Missing>().copied()
    }

    /// Whether the book refused what was to be written, because of what it holds.
    pub(crate) fn is_contradiction(&self) -> bool {
        self.cause.as_ref().is_some_and(|cause| cause.0.is::<Contradiction>())
    }

    /// Adds the error beneath it.
    #[must_use]
    pub fn because_of(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Box::new(Cause(Arc::new(cause))));
        self
    }

    /// Adds what to do now.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| &*cause.0 as &(dyn std::error::Error + 'static))
    }
}

impl From<Problems> for Error {
    fn from(problems: Problems) -> Self {
        let is_unmatched = problems.0.iter().all(|problem| problem.is_unmatched);
        let kind = if is_unmatched { ErrorKind::NoMatch } else { ErrorKind::Usage };
        Self::new(kind, problems.to_string())
    }
}

/// What the library's functions return.
pub type Result<T> = std::result::Result<T, Error>;

/// Adds to an input or output error which file it is about.
pub trait About<T> {
    /// Turns the error into "could not {act} {path}: {why}".
    fn about(self, act: &str, path: &std::path::Path) -> Result<T>;
}

impl<T> About<T> for std::io::Result<T> {
    fn about(self, act: &str, path: &std::path::Path) -> Result<T> {
        self.map_err(|e| Error::failed(format!("could not {act} {}: {}", path.display(), io_words(&e))).because_of(e))
    }
}

/// Says an input or output error in plain words.
pub fn io_words(error: &std::io::Error) -> String {
    use std::io::ErrorKind as Io;
    match error.kind() {
        Io::NotFound => "no such file or folder".into(),
        Io::PermissionDenied => "permission denied".into(),
        Io::StorageFull => "the disk is full".into(),
        Io::IsADirectory => "it is a folder".into(),
        Io::NotADirectory => "a part of the path is not a folder".into(),
        Io::InvalidFilename if cfg!(unix) => "the name is longer than the system takes".into(),
        Io::ReadOnlyFilesystem => "the file system can only be read".into(),
        _ => {
            let said = error.to_string();
            // The number says nothing to people.
            said.rsplit_once(" (os error ").map_or(said.clone(), |(words, _)| words.to_string())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_file_names_what_lies_beneath() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        let error = Err::<(), _>(missing).about("read", std::path::Path::new("book.db")).unwrap_err();
        assert_eq!(error.message, "could not read book.db: no such file or folder");
        let beneath = std::error::Error::source(&error).and_then(|e| e.downcast_ref::<std::io::Error>());
        assert_eq!(beneath.map(std::io::Error::kind), Some(std::io::ErrorKind::NotFound));
    }
}
