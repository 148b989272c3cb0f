//! Why a server can't be used, in words with what to do.

use std::fmt;

use crate::error::{Error, ErrorKind};

/// Why a server can't be used now. Nothing is lost by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerFault {
    /// It does not answer, or no longer.
    Unreachable {
        /// The server, as `host:port`.
        server: String,
        /// Why, in words.
        why: String,
    },
    /// Its certificate is not one that vouches for the host.
    Certificate {
        /// The server, as `host:port`.
        server: String,
        /// Why, in words.
        why: String,
    },
    /// It refuses: a wrong password, a role that was not granted.
    Rights {
        /// What it refused, in words.
        what: String,
    },
    /// Its disk is full.
    Full {
        /// The server, as `host:port`.
        server: String,
    },
    /// It can only be read: a copy of another server, or one that is being moved.
    ReadOnly {
        /// The server, as `host:port`.
        server: String,
    },
    /// Its tables are missing or not those of this version.
    Tables {
        /// What it said.
        why: String,
    },
}

impl ServerFault {
    /// The kind of the error that it makes.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Unreachable { .. } => ErrorKind::Unreachable,
            Self::Certificate { .. } => ErrorKind::Certificate,
            Self::Rights { .. } | Self::Tables { .. } => ErrorKind::Rights,
            Self::Full { .. } => ErrorKind::Full,
            Self::ReadOnly { .. } => ErrorKind::ReadOnly,
        }
    }

    /// What to do about it.
    pub(super) fn help(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "nothing is lost; once it answers, goodcall sync now goes on",
            Self::Certificate { .. } => {
                "nothing was sent; in the URL of goodcall team connect, use the name that the certificate has, or name your \
                 company's authority with ?sslrootcert=FILE"
            }
            Self::Rights { .. } => "nothing was changed; ask the server's administrator for the role",
            Self::Full { .. } => "nothing is lost; its administrator makes room, then goodcall sync now goes on",
            Self::ReadOnly { .. } => "nothing is lost; once it can be written, goodcall sync now sends the rest",
            Self::Tables { .. } => "nothing was changed; its administrator runs what goodcall team schema prints",
        }
    }
}

impl fmt::Display for ServerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { server, why } => write!(f, "the server {server} can't be reached: {why}"),
            Self::Certificate { server, why } => write!(f, "the certificate of {server} was refused: {why}"),
            Self::Rights { what } => write!(f, "the server refused: {what}"),
            Self::Full { server } => write!(f, "the disk of the server {server} is full"),
            Self::ReadOnly { server } => write!(f, "the server {server} can only be read"),
            Self::Tables { why } => write!(f, "the server lacks the tables of a team: {why}"),
        }
    }
}

impl std::error::Error for ServerFault {}

impl From<ServerFault> for Error {
    fn from(fault: ServerFault) -> Self {
        Self::new(fault.kind(), fault.to_string()).help(fault.help())
    }
}
