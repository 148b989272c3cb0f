//! Dials a customer from any screen, or opens their record outside.

use super::Call;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};

/// Dials and opens the call; without a way to dial, copies the number and shows it large.
pub(crate) fn call(customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
    if customer.do_not_call {
        context.tell(format!("{} is not to be called", customer.name));
        return Ok(Flow::Stay);
    }
    let Some(digits) = context.app.dialable(customer) else {
        let (customers, edit) = (
            context.keymap.key(Scope::Global, Action::GoCustomers),
            context.keymap.key(Scope::Customers, Action::Edit),
        );
        let place = format!("{edit} in Customers ({customers})");
        context.tell(match customer.shown_phone() {
            None => format!("{} has no phone number yet; {place} adds one", customer.name),
            Some(typed) => format!("\"{typed}\" can't be dialed; {place} corrects it"),
        });
        return Ok(Flow::Stay);
    };
    let dialed = context.app.dial(customer);
    let large = match dialed {
        Ok(number) => {
            context.tell(format!("Calling {number}"));
            None
        }
        Err(_) => {
            *context.copy = Some(digits);
            context.tell("The number is copied, if your terminal allows it");
            customer.shown_phone().map(str::to_string)
        }
    };
    Ok(Flow::Push(Box::new(Call::new(context.app, customer, large)?)))
}

/// Opens the customer's record in the configured program.
pub(crate) fn open_elsewhere(customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
    match context.app.open_elsewhere(customer)? {
        Some(address) => context.tell(format!("Opened {address}")),
        None => context.tell("Name an address with \"open\" in the configuration"),
    }
    Ok(Flow::Stay)
}

/// Does what every row about a customer can do with them: calls them, or opens their record outside. None where the
/// action is another.
pub(crate) fn act_on(action: Action, id: CustomerId, context: &mut Context<'_>) -> Result<Option<Flow>> {
    let act = match action {
        Action::Call | Action::CallWhich => call,
        Action::OpenElsewhere => open_elsewhere,
        _ => return Ok(None),
    };
    let customer = context.app.customer(id)?;
    act(&customer, context).map(Some)
}

/// Tells whether a key can call a customer.
pub(crate) fn can_be_called(customer: &Customer) -> bool {
    !customer.do_not_call && customer.shown_phone().is_some()
}
