//! What is said of an act on a team's customer, whichever dialog asked for it. It is in the book alone; the next sync sends it.

use crate::app::team::sharing::SharedAct;
use crate::domain::input::capitalized;
use crate::error::{Error, ErrorKind, Result};
use crate::tui::screen::{Context, Flow};

/// Says in words what came of an act, with what else became of the customer meanwhile, or why it was not done.
pub(super) fn tell(
    done: Result<SharedAct>,
    (words, merged): (fn(&SharedAct) -> String, &str),
    context: &mut Context<'_>,
) -> Result<Flow> {
    match done {
        Ok(act) => context.outdated(format!("{}{merged}", words(&act).trim_end_matches('.'))),
        Err(error) => tell_why_not(error, context)?,
    }
    Ok(Flow::Pop)
}

/// Says why an act was not done; what has nothing to do with the team is an error as everywhere.
pub(super) fn tell_why_not(error: Error, context: &mut Context<'_>) -> Result<()> {
    match error.kind {
        ErrorKind::Rights | ErrorKind::NotMember | ErrorKind::Failed => {
            context.outdated(capitalized(&error.message));
            Ok(())
        }
        _ => Err(error),
    }
}
