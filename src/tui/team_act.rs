//! What was done with a team on a screen. The book's undo does not know of it, so the undo key takes it back from here.

use crate::app::App;
use crate::app::team::Sending;
use crate::app::team::hanging::{TakenOff, WallPraise};
use crate::app::team::sharing::{NewOwner, SharedAct};
use crate::domain::ids::{ChangeId, CustomerId, RemarkId};
use crate::error::{Error, ErrorKind, Result};
use crate::present::team;

/// What was done.
#[derive(Debug)]
pub(super) enum TeamAct {
    /// Praise was hung on a team's wall; what hung there of it before has other names beside it.
    Hung { team: String, remark: RemarkId, before: Option<Box<WallPraise>> },
    /// Praise was taken off a wall.
    TookOff(Box<TakenOff>),
    /// A customer was shared.
    Shared(CustomerId),
    /// A shared customer, who was this rep's before, or anyone's, was handed over.
    Gave(CustomerId, NewOwner),
    /// A customer, who was this rep's in the team, or anyone's, was taken back.
    Unshared(CustomerId, String, NewOwner),
}

/// What was done last, as long as nothing else is the last change.
#[derive(Debug)]
pub(super) struct DoneInTeam {
    act: TeamAct,
    /// The change of the book that undo would take back otherwise.
    after: Option<ChangeId>,
}

impl DoneInTeam {
    /// Notes what was done just now.
    pub(super) fn now(act: TeamAct, app: &mut App) -> Result<Self> {
        Ok(Self { act, after: latest(app)? })
    }

    /// Whether the book was not changed since.
    pub(super) fn is_latest(&self, app: &mut App) -> Result<bool> {
        Ok(latest(app)? == self.after)
    }

    /// Takes it back; returns what that did, in words.
    ///
    /// # Errors
    /// The user may not do that any more, or another machine did it.
    pub(super) fn take_back(self, app: &mut App) -> Result<String> {
        let own = app.team_role()?;
        let said = |act: &SharedAct, words: fn(&SharedAct, &str) -> String| words(act, &own);
        Ok(match self.act {
            TeamAct::Hung { team, remark, before } => take_down(app, (&team, remark), before)?,
            TeamAct::TookOff(taken) => {
                app.hang_again(&taken)?;
                format!("It hangs there again: {}", team::briefly(&taken.hanging))
            }
            TeamAct::Shared(customer) => team::unshared(&app.unshare_customer(customer, Sending::Later)?),
            TeamAct::Gave(customer, before) => {
                said(&app.give_customer(customer, &before, Sending::Later)?, team::given)
            }
            TeamAct::Unshared(customer, team, before) => {
                said(&app.share_customer(customer, (Some(&team), &before), Sending::Later)?, team::shared)
            }
        })
    }
}

/// Whether an error only says why something is not done with a team; others are errors as everywhere.
pub(super) fn is_refusal(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Rights | ErrorKind::NotMember | ErrorKind::Failed)
}

fn latest(app: &mut App) -> Result<Option<ChangeId>> {
    Ok(app.next_undo()?.map(|step| step.id))
}

/// Takes the user's own praise off a wall, or hangs it there as it hung before.
fn take_down(app: &mut App, (team, remark): (&str, RemarkId), before: Option<Box<WallPraise>>) -> Result<String> {
    let own = app.team_role()?;
    let Some(hanging) = app.find_on_wall((team, remark, &own))? else {
        return Ok("That was taken off meanwhile".into());
    };
    let Some(mut taken) = app.take_off_here(&hanging)? else { return Ok("That was taken off meanwhile".into()) };
    let Some(before) = before else { return Ok(format!("Off the wall: {}", team::briefly(&hanging))) };
    taken.hanging = *before;
    app.hang_again(&taken)?;
    Ok(format!("It hangs there as before: {}", team::briefly(&taken.hanging)))
}
