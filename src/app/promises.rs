//! What was promised to customers: what is due, what is owed to one of them, and what became of it.

use super::App;
use super::ideas::Ended;
use crate::book::promises::Promises;
use crate::book::remarks::Quoted;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::domain::remark::{RemarkKind, RemarkState};
use crate::error::{Error, ErrorKind, Result};

/// Promises by what the user owes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PromiseList {
    /// Open and due today or before, the oldest first.
    pub due: Vec<Quoted>,
    /// Open and due on a day to come, the earliest first.
    pub later: Vec<Quoted>,
    /// Kept or dropped, the latest first.
    pub ended: Vec<Quoted>,
}

impl PromiseList {
    /// Returns all of them, in the order of the list.
    pub fn iter(&self) -> impl Iterator<Item = &Quoted> {
        [&self.due, &self.later, &self.ended].into_iter().flatten()
    }
}

impl App {
    /// Groups promises by what is due, at most `limit` in each group; those that have ended only on request.
    pub fn promises(&self, limit: usize, ended: Ended) -> Result<PromiseList> {
        let today = self.clock().today();
        self.book.read(|book| {
            Ok(PromiseList {
                due: book.promises(Promises::DueUpTo(today), limit)?,
                later: book.promises(Promises::DueAfter(today), limit)?,
                ended: match ended {
                    Ended::Shown => book.promises(Promises::Ended, limit)?,
                    Ended::Hidden => Vec::new(),
                },
            })
        })
    }

    /// Returns the open promises that are due today or before, the oldest first, at most `limit`.
    pub fn promises_due(&self, limit: usize) -> Result<Vec<Quoted>> {
        self.book.promises(Promises::DueUpTo(self.clock().today()), limit)
    }

    /// Returns what is still owed to a customer, due or not, the earliest due first.
    pub fn promises_to(&self, customer: CustomerId, limit: usize) -> Result<Vec<Quoted>> {
        self.book.promises_to(customer, limit)
    }

    /// Marks a promise as kept or dropped, or opens it again. Returns it, and whether anything changed.
    pub fn end_promise(&mut self, id: RemarkId, state: RemarkState) -> Result<(Quoted, bool)> {
        let promise = self.promise(id)?;
        self.end(&promise, state)
    }

    /// Returns a promise; fails where the id is of something else.
    pub fn promise(&self, id: RemarkId) -> Result<Quoted> {
        let quoted = self.book.quoted(id)?;
        let kind = quoted.remark.kind;
        if kind == RemarkKind::Promise {
            return Ok(quoted);
        }
        let help = if kind.is_idea_or_need() {
            format!("goodcall ideas done {id} is for ideas and needs")
        } else {
            "goodcall promises shows the promises, with their numbers".into()
        };
        let what = kind.article();
        Err(Error::new(ErrorKind::NoMatch, format!("{id} is not a promise, but {what}; nothing was changed"))
            .help(help))
    }
}
