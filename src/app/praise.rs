//! Praise: what was said, newest first, and stars.

use super::App;
use super::customers::Direction;
use crate::domain::ids::RemarkId;
use crate::domain::remark::RemarkKind;
use crate::error::{Error, ErrorKind, Result};

pub use crate::book::remarks::{PraiseFilter, Quoted};

impl App {
    /// A remark with whose it is; an error that says so where there is none.
    pub fn quoted(&self, id: RemarkId) -> Result<Quoted> {
        self.book.quoted(id)
    }

    /// A page of praise, newest first: `limit` of it from one (not included) on, or from an end; with [`Direction::Up`]
    /// the newer ones, nearest first.
    pub fn praise_page(
        &self,
        filter: &PraiseFilter,
        from: Option<&Quoted>,
        direction: Direction,
        limit: usize,
    ) -> Result<Vec<Quoted>> {
        self.book.praise(filter, from, direction, limit)
    }

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
        self.book.change(&clock, label, |change| if starred { change.star(id) } else { change.unstar(id) })?;
        self.book.quoted(id)
    }

    /// Praise, newest first.
    pub fn praise(&self, filter: &PraiseFilter, limit: usize) -> Result<Vec<Quoted>> {
        self.book.praise(filter, None, Direction::Down, limit)
    }
}
