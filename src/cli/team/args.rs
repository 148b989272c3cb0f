//! The arguments of `team`.

use clap::{Args, Subcommand};

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
