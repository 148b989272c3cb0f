//! Keeps a kind sentence from an old email: the words, who said them, and when.

use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use crate::app::App;
use crate::app::praise::Newcomer;
use crate::app::who::Known;
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Toward};
use crate::error::Result;
use crate::text::{clean, cut};
use crate::tui::chrome::Dialog;
use crate::tui::form::{Field, Form, Heads, Rows};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Drafting, DrawContext, Flow, Screen, Seen, Shape, TextInput, Unsaved};

const FORM: &str = "kind words";

/// Columns of the dialog, and its fewest rows.
const COLUMNS: u16 = 76;
const FEWEST_ROWS: u16 = 13;
/// Rows below the fields: a blank one, and who is meant.
const NOTE_ROWS: u16 = 2;

/// The spacing of its rows.
const ROWS: Rows = Rows { labels: 10, gap: 1, between: 1, heads: Heads::None };

/// The parts of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Words,
    Who,
    When,
}

/// The form.
pub(crate) struct KindWords {
    form: Form<Part>,
    begun: bool,
    /// Who is meant, once their name is typed: the name as it was looked up, and in words.
    meant: Option<(String, String)>,
}

impl Default for KindWords {
    fn default() -> Self {
        let form = Form::rows(vec![
            Field::line(Part::Words).labelled("they wrote", "paste it here").praised(),
            Field::line(Part::Who).labelled("who", "a name in your book, or somebody new"),
            Field::line(Part::When).labelled("when", "today, last month, 2025-03-12"),
        ]);
        Self { form, begun: false, meant: None }
    }
}

impl KindWords {
    fn save(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let clock = context.app.clock();
        let words = self.form.text(Part::Words);
        let mut problems = Vec::new();
        if words.trim().is_empty() {
            problems.push((Part::Words, "write or paste what they said".to_string()));
        }
        let who = match Who::read(context.app, &self.form.text(Part::Who)) {
            Ok(who) => Some(who),
            Err(error) => {
                problems.push((Part::Who, error.message));
                None
            }
        };
        let when = self.form.text(Part::When);
        let when = if when.trim().is_empty() { "today" } else { when.trim() };
        let at = dates::parse_when(when, &clock, Toward::Past);
        let at = at.map_err(|e| problems.push((Part::When, e.to_string()))).ok();
        match (who, at) {
            (Some(who), Some(at)) if problems.is_empty() => {
                let at = at.instant(&clock);
                let done = match who {
                    Who::Known(customer) => {
                        context.app.keep_kind_words(customer.id, &words, at)?;
                        format!("Kept what {} wrote", customer.name)
                    }
                    Who::New(newcomer) => {
                        let added = context.app.keep_kind_words_of_new(&newcomer, &words, at)?;
                        format!("Added {}, and kept what they wrote", added.name)
                    }
                };
                context.app.drop_draft(FORM, None)?;
                self.form.saved();
                context.done(done);
                Ok(Flow::Pop)
            }
            _ => {
                self.form.set_problems(problems);
                Ok(Flow::Stay)
            }
        }
    }

    /// Says who is meant, when the cursor leaves the name.
    fn look_up(&mut self, app: &App) {
        let name = self.form.text(Part::Who);
        let known = self.meant.as_ref().is_some_and(|(of, _)| *of == name);
        if !known && !self.form.is_focused(Part::Who) {
            self.meant = Who::meant(app, &name).map(|words| (name, words));
        }
    }
}

/// Who wrote a kind sentence.
enum Who {
    Known(Box<Customer>),
    /// Somebody whom saving adds.
    New(Newcomer),
}

impl Who {
    /// Finds whom a name means; who is not in the book yet is new.
    fn read(app: &App, name: &str) -> Result<Self> {
        match app.who_if_known(name)? {
            Known::One(customer) => Ok(Self::Known(customer)),
            Known::Nobody { .. } => match Newcomer::read(name) {
                Some(newcomer) => Ok(Self::New(newcomer)),
                None => app.who(name).map(|customer| Self::Known(Box::new(customer))),
            },
        }
    }

    /// Says in words whom a name means; None where it says nothing yet.
    fn meant(app: &App, name: &str) -> Option<String> {
        match app.who_if_known(name).ok()? {
            Known::One(customer) => {
                let company = customer.role_and_company();
                let company = if company.is_empty() { company } else { format!(", {company}") };
                Some(format!("{}{company}", customer.name))
            }
            Known::Nobody { near } => {
                let new = Newcomer::read(name)?;
                Some(match near.first() {
                    Some(near) => format!("Did you mean {near}? Saving adds {}", new.name),
                    None => format!("{} is not in the book yet; saving adds them", new.name),
                })
            }
        }
    }
}

impl Screen for KindWords {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Form]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        if !self.begun {
            self.begun = true;
            if let Some(draft) = app.draft(FORM, None)? {
                let texts: Vec<String> = serde_json::from_str(&draft.fields).unwrap_or_default();
                for (part, text) in [Part::Words, Part::Who, Part::When].into_iter().zip(texts) {
                    self.form.fill(part, &text);
                }
            }
        }
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.form.act(action) {
            self.look_up(context.app);
            return Ok(Flow::Stay);
        }
        match action {
            Action::Save => self.save(context),
            Action::Back => Ok(Flow::Pop),
            _ => Ok(Flow::Stay),
        }
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        self.form.clicked(at);
        self.look_up(context.app);
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draft(&mut self) -> Option<&mut dyn Drafting> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let dialog = Dialog { title: "Keep a kind sentence", columns: COLUMNS, rows: FEWEST_ROWS, least: FEWEST_ROWS };
        // It is about no row, so it may hide any.
        let cx = &DrawContext { about: &[], ..*cx };
        // A blank row above, and the border.
        let rows = self.form.height(dialog.inner_columns(area), ROWS) + 3 + NOTE_ROWS;
        let inner = Dialog { rows: rows.max(FEWEST_ROWS), ..dialog }.draw(frame, area, cx);
        let note = self.meant.as_ref().filter(|(of, _)| *of == self.form.text(Part::Who));
        let taken = if note.is_some() { NOTE_ROWS } else { 0 };
        let rows = Rect { y: inner.y + 1, height: inner.height.saturating_sub(1 + taken), ..inner };
        self.form.draw(frame, rows, ROWS, cx);
        if let Some((_, words)) = note {
            let words = cut(&clean(words), usize::from(inner.width)).into_owned();
            let row = Rect { y: inner.bottom().saturating_sub(1), height: 1, ..inner };
            frame.render_widget(Line::styled(words, cx.theme.secondary), row);
        }
    }
}

impl TextInput for KindWords {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        self.form.typed(key);
        self.look_up(context.app);
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.pasted(text);
        Ok(Flow::Stay)
    }
}

impl Drafting for KindWords {
    fn not_kept(&mut self) {
        self.form.not_kept();
    }

    fn unsaved(&mut self) -> Option<Unsaved> {
        if !self.form.take_changed() {
            return None;
        }
        let texts: Vec<String> = self.form.keys().map(|part| self.form.text(part)).collect();
        let fields = texts.iter().any(|t| !t.is_empty()).then(|| serde_json::json!(texts).to_string());
        Some(Unsaved { form: FORM.into(), customer: None, fields, seen: Seen::Unasked })
    }

    fn farewell(&self) -> Option<String> {
        let typed = self.form.keys().any(|part| !self.form.is_empty(part));
        typed.then(|| "The kind sentence is kept; the form takes it up.".into())
    }
}
