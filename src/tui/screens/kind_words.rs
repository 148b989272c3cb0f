//! Keeping a kind sentence from an old email: what was said, by whom, and when.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::domain::dates::{self, Toward};
use crate::error::{Error, Result};
use crate::text::clean;
use crate::tui::chrome::dialog;
use crate::tui::form::{field_step, line_step};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Unsaved};
use crate::tui::text_area::TextArea;

const FORM: &str = "kind words";
const LABELS: [&str; 3] = ["they wrote", "who", "when"];

/// The form.
pub(crate) struct KindWords {
    fields: [TextArea; 3],
    at: usize,
    wrong: Option<String>,
    changed: bool,
    done: bool,
    begun: bool,
}

impl Default for KindWords {
    fn default() -> Self {
        Self {
            fields: [(); 3].map(|()| TextArea::one_line("")),
            at: 0,
            wrong: None,
            changed: false,
            done: false,
            begun: false,
        }
    }
}

impl KindWords {
    fn step(&mut self, back: bool) {
        self.at = (if back { self.at + self.fields.len() - 1 } else { self.at + 1 }) % self.fields.len();
    }

    fn save(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let [words, who, when] = self.fields.each_ref().map(TextArea::text);
        let clock = context.app.clock();
        let checked = || {
            if words.trim().is_empty() {
                return Err((0, "write or paste what they said".to_string()));
            }
            let customer = context.app.who(&who).map_err(|e: Error| (1, e.message))?;
            let when = if when.trim().is_empty() { "today" } else { when.trim() };
            let at = dates::parse_when(when, &clock, Toward::Past).map_err(|e| (2, e.to_string()))?;
            Ok((customer, at.instant(&clock)))
        };
        match checked() {
            Ok((customer, at)) => {
                context.app.keep_kind_words(customer.id, &words, at)?;
                context.app.drop_draft(FORM, None)?;
                self.done = true;
                context.done(format!("Kept what {} wrote", customer.name));
                Ok(Flow::Pop)
            }
            Err((field, message)) => {
                self.at = field;
                self.wrong = Some(message);
                Ok(Flow::Stay)
            }
        }
    }
}

impl Screen for KindWords {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn is_dialog(&self) -> bool {
        true
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        if !self.begun {
            self.begun = true;
            if let Some(draft) = app.draft(FORM, None)? {
                let texts: Vec<String> = serde_json::from_str(&draft.fields).unwrap_or_default();
                for (field, text) in self.fields.iter_mut().zip(texts) {
                    field.set_text(&text);
                }
            }
        }
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if let Some(back) = field_step(action) {
            self.step(back);
            return Ok(Flow::Stay);
        }
        match action {
            Action::Save => self.save(context),
            Action::Back => Ok(Flow::Pop),
            _ => Ok(Flow::Stay),
        }
    }

    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        let consumed = self.fields.get_mut(self.at).is_some_and(|f| f.key(key));
        if consumed {
            self.changed = true;
            self.wrong = None;
        } else if let Some(back) = line_step(key) {
            self.step(back);
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        if let Some(field) = self.fields.get_mut(self.at) {
            self.changed |= field.paste(text);
        }
        Ok(Flow::Stay)
    }

    fn not_kept(&mut self) {
        self.changed = true;
    }

    fn unsaved(&mut self) -> Option<Unsaved> {
        if !std::mem::take(&mut self.changed) || self.done {
            return None;
        }
        let texts = self.fields.each_ref().map(TextArea::text);
        let fields = texts.iter().any(|t| !t.is_empty()).then(|| serde_json::json!(texts).to_string());
        Some(Unsaved { form: FORM.into(), customer: None, fields })
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &DrawContext<'_>) {
        let theme = look.theme;
        let inner = dialog(frame, area, 76, 11, "Keep a kind sentence", look);
        let mut lines = vec![Line::default()];
        let room = inner.width.saturating_sub(13);
        for (at, (label, field)) in LABELS.iter().zip(&self.fields).enumerate() {
            let here = at == self.at;
            let (text, x) = field.view(room);
            if here {
                let y = inner.y + u16::try_from(lines.len()).unwrap_or(0);
                frame.set_cursor_position((inner.x + 13 + x, y));
            }
            let hint = match (at, text.is_empty()) {
                (0, true) => "paste it here",
                (1, true) => "a name in your book",
                (2, true) => "today, last month, 2025-03-12",
                _ => "",
            };
            lines.push(Line::from(vec![
                Span::styled(format!("{label:>10} "), if here { theme.accent } else { theme.secondary }),
                Span::styled("│ ", theme.hairline),
                Span::styled(clean(&text).into_owned(), if at == 0 { theme.praise } else { theme.text }),
                Span::styled(hint, theme.hairline),
            ]));
            lines.push(Line::default());
        }
        if let Some(wrong) = &self.wrong {
            lines.extend(
                crate::tui::widgets::paragraph(wrong, usize::from(inner.width), theme.error).into_iter().take(2),
            );
        }
        crate::tui::chrome::lines(frame, inner, lines);
    }
}
