//! Connecting a book to the server of its teams.

use std::path::Path;

use super::Link;
use super::members::belonging_at;
use crate::app::App;
use crate::app::sync::joining::name_of;
use crate::app::sync::space::lock;
use crate::book::team::ServerPart;
use crate::error::{Error, Result};
use crate::sync::WriterId;
use crate::sync::keyfile::{self, KeyFile, ServerKeys};
pub use crate::sync::server::Account;
use crate::sync::server::Server;
use crate::sync::team::{MachineKey, TeamSpace};
use crate::text::{clean, listed};

impl App {
    /// Connects once to a team's server, and keeps where it is. A password in the URL goes into the key file.
    ///
    /// # Errors
    /// The URL names no server, or the server can't be reached or refuses: then nothing is kept.
    pub fn connect_team(&mut self, url: &str) -> Result<Account> {
        let book = self.may_join_teams()?;
        let dial = self.reach_servers()?;
        let parts = dial.parts_of(url)?;
        let _lock = lock(&book)?;
        let mut file = match keyfile::read(&book)? {
            Some(file) => file,
            None => KeyFile::of(WriterId::new()?, Vec::new(), None),
        };
        let before = file.server().cloned();
        let kept =
            || before.as_ref().filter(|server| server.url == parts.url).and_then(|server| server.password.clone());
        let password = parts.password.clone().or_else(kept);
        let dialed = dial.dial(&parts.url, password.as_deref())?;
        let account = dialed.account().clone();
        let joined: Vec<String> = self.book.teams()?.into_iter().map(|team| team.name).collect();
        if let Some(known) = self.book.team_server()?.filter(|_| !joined.is_empty()) {
            if known.account != account.user {
                let (teams, who) = (listed(&joined), clean(&known.account).into_owned());
                return Err(Error::failed(format!("this book is in {teams} as {who}"))
                    .help("nothing was changed; take another book for another user: --db"));
            }
            if known.url != parts.url {
                has_teams(&*dialed, &file, &joined, &place_of(&known))?;
            }
        }
        let (machine, secret) = match before {
            Some(server) => (server.machine, server.secret),
            None => (WriterId::new()?, MachineKey::new()?),
        };
        let keys = ServerKeys {
            url: parts.url,
            account: account.user.clone(),
            host: account.host.clone(),
            database: account.database.clone(),
            machine,
            secret,
            password,
        };
        let server = self.part_of(&keys)?;
        file.set_server(keys);
        keyfile::write(&book, &file)?;
        let clock = self.clock();
        self.book.keep_server(&clock, &server)?;
        Ok(account)
    }
}

impl App {
    /// What the book keeps of the server of a key file.
    fn part_of(&self, keys: &ServerKeys) -> Result<ServerPart> {
        Ok(ServerPart {
            url: keys.url.clone(),
            account: keys.account.clone(),
            host: keys.host.clone(),
            database: keys.database.clone(),
            machine: keys.machine,
            name: name_of(None, self.book.membership()?.as_ref())?,
        })
    }

    /// Takes the teams of which only the key file knows: the book is from a backup that is older than they are.
    pub(in crate::app) fn take_back_teams(&mut self) -> Result<()> {
        let book = self.book_file()?;
        if self.lost(&book)?.is_none() {
            return Ok(());
        }
        let _lock = lock(&book)?;
        // Another run was perhaps about to join one.
        let Some(Lost { server, teams }) = self.lost(&book)? else { return Ok(()) };
        let clock = self.clock();
        if let Some(server) = server {
            self.book.keep_server(&clock, &server)?;
        }
        for (team, is_member) in teams {
            self.book.keep_team(&clock, (&team, is_member, false))?;
        }
        Ok(())
    }

    /// What the key file knows of teams and the book does not; None where it is nothing.
    fn lost(&self, book: &Path) -> Result<Option<Lost>> {
        let file = keyfile::read(book).ok().flatten();
        let Some((file, keys)) = file.as_ref().and_then(|file| Some((file, file.server()?))) else { return Ok(None) };
        let server = if self.book.team_server()?.is_none() { Some(self.part_of(keys)?) } else { None };
        let known = self.book.teams()?;
        let lost = file.teams().filter(|(name, _)| !known.iter().any(|team| team.name == *name));
        let teams: Vec<_> = lost.map(|(name, keys)| (name.to_string(), keys.team.is_some())).collect();
        Ok((server.is_some() || !teams.is_empty()).then_some(Lost { server, teams }))
    }
}

impl Link {
    /// Where the server is: host and database.
    pub(super) fn place(&self) -> String {
        place_of(&self.part)
    }
}

/// What a book of an older backup does not know of its teams.
struct Lost {
    /// The server, where it knows none.
    server: Option<ServerPart>,
    /// The teams by name, each with whether the user has its key and not only the wall's.
    teams: Vec<(String, bool)>,
}

/// Makes sure that a server has the teams of this book, and not others of their names: what was read of the one server is not
/// to be mixed with what another has. A host that has only a new name has machines there that the teams' keys vouch for.
fn has_teams(server: &dyn Server, file: &KeyFile, joined: &[String], before: &str) -> Result<()> {
    let mut found = false;
    let mut lacking = Vec::new();
    for team in joined {
        let Some(keys) = file.team(team) else { continue };
        let is_there = !belonging_at(server, (team, keys), TeamSpace::Wall)?.is_empty();
        found |= is_there;
        // Who was removed from a team sees nothing of it, wherever that is.
        let is_granted = server.account().teams.iter().any(|roles| roles.team == *team);
        if !is_there && (is_granted || joined.len() == 1) {
            lacking.push(team.clone());
        }
    }
    if lacking.is_empty() && found {
        return Ok(());
    }
    let (teams, account) = (listed(if lacking.is_empty() { joined } else { &lacking }), server.account());
    let place = clean(&format!("{}/{}", account.host, account.database)).into_owned();
    Err(Error::failed(format!("this book is in {teams} on {before}, and {place} has nothing that its keys open"))
        .help("nothing was changed; take another book for another server: --db, or leave first: goodcall team leave"))
}

/// Where a server is: host and database.
pub(super) fn place_of(part: &ServerPart) -> String {
    format!("{}/{}", part.host, part.database)
}
