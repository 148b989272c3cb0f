//! The arguments of each command.

mod customer;
mod upkeep;

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use crate::domain::choice::Choice;
use crate::domain::setback::SetbackKind;
use crate::domain::touch::{Occasion, Outcome, TouchKind};

pub(super) use customer::CustomerFlags;
pub(super) use upkeep::{Backup, Doctor, Forget, Restore};

/// Reads one of a choice's words.
fn choice<C: Choice + Send + Sync>() -> impl TypedValueParser<Value = C> {
    PossibleValuesParser::new(C::ALL.iter().map(|c| c.as_str()))
        .try_map(|word| C::parse(&word).ok_or_else(|| format!("there is no {} \"{word}\"", C::WHAT)))
}

#[derive(Debug, Args)]
pub struct Demo {
    /// Write the made-up book to a new file instead
    #[arg(long, value_name = "PATH")]
    pub save: Option<PathBuf>,
}

#[derive(Debug, Args, Default)]
pub struct Today {
    /// Show the next N call days
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(0..=1000))]
    pub ahead: Option<u16>,
    /// One more, once this slot's call is made
    #[arg(long)]
    pub anyway: bool,
    /// One line, for a prompt or a status bar
    #[arg(long)]
    pub short: bool,
}

#[derive(Debug, Args)]
pub struct Skip {
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub because: Option<String>,
}

#[derive(Debug, Args)]
pub struct Dial {
    /// A customer: id, name, company, email, or a part of one
    #[arg(num_args = 0..)]
    pub who: Vec<String>,
}

#[derive(Debug, Args)]
pub struct TouchFlags {
    /// What was said; a line each, several -m are several lines
    #[arg(short, long = "message", value_name = "TEXT", allow_hyphen_values = true)]
    pub message: Vec<String>,
    /// Read what was said from standard input
    #[arg(long, conflicts_with = "message")]
    pub stdin: bool,
    #[arg(long, value_parser = choice::<TouchKind>())]
    pub kind: Option<TouchKind>,
    /// How the call ended
    #[arg(long, value_parser = choice::<Outcome>())]
    pub outcome: Option<Outcome>,
    /// When it happened: "yesterday 16:00", "mon", "3 days ago", 2026-11-23
    #[arg(long, value_name = "WHEN")]
    pub at: Option<String>,
    /// How long it took
    #[arg(long, value_name = "N")]
    pub minutes: Option<u32>,
    /// How you felt before
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub mood_before: Option<u8>,
    /// How you feel after
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5))]
    pub mood_after: Option<u8>,
    /// What brought it about
    #[arg(long, value_parser = choice::<Occasion>())]
    pub occasion: Option<Occasion>,
}

#[derive(Debug, Args)]
#[command(
    after_help = "A line each: + praise (@Name names a teammate), ! idea, ? need, > referral, anything else is news."
)]
pub struct Log {
    /// A customer: id, name, company, email, or a part of one
    #[arg(num_args = 0..)]
    pub who: Vec<String>,
    #[command(flatten)]
    pub touch: TouchFlags,
}

#[derive(Debug, Args)]
pub struct Lift {
    /// Record what happened
    #[arg(long, value_parser = choice::<SetbackKind>())]
    pub after: Option<SetbackKind>,
    /// What it was about
    #[arg(long, value_name = "TEXT", requires = "after")]
    pub about: Option<String>,
    /// How you feel
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u8).range(1..=5), requires = "after")]
    pub mood: Option<u8>,
}

#[derive(Debug, Args)]
pub struct Praise {
    /// Words that it must hold
    pub words: Vec<String>,
    /// One, by the engine's order; showing counts
    #[arg(long)]
    pub next: bool,
    /// Only this customer's
    #[arg(long, value_name = "WHO")]
    pub customer: Option<String>,
    /// Only what names this teammate
    #[arg(long, value_name = "NAME")]
    pub teammate: Option<String>,
    /// Only starred praise
    #[arg(long)]
    pub starred: bool,
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// Star one
    #[arg(long, value_name = "ID", conflicts_with_all = ["unstar", "next", "words"])]
    pub star: Option<String>,
    /// Take the star away
    #[arg(long, value_name = "ID", conflicts_with_all = ["next", "words"])]
    pub unstar: Option<String>,
}

#[derive(Debug, Args)]
pub struct Touch {
    #[command(subcommand)]
    pub act: TouchAct,
}

#[derive(Debug, clap::Subcommand)]
pub enum TouchAct {
    /// Show a log
    Show {
        /// The touch's id
        id: String,
    },
    /// Correct a log; its remarks are derived again
    Edit {
        /// The touch's id
        id: String,
        #[command(flatten)]
        touch: Box<TouchFlags>,
    },
    /// Delete a log, with its remarks
    Delete {
        /// The touch's id
        id: String,
    },
}

#[derive(Debug, Args)]
pub struct Kudos {
    /// A teammate's name, or its beginning
    #[arg(required = true)]
    pub name: Vec<String>,
    /// Only what was said since then
    #[arg(long, value_name = "WHEN")]
    pub since: Option<String>,
    /// As Markdown
    #[arg(long)]
    pub markdown: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Ideas {
    #[command(subcommand)]
    pub act: Option<IdeaAct>,
    /// Also what is done or dropped
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, clap::Subcommand)]
pub enum IdeaAct {
    /// You used it
    Done {
        /// The idea's id
        id: String,
    },
    /// It is not for you
    Drop {
        /// The idea's id
        id: String,
    },
    /// Carry it to next week
    Carry {
        /// The idea's id
        id: String,
    },
    /// Open it again
    Reopen {
        /// The idea's id
        id: String,
    },
}

