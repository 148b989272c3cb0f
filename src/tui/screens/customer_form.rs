//! Adding and editing a customer: a line a field, every problem marked where it is.

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use serde_json::{Map, Value};

use crate::app::App;
use crate::app::customers::CUSTOMER_FORM;
use crate::app::read::Draft;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, LeftBecause, Standing};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::{clean, cut};
use crate::tui::chrome::page;
use crate::tui::form::{Turn, field_step, line_step, turn_of};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow, Look, Screen, Unsaved};
use crate::tui::text_area::TextArea;

/// The widest it is drawn.
const WIDEST: u16 = 90;

/// The column in which the fields begin.
const LABELS: u16 = 18;

/// A customer that is being written.
pub struct CustomerForm {
    /// None for a new one.
    editing: Option<CustomerId>,
    title: String,
    fields: Vec<(CustomerField, TextArea)>,
    before: BTreeMap<&'static str, String>,
    at: usize,
    wrong: Vec<(&'static str, String)>,
    changed: bool,
    done: bool,
}

impl CustomerForm {
    /// A new customer; an unfinished form is taken up. Whoever is added by hand is usually a favorite.
    pub fn add(draft: Option<&Draft>) -> Self {
        let mut text = CustomerDraft::default();
        text.set(CustomerField::Favorite, "yes").set(CustomerField::Standing, Standing::Active.word());
        text.set(CustomerField::DoNotCall, "no");
        Self::over(None, "A customer".into(), &text, draft)
    }

    /// A customer that is there; an unfinished form is taken up.
    pub fn edit(customer: &Customer, draft: Option<&Draft>) -> Self {
        Self::over(Some(customer.id), customer.name.clone(), &CustomerDraft::of(customer), draft)
    }

    fn over(editing: Option<CustomerId>, title: String, text: &CustomerDraft, draft: Option<&Draft>) -> Self {
        let kept: Map<String, Value> = draft.and_then(|d| serde_json::from_str(&d.fields).ok()).unwrap_or_default();
        let before =
            CustomerField::ALL.iter().map(|f| (f.key(), text.get(*f).unwrap_or_default().to_string())).collect();
        let fields = CustomerField::ALL
            .iter()
            .map(|f| {
                let kept = kept.get(f.key()).and_then(Value::as_str);
                (*f, TextArea::one_line(&kept.or(text.get(*f)).unwrap_or_default().replace('\n', " ⏎ ")))
            })
            .collect();
        Self { editing, title, fields, before, at: 0, wrong: Vec::new(), changed: false, done: false }
    }

    fn text_of(&self, field: CustomerField) -> String {
        let text = self.fields.iter().find(|(f, _)| *f == field).map(|(_, t)| t.text()).unwrap_or_default();
        text.replace(" ⏎ ", "\n")
    }

    /// The fields that differ from what they were.
    fn written(&self) -> CustomerDraft {
        let mut draft = CustomerDraft::default();
        for (field, _) in &self.fields {
            let text = self.text_of(*field);
            if self.editing.is_none() || self.before.get(field.key()) != Some(&text) {
                draft.set(*field, text);
            }
        }
        draft
    }

    fn step(&mut self, back: bool) {
        let count = self.fields.len().max(1);
        self.at = (if back { self.at + count - 1 } else { self.at + 1 }) % count;
    }

    fn save(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let draft = self.written();
        if let Err(problems) = context.app.check_customer(self.editing, &draft) {
            self.wrong = problems.0.iter().map(|p| (p.field, p.message.clone())).collect();
            let first = self.fields.iter().position(|(f, _)| self.wrong.iter().any(|(key, _)| *key == f.key()));
            self.at = first.unwrap_or(self.at);
            context.tell("Not saved yet: something here needs another look");
            return Ok(Flow::Stay);
        }
        let (customer, verb) = match self.editing {
            None => (context.app.add(&draft)?, "Added"),
            Some(id) => (context.app.edit(id, &draft)?, "Changed"),
        };
        self.done = true;
        context.done(format!("{verb} {}", customer.name));
        Ok(Flow::Pop)
    }

