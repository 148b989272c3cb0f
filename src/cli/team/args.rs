//! The arguments of `team`.

use clap::{Args, Subcommand};

use super::entering::{Invite, Join, Setup};
use super::members::{Leave, Members, Remove};
use super::sharing::{Give, Share, Unshare};
use super::wall::{Praise, Wall, Withdraw};

#[derive(Debug, Args)]
pub struct Team {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    /// Print the SQL that the server's administrator runs; it can be run again
    Schema(Schema),
    /// Connect this book to a server
    Connect(Connect),
    /// Make the keys of a team; once, by a manager
    Setup(Setup),
    /// Print a line that lets a rep in; for managers
    Invite(Invite),
    /// Join a team, with the line that a manager sent you
    Join(Join),
    /// List the members and their machines
    Members(Members),
    /// Remove a rep: make new keys for the others, and print the SQL that revokes the roles; for managers
    Remove(Remove),
    /// Leave a team, and remove its keys and what was read of it from this book
    Leave(Leave),
    /// Share a customer with the team
    Share(Share),
    /// Take a customer out of the team again
    Unshare(Unshare),
    /// Hand a shared customer over to another rep, or to anyone
    Give(Give),
    /// Hang praise on the team's wall
    Praise(Praise),
    /// Take praise off the wall that you hung there
    Withdraw(Withdraw),
    /// Show what hangs on the wall, the newest first
    Wall(Wall),
}

#[derive(Debug, Args)]
pub struct Schema {
    /// Also make the roles of this team: for its members, its wall and its managers
    #[arg(long, value_name = "NAME")]
    pub team: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Connect {
    /// postgres://USER@HOST:PORT/DB?sslrootcert=FILE; a password in it is kept beside the book, for you alone
    #[arg(value_name = "URL")]
    pub url: String,
}
