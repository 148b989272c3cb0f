//! What the keys do to the plan: take a day, move or decline a visit, open, call or log.

use chrono::{Days, NaiveDate};

use super::Visits;
use super::rows::{PlanRow, Waiting};
use crate::app::visits::{VisitQuestion, is_proposed};
use crate::domain::customer::{Customer, first_name};
use crate::domain::dates;
use crate::domain::touch::TouchKind;
use crate::domain::visits::{PlannedVisit, next_peak_days};
use crate::error::Result;
use crate::present::{meanwhile, visit_card, visits};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};
use crate::tui::screens::ask::Question;
use crate::tui::screens::call::Pressed;
use crate::tui::screens::call_which;
use crate::tui::screens::choose::Choose;
use crate::tui::screens::log_form::LogForm;
use crate::tui::text_area::TextArea;

/// The most days to offer for moving a visit.
const OFFERED_DAYS: usize = 6;
/// The most busy days to look through for them.
const LOOKED_AT: usize = 90;
/// How many days before a visit they begin.
const LOOKED_BACK: u64 = 42;

impl Visits {
    pub(super) fn act_on_row(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        match (action, self.focused()) {
            (Action::Accept, _) => self.accept(context),
            (Action::Decline, Some(PlanRow::Later)) => self.turn_waiting(context),
            _ => self.act_on_focused(action, context),
        }
    }

    /// Says why there is nobody for a key to act on.
    fn nobody_for(&self, action: Action, context: &mut Context<'_>) -> Flow {
        let why = if self.has_accounts() { "Nobody in the plan matches" } else { "No customer has peak days yet" };
        context.nothing_for(action, why)
    }

    fn act_on_focused(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(row) = self.focused().cloned() else { return Ok(self.nobody_for(action, context)) };
        if let (Action::Decline, PlanRow::Question(question)) = (action, &row) {
            context.app.put_off(question)?;
            match question {
                VisitQuestion::Unlogged(visit) => {
                    let today = context.app.clock().today();
                    context.done(visits::no_visit(&visit.name, visit.day, today));
                }
                _ => context.tell("Not now"),
            }
            self.wanted = true;
            return Ok(Flow::Stay);
        }
        if action == Action::Copy {
            return Self::copy_card(&row, context);
        }
        let acts = matches!(
            action,
            Action::Log | Action::Move | Action::Decline | Action::Open | Action::Call | Action::CallWhich
        );
        if !acts {
            return Ok(Flow::Stay);
        }
        let Some(customer) = row.customer() else {
            if let Some((first, _)) = row.days() {
                let whom = self.rows.iter().filter_map(PlanRow::visit).find(|visit| visit.day == first);
                let whom = whom.map_or("one of them", |visit| first_name(&visit.name));
                context
                    .tell(format!("Which of them? {} goes to {whom}", context.keymap.key(Scope::List, Action::Down)));
            }
            return Ok(Flow::Stay);
        };
        let pressed = Pressed { scope: Scope::Visits, action };
        if let Some(flow) = call_which::act_on(pressed, customer, &mut self.warned, context)? {
            return Ok(flow);
        }
        let customer = context.app.customer(customer)?;
        if let (Action::Log, Some(visit)) = (action, row.unlogged()) {
            return Ok(Flow::Push(Box::new(LogForm::of_visit(context.app, visit)?)));
        }
        match (action, row.visit()) {
            (Action::Open, _) => Ok(Flow::Show(customer.id)),
            (Action::Log, _) => Ok(Flow::Push(Box::new(LogForm::of_kind(context.app, &customer, TouchKind::Visit)?))),
            (Action::Move, Some(visit)) => Ok(Self::move_visit(&customer, visit, context)),
            (Action::Decline, Some(visit)) => {
                let today = context.app.clock().today();
                Ok(Flow::Push(Box::new(Question::decline(&customer, visit.day, today))))
            }
            _ => Ok(Flow::Stay),
        }
    }

