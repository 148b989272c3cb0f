//! A dialog with a few numbered answers, to choose by number or with the arrows.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::app::App;
use crate::app::praise::Quoted;
use crate::app::several::ForAll;
use crate::app::team::sharing::NewOwner;
use crate::app::team::wall::Naming;
use crate::domain::choice::Choice as _;
use crate::domain::customer::{Customer, LeftBecause, ReachEntry, Standing};
use crate::domain::dates;
use crate::domain::ids::CustomerId;
use crate::error::{ErrorKind, Result};
use crate::present::{customers, meanwhile, praise as words};
use crate::text::{clean, count, cut, pad, width};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, Shape, TextInput};
use crate::tui::screens::call;
use crate::tui::screens::meanwhile::{Subject, subject};
use crate::tui::team_act::TeamAct;
use crate::tui::widgets::Row;
use crate::tui::widgets::dialog::Asked;

mod sharing;

/// The title of what is asked before praise hangs on a wall.
const HANG_UP: &str = "On the team's wall";

/// What an answer does.
enum Answer {
    Left(LeftBecause),
    MoveTo(chrono::NaiveDate),
    Dial(ReachEntry),
    /// This of what was said is to hang on a wall.
    Praise(Box<Quoted>),
    /// It is to hang on the wall of this team.
    OnWall(Box<Quoted>, String),
    /// It hangs there with these names.
    Hang(Box<Quoted>, String, Naming),
    /// The customer is to be shared with this team.
    WithTeam(String),
    /// The customer is shared with this team, and is whose there.
    Share(String, NewOwner),
    /// The shared customer is whose from now on.
    Give(NewOwner),
    /// They are a rep's whose name is typed.
    GiveToAnother,
    /// No team shares them any more.
    Unshare,
    /// All stays as it is.
    Nothing,
}

/// The question and its answers.
pub(crate) struct Choose {
    title: &'static str,
    question: String,
    customer: Customer,
    /// All whom the answer is about, where they are several.
    all: Vec<CustomerId>,
    /// The day of the visit that moves.
    from: Option<chrono::NaiveDate>,
    answers: Vec<(String, Answer)>,
    cursor: ListCursor,
    wrong: Option<String>,
    place: std::cell::Cell<Rect>,
}

impl Choose {
    /// Asks why a customer left.
    pub(crate) fn why_they_left(customer: &Customer) -> Self {
        Self::new("A past buyer", format!("Why did {} leave?", customer.first_name()), customer, reasons())
    }

    /// Asks why several customers left, of whom one is given in full.
    pub(crate) fn why_all_left(one: &Customer, all: Vec<CustomerId>) -> Self {
        let question = format!("Why did {} leave?", count(all.len(), "customer", "customers"));
        Self { all, ..Self::new("Past buyers", question, one, reasons()) }
    }

    /// Asks to which of the next peak days a visit moves.
    pub(crate) fn where_to(
        customer: &Customer,
        from: chrono::NaiveDate,
        days: &[chrono::NaiveDate],
        today: chrono::NaiveDate,
    ) -> Self {
        let answers = days.iter().map(|d| (dates::weekday_date(*d, today), Answer::MoveTo(*d))).collect();
        let question = format!("To which of {}'s busy days?", customer.first_name());
        Self { from: Some(from), ..Self::new("Move the visit", question, customer, answers) }
    }

    /// Asks which of several numbers to dial.
    pub(crate) fn which_number(customer: &Customer, phones: Vec<ReachEntry>) -> Self {
        let longest = phones.iter().map(|phone| width(&clean(phone.text()))).max().unwrap_or(0);
        let answers = phones.into_iter().map(|phone| {
            let label = phone.label.as_deref().map(clean).unwrap_or_default();
            (format!("{}  {label}", pad(&clean(phone.text()), longest)), Answer::Dial(phone))
        });
        let question = format!("On which number do you call {}?", customer.first_name());
        Self::new("Call", question, customer, answers.collect())
    }

