//! How far a text without a selected line is scrolled.

use std::cell::Cell;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;

use super::chrome::lines;
use super::keymap::Action;

/// The first row in view, and how far the last frame lets it go.
#[derive(Debug, Default)]
pub(super) struct Scroll {
    from: usize,
    furthest: Cell<usize>,
}

/// Whether more rows follow below those in view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Below {
    More,
    Nothing,
}

impl Scroll {
    /// Makes one that scrolls this far before the first frame is drawn.
    pub(super) fn up_to(furthest: usize) -> Self {
        Self { from: 0, furthest: Cell::new(furthest) }
    }

    /// Goes back to the first row.
    pub(super) fn reset(&mut self) {
        self.from = 0;
    }

    /// Scrolls as an action says, a page key by `page` rows; returns whether the action scrolls.
    pub(super) fn moves(&mut self, action: Action, page: usize) -> bool {
        let furthest = self.furthest.get();
        let scrolled = scrolled(action, self.from.min(furthest), page);
        self.from = scrolled.unwrap_or(self.from).min(furthest);
        scrolled.is_some()
    }

    /// Draws the rows in view of a text.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, all: Vec<Line<'_>>) -> Below {
        let room = usize::from(area.height);
        self.furthest.set(all.len().saturating_sub(room));
        let from = self.from.min(self.furthest.get());
        lines(frame, area, all.into_iter().skip(from).take(room).collect());
        if from < self.furthest.get() { Below::More } else { Below::Nothing }
    }
}

/// Returns the first row in view after an action, which may lie behind the last; None where the action does not scroll. A
/// page key goes by `page` rows.
pub(super) fn scrolled(action: Action, from: usize, page: usize) -> Option<usize> {
    Some(match action {
        Action::Down => from + 1,
        Action::Up => from.saturating_sub(1),
        Action::PageDown => from + page,
        Action::PageUp => from.saturating_sub(page),
        Action::First => 0,
        Action::Last => usize::MAX,
        _ => return None,
    })
}
