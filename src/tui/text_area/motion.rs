//! Moves the cursor of an edited text: by graphemes, by words, and by the rows of the last layout.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{TextArea, Vertical, snap};

impl TextArea {
    /// Returns the position one grapheme (or line end) before the cursor.
    pub(super) fn before(&self) -> (usize, usize) {
        if self.column == 0 {
            return self.line.checked_sub(1).map_or((0, 0), |line| (line, self.line_length(line)));
        }
        (self.line, previous_border(self.current(), self.column))
    }

    /// Returns the position one grapheme (or line end) after the cursor.
    pub(super) fn after(&self) -> (usize, usize) {
        let end = self.current().len();
        if self.column < end {
            return (self.line, snap(self.current(), self.column + 1));
        }
        if self.line + 1 < self.lines.len() { (self.line + 1, 0) } else { (self.line, end) }
    }

    /// Returns the beginning of the word before the cursor; at a line's beginning, the end of the previous line.
    pub(super) fn word_before(&self) -> (usize, usize) {
        if self.column == 0 {
            return self.before();
        }
        let left = self.current().get(..self.column).unwrap_or_default();
        let mut found = 0;
        let mut seen = Span::Blank;
        for (place, word) in left.split_word_bound_indices().rev() {
            let kind = Span::of(word);
            if seen != Span::Blank && (kind != seen || kind == Span::Word) {
                break;
            }
            (found, seen) = (place, kind);
        }
        (self.line, found)
    }

    /// Returns the end of the word after the cursor; at a line's end, the beginning of the next line.
    pub(super) fn word_after(&self) -> (usize, usize) {
        let right = self.current().get(self.column..).unwrap_or_default();
        if right.is_empty() {
            return self.after();
        }
        let mut found = self.column;
        let mut seen = Span::Blank;
        for word in right.split_word_bounds() {
            let kind = Span::of(word);
            if seen != Span::Blank && (kind != seen || kind == Span::Word) {
                break;
            }
            found += word.len();
            seen = kind;
        }
        (self.line, found)
    }

    /// Moves by visual rows and keeps the column where the movement began; past the first or last row, to the very end.
    pub(super) fn move_rows(&mut self, goal: Option<usize>, direction: Vertical, count: usize) {
        let mut rows = self.rows_of(self.line, self.current());
        let (x, mut row) = self.place(&rows);
        let goal = goal.unwrap_or(x);
        let mut line = self.line;
        for _ in 0..count {
            match direction {
                Vertical::Up if row > 0 => row -= 1,
                Vertical::Up => {
                    let Some(above) = line.checked_sub(1) else {
                        self.move_to((0, 0));
                        self.goal = Some(goal);
                        return;
                    };
                    line = above;
                    rows = self.rows_of(line, self.lines.get(line).map_or("", String::as_str));
                    row = rows.len().saturating_sub(1);
                }
                Vertical::Down if row + 1 < rows.len() => row += 1,
                Vertical::Down => {
                    if line + 1 >= self.lines.len() {
                        self.go_to_end();
                        self.goal = Some(goal);
                        return;
                    }
                    line += 1;
                    rows = self.rows_of(line, self.lines.get(line).map_or("", String::as_str));
                    row = 0;
                }
            }
        }
        self.move_to((line, self.column_at(&rows, row, goal)));
        self.goal = Some(goal);
    }
}

/// The kind of a stretch between two word borders.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Span {
    Blank,
    Word,
    Mark,
}

impl Span {
    fn of(text: &str) -> Self {
        if text.chars().all(char::is_whitespace) {
            Self::Blank
        } else if text.contains(char::is_alphanumeric) {
            Self::Word
        } else {
            Self::Mark
        }
    }
}

fn previous_border(text: &str, column: usize) -> usize {
    GraphemeCursor::new(column, text.len(), true).prev_boundary(text, 0).ok().flatten().unwrap_or(0)
}
