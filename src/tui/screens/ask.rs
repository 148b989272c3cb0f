//! Small questions with one short answer, such as a day to snooze until or two ratings.

mod answer;

use chrono::NaiveDate;
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::praise::Quoted;
use crate::domain::customer::{Customer, first_name};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::present::praise as words;
use crate::text::{clean, count};
use crate::tui::form::{Field, Form};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::screens::meanwhile::{Subject, subject};
use crate::tui::widgets::dialog::Asked;
use crate::tui::widgets::dots;
use answer::{Answered, Ratings, What};

/// A question with one short answer.
pub(crate) struct Question {
    what: What,
    /// The answer, for a question that takes text.
    form: Form<Answer>,
}

/// The one field of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Answer;

/// The words of a question.
struct Wording {
    title: &'static str,
    question: String,
    hint: &'static str,
}

impl Question {
    fn is_typed(&self) -> bool {
        !matches!(self.what, What::Rate(..))
    }

    fn new(what: What) -> Self {
        Self { what, form: Form::free(vec![Field::line(Answer)]) }
    }

    /// Asks until when to snooze a customer.
    pub(crate) fn snooze(customer: &Customer) -> Self {
        Self::new(What::Snooze(customer.id, customer.name.clone()))
    }

    /// Asks until when to snooze several customers.
    pub(crate) fn snooze_all(ids: Vec<CustomerId>) -> Self {
        Self::new(What::SnoozeAll(ids))
    }

    /// Asks for two ratings: pleasure, then profit.
    pub(crate) fn rate(customer: &Customer) -> Self {
        let before = (customer.pleasure, customer.profit);
        Self::new(What::Rate(customer.id, customer.name.clone(), Ratings { pleasure: None, before }))
    }

    /// Asks why the user declines a planned visit.
    pub(crate) fn decline(customer: &Customer, day: NaiveDate, today: NaiveDate) -> Self {
        Self::new(What::Decline { customer: Box::new(customer.clone()), day, today })
    }

    /// Asks for the right name of a teammate's spelling.
    pub(crate) fn join(name: &str) -> Self {
        Self::new(What::Join(name.to_string(), None))
    }

    /// Asks for another day on which something is due.
    pub(crate) fn another_day(quoted: &Quoted) -> Self {
        Self::new(What::AnotherDay(quoted.remark.id, words::briefly(quoted)))
    }

    /// Asks to which rep a shared customer is handed over.
    pub(crate) fn give(customer: &Customer) -> Self {
        Self::new(What::Give(Box::new(customer.clone()), None))
    }

    fn number(&mut self, n: u8, context: &mut Context<'_>) -> Result<Flow> {
        match &mut self.what {
            What::Rate(_, _, Ratings { pleasure: pleasure @ None, .. }) => {
                *pleasure = Some(n);
                Ok(Flow::Stay)
            }
            What::Rate(id, name, Ratings { pleasure: Some(pleasure), .. }) => {
                let Some(Subject { customer, merged }) = subject(*id, name, context)? else { return Ok(Flow::Pop) };
                context.app.rate(customer.id, *pleasure, n)?;
                let name = customer.name;
                context.done(format!("Rated {name}: a pleasure {pleasure} of 5, profitable {n} of 5{merged}"));
                Ok(Flow::Pop)
            }
            _ => Ok(Flow::Stay),
        }
    }

    /// Does what the typed answer says, or marks what is wrong with it.
    fn confirm(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        if !self.is_typed() {
            return Ok(Flow::Stay);
        }
        let text = self.form.text(Answer);
        Ok(match self.what.answer(text.trim(), context)? {
            Answered::Done(done) => {
                context.done(done);
                Flow::Pop
            }
            Answered::Said => Flow::Pop,
            Answered::Wrong(message) => {
                self.form.set_problems([(Answer, message)]);
                Flow::Stay
            }
        })
    }
}

impl Screen for Question {
    fn scopes(&self) -> &'static [Scope] {
        if self.is_typed() { &[Scope::Finding] } else { &[Scope::Asking] }
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let does = |word| {
            vec![keymap.word(Scope::Finding, Action::Open, word), keymap.word(Scope::Finding, Action::Back, "not now")]
        };
        Some(match self.what {
            What::Snooze(..) | What::SnoozeAll(_) => does("snooze"),
            What::Decline { .. } => does("decline"),
            What::Join(..) => does("join"),
            What::AnotherDay(..) => does("move"),
            What::Give(..) => does("hand over"),
            What::Rate(..) => {
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

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.is_typed() { Some(self) } else { None }
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let Wording { title, question, hint } = self.wording();
        let below = match self.form.problem(Answer) {
            Some(problem) => (problem, cx.theme.error),
            None => (hint, cx.theme.secondary),
        };
        let asked = Asked { title, columns: 66, question: &question, rows: 1, below: vec![below] };
        match &self.what {
            What::Rate(_, _, ratings) => {
                asked.draw(frame, area, cx, |_, _| vec![rated(*ratings, cx)]);
            }
            _ => asked.draw_typed(frame, area, cx, self.form.area(Answer)),
        }
    }
}

impl TextInput for Question {
    fn typed(&mut self, key: KeyEvent, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.typed(key);
        Ok(Flow::Stay)
    }

    fn pasted(&mut self, text: &str, _context: &mut Context<'_>) -> Result<Flow> {
        self.form.pasted(text.trim());
        Ok(Flow::Stay)
    }
}

impl Question {
    fn wording(&self) -> Wording {
        let (title, question, hint) = match &self.what {
            What::Snooze(_, name) => (
                "Out of the rotation",
                format!("Snooze {} until when?", clean(first_name(name))),
                "in 2 weeks (if empty), next month, 2027-01-11",
            ),
            What::SnoozeAll(ids) => (
                "Out of the rotation",
                format!("Snooze {} until when?", count(ids.len(), "customer", "customers")),
                "in 2 weeks (if empty), next month, 2027-01-11",
            ),
            What::Decline { customer, day, today } => (
                "No visit",
                format!("Why not {} on {}?", clean(customer.first_name()), dates::weekday_date(*day, *today)),
                "a few words, or none; it is not proposed again",
            ),
            What::AnotherDay(_, briefly) => (
                "Another day",
                format!("When, then? {}", clean(briefly)),
                "tomorrow (if empty), thu, 3 dec, in 2 weeks",
            ),
            What::Give(customer, _) => (
                "With the team",
                format!("Whose is {} from now on?", clean(customer.first_name())),
                "the rep's role at the server: ben",
            ),
            What::Join(name, _) => {
                ("One teammate", format!("What is the right name for {}?", clean(name)), "e.g. Sally")
            }
            What::Rate(_, name, Ratings { pleasure: None, .. }) => {
                ("Rate", format!("How good is {} to work with?", clean(first_name(name))), "1 to 5")
            }
            What::Rate(_, name, _) => {
                ("Rate", format!("And how good is {} for business?", clean(first_name(name))), "1 to 5")
            }
        };
        Wording { title, question, hint }
    }
}

/// Draws the ratings that stand so far.
fn rated(ratings: Ratings, cx: &DrawContext<'_>) -> Line<'static> {
    let [pleasure, profit] = ratings.shown();
    let mut spans = vec![Span::styled("a pleasure ", cx.theme.secondary)];
    spans.extend(dots(pleasure, cx));
    spans.push(Span::styled("   profitable ", cx.theme.secondary));
    spans.extend(dots(profit, cx));
    Line::from(spans)
}