    /// Asks what is still to be known before praise hangs on a team's wall: which of several, on which wall, with what names.
    /// None where there is no wall to hang it on, which is said.
    pub(crate) fn hang_up(mut said: Vec<Quoted>, context: &mut Context<'_>) -> Result<Option<Self>> {
        let mut walls: Vec<String> =
            context.app.walls()?.teams.into_iter().filter(|team| team.member).map(|team| team.name).collect();
        let (Some(quoted), Some(wall)) = (said.pop(), walls.pop()) else {
            let key = context.keymap.key(Scope::Global, Action::TeamWall);
            context.tell(format!("You are in no team with a wall for it; {key} says how to begin"));
            return Ok(None);
        };
        let customer = context.app.customer(quoted.remark.customer)?;
        let (question, answers): (&str, Vec<_>) = if !said.is_empty() {
            said.push(quoted);
            let answer = |quoted: Quoted| (words::briefly(&quoted), Answer::Praise(Box::new(quoted)));
            ("Which of them?", said.into_iter().map(answer).collect())
        } else if !walls.is_empty() {
            walls.push(wall);
            let answer = |wall: String| (clean(&wall).into_owned(), Answer::OnWall(Box::new(quoted.clone()), wall));
            ("On the wall of which team?", walls.into_iter().map(answer).collect())
        } else {
            return Ok(Some(Self::with_names(&quoted, &wall, &customer)));
        };
        Ok(Some(Self::new(HANG_UP, question.into(), &customer, answers)))
    }

    /// Asks who may be named on a wall.
    fn with_names(quoted: &Quoted, wall: &str, customer: &Customer) -> Self {
        let name = Some(&quoted.customer_name);
        let both = [name, quoted.company.as_ref()];
        let named = |customer: bool, company: bool| {
            let of = [both[0].filter(|_| customer), both[1].filter(|_| company)];
            let words: Vec<String> = of.into_iter().flatten().map(|name| clean(name).into_owned()).collect();
            (words.join(", "), Answer::Hang(Box::new(quoted.clone()), wall.to_string(), Naming { customer, company }))
        };
        let (_, without) = named(false, false);
        let mut answers = vec![("no, only what was said".to_string(), without), named(true, false)];
        if quoted.company.is_some() {
            answers.extend([named(false, true), named(true, true)]);
        }
        let question = format!("May the team {} read who said it?", clean(wall));
        Self::new(HANG_UP, question, customer, answers)
    }

    fn new(title: &'static str, question: String, customer: &Customer, answers: Vec<(String, Answer)>) -> Self {
        Self {
            title,
            question,
            customer: customer.clone(),
            all: Vec::new(),
            from: None,
            answers,
            cursor: ListCursor::default(),
            wrong: None,
            place: Default::default(),
        }
    }

    fn choose(&mut self, at: usize, context: &mut Context<'_>) -> Result<Flow> {
        match self.answers.get(at).map(|(_, answer)| answer) {
            Some(Answer::Left(because)) if !self.all.is_empty() => {
                let changed = context.app.do_to_all(&self.all, &ForAll::Left(Some(*because)))?;
                let are = count(changed, "is a past buyer", "are past buyers");
                context.done(format!("{are} now. Nothing to sell; stay in touch"));
                Ok(Flow::Pop)
            }
            Some(Answer::Left(because)) => {
                let now = subject(self.customer.id, &self.customer.name, context)?;
                let Some(Subject { customer, merged }) = now else { return Ok(Flow::Pop) };
                if customer.standing == Standing::Past {
                    context.outdated(format!("{} is a past buyer already{merged}", customer.name));
                    return Ok(Flow::Pop);
                }
                let moved = context.app.move_standing(customer.id, Standing::Past, Some(*because))?;
                let today = context.app.clock().today();
                let said = customers::standing_changed(&customer, &moved, today).unwrap_or_default();
                context.done(format!("{said}{merged}"));
                Ok(Flow::Pop)
            }
            Some(Answer::MoveTo(day)) => {
                let day = *day;
                self.move_visit(day, context)
            }
            Some(Answer::Dial(phone)) => {
                let phone = phone.clone();
                let now = subject(self.customer.id, &self.customer.name, context)?;
                let Some(Subject { customer, .. }) = now else { return Ok(Flow::Pop) };
                if customer.do_not_call {
                    context.outdated(format!("{} is not to be called", customer.name));
                    return Ok(Flow::Pop);
                }
                Ok(Flow::Replace(Box::new(call::dial(&customer, &phone, context)?)))
            }
            Some(Answer::Praise(quoted)) => {
                let said = vec![quoted.as_ref().clone()];
                Ok(Self::hang_up(said, context)?.map_or(Flow::Pop, |next| Flow::Replace(Box::new(next))))
            }
            Some(Answer::OnWall(quoted, wall)) => {
                Ok(Flow::Replace(Box::new(Self::with_names(quoted, wall, &self.customer))))
            }
            Some(Answer::Hang(quoted, wall, naming)) => hang(quoted, (wall, *naming), context),
            Some(answer) => self.answer_of_sharing(answer, context),
            None => Ok(Flow::Stay),
        }
    }

