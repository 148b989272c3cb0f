//! Visits: three months with the days that matter, the plan, and the progress against the targets.

use std::collections::HashMap;

use chrono::NaiveDate;
use ratatui::Frame;
use ratatui::layout::{Position, Rect};

use super::ask::Question;
use super::call;
use super::choose::Choose;
use super::log_form::LogForm;
use crate::app::App;
use crate::app::visits::{VisitPlan, is_proposed};
use crate::domain::dates;
use crate::domain::peak::PeakDays;
use crate::domain::touch::TouchKind;
use crate::domain::visits::{Count, PlannedVisit, next_peak_days};
use crate::error::Result;
use crate::present::visits;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::list::ListCursor;
use crate::tui::screen::{Context, DrawContext, Flow, Screen};
use crate::tui::work::{Answer, BackgroundWork, Counted, Request, ToCount};

mod drawing;

/// The most days to offer for moving a visit.
const OFFERED_DAYS: usize = 6;
/// The most busy days to look through for them.
const LOOKED_AT: usize = 60;

/// The state of the screen.
#[derive(Default)]
pub(crate) struct Visits {
    plan: Option<VisitPlan>,
    /// Whether to make the plan again.
    wanted: bool,
    /// The targets out of reach, in words.
    unmet: Vec<String>,
    /// The targets by name, with how far each has come.
    measured: Vec<(&'static str, Count)>,
    /// The marked days of the months in view.
    marks: HashMap<NaiveDate, Mark>,
    selected: Option<Selected>,
    week_starts: Option<chrono::Weekday>,
    cursor: ListCursor,
    /// Where the last frame drew the visit in focus.
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

/// More about the selected account.
struct Selected {
    city: Option<String>,
    /// As the user wrote it.
    busy: Option<String>,
    peak: Option<PeakDays>,
    this_year: Count,
}

impl Visits {
    fn visits(&self) -> &[PlannedVisit] {
        self.plan.as_ref().map_or(&[], |p| &p.plan.visits)
    }

    fn focused(&self) -> Option<&PlannedVisit> {
        self.visits().get(self.cursor.at())
    }

    fn load_selected(&mut self, app: &App) -> Result<()> {
        let Some(id) = self.focused().map(|v| v.account) else {
            self.selected = None;
            return Ok(());
        };
        let customer = app.customer(id)?;
        let progress = self.plan.as_ref().and_then(|p| p.progress.accounts.iter().find(|a| a.account == id));
        self.selected = Some(Selected {
            peak: customer.peak.as_ref().and_then(|p| p.value().cloned()),
            busy: customer.peak.map(|p| p.as_written().to_string()),
            city: customer.city,
            this_year: progress.map_or(Count { done: 0, target: 0 }, |p| p.visits),
        });
        Ok(())
    }

    fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(visit) = self.focused().cloned() else { return Ok(Flow::Stay) };
        let customer = context.app.customer(visit.account)?;
        let today = context.app.clock().today();
        match action {
            Action::Accept if is_proposed(&visit) => {
                context.app.accept_visit(&customer, visit.day)?;
                context.done(format!("You visit {} on {}", customer.name, dates::weekday_date(visit.day, today)));
            }
            Action::Accept if visit.day == today => {
                return Ok(Flow::Push(Box::new(LogForm::of_kind(context.app, &customer, TouchKind::Visit)?)));
            }
            Action::Accept => {
                let (moves, declines) = (
                    context.keymap.key(Scope::Visits, Action::Move),
                    context.keymap.key(Scope::Visits, Action::Decline),
                );
                context.tell(format!("It stays on that day; {moves} moves it, {declines} declines it"));
            }
            Action::Log => {
                return Ok(Flow::Push(Box::new(LogForm::of_kind(context.app, &customer, TouchKind::Visit)?)));
            }
            Action::Move => {
                let peak = self.selected.as_ref().and_then(|s| s.peak.as_ref());
                let days = peak.map(|p| next_peak_days(p, today, LOOKED_AT)).unwrap_or_default();
                let free = |d: &NaiveDate| *d != visit.day && context.app.can_visit(&customer, *d);
                let days: Vec<_> = days.into_iter().filter(free).take(OFFERED_DAYS).collect();
                return Ok(Flow::Push(Box::new(Choose::where_to(&customer, visit.day, &days, today))));
            }
            Action::Decline => return Ok(Flow::Push(Box::new(Question::decline(&customer, visit.day, today)))),
            Action::Open => return Ok(Flow::Show(customer.id)),
            Action::Call | Action::CallWhich => return call::call(&customer, context),
            _ => {}
        }
        Ok(Flow::Stay)
    }
}

/// Lists the targets: the quarter's field days, the visits of the year, the first month.
fn measured(plan: &VisitPlan) -> Vec<(&'static str, Count)> {
    let year = plan.progress.all_accounts().visits;
    let mut all = vec![("field days this quarter", plan.progress.quarter), ("visits this year", year)];
    all.extend(plan.progress.first_month.map(|c| ("field days, first month", c)));
    all
}

fn marks(plan: &VisitPlan) -> HashMap<NaiveDate, Mark> {
    let mut marks = HashMap::new();
    let mut mark = |day: NaiveDate, with: Mark| {
        marks.entry(day).and_modify(|m: &mut Mark| *m = (*m).min(with)).or_insert(with);
    };
    for day in plan.accounts.iter().flat_map(|a| &a.visited) {
        mark(*day, Mark::Made);
    }
    for visit in &plan.plan.visits {
        mark(visit.day, if is_proposed(visit) { Mark::Proposed } else { Mark::Accepted });
    }
    marks
}

impl Screen for Visits {
    fn scopes(&self) -> &'static [Scope] {
        &[Scope::Visits, Scope::List, Scope::Global]
    }

