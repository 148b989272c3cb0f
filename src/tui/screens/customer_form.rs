//! Adds and edits a customer: one field below the other, with every problem at its field.

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use serde_json::{Map, Value};

use crate::app::App;
use crate::app::drafts::FormDraft;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, Group, Standing};
use crate::domain::ids::CustomerId;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::text::{clean, clean_lines, cut};
use crate::tui::chrome::page;
use crate::tui::form::{Form, Heads, Rows, Shown};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, TextInput};
use crate::tui::widgets::{READ_WIDTH, first_lines};

mod drafts;
mod fields;
mod meanwhile;
pub(crate) mod referral;
mod twice;

use meanwhile::Meanwhile;

/// The widest it is drawn.
const WIDEST: u16 = 104;

/// The spacing of its rows, in a wide form and in a narrow one.
const ROWS: Rows = Rows { labels: 14, gap: 2, between: 0, heads: Heads::Before(13) };
const NARROW: Rows = Rows { heads: Heads::Above, ..ROWS };
/// The fewest columns of a wide form.
const WIDE: u16 = 68;
/// The most rows of the words in which somebody was referred.
const SAID_ROWS: usize = 3;

/// How many favorites make a rotation: until then a new customer is proposed as one.
const FIRST_FAVORITES: usize = 3;

/// The key under which a draft keeps who referred the new customer.
const REFERRED_BY: &str = "referred_by";
/// The key under which it keeps in what words.
const SAID: &str = "said";

/// The key under which a draft keeps what the fields held that it changed.
const BEFORE: &str = "before";

/// The form of a new customer, or of one to edit.
pub(crate) struct CustomerForm {
    /// The customer to edit; None for a new one.
    editing: Option<CustomerId>,
    /// Who pointed to the new customer.
    referred_by: Option<CustomerId>,
    /// In what words, without the mark.
    said: String,
    title: String,
    form: Form<CustomerField>,
    /// The fields' texts before any change, by key.
    before: BTreeMap<&'static str, String>,
    /// What another program did meanwhile to the customer.
    meanwhile: Meanwhile,
}

impl CustomerForm {
    /// Opens the form of a new customer, and takes up its draft.
    pub(crate) fn add(app: &App, draft: Option<&FormDraft>) -> Result<Self> {
        let kept = draft.and_then(|d| serde_json::from_str::<Value>(&d.fields).ok());
        let by = kept.as_ref().and_then(|k| k.get(REFERRED_BY)).and_then(Value::as_str).and_then(|id| id.parse().ok());
        let by = by.map(CustomerId);
        let who = by.map(|id| app.find_customer(id)).transpose()?.flatten();
        let title = who.as_ref().map_or_else(|| "A customer".to_string(), pointed);
        let mut text = blank();
        if app.list_counts()?.favorites >= FIRST_FAVORITES {
            text.set(CustomerField::Favorite, "no");
        }
        let said = kept.as_ref().and_then(|k| k.get(SAID)).and_then(Value::as_str).unwrap_or_default().to_string();
        Ok(Self { referred_by: by, said, ..Self::over(None, title, &text, draft) })
    }

    /// Opens the form of a new customer whom another one pointed to, filled in from their words.
    pub(crate) fn referred(by: &Customer, said: &str, draft: Option<&FormDraft>) -> Self {
        let mut text = blank();
        let read = referral::read(said);
        text.set(CustomerField::Favorite, "no").set(CustomerField::Name, read.name.clone());
        text.set(CustomerField::Company, read.company).set(CustomerField::Phone, read.phone);
        text.set(CustomerField::Facts, referral::facts(&by.name, said));
        let title = pointed(by);
        let same = |d: &&FormDraft| {
            let kept = serde_json::from_str::<Value>(&d.fields).unwrap_or_default();
            let text = |key: &str| kept.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
            text(REFERRED_BY) == by.id.to_string() && text(CustomerField::Name.key()) == read.name
        };
        // Compare with an empty form, so that a draft also holds what the program filled in.
        let before = Self::over(None, String::new(), &blank(), None).before;
        let said = without_marks(said).trim().to_string();
        Self { referred_by: Some(by.id), said, before, ..Self::over(None, title, &text, draft.filter(same)) }
    }

    /// Opens the form of somebody whose row an import left out, with what the row says.
    pub(crate) fn left_out(row: &CustomerDraft, title: String) -> Self {
        let mut text = blank();
        text.set(CustomerField::Favorite, "no");
        for field in CustomerField::ALL {
            if let Some(said) = row.get(*field) {
                text.set(*field, said);
            }
        }
        let before = Self::over(None, String::new(), &blank(), None).before;
        Self { before, ..Self::over(None, title, &text, None) }
    }

