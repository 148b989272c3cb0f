//! A large import that goes on: how far it is, and a key that stops it. What came of it is said as of any import.

use std::time::Duration;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::left_out::LeftOut;
use super::marking::Marking;
use crate::app::App;
use crate::app::import::Imported;
use crate::app::import::background::RunningImport;
use crate::error::{Error, ErrorKind, Result};
use crate::present::imports;
use crate::text::{clean, count};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::widgets::dialog::Asked;

/// How many columns of which nothing was used to name.
const SHOWN_UNUSED: usize = 3;
/// The widest the bar is, in cells.
const BAR: u16 = 40;

/// The dialog.
pub(crate) struct Importing {
    running: RunningImport,
    /// The file or folder.
    name: String,
    is_stopping: bool,
    /// How long the book waited for other writers before.
    waited: Duration,
}

impl Importing {
    /// Shows how far an import is. Meanwhile nothing here waits for the book.
    pub(crate) fn of(running: RunningImport, name: String, context: &mut Context<'_>) -> Self {
        let waited = context.app.wait_at_most(Duration::ZERO);
        Self { running, name, is_stopping: false, waited }
    }
}

/// Says what an import did, and goes on to what is left to do.
pub(super) fn done(imported: Imported, context: &mut Context<'_>) -> Flow {
    let key = context.keymap.key(Scope::Global, Action::Duplicates);
    let duplicates = match imported.duplicates.unwrap_or(0) {
        0 => String::new(),
        n => format!("; {}: {key}", count(n, "likely duplicate", "likely duplicates")),
    };
    let unused = imports::unused(&imported.unused, SHOWN_UNUSED);
    let unused = unused.map(|columns| format!("; not used: {columns}")).unwrap_or_default();
    let noted = imports::noted(&imported.noted, SHOWN_UNUSED).map(|noted| format!("; {noted}")).unwrap_or_default();
    let mut added = count(imported.added, "customer", "customers");
    if imported.calls.files > 0 {
        let left_out = match imported.calls.left_out.all() {
            0 => String::new(),
            n => format!(" ({n} left out)"),
        };
        added = format!("{added} and {}{left_out}", count(imported.calls.added, "call", "calls"));
    }
    context.done(format!("Imported {added}{duplicates}{noted}{unused}"));
    if !imported.rejected.is_empty() {
        return Flow::Replace(Box::new(LeftOut::new(imported.rejected, imported.new_customers)));
    }
    if imported.new_customers.is_empty() {
        return Flow::Pop;
    }
    Flow::Replace(Box::new(Marking::new(imported.new_customers)))
}

impl Screen for Importing {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        Some(vec![keymap.word(Scope::Finding, Action::Back, "stop it")])
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, action: Action, _context: &mut Context<'_>) -> Result<Flow> {
        if action == Action::Back {
            self.running.stop();
            self.is_stopping = true;
        }
        Ok(Flow::Stay)
    }

    fn ticks(&self) -> Option<u64> {
        Some(1)
    }

    fn ticked(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let Some(ended) = self.running.ended() else { return Ok(Flow::Stay) };
        context.app.wait_at_most(self.waited);
        Ok(match ended {
            Ok(imported) => done(imported, context),
            Err(error) if error.kind == ErrorKind::Interrupted => {
                context.tell("Stopped; nothing was imported");
                Flow::Pop
            }
            Err(Error { message, help, .. }) => {
                context.tell(help.map_or(message.clone(), |help| format!("{message}; {help}")));
                Flow::Pop
            }
        })
    }

    // No letter is a key here, so that none goes elsewhere and stops it.
    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let below = if self.is_stopping { "It stops; nothing comes in" } else { "Esc stops it, and nothing comes in" };
        let question = format!("Importing {}", clean(&self.name));
        let asked = Asked {
            title: "Import",
            columns: 66,
            question: &question,
            rows: 1,
            below: vec![(below, cx.theme.secondary)],
        };
        let row = asked.draw(frame, area, cx);
        let share = self.running.share().unwrap_or_default();
        let cells = row.width.saturating_sub(6).min(BAR);
        // A share is from 0 to 1; whole cells and percents are meant.
        let part = |of: u16| (0..of).take_while(|n| f64::from(n + 1) <= share * f64::from(of)).count();
        let filled = part(cells);
        let bar = Line::from(vec![
            Span::styled("━".repeat(filled), cx.theme.accent),
            Span::styled("─".repeat(usize::from(cells) - filled), cx.theme.secondary),
            Span::styled(format!(" {:>3}%", part(100).min(99)), cx.theme.text),
        ]);
        frame.render_widget(bar, row);
    }
}

impl TextInput for Importing {
    fn typed(&mut self, _key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        Ok(Flow::Stay)
    }
}
