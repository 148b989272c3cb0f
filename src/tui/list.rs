//! A pointer into a list that is held whole: which line has the keys, and which is drawn first.

use std::cell::Cell;

use super::keymap::Action;

/// How far a page goes.
const PAGE: usize = 8;

/// Which line has the keys.
#[derive(Debug, Default)]
pub(super) struct ListCursor {
    at: usize,
    /// The first line that is drawn; the drawing keeps the line with the keys in sight.
    top: Cell<usize>,
}

impl ListCursor {
    /// The line that has the keys.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Gives a line the keys.
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
    fn the_line_with_the_keys_stays_in_sight_and_in_the_list() {
        let mut pointer = ListCursor::default();
        pointer.moves(Action::Last, 50);
        assert_eq!((pointer.at(), pointer.top(10, 50)), (49, 40));
        pointer.moves(Action::PageUp, 50);
        assert_eq!((pointer.at(), pointer.top(10, 50)), (41, 40));
        pointer.moves(Action::First, 50);
        assert_eq!((pointer.at(), pointer.top(10, 50)), (0, 0));
        pointer.moves(Action::PageDown, 3);
        assert_eq!(pointer.at(), 2);
        assert!(!pointer.moves(Action::Save, 3));
        pointer.moves(Action::Down, 0);
        assert_eq!(pointer.at(), 0);
    }
}
