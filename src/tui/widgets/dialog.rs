//! Dialogs: a part of the page for a question, with the rest of it dimmed, and what the question is about in sight.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph};

use super::{first_lines, prompt};
use crate::text::{clean_lines, width};
use crate::tui::screen::DrawContext;
use crate::tui::text_area::TextArea;

/// A dialog in the middle of the body, with the size it takes if there is room.
#[derive(Debug, Clone, Copy)]
pub(in crate::tui) struct Dialog<'a> {
    pub title: &'a str,
    pub columns: u16,
    pub rows: u16,
    /// The rows that it can do with.
    pub least: u16,
}

impl Dialog<'_> {
    /// Columns for the border and the blanks of both sides.
    const SIDES: u16 = 6;

    fn outer_columns(self, area: Rect) -> u16 {
        self.columns.min(area.width.saturating_sub(4))
    }

    /// Returns how many columns the inside has in a body.
    pub(in crate::tui) fn inner_columns(self, area: Rect) -> u16 {
        self.outer_columns(area).saturating_sub(Self::SIDES)
    }

    /// Returns the part of a body in which the dialog hides nothing of what it is about: below it if there is room, else
    /// above, else the larger part if the dialog can do with fewer rows; None if both are too small.
    fn beside(self, area: Rect, about: Rect) -> Option<Rect> {
        let below = Rect { y: about.bottom(), height: area.bottom().saturating_sub(about.bottom()), ..area };
        let above = Rect { height: about.y.saturating_sub(area.y), ..area };
        let rows = self.rows.min(area.height);
        let top = area.y + (area.height - rows) / 2;
        if top >= about.bottom() || top + rows <= about.y {
            return Some(area);
        }
        let larger = if below.height >= above.height { below } else { above };
        let whole = [below, above].into_iter().find(|part| part.height >= self.rows);
        whole.or_else(|| Some(larger).filter(|part| part.height >= self.least))
    }

    /// Dims the body but for what the dialog is about, and draws the border, the title and the background; returns the
    /// inside.
    pub(in crate::tui) fn draw(self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) -> Rect {
        let columns = self.outer_columns(area);
        let about = cx.about.iter().map(|about| about.intersection(area)).filter(|about| about.height > 0);
        let about: Vec<Rect> = about.collect();
        dim(frame, area, &about, cx);
        let area = match about.iter().copied().reduce(Rect::union) {
            Some(all) => self.beside(area, all).unwrap_or_else(|| lifted(frame, area, &about)),
            None => area,
        };
        let rows = self.rows.min(area.height);
        let place = Rect {
            x: area.x + (area.width - columns) / 2,
            y: area.y + (area.height - rows) / 2,
            width: columns,
            height: rows,
        };
        clear(frame, place);
        frame.render_widget(
            Block::bordered()
                .border_type(ratatui::widgets::BorderType::Rounded)
                .border_style(cx.theme.hairline)
                .style(cx.theme.background)
                .title(Line::styled(format!(" {} ", self.title), cx.theme.secondary)),
            place,
        );
        Rect {
            x: place.x + Self::SIDES / 2,
            y: place.y + 1,
            width: place.width.saturating_sub(Self::SIDES),
            height: place.height.saturating_sub(2),
        }
    }
}

/// Takes the color out of a body, but for some parts of it.
fn dim(frame: &mut Frame<'_>, area: Rect, but: &[Rect], cx: &DrawContext<'_>) {
    let dimmed = cx.theme.dimmed();
    for at in area.positions().filter(|at| !but.iter().any(|part| part.contains(*at))) {
        if let Some(cell) = frame.buffer_mut().cell_mut(at) {
            cell.set_style(dimmed);
        }
    }
}

/// Draws the rows that a dialog is about on top of the body; returns the rest of it, for the dialog.
fn lifted(frame: &mut Frame<'_>, area: Rect, about: &[Rect]) -> Rect {
    let rows = about.iter().flat_map(|part| part.y..part.bottom()).take(usize::from(area.height / 4));
    let mut free = area;
    for row in rows {
        for x in area.x..area.right() {
            let cell = frame.buffer_mut().cell((x, row)).cloned();
            if let (Some(cell), Some(to)) = (cell, frame.buffer_mut().cell_mut((x, free.y))) {
                *to = cell;
            }
        }
        free = Rect { y: free.y + 1, height: free.height - 1, ..free };
    }
    free
}

