//! Teams in words and as JSON: who is in one, what hangs on its wall, how it stands.

use chrono::{DateTime, FixedOffset, NaiveDate, SecondsFormat, TimeDelta};
use serde_json::{Value, json};

use super::json::at;
use super::times;
use crate::app::App;
use crate::app::team::hanging::Walls;
use crate::app::team::inviting::{InvitedRep, InvitedTo, OpenInvitation};
use crate::app::team::joining::{JoinedTeam, SetUp};
use crate::app::team::leaving::{LeftTeam, OwnPraise};
use crate::app::team::logs::TeamLog;
use crate::app::team::members::TeamMember;
use crate::app::team::removing::RemovedRep;
use crate::app::team::sharing::SharedAct;
use crate::app::team::status::TeamStatus;
use crate::app::team::wall::WallPraise;
use crate::domain::choice::Choice;
use crate::domain::customer::Customer;
use crate::domain::dates::{self, Clock};
use crate::domain::remark::without_marks;
use crate::domain::touch::Outcome;
use crate::domain::tz::Tz;
use crate::error::{ErrorKind, Result};
use crate::text::{clean, count, cut, listed, pad, width};

/// Columns of the words in which a remark is named.
const BRIEFLY: usize = 40;
/// How many customers are named of those who are still somebody's.
const NAMED: usize = 5;
/// For how long what was read counts as what hangs there now: a few syncs of the app.
const FRESH: TimeDelta = TimeDelta::minutes(15);

/// Says that no praise goes to a wall by itself any more.
pub const SEVERAL_WALLS: &str = "This book is in several teams, so praise goes to none of their walls by itself (wall = \"always\"); \
                                 goodcall team praise ID --team NAME hangs it up.";

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
    let day = day_in_words(&hanging.day, |day| dates::ago(day, today));
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
        Some(ErrorKind::Unreachable) => " The server can't be reached.",
        Some(ErrorKind::NotMember) => " You are in the team no more.",
        Some(_) => " The last sync failed.",
    };
    Some(match read {
        Some(read) => format!("Read {read}.{why}"),
        None => format!("Not read yet.{why}"),
    })
}

/// A team that this book takes part in now, as JSON.
pub fn joined_json(joined: &JoinedTeam) -> Value {
    json!({"team": joined.team, "member": joined.member, "fingerprint": joined.fingerprint})
}

/// Says that a team was set up.
pub fn set_up(joined: &JoinedTeam, how: SetUp) -> String {
    let team = clean(&joined.team);
    match how {
        SetUp::First => format!("The team {team} is set up. goodcall team invite REP lets the others in."),
        SetUp::Anew => format!(
            "This book has a new managers' key of {team}. Invite each of the others anew: goodcall team invite REP. Until \
             they have joined with it they go on as before, but do not follow when you remove somebody."
        ),
    }
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
    let (rep, team) = (clean(&invited.rep), clean(&invited.team));
    let text = format!(
        "That line is for {rep} alone, for one join within 7 days: goodcall team join -, then paste it. {rep} then sees the \
         letters {}; compare them by voice.",
        invited.fingerprint
    );
    let more = match invited.to {
        InvitedTo::Wall if invited.roles.member => format!(
            "The server lets {rep} do more than read the wall: it grants the role team_{team}, which only its administrator \
             takes away."
        ),
        InvitedTo::Team if invited.roles.manager => {
            format!("{rep} is a manager on the server; to remove people they need a line made with --manager.")
        }
        InvitedTo::Manager => {
            format!("It brings the managers' key: with it {rep} removes people, and lets in other managers.")
        }
        InvitedTo::Team | InvitedTo::Wall => return text,
    };
    format!("{text}\n{more}")
}

/// Invitations that nobody took yet, as JSON.
pub fn open_json(open: &[OpenInvitation], zone: Tz) -> Value {
    let one = |open: &OpenInvitation| {
        let is_wall = open.to == InvitedTo::Wall;
        json!({"rep": open.rep, "team": open.team, "wall": is_wall, "at": at(Some(open.at), zone), "holds": open.holds})
    };
    open.iter().map(one).collect::<Vec<_>>().into()
}

