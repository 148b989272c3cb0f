//! What may stand at a place of the line: clap knows the argument, and a table here what of the book it takes.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::{Arc, Mutex};

use clap::{Arg, Command, ValueHint};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, ValueCompleter};

use crate::app::completing::{Completion, Completions, IdOf, Lookup, TextOf};
use crate::app::customers::Visibility;
use crate::cli::definition;
use crate::domain::choice::Choice;
use crate::domain::filter::{Key, State};

/// What an argument takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A customer, of one word or several.
    Who(Visibility),
    /// A customer of one word, because another argument follows.
    OneWho,
    Teammate,
    Text(TextOf),
    Id(IdOf),
    /// The first day of days off.
    DayOff,
    /// Words and keys such as tag:vip.
    Filter,
    /// A verb, for its manual page.
    Verb,
    Files,
}

/// That an argument is asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub wanted: Wanted,
    /// Whether it takes several words, as a name does.
    is_spread: bool,
    /// The words of it that stand already.
    pub before: Vec<String>,
    /// What of this one is typed.
    pub typed: String,
}

/// Asks clap what may stand at the end of the line: what the book is to say, and what clap knows by itself.
pub(super) fn ask(words: &[String]) -> (Vec<Asked>, Vec<Completion>) {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let mut definition = definition();
    definition.build();
    let before = words_before(&definition, words);
    let mut definition = listen(definition, "", &asked);
    let line: Vec<OsString> =
        std::iter::once("goodcall").chain(words.iter().map(String::as_str)).map(Into::into).collect();
    let found = clap_complete::engine::complete(&mut definition, line, words.len(), None::<&Path>).unwrap_or_default();
    let others = found.iter().map(|one| Completion {
        word: one.get_value().to_string_lossy().into_owned(),
        about: one.get_help().map(ToString::to_string).unwrap_or_default(),
    });
    let others = others.collect();
    let mut asked = asked.lock().map(|asked| asked.clone()).unwrap_or_default();
    for one in asked.iter_mut().filter(|one| one.is_spread) {
        one.before.clone_from(&before);
    }
    (asked, others)
}

/// Lists the words of the last command that are neither options nor values of options, without the one being typed.
fn words_before(definition: &Command, words: &[String]) -> Vec<String> {
    let takes_value = |arg: &Arg| arg.get_num_args().is_some_and(|many| many.takes_values());
    let (mut command, mut found) = (definition, Vec::new());
    let mut words = words.split_last().map_or(&[][..], |(_, before)| before).iter();
    while let Some(word) = words.next() {
        let option = match word.strip_prefix("--") {
            Some(long) => command.get_arguments().find(|arg| arg.get_long() == Some(long)),
            None => word
                .strip_prefix('-')
                .and_then(|rest| command.get_arguments().find(|arg| rest.chars().eq(arg.get_short()))),
        };
        if option.is_some_and(takes_value) {
            words.next();
        } else if word.starts_with('-') {
            // An option with its value, or without one.
        } else if let Some(verb) = command.find_subcommand(word) {
            (command, found) = (verb, Vec::new());
        } else {
            found.push(word.clone());
        }
    }
    found
}

