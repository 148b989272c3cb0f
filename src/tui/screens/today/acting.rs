//! What the keys do to the call of the day and to the promises that are due: each acts on what is shown.

use super::Today;
use crate::domain::customer::first_name;
use crate::domain::remark::RemarkState;
use crate::error::Result;
use crate::present::{meanwhile, reach, today};
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};
use crate::tui::screens::ask::Question;
use crate::tui::screens::ideas::end;

impl Today {
    /// Keeps the pick for the moment from which they can be reached.
    pub(super) fn keep(&self, context: &mut Context<'_>) -> Result<Flow> {
        let Some(pick) = self.day.as_ref().and_then(|d| d.pick.as_ref()) else { return Ok(Flow::Stay) };
        let first = first_name(&pick.customer.name);
        if self.is_called() {
            context.tell(format!("You already {} {first}", today::talked(pick)));
        } else if let Some(from) = pick.reach.from {
            let Some(customer) = context.app.keep_shown_for(pick.customer.id, from)? else {
                context.outdated(meanwhile::CALL_NOTHING_CHANGED);
                return Ok(Flow::Stay);
            };
            let hour = reach::hour(from, &pick.reach, context.app.settings().hours);
            context.done(format!("Kept the call with {} for {hour}", first_name(&customer.name)));
        } else if pick.reach.now == Some(true) {
            context.tell(format!("{first} can be reached now"));
        } else {
            context.tell(format!("Nothing is known of {first}'s hours: their time zone is missing"));
        }
        Ok(Flow::Stay)
    }

    /// Marks the first promise that is due as kept, or asks for another day.
    pub(super) fn act_on_promise(&self, action: Action, context: &mut Context<'_>) -> Result<Flow> {
        let Some(promise) = self.day.as_ref().and_then(|d| d.promises.first()) else {
            context.tell("No promise is due today");
            return Ok(Flow::Stay);
        };
        if action == Action::Move {
            return Ok(Flow::Push(Box::new(Question::another_day(promise))));
        }
        end(promise, (RemarkState::Kept, "Kept"), context)?;
        Ok(Flow::Stay)
    }

    /// Skips the offer, and says who can be reached instead where the skipped one sleeps.
    pub(super) fn skip(&self, context: &mut Context<'_>) -> Result<Flow> {
        if self.is_called() {
            let key = context.keymap.key(Scope::Today, Action::CallAnother);
            context.tell(format!("You already made this call; {key} calls another"));
            return Ok(Flow::Stay);
        }
        let shown = self.day.as_ref().and_then(|d| d.pick.as_ref()).map(|pick| pick.customer.id);
        let skipped = match shown {
            Some(shown) => context.app.skip_shown(shown)?,
            None => context.app.skip(None).map(Some)?,
        };
        let Some(skipped) = skipped else {
            context.outdated(meanwhile::CALL_NOTHING_CHANGED);
            return Ok(Flow::Stay);
        };
        let instead = self.day.as_ref().and_then(|d| d.instead.as_ref());
        let instead = instead.map(|i| format!("; {} can be reached now", first_name(&i.name)));
        let and = instead.unwrap_or_else(|| "; their wait goes on".into());
        context.done(format!("Skipped {}{and}", skipped.name));
        Ok(Flow::Stay)
    }
}
