//! Dials a customer from any screen, or opens their record outside.

use super::on_call::Call;
use crate::domain::customer::{Customer, ReachEntry, ReachKind};
use crate::error::Result;
use crate::tui::keymap::{Action, Scope};
use crate::tui::screen::{Context, Flow};
use crate::tui::screens::meanwhile::{Subject, subject};

/// Dials the preferred number and opens the call: of the customer as they are by now.
pub(crate) fn call(customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
    let now = subject(customer.id, &customer.name, context)?;
    let Some(Subject { customer, .. }) = &now else { return Ok(Flow::Stay) };
    if customer.do_not_call {
        context.tell(format!("{} is not to be called", customer.name));
        return Ok(Flow::Stay);
    }
    match customer.phones().first().filter(|phone| context.app.dialable(phone).is_some()) {
        Some(phone) => Ok(Flow::Push(Box::new(dial(customer, phone, context)?))),
        None => Ok(cannot_dial(customer, context)),
    }
}

/// Dials a number and begins the call, which shows the number large; without a way to dial, copies it.
pub(crate) fn dial(customer: &Customer, phone: &ReachEntry, context: &mut Context<'_>) -> Result<Call> {
    match context.app.dial_number(customer, phone) {
        Ok(number) => context.tell(format!("Calling {number}")),
        Err(_) => {
            if let Some(number) = context.app.dialable(phone) {
                context.copy(number, "The number is copied");
            }
        }
    }
    // The call shows the number that is dialed.
    let mut shown = customer.clone();
    let others = customer.phones().into_iter().filter(|other| other != phone);
    shown.set_entries(ReachKind::Phone, std::iter::once(phone.clone()).chain(others).collect());
    Call::new(context.app, &shown)
}

/// Says why no number can be dialed.
pub(crate) fn cannot_dial(customer: &Customer, context: &mut Context<'_>) -> Flow {
    let (customers, edit) =
        (context.keymap.key(Scope::Global, Action::GoCustomers), context.keymap.key(Scope::Customers, Action::Edit));
    let place = format!("{edit} in Customers ({customers})");
    context.tell(match customer.shown_phone() {
        None => format!("{} has no phone number yet; {place} adds one", customer.name),
        Some(typed) => format!("“{typed}” can't be dialed; {place} corrects it"),
    });
    Flow::Stay
}

/// Opens the customer's record in the configured program.
pub(crate) fn open_elsewhere(customer: &Customer, context: &mut Context<'_>) -> Result<Flow> {
    let address = context.app.open_elsewhere(customer)?;
    context.tell(format!("Opened {address}"));
    Ok(Flow::Stay)
}

/// Tells whether a key can call a customer.
pub(crate) fn can_be_called(customer: &Customer) -> bool {
    !customer.do_not_call && customer.shown_phone().is_some()
}
