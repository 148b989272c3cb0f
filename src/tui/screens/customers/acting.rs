//! What the keys do to the selected customer.

use super::super::ask::Question;
use super::super::call::{self, Pressed};
use super::super::call_which;
use super::super::card_words;
use super::super::choose::Choose;
use super::super::customer_form::CustomerForm;
use super::super::log_form::LogForm;
use super::super::tagging::Tagging;
use super::super::today::{NextPick, log_miss};
use super::Customers;
use super::detail::Detail;
use crate::app::customers::{CUSTOMER_FORM, Visibility};
use crate::app::team::logs::is_anothers;
use crate::domain::customer::{Customer, Standing, first_name};
use crate::domain::remark::RemarkKind;
use crate::domain::touch::{Outcome, Touch};
use crate::error::Result;
use crate::present::customers;
use crate::tui::keymap::{Action, Keymap, Scope};
use crate::tui::screen::{Context, Flow};

/// Deletes a log, unless it is another by now than the screen shows: then it shows that, and the key has to be pressed again.
fn delete(touch: &Touch, context: &mut Context<'_>) -> Result<()> {
    if context.app.find_touch(touch.id)?.is_some_and(|now| now != *touch) {
        let key = context.keymap.key(Scope::Customers, Action::Delete);
        context.outdated(format!("This log changed meanwhile, here it is; {key} again deletes it"));
        return Ok(());
    }
    let (_, people) = context.app.delete_touch(touch.id)?;
    context.done(format!("Deleted {} {}", touch.kind.article(), people.names()));
    Ok(())
}

impl Customers {
    /// Goes from the list into the selected customer: to the first of their logs, if there is one.
    pub(super) fn open(&mut self, context: &mut Context<'_>) {
        let Some(detail) = &self.detail else { return self.nobody_for(Action::Open, context) };
        let narrow = Self::is_narrow(context.area);
        if detail.stops() > 0 && (self.in_full || !narrow) {
            self.touch = Some(self.touch.unwrap_or(detail.first_log()));
        } else if detail.stops() == 0 && (self.in_full || !narrow) {
            let key = context.keymap.key(Scope::Customers, Action::Log);
            context.tell(format!("Nothing is logged with {} yet; {key} logs a call", detail.customer.first_name()));
        }
        self.in_full = true;
    }

    /// Says why there is nobody for a key to act on.
    pub(super) fn nobody_for(&self, action: Action, context: &mut Context<'_>) {
        let add = context.keymap.key(Scope::Global, Action::AddCustomer);
        let why = if self.filter.has_words() {
            "Nobody matches".to_string()
        } else {
            format!("Nobody here yet; {add} adds a customer")
        };
        context.nothing_for(action, why);
    }

    /// Names the keys for the customer in focus.
    pub(super) fn footer_of_one(&self, detail: &Detail, keymap: &Keymap) -> Vec<(String, &'static str)> {
        if self.is_alone.get() {
            return Self::footer_in_full(detail, keymap);
        }
        let customer = &detail.customer;
        let favorite = if customer.favorite { "no favorite" } else { "favorite" };
        vec![
            keymap.word(Scope::Customers, Action::Open, "open"),
            if call::can_be_called(customer) {
                keymap.word(Scope::Customers, Action::Call, "call")
            } else {
                keymap.word(Scope::Customers, Action::Favorite, favorite)
            },
            keymap.word(Scope::Customers, Action::Log, "log"),
            keymap.word(Scope::Customers, Action::Edit, "edit"),
            if self.filter.has_words() {
                keymap.word(Scope::List, Action::Back, "all")
            } else {
                keymap.word(Scope::Global, Action::Lift, "I'm down")
            },
            keymap.word(Scope::Global, Action::Help, "help"),
        ]
    }

    /// Names the keys beside a customer's page that takes the whole body.
    fn footer_in_full(detail: &Detail, keymap: &Keymap) -> Vec<(String, &'static str)> {
        let logs = (detail.stops() > 0).then(|| keymap.word(Scope::Customers, Action::Open, "logs"));
        let call = call::can_be_called(&detail.customer).then(|| keymap.word(Scope::Customers, Action::Call, "call"));
        let mut words: Vec<_> = logs.into_iter().chain(call).collect();
        words.extend([
            keymap.word(Scope::Customers, Action::Log, "log"),
            keymap.word(Scope::Customers, Action::Edit, "edit"),
            keymap.word(Scope::Customers, Action::Left, "list"),
            keymap.word(Scope::Global, Action::Help, "help"),
        ]);
        words
    }

