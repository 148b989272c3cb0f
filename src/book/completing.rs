//! What a shell completes from the book: a few of what begins with what is typed, found by an index.

use std::path::Path;
use std::time::Duration;

use super::customers::Visibility;
use super::file::{check_file, read_only};
use super::query::Query;
use super::remarks::{EARLIEST_DUE, Quoted, select_quoted};
use super::rows::row;
use super::search::{CUSTOMERS_FROM, Place, Wanted};
use super::who::Match;
use super::{Book, migrations};
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::{Error, ErrorKind, Result};

/// How long to wait while another goodcall writes: somebody holds down Tab.
const PATIENCE: Duration = Duration::from_millis(60);
/// Comes after every text.
const LAST: char = char::MAX;
const LOOKING: &str = "look for what can be completed";

/// Texts of the book that a command takes as they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextOf {
    /// Tags of customers.
    Tag,
    /// Their companies.
    Company,
    /// Their cities.
    City,
}

/// A touch in brief.
pub struct BriefTouch {
    pub id: TouchId,
    pub day: String,
    pub name: String,
    pub text: String,
}

row! {
    /// The columns of a touch in brief, joined with its customer.
    const BRIEF: BriefTouch = "touch" { id, day, name: "customer.name", text: "substr(touch.text, 1, 200)" }
}

impl Book {
    /// Opens the book at `path` only to look at it: begins none, brings none up to date, and hardly waits.
    pub fn open_to_look(path: &Path) -> Result<Self> {
        check_file(path, std::fs::metadata(path))?;
        let book = Self::over(read_only(path)?, Some(path))?;
        book.wait_at_most(PATIENCE);
        let version = migrations::version(&book.db, LOOKING)?;
        if version == migrations::newest() {
            Ok(book)
        } else {
            Err(Error::new(ErrorKind::Newer, "the book is of another version"))
        }
    }

    /// Returns at most `limit` customers in whose name, company, email or number every word begins a word, by name;
    /// the archived too.
    pub fn begun_customers(&self, words: &[String], limit: usize) -> Result<Vec<Match>> {
        let place = Place::Titles { after: CUSTOMERS_FROM - 1 };
        let found = self.matches(Wanted { words, place, limit })?;
        self.matches_by_name(found.iter().map(|m| CustomerId(m.of)))
    }

    /// Returns at most `limit` customers whose name begins with a folded text, by name; of the archived or of all others.
    pub fn named_customers(&self, folded: &str, shown: Visibility, limit: usize) -> Result<Vec<Match>> {
        let which = match shown {
            Visibility::Archived => "IS NOT NULL",
            Visibility::Present => "IS NULL",
        };
        let sql = format!(
            "SELECT id FROM customer WHERE archived_at {which} AND sort_name >= ?1 AND sort_name < ?2
             ORDER BY sort_name, id LIMIT ?3"
        );
        let ids: Vec<i64> = self.db.all(&sql, (folded, format!("{folded}{LAST}"), limit), LOOKING)?;
        self.matches_by_name(ids.into_iter().map(CustomerId))
    }

    /// Returns at most `limit` texts that begin with a folded one, in the order of their folded forms.
    pub fn begun_texts(&self, of: TextOf, folded: &str, limit: usize) -> Result<Vec<String>> {
        let sql = match of {
            TextOf::Tag => {
                "SELECT min(tag) FROM tag WHERE folded >= ?1 AND folded < ?2 GROUP BY folded ORDER BY folded LIMIT ?3"
            }
            TextOf::Company => {
                "SELECT min(company) FROM customer WHERE archived_at IS NULL
                   AND coalesce(sort_company, char(1114111)) >= ?1 AND coalesce(sort_company, char(1114111)) < ?2
                 GROUP BY coalesce(sort_company, char(1114111)) ORDER BY coalesce(sort_company, char(1114111)) LIMIT ?3"
            }
            TextOf::City => {
                "SELECT min(city) FROM customer WHERE archived_at IS NULL
                   AND coalesce(sort_city, char(1114111)) >= ?1 AND coalesce(sort_city, char(1114111)) < ?2
                 GROUP BY coalesce(sort_city, char(1114111)) ORDER BY coalesce(sort_city, char(1114111)) LIMIT ?3"
            }
        };
        self.db.all(sql, (folded, format!("{folded}{LAST}"), limit), LOOKING)
    }

    /// Returns at most `limit` open ideas and needs, the earliest due first.
    pub fn open_ideas(&self, limit: usize) -> Result<Vec<Quoted>> {
        let which = format!("remark.kind <> 'promise' AND state = 'open' ORDER BY {EARLIEST_DUE} LIMIT ?1");
        self.db.all(&select_quoted(&which), [limit], LOOKING)
    }

    /// Returns at most `limit` open promises, the earliest due first.
    pub fn open_promises(&self, limit: usize) -> Result<Vec<Quoted>> {
        let which = format!("remark.kind = 'promise' AND state = 'open' ORDER BY {EARLIEST_DUE} LIMIT ?1");
        self.db.all(&select_quoted(&which), [limit], LOOKING)
    }

    /// Returns at most `limit` touches, the latest written first.
    pub fn touches_written_last(&self, limit: usize) -> Result<Vec<BriefTouch>> {
        let sql = format!(
            "SELECT {BRIEF} FROM touch JOIN customer ON customer.id = touch.customer ORDER BY touch.id DESC LIMIT ?1"
        );
        self.db.all(&sql, [limit], LOOKING)
    }
}