    /// Opens the form of a customer in the book, and takes up its draft.
    pub(crate) fn edit(customer: &Customer, draft: Option<&FormDraft>) -> Self {
        let mut form = Self::over(Some(customer.id), customer.name.clone(), &CustomerDraft::of(customer), draft);
        form.catch_up(customer);
        form
    }

    fn over(editing: Option<CustomerId>, title: String, text: &CustomerDraft, draft: Option<&FormDraft>) -> Self {
        let kept: Map<String, Value> = draft.and_then(|d| serde_json::from_str(&d.fields).ok()).unwrap_or_default();
        let form = |written: &dyn Fn(CustomerField) -> Option<String>| {
            let fields = CustomerField::in_form().into_iter();
            Form::rows(fields.map(|f| fields::shown(f).holding(&written(f).unwrap_or_default())).collect())
        };
        let there = |field| text.get(field).map(str::to_string);
        let kept_before = kept.get(BEFORE).and_then(Value::as_object);
        let seen = |field: CustomerField| kept_before?.get(field.key())?.as_str().map(str::to_string);
        let typed = |field: CustomerField| {
            let kept = kept.get(field.key()).or_else(|| kept.get(field.former_key()?));
            kept.and_then(Value::as_str).map(str::to_string)
        };
        // Read them back from a form: a field may normalize its text, and that alone is not a change.
        let untouched = form(&|field| seen(field).or_else(|| there(field)));
        let before = untouched.keys().map(|f| (f.key(), untouched.text(f))).collect();
        let form = form(&|field| typed(field).or_else(|| there(field)));
        let said = String::new();
        let mut form = Self { editing, referred_by: None, said, title, form, before, meanwhile: Meanwhile::default() };
        form.show_what_is_asked();
        form
    }

    /// Leaves out what is asked only of past buyers, of everybody else.
    fn show_what_is_asked(&mut self) {
        let is_past = self.form.text(CustomerField::Standing) == Standing::Past.as_str();
        let shown = if is_past { Shown::Yes } else { Shown::No };
        for field in CustomerField::ALL.iter().filter(|field| field.spec().group == Group::PastBuyer) {
            self.form.show(*field, shown);
        }
    }

    /// Collects the fields that changed.
    fn written(&self) -> CustomerDraft {
        let mut draft = CustomerDraft::default();
        for field in self.form.keys() {
            if self.form.is_hidden(field) {
                continue;
            }
            let text = self.form.text(field);
            match self.before.get(field.key()).filter(|_| self.editing.is_some()) {
                Some(before) if *before == text => {}
                Some(before) => {
                    draft.set_over(field, before, text);
                }
                None => {
                    draft.set(field, text);
                }
            }
        }
        draft
    }
}

/// Returns the form's title for somebody whom a customer pointed to.
fn pointed(by: &Customer) -> String {
    format!("Referred by {}", by.first_name())
}

/// Returns what an empty form holds. The first customers added by hand are usually favorites.
fn blank() -> CustomerDraft {
    let mut text = CustomerDraft::default();
    text.set(CustomerField::Favorite, "yes").set(CustomerField::Standing, Standing::Active.as_str());
    text.set(CustomerField::DoNotCall, "no");
    text
}

impl Screen for CustomerForm {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form]
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.note_newest(app)?;
        self.look_for(app)
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.form.act(action) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Save => self.save(context),
            Action::Back => Ok(Flow::Pop),
            _ => Ok(Flow::Stay),
        }
    }

    fn clicked(&mut self, at: Position, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.clicked(at);
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        Some(self)
    }

    fn news(&mut self) -> Option<String> {
        self.meanwhile.news.take()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let inner = page(area, WIDEST);
        let title = cut(&clean(&self.title), usize::from(inner.width)).into_owned();
        frame.render_widget(Span::styled(title, cx.theme.accent), Rect { height: 1, ..inner });
        let columns = usize::from(inner.width).min(READ_WIDTH);
        let said = if self.said.is_empty() { String::new() } else { format!("“{}”", clean_lines(&self.said)) };
        let said = if said.is_empty() { Vec::new() } else { first_lines(&said, columns, SAID_ROWS) };
        let taken = 1 + u16::try_from(said.len()).unwrap_or(0);
        let said = said.into_iter().map(|line| Line::styled(line, cx.theme.text)).collect();
        let below = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1), ..inner };
        crate::tui::chrome::lines(frame, below, said);
        let rows = Rect { y: inner.y + taken + 1, height: inner.height.saturating_sub(taken + 1), ..inner };
        self.form.draw(frame, rows, if inner.width >= WIDE { ROWS } else { NARROW }, cx);
    }
}

impl TextInput for CustomerForm {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.typed(key);
        self.show_what_is_asked();
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.pasted(text);
        Ok(Flow::Stay)
    }
}
