//! The calls that a CRM exports: what a row says of one, and whom it was with. The import finds these people in the book.

pub(super) mod columns;
pub(super) mod field;
pub(super) mod html;
pub(super) mod outcome;
pub(super) mod said;
pub(super) mod when;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::{ImportedPerson, Rejected};
use crate::domain::touch::Outcome;

/// A call that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedCall {
    /// The line of the file where it begins, from 1.
    pub line: u64,
    /// What tells it from every other call, with its kind: the id of the CRM ("salesforce:00T5g00000AbCdE"), else when it was
    /// and with whom.
    pub uid: String,
    /// Whether the CRM gave it an id.
    pub has_id: bool,
    /// With whom it was, as far as the row says: some have only an id or a mailbox.
    pub with: Vec<ImportedPerson>,
    pub at: CallAt,
    pub outcome: Outcome,
    pub minutes: Option<u32>,
    /// What was noted, as a log of which each line is news.
    pub text: String,
    /// What of it is left out, each as a sentence for people.
    pub notes: Vec<String>,
}

/// When a call was, as exactly as the file says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallAt {
    Instant(DateTime<Utc>),
    /// By the clock on the user's wall.
    Wall(NaiveDateTime),
    Day(NaiveDate),
}

/// Why a row is left out that could be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// A task or a meeting.
    NotACall,
    /// Planned, or called off.
    NotDone,
    /// Deleted in the CRM.
    Deleted,
}

/// A row of a file of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallRow {
    /// A call that was made.
    Call(Box<ImportedCall>),
    /// What can be read and stays out.
    LeftOut(LeftOut),
    /// What can't be read.
    Rejected(Rejected),
}

/// Reads the calls of a file, in its order.
pub trait CallStream: Iterator<Item = CallRow> + Send {
    /// Names the columns that held something in the rows read so far, of which nothing was used.
    fn unused(&self) -> Vec<String>;

    /// Returns the cells of the first rows read so far, as many rows as [`super::Options::keep_rows`] asks for.
    fn first_rows(&self) -> &[Vec<String>];
}

/// The calls of a file.
pub(crate) type Calls = Box<dyn CallStream>;
