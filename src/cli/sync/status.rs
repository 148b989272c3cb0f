//! `sync status`: how it stands with the own machines and the teams.

use super::{add_machines, since};
use crate::app::App;
use crate::app::sync::status::Status;
use crate::app::team::status::TeamStatus;
use crate::cli::output::{Card, Reply};
use crate::domain::input::capitalized;
use crate::domain::tz::Tz;
use crate::error::{Error, ErrorKind, Result};
use crate::present::sync;
use crate::text::{clean, count};

/// What is said of a book on one machine.
const ALONE: &str = "This book is on one machine only. goodcall sync setup FOLDER brings it to another.";

/// The answer where no book was begun.
pub(super) fn of_no_book() -> Reply {
    Reply::new(ALONE, sync::status_json(None, &[], Tz::UTC))
}

pub(super) fn status(app: &App) -> Result<Reply> {
    let (own, teams) = (app.sync_status()?, app.team_status()?);
    let json = sync::status_json(own.as_ref(), &teams, app.clock().zone);
    let mut card = Card::default();
    match &own {
        Some(status) => add_own(&mut card, status, app),
        None => {
            card.line(ALONE);
        }
    }
    for team in &teams {
        card.line("");
        add_team(&mut card, team, app);
    }
    Ok(Reply::new(card.finish(), json))
}

fn add_team(card: &mut Card, team: &TeamStatus, app: &App) {
    let (name, place) = (clean(&team.name), clean(&team.place));
    let role = match (team.is_manager, team.is_member) {
        (true, _) => "a manager",
        (false, true) => "a member",
        (false, false) => "a reader of its wall",
    };
    let is_removed = team.why_not.as_ref().is_some_and(|why| why.kind == ErrorKind::NotMember);
    card.line(&if is_removed {
        format!("Was in the team {name} at {place}.")
    } else {
        format!("In the team {name} at {place}, as {role}.")
    });
    match team.last {
        Some(last) => card.line(&format!("It last synced {}.", since(last, app))),
        None => card.line("It has not synced yet."),
    };
    add_why_not(card, team.why_not.as_ref());
    let waits = [
        (team.to_send, "change waits to be sent to it", "changes wait to be sent to it"),
        (team.waiting, "part of what it has is not read yet", "parts of what it has are not read yet"),
    ];
    add_waiting(card, &waits);
}

fn add_why_not(card: &mut Card, why: Option<&Error>) {
    for sentence in why.into_iter().flat_map(|why| std::iter::once(why.message.as_str()).chain(why.help.as_deref())) {
        card.line(&format!("{}.", capitalized(&clean(sentence))));
    }
}

fn add_waiting(card: &mut Card, waits: &[(usize, &str, &str)]) {
    for (many, one, several) in waits.iter().filter(|(many, ..)| *many > 0) {
        card.line(&format!("{}.", count(*many, one, several)));
    }
}

fn add_own(card: &mut Card, status: &Status, app: &App) {
    let folder = clean(&status.folder.display().to_string()).into_owned();
    card.line(&format!("Syncs through {folder} as {}.", clean(&status.name)));
    match status.last {
        Some(last) => card.line(&format!("It last synced {}.", since(last, app))),
        None => card.line("It has not synced yet."),
    };
    add_why_not(card, status.why_not.as_ref());
    add_why_not(card, status.key_fault.as_ref());
    if let Some(name) = &status.renewed_by {
        card.line(&sync::renewed(name));
    }
    let waits = [
        (status.to_send, "row waits to be sent", "rows wait to be sent"),
        (status.waiting, "file is not read yet", "files are not read yet"),
        (
            status.conflicts,
            "value lost to another: goodcall sync conflicts",
            "values lost to others: goodcall sync conflicts",
        ),
        (
            status.later,
            "thing a newer goodcall said waits for an update",
            "things a newer goodcall said wait for an update",
        ),
    ];
    add_waiting(card, &waits);
    if status.forgotten_left > 0 {
        card.line(&sync::awaited(status.forgotten_left, &status.awaits));
    }
    card.line("");
    add_machines(card, &status.machines, app);
}