    /// The words a field turns through; None for a field that is typed.
    fn choices(field: CustomerField) -> Option<Vec<&'static str>> {
        match field {
            CustomerField::Favorite | CustomerField::DoNotCall => Some(vec!["no", "yes"]),
            CustomerField::Standing => Some(Standing::ALL.iter().map(|s| s.word()).collect()),
            CustomerField::LeftBecause => {
                Some(std::iter::once("").chain(LeftBecause::ALL.iter().map(|b| b.word())).collect())
            }
            CustomerField::Pleasure | CustomerField::Profit => Some(vec!["", "1", "2", "3", "4", "5"]),
            _ => None,
        }
    }

    fn turn(&mut self, turn: Turn) -> bool {
        let Some((field, text)) = self.fields.get_mut(self.at) else { return false };
        let Some(words) = Self::choices(*field) else { return false };
        let now = words.iter().position(|w| *w == text.text()).unwrap_or(0);
        let next = match turn {
            Turn::Next => (now + 1) % words.len(),
            Turn::Previous => (now + words.len() - 1) % words.len(),
            Turn::Digit(n) if matches!(field, CustomerField::Pleasure | CustomerField::Profit) => usize::from(n),
            Turn::Digit(_) => return false,
        };
        if let Some(word) = words.get(next) {
            text.set_text(word);
        }
        true
    }

    fn first_row(&self, room: usize) -> usize {
        self.at.saturating_sub(room.saturating_sub(2)).min(self.fields.len().saturating_sub(room))
    }
}

fn label(field: CustomerField) -> &'static str {
    match field {
        CustomerField::Name => "name",
        CustomerField::Company => "company",
        CustomerField::Role => "role",
        CustomerField::Phone => "phone",
        CustomerField::Email => "email",
        CustomerField::City => "city",
        CustomerField::Timezone => "time zone",
        CustomerField::Hours => "calling hours",
        CustomerField::Favorite => "favorite",
        CustomerField::Pleasure => "a pleasure",
        CustomerField::Profit => "profitable",
        CustomerField::Standing => "standing",
        CustomerField::LeftOn => "left on",
        CustomerField::LeftBecause => "left because",
        CustomerField::Cadence => "in touch every",
        CustomerField::Peak => "peak days",
        CustomerField::TouchesAYear => "visits a year",
        CustomerField::DoNotCall => "do not call",
        CustomerField::Facts => "good to know",
    }
}

fn hint(field: CustomerField) -> &'static str {
    match field {
        CustomerField::Phone => "+351 22 555 0142",
        CustomerField::Timezone => "found from the number where it can be",
        CustomerField::Hours => "as configured; or 09:00-12:00",
        CustomerField::Favorite => "in the rotation",
        CustomerField::Pleasure => "to work with",
        CustomerField::Profit => "for the business",
        CustomerField::LeftOn => "2025-03-12",
        CustomerField::Cadence => "90d, 12w or 6m",
        CustomerField::Peak => "tue,thu",
        CustomerField::TouchesAYear => "1 to 12",
        _ => "",
    }
}

