//! The help: all keys that work on the screen below, from the table of keys. What is typed narrows them.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::error::Result;
use crate::text::{cut, fold, pad, search_query, search_text, width};
use crate::tui::chrome::{Dialog, more_below};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::scroll::{Below, Scroll};
use crate::tui::text_area::TextArea;
use crate::tui::widgets::matched::emphasized;
use crate::tui::widgets::prompt;

/// The columns of the dialog around the words, with the blanks behind the keys.
const AROUND: usize = 6 + GAP;
const GAP: usize = 3;
/// The narrowest dialog, so that it stays in its place while letters narrow what it shows.
const LEAST: u16 = 64;
/// Rows that a page key scrolls.
const PAGE: usize = 10;

/// A key, and what it does.
struct Does {
    keys: Vec<String>,
    help: &'static str,
}

/// The help for the screen below.
pub(crate) struct Help {
    /// Titles of scopes, with the keys and words under each.
    sections: Vec<(&'static str, Vec<Does>)>,
    field: TextArea,
    scroll: Scroll,
}

impl Help {
    /// Lists the keys of these scopes.
    pub(crate) fn new(scopes: &[Scope], keymap: &Keymap) -> Self {
        let sections = scopes.iter().map(|scope| {
            let mut lines: Vec<(Action, Vec<String>)> = Vec::new();
            for binding in keymap.of_scope(*scope) {
                let shown = keymap.shown(binding.key);
                match lines.iter_mut().find(|(a, _)| *a == binding.action) {
                    Some((_, keys)) => keys.push(shown),
                    None => lines.push((binding.action, vec![shown])),
                }
            }
            let does = lines.into_iter().map(|(action, keys)| Does { keys, help: action.help() });
            (scope.title(), does.collect())
        });
        let mut help = Self { sections: sections.collect(), field: TextArea::one_line(""), scroll: Scroll::default() };
        help.scroll = Scroll::up_to(help.count());
        help
    }

    /// Tells whether a line has what was typed: the key itself, or words that begin so.
    fn fits(&self, does: &Does) -> bool {
        let typed = self.field.text();
        let Some(words) = search_query(&typed) else {
            return typed.trim().is_empty() || does.keys.iter().any(|key| key == typed.trim());
        };
        let text = search_text(does.help);
        let is_key = |key: &String| key == typed.trim() || fold(key) == fold(typed.trim());
        does.keys.iter().any(is_key)
            || words.iter().all(|word| text.split(' ').any(|one| one.starts_with(word.as_str())))
    }

    fn lines(&self, columns: usize, cx: &DrawContext<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let words = search_query(&self.field.text()).unwrap_or_default();
        let keys = self.keys_columns() + GAP;
        let mut lines = Vec::new();
        for (title, all) in &self.sections {
            let fitting: Vec<&Does> = all.iter().filter(|does| self.fits(does)).collect();
            if fitting.is_empty() {
                continue;
            }
            if !lines.is_empty() {
                lines.push(Line::default());
            }
            lines.push(Line::styled(*title, theme.secondary));
            for does in fitting {
                let mut line = vec![Span::styled(pad(&does.keys.join(" "), keys), theme.accent)];
                line.extend(emphasized(&cut(does.help, columns.saturating_sub(keys)), &words, theme.text, cx));
                lines.push(Line::from(line));
            }
        }
        if lines.is_empty() {
            let key = cx.keymap.key(Scope::Global, Action::Palette);
            lines.push(Line::from(vec![
                Span::styled("No key here does that.  ", theme.text),
                Span::styled(key, theme.accent),
                Span::styled(" finds what other screens do", theme.text),
            ]));
        }
        lines
    }

    fn all(&self) -> impl Iterator<Item = &Does> {
        self.sections.iter().flat_map(|(_, all)| all)
    }

    fn keys_columns(&self) -> usize {
        self.all().map(|does| width(&does.keys.join(" "))).max().unwrap_or(0)
    }

    /// Counts the columns of a dialog in which nothing is cut.
    fn columns(&self) -> u16 {
        let words = self.all().map(|does| width(does.help)).max().unwrap_or(0);
        u16::try_from(AROUND + self.keys_columns() + words).unwrap_or(u16::MAX).max(LEAST)
    }

    fn count(&self) -> usize {
        self.sections.iter().map(|(_, keys)| keys.len() + 2).sum()
    }
}

impl Screen for Help {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let scroll = ("↑↓".to_string(), "scroll");
        Some(vec![("letters".to_string(), "filter"), scroll, keymap.word(Scope::Finding, Action::Back, "back")])
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn act(&mut self, action: Action, _context: &mut Context<'_>) -> Result<Flow> {
        if action == Action::Back {
            return Ok(Flow::Pop);
        }
        self.scroll.moves(action, PAGE);
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        // The border, the line of the filter, and a blank row.
        let rows = u16::try_from(self.count() + 4).unwrap_or(u16::MAX);
        // It is about no row, so it may hide any.
        let cx = &DrawContext { about: &[], ..*cx };
        let inner = Dialog { title: "Keys", columns: self.columns(), rows, least: rows }.draw(frame, area, cx);
        let mut typed = prompt(frame, inner, ("/", &self.field), cx);
        let hint = if self.field.is_empty() { "what do you want to do?" } else { "" };
        typed.push_span(Span::styled(hint, cx.theme.quiet));
        frame.render_widget(typed, Rect { height: 1.min(inner.height), ..inner });
        let below = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        let lines = self.lines(usize::from(below.width), cx);
        if self.scroll.draw(frame, below, lines) == Below::More {
            more_below(frame, below, cx);
        }
    }
}

impl TextInput for Help {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if self.field.key(key) {
            self.scroll.reset();
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        if self.field.paste(text.trim()) {
            self.scroll.reset();
        }
        Ok(Flow::Stay)
    }
}
