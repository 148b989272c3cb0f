//! A page to read: whole blocks, a column after the other, each month under its heading. Wide screens have two columns. The
//! page turns when the focus leaves it.

use chrono::{Datelike, NaiveDate};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::chrome::{LEFT, more_below};
use super::screen::DrawContext;
use super::widgets::{READ_WIDTH, Row};
use super::window::Window;
use crate::domain::dates;

/// The narrowest terminal with two columns, and the blank columns between them.
const TWO_COLUMNS: u16 = 140;
const GAP: u16 = 6;
/// Columns of the mark before the block in focus.
const MARK: u16 = 2;

/// What a remark takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    rows: usize,
    /// A number that no other month has.
    month: i32,
}

/// The columns of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Column {
    rows: usize,
    count: usize,
}

/// Where a remark stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    item: usize,
    column: usize,
    /// Its first row.
    row: usize,
    /// The row of its month's heading, where one stands above it.
    heading: Option<usize>,
}

/// Rows of a heading, with the blank one below it.
const HEADING: usize = 2;

/// The rows of a remark, with the day under whose month it stands.
pub(super) type Block = (NaiveDate, Vec<Line<'static>>);

/// The columns of a body to read in.
#[derive(Debug, Clone)]
pub(super) struct Sheet {
    columns: Vec<Rect>,
}

impl Sheet {
    /// Divides a body into columns: two where there is room.
    pub(super) fn of(area: Rect) -> Self {
        let widest = u16::try_from(READ_WIDTH).unwrap_or(u16::MAX) + MARK;
        let x = area.x + LEFT;
        if area.width < TWO_COLUMNS {
            let width = area.width.saturating_sub(2 * LEFT).clamp(MARK, widest + MARK);
            return Self { columns: vec![Rect { x, width, ..area }] };
        }
        let width = (area.width.saturating_sub(2 * LEFT + GAP) / 2).min(widest);
        Self { columns: vec![Rect { x, width, ..area }, Rect { x: x + width + GAP, width, ..area }] }
    }

    /// Returns the columns with what is between them.
    pub(super) fn whole(&self) -> Rect {
        self.columns.iter().copied().reduce(Rect::union).unwrap_or_default()
    }

    /// Counts the columns of a block's text.
    pub(super) fn text_columns(&self) -> usize {
        self.columns.first().map_or(0, |first| usize::from(first.width.saturating_sub(MARK)))
    }

    /// Draws a list's blocks in some rows of it; returns where it drew which.
    pub(super) fn draw<T>(
        &self,
        frame: &mut Frame<'_>,
        rows: Rect,
        (list, blocks, today): (&Window<T>, &[Block], NaiveDate),
        cx: &DrawContext<'_>,
    ) -> Vec<(Rect, usize)> {
        let sizes: Vec<Size> =
            blocks.iter().map(|(day, block)| Size { rows: block.len(), month: month_of(*day) }).collect();
        let room = Column { rows: usize::from(rows.height), count: self.columns.len() };
        let top = list.page_top(|from| place(&sizes, from, room).len());
        let mut drawn = Vec::new();
        let places = place(&sizes, top, room);
        if places.last().is_some_and(|last| last.item + 1 < blocks.len()) {
            more_below(frame, Rect { y: rows.y, height: rows.height, ..self.whole() }, cx);
        }
        for at in places {
            let (Some(column), Some((day, block))) = (self.columns.get(at.column), blocks.get(at.item)) else {
                continue;
            };
            let column = Rect { y: rows.y, height: rows.height, ..*column };
            let row = |row: usize| rows.y.saturating_add(u16::try_from(row).unwrap_or(u16::MAX));
            if let Some(heading) = at.heading {
                let words = Line::styled(dates::month_in_full(*day, today), cx.theme.secondary);
                let place = Rect { x: column.x + MARK, y: row(heading), height: 1, ..column };
                frame.render_widget(words, place);
            }
            let y = row(at.row);
            let height = u16::try_from(block.len()).unwrap_or(u16::MAX).min(rows.bottom().saturating_sub(y));
            let place = Rect { y, height, ..column };
            draw_block(frame, place, &Row::at(at.item, list.cursor()).mark(cx), block.clone());
            drawn.push((place, at.item));
        }
        drawn
    }
}

/// Draws a block with a mark before each of its rows.
fn draw_block(frame: &mut Frame<'_>, place: Rect, mark: &Span<'static>, block: Vec<Line<'static>>) {
    for (y, line) in (place.y..place.bottom()).zip(block) {
        frame.render_widget(mark, Rect { y, height: 1, width: 1, ..place });
        let text = Rect { x: place.x + MARK, y, width: place.width.saturating_sub(MARK), height: 1 };
        frame.render_widget(line, text);
    }
}

/// Numbers a month, over all years.
fn month_of(day: NaiveDate) -> i32 {
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0)
}

/// Places remarks from one on, as many as a page holds: at least one, however long.
fn place(sizes: &[Size], from: usize, page: Column) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let (mut column, mut row) = (0, 0);
    let mut month = None;
    for (item, size) in sizes.iter().enumerate().skip(from) {
        let is_new = month != Some(size.month);
        let above = if is_new { HEADING } else { 0 };
        if row > 0 && row + above + size.rows > page.rows {
            (column, row) = (column + 1, 0);
        }
        if column >= page.count {
            break;
        }
        places.push(Place { item, column, row: row + above, heading: is_new.then_some(row) });
        month = Some(size.month);
        // A blank row follows.
        row += above + size.rows + 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(rows: &[(usize, i32)], from: usize, page: (usize, usize)) -> Vec<(usize, usize, usize, Option<usize>)> {
        let sizes: Vec<Size> = rows.iter().map(|(rows, month)| Size { rows: *rows, month: *month }).collect();
        let places = place(&sizes, from, Column { rows: page.0, count: page.1 });
        places.into_iter().map(|p| (p.item, p.column, p.row, p.heading)).collect()
    }

    #[test]
    fn remarks_fill_a_column_then_the_next_under_their_months() {
        let rows = [(2, 1), (3, 1), (2, 2), (2, 2), (2, 3)];
        // Heading 0-1, 2-3, blank, 5-7, blank; the next month's heading and remark do not fit.
        assert_eq!(
            placed(&rows, 0, (10, 2)),
            [(0, 0, 2, Some(0)), (1, 0, 5, None), (2, 1, 2, Some(0)), (3, 1, 5, None)]
        );
        assert_eq!(placed(&rows, 4, (10, 2)), [(4, 0, 2, Some(0))], "a page begins with its month");
    }

    #[test]
    fn one_that_is_longer_than_a_column_has_a_page_of_its_own() {
        assert_eq!(placed(&[(40, 1), (2, 1)], 0, (10, 1)), [(0, 0, 2, Some(0))]);
        assert_eq!(placed(&[(2, 1), (40, 1)], 0, (10, 1)), [(0, 0, 2, Some(0))]);
        assert_eq!(placed(&[], 0, (10, 1)), []);
    }
}
