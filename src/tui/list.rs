//! The cursor of a list that is whole in memory: the selected line, and the first line in view.

use std::cell::Cell;

use super::keymap::Action;

/// Lines that a page key moves.
const PAGE: usize = 8;

/// The selected line, and the first line in view.
#[derive(Debug, Default)]
pub(super) struct ListCursor {
    at: usize,
    /// The first line in view; drawing keeps the selected line in sight.
    top: Cell<usize>,
}

impl ListCursor {
    /// Makes a cursor on a line.
    pub(super) fn at_line(at: usize) -> Self {
        Self { at, ..Self::default() }
    }

    /// Returns the selected line.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Selects a line.
    pub(super) fn set(&mut self, at: usize) {
        self.at = at;
    }

    /// Goes back to the first line.
    pub(super) fn reset(&mut self) {
        self.at = 0;
        self.top.set(0);
    }

    /// Keeps the cursor within a list that became shorter.
    pub(super) fn clamp(&mut self, count: usize) {
        self.at = self.at.min(count.saturating_sub(1));
    }

    /// Moves as an action says; returns whether the action moves.
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

    /// Returns the first line to draw of a list of `count` lines in `rows` rows; leaves no row empty that could be
    /// full.
    pub(super) fn top(&self, rows: usize, count: usize) -> usize {
        let rows = rows.max(1);
        let top = self.top.get().min(count.saturating_sub(rows)).clamp(self.at.saturating_sub(rows - 1), self.at);
        self.top.set(top);
        top
    }

    /// Returns the line on a row of the last frame.
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
