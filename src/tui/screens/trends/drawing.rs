//! Draws the figures: the arrows of the mood first, the months under them, then the lists.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::Trends;
use super::arrows::{HALVES, QUARTERS, arrows, headline, how_to_rate};
use super::lists::{lifts, praised, reach, teammates};
use super::months::{Axis, streak};
use crate::app::trends::Trends as Figures;
use crate::tui::chrome::{more_below, page};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::DrawContext;
use crate::tui::scroll::Below;
use crate::tui::widgets::{key_line, line_width, paragraph, side_by_side};

/// The widest it is drawn, without the margins.
const WIDEST: u16 = 152;
/// The narrowest inside with the lists beside the months, their columns, and the blank ones between.
const WITH_SIDE: usize = 124;
const SIDE: usize = 42;
const GAP: usize = 4;
/// Blank columns between two lists side by side, and the most columns of a list.
const BETWEEN: usize = 6;
const LIST: usize = 44;
/// The fewest rows inside for tall arrows.
const TALL: usize = 41;
/// The fewest rows inside for longer lists, and the most names in one.
const TALLER: usize = 52;
const NAMED_TALLER: usize = 8;
/// The steps between the moods, the most rows that each takes besides, and the most that the bars do.
const MOODS: usize = 4;
const LONGER: usize = 4;
const HIGHER: usize = 6;
/// Rows of the bars, and of those beside which the lists leave room.
const BARS: usize = 2;
const BARS_TALL: usize = 4;
/// The most names in a list, and in one beside tall arrows.
const NAMED: usize = 3;
const NAMED_TALL: usize = 5;

impl Trends {
    pub(super) fn draw_all(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = page(area, WIDEST);
        let Some(figures) = &self.figures else {
            frame.render_widget(Span::styled("Counting…", cx.theme.secondary), inner);
            return;
        };
        let columns = usize::from(inner.width);
        let all = if figures.is_empty() {
            nothing(columns, cx)
        } else {
            arrange(figures, columns, usize::from(inner.height), cx)
        };
        if self.scroll.draw(frame, inner, all) == Below::More {
            more_below(frame, inner, cx);
        }
    }
}

/// Arranges the months with the lists beside them, or below, as many side by side as fit.
fn arrange(t: &Figures, columns: usize, height: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let is_wide = columns >= WITH_SIDE;
    let rows = if height >= TALL { QUARTERS } else { HALVES };
    let most = match height {
        TALLER.. if is_wide => NAMED_TALLER,
        TALL.. if is_wide => NAMED_TALL,
        _ => NAMED,
    };
    let lists = |columns| {
        let names = [praised(t, most, columns, cx), teammates(t, most, columns, cx)];
        (lifts(t, columns, cx), names, reach(t, columns, cx))
    };
    if is_wide {
        let wide = columns - SIDE - GAP;
        let mut side = Vec::new();
        let (lifts, [praised, teammates], reach) = lists(SIDE);
        for list in [lifts, praised, teammates, reach].into_iter().filter(|list| !list.is_empty()) {
            if !side.is_empty() {
                side.push(Line::default());
            }
            side.extend(list);
        }
        let mut rows = Rows { arrows: rows, bars: if rows == QUARTERS { BARS_TALL } else { BARS } };
        if rows.arrows == QUARTERS {
            // What is left below lengthens the arrows, then the bars.
            let spare = height.saturating_sub(year(t, wide, rows, cx).len() + 1);
            let longer = (spare * 2 / 3 / MOODS).min(LONGER);
            rows =
                Rows { arrows: rows.arrows + longer * MOODS, bars: rows.bars + (spare - longer * MOODS).min(HIGHER) };
        }
        return side_by_side(year(t, wide, rows, cx), side, wide, GAP);
    }
    let mut all = year(t, columns, Rows { arrows: rows, bars: BARS }, cx);
    let (lifts, names, reach) = lists(columns.min(LIST));
    let names = packed(names, columns);
    // Each of them begins with a blank line.
    let left = [names, packed([lifts], columns)].concat();
    all.extend(packed([left.into_iter().skip(1).collect(), reach], columns));
    all
}

/// Puts lists side by side, as many as fit in a row, with a blank line above each row.
fn packed(lists: impl IntoIterator<Item = Vec<Line<'static>>>, columns: usize) -> Vec<Line<'static>> {
    let mut rows: Vec<(Vec<Line<'static>>, usize)> = Vec::new();
    for list in lists.into_iter().filter(|list| !list.is_empty()) {
        let wide = list.iter().map(line_width).max().unwrap_or(0);
        match rows.last_mut() {
            Some((row, used)) if *used + BETWEEN + wide <= columns => {
                *row = side_by_side(std::mem::take(row), list, *used, BETWEEN);
                *used += BETWEEN + wide;
            }
            _ => rows.push((list, wide)),
        }
    }
    rows.into_iter().flat_map(|(row, _)| std::iter::once(Line::default()).chain(row)).collect()
}

/// How tall the pictures are.
#[derive(Debug, Clone, Copy)]
struct Rows {
    arrows: usize,
    bars: usize,
}

/// Draws the year: what calls do for the mood, and below each month what was said and done in it.
fn year(t: &Figures, columns: usize, rows: Rows, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let axis = Axis::new(t, columns);
    let mut all = headline(t, columns, cx);
    if t.mood.rated > 0 {
        all.push(Line::default());
        all.extend(arrows(t, &axis, rows.arrows, cx));
    } else {
        all.extend(how_to_rate(columns, cx));
        all.push(Line::default());
    }
    all.push(axis.names(cx));
    all.push(Line::default());
    all.extend(axis.squares(cx));
    all.extend(axis.other_talks(cx));
    if rows.bars > BARS {
        all.push(Line::default());
    }
    all.extend(axis.kind_words(t, rows.bars, cx));
    all.push(Line::default());
    all.extend(streak(t, columns, cx));
    all
}

fn nothing(columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
    let theme = cx.theme;
    let mut all = vec![Line::styled("Nothing to look at yet.", theme.accent), Line::default()];
    all.extend(paragraph(
        "Here the year becomes a picture: the call days you kept, how calls change your mood, what customers praised. It \
         begins with the first call that you log.",
        columns,
        theme.text,
    ));
    let key = cx.keymap.key(Scope::Global, Action::GoToday);
    all.push(Line::default());
    all.extend(key_line(&key, "today's good call", columns, cx));
    all
}
