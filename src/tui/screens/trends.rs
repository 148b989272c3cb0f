//! Trends: the figures of `goodcall trends --json` as pictures.

use ratatui::Frame;
use ratatui::layout::Rect;

use super::search::SearchScreen;
use super::week::Week;
use crate::app::App;
use crate::app::trends::Trends as Figures;
use crate::error::Result;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::scroll::Scroll;
use crate::tui::work::{Answer, BackgroundWork, Counted, Request, ToCount};

mod arrows;
mod drawing;
mod lists;
mod months;

/// The state of the screen.
#[derive(Default)]
pub(crate) struct Trends {
    figures: Option<Figures>,
    /// Whether to count the figures again.
    wanted: bool,
    scroll: Scroll,
}

/// Rows that a page key moves.
const PAGE: usize = 8;

impl Screen for Trends {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Trends, Scope::List, Scope::Global]
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        self.wanted = true;
        Ok(())
    }

    fn act(&mut self, action: Action, _context: &mut Context<'_>) -> Result<Flow> {
        match action {
            // There is no list to filter here.
            Action::Filter => return Ok(Flow::Push(Box::new(SearchScreen::default()))),
            Action::Week => return Ok(Flow::Push(Box::new(Week::default()))),
            _ => {}
        }
        self.scroll.moves(action, PAGE);
        Ok(Flow::Stay)
    }

    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_all(frame, area, cx);
    }
}

impl BackgroundWork for Trends {
    fn request(&mut self) -> Option<Request> {
        std::mem::take(&mut self.wanted).then_some(Request::Count(ToCount::Trends))
    }

    fn answer(&mut self, answer: Answer, _app: &App) -> Result<()> {
        if let Answer::Counted(Counted::Trends(figures)) = answer {
            self.figures = Some(*figures);
        }
        Ok(())
    }
}
