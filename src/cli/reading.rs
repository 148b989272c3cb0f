//! Reads the arguments, and says what is wrong with them.

use std::ffi::OsString;
use std::io::Write;

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue};
use clap::{Args, FromArgMatches, Parser};

use super::output::{self, Format};
use super::{Cli, Global, OnBook, misplaced};
use crate::error::Error;
use crate::text;

/// Reads the arguments by the definition of the verb that they name, or else by that of all verbs, which says what is wrong.
pub(super) fn read(arguments: &[OsString]) -> Result<Cli, clap::Error> {
    read_briefly(arguments).map_or_else(|| Cli::try_parse_from(arguments), Ok)
}

/// Reads the arguments by the definition of the one verb that they name: to define all of them takes a tenth of what
/// `today` takes. None where that is not enough: for help, for what is wrong, and for the verbs that need no book.
fn read_briefly(arguments: &[OsString]) -> Option<Cli> {
    let definition = Global::augment_args(clap::Command::new("goodcall").disable_help_subcommand(true));
    let definition = match verb_of(arguments) {
        Some((verb, _)) => definition.subcommand(OnBook::define(verb)?),
        None => definition,
    };
    Cli::from_arg_matches(&definition.try_get_matches_from(arguments).ok()?).ok()
}

/// Returns the first word, after the program or a verb, that is neither an option nor the value of one, and its place.
fn verb_of(arguments: &[OsString]) -> Option<(&str, usize)> {
    let mut words = arguments.iter().map(|word| word.to_str().unwrap_or_default()).enumerate().skip(1);
    while let Some((at, word)) = words.next() {
        if ["--db", "--config", "--now", "--color"].contains(&word) {
            words.next();
        } else if !word.starts_with('-') {
            return Some((word, at));
        }
    }
    None
}

/// Whether a variant of the verbs has a name on the command line: `KeepApart` has "keep-apart".
pub(super) fn is_called(variant: &str, name: &str) -> bool {
    let mut letters = name.chars();
    let mut follows = |c: char| letters.next() == Some(c);
    let begins_word = |at: usize, c: char| at > 0 && c.is_ascii_uppercase();
    let is_begun = variant
        .chars()
        .enumerate()
        .all(|(at, c)| (!begins_word(at, c) || follows('-')) && follows(c.to_ascii_lowercase()));
    is_begun && letters.next().is_none()
}

/// Says what is wrong with the arguments, or prints the help or the version.
pub(super) fn misread(mut error: clap::Error, arguments: &[OsString]) -> u8 {
    let wants_json = arguments.iter().any(|a| a == "--json");
    let tip = misplaced::tip(&error, arguments);
    if tip.is_some() {
        // One tip is enough: words that only look alike would contradict it.
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::None);
    }
    if error.use_stderr() && wants_json {
        let text = error.to_string();
        let first = text.lines().map(str::trim).take_while(|l| !l.is_empty()).collect::<Vec<_>>().join(" ");
        let message = first.trim_start_matches("error: ").to_string();
        let help = tip.unwrap_or_else(|| "goodcall --help shows the usage".to_string());
        output::print_error(&Error::usage(message).help(help), Format::Json);
        return 2;
    }
    // A closed pipe is a quiet end.
    if !error.use_stderr() {
        let _printed = error.print();
        return 0;
    }
    // Its own would count options that the environment sets as written, and so as required.
    if let Some(usage) = usage_of(arguments).filter(|_| error.get(ContextKind::Usage).is_some()) {
        error.insert(ContextKind::Usage, ContextValue::StyledStr(usage));
    }
    // The message quotes what the user typed.
    let said = text::clean_lines(&error.render().to_string());
    let tip = tip.map(|tip| format!("\n\n  {}", text::clean(&tip))).unwrap_or_default();
    let _printed = writeln!(std::io::stderr().lock(), "{}{tip}", said.trim_end());
    2
}

/// Returns the usage of the command that the arguments name.
fn usage_of(arguments: &[OsString]) -> Option<StyledStr> {
    let mut definition = super::definition();
    definition.build();
    let mut command = &mut definition;
    let mut words = arguments;
    while let Some((verb, at)) = verb_of(words) {
        if command.find_subcommand(verb).is_none() {
            break;
        }
        command = command.find_subcommand_mut(verb)?;
        words = words.get(at..).unwrap_or_default();
    }
    Some(command.render_usage())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_read_the_same_by_one_verb_or_by_all() {
        for line in [
            "goodcall",
            "goodcall --db x.db",
            "goodcall --plain",
            "goodcall today --json",
            "goodcall --now 2026-11-23T10:00:00Z --color never today --short",
            "goodcall log ana -m hello --mood-after 4",
            "goodcall keep-apart ana ben",
            "goodcall touch edit 3 -m hello",
            "goodcall teammates join sally Sally",
            "goodcall -q list --favorites",
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let (brief, whole) = (read_briefly(&words), Cli::try_parse_from(&words));
            assert_eq!(format!("{:?}", brief.expect(line)), format!("{:?}", whole.expect(line)));
        }
        for line in ["goodcall --help", "goodcall today --help", "goodcall tody", "goodcall help", "goodcall -V"] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            assert!(read_briefly(&words).is_none(), "{line}");
        }
    }
}
