//! The arguments of what looks after the book.

use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub struct Backup {
    /// Where to; without it beside the other backups
    pub file: Option<PathBuf>,
    /// Replace a file that is there
    #[arg(long, requires = "file")]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Restore {
    /// A backup
    pub file: PathBuf,
}

#[derive(Debug, Args)]
pub struct Doctor {
    /// Only look: repair nothing
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Forget {
    /// A customer: id, name, company, email, or a part of one
    #[arg(required = true)]
    pub who: Vec<String>,
    /// Don't ask
    #[arg(long)]
    pub yes: bool,
}