    pub(super) fn act_on_selected(&mut self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(detail) = &self.detail else {
            self.nobody_for(action, context);
            return Ok(Flow::Stay);
        };
        let customer = detail.customer.clone();
        let touch = self.touch.and_then(|t| detail.log_at(t)).map(|logged| logged.touch.clone());
        let anothers = self.touch.and_then(|at| detail.team_log_at(at));
        if let Some(log) = anothers.filter(|_| matches!(action, Action::Edit | Action::Delete | Action::HangUp)) {
            context.tell(is_anothers(log).message);
            return Ok(Flow::Stay);
        }
        match action {
            Action::Call | Action::CallWhich => {
                let pressed = Pressed { scope: Scope::Customers, action };
                if call::lets_sleep(&customer, &mut self.warned, pressed, context) {
                    return Ok(Flow::Stay);
                }
                let call = if action == Action::Call { call::call } else { call_which::call_which };
                return call(&customer, context);
            }
            Action::Log => return Ok(Flow::Push(Box::new(LogForm::new(context.app, &customer)?))),
            Action::NoAnswer => return log_miss(&customer, Outcome::NoAnswer, NextPick::OnToday, context),
            Action::Voicemail => return log_miss(&customer, Outcome::Voicemail, NextPick::OnToday, context),
            Action::Edit => {
                if let Some(touch) = touch {
                    return Ok(Flow::Push(Box::new(LogForm::correct(context.app, &touch)?)));
                }
                let draft = context.app.draft(CUSTOMER_FORM, Some(customer.id))?;
                return Ok(Flow::Push(Box::new(CustomerForm::edit(&customer, draft.as_ref()))));
            }
            Action::Delete => match touch {
                Some(touch) => delete(&touch, context)?,
                None => context.tell("Choose one of the logs first: →"),
            },
            Action::Refer => return self.refer(detail, context),
            Action::Rate => return Ok(Flow::Push(Box::new(Question::rate(&customer)))),
            Action::Favorite | Action::Standing | Action::Snooze => return self.turn(action, &customer, context),
            Action::Tag => {
                let who = customer.first_name().to_string();
                return Ok(Flow::Push(Box::new(Tagging::of(vec![customer.id], who, context.app)?)));
            }
            Action::Archive => {
                context.app.set_visibility(customer.id, Visibility::Archived)?;
                context.done(format!("{} is out of sight; what they said stays", customer.name));
            }
            Action::OpenElsewhere => return call::open_elsewhere(&customer, context),
            Action::HangUp => return self.hang_up(detail, context),
            Action::Share => {
                let asked = Choose::share(&customer, context)?;
                return Ok(asked.map_or(Flow::Stay, |asked| Flow::Push(Box::new(asked))));
            }
            Action::Copy => card_words::copy_for_a_card(&customer, context)?,
            _ => {}
        }
        Ok(Flow::Stay)
    }

    /// Changes a customer's state: favorite or not, buyer or past buyer, snoozed or not.
    fn turn(&self, action: Action, customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
        let first = first_name(&customer.name);
        match action {
            Action::Favorite => {
                let now = if customer.favorite {
                    context.app.drop_favorite(customer.id)?;
                    "no longer a favorite"
                } else {
                    context.app.make_favorite(customer.id)?;
                    "a favorite now"
                };
                context.done(format!("{first} is {now}"));
            }
            Action::Standing if customer.standing == Standing::Active => {
                return Ok(Flow::Push(Box::new(Choose::why_they_left(customer))));
            }
            Action::Standing => {
                let back = context.app.move_standing(customer.id, Standing::Active, None)?;
                context.done(customers::standing_changed(customer, &back, self.today).unwrap_or_default());
            }
            _ if customer.snoozed_until.is_some_and(|d| d > self.today) => {
                context.app.unsnooze(customer.id)?;
                context.done(format!("{first} is back in the rotation"));
            }
            _ => return Ok(Flow::Push(Box::new(Question::snooze(customer)))),
        }
        Ok(Flow::Stay)
    }

    /// Opens the form of the person a customer pointed to, in the selected log or else the last one with a referral.
    fn refer(&self, detail: &Detail, context: &mut Context<'_>) -> Result<Flow> {
        let logs = (detail.first_log()..detail.stops()).filter(|at| self.touch.is_none_or(|t| t == *at));
        let mut said = logs.filter_map(|at| detail.log_at(at)).flat_map(|logged| &logged.remarks);
        let said = said.find(|r| r.kind == RemarkKind::Referral).map(|r| r.text.clone()).unwrap_or_default();
        let draft = context.app.draft(CUSTOMER_FORM, None)?;
        Ok(Flow::Push(Box::new(CustomerForm::referred(&detail.customer, &said, draft.as_ref()))))
    }
    /// Hangs praise of the selected log on a team's wall.
    fn hang_up(&self, detail: &Detail, context: &mut Context<'_>) -> Result<Flow> {
        let Some(logged) = self.touch.and_then(|at| detail.log_at(at)) else {
            context.tell("Choose one of the logs first: →");
            return Ok(Flow::Stay);
        };
        let praise = logged.remarks.iter().filter(|remark| remark.kind == RemarkKind::Praise);
        let said = praise.map(|remark| context.app.quoted(remark.id)).collect::<Result<Vec<_>>>()?;
        if said.is_empty() {
            context.tell("No praise in this log; a line that begins with + is praise");
            return Ok(Flow::Stay);
        }
        Ok(Choose::hang_up(said, context)?.map_or(Flow::Stay, |asked| Flow::Push(Box::new(asked))))
    }
}
