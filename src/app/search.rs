//! Searching everything in the book, in this thread or another.

use std::path::Path;

use super::App;
use crate::book::Book;
use crate::error::Result;
use crate::text;

pub use crate::book::search::{Hit, HitKind};
pub use crate::book::who::Match;

impl App {
    /// Finds everything where each search word begins a word.
    pub fn search(&self, words: &[String], limit: usize) -> Result<Vec<Hit>> {
        self.book.search(words, limit)
    }
}

impl App {
    /// Finds customers who are not archived and whose name, company or email has these letters anywhere: the first
    /// `limit` by name. It reads them all, so ask only where beginnings of words find nobody.
    pub fn customers_with_part(&self, part: &str, limit: usize) -> Result<Vec<Match>> {
        let found = self.book.who_by_part(&text::fold(part))?;
        Ok(found.into_iter().filter(|m| !m.archived).take(limit).collect())
    }
}

/// A second connection to a book, for a thread that searches while the app answers keys.
#[derive(Debug)]
pub struct SearchBook(Book);

impl SearchBook {
    /// Opens the book at `path` again.
    pub fn open(path: &Path) -> Result<Self> {
        Book::open_again(path).map(Self)
    }

    /// Finds everything where each search word begins a word.
    pub fn search(&self, words: &[String], limit: usize) -> Result<Vec<Hit>> {
        self.0.read(|book| book.search(words, limit))
    }

    /// Returns a handle that interrupts a running search from another thread.
    pub fn interrupt(&self) -> Box<dyn Fn() + Send> {
        let handle = self.0.interrupt_handle();
        Box::new(move || handle.interrupt())
    }
}
