//! Visits: the days in the field as a plan to follow, the weeks of the plan with the days that matter, and the progress
//! against the targets.

use std::collections::HashMap;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::search::SearchScreen;
use crate::app::App;
use crate::app::undo::Undone;
use crate::app::visits::{VisitPlan, VisitQuestion, is_proposed};
use crate::domain::ids::CustomerId;
use crate::domain::peak::PeakDays;
use crate::error::Result;
use crate::tui::filter::{Filter, Found};
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen, TextInput};
use crate::tui::text_area::TextArea;
use crate::tui::work::{Answer, BackgroundWork, Counted, Request, ToCount};
use detail::Detail;
use narrowing::{Wanted, narrowed};
use progress::{Measured, measured};
use rows::{Listing, PlanRow, Unfolded, Waiting, unfolded_by};

mod acts;
mod asking;
mod calendar;
mod detail;
mod drawing;
mod line;
mod narrowing;
mod progress;
mod rows;

/// The state of the screen.
#[derive(Default)]
pub(crate) struct Visits {
    plan: Option<VisitPlan>,
    questions: Vec<VisitQuestion>,
    rows: Vec<PlanRow>,
    waiting: Waiting,
    unfolded: Unfolded,
    /// Whether to make the plan again.
    wanted: bool,
    /// Whom an undo was about: the plan that is made after it selects them.
    came_back: Vec<CustomerId>,
    measured: Vec<Measured>,
    /// The marked days of the calendar.
    marks: HashMap<NaiveDate, Mark>,
    detail: Detail,
    /// The peak days of those whom the row in focus is about.
    peaks: Vec<PeakDays>,
    /// The answer to a question while it is typed, and what was wrong with it.
    answer: Option<(TextArea, Option<String>)>,
    filter: Filter,
    /// What could not be read of the filter.
    problem: Option<String>,
    week_starts: Option<chrono::Weekday>,
    cursor: ListCursor,
    /// Whom the user was told to be asleep, when asked to call them: the same key again calls anyway.
    warned: Option<CustomerId>,
    /// Where the last frame drew the row in focus.
    drawn: std::cell::Cell<Option<Rect>>,
}

/// The mark of a day of the calendar; the first that applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    /// The user made a visit.
    Made,
    Accepted,
    Proposed,
}

impl Visits {
    fn focused(&self) -> Option<&PlanRow> {
        self.rows.get(self.cursor.at())
    }

    /// Moves on to a row that can be selected, past a gap.
    fn settle_cursor(&mut self, toward: Action) {
        let can = |row: &PlanRow| row.can_be_selected();
        let at = self.cursor.at();
        if self.rows.get(at).is_none_or(can) {
            return;
        }
        let before = self.rows.iter().take(at).rposition(can);
        let after = self.rows.iter().skip(at).position(can).map(|skip| at + skip);
        let is_up = matches!(toward, Action::Up | Action::PageUp);
        self.cursor.set(if is_up { before.or(after) } else { after.or(before) }.unwrap_or(at));
    }

    /// Lists the rows anew; the focus stays on what it was on.
    fn list(&mut self, app: &App) -> Result<()> {
        let Some(plan) = &self.plan else { return Ok(()) };
        let focused = self.focused().map(|row| (row.key(), row.customer()));
        let asked = self.filter.parsed();
        self.problem = asked.problems.first().cloned();
        self.rows = self.listed(app)?;
        let at = |is_it: &dyn Fn(&PlanRow) -> bool| self.rows.iter().position(is_it);
        let there = focused.and_then(|(key, customer)| {
            let same = at(&|row| row.key() == key);
            let of = |customer| at(&|row| row.visits().iter().any(|visit| visit.account == customer));
            same.or_else(|| customer.and_then(of))
        });
        let came_back = std::mem::take(&mut self.came_back);
        let is_about = |row: &PlanRow| row.visits().iter().any(|visit| came_back.contains(&visit.account));
        let on_it = there.and_then(|at| self.rows.get(at)).is_some_and(is_about);
        let there = self.rows.iter().position(is_about).filter(|_| !on_it).or(there);
        // What is for today or to take comes before what the plan asks.
        let today = plan.today;
        let begins = |row: &PlanRow| {
            row.unlogged().is_some() || row.is_proposed() || row.days().is_some_and(|(day, _)| day == today)
        };
        let first = || at(&begins).or_else(|| at(&|row| row.days().is_some()));
        match (there, self.cursor.at()) {
            (Some(there), _) => self.cursor.set(there),
            (None, 0) => self.cursor.set(first().unwrap_or(0)),
            _ => {}
        }
        self.cursor.clamp(self.rows.len());
        self.settle_cursor(Action::Down);
        self.focus(app)
    }

