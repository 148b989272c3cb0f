//! Rows of different heights, from one on, in as much room as there is.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::tui::chrome::{lines, more_below};
use crate::tui::keymap::Action;
use crate::tui::screen::DrawContext;
use crate::tui::scroll::scrolled;

/// The first row in view, by its place in a list. Only rows in view are laid out: a list may be long.
#[derive(Debug, Default)]
pub(super) struct LongScroll {
    from: usize,
    /// The last place from which the rest fills the room, in the last frame.
    furthest: Cell<usize>,
    /// How many rows the last frame showed.
    shown: Cell<usize>,
}

impl LongScroll {
    /// Begins with a row, as far as the end allows it.
    pub(super) fn go_to(&mut self, row: usize) {
        self.from = row;
    }

    /// The first row in view.
    pub(super) fn from(&self) -> usize {
        self.from.min(self.furthest.get())
    }

    /// Whether the last frame showed the end.
    pub(super) fn is_at_end(&self) -> bool {
        self.shown.get() > 0 && self.from >= self.furthest.get()
    }

    /// Scrolls as an action says; returns whether the action scrolls.
    pub(super) fn moves(&mut self, action: Action) -> bool {
        let page = self.shown.get().saturating_sub(1).max(1);
        let scrolled = scrolled(action, self.from(), page);
        self.from = scrolled.unwrap_or(self.from).min(self.furthest.get());
        scrolled.is_some()
    }

    /// Draws as many of `count` rows as have room; the function lays one out.
    pub(super) fn draw(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        (count, row): (usize, &dyn Fn(usize) -> Vec<Line<'static>>),
        cx: &DrawContext<'_>,
    ) {
        let room = usize::from(area.height);
        let (mut furthest, mut taken) = (count, 0);
        while furthest > 0 {
            taken += row(furthest - 1).len();
            if taken > room {
                break;
            }
            furthest -= 1;
        }
        self.furthest.set(furthest.min(count.saturating_sub(1)));
        let (mut all, mut shown) = (Vec::new(), 0);
        let from = self.from();
        while all.len() < room && from + shown < count {
            all.extend(row(from + shown));
            shown += 1;
        }
        self.shown.set(shown);
        let is_more = all.len() > room || from + shown < count;
        all.truncate(room);
        lines(frame, area, all);
        if is_more {
            more_below(frame, area, cx);
        }
    }
}
