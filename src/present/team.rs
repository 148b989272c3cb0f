//! Teams in words and as JSON: who is in one, what hangs on its wall, how it stands.

use chrono::{DateTime, NaiveDate, TimeDelta};
use serde_json::{Value, json};

use super::json::at;
use super::times;
use crate::app::team::hanging::Walls;
use crate::app::team::inviting::InvitedRep;
use crate::app::team::joining::JoinedTeam;
use crate::app::team::members::TeamMember;
use crate::app::team::removing::RemovedRep;
use crate::app::team::status::TeamStatus;
use crate::app::team::wall::WallPraise;
use crate::domain::dates::{self, Clock};
use crate::domain::remark::without_marks;
use crate::domain::tz::Tz;
use crate::error::ErrorKind;
use crate::text::{clean, count, cut, listed};

/// Columns of the words in which a remark is named.
const BRIEFLY: usize = 40;
/// For how long what was read counts as what hangs there now: a few syncs of the app.
const FRESH: TimeDelta = TimeDelta::minutes(15);

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

/// Names the rep who hung a remark up.
pub fn rep(hanging: &WallPraise) -> String {
    clean(&hanging.rep).into_owned()
}

/// Says in brief what hangs on a wall: its first words.
pub fn briefly(hanging: &WallPraise) -> String {
    format!("“{}”", cut(&clean(&without_marks(&hanging.text)), BRIEFLY))
}

/// Says whose walls these are: "The wall of north", "The walls of north and south".
pub fn walls(walls: &Walls) -> String {
    let names: Vec<String> = walls.teams.iter().map(|team| clean(&team.name).into_owned()).collect();
    format!("The wall{} of {}", if names.len() == 1 { "" } else { "s" }, listed(&names))
}

/// Says how old what is seen of the walls is, where a sync failed, or none was tried for a while.
pub fn stale(walls: &Walls, clock: &Clock) -> Option<String> {
    let last = walls.last_read().and_then(DateTime::from_timestamp_millis);
    let now = clock.stamp();
    let read = last.map(|last| times::since(last.with_timezone(now.offset()), now));
    let why = match walls.trouble {
        None if last.is_some_and(|last| clock.instant - last < FRESH) => return None,
        None => "",
        Some(ErrorKind::Unreachable) => "The server can't be reached. ",
        Some(ErrorKind::NotMember) => "You are not in the team any more. ",
        Some(_) => "The last sync did not go well. ",
    };
    Some(match read {
        Some(read) => format!("{why}This is what was read {read}."),
        None => format!("{why}The wall was not read yet."),
    })
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