    /// Makes the rows of the plan as the filter narrows it.
    fn listed(&self, app: &App) -> Result<Vec<PlanRow>> {
        let Some(whole) = &self.plan else { return Ok(Vec::new()) };
        let asked = self.filter.parsed();
        let narrowed = if asked.is_empty() {
            None
        } else {
            let meant = app.whom_keys_mean_among(&asked, || whole.plan.accounts())?;
            Some(narrowed(&whole.plan, &Wanted::of(&asked, meant)))
        };
        let unfolded = if narrowed.is_some() { &Unfolded::All } else { &self.unfolded };
        let (questions, waiting) = (self.questions.as_slice(), self.waiting);
        Ok(Listing { whole, narrowed: narrowed.as_ref(), questions, waiting, unfolded }.rows())
    }

    /// Unfolds the day in focus, folds the others, and reads more about it.
    fn focus(&mut self, app: &App) -> Result<()> {
        let unfolded = Unfolded::Only(unfolded_by(&self.rows, self.cursor.at()));
        if !self.filter.has_words() && unfolded != self.unfolded {
            self.unfolded = unfolded;
            let key = self.focused().map(PlanRow::key);
            self.rows = self.listed(app)?;
            let there = key.and_then(|key| self.rows.iter().position(|row| row.key() == key));
            self.cursor.set(there.unwrap_or(self.cursor.at()));
            self.cursor.clamp(self.rows.len());
        }
        self.load_selected(app)
    }

    fn is_typing(&self) -> bool {
        self.answer.is_some() || self.filter.is_typing()
    }

    fn has_accounts(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.accounts > 0)
    }
}

fn marks(plan: &VisitPlan) -> HashMap<NaiveDate, Mark> {
    let mut marks = HashMap::new();
    let mut mark = |day: NaiveDate, with: Mark| {
        marks.entry(day).and_modify(|m: &mut Mark| *m = (*m).min(with)).or_insert(with);
    };
    for visit in plan.plan.visits() {
        mark(visit.day, if is_proposed(visit) { Mark::Proposed } else { Mark::Accepted });
    }
    plan.made.iter().for_each(|day| mark(*day, Mark::Made));
    marks
}

