//! The arguments of `sync`.

use std::cell::OnceCell;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

#[derive(Debug, Args)]
pub struct Sync {
    #[command(subcommand)]
    pub act: Act,
}

#[derive(Debug, Subcommand)]
pub enum Act {
    /// Begin on the first machine: send the book into a folder, and print the line for the others
    Setup(Setup),
    /// Join on another machine, with the line of the first
    Join(Join),
    /// Read what the other machines sent, and send what is new here
    Now(Now),
    /// Show when this book last synced, what waits, and for whom
    Status(HowItStands),
    /// List values that lost to another made at the same time; keep or take one
    Conflicts(Conflicts),
    /// List the machines; retire one that you no longer have
    Machines(Machines),
    /// Print the line for another machine, or make a new key
    Key(Key),
    /// Replace the many files in the folder with one that holds everything
    Compact(Compact),
    /// Print what sealed files hold, as JSON lines
    Open(Open),
    /// Stop syncing this book; the book and the folder stay
    Off(Off),
}

#[derive(Debug, Args)]
pub struct Setup {
    /// A folder that something else carries to the other machines; not the one with the book
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Name this machine; by default it has the computer's name
    #[arg(long)]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct Join {
    /// The line that "goodcall sync key" prints on another machine; "-" reads it from standard input
    #[arg(value_name = "LINE")]
    pub line: String,
    /// The folder; its path may differ from the first machine's
    #[arg(value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
    /// Name this machine; by default it keeps its name in the space, or has the computer's
    #[arg(long)]
    pub name: Option<String>,
    /// The line, once it was read.
    #[arg(skip)]
    pub(super) read: OnceCell<String>,
}

#[derive(Debug, Args)]
pub struct Now {
    /// Only look what would be read and sent
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct HowItStands {}

#[derive(Debug, Args)]
pub struct Conflicts {
    #[command(subcommand)]
    pub act: Option<Settle>,
}

#[derive(Debug, Subcommand)]
pub enum Settle {
    /// Settle it: keep the value that the book has
    Keep(WhichConflict),
    /// Settle it: take the value that lost, as a new change
    Take(WhichConflict),
}

#[derive(Debug, Args)]
pub struct WhichConflict {
    /// The conflict's id, or its first digits as they are listed
    pub id: String,
}

#[derive(Debug, Args)]
pub struct Machines {
    #[command(subcommand)]
    pub act: Option<MachineAct>,
}

#[derive(Debug, Subcommand)]
pub enum MachineAct {
    /// Stop waiting for a machine that you no longer have
    Retire(WhichMachine),
}

#[derive(Debug, Args)]
pub struct WhichMachine {
    /// The machine's id, or its name
    pub id: String,
}

#[derive(Debug, Args)]
pub struct Key {
    /// Make a new key and a new space, which the other machines join: after one was stolen
    #[arg(long)]
    pub new: bool,
}

#[derive(Debug, Args)]
pub struct Compact {}

#[derive(Debug, Args)]
pub struct Open {
    /// Sealed files, in their place in the folder
    #[arg(required = true, value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Off {}
