//! Small questions: until when to snooze, two ratings, a mood, a file to import.

use std::path::PathBuf;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::marking::Marking;
use crate::app::App;
use crate::app::import::{ImportRequest, left_out_error};
use crate::app::words;
use crate::domain::customer::{Customer, first_name};
use crate::domain::dates;
use crate::domain::ids::{CustomerId, TouchId};
use crate::error::{Error, Result};
use crate::text::{clean, count, cut};
use crate::tui::chrome::dialog;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::text_area::TextArea;

/// What is asked.
enum What {
    Snooze(CustomerId, String),
    Rate(CustomerId, String, Option<u8>),
    MoodAfter(TouchId),
    Import,
    /// Why a visit is declined.
    Decline(Box<Customer>, chrono::NaiveDate),
    /// Whose name a teammate's spelling is.
    Join(String),
}

/// A question with one short answer.
pub(crate) struct Question {
    what: What,
    field: TextArea,
    wrong: Option<String>,
}

impl Question {
    fn new(what: What) -> Self {
        Self { what, field: TextArea::one_line(""), wrong: None }
    }

    /// Until when a customer is to be out of the rotation.
    pub(crate) fn snooze(customer: &Customer) -> Self {
        Self::new(What::Snooze(customer.id, customer.name.clone()))
    }

    /// Pleasure, then profit.
    pub(crate) fn rate(customer: &Customer) -> Self {
        Self::new(What::Rate(customer.id, customer.name.clone(), None))
    }

    /// How one feels after a call, asked once.
    pub(crate) fn mood_after(touch: TouchId) -> Self {
        Self::new(What::MoodAfter(touch))
    }

    /// Why a planned visit is declined.
    pub(crate) fn decline(customer: &Customer, day: chrono::NaiveDate) -> Self {
        Self::new(What::Decline(Box::new(customer.clone()), day))
    }

    /// Whose name a teammate's spelling is.
    pub(crate) fn join(name: &str) -> Self {
        Self::new(What::Join(name.to_string()))
    }

    /// Which file to import.
    pub(crate) fn import() -> Self {
        Self::new(What::Import)
    }

    fn number(&mut self, n: u8, context: &mut Context<'_>) -> Result<Flow> {
        match &mut self.what {
            What::Rate(_, _, pleasure @ None) => {
                *pleasure = Some(n);
                Ok(Flow::Stay)
            }
            What::Rate(id, name, Some(pleasure)) => {
                context.app.rate(*id, *pleasure, n)?;
                context.done(format!("Rated {name}: a pleasure {pleasure} of 5, profitable {n} of 5"));
                Ok(Flow::Pop)
            }
            What::MoodAfter(touch) => {
                context.app.keep_mood_after(*touch, n)?;
                let glad = if n >= 4 { "Good. That is what they are for" } else { "Noted. Another call may help" };
                context.done(glad);
                Ok(Flow::Pop)
            }
            _ => Ok(Flow::Stay),
        }
    }

    fn confirm(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let text = self.field.text();
        match &self.what {
            What::Snooze(id, name) => {
                let when = if text.trim().is_empty() { "in 2 weeks" } else { text.trim() };
                let until = match context.app.read_snooze(when) {
                    Ok(until) => until,
                    Err(error) => {
                        self.wrong = Some(error.message);
                        return Ok(Flow::Stay);
                    }
                };
                match context.app.snooze(*id, until) {
                    Ok(_) => {
                        context.done(format!("{name} is back on {}", dates::weekday_day(until)));
                        Ok(Flow::Pop)
                    }
                    Err(error) => {
                        self.wrong = Some(error.message);
                        Ok(Flow::Stay)
                    }
                }
            }
            What::Import => Ok(self.import_file(text.trim(), context)),
            What::Decline(customer, day) => {
                context.app.decline_visit(customer, *day, Some(text.trim()))?;
                context.done(format!("No visit to {} on {}", customer.name, dates::weekday_day(*day)));
                Ok(Flow::Pop)
            }
            What::Join(name) => match context.app.join_teammates(name, text.trim()) {
                Ok(joined) => {
                    let praises = count(joined.praise, "praise", "praises");
                    context.done(format!("{name} is {} now: {praises}", joined.name));
                    Ok(Flow::Pop)
                }
                Err(error) => {
                    self.wrong = Some(error.message);
                    Ok(Flow::Stay)
                }
            },
            What::Rate(..) | What::MoodAfter(_) => Ok(Flow::Stay),
        }
    }

