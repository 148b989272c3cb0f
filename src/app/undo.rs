//! Taking changes back, of commands and of screens.

use super::App;
use crate::error::Result;

pub use crate::book::undo::Step;

impl App {
    /// Returns the changes that undo can take back, newest first.
    pub fn undo_steps(&self, limit: usize) -> Result<Vec<Step>> {
        self.book.undo_steps(limit)
    }

    /// Takes the last change back.
    pub fn undo(&mut self) -> Result<Step> {
        let clock = self.clock();
        self.book.undo(&clock, None)
    }
}
