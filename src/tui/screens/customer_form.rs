//! Adding and editing a customer: a line a field, every problem marked where it is.

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use serde_json::{Map, Value};

use super::ideas::{referred_facts, referred_name};
use crate::app::customers::CUSTOMER_FORM;
use crate::app::drafts::FormDraft;
use crate::app::{App, words};
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, LeftBecause, Standing};
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::text::{clean, cut};
use crate::tui::chrome::page;
use crate::tui::form::{Turn, field_step, line_step, turn_of};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Unsaved};
use crate::tui::text_area::TextArea;

/// The widest it is drawn.
const WIDEST: u16 = 90;

/// The column in which the fields begin.
const LABELS: u16 = 18;

/// The key of whoever pointed to the new one, in a draft.
const REFERRED_BY: &str = "referred_by";

/// A customer that is being written.
pub(crate) struct CustomerForm {
    /// None for a new one.
    editing: Option<CustomerId>,
    /// Who pointed to the new one.
    referred_by: Option<CustomerId>,
    title: String,
    fields: Vec<(CustomerField, TextArea)>,
    before: BTreeMap<&'static str, String>,
    at: usize,
    wrong: Vec<(&'static str, String)>,
    changed: bool,
    done: bool,
}

impl CustomerForm {
    /// A new customer; an unfinished form is taken up.
    pub(crate) fn add(app: &App, draft: Option<&FormDraft>) -> Result<Self> {
        let kept = draft.and_then(|d| serde_json::from_str::<Value>(&d.fields).ok());
        let by = kept.as_ref().and_then(|k| k.get(REFERRED_BY)).and_then(Value::as_str).and_then(|id| id.parse().ok());
        let by = by.map(CustomerId);
        let who = by.map(|id| app.find_customer(id)).transpose()?.flatten();
        let title = who.as_ref().map_or_else(|| "A customer".to_string(), pointed);
        Ok(Self { referred_by: by, ..Self::over(None, title, &blank(), draft) })
    }

    /// A customer whom another pointed to, with what was said of them.
    pub(crate) fn referred(by: &Customer, said: &str, draft: Option<&FormDraft>) -> Self {
        let mut text = blank();
        text.set(CustomerField::Favorite, "no").set(CustomerField::Name, referred_name(said));
        text.set(CustomerField::Facts, referred_facts(&by.name, said));
        let title = pointed(by);
        let name = referred_name(said);
        let same = |d: &&FormDraft| {
            let kept = serde_json::from_str::<Value>(&d.fields).unwrap_or_default();
            let text = |key: &str| kept.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
            text(REFERRED_BY) == by.id.to_string() && text(CustomerField::Name.key()) == name
        };
        // Against an empty form, so that a draft of it holds what was filled in for the user as well.
        let before = Self::over(None, String::new(), &blank(), None).before;
        Self { referred_by: Some(by.id), before, ..Self::over(None, title, &text, draft.filter(same)) }
    }

    /// A customer that is there; an unfinished form is taken up.
    pub(crate) fn edit(customer: &Customer, draft: Option<&FormDraft>) -> Self {
        Self::over(Some(customer.id), customer.name.clone(), &CustomerDraft::of(customer), draft)
    }

    fn over(editing: Option<CustomerId>, title: String, text: &CustomerDraft, draft: Option<&FormDraft>) -> Self {
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
        Self {
            editing,
            referred_by: None,
            title,
            fields,
            before,
            at: 0,
            wrong: Vec::new(),
            changed: false,
            done: false,
        }
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
        let before = self.editing.map(|id| context.app.customer(id)).transpose()?;
        let (customer, verb) = match self.editing {
            None => (context.app.add_referred(&draft, self.referred_by)?, "Added"),
            Some(id) => (context.app.edit(id, &draft)?, "Changed"),
        };
        self.done = true;
        let moved = before.and_then(|b| words::standing_changed(&b, &customer, context.app.clock().today()));
        context.done(moved.unwrap_or_else(|| format!("{verb} {}", customer.name)));
        Ok(Flow::Pop)
    }