impl Screen for Visits {
    fn scopes(&self) -> &'static [Scope] {
        if self.is_typing() { &[Scope::Finding] } else { &[Scope::Visits, Scope::List, Scope::Global] }
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        let visits = |action, words| keymap.word(Scope::Visits, action, words);
        if self.answer.is_some() {
            let finding = |action, words| keymap.word(Scope::Finding, action, words);
            return Some(vec![finding(Action::Open, "keep"), finding(Action::Back, "not now")]);
        }
        if let Some(words) = self.filter.footer(keymap, Found::of(self.focused())) {
            return Some(words);
        }
        let mut words = match self.focused() {
            None => vec![keymap.word(Scope::Global, Action::GoCustomers, "customers")],
            Some(PlanRow::Question(VisitQuestion::NewInJob)) => {
                vec![visits(Action::Accept, "yes, since …"), visits(Action::Decline, "no")]
            }
            Some(PlanRow::Question(VisitQuestion::Unlogged(_))) => vec![
                visits(Action::Accept, "log the visit"),
                visits(Action::Decline, "it did not take place"),
                visits(Action::Open, "open"),
            ],
            Some(PlanRow::Question(_)) => {
                vec![visits(Action::Accept, "answer"), visits(Action::Decline, "not now"), visits(Action::Open, "open")]
            }
            Some(PlanRow::Trip(_)) if self.focused().is_some_and(PlanRow::is_proposed) => {
                vec![visits(Action::Accept, "take this trip")]
            }
            Some(PlanRow::Later) if self.waiting == Waiting::Counted => vec![visits(Action::Decline, "all of them")],
            Some(PlanRow::Later) => vec![visits(Action::Decline, "fold")],
            Some(PlanRow::Waiting(_)) => vec![visits(Action::Accept, "open"), visits(Action::Log, "log a visit")],
            Some(row) if row.is_proposed() => match row {
                PlanRow::Visit(_) => vec![
                    visits(Action::Accept, "take this visit"),
                    visits(Action::Move, "move"),
                    visits(Action::Decline, "decline"),
                    visits(Action::Open, "open"),
                ],
                row if row.visit().is_none() => vec![visits(Action::Accept, "take this day")],
                _ => return None,
            },
            Some(row) => {
                let today = self.plan.as_ref().map(|p| p.today);
                let mut words = vec![];
                if row.visit().is_some() {
                    words.push(visits(Action::Move, "move"));
                    words.push(visits(Action::Decline, "decline"));
                    words.push(visits(Action::Log, "log a visit"));
                }
                if row.visit().is_some_and(|visit| Some(visit.day) == today) {
                    words.insert(0, visits(Action::Accept, "log the visit"));
                }
                words
            }
        };
        words.push(keymap.word(Scope::Global, Action::Lift, "I'm down"));
        words.push(keymap.word(Scope::Global, Action::Help, "help"));
        Some(words)
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        self.wanted = true;
        Ok(())
    }

    fn came_back(&mut self, undone: &Undone, _app: &mut App) -> Result<()> {
        self.came_back.clone_from(&undone.customers);
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.answer.is_some() {
            match action {
                Action::Open => return self.keep_answer(context),
                Action::Back => self.answer = None,
                _ => {}
            }
            return Ok(Flow::Stay);
        }
        if !matches!(action, Action::Call | Action::CallWhich) {
            self.warned = None;
        }
        if self.cursor.moves(action, self.rows.len()) {
            self.settle_cursor(action);
            self.focus(context.app)?;
            return Ok(Flow::Stay);
        }
        match action {
            Action::Filter if self.has_accounts() => self.filter.begin(),
            Action::Filter => return Ok(Flow::Push(Box::new(SearchScreen::default()))),
            Action::Open if self.filter.is_typing() => self.filter.keep(),
            Action::Back if self.filter.leave() => self.list(context.app)?,
            _ => return self.act_on_row(action, context),
        }
        Ok(Flow::Stay)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let list = self.list_area(context.area);
        if list.contains(at) && self.answer.is_none() {
            let line = self.cursor.line_on(usize::from(at.y - list.y));
            if self.rows.get(line).is_some_and(PlanRow::can_be_selected) {
                self.cursor.set(line);
                self.focus(context.app)?;
            }
        }
        Ok(Flow::Stay)
    }

    fn text_input(&mut self) -> Option<&mut dyn TextInput> {
        if self.is_typing() { Some(self) } else { None }
    }

    fn background_work(&mut self) -> Option<&mut dyn BackgroundWork> {
        Some(self)
    }

    fn subject(&self) -> Option<Rect> {
        self.drawn.get()
    }

    fn draw(&self, frame: &mut Frame<'_>, area: Rect, cx: &DrawContext<'_>) {
        self.draw_all(frame, area, cx);
    }
}

impl BackgroundWork for Visits {
    fn request(&mut self) -> Option<Request> {
        std::mem::take(&mut self.wanted).then_some(Request::Count(ToCount::Visits))
    }

    fn answer(&mut self, answer: Answer, app: &App) -> Result<()> {
        let Answer::Counted(Counted::Visits(plan, questions)) = answer else { return Ok(()) };
        self.week_starts = Some(app.settings().week_starts);
        self.measured = measured(&plan);
        self.marks = marks(&plan);
        let mut plan = *plan;
        // Each account's progress is for programs; the sum is measured above.
        plan.progress.accounts = Vec::new();
        self.plan = Some(plan);
        self.questions = questions;
        self.list(app)
    }
}
