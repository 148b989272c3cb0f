//! A list's filter: a line of words above it.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::screen::DrawContext;
use super::text_area::TextArea;
use crate::domain::filter::Filter as Narrowed;
use crate::text::{clean, cut, search_query};

/// The words, and whether the user is typing them.
pub(super) struct Filter {
    text: TextArea,
    typing: bool,
}

impl Default for Filter {
    fn default() -> Self {
        Self { text: TextArea::one_line(""), typing: false }
    }
}

impl Filter {
    /// Begins to type.
    pub(super) fn begin(&mut self) {
        self.typing = true;
    }

    /// Stops typing; the words stay.
    pub(super) fn keep(&mut self) {
        self.typing = false;
    }

    /// Clears the words; returns whether there was a filter to leave.
    pub(super) fn leave(&mut self) -> bool {
        let was_on = self.is_on();
        *self = Self::default();
        was_on
    }

    /// Tells whether the user is typing words.
    pub(super) fn is_typing(&self) -> bool {
        self.typing
    }

    /// Tells whether there are words.
    pub(super) fn has_words(&self) -> bool {
        !self.text.is_empty()
    }

    /// Tells whether the filter is in view.
    pub(super) fn is_on(&self) -> bool {
        self.typing || self.has_words()
    }

    /// Returns the words as typed.
    pub(super) fn text(&self) -> String {
        self.text.text()
    }

    /// Returns the words and keys of a filter of customers.
    pub(super) fn parsed(&self) -> Narrowed {
        let filter = Narrowed::parse(&self.text.text());
        // A sign alone is not a word yet, so the list stays whole.
        let says_nothing = !filter.has_keys() && self.words().is_empty();
        if says_nothing { Narrowed { problems: filter.problems, ..Narrowed::default() } } else { filter }
    }

    /// Draws the line as [`Filter::draw`] does, with what could not be read of it below.
    pub(super) fn draw_with(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        cx: &DrawContext<'_>,
        problem: Option<&str>,
    ) -> bool {
        if !self.draw(frame, area, cx) {
            return false;
        }
        if let Some(problem) = problem.filter(|_| area.height > 1) {
            let place = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(2), height: 1 };
            let said = cut(&clean(problem), usize::from(place.width)).into_owned();
            frame.render_widget(Line::styled(said, cx.theme.secondary), place);
        }
        true
    }

    /// Returns the folded words.
    pub(super) fn words(&self) -> Vec<String> {
        search_query(&self.text.text()).unwrap_or_default()
    }

    /// Takes a key; returns whether the words changed.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        self.typing && self.text.key(key)
    }

    /// Takes pasted text; returns whether the words changed.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        self.typing && self.text.paste(text)
    }

    /// Draws the line if the filter is in view; returns whether it is.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) -> bool {
        if !self.is_on() {
            return false;
        }
        let theme = cx.theme;
        let (text, x) = self.text.view(area.width.saturating_sub(3));
        let mut spans = vec![Span::styled("/ ", theme.accent), Span::styled(clean(&text).into_owned(), theme.strong())];
        if self.typing {
            frame.set_cursor_position((area.x + 2 + x, area.y));
        } else {
            spans.push(Span::styled("   Esc all", theme.secondary));
        }
        frame.render_widget(Line::from(spans), Rect { height: 1, ..area });
        true
    }
}
