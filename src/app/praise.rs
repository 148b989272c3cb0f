//! Praise: what was said, newest first, and stars.

use super::App;
use crate::book::customers::Direction;
use crate::book::remarks::{PraiseFilter, Quoted};
use crate::domain::ids::RemarkId;
use crate::domain::remark::RemarkKind;
use crate::error::{Error, ErrorKind, Result};

impl App {
    /// Stars or unstars a praise.
    pub fn star(&mut self, id: RemarkId, starred: bool) -> Result<Quoted> {
        let clock = self.clock();
        let quoted = self.book.quoted(id)?;
        if quoted.remark.kind != RemarkKind::Praise {
            return Err(Error::new(
                ErrorKind::NoMatch,
                format!("{id} is no praise, but {}", quoted.remark.kind.article()),
            )
            .help("goodcall praise --json shows the ids"));
        }
        let label = format!("{} what {} said", if starred { "starred" } else { "unstarred" }, quoted.customer_name);
        self.book.change(&clock, label, |change| change.star(id, starred))?;
        self.book.quoted(id)
    }

    /// Praise, newest first.
    pub fn praise(&self, filter: &PraiseFilter, limit: usize) -> Result<Vec<Quoted>> {
        self.book.praise(filter, None, Direction::Down, limit)
    }
}
