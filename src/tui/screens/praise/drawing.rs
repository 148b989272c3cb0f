//! Draws praise as pages to read: months as headings, every sentence in its color, and who said it below, dim but for the
//! one in focus. Wide screens have two columns. The page turns when the focus leaves it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Praise;
use super::pages::{Column, Size, place};
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::domain::praise::anniversary;
use crate::text::{clean, cut, width};
use crate::tui::chrome::LEFT;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{READ_WIDTH, Row, flow, key_line, quote, speaker};

/// The narrowest terminal with two columns, and the blank columns between them.
const TWO_COLUMNS: u16 = 140;
const GAP: u16 = 6;
/// Columns of the mark before the remark in focus.
const MARK: u16 = 2;
/// The most rows that are all used, to the last.
const LOW: u16 = 16;

impl Praise {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let columns = text_columns(area);
        let (Some(first), Some(last)) = (columns.first(), columns.last()) else { return };
        let whole = Rect { width: last.right().saturating_sub(first.x), ..*first };
        let (head, rest) = self.split(whole);
        self.draw_filter(frame, head, area, cx);
        if self.list.is_empty() {
            crate::tui::chrome::lines(frame, rest, self.nothing(usize::from(rest.width), cx));
            return;
        }
        let blocks: Vec<Vec<Line<'static>>> = self.blocks(usize::from(first.width - MARK), cx);
        let months: Vec<_> = self.list.items().iter().map(|q| month_of(q.remark.said_on)).collect();
        let sizes: Vec<Size> = blocks.iter().zip(&months).map(|(b, m)| Size { rows: b.len(), month: *m }).collect();
        let room = Column { rows: usize::from(rest.height), count: columns.len() };
        let top = self.list.page_top(|from| place(&sizes, from, room).len());
        let mut drawn = Vec::new();
        for at in place(&sizes, top, room) {
            let (Some(column), Some(block)) = (columns.get(at.column), blocks.get(at.item)) else { continue };
            let y = rest.y + u16::try_from(at.row).unwrap_or(0);
            if let Some(heading) = at.heading {
                let y = rest.y + u16::try_from(heading).unwrap_or(0);
                frame.render_widget(self.heading(at.item, cx), Rect { x: column.x + MARK, y, height: 1, ..*column });
            }
            let height = u16::try_from(block.len()).unwrap_or(u16::MAX).min(rest.bottom().saturating_sub(y));
            let place = Rect { y, height, ..*column };
            let mark = Row::at(at.item, self.list.cursor()).mark(cx);
            draw_block(frame, place, &mark, block.clone());
            drawn.push((place, at.item));
        }
        self.drawn.replace(drawn);
    }

    fn draw_filter(&self, frame: &mut Frame<'_>, head: Rect, area: Rect, cx: &DrawContext<'_>) {
        if self.words.is_typing() {
            let two_rows = Rect { height: 2.min(area.height), ..head };
            self.words.draw_with(frame, two_rows, cx, self.problem.as_deref());
        } else if let Some(line) = self.filter_line(cx) {
            frame.render_widget(line, head);
            if let Some(problem) = self.problem.as_deref().filter(|_| area.height > 2) {
                let said = cut(&clean(problem), usize::from(head.width)).into_owned();
                frame.render_widget(Line::styled(said, cx.theme.secondary), Rect { y: head.y + 1, ..head });
            }
        }
    }

    /// Names the month of a remark; the year where it is another.
    fn heading(&self, item: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let said_on = self.list.items().get(item).map_or(self.today, |q| q.remark.said_on);
        let words = dates::month_in_full(said_on, self.today);
        Line::styled(words, cx.theme.secondary)
    }

    fn filter_line(&self, cx: &DrawContext<'_>) -> Option<Line<'static>> {
        let theme = cx.theme;
        if !self.is_filtered() {
            return None;
        }
        let mut parts = Vec::new();
        if let Some(name) = &self.of {
            parts.push(format!("by {}", clean(name)));
        }
        if let Some(name) = &self.filter.teammate {
            parts.push(format!("about {}", clean(name)));
        }
        if self.words.has_words() {
            parts.push(format!("with “{}”", clean(&self.words.text())));
        }
        Some(Line::from(vec![
            Span::styled(format!("only {}", parts.join(", ")), theme.text),
            Span::styled("   Esc", theme.accent),
            Span::styled(" all", theme.secondary),
        ]))
    }

    /// Lists the rows of every remark in memory.
    fn blocks(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Vec<Line<'static>>> {
        let cursor = self.list.cursor();
        let items = self.list.items().iter().enumerate();
        items.map(|(at, quoted)| self.block(quoted, Row::at(at, cursor), columns, cx)).collect()
    }

    /// Lists the rows of a remark, with its caption below.
    fn block(&self, quoted: &Quoted, row: Row, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let focused = row.is_selected();
        let mut lines = quote(&quoted.remark.text, columns, theme.praise);
        let (name, company) = speaker(quoted);
        let who = if focused { theme.text } else { theme.secondary };
        let name = cut(&name, columns.saturating_sub(1)).into_owned();
        let company = cut(&company, columns.saturating_sub(1 + width(&name))).into_owned();
        let mut parts = vec![vec![Span::styled(name, who), Span::styled(company, theme.secondary)]];
        let day = dates::short(quoted.remark.said_on, self.today);
        let when = anniversary(quoted.remark.said_on, self.today).map_or(day.clone(), |ago| format!("{ago}, {day}"));
        parts.push(vec![Span::styled(when, theme.secondary)]);
        let about = if focused { theme.good } else { theme.secondary };
        let named = quoted.remark.teammates.iter().map(|t| cut(&format!("@{}", clean(t)), columns).into_owned());
        parts.extend(named.map(|name| vec![Span::styled(name, about)]));
        if quoted.remark.starred {
            parts.push(vec![Span::styled("★", theme.accent)]);
        }
        // The caption begins under the first letter, not under the quotation mark.
        lines.extend(flow(parts, 2, columns.saturating_sub(1)).into_iter().map(|mut line| {
            line.spans.insert(0, Span::raw(" "));
            line
        }));
        lines
    }

    fn split(&self, area: Rect) -> (Rect, Rect) {
        let head = Rect { y: area.y + 1, height: 1, ..area };
        let taken = if self.words.is_typing() || self.is_filtered() { 3 } else { 1 };
        // A blank row at the foot, where there is room.
        let foot = u16::from(area.height > LOW);
        (head, Rect { y: area.y + taken, height: area.height.saturating_sub(taken + foot), ..area })
    }

    fn nothing(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        if self.is_filtered() || self.words.is_typing() {
            return vec![Line::styled("No praise matches.", cx.theme.secondary)];
        }
        let mut lines = vec![Line::styled("Nothing kind in the book yet.", cx.theme.accent), Line::default()];
        lines.extend(crate::tui::widgets::paragraph(
            "Whatever a customer says in praise is kept here, for the day you need it. Begin a line of a log with + \
             and it is praise; name a teammate with @.",
            columns,
            cx.theme.text,
        ));
        lines.push(Line::default());
        let key = cx.keymap.key(Scope::Praise, Action::KindWords);
        lines.extend(key_line(&key, "keep a kind sentence, from an old email", columns, cx));
        lines
    }
}

