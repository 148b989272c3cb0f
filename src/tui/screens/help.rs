//! The help: all keys that work on the screen below, from the table of keys.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::error::Result;
use crate::text::{cut, pad};
use crate::tui::chrome::Dialog;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape};

/// The help for the screen below.
pub(crate) struct Help {
    /// Titles of scopes, with the keys and words under each.
    sections: Vec<(&'static str, Vec<(String, &'static str)>)>,
    from: usize,
    /// How far the last frame lets it scroll.
    furthest: std::cell::Cell<usize>,
}

impl Help {
    /// Lists the keys of these scopes.
    pub(crate) fn new(scopes: &[Scope], keymap: &Keymap) -> Self {
        let sections = scopes
            .iter()
            .map(|scope| {
                let mut lines: Vec<(Action, String)> = Vec::new();
                for binding in keymap.of_scope(*scope) {
                    let shown = keymap.shown(binding.key);
                    match lines.iter_mut().find(|(a, _)| *a == binding.action) {
                        Some((_, keys)) => keys.push_str(&format!(" {shown}")),
                        None => lines.push((binding.action, shown)),
                    }
                }
                (scope.title(), lines.into_iter().map(|(action, keys)| (keys, action.help())).collect())
            })
            .collect();
        Self { sections, from: 0, furthest: std::cell::Cell::new(usize::MAX) }
    }

    fn lines(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let mut lines = Vec::new();
        for (title, keys) in &self.sections {
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(*title, theme.secondary));
            for (key, does) in keys {
                lines.push(Line::from(vec![
                    Span::styled(pad(key, 16), theme.accent),
                    Span::styled(cut(does, columns.saturating_sub(16)).into_owned(), theme.text),
                ]));
            }
        }
        lines
    }

    fn count(&self) -> usize {
        self.sections.iter().map(|(_, keys)| keys.len() + 2).sum()
    }
}

impl Screen for Help {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Reading, Scope::List]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        Some(vec![("↑↓".into(), "scroll"), keymap.word(Scope::Reading, Action::Back, "back")])
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, action: Action, _context: &mut Context<'_>) -> Result<Flow> {
        let last = self.count().min(self.furthest.get());
        match action {
            Action::Back => return Ok(Flow::Pop),
            Action::Down => self.from = (self.from + 1).min(last),
            Action::Up => self.from = self.from.saturating_sub(1),
            Action::PageDown => self.from = (self.from + 10).min(last),
            Action::PageUp => self.from = self.from.saturating_sub(10),
            Action::First => self.from = 0,
            Action::Last => self.from = last,
            _ => {}
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let rows = u16::try_from(self.count() + 3).unwrap_or(u16::MAX);
        // It is about no row, so it may hide any.
        let cx = &DrawContext { about: None, ..*cx };
        let inner = Dialog { title: "Keys", columns: 64, rows, least: rows }.draw(frame, area, cx);
        let lines = self.lines(usize::from(inner.width), cx);
        let room = usize::from(inner.height);
        self.furthest.set(lines.len().saturating_sub(room));
        let from = self.from.min(self.furthest.get());
        crate::tui::chrome::lines(frame, inner, lines.into_iter().skip(from).take(room).collect());
    }
}
