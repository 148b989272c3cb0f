//! Adds and edits a customer: one field below the other, with every problem at its field.

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use serde_json::{Map, Value};

use crate::app::App;
use crate::app::customers::CUSTOMER_FORM;
use crate::app::drafts::FormDraft;
use crate::domain::choice::Choice;
use crate::domain::customer::{Customer, CustomerDraft, CustomerField, Group, Standing};
use crate::domain::ids::CustomerId;
use crate::domain::remark::without_marks;
use crate::error::Result;
use crate::present::customers;
use crate::text::{clean, clean_lines, cut};
use crate::tui::chrome::page;
use crate::tui::form::{Form, Heads, Rows, Shown};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, Seen, TextInput, Unsaved};
use crate::tui::widgets::{READ_WIDTH, first_lines};

mod fields;
pub(crate) mod referral;

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

/// The key under which a draft keeps what the fields held that it changed, where they hold several things.
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
    pub(crate) fn left_out(row: &CustomerDraft, line: u64) -> Self {
        let mut text = blank();
        text.set(CustomerField::Favorite, "no");
        for field in CustomerField::ALL {
            if let Some(said) = row.get(*field) {
                text.set(*field, said);
            }
        }
        let before = Self::over(None, String::new(), &blank(), None).before;
        Self { before, ..Self::over(None, format!("Line {line} of the file"), &text, None) }
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
        let mut form = Self { editing, referred_by: None, said: String::new(), title, form, before };
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

    /// Takes in what another run of the program changed since the form was opened: a field that nobody typed into shows what
    /// the book has now. Of one that holds several things what was done to each is kept, once the cursor is elsewhere.
    fn catch_up(&mut self, customer: &Customer) {
        let now = Self::over(Some(customer.id), String::new(), &CustomerDraft::of(customer), None).before;
        for field in self.form.keys().collect::<Vec<_>>() {
            let (before, now, text) = (self.before.get(field.key()), now.get(field.key()), self.form.text(field));
            let (Some(before), Some(now)) = (before, now.filter(|now| before != Some(*now))) else { continue };
            let is_typed = text != *before;
            if is_typed && (!field.is_several() || self.form.is_focused(field)) {
                continue;
            }
            let together = field.together(before, now, &text);
            self.before.insert(field.key(), now.clone());
            self.form.fill(field, if is_typed { &together } else { now });
        }
    }

    fn save(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let draft = self.written();
        if let Err(problems) = context.app.check_customer(self.editing, &draft) {
            self.form.set_problems(
                problems.0.into_iter().filter_map(|p| Some((CustomerField::of_key(p.field)?, p.message))),
            );
            context.tell(format!("Not saved yet: {}", self.form.problems_in_words()));
            return Ok(Flow::Stay);
        }
        let before = self.editing.map(|id| context.app.customer(id)).transpose()?;
        let customer = context.app.save_customer_form(self.editing, &draft, self.referred_by)?;
        let verb = if self.editing.is_none() { "Added" } else { "Changed" };
        self.form.saved();
        let moved = before.and_then(|b| customers::standing_changed(&b, &customer, context.app.clock().today()));
        let phone = customers::phone_note(context.app, &draft, &customer);
        context.done(phone.or(moved).unwrap_or_else(|| format!("{verb} {}", customer.name)));
        Ok(Flow::Pop)
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
        if let Some(customer) = self.editing.map(|id| app.find_customer(id)).transpose()?.flatten() {
            self.catch_up(&customer);
        }
        Ok(())
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

impl CustomerForm {
    /// Writes what differs from the form as it was opened, as JSON; None if nothing does.
    fn changes(&self) -> Option<String> {
        let written = self.form.keys().map(|f| (f.key(), self.form.text(f)));
        let changed = written.filter(|(key, text)| self.before.get(key) != Some(text));
        let mut written: Map<String, Value> = changed.map(|(key, text)| (key.to_string(), text.into())).collect();
        let several = CustomerField::ALL.iter().filter(|f| f.is_several() && written.contains_key(f.key()));
        let before: Map<String, Value> =
            several.filter_map(|f| Some((f.key().to_string(), self.before.get(f.key())?.as_str().into()))).collect();
        if self.editing.is_some() && !before.is_empty() {
            written.insert(BEFORE.into(), before.into());
        }
        if let Some(by) = self.referred_by {
            written.insert(REFERRED_BY.into(), by.to_string().into());
            written.insert(SAID.into(), self.said.clone().into());
        }
        (!written.is_empty()).then(|| Value::Object(written).to_string())
    }
}

impl Drafting for CustomerForm {
    fn not_kept(&mut self) {
        self.form.not_kept();
    }

    fn unsaved(&mut self) -> Option<Unsaved> {
        if !self.form.take_changed() {
            return None;
        }
        Some(Unsaved {
            form: CUSTOMER_FORM.into(),
            customer: self.editing,
            fields: self.changes(),
            seen: Seen::Unasked,
        })
    }

    fn farewell(&self) -> Option<String> {
        self.changes()?;
        Some(match self.editing {
            Some(_) => format!("Your changes to {} are kept; their form takes them up.", self.title),
            None => "The customer whom you were adding is kept; the form takes it up.".into(),
        })
    }
}
