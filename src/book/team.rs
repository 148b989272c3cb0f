//! The book's part in teams: the server, the teams, what hangs on their walls as it was read last, and what waits to be sent.
//! Nothing of it is undone, and no key is in it.

mod acting;
mod claims;
mod reps;
mod segments;
mod sharing;
mod wall;

use rusqlite::named_params;

use super::Book;
use super::query::Query;
use super::rows::row;
use crate::domain::dates::Clock;
use crate::error::Result;
use crate::sync::WriterId;

pub(crate) use claims::KnownClaim;
pub(super) use sharing::OF_OTHERS;
pub use sharing::TeamLog;
pub(crate) use sharing::{SharedOutgoing, SharedSegment};
pub(crate) use wall::{ReadSegment, Seen};
pub use wall::{TakenOff, WallFilter, WallPraise};

const READING: &str = "look at the book's teams";
const WRITING: &str = "keep what the team has";

/// The server of a book's teams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerPart {
    /// Where it is, without a password.
    pub url: String,
    /// Whom it knows this user as.
    pub account: String,
    /// Its host.
    pub host: String,
    /// The database.
    pub database: String,
    /// This machine.
    pub machine: WriterId,
    /// Its name.
    pub name: String,
}

/// A team of which this book has keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamPart {
    /// Its number in this book.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Whether the user is a member, and not only reads the wall; as of when the server was last asked.
    pub member: bool,
    /// Whether the user is a manager; likewise.
    pub manager: bool,
    /// When everything was read and sent last, in milliseconds since 1970.
    pub last_ok: Option<i64>,
    /// When this machine was last published there, in milliseconds since 1970.
    pub published: Option<i64>,
}

row! {
    /// The columns of a team.
    const TEAM: TeamPart = "sync_team" { id, name, member, manager, last_ok, published }
}

impl Book {
    /// Returns the server of the book's teams; None where none is known.
    pub fn team_server(&self) -> Result<Option<ServerPart>> {
        type Row = (String, String, String, String, i64, String);
        let sql = "SELECT url, account, host, database, machine, name FROM sync_server";
        let row: Option<Row> = self.db.optional(sql, [], READING)?;
        Ok(row.map(|(url, account, host, database, machine, name)| {
            let machine = WriterId(machine.unsigned_abs());
            ServerPart { url, account, host, database, machine, name }
        }))
    }

    /// Keeps which server the book's teams are on. Where this machine has a new id, what waits is sent under that.
    pub fn keep_server(&mut self, clock: &Clock, server: &ServerPart) -> Result<()> {
        let sql = "INSERT INTO sync_server (id, url, account, host, database, machine, name)
                   VALUES (1, :url, :account, :host, :database, :machine, :name)
                   ON CONFLICT (id) DO UPDATE SET url = excluded.url, account = excluded.account, host = excluded.host,
                     database = excluded.database, machine = excluded.machine, name = excluded.name";
        let ServerPart { url, account, host, database, machine, name } = server;
        self.note(clock, |note| {
            let before: Option<i64> = note.db.optional("SELECT machine FROM sync_server", [], READING)?;
            let values = named_params! {
                ":url": url,
                ":account": account,
                ":host": host,
                ":database": database,
                ":machine": machine.0.cast_signed(),
                ":name": name,
            };
            note.db.run(sql, values, WRITING)?;
            let now = machine.0.cast_signed();
            match before.filter(|before| *before != now) {
                Some(before) => {
                    note.send_wall_as(before, now)?;
                    note.send_shared_as(before, now)
                }
                None => Ok(()),
            }
        })
    }

    /// Lists the book's teams, by name.
    pub fn teams(&self) -> Result<Vec<TeamPart>> {
        self.db.all(&format!("SELECT {TEAM} FROM sync_team ORDER BY name"), [], READING)
    }

    /// Makes the book part of a team, or notes what the server grants there.
    pub fn keep_team(&mut self, clock: &Clock, (name, member, manager): (&str, bool, bool)) -> Result<TeamPart> {
        let sql = "INSERT INTO sync_team (name, member, manager) VALUES (?1, ?2, ?3)
                   ON CONFLICT (name) DO UPDATE SET member = excluded.member, manager = excluded.manager
                   WHERE (member, manager) IS NOT (excluded.member, excluded.manager)";
        self.note(clock, |note| {
            note.db.run(sql, (name, member, manager), WRITING)?;
            note.db.one(&format!("SELECT {TEAM} FROM sync_team WHERE name = ?1"), [name], READING)
        })
    }

    /// Takes the book out of a team: what was read of its wall goes. The customers that it shared stay, as this book's own.
    pub fn leave_team(&mut self, clock: &Clock, name: &str) -> Result<()> {
        self.note(clock, |note| {
            note.db.run("DELETE FROM sync_team WHERE name = ?1", [name], WRITING)?;
            note.db.run("UPDATE customer SET team = NULL, owner = NULL WHERE team = ?1", [name], WRITING).map(drop)
        })
    }

    /// Notes when this machine was published in a team; None makes it publish itself anew.
    pub fn team_published(&mut self, clock: &Clock, team: i64, at: Option<i64>) -> Result<()> {
        let sql = "UPDATE sync_team SET published = ?2 WHERE id = ?1";
        self.note(clock, |note| note.db.run(sql, (team, at), WRITING).map(drop))
    }

    /// Notes that everything of a team was read and sent.
    pub fn team_went_well(&mut self, clock: &Clock, team: i64) -> Result<()> {
        let at = clock.instant.timestamp_millis();
        let sql = "UPDATE sync_team SET last_ok = ?2 WHERE id = ?1";
        self.note(clock, |note| note.db.run(sql, (team, at), WRITING).map(drop))
    }
}