    fn import_file(&mut self, path: &str, context: &mut Context<'_>) -> Flow {
        if path.is_empty() {
            return Flow::Pop;
        }
        let path = path.trim_matches(['"', '\'']);
        let path = match (path.strip_prefix("~/"), std::env::var_os("HOME")) {
            (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
            _ => PathBuf::from(path),
        };
        match context.app.import(&ImportRequest { files: vec![path], ..ImportRequest::default() }) {
            Ok(imported) => {
                let left_out = left_out_error(&imported).map(|e| format!("; {}", e.message)).unwrap_or_default();
                let key = context.keymap.key(Scope::Global, Action::Duplicates);
                let twins = match imported.duplicates.unwrap_or(0) {
                    0 => String::new(),
                    n => format!("; {}: {key}", count(n, "likely duplicate", "likely duplicates")),
                };
                context.done(format!("Imported {}{twins}{left_out}", count(imported.added, "customer", "customers")));
                if imported.new_customers.is_empty() {
                    return Flow::Pop;
                }
                Flow::Replace(Box::new(Marking::new(imported.new_customers)))
            }
            Err(Error { message, help, .. }) => {
                self.wrong = Some(help.map_or(message.clone(), |h| format!("{message}; {h}")));
                Flow::Stay
            }
        }
    }
}

impl Screen for Question {
    fn scopes(&self) -> &'static [Scope] {
        if self.takes_text() { &[Scope::Finding] } else { &[Scope::Asking] }
    }

    fn takes_text(&self) -> bool {
        !matches!(self.what, What::Rate(..) | What::MoodAfter(_))
    }

    fn is_dialog(&self) -> bool {
        true
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let does = |word| {
            vec![keymap.word(Scope::Finding, Action::Open, word), keymap.word(Scope::Finding, Action::Back, "back")]
        };
        Some(match self.what {
            What::Snooze(..) => does("snooze"),
            What::Import => does("import"),
            What::Decline(..) => does("decline"),
            What::Join(_) => does("join"),
            What::Rate(..) | What::MoodAfter(_) => {
                let (first, last) = (keymap.key(Scope::Asking, Action::One), keymap.key(Scope::Asking, Action::Five));
                vec![(format!("{first}-{last}"), "answer"), keymap.word(Scope::Asking, Action::Back, "not now")]
            }
        })
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        match action {
            Action::Back => Ok(Flow::Pop),
            Action::Open => self.confirm(context),
            Action::One => self.number(1, context),
            Action::Two => self.number(2, context),
            Action::Three => self.number(3, context),
            Action::Four => self.number(4, context),
            Action::Five => self.number(5, context),
            _ => Ok(Flow::Stay),
        }
    }

    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if self.takes_text() && self.field.key(key) {
            self.wrong = None;
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        if self.takes_text() {
            self.field.paste(text.trim());
        }
        Ok(Flow::Stay)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &DrawContext<'_>) {
        let theme = look.theme;
        let (title, question, hint) = match &self.what {
            What::Snooze(_, name) => (
                "Out of the rotation",
                format!("Until when is {} to be left alone?", clean(first_name(name))),
                "in 2 weeks (⏎), next month, 2027-01-11",
            ),
            What::Import => {
                ("Import", "Which file or folder?".to_string(), "CSV, vCard or goodcall JSON; Esc leaves it")
            }
            What::Decline(customer, day) => (
                "No visit",
                format!("Why not {} on {}?", clean(customer.first_name()), dates::weekday_day(*day)),
                "a few words, or none; the next busy day is proposed",
            ),
            What::Join(name) => {
                ("One teammate", format!("Under which name is the praise for {} kept?", clean(name)), "e.g. Sally")
            }
            What::Rate(_, name, None) => {
                ("Rate", format!("How good is {} to work with?", clean(first_name(name))), "1 to 5")
            }
            What::Rate(_, name, Some(_)) => {
                ("Rate", format!("And how good for the business is {}?", clean(first_name(name))), "1 to 5")
            }
            What::MoodAfter(_) => ("After the call", "How do you feel now?".to_string(), ""),
        };
        let inner = dialog(frame, area, 66, 9, title, look);
        let columns = usize::from(inner.width);
        let mut lines =
            vec![Line::default(), Line::styled(cut(&question, columns).into_owned(), theme.text), Line::default()];
        match &self.what {
            What::MoodAfter(_) => {
                let mut spans = Vec::new();
                for n in 1..=5_u8 {
                    spans.push(Span::styled(format!("{n} "), theme.accent));
                    spans.push(Span::styled(format!("{}   ", words::mood(n)), theme.text));
                }
                lines.push(Line::from(spans));
            }
            What::Rate(_, _, pleasure) => {
                let mut spans = vec![Span::styled("a pleasure ", theme.secondary)];
                spans.extend(crate::tui::widgets::dots(*pleasure, look));
                spans.push(Span::styled("   profitable ", theme.secondary));
                spans.extend(crate::tui::widgets::dots(None, look));
                lines.push(Line::from(spans));
            }
            What::Snooze(..) | What::Import | What::Decline(..) | What::Join(_) => {
                let (text, x) = self.field.view(inner.width.saturating_sub(2));
                lines.push(Line::from(vec![
                    Span::styled("› ", theme.accent),
                    Span::styled(clean(&text).into_owned(), theme.strong()),
                ]));
                frame.set_cursor_position((inner.x + 2 + x, inner.y + 3));
            }
        }
        match &self.wrong {
            Some(wrong) => {
                lines.extend(crate::tui::widgets::paragraph(wrong, columns, theme.error).into_iter().take(3));
            }
            None => {
                lines.push(Line::default());
                lines.push(Line::styled(cut(hint, columns).into_owned(), theme.secondary));
            }
        }
        crate::tui::chrome::lines(frame, inner, lines);
    }
}
