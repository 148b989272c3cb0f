//! Small questions with one short answer, such as a day to snooze until or two ratings.

use chrono::NaiveDate;
use crossterm::event::KeyEvent;
use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::praise::Quoted;
use crate::app::several::ForAll;
use crate::app::team::sharing::NewOwner;
use crate::app::teammates::Unknown;
use crate::domain::customer::{Customer, first_name};
use crate::domain::dates;
use crate::domain::ids::{CustomerId, RemarkId};
use crate::error::{Error, ErrorKind, Result};
use crate::present::{meanwhile, praise as words};
use crate::text::{clean, count};
use crate::tui::form::{Field, Form};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::screens::meanwhile::{Subject, subject};
use crate::tui::screens::shared_acts;
use crate::tui::widgets::dialog::Asked;
use crate::tui::widgets::dots;

/// What the question is about.
enum What {
    Snooze(CustomerId, String),
    SnoozeAll(Vec<CustomerId>),
    Rate(CustomerId, String, Option<u8>),
    /// Why the user declines a visit.
    Decline {
        customer: Box<Customer>,
        day: NaiveDate,
        today: NaiveDate,
    },
    /// The right name for a teammate's spelling, and the name that was refused as one that nobody has.
    Join(String, Option<String>),
    /// Another day for an idea, a need or a promise, in brief.
    AnotherDay(RemarkId, String),
    /// Whose a shared customer is to be, and the rep who was refused as one of whom nothing was read.
    Give(Box<Customer>, Option<String>),
}

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
        Self::new(What::Rate(customer.id, customer.name.clone(), None))
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
            What::Rate(_, _, pleasure @ None) => {
                *pleasure = Some(n);
                Ok(Flow::Stay)
            }
            What::Rate(id, name, Some(pleasure)) => {
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

/// What came of an answer.
enum Answered {
    /// The book changed: what it did, in words.
    Done(String),
    /// It is said already why nothing is to be done, or what was done.
    Said,
    /// It stays asked, because of this.
    Wrong(String),
}

impl Answered {
    /// Takes what an act said, or what is wrong with the answer; what the book has no longer is an error as everywhere.
    fn of(done: Result<String>) -> Result<Self> {
        match done {
            Ok(done) => Ok(Self::Done(done)),
            Err(error) if error.what_is_missing().is_some() => Err(error),
            Err(error) => Ok(Self::Wrong(error.message)),
        }
    }
}

impl What {
    /// Does what a typed answer says.
    fn answer(&mut self, text: &str, context: &mut Context<'_>) -> Result<Answered> {
        match self {
            Self::Rate(..) => Ok(Answered::Said),
            Self::Decline { customer, day, .. } => decline(customer, *day, text, context),
            Self::Snooze(id, name) => match subject(*id, name, context)? {
                Some(now) => Answered::of(snooze(&now, text, context)),
                None => Ok(Answered::Said),
            },
            Self::SnoozeAll(ids) => Answered::of(snooze_all(ids, text, context)),
            Self::Join(name, refused) => join_or_ask(name, refused, text, context),
            Self::AnotherDay(id, briefly) => Answered::of(move_to_day(*id, briefly, text, context)),
            Self::Give(customer, refused) => give_or_ask(customer, refused, text, context),
        }
    }
}

/// Declines a visit; where another program changed the plan, says so and declines nothing.
fn decline(customer: &Customer, day: NaiveDate, why: &str, context: &mut Context<'_>) -> Result<Answered> {
    let Some(Subject { customer, merged }) = subject(customer.id, &customer.name, context)? else {
        return Ok(Answered::Said);
    };
    let declined = if context.app.plans_visits_to(&customer) {
        context.app.decline_visit(&customer, day, Some(why))
    } else {
        Err(Error::new(ErrorKind::NoMatch, meanwhile::PLAN_NOTHING_CHANGED))
    };
    match declined {
        Err(error) if error.kind == ErrorKind::NoMatch => {
            context.outdated(meanwhile::PLAN_NOTHING_CHANGED);
            return Ok(Answered::Said);
        }
        declined => declined?,
    }
    let day = dates::weekday_date(day, context.app.clock().today());
    Ok(Answered::Done(format!("No visit to {} on {day}{merged}", customer.name)))
}

/// Joins a teammate's two names; asks once more about one that no praise has.
fn join_or_ask(name: &str, refused: &mut Option<String>, text: &str, context: &mut Context<'_>) -> Result<Answered> {
    let (unknown, is_new) = match refused {
        Some(refused) if refused == text => (Unknown::Taken, true),
        _ => (Unknown::Refused, !text.is_empty() && !context.app.knows_teammate(text)?),
    };
    match join(name, (text, unknown), context) {
        Err(error) if is_new && error.kind == ErrorKind::NoMatch => {
            *refused = Some(text.to_string());
            Ok(Answered::Wrong(format!("no praise names \"{text}\"; Enter again takes it")))
        }
        joined => Answered::of(joined),
    }
}

/// Hands a shared customer over; asks once more about a rep of whom nothing was read.
fn give_or_ask(
    customer: &Customer,
    refused: &mut Option<String>,
    text: &str,
    context: &mut Context<'_>,
) -> Result<Answered> {
    let Some(now) = subject(customer.id, &customer.name, context)? else { return Ok(Answered::Said) };
    if text.is_empty() {
        return Ok(Answered::Wrong("the role of a rep, as in team members".into()));
    }
    let known = context.app.reps_known(now.customer.team.as_deref().unwrap_or_default())?;
    let is_known = known.iter().any(|rep| rep == text) || context.app.team_role()? == text;
    if !is_known && refused.as_deref() != Some(text) {
        *refused = Some(text.to_string());
        let message = format!("nothing was read of a rep called \"{text}\"; Enter again hands over all the same");
        return Ok(Answered::Wrong(message));
    }
    shared_acts::give(&now, &NewOwner::Rep(text.to_string()), context)?;
    Ok(Answered::Said)
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
            What::Rate(_, _, pleasure) => {
                asked.draw(frame, area, cx, |_, _| vec![rated(*pleasure, cx)]);
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
            What::Rate(_, name, None) => {
                ("Rate", format!("How good is {} to work with?", clean(first_name(name))), "1 to 5")
            }
            What::Rate(_, name, Some(_)) => {
                ("Rate", format!("And how good is {} for business?", clean(first_name(name))), "1 to 5")
            }
        };
        Wording { title, question, hint }
    }
}

