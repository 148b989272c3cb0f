//! Praise: what was said, newest first, and stars.

use super::App;
use super::customers::Direction;
use crate::domain::filter::Filter;
use crate::domain::ids::RemarkId;
use crate::domain::remark::RemarkKind;
use crate::error::{Error, ErrorKind, Result};
use crate::text::{Phrase, search_query};

pub use crate::book::remarks::{PraiseFilter, Quoted};

impl App {
    /// Returns a remark and whose it is; fails where no remark has the id.
    pub fn quoted(&self, id: RemarkId) -> Result<Quoted> {
        self.book.quoted(id)
    }

    /// Returns a page of praise, newest first: `limit` after one of it, or from an end; with [`Direction::Up`]
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

    /// Makes a filter of praise from words and keys: the words stand in what was said, the keys hold of who said it. None
    /// where nothing can match.
    pub fn praise_narrowed(&self, filter: &Filter) -> Result<Option<PraiseFilter>> {
        let words: Option<Vec<_>> = filter.words.iter().map(|word| search_query(word)).collect();
        let phrases: Option<Vec<_>> = filter.phrases.iter().map(|phrase| Phrase::read(phrase)).collect();
        let (Some(words), Some(phrases)) = (words, phrases) else { return Ok(None) };
        let of_phrases = phrases.iter().filter_map(Phrase::asked);
        let words = words.into_iter().chain(of_phrases).flatten().collect();
        let customers = self.whom_keys_mean(filter)?;
        Ok(Some(PraiseFilter { customers, words, phrases, ..PraiseFilter::default() }))
    }

    /// Stars a praise.
    ///
    /// # Errors
    /// Fails where the remark is not in the book, or is not praise.
    pub fn star(&mut self, id: RemarkId) -> Result<Quoted> {
        let label = format!("starred what {} said", self.praise_of(id)?.customer_name);
        self.book.change(&self.clock(), label, |change| change.star(id))?;
        self.book.quoted(id)
    }

    /// Takes the star from a praise.
    ///
    /// # Errors
    /// Fails where the remark is not in the book, or is not praise.
    pub fn unstar(&mut self, id: RemarkId) -> Result<Quoted> {
        let label = format!("unstarred what {} said", self.praise_of(id)?.customer_name);
        self.book.change(&self.clock(), label, |change| change.unstar(id))?;
        self.book.quoted(id)
    }

    /// Returns the praise with an id.
    fn praise_of(&self, id: RemarkId) -> Result<Quoted> {
        let quoted = self.book.quoted(id)?;
        if quoted.remark.kind == RemarkKind::Praise {
            return Ok(quoted);
        }
        Err(Error::new(ErrorKind::NoMatch, format!("{id} is {}, not praise", quoted.remark.kind.article()))
            .help("goodcall praise --json shows the ids"))
    }

    /// Returns praise, newest first.
    pub fn praise(&self, filter: &PraiseFilter, limit: usize) -> Result<Vec<Quoted>> {
        self.book.praise(filter, None, Direction::Down, limit)
    }
}
