//! `team members` and `team remove`: who is in a team.

use chrono::DateTime;
use clap::Args;

use crate::app::App;
use crate::app::team::leaving::OwnPraise;
use crate::app::team::members::TeamMember;
use crate::cli::output::{Card, Reply};
use crate::error::Result;
use crate::present::{team, times};
use crate::text::{clean, pad, width};

#[derive(Debug, Args)]
pub struct Members {
    /// Of this team; needed where the book is in several
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
}

#[derive(Debug, Args)]
pub struct Remove {
    /// The rep, by the role that the server knows
    #[arg(value_name = "REP")]
    pub rep: String,
    /// From this team; needed where the book is in several
    #[arg(long, value_name = "NAME")]
    pub team: Option<String>,
}

#[derive(Debug, Args)]
pub struct Leave {
    /// Which team; needed where the book is in several
    #[arg(value_name = "NAME")]
    pub name: Option<String>,
    /// Take what you hung up off its wall first; else it stays there
    #[arg(long)]
    pub withdraw: bool,
}

pub(super) fn leave(app: &mut App, leave: &Leave) -> Result<Reply> {
    let own = if leave.withdraw { OwnPraise::Withdrawn } else { OwnPraise::Stays };
    let left = app.leave_team(leave.name.as_deref(), own)?;
    let reply = Reply::new(team::left(&left, own), team::left_json(&left));
    Ok(team::left_behind(&left).into_iter().fold(reply, Reply::note))
}

pub(super) fn members(app: &mut App, members: &Members) -> Result<Reply> {
    let all = app.team_members(members.team.as_deref())?;
    let now = app.clock().stamp();
    let json = team::members_json(&all, app.clock().zone);
    let mut card = Card::default();
    let names = all.iter().map(|member| width(&clean(&member.name))).max().unwrap_or_default();
    let named: Vec<String> = all.iter().map(|member| machine(member, &all)).collect();
    let machines = named.iter().map(|machine| width(machine)).max().unwrap_or_default();
    for (member, machine) in all.iter().zip(&named) {
        let mut said = Vec::new();
        match (member.is_manager, member.has_managers_key) {
            (true, Some(false)) => said.push("manager without the managers' key".to_string()),
            (true, _) => said.push("manager".to_string()),
            (false, _) => {}
        }
        if member.is_this {
            said.push("this machine".to_string());
        } else if let Some(seen) = DateTime::from_timestamp_millis(member.last_seen) {
            said.push(format!("seen {}", times::since(seen.with_timezone(now.offset()), now)));
        }
        let (name, machine) = (pad(&clean(&member.name), names), pad(machine, machines));
        card.line(&format!("{name}  {machine}  {}  {}", member.fingerprint, said.join(", ")));
    }
    Ok(Reply::new(card.finish(), json))
}

/// Names a machine of a member, by its id too where they have another of this name.
fn machine(member: &TeamMember, all: &[TeamMember]) -> String {
    let is_alike = |other: &&TeamMember| (&other.name, &other.machine) == (&member.name, &member.machine);
    let name = clean(&member.machine);
    if all.iter().filter(is_alike).count() > 1 { format!("{name} {}", member.id) } else { name.into_owned() }
}

pub(super) fn remove(app: &mut App, remove: &Remove) -> Result<Reply> {
    let removed = app.remove_rep(&remove.rep, remove.team.as_deref())?;
    let reply = Reply::new(removed.revoke.clone(), team::removed_json(&removed)).note(team::removed(&removed));
    Ok(team::left_ownerless(&removed).into_iter().fold(reply, Reply::note))
}