    /// Copies the card of the day in focus.
    fn copy_card(row: &PlanRow, context: &mut Context<'_>) -> Result<Flow> {
        if let Some((day, _)) = row.days() {
            let today = context.app.clock().today();
            let card = context.app.visit_card(day)?;
            let copied = format!("The card of {} is copied", dates::weekday_date(day, today));
            context.copy(visit_card::text(&card, today), &copied);
        }
        Ok(Flow::Stay)
    }

    fn move_visit(customer: &Customer, visit: &PlannedVisit, context: &Context<'_>) -> Flow {
        let today = context.app.clock().today();
        let peak = customer.peak.as_ref().and_then(|peak| peak.value());
        let from = visit.day.checked_sub_days(Days::new(LOOKED_BACK)).map_or(today, |from| from.max(today));
        let mut days = peak.map(|p| next_peak_days(p, from, LOOKED_AT)).unwrap_or_default();
        // The nearest come first here, then by date on the screen.
        days.sort_by_key(|day| ((*day - visit.day).num_days().abs(), *day));
        let free = |d: &NaiveDate| *d != visit.day && context.app.can_visit(customer, *d);
        let mut days: Vec<_> = days.into_iter().filter(free).take(OFFERED_DAYS).collect();
        days.sort_unstable();
        Flow::Push(Box::new(Choose::where_to(customer, visit.day, &days, today)))
    }

    /// Shows all of those who wait, or only how many they are.
    fn turn_waiting(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        self.waiting = if self.waiting == Waiting::Counted { Waiting::Listed } else { Waiting::Counted };
        self.list(context.app)?;
        Ok(Flow::Stay)
    }

    /// Takes what is proposed in focus, or answers there.
    fn accept(&mut self, context: &mut Context<'_>) -> Result<Flow> {
        let Some(row) = self.focused().cloned() else { return Ok(self.nobody_for(Action::Accept, context)) };
        let today = context.app.clock().today();
        match &row {
            PlanRow::Question(VisitQuestion::Unlogged(visit)) => {
                return Ok(Flow::Push(Box::new(LogForm::of_visit(context.app, visit)?)));
            }
            PlanRow::Question(_) => self.answer = Some((TextArea::one_line(""), None)),
            PlanRow::Later => return self.turn_waiting(context),
            PlanRow::Waiting(later) => return Ok(Flow::Show(later.account)),
            PlanRow::Gap | PlanRow::Heading(..) | PlanRow::Note(_) => {}
            PlanRow::Visit(visit) if is_proposed(visit) => {
                let Some(customer) = context.app.accept_visit_shown(visit)? else {
                    context.outdated(meanwhile::PLAN_NOTHING_TAKEN);
                    return Ok(Flow::Stay);
                };
                context.done(visits::you_visit(&[&customer.name], visit.day, today));
            }
            row if row.is_proposed() => {
                if let (Some((first, last)), Some(plan)) = (row.days(), &self.plan) {
                    let Some(whom) = context.app.accept_visits_shown(plan, (first, last))? else {
                        context.outdated(meanwhile::PLAN_NOTHING_TAKEN);
                        return Ok(Flow::Stay);
                    };
                    let names: Vec<&str> = whom.iter().map(|(_, name)| name.as_str()).collect();
                    context.done(visits::you_visit(&names, first, today));
                }
            }
            row => match row.visit() {
                Some(visit) if visit.day == today => {
                    let customer = context.app.customer(visit.account)?;
                    return Ok(Flow::Push(Box::new(LogForm::of_kind(context.app, &customer, TouchKind::Visit)?)));
                }
                _ => {
                    let key = |action| context.keymap.key(Scope::Visits, action);
                    let (moves, declines) = (key(Action::Move), key(Action::Decline));
                    context.tell(format!("It stays on that day; {moves} moves it, {declines} declines it"));
                }
            },
        }
        Ok(Flow::Stay)
    }
}