/// Empties a place, and the wide character on its left edge that would hang into it.
pub(in crate::tui) fn clear(frame: &mut Frame<'_>, place: Rect) {
    frame.render_widget(Clear, place);
    for y in place.y..place.bottom() {
        let left = place.x.checked_sub(1).and_then(|x| frame.buffer_mut().cell_mut((x, y)));
        if let Some(cell) = left.filter(|c| width(c.symbol()) > 1) {
            cell.set_symbol(" ");
        }
    }
}

/// A dialog that asks something: the question, rows for the answer, and what helps to give it.
#[derive(Debug, Clone)]
pub(in crate::tui) struct Asked<'a> {
    pub title: &'a str,
    pub columns: u16,
    pub question: &'a str,
    /// The rows of the answer.
    pub rows: u16,
    /// What stands below it: hints, or what is wrong.
    pub below: Vec<(&'a str, Style)>,
}

impl Asked<'_> {
    /// The most lines of the question.
    const QUESTION: u16 = 8;
    /// The most lines of each text below the answer.
    const BELOW: usize = 4;

    /// Draws the question and the answer, for whose rows `answer` returns the lines; returns the place of these.
    pub(in crate::tui) fn draw(
        self,
        frame: &mut Frame<'_>,
        area: Rect,
        cx: &DrawContext<'_>,
        answer: impl FnOnce(&mut Frame<'_>, Rect) -> Vec<Line<'static>>,
    ) -> Rect {
        let place = self.draw_question(frame, area, cx);
        let lines = answer(frame, place);
        frame.render_widget(Paragraph::new(lines), place);
        place
    }

    /// Draws the question and the field in which its answer is typed.
    pub(in crate::tui) fn draw_typed(
        self,
        frame: &mut Frame<'_>,
        area: Rect,
        cx: &DrawContext<'_>,
        field: Option<&TextArea>,
    ) {
        self.draw(frame, area, cx, |frame, row| {
            field.map(|field| prompt(frame, row, ("›", field), cx)).into_iter().collect()
        });
    }

    /// Draws everything but the answer, each text whole if it has room; returns the rows of the answer. Without room for
    /// blank rows they go first.
    fn draw_question(self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) -> Rect {
        let count = |lines: &[Line<'_>]| u16::try_from(lines.len()).unwrap_or(u16::MAX);
        let dialog = Dialog { title: self.title, columns: self.columns, rows: 0, least: 0 };
        let columns = usize::from(dialog.inner_columns(area));
        let below = self.below.iter().filter(|(text, _)| !text.is_empty()).flat_map(|(text, style)| {
            let lines = first_lines(&clean_lines(text), columns, Self::BELOW).into_iter();
            lines.map(|line| Line::styled(line, *style))
        });
        let below: Vec<Line<'_>> = below.collect();
        let taken = self.rows + count(&below) + 2;
        let room = usize::from(area.height.saturating_sub(taken).clamp(1, Self::QUESTION));
        let question = first_lines(&clean_lines(self.question), columns, room).into_iter();
        let question: Vec<Line<'_>> = question.map(|line| Line::styled(line, cx.theme.text)).collect();
        let needed = count(&question) + self.rows + count(&below);
        let blanks = if below.is_empty() { 3 } else { 4 };
        let inner = Dialog { rows: needed + blanks + 2, least: needed + 2, ..dialog }.draw(frame, area, cx);
        let spare = inner.height.saturating_sub(needed);
        let blank = |is_there: bool| is_there.then(Line::default);
        let mut above: Vec<Line<'_>> = blank(spare >= blanks - 1).into_iter().chain(question).collect();
        above.extend(blank(spare >= 1));
        let answer = Rect { y: inner.y + count(&above), height: self.rows, ..inner }.intersection(inner);
        let head = Rect { height: inner.height.min(count(&above)), ..inner };
        frame.render_widget(Paragraph::new(above), head);
        let gap = u16::from(spare >= 2);
        let rest = Rect { y: answer.bottom() + gap, height: count(&below), ..inner }.intersection(inner);
        frame.render_widget(Paragraph::new(below), rest);
        answer
    }
}
