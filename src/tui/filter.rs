//! A list's filter: a line of words above it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::keymap::{Action, Keymap, Scope};
use super::screen::{Context, DrawContext, Flow, TextInput};
use super::text_area::TextArea;
use super::widgets::first_lines;
use crate::app::App;
use crate::domain::filter::Filter as Narrowed;
use crate::error::Result;
use crate::text::{clean, cut, search_query, width};

/// What an empty line could be filled with, from the most words to the fewest.
const HINTS: [&str; 3] = ["a word, city:, tag:, is:past", "a word, city:, is:past", "a word, city:"];
/// The columns of the sign before the words.
const SIGN: u16 = 2;
/// The most lines for what could not be read.
const PROBLEM_LINES: usize = 2;

/// A screen whose list the words of a filter narrow. What is typed or pasted there is the same on all of them.
pub(super) trait FilteredList {
    /// Returns the filter's line.
    fn filter(&mut self) -> &mut Filter;

    /// Lists anew for the words as they are now, from the first row.
    fn list_anew(&mut self, app: &App) -> Result<()>;
}

impl<S: FilteredList> TextInput for S {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        if self.filter().key(key) {
            self.list_anew(context.app)?;
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, context: &mut Context<'_>) -> Result<Flow> {
        if self.filter().paste(text) {
            self.list_anew(context.app)?;
        }
        Ok(Flow::Stay)
    }
}

/// Whether a filter found anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Some,
    Nothing,
}

impl Found {
    /// Says it of a list with this first row, if there is one.
    pub(super) fn of<T>(first: Option<&T>) -> Self {
        if first.is_some() { Self::Some } else { Self::Nothing }
    }
}

/// The words, and whether the user is typing them.
pub(super) struct Filter {
    text: TextArea,
    typing: bool,
    /// Whether the words were there before the user began to type: the first letter takes their place.
    is_old: bool,
}

impl Default for Filter {
    fn default() -> Self {
        Self { text: TextArea::one_line(""), typing: false, is_old: false }
    }
}

impl Filter {
    /// Begins to type. What is typed takes the place of words that are there already; any other key edits them.
    pub(super) fn begin(&mut self) {
        self.typing = true;
        self.is_old = self.has_words();
    }

    /// Begins with these words, as if the user had typed them.
    pub(super) fn take(&mut self, words: &str) {
        *self = Self { text: TextArea::one_line(words), ..Self::default() };
    }

    /// Stops typing; the words stay.
    pub(super) fn keep(&mut self) {
        (self.typing, self.is_old) = (false, false);
    }

    /// Makes room for what is typed or pasted in place of old words.
    fn replace_old(&mut self) {
        if std::mem::take(&mut self.is_old) {
            self.text = TextArea::one_line("");
        }
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
        let text = self.text.text();
        let mut filter = if self.typing { Narrowed::parse_typed(&text) } else { Narrowed::parse(&text) };
        // A sign alone is not a word yet, so the list stays whole.
        filter.words.retain(|word| search_query(word).is_some());
        filter.phrases.retain(|phrase| search_query(phrase).is_some());
        filter
    }

