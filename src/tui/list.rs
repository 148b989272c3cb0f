//! The cursor of a list that is held whole: which line is selected, and which is drawn first.

use std::cell::Cell;

use super::keymap::Action;

/// How many lines a page key passes.
const PAGE: usize = 8;

/// Which line is selected.
#[derive(Debug, Default)]
pub(super) struct ListCursor {
    at: usize,
    /// The first line that is drawn; the drawing keeps the selected line in sight.
    top: Cell<usize>,
}

impl ListCursor {
    /// A cursor on a line.
    pub(super) fn at_line(at: usize) -> Self {
        Self { at, ..Self::default() }
    }

    /// The selected line.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Selects a line.
    pub(super) fn set(&mut self, at: usize) {
        self.at = at;
    }

    /// Back to the first line.
    pub(super) fn reset(&mut self) {
        self.at = 0;
        self.top.set(0);
    }

    /// Stays within a list that became shorter.
    pub(super) fn clamp(&mut self, count: usize) {
        self.at = self.at.min(count.saturating_sub(1));
    }

    /// Moves as an action says; whether it is one that moves.
    pub(super) fn moves(&mut self, action: Action, count: usize) -> bool {
        let last = count.saturating_sub(1);
        self.at = match action {
            Action::Down => self.at.saturating_add(1),
            Action::Up => self.at.saturating_sub(1),
            Action::PageDown => self.at.saturating_add(PAGE),
            Action::PageUp => self.at.saturating_sub(PAGE),
            Action::First => 0,
            Action::Last => last,
            _ => return false,
        }
        .min(last);
        true
    }

    /// The first line to draw in so many rows of a list of so many; no row stays empty that could be full.
    pub(super) fn top(&self, rows: usize, count: usize) -> usize {
        let rows = rows.max(1);
        let top = self.top.get().min(count.saturating_sub(rows)).clamp(self.at.saturating_sub(rows - 1), self.at);
        self.top.set(top);
        top
    }

    /// The line on a row of what was drawn last.
    pub(super) fn line_on(&self, row: usize) -> usize {
        self.top.get() + row
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_line_stays_in_sight_and_in_the_list() {
        let mut cursor = ListCursor::default();
        cursor.moves(Action::Last, 50);
        assert_eq!((cursor.at(), cursor.top(10, 50)), (49, 40));
        cursor.moves(Action::PageUp, 50);
        assert_eq!((cursor.at(), cursor.top(10, 50)), (41, 40));
        cursor.moves(Action::First, 50);
        assert_eq!((cursor.at(), cursor.top(10, 50)), (0, 0));
        cursor.moves(Action::PageDown, 3);
        assert_eq!(cursor.at(), 2);
        assert!(!cursor.moves(Action::Save, 3));
        cursor.moves(Action::Down, 0);
        assert_eq!(cursor.at(), 0);
    }
}
