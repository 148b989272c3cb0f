//! The teams of a book: their keys, and what the book keeps of them.

use super::syncing::is_closed;
use super::{Checkup, Repair, Report};
use crate::book::Book;
use crate::sync::keyfile;
use crate::text::listed;

/// The name of the check.
const TEAM: &str = "team";

/// Checks the keys of the book's teams; a book that knows no server has none.
pub(super) fn check_team(checkup: &Checkup<'_>, book: &Book, repair: Repair, report: &mut Report) {
    let (server, teams) = match book.team_server().and_then(|server| Ok((server, book.teams()?))) {
        Ok((Some(server), teams)) => (server, teams),
        Ok((None, _)) => return,
        Err(e) => return report.wrong(TEAM, e.message, e.help.unwrap_or_default()),
    };
    let real = checkup.book.canonicalize().unwrap_or_else(|_| checkup.book.to_path_buf());
    let anew = "goodcall team connect URL, then goodcall team join LINE with a new invitation, writes it anew";
    let keys = match keyfile::read(&real) {
        Ok(Some(keys)) if keys.server().is_some() => keys,
        Ok(_) => return report.wrong(TEAM, format!("the key for {} is missing beside the book", server.host), anew),
        Err(e) => return report.wrong(TEAM, e.message, anew),
    };
    if let Some(team) = teams.iter().find(|team| keys.team(&team.name).is_none()) {
        return report.wrong(TEAM, format!("the key of {} is missing beside the book", team.name), anew);
    }
    if !is_closed(TEAM, &real, repair, report) {
        return;
    }
    let names: Vec<String> = teams.into_iter().map(|team| team.name).collect();
    let part = if names.is_empty() { "no team yet".to_string() } else { listed(&names) };
    report.right(TEAM, format!("{part} at {}/{}, as {}", server.host, server.database, server.account));
}
