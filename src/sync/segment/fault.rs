//! Why a segment is refused.

use std::fmt;
use std::path::Path;

use crate::error::{Error, ErrorKind};

/// Why a segment can't be read. Nothing of it is used, and its writer's later segments wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SegmentFault {
    /// A newer version wrote it, in this format.
    Newer(u32),
    /// It is not what its writer sealed, and this is what shows it.
    Damaged(String),
    /// A stamp in it lies after the year 2100.
    Clock,
}

impl SegmentFault {
    pub(in crate::sync) fn damaged(reason: impl Into<String>) -> Self {
        Self::Damaged(reason.into())
    }

    /// The kind of the error that it makes.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Newer(_) => ErrorKind::Newer,
            Self::Damaged(_) => ErrorKind::Segment,
            Self::Clock => ErrorKind::Clock,
        }
    }

    /// Makes the error about a file. `again` is what to do once it is mended.
    pub fn about(&self, file: &Path, again: &str) -> Error {
        let help = match self {
            Self::Newer(_) => format!("update goodcall on this machine, then {again}"),
            Self::Damaged(_) => format!(
                "nothing of it was read, and what its machine sent later waits; put the whole file in its place, or run \
                 goodcall sync compact on the machine that wrote it, then {again}"
            ),
            Self::Clock => "nothing of it was read; set the clock of the machine that wrote it".into(),
        };
        Error::new(self.kind(), format!("{} can't be read: {self}", file.display())).help(help)
    }
}

impl fmt::Display for SegmentFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Newer(format) => write!(f, "a newer goodcall wrote it (format {format})"),
            Self::Damaged(reason) => f.write_str(reason),
            Self::Clock => f.write_str("it holds a time after the year 2100"),
        }
    }
}

impl std::error::Error for SegmentFault {}
