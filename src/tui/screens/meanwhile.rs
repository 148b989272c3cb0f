//! Whom a dialog is about, where another program may have merged or forgotten them while it was open.

use crate::app::meanwhile::Became;
use crate::domain::customer::Customer;
use crate::domain::ids::CustomerId;
use crate::error::Result;
use crate::present::meanwhile;
use crate::tui::screen::Context;

/// Whom a dialog is about by now.
pub(crate) struct Subject {
    pub customer: Customer,
    /// What to say behind what was done, where their record is another one now.
    pub merged: String,
}

/// Looks whom a dialog is about by now. Where the book has them no longer, says so and returns None: the dialog closes.
pub(crate) fn subject(id: CustomerId, name: &str, context: &mut Context<'_>) -> Result<Option<Subject>> {
    Ok(match context.app.what_became_of(id)? {
        Became::Here(customer) => Some(Subject { customer, merged: String::new() }),
        Became::PartOf(customer) => {
            let merged = meanwhile::merged_into_this(name, &customer.name);
            Some(Subject { customer, merged })
        }
        Became::Gone => {
            let gone = context.app.gone_meanwhile(name)?;
            context.outdated(gone.message);
            None
        }
    })
}
