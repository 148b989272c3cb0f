//! Calls a customer from any screen, on the number of the user's choice where there are several.

use super::call::{self, Pressed, call, cannot_dial, dial, open_elsewhere};
use super::choose::Choose;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::tui::keymap::Action;
use crate::tui::screen::{Context, Flow};
use crate::tui::screens::meanwhile::{Subject, subject};

/// Asks which of several numbers to dial; a single one is dialed.
pub(crate) fn call_which(customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
    let now = subject(customer.id, &customer.name, context)?;
    let Some(Subject { customer, .. }) = &now else { return Ok(Flow::Stay) };
    if customer.do_not_call {
        return call(customer, context);
    }
    let phones = context.app.dialable_numbers(customer);
    match phones.as_slice() {
        [] => Ok(cannot_dial(customer, context)),
        [only] => Ok(Flow::Push(Box::new(dial(customer, only, context)?))),
        _ => Ok(Flow::Push(Box::new(Choose::which_number(customer, phones)))),
    }
}

/// Does what every row about a customer can do with them: calls them, one who is asleep only at the second key, or opens
/// their record outside. `warned` is whom the first key was about. None where the action is another.
pub(crate) fn act_on(
    pressed: Pressed,
    id: CustomerId,
    warned: &mut Option<CustomerId>,
    context: &mut Context<'_>,
) -> Result<Option<Flow>> {
    if pressed.action == Action::OpenElsewhere {
        *warned = None;
        return open_elsewhere(&context.app.customer(id)?, context).map(Some);
    }
    let act = match pressed.action {
        Action::Call | Action::CallAnother => call,
        Action::CallWhich => call_which,
        _ => {
            *warned = None;
            return Ok(None);
        }
    };
    let customer = context.app.customer(id)?;
    if call::lets_sleep(&customer, warned, pressed, context) {
        return Ok(Some(Flow::Stay));
    }
    act(&customer, context).map(Some)
}