    /// Moves the visit to a day; where another program changed the plan, says so and moves nothing.
    fn move_visit(&mut self, day: chrono::NaiveDate, context: &mut Context<'_>) -> Result<Flow> {
        let now = subject(self.customer.id, &self.customer.name, context)?;
        let Some(Subject { customer, merged }) = now else { return Ok(Flow::Pop) };
        if !context.app.plans_visits_to(&customer) {
            context.outdated(meanwhile::PLAN_NOTHING_CHANGED);
            return Ok(Flow::Pop);
        }
        match context.app.move_visit(&customer, self.from.unwrap_or(day), day) {
            Ok(()) => {
                let day = dates::weekday_date(day, context.app.clock().today());
                context.done(format!("You visit {} on {day}{merged}", customer.name));
                Ok(Flow::Pop)
            }
            Err(error) if error.kind == ErrorKind::NoMatch => {
                context.outdated(meanwhile::PLAN_NOTHING_CHANGED);
                Ok(Flow::Pop)
            }
            Err(error) => {
                self.wrong = Some(error.message);
                Ok(Flow::Stay)
            }
        }
    }
}

/// Hangs praise on a team's wall, as it stands in the book now.
fn hang(quoted: &Quoted, (wall, naming): (&str, Naming), context: &mut Context<'_>) -> Result<Flow> {
    let Some(now) = context.app.find_again(&quoted.remark)? else {
        context.outdated("That was corrected or deleted meanwhile; nothing hangs on the wall of it");
        return Ok(Flow::Pop);
    };
    let remark = now.remark.id;
    let before = context.app.find_on_wall((wall, remark, &context.app.team_role()?))?.map(Box::new);
    let is_new = context.app.hang_here(&now, wall, naming)?;
    let (key, team) = (context.keymap.key(Scope::Global, Action::TeamWall), clean(wall));
    if is_new {
        let hung = TeamAct::Hung { team: wall.to_string(), remark, before };
        context.done_in_team(format!("Hangs now on the wall of {team}; {key} shows the wall"), hung)?;
    } else {
        context.tell(format!("It hangs already on the wall of {team}; {key} shows the wall"));
    }
    Ok(Flow::Pop)
}

/// Lists the reasons for leaving as answers.
fn reasons() -> Vec<(String, Answer)> {
    let words = |b: LeftBecause| if b == LeftBecause::Other { "for another reason" } else { b.describe() };
    LeftBecause::ALL.iter().map(|b| (words(*b).to_string(), Answer::Left(*b))).collect()
}

impl Screen for Choose {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Finding]
    }

    fn shape(&self) -> Shape {
        Shape::Dialog
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        Ok(())
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let numbers = format!("1-{}", self.answers.len().min(9));
        Some(vec![
            (numbers, "answer"),
            keymap.word(Scope::Finding, Action::Open, "choose"),
            keymap.word(Scope::Finding, Action::Back, "not now"),
        ])
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.cursor.moves(action, self.answers.len()) {
            return Ok(Flow::Stay);
        }
        match action {
            Action::Back => Ok(Flow::Pop),
            Action::Open => self.choose(self.cursor.at(), context),
            _ => Ok(Flow::Stay),
        }
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let place = self.place.get();
        if !place.contains(at) {
            return Ok(Flow::Stay);
        }
        self.choose(usize::from(at.y - place.y), context)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        Some(self)
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        let theme = cx.theme;
        let answers = u16::try_from(self.answers.len()).unwrap_or(9);
        let below = self.wrong.iter().map(|wrong| (wrong.as_str(), theme.error)).collect();
        let asked = Asked { title: self.title, columns: 56, question: &self.question, rows: answers, below };
        self.place.set(asked.draw(frame, area, cx, |_, place| {
            let columns = usize::from(place.width).saturating_sub(5);
            let answer = |(at, (words, _)): (usize, &(String, Answer))| {
                let row = Row::at(at, self.cursor.at());
                Line::from(vec![
                    row.mark(cx),
                    Span::styled(format!("{}  ", at + 1), theme.accent),
                    Span::styled(cut(words, columns).into_owned(), row.style(cx, theme.text)),
                ])
            };
            self.answers.iter().enumerate().map(answer).collect()
        }));
    }
}

impl TextInput for Choose {
    fn typed(&mut self, key: KeyEvent, context: &mut Context<'_>) -> Result<Flow> {
        let KeyCode::Char(c) = key.code else { return Ok(Flow::Stay) };
        match c.to_digit(10).and_then(|d| usize::try_from(d).ok()).and_then(|d| d.checked_sub(1)) {
            Some(at) => self.choose(at, context),
            None => Ok(Flow::Stay),
        }
    }
}
