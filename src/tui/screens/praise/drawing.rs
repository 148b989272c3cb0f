//! Draws praise as pages to read: months as headings, every sentence in its color, and who said it below, dim but for the
//! one in focus.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Praise;
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::domain::praise::anniversary;
use crate::text::{clean, cut, width};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::sheet::{Block, Sheet};
use crate::tui::widgets::{Row, flow, key_line, quote, speaker};

/// The most rows that are all used, to the last.
const LOW: u16 = 16;

impl Praise {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let sheet = Sheet::of(area);
        let (head, rest) = self.split(sheet.whole());
        self.draw_filter(frame, head, area, cx);
        if self.list.is_empty() {
            crate::tui::chrome::lines(frame, rest, self.nothing(usize::from(rest.width), cx));
            return;
        }
        let blocks = self.blocks(sheet.text_columns(), cx);
        self.drawn.replace(sheet.draw(frame, rest, (&self.list, &blocks, self.today), cx));
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

    /// Lists the rows of every remark in memory, each with its day.
    fn blocks(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Block> {
        let cursor = self.list.cursor();
        let items = self.list.items().iter().enumerate();
        let block = |(at, quoted): (usize, &Quoted)| {
            (quoted.remark.said_on, self.block(quoted, Row::at(at, cursor), columns, cx))
        };
        items.map(block).collect()
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
        if self.hung.contains(&quoted.remark.id) {
            parts.push(vec![Span::styled("on the team's wall", theme.secondary)]);
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