/// Lists invitations that nobody took yet, a line each: "ben  into north, invited 2 hours ago".
pub fn open_invitations(open: &[OpenInvitation], clock: Clock) -> String {
    let now = clock.stamp();
    let names = open.iter().map(|open| width(&clean(&open.rep))).max().unwrap_or_default();
    let line = |open: &OpenInvitation| {
        let to = if open.to == InvitedTo::Wall { "to the wall of" } else { "into" };
        let made = DateTime::from_timestamp_millis(open.at).map(|at| times::since(at.with_timezone(now.offset()), now));
        let over = if open.holds { "" } else { ", and holds no more" };
        format!("{}  {to} {}, {}{over}\n", pad(&clean(&open.rep), names), clean(&open.team), made.unwrap_or_default())
    };
    open.iter().map(line).collect()
}

/// Says that invitations were taken back.
pub fn revoked(rep: &str, team: &str, revoked: usize) -> String {
    let lets = if revoked == 1 { "lets" } else { "let" };
    format!(
        "{} of {} into {} {lets} nobody in any more.",
        count(revoked, "invitation", "invitations"),
        clean(rep),
        clean(team)
    )
}

/// The same, as JSON.
pub fn revoked_json(rep: &str, team: &str, revoked: usize) -> Value {
    json!({"rep": rep, "team": team, "revoked": revoked})
}

/// The machines of a team's members, as JSON.
pub fn members_json(members: &[TeamMember], zone: Tz) -> Value {
    let member = |member: &TeamMember| {
        json!({
            "name": member.name, "machine": member.machine, "manager": member.is_manager,
            "joined": at(Some(member.joined), zone), "last_seen": at(Some(member.last_seen), zone),
            "fingerprint": member.fingerprint, "id": member.id.to_string(),
        })
    };
    members.iter().map(member).collect::<Vec<_>>().into()
}