/// Draws a remark with a mark before each of its rows.
fn draw_block(frame: &mut Frame<'_>, place: Rect, mark: &Span<'static>, block: Vec<Line<'static>>) {
    for (y, line) in (place.y..place.bottom()).zip(block) {
        frame.render_widget(mark, Rect { y, height: 1, width: 1, ..place });
        let text = Rect { x: place.x + MARK, y, width: place.width.saturating_sub(MARK), height: 1 };
        frame.render_widget(line, text);
    }
}

/// Numbers a month, over all years.
fn month_of(day: chrono::NaiveDate) -> i32 {
    use chrono::Datelike;
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0)
}

/// Returns the columns to read in: two where there is room.
fn text_columns(area: Rect) -> Vec<Rect> {
    let widest = u16::try_from(READ_WIDTH).unwrap_or(u16::MAX) + MARK;
    let x = area.x + LEFT;
    if area.width < TWO_COLUMNS {
        let width = area.width.saturating_sub(2 * LEFT).clamp(MARK, widest + MARK);
        return vec![Rect { x, width, ..area }];
    }
    let width = (area.width.saturating_sub(2 * LEFT + GAP) / 2).min(widest);
    vec![Rect { x, width, ..area }, Rect { x: x + width + GAP, width, ..area }]
}
