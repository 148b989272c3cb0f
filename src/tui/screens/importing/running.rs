//! A rehearsal or an import that goes on beside the screen: how far it is, and that it can be stopped.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::import::Imported;
use crate::app::import::background::RunningImport;
use crate::error::Result;
use crate::text::clean;
use crate::tui::screen::{Context, DrawContext};
use crate::tui::widgets::dialog::Asked;

/// The widest the bar is, in cells.
const BAR: u16 = 40;

/// What is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Work {
    /// Finding out what would happen.
    Rehearsal,
    Import,
}

/// The work, and the dialog that shows it.
pub(super) struct Running {
    import: RunningImport,
    pub(super) work: Work,
    /// The file or folder.
    name: String,
    is_stopping: bool,
    /// How long the book waited for other writers before.
    waited: Duration,
}

impl Running {
    /// Shows how far an import is. Meanwhile nothing here waits for the book.
    pub(super) fn of(import: RunningImport, work: Work, name: String, context: &mut Context<'_>) -> Self {
        let waited = context.app.wait_at_most(Duration::ZERO);
        Self { import, work, name, is_stopping: false, waited }
    }

    pub(super) fn stop(&mut self) {
        self.import.stop();
        self.is_stopping = true;
    }

    /// Returns what came of it, once it has ended.
    pub(super) fn ended(&mut self, context: &mut Context<'_>) -> Option<Result<Imported>> {
        let ended = self.import.ended()?;
        context.app.wait_at_most(self.waited);
        Some(ended)
    }

    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let (title, verb, below) = match (self.work, self.is_stopping) {
            (Work::Import, false) => ("Import", "Importing", "Esc stops it, and nothing comes in"),
            (Work::Import, true) => ("Import", "Importing", "It stops; nothing comes in"),
            (Work::Rehearsal, false) => ("What would happen", "Reading", "Nothing is changed yet; Esc stops it"),
            (Work::Rehearsal, true) => ("What would happen", "Reading", "It stops; nothing is changed"),
        };
        let question = format!("{verb} {}", clean(&self.name));
        let below = vec![(below, cx.theme.secondary)];
        let asked = Asked { title, columns: 66, question: &question, rows: 1, below };
        asked.draw(frame, area, cx, |_, row| vec![self.bar(row, cx)]);
    }

    /// Draws how much is done, as a bar and in percents.
    fn bar(&self, row: Rect, cx: &DrawContext<'_>) -> Line<'static> {
        let share = self.import.share().unwrap_or_default();
        let cells = row.width.saturating_sub(6).min(BAR);
        // A share is from 0 to 1; whole cells and percents are meant.
        let part = |of: u16| (0..of).take_while(|n| f64::from(n + 1) <= share * f64::from(of)).count();
        let filled = part(cells);
        Line::from(vec![
            Span::styled("━".repeat(filled), cx.theme.accent),
            Span::styled("─".repeat(usize::from(cells) - filled), cx.theme.secondary),
            Span::styled(format!(" {:>3}%", part(100).min(99)), cx.theme.text),
        ])
    }
}
