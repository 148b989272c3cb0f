//! Draws the ideas group by group, the focused one in full, with the customers whom it might be good for.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Ideas, LIMIT};
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::domain::remark::{RemarkKind, RemarkState, without_marks};
use crate::present::ideas;
use crate::text::{clean, clean_lines, cut, width, wrap};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{READ_WIDTH, Row, paragraph};

/// The widest it is drawn.
const WIDEST: u16 = 116;

impl Ideas {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let (head, list) = Self::split(area);
        self.draw_head(frame, head, cx);
        self.drawn.set(None);
        if self.groups.is_empty() {
            crate::tui::chrome::lines(frame, list, self.nothing(usize::from(list.width), cx));
            return;
        }
        let room = usize::from(list.height);
        let all = self.lines(usize::from(list.width), room, cx);
        let here = |(item, _): &(Option<usize>, Line<'static>)| *item == Some(self.cursor.at());
        let (first, last) = (all.iter().position(here).unwrap_or(0), all.iter().rposition(here).unwrap_or(0));
        // Keep the focused item in sight, with the title above the first of a group.
        let mut top = (last + 2).saturating_sub(room).min(first.saturating_sub(1)).min(all.len().saturating_sub(room));
        // Begin with a whole item.
        let cut = |top: usize| {
            top > 0 && all.get(top).zip(all.get(top - 1)).is_some_and(|(a, b)| a.0.is_some() && a.0 == b.0)
        };
        while top < first && cut(top) {
            top += 1;
        }
        let shown: Vec<(Option<usize>, Line<'static>)> = all.into_iter().skip(top).take(room).collect();
        *self.rows.borrow_mut() = shown.iter().map(|(item, _)| *item).collect();
        let focused = |(item, _): &&(Option<usize>, Line<'static>)| *item == Some(self.cursor.at());
        let count = |rows: usize| u16::try_from(rows).unwrap_or(0);
        let first = shown.iter().position(|row| focused(&row)).unwrap_or(0);
        let rows = shown.iter().filter(focused).count();
        self.drawn.set((rows > 0).then(|| Rect { y: list.y + count(first), height: count(rows), ..list }));
        crate::tui::chrome::lines(frame, list, shown.into_iter().map(|(_, line)| line).collect());
    }

    pub(super) fn split(area: Rect) -> (Rect, Rect) {
        let whole = area.width.min(WIDEST + 8);
        let inner = Rect { x: area.x + (area.width - whole) / 2 + 4, width: whole.saturating_sub(8), ..area };
        let head = Rect { y: inner.y + 1, height: 1, ..inner };
        (head, Rect { y: inner.y + 3, height: inner.height.saturating_sub(3), ..inner })
    }

    fn draw_head(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        if self.filter.draw(frame, area, cx) {
            return;
        }
        frame.render_widget(Span::styled("What they said, carried to other customers", cx.theme.secondary), area);
    }

    /// Lists every line that may be in sight, with the item it belongs to. An item takes at least one row, so items
    /// farther from the focus than there are rows need no lines.
    fn lines(&self, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<(Option<usize>, Line<'static>)> {
        let theme = cx.theme;
        let mut all = Vec::new();
        let mut at = 0;
        for (title, items) in &self.groups {
            let near = |at: usize| at.abs_diff(self.cursor.at()) <= rows;
            if !(at..at + items.len()).any(near) {
                at += items.len();
                continue;
            }
            if !all.is_empty() {
                all.push((None, Line::default()));
            }
            let full = if items.len() == LIMIT { "  the first 200; / finds the others" } else { "" };
            all.push((None, Line::styled(format!("{title}{full}"), theme.secondary)));
            for item in items {
                let row = Row::at(at, self.cursor.at());
                if near(at) {
                    all.extend(self.item_lines(item, row, columns, cx).into_iter().map(|line| (Some(at), line)));
                }
                at += 1;
            }
        }
        all
    }

    fn item_lines(&self, q: &Quoted, row: Row, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let room = columns.saturating_sub(4).clamp(1, READ_WIDTH);
        let ended = q.remark.state.is_some_and(|s| s != RemarkState::Open);
        let style = match (row.is_selected(), ended) {
            (true, _) => theme.text,
            (false, true) => theme.secondary,
            (false, false) => theme.text,
        };
        let edge = || row.mark(cx);
        let mark = match q.remark.state {
            Some(RemarkState::Done | RemarkState::Kept) => "✓".to_string(),
            Some(RemarkState::Dropped) => "×".into(),
            _ => q.remark.kind.mark().map(String::from).unwrap_or_default(),
        };
        let mut text = wrap(clean_lines(&without_marks(&q.remark.text)).trim(), room);
        let most = if row.is_selected() { usize::MAX } else { 2 };
        if text.len() > most {
            text.truncate(most);
            if let Some(last) = text.last_mut() {
                *last = cut(&format!("{last} …"), room).into_owned();
            }
        }
        let mut lines: Vec<Line<'static>> = text
            .into_iter()
            .enumerate()
            .map(|(row, line)| {
                let mark = if row == 0 { format!(" {mark} ") } else { "   ".into() };
                Line::from(vec![edge(), Span::styled(mark, theme.accent), Span::styled(line, style)])
            })
            .collect();
        lines.push(self.byline(q, row, room, cx));
        if row.is_selected()
            && let Some(good) = self.fits.get(&q.remark.id)
        {
            if good.is_empty() && q.remark.kind == RemarkKind::Idea {
                lines.push(Line::from(vec![edge(), Span::styled(format!("   {}", ideas::WHOM), theme.quiet)]));
            }
            for one in good {
                let name = clean(&one.customer.name).into_owned();
                let company = one.customer.company.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
                let why = format!("{company}: {}", clean(ideas::reasons(&one.fits).first().map_or("", String::as_str)));
                let left = columns.saturating_sub(crate::text::width(&name) + 14);
                lines.push(Line::from(vec![
                    edge(),
                    Span::styled("   good for ", theme.secondary),
                    Span::styled(name, theme.accent),
                    Span::styled(cut(&why, left.max(8)).into_owned(), theme.secondary),
                ]));
            }
        }
        lines
    }

    fn byline(&self, q: &Quoted, row: Row, room: usize, cx: &DrawContext<'_>) -> Line<'static> {
        let company = q.company.as_deref().map(|c| format!(", {}", clean(c))).unwrap_or_default();
        let said = dates::ago(q.remark.said_on, self.today);
        let due = ideas::due(q, self.today);
        let due = if due.is_empty() { due } else { format!(", {due}") };
        let name = clean(&q.customer_name).into_owned();
        // When it is due matters more than where the customer works.
        let tail = format!(", {said}{due}");
        let room = room.saturating_sub(width(&name));
        let company = cut(&company, room.saturating_sub(width(&tail)));
        let rest = cut(&format!("{company}{tail}"), room).into_owned();
        let style = cx.theme.secondary;
        let name_style = if row.is_selected() { cx.theme.text } else { style };
        let suits = self.suits(q, row).filter(|suits| width(&rest) + width(suits) <= room).unwrap_or_default();
        Line::from(vec![
            row.mark(cx),
            Span::raw("   "),
            Span::styled(name, name_style),
            Span::styled(rest, style),
            Span::styled(suits, cx.theme.text),
        ])
    }

    /// Names whom an idea might suit behind where it came from; the focused one says so below, with the reasons.
    fn suits(&self, q: &Quoted, row: Row) -> Option<String> {
        let good = self.fits.get(&q.remark.id).filter(|good| !good.is_empty() && !row.is_selected())?;
        let names: Vec<_> = good.iter().map(|one| clean(one.customer.first_name()).into_owned()).collect();
        Some(format!("   for {}", names.join(", ")))
    }

    fn nothing(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        if self.filter.has_words() {
            return vec![Line::styled("Nothing matches.", cx.theme.secondary)];
        }
        let theme = cx.theme;
        let mut lines = vec![Line::styled("No open ideas.", theme.accent), Line::default()];
        lines.extend(paragraph(
            "Customers tell you what they would do, and what they need. Begin a line of a log with ! and it is an idea \
             to carry to other customers this week; with ? it is a need, and stands on their next call card; with > it is \
             somebody they pointed to; with = it is what you promised, and Today tells when it is due.",
            columns,
            theme.text,
        ));
        lines
    }
}
