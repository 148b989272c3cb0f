//! Teams in words and as JSON: who is in one, what hangs on its wall, how it stands.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::json::at;
use crate::app::team::inviting::InvitedRep;
use crate::app::team::joining::JoinedTeam;
use crate::app::team::members::TeamMember;
use crate::app::team::removing::RemovedRep;
use crate::app::team::status::TeamStatus;
use crate::app::team::wall::WallPraise;
use crate::domain::dates;
use crate::domain::tz::Tz;
use crate::text::{clean, count};

/// A remark on a wall, as JSON.
pub fn hanging_json(hanging: &WallPraise, zone: Tz) -> Value {
    json!({
        "id": hanging.remark.to_string(), "text": hanging.text, "teammate": hanging.teammate, "date": hanging.day,
        "by": hanging.rep, "customer": hanging.customer, "company": hanging.company, "team": hanging.team,
        "at": at(hanging.at, zone),
    })
}

/// Says whose a remark on a wall is: "Ana Ribeiro, Norte, two days ago; shared by ben".
pub fn byline(hanging: &WallPraise, today: NaiveDate) -> String {
    let day = hanging.day.parse().map_or_else(|_| hanging.day.clone(), |day| dates::ago(day, today));
    let named = [hanging.customer.clone(), hanging.company.clone(), Some(day)];
    let waits = if hanging.at.is_none() { "; waits to be sent" } else { "" };
    format!("{}; shared by {}{waits}", named.into_iter().flatten().collect::<Vec<_>>().join(", "), hanging.rep)
}

/// A team that this book takes part in now, as JSON.
pub fn joined_json(joined: &JoinedTeam) -> Value {
    json!({"team": joined.team, "member": joined.member, "fingerprint": joined.fingerprint})
}

/// Says that a team was set up.
pub fn set_up(joined: &JoinedTeam) -> String {
    format!("The team {} is set up. goodcall team invite REP lets the others in.", clean(&joined.team))
}

/// Says that a team was joined, and what to compare.
pub fn joined(joined: &JoinedTeam) -> String {
    let (team, member) = (clean(&joined.team), clean(&joined.member));
    let what = if joined.is_wall_only { format!("You read the wall of {team}") } else { format!("Joined {team}") };
    format!("{what} as {member}. Your letters are {}: your manager sees the same.", joined.fingerprint)
}

/// An invitation, as JSON.
pub fn invited_json(invited: &InvitedRep) -> Value {
    json!({"line": invited.line, "rep": invited.rep, "team": invited.team, "fingerprint": invited.fingerprint})
}

/// Says what to do with an invitation.
pub fn invited(invited: &InvitedRep) -> String {
    let rep = clean(&invited.rep);
    format!(
        "That line is for {rep} alone, for one join within 7 days: goodcall team join -, then paste it. {rep} then sees the \
         letters {}; compare them by voice.",
        invited.fingerprint
    )
}

/// The machines of a team's members, as JSON.
pub fn members_json(members: &[TeamMember], zone: Tz) -> Value {
    let member = |member: &TeamMember| {
        json!({
            "name": member.name, "machine": member.machine, "manager": member.is_manager,
            "joined": at(Some(member.joined), zone), "last_seen": at(Some(member.last_seen), zone),
            "fingerprint": member.fingerprint,
        })
    };
    members.iter().map(member).collect::<Vec<_>>().into()
}

/// A rep who was removed, as JSON.
pub fn removed_json(removed: &RemovedRep) -> Value {
    json!({"rep": removed.rep, "team": removed.team, "machines": removed.machines, "revoke": removed.revoke})
}

/// Says what became of who was removed.
pub fn removed(removed: &RemovedRep) -> String {
    let (rep, team) = (clean(&removed.rep), clean(&removed.team));
    let stays = count(removed.stays, "machine has", "machines have");
    format!(
        "{rep} reads nothing new of {team} from now on, and keeps what was read; {stays} the new key. The server's \
         administrator runs that line."
    )
}

/// How it stands with the teams, as JSON.
pub fn statuses_json(teams: &[TeamStatus], zone: Tz) -> Value {
    let status = |team: &TeamStatus| {
        json!({
            "name": team.name, "where": team.place, "reachable": team.is_reachable, "member": team.is_member,
            "manager": team.is_manager, "last": at(team.last, zone), "to_send": team.to_send, "waiting": team.waiting,
        })
    };
    teams.iter().map(status).collect::<Vec<_>>().into()
}
