//! Asks for a tag for one customer or several, and completes those that the book has.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::Rect;

use crate::app::App;
use crate::app::meanwhile::Became;
use crate::app::several::ForAll;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::domain::tags::Tag;
use crate::error::{Missing, Result};
use crate::present::meanwhile;
use crate::text::{clean, count, fold};
use crate::tui::form::{Field, Form};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::widgets::dialog;

/// The one field of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Answer;

/// How many tags to offer at once.
const OFFERED: usize = 6;

/// Whether a customer is asked about by the record that they have now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    AsTheyAre,
    /// By one that was merged into it since.
    AsAnother,
}

/// The question for a tag.
pub(crate) struct Tagging {
    ids: Vec<CustomerId>,
    /// Whom it is about: a first name, or "these 3".
    who: String,
    /// The tags of the book.
    known: Vec<String>,
    form: Form<Answer>,
}

impl Tagging {
    /// Asks for a tag for these customers.
    pub(crate) fn of(ids: Vec<CustomerId>, who: String, app: &App) -> Result<Self> {
        Ok(Self { ids, who, known: app.tags()?, form: Form::free(vec![Field::line(Answer)]) })
    }

    /// Lists the known tags that begin with what was typed.
    fn offered(&self) -> impl Iterator<Item = &String> {
        let typed = fold(&self.form.text(Answer));
        self.known.iter().filter(move |tag| fold(tag).starts_with(&typed)).take(OFFERED)
    }

    fn complete(&mut self) {
        let first = self.offered().next().cloned();
        if let Some(tag) = first {
            self.form = Form::free(vec![Field::line(Answer).holding(&tag)]);
        }
    }

    /// Gives the tag to all of them; where each has it already, takes it away.
    fn confirm(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let typed = self.form.text(Answer);
        if typed.trim().is_empty() {
            return Ok(Flow::Pop);
        }
        let tag = match Tag::read(&typed) {
            Ok(tag) => tag,
            Err(problem) => {
                self.form.set_problems([(Answer, problem.to_string())]);
                return Ok(Flow::Stay);
            }
        };
        let customers = self.there(context)?;
        if customers.is_empty() {
            return Ok(Flow::Pop);
        }
        // Nothing is taken from somebody else than was asked about.
        let all_have = customers.iter().all(|(customer, asked)| *asked == Asked::AsTheyAre && customer.tags.has(&tag));
        let act = if all_have { ForAll::NoTag(tag.clone()) } else { ForAll::Tag(tag.clone()) };
        let ids: Vec<CustomerId> = customers.iter().map(|(customer, _)| customer.id).collect();
        let changed = context.app.do_to_all(&ids, &act)?;
        let merged = match customers.as_slice() {
            [(now, Asked::AsAnother)] if self.ids.len() == 1 => meanwhile::merged_into_this(&self.who, &now.name),
            _ => String::new(),
        };
        let whom = match customers.as_slice() {
            [(now, Asked::AsAnother)] => now.name.clone(),
            _ if self.ids.len() == 1 => self.who.clone(),
            _ => count(changed, "customer", "customers"),
        };
        let did = if all_have { "Took the tag from" } else { "Tagged" };
        context.done(format!("{did} {whom}: {}{merged}", tag.as_str()));
        Ok(Flow::Pop)
    }

    /// Returns those of them whom the book still has, as they are now, each once; says so where it has none.
    fn there(&self, context: &mut Context<'_>) -> Result<Vec<(Customer, Asked)>> {
        let mut there: Vec<(Customer, Asked)> = Vec::new();
        for id in &self.ids {
            let now = match context.app.what_became_of(*id)? {
                Became::Here(customer) => (customer, Asked::AsTheyAre),
                Became::PartOf(customer) => (customer, Asked::AsAnother),
                Became::Gone => continue,
            };
            // One who is asked about by their own record too is who they are.
            match there.iter_mut().find(|(known, _)| known.id == now.0.id) {
                Some(known) if now.1 == Asked::AsTheyAre => *known = now,
                Some(_) => {}
                None => there.push(now),
            }
        }
        if there.is_empty() {
            let gone = match self.ids.as_slice() {
                [_] => context.app.gone_meanwhile(&self.who)?.message,
                _ => meanwhile::gone(Missing::Customer).to_string(),
            };
            context.outdated(gone);
        }
        Ok(there)
    }
}

impl Screen for Tagging {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, app: &mut App) -> Result<()> {
        self.known = app.tags()?;
        Ok(())
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        Some(vec![
            keymap.word(Scope::Finding, Action::Open, "tag"),
            ("Tab".to_string(), "complete"),
            keymap.word(Scope::Finding, Action::Back, "not now"),
        ])
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        match action {
            Action::Back => Ok(Flow::Pop),
            Action::Open => self.confirm(context),
            _ => Ok(Flow::Stay),
        }
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let question = match self.ids.len() {
            1 => format!("Which tag for {}?", self.who),
            _ => format!("Which tag for {}? One that each of them has is taken away.", self.who),
        };
        let offered: Vec<_> = self.offered().map(|tag| clean(tag).into_owned()).collect();
        let offered = if offered.is_empty() { "a new tag".into() } else { offered.join(" · ") };
        let below = match self.form.problem(Answer) {
            Some(problem) => (problem, theme.error),
            None => (offered.as_str(), theme.secondary),
        };
        let asked = dialog::Asked { title: "Tag", columns: 66, question: &question, rows: 1, below: vec![below] };
        asked.draw_typed(frame, area, cx, self.form.area(Answer));
    }
}

impl TextInput for Tagging {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        if key.code == KeyCode::Tab {
            self.complete();
        } else {
            self.form.typed(key);
        }
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.pasted(text.trim());
        Ok(Flow::Stay)
    }
}