/// Draws the first rating as far as it is given, and the second, which is still to come.
fn rated(pleasure: Option<u8>, cx: &DrawContext<'_>) -> Line<'static> {
    let mut spans = vec![Span::styled("a pleasure ", cx.theme.secondary)];
    spans.extend(dots(pleasure, cx));
    spans.push(Span::styled("   profitable ", cx.theme.secondary));
    spans.extend(dots(None, cx));
    Line::from(spans)
}

/// Snoozes a customer; says in words what it did.
fn snooze(whom: &Subject, until: &str, context: &mut Context<'_>) -> Result<String> {
    let Subject { customer, merged } = whom;
    let until = context.app.read_snooze(if until.is_empty() { "in 2 weeks" } else { until })?;
    context.app.snooze(customer.id, until)?;
    let day = dates::weekday_date(until, context.app.clock().today());
    Ok(format!("{} is back on {day}{merged}", customer.name))
}

/// Snoozes several customers; says in words what it did.
fn snooze_all(ids: &[CustomerId], until: &str, context: &mut Context<'_>) -> Result<String> {
    let until = context.app.read_snooze(if until.is_empty() { "in 2 weeks" } else { until })?;
    let changed = context.app.do_to_all(ids, &ForAll::Snooze(Some(until)))?;
    let day = dates::weekday_date(until, context.app.clock().today());
    Ok(format!("{} back on {day}", count(changed, "customer is", "customers are")))
}

/// Moves an idea, a need or a promise to another day; says in words what it did.
fn move_to_day(id: RemarkId, briefly: &str, day: &str, context: &mut Context<'_>) -> Result<String> {
    let day = context.app.day_to_move_to(if day.is_empty() { "tomorrow" } else { day })?;
    let (_, changed) = context.app.move_due_day(id, day)?;
    let to = dates::weekday_date(day, context.app.clock().today());
    if !changed {
        return Err(Error::usage(format!("it is due on {to} already")).help("name another day, or go back with Esc"));
    }
    Ok(format!("Moved to {to}: {briefly}"))
}

/// Moves a teammate's praise to another name; says in words what it did.
fn join(name: &str, (other, unknown): (&str, Unknown), context: &mut Context<'_>) -> Result<String> {
    let joined = context.app.join_teammates(name, other, unknown)?;
    Ok(format!("{name} is {} now: {}", joined.name, count(joined.praise, "praise", "praises")))
}
