//! The week in words, to read and to copy.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::error::Result;
use crate::present::praise::Note;
use crate::present::week;
use crate::text::{clean_lines, wrap};
use crate::tui::chrome::{lines, page};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::widgets::READ_WIDTH;

/// The week, as text.
#[derive(Default)]
pub(crate) struct Week {
    text: String,
    from: usize,
    /// How far the last frame lets it scroll.
    furthest: std::cell::Cell<usize>,
}

/// Rows that a page key moves.
const PAGE: usize = 8;

impl Screen for Week {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Week, Scope::Reading, Scope::List]
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.text = week::text(&app.week()?, Note::Plain);
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        match action {
            Action::Copy => {
                *context.copy = Some(self.text.clone());
                context.tell("The week is copied, if your terminal allows it");
            }
            Action::Down => self.from += 1,
            Action::Up => self.from = self.from.saturating_sub(1),
            Action::PageDown => self.from += PAGE,
            Action::PageUp => self.from = self.from.saturating_sub(PAGE),
            Action::First => self.from = 0,
            Action::Last => self.from = self.furthest.get(),
            Action::Back => return Ok(Flow::Pop),
            _ => {}
        }
        self.from = self.from.min(self.furthest.get());
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let place = page(area, u16::try_from(READ_WIDTH).unwrap_or(u16::MAX));
        let columns = usize::from(place.width).saturating_sub(2).max(1);
        let mut all: Vec<Line<'static>> = Vec::new();
        for (at, line) in clean_lines(&self.text).lines().enumerate() {
            let text = line.trim();
            let style = match at {
                0 => theme.accent,
                _ if text.starts_with('“') => theme.praise,
                _ => theme.text,
            };
            for row in wrap(text, columns) {
                let row = if row.is_empty() { Line::default() } else { Line::from(Span::styled(row, style)) };
                all.push(row);
            }
        }
        self.furthest.set(all.len().saturating_sub(usize::from(place.height)));
        lines(frame, place, all.into_iter().skip(self.from.min(self.furthest.get())).collect());
    }
}