/// Notes that clap asks an argument to be completed, for its own answer would not know the words before.
struct Listener {
    wanted: Wanted,
    is_spread: bool,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl ValueCompleter for Listener {
    fn complete(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        if let Ok(mut asked) = self.asked.lock() {
            let typed = current.to_string_lossy().into_owned();
            asked.push(Asked { wanted: self.wanted, is_spread: self.is_spread, before: Vec::new(), typed });
        }
        Vec::new()
    }
}

/// Listens at every argument of a command and its subcommands.
fn listen(command: Command, above: &str, asked: &Arc<Mutex<Vec<Asked>>>) -> Command {
    let path = format!("{above} {}", command.get_name());
    let of = |arg: Arg| match wanted(path.trim_start_matches(" goodcall").trim(), &arg) {
        Some(wanted) => {
            let is_spread = arg.is_positional() && arg.get_num_args().is_some_and(|many| many.max_values() > 1);
            arg.add(ArgValueCompleter::new(Listener { wanted, is_spread, asked: Arc::clone(asked) }))
        }
        None => arg,
    };
    command.mut_args(of).mut_subcommands(|verb| listen(verb, &path, asked))
}

/// What an argument of a verb takes from the book, or a file; None for all else.
fn wanted(verb: &str, arg: &Arg) -> Option<Wanted> {
    let id = |of| Some(Wanted::Id(of));
    match (verb, arg.get_id().as_str()) {
        ("unarchive", "who") => Some(Wanted::Who(Visibility::Archived)),
        ("merge" | "keep-apart", "who") => Some(Wanted::OneWho),
        (_, "who" | "who_date" | "who_dates" | "who_when") => Some(Wanted::Who(Visibility::Present)),
        (_, "customer" | "with" | "without" | "referred-by") if takes_who(arg) => Some(Wanted::OneWho),
        ("kudos", "name") | ("teammates join", "name" | "into") | (_, "teammate") => Some(Wanted::Teammate),
        (_, "tag" | "no-tag") => Some(Wanted::Text(TextOf::Tag)),
        (_, "company") => Some(Wanted::Text(TextOf::Company)),
        (_, "city") => Some(Wanted::Text(TextOf::City)),
        ("ideas done" | "ideas drop" | "ideas carry" | "ideas move", "id") => id(IdOf::OpenIdea),
        ("ideas reopen", "id") => id(IdOf::EndedIdea),
        ("promises kept" | "promises drop" | "promises move", "id") => id(IdOf::OpenPromise),
        ("promises reopen", "id") => id(IdOf::EndedPromise),
        ("praise", "star") | ("team praise", "id") => id(IdOf::Praise),
        ("praise", "unstar") => id(IdOf::StarredPraise),
        ("touch show" | "touch edit" | "touch delete", "id") => id(IdOf::Touch),
        ("man", "verb") => Some(Wanted::Verb),
        ("away", "remove") => Some(Wanted::DayOff),
        ("list" | "praise" | "export", "words") => Some(Wanted::Filter),
        _ => is_file(arg).then_some(Wanted::Files),
    }
}

/// `remind install --with` takes a timer.
fn takes_who(arg: &Arg) -> bool {
    arg.get_value_names().is_some_and(|names| names.iter().any(|name| name == "WHO"))
}

fn is_file(arg: &Arg) -> bool {
    matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath | ValueHint::DirPath)
}

/// Completes a verb; `before` are the verbs above it.
pub(super) fn verbs(before: &[String], typed: &str) -> Option<Completions> {
    let mut definition = definition();
    definition.build();
    let above = before.iter().try_fold(&definition, |above, verb| above.find_subcommand(verb))?;
    let begun = above.get_subcommands().filter(|verb| verb.get_name().starts_with(typed));
    let words = begun.map(|verb| Completion {
        word: verb.get_name().to_string(),
        about: verb.get_about().map(ToString::to_string).unwrap_or_default(),
    });
    Some(Completions { words: words.collect(), are_more: false })
}

/// Completes a word of a filter: a key, or the value of one.
pub(super) fn filter(typed: &str, lookup: impl Fn() -> Option<Lookup>) -> Option<Completions> {
    const IS: &str = "is:";
    let plain = |word: String| Completion { word, about: String::new() };
    let Some((key, value)) = typed.split_once(':') else {
        let keys = Key::ALL.iter().map(|key| format!("{}:", key.as_str())).chain([IS.to_string()]);
        let words = keys.filter(|key| key.starts_with(typed)).map(plain).collect();
        return Some(Completions { words, are_more: false });
    };
    let texts = |of| lookup()?.texts(of, value).ok();
    let mut found = match Key::parse(key) {
        Some(Key::City) => texts(TextOf::City)?,
        Some(Key::Company) => texts(TextOf::Company)?,
        Some(Key::Tag) => texts(TextOf::Tag)?,
        None if IS.strip_suffix(':') == Some(key) => {
            let states = State::ALL.iter().map(|state| state.as_str()).filter(|state| state.starts_with(value));
            Completions { words: states.map(|state| plain(state.to_string())).collect(), are_more: false }
        }
        Some(Key::Phone) | None => return None,
    };
    for one in &mut found.words {
        one.word.insert_str(0, &format!("{key}:"));
    }
    Some(found)
}
