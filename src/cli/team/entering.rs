//! `team setup`, `invite` and `join`: how people come into a team.

use clap::Args;

use crate::app::App;
use crate::app::sync::joining::LineOf;
use crate::app::team::inviting::InvitedTo;
use crate::app::team::joining::{SetUp, is_whole_line};
use crate::cli::line;
use crate::cli::output::Reply;
use crate::cli::sync::with_told;
use crate::error::Result;
use crate::present::team;

#[derive(Debug, Args)]
pub struct Setup {
    /// The team's name, as the server's administrator made its roles
    #[arg(value_name = "NAME")]
    pub name: String,
    /// Make the managers' key anew, because no machine has it any more; you must be in the team
    #[arg(long)]
    pub anew: bool,
}

#[derive(Debug, Args)]
pub struct Invite {
    /// The rep, by the role that the server knows
    #[arg(value_name = "REP", required_unless_present_any = ["list", "revoke"])]
    pub rep: Option<String>,
    /// Into this team; needed where the book is in several
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
    /// Only to read the wall
    #[arg(long, conflicts_with = "manager")]
    pub wall: bool,
    /// Invite a manager, or a manager's new machine: the managers' key goes along
    #[arg(long)]
    pub manager: bool,
    /// List your invitations that nobody took yet
    #[arg(long, conflicts_with_all = ["rep", "wall", "manager", "revoke"])]
    pub list: bool,
    /// Take your invitations of this rep back: their lines let nobody in any more
    #[arg(long, value_name = "REP", conflicts_with_all = ["rep", "wall", "manager"])]
    pub revoke: Option<String>,
}

#[derive(Debug, Args)]
pub struct Join {
    /// The line that "goodcall team invite" printed for your manager; "-" reads it from standard input
    #[arg(value_name = "LINE")]
    pub line: String,
}

pub(super) fn set_up(app: &mut App, setup: &Setup) -> Result<Reply> {
    let how = if setup.anew { SetUp::Anew } else { SetUp::First };
    let joined = match how {
        SetUp::First => app.set_up_team(&setup.name)?,
        SetUp::Anew => app.set_up_team_anew(&setup.name)?,
    };
    Ok(with_told(Reply::new(team::set_up(&joined, how), team::joined_json(&joined)), &joined.synced))
}

pub(super) fn invite(app: &mut App, invite: &Invite) -> Result<Reply> {
    let in_team = invite.team.as_deref();
    if let Some(rep) = &invite.revoke {
        let (of, revoked) = app.revoke_invitations(rep, in_team)?;
        return Ok(Reply::new(team::revoked(rep, &of, revoked), team::revoked_json(rep, &of, revoked)));
    }
    let Some(rep) = invite.rep.as_deref().filter(|_| !invite.list) else {
        let open = app.open_invitations(in_team)?;
        let reply = Reply::new(team::open_invitations(&open, app.clock()), team::open_json(&open, app.clock().zone));
        return Ok(if open.is_empty() { reply.note("No invitation of yours waits to be taken.") } else { reply });
    };
    let to = match (invite.wall, invite.manager) {
        (true, _) => InvitedTo::Wall,
        (false, true) => InvitedTo::Manager,
        (false, false) => InvitedTo::Team,
    };
    let invited = app.invite_rep(rep, in_team, to)?;
    Ok(Reply::new(invited.line.clone(), team::invited_json(&invited)).note(team::invited(&invited)))
}

pub(super) fn join(app: &mut App, join: &Join) -> Result<Reply> {
    let read = match join.line.as_str() {
        "-" => Some(line::of_input(LineOf::Invitation, is_whole_line)?),
        _ => None,
    };
    let joined = app.join_team(read.as_deref().unwrap_or(&join.line))?;
    let reply = with_told(Reply::new(team::joined(&joined), team::joined_json(&joined)), &joined.synced);
    Ok(if app.has_several_walls()? { reply.note(team::SEVERAL_WALLS) } else { reply })
}
