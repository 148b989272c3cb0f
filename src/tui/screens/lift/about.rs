//! What happened, in the user's own words: asked once, right after its kind.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use serde_json::{Value, json};

use crate::app::App;
use crate::domain::ids::SetbackId;
use crate::error::Result;
use crate::text::{clean, width};
use crate::tui::chrome::keys_line;
use crate::tui::form::{Field, Form};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{DrawContext, Seen, Unsaved};
use crate::tui::widgets::line_width;

/// The name of its draft.
const FORM: &str = "setback";

/// The fewest and the most columns of the answer.
const ANSWER: (usize, usize) = (14, 44);

/// The one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Words;

/// The question "about what?", while it takes text.
pub(super) struct About {
    setback: SetbackId,
    form: Form<Words>,
}

impl About {
    /// Asks about a setback.
    pub(super) fn of(setback: SetbackId) -> Self {
        Self { setback, form: Form::free(vec![Field::line(Words)]) }
    }

    /// Takes up what was typed about a setback when the program ended.
    pub(super) fn resume(app: &App, setback: SetbackId) -> Result<Option<Self>> {
        let Some(draft) = app.draft(FORM, None)? else { return Ok(None) };
        let fields: Value = serde_json::from_str(&draft.fields).unwrap_or_default();
        let text = fields.get("text").and_then(Value::as_str).unwrap_or_default();
        if fields.get("setback").and_then(Value::as_i64) != Some(setback.0) {
            return Ok(None);
        }
        let mut about = Self::of(setback);
        about.form.fill(Words, text);
        Ok(Some(about))
    }

    /// Keeps the answer with the setback; returns it, or None where nothing was typed.
    pub(super) fn end(mut self, app: &mut App) -> Result<Option<String>> {
        let text = self.form.text(Words).trim().to_string();
        if !text.is_empty() {
            app.keep_setback_about(self.setback, &text)?;
        }
        if app.can_write() && app.draft(FORM, None)?.is_some() {
            app.drop_draft(FORM, None)?;
        }
        self.form.saved();
        Ok(Some(text).filter(|text| !text.is_empty()))
    }

    pub(super) fn typed(&mut self, key: KeyEvent) {
        self.form.typed(key);
    }

    pub(super) fn pasted(&mut self, text: &str) {
        self.form.pasted(text.trim());
    }

    pub(super) fn not_kept(&mut self) {
        self.form.not_kept();
    }

    pub(super) fn unsaved(&mut self) -> Option<Unsaved> {
        if !self.form.take_changed() {
            return None;
        }
        let text = self.form.text(Words);
        let fields = (!text.is_empty()).then(|| json!({"setback": self.setback.0, "text": text}).to_string());
        Some(Unsaved { form: FORM.into(), customer: None, fields, seen: Seen::Unasked })
    }

    pub(super) fn farewell(&self) -> Option<String> {
        (!self.form.is_empty(Words)).then(|| "What happened is kept; the next start takes it up.".into())
    }

    /// Draws the question with its answer in the middle of a row, and below it what goes on.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, row: Rect, cx: &DrawContext<'_>) {
        const QUESTION: &str = "about what?   ";
        let theme = cx.theme;
        let beside = QUESTION.len() + 2;
        let room = usize::from(row.width).saturating_sub(beside + 4).max(8);
        let area = self.form.area(Words);
        // The answer grows with what is typed, so that it stays in the middle.
        let typed = area.map_or(0, |area| width(&clean(&area.text()))) + 1;
        let answer = typed.clamp(ANSWER.0, ANSWER.1).min(room);
        let (text, x) = area.map(|area| area.view(u16::try_from(answer).unwrap_or(0))).unwrap_or_default();
        let text = clean(&text).into_owned();
        let blank = " ".repeat(answer.saturating_sub(width(&text)));
        let line = Line::from(vec![
            Span::styled(QUESTION, theme.secondary),
            Span::styled("› ", theme.accent),
            Span::styled(text, theme.strong()),
            Span::raw(blank),
        ]);
        let keys = [(cx.keymap.key(Scope::Finding, Action::Open), "goes on")];
        let below = keys_line(&keys, theme.accent, theme.secondary, row.width);
        let begin = middle(frame, row, line) + u16::try_from(beside).unwrap_or(0);
        middle(frame, Rect { y: row.y + 2, ..row }, below);
        frame.set_cursor_position((begin + x, row.y));
    }
}

/// Draws a line in the middle of a row; returns where it begins.
fn middle(frame: &mut Frame<'_>, row: Rect, line: Line<'_>) -> u16 {
    let wide = u16::try_from(line_width(&line)).unwrap_or(row.width).min(row.width);
    let x = row.x + (row.width - wide) / 2;
    let place = Rect { x, width: wide, height: row.height.min(1), ..row };
    frame.render_widget(line, place.intersection(frame.area()));
    x
}
