//! Teams: this book's part in them, and what passes through their server.
//!
//! Each act is kept in the book first and sent then; what could not be sent goes with the next [`App::sync_now`]. What is read
//! before anything else are the keys of later epochs: who has none is not a member any more.

mod by_itself;
pub(in crate::app) mod claims;
mod compacting;
pub mod connecting;
mod epochs;
mod exchange;
mod handed;
pub mod hanging;
pub mod inviting;
pub mod joining;
pub mod leaving;
pub mod logs;
pub mod members;
pub mod page;
pub mod removing;
pub mod schema;
pub mod sharing;
pub mod status;
pub mod wall;

use std::path::PathBuf;

use super::App;
use super::sync::now::Mode;
use super::sync::space::{Lock, lock};
use super::sync::{Told, WhyNewId};
use crate::book::team::{ServerPart, TeamPart};
use crate::error::{Error, ErrorKind, Result};
use crate::sync::WriterId;
use crate::sync::keyfile::{self, KeyFile, ServerKeys};
use crate::sync::server::{Server, TeamRoles};
use crate::sync::team::{MachineKey, TeamKeys};
use crate::text::{clean, listed};

/// An open connection, with what this book has beside it.
pub(super) struct Link {
    pub server: Box<dyn Server>,
    pub part: ServerPart,
    /// What of the key file is about the server.
    pub keys: ServerKeys,
    /// The key file.
    pub file: KeyFile,
    /// The book.
    pub book: PathBuf,
    /// What the user is told besides.
    pub told: Vec<Told>,
    _lock: Lock,
}

/// When an act in a team is sent. It is in the book before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sending {
    /// At once: what the server refuses is not done.
    Now,
    /// With the next sync: the screens never wait for a server.
    Later,
}

/// A team and its keys.
#[derive(Debug, Clone)]
pub(super) struct Team {
    pub part: TeamPart,
    pub keys: TeamKeys,
}

impl Link {
    /// What the server grants in a team.
    pub(super) fn roles(&self, team: &str) -> TeamRoles {
        let granted = self.server.account().teams.iter().find(|roles| roles.team == team);
        granted.cloned().unwrap_or_else(|| TeamRoles::none(team))
    }

    /// What the server grants in a team to who is still in it.
    ///
    /// # Errors
    /// It grants nothing.
    fn granted_roles(&self, team: &str) -> Result<TeamRoles> {
        let roles = self.roles(team);
        if roles.member || roles.wall || roles.manager { Ok(roles) } else { Err(not_member(team)) }
    }

    /// Asks at once what is new in these teams, for who reads each of them next. Of a team in which the user is no more,
    /// nothing is asked.
    fn look_ahead(&self, teams: &[TeamPart]) -> Result<()> {
        let still = teams.iter().filter(|team| self.granted_roles(&team.name).is_ok());
        let spaces = still.filter_map(|team| Some((&team.name, self.file.team(&team.name)?)));
        let named = spaces.flat_map(|(name, keys)| keys.spaces().map(|space| space.named(name)));
        Ok(self.server.look_ahead(&named.collect::<Vec<_>>())?)
    }

    /// Keeps a team's keys in the key file.
    pub(super) fn keep_keys(&mut self, team: &str, keys: Option<&TeamKeys>) -> Result<()> {
        self.file.set_team(team, keys.cloned());
        keyfile::write(&self.book, &self.file)
    }
}

impl App {
    /// Makes sure that this book can take part in teams.
    fn may_join_teams(&mut self) -> Result<PathBuf> {
        self.may_be_in_teams()?;
        self.take_back_teams()?;
        self.book_file()
    }

    /// The same, with nothing written.
    fn may_be_in_teams(&self) -> Result<()> {
        if self.book.path().is_none() {
            return Err(Error::book_in_memory(ErrorKind::Failed, "be in a team"));
        }
        if !self.book.can_write() {
            return Err(Error::unwritable_book("this book can only be read, so it can't take part in a team"));
        }
        Ok(())
    }

    /// The server of the book's teams.
    fn server_part(&self) -> Result<ServerPart> {
        self.book.team_server()?.ok_or_else(|| {
            Error::new(ErrorKind::SyncOff, "this book knows no team's server")
                .help("nothing was changed; goodcall team connect URL, then goodcall team join LINE")
        })
    }

    /// Waits until no other run of the program syncs this book, and connects to the server.
    fn open_server(&mut self) -> Result<Link> {
        self.may_join_teams()?;
        self.open_server_to(Mode::Really)
    }