#[derive(Debug, Args)]
pub struct Due {
    /// Everybody, also who heard from you lately
    #[arg(long)]
    pub all: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Visits {
    #[command(subcommand)]
    pub act: Option<VisitAct>,
    /// Plan up to this day; else to the end of next quarter
    #[arg(long, value_name = "WHEN")]
    pub until: Option<String>,
}

#[derive(Debug, clap::Subcommand)]
pub enum VisitAct {
    /// Keep a visit on its day: it stays put
    Accept {
        /// A customer and a day: goodcall visits accept ana 2026-12-01
        #[arg(required = true, num_args = 1.., value_names = ["WHO", "DATE"])]
        who_date: Vec<String>,
    },
    /// Move a visit to another peak day
    Move {
        /// A customer, the day it was planned for, and the day it goes to
        #[arg(required = true, num_args = 1.., value_names = ["WHO", "DATE", "DATE"])]
        who_dates: Vec<String>,
    },
    /// Not on that day
    Decline {
        /// A customer and a day
        #[arg(required = true, num_args = 1.., value_names = ["WHO", "DATE"])]
        who_date: Vec<String>,
        /// Why
        #[arg(long, value_name = "TEXT")]
        because: Option<String>,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Teammates {
    #[command(subcommand)]
    pub act: Option<TeammateAct>,
}

#[derive(Debug, clap::Subcommand)]
pub enum TeammateAct {
    /// Two spellings become one
    Join {
        /// The spelling that goes
        name: String,
        /// The name under which the praise is kept
        into: String,
    },
}

#[derive(Debug, Args)]
pub struct Week {
    /// As Markdown
    #[arg(long)]
    pub markdown: bool,
}

#[derive(Debug, Args)]
pub struct Away {
    /// The first and the last day off
    #[arg(num_args = 0.., value_names = ["FROM", "TO"], conflicts_with_all = ["list", "remove"])]
    pub days: Vec<String>,
    /// Show the days off
    #[arg(long, conflicts_with = "remove")]
    pub list: bool,
    /// Take the time away back that begins on this day
    #[arg(long, value_name = "FROM")]
    pub remove: Option<String>,
}

#[derive(Debug, Args)]
pub struct Trends {
    /// How many weeks are looked at
    #[arg(long, value_name = "N", default_value_t = crate::app::trends::WEEKS, value_parser = clap::value_parser!(u16).range(1..=520))]
    pub weeks: u16,
}

#[derive(Debug, Args)]
pub struct Search {
    /// Words, or the beginnings of words
    #[arg(required = true)]
    pub words: Vec<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub limit: usize,
}

#[derive(Debug, Args)]
pub struct Add {
    /// The customer's name
    #[arg(required = true)]
    pub name: Vec<String>,
    #[command(flatten)]
    pub fields: CustomerFlags,
}

#[derive(Debug, Args)]
pub struct Edit {
    /// A customer: id, name, company, email, or a part of one
    #[arg(required = true)]
    pub who: Vec<String>,
    /// Another name
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    #[command(flatten)]
    pub fields: CustomerFlags,
}

#[derive(Debug, Args)]
pub struct Who {
    /// A customer: id, name, company, email, or a part of one
    #[arg(required = true)]
    pub who: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Merge {
    /// The record that goes, and the one that it becomes part of: ids, names, companies or emails; without them, who may
    /// be in the book twice
    #[arg(value_names = ["WHO", "INTO"], num_args = 0..)]
    pub who: Vec<String>,
}

#[derive(Debug, Args)]
pub struct KeepApart {
    /// Two customers who are not one person
    #[arg(value_names = ["WHO", "OTHER"], num_args = 0.., required_unless_present = "list")]
    pub who: Vec<String>,
    /// Show who is kept apart
    #[arg(long, conflicts_with_all = ["who", "remove"])]
    pub list: bool,
    /// Let them be asked about again
    #[arg(long)]
    pub remove: bool,
}

#[derive(Debug, Args)]
pub struct List {
    /// Only those in the rotation
    #[arg(long)]
    pub favorites: bool,
    /// Only past buyers
    #[arg(long)]
    pub past: bool,
    /// Only the archived
    #[arg(long)]
    pub archived: bool,
    /// In what order
    #[arg(long, default_value = "name", value_parser = ["wait", "name", "company"])]
    pub sort: String,
}

#[derive(Debug, Args)]
pub struct Snooze {
    /// A customer, and until when: goodcall snooze ana "in 2 weeks"
    #[arg(required = true, num_args = 1.., value_names = ["WHO", "WHEN"])]
    pub who_when: Vec<String>,
    /// Bring them back now
    #[arg(long)]
    pub end: bool,
}

#[derive(Debug, Args)]
pub struct Undo {
    /// Only show what would be taken back, newest first
    #[arg(long)]
    pub list: bool,
}

#[derive(Debug, Args)]
pub struct Import {
    /// Files or folders
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Show what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// Say which field a column fills
    #[arg(long, value_name = "COLUMN=FIELD")]
    pub map: Vec<String>,
    /// Everyone in it is a favorite
    #[arg(long)]
    pub favorite: bool,
    /// Everyone in it is a past buyer
    #[arg(long)]
    pub past: bool,
    /// All rows or none
    #[arg(long)]
    pub strict: bool,
}

#[derive(Debug, Args)]
pub struct Export {
    /// json: the whole book, can be imported back; ics: coming call days and visits, for a calendar
    #[arg(value_parser = ["json", "ics"])]
    pub format: String,
    /// The file to write; else standard output
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Config {
    #[command(subcommand)]
    pub act: ConfigAct,
}

#[derive(Debug, Clone, Copy, clap::Subcommand)]
pub enum ConfigAct {
    /// Where it is looked for
    Path,
    /// Write a commented example, where there is none yet
    Init,
    /// Whether it is right
    Check,
    /// What is in force
    Show,
}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
}
