//! Why a carrier can't be used, in words with what to do.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use super::server_fault::ServerFault;
use crate::error::{Error, ErrorKind, io_words};

/// Why a carrier can't be used now. Nothing is lost by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CarrierFault {
    /// The folder is not there, or what holds it does not answer.
    Unreachable {
        /// The folder.
        folder: PathBuf,
        /// Why, in words.
        why: String,
    },
    /// The folder is there, the space is not: a mount point without its disk, a folder not filled yet, another's folder.
    NoSpace {
        /// The folder.
        folder: PathBuf,
        /// How many other spaces are there.
        others: usize,
    },
    /// Nothing can be written.
    ReadOnly {
        /// What could not be written.
        path: PathBuf,
    },
    /// The disk is full; nothing of what was being written stayed.
    Full {
        /// What could not be written.
        path: PathBuf,
    },
    /// Anything else that the system says.
    Io {
        /// What was being done, such as "read".
        act: &'static str,
        /// To which file or folder.
        path: PathBuf,
        /// Why, in words.
        why: String,
    },
    /// The carrier is a server, and it says so.
    Server(ServerFault),
    /// This carrier can't do that at all.
    Unsupported {
        /// What it can't do, such as "a folder can't decide who calls a customer".
        what: &'static str,
    },
}

impl CarrierFault {
    /// What the system said when a file or folder was read.
    pub(super) fn reading(path: &Path, error: &io::Error) -> Self {
        Self::of(path, error, "read")
    }

    /// What the system said when a file or folder was written.
    pub(super) fn writing(path: &Path, error: &io::Error) -> Self {
        use io::ErrorKind as Io;
        match error.kind() {
            Io::PermissionDenied | Io::ReadOnlyFilesystem => Self::ReadOnly { path: path.to_path_buf() },
            Io::StorageFull | Io::QuotaExceeded => Self::Full { path: path.to_path_buf() },
            _ => Self::of(path, error, "write"),
        }
    }

    fn of(path: &Path, error: &io::Error, act: &'static str) -> Self {
        use io::ErrorKind as Io;
        let (path, why) = (path.to_path_buf(), io_words(error));
        match error.kind() {
            Io::NotFound
            | Io::NotADirectory
            | Io::NotConnected
            | Io::HostUnreachable
            | Io::NetworkUnreachable
            | Io::NetworkDown
            | Io::TimedOut
            | Io::StaleNetworkFileHandle => Self::Unreachable { folder: path, why },
            _ => Self::Io { act, path, why },
        }
    }

    /// The kind of the error that it makes.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Unreachable { .. } | Self::NoSpace { .. } | Self::Io { .. } => ErrorKind::Unreachable,
            Self::ReadOnly { .. } => ErrorKind::ReadOnly,
            Self::Full { .. } => ErrorKind::Full,
            Self::Server(fault) => fault.kind(),
            Self::Unsupported { .. } => ErrorKind::Failed,
        }
    }

    /// What to do about it.
    fn help(&self) -> Option<&'static str> {
        match self {
            Self::Unreachable { .. } => {
                Some("nothing is lost; once the folder is there again, goodcall sync now goes on")
            }
            Self::NoSpace { others: 0, .. } => {
                Some("nothing is lost; once its disk is mounted or the folder filled, goodcall sync now goes on")
            }
            Self::NoSpace { .. } => Some(
                "nothing is lost; if the key was renewed, goodcall sync key on the other machine prints the new LINE, then \
                 goodcall sync join LINE FOLDER here; else wait until the folder is filled",
            ),
            Self::ReadOnly { .. } => Some("nothing is lost; make it writable, then goodcall sync now sends the rest"),
            Self::Full { .. } => Some("nothing is lost; make room, then goodcall sync now sends the same"),
            Self::Io { .. } => Some("nothing is lost; goodcall sync now tries again"),
            Self::Server(fault) => Some(fault.help()),
            Self::Unsupported { .. } => None,
        }
    }
}

impl fmt::Display for CarrierFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable { folder, why } => write!(f, "the folder {} can't be reached: {why}", folder.display()),
            Self::NoSpace { folder, others: 0 } => write!(f, "there is nothing to sync with in {}", folder.display()),
            Self::NoSpace { folder, others } => {
                let holds = if *others == 1 { "another space" } else { "other spaces" };
                write!(f, "the folder {} holds {holds}, not this book's", folder.display())
            }
            Self::ReadOnly { path } => write!(f, "{} can't be written: it can only be read", path.display()),
            Self::Full { path } => write!(f, "{} can't be written: the disk is full", path.display()),
            Self::Io { act, path, why } => write!(f, "could not {act} {}: {why}", path.display()),
            Self::Server(fault) => fault.fmt(f),
            Self::Unsupported { what } => f.write_str(what),
        }
    }
}

impl std::error::Error for CarrierFault {}

impl From<CarrierFault> for Error {
    fn from(fault: CarrierFault) -> Self {
        let error = Self::new(fault.kind(), fault.to_string());
        match fault.help() {
            Some(help) => error.help(help),
            None => error,
        }
    }
}