    /// The words a field turns through; None for a field that is typed.
    fn choices(field: CustomerField) -> Option<Vec<&'static str>> {
        match field {
            CustomerField::Favorite | CustomerField::DoNotCall => Some(vec!["no", "yes"]),
            CustomerField::Standing => Some(Standing::ALL.iter().map(|s| s.as_str()).collect()),
            CustomerField::LeftBecause => {
                Some(std::iter::once("").chain(LeftBecause::ALL.iter().map(|b| b.as_str())).collect())
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

    /// What stands on each row: a field, and under a field that is wrong what is wrong with it.
    fn rows(&self, columns: usize) -> Vec<(usize, Option<String>)> {
        let mut rows = Vec::new();
        for (at, (field, _)) in self.fields.iter().enumerate() {
            rows.push((at, None));
            if let Some((_, message)) = self.wrong.iter().find(|(key, _)| *key == field.key()) {
                let lines = crate::text::wrap(&clean(message), columns.max(1));
                rows.extend(lines.into_iter().take(2).map(|line| (at, Some(line))));
            }
        }
        rows
    }

    /// The first row that is drawn, so that the field with the keys and what is wrong with it are in sight.
    fn first_row(&self, rows: &[(usize, Option<String>)], room: usize) -> usize {
        let last_of_field = rows.iter().rposition(|(at, _)| *at == self.at).unwrap_or(0);
        (last_of_field + 2).saturating_sub(room).min(rows.len().saturating_sub(room))
    }
}

/// What stands over the form of somebody whom a customer pointed to.
fn pointed(by: &Customer) -> String {
    format!("Whom {} pointed to", by.first_name())
}

/// What an empty form holds. Whoever is added by hand is usually a favorite.
fn blank() -> CustomerDraft {
    let mut text = CustomerDraft::default();
    text.set(CustomerField::Favorite, "yes").set(CustomerField::Standing, Standing::Active.as_str());
    text.set(CustomerField::DoNotCall, "no");
    text
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
        CustomerField::Phone => "e.g. +351 22 555 0142",
        CustomerField::Timezone => "found from the number where it can be",
        CustomerField::Hours => "as configured, or e.g. 09:00-12:00",
        CustomerField::Favorite => "in the rotation",
        CustomerField::Pleasure => "to work with",
        CustomerField::Profit => "for the business",
        CustomerField::LeftOn => "e.g. 2025-03-12",
        CustomerField::Cadence => "e.g. 90d, 12w or 6m",
        CustomerField::Peak => "e.g. tue,thu",
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
        let rows = self.rows(usize::from(inner.width.saturating_sub(LABELS)));
        let first = self.first_row(&rows, usize::from(inner.height.saturating_sub(2)));
        if let Some((field, _)) =
            rows.get(usize::from(at.y.saturating_sub(inner.y + 2)) + first).filter(|_| at.y >= inner.y + 2)
        {
            self.at = *field;
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
        let mut written: Map<String, Value> = self
            .fields
            .iter()
            .filter(|(f, _)| self.before.get(f.key()) != Some(&self.text_of(*f)))
            .map(|(f, _)| (f.key().to_string(), self.text_of(*f).into()))
            .collect();
        if let Some(by) = self.referred_by {
            written.insert(REFERRED_BY.into(), by.to_string().into());
        }
        let fields = (!written.is_empty()).then(|| Value::Object(written).to_string());
        Some(Unsaved { form: CUSTOMER_FORM.into(), customer: self.editing, fields })
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, look: &DrawContext<'_>) {
        let theme = look.theme;
        let inner = page(area, WIDEST);
        let title = cut(&clean(&self.title), usize::from(inner.width)).into_owned();
        frame.render_widget(Span::styled(title, theme.accent), Rect { height: 1, ..inner });
        let rows = Rect { y: inner.y + 2, height: inner.height.saturating_sub(2), ..inner };
        let all = self.rows(usize::from(rows.width.saturating_sub(LABELS)));
        let first = self.first_row(&all, usize::from(rows.height));
        for (y, (at, message)) in (rows.y..rows.bottom()).zip(all.into_iter().skip(first)) {
            match message {
                Some(message) => {
                    let right = Rect { x: rows.x + LABELS, y, height: 1, width: rows.width.saturating_sub(LABELS) };
                    frame.render_widget(Span::styled(message, theme.error), right);
                }
                None => self.draw_field(frame, Rect { y, height: 1, ..rows }, at, look),
            }
        }
    }
}

impl CustomerForm {
    fn draw_field(&self, frame: &mut Frame<'_>, row: Rect, at: usize, look: &DrawContext<'_>) {
        let theme = look.theme;
        let Some((field, text)) = self.fields.get(at) else { return };
        let here = at == self.at;
        let wrong = self.wrong.iter().any(|(key, _)| *key == field.key());
        let style = if wrong {
            theme.error
        } else if here {
            theme.accent
        } else {
            theme.secondary
        };
        let (value, x) = text.view(row.width.saturating_sub(LABELS + 1));
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
                frame.set_cursor_position((row.x + LABELS + x, row.y));
            }
        }
        frame.render_widget(Line::from(spans), row);
    }
}

fn choice_spans(
    field: CustomerField,
    words: &[&'static str],
    value: &str,
    here: bool,
    look: &DrawContext<'_>,
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
