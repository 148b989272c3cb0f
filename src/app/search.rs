//! Searching everything in the book, in this thread or another.

use std::path::Path;

use super::App;
use crate::book::Book;
use crate::error::Result;

pub use crate::book::search::{Hit, HitKind};

impl App {
    /// Finds everything where each search word begins a word.
    pub fn search(&self, words: &[String], limit: usize) -> Result<Vec<Hit>> {
        self.book.search(words, limit)
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
