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
use crate::tui::form::{Field, Form};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{DrawContext, Seen, Unsaved};

/// The name of its draft.
const FORM: &str = "setback";

/// The columns of the answer.
const ANSWER: u16 = 40;

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

    /// Draws the question with its answer in the middle of a row; where it is short, with the question above.
    pub(super) fn draw(&self, frame: &mut Frame<'_>, row: Rect, cx: &DrawContext<'_>) {
        const QUESTION: &str = "about what?   ";
        let theme = cx.theme;
        let go_on = format!("  {} goes on", cx.keymap.key(Scope::Finding, Action::Open));
        let beside = QUESTION.len() + 2 + width(&go_on);
        let answer = usize::from(ANSWER).min(usize::from(row.width).saturating_sub(beside + 4)).max(8);
        let (text, x) =
            self.form.area(Words).map(|area| area.view(u16::try_from(answer).unwrap_or(ANSWER))).unwrap_or_default();
        let text = clean(&text).into_owned();
        let blank = " ".repeat(answer.saturating_sub(width(&text)));
        let wide = u16::try_from(beside + answer).unwrap_or(row.width).min(row.width);
        let left = row.x + (row.width - wide) / 2;
        let line = Line::from(vec![
            Span::styled(QUESTION, theme.secondary),
            Span::styled("› ", theme.accent),
            Span::styled(text, theme.strong()),
            Span::raw(blank),
            Span::styled(go_on, theme.secondary),
        ]);
        frame.render_widget(line, Rect { x: left, width: wide, height: row.height.min(1), ..row });
        let begin = left + u16::try_from(QUESTION.len() + 2).unwrap_or(0);
        frame.set_cursor_position((begin + x, row.y));
    }
}
