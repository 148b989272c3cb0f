//! How it stands with the sync: looked up, and nothing changed.

use std::path::{Path, PathBuf};

use super::WriterId;
use super::forgotten_left::ForgottenLeft;
use super::machines::Machine;
use super::space::id_of;
use super::store::Store;
use crate::app::App;
use crate::error::{Error, Result};
use crate::sync::carrier::{Carrier, Folder};

/// How it stands with the sync of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// The space's id.
    pub space: String,
    /// The folder.
    pub folder: PathBuf,
    /// Whether the folder is there, and the space in it.
    pub is_reachable: bool,
    /// Why it is not.
    pub why_not: Option<Error>,
    /// What is wrong with the key beside the book: without it nothing is read or sent.
    pub key_fault: Option<Error>,
    /// The machine that renewed the key, where one did.
    pub renewed_by: Option<String>,
    /// This machine.
    pub id: WriterId,
    /// Its name.
    pub name: String,
    /// When a sync last went well, in milliseconds since 1970.
    pub last: Option<i64>,
    /// Rows that wait to be sent.
    pub to_send: usize,
    /// Segments in the folder that were not read.
    pub waiting: usize,
    /// Values that lost and were not settled.
    pub conflicts: usize,
    /// The machines.
    pub machines: Vec<Machine>,
    /// Files that may hold somebody who was forgotten.
    pub forgotten_left: usize,
    /// The machines that have not heard of it.
    pub awaits: Vec<String>,
    /// What a newer version said.
    pub later: usize,
}

/// What of a forgotten person is left elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldOfForgetting {
    /// Whether the other machines and the teams were told.
    pub is_told: bool,
    /// Files in the folder that may hold them.
    pub left: usize,
    /// The machines that have not heard of it.
    pub awaits: Vec<String>,
}

impl App {
    /// Lists what lies in the folder, where it can be reached.
    pub(super) fn store_if_reached(&self) -> Result<Option<Store>> {
        self.listed().map(std::result::Result::ok)
    }

    /// Lists what lies in the folder, or says why it can't be reached.
    fn listed(&self) -> Result<std::result::Result<Store, Error>> {
        let part = self.part()?;
        let Some(space) = id_of(&part) else { return Ok(Err(Error::failed("the book's space has no name"))) };
        match Folder::open(Path::new(&part.folder), space).and_then(|folder| folder.heads()) {
            Ok(heads) => self.store_of(heads).map(Ok),
            Err(fault) => Ok(Err(self.explained(&part, fault))),
        }
    }

    /// Says how it stands with the sync; None where none is set up.
    pub fn sync_status(&self) -> Result<Option<Status>> {
        let book = self.book_file()?;
        let Some(part) = self.book.membership()? else { return Ok(None) };
        let key_fault = self.part_and_keys(&book).err();
        let (store, why_not) = match self.listed()? {
            Ok(store) => (Some(store), None),
            Err(why) => (None, Some(why)),
        };
        let ForgottenLeft { files, awaits } = self.forgotten_left(store.as_ref())?;
        let renewed_by = store.as_ref().map(|store| self.renewed_by(&part, Some(store))).transpose()?.flatten();
        Ok(Some(Status {
            space: part.space,
            folder: part.folder.into(),
            is_reachable: store.is_some(),
            why_not,
            key_fault,
            renewed_by,
            id: part.writer,
            name: part.name,
            last: part.last_ok,
            to_send: self.book.count_to_send(&self.clock())?,
            waiting: store.as_ref().map_or(0, |store| store.unread().chain(store.unknown_parts()).count()),
            conflicts: self.book.clashes()?.len(),
            machines: self.machines_of(store.as_ref())?,
            forgotten_left: files,
            awaits,
            later: self.book.count_later()?,
        }))
    }

    /// Says what is left elsewhere of somebody who was just forgotten; None where no sync is set up.
    pub fn told_of_forgetting(&self) -> Result<Option<ToldOfForgetting>> {
        let teams = self.book.teams()?;
        let waits_for_teams = teams.iter().try_fold(0, |waiting, team| {
            Ok::<_, Error>(waiting + self.book.count_to_send_to(&self.clock(), team.id)?)
        })? > 0;
        if self.book.membership()?.is_none() {
            let of_teams = ToldOfForgetting { is_told: !waits_for_teams, left: 0, awaits: Vec::new() };
            return Ok((!teams.is_empty()).then_some(of_teams));
        }
        let ForgottenLeft { files, awaits } = self.forgotten_left(self.store_if_reached()?.as_ref())?;
        Ok(Some(ToldOfForgetting {
            is_told: self.book.outgoing(0)?.is_none() && !waits_for_teams,
            left: files,
            awaits,
        }))
    }
}
