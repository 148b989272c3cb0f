//! Draws praise: one remark after another with room around it, the focused one in full color.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Praise;
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::text::{clean, cut, width};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{Row, flow, quote, said_when, speaker};

impl Praise {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let area = text_area(area);
        let (head, rest) = self.split(area);
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
        if self.list.is_empty() {
            crate::tui::chrome::lines(frame, rest, self.nothing(usize::from(rest.width), cx));
            return;
        }
        let rows = self.arrange(rest, cx);
        let focused = |(at, _): &&(usize, Line<'static>)| *at == self.list.cursor();
        let (above, height) =
            (rows.iter().take_while(|row| !focused(row)).count(), rows.iter().filter(focused).count());
        let rows_of = |n: usize| u16::try_from(n).unwrap_or(0);
        self.drawn.set(Some(Rect { y: rest.y + rows_of(above), height: rows_of(height), ..rest }));
        for (y, (at, line)) in (rest.y..rest.bottom()).zip(rows) {
            let mark = if at == self.list.cursor() && line.spans.iter().any(|s| !s.content.trim().is_empty()) {
                "▎"
            } else {
                " "
            };
            frame.render_widget(Span::styled(mark, cx.theme.accent), Rect { y, height: 1, width: 1, ..rest });
            frame.render_widget(line, Rect { x: rest.x + 2, y, width: rest.width.saturating_sub(2), height: 1 });
        }
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

    /// Lists the rows of a remark, with its caption below.
    fn block(&self, quoted: &Quoted, row: Row, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let focused = row.is_selected();
        let style = if focused { theme.praise } else { theme.secondary };
        let mut lines = quote(&quoted.remark.text, columns, style);
        let (name, company) = speaker(quoted);
        let who = if focused { theme.text } else { theme.secondary };
        let name = cut(&name, columns.saturating_sub(1)).into_owned();
        let company = cut(&company, columns.saturating_sub(1 + width(&name))).into_owned();
        let mut parts = vec![vec![Span::styled(name, who), Span::styled(company, theme.secondary)]];
        let day = dates::short(quoted.remark.said_on, self.today);
        let when = if focused { format!("{}, {day}", said_when(quoted.remark.said_on, self.today)) } else { day };
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

    /// Finds the remark on each row; the focused one stays in the upper third.
    pub(super) fn arrange(&self, area: Rect, cx: &DrawContext<'_>) -> Vec<(usize, Line<'static>)> {
        let columns = usize::from(area.width).saturating_sub(2);
        let room = usize::from(area.height);
        let mut above: Vec<(usize, Line<'static>)> = Vec::new();
        let before = room / 3;
        for at in (0..self.list.cursor()).rev() {
            let Some(quoted) = self.list.items().get(at) else { break };
            let mut block: Vec<_> = self.block(quoted, Row::Other, columns, cx).into_iter().map(|l| (at, l)).collect();
            block.push((at, Line::default()));
            // Only whole ones: half a sentence is worse than none.
            if above.len() + block.len() > before {
                break;
            }
            block.append(&mut above);
            above = block;
        }
        let mut rows = above;
        for (at, quoted) in self.list.items().iter().enumerate().skip(self.list.cursor()) {
            if rows.len() >= room {
                break;
            }
            rows.extend(self.block(quoted, Row::at(at, self.list.cursor()), columns, cx).into_iter().map(|l| (at, l)));
            rows.push((at, Line::default()));
        }
        rows.truncate(room);
        rows
    }

    pub(super) fn split(&self, area: Rect) -> (Rect, Rect) {
        let head = Rect { y: area.y + 1, height: 1, ..area };
        let taken = if self.words.is_typing() || self.is_filtered() { 3 } else { 1 };
        (head, Rect { y: area.y + taken, height: area.height.saturating_sub(taken), ..area })
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
        lines
    }
}

/// Returns the columns to read in.
pub(super) fn text_area(area: Rect) -> Rect {
    let width = area.width.saturating_sub(8).min(76);
    let x = area.x + 4 + area.width.saturating_sub(124) / 2;
    Rect { x, width, ..area }
}