    fn footer(&self, keymap: &Keymap) -> Option<Vec<(String, &'static str)>> {
        match self.focused() {
            None => Some(vec![
                keymap.word(Scope::Global, Action::GoCustomers, "customers"),
                keymap.word(Scope::Global, Action::Lift, "I'm down"),
                keymap.word(Scope::Global, Action::Help, "help"),
            ]),
            Some(visit) if !is_proposed(visit) => {
                let today = self.plan.as_ref().map(|p| p.today);
                let mut words = vec![
                    keymap.word(Scope::Visits, Action::Move, "move"),
                    keymap.word(Scope::Visits, Action::Decline, "decline"),
                    keymap.word(Scope::Visits, Action::Log, "log a visit"),
                    keymap.word(Scope::Global, Action::Lift, "I'm down"),
                    keymap.word(Scope::Global, Action::Help, "help"),
                ];
                if Some(visit.day) == today {
                    words.insert(0, keymap.word(Scope::Visits, Action::Accept, "log the visit"));
                }
                Some(words)
            }
            Some(_) => None,
        }
    }

    fn refresh(&mut self, _app: &mut App) -> Result<()> {
        self.wanted = true;
        Ok(())
    }

    fn act(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        if self.cursor.moves(action, self.visits().len()) {
            self.load_selected(context.app)?;
            return Ok(Flow::Stay);
        }
        self.act_on_focused(action, context)
    }

    fn clicked(&mut self, at: Position, context: &mut Context<'_>) -> Result<Flow> {
        let list = self.list_area(context.area);
        if list.contains(at) {
            let line = self.cursor.line_on(usize::from(at.y - list.y));
            if line < self.visits().len() {
                self.cursor.set(line);
                self.load_selected(context.app)?;
            }
        }
        Ok(Flow::Stay)
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
        let Answer::Counted(Counted::Visits(plan)) = answer else { return Ok(()) };
        let focused = self.focused().map(|v| (v.account, v.day));
        self.week_starts = Some(app.settings().week_starts);
        self.unmet = visits::unmet(&plan);
        self.measured = measured(&plan);
        self.marks = marks(&plan);
        self.plan = Some(*plan);
        let account = focused.map(|(account, _)| account);
        let same = self.visits().iter().position(|v| focused == Some((v.account, v.day)));
        let there = same.or_else(|| self.visits().iter().position(|v| Some(v.account) == account));
        if let Some(at) = there {
            self.cursor.set(at);
        }
        self.cursor.clamp(self.visits().len());
        self.load_selected(app)
    }
}
