//! Calls a customer from any screen, on the number of the user's choice where there are several.

use super::call::{call, cannot_dial, dial, open_elsewhere};
use super::choose::Choose;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::tui::keymap::Action;
use crate::tui::screen::{Context, Flow};

/// Asks which of several numbers to dial; a single one is dialed.
pub(crate) fn call_which(customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
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

/// Does what every row about a customer can do with them: calls them, or opens their record outside. None where the
/// action is another.
pub(crate) fn act_on(action: Action, id: CustomerId, context: &mut Context<'_>) -> Result<Option<Flow>> {
    let act = match action {
        Action::Call => call,
        Action::CallWhich => call_which,
        Action::OpenElsewhere => open_elsewhere,
        _ => return Ok(None),
    };
    let customer = context.app.customer(id)?;
    act(&customer, context).map(Some)
}
