//! Draws the ideas group by group, the focused one in full, with the customers whom it might be good for.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::{Ideas, LIMIT};
use crate::app::praise::Quoted;
use crate::domain::dates;
use crate::domain::remark::{RemarkKind, RemarkState, without_marks};
use crate::present::ideas;
use crate::text::{clean, clean_lines, cut, width, wrap};
use crate::tui::chrome::{more_below, page};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::widgets::{READ_WIDTH, Row, key_line, paragraph};

/// The widest it is drawn, and the widest in two columns.
const WIDEST: u16 = 116;
const WIDEST_OF_TWO: u16 = 156;
/// The narrowest body with two columns, and the blank ones between them.
const TWO_COLUMNS: u16 = 140;
const GAP: u16 = 4;
/// The narrowest list with two columns where one is too short for all.
const TWO_IF_LONG: u16 = 100;

/// The columns of a name that are never given to what stands behind it.
const LEAST_NAME: usize = 12;

/// The fewest columns of a company, with the comma before it: fewer letters tell nothing.
const LEAST_COMPANY: usize = 10;

/// A line, with the item it belongs to.
type Numbered = (Option<usize>, Line<'static>);

impl Ideas {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let (head, list) = Self::split(area);
        self.draw_head(frame, head, cx);
        self.drawn.set(None);
        if self.groups.is_empty() {
            crate::tui::chrome::lines(frame, list, self.nothing(usize::from(list.width), cx));
            return;
        }
        let places = self.columns_of(list, cx);
        let columns = places.first().map_or(0, |place| usize::from(place.width));
        let room = usize::from(list.height);
        let all = self.lines(columns, room * places.len(), cx);
        let mut drawn: Vec<(Rect, usize)> = Vec::new();
        let parts = if places.len() > 1 {
            self.parts(&all, room)
        } else {
            std::iter::once(self.in_sight(&all, room)).collect()
        };
        if parts.last().is_some_and(|part| part.end < all.len()) {
            more_below(frame, list, cx);
        }
        for (place, part) in places.into_iter().zip(parts) {
            let rows = all.get(part).unwrap_or_default();
            drawn.extend(
                (place.y..).zip(rows).filter_map(|(y, (item, _))| Some((Rect { y, height: 1, ..place }, (*item)?))),
            );
            crate::tui::chrome::lines(frame, place, rows.iter().map(|(_, line)| line.clone()).collect());
        }
        let focused = drawn.iter().filter(|(_, item)| *item == self.cursor.at()).map(|(row, _)| *row);
        self.drawn.set(focused.reduce(Rect::union));
        *self.rows.borrow_mut() = drawn;
    }

    /// Returns the columns of a list: two in a wide one, and two narrow ones where not all has room in one.
    fn columns_of(&self, list: Rect, cx: &DrawContext<'_>) -> Vec<Rect> {
        let is_wide = list.width + 8 >= TWO_COLUMNS;
        if !is_wide && (list.width < TWO_IF_LONG || self.fits_in(list, cx)) {
            return vec![list];
        }
        let left = Rect { width: (list.width - GAP) / 2, ..list };
        vec![left, Rect { x: left.right() + GAP, ..left }]
    }

    /// Whether all has room in a single column, whichever is in focus.
    fn fits_in(&self, list: Rect, cx: &DrawContext<'_>) -> bool {
        let mut rows = usize::from(list.height);
        let mut take = |taken: usize| {
            rows = rows.checked_sub(taken)?;
            Some(())
        };
        // A title, and a blank line.
        self.groups.iter().all(|(_, items)| {
            take(2).is_some()
                && items
                    .iter()
                    .all(|item| take(self.item_lines(item, Row::Other, list.width.into(), cx).len()).is_some())
        })
    }

    /// Finds the lines in sight in a column, with the focused item among them.
    fn in_sight(&self, all: &[Numbered], room: usize) -> Range<usize> {
        let here = |(item, _): &Numbered| *item == Some(self.cursor.at());
        let (first, last) = (all.iter().position(here).unwrap_or(0), all.iter().rposition(here).unwrap_or(0));
        // Keep the focused item in sight, with the title above the first of a group.
        let mut top = (last + 2).saturating_sub(room).min(first.saturating_sub(1)).min(all.len().saturating_sub(room));
        // Begin with a whole item.
        while top < first && is_cut(all, top) {
            top += 1;
        }
        top..(top + room).min(all.len())
    }

    /// Finds the lines in sight in two columns: the groups in halves where both fit, else as many items as fit.
    fn parts(&self, all: &[Numbered], room: usize) -> Vec<Range<usize>> {
        if let Some(half) = self.half(all).filter(|half| *half <= room && all.len() - half <= room) {
            return vec![0..half, half + 1..all.len()];
        }
        let last = all.iter().rposition(|(item, _)| *item == Some(self.cursor.at())).unwrap_or(0);
        let mut top = 0;
        loop {
            let left = column(all, top, room);
            let right = column(all, left.end, room);
            if last < right.end || top >= last {
                return vec![left, right];
            }
            top += 1;
            while top < last && is_cut(all, top) {
                top += 1;
            }
        }
    }

    /// Finds the blank line between two groups that halves them best. It depends on the items, not on the one in focus.
    fn half(&self, all: &[Numbered]) -> Option<usize> {
        let weights: Vec<usize> = self.groups.iter().map(|(_, items)| items.len() * 2 + 2).collect();
        let whole: usize = weights.iter().sum();
        let uneven = |groups: usize| (weights.iter().take(groups).sum::<usize>() * 2).abs_diff(whole);
        let groups = (1..weights.len()).min_by_key(|groups| uneven(*groups))?;
        let is_blank = |(_, (item, line)): &(usize, &Numbered)| item.is_none() && line.spans.is_empty();
        all.iter().enumerate().filter(is_blank).nth(groups - 1).map(|(at, _)| at)
    }

    pub(super) fn split(area: Rect) -> (Rect, Rect) {
        let inner = page(area, if area.width >= TWO_COLUMNS { WIDEST_OF_TWO } else { WIDEST });
        let head = Rect { height: 1, ..inner };
        (head, Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner })
    }

    fn draw_head(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        if self.filter.draw(frame, area, cx) {
            return;
        }
        frame.render_widget(Span::styled("What they said, carried to other customers", cx.theme.secondary), area);
    }

    /// Lists every line that may be in sight, with the item it belongs to. An item takes at least one row, so items
    /// farther from the focus than there are rows need no lines.
    fn lines(&self, columns: usize, rows: usize, cx: &DrawContext<'_>) -> Vec<Numbered> {
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
        lines.push(self.byline(q, row, columns.saturating_sub(4).max(1), cx));
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
        // When it is due matters more than where the customer works, and than the end of a long name.
        let tail = format!(", {said}{due}");
        let name = clean(&q.customer_name);
        let name = cut(&name, room.saturating_sub(width(&tail)).max(LEAST_NAME)).into_owned();
        let room = room.saturating_sub(width(&name));
        let left = room.saturating_sub(width(&tail));
        let company = if left < width(&company).min(LEAST_COMPANY) { "".into() } else { cut(&company, left) };
        let suits = self.suits(q, row);
        let fitting = |rest: &str| suits.iter().find(|suits| width(rest) + width(suits) <= room).cloned();
        let with_company = cut(&format!("{company}{tail}"), room).into_owned();
        // Whom it might suit matters more than where the customer works.
        let (rest, suits) = match (fitting(&with_company), fitting(&tail)) {
            (None, Some(suits)) => (tail, suits),
            (suits, _) => (with_company, suits.unwrap_or_default()),
        };
        let style = cx.theme.secondary;
        let name_style = if row.is_selected() { cx.theme.text } else { style };
        Line::from(vec![
            row.mark(cx),
            Span::raw("   "),
            Span::styled(name, name_style),
            Span::styled(rest, style),
            Span::styled(suits, cx.theme.text),
        ])
    }

    /// Names whom an idea might suit behind where it came from, from the longest words to the briefest; the focused one says so
    /// below, with the reasons.
    fn suits(&self, q: &Quoted, row: Row) -> Vec<String> {
        let Some(good) = self.fits.get(&q.remark.id).filter(|_| !row.is_selected()) else { return Vec::new() };
        let names: Vec<_> = good.iter().map(|one| clean(one.customer.first_name()).into_owned()).collect();
        match names.as_slice() {
            [] => Vec::new(),
            [one] => vec![format!("   for {one}")],
            [first, more @ ..] => {
                let all = format!("   for {}", names.join(", "));
                vec![all, format!("   for {first} and {} more", more.len()), format!("   for {}", names.len())]
            }
        }
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
        lines.push(Line::default());
        let key = |scope, action| cx.keymap.key(scope, action);
        let does = format!("on a customer ({}) logs what they said", key(Scope::Global, Action::GoCustomers));
        lines.extend(key_line(&key(Scope::Customers, Action::Log), &does, columns, cx));
        lines
    }
}

/// Whether an item begins above a line that belongs to it.
fn is_cut(all: &[Numbered], at: usize) -> bool {
    at > 0 && all.get(at).zip(all.get(at - 1)).is_some_and(|(a, b)| a.0.is_some() && a.0 == b.0)
}

/// Fills a column from a line on with whole items; no title stands alone at its end.
fn column(all: &[Numbered], from: usize, room: usize) -> Range<usize> {
    let is_blank = |at: usize| all.get(at).is_some_and(|(item, line)| item.is_none() && line.spans.is_empty());
    let from = if is_blank(from) { from + 1 } else { from };
    let full = (from + room).min(all.len());
    let is_title = |at: usize| all.get(at).is_some_and(|(item, _)| item.is_none());
    let mut end = full;
    while end > from && end < all.len() && (is_cut(all, end) || is_title(end - 1)) {
        end -= 1;
    }
    from..if end > from { end } else { full }
}
