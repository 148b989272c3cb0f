//! Lays out an edited text: wraps it into rows, or finds the part of one line that fits.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::{LineMode, TextArea, Vertical, snap};
use crate::text::{break_line, clean, shown_width};

/// The rows of a wrapped text, and the place of the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::tui) struct Layout {
    pub rows: Vec<Row>,
    /// Column (including the hanging indentation) and row; the column is always inside the width.
    pub cursor: (u16, usize),
}

/// One visual row: a range of bytes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) struct Row {
    pub line: usize,
    pub start: usize,
    pub end: usize,
    /// Whether it is the first row of its line; the others are indented by `hanging`.
    pub first: bool,
}

impl TextArea {
    /// Tells whether the cursor of a note is on its first row (up) or its last row (down).
    pub(in crate::tui) fn is_at_edge(&self, edge: Vertical) -> bool {
        let (width, hanging) = self.shape.get();
        let layout = self.layout(width, hanging);
        let row = match edge {
            Vertical::Up => 0,
            Vertical::Down => layout.rows.len().saturating_sub(1),
        };
        self.kind == LineMode::MultiLine && layout.cursor.1 == row
    }

    /// Wraps the text at words for a width; rows after the first of a line have `hanging` columns less.
    ///
    /// Up and Down go by the rows of the last layout. A blank at a row's end may hang over the edge.
    pub(in crate::tui) fn layout(&self, width: u16, hanging: u16) -> Layout {
        self.shape.set((width, hanging));
        let mut rows = Vec::new();
        let mut cursor = (0, 0);
        for (line, text) in self.lines.iter().enumerate() {
            let from = rows.len();
            rows.extend(self.rows_of(line, text));
            if line == self.line {
                let own = rows.get(from..).unwrap_or_default();
                let (x, row) = self.place(own);
                cursor = (x, from + row);
            }
        }
        Layout { rows, cursor: (u16::try_from(cursor.0).unwrap_or(u16::MAX), cursor.1) }
    }

    /// Returns the part of a one-line field that fits a width, cleaned, and the column of the cursor in it.
    ///
    /// The part moves no further than the cursor needs.
    pub(in crate::tui) fn view(&self, width: u16) -> (String, u16) {
        let columns = usize::from(width.max(1));
        let text = self.current();
        let (left, right) = text.split_at_checked(self.column).unwrap_or((text, ""));
        // The cursor needs a column of its own, even after the last character.
        let lowest = tail_start(left, columns - 1);
        let highest = tail_start(text, columns - 1).min(self.column);
        let start = self.scroll.get().min(highest).max(lowest);
        let start = snap(text, start).min(self.column);
        self.scroll.set(start);
        let (mut shown, mut used, mut x) = (String::new(), 0, 0);
        for (place, grapheme) in text.get(start..).unwrap_or_default().grapheme_indices(true) {
            if start + place == self.column {
                x = used;
            }
            let wide = shown_width(grapheme);
            if used + wide > columns {
                return (shown, u16::try_from(x).unwrap_or(u16::MAX));
            }
            shown.push_str(&clean(grapheme));
            used += wide;
        }
        if right.is_empty() {
            x = used;
        }
        (shown, u16::try_from(x.min(columns - 1)).unwrap_or(u16::MAX))
    }

    /// Breaks one line into rows for the last layout's shape.
    pub(super) fn rows_of(&self, line: usize, text: &str) -> Vec<Row> {
        let (width, hanging) = self.shape.get();
        let columns = usize::from(width.max(1));
        let rest = columns.saturating_sub(usize::from(hanging)).max(1);
        let ranges = break_line(text, columns, rest, shown_width);
        let mut rows: Vec<Row> = ranges
            .into_iter()
            .enumerate()
            .map(|(place, Range { start, end })| Row { line, start, end, first: place == 0 })
            .collect();
        // After a full last row the cursor has no column left: give it a row of its own.
        let full = rows.last().is_some_and(|row| {
            let room = if row.first { columns } else { rest };
            row_width(text, row) >= room
        });
        if full && line == self.line && self.column == text.len() {
            rows.push(Row { line, start: text.len(), end: text.len(), first: false });
        }
        rows
    }

    /// Finds the cursor among the rows of its line: column and row.
    pub(super) fn place(&self, rows: &[Row]) -> (usize, usize) {
        let (width, hanging) = self.shape.get();
        let row = rows.iter().rposition(|row| row.start <= self.column).unwrap_or(0);
        let Some(found) = rows.get(row) else {
            return (0, 0);
        };
        let before = self.current().get(found.start..self.column).unwrap_or_default();
        let used: usize = before.graphemes(true).map(shown_width).sum();
        let indent = if found.first { 0 } else { usize::from(hanging) };
        ((indent + used).min(usize::from(width.max(1)) - 1), row)
    }

    /// Finds the byte column nearest to a display column, and not to its right, in one of the rows of a line.
    pub(super) fn column_at(&self, rows: &[Row], row: usize, goal: usize) -> usize {
        let last = row + 1 == rows.len();
        let Some(row) = rows.get(row) else { return 0 };
        let text = self.lines.get(row.line).and_then(|line| line.get(row.start..row.end)).unwrap_or_default();
        let mut used = if row.first { 0 } else { usize::from(self.shape.get().1) };
        let mut column = row.start;
        for (place, grapheme) in text.grapheme_indices(true) {
            column = row.start + place;
            used += shown_width(grapheme);
            if used > goal {
                return column;
            }
        }
        // The end of a wrapped row is the beginning of the next one.
        if last { row.end } else { column }
    }
}

fn row_width(text: &str, row: &Row) -> usize {
    text.get(row.start..row.end).unwrap_or_default().graphemes(true).map(shown_width).sum()
}

/// Returns the byte at which the longest end of a text begins that fits into `columns`.
fn tail_start(text: &str, columns: usize) -> usize {
    let mut used = 0;
    let mut start = text.len();
    for (place, grapheme) in text.grapheme_indices(true).rev() {
        used += shown_width(grapheme);
        if used > columns {
            break;
        }
        start = place;
    }
    start
}