/// A rep who was removed, as JSON.
pub fn removed_json(removed: &RemovedRep) -> Value {
    json!({"rep": removed.rep, "team": removed.team, "machines": removed.machines, "revoke": removed.revoke,
           "customers": removed.customers.len()})
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

/// Says which customers are still theirs who was removed; None where none are.
pub fn left_ownerless(removed: &RemovedRep) -> Option<String> {
    let names: Vec<String> = removed.customers.iter().take(NAMED).map(|name| clean(name).into_owned()).collect();
    let more = removed.customers.len().saturating_sub(names.len());
    let names = if more == 0 { listed(&names) } else { format!("{} and {more} more", names.join(", ")) };
    let are = match removed.customers.len() {
        0 => return None,
        1 => "is",
        _ => "are",
    };
    Some(format!("{names} {are} still {}'s, and nobody calls them: goodcall team give WHO REP.", clean(&removed.rep)))
}

/// A team that was left, as JSON.
pub fn left_json(left: &LeftTeam) -> Value {
    json!({"team": left.team, "told": left.fault.is_none(), "withdrawn": left.withdrawn, "unsent": left.unsent})
}

/// Says that a team was left, and what stays of the user's there.
pub fn left(left: &LeftTeam, own: OwnPraise) -> String {
    let stays = match own {
        OwnPraise::Stays => "What you hung on its wall stays there".to_string(),
        OwnPraise::Withdrawn => {
            format!("What you hung on its wall is off ({})", count(left.withdrawn, "remark", "remarks"))
        }
    };
    format!("This book has left {}. {stays}; what was read of it is gone from here.", clean(&left.team))
}

/// Says what of a team that was left could not be put in order.
pub fn left_behind(left: &LeftTeam) -> Vec<String> {
    let (team, rep) = (clean(&left.team), clean(&left.rep));
    let unsent = (left.unsent > 0).then(|| {
        let acts = count(left.unsent, "act of yours was", "acts of yours were");
        format!("{acts} not sent before, and will not be.")
    });
    let listed = left.fault.as_ref().map(|fault| {
        format!(
            "The server still lists this machine ({}). A manager ends that: goodcall team remove {rep} --team {team}",
            clean(&fault.message)
        )
    });
    unsent.into_iter().chain(listed).collect()
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

/// Whose somebody is in a team, for a user of this role: "ben's", "yours", "anyone's".
pub fn whose(customer: &Customer, own: &str) -> String {
    match customer.owner.as_deref() {
        Some(owner) if owner == own => "yours".into(),
        Some(owner) => format!("{}'s", clean(owner)),
        None => "anyone's".into(),
    }
}

/// Says that a customer is shared, by a user of this role.
pub fn shared(act: &SharedAct, own: &str) -> String {
    let (name, team) = (clean(&act.customer.name), clean(&act.team));
    let already = if act.was_so { "shared already with" } else { "shared with" };
    format!("{name} is {already} {team}, and is {} there.", whose(&act.customer, own))
}

/// Says that a customer is not shared any more.
pub fn unshared(act: &SharedAct) -> String {
    format!("{} is in your book alone; {} shares them no more.", clean(&act.customer.name), clean(&act.team))
}

/// Says whose a customer is now, after an act of a user of this role.
pub fn given(act: &SharedAct, own: &str) -> String {
    let already = if act.was_so { "already" } else { "now" };
    format!("{} is {already} {} in {}.", clean(&act.customer.name), whose(&act.customer, own), clean(&act.team))
}

/// What another rep logged, as JSON: as one's own logs, with who it was.
pub fn log_json(log: &TeamLog, customer: Option<&Customer>) -> Value {
    let at = DateTime::from_timestamp_millis(log.occurred_at);
    let offset = i32::try_from(log.utc_offset).ok().and_then(FixedOffset::east_opt);
    let at = at.zip(offset).map(|(at, offset)| at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Secs, false));
    json!({
        "id": log.touch.to_string(),
        "customer": {"id": log.customer.to_string(), "name": customer.map(|customer| &customer.name)},
        "by": log.rep, "kind": log.kind, "outcome": log.outcome, "at": at, "text": log.text,
    })
}

/// Says what another rep logged: "Mon 16 Nov  call, reached; logged by ben".
pub fn log_line(log: &TeamLog, today: NaiveDate) -> String {
    format!("{}; logged by {}", log_facts(log, today), clean(&log.rep))
}

/// Says the same where the user's own logs stand beside it, which don't say "reached" either: "16 Nov  call by ben",
/// "20 Nov  call by ben, no answer".
pub fn brief_log_line(log: &TeamLog, today: NaiveDate) -> String {
    let outcome = log.outcome.as_deref().filter(|outcome| *outcome != Outcome::Reached.as_str());
    let outcome = outcome.map(|outcome| format!(", {}", clean(outcome).replace('-', " "))).unwrap_or_default();
    format!("{}  {} by {}{outcome}", short_day(log, today), clean(&log.kind), clean(&log.rep))
}

/// The day, the kind and the outcome of a log.
fn log_facts(log: &TeamLog, today: NaiveDate) -> String {
    let outcome = log.outcome.as_deref().map(|outcome| format!(", {}", clean(outcome).replace('-', " ")));
    format!("{}  {}{}", short_day(log, today), clean(&log.kind), outcome.unwrap_or_default())
}

fn short_day(log: &TeamLog, today: NaiveDate) -> String {
    day_in_words(&log.day, |day| dates::short(day, today))
}

/// Says that another rep talked to a customer: "ben talked to them 3 days ago".
pub fn talked(log: &TeamLog, today: NaiveDate) -> String {
    format!("{} talked to them {}", clean(&log.rep), day_in_words(&log.day, |day| dates::ago(day, today)))
}

/// Says when another rep talked to a customer, beside one's own days: "ben: 20 Nov".
pub fn day_of(log: &TeamLog, today: NaiveDate) -> String {
    format!("{}: {}", clean(&log.rep), short_day(log, today))
}

/// Says a day that another rep's machine named; what is not a day stays as it came.
fn day_in_words(day: &str, words: impl FnOnce(NaiveDate) -> String) -> String {
    day.parse().map_or_else(|_| clean(day).into_owned(), words)
}

/// The lines that another rep wrote of a log, where they are shared.
pub fn words_of(log: &TeamLog) -> Vec<String> {
    let lines = log.text.iter().flat_map(|text| text.lines()).map(|line| clean(line).into_owned());
    lines.filter(|line| !line.trim().is_empty()).collect()
}

/// Says which team shares a customer, and whose they are there: "north, ben's", "north, yours"; None where no team does.
pub fn place_of(app: &App, customer: &Customer) -> Result<Option<String>> {
    let Some(team) = customer.team.as_deref() else { return Ok(None) };
    Ok(Some(format!("{}, {}", clean(team), whose(customer, &app.team_role()?))))
}

/// Says the same beside a call, where it matters: of whom the user is to call anyway as their own, nothing.
pub fn place_beside_call(app: &App, customer: &Customer) -> Result<Option<String>> {
    let is_own = customer.owner.is_some() && customer.owner == Some(app.team_role()?);
    if is_own { Ok(None) } else { place_of(app, customer) }
}
