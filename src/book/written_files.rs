//! Where the book was copied or written out on request: erasing a person looks there too.

use std::path::{Path, PathBuf};

use super::query::Query;
use super::{Book, Note};
use crate::error::Result;

/// What was written into a file on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Backup,
    Export,
}

impl Book {
    /// Returns the files into which the book was copied or written out on request.
    pub fn written_files(&self) -> Result<Vec<(PathBuf, Written)>> {
        let files: Vec<(String, String)> =
            self.db.all("SELECT path, kind FROM written_file ORDER BY id", [], "look where the book was written to")?;
        let kind = |kind: &str| if kind == "backup" { Written::Backup } else { Written::Export };
        Ok(files.into_iter().map(|(path, written)| (path.into(), kind(&written))).collect())
    }
}

impl Note<'_> {
    /// Notes that the book was copied or written out into a file.
    pub fn wrote_file(&self, path: &Path, what: Written) -> Result<()> {
        let kind = if what == Written::Backup { "backup" } else { "export" };
        let sql = "INSERT INTO written_file (path, kind, updated_at) VALUES (?1, ?2, ?3)
                   ON CONFLICT (path) DO UPDATE SET kind = excluded.kind, updated_at = excluded.updated_at";
        let row = (path.display().to_string(), kind, self.clock.instant.timestamp_millis());
        self.db.run(sql, row, "note where the book was written to").map(drop)
    }
}