impl Screen for CustomerForm {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form]
    }

    fn takes_text(&self) -> bool {
        true
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
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
        let choices = self.fields.get(self.at).is_some_and(|(f, _)| Self::choices(*f).is_some());
        let consumed = if choices {
            turn_of(key).is_some_and(|turn| self.turn(turn))
        } else {
            self.fields.get_mut(self.at).is_some_and(|(_, t)| t.key(key))
        };
        if consumed {
            self.changed = true;
            let here = self.fields.get(self.at).map(|(f, _)| f.key());
            self.wrong.retain(|(key, _)| Some(*key) != here);
        } else if let Some(back) = line_step(key) {
            self.step(back);
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        if let Some((field, area)) = self.fields.get_mut(self.at)
            && Self::choices(*field).is_none()
        {
            self.changed |= area.paste(text);
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let inner = page(context.area, WIDEST);
        let row =
            usize::from(at.y.saturating_sub(inner.y + 2)) + self.first_row(usize::from(inner.height.saturating_sub(2)));
        if at.y >= inner.y + 2 && row < self.fields.len() {
            self.at = row;
        }
        Ok(Flow::Stay)
    }

    fn unsaved(&mut self) -> Option<Unsaved> {
        if !std::mem::take(&mut self.changed) || self.done {
            return None;
        }
        let written: Map<String, Value> = self
            .fields
            .iter()
            .filter(|(f, _)| self.before.get(f.key()) != Some(&self.text_of(*f)))
            .map(|(f, _)| (f.key().to_string(), self.text_of(*f).into()))
            .collect();
        let fields = (!written.is_empty()).then(|| Value::Object(written).to_string());
        Some(Unsaved { form: CUSTOMER_FORM.into(), customer: self.editing, fields })
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &Look<'_>) {
        let theme = look.theme;
        let inner = page(area, WIDEST);
        let title = cut(&clean(&self.title), usize::from(inner.width)).into_owned();
        frame.render_widget(Span::styled(title, theme.accent), Rect { height: 1, ..inner });
        let rows = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        let room = usize::from(rows.height);
        let first = self.first_row(room);
        let mut y = rows.y;
        for (at, (field, text)) in self.fields.iter().enumerate().skip(first) {
            if y >= rows.bottom() {
                break;
            }
            let here = at == self.at;
            let wrong = self.wrong.iter().find(|(key, _)| *key == field.key());
            let style = if wrong.is_some() {
                theme.error
            } else if here {
                theme.accent
            } else {
                theme.secondary
            };
            let (value, x) = text.view(rows.width.saturating_sub(LABELS + 1));
            let mut spans = vec![
                Span::styled(format!("{:>1$}  ", label(*field), usize::from(LABELS) - 4), style),
                Span::styled("│ ", theme.hairline),
            ];
            if let Some(words) = Self::choices(*field) {
                spans.extend(choice_spans(*field, &words, &value, here, look));
            } else {
                spans.push(Span::styled(clean(&value).into_owned(), theme.text));
                if value.is_empty() {
                    spans.push(Span::styled(hint(*field), theme.hairline));
                }
                if here {
                    frame.set_cursor_position((rows.x + LABELS + x, y));
                }
            }
            frame.render_widget(Line::from(spans), Rect { y, height: 1, ..rows });
            y += 1;
            if let Some((_, message)) = wrong.filter(|_| y < rows.bottom()) {
                let message = cut(&clean(message), usize::from(rows.width.saturating_sub(LABELS))).into_owned();
                let x = rows.x + LABELS;
                frame.render_widget(
                    Span::styled(message, theme.error),
                    Rect { x, y, height: 1, width: rows.width.saturating_sub(LABELS) },
                );
                y += 1;
            }
        }
    }
}

fn choice_spans(
    field: CustomerField,
    words: &[&'static str],
    value: &str,
    here: bool,
    look: &Look<'_>,
) -> Vec<Span<'static>> {
    let theme = look.theme;
    if matches!(field, CustomerField::Pleasure | CustomerField::Profit) {
        let mut spans = crate::tui::widgets::dots(value.parse().ok(), look);
        spans.push(Span::styled(format!("  {}", if here { "1 to 5" } else { hint(field) }), theme.hairline));
        return spans;
    }
    words
        .iter()
        .filter(|w| here || **w == value)
        .map(|w| {
            let shown = if w.is_empty() { "–" } else { w };
            let style = if *w == value { if here { theme.accent } else { theme.text } } else { theme.hairline };
            Span::styled(format!("{shown}  "), style)
        })
        .collect()
}