    /// The same; a rehearsal writes nothing.
    fn open_server_to(&mut self, mode: Mode) -> Result<Link> {
        self.may_be_in_teams()?;
        let book = self.book_file()?;
        self.server_part()?;
        let dial = self.reach_servers()?;
        let held = lock(&book)?;
        // Another run may have changed it meanwhile.
        let part = self.server_part()?;
        let path = keyfile::path_of(&book);
        let file =
            keyfile::read(&book)?.ok_or_else(|| unusable(format!("the key file {} is missing", path.display())))?;
        let keys = file
            .server()
            .cloned()
            .ok_or_else(|| unusable(format!("{} has no key for the server {}", path.display(), part.host)))?;
        let server = dial.dial(&part.url, keys.password.as_deref())?;
        let mut link = Link { server, part, keys, file, book, told: Vec::new(), _lock: held };
        if link.keys.machine != link.part.machine && mode == Mode::Really {
            // The book or the key file is a copy of another machine's: this one is neither.
            self.take_machine_id(&mut link)?;
            link.told.push(Told::NewId(WhyNewId::Copied));
        }
        Ok(link)
    }

    /// Takes a new id and a new key for this machine, in the key file and in the book.
    fn take_machine_id(&mut self, link: &mut Link) -> Result<()> {
        (link.keys.machine, link.keys.secret) = (WriterId::new()?, MachineKey::new()?);
        link.part.machine = link.keys.machine;
        link.file.set_server(link.keys.clone());
        keyfile::write(&link.book, &link.file)?;
        let clock = self.clock();
        self.book.keep_server(&clock, &link.part)?;
        for team in self.book.teams()? {
            self.book.team_published(&clock, team.id, None)?;
        }
        Ok(())
    }

    /// The team that is meant: the named one, or the only one.
    fn team_named(&self, name: Option<&str>) -> Result<TeamPart> {
        let mut teams = self.book.teams()?;
        let names: Vec<String> = teams.iter().map(|team| team.name.clone()).collect();
        if let Some(name) = name {
            teams.retain(|team| team.name == name.trim());
        }
        match (teams.pop(), teams.is_empty()) {
            (Some(team), true) => Ok(team),
            (Some(_), false) => {
                Err(Error::new(ErrorKind::Ambiguous, format!("this book is in the teams {}", listed(&names)))
                    .help("nothing was changed; name one with --team NAME"))
            }
            (None, _) if names.is_empty() => Err(Error::new(ErrorKind::SyncOff, "this book is in no team").help(
                "nothing was changed; a manager's goodcall team invite prints the LINE for goodcall team join LINE",
            )),
            (None, _) => {
                let wanted = clean(name.unwrap_or_default()).into_owned();
                Err(Error::new(ErrorKind::NoMatch, format!("this book is in no team called \"{wanted}\""))
                    .help(format!("nothing was changed; it is in {}", listed(&names))))
            }
        }
    }

    /// A team at an open server, with the keys of its latest epoch.
    ///
    /// # Errors
    /// The user is not a member any more.
    fn open_team(&mut self, link: &mut Link, name: Option<&str>) -> Result<Team> {
        let part = self.team_named(name)?;
        let mut team = with_keys(part, &link.file)?;
        self.note_roles(link, &mut team)?;
        self.read_epochs(link, &mut team)?;
        Ok(team)
    }

    /// Notes what the server grants the user in a team.
    ///
    /// # Errors
    /// It grants nothing.
    fn note_roles(&mut self, link: &Link, team: &mut Team) -> Result<()> {
        let roles = link.granted_roles(&team.part.name)?;
        if (team.part.member, team.part.manager) != (roles.member, roles.manager) {
            let clock = self.clock();
            team.part = self.book.keep_team(&clock, (&team.part.name, roles.member, roles.manager))?;
        }
        Ok(())
    }
}

/// A team with its keys.
fn with_keys(part: TeamPart, file: &KeyFile) -> Result<Team> {
    match file.team(&part.name).cloned() {
        Some(keys) => Ok(Team { part, keys }),
        None => Err(unusable(format!("the key of the team {} is missing beside the book", part.name))),
    }
}

/// The error of a book whose keys are not beside it.
fn unusable(message: String) -> Error {
    Error::new(ErrorKind::Key, message).help(
        "nothing was changed; goodcall team connect URL, then ask a manager for a new invitation: goodcall team join LINE \
         writes the key anew",
    )
}

/// The error of who was removed.
fn not_member(team: &str) -> Error {
    Error::new(ErrorKind::NotMember, format!("you are not in the team {team} any more"))
        .help("your book keeps all that it had; a manager's new invitation lets you in again: goodcall team join LINE")
}

/// The error of a machine that lacks the managers' secret key, though its user is a manager by the server.
fn no_managers_key(team: &str) -> Error {
    Error::new(ErrorKind::Key, format!("this book does not have the managers' key of {team}")).help(format!(
        "nothing was changed; a manager who has it runs goodcall team invite YOU --manager; where nobody has it any more, \
         goodcall team setup {team} --anew makes a new one"
    ))
}

/// The error of who may not do what managers do.
fn only_managers(team: &str, act: &str) -> Error {
    Error::new(ErrorKind::Rights, format!("only a manager of {team} can {act}")).help(format!(
        "nothing was changed; the server's administrator makes somebody a manager: GRANT manager_{team} TO \"NAME\""
    ))
}