    /// Draws the line as [`Filter::draw`] does, with what could not be read of it below; returns how many rows they take,
    /// with a blank one below the words where nothing is said.
    pub(super) fn draw_with(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        cx: &DrawContext<'_>,
        problem: Option<&str>,
    ) -> u16 {
        if !self.draw(frame, area, cx) {
            return 0;
        }
        let below = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(2), ..area };
        let said = problem_lines(area, problem).into_iter().map(|line| Line::styled(line, cx.theme.secondary));
        let rows = self.rows(area, problem);
        super::chrome::lines(
            frame,
            Rect { height: (rows - 1).min(area.height.saturating_sub(1)), ..below },
            said.collect(),
        );
        rows
    }

    /// Counts the rows that [`Filter::draw_with`] takes.
    pub(super) fn rows(&self, area: Rect, problem: Option<&str>) -> u16 {
        if !self.is_on() {
            return 0;
        }
        1 + u16::try_from(problem_lines(area, problem).len()).unwrap_or(0).max(1)
    }

    /// Returns the footer while the user types, and where nothing matches: what there is to do about the words. None where
    /// the list's own keys have something to act on.
    pub(super) fn footer(&self, keymap: &Keymap, found: Found) -> Option<Vec<(String, &'static str)>> {
        if self.typing {
            let mut words = Vec::new();
            if found == Found::Some {
                // Without a word both keys go back.
                words.extend(self.has_words().then(|| keymap.word(Scope::Finding, Action::Open, "keep it")));
                words.push(("↑↓".to_string(), "choose"));
            }
            let clear = if self.has_words() { "all" } else { "back" };
            words.push(keymap.word(Scope::Finding, Action::Back, clear));
            return Some(words);
        }
        (self.has_words() && found == Found::Nothing).then(|| {
            vec![
                keymap.word(Scope::List, Action::Filter, "other words"),
                keymap.word(Scope::List, Action::Back, "all"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]
        })
    }

    /// Draws the line with what it found at its right end or below, and what could not be read of it;
    /// returns how many rows they take.
    pub(super) fn draw_beside(
        &self,
        frame: &mut Frame<'_>,
        area: Rect,
        cx: &DrawContext<'_>,
        (found, problem): (&str, Option<&str>),
    ) -> u16 {
        let theme = cx.theme;
        let typed = self.text.text();
        let room = usize::from(area.width);
        let hint = if self.typing && typed.is_empty() { hint(room.saturating_sub(SIGN.into())) } else { "" };
        let wanted = width(&clean(&typed)).max(width(hint)) + usize::from(SIGN) + 1;
        let fits = found.is_empty() || width(found) + 1 + wanted <= room;
        let taken = if fits { width(found) + 1 } else { 0 };
        let columns = room.saturating_sub(taken);
        let mut words = self.line(frame, Rect { width: u16::try_from(columns).unwrap_or(u16::MAX), ..area }, cx);
        words.push_span(Span::styled(cut(hint, columns.saturating_sub(SIGN.into())).into_owned(), theme.quiet));
        let line = Rect { height: 1.min(area.height), ..area };
        frame.render_widget(words, line);
        if fits {
            let found = Span::styled(found.to_string(), theme.secondary);
            frame.render_widget(Line::from(found).right_aligned(), line);
        }
        let mut said = problem_lines(area, problem);
        if !fits {
            said.push(cut(found, room.saturating_sub(SIGN.into())).into_owned());
        }
        let rows = u16::try_from(said.len()).unwrap_or(0);
        let below = Rect { x: area.x + 2, y: area.y + 1, width: area.width.saturating_sub(2), height: rows };
        let said = said.into_iter().map(|line| Line::styled(line, theme.secondary));
        super::chrome::lines(frame, below.intersection(area), said.collect());
        1 + rows
    }

    /// Returns the folded words.
    pub(super) fn words(&self) -> Vec<String> {
        search_query(&self.text.text()).unwrap_or_default()
    }

    /// Takes a key; returns whether the words changed.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        if !self.typing {
            return false;
        }
        let is_letter = matches!(key.code, KeyCode::Char(_));
        if is_letter && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) {
            self.replace_old();
        }
        self.is_old = false;
        self.text.key(key)
    }

    /// Takes pasted text; returns whether the words changed.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        if !self.typing {
            return false;
        }
        self.replace_old();
        self.text.paste(text)
    }

    /// Draws the line if the filter is in view; returns whether it is.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) -> bool {
        if !self.is_on() {
            return false;
        }
        let mut line = self.line(frame, Rect { width: area.width.saturating_sub(1), ..area }, cx);
        if !self.typing {
            line.push_span(Span::styled("   Esc all", cx.theme.secondary));
        }
        frame.render_widget(line, Rect { height: 1, ..area });
        true
    }

    /// Draws the words behind their sign, and puts the cursor into them while the user types.
    fn line(&self, frame: &mut Frame<'_>, place: Rect, cx: &DrawContext<'_>) -> Line<'static> {
        let (text, x) = self.text.view(place.width.saturating_sub(SIGN));
        if self.typing {
            frame.set_cursor_position((place.x + SIGN + x, place.y));
        }
        // Old words look like what a letter takes the place of.
        let style = if self.is_old { cx.theme.quiet } else { cx.theme.strong() };
        Line::from(vec![Span::styled("/ ", cx.theme.accent), Span::styled(clean(&text).into_owned(), style)])
    }
}

/// Returns the longest hint that fits.
fn hint(columns: usize) -> &'static str {
    HINTS.into_iter().find(|hint| width(hint) <= columns).unwrap_or_default()
}

/// Wraps what could not be read of a filter in this area.
fn problem_lines(area: Rect, problem: Option<&str>) -> Vec<String> {
    let room = usize::from(area.height.saturating_sub(1)).min(PROBLEM_LINES);
    let columns = usize::from(area.width.saturating_sub(2));
    problem.map(|problem| first_lines(&clean(problem), columns, room)).unwrap_or_default()
}
