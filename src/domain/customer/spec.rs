//! What the table of fields says of each.

use super::reach_kind::ReachKind;
use super::values::Access;

/// Names of columns by rank: of several columns for one field the lower rank goes first.
pub type ColumnNames = &'static [(u8, &'static [&'static str])];

/// Everything that is said of one field.
pub struct FieldSpec {
    /// The name in the book, in JSON and in messages.
    pub key: &'static str,
    /// A text that can be read into it.
    pub example: &'static str,
    /// How `add` and `edit` take it.
    pub flag: Flag,
    /// The part of the form in which it stands.
    pub group: Group,
    /// The label in the form.
    pub label: &'static str,
    /// What the form shows while the field is empty.
    pub hint: &'static str,
    /// What it holds, and so how a form asks for it.
    pub kind: Kind,
    /// The label under which `show` has it; None where another line or the heading says it.
    pub shown: Option<&'static str>,
    /// Names of columns in imports, lower case without punctuation.
    pub columns: ColumnNames,
    /// What becomes of it when two records become one.
    pub merge: Merge,
    /// What a file that is imported again may do to it.
    pub reimport: Reimport,
    pub(super) access: Access,
}

/// The parts of the form, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Who they are, and how to reach them.
    Who,
    /// When they may be called.
    WhenToCall,
    /// How good they are.
    HowGood,
    /// Days in the field.
    Visits,
    /// Only of past buyers.
    PastBuyer,
    /// What is good to know.
    Notes,
}

impl Group {
    /// Returns the heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Who => "Who",
            Self::WhenToCall => "When to call",
            Self::HowGood => "How good",
            Self::Visits => "Visits",
            Self::PastBuyer => "Past buyer",
            Self::Notes => "Notes",
        }
    }
}

/// How the command line takes a field.
pub enum Flag {
    /// Apart: as the words after the command, or by a flag of one command alone.
    Own,
    /// A flag with a value: its name, the name of its value, and its help.
    Takes(&'static str, &'static str, &'static str),
    /// A flag that takes one of the field's words: its name and its help.
    Chooses(&'static str, &'static str),
    /// Two flags, each of which writes one word; the first of them loses where both are given.
    Switches([Switch; 2]),
    /// Flags for a field that holds several things: each may be given again.
    Lists(ListFlags),
}

impl Flag {
    /// The flag that takes the field's text; None where no flag does.
    pub fn takes_text(&self) -> Option<&'static str> {
        match self {
            Self::Takes(name, ..) | Self::Chooses(name, _) | Self::Lists(ListFlags { add: (name, _), .. }) => {
                Some(name)
            }
            Self::Own | Self::Switches(_) => None,
        }
    }
}

/// What is done to a field that holds several things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListEdit {
    /// Adds one to what is there.
    Add(String),
    /// Takes one away.
    Remove(String),
    /// Puts one first.
    Prefer(String),
}

impl ListEdit {
    /// What was typed.
    pub fn text(&self) -> &str {
        match self {
            Self::Add(text) | Self::Remove(text) | Self::Prefer(text) => text,
        }
    }
}

/// A flag without a value.
pub struct Switch {
    /// Without the dashes.
    pub name: &'static str,
    /// What the flag writes into the field.
    pub word: &'static str,
    /// The line in `--help`; may be empty.
    pub help: &'static str,
}

/// The flags of a field that holds several things.
pub struct ListFlags {
    /// The name of their value.
    pub value: &'static str,
    /// The flag that adds one: its name and its help.
    pub add: (&'static str, &'static str),
    /// The flag that takes one away: its name and its help.
    pub remove: (&'static str, &'static str),
}

/// What a field holds, and so how it is asked for.
#[derive(Clone, Copy)]
pub enum Kind {
    /// One line.
    Text,
    /// Telephone numbers or mailboxes, each with its label, a line each; the first is the preferred one.
    Reach(ReachKind),
    /// Text of several lines.
    Lines,
    /// Yes or no; never empty.
    YesNo,
    /// Dots from 1 to 5.
    Rating,
    /// One of a few words.
    Choice(fn() -> Vec<&'static str>),
    /// A day, in any words that the dates understand.
    Day,
    /// One line in a small language of its own.
    Parsed,
}

impl Kind {
    /// The words that a form turns through; None where the field is typed.
    pub fn words(self) -> Option<Vec<&'static str>> {
        match self {
            Self::YesNo => Some(vec!["no", "yes"]),
            Self::Rating => Some(vec!["", "1", "2", "3", "4", "5"]),
            Self::Choice(words) => Some(words()),
            Self::Text | Self::Reach(_) | Self::Lines | Self::Day | Self::Parsed => None,
        }
    }
}

/// What becomes of a field when two records of one person become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// The value that is there stays, else the other's is taken. One that differs is noted among the facts, by this name.
    Keep(&'static str),
    /// The entries of both, each once, those of the record that stays first.
    All(ReachKind),
    /// Yes where either record says yes.
    Either,
    /// The lines of both, each once.
    Both,
    /// Everything that either record has, each once.
    United,
    /// The standing stays, and the other's is noted.
    Standing,
    /// As `Keep`, where both are past buyers.
    KeepOfPast(&'static str),
}

/// What a file that is imported again may do to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reimport {
    /// Change it, where the user has not edited it since.
    Changes,
    /// Add the entries that it brings anew. What the user removed stays removed, and no other file's entry goes.
    Adds(ReachKind),
    /// Nothing: it is the user's once the customer is in the book.
    Leaves,
}
