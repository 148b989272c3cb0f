//! What is said of an act on a team's customer, whichever dialog asked for it. It is in the book alone; the next sync sends it.

use super::meanwhile::Subject;
use crate::app::team::Sending;
use crate::app::team::sharing::{NewOwner, SharedAct};
use crate::domain::customer::Customer;
use crate::domain::input::capitalized;
use crate::error::{Error, Result};
use crate::present::team;
use crate::tui::screen::Context;
use crate::tui::team_act::{TeamAct, is_refusal};

/// Says in words what came of an act, with what else became of the customer meanwhile, or why it was not done. Undo does what
/// `back` says; None where there is no way back.
pub(super) fn tell(
    done: Result<SharedAct>,
    (words, merged): (fn(&SharedAct, &str) -> String, &str),
    back: impl FnOnce(&SharedAct) -> Option<TeamAct>,
    context: &mut Context<'_>,
) -> Result<()> {
    let act = match done {
        Ok(act) => act,
        Err(error) => return tell_why_not(error, context),
    };
    let said = words(&act, &context.app.team_role()?);
    let said = format!("{}{merged}", said.trim_end_matches('.'));
    match back(&act).filter(|_| !act.was_so) {
        Some(back) => context.done_in_team(said, back),
        None => {
            context.outdated(said);
            Ok(())
        }
    }
}

/// Hands a shared customer over, and says so, or why not. Undo takes that back where the user still may.
pub(super) fn give(whom: &Subject, to: &NewOwner, context: &mut Context<'_>) -> Result<()> {
    let Subject { customer, merged } = whom;
    let done = context.app.give_customer(customer.id, to, Sending::Later);
    let back = context.app.may_hand_over(customer.id).ok();
    let back = back.map(|_| TeamAct::Gave(customer.id, owner_of(customer)));
    tell(done, (team::given, merged), |_| back, context)
}

/// Whose a shared customer is.
pub(super) fn owner_of(customer: &Customer) -> NewOwner {
    customer.owner.clone().map_or(NewOwner::Anyone, NewOwner::Rep)
}

/// Says why an act was not done; what has nothing to do with the team is an error as everywhere.
pub(super) fn tell_why_not(error: Error, context: &mut Context<'_>) -> Result<()> {
    if !is_refusal(&error) {
        return Err(error);
    }
    context.outdated(capitalized(&error.message));
    Ok(())
}
